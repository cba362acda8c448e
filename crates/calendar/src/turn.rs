//! Whose turn it is: who held a request when, for how long, and when an answer is due.
//!
//! A promise of the team (hours of open time, or working days) runs while the request is in the hands of the administration or
//! of another body, and stands still while one waits for the usager: the usager should not pay for the way that bodies share out
//! the work, nor the team for a document that does not come. Legal delays have other rules (`legal`).
//!
//! **Invariants:** the times of the parties add up to the whole; a pause never brings a due date forward.

#[cfg(test)]
mod tests;

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use kernel::Message;
use serde::{Deserialize, Serialize};

use crate::{Opening, WORDS, add_working_days, is_working_day, working::days_after};

/// Who can move a request forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    /// The team that has the request.
    Administration,
    /// The usager, who was asked for something.
    Usager,
    /// Another body, from which the team waits for an opinion or a document.
    OtherBody,
}

impl Party {
    /// All.
    pub const ALL: [Self; 3] = [Self::Administration, Self::Usager, Self::OtherBody];

    /// The word of files, of the API and of SQL.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administration => "administration",
            Self::Usager => "usager",
            Self::OtherBody => "other-body",
        }
    }

    /// Whose turn, in words.
    pub const fn label(self) -> Message {
        let key = match self {
            Self::Administration => "party-administration",
            Self::Usager => "party-usager",
            Self::OtherBody => "party-other-body",
        };
        Message::new(&WORDS, key)
    }

    /// Whether the team's clock runs meanwhile.
    const fn is_counted(self) -> bool {
        !matches!(self, Self::Usager)
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// From an instant on, it is somebody's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Since when.
    pub at: Timestamp,
    /// Whose turn.
    pub party: Party,
}

/// The turns of one request, from its arrival on, in order; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turns(Vec<Turn>);

/// Turns are not a history.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TurnsFault {
    /// There is no first turn.
    #[error("a request without any turn")]
    Empty,
    /// A turn before the one that it follows.
    #[error("turn {0} begins before the turn that it follows")]
    OutOfOrder(usize),
}

impl Turns {
    /// A request that arrives.
    pub fn starting(at: Timestamp, party: Party) -> Self {
        Self(vec![Turn { at, party }])
    }

    /// Turns as the register gives them, in order; two may begin at one instant, then the first lasted no time.
    pub fn read(turns: Vec<Turn>) -> Result<Self, TurnsFault> {
        if turns.is_empty() {
            return Err(TurnsFault::Empty);
        }
        match turns.windows(2).position(|it| it[1].at < it[0].at) {
            Some(place) => Err(TurnsFault::OutOfOrder(place + 1)),
            None => Ok(Self(turns)),
        }
    }

    /// It becomes somebody's turn.
    pub fn pass(&mut self, at: Timestamp, party: Party) -> Result<(), TurnsFault> {
        if at < self.current().at {
            return Err(TurnsFault::OutOfOrder(self.0.len()));
        }
        self.0.push(Turn { at, party });
        Ok(())
    }

    /// The turns, in order.
    pub fn all(&self) -> &[Turn] {
        &self.0
    }

    /// Whose turn it is, and since when.
    pub fn current(&self) -> Turn {
        self.0[self.0.len() - 1]
    }

    /// When the request arrived.
    pub fn start(&self) -> Timestamp {
        self.0[0].at
    }

    /// How long it was a party's turn, nights included, until an instant (now, or when the request was closed).
    pub fn time_of(&self, party: Party, until: Timestamp) -> SignedDuration {
        let spans = self.spans(until).filter(|it| it.party == party);
        spans
            .map(|it| it.from.duration_until(it.to))
            .fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }

    /// How long it was a party's turn while the team was open, until an instant.
    pub fn open_time_of(&self, party: Party, until: Timestamp, opening: &Opening) -> SignedDuration {
        let spans = self.spans(until).filter(|it| it.party == party);
        spans
            .map(|it| opening.open_time_between(it.from, it.to))
            .fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }

    /// Where a request stands against what the team promised, at an instant (now, or when it was answered).
    pub fn standing(&self, target: Target, opening: &Opening, now: Timestamp) -> Standing {
        match target {
            Target::OpenTime(time) => self.by_open_time(time, opening, now),
            Target::WorkingDays(days) => self.by_working_days(days, opening, now),
        }
    }

