//! Users: the partner's usagers, its agents, and the caller itself.

use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
};
use register::{Account, AccountId};
use serde_json::{Value, json};
use site::{
    Failure, Shell,
    api::{ApiCaller, Json},
};

use super::{Asked, CALLER, Fields, made};
use crate::{
    api::{
        acts::{self, LINE_MAX, Who},
        call::{Call, line, wrong},
    },
    store::{
        usagers,
        zammad::{self, Numbered},
    },
    usager::{Usager, UsagerId, Way, WayKind},
    words::message,
};

/// A name as two: all words but the last, and the last.
fn halves(name: &str) -> (String, String) {
    match name.trim().rsplit_once(' ') {
        Some((first, last)) => (first.trim().to_owned(), last.to_owned()),
        None => (String::new(), name.trim().to_owned()),
    }
}

/// The number of a person or an agent.
pub(super) async fn number(call: &mut Call, id: sqlx::types::Uuid) -> Result<i64, Failure> {
    Ok(zammad::number(&mut call.tx, &call.partner, (Numbered::User, id)).await?)
}

/// The usager of a number.
pub(super) async fn usager(call: &mut Call, number: i64) -> Result<Option<Usager>, Failure> {
    let id = zammad::object(&mut call.tx, &call.partner, (Numbered::User, number)).await?;
    let Some(id) = id.map(UsagerId::from_uuid) else { return Ok(None) };
    let Some(found) = usagers::find(&mut call.tx, &call.partner, id).await? else { return Ok(None) };
    Ok(Some(usagers::standing(&mut call.tx, found).await?))
}

/// The agent of a number.
pub(super) async fn agent(call: &mut Call, number: i64) -> Result<AccountId, Failure> {
    let found = account(call, number).await?;
    found.map(|it| it.id).ok_or_else(|| wrong("owner_id", message("api-unknown-number")))
}

async fn account(call: &mut Call, number: i64) -> Result<Option<Account>, Failure> {
    let id = zammad::object(&mut call.tx, &call.partner, (Numbered::User, number)).await?;
    Ok(call.people().await?.iter().find(|it| Some(it.id.uuid()) == id).cloned())
}

/// The customer whom a ticket is for: `customer_id` a number or `guess:ADDRESS`, `customer` an address or a user.
pub(super) async fn customer(call: &mut Call, fields: &Fields) -> Result<Usager, Failure> {
    let mut given = fields.text("customer_id");
    if given.is_empty() {
        given = fields.text("customer");
    }
    if let Ok(number) = given.parse::<i64>() {
        let found = usager(call, number).await?;
        return found.ok_or_else(|| wrong("customer_id", message("api-unknown-number")));
    }
    if let Some(user) = fields.object("customer") {
        let who = read(&user)?;
        return acts::who(call, &who).await;
    }
    let address = given.strip_prefix("guess:").unwrap_or(&given);
    if Way::email(address).is_none() {
        return Err(wrong("customer_id", message("api-no-customer")));
    }
    acts::who(call, &Who { email: Some(address.to_owned()), ..Who::default() }).await
}

/// Who a user is.
fn read(fields: &Fields) -> Result<Who, Failure> {
    let given = |name: &str| Some(fields.text(name)).filter(|it| !it.is_empty());
    let name = format!("{} {}", fields.text("firstname"), fields.text("lastname"));
    let login = given("login").filter(|it| it.contains('@'));
    Ok(Who {
        name: Some(line("lastname", &name, LINE_MAX)?),
        email: given("email").or(login),
        phone: given("phone").or_else(|| given("mobile")),
        ..Who::default()
    })
}

