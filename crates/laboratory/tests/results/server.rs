//! A site with the laboratory alone, over a small log whose effects are known.

use std::sync::Arc;

use axum::Router;
use contact_log::Keys;
use experiments::{Plan, Seed};
use jiff::Timestamp;
use kernel::FixedClock;
use laboratory::{
    Experiment, ExperimentId, Laboratory,
    store::{self, AssignedUnit},
};
use measures::{
    Contact, Oracle,
    testing::{TestLog, a_contact},
};
use register::{Db, Role, audit};
use site::Site;
use testkit::Browser;

pub(crate) const OURS: &str = "caf";
pub(crate) const THEIRS: &str = "ville";
/// The first day of every experiment here is 5 January 2026; it lasts 28 days.
pub(crate) const BEFORE: &str = "2026-01-02T10:00:00Z";
pub(crate) const DURING: &str = "2026-01-16T10:00:00Z";
pub(crate) const AFTER: &str = "2026-02-03T10:00:00Z";
/// Units of each arm.
pub(crate) const UNITS: u64 = 60;

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The site at an instant.
pub(crate) async fn site(db: &Db, now: &str, contacts: Vec<Contact>) -> Router {
    db.migrate(&[&register::MIGRATIONS, &laboratory::MIGRATIONS]).await.unwrap();
    let log = Arc::new(Oracle::new(contacts, Vec::new()));
    let keys = Arc::new(Keys::from_bytes([7; 32]));
    let laboratory = Laboratory::new(log.clone(), log, keys, "1.2.3");
    let builder = laboratory::furnish(Site::builder(db.clone(), Arc::new(FixedClock(at(now)))));
    builder.public_url("http://c.example".to_owned()).build(laboratory::routes(&laboratory)).unwrap().0
}

/// Somebody of a partner who is signed in.
pub(crate) async fn somebody(
    router: &Router,
    db: &Db,
    name: &str,
    role: Role,
    partner: &str,
    now: &str,
) -> Browser {
    Browser::signed_in(router.clone(), db, name, role, Some(partner), at(now)).await
}

/// Calls of the control's units (0, 1 or 2 each) and of the others (this many each, or one more), over the first ten days.
pub(crate) fn calls(of_treated: u64) -> Vec<Contact> {
    let mut all = Vec::new();
    for unit in 0..2 * UNITS {
        let count = if unit < UNITS { unit % 3 } else { of_treated + unit % 2 };
        for number in 0..count {
            let day = 5 + (unit + number) % 10;
            all.push(a_contact().to(OURS).from(unit + 1).at(&format!("2026-01-{day:02}T09:{number:02}:00Z")));
        }
    }
    TestLog::of(all).contacts
}

/// A plan on usagers: contacts per usager, 28 days; `more` are lines of TOML before its tables.
pub(crate) fn plan(more: &str) -> Plan {
    let text = format!(
        r#"
        title = "Accusé de réception <immédiat>"
        question = "Les usagers demandent-ils moins où en est leur dossier ?"
        practice = "P11"
        unit = "usager"
        start = 2026-01-05
        days = 28
        minimum_effect = -0.1
        cost_per_contact = 6.5
        metric = {{ measure = "volume" }}
        {more}
        [[arms]]
        name = "témoin"
        [[arms]]
        name = "message"
        description = "un message le jour même"
        [[guardrails]]
        metric = {{ measure = "recontact", window_days = 7 }}
        margin = 0.5
        "#
    );
    Plan::read(&text).unwrap()
}

/// A registered experiment of [`OURS`] whose units have their arms.
pub(crate) async fn running(db: &Db, plan: Plan) -> ExperimentId {
    let id = registered(db, plan).await;
    let mut tx = db.write().await.unwrap();
    let unit = |number: u64| AssignedUnit {
        unit: format!("{:016x}", number + 1),
        place: i64::try_from(number).unwrap(),
        arm: usize::from(number >= UNITS),
        stratum: String::new(),
        probability: 0.5,
        assigned_at: at(BEFORE),
    };
    let units: Vec<AssignedUnit> = (0..2 * UNITS).map(unit).collect();
    store::add_units(&mut tx, id, &units).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A registered experiment of [`OURS`] without units.
pub(crate) async fn registered(db: &Db, plan: Plan) -> ExperimentId {
    assert_eq!(plan.check(), [], "the plan can be carried out");
    let experiment = draft(db, plan).await;
    let mut tx = db.write().await.unwrap();
    let seed = Seed::of_number(3).reveal().reveal().clone();
    let hash = experiment.plan.hash();
    assert!(store::register(&mut tx, &experiment, &hash, &seed, "tests", at(BEFORE)).await.unwrap());
    tx.commit().await.unwrap();
    experiment.id
}

pub(crate) async fn draft(db: &Db, plan: Plan) -> Experiment {
    db.migrate(&[&register::MIGRATIONS, &laboratory::MIGRATIONS]).await.unwrap();
    let experiment = Experiment::draft(OURS.parse().unwrap(), plan, at(BEFORE));
    let mut tx = db.write().await.unwrap();
    let name = format!("Administration {}", experiment.partner);
    let partner = register::Partner { code: experiment.partner.clone(), name };
    register::partner::save(&mut tx, &partner, at(BEFORE)).await.unwrap();
    store::record(&mut tx, &experiment, "tests").await.unwrap();
    tx.commit().await.unwrap();
    experiment
}

/// The reports that were kept.
pub(crate) async fn looks(db: &Db, id: ExperimentId) -> Vec<store::Look> {
    store::looks(&mut db.read().await.unwrap(), id).await.unwrap()
}

/// What the audit trail says was done to it.
pub(crate) async fn trail(db: &Db, id: ExperimentId) -> Vec<String> {
    let told =
        audit::list(&mut db.read().await.unwrap(), &kernel::Scope::Everyone, i64::MAX, 100).await.unwrap();
    let mut actions: Vec<String> =
        told.into_iter().filter(|it| it.object == id.to_string()).map(|it| it.action).collect();
    actions.reverse();
    actions
}

/// The text of a page as a reader sees it.
pub(crate) fn plainly(html: &str) -> String {
    html.replace(['\u{a0}', '\u{202f}'], " ")
}
