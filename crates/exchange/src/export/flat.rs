//! CSV and Parquet: the canonical columns, which import again as they are.
//!
//! Contacts go to the file asked; changes of status, which are rows of another shape, to a second one beside it
//! ([`events_place`]), if the log has any and the filters speak of them. Lines are in the order of the log, so that changes of one instant keep
//! their order when they are read back.

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow::{
    array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringBuilder},
    compute::{cast, filter_record_batch},
    datatypes::{DataType, Field, Schema, SchemaRef, UInt64Type},
    error::ArrowError,
};
use contact_log::schema::{COST_PRECISION, COST_SCALE, STORED_CONTACTS, STORED_EVENTS};
use kernel::formula::harmless;
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    errors::ParquetError,
    file::properties::WriterProperties,
};

use super::{
    ExportError, ExportReport, Log,
    aside::Aside,
    instant::Instant,
    pseudonym::Hex,
    rows::{Contacts, Events, names, value},
};

/// Rows a row group: enough to compress well, few enough to hold in memory.
const GROUP_ROWS_MAX: usize = 500_000;
/// `ordinal` is the place of a change in its source: the place of its line says it.
const UNTOLD: &str = "ordinal";

/// Where the changes of status go beside `contacts.csv`: `contacts.events.csv`.
pub fn events_place(contacts: &Path) -> PathBuf {
    let name = contacts.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    // A name that begins with a dot has no stem before it.
    let dot = name.char_indices().skip(1).find(|(_, it)| *it == '.').map_or(name.len(), |(at, _)| at);
    contacts.with_file_name(format!("{}.events{}", &name[..dot], &name[dot..]))
}

/// Writes contacts, then changes of status, as CSV.
pub(super) fn csv(log: &Log<'_>, out: &Path) -> Result<ExportReport, ExportError> {
    let mut report = ExportReport::default();

    let mut contacts = csv::Writer::from_writer(Aside::text(out).map_err(ExportError::cannot_write(out))?);
    contacts.write_record(names(&STORED_CONTACTS)).map_err(ExportError::cannot_write(out))?;
    log.each_contacts(|batch| {
        let keep = log.chosen.contacts(batch);
        report.contacts += write_contacts(&mut contacts, &Contacts::of(batch), &keep)
            .map_err(ExportError::cannot_write(out))?;
        Ok(())
    })?;
    keep_csv(contacts).map_err(ExportError::cannot_write(out))?;
    report.files.push(out.to_owned());

    if log.has_events() {
        let place = events_place(out);
        let mut events =
            csv::Writer::from_writer(Aside::text(&place).map_err(ExportError::cannot_write(&place))?);
        let header = names(&STORED_EVENTS).into_iter().filter(|it| *it != UNTOLD);
        events.write_record(header).map_err(ExportError::cannot_write(&place))?;
        log.each_events(|batch| {
            let keep = log.chosen.events(batch);
            report.events += write_events(&mut events, &Events::of(batch), &keep)
                .map_err(ExportError::cannot_write(&place))?;
            Ok(())
        })?;
        keep_csv(events).map_err(ExportError::cannot_write(&place))?;
        report.files.push(place);
    }
    Ok(report)
}

fn keep_csv(writer: csv::Writer<Aside>) -> std::io::Result<()> {
    writer.into_inner().map_err(csv::IntoInnerError::into_error)?.keep()
}

fn write_contacts(
    to: &mut csv::Writer<impl Write>,
    rows: &Contacts,
    keep: &BooleanArray,
) -> csv::Result<u64> {
    let mut written = 0;
    for row in (0..rows.len()).filter(|row| keep.value(*row)) {
        let text = |it: Option<&str>| it.map(|it| harmless(it).into_owned()).unwrap_or_default();
        let pseudonym = |it: Option<u64>| it.map(|it| Hex::of(it).to_string()).unwrap_or_default();
        to.write_field(harmless(rows.contact_id.value(row)).as_bytes())?;
        to.write_field(rows.partner.word(row))?;
        to.write_field(pseudonym(value(&rows.usager, row)))?;
        to.write_field(pseudonym(value(&rows.request, row)))?;
        to.write_field(Instant(rows.started_at.value(row)).to_string())?;
        to.write_field(rows.channel.word(row))?;
        to.write_field(rows.direction.word(row))?;
        to.write_field(text(rows.reason.get(row)))?;
        to.write_field(text(rows.life_event.get(row)))?;
        to.write_field(rows.cause.word(row))?;
        to.write_field(rows.outcome.word(row))?;
        to.write_field(number(value(&rows.wait_s, row)))?;
        to.write_field(number(value(&rows.duration_s, row)))?;
        to.write_field(number(value(&rows.satisfaction, row)))?;
        to.write_field(number(rows.cost(row)))?;
        to.write_field(text(rows.site.get(row)))?;
        to.write_field(pseudonym(value(&rows.agent, row)))?;
        to.write_record(None::<&[u8]>)?;
        written += 1;
    }
    Ok(written)
}

