//! Whether a plan can be in force.

use kernel::{Explain, Message};

use super::{DAYS_MAX, Goal, LISTED_MAX, Means, NAME_MAX, Plan, RUNGS_MAX, Trigger};
use crate::{service::ServiceId, template::Template, words::message};

/// Signs of what a call says.
const SCRIPT_MAX: usize = 4 * NAME_MAX;

/// What is wrong with a plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanFault {
    /// It tells nobody.
    #[error("the ladder has no rung")]
    NoRung,
    /// More than [`RUNGS_MAX`].
    #[error("the ladder has too many rungs")]
    TooManyRungs,
    /// This text, or an entry of this list, is empty or too long; or the list is.
    #[error("a text is empty or too long: {0:?}")]
    Text(Part),
    /// A delay of more than [`DAYS_MAX`] days.
    #[error("a delay is too long")]
    TooLong,
    /// A silence without length.
    #[error("a silence needs a day at least")]
    NoSilence,
    /// Not from 0 to 0.9.
    #[error("the share of people who are kept apart is not from 0 to 0.9")]
    Holdout,
    /// The place of a rung whose template is of another medium, of another service, or archived.
    #[error("the template of rung {0} cannot be used")]
    Template(usize),
}

/// A part of a plan that somebody writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The status that makes an occasion.
    Status,
    /// The kind of date that makes an occasion.
    Date,
    /// Reasons of requests.
    Reasons,
    /// Languages of people.
    Languages,
    /// What the data of requests has.
    Data,
    /// The statuses that end it.
    Goal,
    /// What the rung at a place says in a call.
    Script(usize),
}

impl Explain for PlanFault {
    fn message(&self) -> Message {
        match self {
            Self::NoRung => message("rule-fault-no-rung"),
            Self::TooManyRungs => message("rule-fault-rungs").with("max", RUNGS_MAX as u64),
            Self::Text(Part::Script(_)) => message("rule-fault-text").with("max", SCRIPT_MAX as u64),
            Self::Text(_) => message("rule-fault-text").with("max", NAME_MAX as u64),
            Self::TooLong => message("rule-fault-long").with("max", u64::from(DAYS_MAX)),
            Self::NoSilence => message("rule-fault-silence"),
            Self::Holdout => message("rule-fault-holdout"),
            Self::Template(place) => message("rule-fault-template").with("rung", *place as u64 + 1),
        }
    }
}

impl Plan {
    /// Checks a plan against the templates of its service.
    ///
    /// # Errors
    ///
    /// The first [`PlanFault`].
    pub fn check(&self, service: ServiceId, templates: &[Template]) -> Result<(), PlanFault> {
        self.check_shape()?;
        for (place, rung) in self.ladder.iter().enumerate() {
            if let Means::Message { medium, template } = &rung.means {
                let found = templates.iter().find(|it| it.id == *template);
                let is_usable = found.is_some_and(|it| {
                    it.service == service && it.medium == *medium && it.archived_at.is_none()
                });
                if !is_usable {
                    return Err(PlanFault::Template(place));
                }
            }
        }
        Ok(())
    }

