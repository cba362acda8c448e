//! What is wrong with a plan, in words.

use kernel::{Explain, Message};

use super::check::{ARMS_MAX, BLOCK_MAX, DAYS_MAX, GUARDRAILS_MAX, LOOKS_MAX, STRATA_MAX, SUBGROUPS_MAX};
use crate::WORDS;

/// One thing that is wrong with a plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem:?}")]
pub struct PlanFault {
    /// Where in the plan, lists numbered from 0: `arms[1].weight`.
    pub path: String,
    /// What.
    pub problem: Problem,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A text that must say something is empty.
    Empty,
    /// A title above [`TITLE_CHARS_MAX`](super::TITLE_CHARS_MAX), a text above [`CHARS_MAX`](super::CHARS_MAX).
    TooLong(usize),
    /// Not in the form `P01`.
    Practice(String),
    /// Not a partner's code.
    Partner(String),
    /// Nothing to compare.
    ArmsTooFew,
    /// More than [`ARMS_MAX`].
    ArmsTooMany,
    /// Not exactly two arms, in a design that compares before with after.
    ArmsTwo,
    /// Two arms have this name.
    ArmTwice(String),
    /// A name with a control character, or with space around it.
    Name(String),
    /// A weight that is not a positive number.
    Weight,
    /// Weights that no block can hold in whole units.
    WeightsUneven,
    /// The year is not between 1990 and 2100.
    Start,
    /// 0 days, or more than [`DAYS_MAX`].
    Days,
    /// More than [`DAYS_MAX`] days before.
    DaysBefore,
    /// A day has nothing before it.
    DaysBeforeOfDays,
    /// Without chance, and nothing before to compare with.
    NoBefore,
    /// A smallest effect that is 0, not finite, or beyond ±1.
    Effect,
    /// The metric gets better when it falls, and the effect is a rise.
    EffectShouldFall,
    /// The metric gets better when it rises, and the effect is a fall.
    EffectShouldRise,
    /// A margin that is not above 0 and at most 1.
    Margin,
    /// A cost that is not a positive number.
    Cost,
    /// More than [`GUARDRAILS_MAX`].
    GuardrailsTooMany,
    /// A guardrail that is what is judged.
    GuardrailIsMetric,
    /// The same guardrail twice.
    GuardrailTwice,
    /// More than [`SUBGROUPS_MAX`].
    SubgroupsTooMany,
    /// The same subgroup twice.
    SubgroupTwice(String),
    /// A window of 0 days, or of more than a year.
    Window,
    /// A window in which nobody could be observed whole.
    WindowTooLong {
        /// Days of the window.
        window: u32,
        /// Days of the experiment.
        days: u32,
    },
    /// Contacts are chosen by something that is no dimension of the log.
    Dimension(String),
    /// Not a channel.
    Channel(String),
    /// Not between 0 and 0.5.
    Alpha,
    /// Not from 0.5 to below 1.
    Power,
    /// Periods of 0 days, or not two of them in the experiment.
    Period,
    /// Not 2 to [`LOOKS_MAX`].
    Looks,
    /// Watching while it runs, in a design that is judged once.
    StoppingByChance,
    /// An allocation by strata without strata.
    StrataMissing,
    /// Strata that the method does not use.
    StrataUnused,
    /// More than [`STRATA_MAX`].
    StrataTooMany,
    /// A stratum twice.
    StratumTwice(String),
    /// A stratum called as another column of the list.
    StratumReserved(String),
    /// A block that the method does not use.
    BlockUnused,
    /// A block in which the arms do not fit in whole units, or above [`BLOCK_MAX`].
    Block {
        /// What its size must be a multiple of.
        multiple: u32,
    },
    /// An allocation other than the simplest, where the order of offices is drawn, or nothing is.
    AllocationUnused,
    /// A stepped wedge of something else than offices or agents.
    WedgeUnit,
    /// Fewer than two steps.
    StepsMissing,
    /// More steps than there are periods.
    StepsTooMany {
        /// So many periods there are, less one.
        most: u32,
    },
    /// Steps in another design.
    StepsUnused,
    /// Units that the design cannot compare.
    DesignUnit,
    /// Fewer days than would give each arm two.
    DaysTooFew,
}