fn write_events(to: &mut csv::Writer<impl Write>, rows: &Events, keep: &BooleanArray) -> csv::Result<u64> {
    let mut written = 0;
    for row in (0..rows.len()).filter(|row| keep.value(*row)) {
        to.write_field(rows.partner.word(row))?;
        to.write_field(Hex::of(rows.request.value(row)).as_str())?;
        to.write_field(Hex::of(rows.usager.value(row)).as_str())?;
        to.write_field(harmless(rows.life_event.word(row)).as_bytes())?;
        to.write_field(Instant(rows.occurred_at.value(row)).to_string())?;
        to.write_field(harmless(rows.status.word(row)).as_bytes())?;
        to.write_field(number(value(&rows.due_at, row).map(Instant)))?;
        to.write_record(None::<&[u8]>)?;
        written += 1;
    }
    Ok(written)
}

fn number(it: Option<impl ToString>) -> String {
    it.map(|it| it.to_string()).unwrap_or_default()
}

/// Writes contacts, then changes of status, as Parquet.
pub(super) fn parquet(log: &Log<'_>, out: &Path) -> Result<ExportReport, ExportError> {
    let mut report = ExportReport::default();
    let mut contacts = Columns::begin(out, &STORED_CONTACTS)?;
    log.each_contacts(|batch| {
        report.contacts += contacts.write(batch, &log.chosen.contacts(batch))?;
        Ok(())
    })?;
    contacts.keep()?;
    report.files.push(out.to_owned());

    if log.has_events() {
        let place = events_place(out);
        let mut events = Columns::begin(&place, &STORED_EVENTS)?;
        log.each_events(|batch| {
            report.events += events.write(batch, &log.chosen.events(batch))?;
            Ok(())
        })?;
        events.keep()?;
        report.files.push(place);
    }
    Ok(report)
}

/// A Parquet file of canonical columns.
struct Columns {
    place: PathBuf,
    schema: SchemaRef,
    writer: ArrowWriter<Aside>,
}

impl Columns {
    fn begin(place: &Path, stored: &SchemaRef) -> Result<Self, ExportError> {
        let fields = stored.fields().iter().filter(|it| it.name() != UNTOLD);
        let schema = Arc::new(Schema::new(fields.map(|it| canonical(it)).collect::<Vec<_>>()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(GROUP_ROWS_MAX))
            .build();
        let aside = Aside::binary(place).map_err(ExportError::cannot_write(place))?;
        let writer = ArrowWriter::try_new(aside, Arc::clone(&schema), Some(properties))
            .map_err(Self::cannot(place))?;
        Ok(Self { place: place.to_owned(), schema, writer })
    }

    fn write(&mut self, batch: &RecordBatch, keep: &BooleanArray) -> Result<u64, ExportError> {
        let rows = self.rows(batch, keep)?;
        self.writer.write(&rows).map_err(Self::cannot(&self.place))?;
        Ok(rows.num_rows() as u64)
    }

    fn rows(&self, batch: &RecordBatch, keep: &BooleanArray) -> Result<RecordBatch, ArrowError> {
        let kept = filter_record_batch(batch, keep)?;
        let columns: Result<Vec<ArrayRef>, ArrowError> = self
            .schema
            .fields()
            .iter()
            .map(|field| {
                let column = kept.column_by_name(field.name()).ok_or_else(|| {
                    ArrowError::SchemaError(format!("the log gave no column `{}`", field.name()))
                })?;
                if column.data_type() == &DataType::UInt64 {
                    Ok(hexadecimal(column))
                } else {
                    cast(column, field.data_type())
                }
            })
            .collect();
        RecordBatch::try_new(Arc::clone(&self.schema), columns?)
    }

    fn keep(self) -> Result<(), ExportError> {
        let aside = self.writer.into_inner().map_err(Self::cannot(&self.place))?;
        aside.keep().map_err(ExportError::cannot_write(&self.place))
    }

    fn cannot(place: &Path) -> impl Fn(ParquetError) -> ExportError {
        move |error| ExportError::cannot_write(place)(std::io::Error::other(error))
    }
}

/// Types that every reader knows: pseudonyms as texts, costs as 128-bit decimals.
fn canonical(stored: &Field) -> Field {
    let kind = match stored.data_type() {
        DataType::UInt64 => DataType::Utf8,
        DataType::Dictionary(_, words) => words.as_ref().clone(),
        DataType::Decimal64(..) => DataType::Decimal128(COST_PRECISION, COST_SCALE),
        other => other.clone(),
    };
    Field::new(stored.name(), kind, stored.is_nullable())
}

fn hexadecimal(column: &dyn Array) -> ArrayRef {
    let column = column.as_primitive::<UInt64Type>();
    let mut texts = StringBuilder::with_capacity(column.len(), column.len() * 16);
    for it in column {
        texts.append_option(it.map(Hex::of).as_ref().map(Hex::as_str));
    }
    Arc::new(texts.finish())
}
