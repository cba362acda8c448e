//! The crate's catalogue: what an administrator is told when the outside world does not answer as it should.

use std::sync::LazyLock;

use kernel::Words;

/// The words of gateways.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/gateways.ftl"),
        include_str!("../../../content/locales/en/gateways.ftl"),
    )
});
