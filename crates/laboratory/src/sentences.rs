//! A report in sentences, as pages, the printed report and the command line show it.
//!
//! Start with [`headline`], the verdict in one sentence, and [`meaning`], what follows from it. [`effects`] tells figures, [`trust`] how far they
//! may be believed, [`provenance`] how to do it again, [`paper`] puts everything in one document.
//!
//! **Invariant:** a sentence says no more than its report: without chance never "proved", before the end no effect, never an interval
//! without its figure; what has no effect and what did harm are told as plainly as what helped.

pub mod effects;
pub mod figures;
mod headline;
pub mod paper;
pub mod provenance;
pub mod trust;

#[cfg(test)]
mod tests;

use experiments::{
    Plan, Report,
    report::{ArmEffect, Effect, Verdict},
};
use kernel::{Arg, Lang};

pub use headline::{headline, meaning};
pub use paper::{About, document};

use crate::WORDS;

/// A sentence of this crate.
pub(crate) fn say(lang: Lang, key: &str, args: &[(&'static str, Arg)]) -> String {
    WORDS.say(lang, key, args)
}

/// One that needs nothing.
pub(crate) fn word(lang: Lang, key: &str) -> String {
    WORDS.say(lang, key, &[])
}

/// The verdict in two or three words.
pub fn verdict(verdict: Verdict, lang: Lang) -> String {
    experiments::WORDS.say(lang, &format!("verdict-{}", verdict.code()), &[])
}

/// The class of the theme that a verdict's badge and notice take; the words tell the same.
pub const fn tone(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::ProvedBenefit | Verdict::NonInferior | Verdict::ProbableBenefit => "good",
        Verdict::NotProven => "plain",
        Verdict::ProvedHarm | Verdict::ProbableHarm | Verdict::Invalid => "bad",
    }
}

/// The effect that the verdict is about: that of its arm, else the first that there is.
pub fn judged(report: &Report) -> Option<(&ArmEffect, &Effect)> {
    let of_arm = report.effects.iter().find(|it| Some(&it.arm) == report.arm.as_ref());
    let first = || report.effects.iter().find(|it| it.effect.is_some());
    let found = of_arm.filter(|it| it.effect.is_some()).or_else(first)?;
    Some((found, found.effect.as_ref()?))
}

/// Whether nothing may be told yet: the plan has one result, at its end.
pub fn is_too_early(report: &Report) -> bool {
    report.warnings.iter().any(|it| it.code == "not-the-end")
}

pub(crate) const fn plan(report: &Report) -> &Plan {
    &report.provenance.plan
}
