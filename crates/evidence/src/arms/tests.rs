use proptest::prelude::*;

use super::*;
use crate::{Estimate, Fault, two_sample};

fn means(values: &[f64]) -> MeanSums {
    let mut sums = MeanSums::default();
    for value in values {
        sums.add([*value]);
    }
    sums
}

fn ratios(units: &[[f64; 2]]) -> RatioSums {
    let mut sums = RatioSums::default();
    for unit in units {
        sums.add(*unit);
    }
    sums
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1e-3)
}

#[test]
fn means_of_arms_are_welch() {
    let (x, y) = ([3.0, 1.0, 4.0, 1.0, 5.0, 9.0], [2.0, 7.0, 1.0, 8.0]);
    let found = compare_means(&means(&x), &means(&y), 0.05).unwrap().absolute;
    let welch = two_sample::welch(&y, &x, 0.05).unwrap();
    for (a, b) in [(found.value, welch.value), (found.se, welch.se), (found.df, welch.df), (found.p, welch.p)]
    {
        assert!(close(a, b, 1e-12), "{found:?} {welch:?}");
    }
}

#[test]
fn a_control_without_contact_still_has_an_absolute_difference() {
    let (control, treatment) = (ratios(&[[0.0, 1.0]; 9]), ratios(&[[0.0, 2.0], [1.0, 1.0], [3.0, 4.0]]));
    let found = compare_ratios(&control, &treatment, 0.05).unwrap();
    assert!(close(found.absolute.value, 4.0 / 7.0, 1e-12) && found.relative.is_none(), "{found:?}");
    let none = compare_ratios(&control, &control, 0.05).unwrap_err();
    assert_eq!(none.code(), "no-variance");
    let empty = ratios(&[[1.0, 0.0], [2.0, 0.0]]);
    assert_eq!(compare_ratios(&control, &empty, 0.05).unwrap_err().what(), "treatment.den");
    assert_eq!(compare_ratios(&ratios(&[[1.0, 2.0]]), &control, 0.05).unwrap_err().what(), "control");
}

#[test]
fn near_zero_the_relative_interval_is_fieller_s() {
    let control = means(&[0.0, 0.0, 1.0, 0.0, 2.0, 0.0, 1.0, 0.0, 0.0, 3.0, 0.0, 0.0, 1.0, 1.0, 0.0, 2.0]);
    let treatment = means(&[2.0, 0.0, 1.0, 3.0, 1.0, 2.0, 0.0, 1.0, 4.0, 1.0]);
    let relative = compare_means(&control, &treatment, 0.05).unwrap().relative.unwrap();
    let (below, above) = (relative.value - relative.low, relative.high - relative.value);
    assert!(above > 1.5 * below, "{relative:?}");
    // At each end r the difference of treatment − (1 + r)·control is t standard errors from 0.
    let t = crate::distribution::t_quantile(0.975, relative.df);
    for end in [relative.low, relative.high] {
        let r = 1.0 + end;
        let apart = treatment.mean(0) - r * control.mean(0);
        let se = (treatment.covariance(0, 0) / 10.0 + r * r * control.covariance(0, 0) / 16.0).sqrt();
        assert!(close(apart.abs() / se, t, 1e-9), "{end}");
    }
}

#[test]
fn what_was_known_before_narrows_the_interval() {
    let arm = |shift: f64, from: u32| {
        let mut sums = AdjustedMeanSums::default();
        for unit in from..from + 60 {
            let before = f64::from(unit * 37 % 61);
            sums.add([before * 0.9 + f64::from(unit * 13 % 7) + shift, before]);
        }
        sums
    };
    let (control, treatment) = (arm(0.0, 0), arm(2.0, 17));
    let plain = compare_means(
        &means(&(0..60).map(|it| f64::from(it * 37 % 61) * 0.9 + f64::from(it * 13 % 7)).collect::<Vec<_>>()),
        &means(
            &(17..77)
                .map(|it| f64::from(it * 37 % 61) * 0.9 + f64::from(it * 13 % 7) + 2.0)
                .collect::<Vec<_>>(),
        ),
        0.05,
    )
    .unwrap();
    for adjustment in [Adjustment::Pooled, Adjustment::WithinArm] {
        let found = compare_adjusted_means(&control, &treatment, adjustment, 0.05).unwrap();
        assert!(found.absolute.se < plain.absolute.se / 4.0, "{found:?}");
        assert!((found.absolute.value - 2.0).abs() < 1.0);
        assert!(close(found.treatment - found.control, found.absolute.value, 1e-9));
    }
}

