//! A site with the library alone, over a log whose causes are known.

use std::sync::Arc;

use axum::Router;
use jiff::Timestamp;
use kernel::{Channel, Direction, FixedClock, Lang, Outcome, PartnerCode};
use library::{
    Asked, KeptPromises, Library, MessageResult, MessageResults, Messages, NoExperiments, Promises,
};
use measures::{Contact, MeasureError, Oracle};
use register::{Db, Role, Tx};
use site::Site;
use testkit::Browser;

pub(crate) const OURS: &str = "CAF-AIN";
pub(crate) const THEIRS: &str = "VILLE";
const DAY_US: i64 = 86_400_000_000;

pub(crate) fn now() -> Timestamp {
    "2026-10-05T10:00:00Z".parse().unwrap()
}

/// Four promises of five were kept.
struct FourOfFive;

impl KeptPromises for FourOfFive {
    fn promises(&self, _: &PartnerCode, _: i64) -> Result<Promises, MeasureError> {
        Ok(Promises { requests: 40, announced: 10, due: 5, kept: 4 })
    }
}

/// The site at an instant, over the contacts of a log.
pub(crate) async fn site_at(db: &Db, at: Timestamp, contacts: Vec<Contact>) -> Router {
    db.migrate(&[&register::MIGRATIONS, &library::MIGRATIONS]).await.unwrap();
    let library = Library::new(
        Arc::new(Oracle::new(contacts, Vec::new())),
        Arc::new(FourOfFive),
        Arc::new(NoExperiments),
    );
    let builder = library::furnish(Site::builder(db.clone(), Arc::new(FixedClock(at))));
    builder.public_url("http://c.example".to_owned()).build(library::routes(library)).unwrap().0
}

/// The site now, with messages of an administration that follow one practice.
pub(crate) async fn site_with_messages(db: &Db, practice: &'static str) -> Router {
    db.migrate(&[&register::MIGRATIONS, &library::MIGRATIONS]).await.unwrap();
    let oracle = Arc::new(Oracle::new(Vec::new(), Vec::new()));
    let library = Library::new(oracle, Arc::new(FourOfFive), Arc::new(NoExperiments));
    let library = library.with_messages(Arc::new(OneHarm(practice)));
    let builder = library::furnish(Site::builder(db.clone(), Arc::new(FixedClock(now()))));
    builder.build(library::routes(library)).unwrap().0
}

/// Messages of one practice that make people call.
struct OneHarm(&'static str);

impl Messages for OneHarm {
    fn of_practice<'a>(&'a self, _: &'a mut Tx, practice: &'a str, _: Lang) -> Asked<'a, MessageResults> {
        let result = MessageResult {
            headline: "12,5 contacts de plus pour 100 messages".to_owned(),
            verdict: "bad".to_owned(),
            verdict_name: "Provoque des contacts".to_owned(),
            partner: "Caisse de l’Ain".to_owned(),
            about: "900 personnes".to_owned(),
        };
        let results = if practice == self.0 { vec![result] } else { Vec::new() };
        let counted = Some("Résultats : 1".to_owned());
        Box::pin(async move { Ok(MessageResults { results, counted, ..MessageResults::default() }) })
    }
}

/// The site now, over an empty log.
pub(crate) async fn site(db: &Db) -> Router {
    site_at(db, now(), Vec::new()).await
}

/// Somebody of [`OURS`] who is signed in.
pub(crate) async fn manager(router: &Router, db: &Db, name: &str) -> Browser {
    Browser::signed_in(router.clone(), db, name, Role::Manager, Some(OURS), now()).await
}

/// Somebody of the programme who is signed in.
pub(crate) async fn programme(router: &Router, db: &Db, name: &str) -> Browser {
    Browser::signed_in(router.clone(), db, name, Role::Programme, None, now()).await
}

/// `count` phone calls of a partner over the last months, all of one cause; one in five was abandoned.
pub(crate) fn calls(partner: &str, cause: &str, count: u32) -> Vec<Contact> {
    let partner: PartnerCode = partner.parse().unwrap();
    let until = now().as_microsecond() - DAY_US;
    let call = |number: u32| Contact {
        contact_id: format!("{partner}-{number}"),
        partner: partner.clone(),
        usager: Some(u64::from(number)),
        request: None,
        started_at: until - i64::from(number % 100) * DAY_US,
        channel: Channel::Phone,
        direction: Direction::Inbound,
        reason: "APL".to_owned(),
        life_event: None,
        cause: Some(cause.parse().unwrap()),
        outcome: Some(if number.is_multiple_of(5) { Outcome::Abandoned } else { Outcome::Resolved }),
        wait_s: Some(30),
        duration_s: Some(120),
        satisfaction: None,
        cost: None,
        site: None,
        agent: None,
    };
    (0..count).map(call).collect()
}
