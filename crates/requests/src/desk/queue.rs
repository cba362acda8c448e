//! The queue: one list over all channels.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::RawQuery,
    response::{IntoResponse as _, Response},
};
use calendar::Party;
use jiff::Timestamp;
use register::{Tx, job::Said};
use serde_json::json;
use site::{Failure, Going, Sent, Shell};

use super::{
    calls::{self, Ringing},
    common::{Names, Reader, address, because, channel_name, reason_name, subject_said, usager_name},
    dates::Due,
    incidents::{self, SurgeLine},
    style,
};
use crate::{
    assigning,
    handling::{self, HandlingError, House},
    request::{Request, State},
    rules::assign,
    store::{
        codings, notes,
        requests::{self, After, Wanted},
        teams, usagers,
        working::{self, Present},
    },
};

/// Requests of one page.
const PAGE: i64 = 50;
/// Requests of a view are counted up to this number.
const COUNTED_MAX: i64 = 1_000;
/// Requests that are tried when somebody takes the next one, while others take them too.
const TRIED_MAX: i64 = 10;

/// What the queue shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Mine,
    Teams,
    Unassigned,
    All,
    Asleep,
    Closed,
}

impl View {
    const ALL: [Self; 6] = [Self::Mine, Self::Teams, Self::Unassigned, Self::All, Self::Asleep, Self::Closed];

    const fn code(self) -> &'static str {
        match self {
            Self::Mine => "miennes",
            Self::Teams => "equipes",
            Self::Unassigned => "sans-agent",
            Self::All => "toutes",
            Self::Asleep => "en-sommeil",
            Self::Closed => "closes",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Mine => "desk-view-mine",
            Self::Teams => "desk-view-teams",
            Self::Unassigned => "desk-view-unassigned",
            Self::All => "desk-view-all",
            Self::Asleep => "desk-view-asleep",
            Self::Closed => "desk-view-closed",
        }
    }

    const fn empty_key(self) -> &'static str {
        match self {
            Self::Mine => "desk-empty-mine",
            Self::Teams => "desk-empty-teams",
            Self::Unassigned => "desk-empty-unassigned",
            Self::All => "desk-empty-all",
            Self::Asleep => "desk-empty-asleep",
            Self::Closed => "desk-empty-closed",
        }
    }
}

struct Tab {
    href: String,
    name: String,
    count: String,
    is_current: bool,
}

