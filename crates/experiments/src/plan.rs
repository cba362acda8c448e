//! The plan of an experiment: what is asked, who is compared, what is measured, and how it will be judged, decided before anything
//! is seen. A TOML file; `docs/experiments.md` explains each line.

//!
//! Start with [`Plan::read`]; [`Plan::check`] tells all faults at once, [`Plan::warnings`] the usual traps, [`Plan::hash`] is what a
//! registration fixes.

mod check;
mod examples;
mod fault;
mod read;
mod traps;

#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use measures::Measure;
use serde::{Deserialize, Serialize};

pub(crate) use check::whole_weights;
pub use check::{
    ARMS_MAX, BLOCK_MAX, CHARS_MAX, DAYS_MAX, GUARDRAILS_MAX, LOOKS_MAX, STRATA_MAX, SUBGROUPS_MAX,
    TITLE_CHARS_MAX,
};
pub use examples::example;
pub use fault::{PlanFault, Problem};
pub use read::{Expected, PLAN_BYTES_MAX, PlanError};
pub use traps::NOVELTY_DAYS;

/// The plan. The first arm is the control.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// A short name.
    pub title: String,
    /// What one wants to know, in a sentence.
    pub question: String,
    /// The practice that is tried: its id in the library.
    pub practice: String,
    /// The administration that tries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// What gets an arm.
    pub unit: Unit,
    /// How units come to their arm.
    #[serde(default)]
    pub design: Design,
    /// The first day.
    #[serde(deserialize_with = "read::date")]
    pub start: Date,
    /// How many days outcomes are counted.
    pub days: u32,
    /// How many days before the start are read to make the comparison more precise; 0: none.
    #[serde(default)]
    pub days_before: u32,
    /// What is judged.
    pub metric: Metric,
    /// The smallest relative change of the metric that matters, as a share: `-0.1` is ten percent fewer.
    pub minimum_effect: f64,
    /// For "not worse": the relative change for the worse that would still be accepted, as a positive share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
    /// What a contact costs in euro, where the log does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_per_contact: Option<f64>,
    /// What would be wrong with trying, and why one may.
    #[serde(default)]
    pub ethics: String,
    /// What is compared; the first is the control.
    pub arms: Vec<Arm>,
    /// How arms are given.
    #[serde(default)]
    pub allocation: Allocation,
    /// When one may stop and conclude.
    #[serde(default)]
    pub stopping: Stopping,
    /// How it is computed.
    #[serde(default)]
    pub analysis: AnalysisRule,
    /// What must not get worse.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guardrails: Vec<Guardrail>,
    /// For whom it might work otherwise, declared beforehand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subgroups: Vec<Subgroup>,
}

/// What gets an arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A person.
    Usager,
    /// A request.
    Request,
    /// A place, with everybody who comes there.
    Office,
    /// A day.
    Day,
    /// An agent, with the contacts that they take.
    Agent,
}

impl Unit {
    /// All, in the order of forms.
    pub const ALL: [Self; 5] = [Self::Usager, Self::Request, Self::Office, Self::Day, Self::Agent];

    /// The word of files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Usager => "usager",
            Self::Request => "request",
            Self::Office => "office",
            Self::Day => "day",
            Self::Agent => "agent",
        }
    }

    /// Whether a unit holds many usagers, so that a few units decide: the analysis then counts units, never people.
    pub const fn is_cluster(self) -> bool {
        matches!(self, Self::Office | Self::Day | Self::Agent)
    }
}

/// How units come to their arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Design {
    /// By chance, all at once or as they come.
    #[default]
    Randomised,
    /// Every office begins, in an order that chance gives.
    SteppedWedge,
    /// Some began, others did not (yet), without chance: differences in differences.
    Staggered,
    /// One or a few began, and many others make the comparison: synthetic control.
    Synthetic,
    /// Everybody began on one day: a series before and after.
    Interrupted,
}

impl Design {
    /// All, from the surest on.
    pub const ALL: [Self; 5] =
        [Self::Randomised, Self::SteppedWedge, Self::Staggered, Self::Synthetic, Self::Interrupted];

    /// The word of files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Randomised => "randomised",
            Self::SteppedWedge => "stepped-wedge",
            Self::Staggered => "staggered",
            Self::Synthetic => "synthetic",
            Self::Interrupted => "interrupted",
        }
    }

    /// Whether chance decided: only then can anything be proved.
    pub const fn is_randomised(self) -> bool {
        matches!(self, Self::Randomised | Self::SteppedWedge)
    }

    /// Whether outcomes are counted period by period.
    pub const fn has_periods(self) -> bool {
        !matches!(self, Self::Randomised)
    }
}

/// Something that is compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// Its word in files.
    pub name: String,
    /// Its share of the units, relative to the others.
    #[serde(default = "one")]
    pub weight: f64,
    /// What is done there.
    #[serde(default)]
    pub description: String,
}

fn one() -> f64 {
    1.0
}

/// What is measured for each unit: always a sum over a sum, whose ratio over all units of an arm is compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// Which figure.
    pub measure: Outcome,
    /// Days within which somebody comes back, where the measure asks for it.
    #[serde(default = "thirty", rename = "window_days")]
    pub window_days: u32,
    /// Which contacts are counted: by dimension of the log (`channel`, `reason`, `life_event`, `site`, `cause`), the value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", rename = "where")]
    pub wanted: BTreeMap<String, String>,
}

fn thirty() -> u32 {
    30
}

