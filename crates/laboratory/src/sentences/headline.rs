//! The verdict in one sentence that a minister understands, and what follows from it.

use evidence::distribution::normal_quantile;
use experiments::{
    Plan, Report,
    plan::Outcome,
    report::{Effect, GuardrailState, Verdict},
};
use kernel::{Arg, Lang};
use site::Figures;

use super::{figures, is_too_early, judged, plan, say, word};

/// Fewer times more units than this is "a little more".
const TIMES_MIN: f64 = 1.5;
/// More times than this is no advice.
const TIMES_MAX: f64 = 100.0;

/// The verdict in one sentence.
pub fn headline(report: &Report, lang: Lang) -> String {
    if is_too_early(report) {
        return word(lang, "headline-too-early");
    }
    let plan = plan(report);
    let Some((arm, effect)) = judged(report) else { return invalid(report, lang) };
    let named = ("arm", Arg::from(arm.arm.as_str()));
    match report.verdict {
        Verdict::Invalid => invalid(report, lang),
        Verdict::ProvedBenefit | Verdict::ProvedHarm | Verdict::ProbableBenefit | Verdict::ProbableHarm => {
            let change = Change::of(plan, effect, lang);
            let args = [
                named,
                ("change", change.clause.into()),
                ("low", change.low.into()),
                ("high", change.high.into()),
            ];
            say(lang, &format!("headline-{}", report.verdict.code()), &args)
        }
        Verdict::NonInferior => {
            let margin = figures::share(plan.margin.unwrap_or(0.0), lang);
            let worst = worst(plan, effect, lang);
            say(lang, "headline-non-inferior", &[named, ("margin", margin.into()), ("change", worst.into())])
        }
        Verdict::NotProven => not_proven(report, &arm.arm, effect, lang),
    }
}

/// What the verdict means and what to do, in a few sentences.
pub fn meaning(report: &Report, lang: Lang) -> Vec<String> {
    let key = match report.verdict {
        _ if is_too_early(report) => "meaning-too-early",
        Verdict::NotProven if is_doubtful(report) => "meaning-doubtful",
        Verdict::NotProven if report.excludes_minimum && is_drawn(report) => "meaning-no-effect",
        Verdict::NotProven if report.excludes_minimum => "meaning-no-effect-likely",
        Verdict::NotProven => "meaning-not-proven",
        Verdict::ProvedBenefit => "meaning-proved-benefit",
        Verdict::ProbableBenefit => "meaning-probable-benefit",
        Verdict::NonInferior => "meaning-non-inferior",
        Verdict::ProbableHarm => "meaning-probable-harm",
        Verdict::ProvedHarm => "meaning-proved-harm",
        Verdict::Invalid => "meaning-invalid",
    };
    let mut said = vec![word(lang, key)];
    let is_good = matches!(report.verdict, Verdict::ProvedBenefit | Verdict::ProbableBenefit);
    if is_good && report.excludes_minimum {
        let minimum = figures::share(plan(report).minimum_effect.abs(), lang);
        said.push(say(lang, "meaning-smaller", &[("minimum", minimum.into())]));
    }
    if report.guardrails.iter().any(|it| it.state == GuardrailState::Broken) {
        said.push(word(lang, "meaning-guardrail"));
    }
    said
}

fn is_drawn(report: &Report) -> bool {
    plan(report).design.is_randomised()
}

/// Whether what must show nothing shows something.
fn is_doubtful(report: &Report) -> bool {
    report.placebo.as_ref().is_some_and(|it| !it.passed)
}

fn invalid(report: &Report, lang: Lang) -> String {
    let has = |code: &str| report.warnings.iter().any(|it| it.code == code);
    let refused = report.effects.iter().find_map(|it| it.refused.as_ref());
    if has("sample-ratio") {
        word(lang, "headline-invalid-sample-ratio")
    } else if has("missing-differs") {
        word(lang, "headline-invalid-missing")
    } else if let Some(refused) = refused {
        let why = super::effects::refused(&refused.code, lang);
        say(lang, "headline-invalid-refused", &[("why", why.into())])
    } else {
        word(lang, "headline-invalid-nothing")
    }
}

