//! Indicators: one number taken from the figures of a measure, with its interval, its unit and its words.
//!
//! A page lists indicators; each says what to ask, reads its number in the answer, and says what the number means.

use kernel::{Arg, Direction, Lang, Window};
use measures::{Dimension, Figures, Measure, Question};
use site::Unit;

use crate::{number, words::say};

/// An indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// Contacts begun by usagers.
    Contacts,
    /// Inbound contacts for one request.
    PerRequest,
    /// Inbound contacts for one need.
    PerNeed,
    /// Followed within 7 days.
    Recontact7,
    /// Followed within 30 days.
    Recontact30,
    /// First contacts not followed within 30 days.
    Fcr,
    /// Avoidable among qualified.
    Avoidable,
    /// Cost of all contacts.
    Cost,
    /// Mean cost of a contact.
    CostPerContact,
    /// Cost of one request.
    CostPerRequest,
    /// Calls answered.
    AnswerRate,
    /// Half of the calls wait less.
    WaitMedian,
    /// Nine calls in ten wait less.
    WaitP90,
    /// Answered within 20 seconds.
    Within20,
    /// Answered within 60 seconds.
    Within60,
    /// Mean length of an answered call.
    Handling,
    /// Mean mark, 1 to 5.
    Satisfaction,
    /// Marks of 4 and 5.
    Satisfied,
}

/// One number: a total, or one step of a trend.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reading {
    /// The number; `None` = undefined.
    pub value: Option<f64>,
    /// Lower end of the 95 % interval, for shares that have one.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// What it was computed from: contacts, requests, calls or answers.
    pub n: u64,
}

/// What two readings allow to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Higher, beyond what chance explains.
    Higher,
    /// Lower, likewise.
    Lower,
    /// The intervals overlap: nothing is claimed.
    Unsure,
    /// No interval is known: both numbers are shown, without a word on the difference.
    Plain,
    /// One of them is undefined.
    Unknown,
}

impl Reading {
    /// A share of so many, each for itself: calls, answers.
    fn share(value: Option<f64>, n: u64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
        let interval = value.and_then(|it| evidence::proportion::wilson_effective(it, n as f64));
        Self { value, low: interval.map(|it| it.low), high: interval.map(|it| it.high), n }
    }

    /// A number without interval.
    pub const fn plain(value: Option<f64>, n: u64) -> Self {
        Self { value, low: None, high: None, n }
    }

    /// What can be said of this reading beside an earlier one.
    pub fn against(&self, before: &Self) -> Change {
        if self.value.is_none() || before.value.is_none() {
            return Change::Unknown;
        }
        match (self.low, self.high, before.low, before.high) {
            (Some(low), Some(_), Some(_), Some(high_before)) if low > high_before => Change::Higher,
            (Some(_), Some(high), Some(low_before), Some(_)) if high < low_before => Change::Lower,
            (Some(_), Some(_), Some(_), Some(_)) => Change::Unsure,
            _ => Change::Plain,
        }
    }
}

