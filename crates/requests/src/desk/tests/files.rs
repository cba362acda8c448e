//! Files that are blocked, and those that a manager lets through.

use axum::http::StatusCode;
use testkit::{assert_well_made, on_both};

use super::{World, act, later, page_of, world};
use crate::{
    Files as _, FolderFiles,
    contact::{Attachment, Contact, FileVerdict, Unchecked, VirusCheck},
    request::Request,
    store::contacts,
};

/// A message with a program and a picture.
async fn message_with_files(world: &World, request: &Request, program: VirusCheck) -> Contact {
    let contact = world.message(request, "Voici", later(1)).await;
    let mut files = Vec::new();
    for (place, name, verdict, virus) in [
        (0, "facture.pdf.exe", FileVerdict::Dangerous, program),
        (1, "photo.png", FileVerdict::Sound, VirusCheck::Clean),
    ] {
        files.push(Attachment {
            place,
            name: name.into(),
            declared_type: "application/octet-stream".into(),
            found_type: None,
            bytes: 2_500_000,
            content_key: FolderFiles::new(world.folder.path()).keep(name.as_bytes().to_vec()).await.unwrap(),
            content_id: None,
            is_inline: false,
            verdict,
            virus,
            released: None,
        });
    }
    let mut tx = world.db.write().await.unwrap();
    contacts::attach(&mut tx, contact.id, &files).await.unwrap();
    tx.commit().await.unwrap();
    contact
}

on_both! {
    async fn a_manager_lets_a_blocked_file_through_and_says_why(db: Db) {
        let mut world = world(&db).await;
        let mut sacha = world.manager().await;
        let (_, request) = world.request("Jeanne", "Bonjour").await;
        let unchecked = VirusCheck::Unchecked(Unchecked::NoAntivirus);
        let contact = message_with_files(&world, &request, unchecked).await;
        let program = format!("{}/fichiers/{}/0", page_of(&request), contact.id);
        let page = world.camille.get(&page_of(&request)).await;
        assert!(page.body.contains("dangereuse, bloquée") && page.body.contains("2,5"), "{}", page.body);
        assert!(page.body.contains("sans contrôle antivirus") && page.body.contains("/fichiers/"), "{}", page.body);
        assert!(!page.body.contains(&format!("\"{program}\"")) && !page.body.contains("/deblocage"), "no link");
        assert_eq!(world.camille.get(&program).await.status, StatusCode::FORBIDDEN);
        let what = format!("fichiers/{}/0/deblocage", contact.id);
        let refused = act(&mut world.camille, &request, &what, &[("raison", "Attendu")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "an agent is no manager");
        let page = sacha.get(&page_of(&request)).await;
        assert_well_made("a request with a blocked file", &page.body);
        assert!(page.body.contains("/deblocage"), "{}", page.body);
        let unsaid = act(&mut sacha, &request, &what, &[("raison", " ")]).await;
        assert!(sacha.follow(&unsaid).await.body.contains("Dites pourquoi"));
        assert_eq!(world.camille.get(&program).await.status, StatusCode::FORBIDDEN);
        act(&mut sacha, &request, &what, &[("raison", "Outil attendu de l’éditeur")]).await;
        let page = world.camille.get(&page_of(&request)).await;
        assert!(page.body.contains("débloquée par Sacha") && page.body.contains("Outil attendu"), "{}", page.body);
        let got = world.camille.get(&program).await;
        assert_eq!((got.status, got.body.as_str()), (StatusCode::OK, "facture.pdf.exe"));
        assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'request.file-release'").await, 1);
        // Once is enough, and what is not blocked is not let through.
        for place in [0, 1] {
            let what = format!("fichiers/{}/{place}/deblocage", contact.id);
            let again = act(&mut sacha, &request, &what, &[("raison", "Encore")]).await;
            assert!(sacha.follow(&again).await.body.contains("pas bloquée"), "{place}");
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'request.file-release'").await, 1);
    }

    async fn an_infected_file_is_given_to_nobody_and_let_through_by_nobody(db: Db) {
        let world = world(&db).await;
        let mut sacha = world.manager().await;
        let (_, request) = world.request("Jeanne", "Bonjour").await;
        let infected = VirusCheck::Infected("Test.Marker".to_owned());
        let contact = message_with_files(&world, &request, infected).await;
        let what = format!("fichiers/{}/0", contact.id);
        let page = sacha.get(&page_of(&request)).await;
        assert!(page.body.contains("infectée (") && page.body.contains("Test.Marker"), "{}", page.body);
        assert!(!page.body.contains("/deblocage"), "{}", page.body);
        let forced = act(&mut sacha, &request, &format!("{what}/deblocage"), &[("raison", "Je le veux")]).await;
        assert!(sacha.follow(&forced).await.body.contains("antivirus y a trouvé"));
        let got = sacha.get(&format!("{}/{what}", page_of(&request))).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN);
        assert_eq!(world.count("SELECT COUNT(*) FROM attachment WHERE released_at_us IS NOT NULL").await, 0);
    }
}
