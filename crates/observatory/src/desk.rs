//! Where pages ask for figures: answers are kept until the log changes, and computed once for all who wait.
//!
//! **Invariant:** an answer is kept under the scope, the mark of what the scope sees of the log, the unit costs and the
//! question: it cannot be stale, and one partner's answer is never another's.

use std::{
    collections::{HashMap, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use kernel::{Channel, Euro, PartnerCode, Scope};
use measures::{Answer, Cell, Figures, MeasureError, Measurer, Question, UnitCosts};
use tokio::sync::Semaphore;

use crate::ObservatoryError;

/// How much is kept: cells, edges and variants of all answers together. About 200 bytes each.
const WEIGHT_MAX: usize = 1_000_000;
/// An answer heavier than this is not kept: it would push out hundreds of others.
const ANSWER_WEIGHT_MAX: usize = 100_000;
/// Passes over the log at a time; each uses all cores.
const PASSES_MAX: usize = 1;

/// What is known of the log without reading its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogState {
    /// Moves on with every commit.
    pub version: u64,
    /// The partners that have rows.
    pub partners: Vec<PartnerState>,
}

/// One partner's part of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerState {
    /// Which.
    pub code: PartnerCode,
    /// Its contacts.
    pub contacts: u64,
    /// Its changes of status.
    pub events: u64,
    /// Its earliest contact (µs UTC).
    pub first_at: Option<i64>,
    /// Its latest contact.
    pub last_at: Option<i64>,
    /// Stays the same as long as its rows do.
    pub mark: u64,
}

/// Tells the state of the log: the log itself, or a world made by a test.
pub trait LogWatch: Send + Sync {
    /// The present state.
    ///
    /// # Errors
    ///
    /// [`MeasureError::Log`] if the log cannot be read.
    fn state(&self) -> Result<LogState, MeasureError>;
}

impl LogWatch for contact_log::Log {
    fn state(&self) -> Result<LogState, MeasureError> {
        let snapshot = self.snapshot().map_err(|error| MeasureError::Log(Box::new(error)))?;
        let part = |it: &contact_log::PartnerLog| PartnerState {
            code: it.code.clone(),
            contacts: it.contacts,
            events: it.events,
            first_at: it.first_at,
            last_at: it.last_at,
            mark: it.mark(),
        };
        Ok(LogState { version: snapshot.version, partners: snapshot.partners().iter().map(part).collect() })
    }
}

impl LogState {
    /// Stays the same as long as what the scope sees of the log does.
    pub(crate) fn mark(&self, scope: &Scope) -> u64 {
        let mut hasher = DefaultHasher::new();
        for part in self.partners.iter().filter(|it| scope.holds(it.code.as_str())) {
            (part.code.as_str(), part.mark).hash(&mut hasher);
        }
        hasher.finish()
    }

    /// One partner's part; `None` if it has no row.
    pub fn partner(&self, code: &PartnerCode) -> Option<&PartnerState> {
        self.partners.iter().find(|it| it.code == *code)
    }
}

/// The unit costs in force for a scope.
#[derive(Debug, Clone, Default)]
pub struct Costs {
    table: UnitCosts,
    fingerprint: u64,
}

impl Costs {
    /// From the register's rows.
    pub fn new(rows: Vec<(PartnerCode, Channel, Euro)>) -> Self {
        let mut hasher = DefaultHasher::new();
        let mut table = UnitCosts::default();
        for (partner, channel, cost) in rows {
            (partner.as_str(), channel.index(), cost.0).hash(&mut hasher);
            table.set(partner, channel, cost);
        }
        Self { table, fingerprint: hasher.finish() }
    }

    /// The table.
    pub const fn table(&self) -> &UnitCosts {
        &self.table
    }
}

/// Answers to the questions of one page.
#[derive(Debug, Clone, Default)]
pub struct Answers(Vec<Arc<Answer>>);

impl Answers {
    /// The answer to a question that was asked.
    pub fn of(&self, question: &Question) -> Option<&Answer> {
        self.0.iter().find(|it| it.question == *question).map(Arc::as_ref)
    }

    /// Its cells.
    pub fn cells(&self, question: &Question) -> &[Cell] {
        self.of(question).map_or(&[], |it| &it.cells)
    }

    /// The figures of its one row.
    pub fn figures(&self, question: &Question) -> Option<&Figures> {
        self.cells(question).first().map(|it| &it.figures)
    }

    /// The latest end of observation.
    pub fn observed_until(&self) -> Option<i64> {
        self.0.iter().filter_map(|it| it.observed_until).max()
    }
}

