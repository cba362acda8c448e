//! Records of some buckets into sorted Parquet files.

use std::ops::Range;

use kernel::PartnerCode;

use crate::{
    LogError,
    columns::Collect,
    manifest::Segment,
    output::Output,
    record::{self, Rows},
    segment::SegmentWriter,
    staging::PARTS,
    vocabulary::Vocabulary,
};

/// Rows turned into columns at a time.
const BATCH_ROWS: usize = 65_536;

/// Where a partner's files go.
pub(crate) struct Target<'a> {
    pub(crate) output: &'a Output<'a>,
    pub(crate) words: &'a Vocabulary,
    pub(crate) partner: &'a PartnerCode,
    pub(crate) bits: u32,
    /// The import whose rows these are; `None`: rows of the log, each with its own.
    pub(crate) import: Option<u64>,
    /// A file is closed once it has this many rows.
    pub(crate) file_rows: u64,
}

impl Target<'_> {
    pub(crate) fn bucket(&self, place: u64) -> u32 {
        bucket(place, self.bits)
    }
}

/// The bucket of a place.
pub(crate) fn bucket(place: u64, bits: u32) -> u32 {
    let number = place.checked_shr(64 - bits).unwrap_or(0);
    u32::try_from(number).expect("buckets are few")
}

/// Groups the parts so that each group has whole buckets (or a bucket whole parts) and enough rows for a file.
pub(crate) fn tasks(counts: &[u64], bits: u32, file_rows: u64) -> Vec<Range<usize>> {
    if counts.len() != PARTS {
        return (0..counts.len()).map(|it| it..it + 1).collect();
    }
    let step = (PARTS >> bits.min(8)).max(1);
    let mut tasks = Vec::new();
    let mut start = 0;
    let mut rows = 0;
    for end in (step..=PARTS).step_by(step) {
        rows += counts[end - step..end].iter().sum::<u64>();
        if rows >= file_rows || (end == PARTS && rows > 0) {
            tasks.push(start..end);
            (start, rows) = (end, 0);
        }
    }
    tasks
}

/// Sorts records and writes them bucket by bucket, but for the dropped ones. `on_request` is told of each request
/// and usager that occur together.
pub(crate) fn write<R: Rows, C: Collect>(
    target: &Target,
    seed: u64,
    bytes: &[u8],
    dropped: impl Fn(usize) -> bool,
    on_request: impl FnMut(u64, u64),
) -> Result<Vec<Segment>, LogError> {
    let order = sorted::<R>(target, seed, bytes, dropped);
    let record = |it: &Entry| record::first(&bytes[it.offset..]);
    // Records lie apart in memory: each is looked at once.
    let mut told = Told { usager: 0, requests: Vec::new(), tell: on_request };
    let mut files = Files::new(target);
    for rows in order.chunk_by(|left, right| left.bucket == right.bucket) {
        let records = rows.iter().map(record).inspect(|it| told.note(record::usager(it), R::request(it)));
        files.bucket::<R, C>(rows[0].bucket, records, rows.len())?;
    }
    told.end();
    files.finish::<R>()
}

/// Tells of the requests of one usager after another, each once.
struct Told<F> {
    usager: u64,
    requests: Vec<u64>,
    tell: F,
}

impl<F: FnMut(u64, u64)> Told<F> {
    fn note(&mut self, usager: u64, request: Option<u64>) {
        if usager != self.usager {
            self.end();
            self.usager = usager;
        }
        self.requests.extend(request);
    }

    fn end(&mut self) {
        self.requests.sort_unstable();
        self.requests.dedup();
        for request in self.requests.drain(..) {
            (self.tell)(request, self.usager);
        }
    }
}

/// A record's place in the order of the log.
#[derive(Clone, Copy)]
struct Entry {
    bucket: u32,
    nobody: bool,
    key: (u64, u64),
    offset: usize,
}

/// All records in the order of the log: by bucket, rows without usager last in each.
fn sorted<R: Rows>(target: &Target, seed: u64, bytes: &[u8], dropped: impl Fn(usize) -> bool) -> Vec<Entry> {
    let mut order = Vec::new();
    let mut offset = 0;
    for record in record::records(bytes) {
        if !dropped(offset) {
            let bucket = target.bucket(R::place(record, seed));
            order.push(Entry { bucket, nobody: record::usager(record) == 0, key: R::key(record), offset });
        }
        offset += record.len();
    }
    let (mut order, starts) = dealt(&order, target.bits);
    for range in starts.windows(2) {
        order[range[0]..range[1]].sort_unstable_by(|left, right| {
            let keys = |it: &Entry| (it.bucket, it.nobody, it.key);
            keys(left).cmp(&keys(right)).then_with(|| {
                let record = |it: &Entry| record::first(&bytes[it.offset..]);
                R::tie(record(left), record(right), target.words)
            })
        });
    }
    order
}

/// Rows that [`dealt`] puts in one heap, on average: a heap is sorted in the nearest cache.
const HEAP_ROWS: usize = 32;
const HEAPS_MAX: usize = 1 << 14;

/// Deals the rows into heaps by usager, and tells where each heap starts and the last ends. Usagers are hashes:
/// the heaps are even, and sorting each is several times cheaper than sorting all.
fn dealt(rows: &[Entry], bits: u32) -> (Vec<Entry>, Vec<usize>) {
    // Nobody's rows stand at the end of their bucket.
    let end = |bucket: u32| ((u64::from(bucket) + 1) << (63 - bits) << 1).wrapping_sub(1);
    let lead = |it: &Entry| if it.nobody { end(it.bucket) } else { it.key.0 };
    let low = rows.iter().map(lead).min().unwrap_or(0);
    let high = rows.iter().map(lead).max().unwrap_or(0);
    let heaps = (rows.len() / HEAP_ROWS).next_power_of_two().min(HEAPS_MAX);
    let shift = (64 - (high - low).leading_zeros()).saturating_sub(heaps.ilog2()).min(63);
    let number = |lead: u64| usize::try_from((lead - low) >> shift).expect("heaps are few");
    let heap = |it: &Entry| number(lead(it));
    let mut starts = vec![0; number(high) + 2];
    for row in rows {
        starts[heap(row) + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut dealt = rows.to_vec();
    for row in rows {
        let at = &mut next[heap(row)];
        dealt[*at] = *row;
        *at += 1;
    }
    (dealt, starts)
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
        let alone = rows as u64 >= self.target.file_rows || self.target.bits == 0;
        if alone {
            self.close::<R>()?;
        }
        let (writer, segment) = match &mut self.open {
            Some(open) => open,
            none => {
                let stem = format!("{bucket:05}");
                let name =
                    self.target.output.name(R::KIND.folder(), self.target.partner, &stem, "parquet")?;
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
            columns.push(record, self.target.import.unwrap_or_else(|| record::import(record)));
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
        if segment.rows >= self.target.file_rows || alone {
            self.close::<R>()?;
        }
        Ok(())
    }

    /// Closes the last file; all files written.
    pub(crate) fn finish<R: Rows>(mut self) -> Result<Vec<Segment>, LogError> {
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
        self.target.output.put(&segment.name, bytes)?;
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
