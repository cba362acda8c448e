//! The governor, tried by random histories beside a plain count.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use futures::future::join_all;
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use register::{Db, Tx, both};
use testkit::on_both;

use super::*;
use crate::{
    accept::{Order, accept, group::Acceptor, keys_of},
    address::{Address, Medium},
    notice::{NoticeId, Origin, State},
    people::{Asked, People, Person, Who},
    store,
    template::{Lane, Template, TemplateId},
    testing::{Scene, address, now, template},
};

fn mark(keys: &[&str], is_urgent: bool, meaning: &str, hour: i64) -> Mark {
    Mark {
        keys: keys.iter().map(|it| (*it).to_owned()).collect(),
        is_urgent,
        meaning: meaning.to_owned(),
        at: Timestamp::from_second(hour * 3_600).unwrap(),
    }
}

#[test]
fn three_a_week_and_nothing_twice_in_two_days() {
    let counted =
        [mark(&["a"], false, "m0", 0), mark(&["a"], false, "m1", 30), mark(&["b"], false, "m2", 60)];
    let new = |keys: &[&str], meaning: &str, hour| {
        against(&counted, &mark(keys, false, meaning, hour), Limits::USUAL)
    };
    assert_eq!(new(&["a"], "m9", 70), None);
    assert_eq!(new(&["a"], "m1", 77), Some(Why::SameMeaning));
    assert_eq!(new(&["a"], "m1", 78), None);
    // Found to be one person, they have had three.
    assert_eq!(new(&["a", "b"], "m9", 167), Some(Why::Pressure));
    assert_eq!(new(&["a", "b"], "m9", 168), None, "the first is a week ago");
    // A clock that went back: a week that begins before still holds four.
    assert_eq!(new(&["a", "b"], "m9", -100), Some(Why::Pressure));
    assert_eq!(new(&["a", "b"], "m9", -108), None);
    assert_eq!(new(&["c"], "m1", 30), None);
}

#[test]
fn urgent_messages_are_counted_apart() {
    let mut counted: Vec<Mark> = (0..10).map(|it| mark(&["a"], true, "code", it)).collect();
    counted.extend((0..3).map(|it| mark(&["a"], false, &format!("m{it}"), it)));
    assert_eq!(against(&counted, &mark(&["a"], true, "code", 12), Limits::USUAL), Some(Why::Pressure));
    assert_eq!(against(&counted, &mark(&["a"], true, "code", 24), Limits::USUAL), None);
    assert_eq!(against(&counted[..9], &mark(&["a"], true, "code", 12), Limits::USUAL), None);
}

/// People of a test: some addresses each, and who was found to be whom; changed between messages.
#[derive(Debug)]
struct Town {
    persons: std::sync::Mutex<Vec<Person>>,
}

impl Town {
    fn of(addresses: usize) -> Self {
        let person = |it: usize| Person {
            id: format!("usr{it}"),
            merged: Vec::new(),
            external_id: None,
            name: String::new(),
            language: "fr".to_owned(),
            preferred: None,
            addresses: vec![place(it, Medium::Sms)],
        };
        Self { persons: std::sync::Mutex::new((0..addresses).map(person).collect()) }
    }

    /// What `second` was, `first` is from now on.
    fn merge(&self, first: usize, second: usize) {
        let mut persons = self.persons.lock().unwrap();
        let at = |persons: &[Person], it: usize| {
            let wanted = place(it, Medium::Sms);
            persons.iter().position(|person| person.addresses.contains(&wanted)).unwrap()
        };
        let (first, second) = (at(&persons, first), at(&persons, second));
        if first == second {
            return;
        }
        let gone = persons[second].clone();
        let kept = &mut persons[first];
        kept.merged.push(gone.id);
        kept.merged.extend(gone.merged);
        kept.addresses.extend(gone.addresses);
        persons.remove(second);
    }

    /// An address of e-mail becomes known of somebody.
    fn learn(&self, who: usize) {
        let mut persons = self.persons.lock().unwrap();
        let (number, email) = (place(who, Medium::Sms), place(who, Medium::Email));
        if let Some(person) = persons.iter_mut().find(|it| it.addresses.contains(&number))
            && !person.addresses.contains(&email)
        {
            person.addresses.push(email);
        }
    }

