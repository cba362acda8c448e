//! The pages through their routes, on both databases.

mod campaigns;
mod home;
mod letters;
mod one;
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
    notice::{Notice, Origin, State, Why},
    store::{notices, sending},
    template::{Lane, Template},
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

    /// Hands all that is due of a medium to a carrier, which takes it.
    pub(crate) async fn sent(&self, medium: Medium) {
        let mut tx = self.db.write().await.unwrap();
        for lane in Lane::ALL {
            for parcel in sending::claim(&mut tx, (medium, lane), 100, now()).await.unwrap() {
                sending::taken(&mut tx, parcel.id, (medium, "a"), &[], now()).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
    }

    /// Where a message stands, and why.
    pub(crate) async fn standing(&self, notice: &Notice) -> (State, Option<Why>) {
        let mut tx = self.db.read().await.unwrap();
        notices::standing(&mut tx, notice.id).await.unwrap().unwrap()
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
        "link-",
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

    async fn people_who_cannot_be_reached_are_listed_with_what_to_do(db: Db) {
        let mut world = world(&db).await;
        let notice = world.notice(&world.scene.sms, 1).await;
        let mut tx = db.write().await.unwrap();
        crate::unreachable::failed(
            &mut tx,
            (&notice.partner, &notice.recipient_key, Medium::Sms),
            (notice.id, Why::Unknown),
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
