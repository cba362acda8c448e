//! Notices: usagers are told before they have to ask.
//!
//! A [`Service`](service::Service) sends in the name of a partner; it has [`Template`](template::Template)s and, for programs,
//! [`Key`](service::Key)s. A [`Notice`](notice::Notice) is one message to one person. Whatever asks for one, be it the API, a
//! campaign, a rule or an agent, goes through [`accept`]; what leaves goes through [`work`].
//!
//! **Invariants:** a notice that is acknowledged is on disk, and ends in a stated state; nobody gets more than the governor allows, whoever
//! asks ([`pressure`]); whoever said STOP is not written to; a version of a template never changes; each notice has a code by which
//! its person can ask whether it is from us; what sends people to a page or number
//! that is dead waits ([`targets`]); what was said is kept no longer than the rules say ([`retention`]).

pub mod accept;
pub mod address;
pub mod api;
pub mod callbacks;
pub mod campaigns;
pub mod effects;
pub mod hatch;
pub mod incoming;
pub mod letters;
pub mod links;
pub mod log;
pub mod moments;
pub mod notice;
pub mod pages;
pub mod people;
pub mod pressure;
pub mod reading;
pub mod retention;
pub mod rules;
pub mod service;
pub mod store;
pub mod targets;
pub mod template;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod unreachable;
pub mod usagers_side;
mod words;
pub mod work;

use register::{Role, Twins};
use site::{Access, NavItem, Routes, SiteBuilder};

pub use words::WORDS;

/// The tables of this crate. Give them to [`register::Db::migrate`] after those of requests.
pub static MIGRATIONS: Twins =
    Twins { sqlite: sqlx::migrate!("migrations/sqlite"), postgres: sqlx::migrate!("migrations/postgres") };

/// The routes of what people see: agents' and managers' pages, campaigns, rules, moments, the usagers' side. What rules changed is read
/// by `watch`.
pub fn routes(pages: &pages::Pages, watch: &effects::reading::Watch) -> Routes {
    pages::routes(pages)
        .merge(rules::pages::routes(watch, pages))
        .merge(usagers_side::routes(usagers_side::UsagersSide::new(pages.door().clone())))
}

/// Adds the words of notices, their place in the navigation and the ways for usagers to a site.
#[must_use]
pub fn furnish(builder: SiteBuilder) -> SiteBuilder {
    let builder = builder.words(&WORDS).words(&wording::WORDS).words(&sms::WORDS);
    usagers_side::furnish(builder)
        .nav(NavItem::new(pages::PATH, words::message("nav-notices"), Access::Roles(pages::AGENTS)))
        .nav(NavItem::new(rules::pages::PATH, words::message("nav-notices"), Access::Roles(&[Role::Analyst])))
}