    fn check_shape(&self) -> Result<(), PlanFault> {
        let named = |it: &String| !it.trim().is_empty() && it.chars().count() <= NAME_MAX;
        if self.ladder.is_empty() {
            return Err(PlanFault::NoRung);
        }
        if self.ladder.len() > RUNGS_MAX {
            return Err(PlanFault::TooManyRungs);
        }
        let (name, days) = match &self.trigger {
            Trigger::Entered { status } => (Some((Part::Status, status)), 0),
            Trigger::Silent { days: 0, .. } => return Err(PlanFault::NoSilence),
            Trigger::Silent { status, days } => (Some((Part::Status, status)), *days),
            Trigger::Before { date, days, hours } | Trigger::After { date, days, hours } => {
                (Some((Part::Date, date)), days.saturating_add(hours / 24))
            }
            Trigger::PromiseAtRisk { days_before, .. } => (None, *days_before),
        };
        let delays = self.ladder.iter().map(|it| it.after.days.saturating_add(it.after.hours / 24));
        if delays.chain([days]).any(|it| it > DAYS_MAX) {
            return Err(PlanFault::TooLong);
        }
        if let Some((part, _)) = name.filter(|it| !named(it.1)) {
            return Err(PlanFault::Text(part));
        }
        let fields: Vec<&String> = self.condition.data.iter().map(|it| &it.field).collect();
        let mut lists = vec![
            (Part::Reasons, self.condition.reasons.iter().collect()),
            (Part::Languages, self.condition.languages.iter().collect()),
            (Part::Data, fields),
        ];
        if let Goal::Statuses { statuses } = &self.goal {
            if statuses.is_empty() {
                return Err(PlanFault::Text(Part::Goal));
            }
            lists.push((Part::Goal, statuses.iter().collect()));
        }
        let is_wrong =
            |it: &(Part, Vec<&String>)| it.1.len() > LISTED_MAX || !it.1.iter().all(|it| named(it));
        if let Some((part, _)) = lists.into_iter().find(is_wrong) {
            return Err(PlanFault::Text(part));
        }
        let is_said = |script: &str| !script.trim().is_empty() && script.chars().count() <= SCRIPT_MAX;
        let silent = self.ladder.iter().position(|it| match &it.means {
            Means::Call { script } => !is_said(script),
            Means::Message { .. } => false,
        });
        if let Some(place) = silent {
            return Err(PlanFault::Text(Part::Script(place)));
        }
        if !(0.0..=0.9).contains(&self.holdout) {
            return Err(PlanFault::Holdout);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        address::Medium,
        rules::rule::{Condition, Delay, Rung},
        testing::{service, template},
    };

    /// What is wrong with a plan that somebody changed.
    fn fault(change: impl Fn(&mut Plan)) -> Option<PlanFault> {
        let service = service(&"CAF".parse().unwrap(), "Aides");
        let sms = template(&service, Medium::Sms);
        let means = Means::Message { medium: Medium::Sms, template: sms.id };
        let mut plan = Plan {
            trigger: Trigger::Silent { status: "instruction".to_owned(), days: 10 },
            condition: Condition::default(),
            ladder: vec![Rung { means, after: Delay::default(), is_fallback: false }],
            goal: Goal::None,
            holdout: 0.1,
            is_self_stopping: true,
            territory: calendar::Territory::Mainland,
        };
        change(&mut plan);
        plan.check(service.id, &[sms]).err()
    }

    #[test]
    fn a_plan_that_cannot_work_is_refused() {
        assert_eq!(fault(|_| {}), None);
        assert_eq!(fault(|it| it.ladder.clear()), Some(PlanFault::NoRung));
        assert_eq!(fault(|it| it.ladder = vec![it.ladder[0].clone(); 7]), Some(PlanFault::TooManyRungs));
        let silent = |days| Trigger::Silent { status: "x".to_owned(), days };
        assert_eq!(fault(|it| it.trigger = silent(0)), Some(PlanFault::NoSilence));
        assert_eq!(fault(|it| it.trigger = silent(400)), Some(PlanFault::TooLong));
        assert_eq!(
            fault(|it| it.trigger = Trigger::Entered { status: " ".to_owned() }),
            Some(PlanFault::Text(Part::Status))
        );
        assert_eq!(
            fault(|it| it.goal = Goal::Statuses { statuses: vec![] }),
            Some(PlanFault::Text(Part::Goal))
        );
        let reasons = |count: usize, signs: usize| vec!["é".repeat(signs); count];
        assert_eq!(fault(|it| it.condition.reasons = reasons(1, NAME_MAX)), None);
        assert_eq!(
            fault(|it| it.condition.reasons = reasons(1, NAME_MAX + 1)),
            Some(PlanFault::Text(Part::Reasons))
        );
        assert_eq!(
            fault(|it| it.condition.languages = reasons(LISTED_MAX + 1, 2)),
            Some(PlanFault::Text(Part::Languages))
        );
        assert_eq!(
            fault(|it| it.ladder[0].means = Means::Call { script: String::new() }),
            Some(PlanFault::Text(Part::Script(0)))
        );
        assert_eq!(fault(|it| it.holdout = 0.95), Some(PlanFault::Holdout));
        assert_eq!(fault(|it| it.holdout = f64::NAN), Some(PlanFault::Holdout));
        let other = |it: &mut Plan| {
            if let Means::Message { medium, .. } = &mut it.ladder[0].means {
                *medium = Medium::Email;
            }
        };
        assert_eq!(fault(other), Some(PlanFault::Template(0)));
    }

    #[test]
    fn a_plan_is_read_as_it_was_written() {
        fault(|it| {
            it.condition.channels = vec![kernel::Channel::Web];
            let written = serde_json::to_string(it).unwrap();
            assert_eq!(serde_json::from_str::<Plan>(&written).unwrap(), *it, "{written}");
        });
    }
}
