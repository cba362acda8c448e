//! A running experiment shows what its plan allows, and no more.

use axum::http::StatusCode;
use register::Role;
use testkit::{assert_well_made, on_both};

use crate::server::{
    AFTER, DURING, OURS, THEIRS, calls, draft, looks, plainly, plan, registered, running, site, somebody,
    trail,
};

/// Words that tell an effect.
const EFFECTS: [&str; 5] =
    ["moins souvent", "plus souvent", "contacts évités", "Chance d’un tel écart", "Prouvé"];

on_both! {
    async fn before_its_end_a_plan_with_one_result_shows_none(db: Db) {
        let id = running(&db, plan("")).await;
        let path = format!("/laboratoire/{id}");
        let site = site(&db, DURING, calls(0)).await;
        let mut manager = somebody(&site, &db, "Mona", Role::Manager, OURS, DURING).await;
        let page = manager.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_well_made(&path, &page.body);
        let text = plainly(&page.body);
        assert!(text.contains("Jour 12 sur 28") && text.contains("un seul résultat, le 2 février 2026"), "{text}");
        assert!(text.contains("témoin (témoin)</th><td>60</td><td>50,0 %</td><td>50,0 %"), "{text}");
        assert!(text.contains("conforme au tirage au sort") && text.contains("&#60;immédiat&#62;"), "{text}");
        for word in EFFECTS {
            assert!(!text.contains(word), "{word}");
        }
        assert!(!page.body.contains("/point\"") && !page.body.contains("/conclure\""), "no button to press too early");
        // Nor does pressing one that is not there.
        for act in ["point", "conclure"] {
            let answer = manager.submit(&path, &format!("{path}/{act}"), &[]).await;
            let next = manager.follow(&answer).await;
            assert!(next.body.contains("Rien n’a été calculé"), "{act}: {}", next.body);
        }
        assert!(looks(&db, id).await.is_empty());
        assert!(trail(&db, id).await.is_empty());
        // The report is not there yet.
        assert_eq!(manager.get(&format!("{path}/rapport")).await.location(), path);
    }

    async fn others_find_nothing_and_agents_change_nothing(db: Db) {
        let id = running(&db, plan("")).await;
        let path = format!("/laboratoire/{id}");
        let site = site(&db, DURING, calls(0)).await;
        let mut other = somebody(&site, &db, "Omar", Role::Manager, THEIRS, DURING).await;
        let mut visitor = testkit::Browser::new(site.clone());
        for path in [path.clone(), format!("{path}/rapport"), format!("{path}/rapport.json"), format!("{path}/rapport.pdf")] {
            assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(visitor.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let unknown = other.get("/laboratoire/exp_0192f3a4c0de7000800000000000abcd").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        let answer = other.submit("/laboratoire", &format!("{path}/abandonner"), &[("reason", "x")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let mut agent = somebody(&site, &db, "Aline", Role::Agent, OURS, DURING).await;
        let page = agent.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("/abandonner"));
        let answer = agent.submit("/laboratoire", &format!("{path}/abandonner"), &[("reason", "x")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }

    async fn a_draft_leads_to_its_plan(db: Db) {
        let id = draft(&db, plan("")).await.id;
        let site = site(&db, DURING, Vec::new()).await;
        let mut manager = somebody(&site, &db, "Mona", Role::Manager, OURS, DURING).await;
        let path = format!("/laboratoire/{id}");
        let page = manager.get(&path).await;
        assert_well_made(&path, &page.body);
        assert!(page.body.contains(&format!("href=\"{path}/plan\"")), "{}", page.body);
    }

    async fn planned_looks_are_made_once_each_and_show_limits_not_chances(db: Db) {
        let id = running(&db, plan("stopping = { rule = \"group-sequential\", looks = 3, spending = \"pocock\" }")).await;
        let path = format!("/laboratoire/{id}");
        let site = site(&db, DURING, calls(1)).await;
        let mut analyst = somebody(&site, &db, "Ana", Role::Analyst, OURS, DURING).await;
        let page = analyst.get(&path).await;
        assert!(plainly(&page.body).contains("Faire le point n° 1"), "{}", page.body);
        for word in EFFECTS {
            assert!(!page.body.contains(word), "{word}");
        }
        let answer = analyst.submit(&path, &format!("{path}/point"), &[]).await;
        let page = analyst.follow(&answer).await;
        assert_well_made(&path, &page.body);
        let text = plainly(&page.body);
        assert!(text.contains("Le point n° 1 est fait"), "{text}");
        assert!(text.contains("limites à franchir") && text.contains("class=\"limit\""), "{text}");
        assert!(!text.contains("Chance d’un tel écart"), "no plain p-value: {text}");
        let made = looks(&db, id).await;
        assert_eq!((made.len(), made[0].report.monitoring[0].looks.len()), (1, 1));
        assert_eq!(trail(&db, id).await, ["experiment.look"]);
        // The next one has its day.
        let answer = analyst.submit(&path, &format!("{path}/point"), &[]).await;
        assert!(analyst.follow(&answer).await.body.contains("Rien n’a été calculé"));
        assert_eq!(looks(&db, id).await.len(), 1);
    }

    async fn a_look_that_crosses_its_limit_may_be_the_end(db: Db) {
        // Nobody calls any more: the difference is many standard errors.
        let mut plan = plan("stopping = { rule = \"group-sequential\", looks = 2, spending = \"pocock\" }");
        plan.days = 20;
        let id = running(&db, plan).await;
        let path = format!("/laboratoire/{id}");
        let site = site(&db, DURING, calls(0)).await;
        let mut manager = somebody(&site, &db, "Mona", Role::Manager, OURS, DURING).await;
        let answer = manager.submit(&path, &format!("{path}/conclure"), &[]).await;
        assert!(manager.follow(&answer).await.body.contains("Rien n’a été calculé"), "before any look");
        manager.submit(&path, &format!("{path}/point"), &[]).await;
        let page = manager.get(&path).await;
        assert!(page.body.contains("La limite est franchie"), "{}", page.body);
        let answer = manager.submit(&path, &format!("{path}/conclure"), &[]).await;
        assert_eq!(answer.location(), format!("{path}/rapport"));
        let report = manager.follow(&answer).await;
        assert_well_made("report", &report.body);
        assert!(plainly(&report.body).contains("Prouvé : avec « message », les usagers prennent contact"), "{}", report.body);
        assert_eq!(looks(&db, id).await.len(), 1, "what was seen stands: no look that nobody planned");
        assert_eq!(trail(&db, id).await, ["experiment.look", "experiment.conclude"]);
    }

    async fn one_may_look_whenever_the_interval_allows_for_it(db: Db) {
        let id = running(&db, plan("stopping = { rule = \"always-valid\" }")).await;
        let path = format!("/laboratoire/{id}");
        let site = site(&db, DURING, calls(0)).await;
        let mut manager = somebody(&site, &db, "Mona", Role::Manager, OURS, DURING).await;
        assert!(manager.get(&path).await.body.contains(">Regarder</button>"));
        for number in 1..=2 {
            let answer = manager.submit(&path, &format!("{path}/point"), &[]).await;
            let page = manager.follow(&answer).await;
            assert_well_made(&path, &page.body);
            assert!(plainly(&page.body).contains(&format!("Le point n° {number} est fait")), "{}", page.body);
        }
        assert_eq!(looks(&db, id).await.len(), 2);
    }

    async fn giving_up_says_why_and_is_for_good(db: Db) {
        let id = running(&db, plan("")).await;
        let path = format!("/laboratoire/{id}");
        let site = site(&db, DURING, calls(0)).await;
        let mut manager = somebody(&site, &db, "Mona", Role::Manager, OURS, DURING).await;
        let answer = manager.submit(&path, &format!("{path}/abandonner"), &[("reason", " ")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("href=\"#reason\"") && answer.body.contains("id=\"reason-error\""), "{}", answer.body);
        let long = "x".repeat(2_001);
        let answer = manager.submit(&path, &format!("{path}/abandonner"), &[("reason", &long)]).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(&long), "what was typed stays");
        let answer = manager.submit(&path, &format!("{path}/abandonner"), &[("reason", "Le <prestataire> est parti")]).await;
        let page = manager.follow(&answer).await;
        assert_well_made(&path, &page.body);
        assert!(page.body.contains("Le &#60;prestataire&#62; est parti"), "{}", page.body);
        assert!(page.body.contains("abandonnée") && !page.body.contains("/abandonner\""));
        let answer = manager.submit(&path, &format!("{path}/conclure"), &[]).await;
        assert!(manager.follow(&answer).await.body.contains("Rien n’a été calculé"));
        assert_eq!(trail(&db, id).await, ["experiment.abandon"]);
        assert!(looks(&db, id).await.is_empty());
    }

    async fn what_cannot_be_computed_is_told(db: Db) {
        let nobody = registered(&db, plan("")).await;
        let path = format!("/laboratoire/{nobody}");
        let running_site = site(&db, DURING, Vec::new()).await;
        let mut manager = somebody(&running_site, &db, "Mona", Role::Manager, OURS, DURING).await;
        let page = manager.get(&path).await;
        assert!(page.body.contains("Aucune unité n’a encore de bras"), "{}", page.body);
        let ended = site(&db, AFTER, Vec::new()).await;
        let mut later = somebody(&ended, &db, "Marc", Role::Manager, OURS, AFTER).await;
        let answer = later.submit(&path, &format!("{path}/conclure"), &[]).await;
        let page = later.follow(&answer).await;
        assert!(page.body.contains("Aucune unité n’a encore de bras"), "{}", page.body);
        assert!(looks(&db, nobody).await.is_empty());
    }
}
