//! The list: what everybody reads, what a partner reads besides.

use experiments::{Plan, Report, report::Verdict, testing};
use laboratory::{State, store};
use register::{Db, Role};
use testkit::{Browser, assert_well_made, on_both};

use crate::server::{OURS, THEIRS, keep, now, plan_with, signed_in, site};

fn report(plan: &Plan, verdict: Verdict, change: f64) -> Report {
    Report { verdict, ..testing::report(plan.clone(), [change, change - 0.05, change + 0.05]) }
}

async fn published(db: &Db, partner: &str, title: &str, practice: &str, (verdict, change): (Verdict, f64)) {
    let plan = plan_with(|it| {
        title.clone_into(&mut it.title);
        practice.clone_into(&mut it.practice);
    });
    let id = keep(db, partner, plan.clone(), State::Published).await;
    let mut tx = db.write().await.unwrap();
    store::add_look(&mut tx, id, &report(&plan, verdict, change), "test", now()).await.unwrap();
    tx.commit().await.unwrap();
}

on_both! {
    async fn an_empty_laboratory_says_what_to_do(db: Db) {
        let router = site(&db).await;
        let seen = Browser::new(router.clone()).get("/laboratoire").await;
        assert_well_made("/laboratoire", &seen.body);
        assert!(seen.body.contains("Aucun résultat publié") && !seen.body.contains("/laboratoire/nouvelle"));
        let manager = signed_in(&router, &db, "Camille", Role::Manager).await.get("/laboratoire").await;
        assert!(manager.body.contains("Aucune expérience") && manager.body.contains("href=\"/laboratoire/nouvelle\""));
        let agent = signed_in(&router, &db, "Alix", Role::Agent).await.get("/laboratoire").await;
        assert!(agent.body.contains("Aucune expérience") && !agent.body.contains("/laboratoire/nouvelle"));
    }

    async fn a_partner_sees_what_comes_next_and_nobody_else_sees_it(db: Db) {
        let router = site(&db).await;
        let mut analyst = signed_in(&router, &db, "Camille", Role::Analyst).await;
        let mut stranger = Browser::signed_in(router, &db, "Etranger", Role::Analyst, Some(THEIRS), now()).await;
        let draft = keep(&db, OURS, plan_with(|it| "Le brouillon".clone_into(&mut it.title)), State::Draft).await;
        let running = keep(&db, OURS, plan_with(|it| "La vivante".clone_into(&mut it.title)), State::Registered).await;
        let page = analyst.get("/laboratoire").await;
        assert_well_made("/laboratoire", &page.body);
        assert!(page.body.contains(&format!("href=\"/laboratoire/{draft}/plan\">Terminer le plan")));
        assert!(page.body.contains(&format!("href=\"/laboratoire/{running}/unites\">Donner la liste")));
        let other = stranger.get("/laboratoire").await;
        assert!(!other.body.contains("Le brouillon") && !other.body.contains("La vivante"));
    }

    async fn bad_news_stands_beside_good_news(db: Db) {
        let router = site(&db).await;
        signed_in(&router, &db, "Camille", Role::Manager).await;
        published(&db, OURS, "La bonne", "P11", (Verdict::ProvedBenefit, -0.2)).await;
        published(&db, OURS, "La nulle", "P11", (Verdict::NotProven, -0.01)).await;
        published(&db, OURS, "La mauvaise", "P12", (Verdict::ProvedHarm, 0.2)).await;
        let mut visitor = Browser::new(router);
        let page = visitor.get("/laboratoire").await;
        assert_well_made("/laboratoire", &page.body);
        let plain = page.body.replace(['\u{202f}', '\u{a0}'], " ");
        assert!(plain.contains("3 résultats publiés : 1 favorables, 1 sans effet démontré, 1 défavorables."));
        for said in ["Bénéfice prouvé", "Non prouvé", "Effet contraire prouvé", "20 % moins souvent", "20 % plus souvent", "Administration caf"] {
            assert!(plain.contains(said), "{said}");
        }
        let filtered = visitor.get("/laboratoire?pratique=P12").await;
        assert!(filtered.body.contains("La mauvaise") && !filtered.body.contains("La bonne"));
        let none = visitor.get("/laboratoire?pratique=P01").await;
        assert!(none.body.contains("Aucun résultat publié pour la pratique"));
        let english = visitor.in_english().get("/laboratoire").await;
        assert_well_made("/laboratoire", &english.body);
        assert!(english.body.contains("Proved opposite effect"));
    }
}
