//! The tables of an archive and their columns: one list, by which archives are written, read and explained.
//!
//! **Invariant:** every column of this crate's tables is in the list, or its table is in [`LEFT_OUT`] with the reason; a test compares
//! them with the database.

mod list;

pub use list::TABLES;

/// What a column holds, and how an archive writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number; 0 or 1 where one answers yes or no.
    Number,
    /// An instant, in microseconds since 1970 (UTC).
    Instant,
    /// An id, written with dashes.
    Id,
    /// An id of the same table, written once all rows are there.
    Later,
    /// The partner's code.
    Partner,
    /// Somebody who works there, by their e-mail address.
    Account,
    /// The key of a file of the archive.
    File,
    /// What became of a message that leaves; one that has not left when it is imported never leaves from there.
    Fate,
    /// Not written: a secret.
    Left,
    /// Not written: whether a mailbox is read; it is not, where it is imported.
    Off,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name; the archive has it as `NAME.jsonl`.
    pub name: &'static str,
    /// The columns by which a row is known and ordered.
    pub key: &'static [&'static str],
    /// Which rows are those of the partner `$1`.
    pub of_partner: &'static str,
    /// Which rows are about the person `$1`; `None`: the table is about the house, and no usager is in it.
    pub of_person: Option<&'static str>,
    /// All of them.
    pub columns: &'static [Column],
}

impl Table {
    /// The columns that a person is given: what is written, but for the addresses of agents, who are other people.
    pub fn of_a_person(&self) -> impl Iterator<Item = &'static Column> + use<> {
        self.written().filter(|it| it.kind != Kind::Account)
    }

    /// The columns that an archive writes.
    pub fn written(&self) -> impl Iterator<Item = &'static Column> + use<> {
        self.columns.iter().filter(|it| !matches!(it.kind, Kind::Left | Kind::Off))
    }
}

/// Tables that no archive has, and why.
pub const LEFT_OUT: [(&str, &str); 11] = [
    ("presence", "who has a request on screen: a row is worth a minute"),
    ("automatic_answer", "automatic answers of the last day, so that no robot is answered for ever"),
    (
        "webhook",
        "programs that are told what happens here; they are told nothing by an instance that they do not know",
    ),
    ("webhook_delivery", "what such programs were told: ids, codes and dates, for ninety days"),
    ("api_once", "keys by which programs ask once, for thirty days"),
    ("zammad_number", "numbers that this instance gave for programs written for Zammad"),
    ("zammad_counter", "the last of these numbers"),
    ("cause_model", "what is learned from the closed requests; it is learned again where they are imported"),
    ("reason_quarter", "how many requests came in each quarter of an hour, counted again as they come"),
    ("surge", "more requests than usual at this moment"),
    (
        "erasure",
        "hashes under the instance's own key, which mean nothing elsewhere; the proof stays where the erasure was made",
    ),
];
