//! What an analysis says, as it is kept, printed and published. Every figure is finite.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Plan, registration::Amendment};

/// The report of an experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The verdict; everything else explains it.
    pub verdict: Verdict,
    /// The arm that it is about; absent where there is nothing to say.
    pub arm: Option<String>,
    /// Whether the interval leaves out every change for the better as large as the smallest one that matters: then "not proven"
    /// means "no effect that matters".
    pub excludes_minimum: bool,
    /// The effect on the metric of each arm against the control, in the order of the plan.
    pub effects: Vec<ArmEffect>,
    /// The same by another registered method, as a check.
    pub robustness: Vec<ArmEffect>,
    /// The method that most platforms would use, where it is wrong here: shown so that nobody takes it.
    pub naive: Vec<ArmEffect>,
    /// What must not get worse.
    pub guardrails: Vec<GuardrailResult>,
    /// For whom.
    pub subgroups: Vec<SubgroupResult>,
    /// For whom, by looking afterwards: a hint; absent where there was nothing to look at.
    #[serde(default)]
    pub exploration: Option<Exploration>,
    /// What watching allowed, by arm, where the plan has looks; else empty.
    pub monitoring: Vec<Monitoring>,
    /// The periods before, the placebo dates: what must show nothing.
    pub placebo: Option<Placebo>,
    /// The effect period by period, where the design has periods.
    pub course: Vec<CoursePoint>,
    /// What it saves.
    pub savings: Option<Savings>,
    /// Each arm's units and figure.
    pub arms: Vec<ArmSummary>,
    /// Whether the experiment went as it should.
    pub integrity: Integrity,
    /// What a reader must know beside the verdict.
    pub warnings: Vec<Warning>,
    /// What it takes to do it again.
    pub provenance: Provenance,
}

/// What may be said. The words of `docs/experiments.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Chance decided, and the interval holds only improvements.
    ProvedBenefit,
    /// Chance decided, and the interval holds only changes for the worse.
    ProvedHarm,
    /// Not worse than the plan's margin allows.
    NonInferior,
    /// Without chance: improvements only, and what must show nothing shows nothing.
    ProbableBenefit,
    /// Without chance: changes for the worse only.
    ProbableHarm,
    /// The interval holds both.
    NotProven,
    /// Something went wrong that no analysis mends.
    Invalid,
}

impl Verdict {
    /// All, from the best news to the worst.
    pub const ALL: [Self; 7] = [
        Self::ProvedBenefit,
        Self::ProbableBenefit,
        Self::NonInferior,
        Self::NotProven,
        Self::ProbableHarm,
        Self::ProvedHarm,
        Self::Invalid,
    ];

    /// The word of files, and the end of its keys in the catalogue.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ProvedBenefit => "proved-benefit",
            Self::ProvedHarm => "proved-harm",
            Self::NonInferior => "non-inferior",
            Self::ProbableBenefit => "probable-benefit",
            Self::ProbableHarm => "probable-harm",
            Self::NotProven => "not-proven",
            Self::Invalid => "invalid",
        }
    }
}

impl Method {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 12] = [
        Self::Delta,
        Self::DeltaCuped,
        Self::ClusterCr2,
        Self::OfficeWelch,
        Self::WildBootstrap,
        Self::Randomisation,
        Self::SteppedWedge,
        Self::Staggered,
        Self::Synthetic,
        Self::Interrupted,
        Self::ConfidenceSequence,
        Self::RepeatedInterval,
    ];

    /// The word of files, and the end of its key in the catalogue.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Delta => "delta",
            Self::DeltaCuped => "delta-cuped",
            Self::ClusterCr2 => "cluster-cr2",
            Self::OfficeWelch => "office-welch",
            Self::WildBootstrap => "wild-bootstrap",
            Self::Randomisation => "randomisation",
            Self::SteppedWedge => "stepped-wedge",
            Self::Staggered => "staggered",
            Self::Synthetic => "synthetic",
            Self::Interrupted => "interrupted",
            Self::ConfidenceSequence => "confidence-sequence",
            Self::RepeatedInterval => "repeated-interval",
        }
    }
}

