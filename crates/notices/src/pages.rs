//! What agents and managers see of messages: what left, what waits, what to do next; services, keys, templates, campaigns.
//!
//! Start with [`routes`]. A page is a handler, its template and what it shows. Agents see, and send what their work needs; managers decide
//! what is said, by which service, and to many at once.
//!
//! **Invariants:** everything is the reader's partner's, and unknown and foreign ids answer alike; who read a person's messages, and who
//! changed what, is in the audit trail; no page needs a script; nothing leaves but through [`accept`](crate::accept).

pub(crate) mod common;
pub(crate) mod home;
mod keys;
mod letters;
mod notices;
mod one;
pub(crate) mod preview;
pub(crate) mod services;
pub(crate) mod style;
pub(crate) mod templates;
#[cfg(test)]
pub(crate) mod tests;
mod unreachable;
mod writing;

use std::{fmt, sync::Arc};

use axum::routing::{get, post};
use gateways::carrier::Carrier;
use register::Role;
use site::{Access, Routes, Shell};

use crate::{
    accept::Door,
    address::Medium,
    moments, rules,
    targets::{self, work::Watch},
    work::Returns,
};

/// The overview.
pub const PATH: &str = "/messages";

/// Who sees messages.
pub const AGENTS: &[Role] = &[Role::Agent, Role::Manager];
/// Who decides what is said.
pub const MANAGERS: &[Role] = &[Role::Manager];

/// The parts of these pages: address, key of the name, who sees it.
const TABS: [(&str, &str, &[Role]); 10] = [
    (PATH, "notice-tab-home", AGENTS),
    (notices::PATH, "notice-tab-list", AGENTS),
    (templates::PATH, "notice-tab-templates", AGENTS),
    (targets::pages::PATH, "notice-tab-targets", AGENTS),
    (crate::campaigns::pages::PATH, "notice-tab-campaigns", AGENTS),
    (moments::pages::PATH, "notice-tab-moments", rules::pages::READERS),
    (rules::pages::PATH, "notice-tab-rules", rules::pages::READERS),
    (unreachable::PATH, "notice-tab-unreachable", AGENTS),
    (letters::PATH, "notice-tab-letters", AGENTS),
    (services::PATH, "notice-tab-services", MANAGERS),
];

/// What the pages need. Cheap to clone.
#[derive(Clone)]
pub struct Pages(Arc<Inner>);

struct Inner {
    door: Door,
    watch: Watch,
    carriers: Vec<Arc<dyn Carrier>>,
    returns: Option<Arc<dyn Returns>>,
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl Pages {
    /// Over the one door; `watch` follows the links of templates when somebody asks. Of `carriers` the overview says how they are.
    pub fn new(door: Door, watch: Watch, carriers: Vec<Arc<dyn Carrier>>) -> Self {
        Self(Arc::new(Inner { door, watch, carriers, returns: None }))
    }

    /// The same, where e-mails leave: a service's page says where reports on them come back.
    #[must_use]
    pub fn with_returns(self, returns: Arc<dyn Returns>) -> Self {
        let Inner { door, watch, carriers, .. } = &*self.0;
        let (door, watch, carriers) = (door.clone(), watch.clone(), carriers.clone());
        Self(Arc::new(Inner { door, watch, carriers, returns: Some(returns) }))
    }

    /// Whether messages of a medium leave from this instance.
    pub(crate) fn carries(&self, medium: Medium) -> bool {
        match medium {
            Medium::Sms => !self.0.carriers.is_empty(),
            Medium::Email => self.0.returns.is_some(),
            Medium::Letter => true,
        }
    }

    /// That messages of a medium would wait for nobody, and what to do; `None`: they leave.
    pub(crate) fn not_carried(&self, shell: &Shell, medium: Medium) -> Option<String> {
        (!self.carries(medium)).then(|| shell.t(&format!("notice-not-carried-{}", medium.code())))
    }

    fn returns(&self) -> Option<&dyn Returns> {
        self.0.returns.as_deref()
    }

    pub(crate) fn door(&self) -> &Door {
        &self.0.door
    }

    fn carriers(&self) -> &[Arc<dyn Carrier>] {
        &self.0.carriers
    }

    pub(crate) fn watch(&self) -> &Watch {
        &self.0.watch
    }
}

/// The routes.
pub fn routes(pages: &Pages) -> Routes {
    let agents = Access::Roles(AGENTS);
    let managers = Access::Roles(MANAGERS);
    Routes::new()
        .route(PATH, agents, get(home::show))
        .route(notices::PATH, agents, get(notices::list))
        .route("/messages/envois/{id}", agents, get(one::show))
        .route("/messages/envois/{id}/arret", agents, post(one::stop))
        .route(templates::PATH, agents, get(templates::list))
        .route("/messages/modeles/nouveau", managers, get(writing::blank).post(writing::begin))
        .route("/messages/modeles/verification", managers, post(writing::fragment))
        .route("/messages/modeles/{id}", agents, get(templates::show))
        .route("/messages/modeles/{id}/modifier", managers, get(writing::edit).post(writing::save))
        .route("/messages/modeles/{id}/retrait", managers, post(templates::archive))
        .route("/messages/modeles/{id}/liens", managers, post(templates::look))
        .route("/messages/modeles/{id}/envoi", agents, get(one::form).post(one::send))
        .route(targets::pages::PATH, agents, get(targets::pages::list))
        .route("/messages/liens/verification", agents, post(targets::pages::look))
        .route("/messages/liens/envoi", managers, post(targets::pages::decide))
        .route(unreachable::PATH, agents, get(unreachable::list).post(unreachable::clear))
        .route(letters::PATH, agents, get(letters::list))
        .route("/messages/lettres/{id}", agents, get(letters::show))
        .route("/messages/lettres/{id}/adresses", agents, get(letters::sheet))
        .route("/messages/lettres/{id}/impression", agents, get(letters::whole))
        .route("/messages/lettres/{id}/depot", agents, post(letters::posted))
        .route("/messages/lettres/{id}/{letter}", agents, get(letters::pdf).post(letters::returned))
        .route(services::PATH, managers, get(services::list).post(services::begin))
        .route("/messages/services/{id}", managers, get(services::show).post(services::save))
        .route("/messages/services/{id}/ouverture", managers, post(services::open))
        .route("/messages/services/{id}/fermeture", managers, post(services::close))
        .route(
            "/messages/services/{id}/lignes",
            managers,
            get(targets::pages::lines).post(targets::pages::change_line),
        )
        .route("/messages/services/{id}/cles", managers, get(keys::list).post(keys::make))
        .route("/messages/services/{id}/cles/{key}/fin", managers, post(keys::revoke))
        .with_state(pages.clone())
        .merge(Routes::new().file(&style::SHEET).file(&style::SCRIPT))
        .merge(crate::campaigns::pages::routes(pages))
}
