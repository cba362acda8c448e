//! The pages on which a manager says where a service's programs are told, tries it out, and sees what they did not take.

use std::time::Instant;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
    routing::get,
};
use gateways::hook::{self, Answered, HookError};
use jiff::Timestamp;
use kernel::Explain as _;
use serde_json::{Value, json};
use site::{Access, ErrorSummary, Failure, Field, Going, Markup, Routes, Sent, Shell, form::FieldKind};
use uuid::Uuid;

use super::{Callback, Kind, Teller, Untold, again, find, open, remove, set, token, untold};
use crate::{
    api::instant,
    pages::{
        MANAGERS,
        common::{Reader, counted, page, status, tabs},
        services, style,
    },
    service::Service,
};

/// What programs did not take that is shown.
const UNTOLD_MAX: i64 = 20;
/// Letters of an answer that are shown.
const ANSWER_MAX: usize = 200;

/// The routes; `teller` posts trials.
pub fn routes(teller: Teller) -> Routes {
    let managers = Access::Roles(MANAGERS);
    Routes::new()
        .route("/messages/services/{id}/retours", managers, get(list))
        .route("/messages/services/{id}/retours/{kind}", managers, get(show).post(change))
        .with_state(teller)
}

fn address(service: &Service, kind: Kind) -> String {
    format!("{}/retours/{}", services::address(service.id), word(kind))
}

/// A kind in an address.
const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Delivery => "envois",
        Kind::Received => "reponses",
    }
}

fn kind_of(typed: &str) -> Result<Kind, Failure> {
    Kind::ALL.into_iter().find(|it| word(*it) == typed).ok_or_else(Failure::not_found)
}

fn title(shell: &Shell, kind: Kind) -> String {
    shell.t(&format!("callback-{}", kind.code()))
}

/// A sentence with the class of what stands around it.
type Badge = (String, &'static str);

struct Line {
    href: String,
    name: String,
    about: String,
    url: String,
    standing: Badge,
}

#[derive(Template)]
#[template(path = "notice_callbacks.html")]
struct ListPage {
    style: &'static str,
    tabs: Markup,
    lines: Vec<Line>,
}

/// `GET /messages/services/{id}/retours`
async fn list(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let service = reader.service(&mut tx, &id).await?;
    let mut lines = Vec::new();
    for kind in Kind::ALL {
        let callback = find(&mut tx, service.id, kind).await?;
        let open = open(&mut tx, (service.id, kind)).await?;
        lines.push(Line {
            href: address(&service, kind),
            name: title(&shell, kind),
            about: shell.t(&format!("callback-{}-about", kind.code())),
            standing: standing(&shell, callback.as_ref(), open),
            url: callback.map(|it| it.url).unwrap_or_default(),
        });
    }
    drop(tx);
    let content = ListPage { style: style::SHEET.address(), tabs: tabs(&shell), lines };
    let shown = page(&shell, shell.t("callback-title")).crumb(shell.t("service-list-title"), services::PATH);
    let shown = shown.crumb(service.name.clone(), services::address(service.id));
    Ok(shown.lead(shell.t("callback-lead")).render(&content))
}

/// How a program is doing.
fn standing(shell: &Shell, callback: Option<&Callback>, (waiting, refused): (i64, i64)) -> Badge {
    match callback {
        None => (shell.t("callback-none"), ""),
        Some(it) if it.failures > 0 => (counted(shell, "callback-away", waiting), "bad"),
        Some(_) if refused > 0 => (counted(shell, "callback-refused", refused), "bad"),
        Some(_) if waiting > 0 => (counted(shell, "callback-waiting", waiting), "note"),
        Some(_) => (shell.t("callback-good"), "good"),
    }
}

struct Missed {
    what: String,
    href: Option<String>,
    at: String,
    said: String,
    next: String,
}

#[derive(Template)]
#[template(path = "notice_callback.html")]
struct OnePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    action: String,
    problems: ErrorSummary,
    /// Shown once.
    token: Option<String>,
    /// What came of a trial.
    tried: Option<(Badge, String)>,
    standing: Badge,
    url: Field,
    is_set: bool,
    missed: Vec<Missed>,
    has_refused: bool,
}

