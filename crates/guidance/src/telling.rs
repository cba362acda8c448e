//! An advice in words: what a person reads or hears of it, the same on pages, on paper, by voice and through the API.
//!
//! Start with [`Telling`]. Pure. **Invariants:** no more is promised than is known: a share is told a little low rather than high, a way that
//! is closed says when it opens, and what rests on no contact of the partner says so; every way is told, with why it is not the advised one.

mod hours;
mod names;

use channel_choice::{Advice, Basis, HUMAN, Reason, SetAside, Situation};
use jiff::Timestamp;
use kernel::{Channel, Lang, Message};

pub use hours::{moment, week};
pub use names::{at_hand, feature, in_sentence, name, reason, situation};

use crate::{
    given::{Arm, Given},
    guide::House,
    words::message,
};

/// Reasons that a page tells.
pub const REASONS_MAX: usize = 2;
/// Shares as people say them, from the lowest: so many of so many.
const SHARES: [(i64, i64); 13] = [
    (1, 10),
    (1, 5),
    (1, 4),
    (1, 3),
    (2, 5),
    (1, 2),
    (3, 5),
    (2, 3),
    (7, 10),
    (3, 4),
    (4, 5),
    (9, 10),
    (19, 20),
];
/// Minutes of an hour: from so many on, times are told in hours.
const HOUR_MIN: i64 = 60;
/// How much less a share may be than the one that is told.
const SHARE_MARGIN: f64 = 0.01;

/// One way, as a person reads of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldWay {
    /// Which.
    pub channel: Channel,
    /// Its name, such as *Le téléphone*.
    pub name: String,
    /// The same within a sentence, such as *le téléphone*.
    pub name_in_sentence: String,
    /// How often it settles the matter: *3 personnes sur 4…*.
    pub chance: String,
    /// How long it takes.
    pub effort: String,
    /// Whether it is open now, and the wait, or when it opens.
    pub state: String,
    /// Whether it can be used at once.
    pub is_open: bool,
    /// When it opens, where it is closed and that is known.
    pub opens_at: Option<Timestamp>,
    /// Why it is not the advised one; `None` for the advised one, or where none is advised.
    pub aside: Option<String>,
    /// Its hours, a line each; empty: always, or not known.
    pub hours: Vec<String>,
    /// A number, an address or a link; may be empty.
    pub place: String,
    /// What the partner says of it; may be empty.
    pub words: String,
    /// What to have at hand.
    pub at_hand: String,
    /// Whether one speaks to a person there.
    pub is_human: bool,
}

/// Says advice in a language, at an instant.
#[derive(Debug, Clone, Copy)]
pub struct Telling {
    /// The language.
    pub lang: Lang,
    /// Now.
    pub now: Timestamp,
}

impl Telling {
    fn say(self, message: &Message) -> String {
        message.say(self.lang)
    }

    /// All ways in the order of the advice; in the plain arm of a trial in their usual order, none advised.
    pub fn ways(self, house: &House, given: &Given) -> Vec<ToldWay> {
        let is_plain = given.arm == Arm::Plain;
        let mut told: Vec<ToldWay> =
            given.advice.ways.iter().map(|it| self.way(house, it, &given.situation)).collect();
        if is_plain {
            told.sort_by_key(|it| it.channel);
            for it in &mut told {
                it.aside = None;
            }
        }
        told
    }

    fn way(self, house: &House, way: &channel_choice::Way, situation: &Situation) -> ToldWay {
        let estimate = &way.estimate;
        let channel = estimate.channel;
        let own = house.way(channel);
        let opening = own.and_then(|it| it.opening.as_ref());
        let opens_at = if way.is_open { None } else { opening.and_then(|it| it.next_opening(self.now)) };
        let words = own.map(|it| if self.lang == Lang::Fr { &it.words.0 } else { &it.words.1 });
        ToldWay {
            channel,
            name: self.say(&name(channel)),
            name_in_sentence: self.say(&in_sentence(channel)),
            chance: self.say(&chance(estimate.settled)),
            effort: self.say(&effort(estimate.effort_with(way.wait_min))),
            state: self.state(way, opens_at, opening.is_none()),
            is_open: way.is_open,
            opens_at,
            aside: way.set_aside.as_ref().map(|it| self.aside(it, way, situation)),
            hours: opening.map(|it| week(it, self.lang)).unwrap_or_default(),
            place: own.map(|it| it.place.clone()).unwrap_or_default(),
            words: words.cloned().unwrap_or_default(),
            at_hand: self.say(&at_hand(channel)),
            is_human: HUMAN.contains(&channel),
        }
    }

