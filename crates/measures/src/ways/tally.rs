//! Counting first contacts and those that follow them.

use kernel::{Channel, Euro, PartnerCode};

use super::{Timed, WayCell};

/// What a contact took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Handled {
    /// What it cost.
    pub cost: Euro,
    /// Waiting, in seconds, where the row tells it.
    pub wait_s: Option<u32>,
    /// Handling, in seconds, where the row tells it.
    pub duration_s: Option<u32>,
}

/// Counts in the making; see [`WayCell`]. Sums are wide enough for any log, so that their order never matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WayTally {
    firsts: u64,
    settled: u64,
    cost: i128,
    followers: u64,
    follow_cost: i128,
    wait: Timed,
    duration: Timed,
    follow_wait: Timed,
    follow_duration: Timed,
}

impl Timed {
    fn add(&mut self, seconds: Option<u32>) {
        self.contacts += u64::from(seconds.is_some());
        self.seconds += seconds.map_or(0, u64::from);
    }

    const fn merge(&mut self, other: Self) {
        self.contacts += other.contacts;
        self.seconds += other.seconds;
    }
}

/// A sum as an amount; beyond what an amount can say, the greatest.
fn amount(sum: i128) -> Euro {
    Euro(i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX }))
}

impl WayTally {
    /// Adds a first contact, and whether none followed within the window.
    pub fn add_first(&mut self, contact: Handled, is_settled: bool) {
        self.firsts += 1;
        self.settled += u64::from(is_settled);
        self.cost += i128::from(contact.cost.0);
        self.wait.add(contact.wait_s);
        self.duration.add(contact.duration_s);
    }

    /// Adds a contact that follows a first one.
    pub fn add_follower(&mut self, contact: Handled) {
        self.followers += 1;
        self.follow_cost += i128::from(contact.cost.0);
        self.follow_wait.add(contact.wait_s);
        self.follow_duration.add(contact.duration_s);
    }

    /// Adds what another one counted.
    pub const fn merge(&mut self, other: &Self) {
        self.firsts += other.firsts;
        self.settled += other.settled;
        self.cost += other.cost;
        self.followers += other.followers;
        self.follow_cost += other.follow_cost;
        self.wait.merge(other.wait);
        self.duration.merge(other.duration);
        self.follow_wait.merge(other.follow_wait);
        self.follow_duration.merge(other.follow_duration);
    }

    /// The cell of these counts.
    pub fn cell(
        &self,
        partner: PartnerCode,
        reason: String,
        channel: Channel,
        site: Option<String>,
    ) -> WayCell {
        WayCell {
            partner,
            reason,
            channel,
            site,
            firsts: self.firsts,
            settled: self.settled,
            cost: amount(self.cost),
            followers: self.followers,
            follow_cost: amount(self.follow_cost),
            wait: self.wait,
            duration: self.duration,
            follow_wait: self.follow_wait,
            follow_duration: self.follow_duration,
        }
    }
}
