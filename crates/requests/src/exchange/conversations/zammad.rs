//! Zammad: the JSON of its REST API as files, however they are cut.
//!
//! `GET /api/v1/tickets?expand=true` (pages), `GET /api/v1/ticket_articles/by_ticket/ID?expand=true` (each ticket), and, for names and
//! numbers, `GET /api/v1/users`. The bytes of an attachment are a file `attachments/TICKET/ARTICLE/ID`, what
//! `GET /api/v1/ticket_attachment/TICKET/ARTICLE/ID` gives.

use std::collections::HashMap;

use kernel::Channel;
use serde_json::{Map, Value};

use super::{
    Conversation, Files, Found, Message, Role, Who,
    place::{Holds, Record, address, at, text},
    ways,
};
use crate::words::message;

/// The name of the format.
pub const FORMAT: &str = "zammad";
/// The state that has this number where nobody changed the list.
const CLOSED_ID: &str = "4";

/// Reads the tickets of these records, each with its articles.
pub(super) fn read(records: &[Record], files: &Files, found: &mut Found) {
    let of = |kind: Holds| records.iter().filter(move |it| it.kind() == kind);
    let users: HashMap<String, &Map<String, Value>> =
        of(Holds::User).filter_map(|it| Some((text(it.fields(), "id")?, it.fields()))).collect();
    let mut articles: HashMap<String, Vec<&Record>> = HashMap::new();
    for article in of(Holds::Article) {
        let ticket = text(article.fields(), "ticket_id").unwrap_or_default();
        articles.entry(ticket).or_default().push(article);
    }
    for ticket in of(Holds::Ticket) {
        let fields = ticket.fields();
        let Some(key) = text(fields, "id") else {
            found.refused.push(ticket.refused("id", message("import-field-missing")));
            continue;
        };
        let own = articles.remove(&key).unwrap_or_default();
        let mut messages: Vec<Message> = Vec::new();
        for article in &own {
            match said(article, &key, files, found) {
                Ok(Some(it)) => messages.push(it),
                Ok(None) => {}
                Err(column) => found.refused.push(article.refused(column, message("import-field-missing"))),
            }
        }
        messages.sort_by_key(|it| it.at);
        if messages.is_empty() {
            found.refused.push(ticket.refused("articles", message("import-no-messages")));
            continue;
        }
        let state = text(fields, "state");
        let is_closed = state.map_or_else(
            || text(fields, "state_id").as_deref() == Some(CLOSED_ID),
            |it| ["closed", "merged"].contains(&&*it),
        );
        let closed_at = at(fields, "last_close_at").or_else(|| at(fields, "close_at"));
        found.conversations.push(Conversation {
            format: FORMAT,
            key,
            subject: text(fields, "title").unwrap_or_default(),
            who: who(fields, &users, &own),
            is_closed,
            closed_at: closed_at.filter(|_| is_closed),
            reason: None,
            messages,
        });
    }
    for article in articles.into_values().flatten() {
        found.refused.push(article.refused("ticket_id", message("import-no-ticket")));
    }
}

/// The customer: the user of that number, else the address of the ticket, else that of the first article of a customer.
fn who(fields: &Map<String, Value>, users: &HashMap<String, &Map<String, Value>>, own: &[&Record]) -> Who {
    let user = text(fields, "customer_id").and_then(|it| users.get(&it).copied());
    if let Some(user) = user {
        let of = |name| text(user, name).unwrap_or_default();
        let phone = [of("mobile"), of("phone")].into_iter().find(|it| !it.is_empty()).unwrap_or_default();
        let name = format!("{} {}", of("firstname"), of("lastname"));
        return Who { name: name.trim().to_owned(), ways: ways(&of("email"), &phone) };
    }
    let customer = match fields.get("customer") {
        Some(Value::Object(it)) => text(it, "email"),
        _ => text(fields, "customer"),
    };
    let from = own.iter().find(|it| text(it.fields(), "sender").as_deref() == Some("Customer"));
    let from = from.and_then(|it| text(it.fields(), "from")).unwrap_or_default();
    let name = from.split_once('<').map_or("", |it| it.0).trim().trim_matches('"').to_owned();
    let email = customer.filter(|it| it.contains('@')).unwrap_or_else(|| address(&from).to_owned());
    Who { name, ways: ways(&email, address(&from)) }
}

/// What an article says; `None`: Zammad itself wrote it. The error is the field that lacks.
fn said(
    article: &Record,
    ticket: &str,
    files: &Files,
    found: &mut Found,
) -> Result<Option<Message>, &'static str> {
    let fields = article.fields();
    let key = text(fields, "id").ok_or("id")?;
    let at = at(fields, "created_at").ok_or("created_at")?;
    let sender = text(fields, "sender").ok_or("sender")?;
    let kind = text(fields, "type").ok_or("type")?;
    if sender == "System" {
        return Ok(None);
    }
    let is_internal = fields.get("internal") == Some(&Value::Bool(true));
    let role = match &*sender {
        "Customer" => Role::Usager,
        _ if is_internal || kind == "note" => Role::Note,
        _ => Role::Agent,
    };
    let mut carried = Vec::new();
    for attachment in fields.get("attachments").and_then(Value::as_array).into_iter().flatten() {
        let Some(attachment) = attachment.as_object() else { continue };
        let id = text(attachment, "id").unwrap_or_default();
        let name = text(attachment, "filename").unwrap_or_else(|| "file".to_owned());
        let kind = attachment.get("preferences").and_then(Value::as_object);
        let kind = kind.and_then(|it| text(it, "Content-Type").or_else(|| text(it, "Mime-Type")));
        match super::beside(files, &format!("attachments/{ticket}/{key}/{id}")) {
            Some(bytes) => carried.push((name, kind.unwrap_or_default(), bytes.clone())),
            None => found
                .refused
                .push(article.refused("attachments", message("import-no-file").with("name", name))),
        }
    }
    Ok(Some(Message {
        key,
        at,
        channel: match &*kind {
            "email" => Channel::Email,
            "phone" => Channel::Phone,
            "sms" => Channel::Sms,
            "chat" => Channel::Chat,
            "web" | "note" => Channel::Web,
            "fax" => Channel::Post,
            _ if kind.contains("twitter") || kind.contains("facebook") => Channel::Social,
            _ => Channel::Other,
        },
        role,
        text: text(fields, "body").unwrap_or_default(),
        is_html: text(fields, "content_type").is_some_and(|it| it.contains("html")),
        subject: text(fields, "subject"),
        message_id: text(fields, "message_id").map(|it| it.trim_matches(['<', '>']).to_owned()),
        files: carried,
    }))
}
