//! What is counted of the episodes of one partner, reason and status: whole numbers only.

use std::collections::BTreeMap;

use super::DAYS;

pub(super) const DAY_US: i64 = 86_400_000_000;

/// The time that a request stays in a status (µs UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Episode {
    /// When it entered the status.
    pub from: i64,
    /// When it left it, or the end of observation.
    pub to: i64,
}

impl Episode {
    /// Whole days that it lasts; [`DAYS`] if it lasts so long or longer. What is left of the last day counts half a day.
    pub fn full_days(self) -> usize {
        let days = self.to.saturating_sub(self.from).max(0) / DAY_US;
        usize::try_from(days).map_or(DAYS, |it| it.min(DAYS))
    }

    /// Whole days from the entry to a contact; `None` where the contact is not of this episode, or comes after [`DAYS`]. A contact at
    /// the very instant of the entry was not provoked by it; one at the instant of the end is of this episode.
    pub fn day_of(self, contact_at: i64) -> Option<usize> {
        if contact_at <= self.from || contact_at > self.to {
            return None;
        }
        let day = usize::try_from(contact_at.saturating_sub(self.from) / DAY_US).ok()?;
        (day < DAYS).then_some(day)
    }
}

/// A word that a contact carries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute {
    /// Code of its channel.
    Channel(String),
    /// Code of its cause; `None`: not qualified.
    Cause(Option<String>),
}

/// What was counted of the episodes of one partner, reason and status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MomentTally {
    /// Episodes by their [full days](Episode::full_days): 0 to [`DAYS`].
    pub lengths: Vec<u64>,
    /// Contacts by their day, and the full days of their episode.
    pub contacts: BTreeMap<(u8, u8), u64>,
    /// For each pair of days, the first not after the second: over the episodes, the sum of the contacts on the one times those on the
    /// other.
    pub pairs: BTreeMap<(u8, u8), u64>,
    /// Contacts by what they carry, and their day.
    pub attributes: BTreeMap<(Attribute, u8), u64>,
}

impl Default for MomentTally {
    fn default() -> Self {
        Self {
            lengths: vec![0; DAYS + 1],
            contacts: BTreeMap::new(),
            pairs: BTreeMap::new(),
            attributes: BTreeMap::new(),
        }
    }
}

impl MomentTally {
    /// Adds an episode with the number of its contacts on each day that has one (days ascending).
    pub fn add(&mut self, full_days: usize, by_day: &[(u8, u64)]) {
        if let Some(count) = self.lengths.get_mut(full_days.min(DAYS)) {
            *count += 1;
        }
        let length = u8::try_from(full_days.min(DAYS)).unwrap_or(u8::MAX);
        for (place, (day, contacts)) in by_day.iter().enumerate() {
            *self.contacts.entry((*day, length)).or_default() += contacts;
            for (later, others) in &by_day[place..] {
                *self.pairs.entry((*day, *later)).or_default() += contacts * others;
            }
        }
    }

    /// Counts what one contact carries.
    pub fn attribute(&mut self, attribute: Attribute, day: u8) {
        *self.attributes.entry((attribute, day)).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_belongs_to_the_episode_that_it_ends_and_not_to_the_one_that_it_begins() {
        let episode = Episode { from: 1_000, to: 1_000 + 3 * DAY_US };
        assert_eq!(episode.full_days(), 3);
        let days: Vec<Option<usize>> = [0, 1, DAY_US - 1, DAY_US, 3 * DAY_US, 3 * DAY_US + 1]
            .into_iter()
            .map(|after| episode.day_of(1_000 + after))
            .collect();
        assert_eq!(days, [None, Some(0), Some(0), Some(1), Some(3), None]);
    }

    #[test]
    fn what_comes_after_the_horizon_is_not_followed() {
        let episode = Episode { from: 0, to: i64::MAX };
        assert_eq!(episode.full_days(), DAYS);
        let horizon = i64::try_from(DAYS).unwrap() * DAY_US;
        assert_eq!(episode.day_of(horizon - 1), Some(DAYS - 1));
        assert_eq!(episode.day_of(horizon), None);
        assert_eq!(Episode { from: 5, to: 2 }.full_days(), 0);
    }

    #[test]
    fn several_contacts_of_an_episode_are_counted_together() {
        let mut tally = MomentTally::default();
        tally.add(10, &[(2, 3), (7, 1)]);
        tally.add(10, &[(7, 2)]);
        tally.add(0, &[]);
        assert_eq!((tally.lengths[10], tally.lengths[0]), (2, 1));
        let contacts: Vec<_> = tally.contacts.into_iter().collect();
        assert_eq!(contacts, [((2, 10), 3), ((7, 10), 3)]);
        let pairs: Vec<_> = tally.pairs.into_iter().collect();
        assert_eq!(pairs, [((2, 2), 9), ((2, 7), 3), ((7, 7), 5)]);
    }
}
