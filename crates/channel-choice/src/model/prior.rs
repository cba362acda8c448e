//! What is taken of ways and situations until contacts and answers say otherwise: `content/guidance/situations.toml`.
//!
//! **Invariant:** every number of a [`Prior`] is finite and in its range, and every channel has its values.

use std::collections::BTreeMap;

use kernel::{Channel, Explain, Message};
use serde::{Deserialize, Serialize};

use crate::{Feature, WORDS};

/// How a way is where nothing is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelPrior {
    /// Share of first contacts that settle the matter.
    pub settled: f64,
    /// Minutes of the person to get there, to write or to dial.
    pub errand_min: f64,
    /// Minutes of waiting.
    pub wait_min: f64,
    /// Minutes of staff.
    pub staff_min: f64,
    /// Whether the person is there while the contact is handled.
    pub is_live: bool,
}

/// What follows a first contact that does not settle the matter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailurePrior {
    /// Contacts.
    pub contacts: f64,
    /// What they cost together, in euros.
    pub cost: f64,
    /// Minutes of the person, waiting and handling, without the errands.
    pub minutes: f64,
}

/// When a situation makes a way unusable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unusable {
    /// Whatever else they told.
    Always,
    /// Unless somebody helps them.
    WithoutHelper,
}

/// What a feature changes in some ways.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffectPrior {
    /// Of whoever told this.
    pub feature: Feature,
    /// By these ways.
    pub channels: Vec<Channel>,
    /// Change of the log-odds that the matter is settled.
    pub log_odds: f64,
    /// How sure that is: one standard deviation.
    pub spread: f64,
    /// Minutes more for the person.
    pub minutes: f64,
    /// Whether it makes the ways unusable.
    pub unusable: Option<Unusable>,
}

/// The whole table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prior {
    /// By channel; all of them.
    pub channel: BTreeMap<Channel, ChannelPrior>,
    /// After a failure.
    pub failure: FailurePrior,
    /// Of situations.
    #[serde(default)]
    pub effect: Vec<EffectPrior>,
}

/// The table cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriorError {
    /// It is not written as it must be.
    #[error("the table of situations cannot be read: {0}")]
    Unreadable(String),
    /// A channel is missing.
    #[error("the table of situations says nothing of the channel {0}")]
    NoChannel(Channel),
    /// A number is not in its range.
    #[error("in the table of situations, {0} is out of its range")]
    OutOfRange(String),
}

impl Explain for PriorError {
    fn message(&self) -> Message {
        let say = |key| Message::new(&WORDS, key);
        match self {
            Self::Unreadable(why) => say("prior-unreadable").with("why", why.as_str()),
            Self::NoChannel(channel) => say("prior-no-channel").with("channel", channel.code()),
            Self::OutOfRange(what) => say("prior-out-of-range").with("what", what.as_str()),
        }
    }
}

impl Prior {
    /// Reads a table.
    ///
    /// # Errors
    ///
    /// [`PriorError`], which says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, PriorError> {
        let prior: Self =
            toml::from_str(text).map_err(|it| PriorError::Unreadable(it.message().to_owned()))?;
        prior.check()?;
        Ok(prior)
    }

    /// The table that comes with the product.
    ///
    /// # Errors
    ///
    /// None: a test reads it.
    pub fn ours() -> Result<Self, PriorError> {
        Self::parse(include_str!("../../../../content/guidance/situations.toml"))
    }

    fn check(&self) -> Result<(), PriorError> {
        const MINUTES_MAX: f64 = 1_440.0;
        let inside = |what: String, value: f64, low: f64, high: f64| {
            if (low..=high).contains(&value) { Ok(()) } else { Err(PriorError::OutOfRange(what)) }
        };
        for channel in Channel::ALL {
            let it = self.channel.get(channel).ok_or(PriorError::NoChannel(*channel))?;
            inside(format!("{channel}.settled"), it.settled, 0.01, 0.99)?;
            inside(format!("{channel}.errand_min"), it.errand_min, 0.0, MINUTES_MAX)?;
            inside(format!("{channel}.wait_min"), it.wait_min, 0.0, MINUTES_MAX)?;
            inside(format!("{channel}.staff_min"), it.staff_min, 0.0, MINUTES_MAX)?;
        }
        inside("failure.contacts".to_owned(), self.failure.contacts, 1.0, 20.0)?;
        inside("failure.cost".to_owned(), self.failure.cost, 0.0, 10_000.0)?;
        inside("failure.minutes".to_owned(), self.failure.minutes, 0.0, MINUTES_MAX)?;
        for it in &self.effect {
            let name = |field: &str| format!("{}.{field}", it.feature.code());
            inside(name("log_odds"), it.log_odds, -5.0, 5.0)?;
            inside(name("spread"), it.spread, 0.01, 3.0)?;
            inside(name("minutes"), it.minutes, -MINUTES_MAX, MINUTES_MAX)?;
        }
        Ok(())
    }
}
