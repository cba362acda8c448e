//! `FreeScout`: the JSON of its API as files.
//!
//! `GET /api/conversations?embed=threads` (pages), or `GET /api/conversations/ID`. The bytes of an attachment are a file
//! `attachments/CONVERSATION/THREAD/ID`, what its `fileUrl` gives.

use kernel::Channel;
use serde_json::{Map, Value};

use super::{
    Conversation, Files, Found, Message, Role, Who,
    place::{Holds, Record, at, text},
    ways,
};
use crate::words::message;

/// The name of the format.
pub const FORMAT: &str = "freescout";

/// Reads the conversations of these records; drafts and deleted ones are not among them.
pub(super) fn read(records: &[Record], files: &Files, found: &mut Found) {
    for record in records.iter().filter(|it| it.kind() == Holds::Conversation) {
        let fields = record.fields();
        if text(fields, "state").is_some_and(|it| it != "published") {
            continue;
        }
        let Some(key) = text(fields, "id") else {
            found.refused.push(record.refused("id", message("import-field-missing")));
            continue;
        };
        let channel = match text(fields, "type").as_deref() {
            Some("phone") => Channel::Phone,
            Some("chat") => Channel::Chat,
            _ => Channel::Email,
        };
        let mut messages = Vec::new();
        for thread in list(fields, "threads") {
            match said(record, thread, (&key, channel), files, found) {
                Ok(Some(it)) => messages.push(it),
                Ok(None) => {}
                Err(column) => found.refused.push(record.refused(column, message("import-field-missing"))),
            }
        }
        messages.sort_by_key(|it| it.at);
        if messages.is_empty() {
            found.refused.push(record.refused("threads", message("import-no-messages")));
            continue;
        }
        let status = text(fields, "status").unwrap_or_default();
        let is_closed = status == "closed" || status == "spam";
        found.conversations.push(Conversation {
            format: FORMAT,
            key,
            subject: text(fields, "subject").unwrap_or_default(),
            who: who(fields),
            is_closed,
            closed_at: at(fields, "closedAt").filter(|_| is_closed),
            reason: None,
            messages,
        });
    }
}

/// A list that stands in the object, or in its `_embedded`.
fn list<'a>(fields: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Map<String, Value>> {
    let embedded = fields.get("_embedded").and_then(|it| it.get(name));
    let found = embedded.or_else(|| fields.get(name)).and_then(Value::as_array);
    found.into_iter().flatten().filter_map(Value::as_object)
}

fn who(fields: &Map<String, Value>) -> Who {
    let Some(customer) = fields.get("customer").and_then(Value::as_object) else { return Who::default() };
    let of = |name| text(customer, name).unwrap_or_default();
    let phone = list(customer, "phones").find_map(|it| text(it, "value")).unwrap_or_default();
    let name = format!("{} {}", of("firstName"), of("lastName"));
    Who { name: name.trim().to_owned(), ways: ways(&of("email"), &phone) }
}

/// What a thread says; `None`: it is a line of what was done, or a draft. The error is the field that lacks.
fn said(
    record: &Record,
    thread: &Map<String, Value>,
    (conversation, channel): (&str, Channel),
    files: &Files,
    found: &mut Found,
) -> Result<Option<Message>, &'static str> {
    let kind = text(thread, "type").ok_or("type")?;
    let role = match &*kind {
        "customer" => Role::Usager,
        "message" => Role::Agent,
        "note" => Role::Note,
        _ => return Ok(None),
    };
    if text(thread, "state").is_some_and(|it| it != "published") {
        return Ok(None);
    }
    let key = text(thread, "id").ok_or("id")?;
    let at = at(thread, "createdAt").ok_or("createdAt")?;
    let mut carried = Vec::new();
    for attachment in list(thread, "attachments") {
        let id = text(attachment, "id").unwrap_or_default();
        let name = text(attachment, "fileName").unwrap_or_else(|| "file".to_owned());
        match super::beside(files, &format!("attachments/{conversation}/{key}/{id}")) {
            Some(bytes) => {
                carried.push((name, text(attachment, "mimeType").unwrap_or_default(), bytes.clone()));
            }
            None => found
                .refused
                .push(record.refused("attachments", message("import-no-file").with("name", name))),
        }
    }
    Ok(Some(Message {
        key,
        at,
        channel,
        role,
        text: text(thread, "body").unwrap_or_default(),
        is_html: true,
        subject: None,
        message_id: None,
        files: carried,
    }))
}
