//! Posts what programs are to be told.

use std::{fmt, sync::Arc};

use gateways::{
    hook::{Answered, HookError, Poster},
    posting::{self, Posting},
};
use jiff::Timestamp;
use kernel::Clock;
use register::{Db, StoreError, Tx};

use super::{
    Callback, Kind, store,
    store::{Told, Tried},
    token,
};
use crate::{address::Keyring, api, notice::NoticeId};

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
        posting::run(&self, &self.db, &*self.clock).await;
    }

    /// Posts what is due to every program, side by side, and says how much was tried.
    pub async fn round(&self) -> Result<usize, StoreError> {
        posting::round(self, &self.db, &*self.clock).await
    }

    /// Posts a text to a program, and gives what it answers.
    pub(super) async fn say(&self, callback: &Callback, body: String) -> Result<Answered, HookError> {
        let bearer = format!("Bearer {}", token(&self.keyring, callback).reveal());
        self.poster.post(&callback.url, &[("authorization", bearer)], body).await
    }
}

impl Posting for Teller {
    const AT_ONCE: i64 = 16;

    type Receiver = Callback;
    type Letter = Told;
    type Tried = Tried;

    async fn due(&self, tx: &mut Tx, now: Timestamp) -> Result<Vec<Callback>, StoreError> {
        store::due(tx, now).await
    }

    fn failures(callback: &Callback) -> i64 {
        callback.failures
    }

    async fn claim(
        &self,
        tx: &mut Tx,
        callback: &Callback,
        most: i64,
        now: Timestamp,
    ) -> Result<Vec<Told>, StoreError> {
        store::claim(tx, callback, most, now).await
    }

    async fn post(&self, callback: &Callback, told: &Told) -> Result<Tried, StoreError> {
        let mut tx = self.db.read().await?;
        let body = body(&mut tx, callback, told).await?;
        drop(tx);
        // What was to be told is forgotten meanwhile.
        let Some(body) = body else {
            return Ok(Tried { problem: Some("gone".to_owned()), ..Tried::default() });
        };
        Ok(of_answer(self.say(callback, body).await))
    }

    async fn tried(
        &self,
        tx: &mut Tx,
        (callback, told): (&Callback, &Told),
        tried: Tried,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        store::tried(tx, (callback, told), &tried, now).await
    }

    async fn sweep(&self, tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
        let told = store::sweep(tx, now).await?;
        if told > 0 {
            tracing::info!(told, "swept what programs were told");
        }
        Ok(())
    }
}

/// What is told, as it stands now.
async fn body(tx: &mut Tx, callback: &Callback, told: &Told) -> Result<Option<String>, StoreError> {
    Ok(match callback.kind {
        Kind::Delivery => {
            let notice = crate::store::notices::get(tx, NoticeId::from_uuid(told.subject)).await?;
            notice.map(|it| api::receipt(&it).to_string())
        }
        Kind::Received => {
            api::received_text(tx, callback.service, told.subject).await?.map(|it| it.to_string())
        }
    })
}

/// What an answer comes to.
fn of_answer(answer: Result<Answered, HookError>) -> Tried {
    match answer {
        Ok(answered) => Tried {
            is_taken: answered.is_taken(),
            is_worth_another: answered.status == 429 || answered.status >= 500,
            is_away: answered.is_away(),
            status: Some(i64::from(answered.status)),
            problem: (!answered.is_taken()).then_some(answered.text),
        },
        Err(error) => {
            // An address that may not be posted to stays so.
            let is_away = matches!(error, HookError::TooSlow | HookError::Unreachable(_));
            Tried {
                is_taken: false,
                is_worth_another: is_away,
                is_away,
                status: None,
                problem: Some(error.code().to_owned()),
            }
        }
    }
}
