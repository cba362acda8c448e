//! Templates: written, checked, changed, previewed.

use axum::http::StatusCode;
use register::Role;
use testkit::{Browser, on_both};

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
        let named = "<a href=\"#motif\">Remplissez «\u{a0}À quoi sert ce message\u{a0}?\u{a0}».</a>";
        assert!(wrong.body.contains(named), "each problem names its field: {}", wrong.body);
        let kept = world.sacha.submit(path, path, &with("garder")).await;
        let page = kept.location().to_owned();
        let seen = opened(&mut world.sacha, &page).await;
        assert!(seen.body.contains("Aperçus") && seen.body.contains("class=\"phone\""), "{}", seen.body);
    }

    async fn a_text_is_told_all_that_is_wrong_with_it_and_by_how_much_it_is_too_long(db: Db) {
        let mut world = world(&db).await;
        let path = "/messages/modeles/nouveau";
        let service = world.scene.service.id.to_string();
        let checked = async |browser: &mut Browser, text: &str| {
            let fields = [("service", service.as_str()), ("canal", "sms"), ("texte-fr", text), ("geste", "verifier")];
            browser.submit(path, path, &fields).await.body
        };
        let seen = checked(&mut world.sacha, "{{Nom}} {{}} {{date}}").await;
        assert!(seen.contains("«\u{a0}Nom\u{a0}» ne peut pas être un nom") && seen.contains("rien entre les accolades"), "{seen}");
        let seen = checked(&mut world.sacha, "Bonjour {prenom}, dossier ((dossier)).").await;
        assert!(seen.contains("{{prenom}}") && seen.contains("{{dossier}}") && seen.contains("partirait tel quel"), "{seen}");
        let long = checked(&mut world.sacha, &"Bonjour à tous. ".repeat(70)).await;
        assert!(long.contains("1\u{202f}1") && long.contains("6 au plus, soit 918 signes"), "{long}");
        assert!(!long.contains("Raccourcissez-le.</p><p class=\"quiet\">"), "nothing makes it dear: {long}");
        let wide = checked(&mut world.sacha, &"Soyez prêts. ".repeat(40)).await;
        assert!(wide.contains("soit 402 signes") && wide.contains("<code>ê</code>") && wide.contains("70 signes au lieu de 160"), "{wide}");
        let seen = checked(&mut world.sacha, "Votre dossier est complet : https://caf.example.fr/suivi").await;
        assert!(seen.contains("donne un lien, mais ne dit pas que l’on peut y poser ses questions"), "{seen}");
        let seen = checked(&mut world.sacha, "Une question ? Appelez le 01 23 45 67 8.").await;
        assert!(seen.contains("01 23 45 67 8") && !seen.contains("Le message dit à qui demander"), "{seen}");
        assert!(seen.contains("ne semble pas dire à qui demander"), "{seen}");
    }

    async fn what_fills_itself_is_checked_and_previewed_with_its_real_value(db: Db) {
        let mut world = world(&db).await;
        let path = "/messages/modeles/nouveau";
        let service = world.scene.service.id.to_string();
        let fields = [
            ("service", service.as_str()), ("canal", "sms"), ("nom", "Essai"), ("motif", "Suivi"), ("annonce", "essai"),
            ("texte-fr", "{{service}} : votre demande avance."),
        ];
        let checked = world.sacha.submit(path, path, &[&fields[..], &[("geste", "verifier")]].concat()).await;
        assert!(checked.body.contains("Compte pour un seul SMS."), "{}", checked.body);
        let kept = world.sacha.submit(path, path, &[&fields[..], &[("geste", "garder")]].concat()).await;
        let seen = opened(&mut world.sacha, kept.location()).await.body;
        assert!(seen.contains("Compte pour un seul SMS.") && seen.contains(&world.scene.service.name), "{seen}");
        assert!(!seen.contains("Renouvellement de la carte"), "{seen}");
    }

    async fn the_purposes_to_take_up_leave_out_what_the_product_sends_for_itself(db: Db) {
        let mut world = world(&db).await;
        let of_links = crate::usagers_side::links_purpose();
        let template = crate::template::Template { id: crate::template::TemplateId::new(crate::testing::now()), purpose: of_links.clone(), ..world.scene.sms.clone() };
        let mut tx = db.write().await.unwrap();
        crate::store::templates::record(&mut tx, &template).await.unwrap();
        tx.commit().await.unwrap();
        let seen = opened(&mut world.sacha, "/messages/modeles/nouveau").await.body;
        assert!(seen.contains("Déjà utilisés") && !seen.contains(&of_links), "{seen}");
    }

    async fn the_name_of_the_service_fills_its_place_and_nobody_is_asked(db: Db) {
        let mut world = world(&db).await;
        let path = "/messages/modeles/nouveau";
        let service = world.scene.service.id.to_string();
        let fields = [
            ("service", service.as_str()), ("canal", "sms"), ("nom", "Avis"), ("motif", "Avis"), ("annonce", "avis"), ("allure", "normal"),
            ("texte-fr", "{{service}} : votre dossier {{dossier}} avance."), ("geste", "garder"),
        ];
        let page = world.sacha.submit(path, path, &fields).await.location().to_owned();
        let form = format!("{page}/envoi");
        assert!(!opened(&mut world.sacha, &form).await.body.contains("v-service"));
        let typed = [("destinataire", "06 12 34 56 78"), ("v-dossier", "D-7"), ("geste", "voir")];
        let seen = world.sacha.submit(&form, &form, &typed).await;
        let name = &world.scene.service.name;
        assert!(seen.body.contains(&format!("{name} : votre dossier D-7 avance.")), "{}", seen.body);
        let id = page.rsplit('/').next().unwrap();
        let list = opened(&mut world.sacha, &format!("/messages/campagnes/nouvelle?modele={id}")).await;
        assert!(list.body.contains("<strong>dossier</strong>") && !list.body.contains("<strong>service</strong>"), "{}", list.body);
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

    async fn a_number_that_nobody_can_dial_is_the_first_thing_to_do_until_a_manager_says_why_not(db: Db) {
        let mut world = world(&db).await;
        assert!(opened(&mut world.sacha, "/messages/liens").await.body.contains("ne citent aucune page"));
        let mut template = world.scene.sms.clone();
        let body = "Dossier {{dossier}} : appelez au 01 44 55 66.".to_owned();
        template.texts = [("fr".to_owned(), crate::template::Text { subject: String::new(), body })].into();
        let mut tx = db.write().await.unwrap();
        crate::store::templates::edit(&mut tx, &template).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let home = opened(&mut world.sacha, "/messages").await.body;
        let (first, rest) = (home.find("À faire d’abord").unwrap(), home.find("<h2>").unwrap());
        assert!(first < rest && home.contains("Il lui manque un chiffre"), "{home}");
        let page = format!("/messages/modeles/{}", template.id);
        assert!(opened(&mut world.sacha, &page).await.body.contains("Ce modèle n’envoie rien"));
        let service = world.scene.service.id.to_string();
        let form = |reason: &'static str| {
            [("service", service.clone()), ("genre", "no-phone".to_owned()), ("cible", "01 44 55 66".to_owned()), ("raison", reason.to_owned())]
        };
        let path = "/messages/liens";
        let decide = format!("{path}/envoi");
        let typed = form("");
        let fields: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let unsure = world.sacha.submit(path, &decide, &fields).await;
        assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
        let typed = form("numéro interne, à quatre paires");
        let fields: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        world.sacha.submit(path, &decide, &fields).await;
        let seen = opened(&mut world.sacha, path).await.body;
        assert!(seen.contains("numéro interne, à quatre paires") && seen.contains("Retenir à nouveau"), "{seen}");
        assert!(!opened(&mut world.sacha, "/messages").await.body.contains("À faire d’abord"));
        assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'notice.target.release'").await, 1);
        let mut camille = world.signed_in("Camille", Role::Agent, "CAF").await;
        assert!(!opened(&mut camille, path).await.body.contains("Retenir à nouveau"));
        let again = [&fields[..3], &[("geste", "retenir")]].concat();
        world.sacha.submit(path, &decide, &again).await;
        assert!(opened(&mut world.sacha, "/messages").await.body.contains("À faire d’abord"));
    }

    async fn lines_are_listed_closed_and_opened_again(db: Db) {
        let mut world = world(&db).await;
        let path = format!("/messages/services/{}/lignes", world.scene.service.id);
        opened(&mut world.sacha, &path).await;
        let wrong = world.sacha.submit(&path, &path, &[("numero", "01 44"), ("nom", "")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("href=\"#numero\"") && wrong.body.contains("href=\"#nom\""));
        world.sacha.submit(&path, &path, &[("numero", "01 44 55 66 77"), ("nom", "Accueil")]).await;
        let seen = opened(&mut world.sacha, &path).await.body;
        assert!(seen.contains("Accueil") && seen.contains("Mettre hors service"), "{seen}");
        let twice = world.sacha.submit(&path, &path, &[("numero", "+33 1 44 55 66 77"), ("nom", "B")]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        world.sacha.submit(&path, &path, &[("ligne", "+33144556677"), ("geste", "fermer")]).await;
        assert!(opened(&mut world.sacha, &path).await.body.contains("Remettre en service"));
        world.sacha.submit(&path, &path, &[("ligne", "+33144556677"), ("geste", "retirer")]).await;
        assert!(opened(&mut world.sacha, &path).await.body.contains("Aucune ligne"));
        let mut camille = world.signed_in("Camille", Role::Agent, "CAF").await;
        assert_eq!(camille.get(&path).await.status, StatusCode::FORBIDDEN);
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
