//! As much of Zammad's REST interface as scripts use: tickets, articles, users found and made, and the lists of states, priorities, groups.
//!
//! A ticket is a request, its number the reference without its dash; a customer is a usager, an article a contact or a note, a group a team.
//! Errors are problem details, with the statuses that such scripts expect. What has no meaning here (priorities, tags, attributes) is
//! left aside; what would be lost (files, recipients of one's own) is refused.

mod articles;
mod tickets;
mod users;

use axum::{
    extract::{DefaultBodyLimit, FromRequest, Path, RawQuery, Request},
    http::{HeaderMap, StatusCode},
    routing::get,
};
use register::{AccountId, TokenScope};
use serde_json::{Map, Value, json};
use site::{
    Access, Failure, Routes, Sent, Shell,
    api::{ApiCaller, Json},
};

use super::{
    Api, BODY_MAX,
    call::{Call, wrong},
};
use crate::{
    request::{Request as Ticket, State},
    store::zammad::{self, Numbered},
    team::TeamId,
    words::message,
};

/// Rows of one page, if nothing else is asked.
const PAGE: i64 = 50;
/// Rows that somebody pages through.
const PAGED_MAX: i64 = 10_000;
/// Whoever calls: the token itself, which is no person.
const CALLER: i64 = 1;

/// The states, by their numbers.
const STATES: [(i64, &str); 4] = [(1, "new"), (2, "open"), (3, "pending reminder"), (4, "closed")];
/// The priorities: here all requests have the second.
const PRIORITIES: [(i64, &str); 3] = [(1, "1 low"), (2, "2 normal"), (3, "3 high")];

pub(super) fn routes(api: Api) -> Routes {
    let access = Access::Tokens { read: TokenScope::RequestsRead, write: TokenScope::RequestsWrite };
    let limit = || DefaultBodyLimit::max(BODY_MAX);
    Routes::new()
        .route("/api/v1/tickets", access, get(tickets::list).post(tickets::create).layer(limit()))
        .route("/api/v1/tickets/search", access, get(tickets::search))
        .route("/api/v1/tickets/{id}", access, get(tickets::one).put(tickets::update).layer(limit()))
        .route("/api/v1/ticket_articles", access, axum::routing::post(articles::create).layer(limit()))
        .route("/api/v1/ticket_articles/{id}", access, get(articles::one))
        .route("/api/v1/ticket_articles/by_ticket/{id}", access, get(articles::of_ticket))
        .route("/api/v1/users", access, axum::routing::post(users::create))
        .route("/api/v1/users/me", access, get(users::me))
        .route("/api/v1/users/search", access, get(users::search))
        .route("/api/v1/users/{id}", access, get(users::one))
        .route("/api/v1/ticket_states", access, get(states))
        .route("/api/v1/ticket_states/{id}", access, get(state))
        .route("/api/v1/ticket_priorities", access, get(priorities))
        .route("/api/v1/ticket_priorities/{id}", access, get(priority))
        .route("/api/v1/groups", access, get(groups))
        .route("/api/v1/groups/{id}", access, get(group))
        .with_state(api)
}

/// A JSON object, of which one reads what one knows.
struct Fields(Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        Json::<Map<String, Value>>::from_request(request, state).await.map(|Json(fields)| Self(fields))
    }
}

impl Fields {
    /// A text; a number is one too. Empty if it is not there.
    fn text(&self, name: &str) -> String {
        match self.0.get(name) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }

    fn flag(&self, name: &str) -> Option<bool> {
        match self.0.get(name) {
            Some(Value::Bool(it)) => Some(*it),
            Some(Value::String(it)) => it.parse().ok(),
            _ => None,
        }
    }

    fn object(&self, name: &str) -> Option<Self> {
        match self.0.get(name) {
            Some(Value::Object(fields)) => Some(Self(fields.clone())),
            _ => None,
        }
    }

    fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|it| !it.is_null())
    }
}

/// What a list asks: which page, whether names stand beside numbers, what is looked for.
struct Asked {
    sent: Sent,
    page: i64,
    size: i64,
    expand: bool,
}

impl Asked {
    fn of(query: Option<String>) -> Result<Self, Failure> {
        let sent = Sent::of(&query.unwrap_or_default());
        let number = |names: &[&'static str], usual: i64, most: i64| {
            let given = names.iter().find(|it| !sent.text(it).is_empty());
            given.map_or(Ok(usual), |name| {
                let number = sent.text(name).parse::<i64>().ok().filter(|it| (1..=most).contains(it));
                number.ok_or_else(|| wrong(name, message("api-bad-limit").with("most", most)))
            })
        };
        let size = number(&["per_page", "limit"], PAGE, super::requests::PAGE_MAX)?;
        let page = number(&["page"], 1, PAGED_MAX / size)?;
        let expand = matches!(sent.text("expand"), "true" | "1");
        Ok(Self { sent, page, size, expand })
    }

    /// Rows up to the end of the page.
    const fn until(&self) -> i64 {
        self.page * self.size
    }

    /// The rows of the page, of those up to its end.
    fn cut<T>(&self, all: Vec<T>) -> Vec<T> {
        let before = usize::try_from((self.page - 1) * self.size).unwrap_or(usize::MAX);
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        all.into_iter().skip(before).take(size).collect()
    }
}

/// The number of a request: its reference without the dash.
fn ticket_number(ticket: &Ticket) -> i64 {
    ticket.reference.replace('-', "").parse().unwrap_or_default()
}

