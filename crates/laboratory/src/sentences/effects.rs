//! Effects, what they save, what must not get worse, for whom.

use experiments::{
    Report,
    plan::{Outcome, Plan},
    report::{
        ArmEffect, ArmSummary, Between, Exploration, GuardrailResult, GuardrailState, Method, SubgroupResult,
        Verdict,
    },
};
use kernel::{Arg, Lang};
use site::Figures;

use super::{figures, headline::ends, plan, say, word};

/// p-value of "the effect is the same for all" below which it is said to differ.
const DIFFERS: f64 = 0.05;

/// Why a method gave nothing: a code of `evidence::Fault`.
pub fn refused(code: &str, lang: Lang) -> String {
    let key = format!("refused-{code}");
    let key = if experiments::WORDS.knows(&key) { key } else { "refused-other".to_owned() };
    experiments::WORDS.say(lang, &key, &[])
}

/// How an effect was computed, in a plain sentence.
pub fn method(method: Method, lang: Lang) -> String {
    experiments::WORDS.say(lang, &format!("method-{}", method.code()), &[])
}

/// The method's short name.
pub fn method_name(method: Method, lang: Lang) -> String {
    word(lang, &format!("said-method-{}", method.code()))
}

/// The titles of [`row`].
pub fn titles(lang: Lang) -> Vec<String> {
    [
        "said-arm",
        "said-method",
        "said-change",
        "said-interval",
        "said-difference",
        "said-difference-interval",
        "said-chance",
    ]
    .map(|it| word(lang, it))
    .into()
}

/// An effect as a row of a table: arm, method, change and its interval, difference and its interval, chance of such a difference without
/// effect. A method that refused says why.
pub fn row(plan: &Plan, effect: &ArmEffect, lang: Lang) -> Vec<String> {
    let name = method_name(effect.method, lang);
    let Some(it) = &effect.effect else {
        let why = effect.refused.as_ref().map_or_else(String::new, |it| refused(&it.code, lang));
        let none = "—".to_owned();
        return vec![effect.arm.clone(), name, why, none.clone(), none.clone(), none.clone(), none];
    };
    let measure = plan.metric.measure;
    let between = |low: String, high: String| interval(&low, &high, lang);
    let (change, of_change) = it.relative.map_or_else(
        || ("—".to_owned(), "—".to_owned()),
        |relative| {
            let ends = between(
                figures::signed_share(relative.low, lang),
                figures::signed_share(relative.high, lang),
            );
            (figures::signed_share(relative.value, lang), ends)
        },
    );
    vec![
        effect.arm.clone(),
        name,
        change,
        of_change,
        figures::signed_amount(measure, it.value, lang),
        between(
            figures::signed_amount(measure, it.low, lang),
            figures::signed_amount(measure, it.high, lang),
        ),
        figures::chance(it.p, lang),
    ]
}

/// "de −19 % à −5 %".
pub fn interval(low: &str, high: &str, lang: Lang) -> String {
    say(lang, "said-between", &[("low", low.into()), ("high", high.into())])
}

/// An effect in a line: "« message » : −12 % (de −19 % à −5 %), soit −0,12 pour « contacts par usager »".
pub fn line(plan: &Plan, effect: &ArmEffect, lang: Lang) -> String {
    let arm = ("arm", Arg::from(effect.arm.as_str()));
    let Some(it) = &effect.effect else {
        let why = effect.refused.as_ref().map_or_else(String::new, |it| refused(&it.code, lang));
        return say(lang, "said-line-refused", &[arm, ("why", why.into())]);
    };
    let metric = figures::metric(&plan.metric, plan.unit, lang);
    let (low, high) = ends(plan, it, lang);
    let difference = figures::signed_amount(plan.metric.measure, it.value, lang);
    let mut args = vec![
        arm,
        ("metric", metric.into()),
        ("between", interval(&low, &high, lang).into()),
        ("difference", difference.into()),
    ];
    let Some(relative) = it.relative else { return say(lang, "said-line-plain", &args) };
    args.push(("change", figures::signed_share(relative.value, lang).into()));
    say(lang, "said-line", &args)
}

