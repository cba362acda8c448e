//! A server of the API of notices alone, on a register of its own, for the contract tests with clients of GOV.UK Notify:
//! `cargo run -p notices --features testing --example notify_server PORT`.
//!
//! It prints a line of JSON (the keys' texts, the templates' ids) once it listens; all that it kept is removed when it ends.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program for tests")]

use std::sync::Arc;

use kernel::SystemClock;
use notices::{
    accept::group::Acceptor,
    api::{Api, proof},
    service::KeyKind,
    testing::Scene,
};
use site::Site;

#[tokio::main]
async fn main() {
    let port: u16 = std::env::args().nth(1).map_or(0, |it| it.parse().unwrap());
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let fresh = testkit::Fresh::sqlite().await;
    let mut scene = Scene::set(&fresh.db).await;
    let clock = Arc::new(SystemClock);
    scene.door.clock = clock.clone();
    scene.door.site = Some(address.clone());
    let acceptor = Acceptor::start(scene.door.clone());
    let api = Api::new(scene.door.clone(), acceptor, None);
    let (served, _) = Site::builder(fresh.db.clone(), clock).build(api.routes()).unwrap();
    let text = |key| proof::key_text(&scene.door.keyring, &key).reveal().clone();
    let told = serde_json::json!({
        "address": address,
        "live": text(scene.key(KeyKind::Live).await),
        "team": text(scene.key(KeyKind::Team).await),
        "test": text(scene.key(KeyKind::Test).await),
        "service": scene.service.id.uuid().to_string(),
        "sms": scene.sms.id.uuid().to_string(),
        "email": scene.email.id.uuid().to_string(),
        "letter": scene.letter.id.uuid().to_string(),
    });
    println!("{told}");
    axum::serve(listener, served).await.unwrap();
}
