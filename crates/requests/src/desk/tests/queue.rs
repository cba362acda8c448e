//! The queue.

use axum::http::StatusCode;
use register::{Role, audit};
use testkit::{assert_well_made, on_both};

use super::{act, page_of, signed_in, world};

on_both! {
    async fn the_queue_shows_what_waits_and_says_what_to_do_when_nothing_does(db: Db) {
        let mut world = world(&db).await;
        let empty = world.camille.get("/demandes").await;
        assert_well_made("/demandes", &empty.body);
        assert!(empty.body.contains("Prenez la suivante"), "{}", empty.body);
        world.request("Jeanne", "Où en est mon acte ?").await;
        let all = world.camille.get("/demandes?vue=toutes").await;
        assert_well_made("/demandes?vue=toutes", &all.body);
        for said in ["Jeanne", "Ma demande", "État civil", "Courriel", "2026-000001", "Non lue", "pour le", "L’administration doit agir"] {
            assert!(all.body.contains(said), "{said}: {}", all.body);
        }
        for (query, found) in [
            ("vue=toutes&q=jeanne@mail.example", true), ("vue=toutes&q=acte", true), ("vue=toutes&q=poubelle", false),
            ("vue=toutes&motif=etat-civil", true), ("vue=toutes&motif=urbanisme", false), ("vue=toutes&tour=usager", false),
            ("vue=sans-agent", true), ("vue=closes", false), ("vue=equipes", false),
        ] {
            let seen = world.camille.get(&format!("/demandes?{query}")).await;
            assert_eq!(seen.body.contains("2026-000001"), found, "{query}");
        }
    }

    async fn the_next_request_is_taken_once(db: Db) {
        let mut world = world(&db).await;
        let (_, request) = world.request("Jeanne", "Bonjour").await;
        let taken = world.camille.submit("/demandes", "/demandes/suivante", &[]).await;
        assert_eq!(taken.location(), page_of(&request));
        let page = world.camille.follow(&taken).await;
        assert!(page.body.contains("pour vous parce que"), "{}", page.body);
        let none = world.camille.submit("/demandes", "/demandes/suivante", &[]).await;
        assert_eq!(none.location(), "/demandes");
        assert!(world.camille.get("/demandes").await.body.contains("2026-000001"), "it is mine");
    }

    async fn long_lists_go_on(db: Db) {
        let mut world = world(&db).await;
        for it in 0..52 {
            world.request(&format!("Usager{it}"), "Bonjour").await;
        }
        let first = world.camille.get("/demandes?vue=toutes").await;
        assert_eq!(first.body.matches("class=\"row").count(), 50);
        let next = first.body.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        let second = world.camille.get(&next.replace("&#38;", "&").replace("&amp;", "&")).await;
        assert_eq!(second.body.matches("class=\"row").count(), 2);
    }

    async fn strangers_and_what_is_not_there_answer_alike(db: Db) {
        let world = world(&db).await;
        let (usager, request) = world.request("Jeanne", "Bonjour").await;
        let mut other = signed_in(&world.router, &db, "Autre", Role::Agent, "autre").await;
        let token = other.get("/demandes").await.token();
        let (request, usager) = (request.id.to_string(), usager.id.to_string());
        let absent = |id: &str| format!("{}{}", &id[..id.len() - 4], "0000");
        for path in [
            "/demandes/{r}", "/demandes/{r}/courrier/cnt_x", "/demandes/{r}/fichiers/cnt_x/0", "/demandes/usagers/{u}",
        ] {
            let with = |r: &str, u: &str| path.replace("{r}", r).replace("{u}", u);
            let foreign = other.get(&with(&request, &usager)).await;
            let nothing = other.get(&with(&absent(&request), &absent(&usager))).await;
            assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(nothing.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in [
            "/demandes/{r}/agent", "/demandes/{r}/motif", "/demandes/{r}/sommeil", "/demandes/{r}/note", "/demandes/{r}/brouillon",
            "/demandes/{r}/presence", "/demandes/{r}/rappel", "/demandes/{r}/cloture", "/demandes/{r}/reouverture",
            "/demandes/{r}/fusion", "/demandes/usagers/{u}", "/demandes/usagers/{u}/voies",
        ] {
            let to = path.replace("{r}", &request).replace("{u}", &usager);
            let seen = other.post(&to, &format!("csrf={token}&version=0&note=x&geste=morte")).await;
            assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
        }
        let mut analyst = signed_in(&world.router, &db, "Analyste", Role::Analyst, "ville").await;
        assert_eq!(analyst.get("/demandes").await.status, StatusCode::FORBIDDEN);
    }

    async fn who_read_what_is_in_the_audit_trail(db: Db) {
        let mut world = world(&db).await;
        let (_, request) = world.request("Jeanne", "Bonjour").await;
        world.camille.get("/demandes?vue=toutes").await;
        world.camille.get(&page_of(&request)).await;
        act(&mut world.camille, &request, "agent", &[("to", "moi")]).await;
        let mut tx = db.read().await.unwrap();
        let told = audit::list(&mut tx, &kernel::Scope::Everyone, i64::MAX, 50).await.unwrap();
        let actions: Vec<&str> = told.iter().map(|it| it.action.as_str()).collect();
        for action in ["request.list", "request.read", "request.assign"] {
            assert!(actions.contains(&action), "{action}: {actions:?}");
        }
        assert!(told.iter().all(|it| !it.detail.contains("Jeanne")), "ids only");
    }

    async fn colleagues_see_who_has_a_request_on_screen(db: Db) {
        let mut world = world(&db).await;
        let (_, request) = world.request("Jeanne", "Bonjour").await;
        let mut sacha = world.manager().await;
        sacha.get(&page_of(&request)).await;
        assert!(world.camille.get("/demandes?vue=toutes").await.body.contains("Sacha lit"));
        act(&mut sacha, &request, "presence", &[("ecrit", "1")]).await;
        let page = world.camille.get(&page_of(&request)).await;
        assert!(page.body.contains("Sacha écrit"), "{}", page.body);
    }
}
