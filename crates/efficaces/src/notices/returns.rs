//! To which mailbox reports on notices come back.

use ::notices::{people::Asked, work::Returns};
use kernel::PartnerCode;
use mail::address_key;
use register::Tx;
use requests::mailroom::mailbox;

/// The mailboxes of the shared inbox, as notices see them.
#[derive(Debug, Clone)]
pub(super) struct ReadMailboxes {
    /// The address that e-mails come from.
    pub(super) from: String,
    /// The mailbox for reports, if the administrator named one.
    pub(super) named: Option<String>,
}

impl Returns for ReadMailboxes {
    /// The mailbox that the administrator named, else the one that e-mails come from, else one of the partner in the same domain: a server
    /// that may write for the address of an e-mail may write for its domain, for another one perhaps not.
    fn mailbox<'a>(&'a self, tx: &'a mut Tx, partner: &'a PartnerCode) -> Asked<'a, Option<String>> {
        Box::pin(async move {
            let wanted = address_key(self.named.as_deref().unwrap_or(&self.from));
            let read = mailbox::read_at(tx, partner, &wanted).await?;
            let domain = wanted.rsplit_once('@').map_or("", |it| it.1);
            let near = |it: &&mailbox::Mailbox| self.named.is_none() && it.domain() == domain;
            let found = read.iter().find(|it| it.address == wanted).or_else(|| read.iter().find(near));
            Ok(found.map(|it| it.address.clone()))
        })
    }
}

#[cfg(test)]
mod tests {
    use register::Db;
    use requests::mailroom::mailbox::{ImapSettings, Mailbox};

    use super::*;

    async fn mailbox(db: &Db, partner: &str, address: &str, is_read: bool) {
        let now = "2026-03-10T10:00:00Z".parse().unwrap();
        let mut mailbox = Mailbox::new(partner.parse().unwrap(), address.to_owned(), now);
        mailbox.settings.imap = is_read.then(|| ImapSettings {
            host: "imap.ville.fr".to_owned(),
            port: 993,
            security: "tls".to_owned(),
            user: address.to_owned(),
            login: "password".to_owned(),
            folder: "INBOX".to_owned(),
        });
        let mut tx = db.write().await.unwrap();
        mailbox::save(&mut tx, &mailbox, now).await.unwrap();
        tx.commit().await.unwrap();
    }

    testkit::on_both! {
        async fn reports_go_to_a_mailbox_that_is_read_and_that_our_server_may_write_for(db: Db) {
            db.migrate(&[&register::MIGRATIONS, &requests::MIGRATIONS]).await.unwrap();
            let ville: PartnerCode = "ville".parse().unwrap();
            for code in ["ville", "caf"] {
                let partner = register::Partner { code: code.parse().unwrap(), name: code.to_owned() };
                let mut tx = db.write().await.unwrap();
                register::partner::save(&mut tx, &partner, "2026-03-10T10:00:00Z".parse().unwrap()).await.unwrap();
                tx.commit().await.unwrap();
            }
            let found = async |from: &str, named: Option<&str>| {
                let returns = ReadMailboxes { from: from.to_owned(), named: named.map(str::to_owned) };
                returns.mailbox(&mut db.read().await.unwrap(), &ville).await.unwrap()
            };
            mailbox(&db, "ville", "envoi@ville.fr", false).await;
            assert_eq!(found("envoi@ville.fr", None).await, None);
            mailbox(&db, "ville", "contact@ville.fr", true).await;
            mailbox(&db, "caf", "contact@caf.fr", true).await;
            assert_eq!(found("envoi@ville.fr", None).await.as_deref(), Some("contact@ville.fr"));
            assert_eq!(found("Contact@caf.fr", None).await.as_deref(), Some("contact@caf.fr"));
            assert_eq!(found("avis@caf.fr", None).await, None, "another partner's mailbox is not borrowed");
            assert_eq!(found("envoi@ville.fr", Some("contact@caf.fr")).await.as_deref(), Some("contact@caf.fr"));
            assert_eq!(found("envoi@ville.fr", Some("nobody@ville.fr")).await, None);
        }
    }
}
