//! The pages through their routes, on both databases.

mod campaigns;
mod sending;
mod services;
mod templates;

use axum::{Router, http::StatusCode};
use register::{Db, Partner, Role, both, partner};
use site::{Access, Routes, Site};
use testkit::{Browser, Seen, assert_well_made, on_both};

use super::Pages;
use crate::{
    accept::{Order, accept},
    address::Medium,
    notice::{Notice, Origin},
    template::Template,
    testing::{self, Scene, now},
};

/// The partner of a scene, its site, and its manager.
pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) scene: Scene,
    pub(crate) router: Router,
    pub(crate) sacha: Browser,
}

pub(crate) async fn world(db: &Db) -> World {
    let scene = Scene::set(db).await;
    let pages = Pages::new(scene.door.clone(), testing::watch(&scene.door), Vec::new());
    let builder = Site::builder(db.clone(), scene.door.clock.clone());
    let builder = crate::furnish(builder).public_url("http://c.example".to_owned());
    let usagers = crate::usagers_side::routes(crate::usagers_side::UsagersSide::new(scene.door.clone()));
    // Rules have tests of their own; the navigation leads analysts to them.
    let readers = Access::Roles(crate::rules::pages::READERS);
    let rules = Routes::new().route(crate::rules::pages::PATH, readers, axum::routing::get(|| async { "" }));
    let router = builder.build(crate::pages::routes(&pages).merge(usagers).merge(rules)).unwrap().0;
    let sacha = Browser::signed_in(router.clone(), db, "Sacha", Role::Manager, Some("CAF"), now()).await;
    World { db: db.clone(), scene, router, sacha }
}

impl World {
    pub(crate) async fn signed_in(&self, name: &str, role: Role, partner: &str) -> Browser {
        Browser::signed_in(self.router.clone(), &self.db, name, role, Some(partner), now()).await
    }

    /// A message that an agent sent.
    pub(crate) async fn notice(&self, template: &Template, number: u32) -> Notice {
        let to = testing::address(template.medium, number);
        let origin = Origin::Agent("product".to_owned());
        let mut order = Order::new(self.scene.service.clone(), template.clone(), to, origin);
        order.personalisation.insert("dossier".to_owned(), "D-12".into());
        let mut tx = self.db.write().await.unwrap();
        let notice = accept(&mut tx, &self.scene.door, &order, now()).await.unwrap();
        tx.commit().await.unwrap();
        notice
    }

    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.db.read().await.unwrap();
        both!(&mut tx, conn => sqlx::query_scalar(sql).fetch_one(conn).await).unwrap()
    }

    /// Changes rows by hand.
    pub(crate) async fn run(&self, sql: &'static str) {
        let mut tx = self.db.write().await.unwrap();
        both!(&mut tx, conn => sqlx::query(sql).execute(conn).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
    }
}

/// The page, which is there and well made.
pub(crate) async fn opened(browser: &mut Browser, path: &str) -> Seen {
    let seen = browser.get(path).await;
    assert_eq!(seen.status, StatusCode::OK, "{path}: {}", seen.body);
    assert_well_made(path, &seen.body);
    assert_no_key(path, &seen.body);
    seen
}

/// No sentence is missing from the catalogue.
pub(crate) fn assert_no_key(path: &str, html: &str) {
    for prefix in [
        "notice-",
        "why-",
        "service-",
        "key-",
        "template-",
        "check-",
        "preview-",
        "send-",
        "campaign-",
        "unreachable-",
        "verify-",
        "preference-",
        "stop-",
        "language-",
        "refused-",
        "address-",
        "bundle-",
        "target-",
        "line-",
    ] {
        let wrong = html.split(['>', '<']).find(|it| it.trim().starts_with(prefix));
        assert_eq!(wrong, None, "{path}");
    }
}

const AGENTS_PAGES: [&str; 7] = [
    "/messages",
    "/messages/envois",
    "/messages/modeles",
    "/messages/liens",
    "/messages/campagnes",
    "/messages/injoignables",
    "/messages/lettres",
];
const MANAGERS_PAGES: [&str; 3] =
    ["/messages/services", "/messages/modeles/nouveau", "/messages/campagnes/nouvelle"];

