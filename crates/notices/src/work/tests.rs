//! Sending, with carriers that obey a script.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use futures::future::BoxFuture;
use gateways::carrier::{Ear, Heard, ReceiptState, Taken};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore as _, SeedableRng as _},
};
use testkit::on_both;
use uuid::Uuid;

use super::*;
use crate::{
    accept::{Order, accept},
    address::Address,
    notice::{Notice, NoticeId, Origin, State},
    store::notices,
    testing::{Scene, address, now},
    unreachable,
};

/// A clock that is moved by hand.
#[derive(Debug)]
pub(crate) struct Moved(AtomicI64);

impl Moved {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(now().as_microsecond())))
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.0.fetch_add(i64::try_from(time.as_micros()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// What a carrier does with a message.
#[derive(Debug, Clone)]
enum Act {
    /// Takes it, under these ids, and says this of them before it answers.
    Take(Vec<&'static str>, Vec<(&'static str, ReceiptState)>),
    /// Answers so; with `true` it has the message all the same.
    Not(NotTaken, bool),
}

/// A carrier that does what its script says, one act a message, then takes all under ids of its own.
struct Scripted {
    name: &'static str,
    ledger: Ledger,
    clock: Arc<Moved>,
    acts: Mutex<VecDeque<Act>>,
    got: Mutex<Vec<Uuid>>,
    offered: Mutex<Vec<Uuid>>,
}

impl Scripted {
    fn new(name: &'static str, ledger: &Ledger, clock: &Arc<Moved>, acts: Vec<Act>) -> Arc<Self> {
        Arc::new(Self {
            name,
            ledger: ledger.clone(),
            clock: Arc::clone(clock),
            acts: Mutex::new(acts.into()),
            got: Mutex::default(),
            offered: Mutex::default(),
        })
    }

    async fn say(&self, their_id: &str, state: ReceiptState, number: Option<String>) {
        let what = Heard::Receipt {
            their_id: their_id.to_owned(),
            also: Vec::new(),
            number,
            state,
            at: self.clock.now(),
            detail: "err:001".to_owned(),
        };
        self.ledger.heard(self.name, what).await.unwrap();
    }

    fn got(&self) -> usize {
        self.got.lock().unwrap().len()
    }
}

impl Carrier for Scripted {
    fn name(&self) -> &str {
        self.name
    }

    fn send<'a>(&'a self, message: &'a TextMessage) -> BoxFuture<'a, Result<Taken, NotTaken>> {
        Box::pin(async move {
            self.offered.lock().unwrap().push(message.id);
            let act = self.acts.lock().unwrap().pop_front();
            match act {
                Some(Act::Take(ids, says)) => {
                    self.got.lock().unwrap().push(message.id);
                    for (id, state) in says {
                        self.say(id, state, None).await;
                    }
                    Ok(Taken { their_ids: ids.into_iter().map(ToOwned::to_owned).collect() })
                }
                Some(Act::Not(error, is_taken)) => {
                    if is_taken {
                        self.got.lock().unwrap().push(message.id);
                    }
                    Err(error)
                }
                None => {
                    self.got.lock().unwrap().push(message.id);
                    Ok(Taken { their_ids: vec![format!("x{}", message.id.simple())] })
                }
            }
        })
    }

    fn line(&self) -> Line {
        Line::Up
    }
}

/// A scene with one carrier or two.
struct Stage {
    scene: Scene,
    clock: Arc<Moved>,
    ledger: Ledger,
    carriers: Vec<Arc<Scripted>>,
    postmaster: Arc<Postmaster>,
}

impl Stage {
    async fn set(db: &Db, scripts: Vec<(&'static str, Vec<Act>)>) -> Self {
        let scene = Scene::set(db).await;
        let clock = Moved::new();
        let ledger = Ledger::start(db.clone(), clock_of(&clock));
        let carriers: Vec<Arc<Scripted>> =
            scripts.into_iter().map(|(name, acts)| Scripted::new(name, &ledger, &clock, acts)).collect();
        let postmaster = postmaster(&scene, &clock, &ledger, &carriers);
        Self { scene, clock, ledger, carriers, postmaster }
    }

    async fn order(&self, to: u32) -> NoticeId {
        self.order_by(to, |_| {}).await.id
    }

    async fn order_by(&self, to: u32, change: impl FnOnce(&mut Order)) -> Notice {
        let template = self.scene.sms.clone();
        let to = address(Medium::Sms, to);
        let mut order = Order::new(self.scene.service.clone(), template, to, Origin::Agent("a".to_owned()));
        order.personalisation.insert("dossier".to_owned(), "12".into());
        change(&mut order);
        let mut tx = self.scene.door.db.write().await.unwrap();
        let notice = accept(&mut tx, &self.scene.door, &order, self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        notice
    }

    async fn notice(&self, id: NoticeId) -> Notice {
        let mut tx = self.scene.door.db.read().await.unwrap();
        notices::get(&mut tx, id).await.unwrap().unwrap()
    }

    async fn state(&self, id: NoticeId) -> (State, Option<Why>) {
        let notice = self.notice(id).await;
        (notice.state, notice.why)
    }

    async fn round(&self) -> usize {
        self.postmaster.round().await.unwrap()
    }

    async fn sweep(&self) {
        while self.postmaster.sweep_once().await.unwrap() > 0 {}
    }

    /// A process claims what is due and is killed; then time passes until nobody waits for it any more.
    async fn kill_with_a_claim(&self) {
        let wanted = Wanted { sms: Some(Places::new(10)), email: None };
        drop(self.ledger.claim(wanted).await.unwrap());
        for minutes in [6, 11] {
            self.clock.pass(Duration::from_mins(minutes));
            self.sweep().await;
        }
    }

    async fn is_unreachable(&self, to: u32) -> bool {
        let mut tx = self.scene.door.db.read().await.unwrap();
        unreachable::is(&mut tx, &address(Medium::Sms, to).key(&self.scene.door.keyring)).await.unwrap()
    }
}

pub(crate) fn clock_of(clock: &Arc<Moved>) -> Arc<dyn Clock> {
    let clock: Arc<Moved> = Arc::clone(clock);
    clock
}

fn postmaster(
    scene: &Scene,
    clock: &Arc<Moved>,
    ledger: &Ledger,
    carriers: &[Arc<Scripted>],
) -> Arc<Postmaster> {
    let all = carriers.iter().map(|it| {
        let it: Arc<dyn Carrier> = Arc::<Scripted>::clone(it);
        (it, 1)
    });
    let desk = Desk::alone(scene.door.keyring.clone());
    Arc::new(Postmaster::new(
        (scene.door.db.clone(), clock_of(clock)),
        ledger.clone(),
        all.collect(),
        None,
        desk,
    ))
}

fn later() -> Act {
    Act::Not(NotTaken::Later { detail: "busy".to_owned(), after: None }, false)
}

fn unknown(is_taken: bool) -> Act {
    Act::Not(NotTaken::Unknown { detail: "broken".to_owned() }, is_taken)
}

fn refused(why: Refusal) -> Act {
    Act::Not(NotTaken::Refused { why, detail: "no".to_owned() }, false)
}

use ReceiptState::{Delivered, Undeliverable, Underway};

on_both! {
    async fn every_part_has_to_arrive(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![Act::Take(vec!["1", "2"], vec![])])]).await;
        let id = stage.order(1).await;
        assert_eq!(stage.round().await, 1);
        assert_eq!(stage.state(id).await, (State::Sent, None));
        stage.carriers[0].say("1", Underway, None).await;
        stage.carriers[0].say("1", Delivered, None).await;
        assert_eq!(stage.state(id).await, (State::Sent, None));
        stage.carriers[0].say("2", Delivered, None).await;
        assert_eq!(stage.state(id).await, (State::Delivered, None));
        assert_eq!(stage.notice(id).await.carrier.as_deref(), Some("a"));
        assert_eq!(stage.round().await, 0);
    }

    async fn one_part_that_fails_fails_all_and_the_number_is_unreachable(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![Act::Take(vec!["1", "2"], vec![])])]).await;
        let id = stage.order(1).await;
        stage.round().await;
        stage.carriers[0].say("2", Undeliverable, None).await;
        assert_eq!(stage.state(id).await, (State::Failed, Some(Why::Unknown)));
        stage.carriers[0].say("1", Delivered, None).await;
        assert_eq!(stage.state(id).await, (State::Failed, Some(Why::Unknown)));
        assert!(stage.is_unreachable(1).await);
        let partner = &stage.scene.service.partner;
        let mut tx = db.read().await.unwrap();
        let listed = unreachable::list(&mut tx, partner).await.unwrap();
        drop(tx);
        assert_eq!(listed.iter().map(|it| (it.notice, it.why, it.failures)).collect::<Vec<_>>(), [(id, Why::Unknown, 1)]);
        let again = stage.order_by(1, |it| it.template = stage.scene.sms.clone()).await;
        assert_eq!((again.state, again.why), (State::Cancelled, Some(Why::Unreachable)));
    }

    async fn a_receipt_may_come_before_the_answer_and_twice(db: Db) {
        let early = Act::Take(vec!["1"], vec![("1", Delivered), ("1", Delivered)]);
        let stage = Stage::set(&db, vec![("a", vec![early])]).await;
        let id = stage.order(1).await;
        stage.round().await;
        assert_eq!(stage.state(id).await, (State::Delivered, None));
        stage.carriers[0].say("1", Delivered, None).await;
        stage.carriers[0].say("1", Undeliverable, None).await;
        assert_eq!(stage.state(id).await, (State::Delivered, None));
        assert_eq!(stage.ledger.counts().repeated.load(Ordering::Relaxed), 2);
    }

    async fn receipts_of_nothing_change_nothing(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![]), ("b", vec![])]).await;
        let id = stage.order(1).await;
        stage.round().await;
        let theirs = format!("x{}", id.uuid().simple());
        stage.carriers[0].say("nobody", Delivered, None).await;
        // The same id at another carrier is another message.
        stage.carriers[1].say(&theirs, Delivered, None).await;
        assert_eq!(stage.state(id).await, (State::Sent, None));
        stage.clock.pass(Duration::from_hours(25));
        stage.sweep().await;
        let strays = testkit_count(&db, "SELECT COUNT(*) FROM notice_stray").await;
        assert_eq!(strays, 0);
    }

    async fn an_id_in_another_spelling_is_known_by_the_number(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![Act::Take(vec!["1A"], vec![])])]).await;
        let id = stage.order(1).await;
        stage.round().await;
        let told = |number: &str| Heard::Receipt {
            their_id: "26".to_owned(),
            also: vec!["1A".to_owned()],
            number: Some(number.to_owned()),
            state: Delivered,
            at: stage.clock.now(),
            detail: String::new(),
        };
        stage.ledger.heard("a", told("33600000002")).await.unwrap();
        assert_eq!(stage.state(id).await, (State::Sent, None));
        stage.ledger.heard("a", told("33600000001")).await.unwrap();
        assert_eq!(stage.state(id).await, (State::Delivered, None));
    }

    async fn what_one_carrier_does_not_take_goes_to_another(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![later()]), ("b", vec![])]).await;
        let id = stage.order(1).await;
        stage.round().await;
        assert_eq!(stage.state(id).await, (State::Waiting, None));
        assert_eq!(stage.round().await, 0);
        stage.clock.pass(Duration::from_secs(10));
        stage.round().await;
        assert_eq!(stage.state(id).await.0, State::Sent);
        assert_eq!((stage.carriers[0].got(), stage.carriers[1].got()), (0, 1));
    }

    async fn what_is_refused_says_why(db: Db) {
        let acts = vec![refused(Refusal::Sender), refused(Refusal::Number), refused(Refusal::Content)];
        let stage = Stage::set(&db, vec![("a", acts)]).await;
        let mut whys = HashSet::new();
        for to in 1..=3 {
            let id = stage.order(to).await;
            stage.round().await;
            whys.insert(stage.state(id).await);
        }
        let expected = [Why::Sender, Why::Unknown, Why::Blocked].map(|it| (State::Failed, Some(it)));
        assert_eq!(whys, HashSet::from(expected));
    }

    async fn a_doubtful_notice_is_handed_over_again_once(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![unknown(true), unknown(true)])]).await;
        let id = stage.order(1).await;
        stage.round().await;
        assert_eq!(stage.state(id).await.0, State::Doubtful);
        stage.clock.pass(Duration::from_mins(9));
        stage.sweep().await;
        assert_eq!((stage.round().await, stage.state(id).await.0), (0, State::Doubtful));
        stage.clock.pass(Duration::from_mins(2));
        stage.sweep().await;
        assert_eq!((stage.round().await, stage.state(id).await.0), (1, State::Doubtful));
        stage.clock.pass(Duration::from_mins(11));
        stage.sweep().await;
        assert_eq!(stage.state(id).await, (State::Failed, Some(Why::NoReceipt)));
        assert_eq!((stage.round().await, stage.carriers[0].got()), (0, 2));
    }

    async fn a_receipt_for_its_number_proves_that_a_doubtful_notice_left(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![unknown(true)])]).await;
        let id = stage.order(1).await;
        stage.round().await;
        stage.carriers[0].say("9", Delivered, Some("33600000002".to_owned())).await;
        assert_eq!(stage.state(id).await.0, State::Doubtful);
        stage.carriers[0].say("10", Delivered, Some("33600000001".to_owned())).await;
        assert_eq!(stage.state(id).await, (State::Delivered, None));
    }

    async fn what_a_killed_process_held_is_doubtful_then_leaves(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![])]).await;
        let id = stage.order(1).await;
        let wanted = Wanted { sms: Some(Places::new(10)), email: None };
        drop(stage.ledger.claim(wanted).await.unwrap());
        assert_eq!(stage.state(id).await.0, State::Sending);
        stage.clock.pass(Duration::from_mins(4));
        stage.sweep().await;
        assert_eq!(stage.state(id).await.0, State::Sending);
        stage.clock.pass(Duration::from_mins(2));
        stage.sweep().await;
        assert_eq!(stage.state(id).await.0, State::Doubtful);
        stage.clock.pass(Duration::from_mins(11));
        stage.sweep().await;
        stage.round().await;
        assert_eq!((stage.state(id).await.0, stage.carriers[0].got()), (State::Sent, 1));
    }

    async fn what_was_never_offered_leaves_however_often_its_process_is_killed(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![unknown(false)])]).await;
        let id = stage.order(1).await;
        for _ in 0..3 {
            stage.kill_with_a_claim().await;
            assert_eq!(stage.state(id).await.0, State::Waiting);
        }
        // A carrier that says nothing is a doubt of its own, and the first one.
        stage.round().await;
        assert_eq!(stage.state(id).await.0, State::Doubtful);
        stage.clock.pass(Duration::from_mins(11));
        stage.sweep().await;
        stage.round().await;
        assert_eq!((stage.state(id).await.0, stage.carriers[0].got()), (State::Sent, 1));
    }

    async fn what_kills_its_process_for_three_days_has_failed(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![])]).await;
        let id = stage.order(1).await;
        stage.kill_with_a_claim().await;
        stage.clock.pass(Duration::from_hours(73));
        stage.kill_with_a_claim().await;
        assert_eq!(stage.state(id).await, (State::Failed, Some(Why::NoReceipt)));
    }

    async fn a_receipt_proves_that_what_a_killed_process_held_had_left(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![])]).await;
        let id = stage.order(1).await;
        let wanted = Wanted { sms: Some(Places::new(10)), email: None };
        drop(stage.ledger.claim(wanted).await.unwrap());
        stage.carriers[0].say("7", Delivered, Some("33600000001".to_owned())).await;
        assert_eq!(stage.state(id).await.0, State::Sending);
        stage.clock.pass(Duration::from_mins(6));
        stage.sweep().await;
        stage.clock.pass(Duration::from_mins(11));
        stage.sweep().await;
        assert_eq!(stage.state(id).await, (State::Delivered, None));
        assert_eq!((stage.round().await, stage.carriers[0].got()), (0, 0));
    }

    async fn receipts_prove_several_messages_to_a_number_only_if_there_is_one_for_each(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![])]).await;
        let mut ids = Vec::new();
        for (to, meaning) in [(1, "first"), (1, "second"), (2, "first"), (2, "second")] {
            ids.push(stage.order_by(to, |it| it.template.meaning = meaning.to_owned()).await.id);
        }
        let wanted = Wanted { sms: Some(Places::new(10)), email: None };
        drop(stage.ledger.claim(wanted).await.unwrap());
        for (id, number) in [("1", "33600000001"), ("2", "33600000001"), ("3", "33600000002")] {
            stage.carriers[0].say(id, Delivered, Some(number.to_owned())).await;
        }
        for minutes in [6, 11] {
            stage.clock.pass(Duration::from_mins(minutes));
            stage.sweep().await;
        }
        let mut states = Vec::new();
        for id in ids {
            states.push(stage.state(id).await.0);
        }
        assert_eq!(states, [State::Delivered, State::Delivered, State::Waiting, State::Waiting]);
    }

    async fn what_nobody_takes_for_three_days_has_failed(db: Db) {
        let stage = Stage::set(&db, vec![]).await;
        let id = stage.order(1).await;
        stage.clock.pass(Duration::from_hours(71));
        stage.sweep().await;
        assert_eq!((stage.round().await, stage.state(id).await.0), (0, State::Waiting));
        stage.clock.pass(Duration::from_hours(2));
        stage.sweep().await;
        assert_eq!(stage.state(id).await, (State::Failed, Some(Why::NoCarrier)));
    }

    async fn what_has_no_receipt_for_three_days_has_failed(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![])]).await;
        let id = stage.order(1).await;
        stage.round().await;
        stage.clock.pass(Duration::from_hours(73));
        stage.sweep().await;
        assert_eq!(stage.state(id).await, (State::Failed, Some(Why::NoReceipt)));
        assert!(!stage.is_unreachable(1).await);
    }

    async fn simulated_notices_end_and_nothing_leaves(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![])]).await;
        let test = crate::service::KeyKind::Test;
        let id = stage.order_by(1, |it| it.key_kind = test).await.id;
        assert_eq!(stage.round().await, 0);
        assert_eq!(stage.state(id).await, (State::Delivered, None));
        assert_eq!(stage.carriers[0].got(), 0);
    }

    async fn urgent_messages_leave_before_a_campaign(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![])]).await;
        for to in 1..=40 {
            stage.order_by(to, |it| it.template.lane = Lane::Bulk).await;
        }
        let urgent = stage.order_by(99, |it| it.template.lane = Lane::Urgent).await.id;
        let small = Arc::try_unwrap(postmaster(&stage.scene, &stage.clock, &stage.ledger, &stage.carriers)).unwrap();
        let small = Arc::new(small.with_windows(12, 1));
        assert_eq!(small.round().await.unwrap(), 7);
        assert_eq!(stage.state(urgent).await.0, State::Sent);
    }

    async fn a_postmaster_that_is_stopped_finishes_what_it_holds(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![])]).await;
        let id = stage.order(1).await;
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(Arc::clone(&stage.postmaster).run(stopped));
        while stage.carriers[0].got() == 0 {
            tokio::task::yield_now().await;
        }
        stop.send(true).unwrap();
        running.await.unwrap();
        assert_eq!(stage.state(id).await.0, State::Sent);
    }

    async fn shares_shift_away_from_a_carrier_that_is_slow(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![]), ("b", vec![])]).await;
        for to in 1..=60 {
            stage.order(to).await;
        }
        stage.round().await;
        let quick: Vec<Uuid> = stage.carriers[1].got.lock().unwrap().clone();
        for id in quick {
            stage.carriers[1].say(&format!("x{}", id.simple()), Delivered, None).await;
        }
        stage.clock.pass(Duration::from_mins(6));
        let shares = stage.postmaster.weigh_once().await.unwrap();
        assert_eq!(shares.iter().map(|it| it.weight).collect::<Vec<_>>(), [400, 600]);
    }

    async fn whatever_happens_each_notice_is_handed_over_and_ends(db: Db) {
        let stage = Stage::set(&db, vec![("a", vec![]), ("b", vec![])]).await;
        let mut to = 0;
        for seed in 0..12 {
            let mut chance = ChaCha8Rng::seed_from_u64(seed);
            random_week(&stage, &mut chance, &mut to).await;
        }
    }
}

