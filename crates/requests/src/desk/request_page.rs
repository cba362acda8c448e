//! The page of a request: who asks, what happened, and all that one may do.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State as Extracted},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use calendar::Party;
use kernel::{Channel, Lang, paris_date};
use register::Tx;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::{
    Desk,
    closing::{self, Family},
    common::{
        Act, Names, Reader, address, because_said, channel_name, colleagues, own, reason_name, subject_said,
        usager_name,
    },
    dates, joining,
    queue::{due, presence_said},
    radar::{self, Radar, person_address},
    reply::way_code,
    style, suggestion, templates,
    timeline::{self, Entry},
};
use crate::{
    better_way::{BetterWay, Came},
    handling::{self, House},
    request::{Request, State},
    store::{
        callbacks, contacts,
        documents::{self, DocumentRequest},
        incidents, notes, questions, requests, usagers, working,
    },
    story, upload,
    usager::{Usager, Way, WayKind},
    writing,
};

/// A question of the usager.
struct Asked {
    place: i64,
    text: String,
    is_answered: bool,
    left_open: Option<String>,
}

/// A cause that is proposed.
struct CauseShown {
    code: String,
    name: String,
    why: String,
    is_chosen: bool,
}

/// A fact of the header.
struct Fact {
    name: String,
    value: String,
    class: &'static str,
}

#[derive(Template)]
#[template(path = "desk_request.html")]
#[expect(clippy::struct_excessive_bools, reason = "each shows or hides a part of the page")]
struct RequestPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    script: &'static str,
    base: String,
    version: i64,
    problems: ErrorSummary,
    is_open: bool,
    is_own: bool,
    facts: Vec<Fact>,
    person: (String, String),
    ways: Vec<String>,
    remark: String,
    present: Vec<String>,
    incident: Option<(String, String)>,
    better: Option<BetterWay>,
    radar: Option<Radar>,
    others: Vec<(String, String)>,
    entries: Vec<Entry>,
    asked: Vec<Asked>,
    open_questions: usize,
    no_mailbox: bool,
    recipients: Field,
    reply: Vec<Field>,
    next: Field,
    template: Option<String>,
    lacking: Option<String>,
    templates: Vec<(String, String)>,
    files: Field,
    colleagues: Vec<(String, String, bool)>,
    parties: Vec<(&'static str, String)>,
    reasons: Vec<(String, String, bool)>,
    is_asleep: bool,
    callbacks: Vec<String>,
    callback: Vec<Field>,
    awaited: Vec<String>,
    document: Vec<Field>,
    joined: Vec<joining::Joined>,
    proposals: Vec<joining::Decision>,
    outcome: Field,
    reason_field: Field,
    causes: Vec<CauseShown>,
    model: Option<i64>,
    cause_error: Option<String>,
    families: Vec<Family>,
    other_cause: String,
    left_open: Field,
}

/// `GET /demandes/{id}`
pub(super) async fn show(
    Extracted(desk): Extracted<Desk>,
    shell: Shell,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let asked = Sent::of(query.as_deref().unwrap_or(""));
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let mut request = own(&mut tx, &reader, &id).await?;
    if let Some(into) = request.merged_into {
        let said = shell.t1("desk-merged-here", "reference", request.reference.as_str());
        return Ok(Going::to(address(into)).done(said).into_response());
    }
    if request.assignee.is_none_or(|it| it == reader.id) {
        handling::seen(&mut tx, &mut request).await?;
    }
    notes::seen(&mut tx, request.id, reader.id, now).await?;
    working::touch(&mut tx, request.id, reader.id, false, now).await?;
    let object = request.id.to_string();
    shell.tell(&mut tx, "request.read", &object, Some(&reader.partner), json!({})).await?;
    tx.commit().await?;
    // The page itself is read beside whoever writes.
    let mut tx = shell.site().db().read().await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    let better = better_way(&shell, &mut tx, &desk, &request).await?;
    let page = page(&shell, &mut tx, (&reader, &house), &request, &asked, &[]).await?;
    let page = RequestPage { better, ..page };
    let title = subject_said(&shell, &request.subject);
    drop(tx);
    Ok(shell.page(title).crumb(shell.t("desk-title"), super::PATH).wide().render(&page))
}

/// A way that settles the reason more often than the one by which somebody wrote.
async fn better_way(
    shell: &Shell,
    tx: &mut Tx,
    desk: &Desk,
    request: &Request,
) -> Result<Option<BetterWay>, Failure> {
    let is_written = matches!(request.channel, Channel::Email | Channel::Web);
    let (Some(known), Some(reason), true) = (desk.better_ways(), request.reason.as_deref(), is_written)
    else {
        return Ok(None);
    };
    if request.state != State::Open {
        return Ok(None);
    }
    let usager = usagers::find(tx, &request.partner, request.usager).await?;
    let usager = usager.and_then(|it| it.language.parse().ok()).unwrap_or(Lang::Fr);
    let came = Came {
        reason,
        channel: request.channel,
        agent: shell.lang(),
        usager,
        public_url: shell.site().public_url(),
    };
    Ok(known.than(tx, &request.partner, came).await?)
}

