//! The usager's side: which way is best for a matter, without an account and without a script.
//!
//! Start with [`routes`]. [`ask`] is the form, [`answer`] the advice on one screen, [`take`] what comes once a way is taken, [`back`] the
//! question whether it worked, [`sheet`] the same on paper and by voice.
//!
//! **Invariants:** no page needs a script; every way is shown with a button to take it, a human one among them; what a person tells serves this
//! matter only, and is kept without their name; what is handed over is what they see.

pub mod answer;
pub mod ask;
pub mod back;
pub mod callback;
pub mod sheet;
mod style;
pub mod take;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc, time::Duration};

use axum::routing::{get, post};
use jiff::Timestamp;
use site::{Access, Failure, Machine, Routes, SiteBuilder, Tries};

pub(crate) use ask::Typed;

use crate::{
    api,
    given::{AdviceId, Given},
    guide::{Guide, House},
    words::message,
};

/// The address of the first page.
pub const PATH: &str = "/aiguillage";

/// What the usager's side needs. Cheap to clone.
#[derive(Clone)]
pub struct UsagersSide(Arc<Inner>);

struct Inner {
    guide: Guide,
    limits: Limits,
}

impl fmt::Debug for UsagersSide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UsagersSide").finish_non_exhaustive()
    }
}

/// How much one network may do: a public place where many ask shares one.
struct Limits {
    /// Advice on pages.
    pages: Tries,
    /// Advice for programs.
    programs: Tries,
    /// Calls that are asked for.
    calls: Tries,
}

impl Limits {
    const PAGES_WAIT: Duration = Duration::from_secs(1);
    const PROGRAMS_WAIT: Duration = Duration::from_millis(50);
    const CALLS_WAIT: Duration = Duration::from_mins(3);
}

impl UsagersSide {
    /// Over what gives advice.
    pub fn new(guide: Guide) -> Self {
        let limits = Limits {
            pages: Tries::new(240, Limits::PAGES_WAIT),
            programs: Tries::new(600, Limits::PROGRAMS_WAIT),
            calls: Tries::new(20, Limits::CALLS_WAIT),
        };
        Self(Arc::new(Inner { guide, limits }))
    }

    /// What gives advice.
    pub(crate) fn guide(&self) -> &Guide {
        &self.0.guide
    }

    /// Takes one advice on pages of a network's share.
    fn page(&self, machine: Machine, now: Timestamp) -> Result<(), Failure> {
        take_one(&self.0.limits.pages, machine, Limits::PAGES_WAIT, now)
    }

    /// Takes one advice for programs.
    pub(crate) fn program(&self, machine: Machine, now: Timestamp) -> Result<(), Failure> {
        take_one(&self.0.limits.programs, machine, Limits::PROGRAMS_WAIT, now)
    }

    /// Takes one call.
    fn call(&self, machine: Machine, now: Timestamp) -> Result<(), Failure> {
        take_one(&self.0.limits.calls, machine, Limits::CALLS_WAIT, now)
    }

    /// A partner whose page is open.
    pub(crate) async fn house(&self, code: &str) -> Result<House, Failure> {
        let mut tx = self.guide().db().read().await?;
        Ok(self.guide().public_house(&mut tx, code).await?)
    }

    /// An advice with its partner, its ways as they are now: foreign ids and unknown ones are answered alike.
    pub(crate) async fn given(&self, id: &str) -> Result<(House, Given), Failure> {
        let id: AdviceId = id.parse().map_err(|_| Failure::not_found())?;
        let given = self.guide().given(id).await?.ok_or_else(Failure::not_found)?;
        let mut tx = self.guide().db().read().await?;
        let house = self.guide().public_house(&mut tx, given.partner.as_str()).await?;
        let given = self.guide().as_now(&mut tx, &house, given).await?;
        Ok((house, given))
    }
}

fn take_one(tries: &Tries, machine: Machine, wait: Duration, now: Timestamp) -> Result<(), Failure> {
    if tries.take(&machine.network(), now) { Ok(()) } else { Err(Failure::too_many(wait.as_secs().max(1))) }
}

/// A number from 0 to 1 that nobody foresees: whether a way is tried.
pub(crate) fn draw() -> Result<f64, Failure> {
    let mut bytes = [0_u8; 4];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "no random bytes");
        Failure::our_fault()
    })?;
    Ok(f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX))
}

/// The address of a partner's page.
pub(crate) fn page_of(house: &House) -> String {
    format!("{PATH}/{}", house.partner.code)
}

/// The address of the question whether it worked.
pub(crate) fn back_of(id: AdviceId) -> String {
    format!("{PATH}/retour/{id}")
}

/// The routes for usagers and programs.
pub fn routes(guide: Guide) -> Routes {
    let side = UsagersSide::new(guide);
    let pages = Routes::new()
        .file(&style::SHEET)
        .route(style::COMPONENT, Access::Public, get(style::component))
        .route(PATH, Access::Public, get(ask::partners))
        .route("/aiguillage/{partner}", Access::Public, get(ask::show))
        .route("/aiguillage/{partner}/conseil", Access::Public, get(answer::show))
        .route("/aiguillage/{partner}/suite", Access::Public, post(take::take))
        .route("/aiguillage/{partner}/suite/{id}", Access::Public, get(take::show))
        .route("/aiguillage/{partner}/rappel/{id}", Access::Public, post(callback::ask))
        .route("/aiguillage/{partner}/affiche", Access::Public, get(sheet::poster))
        .route("/aiguillage/{partner}/vocal.txt", Access::Public, get(sheet::voice))
        .route("/aiguillage/retour/{id}", Access::Public, get(back::show).post(back::answer))
        .with_state(side.clone());
    pages.merge(api::routes(side))
}

/// Adds the words of guidance and the way to its first page to a site, and describes its API.
#[must_use]
pub fn furnish(builder: SiteBuilder) -> SiteBuilder {
    use utoipa::OpenApi as _;
    builder
        .words(&crate::WORDS)
        .words(&channel_choice::WORDS)
        .footer(PATH, message("guidance-title"))
        .describe(api::Document::openapi())
}
