//! Posts what programs are to be told.

use std::{fmt, sync::Arc, time::Duration};

use futures::future::join_all;
use gateways::hook::{Answered, HookError, Poster};
use jiff::Timestamp;
use kernel::Clock;
use register::{Db, StoreError, Tx};
use tokio::time::sleep;

use super::{
    Kind, store,
    store::{Told, Tried},
    token,
};
use crate::{address::Keyring, api, notice::NoticeId};

/// How often one looks whether something waits.
const PAUSE: Duration = Duration::from_secs(2);
/// How often what is old is removed.
const SWEEP_PAUSE: Duration = Duration::from_hours(1);
/// Posts at once.
const AT_ONCE: i64 = 16;

/// Tells programs, with all that this takes. Cheap to clone.
#[derive(Clone)]
pub struct Teller {
    /// The register.
    pub db: Db,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The way out.
    pub poster: Poster,
    /// The instance's keys.
    pub keyring: Keyring,
}

impl fmt::Debug for Teller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Teller").finish_non_exhaustive()
    }
}

impl Teller {
    /// Tells for ever.
    pub async fn run(self) {
        let mut swept: Option<Timestamp> = None;
        loop {
            let now = self.clock.now();
            if swept.is_none_or(|it| now > it + SWEEP_PAUSE) {
                if let Err(error) = self.sweep(now).await {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "what programs were told was not removed");
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

    /// Posts what is due, side by side, and says how much was tried.
    pub async fn round(&self) -> Result<usize, StoreError> {
        let now = self.clock.now();
        // Nobody else's writing waits where nothing is due.
        let mut tx = self.db.read().await?;
        let is_due = store::is_due(&mut tx, now).await?;
        drop(tx);
        if !is_due {
            return Ok(0);
        }
        let mut tx = self.db.write().await?;
        let claimed = store::claim(&mut tx, AT_ONCE, now).await?;
        tx.commit().await?;
        let tried = join_all(claimed.iter().map(|it| self.tell(it))).await;
        let mut tx = self.db.write().await?;
        for (told, tried) in claimed.iter().zip(tried) {
            store::tried(&mut tx, told, &tried?, self.clock.now()).await?;
        }
        tx.commit().await?;
        Ok(claimed.len())
    }

    async fn tell(&self, told: &Told) -> Result<Tried, StoreError> {
        let mut tx = self.db.read().await?;
        let callback = store::find(&mut tx, told.service, told.kind).await?;
        let body = body(&mut tx, told).await?;
        drop(tx);
        // Nobody wants to be told any more, or what was to be told is forgotten.
        let (Some(callback), Some(body)) = (callback, body) else {
            return Ok(Tried {
                is_taken: false,
                is_worth_another: false,
                status: None,
                problem: Some("gone".to_owned()),
            });
        };
        let bearer = format!("Bearer {}", token(&self.keyring, &callback).reveal());
        Ok(of_answer(self.poster.post(&callback.url, &[("authorization", bearer)], body).await))
    }

    async fn sweep(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        let told = store::sweep(&mut tx, now).await?;
        tx.commit().await?;
        if told > 0 {
            tracing::info!(told, "swept what programs were told");
        }
        Ok(())
    }
}

/// What is told, as it stands now.
async fn body(tx: &mut Tx, told: &Told) -> Result<Option<String>, StoreError> {
    Ok(match told.kind {
        Kind::Delivery => {
            let notice = crate::store::notices::get(tx, NoticeId::from_uuid(told.subject)).await?;
            notice.map(|it| api::receipt(&it).to_string())
        }
        Kind::Received => api::received_text(tx, told.service, told.subject).await?.map(|it| it.to_string()),
    })
}

/// What an answer comes to.
fn of_answer(answer: Result<Answered, HookError>) -> Tried {
    match answer {
        Ok(Answered { status, text }) => {
            let is_taken = (200..300).contains(&status);
            Tried {
                is_taken,
                is_worth_another: status == 429 || status >= 500,
                status: Some(i64::from(status)),
                problem: (!is_taken).then_some(text),
            }
        }
        Err(error) => {
            // An address that may not be posted to stays so.
            let is_worth_another = matches!(error, HookError::TooSlow | HookError::Unreachable(_));
            Tried { is_taken: false, is_worth_another, status: None, problem: Some(error.to_string()) }
        }
    }
}
