//! Several experiments under each other, and what may be said of all.

use evidence::meta::{Claim, Forest as Pooled, Interval, forest};
use experiments::Report;
use kernel::Lang;
use site::{
    Markup, Unit,
    chart::{About, Forest, ForestRow, Standing},
};

use super::{Published, Study};
use crate::sentences::{figures, say, word};

/// Share of the variance that is between places from which effects differ somewhat, and much.
const DIFFER_SOME: f64 = 0.25;
const DIFFER_MUCH: f64 = 0.6;
/// The error of intervals.
const ALPHA: f64 = 0.05;

/// What experiments say together.
#[derive(Debug, Clone, Default)]
pub struct Together {
    /// The forest plot.
    pub chart: Option<Markup>,
    /// In sentences.
    pub sentences: Vec<String>,
}

/// Puts the experiments of a practice together; `reports` in the order of `published`.
pub fn together(published: &[Published], reports: &[&Report], lang: Lang) -> Together {
    if reports.is_empty() {
        return Together { chart: None, sentences: vec![word(lang, "pooled-none")] };
    }
    let counted: Vec<(&Published, Study)> =
        published.iter().zip(reports).filter_map(|(it, report)| Some((it, Study::of(report)?))).collect();
    let aside: Vec<(&Published, Study)> = published
        .iter()
        .zip(reports)
        .filter(|(it, _)| !it.is_counted)
        .filter_map(|(it, report)| Some((it, Study::shown(report)?)))
        .collect();
    let effects: Vec<f64> = counted.iter().map(|it| it.1.relative.value).collect();
    let variances: Vec<f64> = counted.iter().map(|it| it.1.se.powi(2)).collect();
    let pooled = forest(&effects, &variances, Interval::HartungKnapp, ALPHA).ok();
    let mut sentences = match &pooled {
        None => vec![word(lang, "pooled-none-counted")],
        Some(pooled) => claims(pooled, &counted, lang),
    };
    let uncounted = reports.len() - counted.len();
    if uncounted > 0 && !counted.is_empty() {
        sentences.push(say(lang, "pooled-aside", &[("n", (uncounted as u64).into())]));
    }
    let is_drawn = !counted.is_empty() || !aside.is_empty();
    Together { chart: is_drawn.then(|| chart(pooled.as_ref(), &counted, &aside, lang)), sentences }
}

fn claims(pooled: &Pooled, counted: &[(&Published, Study)], lang: Lang) -> Vec<String> {
    let n = counted.len() as u64;
    let mut said = Vec::new();
    match (pooled.claim, &pooled.pooled) {
        (Claim::Studies, _) => said.push(say(lang, "pooled-studies", &[("n", n.into())])),
        (_, None) => said.push(say(lang, "pooled-same", &[("n", n.into())])),
        (claim, Some(it)) => {
            let key = if claim == Claim::Pooled { "pooled-claim" } else { "pooled-tentative" };
            let estimate = &it.estimate;
            let args = [
                ("n", n.into()),
                ("value", figures::signed_share(estimate.value, lang).into()),
                ("low", figures::signed_share(estimate.low, lang).into()),
                ("high", figures::signed_share(estimate.high, lang).into()),
            ];
            said.push(say(lang, key, &args));
            said.push(word(
                lang,
                match it.i2 {
                    it if it < DIFFER_SOME => "pooled-alike",
                    it if it < DIFFER_MUCH => "pooled-differ-some",
                    _ => "pooled-differ-much",
                },
            ));
        }
    }
    if let Some(next) = &pooled.prediction {
        let args = [
            ("low", figures::signed_share(next.low, lang).into()),
            ("high", figures::signed_share(next.high, lang).into()),
        ];
        said.push(say(lang, "pooled-next", &args));
    }
    said
}

fn chart(
    pooled: Option<&Pooled>,
    counted: &[(&Published, Study)],
    aside: &[(&Published, Study)],
    lang: Lang,
) -> Markup {
    let row = |it: &Published, study: &Study, weight: Option<f64>, standing: Standing| ForestRow {
        label: format!("{} · {}", it.partner, it.title),
        value: study.relative.value,
        low: Some(study.relative.low),
        high: Some(study.relative.high),
        weight,
        standing,
        href: Some(it.href.clone()),
    };
    let weight = |place: usize| pooled.and_then(|it| it.rows.get(place)).map(|it| it.weight);
    let mut rows: Vec<ForestRow> = counted
        .iter()
        .enumerate()
        .map(|(place, (it, study))| row(it, study, weight(place), Standing::Single))
        .collect();
    rows.extend(aside.iter().map(|(it, study)| row(it, study, None, Standing::Aside)));
    if let Some(it) = pooled.and_then(|it| it.pooled.as_ref()) {
        rows.push(ForestRow {
            label: word(lang, "pooled-row"),
            value: it.estimate.value,
            low: Some(it.estimate.low),
            high: Some(it.estimate.high),
            standing: Standing::Together,
            ..ForestRow::default()
        });
    }
    let about = About::new(word(lang, "pooled-chart"), word(lang, "pooled-chart-what"));
    Forest { about, unit: Unit::Share, rows }.draw(lang)
}
