//! What the partner asks of advice: its limits, its public page, its trial.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use channel_choice::{EXPLORATION_MAX, Estimate, LOWER_MAX, LimitFault, LimitName, Limits, Model, Situation};
use kernel::Channel;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Markup, Sent, Shell, form::FieldKind};

use super::{
    Pages,
    common::{Faults, Form, Reader, number, page, status, tabs, typed_number},
    style,
};
use crate::{guide::House, setting::Setting, store, words::quoted};

/// The settings.
pub(super) const PATH: &str = "/orientation/reglages";
/// Letters of a trial's code.
const TRIAL_MAX: usize = 64;

#[derive(Template)]
#[template(path = "orientation_settings.html")]
struct SettingsPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    problems: ErrorSummary,
    limits: Vec<Field>,
    learning: Vec<Field>,
    page: Field,
    trial: Field,
    is_manager: bool,
    facts: Vec<(String, String)>,
    since: Option<String>,
    public_href: Option<String>,
}

/// `GET /orientation/reglages`
pub(super) async fn show(State(pages): State<Pages>, shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let house = reader.house(&pages, &mut tx).await?;
    drop(tx);
    Ok(settings_page(&shell, &reader, &house.setting, None, &Faults::new()))
}

fn settings_page(
    shell: &Shell,
    reader: &Reader,
    kept: &Setting,
    sent: Option<&Sent>,
    faults: &Faults,
) -> Response {
    let form = Form { shell, sent, faults };
    let percent = |share: Option<f64>| share.map_or_else(String::new, |it| typed_number(shell, it * 100.0));
    let plain = |value: Option<f64>| value.map_or_else(String::new, |it| typed_number(shell, it));
    let field = |name, key: &str, kept: &str| {
        form.hinted(form.field(FieldKind::Number, name, key, kept), &format!("{key}-hint"))
    };
    let limits = &kept.limits;
    let trial = kept.trial.as_deref().unwrap_or("");
    let is_set = kept.changed_at > jiff::Timestamp::UNIX_EPOCH;
    let content = SettingsPage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        problems: form.summary(),
        limits: vec![
            field("chance", "orientation-least-chance", &percent(limits.settled_min)),
            field("minutes", "orientation-most-minutes", &plain(limits.effort_max_min)),
            field("baisse", "orientation-lower", &percent(Some(limits.lower_max))),
        ],
        learning: vec![
            field("essais", "orientation-exploration", &percent(Some(limits.exploration))),
            field("prudence", "orientation-caution", &plain(Some(limits.caution))),
        ],
        page: form.hinted(
            form.checkbox("publique", "orientation-public", kept.is_public),
            "orientation-public-hint",
        ),
        trial: form.hinted(
            form.field(FieldKind::Text, "experience", "orientation-trial", trial),
            "orientation-trial-hint",
        ),
        is_manager: reader.is_manager,
        facts: facts(shell, kept),
        since: is_set.then(|| shell.t1("orientation-since", "at", shell.figures().instant(kept.changed_at))),
        public_href: kept.is_public.then(|| format!("/aiguillage/{}", kept.partner)),
        shell,
    };
    let shown = page(shell, shell.t("orientation-settings-title"));
    let shown = shown.lead(shell.t("orientation-settings-lead")).status(status(!faults.is_empty()));
    shown.render(&content)
}

/// The settings for whoever only reads them.
fn facts(shell: &Shell, kept: &Setting) -> Vec<(String, String)> {
    let figures = shell.figures();
    let none = || shell.t("orientation-without");
    let limits = &kept.limits;
    let yes = if kept.is_public { "orientation-yes" } else { "orientation-no" };
    vec![
        (
            shell.t("orientation-least-chance"),
            limits.settled_min.map_or_else(none, |it| figures.share_with(it, 0)),
        ),
        (
            shell.t("orientation-most-minutes"),
            limits.effort_max_min.map_or_else(none, |it| typed_number(shell, it)),
        ),
        (shell.t("orientation-lower"), typed_number(shell, limits.lower_max * 100.0)),
        (shell.t("orientation-exploration"), figures.share(limits.exploration)),
        (shell.t("orientation-caution"), typed_number(shell, limits.caution)),
        (shell.t("orientation-public"), shell.t(yes)),
        (shell.t("orientation-trial"), kept.trial.clone().unwrap_or_else(none)),
    ]
}

