//! The front page, the legal pages, and the way from a request to a first account, through the router, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::{fs, path::Path, sync::Arc, time::Duration};

use axum::{Router, http::StatusCode};
use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::{FixedClock, Lang, Scope};
use network::{Front, KeyFigure, KeyFigures, KeyResult, join};
use register::{Db, Role, account, audit, outgoing, partner};
use site::Site;
use testkit::{Browser, on_both};

const REVIEW: &str = "/programme/adhesions";

fn now() -> Timestamp {
    "2026-10-05T10:00:00Z".parse().unwrap()
}

/// One figure, or none.
struct Figures(bool);

impl KeyFigures for Figures {
    fn figures(&self, _: Lang) -> BoxFuture<'_, Vec<KeyFigure>> {
        let one = KeyFigure { value: "12".into(), name: "administrations".into(), about: "<de 2025>".into() };
        Box::pin(async move { if self.0 { vec![one] } else { Vec::new() } })
    }

    fn results(&self, _: usize, _: Lang) -> BoxFuture<'_, Vec<KeyResult>> {
        let one = KeyResult {
            headline: "Pas d’effet <qui compte>".into(),
            href: "/laboratoire/exp_1/rapport".into(),
            partner: "Ville".into(),
        };
        Box::pin(async move { if self.0 { vec![one] } else { Vec::new() } })
    }
}

async fn site_with(db: &Db, at: Timestamp, has_figures: bool, legal: &Path) -> Router {
    db.migrate(&[&register::MIGRATIONS, &network::MIGRATIONS]).await.unwrap();
    let front = Front::new(Arc::new(Figures(has_figures)), legal.to_owned());
    let builder =
        network::furnish(Site::builder(db.clone(), Arc::new(FixedClock(at)))).words(&practices::WORDS);
    builder.build(network::routes(front)).unwrap().0
}

async fn site(db: &Db) -> Router {
    site_with(db, now(), true, Path::new("nowhere")).await
}

const ASKED: [(&str, &str); 6] = [
    ("organisation", "Ville de Nantes"),
    ("person", "Camille <Martin>"),
    ("post", "Responsable accueil"),
    ("email", "Camille@Nantes.example"),
    ("message", "Nous aimerions\ncommencer par le téléphone."),
    ("agrees", "on"),
];

async fn letters(db: &Db) -> Vec<outgoing::Mail> {
    outgoing::outstanding(&mut db.read().await.unwrap(), 100).await.unwrap()
}

/// The letter with these words in its subject.
async fn letter(db: &Db, subject: &str) -> outgoing::Mail {
    let letters = letters(db).await;
    letters
        .into_iter()
        .find(|it| it.subject.contains(subject))
        .unwrap_or_else(|| panic!("no letter {subject}"))
}

/// The path of the link in a message.
fn link(mail: &outgoing::Mail) -> String {
    let address = mail.body.split_whitespace().find(|it| it.starts_with("http://")).unwrap();
    address.strip_prefix("http://c.example").unwrap().to_owned()
}

/// Asks to join, and confirms the address.
async fn ask(browser: &mut Browser, db: &Db) {
    let sent = browser.submit("/rejoindre", "/rejoindre", &ASKED).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let path = link(&letter(db, "Confirmez").await);
    let confirmed = browser.submit(&path, &path, &[]).await;
    assert!(browser.follow(&confirmed).await.body.contains("Votre adresse est confirmée"));
}

