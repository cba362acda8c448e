//! Which rows a [`Selection`] keeps, decided a batch at a time.

use arrow::{
    array::{AsArray, BooleanArray, RecordBatch},
    datatypes::{Int32Type, TimestampMicrosecondType},
};
use jiff::ToSpan;
use kernel::{Period, paris_day_start};
use measures::{Dimension, Selection};

use super::ExportError;

/// A selection, ready to be asked.
pub(super) struct Chosen {
    from: i64,
    to: i64,
    /// One entry a dimension: the values wanted; `None` stands for "has no value".
    words: Vec<(Dimension, Vec<Option<String>>)>,
    /// One entry a calendar dimension: the spans wanted, µs UTC, end excluded.
    spans: Vec<(Dimension, Vec<(i64, i64)>)>,
}

impl Chosen {
    pub(super) fn new(selection: &Selection) -> Result<Self, ExportError> {
        let mut chosen = Self {
            from: selection.from.unwrap_or(i64::MIN),
            to: selection.to.unwrap_or(i64::MAX),
            words: Vec::new(),
            spans: Vec::new(),
        };
        if chosen.to <= chosen.from {
            return Err(ExportError::EmptyPeriod);
        }
        for (dimension, value) in &selection.wanted {
            match dimension {
                Dimension::Recontacted => return Err(ExportError::NotAFilterHere(*dimension)),
                Dimension::Day | Dimension::Week | Dimension::Month => {
                    let spans = entry(&mut chosen.spans, *dimension);
                    spans.extend(value.as_deref().and_then(|it| it.parse().ok()).and_then(span_of));
                }
                _ => entry(&mut chosen.words, *dimension).push(value.clone()),
            }
        }
        Ok(chosen)
    }

    /// Whether any row of this partner can be kept.
    pub(super) fn may_keep_partner(&self, partner: &str) -> bool {
        self.words
            .iter()
            .filter(|(dimension, _)| *dimension == Dimension::Partner)
            .all(|(_, values)| values.iter().any(|it| it.as_deref() == Some(partner)))
    }

    /// Whether changes of status can be judged: they have a partner, a life event and an instant, nothing else.
    pub(super) fn speaks_of_events(&self) -> bool {
        self.words.iter().all(|(dimension, _)| matches!(dimension, Dimension::Partner | Dimension::LifeEvent))
    }

    /// Which contacts are index contacts.
    pub(super) fn contacts(&self, batch: &RecordBatch) -> BooleanArray {
        self.rows(batch, "started_at", |_| true)
    }

    /// Which contacts keep their journey if they are its first: as index contacts, but for the life event, which is the
    /// journey's own ([`Self::holds_life_event`]).
    pub(super) fn first_contacts(&self, batch: &RecordBatch) -> BooleanArray {
        self.rows(batch, "started_at", |it| it != Dimension::LifeEvent)
    }

    /// Which changes of status are kept; none if the filters do not speak of them.
    pub(super) fn events(&self, batch: &RecordBatch) -> BooleanArray {
        if self.speaks_of_events() {
            self.rows(batch, "occurred_at", |_| true)
        } else {
            BooleanArray::from(vec![false; batch.num_rows()])
        }
    }

    /// Whether a journey without contacts is kept, by its first step: calendars, as channels, are asked of contacts.
    pub(super) fn holds_journey_without_contact(&self, first_us: i64) -> bool {
        self.spans.is_empty() && self.speaks_of_events() && self.holds_instant(first_us)
    }

    /// Whether a life event, or none, is among those asked.
    pub(super) fn holds_life_event(&self, life_event: Option<&str>) -> bool {
        self.words
            .iter()
            .filter(|(dimension, _)| *dimension == Dimension::LifeEvent)
            .all(|(_, values)| values.iter().any(|it| it.as_deref() == life_event))
    }

    /// Whether an instant is in the period and in the calendar spans asked.
    fn holds_instant(&self, at_us: i64) -> bool {
        self.from <= at_us
            && at_us < self.to
            && self
                .spans
                .iter()
                .all(|(_, spans)| spans.iter().any(|(from, to)| *from <= at_us && at_us < *to))
    }

    fn rows(&self, batch: &RecordBatch, instant: &str, asked: impl Fn(Dimension) -> bool) -> BooleanArray {
        let mut keep: Vec<bool> = match batch.column_by_name(instant) {
            Some(column) => {
                let at = column.as_primitive::<TimestampMicrosecondType>();
                at.values().iter().map(|it| self.holds_instant(*it)).collect()
            }
            None => vec![true; batch.num_rows()],
        };
        for (dimension, values) in self.words.iter().filter(|(it, _)| asked(*it)) {
            let Some(column) = batch.column_by_name(dimension.name()) else { continue };
            let column = column.as_dictionary::<Int32Type>();
            let words = column.values().as_string::<i32>();
            let wanted: Vec<bool> =
                words.iter().map(|it| values.iter().any(|value| value.as_deref() == it)).collect();
            let wants_none = values.contains(&None);
            for (row, keep) in keep.iter_mut().enumerate() {
                *keep &= column.key(row).map_or(wants_none, |key| wanted[key]);
            }
        }
        BooleanArray::from(keep)
    }
}

fn entry<T>(entries: &mut Vec<(Dimension, Vec<T>)>, dimension: Dimension) -> &mut Vec<T> {
    let at = entries.iter().position(|(it, _)| *it == dimension).unwrap_or_else(|| {
        entries.push((dimension, Vec::new()));
        entries.len() - 1
    });
    &mut entries[at].1
}

/// From the first instant of a period to the first after it.
fn span_of(period: Period) -> Option<(i64, i64)> {
    let first = period.first_day();
    let next = match period {
        Period::Day(_) => first.checked_add(1.day()),
        Period::Week(_) => first.checked_add(1.week()),
        Period::Month(_) => first.checked_add(1.month()),
    };
    Some((paris_day_start(first)?, paris_day_start(next.ok()?)?))
}
