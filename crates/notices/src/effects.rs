//! What messages changed: contacts of people who were told, beside those of the people who were kept apart by lot.
//!
//! Start with [`question`], which says what to read in the contact log, and [`effects`], which says what follows. A person keeps their
//! arm, whatever was really sent to them: those who were to be told are compared with those who were not (*intention to treat*), so
//! that nobody is chosen by what they did. Contacts of one person depend on each other, so that persons are the units, not turns;
//! contacts per turn are a ratio of sums. The interval is a confidence sequence, the method by which the laboratory lets experiments
//! be watched every day ([`evidence::confidence_sequence::asymptotic`]): it holds at all looks together, and so does the decision that
//! a rule makes people call.
//!
//! **Invariants:** pure; a contact before the turn's beginning never counts, one after it counts once; nothing is said to be proved
//! where one arm has too few persons ([`PERSONS_LEAST`], [`ARM_LEAST`]).

pub mod api;
mod arms;
pub mod export;
mod outlook;
pub mod published;
pub mod reading;
pub mod sentences;
pub mod store;
#[cfg(test)]
mod tests;
mod turns;
pub mod work;

use calendar::Territory;
use kernel::{Channel, Euro};
use serde::{Deserialize, Serialize};

use crate::template::TemplateId;

pub use arms::effects;
pub(crate) use arms::real;
pub use turns::{Question, Turn, question};

/// Fewest persons of both arms with which anything is concluded: those of [`evidence::confidence_sequence::UNITS_LEAST`].
pub const PERSONS_LEAST: u64 = 200;
/// Fewest persons of each arm.
pub const ARM_LEAST: u64 = 30;
/// How long contacts are counted after the turn's beginning, in working days.
pub const WORKING_DAYS: u16 = 10;

/// What is fixed before looking.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Working days in which contacts count.
    pub working_days: u16,
    /// Whose holidays are no working days.
    pub territory: Territory,
    /// How often an effect may be announced where there is none, over all looks.
    pub alpha: f64,
    /// The share of contacts whose avoidance one wants to see: says how many turns are missing.
    pub wanted_share: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { working_days: WORKING_DAYS, territory: Territory::default(), alpha: 0.05, wanted_share: 0.2 }
    }
}

/// A figure with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// The figure.
    pub mid: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// The same in another unit; `factor` is not negative.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { low: self.low * factor, mid: self.mid * factor, high: self.high * factor }
    }

    /// The same less what is known for certain.
    #[must_use]
    pub fn less(self, known: f64) -> Self {
        Self { low: self.low - known, mid: self.mid - known, high: self.high - known }
    }
}

/// Messages of some turns. Whether they were opened is not tracked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Messages {
    /// Handed to a carrier.
    pub sent: u64,
    /// Of which arrived, as far as carriers say.
    pub delivered: u64,
    /// That failed.
    pub failed: u64,
    /// What they cost.
    #[serde(with = "euro")]
    pub cost: Euro,
}

/// What one arm did in the time that was watched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct ArmFigures {
    /// Turns whose time is over.
    pub turns: u64,
    /// The persons whose turns they are.
    pub persons: u64,
    /// Inbound contacts.
    pub contacts: u64,
    /// What these cost.
    #[serde(with = "euro")]
    pub cost: Euro,
}

impl ArmFigures {
    /// Contacts per 100 turns; `None`: no turn.
    pub fn per_100(&self) -> Option<f64> {
        (self.turns > 0).then(|| 100.0 * real(self.contacts) / real(self.turns))
    }
}

/// The effect on contacts by one channel.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ChannelEffect {
    /// Which.
    pub channel: Channel,
    /// Contacts of the people kept apart.
    pub held: u64,
    /// Contacts of the others.
    pub told: u64,
    /// Contacts avoided per 100 turns; `None`: it cannot be said.
    pub avoided_per_100_turns: Option<Interval>,
}

