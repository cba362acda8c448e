use proptest::prelude::*;

use super::*;

const VALUES: [f64; 8] = [0.9, 1.3, 0.4, 1.1, 0.7, 0.2, 0.3, 0.6];
const TREATED: [bool; 8] = [true, true, false, true, true, false, false, false];

/// The share of all assignments of the mechanism whose statistic is at least as large, with τ taken from the treated.
fn naive(labels: &[usize], tau: f64, statistic: impl Fn(&[f64], &[bool]) -> f64) -> (usize, f64) {
    let values: Vec<f64> =
        VALUES.iter().zip(TREATED).map(|(it, arm)| if arm { it - tau } else { *it }).collect();
    let counts = |arms: &[bool]| {
        let mut counts = [0; 8];
        arms.iter().zip(labels).for_each(|(arm, label)| counts[*label] += usize::from(*arm));
        counts
    };
    let (own, mut all, mut reached) = (statistic(&values, &TREATED).abs(), 0, 0);
    for bits in 0..256_u32 {
        let arms: Vec<bool> = (0..8).map(|it| bits >> it & 1 == 1).collect();
        if counts(&arms) == counts(&TREATED) {
            all += 1;
            reached += u32::from(statistic(&values, &arms).abs() >= own * (1.0 - 1e-10));
        }
    }
    (all, f64::from(reached) / real(all))
}

fn moments(values: &[f64], arms: &[bool], arm: bool) -> (f64, f64, f64) {
    let own: Vec<f64> = values.iter().zip(arms).filter(|it| *it.1 == arm).map(|it| *it.0).collect();
    let (count, mean) = (real(own.len()), own.iter().sum::<f64>() / real(own.len()));
    (count, mean, own.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / (count - 1.0))
}

fn difference(values: &[f64], arms: &[bool]) -> f64 {
    moments(values, arms, true).1 - moments(values, arms, false).1
}

fn studentised(values: &[f64], arms: &[bool]) -> f64 {
    let ((n1, m1, v1), (n0, m0, v0)) = (moments(values, arms, true), moments(values, arms, false));
    (m1 - m0) / (v1 / n1 + v0 / n0).sqrt()
}

#[test]
fn complete_randomisation_agrees_with_the_definition() {
    let it = randomise(&VALUES, &TREATED, Mechanism::Complete, Plan::default(), 0.1).unwrap();
    let (all, p) = naive(&[0; 8], 0.0, difference);
    assert_eq!((it.assignments, it.exact), (all, true));
    assert!((it.difference.p - p).abs() < 1e-15);
    let student = it.studentised.unwrap();
    assert!((student.p - naive(&[0; 8], 0.0, studentised).1).abs() < 1e-15);
    assert!((student.statistic - studentised(&VALUES, &TREATED)).abs() < 1e-12);
    for (found, statistic) in
        [(it.difference, difference as fn(&[f64], &[bool]) -> f64), (student, studentised)]
    {
        for (end, outwards) in [(found.low, -1e-6), (found.high, 1e-6)] {
            assert!(naive(&[0; 8], end - outwards, statistic).1 > 0.1);
            assert!(naive(&[0; 8], end + outwards, statistic).1 <= 0.1);
        }
    }
}

#[test]
fn only_assignments_of_the_mechanism_count() {
    let strata = [0, 0, 0, 0, 1, 1, 1, 1];
    let it = randomise(&VALUES, &TREATED, Mechanism::Strata(&strata), Plan::default(), 0.1).unwrap();
    let by_stratum = |values: &[f64], arms: &[bool]| {
        f64::midpoint(difference(&values[..4], &arms[..4]), difference(&values[4..], &arms[4..]))
    };
    let (all, p) = naive(&strata, 0.0, by_stratum);
    assert_eq!(it.assignments, all);
    assert!((it.difference.p - p).abs() < 1e-15, "{} {p}", it.difference.p);
    assert!(it.studentised.is_none());
    let pairs = [0, 1, 0, 2, 3, 1, 2, 3];
    let it = randomise(&VALUES, &TREATED, Mechanism::Pairs(&pairs), Plan::default(), 0.1).unwrap();
    let (all, p) = naive(&pairs, 0.0, difference);
    assert_eq!((it.assignments, all), (16, 16));
    assert!((it.difference.p - p).abs() < 1e-15 && (it.studentised.unwrap().p - p).abs() < 1e-15);
}

