//! A partner's office at work: a register, everybody known by telephone, rules, a carrier that takes and delivers all, and a clock that is
//! moved by hand.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use futures::future::{BoxFuture, join_all};
use gateways::carrier::{Carrier, Ear as _, Heard, Line, NotTaken, ReceiptState, Taken, TextMessage};
use jiff::{SignedDuration, Timestamp};
use kernel::{Clock, Euro, PartnerCode, Secret};
use measures::Moment;
use notices::{
    MIGRATIONS,
    accept::Door,
    address::{Address, Keyring, Medium},
    incoming::Desk,
    moments::{Proposal, origin, propose},
    notice::{Notice, NoticeId},
    people::{Asked, People, Person, Who},
    rules::{
        facts::Fact,
        ports::{NoForecast, OwnList},
        rule::{Plan, Rule, RuleId, RuleOrigin},
        store::{
            facts::{self, ForLog},
            rules::{self, NewRule},
        },
        work::Worker,
    },
    service::{Quiet, Service, ServiceId},
    store,
    template::Template,
    work::{Ledger, Postmaster},
};
use register::{Partner, Tx, both, partner};
use testkit::Fresh;
use uuid::Uuid;

/// How often the office looks whether there is something to do.
const STEP: SignedDuration = SignedDuration::from_hours(4);
const CARRIER: &str = "carrier";

/// A clock that is moved by hand.
struct Moved(AtomicI64);

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

fn clock_of(clock: &Arc<Moved>) -> Arc<dyn Clock> {
    let clock: Arc<Moved> = Arc::clone(clock);
    clock
}

/// Everybody has a telephone, whose number follows from their name.
struct Everybody;

impl Everybody {
    fn person(name: &str) -> Person {
        let digits: String = name.chars().filter(char::is_ascii_digit).collect();
        let number: u64 = digits.parse().unwrap();
        Person {
            id: format!("p-{name}"),
            merged: Vec::new(),
            external_id: Some(name.to_owned()),
            name: "Camille".to_owned(),
            language: "fr".to_owned(),
            preferred: None,
            addresses: vec![Address::kept(Medium::Sms, &format!("+336{number:08}"))],
        }
    }
}

impl People for Everybody {
    fn at<'a>(&'a self, _: &'a mut Tx, _: &'a PartnerCode, _: &'a Address) -> Asked<'a, Option<Person>> {
        Box::pin(async { Ok(None) })
    }

    fn named<'a>(&'a self, _: &'a mut Tx, _: &'a PartnerCode, name: &'a str) -> Asked<'a, Option<Person>> {
        Box::pin(async move { Ok(Some(Self::person(name))) })
    }

    fn meet<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a PartnerCode,
        who: &'a Who,
        _: Timestamp,
    ) -> Asked<'a, Person> {
        Box::pin(async move { Ok(Self::person(who.external_id.as_deref().unwrap())) })
    }
}

/// Takes everything, and says afterwards that it arrived.
struct Delivering {
    clock: Arc<Moved>,
    /// What it took and has not delivered yet.
    under_way: Mutex<Vec<(Uuid, Timestamp)>>,
}

impl Carrier for Delivering {
    fn name(&self) -> &str {
        CARRIER
    }

    fn send<'a>(&'a self, message: &'a TextMessage) -> BoxFuture<'a, Result<Taken, NotTaken>> {
        Box::pin(async move {
            self.under_way.lock().unwrap().push((message.id, self.clock.now()));
            Ok(Taken { their_ids: vec![message.id.simple().to_string()] })
        })
    }

    fn line(&self) -> Line {
        Line::Up
    }
}

/// A message that a person has on their telephone.
pub(crate) struct Arrived {
    pub(crate) notice: Notice,
    pub(crate) at: Timestamp,
}