/// What a page shows besides what is kept.
#[derive(Default)]
struct Shown {
    has_new_token: bool,
    tried: Option<(Badge, String)>,
    /// An address as it was typed, and what is wrong with it.
    wrong: Option<(String, String)>,
}

/// `GET /messages/services/{id}/retours/{kind}`
async fn show(
    State(teller): State<Teller>,
    shell: Shell,
    Path((id, kind)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let kind = kind_of(&kind)?;
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let service = reader.service(&mut tx, &id).await?;
    drop(tx);
    one_page(&teller, &shell, (&service, kind), Shown::default()).await
}

async fn one_page(
    teller: &Teller,
    shell: &Shell,
    (service, kind): (&Service, Kind),
    shown: Shown,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let callback = find(&mut tx, service.id, kind).await?;
    let open = open(&mut tx, (service.id, kind)).await?;
    let missed = untold(&mut tx, (service.id, kind), UNTOLD_MAX).await?;
    drop(tx);
    let mut problems = ErrorSummary::new(shell);
    let (typed, problem) = shown.wrong.unzip();
    if let Some(problem) = &problem {
        problems.add("adresse", problem.clone());
    }
    let url = typed.or_else(|| callback.as_ref().map(|it| it.url.clone())).unwrap_or_default();
    let is_wrong = problem.is_some();
    let content = OnePage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        action: address(service, kind),
        problems,
        token: callback
            .as_ref()
            .filter(|_| shown.has_new_token)
            .map(|it| token(&teller.keyring, it).reveal().clone()),
        tried: shown.tried,
        standing: standing(shell, callback.as_ref(), open),
        url: Field::new(FieldKind::Text, "adresse", shell.t("callback-url"))
            .hint(shell.t("callback-url-hint"))
            .value(url)
            .error(problem)
            .autocomplete("off")
            .required(),
        is_set: callback.is_some(),
        missed: missed.iter().map(|it| missed_one(shell, kind, it)).collect(),
        has_refused: callback.is_some() && open.1 > 0,
        shell,
    };
    let shown = page(shell, title(shell, kind)).crumb(shell.t("service-list-title"), services::PATH);
    let shown = shown.crumb(service.name.clone(), services::address(service.id));
    let shown = shown.crumb(shell.t("callback-title"), format!("{}/retours", services::address(service.id)));
    let shown = shown.lead(shell.t(&format!("callback-{}-about", kind.code())));
    Ok(shown.status(status(is_wrong)).render(&content))
}

fn missed_one(shell: &Shell, kind: Kind, it: &Untold) -> Missed {
    let at = |it| shell.figures().instant(it);
    let (said, next) = match it.status {
        Some(status) => answered(shell, status, &it.problem),
        None => problem(shell, &it.problem),
    };
    let next = match it.next_at {
        Some(next_at) => format!("{next} {}", shell.t1("callback-next-try", "at", at(next_at))),
        None => next,
    };
    Missed {
        what: shell.t(&format!("callback-{}-one", kind.code())),
        href: (kind == Kind::Delivery)
            .then(|| format!("/messages/envois/{}", crate::notice::NoticeId::from_uuid(it.subject))),
        at: at(it.tried_at),
        said,
        next,
    }
}

/// Why a program did not answer, and what to do.
fn problem(shell: &Shell, code: &str) -> (String, String) {
    let key = format!("callback-problem-{code}");
    (shell.t(&key), shell.t(&format!("{key}-next")))
}

/// What a program answered that did not take it, and what to do.
fn answered(shell: &Shell, status: i64, text: &str) -> (String, String) {
    let text: String = text.chars().take(ANSWER_MAX).collect();
    let args = [("status", status.to_string().into()), ("answer", text.trim().to_owned().into())];
    let key = match status {
        401 | 403 => "callback-next-token",
        404 | 405 | 410 => "callback-next-path",
        300..=399 => "callback-next-redirect",
        429 | 500.. => "callback-next-away",
        _ => "callback-next-refused",
    };
    (shell.t_with("callback-answered", &args), shell.t(key))
}

