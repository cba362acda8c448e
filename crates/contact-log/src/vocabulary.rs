//! The words of an import: each distinct text of a column gets a small number, the same for all its rows.

use std::{
    cmp::Ordering,
    sync::{Arc, PoisonError, RwLock},
};

use arrow::array::StringArray;
use hashbrown::HashMap;

/// A column of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Channel,
    Direction,
    Reason,
    LifeEvent,
    Cause,
    Outcome,
    Site,
    Status,
}

const COLUMNS: usize = 8;

#[derive(Debug, Default)]
struct Lexicon {
    codes: HashMap<Arc<str>, u32>,
    words: Vec<Arc<str>>,
    /// The words as an Arrow array, as long as no word was added since.
    array: Option<Arc<StringArray>>,
}

/// All words of an import or of a compaction.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary([RwLock<Lexicon>; COLUMNS]);

impl Vocabulary {
    /// The number of a word, a new one if it was never seen.
    pub(crate) fn code(&self, column: Column, word: &str) -> u32 {
        let lock = &self.0[column as usize];
        if let Some(code) = lock.read().unwrap_or_else(PoisonError::into_inner).codes.get(word) {
            return *code;
        }
        let mut lexicon = lock.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(code) = lexicon.codes.get(word) {
            return *code;
        }
        let code = u32::try_from(lexicon.words.len()).expect("an import has fewer than 2^32 words");
        let word: Arc<str> = word.into();
        lexicon.words.push(Arc::clone(&word));
        lexicon.codes.insert(word, code);
        lexicon.array = None;
        code
    }

    /// The word of a number.
    pub(crate) fn word(&self, column: Column, code: u32) -> Arc<str> {
        let lexicon = self.0[column as usize].read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&lexicon.words[code as usize])
    }

    /// Compares two words by their texts.
    pub(crate) fn compare(&self, column: Column, left: u32, right: u32) -> Ordering {
        if left == right {
            return Ordering::Equal;
        }
        let lexicon = self.0[column as usize].read().unwrap_or_else(PoisonError::into_inner);
        lexicon.words[left as usize].cmp(&lexicon.words[right as usize])
    }

    /// The words so far: number n stands at place n.
    pub(crate) fn array(&self, column: Column) -> Arc<StringArray> {
        let lock = &self.0[column as usize];
        if let Some(array) = &lock.read().unwrap_or_else(PoisonError::into_inner).array {
            return Arc::clone(array);
        }
        let mut lexicon = lock.write().unwrap_or_else(PoisonError::into_inner);
        let array = Arc::new(StringArray::from_iter_values(&lexicon.words));
        lexicon.array = Some(Arc::clone(&array));
        array
    }
}
