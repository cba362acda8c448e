//! What a rule's messages changed: the verdict first, then both groups, the interval, the money, and how it was found.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use kernel::{Explain as _, Lang};
use site::{
    Failure, Markup, Shell, Unit,
    chart::{About, Forest, ForestRow, Standing},
};

use super::{RulePages, address, own, page, said, templates_of};
use crate::{
    effects::{
        ArmFigures, Effect, Interval, Verdict, export,
        reading::{EffectsError, Watch},
        sentences,
        store::Found,
    },
    pages::{common::tabs, style},
    rules::rule::Rule,
    template::Template as NoticeTemplate,
};

#[derive(Template)]
#[template(path = "rules_effect.html")]
struct EffectPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    address: String,
    shown: Option<Shown>,
    expected: Option<String>,
    others: Vec<(String, String, &'static str)>,
    how: Vec<String>,
}

/// The version that is shown.
struct Shown {
    version: String,
    word: String,
    class: &'static str,
    verdict: String,
    is_flagged: bool,
    is_measured: bool,
    arms: Markup,
    /// `None`: nothing has an interval yet.
    chart: Option<Markup>,
    money: Vec<(String, String)>,
    so_far: Option<String>,
    channels: Option<Markup>,
    notes: Vec<String>,
}

/// What the page says where nothing can be told.
pub(crate) fn failure(error: EffectsError) -> Failure {
    match error {
        EffectsError::Store(error) => error.into(),
        EffectsError::Measure(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "effects could not be measured");
            Failure::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, error.message())
        }
    }
}

async fn look(watch: &Watch, shell: &Shell, id: &str) -> Result<(Rule, Vec<NoticeTemplate>, Found), Failure> {
    let db = shell.site().db();
    let mut tx = db.read().await?;
    let rule = own(&mut tx, shell, id).await?;
    let templates = templates_of(&mut tx, &rule).await?;
    drop(tx);
    let found = watch.look(db, &rule, shell.now()).await.map_err(failure)?;
    Ok((rule, templates, found))
}

/// `GET /messages/regles/{id}/effet`
pub(super) async fn show(
    State(pages): State<RulePages>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (rule, templates, found) = look(pages.watch(), &shell, &id).await?;
    let lang = shell.lang();
    let newest = found.effects.newest().map(|it| it.0);
    let others = found.effects.versions.iter().filter(|it| Some(it.0) != newest);
    let view = EffectPage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        address: address(rule.id),
        shown: found.effects.newest().map(|(version, it)| shown(&shell, &found, *version, it, &templates)),
        expected: expected(&shell, &rule),
        others: others
            .map(|(version, it)| {
                let name = shell.t1("effect-version", "version", *version);
                (name, sentences::verdict(lang, it), sentences::class(it.verdict))
            })
            .collect(),
        how: how(&shell, &rule, &found),
        shell: &shell,
    };
    let shown = page(&shell, shell.t("effect-title")).wide();
    Ok(shown.crumb(rule.name.clone(), address(rule.id)).render(&view))
}

fn shown(shell: &Shell, found: &Found, version: i64, effect: &Effect, templates: &[NoticeTemplate]) -> Shown {
    let lang = shell.lang();
    Shown {
        version: shell.t1("effect-version", "version", version),
        word: sentences::word(lang, effect.verdict),
        class: sentences::class(effect.verdict),
        verdict: sentences::verdict(lang, effect),
        is_flagged: effect.verdict == Verdict::Provokes,
        is_measured: effect.verdict != Verdict::NothingYet,
        arms: arms(shell, effect),
        chart: chart(shell, found, version, effect, templates),
        money: money(shell, effect),
        so_far: (effect.messages_so_far != effect.messages).then(|| {
            let args = [
                ("sent", shell.figures().count(effect.messages_so_far.sent).into()),
                ("cost", shell.figures().euro(effect.messages_so_far.cost).into()),
            ];
            shell.t_with("effect-so-far", &args)
        }),
        channels: (!effect.by_channel.is_empty()).then(|| channels(shell, effect)),
        notes: notes(shell, found, effect),
    }
}

/// What the proposal expected that the rule was made from.
fn expected(shell: &Shell, rule: &Rule) -> Option<String> {
    let it = rule.origin.as_ref()?.expected_per_100()?;
    Some(shell.t1("effect-expected", "interval", sentences::interval(shell.lang(), Some(it), 1)))
}

fn arms(shell: &Shell, effect: &Effect) -> Markup {
    let titles = ["effect-arm", "effect-turns", "effect-persons", "effect-contacts", "effect-per-100"];
    let figures = shell.figures();
    let row = |key: &str, it: &ArmFigures| {
        let per_100 = it.per_100().map_or_else(|| "—".to_owned(), |it| figures.number(it, 1));
        vec![
            shell.t(key),
            figures.count(it.turns),
            figures.count(it.persons),
            figures.count(it.contacts),
            per_100,
        ]
    };
    let rows = [row("effect-arm-held", &effect.held), row("effect-arm-told", &effect.told)];
    site::table(&shell.t("effect-arms"), &titles.map(|it| shell.t(it)), &rows)
}