/// What it saves: contacts, then euro. Nothing where the verdict is that nothing can be said.
pub fn savings(report: &Report, lang: Lang) -> Vec<String> {
    let (Some(savings), plan) = (&report.savings, plan(report)) else { return Vec::new() };
    if report.verdict == Verdict::Invalid {
        return Vec::new();
    }
    let mut said = Vec::new();
    if let Some(contacts) = savings.contacts_per_1000 {
        said.push(saving("contacts", plan, contacts, |it| figures::about(it.abs(), lang), lang));
    }
    if let Some(euro) = savings.euro_per_1000 {
        let money = |it: f64| Figures::new(lang).euros(it.abs(), usize::from(it.abs() < 100.0) * 2);
        said.push(saving("euro", plan, euro, money, lang));
    }
    if let Some(cost) = savings.cost_per_contact {
        let cost = Figures::new(lang).euros(cost, 2);
        said.push(say(lang, "said-cost-basis", &[("cost", cost.into())]));
    } else if savings.euro_per_1000.is_none() {
        said.push(word(lang, "said-no-cost"));
    }
    said
}

/// A saving in a sentence. Offices, agents and days are told one by one: nobody has a thousand of them.
fn saving(what: &str, plan: &Plan, it: Between, written: impl Fn(f64) -> String, lang: Lang) -> String {
    let measure = plan.metric.measure;
    let is_each = measure.is_mean() && plan.unit.is_cluster();
    let scale = if is_each { 0.001 } else { 1.0 };
    let way = match (it.low, it.high) {
        (low, _) if low > 0.0 => "saved",
        (_, high) if high < 0.0 => "lost",
        _ => "open",
    };
    // Of what goes one way, the smaller end comes first.
    let (low, high) = if way == "lost" { (it.high, it.low) } else { (it.low, it.high) };
    let signed = |it: f64| {
        if it.abs() > 1e100 {
            return word(lang, "said-no-limit");
        }
        let text = written(it * scale);
        if way == "open" && it < 0.0 { format!("−{text}") } else { text }
    };
    let args = [
        ("per", word(lang, &per(plan, is_each)).into()),
        ("over", over(plan, lang).into()),
        ("n", signed(it.value).into()),
        ("low", signed(low).into()),
        ("high", signed(high).into()),
    ];
    say(lang, &format!("said-saving-{what}-{way}"), &args)
}

/// The key of what a saving is told by: a thousand usagers, an office.
fn per(plan: &Plan, is_each: bool) -> String {
    let per = plan.metric.measure.per(plan.unit);
    if is_each { format!("said-per-each-{per}") } else { format!("said-per-thousand-{per}") }
}

/// Over how long, where the figure is a sum over the days of the plan.
fn over(plan: &Plan, lang: Lang) -> String {
    if !plan.metric.measure.is_mean() {
        return String::new();
    }
    let days = if plan.design.has_periods() { plan.analysis.period_days } else { plan.days };
    say(lang, "said-over-days", &[("days", i64::from(days).into())])
}

/// The short figure of a saving for a tile: "120 (50 à 190)"; `None` where there is none.
pub fn saving_tile(report: &Report, is_euro: bool, lang: Lang) -> Option<(String, String, String)> {
    if report.verdict == Verdict::Invalid {
        return None;
    }
    let plan = plan(report);
    let savings = report.savings.as_ref()?;
    let it = if is_euro { savings.euro_per_1000? } else { savings.contacts_per_1000? };
    let is_each = plan.metric.measure.is_mean() && plan.unit.is_cluster();
    let scale = if is_each { 0.001 } else { 1.0 };
    let written = |it: f64| {
        let it = it * scale;
        if it.abs() > 1e100 {
            word(lang, "said-no-limit")
        } else if is_euro {
            Figures::new(lang).euros(it, usize::from(it.abs() < 100.0) * 2)
        } else {
            figures::about(it, lang)
        }
    };
    let key = if is_euro { "said-tile-euro" } else { "said-tile-contacts" };
    let name = say(lang, key, &[("per", word(lang, &per(plan, is_each)).into())]);
    Some((name, written(it.value), interval(&written(it.low), &written(it.high), lang)))
}

