//! Who gets what: from files, from the places of the log, by days.

use axum::http::StatusCode;
use experiments::{
    Plan,
    plan::{AllocationMethod, Design, Unit},
};
use laboratory::{ExperimentId, State, store};
use register::{Db, Role};
use testkit::{assert_well_made, on_both};

use crate::server::{OURS, keep, plan_with, signed_in, site};

async fn units(db: &Db, id: ExperimentId) -> Vec<store::AssignedUnit> {
    let mut tx = db.read().await.unwrap();
    store::units(&mut tx, id).await.unwrap()
}

fn offices(design: Design) -> Plan {
    plan_with(|it| {
        it.unit = Unit::Office;
        it.design = design;
        if !design.is_randomised() {
            it.days_before = 91;
        }
        if design == Design::SteppedWedge {
            it.allocation.steps = 3;
        }
    })
}

on_both! {
    async fn a_list_gives_arms_and_only_its_answer_has_the_names(db: Db) {
        let router = site(&db).await;
        let mut manager = signed_in(&router, &db, "Camille", Role::Manager).await;
        let plan = plan_with(|it| {
            it.allocation.method = AllocationMethod::Stratified;
            it.allocation.strata = vec!["région".to_owned()];
        });
        let id = keep(&db, OURS, plan, State::Registered).await;
        let at = format!("/laboratoire/{id}/unites");
        let sheet = format!("{at}/affectations.csv");
        let page = manager.get(&at).await;
        assert_well_made(&at, &page.body);
        assert!(page.body.contains("unit ; région") && page.body.contains(&format!("/api/v1/experiments/{id}/assign")));
        let list = "\u{feff}usager;Région\nMme Durand;Côte\nM. Petit;Côte\n;Côte\nM. Grand;\n";
        let sent = manager.upload(&at, &at, "liste.csv", list.as_bytes()).await;
        assert_eq!(sent.status, StatusCode::OK);
        assert_well_made(&at, &sent.body);
        assert!(sent.body.contains("2 unités lues") && sent.body.contains("2 lignes refusées"));
        assert!(sent.body.contains("<th scope=\"row\">4</th>") && sent.body.contains("L’unité n’a pas de nom"));
        let kept = units(&db, id).await;
        assert_eq!(kept.len(), 2);
        assert!(kept.iter().all(|it| it.unit.len() == 16 && it.stratum == "Côte"), "{kept:?}");

        let named = manager.upload(&at, &sheet, "liste.csv", list.as_bytes()).await;
        assert_eq!(named.status, StatusCode::OK);
        assert!(named.body.contains("Mme Durand;") && named.body.contains("M. Grand;"), "{}", named.body);
        assert_eq!(units(&db, id).await, kept, "sending it again changes nothing");
        let later = manager.get(&sheet).await;
        assert!(!later.body.contains("Durand") && later.body.contains(&kept[0].unit));
        assert_eq!(later.body.lines().count(), 3);
    }

    async fn a_file_that_is_no_list_is_told_so(db: Db) {
        let router = site(&db).await;
        let mut manager = signed_in(&router, &db, "Camille", Role::Manager).await;
        let id = keep(&db, OURS, plan_with(|_| ()), State::Registered).await;
        let at = format!("/laboratoire/{id}/unites");
        for (file, said) in [("nom;prénom\nx;y\n", "Il manque la colonne"), ("unit\n", "Aucune unité dans cette liste")] {
            let refused = manager.upload(&at, &at, "liste.csv", file.as_bytes()).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(refused.body.contains(said) && refused.body.contains("role=\"alert\""), "{said}");
        }
        assert!(units(&db, id).await.is_empty());
    }

    async fn the_places_of_the_log_are_drawn_without_a_file(db: Db) {
        let router = site(&db).await;
        let mut manager = signed_in(&router, &db, "Camille", Role::Manager).await;
        let id = keep(&db, OURS, offices(Design::Randomised), State::Registered).await;
        let at = format!("/laboratoire/{id}/unites");
        let page = manager.get(&at).await;
        assert_well_made(&at, &page.body);
        assert_eq!(page.body.matches("name=\"place\"").count(), 10);
        let none = manager.submit(&at, &format!("{at}/lieux"), &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let ticked: Vec<String> = (0..8).map(|it| format!("Bureau {it}")).collect();
        let fields: Vec<(&str, &str)> = ticked.iter().map(|it| ("place", it.as_str())).collect();
        let drawn = manager.submit(&at, &format!("{at}/lieux"), &fields).await;
        assert_eq!(drawn.location(), at);
        let kept = units(&db, id).await;
        assert_eq!(kept.iter().filter(|it| it.arm == 0).count(), 4, "few places are dealt like cards");
        assert_eq!(kept.len(), 8);
    }

    async fn a_wedge_draws_the_order_once(db: Db) {
        let router = site(&db).await;
        let mut manager = signed_in(&router, &db, "Camille", Role::Manager).await;
        let id = keep(&db, OURS, offices(Design::SteppedWedge), State::Registered).await;
        let at = format!("/laboratoire/{id}/unites");
        let few = manager.submit(&at, &format!("{at}/lieux"), &[("place", "Bureau 1")]).await;
        assert_eq!(few.status, StatusCode::UNPROCESSABLE_ENTITY);
        let sent = manager.upload(&at, &at, "liste.csv", b"unit\na\nb\nc\nd\n").await;
        assert_eq!(sent.location(), at, "{}", sent.body);
        let kept = units(&db, id).await;
        let mut days: Vec<&str> = kept.iter().map(|it| it.stratum.as_str()).collect();
        days.dedup();
        assert_eq!((kept.len(), days.len()), (4, 3));
        let page = manager.get(&at).await;
        assert_well_made(&at, &page.body);
        assert!(page.body.contains("elle ne change plus") && !page.body.contains("type=\"file\""));
    }

    async fn without_chance_the_partner_tells_who_began_when(db: Db) {
        let router = site(&db).await;
        let mut manager = signed_in(&router, &db, "Camille", Role::Manager).await;
        let id = keep(&db, OURS, offices(Design::Staggered), State::Registered).await;
        let at = format!("/laboratoire/{id}/unites");
        let places = format!("{at}/lieux");
        let page = manager.get(&at).await;
        assert_well_made(&at, &page.body);
        assert_eq!(page.body.matches("type=\"date\"").count(), 10);
        let known = [("known", "Bureau 0"), ("known", "Bureau 1"), ("place", "Bureau 0"), ("place", "Bureau 1")];
        let with = |days: [&'static str; 2]| {
            let mut fields = known.to_vec();
            fields.extend([("starts-0", days[0]), ("starts-1", days[1])]);
            fields
        };
        for (days, said) in [
            (["", ""], "Aucune unité n’a de premier jour"),
            (["2026-11-02", "2026-11-02"], "Toutes ont commencé le même jour"),
            (["demain", ""], "n’est pas un jour"),
        ] {
            let refused = manager.submit(&at, &places, &with(days)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(refused.body.contains(said), "{said}");
        }
        let told = manager.submit(&at, &places, &with(["2026-11-02", ""])).await;
        assert_eq!(told.location(), at);
        let told: Vec<(String, usize, String)> =
            units(&db, id).await.into_iter().map(|it| (it.unit, it.arm, it.stratum)).collect();
        let row = |name: &str, arm: usize, day: &str| (name.to_owned(), arm, day.to_owned());
        assert_eq!(told, [row("Bureau 0", 1, "2026-11-02"), row("Bureau 1", 0, "")]);
        // Until somebody looks, a list takes the place of what was told.
        let list = "bureau;début\nA;\nB;09/11/2026\nC;2026-11-16\n";
        assert_eq!(manager.upload(&at, &at, "liste.csv", list.as_bytes()).await.location(), at);
        let days: Vec<String> = units(&db, id).await.into_iter().map(|it| it.stratum).collect();
        assert_eq!(days, ["", "2026-11-09", "2026-11-16"]);
    }

    async fn days_are_drawn_by_a_button_and_a_series_needs_nothing(db: Db) {
        let router = site(&db).await;
        let mut manager = signed_in(&router, &db, "Camille", Role::Manager).await;
        let by_day = keep(&db, OURS, plan_with(|it| it.unit = Unit::Day), State::Registered).await;
        let at = format!("/laboratoire/{by_day}/unites");
        assert!(manager.get(&at).await.body.contains("Tirer les jours au sort"));
        let drawn = manager.submit(&at, &format!("{at}/jours"), &[]).await;
        assert_eq!(drawn.location(), at);
        let kept = units(&db, by_day).await;
        assert_eq!((kept.len(), kept[0].unit.as_str(), kept[83].unit.as_str()), (84, "2026-11-02", "2027-01-24"));
        assert!(!manager.get(&at).await.body.contains("Tirer les jours au sort"));

        let series = keep(&db, OURS, plan_with(|it| {
            it.design = Design::Interrupted;
            it.days_before = 91;
        }), State::Registered).await;
        let page = manager.get(&format!("/laboratoire/{series}/unites")).await;
        assert_well_made("series", &page.body);
        assert!(page.body.contains("rien à tirer au sort") && !page.body.contains("type=\"file\""));
    }

    async fn nothing_is_given_before_the_plan_is_fixed_or_after_the_end(db: Db) {
        let router = site(&db).await;
        let mut manager = signed_in(&router, &db, "Camille", Role::Manager).await;
        for state in [State::Draft, State::Concluded] {
            let id = keep(&db, OURS, plan_with(|_| ()), state).await;
            let at = format!("/laboratoire/{id}/unites");
            assert!(!manager.get(&at).await.body.contains("type=\"file\""), "{state:?}");
            let refused = manager.upload("/laboratoire/nouvelle", &at, "liste.csv", b"unit\na\n").await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{state:?}");
        }
    }
}
