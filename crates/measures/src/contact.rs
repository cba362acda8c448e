//! A row of the contact log and of the request events, as the definitions see them: pseudonyms, never names.

use kernel::{Cause, Channel, Direction, Euro, Outcome, PartnerCode};

/// One contact between a usager and an administration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Unique within the partner.
    pub contact_id: String,
    /// The administration.
    pub partner: PartnerCode,
    /// Pseudonym of whoever made contact; `None` where the source names nobody (such a contact is a need of its own).
    pub usager: Option<u64>,
    /// Pseudonym of the request that it is about.
    pub request: Option<u64>,
    /// When it began: µs UTC.
    pub started_at: i64,
    /// By which way.
    pub channel: Channel,
    /// Who began it.
    pub direction: Direction,
    /// Motif, a code of the partner's own list.
    pub reason: String,
    /// Code of the life event.
    pub life_event: Option<String>,
    /// Why it happened; `None` = not qualified.
    pub cause: Option<Cause>,
    /// How it ended, as declared.
    pub outcome: Option<Outcome>,
    /// Waiting, whole seconds.
    pub wait_s: Option<u32>,
    /// Handling, whole seconds.
    pub duration_s: Option<u32>,
    /// 1 to 5, asked after the contact.
    pub satisfaction: Option<u8>,
    /// What it cost; `None` = the partner's unit cost for the channel.
    pub cost: Option<Euro>,
    /// Where.
    pub site: Option<String>,
    /// Pseudonym of the agent.
    pub agent: Option<u64>,
}

/// One change of status of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestEvent {
    /// The administration.
    pub partner: PartnerCode,
    /// Pseudonym of the request.
    pub request: u64,
    /// Pseudonym of the usager whose request it is.
    pub usager: u64,
    /// Code of the life event.
    pub life_event: Option<String>,
    /// When: µs UTC.
    pub occurred_at: i64,
    /// Place in its source: orders the changes of one instant.
    pub ordinal: u64,
    /// `opened` `complete` `missing_piece` `decided` `paid` `closed`, or the partner's own word.
    pub status: String,
    /// Until when an answer was promised: µs UTC.
    pub due_at: Option<i64>,
}