    /// Whether it is open, and how long people wait, or when it opens.
    fn state(self, way: &channel_choice::Way, opens_at: Option<Timestamp>, is_always: bool) -> String {
        let channel = way.estimate.channel;
        let said = match (way.is_open, way.wait_min, opens_at) {
            (true, Some(wait_min), _) => self.wait(wait_min),
            (true, None, _) if !is_always || HUMAN.contains(&channel) => message("guidance-open"),
            (true, None, _) if channel == Channel::Post => message("guidance-open-post"),
            (true, None, _) if channel == Channel::Email => message("guidance-open-email"),
            (true, None, _) => message("guidance-open-always"),
            (false, _, Some(at)) => {
                message("guidance-closed-until").with("moment", moment(at, self.now, self.lang))
            }
            (false, _, None) => message("guidance-closed"),
        };
        self.say(&said)
    }

    /// That it is open, and how long people wait.
    fn wait(self, wait_min: f64) -> Message {
        let whole = minutes(wait_min);
        if whole < HOUR_MIN {
            message("guidance-open-wait").with("minutes", whole)
        } else {
            message("guidance-open-wait-long")
                .with("time", self.say(&said(whole / HOUR_MIN, whole % HOUR_MIN)))
        }
    }

    /// Why a way is not the advised one.
    fn aside(self, why: &SetAside, way: &channel_choice::Way, situation: &Situation) -> String {
        let said = match why {
            SetAside::CannotUse => {
                let mut told = situation.features.iter();
                match told.find(|it| names::hinders(**it, way.estimate.channel)) {
                    Some(it) => message("guidance-aside-told").with("told", names::told(*it).say(self.lang)),
                    None => message("guidance-aside-cannot-use"),
                }
            }
            SetAside::SettlesLess => message("guidance-aside-settles-less"),
            SetAside::BelowLeast => message("guidance-aside-below-least"),
            SetAside::TooMuchEffort => message("guidance-aside-effort"),
            SetAside::Closed { until_at } => {
                let at = until_at.and_then(|it| Timestamp::from_microsecond(it).ok());
                match at {
                    Some(at) => {
                        message("guidance-aside-closed-until").with("moment", moment(at, self.now, self.lang))
                    }
                    None => message("guidance-aside-closed"),
                }
            }
            SetAside::Full => message("guidance-aside-full"),
            SetAside::TooSlow => message("guidance-aside-slow"),
            SetAside::LeftToOthers => message("guidance-aside-left"),
            SetAside::AnotherIsBetter => message("guidance-aside-another"),
        };
        self.say(&said)
    }

    /// Why the advised way is the one, the strongest reason first, [`REASONS_MAX`] at most.
    pub fn reasons(self, given: &Given) -> Vec<String> {
        if given.arm == Arm::Plain {
            return Vec::new();
        }
        // Said on its own, whatever else is said.
        let told = given.advice.reasons.iter().filter(|it| **it != Reason::KnownElsewhere);
        told.take(REASONS_MAX).map(|it| self.reason(it, &given.advice, &given.situation)).collect()
    }

    /// One reason.
    pub fn reason(self, reason: &Reason, advice: &Advice, situation: &Situation) -> String {
        let advised = advice.ways.first().map(|it| it.estimate.effort_with(it.wait_min));
        let said = match reason {
            Reason::SettlesMost => message("guidance-why-settles-most"),
            Reason::LeastEffort => {
                message("guidance-why-least-effort").with("time", time(advised.unwrap_or(0.0)).say(self.lang))
            }
            Reason::LeastCost => message("guidance-why-least-cost"),
            Reason::NearlyAsOften => message("guidance-why-nearly"),
            Reason::OpenNow => message("guidance-why-open-now"),
            Reason::ShortWait { wait_min } => {
                message("guidance-why-short-wait").with("minutes", minutes(*wait_min))
            }
            Reason::FitsSituation => {
                let told: Vec<String> =
                    situation.features.iter().map(|it| names::told(*it).say(self.lang)).collect();
                message("guidance-why-fits").with("told", told.join(", "))
            }
            Reason::KnownElsewhere => message("guidance-why-elsewhere"),
            Reason::OnlyOne => message("guidance-why-only-one"),
            Reason::Chosen => message("guidance-why-chosen"),
            Reason::OfThoseOpen => message("guidance-why-of-those-open"),
            Reason::OnTheWhole => message("guidance-why-on-the-whole"),
            Reason::Tried => message("guidance-why-tried"),
        };
        self.say(&said)
    }

