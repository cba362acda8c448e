//! The usager's side as usagers see it: through the router, on both databases, without a script.

mod answering;
mod expecting;
mod follow;
mod form;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Request as Sending, header},
};
use jiff::{SignedDuration, Timestamp};
use kernel::{FixedClock, Secret};
use mail::Keys;
use register::Db;
use site::Site;
use tempfile::TempDir;
use testkit::{Browser, Seen, assert_well_made};

use super::{UsagersSide, furnish, routes};
use crate::{
    Files, FolderFiles, MIGRATIONS,
    handling::House,
    request::{FollowUpCode, Request},
    store::requests,
    testing,
};

const BOUNDARY: &str = "between-two-parts";

fn now() -> Timestamp {
    "2026-11-09T09:00:00Z".parse().unwrap()
}

fn later(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

fn keys() -> Keys {
    Keys::new(Secret::new(vec![7; 32]), None).unwrap()
}

/// A partner that answers, its site, and a folder for files.
struct World {
    db: Db,
    house: House,
    folder: TempDir,
}

impl World {
    async fn new(db: &Db) -> Self {
        db.migrate(&[&register::MIGRATIONS, &MIGRATIONS]).await.unwrap();
        let house = testing::house(db, "ville", now()).await;
        Self { db: db.clone(), house, folder: tempfile::tempdir().unwrap() }
    }

    fn router(&self, at: Timestamp) -> Router {
        self.router_over(Arc::new(FolderFiles::new(self.folder.path())), at)
    }

    fn router_over(&self, files: Arc<dyn Files>, at: Timestamp) -> Router {
        let side = UsagersSide::new(files, Arc::new(keys()));
        let builder = furnish(Site::builder(self.db.clone(), Arc::new(FixedClock(at))));
        builder.public_url("http://c.example").build(routes(side)).unwrap().0
    }

    fn browser(&self) -> Browser {
        Browser::new(self.router(now()))
    }

    async fn with_mailbox(self) -> Self {
        testing::mailbox(&self.db, &self.house, now()).await;
        self
    }

    async fn of_code(&self, path: &str) -> Request {
        let code = FollowUpCode::typed(path.rsplit('/').next().unwrap()).unwrap();
        let mut tx = self.db.read().await.unwrap();
        requests::by_code(&mut tx, &code).await.unwrap().unwrap()
    }

    async fn scalar(&self, sql: &'static str) -> i64 {
        testing::number(&self.db, sql).await
    }
}

/// Sends a form with files, with the token of the page `from`.
async fn post_parts(
    browser: &mut Browser,
    (from, to): (&str, &str),
    fields: &[(&str, &str)],
    files: &[(&str, &str, &[u8])],
) -> Seen {
    let token = browser.get(from).await.token();
    let mut body = Vec::new();
    for (name, value) in fields {
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(head.as_bytes());
    }
    for (name, kind, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let request = Sending::post(format!("{to}?csrf={token}"))
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .header(header::ORIGIN, "http://c.example")
        .body(Body::from(body))
        .unwrap();
    browser.send(request).await
}

const MESSAGE: &str = "Bonjour, où en est ma demande d’acte de naissance ? Puis-je venir la chercher ?";

/// The second step of the form, filled.
fn filled<'a>(email: &'a str, message: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("reason", "etat-civil"),
        ("message", message),
        ("name", "Jeanne Martin"),
        ("by", "email"),
        ("email", email),
    ]
}

/// Sends the form, and gives the address of the follow-up page.
async fn sent(browser: &mut Browser, email: &str, message: &str) -> String {
    let to = ("/contact/ville", "/contact/ville/envoi");
    let seen = post_parts(browser, to, &filled(email, message), &[]).await;
    assert!(seen.location().starts_with("/suivi/"), "{} {}", seen.status, seen.body);
    seen.location().to_owned()
}
