//! Opening hours and instants as people say them.

use calendar::Opening;
use jiff::{
    Timestamp,
    tz::{Offset, TimeZone},
};
use kernel::{Lang, paris_date, paris_offset_s};
use site::Figures;

use crate::words::message;

/// Days of the week in the order of [`Opening::week`].
const DAYS: [&str; 7] = [
    "guidance-day-1",
    "guidance-day-2",
    "guidance-day-3",
    "guidance-day-4",
    "guidance-day-5",
    "guidance-day-6",
    "guidance-day-7",
];

/// The hours of a week, days with the same hours that follow each other on one line; closed days are left out.
pub fn week(opening: &Opening, lang: Lang) -> Vec<String> {
    let days = opening.week();
    let mut lines = Vec::new();
    let mut from = 0;
    while from < days.len() {
        let same = days[from..].iter().take_while(|it| **it == days[from]).count();
        let (to, hours) = (from + same - 1, &days[from]);
        if !hours.is_closed() {
            let line = if from == to {
                message("guidance-hours-day").with("day", day(from, lang))
            } else {
                message("guidance-hours-days").with("from", day(from, lang)).with("to", day(to, lang))
            };
            lines.push(line.with("hours", said(&hours.to_string(), lang)).say(lang));
        }
        from = to + 1;
    }
    lines
}

fn day(place: usize, lang: Lang) -> String {
    message(DAYS.get(place).copied().unwrap_or(DAYS[0])).say(lang)
}

/// `08:30-12:00, 13:30-17:00` as people say it: *de 8 h 30 à 12 h et de 13 h 30 à 17 h*.
fn said(hours: &str, lang: Lang) -> String {
    let range = |it: &str| {
        let (from, to) = it.split_once('-').unwrap_or((it, it));
        message("guidance-hours").with("from", clock(from, lang)).with("to", clock(to, lang)).say(lang)
    };
    let ranges: Vec<String> = hours.split(", ").map(range).collect();
    let and = message("guidance-hours-and").say(lang);
    ranges.join(&format!(" {and} "))
}

/// `08:30` as people say it.
fn clock(of: &str, lang: Lang) -> String {
    let (hour, minute) = of.split_once(':').unwrap_or((of, "00"));
    let hour: i64 = hour.parse().unwrap_or(0);
    let said = if minute == "00" {
        message("guidance-clock-hour").with("hour", hour)
    } else {
        message("guidance-clock").with("hour", hour).with("minute", minute)
    };
    said.say(lang)
}

/// An instant as people say it now: today, tomorrow, or by its date.
pub fn moment(at: Timestamp, now: Timestamp, lang: Lang) -> String {
    let offset = Offset::from_seconds(paris_offset_s(at.as_microsecond())).unwrap_or(Offset::UTC);
    let local = at.to_zoned(TimeZone::fixed(offset));
    let (day, today) = (local.date(), paris_date(now.as_microsecond()));
    let time = clock(&format!("{:02}:{:02}", local.hour(), local.minute()), lang);
    let said = if day == today {
        message("guidance-today-at")
    } else if today.tomorrow().ok() == Some(day) {
        message("guidance-tomorrow-at")
    } else {
        message("guidance-date-at").with("date", Figures::new(lang).date(day))
    };
    said.with("time", time).say(lang)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use calendar::{DayHours, OnHolidays, Territory};

    use super::*;

    fn opening(week: [&str; 7]) -> Opening {
        let hours = |it: &str| if it.is_empty() { DayHours::closed() } else { it.parse().unwrap() };
        Opening::new(Territory::Mainland, week.map(hours), BTreeMap::new(), OnHolidays::Closed).unwrap()
    }

    fn plain(lines: &[String]) -> Vec<String> {
        lines.iter().map(|it| it.replace('\u{a0}', " ")).collect()
    }

    #[test]
    fn days_with_the_same_hours_are_one_line() {
        let usual = "8:30-12:00, 13:30-17:00";
        let said = week(&opening([usual, usual, "9:00-12:00", usual, usual, "", ""]), Lang::Fr);
        assert_eq!(
            plain(&said),
            [
                "Du lundi au mardi, de 8 h 30 à 12 h et de 13 h 30 à 17 h",
                "Le mercredi, de 9 h à 12 h",
                "Du jeudi au vendredi, de 8 h 30 à 12 h et de 13 h 30 à 17 h",
            ]
        );
        assert!(week(&opening([""; 7]), Lang::Fr).is_empty());
    }

    #[test]
    fn an_instant_is_told_from_where_one_is() {
        let now: Timestamp = "2026-11-09T09:00:00Z".parse().unwrap();
        let at = |text: &str| moment(text.parse().unwrap(), now, Lang::Fr).replace('\u{a0}', " ");
        assert_eq!(at("2026-11-09T12:30:00Z"), "aujourd’hui à 13 h 30");
        assert_eq!(at("2026-11-10T07:00:00Z"), "demain à 8 h");
        assert_eq!(at("2026-11-12T07:00:00Z"), "le 12 novembre 2026 à 8 h");
    }
}
