//! The page of a person: ways, language, remark, all that they asked.

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use kernel::Channel;
use register::Tx;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::{
    common::{
        LINE_MAX, Names, Reader, TEXT_MAX, address, channel_name, contact_said, cut, subject_said,
        usager_name,
    },
    joining::{self, own_usager},
    radar::person_address,
    reply::way_code,
    request_page::way_said,
    style,
};
use crate::{
    store::{contacts, requests, usagers},
    usager::{Usager, Way, WayKind},
};

/// Languages that a form offers.
const LANGUAGES: [&str; 8] = ["fr", "en", "ar", "de", "es", "it", "pt", "uk"];

struct WayShown {
    code: String,
    text: String,
    is_dead: bool,
}

#[derive(Template)]
#[template(path = "desk_person.html")]
struct PersonPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    base: String,
    problems: ErrorSummary,
    ways: Vec<WayShown>,
    kinds: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    requests: Vec<(String, String)>,
    contacts: Vec<(String, String)>,
    proposals: Vec<joining::Decision>,
    joined: Vec<joining::Joined>,
    is_manager: bool,
}

/// `GET /demandes/usagers/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let usager = own_usager(&mut tx, &reader, &id).await?;
    if let Some(into) = usager.merged_into {
        return Ok(Going::to(person_address(into)).done(shell.t("desk-person-merged")).into_response());
    }
    let page = page(&shell, &mut tx, &reader, &usager, &Sent::default(), &[]).await?;
    shell.tell(&mut tx, "usager.read", &usager.id.to_string(), Some(&reader.partner), json!({})).await?;
    tx.commit().await?;
    Ok(rendered(&shell, &usager, &page, StatusCode::OK))
}

fn rendered(shell: &Shell, usager: &Usager, page: &PersonPage<'_>, status: StatusCode) -> Response {
    let title = usager_name(shell, &usager.name);
    shell.page(title).crumb(shell.t("desk-title"), super::PATH).wide().status(status).render(page)
}

async fn page<'a>(
    shell: &'a Shell,
    tx: &mut Tx,
    reader: &Reader,
    usager: &Usager,
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Result<PersonPage<'a>, Failure> {
    let names = Names::read(tx, &reader.partner).await?;
    let ways = usagers::ways(tx, usager.id).await?;
    let all = requests::of_usager(tx, usager.id).await?;
    let contacts = contacts::of_usager(tx, usager.id).await?;
    let typed = |name: &str, kept: &str| sent.typed(name).unwrap_or(kept).to_owned();
    let wrong = |field: &str| faults.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(*field, sentence.clone());
    }
    let mut languages: Vec<(String, String)> =
        LANGUAGES.map(|it| (it.to_owned(), shell.t(&format!("desk-language-{it}")))).into();
    if !LANGUAGES.contains(&usager.language.as_str()) {
        languages.push((usager.language.clone(), usager.language.clone()));
    }
    let mut channels = vec![(String::new(), shell.t("desk-no-preference"))];
    channels.extend(Channel::ALL.iter().map(|it| (it.code().to_owned(), channel_name(shell, *it))));
    let line = |it: &crate::Request| {
        let opened = shell.figures().date(kernel::paris_date(it.opened_at.as_microsecond()));
        let state = shell.say(&it.state.label());
        (
            address(it.id),
            format!("{} · {} · {opened} · {state}", it.reference, subject_said(shell, &it.subject)),
        )
    };
    let contact =
        |it: &crate::Contact| (format!("{}#{}", address(it.request), it.id), contact_said(shell, it));
    Ok(PersonPage {
        style: style::SHEET.address(),
        base: person_address(usager.id),
        problems,
        ways: ways
            .iter()
            .map(|it| WayShown { code: way_code(it), text: way_said(shell, it), is_dead: it.is_dead })
            .collect(),
        kinds: WayKind::ALL.into_iter().map(|it| (it.code(), shell.say(&it.label()))).collect(),
        fields: vec![
            Field::new(FieldKind::Text, "nom", shell.t("desk-new-name"))
                .value(typed("nom", &usager.name))
                .error(wrong("nom"))
                .autocomplete("off"),
            Field::new(FieldKind::Select(languages), "langue", shell.t("desk-person-language"))
                .value(typed("langue", &usager.language)),
            Field::new(FieldKind::Select(channels), "canal", shell.t("desk-person-channel"))
                .value(typed("canal", usager.preferred.map_or("", Channel::code))),
            Field::new(FieldKind::Text, "territoire", shell.t("desk-person-territory"))
                .value(typed("territoire", usager.territory.as_deref().unwrap_or(""))),
            Field::new(FieldKind::LongText, "remarque", shell.t("desk-person-remark"))
                .hint(shell.t("desk-person-remark-hint"))
                .value(typed("remarque", &usager.remark)),
        ],
        requests: all.iter().filter(|it| it.merged_into.is_none()).map(line).collect(),
        contacts: contacts.iter().map(contact).collect(),
        proposals: if faults.is_empty() {
            joining::about_usager(shell, tx, reader, usager).await?
        } else {
            Vec::new()
        },
        joined: joining::into_usager(shell, tx, (reader, &names), usager).await?,
        is_manager: reader.is_manager,
        shell,
    })
}