/// `POST /orientation/reglages/enregistrer`
pub(super) async fn save(State(pages): State<Pages>, shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let house = reader.house(&pages, &mut tx).await?;
    let (_, learned) = pages.guide().learned();
    let setting = match typed(&shell, &house, &learned, &sent) {
        Ok(setting) => setting,
        Err(faults) => {
            drop(tx);
            return Ok(settings_page(&shell, &reader, &house.setting, Some(&sent), &faults));
        }
    };
    if let Some(trial) = setting.trial.as_deref().filter(|it| house.setting.trial.as_deref() != Some(it)) {
        let trials = Arc::clone(&pages.guide().ports().trials);
        if !trials.is_known(&mut tx, &reader.partner, trial).await? {
            drop(tx);
            let faults = vec![("experience", shell.t("orientation-trial-unknown"))];
            return Ok(settings_page(&shell, &reader, &house.setting, Some(&sent), &faults));
        }
    }
    store::settings::save(&mut tx, &setting, &reader.actor).await?;
    let detail = json!({
        "limits": setting.limits, "is_public": setting.is_public, "trial": setting.trial,
        "limits_before": house.setting.limits, "is_public_before": house.setting.is_public,
    });
    shell.tell(&mut tx, "guidance.setting.save", "limits", Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(Going::to(PATH).done(shell.t("orientation-settings-saved")).into_response())
}

/// Settings as they were typed, or what is wrong with them.
fn typed(shell: &Shell, house: &House, learned: &Model, sent: &Sent) -> Result<Setting, Faults> {
    let mut faults = Faults::new();
    let mut read = |field: &'static str| match sent.text(field) {
        "" => None,
        text => {
            let read = number(text);
            if read.is_none() {
                faults.push((field, shell.t1("orientation-not-a-number", "given", quoted(text))));
            }
            read
        }
    };
    let limits = Limits {
        settled_min: read("chance").map(|it| it / 100.0),
        effort_max_min: read("minutes"),
        exploration: read("essais").unwrap_or_default() / 100.0,
        caution: read("prudence").unwrap_or_default(),
        lower_max: read("baisse").unwrap_or_default() / 100.0,
    };
    let trial = Some(sent.text("experience").to_owned()).filter(|it| !it.is_empty());
    let is_code = |it: &String| {
        it.len() <= TRIAL_MAX && it.chars().all(|it| it.is_ascii_alphanumeric() || it == '-' || it == '_')
    };
    if trial.as_ref().is_some_and(|it| !is_code(it)) {
        faults.push(("experience", shell.t("orientation-trial-wrong")));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let wrong: Faults = limits.faults().iter().flat_map(|it| told(shell, it)).collect();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let matters = matters(house, learned);
    let alone = alone(shell, &limits, &matters);
    if !alone.is_empty() {
        return Err(alone);
    }
    if let Err(fault) = limits.check_with(&matters) {
        return Err(told(shell, &fault));
    }
    let is_public = sent.text("publique") == "on";
    if is_public && house.ways.is_empty() {
        return Err(vec![("publique", shell.t("orientation-public-no-way"))]);
    }
    Ok(Setting { partner: house.partner.code.clone(), is_public, limits, trial, changed_at: shell.now() })
}

/// What each way that is offered brings, by reason; empty where the partner has no way or no reason yet.
fn matters(house: &House, learned: &Model) -> Vec<Vec<Estimate>> {
    let channels: Vec<Channel> = house.ways.iter().map(|it| it.channel).collect();
    let code = house.partner.code.as_str();
    let of = |reason: &crate::ports::Reason| {
        learned.estimates(code, &reason.code, None, &Situation::default(), &channels)
    };
    house.reasons.iter().map(of).collect()
}

/// Each limit that no way of any matter meets by itself, with what the best one does; none where nothing is known of ways.
fn alone(shell: &Shell, limits: &Limits, matters: &[Vec<Estimate>]) -> Faults {
    let all = || matters.iter().flatten();
    let mut faults = Faults::new();
    let best = all().map(|it| it.settled).reduce(f64::max);
    if let Some((least, best)) = limits.settled_min.zip(best).filter(|(least, best)| least > best) {
        let args = [
            ("least", typed_number(shell, least * 100.0).into()),
            ("best", typed_number(shell, (best * 100.0).floor()).into()),
        ];
        faults.push(("chance", shell.t_with("orientation-chance-alone", &args)));
    }
    let fewest = all().map(|it| it.effort_min).reduce(f64::min);
    if let Some((most, fewest)) = limits.effort_max_min.zip(fewest).filter(|(most, fewest)| most < fewest) {
        let args = [
            ("most", typed_number(shell, most).into()),
            ("fewest", typed_number(shell, fewest.ceil()).into()),
        ];
        faults.push(("minutes", shell.t_with("orientation-minutes-alone", &args)));
    }
    faults
}

/// The field of a limit.
const fn field(name: LimitName) -> &'static str {
    match name {
        LimitName::Settled => "chance",
        LimitName::Effort => "minutes",
        LimitName::Exploration => "essais",
        LimitName::Caution => "prudence",
        LimitName::Lower => "baisse",
    }
}

/// What is wrong with limits, at each field that it is about.
fn told(shell: &Shell, fault: &LimitFault) -> Faults {
    match fault {
        LimitFault::OutOfRange { name, .. } => {
            let range = |low: f64, high: f64| {
                let args =
                    [("low", typed_number(shell, low).into()), ("high", typed_number(shell, high).into())];
                shell.t_with("orientation-range", &args)
            };
            let sentence = match name {
                LimitName::Settled => range(0.0, 100.0),
                LimitName::Effort => range(0.0, 100_000.0),
                LimitName::Exploration => range(0.0, EXPLORATION_MAX * 100.0),
                LimitName::Caution => range(0.0, 10.0),
                LimitName::Lower => range(0.0, LOWER_MAX * 100.0),
            };
            vec![(field(*name), sentence)]
        }
        LimitFault::Clash { one, other, .. } => {
            let name = |it: LimitName| shell.t(&format!("orientation-limit-{}", it.code()));
            let args = [("one", name(*one).into()), ("other", name(*other).into())];
            vec![
                (field(*one), shell.say(&kernel::Explain::message(fault))),
                (field(*other), shell.t_with("orientation-clash", &args)),
            ]
        }
    }
}
