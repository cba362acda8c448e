//! The form of a rule.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde_json::json;
use site::{Failure, Going, Markup, Sent, Shell};

use super::{
    RulePages, address,
    form::{Form, Problems, form, of_plan, read},
    own, page, templates_of,
};
use crate::{
    pages::{
        common::{Reader, tabs},
        style,
    },
    rules::{
        rule::{Rule, RuleState},
        store::rules,
    },
    template::Template as NoticeTemplate,
};

#[derive(Template)]
#[template(path = "rules_form.html")]
struct FormPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    address: String,
    version: i64,
    rungs: usize,
    is_running: bool,
    warnings: Vec<String>,
    form: Form,
}

/// `GET /messages/regles/{id}/modifier`
pub(super) async fn show(
    State(pages): State<RulePages>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let rule = own(&mut tx, &shell, &id).await?;
    let templates = templates_of(&mut tx, &rule).await?;
    drop(tx);
    let sent = of_plan((&rule.name, rule.practice.as_deref()), &rule.plan);
    Ok(form_page((&pages, &shell), &rule, &sent, &templates, &Problems::new(), StatusCode::OK))
}

fn form_page(
    (pages, shell): (&RulePages, &Shell),
    rule: &Rule,
    sent: &Sent,
    templates: &[NoticeTemplate],
    wrong: &Problems,
    status: StatusCode,
) -> Response {
    let form = form(shell, sent, templates, wrong);
    let view = FormPage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        address: address(rule.id),
        version: rule.version,
        rungs: form.rungs.len(),
        is_running: rule.state == RuleState::Running,
        warnings: pages.not_carried(shell, rule),
        form,
        shell,
    };
    page(shell, shell.t("rules-edit")).crumb(rule.name.clone(), address(rule.id)).status(status).render(&view)
}

/// `POST /messages/regles/{id}/modifier`: the next version; `geste` may only add or take away a rung.
pub(super) async fn save(
    State(pages): State<RulePages>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let rule = own(&mut tx, &shell, &id).await?;
    let templates = templates_of(&mut tx, &rule).await?;
    if matches!(sent.text("geste"), "ajouter" | "retirer") {
        return Ok(form_page((&pages, &shell), &rule, &sent, &templates, &Problems::new(), StatusCode::OK));
    }
    let (name, plan) = match read(&shell, &sent, rule.service, &templates) {
        Ok(typed) => typed,
        Err(wrong) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(form_page((&pages, &shell), &rule, &sent, &templates, &wrong, status));
        }
    };
    let back = address(rule.id);
    let practice = practices::collection().practice(sent.text("pratique")).map(|it| it.id.as_str());
    let is_other_practice = practice != rule.practice.as_deref();
    if is_other_practice && (&name, &plan) == (&rule.name, &rule.plan) {
        rules::name_practice(&mut tx, &rule, practice, shell.now()).await?;
        let detail = json!({ "practice": practice });
        reader.tell(&shell, &mut tx, "rule.practice", &rule.id.to_string(), detail).await?;
        tx.commit().await?;
        return Ok(Going::to(back).done(shell.t("rules-saved")).into_response());
    }
    if (&name, &plan) == (&rule.name, &rule.plan) {
        return Ok(Going::to(back).done(shell.t("rules-unchanged")).into_response());
    }
    let changed = if sent.text("version") == rule.version.to_string() {
        rules::edit(&mut tx, &rule, (&name, &plan), &reader.actor, shell.now()).await?
    } else {
        None
    };
    let Some(next) = changed else {
        let wrong = vec![("nom".to_owned(), shell.t("rules-edited-meanwhile"))];
        return Ok(form_page((&pages, &shell), &rule, &sent, &templates, &wrong, StatusCode::CONFLICT));
    };
    if is_other_practice {
        rules::name_practice(&mut tx, &next, practice, shell.now()).await?;
    }
    let detail = json!({ "version": next.version, "practice": practice });
    reader.tell(&shell, &mut tx, "rule.edit", &rule.id.to_string(), detail).await?;
    tx.commit().await?;
    Ok(Going::to(back).done(shell.t("rules-saved")).into_response())
}
