//! An answer by letter: the page that any browser prints, and the sheet for a window envelope that the press sets.

use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use gateways::press;
use kernel::{
    Arg, Channel, Direction, Lang,
    document::{Follow, Letter, Mark},
    paris_date,
};
use register::{Tx, partner};
use serde_json::json;
use site::{Failure, Figures, Shell, file};

use super::{
    common::{Names, Reader, address, own},
    style,
};
use crate::{
    contact::{Contact, ContactId},
    handling::House,
    request::Request,
    store::{contacts, usagers},
    usager::Usager,
    usagers_side::print,
    words::WORDS,
    writing,
};

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
    /// The sheet for a window envelope, where there is a press.
    pdf: Option<String>,
}

/// A letter, and all that stands on it.
struct Written {
    reader: Reader,
    request: Request,
    contact: Contact,
    usager: Option<Usager>,
    partner: String,
    /// Who writes: the team, its address, how it is reached.
    team: Vec<String>,
    to: Vec<String>,
    agent: String,
}

async fn written(shell: &Shell, tx: &mut Tx, (id, contact): (&str, &str)) -> Result<Written, Failure> {
    let reader = Reader::of(shell)?;
    let request = own(tx, &reader, id).await?;
    let contact: ContactId = contact.parse().map_err(|_| Failure::not_found())?;
    let contact = contacts::find(tx, &reader.partner, contact).await?;
    let contact = contact.filter(|it| {
        it.request == request.id && it.channel == Channel::Post && it.direction != Direction::Inbound
    });
    let mut contact = contact.ok_or_else(Failure::not_found)?;
    if contact.subject.is_empty() {
        contact.subject.clone_from(&request.subject);
    }
    let house = House::read(tx, &reader.partner).await?;
    let usager = usagers::find(tx, &reader.partner, contact.usager).await?;
    let names = Names::read(tx, &reader.partner).await?;
    let partner = partner::find(tx, &reader.partner).await?.map_or_else(String::new, |it| it.name);
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
    };
    let mut team: Vec<String> = Vec::new();
    if let Some(found) = request.team.and_then(|it| house.team(it)) {
        team.push(found.name.clone());
        team.extend(found.postal.as_deref().map_or_else(Vec::new, lines));
        team.extend(found.phone.iter().chain(&found.email).cloned());
    }
    let mut to: Vec<String> = usager.iter().map(|it| it.name.clone()).filter(|it| !it.is_empty()).collect();
    to.extend(lines(&contact.way));
    let agent = names.account(shell, contact.agent);
    Ok(Written { reader, request, contact, usager, partner, team, to, agent })
}

/// Who read it is in the audit trail.
async fn told(shell: &Shell, mut tx: Tx, it: &Written) -> Result<(), Failure> {
    let detail = json!({ "contact": it.contact.id.to_string() });
    let object = it.request.id.to_string();
    shell.tell(&mut tx, "request.letter", &object, Some(&it.reader.partner), detail).await?;
    Ok(tx.commit().await?)
}

/// `GET /demandes/{id}/courrier/{contact}`: the letter, to be printed by the browser.
pub(super) async fn show(
    shell: Shell,
    Path((id, contact)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().write().await?;
    let letter = written(&shell, &mut tx, (&id, &contact)).await?;
    told(&shell, tx, &letter).await?;
    let Written { request, contact, .. } = &letter;
    let base = address(request.id);
    let page = LetterPage {
        style: style::SHEET.address(),
        team: letter.team.clone(),
        to: letter.to.clone(),
        day: shell.figures().date(paris_date(contact.at.as_microsecond())),
        reference: request.reference.clone(),
        code: request.code.shown(),
        subject: contact.subject.clone(),
        body: contact.body.clone(),
        agent: letter.agent.clone(),
        pdf: press::is_there().then(|| format!("{base}/courrier/{}/pdf", contact.id)),
        back: base,
        shell: &shell,
    };
    let title = shell.t1("desk-letter-title", "reference", request.reference.as_str());
    Ok(shell.page(title).crumb(shell.t("desk-title"), super::PATH).render(&page))
}

/// `GET /demandes/{id}/courrier/{contact}/pdf`: the sheet for a window envelope, in the usager's language.
pub(super) async fn pdf(
    shell: Shell,
    Path((id, contact)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().write().await?;
    let letter = written(&shell, &mut tx, (&id, &contact)).await?;
    told(&shell, tx, &letter).await?;
    let lang = writing::lang_of(letter.usager.as_ref());
    let sheet = sheet(&letter, lang, shell.site().public_url());
    let pdf = press::print_letter(&sheet, lang).await.map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a letter was not printed");
        let status = if error.is_passing() {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        };
        Failure::explained(status, &error)
    })?;
    let name = format!("{}-{}.pdf", letter.request.reference, letter.contact.id);
    Ok(file::shown("application/pdf", &name, pdf))
}

