//! Articles: contacts, and what agents tell each other.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use kernel::{Channel, Direction};
use register::AccountId;
use serde_json::{Value, json};
use site::{
    Failure, Shell,
    api::{ApiCaller, Json},
};

use super::{CALLER, Fields, made, on_behalf, refused, standing_ticket, ticket, ticket_number};
use crate::{
    api::{
        Api,
        acts::{self, ContactAsked, LINE_MAX, TEXT_MAX},
        call::{Call, line, text, wrong},
    },
    contact::{Contact, ContactId, Origin},
    request::Request,
    store::{
        contacts,
        notes::{self, Note, NoteId},
        requests, usagers,
        zammad::{self, Numbered},
    },
    usager::{Way, WayKind},
    words::message,
};

/// An article that is to be written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) kind: Kind,
    pub(super) channel: Channel,
}

/// What an article is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The customer wrote or called.
    Inbound,
    /// It leaves by e-mail, or is on the follow-up page.
    Reply,
    /// A call that an agent made.
    Outbound,
    /// For agents only.
    Note,
}

/// Reads an article. The first one of a ticket is the customer's, unless it says that an agent wrote it or that it is internal.
pub(super) fn read(fields: &Fields, is_first: bool) -> Result<Written, Failure> {
    if fields.0.get("attachments").and_then(Value::as_array).is_some_and(|it| !it.is_empty()) {
        return Err(refused("attachments", "api-no-files"));
    }
    let body = fields.text("body");
    let is_html = fields.text("content_type").to_ascii_lowercase().starts_with("text/html");
    let body = if is_html { mail::sanitise(&body, &|_| None).1 } else { body };
    let body = text("body", &body, TEXT_MAX)?;
    if body.is_empty() {
        return Err(wrong("body", message("api-empty")));
    }
    let channel = match fields.text("type").as_str() {
        "email" => Channel::Email,
        "phone" => Channel::Phone,
        "web" => Channel::Web,
        "sms" => Channel::Sms,
        "chat" => Channel::Chat,
        "note" | "" => Channel::Other,
        _ => {
            return Err(wrong(
                "type",
                message("api-bad-word").with("known", "email, phone, web, sms, chat, note"),
            ));
        }
    };
    let sender = fields.text("sender").to_lowercase();
    let is_note = channel == Channel::Other;
    let kind = if fields.flag("internal") == Some(true) {
        Kind::Note
    } else {
        match (sender.as_str(), is_first) {
            ("customer", _) | ("", true) => Kind::Inbound,
            // What is said to nobody is never shown to the customer.
            ("agent" | "system", _) | ("", false) if is_note => Kind::Note,
            ("agent" | "system", _) | ("", false) if channel == Channel::Phone => Kind::Outbound,
            ("agent" | "system", _) | ("", false) => Kind::Reply,
            _ => {
                return Err(wrong(
                    "sender",
                    message("api-bad-word").with("known", "Customer, Agent, System"),
                ));
            }
        }
    };
    Ok(Written { subject: line("subject", &fields.text("subject"), LINE_MAX)?, body, kind, channel })
}

/// Writes an article; its thing's id.
pub(super) async fn write(
    call: &mut Call,
    api: &Api,
    request: &mut Request,
    (written, fields): (&Written, &Fields),
    agent: Option<AccountId>,
) -> Result<Article, Failure> {
    let direction = match written.kind {
        Kind::Note => return Ok(Article::Note(acts::note(call, request, (&written.body, agent)).await?)),
        Kind::Reply => {
            own_address(call, request, &fields.text("to")).await?;
            let what = (written.subject.as_str(), written.body.as_str(), agent);
            return Ok(Article::of(acts::reply(call, &api.keys, request, what).await?));
        }
        Kind::Inbound => Direction::Inbound,
        Kind::Outbound => Direction::Outbound,
    };
    let asked = ContactAsked {
        channel: written.channel.code().to_owned(),
        direction: direction.code().to_owned(),
        at: None,
        subject: Some(written.subject.clone()),
        body: written.body.clone(),
        way: Some(fields.text(if direction == Direction::Inbound { "from" } else { "to" })),
        agent: None,
        outcome: None,
        wait_s: None,
        duration_s: None,
    };
    Ok(Article::of(acts::contact(call, request, &asked).await?))
}

/// Messages go to the customer, and to nobody else.
async fn own_address(call: &mut Call, request: &Request, to: &str) -> Result<(), Failure> {
    if to.is_empty() {
        return Ok(());
    }
    let ways = usagers::ways(&mut call.tx, request.usager).await?;
    let address = to.rsplit_once('<').map_or(to, |(_, rest)| rest.trim_end_matches('>'));
    let is_own = Way::email(address).is_some_and(|it| ways.iter().any(|own| own.value == it.value));
    if is_own { Ok(()) } else { Err(refused("to", "api-not-own-address")) }
}

/// An article.
pub(super) enum Article {
    Contact(Box<Contact>),
    Note(Note),
}

impl Article {
    fn of(contact: Contact) -> Self {
        Self::Contact(Box::new(contact))
    }

    async fn number(&self, call: &mut Call) -> Result<i64, Failure> {
        let id = match self {
            Self::Contact(it) => it.id.uuid(),
            Self::Note(it) => it.id.uuid(),
        };
        Ok(zammad::number(&mut call.tx, &call.partner, (Numbered::Article, id)).await?)
    }
}

