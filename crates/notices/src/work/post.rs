//! Notices by e-mail: built the same at each try, handed to the instance's server; what bounces.

use std::sync::Arc;

use gateways::{Fate, SendError, Smtp};
use mail::{
    Keys, Mailbox, Outgoing,
    build::{Origin, Unsubscribe},
};
use register::{Db, StoreError};
use uuid::Uuid;

use super::{
    ledger::Trouble,
    returns::{self, Returns},
};
use crate::{
    address::Keyring,
    links,
    notice::{NoticeId, Why},
    store::sending::Parcel,
    template::Lane,
};

/// What stands for the mail server where carriers are named.
pub(super) const CARRIER: &str = "smtp";
/// What tells our Message-IDs from others of the same domain.
const SUFFIX: &str = ".notice";
/// Letters of a server's words that are kept.
const DETAIL_MAX: usize = 300;

/// By whom and how e-mail leaves.
#[derive(Clone)]
pub struct Post {
    /// The server.
    pub smtp: Smtp,
    /// The address that messages come from.
    pub address: String,
    /// The keys of the instance's mark, by which it knows its own messages when they come back.
    pub keys: Option<Arc<Keys>>,
    /// The keys of links.
    pub keyring: Keyring,
    /// The address of the product, `https://…`; without it messages have no link to stop them.
    pub site: Option<String>,
    /// Where reports of what was not delivered come back.
    pub returns: Arc<dyn Returns>,
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Post").field("smtp", &self.smtp).finish_non_exhaustive()
    }
}

impl Post {
    /// Hands a notice to the server.
    pub(super) async fn send(&self, db: &Db, parcel: &Parcel) -> Result<Vec<String>, Trouble> {
        let refused = |detail: String| Trouble::Refused { why: Why::BadAddress, detail };
        let returns = self.returns_for(db, parcel).await;
        let returns = returns.map_err(|it| Trouble::Later { detail: it.to_string(), after: None })?;
        let outgoing = self.outgoing(parcel, returns.as_deref());
        let built = mail::build(&outgoing, None).map_err(|it| refused(it.to_string()))?;
        match self.smtp.hand_over(&built).await {
            Ok(_) => Ok(Vec::new()),
            Err(error) => Err(trouble(&error)),
        }
    }

    async fn returns_for(&self, db: &Db, parcel: &Parcel) -> Result<Option<String>, StoreError> {
        self.returns.mailbox(&mut db.read().await?, &parcel.partner).await
    }

    /// The message of a notice, of which reports go to the mailbox `returns`; `None`: to the address that it comes from.
    pub fn outgoing(&self, parcel: &Parcel, returns: Option<&str>) -> Outgoing {
        let message_id = self.message_id(parcel.id);
        let named = |name: &str, address: &str| Mailbox {
            name: Some(name.to_owned()).filter(|it| !it.is_empty()),
            address: address.to_owned(),
        };
        // What is urgent answers something that its person does right now: there is nothing to stop.
        let is_stoppable = parcel.lane != Lane::Urgent;
        let ours = self.site.as_deref().map(|site| links::stop(&self.keyring, site, parcel.id));
        let unsubscribe = parcel.unsubscribe.clone().or(ours).filter(|_| is_stoppable);
        Outgoing {
            from: named(&parcel.email_name, &self.address),
            to: vec![named("", parcel.to.text())],
            reply_to: parcel.email_replies.as_deref().map(|it| named(&parcel.email_name, it)),
            return_path: returns.map(|it| returns::return_path(self.keys.as_deref(), it, parcel.id)),
            subject: parcel.subject.clone(),
            text: parcel.body.clone(),
            mark: self.keys.as_ref().map(|it| it.mark(&message_id)),
            message_id,
            in_reply_to: None,
            references: Vec::new(),
            at: parcel.created_at,
            origin: Origin::Generated,
            attachments: Vec::new(),
            unsubscribe: unsubscribe.map(|url| Unsubscribe { url, is_one_click: true }),
        }
    }

    fn message_id(&self, id: NoticeId) -> String {
        let domain = self.address.rsplit_once('@').map_or("localhost", |it| it.1);
        format!("{}{SUFFIX}@{domain}", id.uuid().simple())
    }
}

