//! Records of some buckets into sorted Parquet files.

use std::ops::Range;

use kernel::PartnerCode;

use crate::{
    LogError,
    columns::Collect,
    manifest::Segment,
    record::{self, Rows},
    segment::SegmentWriter,
    staging::PARTS,
    store::Store,
    unique::unique,
    vocabulary::Vocabulary,
};

/// A file is closed at the end of a bucket once it has this many rows: fewer, larger files for small imports.
const FILE_ROWS_MIN: u64 = 131_072;
/// Rows turned into columns at a time.
const BATCH_ROWS: usize = 65_536;

/// Where a partner's files go.
pub(crate) struct Target<'a> {
    pub(crate) store: &'a Store,
    pub(crate) words: &'a Vocabulary,
    pub(crate) partner: &'a PartnerCode,
    pub(crate) bits: u32,
    pub(crate) unique: u64,
}

impl Target<'_> {
    pub(crate) fn folder<R: Rows>(&self) -> String {
        format!("{}/{}", R::KIND.folder(), self.partner)
    }

    pub(crate) fn bucket(&self, place: u64) -> u32 {
        bucket(place, self.bits)
    }
}

/// The bucket of a place.
pub(crate) fn bucket(place: u64, bits: u32) -> u32 {
    place.checked_shr(64 - bits).map_or(0, |it| it as u32)
}

/// Groups the parts so that each group has whole buckets (or a bucket whole parts) and enough rows for a file.
pub(crate) fn tasks(counts: &[u64], bits: u32) -> Vec<Range<usize>> {
    if counts.len() != PARTS {
        return (0..counts.len()).map(|it| it..it + 1).collect();
    }
    let step = (PARTS >> bits.min(8)).max(1);
    let mut tasks = Vec::new();
    let mut start = 0;
    let mut rows = 0;
    for end in (step..=PARTS).step_by(step) {
        rows += counts[end - step..end].iter().sum::<u64>();
        if rows >= FILE_ROWS_MIN || (end == PARTS && rows > 0) {
            tasks.push(start..end);
            (start, rows) = (end, 0);
        }
    }
    tasks
}

/// Sorts records and writes them bucket by bucket.
pub(crate) fn write<R: Rows, C: Collect>(
    target: &Target,
    seed: u64,
    bytes: &[u8],
) -> Result<Vec<Segment>, LogError> {
    let order = sorted::<R>(target, seed, bytes);
    let mut files = Files::new(target);
    let mut rest = order.as_slice();
    while let Some(first) = rest.first() {
        let (rows, after) = rest.split_at(rest.partition_point(|it| it.bucket == first.bucket));
        files.bucket::<R, C>(
            first.bucket,
            rows.iter().map(|it| record::first(&bytes[it.offset..])),
            rows.len(),
        )?;
        rest = after;
    }
    files.finish::<R, C>()
}

/// A record's place in the order of the log.
struct Entry {
    bucket: u32,
    nobody: bool,
    key: (u64, u64),
    offset: usize,
}

/// All records in the order of the log: by bucket, rows without usager last in each.
fn sorted<R: Rows>(target: &Target, seed: u64, bytes: &[u8]) -> Vec<Entry> {
    let mut order = Vec::new();
    let mut offset = 0;
    for record in record::records(bytes) {
        let bucket = target.bucket(R::place(record, seed));
        order.push(Entry { bucket, nobody: record::usager(record) == 0, key: R::key(record), offset });
        offset += record.len();
    }
    order.sort_unstable_by(|left, right| {
        let keys = |it: &Entry| (it.bucket, it.nobody, it.key);
        keys(left).cmp(&keys(right)).then_with(|| {
            let record = |it: &Entry| record::first(&bytes[it.offset..]);
            R::tie(record(left), record(right), target.words)
        })
    });
    order
}

/// The files being written: one at a time.
pub(crate) struct Files<'a> {
    target: &'a Target<'a>,
    open: Option<(SegmentWriter, Segment)>,
    done: Vec<Segment>,
}

impl<'a> Files<'a> {
    pub(crate) fn new(target: &'a Target<'a>) -> Self {
        Self { target, open: None, done: Vec::new() }
    }

    /// Adds the rows of the next bucket, in their order.
    pub(crate) fn bucket<'r, R: Rows, C: Collect>(
        &mut self,
        bucket: u32,
        records: impl Iterator<Item = &'r [u8]>,
        rows: usize,
    ) -> Result<(), LogError> {
        let alone = rows as u64 >= FILE_ROWS_MIN || self.target.bits == 0;
        if alone {
            self.close::<R>()?;
        }
        let (writer, segment) = match &mut self.open {
            Some(open) => open,
            none => {
                let name = format!(
                    "{}/{bucket:05}-{:016x}-{:08x}.parquet",
                    self.target.folder::<R>(),
                    self.target.unique,
                    unique()? >> 32
                );
                let segment = Segment {
                    name,
                    rows: 0,
                    bytes: 0,
                    from_us: i64::MAX,
                    to_us: i64::MIN,
                    first_bucket: bucket,
                    ends: Vec::new(),
                };
                none.insert((SegmentWriter::new(R::KIND, alone)?, segment))
            }
        };
        // Buckets between the last and this one have no rows here.
        let places = (bucket - segment.first_bucket) as usize;
        segment.ends.resize(places, segment.rows);
        let mut columns = C::new(BATCH_ROWS.min(rows));
        let mut filled = 0;
        for record in records {
            let at = R::at_us(record);
            segment.from_us = segment.from_us.min(at);
            segment.to_us = segment.to_us.max(at);
            columns.push(record);
            filled += 1;
            if filled == BATCH_ROWS {
                let full = std::mem::replace(&mut columns, C::new(BATCH_ROWS.min(rows)));
                write_columns(writer, full, self.target)?;
                segment.rows += filled as u64;
                filled = 0;
            }
        }
        if filled > 0 {
            write_columns(writer, columns, self.target)?;
            segment.rows += filled as u64;
        }
        segment.ends.push(segment.rows);
        if segment.rows >= FILE_ROWS_MIN || alone {
            self.close::<R>()?;
        }
        Ok(())
    }

    /// Closes the last file; all files written.
    pub(crate) fn finish<R: Rows, C: Collect>(mut self) -> Result<Vec<Segment>, LogError> {
        self.close::<R>()?;
        Ok(self.done)
    }

    fn close<R: Rows>(&mut self) -> Result<(), LogError> {
        let Some((writer, mut segment)) = self.open.take() else { return Ok(()) };
        if segment.rows == 0 {
            return Ok(());
        }
        let bytes = writer.finish()?;
        segment.bytes = bytes.len() as u64;
        self.target.store.put(&segment.name, bytes)?;
        self.done.push(segment);
        Ok(())
    }
}

fn write_columns<C: Collect>(
    writer: &mut SegmentWriter,
    columns: C,
    target: &Target,
) -> Result<(), LogError> {
    let batch = columns.finish(target.partner.as_str(), target.words);
    writer.write(&batch.map_err(|it| LogError::damaged("a new file", it))?)
}
