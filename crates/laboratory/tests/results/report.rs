//! The report of an experiment, from the conclusion to everybody's eyes.

use axum::{Router, http::StatusCode};
use experiments::Report;
use kernel::Lang;
use laboratory::{ExperimentId, pooled};
use register::{Db, Role};
use testkit::{Browser, assert_well_made, on_both};

use crate::server::{AFTER, OURS, THEIRS, calls, looks, plainly, plan, running, site, somebody, trail};

/// An experiment that a manager has just concluded.
async fn concluded(db: &Db, of_treated: u64) -> (Router, Browser, ExperimentId) {
    let id = running(db, plan("")).await;
    let site = site(db, AFTER, calls(of_treated)).await;
    let mut manager = somebody(&site, db, "Mona", Role::Manager, OURS, AFTER).await;
    let path = format!("/laboratoire/{id}");
    let answer = manager.submit(&path, &format!("{path}/conclure"), &[]).await;
    assert_eq!(answer.location(), format!("{path}/rapport"), "{}", answer.body);
    (site, manager, id)
}

const LESSONS: [(&str, &str); 2] =
    [("conditions", "Dossiers <simples>, par courriel."), ("lessons", "Envoyer le jour même.\nPas le soir.")];

/// Writes the lessons and publishes.
async fn publish(manager: &mut Browser, id: ExperimentId) {
    let path = format!("/laboratoire/{id}");
    let report = format!("{path}/rapport");
    manager.submit(&report, &format!("{report}/enseignements"), &LESSONS).await;
    let answer = manager.submit(&report, &format!("{path}/publier"), &[]).await;
    let page = manager.follow(&answer).await;
    assert!(page.body.contains("Le rapport est publié"), "{}", page.body);
}

