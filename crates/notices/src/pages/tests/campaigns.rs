//! Campaigns, from the file to the outcome of each line.

use axum::http::StatusCode;
use register::Role;
use testkit::{Browser, on_both};

use super::{World, opened, world};
use crate::{campaigns::work, testing::now};

const LIST: &str = "Mobile;N° dossier\r\n06 12 34 56 78;D-1\r\n06 12 34 56 79;\r\n12;D-3\r\n+33612345678;D-4\r\n06 12 34 56 80;=D-5\r\n";

async fn given(world: &World, browser: &mut Browser, list: &[u8]) -> String {
    let form = format!("/messages/campagnes/nouvelle?modele={}", world.scene.sms.id);
    let page = browser.get(&form).await.body;
    let token = page.split("?csrf=").nth(1).unwrap().split(['&', '"']).next().unwrap().to_owned();
    let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"rentree.csv\"\r\n\r\n";
    let body = [head.as_bytes(), list, b"\r\n--x--\r\n"].concat();
    let request = axum::http::Request::post(format!("{form}&csrf={token}"))
        .header("content-type", "multipart/form-data; boundary=x")
        .header("origin", "http://c.example");
    browser.send(request.body(body.into()).unwrap()).await.location().to_owned()
}

on_both! {
    async fn a_list_is_checked_whole_then_leaves_once_and_tells_what_became_of_each_line(db: Db) {
        let mut world = world(&db).await;
        let mut sacha = world.sacha.clone();
        let list = encoding_rs::WINDOWS_1252.encode(LIST).0.into_owned();
        let page = given(&world, &mut sacha, &list).await;
        let seen = opened(&mut sacha, &page).await;
        assert!(seen.body.contains("Dites d’abord quelle colonne contient"), "{}", seen.body);
        let columns = [("nom", "Rentrée"), ("colonne-adresse", "0"), ("colonne-v-dossier", "1")];
        sacha.submit(&page, &format!("{page}/colonnes"), &columns).await;
        let seen = opened(&mut sacha, &page).await;
        assert!(seen.body.contains("2 messages sont prêts à partir.") && seen.body.contains("3 lignes ne peuvent pas partir"), "{}", seen.body);
        assert!(seen.body.contains("Votre dossier D-1 avance."), "a line as it will leave");
        assert!(opened(&mut sacha, "/messages").await.body.contains("Une campagne est à confirmer"), "what waits is said first");
        let mut camille = world.signed_in("Camille", Role::Agent, "CAF").await;
        assert!(!opened(&mut camille, "/messages").await.body.contains("Une campagne est à confirmer"), "it is not an agent's to do");
        let rejects = sacha.get(&format!("{page}/rejets")).await.body;
        assert!(rejects.starts_with('\u{feff}') && rejects.contains("5;Mobile;"), "{rejects}");
        assert!(rejects.contains("3;N° dossier;"), "{rejects}");
        let unsure = sacha.submit(&page, &format!("{page}/envoi"), &[("jour", "hier")]).await;
        assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(work::round(&world.scene.door, now()).await.unwrap(), 0, "nobody said yes");
        sacha.submit(&page, &format!("{page}/envoi"), &[("certain", "on")]).await;
        while work::round(&world.scene.door, now()).await.unwrap() > 0 {}
        let seen = opened(&mut sacha, &page).await;
        assert!(seen.body.contains("5 lignes traitées sur 5."), "{}", seen.body);
        let outcomes = sacha.get(&format!("{page}/resultats")).await.body;
        assert_eq!(outcomes.matches("En attente").count(), 2, "{outcomes}");
        assert_eq!(outcomes.matches("Écartée").count(), 3, "{outcomes}");
        assert_eq!(world.count("SELECT COUNT(*) FROM notice").await, 2);
        sacha.submit(&page, &format!("{page}/arret"), &[]).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM notice WHERE state = 'cancelled'").await, 2);
        opened(&mut sacha, "/messages/campagnes").await;
        world.sacha = sacha;
    }

    async fn a_list_that_is_none_says_why_and_a_campaign_can_be_dropped(db: Db) {
        let world = world(&db).await;
        let mut sacha = world.sacha.clone();
        assert_eq!(given(&world, &mut sacha, b"a;b\r\n").await, "", "it stays on its page");
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_campaign").await, 0);
        let page = given(&world, &mut sacha, b"telephone,dossier\n0612345678,D-1\n").await;
        let seen = opened(&mut sacha, &page).await;
        assert!(seen.body.contains("Un message est prêt à partir."), "columns are matched by their titles: {}", seen.body);
        let mut camille = world.signed_in("Camille", Role::Agent, "CAF").await;
        let seen = opened(&mut camille, &page).await;
        assert!(!seen.body.contains("/envoi\""), "agents see and do not send to lists");
        let going = given(&world, &mut sacha, b"telephone,dossier\n0612345679,D-2\n").await;
        sacha.submit(&going, &format!("{going}/envoi"), &[("certain", "on")]).await;
        while work::round(&world.scene.door, now()).await.unwrap() > 0 {}
        assert!(opened(&mut sacha, &going).await.body.contains("1 ligne traitée sur 1."));
        sacha.submit(&page, &format!("{page}/abandon"), &[]).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_campaign_line").await, 1, "only that of the one that left");
    }

    async fn a_campaign_of_another_partner_is_not_there(db: Db) {
        let world = world(&db).await;
        let mut sacha = world.sacha.clone();
        let page = given(&world, &mut sacha, b"telephone,dossier\n0612345678,D-1\n").await;
        let mut stranger = world.signed_in("Noé", Role::Manager, "ville").await;
        for path in [page.clone(), format!("{page}/rejets"), format!("{page}/resultats")] {
            assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}
