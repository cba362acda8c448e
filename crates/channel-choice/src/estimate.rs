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
    /// Time that it takes the person, in minutes: waiting, going there, the contact, and what follows where it does not settle.
    pub effort_min: f64,
    /// What it costs the institution, in euros: the contact, and those that follow where it does not settle.
    pub cost: f64,
    /// Minutes of staff for the first contact.
    pub staff_min: f64,
    /// First contacts of this partner, reason and way that it rests on.
    pub contacts: u64,
    /// What it rests on.
    pub basis: Basis,
}
