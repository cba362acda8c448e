//! What programs are told waits in the register, and is posted in rounds.
//!
//! **Invariants:** what is posted was claimed and committed first, so that no other server posts it meanwhile; where nothing is due, nobody
//! who writes waits; a receiver that is slow or away keeps no other one waiting for longer than one try takes.

use std::{error::Error, time::Duration};

use futures::future::join_all;
use jiff::Timestamp;
use kernel::Clock;
use register::{Db, StoreError, Tx};
use tokio::time::sleep;

/// How often one looks whether something waits.
const PAUSE: Duration = Duration::from_secs(2);
/// How often what is old is removed.
const SWEEP_PAUSE: Duration = Duration::from_hours(1);
/// The first pause of a receiver that does not answer; each one after is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(30);

/// What is posted to whom, and what becomes of it. What it writes is written in the transaction that it is given.
pub trait Posting: Sync {
    /// Letters to one receiver at once; one alone to a receiver that did not answer last time.
    const AT_ONCE: i64;
    /// Who is told.
    type Receiver: Sync;
    /// What they are told.
    type Letter: Sync;
    /// What came of a try.
    type Tried: Send;

    /// The receivers for which something is due.
    fn due(
        &self,
        tx: &mut Tx,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Self::Receiver>, StoreError>> + Send;

    /// Tries in a row that a receiver did not answer.
    fn failures(receiver: &Self::Receiver) -> i64;

    /// Claims up to `most` letters that are due to a receiver.
    fn claim(
        &self,
        tx: &mut Tx,
        receiver: &Self::Receiver,
        most: i64,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Self::Letter>, StoreError>> + Send;

    /// Posts one.
    fn post(
        &self,
        receiver: &Self::Receiver,
        letter: &Self::Letter,
    ) -> impl Future<Output = Result<Self::Tried, StoreError>> + Send;

    /// Writes what came of it.
    fn tried(
        &self,
        tx: &mut Tx,
        both: (&Self::Receiver, &Self::Letter),
        tried: Self::Tried,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Removes what is old.
    fn sweep(&self, tx: &mut Tx, now: Timestamp) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Posts for ever.
pub async fn run(work: &impl Posting, db: &Db, clock: &dyn Clock) {
    let mut swept: Option<Timestamp> = None;
    loop {
        let now = clock.now();
        if swept.is_none_or(|it| now > it + SWEEP_PAUSE) {
            if let Err(error) = sweep(work, db, now).await {
                tracing::warn!(error = &error as &dyn Error, "what programs were told was not removed");
            }
            swept = Some(now);
        }
        match round(work, db, clock).await {
            Ok(0) => sleep(PAUSE).await,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(error = &error as &dyn Error, "programs were not told");
                sleep(PAUSE).await;
            }
        }
    }
}

/// Posts what is due to every receiver, side by side; gives how many letters were tried.
///
/// # Errors
///
/// The register's: what was claimed is tried again once its claim has run out.
pub async fn round<P: Posting>(work: &P, db: &Db, clock: &dyn Clock) -> Result<usize, StoreError> {
    let now = clock.now();
    let mut tx = db.read().await?;
    let due = work.due(&mut tx, now).await?;
    drop(tx);
    if due.is_empty() {
        return Ok(0);
    }
    let mut tx = db.write().await?;
    let mut claimed = Vec::new();
    for receiver in &due {
        let most = if P::failures(receiver) > 0 { 1 } else { P::AT_ONCE };
        let letters = work.claim(&mut tx, receiver, most, now).await?;
        claimed.extend(letters.into_iter().map(|it| (receiver, it)));
    }
    tx.commit().await?;
    let tried = join_all(claimed.iter().map(|(receiver, letter)| work.post(receiver, letter))).await;
    let mut tx = db.write().await?;
    let mut failed = None;
    for ((receiver, letter), tried) in claimed.iter().zip(tried) {
        match tried {
            Ok(tried) => work.tried(&mut tx, (receiver, letter), tried, clock.now()).await?,
            // One that could not be written takes no other down.
            Err(error) => failed = Some(error),
        }
    }
    tx.commit().await?;
    failed.map_or(Ok(claimed.len()), Err)
}

async fn sweep(work: &impl Posting, db: &Db, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = db.write().await?;
    work.sweep(&mut tx, now).await?;
    tx.commit().await
}

/// How long a receiver that did not answer so many times in a row is left alone, `most` at the longest.
pub fn pause(failures: i64, most: Duration) -> Duration {
    grown((FIRST_PAUSE, 2), failures, most)
}

/// A delay after so many tries: `first`, then `times` longer after each, `most` at the longest.
pub fn grown((first, times): (Duration, u32), tries: i64, most: Duration) -> Duration {
    let steps = u32::try_from(tries.clamp(1, 16) - 1).unwrap_or(0);
    first.saturating_mul(times.saturating_pow(steps)).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_that_stays_away_is_left_alone_for_longer_and_longer() {
        let half_an_hour = Duration::from_mins(30);
        let pauses = [1, 2, 3, 7, 100].map(|it| pause(it, half_an_hour).as_secs());
        assert_eq!(pauses, [30, 60, 120, 1_800, 1_800]);
    }
}
