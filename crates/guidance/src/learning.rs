//! What the log teaches, once a day: a model of the ways, and how well one like it foretold what came after.
//!
//! **Invariant:** the reliability that is shown is that of a model which had not seen what it is compared with; a log that cannot be read
//! leaves the model in force as it is.

use std::{fmt, sync::Arc};

use channel_choice::{AdviceOutcome, Model, Prior, Reliability};
use jiff::{SignedDuration, Timestamp};
use kernel::{Explain, Message, Scope};
use measures::{
    MeasureError, UnitCosts, Ways,
    ways::{WayMeasurer, WayQuestion},
};
use register::{Db, StoreError, partner};

use crate::{
    given::{Given, ModelId},
    store::{self, models::Kept},
};

/// First contacts of so long are learned from: matters and ways change. Where none is so young, of all time.
const SEEN: SignedDuration = SignedDuration::from_hours(2 * 365 * 24);
/// Models are kept so long, so that an advice can be judged by what it rested on.
const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);
/// Answers to "did it work?" that are learned from, at most.
const ANSWERS_MAX: u32 = 200_000;

/// Nothing could be learned.
#[derive(Debug, thiserror::Error)]
pub enum LearningError {
    /// The log.
    #[error(transparent)]
    Measure(#[from] MeasureError),
    /// The register.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for LearningError {
    fn message(&self) -> Message {
        match self {
            Self::Measure(it) => it.message(),
            Self::Store(it) => it.message(),
        }
    }
}

/// Learns from the log and from the answers of people. Cheap to clone.
#[derive(Clone)]
pub struct School {
    db: Db,
    log: Arc<dyn WayMeasurer>,
    prior: Arc<Prior>,
}

impl fmt::Debug for School {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("School").finish_non_exhaustive()
    }
}

/// What was learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// The model.
    pub model: Model,
    /// How well one that had seen the first two thirds foretold the last.
    pub reliability: Reliability,
    /// First contacts that it rests on.
    pub contacts: u64,
    /// Until when contacts were seen.
    pub seen_until: Timestamp,
}

impl School {
    /// Over a register and a log.
    pub fn new(db: Db, log: Arc<dyn WayMeasurer>, prior: Prior) -> Self {
        Self { db, log, prior: Arc::new(prior) }
    }

    /// Learns, and keeps what was learned; gives the id of the model. `None`: the log has no first contact.
    ///
    /// # Errors
    ///
    /// [`LearningError`]; nothing is kept then.
    pub async fn learn(&self, now: Timestamp) -> Result<Option<ModelId>, LearningError> {
        let (costs, outcomes) = {
            let mut tx = self.db.read().await?;
            let mut costs = UnitCosts::default();
            for (code, channel, cost) in partner::unit_costs(&mut tx, &Scope::Everyone).await? {
                costs.set(code, channel, cost);
            }
            let from = now.checked_sub(SEEN).unwrap_or(Timestamp::UNIX_EPOCH);
            let answered = store::given::since(&mut tx, None, from, true, ANSWERS_MAX).await?;
            (costs, answered.iter().filter_map(outcome).collect::<Vec<_>>())
        };
        let (log, prior) = (Arc::clone(&self.log), Arc::clone(&self.prior));
        let read = move || lesson(log.as_ref(), &prior, &costs, &outcomes, now);
        let lesson = match tokio::task::spawn_blocking(read).await {
            Ok(lesson) => lesson?,
            Err(ended) => std::panic::resume_unwind(ended.into_panic()),
        };
        let Some(lesson) = lesson else { return Ok(None) };
        let kept = Kept {
            id: ModelId::new(now),
            fitted_at: now,
            seen_until: lesson.seen_until,
            contacts: lesson.contacts,
            fitted: store::written(&lesson.model),
            reliability: store::written(&lesson.reliability),
        };
        let mut tx = self.db.write().await?;
        store::models::keep(&mut tx, &kept).await?;
        let before = now.checked_sub(KEPT).unwrap_or(Timestamp::UNIX_EPOCH);
        store::models::forget_before(&mut tx, before).await?;
        tx.commit().await?;
        Ok(Some(kept.id))
    }
}

/// What became of an advice whose person took a way and said whether it worked.
fn outcome(given: &Given) -> Option<AdviceOutcome> {
    let (channel, _) = given.taken?;
    let (is_settled, _) = given.settled?;
    Some(AdviceOutcome {
        partner: given.partner.to_string(),
        reason: given.reason.clone(),
        site: given.site.clone(),
        situation: given.situation.clone(),
        channel,
        is_settled,
    })
}

/// Learns from a log as it is; `None`: it has no first contact.
///
/// # Errors
///
/// [`MeasureError`] if it cannot be read.
pub fn lesson(
    log: &dyn WayMeasurer,
    prior: &Prior,
    costs: &UnitCosts,
    outcomes: &[AdviceOutcome],
    now: Timestamp,
) -> Result<Option<Lesson>, MeasureError> {
    let from = now.checked_sub(SEEN).unwrap_or(Timestamp::UNIX_EPOCH).as_microsecond();
    let mut question = WayQuestion { from: Some(from), is_by_site: true, ..WayQuestion::default() };
    let mut ways = log.ways(&Scope::Everyone, &question, costs)?;
    if ways.cells.is_empty() {
        question.from = None;
        ways = log.ways(&Scope::Everyone, &question, costs)?;
    }
    let contacts: u64 = ways.cells.iter().map(|it| it.firsts).sum();
    let (Some((_, last)), true) = (span(&ways, &question), contacts > 0) else { return Ok(None) };
    let reliability = foretold(log, (&question, &ways), prior, costs)?.unwrap_or_default();
    Ok(Some(Lesson {
        model: Model::fit(&ways, prior, outcomes),
        reliability,
        contacts,
        seen_until: Timestamp::from_microsecond(last).unwrap_or(now),
    }))
}

/// How well a model that has seen the first two thirds of a period foretells the last; `None`: the period is too short to be cut. `ways` is
/// the answer to `question`.
///
/// # Errors
///
/// [`MeasureError`] if the log cannot be read.
pub fn foretold(
    log: &dyn WayMeasurer,
    (question, ways): (&WayQuestion, &Ways),
    prior: &Prior,
    costs: &UnitCosts,
) -> Result<Option<Reliability>, MeasureError> {
    let Some((first, last)) = span(ways, question) else { return Ok(None) };
    let split_at = first + (last - first) / 3 * 2;
    if split_at <= first || split_at >= last {
        return Ok(None);
    }
    // What is learned must end before what it is compared with begins: windows included.
    let earlier = WayQuestion { to: Some(split_at), observed_until: Some(split_at), ..question.clone() };
    let later = WayQuestion { from: Some(split_at), ..question.clone() };
    let earlier = log.ways(&Scope::Everyone, &earlier, costs)?;
    let later = log.ways(&Scope::Everyone, &later, costs)?;
    Ok(Some(Model::fit(&earlier, prior, &[]).reliability(&later)))
}

/// The first and the last contact that were seen, µs UTC.
fn span(ways: &Ways, question: &WayQuestion) -> Option<(i64, i64)> {
    let first = ways.spans.iter().map(|it| it.first_at).min()?;
    let last = ways.spans.iter().map(|it| it.last_at).max()?;
    Some((question.from.map_or(first, |from| first.max(from)), last))
}
