//! From requests to the contact log: each contact once, with its reason and its cause.
//!
//! A contact goes once its request is closed, because only then its cause is known; one that waits for longer than [`WAIT_MAX`] goes
//! without. Contacts in the log never change, and the usager's mark comes after the closing: the last answer therefore waits for it for
//! some days, and leaves as soon as it comes; what usagers began waits for nothing. The log is written first, the mark after: after a crash between the two a contact is given again under the same id, and
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
/// refused again. `mark_wait`: how long the last answer of a closed request waits for the usager's mark, [`WAIT_MAX`] at most.
pub async fn give(
    db: &Db,
    ledger: &dyn Ledger,
    mark_wait: Duration,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let mut tx = db.read().await?;
    let until = (now - WAIT_MAX, now - mark_wait.min(WAIT_MAX));
    let ready = contacts::loggable(&mut tx, until, GIVEN_MAX).await?;
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
        contact::Contact,
        handling::{self, Closing, House},
        request::Request,
        store::opinions,
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

    const WEEK: Duration = Duration::from_hours(7 * 24);

    /// A request with an answer, closed.
    async fn answered(db: &Db, now: Timestamp) -> (House, Request) {
        db.migrate(&[&register::MIGRATIONS, &crate::MIGRATIONS]).await.unwrap();
        let house = testing::house(db, "ville", now).await;
        let mut tx = db.write().await.unwrap();
        let usager = testing::usager(&mut tx, &house, "Jeanne", "jeanne@mail.example", now).await;
        let mut request = testing::request(&mut tx, &house, &usager, "Bonjour", now).await;
        for (place, origin) in [Origin::Person, Origin::Person, Origin::Product].into_iter().enumerate() {
            let at = now + Duration::from_secs(60 * (place as u64 + 1));
            let parties = (request.id, usager.id);
            let mut sent =
                Contact::new(parties, house.partner.clone(), Channel::Email, Direction::Outbound, at);
            sent.origin = origin;
            handling::receive(&mut tx, &house, &mut request, &sent).await.unwrap();
        }
        close(&mut tx, &house, &mut request, now).await;
        tx.commit().await.unwrap();
        (house, request)
    }

    async fn close(tx: &mut register::Tx, house: &House, request: &mut Request, now: Timestamp) {
        let closing =
            Closing { reason: "urbanisme".into(), cause: "A1".parse().unwrap(), outcome: Outcome::Resolved };
        handling::close(tx, house, request, (&closing, "acc"), now).await.unwrap();
    }

    impl Taken {
        /// What was taken since the last time: direction and mark.
        fn last(&self) -> Vec<(String, Option<i64>)> {
            let all: Vec<Value> = self.0.lock().unwrap().drain(..).collect();
            all.iter()
                .map(|it| (it["direction"].as_str().unwrap().to_owned(), it["satisfaction"].as_i64()))
                .collect()
        }
    }

    on_both! {
        async fn the_last_answer_waits_for_the_mark_and_leaves_with_it(db: Db) {
            let now: Timestamp = "2026-11-09T09:00:00Z".parse().unwrap();
            let (_, request) = answered(&db, now).await;
            let log = Taken::default();
            give(&db, &log, WEEK, now).await.unwrap();
            let of = |direction: &str| (direction.to_owned(), None);
            assert_eq!(log.last(), [of("inbound"), of("outbound"), of("proactive")], "what the usager began, at once");
            assert_eq!(give(&db, &log, WEEK, now + Duration::from_hours(100)).await.unwrap(), 0);
            let mut tx = db.write().await.unwrap();
            opinions::give_mark(&mut tx, &request, (4, ""), now).await.unwrap();
            tx.commit().await.unwrap();
            give(&db, &log, WEEK, now + Duration::from_hours(100)).await.unwrap();
            assert_eq!(log.last(), [("outbound".to_owned(), Some(4))]);
        }

        async fn without_a_mark_the_last_answer_leaves_after_the_wait(db: Db) {
            let now: Timestamp = "2026-11-09T09:00:00Z".parse().unwrap();
            let (house, mut request) = answered(&db, now).await;
            let log = Taken::default();
            give(&db, &log, WEEK, now).await.unwrap();
            assert_eq!(log.last().len(), 3);
            let mut tx = db.write().await.unwrap();
            let at = now + Duration::from_hours(48);
            handling::open_again(&mut tx, &house, &mut request, "usager", at).await.unwrap();
            let parties = (request.id, request.usager);
            let again = Contact::new(parties, house.partner.clone(), Channel::Email, Direction::Outbound, at);
            handling::receive(&mut tx, &house, &mut request, &again).await.unwrap();
            close(&mut tx, &house, &mut request, at).await;
            tx.commit().await.unwrap();
            give(&db, &log, WEEK, at).await.unwrap();
            assert_eq!(log.last().len(), 1, "another answer is the last one now");
            give(&db, &log, WEEK, at + WEEK - Duration::from_secs(1)).await.unwrap();
            assert_eq!(log.last().len(), 0);
            give(&db, &log, WEEK, at + WEEK).await.unwrap();
            assert_eq!(log.last(), [("outbound".to_owned(), None)]);
        }

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
            assert_eq!(give(&db, &log, WEEK, now).await.unwrap(), 1);
            assert_eq!(give(&db, &log, WEEK, now).await.unwrap(), 0);
            let taken = log.0.lock().unwrap();
            let of = |name: &str| taken[0][name].as_str().map(str::to_owned);
            assert_eq!(of("cause").as_deref(), Some("A1"));
            assert_eq!(of("reason").as_deref(), Some("urbanisme"));
            assert_eq!(of("usager"), Some(usager.id.to_string()));
            assert_eq!(of("channel").as_deref(), Some("email"));
        }
    }
}