/// The reference of a number: four digits are the year.
fn reference(number: &str) -> Option<String> {
    let is_one = number.len() >= 10 && number.len() <= 18 && number.bytes().all(|it| it.is_ascii_digit());
    is_one.then(|| format!("{}-{}", &number[..4], &number[4..]))
}

/// The request of a number.
async fn ticket(call: &mut Call, number: &str) -> Result<Ticket, Failure> {
    let reference = reference(number).ok_or_else(Failure::not_found)?;
    call.own(&reference).await
}

/// The same, to be changed.
async fn standing_ticket(call: &mut Call, number: &str) -> Result<Ticket, Failure> {
    let reference = reference(number).ok_or_else(Failure::not_found)?;
    call.own_standing(&reference).await
}

/// The state of a request, by its number.
fn state_of(ticket: &Ticket, now: jiff::Timestamp) -> usize {
    let waits =
        ticket.party != calendar::Party::Administration || ticket.snoozed_until.is_some_and(|it| it > now);
    match ticket.state {
        State::Closed => 3,
        State::Open if waits => 2,
        State::Open if ticket.is_unread && ticket.assignee.is_none() && ticket.answered_at.is_none() => 0,
        State::Open => 1,
    }
}

/// Who acts for the caller: the agent whom it names, if it names one.
async fn on_behalf(call: &mut Call, headers: &HeaderMap) -> Result<Option<AccountId>, Failure> {
    let named = headers.get("x-on-behalf-of").or_else(|| headers.get("from"));
    let named = named.and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    match named.parse::<i64>() {
        Ok(number) => users::agent(call, number).await.map(Some),
        Err(_) => call.agent(Some(&named)).await,
    }
}

/// The team that is named, by its number or its name.
async fn team(call: &mut Call, fields: &Fields) -> Result<Option<TeamId>, Failure> {
    if let Some(number) = fields.number("group_id") {
        let found = zammad::object(&mut call.tx, &call.partner, (Numbered::Group, number)).await?;
        let found = found.map(TeamId::from_uuid).filter(|it| call.house.team(*it).is_some());
        return found.map(Some).ok_or_else(|| wrong("group_id", message("api-unknown-number")));
    }
    match fields.text("group") {
        name if name.is_empty() => Ok(None),
        name => super::requests::team_of(&call.house, &name).map(Some),
    }
}

fn stamped(rows: &[(i64, &str)]) -> Vec<Value> {
    rows.iter().map(|(id, name)| json!({ "id": id, "name": name, "active": true })).collect()
}

fn listed(rows: &[(i64, &str)], query: Option<String>) -> Result<Json<Vec<Value>>, Failure> {
    Ok(Json(Asked::of(query)?.cut(stamped(rows))))
}

fn found(rows: &[(i64, &str)], id: &str) -> Result<Json<Value>, Failure> {
    let id: i64 = id.parse().map_err(|_| Failure::not_found())?;
    let one = stamped(rows).into_iter().find(|it| it["id"] == id);
    one.map(Json).ok_or_else(Failure::not_found)
}

async fn states(RawQuery(query): RawQuery) -> Result<Json<Vec<Value>>, Failure> {
    listed(&STATES, query)
}

async fn state(Path(id): Path<String>) -> Result<Json<Value>, Failure> {
    found(&STATES, &id)
}

async fn priorities(RawQuery(query): RawQuery) -> Result<Json<Vec<Value>>, Failure> {
    listed(&PRIORITIES, query)
}

async fn priority(Path(id): Path<String>) -> Result<Json<Value>, Failure> {
    found(&PRIORITIES, &id)
}

async fn all_groups(call: &mut Call) -> Result<Vec<Value>, Failure> {
    let mut shown = Vec::new();
    for team in call.house.teams.clone() {
        let named = (Numbered::Group, team.id.uuid());
        let id = zammad::number(&mut call.tx, &call.partner, named).await?;
        shown.push(json!({ "id": id, "name": team.name, "name_last": team.name, "active": true }));
    }
    Ok(shown)
}

async fn groups(
    caller: ApiCaller,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Json<Vec<Value>>, Failure> {
    let asked = Asked::of(query)?;
    let mut call = Call::begin(&shell, &caller).await?;
    let shown = all_groups(&mut call).await?;
    call.tx.commit().await?;
    Ok(Json(asked.cut(shown)))
}

async fn group(caller: ApiCaller, shell: Shell, Path(id): Path<String>) -> Result<Json<Value>, Failure> {
    let id: i64 = id.parse().map_err(|_| Failure::not_found())?;
    let mut call = Call::begin(&shell, &caller).await?;
    let all = all_groups(&mut call).await?;
    call.tx.commit().await?;
    let one = all.into_iter().find(|it| it["id"] == id);
    one.map(Json).ok_or_else(Failure::not_found)
}

/// What is refused rather than lost.
fn refused(field: &str, why: &'static str) -> Failure {
    wrong(field, message(why))
}

/// The answer to something that was made.
const fn made(value: Value) -> (StatusCode, Json<Value>) {
    (StatusCode::CREATED, Json(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_leads_back_to_its_reference() {
        for (number, expected) in [
            ("2026000042", Some("2026-000042")),
            ("20261234567", Some("2026-1234567")),
            ("42", None),
            ("202600004a", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(reference(number).as_deref(), expected, "{number}");
        }
    }
}
