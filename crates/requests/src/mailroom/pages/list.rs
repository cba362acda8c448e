//! The list of mailboxes: where each stands, what was set apart, what has not left.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use mail::bounce_words::Undelivered;
use register::{Role, Tx, job::Said};
use serde_json::json;
use site::{Failure, Going, Shell};

use super::{PATH, partner};
use crate::{
    mailroom::{
        Mailbox, MailboxId,
        arrivals::{self, Arrival, ArrivalState},
        dispatches::{self, Dispatch, DispatchId, DispatchState},
        mailbox, reconciliation,
        work::Mailroom,
    },
    store::requests,
};

/// Messages that a list shows.
const SHOWN_MAX: i64 = 200;

#[derive(Template)]
#[template(path = "mailboxes.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    boxes: Vec<Shown>,
    apart: Vec<Apart>,
    leaving: Vec<Leaving>,
    waiting: i64,
    may_change: bool,
    has_antivirus: bool,
}

/// A mailbox.
struct Shown {
    id: String,
    address: String,
    name: String,
    state: String,
    tone: &'static str,
    problem: Option<String>,
    compared: Option<Compared>,
    can_compare: bool,
}

/// What the last comparison found.
struct Compared {
    at: String,
    is_whole: bool,
    sentence: String,
}

/// A message without a contact.
struct Apart {
    id: String,
    at: String,
    why: String,
    bytes: String,
    is_quarantined: bool,
}

/// A message that has not left.
struct Leaving {
    id: String,
    href: String,
    reference: String,
    recipient: String,
    at: String,
    state: String,
    tone: &'static str,
    problem: Option<String>,
    can_try: bool,
}

