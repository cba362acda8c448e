//! The measures as one-pass kernels over the contact log.
//!
//! Start with [`Engine`]. A pass (`run`) gives (partner, bucket) pairs to its threads; a bucket's columns are decoded once
//! (`load`), what several kernels need is derived once (`follow`, `groups`, `lens`), then each question's kernel
//! (`kernels`) sees the bucket. Merged kernels become answers in `finish`. Outcomes by unit, for experiments, are told by a pass of their
//! own (`by_unit`), and so are what followed given instants (`after`), the moments that make people call (`moments`) and what became of first contacts
//! (`ways`). Why so:
//! `docs/adr/0004-one-pass-kernels.md`.
//!
//! **Invariants:** every figure is what `measures::Oracle` prints; it does not depend on the number of threads; no row is
//! kept beyond its bucket, but those of requests that several usagers share.

#![expect(
    clippy::needless_bitwise_bool,
    reason = "what a row is like is hard to guess: two comparisons cost less than a branch"
)]

mod after;
mod aside;
mod bucket;
mod by_unit;
mod calendar;
mod clusters;
mod error;
mod finish;
mod follow;
mod gaps;
mod groups;
mod kernels;
mod lens;
mod load;
mod moments;
mod names;
mod plan;
mod promises;
mod run;
mod usagers;
mod view;
mod ways;
mod workers;

use std::sync::Arc;

use contact_log::{Log, PartnerLog};
use kernel::Scope;
use measures::{Answer, Dimension, Measure, MeasureError, Measurer, Question, UnitCosts};

pub use error::EngineError;
pub use promises::Promises;

use crate::{
    finish::Finish, groups::SharedRequests, kernels::journeys::AllJourneys, names::Names, plan::Plan,
    run::Pass,
};

/// Measures a contact log by streaming over it.
#[derive(Debug, Clone)]
pub struct Engine {
    log: Log,
    threads: usize,
}

impl Engine {
    /// Measures `log` on `threads` threads (at least one).
    pub const fn new(log: Log, threads: usize) -> Self {
        Self { log, threads }
    }

    /// Answers all questions in one pass over the log as it is now.
    ///
    /// # Errors
    ///
    /// [`EngineError`] if a question has no meaning or the log cannot be read.
    pub fn measure(
        &self,
        scope: &Scope,
        questions: &[Question],
        costs: &UnitCosts,
    ) -> Result<Vec<Answer>, EngineError> {
        questions.iter().try_for_each(Question::check)?;
        let snapshot = self.log.snapshot()?;
        let seen: Vec<&PartnerLog> =
            snapshot.partners().iter().filter(|it| scope.holds(it.code.as_str())).collect();
        let has_events = seen.iter().any(|it| it.events > 0);
        let partners: Vec<&PartnerLog> = seen
            .iter()
            .filter(|it| questions.iter().any(|question| may_select(question, it)))
            .copied()
            .collect();
        let plan = Plan::new(questions, has_events);
        let names = Names::new(plan.lenses.len());
        let journeys =
            |it: &Question| (it.measure == Measure::Journeys).then(|| Arc::new(AllJourneys::default()));
        let together: Vec<_> = questions.iter().map(journeys).collect();
        let shared: Vec<_> = partners.iter().map(|it| SharedRequests::new(&it.shared_requests)).collect();
        let pass = Pass {
            snapshot: &snapshot,
            partners: &partners,
            shared: &shared,
            plan: &plan,
            names: &names,
            costs,
            together: &together,
        };
        let kernels = pass.run(self.threads)?;
        let finish = Finish { plan: &plan, names: &names, partners: &partners, together: &together };
        let answer =
            |(place, question)| finish.answer(place, &kernels[place], observed_until(question, &seen));
        Ok(questions.iter().enumerate().map(answer).collect())
    }
}

impl Measurer for Engine {
    fn answer(
        &self,
        scope: &Scope,
        questions: &[Question],
        costs: &UnitCosts,
    ) -> Result<Vec<Answer>, MeasureError> {
        Ok(self.measure(scope, questions, costs)?)
    }
}

/// Whether the question's filters let a row of this partner pass.
fn may_select(question: &Question, partner: &PartnerLog) -> bool {
    let mut wanted = question.selection.wanted.iter().filter(|(it, _)| *it == Dimension::Partner).peekable();
    wanted.peek().is_none() || wanted.any(|(_, code)| code.as_deref() == Some(partner.code.as_str()))
}

/// The end of observation that an answer prints: the instant asked for, else the latest among the partners that the
/// filters keep.
fn observed_until(question: &Question, seen: &[&PartnerLog]) -> Option<i64> {
    let kept = seen.iter().filter(|it| may_select(question, it));
    question.observed_until.or_else(|| kept.filter_map(|it| it.last_at).max())
}

/// What `measure all` asks: the twelve measures, without dimensions, in their order.
pub fn all_questions() -> Vec<Question> {
    Measure::ALL.into_iter().map(Question::of).collect()
}
