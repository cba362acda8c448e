//! The part of the log that a plan is reckoned on: as long as the plan, just before its start, or at the end of the log.

use experiments::{
    Plan,
    plan::{Design, Stopping},
    source::{self, Asked},
};
use jiff::{ToSpan as _, civil::Date};
use kernel::{paris_date, paris_day_start};
use measures::{Measure, UnitMetric};

/// Points of a curve: more tell nothing more, and each is a column of sums.
const POINTS_MAX: u32 = 12;
/// Days further back in which a single series looks for other days on which the practice might have begun.
pub(super) const SLACK_DAYS: u32 = 364;

/// What is read, and as which plan.
#[derive(Debug, Clone)]
pub(super) struct Span {
    /// The plan as if it had ended with the span; without guardrails and subgroups, and judged once.
    pub(super) plan: Plan,
    /// The question to the log.
    pub(super) asked: Asked,
    /// The day after the last.
    pub(super) end: Date,
    /// The lengths of the curve in days, where the plan is reckoned by length; the last is the plan's.
    pub(super) lengths: Vec<u32>,
    /// When one may conclude, which the plan above has lost.
    pub(super) stopping: Stopping,
}

impl Span {
    /// The span of a plan, over a log that ends at `until_us`; `None` if nothing lies before the start.
    pub(super) fn of(plan: &Plan, until_us: i64) -> Option<Self> {
        let log_end = paris_date(until_us).tomorrow().ok()?;
        let end = plan.start.min(log_end);
        let mut pilot = plan.clone();
        pilot.guardrails.clear();
        pilot.subgroups.clear();
        pilot.stopping = Stopping::Fixed;
        pilot.start = end.checked_sub(i64::from(plan.days).days()).ok()?;
        let end_us = paris_day_start(end)?;
        let mut lengths = Vec::new();
        let asked = match plan.design {
            Design::Randomised => {
                let mut asked = source::question(&pilot, &[], end_us)?;
                let points = (plan.days / 7).clamp(1, POINTS_MAX);
                let length = |point: u32| (plan.days * point).div_ceil(points);
                lengths = (1..=points).map(length).collect();
                let from = paris_day_start(pilot.start)?;
                // The period of the whole plan gives way to longer and longer ones; the one before stays in front.
                asked.question.periods.pop();
                for days in &lengths {
                    let to = pilot.start.checked_add(i64::from(*days).days()).ok()?;
                    asked.question.periods.push((from, paris_day_start(to)?));
                }
                // Which units were there at all.
                asked.question.metrics.push(UnitMetric::of(Measure::Volume));
                asked
            }
            Design::Interrupted => {
                let days_before = pilot.days_before + SLACK_DAYS;
                source::question(&Plan { days_before, ..pilot.clone() }, &[], end_us)?
            }
            _ => source::question(&pilot, &[], end_us)?,
        };
        Some(Self { plan: pilot, asked, end, lengths, stopping: plan.stopping.clone() })
    }

    /// The last day that is read.
    pub(super) fn last_day(&self) -> Date {
        self.end.yesterday().unwrap_or(self.end)
    }

    /// The effect hoped for, as a positive share.
    pub(super) fn wished(&self) -> f64 {
        self.plan.minimum_effect.abs()
    }
}
