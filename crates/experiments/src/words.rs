//! The crate's catalogue: plans, refusals, verdicts and everything a report says.

use std::sync::LazyLock;

use kernel::Words;

/// The words of experiments.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/experiments.ftl"),
        include_str!("../../../content/locales/en/experiments.ftl"),
    )
});
