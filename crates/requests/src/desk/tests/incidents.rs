//! Incidents: seen, opened, answered together, announced, ended.

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use register::Role;
use testkit::{Browser, assert_well_made, on_both};

use super::{World, keys, later, page_of, signed_in, world};
use crate::{
    acknowledge::{self, Answered},
    incidents,
    request::State,
    store::{contacts, events},
    surges, testing,
};

const PATH: &str = "/demandes/incidents";

/// Requests that came for `etat-civil`, one an hour before.
async fn arrived(world: &World, many: i64, at: Timestamp) {
    let mut tx = world.db.write().await.unwrap();
    for place in 0..many {
        let name = format!("Usager {place}");
        let email = format!("u{place}.{}@mail.example", at.as_second());
        let usager = testing::usager(&mut tx, &world.house, &name, &email, at).await;
        testing::request(&mut tx, &world.house, &usager, "Bonjour", at + SignedDuration::from_secs(place))
            .await;
    }
    tx.commit().await.unwrap();
}

/// Opens an incident from what is unusual; gives its address.
async fn opened(world: &mut World) -> String {
    let done = world.camille.submit("/demandes", PATH, &[("motif", "etat-civil")]).await;
    assert!(done.location().starts_with("/demandes/incidents/inc_"), "{}", done.body);
    done.location().to_owned()
}

/// Weeks of a request now and then, and seven of this hour.
async fn unusual(world: &World) {
    for weeks in 1..=10 {
        arrived(world, 1, later(1) - SignedDuration::from_hours(24 * 7 * weeks)).await;
    }
    arrived(world, 7, later(1) + SignedDuration::from_mins(30)).await;
    assert_eq!(surges::look(&world.db, later(2)).await.unwrap(), 1);
}

/// An answer to all, as its form is sent.
fn answer<'a>(version: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("version", version),
        ("objet", "Retard {{numero_demande}}"),
        ("texte", "Bonjour {{nom}}, c’est réparé."),
        ("qui", "nouvelles"),
        ("suite", "attendre"),
        ("geste", "envoyer"),
    ];
    fields.retain(|(name, _)| more.iter().all(|it| it.0 != *name));
    fields.extend(more);
    fields
}

