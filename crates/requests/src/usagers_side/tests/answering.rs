//! What the product answers by itself: acknowledgements, and ready answers.

use axum::http::StatusCode;
use calendar::legal::{Appeal, Delay, Gap, Silence};
use register::Role;
use testkit::on_both;

use super::*;
use crate::{
    acknowledge::{self, Answered, Lacking, Missed, Unsent},
    contact::Origin,
    silence::{self, Reader},
    store::{acknowledgements, contacts, documents, documents::DocumentRequest, teams},
};

async fn silence_of(world: &mut World, code: &str, silence: Silence) {
    let mut tx = world.db.write().await.unwrap();
    let mut reason = world.house.reason(code).unwrap().clone();
    reason.silence = Some(silence);
    teams::save_reason(&mut tx, &world.house.partner, &reason).await.unwrap();
    world.house = House::read(&mut tx, &world.house.partner).await.unwrap();
    tx.commit().await.unwrap();
}

/// The product's own message of a request, if there is one.
async fn receipt(world: &World, path: &str) -> Option<crate::contact::Contact> {
    let request = world.of_code(path).await;
    let mut tx = world.db.read().await.unwrap();
    let exchange = contacts::of_request(&mut tx, request.id).await.unwrap();
    exchange.into_iter().find(|it| it.origin == Origin::Product)
}

