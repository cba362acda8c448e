//! Rules at work, on both databases: from what happens to a request to what its person gets.

mod door;
mod turns;

use std::sync::{Arc, Mutex};

use calendar::Territory;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use kernel::{FixedClock, PartnerCode};
use register::{Db, StoreError, Tx, both};
use serde_json::Value;

use super::{
    facts::{Fact, Sign, What},
    ports::{CallTask, CallTasks, EventLedger, Forecast, Happenings, NoForecast, Outlook},
    rule::{Condition, Delay, Goal, Means, Plan, Rule, Rung, Trigger},
    store::{
        facts::{self, ForLog},
        rules::{self, NewRule},
    },
    testing::fact,
    work::Worker,
};
use crate::{
    address::Medium,
    notice::{State, Why},
    people::{Asked, People, Person, Who},
    template::TemplateId,
    testing::{Scene, address, now},
};

/// People who are known by name.
#[derive(Default)]
struct Known(Mutex<Vec<Person>>);

impl Known {
    fn find(&self, name: &str) -> Option<Person> {
        let all = self.0.lock().unwrap();
        let is_them = |it: &&Person| {
            it.id == name || it.external_id.as_deref() == Some(name) || it.merged.iter().any(|it| it == name)
        };
        all.iter().find(is_them).cloned()
    }
}

impl People for Known {
    fn at<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a PartnerCode,
        address: &'a crate::address::Address,
    ) -> Asked<'a, Option<Person>> {
        let found = self.0.lock().unwrap().iter().find(|it| it.addresses.contains(address)).cloned();
        Box::pin(async move { Ok(found) })
    }

    fn named<'a>(&'a self, _: &'a mut Tx, _: &'a PartnerCode, name: &'a str) -> Asked<'a, Option<Person>> {
        let found = self.find(name);
        Box::pin(async move { Ok(found) })
    }

    fn meet<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a PartnerCode,
        who: &'a Who,
        _: Timestamp,
    ) -> Asked<'a, Person> {
        let name = who.external_id.clone().unwrap_or_default();
        let person = self.find(&name).unwrap_or_else(|| {
            let met = Person { addresses: who.addresses.clone(), ..person(&name, 0) };
            self.0.lock().unwrap().push(met.clone());
            met
        });
        Box::pin(async move { Ok(person) })
    }
}

/// Somebody who can be reached by all media.
fn person(name: &str, number: u32) -> Person {
    Person {
        id: format!("p-{name}"),
        merged: Vec::new(),
        external_id: Some(name.to_owned()),
        name: "Camille".to_owned(),
        language: "fr".to_owned(),
        preferred: None,
        addresses: Medium::ALL.into_iter().map(|it| address(it, number)).collect(),
    }
}

/// Where agents find calls: what was put there and taken away.
#[derive(Default)]
struct Desk(Mutex<Vec<String>>);

impl CallTasks for Desk {
    fn put<'a>(&'a self, _: &'a mut Tx, task: &'a CallTask, _: Timestamp) -> Asked<'a, Option<String>> {
        let name = format!("callback of {}", task.request);
        self.0.lock().unwrap().push(name.clone());
        Box::pin(async move { Ok(Some(name)) })
    }

    fn take_away<'a>(&'a self, _: &'a mut Tx, callback: &'a str, _: Timestamp) -> Asked<'a, ()> {
        self.0.lock().unwrap().retain(|it| it != callback);
        Box::pin(async { Ok(()) })
    }
}

/// Fails for one request, after it has done its part.
struct Broken(&'static str);

impl CallTasks for Broken {
    fn put<'a>(&'a self, _: &'a mut Tx, task: &'a CallTask, _: Timestamp) -> Asked<'a, Option<String>> {
        let fails = task.request == self.0;
        Box::pin(async move { if fails { Err(StoreError::BatchFailed) } else { Ok(None) } })
    }

    fn take_away<'a>(&'a self, _: &'a mut Tx, _: &'a str, _: Timestamp) -> Asked<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

