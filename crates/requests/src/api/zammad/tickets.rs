//! Tickets: requests.

use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
};
use calendar::Party;
use kernel::Outcome;
use serde_json::{Value, json};
use site::{
    Failure, Shell,
    api::{ApiCaller, Json},
};

use super::{
    Asked, CALLER, Fields, STATES,
    articles::{self, Kind},
    made, on_behalf, reference, refused, standing_ticket, state_of, team, ticket, ticket_number, users,
};
use crate::{
    api::{
        Api,
        acts::{self, LINE_MAX, NewAsked, Who},
        call::{Call, instant, line, word, wrong},
    },
    handling,
    request::{Request, State as Standing},
    store::{
        requests::{self, Wanted},
        zammad::{self, Numbered},
    },
    words::message,
};

/// A ticket, as scripts read it; with names beside the numbers if they ask for it.
async fn shown(call: &mut Call, it: &Request, expand: bool) -> Result<Value, Failure> {
    let (state_id, state) = STATES[state_of(it, call.now)];
    let customer_id = users::number(call, it.usager.uuid()).await?;
    let owner_id = match it.assignee {
        Some(agent) => users::number(call, agent.uuid()).await?,
        None => CALLER,
    };
    let group = it.team.and_then(|id| call.house.team(id)).map(|it| (it.id, it.name.clone()));
    let group_id = match &group {
        Some((id, _)) => {
            Some(zammad::number(&mut call.tx, &call.partner, (Numbered::Group, id.uuid())).await?)
        }
        None => None,
    };
    let number = ticket_number(it);
    let mut value = json!({
        "id": number,
        "number": number.to_string(),
        "title": it.subject,
        "group_id": group_id,
        "state_id": state_id,
        "priority_id": 2,
        "customer_id": customer_id,
        "owner_id": owner_id,
        "organization_id": null,
        "note": null,
        "pending_time": it.snoozed_until.filter(|at| *at > call.now).map(|at| at.to_string()),
        "escalation_at": it.due_at.map(|at| at.to_string()),
        "first_response_at": it.answered_at.map(|at| at.to_string()),
        "close_at": it.closed_at.map(|at| at.to_string()),
        "last_contact_at": it.last_contact_at.to_string(),
        "created_at": it.opened_at.to_string(),
        "updated_at": it.last_contact_at.max(it.closed_at.unwrap_or(it.last_contact_at)).to_string(),
        // Ours, besides Zammad's.
        "request_id": it.id.to_string(),
        "reference": it.reference,
        "reason": it.reason,
        "cause": it.cause.as_ref().map(kernel::Cause::code),
    });
    if expand {
        let owner = match it.assignee {
            Some(agent) => {
                let found = call.people().await?.iter().find(|it| it.id == agent);
                found.map_or_else(|| "-".to_owned(), |it| it.email.clone())
            }
            None => "-".to_owned(),
        };
        value["group"] = json!(group.map(|(_, name)| name));
        value["state"] = json!(state);
        value["priority"] = json!("2 normal");
        value["customer"] = json!(articles::address(call, it).await?);
        value["owner"] = json!(owner);
        let all = articles::numbers(call, it).await?;
        value["article_count"] = json!(all.len());
        value["article_ids"] = json!(all);
    }
    Ok(value)
}

async fn page(mut call: Call, asked: &Asked, wanted: &Wanted) -> Result<(Vec<Value>, Vec<i64>), Failure> {
    let now = call.now;
    let found = requests::listed(&mut call.tx, &call.partner, wanted, None, (asked.until(), now)).await?;
    let found = asked.cut(found);
    rows(call, asked, &found).await
}

async fn rows(mut call: Call, asked: &Asked, found: &[Request]) -> Result<(Vec<Value>, Vec<i64>), Failure> {
    let mut values = Vec::new();
    for it in found {
        values.push(shown(&mut call, it, asked.expand).await?);
    }
    let ids: Vec<String> = found.iter().map(|it| it.id.to_string()).collect();
    call.end("request.list", "zammad", json!({ "requests": ids })).await?;
    Ok((values, found.iter().map(ticket_number).collect()))
}

