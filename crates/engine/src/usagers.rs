//! How many people stand behind a figure: what the disclosure rule asks before a figure leaves its partner.

use std::collections::BTreeMap;

use arrow::{
    array::{Array, ArrayRef, AsArray, RecordBatch},
    datatypes::{ArrowPrimitiveType, Int32Type, TimestampMicrosecondType, UInt8Type, UInt64Type},
};
use measures::{Measure, Question};

use crate::{Engine, EngineError, may_select};

const COLUMNS: [&str; 7] = ["usager", "request", "started_at", "channel", "direction", "cause", "satisfaction"];

impl Engine {
    /// For each partner: how many distinct usagers there are among the contacts that the question's measure counts. Its
    /// dimensions are ignored, and its filters besides the partner and the period.
    ///
    /// Contacts without usager count for nobody, so the number is never too large.
    ///
    /// # Errors
    ///
    /// [`EngineError`] if the log cannot be read.
    pub fn usagers_by_partner(&self, question: &Question) -> Result<BTreeMap<String, u64>, EngineError> {
        question.check()?;
        let snapshot = self.log.snapshot()?;
        let mut counts = BTreeMap::new();
        for partner in snapshot.partners().iter().filter(|it| may_select(question, it)) {
            let until = question.observed_until.or(partner.last_at).unwrap_or(i64::MIN);
            let mut count = Count { question, until, seen: None, usagers: 0 };
            for bucket in 0..partner.buckets {
                for batch in snapshot.read_contacts(partner, bucket, &COLUMNS)? {
                    count.add(&batch?)?;
                }
            }
            counts.insert(partner.code.as_str().to_owned(), count.usagers);
        }
        Ok(counts)
    }
}

struct Count<'q> {
    question: &'q Question,
    until: i64,
    /// The usager counted last; a usager's rows come together.
    seen: Option<u64>,
    usagers: u64,
}

impl Count<'_> {
    fn add(&mut self, batch: &RecordBatch) -> Result<(), EngineError> {
        let column = |place: usize| (COLUMNS[place], batch.column(place));
        let usager = numbers::<UInt64Type>(column(0))?;
        let request = column(1).1;
        let started_at = numbers::<TimestampMicrosecondType>(column(2))?;
        let phone = keys_of(column(3), "phone")?;
        let inbound = keys_of(column(4), "inbound")?;
        let proactive = keys_of(column(4), "proactive")?;
        let cause = column(5).1;
        let satisfaction = numbers::<UInt8Type>(column(6))?;
        let selection = &self.question.selection;
        let window = self.question.window().as_us();
        for row in 0..batch.num_rows() {
            let at = started_at.value(row);
            let chosen = selection.from.is_none_or(|from| from <= at) && selection.to.is_none_or(|to| at < to);
            if !chosen || usager.is_null(row) || self.seen == Some(usager.value(row)) {
                continue;
            }
            let counted = match self.question.measure {
                Measure::Volume => true,
                Measure::Requests | Measure::Journeys | Measure::Provoked => inbound(row) && request.is_valid(row),
                Measure::Needs => inbound(row),
                Measure::Recontact | Measure::Fcr | Measure::Escape => {
                    inbound(row) && at.saturating_add(window) <= self.until
                }
                Measure::Avoidable => inbound(row) && cause.is_valid(row),
                Measure::Cost => !proactive(row),
                Measure::Phone => inbound(row) && phone(row),
                Measure::Satisfaction => satisfaction.is_valid(row),
            };
            if counted {
                self.seen = Some(usager.value(row));
                self.usagers += 1;
            }
        }
        Ok(())
    }
}

fn numbers<'a, T: ArrowPrimitiveType>(
    (name, array): (&'static str, &'a ArrayRef),
) -> Result<&'a arrow::array::PrimitiveArray<T>, EngineError> {
    array.as_primitive_opt().ok_or(EngineError::Column(name))
}

/// Tells of a row whether its word is `wanted`.
fn keys_of<'a>(
    (name, array): (&'static str, &'a ArrayRef),
    wanted: &str,
) -> Result<impl Fn(usize) -> bool + 'a, EngineError> {
    let words = array.as_dictionary_opt::<Int32Type>().ok_or(EngineError::Column(name))?;
    let values = words.values().as_string_opt::<i32>().ok_or(EngineError::Column(name))?;
    let matching: Vec<bool> = values.iter().map(|it| it == Some(wanted)).collect();
    Ok(move |row| words.key(row).is_some_and(|key| matching[key]))
}