impl FromIterator<Answer> for Answers {
    fn from_iter<I: IntoIterator<Item = Answer>>(answers: I) -> Self {
        Self(answers.into_iter().map(Arc::new).collect())
    }
}

/// Asks, and keeps the answers. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    measurer: Arc<dyn Measurer>,
    log: Arc<dyn LogWatch>,
    kept: Arc<Mutex<Kept>>,
    passes: Arc<Semaphore>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("kept", &self.kept().by_key.len()).finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Kept {
    turn: u64,
    weight: usize,
    by_key: HashMap<String, Slot>,
}

struct Slot {
    answer: Arc<Answer>,
    weight: usize,
    used: u64,
}

impl Desk {
    /// A desk before this engine and this log.
    pub fn new(measurer: Arc<dyn Measurer>, log: Arc<dyn LogWatch>) -> Self {
        Self {
            measurer,
            log,
            kept: Arc::new(Mutex::new(Kept::default())),
            passes: Arc::new(Semaphore::new(PASSES_MAX)),
        }
    }

    /// The present state of the log.
    pub async fn state(&self) -> Result<LogState, ObservatoryError> {
        let log = Arc::clone(&self.log);
        Ok(blocking(move || log.state()).await??)
    }

    /// Answers to `questions`, in one pass for those that are not kept.
    pub async fn ask(
        &self,
        state: &LogState,
        scope: &Scope,
        costs: &Costs,
        questions: Vec<Question>,
    ) -> Result<Answers, ObservatoryError> {
        for question in &questions {
            question.check()?;
        }
        let mark = state.mark(scope);
        let key = |question: &Question| format!("{scope:?} {mark:x} {:x} {question:?}", costs.fingerprint);
        let mut answers: Vec<Option<Arc<Answer>>> = self.find(questions.iter().map(key));
        if answers.iter().any(Option::is_none) {
            let _turn = self.passes.acquire().await.map_err(|_| ObservatoryError::Stopping)?;
            // Whoever was before us in the queue may have asked the same.
            answers = self.find(questions.iter().map(key));
            let mut missing: Vec<Question> = Vec::new();
            for (question, answer) in questions.iter().zip(&answers) {
                if answer.is_none() && !missing.contains(question) {
                    missing.push(question.clone());
                }
            }
            if !missing.is_empty() {
                let (measurer, scope, table) =
                    (Arc::clone(&self.measurer), scope.clone(), costs.table.clone());
                let fresh = blocking(move || measurer.answer(&scope, &missing, &table)).await??;
                let fresh: Vec<Arc<Answer>> = fresh.into_iter().map(Arc::new).collect();
                for (question, place) in
                    questions.iter().zip(&mut answers).filter(|(_, place)| place.is_none())
                {
                    *place = fresh.iter().find(|it| it.question == *question).cloned();
                }
                self.keep(fresh.into_iter().map(|it| (key(&it.question), it)));
            }
        }
        Ok(Answers(answers.into_iter().flatten().collect()))
    }

    fn find(&self, keys: impl Iterator<Item = String>) -> Vec<Option<Arc<Answer>>> {
        let mut kept = self.kept();
        kept.turn += 1;
        let turn = kept.turn;
        keys.map(|key| {
            let slot = kept.by_key.get_mut(&key)?;
            slot.used = turn;
            Some(Arc::clone(&slot.answer))
        })
        .collect()
    }

    fn keep(&self, answers: impl Iterator<Item = (String, Arc<Answer>)>) {
        let mut kept = self.kept();
        for (key, answer) in answers {
            let weight = weight_of(&answer);
            if weight > ANSWER_WEIGHT_MAX {
                continue;
            }
            let used = kept.turn;
            if let Some(replaced) = kept.by_key.insert(key, Slot { answer, weight, used }) {
                kept.weight -= replaced.weight;
            }
            kept.weight += weight;
        }
        while kept.weight > WEIGHT_MAX {
            let Some(oldest) =
                kept.by_key.iter().min_by_key(|(_, slot)| slot.used).map(|(key, _)| key.clone())
            else {
                break;
            };
            if let Some(slot) = kept.by_key.remove(&oldest) {
                kept.weight -= slot.weight;
            }
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Nothing under this lock panics half-way through a change.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs what blocks on a thread of its own.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ObservatoryError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "a measure's thread ended badly");
        ObservatoryError::Stopping
    })
}