impl GuardrailState {
    /// All, from the best to the worst.
    pub const ALL: [Self; 3] = [Self::Kept, Self::Unclear, Self::Broken];

    /// The word of files, and the end of its key in the catalogue.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Unclear => "unclear",
            Self::Broken => "broken",
        }
    }
}

/// An effect on a metric. In the metric's own unit: contacts per request, share, euro, marks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// The difference from the control.
    pub value: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Two-sided p-value of no effect, adjusted where several arms are judged.
    pub p: f64,
    /// Standard error; absent where the method has none (randomisation inference).
    pub se: Option<f64>,
    /// Degrees of freedom; absent where the normal law is used.
    pub df: Option<f64>,
    /// The difference as a share of the control's figure; absent where that is 0.
    pub relative: Option<Relative>,
}

/// A difference as a share of the control's figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Relative {
    /// `-0.1`: ten percent less.
    pub value: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The effect of an arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmEffect {
    /// The arm.
    pub arm: String,
    /// How it was computed.
    pub method: Method,
    /// What came out; absent where the method refused, and why.
    pub effect: Option<Effect>,
    /// Why there is none: a code of `evidence::Fault` and the argument.
    pub refused: Option<Refused>,
}

/// Why a method gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// `too-few`, `no-variance` …
    pub code: String,
    /// What it is about.
    pub what: String,
}

/// How an effect was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Ratio of sums by arm, delta method at the unit, Welch degrees of freedom.
    Delta,
    /// The same, made more precise by the period before.
    DeltaCuped,
    /// Office totals, weighted regression, CR2 variance, Satterthwaite degrees of freedom.
    ClusterCr2,
    /// Office figures unweighted, Welch test.
    OfficeWelch,
    /// Wild cluster bootstrap, the null imposed.
    WildBootstrap,
    /// All allocations that could have been drawn.
    Randomisation,
    /// Mixed model of a stepped wedge, Kenward–Roger degrees of freedom.
    SteppedWedge,
    /// Callaway and Sant'Anna.
    Staggered,
    /// Synthetic difference in differences.
    Synthetic,
    /// Series before and after, Newey–West.
    Interrupted,
    /// Confidence sequence: valid however often one looks.
    ConfidenceSequence,
    /// Repeated interval of a planned look.
    RepeatedInterval,
}

/// A figure that must not get worse.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GuardrailResult {
    /// Its place in the plan.
    pub place: usize,
    /// By arm.
    pub effects: Vec<ArmEffect>,
    /// How it stands.
    pub state: GuardrailState,
}

/// How a guardrail stands, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuardrailState {
    /// Shown to be within its margin.
    Kept,
    /// Neither.
    Unclear,
    /// Worse than its margin: shown.
    Broken,
}

/// A declared subgroup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubgroupResult {
    /// Its place in the plan.
    pub place: usize,
    /// By value.
    pub segments: Vec<SegmentEffect>,
    /// p-value of "the effect is the same for all", Holm-adjusted over the declared subgroups.
    pub interaction_p: Option<f64>,
}

/// The effect in one segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentEffect {
    /// The value.
    pub name: String,
    /// Its units, control and treated.
    pub units: u64,
    /// The effect of the first treated arm, p-value Holm-adjusted over the segments; absent where there are too few units.
    pub effect: Option<Effect>,
}

/// Whether the effect goes with what was known of the units before: found by looking, so an idea to test and no result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exploration {
    /// Units that were read.
    pub units: u64,
    /// Whether the period before is among what was known; the declared subgroups always are.
    pub has_before: bool,
    /// The effect of the first treated arm in quarters of units, from the least predicted effect to the largest; in the metric's unit.
    pub quarters: Vec<Between>,
    /// p-value of "what was predicted says nothing of what happened".
    pub p: f64,
    /// Whether what happened goes the way that was predicted.
    pub follows: bool,
}