impl Metric {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 18] = [
        Self::Contacts,
        Self::PerRequest,
        Self::PerNeed,
        Self::Recontact7,
        Self::Recontact30,
        Self::Fcr,
        Self::Avoidable,
        Self::Cost,
        Self::CostPerContact,
        Self::CostPerRequest,
        Self::AnswerRate,
        Self::WaitMedian,
        Self::WaitP90,
        Self::Within20,
        Self::Within60,
        Self::Handling,
        Self::Satisfaction,
        Self::Satisfied,
    ];

    /// Its key in the catalogue and in addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::PerRequest => "per-request",
            Self::PerNeed => "per-need",
            Self::Recontact7 => "recontact-7",
            Self::Recontact30 => "recontact-30",
            Self::Fcr => "fcr",
            Self::Avoidable => "avoidable",
            Self::Cost => "cost",
            Self::CostPerContact => "cost-per-contact",
            Self::CostPerRequest => "cost-per-request",
            Self::AnswerRate => "answer-rate",
            Self::WaitMedian => "wait-median",
            Self::WaitP90 => "wait-p90",
            Self::Within20 => "within-20",
            Self::Within60 => "within-60",
            Self::Handling => "handling",
            Self::Satisfaction => "satisfaction",
            Self::Satisfied => "satisfied",
        }
    }

    /// The measure that it is read from.
    pub const fn measure(self) -> Measure {
        match self {
            Self::Contacts => Measure::Volume,
            Self::PerRequest => Measure::Requests,
            Self::PerNeed => Measure::Needs,
            Self::Recontact7 | Self::Recontact30 => Measure::Recontact,
            Self::Fcr => Measure::Fcr,
            Self::Avoidable => Measure::Avoidable,
            Self::Cost | Self::CostPerContact | Self::CostPerRequest => Measure::Cost,
            Self::AnswerRate
            | Self::WaitMedian
            | Self::WaitP90
            | Self::Within20
            | Self::Within60
            | Self::Handling => Measure::Phone,
            Self::Satisfaction | Self::Satisfied => Measure::Satisfaction,
        }
    }

    /// How its number is written.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Contacts => Unit::Count,
            Self::PerRequest | Self::PerNeed | Self::Satisfaction => Unit::Ratio,
            Self::Recontact7
            | Self::Recontact30
            | Self::Fcr
            | Self::Avoidable
            | Self::AnswerRate
            | Self::Within20
            | Self::Within60
            | Self::Satisfied => Unit::Share,
            Self::Cost | Self::CostPerContact | Self::CostPerRequest => Unit::Euro,
            Self::WaitMedian | Self::WaitP90 | Self::Handling => Unit::Seconds,
        }
    }

    /// What to ask.
    pub fn question(self) -> Question {
        let mut question = Question::of(self.measure());
        if self == Self::Recontact7 {
            question.window = Some(Window::days(7));
        }
        if self == Self::Contacts {
            question
                .selection
                .wanted
                .push((Dimension::Direction, Some(Direction::Inbound.code().to_owned())));
        }
        question
    }

    /// How long after a contact its outcome is known; days of a trend's end that are not complete.
    pub const fn ripens_days(self) -> i64 {
        match self {
            Self::Recontact7 => 7,
            Self::Recontact30 | Self::Fcr => 30,
            _ => 0,
        }
    }

    /// Its number among the figures of a cell.
    #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
    pub fn read(self, figures: &Figures) -> Reading {
        match (self, figures) {
            (Self::Contacts, Figures::Volume(it)) => Reading::plain(Some(it.inbound as f64), it.inbound),
            (Self::PerRequest, Figures::Requests(it)) => Reading::plain(it.contacts_per_request, it.requests),
            (Self::PerNeed, Figures::Needs(it)) => Reading::plain(it.contacts_per_need, it.needs),
            (Self::Recontact7 | Self::Recontact30, Figures::Recontact(it)) => {
                Reading { value: it.rate, low: it.low, high: it.high, n: it.eligible }
            }
            (Self::Fcr, Figures::Fcr(it)) => {
                Reading { value: it.rate, low: it.low, high: it.high, n: it.eligible }
            }
            (Self::Avoidable, Figures::Avoidable(it)) => {
                Reading { value: it.share, low: it.low, high: it.high, n: it.qualified }
            }
            (Self::Cost, Figures::Cost(it)) => Reading::plain(Some(it.cost), it.contacts),
            (Self::CostPerContact, Figures::Cost(it)) => Reading::plain(it.cost_per_contact, it.contacts),
            (Self::CostPerRequest, Figures::Cost(it)) => Reading::plain(it.cost_per_request, it.requests),
            (Self::AnswerRate, Figures::Phone(it)) => Reading::share(it.answer_rate, it.offered),
            (Self::WaitMedian, Figures::Phone(it)) => Reading::plain(it.wait_p50_s, it.offered),
            (Self::WaitP90, Figures::Phone(it)) => Reading::plain(it.wait_p90_s, it.offered),
            (Self::Within20, Figures::Phone(it)) => Reading::share(it.within_20s, it.offered),
            (Self::Within60, Figures::Phone(it)) => Reading::share(it.within_60s, it.offered),
            (Self::Handling, Figures::Phone(it)) => Reading::plain(it.handling_mean_s, it.answered),
            (Self::Satisfaction, Figures::Satisfaction(it)) => Reading::plain(it.mean, it.n),
            (Self::Satisfied, Figures::Satisfaction(it)) => Reading::share(it.share_4_5, it.n),
            _ => Reading::default(),
        }
    }

    /// A number of its kind, in words.
    pub fn write(self, lang: Lang, value: f64) -> String {
        site::Figures::new(lang).of(self.unit(), value)
    }

    /// Its name.
    pub fn title(self, lang: Lang) -> String {
        say(lang, &format!("metric-{}", self.key()), &[])
    }

    /// What the number says, in a plain sentence; what to do about it where it is undefined.
    pub fn meaning(self, lang: Lang, reading: &Reading) -> String {
        let Some(value) = reading.value else {
            return say(lang, &format!("metric-{}-none", self.key()), &[]);
        };
        let args: [(&'static str, Arg); 2] =
            [("value", self.write(lang, value).into()), ("n", number::counted(lang, reading.n))];
        say(lang, &format!("metric-{}-meaning", self.key()), &args)
    }

    /// The interval in words; `None` if it has none.
    pub fn interval(self, lang: Lang, reading: &Reading) -> Option<String> {
        let (low, high) = (reading.low?, reading.high?);
        let write = |it| Arg::from(self.write(lang, it));
        Some(say(lang, "interval", &[("low", write(low)), ("high", write(high))]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::WORDS;

    #[test]
    fn every_indicator_has_its_words() {
        for metric in Metric::ALL {
            for suffix in ["", "-meaning", "-none"] {
                assert!(WORDS.knows(&format!("metric-{}{suffix}", metric.key())), "{metric:?}{suffix}");
            }
            assert!(metric.question().check().is_ok());
            for lang in Lang::ALL {
                let said = metric.meaning(lang, &Reading::plain(Some(0.5), 12));
                assert!(said.ends_with('.'), "{said}");
                assert!(metric.meaning(lang, &Reading::default()).ends_with('.'));
            }
        }
    }

    #[test]
    fn shares_of_calls_and_marks_have_an_interval() {
        let phone = measures::answer::Phone {
            offered: 100,
            answered: 80,
            answer_rate: Some(0.8),
            ..Default::default()
        };
        let reading = Metric::AnswerRate.read(&Figures::Phone(phone));
        let expected = evidence::proportion::wilson(80, 100).unwrap();
        assert_eq!((reading.low, reading.high), (Some(expected.low), Some(expected.high)));
        assert_eq!(Metric::AnswerRate.read(&Figures::Phone(measures::answer::Phone::default())).low, None);
    }

    #[test]
    fn nothing_is_claimed_where_intervals_overlap() {
        let rate =
            |low, value, high| Reading { value: Some(value), low: Some(low), high: Some(high), n: 100 };
        assert_eq!(rate(0.2, 0.25, 0.3).against(&rate(0.28, 0.33, 0.4)), Change::Unsure);
        assert_eq!(rate(0.2, 0.25, 0.3).against(&rate(0.31, 0.33, 0.4)), Change::Lower);
        assert_eq!(rate(0.41, 0.45, 0.5).against(&rate(0.31, 0.33, 0.4)), Change::Higher);
        assert_eq!(rate(0.4, 0.45, 0.5).against(&Reading::default()), Change::Unknown);
        let count = |value| Reading::plain(Some(value), 1);
        assert_eq!(count(4.0).against(&count(3.0)), Change::Plain);
    }
}
