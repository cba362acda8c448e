//! What the register keeps of services, keys, templates, notices and preferences.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kernel::{PartnerCode, Scope};
use register::both;
use testkit::on_both;

use super::{
    keys,
    notices::{self, Filter},
    preferences::{self, ALL, SaidBy},
    sending, services, templates,
};
use crate::{
    accept::{Order, accept},
    address::{Medium, Reach},
    notice::{CampaignId, Notice, NoticeId, Origin, State, Why},
    service::{KeyKind, Quiet},
    template::Lane,
    testing::{Scene, address, now, service, template},
};

fn order(scene: &Scene, number: u32) -> Order {
    let origin = Origin::Agent("anne".to_owned());
    let mut order =
        Order::new(scene.service.clone(), scene.sms.clone(), address(Medium::Sms, number), origin);
    order.personalisation.insert("dossier".to_owned(), "42".into());
    order
}

on_both! {
    async fn a_service_is_read_as_it_was_written(db: Db) {
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        let mut service = scene.service.clone();
        let own = Scope::Partner(service.partner.clone());
        assert_eq!(services::find(&mut tx, &own, service.id).await.unwrap().as_ref(), Some(&service));
        service.guests = vec!["06 12 34 56 78".to_owned()];
        service.quiet = Quiet::USUAL;
        service.hourly_max = Some(500);
        service.email_replies = Some("aide@caf.example.fr".to_owned());
        assert!(services::change(&mut tx, &service).await.unwrap());
        assert_eq!(services::listed(&mut tx, &Scope::Everyone).await.unwrap(), std::slice::from_ref(&service));
        let other = Scope::Partner("CPAM".parse::<PartnerCode>().unwrap());
        assert_eq!(services::find(&mut tx, &other, service.id).await.unwrap(), None);
        assert!(!services::close(&mut tx, &other, service.id, now()).await.unwrap());
    }

    async fn a_closed_service_has_no_keys_and_does_not_change(db: Db) {
        let scene = Scene::set(&db).await;
        let key = scene.key(KeyKind::Live).await;
        let mut tx = db.write().await.unwrap();
        assert!(services::close(&mut tx, &Scope::Everyone, scene.service.id, now()).await.unwrap());
        assert!(!services::close(&mut tx, &Scope::Everyone, scene.service.id, now()).await.unwrap());
        assert!(!services::change(&mut tx, &scene.service).await.unwrap());
        let keys = keys::listed(&mut tx, scene.service.id).await.unwrap();
        assert_eq!(keys.iter().map(|it| (it.id, it.revoked_at)).collect::<Vec<_>>(), [(key.id, Some(now()))]);
    }

    async fn a_version_never_changes_and_whoever_edits_makes_the_next(db: Db) {
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        let first = scene.sms.clone();
        let mut second = first.clone();
        second.meaning = "autre".to_owned();
        assert_eq!(templates::edit(&mut tx, &second).await.unwrap(), Some(2));
        assert_eq!(templates::edit(&mut tx, &second).await.unwrap(), None, "somebody else made a version meanwhile");
        let read = templates::version(&mut tx, scene.service.id, (first.id, 1)).await.unwrap();
        assert_eq!(read.as_ref(), Some(&first));
        second.version = 2;
        assert_eq!(templates::find(&mut tx, scene.service.id, first.id).await.unwrap().as_ref(), Some(&second));
        assert_eq!(templates::versions(&mut tx, scene.service.id, first.id).await.unwrap(), [second.clone(), first]);
        assert!(templates::archive(&mut tx, scene.service.id, second.id, now()).await.unwrap());
        assert_eq!(templates::edit(&mut tx, &second).await.unwrap(), None);
        let left = templates::listed(&mut tx, scene.service.id, None).await.unwrap();
        assert_eq!(left.iter().map(|it| it.medium).collect::<Vec<_>>(), [Medium::Email, Medium::Letter]);
    }

    async fn a_notice_is_read_as_it_was_accepted(db: Db) {
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        let mut order = order(&scene, 1);
        order.reference = Some("r\0éf".to_owned());
        order.unsubscribe = Some("https://caf.example.fr/stop".to_owned());
        let notice = accept(&mut tx, &scene.door, &order, now()).await.unwrap();
        let mut read = notices::find(&mut tx, scene.service.id, notice.id).await.unwrap().unwrap();
        assert_eq!(read.reference.as_deref(), Some("r\u{fffd}éf"));
        read.reference.clone_from(&notice.reference);
        assert_eq!(read, notice);
        let found = notices::by_code(&mut tx, &notice.code).await.unwrap();
        assert_eq!(found.map(|it| it.id), Some(notice.id));
        assert!(notice.body.starts_with("Votre dossier 42 avance.\nVrai message ?"), "{}", notice.body);
    }

    async fn a_list_is_read_page_by_page_and_misses_none(db: Db) {
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        let mut all = BTreeSet::new();
        for number in 0..520_u32 {
            let at = now() + std::time::Duration::from_secs(u64::from(number) / 7);
            all.insert(accept(&mut tx, &scene.door, &order(&scene, number), at).await.unwrap().id.uuid());
        }
        let mut filter = Filter { service: Some(scene.service.id), ..Filter::default() };
        let mut sizes = Vec::new();
        let mut last: Option<(Timestamp, NoticeId)> = None;
        loop {
            filter.older_than = last;
            let page: Vec<Notice> = notices::listed(&mut tx, &filter).await.unwrap();
            let Some(end) = page.last() else { break };
            last = Some((end.created_at, end.id));
            sizes.push(page.len());
            for notice in page {
                assert!(all.remove(&notice.id.uuid()), "no notice twice");
            }
        }
        assert_eq!(sizes, [250, 250, 20]);
        assert!(all.is_empty());
    }

    async fn a_list_of_several_services_and_states_is_one_list_in_order(db: Db) {
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        let second = service(&scene.service.partner, "Retraite");
        services::record(&mut tx, &second, "product").await.unwrap();
        let other = template(&second, Medium::Sms);
        templates::record(&mut tx, &other).await.unwrap();
        let mut all = Vec::new();
        for number in 0..300_u32 {
            let at = now() + std::time::Duration::from_secs(u64::from(number) / 7);
            let mut order = order(&scene, number);
            if number % 2 == 0 {
                (order.service, order.template) = (second.clone(), other.clone());
            }
            let notice = accept(&mut tx, &scene.door, &order, at).await.unwrap();
            if number % 3 == 0 {
                assert!(notices::cancel(&mut tx, notice.id, Why::Stopped, at).await.unwrap());
            }
            all.push((notice.created_at, notice.id.uuid()));
        }
        all.sort_unstable_by(|a, b| b.cmp(a));
        let partner = Some(scene.service.partner.clone());
        let mut filter =
            Filter { partner, states: vec![State::Cancelled, State::Waiting], ..Filter::default() };
        let mut listed = Vec::new();
        for _ in 0..2 {
            let page = notices::listed(&mut tx, &filter).await.unwrap();
            filter.older_than = page.last().map(|it| (it.created_at, it.id));
            listed.extend(page.iter().map(|it| (it.created_at, it.id.uuid())));
        }
        assert_eq!(listed, all);
    }

    async fn a_filter_shows_what_it_says(db: Db) {
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        let campaign = CampaignId::new(now());
        let mut one = order(&scene, 1);
        (one.reference, one.request, one.usager) = (Some("r1".into()), Some("D-7".into()), Some("u-7".into()));
        let mut other = order(&scene, 2);
        other.origin = Origin::Campaign(campaign);
        let one = accept(&mut tx, &scene.door, &one, now()).await.unwrap();
        let other = accept(&mut tx, &scene.door, &other, now()).await.unwrap();
        assert!(notices::cancel(&mut tx, other.id, Why::Stopped, now()).await.unwrap());
        let all = Filter { partner: Some(scene.service.partner.clone()), ..Filter::default() };
        for (filter, expected) in [
            (all.clone(), vec![other.id, one.id]),
            (Filter { reference: Some("r1".into()), ..all.clone() }, vec![one.id]),
            (Filter { request: Some("D-7".into()), ..all.clone() }, vec![one.id]),
            (Filter { usager: Some("u-7".into()), medium: Some(Medium::Sms), ..all.clone() }, vec![one.id]),
            (Filter { campaign: Some(campaign), ..all.clone() }, vec![other.id]),
            (Filter { states: vec![State::Cancelled, State::Failed], ..all.clone() }, vec![other.id]),
            (Filter { whys: vec![Why::Goal, Why::Stopped], ..all.clone() }, vec![other.id]),
            (Filter { recipient_key: Some(one.recipient_key.clone()), ..all.clone() }, vec![one.id]),
            (Filter { is_by_programs: true, ..all.clone() }, vec![]),
            (Filter { template: Some(scene.email.id), ..all.clone() }, vec![]),
            (Filter { partner: Some("CPAM".parse().unwrap()), ..Filter::default() }, vec![]),
        ] {
            let mut listed: Vec<NoticeId> = notices::listed(&mut tx, &filter).await.unwrap().iter().map(|it| it.id).collect();
            let mut expected = expected;
            listed.sort_by_key(|it| it.uuid());
            expected.sort_by_key(|it| it.uuid());
            assert_eq!(listed, expected, "{filter:?}");
        }
        let span = (now(), now() + std::time::Duration::from_secs(1));
        let counts = notices::counts(&mut tx, scene.service.id, span).await.unwrap();
        let counts: Vec<_> = counts.iter().map(|it| (it.version, it.state, it.notices)).collect();
        assert_eq!(counts, [(1, State::Cancelled, 1), (1, State::Waiting, 1)]);
        assert_eq!(notices::campaign_counts(&mut tx, campaign).await.unwrap(), [(State::Cancelled, 1)]);
    }

    async fn what_is_refused_by_the_time_it_is_claimed_does_not_leave(db: Db) {
        // Written past the function that stops what waits, as by whoever refuses while a message is being accepted.
        const SAID: &str = "
            INSERT INTO notice_preference (partner, address_key, medium, purpose, is_wanted, said_by, said_at_us)
            VALUES ($1, $2, 'sms', $3, $4, 'page', $5)";
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        let mut expected = Vec::new();
        let words: [&[(&str, &str, i64, i64)]; 13] = [
            &[],
            &[("CAF", ALL, 0, 1)],
            &[("", ALL, 0, 1)],
            &[("CPAM", ALL, 0, 1)],
            &[("CAF", ALL, 1, 1)],
            &[("CAF", "suivi", 0, 1)],
            &[("CAF", "autre", 0, 1)],
            &[("CAF", ALL, 0, 1), ("CAF", "suivi", 1, 2)],
            &[("CAF", "suivi", 1, 1), ("CAF", ALL, 0, 2)],
            &[("CAF", "suivi", 0, 1), ("CAF", ALL, 1, 2)],
            &[("CAF", ALL, 1, 1), ("", ALL, 0, 1)],
            &[("CAF", ALL, 1, 2), ("", ALL, 0, 1)],
            &[("CAF", "suivi", 1, 1), ("CAF", ALL, 0, 1)],
        ];
        for (number, words) in (1..).zip(words) {
            let notice = accept(&mut tx, &scene.door, &order(&scene, number), now()).await.unwrap();
            for (partner, purpose, is_wanted, at_us) in words {
                both!(&mut tx, conn => sqlx::query(SAID)
                    .bind(*partner).bind(&notice.recipient_key).bind(*purpose).bind(*is_wanted).bind(*at_us)
                    .execute(conn).await.map(drop)).unwrap();
            }
            let reach = Reach { partner: scene.service.partner.clone(), address: address(Medium::Sms, number) };
            let said = preferences::said(&mut tx, &scene.door.keyring, &reach).await.unwrap();
            expected.push((notice.id, preferences::is_refused(&said, Medium::Sms, "suivi")));
        }
        assert_eq!(expected.iter().filter(|it| it.1).count(), 7);
        let claimed = sending::claim(&mut tx, (Medium::Sms, Lane::Normal), 100, now()).await.unwrap();
        for (id, is_refused) in expected {
            assert_eq!(claimed.iter().any(|it| it.id == id), !is_refused);
            let standing = notices::standing(&mut tx, id).await.unwrap().unwrap();
            let stopped = (State::Cancelled, Some(Why::Refused));
            assert_eq!(standing, if is_refused { stopped } else { (State::Sending, None) });
        }
    }

    async fn what_is_said_at_an_address_stands_until_something_else_is(db: Db) {
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        let keyring = &scene.door.keyring;
        let reach = Reach { partner: scene.service.partner.clone(), address: address(Medium::Sms, 1) };
        let elsewhere = Reach { partner: "CPAM".parse().unwrap(), ..reach.clone() };
        preferences::say(&mut tx, keyring, (&reach, false), ("suivi", false), (SaidBy::Page, now())).await.unwrap();
        preferences::say(&mut tx, keyring, (&elsewhere, true), (ALL, false), (SaidBy::Answer, now())).await.unwrap();
        let said = preferences::said(&mut tx, keyring, &reach).await.unwrap();
        assert_eq!(said.iter().map(|it| it.purpose.as_str()).collect::<Vec<_>>(), [ALL, "suivi"]);
        assert_eq!(preferences::said(&mut tx, keyring, &elsewhere).await.unwrap().len(), 1);
        preferences::say(&mut tx, keyring, (&reach, true), (ALL, true), (SaidBy::Page, now())).await.unwrap();
        preferences::say(&mut tx, keyring, (&reach, false), ("suivi", true), (SaidBy::Page, now())).await.unwrap();
        let said = preferences::said(&mut tx, keyring, &reach).await.unwrap();
        assert!(said.iter().all(|it| it.is_wanted) && said.len() == 2);
        let key = reach.address.key(keyring);
        preferences::mark_unreachable(&mut tx, (&key, Medium::Sms), Why::Unknown, now()).await.unwrap();
        assert_eq!(preferences::unreachable(&mut tx, &key).await.unwrap(), Some((Why::Unknown, now())));
        preferences::clear_unreachable(&mut tx, &key).await.unwrap();
        assert_eq!(preferences::unreachable(&mut tx, &key).await.unwrap(), None);
    }
}