/// Watching an arm while it runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Monitoring {
    /// The arm.
    pub arm: String,
    /// The looks so far, in their order.
    pub looks: Vec<Look>,
    /// Whether a boundary was crossed.
    pub crossed: bool,
}

/// One look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The effect as it was, before anything allows for the looks.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// Share of the planned information that was there.
    pub fraction: f64,
    /// The standardised effect.
    pub z: f64,
    /// Where it must reach, on either side; absent where nothing may be concluded yet.
    pub boundary: Option<f64>,
    /// The inverse of the squared standard error of the change as a share of the control's figure; 0 in reports of before it was kept.
    #[serde(default)]
    pub information: f64,
}

/// What must show nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placebo {
    /// p-value of "nothing happened before".
    pub p: Option<f64>,
    /// Whether it shows nothing.
    pub passed: bool,
    /// Effects at dates at which nothing began.
    pub points: Vec<CoursePoint>,
}

/// An effect in a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoursePoint {
    /// Periods since the practice began; negative before.
    pub period: i32,
    /// The effect.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What it saves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Savings {
    /// Contacts avoided per 1,000 (units or requests or contacts: the metric's denominator), with its interval; negative: more contacts.
    pub contacts_per_1000: Option<Between>,
    /// Euro per 1,000.
    pub euro_per_1000: Option<Between>,
    /// What a contact was reckoned at, in euro.
    pub cost_per_contact: Option<f64>,
}

/// A figure and its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Between {
    /// The figure.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// An arm in sums.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmSummary {
    /// Its name.
    pub name: String,
    /// Units that were analysed.
    pub units: u64,
    /// Sum of numerators.
    pub numerator: f64,
    /// Sum of denominators.
    pub denominator: f64,
    /// Their ratio; absent where the denominator is 0.
    pub figure: Option<f64>,
}

/// Whether the experiment went as it should.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Integrity {
    /// p-value of "the arms have the sizes that the plan gives them".
    pub sample_ratio_p: Option<f64>,
    /// Units set aside, by reason.
    pub set_aside: Vec<SetAside>,
    /// Standardised difference between the arms before the start, by metric; above 0.1 is much.
    pub balance: Vec<Balance>,
    /// Share of the rows of each arm that have no outcome; and the p-value of "the same everywhere", where each row is a unit.
    pub missing: Vec<f64>,
    /// See `missing`.
    pub missing_p: Option<f64>,
}

/// Units that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// Why: `no-arm`, `two-arms`, `before-assignment`, `missing`, `not-finite`, `unknown-arm`, `twice`.
    pub reason: String,
    /// How many rows.
    pub rows: u64,
    /// The first few, by name.
    pub examples: Vec<String>,
}

/// How alike two arms were before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Balance {
    /// The arm that is compared with the control.
    pub arm: String,
    /// What: `before`, or a stratum.
    pub what: String,
    /// Difference of means ÷ pooled standard deviation.
    pub standardised: f64,
}

/// Something a reader must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The end of its key in the catalogue (`warning-…`).
    pub code: String,
    /// Arguments of the sentence, already words.
    #[serde(default)]
    pub args: Vec<(String, String)>,
}

/// What it takes to do it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The plan in force.
    pub plan: Plan,
    /// Its hash at registration; absent: never registered, and the report says so.
    pub plan_hash: Option<String>,
    /// When it was registered.
    pub registered_at: Option<Timestamp>,
    /// The changes since.
    pub amendments: Vec<Amendment>,
    /// BLAKE3 of the data that were analysed.
    pub data_hash: String,
    /// Rows of data.
    pub rows: u64,
    /// The version of the program.
    pub version: String,
    /// When.
    pub analysed_at: Timestamp,
    /// The seed of what was drawn by chance in the analysis.
    pub seed: u64,
}
