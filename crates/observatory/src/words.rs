//! The observatory's sentences, in both languages.

use std::sync::LazyLock;

use kernel::{Arg, Lang, Message, Words};

/// The catalogue of this crate.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/observatory.ftl"),
        include_str!("../../../content/locales/en/observatory.ftl"),
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

/// What a closed list's code is called on screen; an unknown code is shown as it is.
pub(crate) fn label(lang: Lang, list: &str, code: &str) -> String {
    let key = format!("{list}-{}", code.replace([':', '_'], "-"));
    if WORDS.knows(&key) { word(lang, &key) } else { code.to_owned() }
}
