//! What is asked: a measure, by which dimensions, over which contacts.

use std::{fmt, str::FromStr};

use kernel::{Cause, Channel, Direction, Outcome, Period, Window};

use crate::by_unit::ByUnitError;

/// The twelve measures; the word of the command and of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// 1. How many contacts.
    Volume,
    /// 2. Contacts per request.
    Requests,
    /// 3. Contacts per need.
    Needs,
    /// 4. Recontact within a window.
    Recontact,
    /// 5. First-contact resolution within a window.
    Fcr,
    /// 6. From which channel to which, within a day.
    Escape,
    /// 7. Avoidable share.
    Avoidable,
    /// 8. Cost.
    Cost,
    /// 9. Phone service.
    Phone,
    /// 10. Satisfaction.
    Satisfaction,
    /// 11. Journeys.
    Journeys,
    /// 12. What a status provokes.
    Provoked,
}

impl Measure {
    /// All, in their order.
    pub const ALL: [Self; 12] = [
        Self::Volume,
        Self::Requests,
        Self::Needs,
        Self::Recontact,
        Self::Fcr,
        Self::Escape,
        Self::Avoidable,
        Self::Cost,
        Self::Phone,
        Self::Satisfaction,
        Self::Journeys,
        Self::Provoked,
    ];

    /// The word of the command and of the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Volume => "volume",
            Self::Requests => "requests",
            Self::Needs => "needs",
            Self::Recontact => "recontact",
            Self::Fcr => "fcr",
            Self::Escape => "escape",
            Self::Avoidable => "avoidable",
            Self::Cost => "cost",
            Self::Phone => "phone",
            Self::Satisfaction => "satisfaction",
            Self::Journeys => "journeys",
            Self::Provoked => "provoked",
        }
    }

    /// The window when the question names none: 24 h for escape, 30 days for the others.
    pub const fn default_window(self) -> Window {
        match self {
            Self::Escape => Window::hours(24),
            Self::Provoked => Window::days(14),
            _ => Window::days(30),
        }
    }

    /// Whether its figures depend on the window of the question.
    pub const fn uses_window(self) -> bool {
        matches!(self, Self::Needs | Self::Recontact | Self::Fcr | Self::Escape)
    }

    /// Whether it tells steps and whole journeys.
    pub const fn has_steps(self) -> bool {
        matches!(self, Self::Journeys)
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Measure {
    type Err = QuestionError;

    fn from_str(text: &str) -> Result<Self, QuestionError> {
        Self::ALL
            .into_iter()
            .find(|it| it.name() == text)
            .ok_or_else(|| QuestionError::UnknownMeasure(text.to_owned()))
    }
}

/// What a measure can be broken down by, and filtered on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// The administration.
    Partner,
    /// The way.
    Channel,
    /// The motif.
    Reason,
    /// The life event.
    LifeEvent,
    /// Who began it.
    Direction,
    /// The cause.
    Cause,
    /// How it ended.
    Outcome,
    /// Where.
    Site,
    /// Day in Paris.
    Day,
    /// ISO week in Paris.
    Week,
    /// Month in Paris.
    Month,
    /// `yes` or `no`: whether the contact was followed within 30 days (measure 4); satisfaction only, null if not eligible.
    Recontacted,
}

impl Dimension {
    /// All, in the order of columns.
    pub const ALL: [Self; 12] = [
        Self::Partner,
        Self::Channel,
        Self::Reason,
        Self::LifeEvent,
        Self::Direction,
        Self::Cause,
        Self::Outcome,
        Self::Site,
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Recontacted,
    ];

    /// Its column name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Partner => "partner",
            Self::Channel => "channel",
            Self::Reason => "reason",
            Self::LifeEvent => "life_event",
            Self::Direction => "direction",
            Self::Cause => "cause",
            Self::Outcome => "outcome",
            Self::Site => "site",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Recontacted => "recontacted",
        }
    }
}

impl FromStr for Dimension {
    type Err = QuestionError;

    fn from_str(text: &str) -> Result<Self, QuestionError> {
        Self::ALL
            .into_iter()
            .find(|it| it.name() == text)
            .ok_or_else(|| QuestionError::UnknownDimension(text.to_owned()))
    }
}

/// What a step of a journey is called after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StepKind {
    /// `phone`.
    #[default]
    Channel,
    /// `APL`.
    Reason,
    /// `phone:APL`.
    ChannelReason,
}

impl StepKind {
    /// The word of `--step`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Reason => "reason",
            Self::ChannelReason => "channel:reason",
        }
    }
}

impl FromStr for StepKind {
    type Err = QuestionError;

    fn from_str(text: &str) -> Result<Self, QuestionError> {
        [Self::Channel, Self::Reason, Self::ChannelReason]
            .into_iter()
            .find(|it| it.name() == text)
            .ok_or_else(|| QuestionError::UnknownStep(text.to_owned()))
    }
}

