//! The library: the practices as public pages, the self-diagnosis and its advice, the guide.
//!
//! Start with [`routes`]. The content and the formulas are in `practices`; [`pages`] shows the content, [`diagnosis`] says
//! what answers are worth.
//!
//! **Invariants:** whatever people wrote is shown as text, never executed ([`reading`]).

pub mod api;
pub mod comments;
pub mod diagnosis;
pub mod editing;
mod listed;
pub mod pages;
pub mod press;
pub mod reading;
pub mod selftest;
mod state;
mod style;
mod words;

use axum::{
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use register::{Role, Twins};
use site::{Access, NavItem, Routes, SiteBuilder};
use utoipa::OpenApi as _;

pub use listed::{Listed, Whole};
pub use state::{
    Asked, Experiments, KeptPromises, Library, MessageResult, MessageResults, Messages, NoExperiments,
    NoMessages, Promises, Trial, Trials,
};
pub use words::WORDS;

use pages::{compare, feed, guide, list, sheet};
use selftest::pages::{self as selftest_pages, axis, files, plan, result, start};

/// The tables of this crate. Give them to [`register::Db::migrate`] after the register's own.
pub static MIGRATIONS: Twins =
    Twins { sqlite: sqlx::migrate!("migrations/sqlite"), postgres: sqlx::migrate!("migrations/postgres") };

/// Who changes practices and reads what members say of them.
const EDITORS: &[Role] = &[Role::Programme, Role::Administrator];

/// The routes of the library.
pub fn routes(library: Library) -> Routes {
    let workbook = get(files::empty)
        .post(files::receive)
        // A little more than the file: the form around it.
        .layer(DefaultBodyLimit::max(files::BYTES_MAX + 100_000));
    Routes::new()
        .file(&style::SHEET)
        .route(list::PATH, Access::Public, get(list::show))
        .route(compare::PATH, Access::Public, get(compare::show))
        .route(sheet::ROUTE, Access::Public, get(sheet::show))
        .route(feed::PATH, Access::Public, get(feed::show))
        .route(api::PRACTICES, Access::Public, get(api::practices))
        .route(api::PRACTICE, Access::Public, get(api::practice))
        .route(api::DIAGNOSIS, Access::Public, post(api::diagnosis))
        .route(guide::PATH, Access::Public, get(guide::show))
        .route(guide::FILE, Access::Public, get(guide::file))
        .file(&style::SELF_TEST)
        .file(&style::EDITOR)
        .route(selftest_pages::PATH, Access::Public, get(start::show).post(start::begin))
        .route(files::EMPTY, Access::Public, workbook)
        .route("/autodiagnostic/{id}", Access::Public, get(result::show))
        .route("/autodiagnostic/{id}/classeur.xlsx", Access::Public, get(files::filled))
        .route("/autodiagnostic/{id}/supprimer", Access::Public, post(start::remove))
        .route("/autodiagnostic/{id}/{step}", Access::Public, get(axis::show).post(axis::save))
        .route(plan::PATH, Access::SignedIn, get(plan::show).post(plan::save))
        .route(plan::CALENDAR, Access::SignedIn, get(plan::calendar))
        .route(comments::ROUTE, Access::SignedIn, post(comments::send))
        .with_state(library)
        .merge(editing_routes())
}

fn editing_routes() -> Routes {
    Routes::new()
        .route(editing::VERSIONS, Access::Public, get(editing::show_versions))
        .route(
            editing::pages::EDIT,
            Access::Roles(EDITORS),
            get(editing::pages::edit).post(editing::pages::save),
        )
        .route(
            editing::pages::REVIEW,
            Access::Roles(EDITORS),
            get(editing::pages::review).post(editing::pages::decide),
        )
        .route(editing::pages::DRAFTS, Access::Roles(EDITORS), get(editing::pages::drafts))
        .route(comments::MODERATION, Access::Roles(EDITORS), get(comments::moderation).post(comments::decide))
}

/// Adds the library's words, navigation and API description to a site.
#[must_use]
pub fn furnish(builder: SiteBuilder) -> SiteBuilder {
    builder
        .words(&WORDS)
        .words(&practices::WORDS)
        .nav(NavItem::new(list::PATH, words::message("nav-practices"), Access::Public))
        .nav(NavItem::new(selftest_pages::PATH, words::message("diagnosis-title"), Access::Public))
        .nav(NavItem::new(editing::pages::DRAFTS, words::message("nav-drafts"), Access::Roles(EDITORS)))
        .describe(api::Document::openapi())
}
