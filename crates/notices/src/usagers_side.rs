//! What people see without an account: whether a message is from us, what they receive, and how they stop it.
//!
//! **Invariants:** no page needs a script; whoever asks learns of a code only whether a message that left has it, of which day, and whether it
//! is a letter, and of an address nothing; a page that is opened changes nothing, be it by a program that follows links.

mod ask;
mod preferences;
mod stop;
#[cfg(test)]
mod tests;
mod verify;

use std::{fmt, hash::Hash, sync::Arc, time::Duration};

use axum::{http::StatusCode, response::Response, routing::get};
use jiff::Timestamp;
use kernel::PartnerCode;
use register::{Tx, partner};
use site::{Access, Failure, Machine, Routes, Shell, SiteBuilder, Tries};

pub(crate) use ask::{PRODUCT, purpose as links_purpose};

use crate::{accept::Door, address::Reach, links, notice::Notice, store, template::Template, words::message};

/// What this side needs. Cheap to clone.
#[derive(Clone)]
pub struct UsagersSide(Arc<Inner>);

struct Inner {
    door: Door,
    limits: Limits,
}

impl fmt::Debug for UsagersSide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UsagersSide").finish_non_exhaustive()
    }
}

impl UsagersSide {
    /// Over the one door.
    pub fn new(door: Door) -> Self {
        Self(Arc::new(Inner { door, limits: Limits::default() }))
    }

    fn door(&self) -> &Door {
        &self.0.door
    }

    fn limits(&self) -> &Limits {
        &self.0.limits
    }
}

/// How much one may do, so that nobody guesses codes or has links sent to others.
#[derive(Debug)]
struct Limits {
    /// Codes that were none of ours, from one network.
    codes: Tries,
    /// Links to the page of preferences, to one address.
    links: Tries,
    /// The same, asked from one network.
    asked: Tries,
    /// Tokens that were none of ours, from one network.
    tokens: Tries,
}

impl Limits {
    const CODES_WAIT: Duration = Duration::from_mins(1);
    /// Three a day.
    const LINKS_WAIT: Duration = Duration::from_hours(8);
    const ASKED_WAIT: Duration = Duration::from_mins(5);

    fn take(tries: &Tries, key: &impl Hash, wait: Duration, now: Timestamp) -> Result<(), Failure> {
        if tries.take(key, now) { Ok(()) } else { Err(Failure::too_many(wait.as_secs())) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            codes: Tries::new(20, Self::CODES_WAIT),
            links: Tries::new(3, Self::LINKS_WAIT),
            asked: Tries::new(20, Self::ASKED_WAIT),
            tokens: Tries::new(60, Self::CODES_WAIT),
        }
    }
}

/// The routes of this side.
pub fn routes(side: UsagersSide) -> Routes {
    Routes::new()
        .route(verify::PATH, Access::Public, get(verify::show))
        .route("/messages/preferences", Access::Public, get(ask::form).post(ask::send))
        .route(
            "/messages/preferences/{token}",
            Access::Public,
            get(preferences::show).post(preferences::save),
        )
        // A mail program that stops messages has no page of ours before it: its link is its proof.
        .route("/messages/stop/{token}", Access::Proven, get(stop::show).post(stop::act))
        .with_state(side)
}

/// Adds the ways to these pages to a site.
#[must_use]
pub fn furnish(builder: SiteBuilder) -> SiteBuilder {
    builder
        .footer(verify::PATH, message("verify-footer"))
        .footer("/messages/preferences", message("preference-footer"))
}

/// What a link leads to.
struct Linked {
    notice: Notice,
    template: Template,
    /// The name of the administration.
    partner: String,
    reach: Reach,
}

impl Linked {
    /// What a token leads to; `None`: it is made up, or the address is forgotten.
    async fn of(
        side: &UsagersSide,
        tx: &mut Tx,
        (machine, now): (Machine, Timestamp),
        token: &str,
    ) -> Result<Option<Self>, Failure> {
        let limits = side.limits();
        Limits::take(&limits.tokens, &machine.network(), Limits::CODES_WAIT, now)?;
        let Some(id) = links::read(&side.door().keyring, token) else { return Ok(None) };
        limits.tokens.give_back(&machine.network());
        let Some(notice) = store::notices::get(tx, id).await? else { return Ok(None) };
        let template = store::templates::version(tx, notice.service, notice.template).await?;
        let (Some(template), Some(address)) = (template, notice.recipient.clone()) else { return Ok(None) };
        let reach = Reach { partner: notice.partner.clone(), address };
        let partner = name_of(tx, &notice.partner).await?;
        Ok(Some(Self { notice, template, partner, reach }))
    }
}

#[derive(askama::Template)]
#[template(path = "usager_gone.html")]
struct GonePage<'a> {
    shell: &'a Shell,
}

/// That a link leads nowhere any more, and how one gets another: whoever opens it has no account to sign in with.
fn gone(shell: &Shell) -> Response {
    let page = shell.page(shell.t("link-gone")).lead(shell.t("link-gone-next"));
    page.status(StatusCode::NOT_FOUND).render(&GonePage { shell })
}

async fn name_of(tx: &mut Tx, code: &PartnerCode) -> Result<String, Failure> {
    Ok(partner::find(tx, code).await?.map_or_else(|| code.to_string(), |it| it.name))
}