    fn who(&self, address: &Address) -> Option<Person> {
        self.persons.lock().unwrap().iter().find(|it| it.addresses.contains(address)).cloned()
    }
}

fn place(who: usize, medium: Medium) -> Address {
    address(medium, u32::try_from(who).unwrap())
}

impl People for Town {
    fn at<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a kernel::PartnerCode,
        at: &'a Address,
    ) -> Asked<'a, Option<Person>> {
        Box::pin(async move { Ok(self.who(at)) })
    }

    fn named<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a kernel::PartnerCode,
        name: &'a str,
    ) -> Asked<'a, Option<Person>> {
        let persons = self.persons.lock().unwrap();
        let found = persons.iter().find(|it| it.id == name || it.merged.iter().any(|merged| merged == name));
        let found = found.cloned();
        Box::pin(async move { Ok(found) })
    }

    fn meet<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a kernel::PartnerCode,
        who: &'a Who,
        _: Timestamp,
    ) -> Asked<'a, Person> {
        let found = who.addresses.iter().find_map(|it| self.who(it));
        Box::pin(
            async move { Ok(found.unwrap_or_else(|| Self::of(1).persons.into_inner().unwrap().remove(0))) },
        )
    }
}

/// What happens in a history.
#[derive(Debug, Clone)]
enum Act {
    /// Somebody is to be told, at an address, by a template, in so many hours.
    Tell { who: usize, is_email: bool, template: usize, in_h: i64 },
    /// Two are found to be one.
    Merge(usize, usize),
    /// An address of e-mail becomes known.
    Learn(usize),
    /// The clock moves by hours, forward or back.
    Move(i64),
    /// One of the messages is cancelled before it left.
    Cancel(usize),
    /// One of them is handed over.
    Leave(usize),
    /// One that waits is put off by hours.
    PutOff(usize, i64),
}

const PEOPLE: usize = 3;
const MEANINGS: usize = 4;

fn an_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        12 => (0..PEOPLE, any::<bool>(), 0..MEANINGS + 1, prop_oneof![4 => Just(0), 1 => 0_i64..200])
            .prop_map(|(who, is_email, template, in_h)| Act::Tell { who, is_email, template, in_h }),
        1 => (0..PEOPLE, 0..PEOPLE).prop_map(|(first, second)| Act::Merge(first, second)),
        1 => (0..PEOPLE).prop_map(Act::Learn),
        4 => (-60_i64..90).prop_map(Act::Move),
        1 => (0_usize..12).prop_map(Act::Cancel),
        1 => (0_usize..12).prop_map(Act::Leave),
        1 => ((0_usize..12), 1_i64..200).prop_map(|(which, by_h)| Act::PutOff(which, by_h)),
    ]
}

/// The templates of a test: by each medium one a meaning, and an urgent one.
struct Texts {
    by_medium: HashMap<Medium, Vec<Template>>,
}

impl Texts {
    async fn record(scene: &Scene) -> Self {
        let mut tx = scene.door.db.write().await.unwrap();
        let mut by_medium = HashMap::new();
        for medium in [Medium::Sms, Medium::Email] {
            let mut texts = Vec::new();
            for place in 0..=MEANINGS {
                let mut text = template(&scene.service, medium);
                text.id = TemplateId::new(now());
                text.meaning = format!("m{place}");
                text.lane = if place == MEANINGS { Lane::Urgent } else { Lane::Normal };
                text.texts = [(
                    "fr".to_owned(),
                    crate::template::Text { subject: "Avis".into(), body: "Avis.".into() },
                )]
                .into();
                store::templates::record(&mut tx, &text).await.unwrap();
                texts.push(text);
            }
            by_medium.insert(medium, texts);
        }
        tx.commit().await.unwrap();
        Self { by_medium }
    }

    fn order(&self, scene: &Scene, (who, is_email, template): (usize, bool, usize)) -> Order {
        let medium = if is_email { Medium::Email } else { Medium::Sms };
        let template = self.by_medium[&medium][template].clone();
        Order::new(scene.service.clone(), template, place(who, medium), Origin::Agent("test".to_owned()))
    }
}

/// A message as the plain count knows it.
struct Known {
    id: NoticeId,
    mark: Mark,
    has_left: bool,
    counts: bool,
}

