//! Days with other hours than usual as people type them, one a line: `24/12/2026 : 9:00-12:00`, `31/12/2026 : fermé`, or several days at
//! once, `26/12/2026 au 31/12/2026 : fermé`.

use std::{collections::BTreeMap, fmt::Write as _};

use jiff::civil::Date;
use kernel::{Explain, Message};

use super::{DayHours, EXCEPTIONS_MAX, OpeningFault};
use crate::WORDS;

/// Bytes of what is read: as many days as a team may have, and more.
const BYTES_MAX: usize = 40_000;

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {wrong:?}")]
pub struct ExceptionsFault {
    /// From 1.
    line: usize,
    wrong: Wrong,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Wrong {
    NotADay(String),
    EndsBeforeStart,
    NoHours,
    Twice(Date),
    Hours(OpeningFault),
    TooLong,
}

impl Explain for ExceptionsFault {
    fn message(&self) -> Message {
        let message = |key| Message::new(&WORDS, key);
        let said = match &self.wrong {
            Wrong::NotADay(given) => message("exceptions-not-a-day").with("given", given.as_str()),
            Wrong::EndsBeforeStart => message("exceptions-ends-before-start"),
            Wrong::NoHours => message("exceptions-no-hours"),
            Wrong::Twice(day) => message("exceptions-twice").with("day", written_day(*day)),
            Wrong::Hours(fault) => return fault.message(),
            Wrong::TooLong => return OpeningFault::TooManyExceptions(EXCEPTIONS_MAX + 1).message(),
        };
        said.with("line", self.line as u64)
    }
}

/// The days of a text, with their hours.
///
/// # Errors
///
/// [`ExceptionsFault`], which names the first line that cannot be.
pub fn read_exceptions(text: &str) -> Result<BTreeMap<Date, DayHours>, ExceptionsFault> {
    let mut found = BTreeMap::new();
    if text.len() > BYTES_MAX {
        return Err(ExceptionsFault { line: 1, wrong: Wrong::TooLong });
    }
    for (place, line) in text.lines().enumerate().filter(|(_, it)| !it.trim().is_empty()) {
        let wrong = |wrong| ExceptionsFault { line: place + 1, wrong };
        let (first, last, hours) = read_line(line).map_err(wrong)?;
        let mut day = first;
        loop {
            if found.len() == EXCEPTIONS_MAX {
                return Err(wrong(Wrong::TooLong));
            }
            if found.insert(day, hours.clone()).is_some() {
                return Err(wrong(Wrong::Twice(day)));
            }
            if day >= last {
                break;
            }
            day = day.tomorrow().map_err(|_| wrong(Wrong::EndsBeforeStart))?;
        }
    }
    Ok(found)
}

/// The first and the last day of a line, and their hours.
fn read_line(line: &str) -> Result<(Date, Date, DayHours), Wrong> {
    let line = line.trim();
    // The day ends at the first blank or colon; a second one may follow after « au ».
    let (first, rest) = cut_day(line);
    let first = day(first)?;
    let rest = rest.trim_start_matches([' ', '\u{a0}', '\t']);
    let second = ["au ", "to ", "- ", "– "].iter().find_map(|it| rest.strip_prefix(it));
    let (last, rest) = match second {
        Some(second) => {
            let (last, rest) = cut_day(second.trim_start());
            (day(last)?, rest)
        }
        None => (first, rest),
    };
    if last < first {
        return Err(Wrong::EndsBeforeStart);
    }
    let hours = rest.trim_matches(|it: char| it.is_whitespace() || it == ':');
    let hours = match hours.to_lowercase().as_str() {
        "" => return Err(Wrong::NoHours),
        "fermé" | "ferme" | "fermée" | "closed" => DayHours::closed(),
        _ => hours.parse().map_err(Wrong::Hours)?,
    };
    Ok((first, last, hours))
}

fn cut_day(text: &str) -> (&str, &str) {
    let end = text.find(|it: char| it.is_whitespace() || it == ':').unwrap_or(text.len());
    text.split_at(end)
}

/// `24/12/2026`, or `2026-12-24`.
fn day(given: &str) -> Result<Date, Wrong> {
    let wrong = || Wrong::NotADay(given.chars().take(40).collect());
    let parts: Vec<&str> = given.split(['/', '-', '.']).collect();
    let [first, second, third] = parts.as_slice() else { return Err(wrong()) };
    let (year, month, day) = if first.len() == 4 { (first, second, third) } else { (third, second, first) };
    if year.len() != 4 {
        return Err(wrong());
    }
    let number = |it: &str| it.parse::<i16>().map_err(|_| wrong());
    let small = |it: &str| it.parse::<i8>().map_err(|_| wrong());
    Date::new(number(year)?, small(month)?, small(day)?).map_err(|_| wrong())
}

fn written_day(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// The days as [`read_exceptions`] reads them; `closed` is the word of a day without hours.
pub fn written_exceptions(days: &BTreeMap<Date, DayHours>, closed: &str) -> String {
    let mut text = String::new();
    for (day, hours) in days {
        let hours = if hours.is_closed() { closed.to_owned() } else { hours.to_string() };
        // A String takes all that is written to it.
        let _ = writeln!(text, "{} : {hours}", written_day(*day));
    }
    text
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::{collection::btree_map, prelude::*};

    use super::*;

    fn hours(text: &str) -> DayHours {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let read = read_exceptions(
            "24/12/2026 : 9:00-12:00\n\n2026-12-25 fermé\r\n26/12/2026 au 28/12/2026 : Closed\n 2/1/2027: 8h30-12h, 14:00-18:00 ",
        )
        .unwrap();
        let closed = DayHours::closed();
        let wanted = [
            (date(2026, 12, 24), hours("9:00-12:00")),
            (date(2026, 12, 25), closed.clone()),
            (date(2026, 12, 26), closed.clone()),
            (date(2026, 12, 27), closed.clone()),
            (date(2026, 12, 28), closed),
            (date(2027, 1, 2), hours("8:30-12:00, 14:00-18:00")),
        ];
        assert_eq!(read.into_iter().collect::<Vec<_>>(), wanted);
        assert_eq!(read_exceptions(" \n"), Ok(BTreeMap::new()));
    }

    #[test]
    fn what_cannot_be_is_told_with_its_line() {
        for (text, line) in [
            ("demain : fermé", 1),
            ("24/12/2026 : fermé\n31/02/2027 : fermé", 2),
            ("24/12/26 : fermé", 1),
            ("24/12/2026", 1),
            ("24/12/2026 :", 1),
            ("24/12/2026 : 12:00-9:00", 1),
            ("\n24/12/2026 : fermé\n24/12/2026 : 9:00-12:00", 3),
            ("26/12/2026 au 24/12/2026 : fermé", 1),
            ("01/01/2026 au 31/12/2028 : fermé", 1),
        ] {
            let fault = read_exceptions(text).unwrap_err();
            assert_eq!(fault.line, line, "{text}");
            for lang in kernel::Lang::ALL {
                assert!(!fault.message().say(lang).is_empty());
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(days in btree_map(0_i64..3_000, 0_usize..3, 0..40)) {
            let all = [DayHours::closed(), hours("9:00-12:00"), hours("8:00-12:00, 13:30-24:00")];
            let first = date(2026, 1, 1);
            let days: BTreeMap<Date, DayHours> = days
                .into_iter()
                .map(|(day, hours)| (first.checked_add(jiff::Span::new().days(day)).unwrap(), all[hours].clone()))
                .collect();
            prop_assert_eq!(read_exceptions(&written_exceptions(&days, "fermé")), Ok(days.clone()));
            prop_assert_eq!(read_exceptions(&written_exceptions(&days, "closed")), Ok(days));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,200}") {
            let _ = read_exceptions(&text);
        }
    }
}
