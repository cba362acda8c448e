//! What experiments teach a practice's sheet: by what the effect that it lets one expect is to be multiplied.
//!
//! A sheet says which part of the contacts of each cause a practice avoids. Each experiment found a relative change of contacts; found ÷ expected is
//! its factor: 1 if the sheet is right, 0 if there is no effect, less than 0 for harm. The sheet itself is the factor 1, as sure as its class of
//! evidence; the experiments move it, each by how sure it is (`evidence::meta::expect`).

use std::collections::BTreeMap;

use evidence::meta::{Expectation, Prior, expect};
use experiments::{Plan, Report};
use kernel::Lang;
use practices::{Mix, Practice, collection};
use register::{StoreError, Tx};
use site::Figures;

use super::Study;
use crate::{
    sentences::{figures, say, word},
    store,
};

/// An expected change smaller than this cannot be compared with anything.
const EXPECTED_MIN: f64 = 0.001;
/// How much the factor is taken to differ between places at least: a quarter of what the sheet says. A few trials cannot show how much it does, and
/// one alone nothing of it; without this, a single large trial would speak for all places.
const TAU_LEAST: f64 = 0.25;
/// p-value below which sheet and experiments contradict each other.
const CONFLICT: f64 = 0.05;

/// What was learned of a practice. Of contacts, whatever their number: it knows nothing of sheets or pages.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    /// By what the expected effect is to be multiplied; below 0: it does harm.
    pub factor: f64,
    /// Lower end of the range that holds it nine times in ten.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The same of the next place, which may differ.
    pub next_low: f64,
    /// Upper end.
    pub next_high: f64,
    /// How many experiments it comes from.
    pub experiments: usize,
    /// The share of the sheet, then of each experiment in the order given; they sum to 1.
    pub weights: Vec<f64>,
    /// What the experiments say alone.
    pub found: f64,
    /// Whether sheet and experiments contradict each other, so that both should be shown.
    pub is_in_conflict: bool,
    /// The relative change that the sheet lets one expect, as a share: 0.12 is 12 % fewer contacts.
    pub expected: f64,
}

impl Learned {
    /// The factor for reckoning contacts avoided: what does harm avoids none.
    pub const fn multiplier(&self) -> f64 {
        self.factor.max(0.0)
    }
}

/// The relative change that a sheet lets one expect of a plan's metric: over all causes by their common shares, or of the one cause that the metric is
/// filtered by. As a share: 0.12 is 12 % fewer contacts.
pub fn expected(practice: &Practice, plan: &Plan) -> f64 {
    if let Some(cause) = plan.metric.wanted.get("cause") {
        return practice.avoids(cause).unwrap_or(0.0);
    }
    over_all_causes(practice)
}

fn over_all_causes(practice: &Practice) -> f64 {
    let mix = Mix::common(collection());
    practice.coverage.keys().map(|cause| mix.share(cause) * practice.avoids(cause).unwrap_or(0.0)).sum()
}

/// What published experiments teach a practice's sheet; `None` where none counts, or the sheet expects nothing.
pub fn learned(practice: &Practice, reports: &[&Report]) -> Option<Learned> {
    let (mut factors, mut variances) = (Vec::new(), Vec::new());
    for report in reports {
        let expected = expected(practice, &report.provenance.plan);
        let Some(study) = Study::of(report).filter(|_| expected > EXPECTED_MIN) else { continue };
        // Fewer contacts are a change below 0.
        factors.push(-study.relative.value / expected);
        variances.push((study.se / expected).powi(2));
    }
    if factors.is_empty() {
        return None;
    }
    let (low, high) = practice.evidence.interval();
    let prior = Prior { mean: 1.0, ..Prior::of_range(low, high).ok()? };
    let it: Expectation = expect(prior, &factors, &variances, TAU_LEAST).ok()?;
    let mut weights = vec![it.prior_weight];
    weights.extend(it.study_weights);
    Some(Learned {
        factor: it.value,
        low: it.low,
        high: it.high,
        next_low: it.next_low,
        next_high: it.next_high,
        experiments: factors.len(),
        weights,
        found: it.studies.unwrap_or(it.value),
        is_in_conflict: it.conflict.is_some_and(|it| it < CONFLICT),
        expected: over_all_causes(practice),
    })
}

/// What was learned of every practice that has published experiments, by its id.
///
/// # Errors
///
/// [`StoreError`] if the register cannot be read.
pub async fn all_learned(tx: &mut Tx) -> Result<BTreeMap<String, Learned>, StoreError> {
    let found = store::published_reports(tx, None, usize::MAX).await?;
    let mut by_practice: BTreeMap<&str, Vec<&Report>> = BTreeMap::new();
    for report in found.iter().map(|it| &it.report) {
        by_practice.entry(&report.provenance.plan.practice).or_default().push(report);
    }
    let of = |(id, reports): (&str, Vec<&Report>)| {
        Some((id.to_owned(), learned(collection().practice(id)?, &reports)?))
    };
    Ok(by_practice.into_iter().filter_map(of).collect())
}

/// How the factor is computed, in sentences.
pub fn how(practice: &Practice, learned: &Learned, lang: Lang) -> Vec<String> {
    let number = |it: f64| Figures::new(lang).number(it, 2);
    let (low, high) = practice.evidence.interval();
    let experiments = learned.experiments as u64;
    let sheet = learned.weights.first().copied().unwrap_or(1.0);
    let mut said = vec![
        say(lang, "learned-expected", &[("expected", figures::share(learned.expected, lang).into())]),
        say(
            lang,
            "learned-prior",
            &[
                ("class", practice.evidence.code().into()),
                ("low", number(low).into()),
                ("high", number(high).into()),
            ],
        ),
        say(lang, "learned-found", &[("n", experiments.into()), ("found", number(learned.found).into())]),
        say(
            lang,
            "learned-weights",
            &[
                ("sheet", figures::share(sheet, lang).into()),
                ("experiments", figures::share(1.0 - sheet, lang).into()),
            ],
        ),
        say(
            lang,
            "learned-factor",
            &[
                ("factor", number(learned.factor).into()),
                ("low", number(learned.low).into()),
                ("high", number(learned.high).into()),
            ],
        ),
    ];
    if learned.factor <= 0.0 {
        said.push(word(lang, "learned-harm"));
    }
    if learned.is_in_conflict {
        said.push(word(lang, "learned-conflict"));
    }
    said
}
