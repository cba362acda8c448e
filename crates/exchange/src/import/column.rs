//! What a value of a source can mean: the canonical columns, and the pieces from which they can be put together.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! columns {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// A column of the contact log or of the request events, or a piece of one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[repr(u8)]
        pub enum Column { $($(#[$doc])* $variant),+ }

        impl Column {
            /// All, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// The name in files and mappings.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        impl FromStr for Column {
            type Err = ();

            fn from_str(name: &str) -> Result<Self, ()> {
                match name { $($name => Ok(Self::$variant),)+ _ => Err(()) }
            }
        }
    };
}

columns! {
    /// Name of a contact within its partner.
    ContactId = "contact_id",
    /// The administration.
    Partner = "partner",
    /// Whoever made contact.
    Usager = "usager",
    /// The dossier.
    Request = "request",
    /// When the contact began; a date alone if `started_time` is given too.
    StartedAt = "started_at",
    /// Time of the day, where a source keeps it apart from the date.
    StartedTime = "started_time",
    /// When somebody answered: gives `wait_s` where that is absent, and the beginning of the handling.
    AnsweredAt = "answered_at",
    /// When the contact ended: gives `duration_s` where that is absent.
    EndedAt = "ended_at",
    /// Time of the day of the end, where a source keeps it apart; the date is then that of the beginning, or the next day.
    EndedTime = "ended_time",
    /// Channel.
    Channel = "channel",
    /// Who began.
    Direction = "direction",
    /// Motif.
    Reason = "reason",
    /// Life event.
    LifeEvent = "life_event",
    /// Why the contact happened.
    Cause = "cause",
    /// How it ended.
    Outcome = "outcome",
    /// Seconds of waiting.
    WaitS = "wait_s",
    /// Seconds of handling.
    DurationS = "duration_s",
    /// 1 to 5.
    Satisfaction = "satisfaction",
    /// Euros.
    Cost = "cost",
    /// Where.
    Site = "site",
    /// By whom.
    Agent = "agent",
    /// When a request changed its status.
    OccurredAt = "occurred_at",
    /// The new status.
    Status = "status",
    /// Until when the request should be answered.
    DueAt = "due_at",
    /// Place of a change among those of one instant.
    Ordinal = "ordinal",
}

impl Column {
    /// Its number.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Whether request events have it.
    pub const fn of_events(self) -> bool {
        matches!(
            self,
            Self::Partner
                | Self::Usager
                | Self::Request
                | Self::LifeEvent
                | Self::OccurredAt
                | Self::Status
                | Self::DueAt
                | Self::Ordinal
        )
    }

    /// Whether contacts have it.
    pub const fn of_contacts(self) -> bool {
        !matches!(self, Self::OccurredAt | Self::Status | Self::DueAt | Self::Ordinal)
    }

    /// Whether its values are instants (or their date).
    pub const fn is_instant(self) -> bool {
        matches!(self, Self::StartedAt | Self::AnsweredAt | Self::EndedAt | Self::OccurredAt | Self::DueAt)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The values of one row, by what they mean; empty where the source has none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'a> {
    pub(super) values: [&'a str; Column::COUNT],
    /// The row as it stands in its source, where a mapping may leave some of it out; else empty.
    pub(super) whole: &'a str,
}

impl<'a> Cells<'a> {
    pub(super) const fn empty() -> Self {
        Self { values: [""; Column::COUNT], whole: "" }
    }

    pub(super) const fn get(&self, column: Column) -> &'a str {
        self.values[column.index()]
    }

    pub(super) const fn set(&mut self, column: Column, value: &'a str) {
        self.values[column.index()] = value;
    }

    pub(super) const fn with(mut self, column: Column, value: &'a str) -> Self {
        self.set(column, value);
        self
    }
}
