//! What fixes a plan in time: its hash, the day, the commitment to the seed, and every change since.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Plan;

/// A registered plan and its later changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registration {
    /// The plan in force: the first one, changed by every amendment.
    pub plan: Plan,
    /// BLAKE3 of the first plan in its canonical form, 64 hexadecimal digits.
    pub hash: String,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// BLAKE3 of the seed: shows afterwards that the seed was not chosen later.
    pub seed_commitment: String,
    /// The changes since, in their order.
    #[serde(default)]
    pub amendments: Vec<Amendment>,
}

/// A change of a registered plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Amendment {
    /// When.
    pub at: Timestamp,
    /// Why, in words.
    pub reason: String,
    /// BLAKE3 of the plan as it was changed.
    pub hash: String,
    /// Whether outcomes were known by then: the report then says so beside its verdict.
    pub after_outcomes: bool,
    /// What changed: path, before, after.
    pub changes: Vec<Change>,
}

/// One value of the plan that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Where in the plan: `metric.measure`.
    pub path: String,
    /// As it was, in TOML; empty: absent.
    pub before: String,
    /// As it is.
    pub after: String,
}
