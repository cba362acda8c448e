//! The rules at work: what happened is read, turns begin, go on and end.
//!
//! Each request is looked after in one transaction, which takes away the mark that it is to be looked at: whatever is killed when, it is
//! looked at again, and nothing is done twice.

use std::{fmt, sync::Arc, time::Duration};

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{StoreError, Tx};
use serde_json::{Map, Value, json};
use tokio::time::sleep;

use super::{
    attend::Attendant,
    facts::{Fact, What},
    ports::{CallTasks, EventLedger, Forecast, Happenings},
    store::{
        calls,
        facts::{self, ForLog},
        turns,
    },
};
use crate::accept::Door;

/// How often one looks whether there is something to do.
const PAUSE: Duration = Duration::from_secs(2);
/// How often what is old is removed.
const SWEEP_PAUSE: Duration = Duration::from_hours(6);
/// Requests that share a transaction.
const TOGETHER: i64 = 100;
/// A request that fails is tried again after this.
const TRIED_AGAIN: Duration = Duration::from_mins(10);
/// How far back one looks for messages that failed: a server that was away for longer looks back from its start.
const FAILED_BACK: Duration = Duration::from_mins(30);
/// How far back one looks for them at the start.
const FAILED_BACK_FIRST: Duration = Duration::from_hours(14 * 24);
/// Facts of one bringer in one round.
const BROUGHT_MAX: usize = 500;
/// The status of an event of the contact log that only promises an answer.
const PROMISED: &str = "promised";
/// Events that are given to the contact log at once.
const GIVEN_MAX: i64 = 1_000;

/// The rules at work, with all that this takes. Cheap to clone.
#[derive(Clone)]
pub struct Worker {
    /// The one door.
    pub door: Door,
    /// Where agents find whom to call.
    pub calls: Arc<dyn CallTasks>,
    /// Knows better whether promises will be missed.
    pub forecast: Arc<dyn Forecast>,
    /// Who brings what happens elsewhere in the product.
    pub happenings: Vec<Arc<dyn Happenings>>,
    /// Who takes events for the contact log; `None`: nobody.
    pub ledger: Option<Arc<dyn EventLedger>>,
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").finish_non_exhaustive()
    }
}