/// No key of anybody has more than it may, by a count that looks at nothing but what counts.
fn is_kept(known: &[Known]) -> Result<(), String> {
    let keys: BTreeSet<&String> = known.iter().flat_map(|it| &it.mark.keys).collect();
    for key in keys {
        for (is_urgent, most, span_h) in [(false, 3, 168), (true, 10, 24)] {
            let mut at: Vec<(i64, &str)> = known
                .iter()
                .filter(|it| it.counts && it.mark.is_urgent == is_urgent && it.mark.keys.contains(key))
                .map(|it| (it.mark.at.as_second(), it.mark.meaning.as_str()))
                .collect();
            at.sort_unstable();
            for window in at.windows(most + 1) {
                if window[most].0 - window[0].0 < span_h * 3_600 {
                    return Err(format!("{} within {span_h} h at {key}", most + 1));
                }
            }
            let twice = |(place, one): (usize, &(i64, &str))| {
                at[place + 1..].iter().any(|other| other.1 == one.1 && other.0 - one.0 < 48 * 3_600)
            };
            if !is_urgent && at.iter().enumerate().any(twice) {
                return Err(format!("the same twice in two days at {key}"));
            }
        }
    }
    Ok(())
}

/// Plays a history and compares each outcome with the plain count.
async fn play(scene: &Scene, town: &Town, texts: &Texts, acts: &[Act]) {
    let mut tx = scene.door.db.write().await.unwrap();
    let mut at = now();
    let mut known: Vec<Known> = Vec::new();
    for act in acts {
        match *act {
            Act::Move(hours) => at += jiff::SignedDuration::from_hours(hours),
            Act::Merge(first, second) => town.merge(first, second),
            Act::Learn(who) => town.learn(who),
            Act::Tell { who, is_email, template, in_h } => {
                let mut order = texts.order(scene, (who, is_email, template));
                order.not_before = Some(at + jiff::SignedDuration::from_hours(in_h));
                let keys = keys_of(&scene.door, town.who(&order.to).as_ref(), &order.to);
                let notice = accept(&mut tx, &scene.door, &order, at).await.unwrap();
                let mark = Mark {
                    keys: keys.into_iter().collect(),
                    is_urgent: template == MEANINGS,
                    meaning: order.template.meaning.clone(),
                    at: order.not_before.unwrap(),
                };
                let expected =
                    against(known.iter().filter(|it| it.counts).map(|it| &it.mark), &mark, Limits::USUAL);
                assert_eq!(notice.why, expected, "{act:?} of {acts:?}");
                assert_eq!(notice.state == State::Cancelled, expected.is_some());
                known.push(Known { id: notice.id, mark, has_left: false, counts: expected.is_none() });
            }
            Act::Cancel(which) => {
                if let Some(it) = known.get_mut(which) {
                    let waits = it.counts && !it.has_left;
                    assert_eq!(
                        store::notices::cancel(&mut tx, it.id, Why::Stopped, at).await.unwrap(),
                        waits
                    );
                    it.counts &= it.has_left;
                }
            }
            Act::Leave(which) => {
                if let Some(it) = known.get_mut(which)
                    && it.counts
                {
                    const SQL: &str =
                        "UPDATE notice SET state = 'sending', tries = tries + 1 WHERE notice_id = $1";
                    both!(&mut tx, conn => sqlx::query(SQL).bind(it.id.uuid()).execute(conn).await.map(drop))
                        .unwrap();
                    it.has_left = true;
                }
            }
            Act::PutOff(which, by_h) => {
                let Some(mut it) = (which < known.len()).then(|| known.swap_remove(which)) else { continue };
                if it.counts && !it.has_left {
                    const SQL: &str = "UPDATE notice SET due_at_us = $2 WHERE notice_id = $1";
                    it.mark.at += jiff::SignedDuration::from_hours(by_h);
                    let to = it.mark.at.as_microsecond();
                    both!(&mut tx, conn => sqlx::query(SQL).bind(it.id.uuid()).bind(to).execute(conn).await.map(drop)).unwrap();
                    let expected = against(
                        known.iter().filter(|it| it.counts).map(|it| &it.mark),
                        &it.mark,
                        Limits::USUAL,
                    );
                    let (_, why) = store::notices::standing(&mut tx, it.id).await.unwrap().unwrap();
                    assert_eq!(why, expected, "{act:?} of {acts:?}");
                    it.counts = expected.is_none();
                }
                known.push(it);
            }
        }
    }
    is_kept(&known).unwrap();
    // Nothing is written: the next history begins anew.
    drop(tx);
}