/// The office.
pub(crate) struct Office {
    seed: u64,
    pub(crate) fresh: Fresh,
    pub(crate) service: Service,
    clock: Arc<Moved>,
    ledger: Ledger,
    carrier: Arc<Delivering>,
    worker: Worker,
    postmaster: Arc<Postmaster>,
    to_happen: VecDeque<Fact>,
}

impl Office {
    /// Opens it; what is to happen comes in its order. Who is kept apart follows from the seed.
    pub(crate) async fn open(seed: u64, code: &PartnerCode, now: Timestamp, to_happen: Vec<Fact>) -> Self {
        let fresh = Fresh::sqlite().await;
        fresh.db.migrate(&[&register::MIGRATIONS, &MIGRATIONS]).await.unwrap();
        let clock = Arc::new(Moved(AtomicI64::new(now.as_microsecond())));
        let service = service(code, now);
        let mut tx = fresh.db.write().await.unwrap();
        let named = Partner { code: code.clone(), name: "Caisse".to_owned() };
        partner::save(&mut tx, &named, now).await.unwrap();
        store::services::record(&mut tx, &service, "product").await.unwrap();
        tx.commit().await.unwrap();
        let door = Door {
            db: fresh.db.clone(),
            clock: clock_of(&clock),
            keyring: Keyring::new(&Secret::new(b"the secret of a test".to_vec())),
            people: Arc::new(Everybody),
            site: Some("https://contacts.example.fr".to_owned()),
            part_price: Euro(450),
            letter_price: Euro(9_000),
        };
        let ledger = Ledger::start(fresh.db.clone(), clock_of(&clock));
        let carrier = Arc::new(Delivering { clock: Arc::clone(&clock), under_way: Mutex::default() });
        let desk = Desk::alone(door.keyring.clone());
        let it: Arc<dyn Carrier> = Arc::<Delivering>::clone(&carrier);
        let there = (fresh.db.clone(), Arc::clone(&door.clock));
        let postmaster = Arc::new(Postmaster::new(there, ledger.clone(), vec![(it, 1)], None, desk));
        let worker = Worker {
            door,
            calls: Arc::new(OwnList),
            forecast: Arc::new(NoForecast),
            happenings: Vec::new(),
            ledger: None,
        };
        Self { seed, fresh, service, clock, ledger, carrier, worker, postmaster, to_happen: to_happen.into() }
    }

    /// What time it is.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Accepts what a moment proposes, with a larger share of people kept apart, and has it run.
    pub(crate) async fn accept(&self, moment: &Moment, holdout: f64) -> Rule {
        let proposal: Proposal = propose(moment);
        let name = format!("{} {}", moment.reason, moment.status);
        let template = proposal.template(&self.service, &name, "acc", self.now());
        let plan = Plan { holdout, ..proposal.plan(&moment.reason, template.id) };
        self.start(&name, &template, plan, Some(origin(moment))).await
    }

    /// Has a rule run.
    pub(crate) async fn start(
        &self,
        name: &str,
        template: &Template,
        plan: Plan,
        origin: Option<RuleOrigin>,
    ) -> Rule {
        let now = self.now();
        let mut tx = self.fresh.db.write().await.unwrap();
        store::templates::record(&mut tx, template).await.unwrap();
        let (partner, service) = (self.service.partner.clone(), self.service.id);
        let new = NewRule { partner, service, name: name.to_owned(), plan, origin, practice: None };
        let rule = rules::create(&mut tx, &new, "acc", now).await.unwrap();
        let rule = named_for_good(&mut tx, rule, self.seed, name).await;
        assert!(rules::start(&mut tx, &rule, now).await.unwrap());
        tx.commit().await.unwrap();
        self.rule(&rule).await
    }

    /// A rule as it stands now.
    pub(crate) async fn rule(&self, rule: &Rule) -> Rule {
        let mut tx = self.fresh.db.read().await.unwrap();
        rules::find(&mut tx, &rule.partner, rule.id).await.unwrap().unwrap()
    }

