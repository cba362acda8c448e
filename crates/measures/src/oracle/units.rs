//! Outcomes by unit: each figure is that of its measure over the index contacts of one unit and one period.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{PartnerCode, Period};

use super::{
    Oracle,
    asked::Asked,
    avoidable, counts, follow,
    log::{PartnerLog, Row},
    real, requests,
};
use crate::{
    Dimension, Figures, Measure, MeasureError, Question, UnitCosts,
    by_unit::{Sums, UnitKeys, UnitKind, UnitMeasurer, UnitMetric, UnitQuestion, UnitTable, WordsByUnit},
    question::{QuestionError, Selection},
};

/// What a unit is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(u64),
    Text(String),
}

/// A question to one partner's log, with the units that have a row.
struct Units<'a> {
    question: &'a UnitQuestion,
    log: &'a PartnerLog,
    keys: BTreeSet<Key>,
}

impl UnitMeasurer for Oracle {
    fn by_unit(
        &self,
        partner: &PartnerCode,
        question: &UnitQuestion,
        costs: &UnitCosts,
    ) -> Result<UnitTable, MeasureError> {
        question.check()?;
        let nothing = PartnerLog::default();
        let log = self.logs.get(partner).unwrap_or(&nothing);
        let is_asked = |it: &Row<'_>| question.periods.iter().any(|period| is_inside(*it, *period));
        let (mut keys, mut without_unit) = (BTreeSet::new(), 0);
        for row in log.rows().filter(is_asked) {
            match key(row, question.unit) {
                Some(key) => drop(keys.insert(key)),
                None => without_unit += 1,
            }
        }
        question.check_units(keys.len()).map_err(QuestionError::from)?;
        let units = Units { question, log, keys };
        let of_metric = |metric: &UnitMetric| {
            let periods = question.periods.iter();
            periods.map(|period| units.sums(metric, *period, costs)).collect()
        };
        Ok(UnitTable {
            sums: question.metrics.iter().map(of_metric).collect(),
            segments: question.segments.iter().map(|it| units.words(*it)).collect(),
            first_contact_at_us: units.first_contacts(),
            observed_until: question.observed_until.or_else(|| log.last_at()),
            without_unit,
            keys: names(units.keys, question.unit),
        })
    }
}

impl<'a> Units<'a> {
    /// The figures of a measure for each unit in one period.
    fn sums(&self, metric: &UnitMetric, (from, to): (i64, i64), costs: &UnitCosts) -> Sums {
        let all_times = metric.question(self.question.observed_until);
        let selection = Selection { from: Some(from), to: Some(to), ..all_times.selection.clone() };
        let asked_of = Question { selection, ..all_times };
        let asked = Asked { question: &asked_of, logs: vec![self.log] };
        let mut rows_of: BTreeMap<Key, Vec<Row<'_>>> = BTreeMap::new();
        for row in self.log.rows().filter(|it| asked.is_index(*it)) {
            if let Some(key) = key(row, self.question.unit) {
                rows_of.entry(key).or_default().push(row);
            }
        }
        let mut sums = Sums::default();
        for key in &self.keys {
            let rows = rows_of.get(key).map_or(&[][..], Vec::as_slice);
            let (numerator, denominator) = numbers(&asked, costs, rows);
            sums.numerators.push(numerator);
            sums.denominators.push(denominator);
        }
        sums
    }

    /// The value that most of a unit's inbound contacts in the first period carry; of several, the first by its text.
    fn words(&self, dimension: Dimension) -> WordsByUnit {
        let question = Question::of(Measure::Volume);
        let asked = Asked { question: &question, logs: vec![self.log] };
        let mut counts: BTreeMap<Key, BTreeMap<String, u64>> = BTreeMap::new();
        for (key, row) in self.inbound(self.question.periods.first()) {
            if let Some(value) = asked.value(row, dimension) {
                *counts.entry(key).or_default().entry(value).or_default() += 1;
            }
        }
        let most = |key: &Key| {
            let mut most: Option<(&String, u64)> = None;
            for (value, count) in counts.get(key).into_iter().flatten() {
                if most.is_none_or(|it| *count > it.1) {
                    most = Some((value, *count));
                }
            }
            most.map(|it| it.0.clone())
        };
        let values: Vec<Option<String>> = self.keys.iter().map(most).collect();
        let names: BTreeSet<String> = values.iter().flatten().cloned().collect();
        let names: Vec<String> = names.into_iter().collect();
        let code = |value: &Option<String>| {
            let place = names.iter().position(|it| Some(it) == value.as_ref());
            place.and_then(|it| u32::try_from(it).ok()).unwrap_or(WordsByUnit::NONE)
        };
        WordsByUnit { codes: values.iter().map(code).collect(), names }
    }

