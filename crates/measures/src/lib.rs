//! The measures of contacts: what a question is, what an answer looks like, and the definition of every figure.
//!
//! Start with [`Question`] and [`Answer`]; [`Measurer`] is what an engine implements and all that pages and
//! commands know of it; [`by_unit`] tells outcomes unit by unit, for experiments, [`after`] what followed each of many
//! instants, [`moments`] what makes people call, [`ways`] what became of first contacts by each channel. [`Oracle`] computes every measure
//! in plain, slow code over rows in memory: it *is* the definition, and `docs/measures.md` says the same in words.
//!
//! **Invariant:** every engine (streaming, SQL, cluster) prints what the oracle prints. No Arrow, no SQL, no I/O here.

pub mod after;
pub mod answer;
pub mod by_unit;
pub mod contact;
pub mod disclosure;
mod flat;
pub mod moments;
mod oracle;
pub mod question;
#[doc(hidden)]
pub mod testing;
pub mod unit_cost;
pub mod ways;
mod words;

pub use after::{AfterMeasurer, AfterQuestion, AfterTable};
pub use answer::{Answer, Cell, Figures};
pub use by_unit::{UnitKind, UnitMeasurer, UnitMetric, UnitQuestion, UnitTable};
pub use contact::{Contact, RequestEvent};
pub use flat::FlatTable;
pub use moments::{Moment, MomentKind, MomentMeasurer, MomentQuestion};
pub use oracle::Oracle;
pub use question::{Dimension, Measure, Question, QuestionError, Selection, StepKind};
pub use unit_cost::UnitCosts;
pub use ways::{Arrivals, WayCell, WayMeasurer, WayQuestion, Ways};

/// Computes answers. Implemented by the oracle, the streaming engine and whatever comes after.
pub trait Measurer: Send + Sync {
    /// Answers all `questions` over the rows that `scope` holds, in one pass where the engine can; one answer a
    /// question, in order.
    ///
    /// `costs` gives the unit cost of contacts that carry none.
    ///
    /// # Errors
    ///
    /// [`MeasureError`] if the log cannot be read, or a question has no meaning.
    fn answer(
        &self,
        scope: &kernel::Scope,
        questions: &[Question],
        costs: &UnitCosts,
    ) -> Result<Vec<Answer>, MeasureError>;
}

/// No answer could be given.
#[derive(Debug, thiserror::Error)]
pub enum MeasureError {
    /// The question has no meaning.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// The log could not be read: `source` says where and why.
    #[error("the contact log could not be read")]
    Log(#[source] Box<dyn std::error::Error + Send + Sync>),
}
