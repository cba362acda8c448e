//! Faults of content files, told to whoever edits them.

use kernel::{Lang, Message};
use practices::{Fault, Wrong};

use crate::words::message;

/// What is wrong, with its place.
pub fn say(lang: Lang, fault: &Fault) -> String {
    let place = message("fault-at")
        .with("file", fault.file.strip_prefix("practices/").unwrap_or(&fault.file).to_owned())
        .with("line", fault.line as u64);
    format!("{} {}", place.say(lang), wrong(&fault.wrong).say(lang))
}

fn wrong(wrong: &Wrong) -> Message {
    let with = |key, value: &str| message(key).with("value", value.to_owned());
    match wrong {
        Wrong::Absent => message("fault-absent"),
        Wrong::Unreadable(why) => with("fault-unreadable", why),
        Wrong::NoFrontMatter => message("fault-front-matter"),
        Wrong::Heading(heading) => with("fault-heading", heading),
        Wrong::EmptySection(heading) => with("fault-empty-section", heading),
        Wrong::EmptyField(name) => with("fault-empty-field", name),
        Wrong::UnknownCause(code) => with("fault-unknown-cause", code),
        Wrong::UnknownPractice(id) => with("fault-unknown-practice", id),
        Wrong::UnknownWord(value, words) => with("fault-unknown-word", value).with("words", words.clone()),
        Wrong::NotAShare(value) => with("fault-not-a-share", value),
        Wrong::NotADay(value) => with("fault-not-a-day", value),
        Wrong::Circle(way) => with("fault-circle", way),
        other => with("fault-other", &other.to_string()),
    }
}