/// A contact log that remembers what it took.
#[derive(Default)]
struct Taken(Mutex<Vec<Value>>);

impl EventLedger for Taken {
    fn take(&self, _: PartnerCode, events: Vec<Value>) -> BoxFuture<'_, Result<Vec<bool>, StoreError>> {
        let taken = vec![true; events.len()];
        self.0.lock().unwrap().extend(events);
        Box::pin(async move { Ok(taken) })
    }
}

/// Brings the same facts whatever the place, and counts how often it was asked.
struct Elsewhere(Vec<Fact>);

impl Happenings for Elsewhere {
    fn source(&self) -> &'static str {
        "elsewhere"
    }

    fn since<'a>(
        &'a self,
        _: &'a mut Tx,
        place: &'a str,
        _: usize,
        _: Timestamp,
    ) -> Asked<'a, (Vec<Fact>, String)> {
        let next = (place.len() + 1).min(3);
        Box::pin(async move { Ok((self.0.clone(), "x".repeat(next))) })
    }
}

/// Says of every promise the same, and hears which new dates were announced.
#[derive(Default)]
struct Sure {
    missed: f64,
    new_date: Option<Timestamp>,
    announced: Mutex<Vec<(Timestamp, Timestamp)>>,
}

impl Sure {
    fn of(missed: f64, new_date: Option<Timestamp>) -> Arc<Self> {
        Arc::new(Self { missed, new_date, announced: Mutex::default() })
    }
}

impl Forecast for Sure {
    fn outlook<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a PartnerCode,
        _: &'a str,
        _: Timestamp,
        _: Timestamp,
    ) -> Asked<'a, Option<Outlook>> {
        let (missed, new_date) = (self.missed, self.new_date);
        Box::pin(async move { Ok(Some(Outlook { missed, new_date })) })
    }

    fn announced<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a PartnerCode,
        _: &'a str,
        dates: (Timestamp, Timestamp),
        _: Timestamp,
    ) -> Asked<'a, ()> {
        self.announced.lock().unwrap().push(dates);
        Box::pin(async { Ok(()) })
    }
}

/// A scene, people, and what rules need.
struct World {
    scene: Scene,
    people: Arc<Known>,
    desk: Arc<Desk>,
    log: Arc<Taken>,
}

async fn world(db: &Db) -> World {
    let people = Arc::new(Known::default());
    let scene = Scene::with_people(db, Arc::clone(&people) as Arc<dyn People>).await;
    World { scene, people, desk: Arc::default(), log: Arc::default() }
}

