//! A site with the observatory alone, and people who are signed in.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use jiff::Timestamp;
use kernel::{FixedClock, Lang, PartnerCode, Secret};
use observatory::{
    Desk, Observatory,
    imports::{Gateway, Workplace},
    messages::MessageEffects,
};
use register::{Db, NewAccount, Partner, Role, account, partner, session, token};
use site::Site;
use tower::ServiceExt as _;

use crate::world::{OURS, THEIRS, World};

/// The site under test.
pub(crate) struct Server {
    pub(crate) router: Router,
    pub(crate) db: Db,
    pub(crate) clock: Timestamp,
    pub(crate) observatory: Observatory,
    pub(crate) uploads: tempfile::TempDir,
}

/// Somebody signed in.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) cookie: String,
}

/// What was answered.
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) location: Option<String>,
    pub(crate) text: String,
}

impl Server {
    pub(crate) async fn over(db: Db, world: &World) -> Self {
        Self::with(db, world, Arc::new(crate::gateway::Lines), 1_000_000).await
    }

    /// With these importers and this limit.
    pub(crate) async fn with(db: Db, world: &World, gateway: Arc<dyn Gateway>, bytes_max: u64) -> Self {
        db.migrate(&[&register::MIGRATIONS, &observatory::MIGRATIONS]).await.unwrap();
        let uploads = tempfile::tempdir().unwrap();
        let clock: Timestamp = "2026-01-05T09:00:00Z".parse().unwrap();
        let (oracle, watch) = world.oracle();
        let workplace = Workplace::new(uploads.path().to_owned(), "here".to_owned(), bytes_max, gateway);
        let observatory = Observatory::new(Desk::new(oracle, watch.clone()), watch, workplace);
        let builder = observatory::furnish(Site::builder(db.clone(), Arc::new(FixedClock(clock))));
        let (router, _) = builder.build(observatory::routes(observatory.clone())).unwrap();
        let mut tx = db.write().await.unwrap();
        for code in [OURS, THEIRS] {
            let partner = Partner { code: code.parse().unwrap(), name: format!("Administration {code}") };
            partner::save(&mut tx, &partner, clock).await.unwrap();
        }
        tx.commit().await.unwrap();
        Self { router, db, clock, observatory, uploads }
    }

    /// The same, with what messages changed.
    pub(crate) fn with_messages(self, messages: Arc<dyn MessageEffects>) -> Self {
        let observatory = self.observatory.clone().with_messages(messages);
        let builder = observatory::furnish(Site::builder(self.db.clone(), Arc::new(FixedClock(self.clock))));
        let (router, _) = builder.build(observatory::routes(observatory.clone())).unwrap();
        Self { router, observatory, ..self }
    }

    /// Somebody with this role, signed in.
    pub(crate) async fn sign_in(&self, role: Role, partner: Option<&str>) -> Person {
        let partner: Option<PartnerCode> = partner.map(|it| it.parse().unwrap());
        let new = NewAccount {
            email: format!("{role}-{}@example.org", partner.as_ref().map_or("x", PartnerCode::as_str)),
            name: "Camille".to_owned(),
            role,
            partner,
        };
        let digest = account::hash_password(&Secret::new("long enough for a test".to_owned())).await.unwrap();
        let mut tx = self.db.write().await.unwrap();
        let account = account::create(&mut tx, &new, digest, self.clock).await.unwrap();
        let key = session::open(&mut tx, &account, self.clock).await.unwrap();
        tx.commit().await.unwrap();
        Person { cookie: format!("session={}", key.reveal()) }
    }

    /// A token of a partner that may read measures.
    pub(crate) async fn token(&self, partner: &str) -> String {
        let mut tx = self.db.write().await.unwrap();
        let scopes = [register::TokenScope::MeasuresRead];
        let made =
            token::create(&mut tx, &partner.parse().unwrap(), "test", &scopes, "test", self.clock).await;
        let (_, text) = made.unwrap();
        tx.commit().await.unwrap();
        text.reveal().clone()
    }

    pub(crate) async fn get(&self, person: &Person, lang: Lang, path: &str) -> Answered {
        let request = Request::get(path)
            .header(header::COOKIE, &person.cookie)
            .header(header::ACCEPT_LANGUAGE, lang.tag())
            .body(Body::empty())
            .unwrap();
        self.send(request).await
    }

    /// Sends a form, with the token that the page at `from` gave.
    pub(crate) async fn post(&self, person: &Person, from: &str, to: &str, form: &str) -> Answered {
        let page = self.get(person, Lang::Fr, from).await;
        let csrf =
            page.text.split("name=\"csrf\" value=\"").nth(1).map_or("", |it| it.split('"').next().unwrap());
        let request = Request::post(to)
            .header(header::COOKIE, &person.cookie)
            .header(header::ACCEPT_LANGUAGE, "fr")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("csrf={csrf}&{form}")))
            .unwrap();
        self.send(request).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answered {
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(header::LOCATION).map(|it| it.to_str().unwrap().to_owned());
        let bytes = to_bytes(response.into_body(), 100_000_000).await.unwrap();
        Answered { status, location, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }
}
