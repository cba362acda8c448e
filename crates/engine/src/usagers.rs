//! How many people stand behind a figure: what the disclosure rule asks before a figure leaves its partner.

use std::{
    collections::BTreeMap,
    panic::resume_unwind,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use arrow::{
    array::{Array, ArrayRef, AsArray, RecordBatch},
    datatypes::{ArrowPrimitiveType, Int32Type, TimestampMicrosecondType, UInt8Type, UInt64Type},
};
use contact_log::PartnerLog;
use measures::{Measure, Question};

use crate::{Engine, EngineError, may_select, names::held};

const COLUMNS: [&str; 7] =
    ["usager", "request", "started_at", "channel", "direction", "cause", "satisfaction"];

impl Engine {
    /// For each question and each partner: how many distinct usagers there are among the contacts that the measure counts.
    /// The dimensions are ignored, and the filters besides the partner and the period. All questions in one pass.
    ///
    /// Contacts without usager count for nobody, so the number is never too large.
    ///
    /// # Errors
    ///
    /// [`EngineError`] if the log cannot be read.
    pub fn usagers_by_partner(
        &self,
        questions: &[Question],
    ) -> Result<Vec<BTreeMap<String, u64>>, EngineError> {
        for question in questions {
            question.check()?;
        }
        let snapshot = self.log.snapshot()?;
        let partners = snapshot.partners();
        let asked = |it: &PartnerLog| questions.iter().any(|question| may_select(question, it));
        let units: Vec<(usize, u32)> = partners
            .iter()
            .enumerate()
            .filter(|(_, it)| asked(it))
            .flat_map(|(place, it)| (0..it.buckets).map(move |bucket| (place, bucket)))
            .collect();
        let next = AtomicUsize::new(0);
        let counts = Mutex::new(vec![vec![0_u64; partners.len()]; questions.len()]);
        let work = || -> Result<(), EngineError> {
            while let Some((place, bucket)) = units.get(next.fetch_add(1, Ordering::Relaxed)) {
                let partner = &partners[*place];
                let until = |it: &Question| it.observed_until.or(partner.last_at).unwrap_or(i64::MIN);
                let mut found: Vec<Count<'_>> = questions
                    .iter()
                    .map(|it| Count { question: it, until: until(it), seen: None, usagers: 0 })
                    .collect();
                for batch in snapshot.read_contacts(partner, *bucket, &COLUMNS)? {
                    let batch = batch?;
                    for count in found.iter_mut().filter(|it| may_select(it.question, partner)) {
                        count.add(&batch)?;
                    }
                }
                // A usager is in one bucket: what the buckets count adds up.
                for (of_question, count) in held(&counts).iter_mut().zip(&found) {
                    of_question[*place] += count.usagers;
                }
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..self.threads.max(1)).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_for_each(|it| it.join().unwrap_or_else(|it| resume_unwind(it)))
        })?;
        let named = |question: &Question, of_partner: &Vec<u64>| {
            let selected = partners.iter().zip(of_partner).filter(|(it, _)| may_select(question, it));
            selected.map(|(it, count)| (it.code.as_str().to_owned(), *count)).collect()
        };
        Ok(questions.iter().zip(&*held(&counts)).map(|(question, it)| named(question, it)).collect())
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
            let chosen =
                selection.from.is_none_or(|from| from <= at) && selection.to.is_none_or(|to| at < to);
            if !chosen || usager.is_null(row) || self.seen == Some(usager.value(row)) {
                continue;
            }
            let counted = match self.question.measure {
                Measure::Volume => true,
                Measure::Requests | Measure::Journeys | Measure::Provoked => {
                    inbound(row) && request.is_valid(row)
                }
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

pub(crate) fn numbers<'a, T: ArrowPrimitiveType>(
    (name, array): (&'static str, &'a ArrayRef),
) -> Result<&'a arrow::array::PrimitiveArray<T>, EngineError> {
    array.as_primitive_opt().ok_or(EngineError::Column(name))
}

/// Tells of a row whether its word is `wanted`.
pub(crate) fn keys_of<'a>(
    (name, array): (&'static str, &'a ArrayRef),
    wanted: &str,
) -> Result<impl Fn(usize) -> bool + 'a, EngineError> {
    let words = array.as_dictionary_opt::<Int32Type>().ok_or(EngineError::Column(name))?;
    let values = words.values().as_string_opt::<i32>().ok_or(EngineError::Column(name))?;
    let matching: Vec<bool> = values.iter().map(|it| it == Some(wanted)).collect();
    Ok(move |row| words.key(row).is_some_and(|key| matching[key]))
}
