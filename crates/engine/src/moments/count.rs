//! What each episode adds to the counts of its partner, reason and status.

use hashbrown::HashMap;
use kernel::Channel;
use measures::moments::{Attribute, CLOSED, DAYS, Episode, MomentQuestion, MomentTally};

use crate::{
    bucket::{Contacts, INBOUND, NONE},
    groups::Group,
    names::{Names, TextColumn, narrow},
    view::Bucket,
};

/// Up to this many contacts without request of a usager are looked at one by one; beyond it those of each reason are kept apart.
const FEW: usize = 64;

/// Counts of one partner, reason and status; see [`MomentTally`], whose words are numbers here.
#[derive(Debug)]
struct Counts {
    lengths: Vec<u64>,
    contacts: HashMap<(u8, u8), u64>,
    pairs: HashMap<(u8, u8), u64>,
    channels: HashMap<(u8, u8), u64>,
    causes: HashMap<(u32, u8), u64>,
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            lengths: vec![0; DAYS + 1],
            contacts: HashMap::new(),
            pairs: HashMap::new(),
            channels: HashMap::new(),
            causes: HashMap::new(),
        }
    }
}

/// One worker's counts.
#[derive(Debug, Default)]
pub(super) struct EpisodeCounts {
    /// By partner, reason and status.
    counts: HashMap<(u32, u32, u32), Counts>,
    /// By partner: when the first episode began.
    first_at: HashMap<u32, i64>,
    /// Inbound contacts of a request, in order.
    inbound: Vec<u32>,
    loose: Loose,
    /// Contacts of an episode by day, and the days that have one.
    by_day: Vec<u64>,
    days: Vec<u8>,
}

/// The inbound contacts without request of one usager.
#[derive(Debug, Default)]
struct Loose {
    /// Which run of contacts the usager has.
    run: Option<u32>,
    /// All, in order.
    rows: Vec<u32>,
    /// By reason, where they are many.
    by_reason: HashMap<u32, Vec<u32>>,
    /// Those that are about a reason.
    about: Vec<u32>,
}

impl EpisodeCounts {
    /// Counts the episodes of the requests of a bucket.
    pub(super) fn see(&mut self, bucket: &Bucket, question: &MomentQuestion, closed: u32) {
        let (contacts, events) = (&bucket.contacts, &bucket.events);
        let Some(end) = bucket.end(question.observed_until) else { return };
        self.loose.run = None;
        for group in bucket.groups.each() {
            let Some(first) = group.contacts.first().filter(|_| group.events_from < group.events_to) else {
                continue;
            };
            let reason = contacts.reason.codes[*first as usize];
            self.inbound.clear();
            let is_inbound = |it: &&u32| contacts.direction[**it as usize] == INBOUND;
            self.inbound.extend(group.contacts.iter().filter(is_inbound));
            for event in group.events_from..group.events_to {
                let status = events.status.codes[event];
                let episode = episode(bucket, &group, event, end);
                if status == closed || episode.to <= episode.from || !question.holds(episode.from) {
                    continue;
                }
                let first_at = self.first_at.entry(bucket.partner).or_insert(episode.from);
                *first_at = episode.from.min(*first_at);
                let key =
                    (bucket.partner, contacts.reason.shared[reason as usize], events.status.shared_at(event));
                let counts = self.counts.entry(key).or_default();
                let mut found = Found { contacts, episode, by_day: &mut self.by_day, days: &mut self.days };
                found.take(&self.inbound, counts);
                let run = bucket.groups.run_of_event[event];
                if run != NONE {
                    found.take(self.loose.about(contacts, run, reason), counts);
                }
                found.settle(counts);
            }
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (partner, at) in other.first_at {
            let first_at = self.first_at.entry(partner).or_insert(at);
            *first_at = at.min(*first_at);
        }
        for (key, theirs) in other.counts {
            let ours = self.counts.entry(key).or_default();
            ours.lengths.iter_mut().zip(&theirs.lengths).for_each(|(sum, it)| *sum += it);
            add(&mut ours.contacts, theirs.contacts);
            add(&mut ours.pairs, theirs.pairs);
            add(&mut ours.channels, theirs.channels);
            add(&mut ours.causes, theirs.causes);
        }
    }

    /// When the first episode of a partner began.
    pub(super) fn first_at(&self, partner: u32) -> Option<i64> {
        self.first_at.get(&partner).copied()
    }

    /// The counts by partner, reason and status, in words.
    pub(super) fn tallies(&self, names: &Names) -> impl Iterator<Item = (u32, String, String, MomentTally)> {
        self.counts.iter().map(|((partner, reason, status), counts)| {
            let text = |column, code| names.text(column, code).map(|it| it.as_ref().to_owned());
            let channel = |place: u8| {
                let channel = Channel::ALL.get(usize::from(place)).map_or("", |it| it.code());
                Attribute::Channel(channel.to_owned())
            };
            let channels = counts.channels.iter().map(|((it, day), sum)| ((channel(*it), *day), *sum));
            let cause = |it: u32| Attribute::Cause(text(TextColumn::Cause, it));
            let causes = counts.causes.iter().map(|((it, day), sum)| ((cause(*it), *day), *sum));
            let tally = MomentTally {
                lengths: counts.lengths.clone(),
                contacts: counts.contacts.iter().map(|it| (*it.0, *it.1)).collect(),
                pairs: counts.pairs.iter().map(|it| (*it.0, *it.1)).collect(),
                attributes: channels.chain(causes).collect(),
            };
            let reason = text(TextColumn::Reason, *reason).unwrap_or_default();
            (*partner, reason, text(TextColumn::Status, *status).unwrap_or_default(), tally)
        })
    }
}

fn add<K: std::hash::Hash + Eq>(ours: &mut HashMap<K, u64>, theirs: HashMap<K, u64>) {
    for (key, sum) in theirs {
        *ours.entry(key).or_default() += sum;
    }
}

/// From an event to the next of its request, or to the end of observation.
fn episode(bucket: &Bucket, group: &Group<'_>, event: usize, end: i64) -> Episode {
    let occurred_at = &bucket.events.occurred_at;
    let next = (event + 1 < group.events_to).then(|| occurred_at[event + 1]);
    Episode { from: occurred_at[event], to: next.map_or(end, |it| it.min(end)) }
}

/// The contacts of one episode.
struct Found<'a> {
    contacts: &'a Contacts,
    episode: Episode,
    by_day: &'a mut Vec<u64>,
    days: &'a mut Vec<u8>,
}

