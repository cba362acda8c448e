//! Templates and settings.

use std::sync::Arc;

use axum::http::StatusCode;
use kernel::{FixedClock, Secret};
use mail::Keys;
use register::Role;
use site::Site;
use testkit::{assert_well_made, on_both};

use super::{later, page_of, signed_in, world};
use crate::{FolderFiles, desk::Desk, rules::DrawKey, store::teams};

on_both! {
    async fn a_template_has_versions_and_fills_an_answer(db: Db) {
        let mut world = world(&db).await;
        let mut sacha = world.manager().await;
        let (_, request) = world.request("Jeanne", "Bonjour").await;
        assert_well_made("/demandes/modeles", &sacha.get("/demandes/modeles").await.body);
        let new = "/demandes/modeles/nouveau";
        assert_well_made(new, &sacha.get(new).await.body);
        let bad = [("version", "0"), ("nom", "Acte"), ("objet", "Acte"), ("texte", "Bonjour {{inconnu}}")];
        let refused = sacha.submit(new, new, &bad).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_well_made("a refused template", &refused.body);
        let good = [("version", "0"), ("nom", "Acte"), ("objet", "{{numero_demande}}"), ("texte", "Bonjour {{nom}}, à bientôt.")];
        let made = sacha.submit(new, new, &good).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let path = made.location().to_owned();
        let edit = format!("{path}/modifier");
        assert_well_made(&edit, &sacha.get(&edit).await.body);
        let second = [("version", "1"), ("nom", "Acte"), ("objet", "{{numero_demande}}"), ("texte", "Bonjour {{nom}}, c’est prêt.")];
        sacha.submit(&edit, &edit, &second).await;
        let overtaken = sacha.submit(&edit, &edit, &second).await;
        assert_eq!(overtaken.status, StatusCode::UNPROCESSABLE_ENTITY, "that version is written");
        let page = world.camille.get(&format!("{path}?reference=2026-000001")).await;
        assert_well_made(&path, &page.body);
        assert!(page.body.contains("Bonjour Jeanne, c’est prêt.") && page.body.contains("Version 2"), "{}", page.body);
        assert_eq!(world.camille.get(&edit).await.status, StatusCode::FORBIDDEN);
        let id = path.rsplit('/').next().unwrap();
        let page = world.camille.get(&format!("{}?modele={id}", page_of(&request))).await;
        assert_well_made("an answer from a template", &page.body);
        assert!(page.body.contains("Bonjour Jeanne, c’est prêt.") && page.body.contains("value=\"2026-000001\""), "{}", page.body);
    }

    async fn a_link_that_stays_empty_is_told_where_the_text_is_written(db: Db) {
        let world = world(&db).await;
        let site = Site::builder(db.clone(), Arc::new(FixedClock(later(2))));
        let keys = Keys::new(Secret::new(vec![7; 32]), None).unwrap();
        let files = Arc::new(FolderFiles::new(world.folder.path()));
        let desk = Desk::new(files, Arc::new(keys), DrawKey::new([7; 32]));
        let without = crate::furnish(site).build(crate::desk::routes(&desk)).unwrap().0;
        let told = "L’adresse publique de cette installation n’est pas réglée";
        let new = "/demandes/modeles/nouveau";
        for (router, is_told) in [(world.router.clone(), false), (without, true)] {
            let mut sacha = signed_in(&router, &db, if is_told { "Sacha" } else { "Alix" }, Role::Manager, "ville").await;
            assert_eq!(sacha.get(new).await.body.contains(told), is_told);
            let text = [("version", "0"), ("nom", "Suivi"), ("objet", "Suivi"), ("texte", "Suivez-la : {{lien_suivi}}")];
            let made = sacha.submit(new, new, &text).await;
            let page = sacha.follow(&made).await;
            assert_eq!(page.body.contains(told), is_told, "{}", page.body);
        }
    }

    async fn a_manager_makes_teams_members_and_reasons(db: Db) {
        let mut world = world(&db).await;
        let mut sacha = world.manager().await;
        let settings = "/demandes/reglages";
        assert_eq!(world.camille.get(settings).await.status, StatusCode::FORBIDDEN);
        let page = sacha.get(settings).await;
        assert_well_made(settings, &page.body);
        let account = page.body.split("value=\"acc_").nth(1).unwrap().split('"').next().unwrap();
        let account = format!("acc_{account}");
        let new = "/demandes/reglages/equipes/nouvelle";
        assert_well_made(new, &sacha.get(new).await.body);
        let mut fields = vec![
            ("nom", "Urbanisme"), ("territoire", "la-reunion"), ("cible", "8"), ("unite", "heures"), ("lundi", "8h30-12h, 13h-17"),
            ("mardi", "n’importe"),
        ];
        let refused = sacha.submit(new, new, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_well_made("a refused team", &refused.body);
        fields.pop();
        let made = sacha.submit(new, new, &fields).await;
        assert_eq!(made.location(), settings, "{}", made.body);
        let mut tx = db.read().await.unwrap();
        let all = teams::teams(&mut tx, &world.house.partner).await.unwrap();
        drop(tx);
        let team = all.iter().find(|it| it.name == "Urbanisme").unwrap();
        assert_eq!(team.opening.week()[0].to_string(), "08:30-12:00, 13:00-17:00");
        let id = team.id.to_string();
        let edit = format!("/demandes/reglages/equipes/{id}");
        let mut changed = fields.clone();
        changed.push(("exceptions", "24/12/2026 : 9:00-12:00\n25/12/2026 demain"));
        let refused = sacha.submit(&edit, &edit, &changed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_well_made("a refused exception", &refused.body);
        assert!(refused.body.contains("href=\"#exceptions\"") && refused.body.contains("25/12/2026 demain"), "{}", refused.body);
        *changed.last_mut().unwrap() = ("exceptions", "24/12/2026 : 9:00-12:00\n26/12/2026 au 28/12/2026 : fermé");
        assert_eq!(sacha.submit(&edit, &edit, &changed).await.location(), settings);
        let mut tx = db.read().await.unwrap();
        let all = teams::teams(&mut tx, &world.house.partner).await.unwrap();
        drop(tx);
        let days: Vec<String> = all.iter().find(|it| it.id == team.id).unwrap().opening.exceptions().iter()
            .map(|(day, hours)| format!("{day} {hours}")).collect();
        assert_eq!(days, ["2026-12-24 09:00-12:00", "2026-12-26 ", "2026-12-27 ", "2026-12-28 "]);
        assert!(sacha.get(&edit).await.body.contains("27/12/2026 : fermé"));
        assert_well_made("a team", &sacha.get(&format!("/demandes/reglages/equipes/{id}")).await.body);
        let member = [
            ("equipe", id.as_str()), ("agent", account.as_str()), ("motifs", "État civil, urbanisme"), ("territoires", "nord"),
            ("charge", "12"), ("geste", "mettre"),
        ];
        sacha.submit(settings, "/demandes/reglages/membres", &member).await;
        let mut tx = db.read().await.unwrap();
        let members = teams::members(&mut tx, &world.house.partner).await.unwrap();
        drop(tx);
        assert_eq!(members.iter().map(|it| (it.skills.len(), it.load_max)).collect::<Vec<_>>(), [(2, 12)]);
        assert_well_made(settings, &sacha.get(settings).await.body);
        let new = "/demandes/reglages/motifs/nouveau";
        assert_well_made(new, &sacha.get(new).await.body);
        let reason = [
            ("code", "voirie"), ("nom", "Voirie"), ("equipe", id.as_str()), ("silence", "refus"), ("mois", "2"), ("public", "on"),
        ];
        let made = sacha.submit(new, new, &reason).await;
        assert_eq!(made.location(), settings, "{}", made.body);
        let path = "/demandes/reglages/motifs/voirie";
        assert_well_made(path, &sacha.get(path).await.body);
        sacha.submit(path, path, &[("geste", "clore")]).await;
        assert_eq!(sacha.get(path).await.status, StatusCode::NOT_FOUND);
    }
}
