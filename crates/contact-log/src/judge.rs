//! Which rows of an import the log has already, and which contradict it.
//!
//! Fingerprints only name suspects; the verdict compares whole rows.

use std::collections::HashSet;

use arrow::array::RecordBatch;
use hashbrown::{HashMap, hash_map::Entry};

use crate::{
    LogError, encode,
    import::{CONFLICTS_MAX, origin},
    record::{self, Contacts, Events, FINGERPRINT, Rows, contact, event, sequence},
    vocabulary::{Column, Vocabulary},
};

/// What was found about some suspects.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// The [`Suspect::identity`] of the rows that stay out.
    pub(crate) dropped: HashSet<u64>,
    pub(crate) duplicates: u64,
    pub(crate) conflict_count: u64,
    /// At most [`CONFLICTS_MAX`] of them.
    pub(crate) conflicts: Vec<Contradiction>,
}

/// A row of the import whose fingerprint is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Suspect<'a> {
    /// Where it was loaded from: tells apart rows that are equal in all, their lines too.
    pub(crate) identity: u64,
    pub(crate) record: &'a [u8],
}

/// A refused contact.
#[derive(Debug)]
pub(crate) struct Contradiction {
    pub(crate) sequence: u64,
    pub(crate) contact_id: String,
    pub(crate) kept: String,
    pub(crate) refused: String,
}

/// How suspects of a kind are judged.
pub(crate) trait Judge: Rows {
    /// `existing`: rows of the log; `mine`: rows of the import by sequence number, then identity. Both hold every row of their
    /// side that could be the same as one of `mine`.
    fn judge(existing: &[u8], mine: &[Suspect], words: &Vocabulary, verdict: &mut Verdict);

    /// Appends the rows of a stored batch to a run of records.
    fn stored_all(batch: &RecordBatch, words: &Vocabulary, run: &mut Vec<u8>) -> Result<(), LogError>;

    /// Appends the rows of a stored batch whose fingerprints are among `suspects` to a run of records.
    fn stored(
        batch: &RecordBatch,
        words: &Vocabulary,
        suspects: &HashSet<u64>,
        seed: u64,
        run: &mut Vec<u8>,
    ) -> Result<(), LogError>;
}

impl Judge for Contacts {
    fn stored_all(batch: &RecordBatch, words: &Vocabulary, run: &mut Vec<u8>) -> Result<(), LogError> {
        encode::stored_contacts(batch, words, |_| true, run)
    }

    fn stored(
        batch: &RecordBatch,
        words: &Vocabulary,
        suspects: &HashSet<u64>,
        seed: u64,
        run: &mut Vec<u8>,
    ) -> Result<(), LogError> {
        let wanted = |id: &[u8]| suspects.contains(&(record::id_hash(id, seed) & FINGERPRINT));
        encode::stored_contacts(batch, words, wanted, run)
    }

    /// The first contact with an id stays; an equal one is a duplicate, another one a conflict.
    fn judge(existing: &[u8], mine: &[Suspect], words: &Vocabulary, verdict: &mut Verdict) {
        let mut first: HashMap<&[u8], &[u8]> = HashMap::new();
        for kept in record::records(existing) {
            first.insert(record::contact_id(kept), kept);
        }
        for given in mine {
            let record = given.record;
            let kept = match first.entry(record::contact_id(record)) {
                Entry::Vacant(free) => {
                    free.insert(record);
                    continue;
                }
                Entry::Occupied(taken) => *taken.get(),
            };
            verdict.dropped.insert(given.identity);
            if record::content(kept) == record::content(record) {
                verdict.duplicates += 1;
            } else if verdict.conflict_count >= CONFLICTS_MAX as u64 {
                verdict.conflict_count += 1;
            } else {
                verdict.conflict_count += 1;
                let (kept, refused) = differences(kept, record, words);
                verdict.conflicts.push(Contradiction {
                    sequence: sequence(record),
                    contact_id: contact(record).id.to_owned(),
                    kept,
                    refused,
                });
            }
        }
    }
}

impl Judge for Events {
    fn stored_all(batch: &RecordBatch, words: &Vocabulary, run: &mut Vec<u8>) -> Result<(), LogError> {
        encode::stored_events(batch, words, run)
    }