async fn testkit_count(db: &Db, sql: &'static str) -> i64 {
    let mut tx = db.read().await.unwrap();
    register::both!(&mut tx, conn => sqlx::query_scalar(sql).fetch_one(conn).await).unwrap()
}

/// A week of faults: carriers that do as they like, processes that are killed, receipts in any order and number.
async fn random_week(stage: &Stage, chance: &mut ChaCha8Rng, to: &mut u32) {
    let mut draw = |of: u32| chance.next_u32() % of;
    let mut ids = Vec::new();
    for _ in 0..20 {
        *to += 1;
        ids.push(stage.order(*to).await);
    }
    for carrier in &stage.carriers {
        let acts = (0..draw(30)).map(|_| match draw(6) {
            0 => later(),
            1 => unknown(true),
            2 => unknown(false),
            3 => refused(Refusal::Content),
            _ => Act::Take(vec![], vec![]),
        });
        carrier.acts.lock().unwrap().extend(acts);
    }
    let mut kills: HashMap<Uuid, i64> = HashMap::new();
    let mut rounds = 0;
    loop {
        rounds += 1;
        if rounds < 20 && draw(5) == 0 {
            // A process is killed that holds some, and handed over some of these.
            let wanted = Wanted { sms: Some(Places::new(4)), email: None };
            for parcel in stage.ledger.claim(wanted).await.unwrap().parcels {
                *kills.entry(parcel.id.uuid()).or_default() += 1;
                if draw(2) == 0 {
                    let message = text_of(&parcel).unwrap();
                    drop(stage.carriers[draw(2) as usize].send(&message).await);
                }
            }
        }
        stage.round().await;
        for carrier in &stage.carriers {
            let got = carrier.got.lock().unwrap().clone();
            for id in got {
                if draw(4) == 0 {
                    let said = [Delivered, Undeliverable, Underway][draw(3) as usize];
                    carrier.say(&format!("x{}", id.simple()), said, None).await;
                }
            }
        }
        stage.clock.pass(Duration::from_mins(u64::from(draw(12))));
        stage.sweep().await;
        if rounds > 40 {
            stage.clock.pass(Duration::from_hours(24));
        }
        if rounds > 50 {
            break;
        }
    }
    let mut copies: HashMap<Uuid, i64> = HashMap::new();
    let mut offered: HashSet<Uuid> = HashSet::new();
    for carrier in &stage.carriers {
        carrier.got.lock().unwrap().iter().for_each(|it| *copies.entry(*it).or_default() += 1);
        offered.extend(carrier.offered.lock().unwrap().iter());
    }
    for id in ids {
        let notice = stage.notice(id).await;
        let end = (notice.state, notice.why);
        assert!(end.0.is_final(), "{end:?}");
        let killed = kills.get(&id.uuid()).copied().unwrap_or(0);
        assert!(offered.contains(&id.uuid()), "nobody was offered it: {end:?}");
        // One more at most for each time that nobody could know.
        let most = 1 + killed + doubts(stage, id).await;
        assert!(copies.get(&id.uuid()).copied().unwrap_or(0) <= most, "too many copies: {end:?}");
    }
    for carrier in &stage.carriers {
        carrier.acts.lock().unwrap().clear();
        carrier.got.lock().unwrap().clear();
    }
}

async fn doubts(stage: &Stage, id: NoticeId) -> i64 {
    let mut tx = stage.scene.door.db.read().await.unwrap();
    register::both!(&mut tx, conn => sqlx::query_scalar("SELECT doubts FROM notice WHERE notice_id = $1")
        .bind(id.uuid()).fetch_one(conn).await)
    .unwrap()
}

#[test]
fn addresses_of_tests_are_numbers() {
    let it: Address = address(Medium::Sms, 7);
    assert!(Number::read(it.text()).is_ok());
}