/// An arm as a row: name, units, sums, figure.
pub fn arm_row(plan: &Plan, arm: &ArmSummary, lang: Lang) -> Vec<String> {
    let written = Figures::new(lang);
    let is_control = plan.arms.first().is_some_and(|it| it.name == arm.name);
    let name = if is_control {
        say(lang, "said-control", &[("arm", arm.name.as_str().into())])
    } else {
        arm.name.clone()
    };
    let sum = |it: f64| written.number(it, usize::from(plan.metric.measure == Outcome::Cost) * 2);
    vec![
        name,
        written.count(arm.units),
        sum(arm.numerator),
        written.number(arm.denominator, 0),
        figures::figure(plan.metric.measure, arm.figure, lang),
    ]
}

/// The titles of [`arm_row`].
pub fn arm_titles(plan: &Plan, lang: Lang) -> Vec<String> {
    let measure = plan.metric.measure;
    vec![
        word(lang, "said-arm"),
        word(lang, &format!("said-count-{}", plan.unit.code())),
        word(lang, &format!("said-numerator-{}", measure.code())),
        word(lang, &format!("said-denominator-{}", measure.per(plan.unit))),
        figures::metric(&plan.metric, plan.unit, lang),
    ]
}

/// How a guardrail stands: the word of its state, and the sentence.
pub fn guardrail(report: &Report, result: &GuardrailResult, lang: Lang) -> (String, String) {
    let state = experiments::WORDS.say(lang, &format!("guardrail-{}", result.state.code()), &[]);
    let plan = plan(report);
    let Some(guardrail) = plan.guardrails.get(result.place) else { return (state.clone(), state) };
    let metric = figures::metric(&guardrail.metric, plan.unit, lang);
    let margin = figures::share(guardrail.margin, lang);
    // The arm that is worst off tells how it stands.
    let is_better_higher = guardrail.metric.measure.is_better_higher();
    let worst_first = |it: &&ArmEffect| {
        let relative = it.effect.as_ref().and_then(|it| it.relative);
        relative.map_or(f64::INFINITY, |it| if is_better_higher { -it.low } else { it.high })
    };
    let shown = result.effects.iter().max_by(|a, b| worst_first(a).total_cmp(&worst_first(b)));
    let relative = shown.and_then(|it| it.effect.as_ref()).and_then(|it| it.relative);
    let mut args: Vec<(&'static str, Arg)> = vec![("metric", metric.into()), ("margin", margin.into())];
    let key = match relative {
        None => "said-guardrail-unknown".to_owned(),
        Some(it) => {
            let between =
                interval(&figures::signed_share(it.low, lang), &figures::signed_share(it.high, lang), lang);
            args.push(("change", figures::signed_share(it.value, lang).into()));
            args.push(("between", between.into()));
            format!("said-guardrail-{}", result.state.code())
        }
    };
    (state, say(lang, &key, &args))
}

/// The class of a guardrail's badge.
pub const fn guardrail_tone(state: GuardrailState) -> &'static str {
    match state {
        GuardrailState::Kept => "good",
        GuardrailState::Unclear => "note",
        GuardrailState::Broken => "bad",
    }
}

/// A subgroup in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subgroup {
    /// What it is by.
    pub title: String,
    /// Whether the effect differs, and how far that may be believed.
    pub sentences: Vec<String>,
    /// By segment: name, units, change, interval.
    pub rows: Vec<Vec<String>>,
}

/// For whom: one subgroup.
pub fn subgroup(report: &Report, result: &SubgroupResult, lang: Lang) -> Subgroup {
    let plan = plan(report);
    let declared = plan.subgroups.get(result.place);
    let by_code = declared.map_or("", |it| it.by.as_str());
    let by = figures::dimension(by_code, lang);
    let named = [("by", Arg::from(by.as_str()))];
    let mut sentences = vec![match result.interaction_p {
        Some(p) if p < DIFFERS => say(lang, "said-subgroup-differs", &named),
        Some(_) => say(lang, "said-subgroup-same", &named),
        None => say(lang, "said-subgroup-unknown", &named),
    }];
    if let Some(reason) = declared.map(|it| it.reason.trim()).filter(|it| !it.is_empty()) {
        sentences.push(say(lang, "said-subgroup-reason", &[("reason", reason.into())]));
    }
    sentences.push(word(
        lang,
        if is_exploratory(report, result.place) {
            "said-subgroup-exploratory"
        } else {
            "said-subgroup-declared"
        },
    ));
    let row = |it: &experiments::report::SegmentEffect| {
        let (change, between) = match &it.effect {
            None => (word(lang, "said-too-few-units"), "—".to_owned()),
            Some(effect) => {
                let (low, high) = ends(plan, effect, lang);
                let change = effect.relative.map_or_else(
                    || figures::signed_amount(plan.metric.measure, effect.value, lang),
                    |it| figures::signed_share(it.value, lang),
                );
                (change, interval(&low, &high, lang))
            }
        };
        let name = figures::dimension_value(by_code, &it.name, lang);
        vec![name, Figures::new(lang).count(it.units), change, between]
    };
    Subgroup { title: by, sentences, rows: result.segments.iter().map(row).collect() }
}

