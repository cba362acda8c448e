//! The sentences of notices, in both languages.

use std::sync::LazyLock;

use kernel::{Message, Words};

/// The catalogue of this crate.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/notices.ftl"),
        include_str!("../../../content/locales/en/notices.ftl"),
    )
});

/// A sentence of this crate, not yet in a language.
pub(crate) const fn message(key: &'static str) -> Message {
    Message::new(&WORDS, key)
}
