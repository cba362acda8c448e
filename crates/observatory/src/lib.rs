//! The observatory: the measures as pages and as an API, unit costs, imports by the browser.
//!
//! Start with [`Observatory`] and [`routes`]: the binary gives an engine, the log's state and the imports' workplace.
//! [`pages`] shows the dashboards, each made by a module of [`board`] from the answers of the [`desk`].
//!
//! **Invariants:** figures come only from a `measures::Measurer`, through the desk; a partner's page asks with that
//! partner's scope; figures of several partners are shown only through the rule of [`comparison`].

pub mod api;
pub mod ask;
pub mod board;
pub mod comparison;
pub mod content;
pub mod costs;
pub mod csv_text;
pub mod desk;
mod error;
pub mod explorer;
pub mod filters;
pub mod imports;
pub mod messages;
pub mod metric;
pub mod number;
pub mod pages;
pub mod public;
mod style;
pub mod view;
mod words;

use std::sync::{Arc, Mutex};

use axum::{
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use kernel::Scope;
use register::{Db, Role, TokenScope, Twins, partner};
use site::{Access, NavItem, Routes, SiteBuilder};
use utoipa::OpenApi as _;

pub use comparison::{UsagerCounts, UsagersByPartner};
pub use desk::{Costs, Desk, LogState, LogWatch, PartnerState};
pub use error::ObservatoryError;
pub use words::WORDS;

use comparison::{HiddenMonths, KeptMonths};
use desk::Answers;
use imports::Workplace;
use messages::{MessageEffects, NoMessages};
use pages::Board;

/// The tables of this crate. Give them to [`Db::migrate`] after the register's own.
pub static MIGRATIONS: Twins =
    Twins { sqlite: sqlx::migrate!("migrations/sqlite"), postgres: sqlx::migrate!("migrations/postgres") };

/// Whoever sees the figures of one partner.
const PARTNER_ROLES: &[Role] = &[Role::Agent, Role::Manager, Role::Analyst];
/// Whoever sees figures of several, through the disclosure rule.
const PROGRAMME_ROLES: &[Role] = &[Role::Programme, Role::Administrator];
/// Who may import.
const IMPORT_ROLES: &[Role] = &[Role::Manager, Role::Analyst];
/// Partners and programme: the front page leads each to theirs.
const ALL_ROLES: &[Role] = &[Role::Agent, Role::Manager, Role::Analyst, Role::Programme, Role::Administrator];

/// What the handlers share. Cheap to clone.
#[derive(Clone)]
pub struct Observatory {
    desk: Desk,
    counts: Arc<dyn UsagerCounts>,
    kept: Arc<Mutex<KeptMonths>>,
    workplace: Workplace,
    messages: Arc<dyn MessageEffects>,
}

impl std::fmt::Debug for Observatory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Observatory").field("desk", &self.desk).finish_non_exhaustive()
    }
}

impl Observatory {
    /// An observatory over this desk and this workplace.
    pub fn new(desk: Desk, counts: Arc<dyn UsagerCounts>, workplace: Workplace) -> Self {
        Self { desk, counts, kept: Arc::default(), workplace, messages: Arc::new(NoMessages) }
    }

    /// The same, with what messages changed.
    #[must_use]
    pub fn with_messages(self, messages: Arc<dyn MessageEffects>) -> Self {
        Self { messages, ..self }
    }

    const fn messages(&self) -> &Arc<dyn MessageEffects> {
        &self.messages
    }

    /// Where uploaded files wait.
    pub const fn workplace(&self) -> &Workplace {
        &self.workplace
    }

    /// Where figures are asked for.
    pub const fn desk(&self) -> &Desk {
        &self.desk
    }

    fn counts(&self) -> Arc<dyn UsagerCounts> {
        Arc::clone(&self.counts)
    }

    /// The months that may not be compared; `answers` hold those by month.
    async fn hidden_months(
        &self,
        state: &LogState,
        answers: &Answers,
    ) -> Result<Arc<HiddenMonths>, ObservatoryError> {
        let mark = state.mark(&Scope::Everyone);
        comparison::hidden_months(Arc::clone(&self.counts), Arc::clone(&self.kept), mark, answers).await
    }