impl Worker {
    /// Works for ever.
    pub async fn run(self) {
        let (mut swept, mut is_first): (Option<Timestamp>, bool) = (None, true);
        loop {
            let now = self.door.clock.now();
            if swept.is_none_or(|it| now > it + SWEEP_PAUSE) {
                if let Err(error) = self.sweep(now).await {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "old facts of requests were not removed");
                }
                swept = Some(now);
            }
            let back = if is_first { FAILED_BACK_FIRST } else { FAILED_BACK };
            match self.look(back).await {
                Ok(count) => {
                    is_first = false;
                    if count == 0 {
                        sleep(PAUSE).await;
                    }
                }
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "the rules stand still");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Does all that is to be done now, once; says how many requests were looked after. Zero: nothing is left to do.
    ///
    /// # Errors
    ///
    /// If the register fails; what was committed stays, the rest comes again.
    pub async fn round(&self) -> Result<usize, StoreError> {
        self.look(FAILED_BACK_FIRST).await
    }

    async fn look(&self, back: Duration) -> Result<usize, StoreError> {
        let now = self.door.clock.now();
        for source in &self.happenings {
            self.bring(&**source, now).await?;
        }
        if let Some(ledger) = &self.ledger {
            self.give(&**ledger).await?;
        }
        let mut tx = self.door.db.read().await?;
        let failed = turns::failures(&mut tx, now - back).await?;
        drop(tx);
        if !failed.is_empty() {
            let mut tx = self.door.db.write().await?;
            for id in failed {
                turns::has_failed(&mut tx, id, now).await?;
            }
            tx.commit().await?;
        }
        let count = self.attend_touched(now).await? + self.attend_due(now).await?;
        self.take_calls_away(now).await?;
        Ok(count)
    }

    /// Requests to which something happened.
    async fn attend_touched(&self, now: Timestamp) -> Result<usize, StoreError> {
        let mut tx = self.door.db.read().await?;
        let touched = facts::touched(&mut tx, now, TOGETHER).await?;
        drop(tx);
        if touched.is_empty() {
            return Ok(0);
        }
        if self.attend_all(&touched, now).await.is_ok() {
            return Ok(touched.len());
        }
        // One request must not keep the others waiting: each is tried alone, and what fails comes again later.
        for it in &touched {
            if let Err(error) = self.attend_all(std::slice::from_ref(it), now).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "a request was not looked after");
                let mut tx = self.door.db.write().await?;
                facts::put_off(&mut tx, it, now + TRIED_AGAIN).await?;
                tx.commit().await?;
            }
        }
        Ok(touched.len())
    }

    async fn attend_all(&self, touched: &[facts::Touched], now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.door.db.write().await?;
        let mut attendant = Attendant::new(&self.door, (&*self.calls, &*self.forecast), now);
        for it in touched {
            attendant.attend(&mut tx, &it.partner, &it.request).await?;
            facts::looked_at(&mut tx, it).await?;
        }
        tx.commit().await
    }

    /// Requests of which a turn is due.
    async fn attend_due(&self, now: Timestamp) -> Result<usize, StoreError> {
        let mut tx = self.door.db.read().await?;
        let due = turns::due(&mut tx, now, TOGETHER).await?;
        drop(tx);
        if due.is_empty() || self.attend_each(&due, now).await.is_ok() {
            return Ok(due.len());
        }
        for it in &due {
            if let Err(error) = self.attend_each(std::slice::from_ref(it), now).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "a turn of a rule was not taken");
                let mut tx = self.door.db.write().await?;
                turns::put_off_due(&mut tx, (&it.0, &it.1), now, now + TRIED_AGAIN).await?;
                tx.commit().await?;
            }
        }
        Ok(due.len())
    }

    async fn attend_each(&self, due: &[(PartnerCode, String)], now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.door.db.write().await?;
        let mut attendant = Attendant::new(&self.door, (&*self.calls, &*self.forecast), now);
        for (partner, request) in due {
            attendant.attend(&mut tx, partner, request).await?;
        }
        tx.commit().await
    }

    /// Brings what happened elsewhere in the product.
    async fn bring(&self, source: &dyn Happenings, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.door.db.read().await?;
        let place = facts::place(&mut tx, source.source()).await?;
        let (brought, next) = source.since(&mut tx, &place, BROUGHT_MAX, now).await?;
        drop(tx);
        if brought.is_empty() && next == place {
            return Ok(());
        }
        let mut tx = self.door.db.write().await?;
        for fact in &brought {
            let log = match fact.what {
                What::Status(_) if source.is_for_log() => ForLog::Yes(None),
                What::Promise(due) if source.is_for_log() => ForLog::Yes(Some(due)),
                _ => ForLog::No,
            };
            facts::record(&mut tx, fact, log, now).await?;
        }
        facts::keep_place(&mut tx, source.source(), &next).await?;
        tx.commit().await
    }

    /// Gives the contact log the events that it has not got; after a crash some are given again, and counted once: the log knows them by
    /// request, usager, instant, status and due date.
    async fn give(&self, ledger: &dyn EventLedger) -> Result<(), StoreError> {
        let mut tx = self.door.db.read().await?;
        let waiting = facts::unlogged(&mut tx, GIVEN_MAX).await?;
        drop(tx);
        let mut left = waiting.as_slice();
        while let Some(first) = left.first() {
            let length = left.iter().take_while(|it| it.0.partner == first.0.partner).count();
            let (group, rest) = left.split_at(length);
            left = rest;
            let taken = ledger.take(first.0.partner.clone(), group.iter().map(event).collect()).await?;
            let mut tx = self.door.db.write().await?;
            for ((fact, _), is_taken) in group.iter().zip(taken) {
                if !is_taken {
                    tracing::warn!(fact = %fact.id, "the contact log refused an event of a request");
                }
                facts::logged(&mut tx, fact.id).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    /// Takes calls away from where agents work whose rule was stopped.
    async fn take_calls_away(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.door.db.read().await?;
        let left = calls::left_behind(&mut tx).await?;
        drop(tx);
        if left.is_empty() {
            return Ok(());
        }
        let mut tx: Tx = self.door.db.write().await?;
        for (id, callback) in left {
            self.calls.take_away(&mut tx, &callback, now).await?;
            calls::taken_away(&mut tx, id).await?;
        }
        tx.commit().await
    }

    async fn sweep(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.door.db.write().await?;
        let count = facts::sweep(&mut tx, now).await?;
        tx.commit().await?;
        if count > 0 {
            tracing::info!(count, "removed facts of requests of more than a year ago");
        }
        Ok(())
    }
}

/// An event in the columns of the contact log.
fn event((fact, due): &(Fact, Option<Timestamp>)) -> Value {
    let status = match &fact.what {
        What::Status(name) => name.as_str(),
        What::Promise(_) => PROMISED,
        What::Date { kind, .. } => kind.as_str(),
        What::Sign(sign) => sign.code(),
    };
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    put("request", json!(fact.request));
    put("usager", json!(fact.usager));
    put("occurred_at", json!(fact.at.to_string()));
    put("status", json!(status));
    put("life_event", json!(fact.life_event));
    put("due_at", json!(due.map(|it| it.to_string())));
    Value::Object(fields)
}