/// `POST /demandes/usagers/{id}`: what is known of a person.
pub(super) async fn save(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let mut usager = own_usager(&mut tx, &reader, &id).await?;
    usager.name = cut(sent.text("nom"), LINE_MAX);
    if !sent.text("langue").is_empty() {
        usager.language = cut(sent.text("langue"), 10);
    }
    usager.preferred = sent.text("canal").parse().ok();
    usager.territory = Some(cut(sent.text("territoire"), LINE_MAX)).filter(|it| !it.is_empty());
    usager.remark = cut(sent.text("remarque"), TEXT_MAX);
    usagers::change(&mut tx, &usager).await?;
    shell.tell(&mut tx, "usager.change", &usager.id.to_string(), Some(&reader.partner), json!({})).await?;
    tx.commit().await?;
    Ok(Going::to(person_address(usager.id)).done(shell.t("desk-person-saved")).into_response())
}

/// `POST /demandes/usagers/{id}/voies`: adds a way (`sorte`, `voie`), or marks one (`geste`).
pub(super) async fn way(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let usager = own_usager(&mut tx, &reader, &id).await?;
    let gesture = sent.text("geste");
    if gesture == "ajouter" {
        let text = cut(sent.text("voie"), LINE_MAX);
        let (way, key) = match WayKind::of(sent.text("sorte")) {
            Some(WayKind::Email) => (Way::email(&text), "desk-way-bad-email"),
            Some(WayKind::Phone) => (Way::phone(&text), "desk-way-bad-phone"),
            Some(WayKind::Post) => (Way::post(&text), "desk-way-bad-post"),
            None => return Err(super::common::not_offered()),
        };
        let Some(way) = way else {
            drop(tx);
            let mut tx = shell.site().db().read().await?;
            let faults = [("voie", shell.t(key))];
            let page = page(&shell, &mut tx, &reader, &usager, &sent, &faults).await?;
            return Ok(rendered(&shell, &usager, &page, StatusCode::UNPROCESSABLE_ENTITY));
        };
        usagers::add_way(&mut tx, &usager, &way, shell.now()).await?;
    } else {
        let ways = usagers::ways(&mut tx, usager.id).await?;
        let way =
            ways.into_iter().find(|it| way_code(it) == sent.text("voie")).ok_or_else(Failure::not_found)?;
        let is_dead = match gesture {
            "morte" => true,
            "vive" => false,
            _ => return Err(super::common::not_offered()),
        };
        usagers::mark_way(&mut tx, usager.id, &way, is_dead).await?;
    }
    let detail = json!({ "what": gesture });
    shell.tell(&mut tx, "usager.way", &usager.id.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(Going::to(person_address(usager.id)).done(shell.t("desk-way-saved")).into_response())
}
