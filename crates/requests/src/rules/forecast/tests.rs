use evidence::quantile::of_sorted;
use jiff::SignedDuration;
use proptest::prelude::*;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

use super::*;

const DAY_S: u64 = 86_400;
const TEAM: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

fn now() -> Timestamp {
    "2026-06-15T08:00:00Z".parse().unwrap()
}

fn ago(days: f64) -> Timestamp {
    now() - SignedDuration::from_secs_f64(days * 86_400.0)
}

fn seconds(days: f64) -> u64 {
    SignedDuration::from_secs_f64(days * 86_400.0).as_secs().unsigned_abs()
}

/// A request that took so many days, closed so many days ago.
fn closed(took: f64, days_ago: f64) -> Past<'static> {
    Past {
        reason: "apl",
        team: TEAM,
        arrived_at: ago(days_ago + took),
        closed_at: Some(ago(days_ago)),
        spent_s: seconds(took),
    }
}

fn open(since: f64) -> Past<'static> {
    Past { arrived_at: ago(since), closed_at: None, spent_s: seconds(since), ..closed(1.0, 0.0) }
}

const fn present(days: u64) -> Present<'static> {
    Present { reason: "apl", team: TEAM, spent_s: days * DAY_S }
}

#[test]
fn without_open_requests_they_are_the_percentiles_of_the_closed() {
    let past: Vec<Past<'_>> = (1..=41).map(|it| closed(f64::from(it), 1.0)).collect();
    let it = forecast(&past, now(), &present(0)).unwrap();
    assert_eq!((it.p50_s, it.p90), (21 * DAY_S, Bound::At(37 * DAY_S)));
    assert_eq!((it.based_on, it.still_open, it.comparable), (41, 0, Level::ReasonAndTeam));
}

#[test]
fn who_is_still_open_at_an_age_is_counted_among_those_that_were_open_at_the_present_one() {
    let past: Vec<Past<'_>> = (1..=80).map(|it| closed(f64::from(it), 1.0)).collect();
    let open = |spent: u64, by: u64| open_after(&past, now(), &present(spent), by * DAY_S).unwrap().0;
    assert!((open(0, 20) - 0.75).abs() < 1e-9);
    assert!((open(40, 60) - 0.5).abs() < 1e-9);
    assert!((open(0, 0) - 1.0).abs() < 1e-9 && open(0, 80).abs() < 1e-9);
    assert_eq!(open_after(&past[..29], now(), &present(0), DAY_S), Err(Unknown::TooFew(29)));
}

#[test]
fn what_a_request_has_waited_is_certain() {
    let past: Vec<Past<'_>> = (1..=80).map(|it| closed(f64::from(it), 1.0)).collect();
    let it = forecast(&past, now(), &present(39)).unwrap();
    // Of 40 to 80 days: half by 60, nine in ten by 76.
    assert_eq!((it.p50_s, it.p90, it.based_on), (60 * DAY_S, Bound::At(76 * DAY_S), 41));
    assert_eq!(forecast(&past, now(), &present(70)), Err(Unknown::OlderThanMost(10)));
}

#[test]
fn the_most_alike_set_that_is_large_enough_is_taken() {
    let alike: Vec<Past<'_>> = (0..29).map(|_| closed(5.0, 10.0)).collect();
    assert_eq!(forecast(&alike, now(), &present(0)), Err(Unknown::TooFew(29)));
    let elsewhere = (0..40).map(|_| Past { team: OTHER, ..closed(9.0, 10.0) });
    let past: Vec<Past<'_>> = alike.iter().copied().chain(elsewhere).collect();
    assert_eq!(forecast(&past, now(), &present(0)).unwrap().comparable, Level::Reason);
    let past: Vec<Past<'_>> =
        alike.iter().copied().chain((0..40).map(|_| Past { reason: "rsa", ..closed(9.0, 10.0) })).collect();
    assert_eq!(forecast(&past, now(), &present(0)).unwrap().comparable, Level::Team);
    let past: Vec<Past<'_>> = alike
        .iter()
        .copied()
        .chain((0..40).map(|_| Past { reason: "rsa", team: OTHER, ..closed(9.0, 10.0) }))
        .collect();
    assert_eq!(forecast(&past, now(), &present(0)).unwrap().comparable, Level::Partner);
    // What was closed before the 90 days is seen by the wider set.
    let past: Vec<Past<'_>> = alike.iter().copied().chain([closed(5.0, 100.0)]).collect();
    assert_eq!(forecast(&past, now(), &present(0)).unwrap().comparable, Level::Reason);
}

#[test]
fn a_p90_that_nobody_has_reached_is_only_bounded() {
    let past: Vec<Past<'_>> = (0..30).map(|_| closed(5.0, 1.0)).chain((0..10).map(|_| open(60.0))).collect();
    let it = forecast(&past, now(), &present(0)).unwrap();
    assert_eq!((it.p50_s, it.p90), (5 * DAY_S, Bound::Beyond(60 * DAY_S)));
    assert_eq!((it.based_on, it.still_open), (30, 10));
    let past: Vec<Past<'_>> = (0..30).map(|_| closed(5.0, 1.0)).chain((0..90).map(|_| open(60.0))).collect();
    assert_eq!(forecast(&past, now(), &present(0)), Err(Unknown::MostlyOpen));
}

