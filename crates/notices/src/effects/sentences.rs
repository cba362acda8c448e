//! Effects in words: what may be said first, then how it was found.

use kernel::Lang;
use site::Figures;

use super::{Effect, Interval, Verdict};
use crate::words::WORDS;

/// How a verdict looks: the class of its badge.
pub const fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Avoids => "good",
        Verdict::Provokes => "bad",
        _ => "note",
    }
}

/// The verdict in two or three words, for a badge.
pub fn word(lang: Lang, verdict: Verdict) -> String {
    WORDS.say(lang, &format!("effect-word-{}", verdict.code()), &[])
}

/// The verdict in a sentence, with its figures.
pub fn verdict(lang: Lang, effect: &Effect) -> String {
    let figures = Figures::new(lang);
    match effect.verdict {
        Verdict::NothingYet if effect.watched_turns > 0 => {
            let turns = figures.count(effect.watched_turns);
            WORDS.say(lang, "effect-verdict-watching", &[("turns", turns.into())])
        }
        Verdict::NothingYet => WORDS.say(lang, "effect-verdict-nothing-yet", &[]),
        Verdict::NobodyHeld => WORDS.say(lang, "effect-verdict-nobody-held", &[]),
        Verdict::NobodyTold => WORDS.say(lang, "effect-verdict-nobody-told", &[]),
        Verdict::TooFew { persons_missing } => {
            let missing = figures.count(persons_missing);
            WORDS.say(lang, "effect-verdict-too-few", &[("missing", missing.into())])
        }
        Verdict::Avoids => {
            with_interval(lang, "effect-verdict-avoids", effect.avoided_per_100_messages, is_as_it_is)
        }
        Verdict::Provokes => {
            with_interval(lang, "effect-verdict-provokes", effect.avoided_per_100_messages, is_turned)
        }
        Verdict::NotProved { turns_more } => {
            let interval = effect
                .avoided_per_100_messages
                .map_or_else(String::new, |it| format!("{} ", between(lang, "effect-verdict-may-be", it)));
            let more = match turns_more {
                None => WORDS.say(lang, "effect-verdict-no-outlook", &[]),
                Some(0) => WORDS.say(lang, "effect-verdict-is-small", &[]),
                Some(more) => {
                    WORDS.say(lang, "effect-verdict-more-turns", &[("turns", figures.count(more).into())])
                }
            };
            let begin = WORDS.say(lang, "effect-verdict-not-proved", &[]);
            format!("{begin} {interval}{more}")
        }
    }
}

const fn is_as_it_is(it: Interval) -> Interval {
    it
}

/// Provoked in the place of avoided.
fn is_turned(it: Interval) -> Interval {
    Interval { low: -it.high, mid: -it.mid, high: -it.low }
}

/// Without a message that left, only the direction can be told.
fn with_interval(
    lang: Lang,
    key: &str,
    per_100: Option<Interval>,
    direction: fn(Interval) -> Interval,
) -> String {
    per_100.map_or_else(
        || WORDS.say(lang, &format!("{key}-without"), &[]),
        |it| between(lang, key, direction(it)),
    )
}

fn between(lang: Lang, key: &str, it: Interval) -> String {
    let number = |it: f64| Figures::new(lang).number(it, 1);
    let args =
        [("mid", number(it.mid).into()), ("low", number(it.low).into()), ("high", number(it.high).into())];
    WORDS.say(lang, key, &args)
}

/// A figure with its interval, with so many decimals; a dash where nothing can be said.
pub fn interval(lang: Lang, it: Option<Interval>, decimals: usize) -> String {
    let Some(it) = it else { return "—".to_owned() };
    let number = |it: f64| Figures::new(lang).number(it, decimals);
    let args =
        [("mid", number(it.mid).into()), ("low", number(it.low).into()), ("high", number(it.high).into())];
    WORDS.say(lang, "effect-interval", &args)
}

/// The same in euro.
pub fn euros(lang: Lang, it: Option<Interval>) -> String {
    let Some(it) = it else { return "—".to_owned() };
    let number = |it: f64| Figures::new(lang).euros(it, 0);
    let args =
        [("mid", number(it.mid).into()), ("low", number(it.low).into()), ("high", number(it.high).into())];
    WORDS.say(lang, "effect-interval", &args)
}
