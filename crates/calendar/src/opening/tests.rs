use jiff::civil::date;
use kernel::Lang;
use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

pub(crate) fn hours(text: &str) -> DayHours {
    text.parse().unwrap()
}

/// Monday to Friday, the same hours.
pub(crate) fn office(territory: Territory, of_day: &str) -> Opening {
    let week = [of_day, of_day, of_day, of_day, of_day, "", ""].map(hours);
    Opening::new(territory, week, BTreeMap::new(), OnHolidays::Closed).unwrap()
}

fn never() -> Opening {
    office(Territory::Mainland, "")
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A random team, of any territory, some of whose hours are at night.
pub(crate) fn a_team() -> impl Strategy<Value = Opening> {
    let of_day = select(vec![
        "",
        "8:30-12:00, 13:30-17:00",
        "9-12",
        "0:00-24:00",
        "1:00-2:30, 2:30-4:00",
        "2:15-2:45",
        "22-24",
        "0:00-0:30",
    ]);
    let days = vec(of_day.clone(), 7);
    let exceptions = vec((0_i32..400, of_day), 0..6);
    (0_usize..13, days, exceptions, any::<bool>()).prop_map(|(place, days, exceptions, is_open)| {
        let week = [0, 1, 2, 3, 4, 5, 6].map(|it: usize| hours(days[it]));
        let exceptions = exceptions
            .into_iter()
            .map(|(day, of_day)| (date(2025, 12, 1).saturating_add(day.days()), hours(of_day)));
        let on_holidays = if is_open { OnHolidays::AsUsual } else { OnHolidays::Closed };
        Opening::new(Territory::ALL[place], week, exceptions.collect(), on_holidays).unwrap()
    })
}

/// An instant of about 2026, nights of change included more than their share.
pub(crate) fn an_instant() -> impl Strategy<Value = Timestamp> {
    let day_s = 86_400;
    let any_time = at("2025-12-01T00:00:00Z").as_second()..at("2027-02-01T00:00:00Z").as_second();
    let spring = at("2026-03-28T12:00:00Z").as_second();
    let autumn = at("2026-10-24T12:00:00Z").as_second();
    prop_oneof![any_time, spring..spring + day_s, autumn..autumn + day_s]
        .prop_map(|second| Timestamp::from_second(second).unwrap())
}

#[test]
fn hours_are_read_as_people_write_them() {
    for text in ["8:30-12:00, 13:30-17:00", "13h30–17h ; 8h30–12h", " 08:30 - 12 ,13 h 30 — 17 h 00,"] {
        assert_eq!(hours(text).to_string(), "08:30-12:00, 13:30-17:00", "{text}");
    }
    assert!(hours("").is_closed() && hours(" , ").is_closed());
    assert_eq!(hours("0-24").to_string(), "00:00-24:00");
    assert_eq!(hours("8-12, 12-14").to_string(), "08:00-12:00, 12:00-14:00", "ranges may touch");
}

#[test]
fn wrong_hours_are_explained() {
    for (text, key) in [
        ("8h30", "opening-not-a-range"),
        ("8h30-midi", "opening-not-a-time"),
        ("8:75-9", "opening-not-a-time"),
        ("23-24:01", "opening-not-a-time"),
        ("123-124", "opening-not-a-time"),
        ("12-8", "opening-ends-before-start"),
        ("8-8:00", "opening-ends-before-start"),
        ("8-12, 11:59-14", "opening-overlap"),
        ("0-1,1-2,2-3,3-4,4-5,5-6,6-7,7-8,8-9", "opening-too-many-ranges"),
    ] {
        let message = text.parse::<DayHours>().unwrap_err().message();
        assert_eq!(message.key(), key, "{text}");
        for lang in Lang::ALL {
            assert!(!message.say(lang).is_empty());
        }
    }
    let many = (0..401).map(|day| (date(2026, 1, 1).saturating_add(day.days()), hours("")));
    let fault = Opening::new(Territory::Mainland, never().week, many.collect(), OnHolidays::Closed);
    assert_eq!(fault.unwrap_err().message().say(Lang::Fr).chars().filter(|it| *it == '4').count(), 1);
}

#[test]
fn what_is_kept_is_readable_and_checked() {
    let mut team = office(Territory::Reunion, "8-12, 13-16");
    team.exceptions.insert(date(2026, 12, 24), hours("8-12"));
    let json = serde_json::to_string(&team).unwrap();
    assert_eq!(
        json,
        r#"{"territory":"la-reunion","week":["08:00-12:00, 13:00-16:00","08:00-12:00, 13:00-16:00","08:00-12:00, 13:00-16:00","08:00-12:00, 13:00-16:00","08:00-12:00, 13:00-16:00","",""],"exceptions":{"2026-12-24":"08:00-12:00"},"on_holidays":"closed"}"#
    );
    assert_eq!(serde_json::from_str::<Opening>(&json).unwrap(), team);
    for wrong in [json.replace("13:00", "11:00"), json.replace("la-reunion", "corse")] {
        assert!(serde_json::from_str::<Opening>(&wrong).is_err());
    }
}

#[test]
fn a_holiday_closes_unless_said_otherwise() {
    let mut team = office(Territory::AlsaceMoselle, "9-17");
    let (good_friday, noon) = (date(2026, 4, 3), at("2026-04-03T10:00:00Z"));
    assert!(!team.is_open_at(noon));
    assert!(office(Territory::Mainland, "9-17").is_open_at(noon));
    assert_eq!(team.next_opening(noon), Some(at("2026-04-07T07:00:00Z")), "after Easter Monday");
    team.exceptions.insert(good_friday, hours("9-13"));
    assert!(team.is_open_at(noon), "an exception goes before the holiday");
    let duty = Opening::new(team.territory, team.week, BTreeMap::new(), OnHolidays::AsUsual).unwrap();
    assert!(duty.is_open_at(noon));
}

#[test]
fn doors_open_at_the_first_instant_and_are_closed_at_the_last() {
    let team = office(Territory::Mainland, "8:30-12, 13:30-17");
    for (text, is_open) in [
        ("2026-06-15T06:29:59Z", false),
        ("2026-06-15T06:30:00Z", true),
        ("2026-06-15T09:59:59Z", true),
        ("2026-06-15T10:00:00Z", false),
        ("2026-06-13T08:00:00Z", false),
    ] {
        assert_eq!(team.is_open_at(at(text)), is_open, "{text}");
    }
    assert_eq!(team.next_opening(at("2026-06-15T10:00:00Z")), Some(at("2026-06-15T11:30:00Z")));
    assert_eq!(team.next_opening(at("2026-06-12T15:00:00Z")), Some(at("2026-06-15T06:30:00Z")));
}

#[test]
fn open_time_leaves_out_nights_and_weekends() {
    let team = office(Territory::Mainland, "8:30-12, 13:30-17");
    let friday_at_four = at("2026-06-12T14:00:00Z");
    let three_hours = SignedDuration::from_hours(3);
    let due = team.add_open_time(friday_at_four, three_hours).unwrap();
    assert_eq!(due, at("2026-06-15T08:30:00Z"), "one hour on Friday, two on Monday");
    assert_eq!(team.open_time_between(friday_at_four, due), three_hours);
}

#[test]
fn a_night_of_change_is_an_hour_shorter_or_longer() {
    let all_day = Opening::new(
        Territory::Mainland,
        [(); 7].map(|()| hours("0-24")),
        BTreeMap::new(),
        OnHolidays::AsUsual,
    )
    .unwrap();
    let of_day = |day: Date| {
        all_day.open_time_between(
            all_day.territory.end_of(day.yesterday().unwrap()),
            all_day.territory.end_of(day),
        )
    };
    assert_eq!(of_day(date(2026, 3, 29)), SignedDuration::from_hours(23));
    assert_eq!(of_day(date(2026, 10, 25)), SignedDuration::from_hours(25));
    assert_eq!(of_day(date(2026, 10, 26)), SignedDuration::from_hours(24));
}

#[test]
fn ranges_around_a_change_keep_apart() {
    let mut team = never();
    let spring = date(2026, 3, 29);
    let night = |team: &Opening, from, to| team.open_time_between(at(from), at(to)).as_mins();
    let minutes = |of_day: &str, team: &mut Opening| {
        team.exceptions.insert(spring, hours(of_day));
        night(team, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z")
    };
    assert_eq!(minutes("1-4", &mut team), 120);
    assert_eq!(minutes("2:15-2:45", &mut team), 0, "the clock never shows these");
    assert_eq!(minutes("2:15-2:45, 3-4", &mut team), 60);
    assert_eq!(minutes("1-2:30, 2:30-4", &mut team), 120);
    team.exceptions.insert(date(2026, 10, 25), hours("1-2:30, 2:30-4"));
    assert_eq!(night(&team, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"), 240);
}

#[test]
fn a_team_that_never_opens_is_not_waited_for() {
    let from = at("2026-06-12T14:00:00Z");
    assert_eq!(never().next_opening(from), None);
    assert_eq!(never().add_open_time(from, SignedDuration::from_secs(1)), None);
    assert_eq!(never().add_open_time(from, SignedDuration::ZERO), Some(from));
    assert_eq!(never().next_opening(Timestamp::MAX), None);
    let mut once = never();
    once.exceptions.insert(date(2031, 2, 3), hours("9-10"));
    assert_eq!(once.next_opening(from), Some(at("2031-02-03T08:00:00Z")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_reads_back(team in a_team()) {
        let json = serde_json::to_string(&team).unwrap();
        prop_assert_eq!(serde_json::from_str::<Opening>(&json).unwrap(), team);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[0-9h:, –-]{0,24}") {
        if let Ok(day) = text.parse::<DayHours>() {
            prop_assert_eq!(day.to_string().parse::<DayHours>().unwrap(), day);
        }
    }

    #[test]
    fn adding_open_time_is_undone_by_counting_it(team in a_team(), from in an_instant(), minutes in 0_i64..6_000) {
        let time = SignedDuration::from_mins(minutes);
        if let Some(due) = team.add_open_time(from, time) {
            prop_assert!(due >= from);
            prop_assert_eq!(team.open_time_between(from, due), time);
            let less = SignedDuration::from_secs(1);
            if minutes > 0 {
                prop_assert!(team.open_time_between(from, due - less) < time, "the first such instant");
            }
        } else {
            prop_assert!(team.week.iter().all(DayHours::is_closed));
        }
    }

    #[test]
    fn counting_open_time_is_undone_by_adding_it(team in a_team(), from in an_instant(), hours in 0_i64..1_000) {
        let to = from + SignedDuration::from_hours(hours);
        let open = team.open_time_between(from, to);
        prop_assert!(open <= from.duration_until(to));
        prop_assert!(team.add_open_time(from, open).is_some_and(|it| it <= to));
    }

    #[test]
    fn stretches_of_open_time_add_up(team in a_team(), from in an_instant(), first in 0_i64..90_000, second in 0_i64..9_000_000) {
        let middle = from + SignedDuration::from_secs(first);
        let to = middle + SignedDuration::from_secs(second);
        let open = |from, to| team.open_time_between(from, to);
        prop_assert_eq!(open(from, to), open(from, middle) + open(middle, to));
    }

    #[test]
    fn the_next_opening_is_open_and_nothing_before_it_is(team in a_team(), from in an_instant()) {
        if let Some(next) = team.next_opening(from) {
            prop_assert!(team.is_open_at(next) && next >= from);
            prop_assert_eq!(team.open_time_between(from, next), SignedDuration::ZERO);
            prop_assert_eq!(next == from, team.is_open_at(from));
        }
    }
}