    /// Works until an instant; gives the messages that arrived.
    pub(crate) async fn work_until(&mut self, end: Timestamp) -> Vec<Arrived> {
        let mut arrived = Vec::new();
        while self.now() < end {
            let now = (self.now() + STEP).min(end);
            self.clock.0.store(now.as_microsecond(), Ordering::SeqCst);
            self.hear_of_requests(now).await;
            while self.worker.round().await.unwrap() > 0 {}
            while self.postmaster.round().await.unwrap() > 0 {}
            arrived.extend(self.deliver(now).await);
        }
        arrived
    }

    async fn hear_of_requests(&mut self, now: Timestamp) {
        let count = self.to_happen.iter().take_while(|it| it.at <= now).count();
        if count == 0 {
            return;
        }
        let mut tx = self.fresh.db.write().await.unwrap();
        for fact in self.to_happen.drain(..count) {
            facts::record(&mut tx, &fact, ForLog::No, now).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// The carrier says of all that it has that it arrived.
    async fn deliver(&self, now: Timestamp) -> Vec<Arrived> {
        let taken = std::mem::take(&mut *self.carrier.under_way.lock().unwrap());
        if taken.is_empty() {
            return Vec::new();
        }
        let say = |id: &Uuid| {
            let what = Heard::Receipt {
                their_id: id.simple().to_string(),
                also: Vec::new(),
                number: None,
                state: ReceiptState::Delivered,
                at: now,
                detail: String::new(),
            };
            async move { self.ledger.heard(CARRIER, what).await.unwrap() }
        };
        join_all(taken.iter().map(|it| say(&it.0))).await;
        let mut tx = self.fresh.db.read().await.unwrap();
        let mut arrived = Vec::with_capacity(taken.len());
        for (id, at) in taken {
            let notice = store::notices::get(&mut tx, NoticeId::from_uuid(id)).await.unwrap().unwrap();
            arrived.push(Arrived { notice, at });
        }
        arrived
    }
}

/// Gives a draft an id that is the same whenever the test runs: who is kept apart is drawn by it.
async fn named_for_good(tx: &mut Tx, draft: Rule, seed: u64, name: &str) -> Rule {
    const COLUMNS: &str = "partner, service_id, version, name, state, origin, created_by, created_at_us, started_at_us, changed_at_us, practice";
    const VERSIONS: &str = "UPDATE notice_rule_version SET rule_id = $2 WHERE rule_id = $1";
    const OLD: &str = "DELETE FROM notice_rule WHERE rule_id = $1";
    let hash = blake3::hash(format!("{seed} {name}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    let (old, id) = (draft.id.uuid(), Uuid::from_bytes(bytes));
    let copy = format!(
        "INSERT INTO notice_rule (rule_id, {COLUMNS}) SELECT $2, {COLUMNS} FROM notice_rule WHERE rule_id = $1"
    );
    both!(&mut *tx, conn => sqlx::query(sqlx::AssertSqlSafe(copy)).bind(old).bind(id).execute(conn).await.map(drop))
        .unwrap();
    both!(&mut *tx, conn => sqlx::query(VERSIONS).bind(old).bind(id).execute(conn).await.map(drop)).unwrap();
    both!(tx, conn => sqlx::query(OLD).bind(old).execute(conn).await.map(drop)).unwrap();
    Rule { id: RuleId::from_uuid(id), ..draft }
}

fn service(partner: &PartnerCode, now: Timestamp) -> Service {
    Service {
        id: ServiceId::new(now),
        partner: partner.clone(),
        name: "Aides".to_owned(),
        is_live: true,
        sms_sender: "CAISSE".to_owned(),
        email_name: "Aides".to_owned(),
        email_replies: None,
        letter_sender: "Caisse\n1 rue des Essais\n75001 Paris".to_owned(),
        guests: Vec::new(),
        quiet: Quiet::USUAL,
        hourly_max: None,
        created_at: now,
        closed_at: None,
    }
}
