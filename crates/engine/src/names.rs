//! What the workers share: numbers for texts and for cells.
//!
//! A number stands for the same text in every bucket and thread. Which number it is depends on who came first, so
//! nothing that is printed may depend on its size.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashbrown::HashMap;

/// The columns of free texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextColumn {
    Reason,
    LifeEvent,
    Cause,
    Site,
    Status,
}

const TEXT_COLUMNS: usize = 5;

/// Texts and their numbers, from 1; 0 is *none*.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    texts: Vec<Arc<str>>,
    codes: HashMap<Arc<str>, u32>,
}

impl Interner {
    pub(crate) fn code(&mut self, text: &str) -> u32 {
        if let Some(code) = self.codes.get(text) {
            return *code;
        }
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        let code = narrow(self.texts.len());
        self.codes.insert(text, code);
        code
    }

    /// `None` for 0.
    pub(crate) fn text(&self, code: u32) -> Option<&Arc<str>> {
        self.texts.get((code as usize).checked_sub(1)?)
    }
}

/// The cells of one lens: their values as numbers.
#[derive(Debug, Default)]
pub(crate) struct CellRegistry {
    keys: Vec<Box<[u32]>>,
    ids: HashMap<Box<[u32]>, u32>,
}

impl CellRegistry {
    pub(crate) fn id(&mut self, key: &[u32]) -> u32 {
        if let Some(id) = self.ids.get(key) {
            return *id;
        }
        let id = narrow(self.keys.len());
        self.keys.push(key.into());
        self.ids.insert(key.into(), id);
        id
    }

    /// The cell of these values, if it was met.
    pub(crate) fn find(&self, key: &[u32]) -> Option<u32> {
        self.ids.get(key).copied()
    }

    pub(crate) fn key(&self, id: u32) -> &[u32] {
        &self.keys[id as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }
}

/// All that the workers number together.
#[derive(Debug)]
pub(crate) struct Names {
    texts: [Mutex<Interner>; TEXT_COLUMNS],
    cells: Vec<Mutex<CellRegistry>>,
}

impl Names {
    pub(crate) fn new(lenses: usize) -> Self {
        Self {
            texts: std::array::from_fn(|_| Mutex::default()),
            cells: (0..lenses).map(|_| Mutex::default()).collect(),
        }
    }

    pub(crate) fn texts(&self, column: TextColumn) -> MutexGuard<'_, Interner> {
        held(&self.texts[column as usize])
    }

    pub(crate) fn cells(&self, lens: usize) -> MutexGuard<'_, CellRegistry> {
        held(&self.cells[lens])
    }

    /// The text of a number; `None` for 0.
    pub(crate) fn text(&self, column: TextColumn, code: u32) -> Option<Arc<str>> {
        self.texts(column).text(code).cloned()
    }
}

/// Locks; a panic of another worker is reported by whoever joins it, not here.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A count of things in memory as a code.
pub(crate) fn narrow(count: usize) -> u32 {
    u32::try_from(count).expect("a bucket and its texts are far fewer than 2^32: checked when it is loaded")
}
