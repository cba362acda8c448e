//! What the plan allows today: to wait, to look, to conclude.

use experiments::{Plan, plan::Stopping};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use kernel::{paris_date, paris_day_start};

use crate::store::Look;

/// Where an experiment is between its first and its last day, in Paris.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// The first day.
    pub start: Date,
    /// The first day after it.
    pub end: Date,
    /// Today.
    pub today: Date,
    /// Days begun; 0: it has not begun.
    pub day: u32,
}

impl Course {
    /// Where a plan is at an instant.
    pub fn of(plan: &Plan, at: Timestamp) -> Self {
        let today = paris_date(at.as_microsecond());
        let begun = i64::from((today - plan.start).get_days()) + 1;
        let end = after(plan.start, plan.days);
        Self { start: plan.start, end, today, day: u32::try_from(begun).unwrap_or(0) }
    }

    /// Whether the last day has passed.
    pub fn is_over(&self) -> bool {
        self.today >= self.end
    }

    /// Up to when the log should tell: today's beginning, or the end, in microseconds.
    pub fn until_us(&self) -> i64 {
        paris_day_start(self.today.min(self.end)).unwrap_or(0)
    }
}

/// What may be done today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// Nothing before a day: that of a planned look, or the end.
    Wait {
        /// The day.
        until: Date,
        /// Which look, from 1; `None`: the conclusion.
        number: Option<u32>,
    },
    /// The planned look of this number, from 1.
    Look {
        /// Which.
        number: u32,
    },
    /// A look, as often as one likes.
    AnyLook {
        /// Whether the last look allows to conclude.
        may_conclude: bool,
    },
    /// A planned look crossed its limit: its report is the conclusion.
    ConcludeEarly,
    /// The end has come.
    Conclude,
}

/// What the stopping rule allows.
pub fn allowed(plan: &Plan, looks: &[Look], course: &Course) -> Allowed {
    if course.is_over() {
        return Allowed::Conclude;
    }
    let crossed = looks.last().is_some_and(|it| it.report.monitoring.iter().any(|it| it.crossed));
    let made = u32::try_from(looks.len()).unwrap_or(u32::MAX);
    match plan.stopping {
        Stopping::Fixed => Allowed::Wait { until: course.end, number: None },
        Stopping::GroupSequential { .. } if crossed => Allowed::ConcludeEarly,
        // The last planned look is the conclusion.
        Stopping::GroupSequential { looks: planned, .. } if made + 1 >= planned => {
            Allowed::Wait { until: course.end, number: None }
        }
        Stopping::GroupSequential { looks: planned, .. } => {
            let number = made + 1;
            let until = due(plan, number, planned);
            if course.today >= until {
                Allowed::Look { number }
            } else {
                Allowed::Wait { until, number: Some(number) }
            }
        }
        Stopping::AlwaysValid if course.day > 1 => Allowed::AnyLook { may_conclude: crossed },
        // Not one whole day has passed.
        Stopping::AlwaysValid => Allowed::Wait { until: after(course.start, 1), number: Some(made + 1) },
    }
}

/// The day of a planned look: they share the days of the plan evenly.
fn due(plan: &Plan, number: u32, planned: u32) -> Date {
    after(plan.start, (plan.days * number).div_ceil(planned.max(1)))
}

/// So many days later.
fn after(day: Date, days: u32) -> Date {
    day.checked_add(i64::from(days).days()).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use experiments::{Report, plan::Spending, report::Monitoring};
    use jiff::civil::date;

    use super::*;
    use crate::testing;

    fn plan(stopping: Stopping) -> Plan {
        Plan { stopping, days: 30, start: date(2026, 3, 2), ..testing::plan() }
    }

    fn on(plan: &Plan, day: Date) -> Course {
        Course::of(plan, format!("{day}T10:00:00Z").parse().unwrap())
    }

    fn looks(count: i64, crossed: bool) -> Vec<Look> {
        let report = Report {
            monitoring: vec![Monitoring { arm: "message".into(), looks: Vec::new(), crossed }],
            ..testing::report(-0.1, -0.2, 0.1)
        };
        let at = "2026-03-12T10:00:00Z".parse().unwrap();
        (0..count).map(|place| Look { place, report: report.clone(), by: String::new(), at }).collect()
    }

    #[test]
    fn one_end_means_one_look() {
        let plan = plan(Stopping::Fixed);
        let end = date(2026, 4, 1);
        for day in [date(2026, 1, 1), date(2026, 3, 2), date(2026, 3, 31)] {
            assert_eq!(
                allowed(&plan, &[], &on(&plan, day)),
                Allowed::Wait { until: end, number: None },
                "{day}"
            );
        }
        assert_eq!(allowed(&plan, &[], &on(&plan, end)), Allowed::Conclude);
    }

    #[test]
    fn planned_looks_come_one_after_the_other_on_their_days() {
        let plan = plan(Stopping::GroupSequential { looks: 3, spending: Spending::Pocock });
        let at = |day, count, crossed| allowed(&plan, &looks(count, crossed), &on(&plan, day));
        assert_eq!(
            at(date(2026, 3, 11), 0, false),
            Allowed::Wait { until: date(2026, 3, 12), number: Some(1) }
        );
        assert_eq!(at(date(2026, 3, 12), 0, false), Allowed::Look { number: 1 });
        assert_eq!(
            at(date(2026, 3, 12), 1, false),
            Allowed::Wait { until: date(2026, 3, 22), number: Some(2) }
        );
        assert_eq!(at(date(2026, 3, 30), 2, false), Allowed::Wait { until: date(2026, 4, 1), number: None });
        assert_eq!(at(date(2026, 3, 12), 1, true), Allowed::ConcludeEarly);
        assert_eq!(at(date(2026, 4, 1), 1, true), Allowed::Conclude);
    }

    #[test]
    fn one_may_look_at_any_time_where_the_interval_is_wide_enough_for_it() {
        let plan = plan(Stopping::AlwaysValid);
        let at = |day, count, crossed| allowed(&plan, &looks(count, crossed), &on(&plan, day));
        assert_eq!(
            at(date(2026, 3, 2), 0, false),
            Allowed::Wait { until: date(2026, 3, 3), number: Some(1) }
        );
        assert_eq!(at(date(2026, 3, 3), 0, false), Allowed::AnyLook { may_conclude: false });
        assert_eq!(at(date(2026, 3, 4), 9, true), Allowed::AnyLook { may_conclude: true });
    }

    #[test]
    fn days_begin_in_paris() {
        let plan = plan(Stopping::Fixed);
        let late = "2026-03-01T23:30:00Z".parse().unwrap();
        assert_eq!(Course::of(&plan, late).day, 1);
        let before = "2026-03-01T22:30:00Z".parse().unwrap();
        assert_eq!(Course::of(&plan, before).day, 0);
    }
}
