//! The follow-up page: what it says, what one does there, and what it never shows.

use axum::http::StatusCode;
use calendar::Party;
use kernel::{Cause, Channel, Direction, Outcome};
use register::{AccountId, Role};
use testkit::on_both;

use super::*;
use crate::{
    contact::Contact,
    documents::{self, NewDocument},
    handling::{self, Closing},
    request::State,
    store::{contacts, documents as asked},
};

fn closing() -> Closing {
    Closing { reason: "etat-civil".into(), cause: "A2".parse::<Cause>().unwrap(), outcome: Outcome::Resolved }
}

/// An agent of the partner.
async fn agent(world: &World) -> AccountId {
    let router = world.router(now());
    Browser::signed_in(router, &world.db, "Camille Agent", Role::Agent, Some("ville"), now()).await;
    let mut tx = world.db.read().await.unwrap();
    let id: sqlx::types::Uuid = register::both!(&mut tx, conn =>
        sqlx::query_scalar("SELECT account_id FROM account").fetch_one(conn).await)
    .unwrap();
    AccountId::from_uuid(id)
}

async fn answered(world: &World, path: &str, body: &str, channel: Channel) {
    let mut request = world.of_code(path).await;
    let mut tx = world.db.write().await.unwrap();
    let parties = (request.id, request.usager);
    let mut contact = Contact::new(parties, request.partner.clone(), channel, Direction::Outbound, later(2));
    body.clone_into(&mut contact.body);
    handling::receive(&mut tx, &world.house, &mut request, &contact).await.unwrap();
    tx.commit().await.unwrap();
}

async fn closed(world: &World, path: &str) {
    let mut request = world.of_code(path).await;
    let mut tx = world.db.write().await.unwrap();
    handling::close(&mut tx, &world.house, &mut request, (&closing(), "acc"), later(3)).await.unwrap();
    tx.commit().await.unwrap();
}

