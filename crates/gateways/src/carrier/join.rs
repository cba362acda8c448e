//! Longer messages that come in parts: they wait for each other. **Invariant:** a part is forgotten only after the message was told; the
//! centre has it still, as it is not acknowledged before.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use sms::Incoming;
use tokio::time::Instant;

/// Parts that wait, all messages together.
const PARTS_MAX: usize = 2_000;
/// Messages that are remembered after they were told, as a centre may send their parts again.
const TOLD_MAX: usize = 1_000;

/// What the parts of a message have in common.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) reference: u16,
    pub(super) total: u8,
}

/// What became of a part.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// The message was told already.
    Before,
    /// It waits for others.
    Waits,
    /// There is no room: the centre shall keep it.
    Full,
    /// It is the last; this is the message.
    Whole(Vec<Incoming>),
}

#[derive(Default)]
pub(super) struct Waiting {
    messages: HashMap<Key, (Instant, Vec<Incoming>)>,
    told: VecDeque<(Key, Vec<Incoming>)>,
}

impl Waiting {
    /// A part comes, perhaps again.
    pub(super) fn add(&mut self, key: &Key, part: Incoming, now: Instant) -> Came {
        if self.is_told(key, &part) {
            return Came::Before;
        }
        let room = self.messages.values().map(|(_, parts)| parts.len()).sum::<usize>() < PARTS_MAX;
        let (_, parts) = self.messages.entry(key.clone()).or_insert_with(|| (now, Vec::new()));
        match parts.iter_mut().find(|it| it.place.sequence == part.place.sequence) {
            Some(before) => *before = part,
            None if room => parts.push(part),
            None => return Came::Full,
        }
        if parts.len() == usize::from(key.total) { Came::Whole(parts.clone()) } else { Came::Waits }
    }

    /// Whether the message of a part was told.
    pub(super) fn is_told(&self, key: &Key, part: &Incoming) -> bool {
        self.told.iter().any(|(it, parts)| it == key && parts.contains(part))
    }

    /// A message was told, with these parts.
    pub(super) fn set_told(&mut self, key: Key, parts: Vec<Incoming>) {
        self.messages.remove(&key);
        if self.told.len() >= TOLD_MAX {
            self.told.pop_front();
        }
        self.told.push_back((key, parts));
    }

    /// Messages whose first part came longer ago than this, with what came of them.
    pub(super) fn overdue(&self, time: Duration, now: Instant) -> Vec<(Key, Vec<Incoming>)> {
        let late =
            self.messages.iter().filter(|(_, (since, _))| now.saturating_duration_since(*since) >= time);
        late.filter(|(_, (_, parts))| !parts.is_empty())
            .map(|(key, (_, parts))| (key.clone(), parts.clone()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use sms::Place;

    use super::*;

    fn key(from: &str) -> Key {
        Key { from: from.to_owned(), to: "36000".to_owned(), reference: 7, total: 2 }
    }

    fn part(sequence: u8, text: &str) -> Incoming {
        let place = Place { reference: 7, total: 2, sequence };
        Incoming { place, data_coding: sms::GSM_7, bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn a_message_is_whole_when_all_its_parts_came() {
        let (mut waiting, now) = (Waiting::default(), Instant::now());
        assert_eq!(waiting.add(&key("a"), part(2, "B"), now), Came::Waits);
        assert_eq!(waiting.add(&key("b"), part(1, "A"), now), Came::Waits);
        assert_eq!(waiting.add(&key("a"), part(2, "B"), now), Came::Waits);
        assert_eq!(waiting.add(&key("a"), part(1, "A"), now), Came::Whole(vec![part(2, "B"), part(1, "A")]));
    }

    #[test]
    fn a_part_that_comes_again_is_known_once_the_message_was_told() {
        let (mut waiting, now) = (Waiting::default(), Instant::now());
        waiting.add(&key("a"), part(1, "A"), now);
        waiting.add(&key("a"), part(2, "B"), now);
        // Not told yet: the centre may send it again, and it is whole again.
        assert!(matches!(waiting.add(&key("a"), part(2, "B"), now), Came::Whole(_)));
        waiting.set_told(key("a"), vec![part(1, "A"), part(2, "B")]);
        assert_eq!(waiting.add(&key("a"), part(1, "A"), now), Came::Before);
        // Another message with the same number begins.
        assert_eq!(waiting.add(&key("a"), part(1, "C"), now), Came::Waits);
    }

    #[test]
    fn what_waited_too_long_is_told_as_it_is() {
        let (mut waiting, now) = (Waiting::default(), Instant::now());
        let minute = Duration::from_mins(1);
        waiting.add(&key("a"), part(2, "B"), now);
        assert!(waiting.overdue(minute, now).is_empty());
        let late = waiting.overdue(minute, now + minute);
        assert!(late == [(key("a"), vec![part(2, "B")])]);
        waiting.set_told(key("a"), vec![part(2, "B")]);
        assert!(waiting.overdue(minute, now + minute).is_empty());
    }

    #[test]
    fn what_has_no_room_stays_with_the_centre() {
        let (mut waiting, now) = (Waiting::default(), Instant::now());
        for number in 0..PARTS_MAX {
            assert_eq!(waiting.add(&key(&number.to_string()), part(1, "A"), now), Came::Waits);
        }
        assert_eq!(waiting.add(&key("late"), part(1, "A"), now), Came::Full);
        assert!(matches!(waiting.add(&key("7"), part(2, "B"), now), Came::Full));
    }
}
