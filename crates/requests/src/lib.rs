//! Requests: what usagers want settled, the contacts by which they ask, and the shared inbox in which agents answer.
//!
//! Three things, never confused: a [`Contact`](contact::Contact) is one exchange, a [`Request`](request::Request) what the usager
//! wants settled, a [`Usager`](usager::Usager) a person with several addresses. Start with these three, then [`store`]; what may
//! be decided without a database is in [`rules`]. [`desk`] is what agents see.
//!
//! **Invariants:** no message is lost, and none is answered twice; a stranger is never appended to somebody's request; people and
//! requests are merged by people only, and every merge can be undone; what leaves the product waits in the register until it has left.

pub mod acknowledge;
mod antivirus;
pub mod api;
pub mod assigning;
pub mod better_way;
pub mod calls;
pub mod contact;
pub mod desk;
pub mod documents;
pub mod elsewhere;
pub mod exchange;
pub mod expected;
pub mod files;
pub mod filling;
pub mod handling;
pub mod happened;
pub mod incidents;
pub mod learning;
pub mod log;
pub mod mailroom;
pub mod meeting;
pub mod request;
pub mod rules;
pub mod silence;
pub mod store;
pub mod story;
pub mod surges;
pub mod team;
#[cfg(any(test, feature = "testing"))]
#[doc(hidden)]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod texts;
mod upload;
pub mod usager;
pub mod usagers_side;
pub mod webhooks;
mod words;
pub mod writing;

use std::sync::Arc;

use register::Twins;
use site::{Access, NavItem, Routes, SiteBuilder};

pub use contact::{Contact, ContactId};
pub use files::{CheckedFiles, Files, FilesError, FolderFiles};
pub use request::{Request, RequestId};
pub use team::{Team, TeamId};
pub use usager::{Usager, UsagerId};
pub use usagers_side::UsagersSide;
pub use words::WORDS;

/// The tables of this crate. Give them to [`register::Db::migrate`] after the register's own.
pub static MIGRATIONS: Twins =
    Twins { sqlite: sqlx::migrate!("migrations/sqlite"), postgres: sqlx::migrate!("migrations/postgres") };

/// The routes of requests: the desk, the usager's side, the mailboxes. `draw` decides which closed requests are coded again; `better_ways` knows
/// how often other ways settle a matter.
pub fn routes(
    mailroom: &Arc<mailroom::work::Mailroom>,
    draw: rules::DrawKey,
    better_ways: Option<Arc<dyn better_way::BetterWays>>,
) -> Routes {
    let (files, keys) = (Arc::clone(&mailroom.files), Arc::clone(&mailroom.keys));
    let desk = desk::Desk::new(Arc::clone(&files), Arc::clone(&keys), draw)
        .with_elsewhere(mailroom.elsewhere.clone())
        .with_better_ways(better_ways);
    desk::routes(&desk)
        .merge(usagers_side::routes(UsagersSide::new(files, keys)))
        .merge(mailroom::pages::routes(Arc::clone(mailroom)))
}

/// Adds the words of requests, their place in the navigation and the way to the follow-up page to a site.
#[must_use]
pub fn furnish(builder: SiteBuilder) -> SiteBuilder {
    usagers_side::furnish(builder).nav(NavItem::new(
        desk::PATH,
        words::message("nav-requests"),
        Access::Roles(desk::AGENTS),
    ))
}
