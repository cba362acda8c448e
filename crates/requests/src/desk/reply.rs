//! The answer: by mail, by letter, or a call that was made.

use askama::Template;
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
    request_page, style,
};
use crate::{
    contact::{Attachment, Contact, ContactId},
    handling::{self, HandlingError, House},
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
        let given = (Some(act.reader.id), because("desk-because-answered"));
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

#[derive(Template)]
#[template(path = "desk_letter.html")]
struct LetterPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    team: Vec<String>,
    to: Vec<String>,
    day: String,
    reference: String,
    code: String,
    subject: String,
    body: String,
    agent: String,
    back: String,
}

/// `GET /demandes/{id}/courrier/{contact}`: the letter, to be printed.
pub(super) async fn letter(
    shell: Shell,
    Path((id, contact)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let request = own(&mut tx, &reader, &id).await?;
    let contact: ContactId = contact.parse().map_err(|_| Failure::not_found())?;
    let contact = contacts::find(&mut tx, &reader.partner, contact).await?;
    let contact = contact.filter(|it| {
        it.request == request.id && it.channel == Channel::Post && it.direction != Direction::Inbound
    });
    let contact = contact.ok_or_else(Failure::not_found)?;
    let house = House::read(&mut tx, &reader.partner).await?;
    let usager = usagers::find(&mut tx, &reader.partner, contact.usager).await?;
    let names = super::common::Names::read(&mut tx, &reader.partner).await?;
    let team = request.team.and_then(|it| house.team(it));
    let lines =
        |text: &str| text.lines().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect();
    let mut from: Vec<String> = team.map(|it| vec![it.name.clone()]).unwrap_or_default();
    if let Some(team) = team {
        from.extend(team.postal.as_deref().map_or_else(Vec::new, lines));
        from.extend(team.phone.iter().chain(&team.email).cloned());
    }
    let mut to: Vec<String> = usager.into_iter().map(|it| it.name).filter(|it| !it.is_empty()).collect();
    let postal: Vec<String> = lines(&contact.way);
    to.extend(postal);
    let page = LetterPage {
        style: style::SHEET.address(),
        team: from,
        to,
        day: shell.figures().date(kernel::paris_date(contact.at.as_microsecond())),
        reference: request.reference.clone(),
        code: request.code.shown(),
        subject: contact.subject.clone(),
        body: contact.body.clone(),
        agent: names.account(&shell, contact.agent),
        back: address(request.id),
        shell: &shell,
    };
    let detail = json!({ "contact": contact.id.to_string() });
    shell.tell(&mut tx, "request.letter", &request.id.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    let title = shell.t1("desk-letter-title", "reference", request.reference.as_str());
    Ok(shell.page(title).crumb(shell.t("desk-title"), super::PATH).render(&page))
}
