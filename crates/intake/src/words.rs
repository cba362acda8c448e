//! The catalogue of this crate.

use std::sync::LazyLock;

use kernel::{Message, Words};

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/intake.ftl"),
        include_str!("../../../content/locales/en/intake.ftl"),
    )
});

pub(crate) const fn message(key: &'static str) -> Message {
    Message::new(&WORDS, key)
}
