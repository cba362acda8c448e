//! The words of a column: each distinct text is judged once, then known by a number.

use std::{fmt::Display, sync::Arc};

use arrow::{
    array::{ArrayRef, DictionaryArray, Int32Array, StringArray},
    datatypes::Int32Type,
};
use hashbrown::HashMap;

use super::{ImportError, SinkError, reject::Reason};

/// Above this, a column is no column of words: it is forgotten and begun again.
const WORDS_MAX: usize = 100_000;
/// The number of *nothing*.
pub(super) const NOTHING: i32 = -1;

/// The words of one column, as one thread has met them.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    known: HashMap<Box<str>, Result<i32, Box<Reason>>>,
    codes: HashMap<Box<str>, i32>,
    words: Vec<Box<str>>,
    array: Option<Arc<StringArray>>,
}

impl Lexicon {
    /// The number of the word that `judge` finds in a text, which it is asked once a text.
    pub(super) fn number(
        &mut self,
        text: &str,
        judge: impl FnOnce(&str) -> Result<Option<String>, Reason>,
    ) -> Result<i32, Reason> {
        if let Some(known) = self.known.get(text) {
            return known.as_ref().map(|it| *it).map_err(|it| it.as_ref().clone());
        }
        let judged = judge(text).map(|word| word.map_or(NOTHING, |it| self.code(&it)));
        if self.known.len() < 2 * WORDS_MAX {
            self.known.insert(text.into(), judged.clone().map_err(Box::new));
        }
        judged
    }

    fn code(&mut self, word: &str) -> i32 {
        if let Some(code) = self.codes.get(word) {
            return *code;
        }
        let code = i32::try_from(self.words.len()).expect("a batch has fewer than 2^31 words");
        self.codes.insert(word.into(), code);
        self.words.push(word.into());
        self.array = None;
        code
    }

    /// The column of a batch, from the numbers of its rows.
    pub(super) fn column(&mut self, numbers: Vec<i32>) -> Result<ArrayRef, ImportError> {
        let words = self.array.get_or_insert_with(|| Arc::new(StringArray::from_iter_values(&self.words)));
        let keys = if numbers.iter().all(|it| *it != NOTHING) {
            Int32Array::from(numbers)
        } else {
            numbers.into_iter().map(|it| (it != NOTHING).then_some(it)).collect()
        };
        let words = Arc::clone(words);
        let column = DictionaryArray::<Int32Type>::try_new(keys, words).map_err(|it| unfit(&it))?;
        if self.words.len() > WORDS_MAX {
            *self = Self::default();
        }
        Ok(Arc::new(column))
    }
}

/// A batch that Arrow does not take: no input leads there.
pub(super) fn unfit(error: &impl Display) -> ImportError {
    ImportError::Sink(SinkError::Other(error.to_string()))
}
