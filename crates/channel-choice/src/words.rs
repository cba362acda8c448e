//! The sentences about ways and situations, in both languages.

use std::sync::LazyLock;

use kernel::Words;

/// The catalogue of this crate.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/channel-choice.ftl"),
        include_str!("../../../content/locales/en/channel-choice.ftl"),
    )
});
