//! The form: what it asks, what comes of it, what it refuses.

use axum::http::StatusCode;
use testkit::on_both;

use super::*;
use crate::{
    CheckedFiles,
    store::{contacts, questions, teams, usagers},
    team::Member,
};

on_both! {
    async fn a_person_writes_in_two_steps_and_follows(db: Db) {
        let world = World::new(&db).await;
        let mut browser = world.browser();
        let first = browser.get("/contact/ville").await;
        assert_well_made("/contact/ville", &first.body);
        assert!(first.body.contains("État civil") && !first.body.contains("name=\"email\""), "no data before the question");
        let second = browser
            .submit("/contact/ville", "/contact/ville", &[("reason", "etat-civil"), ("message", MESSAGE)])
            .await;
        assert_eq!(second.status, StatusCode::OK);
        assert_well_made("second step", &second.body);
        assert!(second.body.contains("enctype=\"multipart/form-data\"") && second.body.contains("où en est ma demande"));
        let path = sent(&mut browser, "Jeanne@mail.example", MESSAGE).await;
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_well_made(&path, &page.body);
        assert!(page.body.contains("Votre demande est envoyée") && page.body.contains("2026-000001"));
        assert!(page.body.contains("Réponse attendue au plus tard le 17\u{a0}novembre\u{a0}2026"), "{}", page.body);
        assert!(page.body.contains("Inutile de nous appeler avant le 17\u{a0}novembre\u{a0}2026"));
        let request = world.of_code(&path).await;
        assert_eq!((request.reason.as_deref(), request.channel.code()), (Some("etat-civil"), "web"));
        assert!(request.promised.is_some());
        let mut tx = db.read().await.unwrap();
        let asked = questions::of_request(&mut tx, request.id).await.unwrap();
        assert_eq!(asked.len(), 2, "{asked:?}");
    }

    async fn what_is_missing_is_said_beside_its_field_and_nothing_is_lost(db: Db) {
        let world = World::new(&db).await;
        let mut browser = world.browser();
        let seen = browser.submit("/contact/ville", "/contact/ville", &[("message", "  ")]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.body.contains("href=\"#reason\"") && seen.body.contains("href=\"#message\""));
        let to = ("/contact/ville", "/contact/ville/envoi");
        let fields =
            [("reason", "etat-civil"), ("message", MESSAGE), ("name", ""), ("by", "phone"), ("phone", "12")];
        let seen = post_parts(&mut browser, to, &fields, &[]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_well_made("second step", &seen.body);
        assert!(seen.body.contains("href=\"#name\"") && seen.body.contains("href=\"#phone\""));
        assert!(seen.body.contains("où en est ma demande"), "the message is still there");
        assert_eq!(world.scalar("SELECT COUNT(*) FROM request").await, 0);
    }

    async fn what_is_known_of_a_person_is_not_shown_to_whoever_types_their_address(db: Db) {
        let world = World::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let known =
            testing::usager(&mut tx, &world.house, "Jeanne Secret-Nom", "jeanne@mail.example", now()).await;
        testing::request(&mut tx, &world.house, &known, "Ma vie privée de novembre", now()).await;
        tx.commit().await.unwrap();
        let mut browser = world.browser();
        let path = sent(&mut browser, "JEANNE@mail.example", MESSAGE).await;
        let request = world.of_code(&path).await;
        assert_eq!(request.usager, known.id, "one person has this address: the request is theirs");
        for page in [path.clone(), format!("{path}/imprimer")] {
            let seen = browser.get(&page).await.body;
            assert!(!seen.contains("Secret-Nom") && !seen.contains("vie privée"), "{page}");
            assert!(!seen.contains("mail.example"), "{page}");
        }
        let mut tx = db.read().await.unwrap();
        let kept = usagers::find(&mut tx, &world.house.partner, known.id).await.unwrap().unwrap();
        assert_eq!(kept.name, "Jeanne Secret-Nom", "nobody changes it from outside");
        let exchange = contacts::of_request(&mut tx, request.id).await.unwrap();
        assert!(exchange[0].body.contains("Jeanne Martin"), "agents see the name that was given");
    }

    async fn a_shared_number_names_nobody(db: Db) {
        let world = World::new(&db).await;
        let mut tx = db.write().await.unwrap();
        for name in ["Paul", "Anne"] {
            testing::usager(&mut tx, &world.house, name, "famille@mail.example", now()).await;
        }
        tx.commit().await.unwrap();
        sent(&mut world.browser(), "famille@mail.example", MESSAGE).await;
        assert_eq!(world.scalar("SELECT COUNT(*) FROM usager").await, 3);
    }

    async fn a_click_too_many_opens_one_request(db: Db) {
        let world = World::new(&db).await;
        let mut browser = world.browser();
        let first = sent(&mut browser, "jeanne@mail.example", MESSAGE).await;
        assert_eq!(sent(&mut browser, "jeanne@mail.example", MESSAGE).await, first);
        assert_ne!(sent(&mut browser, "jeanne@mail.example", "Autre chose").await, first);
        assert_eq!(world.scalar("SELECT COUNT(*) FROM request").await, 2);
    }

    async fn an_infected_file_is_refused_and_the_rest_comes_back_filled(db: Db) {
        let Some((clamd, marker)) = crate::antivirus::tests::clamd() else { return };
        let world = World::new(&db).await;
        let files = CheckedFiles::new(FolderFiles::new(world.folder.path()), clamd);
        let mut browser = Browser::new(world.router_over(Arc::new(files), now()));
        let to = ("/contact/ville", "/contact/ville/envoi");
        let fields = filled("jeanne@mail.example", MESSAGE);
        let seen = post_parts(&mut browser, to, &fields, &[("note.txt", "text/plain", marker.as_bytes())]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.body.contains("note.txt") && seen.body.contains("antivirus"), "{}", seen.body);
        assert!(seen.body.contains("Jeanne Martin"), "what was typed comes back");
        assert_eq!(world.scalar("SELECT COUNT(*) FROM request").await, 0);
        let seen = post_parts(&mut browser, to, &fields, &[("note.txt", "text/plain", b"Bonjour")]).await;
        let page = browser.follow(&seen).await;
        assert!(page.body.contains("note.txt") && !page.body.contains("sans contrôle antivirus"), "{}", page.body);
        assert_eq!(world.scalar("SELECT COUNT(*) FROM attachment WHERE virus = 'clean'").await, 1);
    }

    async fn files_are_kept_and_programs_refused(db: Db) {
        let world = World::new(&db).await;
        let mut browser = world.browser();
        let to = ("/contact/ville", "/contact/ville/envoi");
        let fields = filled("jeanne@mail.example", MESSAGE);
        let exe: (&str, &str, &[u8]) = ("facture.exe", "application/pdf", b"MZ");
        let seen = post_parts(&mut browser, to, &fields, &[exe]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.body.contains("facture.exe") && seen.body.contains("href=\"#files\""));
        let large = vec![b'x'; crate::upload::FILE_BYTES_MAX + 1];
        let seen = post_parts(&mut browser, to, &fields, &[("a.txt", "text/plain", large.as_slice())]).await;
        assert!(seen.body.contains("trop lourd"), "{}", seen.status);
        let pdf: (&str, &str, &[u8]) = ("../pièce.pdf", "application/pdf", b"%PDF-1.7 x");
        let seen = post_parts(&mut browser, to, &fields, &[pdf]).await;
        let page = browser.follow(&seen).await;
        assert!(page.body.contains(">pièce.pdf</a>"), "{}", page.body);
        let href = page.body.split('"').find(|it| it.contains("/fichiers/")).unwrap().to_owned();
        let file = browser.get(&href).await;
        assert_eq!((file.status, file.bytes.as_slice()), (StatusCode::OK, pdf.2));
        assert!(file.header(header::CONTENT_DISPOSITION).starts_with("attachment"));
        assert_eq!(file.header(header::CONTENT_TYPE), "application/octet-stream");
        let other = sent(&mut browser, "paul@mail.example", MESSAGE).await;
        let foreign = href.replace(seen.location(), &other);
        assert_eq!(browser.get(&foreign).await.status, StatusCode::NOT_FOUND, "another request's file");
    }

    async fn programs_and_floods_are_held_back(db: Db) {
        let world = World::new(&db).await;
        let mut browser = world.browser();
        let to = ("/contact/ville", "/contact/ville/envoi");
        let mut fields = filled("jeanne@mail.example", MESSAGE);
        fields.push(("website", "http://spam.example"));
        let seen = post_parts(&mut browser, to, &fields, &[]).await;
        assert_eq!(seen.location(), "/contact/ville");
        assert_eq!(world.scalar("SELECT COUNT(*) FROM request").await, 0);
        let mut refused = 0;
        for place in 0..25 {
            let message = format!("Message numéro {place}");
            let seen = post_parts(&mut browser, to, &filled("jeanne@mail.example", &message), &[]).await;
            refused += usize::from(seen.status == StatusCode::TOO_MANY_REQUESTS);
        }
        assert_eq!(refused, 5, "twenty from one place, then one more every three minutes");
    }

    async fn a_reason_asks_what_it_needs_and_no_more(db: Db) {
        let world = World::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let form = r#"{"fields": [{"name": "dossier", "label": "Numéro de dossier", "required": true}]}"#;
        register::both!(&mut tx, conn => sqlx::query("UPDATE reason SET form = $1 WHERE code = 'urbanisme'")
            .bind(form).execute(conn).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
        let mut browser = world.browser();
        let step = |reason: &'static str| [("reason", reason), ("message", "Mon permis")];
        let seen = browser.submit("/contact/ville", "/contact/ville", &step("etat-civil")).await;
        assert!(!seen.body.contains("asked-dossier"));
        let seen = browser.submit("/contact/ville", "/contact/ville", &step("urbanisme")).await;
        assert!(seen.body.contains("name=\"asked-dossier\""));
        let to = ("/contact/ville", "/contact/ville/envoi");
        let mut fields = filled("jeanne@mail.example", "Mon permis");
        fields[0].1 = "urbanisme";
        let seen = post_parts(&mut browser, to, &fields, &[]).await;
        assert!(seen.body.contains("href=\"#asked-dossier\""), "{}", seen.body);
        fields.push(("asked-dossier", "PC-42"));
        let seen = post_parts(&mut browser, to, &fields, &[]).await;
        let page = browser.follow(&seen).await;
        assert!(page.body.contains("Numéro de dossier : PC-42"), "{}", page.body);
    }

    async fn unknown_partners_and_those_without_a_team_have_no_form(db: Db) {
        let world = World::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let idle = register::Partner { code: "autre".parse().unwrap(), name: "Autre".into() };
        register::partner::save(&mut tx, &idle, now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut browser = world.browser();
        for path in ["/contact/nulle-part", "/contact/autre", "/contact/VILLE%00"] {
            assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }

    async fn an_incident_that_runs_is_told_before_one_writes(db: Db) {
        let world = World::new(&db).await;
        let mut tx = db.write().await.unwrap();
        register::both!(&mut tx, conn => sqlx::query(
            "INSERT INTO incident (incident_id, partner, title, banner, begun_at_us, ended_at_us, written_by)
             VALUES ($1, 'ville', 'Panne du site', 'Rien à faire : le site revient ce soir.', 1, NULL, 'x'),
                    ($2, 'ville', 'Vieille panne', 'Finie.', 1, 2, 'x')")
            .bind(kernel::Id::<Request>::new(now()).uuid()).bind(kernel::Id::<Request>::new(now()).uuid())
            .execute(conn).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
        let page = world.browser().get("/contact/ville").await.body;
        assert!(page.contains("Panne du site") && page.contains("le site revient ce soir"));
        assert!(!page.contains("Vieille panne"));
    }

    async fn a_team_that_gives_at_once_gives_what_the_form_brings(db: Db) {
        let world = World::new(&db).await;
        Browser::signed_in(world.router(now()), &db, "Ana Agent", register::Role::Agent, Some("ville"), now()).await;
        let mut tx = db.write().await.unwrap();
        let agent = register::account::with_email(&mut tx, "ana.agent@example.org").await.unwrap().unwrap().id;
        let team = world.house.teams[0].id;
        teams::set_gives(&mut tx, team, true).await.unwrap();
        let member = Member {
            team, account: agent, name: String::new(), skills: Vec::new(), territories: Vec::new(), load_max: 1,
        };
        teams::save_member(&mut tx, &member).await.unwrap();
        tx.commit().await.unwrap();
        let first = sent(&mut world.browser(), "jeanne@mail.example", MESSAGE).await;
        assert_eq!(world.of_code(&first).await.assignee, Some(agent));
        let second = sent(&mut world.browser(), "paul@mail.example", MESSAGE).await;
        assert_eq!(world.of_code(&second).await.assignee, None, "she has as many as she takes");
    }

    async fn the_form_is_whole_in_english(db: Db) {
        let world = World::new(&db).await;
        let mut browser = world.browser().in_english();
        let page = browser.get("/contact/ville").await;
        assert!(page.body.contains("Why are you writing to us?"));
        let path = sent(&mut browser, "jeanne@mail.example", MESSAGE).await;
        let page = browser.get(&path).await;
        assert_well_made(&path, &page.body);
        assert!(page.body.contains("It is up to us to act"));
    }
}
