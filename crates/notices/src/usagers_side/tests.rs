//! The usagers' side through its routes, on both databases.

use axum::http::{Request, StatusCode};
use kernel::Lang;
use testkit::{Browser, on_both};

use super::ask;
use crate::{
    accept::code,
    address::{Address, Medium, Reach},
    links,
    pages::tests::{World, assert_no_key, opened, world},
    store::preferences::{self, ALL, is_refused},
    testing::{address, now},
};

async fn refused(world: &World, medium: Medium, number: u32, purpose: &str) -> bool {
    let mut tx = world.db.read().await.unwrap();
    let reach = Reach { partner: "CAF".parse().unwrap(), address: address(medium, number) };
    let said = preferences::said(&mut tx, &world.scene.door.keyring, &reach).await.unwrap();
    is_refused(&said, medium, purpose)
}

on_both! {
    async fn a_code_is_answered_by_yes_and_the_day_or_no_and_nothing_else(db: Db) {
        let world = world(&db).await;
        let notice = world.notice(&world.scene.sms, 1).await;
        let mut anybody = Browser::new(world.router.clone());
        opened(&mut anybody, "/verifier").await;
        let typed = code::shown(&notice.code).to_lowercase();
        let yes = opened(&mut anybody, &format!("/verifier?code={typed}")).await.body;
        assert!(yes.contains("Oui, ce message vient de nous.") && yes.contains("10\u{a0}mars"), "{yes}");
        for known in ["D-12", "CAF", "Caisse", "dossier", "+336"] {
            assert!(!yes.contains(known), "{known} is told");
        }
        let no = opened(&mut anybody, "/verifier?code=AAAA-AAAA").await.body;
        assert!(no.contains("Non, nous ne connaissons pas ce code.") && no.contains("33700"), "{no}");
        let none = anybody.get("/verifier?code=bonjour").await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut english = Browser::new(world.router.clone()).in_english();
        assert!(opened(&mut english, "/verifier?code=AAAA-AAAA").await.body.contains("No, we do not know"));
    }

    async fn who_guesses_codes_must_wait_and_who_has_one_need_not(db: Db) {
        let world = world(&db).await;
        let notice = world.notice(&world.scene.sms, 1).await;
        let mut anybody = Browser::new(world.router.clone());
        for _ in 0..50 {
            assert_eq!(anybody.get(&format!("/verifier?code={}", notice.code)).await.status, StatusCode::OK);
        }
        let mut answers = Vec::new();
        for _ in 0..21 {
            answers.push(anybody.get("/verifier?code=AAAA-AAAA").await.status);
        }
        assert_eq!(answers[19], StatusCode::OK);
        assert_eq!(answers[20], StatusCode::TOO_MANY_REQUESTS);
    }

    async fn opening_the_link_stops_nothing_and_its_button_does(db: Db) {
        let world = world(&db).await;
        let notice = world.notice(&world.scene.email, 1).await;
        let path = format!("/messages/stop/{}", links::token(&world.scene.door.keyring, notice.id));
        let mut anybody = Browser::new(world.router.clone());
        opened(&mut anybody, &path).await;
        assert!(!refused(&world, Medium::Email, 1, "suivi").await);
        let seen = anybody.post(&path, "").await;
        assert!(seen.body.contains("Vous ne recevrez plus"), "{}", seen.body);
        assert_no_key(&path, &seen.body);
        assert!(refused(&world, Medium::Email, 1, "suivi").await);
        assert!(!refused(&world, Medium::Email, 1, "autre").await);
        assert!(!refused(&world, Medium::Email, 2, "suivi").await);
    }

    async fn a_mail_program_stops_messages_in_one_click_without_a_page(db: Db) {
        let world = world(&db).await;
        let notice = world.notice(&world.scene.email, 1).await;
        let path = format!("/messages/stop/{}", links::token(&world.scene.door.keyring, notice.id));
        let mut program = Browser::new(world.router.clone());
        let request = Request::post(&path).header("content-type", "application/x-www-form-urlencoded");
        let seen = program.send(request.body("List-Unsubscribe=One-Click".into()).unwrap()).await;
        assert_eq!((seen.status, seen.body.as_str()), (StatusCode::OK, ""));
        let sql = "SELECT COUNT(*) FROM notice_preference WHERE said_by = 'one-click' AND is_wanted = 0";
        assert_eq!(world.count(sql).await, 1);
        for made_up in ["/messages/stop/AAAA", "/messages/preferences/AAAA"] {
            assert_eq!(program.get(made_up).await.status, StatusCode::NOT_FOUND, "{made_up}");
        }
    }

    async fn choices_are_kept_by_kind_and_all_can_be_stopped_and_wanted_again(db: Db) {
        let world = world(&db).await;
        let notice = world.notice(&world.scene.sms, 1).await;
        let path = format!("/messages/preferences/{}", links::token(&world.scene.door.keyring, notice.id));
        let mut anybody = Browser::new(world.router.clone());
        let seen = opened(&mut anybody, &path).await;
        assert!(seen.body.contains("suivi") && !seen.body.contains("+33600000001"), "{}", seen.body);
        anybody.submit(&path, &path, &[("sorte", "suivi")]).await;
        assert!(refused(&world, Medium::Sms, 1, "suivi").await);
        anybody.submit(&path, &path, &[("sorte", "suivi"), ("envie-0", "on")]).await;
        assert!(!refused(&world, Medium::Sms, 1, "suivi").await);
        anybody.submit(&path, &path, &[("sorte", "suivi"), ("envie-0", "on"), ("rien", "on")]).await;
        assert!(refused(&world, Medium::Sms, 1, ALL).await && refused(&world, Medium::Sms, 1, "suivi").await);
        anybody.submit(&path, &path, &[("sorte", "suivi"), ("envie-0", "on")]).await;
        assert!(!refused(&world, Medium::Sms, 1, ALL).await && !refused(&world, Medium::Sms, 1, "suivi").await);
    }

    async fn whoever_asks_for_the_link_is_answered_alike(db: Db) {
        let world = world(&db).await;
        world.notice(&world.scene.email, 1).await;
        let mut anybody = Browser::new(world.router.clone());
        let path = "/messages/preferences";
        opened(&mut anybody, path).await;
        let known = anybody.submit(path, path, &[("adresse", "personne1@example.org")]).await;
        let unknown = anybody.submit(path, path, &[("adresse", "personne2@example.org")]).await;
        let plain = |it: &str| it.split("name=\"csrf\"").next().unwrap().to_owned();
        assert_eq!((known.status, plain(&known.body)), (unknown.status, plain(&unknown.body)));
        let wrong = anybody.submit(path, path, &[("adresse", "personne")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn a_link_goes_to_who_was_written_to_and_to_nobody_else(db: Db) {
        let world = world(&db).await;
        let door = &world.scene.door;
        world.notice(&world.scene.email, 1).await;
        let notice = world.notice(&world.scene.sms, 1).await;
        assert_eq!(ask::link(door, &address(Medium::Email, 1), Lang::Fr, now()).await.unwrap(), 1);
        assert_eq!(ask::link(door, &address(Medium::Email, 2), Lang::Fr, now()).await.unwrap(), 0);
        let mail = "SELECT COUNT(*) FROM outgoing_mail WHERE body LIKE '%https://contacts.example.fr/messages/preferences/%'";
        assert_eq!(world.count(mail).await, 1);
        let number: Address = address(Medium::Sms, 1);
        assert_eq!(ask::link(door, &number, Lang::En, now()).await.unwrap(), 1);
        assert_eq!(ask::link(door, &number, Lang::Fr, now()).await.unwrap(), 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_template WHERE name LIKE 'Lien%'").await, 1);
        let own = format!("/messages/preferences/{}", links::token(&door.keyring, notice.id));
        let seen = opened(&mut Browser::new(world.router.clone()), &own).await;
        assert!(!seen.body.contains("Lien vers vos choix"), "what one asks for is no kind of message to refuse");
    }
}