impl Problem {
    /// Its key in the catalogue.
    const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "fault-empty",
            Self::TooLong(_) => "fault-too-long",
            Self::Practice(_) => "fault-practice",
            Self::Partner(_) => "fault-partner",
            Self::ArmsTooFew => "fault-arms-too-few",
            Self::ArmsTooMany => "fault-arms-too-many",
            Self::ArmsTwo => "fault-arms-two",
            Self::ArmTwice(_) => "fault-arm-twice",
            Self::Name(_) => "fault-name",
            Self::Weight => "fault-weight",
            Self::WeightsUneven => "fault-weights-uneven",
            Self::Start => "fault-start",
            Self::Days => "fault-days",
            Self::DaysBefore => "fault-days-before",
            Self::DaysBeforeOfDays => "fault-days-before-of-days",
            Self::NoBefore => "fault-no-before",
            Self::Effect => "fault-effect",
            Self::EffectShouldFall => "fault-effect-should-fall",
            Self::EffectShouldRise => "fault-effect-should-rise",
            Self::Margin => "fault-margin",
            Self::Cost => "fault-cost",
            Self::GuardrailsTooMany => "fault-guardrails-too-many",
            Self::GuardrailIsMetric => "fault-guardrail-is-metric",
            Self::GuardrailTwice => "fault-guardrail-twice",
            Self::SubgroupsTooMany => "fault-subgroups-too-many",
            Self::SubgroupTwice(_) => "fault-subgroup-twice",
            Self::Window => "fault-window",
            Self::WindowTooLong { .. } => "fault-window-too-long",
            Self::Dimension(_) => "fault-dimension",
            Self::Channel(_) => "fault-channel",
            Self::Alpha => "fault-alpha",
            Self::Power => "fault-power",
            Self::Period => "fault-period",
            Self::Looks => "fault-looks",
            Self::StoppingByChance => "fault-stopping-by-chance",
            Self::StrataMissing => "fault-strata-missing",
            Self::StrataUnused => "fault-strata-unused",
            Self::StrataTooMany => "fault-strata-too-many",
            Self::StratumTwice(_) => "fault-stratum-twice",
            Self::StratumReserved(_) => "fault-stratum-reserved",
            Self::BlockUnused => "fault-block-unused",
            Self::Block { .. } => "fault-block",
            Self::AllocationUnused => "fault-allocation-unused",
            Self::WedgeUnit => "fault-wedge-unit",
            Self::StepsMissing => "fault-steps-missing",
            Self::StepsTooMany { .. } => "fault-steps-too-many",
            Self::StepsUnused => "fault-steps-unused",
            Self::DesignUnit => "fault-design-unit",
            Self::DaysTooFew => "fault-days-too-few",
        }
    }
}

impl Explain for PlanFault {
    fn message(&self) -> Message {
        let say = Message::new(&WORDS, self.problem.key()).with("path", self.path.as_str());
        let most = |say: Message, most: usize| say.with("most", u64::try_from(most).unwrap_or(u64::MAX));
        match &self.problem {
            Problem::Practice(given)
            | Problem::Partner(given)
            | Problem::ArmTwice(given)
            | Problem::Name(given)
            | Problem::SubgroupTwice(given)
            | Problem::Dimension(given)
            | Problem::Channel(given)
            | Problem::StratumTwice(given)
            | Problem::StratumReserved(given) => say.with("given", given.as_str()),
            Problem::TooLong(most_chars) => most(say, *most_chars),
            Problem::ArmsTooMany => most(say, ARMS_MAX),
            Problem::GuardrailsTooMany => most(say, GUARDRAILS_MAX),
            Problem::SubgroupsTooMany => most(say, SUBGROUPS_MAX),
            Problem::StrataTooMany => most(say, STRATA_MAX),
            Problem::Days | Problem::DaysBefore => say.with("most", u64::from(DAYS_MAX)),
            Problem::Looks => say.with("most", u64::from(LOOKS_MAX)),
            Problem::Block { multiple } => {
                say.with("multiple", u64::from(*multiple)).with("most", u64::from(BLOCK_MAX))
            }
            Problem::StepsTooMany { most } => say.with("most", u64::from(*most)),
            Problem::WindowTooLong { window, days } => {
                say.with("window", u64::from(*window)).with("days", u64::from(*days))
            }
            _ => say,
        }
    }
}
