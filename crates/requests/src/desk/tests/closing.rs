//! The closing, and the second coding.

use axum::http::StatusCode;
use register::Role;
use testkit::{assert_well_made, on_both};

use super::{act, now, page_of, signed_in, world};
use crate::{request::State, store::codings};

on_both! {
    async fn a_request_closes_with_outcome_reason_and_cause(db: Db) {
        let mut world = world(&db).await;
        let (_, request) = world.request("Jeanne", "Voici l’acte de naissance.").await;
        let nothing = act(&mut world.camille, &request, "cloture", &[("motif", "")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_well_made("a refused closing", &nothing.body);
        let fields = [("issue", "resolved"), ("motif", "etat-civil"), ("cause", "V1")];
        let closed = act(&mut world.camille, &request, "cloture", &fields).await;
        assert_eq!(closed.location(), "/demandes", "{}", closed.body);
        let kept = world.kept(&request).await;
        assert_eq!((kept.state, kept.cause.as_ref().map(kernel::Cause::code)), (State::Closed, Some("V1")));
        let page = world.camille.get(&page_of(&request)).await;
        assert_well_made("a closed request", &page.body);
        act(&mut world.camille, &request, "reouverture", &[]).await;
        assert_eq!(world.kept(&request).await.state, State::Open);
    }

    async fn a_question_left_open_needs_a_reason(db: Db) {
        let mut world = world(&db).await;
        let (_, request) = world.request("Jeanne", "Quand ouvrez-vous ? Combien cela coûte-t-il ?").await;
        let page = world.camille.get(&page_of(&request)).await;
        assert!(page.body.contains("Combien cela coûte-t-il"), "{}", page.body);
        let fields = [("issue", "resolved"), ("motif", "etat-civil"), ("autre-cause", "B3"), ("cause", "")];
        let refused = act(&mut world.camille, &request, "cloture", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut with = fields.to_vec();
        with.extend([("repondue", "0"), ("sans-reponse", "L’usager verra sur place.")]);
        let closed = act(&mut world.camille, &request, "cloture", &with).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.body);
        assert_eq!(world.count("SELECT COUNT(*) FROM question WHERE left_open IS NOT NULL").await, 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM question WHERE answered_at_us IS NOT NULL").await, 1);
    }

    async fn the_second_reader_does_not_see_the_first_cause_and_is_somebody_else(db: Db) {
        let mut world = world(&db).await;
        let (_, request) = world.request("Jeanne", "Voici l’acte de naissance.").await;
        act(&mut world.camille, &request, "cloture", &[("issue", "resolved"), ("motif", "etat-civil"), ("cause", "V1")]).await;
        let mut tx = db.write().await.unwrap();
        let camille = register::account::with_email(&mut tx, "camille@example.org").await.unwrap().unwrap();
        let closed = crate::store::requests::find(&mut tx, &world.house.partner, request.id).await.unwrap().unwrap();
        codings::draw(&mut tx, &closed, camille.id, now()).await.unwrap();
        tx.commit().await.unwrap();
        let own = world.camille.get("/demandes/relecture").await;
        assert_well_made("/demandes/relecture", &own.body);
        assert!(own.body.contains("Rien à relire"), "one does not code one’s own again");
        let id = request.id.to_string();
        let token = own.body;
        assert!(!token.contains("kappa"), "agents see no agreement");
        let mut dominique = signed_in(&world.router, &db, "Dominique", Role::Agent, "ville").await;
        let page = dominique.get("/demandes/relecture").await;
        assert_well_made("/demandes/relecture", &page.body);
        assert!(page.body.contains("Voici l’acte de naissance."), "{}", page.body);
        let form = [("demande", id.as_str()), ("cause", "V2")];
        let done = dominique.submit("/demandes/relecture", "/demandes/relecture", &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let again = dominique.submit("/demandes", "/demandes/relecture", &form).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
        let mut tx = db.read().await.unwrap();
        let pairs = codings::pairs(&mut tx, &world.house.partner).await.unwrap();
        assert_eq!(pairs.iter().map(|it| (it.0.code(), it.1.code())).collect::<Vec<_>>(), [("V1", "V2")]);
        drop(tx);
        let mut sacha = world.manager().await;
        let page = sacha.get("/demandes/relecture").await;
        assert_well_made("/demandes/relecture", &page.body);
        assert!(page.body.contains("notice plain"), "managers see how far causes can be relied on");
    }
}
