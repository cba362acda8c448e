//! What a way costs and takes: means of contacts, drawn towards those of the partner's channel, and these towards everybody's.
//!
//! The log tells sums, not their spread, so the weight of what a mean is drawn to is fixed, in contacts; it is small beside the contacts of
//! most cells.

use kernel::Euro;
use measures::{WayCell, ways::Timed};
use serde::{Deserialize, Serialize};

use super::{levels::tidy, prior::FailurePrior};

/// Contacts that the mean of the next wider level is worth.
const WORTH: f64 = 20.0;
/// The same of the defaults, beside what all partners have.
const WORTH_OF_DEFAULTS: f64 = 5.0;
/// Euros, above which a mean is a mistake in the log.
const COST_MAX: f64 = 100_000.0;
/// Minutes, above which a mean is a mistake in the log: a day.
const MINUTES_MAX: f64 = 1_440.0;

/// Sums of contacts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    firsts: f64,
    failures: f64,
    cost: f64,
    wait: (f64, f64),
    staff: (f64, f64),
    followers: f64,
    follow_cost: f64,
    follow_wait: (f64, f64),
    follow_staff: (f64, f64),
}

/// Means of a contact, or of what follows a failure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Means {
    /// Euros of a first contact.
    pub(super) cost: f64,
    pub(super) wait_min: f64,
    pub(super) staff_min: f64,
    /// Contacts after a failure.
    pub(super) followers: f64,
    /// Their euros together.
    pub(super) follow_cost: f64,
    /// Minutes of waiting and handling of one of them.
    pub(super) follower_min: f64,
}

#[expect(clippy::cast_precision_loss, reason = "counts and seconds of contacts are below 2^53")]
pub(super) fn real(count: u64) -> f64 {
    count as f64
}

fn euros(sum: Euro) -> f64 {
    sum.as_f64()
}

impl Sums {
    pub(super) fn add(&mut self, cell: &WayCell) {
        let minutes = |it: Timed| (real(it.contacts), real(it.seconds) / 60.0);
        let add = |to: &mut (f64, f64), it: Timed| {
            let (contacts, sum) = minutes(it);
            to.0 += contacts;
            to.1 += sum;
        };
        self.firsts += real(cell.firsts);
        self.failures += real(cell.firsts.saturating_sub(cell.settled));
        self.cost += euros(cell.cost);
        self.followers += real(cell.followers);
        self.follow_cost += euros(cell.follow_cost);
        add(&mut self.wait, cell.wait);
        add(&mut self.staff, cell.duration);
        add(&mut self.follow_wait, cell.follow_wait);
        add(&mut self.follow_staff, cell.follow_duration);
    }

    /// The means of these contacts, drawn towards `wider`.
    pub(super) fn means(&self, wider: &Means) -> Means {
        self.drawn(wider, WORTH)
    }

    /// The means of all partners, drawn towards the defaults.
    pub(super) fn means_of_all(&self, defaults: &Means) -> Means {
        self.drawn(defaults, WORTH_OF_DEFAULTS)
    }

    fn drawn(&self, wider: &Means, worth: f64) -> Means {
        let mean = |sum: f64, count: f64, wider: f64, max: f64| {
            tidy(((sum + worth * wider) / (count + worth)).clamp(0.0, max))
        };
        let minutes = |(count, sum): (f64, f64), wider: f64| mean(sum, count, wider, MINUTES_MAX);
        // A follower's minutes are those of waiting and of handling; what is not told is taken from the wider level.
        let (waits, handlings) = (self.follow_wait, self.follow_staff);
        let told = waits.0.max(handlings.0);
        let scaled = |(count, sum): (f64, f64)| if count > 0.0 { sum / count } else { 0.0 };
        let follower_sum = told * (scaled(waits) + scaled(handlings));
        Means {
            cost: mean(self.cost, self.firsts, wider.cost, COST_MAX),
            wait_min: minutes(self.wait, wider.wait_min),
            staff_min: minutes(self.staff, wider.staff_min),
            followers: mean(self.followers, self.failures, wider.followers, 1_000.0),
            follow_cost: mean(self.follow_cost, self.failures, wider.follow_cost, COST_MAX),
            follower_min: mean(follower_sum, told, wider.follower_min, MINUTES_MAX),
        }
    }
}

impl Means {
    /// What is taken of a channel without any contact.
    pub(super) fn of_default(cost: Euro, wait_min: f64, staff_min: f64, failure: &FailurePrior) -> Self {
        Self {
            cost: euros(cost),
            wait_min,
            staff_min,
            followers: failure.contacts,
            follow_cost: failure.cost,
            follower_min: failure.minutes / failure.contacts,
        }
    }
}