on_both! {
    async fn the_front_page_shows_the_aims_and_only_figures_that_may_be_shown(db: Db) {
        let with = Browser::new(site(&db).await).get("/").await;
        assert_eq!((with.status, with.body.matches("<h1").count()), (StatusCode::OK, 1));
        assert!(with.body.contains("&#60;de 2025&#62;") && with.body.contains("/pratiques?objective=O3"), "{}", with.body);
        assert!(with.body.contains("exp_1/rapport\">Pas d’effet &#60;qui compte&#62;</a> · Ville") && !with.body.contains("n’a encore publié"), "{}", with.body);
        let without = site_with(&db, now(), false, Path::new("nowhere")).await;
        let page = Browser::new(without).in_english().get("/").await;
        assert!(page.body.contains("class=\"empty\"") && !page.body.contains("class=\"figures\""), "{}", page.body);
        assert!(page.body.contains("has published a result yet"), "{}", page.body);
    }

    async fn an_administration_joins_from_its_request_to_its_first_sign_in(db: Db) {
        let site = site(&db).await;
        let mut asking = Browser::new(site.clone());
        ask(&mut asking, &db).await;
        let mut programme = Browser::signed_in(site.clone(), &db, "Animatrice", Role::Programme, None, now()).await;
        let page = programme.get(REVIEW).await;
        assert!(page.body.contains("Ville de Nantes") && page.body.contains("Camille &#60;Martin&#62;"), "{}", page.body);
        assert!(page.body.contains("value=\"VILLE-DE-NANTES\""), "a code is proposed");
        let to = format!("{REVIEW}/{}", page.body.split("article class=\"request\" aria-labelledby=\"").nth(1).unwrap().split('"').next().unwrap());
        let bad = programme.submit(REVIEW, &to, &[("do", "accept"), ("code", "ville de nantes !")]).await;
        assert!(programme.follow(&bad).await.body.contains("n’est pas un code d’administration"));
        let accepted = programme.submit(REVIEW, &to, &[("do", "accept"), ("code", "VILLE-DE-NANTES")]).await;
        assert!(programme.follow(&accepted).await.body.contains("fait partie du réseau"));
        let again = programme.submit(REVIEW, &to, &[("do", "decline"), ("answer", "non")]).await;
        assert!(programme.follow(&again).await.body.contains("Quelqu’un a déjà répondu"));

        let mut tx = db.read().await.unwrap();
        let account = account::with_email(&mut tx, "camille@nantes.example").await.unwrap().unwrap();
        assert_eq!((account.role, account.partner.as_ref().unwrap().as_str()), (Role::Manager, "VILLE-DE-NANTES"));
        assert_eq!(partner::list(&mut tx, &Scope::Everyone).await.unwrap().len(), 1);
        assert_eq!(audit::list(&mut tx, &Scope::Everyone, i64::MAX, 10).await.unwrap()[0].action, "join.accept");
        drop(tx);

        let welcome = link(&letter(&db, "Bienvenue").await);
        let password = "une phrase assez longue";
        let other = asking.submit(&welcome, &welcome, &[("password", password), ("again", "autre chose")]).await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
        let short = asking.submit(&welcome, &welcome, &[("password", "court"), ("again", "court")]).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let chosen = asking.submit(&welcome, &welcome, &[("password", password), ("again", password)]).await;
        assert_eq!(chosen.location(), "/connexion?next=/autodiagnostic", "{}", chosen.body);
        assert_eq!(asking.get(&welcome).await.status, StatusCode::NOT_FOUND, "the link is used up");
        let in_now = asking.submit("/connexion", "/connexion", &[("email", "camille@nantes.example"), ("password", password), ("next", "/autodiagnostic")]).await;
        assert_eq!(in_now.location(), "/autodiagnostic", "{}", in_now.body);
        assert!(matches!(audit::verify(&mut db.read().await.unwrap()).await.unwrap(), audit::Verdict::Whole(_)));
    }

    async fn whoever_is_declined_is_told_why(db: Db) {
        let site = site(&db).await;
        ask(&mut Browser::new(site.clone()), &db).await;
        let mut programme = Browser::signed_in(site, &db, "Animatrice", Role::Programme, None, now()).await;
        let page = programme.get(REVIEW).await;
        let to = format!("{REVIEW}/{}", page.body.split("article class=\"request\" aria-labelledby=\"").nth(1).unwrap().split('"').next().unwrap());
        let silent = programme.submit(REVIEW, &to, &[("do", "decline"), ("answer", " ")]).await;
        assert!(programme.follow(&silent).await.body.contains("Écrivez pourquoi"));
        programme.submit(REVIEW, &to, &[("do", "decline"), ("answer", "Réservé aux administrations.")]).await;
        let letter = letter(&db, "Votre demande – ").await;
        assert!(letter.body.contains("Réservé aux administrations.") && letter.recipient == "camille@nantes.example");
        assert!(account::with_email(&mut db.read().await.unwrap(), "camille@nantes.example").await.unwrap().is_none());
        assert!(programme.get("/programme/messages").await.body.contains("Réservé aux administrations."));
        let id = programme.get("/programme/messages").await.field("mail");
        programme.submit("/programme/messages", "/programme/messages", &[("mail", &id)]).await;
        assert_eq!(letters(&db).await.len(), 1, "the one handed over is put away");
    }

    async fn nobody_is_accepted_before_their_address_is_theirs(db: Db) {
        let site = site(&db).await;
        let mut asking = Browser::new(site.clone());
        asking.submit("/rejoindre", "/rejoindre", &ASKED).await;
        let path = link(&letters(&db).await[0]);
        // A program that opens links beforehand confirms nothing.
        assert_eq!(asking.get(&path).await.status, StatusCode::OK);
        let mut programme = Browser::signed_in(site, &db, "Animatrice", Role::Programme, None, now()).await;
        assert!(!programme.get(REVIEW).await.body.contains("Ville de Nantes"));
        assert_eq!(asking.get("/rejoindre/0000").await.status, StatusCode::NOT_FOUND);
        let mut tx = db.write().await.unwrap();
        assert_eq!(join::store::sweep(&mut tx, now() + Duration::from_hours(8 * 24)).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(asking.get(&path).await.status, StatusCode::NOT_FOUND, "after seven days it is gone");
    }

    async fn forms_of_programs_and_floods_go_nowhere(db: Db) {
        let mut browser = Browser::new(site(&db).await);
        let mut filled = ASKED.to_vec();
        filled.push(("website", "http://spam.example"));
        assert_eq!(browser.submit("/rejoindre", "/rejoindre", &filled).await.status, StatusCode::SEE_OTHER);
        assert!(letters(&db).await.is_empty());
        let empty = browser.submit("/rejoindre", "/rejoindre", &[("message", "<script>alert(1)</script>")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.body.contains("role=\"alert\"") && empty.body.contains("&#60;script&#62;"), "{}", empty.body);
        for _ in 0..3 {
            assert_eq!(browser.submit("/rejoindre", "/rejoindre", &ASKED).await.status, StatusCode::SEE_OTHER);
        }
        let fourth = browser.submit("/rejoindre", "/rejoindre", &ASKED).await;
        assert_eq!(fourth.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(letters(&db).await.len(), 3);
    }

    async fn the_operator_s_own_legal_pages_stand_in_place_of_the_templates(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("mentions-legales.fr.md"), "## Éditeur\n\nVille <script>x</script> de **Nantes**\n").unwrap();
        let site = site_with(&db, now(), true, folder.path()).await;
        let mut browser = Browser::new(site);
        let own = browser.get("/informations/mentions-legales").await.body;
        assert!(own.contains("<strong>Nantes</strong>") && !own.contains("<script>x"), "{own}");
        for path in ["/informations/accessibilite", "/informations/donnees-personnelles"] {
            let page = browser.get(path).await;
            assert_eq!((page.status, page.body.matches("<h1").count()), (StatusCode::OK, 1), "{path}");
        }
        assert!(browser.in_english().get("/informations/mentions-legales").await.body.contains("<h1"));
    }
}
