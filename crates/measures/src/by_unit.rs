//! What each unit of an experiment did at one partner: the numerators and denominators of measures, unit by unit and period by
//! period.
//!
//! Start with [`UnitQuestion`] and [`UnitTable`]; [`UnitMeasurer`] is what an engine implements. `docs/measures.md`, "Outcomes by
//! unit", says in words what [`Oracle`](crate::Oracle) says in code.
//!
//! **Invariants:** summed over the units, the figures are those of [`Measurer`](crate::Measurer) over the same period, but for contacts that
//! have no unit and for what several units share; rows are in the order of their keys; no figure is missing or infinite.

use kernel::{PartnerCode, Window};

use crate::{
    MeasureError, UnitCosts,
    question::{Dimension, Measure, Question, QuestionError, Selection},
};

/// What outcomes are told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// A person: whoever made contact.
    Usager,
    /// A request.
    Request,
    /// A place.
    Site,
    /// A day in Paris.
    Day,
    /// An agent.
    Agent,
}

impl UnitKind {
    /// All.
    pub const ALL: [Self; 5] = [Self::Usager, Self::Request, Self::Site, Self::Day, Self::Agent];
}

/// A figure of each unit: a measure over the contacts that are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitMetric {
    /// Which measure; those that are no sum over a sum are refused ([`UnitMetric::is_known`]).
    pub measure: Measure,
    /// The window of measures 3 to 5; the others do not read it.
    pub window: Window,
    /// Which contacts are index contacts, as in [`Selection`].
    pub wanted: Vec<(Dimension, Option<String>)>,
}

impl UnitMetric {
    /// The measure with its usual window, over all contacts.
    pub const fn of(measure: Measure) -> Self {
        Self { measure, window: measure.default_window(), wanted: Vec::new() }
    }

    /// Whether the measure is a sum over a sum.
    pub const fn is_known(measure: Measure) -> bool {
        !matches!(measure, Measure::Escape | Measure::Journeys | Measure::Provoked)
    }

    /// Whether each unit's denominator is one, contact or not.
    pub const fn is_mean(measure: Measure) -> bool {
        matches!(measure, Measure::Volume | Measure::Cost)
    }

    /// The question whose index contacts these are, over all times.
    pub fn question(&self, observed_until: Option<i64>) -> Question {
        Question {
            selection: Selection { wanted: self.wanted.clone(), ..Selection::default() },
            window: Some(self.window),
            observed_until,
            ..Question::of(self.measure)
        }
    }
}

/// What is asked of the units of one partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitQuestion {
    /// What outcomes are told of.
    pub unit: UnitKind,
    /// Which figures.
    pub metrics: Vec<UnitMetric>,
    /// Over which periods (µs UTC): the first instant is in it, the last is not. In any order; they may overlap.
    pub periods: Vec<(i64, i64)>,
    /// By which properties of the units: of each, the value that most of the unit's inbound contacts in the **first** period carry.
    pub segments: Vec<Dimension>,
    /// End of observation (µs UTC); `None`: the partner's latest `started_at`.
    pub observed_until: Option<i64>,
}

impl UnitQuestion {
    /// Units × metrics × periods that one answer may hold: 2 GB of sums.
    pub const FIGURES_MAX: usize = 1 << 27;

    /// Refuses what has no meaning: a measure that is no sum over a sum, no period or an empty one, `recontacted` as a property of
    /// units, a filter that the measure does not know.
    ///
    /// # Errors
    ///
    /// [`QuestionError`], which says what.
    pub fn check(&self) -> Result<(), QuestionError> {
        for metric in &self.metrics {
            if !UnitMetric::is_known(metric.measure) {
                return Err(ByUnitError::NotByUnit(metric.measure).into());
            }
            metric.question(None).check()?;
        }
        if self.periods.is_empty() {
            return Err(ByUnitError::NoPeriod.into());
        }
        if self.periods.iter().any(|(from, to)| to <= from) {
            return Err(QuestionError::EmptyPeriod);
        }
        for (place, segment) in self.segments.iter().enumerate() {
            if *segment == Dimension::Recontacted {
                return Err(ByUnitError::NotASegment(*segment).into());
            }
            if self.segments[..place].contains(segment) {
                return Err(QuestionError::TwiceTheSame(*segment));
            }
        }
        Ok(self.check_units(1)?)
    }

    /// Refuses an answer of more than [`UnitQuestion::FIGURES_MAX`] figures.
    ///
    /// # Errors
    ///
    /// [`ByUnitError::TooManyFigures`].
    pub const fn check_units(&self, units: usize) -> Result<(), ByUnitError> {
        let of_unit = self.metrics.len().saturating_mul(self.periods.len());
        let figures = of_unit.saturating_mul(units);
        if figures > Self::FIGURES_MAX { Err(ByUnitError::TooManyFigures(figures)) } else { Ok(()) }
    }
}

