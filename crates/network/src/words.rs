//! The network's sentences, in both languages.

use std::sync::LazyLock;

use kernel::{Arg, Lang, Message, Words};

/// The catalogue of this crate.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/network.ftl"),
        include_str!("../../../content/locales/en/network.ftl"),
    )
});

/// The sentence of `key`.
pub(crate) fn say(lang: Lang, key: &str, args: &[(&'static str, Arg)]) -> String {
    WORDS.say(lang, key, args)
}

/// A sentence of this crate, not yet in a language.
pub(crate) const fn message(key: &'static str) -> Message {
    Message::new(&WORDS, key)
}