    /// What an advice rests on where that is not the partner's own contacts; `None`: on them.
    pub fn basis(self, advice: &Advice) -> Option<String> {
        match advice.ways.first()?.estimate.basis {
            Basis::Own => None,
            Basis::Near => Some(self.say(&message("guidance-basis-near"))),
            Basis::Everywhere => Some(self.say(&message("guidance-basis-everywhere"))),
        }
    }

    /// One short sentence for a voice, about a reason for contact; where no way suits, or none is there, also who helps.
    pub fn spoken(self, house: &House, given: &Given) -> String {
        let is_advised = given.arm == Arm::Advised && given.advice.advised.is_some();
        let Some(advised) = given.advice.ways.first().filter(|_| is_advised) else {
            let why = if given.advice.ways.is_empty() {
                "guidance-no-way"
            } else if is_unfit(given) {
                "guidance-spoken-unfit"
            } else {
                return self.say(&message("guidance-spoken-none"));
            };
            return format!("{} {}", self.say(&message(why)), self.say(&message("guidance-france-services")));
        };
        let told = self.way(house, advised, &given.situation);
        let way = self.with_place(advised.estimate.channel, &told.place);
        let said = match told.opens_at {
            Some(at) => message("guidance-spoken-closed").with("moment", moment(at, self.now, self.lang)),
            None => message("guidance-spoken"),
        };
        self.say(&said.with("reason", reason(house, &given.reason)).with("way", way))
    }

    /// How a caller reaches a person: by staying on the line where the telephone is open, else by the first human way that opens; `None`: there
    /// is no human way.
    pub fn spoken_person(self, house: &House) -> Option<String> {
        let human = house.ways.iter().filter(|it| HUMAN.contains(&it.channel) && it.agents != Some(0));
        let states = human.map(|it| {
            let opening = it.opening.as_ref();
            let is_open = opening.is_none_or(|it| it.is_open_at(self.now));
            (it, is_open, opening.filter(|_| !is_open).and_then(|it| it.next_opening(self.now)))
        });
        let (way, is_open, opens_at) = states.min_by_key(|(way, is_open, opens_at)| {
            let is_phone = way.channel == Channel::Phone;
            (!is_open, *is_open && !is_phone, opens_at.is_none(), *opens_at, !is_phone)
        })?;
        if is_open && way.channel == Channel::Phone {
            return Some(self.say(&message("guidance-spoken-person")));
        }
        let said = match opens_at {
            _ if is_open => message("guidance-spoken-person-now"),
            Some(at) => {
                message("guidance-spoken-person-later").with("moment", moment(at, self.now, self.lang))
            }
            None => message("guidance-spoken-person-closed"),
        };
        Some(self.say(&said.with("way", self.with_place(way.channel, &way.place))))
    }

    /// A way within a sentence, with its number or address where there is one.
    fn with_place(self, channel: Channel, place: &str) -> String {
        let lines: Vec<&str> = place.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
        let name = self.say(&in_sentence(channel));
        if lines.is_empty() {
            return name;
        }
        let place = lines.join(", ");
        // It is read aloud.
        format!("{name}, {}", place.strip_prefix("https://").unwrap_or(&place))
    }
}

/// Whether there are ways, and none that the person can use.
pub fn is_unfit(given: &Given) -> bool {
    given.arm == Arm::Advised && given.advice.advised.is_none() && !given.advice.ways.is_empty()
}

