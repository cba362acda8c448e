//! What was planted, so that estimators can be judged against it.

use std::collections::BTreeMap;

use jiff::civil;
use serde::{Deserialize, Serialize};

/// The whole truth of a plan, one JSON document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// The plan's seed.
    pub seed: u64,
    /// The plan's year.
    pub year: i16,
    /// Rows of the contact log, without planted duplicates.
    pub contacts: u64,
    /// Of which inbound.
    pub inbound: u64,
    /// Inbound contacts that could have been avoided, qualified or not, as a share of inbound.
    pub avoidable_share: f64,
    /// Rows of the events log.
    pub events: u64,
    /// By partner code.
    pub partners: BTreeMap<String, PartnerTruth>,
}

/// The truth about one partner.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PartnerTruth {
    /// Rows, without planted duplicates.
    pub contacts: u64,
    /// Begun by usagers.
    pub inbound: u64,
    /// Answers and call-backs.
    pub outbound: u64,
    /// Notices sent before being asked.
    pub proactive: u64,
    /// Inbound contacts by channel.
    pub channels: BTreeMap<String, u64>,
    /// Inbound contacts by cause.
    pub causes: BTreeMap<String, CauseTruth>,
    /// Inbound contacts that could have been avoided, qualified or not.
    pub avoidable: u64,
    /// The same as a share of inbound.
    pub avoidable_share: f64,
    /// Share of inbound contacts whose cause is coded.
    pub coverage: f64,
    /// Telephone calls that no agent took.
    pub abandoned_calls: u64,
    /// Inbound contacts without usager.
    pub anonymous: u64,
    /// Inbound contacts that carry a request number.
    pub numbered: u64,
    /// Matters that at least one inbound contact is about, whether it shows a request number or not.
    pub matters: u64,
    /// Inbound contacts per such matter.
    pub contacts_per_matter: f64,
    /// Inbound contacts that a status change provoked, by status.
    pub provoked: BTreeMap<String, u64>,
    /// How people come back while they wait.
    pub waiting: WaitingTruth,
    /// Matters by their number of later contacts within 30 days: see [`RecontactTruth`].
    pub recontact: RecontactTruth,
    /// Practices that started during the year, with their true effect.
    pub practices: Vec<PlantedPractice>,
    /// Moments that make people call; none unless the plan asks for them.
    #[serde(default)]
    pub moments: Vec<PlantedMoment>,
    /// First contacts by reason, then channel; none unless the plan asks for them.
    #[serde(default)]
    pub ways: BTreeMap<String, BTreeMap<String, WayTruth>>,
    /// Days on which mass mailings arrived.
    pub mailings: Vec<civil::Date>,
    /// Outages.
    pub incidents: Vec<Incident>,
}

/// One cause at one partner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseTruth {
    /// Inbound contacts with this cause, qualified or not.
    pub planted: u64,
    /// Of which the log shows the cause.
    pub qualified: u64,
}

/// The hazard of a chase while a request waits: `h0·(1 before the announced date, exp(1.1·(t/d − 1)) after it)`, times
/// 1.8 where no date was announced, times 0.6 where receipt was acknowledged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct WaitingTruth {
    /// Days that requests waited before their announced date, weighted as above, requests with at least one contact.
    pub exposure_before: f64,
    /// Chases planted there (cause A1), those that are not the first contact.
    pub chases_before: u64,
    /// Weighted days after the announced date, or without one.
    pub exposure_after: f64,
    /// Chases planted there (cause A2), those that are not the first contact.
    pub chases_after: u64,
}

/// Who comes back about the same matter (not only the same reason) within 30 days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecontactTruth {
    /// Inbound contacts of the first 335 days.
    pub eligible: u64,
    /// Of which another inbound contact about the same matter follows within 30 days.
    pub followed: u64,
}

