//! The definition of every measure: plain code over rows in memory, slow on purpose.
//!
//! Start with [`Oracle`]; each file below is a family of measures and reads like its paragraph of
//! `docs/measures.md`. `asked` says which contacts are index contacts and which cell each belongs to.
//!
//! **Invariant:** a row of an answer is computed from the index contacts of its cell and from whole logs of partners,
//! never from another row.

mod after;
mod asked;
mod avoidable;
mod counts;
mod follow;
mod journeys;
mod log;
mod moments;
mod provoked;
mod requests;
#[cfg(test)]
mod tests;
mod units;
mod ways;

use std::collections::BTreeMap;

use kernel::{PartnerCode, Scope};

use self::{asked::Asked, log::PartnerLog};
use crate::{
    Answer, Cell, Contact, Figures, Measure, MeasureError, Measurer, Question, RequestEvent, UnitCosts,
    answer,
};

/// Answers from rows in memory, by the letter of the definitions.
#[derive(Debug, Clone, Default)]
pub struct Oracle {
    logs: BTreeMap<PartnerCode, PartnerLog>,
}

impl Oracle {
    /// Takes the rows of a log, in any order. A contact's id is unique within its partner, as the contact log makes it.
    pub fn new(contacts: Vec<Contact>, events: Vec<RequestEvent>) -> Self {
        let mut rows: BTreeMap<PartnerCode, (Vec<Contact>, Vec<RequestEvent>)> = BTreeMap::new();
        for contact in contacts {
            rows.entry(contact.partner.clone()).or_default().0.push(contact);
        }
        for event in events {
            rows.entry(event.partner.clone()).or_default().1.push(event);
        }
        let log = |(partner, (contacts, events))| (partner, PartnerLog::new(contacts, events));
        Self { logs: rows.into_iter().map(log).collect() }
    }

    fn answer_one(
        &self,
        scope: &Scope,
        question: &Question,
        costs: &UnitCosts,
    ) -> Result<Answer, MeasureError> {
        question.check()?;
        let held = self.logs.iter().filter(|(partner, _)| scope.holds(partner.as_str()));
        let asked = Asked { question, logs: held.map(|(_, log)| log).collect() };
        let mut cells = match question.measure {
            Measure::Volume => each(&asked, |rows| vec![counts::volume(rows)]),
            Measure::Requests => requests::cells(&asked),
            Measure::Needs => each(&asked, |rows| vec![follow::needs(&asked, rows)]),
            Measure::Recontact => each(&asked, |rows| vec![follow::recontact(&asked, rows)]),
            Measure::Fcr => each(&asked, |rows| vec![follow::fcr(&asked, rows)]),
            Measure::Escape => each(&asked, |rows| follow::escape(&asked, rows)),
            Measure::Avoidable => each(&asked, |rows| vec![avoidable::avoidable(rows)]),
            Measure::Cost => each(&asked, |rows| vec![counts::cost(costs, rows)]),
            Measure::Phone => each(&asked, |rows| vec![counts::phone(rows)]),
            Measure::Satisfaction => each(&asked, |rows| vec![counts::satisfaction(rows)]),
            Measure::Journeys => journeys::cells(&asked),
            Measure::Provoked => provoked::cells(&asked),
        };
        answer::sort_cells(&mut cells);
        Ok(Answer { question: question.clone(), observed_until: asked.observed_until(), cells })
    }
}

impl Measurer for Oracle {
    fn answer(
        &self,
        scope: &Scope,
        questions: &[Question],
        costs: &UnitCosts,
    ) -> Result<Vec<Answer>, MeasureError> {
        questions.iter().map(|it| self.answer_one(scope, it, costs)).collect()
    }
}

/// The figures of each cell of index contacts.
fn each(asked: &Asked<'_>, figures: impl Fn(&[log::Row<'_>]) -> Vec<Figures>) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (values, rows) in asked.cells() {
        for figures in figures(&rows) {
            cells.push(Cell { values: values.clone(), figures });
        }
    }
    cells
}

/// `part ÷ whole`; `None` where nothing divides.
#[expect(clippy::cast_precision_loss, reason = "counts of contacts are below 2^53")]
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A sum, exact until here, as a number to divide.
#[expect(clippy::cast_precision_loss, reason = "the figure is a float; the sum before it was exact")]
fn real(sum: i128) -> f64 {
    sum as f64
}
