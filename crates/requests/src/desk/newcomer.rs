//! A call, a visit, a letter, in two gestures: find the person, say what it is about.

use askama::Template;
use axum::{
    extract::{Multipart, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use kernel::{Channel, Direction, Outcome};
use register::Tx;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::{
    Desk, callbacks,
    closing::{self, Family},
    common::{LINE_MAX, Reader, TEXT_MAX, address, because, channel_name, cut, usager_name},
    joining::own_usager,
    request_page::way_said,
    style,
};
use crate::{
    contact::Contact,
    handling::{self, Closing, House, NewRequest},
    request::FollowUpCode,
    store::{contacts, usagers},
    upload::{self, Received},
    usager::{Usager, Way},
};

/// Channels by which agents take requests themselves.
const CHANNELS: [Channel; 5] =
    [Channel::Phone, Channel::Counter, Channel::Post, Channel::Visit, Channel::Other];

struct ChannelShown {
    href: String,
    code: &'static str,
    name: String,
    is_current: bool,
}

struct Found {
    href: String,
    name: String,
    ways: Vec<String>,
}

#[derive(Template)]
#[template(path = "desk_new.html")]
struct NewPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    script: &'static str,
    problems: ErrorSummary,
    channels: Vec<ChannelShown>,
    channel: &'static str,
    is_letter: bool,
    search: String,
    is_searched: bool,
    found: Vec<Found>,
    stranger: String,
    /// The person who was chosen: id, name, ways.
    chosen: Option<(String, String, Vec<String>)>,
    has_person: bool,
    person: Vec<Field>,
    request: Vec<Field>,
    scan: Field,
    settled: Field,
    cause_error: Option<String>,
    cause: String,
    families: Vec<Family>,
    callback: Vec<Field>,
}

/// `GET /demandes/nouvelle`: `canal`, `q` what is looked for, `usager` who was found, `inconnu` nobody.
pub(super) async fn form(shell: Shell, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let asked = Sent::of(query.as_deref().unwrap_or(""));
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    let page = page(&shell, &mut tx, (&reader, &house), &asked, &[]).await?;
    if !page.found.is_empty() || page.chosen.is_some() {
        let found: Vec<&str> = page.found.iter().filter_map(|it| it.href.rsplit('=').next()).collect();
        let detail = json!({ "found": found });
        shell.tell(&mut tx, "usager.search", "nouvelle", Some(&reader.partner), detail).await?;
    }
    tx.commit().await?;
    Ok(shell.page(shell.t("desk-new")).crumb(shell.t("desk-title"), super::PATH).render(&page))
}

async fn page<'a>(
    shell: &'a Shell,
    tx: &mut Tx,
    (reader, house): (&Reader, &House),
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Result<NewPage<'a>, Failure> {
    let channel = channel_of(sent);
    let here = |name: &str, value: &str, channel: Channel| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("canal", channel.code()).append_pair(name, value);
        format!("{}/nouvelle?{}", super::PATH, query.finish())
    };
    let chosen = match sent.text("usager") {
        "" => None,
        id => Some(own_usager(tx, reader, id).await?),
    };
    let search = sent.text("q").to_owned();
    let is_searched = !search.is_empty() && chosen.is_none() && sent.text("inconnu").is_empty();
    let mut found = Vec::new();
    if is_searched {
        for it in usagers::searched(tx, &reader.partner, &search).await? {
            let ways = usagers::ways(tx, it.id).await?;
            found.push(Found {
                href: here("usager", &it.id.to_string(), channel),
                name: usager_name(shell, &it.name),
                ways: ways.iter().map(|it| way_said(shell, it)).collect(),
            });
        }
    }
    let mut ways = Vec::new();
    let chosen_shown = match &chosen {
        None => None,
        Some(it) => {
            ways = usagers::ways(tx, it.id).await?;
            let said = ways.iter().map(|it| way_said(shell, it)).collect();
            Some((it.id.to_string(), usager_name(shell, &it.name), said))
        }
    };
    let wrong = |field: &str| faults.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(*field, sentence.clone());
    }
    let typed = |name: &str, usual: &str| sent.typed(name).unwrap_or(usual).to_owned();
    // What was looked for and not found is what the new person is known by.
    let looked = |is_way: fn(&str) -> bool| if is_way(&search) { search.clone() } else { String::new() };
    let mut reasons = vec![(String::new(), shell.t("desk-choose"))];
    reasons.extend(house.reasons.iter().map(|it| (it.code.clone(), it.name.clone())));
    let field = |kind, name: &'static str, key: &str| {
        Field::new(kind, name, shell.t(key)).value(typed(name, "")).error(wrong(name))
    };
    let is_named = |it: &str| Way::email(it).is_none() && Way::phone(it).is_none();
    Ok(NewPage {
        style: style::SHEET.address(),
        script: style::SCRIPT.address(),
        problems,
        channels: CHANNELS
            .into_iter()
            .map(|it| ChannelShown {
                href: match &chosen {
                    Some(usager) => here("usager", &usager.id.to_string(), it),
                    None => here("q", &search, it),
                },
                code: it.code(),
                name: channel_name(shell, it),
                is_current: it == channel,
            })
            .collect(),
        channel: channel.code(),
        is_letter: channel == Channel::Post,
        is_searched,
        found,
        stranger: format!("{}&inconnu=1", here("q", &search, channel)),
        has_person: chosen_shown.is_some() || !sent.text("inconnu").is_empty(),
        chosen: chosen_shown,
        person: vec![
            Field::new(FieldKind::Text, "nom", shell.t("desk-new-name"))
                .value(typed("nom", &looked(is_named)))
                .error(wrong("nom"))
                .autocomplete("off"),
            Field::new(FieldKind::Text, "telephone", shell.t("desk-new-phone"))
                .value(typed("telephone", &looked(|it| Way::phone(it).is_some())))
                .error(wrong("telephone"))
                .autocomplete("off"),
            Field::new(FieldKind::Email, "courriel", shell.t("desk-new-email"))
                .value(typed("courriel", &looked(|it| Way::email(it).is_some())))
                .error(wrong("courriel"))
                .autocomplete("off"),
            field(FieldKind::LongText, "adresse", "desk-new-post"),
        ],
        request: vec![
            field(FieldKind::Text, "objet", "desk-new-subject").required(),
            field(FieldKind::Select(reasons), "motif", "desk-new-reason"),
            field(FieldKind::LongText, "note", "desk-new-note").hint(shell.t("desk-new-note-hint")),
        ],
        scan: Field::new(FieldKind::File, "fichiers", shell.t("desk-new-scan"))
            .hint(upload::hint(shell))
            .error(wrong("fichiers")),
        settled: field(FieldKind::Checkbox, "regle", "desk-new-settled"),
        cause_error: wrong("cause"),
        cause: typed("cause", ""),
        families: closing::families(shell),
        callback: callbacks::fields(shell, &ways, sent, faults),
        search,
        shell,
    })
}