struct Row {
    href: String,
    reference: String,
    subject: String,
    usager: String,
    channel: String,
    reason: Option<String>,
    agent: Option<String>,
    due: Option<(String, &'static str)>,
    party: String,
    is_unread: bool,
    present: Vec<String>,
}

struct Called {
    href: String,
    text: String,
}

#[derive(Template)]
#[template(path = "desk_queue.html")]
struct QueuePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    script: &'static str,
    view: &'static str,
    tabs: Vec<Tab>,
    text: String,
    reasons: Vec<(String, String, bool)>,
    parties: Vec<(&'static str, String, bool)>,
    surges: Vec<SurgeLine>,
    incidents: Vec<(String, String)>,
    called: Vec<Called>,
    calls: Vec<Ringing>,
    to_recode: u64,
    is_manager: bool,
    is_filtered: bool,
    rows: Vec<Row>,
    empty: String,
    next: Option<String>,
    is_first: bool,
}

/// `GET /demandes`
pub(super) async fn show(shell: Shell, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let asked = Sent::of(query.as_deref().unwrap_or(""));
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().read().await?;
    let teams = reader.teams(&mut tx).await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    let view = View::ALL.into_iter().find(|it| it.code() == asked.text("vue")).unwrap_or(View::Mine);
    let reason = Some(asked.text("motif")).filter(|it| !it.is_empty());
    let party = Party::ALL.into_iter().find(|it| it.code() == asked.text("tour"));
    let wanted = |view: View| Wanted {
        state: Some(if view == View::Closed { State::Closed } else { State::Open }),
        teams: if view == View::Teams { teams.clone() } else { Vec::new() },
        assignee: (view == View::Mine).then_some(reader.id),
        is_unassigned: view == View::Unassigned,
        is_asleep: view == View::Asleep,
        with_snoozed: view == View::Closed,
        reason: reason.map(str::to_owned),
        party,
        text: asked.text("q").to_owned(),
        ..Wanted::default()
    };
    let is_vain = |view: View| view == View::Teams && teams.is_empty();
    let mut tabs = Vec::new();
    for it in View::ALL {
        let count = if is_vain(it) {
            0
        } else {
            requests::counted(&mut tx, &reader.partner, &wanted(it), (COUNTED_MAX + 1, now)).await?
        };
        tabs.push(Tab {
            href: href(&asked, it, None),
            name: shell.t(it.key()),
            count: counted(&shell, count),
            is_current: it == view,
        });
    }
    let after = After::read(asked.text("apres"));
    let mut found = if is_vain(view) {
        Vec::new()
    } else {
        requests::listed(&mut tx, &reader.partner, &wanted(view), after, (PAGE + 1, now)).await?
    };
    let has_more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| has_more).map(|it| href(&asked, view, Some(After::of(it))));
    let names = Names::read(&mut tx, &reader.partner).await?;
    let called = notes::mentions(&mut tx, &reader.partner, reader.id).await?;
    let called = called.into_iter().map(|it| {
        let who = names.account(&shell, it.author);
        let args = [("who", who.into()), ("subject", subject_said(&shell, &it.subject).into())];
        Called { href: address(it.request), text: shell.t_with("desk-mention", &args) }
    });
    let is_filtered = reason.is_some() || party.is_some() || !asked.text("q").is_empty();
    let is_new_here = house.teams.is_empty();
    let surges = incidents::surging(&shell, &mut tx, &house).await?;
    let incidents = incidents::running(&shell, &mut tx, &house).await?;
    let page = QueuePage {
        style: style::SHEET.address(),
        script: style::SCRIPT.address(),
        view: view.code(),
        tabs,
        text: asked.text("q").to_owned(),
        reasons: house
            .reasons
            .iter()
            .map(|it| (it.code.clone(), it.name.clone(), reason == Some(it.code.as_str())))
            .collect(),
        parties: Party::ALL
            .into_iter()
            .map(|it| (it.code(), shell.say(&it.label()), party == Some(it)))
            .collect(),
        surges,
        incidents,
        called: called.collect(),
        calls: calls::ringing(&shell, &mut tx, &reader).await?,
        to_recode: codings::waiting(&mut tx, &reader.partner, reader.id).await?,
        is_manager: reader.is_manager,
        is_filtered,
        rows: rows(&shell, &mut tx, &reader, (&house, &names), &found).await?,
        empty: shell.t(if is_filtered {
            "desk-empty-filtered"
        } else if is_new_here {
            "desk-empty-no-team"
        } else if is_vain(view) {
            "desk-empty-no-own-team"
        } else {
            view.empty_key()
        }),
        next,
        is_first: after.is_none(),
        shell: &shell,
    };
    drop(tx);
    if !found.is_empty() {
        let shown: Vec<String> = found.iter().map(|it| it.id.to_string()).collect();
        let detail = json!({ "requests": shown });
        // Who saw what is written apart: pages are read side by side, and only one at a time writes.
        let mut tx = shell.site().db().write().await?;
        shell.tell(&mut tx, "request.list", view.code(), Some(&reader.partner), detail).await?;
        tx.commit().await?;
    }
    Ok(shell.page(shell.t("desk-title")).wide().render(&page))
}

async fn rows(
    shell: &Shell,
    tx: &mut Tx,
    reader: &Reader,
    (house, names): (&House, &Names),
    found: &[Request],
) -> Result<Vec<Row>, Failure> {
    let now = shell.now();
    let ids: Vec<_> = found.iter().map(|it| it.usager).collect();
    let usagers = usagers::names(tx, &reader.partner, &ids).await?;
    let mut present: HashMap<_, Vec<String>> = HashMap::new();
    for it in working::present(tx, &reader.partner, now).await? {
        if it.account != reader.id {
            present.entry(it.request).or_default().push(presence_said(shell, &it));
        }
    }
    let row = |it: &Request| Row {
        href: address(it.id),
        reference: it.reference.clone(),
        subject: subject_said(shell, &it.subject),
        usager: usager_name(shell, usagers.get(&it.usager).map_or("", String::as_str)),
        channel: channel_name(shell, it.channel),
        reason: it.reason.as_deref().map(|it| reason_name(house, it)),
        agent: it.assignee.map(|it| names.account(shell, Some(it))),
        due: due(shell, it),
        party: shell.say(&it.party.label()),
        is_unread: it.is_unread,
        present: present.remove(&it.id).unwrap_or_default(),
    };
    Ok(found.iter().map(row).collect())
}