on_both! {
    async fn the_verdict_comes_first_and_everything_explains_it(db: Db) {
        let (_, mut manager, id) = concluded(&db, 0).await;
        let path = format!("/laboratoire/{id}/rapport");
        for lang in ["fr", "en"] {
            let page = manager.get(&format!("{path}?lang={lang}")).await;
            let page = if page.location().is_empty() { page } else { manager.get(&path).await };
            assert_eq!(page.status, StatusCode::OK);
            assert_well_made(&path, &page.body);
        }
        let page = manager.get(&format!("{path}?lang=fr")).await;
        let page = if page.location().is_empty() { page } else { manager.get(&path).await };
        let text = plainly(&page.body);
        // Sixty usagers an arm: a mean of 1 against one of one half.
        assert!(text.contains("Prouvé : avec « message », les usagers prennent contact 50 % moins souvent"), "{text}");
        assert!(text.contains("Bénéfice prouvé") && text.contains("500 contacts évités"), "{text}");
        assert!(text.contains("<th scope=\"row\">témoin (témoin)</th><td>60</td><td>60</td><td>60</td><td>1,00</td>"), "{text}");
        assert!(text.contains("<th scope=\"row\">message</th><td>60</td><td>30</td><td>60</td><td>0,50</td>"), "{text}");
        assert!(text.contains("Garde-fous") && text.contains("3 250 €"), "{text}");
        assert!(text.contains("1.2.3"), "the program's version: {text}");
        let kept = looks(&db, id).await;
        assert!(text.contains(&kept[0].report.provenance.data_hash), "{text}");
        assert_eq!(trail(&db, id).await, ["experiment.conclude"]);
        // It is concluded once.
        let again = manager.submit(&path, &format!("/laboratoire/{id}/conclure"), &[]).await;
        assert!(again.status.is_redirection());
        assert_eq!(looks(&db, id).await.len(), 1);
    }

    async fn harm_reads_as_plainly_as_benefit(db: Db) {
        let (_, mut manager, id) = concluded(&db, 1).await;
        let path = format!("/laboratoire/{id}/rapport");
        let text = plainly(&manager.get(&path).await.body);
        assert!(text.contains("dans le sens contraire de celui espéré : avec « message », les usagers prennent contact 50 % plus souvent"), "{text}");
        assert!(text.contains("protège les usagers") && text.contains("500 contacts de plus"), "{text}");
        publish(&mut manager, id).await;
    }

    async fn nothing_is_published_without_lessons_nor_by_an_analyst(db: Db) {
        let (site, mut manager, id) = concluded(&db, 0).await;
        let (path, report) = (format!("/laboratoire/{id}"), format!("/laboratoire/{id}/rapport"));
        let mut analyst = somebody(&site, &db, "Ana", Role::Analyst, OURS, AFTER).await;
        let answer = manager.submit(&report, &format!("{path}/publier"), &[]).await;
        assert!(manager.follow(&answer).await.body.contains("Il manque les conditions d’usage"));
        let typed = [("conditions", ""), ("lessons", "Une <leçon>")];
        let answer = analyst.submit(&report, &format!("{report}/enseignements"), &typed).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("id=\"conditions-error\"") && answer.body.contains("Une &#60;leçon&#62;</textarea>"), "{}", answer.body);
        assert_well_made(&report, &answer.body);
        let answer = analyst.submit(&report, &format!("{report}/enseignements"), &LESSONS).await;
        assert!(analyst.follow(&answer).await.body.contains("sont enregistrés"));
        let answer = analyst.submit(&report, &format!("{path}/publier"), &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let mut visitor = Browser::new(site.clone());
        assert_eq!(visitor.get(&report).await.status, StatusCode::NOT_FOUND, "not public yet");
        let mut other = somebody(&site, &db, "Omar", Role::Manager, THEIRS, AFTER).await;
        let answer = other.submit("/laboratoire", &format!("{path}/publier"), &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }

    async fn what_is_published_is_read_by_all_and_corrected_by_notes(db: Db) {
        let (site, mut manager, id) = concluded(&db, 0).await;
        let (path, report) = (format!("/laboratoire/{id}"), format!("/laboratoire/{id}/rapport"));
        publish(&mut manager, id).await;
        let mut visitor = Browser::new(site.clone());
        assert_eq!(visitor.get(&path).await.location(), report);
        let page = visitor.get(&report).await;
        assert_well_made(&report, &page.body);
        assert!(page.body.contains("Dossiers &#60;simples&#62;, par courriel.") && page.body.contains("<p>Pas le soir.</p>"), "{}", page.body);
        assert!(!page.body.contains("/publier\"") && !page.body.contains("/note\""), "a visitor writes nothing");
        // Published once, and for good.
        let answer = manager.submit(&report, &format!("{path}/publier"), &[]).await;
        assert!(manager.follow(&answer).await.body.contains("n’est plus à l’état"));
        let answer = manager.submit(&report, &format!("{report}/enseignements"), &LESSONS).await;
        assert!(manager.follow(&answer).await.body.contains("n’est plus à l’état"));
        let answer = manager.submit(&report, &format!("{report}/note"), &[("note", "")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        manager.submit(&report, &format!("{report}/note"), &[("note", "Une coquille.")]).await;
        let text = plainly(&visitor.get(&report).await.body);
        assert!(text.contains("Note du 3 février 2026 à 11:00 : Une coquille."), "{text}");
        assert!(text.contains("Pas le soir."), "what was said stays");
        let told = ["experiment.conclude", "experiment.learn", "experiment.publish", "experiment.note"];
        assert_eq!(trail(&db, id).await, told);
    }

    async fn a_report_comes_as_files(db: Db) {
        let (site, mut manager, id) = concluded(&db, 0).await;
        publish(&mut manager, id).await;
        let mut visitor = Browser::new(site.clone());
        let json = visitor.get(&format!("/laboratoire/{id}/rapport.json")).await;
        let read: Report = serde_json::from_str(&json.body).unwrap();
        assert_eq!(read, pooled::publishable(looks(&db, id).await.remove(0).report));
        let toml = visitor.get(&format!("/laboratoire/{id}/rapport/plan.toml")).await;
        assert_eq!(experiments::Plan::read(&toml.body).unwrap(), plan(""));
        // There is no press beside the tests: that is said, and what to do.
        let pdf = visitor.get(&format!("/laboratoire/{id}/rapport.pdf")).await;
        assert_eq!(pdf.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(pdf.body.contains("efficaces-press"), "{}", pdf.body);
    }

    async fn a_practice_shows_what_was_published_of_it(db: Db) {
        let (_, mut manager, id) = concluded(&db, 0).await;
        let before = pooled::of_practice(&mut db.read().await.unwrap(), "P11", Lang::Fr).await.unwrap();
        assert!(before.published.is_empty() && before.learned.is_none() && before.forest.is_none());
        publish(&mut manager, id).await;
        let mut tx = db.read().await.unwrap();
        let found = pooled::of_practice(&mut tx, "P11", Lang::Fr).await.unwrap();
        assert_eq!((found.published.len(), found.published[0].verdict), (1, "proved-benefit"));
        let one = &found.published[0];
        assert_eq!((one.partner.as_str(), one.evidence), ("Administration caf", Some(practices::Evidence::Trial)));
        assert_eq!(one.href, format!("/laboratoire/{id}/rapport"));
        assert!(found.forest.unwrap().as_str().contains(&one.href));
        let learned = found.learned.unwrap();
        // The half of all contacts is far more than any sheet lets one expect.
        assert!(learned.factor > 1.0 && learned.experiments == 1, "{learned:?}");
        assert!(found.how.len() >= 5);
        assert_eq!(pooled::all_learned(&mut tx).await.unwrap().get("P11"), Some(&learned));
        assert_eq!(pooled::latest(&mut tx, None, 3, Lang::Fr).await.unwrap(), found.published);
        assert!(pooled::latest(&mut tx, None, 0, Lang::Fr).await.unwrap().is_empty());
        let other = pooled::of_practice(&mut tx, "P12", Lang::En).await.unwrap();
        assert!(other.published.is_empty() && other.learned.is_none());
    }
}
