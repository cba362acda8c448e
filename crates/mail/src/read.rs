//! Raw bytes → [`Incoming`]. Start with [`read`].
//!
//! **Invariant:** every message ends as an [`Incoming`] or as a [`Quarantined`]; a parser that panics is a reason, not the end of a
//! process.

use std::panic::{AssertUnwindSafe, catch_unwind};

use encoding_rs::WINDOWS_1252;
use jiff::Timestamp;
use mail_parser::{Address, HeaderName, HeaderValue, Message, MessageParser};
use serde::{Deserialize, Serialize};

use crate::{
    file_name,
    html::floor,
    incoming::{Attachment, Incoming, Mailbox, ReturnPath, RobotFields, WrittenDate},
    parts::{Leaf, Role, leaves},
    quoted,
    raw::{ContentKey, Limits, Quarantined, Reason, check},
    report::{self, DeliveryReport},
    safe_html,
    scan::header_end,
    verdict::{self, TrustedServer, without_comments},
};

/// The field that this instance writes on its own messages.
pub const MARK_FIELD: &str = "X-Contacts-Efficaces";

/// Bytes of text that are kept; the rest stays in the raw message.
const TEXT_BYTES_MAX: usize = 1 << 20;
/// Letters of a subject.
const SUBJECT_MAX: usize = 1_000;
/// Letters of a name before an address.
const NAME_MAX: usize = 300;
/// Letters of an address (RFC 5321, 4.5.3.1.3, with room for an old sender).
const ADDRESS_MAX: usize = 320;
/// Addresses of one list that are kept.
const MAILBOXES_MAX: usize = 1_000;
/// Letters of a Message-ID: those of a line (RFC 5322, 2.1.1).
const ID_MAX: usize = 998;
/// Message-IDs of one field that are kept: the first, and the last ones.
const IDS_MAX: usize = 100;
/// Letters of other fields that are kept.
const FIELD_MAX: usize = 998;
/// Fields by which answering machines say what they are.
const ANSWERING: [&str; 8] = [
    "x-autoreply",
    "x-autorespond",
    "x-autoresponse",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-vacation",
    "x-fc-machinegenerated",
    "auto-replied",
];

/// How messages are read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Settings {
    /// What a message may measure.
    pub limits: Limits,
    /// The server whose results about senders are believed; `None`: nobody's are.
    pub trusted_server: Option<TrustedServer>,
}

/// Reads a message.
///
/// # Errors
///
/// [`Quarantined`]: it is kept as it came, and a person sees why.
pub fn read(raw: &[u8], settings: &Settings) -> Result<Incoming, Quarantined> {
    check(raw, &settings.limits)?;
    guarded(|| read_checked(raw, settings))?.ok_or(Quarantined { reason: Reason::NotAMessage })
}

/// The bytes of an attachment, by its place in [`Incoming::attachments`]; `None` if there is none there.
///
/// # Errors
///
/// [`Quarantined`], as [`read`].
pub fn attachment_bytes(raw: &[u8], index: usize, limits: &Limits) -> Result<Option<Vec<u8>>, Quarantined> {
    check(raw, limits)?;
    guarded(|| {
        let leaves = leaves(raw)?;
        leaves.iter().filter(|it| it.role == Role::Attached).nth(index).map(|it| it.bytes().into_owned())
    })
}

fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, Quarantined> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| Reason::ParserFailed.into())
}

fn read_checked(raw: &[u8], settings: &Settings) -> Option<Incoming> {
    let header = header(raw);
    let fields = MessageParser::default().parse_headers(header.as_slice())?;
    if !is_message(&fields) {
        return None;
    }
    let leaves = leaves(raw)?;
    let attachments: Vec<Attachment> =
        leaves.iter().filter(|it| it.role == Role::Attached).enumerate().map(attachment).collect();
    let html = joined(&leaves, Role::Html);
    let by_id = |id: &str| {
        let id = id.trim_matches(['<', '>']);
        attachments.iter().position(|it| it.content_id.as_deref() == Some(id))
    };
    let html = (!html.trim().is_empty()).then(|| safe_html::sanitise(&html, &by_id));
    let text = joined(&leaves, Role::Text);
    let text = match &html {
        Some((_, of_html)) if text.trim().is_empty() => of_html.clone(),
        _ => text,
    };
    let kept = text.get(..floor(&text, TEXT_BYTES_MAX)).unwrap_or_default();
    let split = quoted::split(kept);
    let first = |name: &str| raw_value(&fields, name);
    let mut robot = robot_fields(&fields);
    robot.report_type = report_type(&fields);
    let return_path = return_path(first("return-path"));
    let from = mailboxes(&fields, HeaderName::From);
    let report = report_of(&leaves, &text, &from, &return_path, &robot);
    Some(Incoming {
        key: ContentKey::of(raw),
        message_ids: ids(&fields, HeaderName::MessageId),
        in_reply_to: ids(&fields, HeaderName::InReplyTo),
        references: ids(&fields, HeaderName::References),
        date: written_date(&fields),
        from,
        from_fields: fields.header_values(HeaderName::From).count(),
        reply_to: mailboxes(&fields, HeaderName::ReplyTo),
        to: mailboxes(&fields, HeaderName::To),
        cc: mailboxes(&fields, HeaderName::Cc),
        subject: one_line(fields.subject().unwrap_or_default(), SUBJECT_MAX),
        is_cut: kept.len() < text.len() || html.as_ref().is_some_and(|it| it.0.is_cut),
        text: split.new,
        quoted: split.quoted,
        html: html.map(|it| it.0),
        attachments,
        authentication: settings.trusted_server.as_ref().and_then(|it| verdict::authentication(&fields, it)),
        spam: verdict::spam(&fields),
        report,
        robot,
        return_path,
        delivered_to: delivered_to(&fields),
        hops: fields.header_values(HeaderName::Received).count(),
        mark: first(MARK_FIELD).map(|it| one_line(&it, FIELD_MAX)),
    })
}

