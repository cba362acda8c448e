//! The command line's catalogue.

use std::sync::LazyLock;

use kernel::{Arg, Lang, Message, Words};

pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/efficaces.ftl"),
        include_str!("../../../content/locales/en/efficaces.ftl"),
    )
});

/// A sentence of the command line.
pub(crate) fn say(lang: Lang, key: &str, args: &[(&'static str, Arg)]) -> String {
    WORDS.say(lang, key, args)
}

/// A sentence whose language is not known yet.
pub(crate) const fn message(key: &'static str) -> Message {
    Message::new(&WORDS, key)
}
