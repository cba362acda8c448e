//! An accepted contact between the register and the log: pseudonyms, closed lists checked, one form a content.

use kernel::{Cause, Channel, Direction, Outcome};
use serde::{Deserialize, Serialize};

/// The payload of the register. Fields keep this order, absent ones are left out: equal contacts have equal texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) usager: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<u64>,
    pub(crate) started_at_us: i64,
    pub(crate) channel: String,
    pub(crate) direction: String,
    pub(crate) reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) life_event: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wait_s: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) duration_s: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) satisfaction: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cost_e4: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) site: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) agent: Option<u64>,
}

impl Row {
    /// `None` if this version did not write it so.
    pub(crate) fn read(payload: &str) -> Option<Self> {
        let row: Self = serde_json::from_str(payload).ok()?;
        row.channel.parse::<Channel>().ok()?;
        row.direction.parse::<Direction>().ok()?;
        row.cause.as_deref().map(str::parse::<Cause>).transpose().ok()?;
        row.outcome.as_deref().map(str::parse::<Outcome>).transpose().ok()?;
        Some(row)
    }
}
