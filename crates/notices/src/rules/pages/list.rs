//! The list of rules, and how one begins a new one.

use std::collections::HashMap;

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use serde_json::json;
use site::{Failure, Field, Going, Markup, Sent, Shell, form::FieldKind};

use super::{PATH, address, said};
use crate::{
    effects::{self, Effect, sentences, store as found},
    moments,
    pages::{
        common::{Reader, page, tabs},
        style,
    },
    rules::{
        ready,
        rule::{Condition, Delay, Goal, HOLDOUT, Means, Plan, RuleOrigin, Rung, Trigger},
        store::rules::{self, Listed, NewRule},
    },
    service::Service,
    store::templates,
};

struct Line {
    href: String,
    name: String,
    state: String,
    class: &'static str,
    what: String,
    told: String,
    effect: Option<(String, &'static str, String)>,
}

#[derive(Template)]
#[template(path = "rules_list.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    moments: &'static str,
    lines: Vec<Line>,
    is_manager: bool,
    has_templates: bool,
    fields: Vec<Field>,
    ready: Option<Ready>,
}

/// One of them: what it does, and whether the partner has it already.
struct ReadyLine {
    code: &'static str,
    name: String,
    what: String,
    is_taken: bool,
}

/// Rules to begin with.
struct Ready {
    service: Field,
    rules: Vec<ReadyLine>,
}

/// `GET /messages/regles`
pub(super) async fn show(shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let month = month_began(&shell);
    let mut tx = shell.site().db().read().await?;
    let listed = rules::listed(&mut tx, &reader.partner).await?;
    let kept = found::all(&mut tx, Some(&reader.partner)).await?;
    let by_rule: HashMap<_, _> = kept.iter().map(|it| (it.found.rule, &it.found.effects)).collect();
    let mut lines = Vec::new();
    for Listed { rule, .. } in &listed {
        let told = found::told_since(&mut tx, rule.id, month).await?;
        let newest = by_rule.get(&rule.id).and_then(|it| it.newest());
        let (state, class) = said::state(&shell, rule.state);
        lines.push(Line {
            href: address(rule.id),
            name: rule.name.clone(),
            state,
            class,
            what: said::summary(&shell, &rule.plan),
            told: sentences::counted(shell.lang(), "rules-told-month", told),
            effect: newest.map(|(_, it)| effect(&shell, it)),
        });
    }
    let services = reader.services(&mut tx).await?;
    let mut has_templates = false;
    for service in &services {
        has_templates |= !templates::listed(&mut tx, service.id, None).await?.is_empty();
    }
    drop(tx);
    let view = ListPage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        moments: moments::pages::PATH,
        lines,
        is_manager: reader.is_manager,
        has_templates,
        fields: new_fields(&shell, &services),
        ready: (!services.is_empty()).then(|| ready(&shell, &services, &listed)),
        shell: &shell,
    };
    Ok(page(&shell, shell.t("rules-title")).lead(shell.t("rules-lead")).render(&view))
}

/// The verdict's word, its class, and the figure per 100 messages.
fn effect(shell: &Shell, effect: &Effect) -> (String, &'static str, String) {
    let lang = shell.lang();
    let figure = effect.avoided_per_100_messages.map_or_else(String::new, |it| {
        shell.t1("rules-avoided", "interval", sentences::interval(lang, Some(it), 1))
    });
    (sentences::word(lang, effect.verdict), sentences::class(effect.verdict), figure)
}

/// Midnight in Paris at the beginning of the month.
fn month_began(shell: &Shell) -> Timestamp {
    let first = shell.today().first_of_month();
    let start = kernel::paris_day_start(first).and_then(|it| Timestamp::from_microsecond(it).ok());
    start.unwrap_or_else(|| shell.now())
}

fn ready(shell: &Shell, services: &[Service], listed: &[Listed]) -> Ready {
    let of = services.iter().map(|it| (it.id.to_string(), it.name.clone())).collect();
    let is_taken = |code: &str| {
        let origin = RuleOrigin::Ready(code.to_owned());
        listed.iter().any(|it| it.rule.origin.as_ref() == Some(&origin))
    };
    let line = |it: &'static ready::Ready| ReadyLine {
        code: &it.code,
        name: it.name(shell.lang()).to_owned(),
        what: said::summary_of(shell, &it.trigger, it.rungs.iter().map(|it| it.by.as_str())),
        is_taken: is_taken(&it.code),
    };
    Ready {
        service: Field::new(FieldKind::Select(of), "service", shell.t("rules-service")).id("service-pret"),
        rules: ready::all().iter().map(line).collect(),
    }
}

fn new_fields(shell: &Shell, services: &[Service]) -> Vec<Field> {
    let of = services.iter().map(|it| (it.id.to_string(), it.name.clone())).collect();
    vec![
        Field::new(FieldKind::Text, "nom", shell.t("rules-name")).required(),
        Field::new(FieldKind::Select(of), "service", shell.t("rules-service")),
    ]
}

/// `POST /messages/regles/nouvelle`: a draft with one rung, which opens for editing.
pub(super) async fn make(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let service = reader.service(&mut tx, sent.text("service")).await?;
    let code = sent.text("pret");
    if !code.is_empty() {
        let made =
            ready::install(&mut tx, &service, (code, shell.lang()), &reader.actor, shell.now()).await?;
        let rule = made.ok_or_else(Failure::not_found)?;
        let detail = json!({ "ready": code });
        reader.tell(&shell, &mut tx, "rule.create", &rule.id.to_string(), detail).await?;
        tx.commit().await?;
        return Ok(Going::to(address(rule.id)).done(shell.t("rules-made")).into_response());
    }
    let name = sent.text("nom");
    if name.is_empty() || name.chars().count() > crate::rules::rule::NAME_MAX {
        let problem = shell.t1("rules-wrong-name", "max", crate::rules::rule::NAME_MAX as u64);
        return Ok(Going::to(PATH).problem(problem).into_response());
    }
    let usable = templates::listed(&mut tx, service.id, None).await?;
    let Some(template) = usable.first() else {
        return Ok(Going::to(PATH).problem(shell.t("rules-no-template")).into_response());
    };
    let means = Means::Message { medium: template.medium, template: template.id };
    let plan = Plan {
        trigger: Trigger::Entered { status: "opened".to_owned() },
        condition: Condition::default(),
        ladder: vec![Rung { means, after: Delay::default(), is_fallback: false }],
        goal: Goal::None,
        holdout: HOLDOUT,
        is_self_stopping: true,
        territory: effects::Settings::default().territory,
    };
    let new = NewRule {
        partner: reader.partner.clone(),
        service: service.id,
        name: name.to_owned(),
        plan,
        origin: None,
        practice: None,
    };
    let rule = rules::create(&mut tx, &new, &reader.actor, shell.now()).await?;
    reader.tell(&shell, &mut tx, "rule.create", &rule.id.to_string(), json!({})).await?;
    tx.commit().await?;
    let to = format!("{}/modifier", address(rule.id));
    Ok(Going::to(to).done(shell.t("rules-made")).into_response())
}
