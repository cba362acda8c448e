//! Numbers, amounts, dates and durations as people of a language write them.
//!
//! French groups thousands by a narrow no-break space (U+202F) and has a comma; English has a comma and a point.
//! Our own few functions, checked by tests: the general library for this takes longer to build than this whole crate.

use jiff::{Timestamp, Zoned, civil, tz::TimeZone};
use kernel::{Euro, Lang, Period, paris_offset_s};

use crate::WORDS;

/// Narrow no-break space.
const NARROW: char = '\u{202f}';
/// No-break space.
const NO_BREAK: char = '\u{a0}';

/// A cent, in the parts that amounts are counted in.
const CENT: i64 = Euro::SCALE / 100;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Whole things.
    #[default]
    Count,
    /// A number with two decimals, such as contacts per request.
    Ratio,
    /// A share between 0 and 1, shown as a percentage.
    Share,
    /// Euros.
    Euro,
    /// Seconds, shown as minutes and hours.
    Seconds,
}

/// Writes figures in one language.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    lang: Lang,
}

impl Figures {
    /// In this language.
    pub const fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// A whole number: `12 345`.
    pub fn count(self, number: impl TryInto<i128>) -> String {
        number.try_into().map_or_else(|_| "—".to_owned(), |it| self.grouped(&it.to_string(), ""))
    }

    /// A number with so many decimals: `1 234,50`.
    pub fn number(self, number: f64, decimals: usize) -> String {
        if !number.is_finite() {
            return "—".to_owned();
        }
        let plain = format!("{number:.decimals$}");
        // -0,0 is 0,0.
        let plain = if plain.bytes().all(|it| matches!(it, b'-' | b'0' | b'.')) {
            plain.replace('-', "")
        } else {
            plain
        };
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        self.grouped(whole, fraction)
    }

    /// A number with a suffix when it is large, for the axes of charts: `1,2 M`.
    pub fn short(self, number: f64) -> String {
        let (scaled, suffix) = match number.abs() {
            it if it >= 1e9 => (number / 1e9, self.pick("Md", "B")),
            it if it >= 1e6 => (number / 1e6, "M"),
            it if it >= 1e4 => (number / 1e3, "k"),
            _ => (number, ""),
        };
        let decimals = usize::from(scaled.abs() < 10.0 && (scaled - scaled.round()).abs() > 1e-9);
        let written = self.number(scaled, decimals);
        if suffix.is_empty() { written } else { format!("{written}{NARROW}{suffix}") }
    }

    /// A share between 0 and 1 as a percentage with one decimal: `12,3 %`.
    pub fn share(self, share: f64) -> String {
        self.share_with(share, 1)
    }

    /// The same with so many decimals.
    pub fn share_with(self, share: f64, decimals: usize) -> String {
        let number = self.number(share * 100.0, decimals);
        match self.lang {
            Lang::Fr => format!("{number}{NARROW}%"),
            Lang::En => format!("{number}%"),
        }
    }

    /// A share, or a dash where there is none.
    pub fn share_or_dash(self, share: Option<f64>) -> String {
        share.map_or_else(|| "—".to_owned(), |it| self.share(it))
    }

    /// An amount to the cent, half a cent away from zero: `1 234,50 €`.
    pub fn euro(self, amount: Euro) -> String {
        // Whole numbers: 1.125 in binary would go to the even cent.
        let cents = (amount.0.saturating_abs().saturating_add(CENT / 2)) / CENT;
        self.euros(Euro(amount.0.signum() * cents.saturating_mul(CENT)).as_f64(), 2)
    }

    /// A price as it is, below the cent too: `0,045 €`, `0,09 €`.
    pub fn price(self, amount: Euro) -> String {
        let decimals = match amount.0 {
            it if it % CENT == 0 => 2,
            it if it % (CENT / 10) == 0 => 3,
            _ => 4,
        };
        self.euros(amount.as_f64(), decimals)
    }

    /// An amount in euros with so many decimals.
    pub fn euros(self, amount: f64, decimals: usize) -> String {
        let sign = if amount < 0.0 { "-" } else { "" };
        let number = self.number(amount.abs(), decimals);
        match self.lang {
            Lang::Fr => format!("{}{number}{NO_BREAK}€", sign.replace('-', "−")),
            Lang::En => format!("{}€{number}", sign.replace('-', "−")),
        }
    }