/// The page again, with what is wrong with a form. Nothing of the act is kept.
pub(super) async fn with_faults(
    act: Act<'_>,
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Result<Response, Failure> {
    let Act { shell, tx, reader, house, request, .. } = act;
    drop(tx);
    let mut tx = shell.site().db().read().await?;
    let page = page(shell, &mut tx, (&reader, &house), &request, sent, faults).await?;
    let title = subject_said(shell, &request.subject);
    let shown = shell.page(title).crumb(shell.t("desk-title"), super::PATH).wide();
    Ok(shown.status(StatusCode::UNPROCESSABLE_ENTITY).render(&page))
}

async fn page<'a>(
    shell: &'a Shell,
    tx: &mut Tx,
    (reader, house): (&Reader, &House),
    request: &Request,
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Result<RequestPage<'a>, Failure> {
    let now = shell.now();
    let usager = usagers::find(tx, &reader.partner, request.usager).await?.ok_or_else(Failure::our_fault)?;
    let ways = usagers::ways(tx, usager.id).await?;
    let names = Names::read(tx, &reader.partner).await?;
    let name = usager_name(shell, &usager.name);
    let of_request = contacts::of_request(tx, request.id).await?;
    let of_usager = contacts::of_usager(tx, usager.id).await?;
    let all = requests::of_usager(tx, usager.id).await?;
    let asked = questions::of_request(tx, request.id).await?;
    let sender = writing::mailbox_for(tx, request).await?;
    let present = working::present(tx, &reader.partner, now).await?;
    let incident = incidents::of_request(tx, &reader.partner, request.id).await?;
    let wrong = |field: &str| faults.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(*field, sentence.clone());
    }
    let draft = working::draft(tx, request.id, reader.id).await?;
    let chosen = templates::chosen(shell, tx, (reader, house), sent.text("modele"), request, &usager).await?;
    let (chosen, lacking) = match chosen {
        Some(Ok(chosen)) => (Some(chosen), None),
        Some(Err(lacking)) => (None, Some(lacking)),
        None => (None, None),
    };
    let subject = sent
        .typed("objet")
        .map(str::to_owned)
        .or_else(|| chosen.as_ref().map(|it| it.subject.clone()))
        .or_else(|| draft.as_ref().map(|it| it.subject.clone()).filter(|it| !it.is_empty()))
        .unwrap_or_else(|| shell.t1("desk-reply-subject", "subject", request.subject.as_str()));
    let text = sent
        .typed("texte")
        .map(str::to_owned)
        .or_else(|| chosen.as_ref().map(|it| it.body.clone()))
        .or_else(|| draft.as_ref().map(|it| it.body.clone()))
        .unwrap_or_default();
    let territory = house.promise(request).1.territory();
    let story = story::read(tx, territory, request, &all, &of_usager).await?;
    let radar = radar::of(shell, request, &all, &of_usager, &story);
    let asked_of = (&story, radar.is_none(), request.channel);
    let (proposed, model) = if request.state == State::Open {
        suggestion::proposed(shell, tx, reader, asked_of).await?
    } else {
        (Vec::new(), None)
    };
    let chosen_cause = sent.text("cause").to_owned();
    let open_questions = asked.iter().filter(|it| it.is_open()).count();
    let mut next = vec![(String::new(), shell.t("desk-next-keep"))];
    next.extend([Party::Usager, Party::OtherBody].map(|it| (it.code().to_owned(), shell.say(&it.label()))));
    next.push(("clore".to_owned(), shell.t("desk-next-close")));
    let known_reasons: Vec<(String, String)> =
        house.reasons.iter().map(|it| (it.code.clone(), it.name.clone())).collect();
    let mut closing_reasons = vec![(String::new(), shell.t("desk-choose"))];
    closing_reasons.extend(known_reasons.iter().cloned());
    let typed = |name: &str, usual: &str| sent.typed(name).unwrap_or(usual).to_owned();
    let reason = request.reason.as_deref().unwrap_or("");
    Ok(RequestPage {
        style: style::SHEET.address(),
        script: style::SCRIPT.address(),
        base: address(request.id),
        version: request.version,
        problems,
        is_open: request.state == State::Open,
        is_own: request.assignee == Some(reader.id),
        facts: facts(shell, house, &names, request, request.assignee == Some(reader.id)),
        person: (person_address(usager.id), name.clone()),
        ways: ways.iter().map(|it| way_said(shell, it)).collect(),
        remark: usager.remark.clone(),
        present: present
            .iter()
            .filter(|it| it.request == request.id && it.account != reader.id)
            .map(|it| presence_said(shell, it))
            .collect(),
        incident: incident
            .filter(|it| it.is_running(now))
            .map(|it| (super::incidents::path(it.id), shell.t1("incident-of-request", "title", it.title))),
        better: None,
        radar,
        others: radar::others(shell, &all, request.id),
        entries: timeline::of(shell, tx, (house, &names), request, &name, &of_request).await?,
        open_questions,
        no_mailbox: sender.is_none() && ways.iter().any(|it| it.kind == WayKind::Email),
        recipients: recipients(shell, (&usager, &ways), sender.is_some(), request, sent).error(wrong("voie")),
        reply: vec![
            Field::new(FieldKind::Text, "objet", shell.t("desk-reply-subject-field")).value(subject),
            Field::new(FieldKind::LongText, "texte", shell.t("desk-reply-text"))
                .hint(match &draft {
                    Some(it) => shell.t1("desk-draft-of", "at", shell.figures().instant(it.at)),
                    None => shell.t("desk-reply-hint"),
                })
                .value(text)
                .error(wrong("texte")),
        ],
        next: Field::new(FieldKind::Select(next), "ensuite", shell.t("desk-next"))
            .value(typed("ensuite", "")),
        template: chosen.map(|it| it.mark),
        lacking,
        templates: templates::offered(tx, &reader.partner, request.reason.as_deref()).await?,
        files: Field::new(FieldKind::File, "fichiers", shell.t("desk-files"))
            .hint(upload::hint(shell))
            .error(wrong("fichiers")),
        colleagues: colleagues(tx, &reader.partner)
            .await?
            .into_iter()
            .filter(|it| it.id != reader.id)
            .map(|it| (it.id.to_string(), it.name, request.assignee == Some(it.id)))
            .collect(),
        parties: Party::ALL
            .into_iter()
            .filter(|it| *it != request.party)
            .map(|it| (it.code(), shell.say(&it.label())))
            .collect(),
        reasons: known_reasons
            .into_iter()
            .map(|(code, name)| {
                let is_own = code == reason;
                (code, name, is_own)
            })
            .collect(),
        is_asleep: request.snoozed_until.is_some_and(|it| it > now),
        callbacks: callbacks::of_request(tx, request.id)
            .await?
            .into_iter()
            .filter(|it| it.done_at.is_none())
            .map(|it| {
                let day = shell.figures().date(paris_date(it.from.as_microsecond()));
                let args = [
                    ("day", day.into()),
                    ("from", dates::hour(it.from).into()),
                    ("until", dates::hour(it.until).into()),
                    ("phone", it.phone.into()),
                ];
                shell.t_with("desk-callback-line", &args)
            })
            .collect(),
        callback: super::callbacks::fields(shell, &ways, sent, &[]),
        awaited: awaited(shell, tx, request).await?,
        document: document_fields(shell),
        joined: joining::into_request(shell, tx, (reader, &names), request).await?,
        proposals: joining::about_request(shell, tx, reader, request).await?,
        outcome: Field::new(
            FieldKind::Radios(closing::outcomes(shell)),
            "issue",
            shell.t("desk-close-outcome"),
        )
        .value(typed("issue", "resolved"))
        .error(wrong("issue")),
        reason_field: Field::new(FieldKind::Select(closing_reasons), "motif", shell.t("desk-close-reason"))
            .id("motif-cloture")
            .value(typed("motif", reason))
            .error(wrong("motif-cloture")),
        causes: proposed
            .iter()
            .enumerate()
            .map(|(place, it)| CauseShown {
                code: it.cause.code().to_owned(),
                name: timeline::cause_name(shell, &it.cause),
                why: it.why.clone(),
                is_chosen: if chosen_cause.is_empty() {
                    place == 0 && sent.typed("autre-cause").is_none()
                } else {
                    chosen_cause == it.cause.code()
                },
            })
            .collect(),
        model,
        cause_error: wrong("cause"),
        families: closing::families(shell),
        other_cause: typed("autre-cause", ""),
        left_open: Field::new(FieldKind::LongText, "sans-reponse", shell.t("desk-close-left-open"))
            .hint(shell.t("desk-close-left-open-hint"))
            .value(typed("sans-reponse", ""))
            .error(wrong("sans-reponse")),
        asked: asked
            .into_iter()
            .map(|it| Asked {
                place: it.place,
                is_answered: it.answered_at.is_some(),
                text: it.asked,
                left_open: it.left_open,
            })
            .collect(),
        shell,
    })
}