fn weight_of(answer: &Answer) -> usize {
    let inside = |cell: &Cell| match &cell.figures {
        Figures::Journeys(it) => {
            it.edges.len()
                + it.starts.len()
                + it.ends.len()
                + it.variants.iter().map(|it| 1 + it.steps.len()).sum::<usize>()
        }
        Figures::Requests(_) | Figures::Provoked(_) => 2,
        _ => 1,
    };
    2 + answer.cells.iter().map(inside).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use measures::{Measure, answer::Volume};

    use super::*;

    #[derive(Default)]
    struct Counting {
        questions: AtomicUsize,
        passes: AtomicUsize,
    }

    impl Measurer for Counting {
        fn answer(
            &self,
            scope: &Scope,
            questions: &[Question],
            _: &UnitCosts,
        ) -> Result<Vec<Answer>, MeasureError> {
            self.passes.fetch_add(1, Ordering::SeqCst);
            self.questions.fetch_add(questions.len(), Ordering::SeqCst);
            let contacts = if *scope == Scope::Everyone { 2 } else { 1 };
            let figures = Figures::Volume(Volume { contacts, ..Volume::default() });
            let cell = Cell { values: Vec::new(), figures };
            let answer = |it: &Question| Answer {
                question: it.clone(),
                observed_until: Some(7),
                cells: vec![cell.clone()],
            };
            Ok(questions.iter().map(answer).collect())
        }
    }

    impl LogWatch for Counting {
        fn state(&self) -> Result<LogState, MeasureError> {
            Ok(LogState::default())
        }
    }

    #[tokio::test]
    async fn a_question_is_computed_once_for_what_its_scope_sees_and_costs() {
        let engine = Arc::new(Counting::default());
        let desk = Desk::new(engine.clone(), engine.clone());
        let part = |code: &str, mark| PartnerState {
            code: code.parse().unwrap(),
            contacts: 1,
            events: 0,
            first_at: None,
            last_at: None,
            mark,
        };
        let at = |version, of_b| LogState { version, partners: vec![part("A", 1), part("B", of_b)] };
        let (at_1, at_2) = (at(1, 1), at(2, 2));
        let questions =
            vec![Question::of(Measure::Volume), Question::of(Measure::Cost), Question::of(Measure::Volume)];
        let own = Costs::new(vec![("A".parse().unwrap(), Channel::Phone, Euro(1))]);
        let asked = |state: LogState, scope: Scope, costs: Costs| {
            let (desk, questions) = (desk.clone(), questions.clone());
            async move { desk.ask(&state, &scope, &costs, questions).await.unwrap() }
        };
        let partner = Scope::Partner("A".parse().unwrap());
        for _ in 0..2 {
            asked(at_1.clone(), Scope::Everyone, Costs::default()).await;
        }
        assert_eq!(engine.questions.load(Ordering::SeqCst), 2);
        let answers = asked(at_1.clone(), partner.clone(), Costs::default()).await;
        let Some(Figures::Volume(volume)) = answers.figures(&Question::of(Measure::Volume)) else {
            panic!("no volume")
        };
        assert_eq!(volume.contacts, 1);
        asked(at_1, partner.clone(), own).await;
        asked(at_2.clone(), Scope::Everyone, Costs::default()).await;
        asked(at_2.clone(), Scope::Everyone, Costs::default()).await;
        assert_eq!(engine.questions.load(Ordering::SeqCst), 8);
        // What is new of B is nothing to A.
        asked(at_2, partner, Costs::default()).await;
        assert_eq!(engine.passes.load(Ordering::SeqCst), 4);
    }

    #[tokio::test]
    async fn those_who_ask_at_once_share_one_pass() {
        let engine = Arc::new(Counting::default());
        let desk = Desk::new(engine.clone(), engine.clone());
        let (state, costs) = (LogState::default(), Costs::default());
        let ask = || desk.ask(&state, &Scope::Everyone, &costs, vec![Question::of(Measure::Fcr)]);
        let (a, b, c) = tokio::join!(ask(), ask(), ask());
        assert!(a.is_ok() && b.is_ok() && c.is_ok());
        assert_eq!(engine.passes.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn what_was_used_least_goes_first() {
        let engine = Arc::new(Counting::default());
        let desk = Desk::new(engine.clone(), engine);
        let heavy = |name: &str| {
            let cell = Cell { values: Vec::new(), figures: Figures::Volume(Volume::default()) };
            let cells = vec![cell; ANSWER_WEIGHT_MAX - 2];
            let answer = Answer { question: Question::of(Measure::Volume), observed_until: None, cells };
            (name.to_owned(), Arc::new(answer))
        };
        for turn in 0..12 {
            desk.keep(std::iter::once(heavy(&format!("k{turn}"))));
            assert!(desk.find(std::iter::once("k0".to_owned()))[0].is_some());
        }
        assert!(desk.find(std::iter::once("k1".to_owned()))[0].is_none());
        assert!(desk.kept().weight <= WEIGHT_MAX);
    }
}