/// The header block in UTF-8: lines that are not, are in the letters of Windows, which is what old French programs write.
fn header(raw: &[u8]) -> Vec<u8> {
    let mut header = Vec::new();
    let block = raw.get(..header_end(raw)).unwrap_or_default();
    for line in block.split_inclusive(|it| *it == b'\n') {
        match std::str::from_utf8(line) {
            Ok(_) => header.extend_from_slice(line),
            Err(_) => header.extend_from_slice(WINDOWS_1252.decode_without_bom_handling(line).0.as_bytes()),
        }
    }
    header.extend_from_slice(b"\r\n");
    header
}

/// Whether at least one field says that this is a message: any text with a colon parses as one.
fn is_message(fields: &Message<'_>) -> bool {
    fields.headers().iter().any(|it| {
        matches!(
            it.name,
            HeaderName::From
                | HeaderName::To
                | HeaderName::Date
                | HeaderName::Subject
                | HeaderName::MessageId
                | HeaderName::Received
                | HeaderName::ReturnPath
                | HeaderName::ContentType
        )
    })
}

fn joined(leaves: &[Leaf<'_>], role: Role) -> String {
    leaves.iter().filter(|it| it.role == role).map(Leaf::text).collect::<Vec<_>>().join("\n")
}

fn attachment((index, leaf): (usize, &Leaf<'_>)) -> Attachment {
    let bytes = leaf.bytes();
    let declared_type = leaf.declared_type();
    let ending = if declared_type.starts_with("message/") { "eml" } else { "bin" };
    Attachment {
        name: file_name::safe(leaf.name().unwrap_or_default(), &format!("attachment-{}.{ending}", index + 1)),
        declared_type,
        found_type: infer::get(&bytes).map(|it| it.mime_type().to_owned()),
        bytes: bytes.len(),
        key: ContentKey::of(&bytes),
        content_id: leaf.content_id().map(|it| one_line(it, ID_MAX)).filter(|it| !it.is_empty()),
        is_inline: leaf.is_inline(),
    }
}

fn raw_value(fields: &Message<'_>, name: &str) -> Option<String> {
    fields.headers_raw().find(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1.trim().to_owned())
}

fn raw_values<'m>(fields: &'m Message<'_>, name: &'m str) -> impl Iterator<Item = &'m str> {
    fields.headers_raw().filter(move |it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1.trim())
}

/// A text on one line, without control signs, of so many letters.
fn one_line(text: &str, max: usize) -> String {
    let text: String = text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    text.split(' ').filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ").chars().take(max).collect()
}

fn mailboxes(fields: &Message<'_>, name: HeaderName<'static>) -> Vec<Mailbox> {
    let mut found = Vec::new();
    for value in fields.header_values(name) {
        let HeaderValue::Address(address) = value else { continue };
        let add = |it: &mail_parser::Addr<'_>| {
            let address = it.address.as_deref().unwrap_or_default().trim();
            let is_address = address.contains('@')
                && address.len() <= ADDRESS_MAX
                && !address.contains(|it: char| it.is_control() || it.is_whitespace());
            let name = it.name.as_deref().map(|it| one_line(it, NAME_MAX)).filter(|it| !it.is_empty());
            if is_address && found.len() < MAILBOXES_MAX {
                found.push(Mailbox { name, address: address.to_owned() });
            }
        };
        match address {
            Address::List(list) => list.iter().for_each(add),
            Address::Group(groups) => groups.iter().flat_map(|it| &it.addresses).for_each(add),
        }
    }
    found
}

