//! What the desk asks of the rest of the product.

use std::{fmt, future::Future, io, pin::Pin, sync::Arc};

use mail::Keys;

use crate::rules::DrawKey;

/// What is there later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where files are kept, by the key of their content ([`mail::ContentKey`]).
pub trait Files: Send + Sync {
    /// The bytes of a key; `None`: there are none.
    fn bytes<'a>(&'a self, content_key: &'a str) -> Later<'a, io::Result<Option<Vec<u8>>>>;
    /// Keeps bytes on the disk, and gives their key.
    fn keep(&self, bytes: Vec<u8>) -> Later<'_, io::Result<String>>;
}

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
