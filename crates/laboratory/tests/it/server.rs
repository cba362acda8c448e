//! A site with the laboratory alone, over a log that is known.

use std::sync::Arc;

use axum::Router;
use contact_log::Keys;
use experiments::Plan;
use jiff::Timestamp;
use kernel::FixedClock;
use laboratory::{Experiment, ExperimentId, Laboratory, State, store};
use measures::testing::{ContactBuilder, TestLog, a_contact, instant};
use register::{Db, Role};
use site::Site;
use testkit::{Browser, Seen};

pub(crate) const OURS: &str = "caf";
pub(crate) const THEIRS: &str = "ville";
const DAY_US: i64 = 86_400_000_000;

pub(crate) fn now() -> Timestamp {
    "2026-10-05T10:00:00Z".parse().unwrap()
}

/// Usagers who call one to three times, at one of `offices` places, in the months before now.
pub(crate) fn calls(usagers: u64, offices: u64) -> Vec<ContactBuilder> {
    let call = |usager: u64, it: u64| {
        let day = i64::try_from((usager * 7 + it * 41) % 240).unwrap();
        let at = instant("2026-10-04T10:00:00Z") - day * DAY_US;
        a_contact().from(usager + 1).at_us(at).in_site(&format!("Bureau {}", usager % offices))
    };
    (0..usagers).flat_map(|usager| (0..=usager % 3).map(move |it| call(usager, it))).collect()
}

/// The site now, over these contacts.
pub(crate) async fn site_over(db: &Db, contacts: Vec<ContactBuilder>) -> Router {
    db.migrate(&[&register::MIGRATIONS, &laboratory::MIGRATIONS]).await.unwrap();
    let oracle = Arc::new(TestLog::of(contacts).oracle());
    let keys = Arc::new(Keys::from_bytes([7; 32]));
    let laboratory = Laboratory::new(Arc::clone(&oracle) as _, oracle, keys, "test");
    let builder = laboratory::furnish(Site::builder(db.clone(), Arc::new(FixedClock(now()))));
    builder.public_url("http://c.example".to_owned()).build(laboratory::routes(&laboratory)).unwrap().0
}

pub(crate) async fn site(db: &Db) -> Router {
    site_over(db, calls(400, 10)).await
}

/// Somebody of a role who is signed in, of [`OURS`].
pub(crate) async fn signed_in(router: &Router, db: &Db, name: &str, role: Role) -> Browser {
    Browser::signed_in(router.clone(), db, name, role, Some(OURS), now()).await
}

/// A plan that can be registered, changed.
pub(crate) fn plan_with(change: impl FnOnce(&mut Plan)) -> Plan {
    let mut plan = Plan::read(
        r#"
        title = "Accusé de réception par SMS"
        question = "Un SMS évite-t-il des relances ?"
        practice = "P11"
        partner = "caf"
        unit = "usager"
        start = 2026-11-02
        days = 84
        minimum_effect = -0.3
        ethics = "Le témoin reçoit ce que tout le monde reçoit."
        metric = { measure = "volume" }
        [[arms]]
        name = "temoin"
        [[arms]]
        name = "sms"
        [[guardrails]]
        margin = 0.05
        metric = { measure = "satisfaction" }
        "#,
    )
    .unwrap();
    change(&mut plan);
    plan
}

/// Keeps an experiment of a partner in the state given, and gives its id.
pub(crate) async fn keep(db: &Db, partner: &str, plan: Plan, state: State) -> ExperimentId {
    let at = now();
    let experiment = Experiment::draft(partner.parse().unwrap(), plan, at);
    let mut tx = db.write().await.unwrap();
    store::record(&mut tx, &experiment, "test").await.unwrap();
    if state != State::Draft {
        let seed = experiments::Seed::of_number(1);
        let hash = experiment.plan.hash();
        let seed = seed.reveal();
        assert!(store::register(&mut tx, &experiment, &hash, seed.reveal(), "test", at).await.unwrap());
    }
    let path = [State::Registered, State::Concluded, State::Published];
    for pair in path.windows(2) {
        let wanted = path.iter().position(|it| *it == state).unwrap_or(0);
        if path.iter().position(|it| *it == pair[1]).unwrap() <= wanted {
            assert!(store::move_on(&mut tx, experiment.id, pair[0], pair[1], at).await.unwrap());
        }
    }
    tx.commit().await.unwrap();
    experiment.id
}

/// The experiment as it is kept.
pub(crate) async fn kept(db: &Db, id: ExperimentId) -> Experiment {
    let mut tx = db.read().await.unwrap();
    store::find(&mut tx, &kernel::Scope::Everyone, id).await.unwrap().unwrap()
}

/// The fields of the form of a plan, as a browser would send them; changed.
pub(crate) fn fields(page: &Seen, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let form = page.body.split("data-reckons>").nth(1).unwrap().split("</form>").next().unwrap();
    let mut sent = Vec::new();
    for piece in form.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let of = |name: &str| {
            let after = tag.split(&format!(" {name}=\"")).nth(1)?;
            after.split('"').next().map(plain)
        };
        let kind = of("type").unwrap_or_default();
        let name = of("name").unwrap_or_default();
        if tag.starts_with("input") && name != "csrf" {
            let is_choice = kind == "checkbox" || kind == "radio";
            if !is_choice || tag.contains(" checked") {
                let usual = if is_choice { "on" } else { "" };
                sent.push((name, of("value").unwrap_or_else(|| usual.to_owned())));
            }
        } else if tag.starts_with("textarea") {
            sent.push((name, plain(text)));
        } else if tag.starts_with("select") {
            sent.push((name, String::new()));
        } else if tag.starts_with("option") && tag.ends_with(" selected") {
            sent.last_mut().unwrap().1 = of("value").unwrap_or_default();
        }
    }
    for (name, value) in changes {
        sent.retain(|it| it.0 != *name);
        sent.push(((*name).to_owned(), (*value).to_owned()));
    }
    sent
}

/// A text of HTML as it is read.
pub(crate) fn plain(html: &str) -> String {
    let known = [("&#38;", "&"), ("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'")];
    known.iter().fold(html.to_owned(), |text, (written, meant)| text.replace(written, meant))
}

/// Opens the form of a plan and sends it back, changed.
pub(crate) async fn send_plan(browser: &mut Browser, at: &str, changes: &[(&str, &str)]) -> Seen {
    let page = browser.get(at).await;
    let fields = fields(&page, changes);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.submit(at, at.split('?').next().unwrap(), &fields).await
}