on_both! {
    async fn each_page_is_there_in_both_languages_for_whom_it_is_meant(db: Db) {
        let mut world = world(&db).await;
        world.notice(&world.scene.sms, 1).await;
        let mut english = world.signed_in("Ada", Role::Manager, "CAF").await.in_english();
        let mut camille = world.signed_in("Camille", Role::Agent, "CAF").await;
        let mut analyst = world.signed_in("Lou", Role::Analyst, "CAF").await;
        let mut nobody = Browser::new(world.router.clone());
        for path in AGENTS_PAGES {
            opened(&mut world.sacha, path).await;
            opened(&mut english, path).await;
            opened(&mut camille, path).await;
            assert_eq!(analyst.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
            assert!(nobody.get(path).await.location().starts_with("/connexion"), "{path}");
        }
        for path in MANAGERS_PAGES {
            opened(&mut world.sacha, path).await;
            opened(&mut english, path).await;
            assert_eq!(camille.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }

    async fn what_is_not_the_reader_s_partner_s_answers_as_what_is_not_there(db: Db) {
        let mut world = world(&db).await;
        let notice = world.notice(&world.scene.sms, 1).await;
        let other = Partner { code: "ville".parse().unwrap(), name: "Ville".to_owned() };
        let mut tx = db.write().await.unwrap();
        partner::save(&mut tx, &other, now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut stranger = world.signed_in("Noé", Role::Manager, "ville").await;
        let paths = [
            format!("/messages/envois/{}", notice.id),
            format!("/messages/modeles/{}", world.scene.sms.id),
            format!("/messages/modeles/{}/modifier", world.scene.sms.id),
            format!("/messages/modeles/{}/envoi", world.scene.sms.id),
            format!("/messages/campagnes/nouvelle?modele={}", world.scene.sms.id),
            format!("/messages/services/{}", world.scene.service.id),
            format!("/messages/services/{}/cles", world.scene.service.id),
        ];
        for path in &paths {
            opened(&mut world.sacha, path).await;
            let foreign = stranger.get(path).await;
            assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{path}");
        }
        let unknown = stranger.get("/messages/envois/ntc_x").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        assert!(!stranger.get("/messages/envois").await.body.contains("Avancement"));
    }

    async fn the_overview_says_what_left_and_what_to_do_about_what_did_not_arrive(db: Db) {
        let mut world = world(&db).await;
        for number in 1..=3 {
            world.notice(&world.scene.sms, number).await;
        }
        world.run("UPDATE notice SET state = 'failed', why = 'unknown-recipient' WHERE state = 'waiting'").await;
        world.notice(&world.scene.email, 4).await;
        let seen = opened(&mut world.sacha, "/messages").await;
        assert!(seen.body.contains("Ce numéro ou cette boîte n’existe pas."), "{}", seen.body);
        assert!(seen.body.contains("Demandez la bonne adresse"));
        let seen = opened(&mut world.sacha, "/messages/envois?etat=failed&raison=unknown-recipient").await;
        assert_eq!(seen.body.matches("Non remis</span>").count(), 3, "{}", seen.body);
    }

    async fn letters_are_printed_posted_and_may_come_back(db: Db) {
        let mut world = world(&db).await;
        let notice = world.notice(&world.scene.letter, 1).await;
        let mut tx = db.write().await.unwrap();
        crate::letters::gather(&mut tx, now()).await.unwrap();
        tx.commit().await.unwrap();
        let list = opened(&mut world.sacha, "/messages/lettres").await.body;
        assert!(list.contains("À poster"), "{list}");
        let bundle = list.split("href=\"/messages/lettres/").nth(1).unwrap().split('"').next().unwrap();
        let path = format!("/messages/lettres/{bundle}");
        let seen = opened(&mut world.sacha, &path).await.body;
        assert!(seen.contains("20e") || seen.contains("75020 Paris"), "{seen}");
        assert!(world.sacha.get(&format!("{path}/adresses")).await.body.contains("1 rue des Lilas"));
        // Tests have no press beside them: that is said, with what to do.
        assert!(seen.contains("L’imprimerie n’est pas installée"), "{seen}");
        let unprinted = world.sacha.get(&format!("{path}/impression")).await;
        assert_eq!(unprinted.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(unprinted.body.contains("Demandez à l’administrateur"), "{}", unprinted.body);
        world.sacha.submit(&path, &format!("{path}/depot"), &[]).await;
        let seen = opened(&mut world.sacha, &path).await.body;
        assert!(seen.contains("La lettre est revenue") && !seen.contains("/depot"), "{seen}");
        world.sacha.submit(&path, &format!("{path}/{}", notice.id), &[]).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM notice WHERE state = 'failed'").await, 1);
        let mut stranger = world.signed_in("Noé", Role::Manager, "ville").await;
        for foreign in [path.clone(), format!("{path}/adresses"), format!("{path}/impression"), format!("{path}/{}", notice.id)] {
            assert_eq!(stranger.get(&foreign).await.status, StatusCode::NOT_FOUND, "{foreign}");
        }
    }

    async fn people_who_cannot_be_reached_are_listed_with_what_to_do(db: Db) {
        let mut world = world(&db).await;
        let notice = world.notice(&world.scene.sms, 1).await;
        let mut tx = db.write().await.unwrap();
        crate::unreachable::failed(
            &mut tx,
            (&notice.partner, &notice.recipient_key, Medium::Sms),
            (notice.id, crate::notice::Why::Unknown),
            now(),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let seen = opened(&mut world.sacha, "/messages/injoignables").await;
        assert!(seen.body.contains("appelez cette personne sur un autre numéro"), "{}", seen.body);
        let fields = [("cle", notice.recipient_key.as_str())];
        let path = "/messages/injoignables";
        world.sacha.submit(path, path, &fields).await;
        assert!(opened(&mut world.sacha, path).await.body.contains("Personne n’est à joindre autrement"));
        assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'notice.unreachable.clear'").await, 1);
    }
}