fn chart(
    shell: &Shell,
    found: &Found,
    version: i64,
    effect: &Effect,
    templates: &[NoticeTemplate],
) -> Option<Markup> {
    let row = |label: String, it: Option<Interval>, standing: Standing| {
        let it = it?;
        let (low, high) = (Some(it.low), Some(it.high));
        Some(ForestRow { label, value: it.mid, low, high, standing, ..ForestRow::default() })
    };
    let whole = shell.t1("effect-chart-version", "version", version);
    let mut rows: Vec<ForestRow> =
        row(whole, effect.avoided_per_100_turns, Standing::Together).into_iter().collect();
    for (_, template, it) in found.effects.templates.iter().filter(|it| it.0 == version) {
        let label = template.map_or_else(
            || shell.t("effect-chart-template-none"),
            |(id, version)| {
                let args = [("name", said::template(templates, id).into()), ("version", version.into())];
                shell.t_with("effect-chart-template", &args)
            },
        );
        rows.extend(row(label, it.avoided_per_100_turns, Standing::Single));
    }
    for it in &effect.by_channel {
        let label = shell.t1("effect-chart-channel", "channel", said::channel(shell, it.channel));
        rows.extend(row(label, it.avoided_per_100_turns, Standing::Aside));
    }
    let about = About::new(shell.t("effect-chart"), shell.t("effect-chart-about"));
    (!rows.is_empty()).then(|| Forest { about, unit: Unit::Ratio, rows }.draw(shell.lang()))
}

fn money(shell: &Shell, effect: &Effect) -> Vec<(String, String)> {
    let figures = shell.figures();
    let lang: Lang = shell.lang();
    let messages = effect.messages;
    vec![
        (shell.t("effect-sent"), figures.count(messages.sent)),
        (shell.t("effect-delivered"), figures.count(messages.delivered)),
        (shell.t("effect-failed"), figures.count(messages.failed)),
        (shell.t("effect-cost"), figures.euro(messages.cost)),
        (shell.t("effect-avoided"), sentences::interval(lang, effect.avoided, 0)),
        (shell.t("effect-saving"), sentences::euros(lang, effect.saving)),
        (shell.t("effect-net"), sentences::euros(lang, effect.net)),
    ]
}

fn channels(shell: &Shell, effect: &Effect) -> Markup {
    let titles = ["effect-channel", "effect-channel-held", "effect-channel-told", "effect-channel-avoided"];
    let figures = shell.figures();
    let rows: Vec<Vec<String>> = effect
        .by_channel
        .iter()
        .map(|it| {
            vec![
                said::channel(shell, it.channel),
                figures.count(it.held),
                figures.count(it.told),
                sentences::interval(shell.lang(), it.avoided_per_100_turns, 1),
            ]
        })
        .collect();
    site::table(&shell.t("effect-channels"), &titles.map(|it| shell.t(it)), &rows)
}

fn notes(shell: &Shell, found: &Found, effect: &Effect) -> Vec<String> {
    let note = |key: &str, count: u64| (count > 0).then(|| sentences::counted(shell.lang(), key, count));
    [
        note("effect-watched", effect.watched_turns),
        (effect.watched_turns > 0).then(|| known_until(shell, found)),
        note("effect-left-out", effect.left_out_turns),
        note("effect-mixed", effect.mixed_persons),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Until when contacts are known: why turns that began long ago are still watched.
fn known_until(shell: &Shell, found: &Found) -> String {
    found.effects.observed_until_us.map_or_else(
        || shell.t("effect-watched-without-log"),
        |it| shell.t1("effect-watched-until", "until", shell.figures().instant_us(it)),
    )
}

fn how(shell: &Shell, rule: &Rule, found: &Found) -> Vec<String> {
    let figures = shell.figures();
    let reasons = &rule.plan.condition.reasons;
    let about = if reasons.is_empty() {
        shell.t("effect-how-all")
    } else {
        shell.t1("effect-how-reasons", "reasons", reasons.join(", "))
    };
    let at = figures.instant(found.found_at);
    let until = found.effects.observed_until_us.map_or_else(
        || shell.t1("effect-how-no-log", "at", at.clone()),
        |it| {
            let args = [("until", figures.instant_us(it).into()), ("at", at.clone().into())];
            shell.t_with("effect-how-until", &args)
        },
    );
    vec![
        shell.t1("effect-how-contacts", "about", about),
        shell.t("effect-how-unit"),
        shell.t("effect-how-looks"),
        shell.t("effect-how-costs"),
        shell.t("effect-how-opened"),
        until,
    ]
}

fn rows(rule: &Rule, found: &Found) -> Vec<export::EffectBody> {
    let id = rule.id.to_string();
    let named = export::Named { rule: &id, name: &rule.name, practice: rule.practice.as_deref() };
    export::bodies(named, &found.effects)
}

/// `GET /messages/regles/{id}/effet.csv`
pub(super) async fn csv(
    State(pages): State<RulePages>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (rule, _, found) = look(pages.watch(), &shell, &id).await?;
    let rows = rows(&rule, &found);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"effet.csv\""),
    ];
    Ok((headers, export::csv(&rows)).into_response())
}

/// `GET /messages/regles/{id}/effet.json`
pub(super) async fn json(
    State(pages): State<RulePages>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (rule, _, found) = look(pages.watch(), &shell, &id).await?;
    let rows = rows(&rule, &found);
    Ok(axum::Json(rows).into_response())
}
