//! What one way brings to a person with a matter, as far as it is known.

use kernel::Channel;
use serde::{Deserialize, Serialize};

/// What an estimate rests on, from the closest to the farthest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Mostly on first contacts of this partner for this reason by this way.
    Own,
    /// Mostly on this partner's other reasons, or on the same reason elsewhere.
    Near,
    /// On what all partners know of the way: nothing is known of this matter here.
    Everywhere,
}

/// What one way brings to a person with a matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The way.
    pub channel: Channel,
    /// Chance that the first contact settles the matter: no contact about it by anybody's way in the window after it. 0 to 1.
    pub settled: f64,
    /// Lower end of the 90 % interval of `settled`.
    pub settled_low: f64,
    /// Upper end.
    pub settled_high: f64,
    /// The chance of those who take the way by themselves; `settled` is that of those to whom it is advised.
    #[serde(default)]
    pub settled_by_choice: f64,
    /// Standard error of the part of `settled` that all matters of the partner share by this way: it does not average out over them.
    #[serde(default)]
    pub shared_error: f64,
    /// Wait on an ordinary day, in minutes; `effort_min` has it in it.
    #[serde(default)]
    pub usual_wait_min: f64,
    /// Time that it takes the person, in minutes: waiting, going there, the contact, and what follows where it does not settle.
    pub effort_min: f64,
    /// What it costs the institution, in euros: the contact, and those that follow where it does not settle.
    pub cost: f64,
    /// What follows a first contact that does not settle the matter costs, in euros: with each hundredth of `settled`, `cost` falls by a
    /// hundredth of it.
    #[serde(default)]
    pub failure_cost: f64,
    /// Minutes of staff for the first contact.
    pub staff_min: f64,
    /// First contacts of this partner, reason and way that it rests on.
    pub contacts: u64,
    /// What it rests on.
    pub basis: Basis,
}

impl Estimate {
    /// Minutes that it takes the person with the wait of now, in minutes; `None`: it is not known, that of an ordinary day.
    pub fn effort_with(&self, wait_min: Option<f64>) -> f64 {
        let minutes = |it: f64| Some(it).filter(|it| it.is_finite() && *it >= 0.0);
        let usual = minutes(self.usual_wait_min).unwrap_or(0.0);
        let longer = wait_min.and_then(minutes).map_or(0.0, |now| now - usual);
        (self.effort_min + longer).max(0.0)
    }
}