fn ids(fields: &Message<'_>, name: HeaderName<'static>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for value in fields.header_values(name) {
        let list = match value {
            HeaderValue::Text(one) => std::slice::from_ref(one),
            HeaderValue::TextList(list) => list.as_slice(),
            _ => continue,
        };
        let good = list.iter().map(|it| it.trim()).filter(|it| {
            !it.is_empty()
                && it.len() <= ID_MAX
                && !it.contains(|it: char| it.is_control() || it.is_whitespace())
        });
        found.extend(good.map(str::to_owned));
    }
    if found.len() > IDS_MAX {
        found.drain(1..=found.len() - IDS_MAX);
    }
    found
}

fn written_date(fields: &Message<'_>) -> Option<WrittenDate> {
    let text = raw_value(fields, "date")?;
    let at = fields.date().filter(|it| it.is_valid()).map(mail_parser::DateTime::to_timestamp);
    Some(WrittenDate {
        text: one_line(&text, FIELD_MAX),
        at: at.and_then(|it| Timestamp::from_second(it).ok()),
    })
}

fn return_path(value: Option<String>) -> ReturnPath {
    let Some(value) = value else { return ReturnPath::Absent };
    let address = without_comments(&value);
    let address = address.trim_matches(|it: char| it.is_whitespace() || it == '<' || it == '>');
    if address.is_empty() { ReturnPath::Null } else { ReturnPath::Address(one_line(address, ADDRESS_MAX)) }
}

fn delivered_to(fields: &Message<'_>) -> Vec<String> {
    let names = ["delivered-to", "x-original-to", "x-delivered-to", "envelope-to"];
    let all = names.iter().flat_map(|it| raw_values(fields, it));
    let bare = all.map(|it| one_line(it.trim_matches(['<', '>']), ADDRESS_MAX));
    bare.filter(|it| it.contains('@')).take(IDS_MAX).collect()
}

fn robot_fields(fields: &Message<'_>) -> RobotFields {
    let kept = |name: &str| raw_value(fields, name).map(|it| one_line(&it, FIELD_MAX));
    let word = |name: &str| {
        let value = without_comments(&kept(name)?);
        Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    };
    RobotFields {
        auto_submitted: word("auto-submitted"),
        precedence: word("precedence"),
        list_id: kept("list-id"),
        list_unsubscribe: kept("list-unsubscribe"),
        answering: ANSWERING
            .into_iter()
            .filter(|it| raw_value(fields, it).is_some())
            .map(str::to_owned)
            .collect(),
        failed_recipients: raw_values(fields, "x-failed-recipients")
            .flat_map(|it| it.split(','))
            .map(|it| one_line(it, ADDRESS_MAX))
            .filter(|it| it.contains('@'))
            .take(IDS_MAX)
            .collect(),
        report_type: None,
    }
}

/// `delivery-status`, `disposition-notification`…: the kind of a report.
fn report_type(fields: &Message<'_>) -> Option<String> {
    let kind = fields.header(HeaderName::ContentType)?.as_content_type()?;
    let is_report = kind.ctype().eq_ignore_ascii_case("multipart")
        && kind.subtype().is_some_and(|it| it.eq_ignore_ascii_case("report"));
    let kind = kind.attribute("report-type").filter(|_| is_report)?;
    Some(one_line(kind, FIELD_MAX).to_ascii_lowercase())
}

fn report_of(
    leaves: &[Leaf<'_>],
    text: &str,
    from: &[Mailbox],
    return_path: &ReturnPath,
    robot: &RobotFields,
) -> Option<DeliveryReport> {
    let of_type = |types: &[&str]| leaves.iter().find(|it| types.contains(&it.declared_type().as_str()));
    let status = of_type(&["message/delivery-status", "message/global-delivery-status"]);
    let mut report = if let Some(leaf) = status {
        report::delivery_status(&leaf.text())
    } else {
        let is_of_server = *return_path == ReturnPath::Null
            || !robot.failed_recipients.is_empty()
            || from.iter().any(|it| is_server(&it.address));
        if !is_of_server {
            return None;
        }
        report::from_words(text, &robot.failed_recipients, MARK_FIELD)?
    };
    let returned =
        of_type(&["message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"]);
    if let Some(leaf) = returned {
        let text = leaf.text();
        // The headers are enough.
        let headers = text.split_once("\n\n").map_or(text.as_str(), |it| it.0);
        report::returned_headers(&mut report, headers, MARK_FIELD);
    }
    (!report.recipients.is_empty()).then_some(report)
}

/// `mailer-daemon@…`, `postmaster@…`.
pub(crate) fn is_server(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default().to_ascii_lowercase();
    matches!(local.as_str(), "mailer-daemon" | "postmaster" | "mail-daemon" | "mailerdaemon")
        || local.starts_with("mailer-daemon")
}

#[cfg(test)]
mod tests;