on_both! {
    async fn a_code_opens_its_page_however_it_is_written_and_others_open_nothing(db: Db) {
        let world = World::new(&db).await;
        let mut browser = world.browser();
        let path = sent(&mut browser, "jeanne@mail.example", MESSAGE).await;
        let code = path.rsplit('/').next().unwrap();
        let ask = browser.get("/suivi").await;
        assert_well_made("/suivi", &ask.body);
        for typed in [code.to_owned(), code.replace('-', ""), code.to_lowercase(), code.replace('-', " ")] {
            let seen = browser.submit("/suivi", "/suivi", &[("code", &typed)]).await;
            assert_eq!(seen.location(), path, "{typed}");
        }
        let page = browser.get(&path).await;
        assert_eq!(page.header(header::CACHE_CONTROL), "no-store");
        assert_eq!(page.header(header::REFERRER_POLICY), "same-origin");
        assert!(page.header("x-robots-tag".parse().unwrap()).contains("noindex"));
        let wrong = browser.submit("/suivi", "/suivi", &[("code", "AAAA-AAAA")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("ne correspond à aucune demande"));
        let (unknown, malformed) =
            (browser.get("/suivi/BBBB-BBBB").await, browser.get("/suivi/x").await);
        assert_eq!((unknown.status, malformed.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    }

    async fn who_guesses_codes_is_slowed_down(db: Db) {
        let world = World::new(&db).await;
        let mut browser = world.browser();
        let path = sent(&mut browser, "jeanne@mail.example", MESSAGE).await;
        for _ in 0..50 {
            assert_eq!(browser.get(&path).await.status, StatusCode::OK, "who has the code is never counted");
        }
        let mut tried = 0;
        while browser.get(&format!("/suivi/ABCD-EF{:02}", 22 + tried)).await.status == StatusCode::NOT_FOUND {
            tried += 1;
        }
        assert_eq!(tried, 20);
        assert_eq!(browser.get(&format!("{path}/imprimer")).await.status, StatusCode::TOO_MANY_REQUESTS);
    }

    async fn notes_of_calls_and_other_requests_are_never_shown(db: Db) {
        let world = World::new(&db).await;
        let mut browser = world.browser();
        let path = sent(&mut browser, "jeanne@mail.example", MESSAGE).await;
        let other = sent(&mut browser, "jeanne@mail.example", "Une tout autre affaire").await;
        answered(&world, &path, "Votre acte est prêt.", Channel::Email).await;
        answered(&world, &path, "Appelée : très agacée", Channel::Phone).await;
        let request = world.of_code(&path).await;
        let mut tx = db.write().await.unwrap();
        register::both!(&mut tx, conn => sqlx::query(
            "INSERT INTO note (note_id, request_id, body, at_us) VALUES ($1, $2, 'note interne', 1)")
            .bind(request.id.uuid()).bind(request.id.uuid()).execute(conn).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
        let page = browser.get(&path).await.body;
        assert!(page.contains("Votre acte est prêt.") && page.contains("par téléphone"));
        for hidden in ["agacée", "note interne", "autre affaire"] {
            assert!(!page.contains(hidden), "{hidden}");
        }
        assert!(browser.get(&other).await.body.contains("autre affaire"));
    }

    async fn a_message_and_a_file_join_the_request(db: Db) {
        let world = World::new(&db).await;
        let mut browser = world.browser();
        let path = sent(&mut browser, "jeanne@mail.example", MESSAGE).await;
        let to = format!("{path}/message");
        let seen = post_parts(&mut browser, (&path, &to), &[("message", "")], &[]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_well_made("an empty message", &seen.body);
        closed(&world, &path).await;
        let photo: (&str, &str, &[u8]) = ("photo.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 x");
        let seen = post_parts(&mut browser, (&path, &to), &[("message", "Et le livret ?")], &[photo]).await;
        assert_eq!(seen.location(), path, "{}", seen.body);
        let page = browser.follow(&seen).await.body;
        assert!(page.contains("Et le livret ?") && page.contains(">photo.jpg</a>"));
        let request = world.of_code(&path).await;
        assert_eq!((request.state, request.party), (State::Open, Party::Administration), "it is open again");
        let mut seen = StatusCode::OK;
        for place in 0..12 {
            let text = format!("Encore {place}");
            seen = post_parts(&mut browser, (&path, &to), &[("message", &text)], &[]).await.status;
        }
        assert_eq!(seen, StatusCode::TOO_MANY_REQUESTS);
    }

    async fn documents_are_asked_for_and_handed_in_and_the_turn_follows(db: Db) {
        let world = World::new(&db).await;
        let mut browser = world.browser();
        let path = sent(&mut browser, "jeanne@mail.example", MESSAGE).await;
        let agent = agent(&world).await;
        let mut request = world.of_code(&path).await;
        let due = Some("2026-11-30T12:00:00Z".parse().unwrap());
        let wanted = |label: &str, why: &str, is_indispensable| NewDocument {
            label: label.into(), why: why.into(), is_indispensable, due_at: due,
        };
        let wanted = [
            wanted("Livret de famille", "Pour vérifier le lien", true),
            wanted("Justificatif de domicile", "", true),
            wanted("  ", "", true),
        ];
        let mut tx = db.write().await.unwrap();
        let keys = keys();
        let contact =
            documents::ask(&mut tx, (&world.house, &keys), &mut request, (&wanted, ""), agent, later(1))
                .await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert!(contact.body.contains("Livret de famille") && contact.body.contains("30\u{a0}novembre\u{a0}2026"));
        let request = world.of_code(&path).await;
        assert_eq!((request.party, request.due_at), (Party::Usager, None), "the team's clock stands still");
        let page = browser.get(&path).await;
        assert_well_made(&path, &page.body);
        assert!(page.body.contains("Nous attendons quelque chose de vous"));
        assert!(page.body.contains("Pourquoi\u{a0}: Pour vérifier le lien"), "{}", page.body);
        assert!(!page.body.contains("Inutile de nous appeler"));
        let mut tx = db.read().await.unwrap();
        let all = asked::of_request(&mut tx, request.id).await.unwrap();
        drop(tx);
        assert_eq!(all.len(), 2, "an empty line asks for nothing");
        let to = format!("{path}/documents");
        let pdf: (&str, &str, &[u8]) = ("livret.pdf", "application/pdf", b"%PDF-1.7 y");
        let hand_in = |id: String| [("document".to_owned(), id)];
        for (place, party) in [(0, Party::Usager), (1, Party::Administration)] {
            let fields = hand_in(all[place].id.to_string());
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, id)| (name.as_str(), id.as_str())).collect();
            let seen = post_parts(&mut browser, (&path, &to), &fields, &[pdf]).await;
            assert_eq!(seen.location(), path, "{}", seen.body);
            assert_eq!(world.of_code(&path).await.party, party);
        }
        let again = all[0].id.to_string();
        let seen = post_parts(&mut browser, (&path, &to), &[("document", &again)], &[pdf]).await;
        assert!(browser.follow(&seen).await.body.contains("n’est plus attendu"));
        let other = sent(&mut browser, "paul@mail.example", MESSAGE).await;
        let foreign = post_parts(&mut browser, (&other, &format!("{other}/documents")), &[("document", &again)], &[pdf]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "another request's document");
    }

    async fn a_document_that_is_not_needed_gives_the_turn_back(db: Db) {
        let world = World::new(&db).await;
        let path = sent(&mut world.browser(), "jeanne@mail.example", MESSAGE).await;
        let agent = agent(&world).await;
        let mut request = world.of_code(&path).await;
        let wanted =
            [NewDocument { label: "Facture".into(), why: String::new(), is_indispensable: false, due_at: None }];
        let mut tx = db.write().await.unwrap();
        let keys = keys();
        documents::ask(&mut tx, (&world.house, &keys), &mut request, (&wanted, "Merci"), agent, later(1))
            .await.unwrap();
        let id = asked::of_request(&mut tx, request.id).await.unwrap()[0].id;
        assert!(documents::withdraw(&mut tx, &world.house, &mut request, (id, "acc"), later(2)).await.unwrap());
        assert_eq!(request.party, Party::Administration);
        assert!(!documents::withdraw(&mut tx, &world.house, &mut request, (id, "acc"), later(2)).await.unwrap());
    }

    async fn after_the_closing_one_says_whether_it_is_settled_and_how_it_went(db: Db) {
        let world = World::new(&db).await;
        let mut browser = world.browser();
        let path = sent(&mut browser, "jeanne@mail.example", MESSAGE).await;
        let give = format!("{path}/avis");
        browser.submit(&path, &give, &[("mark", "5")]).await;
        assert_eq!(world.scalar("SELECT COUNT(*) FROM opinion").await, 0, "not before the closing");
        answered(&world, &path, "Votre acte est prêt.", Channel::Email).await;
        closed(&world, &path).await;
        let page = browser.get(&path).await;
        assert_well_made(&path, &page.body);
        assert!(page.body.contains("Je donne mon avis") && page.body.contains("Très bien"));
        for wrong in ["0", "6", "x", ""] {
            browser.submit(&path, &give, &[("mark", wrong)]).await;
        }
        assert_eq!(world.scalar("SELECT COUNT(*) FROM opinion").await, 0);
        browser.submit(&path, &give, &[("mark", "4"), ("words", "Clair")]).await;
        browser.submit(&path, &format!("{path}/regle"), &[("solved", "yes")]).await;
        assert_eq!(world.scalar("SELECT mark * 10 + is_solved FROM opinion").await, 41);
        let mut tx = db.read().await.unwrap();
        let ready = contacts::loggable(&mut tx, (now(), now() - SignedDuration::from_hours(1)), 10).await.unwrap();
        let marks: Vec<_> = ready.iter().map(|it| (it.contact.direction, it.satisfaction)).collect();
        assert_eq!(marks, [(Direction::Inbound, None), (Direction::Outbound, Some(4))], "the last answer carries it");
        drop(tx);
        browser.submit(&path, &format!("{path}/regle"), &[("solved", "no"), ("why", "L’acte est faux.")]).await;
        let request = world.of_code(&path).await;
        assert_eq!((request.state, request.is_unread), (State::Open, true));
        assert!(browser.get(&path).await.body.contains("L’acte est faux."));
    }

    async fn a_request_that_became_part_of_another_leads_there_only_for_the_same_person(db: Db) {
        let world = World::new(&db).await;
        let mut browser = world.browser();
        let first = sent(&mut browser, "jeanne@mail.example", "La première affaire").await;
        let second = sent(&mut browser, "jeanne@mail.example", "La seconde affaire").await;
        let theirs = sent(&mut browser, "paul@mail.example", "L’affaire de Paul").await;
        for (path, into) in [(&first, &second), (&theirs, &second)] {
            let (mut from, into) = (world.of_code(path).await, world.of_code(into).await);
            from.merged_into = Some(into.id);
            let mut tx = db.write().await.unwrap();
            requests::change(&mut tx, &mut from).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert!(browser.get(&first).await.body.contains("La seconde affaire"));
        let page = browser.get(&theirs).await.body;
        assert!(page.contains("L’affaire de Paul") && !page.contains("La seconde affaire"));
    }

    async fn the_printed_page_has_a_mark_that_telephones_read(db: Db) {
        let world = World::new(&db).await;
        let mut browser = world.browser();
        let path = sent(&mut browser, "jeanne@mail.example", MESSAGE).await;
        let page = browser.get(&format!("{path}/imprimer")).await;
        assert_well_made("print", &page.body);
        assert!(page.body.contains("<svg class=\"qr\" role=\"img\""));
        assert!(page.body.contains(&format!("http://c.example{path}")));
    }
}
