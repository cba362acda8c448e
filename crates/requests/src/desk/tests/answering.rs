//! Reading a request and answering it.

use axum::http::{StatusCode, header};
use calendar::Party;
use kernel::Channel;
use testkit::{assert_well_made, on_both};

use super::{act, later, page_of, upload, world};
use crate::{
    store::{contacts, usagers},
    usager::Way,
};

on_both! {
    async fn the_page_tells_the_whole_story(db: Db) {
        let mut world = world(&db).await;
        let (_, request) = world.request("Jeanne", "Où en est mon acte de naissance ?").await;
        world.message(&request, "Toujours pas de réponse. Où en est mon acte ?", later(1)).await;
        let page = world.camille.get(&page_of(&request)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert_well_made("a request", &page.body);
        for said in ["Jeanne", "jeanne@mail.example", "Où en est mon acte de naissance", "2026-000001", "Accueil", "sans réponse", "Code de suivi"] {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
        let kept = world.kept(&request).await;
        assert!(!kept.is_unread, "it was read");
    }

    async fn small_acts_are_carried_out(db: Db) {
        let mut world = world(&db).await;
        let mut sacha = world.manager().await;
        let (_, request) = world.request("Jeanne", "Bonjour").await;
        act(&mut world.camille, &request, "agent", &[("to", "moi")]).await;
        assert!(world.kept(&request).await.assignee.is_some());
        act(&mut world.camille, &request, "agent", &[("to", "")]).await;
        assert_eq!(world.kept(&request).await.assignee, None);
        act(&mut world.camille, &request, "tour", &[("tour", "usager")]).await;
        let kept = world.kept(&request).await;
        assert_eq!((kept.party, kept.due_at), (Party::Usager, None));
        act(&mut world.camille, &request, "motif", &[("motif", "urbanisme")]).await;
        assert_eq!(world.kept(&request).await.reason.as_deref(), Some("urbanisme"));
        act(&mut world.camille, &request, "sommeil", &[("jusqu-a", "lundi")]).await;
        let until = world.kept(&request).await.snoozed_until.map(|it| it.to_string());
        assert_eq!(until.as_deref(), Some("2026-11-16T08:00:00Z"), "Monday, nine in Paris");
        let asleep = world.camille.get("/demandes?vue=en-sommeil").await;
        assert!(asleep.body.contains("2026-000001") && asleep.body.contains("en sommeil jusqu’au"));
        assert!(!world.camille.get("/demandes?vue=toutes").await.body.contains("2026-000001"));
        act(&mut world.camille, &request, "sommeil", &[("jusqu-a", "reveil")]).await;
        assert_eq!(world.kept(&request).await.snoozed_until, None);
        let refused = act(&mut world.camille, &request, "agent", &[("to", "acc_x")]).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        let page = world.camille.get(&page_of(&request)).await;
        let sacha_id = page.body.split("@Sacha").next().unwrap().rsplit("value=\"").next().unwrap();
        let sacha_id = sacha_id.split('"').next().unwrap().to_owned();
        act(&mut world.camille, &request, "note", &[("note", "Tu connais ?"), ("appelle", &sacha_id)]).await;
        let queue = sacha.get("/demandes").await;
        assert!(queue.body.contains("Camille vous appelle"), "{}", queue.body);
        let page = sacha.get(&page_of(&request)).await;
        assert!(page.body.contains("Tu connais ?"));
        assert!(!sacha.get("/demandes").await.body.contains("Camille vous appelle"), "seen");
        act(&mut world.camille, &request, "agent", &[("to", &sacha_id)]).await;
        assert_eq!(world.kept(&request).await.assignee.map(|it| it.to_string()), Some(sacha_id));
    }

    async fn an_answer_waits_in_the_register_until_it_has_left(db: Db) {
        let mut world = world(&db).await;
        world.mailbox().await;
        let (_, request) = world.request("Jeanne", "Où en est mon acte ?").await;
        let page = page_of(&request);
        let version = world.camille.get(&page).await.field("version");
        let fields = [
            ("version", version.as_str()), ("voie", "email:jeanne@mail.example"), ("objet", "Votre acte"),
            ("texte", "Il part demain."), ("repondue", "0"), ("ensuite", "usager"), ("geste", "envoyer"),
        ];
        let to = format!("{page}/reponse");
        let sent = upload(&mut world.camille, &page, &to, &fields, &[("acte.pdf", b"%PDF-1.7 x")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let shown = world.camille.follow(&sent).await;
        assert_well_made("after the answer", &shown.body);
        for said in ["Il part demain.", "en attente d’envoi", "acte.pdf", "Réponse de Camille"] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        let kept = world.kept(&request).await;
        assert_eq!((kept.party, kept.answered_at, kept.assignee.is_some()), (Party::Usager, Some(later(2)), true));
        assert_eq!(world.count("SELECT COUNT(*) FROM dispatch WHERE state = 'waiting' AND recipient = 'jeanne@mail.example'").await, 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM question WHERE answered_at_us IS NOT NULL").await, 1);
        let file = shown.body.split("fichiers/").nth(1).unwrap().split('"').next().unwrap();
        let got = world.camille.get(&format!("{page}/fichiers/{file}")).await;
        assert_eq!(got.bytes, b"%PDF-1.7 x");
        assert!(got.header(header::CONTENT_DISPOSITION).starts_with("attachment"));
        assert_eq!(got.header(header::CONTENT_SECURITY_POLICY), "default-src 'none'; sandbox");
        assert_eq!(got.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    }

    async fn without_a_mailbox_one_writes_letters_and_calls(db: Db) {
        let mut world = world(&db).await;
        let (usager, request) = world.request("Jeanne", "Bonjour").await;
        let page = page_of(&request);
        let seen = world.camille.get(&page).await;
        assert!(seen.body.contains("pas encore de boîte aux lettres"), "{}", seen.body);
        let to = format!("{page}/reponse");
        let version = seen.field("version");
        let mail = [("version", version.as_str()), ("voie", "email:jeanne@mail.example"), ("texte", "Voici."), ("geste", "envoyer")];
        let refused = upload(&mut world.camille, &page, &to, &mail, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_well_made("a refused answer", &refused.body);
        assert!(refused.body.contains("Voici."), "what was typed comes back");
        let mut tx = db.write().await.unwrap();
        let way = Way::post("1 rue Haute, 75000 Ville").unwrap();
        usagers::add_way(&mut tx, &usager, &way, later(1)).await.unwrap();
        tx.commit().await.unwrap();
        let post = crate::desk::reply::way_code(&way);
        let letter = [("version", version.as_str()), ("voie", post.as_str()), ("texte", "Voici."), ("geste", "envoyer")];
        let sent = upload(&mut world.camille, &page, &to, &letter, &[]).await;
        assert!(sent.location().contains("/courrier/"), "{} {}", sent.status, sent.body);
        let shown = world.camille.follow(&sent).await;
        assert_well_made("a letter", &shown.body);
        for said in ["1 rue Haute", "1 place de la Mairie", "2026-000001", request.code.shown().as_str(), "Voici."] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM dispatch").await, 0);
    }

    async fn files_that_are_not_what_they_say_do_not_leave(db: Db) {
        let mut world = world(&db).await;
        world.mailbox().await;
        let (_, request) = world.request("Jeanne", "Bonjour").await;
        let page = page_of(&request);
        let version = world.camille.get(&page).await.field("version");
        let fields = [("version", version.as_str()), ("voie", "email:jeanne@mail.example"), ("texte", "Voici."), ("geste", "envoyer")];
        let to = format!("{page}/reponse");
        let refused = upload(&mut world.camille, &page, &to, &fields, &[("acte.pdf", b"MZ program")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(world.count("SELECT COUNT(*) FROM dispatch").await, 0);
    }

    async fn who_is_slower_is_told_and_keeps_what_they_typed(db: Db) {
        let mut world = world(&db).await;
        world.mailbox().await;
        let (_, request) = world.request("Jeanne", "Bonjour").await;
        let page = page_of(&request);
        let version = world.camille.get(&page).await.field("version");
        world.message(&request, "Encore moi", later(1)).await;
        let fields = [
            ("version", version.as_str()), ("voie", "email:jeanne@mail.example"), ("objet", "O"), ("texte", "Texte précieux"),
            ("geste", "envoyer"),
        ];
        let to = format!("{page}/reponse");
        let refused = upload(&mut world.camille, &page, &to, &fields, &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.body.contains("brouillon"), "{}", refused.body);
        assert!(world.camille.get(&page).await.body.contains("Texte précieux"));
        assert_eq!(world.count("SELECT COUNT(*) FROM dispatch").await, 0);
        let stale = world.camille.submit(&page, &format!("{page}/agent"), &[("version", "0"), ("to", "moi")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
    }

    async fn drafts_are_kept_for_whoever_writes_them(db: Db) {
        let mut world = world(&db).await;
        let mut sacha = world.manager().await;
        let (_, request) = world.request("Jeanne", "Bonjour").await;
        let kept = act(&mut world.camille, &request, "brouillon", &[("objet", "O"), ("texte", "À finir"), ("seul", "1")]).await;
        assert_eq!(kept.status, StatusCode::NO_CONTENT);
        assert!(world.camille.get(&page_of(&request)).await.body.contains("À finir"));
        assert!(!sacha.get(&page_of(&request)).await.body.contains("À finir"));
    }

    async fn a_call_is_noted_as_an_answer(db: Db) {
        let mut world = world(&db).await;
        let (usager, request) = world.request("Jeanne", "Bonjour").await;
        let mut tx = db.write().await.unwrap();
        let way = Way::phone("06 11 22 33 44").unwrap();
        usagers::add_way(&mut tx, &usager, &way, later(1)).await.unwrap();
        tx.commit().await.unwrap();
        let page = page_of(&request);
        let version = world.camille.get(&page).await.field("version");
        let fields = [("version", version.as_str()), ("voie", "phone:+33611223344"), ("texte", "Expliqué."), ("geste", "envoyer")];
        upload(&mut world.camille, &page, &format!("{page}/reponse"), &fields, &[]).await;
        let mut tx = db.read().await.unwrap();
        let contacts = contacts::of_request(&mut tx, request.id).await.unwrap();
        assert_eq!(contacts.last().map(|it| (it.channel, it.body.as_str())), Some((Channel::Phone, "Expliqué.")));
    }
}
