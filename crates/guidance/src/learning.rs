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
    given::{Arm, Given, ModelId},
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
        was_advised: given.arm == Arm::Advised && given.advice.advised == Some(channel),
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

#[cfg(test)]
mod tests {
    use channel_choice::{
        model::Whose,
        testing::{World, WorldPlan},
    };
    use kernel::{Channel, FixedClock};
    use measures::ways::WaySpan;
    use testkit::on_both;

    use super::*;
    use crate::testing::{KNOWN, Scene, ask, now};

    const DAY_US: i64 = 24 * 3_600_000_000;

    /// A log in memory: first contacts until a day, none before `from`.
    struct Log {
        ways: Ways,
        last_at: i64,
    }

    impl WayMeasurer for Log {
        fn ways(&self, _: &Scope, question: &WayQuestion, _: &UnitCosts) -> Result<Ways, MeasureError> {
            let is_seen = question.from.is_none_or(|from| from <= self.last_at);
            let mut ways = if is_seen { self.ways.clone() } else { Ways::default() };
            for partner in
                ways.cells.iter().map(|it| it.partner.clone()).collect::<std::collections::BTreeSet<_>>()
            {
                ways.spans.push(WaySpan {
                    partner,
                    first_at: self.last_at - 300 * DAY_US,
                    last_at: self.last_at,
                });
            }
            Ok(ways)
        }
    }

    fn school(db: &Db, ways: Ways, last_at: i64) -> School {
        School::new(db.clone(), Arc::new(Log { ways, last_at }), Prior::ours().unwrap())
    }

    fn world() -> Ways {
        World::of(&WorldPlan { contacts: 20_000, ..WorldPlan::default() }, 1).ways(1)
    }

    on_both! {
        async fn what_is_learned_is_kept_and_taken_over(db: Db) {
            let scene = Scene::set(&db).await;
            let later = now() + SignedDuration::from_secs(60);
            let learned = school(&db, world(), now().as_microsecond()).learn(later).await.unwrap().unwrap();
            assert!(scene.guide.renew().await.unwrap());
            let (id, model) = scene.guide.learned();
            assert_eq!(id, Some(learned));
            assert!(model.cells().any(|it| it.0 == "p000"));
            let mut tx = db.read().await.unwrap();
            let kept = store::models::find(&mut tx, learned).await.unwrap().unwrap();
            assert_eq!((kept.fitted_at, kept.seen_until), (later, now()));
            let contacts: u64 = world().cells.iter().map(|it| it.firsts).sum();
            assert_eq!(kept.contacts, contacts);
            let reliability: Reliability = store::json("test", &kept.reliability).unwrap();
            assert!(!reliability.bands.is_empty(), "how well one like it foretold");
        }
    }

    on_both! {
        async fn an_empty_log_teaches_nothing_and_an_old_one_all_that_it_has(db: Db) {
            let scene = Scene::set(&db).await;
            let before = scene.guide.learned().0;
            assert_eq!(school(&db, Ways::default(), 0).learn(now()).await.unwrap(), None);
            assert!(!scene.guide.renew().await.unwrap());
            assert_eq!(scene.guide.learned().0, before);
            let years_ago = now().as_microsecond() - 5 * 365 * DAY_US;
            let later = now() + SignedDuration::from_secs(60);
            assert!(school(&db, world(), years_ago).learn(later).await.unwrap().is_some());
        }
    }

    on_both! {
        async fn answers_of_people_who_were_advised_are_learned_from(db: Db) {
            let scene = Scene::set(&db).await;
            let house = scene.house(KNOWN).await;
            for number in 0..40 {
                let given = scene.guide.advise(&house, ask(&[]), 1.0).await.unwrap();
                let advised = given.advice.advised.unwrap();
                // Half of them take another way.
                let way = if number % 2 == 0 { advised } else { Channel::Counter };
                let id = scene.guide.take(&house, &given, way).await.unwrap();
                scene.guide.answer(id, false).await.unwrap();
            }
            let later = now() + SignedDuration::from_secs(60);
            school(&db, world(), now().as_microsecond()).learn(later).await.unwrap().unwrap();
            scene.guide.renew().await.unwrap();
            let (_, model) = scene.guide.learned();
            let answers = |whose| model.effects().iter().find(|it| it.whose == whose).unwrap().answers;
            assert_eq!((answers(Whose::All), answers(Whose::Followers)), (40, 20));
            assert_eq!(answers(Whose::Way(Channel::Counter)), 20);
            assert!(model.effects().iter().find(|it| it.whose == Whose::All).unwrap().log_odds < -1.0);
        }
    }

    #[test]
    fn a_clock_that_stands_still_is_enough_for_a_lesson() {
        let clock = FixedClock(now());
        let log = Log { ways: world(), last_at: now().as_microsecond() };
        let prior = Prior::ours().unwrap();
        let of = || lesson(&log, &prior, &UnitCosts::default(), &[], kernel::Clock::now(&clock)).unwrap();
        assert_eq!(of(), of(), "the same log teaches the same");
    }
}
