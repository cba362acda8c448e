//! The sentences of guidance, in both languages.

use std::sync::LazyLock;

use kernel::{Message, Words};

/// The catalogue of this crate.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/guidance.ftl"),
        include_str!("../../../content/locales/en/guidance.ftl"),
    )
});

/// What somebody typed, as a sentence names it: no longer than it takes to know it again.
pub(crate) fn quoted(typed: &str) -> String {
    const MOST: usize = 40;
    let cut: String = typed.chars().take(MOST).collect();
    if cut.len() < typed.len() { format!("{cut}…") } else { cut }
}

/// A sentence of this crate, not yet in a language.
pub(crate) const fn message(key: &'static str) -> Message {
    Message::new(&WORDS, key)
}
