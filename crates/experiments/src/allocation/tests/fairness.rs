//! Over many seeds, every arm is as likely as its weight says, whatever is known of the others. Seeds are fixed, so that a fair
//! draw passes always; the bounds would be passed by chance once in ten thousand draws.

use super::*;

/// Pearson's statistic of counts against shares.
#[expect(clippy::cast_precision_loss, reason = "counts of a test")]
fn chi_square(counts: &[u64], shares: &[f64]) -> f64 {
    let total = counts.iter().sum::<u64>() as f64;
    counts
        .iter()
        .zip(shares)
        .map(|(count, share)| (*count as f64 - total * share).powi(2) / (total * share))
        .sum()
}

/// The 0.9999 quantile of chi-square with 1 to 15 degrees of freedom.
const BOUNDS: [f64; 15] =
    [15.1, 18.4, 21.1, 23.5, 25.7, 27.9, 29.9, 31.8, 33.7, 35.6, 37.4, 39.1, 40.9, 42.6, 44.3];

#[track_caller]
fn is_fair(counts: &[u64], shares: &[f64]) {
    let found = chi_square(counts, shares);
    assert!(found < BOUNDS[counts.len() - 2], "{counts:?} for {shares:?}: {found}");
}

#[track_caller]
fn is_even(counts: &[u64]) {
    #[expect(clippy::cast_precision_loss, reason = "a few cells")]
    let share = 1.0 / counts.len() as f64;
    is_fair(counts, &vec![share; counts.len()]);
}

/// How often each pattern of arms was drawn, of all patterns of that length with two arms.
fn patterns(length: usize, draws: impl Iterator<Item = Vec<usize>>) -> Vec<u64> {
    let mut counts = vec![0; 1 << length];
    for arms in draws {
        counts[arms[..length].iter().fold(0, |sum, arm| 2 * sum + arm)] += 1;
    }
    counts
}

fn arms(plan: &Plan, seed: u64, units: &[UnitToAssign]) -> Vec<usize> {
    drawn(plan, seed, units).iter().map(|it| it.arm).collect()
}

#[test]
fn arms_have_their_shares_in_the_long_run() {
    for method in AllocationMethod::ALL {
        let plan = a_plan_by(method, &[1.0, 2.0, 3.0]);
        let rows = drawn(&plan, 11, &units(30_000));
        is_fair(&sizes(&rows, 3), &[1.0 / 6.0, 2.0 / 6.0, 3.0 / 6.0]);
    }
}

#[test]
fn knowing_the_arms_so_far_says_nothing_of_the_next_by_simple_allocation() {
    let plan = a_plan_by(AllocationMethod::Simple, &[1.0, 1.0]);
    is_even(&patterns(4, (0..8_000).map(|seed| arms(&plan, seed, &units(4)))));
    // And within one seed, along the list.
    let all = arms(&plan, 1, &units(32_000));
    is_even(&patterns(4, all.chunks(4).map(<[usize]>::to_vec)));
}

#[test]
fn the_orders_of_a_block_are_equally_likely_and_unlike_from_block_to_block() {
    let plan = a_plan_by(AllocationMethod::Blocked, &[1.0, 1.0]);
    let draws: Vec<Vec<usize>> = (0..6_000).map(|seed| arms(&plan, seed, &units(8))).collect();
    let first = patterns(4, draws.iter().cloned());
    let second = patterns(4, draws.iter().map(|it| it[4..].to_vec()));
    for counts in [first, second] {
        let seen: Vec<u64> = counts.into_iter().filter(|it| *it > 0).collect();
        assert_eq!(seen.len(), 6);
        is_even(&seen);
    }
    // The whole first block says nothing of how the next begins.
    let mut after: BTreeMap<Vec<usize>, Vec<u64>> = BTreeMap::new();
    for draw in &draws {
        after.entry(draw[..4].to_vec()).or_insert_with(|| vec![0; 2])[draw[4]] += 1;
    }
    for counts in after.values() {
        is_even(counts);
    }
}

