use evidence::distribution::poisson_cdf;
use jiff::{SignedDuration, ToSpan, civil::date, tz::TimeZone};
use kernel::Lang;
use proptest::prelude::*;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

use super::*;

const PARIS: Territory = Territory::Mainland;

/// Hours from a Monday in January on, without a public holiday before Easter; the last one is judged.
fn hours(counts: impl IntoIterator<Item = u32>) -> Vec<Slot> {
    let first: Timestamp = "2026-01-12T00:00:00+01:00".parse().unwrap();
    let slots = (0..).zip(counts);
    slots.map(|(hour, count)| Slot { at: first + SignedDuration::from_hours(hour), count }).collect()
}

fn drawn(generator: &mut ChaCha8Rng, mean: f64) -> u32 {
    let uniform = f64::from(generator.next_u32()) / f64::from(u32::MAX);
    (0..500_u32).find(|it| poisson_cdf(u64::from(*it), mean) >= uniform).unwrap_or(500)
}

#[test]
fn a_spike_is_told_with_its_beginning() {
    // Eight weeks of ten contacts an hour, then three hours of forty.
    let counts = (0..8 * 168 + 3)
        .map(|it| if it >= 8 * 168 { 40 } else { 9 + u32::from(it % 3 == 0) + u32::from(it % 7 == 0) });
    let slots = hours(counts);
    let Reading::Spike(spike) = read(&slots, Span::Hour, PARIS) else { panic!("no spike") };
    assert_eq!(spike.observed, 40);
    assert!((9.0..12.0).contains(&spike.expected) && (15..30).contains(&spike.upper_limit), "{spike:?}");
    assert_eq!(spike.since, slots[8 * 168].at);
    assert!(spike.message().say(Lang::Fr).contains("40"));
}

#[test]
fn little_history_is_not_all_well() {
    assert_eq!(read(&[], Span::Hour, PARIS), Reading::Unknown);
    assert_eq!(read(&hours(vec![500; 5 * 168]), Span::Hour, PARIS), Reading::Unknown);
    assert!(matches!(read(&hours(vec![2; 8 * 168]), Span::Hour, PARIS), Reading::Usual(_)));
}

#[test]
fn few_contacts_are_no_incident() {
    let counts = |last: u32| hours((0..8 * 168).map(|_| 0).chain([last]));
    assert!(matches!(read(&counts(4), Span::Hour, PARIS), Reading::Usual(_)));
    assert!(matches!(read(&counts(5), Span::Hour, PARIS), Reading::Spike(_)));
}

#[test]
fn weeks_of_holidays_and_earlier_incidents_do_not_move_the_level() {
    let weeks = [10, 10, 0, 10, 200, 10, 10, 10];
    let slots = hours(weeks.iter().flat_map(|it| vec![*it; 168]).chain([10]));
    let Reading::Usual(usual) = read(&slots, Span::Hour, PARIS) else { panic!("not usual") };
    assert!((usual.expected - 10.0).abs() < 1e-9, "{usual:?}");
}

#[test]
fn hours_of_the_week_are_those_of_the_clock_on_the_wall() {
    // Ten contacts at nine o'clock, none else; summer time begins on 29 March.
    let zone = TimeZone::get("Europe/Paris").unwrap();
    let first = date(2026, 2, 9).at(0, 0, 0, 0).to_zoned(zone).unwrap();
    let slots: Vec<Slot> = (0..8 * 168)
        .map(|hour| {
            let at = first.checked_add(hour.hours()).unwrap();
            Slot { at: at.timestamp(), count: if at.hour() == 9 { 10 } else { 0 } }
        })
        .take_while(|it| it.at < "2026-04-02T07:30:00Z".parse().unwrap())
        .collect();
    assert!(
        matches!(read(&slots, Span::Hour, PARIS), Reading::Usual(Usual { expected, .. }) if (expected - 10.0).abs() < 1e-9)
    );
}

#[test]
fn days_are_compared_with_their_day_of_the_week() {
    let first: Timestamp = "2026-01-12T00:00:00+01:00".parse().unwrap();
    let day = |it: i64, count: u32| Slot { at: first + SignedDuration::from_hours(24 * it), count };
    // Nothing at weekends.
    let mut slots: Vec<Slot> = (0..56).map(|it| day(it, if it % 7 >= 5 { 0 } else { 100 })).collect();
    slots.push(day(56, 120));
    assert!(matches!(read(&slots, Span::Day, PARIS), Reading::Usual(_)));
    slots.pop();
    slots[54].count = 120;
    assert!(matches!(read(&slots[..55], Span::Day, PARIS), Reading::Spike(_)));
}

/// The level is nominal where chance alone is at work: what is learned from eight weeks, on many cases of each level.
#[test]
fn ordinary_hours_rarely_alarm() {
    let mut generator = ChaCha8Rng::seed_from_u64(3);
    for mean in [0.5, 2.0, 8.0, 40.0] {
        let cases = 20_000;
        let mut alarms = 0;
        for _ in 0..cases {
            let counts: Vec<u32> = (0..8).map(|_| drawn(&mut generator, mean)).collect();
            let usual = usual(midmean(counts), 8, 1.0);
            alarms += u32::from(is_above(drawn(&mut generator, mean), &usual));
        }
        // Nominal: 20. Whole numbers and the least count make it rarer where few come.
        assert!(alarms <= 40, "{mean}: {alarms}");
        assert!(mean < 8.0 || alarms >= 5, "{mean}: {alarms}");
    }
}

/// Counts whose level itself varies from hour to hour, by half of it up or down: variance is more than the mean.
#[test]
fn counts_that_vary_more_than_by_chance_alarm_hardly_more() {
    let mut generator = ChaCha8Rng::seed_from_u64(5);
    let varied = |generator: &mut ChaCha8Rng| {
        let factor = 0.5 + f64::from(generator.next_u32()) / f64::from(u32::MAX);
        drawn(generator, 20.0 * factor)
    };
    let slots = hours((0..30 * 168).map(|_| varied(&mut generator)));
    let history = History::of(&slots, Span::Hour, PARIS);
    let judged = 12 * 168..30 * 168;
    let cases = judged.clone().step_by(3);
    let alarms = cases
        .clone()
        .filter(|it| history.usual(*it).is_some_and(|usual| is_above(slots[*it].count, &usual)))
        .count();
    // Nominal: one in about a thousand.
    assert!(cases.count() > 1_000 && alarms <= 4, "{alarms}");
}

proptest! {
    #[test]
    fn a_limit_is_above_what_is_expected_and_grows(level in 0.0_f64..500.0, weeks in 6_usize..13, dispersion in 1.0_f64..5.0) {
        let it = usual(level, weeks, dispersion);
        prop_assert!(f64::from(it.upper_limit) >= level);
        prop_assert!(usual(level + 1.0, weeks, dispersion).upper_limit >= it.upper_limit);
        prop_assert!(usual(level, weeks, dispersion + 0.5).upper_limit >= it.upper_limit);
    }

    #[test]
    fn a_midmean_is_between_the_quartiles(mut counts in proptest::collection::vec(0_u32..100, 1..20)) {
        let mean = midmean(counts.clone());
        counts.sort_unstable();
        let quarter = counts.len() / 4;
        prop_assert!(mean >= f64::from(counts[quarter]) - 1e-9 && mean <= f64::from(counts[counts.len() - 1 - quarter]) + 1e-9);
    }
}
