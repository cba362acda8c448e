//! What the library's pages ask of the rest of the product.

use std::{fmt, sync::Arc};

use kernel::{Lang, Scope};
use measures::Measurer;

use crate::selftest::proposals::{self, FromLog};

/// The library's state: the contact log, read through measures. Cheap to clone.
#[derive(Clone)]
pub struct Library {
    measurer: Arc<dyn Measurer>,
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Library").finish_non_exhaustive()
    }
}

impl Library {
    /// Over this log.
    pub fn new(measurer: Arc<dyn Measurer>) -> Self {
        Self { measurer }
    }

    /// What a partner's log says to its self-diagnosis; `None` if it cannot be read just now.
    pub(crate) async fn read_log(&self, scope: Scope, lang: Lang) -> Option<FromLog> {
        let measurer = Arc::clone(&self.measurer);
        let read = tokio::task::spawn_blocking(move || proposals::from_log(&*measurer, &scope, lang)).await;
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