/// What may be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Verdict {
    /// No turn's time is over.
    NothingYet,
    /// Nobody was kept apart: there is nothing to compare with.
    NobodyHeld,
    /// Everybody was kept apart.
    NobodyTold,
    /// Too few persons, in all or in one arm.
    TooFew {
        /// Persons that are missing at least, in the arm that lacks most of them.
        persons_missing: u64,
    },
    /// The messages avoid contacts.
    Avoids,
    /// The messages make people call.
    Provokes,
    /// Neither is proved.
    NotProved {
        /// Turns after which the wanted share would be seen four times in five; 0: it would have been seen already, so that the effect, if
        /// there is one, is smaller. `None`: nobody called, or it would take more turns than anybody has.
        turns_more: Option<u64>,
    },
}

impl Verdict {
    /// The word of exports; its sentence is `effect-verdict-CODE`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NothingYet => "nothing-yet",
            Self::NobodyHeld => "nobody-held",
            Self::NobodyTold => "nobody-told",
            Self::TooFew { .. } => "too-few",
            Self::Avoids => "avoids",
            Self::Provokes => "provokes",
            Self::NotProved { .. } => "not-proved",
        }
    }
}

/// What the messages of one version changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// The people kept apart.
    pub held: ArmFigures,
    /// Those who were to be told, whatever was sent to them.
    pub told: ArmFigures,
    /// Turns of both arms that are still watched: they count nowhere else but in `messages_so_far`.
    pub watched_turns: u64,
    /// Turns of persons who were drawn with another share than most, under an earlier version: to put them together would compare
    /// people who came early with people who came late.
    pub left_out_turns: u64,
    /// Persons who changed arms because two people were found to be one: they count in the arm of their first turn.
    pub mixed_persons: u64,
    /// Messages of the turns whose time is over.
    pub messages: Messages,
    /// Messages of all turns.
    pub messages_so_far: Messages,
    /// Contacts avoided per 100 turns; negative: provoked. `None`: it cannot be said.
    pub avoided_per_100_turns: Option<Interval>,
    /// The same per 100 messages that were handed over.
    pub avoided_per_100_messages: Option<Interval>,
    /// The same in all.
    pub avoided: Option<Interval>,
    /// Euro of contacts that were avoided.
    pub saving: Option<Interval>,
    /// The same less what the messages cost.
    pub net: Option<Interval>,
    /// By channel of the contacts that there were, in the order of [`Channel::ALL`]. They help to understand; only the whole is concluded from.
    pub by_channel: Vec<ChannelEffect>,
    /// Always-valid p-value of "no effect".
    pub p: Option<f64>,
    /// What may be said.
    pub verdict: Verdict,
}

/// A template at one of its versions.
pub type TemplateVersion = (TemplateId, i64);

/// What the messages of a rule changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effects {
    /// By version of the rule, the newest first.
    pub versions: Vec<(i64, Effect)>,
    /// By version of the rule and of the template of its first message (`None`: it begins with a call), the newest first.
    pub templates: Vec<(i64, Option<TemplateVersion>, Effect)>,
    /// Until when contacts are known (µs UTC).
    pub observed_until_us: Option<i64>,
}

impl Effects {
    /// The effect of a version.
    pub fn version(&self, version: i64) -> Option<&Effect> {
        self.versions.iter().find(|it| it.0 == version).map(|it| &it.1)
    }

    /// The newest version of which something was watched to its end, else the newest.
    pub fn newest(&self) -> Option<&(i64, Effect)> {
        let is_watched = |it: &&(i64, Effect)| it.1.verdict != Verdict::NothingYet;
        self.versions.iter().find(is_watched).or_else(|| self.versions.first())
    }
}

/// Whether a rule has to stop itself: its messages are shown to make people call. True at any look of at most `alpha` of the rules whose
/// messages change nothing, however often one looks.
pub const fn must_stop(effect: &Effect) -> bool {
    matches!(effect.verdict, Verdict::Provokes)
}

/// Amounts in ten-thousandths of a euro.
mod euro {
    use kernel::Euro;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    pub(super) fn serialize<S: Serializer>(amount: &Euro, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(amount.0)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Euro, D::Error> {
        i64::deserialize(from).map(Euro)
    }
}
