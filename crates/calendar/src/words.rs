//! The crate's catalogue: territories, holidays, faults of opening hours, acknowledgements.

use std::sync::LazyLock;

use kernel::Words;

/// The words of clocks and legal delays.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/calendar.ftl"),
        include_str!("../../../content/locales/en/calendar.ftl"),
    )
});
