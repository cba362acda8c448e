//! What the laboratory asks of the rest of the product.

use std::{
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use contact_log::Keys;
use experiments::allocation::Allocator;
use kernel::{Direction, PartnerCode, Scope};
use measures::{
    Dimension, Figures, Measure, MeasureError, Measurer, Question, UnitCosts,
    by_unit::{UnitMeasurer, UnitQuestion, UnitTable},
};

use register::Db;

use crate::{
    ExperimentId,
    assign::{Allocators, Assigner},
};

/// Allocators that are kept; more begin again from the register.
const ALLOCATORS_MAX: usize = 100;

/// The laboratory's state: the contact log by unit, and the keys that make pseudonyms. Cheap to clone.
#[derive(Clone)]
pub struct Laboratory {
    outcomes: Arc<dyn UnitMeasurer>,
    measurer: Arc<dyn Measurer>,
    keys: Arc<Keys>,
    version: &'static str,
    allocators: Arc<Mutex<Allocators>>,
    assigner: Arc<OnceLock<Assigner>>,
}

impl fmt::Debug for Laboratory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Laboratory").finish_non_exhaustive()
    }
}

impl Laboratory {
    /// Over this log; `version` is the program's, which reports name.
    pub fn new(
        outcomes: Arc<dyn UnitMeasurer>,
        measurer: Arc<dyn Measurer>,
        keys: Arc<Keys>,
        version: &'static str,
    ) -> Self {
        Self { outcomes, measurer, keys, version, allocators: Arc::default(), assigner: Arc::default() }
    }

    /// The keys that make pseudonyms.
    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The program's version.
    pub(crate) const fn version(&self) -> &'static str {
        self.version
    }

    /// The task that gives arms to those who ask one by one; it begins when the first of them asks.
    pub(crate) fn assigner(&self, db: &Db) -> &Assigner {
        // Without the way to itself, so that it stops with the last one who may ask.
        let own = || Self { assigner: Arc::default(), ..self.clone() };
        self.assigner.get_or_init(|| Assigner::start(own(), db.clone()))
    }

    /// The allocator of an experiment, if it has seen every unit before `next`: another server may have given arms meanwhile.
    pub(crate) fn take_allocator(&self, id: ExperimentId, next: u64) -> Option<Allocator> {
        let mut kept = self.allocators.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(&id).filter(|it| it.next() == next)
    }

    /// Keeps an allocator for the next unit.
    pub(crate) fn keep_allocator(&self, id: ExperimentId, allocator: Allocator) {
        let mut kept = self.allocators.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= ALLOCATORS_MAX {
            kept.clear();
        }
        kept.insert(id, allocator);
    }

    /// Lets an allocator begin again from the register.
    pub(crate) fn forget_allocator(&self, id: ExperimentId) {
        self.allocators.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    /// What each unit did, read aside from the threads that answer.
    pub(crate) async fn by_unit(
        &self,
        partner: PartnerCode,
        question: UnitQuestion,
        costs: UnitCosts,
    ) -> Result<UnitTable, MeasureError> {
        let outcomes = Arc::clone(&self.outcomes);
        aside(move || outcomes.by_unit(&partner, &question, &costs)).await
    }

    /// The partner's latest contact (µs UTC); `None`: it has none.
    pub(crate) async fn observed_until(&self, partner: PartnerCode) -> Result<Option<i64>, MeasureError> {
        let measurer = Arc::clone(&self.measurer);
        let read = move || {
            let scope = Scope::Partner(partner);
            measurer.answer(&scope, &[Question::of(Measure::Volume)], &UnitCosts::default())
        };
        Ok(aside(read).await?.first().and_then(|it| it.observed_until))
    }

    /// What an inbound contact of a partner costs on average, in euro; `None` where it has none.
    pub(crate) async fn cost_per_contact(
        &self,
        partner: PartnerCode,
        costs: UnitCosts,
    ) -> Result<Option<f64>, MeasureError> {
        let measurer = Arc::clone(&self.measurer);
        let read = move || {
            let mut question = Question::of(Measure::Cost);
            let inbound = Some(Direction::Inbound.code().to_owned());
            question.selection.wanted.push((Dimension::Direction, inbound));
            measurer.answer(&Scope::Partner(partner), &[question], &costs)
        };
        let answers = aside(read).await?;
        let cell = answers.first().and_then(|it| it.cells.first());
        Ok(cell.and_then(|it| match &it.figures {
            Figures::Cost(cost) => cost.cost_per_contact,
            _ => None,
        }))
    }
}

/// Does what takes long aside from the threads that answer; if it panics, so does who waits for it.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(ended) => std::panic::resume_unwind(ended.into_panic()),
    }
}
