//! What the door lets in, and what it says of the rest.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use jiff::{Timestamp, civil::time};
use kernel::Explain as _;
use register::Tx;
use testkit::on_both;

use super::{group::Acceptor, *};
use crate::{
    address::{Medium, Reach},
    notice::{CampaignId, TurnId, Why},
    people::{Asked, Who},
    service::Quiet,
    store::preferences::{self, ALL, SaidBy},
    testing::{Scene, address, now},
};

fn order(scene: &Scene, number: u32) -> Order {
    let origin = Origin::Agent("anne".to_owned());
    let mut order =
        Order::new(scene.service.clone(), scene.sms.clone(), address(Medium::Sms, number), origin);
    order.personalisation.insert("dossier".to_owned(), "42".into());
    order
}

async fn count(tx: &mut Tx) -> usize {
    store::notices::listed(tx, &store::notices::Filter::default()).await.unwrap().len()
}

/// One person with two telephones, who reads English.
#[derive(Debug)]
struct Zoe;

impl Zoe {
    fn person() -> Person {
        Person {
            id: "usr_zoe".to_owned(),
            merged: Vec::new(),
            external_id: Some("A-17".to_owned()),
            name: "Zoé".to_owned(),
            language: "en".to_owned(),
            preferred: None,
            addresses: vec![address(Medium::Sms, 1), address(Medium::Sms, 2), address(Medium::Email, 1)],
        }
    }
}

impl People for Zoe {
    fn at<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a kernel::PartnerCode,
        at: &'a Address,
    ) -> Asked<'a, Option<Person>> {
        let found = Some(Self::person()).filter(|it| it.addresses.contains(at));
        Box::pin(async move { Ok(found) })
    }

    fn named<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a kernel::PartnerCode,
        name: &'a str,
    ) -> Asked<'a, Option<Person>> {
        let found = (name == "A-17").then(Self::person);
        Box::pin(async move { Ok(found) })
    }

    fn meet<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a kernel::PartnerCode,
        _: &'a Who,
        _: Timestamp,
    ) -> Asked<'a, Person> {
        Box::pin(async { Ok(Self::person()) })
    }
}

#[test]
fn a_person_has_the_name_that_the_contact_log_knows_them_by() {
    let nobody = Person { id: String::new(), external_id: None, ..Zoe::person() };
    for (person, name) in [
        (Zoe::person(), Some("A-17")),
        (Person { external_id: None, ..Zoe::person() }, Some("usr_zoe")),
        (nobody, None),
    ] {
        assert_eq!(logged_as(person).as_deref(), name);
    }
}

