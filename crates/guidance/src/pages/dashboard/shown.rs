//! What advice is worth, in words, tables and charts.

use channel_choice::worth::{Change, OnAdvice, OnLog};
use evidence::{
    off_policy::{Doubt, PolicyValue},
    proportion::wilson,
};
use kernel::Channel;
use site::{
    Figures, Markup, Shell, Unit,
    chart::{About, Bar, Bars, Column, Stacked},
    table,
};

use super::{
    Learned,
    picture::{Picture, real},
};
use crate::{
    guide::House,
    pages::common::{between, channel_said, counted, euros, share_between},
    telling,
};

/// Rows of a table on the page; the whole is in the CSV.
const ROWS_MAX: usize = 30;
/// Ways without support that are named.
const MISSING_MAX: usize = 8;

/// A figure of the top: its name, itself, its interval, what it rests on.
pub(super) struct Tile {
    pub(super) name: String,
    pub(super) figure: String,
    pub(super) interval: String,
    pub(super) rests_on: String,
}

/// What the model expects, who gains and loses, and what the log tells.
pub(super) struct Shown {
    pub(super) seen: String,
    pub(super) tiles: Vec<Tile>,
    pub(super) mix: Markup,
    pub(super) mix_table: Markup,
    pub(super) groups: Vec<Group>,
    pub(super) log: Vec<String>,
    pub(super) log_refusals: Vec<String>,
    pub(super) missing: Vec<String>,
}

/// Who gains and who loses, by one thing.
pub(super) struct Group {
    pub(super) title: String,
    pub(super) about: String,
    pub(super) table: Option<Markup>,
    pub(super) more: Option<String>,
}

pub(super) fn shown(shell: &Shell, house: &House, picture: &Picture) -> Shown {
    let figures = shell.figures();
    let (log, log_refusals, missing) = match &picture.on_log {
        Ok(it) => on_log(shell, house, it),
        Err(_) => (Vec::new(), vec![shell.t("orientation-log-few")], Vec::new()),
    };
    let seen = match picture.span {
        Some((first, last)) => {
            let [count, contacts] = counted(shell, real(picture.firsts));
            let first = ("first", figures.date(kernel::paris_date(first)).into());
            let last = ("last", figures.date(kernel::paris_date(last)).into());
            shell.t_with("orientation-seen", &[count, contacts, first, last])
        }
        None => shell.t_with("orientation-seen-count", &counted(shell, real(picture.firsts))),
    };
    Shown {
        seen,
        tiles: tiles(shell, picture),
        mix: mix(shell, picture),
        mix_table: mix_table(shell, picture),
        groups: groups(shell, house, picture),
        log,
        log_refusals,
        missing,
    }
}

fn tiles(shell: &Shell, picture: &Picture) -> Vec<Tile> {
    let all = &picture.worth.all;
    let figures = shell.figures();
    let count = |it: Figures, value: f64| it.number(value, 0);
    let rests_on = || shell.t_with("orientation-rests-on-model", &counted(shell, real(picture.firsts)));
    let hours = |it: Figures, value: f64| it.number(value / 60.0, 0);
    let points = |it: Figures, value: f64| it.number(value * 100.0, 1);
    vec![
        Tile {
            name: shell.t("orientation-settled"),
            figure: shell.t_with(
                "orientation-from-to",
                &[
                    ("today", figures.share(all.settled_today).into()),
                    ("advised", figures.share(all.settled_advised).into()),
                ],
            ),
            interval: shell.t1("orientation-points", "between", between(shell, &all.settled, points)),
            rests_on: rests_on(),
        },
        Tile {
            name: shell.t("orientation-avoided"),
            figure: figures.number(all.contacts_avoided.value, 0),
            interval: between(shell, &all.contacts_avoided, count),
            rests_on: rests_on(),
        },
        Tile {
            name: shell.t("orientation-saved"),
            figure: euros(figures, all.saved.value),
            interval: between(shell, &all.saved, euros),
            rests_on: shell.t("orientation-rests-on-costs"),
        },
        Tile {
            name: shell.t("orientation-spared"),
            figure: shell.t1(
                "orientation-hours-of-people",
                "hours",
                hours(figures, all.minutes_spared.value),
            ),
            interval: between(shell, &all.minutes_spared, hours),
            rests_on: shell.t("orientation-rests-on-minutes"),
        },
    ]
}

fn mix(shell: &Shell, picture: &Picture) -> Markup {
    let mix = &picture.worth.mix;
    let about = About::new(shell.t("orientation-mix"), shell.t("orientation-mix-about"));
    Stacked {
        about,
        unit: Unit::Share,
        series: mix.iter().map(|it| channel_said(shell, it.0)).collect(),
        columns: vec![
            Column { label: shell.t("orientation-today"), values: mix.iter().map(|it| it.1).collect() },
            Column { label: shell.t("orientation-advised"), values: mix.iter().map(|it| it.2).collect() },
        ],
        as_shares: true,
    }
    .draw(shell.lang())
}

