//! The kinds of files, and how `auto` knows them.

use std::{fmt, str::FromStr, sync::LazyLock};

use kernel::Message;
use serde::{Deserialize, Serialize};

use super::{
    ImportError, ImportPlan, Run, mapping::Mapping, ocel, open311, parquet, queue_log, source::Source,
    tabular, xes,
};

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Whichever fits.
    #[default]
    Auto,
    /// The canonical columns, in CSV or Parquet.
    Canonical,
    /// Any table of text: its columns are guessed, or pinned by a mapping.
    Csv,
    /// Event logs of process mining.
    Xes,
    /// Object-centric event logs, in JSON or XML.
    Ocel2,
    /// The files of the BPI Challenge 2016.
    Bpic16,
    /// Call detail records of Asterisk.
    Cdr,
    /// The queue log of Asterisk.
    QueueLog,
    /// Service requests of Open311 `GeoReport` v2.
    Open311,
    /// XES of a municipality's permit requests.
    Receipt,
    /// XES of a help desk.
    Helpdesk,
}

impl Preset {
    /// All, in the order of the command's help.
    pub const ALL: &'static [Self] = &[
        Self::Auto,
        Self::Canonical,
        Self::Csv,
        Self::Xes,
        Self::Ocel2,
        Self::Bpic16,
        Self::Cdr,
        Self::QueueLog,
        Self::Open311,
        Self::Receipt,
        Self::Helpdesk,
    ];

    /// The word of `--preset`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Canonical => "canonical",
            Self::Csv => "csv",
            Self::Xes => "xes",
            Self::Ocel2 => "ocel2",
            Self::Bpic16 => "bpic16",
            Self::Cdr => "cdr",
            Self::QueueLog => "queue_log",
            Self::Open311 => "open311",
            Self::Receipt => "receipt",
            Self::Helpdesk => "helpdesk",
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Preset {
    type Err = ImportError;

    fn from_str(name: &str) -> Result<Self, ImportError> {
        let found = Self::ALL.iter().copied().find(|it| it.name() == name);
        found.ok_or_else(|| ImportError::UnknownPreset(name.to_owned()))
    }
}

/// A mapping that comes with the product.
pub(super) struct Shipped {
    pub(super) preset: Preset,
    pub(super) mapping: Mapping,
}

/// The mappings of `content/mappings`, the most particular first.
pub(super) static SHIPPED: LazyLock<Vec<Shipped>> = LazyLock::new(|| {
    const TEXTS: &[(Preset, &str)] = &[
        (Preset::Bpic16, include_str!("../../../../content/mappings/bpic16-questions.toml")),
        (Preset::Bpic16, include_str!("../../../../content/mappings/bpic16-complaints.toml")),
        (Preset::Bpic16, include_str!("../../../../content/mappings/bpic16-messages.toml")),
        (Preset::Bpic16, include_str!("../../../../content/mappings/bpic16-clicks.toml")),
        (Preset::Bpic16, include_str!("../../../../content/mappings/bpic16-visits.toml")),
        (Preset::Cdr, include_str!("../../../../content/mappings/cdr.toml")),
        (Preset::Cdr, include_str!("../../../../content/mappings/cdr-database.toml")),
        (Preset::Cdr, include_str!("../../../../content/mappings/cdr-master.toml")),
        (Preset::Cdr, include_str!("../../../../content/mappings/cdr-master-short.toml")),
        (Preset::Cdr, include_str!("../../../../content/mappings/cdr-custom.toml")),
        (Preset::Receipt, include_str!("../../../../content/mappings/receipt.toml")),
        (Preset::Helpdesk, include_str!("../../../../content/mappings/helpdesk.toml")),
        (Preset::Xes, include_str!("../../../../content/mappings/xes.toml")),
        (Preset::Ocel2, include_str!("../../../../content/mappings/ocel2.toml")),
    ];
    TEXTS
        .iter()
        .map(|(preset, text)| {
            let mapping = Mapping::parse(text, preset.name()).expect("a test reads every shipped mapping");
            Shipped { preset: *preset, mapping }
        })
        .collect()
});

