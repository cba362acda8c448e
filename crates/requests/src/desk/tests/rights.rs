//! A person's data, given and removed, from their page.

use std::io::{Cursor, Read as _};

use axum::http::StatusCode;
use register::Role;
use testkit::{assert_well_made, on_both};
use zip::ZipArchive;

use super::{later, signed_in, world};
use crate::{desk::radar::person_address, exchange::erasure, testing};

on_both! {
    async fn a_manager_gives_a_copy_and_erases_once_it_is_meant(db: Db) {
        let world = world(&db).await;
        let (usager, request) = world.request("Jeanne Moreau", "Mon dossier secret").await;
        let (_, other) = world.request("Karim Haddad", "Autre chose").await;
        let person = person_address(usager.id);
        let page = format!("{person}/donnees");
        let mut manager = world.manager().await;
        assert!(manager.get(&person).await.body.contains(&page));
        let seen = manager.get(&page).await;
        assert_well_made(&page, &seen.body);
        assert!(seen.body.contains("1 demande et 1 contact sont concernés."), "{}", seen.body);

        let copy = manager.submit(&page, &format!("{page}/copie"), &[]).await.bytes;
        let mut zip = ZipArchive::new(Cursor::new(copy)).unwrap();
        let mut told = String::new();
        zip.by_name("person.json").unwrap().read_to_string(&mut told).unwrap();
        assert!(told.contains("Mon dossier secret") && !told.contains("Autre chose"));
        assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'usager.export'").await, 1);

        let unsure = manager.submit(&page, &format!("{page}/effacement"), &[]).await;
        assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unsure.body.contains("Cochez la case"));
        assert_eq!(world.kept(&request).await.subject, "Ma demande");

        manager.submit(&page, &format!("{page}/effacement"), &[("certain", "on")]).await;
        assert_eq!(world.kept(&request).await.subject, "");
        assert_eq!(world.kept(&other).await.subject, "Ma demande");
        let seen = manager.get(&page).await;
        assert_well_made(&page, &seen.body);
        assert!(seen.body.contains("Preuve ers_") && seen.body.contains("1 demande vidée"), "{}", seen.body);
        assert!(seen.body.contains("sera réécrit la nuit prochaine"));
        erasure::scrub(&db, later(20)).await.unwrap();
        assert!(manager.get(&page).await.body.contains("a été réécrit le"));
    }

    async fn agents_and_other_partners_reach_nobodys_data(db: Db) {
        let mut world = world(&db).await;
        let (usager, _) = world.request("Jeanne Moreau", "Bonjour").await;
        let page = format!("{}/donnees", person_address(usager.id));
        assert!(!world.camille.get(&person_address(usager.id)).await.body.contains("/donnees"));
        assert_eq!(world.camille.get(&page).await.status, StatusCode::FORBIDDEN);
        testing::house(&db, "autre", later(0)).await;
        let mut stranger = signed_in(&world.router, &db, "Noé", Role::Manager, "autre").await;
        assert_eq!(stranger.get(&page).await.status, StatusCode::NOT_FOUND);
    }
}
