//! The usagers' side through its routes, on both databases.

use axum::http::{Request, StatusCode};
use kernel::Lang;
use register::AccountId;
use testkit::{Browser, on_both};

use super::ask;
use crate::{
    accept::code,
    address::{Address, Medium, Reach},
    letters, links,
    notice::{Notice, State, Why},
    pages::tests::{World, assert_no_key, opened, world},
    store::{
        notices,
        preferences::{self, ALL, is_refused},
        templates,
    },
    testing::{self, address, now},
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
        world.sent(Medium::Sms).await;
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

    async fn the_code_of_what_has_not_left_is_answered_as_one_that_nobody_has(db: Db) {
        let world = world(&db).await;
        let notice = world.notice(&world.scene.sms, 1).await;
        let mut anybody = Browser::new(world.router.clone());
        let mut said = async |code: &str| opened(&mut anybody, &format!("/verifier?code={code}")).await.body;
        let unknown = said("AAAA-AAAA").await.replace("AAAA-AAAA", "");
        // A carrier may have what is being handed over, and what nobody knows of; the rest shows that it left.
        for (changed, is_ours) in [
            ("UPDATE notice SET why = 'dead-link'", false),
            ("UPDATE notice SET state = 'sending', tries = 1", true),
            ("UPDATE notice SET state = 'doubtful'", true),
            ("UPDATE notice SET state = 'waiting', doubts = 1", true),
            ("UPDATE notice SET state = 'waiting', doubts = 0", false),
            ("UPDATE notice SET state = 'sent', sent_at_us = 1773136800000000", true),
            ("UPDATE notice SET state = 'failed', why = 'unknown-recipient'", true),
        ] {
            world.run(changed).await;
            let told = said(&notice.code).await;
            assert_eq!(told.contains("Oui, ce message vient de nous."), is_ours, "{changed}: {told}");
            let plain = told.replace(&code::shown(&notice.code), "").replace(&notice.code, "");
            assert!(is_ours || plain == unknown.replace("AAAA-AAAA", ""), "{changed}: {told}");
        }
        let cancelled = world.notice(&world.scene.sms, 2).await;
        world.run("UPDATE notice SET state = 'cancelled', why = 'stopped' WHERE state = 'waiting'").await;
        assert!(said(&cancelled.code).await.contains("Non, nous ne connaissons pas ce code."));
    }

    async fn a_letter_is_ours_once_it_is_posted_and_may_arrive_days_later(db: Db) {
        let world = world(&db).await;
        let notice = world.notice(&world.scene.letter, 1).await;
        let mut tx = db.write().await.unwrap();
        letters::gather(&mut tx, now()).await.unwrap();
        tx.commit().await.unwrap();
        let path = format!("/verifier?code={}", notice.code);
        let mut anybody = Browser::new(world.router.clone());
        assert!(opened(&mut anybody, &path).await.body.contains("Non, nous ne connaissons pas ce code."));
        let whose = &world.scene.service.partner;
        let mut tx = db.write().await.unwrap();
        let bundle = letters::ready(&mut tx, whose).await.unwrap().remove(0).id;
        letters::posted(&mut tx, whose, (bundle, AccountId::new(now())), now()).await.unwrap();
        tx.commit().await.unwrap();
        let yes = opened(&mut anybody, &path).await.body;
        assert!(yes.contains("postée le 10\u{a0}mars") && yes.contains("ailleurs que sur une lettre"), "{yes}");
        assert!(!yes.contains("Si ce jour n’est pas celui"), "{yes}");
        let mut english = Browser::new(world.router.clone()).in_english();
        assert!(opened(&mut english, &path).await.body.contains("the code of a letter, posted on"));
    }

    async fn who_guesses_codes_must_wait_and_who_has_one_need_not(db: Db) {
        let world = world(&db).await;
        let notice = world.notice(&world.scene.sms, 1).await;
        world.sent(Medium::Sms).await;
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
    }

    async fn a_link_that_leads_nowhere_says_how_to_get_another(db: Db) {
        let world = world(&db).await;
        let notice = world.notice(&world.scene.sms, 1).await;
        let token = links::token(&world.scene.door.keyring, notice.id);
        world.run("UPDATE notice SET recipient = NULL").await;
        for token in ["AAAA", &token] {
            for path in ["/messages/stop/", "/messages/preferences/"].map(|it| format!("{it}{token}")) {
                let seen = Browser::new(world.router.clone()).get(&path).await;
                assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
                assert!(seen.body.contains("Ce lien n’est plus valable"), "{path}: {}", seen.body);
                assert!(seen.body.contains("class=\"button\" href=\"/messages/preferences\""), "{path}: {}", seen.body);
                assert_no_key(&path, &seen.body);
            }
        }
    }

    async fn a_refusal_stops_what_waits_of_this_kind_and_nothing_else(db: Db) {
        let world = world(&db).await;
        let mut other = testing::template(&world.scene.service, Medium::Sms);
        (other.purpose, other.meaning) = ("autre".to_owned(), "autre".to_owned());
        let mut tx = db.write().await.unwrap();
        templates::record(&mut tx, &other).await.unwrap();
        tx.commit().await.unwrap();
        let (sms, email) = (world.scene.sms.clone(), world.scene.email.clone());
        let mut told = Vec::new();
        for (template, number) in
            [(&sms, 1), (&other, 1), (&email, 1), (&sms, 2), (&other, 2), (&email, 3), (&sms, 3)]
        {
            told.push(world.notice(template, number).await);
        }
        let token = |notice: &Notice| links::token(&world.scene.door.keyring, notice.id);
        let mut anybody = Browser::new(world.router.clone());
        // One kind on the page, all kinds on the page, and the button of an e-mail.
        let path = format!("/messages/preferences/{}", token(&told[0]));
        let kinds = [("sorte", "autre"), ("sorte", "suivi"), ("envie-0", "on")];
        anybody.submit(&path, &path, &kinds).await;
        let path = format!("/messages/preferences/{}", token(&told[3]));
        anybody.submit(&path, &path, &[("rien", "on")]).await;
        let request = Request::post(format!("/messages/stop/{}", token(&told[5])));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        anybody.send(request.body("List-Unsubscribe=One-Click".into()).unwrap()).await;
        let mut standing = Vec::new();
        for notice in &told {
            standing.push(world.standing(notice).await);
        }
        let (waits, stopped) = ((State::Waiting, None), (State::Cancelled, Some(Why::Refused)));
        assert_eq!(standing, [stopped, waits, waits, stopped, stopped, stopped, waits]);
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
        // Who works here sees that the link was sent, and cannot open it.
        let sent = "SELECT COUNT(*) FROM notice WHERE meaning = 'Lien vers vos choix' AND body LIKE '%/messages/preferences/%'";
        assert_eq!(world.count(sent).await, 2);
        let mut tx = db.read().await.unwrap();
        let all = notices::listed(&mut tx, &notices::Filter::default()).await.unwrap();
        drop(tx);
        let with_link = all.iter().find(|it| it.body.contains("/messages/preferences/")).unwrap();
        let shown = opened(&mut world.sacha.clone(), &format!("/messages/envois/{}", with_link.id)).await.body;
        let token = with_link.body.split("/messages/preferences/").nth(1).unwrap().split_whitespace().next().unwrap();
        assert!(shown.contains("/messages/preferences/•••") && !shown.contains(token), "{shown}");
    }
}