on_both! {
    async fn what_is_wrong_is_told_and_leaves_nothing_behind(db: Db) {
        let scene = Scene::set(&db).await;
        let right = order(&scene, 1);
        let change = |change: &dyn Fn(&mut Order)| {
            let mut order = right.clone();
            change(&mut order);
            order
        };
        let wrong = [
            ("refused-service-closed", change(&|it| it.service.closed_at = Some(now()))),
            ("refused-template-archived", change(&|it| it.template.archived_at = Some(now()))),
            ("refused-template-of-another", change(&|it| it.template.service = crate::service::ServiceId::new(now()))),
            ("refused-other-medium", change(&|it| it.to = address(Medium::Email, 1))),
            ("refused-no-text", change(&|it| it.template.texts.clear())),
            ("refused-bad-address", change(&|it| it.to = Address::kept(Medium::Sms, " "))),
            ("refused-not-guest", change(&|it| it.key_kind = KeyKind::Team)),
            ("refused-not-live", change(&|it| it.service.is_live = false)),
            ("refused-missing", change(&|it| it.personalisation.clear())),
            ("refused-too-long", change(&|it| { it.personalisation.insert("dossier".into(), "x".repeat(2_000).into()); })),
            ("refused-name-too-long", change(&|it| it.reference = Some("x".repeat(1_001)))),
            ("refused-too-far-ahead", change(&|it| it.not_before = Some(now() + Duration::from_hours(400 * 24)))),
        ];
        let mut tx = db.write().await.unwrap();
        for (key, order) in wrong {
            let refused = accept(&mut tx, &scene.door, &order, now()).await.unwrap_err();
            assert_eq!(refused.message().key(), key, "{refused}");
            for lang in [kernel::Lang::Fr, kernel::Lang::En] {
                assert!(!refused.message().say(lang).is_empty());
            }
        }
        assert_eq!(count(&mut tx).await, 0);
        assert_eq!(accept(&mut tx, &scene.door, &right, now()).await.unwrap().state, State::Waiting);
    }

    async fn guests_are_written_to_before_a_service_is_live(db: Db) {
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        let mut order = order(&scene, 12_345_678);
        order.service.is_live = false;
        order.service.guests = vec!["06 12 34 56 78".to_owned()];
        for kind in [KeyKind::Live, KeyKind::Team] {
            order.key_kind = kind;
            let notice = accept(&mut tx, &scene.door, &order, now()).await.unwrap();
            assert_eq!(notice.simulated, None);
        }
    }

    async fn simulated_notices_cost_nothing_and_count_for_nobody(db: Db) {
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        for (kind, to, expected) in [
            (KeyKind::Test, "06 12 34 56 78", Simulated::Delivered),
            (KeyKind::Test, "07700900003", Simulated::TemporaryFailure),
            (KeyKind::Live, "07700900002", Simulated::PermanentFailure),
            (KeyKind::Team, "06 39 98 00 00", Simulated::Delivered),
        ] {
            for _ in 0..5 {
                let mut order = order(&scene, 1);
                order.service.is_live = false;
                order.key_kind = kind;
                order.to = Address::read(Medium::Sms, to).unwrap();
                let notice = accept(&mut tx, &scene.door, &order, now()).await.unwrap();
                assert_eq!((notice.simulated, notice.state, notice.cost), (Some(expected), State::Waiting, Euro(0)));
            }
        }
    }

    async fn a_person_reads_their_language_and_is_named_as_the_partner_does(db: Db) {
        let scene = Scene::with_people(&db, Arc::new(Zoe)).await;
        let mut tx = db.write().await.unwrap();
        let notice = accept(&mut tx, &scene.door, &order(&scene, 1), now()).await.unwrap();
        assert_eq!((notice.language.as_str(), notice.usager.as_deref()), ("en", Some("A-17")));
        assert!(notice.body.starts_with("Your file 42 is making progress."), "{}", notice.body);
        let mut other = order(&scene, 9);
        (other.language, other.usager) = (Some("de".to_owned()), Some("A-17".to_owned()));
        let notice = accept(&mut tx, &scene.door, &other, now()).await.unwrap();
        assert_eq!(notice.language, "fr", "there is no German text");
        assert_eq!(notice.why, Some(Why::SameMeaning), "the same person by another telephone");
    }

    async fn somebody_whom_only_the_partner_knows_is_one_person_too(db: Db) {
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        for (number, expected) in [(1, None), (2, Some(Why::SameMeaning))] {
            let mut order = order(&scene, number);
            order.usager = Some("A-17".to_owned());
            assert_eq!(accept(&mut tx, &scene.door, &order, now()).await.unwrap().why, expected);
        }
    }

    async fn whoever_said_stop_is_not_written_to_at_any_of_their_telephones(db: Db) {
        let scene = Scene::with_people(&db, Arc::new(Zoe)).await;
        let mut tx = db.write().await.unwrap();
        let keyring = &scene.door.keyring;
        let reach = Reach { partner: scene.service.partner.clone(), address: address(Medium::Sms, 1) };
        preferences::say(&mut tx, keyring, (&reach, false), (ALL, false), (SaidBy::Answer, now())).await.unwrap();
        for number in [1, 2] {
            let notice = accept(&mut tx, &scene.door, &order(&scene, number), now()).await.unwrap();
            assert_eq!((notice.state, notice.why, notice.cost), (State::Cancelled, Some(Why::Refused), Euro(0)));
            assert_eq!(store::notices::get(&mut tx, notice.id).await.unwrap(), Some(notice));
        }
        let mut email = order(&scene, 1);
        (email.to, email.template) = (address(Medium::Email, 1), scene.email.clone());
        assert_eq!(accept(&mut tx, &scene.door, &email, now()).await.unwrap().why, None);
        let failed = address(Medium::Sms, 5).key(keyring);
        preferences::mark_unreachable(&mut tx, (&failed, Medium::Sms), Why::Unknown, now()).await.unwrap();
        let notice = accept(&mut tx, &scene.door, &order(&scene, 5), now()).await.unwrap();
        assert_eq!(notice.why, Some(Why::Unreachable));
    }

    async fn what_waits_at_any_of_their_telephones_is_stopped_by_what_they_refuse(db: Db) {
        let scene = Scene::with_people(&db, Arc::new(Zoe)).await;
        let mut tx = db.write().await.unwrap();
        let waiting = accept(&mut tx, &scene.door, &order(&scene, 2), now()).await.unwrap();
        let mut email = order(&scene, 1);
        (email.to, email.template) = (address(Medium::Email, 1), scene.email.clone());
        let email = accept(&mut tx, &scene.door, &email, now()).await.unwrap();
        let elsewhere = Reach { partner: "CPAM".parse().unwrap(), address: address(Medium::Sms, 1) };
        let here = Reach { partner: scene.service.partner.clone(), ..elsewhere.clone() };
        let mut standing = Vec::new();
        for (reach, purpose) in [(&elsewhere, ALL), (&here, "autre"), (&here, "suivi")] {
            let word = ((reach, false), (purpose, false), (SaidBy::Page, now()));
            preferences::say(&mut tx, &scene.door.keyring, word.0, word.1, word.2).await.unwrap();
            standing.push(store::notices::standing(&mut tx, waiting.id).await.unwrap().unwrap());
        }
        let waits = (State::Waiting, None);
        assert_eq!(standing, [waits, waits, (State::Cancelled, Some(Why::Refused))]);
        assert_eq!(store::notices::standing(&mut tx, email.id).await.unwrap(), Some(waits));
    }

    async fn of_those_accepted_together_each_is_told_what_it_would_be_alone(db: Db) {
        let scene = Scene::with_people(&db, Arc::new(Zoe)).await;
        let keyring = &scene.door.keyring;
        let mut tx = db.write().await.unwrap();
        let reach = Reach { partner: scene.service.partner.clone(), address: address(Medium::Sms, 7) };
        preferences::say(&mut tx, keyring, (&reach, false), (ALL, false), (SaidBy::Answer, now())).await.unwrap();
        let elsewhere = Reach { partner: "CPAM".parse().unwrap(), address: address(Medium::Sms, 8) };
        preferences::say(&mut tx, keyring, (&elsewhere, false), (ALL, false), (SaidBy::Page, now())).await.unwrap();
        let failed = address(Medium::Sms, 5).key(keyring);
        preferences::mark_unreachable(&mut tx, (&failed, Medium::Sms), Why::Unknown, now()).await.unwrap();
        tx.commit().await.unwrap();
        let with = |number, change: &dyn Fn(&mut Order)| {
            let mut order = order(&scene, number);
            change(&mut order);
            order
        };
        let orders = [
            order(&scene, 3),
            with(3, &|it| it.personalisation.clear()),
            order(&scene, 1),
            order(&scene, 2),
            order(&scene, 5),
            order(&scene, 7),
            order(&scene, 8),
            with(9, &|it| it.usager = Some("A-17".to_owned())),
            with(1, &|it| (it.to, it.template) = (address(Medium::Email, 1), scene.email.clone())),
            with(7, &|it| it.key_kind = KeyKind::Test),
            with(10, &|it| it.template.lane = Lane::Urgent),
        ];
        let outcome = |told: Result<Notice, Refused>| match told {
            Ok(it) => Ok((it.recipient, it.language, it.usager, it.simulated, it.state, it.why, it.cost, it.due_at)),
            Err(refused) => Err(refused.to_string()),
        };
        let mut alone = Vec::new();
        let mut tx = db.write().await.unwrap();
        for order in &orders {
            alone.push(outcome(accept(&mut tx, &scene.door, order, now()).await));
        }
        drop(tx);
        let mut tx = db.write().await.unwrap();
        let all: Vec<&Order> = orders.iter().collect();
        let told = accept_all(&mut tx, &scene.door, &all, now()).await.unwrap();
        for notice in told.iter().flatten() {
            assert_eq!(store::notices::get(&mut tx, notice.id).await.unwrap().as_ref(), Some(notice));
        }
        let whys: Vec<_> = told.iter().map(|it| it.as_ref().map_or(None, |it| it.why)).collect();
        let same = Some(Why::SameMeaning);
        let expected = [None, None, None, same, Some(Why::Unreachable), Some(Why::Refused), None, same, None, None, None];
        assert_eq!(whys, expected);
        assert_eq!(told.into_iter().map(outcome).collect::<Vec<_>>(), alone);
        assert!(accept_all(&mut tx, &scene.door, &[], now()).await.unwrap().is_empty());
    }

    async fn nothing_but_what_is_urgent_leaves_at_night(db: Db) {
        let mut scene = Scene::set(&db).await;
        scene.service.quiet = Quiet::USUAL;
        let mut tx = db.write().await.unwrap();
        let night: Timestamp = "2026-03-13T22:00:00Z".parse().unwrap();
        let monday: Timestamp = "2026-03-16T07:00:00Z".parse().unwrap();
        let mut order = order(&scene, 1);
        assert_eq!(accept(&mut tx, &scene.door, &order, night).await.unwrap().due_at, monday);
        order.template.lane = Lane::Urgent;
        assert_eq!(accept(&mut tx, &scene.door, &order, night).await.unwrap().due_at, night);
        order.not_before = Some(monday);
        assert_eq!(accept(&mut tx, &scene.door, &order, night).await.unwrap().due_at, monday);
    }

    async fn campaigns_and_rules_leave_no_faster_than_one_can_answer(db: Db) {
        let mut scene = Scene::set(&db).await;
        scene.service.hourly_max = Some(3);
        scene.service.quiet = Quiet { from: time(12, 0, 0, 0), to: time(14, 0, 0, 0), is_working_days: false };
        let mut tx = db.write().await.unwrap();
        let mut minutes = Vec::new();
        for number in 0..8 {
            let mut order = order(&scene, number);
            order.origin = if number % 2 == 0 {
                Origin::Campaign(CampaignId::new(now()))
            } else {
                Origin::Turn(TurnId::new(now()))
            };
            let due = accept(&mut tx, &scene.door, &order, now()).await.unwrap().due_at;
            minutes.push((due.as_second() - now().as_second()) / 60);
        }
        // From 11 h on; from 12 h to 14 h nobody is disturbed.
        assert_eq!(minutes, [0, 20, 40, 180, 200, 220, 240, 260]);
        let alone = accept(&mut tx, &scene.door, &order(&scene, 50), now()).await.unwrap();
        assert_eq!(alone.due_at, now(), "an agent's own message does not wait");
    }

    async fn many_callers_share_a_transaction_and_each_gets_their_own_answer(db: Db) {
        let scene = Scene::set(&db).await;
        let acceptor = Acceptor::start(scene.door.clone());
        let asks = (0..300_u32).map(|number| {
            let mut order = order(&scene, number);
            if number % 10 == 0 {
                order.personalisation.clear();
            }
            let acceptor = acceptor.clone();
            async move { (number, acceptor.accept(order).await) }
        });
        let mut tx_of = Vec::new();
        for (number, told) in join_all(asks).await {
            match told {
                Ok(notice) => {
                    assert_ne!(number % 10, 0);
                    assert_eq!(notice.recipient, Some(address(Medium::Sms, number)));
                    tx_of.push(notice.id);
                }
                Err(refused) => assert!(matches!(refused, Refused::Missing { .. }) && number % 10 == 0),
            }
        }
        assert_eq!(tx_of.len(), 270);
        let mut tx = db.read().await.unwrap();
        for id in tx_of {
            assert!(store::notices::get(&mut tx, id).await.unwrap().is_some(), "what is told is on disk");
        }
    }
}