#[test]
fn chance_comes_near_the_exact_answer_and_can_be_repeated() {
    let plan = Plan { exact_max: 10, draws: 20_000, seed: 3 };
    let some = || randomise(&VALUES, &TREATED, Mechanism::Complete, plan, 0.1).unwrap();
    let all = randomise(&VALUES, &TREATED, Mechanism::Complete, Plan::default(), 0.1).unwrap();
    assert!(!some().exact && some().assignments == 20_000);
    assert!((some().difference.p - all.difference.p).abs() < 0.01);
    assert_eq!(some(), some());
}

#[test]
fn many_units_are_drawn_and_never_enumerated() {
    let values: Vec<f64> = (0..200).map(|it| f64::from(it * 37 % 101)).collect();
    let treated: Vec<bool> = (0..200).map(|it| it % 2 == 0).collect();
    let plan = Plan { draws: 500, ..Plan::default() };
    let it = randomise(&values, &treated, Mechanism::Complete, plan, 0.05).unwrap();
    assert!(!it.exact && it.difference.p > 0.0 && it.difference.low < it.difference.high);
}

#[test]
fn too_few_assignments_leave_the_interval_open() {
    let it = randomise(&[1.0, 2.0, 3.0], &[true, false, false], Mechanism::Complete, Plan::default(), 0.05);
    let it = it.unwrap();
    assert!(it.difference.low.is_infinite() && it.difference.high.is_infinite());
    assert!(it.studentised.is_none());
}

#[test]
fn bad_input_is_refused() {
    let plan = Plan::default();
    let code = |values: &[f64], treated: &[bool], mechanism| {
        randomise(values, treated, mechanism, plan, 0.05).unwrap_err().code()
    };
    assert_eq!(code(&[], &[], Mechanism::Complete), "too-few");
    assert_eq!(code(&[1.0, 2.0], &[true, true], Mechanism::Complete), "too-few");
    assert_eq!(code(&[1.0, 2.0], &[true], Mechanism::Complete), "length");
    assert_eq!(code(&[1.0, f64::NAN], &[true, false], Mechanism::Complete), "not-finite");
    assert_eq!(code(&[0.1, 0.1, 0.1], &[true, false, false], Mechanism::Complete), "no-variance");
    assert_eq!(code(&[1.0, 2.0], &[true, false], Mechanism::Pairs(&[1, 2])), "unreadable");
    assert_eq!(code(&[1.0, 2.0], &[true, false], Mechanism::Strata(&[1])), "length");
    let endless = Plan { draws: usize::MAX, ..plan };
    let refused = randomise(&[1.0, 2.0], &[true, false], Mechanism::Complete, endless, 0.05);
    assert_eq!(refused.unwrap_err().code(), "out-of-range");
}

proptest! {
    /// Neither the unit nor the place of zero of the values matters.
    #[test]
    fn units_do_not_matter(unit in -6_i32..6, shift in -100.0_f64..100.0) {
        let unit = 10.0_f64.powi(unit);
        let values: Vec<f64> = VALUES.iter().map(|it| (it + shift) * unit).collect();
        let plain = randomise(&VALUES, &TREATED, Mechanism::Complete, Plan::default(), 0.1).unwrap();
        let scaled = randomise(&values, &TREATED, Mechanism::Complete, Plan::default(), 0.1).unwrap();
        prop_assert!((plain.difference.p - scaled.difference.p).abs() < 1e-15);
        prop_assert!((plain.studentised.unwrap().p - scaled.studentised.unwrap().p).abs() < 1e-15);
        prop_assert!((plain.difference.low * unit - scaled.difference.low).abs() < 1e-9 * unit);
    }
}
