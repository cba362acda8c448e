//! From the register and the contact log to what is said, and what follows from it: rules that make people call stop themselves.

use std::{
    collections::hash_map::DefaultHasher,
    fmt,
    hash::{Hash as _, Hasher as _},
    sync::Arc,
};

use jiff::Timestamp;
use kernel::{Channel, Euro, Explain, Message, PartnerCode, Scope};
use measures::{AfterMeasurer, MeasureError, UnitCosts, moments::MomentMeasurer};
use register::{Db, StoreError, partner};
use tokio::sync::Semaphore;

use super::{
    Effects, Settings, Turn, effects, must_stop, question,
    store::{self, Found, KeptTurn},
};
use crate::rules::rule::{Arm, Rule};

/// Passes over the contact log at a time; each uses all processors.
const PASSES_MAX: usize = 1;
const HOUR_S: i64 = 3_600;

/// The contact log, as effects and moments need it.
pub trait ContactLog: AfterMeasurer + MomentMeasurer {
    /// Stays the same as long as the partner's rows do.
    ///
    /// # Errors
    ///
    /// [`MeasureError::Log`] if the log cannot be read.
    fn mark(&self, partner: &PartnerCode) -> Result<u64, MeasureError>;

    /// The pseudonym under which the log knows a usager of a partner.
    fn usager(&self, partner: &PartnerCode, name: &str) -> u64;
}

/// Effects cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum EffectsError {
    /// The log.
    #[error(transparent)]
    Measure(#[from] MeasureError),
    /// The register.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for EffectsError {
    fn message(&self) -> Message {
        match self {
            Self::Measure(it) => it.message(),
            Self::Store(it) => it.message(),
        }
    }
}

/// Where effects are asked for. Cheap to clone.
#[derive(Clone)]
pub struct Watch {
    log: Arc<dyn ContactLog>,
    passes: Arc<Semaphore>,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

impl Watch {
    /// Over this log.
    pub fn new(log: Arc<dyn ContactLog>) -> Self {
        Self { log, passes: Arc::new(Semaphore::new(PASSES_MAX)) }
    }

    pub(crate) fn log(&self) -> &Arc<dyn ContactLog> {
        &self.log
    }

    /// Waits for a pass over the log.
    pub(crate) async fn pass<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn ContactLog) -> T + Send + 'static,
    ) -> T {
        // Nobody ever closes it; if somebody did, one pass more at a time does no harm.
        let _permit = self.passes.acquire().await.ok();
        let log = Arc::clone(&self.log);
        match tokio::task::spawn_blocking(move || work(log.as_ref())).await {
            Ok(done) => done,
            Err(ended) => std::panic::resume_unwind(ended.into_panic()),
        }
    }

    /// What the messages of a rule changed, as the log is now. What was found from the same log, the same turns, the same costs and
    /// within the hour is not computed again. What is new is kept.
    ///
    /// # Errors
    ///
    /// [`EffectsError`] if the register or the log cannot be read.
    pub async fn look(&self, db: &Db, rule: &Rule, now: Timestamp) -> Result<Found, EffectsError> {
        let mut tx = db.read().await?;
        let kept = store::found(&mut tx, rule.id).await?;
        let (turns_count, last_us) = store::turns_mark(&mut tx, rule.id).await?;
        let costs = partner::unit_costs(&mut tx, &Scope::Partner(rule.partner.clone())).await?;
        let mark = self.log.mark(&rule.partner)?;
        let costs_mark = mark_of(&costs);
        let hour = now.as_second() / HOUR_S;
        let state = format!("{mark:x}.{costs_mark:x}.{turns_count}.{last_us}.{}.{hour}", rule.version);
        if let Some(kept) = kept.filter(|it| it.state == state) {
            return Ok(kept);
        }
        let turns = store::turns(&mut tx, rule.id).await?;
        drop(tx);
        let mut table = UnitCosts::default();
        for (partner, channel, cost) in costs {
            table.set(partner, channel, cost);
        }
        let settings = Settings { territory: rule.plan.territory, ..Settings::default() };
        let reasons = rule.plan.condition.reasons.clone();
        let partner = rule.partner.clone();
        let measured = self.pass(move |log| measure(log, &partner, turns, reasons, &table, now, &settings));
        let found = Found { rule: rule.id, effects: measured.await?, state, found_at: now };
        let mut tx = db.write().await?;
        store::keep(&mut tx, &found).await?;
        tx.commit().await?;
        Ok(found)
    }
}

fn mark_of(costs: &[(PartnerCode, Channel, Euro)]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (partner, channel, cost) in costs {
        (partner.as_str(), channel.index(), cost.0).hash(&mut hasher);
    }
    hasher.finish()
}

fn measure(
    log: &dyn ContactLog,
    partner: &PartnerCode,
    turns: Vec<KeptTurn>,
    reasons: Vec<String>,
    costs: &UnitCosts,
    now: Timestamp,
    settings: &Settings,
) -> Result<Effects, MeasureError> {
    let turn = |it: KeptTurn| Turn {
        person: log.usager(partner, &it.usager),
        is_held: it.arm == Arm::Held,
        share_e4: it.share_e4,
        entered_at: it.entered_at,
        version: it.version,
        template: it.template,
        sent: it.messages.0,
        delivered: it.messages.1,
        failed: it.messages.2,
        cost: it.cost,
    };
    let question = question(turns.into_iter().map(turn).collect(), reasons, settings);
    let table = log.after(partner, &question.asked, costs)?;
    Ok(effects(&question, &table, now, settings))
}

/// Whether the version that a rule runs with has to end: it may stop itself, and it makes people call.
pub fn has_to_stop(rule: &Rule, effects: &Effects) -> bool {
    rule.plan.is_self_stopping && effects.version(rule.version).is_some_and(must_stop)
}
