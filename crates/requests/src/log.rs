//! From requests to the contact log: each contact once, with its reason and its cause.
//!
//! A contact goes once its request is closed, because only then its cause is known; one that waits for longer than [`WAIT_MAX`] goes
//! without. The log is written first, the mark after: after a crash between the two a contact is given again under the same id, and
//! counted once.

use std::time::Duration;

use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::{Cause, Channel, Direction, Outcome, PartnerCode};
use register::{Db, StoreError};
use serde_json::{Map, Value, json};

use crate::{
    contact::Origin,
    store::contacts::{self, Loggable},
};

/// A contact of a request that stays open for longer goes to the log as it is.
const WAIT_MAX: Duration = Duration::from_hours(30 * 24);
/// Contacts that are given at once.
const GIVEN_MAX: i64 = 1_000;
/// The reason of contacts for which nobody gave one.
pub const NO_REASON: &str = "non-precise";

/// Takes contacts for the log, in the shape of `POST /api/v1/contacts`.
pub trait Ledger: Send + Sync {
    /// Takes the contacts of a partner; when it answers, they are on disk. `false`, one each: it was refused, and the log line says why.
    fn take(
        &self,
        partner: PartnerCode,
        contacts: Vec<Value>,
    ) -> BoxFuture<'_, Result<Vec<bool>, StoreError>>;
}

/// Gives the log what is ready, at most a thousand contacts; gives how many. A contact that the log refuses is marked, too: it would be
/// refused again.
pub async fn give(db: &Db, ledger: &dyn Ledger, now: Timestamp) -> Result<u64, StoreError> {
    let mut tx = db.read().await?;
    let ready = contacts::loggable(&mut tx, now - WAIT_MAX, GIVEN_MAX).await?;
    drop(tx);
    let mut given = 0;
    let mut left = ready.as_slice();
    while let Some(first) = left.first() {
        let partner = first.contact.partner.clone();
        let length = left.iter().take_while(|it| it.contact.partner == partner).count();
        let (group, rest) = left.split_at(length);
        left = rest;
        let taken = ledger.take(partner, group.iter().map(wire).collect()).await?;
        let mut tx = db.write().await?;
        for (contact, is_taken) in group.iter().zip(taken) {
            if !is_taken {
                tracing::warn!(contact = %contact.contact.id, "the log refused a contact of a request");
            }
            contacts::logged(&mut tx, contact.contact.id, now).await?;
        }
        tx.commit().await?;
        given += group.len() as u64;
    }
    Ok(given)
}

/// A contact in the shape of `POST /api/v1/contacts`.
fn wire(it: &Loggable) -> Value {
    let contact = &it.contact;
    // What the product sends by itself, unasked, is proactive: an acknowledgement informs before it is asked.
    let direction = match (contact.direction, contact.origin) {
        (Direction::Outbound, Origin::Product) => Direction::Proactive,
        (direction, _) => direction,
    };
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    put("contact_id", json!(contact.id.to_string()));
    put("usager", json!(it.usager_key));
    put("request", json!(it.reference));
    put("started_at", json!(contact.at.to_string()));
    put("channel", json!(Channel::code(contact.channel)));
    put("direction", json!(direction.code()));
    put("reason", json!(contact.reason.as_deref().unwrap_or(NO_REASON)));
    put("life_event", json!(it.life_event));
    put("cause", json!(contact.cause.as_ref().map(Cause::code)));
    put("outcome", json!(contact.outcome.map(Outcome::code)));
    put("wait_s", json!(contact.wait_s));
    put("duration_s", json!(contact.duration_s));
    put("satisfaction", json!(it.satisfaction));
    put("site", json!(contact.site));
    put("agent", json!(contact.agent.map(|it| it.to_string())));
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use kernel::Outcome;
    use testkit::on_both;

    use super::*;
    use crate::{
        handling::{self, Closing},
        testing,
    };

    /// A log that remembers what it took.
    #[derive(Default)]
    struct Taken(Mutex<Vec<Value>>);

    impl Ledger for Taken {
        fn take(&self, _: PartnerCode, contacts: Vec<Value>) -> BoxFuture<'_, Result<Vec<bool>, StoreError>> {
            let taken = vec![true; contacts.len()];
            self.0.lock().unwrap().extend(contacts);
            Box::pin(async move { Ok(taken) })
        }
    }

    on_both! {
        async fn contacts_of_a_closed_request_are_given_once_with_their_cause(db: Db) {
            db.migrate(&[&register::MIGRATIONS, &crate::MIGRATIONS]).await.unwrap();
            let now: Timestamp = "2026-11-09T09:00:00Z".parse().unwrap();
            let house = testing::house(&db, "ville", now).await;
            let mut tx = db.write().await.unwrap();
            let usager = testing::usager(&mut tx, &house, "Jeanne", "jeanne@mail.example", now).await;
            let mut request = testing::request(&mut tx, &house, &usager, "Bonjour", now).await;
            let closing = Closing { reason: "urbanisme".into(), cause: "A1".parse().unwrap(), outcome: Outcome::Resolved };
            handling::close(&mut tx, &house, &mut request, (&closing, "acc"), now).await.unwrap();
            tx.commit().await.unwrap();
            let log = Taken::default();
            assert_eq!(give(&db, &log, now).await.unwrap(), 1);
            assert_eq!(give(&db, &log, now).await.unwrap(), 0);
            let taken = log.0.lock().unwrap();
            let of = |name: &str| taken[0][name].as_str().map(str::to_owned);
            assert_eq!(of("cause").as_deref(), Some("A1"));
            assert_eq!(of("reason").as_deref(), Some("urbanisme"));
            assert_eq!(of("usager"), Some(usager.id.to_string()));
            assert_eq!(of("channel").as_deref(), Some("email"));
        }
    }
}
