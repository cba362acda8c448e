//! What only the order of a file can tell: which of two equal rows is the second, and which of two equal hours it was.
//!
//! Pieces of a file are parsed by several threads and settled here one after the other, in the order of the file.

use std::{
    collections::BTreeMap,
    sync::{Arc, Condvar, Mutex, PoisonError},
};

use hashbrown::HashMap;
use kernel::Message;

use super::{
    ImportError, WORDS,
    reject::Rejects,
    rows::{Clock, Fold, Made},
    spec::RowKind,
    zone::day_text,
};

/// What begins a name that was made from a contact's content, until a key has hidden it: no log has such a name, so that one
/// that comes back from a log, by an export, stays what it is.
pub(super) const CONTENT_ID: &str = "~~";
/// What begins it in a log.
pub(super) const KEYED_ID: &str = "~";
/// Each row without a name is remembered, by about 24 bytes, until its file is read.
const UNNAMED_MAX: u64 = 100_000_000;

/// The pieces of one file, in their order.
pub(super) struct Order<'a> {
    file: Arc<str>,
    rejects: &'a Rejects,
    state: Mutex<State>,
    turned: Condvar,
}

#[derive(Default)]
struct State {
    next: u64,
    given_up: bool,
    settled: Settled,
}

/// What was found on the way.
#[derive(Debug, Default)]
pub(super) struct Settled {
    occurrences: HashMap<u64, u32>,
    unnamed: u64,
    /// Rows that were put together, and the contacts that they made.
    joined: (u64, u64),
    last_local_us: Option<i64>,
    descends: bool,
    night: Option<Night>,
    doubles: BTreeMap<String, (u64, u64)>,
    never: BTreeMap<String, u64>,
}

#[derive(Debug)]
struct Night {
    day: String,
    last_us: i64,
    second: bool,
}

impl<'a> Order<'a> {
    pub(super) fn new(file: &Arc<str>, rejects: &'a Rejects) -> Self {
        Self { file: Arc::clone(file), rejects, state: Mutex::default(), turned: Condvar::new() }
    }

    /// Waits for the turn of piece `number`, then settles it and writes its rejects.
    pub(super) fn settle(&self, number: u64, made: &mut Made) -> Result<(), ImportError> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self
            .turned
            .wait_while(state, |it| it.next != number && !it.given_up)
            .unwrap_or_else(PoisonError::into_inner);
        if state.given_up {
            return Err(ImportError::Cancelled);
        }
        let done = state
            .settled
            .settle(made, &self.file)
            .and_then(|()| self.rejects.take(&self.file, std::mem::take(&mut made.rejects)));
        state.next += 1;
        drop(state);
        self.turned.notify_all();
        done
    }

    /// Lets nobody wait for a piece that will not come.
    pub(super) fn give_up(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).given_up = true;
        self.turned.notify_all();
    }

    pub(super) fn said(self) -> Vec<Message> {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).settled.said(&self.file)
    }
}

impl Settled {
    fn settle(&mut self, made: &mut Made, file: &Arc<str>) -> Result<(), ImportError> {
        self.name(made, file)?;
        if made.joined > 0 || self.joined.0 > 0 {
            self.joined.0 += made.joined;
            self.joined.1 += made.contacts.len() as u64;
        }
        let clock = std::mem::take(&mut made.clock);
        self.follow(&clock);
        for fold in &clock.folds {
            if self.is_second(fold) {
                match fold.kind {
                    RowKind::Contacts => made.contacts.started[fold.row] = fold.second_us,
                    RowKind::Events => made.events.occurred[fold.row] = fold.second_us,
                }
            }
        }
        for (day, count) in clock.never {
            *self.never.entry(day).or_default() += count;
        }
        Ok(())
    }

    /// Names rows by their content and by how many equal ones stand above them in the file.
    fn name(&mut self, made: &mut Made, file: &Arc<str>) -> Result<(), ImportError> {
        self.unnamed += made.contacts.unnamed.len() as u64;
        if self.unnamed > UNNAMED_MAX {
            return Err(ImportError::TooManyUnnamed(file.to_string()));
        }
        for (_, content) in &made.contacts.unnamed {
            #[expect(clippy::cast_possible_truncation, reason = "half of a fingerprint is one too")]
            let seen = self.occurrences.entry(*content as u64).or_default();
            *seen += 1;
            made.contacts.made.push(format!("{CONTENT_ID}{content:032x}-{seen}"));
        }
        Ok(())
    }

    /// Whether the file is in the order of time so far.
    fn follow(&mut self, clock: &Clock) {
        self.descends |= clock.descends;
        if let Some((first, last)) = clock.ends {
            self.descends |= self.last_local_us.is_some_and(|it| it > first);
            self.last_local_us = Some(last);
        }
    }

    /// In a file that is in the order of time, going back within the double hour shows that the clock was turned.
    fn is_second(&mut self, fold: &Fold) -> bool {
        let day = day_text(fold.local_us);
        let night = match &mut self.night {
            Some(night) if night.day == day => night,
            other => other.insert(Night { day: day.clone(), last_us: fold.local_us, second: false }),
        };
        night.second |= !self.descends && fold.local_us < night.last_us;
        night.last_us = fold.local_us;
        let counts = self.doubles.entry(day).or_default();
        if night.second {
            counts.1 += 1;
        } else {
            counts.0 += 1;
        }
        night.second
    }

    fn said(self, file: &str) -> Vec<Message> {
        let mut said = Vec::new();
        for (day, (first, second)) in self.doubles {
            let key = if second > 0 { "double-hour-both" } else { "double-hour" };
            let mut message =
                Message::new(&WORDS, key).with("file", file).with("day", day).with("first", first);
            if second > 0 {
                message = message.with("second", second);
            }
            said.push(message);
        }
        for (day, count) in self.never {
            said.push(
                Message::new(&WORDS, "missing-hour").with("file", file).with("day", day).with("count", count),
            );
        }
        let (rows, contacts) = self.joined;
        if rows > contacts {
            let say = Message::new(&WORDS, "rows-joined").with("file", file);
            said.push(say.with("rows", rows).with("contacts", contacts));
        }
        if self.unnamed > 0 {
            said.push(Message::new(&WORDS, "made-ids").with("file", file).with("count", self.unnamed));
        }
        said
    }
}
