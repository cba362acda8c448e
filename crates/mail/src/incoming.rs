//! What a message says, once read: values only, that a worker process can hand over as JSON.
//!
//! **Invariant:** nothing here is believed because it is written: addresses, dates and ids are those that the sender chose.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    raw::ContentKey,
    report::DeliveryReport,
    safe_html::SafeHtml,
    verdict::{Authentication, Spam},
};

/// A message that was read.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Incoming {
    /// The key of its raw bytes.
    pub key: ContentKey,
    /// Its Message-IDs, without angle brackets; more than one if the field is there twice.
    pub message_ids: Vec<String>,
    /// The messages that it answers.
    pub in_reply_to: Vec<String>,
    /// The messages of its thread, the oldest first.
    pub references: Vec<String>,
    /// Its date, as it is written.
    pub date: Option<WrittenDate>,
    /// Who it says it is from.
    pub from: Vec<Mailbox>,
    /// How many `From` fields there are: one, in an honest message.
    pub from_fields: usize,
    /// Whom to answer.
    pub reply_to: Vec<Mailbox>,
    /// To whom.
    pub to: Vec<Mailbox>,
    /// Copies to.
    pub cc: Vec<Mailbox>,
    /// One line.
    pub subject: String,
    /// The text that the sender wrote.
    pub text: String,
    /// The text that the sender left below or between: earlier messages.
    pub quoted: String,
    /// Whether text was left out, being too long.
    pub is_cut: bool,
    /// The HTML of the message, safe to show.
    pub html: Option<SafeHtml>,
    /// What comes with it, in the order of the message.
    pub attachments: Vec<Attachment>,
    /// What the trusted server found out about the sender.
    pub authentication: Option<Authentication>,
    /// What the server's spam filter says.
    pub spam: Option<Spam>,
    /// A delivery report that it carries (RFC 3464).
    pub report: Option<DeliveryReport>,
    /// Fields that tell robots from people.
    pub robot: RobotFields,
    /// Where answers of servers go.
    pub return_path: ReturnPath,
    /// The mailboxes to which servers delivered it.
    pub delivered_to: Vec<String>,
    /// How many servers it went through.
    pub hops: usize,
    /// The mark that this instance puts on its own messages, unchecked.
    pub mark: Option<String>,
}

impl Incoming {
    /// The address of the sender, in lower case; `None` if the message names none, or several.
    pub fn sender(&self) -> Option<String> {
        match self.from.as_slice() {
            [only] if self.from_fields == 1 => Some(address_key(&only.address)),
            _ => None,
        }
    }

    /// Every address that the message was sent to, in lower case.
    pub fn recipients(&self) -> impl Iterator<Item = String> + '_ {
        let shown = self.to.iter().chain(&self.cc).map(|it| it.address.as_str());
        shown.chain(self.delivered_to.iter().map(String::as_str)).map(address_key)
    }

    /// The ids of the messages that it may continue, the nearest first, each once.
    pub fn ancestors(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for id in self.in_reply_to.iter().chain(self.references.iter().rev()) {
            if !ids.contains(&id.as_str()) {
                ids.push(id);
            }
        }
        ids
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("key", &self.key)
            .field("attachments", &self.attachments.len())
            .finish_non_exhaustive()
    }
}

/// An address with the name before it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// The name that is shown; may be anything.
    pub name: Option<String>,
    /// The address, as written.
    pub address: String,
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

/// The form in which addresses are compared: no spaces around, lower case.
pub fn address_key(address: &str) -> String {
    // ASCII only: other letters have several writings, and one of them may be somebody else’s.
    address.trim().to_ascii_lowercase()
}

/// A date as a message writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenDate {
    /// The field.
    pub text: String,
    /// The instant, if the field has one; may be far in the past or in the future.
    pub at: Option<Timestamp>,
}

/// Where answers of servers go (RFC 5321, 4.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReturnPath {
    /// The server wrote none.
    Absent,
    /// Nowhere: the message comes from a server.
    Null,
    /// To this address.
    Address(String),
}

/// Fields by which robots say that they are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RobotFields {
    /// `Auto-Submitted` (RFC 3834), in lower case, without comments.
    pub auto_submitted: Option<String>,
    /// `Precedence`, in lower case.
    pub precedence: Option<String>,
    /// `List-Id`.
    pub list_id: Option<String>,
    /// `List-Unsubscribe`.
    pub list_unsubscribe: Option<String>,
    /// Names, in lower case, of the fields that only answering machines write: `x-autoreply` and the like.
    pub answering: Vec<String>,
    /// The kind of report that it is (RFC 6522): `delivery-status`, `disposition-notification`.
    pub report_type: Option<String>,
    /// `X-Failed-Recipients`, which some servers write on bounces.
    pub failed_recipients: Vec<String>,
}

/// Something that comes with a message. Its bytes: [`attachment_bytes`](crate::attachment_bytes), by its place in the list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// A name that is safe on every disk.
    pub name: String,
    /// The type that the sender declares, as `application/pdf`.
    pub declared_type: String,
    /// The type that its first bytes show.
    pub found_type: Option<String>,
    /// Bytes, once decoded.
    pub bytes: usize,
    /// BLAKE3 of its bytes.
    pub key: ContentKey,
    /// What HTML calls it by, in `cid:…`.
    pub content_id: Option<String>,
    /// Whether the message shows it in its text.
    pub is_inline: bool,
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment")
            .field("key", &self.key)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}