/// A usager, as a customer.
pub(super) async fn shown(call: &mut Call, it: &Usager) -> Result<Value, Failure> {
    let id = number(call, it.id.uuid()).await?;
    let ways = usagers::ways(&mut call.tx, it.id).await?;
    let first = |kind: WayKind| ways.iter().find(|it| it.kind == kind).map_or("", |it| it.shown.as_str());
    let (firstname, lastname) = halves(&it.name);
    let email = first(WayKind::Email);
    Ok(json!({
        "id": id,
        "login": if email.is_empty() { it.id.to_string() } else { email.to_owned() },
        "firstname": firstname,
        "lastname": lastname,
        "email": email,
        "phone": first(WayKind::Phone),
        "mobile": "",
        "note": it.remark,
        "active": true,
        "organization_id": null,
        "role_ids": [3],
        "roles": ["Customer"],
        "created_at": it.created_at.to_string(),
        "updated_at": it.created_at.to_string(),
    }))
}

async fn shown_agent(call: &mut Call, it: &Account) -> Result<Value, Failure> {
    let id = number(call, it.id.uuid()).await?;
    let (firstname, lastname) = halves(&it.name);
    Ok(json!({
        "id": id,
        "login": it.email,
        "firstname": firstname,
        "lastname": lastname,
        "email": it.email,
        "active": !it.closed,
        "organization_id": null,
        "role_ids": [2],
        "roles": ["Agent"],
    }))
}

/// `GET /api/v1/users/me`: the token itself.
pub(super) async fn me(caller: ApiCaller) -> Json<Value> {
    Json(json!({
        "id": CALLER,
        "login": caller.token.id.to_string(),
        "firstname": "",
        "lastname": caller.token.label,
        "email": "",
        "active": true,
        "organization_id": null,
        "role_ids": [2],
        "roles": ["Agent"],
    }))
}

/// `GET /api/v1/users/{id}`
pub(super) async fn one(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    let id: i64 = id.parse().map_err(|_| Failure::not_found())?;
    let mut call = Call::begin(&shell, &caller).await?;
    if let Some(found) = usager(&mut call, id).await? {
        let shown = shown(&mut call, &found).await?;
        call.end("usager.read", &found.id.to_string(), json!({})).await?;
        return Ok(Json(shown));
    }
    let found = account(&mut call, id).await?.ok_or_else(Failure::not_found)?;
    Ok(Json(shown_agent(&mut call, &found).await?))
}

/// `GET /api/v1/users/search?query=…`: an address, a number, words of a name.
pub(super) async fn search(
    caller: ApiCaller,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Json<Vec<Value>>, Failure> {
    let asked = Asked::of(query)?;
    let mut call = Call::begin(&shell, &caller).await?;
    let text = line("query", asked.sent.text("query"), LINE_MAX)?;
    // "email:jeanne@…", "firstname:Jeanne": the value is what is looked for, and it is found anyhow.
    let text = text.split_whitespace().map(|it| it.split_once(':').map_or(it, |(_, value)| value));
    let text = text.map(|it| it.trim_matches(['"', '*'])).collect::<Vec<_>>().join(" ");
    let found = usagers::searched(&mut call.tx, &call.partner, &text).await?;
    let ids: Vec<String> = found.iter().map(|it| it.id.to_string()).collect();
    let mut all = Vec::new();
    for usager in &found {
        all.push(shown(&mut call, usager).await?);
    }
    let agents = call.people().await?.iter().filter(|it| it.email.eq_ignore_ascii_case(&text));
    for agent in &agents.cloned().collect::<Vec<_>>() {
        all.push(shown_agent(&mut call, agent).await?);
    }
    call.end("usager.search", "zammad", json!({ "found": ids })).await?;
    Ok(Json(asked.cut(all)))
}

/// `POST /api/v1/users`: a customer. One whom the address leads to already is refused, as scripts expect.
pub(super) async fn create(
    caller: ApiCaller,
    shell: Shell,
    fields: Fields,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let who = read(&fields)?;
    if let Some(way) = who.email.as_deref().and_then(Way::email)
        && !usagers::by_way(&mut call.tx, &call.partner, &way).await?.is_empty()
    {
        return Err(wrong("email", message("api-known-address")));
    }
    let usager = acts::who(&mut call, &who).await?;
    let value = shown(&mut call, &usager).await?;
    call.end("usager.create", &usager.id.to_string(), json!({})).await?;
    Ok(made(value))
}
