//! Requests for other programs: an API of our own, as much of Zammad's as scripts use, and the events of telephone systems.
//!
//! Start with [`routes`]. A handler reads what is asked, begins a [`Call`](call::Call), does what [`acts`] say, and shows what came of it
//! ([`wire`]); nothing here changes a request but through [`handling`](crate::handling), so that it lives the same life as at the desk.
//!
//! **Invariants:** a program sees and changes its partner's rows only, and unknown and foreign ids answer alike; what it did is in the
//! audit trail under its token; the same key ([`KEY`]) does nothing twice; what is wrong is said, field by field, and nothing is half-written.

mod acts;
mod call;
mod contacts;
mod requests;
mod telephony;
#[cfg(test)]
pub(crate) mod tests;
mod usagers;
mod webhooks;
mod wire;
mod zammad;

use std::{fmt, sync::Arc};

use axum::{
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use gateways::hook::Reach;
use mail::Keys;
use register::TokenScope;
use site::{Access, Routes};
use utoipa::OpenApi;

use crate::webhooks::Signer;

/// The header by which a program says that it asks the same once more.
pub const KEY: &str = "idempotency-key";
/// Bytes of what is asked: long texts, no files.
const BODY_MAX: usize = 1024 * 1024;

/// What the API asks of the rest of the product. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    keys: Arc<Keys>,
    signer: Signer,
    reach: Reach,
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").finish_non_exhaustive()
    }
}

impl Api {
    /// `keys` sign what leaves by mail, `signer` what leaves to programs; `reach` says where these may be.
    pub const fn new(keys: Arc<Keys>, signer: Signer, reach: Reach) -> Self {
        Self { keys, signer, reach }
    }
}

/// What `/api/openapi.json` says of requests.
#[derive(Debug, OpenApi)]
#[openapi(
    paths(
        requests::list,
        requests::open,
        requests::one,
        requests::assign,
        requests::close,
        requests::reopen,
        contacts::add,
        contacts::note,
        contacts::reply,
        usagers::list,
        usagers::one,
        webhooks::list,
        webhooks::add,
        webhooks::one,
        webhooks::change,
        webhooks::remove,
        webhooks::deliveries,
        webhooks::replay,
        webhooks::renew,
        telephony::event,
    ),
    components(schemas(
        wire::RequestShown,
        wire::WholeRequest,
        wire::RequestPage,
        wire::ContactShown,
        wire::NoteShown,
        wire::EventShown,
        wire::FileShown,
        wire::UsagerShown,
        wire::WayShown,
        wire::TeamShown,
        acts::Who,
        acts::NewAsked,
        acts::ContactAsked,
        contacts::NoteAsked,
        contacts::ReplyAsked,
        requests::Assignment,
        requests::Closed,
        webhooks::WebhookAsked,
        webhooks::WebhookShown,
        webhooks::DeliveryShown,
        webhooks::DeliveryPage,
        webhooks::Replayed,
        webhooks::ReplayAsked,
    ))
)]
pub struct Document;

/// The routes for programs.
pub fn routes(api: Api) -> Routes {
    let access = Access::Tokens { read: TokenScope::RequestsRead, write: TokenScope::RequestsWrite };
    let limit = || DefaultBodyLimit::max(BODY_MAX);
    Routes::new()
        .route("/api/v1/requests", access, get(requests::list).post(requests::open).layer(limit()))
        .route("/api/v1/requests/{id}", access, get(requests::one))
        .route("/api/v1/requests/{id}/contacts", access, post(contacts::add).layer(limit()))
        .route("/api/v1/requests/{id}/notes", access, post(contacts::note).layer(limit()))
        .route("/api/v1/requests/{id}/replies", access, post(contacts::reply).layer(limit()))
        .route("/api/v1/requests/{id}/assignment", access, post(requests::assign))
        .route("/api/v1/requests/{id}/closing", access, post(requests::close))
        .route("/api/v1/requests/{id}/reopening", access, post(requests::reopen))
        .route("/api/v1/usagers", access, get(usagers::list))
        .route("/api/v1/usagers/{id}", access, get(usagers::one))
        .route("/api/v1/webhooks", access, get(webhooks::list).post(webhooks::add))
        .route(
            "/api/v1/webhooks/{id}",
            access,
            get(webhooks::one).put(webhooks::change).delete(webhooks::remove),
        )
        .route("/api/v1/webhooks/{id}/deliveries", access, get(webhooks::deliveries))
        .route("/api/v1/webhooks/{id}/replay", access, post(webhooks::replay))
        .route("/api/v1/webhooks/{id}/secret", access, post(webhooks::renew))
        .with_state(api.clone())
        .merge(zammad::routes(api))
        .merge(telephony::routes())
}