/// A moment that makes people call: where, and how many contacts it brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlantedMoment {
    /// Motif of the requests.
    pub reason: String,
    /// The status that they are in.
    pub status: String,
    /// Days without any change after which contacts come; `None`: they rush on entering the status.
    pub silence_days: Option<u16>,
    /// Inbound contacts that it brought while the request was in the status: its own, and the new tries and returns that these brought.
    pub contacts: u64,
    /// Of which the log ties to the request: by its number, or by its usager where another contact about it shows the number.
    pub shown: u64,
}

/// How often a channel settles a reason's matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct WayTruth {
    /// What was planted: the difference between two channels with the same hours is that of their log-odds to settle a matter, less
    /// calls that nobody took.
    pub log_odds: f64,
    /// First contacts about a matter, up to fourteen days before the end of the year.
    pub firsts: u64,
    /// Of which nobody came back about the matter within fourteen days.
    pub settled: u64,
}

/// A practice in force at a partner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlantedPractice {
    /// Its id in `content/practices`.
    pub practice: String,
    /// Class of its evidence there.
    pub evidence_class: String,
    /// First day in force.
    pub started_on: civil::Date,
    /// Share of the contacts it is about that disappear: 0 if it does nothing, below 0 if it harms.
    pub effect: f64,
    /// By cause: which share of that cause's contacts it is about. The cause's hazard is multiplied by
    /// `1 − effect × share` from the first day on.
    pub covers: BTreeMap<String, f64>,
}

/// An outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Its beginning.
    pub from: jiff::Timestamp,
    /// Its end.
    pub to: jiff::Timestamp,
}

impl Truth {
    /// Adds the truth of a slice.
    pub fn merge(&mut self, other: Self) {
        self.seed = other.seed;
        self.year = other.year;
        self.contacts += other.contacts;
        self.inbound += other.inbound;
        self.events += other.events;
        for (code, partner) in other.partners {
            match self.partners.entry(code) {
                std::collections::btree_map::Entry::Vacant(it) => {
                    it.insert(partner);
                }
                std::collections::btree_map::Entry::Occupied(mut it) => it.get_mut().merge(partner),
            }
        }
        let avoidable: u64 = self.partners.values().map(|it| it.avoidable).sum();
        self.avoidable_share = share(avoidable, self.inbound);
    }
}

impl PartnerTruth {
    fn merge(&mut self, other: Self) {
        self.contacts += other.contacts;
        self.inbound += other.inbound;
        self.outbound += other.outbound;
        self.proactive += other.proactive;
        self.avoidable += other.avoidable;
        self.abandoned_calls += other.abandoned_calls;
        self.anonymous += other.anonymous;
        self.numbered += other.numbered;
        self.matters += other.matters;
        for (channel, n) in other.channels {
            *self.channels.entry(channel).or_default() += n;
        }
        for (cause, n) in other.causes {
            let mine = self.causes.entry(cause).or_default();
            mine.planted += n.planted;
            mine.qualified += n.qualified;
        }
        for (status, n) in other.provoked {
            *self.provoked.entry(status).or_default() += n;
        }
        self.waiting.exposure_before += other.waiting.exposure_before;
        self.waiting.chases_before += other.waiting.chases_before;
        self.waiting.exposure_after += other.waiting.exposure_after;
        self.waiting.chases_after += other.waiting.chases_after;
        self.recontact.eligible += other.recontact.eligible;
        self.recontact.followed += other.recontact.followed;
        for (ours, theirs) in self.moments.iter_mut().zip(other.moments) {
            ours.contacts += theirs.contacts;
            ours.shown += theirs.shown;
        }
        for (reason, channels) in other.ways {
            let ours = self.ways.entry(reason).or_default();
            for (channel, theirs) in channels {
                let way = ours.entry(channel).or_default();
                way.log_odds = theirs.log_odds;
                way.firsts += theirs.firsts;
                way.settled += theirs.settled;
            }
        }
        self.settle();
    }

    /// Makes the shares follow the counts.
    pub(crate) fn settle(&mut self) {
        self.avoidable_share = share(self.avoidable, self.inbound);
        self.coverage = share(self.causes.values().map(|it| it.qualified).sum(), self.inbound);
        self.contacts_per_matter = share(self.inbound, self.matters);
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
