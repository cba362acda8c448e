//! Causes learned from a partner's own coding.

use axum::http::StatusCode;
use jiff::SignedDuration;
use kernel::{Cause, Outcome};
use testkit::{assert_well_made, on_both};

use super::{World, act, later, now, page_of, world};
use crate::{
    handling::{self, Closing},
    learning,
    rules::suggest::EXAMPLES_MIN,
    testing,
};

const TEXTS: [(&str, &str); 3] = [
    ("F2", "J’ai perdu le mot de passe de mon compte."),
    ("B1", "Je ne comprends pas la lettre bleue que vous m’avez envoyée."),
    ("A3", "Mes justificatifs sont-ils bien arrivés chez vous."),
];

/// Requests that were closed with causes, by nobody's page.
async fn coded(world: &World, many: u32) {
    let mut tx = world.db.write().await.unwrap();
    for place in 0..many {
        let (cause, text) = TEXTS[place as usize % TEXTS.len()];
        let at = now() - SignedDuration::from_hours(i64::from(place) + 100);
        let email = format!("u{place}@mail.example");
        let usager = testing::usager(&mut tx, &world.house, "Une personne", &email, at).await;
        let mut request = testing::request(&mut tx, &world.house, &usager, text, at).await;
        let cause: Cause = cause.parse().unwrap();
        let closing = Closing { reason: "etat-civil".into(), cause, outcome: Outcome::Resolved };
        let closed = at + SignedDuration::from_hours(1);
        handling::close(&mut tx, &world.house, &mut request, (&closing, "acc"), closed).await.unwrap();
    }
    tx.commit().await.unwrap();
}

on_both! {
    async fn what_agents_coded_is_proposed_with_its_words_and_measured(db: Db) {
        let mut world = world(&db).await;
        let mut sacha = world.manager().await;
        coded(&world, EXAMPLES_MIN - 1).await;
        assert_eq!(learning::learn_due(&db, later(1)).await.unwrap(), 0, "too few examples");
        let (_, request) = world.request("Jeanne", "J’ai oublié mon mot de passe").await;
        let page = world.camille.get(&page_of(&request)).await;
        assert!(!page.body.contains("à cause de") && !page.body.contains("name=\"propose-par\""), "{}", page.body);
        let settings = sacha.get("/demandes/reglages").await;
        assert!(settings.body.contains("Dès 60 demandes closes"), "{}", settings.body);
        coded(&world, 6).await;
        assert_eq!(learning::learn_due(&db, later(1)).await.unwrap(), 1);
        assert_eq!(learning::learn_due(&db, later(2)).await.unwrap(), 0, "nothing new");
        let page = world.camille.get(&page_of(&request)).await;
        assert_well_made("a closing with a learned cause", &page.body);
        let why = page.body.split("à cause de").nth(1).unwrap().split('<').next().unwrap();
        assert!(why.contains("mot") && why.contains("passe"), "{why}");
        assert_eq!(page.field("propose"), "F2");
        let fields = [
            ("issue", "resolved"), ("motif", "etat-civil"), ("cause", "F2"), ("propose", "F2"), ("propose-par", "1"),
        ];
        let closed = act(&mut world.camille, &request, "cloture", &fields).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.body);
        let (_, second) = world.request("Paul", "Bonjour").await;
        let other = [
            ("issue", "resolved"), ("motif", "etat-civil"), ("cause", "V1"), ("propose", "B1"), ("propose-par", "1"),
        ];
        act(&mut world.camille, &second, "cloture", &other).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM cause_proposal WHERE model = 1 AND facts LIKE '%email%'").await, 2);
        let settings = sacha.get("/demandes/reglages").await;
        assert_well_made("/demandes/reglages", &settings.body);
        assert!(settings.body.contains("1 gardées sur 2 clôtures") && settings.body.contains("65 demandes closes"), "{}", settings.body);
        // A night later what was closed since is learned, too, from the facts that were kept.
        assert_eq!(learning::learn_due(&db, later(30)).await.unwrap(), 1);
        assert_eq!(world.count("SELECT examples FROM cause_model ORDER BY version DESC LIMIT 1").await, 67);
    }

    async fn a_model_that_is_empty_or_broken_leaves_the_rule_to_propose(db: Db) {
        let mut world = world(&db).await;
        coded(&world, EXAMPLES_MIN).await;
        learning::learn_due(&db, later(1)).await.unwrap();
        let (_, request) = world.request("Jeanne", "J’ai perdu le mot de passe de mon compte.").await;
        assert!(world.camille.get(&page_of(&request)).await.body.contains("à cause de"));
        for broken in ["{\"codes\":{}}", "{", ""] {
            let mut tx = db.write().await.unwrap();
            register::both!(&mut tx, conn => sqlx::query("UPDATE cause_model SET model = $1").bind(broken).execute(conn).await.map(drop)).unwrap();
            tx.commit().await.unwrap();
            let page = world.camille.get(&page_of(&request)).await;
            assert_eq!(page.status, StatusCode::OK, "{broken}");
            assert!(!page.body.contains("à cause de") && page.body.contains("cause-other"), "{broken}");
        }
    }

    async fn three_versions_are_kept_and_no_word_is(db: Db) {
        let world = world(&db).await;
        coded(&world, EXAMPLES_MIN + 5).await;
        for _ in 0..5 {
            assert!(learning::learn(&db, &world.house.partner, later(1)).await.unwrap());
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM cause_model").await, 3);
        assert_eq!(world.count("SELECT MAX(version) FROM cause_model").await, 5);
        assert_eq!(world.count("SELECT COUNT(*) FROM cause_model WHERE model LIKE '%passe%' OR model LIKE '%justif%'").await, 0);
        let other = "caf".parse().unwrap();
        assert!(!learning::learn(&db, &other, later(1)).await.unwrap());
        let mut tx = db.read().await.unwrap();
        assert_eq!(learning::model(&mut tx, &other).await.unwrap().0, None, "another partner's");
    }
}
