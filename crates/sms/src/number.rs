//! Telephone numbers as people in France write them, read into E.164.

use std::{fmt, str::FromStr};

use kernel::{Explain, Message};

use crate::{countries, words::message};

/// What one may know of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// A mobile telephone of France or of one of its territories.
    Mobile,
    /// A fixed line there, or a number of a box (09): it gets no texts.
    Landline,
    /// Abroad, or a number of Saint-Pierre-et-Miquelon or Wallis-et-Futuna that does not tell: it may get texts.
    Untold,
}

/// A telephone number that a person may have, by its country code: `+33612345678`.
///
/// Short numbers and those with a price of their own (08 …) are none: nobody lives there.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Number(String);

/// A text is not a number, or not one that gets texts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberFault {
    /// Nothing.
    #[error("no number")]
    Empty,
    /// Letters, or signs that no number has.
    #[error("not only digits")]
    Letters,
    /// Too few digits.
    #[error("{0} digits are too few")]
    TooShort(usize),
    /// Too many digits.
    #[error("{0} digits are too many")]
    TooLong(usize),
    /// Ten digits that do not begin with 0, without a country code.
    #[error("neither a leading zero nor a country code")]
    NoZero,
    /// A number with a price of its own: 08 …
    #[error("a special number")]
    Special,
    /// A number of three to six digits.
    #[error("a short number")]
    Short,
    /// After + or 00 stands no country code.
    #[error("unknown country code")]
    UnknownCountry,
    /// After the country code stands a zero too many: nobody has such a number.
    #[error("no number begins so")]
    Unassigned,
    /// A number, but of a fixed line.
    #[error("a fixed line")]
    Landline,
}

impl Explain for NumberFault {
    fn message(&self) -> Message {
        match self {
            Self::Empty => message("number-empty"),
            Self::Letters => message("number-letters"),
            Self::TooShort(digits) => message("number-too-short").with("digits", *digits as u64),
            Self::TooLong(digits) => message("number-too-long").with("digits", *digits as u64),
            Self::NoZero => message("number-no-zero"),
            Self::Special => message("number-special"),
            Self::Short => message("number-short"),
            Self::UnknownCountry => message("number-unknown-country"),
            Self::Unassigned => message("number-unassigned"),
            Self::Landline => message("number-landline"),
        }
    }
}

/// Territories whose numbers are written with ten digits in France: what they begin with, and their country code.
const TERRITORIES: [(&str, &str); 15] = [
    ("590", "590"),
    ("690", "590"),
    ("691", "590"),
    ("594", "594"),
    ("694", "594"),
    ("596", "596"),
    ("696", "596"),
    ("697", "596"),
    ("262", "262"),
    ("263", "262"),
    ("269", "262"),
    ("639", "262"),
    ("692", "262"),
    ("693", "262"),
    ("708", "508"),
];

impl Number {
    /// Reads a number as it is written: `06 12 34 56 78`, `06.12…`, `+33 (0)6 …`, `0033 6 …`, `0690 …`, `+687 75 12 34`.
    ///
    /// Blanks, dots, dashes, slashes and brackets do not count. A mobile number whose first zero a spreadsheet ate is read, with or
    /// without 33 before it.
    ///
    /// # Errors
    ///
    /// [`NumberFault`], never `Landline`.
    pub fn read(text: &str) -> Result<Self, NumberFault> {
        let text = text.trim();
        let text = text.strip_prefix("tel:").unwrap_or(text);
        let (digits, is_international) = digits(text)?;
        if is_international {
            return Self::international(&digits);
        }
        if let Some(rest) = digits.strip_prefix("00") {
            return Self::international(rest);
        }
        match (digits.len(), digits.strip_prefix('0')) {
            (0, _) => Err(NumberFault::Empty),
            (10, Some(rest)) => Self::french(rest),
            (9, None) if digits.starts_with(['6', '7']) => Self::french(&digits),
            (11, None) if digits.starts_with("336") || digits.starts_with("337") => {
                Self::french(&digits[2..])
            }
            (3..=6, None) => Err(NumberFault::Short),
            (9 | 10, None) => Err(NumberFault::NoZero),
            (length, _) if length < 10 => Err(NumberFault::TooShort(length)),
            (length, _) => Err(NumberFault::TooLong(length)),
        }
    }

    /// Reads a number to which a text may be sent.
    ///
    /// # Errors
    ///
    /// [`NumberFault`]; `Landline` too.
    pub fn for_texts(text: &str) -> Result<Self, NumberFault> {
        let number = Self::read(text)?;
        if number.kind() == NumberKind::Landline { Err(NumberFault::Landline) } else { Ok(number) }
    }