fn mix_table(shell: &Shell, picture: &Picture) -> Markup {
    let figures = shell.figures();
    let row = |(channel, today, advised): &(Channel, f64, f64)| {
        vec![
            channel_said(shell, *channel),
            figures.share(*today),
            figures.share(*advised),
            signed(shell, (advised - today) * 100.0),
        ]
    };
    let titles = ["orientation-way", "orientation-today", "orientation-advised", "orientation-change-points"];
    let rows: Vec<Vec<String>> = picture.worth.mix.iter().map(row).collect();
    table(&shell.t("orientation-mix-table"), &titles.map(|it| shell.t(it)), &rows)
}

/// A difference, with its sign.
fn signed(shell: &Shell, value: f64) -> String {
    let plus = if value >= 0.05 { "+" } else { "" };
    format!("{plus}{}", shell.figures().number(value, 1))
}

fn groups(shell: &Shell, house: &House, picture: &Picture) -> Vec<Group> {
    let worth = &picture.worth;
    let reasons: Vec<(String, &Change)> =
        worth.by_reason.iter().map(|((_, code), it)| (telling::reason(house, code), it)).collect();
    let sites: Vec<(String, &Change)> =
        worth.by_site.iter().map(|((_, site), it)| (site.clone(), it)).collect();
    let told: Vec<(String, &Change)> = picture
        .told
        .iter()
        .map(|(feature, it)| (shell.t(&format!("orientation-feature-{}", feature.code())), it))
        .collect();
    vec![
        group(shell, "reason", &reasons, shell.t("orientation-by-reason-about")),
        group(shell, "site", &sites, shell.t("orientation-by-site-about")),
        group(
            shell,
            "told",
            &told,
            shell.t_with("orientation-by-told-about", &counted(shell, real(picture.told_people))),
        ),
    ]
}

fn group(shell: &Shell, code: &str, all: &[(String, &Change)], about: String) -> Group {
    let title = shell.t(&format!("orientation-by-{code}"));
    if all.is_empty() {
        let about = shell.t(&format!("orientation-by-{code}-none"));
        return Group { title, about, table: None, more: None };
    }
    let figures = shell.figures();
    let points = |it: Figures, value: f64| it.number(value * 100.0, 1);
    let row = |(name, it): &(String, &Change)| {
        let verdict = match it.gains() {
            Some(true) => "orientation-gains",
            Some(false) => "orientation-loses",
            None => "orientation-unclear",
        };
        vec![
            name.clone(),
            shell.t(verdict),
            figures.number(it.people, 0),
            figures.share(it.settled_today),
            figures.share(it.settled_advised),
            format!("{} {}", signed(shell, it.settled.value * 100.0), between(shell, &it.settled, points)),
            figures.number(it.contacts_avoided.value, 0),
            figures.number(it.minutes_spared.value / 60.0, 0),
        ]
    };
    let titles = [
        "orientation-who",
        "orientation-verdict",
        "orientation-people",
        "orientation-settled-today",
        "orientation-settled-advised",
        "orientation-change-points",
        "orientation-avoided",
        "orientation-spared-hours",
    ];
    let rows: Vec<Vec<String>> = all.iter().take(ROWS_MAX).map(row).collect();
    let left = all.len().saturating_sub(ROWS_MAX);
    Group {
        table: Some(table(&title, &titles.map(|it| shell.t(it)), &rows)),
        title,
        about,
        more: (left > 0).then(|| shell.t1("orientation-more-rows", "count", left as u64)),
    }
}

/// What the log tells, why it does not, and the ways of which it knows nothing.
fn on_log(shell: &Shell, house: &House, it: &OnLog) -> (Vec<String>, Vec<String>, Vec<String>) {
    let figures = shell.figures();
    let values = &it.values;
    let mut refusals: Vec<String> = values.doubts.iter().map(|it| doubt(shell, it)).collect();
    let mut said = Vec::new();
    if let Some(difference) = values.difference {
        let args = [
            ("difference", signed(shell, difference.value * 100.0).into()),
            ("low", figures.number(difference.low * 100.0, 1).into()),
            ("high", figures.number(difference.high * 100.0, 1).into()),
            ("supported", figures.share_with(values.supported, 0).into()),
            ("effective", figures.number(values.diagnostics.effective, 0).into()),
        ];
        let key = if refusals.is_empty() { "orientation-log-value" } else { "orientation-log-part" };
        said.push(shell.t_with(key, &args));
    } else if refusals.is_empty() {
        refusals.push(shell.t("orientation-log-few"));
    }
    let missing = it.missing.iter().take(MISSING_MAX).map(|it| {
        let (reason, site) =
            it.name.split_once(" — ").map_or((it.name.as_str(), None), |it| (it.0, Some(it.1)));
        let reason = telling::reason(house, reason);
        let name = site.map_or_else(|| reason.clone(), |site| format!("{reason}, {site}"));
        let args = [
            ("name", name.into()),
            ("way", channel_said(shell, it.channel).into()),
            ("share", figures.share(it.share).into()),
        ];
        shell.t_with("orientation-log-missing-one", &args)
    });
    (said, refusals, missing.collect())
}

