//! The limits that people set on advice, and why some cannot hold.

use kernel::{Explain, Message};
use serde::{Deserialize, Serialize};

use crate::{Estimate, WORDS};

/// The most that tries may be likely.
pub const EXPLORATION_MAX: f64 = 0.05;
/// The most by which one person's chance may be below that of today's ways.
pub const LOWER_MAX: f64 = 0.3;

/// What a partner asks of every advice.
///
/// That the floor of equity holds is not among them: nobody can set it aside.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Least chance that the matter is settled, 0 to 1; `None` without.
    pub settled_min: Option<f64>,
    /// Most time that it may take the person, in minutes; `None` without.
    pub effort_max_min: Option<f64>,
    /// Probability that another way is tried, so that the log can tell what it brings: shared by those that meet every limit and could be
    /// the best as far as is known. 0 to [`EXPLORATION_MAX`]; 0 for never.
    pub exploration: f64,
    /// How sure it must be that a group settles no less often than today, in standard errors of what all its matters share.
    pub caution: f64,
    /// By how much the chance of one person may be below that of today's ways where it costs less, 0 to [`LOWER_MAX`]; a group's never is.
    /// It is none for who cannot wait.
    #[serde(default = "lower_max")]
    pub lower_max: f64,
}

const fn lower_max() -> f64 {
    0.1
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            settled_min: None,
            effort_max_min: None,
            exploration: 0.02,
            // 98 times in a hundred.
            caution: 2.0,
            lower_max: lower_max(),
        }
    }
}

/// A limit, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LimitName {
    /// [`Limits::settled_min`].
    Settled,
    /// [`Limits::effort_max_min`].
    Effort,
    /// [`Limits::exploration`].
    Exploration,
    /// [`Limits::caution`].
    Caution,
    /// [`Limits::lower_max`].
    Lower,
}

impl LimitName {
    /// Its word in files, forms and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Effort => "effort",
            Self::Exploration => "exploration",
            Self::Caution => "caution",
            Self::Lower => "lower",
        }
    }
}

/// Why limits are refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LimitFault {
    /// A number that the limit cannot have.
    #[error("limit {}: {value} is not between {low} and {high}", .name.code())]
    OutOfRange {
        /// Which limit.
        name: LimitName,
        /// What it is.
        value: f64,
        /// The least it may be.
        low: f64,
        /// The most.
        high: f64,
    },
    /// Two limits that each way of every matter breaks one of, though each of the two could hold alone.
    #[error("limits {} and {} cannot hold together: {least_chance} within {most_min} minutes", .one.code(), .other.code())]
    Clash {
        /// The first.
        one: LimitName,
        /// The second.
        other: LimitName,
        /// The chance that is asked for.
        least_chance: f64,
        /// The minutes that are allowed.
        most_min: f64,
        /// The best chance within those minutes.
        best_chance: f64,
        /// The fewest minutes with that chance.
        fewest_min: f64,
    },
}

impl Explain for LimitFault {
    fn message(&self) -> Message {
        match self {
            Self::OutOfRange { name, value, low, high } => Message::new(&WORDS, "limit-out-of-range")
                .with("limit", name.code())
                .with("value", plain(*value))
                .with("low", plain(*low))
                .with("high", plain(*high)),
            Self::Clash { least_chance, most_min, best_chance, fewest_min, .. } => {
                Message::new(&WORDS, "limit-clash")
                    .with("chance", percent(*least_chance))
                    .with("minutes", plain(*most_min))
                    // Never as good as what is asked for, however near.
                    .with(
                        "best",
                        plain((best_chance * 100.0).floor().min((least_chance * 100.0).ceil() - 1.0)),
                    )
                    .with("fewest", plain(fewest_min.ceil()))
            }
        }
    }
}

fn plain(value: f64) -> String {
    format!("{value}")
}

fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

impl Limits {
    /// The limits as they give way where nothing fits: all of them, without the ceiling on effort, then without the least chance either.
    pub(super) fn giving_way(&self) -> [Self; 3] {
        let no_effort = Self { effort_max_min: None, ..*self };
        [*self, no_effort, Self { settled_min: None, ..no_effort }]
    }

    /// Whether each limit is a number that it may be.
    ///
    /// # Errors
    ///
    /// [`LimitFault::OutOfRange`], the first that is not.
    pub fn check(&self) -> Result<(), LimitFault> {
        self.faults().into_iter().next().map_or(Ok(()), Err)
    }

    /// Each limit that is no number that it may be.
    pub fn faults(&self) -> Vec<LimitFault> {
        let all = [
            (LimitName::Settled, self.settled_min.unwrap_or(0.0), 1.0),
            (LimitName::Effort, self.effort_max_min.unwrap_or(0.0), 100_000.0),
            (LimitName::Exploration, self.exploration, EXPLORATION_MAX),
            (LimitName::Caution, self.caution, 10.0),
            (LimitName::Lower, self.lower_max, LOWER_MAX),
        ];
        let wrong = all.into_iter().filter(|(_, value, high)| !(0.0..=*high).contains(value));
        wrong.map(|(name, value, high)| LimitFault::OutOfRange { name, value, low: 0.0, high }).collect()
    }

    /// Whether they can hold together for at least one way of one matter: `matters` has what each way brings, by matter.
    ///
    /// # Errors
    ///
    /// As [`Self::check`]; [`LimitFault::Clash`] where each of two limits is met by some way, and both by none.
    pub fn check_with(&self, matters: &[Vec<Estimate>]) -> Result<(), LimitFault> {
        self.check()?;
        let (Some(least_chance), Some(most_min)) = (self.settled_min, self.effort_max_min) else {
            return Ok(());
        };
        let all = || matters.iter().flatten();
        if all().any(|it| it.settled >= least_chance && it.effort_min <= most_min) {
            return Ok(());
        }
        let best_chance =
            all().filter(|it| it.effort_min <= most_min).map(|it| it.settled).fold(f64::NAN, f64::max);
        let fewest_min =
            all().filter(|it| it.settled >= least_chance).map(|it| it.effort_min).fold(f64::NAN, f64::min);
        if best_chance.is_nan() || fewest_min.is_nan() {
            return Ok(());
        }
        Err(LimitFault::Clash {
            one: LimitName::Settled,
            other: LimitName::Effort,
            least_chance,
            most_min,
            best_chance,
            fewest_min,
        })
    }
}
