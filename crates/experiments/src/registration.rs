//! What fixes a plan in time: its hash, the day, the commitment to the seed, and every change since.

mod seed;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kernel::{Explain, Message};
use serde::{Deserialize, Serialize};

pub use seed::{Seed, SeedError};

use crate::{
    Plan, WORDS,
    plan::{CHARS_MAX, PlanFault},
};

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

/// A plan cannot be registered or changed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RegistrationError {
    /// The plan cannot be carried out.
    #[error("the plan has {} faults", .0.len())]
    Faulty(Vec<PlanFault>),
    /// A change without a reason.
    #[error("an amendment needs a reason")]
    NoReason,
    /// A reason longer than [`CHARS_MAX`].
    #[error("the reason of an amendment has more than {CHARS_MAX} characters")]
    LongReason,
    /// The registration was changed by hand: its plan is not the one that its last hash names.
    #[error("the registered plan does not have the registered hash")]
    Broken,
}

impl Explain for RegistrationError {
    fn message(&self) -> Message {
        match self {
            Self::Faulty(faults) => Message::new(&WORDS, "registration-faulty")
                .with("n", u64::try_from(faults.len()).unwrap_or(u64::MAX)),
            Self::NoReason => Message::new(&WORDS, "registration-no-reason"),
            Self::LongReason => Message::new(&WORDS, "registration-long-reason")
                .with("most", u64::try_from(CHARS_MAX).unwrap_or(u64::MAX)),
            Self::Broken => Message::new(&WORDS, "registration-broken"),
        }
    }
}

impl Registration {
    /// Fixes a plan and the commitment to the seed of its allocation.
    ///
    /// # Errors
    ///
    /// [`RegistrationError::Faulty`]: all faults of the plan.
    pub fn new(plan: Plan, seed: &Seed, at: Timestamp) -> Result<Self, RegistrationError> {
        sound(&plan)?;
        let hash = plan.hash();
        Ok(Self { plan, hash, registered_at: at, seed_commitment: seed.commitment(), amendments: Vec::new() })
    }

    /// Changes the plan in force and keeps what changed and why; `None` if it is the same plan.
    ///
    /// `after_outcomes`: somebody had seen results by then. The seed stays, and with it the arm of every unit that has one.
    ///
    /// # Errors
    ///
    /// [`RegistrationError`]; the registration is then as it was.
    pub fn amend(
        &mut self,
        plan: Plan,
        reason: &str,
        at: Timestamp,
        after_outcomes: bool,
    ) -> Result<Option<&Amendment>, RegistrationError> {
        if !self.is_whole() {
            return Err(RegistrationError::Broken);
        }
        if self.is_true_to(&plan) {
            return Ok(None);
        }
        sound(&plan)?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(RegistrationError::NoReason);
        }
        if reason.chars().count() > CHARS_MAX {
            return Err(RegistrationError::LongReason);
        }
        let changes = changes(&self.plan, &plan);
        let amendment =
            Amendment { at, reason: reason.to_owned(), hash: plan.hash(), after_outcomes, changes };
        self.plan = plan;
        self.amendments.push(amendment);
        Ok(self.amendments.last())
    }

    /// Whether this is the plan in force, whatever its comments and the order of its keys.
    pub fn is_true_to(&self, plan: &Plan) -> bool {
        plan.hash() == self.hash_in_force()
    }

    /// Whether the plan kept here is the one whose hash was registered last: nobody changed the file by hand.
    pub fn is_whole(&self) -> bool {
        self.is_true_to(&self.plan)
    }

    /// Whether the allocation is drawn from the seed that was committed to.
    pub fn is_drawn_from(&self, seed: &Seed) -> bool {
        self.seed_commitment == seed.commitment()
    }

    /// The hash of the plan in force: the first one's, or the last amendment's.
    pub fn hash_in_force(&self) -> &str {
        self.amendments.last().map_or(&self.hash, |it| &it.hash)
    }
}

fn sound(plan: &Plan) -> Result<(), RegistrationError> {
    let faults = plan.check();
    if faults.is_empty() { Ok(()) } else { Err(RegistrationError::Faulty(faults)) }
}

/// What differs between two plans, path by path.
pub fn changes(before: &Plan, after: &Plan) -> Vec<Change> {
    let (before, after) = (values(before), values(after));
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = paths.into_iter().filter(|it| before.get(*it) != after.get(*it));
    let text = |of: &BTreeMap<String, String>, path: &String| of.get(path).cloned().unwrap_or_default();
    changed
        .map(|path| Change { path: path.clone(), before: text(&before, path), after: text(&after, path) })
        .collect()
}

/// Every value of a plan in TOML, by its path.
fn values(plan: &Plan) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for (key, value) in plan.to_table() {
        flatten(key, &value, &mut values);
    }
    values
}

fn flatten(path: String, value: &toml::Value, into: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                flatten(format!("{path}.{key}"), value, into);
            }
        }
        toml::Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                flatten(format!("{path}[{at}]"), value, into);
            }
        }
        value => {
            into.insert(path, value.to_string());
        }
    }
}
