//! The pages of programs that are told, through their routes, on both databases.

use std::sync::{Arc, atomic::AtomicU16};

use gateways::hook::{Poster, Reach};
use kernel::FixedClock;
use register::Role;
use serde_json::Value;
use testkit::on_both;

use super::{super::tests::receiver, *};
use crate::{
    notice::NoticeId,
    pages::tests::{World, opened, world},
    testing::now,
};

/// The world, with the pages of programs, which may be posted to at these addresses.
async fn told(db: &register::Db, reach: Reach) -> (World, Teller) {
    let mut world = world(db).await;
    let teller = Teller {
        db: db.clone(),
        clock: Arc::new(FixedClock(now())),
        poster: Poster::new(reach).unwrap(),
        keyring: world.scene.door.keyring.clone(),
    };
    let builder = crate::furnish(site::Site::builder(db.clone(), world.scene.door.clock.clone()));
    let pages = crate::pages::Pages::new(
        world.scene.door.clone(),
        crate::testing::watch(&world.scene.door),
        Vec::new(),
    );
    // Rules have tests of their own; the navigation leads analysts to them.
    let readers = Access::Roles(crate::rules::pages::READERS);
    let rules = Routes::new().route(crate::rules::pages::PATH, readers, get(|| async { "" }));
    let all = crate::pages::routes(&pages).merge(routes(teller.clone())).merge(rules);
    world.router = builder.public_url("http://c.example".to_owned()).build(all).unwrap().0;
    world.sacha = world.signed_in("Camille", Role::Manager, "CAF").await;
    (world, teller)
}