/// The titles of a subgroup's rows.
pub fn subgroup_titles(by: &str, lang: Lang) -> Vec<String> {
    vec![by.to_owned(), word(lang, "said-units"), word(lang, "said-change"), word(lang, "said-interval")]
}

/// A hint that was found by looking, in words: how it was looked for and what came out, then the rows of its table.
pub fn exploration(report: &Report, found: &Exploration, lang: Lang) -> (Vec<String>, Vec<Vec<String>>) {
    let measure = plan(report).metric.measure;
    let has_groups = !report.subgroups.is_empty();
    let from = match (found.has_before, has_groups) {
        (true, true) => "said-exploration-both",
        (true, false) => "said-exploration-before",
        (false, _) => "said-exploration-groups",
    };
    let told =
        if found.follows && found.p < DIFFERS { "said-exploration-follows" } else { "said-exploration-not" };
    let amount = |value: f64| figures::signed_amount(measure, value, lang);
    let row = |(place, it): (usize, &Between)| {
        let name = say(lang, "said-exploration-quarter", &[("n", (place as u64 + 1).into())]);
        vec![name, amount(it.value), interval(&amount(it.low), &amount(it.high), lang)]
    };
    let sentences = vec![word(lang, "said-exploration-idea"), word(lang, from), word(lang, told)];
    (sentences, found.quarters.iter().enumerate().map(row).collect())
}

/// The titles of those rows.
pub fn exploration_titles(lang: Lang) -> Vec<String> {
    ["said-exploration-units", "said-difference", "said-difference-interval"]
        .map(|it| word(lang, it))
        .to_vec()
}

/// Whether a subgroup was added or changed when results were known: what it shows is then an idea to test, not a result.
fn is_exploratory(report: &Report, place: usize) -> bool {
    let path = format!("subgroups[{place}]");
    let late = report.provenance.amendments.iter().filter(|it| it.after_outcomes);
    late.flat_map(|it| &it.changes).any(|it| it.path.starts_with(&path))
}

/// Why the method that most platforms would use is wrong here; `None` where there is none to show.
pub fn naive(report: &Report, lang: Lang) -> Option<String> {
    let shown = report.naive.iter().find_map(|it| it.effect.as_ref())?;
    let plan = plan(report);
    let (low, high) = ends(plan, shown, lang);
    let args = [("unit", plan.unit.code().into()), ("between", interval(&low, &high, lang).into())];
    Some(say(lang, "said-naive", &args))
}

/// What must show nothing, in a sentence.
pub fn placebo(report: &Report, lang: Lang) -> Option<String> {
    let placebo = report.placebo.as_ref()?;
    Some(word(lang, if placebo.passed { "said-placebo-passed" } else { "said-placebo-failed" }))
}

/// Whether the other registered methods say the same as the one that decides.
pub fn robustness(report: &Report, lang: Lang) -> Option<String> {
    let sign = |it: &ArmEffect| {
        let effect = it.effect.as_ref()?;
        Some((effect.low > 0.0, effect.high < 0.0))
    };
    let (judged, _) = super::judged(report)?;
    let others: Vec<(bool, bool)> =
        report.robustness.iter().filter(|it| it.arm == judged.arm).filter_map(sign).collect();
    if others.is_empty() {
        return None;
    }
    let same = others.iter().all(|it| Some(*it) == sign(judged));
    Some(word(lang, if same { "said-robust" } else { "said-not-robust" }))
}
