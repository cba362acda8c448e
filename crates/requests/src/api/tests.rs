//! The API through its routes, on both databases.

mod document;
mod requests;
mod telephony;
mod zammad;

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request as HttpRequest, StatusCode, header},
};
use gateways::hook::Reach;
use jiff::{SignedDuration, Timestamp};
use kernel::{FixedClock, Secret};
use mail::Keys;
use register::{Db, TokenScope, token};
use serde_json::Value;
use site::Site;
use tempfile::TempDir;
use testkit::Browser;

use super::Api;
use crate::{
    FolderFiles, desk,
    handling::House,
    rules::DrawKey,
    testing,
    webhooks::{
        Signer,
        pages::{self, Hooks},
    },
};

/// Monday, ten o'clock in Paris.
pub(crate) fn now() -> Timestamp {
    "2026-11-09T09:00:00Z".parse().unwrap()
}

pub(crate) fn later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

pub(crate) fn signer() -> Signer {
    Signer::new(&Secret::new(vec![7; 32]))
}

/// Two partners that answer, the site at a time, and a token of the first with all rights of this API.
pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) house: House,
    pub(crate) other: House,
    pub(crate) router: Router,
    pub(crate) token: String,
    folder: TempDir,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) kind: String,
    pub(crate) body: Value,
}

impl Answer {
    /// The field that is said to be wrong.
    pub(crate) fn wrong(&self) -> &str {
        assert_eq!(self.kind, "application/problem+json", "{self:?}");
        self.body["errors"][0]["field"].as_str().unwrap_or_default()
    }

    pub(crate) fn text(&self, field: &str) -> String {
        self.body[field].as_str().unwrap_or_else(|| panic!("no {field}: {self:?}")).to_owned()
    }
}

pub(crate) async fn world(db: &Db) -> World {
    world_at(db, later(60)).await
}

pub(crate) async fn world_at(db: &Db, at: Timestamp) -> World {
    db.migrate(&[&register::MIGRATIONS, &crate::MIGRATIONS]).await.unwrap();
    let house = testing::house(db, "ville", now()).await;
    let other = testing::house(db, "autre", now()).await;
    let folder = tempfile::tempdir().unwrap();
    let token = token_of(db, &house, &TokenScope::ALL).await;
    let router = router_at(db, &folder, at);
    World { db: db.clone(), house, other, router, token, folder }
}

fn router_at(db: &Db, folder: &TempDir, at: Timestamp) -> Router {
    let keys = Arc::new(Keys::new(Secret::new(vec![7; 32]), None).unwrap());
    let files = Arc::new(FolderFiles::new(folder.path()));
    let desk = desk::Desk::new(files, Arc::clone(&keys), DrawKey::new([7; 32]));
    let api = Api::new(keys, signer(), Reach::Everywhere);
    let routes = desk::routes(&desk)
        .merge(super::routes(api))
        .merge(pages::routes(Hooks::new(signer(), Reach::Everywhere)));
    let builder = crate::furnish(Site::builder(db.clone(), Arc::new(FixedClock(at))));
    builder.public_url("http://c.example".to_owned()).build(routes).unwrap().0
}

pub(crate) async fn token_of(db: &Db, house: &House, scopes: &[TokenScope]) -> String {
    let mut tx = db.write().await.unwrap();
    let made = token::create(&mut tx, &house.partner, "Logiciel", scopes, "test", now()).await.unwrap();
    tx.commit().await.unwrap();
    made.1.reveal().clone()
}

impl World {
    /// The same world, later.
    pub(crate) fn at(&mut self, at: Timestamp) {
        self.router = router_at(&self.db, &self.folder, at);
    }

    pub(crate) async fn agent(&self, name: &str) -> Browser {
        let router = self.router.clone();
        Browser::signed_in(router, &self.db, name, register::Role::Agent, Some("ville"), now()).await
    }

    /// A mailbox from which the partner writes.
    pub(crate) async fn mailbox(&self) {
        testing::mailbox(&self.db, &self.house, now()).await;
    }

    /// One number of the register.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        testing::number(&self.db, sql).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &self.token, &[], Vec::new()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.json(Method::POST, path, &[], body).await
    }

    pub(crate) async fn json(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        let mut all = vec![("content-type", "application/json")];
        all.extend(headers);
        self.send(method, path, &self.token, &all, body.to_string().into_bytes()).await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        token: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        use tower::ServiceExt as _;

        let mut request = HttpRequest::builder().method(method).uri(path).header("accept-language", "en");
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = answer.status();
        let kind =
            answer.headers().get(header::CONTENT_TYPE).map_or("", |it| it.to_str().unwrap()).to_owned();
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        Answer { status, kind, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }
}