/// `POST /messages/services/{id}/retours/{kind}`: `geste` says what: kept, tried out, another token, told again, gone.
async fn change(
    State(teller): State<Teller>,
    shell: Shell,
    Path((id, kind)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let kind = kind_of(&kind)?;
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let service = reader.service(&mut tx, &id).await?;
    let callback = find(&mut tx, service.id, kind).await?;
    let place = (service.id, kind);
    let back = Going::to(address(&service, kind));
    let detail = json!({ "kind": kind.code() });
    let mut shown = Shown::default();
    match (sent.text("geste"), callback) {
        ("essayer", Some(callback)) => {
            reader.tell(&shell, &mut tx, "notice.callback.test", &id, detail).await?;
            tx.commit().await?;
            shown.tried = Some(try_out(&teller, &shell, &callback).await);
        }
        ("jeton", Some(callback)) => {
            set(&mut tx, place, &callback.url, (&reader.actor, now)).await?;
            reader.tell(&shell, &mut tx, "notice.callback.token", &id, detail).await?;
            tx.commit().await?;
            shown.has_new_token = true;
        }
        ("rejouer", Some(_)) => {
            let count = again(&mut tx, place, now).await?;
            reader.tell(&shell, &mut tx, "notice.callback.again", &id, detail).await?;
            tx.commit().await?;
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            return Ok(back.done(counted(&shell, "callback-again-done", count)).into_response());
        }
        ("retirer", Some(_)) => {
            remove(&mut tx, service.id, kind).await?;
            reader.tell(&shell, &mut tx, "notice.callback.remove", &id, detail).await?;
            tx.commit().await?;
            return Ok(back.done(shell.t("callback-removed")).into_response());
        }
        (_, callback) => match hook::checked(sent.text("adresse"), teller.poster.reach()) {
            Ok(url) if callback.as_ref().is_some_and(|it| it.url == url.as_str()) => {
                return Ok(back.done(shell.t("callback-kept")).into_response());
            }
            Ok(url) => {
                set(&mut tx, place, url.as_str(), (&reader.actor, now)).await?;
                reader.tell(&shell, &mut tx, "notice.callback.set", &id, detail).await?;
                tx.commit().await?;
                shown.has_new_token = true;
            }
            Err(error) => {
                drop(tx);
                shown.wrong = Some((sent.text("adresse").to_owned(), shell.say(&error.message())));
            }
        },
    }
    one_page(&teller, &shell, (&service, kind), shown).await
}

/// Posts a sample at once: what came of it, and what to do.
async fn try_out(teller: &Teller, shell: &Shell, callback: &Callback) -> (Badge, String) {
    let begun = Instant::now();
    let answer = teller.say(callback, sample(callback.kind, shell.now()).to_string()).await;
    let took_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
    tried_said(shell, &answer, took_ms)
}

fn tried_said(shell: &Shell, answer: &Result<Answered, HookError>, took_ms: i64) -> (Badge, String) {
    match answer {
        Ok(it) if it.is_taken() => {
            let args =
                [("status", it.status.to_string().into()), ("took", shell.figures().count(took_ms).into())];
            ((shell.t_with("callback-tried-good", &args), "good"), shell.t("callback-tried-good-next"))
        }
        Ok(it) => {
            let (said, next) = answered(shell, i64::from(it.status), &it.text);
            ((said, "bad"), next)
        }
        Err(error) => {
            let (said, next) = problem(shell, error.code());
            ((said, "bad"), next)
        }
    }
}

/// What a trial says: the fields of what is told, about nobody.
fn sample(kind: Kind, now: Timestamp) -> Value {
    let (id, at) = (Uuid::nil().to_string(), instant(now));
    match kind {
        Kind::Delivery => json!({
            "id": id, "reference": "essai", "to": "+33639980000", "status": "delivered", "status_reason": null,
            "created_at": at, "completed_at": at, "sent_at": at, "notification_type": "sms", "template_id": id,
            "template_version": 1,
        }),
        Kind::Received => json!({
            "id": id, "source_number": "+33639980000", "destination_number": "36111", "message": "Essai", "date_received": at,
        }),
    }
}

#[cfg(test)]
mod tests;