fn channel_of(sent: &Sent) -> Channel {
    let asked = sent.text("canal");
    CHANNELS.into_iter().find(|it| it.code() == asked).unwrap_or(Channel::Phone)
}

/// `POST /demandes/nouvelle`: opens the request, and closes it at once if it is settled.
pub(super) async fn open(
    State(desk): State<Desk>,
    shell: Shell,
    form: Multipart,
) -> Result<Response, Failure> {
    let Received { sent, files, problem } = upload::read(form, desk.files()).await?;
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let files = upload::keep(desk.files(), files).await?;
    let mut tx = shell.site().db().write().await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    let mut faults = Vec::new();
    let known = match sent.text("usager") {
        "" => None,
        id => Some(own_usager(&mut tx, &reader, id).await?),
    };
    let (ways, wrong) = ways(&shell, &sent);
    faults.extend(wrong);
    if known.is_none() && sent.text("nom").is_empty() && ways.is_empty() {
        faults.push(("nom", shell.t("desk-new-nobody")));
    }
    let subject = cut(sent.text("objet"), LINE_MAX);
    if subject.is_empty() {
        faults.push(("objet", shell.t("desk-new-no-subject")));
    }
    let reason = house.reason(sent.text("motif")).map(|it| it.code.clone());
    let is_settled = sent.text("regle") == "on";
    let cause = closing::known(sent.text("cause"));
    if is_settled && cause.is_none() {
        faults.push(("cause", shell.t("desk-close-no-cause")));
    }
    if is_settled && reason.is_none() {
        faults.push(("motif", shell.t("desk-close-no-reason")));
    }
    if let Some(problem) = problem {
        faults.push(("fichiers", shell.say(&problem)));
    }
    let wants_call = !is_settled && !sent.text("rappel-jour").is_empty();
    // Its request comes to be below; what is typed is checked before.
    let callback = if wants_call { Some(callbacks::read(&shell, kernel::Id::new(now), &sent)) } else { None };
    let callback = match callback {
        Some(Err(fault)) => {
            faults.push(fault);
            None
        }
        Some(Ok(callback)) => Some(callback),
        None => None,
    };
    if !faults.is_empty() {
        let mut page = page(&shell, &mut tx, (&reader, &house), &sent, &faults).await?;
        page.has_person = true;
        let shown = shell.page(shell.t("desk-new")).crumb(shell.t("desk-title"), super::PATH);
        return Ok(shown.status(StatusCode::UNPROCESSABLE_ENTITY).render(&page));
    }
    let usager = if let Some(usager) = known {
        usagers::standing(&mut tx, usager).await?
    } else {
        let usager = Usager::new(reader.partner.clone(), &cut(sent.text("nom"), LINE_MAX), now);
        usagers::record(&mut tx, &usager).await?;
        usager
    };
    for way in &ways {
        usagers::add_way(&mut tx, &usager, way, now).await?;
    }
    let channel = channel_of(&sent);
    let new = NewRequest {
        usager: &usager,
        subject: &subject,
        channel,
        reason: reason.as_deref(),
        at: now,
        code: FollowUpCode::draw()?,
    };
    let mut request = handling::open(&mut tx, &house, new).await?;
    let mut contact =
        Contact::new((request.id, usager.id), reader.partner.clone(), channel, Direction::Inbound, now);
    contact.agent = Some(reader.id);
    contact.subject.clone_from(&subject);
    contact.body = cut(sent.text("note"), TEXT_MAX);
    contact.way = ways.first().map_or_else(String::new, |it| it.shown.clone());
    handling::receive(&mut tx, &house, &mut request, &contact).await?;
    contacts::attach(&mut tx, contact.id, &files).await?;
    handling::seen(&mut tx, &mut request).await?;
    let given = (Some(reader.id), Some(because("desk-because-opened")));
    handling::assign(&mut tx, &mut request, given, &reader.actor, now).await?;
    if let Some(mut callback) = callback {
        callback.request = request.id;
        callbacks::record(&mut tx, &reader, &callback, now).await?;
    }
    let mut done = shell.t1("desk-new-opened", "reference", request.reference.as_str());
    if let (true, Some(cause), Some(reason)) = (is_settled, cause, reason) {
        let closing = Closing { reason, cause, outcome: Outcome::Resolved };
        crate::store::questions::leave_open(&mut tx, request.id, &shell.t("desk-new-settled")).await?;
        handling::close(&mut tx, &house, &mut request, (&closing, &reader.actor), now).await?;
        done = shell.t1("desk-new-closed", "reference", request.reference.as_str());
    }
    let detail = json!({ "channel": channel.code(), "settled": is_settled });
    shell.tell(&mut tx, "request.open", &request.id.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    let to = if is_settled { format!("{}/nouvelle", super::PATH) } else { address(request.id) };
    Ok(Going::to(to).done(done).into_response())
}

/// The ways that a form gives, and what is wrong with them.
fn ways(shell: &Shell, sent: &Sent) -> (Vec<Way>, Vec<(&'static str, String)>) {
    let (mut ways, mut faults) = (Vec::new(), Vec::new());
    let mut read = |field: &'static str, way: fn(&str) -> Option<Way>, key: &str| {
        let text = cut(sent.text(field), LINE_MAX);
        match way(&text) {
            Some(way) => ways.push(way),
            None if !text.is_empty() => faults.push((field, shell.t(key))),
            None => {}
        }
    };
    read("telephone", Way::phone, "desk-way-bad-phone");
    read("courriel", Way::email, "desk-way-bad-email");
    read("adresse", Way::post, "desk-way-bad-post");
    (ways, faults)
}
