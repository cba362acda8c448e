use proptest::prelude::*;

use super::*;

fn pair(count1: u64, nobs1: u64, count2: u64, nobs2: u64) -> Pair {
    Pair::new(count1, nobs1, count2, nobs2).unwrap()
}

#[test]
fn the_score_interval_exists_where_the_reference_finds_none() {
    let found = pair(9, 60, 3, 33).difference_score(0.05).unwrap();
    assert!(found.low < 9.0 / 60.0 - 3.0 / 33.0 && 9.0 / 60.0 - 3.0 / 33.0 < found.high, "{found:?}");
    for end in [found.low, found.high] {
        assert!((pair(9, 60, 3, 33).score_p(end).unwrap() - 0.05).abs() < 1e-9);
    }
}

#[test]
fn no_success_in_either_arm_still_has_an_interval() {
    let none = pair(0, 50, 0, 80);
    let found = none.difference_score(0.05).unwrap();
    assert!(-0.1 < found.low && found.low < 0.0 && 0.0 < found.high && found.high < 0.1, "{found:?}");
    assert_eq!(none.z_test(), None);
    assert!((none.fisher() - 1.0).abs() < 1e-15);
    assert_eq!(none.ratio_score(0.05).unwrap(), Interval { low: 0.0, high: f64::INFINITY });
    assert_eq!(none.ratio_log(0.05).unwrap(), None);
}

#[test]
fn counts_that_cannot_be_are_refused_by_name() {
    assert_eq!(Pair::new(3, 2, 0, 1).unwrap_err().what(), "count1");
    assert_eq!(Pair::new(0, 0, 0, 1).unwrap_err().what(), "nobs1");
    assert_eq!(Pair::new(0, 1, 0, TRIALS_MAX + 1).unwrap_err().what(), "nobs2");
    assert_eq!(pair(1, 2, 1, 2).difference_score(0.0).unwrap_err().what(), "alpha");
}

#[test]
fn large_counts_take_no_time() {
    let large = pair(400_000_000_000, TRIALS_MAX, 399_999_000_000, TRIALS_MAX);
    let (exact, z) = (large.fisher(), large.z_test().unwrap().p);
    assert!((exact / z - 1.0).abs() < 1e-3, "{exact} {z}");
}

/// Fisher's test by its definition, on small tables.
fn by_definition(pair: Pair) -> f64 {
    let choose = |n: u64, k: u64| (0..k).map(|it| real(n - it) / real(it + 1)).product::<f64>();
    let successes = pair.count1 + pair.count2;
    let weight = |k: u64| choose(pair.nobs1, k) * choose(pair.nobs2, successes - k);
    let all = successes.saturating_sub(pair.nobs2)..=successes.min(pair.nobs1);
    let seen = weight(pair.count1) * (1.0 + 1e-9);
    let total: f64 = all.clone().map(weight).sum();
    all.map(weight).filter(|it| *it <= seen).sum::<f64>() / total
}

proptest! {
    #[test]
    fn fisher_is_its_definition(n1 in 1_u64..40, n2 in 1_u64..40, k1 in 0_u64..40, k2 in 0_u64..40) {
        let it = pair(k1.min(n1), n1, k2.min(n2), n2);
        prop_assert!((it.fisher() - by_definition(it)).abs() < 1e-12, "{it:?}");
        prop_assert!((it.fisher() - it.swapped().fisher()).abs() < 1e-12);
    }

    #[test]
    fn intervals_hold_the_difference_and_mirror_each_other(
        n1 in 1_u64..400, n2 in 1_u64..400, k1 in 0_u64..400, k2 in 0_u64..400, alpha in 0.001_f64..0.5,
    ) {
        let it = pair(k1.min(n1), n1, k2.min(n2), n2);
        for (ours, theirs) in [
            (it.difference_score(alpha).unwrap(), it.swapped().difference_score(alpha).unwrap()),
            (it.difference_newcombe(alpha).unwrap(), it.swapped().difference_newcombe(alpha).unwrap()),
        ] {
            prop_assert!(-1.0 <= ours.low && ours.low <= it.difference() + 1e-15);
            prop_assert!(it.difference() <= ours.high + 1e-15 && ours.high <= 1.0);
            prop_assert!((ours.low + theirs.high).abs() < 1e-9, "{ours:?} {theirs:?}");
        }
        let (ratio, inverse) = (it.ratio_score(alpha).unwrap(), it.swapped().ratio_score(alpha).unwrap());
        prop_assert!((ratio.low * inverse.high - 1.0).abs() < 1e-6 || ratio.low == 0.0, "{ratio:?} {inverse:?}");
    }
}
