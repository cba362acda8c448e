//! Durations, amounts and marks as sources write them.

use kernel::Euro;
use serde::{Deserialize, Serialize};

use super::reject::Reason;

/// What a bare number of a duration counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Seconds.
    #[default]
    S,
    /// Minutes.
    Min,
    /// Hours.
    H,
}

impl Unit {
    /// All, from the smallest.
    pub const ALL: [Self; 4] = [Self::Ms, Self::S, Self::Min, Self::H];

    /// Its name in mappings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ms => "ms",
            Self::S => "s",
            Self::Min => "min",
            Self::H => "h",
        }
    }

    const fn milliseconds(self) -> u64 {
        match self {
            Self::Ms => 1,
            Self::S => 1_000,
            Self::Min => 60_000,
            Self::H => 3_600_000,
        }
    }
}

/// Whole seconds of `75`, `75.4`, `75 s`, `1:15`, `0:01:15`, `1 min 15`, `1h02`. A bare number counts the unit of its column. Parts of a
/// second are rounded.
pub(super) fn seconds(text: &str, unit: Unit) -> Result<u32, Reason> {
    let bytes = text.as_bytes();
    let is_small = !bytes.is_empty() && bytes.len() <= 9;
    if unit == Unit::S && is_small && bytes.iter().all(u8::is_ascii_digit) {
        return Ok(bytes.iter().fold(0, |sum, it| sum * 10 + u32::from(it - b'0')));
    }
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let is_bare = || text.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b','));
    let seconds = if text.contains(':') {
        clock(text)
    } else if unit != Unit::S && is_bare() {
        counted(text, unit)
    } else {
        spelled(text)
    };
    let seconds = seconds.ok_or(Reason::BadDuration)?;
    match (negative, u32::try_from(seconds)) {
        (true, Ok(1..)) => Err(Reason::NegativeDuration),
        (_, Ok(seconds)) => Ok(seconds),
        (_, Err(_)) => Err(Reason::BadDuration),
    }
}

/// `3`, `3,5` of a unit. Beyond the thousandth of a unit, digits are left out.
fn counted(text: &str, unit: Unit) -> Option<u64> {
    let (number, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let digits = fraction.bytes().chain([b'0'; 3]).take(3);
    let thousandths = digits.fold(0, |sum, it| sum * 10 + u64::from(it - b'0'));
    let milliseconds =
        whole(number)?.checked_mul(unit.milliseconds())? + thousandths * unit.milliseconds() / 1_000;
    Some((milliseconds + 500) / 1_000)
}

/// `mm:ss`, `hh:mm:ss`, `d:hh:mm:ss` or `hh:mm:ss.fff`.
fn clock(text: &str) -> Option<u64> {
    /// How many of a part make the one before it; the last part first.
    const SIZES: [u64; 3] = [60, 60, 24];
    let parts: Vec<&str> = text.split(':').collect();
    let (last, first) = parts.split_last()?;
    if first.len() > SIZES.len() {
        return None;
    }
    let mut total = 0_u64;
    for (place, part) in first.iter().enumerate() {
        let value = whole(part)?;
        let below = first.len() - 1 - place;
        // The leading part may be as large as it likes: "90:00" is an hour and a half.
        if place > 0 && value >= SIZES[below + 1] {
            return None;
        }
        total = total.checked_add(value)?.checked_mul(SIZES[below])?;
    }
    let seconds = decimal(last)?;
    (seconds < 60).then(|| total.checked_add(seconds))?
}

/// `75`, `75,4`, `75 s`, `3 min`, `1 min 15 s`, `1h02`, `2 h`.
fn spelled(text: &str) -> Option<u64> {
    let mut total = 0_u64;
    let mut rest = text.trim();
    let mut unit_before = u64::MAX;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end =
            rest.find(|it: char| !it.is_ascii_digit() && !matches!(it, '.' | ',')).unwrap_or(rest.len());
        let (number, tail) = rest.split_at(end);
        let tail = tail.trim_start();
        let end = tail.find(|it: char| !it.is_alphabetic()).unwrap_or(tail.len());
        let (word, tail) = tail.split_at(end);
        let unit = match word {
            "h" | "H" | "heure" | "heures" | "hour" | "hours" => 3_600,
            "m" | "mn" | "min" | "minute" | "minutes" => 60,
            // "1h02", "1 min 15": the last number counts the next smaller unit.
            "" if unit_before == 3_600 => 60,
            "" | "s" | "sec" | "seconde" | "secondes" | "second" | "seconds" => 1,
            _ => return None,
        };
        if unit >= unit_before {
            return None;
        }
        let value = if unit == 1 { decimal(number)? } else { whole(number)? };
        total = total.checked_add(value.checked_mul(unit)?)?;
        unit_before = unit;
        rest = tail.trim_start();
    }
    Some(total)
}