fn trouble(error: &SendError) -> Trouble {
    let detail: String = error.to_string().chars().take(DETAIL_MAX).collect();
    match error.fate() {
        Fate::Refused => Trouble::Refused { why: returns::why_of(mail::Status::find(&detail)), detail },
        Fate::Later => Trouble::Later { detail, after: None },
        Fate::Unknown => Trouble::Unknown { detail },
    }
}

/// The notice of a Message-ID; `None`: it is not one of ours.
pub fn notice_of(message_id: &str) -> Option<NoticeId> {
    let local = message_id.trim().trim_matches(['<', '>']).split('@').next()?;
    let id = Uuid::try_parse(local.strip_suffix(SUFFIX)?).ok()?;
    Some(NoticeId::from_uuid(id))
}

#[cfg(test)]
mod tests {
    use testkit::on_both;

    use super::*;
    use crate::{
        accept::{Order, accept},
        address::Medium,
        notice::{self, State},
        store::{notices, sending},
        testing::{Scene, address, now},
    };

    async fn parcel(scene: &Scene, change: impl FnOnce(&mut Order)) -> Parcel {
        let to = address(Medium::Email, 1);
        let by = notice::Origin::Agent("a".to_owned());
        let mut order = Order::new(scene.service.clone(), scene.email.clone(), to, by);
        order.personalisation.insert("dossier".to_owned(), "12".into());
        change(&mut order);
        let mut tx = scene.door.db.write().await.unwrap();
        let notice = accept(&mut tx, &scene.door, &order, now()).await.unwrap();
        let claimed = sending::claim(&mut tx, (Medium::Email, notice.lane), 1, now()).await.unwrap();
        tx.commit().await.unwrap();
        claimed.into_iter().next().unwrap()
    }

    fn post(scene: &Scene) -> Post {
        Post {
            smtp: Smtp::new("smtp://127.0.0.1:1", "avis@caf.example").unwrap(),
            address: "avis@caf.example".to_owned(),
            keys: None,
            keyring: scene.door.keyring.clone(),
            site: scene.door.site.clone(),
            returns: Arc::new(returns::NoReturns),
        }
    }

    on_both! {
        async fn a_message_says_how_to_stop_it_in_one_click(db: Db) {
            let scene = Scene::set(&db).await;
            let parcel = parcel(&scene, |_| {}).await;
            let outgoing = post(&scene).outgoing(&parcel, None);
            let raw = String::from_utf8(mail::build(&outgoing, None).unwrap().raw()).unwrap();
            let stop = links::stop(&scene.door.keyring, "https://contacts.example.fr", parcel.id);
            let unfolded = raw.replace("\r\n ", "");
            assert!(unfolded.contains(&format!("<{stop}>")), "{raw}");
            assert!(raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{raw}");
            assert!(raw.contains("Auto-Submitted: auto-generated"), "{raw}");
            assert_eq!(notice_of(&outgoing.message_id), Some(parcel.id));
            assert_eq!(post(&scene).outgoing(&parcel, None), outgoing);
        }

        async fn an_urgent_message_has_nothing_to_stop(db: Db) {
            let scene = Scene::set(&db).await;
            let parcel = parcel(&scene, |it| it.template.lane = Lane::Urgent).await;
            assert_eq!(post(&scene).outgoing(&parcel, None).unsubscribe, None);
        }

        async fn one_that_bounces_for_good_has_failed(db: Db) {
            let scene = Scene::set(&db).await;
            let parcel = parcel(&scene, |_| {}).await;
            let recipient = mail::Recipient {
                address: None,
                action: mail::Action::Failed,
                status: mail::Status::find("5.1.1"),
                words: "no such user".to_owned(),
            };
            let mut tx = db.write().await.unwrap();
            sending::taken(&mut tx, parcel.id, (Medium::Email, CARRIER), &[], now()).await.unwrap();
            assert!(returns::bounced(&mut tx, parcel.id, &recipient, now()).await.unwrap());
            assert!(!returns::bounced(&mut tx, parcel.id, &recipient, now()).await.unwrap(), "it is told again");
            assert_eq!(notice_of("another@caf.example"), None);
            let notice = notices::get(&mut tx, parcel.id).await.unwrap().unwrap();
            assert_eq!((notice.state, notice.why), (State::Failed, Some(Why::Unknown)));
            assert!(crate::unreachable::is(&mut tx, &parcel.recipient_key).await.unwrap());
        }
    }
}