/// Days after the scene's present.
fn days(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

impl World {
    fn worker(&self, at: Timestamp) -> Worker {
        let mut door = self.scene.door.clone();
        door.clock = Arc::new(FixedClock(at));
        Worker {
            door,
            calls: Arc::clone(&self.desk) as Arc<dyn CallTasks>,
            forecast: Arc::new(NoForecast),
            happenings: Vec::new(),
            ledger: Some(Arc::clone(&self.log) as Arc<dyn EventLedger>),
        }
    }

    /// Works until nothing is left to do.
    async fn work(&self, at: Timestamp) {
        self.work_with(&self.worker(at)).await;
    }

    async fn work_with(&self, worker: &Worker) {
        for _ in 0..50 {
            if worker.round().await.unwrap() == 0 {
                return;
            }
        }
        panic!("the worker does not settle");
    }

    /// Somebody whose request this is.
    fn meet(&self, request: &str, number: u32) {
        self.people.0.lock().unwrap().push(person(&format!("U-{request}"), number));
    }

    async fn tell(&self, fact: &Fact) {
        let mut tx = self.scene.door.db.write().await.unwrap();
        facts::record(&mut tx, fact, ForLog::Yes(None), fact.at).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The request is in a status; the data that the scene's templates need are there.
    async fn enter(&self, request: &str, at: Timestamp, status: &str) {
        let mut fact = fact(request, at, What::Status(status.to_owned()));
        fact.data.insert("dossier".to_owned(), request.into());
        self.tell(&fact).await;
    }

    async fn sign(&self, request: &str, at: Timestamp, sign: Sign) {
        self.tell(&fact(request, at, What::Sign(sign))).await;
    }

    /// A rung by a template of the scene.
    fn rung(&self, medium: Medium, days: u16) -> Rung {
        let template: TemplateId = match medium {
            Medium::Sms => self.scene.sms.id,
            Medium::Email => self.scene.email.id,
            Medium::Letter => self.scene.letter.id,
        };
        let after = Delay { days, hours: 0, is_working_days: false };
        Rung { means: Means::Message { medium, template }, after, is_fallback: false }
    }

    /// A rule that runs, for requests that come into `pieces`, until a document comes.
    async fn rule(&self, ladder: Vec<Rung>, holdout: f64) -> Rule {
        let trigger = Trigger::Entered { status: "pieces".to_owned() };
        self.rule_of(Plan { holdout, ..plan(trigger, ladder, Goal::DocumentReceived) }).await
    }

    async fn rule_of(&self, plan: Plan) -> Rule {
        let mut tx = self.scene.door.db.write().await.unwrap();
        let new = NewRule {
            partner: self.scene.service.partner.clone(),
            service: self.scene.service.id,
            name: "Pièces manquantes".to_owned(),
            plan,
            origin: None,
            practice: None,
        };
        let rule = rules::create(&mut tx, &new, "acc", now()).await.unwrap();
        assert!(rules::start(&mut tx, &rule, now()).await.unwrap());
        let rule = rules::find(&mut tx, &rule.partner, rule.id).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        rule
    }

    /// The messages of a request, the oldest first: medium, state, why.
    async fn notices(&self, request: &str) -> Vec<(String, State, Option<Why>)> {
        const SQL: &str =
            "SELECT medium, state, why FROM notice WHERE request = $1 ORDER BY created_at_us, medium";
        let mut tx = self.scene.door.db.read().await.unwrap();
        let rows: Vec<(String, String, Option<String>)> =
            both!(&mut tx, conn => sqlx::query_as(SQL).bind(request).fetch_all(conn).await).unwrap();
        rows.into_iter()
            .map(|(medium, state, why)| {
                (medium, State::of(&state).unwrap(), why.map(|it| Why::of(&it).unwrap()))
            })
            .collect()
    }

    /// What all messages say.
    async fn bodies(&self) -> Vec<String> {
        const SQL: &str = "SELECT body FROM notice ORDER BY created_at_us, notice_id";
        let mut tx = self.scene.door.db.read().await.unwrap();
        both!(&mut tx, conn => sqlx::query_scalar(SQL).fetch_all(conn).await).unwrap()
    }

    /// The last message of a request ends so, as far as its carrier says.
    async fn carrier_says(&self, request: &str, state: State, at: Timestamp) {
        const SQL: &str = "
            UPDATE notice SET state = $2, done_at_us = $3, tries = 1 WHERE notice_id = (
                SELECT notice_id FROM notice WHERE request = $1 ORDER BY created_at_us DESC, notice_id DESC LIMIT 1)";
        let mut tx = self.scene.door.db.write().await.unwrap();
        both!(&mut tx, conn => sqlx::query(SQL)
            .bind(request).bind(state.code()).bind(at.as_microsecond()).execute(conn).await.map(drop))
        .unwrap();
        tx.commit().await.unwrap();
    }
}

fn plan(trigger: Trigger, ladder: Vec<Rung>, goal: Goal) -> Plan {
    Plan {
        trigger,
        condition: Condition::default(),
        ladder,
        goal,
        holdout: 0.0,
        is_self_stopping: true,
        territory: Territory::Mainland,
    }
}