fn histories(seed: u8, count: usize) -> Vec<Vec<Act>> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let one = proptest::collection::vec(an_act(), 1..16);
    (0..count).map(|_| one.new_tree(&mut runner).unwrap().current()).collect()
}

/// Of ten thousand histories, those that one database plays; with merged people, several addresses, and a clock that goes both ways.
async fn plays(db: &Db, (seed, count): (u8, usize)) {
    let empty = Arc::new(Town::of(PEOPLE));
    let mut scene = Scene::with_people(db, empty).await;
    let texts = Texts::record(&scene).await;
    for acts in histories(seed, count) {
        let town = Arc::new(Town::of(PEOPLE));
        scene.door.people = town.clone();
        play(&scene, &town, &texts, &acts).await;
    }
}

#[tokio::test]
async fn ten_thousand_histories_do_not_pass_the_governor_of_sqlite() {
    let fresh = testkit::Fresh::sqlite().await;
    plays(&fresh.db, (1, 8_500)).await;
    fresh.remove().await;
}

#[tokio::test]
async fn nor_that_of_postgres() {
    if let Some(fresh) = testkit::Fresh::postgres().await {
        plays(&fresh.db, (2, 1_500)).await;
        fresh.remove().await;
    }
}

on_both! {
    async fn workers_that_run_at_once_do_not_pass_it_together(db: Db) {
        let town = Arc::new(Town::of(4));
        town.merge(0, 1);
        let scene = Scene::with_people(&db, town).await;
        let texts = Texts::record(&scene).await;
        for round in 0..12_usize {
            // Each worker has its own transaction, and all of them write to the same people.
            let acceptors: Vec<Acceptor> = (0..4).map(|_| Acceptor::start(scene.door.clone())).collect();
            let asks = (0..32_usize).map(|it| {
                let order = texts.order(&scene, (it % 4, false, (it + round) % (MEANINGS + 1)));
                let acceptor = acceptors[it % acceptors.len()].clone();
                async move { acceptor.accept(order).await.unwrap() }
            });
            join_all(asks).await;
        }
        let mut tx = db.read().await.unwrap();
        let mut left = 0;
        for who in 1..4 {
            let to = place(who, Medium::Sms);
            let person = scene.door.people.at(&mut tx, &scene.service.partner, &to).await.unwrap();
            let counted = store::pressure::counted(&mut tx, &keys_of(&scene.door, person.as_ref(), &to), now()).await.unwrap();
            let usual: BTreeSet<&str> = counted.iter().filter(|it| !it.is_urgent).map(|it| it.meaning.as_str()).collect();
            assert_eq!(counted.iter().filter(|it| !it.is_urgent).count(), 3, "person {who}");
            assert_eq!(usual.len(), 3, "no meaning twice for {who}");
            assert!(counted.iter().filter(|it| it.is_urgent).count() <= 10);
            left += counted.len();
        }
        assert!(left > 9, "urgent ones go through too");
    }

    async fn what_left_keeps_its_place_and_what_did_not_gives_it_back(db: Db) {
        const LEAVES: &str = "UPDATE notice SET state = 'sending', tries = 1 WHERE notice_id = $1";
        const FAILS: &str = "UPDATE notice SET state = 'failed', why = 'away' WHERE notice_id = $1";
        let scene = Scene::set(&db).await;
        let texts = Texts::record(&scene).await;
        let mut tx = db.write().await.unwrap();
        let tell = async |tx: &mut Tx, template| {
            accept(tx, &scene.door, &texts.order(&scene, (0, false, template)), now()).await.unwrap()
        };
        let first = tell(&mut tx, 0).await;
        let second = tell(&mut tx, 1).await;
        tell(&mut tx, 2).await;
        assert_eq!(tell(&mut tx, 3).await.why, Some(Why::Pressure));
        assert!(store::notices::cancel(&mut tx, first.id, Why::Goal, now()).await.unwrap());
        assert_eq!(tell(&mut tx, 3).await.why, None, "one was cancelled before it left");
        for sql in [LEAVES, FAILS] {
            both!(&mut tx, conn => sqlx::query(sql).bind(second.id.uuid()).execute(conn).await.map(drop)).unwrap();
        }
        assert_eq!(tell(&mut tx, 0).await.why, Some(Why::Pressure), "one may have arrived");
    }

    async fn no_code_goes_round_it(db: Db) {
        let scene = Scene::set(&db).await;
        let texts = Texts::record(&scene).await;
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for template in 0..4 {
            ids.push(accept(&mut tx, &scene.door, &texts.order(&scene, (0, false, template)), now()).await.unwrap().id);
        }
        tx.commit().await.unwrap();
        for (place, sql) in [
            (3, "UPDATE notice SET state = 'waiting' WHERE notice_id = $1"),
            (0, "UPDATE notice SET state = 'sending' WHERE notice_id = $1"),
            (0, "UPDATE notice SET lane = 'urgent' WHERE notice_id = $1"),
            (0, "UPDATE notice SET meaning = 'other' WHERE notice_id = $1"),
            (0, "UPDATE notice SET simulated = 'delivered' WHERE notice_id = $1"),
            (0, "UPDATE notice SET person_keys = '[]' WHERE notice_id = $1"),
            (0, "UPDATE notice SET tries = -1 WHERE notice_id = $1"),
            (0, "UPDATE notice_limit SET week_max = 4 WHERE EXISTS (SELECT 1 FROM notice WHERE notice_id = $1)"),
        ] {
            let mut tx = db.write().await.unwrap();
            let done = both!(&mut tx, conn => sqlx::query(sql).bind(ids[place].uuid()).execute(conn).await.map(drop));
            assert!(done.is_err(), "{sql}");
        }
    }

    async fn an_instance_may_lower_it_and_not_raise_it(db: Db) {
        let scene = Scene::set(&db).await;
        let texts = Texts::record(&scene).await;
        let mut tx = db.write().await.unwrap();
        store::pressure::set_limits(&mut tx, Limits { week_max: 9, urgent_max: 0, same_h: 1 }).await.unwrap();
        let limits = Limits { week_max: 3, urgent_max: 0, same_h: 48 };
        assert_eq!(store::pressure::limits(&mut tx).await.unwrap(), limits);
        let urgent = accept(&mut tx, &scene.door, &texts.order(&scene, (0, false, MEANINGS)), now()).await.unwrap();
        assert_eq!(urgent.why, Some(Why::Pressure));
        store::pressure::set_limits(&mut tx, Limits { week_max: 1, ..Limits::USUAL }).await.unwrap();
        let whys = [0, 1].map(|it| texts.order(&scene, (0, false, it)));
        assert_eq!(accept(&mut tx, &scene.door, &whys[0], now()).await.unwrap().why, None);
        assert_eq!(accept(&mut tx, &scene.door, &whys[1], now()).await.unwrap().why, Some(Why::Pressure));
    }

    async fn what_leaves_late_is_counted_anew(db: Db) {
        const LATE: &str = "UPDATE notice SET due_at_us = $1 WHERE state = 'waiting'";
        let scene = Scene::set(&db).await;
        let texts = Texts::record(&scene).await;
        let mut tx = db.write().await.unwrap();
        let days = |it: i64| now() + jiff::SignedDuration::from_hours(24 * it);
        for (template, day) in [(0, 0), (1, 1), (2, 2), (3, 8)] {
            let notice = accept(&mut tx, &scene.door, &texts.order(&scene, (0, false, template)), days(day)).await.unwrap();
            assert_eq!(notice.why, None);
        }
        // No carrier took anything for nine days: now all would leave at once, and one is too much.
        let to = days(9).as_microsecond();
        both!(&mut tx, conn => sqlx::query(LATE).bind(to).execute(conn).await.map(drop)).unwrap();
        let keys = keys_of(&scene.door, None, &place(0, Medium::Sms));
        assert_eq!(store::pressure::counted(&mut tx, &keys, days(9)).await.unwrap().len(), 3);
    }
}
