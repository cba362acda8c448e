//! Guidance within the product: where reasons, waits, the inbox and trials come from, and the work beside its pages.

mod inbox;
mod ports;

use std::{sync::Arc, time::Duration};

use ::guidance::{
    Guide,
    guide::Ports,
    learning::School,
    store::{given, models},
};
use channel_choice::Prior;
use engine::Engine;
use jiff::{SignedDuration, Timestamp};
use laboratory::Laboratory;
use register::StoreError;
use requests::better_way::BetterWays;
use tokio::time::sleep;

use self::inbox::IllSuited;
use self::ports::{HouseReasons, InboxHandover, LaboratoryTrials, TelephoneWaits};
use crate::{failure::Failure, inbox::Inbox, instance::Instance};

/// How often it is looked whether another server learned anew.
const RENEW_PAUSE: Duration = Duration::from_mins(1);
/// How often it is looked whether it is time to learn, and what has run out is removed.
const LEARN_PAUSE: Duration = Duration::from_mins(10);
/// A model is learned anew when it is older.
const LEARNED_EVERY: SignedDuration = SignedDuration::from_hours(24);
/// Advice is kept so long, as its first page says.
const ADVICE_KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

/// What gives advice, and what it learns from. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Guidance {
    pub(crate) guide: Guide,
    school: School,
}

impl Guidance {
    /// What tells agents of a better way than the one by which somebody wrote.
    pub(crate) fn better_ways(&self) -> Arc<dyn BetterWays> {
        Arc::new(IllSuited::new(self.guide.clone()))
    }

    /// What gives advice in an instance; `engine` answers what became of first contacts.
    pub(crate) fn open(
        instance: &Instance,
        inbox: &Inbox,
        engine: &Engine,
        laboratory: &Laboratory,
    ) -> Result<Self, Failure> {
        let prior = Prior::ours().map_err(|it| Failure::failed_by(&it))?;
        let ports = Ports {
            reasons: Arc::new(HouseReasons),
            waits: Arc::new(TelephoneWaits),
            handover: Arc::new(InboxHandover { keys: Arc::clone(&inbox.mailroom.keys) }),
            trials: Arc::new(LaboratoryTrials { db: instance.db.clone(), laboratory: laboratory.clone() }),
        };
        let guide = Guide::start(instance.db.clone(), Arc::clone(&instance.clock), ports, &prior);
        Ok(Self { guide, school: school(instance, engine, prior) })
    }

    /// Takes over what was learned, by this server or by another, for ever.
    pub(crate) async fn renew(self) {
        loop {
            if let Err(error) = self.guide.renew().await {
                tracing::warn!(error = &error as &dyn std::error::Error, "what was learned was not read");
            }
            sleep(RENEW_PAUSE).await;
        }
    }

    /// Learns once a day, and removes what has run out, for ever.
    pub(crate) async fn learn(self) {
        loop {
            let now = self.guide.clock().now();
            match self.is_due(now).await {
                Ok(true) => self.learn_at(now).await,
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "what was learned was not read");
                }
            }
            if let Err(error) = self.forget(now).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "old advice was not removed");
            }
            sleep(LEARN_PAUSE).await;
        }
    }

    async fn learn_at(&self, now: Timestamp) {
        match self.school.learn(now).await {
            Ok(Some(model)) => {
                tracing::info!(%model, "what each way brings was learned anew");
                if let Err(error) = self.guide.renew().await {
                    tracing::warn!(error = &error as &dyn std::error::Error, "what was learned was not read");
                }
            }
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "what each way brings was not learned"
                );
            }
        }
    }

    async fn is_due(&self, now: Timestamp) -> Result<bool, StoreError> {
        let mut tx = self.guide.db().read().await?;
        let fitted_at = models::latest_fit(&mut tx).await?;
        let latest = models::latest_id(&mut tx).await?;
        drop(tx);
        // One that this program cannot read, of another version of it, is no model.
        let is_unread = latest != self.guide.learned().0 && self.guide.renew().await.is_err();
        // One of a day to come: the clock of a demonstration was set back.
        Ok(is_unread || fitted_at.is_none_or(|it| now.duration_since(it).abs() >= LEARNED_EVERY))
    }

    async fn forget(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.guide.db().write().await?;
        let gone = given::forget_before(&mut tx, now - ADVICE_KEPT).await?;
        tx.commit().await?;
        if gone > 0 {
            tracing::info!(gone, "advice that was kept for long enough is removed");
        }
        Ok(())
    }
}

/// What learns from the log of an instance.
pub(crate) fn school(instance: &Instance, engine: &Engine, prior: Prior) -> School {
    School::new(instance.db.clone(), Arc::new(engine.clone()), prior)
}
