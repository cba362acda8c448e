//! The laboratory: experiments from the plan to the published effect, and the projects that they belong to.
//!
//! Start with [`routes`]. [`experiment`] is what the register keeps ([`store`]), [`assign`] gives units their arms, [`outcomes`] reads
//! what they did from the contact log, [`pages`] leads through the plan, the following, the report. What is right for which
//! plan, and what may be said, is in `experiments`; the statistics are in `evidence`.
//!
//! **Invariants:** a plan that is registered changes by amendments only; a unit keeps its arm; before the planned end a report shows
//! no effect that the stopping rule does not allow; what is published comes from cells of eleven units at least.

pub mod api;
pub mod assign;
pub mod experiment;
pub mod outcomes;
pub mod pages;
pub mod pooled;
pub mod power;
pub mod projects;
pub mod sentences;
mod state;
pub mod store;
mod style;
#[cfg(test)]
mod testing;
mod words;

use register::{Role, Twins};
use site::{Access, NavItem, Routes, SiteBuilder};
use utoipa::OpenApi as _;

pub use experiment::{Experiment, ExperimentId, State};
pub use state::Laboratory;
pub use words::WORDS;

/// The tables of this crate. Give them to [`register::Db::migrate`] after the register's own.
pub static MIGRATIONS: Twins =
    Twins { sqlite: sqlx::migrate!("migrations/sqlite"), postgres: sqlx::migrate!("migrations/postgres") };

/// Who plans, follows and concludes experiments of their partner.
pub(crate) const EXPERIMENTERS: &[Role] = &[Role::Manager, Role::Analyst];
/// Who sees those of their partner. Others, the programme among them, see what is published.
pub(crate) const READERS: &[Role] = &[Role::Agent, Role::Manager, Role::Analyst];
/// Who sees the projects of all.
pub(crate) const PROJECT_READERS: &[Role] =
    &[Role::Agent, Role::Manager, Role::Analyst, Role::Programme, Role::Administrator];

/// The routes of the laboratory.
pub fn routes(laboratory: &Laboratory) -> Routes {
    pages::list::routes(laboratory.clone())
        .merge(pages::plan::routes(laboratory.clone()))
        .merge(pages::units::routes(laboratory.clone()))
        .merge(pages::follow::routes(laboratory.clone()))
        .merge(pages::report::routes(laboratory.clone()))
        .merge(api::routes(laboratory.clone()))
        .merge(projects::routes(laboratory.clone()))
        .merge(Routes::new().file(&style::SHEET))
}

/// Adds the laboratory's words, navigation and API description to a site.
#[must_use]
pub fn furnish(builder: SiteBuilder) -> SiteBuilder {
    builder
        .words(&WORDS)
        .words(&experiments::WORDS)
        .nav(NavItem::new(pages::list::PATH, words::message("nav-laboratory"), Access::Public))
        .nav(NavItem::new(projects::PATH, words::message("nav-projects"), Access::Roles(PROJECT_READERS)))
        .describe(api::Document::openapi())
}
