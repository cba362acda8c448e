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
    common::{LINE_MAX, Reader, cut, medium_said, missing, page, status, tabs},
    preview, services, style, templates as template_pages,
};
use crate::{
    address::Medium,
    api::proof,
    service::{Key, KeyId, KeyKind, Service},
    store::{keys, templates},
    template::Template as Model,
};

/// Keys in use of one service.
const KEYS_MAX: usize = 50;
/// A number that nobody has, for examples (Arcep keeps it for fiction).
const PHONE: &str = "+33639981234";

struct Line {
    action: String,
    name: String,
    kind: String,
    about: String,
    is_over: bool,
}

/// A template, as programs name it.
struct Named {
    name: String,
    href: String,
    medium: String,
    id: String,
}

/// A first call, by the official Python client and by a shell.
struct Calls {
    python: String,
    shell: String,
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
    /// The service's id, as programs write it.
    service_id: String,
    named: Vec<Named>,
    calls: Calls,
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
    let templates = templates::listed(&mut tx, service.id, None).await?;
    drop(tx);
    let base = pages.door().site.clone();
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
        calls: calls(base.as_deref().unwrap_or("https://contacts.example.fr"), service, &templates),
        base: base.unwrap_or_else(|| shell.t("key-no-site")),
        service_id: service.id.uuid().to_string(),
        named: templates.iter().map(|it| named(shell, it)).collect(),
        action,
        shell,
    };
    let shown = page(shell, shell.t("key-title")).crumb(shell.t("service-list-title"), services::PATH);
    let shown = shown.crumb(service.name.clone(), services::address(service.id));
    Ok(shown.lead(shell.t("key-lead")).status(status(problem.is_some())).render(&content))
}

fn named(shell: &Shell, template: &Model) -> Named {
    Named {
        name: template.name.clone(),
        href: template_pages::address(template.id),
        medium: medium_said(shell, template.medium),
        id: template.id.uuid().to_string(),
    }
}

/// A call that works as it stands but for the key: it sends a text message that the service has, else it lists what can be sent.
fn calls(base: &str, service: &Service, templates: &[Model]) -> Calls {
    let sms = templates.iter().find(|it| it.medium == Medium::Sms);
    let (python, call) = sms.map_or_else(
        || ("print(client.get_all_templates())".to_owned(), format!("{base}/v2/templates")),
        |template| {
            let id = template.id.uuid();
            // The name of the service is filled for agents only: a program gives all.
            let known = preview::known(service);
            let value = |name: String| {
                let value = known.get(&name).cloned().unwrap_or_else(|| "…".into());
                (name, value)
            };
            let values: serde_json::Map<String, serde_json::Value> =
                preview::places(template).0.into_iter().map(value).collect();
            let values = serde_json::Value::from(values);
            let body =
                json!({ "phone_number": PHONE, "template_id": id.to_string(), "personalisation": values });
            (
                format!("client.send_sms_notification(\"{PHONE}\", \"{id}\", personalisation={values})"),
                format!("-H 'Content-Type: application/json' -d '{body}' {base}/v2/notifications/sms"),
            )
        },
    );
    let id = service.id.uuid();
    Calls {
        python: format!(
            "from notifications_python_client.notifications import NotificationsAPIClient\n\
             client = NotificationsAPIClient(\"KEY\", base_url=\"{base}\")\n{python}"
        ),
        shell: format!(
            "key='KEY'\n\
             b64() {{ openssl base64 -A | tr '+/' '-_' | tr -d '='; }}\n\
             token=$(printf '{{\"typ\":\"JWT\",\"alg\":\"HS256\"}}' | b64).$(printf '{{\"iss\":\"{id}\",\"iat\":%s}}' $(date +%s) | b64)\n\
             token=$token.$(printf %s $token | openssl dgst -sha256 -hmac ${{key: -36}} -binary | b64)\n\
             curl -H \"Authorization: Bearer $token\" {call}"
        ),
    }
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
