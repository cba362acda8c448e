//! Sending the form: a person, a request, a contact, its questions and files, and the acknowledgement, in one transaction.

use axum::{
    extract::{Multipart, Path, State},
    response::{IntoResponse, Response},
};
use jiff::{SignedDuration, Timestamp};
use kernel::{Channel, Direction};
use register::{StoreError, Tx, both};
use site::{Failure, Going, Machine, Shell};

use super::{
    Place, UsagersSide,
    answers::read_seen,
    asked,
    contact::{Shown, Typed, answer_page},
};
use crate::{
    acknowledge, assigning,
    contact::{Attachment, Contact},
    expected,
    handling::{self, NewRequest},
    request::{FollowUpCode, Request},
    store::{banners, contacts, ready_answers, usagers, word},
    upload,
    usager::{Usager, UsagerId, Way, WayKind},
};

/// The same words of the same person within this time are one message that was sent twice.
const TWICE: SignedDuration = SignedDuration::from_mins(10);
/// Letters of a subject that is made of a message.
const SUBJECT_MAX: usize = 90;

/// `POST /contact/{partner}/envoi`
pub async fn send(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(partner): Path<String>,
    form: Multipart,
) -> Result<Response, Failure> {
    let now = shell.now();
    // Before anything large is read.
    side.limits().ask(machine, now)?;
    let received = upload::read(form, side.files()).await?;
    let sent = &received.sent;
    let mut tx = shell.site().db().read().await?;
    let place = Place::of(&mut tx, &partner).await?;
    let chosen = place.reason(sent.text("reason")).map(|it| it.code.as_str());
    let asked = asked::of_reason(&mut tx, &place.partner.code, chosen).await?;
    let banners = banners::running(&mut tx, &place.partner.code, now).await?;
    drop(tx);
    let typed = Typed::of(sent, &asked);
    let mut wrong = typed.question_problems(&place);
    wrong.extend(typed.answer_problems(&asked));
    if !wrong.is_empty() || received.problem.is_some() {
        let files_problem = received.problem.as_ref().map(|it| shell.say(it));
        let shown = Shown { banners, answers: &[], asked: &asked, files_problem };
        return Ok(answer_page(&shell, &place, shown, (&typed, &wrong)));
    }
    // A field that no person sees: programs fill it. They are told what everybody is told, and nothing is kept.
    if !sent.text("website").is_empty() {
        return Ok(Going::to(place.path()).done(said(&shell, &FollowUpCode::draw()?)).into_response());
    }
    side.limits().send(machine, now)?;
    let files = upload::keep(side.files(), received.files).await?;
    let lines: Vec<String> = asked
        .fields
        .iter()
        .zip(&typed.asked)
        .filter(|(_, (_, answer))| !answer.is_empty())
        .map(|(field, (_, answer))| format!("{} : {answer}", field.label()))
        .collect();
    let mut tx = shell.site().db().write().await?;
    let written = Written { typed: &typed, lines, files: &files, language: shell.lang().tag() };
    let request = match opened(&mut tx, &side, &place, written, now).await? {
        Opened::New(request) => {
            for id in read_seen(sent.text("seen")) {
                ready_answers::decided(&mut tx, &place.partner.code, id, false).await?;
            }
            tx.commit().await?;
            tracing::info!(request.id = %request.id, "a request came by the form");
            request.code
        }
        Opened::Before(code) => code,
    };
    Ok(Going::to(format!("/suivi/{}", request.shown())).done(said(&shell, &request)).into_response())
}

/// That it is sent, with the code: whoever reads no further has it.
fn said(shell: &Shell, code: &FollowUpCode) -> String {
    shell.t1("contact-sent", "code", code.shown())
}

/// What somebody sends.
struct Written<'a> {
    typed: &'a Typed,
    /// The answers to what the reason asks.
    lines: Vec<String>,
    files: &'a [Attachment],
    language: &'a str,
}

enum Opened {
    New(Box<Request>),
    /// It was sent a moment ago.
    Before(FollowUpCode),
}

async fn opened(
    tx: &mut Tx,
    side: &UsagersSide,
    place: &Place,
    written: Written<'_>,
    now: Timestamp,
) -> Result<Opened, Failure> {
    let Written { typed, lines, files, language } = written;
    let house = &place.house;
    let (usager, way, is_known) = person(tx, place, (typed, language), now).await?;
    let mut body = typed.message.trim().to_owned();
    if !lines.is_empty() {
        body = format!("{body}\n\n{}", lines.join("\n"));
    }
    // What is known of a person is not changed by whoever types their address: agents see the name that was given.
    if is_known && !same_name(&usager.name, &typed.name) {
        body = format!("{body}\n\n{}", typed.name);
    }
    if is_known && let Some(code) = sent_before(tx, usager.id, &body, now - TWICE).await? {
        return Ok(Opened::Before(code));
    }
    let reason = place.reason(&typed.reason).map(|it| it.code.as_str());
    let new = NewRequest {
        usager: &usager,
        subject: &subject(&typed.message),
        channel: Channel::Web,
        reason,
        at: now,
        code: FollowUpCode::draw()?,
    };
    let mut request = handling::open(tx, house, new).await?;
    let parties = (request.id, usager.id);
    let mut contact = Contact::new(parties, house.partner.clone(), Channel::Web, Direction::Inbound, now);
    contact.subject.clone_from(&request.subject);
    contact.body = body;
    contact.way = way.shown;
    // What is promised is written with the contact.
    expected::promise(tx, &mut request, now).await?;
    handling::receive(tx, house, &mut request, &contact).await?;
    contacts::attach(tx, contact.id, files).await?;
    acknowledge::acknowledge(tx, house, side.keys(), &mut request, now).await?;
    assigning::give(tx, house, &mut request, now).await?;
    Ok(Opened::New(Box::new(request)))
}