    /// Computes what the standard pages ask, for every partner, unless it is known already: call it when the log has a
    /// new version, so that nobody waits.
    ///
    /// # Errors
    ///
    /// [`ObservatoryError`] if the log or the register cannot be read.
    pub async fn warm(&self, db: &Db) -> Result<(), ObservatoryError> {
        let state = self.desk.state().await?;
        for part in &state.partners {
            let scope = Scope::Partner(part.code.clone());
            let mut tx = db.read().await?;
            let costs = Costs::new(partner::unit_costs(&mut tx, &scope).await?);
            drop(tx);
            self.desk.ask(&state, &scope, &costs, pages::standard_questions(&state, part)).await?;
        }
        let questions = comparison::standard_questions(&state);
        let mut tx = db.read().await?;
        let costs = Costs::new(partner::unit_costs(&mut tx, &Scope::Everyone).await?);
        drop(tx);
        let answers = self.desk.ask(&state, &Scope::Everyone, &costs, questions).await?;
        self.hidden_months(&state, &answers).await?;
        Ok(())
    }
}

/// The routes of the observatory.
pub fn routes(observatory: Observatory) -> Routes {
    let mut routes = Routes::new().file(&style::SHEET);
    for board in Board::ALL {
        let access = Access::Roles(if board == Board::Overview { ALL_ROLES } else { PARTNER_ROLES });
        let show = move |state, shell, query| pages::show(board, state, shell, query);
        routes = routes.route(board.path(), access, get(show));
    }
    routes
        .route(board::causes::CSV_PATH, Access::Roles(PARTNER_ROLES), get(pages::causes_csv))
        .route(ask::EXPLORER, Access::Roles(PARTNER_ROLES), get(explorer::show))
        .route(ask::EXPLORER_CSV, Access::Roles(PARTNER_ROLES), get(explorer::csv))
        .route(ask::EXPLORER_JSON, Access::Roles(PARTNER_ROLES), get(explorer::json))
        .route(costs::PATH, Access::Roles(PARTNER_ROLES), get(costs::show).post(costs::save))
        .route(messages::PATH, Access::Roles(ALL_ROLES), get(messages::show))
        .route(messages::CSV_PATH, Access::Roles(ALL_ROLES), get(messages::csv))
        .route(messages::JSON_PATH, Access::Roles(ALL_ROLES), get(messages::json))
        .route(comparison::PATH, Access::Roles(PROGRAMME_ROLES), get(comparison::show))
        .file(&style::SCRIPT)
        .route(
            imports::pages::PATH,
            Access::Roles(IMPORT_ROLES),
            // The size is bounded while the file is written: the limit is the workplace's.
            get(imports::pages::list).post(imports::upload::receive).layer(DefaultBodyLimit::disable()),
        )
        .route("/imports/{id}", Access::Roles(IMPORT_ROLES), get(imports::pages::show))
        .route("/imports/{id}/plan", Access::Roles(IMPORT_ROLES), post(imports::explain::plan))
        .route("/imports/{id}/cancel", Access::Roles(IMPORT_ROLES), post(imports::pages::cancel))
        .route("/imports/{id}/remove", Access::Roles(IMPORT_ROLES), post(imports::removal::ask))
        .route("/imports/{id}/again", Access::Roles(IMPORT_ROLES), post(imports::pages::again))
        .route("/imports/{id}/rejets.csv", Access::Roles(IMPORT_ROLES), get(imports::pages::rejects))
        .route(api::PATH, Access::Token(TokenScope::MeasuresRead), get(api::measure))
        .with_state(observatory)
}

/// Adds the observatory's words, navigation and API description to a site.
#[must_use]
pub fn furnish(builder: SiteBuilder) -> SiteBuilder {
    builder
        .words(&WORDS)
        .home(board::overview::PATH)
        .nav(NavItem::new(
            board::overview::PATH,
            words::message("nav-observatory"),
            Access::Roles(PARTNER_ROLES),
        ))
        .nav(NavItem::new(imports::pages::PATH, words::message("nav-imports"), Access::Roles(IMPORT_ROLES)))
        .nav(NavItem::new(comparison::PATH, words::message("nav-comparison"), Access::Roles(PROGRAMME_ROLES)))
        .describe(api::Document::openapi())
}