/// What the units are called, in the order of the rows: numbers ascending, texts by their bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitKeys {
    /// The log's pseudonyms of usagers, requests or agents.
    Numbers(Vec<u64>),
    /// Sites, or days such as `2025-03-09`.
    Texts(Vec<String>),
}

impl UnitKeys {
    /// How many.
    pub const fn len(&self) -> usize {
        match self {
            Self::Numbers(keys) => keys.len(),
            Self::Texts(keys) => keys.len(),
        }
    }

    /// Whether there is no unit.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Which word each unit has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordsByUnit {
    /// By unit, the place of its word among `names`; [`WordsByUnit::NONE`]: no inbound contact of the first period carries one.
    pub codes: Vec<u32>,
    /// The words that some unit has, each once, by their bytes.
    pub names: Vec<String>,
}

impl WordsByUnit {
    /// No word.
    pub const NONE: u32 = u32::MAX;
}

/// The sums of a measure by unit. What a unit has nothing of is 0.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sums {
    /// What is counted: contacts, resolved contacts, euro, marks …
    pub numerators: Vec<f64>,
    /// What it is divided by.
    pub denominators: Vec<f64>,
}

/// The answer: one row a unit that has a contact, in any direction, in one of the periods. Units without any have no row: they are zeros
/// that the caller knows of.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitTable {
    /// What the units are called.
    pub keys: UnitKeys,
    /// By metric, then by period.
    pub sums: Vec<Vec<Sums>>,
    /// By segment asked.
    pub segments: Vec<WordsByUnit>,
    /// The first inbound contact of the unit in the **last** period of the question (µs UTC), whatever the filters; `i64::MAX`: none.
    pub first_contact_at_us: Vec<i64>,
    /// The end of observation in force; `None`: the partner has no contact.
    pub observed_until: Option<i64>,
    /// Contacts, in any direction and in one of the periods, that belong to no unit: no usager, no site …
    pub without_unit: u64,
}

/// Outcomes by unit cannot be told so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ByUnitError {
    /// The measure is no sum over a sum: it has no figure for one unit.
    #[error("{0} is not measured by unit")]
    NotByUnit(Measure),
    /// No period was named.
    #[error("no period is named")]
    NoPeriod,
    /// The dimension is no property that a unit has before an experiment.
    #[error("{} is not a property of units", .0.name())]
    NotASegment(Dimension),
    /// More figures by unit than an answer may hold.
    #[error("{0} figures by unit are too many: at most {max}", max = UnitQuestion::FIGURES_MAX)]
    TooManyFigures(usize),
}

/// Tells outcomes unit by unit. Implemented by the oracle and by the streaming engine.
pub trait UnitMeasurer: Send + Sync {
    /// Answers `question` over the log of `partner`; a partner without log has no unit. `costs` gives the unit cost of contacts that
    /// carry none.
    ///
    /// # Errors
    ///
    /// [`MeasureError`] if the log cannot be read, or the question has no meaning.
    fn by_unit(
        &self,
        partner: &PartnerCode,
        question: &UnitQuestion,
        costs: &UnitCosts,
    ) -> Result<UnitTable, MeasureError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(measure: Measure) -> UnitQuestion {
        UnitQuestion {
            unit: UnitKind::Usager,
            metrics: vec![UnitMetric::of(measure)],
            periods: vec![(0, 10), (10, 20)],
            segments: Vec::new(),
            observed_until: None,
        }
    }

    #[test]
    fn nine_measures_are_sums_over_sums() {
        let known = Measure::ALL.into_iter().filter(|it| question(*it).check().is_ok());
        assert_eq!(known.count(), 9);
        let refused = ByUnitError::NotByUnit(Measure::Escape);
        assert_eq!(question(Measure::Escape).check(), Err(refused.into()));
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        let of = |change: fn(&mut UnitQuestion)| {
            let mut question = question(Measure::Volume);
            change(&mut question);
            question.check()
        };
        assert_eq!(of(|it| it.periods.clear()), Err(ByUnitError::NoPeriod.into()));
        assert_eq!(of(|it| it.periods[1] = (5, 5)), Err(QuestionError::EmptyPeriod));
        let refused = Err(ByUnitError::NotASegment(Dimension::Recontacted).into());
        assert_eq!(of(|it| it.segments.push(Dimension::Recontacted)), refused);
        let twice = Err(QuestionError::TwiceTheSame(Dimension::Site));
        assert_eq!(of(|it| it.segments = vec![Dimension::Site; 2]), twice);
        assert!(of(|it| it.metrics[0].wanted.push((Dimension::Recontacted, None))).is_err());
    }

    #[test]
    fn an_answer_that_memory_could_not_hold_is_refused() {
        let question = question(Measure::Volume);
        assert_eq!(question.check_units(1_000_000), Ok(()));
        let figures = UnitQuestion::FIGURES_MAX + 2;
        assert_eq!(question.check_units(figures / 2), Err(ByUnitError::TooManyFigures(figures)));
    }
}
