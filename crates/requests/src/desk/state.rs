//! What the desk asks of the rest of the product.

use std::{fmt, sync::Arc};

use mail::Keys;

use crate::{Files, better_way::BetterWays, elsewhere::Elsewhere, rules::DrawKey};

/// The desk's state. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    files: Arc<dyn Files>,
    keys: Arc<Keys>,
    draw: DrawKey,
    elsewhere: Option<Arc<dyn Elsewhere>>,
    better_ways: Option<Arc<dyn BetterWays>>,
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
        Self { files, keys, draw, elsewhere: None, better_ways: None }
    }

    /// The same, with what else in the product keeps something of people.
    #[must_use]
    pub fn with_elsewhere(self, elsewhere: Option<Arc<dyn Elsewhere>>) -> Self {
        Self { elsewhere, ..self }
    }

    /// The same, with what knows how often other ways settle a matter.
    #[must_use]
    pub fn with_better_ways(self, better_ways: Option<Arc<dyn BetterWays>>) -> Self {
        Self { better_ways, ..self }
    }

    pub(super) fn better_ways(&self) -> Option<&dyn BetterWays> {
        self.better_ways.as_deref()
    }

    pub(super) fn elsewhere(&self) -> Option<&dyn Elsewhere> {
        self.elsewhere.as_deref()
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