    /// A duration: `45 s`, `2 min 05 s`, `3 h 20 min`, `4,5 j`.
    pub fn duration(self, seconds: f64) -> String {
        if !seconds.is_finite() {
            return "—".to_owned();
        }
        let sign = if seconds < 0.0 { "−" } else { "" };
        let seconds = seconds.abs();
        if seconds >= 2.0 * 86_400.0 {
            let days = self.number(seconds / 86_400.0, 1);
            return format!("{sign}{days}{NO_BREAK}{}", self.pick("j", "d"));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and two days")]
        let whole = seconds.round() as u64;
        let (hours, minutes, rest) = (whole / 3_600, whole % 3_600 / 60, whole % 60);
        match (hours, minutes) {
            (0, 0) => format!("{sign}{rest}{NO_BREAK}s"),
            (0, _) => format!("{sign}{minutes}{NO_BREAK}min{NO_BREAK}{rest:02}{NO_BREAK}s"),
            _ => format!("{sign}{hours}{NO_BREAK}h{NO_BREAK}{minutes:02}{NO_BREAK}min"),
        }
    }

    /// A value in its unit.
    pub fn of(self, unit: Unit, value: f64) -> String {
        match unit {
            Unit::Count => self.number(value, 0),
            Unit::Ratio => self.number(value, 2),
            Unit::Share => self.share(value),
            Unit::Euro => self.euros(value, if value.abs() < 1_000.0 { 2 } else { 0 }),
            Unit::Seconds => self.duration(value),
        }
    }

    /// A value in its unit, as short as an axis needs whose values are `step` apart.
    pub fn on_axis(self, unit: Unit, value: f64, step: f64) -> String {
        let number = || {
            let is_small = value.abs() < 1_000.0;
            if is_small { self.number(value, decimals(step)) } else { self.short(value) }
        };
        match unit {
            Unit::Count | Unit::Ratio => number(),
            Unit::Share => self.share_with(value, decimals(step * 100.0)),
            Unit::Euro => format!("{}{NARROW}€", number()),
            Unit::Seconds => self.duration(value),
        }
    }

    /// A day: `23 novembre 2026`.
    pub fn date(self, day: civil::Date) -> String {
        let month = self.month_name(day.month());
        match (self.lang, day.day()) {
            (Lang::Fr, 1) => format!("1ᵉʳ{NO_BREAK}{month}{NO_BREAK}{}", day.year()),
            (_, number) => format!("{number}{NO_BREAK}{month}{NO_BREAK}{}", day.year()),
        }
    }

    /// A month: `novembre 2026`.
    pub fn month(self, day: civil::Date) -> String {
        format!("{}{NO_BREAK}{}", self.month_name(day.month()), day.year())
    }

    /// A day, a week or a month: `9 mars 2025`, `semaine 10 de 2025`, `mars 2025`.
    pub fn period(self, period: Period) -> String {
        match period {
            Period::Day(day) => self.date(day),
            Period::Week(monday) => {
                let week = monday.iso_week_date();
                match self.lang {
                    Lang::Fr => format!("semaine{NO_BREAK}{} de{NO_BREAK}{}", week.week(), week.year()),
                    Lang::En => format!("week{NO_BREAK}{} of{NO_BREAK}{}", week.week(), week.year()),
                }
            }
            Period::Month(day) => self.month(day),
        }
    }

    /// An instant in Paris: `23 novembre 2026 à 14:30`.
    pub fn instant(self, at: Timestamp) -> String {
        let local = paris(at);
        let day = self.date(local.date());
        match self.lang {
            Lang::Fr => format!("{day} à{NO_BREAK}{:02}:{:02}", local.hour(), local.minute()),
            Lang::En => format!("{day} at{NO_BREAK}{:02}:{:02}", local.hour(), local.minute()),
        }
    }

    /// An instant given in µs UTC.
    pub fn instant_us(self, at_us: i64) -> String {
        Timestamp::from_microsecond(at_us).map_or_else(|_| "—".to_owned(), |at| self.instant(at))
    }

    fn month_name(self, month: i8) -> String {
        const KEYS: [&str; 12] = [
            "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8",
            "month-9", "month-10", "month-11", "month-12",
        ];
        let place = usize::try_from(month - 1).unwrap_or(0).min(11);
        WORDS.say(self.lang, KEYS[place], &[])
    }

    fn pick(self, fr: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Fr => fr,
            Lang::En => en,
        }
    }

