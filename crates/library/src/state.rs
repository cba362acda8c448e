//! What the library's pages ask of the rest of the product.

use std::{fmt, sync::Arc};

use kernel::{Lang, PartnerCode};
use measures::{MeasureError, Measurer};

use crate::selftest::proposals::{self, FromLog};

/// The dates that a partner announced to its usagers in a year, and whether it kept them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Promises {
    /// Requests with a change of status.
    pub requests: u64,
    /// Of which a date was announced.
    pub announced: u64,
    /// Requests whose announced date is past.
    pub due: u64,
    /// Of which settled by then.
    pub kept: u64,
}

/// Tells the promises of a partner.
pub trait KeptPromises: Send + Sync {
    /// Those of the `span_us` microseconds that end with its last contact.
    ///
    /// # Errors
    ///
    /// [`MeasureError`] if the log cannot be read.
    fn promises(&self, partner: &PartnerCode, span_us: i64) -> Result<Promises, MeasureError>;
}

/// The library's state: the contact log, read through measures. Cheap to clone.
#[derive(Clone)]
pub struct Library {
    measurer: Arc<dyn Measurer>,
    promises: Arc<dyn KeptPromises>,
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Library").finish_non_exhaustive()
    }
}

impl Library {
    /// Over this log.
    pub fn new(measurer: Arc<dyn Measurer>, promises: Arc<dyn KeptPromises>) -> Self {
        Self { measurer, promises }
    }

    /// What a partner's log says to its self-diagnosis; `None` if it cannot be read just now.
    pub(crate) async fn read_log(&self, partner: PartnerCode, lang: Lang) -> Option<FromLog> {
        let (measurer, promises) = (Arc::clone(&self.measurer), Arc::clone(&self.promises));
        let read = move || proposals::from_log(&*measurer, &*promises, &partner, lang);
        let read = tokio::task::spawn_blocking(read).await;
        match read {
            Ok(Ok(found)) => Some(found),
            Ok(Err(error)) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "no answer could be proposed");
                None
            }
            Err(error) => {
                tracing::error!(%error, "a measure's thread ended badly");
                None
            }
        }
    }
}
