//! How far a report may be believed: what went as it should, what a reader must know, what it does not say.

use evidence::balance::SAMPLE_RATIO_ALARM;
use experiments::{Report, analysis::BALANCE_MAX, plan::NOVELTY_DAYS, report::Verdict};
use kernel::{Arg, Lang};
use site::Figures;

use super::{figures, plan, say, word};

/// The reasons for which rows are set aside.
pub const ASIDE: [&str; 9] = [
    "no-unit",
    "no-arm",
    "unknown-arm",
    "two-arms",
    "twice",
    "before-assignment",
    "missing",
    "not-finite",
    "negative",
];

/// Whether the arms have the sizes that the draw gives them.
pub fn sample_ratio(p: Option<f64>, lang: Lang) -> String {
    word(
        lang,
        match p {
            None => "said-sample-ratio-none",
            Some(p) if p < SAMPLE_RATIO_ALARM => "said-sample-ratio-bad",
            Some(_) => "said-sample-ratio-good",
        },
    )
}

/// Whether the experiment went as it should, a sentence for each thing that was checked.
pub fn integrity(report: &Report, lang: Lang) -> Vec<String> {
    let integrity = &report.integrity;
    let mut said = vec![sample_ratio(integrity.sample_ratio_p, lang)];
    said.extend(balance(&integrity.balance, lang));
    said.extend(missing(report, lang));
    said.extend(set_aside(report, lang));
    said
}

/// How alike the arms were before the start.
pub fn balance(balance: &[experiments::report::Balance], lang: Lang) -> Vec<String> {
    let one = |it: &experiments::report::Balance| {
        let key = if it.standardised.abs() > BALANCE_MAX { "said-balance-bad" } else { "said-balance-good" };
        let size = Figures::new(lang).number(it.standardised.abs(), 2);
        say(lang, key, &[("arm", it.arm.as_str().into()), ("size", size.into())])
    };
    balance.iter().map(one).collect()
}

/// The share of each arm whose outcome is not known, where some are not.
fn missing(report: &Report, lang: Lang) -> Option<String> {
    let integrity = &report.integrity;
    let figures = Figures::new(lang);
    let share = |(arm, share): (&experiments::plan::Arm, &f64)| {
        let args = [("arm", arm.name.as_str().into()), ("share", figures.share(*share).into())];
        say(lang, "said-missing-arm", &args)
    };
    let arms = plan(report).arms.iter().zip(&integrity.missing).map(share);
    let shares = arms.collect::<Vec<_>>().join(", ");
    let key = match integrity.missing_p {
        _ if integrity.missing.is_empty() => return None,
        Some(p) if p < SAMPLE_RATIO_ALARM => "said-missing-differs",
        Some(_) => "said-missing-alike",
        None => "said-missing",
    };
    Some(say(lang, key, &[("shares", shares.into())]))
}

/// What was set aside and why.
pub fn set_aside(report: &Report, lang: Lang) -> Vec<String> {
    let all = &report.integrity.set_aside;
    if all.is_empty() {
        return vec![word(lang, "said-aside-none")];
    }
    let one = |it: &experiments::report::SetAside| {
        let known = ASIDE.contains(&it.reason.as_str());
        let key = format!("said-aside-{}", if known { it.reason.as_str() } else { "other" });
        let rows = Figures::new(lang).count(it.rows);
        let sentence = say(lang, &key, &[("n", rows.into()), ("many", it.rows.into())]);
        if it.examples.is_empty() {
            return sentence;
        }
        let names = ("names", Arg::from(it.examples.join(", ")));
        format!("{sentence} {}", say(lang, "said-aside-examples", &[names]))
    };
    all.iter().map(one).collect()
}

/// What a reader must know beside the verdict, with what to do.
pub fn warnings(report: &Report, lang: Lang) -> Vec<String> {
    report.warnings.iter().map(|it| it.say(lang)).collect()
}

/// What the report does not say.
pub fn limits(report: &Report, lang: Lang) -> Vec<String> {
    let plan = plan(report);
    let start = Figures::new(lang).date(plan.start);
    let days = i64::from(plan.days);
    let mut said = vec![say(lang, "limit-place", &[("start", start.into()), ("days", days.into())])];
    if plan.days < NOVELTY_DAYS {
        said.push(say(lang, "limit-novelty", &[("days", days.into())]));
    }
    if !plan.metric.wanted.is_empty() {
        let metric = figures::metric(&plan.metric, plan.unit, lang);
        said.push(say(lang, "limit-filter", &[("metric", metric.into())]));
    }
    if plan.design.is_randomised() && !plan.unit.is_cluster() {
        said.push(word(lang, "limit-contamination"));
    }
    if plan.unit.is_cluster() {
        said.push(word(lang, "limit-clusters"));
    }
    if report.verdict != Verdict::Invalid
        && report.savings.as_ref().is_some_and(|it| it.euro_per_1000.is_some())
    {
        said.push(word(lang, "limit-cost"));
    }
    if plan.guardrails.is_empty() {
        said.push(word(lang, "limit-no-guardrail"));
    }
    said.push(word(lang, "limit-log"));
    said
}
