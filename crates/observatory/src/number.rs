//! What [`site::Figures`] does not write: axis labels, sizes, the day of an instant, and values that may be missing.

use kernel::{Arg, Lang, Period, paris_date};
use site::{Figures, Unit};

use crate::words::word;

/// What stands where a figure is undefined: never 0.
pub const NONE: &str = "—";
/// No-break space.
const NBSP: char = '\u{a0}';

/// A value in its unit, or a dash.
pub fn or_none(lang: Lang, unit: Unit, value: Option<f64>) -> String {
    value.map_or_else(|| NONE.to_owned(), |it| Figures::new(lang).of(unit, it))
}

/// A whole number.
pub fn count(lang: Lang, value: u64) -> String {
    Figures::new(lang).count(value)
}

/// A whole number of a sentence: it chooses the plural where it is written without separators.
pub fn counted(lang: Lang, value: u64) -> Arg {
    if value < 1_000 { Arg::from(value) } else { count(lang, value).into() }
}

/// The Paris day of an instant (µs UTC), in words.
pub fn date_of(lang: Lang, at_us: i64) -> String {
    Figures::new(lang).date(paris_date(at_us))
}

/// A day, a week or a month, short, for an axis or a column: `9 mars`, `sem. 10 2025`, `mars 2025`.
pub fn short_period(lang: Lang, text: &str) -> String {
    match text.parse() {
        Ok(Period::Day(day)) => {
            format!("{}{NBSP}{}", day.day(), word(lang, &format!("short-month-{}", day.month())))
        }
        Ok(Period::Week(monday)) => {
            let week = monday.iso_week_date();
            format!("{}{NBSP}{} {}", word(lang, "short-week"), week.week(), week.year())
        }
        Ok(Period::Month(first)) => {
            format!("{}{NBSP}{}", word(lang, &format!("short-month-{}", first.month())), first.year())
        }
        Err(_) => text.to_owned(),
    }
}

/// A size in bytes, in powers of 1 000: `2,1 Go` or `2.1 GB`.
#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
pub fn bytes(lang: Lang, count: u64) -> String {
    let (unit, scale) = match count {
        0..1_000 => return format!("{count}{NBSP}{}", word(lang, "unit-byte")),
        1_000..1_000_000 => ("unit-kilobyte", 1e3),
        1_000_000..1_000_000_000 => ("unit-megabyte", 1e6),
        _ => ("unit-gigabyte", 1e9),
    };
    format!("{}{NBSP}{}", Figures::new(lang).number(count as f64 / scale, 1), word(lang, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_and_sizes_are_short() {
        assert_eq!(short_period(Lang::Fr, "2025-03"), "mars\u{a0}2025");
        assert_eq!(short_period(Lang::En, "2025-W10"), "w.\u{a0}10 2025");
        assert_eq!(short_period(Lang::Fr, "elsewhere"), "elsewhere");
        assert_eq!(bytes(Lang::Fr, 2_130_000_000), "2,1\u{a0}Go");
        assert_eq!(or_none(Lang::Fr, Unit::Share, None), NONE);
    }
}