/// How often a way settles a matter, as people say it: a little low rather than high.
pub fn chance(settled: f64) -> Message {
    let told = SHARES.iter().rev().find(|(some, all)| settled + SHARE_MARGIN >= real(*some) / real(*all));
    match told {
        Some((some, all)) => message("guidance-chance").with("some", *some).with("all", *all),
        None => message("guidance-chance-rare"),
    }
}

/// How long a way takes a person in all.
pub fn effort(effort_min: f64) -> Message {
    let (hours, minutes) = split(effort_min);
    if hours == 0 {
        message("guidance-effort").with("minutes", minutes)
    } else {
        message("guidance-effort-hours")
            .with("hours", hours)
            .with("minutes", minutes)
            .with("shown", format!("{minutes:02}"))
    }
}

/// A time, such as *20 minutes* or *1 h 30*.
fn time(of_min: f64) -> Message {
    let (hours, minutes) = split(of_min);
    said(hours, minutes)
}

/// Hours and minutes as people say them.
fn said(hours: i64, minutes: i64) -> Message {
    if hours == 0 {
        message("guidance-time").with("minutes", minutes)
    } else {
        message("guidance-time-hours")
            .with("hours", hours)
            .with("minutes", minutes)
            .with("shown", format!("{minutes:02}"))
    }
}

/// Hours and minutes, rounded up to five minutes: nobody is told less than it takes.
fn split(of_min: f64) -> (i64, i64) {
    let whole = minutes(of_min).div_euclid(5) * 5;
    let rounded = if whole < minutes(of_min) { whole + 5 } else { whole.max(5) };
    (rounded / HOUR_MIN, rounded % HOUR_MIN)
}

/// Whole minutes, rounded up.
fn minutes(of_min: f64) -> i64 {
    const MOST: f64 = 100_000.0;
    let bounded = if of_min.is_finite() { of_min.clamp(0.0, MOST).ceil() } else { MOST };
    #[expect(clippy::cast_possible_truncation, reason = "it is a whole number below 100 001")]
    let whole = bounded as i64;
    whole
}

fn real(of: i64) -> f64 {
    i32::try_from(of).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(settled: f64) -> String {
        chance(settled).say(Lang::Fr)
    }

    #[test]
    fn a_share_is_told_as_people_say_it() {
        assert!(told(0.76).contains(" 3 personnes sur 4 "), "{}", told(0.76));
        assert!(told(0.5).contains(" 1 personne sur 2 "), "{}", told(0.5));
        assert!(told(0.03).contains("rarement"), "{}", told(0.03));
    }

    #[test]
    fn a_time_is_never_told_shorter_than_it_is() {
        assert_eq!(split(18.2), (0, 20));
        assert_eq!(split(20.0), (0, 20));
        assert_eq!(split(0.0), (0, 5));
        assert_eq!(split(55.0), (0, 55));
        assert_eq!(split(56.0), (1, 0));
        assert_eq!(split(61.0), (1, 5));
        assert_eq!(split(95.0), (1, 35));
        assert_eq!(split(f64::NAN).0, 1_666);
    }

    #[test]
    fn from_an_hour_on_times_and_waits_are_told_in_hours() {
        let telling = Telling { lang: Lang::Fr, now: Timestamp::UNIX_EPOCH };
        let plain = |it: &Message| it.say(Lang::Fr).replace('\u{a0}', " ");
        assert_eq!(plain(&effort(62.0)), "Comptez environ 1 h 05 en tout.");
        assert_eq!(plain(&time(80.0)), "1 h 20");
        assert_eq!(plain(&telling.wait(59.0)), "Ouvert maintenant, environ 59 minutes d’attente.");
        assert_eq!(plain(&telling.wait(60.0)), "Ouvert maintenant, environ 1 h d’attente.");
        assert_eq!(plain(&telling.wait(61.0)), "Ouvert maintenant, environ 1 h 01 d’attente.");
    }

    proptest! {
        #[test]
        fn no_share_is_told_higher_than_it_is(settled in 0.0..1.0_f64) {
            if let Some((some, all)) = SHARES.iter().rev().find(|(some, all)| settled + SHARE_MARGIN >= real(*some) / real(*all)) {
                prop_assert!(real(*some) / real(*all) <= settled + SHARE_MARGIN);
            }
            prop_assert!(!told(settled).is_empty());
        }
    }
}
