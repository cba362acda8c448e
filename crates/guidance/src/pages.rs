//! What managers and analysts see of guidance: what advice is worth, the partner's ways, what it asks of advice, and what a change would do.
//!
//! Start with [`routes`]. A page is a handler, its template and what it shows; what it computes comes from `channel_choice`.
//!
//! **Invariants:** everything is the reader's partner's; analysts read, managers change, and what they change is in the audit trail; a figure stands
//! beside what it rests on, and where nothing can be said the page says why; no page needs a script.

mod common;
mod dashboard;
mod hours;
mod settings;
mod style;
#[cfg(test)]
mod tests;
mod ways;
mod what_if;

use std::{fmt, sync::Arc};

use axum::routing::{get, post};
use measures::{UnitCosts, WayMeasurer};
use register::{Role, StoreError, Tx, partner};
use site::{Access, NavItem, Routes, SiteBuilder};

use crate::{guide::Guide, words::message};

/// The dashboard.
pub const PATH: &str = "/orientation";
/// Who reads.
pub const READERS: &[Role] = &[Role::Manager, Role::Analyst];
/// Who changes ways and limits.
pub const MANAGERS: &[Role] = &[Role::Manager];

/// The parts of these pages: address, key of the name, who sees it.
const TABS: [(&str, &str, &[Role]); 4] = [
    (PATH, "orientation-tab-worth", READERS),
    (ways::PATH, "orientation-tab-ways", READERS),
    (settings::PATH, "orientation-tab-settings", READERS),
    (what_if::PATH, "orientation-tab-what-if", READERS),
];

/// What the pages need. Cheap to clone.
#[derive(Clone)]
pub struct Pages {
    guide: Guide,
    log: Arc<dyn WayMeasurer>,
    drawn: dashboard::Drawn,
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl Pages {
    /// Over what gives advice, and the contact log.
    pub fn new(guide: Guide, log: Arc<dyn WayMeasurer>) -> Self {
        Self { guide, log, drawn: dashboard::Drawn::default() }
    }

    fn guide(&self) -> &Guide {
        &self.guide
    }

    /// What was drawn of the log lately.
    fn drawn(&self) -> &dashboard::Drawn {
        &self.drawn
    }

    fn log(&self) -> Arc<dyn WayMeasurer> {
        Arc::clone(&self.log)
    }
}

/// What contacts cost, as the partners set it.
async fn unit_costs(tx: &mut Tx, scope: &kernel::Scope) -> Result<UnitCosts, StoreError> {
    let mut costs = UnitCosts::default();
    for (code, channel, cost) in partner::unit_costs(tx, scope).await? {
        costs.set(code, channel, cost);
    }
    Ok(costs)
}

/// The routes.
pub fn routes(pages: &Pages) -> Routes {
    let (readers, managers) = (Access::Roles(READERS), Access::Roles(MANAGERS));
    Routes::new()
        .route(PATH, readers, get(dashboard::show))
        .route("/orientation/tableau.csv", readers, get(dashboard::csv))
        .route("/orientation/tableau.json", readers, get(dashboard::json))
        .route(ways::PATH, readers, get(ways::list))
        .route("/orientation/chemins/{channel}", managers, get(ways::form).post(ways::save))
        .route("/orientation/chemins/{channel}/attente", managers, post(ways::tell_wait))
        .route(settings::PATH, readers, get(settings::show))
        .route("/orientation/reglages/enregistrer", managers, post(settings::save))
        .route(what_if::PATH, readers, get(what_if::show))
        .with_state(pages.clone())
        .merge(Routes::new().file(&style::SHEET))
}

/// Adds the place of these pages in the navigation to a site.
#[must_use]
pub fn furnish(builder: SiteBuilder) -> SiteBuilder {
    builder.nav(NavItem::new(PATH, message("nav-orientation"), Access::Roles(READERS)))
}
