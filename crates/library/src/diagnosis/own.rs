//! What a partner's own log says to its diagnosis: how many contacts a year, of which causes.

use std::collections::BTreeMap;

use kernel::{Direction, Scope};
use measures::{Dimension, Figures, Measure, MeasureError, Measurer, Question, UnitCosts};
use practices::{Mix, collection};

/// The year that is counted: the last 365 days before the end of observation.
const YEAR_US: i64 = 365 * 86_400 * 1_000_000;

/// A partner's own figures over the last 365 days of its log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Own {
    /// Inbound contacts.
    pub contacts: u64,
    /// Of these, how many have each cause.
    pub coded: BTreeMap<String, u64>,
    /// The end of observation (µs UTC); `None` if the log has no row of this partner.
    pub until: Option<i64>,
}

impl Own {
    /// The shares to reckon with: its own if enough are coded, else the common ones.
    pub fn mix(&self) -> Mix {
        Mix::own(&self.coded, None, collection())
    }

    /// Contacts a year; `None` if there is none.
    pub fn contacts_per_year(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "contacts a year are far below 2^53")]
        let contacts = self.contacts as f64;
        (self.contacts > 0).then_some(contacts)
    }
}

/// Reads them, in two passes over the partner's rows.
///
/// # Errors
///
/// [`MeasureError`] if the log cannot be read.
pub fn own(measurer: &dyn Measurer, scope: &Scope) -> Result<Own, MeasureError> {
    let costs = UnitCosts::default();
    let all = measurer.answer(scope, &[Question::of(Measure::Volume)], &costs)?;
    let Some(until) = all.first().and_then(|it| it.observed_until) else { return Ok(Own::default()) };
    let mut question = Question::of(Measure::Volume).by(&[Dimension::Cause]);
    question.selection.from = Some(until - YEAR_US);
    question.selection.wanted.push((Dimension::Direction, Some(Direction::Inbound.code().to_owned())));
    let mut own = Own { until: Some(until), ..Own::default() };
    for cell in measurer.answer(scope, &[question], &costs)?.iter().flat_map(|it| &it.cells) {
        let Figures::Volume(volume) = &cell.figures else { continue };
        own.contacts += volume.inbound;
        if let Some(Some(cause)) = cell.values.first() {
            own.coded.insert(cause.clone(), volume.inbound);
        }
    }
    Ok(own)
}
