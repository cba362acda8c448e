//! Arms are fair, come back from their seed, and stay.

mod fairness;
mod lists;

use std::collections::BTreeMap;

use kernel::{Explain as _, Lang};
use proptest::prelude::*;

use super::*;
use crate::plan::tests::{a_plan, a_plan_with, a_wedge_plan, an_office_plan};

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

fn a_unit(name: &str, values: &[&str]) -> UnitToAssign {
    let covariates = values.iter().map(|it| (*it).to_owned()).collect();
    UnitToAssign { name: name.to_owned(), covariates, cluster: None }
}

/// Units `u0`, `u1` …, of two strata columns with two and three values.
fn units(count: usize) -> Vec<UnitToAssign> {
    let values = |at: usize| [["big", "small"][at % 2], ["north", "south", "east"][at / 2 % 3]];
    (0..count).map(|at| a_unit(&format!("u{at}"), &values(at))).collect()
}

fn a_plan_by(method: AllocationMethod, weights: &[f64]) -> Plan {
    a_plan_with(|it| {
        it.allocation.method = method;
        if by_strata(method) {
            it.allocation.strata = vec!["size".to_owned(), "area".to_owned()];
        }
        let arm = |(at, weight): (usize, &f64)| crate::plan::Arm {
            name: format!("arm {at}"),
            weight: *weight,
            description: String::new(),
        };
        it.arms = weights.iter().enumerate().map(arm).collect();
    })
}

fn drawn(plan: &Plan, seed: u64, units: &[UnitToAssign]) -> Vec<Assigned> {
    assign_all(plan, &Seed::of_number(seed), &[], units, now()).unwrap()
}

/// Units by arm.
fn sizes<'row>(rows: impl IntoIterator<Item = &'row Assigned>, arms: usize) -> Vec<u64> {
    let mut sizes = vec![0; arms];
    for row in rows {
        sizes[row.arm] += 1;
    }
    sizes
}

fn gap(sizes: &[u64]) -> u64 {
    sizes.iter().max().unwrap() - sizes.iter().min().unwrap()
}

fn methods() -> impl Strategy<Value = AllocationMethod> {
    prop::sample::select(AllocationMethod::ALL.to_vec())
}

