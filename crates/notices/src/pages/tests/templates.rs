//! Templates: written, checked, changed, previewed.

use axum::http::StatusCode;
use register::Role;
use testkit::on_both;

use super::{opened, world};

on_both! {
    async fn a_template_is_checked_before_it_is_kept_and_nothing_is_lost(db: Db) {
        let mut world = world(&db).await;
        let path = "/messages/modeles/nouveau";
        let service = world.scene.service.id.to_string();
        let text = "Bonjour {{prenom}}, venez le {{date}} : c’est à l’hôtel de ville. 3939";
        let fields = [
            ("service", service.as_str()), ("canal", "sms"), ("nom", "Rappel"), ("texte-fr", text),
            ("motif", "Rappels"), ("annonce", "rendez-vous"), ("allure", "normal"),
        ];
        let with = |it: &'static str| [&fields[..], &[("geste", it)]].concat();
        let checked = world.sacha.submit(path, path, &with("verifier")).await;
        assert_eq!(checked.status, StatusCode::OK);
        assert!(checked.body.contains("<code>ô</code>") && checked.body.contains("{{prenom}}"), "{}", checked.body);
        assert!(checked.body.contains("pour 1\u{202f}000 messages"), "{}", checked.body);
        let spared = world.sacha.submit(path, path, &with("alleger")).await;
        assert!(spared.body.contains("c&#39;est à l&#39;hôtel"), "{}", spared.body);
        let more = world.sacha.submit(path, path, &[&fields[..], &[("geste", "langue"), ("autre-langue", "es")]].concat()).await;
        assert!(more.body.contains("name=\"texte-es\"") && more.body.contains("hôtel de ville"));
        let broken = [&fields[..3], &[("texte-fr", "Bonjour {{prenom"), ("motif", "")]].concat();
        let wrong = world.sacha.submit(path, path, &broken).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("href=\"#texte-fr\"") && wrong.body.contains("Bonjour {{prenom"));
        let kept = world.sacha.submit(path, path, &with("garder")).await;
        let page = kept.location().to_owned();
        let seen = opened(&mut world.sacha, &page).await;
        assert!(seen.body.contains("Aperçus") && seen.body.contains("class=\"phone\""), "{}", seen.body);
    }

    async fn a_change_makes_a_version_and_says_what_changed(db: Db) {
        let mut world = world(&db).await;
        let page = format!("/messages/modeles/{}", world.scene.email.id);
        let edit = format!("{page}/modifier");
        opened(&mut world.sacha, &edit).await;
        let fields = |version: &'static str| {
            [
                ("version", version), ("nom", "Avancement"), ("objet-fr", "Votre dossier"), ("texte-fr", "Votre dossier {{dossier}} est complet."),
                ("motif", "suivi"), ("annonce", "email"), ("allure", "normal"), ("geste", "garder"),
            ]
        };
        world.sacha.submit(&edit, &edit, &fields("1")).await;
        let seen = opened(&mut world.sacha, &format!("{page}?version=2")).await;
        assert!(seen.body.contains("<strong>est complet</strong>") || seen.body.contains("<ins>"), "{}", seen.body);
        assert!(seen.body.contains("Version 2"));
        let late = world.sacha.submit(&edit, &edit, &fields("1")).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.body.contains("entre-temps") && late.body.contains("est complet."), "{}", late.body);
        assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'notice.template.write'").await, 1);
    }

    async fn languages_are_tabs_and_a_withdrawn_template_sends_nothing(db: Db) {
        let mut world = world(&db).await;
        let page = format!("/messages/modeles/{}", world.scene.letter.id);
        let seen = opened(&mut world.sacha, &format!("{page}?langue=en")).await;
        assert!(seen.body.contains("Your file") && seen.body.contains("class=\"paper\""), "{}", seen.body);
        let mut camille = world.signed_in("Camille", Role::Agent, "CAF").await;
        assert!(!opened(&mut camille, &page).await.body.contains("/modifier"));
        let retire = format!("{page}/retrait");
        world.sacha.submit(&page, &retire, &[]).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_template WHERE archived_at_us IS NOT NULL").await, 0);
        world.sacha.submit(&page, &retire, &[("certain", "on")]).await;
        let seen = opened(&mut world.sacha, &page).await;
        assert!(seen.body.contains("Ce modèle est retiré."));
        assert_eq!(world.sacha.get(&format!("{page}/modifier")).await.status, StatusCode::NOT_FOUND);
    }
}