on_both! {
    async fn what_is_unusual_is_shown_and_opens_an_incident_by_one_press(db: Db) {
        let mut world = world(&db).await;
        unusual(&world).await;
        let queue = world.camille.get("/demandes").await;
        assert_well_made("/demandes", &queue.body);
        let said = "7 demandes sur «\u{a0}État civil\u{a0}» depuis 11:30, une d’habitude";
        assert!(queue.body.contains(said), "{}", queue.body);
        let mut stranger = signed_in(&world.router, &db, "Zoé", Role::Agent, "caf").await;
        assert!(!stranger.get("/demandes").await.body.contains("depuis 11:30"), "another partner's");
        let path = opened(&mut world).await;
        let page = world.camille.get(&path).await;
        assert_well_made(&path, &page.body);
        assert!(page.body.contains("7 demandes, 7 en cours"), "{}", page.body);
        assert_eq!(world.count("SELECT COUNT(*) FROM request WHERE incident_id IS NOT NULL").await, 7, "and no older one");
        let again = world.camille.submit(PATH, PATH, &[("motif", "etat-civil"), ("titre", "Encore")]).await;
        assert_eq!(again.location(), path, "one runs");
        assert_eq!(world.count("SELECT COUNT(*) FROM incident").await, 1);
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
        let queue = world.camille.get("/demandes").await.body;
        assert!(!queue.contains("depuis 11:30") && queue.contains("Incident en cours"), "{queue}");
        // What is over is no longer told.
        assert_eq!(surges::look(&db, later(40)).await.unwrap(), 0);
        assert_eq!(world.count("SELECT COUNT(*) FROM surge").await, 0);
    }

    async fn an_alert_that_is_none_is_set_aside_while_it_lasts(db: Db) {
        let mut world = world(&db).await;
        unusual(&world).await;
        world.camille.submit("/demandes", "/demandes/incidents/ecarter", &[("motif", "etat-civil")]).await;
        surges::look(&db, later(2)).await.unwrap();
        assert!(!world.camille.get("/demandes").await.body.contains("depuis 11:30"));
    }

    async fn counts_follow_the_requests_and_looking_twice_changes_nothing(db: Db) {
        let world = world(&db).await;
        unusual(&world).await;
        let counted = "SELECT CAST(SUM(count) AS BIGINT) FROM reason_quarter";
        assert_eq!(world.count(counted).await, 17);
        surges::look(&db, later(2)).await.unwrap();
        assert_eq!(world.count(counted).await, 17);
        let mut tx = db.write().await.unwrap();
        register::both!(&mut tx, conn => sqlx::query("UPDATE request SET reason = 'urbanisme' WHERE opened_at_us >= $1")
            .bind(later(1).as_microsecond()).execute(conn).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
        assert_eq!(surges::look(&db, later(2)).await.unwrap(), 0, "of the other reason nothing is known");
        assert_eq!(world.count("SELECT CAST(SUM(count) AS BIGINT) FROM reason_quarter WHERE reason = 'urbanisme'").await, 7);
        assert_eq!(world.count(counted).await, 17);
    }

    async fn one_text_answers_all_once_each_in_its_own_history(db: Db) {
        let mut world = world(&db).await;
        world.mailbox().await;
        unusual(&world).await;
        let path = opened(&mut world).await;
        let to = format!("{path}/reponse");
        let version = world.camille.get(&path).await.field("version");
        let wrong = answer(&version, &[("texte", "Bonjour {{inconnu}}"), ("suite", "clore")]);
        let refused = world.camille.submit(&path, &to, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_well_made("a refused answer", &refused.body);
        assert!(refused.body.contains("Choisissez la cause."), "{}", refused.body);
        let seen = world.camille.submit(&path, &to, &answer(&version, &[("geste", "apercu")])).await;
        assert_well_made("a preview", &seen.body);
        assert!(seen.body.contains("7 messages partiront") && seen.body.contains("Bonjour Usager 2, c’est réparé."), "{}", seen.body);
        assert!(!seen.body.contains("Bonjour Usager 3,"), "the first three");
        assert_eq!(world.count("SELECT COUNT(*) FROM dispatch").await, 0);

        let out = "SELECT COUNT(*) FROM request WHERE incident_id IS NOT NULL";
        let first = seen.body.split("name=\"sortir\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        world.camille.submit(&path, &format!("{path}/demandes"), &[("sortir", &first)]).await;
        assert_eq!(world.count(out).await, 6);
        let sent = world.camille.submit(&path, &to, &answer(&version, &[])).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        assert_eq!(world.count("SELECT COUNT(*) FROM dispatch").await, 6);
        // The button is pressed twice, and the work beside the pages looks for what waits.
        let twice = world.camille.submit(&path, &to, &answer(&version, &[])).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(twice.body.contains("rien n’est parti"), "{}", twice.body);
        incidents::work(&db, &keys(), "http://c.example", later(3)).await.unwrap();
        assert_eq!(world.count("SELECT COUNT(*) FROM dispatch").await, 6);
        assert_eq!(world.count(out).await, 6, "what was taken out stays out");

        // One that comes later joins, and is the only one without an answer.
        arrived(&world, 1, later(2) + SignedDuration::from_mins(5)).await;
        incidents::work(&db, &keys(), "http://c.example", later(3)).await.unwrap();
        let page = world.camille.get(&path).await;
        assert_well_made(&path, &page.body);
        assert!(page.body.contains("arrivée depuis") && page.body.contains("réponse commune envoyée"), "{}", page.body);
        let version = page.field("version");
        let closing = [("suite", "clore"), ("issue", "resolved"), ("cause", "F2")];
        world.camille.submit(&path, &to, &answer(&version, &closing)).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM dispatch").await, 7);
        assert_eq!(world.count("SELECT COUNT(*) FROM request WHERE state = 'closed' AND cause = 'F2'").await, 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM contact WHERE body LIKE 'Bonjour Usager %, c’est réparé.'").await, 7);
        assert_eq!(world.count("SELECT COUNT(*) FROM request_event WHERE kind = 'incident-answered'").await, 7);
        assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action LIKE 'incident.%'").await, 4);
    }

    async fn what_lacks_for_one_is_said_and_the_others_are_answered(db: Db) {
        let mut world = world(&db).await;
        unusual(&world).await;
        let path = opened(&mut world).await;
        let mut tx = db.write().await.unwrap();
        register::both!(&mut tx, conn => sqlx::query("UPDATE usager SET name = '' WHERE usager_id = (
            SELECT usager_id FROM request WHERE incident_id IS NOT NULL ORDER BY opened_at_us LIMIT 1)").execute(conn).await.map(drop)).unwrap();
        register::both!(&mut tx, conn => sqlx::query("UPDATE request SET state = 'closed' WHERE request_id = (
            SELECT request_id FROM request WHERE incident_id IS NOT NULL ORDER BY opened_at_us DESC LIMIT 1)").execute(conn).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
        let version = world.camille.get(&path).await.field("version");
        world.camille.submit(&path, &format!("{path}/reponse"), &answer(&version, &[])).await;
        // Without a mailbox the answer is on the follow-up page.
        assert_eq!(world.count("SELECT COUNT(*) FROM contact WHERE channel = 'web' AND direction = 'outbound'").await, 5);
        let page = world.camille.get(&path).await;
        assert_well_made(&path, &page.body);
        assert!(page.body.contains("pas de réponse : à traiter") || page.body.contains("pas de réponse\u{a0}: à traiter"), "{}", page.body);
    }

    async fn one_edit_is_the_banner_and_the_automatic_answer_until_the_incident_ends(db: Db) {
        let mut world = world(&db).await;
        world.mailbox().await;
        unusual(&world).await;
        let path = opened(&mut world).await;
        let mut visitor = Browser::new(world.router.clone());
        assert!(!visitor.get("/contact/ville").await.body.contains("beaucoup de demandes"), "nothing was announced yet");
        let version = world.camille.get(&path).await.field("version");
        let edit = |title: &'static str, hour: &'static str| {
            [("titre", title), ("annonce", "Les actes partent demain."), ("fin-jour", "2026-11-09"), ("fin-heure", hour)]
        };
        for wrong in [edit("", "18h"), edit("Panne", "9h"), edit("Panne", "")] {
            let mut fields = wrong.to_vec();
            fields.push(("version", &version));
            let refused = world.camille.submit(&path, &format!("{path}/annonce"), &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
            assert_well_made("a refused announcement", &refused.body);
        }
        let mut fields = edit("Panne du service", "18h").to_vec();
        fields.push(("version", &version));
        let saved = world.camille.submit(&path, &format!("{path}/annonce"), &fields).await;
        assert_eq!(saved.location(), path, "{}", saved.body);
        let form = visitor.get("/contact/ville").await;
        assert_well_made("the form", &form.body);
        assert!(form.body.contains("Panne du service") && form.body.contains("Les actes partent demain."));
        let (_, mut request) = world.request("Jeanne", "Bonjour").await;
        let follow = format!("/suivi/{}", request.code.as_str());
        let page = visitor.get(&follow).await;
        assert_well_made(&follow, &page.body);
        assert!(page.body.contains("Les actes partent demain."));
        let mut tx = db.write().await.unwrap();
        let answered = acknowledge::acknowledge(&mut tx, &world.house, &keys(), &mut request, later(2)).await.unwrap();
        let (Answered::Full(sent) | Answered::Receipt(sent, _)) = answered else { panic!("{answered:?}") };
        assert!(sent.body.contains("Panne du service\nLes actes partent demain."), "{}", sent.body);
        // At six in the evening it ends by itself.
        let late = crate::store::banners::running(&mut tx, &world.house.partner, later(8)).await.unwrap();
        assert!(late.is_empty());
        tx.commit().await.unwrap();
        incidents::work(&db, &keys(), "http://c.example", later(9)).await.unwrap();
        assert_eq!(world.count("SELECT COUNT(*) FROM incident WHERE ended_by = 'product'").await, 1);
        assert!(!visitor.get("/contact/ville").await.body.contains("Panne du service"));
        assert_well_made("an incident that is over", &world.camille.get(&path).await.body);
    }

    async fn an_incident_is_opened_by_hand_filled_by_hand_and_ended_by_hand(db: Db) {
        let mut world = world(&db).await;
        let (_, request) = world.request("Jeanne", "Bonjour").await;
        assert_well_made(PATH, &world.camille.get(PATH).await.body);
        let none = world.camille.submit(PATH, PATH, &[("motif", "")]).await;
        assert_eq!(none.location(), PATH);
        let done = world.camille.submit(PATH, PATH, &[("motif", ""), ("titre", "Panne")]).await;
        let path = done.location().to_owned();
        let add = format!("{path}/demandes");
        world.camille.submit(&path, &add, &[("reference", "2026-999999")]).await;
        world.camille.submit(&path, &add, &[("reference", &request.reference)]).await;
        world.camille.submit(&path, &add, &[("reference", &request.reference)]).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM request WHERE incident_id IS NOT NULL").await, 1);
        let page = world.camille.get(&page_of(&request)).await;
        assert_well_made("a request of an incident", &page.body);
        assert!(page.body.contains("fait partie de l’incident") && page.body.contains("Entrée dans un incident"), "{}", page.body);
        world.camille.submit(&path, &format!("{path}/fin"), &[]).await;
        world.camille.submit(PATH, &format!("{path}/fin"), &[]).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'incident.end'").await, 1);
        let mut tx = db.read().await.unwrap();
        let told = events::of_request(&mut tx, request.id).await.unwrap();
        assert!(told.iter().any(|it| it.kind == "incident-joined"));
        assert_eq!(contacts::of_request(&mut tx, request.id).await.unwrap().len(), 1);
        drop(tx);
        assert_eq!(world.kept(&request).await.state, State::Open);
        assert!(world.camille.get(PATH).await.body.contains("Terminés"));
    }
}