/// What the press sets.
fn sheet(letter: &Written, lang: Lang, public_url: Option<&str>) -> Letter {
    let Written { request, contact, .. } = letter;
    let say = |key: &str, args: &[(&'static str, Arg)]| WORDS.say(lang, key, args);
    let reference = request.reference.as_str();
    let mut sender = vec![letter.partner.clone()];
    sender.extend(letter.team.iter().filter(|it| **it != letter.partner).cloned());
    // Without a public address nobody outside could open it.
    let follow = public_url.map(|url| {
        let address = request.code.address(url);
        Follow {
            heading: say("letter-follow", &[]),
            lines: vec![
                address.clone(),
                say("letter-follow-code", &[("code", request.code.shown().into()), ("url", url.into())]),
            ],
            label: say("print-mark", &[]),
            mark: print::modules(&address).map(|(side, path)| Mark { side, path }),
        }
    });
    let day = Figures::new(lang).date(paris_date(contact.at.as_microsecond()));
    Letter {
        title: say("letter-title", &[("reference", reference.into())]),
        sender,
        recipient: letter.to.clone(),
        day: say("letter-day", &[("day", day.into())]),
        facts: vec![
            (say("letter-reference", &[]), reference.to_owned()),
            (say("letter-code", &[]), request.code.shown()),
        ],
        subject: say("desk-letter-subject", &[("subject", contact.subject.as_str().into())]),
        body: contact.body.clone(),
        signed: vec![letter.agent.clone(), letter.team.first().cloned().unwrap_or_default()],
        follow,
        footer: format!(
            "{} · {}",
            letter.partner,
            say("desk-letter-reference", &[("reference", reference.into())])
        ),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use kernel::Id;

    use super::*;
    use crate::request::FollowUpCode;

    fn letter() -> Written {
        let now: Timestamp = "2026-11-09T09:00:00Z".parse().unwrap();
        let partner: kernel::PartnerCode = "ville".parse().unwrap();
        let usager = Usager::new(partner.clone(), "Jeanne Martin", now);
        let code = FollowUpCode::from_bytes([0; 8]);
        let known_by = ("2026-000042".to_owned(), code);
        let request = Request::arriving(partner.clone(), known_by, usager.id, Channel::Post, now);
        let parties = (request.id, usager.id);
        let mut contact = Contact::new(parties, partner.clone(), Channel::Post, Direction::Outbound, now);
        contact.body = "Madame,\n\nVotre acte est prêt.".to_owned();
        Written {
            reader: Reader { id: Id::new(now), actor: String::new(), partner, is_manager: false },
            request,
            contact,
            usager: Some(usager),
            partner: "Mairie de Ville".to_owned(),
            team: vec!["Accueil".to_owned(), "1 place de la Mairie".to_owned()],
            to: vec!["Jeanne Martin".to_owned(), "1 rue Haute".to_owned()],
            agent: "Camille".to_owned(),
        }
    }

    #[test]
    fn a_sheet_says_who_writes_and_how_the_request_is_followed() {
        let sheet = sheet(&letter(), Lang::Fr, Some("https://contacts.example"));
        assert_eq!(sheet.sender, ["Mairie de Ville", "Accueil", "1 place de la Mairie"]);
        assert_eq!(sheet.recipient, ["Jeanne Martin", "1 rue Haute"]);
        assert_eq!(sheet.facts[0].1, "2026-000042");
        let follow = sheet.follow.unwrap();
        assert_eq!(follow.lines[0], "https://contacts.example/suivi/AAAAAAAA");
        assert!(follow.lines[1].contains("AAAA-AAAA"), "{:?}", follow.lines);
        assert!(follow.mark.is_some_and(|it| it.side == 37 && it.path.starts_with("M4 4h1v1h-1z")));
    }

    #[test]
    fn without_a_public_address_a_sheet_names_no_page() {
        for lang in Lang::ALL {
            let sheet = sheet(&letter(), lang, None);
            assert_eq!(sheet.follow, None);
            assert!(!sheet.day.contains('{') && !sheet.footer.contains('{'), "{sheet:?}");
        }
    }
}