/// Remission times of 21 patients under 6-MP, in weeks, from Freireich et al. (Blood 21, 1963): the example of every textbook, whose
/// estimate at 23 weeks is 0.448 (Klein and Moeschberger, table 4.1B).
#[test]
fn the_estimate_is_that_of_the_textbook() {
    let closed = [6, 6, 6, 7, 10, 13, 16, 22, 23];
    let open = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
    let seen: Vec<Seen> = closed
        .iter()
        .map(|it| Seen { enters: 0, leaves: *it, is_closed: true })
        .chain(open.iter().map(|it| Seen { enters: 0, leaves: *it, is_closed: false }))
        .collect();
    let survival = Survival::after(0, &seen);
    // Type 7 puts a share s at (21·s − 1)/20; 1 − 0.448 is 0.552.
    let share_at_23 = (21.0 * (1.0 - 0.448) - 1.0) / 20.0;
    assert_eq!(survival.percentile(share_at_23 - 0.001), Bound::At(23));
    assert_eq!(survival.percentile(share_at_23 + 0.001), Bound::Beyond(35));
}

fn uniform(generator: &mut ChaCha8Rng) -> f64 {
    f64::from(generator.next_u32()) / f64::from(u32::MAX) + 1e-12
}

/// Requests that come evenly over two years and take 20 days on average, without memory: P50 is 13.9 days, P90 46.1.
fn steady(generator: &mut ChaCha8Rng) -> Vec<Past<'static>> {
    (0..1_460)
        .map(|it| {
            let since = f64::from(it) / 2.0;
            let took = -20.0 * uniform(generator).ln() + 0.01;
            if took < since { closed(took, since - took) } else { open(since + 0.01) }
        })
        .collect()
}

#[test]
fn old_dossiers_that_are_cleared_now_do_not_skew_the_forecast() {
    let mut generator = ChaCha8Rng::seed_from_u64(7);
    let mut past = steady(&mut generator);
    past.extend((0..150).map(|it| closed(300.0, f64::from(it) / 5.0)));
    let it = forecast(&past, now(), &present(0)).unwrap();
    let days = |it: u64| it / DAY_S;
    assert!((11..=17).contains(&days(it.p50_s)), "{}", days(it.p50_s));
    assert!((37..=56).contains(&days(it.p90.seconds())), "{}", days(it.p90.seconds()));
    // What a page that shows percentiles of what was closed lately would say.
    let mut lately: Vec<u64> =
        past.iter().filter(|it| it.closed_at.is_some_and(|at| at > ago(90.0))).map(|it| it.spent_s).collect();
    lately.sort_unstable();
    assert!(of_sorted(&lately, 0.9).unwrap() > 290.0 * 86_400.0);
}

#[test]
fn open_requests_are_not_forgotten() {
    let mut generator = ChaCha8Rng::seed_from_u64(11);
    // The service stops closing anything that is older than 10 days: closed ones look quick.
    let past: Vec<Past<'_>> = steady(&mut generator)
        .into_iter()
        .map(|it| {
            if it.spent_s > 10 * DAY_S {
                Past { closed_at: None, spent_s: seconds(60.0), arrived_at: ago(60.0), ..it }
            } else {
                it
            }
        })
        .collect();
    assert_eq!(forecast(&past, now(), &present(0)), Err(Unknown::MostlyOpen));
}

#[test]
fn promises_are_counted_as_known_now() {
    let made = |by: f64, met: Option<f64>, replaced: Option<f64>| Promised {
        by: ago(by),
        met_at: met.map(ago),
        replaced_at: replaced.map(ago),
    };
    let tally = promises(
        [
            made(5.0, Some(6.0), None),
            made(5.0, Some(6.0), Some(7.0)),
            made(5.0, Some(4.0), None),
            made(5.0, None, None),
            made(5.0, None, Some(4.0)),
            made(5.0, Some(1.0), Some(6.0)),
            made(-2.0, None, None),
        ],
        now(),
    );
    assert_eq!((tally.kept, tally.broken, tally.moved, tally.running), (2, 3, 1, 1));
    assert!((tally.share_kept.unwrap() - 1.0 / 3.0).abs() < 1e-12);
    let interval = tally.interval.unwrap();
    assert!(interval.low < 0.34 && interval.high > 0.33);
    assert_eq!(promises([], now()).share_kept, None);
}

proptest! {
    #[test]
    fn closed_requests_alone_give_percentiles_of_type_7(mut took in proptest::collection::vec(1_u64..200, 30..90)) {
        let past: Vec<Past<'_>> = took.iter().map(|it| Past {
            arrived_at: ago(1.0), closed_at: Some(now()), spent_s: *it * 1_000, ..closed(1.0, 0.0)
        }).collect();
        let it = forecast(&past, now(), &present(0)).unwrap();
        for it in &mut took {
            *it *= 1_000;
        }
        took.sort_unstable();
        for (found, share) in [(it.p50_s, 0.5), (it.p90.seconds(), 0.9)] {
            let expected = of_sorted(&took, share).unwrap();
            let found = f64::from(u32::try_from(found).unwrap());
            prop_assert!((found - expected).abs() <= 0.51, "{} {}", found, expected);
        }
    }

    #[test]
    fn a_forecast_is_ordered_and_not_in_the_past(
        past in proptest::collection::vec((0.1_f64..400.0, 0.0_f64..400.0, any::<bool>()), 0..200),
        age in 0_u64..200,
    ) {
        let past: Vec<Past<'_>> = past.into_iter().map(|(took, ago, is_open)| if is_open { open(took) } else { closed(took, ago) }).collect();
        if let Ok(it) = forecast(&past, now(), &present(age)) {
            prop_assert!(it.p50_s > age * DAY_S && it.p50_s <= it.p90.seconds());
            prop_assert!(it.based_on >= COMPARABLE_MIN);
        }
    }
}
