//! The door of programs, in the shape of GOV.UK Notify v2: a program written for it works here by another address and another key.
//!
//! What differs is told in `docs/notices-api.md`. Texts of errors are English and fixed: programs and their tests compare them.
//!
//! **Invariants:** a program sees and touches its own service only; a key's secret is kept nowhere ([`proof`]); what is answered with 201
//! is on disk.

mod bulk;
mod failed;
pub mod proof;
mod read;
mod received;
mod send;

mod templates;
#[cfg(test)]
mod tests;
mod wire;

use std::{fmt, sync::Arc, time::Duration};

use axum::{
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use futures::future::BoxFuture;
use register::StoreError;
use site::{Access, Routes, Tries};

use crate::{
    accept::{Door, group::Acceptor},
    campaigns::posted,
    notice::Notice,
    service::Service,
};

pub(crate) use received::received_text;
pub(crate) use wire::{instant, receipt};

/// Calls of one service in a minute: twice the thousand messages a second that one program may have to send.
pub const CALLS_MAX: u32 = 120_000;
/// Bytes of a call; GOV.UK Notify's own limit for letters is 10 MB.
const BODY_MAX: usize = 10_000_000;

/// Prints letters.
pub trait Letters: Send + Sync {
    /// The letter as PDF; `None`: it cannot be had yet.
    fn pdf<'a>(
        &'a self,
        service: &'a Service,
        letter: &'a Notice,
    ) -> BoxFuture<'a, Result<Option<Vec<u8>>, StoreError>>;
}

/// The API, with all that it takes. Cheap to clone.
#[derive(Clone)]
pub struct Api(Arc<Inner>);

struct Inner {
    door: Door,
    acceptor: Acceptor,
    calls: Tries,
    uses: Tries,
    letters: Option<Arc<dyn Letters>>,
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("door", &self.0.door).finish_non_exhaustive()
    }
}

impl Api {
    /// Behind a door; without somebody who prints `letters` there is no PDF of them.
    pub fn new(door: Door, acceptor: Acceptor, letters: Option<Arc<dyn Letters>>) -> Self {
        let calls = Tries::new(CALLS_MAX, Duration::from_mins(1) / CALLS_MAX);
        let uses = Tries::new(1, Duration::from_mins(1));
        Self(Arc::new(Inner { door, acceptor, calls, uses, letters }))
    }

    fn door(&self) -> &Door {
        &self.0.door
    }

    /// Its routes.
    pub fn routes(&self) -> Routes {
        let limit = || DefaultBodyLimit::max(BODY_MAX);
        let sent = |it: axum::routing::MethodRouter<Self>| it.layer(limit());
        Routes::new()
            .route("/v2/notifications/sms", Access::Proven, sent(post(send::sms)))
            .route("/v2/notifications/email", Access::Proven, sent(post(send::email)))
            .route("/v2/notifications/letter", Access::Proven, sent(post(send::letter)))
            .route(
                "/v2/notifications/bulk",
                Access::Proven,
                post(bulk::post).layer(DefaultBodyLimit::max(posted::BYTES_MAX)),
            )
            .route("/v2/notifications/bulk/{id}", Access::Proven, get(bulk::one))
            .route("/v2/notifications/bulk/{id}/rows", Access::Proven, get(bulk::rows))
            .route("/v2/notifications/bulk/{id}/rows.csv", Access::Proven, get(bulk::file))
            .route("/v2/notifications", Access::Proven, get(read::list))
            .route("/v2/notifications/{id}", Access::Proven, get(read::one))
            .route("/v2/notifications/{id}/pdf", Access::Proven, get(read::pdf))
            .route("/v2/templates", Access::Proven, get(templates::list))
            .route("/v2/template/{id}", Access::Proven, get(templates::one))
            .route("/v2/template/{id}/version/{version}", Access::Proven, get(templates::version))
            .route("/v2/template/{id}/preview", Access::Proven, sent(post(templates::preview)))
            .route("/v2/received-text-messages", Access::Proven, get(received::list))
            .with_state(self.clone())
    }
}