    /// Nine digits after 0 or +33.
    fn french(rest: &str) -> Result<Self, NumberFault> {
        if rest.starts_with('8') {
            return Err(NumberFault::Special);
        }
        let code = TERRITORIES.iter().find(|it| rest.starts_with(it.0)).map_or("33", |it| it.1);
        Ok(Self(format!("+{code}{rest}")))
    }

    fn international(digits: &str) -> Result<Self, NumberFault> {
        if digits.is_empty() {
            return Err(NumberFault::Empty);
        }
        let code = countries::code(digits).ok_or(NumberFault::UnknownCountry)?;
        let mut rest = &digits[code.len()..];
        // "+33 (0)6 …" and "+590 0690 …" are often written; Italian numbers keep their zero.
        let has_trunk_zero = ["33", "262", "590", "594", "596", "508"].contains(&code);
        if has_trunk_zero {
            rest = rest.strip_prefix('0').unwrap_or(rest);
        }
        let (fewest, most) = countries::length(code);
        if rest.len() < fewest {
            return Err(NumberFault::TooShort(digits.len()));
        }
        if rest.len() > most {
            return Err(NumberFault::TooLong(digits.len()));
        }
        if has_trunk_zero && rest.starts_with('0') {
            return Err(NumberFault::Unassigned);
        }
        if code == "33" {
            return Self::french(rest);
        }
        if has_trunk_zero && code != "508" && rest.starts_with('8') {
            return Err(NumberFault::Special);
        }
        Ok(Self(format!("+{code}{rest}")))
    }

    /// As carriers and files take it: `+33612345678`.
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// As SMPP takes it, for an international number of the telephone plan (TON 1, NPI 1): `33612345678`.
    pub fn digits(&self) -> &str {
        &self.0[1..]
    }

    /// Its country code, and the digits after it.
    fn halves(&self) -> (&'static str, &str) {
        let digits = self.digits();
        // Whatever was read has a code.
        let code = countries::code(digits).unwrap_or_default();
        (code, &digits[code.len()..])
    }

    /// What it tells of itself.
    pub fn kind(&self) -> NumberKind {
        let (code, rest) = self.halves();
        let begins = |starts: &[&str]| starts.iter().any(|it| rest.starts_with(it));
        let is_mobile = match code {
            "33" | "590" | "594" | "596" | "262" => begins(&["6", "7"]),
            "687" => begins(&["5", "7", "8", "9"]) && !begins(&["88"]),
            "689" => begins(&["87", "88", "89"]),
            "508" if begins(&["708"]) => true,
            _ => return NumberKind::Untold,
        };
        if is_mobile { NumberKind::Mobile } else { NumberKind::Landline }
    }

    /// Whether it is surely a mobile telephone: one of France or of its territories.
    pub fn is_mobile(&self) -> bool {
        self.kind() == NumberKind::Mobile
    }

    /// Whether a text to it goes abroad, which carriers bill apart: it is not of France nor of one of its territories.
    pub fn is_abroad(&self) -> bool {
        let (code, _) = self.halves();
        !["33", "262", "508", "590", "594", "596", "681", "687", "689"].contains(&code)
    }

    /// As people read it, with no-break spaces: `06 12 34 56 78`, `0690 12 34 56`, `+687 75 12 34`, `+32 4 70 12 34 56`.
    pub fn shown(&self) -> String {
        let (code, rest) = self.halves();
        let (start, pairs) = match code {
            "33" => ("0".to_owned() + &rest[..1], &rest[1..]),
            "590" | "594" | "596" | "262" => (format!("0{}", &rest[..3]), &rest[3..]),
            _ => (format!("+{code}"), rest),
        };
        let mut shown = start;
        let odd = pairs.len() % 2;
        if odd == 1 {
            shown.push('\u{a0}');
            shown.push_str(&pairs[..1]);
        }
        for at in (odd..pairs.len()).step_by(2) {
            shown.push('\u{a0}');
            shown.push_str(&pairs[at..at + 2]);
        }
        shown
    }
}

impl FromStr for Number {
    type Err = NumberFault;

    fn from_str(text: &str) -> Result<Self, NumberFault> {
        Self::read(text)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[number hidden]")
    }
}

/// The digits of a text, and whether a plus stands before them.
fn digits(text: &str) -> Result<(String, bool), NumberFault> {
    let mut digits = String::new();
    let mut has_plus = false;
    for sign in text.chars() {
        match sign {
            '0'..='9' => digits.push(sign),
            '+' | '＋' if digits.is_empty() && !has_plus => has_plus = true,
            // Marks of direction come along when a number is copied from a page or an address book.
            '.'
            | '-'
            | '/'
            | '('
            | ')'
            | '_'
            | '−'
            | '·'
            | '\u{2010}'..='\u{2015}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}' => {}
            it if it.is_whitespace() => {}
            _ => return Err(NumberFault::Letters),
        }
    }
    Ok((digits, has_plus))
}

#[cfg(test)]
mod tests;