/// Which contacts are *index* contacts. Followers and predecessors are looked for in the partner's whole log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// From this instant on (µs UTC).
    pub from: Option<i64>,
    /// Before this instant (µs UTC).
    pub to: Option<i64>,
    /// `DIM=VALUE`: values of one dimension are alternatives, dimensions add up. `None` = the row has no value.
    pub wanted: Vec<(Dimension, Option<String>)>,
}

impl Selection {
    /// Reads `DIM=VALUE`; an empty value asks for rows that have none. The value must be a word of its list.
    pub fn parse_wanted(text: &str) -> Result<(Dimension, Option<String>), QuestionError> {
        let (name, value) = text.split_once('=').ok_or_else(|| QuestionError::NotAFilter(text.to_owned()))?;
        let dimension: Dimension = name.trim().parse()?;
        let value = value.trim();
        let refused = || QuestionError::UnknownValue { dimension, value: value.to_owned() };
        if value.is_empty() {
            return Ok((dimension, None));
        }
        if matches!(dimension, Dimension::Day | Dimension::Week | Dimension::Month) {
            let period: Period = value.parse().map_err(|_| refused())?;
            let is_its = match dimension {
                Dimension::Day => matches!(period, Period::Day(_)),
                Dimension::Week => matches!(period, Period::Week(_)),
                _ => matches!(period, Period::Month(_)),
            };
            // Written as rows write it: `2025-W1` is `2025-W01`.
            return if is_its { Ok((dimension, Some(period.to_string()))) } else { Err(refused()) };
        }
        let known = match dimension {
            Dimension::Channel => value.parse::<Channel>().is_ok(),
            Dimension::Direction => value.parse::<Direction>().is_ok(),
            Dimension::Outcome => value.parse::<Outcome>().is_ok(),
            Dimension::Cause => value.parse::<Cause>().is_ok(),
            Dimension::Recontacted => matches!(value, "yes" | "no"),
            _ => true,
        };
        if known { Ok((dimension, Some(value.to_owned()))) } else { Err(refused()) }
    }
}

/// One question to the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Which measure.
    pub measure: Measure,
    /// One row a combination of these; none = one row.
    pub by: Vec<Dimension>,
    /// Which contacts are index contacts.
    pub selection: Selection,
    /// Window of measures 3 to 6; `None` = [`Measure::default_window`].
    pub window: Option<Window>,
    /// End of observation (µs UTC); `None` = each partner's latest `started_at`.
    pub observed_until: Option<i64>,
    /// What the steps of measure 11 are.
    pub step: StepKind,
    /// How many variants measure 11 lists.
    pub top: usize,
}

impl Question {
    /// Variants listed when nobody says how many.
    pub const TOP_DEFAULT: usize = 20;
    /// More variants than this are for an export, not for an answer.
    pub const TOP_MAX: usize = 100_000;

    /// The measure over everything, in one row.
    pub fn of(measure: Measure) -> Self {
        Self {
            measure,
            by: Vec::new(),
            selection: Selection::default(),
            window: None,
            observed_until: None,
            step: StepKind::default(),
            top: Self::TOP_DEFAULT,
        }
    }

    /// The same question by these dimensions.
    #[must_use]
    pub fn by(mut self, dimensions: &[Dimension]) -> Self {
        self.by = dimensions.to_vec();
        self
    }

    /// The window in force.
    pub fn window(&self) -> Window {
        self.window.unwrap_or(self.measure.default_window())
    }

    /// Refuses what has no meaning: a dimension twice, one that the measure does not know, a window for measure 12,
    /// an empty period.
    ///
    /// - `escape` already has `from` and `to`; `channel` is refused beside them.
    /// - `journeys` and `provoked` know `partner` and `life_event`; `provoked` has no other filter either.
    /// - `recontacted` belongs to `satisfaction`.
    pub fn check(&self) -> Result<(), QuestionError> {
        for (place, dimension) in self.by.iter().enumerate() {
            if self.by[..place].contains(dimension) {
                return Err(QuestionError::TwiceTheSame(*dimension));
            }
            let known = match self.measure {
                Measure::Journeys | Measure::Provoked => {
                    matches!(dimension, Dimension::Partner | Dimension::LifeEvent)
                }
                Measure::Escape => !matches!(dimension, Dimension::Channel | Dimension::Recontacted),
                Measure::Satisfaction => true,
                _ => *dimension != Dimension::Recontacted,
            };
            if !known {
                return Err(QuestionError::NotByThis { measure: self.measure, dimension: *dimension });
            }
        }
        if self.selection.wanted.iter().any(|(it, _)| *it == Dimension::Recontacted)
            && self.measure != Measure::Satisfaction
        {
            return Err(QuestionError::NotFilteredByThis {
                measure: self.measure,
                dimension: Dimension::Recontacted,
            });
        }
        if self.measure == Measure::Provoked {
            let known = |it: Dimension| matches!(it, Dimension::Partner | Dimension::LifeEvent);
            if let Some((dimension, _)) = self.selection.wanted.iter().find(|(it, _)| !known(*it)) {
                return Err(QuestionError::NotFilteredByThis {
                    measure: self.measure,
                    dimension: *dimension,
                });
            }
        }
        if self.measure == Measure::Provoked && self.window.is_some_and(|it| it != Window::days(14)) {
            return Err(QuestionError::FixedWindow(self.measure));
        }
        if let (Some(from), Some(to)) = (self.selection.from, self.selection.to)
            && to <= from
        {
            return Err(QuestionError::EmptyPeriod);
        }
        if self.top == 0 || self.top > Self::TOP_MAX {
            return Err(QuestionError::TopOutOfRange(self.top));
        }
        Ok(())
    }
}

