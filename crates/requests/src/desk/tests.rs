//! The desk through its routes, on both databases.

mod answering;
mod assigning;
mod closing;
mod files;
mod incidents;
mod joining;
mod learning;
mod queue;
mod rights;
mod taking;
mod tuning;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Request as HttpRequest, header},
};
use jiff::{SignedDuration, Timestamp};
use kernel::{Channel, Direction, FixedClock, Secret};
use mail::Keys;
use register::{Db, Role};
use site::Site;
use tempfile::TempDir;
use testkit::{Browser, Seen};

use super::Desk;
use crate::{
    FolderFiles, UsagersSide,
    contact::Contact,
    handling::{self, House},
    request::Request,
    rules::DrawKey,
    store::requests,
    testing,
    usager::Usager,
};

/// Monday, ten o'clock in Paris.
pub(super) fn now() -> Timestamp {
    "2026-11-09T09:00:00Z".parse().unwrap()
}

pub(super) fn later(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

pub(super) fn keys() -> Keys {
    Keys::new(Secret::new(vec![7; 32]), None).unwrap()
}

/// A partner that answers, its site at a time, and an agent of it.
pub(super) struct World {
    pub(super) db: Db,
    pub(super) house: House,
    pub(super) router: Router,
    pub(super) camille: Browser,
    /// Where files are kept; removed after the test.
    pub(super) folder: TempDir,
}

pub(super) async fn world(db: &Db) -> World {
    world_at(db, later(2)).await
}

pub(super) async fn world_at(db: &Db, at: Timestamp) -> World {
    db.migrate(&[&register::MIGRATIONS, &crate::MIGRATIONS]).await.unwrap();
    let house = testing::house(db, "ville", now()).await;
    let builder = crate::furnish(Site::builder(db.clone(), Arc::new(FixedClock(at))));
    let folder = tempfile::tempdir().unwrap();
    let keys = Arc::new(keys());
    let files = Arc::new(FolderFiles::new(folder.path()));
    let side = UsagersSide::new(Arc::clone(&files) as Arc<dyn crate::Files>, Arc::clone(&keys));
    let desk = Desk::new(files, keys, DrawKey::new([7; 32]));
    let all = super::routes(&desk).merge(crate::usagers_side::routes(side));
    let router = builder.public_url("http://c.example".to_owned()).build(all).unwrap().0;
    let camille = signed_in(&router, db, "Camille", Role::Agent, "ville").await;
    World { db: db.clone(), house, router, camille, folder }
}

pub(super) async fn signed_in(router: &Router, db: &Db, name: &str, role: Role, partner: &str) -> Browser {
    Browser::signed_in(router.clone(), db, name, role, Some(partner), now()).await
}

impl World {
    pub(super) async fn manager(&self) -> Browser {
        signed_in(&self.router, &self.db, "Sacha", Role::Manager, "ville").await
    }

    /// A person with a request by e-mail.
    pub(super) async fn request(&self, name: &str, body: &str) -> (Usager, Request) {
        let mut tx = self.db.write().await.unwrap();
        let email = format!("{}@mail.example", name.to_lowercase().replace(' ', "."));
        let usager = testing::usager(&mut tx, &self.house, name, &email, now()).await;
        let request = testing::request(&mut tx, &self.house, &usager, body, now()).await;
        tx.commit().await.unwrap();
        (usager, request)
    }

    /// Another message about a request.
    pub(super) async fn message(&self, request: &Request, body: &str, at: Timestamp) -> Contact {
        let mut tx = self.db.write().await.unwrap();
        let mut request = requests::find(&mut tx, &self.house.partner, request.id).await.unwrap().unwrap();
        let mut contact = Contact::new(
            (request.id, request.usager),
            self.house.partner.clone(),
            Channel::Email,
            Direction::Inbound,
            at,
        );
        body.clone_into(&mut contact.body);
        handling::receive(&mut tx, &self.house, &mut request, &contact).await.unwrap();
        tx.commit().await.unwrap();
        contact
    }

    pub(super) async fn kept(&self, request: &Request) -> Request {
        let mut tx = self.db.read().await.unwrap();
        requests::find(&mut tx, &self.house.partner, request.id).await.unwrap().unwrap()
    }

    /// A mailbox from which the partner writes.
    pub(super) async fn mailbox(&self) {
        testing::mailbox(&self.db, &self.house, now()).await;
    }

    /// One number of the register.
    pub(super) async fn count(&self, sql: &'static str) -> i64 {
        testing::number(&self.db, sql).await
    }
}

pub(super) fn page_of(request: &Request) -> String {
    super::common::address(request.id)
}

/// Opens a request's page and sends a form of it, with its version.
pub(super) async fn act(
    browser: &mut Browser,
    request: &Request,
    what: &str,
    fields: &[(&str, &str)],
) -> Seen {
    let page = page_of(request);
    let version = browser.get(&page).await.field("version");
    let mut all = vec![("version", version.as_str())];
    all.extend(fields);
    browser.submit(&page, &format!("{page}/{what}"), &all).await
}

/// Sends a form with files.
pub(super) async fn upload(
    browser: &mut Browser,
    from: &str,
    to: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &[u8])],
) -> Seen {
    let token = browser.get(from).await.body;
    let token = token.split("?csrf=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--end\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    for (name, bytes) in files {
        let head = "--end\r\nContent-Disposition: form-data; name=\"fichiers\"; filename=";
        body.extend(format!("{head}\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").bytes());
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--end--\r\n");
    let head = HttpRequest::post(format!("{to}?csrf={token}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=end")
        .header(header::ORIGIN, "http://c.example");
    browser.send(head.body(Body::from(body)).unwrap()).await
}
