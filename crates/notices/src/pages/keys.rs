//! Keys of programs: made, shown once, ended.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Markup, Sent, Shell, form::FieldKind};

use super::{
    Pages,
    common::{LINE_MAX, Reader, cut, missing, page, status, tabs},
    services, style,
};
use crate::{
    api::proof,
    service::{Key, KeyId, KeyKind, Service},
    store::keys,
};

/// Keys in use of one service.
const KEYS_MAX: usize = 50;

struct Line {
    action: String,
    name: String,
    kind: String,
    about: String,
    is_over: bool,
}

#[derive(Template)]
#[template(path = "notice_keys.html")]
struct KeysPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    action: String,
    /// What a program is given, shown once.
    made: Option<String>,
    problems: ErrorSummary,
    lines: Vec<Line>,
    fields: Vec<Field>,
    base: String,
    is_full: bool,
}

/// `GET /messages/services/{id}/cles`
pub(super) async fn list(
    State(pages): State<Pages>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let service = reader.service(&mut tx, &id).await?;
    drop(tx);
    keys_page(&pages, &shell, &service, None, (&Sent::default(), None)).await
}

async fn keys_page(
    pages: &Pages,
    shell: &Shell,
    service: &Service,
    made: Option<String>,
    (sent, problem): (&Sent, Option<String>),
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let all = keys::listed(&mut tx, service.id).await?;
    drop(tx);
    let action = format!("{}/cles", services::address(service.id));
    let mut problems = ErrorSummary::new(shell);
    if let Some(problem) = &problem {
        problems.add("nom", problem.clone());
    }
    let kinds = KeyKind::ALL
        .iter()
        .map(|it| (it.code().to_owned(), shell.t(&format!("key-kind-{}-about", it.code()))));
    let chosen = KeyKind::of(sent.text("genre")).unwrap_or(KeyKind::Test);
    let content = KeysPage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        made,
        problems,
        is_full: all.iter().filter(|it| it.revoked_at.is_none()).count() >= KEYS_MAX,
        lines: all.iter().map(|it| line(shell, &action, it)).collect(),
        fields: vec![
            Field::new(FieldKind::Text, "nom", shell.t("key-name"))
                .hint(shell.t("key-name-hint"))
                .value(sent.text("nom"))
                .error(problem.clone())
                .autocomplete("off")
                .required(),
            Field::new(FieldKind::Radios(kinds.collect()), "genre", shell.t("key-kind")).value(chosen.code()),
        ],
        base: pages.door().site.clone().unwrap_or_else(|| shell.t("key-no-site")),
        action,
        shell,
    };
    let shown = page(shell, shell.t("key-title")).crumb(shell.t("service-list-title"), services::PATH);
    let shown = shown.crumb(service.name.clone(), services::address(service.id));
    Ok(shown.lead(shell.t("key-lead")).status(status(problem.is_some())).render(&content))
}

fn line(shell: &Shell, action: &str, key: &Key) -> Line {
    let figures = shell.figures();
    let mut about = vec![shell.t1("key-made-at", "at", figures.instant(key.created_at))];
    about.push(match key.used_at {
        Some(at) => shell.t1("key-used-at", "at", figures.instant(at)),
        None => shell.t("key-never-used"),
    });
    if let Some(at) = key.revoked_at {
        about.push(shell.t1("key-ended-at", "at", figures.instant(at)));
    }
    Line {
        action: format!("{action}/{}/fin", key.id),
        name: key.name.clone(),
        kind: shell.t(&format!("key-kind-{}", key.kind.code())),
        about: about.join(" "),
        is_over: key.revoked_at.is_some(),
    }
}

/// `POST /messages/services/{id}/cles`: makes one, and shows it, once.
pub(super) async fn make(
    State(pages): State<Pages>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let service = reader.service(&mut tx, &id).await?;
    let name = cut(sent.text("nom"), LINE_MAX);
    let in_use = keys::listed(&mut tx, service.id).await?;
    let is_full = in_use.iter().filter(|it| it.revoked_at.is_none()).count() >= KEYS_MAX;
    let problem = if name.is_empty() {
        Some(missing(&shell, "key-name"))
    } else if is_full {
        Some(shell.t1("key-too-many", "most", KEYS_MAX as u64))
    } else if service.closed_at.is_some() {
        Some(shell.t("service-closed"))
    } else {
        None
    };
    if problem.is_some() {
        drop(tx);
        return keys_page(&pages, &shell, &service, None, (&sent, problem)).await;
    }
    let now = shell.now();
    let kind = KeyKind::of(sent.text("genre")).unwrap_or(KeyKind::Test);
    let key = Key {
        id: KeyId::new(now),
        service: service.id,
        name,
        kind,
        created_at: now,
        used_at: None,
        revoked_at: None,
    };
    keys::record(&mut tx, &key, &reader.actor).await?;
    let detail = json!({ "service": id, "kind": kind.code() });
    reader.tell(&shell, &mut tx, "notice.key.create", &key.id.to_string(), detail).await?;
    tx.commit().await?;
    let made = proof::key_text(&pages.door().keyring, &key).reveal().clone();
    keys_page(&pages, &shell, &service, Some(made), (&Sent::default(), None)).await
}

/// `POST /messages/services/{id}/cles/{key}/fin`
pub(super) async fn revoke(
    shell: Shell,
    Path((id, key)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let service = reader.service(&mut tx, &id).await?;
    let key: KeyId = key.parse().map_err(|_| Failure::not_found())?;
    if !keys::revoke(&mut tx, service.id, key, shell.now()).await? {
        return Err(Failure::not_found());
    }
    reader.tell(&shell, &mut tx, "notice.key.revoke", &key.to_string(), json!({ "service": id })).await?;
    tx.commit().await?;
    let back = format!("{}/cles", services::address(service.id));
    Ok(Going::to(back).done(shell.t("key-ended")).into_response())
}