/// The question has no meaning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    /// Not one of the twelve.
    #[error("`{0}` is not a measure")]
    UnknownMeasure(String),
    /// Not a dimension.
    #[error("`{0}` is not a dimension")]
    UnknownDimension(String),
    /// Not a word of `--step`.
    #[error("`{0}` is not a kind of step")]
    UnknownStep(String),
    /// Not `DIM=VALUE`.
    #[error("`{0}` is not a filter of the form DIM=VALUE")]
    NotAFilter(String),
    /// The dimension has no such value.
    #[error("`{value}` is not a value of {}", dimension.name())]
    UnknownValue {
        /// Of this one.
        dimension: Dimension,
        /// Given.
        value: String,
    },
    /// A dimension was named twice.
    #[error("{} is named twice", .0.name())]
    TwiceTheSame(Dimension),
    /// The measure cannot be broken down so.
    #[error("{measure} is not measured by {}", dimension.name())]
    NotByThis {
        /// This one.
        measure: Measure,
        /// By this.
        dimension: Dimension,
    },
    /// The measure cannot be filtered so.
    #[error("{measure} is not filtered by {}", dimension.name())]
    NotFilteredByThis {
        /// This one.
        measure: Measure,
        /// By this.
        dimension: Dimension,
    },
    /// The measure's window is part of its definition.
    #[error("the window of {0} is fixed")]
    FixedWindow(Measure),
    /// `to` is not after `from`.
    #[error("the period is empty: its end is not after its beginning")]
    EmptyPeriod,
    /// No variant, or too many.
    #[error("{0} variants cannot be listed: between 1 and {max}", max = Question::TOP_MAX)]
    TopOutOfRange(usize),
    /// Outcomes by unit cannot be told so.
    #[error(transparent)]
    ByUnit(#[from] ByUnitError),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(text: &str) -> Result<(Dimension, Option<String>), QuestionError> {
        Selection::parse_wanted(text)
    }

    #[test]
    fn a_filter_is_read_as_rows_write_it() {
        assert_eq!(wanted("channel = phone"), Ok((Dimension::Channel, Some("phone".to_owned()))));
        assert_eq!(wanted("site="), Ok((Dimension::Site, None)));
        assert_eq!(wanted("week=2025-W1"), Ok((Dimension::Week, Some("2025-W01".to_owned()))));
        assert_eq!(wanted("reason=a=b"), Ok((Dimension::Reason, Some("a=b".to_owned()))));
        for bad in [
            "phone",
            "color=red",
            "channel=fax",
            "day=2025-03",
            "month=2025-03-09",
            "week=9",
            "recontacted=maybe",
        ] {
            assert!(wanted(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        let of = |measure, by: &[Dimension]| Question::of(measure).by(by).check();
        assert!(of(Measure::Volume, &[Dimension::Site, Dimension::Site]).is_err());
        assert!(of(Measure::Volume, &[Dimension::Recontacted]).is_err());
        assert!(of(Measure::Escape, &[Dimension::Channel]).is_err());
        assert!(of(Measure::Journeys, &[Dimension::Reason]).is_err());
        assert!(of(Measure::Journeys, &[Dimension::LifeEvent, Dimension::Partner]).is_ok());
        assert!(of(Measure::Satisfaction, &[Dimension::Recontacted]).is_ok());
        let mut question = Question::of(Measure::Provoked);
        assert!(question.check().is_ok());
        question.selection.wanted.push((Dimension::Channel, Some("phone".to_owned())));
        let (measure, dimension) = (Measure::Provoked, Dimension::Channel);
        let refused = QuestionError::NotFilteredByThis { measure, dimension };
        assert_eq!(question.check(), Err(refused));
        question = Question { window: Some(Window::days(7)), ..Question::of(Measure::Provoked) };
        assert_eq!(question.check(), Err(QuestionError::FixedWindow(Measure::Provoked)));
        question = Question::of(Measure::Volume);
        (question.selection.from, question.selection.to) = (Some(5), Some(5));
        assert_eq!(question.check(), Err(QuestionError::EmptyPeriod));
    }
}
