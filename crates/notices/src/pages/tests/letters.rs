//! Letters: printed, posted, returned.

use axum::http::StatusCode;
use register::Role;
use testkit::on_both;

use super::{opened, world};
use crate::{letters, testing::now};

on_both! {
    async fn letters_are_printed_posted_and_may_come_back(db: Db) {
        let mut world = world(&db).await;
        let notice = world.notice(&world.scene.letter, 1).await;
        let list = opened(&mut world.sacha, "/messages/lettres").await.body;
        assert!(list.contains("Une lettre attend un prochain lot.") && !list.contains("Aucune lettre à poster"), "{list}");
        let mut tx = db.write().await.unwrap();
        letters::gather(&mut tx, now()).await.unwrap();
        tx.commit().await.unwrap();
        let list = opened(&mut world.sacha, "/messages/lettres").await.body;
        assert!(list.contains("À poster") && !list.contains("prochain lot"), "{list}");
        let bundle = list.split("href=\"/messages/lettres/").nth(1).unwrap().split('"').next().unwrap();
        let path = format!("/messages/lettres/{bundle}");
        let seen = opened(&mut world.sacha, &path).await.body;
        assert!(seen.contains("20e") || seen.contains("75020 Paris"), "{seen}");
        assert!(seen.contains("À imprimer et à poster</span>"), "{seen}");
        let sheet = world.sacha.get(&format!("{path}/adresses")).await.body;
        assert!(sheet.starts_with("\u{feff}Lettre;Ligne 1;Ligne 2;") && sheet.contains("1 rue des Lilas"), "{sheet}");
        // Tests have no press beside them: that is said, with what to do, and nothing leads to it.
        assert!(seen.contains("L’imprimerie n’est pas installée") && !seen.contains("Ouvrir pour imprimer"), "{seen}");
        let unprinted = world.sacha.get(&format!("{path}/impression")).await;
        assert_eq!(unprinted.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(unprinted.body.contains("Demandez à l’administrateur"), "{}", unprinted.body);
        assert!(seen.contains("n’a jamais été ouverte ici"), "{seen}");
        let refused = world.sacha.submit(&path, &format!("{path}/depot"), &[]).await;
        assert!(world.sacha.follow(&refused).await.body.contains("Rien n’est noté"), "nobody could print them");
        world.sacha.submit(&path, &format!("{path}/depot"), &[("autrement", "on")]).await;
        let seen = opened(&mut world.sacha, &path).await.body;
        assert!(seen.contains("La lettre est revenue") && !seen.contains("/depot"), "{seen}");
        assert!(seen.contains("Postée</span>"), "{seen}");
        let one = format!("/messages/envois/{}", notice.id);
        let told = opened(&mut world.sacha, &one).await.body;
        assert!(told.contains("La lettre a été notée comme postée.") && !told.contains("opérateur"), "{told}");
        world.sacha.submit(&path, &format!("{path}/{}", notice.id), &[]).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM notice WHERE state = 'failed'").await, 1);
        for path in [&one, "/messages/injoignables", "/messages/envois?etat=failed"] {
            let seen = opened(&mut world.sacha, path).await.body;
            assert!(seen.contains("n’est pas connue à cette adresse") && !seen.contains("cette boîte"), "{path}: {seen}");
        }
        let mut stranger = world.signed_in("Noé", Role::Manager, "ville").await;
        for foreign in [path.clone(), format!("{path}/adresses"), format!("{path}/impression"), format!("{path}/{}", notice.id)] {
            assert_eq!(stranger.get(&foreign).await.status, StatusCode::NOT_FOUND, "{foreign}");
        }
    }

    async fn letters_that_were_opened_to_be_printed_are_posted_without_more_ado(db: Db) {
        let mut world = world(&db).await;
        let [first, second] = [1, 2].map(|it| (it, world.scene.letter.clone()));
        let first = world.notice(&first.1, first.0).await;
        world.notice(&second.1, second.0).await;
        let whose = world.scene.service.partner.clone();
        let mut tx = db.write().await.unwrap();
        letters::gather(&mut tx, now()).await.unwrap();
        let bundle = letters::ready(&mut tx, &whose).await.unwrap().remove(0).id;
        let mut left = vec![letters::unprinted(&mut tx, &whose, bundle).await.unwrap()];
        for one in [Some(first.id), None] {
            letters::printed(&mut tx, &whose, (bundle, one), now()).await.unwrap();
            left.push(letters::unprinted(&mut tx, &whose, bundle).await.unwrap());
        }
        tx.commit().await.unwrap();
        assert_eq!(left, [2, 1, 0]);
        let path = format!("/messages/lettres/{bundle}");
        let posted = world.sacha.submit(&path, &format!("{path}/depot"), &[]).await;
        assert!(world.sacha.follow(&posted).await.body.contains("2 lettres sont notées comme postées."));
    }
}
