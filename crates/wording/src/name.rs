//! What a place is called: a word of a closed list, or any name of a system that gives values.

use std::{borrow::Borrow, fmt, str::FromStr};

use kernel::Lang;

use crate::template::Wrong;

/// The most letters of an unknown name that a fault repeats.
const SHOWN_CHARS_MAX: usize = 40;

/// What a template may place: a closed list is an enum that says its words, an open one is [`Name`].
pub trait Place: Clone + Ord {
    /// What a word of a template means; `None`: nothing.
    fn named(word: &str) -> Option<Self>;

    /// Its word in templates, for people who write in this language.
    fn word(&self, lang: Lang) -> &str;

    /// What to say of a word that means nothing.
    fn unknown(word: &str) -> Wrong {
        Wrong::Unknown(short(word))
    }
}

/// The beginning of what somebody typed.
pub(crate) fn short(typed: &str) -> String {
    typed.chars().take(SHOWN_CHARS_MAX).collect()
}

/// A name of an open list: 1 to 40 signs among `a` to `z`, `0` to `9` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(String);

/// A text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name is 1 to {} signs among a-z, 0-9 and _", Name::CHARS_MAX)]
pub struct NameError;

impl Name {
    /// The most signs of a name.
    pub const CHARS_MAX: usize = 40;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let is_of_name = |it: u8| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'_');
        let is_name = (1..=Self::CHARS_MAX).contains(&text.len()) && text.bytes().all(is_of_name);
        if is_name { Ok(Self(text.to_owned())) } else { Err(NameError) }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Place for Name {
    fn named(word: &str) -> Option<Self> {
        word.parse().ok()
    }

    fn word(&self, _lang: Lang) -> &str {
        &self.0
    }

    fn unknown(word: &str) -> Wrong {
        Wrong::NotAName(short(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_plain() {
        for good in ["a", "date_rdv", "ligne_2", "2", &"a".repeat(40)] {
            assert_eq!(good.parse::<Name>().unwrap().as_str(), good);
        }
        for bad in ["", "Date", "prénom", "a b", "a-b", "{a", &"a".repeat(41)] {
            assert_eq!(bad.parse::<Name>(), Err(NameError), "{bad}");
        }
    }
}
