//! One Parquet file of the log: how it is written, and how some rows of some columns are read back.

use std::{ops::Range, sync::Arc};

use arrow::{
    array::RecordBatch,
    datatypes::{Schema, SchemaRef},
};
use bytes::{Buf, Bytes};
use parquet::{
    arrow::{
        ArrowWriter, ProjectionMask,
        arrow_reader::{
            ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
            ParquetRecordBatchReaderBuilder, RowSelection,
        },
    },
    basic::{Compression, Encoding, ZstdLevel},
    errors::ParquetError,
    file::{
        metadata::{PageIndexPolicy, ParquetMetaDataReader},
        properties::{EnabledStatistics, WriterProperties},
        reader::{ChunkReader, Length},
    },
    schema::types::ColumnPath,
};

use crate::{
    LogError,
    manifest::{LogKind, Segment},
    schema::{FILED_CONTACTS, FILED_EVENTS},
    store::Store,
};

/// Rows of a batch as readers get them: a decoded batch of the columns that measures need stays in the L2 cache.
const READ_ROWS: usize = 65_536;
/// Rows of a page in a file of several buckets, from which single buckets are read.
const SHARED_PAGE_ROWS: usize = 8_192;
/// Rows of a page in a file of one bucket, which is read whole.
const WHOLE_PAGE_ROWS: usize = 131_072;
const ROW_GROUP_ROWS: usize = 1 << 20;

/// The columns of the files of a kind.
pub(crate) fn schema(kind: LogKind) -> &'static SchemaRef {
    match kind {
        LogKind::Contacts => &FILED_CONTACTS,
        LogKind::Events => &FILED_EVENTS,
    }
}

fn properties(kind: LogKind, one_bucket: bool) -> WriterProperties {
    let zstd = Compression::ZSTD(ZstdLevel::default());
    let path = |name: &str| ColumnPath::from(name);
    let page_rows = if one_bucket { WHOLE_PAGE_ROWS } else { SHARED_PAGE_ROWS };
    let mut properties = WriterProperties::builder()
        .set_created_by("contacts-efficaces".to_owned())
        .set_compression(Compression::UNCOMPRESSED)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(one_bucket)
        .set_data_page_row_count_limit(page_rows)
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS));
    let numbers: &[&str] = match kind {
        LogKind::Contacts => &["usager", "request", "started_at"],
        LogKind::Events => &["request", "usager", "occurred_at", "ordinal", "due_at"],
    };
    for name in numbers {
        // A person's or a request's number comes back in neighbouring rows, which zstd sees and the deltas do not.
        let compression =
            if matches!(*name, "usager" | "request") { zstd } else { Compression::UNCOMPRESSED };
        properties = properties
            .set_column_compression(path(name), compression)
            .set_column_dictionary_enabled(path(name), false)
            .set_column_encoding(path(name), Encoding::DELTA_BINARY_PACKED);
    }
    let instant = if kind == LogKind::Contacts { "started_at" } else { "occurred_at" };
    properties = properties.set_column_statistics_enabled(path(instant), EnabledStatistics::Chunk);
    if kind == LogKind::Contacts {
        properties = properties
            .set_column_dictionary_enabled(path("contact_id"), false)
            .set_column_encoding(path("contact_id"), Encoding::DELTA_LENGTH_BYTE_ARRAY)
            .set_column_compression(path("contact_id"), zstd);
    }
    properties.build()
}

/// Writes the rows of one file.
pub(crate) struct SegmentWriter(ArrowWriter<Vec<u8>>);

impl SegmentWriter {
    pub(crate) fn new(kind: LogKind, one_bucket: bool) -> Result<Self, LogError> {
        let properties = properties(kind, one_bucket);
        let writer = ArrowWriter::try_new(Vec::new(), Arc::clone(schema(kind)), Some(properties));
        writer.map(Self).map_err(|it| LogError::damaged("a new file", it))
    }

    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), LogError> {
        self.0.write(batch).map_err(|it| LogError::damaged("a new file", it))
    }

    /// The file's bytes.
    pub(crate) fn finish(self) -> Result<Vec<u8>, LogError> {
        self.0.into_inner().map_err(|it| LogError::damaged("a new file", it))
    }
}

/// The places of `columns` in the stored schema.
pub(crate) fn check_columns(kind: LogKind, columns: &[&str]) -> Result<Vec<usize>, LogError> {
    let place = |it: &&str| schema(kind).index_of(it).map_err(|_| LogError::UnknownColumn((*it).to_owned()));
    columns.iter().map(place).collect()
}

/// Some rows of some columns of a file, `columns` in the order asked.
pub(crate) struct SegmentReader {
    reader: ParquetRecordBatchReader,
    order: Vec<usize>,
    schema: SchemaRef,
    name: String,
}