/// The articles of a request, the oldest first.
async fn kept(call: &mut Call, request: &Request) -> Result<Vec<Article>, Failure> {
    let mut articles: Vec<Article> = Vec::new();
    articles.extend(contacts::of_request(&mut call.tx, request.id).await?.into_iter().map(Article::of));
    articles.extend(notes::of_request(&mut call.tx, request.id).await?.into_iter().map(Article::Note));
    articles.sort_by_key(|it| match it {
        Article::Contact(it) => it.at,
        Article::Note(it) => it.at,
    });
    Ok(articles)
}

/// The same, as scripts read them.
pub(super) async fn all(call: &mut Call, request: &Request) -> Result<Vec<Value>, Failure> {
    let mut values = Vec::new();
    for article in &kept(call, request).await? {
        values.push(shown(call, request, article).await?);
    }
    Ok(values)
}

/// Their numbers.
pub(super) async fn numbers(call: &mut Call, request: &Request) -> Result<Vec<i64>, Failure> {
    let mut numbers = Vec::new();
    for article in &kept(call, request).await? {
        numbers.push(article.number(call).await?);
    }
    Ok(numbers)
}

/// An article, as scripts read it.
pub(super) async fn shown(call: &mut Call, request: &Request, article: &Article) -> Result<Value, Failure> {
    let (at, agent) = match article {
        Article::Contact(it) => (it.at, it.agent),
        Article::Note(it) => (it.at, it.author),
    };
    let number = article.number(call).await?;
    let (kind, sender, internal, subject, body, way) = match article {
        Article::Contact(it) => {
            let kind = match it.channel {
                Channel::Email => "email",
                Channel::Phone => "phone",
                Channel::Sms => "sms",
                Channel::Chat => "chat",
                Channel::Web => "web",
                _ => "note",
            };
            let sender = match (it.direction, it.origin) {
                (Direction::Inbound, _) => "Customer",
                (_, Origin::Person) => "Agent",
                (_, Origin::Product) => "System",
            };
            (kind, sender, false, it.subject.as_str(), it.body.as_str(), it.way.as_str())
        }
        Article::Note(it) => ("note", "Agent", true, "", it.body.as_str(), ""),
    };
    let by = match (agent, sender) {
        (_, "Customer") => super::users::number(call, request.usager.uuid()).await?,
        (Some(agent), _) => super::users::number(call, agent.uuid()).await?,
        (None, _) => CALLER,
    };
    let (from, to) = if sender == "Customer" { (way, "") } else { ("", way) };
    Ok(json!({
        "id": number,
        "ticket_id": ticket_number(request),
        "type": kind,
        "sender": sender,
        "from": from,
        "to": to,
        "subject": subject,
        "body": body,
        "content_type": "text/plain",
        "internal": internal,
        "attachments": [],
        "created_by_id": by,
        "created_at": at.to_string(),
        "updated_at": at.to_string(),
    }))
}

/// `GET /api/v1/ticket_articles/by_ticket/{id}`
pub(super) async fn of_ticket(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Json<Vec<Value>>, Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let request = ticket(&mut call, &id).await?;
    let values = all(&mut call, &request).await?;
    call.end("request.read", &request.id.to_string(), json!({})).await?;
    Ok(Json(values))
}

/// `GET /api/v1/ticket_articles/{id}`
pub(super) async fn one(
    caller: ApiCaller,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    let number: i64 = id.parse().map_err(|_| Failure::not_found())?;
    let mut call = Call::begin(&shell, &caller).await?;
    let object = zammad::object(&mut call.tx, &call.partner, (Numbered::Article, number)).await?;
    let object = object.ok_or_else(Failure::not_found)?;
    let contact = contacts::find(&mut call.tx, &call.partner, ContactId::from_uuid(object)).await?;
    let (request, article) = if let Some(contact) = contact {
        let request = requests::find(&mut call.tx, &call.partner, contact.request).await?;
        (request, Article::of(contact))
    } else {
        let found = notes::find(&mut call.tx, &call.partner, NoteId::from_uuid(object)).await?;
        let (request, note) = found.ok_or_else(Failure::not_found)?;
        (requests::find(&mut call.tx, &call.partner, request).await?, Article::Note(note))
    };
    let request = request.ok_or_else(Failure::not_found)?;
    let value = shown(&mut call, &request, &article).await?;
    call.end("request.read", &request.id.to_string(), json!({})).await?;
    Ok(Json(value))
}

/// `POST /api/v1/ticket_articles`
pub(super) async fn create(
    State(api): State<Api>,
    caller: ApiCaller,
    shell: Shell,
    headers: HeaderMap,
    fields: Fields,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let mut call = Call::begin(&shell, &caller).await?;
    let mut request = standing_ticket(&mut call, &fields.text("ticket_id")).await?;
    let agent = on_behalf(&mut call, &headers).await?;
    let written = read(&fields, false)?;
    let article = write(&mut call, &api, &mut request, (&written, &fields), agent).await?;
    let value = shown(&mut call, &request, &article).await?;
    call.end("request.article", &request.id.to_string(), json!({ "channel": written.channel.code() }))
        .await?;
    Ok(made(value))
}

/// The e-mail addresses of a person.
pub(super) async fn address(call: &mut Call, request: &Request) -> Result<String, Failure> {
    let ways = usagers::ways(&mut call.tx, request.usager).await?;
    Ok(ways.into_iter().find(|it| it.kind == WayKind::Email).map_or_else(String::new, |it| it.shown))
}
