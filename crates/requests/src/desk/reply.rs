//! The answer: by mail, by letter, or a call that was made.

use axum::{
    extract::{Multipart, Path, State},
    response::{IntoResponse as _, Response},
};
use calendar::Party;
use kernel::{Channel, Direction};
use serde_json::json;
use site::{Failure, Going, Shell};

use super::{
    Desk, acts,
    common::{Act, LINE_MAX, Reader, TEXT_MAX, address, because, cut, own, stale},
    request_page,
};
use crate::{
    contact::{Attachment, Contact},
    handling::{self, HandlingError},
    mailroom::posting::{self, NewMail},
    store::{
        contacts, usagers,
        working::{self, Draft},
    },
    upload::{self, Received},
    usager::{Way, WayKind},
    writing,
};

/// The channel of a way.
const fn channel(kind: WayKind) -> Channel {
    match kind {
        WayKind::Email => Channel::Email,
        WayKind::Phone => Channel::Phone,
        WayKind::Post => Channel::Post,
    }
}

/// What a form calls a way.
pub(super) fn way_code(way: &Way) -> String {
    format!("{}:{}", way.kind.code(), way.value)
}

/// `POST /demandes/{id}/reponse`: sends an answer, or keeps it as a draft.
///
/// A message waits in the register, in the transaction of the contact that it is, until it has left.
pub(super) async fn send(
    State(desk): State<Desk>,
    shell: Shell,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Response, Failure> {
    let Received { sent, files, problem } = upload::read(form, desk.files()).await?;
    let (subject, body) = (cut(sent.text("objet"), LINE_MAX), cut(sent.text("texte"), TEXT_MAX));
    let typed = Some((subject.as_str(), body.as_str()));
    if sent.text("geste") == "brouillon" {
        return keep_draft(&shell, &id, &subject, &body).await;
    }
    let files = upload::keep(desk.files(), files).await?;
    let mut act = Act::begin(&shell, &id, &sent, typed).await?;
    let ways = usagers::ways(&mut act.tx, act.request.usager).await?;
    let way = ways.into_iter().find(|it| !it.is_dead && way_code(it) == sent.text("voie"));
    let mailbox = writing::mailbox_for(&mut act.tx, &act.request).await?;
    let mut faults = Vec::new();
    if body.is_empty() {
        faults.push(("texte", shell.t("desk-reply-empty")));
    }
    match &way {
        None => faults.push(("voie", shell.t("desk-reply-no-way"))),
        Some(way) if way.kind == WayKind::Email && mailbox.is_none() => {
            faults.push(("voie", shell.t("desk-reply-no-mailbox")));
        }
        Some(_) => {}
    }
    if let Some(problem) = problem {
        faults.push(("fichiers", shell.say(&problem)));
    }
    let Some(way) = way.filter(|_| faults.is_empty()) else {
        return request_page::with_faults(act, &sent, &faults).await;
    };
    let subject = if subject.is_empty() { act.request.subject.clone() } else { subject.clone() };
    let mailbox = mailbox.filter(|_| way.kind == WayKind::Email);
    let answered = if let Some(mailbox) = &mailbox {
        let new = NewMail {
            mailbox,
            recipient: &way.shown,
            subject: &subject,
            text: &body,
            agent: Some(act.reader.id),
            files: &files,
        };
        posting::post(&mut act.tx, &act.house, desk.keys(), &mut act.request, new, act.now).await
    } else {
        by_hand(&mut act, (&way, &subject, &body), &files).await
    };
    if matches!(answered, Err(HandlingError::Stale(_))) {
        let (reader, request) = (act.reader.clone(), act.request.id);
        drop(act);
        return Err(stale(&shell, &reader, request, typed).await);
    }
    let contact = answered?;
    working::drop_draft(&mut act.tx, act.request.id, act.reader.id).await?;
    acts::tick(&mut act, &sent, true).await?;
    if act.request.assignee.is_none() {
        let given = (Some(act.reader.id), Some(because("desk-because-answered")));
        handling::assign(&mut act.tx, &mut act.request, given, &act.reader.actor, act.now).await?;
    }
    let next = Party::ALL.into_iter().find(|it| it.code() == sent.text("ensuite"));
    if let Some(party) = next {
        let turn = (party, act.reader.actor.as_str());
        handling::pass(&mut act.tx, &act.house, &mut act.request, turn, act.now).await?;
    }
    let done = match way.kind {
        WayKind::Email => "desk-reply-waits",
        WayKind::Phone => "desk-call-noted",
        WayKind::Post => "desk-letter-ready",
    };
    let base = address(act.request.id);
    let to = match way.kind {
        WayKind::Post => format!("{base}/courrier/{}", contact.id),
        _ if sent.text("ensuite") == "clore" => format!("{base}#clore"),
        _ => base,
    };
    let detail = json!({
        "contact": contact.id.to_string(),
        "channel": contact.channel.code(),
        "files": files.len(),
        "template": Some(sent.text("modele")).filter(|it| !it.is_empty()),
    });
    act.end_at("request.reply", detail, Going::to(to).done(shell.t(done))).await
}

/// A call that was made, or a letter to be printed.
async fn by_hand(
    act: &mut Act<'_>,
    (way, subject, body): (&Way, &str, &str),
    files: &[Attachment],
) -> Result<Contact, HandlingError> {
    let mut contact = Contact::new(
        (act.request.id, act.request.usager),
        act.reader.partner.clone(),
        channel(way.kind),
        Direction::Outbound,
        act.now,
    );
    contact.agent = Some(act.reader.id);
    subject.clone_into(&mut contact.subject);
    body.clone_into(&mut contact.body);
    contact.way.clone_from(&way.shown);
    handling::receive(&mut act.tx, &act.house, &mut act.request, &contact).await?;
    contacts::attach(&mut act.tx, contact.id, files).await?;
    Ok(contact)
}

async fn keep_draft(shell: &Shell, id: &str, subject: &str, body: &str) -> Result<Response, Failure> {
    let reader = Reader::of(shell)?;
    let mut tx = shell.site().db().write().await?;
    let request = own(&mut tx, &reader, id).await?;
    let draft = Draft { subject: subject.to_owned(), body: body.to_owned(), at: shell.now() };
    working::keep_draft(&mut tx, request.id, reader.id, &draft).await?;
    tx.commit().await?;
    let to = format!("{}#repondre", address(request.id));
    Ok(Going::to(to).done(shell.t("desk-draft-kept")).into_response())
}