    fn by_open_time(&self, target: SignedDuration, opening: &Opening, now: Timestamp) -> Standing {
        let mut left = target.max(SignedDuration::ZERO);
        let mut spans = self.spans(now).filter(|it| it.party.is_counted());
        while let Some(span) = spans.next() {
            // What is used up to the instant at which the usager is asked was answered in time.
            let due = opening.add_open_time(span.from, left).filter(|due| *due < span.to);
            if let Some(due) = due {
                let open = |it: Span| opening.open_time_between(it.from, it.to);
                let rest = spans.map(open).fold(SignedDuration::ZERO, SignedDuration::saturating_add);
                let late = opening.open_time_between(due, span.to).saturating_add(rest);
                return Standing::Overdue { due, late: Amount::OpenTime(late) };
            }
            left -= opening.open_time_between(span.from, span.to);
        }
        let left_then = Amount::OpenTime(left);
        if !self.party_at(now).is_counted() {
            return Standing::Paused { left: left_then };
        }
        let due = opening.add_open_time(now.max(self.start()), left);
        due.map_or(Standing::NeverOpen, |due| Standing::Running { due, left: left_then })
    }

    /// A day is spared if it ends in the usager's hands; a pause within a day changes nothing.
    fn by_working_days(&self, target: u16, opening: &Opening, now: Timestamp) -> Standing {
        let territory = opening.territory();
        let now = now.max(self.start());
        let (first, today) = (territory.date_of(self.start()), territory.date_of(now));
        let (mut left, mut late, mut due) = (target, 0_u32, None);
        if left == 0 && first < today {
            due = Some(first);
        }
        for day in days_after(first).take_while(|day| *day <= today) {
            let is_over = day < today;
            let ends = territory.end_of(day);
            let is_counted = if is_over { self.party_before(ends) } else { self.party_at(now) }.is_counted();
            if !is_counted || !is_working_day(day, territory) {
                continue;
            }
            if due.is_some() {
                late += 1;
            } else if is_over {
                left -= 1;
                due = (left == 0).then_some(day);
            }
        }
        let left_then = Amount::WorkingDays(u32::from(left));
        match due {
            Some(day) => Standing::Overdue { due: territory.end_of(day), late: Amount::WorkingDays(late) },
            None if !self.party_at(now).is_counted() => Standing::Paused { left: left_then },
            None => {
                // Today counts if it is not the day of arrival.
                let since = if first < today { today.yesterday().unwrap_or(today) } else { first };
                let due = territory.end_of(add_working_days(since, left, territory));
                Standing::Running { due, left: left_then }
            }
        }
    }

    /// Whose turn it is at an instant; before the request arrived, as when it did.
    fn party_at(&self, at: Timestamp) -> Party {
        self.0.iter().rev().find(|it| it.at <= at).unwrap_or(&self.0[0]).party
    }

    /// Whose turn it was just before an instant.
    fn party_before(&self, at: Timestamp) -> Party {
        self.0.iter().rev().find(|it| it.at < at).unwrap_or(&self.0[0]).party
    }

    /// The turns as stretches of time until an instant.
    fn spans(&self, until: Timestamp) -> impl Iterator<Item = Span> + '_ {
        let ends = self.0.iter().skip(1).map(|it| it.at).chain([Timestamp::MAX]);
        let spans = self.0.iter().zip(ends);
        spans
            .map(move |(turn, end)| Span { party: turn.party, from: turn.at, to: end.min(until) })
            .filter(|it| it.from < it.to)
    }
}

#[derive(Debug, Clone, Copy)]
struct Span {
    party: Party,
    from: Timestamp,
    to: Timestamp,
}

/// What a team promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// An answer within so much of its open time.
    OpenTime(SignedDuration),
    /// An answer by the end of so many working days after the day of arrival.
    WorkingDays(u16),
}

/// How much of a target, in its own unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Time while the team is open.
    OpenTime(SignedDuration),
    /// Working days, today included.
    WorkingDays(u32),
}

/// Where a request stands against a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The clock runs.
    Running {
        /// When the answer is due, if nothing pauses the clock.
        due: Timestamp,
        /// What is left of the target.
        left: Amount,
    },
    /// One waits for the usager: there is no due date before they answer.
    Paused {
        /// What will be left of the target then.
        left: Amount,
    },
    /// Too late.
    Overdue {
        /// When the answer was due.
        due: Timestamp,
        /// By how much, pauses left out.
        late: Amount,
    },
    /// The team has no opening in which to answer.
    NeverOpen,
}
