//! Files: Parquet, one row group a slice and encoded on the thread that made it, or CSV; by the name's ending.
//!
//! A file appears under its name when it is whole.

use std::{
    fs::{File, OpenOptions},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow::{
    array::RecordBatch,
    datatypes::{DataType, Field, Schema, SchemaRef},
};
use contact_log::schema::{SOURCE_CONTACTS, SOURCE_EVENTS};
use kernel::whole_file::WholeFile;
use parquet::{
    arrow::{
        ArrowWriter,
        arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves},
    },
    basic::{Compression, Encoding, ZstdLevel},
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::types::ColumnPath,
};

use crate::{Plan, SimulateError, Truth, csv_text, run::simulate};

/// Where to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outputs {
    /// The contacts: `.parquet` or `.csv`.
    pub contacts: PathBuf,
    /// The events of requests: `.parquet` or `.csv`.
    pub events: Option<PathBuf>,
    /// What was planted: JSON.
    pub truth: Option<PathBuf>,
}

impl Outputs {
    fn paths(&self) -> impl Iterator<Item = &Path> {
        [Some(&self.contacts), self.events.as_ref(), self.truth.as_ref()]
            .into_iter()
            .flatten()
            .map(PathBuf::as_path)
    }

    /// Each its own file.
    fn check(&self) -> Result<(), SimulateError> {
        let twice = self.paths().enumerate().find(|(at, path)| self.paths().take(*at).any(|it| it == *path));
        twice.map_or(Ok(()), |(_, path)| Err(SimulateError::SameFile(path.to_owned())))
    }
}

/// Simulates a plan into files, with memory that does not grow with the plan. `progress` is told how many contacts are
/// written. [`Plan::events`] is implied by [`Outputs::events`].
///
/// # Errors
/// [`SimulateError::UnknownFormat`] and [`SimulateError::SameFile`] before anything is written; [`SimulateError::Write`] and
/// [`SimulateError::Parquet`] if a disk refuses, in which case no file has its final name.
pub fn write(
    plan: &Plan,
    threads: usize,
    outputs: &Outputs,
    mut progress: impl FnMut(u64),
) -> Result<Truth, SimulateError> {
    outputs.check()?;
    let plan = Plan { events: outputs.events.is_some(), ..plan.clone() };
    plan.slices()?;
    let mut contacts = Table::create(&outputs.contacts, &SOURCE_CONTACTS, contact_encoding)?;
    let mut events =
        outputs.events.as_deref().map(|it| Table::create(it, &SOURCE_EVENTS, event_encoding)).transpose()?;
    let encoders = (contacts.encoder.clone(), events.as_ref().map(|it| it.encoder.clone()));
    let mut done = 0;
    let truth = simulate(
        &plan,
        threads,
        |_, rows| {
            let contacts = encoders.0.encode(&rows.contacts)?;
            let events = encoders.1.as_ref().map(|it| it.encode(&rows.events)).transpose()?;
            Ok((contacts, events))
        },
        |slice, (contact_piece, event_piece)| {
            contacts.append(contact_piece)?;
            if let (Some(table), Some(piece)) = (&mut events, event_piece) {
                table.append(piece)?;
            }
            done += slice.contacts();
            progress(done);
            Ok(())
        },
    )?;
    contacts.finish()?;
    if let Some(events) = events {
        events.finish()?;
    }
    if let Some(path) = &outputs.truth {
        write_truth(path, &truth)?;
    }
    Ok(truth)
}

fn write_truth(path: &Path, truth: &Truth) -> Result<(), SimulateError> {
    let write = || {
        let (whole, file) = WholeFile::begin(path, &OpenOptions::new())?;
        let mut file = BufWriter::new(file);
        serde_json::to_writer_pretty(&mut file, truth)?;
        writeln!(file)?;
        whole.keep(&file.into_inner().map_err(std::io::IntoInnerError::into_error)?)
    };
    write().map_err(SimulateError::write(path))
}

/// A file being written.
struct Table {
    path: PathBuf,
    whole: WholeFile,
    encoder: Encoder,
    file: TableFile,
}

enum TableFile {
    Parquet(Box<SerializedFileWriter<File>>),
    Csv(File),
}

/// What a thread needs to encode a slice.
#[derive(Clone)]
struct Encoder {
    columns: Vec<usize>,
    schema: SchemaRef,
    parquet: Option<Arc<ArrowRowGroupWriterFactory>>,
}

enum Piece {
    /// Row groups, each its columns.
    Parquet(Vec<Vec<ArrowColumnChunk>>),
    Csv(Vec<u8>),
}