/// When a request is due, or why it is not.
pub(super) fn due(shell: &Shell, request: &Request) -> Option<(String, &'static str)> {
    let now = shell.now();
    if let Some(until) = request.snoozed_until.filter(|it| *it > now) {
        return Some((shell.t1("desk-asleep-until", "at", shell.figures().instant(until)), ""));
    }
    if let Some(at) = request.closed_at {
        return Some((shell.t1("desk-closed-at", "at", shell.figures().instant(at)), ""));
    }
    let due = Due::of(request.due_at?, now);
    Some((due.said(shell), due.class()))
}

/// That somebody has a request on screen.
pub(super) fn presence_said(shell: &Shell, present: &Present) -> String {
    let key = if present.is_writing { "desk-presence-writes" } else { "desk-presence-reads" };
    shell.t1(key, "who", present.name.as_str())
}

fn counted(shell: &Shell, count: u64) -> String {
    let most = COUNTED_MAX.cast_unsigned();
    let figure = shell.figures().count(count.min(most));
    if count > most { format!("{figure}+") } else { figure }
}

/// The address of a view with the filters that are in force.
fn href(asked: &Sent, view: View, after: Option<After>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("vue", view.code());
    for name in ["motif", "tour", "q"] {
        if !asked.text(name).is_empty() {
            query.append_pair(name, asked.text(name));
        }
    }
    if let Some(after) = after {
        query.append_pair("apres", &after.code());
    }
    format!("{}?{}", super::PATH, query.finish())
}

/// `POST /demandes/suivante`: takes what is due first among the requests that no agent has, in the reader's teams.
pub(super) async fn take_next(shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let wanted = Wanted {
        state: Some(State::Open),
        teams: reader.teams(&mut tx).await?,
        is_unassigned: true,
        party: Some(Party::Administration),
        ..Wanted::default()
    };
    let found = requests::listed(&mut tx, &reader.partner, &wanted, None, (TRIED_MAX, now)).await?;
    for (mut request, why) in in_order(&mut tx, &reader, found, now).await? {
        let given = (Some(reader.id), Some(why.unwrap_or_else(|| because("desk-because-next"))));
        match handling::assign(&mut tx, &mut request, given, &reader.actor, now).await {
            // Somebody was faster: the next one.
            Err(HandlingError::Stale(_)) => continue,
            other => other?,
        }
        let detail = json!({ "to": reader.actor, "next": true });
        let object = request.id.to_string();
        shell.tell(&mut tx, "request.assign", &object, Some(&reader.partner), detail).await?;
        tx.commit().await?;
        return Ok(Going::to(address(request.id)).done(shell.t("desk-taken")).into_response());
    }
    Ok(Going::to(super::PATH).problem(shell.t("desk-nothing-next")).into_response())
}

/// Those that suit the reader first, each with why; then the others. Within both, what is due first comes first.
async fn in_order(
    tx: &mut Tx,
    reader: &Reader,
    found: Vec<Request>,
    now: Timestamp,
) -> Result<Vec<(Request, Option<String>)>, Failure> {
    let members = teams::members(tx, &reader.partner).await?;
    let own: Vec<_> = members.into_iter().filter(|it| it.account == reader.id).collect();
    let load = u32::try_from(requests::load(tx, reader.id, now).await?).unwrap_or(u32::MAX);
    let places: Vec<_> = own.iter().collect();
    let (mut fitting, mut others) = (Vec::new(), Vec::new());
    for request in found {
        let usager = usagers::find(tx, &reader.partner, request.usager).await?;
        let known = requests::of_usager(tx, request.usager).await?;
        let candidate = assigning::candidate(reader.id, &places, request.team, (load, &known));
        let territory = usager.as_ref().and_then(|it| it.territory.as_deref());
        let team = request.team.filter(|_| !own.is_empty());
        let wanted = assigning::wanted(&request, team, territory);
        match assign::assign(&wanted, &[candidate]) {
            Ok(chosen) => {
                let why = chosen.because.first().map(Said::kept);
                fitting.push((request, why));
            }
            Err(_) => others.push((request, None)),
        }
    }
    fitting.extend(others);
    Ok(fitting)
}