impl SegmentReader {
    pub(crate) fn open(
        store: &Store,
        kind: LogKind,
        segment: &Segment,
        rows: &Range<u64>,
        columns: &[&str],
    ) -> Result<Self, LogError> {
        let failed = |it: ParquetError| LogError::damaged(&segment.name, it);
        let stored = schema(kind);
        let indices = check_columns(kind, columns)?;
        let whole = *rows == (0..segment.rows);
        let footer = read_footer(store, segment, !whole)?;
        let mask = ProjectionMask::roots(footer.parquet_schema(), indices.iter().copied());
        let chunks = fetch(store, segment, &footer, &mask)?;
        let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(chunks, footer)
            .with_projection(mask)
            .with_batch_size(READ_ROWS);
        if !whole {
            let range = to_usize(rows.start)?..to_usize(rows.end)?;
            let all = to_usize(segment.rows)?;
            builder = builder
                .with_row_selection(RowSelection::from_consecutive_ranges(std::iter::once(range), all));
        }
        let reader = builder.build().map_err(failed)?;
        // The reader gives columns in the order of the file.
        let mut kept = indices.clone();
        kept.sort_unstable();
        kept.dedup();
        let order = indices.iter().filter_map(|it| kept.binary_search(it).ok()).collect();
        let schema =
            Arc::new(Schema::new(indices.iter().map(|it| stored.field(*it).clone()).collect::<Vec<_>>()));
        Ok(Self { reader, order, schema, name: segment.name.clone() })
    }

    /// The columns asked, in that order.
    pub(crate) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

impl Iterator for SegmentReader {
    type Item = Result<RecordBatch, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.reader.next()?;
        let reordered = batch.and_then(|it| {
            let columns = self.order.iter().map(|at| Arc::clone(it.column(*at))).collect();
            let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(it.num_rows()));
            RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)
        });
        Some(reordered.map_err(|it| LogError::damaged(&self.name, it)))
    }
}

/// How much of a file's end is read at first: the footer of nearly all files is smaller.
const FOOTER_GUESS: u64 = 16 << 10;

fn read_footer(store: &Store, segment: &Segment, page_index: bool) -> Result<ArrowReaderMetadata, LogError> {
    let failed = |it: ParquetError| LogError::damaged(&segment.name, it);
    let mut guess = FOOTER_GUESS.min(segment.bytes);
    loop {
        let start = segment.bytes - guess;
        let tail = store.read_range(&segment.name, start..segment.bytes)?;
        let policy = if page_index { PageIndexPolicy::Optional } else { PageIndexPolicy::Skip };
        let mut reader = ParquetMetaDataReader::new()
            .with_column_index_policy(PageIndexPolicy::Skip)
            .with_offset_index_policy(policy);
        match reader.try_parse_sized(&tail, segment.bytes) {
            Ok(()) => {
                let metadata = reader.finish().map_err(failed)?;
                let options = ArrowReaderOptions::new();
                return ArrowReaderMetadata::try_new(Arc::new(metadata), options).map_err(failed);
            }
            Err(ParquetError::NeedMoreData(needed)) if (needed as u64) > guess => {
                guess = (needed as u64).min(segment.bytes);
            }
            Err(it) => return Err(failed(it)),
        }
    }
}

/// Reads the column chunks that the mask names, neighbours together.
fn fetch(
    store: &Store,
    segment: &Segment,
    footer: &ArrowReaderMetadata,
    mask: &ProjectionMask,
) -> Result<Chunks, LogError> {
    let mut ranges: Vec<Range<u64>> = Vec::new();
    for group in footer.metadata().row_groups() {
        for (leaf, column) in group.columns().iter().enumerate() {
            if mask.leaf_included(leaf) {
                let (start, length) = column.byte_range();
                match ranges.last_mut() {
                    Some(last) if last.end == start => last.end += length,
                    _ => ranges.push(start..start + length),
                }
            }
        }
    }
    let parts = store.read_ranges(&segment.name, &ranges)?;
    Ok(Chunks { parts: ranges.into_iter().map(|it| it.start).zip(parts).collect(), bytes: segment.bytes })
}

/// The parts of a file that are in memory.
struct Chunks {
    parts: Vec<(u64, Bytes)>,
    bytes: u64,
}

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.bytes
    }
}

impl Chunks {
    fn from(&self, start: u64) -> Result<Bytes, ParquetError> {
        let at = self.parts.partition_point(|(first, _)| *first <= start);
        let part = at.checked_sub(1).and_then(|it| self.parts.get(it));
        part.and_then(|(first, bytes)| {
            let skipped = usize::try_from(start - first).ok()?;
            (skipped <= bytes.len()).then(|| bytes.slice(skipped..))
        })
        .ok_or_else(|| ParquetError::EOF(format!("byte {start} was not fetched")))
    }
}

impl ChunkReader for Chunks {
    type T = bytes::buf::Reader<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        self.from(start).map(Buf::reader)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let bytes = self.from(start)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF(format!("{length} bytes at {start} were not fetched")));
        }
        Ok(bytes.slice(..length))
    }
}

fn to_usize(rows: u64) -> Result<usize, LogError> {
    usize::try_from(rows).map_err(|it| LogError::damaged("a manifest", it))
}
