//! Posts to programs what waits for them.

use std::{fmt, sync::Arc};

use gateways::{
    hook::{Answered, HookError, Poster},
    posting::{self, Posting},
};
use jiff::Timestamp;
use kernel::Clock;
use register::{Db, StoreError, Tx};

use super::{
    Signer, Webhook,
    store::{self, Delivery, Tried},
};
use crate::store::{calls, once};

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
        posting::run(&self, &self.db, &*self.clock).await;
    }

    /// Posts what is due to every receiver, side by side; says how many messages were tried.
    pub async fn round(&self) -> Result<usize, StoreError> {
        posting::round(self, &self.db, &*self.clock).await
    }
}

impl Posting for Postman {
    const AT_ONCE: i64 = 4;

    type Receiver = Webhook;
    type Letter = Delivery;
    type Tried = Tried;

    async fn due(&self, tx: &mut Tx, now: Timestamp) -> Result<Vec<Webhook>, StoreError> {
        store::due(tx, now).await
    }

    fn failures(hook: &Webhook) -> i64 {
        hook.failures
    }

    async fn claim(
        &self,
        tx: &mut Tx,
        hook: &Webhook,
        most: i64,
        now: Timestamp,
    ) -> Result<Vec<Delivery>, StoreError> {
        store::claim(tx, hook.id, (most, now)).await
    }

    async fn post(&self, hook: &Webhook, delivery: &Delivery) -> Result<Tried, StoreError> {
        let at_s = self.clock.now().as_second();
        let headers = [
            ("x-efficaces-event", delivery.event.clone()),
            ("x-efficaces-delivery", delivery.id.to_string()),
            ("x-efficaces-timestamp", at_s.to_string()),
            ("x-efficaces-signature", format!("v1={}", self.signer.sign(hook, at_s, &delivery.body))),
        ];
        Ok(of_answer(self.poster.post(&hook.url, &headers, delivery.body.clone()).await))
    }

    async fn tried(
        &self,
        tx: &mut Tx,
        (hook, delivery): (&Webhook, &Delivery),
        tried: Tried,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        store::tried(tx, hook, delivery, &tried, now).await
    }

    async fn sweep(&self, tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
        let told = store::sweep(tx, now).await?;
        let keys = once::sweep(tx, now).await?;
        let calls = calls::sweep(tx, now).await?;
        if told + keys + calls > 0 {
            tracing::info!(told, keys, calls, "swept what programs were told and asked");
        }
        Ok(())
    }
}

/// What an answer comes to.
fn of_answer(answer: Result<Answered, HookError>) -> Tried {
    match answer {
        Ok(answered) => Tried {
            is_taken: answered.is_taken(),
            // 410: the receiver says that it is gone and stays so.
            is_for_good: answered.status == 410,
            is_away: answered.is_away(),
            status: Some(i64::from(answered.status)),
            answer: Some(answered.text),
            problem: None,
        },
        Err(error) => Tried {
            is_taken: false,
            is_for_good: false,
            is_away: true,
            status: None,
            answer: None,
            problem: Some(error.code()),
        },
    }
}
