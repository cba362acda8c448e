//! Turns of a rule, and in which times contacts of their persons count.

use jiff::Timestamp;
use kernel::Euro;
use measures::{AfterQuestion, after::Span};

use super::{Settings, TemplateVersion};

/// What a rule did, or held back, for one person and one occasion.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The log's pseudonym of the person.
    pub person: u64,
    /// Whether the person is kept apart.
    pub is_held: bool,
    /// With which probability they were to be, in ten-thousandths.
    pub share_e4: i64,
    /// When the first message was to leave.
    pub entered_at: Timestamp,
    /// The version of the rule.
    pub version: i64,
    /// What its first message says, or would have said; `None`: it begins with a call.
    pub template: Option<TemplateVersion>,
    /// Messages handed to a carrier.
    pub sent: u64,
    /// Of which arrived.
    pub delivered: u64,
    /// That failed.
    pub failed: u64,
    /// What they cost.
    pub cost: Euro,
}

/// Turns with the time of each: `turns[i]` is watched in `asked.spans[i]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Question {
    /// By person, then by their beginning.
    pub turns: Vec<Turn>,
    /// What to ask of the log.
    pub asked: AfterQuestion,
}

/// Gives each turn its time: from its beginning to the end of the last working day that counts, or to the next turn of the same person, so
/// that a contact counts once. Two turns that begin at one instant are one.
///
/// `reasons`: of which contacts count; none: all.
pub fn question(mut turns: Vec<Turn>, reasons: Vec<String>, settings: &Settings) -> Question {
    turns.sort_by_key(|it| (it.person, it.entered_at));
    turns.dedup_by(|next, kept| {
        let is_same = (next.person, next.entered_at) == (kept.person, kept.entered_at);
        if is_same {
            kept.sent = kept.sent.saturating_add(next.sent);
            kept.delivered = kept.delivered.saturating_add(next.delivered);
            kept.failed = kept.failed.saturating_add(next.failed);
            kept.cost = Euro(kept.cost.0.saturating_add(next.cost.0));
        }
        is_same
    });
    let mut spans = Vec::with_capacity(turns.len());
    for (place, turn) in turns.iter().enumerate() {
        let next = turns.get(place + 1).filter(|it| it.person == turn.person);
        let end = end_us(turn.entered_at, settings);
        let to = next.map_or(end, |it| end.min(it.entered_at.as_microsecond()));
        let from = turn.entered_at.as_microsecond();
        // Instants that differ by less than a microsecond are one in the log.
        spans.push(Span { usager: turn.person, from, to: to.max(from.saturating_add(1)) });
    }
    Question { turns, asked: AfterQuestion { spans, reasons } }
}

/// The end of the last working day that counts, µs UTC.
fn end_us(from: Timestamp, settings: &Settings) -> i64 {
    let day = settings.territory.date_of(from);
    let last = calendar::add_working_days(day, settings.working_days, settings.territory);
    settings.territory.end_of(last).as_microsecond()
}
