//! What guidance needs of the rest of the product. The composition root gives it.

use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::{Channel, Lang, PartnerCode};
use register::{StoreError, Tx};

/// An answer of the rest of the product.
pub type Asked<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// A reason for contact, as usagers read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The code: that of the contact log.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The reasons of partners.
pub trait Reasons: Send + Sync {
    /// The reasons that the partner offers to the public, in its order.
    fn of<'a>(&'a self, tx: &'a mut Tx, partner: &'a PartnerCode) -> Asked<'a, Vec<Reason>>;
}

/// How long people wait now.
pub trait Waits: Send + Sync {
    /// Seconds that callers wait now, from the telephone's own events; `None`: nothing is known of the last half hour.
    fn now<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        channel: Channel,
        now: Timestamp,
    ) -> Asked<'a, Option<u32>>;
}

/// What the person said already, so that nobody has to say it twice.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// For which partner.
    pub partner: PartnerCode,
    /// The reason.
    pub reason: String,
    /// By which way they go on.
    pub channel: Channel,
    /// In which language.
    pub lang: Lang,
    /// Their name, and the number where they want to be called.
    pub name: String,
    /// See `name`.
    pub phone: String,
    /// What it is about, in their words.
    pub message: String,
    /// What they told of their situation, as sentences for the agent; first that it cannot wait, where they said so.
    pub situation: Vec<String>,
    /// Whether it cannot wait.
    pub is_urgent: bool,
    /// When they want to be called, if they chose.
    pub wanted_at: Option<Timestamp>,
}

/// Where what was said goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    /// The request, as the inbox names it.
    pub request: String,
    /// The code by which the person follows it.
    pub follow_up: String,
}

impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Said")
            .field("partner", &self.partner)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// Gives the chosen way what was already said.
pub trait Handover: Send + Sync {
    /// Whether the partner has an inbox that takes what was said, and its form.
    fn takes<'a>(&'a self, tx: &'a mut Tx, partner: &'a PartnerCode) -> Asked<'a, bool>;

    /// Makes a request of it, and for the telephone a call to be made, in this transaction. `None`: the partner has no inbox.
    fn hand_over<'a>(
        &'a self,
        tx: &'a mut Tx,
        said: &'a Said,
        now: Timestamp,
    ) -> Asked<'a, Option<HandedOver>>;
}

/// The draw of a randomised trial.
pub trait Trials: Send + Sync {
    /// Whether the partner has a trial of this code whose units are drawn one by one; it may not run yet.
    fn is_known<'a>(&'a self, tx: &'a mut Tx, partner: &'a PartnerCode, trial: &'a str) -> Asked<'a, bool>;

    /// Whether this unit is advised: by the trial's own allocation, kept for good. `None`: the trial does not run.
    fn is_advised<'a>(
        &'a self,
        partner: &'a PartnerCode,
        trial: &'a str,
        unit: &'a str,
        now: Timestamp,
    ) -> Asked<'a, Option<bool>>;
}
