//! How carriers count a text, and how a text is made to cost less.

use kernel::Euro;
use unicode_normalization::UnicodeNormalization as _;

use crate::alphabet::{Written, written};

/// How a text is written for carriers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// The default alphabet of GSM: 160 septets a message, 153 in each part of a longer one.
    Gsm7,
    /// UCS-2, as soon as one sign is not in the default alphabet: 70 units of UTF-16, 67 in each part of a longer one.
    Ucs2,
}

impl Encoding {
    /// The encoding that a text takes.
    pub fn of(text: &str) -> Self {
        if text.chars().all(|it| written(it).is_some()) { Self::Gsm7 } else { Self::Ucs2 }
    }

    /// How many units a message holds that stands alone.
    pub const fn alone(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// How many units each part of a longer message holds.
    pub const fn in_part(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }

    /// How many units a sign takes; signs that the alphabet lacks do not stand in texts of [`Self::Gsm7`].
    fn units(self, sign: char) -> usize {
        match self {
            Self::Gsm7 => written(sign).map_or(1, Written::septets),
            Self::Ucs2 => sign.len_utf16(),
        }
    }
}

/// What a text amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// How it is written.
    pub encoding: Encoding,
    /// Its length: septets, or units of UTF-16.
    pub units: usize,
    /// How many messages it is billed as; none for an empty text.
    pub segments: usize,
    /// How many units are free in the last segment.
    pub left_in_segment: usize,
    /// The signs that force UCS-2, each once, in the order of the text; empty with [`Encoding::Gsm7`].
    pub culprits: Vec<char>,
}

/// Counts a text as carriers do.
///
/// A sign of two units is never cut: it moves to the next segment whole, and the unit that it leaves stays empty.
pub fn count(text: &str) -> Counted {
    let mut culprits = Vec::new();
    for sign in text.chars().filter(|it| written(*it).is_none()) {
        if !culprits.contains(&sign) {
            culprits.push(sign);
        }
    }
    let encoding = if culprits.is_empty() { Encoding::Gsm7 } else { Encoding::Ucs2 };
    let units = text.chars().map(|it| encoding.units(it)).sum();
    let (segments, left_in_segment) = if text.is_empty() {
        (0, encoding.alone())
    } else if units <= encoding.alone() {
        (1, encoding.alone() - units)
    } else {
        let (mut segments, mut left) = (1, encoding.in_part());
        for taken in text.chars().map(|it| encoding.units(it)) {
            if taken > left {
                segments += 1;
                left = encoding.in_part();
            }
            left -= taken;
        }
        (segments, left)
    };
    Counted { encoding, units, segments, left_in_segment, culprits }
}

/// The pieces of a text that go into its segments, in order; none for an empty text.
pub(crate) fn cut(text: &str) -> (Encoding, Vec<&str>) {
    let encoding = Encoding::of(text);
    let units: usize = text.chars().map(|it| encoding.units(it)).sum();
    if units <= encoding.alone() {
        return (encoding, if text.is_empty() { Vec::new() } else { vec![text] });
    }
    let mut pieces = Vec::new();
    let (mut start, mut left) = (0, encoding.in_part());
    for (at, sign) in text.char_indices() {
        let taken = encoding.units(sign);
        if taken > left {
            pieces.push(&text[start..at]);
            start = at;
            left = encoding.in_part();
        }
        left -= taken;
    }
    pieces.push(&text[start..]);
    (encoding, pieces)
}

/// What so many segments cost at a price each.
pub fn price(segments: usize, segment_price: Euro) -> Euro {
    let segments = i64::try_from(segments).unwrap_or(i64::MAX);
    Euro(segment_price.0.saturating_mul(segments))
}

/// The same text with the signs of print replaced by those of the default alphabet: apostrophes, quotation marks with the no-break
/// spaces within them, dashes, dots, blanks, line ends.
///
/// No letter changes: "ê" and "ç" stay, and with them UCS-2. Letters that were written in two signs (an accent after its letter) are
/// written in one.
pub fn spare(text: &str) -> String {
    let composed: String = text.nfc().collect();
    let mut spared = String::with_capacity(composed.len());
    let mut signs = composed.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '’' | '‘' | '‚' | '‛' | 'ʼ' | '′' | '‹' | '›' | '`' | '´' => spared.push('\''),
            '“' | '”' | '„' | '‟' | '″' | '»' => spared.push('"'),
            '«' => {
                while signs.next_if(|it| is_no_break(*it)).is_some() {}
                spared.push('"');
            }
            '\u{2010}'..='\u{2015}' | '−' | '•' | '‣' | '·' => spared.push('-'),
            '…' => spared.push_str("..."),
            '\t' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => spared.push(' '),
            it if is_no_break(it) => {
                // Those before a closing mark go with it.
                if signs.peek() != Some(&'»') {
                    spared.push(' ');
                }
            }
            '\r' => {
                signs.next_if_eq(&'\n');
                spared.push('\n');
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' => spared.push('\n'),
            // Signs without width that only tell where a line may break.
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
            it => spared.push(it),
        }
    }
    // An accent may have met its letter only now.
    spared.nfc().collect()
}

fn is_no_break(sign: char) -> bool {
    matches!(sign, '\u{a0}' | '\u{202f}')
}

#[cfg(test)]
mod tests;