    fn grouped(self, whole: &str, fraction: &str) -> String {
        let (group, point) = match self.lang {
            Lang::Fr => (NARROW, ','),
            Lang::En => (',', '.'),
        };
        let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |it| ("−", it));
        let mut written = String::from(sign);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place) % 3 == 0 {
                written.push(group);
            }
            written.push(digit);
        }
        if !fraction.is_empty() {
            written.push(point);
            written.push_str(fraction);
        }
        written
    }
}

/// Decimals that tell values apart that are `step` from each other.
fn decimals(step: f64) -> usize {
    let is_whole = |decimals: &i32| {
        let scaled = step * 10_f64.powi(*decimals);
        (scaled - scaled.round()).abs() < 1e-6
    };
    [0, 1, 2].into_iter().find(|it| is_whole(it)).map_or(3, |it| it.unsigned_abs() as usize)
}

fn paris(at: Timestamp) -> Zoned {
    let offset =
        jiff::tz::Offset::from_seconds(paris_offset_s(at.as_microsecond())).unwrap_or(jiff::tz::Offset::UTC);
    at.to_zoned(TimeZone::fixed(offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FR: Figures = Figures::new(Lang::Fr);
    const EN: Figures = Figures::new(Lang::En);

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        assert_eq!(FR.count(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(EN.count(-1_234_567), "−1,234,567");
        assert_eq!(FR.count(999_u64), "999");
        assert_eq!(FR.number(1_234.5, 2), "1\u{202f}234,50");
        assert_eq!(FR.number(-0.001, 1), "0,0");
        assert_eq!(FR.number(f64::NAN, 1), "—");
        assert_eq!(FR.short(1_234_567.0), "1,2\u{202f}M");
        assert_eq!(EN.short(400_000_000.0), "400\u{202f}M");
    }

    #[test]
    fn shares_and_amounts_carry_their_sign() {
        assert_eq!(FR.share(0.1234), "12,3\u{202f}%");
        assert_eq!(EN.share(0.1234), "12.3%");
        assert_eq!(FR.euro(Euro(12_345_000)), "1\u{202f}234,50\u{a0}€");
        assert_eq!(EN.euro(Euro(-625)), "−€0.06");
        // Text messages at 0.045: three of them, and twenty-five.
        assert_eq!([1_350, 11_250].map(|it| FR.euro(Euro(it))), ["0,14\u{a0}€", "1,13\u{a0}€"]);
        assert_eq!([-11_250, 0].map(|it| FR.euro(Euro(it))), ["−1,13\u{a0}€", "0,00\u{a0}€"]);
        assert_eq!(
            [450, 900, 0, 625].map(|it| FR.price(Euro(it))),
            ["0,045\u{a0}€", "0,09\u{a0}€", "0,00\u{a0}€", "0,0625\u{a0}€"]
        );
    }

    #[test]
    fn an_axis_tells_its_values_apart() {
        assert_eq!([1.6, 1.65].map(|it| FR.on_axis(Unit::Ratio, it, 0.05)), ["1,60", "1,65"]);
        assert_eq!([0.0, 500.0].map(|it| FR.on_axis(Unit::Count, it, 500.0)), ["0", "500"]);
        assert_eq!(FR.on_axis(Unit::Share, 0.025, 0.025), "2,5\u{202f}%");
        assert_eq!(FR.on_axis(Unit::Count, 2_000_000.0, 500_000.0), FR.short(2_000_000.0));
    }

    #[test]
    fn durations_are_read_aloud() {
        assert_eq!(FR.duration(45.4), "45\u{a0}s");
        assert_eq!(FR.duration(125.0), "2\u{a0}min\u{a0}05\u{a0}s");
        assert_eq!(FR.duration(12_000.0), "3\u{a0}h\u{a0}20\u{a0}min");
        assert_eq!(FR.duration(4.5 * 86_400.0), "4,5\u{a0}j");
    }

    #[test]
    fn instants_are_in_paris() {
        let at: Timestamp = "2026-11-23T13:30:00Z".parse().unwrap();
        assert_eq!(FR.instant(at), "23\u{a0}novembre\u{a0}2026 à\u{a0}14:30");
        assert_eq!(EN.instant(at), "23\u{a0}November\u{a0}2026 at\u{a0}14:30");
        assert_eq!(FR.period("2025-W10".parse().unwrap()), "semaine\u{a0}10 de\u{a0}2025");
        assert_eq!(FR.period("2025-03-01".parse().unwrap()), "1ᵉʳ\u{a0}mars\u{a0}2025");
    }
}