fn facts(shell: &Shell, house: &House, names: &Names, request: &Request, is_own: bool) -> Vec<Fact> {
    let fact = |key: &str, value: String, class| Fact { name: shell.t(key), value, class };
    let mut facts = vec![
        fact("desk-fact-reference", request.reference.clone(), ""),
        fact("desk-fact-state", shell.say(&request.state.label()), ""),
    ];
    if let Some((due, class)) = due(shell, request) {
        facts.push(fact("desk-fact-due", due, class));
    }
    if request.state == State::Open {
        facts.push(fact("desk-fact-party", shell.say(&request.party.label()), ""));
    }
    facts.push(fact("desk-fact-channel", channel_name(shell, request.channel), ""));
    let reason = request.reason.as_deref().map(|it| reason_name(house, it));
    facts.push(fact("desk-fact-reason", reason.unwrap_or_else(|| shell.t("desk-no-reason")), ""));
    if let Some(team) = request.team.and_then(|it| house.team(it)) {
        facts.push(fact("desk-fact-team", team.name.clone(), ""));
    }
    let agent = match request.assignee {
        None => shell.t("desk-nobody"),
        Some(id) => {
            let name = names.account(shell, Some(id));
            // The reasons speak to the agent.
            match because_said(shell, request.because.as_deref()).filter(|_| is_own) {
                Some(why) => shell.t_with("desk-agent-because", &[("who", name.into()), ("why", why.into())]),
                None => name,
            }
        }
    };
    facts.push(fact("desk-fact-agent", agent, ""));
    if let Some(cause) = &request.cause {
        facts.push(fact("desk-fact-cause", timeline::cause_name(shell, cause), ""));
    }
    facts.push(fact("desk-fact-code", request.code.shown(), ""));
    facts
}