    /// When each unit first made contact in the last period.
    fn first_contacts(&self) -> Vec<i64> {
        let mut first: BTreeMap<Key, i64> = BTreeMap::new();
        for (key, row) in self.inbound(self.question.periods.last()) {
            first.entry(key).or_insert(row.contact().started_at);
        }
        self.keys.iter().map(|it| first.get(it).copied().unwrap_or(i64::MAX)).collect()
    }

    /// The inbound contacts of a period that belong to a unit, in their order.
    fn inbound(&self, period: Option<&(i64, i64)>) -> impl Iterator<Item = (Key, Row<'a>)> {
        let period = period.copied();
        let unit = self.question.unit;
        let wanted =
            move |it: &Row<'_>| it.is_inbound() && period.is_some_and(|period| is_inside(*it, period));
        self.log.rows().filter(wanted).filter_map(move |row| Some((key(row, unit)?, row)))
    }
}

fn is_inside(row: Row<'_>, (from, to): (i64, i64)) -> bool {
    (from..to).contains(&row.contact().started_at)
}

/// The unit that a contact belongs to.
fn key(row: Row<'_>, unit: UnitKind) -> Option<Key> {
    let contact = row.contact();
    match unit {
        UnitKind::Usager => contact.usager.map(Key::Number),
        UnitKind::Request => contact.request.map(Key::Number),
        UnitKind::Site => contact.site.clone().map(Key::Text),
        UnitKind::Day => Some(Key::Text(Period::day_of(contact.started_at).to_string())),
        UnitKind::Agent => contact.agent.map(Key::Number),
    }
}

/// Numerator and denominator of a measure over some contacts.
fn numbers(asked: &Asked<'_>, costs: &UnitCosts, rows: &[Row<'_>]) -> (f64, f64) {
    let figures = match asked.question.measure {
        Measure::Volume => counts::volume(rows),
        Measure::Requests => Figures::Requests(requests::by_contacts(rows)),
        Measure::Needs => follow::needs(asked, rows),
        Measure::Recontact => follow::recontact(asked, rows),
        Measure::Fcr => follow::fcr(asked, rows),
        Measure::Avoidable => avoidable::avoidable(rows),
        Measure::Cost => counts::cost(costs, rows),
        Measure::Phone => counts::phone(rows),
        Measure::Satisfaction => {
            let marks = || rows.iter().filter_map(|it| it.contact().satisfaction);
            return (real(marks().map(i128::from).sum()), real(marks().map(|_| 1).sum()));
        }
        Measure::Escape | Measure::Journeys | Measure::Provoked => return (0.0, 0.0),
    };
    let pair = |numerator: u64, denominator: u64| (real(numerator.into()), real(denominator.into()));
    match figures {
        Figures::Volume(it) => pair(it.inbound, 1),
        Figures::Requests(it) => pair(it.contacts, it.requests),
        Figures::Needs(it) => pair(it.inbound, it.needs),
        Figures::Recontact(it) => pair(it.recontacted, it.eligible),
        Figures::Fcr(it) => pair(it.resolved, it.eligible),
        Figures::Avoidable(it) => pair(it.avoidable, it.qualified),
        Figures::Cost(it) => (it.cost, 1.0),
        Figures::Phone(it) => pair(it.answered, it.offered),
        _ => (0.0, 0.0),
    }
}

fn names(keys: BTreeSet<Key>, unit: UnitKind) -> UnitKeys {
    let (mut numbers, mut texts) = (Vec::new(), Vec::new());
    for key in keys {
        match key {
            Key::Number(number) => numbers.push(number),
            Key::Text(text) => texts.push(text),
        }
    }
    match unit {
        UnitKind::Usager | UnitKind::Request | UnitKind::Agent => UnitKeys::Numbers(numbers),
        UnitKind::Site | UnitKind::Day => UnitKeys::Texts(texts),
    }
}