impl Found<'_> {
    /// Takes those of `rows` (in order) that fall in the episode.
    fn take(&mut self, rows: &[u32], counts: &mut Counts) {
        let started_at = &self.contacts.started_at;
        let begin = rows.partition_point(|it| started_at[*it as usize] <= self.episode.from);
        self.by_day.resize(DAYS, 0);
        for row in &rows[begin..] {
            let row = *row as usize;
            let Some(day) = self.episode.day_of(started_at[row]) else { break };
            let Ok(byte) = u8::try_from(day) else { break };
            if self.by_day[day] == 0 {
                self.days.push(byte);
            }
            self.by_day[day] += 1;
            *counts.channels.entry((self.contacts.channel[row], byte)).or_default() += 1;
            *counts.causes.entry((self.contacts.cause.shared_at(row), byte)).or_default() += 1;
        }
    }

    /// Adds the episode with all that was taken.
    fn settle(self, counts: &mut Counts) {
        let full_days = self.episode.full_days();
        counts.lengths[full_days] += 1;
        if self.days.is_empty() {
            return;
        }
        self.days.sort_unstable();
        let length = u8::try_from(full_days).unwrap_or(u8::MAX);
        for (place, day) in self.days.iter().enumerate() {
            let contacts = self.by_day[usize::from(*day)];
            *counts.contacts.entry((*day, length)).or_default() += contacts;
            for later in &self.days[place..] {
                *counts.pairs.entry((*day, *later)).or_default() +=
                    contacts * self.by_day[usize::from(*later)];
            }
        }
        for day in self.days.drain(..) {
            self.by_day[usize::from(day)] = 0;
        }
    }
}

impl Loose {
    /// The inbound contacts without request that the usager of a run made about a reason, in order.
    fn about(&mut self, contacts: &Contacts, run: u32, reason: u32) -> &[u32] {
        if self.run != Some(run) {
            self.run = Some(run);
            self.rows.clear();
            self.by_reason.clear();
            let rows = contacts.runs[run as usize] as usize..contacts.runs[run as usize + 1] as usize;
            let is_loose = |row: &usize| !contacts.carries[*row] && contacts.direction[*row] == INBOUND;
            self.rows.extend(rows.filter(is_loose).map(narrow));
            if self.rows.len() > FEW {
                for row in &self.rows {
                    self.by_reason.entry(contacts.reason.codes[*row as usize]).or_default().push(*row);
                }
            }
        }
        if self.rows.len() > FEW {
            return self.by_reason.get(&reason).map_or(&[], Vec::as_slice);
        }
        self.about.clear();
        let is_about = |it: &&u32| contacts.reason.codes[**it as usize] == reason;
        self.about.extend(self.rows.iter().filter(is_about));
        &self.about
    }
}

/// The bucket's number of the status that ends a request; one that no event has if there is none.
pub(super) fn closed(bucket: &Bucket, names: &Names) -> u32 {
    let texts = names.texts(TextColumn::Status);
    let is_closed = |it: &u32| texts.text(*it).is_some_and(|it| it.as_ref() == CLOSED);
    bucket.events.status.shared.iter().position(is_closed).map_or(NONE, narrow)
}