/// What answers to advice tell of the advice of today.
pub(super) struct AdviceJudged {
    pub(super) said: String,
    pub(super) refusals: Vec<String>,
    pub(super) table: Option<Markup>,
}

pub(super) fn on_advice(shell: &Shell, found: &Result<OnAdvice, evidence::Fault>) -> AdviceJudged {
    let figures = shell.figures();
    let Ok(found) = found else {
        let refusals = vec![shell.t("orientation-advice-few")];
        return AdviceJudged { said: shell.t("orientation-advice-about"), refusals, table: None };
    };
    let values = &found.values;
    let args = [
        ("answered", figures.count(found.answered as u64).into()),
        ("kept", figures.count(found.kept as u64).into()),
        ("settled", figures.share(real(found.settled as u64) / real(found.kept as u64)).into()),
        ("effective", figures.number(values.diagnostics.effective, 0).into()),
    ];
    let said = format!(
        "{} {}",
        shell.t("orientation-advice-about"),
        shell.t_with("orientation-advice-rests", &args)
    );
    let refusals: Vec<String> = found.doubts.iter().map(|it| doubt(shell, it)).collect();
    let row = |name: &str, it: PolicyValue| {
        let ends = [it.value, it.low, it.high].map(|it| it.clamp(0.0, 1.0));
        vec![shell.t(&format!("orientation-advice-{name}")), share_between(shell, ends, 1)]
    };
    let mut rows = vec![row("robust", values.doubly_robust), row("switch", values.switched)];
    rows.extend(values.snips.map(|it| row("snips", it)));
    rows.push(row("ipw", values.ipw));
    let titles = ["orientation-advice-method", "orientation-advice-value"].map(|it| shell.t(it));
    let table = refusals.is_empty().then(|| table(&shell.t("orientation-advice-table"), &titles, &rows));
    AdviceJudged { said, refusals, table }
}

fn doubt(shell: &Shell, doubt: &Doubt) -> String {
    let figures = shell.figures();
    match doubt {
        Doubt::FewEffective { effective } => {
            shell.t1("orientation-doubt-few", "count", figures.number(*effective, 0))
        }
        Doubt::HeavyDecision { weight, .. } => {
            shell.t1("orientation-doubt-heavy", "weight", figures.number(*weight, 1))
        }
        Doubt::Unsupported { decisions, .. } => {
            shell.t1("orientation-doubt-unsupported", "count", *decisions as u64)
        }
    }
}

/// How far the chances can be relied on.
pub(super) struct Reliable {
    pub(super) said: String,
    pub(super) chart: Option<Markup>,
    pub(super) table: Option<Markup>,
}

pub(super) fn reliable(shell: &Shell, learned: Option<&Learned>) -> Reliable {
    let Some(it) = learned else {
        return Reliable { said: shell.t("orientation-not-learned"), chart: None, table: None };
    };
    let figures = shell.figures();
    let at = figures.instant(it.fitted_at);
    if it.reliability.bands.is_empty() {
        let [count, contacts] = counted(shell, real(it.contacts));
        let said = shell.t_with("orientation-learned-only", &[count, contacts, ("at", at.into())]);
        return Reliable { said, chart: None, table: None };
    }
    let args = [
        ("at", at.into()),
        ("contacts", figures.count(it.contacts).into()),
        ("compared", figures.count(it.reliability.contacts).into()),
        ("error", figures.number(it.reliability.calibration_error * 100.0, 1).into()),
    ];
    let bands = &it.reliability.bands;
    // The share is kept, not the count: it is whole again once multiplied.
    let ends = |observed: f64, contacts: u64| wilson(near(observed * real(contacts), contacts), contacts);
    let bars = bands.iter().map(|it| {
        let interval = ends(it.observed, it.contacts);
        Bar {
            label: shell.t1("orientation-band", "share", figures.share_with(it.estimated, 0)),
            value: Some(it.observed),
            low: interval.map(|it| it.low),
            high: interval.map(|it| it.high),
            ..Bar::default()
        }
    });
    let about =
        About::new(shell.t("orientation-reliability-chart"), shell.t("orientation-reliability-about"));
    let chart = Bars { about, unit: Unit::Share, bars: bars.collect() }.draw(shell.lang());
    let titles =
        ["orientation-estimated", "orientation-observed", "orientation-gap", "orientation-first-contacts"];
    let rows: Vec<Vec<String>> = bands
        .iter()
        .map(|it| {
            vec![
                figures.share(it.estimated),
                figures.share(it.observed),
                signed(shell, (it.observed - it.estimated) * 100.0),
                figures.count(it.contacts),
            ]
        })
        .collect();
    Reliable {
        said: shell.t_with("orientation-learned", &args),
        chart: Some(chart),
        table: Some(table(&shell.t("orientation-reliability-table"), &titles.map(|it| shell.t(it)), &rows)),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count, between 0 and it"
)]
fn near(value: f64, most: u64) -> u64 {
    (value.round().max(0.0) as u64).min(most)
}