proptest! {
    #[test]
    fn what_comes_later_never_changes_what_was_given(
        method in methods(), seed in any::<u64>(), first in 0_usize..40, more in 0_usize..40,
    ) {
        let plan = a_plan_by(method, &[1.0, 2.0, 1.0]);
        let all = units(first + more);
        let seed = Seed::of_number(seed);
        let early = assign_all(&plan, &seed, &[], &all[..first], now()).unwrap();
        let later = assign_all(&plan, &seed, &early, &all, now() + std::time::Duration::from_mins(1)).unwrap();
        prop_assert_eq!(&later[..first], &early[..]);
        // Usagers get their arms one by one: it does not matter in how many calls.
        let at_once = assign_all(&plan, &seed, &[], &all, now()).unwrap();
        let arms = |rows: &[Assigned]| rows.iter().map(|it| (it.unit.clone(), it.arm, it.order)).collect::<Vec<_>>();
        prop_assert_eq!(arms(&later), arms(&at_once));
    }

    #[test]
    fn offices_that_are_added_later_leave_the_others_their_arm(seed in any::<u64>(), first in 0_usize..25, more in 0_usize..25) {
        let mut plan = an_office_plan();
        plan.allocation.strata = vec!["size".to_owned(), "area".to_owned()];
        let all = units(first + more);
        let seed = Seed::of_number(seed);
        let early = assign_all(&plan, &seed, &[], &all[..first], now()).unwrap();
        let later = assign_all(&plan, &seed, &early, &all, now()).unwrap();
        prop_assert_eq!(&later[..first], &early[..]);
        prop_assert_eq!(later.len(), all.len());
        let mut orders: Vec<u64> = later.iter().map(|it| it.order).collect();
        orders.sort_unstable();
        prop_assert_eq!(orders, (0..all.len() as u64).collect::<Vec<_>>());
    }

    #[test]
    fn a_stratum_s_word_gives_its_values_back(values in prop::collection::vec("[a|\\\\ é]{0,4}", 1..4)) {
        prop_assert_eq!(values_of(&stratum_of(&values)), values);
    }

    #[test]
    fn each_row_says_a_probability_and_its_stratum(method in methods(), seed in any::<u64>()) {
        let plan = a_plan_by(method, &[1.0, 3.0]);
        for (row, unit) in drawn(&plan, seed, &units(30)).iter().zip(units(30)) {
            prop_assert!(row.probability > 0.0 && row.probability <= 1.0);
            let stratum = if by_strata(method) { stratum_of(&unit.covariates) } else { String::new() };
            prop_assert_eq!(&row.stratum, &stratum);
            if method != AllocationMethod::Minimisation {
                prop_assert!((row.probability - [0.25, 0.75][row.arm]).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_arms_and_another_one_others() {
    for method in AllocationMethod::ALL {
        let plan = a_plan_by(method, &[1.0, 1.0]);
        let arms = |seed| drawn(&plan, seed, &units(64)).iter().map(|it| it.arm).collect::<Vec<_>>();
        assert_eq!(arms(1), arms(1), "{method:?}");
        assert_ne!(arms(1), arms(2), "{method:?}");
    }
    // Whatever changes here changes every experiment that runs.
    let arms: Vec<usize> = drawn(&a_plan(), 1, &units(16)).iter().map(|it| it.arm).collect();
    assert_eq!(arms, [1, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1]);
}

#[test]
fn a_unit_that_comes_again_has_its_first_row() {
    for method in AllocationMethod::ALL {
        let plan = a_plan_by(method, &[1.0, 1.0]);
        let mut allocator = Allocator::new(&plan, &Seed::of_number(3), &[]).unwrap();
        let unit = a_unit("u", &["big", "north"]);
        let first = allocator.assign(&unit, now()).unwrap();
        let later = now() + std::time::Duration::from_hours(1);
        allocator.assign(&a_unit("v", &["big", "north"]), later).unwrap();
        assert_eq!(allocator.assign(&unit, later).unwrap(), first);
        let moved = a_unit("u", &["small", "south"]);
        assert_eq!(
            allocator.assign(&moved, later).unwrap(),
            first,
            "{method:?}: an arm stays, whatever changes"
        );
        assert_eq!(first.assigned_at, now());
    }
}

#[test]
fn simple_allocation_needs_no_list_and_no_order() {
    let plan = a_plan_by(AllocationMethod::Simple, &[1.0, 1.0, 1.0]);
    let arm_of = |rows: &[Assigned]| {
        rows.iter().map(|it| (it.unit.clone(), it.arm)).collect::<BTreeMap<String, usize>>()
    };
    let mut backwards = units(200);
    backwards.reverse();
    assert_eq!(arm_of(&drawn(&plan, 5, &units(200))), arm_of(&drawn(&plan, 5, &backwards)));
    let all = arm_of(&drawn(&plan, 5, &units(200)));
    for unit in units(200) {
        let alone = Allocator::new(&plan, &Seed::of_number(5), &[]).unwrap().assign(&unit, now()).unwrap();
        assert_eq!(alone.arm, all[&unit.name]);
    }
}

#[test]
fn blocks_hold_each_arm_as_often_as_its_weight_says() {
    let mut plan = a_plan_by(AllocationMethod::Blocked, &[1.0, 2.0]);
    for (block, size) in [(0, 6), (3, 3), (9, 9)] {
        plan.allocation.block = block;
        let rows = drawn(&plan, 8, &units(180));
        for block in rows.chunks(size) {
            let third = size as u64 / 3;
            assert_eq!(sizes(block, 2), [third, 2 * third]);
        }
        let orders: std::collections::BTreeSet<Vec<usize>> =
            rows.chunks(size).map(|it| it.iter().map(|it| it.arm).collect()).collect();
        assert!(orders.len() > 2, "blocks are shuffled anew");
    }
}

#[test]
fn strata_have_blocks_of_their_own() {
    let plan = a_plan_by(AllocationMethod::Stratified, &[1.0, 1.0]);
    let rows = drawn(&plan, 8, &units(240));
    let mut by_stratum: BTreeMap<&str, Vec<&Assigned>> = BTreeMap::new();
    for row in &rows {
        by_stratum.entry(&row.stratum).or_default().push(row);
    }
    assert_eq!(by_stratum.len(), 6);
    for (stratum, rows) in &by_stratum {
        for block in rows.chunks(4) {
            assert_eq!(sizes(block.iter().copied(), 2), [2, 2], "{stratum}");
        }
    }
    let arms = |stratum: &str| by_stratum[stratum].iter().map(|it| it.arm).collect::<Vec<_>>();
    assert_ne!(arms("big|north"), arms("small|north"));
}

#[test]
fn minimisation_keeps_the_strata_alike() {
    let gaps = |method| {
        let plan = a_plan_by(method, &[1.0, 1.0]);
        let mut widest = 0;
        for seed in 0..20 {
            let rows = drawn(&plan, seed, &units(120));
            for value in ["big", "small", "north", "south", "east"] {
                let with =
                    rows.iter().zip(units(120)).filter(|it| it.1.covariates.iter().any(|it| it == value));
                widest = widest.max(gap(&sizes(with.map(|it| it.0), 2)));
            }
        }
        widest
    };
    let (minimised, simple) = (gaps(AllocationMethod::Minimisation), gaps(AllocationMethod::Simple));
    assert!(minimised <= 8, "{minimised}");
    assert!(simple > 2 * minimised, "{simple} against {minimised}");
}

#[test]
fn minimisation_prefers_the_arm_that_lacks_such_units_four_times_in_five() {
    let plan = a_plan_by(AllocationMethod::Minimisation, &[1.0, 1.0, 1.0]);
    let row = |unit: &str, arm: usize, stratum: &str| Assigned {
        unit: unit.to_owned(),
        arm,
        stratum: stratum.to_owned(),
        probability: 1.0 / 3.0,
        order: arm as u64,
        assigned_at: now(),
    };
    let already = [row("a", 0, "big|north"), row("b", 1, "big|south")];
    let mut seen = [0.0; 3];
    for seed in 0..60 {
        let mut allocator = Allocator::new(&plan, &Seed::of_number(seed), &already).unwrap();
        let given = allocator.assign(&a_unit("c", &["big", "north"]), now()).unwrap();
        seen[given.arm] = given.probability;
    }
    assert!(
        (seen[2] - 0.8).abs() < 1e-12 && (seen[0] - 0.1).abs() < 1e-12 && (seen[1] - 0.1).abs() < 1e-12,
        "{seen:?}"
    );
    // Nothing known yet: weights decide.
    let first = Allocator::new(&plan, &Seed::of_number(1), &[])
        .unwrap()
        .assign(&a_unit("c", &["big", "north"]), now());
    assert!((first.unwrap().probability - 1.0 / 3.0).abs() < 1e-12);
}

#[test]
fn what_cannot_be_a_unit_is_refused_in_words() {
    let plan = a_plan_by(AllocationMethod::Stratified, &[1.0, 1.0]);
    let mut allocator = Allocator::new(&plan, &Seed::of_number(1), &[]).unwrap();
    let mut refused = |unit: &UnitToAssign| {
        let error = allocator.assign(unit, now()).unwrap_err();
        for lang in Lang::ALL {
            assert!(error.message().say(lang).len() > 20);
        }
        error
    };
    assert_eq!(refused(&a_unit(" ", &["a", "b"])), AllocationError::NoName);
    assert_eq!(refused(&a_unit(&"a".repeat(201), &["a", "b"])), AllocationError::LongName);
    let strata = AllocationError::Strata { unit: "u".to_owned(), wanted: 2, given: 1 };
    assert_eq!(refused(&a_unit("u", &["a"])), strata);
    let in_office = UnitToAssign { cluster: Some("o".to_owned()), ..a_unit("u", &["a", "b"]) };
    assert_eq!(refused(&in_office), AllocationError::ClustersOfPeople);
}

#[test]
fn plans_and_rows_that_do_not_fit_are_refused_in_words() {
    let seed = Seed::of_number(1);
    let new = |plan: &Plan, already: &[Assigned]| Allocator::new(plan, &seed, already).map(|_| ());
    assert_eq!(new(&a_wedge_plan(3), &[]), Err(AllocationError::DrawnAsOrder));
    let staggered = a_plan_with(|it| it.design = Design::Staggered);
    assert_eq!(new(&staggered, &[]), Err(AllocationError::NothingDrawn));
    let weightless = a_plan_by(AllocationMethod::Simple, &[1.0, 0.0]);
    assert_eq!(new(&weightless, &[]), Err(AllocationError::Faulty));
    let mut odd = a_plan_by(AllocationMethod::Blocked, &[1.0, 1.0]);
    odd.allocation.block = 3;
    assert_eq!(new(&odd, &[]), Err(AllocationError::Faulty));
    let rows = drawn(&a_plan(), 1, &units(2));
    let other = Assigned { arm: 1 - rows[0].arm, ..rows[0].clone() };
    let two_arms = new(&a_plan(), &[rows[0].clone(), other]);
    assert_eq!(two_arms, Err(AllocationError::TwoArms { unit: "u0".to_owned() }));
    let unknown = new(&a_plan(), &[Assigned { arm: 2, ..rows[0].clone() }]);
    assert_eq!(unknown, Err(AllocationError::UnknownArm { unit: "u0".to_owned() }));
    assert_eq!(new(&a_plan(), &[rows[0].clone(), rows[0].clone()]), Ok(()));
    let errors = [
        AllocationError::DrawnAsOrder,
        AllocationError::NothingDrawn,
        AllocationError::Faulty,
        AllocationError::TooMany,
        AllocationError::TwoArms { unit: "u".to_owned() },
        AllocationError::UnknownArm { unit: "u".to_owned() },
        AllocationError::TwoStrata { unit: "u".to_owned() },
        AllocationError::WedgeTooFew { units: 1, steps: 3 },
    ];
    for error in errors {
        assert!(Lang::ALL.into_iter().all(|it| error.message().say(it).len() > 20));
    }
}
