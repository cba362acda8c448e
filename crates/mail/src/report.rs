//! What servers report of a message that they could not deliver (RFC 3464, RFC 6522), and the texts of those that know no standard.

use serde::{Deserialize, Serialize};

/// Recipients of one report.
const RECIPIENTS_MAX: usize = 100;
/// Letters of a server's own words that are kept.
const WORDS_MAX: usize = 500;

/// A delivery report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeliveryReport {
    /// What became of each recipient.
    pub recipients: Vec<Recipient>,
    /// The Message-ID of the message that it is about, without angle brackets.
    pub original_message_id: Option<String>,
    /// The mark of this instance on the message that it is about, unchecked.
    pub original_mark: Option<String>,
}

/// What became of one recipient.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The address, if the report says it.
    pub address: Option<String>,
    /// What was done.
    pub action: Action,
    /// The code (RFC 3463).
    pub status: Option<Status>,
    /// The server's own words.
    pub words: String,
}

impl std::fmt::Debug for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recipient")
            .field("action", &self.action)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// What a server did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It gave up.
    Failed,
    /// It still tries.
    Delayed,
    /// It was delivered, or handed on.
    Delivered,
}

/// A code of three numbers, as `5.1.1` (RFC 3463).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Status {
    /// 2: delivered, 4: for now not, 5: never.
    pub class: u16,
    /// What it is about.
    pub subject: u16,
    /// The detail.
    pub detail: u16,
}

impl Status {
    /// Finds the first code in a text; `None` if there is none.
    pub fn find(text: &str) -> Option<Self> {
        text.split(|it: char| !(it.is_ascii_digit() || it == '.')).find_map(|word| {
            let numbers: Vec<&str> = word.trim_matches('.').split('.').collect();
            let [class @ ("2" | "4" | "5"), subject, detail] = numbers.as_slice() else { return None };
            let number = |it: &str| if it.len() <= 3 { it.parse().ok() } else { None };
            Some(Self { class: class.parse().ok()?, subject: number(subject)?, detail: number(detail)? })
        })
    }
}

/// Reads a `message/delivery-status` part: blocks of fields, the first about the message, the others about one recipient each.
pub(crate) fn delivery_status(text: &str) -> DeliveryReport {
    let mut recipients = Vec::new();
    for block in blocks(text) {
        let field = |name: &str| block.iter().find(|it| it.0 == name).map(|it| it.1.as_str());
        let address = field("final-recipient").or_else(|| field("original-recipient"));
        let Some(action) = field("action") else { continue };
        let action = match action.to_ascii_lowercase().split_whitespace().next() {
            Some("failed") => Action::Failed,
            Some("delayed") => Action::Delayed,
            Some("delivered" | "relayed" | "expanded") => Action::Delivered,
            _ => continue,
        };
        let words = field("diagnostic-code").map(typed).unwrap_or_default();
        let status = field("status").and_then(Status::find);
        // Many servers write a general code, and the true one in their words.
        let told =
            Status::find(words).filter(|it| status.is_none_or(|by| by.detail == 0 && by.class == it.class));
        recipients.push(Recipient {
            address: address.map(typed).map(bare),
            action,
            status: told.or(status),
            words: words.chars().take(WORDS_MAX).collect(),
        });
        if recipients.len() == RECIPIENTS_MAX {
            break;
        }
    }
    DeliveryReport { recipients, ..DeliveryReport::default() }
}

/// `rfc822; jeanne@mail.fr`: what stands after the type.
fn typed(value: &str) -> &str {
    value.split_once(';').map_or(value, |it| it.1).trim()
}

fn bare(address: &str) -> String {
    address.trim_matches(|it: char| it.is_whitespace() || it == '<' || it == '>').to_owned()
}

