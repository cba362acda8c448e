//! What the desk asks of the rest of the product.

use std::{fmt, sync::Arc};

use mail::Keys;

use crate::Files;

use crate::rules::DrawKey;

/// The desk's state. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    files: Arc<dyn Files>,
    keys: Arc<Keys>,
    draw: DrawKey,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

impl Desk {
    /// Over these files; `keys` sign the Message-IDs of answers, by which the usager's own answer is found; `draw` decides which
    /// closed requests are coded twice.
    pub fn new(files: Arc<dyn Files>, keys: Arc<Keys>, draw: DrawKey) -> Self {
        Self { files, keys, draw }
    }

    pub(super) fn files(&self) -> &dyn Files {
        self.files.as_ref()
    }

    pub(super) fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(super) const fn draw(&self) -> &DrawKey {
        &self.draw
    }
}
