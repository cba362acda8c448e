//! Who changes when: offices in the order of a draw, dealt to the steps of a wedge.

use std::collections::BTreeSet;

use crate::Fault;

use super::count;

/// Most periods of a layout, and most offices of a schedule.
pub const SCHEDULE_MAX: usize = 100_000;

/// The calendar of a wedge, in periods (weeks, months).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Periods before the first office changes, at least 1.
    pub baseline_periods: usize,
    /// At how many dates offices change, at least 1.
    pub steps: usize,
    /// Periods from one date to the next, at least 1.
    pub step_periods: usize,
    /// Periods after the last date, that date's own period included, at least 1.
    pub final_periods: usize,
    /// Periods from its change on during which an office is not counted: staff are being trained.
    pub transition_periods: usize,
}

impl Layout {
    /// The textbook wedge: one period before, then a step each period.
    pub const fn textbook(steps: usize) -> Self {
        Self { baseline_periods: 1, steps, step_periods: 1, final_periods: 1, transition_periods: 0 }
    }

    /// How many periods there are.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] if one of the numbers is 0 that must not, or there are more than [`SCHEDULE_MAX`] periods.
    pub fn periods(&self) -> Result<usize, Fault> {
        for (what, value) in [
            ("baseline_periods", self.baseline_periods),
            ("steps", self.steps),
            ("step_periods", self.step_periods),
            ("final_periods", self.final_periods),
        ] {
            if value == 0 || value > SCHEDULE_MAX {
                return Err(Fault::out_of_range(what, count(value), 1.0, count(SCHEDULE_MAX)));
            }
        }
        let periods = self.baseline_periods + (self.steps - 1) * self.step_periods + self.final_periods;
        if periods > SCHEDULE_MAX {
            return Err(Fault::out_of_range("steps", count(self.steps), 1.0, count(SCHEDULE_MAX)));
        }
        Ok(periods)
    }
}

/// When an office changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// Which office.
    pub office: usize,
    /// At which step, from 0.
    pub step: usize,
    /// In which period, from 0: the first one under the new practice.
    pub period: usize,
}

/// Deals offices to steps like cards: the first of the order to the first step, the next to the second, and round again.
///
/// - **Takes** the offices in the order that was drawn. Offices of a stratum (size, region) that come one after the
///   other, in an order drawn within the stratum, are spread evenly over the steps, and so is the whole.
/// - **Gives** one start an office, in the order given; numbers of offices a step differ by one at most.
///
/// # Errors
///
/// [`Fault::TooFew`] naming `order` if a step would have no office; [`Fault::Unreadable`] if an office comes twice;
/// as [`Layout::periods`].
pub fn schedule(order: &[usize], layout: Layout) -> Result<Vec<Start>, Fault> {
    layout.periods()?;
    if order.len() > SCHEDULE_MAX {
        return Err(Fault::out_of_range("order", count(order.len()), 1.0, count(SCHEDULE_MAX)));
    }
    if order.len() < layout.steps {
        return Err(Fault::too_few("order", order.len(), layout.steps));
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = order.iter().find(|it| !seen.insert(**it)) {
        return Err(Fault::Unreadable {
            what: "order".into(),
            reason: format!("office {twice} comes twice"),
        });
    }
    Ok(order
        .iter()
        .enumerate()
        .map(|(place, office)| {
            let step = place % layout.steps;
            Start { office: *office, step, period: layout.baseline_periods + step * layout.step_periods }
        })
        .collect())
}

/// The plan as a table for [`super::power`]: a row for each start, a column for each period, 0 before the change, 1
/// after, `None` where the office is not counted.
///
/// # Errors
///
/// As [`Layout::periods`]; [`Fault::OutOfRange`] naming `starts` if the table would have over 10 million cells.
pub fn table(starts: &[Start], layout: Layout) -> Result<Vec<Vec<Option<f64>>>, Fault> {
    let periods = layout.periods()?;
    if starts.len() * periods > 10_000_000 {
        return Err(Fault::out_of_range("starts", count(starts.len()), 1.0, count(10_000_000 / periods)));
    }
    let cell = |start: &Start, period: usize| {
        if period < start.period {
            Some(0.0)
        } else if period - start.period < layout.transition_periods {
            None
        } else {
            Some(1.0)
        }
    };
    Ok(starts.iter().map(|start| (0..periods).map(|period| cell(start, period)).collect()).collect())
}