/// Reads one file; gives what is to be said about it.
pub(super) fn read(source: Source, plan: &ImportPlan, run: &Run<'_>) -> Result<Vec<Message>, ImportError> {
    let file = source.name.to_string();
    if source.sample.is_empty() && !source.noticed.is_cut() {
        return Err(ImportError::Empty(file));
    }
    match wanted(&source, plan)? {
        Kind::Parquet => parquet::read(&source, plan, run),
        Kind::QueueLog => queue_log::read(source, plan, run),
        Kind::Open311 => open311::read(source, plan, run),
        Kind::Ocel => ocel::read(source, plan, run),
        Kind::Xes(preset) => xes::read(source, preset, plan, run),
        Kind::Table(preset) => tabular::read(source, preset, plan, run),
    }
}

/// Who reads a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Parquet,
    QueueLog,
    Open311,
    Xes(Preset),
    Ocel,
    Table(Preset),
}

impl Kind {
    pub(super) const fn preset(self) -> Preset {
        match self {
            Self::Parquet => Preset::Canonical,
            Self::QueueLog => Preset::QueueLog,
            Self::Open311 => Preset::Open311,
            Self::Ocel => Preset::Ocel2,
            Self::Xes(preset) | Self::Table(preset) => preset,
        }
    }
}

/// The reader of a file: by its first bytes, and by what was asked.
pub(super) fn wanted(source: &Source, plan: &ImportPlan) -> Result<Kind, ImportError> {
    let file = source.name.to_string();
    let asked = match plan.preset {
        Preset::Auto => plan.mapping.as_ref().and_then(|it| it.preset).unwrap_or(Preset::Auto),
        preset => preset,
    };
    let sample = &source.sample[..];
    if sample.starts_with(b"PAR1") {
        return match asked {
            Preset::Auto | Preset::Canonical => Ok(Kind::Parquet),
            other => Err(not_this(&file, other, "a Parquet file")),
        };
    }
    if sample.starts_with(b"PK\x03\x04") || sample.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(ImportError::OtherKind { file, what: "spreadsheet" });
    }
    if sample.starts_with(b"SQLite format 3\0") {
        // The tables that OCEL's own database form has.
        let is_ocel = asked == Preset::Ocel2 || memchr::memmem::find(sample, b"event_map_type").is_some();
        return Err(ImportError::OtherKind { file, what: if is_ocel { "ocel-sqlite" } else { "sqlite" } });
    }
    if sample.starts_with(b"%PDF-") {
        return Err(ImportError::OtherKind { file, what: "pdf" });
    }
    match asked {
        Preset::QueueLog => Ok(Kind::QueueLog),
        Preset::Open311 => Ok(Kind::Open311),
        Preset::Ocel2 => Ok(Kind::Ocel),
        Preset::Xes | Preset::Receipt | Preset::Helpdesk => Ok(Kind::Xes(asked)),
        Preset::Auto if queue_log::is_one(sample) => Ok(Kind::QueueLog),
        Preset::Auto if open311::is_one(sample) => Ok(Kind::Open311),
        Preset::Auto if ocel::is_one(sample) => Ok(Kind::Ocel),
        Preset::Auto if xes::is_one(sample) => Ok(Kind::Xes(asked)),
        Preset::Auto | Preset::Canonical | Preset::Csv if is_json(sample) => {
            Err(ImportError::OtherKind { file, what: "json" })
        }
        _ => Ok(Kind::Table(asked)),
    }
}

/// Whether a text is JSON, or lines of it, rather than a table.
fn is_json(sample: &[u8]) -> bool {
    let text = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample).trim_ascii_start();
    let inside = text.strip_prefix(b"[").map_or(text, <[u8]>::trim_ascii_start);
    inside.strip_prefix(b"{").is_some_and(|it| it.trim_ascii_start().starts_with(b"\""))
}

pub(super) fn not_this(file: &str, preset: Preset, detail: &str) -> ImportError {
    ImportError::NotThisFormat { file: file.to_owned(), format: preset.name(), detail: detail.to_owned() }
}
