//! Logs of requests that stay in statuses, with contacts that rush and silences that weigh, from a seed.

use kernel::{Cause, Channel, Direction};

use super::{
    builders::{TestLog, instant, partner},
    chance::Chance,
};
use crate::{Contact, MomentQuestion, RequestEvent};

const DAY_US: i64 = 86_400_000_000;
const PARTNERS: [&str; 2] = ["caf", "cpam"];
const REASONS: [&str; 2] = ["APL", "Décès"];
const STATUSES: [&str; 4] = ["opened", "missing_piece", "complete", "decided"];
const CHANNELS: [Channel; 3] = [Channel::Phone, Channel::Email, Channel::Counter];
const CAUSES: [&str; 3] = ["A1", "A2", "C1"];

/// A log of `requests` requests over a year: most have one usager, some several or contacts of nobody; some contacts carry no
/// request; episodes end and contacts fall exactly on the edges of days.
///
/// After `missing_piece` contacts rush; from the fifteenth day of `complete` on they come more often.
pub fn random_episodes(seed: u64, requests: u64) -> TestLog {
    let mut chance = Chance::of(seed ^ 0xE915);
    let mut log = TestLog::default();
    for request in 0..requests {
        let mut making = Making {
            partner: chance.one_of(&PARTNERS),
            reason: chance.one_of(&REASONS),
            usagers: if chance.once_in(10) { [request, request + 1] } else { [request, request] },
            request,
            at: instant("2025-01-01T00:00:00Z") + i64::from(chance.number(340 * 86_400)) * 1_000_000,
        };
        for status in STATUSES {
            if chance.once_in(3) {
                continue;
            }
            making.event(&mut chance, &mut log, status);
            let days = i64::from(chance.number(60));
            let length = days * DAY_US + if chance.once_in(4) { 0 } else { i64::from(chance.number(86_400)) };
            making.contacts(&mut chance, &mut log, status, length);
            making.at += length;
        }
        if chance.once_in(2) {
            making.event(&mut chance, &mut log, "closed");
        }
    }
    log
}

/// A question about such a log: often everything.
pub fn random_moment_question(seed: u64, log: &TestLog) -> MomentQuestion {
    let mut chance = Chance::of(seed ^ 0x3030);
    let instants: Vec<i64> = log.events.iter().map(|it| it.occurred_at).collect();
    let mut sometimes =
        |times| (!instants.is_empty() && chance.once_in(times)).then(|| chance.one_of(&instants));
    let (from, to, observed_until) = (sometimes(4), sometimes(4), sometimes(4));
    let only = chance.once_in(3).then(|| partner(chance.one_of(&PARTNERS)));
    let to = to.filter(|to| from.is_none_or(|from| from < *to));
    MomentQuestion { partner: only, from, to, observed_until }
}

struct Making {
    partner: &'static str,
    reason: &'static str,
    usagers: [u64; 2],
    request: u64,
    at: i64,
}

impl Making {
    fn event(&self, chance: &mut Chance, log: &mut TestLog, status: &str) {
        log.events.push(RequestEvent {
            partner: partner(self.partner),
            request: self.request,
            usager: chance.one_of(&self.usagers),
            life_event: None,
            occurred_at: self.at,
            ordinal: log.events.len() as u64,
            status: status.to_owned(),
            due_at: None,
        });
    }

    /// One contact in thirty days of any status; the planted ones beside it.
    fn contacts(&self, chance: &mut Chance, log: &mut TestLog, status: &str, length: i64) {
        let days = length / DAY_US + 1;
        for day in 0..days {
            let times = match (status, day) {
                ("missing_piece", 0..3) => 3,
                ("complete", 15..) => 8,
                _ => 30,
            };
            while chance.once_in(times) {
                let inside =
                    if chance.once_in(10) { 0 } else { i64::from(chance.number(86_400)) * 1_000_000 };
                self.contact(chance, log, self.at + day * DAY_US + inside);
            }
        }
    }

    fn contact(&self, chance: &mut Chance, log: &mut TestLog, started_at: i64) {
        let is_loose = chance.once_in(5);
        let is_of_nobody = !is_loose && chance.once_in(30);
        log.contacts.push(Contact {
            contact_id: format!("c{}", log.contacts.len()),
            partner: partner(self.partner),
            usager: (!is_of_nobody).then(|| chance.one_of(&self.usagers)),
            request: (!is_loose).then_some(self.request),
            started_at,
            channel: chance.one_of(&CHANNELS),
            direction: if chance.once_in(8) { chance.one_of(Direction::ALL) } else { Direction::Inbound },
            reason: if chance.once_in(20) { chance.one_of(&REASONS) } else { self.reason }.to_owned(),
            life_event: None,
            cause: chance.maybe(&CAUSES).and_then(|it| it.parse::<Cause>().ok()),
            outcome: None,
            wait_s: None,
            duration_s: None,
            satisfaction: None,
            cost: None,
            site: None,
            agent: None,
        });
    }
}