/// `GET /demandes/boites`
pub(super) async fn show(shell: Shell, State(mailroom): State<Arc<Mailroom>>) -> Result<Response, Failure> {
    let partner = partner(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let mut boxes = Vec::new();
    for mailbox in mailbox::listed(&mut tx, Some(&partner)).await? {
        boxes.push(shown(&shell, &mut tx, mailbox).await?);
    }
    let apart = arrivals::set_apart(&mut tx, &partner, SHOWN_MAX).await?;
    let mut leaving = Vec::new();
    for dispatch in dispatches::outstanding(&mut tx, &partner).await? {
        leaving.push(leaving_one(&shell, &mut tx, dispatch).await?);
    }
    let counts = arrivals::counts(&mut tx, &partner).await?;
    let waiting = counts.iter().find(|it| it.0 == ArrivalState::Kept).map_or(0, |it| it.1.cast_signed());
    drop(tx);
    let content = ListPage {
        boxes,
        apart: apart.iter().map(|it| apart_one(&shell, it)).collect(),
        leaving,
        waiting,
        has_antivirus: mailroom.files.antivirus().is_some(),
        may_change: shell.account().is_some_and(|it| it.role == Role::Manager),
        shell: &shell,
    };
    Ok(shell
        .page(shell.t("mailboxes-title"))
        .crumb(shell.t("nav-requests"), "/demandes")
        .lead(shell.t("mailboxes-lead"))
        .wide()
        .render(&content))
}

async fn shown(shell: &Shell, tx: &mut Tx, mailbox: Mailbox) -> Result<Shown, Failure> {
    let figures = shell.figures();
    let compared = reconciliation::last(tx, mailbox.id, 1).await?.into_iter().next().map(|it| {
        let count = |value: u64| figures.count(value);
        let sentence = shell.t_with(
            "mailbox-compared",
            &[
                ("received", count(it.received).into()),
                ("filed", count(it.filed).into()),
                ("quarantined", count(it.quarantined).into()),
                ("missing", count(it.missing).into()),
                ("lost", count(it.lost).into()),
            ],
        );
        Compared { at: figures.instant(it.at), is_whole: it.is_whole(), sentence }
    });
    let problem = mailbox.problem.as_deref().and_then(|it| serde_json::from_str::<Said>(it).ok());
    let (state, tone) = match (&problem, mailbox.is_on, mailbox.read_at) {
        (_, false, _) => (shell.t("mailbox-off"), "quiet"),
        (Some(_), ..) => (shell.t("mailbox-problem"), "bad"),
        (None, true, Some(at)) => (shell.t1("mailbox-read", "at", figures.instant(at)), "good"),
        (None, true, None) if mailbox.settings.imap.is_some() => (shell.t("mailbox-not-yet"), "quiet"),
        (None, true, None) => (shell.t("mailbox-writes"), "quiet"),
    };
    Ok(Shown {
        id: mailbox.id.to_string(),
        can_compare: mailbox.is_on && mailbox.settings.imap.is_some(),
        address: mailbox.address,
        name: mailbox.name,
        state,
        tone,
        problem: problem.map(|it| it.say(shell.lang()).to_owned()),
        compared,
    })
}

fn apart_one(shell: &Shell, arrival: &Arrival) -> Apart {
    let why = match (&arrival.problem, arrival.kind.as_deref()) {
        (Some(reason), _) => shell.say(&reason.message()),
        (None, Some(kind)) => shell.t(&format!("arrival-{kind}")),
        (None, None) => String::new(),
    };
    Apart {
        id: arrival.id.to_string(),
        at: shell.figures().instant(arrival.received_at),
        why,
        bytes: shell.t1("mailbox-bytes", "n", shell.figures().count(arrival.bytes.div_ceil(1024))),
        is_quarantined: arrival.state == ArrivalState::Quarantined,
    }
}

async fn leaving_one(shell: &Shell, tx: &mut Tx, dispatch: Dispatch) -> Result<Leaving, Failure> {
    let request = requests::find(tx, &dispatch.partner, dispatch.request).await?;
    let known = |code: &str| Undelivered::ALL.into_iter().find(|it| it.code() == code);
    let problem = dispatch.problem.as_deref().map(|it| match known(it) {
        Some(why) => format!("{} {}", shell.say(&why.what()), shell.say(&why.next())),
        None => it.to_owned(),
    });
    let tone = match dispatch.state {
        DispatchState::Refused | DispatchState::Bounced => "bad",
        DispatchState::Doubtful | DispatchState::Unproven => "warn",
        DispatchState::Waiting | DispatchState::Sending | DispatchState::Sent => "quiet",
    };
    Ok(Leaving {
        id: dispatch.id.to_string(),
        href: format!("/demandes/{}", dispatch.request),
        reference: request.map(|it| it.reference).unwrap_or_default(),
        recipient: dispatch.recipient,
        at: shell.figures().instant(dispatch.created_at),
        state: shell.t(&format!("dispatch-{}", dispatch.state.code())),
        tone,
        problem,
        can_try: matches!(
            dispatch.state,
            DispatchState::Waiting | DispatchState::Refused | DispatchState::Unproven
        ),
    })
}

/// `POST /demandes/boites/{id}/comparer`: compares the server with the register, and mends what lacks.
pub(super) async fn reconcile(
    shell: Shell,
    State(mailroom): State<Arc<Mailroom>>,
    Path(id): Path<String>,
) -> Result<Going, Failure> {
    let mailbox = own(&shell, &id).await?;
    let found = match mailroom.reconcile(mailbox.id).await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "a mailbox was not compared");
            return Ok(Going::to(PATH).problem(shell.say(&error.message())));
        }
    };
    let mut tx = shell.site().db().write().await?;
    let detail = json!({ "missing": found.missing, "lost": found.lost });
    shell.tell(&mut tx, "mailbox.compare", &id, Some(&mailbox.partner), detail).await?;
    tx.commit().await?;
    Ok(if found.is_whole() {
        Going::to(PATH).done(shell.t("mailbox-whole"))
    } else {
        let mended = [
            ("missing", shell.figures().count(found.missing).into()),
            ("lost", shell.figures().count(found.lost).into()),
        ];
        Going::to(PATH).problem(shell.t_with("mailbox-mended", &mended))
    })
}

/// A mailbox of the reader's partner.
pub(super) async fn own(shell: &Shell, id: &str) -> Result<Mailbox, Failure> {
    let id: MailboxId = id.parse().map_err(|_| Failure::not_found())?;
    let partner = partner(shell)?;
    let mut tx = shell.site().db().read().await?;
    let found = mailbox::find(&mut tx, id).await?;
    found.filter(|it| it.partner == partner).ok_or_else(Failure::not_found)
}

/// `POST /demandes/boites/envois/{id}`: tries a message again at once.
pub(super) async fn try_again(
    shell: Shell,
    State(mailroom): State<Arc<Mailroom>>,
    Path(id): Path<String>,
) -> Result<Going, Failure> {
    let dispatch: DispatchId = id.parse().map_err(|_| Failure::not_found())?;
    let partner = partner(&shell)?;
    let mut tx = shell.site().db().write().await?;
    if !dispatches::try_again(&mut tx, &partner, dispatch, shell.now()).await? {
        return Ok(Going::to(PATH).problem(shell.t("dispatch-gone")));
    }
    shell.tell(&mut tx, "dispatch.again", &id, Some(&partner), json!({})).await?;
    tx.commit().await?;
    mailroom.news.notify_waiters();
    Ok(Going::to(PATH).done(shell.t("dispatch-again")))
}
