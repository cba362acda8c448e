//! Words and their numbers. A text is copied once, when it is new.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable, hash_table::Entry};

use super::Column;

/// The words of a column, numbered as they come.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) codes: Vec<u32>,
    names: Vec<String>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Words {
    /// The number of a word.
    pub(super) fn number(&mut self, word: &str) -> u32 {
        let Self { names, numbers, hasher, .. } = self;
        let hash = hasher.hash_one(word);
        let is_it = |it: &u32| names[*it as usize] == word;
        let rehash = |it: &u32| hasher.hash_one(names[*it as usize].as_str());
        match numbers.entry(hash, is_it, rehash) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(entry) => {
                let number = u32::try_from(names.len()).expect("a table has fewer than 2^32 rows");
                entry.insert(number);
                names.push(word.to_owned());
                number
            }
        }
    }

    /// Appends a row; an empty word is none.
    pub(super) fn push(&mut self, word: &str) {
        let code = if word.is_empty() { Column::NO_WORD } else { self.number(word) };
        self.codes.push(code);
    }

    /// Appends the rows of another column.
    pub(super) fn append(&mut self, other: &Self) {
        if self.codes.is_empty() && self.names.is_empty() {
            self.codes.reserve(other.codes.len());
        }
        let number_of: Vec<u32> = other.names.iter().map(|it| self.number(it)).collect();
        let of = |code: &u32| number_of.get(*code as usize).copied().unwrap_or(Column::NO_WORD);
        self.codes.extend(other.codes.iter().map(of));
    }

    /// The column. Where rows were refused, their words are forgotten: `is_whole` says that none was.
    pub(super) fn finish(self, is_whole: bool) -> Column {
        let Self { mut codes, mut names, .. } = self;
        if is_whole {
            return Column::Words { codes, names };
        }
        let mut new_of = vec![Column::NO_WORD; names.len()];
        let mut kept = Vec::new();
        for code in codes.iter_mut().filter(|it| **it != Column::NO_WORD) {
            let place = *code as usize;
            if new_of[place] == Column::NO_WORD {
                new_of[place] = u32::try_from(kept.len()).expect("fewer than before");
                kept.push(std::mem::take(&mut names[place]));
            }
            *code = new_of[place];
        }
        Column::Words { codes, names: kept }
    }
}