fn whole(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.len() <= 12 && text.bytes().all(|it| it.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// A number, rounded to a whole one.
fn decimal(text: &str) -> Option<u64> {
    let (number, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    Some(whole(number)? + u64::from(fraction.as_bytes()[0] >= b'5'))
}

/// A mark from 1 to 5: `4`, `4.0`, `4,0`, `4/5`.
pub(super) fn satisfaction(text: &str) -> Result<u8, Reason> {
    if let [digit @ b'1'..=b'5'] = text.as_bytes() {
        return Ok(digit - b'0');
    }
    let mark = text.strip_suffix("/5").unwrap_or(text).trim_end();
    let mark = mark
        .split_once(['.', ','])
        .map_or(mark, |(whole, zeros)| if zeros.bytes().all(|it| it == b'0') { whole } else { "" });
    match mark.as_bytes() {
        [digit @ b'1'..=b'5'] => Ok(digit - b'0'),
        _ => Err(Reason::Satisfaction),
    }
}

/// Euros: `12.5`, `12,50`, `1 234,50 €`. More than four decimals are rounded. Where the decimal mark is known, the other
/// one parts thousands. No contact costs less than nothing.
pub(super) fn cost(text: &str, decimal: Option<char>) -> Result<i64, Reason> {
    let amount = match decimal {
        Some(',') if text.contains('.') => amount(&text.replace('.', "")),
        Some('.') if text.contains(',') => amount(&text.replace(',', "")),
        _ => amount(text),
    }?;
    if amount < 0 { Err(Reason::NegativeCost) } else { Ok(amount) }
}

fn amount(text: &str) -> Result<i64, Reason> {
    if let Ok(amount) = text.parse::<Euro>() {
        return Ok(amount.0);
    }
    let bare: String = text
        .trim_end_matches("EUR")
        .chars()
        .filter(|it| !matches!(it, ' ' | '\u{a0}' | '\u{202f}' | '€'))
        .collect();
    if let Some((whole, fraction)) = bare.split_once(['.', ','])
        && fraction.len() > 4
        && fraction.bytes().all(|it| it.is_ascii_digit())
    {
        let exact: Euro = format!("{whole}.{}", &fraction[..4]).parse().map_err(|_| Reason::BadCost)?;
        let step = i64::from(fraction.as_bytes()[4] >= b'5');
        return Ok(exact.0 + if whole.starts_with('-') { -step } else { step });
    }
    bare.parse::<Euro>().map(|it| it.0).map_err(|_| Reason::BadCost)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn durations_read_in_all_their_forms() {
        for (text, expected) in [
            ("75", 75),
            ("0", 0),
            ("75.4", 75),
            ("75,5", 76),
            ("75 s", 75),
            ("1:15", 75),
            ("01:15", 75),
            ("90:00", 5_400),
            ("0:01:15", 75),
            ("1:00:00:00", 86_400),
            ("00:01:15.200", 75),
            ("1 min 15", 75),
            ("1 min 15 s", 75),
            ("1h02", 3_720),
            ("2 h", 7_200),
            ("-0", 0),
        ] {
            assert_eq!(seconds(text, Unit::S), Ok(expected), "{text}");
        }
        for (text, unit, expected) in [
            ("3", Unit::Min, 180),
            ("3,5", Unit::Min, 210),
            ("0.25", Unit::H, 900),
            ("74600", Unit::Ms, 75),
            // What says its own unit keeps it.
            ("1:15", Unit::Min, 75),
            ("75 s", Unit::Min, 75),
        ] {
            assert_eq!(seconds(text, unit), Ok(expected), "{text} {unit:?}");
        }
        assert_eq!(seconds("-3", Unit::Min), Err(Reason::NegativeDuration));
        assert_eq!(seconds("3,", Unit::Min), Err(Reason::BadDuration));
        for text in ["-5", "-1:15", "− 5"] {
            assert_eq!(seconds(text, Unit::S), Err(Reason::NegativeDuration), "{text}");
        }
        for text in ["", "abc", "1:75", "1:2:3:4:5", "5 s 3 h", "99999999999", "1:", ":1", "1h2h"] {
            assert_eq!(seconds(text, Unit::S), Err(Reason::BadDuration), "{text}");
        }
    }

    #[test]
    fn marks_go_from_one_to_five() {
        for (text, expected) in [("1", 1), ("5", 5), ("4.0", 4), ("3,0", 3), ("2/5", 2), ("2 /5", 2)] {
            assert_eq!(satisfaction(text), Ok(expected), "{text}");
        }
        for text in ["0", "6", "4.5", "", "-1", "10", "x"] {
            assert_eq!(satisfaction(text), Err(Reason::Satisfaction), "{text}");
        }
    }

    #[test]
    fn amounts_read_with_their_spaces() {
        for (text, expected) in
            [("12.5", 125_000), ("12,50 €", 125_000), ("1 234,50", 12_345_000), ("0.00005", 1)]
        {
            assert_eq!(cost(text, None), Ok(expected), "{text}");
        }
        assert_eq!(cost("-3", None), Err(Reason::NegativeCost));
        assert_eq!(cost("cher", None), Err(Reason::BadCost));
        assert_eq!(cost("1.234,50", Some(',')), Ok(12_345_000));
        assert_eq!(cost("1,234.50", Some('.')), Ok(12_345_000));
    }

    proptest! {
        #[test]
        fn any_number_of_seconds_reads_back_in_each_form(value in 0_u32..1_000_000) {
            prop_assert_eq!(seconds(&value.to_string(), Unit::S), Ok(value));
            prop_assert_eq!(seconds(&format!("{}:{:02}", value / 60, value % 60), Unit::S), Ok(value));
            prop_assert_eq!(seconds(&format!("{}:{:02}:{:02}", value / 3_600, value / 60 % 60, value % 60), Unit::S), Ok(value));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,20}|[0-9:.,hms -]{0,20}") {
            let _read = (seconds(&text, Unit::S), seconds(&text, Unit::H), satisfaction(&text), cost(&text, None));
        }
    }
}
