//! What a plan could show, in words, with its curve or its tries.

use askama::Template;
use experiments::Plan;
use kernel::Arg;
use site::{
    Failure, Figures, Markup, Shell, Unit,
    chart::{About, Bar, Bars, Point as ChartPoint, Trend},
};

use crate::power::{Foresight, Judgement, Means, Outlook, Reckoned, Tried};

#[derive(Template)]
#[template(path = "experiment_plan_power.html")]
struct Part<'a> {
    shell: &'a Shell,
    /// `good`, `bad`, or nothing.
    tone: &'static str,
    sentence: String,
    more: Vec<String>,
    facts: Vec<(String, String)>,
    chart: Option<Markup>,
}

/// The part of the page.
pub(super) fn part(shell: &Shell, plan: &Plan, foresight: Option<&Foresight>) -> Result<Markup, Failure> {
    let only = |key: &str| Part {
        shell,
        tone: "plain",
        sentence: shell.t(key),
        more: Vec::new(),
        facts: Vec::new(),
        chart: None,
    };
    let unit = plan.unit.code();
    let part = match foresight {
        None => only("power-unreadable"),
        Some(Foresight::Faulty) => only("power-faulty"),
        Some(Foresight::NoLog) => only("power-no-log"),
        Some(Foresight::NoUnit) => only(&format!("power-no-unit-{unit}")),
        Some(Foresight::NoFigure) => only("power-no-figure"),
        Some(Foresight::ShortLog { days }) => {
            Part { sentence: shell.t1("power-short-log", "days", u64::from(*days)), ..only("power-no-log") }
        }
        Some(Foresight::Known(outlook)) => known(shell, plan, outlook),
    };
    part.render().map(Markup::of).map_err(|error| {
        tracing::error!(%error, "what a plan could show did not render");
        Failure::our_fault()
    })
}

fn known<'a>(shell: &'a Shell, plan: &Plan, outlook: &Outlook) -> Part<'a> {
    let figures = shell.figures();
    let judgement = outlook.judgement();
    let tone = match judgement {
        Judgement::Enough => "good",
        Judgement::Hopeless => "bad",
        Judgement::TooShort | Judgement::Unclear => "",
    };
    let unit = shell.t(&format!("power-units-{}", plan.unit.code()));
    let span = [("from", figures.date(outlook.from).into()), ("to", figures.date(outlook.to).into())];
    let mut facts = vec![(shell.t("power-fact-span"), shell.t_with("power-span", &span))];
    if !matches!(plan.design, experiments::plan::Design::Interrupted) {
        let mut there = figures.count(outlook.units);
        if outlook.units_per_week > 0.0 && !plan.unit.is_cluster() {
            let week = figures.number(outlook.units_per_week, 0);
            there = shell.t_with("power-there", &[("n", there.into()), ("week", week.into())]);
        }
        facts.push((unit.clone(), there));
    }
    let shown = if plan.metric.measure.is_mean() || outlook.figure > 1.0 { Unit::Ratio } else { Unit::Share };
    let measure = shell.t(&format!("planning-measure-{}", plan.metric.measure.code()));
    facts.push((measure, figures.of(shown, outlook.figure)));
    facts.push((shell.t("power-fact-wished"), figures.share(outlook.wished)));
    let (sentence, mut more, chart) = match &outlook.means {
        Means::Reckoned(it) => {
            if let Some(least) = it.detectable {
                facts.push((shell.t("power-fact-least"), effect(figures, least)));
            }
            if it.reduction >= 0.005 {
                facts.push((shell.t("power-fact-reduction"), figures.share_with(it.reduction, 0)));
            }
            reckoned(shell, plan, outlook, it, &unit)
        }
        Means::Tried(it) => tried(shell, judgement, it),
    };
    if outlook.is_partial {
        more.push(shell.t("power-partial"));
    }
    Part { shell, tone, sentence, more, facts, chart: Some(chart) }
}

/// An effect as a share, without decimals that nobody needs.
fn effect(figures: Figures, share: f64) -> String {
    figures.share_with(share, usize::from(share < 0.1))
}