on_both! {
    async fn the_token_is_shown_once_and_another_address_has_another_one(db: Db) {
        let (mut world, teller) = told(&db, Reach::Public).await;
        let list = format!("/messages/services/{}/retours", world.scene.service.id);
        assert!(opened(&mut world.sacha, &list).await.body.contains("aucun logiciel n’est prévenu"));
        let path = format!("{list}/envois");
        let mut seen_tokens = Vec::new();
        for url in ["https://a.example.fr/x", "https://b.example.fr/x"] {
            let kept = world.sacha.submit(&path, &path, &[("adresse", url), ("geste", "garder")]).await;
            let mut tx = db.read().await.unwrap();
            let callback = find(&mut tx, world.scene.service.id, Kind::Delivery).await.unwrap().unwrap();
            drop(tx);
            let secret = token(&teller.keyring, &callback).reveal().clone();
            assert!(kept.body.contains(&secret), "{}", kept.body);
            let after = opened(&mut world.sacha, &path).await;
            assert!(!after.body.contains(&secret) && after.body.contains(url));
            seen_tokens.push(secret);
        }
        assert_ne!(seen_tokens[0], seen_tokens[1]);
        let same = world.sacha.submit(&path, &path, &[("adresse", "https://b.example.fr/x"), ("geste", "garder")]).await;
        assert!(world.sacha.follow(&same).await.body.contains("le jeton non plus"));
        let renewed = world.sacha.submit(&path, &path, &[("geste", "jeton")]).await;
        assert!(renewed.body.contains("Bearer ") && !renewed.body.contains(&seen_tokens[1]));
        world.sacha.submit(&path, &path, &[("geste", "retirer")]).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_callback").await, 0);
    }

    async fn an_address_inside_is_refused_with_its_reason(db: Db) {
        let (mut world, _) = told(&db, Reach::Public).await;
        let path = format!("/messages/services/{}/retours/reponses", world.scene.service.id);
        for (url, why) in [
            ("https://10.0.0.1/", "réseau de ce serveur"),
            ("http://a.example.fr/", "https://, pour que personne"),
            ("bonjour", "Donnez une adresse complète"),
        ] {
            let refused = world.sacha.submit(&path, &path, &[("adresse", url), ("geste", "garder")]).await;
            assert_eq!(refused.status, axum::http::StatusCode::UNPROCESSABLE_ENTITY, "{url}");
            assert!(refused.body.contains(why) && refused.body.contains(&format!("value=\"{url}\"")), "{url}: {}", refused.body);
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_callback").await, 0);
    }

    async fn a_trial_shows_the_answer_and_what_was_not_taken_is_told_again_on_demand(db: Db) {
        const MISSED: &str = "
            INSERT INTO notice_callback_delivery (subject_id, kind, service_id, state, tries, next_try_at_us, status, problem, created_at_us, tried_at_us)
            VALUES ($1, 'delivery', $2, 'refused', 1, 0, $3, $4, $5, $5)";
        let (mut world, teller) = told(&db, Reach::Everywhere).await;
        let status = Arc::new(AtomicU16::new(401));
        let (url, heard) = receiver(status.clone()).await;
        let path = format!("/messages/services/{}/retours/envois", world.scene.service.id);
        world.sacha.submit(&path, &path, &[("adresse", &url), ("geste", "garder")]).await;
        let tried = world.sacha.submit(&path, &path, &[("geste", "essayer")]).await;
        assert!(tried.body.contains("a répondu 401") && tried.body.contains("Il refuse le jeton"), "{}", tried.body);
        status.store(204, std::sync::atomic::Ordering::Relaxed);
        let tried = world.sacha.submit(&path, &path, &[("geste", "essayer")]).await;
        assert!(tried.body.contains("a répondu 204") && tried.body.contains("Il n’y a rien à faire"), "{}", tried.body);
        let told = heard.lock().unwrap().clone();
        assert!(told[0].0.starts_with("Bearer ") && told[0].1["status"] == "delivered", "{told:?}");

        let mut tx = db.write().await.unwrap();
        let at = now().as_microsecond();
        for (code, problem) in [(Some(422_i64), "no such field"), (None, "too-slow")] {
            let id = NoticeId::new(now()).uuid();
            register::both!(&mut tx, conn => sqlx::query(MISSED)
                .bind(id).bind(world.scene.service.id.uuid()).bind(code).bind(problem).bind(at)
                .execute(conn).await.map(drop)).unwrap();
        }
        tx.commit().await.unwrap();
        let page = opened(&mut world.sacha, &path).await;
        for words in ["a répondu 422 no such field", "Pas de réponse en dix secondes", "2 messages n’ont pas été pris"] {
            assert!(page.body.contains(words) || page.body.contains(&words.replace(' ', "\u{a0}")), "{words}: {}", page.body);
        }
        let again = world.sacha.submit(&path, &path, &[("geste", "rejouer")]).await;
        assert!(world.sacha.follow(&again).await.body.contains("2 messages sont renvoyés"));
        assert_eq!(teller.round().await.unwrap(), 2);
    }

    async fn only_managers_of_the_partner_come_in(db: Db) {
        let (world, _) = told(&db, Reach::Public).await;
        let path = format!("/messages/services/{}/retours", world.scene.service.id);
        let mut agent = world.signed_in("Ana", Role::Agent, "CAF").await;
        assert_eq!(agent.get(&path).await.status, axum::http::StatusCode::FORBIDDEN);
    }
}

#[test]
fn a_trial_has_the_fields_of_what_is_told() {
    let keys =
        |it: &Value| it.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
    let expected = [
        "id",
        "reference",
        "to",
        "status",
        "status_reason",
        "created_at",
        "completed_at",
        "sent_at",
        "notification_type",
        "template_id",
        "template_version",
    ];
    assert_eq!(keys(&sample(Kind::Delivery, now())), expected.map(str::to_owned).into());
    let expected = ["id", "source_number", "destination_number", "message", "date_received"];
    assert_eq!(keys(&sample(Kind::Received, now())), expected.map(str::to_owned).into());
}

#[test]
fn every_answer_and_every_problem_has_its_words_in_both_languages() {
    let codes = ["bad-address", "not-secure", "private", "too-slow", "unreachable", "gone"];
    for key in
        codes.iter().flat_map(|it| [format!("callback-problem-{it}"), format!("callback-problem-{it}-next")])
    {
        for lang in kernel::Lang::ALL {
            assert_ne!(crate::WORDS.say(lang, &key, &[]), key);
        }
    }
}
