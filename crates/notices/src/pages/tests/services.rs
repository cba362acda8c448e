//! Services and keys.

use axum::http::StatusCode;
use testkit::on_both;

use super::{opened, world};

on_both! {
    async fn a_service_begins_on_trial_and_is_opened_once_it_is_meant(db: Db) {
        let mut world = world(&db).await;
        let list = "/messages/services";
        let wrong = world.sacha.submit(list, list, &[("nom", "Cantine"), ("expediteur", "Été")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("value=\"Cantine\"") && wrong.body.contains("href=\"#expediteur\""));
        let made = world.sacha.submit(list, list, &[("nom", "Cantine"), ("expediteur", "CANTINE")]).await;
        let page = made.location().to_owned();
        let seen = opened(&mut world.sacha, &page).await;
        assert!(seen.body.contains("Ce service est en essai"), "{}", seen.body);
        assert!(!seen.body.contains("certain-ouverture"), "it has no template yet");
        let own = format!("{list}/{}", world.scene.service.id);
        world.run("UPDATE notice_service SET is_live = 0").await;
        let unsure = world.sacha.submit(&own, &format!("{own}/ouverture"), &[]).await;
        assert!(world.sacha.follow(&unsure).await.body.contains("Cochez la case"));
        let seen = opened(&mut world.sacha, &own).await;
        let chosen = format!("Un expéditeur des SMS est choisi\u{a0}: {}.", world.scene.service.sms_sender);
        assert!(seen.body.contains(&chosen) && seen.body.contains("name=\"declare\""), "{}", seen.body);
        let undeclared = world.sacha.submit(&own, &format!("{own}/ouverture"), &[("certain", "on")]).await;
        assert!(world.sacha.follow(&undeclared).await.body.contains("l’expéditeur des SMS est déclaré"));
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_service WHERE is_live = 1").await, 0);
        world.sacha.submit(&own, &format!("{own}/ouverture"), &[("certain", "on"), ("declare", "on")]).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_service WHERE is_live = 1").await, 1);
    }

    async fn settings_are_read_as_people_type_them_and_nothing_wrong_is_kept(db: Db) {
        let mut world = world(&db).await;
        let path = format!("/messages/services/{}", world.scene.service.id);
        let fields = |hour: &'static str, guests: &'static str| {
            [
                ("nom", "Aides"), ("expediteur", "CAF"), ("nom-courriel", "Caf"), ("reponses", ""), ("lettre", ""),
                ("calme-de", hour), ("calme-a", "8h"), ("ouvres", "on"), ("par-heure", "1 200"), ("invites", guests),
            ]
        };
        let wrong = world.sacha.submit(&path, &path, &fields("tard", "personne")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("value=\"tard\"") && wrong.body.contains("« personne »".replace(' ', "\u{a0}").as_str()), "{}", wrong.body);
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_service WHERE name = 'Aides'").await, 0);
        world.sacha.submit(&path, &path, &fields("19 h 30", "06 12 34 56 78\nana@ville.example")).await;
        let sql = "SELECT COUNT(*) FROM notice_service WHERE hourly_max = 1200 AND quiet_from = 1170 AND is_working = 1";
        assert_eq!(world.count(sql).await, 1);
        let seen = opened(&mut world.sacha, &path).await;
        assert!(seen.body.contains("value=\"19:30\"") && seen.body.contains("ana@ville.example"));
    }

    async fn a_key_is_shown_once_and_ended_for_good(db: Db) {
        let mut world = world(&db).await;
        let path = format!("/messages/services/{}/cles", world.scene.service.id);
        assert_eq!(world.sacha.submit(&path, &path, &[("nom", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let made = world.sacha.submit(&path, &path, &[("nom", "Dossiers"), ("genre", "live")]).await;
        let service = world.scene.service.id.uuid().to_string();
        assert!(made.body.contains(&format!("Dossiers-{service}-")), "{}", made.body);
        let seen = opened(&mut world.sacha, &path).await;
        assert!(!seen.body.contains(&format!("Dossiers-{service}-")) && seen.body.contains("Jamais utilisée"));
        let template = world.scene.sms.id.uuid().to_string();
        assert!(seen.body.contains(&template) && seen.body.contains(&service), "{}", seen.body);
        assert!(seen.body.contains("/v2/notifications/sms") && seen.body.contains("HS256"));
        assert!(seen.body.contains("personalisation={&#34;dossier&#34;:"), "what the template needs is given: {}", seen.body);
        let shown = opened(&mut world.sacha, &format!("/messages/modeles/{}", world.scene.sms.id)).await;
        assert!(shown.body.contains(&template));
        let action = seen.body.split("action=\"").find(|it| it.contains("/fin\"")).unwrap().split('"').next().unwrap();
        let action = action.to_owned();
        world.sacha.submit(&path, &action, &[]).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_key WHERE revoked_at_us IS NOT NULL").await, 1);
        assert_eq!(world.sacha.submit(&path, &action, &[]).await.status, StatusCode::NOT_FOUND);
    }
}