/// A way in words: what it is, and whether nothing arrives there.
pub(super) fn way_said(shell: &Shell, way: &Way) -> String {
    let dead = if way.is_dead { shell.t("desk-way-dead") } else { String::new() };
    let args = [
        ("kind", shell.say(&way.kind.label()).into()),
        ("way", way.shown.as_str().into()),
        ("dead", dead.into()),
    ];
    shell.t_with("desk-way", &args).trim_end().to_owned()
}

/// To whom an answer may go. The way of the last contact comes first, then the preferred channel.
fn recipients(
    shell: &Shell,
    (usager, ways): (&Usager, &[Way]),
    has_mailbox: bool,
    request: &Request,
    sent: &Sent,
) -> Field {
    let is_open = |it: &&Way| !it.is_dead && (has_mailbox || it.kind != WayKind::Email);
    let wanted = usager.preferred.unwrap_or(request.channel);
    let mut open: Vec<&Way> = ways.iter().filter(is_open).collect();
    let fits = |it: &Way| match it.kind {
        WayKind::Email => matches!(wanted, Channel::Email | Channel::Web),
        WayKind::Phone => matches!(wanted, Channel::Phone | Channel::Sms),
        WayKind::Post => wanted == Channel::Post,
    };
    open.sort_by_key(|it| !fits(it));
    let said = |it: &&Way| {
        let key = match it.kind {
            WayKind::Email => "desk-to-email",
            WayKind::Phone => "desk-to-phone",
            WayKind::Post => "desk-to-post",
        };
        (way_code(it), shell.t1(key, "way", it.shown.as_str()))
    };
    let mut options: Vec<(String, String)> = open.iter().map(said).collect();
    if options.is_empty() {
        let writes = ways.iter().any(|it| !it.is_dead && it.kind == WayKind::Email);
        let key = if writes { "desk-to-email-only" } else { "desk-to-nobody" };
        options.push((String::new(), shell.t(key)));
    }
    let first = options[0].0.clone();
    Field::new(FieldKind::Select(options), "voie", shell.t("desk-to"))
        .value(sent.typed("voie").map_or(first, str::to_owned))
}

/// The documents that are awaited, each with its date.
async fn awaited(shell: &Shell, tx: &mut Tx, request: &Request) -> Result<Vec<String>, Failure> {
    let asked = documents::of_request(tx, request.id).await?;
    let said = |it: DocumentRequest| match it.due_at {
        Some(due_at) => {
            format!("{} · {}", it.label, shell.figures().date(paris_date(due_at.as_microsecond())))
        }
        None => it.label,
    };
    Ok(asked.into_iter().filter(DocumentRequest::is_awaited).map(said).collect())
}

/// What is asked for, why, by when, and whether it stops everything.
fn document_fields(shell: &Shell) -> Vec<Field> {
    vec![
        Field::new(FieldKind::Text, "piece", shell.t("desk-document-what")).required(),
        Field::new(FieldKind::Text, "piece-pourquoi", shell.t("desk-document-why")),
        Field::new(FieldKind::Date, "piece-jour", shell.t("desk-document-day")),
        Field::new(FieldKind::Checkbox, "piece-bloque", shell.t("desk-document-blocks")).value("on"),
    ]
}
