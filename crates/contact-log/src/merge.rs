//! Rows of one bucket that lie in several files, brought into one order.
//!
//! The slices of a bucket are small (see `compact`): they are loaded whole, and only their order is merged.

use std::{cmp::Ordering, ops::Range};

use arrow::{
    array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, StringArray, UInt64Array},
    compute::{concat_batches, interleave_record_batch},
    datatypes::{Int32Type, Int64Type, TimestampMicrosecondType, UInt64Type},
};

use crate::{
    LogError,
    manifest::{LogKind, Segment},
    segment::SegmentReader,
    store::Store,
};

const BATCH_ROWS: usize = 65_536;

/// The merged rows of a bucket, batch by batch.
pub(crate) struct Merge {
    slices: Vec<RecordBatch>,
    /// Which row of which slice comes next.
    order: std::vec::IntoIter<(usize, usize)>,
}

impl Merge {
    pub(crate) fn open(
        store: &Store,
        kind: LogKind,
        slices: &[(&Segment, Range<u64>)],
        columns: &[&str],
    ) -> Result<Self, LogError> {
        let keys = match kind {
            LogKind::Contacts => ["usager", "started_at", "contact_id"].as_slice(),
            LogKind::Events => &["usager", "request", "occurred_at", "ordinal", "status"],
        };
        let missing = keys.iter().filter(|it| !columns.contains(it));
        let all: Vec<&str> = columns.iter().chain(missing).copied().collect();
        let mut loaded = Vec::with_capacity(slices.len());
        for (segment, rows) in slices {
            let reader = SegmentReader::open(store, kind, segment, rows, &all)?;
            let projected = reader.schema();
            let batches = reader.collect::<Result<Vec<_>, _>>()?;
            let whole = concat_batches(&projected, &batches);
            loaded.push(whole.map_err(|it| LogError::damaged(&segment.name, it))?);
        }
        let order = {
            let cursors: Option<Vec<Keys>> = loaded.iter().map(|it| Keys::of(kind, it)).collect();
            let cursors =
                cursors.ok_or_else(|| LogError::damaged("a bucket", "its columns have other types"))?;
            merged(&cursors)
        };
        let wanted: Vec<usize> = (0..columns.len()).collect();
        let slices = loaded.iter().map(|it| it.project(&wanted)).collect::<Result<Vec<_>, _>>();
        let slices = slices.map_err(|it| LogError::damaged("a bucket", it))?;
        Ok(Self { slices, order: order.into_iter() })
    }
}

impl Iterator for Merge {
    type Item = Result<RecordBatch, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next: Vec<(usize, usize)> = self.order.by_ref().take(BATCH_ROWS).collect();
        if next.is_empty() {
            return None;
        }
        let slices: Vec<&RecordBatch> = self.slices.iter().collect();
        Some(interleave_record_batch(&slices, &next).map_err(|it| LogError::damaged("a bucket", it)))
    }
}

/// The sort columns of one slice.
enum Keys<'a> {
    Contacts {
        usager: &'a UInt64Array,
        started: Int64Array,
        id: &'a StringArray,
    },
    Events {
        usager: &'a UInt64Array,
        request: &'a UInt64Array,
        occurred: Int64Array,
        ordinal: &'a UInt64Array,
        status: ArrayRef,
    },
}

impl<'a> Keys<'a> {
    fn of(kind: LogKind, batch: &'a RecordBatch) -> Option<Self> {
        let number = |name| batch.column_by_name(name)?.as_primitive_opt::<UInt64Type>();
        let instant = |name| {
            let array = batch.column_by_name(name)?.as_primitive_opt::<TimestampMicrosecondType>()?;
            Some(array.reinterpret_cast::<Int64Type>())
        };
        Some(match kind {
            LogKind::Contacts => Self::Contacts {
                usager: number("usager")?,
                started: instant("started_at")?,
                id: batch.column_by_name("contact_id")?.as_string_opt()?,
            },
            LogKind::Events => Self::Events {
                usager: number("usager")?,
                request: number("request")?,
                occurred: instant("occurred_at")?,
                ordinal: number("ordinal")?,
                status: ArrayRef::clone(batch.column_by_name("status")?),
            },
        })
    }

    fn rows(&self) -> usize {
        match self {
            Self::Contacts { usager, .. } | Self::Events { usager, .. } => usager.len(),
        }
    }

    /// Rows without usager come last.
    fn major(&self, row: usize) -> (bool, u64, i64) {
        match self {
            Self::Contacts { usager, started, .. } => {
                let nobody = usager.is_null(row);
                (nobody, if nobody { 0 } else { usager.value(row) }, started.value(row))
            }
            Self::Events { usager, request, .. } => {
                (false, usager.value(row), (request.value(row) ^ (1 << 63)).cast_signed())
            }
        }
    }

    fn minor(&self, row: usize, other: &Self, other_row: usize) -> Ordering {
        match (self, other) {
            (Self::Contacts { id, .. }, Self::Contacts { id: other, .. }) => {
                id.value(row).as_bytes().cmp(other.value(other_row).as_bytes())
            }
            (
                Self::Events { occurred, ordinal, status, .. },
                Self::Events {
                    occurred: other_occurred, ordinal: other_ordinal, status: other_status, ..
                },
            ) => (occurred.value(row), ordinal.value(row))
                .cmp(&(other_occurred.value(other_row), other_ordinal.value(other_row)))
                .then_with(|| word(status, row).cmp(&word(other_status, other_row))),
            _ => Ordering::Equal,
        }
    }
}

/// The text at `row` of a dictionary column.
fn word(array: &ArrayRef, row: usize) -> Option<&str> {
    let array = array.as_dictionary_opt::<Int32Type>()?;
    let values: &StringArray = array.values().as_string_opt()?;
    Some(values.value(array.key(row)?))
}

/// The order of all rows of sorted slices. Few slices: the smallest head is looked for each time.
fn merged(slices: &[Keys]) -> Vec<(usize, usize)> {
    struct Head<'a> {
        slice: usize,
        row: usize,
        major: (bool, u64, i64),
        keys: &'a Keys<'a>,
    }
    let mut heads: Vec<Head> = slices
        .iter()
        .enumerate()
        .filter(|(_, keys)| keys.rows() > 0)
        .map(|(slice, keys)| Head { slice, row: 0, major: keys.major(0), keys })
        .collect();
    let mut order = Vec::with_capacity(slices.iter().map(Keys::rows).sum());
    while let Some(first) = heads.first() {
        let mut smallest = first;
        let mut at = 0;
        for (place, head) in heads.iter().enumerate().skip(1) {
            let before = head
                .major
                .cmp(&smallest.major)
                .then_with(|| head.keys.minor(head.row, smallest.keys, smallest.row));
            if before == Ordering::Less {
                (smallest, at) = (head, place);
            }
        }
        order.push((smallest.slice, smallest.row));
        let head = &mut heads[at];
        head.row += 1;
        if head.row == head.keys.rows() {
            heads.remove(at);
        } else {
            head.major = head.keys.major(head.row);
        }
    }
    order
}
