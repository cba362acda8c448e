//! Working days of administrations: Monday to Friday, but public holidays (*jours ouvrés*).

use jiff::civil::{Date, Weekday};

use crate::{Territory, holiday_on};

/// Whether offices of the territory work on a day.
pub fn is_working_day(day: Date, territory: Territory) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && holiday_on(day, territory).is_none()
}

/// The day on which so many working days have passed after `from`, which does not count itself. 0 gives `from`.
pub fn add_working_days(from: Date, days: u16, territory: Territory) -> Date {
    let (mut day, mut left) = (from, days);
    while left > 0 {
        let Ok(next) = day.tomorrow() else { break };
        day = next;
        left -= u16::from(is_working_day(day, territory));
    }
    day
}

/// How many working days come after `from`, up to `to` included; 0 if `to` is not after `from`.
pub fn working_days_between(from: Date, to: Date, territory: Territory) -> u32 {
    days_after(from).take_while(|day| *day <= to).map(|day| u32::from(is_working_day(day, territory))).sum()
}

/// The days after a day, to the end of the calendar.
pub(crate) fn days_after(day: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(day.tomorrow().ok(), |it| it.tomorrow().ok())
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date};
    use proptest::prelude::*;

    use super::*;

    fn after(from: Date, days: u16, territory: Territory) -> String {
        add_working_days(from, days, territory).to_string()
    }

    #[test]
    fn the_first_week_of_may_is_short() {
        // In 2026 1 and 8 May are Fridays.
        let thursday = date(2026, 4, 30);
        assert_eq!(after(thursday, 1, Territory::Mainland), "2026-05-04");
        assert_eq!(after(thursday, 5, Territory::Mainland), "2026-05-11");
        assert_eq!(working_days_between(thursday, date(2026, 5, 10), Territory::Mainland), 4);
        assert_eq!(after(date(2026, 5, 13), 1, Territory::Mainland), "2026-05-15", "over Ascension");
    }

    #[test]
    fn good_friday_and_26_december_are_off_in_alsace_moselle() {
        let thursday = date(2026, 4, 2);
        assert_eq!(after(thursday, 1, Territory::Mainland), "2026-04-03");
        assert_eq!(after(thursday, 1, Territory::AlsaceMoselle), "2026-04-07");
        let christmas_eve = date(2024, 12, 24);
        assert_eq!(after(christmas_eve, 1, Territory::Mainland), "2024-12-26");
        assert_eq!(after(christmas_eve, 1, Territory::AlsaceMoselle), "2024-12-27");
    }

    #[test]
    fn overseas_the_day_of_abolition_is_off() {
        for (territory, eve, next) in [
            (Territory::Martinique, date(2026, 5, 21), "2026-05-26"), // the 25th is Whit Monday
            (Territory::Guadeloupe, date(2026, 5, 26), "2026-05-28"),
            (Territory::SaintMartin, date(2026, 5, 27), "2026-05-29"),
            (Territory::Mayotte, date(2026, 4, 26), "2026-04-28"),
            (Territory::Reunion, date(2024, 12, 19), "2024-12-23"),
        ] {
            assert_eq!(after(eve, 1, territory), next, "{territory}");
        }
        assert_eq!(after(date(2026, 5, 26), 1, Territory::Mainland), "2026-05-27");
    }

    #[test]
    fn the_end_of_the_calendar_stops_the_count() {
        assert_eq!(add_working_days(Date::MAX, 3, Territory::Mainland), Date::MAX);
        assert_eq!(working_days_between(Date::MAX, Date::MAX, Territory::Mainland), 0);
    }

    fn a_day() -> impl Strategy<Value = Date> {
        (0_i32..22_000).prop_map(|days| date(1990, 1, 1).saturating_add(days.days()))
    }

    proptest! {
        #[test]
        fn what_is_added_is_between(from in a_day(), days in 0_u16..400, place in 0_usize..13) {
            let territory = Territory::ALL[place];
            let to = add_working_days(from, days, territory);
            prop_assert_eq!(working_days_between(from, to, territory), u32::from(days));
            prop_assert!(days == 0 || is_working_day(to, territory));
        }

        #[test]
        fn later_or_more_is_not_sooner(from in a_day(), wait in 0_i32..30, days in 0_u16..60, more in 0_u16..9) {
            let at = |from, days| add_working_days(from, days, Territory::Mainland);
            prop_assert!(at(from, days) <= at(from.saturating_add(wait.days()), days));
            prop_assert!(at(from, days) <= at(from, days + more));
        }

        #[test]
        fn more_holidays_never_make_it_sooner(from in a_day(), days in 0_u16..60) {
            prop_assert!(
                add_working_days(from, days, Territory::Mainland)
                    <= add_working_days(from, days, Territory::AlsaceMoselle)
            );
        }

        #[test]
        fn stretches_add_up(from in a_day(), first in 0_i32..90, second in 0_i32..90) {
            let middle = from.saturating_add(first.days());
            let to = middle.saturating_add(second.days());
            let between = |from, to| working_days_between(from, to, Territory::Guyane);
            prop_assert_eq!(between(from, to), between(from, middle) + between(middle, to));
        }
    }
}