on_both! {
    async fn an_acknowledgement_says_what_the_law_asks_for(db: Db) {
        let mut world = World::new(&db).await.with_mailbox().await;
        silence_of(&mut world, "etat-civil", Silence::Refusal(Delay::Months(2))).await;
        let mut tx = db.write().await.unwrap();
        let appeal = Appeal { ways: "recours gracieux".into(), time_limits: "deux mois".into() };
        acknowledgements::save_appeal(&mut tx, &world.house.partner, "etat-civil", &appeal).await.unwrap();
        tx.commit().await.unwrap();
        let path = sent(&mut world.browser(), "jeanne@mail.example", MESSAGE).await;
        let sent = receipt(&world, &path).await.unwrap();
        for said in [
            "9\u{a0}novembre\u{a0}2026", "Mairie de ville, Accueil", "1 place de la Mairie", "01 44 55 66 77",
            "votre demande sera refusée", "9\u{a0}janvier\u{a0}2027", "recours gracieux", "2026-000001",
            "au plus tard le 17\u{a0}novembre\u{a0}2026", path.rsplit('/').next().unwrap(),
        ] {
            assert!(sent.body.contains(said), "{said}: {}", sent.body);
        }
        assert!(!sent.body.contains("acte de naissance") && !sent.body.contains("Jeanne"), "nothing is repeated");
        assert_eq!(sent.way, "jeanne@mail.example");
        assert_eq!(world.scalar("SELECT COUNT(*) FROM dispatch WHERE state = 'waiting'").await, 1);
        assert_eq!(world.scalar("SELECT COUNT(*) FROM acknowledgement WHERE kind = 'full'").await, 1);
        let page = world.browser().get(&path).await.body;
        assert!(page.contains("votre demande est refusée et vous pouvez contester"), "{page}");
        let request = world.of_code(&path).await;
        assert!(request.is_unread && request.answered_at.is_none(), "a machine answered, nobody did");
    }

    async fn what_lacks_is_told_to_managers_and_the_usager_gets_a_receipt(db: Db) {
        let mut world = World::new(&db).await.with_mailbox().await;
        silence_of(&mut world, "urbanisme", Silence::Refusal(Delay::Months(2))).await;
        let lacking = acknowledge::lacking(&world.house, "Ville", &[], now());
        let lacks = |code: &str| lacking.iter().find(|(it, _)| it.code == code).unwrap().1.clone();
        assert_eq!(lacks("etat-civil"), [Lacking::Silence]);
        assert_eq!(lacks("urbanisme"), [Gap::AppealWays, Gap::AppealTimeLimits].map(Lacking::Mention));
        let path = sent(&mut world.browser(), "jeanne@mail.example", MESSAGE).await;
        let sent = receipt(&world, &path).await.unwrap();
        assert!(sent.body.contains("a reçu votre demande le 9\u{a0}novembre\u{a0}2026"), "{}", sent.body);
        assert_eq!(world.scalar("SELECT COUNT(*) FROM acknowledgement WHERE kind = 'receipt'").await, 1);
        let router = world.router(now());
        let mut manager =
            Browser::signed_in(router.clone(), &db, "Max Manager", Role::Manager, Some("ville"), now()).await;
        let page = manager.get("/demandes/accuses").await;
        assert_well_made("/demandes/accuses", &page.body);
        assert!(page.body.contains("ce que vaut le silence") && page.body.contains("les voies de recours"));
        let form = [("reason", "urbanisme"), ("ways", "tribunal"), ("time_limits", "deux mois")];
        manager.submit("/demandes/accuses", "/demandes/accuses", &form).await;
        assert!(!manager.get("/demandes/accuses").await.body.contains("<li>les voies de recours</li>"));
        let mut agent = Browser::signed_in(router, &db, "Ana Agent", Role::Agent, Some("ville"), now()).await;
        assert_eq!(agent.get("/demandes/accuses").await.status, StatusCode::FORBIDDEN);
    }

    async fn an_address_is_never_flooded_and_a_request_answered_once(db: Db) {
        let world = World::new(&db).await.with_mailbox().await;
        let mut browser = world.browser();
        let mut path = String::new();
        for place in 0..6 {
            path = sent(&mut browser, "victime@mail.example", &format!("Message {place}")).await;
        }
        assert_eq!(world.scalar("SELECT COUNT(*) FROM dispatch").await, 3);
        assert_eq!(world.scalar("SELECT COUNT(*) FROM acknowledgement WHERE kind = 'unsent'").await, 3);
        sent(&mut browser, "VICTIME@mail.example", "Autre écriture").await;
        assert_eq!(world.scalar("SELECT COUNT(*) FROM dispatch").await, 3);
        let first = sent(&mut browser, "jeanne@mail.example", MESSAGE).await;
        let (mut request, mut flooded) = (world.of_code(&first).await, world.of_code(&path).await);
        let (mut tx, keys) = (db.write().await.unwrap(), keys());
        let again = acknowledge::acknowledge(&mut tx, &world.house, &keys, &mut request, later(1)).await.unwrap();
        assert_eq!(again, Answered::Unsent(Unsent::Answered));
        let later = acknowledge::acknowledge(&mut tx, &world.house, &keys, &mut flooded, later(25)).await.unwrap();
        assert!(matches!(later, Answered::Receipt(..)), "the next day");
    }

    async fn without_an_address_or_a_mailbox_nothing_leaves_and_the_delays_are_watched(db: Db) {
        let world = World::new(&db).await;
        let path = sent(&mut world.browser(), "jeanne@mail.example", MESSAGE).await;
        assert!(receipt(&world, &path).await.is_none());
        let mut tx = db.read().await.unwrap();
        let late = async |tx: &mut register::Tx, hours: i64| {
            let late = acknowledge::overdue(tx, &world.house, later(hours)).await.unwrap();
            late.into_iter().map(|it| it.1).collect::<Vec<_>>()
        };
        // Monday 9; Tuesday is the last day of the receipt; ten working days, Armistice Day left out, end on Tuesday 24.
        assert!(late(&mut tx, 24).await.is_empty());
        assert!(matches!(late(&mut tx, 48).await[..], [Missed::Registration(day)] if day.to_string() == "2026-11-10"));
        assert!(matches!(late(&mut tx, 16 * 24).await[..], [Missed::Acknowledgement(day)] if day.to_string() == "2026-11-24"));
    }

    async fn missing_documents_move_the_day_of_silence(db: Db) {
        let mut world = World::new(&db).await;
        silence_of(&mut world, "etat-civil", Silence::Acceptance(Delay::Months(2))).await;
        let path = sent(&mut world.browser(), "jeanne@mail.example", MESSAGE).await;
        let request = world.of_code(&path).await;
        let figures = site::Figures::new(kernel::Lang::Fr);
        let said = |asked: &[DocumentRequest]| {
            let sentence = silence::sentence(&world.house, &request, asked, (Reader::Agent, figures));
            sentence.map(|it| it.say(kernel::Lang::Fr)).unwrap_or_default()
        };
        assert!(said(&[]).contains("9\u{a0}janvier\u{a0}2027, la demande sera acceptée"), "{}", said(&[]));
        let mut asked = DocumentRequest {
            id: documents::DocumentRequestId::new(now()),
            request: request.id,
            label: "Livret".into(),
            why: String::new(),
            is_indispensable: true,
            asked_at: later(24),
            due_at: None,
            received_at: None,
            contact: None,
            withdrawn_at: None,
        };
        assert!(said(std::slice::from_ref(&asked)).contains("dans les 2 mois qui suivent"));
        asked.received_at = Some(later(24 * 20));
        assert!(said(std::slice::from_ref(&asked)).contains("29\u{a0}janvier\u{a0}2027"));
        asked.is_indispensable = false;
        assert!(said(&[asked]).contains("9\u{a0}janvier\u{a0}2027"), "what is only useful stops nothing");
    }

    async fn ready_answers_are_shown_before_sending_and_counted(db: Db) {
        let world = World::new(&db).await;
        let router = world.router(now());
        let mut manager =
            Browser::signed_in(router.clone(), &db, "Max Manager", Role::Manager, Some("ville"), now()).await;
        let form = [
            ("title", "Où en est ma demande d’acte de naissance ?"),
            ("body", "Un acte de naissance arrive en cinq jours."),
            ("reason", "etat-civil"),
        ];
        manager.submit("/demandes/reponses", "/demandes/reponses", &form).await;
        let mut browser = Browser::new(router);
        let step = [("reason", "etat-civil"), ("message", MESSAGE)];
        let seen = browser.submit("/contact/ville", "/contact/ville", &step).await;
        assert_well_made("with answers", &seen.body);
        assert!(seen.body.contains("Un acte de naissance arrive en cinq jours.") && seen.body.contains("Envoyer quand même"));
        let (answer, ids) = (seen.field("answer"), seen.field("seen"));
        let helped = browser.submit("/contact/ville", "/contact/ville/aide", &[("answer", &answer), ("seen", &ids)]).await;
        assert_eq!(helped.location(), "/contact/ville");
        assert_eq!(world.scalar("SELECT COUNT(*) FROM request").await, 0, "nothing was sent");
        let mut fields = filled("jeanne@mail.example", MESSAGE);
        fields.push(("seen", &ids));
        post_parts(&mut browser, ("/contact/ville", "/contact/ville/envoi"), &fields, &[]).await;
        assert_eq!(world.scalar("SELECT shown * 10 + helped FROM ready_answer").await, 21);
        let page = manager.get("/demandes/reponses").await;
        assert_well_made("/demandes/reponses", &page.body);
        assert!(page.body.contains("50,0\u{202f}%"), "{}", page.body);
        let piece = browser
            .submit("/contact/ville", "/contact/ville/reponses", &[("texte", MESSAGE), ("motif", "etat-civil")])
            .await;
        assert!(piece.body.contains("<summary>Où en est ma demande") && !piece.body.contains("<html"));
        let other = browser
            .submit("/contact/ville", "/contact/ville/reponses", &[("texte", MESSAGE), ("motif", "urbanisme")])
            .await;
        assert!(!other.body.contains("<summary>"), "of another reason");
        let mut stranger =
            Browser::signed_in(world.router(now()), &db, "Zoé", Role::Manager, Some("caf"), now()).await;
        let theft = [("id", answer.as_str()), ("title", "x"), ("body", "y")];
        let seen = stranger.submit("/demandes/reponses", "/demandes/reponses", &theft).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "another partner's");
        manager.submit("/demandes/reponses", "/demandes/reponses", &[("id", &answer), ("do", "close")]).await;
        let seen = browser.submit("/contact/ville", "/contact/ville", &step).await;
        assert!(!seen.body.contains("cinq jours"));
    }
}