type Properties = parquet::file::properties::WriterPropertiesBuilder;

/// Identifiers rise or do not repeat enough for a dictionary; everything else is words and small numbers.
fn contact_encoding(properties: Properties) -> Properties {
    let mut properties = properties;
    for column in ["contact_id", "started_at"] {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(column), false);
    }
    properties
        .set_column_encoding(ColumnPath::from("contact_id"), Encoding::DELTA_BYTE_ARRAY)
        .set_column_encoding(ColumnPath::from("started_at"), Encoding::DELTA_BINARY_PACKED)
}

fn event_encoding(properties: Properties) -> Properties {
    let at = ColumnPath::from("occurred_at");
    properties
        .set_column_dictionary_enabled(at.clone(), false)
        .set_column_encoding(at, Encoding::DELTA_BINARY_PACKED)
}

impl Table {
    fn create(
        path: &Path,
        schema: &SchemaRef,
        encoding: impl FnOnce(Properties) -> Properties,
    ) -> Result<Self, SimulateError> {
        let columns: Vec<usize> =
            (0..schema.fields().len()).filter(|it| schema.field(*it).name() != "line").collect();
        let fields: Vec<Field> = columns.iter().map(|it| schema.field(*it).clone()).collect();
        let schema = Arc::new(Schema::new(fields));
        let ending = path.extension().and_then(|it| it.to_str()).unwrap_or_default().to_ascii_lowercase();
        if ending != "parquet" && ending != "csv" {
            return Err(SimulateError::UnknownFormat(path.to_owned()));
        }
        let (whole, mut file) =
            WholeFile::begin(path, &OpenOptions::new()).map_err(SimulateError::write(path))?;
        let (file, parquet) = if ending == "parquet" {
            let level = ZstdLevel::try_new(1)?;
            let properties = encoding(WriterProperties::builder().set_compression(Compression::ZSTD(level)))
                .set_max_row_group_row_count(None)
                .set_dictionary_page_size_limit(4 << 20)
                .set_created_by("efficaces simulate".to_owned())
                .build();
            let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))?;
            let (writer, factory) = writer.into_serialized_writer()?;
            (TableFile::Parquet(Box::new(writer)), Some(Arc::new(factory)))
        } else {
            let names: Vec<&str> = schema.fields().iter().map(|it| it.name().as_str()).collect();
            writeln!(file, "{}", names.join(",")).map_err(SimulateError::write(path))?;
            (TableFile::Csv(file), None)
        };
        Ok(Self { path: path.to_owned(), whole, encoder: Encoder { columns, schema, parquet }, file })
    }

    fn append(&mut self, piece: Piece) -> Result<(), SimulateError> {
        match (&mut self.file, piece) {
            (TableFile::Parquet(file), Piece::Parquet(groups)) => {
                for columns in groups {
                    let mut group = file.next_row_group()?;
                    for column in columns {
                        column.append_to_row_group(&mut group)?;
                    }
                    group.close()?;
                }
                Ok(())
            }
            (TableFile::Csv(file), Piece::Csv(text)) => {
                file.write_all(&text).map_err(SimulateError::write(&self.path))
            }
            _ => unreachable!("a table encodes its own pieces"),
        }
    }

    fn finish(self) -> Result<(), SimulateError> {
        let file = match self.file {
            TableFile::Parquet(file) => file.into_inner()?,
            TableFile::Csv(file) => file,
        };
        self.whole.keep(&file).map_err(SimulateError::write(&self.path))
    }
}

impl Encoder {
    fn encode(&self, batches: &[RecordBatch]) -> Result<Piece, SimulateError> {
        let Some(factory) = &self.parquet else {
            let mut text = Vec::new();
            for batch in batches {
                csv_text::write(&batch.project(&self.columns)?, &mut text)?;
            }
            return Ok(Piece::Csv(text));
        };
        let mut groups = Vec::new();
        for batch in batches {
            let batch = batch.project(&self.columns)?;
            let mut columns = Vec::new();
            for (writer, (field, array)) in factory
                .create_column_writers(0)?
                .into_iter()
                .zip(self.schema.fields().iter().zip(batch.columns()))
            {
                let mut writer = writer;
                debug_assert!(!matches!(field.data_type(), DataType::Struct(_)), "one leaf a column");
                for leaf in compute_leaves(field, array)? {
                    writer.write(&leaf)?;
                }
                columns.push(writer.close()?);
            }
            groups.push(columns);
        }
        Ok(Piece::Parquet(groups))
    }
}
