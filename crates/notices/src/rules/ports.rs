//! What rules need of the rest of the product, and what they give it.

use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use register::{StoreError, Tx};
use serde_json::Value;

use super::facts::Fact;
use crate::{
    notice::TurnId,
    people::{Asked, Person},
};

/// See [`CallTask`].
pub type CallId = Id<CallTask>;

/// A call that a rule asks for.
#[derive(Debug, Clone)]
pub struct CallTask {
    /// Its id.
    pub id: CallId,
    /// Whose usager.
    pub partner: PartnerCode,
    /// Of which turn.
    pub turn: TurnId,
    /// About which request, in the words of the partner's systems.
    pub request: String,
    /// Whom.
    pub person: Person,
    /// What to say.
    pub script: String,
}

impl Kind for CallTask {
    const PREFIX: &'static str = "cal";
}

/// Where agents find whom to call.
pub trait CallTasks: Send + Sync {
    /// Puts a call where agents work, in this transaction; gives what names it there. `None`: it stands in the rules' own list only.
    fn put<'a>(&'a self, tx: &'a mut Tx, task: &'a CallTask, now: Timestamp) -> Asked<'a, Option<String>>;

    /// Takes a call away that nobody has made yet: what it was for is reached.
    fn take_away<'a>(&'a self, tx: &'a mut Tx, callback: &'a str, now: Timestamp) -> Asked<'a, ()>;
}

/// Agents find calls in the rules' own list only.
#[derive(Debug, Clone, Copy, Default)]
pub struct OwnList;

impl CallTasks for OwnList {
    fn put<'a>(&'a self, _: &'a mut Tx, _: &'a CallTask, _: Timestamp) -> Asked<'a, Option<String>> {
        Box::pin(async { Ok(None) })
    }

    fn take_away<'a>(&'a self, _: &'a mut Tx, _: &'a str, _: Timestamp) -> Asked<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

/// Brings what happens to requests elsewhere in the product.
///
/// [`Fact::usager`] is the name by which the contact log knows the person: the partner's own, else the person's id.
pub trait Happenings: Send + Sync {
    /// The name under which its facts are kept: [`Fact::source`].
    fn source(&self) -> &'static str;

    /// Whether the contact log is to have its statuses and promises as events of requests; it knows those that it has already.
    fn is_for_log(&self) -> bool {
        true
    }

    /// What happened after a place, at most so many facts, and the place after them; the same facts whenever the place is the same. A place
    /// is a text of the composition's own; the first is empty. What is committed late must come all the same: whoever brings
    /// facts goes back far enough, facts that are known are passed over.
    fn since<'a>(
        &'a self,
        tx: &'a mut Tx,
        place: &'a str,
        most: usize,
        now: Timestamp,
    ) -> Asked<'a, (Vec<Fact>, String)>;
}

/// What is to be expected of a promise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// How probable it is that the promise is missed, from 0 to 1.
    pub missed: f64,
    /// A day by which the answer comes in nine cases of ten, as its last instant; `None`: nobody can say, or the promised day is as good.
    pub new_date: Option<Timestamp>,
}

/// Knows how probable it is that promises are missed.
pub trait Forecast: Send + Sync {
    /// What is to be expected of the promise of a request; `None`: nobody can tell, and its nearness decides.
    fn outlook<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        request: &'a str,
        due: Timestamp,
        now: Timestamp,
    ) -> Asked<'a, Option<Outlook>>;

    /// The person was told a new date (the second of `dates`) in the place of the one that was promised (the first): whoever shows the
    /// promise shows the new one, in this transaction.
    fn announced<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        request: &'a str,
        dates: (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Asked<'a, ()>;
}

/// Knows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoForecast;

impl Forecast for NoForecast {
    fn outlook<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a PartnerCode,
        _: &'a str,
        _: Timestamp,
        _: Timestamp,
    ) -> Asked<'a, Option<Outlook>> {
        Box::pin(async { Ok(None) })
    }

    fn announced<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a PartnerCode,
        _: &'a str,
        _: (Timestamp, Timestamp),
        _: Timestamp,
    ) -> Asked<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

/// Takes request events for the contact log, in the columns `request`, `usager`, `occurred_at`, `status`, `life_event`, `due_at`.
pub trait EventLedger: Send + Sync {
    /// Takes the events of a partner; when it answers, they are on disk. It may be given the same event again. `false`, one each: it was
    /// refused, and the log line says why.
    fn take(&self, partner: PartnerCode, events: Vec<Value>) -> BoxFuture<'_, Result<Vec<bool>, StoreError>>;
}
