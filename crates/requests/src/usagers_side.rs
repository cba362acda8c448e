//! The usager's side: writing to an administration, and following a request without an account.
//!
//! Start with [`routes`]. [`contact`] is the form in two steps: first the question, to which ready answers are shown ([`answers`]), then how
//! to be answered ([`send`]). [`follow`] is the page of one request, opened by its code; [`acts`] is what a usager does there, [`print`]
//! its printed form, [`manage`] what managers see of all this.
//!
//! **Invariants:** no page needs a script; nothing that is known of a person is shown to whoever types their address; the code of a request
//! opens that request alone, and wrong codes are counted; no internal note and no note of a call is ever shown.

pub mod acts;
pub mod answers;
mod asked;
pub mod contact;
pub mod follow;
pub mod manage;
pub mod print;
pub mod send;
mod standing;
mod style;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc, time::Duration};

use axum::{
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use jiff::Timestamp;
use kernel::PartnerCode;
use mail::Keys;
use register::{Partner, Role, Tx, partner};
use site::{Access, Failure, Machine, Routes, SiteBuilder, Tries};

pub use standing::sentence;

use crate::{Files, handling::House, upload, words::message};

/// Who edits ready answers and what acknowledgements say.
const MANAGERS: &[Role] = &[Role::Manager];

/// What the usager's side needs. Cheap to clone.
#[derive(Clone)]
pub struct UsagersSide(Arc<Inner>);

struct Inner {
    files: Arc<dyn Files>,
    keys: Arc<Keys>,
    limits: Limits,
}

impl fmt::Debug for UsagersSide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UsagersSide").finish_non_exhaustive()
    }
}

impl UsagersSide {
    /// Over the files of the instance, with the keys of its mail.
    pub fn new(files: Arc<dyn Files>, keys: Arc<Keys>) -> Self {
        Self(Arc::new(Inner { files, keys, limits: Limits::default() }))
    }

    fn files(&self) -> &dyn Files {
        self.0.files.as_ref()
    }

    fn keys(&self) -> &Keys {
        &self.0.keys
    }

    fn limits(&self) -> &Limits {
        &self.0.limits
    }
}

/// How much one may do, so that nobody guesses codes or floods a team.
#[derive(Debug)]
struct Limits {
    /// Requests from one network: a public place where many write shares one.
    sent: Tries,
    /// Ready answers that are asked for or marked as helpful.
    answers: Tries,
    /// Wrong codes.
    codes: Tries,
    /// What is written to one request.
    writes: Tries,
}

impl Limits {
    /// Twenty requests an hour.
    const SENT_WAIT: Duration = Duration::from_mins(3);
    const ANSWERS_WAIT: Duration = Duration::from_secs(1);
    const CODES_WAIT: Duration = Duration::from_mins(1);
    const WRITES_WAIT: Duration = Duration::from_mins(5);

    /// Takes one, or says when there is one again.
    fn take(
        tries: &Tries,
        key: &impl std::hash::Hash,
        wait: Duration,
        now: Timestamp,
    ) -> Result<(), Failure> {
        if tries.take(key, now) { Ok(()) } else { Err(Failure::too_many(wait.as_secs())) }
    }

    fn send(&self, machine: Machine, now: Timestamp) -> Result<(), Failure> {
        Self::take(&self.sent, &machine.network(), Self::SENT_WAIT, now)
    }

    fn ask(&self, machine: Machine, now: Timestamp) -> Result<(), Failure> {
        Self::take(&self.answers, &machine.network(), Self::ANSWERS_WAIT, now)
    }

    fn try_code(&self, machine: Machine, now: Timestamp) -> Result<(), Failure> {
        Self::take(&self.codes, &machine.network(), Self::CODES_WAIT, now)
    }

    fn give_code_back(&self, machine: Machine) {
        self.codes.give_back(&machine.network());
    }

    fn write(&self, code: &str, now: Timestamp) -> Result<(), Failure> {
        Self::take(&self.writes, &code, Self::WRITES_WAIT, now)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sent: Tries::new(20, Self::SENT_WAIT),
            answers: Tries::new(120, Self::ANSWERS_WAIT),
            codes: Tries::new(20, Self::CODES_WAIT),
            writes: Tries::new(10, Self::WRITES_WAIT),
        }
    }
}

/// The routes of the usager's side.
pub fn routes(state: UsagersSide) -> Routes {
    let large = || DefaultBodyLimit::max(upload::FORM_BYTES_MAX);
    Routes::new()
        .file(&style::SHEET)
        .file(&style::SCRIPT)
        .route("/contact/{partner}", Access::Public, get(contact::show).post(contact::go_on))
        .route("/contact/{partner}/envoi", Access::Public, post(send::send).layer(large()))
        .route("/contact/{partner}/reponses", Access::Public, post(answers::fragment))
        .route("/contact/{partner}/aide", Access::Public, post(answers::helped))
        .route("/suivi", Access::Public, get(follow::ask).post(follow::open))
        .route("/suivi/{code}", Access::Public, get(follow::show))
        .route("/suivi/{code}/message", Access::Public, post(acts::write).layer(large()))
        .route("/suivi/{code}/documents", Access::Public, post(acts::hand_in).layer(large()))
        .route("/suivi/{code}/regle", Access::Public, post(acts::solved))
        .route("/suivi/{code}/avis", Access::Public, post(acts::give_opinion))
        .route("/suivi/{code}/imprimer", Access::Public, get(print::show))
        .route("/suivi/{code}/fichiers/{contact}/{place}", Access::Public, get(follow::file))
        .route(manage::ANSWERS, Access::Roles(MANAGERS), get(manage::answers).post(manage::save_answer))
        .route(
            manage::ACKNOWLEDGEMENTS,
            Access::Roles(MANAGERS),
            get(manage::acknowledgements).post(manage::save_appeal),
        )
        .with_state(state)
}

/// Adds the words of requests and the way to the follow-up page to a site.
#[must_use]
pub fn furnish(builder: SiteBuilder) -> SiteBuilder {
    builder.words(&crate::WORDS).words(&calendar::WORDS).footer("/suivi", message("follow-title"))
}

/// An administration that is written to: one that exists and has a team.
struct Place {
    partner: Partner,
    house: House,
}

impl Place {
    async fn of(tx: &mut Tx, code: &str) -> Result<Self, Failure> {
        let code: PartnerCode = code.parse().map_err(|_| Failure::not_found())?;
        let partner = partner::find(tx, &code).await?.ok_or_else(Failure::not_found)?;
        let house = House::read(tx, &code).await?;
        if house.teams.is_empty() { Err(Failure::not_found()) } else { Ok(Self { partner, house }) }
    }

    fn path(&self) -> String {
        format!("/contact/{}", self.partner.code)
    }

    /// The reason of a code, if the form offers it.
    fn reason(&self, code: &str) -> Option<&crate::team::Reason> {
        self.house.reason(code).filter(|it| it.is_public)
    }
}
