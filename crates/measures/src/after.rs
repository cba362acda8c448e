//! What followed: the inbound contacts of usagers, each within a time of its own.
//!
//! Start with [`AfterQuestion`] and [`AfterTable`]; [`AfterMeasurer`] is what an engine implements. `docs/measures.md`, "What followed",
//! says in words what [`Oracle`](crate::Oracle) says in code.
//!
//! **Invariants:** a contact counts in every span of its usager that holds it, and in none of anybody else; spans are answered in the
//! order in which they are asked; amounts are whole ten-thousandths of a euro.

use kernel::{Channel, Euro, PartnerCode};

use crate::{
    MeasureError, UnitCosts,
    by_unit::{ByUnitError, UnitQuestion},
    question::QuestionError,
};

/// A usager from an instant on until another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The log's pseudonym.
    pub usager: u64,
    /// First instant (µs UTC).
    pub from: i64,
    /// The instant before which it ends (µs UTC).
    pub to: i64,
}

/// Which contacts are counted in which spans.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AfterQuestion {
    /// In any order; they may overlap, one usager may have many.
    pub spans: Vec<Span>,
    /// Only contacts for these reasons; none named: for whatever reason.
    pub reasons: Vec<String>,
}

impl AfterQuestion {
    /// Refuses a span that holds no instant, and more of them than an answer may hold.
    ///
    /// # Errors
    ///
    /// [`QuestionError`], which says what.
    pub fn check(&self) -> Result<(), QuestionError> {
        if self.spans.iter().any(|it| it.to <= it.from) {
            return Err(QuestionError::EmptyPeriod);
        }
        let figures = self.spans.len().saturating_mul(Channel::ALL.len());
        if figures > UnitQuestion::FIGURES_MAX {
            return Err(ByUnitError::TooManyFigures(figures).into());
        }
        Ok(())
    }

    /// The places of the spans by usager, then by their first instant: what an engine walks through beside its rows.
    pub fn in_order(&self) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.spans.len()).collect();
        places.sort_by_key(|it| (self.spans[*it], *it));
        places
    }
}

/// What followed in one span.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Followed {
    /// Inbound contacts, by the place of their channel in [`Channel::ALL`].
    pub by_channel: [u32; Channel::ALL.len()],
    /// What they cost; the unit cost of their channel where the row has none.
    pub cost: Euro,
}

impl Followed {
    /// Contacts by any channel.
    pub fn contacts(&self) -> u64 {
        self.by_channel.iter().map(|it| u64::from(*it)).sum()
    }

    /// Counts one more.
    pub fn add(&mut self, channel: Channel, cost: Euro) {
        if let Some(count) = self.by_channel.get_mut(channel.index()) {
            *count = count.saturating_add(1);
        }
        self.cost = Euro(self.cost.0.saturating_add(cost.0));
    }
}

/// The answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AfterTable {
    /// By span, in the order asked.
    pub followed: Vec<Followed>,
    /// The partner's latest contact (µs UTC): a span that ends after it was not observed whole. `None`: the partner has no contact.
    pub observed_until: Option<i64>,
}

/// Tells what followed. Implemented by the oracle and by the streaming engine.
pub trait AfterMeasurer: Send + Sync {
    /// Answers `question` over the log of `partner`; without log nothing followed. `costs` gives the unit cost of contacts that carry
    /// none.
    ///
    /// # Errors
    ///
    /// [`MeasureError`] if the log cannot be read, or the question has no meaning.
    fn after(
        &self,
        partner: &PartnerCode,
        question: &AfterQuestion,
        costs: &UnitCosts,
    ) -> Result<AfterTable, MeasureError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_that_holds_nothing_is_refused() {
        let spans = vec![Span { usager: 1, from: 5, to: 5 }];
        let question = AfterQuestion { spans, ..AfterQuestion::default() };
        assert_eq!(question.check(), Err(QuestionError::EmptyPeriod));
        assert_eq!(AfterQuestion::default().check(), Ok(()));
    }

    #[test]
    fn spans_are_walked_by_usager_and_beginning() {
        let span = |usager, from| Span { usager, from, to: from + 10 };
        let spans = vec![span(2, 0), span(1, 7), span(2, 0), span(1, 3)];
        let question = AfterQuestion { spans, ..AfterQuestion::default() };
        assert_eq!(question.in_order(), [3, 1, 0, 2]);
    }
}
