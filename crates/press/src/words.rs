//! The guide's sentences, in both languages.

use std::sync::LazyLock;

use kernel::{Arg, Lang, Words};

/// The catalogue of this crate.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/press.ftl"),
        include_str!("../../../content/locales/en/press.ftl"),
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
