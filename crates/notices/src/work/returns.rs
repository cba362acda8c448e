//! Where servers report what they could not deliver: to a mailbox that this instance reads, under an address that names the notice.
//!
//! **Invariant:** an address with our token proves which notice a report is about, even where the report brings nothing of the message back
//! (as `contact+TOKEN@ville.fr`); without one, the message that is brought back does, by its mark.

use jiff::Timestamp;
use kernel::PartnerCode;
use mail::{Keys, Purpose, Recipient, bounce_words::Undelivered};
use register::{StoreError, Tx};

use crate::{
    notice::{Notice, NoticeId, Why},
    people::Asked,
    store::sending,
};

/// Knows the mailboxes that are read.
pub trait Returns: Send + Sync {
    /// The address of a mailbox to which reports on a partner's e-mails may come back; `None`: nobody would read them.
    fn mailbox<'a>(&'a self, tx: &'a mut Tx, partner: &'a PartnerCode) -> Asked<'a, Option<String>>;
}

/// Nobody reads reports.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoReturns;

impl Returns for NoReturns {
    fn mailbox<'a>(&'a self, _: &'a mut Tx, _: &'a PartnerCode) -> Asked<'a, Option<String>> {
        Box::pin(async { Ok(None) })
    }
}

/// The address in a mailbox to which reports on a notice come back: without a token if the mailbox's own name leaves no room for one.
pub(super) fn return_path(keys: Option<&Keys>, mailbox: &str, id: NoticeId) -> String {
    let named = mailbox
        .rsplit_once('@')
        .zip(keys)
        .and_then(|((local, domain), keys)| keys.address(local, domain, id, Purpose::Bounce));
    named.unwrap_or_else(|| mailbox.to_owned())
}

/// The notice to whose address a report was sent; `None`: to no such address of ours.
pub fn notice_reported(keys: &Keys, sent_to: &[String]) -> Option<NoticeId> {
    sent_to.iter().find_map(|it| keys.of_address::<Notice>(it, Purpose::Bounce))
}

/// A server says for good that it did not deliver a notice to its recipient. `true`: this ended it.
///
/// # Errors
///
/// [`StoreError`] if the register fails.
pub async fn bounced(
    tx: &mut Tx,
    id: NoticeId,
    recipient: &Recipient,
    now: Timestamp,
) -> Result<bool, StoreError> {
    sending::failed(tx, id, (why_of(recipient.status), &recipient.words), now).await
}

/// Why a message was not delivered, by the code of a report or of a refusal (RFC 3463).
pub(super) fn why_of(status: Option<mail::Status>) -> Why {
    let Some(status) = status else { return Why::Other };
    match Undelivered::of_status(status) {
        // What a server says for now may be otherwise another day.
        _ if status.class == 4 => Why::Away,
        Undelivered::NoAddress | Undelivered::NoDomain | Undelivered::Closed => Why::Unknown,
        Undelivered::Full | Undelivered::Silent | Undelivered::Waiting => Why::Away,
        Undelivered::Refused | Undelivered::Unproved => Why::Blocked,
        Undelivered::TooBig | Undelivered::Loop | Undelivered::Unknown => Why::Other,
    }
}

#[cfg(test)]
mod tests {
    use kernel::Secret;

    use super::*;

    fn keys(byte: u8) -> Keys {
        Keys::new(Secret::new(vec![byte; 32]), None).unwrap()
    }

    #[test]
    fn a_report_finds_its_notice_by_the_address_that_it_was_sent_to() {
        let id = NoticeId::new(crate::testing::now());
        let address = return_path(Some(&keys(1)), "contact@ville.fr", id);
        assert!(address.starts_with("contact+") && address.ends_with("@ville.fr"), "{address}");
        let sent_to = ["contact@ville.fr".to_owned(), address];
        assert_eq!(notice_reported(&keys(1), &sent_to), Some(id));
        assert_eq!(notice_reported(&keys(2), &sent_to), None);
        assert_eq!(notice_reported(&keys(1), &sent_to[..1]), None);
        let long = format!("{}@ville.fr", "a".repeat(40));
        assert_eq!(return_path(Some(&keys(1)), &long, id), long);
        assert_eq!(return_path(None, "contact@ville.fr", id), "contact@ville.fr");
    }

    #[test]
    fn codes_say_whether_it_is_the_address_the_moment_or_the_message() {
        for (code, why) in [
            ("5.1.1", Why::Unknown),
            ("5.1.0", Why::Unknown),
            ("5.1.2", Why::Unknown),
            ("5.1.10", Why::Unknown),
            ("5.2.1", Why::Unknown),
            ("5.4.4", Why::Unknown),
            ("5.2.2", Why::Away),
            ("4.4.1", Why::Away),
            ("4.1.1", Why::Away),
            ("5.7.1", Why::Blocked),
            ("5.7.26", Why::Blocked),
            ("5.3.4", Why::Other),
            ("5.0.0", Why::Other),
        ] {
            assert_eq!(why_of(mail::Status::find(code)), why, "{code}");
        }
        assert_eq!(why_of(None), Why::Other);
    }
}
