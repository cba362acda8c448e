//! The ways that a partner has, as its managers set them.

use calendar::Opening;
use jiff::Timestamp;
use kernel::{Channel, PartnerCode};

/// One way of a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Whose.
    pub partner: PartnerCode,
    /// Which.
    pub channel: Channel,
    /// Whether usagers can use it. What is not offered is not shown.
    pub is_offered: bool,
    /// A number, an address or a link: what is needed to use it.
    pub place: String,
    /// A line of words in French, and in English; empty: none.
    pub words: (String, String),
    /// When it is open; `None`: always.
    pub opening: Option<Opening>,
    /// Agents who answer when it is open; `None`: not known, nothing limits it.
    pub agents: Option<u32>,
    /// The wait that was told last, in seconds, and when.
    pub wait: Option<(u32, Timestamp)>,
}
