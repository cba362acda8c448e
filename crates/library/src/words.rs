//! The library's sentences, in both languages.

use std::sync::LazyLock;

use kernel::{Arg, Lang, Message, Words};

/// The catalogue of this crate.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/library.ftl"),
        include_str!("../../../content/locales/en/library.ftl"),
    )
});

/// The sentence of `key`.
pub(crate) fn say(lang: Lang, key: &str, args: &[(&'static str, Arg)]) -> String {
    WORDS.say(lang, key, args)
}

/// The sentence of a key that needs no argument.
pub(crate) fn word(lang: Lang, key: &str) -> String {
    WORDS.say(lang, key, &[])
}

/// A sentence of this crate, not yet in a language.
pub(crate) const fn message(key: &'static str) -> Message {
    Message::new(&WORDS, key)
}

/// What a code of practices is called: `effort-S`, `level-initial`.
pub(crate) fn label(lang: Lang, key: &str) -> String {
    practices::WORDS.say(lang, key, &[])
}
