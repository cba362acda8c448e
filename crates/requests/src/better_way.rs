//! That another way of contact settles a matter clearly more often than the one by which a message came: whoever knows it tells the agent who
//! answers.

use std::fmt;

use futures::future::BoxFuture;
use kernel::{Channel, Lang, PartnerCode};
use register::{StoreError, Tx};

/// How a request came, and who reads what is said of it.
#[derive(Debug, Clone, Copy)]
pub struct Came<'a> {
    /// The reason, a code of the partner's list.
    pub reason: &'a str,
    /// The way by which it came.
    pub channel: Channel,
    /// The agent's language.
    pub agent: Lang,
    /// The language in which the usager writes.
    pub usager: Lang,
    /// The public address of this site, for a link; `None`: it has none.
    pub public_url: Option<&'a str>,
}

/// What an agent is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BetterWay {
    /// Which way settles more often, and by how much.
    pub hint: String,
    /// What to answer, in the usager's language.
    pub sentence: String,
}

/// Knows how often each way settles a matter.
pub trait BetterWays: fmt::Debug + Send + Sync {
    /// A way that settles the matter clearly more often; `None`: there is none, or nobody can tell.
    fn than<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        came: Came<'a>,
    ) -> BoxFuture<'a, Result<Option<BetterWay>, StoreError>>;
}
