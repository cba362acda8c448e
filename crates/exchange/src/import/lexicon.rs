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

/// Places for short texts that were met lately: a power of two.
const RECENT: usize = 512;

/// The words of one column, as one thread has met them.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    recent: Vec<Recent>,
    known: HashMap<Box<str>, Result<i32, Box<Reason>>>,
    codes: HashMap<Box<str>, i32>,
    words: Vec<Box<str>>,
    array: Option<Arc<StringArray>>,
}

/// A text of up to sixteen bytes that means a word: found again without a call, as most cells are.
#[derive(Debug, Clone, Copy, Default)]
struct Recent {
    text: Option<Short>,
    number: i32,
}

/// A short text: its first and last bytes, which overlap if need be, and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Short(u64, u64, usize);

impl Short {
    fn of(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let eight = |it: &[u8; 8]| u64::from_le_bytes(*it);
        let four = |it: &[u8; 4]| u64::from(u32::from_le_bytes(*it));
        let (head, tail) = match bytes.len() {
            0 => (0, 0),
            length @ 1..=3 => {
                (u64::from(bytes[0]) << 8 | u64::from(bytes[length / 2]), u64::from(bytes[length - 1]))
            }
            4..=7 => (four(bytes.first_chunk()?), four(bytes.last_chunk()?)),
            8..=16 => (eight(bytes.first_chunk()?), eight(bytes.last_chunk()?)),
            _ => return None,
        };
        Some(Self(head, tail, bytes.len()))
    }

    fn place(self) -> usize {
        let mixed = (self.0 ^ self.1.rotate_left(23) ^ self.2 as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 55) as usize % RECENT
    }
}

impl Lexicon {
    /// The number of the word that `judge` finds in a text, which it is asked once a text.
    pub(super) fn number(
        &mut self,
        text: &str,
        judge: impl FnOnce(&str) -> Result<Option<String>, Reason>,
    ) -> Result<i32, Reason> {
        let Some(short) = Short::of(text) else { return self.judged(text, judge) };
        let place = short.place();
        match self.recent.get(place) {
            Some(recent) if recent.text == Some(short) => return Ok(recent.number),
            Some(_) => {}
            None => self.recent = vec![Recent::default(); RECENT],
        }
        let number = self.judged(text, judge)?;
        self.recent[place] = Recent { text: Some(short), number };
        Ok(number)
    }

    fn judged(
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_judged_once_and_a_fault_each_time() {
        let mut lexicon = Lexicon::default();
        let asked = std::cell::Cell::new(0);
        let number = |lexicon: &mut Lexicon, text: &str| {
            lexicon.number(text, |it| {
                asked.set(asked.get() + 1);
                if it == "bad" { Err(Reason::Empty) } else { Ok(Some(it.to_uppercase())) }
            })
        };
        for text in ["phone", "email", "phone", "a text of more than sixteen bytes", "PHONE"] {
            number(&mut lexicon, text).unwrap();
        }
        assert_eq!(number(&mut lexicon, "phone"), number(&mut lexicon, "PHONE"));
        assert_eq!(number(&mut lexicon, "bad"), number(&mut lexicon, "bad"));
        assert_eq!(asked.get(), 5);
    }

    proptest! {
        #[test]
        fn short_texts_are_told_apart(left in "[abé]{0,9}", right in "[abé]{0,9}") {
            if let (Some(one), Some(other)) = (Short::of(&left), Short::of(&right)) {
                prop_assert_eq!(one == other, left == right);
            }
        }
    }
}
