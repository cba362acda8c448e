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
    of(lang, effect.verdict, effect.watched_turns, effect.avoided_per_100_messages)
}

/// The same, from the turns that are still watched and the contacts avoided per 100 messages.
pub fn of(lang: Lang, verdict: Verdict, watched_turns: u64, per_100: Option<Interval>) -> String {
    match verdict {
        Verdict::NothingYet if watched_turns > 0 => {
            let turns = counted(lang, "effect-count-turns", watched_turns);
            WORDS.say(lang, "effect-verdict-watching", &[("turns", turns.into())])
        }
        Verdict::NothingYet => WORDS.say(lang, "effect-verdict-nothing-yet", &[]),
        Verdict::NobodyHeld => WORDS.say(lang, "effect-verdict-nobody-held", &[]),
        Verdict::NobodyTold => WORDS.say(lang, "effect-verdict-nobody-told", &[]),
        Verdict::TooFew { persons_missing } => {
            let missing = counted(lang, "effect-count-persons", persons_missing);
            WORDS.say(lang, "effect-verdict-too-few", &[("missing", missing.into())])
        }
        Verdict::Avoids => with_interval(lang, "effect-verdict-avoids", per_100, is_as_it_is),
        Verdict::Provokes => with_interval(lang, "effect-verdict-provokes", per_100, is_turned),
        Verdict::NotProved { turns_more } => {
            let interval = per_100
                .map_or_else(String::new, |it| format!("{} ", between(lang, "effect-verdict-may-be", it)));
            let more = match turns_more {
                None => WORDS.say(lang, "effect-verdict-no-outlook", &[]),
                Some(0) => WORDS.say(lang, "effect-verdict-is-small", &[]),
                Some(more) => {
                    let turns = counted(lang, "effect-count-turns", more);
                    WORDS.say(lang, "effect-verdict-more-turns", &[("turns", turns.into())])
                }
            };
            let begin = WORDS.say(lang, "effect-verdict-not-proved", &[]);
            format!("{begin} {interval}{more}")
        }
    }
}

/// So many of something, in words: the key chooses by `count` and shows `shown`.
pub fn counted(lang: Lang, key: &str, count: u64) -> String {
    let shown = Figures::new(lang).count(count);
    WORDS.say(lang, key, &[("count", count.into()), ("shown", shown.into())])
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