#[test]
fn neighbouring_strata_are_drawn_apart() {
    let plan = a_plan_by(AllocationMethod::Stratified, &[1.0, 1.0]);
    let two = [a_unit("u", &["a|b", "c"]), a_unit("v", &["a", "b|c"])];
    is_even(&patterns(2, (0..4_000).map(|seed| arms(&plan, seed, &two))));
}

#[test]
fn what_minimisation_says_of_its_chances_comes_true() {
    let plan = a_plan_by(AllocationMethod::Minimisation, &[1.0, 2.0]);
    let mut by_probability: BTreeMap<u64, [u64; 2]> = BTreeMap::new();
    for seed in 0..400 {
        let rows = drawn(&plan, seed, &units(40));
        for row in &rows {
            // How likely arm 0 was, in thousandths.
            let chance = if row.arm == 0 { row.probability } else { 1.0 - row.probability };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
            let thousandths = (chance * 1000.0).round() as u64;
            by_probability.entry(thousandths).or_default()[row.arm] += 1;
        }
    }
    assert_eq!(by_probability.keys().copied().collect::<Vec<_>>(), [200, 333, 800]);
    for (thousandths, counts) in by_probability {
        let chance = f64::from(u32::try_from(thousandths).unwrap()) / 1000.0;
        is_fair(&counts, &[chance, 1.0 - chance]);
    }
}

#[test]
fn every_office_is_as_likely_in_each_arm_and_says_so() {
    let mut plan = a_plan_by(AllocationMethod::Simple, &[1.0, 2.0]);
    plan.unit = crate::plan::Unit::Office;
    let mut by_office = vec![vec![0_u64; 2]; 7];
    for seed in 0..3_000 {
        for (office, row) in drawn(&plan, seed, &units(7)).iter().enumerate() {
            by_office[office][row.arm] += 1;
            assert!((row.probability - [1.0 / 3.0, 2.0 / 3.0][row.arm]).abs() < 1e-12);
        }
    }
    for counts in by_office {
        is_fair(&counts, &[1.0 / 3.0, 2.0 / 3.0]);
    }
}

#[test]
fn all_even_splits_of_offices_are_equally_likely() {
    let mut plan = a_plan_by(AllocationMethod::Simple, &[1.0, 1.0]);
    plan.unit = crate::plan::Unit::Office;
    let splits = |plan: &Plan, units: &[UnitToAssign]| {
        let counts = patterns(4, (0..6_000).map(|seed| arms(plan, seed, units)));
        counts.into_iter().filter(|it| *it > 0).collect::<Vec<_>>()
    };
    let one_stratum = splits(&plan, &units(4));
    assert_eq!(one_stratum.len(), 6);
    is_even(&one_stratum);
    // Four strata of one office each: what is left over is still split evenly, in all ways.
    plan.allocation.method = AllocationMethod::Stratified;
    plan.allocation.strata = vec!["size".to_owned()];
    let alone: Vec<UnitToAssign> = (0..4).map(|at| a_unit(&format!("o{at}"), &[&at.to_string()])).collect();
    let alone = splits(&plan, &alone);
    assert_eq!(alone.len(), 6);
    is_even(&alone);
    // Two pairs: one office of each.
    let pairs: Vec<UnitToAssign> =
        (0..4).map(|at| a_unit(&format!("o{at}"), &[["a", "b"][at / 2]])).collect();
    let pairs = splits(&plan, &pairs);
    assert_eq!(pairs.len(), 4);
    is_even(&pairs);
}

#[test]
fn every_office_is_as_likely_at_each_step_of_a_wedge() {
    let plan = a_wedge_plan(3);
    let mut by_office: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for seed in 0..3_000 {
        for start in wedge_schedule(&plan, &Seed::of_number(seed), &units(5)).unwrap() {
            by_office.entry(start.unit).or_insert_with(|| vec![0; 3])[start.step as usize - 1] += 1;
        }
    }
    assert_eq!(by_office.len(), 5);
    for counts in by_office.values() {
        is_even(counts);
    }
}
