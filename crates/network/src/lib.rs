//! The network of administrations: the home page, and how one joins.
//!
//! Start with [`routes`]. [`home`] is what anybody sees first, [`join`] leads from a request to the first account of an
//! administration, [`legal`] has the pages that the operator of an instance completes.
//!
//! **Invariants:** a figure on the home page obeys the disclosure rule, whoever computes it ([`KeyFigures`]); nobody has an
//! account before their address is confirmed and the programme has said yes.

pub mod home;
pub mod join;
pub mod legal;
mod style;
mod words;

use axum::routing::{get, post};
use register::{Role, Twins};
use site::{Access, NavItem, Routes, SiteBuilder};

pub use home::{Front, KeyFigure, KeyFigures, KeyResult};
pub use words::WORDS;

/// The tables of this crate. Give them to [`register::Db::migrate`] after the register's own.
pub static MIGRATIONS: Twins =
    Twins { sqlite: sqlx::migrate!("migrations/sqlite"), postgres: sqlx::migrate!("migrations/postgres") };

/// Who decides on requests to join.
const PROGRAMME: &[Role] = &[Role::Programme, Role::Administrator];

/// The routes of the network.
pub fn routes(front: Front) -> Routes {
    Routes::new()
        .route("/", Access::Public, get(home::show))
        .file(&style::SHEET)
        .route(join::form::PATH, Access::Public, get(join::form::show).post(join::form::send))
        .route(join::form::CONFIRM, Access::Public, get(join::form::ask).post(join::form::confirm))
        .route(join::welcome::ROUTE, Access::Public, get(join::welcome::show).post(join::welcome::choose))
        .route(join::review::PATH, Access::Roles(PROGRAMME), get(join::review::list))
        .route("/programme/adhesions/{id}", Access::Roles(PROGRAMME), post(join::review::decide))
        .route(
            join::review::MAIL,
            Access::Roles(PROGRAMME),
            get(join::review::mail).post(join::review::handed_over),
        )
        .route(legal::ROUTE, Access::Public, get(legal::show))
        .with_state(front)
}

/// Adds the network's words, navigation and footer to a site.
#[must_use]
pub fn furnish(builder: SiteBuilder) -> SiteBuilder {
    let mut builder = builder.words(&WORDS).nav(NavItem::new(
        join::review::PATH,
        words::message("nav-join"),
        Access::Roles(PROGRAMME),
    ));
    for page in legal::Page::ALL {
        builder = builder.footer(page.path(), words::message(page.title_key()));
    }
    builder.footer(join::form::PATH, words::message("join-title"))
}
