//! The pages of notices to look at, with a few messages: `cargo run -p notices --example gallery --features testing`.
//!
//! The address, the manager's name and the addresses of pages are printed.

use std::{collections::BTreeMap, sync::Arc};

use kernel::Euro;
use notices::{
    accept::{Order, accept},
    campaigns::{Campaign, CampaignState, sheet::Row, store as campaigns},
    links,
    notice::{CampaignId, Origin},
    pages::Pages,
    service::KeyKind,
    template::Template,
    testing::{self, Scene, now},
    usagers_side::UsagersSide,
};
use register::{Db, Role, both};
use site::Site;
use testkit::{Browser, Fresh};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() {
    let fresh = Fresh::sqlite().await;
    let scene = Scene::set(&fresh.db).await;
    let pages = Pages::new(scene.door.clone(), testing::watch(&scene.door), Vec::new());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let builder = Site::builder(fresh.db.clone(), Arc::clone(&scene.door.clock));
    let builder = notices::furnish(builder).public_url(address.clone());
    let usagers = UsagersSide::new(scene.door.clone());
    let routes = notices::pages::routes(&pages).merge(notices::usagers_side::routes(usagers));
    let router = builder.build(routes).expect("a site").0;
    let session =
        Browser::signed_in(router.clone(), &fresh.db, "Sacha", Role::Manager, Some("CAF"), now()).await;
    for (template, states) in [
        (&scene.sms, &["waiting", "failed", "delivered", "cancelled"][..]),
        (&scene.email, &["sent", "doubtful"]),
        (&scene.letter, &["waiting"]),
    ] {
        for (number, state) in (1..).zip(states) {
            told(&fresh.db, &scene, template, (number, state), &address).await;
        }
    }
    let campaign = list(&fresh.db, &scene).await;
    println!("{address}\nsession={}", session.cookies[0].1);
    for path in [
        "",
        "/envois",
        "/modeles",
        "/modeles/nouveau",
        "/campagnes",
        "/injoignables",
        "/lettres",
        "/services",
    ] {
        println!("/messages{path}");
    }
    println!("/messages/modeles/{}\n/messages/modeles/{}/envoi", scene.sms.id, scene.letter.id);
    println!("/messages/services/{0}\n/messages/services/{0}/cles", scene.service.id);
    println!("/messages/campagnes/{campaign}\n/verifier");
    axum::serve(listener, router).await.expect("it serves");
}

async fn told(db: &Db, scene: &Scene, template: &Template, (number, state): (u32, &str), site: &str) {
    const SQL: &str =
        "UPDATE notice SET state = $2, why = $3, tries = 1, sent_at_us = created_at_us WHERE notice_id = $1";
    let to = testing::address(template.medium, number);
    let origin = Origin::Agent("product".to_owned());
    let mut order = Order::new(scene.service.clone(), template.clone(), to, origin);
    order.personalisation.insert("dossier".to_owned(), format!("D-{number}").into());
    let mut tx = db.write().await.expect("a transaction");
    let notice = accept(&mut tx, &scene.door, &order, now()).await.expect("a notice");
    let why = match state {
        "failed" => Some("unknown-recipient"),
        "cancelled" => Some("pressure"),
        _ => None,
    };
    both!(&mut tx, conn => sqlx::query(SQL).bind(notice.id.uuid()).bind(state).bind(why).execute(conn).await.map(drop))
        .expect("its state is set");
    tx.commit().await.expect("a commit");
    if state == "sent" {
        println!("{}", links::preferences(&scene.door.keyring, site, notice.id));
        println!("{}", links::stop(&scene.door.keyring, site, notice.id));
    }
}

async fn list(db: &Db, scene: &Scene) -> CampaignId {
    let campaign = Campaign {
        id: CampaignId::new(now()),
        partner: scene.service.partner.clone(),
        service: scene.service.id,
        template: (scene.sms.id, scene.sms.version),
        name: "Rentrée".to_owned(),
        titles: vec!["Mobile".to_owned(), "Dossier".to_owned()],
        fills: BTreeMap::from([(String::new(), 0), ("dossier".to_owned(), 1)]),
        state: CampaignState::Draft,
        created_by: "product".to_owned(),
        key: None,
        key_kind: KeyKind::Live,
        reference: None,
        good: 3,
        parts: 3,
        cost: Euro(1_350),
        begins_at: now(),
        created_at: now(),
        confirmed_at: None,
        done_at: None,
    };
    let rows: Vec<Row> = (2..5)
        .map(|line| Row { line, cells: vec![format!("06 12 34 56 7{line}"), format!("D-{line}")] })
        .collect();
    let mut tx = db.write().await.expect("a transaction");
    campaigns::open(&mut tx, &campaign).await.expect("a campaign");
    campaigns::add_rows(&mut tx, campaign.id, &rows).await.expect("its lines");
    tx.commit().await.expect("a commit");
    campaign.id
}