/// Who writes: the one person whom the address or the number leads to, else a new one; how they are answered; and whether they were
/// known.
async fn person(
    tx: &mut Tx,
    place: &Place,
    (typed, language): (&Typed, &str),
    now: Timestamp,
) -> Result<(Usager, Way, bool), Failure> {
    let (way, preferred) = match typed.by {
        Some(WayKind::Email) => (Way::email(&typed.email), Channel::Email),
        Some(WayKind::Phone) => (Way::phone(&typed.phone), Channel::Phone),
        Some(WayKind::Post) => (Way::post(&typed.post), Channel::Post),
        None => (None, Channel::Web),
    };
    let way = way.ok_or_else(Failure::our_fault)?;
    // A household shares its letter box: an address on paper names nobody.
    if way.kind != WayKind::Post {
        let mut known = usagers::by_way(tx, &place.partner.code, &way).await?;
        if known.len() == 1
            && let Some(usager) = known.pop()
        {
            return Ok((usager, way, true));
        }
    }
    let mut usager = Usager::new(place.partner.code.clone(), &typed.name, now);
    language.clone_into(&mut usager.language);
    usager.preferred = Some(preferred);
    usagers::record(tx, &usager).await?;
    usagers::add_way(tx, &usager, &way, now).await?;
    Ok((usager, way, false))
}

fn same_name(one: &str, other: &str) -> bool {
    let plain = |it: &str| it.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(one) == plain(other)
}

/// The code of the request in which a person sent these very words since an instant.
async fn sent_before(
    tx: &mut Tx,
    usager: UsagerId,
    body: &str,
    since: Timestamp,
) -> Result<Option<FollowUpCode>, StoreError> {
    const SQL: &str = "
        SELECT r.code FROM contact c JOIN request r ON r.request_id = c.request_id
        WHERE c.usager_id = $1 AND c.at_us >= $2 AND c.channel = 'web' AND c.direction = 'inbound' AND c.body = $3
        ORDER BY c.at_us LIMIT 1";
    let code: Option<String> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(usager.uuid()).bind(since.as_microsecond()).bind(body).fetch_optional(conn).await)?;
    code.map(|it| word("request.code", &it, FollowUpCode::typed)).transpose()
}

/// One line made of a message: its first sentence or line, greetings left out, cut between words.
fn subject(message: &str) -> String {
    let is_greeting = |it: &str| {
        let first = it.split(|it: char| !it.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
        matches!(first.as_str(), "bonjour" | "bonsoir" | "madame" | "monsieur" | "hello" | "dear")
            && it.chars().count() < 40
    };
    let lines = message.lines().map(str::trim).filter(|it| !it.is_empty());
    let all: Vec<&str> = lines.collect();
    let line = all.iter().find(|it| !is_greeting(it)).or(all.first()).copied().unwrap_or_default();
    let sentence = line.split_inclusive(['.', '?', '!']).next().unwrap_or(line).trim();
    if sentence.chars().count() <= SUBJECT_MAX {
        return sentence.to_owned();
    }
    let mut cut = String::new();
    for word in sentence.split_whitespace() {
        if cut.chars().count() + word.chars().count() >= SUBJECT_MAX {
            break;
        }
        cut.push_str(word);
        cut.push(' ');
    }
    let kept = if cut.is_empty() { sentence.chars().take(SUBJECT_MAX).collect() } else { cut };
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_subject_is_the_first_thing_that_is_said() {
        assert_eq!(subject("Bonjour,\n\nOù en est mon dossier ? Merci."), "Où en est mon dossier ?");
        assert_eq!(subject("Bonjour"), "Bonjour");
        assert_eq!(subject(&"mot ".repeat(60)).chars().last(), Some('…'));
    }

    proptest! {
        #[test]
        fn a_subject_is_short_and_never_empty(message in "\\PC{1,300}") {
            prop_assume!(!message.trim().is_empty());
            let subject = subject(&message);
            prop_assert!(!subject.is_empty());
            prop_assert!(subject.chars().count() <= SUBJECT_MAX + 1);
        }
    }
}
