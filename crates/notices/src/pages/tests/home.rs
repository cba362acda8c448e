//! The overview: what left, what waits, what did not arrive, by what messages leave.

use testkit::on_both;

use super::{World, opened, world};

/// The figure of a tile.
fn figure(html: &str, name: &str) -> String {
    let tile = html.split(&format!("<span class=\"name\">{name}</span>")).nth(1).unwrap();
    let figure = tile.split("<span class=\"figure\">").nth(1).unwrap();
    figure.split('<').next().unwrap().to_owned()
}

fn figures(html: &str) -> [String; 5] {
    ["Partis", "Reçus", "En attente", "Non remis", "Pas envoyés"].map(|it| figure(html, it))
}

on_both! {
    async fn the_overview_says_what_left_and_what_to_do_about_what_did_not_arrive(db: Db) {
        let mut world = world(&db).await;
        for number in 1..=3 {
            world.notice(&world.scene.sms, number).await;
        }
        failed_now(&world).await;
        world.notice(&world.scene.email, 4).await;
        let seen = opened(&mut world.sacha, "/messages").await;
        assert!(seen.body.contains("Ce numéro ou cette boîte n’existe pas."), "{}", seen.body);
        assert!(seen.body.contains("Demandez la bonne adresse"));
        let seen = opened(&mut world.sacha, "/messages/envois?etat=failed&raison=unknown-recipient").await;
        assert_eq!(seen.body.matches("Non remis</span>").count(), 3, "{}", seen.body);
    }

    async fn messages_count_on_the_day_on_which_they_left_arrived_or_failed_whenever_they_were_asked_for(db: Db) {
        // 2026-03-10T10:00:00Z is now; the others were the day before.
        const CHANGED: [&str; 5] = [
            "UPDATE notice SET created_at_us = 1772532000000000",
            "UPDATE notice SET state = 'delivered', tries = 1, sent_at_us = 1773050400000000, done_at_us = 1773136800000000
                WHERE recipient = '+33600000001'",
            "UPDATE notice SET state = 'sent', tries = 1, sent_at_us = 1773136800000000 WHERE recipient = '+33600000002'",
            "UPDATE notice SET state = 'failed', tries = 1, why = 'away', done_at_us = 1773136800000000 WHERE medium = 'email'",
            "UPDATE notice SET state = 'cancelled', why = 'stopped', done_at_us = 1773050400000000 WHERE recipient = '+33600000003'",
        ];
        let mut world = world(&db).await;
        assert!(opened(&mut world.sacha, "/messages").await.body.contains("Aucun message n’est parti"));
        for number in 1..=4 {
            world.notice(&world.scene.sms, number).await;
        }
        world.notice(&world.scene.email, 1).await;
        world.notice(&world.scene.letter, 1).await;
        world.notice(&world.scene.letter, 2).await;
        let mut tx = db.write().await.unwrap();
        crate::letters::gather(&mut tx, crate::testing::now()).await.unwrap();
        tx.commit().await.unwrap();
        for sql in CHANGED {
            world.run(sql).await;
        }
        let seen = opened(&mut world.sacha, "/messages").await.body;
        // A text message and two letters of a bundle wait.
        assert_eq!(figures(&seen), ["1", "1", "3", "1", "0"], "{seen}");
        assert!(seen.contains("Le téléphone est resté éteint") && !seen.contains("Aucun message n’a échoué"), "{seen}");
        world.run("UPDATE notice SET done_at_us = 1772445600000000 WHERE state = 'failed'").await;
        let seen = opened(&mut world.sacha, "/messages").await.body;
        assert!(figure(&seen, "Non remis") == "0" && seen.contains("Aucun message n’a échoué"), "{seen}");
    }

    async fn where_nothing_carries_a_message_it_is_said_before_it_is_written(db: Db) {
        let mut world = world(&db).await;
        let seen = opened(&mut world.sacha, "/messages").await.body;
        assert!(seen.contains("aucun e-mail ne part") && seen.contains("aucun SMS ne part"), "{seen}");
        let (email, letter) = (world.scene.email.id, world.scene.letter.id);
        for path in [
            "/messages/modeles/nouveau?canal=email".to_owned(),
            format!("/messages/modeles/{email}"),
            format!("/messages/modeles/{email}/modifier"),
            format!("/messages/modeles/{email}/envoi"),
        ] {
            let seen = opened(&mut world.sacha, &path).await.body;
            assert!(seen.contains("Aucun e-mail ne part d’ici"), "{path}: {seen}");
        }
        let seen = opened(&mut world.sacha, &format!("/messages/modeles/{letter}/envoi")).await.body;
        assert!(!seen.contains("ne part d’ici"), "{seen}");
    }
}

async fn failed_now(world: &World) {
    world
        .run(
            "UPDATE notice SET state = 'failed', why = 'unknown-recipient', done_at_us = 1773136800000000 WHERE state = 'waiting'",
        )
        .await;
}