/// Blocks of fields between empty lines; folded lines are joined, names in lower case.
fn blocks(text: &str) -> Vec<Vec<(String, String)>> {
    let mut blocks = vec![Vec::new()];
    for line in text.lines() {
        let Some(block) = blocks.last_mut() else { break };
        if line.trim().is_empty() {
            if !block.is_empty() {
                blocks.push(Vec::new());
            }
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = block.last_mut() {
                let value: &mut String = value;
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            block.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    blocks
}

/// What the returned headers say of the message that the report is about.
pub(crate) fn returned_headers(report: &mut DeliveryReport, text: &str, mark_field: &str) {
    for block in blocks(text) {
        for (name, value) in block {
            if name == "message-id" && report.original_message_id.is_none() {
                report.original_message_id = Some(bare(&value)).filter(|it| !it.is_empty());
            } else if name.eq_ignore_ascii_case(mark_field) && report.original_mark.is_none() {
                report.original_mark = Some(value);
            }
        }
    }
}

/// Reads a report that follows no standard: qmail, old Exim, Exchange, providers' own texts. `None` if nothing in it says so.
pub(crate) fn from_words(
    text: &str,
    failed_recipients: &[String],
    mark_field: &str,
) -> Option<DeliveryReport> {
    const SAYINGS: [&str; 17] = [
        "undeliverable",
        "could not be delivered",
        "couldn't be delivered",
        "delivery has failed",
        "delivery failed",
        "wasn't able to deliver",
        "was not able to deliver",
        "unable to deliver",
        "permanent fatal errors",
        "permanent error",
        "returned to sender",
        "user unknown",
        "mailbox unavailable",
        "n'a pas pu être remis",
        "n'a pas pu être délivré",
        "échec de la remise",
        "remise impossible",
    ];
    let plain = text.replace('’', "'").to_lowercase();
    if failed_recipients.is_empty() && !SAYINGS.iter().any(|it| plain.contains(it)) {
        return None;
    }
    let status = Status::find(text).or_else(|| smtp_code(text));
    let is_delayed = status.is_some_and(|it| it.class == 4)
        || ["delayed", "will keep trying", "retardée", "différée"].iter().any(|it| plain.contains(it));
    let mut addresses: Vec<String> = failed_recipients.iter().map(|it| bare(it)).collect();
    if addresses.is_empty() {
        // Before the returned message, an address between angle brackets or alone on its line is the recipient.
        let lines = text.lines().take_while(|it| !it.to_lowercase().starts_with("message-id:"));
        addresses.extend(lines.filter_map(address_of_line).take(1));
    }
    let words = text.lines().find(|it| Status::find(it).is_some()).unwrap_or_default().trim();
    let words: String = words.chars().take(WORDS_MAX).collect();
    let action = if is_delayed { Action::Delayed } else { Action::Failed };
    let recipient = |address| Recipient { address, action, status, words: words.clone() };
    let mut recipients: Vec<Recipient> =
        addresses.into_iter().take(RECIPIENTS_MAX).map(|it| recipient(Some(it))).collect();
    if recipients.is_empty() {
        recipients.push(recipient(None));
    }
    let mut report = DeliveryReport { recipients, ..DeliveryReport::default() };
    returned_headers(&mut report, text, mark_field);
    Some(report)
}

/// `550 …` at the beginning of a server's words, when no finer code is there.
fn smtp_code(text: &str) -> Option<Status> {
    let words =
        text.split(|it: char| it.is_whitespace() || matches!(it, '#' | '-' | ':' | '<' | '>' | '(' | ')'));
    words.map(str::trim).find_map(|it| match it {
        "550" | "551" | "553" => Some(Status { class: 5, subject: 1, detail: 1 }),
        "552" => Some(Status { class: 5, subject: 2, detail: 2 }),
        "554" => Some(Status { class: 5, subject: 0, detail: 0 }),
        "421" | "450" | "451" => Some(Status { class: 4, subject: 0, detail: 0 }),
        "452" => Some(Status { class: 4, subject: 2, detail: 2 }),
        _ => None,
    })
}

fn address_of_line(line: &str) -> Option<String> {
    let line = line.trim().trim_end_matches(':');
    let inside = line.split_once('<').and_then(|it| it.1.split_once('>')).map_or(line, |it| it.0);
    let is_address = inside.split_once('@').is_some_and(|(local, host)| {
        let is_plain = |it: &str| {
            !it.is_empty() && !it.contains(|it: char| it.is_whitespace() || "<>()[],;:\"".contains(it))
        };
        is_plain(local) && is_plain(host) && host.contains('.')
    });
    is_address.then(|| inside.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn code(class: u16, subject: u16, detail: u16) -> Status {
        Status { class, subject, detail }
    }

    #[test]
    fn codes_are_found_in_words() {
        assert_eq!(Status::find("smtp; 550 5.1.1 <a@b.fr>: unknown"), Some(code(5, 1, 1)));
        assert_eq!(Status::find("#5.4.7."), Some(code(5, 4, 7)));
        assert_eq!(Status::find("4.4.1 (Persistent)"), Some(code(4, 4, 1)));
        for text in ["192.168.1.1", "3.1.1", "5.1", "5.1.1.1", "version 1.5.2", "5.9999.1", ""] {
            assert_eq!(Status::find(text), None, "{text}");
        }
    }

    #[test]
    fn each_recipient_of_a_report_is_read() {
        let text = "Reporting-MTA: dns; mx.ville.fr\nArrival-Date: x\n\nFinal-Recipient: rfc822; jeanne@mail.fr\n\
            Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550-5.1.1 No such\n user here\n\n\
            Original-Recipient: rfc822;paul@mail.fr\nAction: delayed\nStatus: 4.4.1\n\nFinal-Recipient: rfc822; x@y.fr\n";
        let report = delivery_status(text);
        let seen: Vec<_> = report
            .recipients
            .iter()
            .map(|it| (it.address.as_deref(), it.action, it.status, it.words.as_str()))
            .collect();
        let wanted = [
            (Some("jeanne@mail.fr"), Action::Failed, Some(code(5, 1, 1)), "550-5.1.1 No such user here"),
            (Some("paul@mail.fr"), Action::Delayed, Some(code(4, 4, 1)), ""),
        ];
        assert_eq!(seen, wanted);
    }

    #[test]
    fn reports_without_a_standard_are_understood() {
        let qmail = "Hi. This is the qmail-send program at mail.fr.\nI'm afraid I wasn't able to deliver your message to the \
            following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<jeanne@mail.fr>:\n\
            Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <a.b@ville.fr>\n";
        let report = from_words(qmail, &[], "x-mark").unwrap();
        assert_eq!(report.original_message_id.as_deref(), Some("a.b@ville.fr"));
        assert_eq!(report.recipients[0].address.as_deref(), Some("jeanne@mail.fr"));
        assert_eq!(report.recipients[0].status, Some(code(5, 1, 1)));
        let exchange = "Échec de la remise à ces destinataires ou groupes :\njeanne@mail.fr\nLe serveur a répondu : 550 introuvable";
        let report = from_words(exchange, &[], "x-mark").unwrap();
        assert_eq!(report.recipients[0].status, Some(code(5, 1, 1)));
        assert_eq!(from_words("Bonjour, je n’ai rien reçu.", &[], "x-mark"), None);
        let exim = from_words("", &["jeanne@mail.fr".to_owned()], "x-mark").unwrap();
        assert_eq!(exim.recipients[0].address.as_deref(), Some("jeanne@mail.fr"));
    }
}
