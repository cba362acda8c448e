//! One message: sent, read, stopped.

use axum::http::StatusCode;
use register::Role;
use testkit::on_both;

use super::{opened, world};
use crate::{store::sending, testing::now};

on_both! {
    async fn an_agent_sees_a_message_before_it_leaves_and_then_sends_it(db: Db) {
        let world = world(&db).await;
        let path = format!("/messages/modeles/{}/envoi", world.scene.sms.id);
        let mut camille = world.signed_in("Camille", Role::Agent, "CAF").await;
        opened(&mut camille, &path).await;
        let wrong = camille.submit(&path, &path, &[("geste", "voir"), ("destinataire", "12"), ("reference", "R1")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("value=\"12\"") && wrong.body.contains("value=\"R1\""), "nothing is lost");
        assert!(wrong.body.contains("href=\"#destinataire\"") && wrong.body.contains("href=\"#v-dossier\""));
        let fields = [("destinataire", "06 12 34 56 78"), ("v-dossier", "D-7"), ("version", "1")];
        let seen = camille.submit(&path, &path, &[&fields[..], &[("geste", "voir")]].concat()).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.body.contains("Votre dossier D-7 avance."), "{}", seen.body);
        assert_eq!(world.count("SELECT COUNT(*) FROM notice").await, 0, "nothing has left");
        let sent = camille.submit(&path, &path, &[&fields[..], &[("geste", "envoyer")]].concat()).await;
        let page = camille.follow(&sent).await;
        assert!(page.body.contains("Le message est pris en compte.") && page.body.contains("06\u{a0}12"), "{}", page.body);
        assert_eq!(world.count("SELECT COUNT(*) FROM notice WHERE sent_by IS NOT NULL").await, 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'notice.send'").await, 1);
    }

    async fn a_message_tells_its_story_and_what_waits_can_be_stopped(db: Db) {
        let mut world = world(&db).await;
        let notice = world.notice(&world.scene.email, 1).await;
        let path = format!("/messages/envois/{}", notice.id);
        let seen = opened(&mut world.sacha, &path).await;
        assert!(seen.body.contains("Le message a été demandé.") && seen.body.contains("En attente"));
        assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'notice.read'").await, 1);
        let stopped = world.sacha.submit(&path, &format!("{path}/arret"), &[]).await;
        let seen = world.sacha.follow(&stopped).await;
        assert!(seen.body.contains("Un agent a arrêté ce message.") && seen.body.contains("Que faire"), "{}", seen.body);
        let again = world.sacha.submit("/messages/modeles/nouveau", &format!("{path}/arret"), &[]).await;
        assert!(world.sacha.follow(&again).await.body.contains("déjà parti, ou ne part plus"));
    }

    async fn a_trial_says_that_nothing_left_on_each_page(db: Db) {
        let mut world = world(&db).await;
        let path = format!("/messages/modeles/{}/envoi", world.scene.sms.id);
        let ends = [("06 39 98 00 00", "Reçu (essai)", "comme si le message était arrivé"), ("06 39 98 00 02", "Non remis (essai)", "n’existait pas")];
        for (to, state, end) in ends {
            let fields = [("destinataire", to), ("v-dossier", "D-7"), ("version", "1"), ("geste", "envoyer")];
            let sent = world.sacha.submit(&path, &path, &fields).await;
            let mut tx = db.write().await.unwrap();
            sending::end_simulated(&mut tx, now()).await.unwrap();
            tx.commit().await.unwrap();
            let seen = opened(&mut world.sacha, sent.location()).await.body;
            assert!(seen.contains(&format!("{state}</span>")) && seen.contains("C’est un essai") && seen.contains(end), "{seen}");
            for wrong in ["opérateur", "Ce numéro ou cette boîte", "n’est pas encore confirmée"] {
                assert!(!seen.contains(wrong), "{wrong}: {seen}");
            }
            assert!(opened(&mut world.sacha, "/messages/envois").await.body.contains(&format!("{state}</span>")));
        }
    }

    async fn messages_are_found_by_the_exact_address_and_nothing_less(db: Db) {
        let mut world = world(&db).await;
        world.notice(&world.scene.sms, 12_345_678).await;
        world.notice(&world.scene.sms, 12_345_679).await;
        let found = opened(&mut world.sacha, "/messages/envois?adresse=06%2012%2034%2056%2078").await;
        assert_eq!(found.body.matches("<tr><th scope=\"row\">").count(), 1, "{}", found.body);
        let wrong = world.sacha.get("/messages/envois?adresse=0612").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let none = opened(&mut world.sacha, "/messages/envois?reference=autre").await;
        assert!(none.body.contains("Aucun message ne répond"));
    }
}