fn reckoned(
    shell: &Shell,
    plan: &Plan,
    outlook: &Outlook,
    found: &Reckoned,
    unit: &str,
) -> (String, Vec<String>, Markup) {
    let figures = shell.figures();
    let args: Vec<(&'static str, Arg)> = vec![
        ("wished", effect(figures, outlook.wished).into()),
        ("least", found.detectable.map_or_else(|| "—".to_owned(), |it| effect(figures, it)).into()),
        ("weeks", found.weeks_needed.unwrap_or(0).into()),
        ("n", figures.count(found.units_needed.unwrap_or(0)).into()),
        ("min", found.units_least.unwrap_or(0).into()),
        ("there", outlook.units.into()),
        ("units", unit.to_lowercase().into()),
        ("power", figures.share_with(plan.analysis.power, 0).into()),
    ];
    let say = |key: &str| shell.t_with(key, &args);
    let mut more = Vec::new();
    let sentence = match outlook.judgement() {
        Judgement::Enough => say("power-enough"),
        Judgement::Hopeless if found.units_least.is_some() => say("power-hopeless-units"),
        Judgement::Hopeless if found.detectable.is_none() => say("power-hopeless-none"),
        Judgement::Hopeless => say("power-hopeless"),
        Judgement::TooShort if found.weeks_needed.is_some() => say("power-short"),
        Judgement::TooShort | Judgement::Unclear => say("power-short-units"),
    };
    if outlook.judgement() != Judgement::Enough {
        if outlook.judgement() == Judgement::Hopeless && found.weeks_needed.is_some() {
            more.push(say("power-more-weeks"));
        }
        if found.units_needed.is_some() && plan.unit != experiments::plan::Unit::Day {
            more.push(say("power-more-units"));
        }
        more.push(say("power-more-else"));
    }
    more.push(say(if plan.unit.is_cluster() { "power-method-clusters" } else { "power-method" }));
    let weeks = |days: u32| figures.number(f64::from(days) / 7.0, usize::from(!days.is_multiple_of(7)));
    let point = |it: &crate::power::Point| ChartPoint {
        label: shell.t1("power-weeks", "weeks", weeks(it.days)),
        value: it.detectable,
        low: None,
        high: None,
    };
    let trend = Trend {
        about: About::new(shell.t("power-curve"), say("power-curve-text")),
        unit: Unit::Share,
        points: found.curve.iter().map(point).collect(),
    };
    (sentence, more, trend.draw(shell.lang()))
}

fn tried(shell: &Shell, judgement: Judgement, found: &Tried) -> (String, Vec<String>, Markup) {
    let figures = shell.figures();
    let once = found.points.get(1);
    let runs = once.map_or(0, |it| it.runs);
    let args: Vec<(&'static str, Arg)> = vec![
        ("runs", u64::from(runs).into()),
        ("all", found.points.iter().map(|it| u64::from(it.runs)).sum::<u64>().into()),
        ("found", once.map_or(0, |it| u64::from(it.found)).into()),
        ("wished", effect(figures, once.map_or(0.0, |it| it.effect)).into()),
        ("power", figures.share_with(found.power, 0).into()),
    ];
    let key = match judgement {
        Judgement::Enough => "power-tried-enough",
        Judgement::TooShort => "power-tried-short",
        Judgement::Hopeless => "power-tried-hopeless",
        Judgement::Unclear => "power-tried-unclear",
    };
    let bar = |it: &crate::power::TriedEffect| Bar {
        label: if it.effect == 0.0 {
            shell.t("power-tried-nothing")
        } else {
            shell.t1("power-tried-effect", "effect", effect(figures, it.effect))
        },
        value: (it.runs > 0).then(|| it.share()),
        note: Some(shell.t_with(
            "power-tried-note",
            &[("found", u64::from(it.found).into()), ("runs", u64::from(it.runs).into())],
        )),
        ..Bar::default()
    };
    let bars = Bars {
        about: About::new(shell.t("power-tried"), shell.t_with("power-tried-text", &args)),
        unit: Unit::Share,
        bars: found.points.iter().map(bar).collect(),
    };
    let more = vec![shell.t_with("power-method-tried", &args)];
    (shell.t_with(key, &args), more, bars.draw(shell.lang()))
}
