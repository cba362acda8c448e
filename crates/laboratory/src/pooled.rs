//! What may leave its partner, and what several experiments of a practice say together.
//!
//! Start with [`of_practice`], which is what a practice's sheet shows, and [`learned`], by which a self-diagnosis multiplies what the sheet lets
//! one expect. [`publishable`] is the report as everybody may read it.
//!
//! **Invariants:** only experiments that were drawn by chance are counted together, the others are shown; nothing but effects and their
//! intervals is pooled; a report without effect counts as much as one with.

mod learned;
mod together;

#[cfg(test)]
mod tests;

use experiments::{
    Report,
    plan::{Outcome, Unit},
    report::{Relative, Verdict},
};
use jiff::Timestamp;
use kernel::Lang;
use practices::{Evidence, collection};
use register::{StoreError, Tx};
use site::Markup;

pub use learned::{Learned, all_learned, expected, how, learned};
pub use together::{Together, together};

use crate::{
    ExperimentId,
    pages::report::address,
    sentences::{self, figures},
    store::{self, PublishedReport},
};

/// Units below which a segment is not published: the disclosure rule of `docs/measures.md`.
pub const CELL_MIN: u64 = 11;

/// A report as everybody may read it: without the names of units, and without segments of fewer than eleven units. Where one is left out,
/// enough others are that none can be found by subtraction.
pub fn publishable(mut report: Report) -> Report {
    for aside in &mut report.integrity.set_aside {
        aside.examples.clear();
    }
    for subgroup in &mut report.subgroups {
        let mut order: Vec<usize> = (0..subgroup.segments.len()).collect();
        order.sort_by_key(|it| subgroup.segments[*it].units);
        let (mut hidden, mut units) = (0, 0);
        for place in &order {
            let own = subgroup.segments[*place].units;
            let is_enough = hidden == 0 || (hidden > 1 && units >= CELL_MIN);
            if own >= CELL_MIN && is_enough {
                break;
            }
            hidden += 1;
            units += own;
        }
        let mut gone: Vec<usize> = order.into_iter().take(hidden).collect();
        gone.sort_unstable();
        for place in gone.into_iter().rev() {
            subgroup.segments.remove(place);
        }
    }
    report
}

/// Whether a report may leave its partner at all: each arm of people or requests has eleven of them. Offices, agents and days hold more people
/// than they are.
pub fn may_be_published(report: &Report) -> bool {
    let is_person = matches!(report.provenance.plan.unit, Unit::Usager | Unit::Request);
    !is_person || report.arms.iter().all(|it| it.units >= CELL_MIN)
}

/// A published experiment in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its id.
    pub id: ExperimentId,
    /// Its name.
    pub title: String,
    /// The practice that it tried.
    pub practice: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// Its verdict in a sentence.
    pub headline: String,
    /// Where its report is.
    pub href: String,
    /// Whose it is.
    pub partner: String,
    /// The verdict's word of files.
    pub verdict: &'static str,
    /// The same for people.
    pub verdict_word: String,
    /// The class of its badge.
    pub tone: &'static str,
    /// What it is worth as evidence; `None`: nothing can be said.
    pub evidence: Option<Evidence>,
    /// Whether it counts in what is said of all.
    pub is_counted: bool,
}

/// What the experiments of a practice say.
#[derive(Debug, Clone)]
pub struct OfPractice {
    /// Each of them, the latest first.
    pub published: Vec<Published>,
    /// Their effects under each other; `None`: there is none to draw.
    pub forest: Option<Markup>,
    /// What they say together, how far they agree, what to expect at the next place.
    pub sentences: Vec<String>,
    /// By what the sheet's expected effect is to be multiplied; `None`: nothing was learned.
    pub learned: Option<Learned>,
    /// How that is computed, in sentences.
    pub how: Vec<String>,
}

/// What a published experiment is worth: a draw makes a trial, all else an observation.
pub fn evidence(report: &Report) -> Option<Evidence> {
    let plan = &report.provenance.plan;
    match report.verdict {
        Verdict::Invalid => None,
        _ if plan.design.is_randomised() => Some(Evidence::Trial),
        _ => Some(Evidence::Observed),
    }
}

/// The published experiments of a practice and what they say together.
///
/// # Errors
///
/// [`StoreError`] if the register cannot be read.
pub async fn of_practice(tx: &mut Tx, practice: &str, lang: Lang) -> Result<OfPractice, StoreError> {
    let found = store::published_reports(tx, Some(practice), usize::MAX).await?;
    let published = found.iter().map(|it| in_a_line(it, lang)).collect::<Vec<_>>();
    let all: Vec<&Report> = found.iter().map(|it| &it.report).collect();
    let together = together(&published, &all, lang);
    let sheet = collection().practice(practice);
    let learned = sheet.and_then(|it| learned(it, &all));
    Ok(OfPractice {
        published,
        forest: together.chart,
        sentences: together.sentences,
        how: match (sheet, &learned) {
            (Some(sheet), Some(learned)) => how(sheet, learned, lang),
            _ => Vec::new(),
        },
        learned,
    })
}

/// What was published last, of a practice or of all: as many as asked for, and 500 at most.
///
/// # Errors
///
/// [`StoreError`] if the register cannot be read.
pub async fn latest(
    tx: &mut Tx,
    practice: Option<&str>,
    count: usize,
    lang: Lang,
) -> Result<Vec<Published>, StoreError> {
    let found = store::published_reports(tx, practice, count).await?;
    Ok(found.iter().map(|it| in_a_line(it, lang)).collect())
}

fn in_a_line(it: &PublishedReport, lang: Lang) -> Published {
    let report = &it.report;
    Published {
        id: it.id,
        title: report.provenance.plan.title.clone(),
        practice: report.provenance.plan.practice.clone(),
        published_at: it.published_at,
        headline: sentences::headline(report, lang),
        href: address(it.id),
        partner: it.partner.clone(),
        verdict: report.verdict.code(),
        verdict_word: sentences::verdict(report.verdict, lang),
        tone: sentences::tone(report.verdict),
        evidence: evidence(report),
        is_counted: Study::of(report).is_some(),
    }
}

/// A relative change in contacts that is counted with others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Study {
    pub(crate) relative: Relative,
    pub(crate) se: f64,
}

/// Whether a measure is a number of contacts, so that its relative changes can be told together.
pub(crate) const fn is_contacts(measure: Outcome) -> bool {
    matches!(measure, Outcome::Volume | Outcome::Requests | Outcome::Needs)
}

impl Study {
    /// What a report counts for; `None` where it was not drawn by chance, is about something else, or says nothing.
    pub(crate) fn of(report: &Report) -> Option<Self> {
        let plan = &report.provenance.plan;
        if plan.design.is_randomised() { Self::shown(report) } else { None }
    }

    /// The same for one that is only shown beside them.
    pub(crate) fn shown(report: &Report) -> Option<Self> {
        let plan = &report.provenance.plan;
        if report.verdict == Verdict::Invalid || !is_contacts(plan.metric.measure) {
            return None;
        }
        let relative = sentences::judged(report)?.1.relative?;
        if ![relative.value, relative.low, relative.high].into_iter().all(figures::is_tellable) {
            return None;
        }
        let others = u32::try_from(plan.arms.len().saturating_sub(1).max(1)).unwrap_or(1);
        let level = 1.0 - plan.analysis.alpha / f64::from(others) / 2.0;
        let se = (relative.high - relative.low) / 2.0 / evidence::distribution::normal_quantile(level);
        (se > 0.0 && se.is_finite()).then_some(Self { relative, se })
    }
}