    fn stored(
        batch: &RecordBatch,
        words: &Vocabulary,
        suspects: &HashSet<u64>,
        seed: u64,
        run: &mut Vec<u8>,
    ) -> Result<(), LogError> {
        let mut all = Vec::new();
        encode::stored_events(batch, words, &mut all)?;
        let wanted = |it: &&[u8]| suspects.contains(&(Self::entry(it, words, seed) & FINGERPRINT));
        record::records(&all).filter(wanted).for_each(|it| run.extend_from_slice(it));
        Ok(())
    }

    /// Equal status changes of one file are as many as the file has them; seen again, as many are recognised.
    /// Hence of each the log has as many as the richest of its sources.
    fn judge(existing: &[u8], mine: &[Suspect], _: &Vocabulary, verdict: &mut Verdict) {
        let same = |record| {
            let it = event(record);
            (it.usager, it.request, it.occurred_us, it.due_us, it.status)
        };
        let mut had: HashMap<_, usize> = HashMap::new();
        for kept in record::records(existing) {
            *had.entry(same(kept)).or_default() += 1;
        }
        let mut given: HashMap<_, Vec<&Suspect>> = HashMap::new();
        for suspect in mine {
            given.entry(same(suspect.record)).or_default().push(suspect);
        }
        for (what, rows) in given {
            let had = had.get(&what).copied().unwrap_or(0);
            let file = |it: &Suspect| origin(sequence(it.record)).0;
            let mut files: Vec<&[&Suspect]> =
                rows.chunk_by(|left, right| file(left) == file(right)).collect();
            // The first of the richest files, whose rows stay but for those that the log has.
            files.sort_by_key(|it| std::cmp::Reverse(it.len()));
            let richest = files.first().copied().unwrap_or_default();
            let staying = &richest[had.min(richest.len())..];
            for row in rows.iter().filter(|it| !staying.iter().any(|stays| stays.identity == it.identity)) {
                verdict.dropped.insert(row.identity);
                verdict.duplicates += 1;
            }
        }
    }
}

/// The columns in which two contacts differ, as `column=value, …` of either. People are shown by the first digits of
/// their pseudonyms: the log does not know them otherwise.
fn differences(kept: &[u8], refused: &[u8], words: &Vocabulary) -> (String, String) {
    let (left, right) = (described(kept, words), described(refused, words));
    let differing = left.into_iter().zip(right).filter(|(left, right)| left.1 != right.1);
    let say = |(column, value): (&str, Option<String>)| format!("{column}={}", value.unwrap_or_default());
    let (kept, refused): (Vec<_>, Vec<_>) = differing.map(|(left, right)| (say(left), say(right))).unzip();
    (kept.join(", "), refused.join(", "))
}

fn described(record: &[u8], words: &Vocabulary) -> Vec<(&'static str, Option<String>)> {
    let it = contact(record);
    let word = |column, code: Option<u32>| code.map(|it| words.word(column, it).to_string());
    let person = |pseudonym: Option<u64>| pseudonym.map(|it| format!("#{:08x}", it >> 32));
    let instant = jiff::Timestamp::from_microsecond(it.started_us);
    vec![
        ("usager", person(it.usager)),
        ("request", person(it.request)),
        ("started_at", Some(instant.map_or_else(|_| it.started_us.to_string(), |it| it.to_string()))),
        ("channel", word(Column::Channel, Some(it.channel))),
        ("direction", word(Column::Direction, Some(it.direction))),
        ("reason", word(Column::Reason, Some(it.reason))),
        ("life_event", word(Column::LifeEvent, it.life_event)),
        ("cause", word(Column::Cause, it.cause)),
        ("outcome", word(Column::Outcome, it.outcome)),
        ("wait_s", it.wait_s.map(|it| it.to_string())),
        ("duration_s", it.duration_s.map(|it| it.to_string())),
        ("satisfaction", it.satisfaction.map(|it| it.to_string())),
        ("cost", it.cost.map(euros)),
        ("site", word(Column::Site, it.site)),
        ("agent", person(it.agent)),
    ]
}

fn euros(units: i64) -> String {
    let scale = 10_u64.pow(crate::schema::COST_SCALE.unsigned_abs().into());
    let sign = if units < 0 { "-" } else { "" };
    let (whole, rest) = (units.unsigned_abs() / scale, units.unsigned_abs() % scale);
    format!("{sign}{whole}.{rest:04}")
}
