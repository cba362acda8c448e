//! Posts to programs what waits for them.

use std::{fmt, sync::Arc, time::Duration};

use futures::future::join_all;
use gateways::hook::{Answered, HookError, Poster};
use jiff::Timestamp;
use kernel::Clock;
use register::{Db, StoreError};
use tokio::time::sleep;

use super::{
    Signer, Webhook,
    store::{self, Delivery, Tried},
};
use crate::store::{calls, once};

/// How often one looks whether something waits.
const PAUSE: Duration = Duration::from_secs(2);
/// How often what is old is removed.
const SWEEP_PAUSE: Duration = Duration::from_hours(1);
/// Messages to one receiver at once; one alone to a receiver that did not answer last time.
const AT_ONCE: i64 = 4;

/// Posts to programs, with all that this takes. Cheap to clone.
#[derive(Clone)]
pub struct Postman {
    /// The register.
    pub db: Db,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The way out.
    pub poster: Poster,
    /// Signs.
    pub signer: Signer,
}

impl fmt::Debug for Postman {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postman").finish_non_exhaustive()
    }
}

impl Postman {
    /// Posts for ever.
    pub async fn run(self) {
        let mut swept: Option<Timestamp> = None;
        loop {
            let now = self.clock.now();
            if swept.is_none_or(|it| now > it + SWEEP_PAUSE) {
                if let Err(error) = self.sweep(now).await {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "old messages to programs were not removed");
                }
                swept = Some(now);
            }
            match self.round().await {
                Ok(0) => sleep(PAUSE).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "programs were not told");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Posts what is due to every receiver, side by side, so that a slow one keeps no other waiting; says how many messages were tried.
    pub async fn round(&self) -> Result<usize, StoreError> {
        let now = self.clock.now();
        // Nobody else's writing waits where nothing is due.
        let mut tx = self.db.read().await?;
        let due = store::due(&mut tx, now).await?;
        drop(tx);
        if due.is_empty() {
            return Ok(0);
        }
        let mut tx = self.db.write().await?;
        let mut claimed: Vec<(Webhook, Delivery)> = Vec::new();
        for hook in due {
            let most = if hook.failures > 0 { 1 } else { AT_ONCE };
            for delivery in store::claim(&mut tx, hook.id, (most, now)).await? {
                claimed.push((hook.clone(), delivery));
            }
        }
        tx.commit().await?;
        let tried = join_all(claimed.iter().map(|(hook, delivery)| self.post(hook, delivery))).await;
        for ((hook, delivery), tried) in claimed.iter().zip(tried) {
            let mut tx = self.db.write().await?;
            store::tried(&mut tx, hook, delivery, &tried, self.clock.now()).await?;
            tx.commit().await?;
        }
        Ok(claimed.len())
    }

    async fn post(&self, hook: &Webhook, delivery: &Delivery) -> Tried {
        let at_s = self.clock.now().as_second();
        let headers = [
            ("x-efficaces-event", delivery.event.clone()),
            ("x-efficaces-delivery", delivery.id.to_string()),
            ("x-efficaces-timestamp", at_s.to_string()),
            ("x-efficaces-signature", format!("v1={}", self.signer.sign(hook, at_s, &delivery.body))),
        ];
        of_answer(self.poster.post(&hook.url, &headers, delivery.body.clone()).await)
    }

    async fn sweep(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        let told = store::sweep(&mut tx, now).await?;
        let keys = once::sweep(&mut tx, now).await?;
        let calls = calls::sweep(&mut tx, now).await?;
        tx.commit().await?;
        if told + keys + calls > 0 {
            tracing::info!(told, keys, calls, "swept what programs were told and asked");
        }
        Ok(())
    }
}

/// What an answer comes to.
fn of_answer(answer: Result<Answered, HookError>) -> Tried {
    match answer {
        Ok(Answered { status, text }) => Tried {
            is_taken: (200..300).contains(&status),
            // 410: the receiver says that it is gone and stays so.
            is_for_good: status == 410,
            is_away: matches!(status, 429 | 502 | 503 | 504),
            status: Some(i64::from(status)),
            answer: Some(text),
            problem: None,
        },
        Err(error) => Tried {
            is_taken: false,
            is_for_good: false,
            is_away: true,
            status: None,
            answer: None,
            problem: Some(problem(&error)),
        },
    }
}

/// The code under which the register keeps why there was no answer.
const fn problem(error: &HookError) -> &'static str {
    match error {
        HookError::BadAddress => "bad-address",
        HookError::NotSecure => "not-secure",
        HookError::Private => "private",
        HookError::TooSlow => "too-slow",
        HookError::Unreachable(_) => "unreachable",
    }
}