/// The figures that an experiment can be judged on, each a numerator and a denominator summed over a unit's contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Inbound contacts ÷ 1: how often a unit makes contact (measure 1).
    Volume,
    /// Inbound contacts that carry a request ÷ distinct requests (measure 2).
    Requests,
    /// Inbound contacts ÷ episodes (measure 3).
    Needs,
    /// Recontacted ÷ eligible inbound contacts (measure 4).
    Recontact,
    /// Settled at once ÷ eligible first contacts (measure 5).
    Fcr,
    /// Avoidable ÷ qualified inbound contacts (measure 7).
    Avoidable,
    /// Euro of inbound and outbound contacts ÷ 1 (measure 8).
    Cost,
    /// Answered ÷ offered calls (measure 9).
    Phone,
    /// Sum of marks ÷ number of marks (measure 10).
    Satisfaction,
}

impl Outcome {
    /// All, in the order of the measures.
    pub const ALL: [Self; 9] = [
        Self::Volume,
        Self::Requests,
        Self::Needs,
        Self::Recontact,
        Self::Fcr,
        Self::Avoidable,
        Self::Cost,
        Self::Phone,
        Self::Satisfaction,
    ];

    /// The measure of `docs/measures.md` that defines it.
    pub const fn measure(self) -> Measure {
        match self {
            Self::Volume => Measure::Volume,
            Self::Requests => Measure::Requests,
            Self::Needs => Measure::Needs,
            Self::Recontact => Measure::Recontact,
            Self::Fcr => Measure::Fcr,
            Self::Avoidable => Measure::Avoidable,
            Self::Cost => Measure::Cost,
            Self::Phone => Measure::Phone,
            Self::Satisfaction => Measure::Satisfaction,
        }
    }

    /// The word of files, the same as the measure's.
    pub const fn code(self) -> &'static str {
        self.measure().name()
    }

    /// Whether a higher figure is the better one.
    pub const fn is_better_higher(self) -> bool {
        matches!(self, Self::Fcr | Self::Phone | Self::Satisfaction)
    }

    /// Whether a unit's denominator is always one, so that the figure is a mean over units.
    pub const fn is_mean(self) -> bool {
        matches!(self, Self::Volume | Self::Cost)
    }

    /// Whether the numerator is a number of contacts, so that the effect can be told in contacts avoided.
    pub const fn counts_contacts(self) -> bool {
        matches!(self, Self::Volume | Self::Requests | Self::Needs | Self::Recontact | Self::Avoidable)
    }
}

/// What must not get worse.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guardrail {
    /// Which figure.
    pub metric: Metric,
    /// The relative change for the worse that would still be accepted, as a positive share.
    pub margin: f64,
}

/// For whom: a property of units that is known before the start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subgroup {
    /// The column of a file, or the dimension of the log of which a unit's most frequent value before the start counts.
    pub by: String,
    /// Why it might matter.
    #[serde(default)]
    pub reason: String,
}

/// How arms are given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allocation {
    /// The manner.
    #[serde(default)]
    pub method: AllocationMethod,
    /// Units of a block, for blocked and stratified allocation; 0: twice the number of arms.
    #[serde(default)]
    pub block: u32,
    /// Columns of the list of units whose values make the strata, or that minimisation balances.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strata: Vec<String>,
    /// How many dates an order of offices is divided into, in a stepped wedge.
    #[serde(default)]
    pub steps: u32,
}

/// The manner in which arms are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AllocationMethod {
    /// Each unit for itself.
    #[default]
    Simple,
    /// In blocks with the same number of each arm.
    Blocked,
    /// In blocks within each stratum.
    Stratified,
    /// The arm that balances the strata best, with chance where it is even and one time in five elsewhere.
    Minimisation,
}

impl AllocationMethod {
    /// All.
    pub const ALL: [Self; 4] = [Self::Simple, Self::Blocked, Self::Stratified, Self::Minimisation];

    /// The word of files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Blocked => "blocked",
            Self::Stratified => "stratified",
            Self::Minimisation => "minimisation",
        }
    }
}

/// When one may stop and conclude.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Stopping {
    /// At the end, once.
    #[default]
    Fixed,
    /// At planned looks.
    GroupSequential {
        /// How many, the last included.
        looks: u32,
        /// How the error is spent over them.
        #[serde(default)]
        spending: Spending,
    },
    /// Whenever one looks: the interval is wide enough for that.
    AlwaysValid,
}

/// How the error is spent over the looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spending {
    /// Almost all at the end (Lan–DeMets, after O'Brien and Fleming).
    #[default]
    ObrienFleming,
    /// Evenly (Lan–DeMets, after Pocock).
    Pocock,
}

/// How it is computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalysisRule {
    /// The error of the interval: 0.05 for 95 %.
    #[serde(default = "five_percent")]
    pub alpha: f64,
    /// The chance to see the smallest effect that matters, which the size is planned for.
    #[serde(default = "eighty_percent")]
    pub power: f64,
    /// Whether the period before makes the comparison more precise (CUPED).
    #[serde(default = "yes")]
    pub adjust: bool,
    /// Days of a period, where outcomes are counted period by period.
    #[serde(default = "seven")]
    pub period_days: u32,
}

impl Default for AnalysisRule {
    fn default() -> Self {
        Self { alpha: five_percent(), power: eighty_percent(), adjust: yes(), period_days: seven() }
    }
}

fn five_percent() -> f64 {
    0.05
}

fn eighty_percent() -> f64 {
    0.8
}

fn yes() -> bool {
    true
}

fn seven() -> u32 {
    7
}