#[test]
fn a_ratio_with_one_a_denominator_is_a_mean() {
    let (mut ratio, mut mean) = ([AdjustedRatioSums::default(); 2], [AdjustedMeanSums::default(); 2]);
    for unit in 0_u32..50 {
        let (value, before) = (f64::from(unit * 17 % 23), f64::from(unit * 17 % 19));
        ratio[unit as usize % 2].add([value, 1.0, before]);
        mean[unit as usize % 2].add([value, before]);
    }
    for adjustment in [Adjustment::Pooled, Adjustment::WithinArm] {
        let by_ratio = compare_adjusted_ratios(&ratio[0], &ratio[1], adjustment, 0.1).unwrap();
        let by_mean = compare_adjusted_means(&mean[0], &mean[1], adjustment, 0.1).unwrap();
        assert!(close(by_ratio.absolute.value, by_mean.absolute.value, 1e-10));
        assert!(close(by_ratio.absolute.se, by_mean.absolute.se, 1e-10));
        let (a, b) = (by_ratio.relative.unwrap(), by_mean.relative.unwrap());
        assert!(close(a.value, b.value, 1e-10) && close(a.high, b.high, 1e-10));
    }
}

#[test]
fn shares_work_without_a_success() {
    let (none, some) = (ShareArm { successes: 0, units: 40 }, ShareArm { successes: 3, units: 50 });
    for method in [ShareMethod::Score, ShareMethod::Newcombe] {
        let found = compare_proportions(none, some, method, 0.05).unwrap();
        assert!(found.absolute.low < 0.06 && 0.06 < found.absolute.high && found.relative.is_none());
        let nothing = compare_proportions(none, none, method, 0.05).unwrap();
        assert!((nothing.absolute.p - 1.0).abs() < 1e-15 && nothing.absolute.high > 0.0);
    }
    let down = compare_proportions(some, none, ShareMethod::Score, 0.05).unwrap().relative.unwrap();
    assert!(
        (down.value + 1.0).abs() < 1e-15 && (down.low + 1.0).abs() < 1e-15 && down.high < 1.0,
        "{down:?}"
    );
    let wrong = ShareArm { successes: 3, units: 2 };
    let refused = compare_proportions(some, wrong, ShareMethod::Score, 0.05).unwrap_err();
    assert_eq!(refused.what(), "treatment.successes");
}

#[test]
fn several_arms_are_corrected_together() {
    let control = means(&[1.0, 2.0, 3.0, 2.0, 1.0, 2.0]);
    let arms = [means(&[2.0, 3.0, 4.0, 3.0]), means(&[1.0, 2.0, 3.0]), means(&[5.0, 6.0, 5.0])];
    let found = every_arm(&control, &arms, 0.05, compare_means).unwrap();
    assert!(found.iter().all(|it| it.p_holm >= it.comparison.absolute.p));
    assert!(found[2].reject && !found[1].reject);
    assert_eq!(
        every_arm(&control, &[], 0.05, compare_means).unwrap_err(),
        Fault::too_few("treatments", 0, 1)
    );
}

#[test]
fn a_margin_is_read_on_the_bad_side() {
    let estimate = |value: f64| Estimate::by_t(value, 1.0, 50.0, 0.05).unwrap();
    let verdict =
        |value: f64, wanted: Wanted| non_inferiority(&estimate(value), 3.0, wanted).unwrap().verdict;
    assert_eq!(verdict(3.0, Wanted::More), Verdict::Superior);
    assert_eq!(verdict(0.0, Wanted::More), Verdict::NonInferior);
    assert_eq!(verdict(-1.5, Wanted::More), Verdict::NotProven);
    assert_eq!(verdict(-6.0, Wanted::More), Verdict::Inferior);
    assert_eq!(verdict(-3.0, Wanted::Fewer), Verdict::Superior);
    assert_eq!(verdict(6.0, Wanted::Fewer), Verdict::Inferior);
    let found = non_inferiority(&estimate(0.0), 3.0, Wanted::Fewer).unwrap();
    assert!(close(found.p.unwrap(), crate::distribution::t_sf(3.0, 50.0), 1e-12));
    assert!(close(found.limit, estimate(0.0).high, 1e-15));
    assert_eq!(non_inferiority(&estimate(0.0), 0.0, Wanted::More).unwrap_err().what(), "margin");
}

#[test]
fn sums_that_are_no_numbers_are_refused() {
    let mut broken = means(&[1.0, 2.0]);
    broken.add([f64::NAN]);
    assert_eq!(compare_means(&means(&[1.0, 3.0]), &broken, 0.05).unwrap_err().what(), "treatment");
}

proptest! {
    /// Parts in any order give the sums of the whole, also far from 0.
    #[test]
    fn merging_is_adding(
        units in proptest::collection::vec((0.0_f64..9.0, 1.0_f64..9.0), 2..60),
        cut in 0_usize..60, far in 0.0_f64..1e7,
    ) {
        let units: Vec<[f64; 2]> = units.into_iter().map(|it| [it.0 + far, it.1]).collect();
        let (left, right) = units.split_at(cut.min(units.len()));
        let whole = ratios(&units);
        let mut merged = ratios(right);
        merged.merge(&ratios(left));
        prop_assert_eq!(merged.units(), whole.units());
        for (row, column) in [(0, 0), (0, 1), (1, 1)] {
            let (a, b) = (merged.covariance(row, column), whole.covariance(row, column));
            prop_assert!((a - b).abs() < 1e-7, "{} {}", a, b);
        }
        prop_assert!((merged.mean(0) - whole.mean(0)).abs() <= 1e-12 * (1.0 + far));
    }
}
