//! Calls that were promised: the list, the promise, what came of it.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use jiff::{SignedDuration, Timestamp, civil};
use kernel::{Id, paris_date};
use register::Tx;
use serde_json::json;
use site::{Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::{
    common::{Act, Reader, address, cut, usager_name},
    dates,
    joining::own_standing,
    style,
};
use crate::{
    request::RequestId,
    store::{
        callbacks::{self, CallOutcome, Callback},
        events, requests, usagers,
    },
    usager::{Way, WayKind},
};

/// Calls that are due within so much are on top.
const SOON: SignedDuration = SignedDuration::from_hours(1);
/// How far ahead a call may be promised, in days.
const AHEAD_DAYS_MAX: i32 = 90;
/// Letters of a number.
const PHONE_MAX: usize = 40;

struct Line {
    action: String,
    href: String,
    usager: String,
    subject: String,
    phone: String,
    when: String,
    state: Option<(String, &'static str)>,
}

#[derive(Template)]
#[template(path = "desk_callbacks.html")]
struct CallbacksPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    first: Vec<Line>,
    later: Vec<Line>,
}

/// `GET /demandes/rappels`: those missed and those due within the hour on top.
pub(super) async fn list(shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let open = callbacks::open(&mut tx, &reader.partner).await?;
    let soon = now.checked_add(SOON).unwrap_or(Timestamp::MAX);
    let (mut first, mut later) = (Vec::new(), Vec::new());
    for it in &open {
        let line = line(&shell, &mut tx, &reader, it, now).await?;
        if it.from <= soon { first.push(line) } else { later.push(line) }
    }
    if !open.is_empty() {
        let ids: Vec<String> = open.iter().map(|it| it.request.to_string()).collect();
        let detail = json!({ "requests": ids });
        shell.tell(&mut tx, "request.list", "rappels", Some(&reader.partner), detail).await?;
    }
    tx.commit().await?;
    let page = CallbacksPage { style: style::SHEET.address(), first, later, shell: &shell };
    Ok(shell.page(shell.t("desk-callbacks")).crumb(shell.t("desk-title"), super::PATH).wide().render(&page))
}

async fn line(
    shell: &Shell,
    tx: &mut Tx,
    reader: &Reader,
    callback: &Callback,
    now: Timestamp,
) -> Result<Line, Failure> {
    let request =
        requests::find(tx, &reader.partner, callback.request).await?.ok_or_else(Failure::our_fault)?;
    let usager = usagers::find(tx, &reader.partner, request.usager).await?;
    let day = paris_date(callback.from.as_microsecond());
    let args = [
        ("day", if day == shell.today() { shell.t("desk-today") } else { shell.figures().date(day) }.into()),
        ("from", dates::hour(callback.from).into()),
        ("until", dates::hour(callback.until).into()),
    ];
    let state = if callback.until <= now {
        Some((shell.t("desk-callback-missed"), "bad"))
    } else if callback.from <= now {
        Some((shell.t("desk-callback-now"), "note"))
    } else {
        None
    };
    Ok(Line {
        action: format!("{}/rappels/{}", super::PATH, callback.id),
        href: address(request.id),
        usager: usager_name(shell, usager.as_ref().map_or("", |it| it.name.as_str())),
        subject: request.subject,
        phone: callback.phone.clone(),
        when: shell.t_with("desk-callback-when", &args),
        state,
    })
}

/// `POST /demandes/rappels/{id}`: what came of a call.
pub(super) async fn finish(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let id = id.parse().map_err(|_| Failure::not_found())?;
    let outcome = CallOutcome::of(sent.text("issue")).ok_or_else(super::common::not_offered)?;
    let mut tx = shell.site().db().write().await?;
    let request = callbacks::finish(&mut tx, &reader.partner, id, outcome, now).await?;
    let request = request.ok_or_else(Failure::not_found)?;
    let detail = json!({ "outcome": outcome.code() });
    events::tell(&mut tx, request, (&reader.actor, "called"), &detail, now).await?;
    shell.tell(&mut tx, "request.called", &request.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    let done = shell.t(&format!("desk-called-{}", outcome.code()));
    let going = match outcome {
        // Who was reached is answered on the request's page; nobody reached: another hour is promised there.
        CallOutcome::Answered => Going::to(format!("{}#repondre", address(request))),
        CallOutcome::NoAnswer => Going::to(format!("{}#rappel", address(request))),
        CallOutcome::Cancelled => Going::to(format!("{}/rappels", super::PATH)),
    };
    Ok(going.done(done).into_response())
}

/// The fields of a promise.
pub(super) fn fields(
    shell: &Shell,
    ways: &[Way],
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Vec<Field> {
    let wrong = |field: &str| faults.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let phone = ways.iter().find(|it| it.kind == WayKind::Phone && !it.is_dead);
    let phone = phone.map_or_else(String::new, |it| it.shown.clone());
    let typed = |name: &str, usual: String| sent.typed(name).map_or(usual, str::to_owned);
    vec![
        Field::new(FieldKind::Date, "rappel-jour", shell.t("desk-callback-day"))
            .value(typed("rappel-jour", String::new()))
            .error(wrong("rappel-jour")),
        Field::new(FieldKind::Text, "rappel-de", shell.t("desk-callback-from"))
            .hint(shell.t("desk-callback-hint"))
            .value(typed("rappel-de", String::new())),
        Field::new(FieldKind::Text, "rappel-a", shell.t("desk-callback-until"))
            .value(typed("rappel-a", String::new())),
        Field::new(FieldKind::Text, "rappel-tel", shell.t("desk-callback-phone"))
            .value(typed("rappel-tel", phone))
            .error(wrong("rappel-tel"))
            .autocomplete("off"),
    ]
}

/// The promise of a form. `Err`: the field that is wrong, and why.
pub(super) fn read(
    shell: &Shell,
    request: RequestId,
    sent: &Sent,
) -> Result<Callback, (&'static str, String)> {
    let now = shell.now();
    let bad_day = || ("rappel-jour", shell.t("desk-callback-no-day"));
    let day: civil::Date = sent.text("rappel-jour").parse().map_err(|_| bad_day())?;
    let from = hour(sent.text("rappel-de")).and_then(|it| dates::at_hour(day, it));
    let until = hour(sent.text("rappel-a")).and_then(|it| dates::at_hour(day, it));
    let (Some(from), Some(until)) = (from, until) else { return Err(bad_day()) };
    let is_near = shell.today().until(day).is_ok_and(|it| it.get_days() <= AHEAD_DAYS_MAX);
    if from >= until || until <= now || !is_near {
        return Err(bad_day());
    }
    let phone = cut(sent.text("rappel-tel"), PHONE_MAX);
    if Way::phone(&phone).is_none() {
        return Err(("rappel-tel", shell.t("desk-callback-no-phone")));
    }
    Ok(Callback { id: Id::new(now), request, phone, from, until, done_at: None, outcome: None })
}

/// `14:30`, `14h30`, `14h` or `14`.
pub(super) fn hour(text: &str) -> Option<civil::Time> {
    let (hour, minute) = text.split_once([':', 'h', 'H']).unwrap_or((text, ""));
    let number = |it: &str| if it.trim().is_empty() { Some(0) } else { it.trim().parse::<i8>().ok() };
    let hour = hour.trim().parse::<i8>().ok()?;
    civil::Time::new(hour, number(minute)?, 0, 0).ok()
}

/// `POST /demandes/{id}/rappel`: promises a call.
pub(super) async fn promise(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let request = own_standing(&mut tx, &reader, &id).await?;
    drop(tx);
    let callback = match read(&shell, request.id, &sent) {
        Ok(callback) => callback,
        Err((_, problem)) => {
            let to = format!("{}#rappel", address(request.id));
            return Ok(Going::to(to).problem(problem).into_response());
        }
    };
    let mut act = Act::begin(&shell, &id, &sent, None).await?;
    record(&mut act.tx, &act.reader, &callback, act.now).await?;
    act.end("request.callback", json!({ "callback": callback.id.to_string() }), "desk-callback-promised")
        .await
}

/// Records a promise and tells it.
pub(super) async fn record(
    tx: &mut Tx,
    reader: &Reader,
    callback: &Callback,
    now: Timestamp,
) -> Result<(), Failure> {
    callbacks::promise(tx, &reader.partner, callback, now).await?;
    let detail = json!({ "callback": callback.id.to_string() });
    Ok(events::tell(tx, callback.request, (&reader.actor, "callback"), &detail, now).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        for text in ["14:30", "14h30", "14 h 30"] {
            assert_eq!(hour(text), civil::Time::new(14, 30, 0, 0).ok(), "{text}");
        }
        assert_eq!(hour("9h"), civil::Time::new(9, 0, 0, 0).ok());
        assert_eq!((hour(""), hour("25"), hour("9h75")), (None, None, None));
    }
}