/// `GET /api/v1/tickets`
pub(super) async fn list(
    caller: ApiCaller,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Json<Vec<Value>>, Failure> {
    let asked = Asked::of(query)?;
    let call = Call::begin(&shell, &caller).await?;
    let wanted = Wanted { with_snoozed: true, ..Wanted::default() };
    Ok(Json(page(call, &asked, &wanted).await?.0))
}

/// `GET /api/v1/tickets/search?query=…`: words, an address, a number, and `state:`, `group:`, `customer.email:`, `customer.id:`, `number:`,
/// `title:`. With `expand` a list, else numbers and what belongs to them.
pub(super) async fn search(
    caller: ApiCaller,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Failure> {
    let asked = Asked::of(query)?;
    let mut call = Call::begin(&shell, &caller).await?;
    let text = line("query", asked.sent.text("query"), LINE_MAX)?;
    let mut wanted = Wanted { with_snoozed: true, ..Wanted::default() };
    let mut words = Vec::new();
    let mut customer = None;
    for token in tokens(&text) {
        let (name, value) = match token.split_once(':') {
            Some((name, value)) if !value.is_empty() && !value.starts_with("//") => (name, value),
            _ => ("", token.as_str()),
        };
        match name {
            "state" | "state.name" => {
                wanted.state = Some(if value == "closed" { Standing::Closed } else { Standing::Open });
            }
            "group" | "group.name" => wanted.team = Some(crate::api::requests::team_of(&call.house, value)?),
            "customer.id" | "customer_id" => {
                let number = value.parse().map_err(|_| wrong("query", message("api-unknown-number")))?;
                customer = Some(users::usager(&mut call, number).await?);
            }
            "number" => words.push(reference(value).unwrap_or_else(|| value.to_owned())),
            "" if matches!(token.as_str(), "AND" | "OR" | "*") => {}
            "" => words.push(reference(value).unwrap_or_else(|| value.to_owned())),
            _ => words.push(value.to_owned()),
        }
    }
    wanted.text = words.join(" ");
    let (values, numbers) = match customer {
        None => page(call, &asked, &wanted).await?,
        Some(None) => (Vec::new(), Vec::new()),
        Some(Some(usager)) => {
            let mut all = requests::of_usager(&mut call.tx, usager.id).await?;
            all.retain(|it| it.merged_into.is_none() && wanted.state.is_none_or(|state| it.state == state));
            rows(call, &asked, &asked.cut(all)).await?
        }
    };
    if asked.expand {
        return Ok(Json(Value::Array(values)));
    }
    let assets: serde_json::Map<String, Value> =
        values.into_iter().map(|it| (it["id"].to_string(), it)).collect();
    let count = numbers.len();
    Ok(Json(json!({ "tickets": numbers, "tickets_count": count, "assets": { "Ticket": assets } })))
}

/// The words of a query; what is between quotes is one, brackets are left out.
fn tokens(query: &str) -> Vec<String> {
    let (mut all, mut word, mut is_quoted) = (Vec::new(), String::new(), false);
    for sign in query.chars() {
        match sign {
            '"' => is_quoted = !is_quoted,
            '(' | ')' => {}
            sign if sign.is_whitespace() && !is_quoted => all.push(std::mem::take(&mut word)),
            sign => word.push(sign),
        }
    }
    all.push(word);
    all.retain(|it| !it.is_empty());
    all
}

/// `GET /api/v1/tickets/{id}`
pub(super) async fn one(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Failure> {
    let asked = Asked::of(query)?;
    let mut call = Call::begin(&shell, &caller).await?;
    let request = ticket(&mut call, &id).await?;
    let value = shown(&mut call, &request, asked.expand).await?;
    call.end("request.read", &request.id.to_string(), json!({})).await?;
    Ok(Json(value))
}

/// `POST /api/v1/tickets`: with its first article. The reason (motif) is `reason`, which Zammad does not have.
pub(super) async fn create(
    State(api): State<Api>,
    caller: ApiCaller,
    shell: Shell,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    fields: Fields,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let asked = Asked::of(query)?;
    let mut call = Call::begin(&shell, &caller).await?;
    let key = call.once(&headers, "ticket", &fields.0).await?;
    if let Some(before) = &key.before {
        let request = call.own(before).await?;
        let value = shown(&mut call, &request, asked.expand).await?;
        call.tx.commit().await?;
        return Ok((StatusCode::OK, Json(value)));
    }
    let article = fields.object("article").ok_or_else(|| wrong("article", message("api-empty")))?;
    let written = articles::read(&article, true)?;
    let agent = on_behalf(&mut call, &headers).await?;
    let group = team(&mut call, &fields).await?;
    let usager = users::customer(&mut call, &fields).await?;
    // What an agent writes first opens a request in which nobody has asked anything yet: the title says what it is about.
    let is_customers = written.kind == Kind::Inbound;
    let new = NewAsked {
        usager: Who { id: Some(usager.id.to_string()), ..Who::default() },
        subject: fields.text("title"),
        body: written.body.clone(),
        channel: Some(written.channel.code().to_owned()),
        reason: Some(fields.text("reason")),
        at: None,
        agent: None,
        acknowledge: false,
    };
    let mut request = if is_customers {
        acts::open(&mut call, &api.keys, &new).await?
    } else {
        let mut request = acts::begin(&mut call, &new).await?;
        articles::write(&mut call, &api, &mut request, (&written, &article), agent).await?;
        request
    };
    if group.is_some() {
        acts::assign(&mut call, &mut request, (None, group)).await?;
    }
    change(&mut call, &mut request, &fields).await?;
    call.done(&key, &request.id.to_string()).await?;
    let value = shown(&mut call, &request, asked.expand).await?;
    let detail = json!({ "channel": request.channel.code() });
    call.end("request.open", &request.id.to_string(), detail).await?;
    Ok(made(value))
}

/// `PUT /api/v1/tickets/{id}`: its state, its owner, its group, and one more article.
pub(super) async fn update(
    State(api): State<Api>,
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    fields: Fields,
) -> Result<Json<Value>, Failure> {
    let asked = Asked::of(query)?;
    let mut call = Call::begin(&shell, &caller).await?;
    let mut request = standing_ticket(&mut call, &id).await?;
    for field in ["title", "customer", "customer_id"] {
        if fields.has(field) && (field != "title" || fields.text("title") != request.subject) {
            return Err(refused(field, "api-not-changed"));
        }
    }
    let agent = on_behalf(&mut call, &headers).await?;
    if let Some(article) = fields.object("article") {
        let written = articles::read(&article, false)?;
        articles::write(&mut call, &api, &mut request, (&written, &article), agent).await?;
    }
    let group = team(&mut call, &fields).await?;
    if group.is_some_and(|it| request.team != Some(it)) {
        acts::assign(&mut call, &mut request, (None, group)).await?;
    }
    change(&mut call, &mut request, &fields).await?;
    let value = shown(&mut call, &request, asked.expand).await?;
    call.end("request.change", &request.id.to_string(), json!({ "by": "zammad" })).await?;
    Ok(Json(value))
}

/// Changes the owner and the state, where they are named.
async fn change(call: &mut Call, request: &mut Request, fields: &Fields) -> Result<(), Failure> {
    let owner = match (fields.number("owner_id"), fields.text("owner")) {
        (Some(CALLER), _) => Some(None),
        (Some(number), _) => Some(Some(users::agent(call, number).await?)),
        (None, email) if email == "-" => Some(None),
        (None, email) if !email.is_empty() => Some(call.agent(Some(&email)).await?),
        _ => None,
    };
    if let Some(owner) = owner {
        acts::assign(call, request, (owner, None)).await?;
    }
    let named = match (fields.number("state_id"), fields.text("state")) {
        (Some(number), _) => STATES.iter().find(|it| it.0 == number),
        (None, name) if !name.is_empty() => STATES.iter().find(|it| it.1 == name),
        _ => return Ok(()),
    };
    let known = || STATES.map(|(_, name)| name).join(", ");
    let (_, state) = named.ok_or_else(|| wrong("state", message("api-bad-word").with("known", known())))?;
    match *state {
        "closed" => close(call, request, fields).await,
        "pending reminder" => {
            let until = instant("pending_time", Some(&fields.text("pending_time")))?;
            let until = until.filter(|it| *it > call.now);
            let until = until.ok_or_else(|| wrong("pending_time", message("api-no-pending")))?;
            open(call, request).await?;
            let sleep = (Some(until), call.actor.as_str());
            Ok(handling::snooze(&mut call.tx, request, sleep, call.now).await?)
        }
        _ => open(call, request).await,
    }
}

/// Open, awake, and the administration's turn.
async fn open(call: &mut Call, request: &mut Request) -> Result<(), Failure> {
    if request.state == Standing::Closed || request.party != Party::Administration {
        acts::reopen(call, request).await?;
    }
    if request.snoozed_until.is_some_and(|it| it > call.now) {
        handling::snooze(&mut call.tx, request, (None, &call.actor), call.now).await?;
    }
    Ok(())
}

/// Scripts do not know causes: without one the request is closed as not coded. `cause`, `reason` and `outcome` may be sent too.
async fn close(call: &mut Call, request: &mut Request, fields: &Fields) -> Result<(), Failure> {
    let cause = match fields.text("cause") {
        code if code.is_empty() => None,
        code => {
            let known = practices::collection().cause(&code).and_then(|it| it.code.parse().ok());
            Some(known.ok_or_else(|| wrong("cause", message("api-no-cause")))?)
        }
    };
    let outcome = match fields.text("outcome") {
        code if code.is_empty() => Outcome::Resolved,
        code => word("outcome", &code, Outcome::ALL, Outcome::code)?,
    };
    let reason = acts::reason(call, Some(&fields.text("reason")))?;
    let why = message("api-closed-elsewhere").say(kernel::Lang::Fr);
    acts::close(call, request, (cause, outcome, reason), &why).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_words() {
        assert_eq!(
            tokens("state.name:open AND (title:\"permis de construire\")"),
            ["state.name:open", "AND", "title:permis de construire"]
        );
        assert!(tokens(" ( ) ").is_empty());
    }
}