fn not_proven(report: &Report, arm: &str, effect: &Effect, lang: Lang) -> String {
    let plan = plan(report);
    if is_doubtful(report) {
        return word(lang, "headline-doubtful");
    }
    if report.warnings.iter().any(|it| it.code == "season-unknown") {
        return word(lang, "headline-season-unknown");
    }
    let (low, high) = ends(plan, effect, lang);
    let metric = figures::metric(&plan.metric, plan.unit, lang);
    let mut args: Vec<(&'static str, Arg)> =
        vec![("arm", arm.into()), ("low", low.into()), ("high", high.into()), ("metric", metric.into())];
    if report.excludes_minimum {
        args.push(("minimum", figures::share(plan.minimum_effect.abs(), lang).into()));
        let rises = plan.metric.measure.is_better_higher();
        args.push(("way", if rises { "more" } else { "less" }.into()));
        args.push(("drawn", if is_drawn(report) { "yes" } else { "no" }.into()));
        return say(lang, "headline-no-effect", &args);
    }
    args.push(("needed", needed(plan, effect, lang).into()));
    say(lang, "headline-not-proven", &args)
}

/// Both ends of an interval with their signs: shares where there are, else in the metric's unit.
pub(super) fn ends(plan: &Plan, effect: &Effect, lang: Lang) -> (String, String) {
    if let Some(it) = effect.relative {
        return (figures::signed_share(it.low, lang), figures::signed_share(it.high, lang));
    }
    let measure = plan.metric.measure;
    (figures::signed_amount(measure, effect.low, lang), figures::signed_amount(measure, effect.high, lang))
}

/// What it would take to know: so many times more units.
fn needed(plan: &Plan, effect: &Effect, lang: Lang) -> String {
    let unit = plan.unit.code();
    match times_needed(plan, effect) {
        Some(times) if (TIMES_MIN..=TIMES_MAX).contains(&times) => {
            let times = Figures::new(lang).number(times.ceil(), 0);
            say(lang, "said-needed-times", &[("times", times.into()), ("unit", unit.into())])
        }
        Some(times) if times > TIMES_MAX => word(lang, "said-needed-otherwise"),
        _ => say(lang, "said-needed-more", &[("unit", unit.into())]),
    }
}

/// How many times more units would show the smallest effect that matters with the power of the plan.
fn times_needed(plan: &Plan, effect: &Effect) -> Option<f64> {
    let relative = effect.relative?;
    let others = u32::try_from(plan.arms.len().saturating_sub(1).max(1)).unwrap_or(1);
    let sure = normal_quantile(1.0 - plan.analysis.alpha / f64::from(others) / 2.0);
    let se = (relative.high - relative.low) / 2.0 / sure;
    let wanted = plan.minimum_effect.abs() / (sure + normal_quantile(plan.analysis.power));
    Some((se / wanted).powi(2)).filter(|it| it.is_finite())
}

/// A change that goes one way, and its interval, without signs.
struct Change {
    clause: String,
    low: String,
    high: String,
}

impl Change {
    fn of(plan: &Plan, effect: &Effect, lang: Lang) -> Self {
        let way = if effect.value < 0.0 { "less" } else { "more" };
        let relative = effect.relative.filter(|it| it.low * it.high > 0.0 && figures::is_tellable(it.value));
        let measure = plan.metric.measure;
        if let Some(it) = relative {
            let share = |it: f64| figures::share(it.abs(), lang);
            let far = it.low.abs().max(it.high.abs());
            let high = if figures::is_tellable(far) { share(far) } else { word(lang, "said-no-limit") };
            return Self {
                clause: clause(plan, way, &share(it.value), lang),
                low: share(it.low.abs().min(it.high.abs())),
                high,
            };
        }
        let amount = |it: f64| figures::amount(measure, it, lang);
        Self {
            clause: plain(plan, way, &amount(effect.value), lang),
            low: amount(effect.low.abs().min(effect.high.abs())),
            high: amount(effect.low.abs().max(effect.high.abs())),
        }
    }
}

/// "les usagers prennent contact 12 % moins souvent".
fn clause(plan: &Plan, way: &str, by: &str, lang: Lang) -> String {
    let measure = plan.metric.measure;
    // What is counted is only a part of the contacts where the metric is filtered: the metric's name says which.
    if !plan.metric.wanted.is_empty() {
        return plain(plan, way, by, lang);
    }
    let key = match measure {
        Outcome::Volume => format!("said-change-volume-{}-{way}", plan.unit.code()),
        _ => format!("said-change-{}-{way}", measure.code()),
    };
    say(lang, &key, &[("by", by.into())])
}

/// "la mesure « contacts par usager » baisse de 0,12".
fn plain(plan: &Plan, way: &str, by: &str, lang: Lang) -> String {
    let metric = figures::metric(&plan.metric, plan.unit, lang);
    say(lang, &format!("said-change-plain-{way}"), &[("metric", metric.into()), ("by", by.into())])
}

/// The worst that the interval holds.
fn worst(plan: &Plan, effect: &Effect, lang: Lang) -> String {
    let is_better_higher = plan.metric.measure.is_better_higher();
    let way = if is_better_higher { "less" } else { "more" };
    let end = |low: f64, high: f64| if is_better_higher { low } else { high };
    if let Some(it) = effect.relative {
        return clause(plan, way, &figures::share(end(it.low, it.high).abs(), lang), lang);
    }
    let by = figures::amount(plan.metric.measure, end(effect.low, effect.high), lang);
    plain(plan, way, &by, lang)
}
