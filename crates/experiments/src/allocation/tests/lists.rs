//! Whole lists: offices that are dealt, and offices that begin one after the other.

use jiff::civil::date;

use super::*;
use crate::plan::Unit;

fn an_office_plan_by(method: AllocationMethod, arms: usize) -> Plan {
    let mut plan = a_plan_by(method, &vec![1.0; arms]);
    plan.unit = Unit::Office;
    plan
}

proptest! {
    #[test]
    fn few_offices_are_split_as_evenly_as_they_can(
        arms in 2_usize..5, strata in prop::collection::vec(0_usize..4, 1..=20), seed in any::<u64>(),
    ) {
        let mut plan = an_office_plan_by(AllocationMethod::Stratified, arms);
        plan.allocation.strata = vec!["size".to_owned()];
        let office = |(at, stratum): (usize, &usize)| a_unit(&format!("o{at}"), &[&format!("s{stratum}")]);
        let offices: Vec<UnitToAssign> = strata.iter().enumerate().map(office).collect();
        let rows = drawn(&plan, seed, &offices);
        prop_assert!(gap(&sizes(&rows, arms)) <= 1, "{:?}", sizes(&rows, arms));
        for stratum in 0..4 {
            let word = format!("s{stratum}");
            let within = sizes(rows.iter().filter(|it| it.stratum == word), arms);
            prop_assert!(gap(&within) <= 1, "{}: {:?}", word, within);
        }
        plan.allocation.method = AllocationMethod::Simple;
        plan.allocation.strata.clear();
        prop_assert!(gap(&sizes(&drawn(&plan, seed, &offices), arms)) <= 1);
    }

    #[test]
    fn the_order_of_a_list_of_offices_does_not_matter(seed in any::<u64>(), turn in 0_usize..18) {
        let plan = an_office_plan_by(AllocationMethod::Stratified, 2);
        let arm_of = |units: &[UnitToAssign]| {
            drawn(&plan, seed, units).into_iter().map(|it| (it.unit, it.arm)).collect::<BTreeMap<_, _>>()
        };
        let mut turned = units(18);
        turned.rotate_left(turn);
        prop_assert_eq!(arm_of(&turned), arm_of(&units(18)));
        let wedge = a_wedge_plan(4);
        let seed = Seed::of_number(seed);
        let starts = |units: &[UnitToAssign]| wedge_schedule(&wedge, &seed, units).unwrap();
        prop_assert_eq!(starts(&turned), starts(&units(18)));
    }
}

#[test]
fn strata_of_two_are_pairs_however_many() {
    let mut plan = an_office_plan_by(AllocationMethod::Stratified, 2);
    plan.allocation.strata = vec!["pair".to_owned()];
    let offices: Vec<UnitToAssign> =
        (0..60).map(|at| a_unit(&format!("o{at}"), &[&format!("p{}", at / 2)])).collect();
    for pair in drawn(&plan, 4, &offices).chunks(2) {
        assert_ne!(pair[0].arm, pair[1].arm);
    }
}

#[test]
fn a_unit_that_is_twice_in_a_list_has_one_row() {
    for plan in [a_plan(), an_office_plan_by(AllocationMethod::Simple, 2)] {
        let mut twice = units(5);
        twice.extend(units(5));
        let rows = drawn(&plan, 4, &twice);
        assert_eq!(rows, drawn(&plan, 4, &units(5)));
    }
}

#[test]
fn a_cluster_has_one_arm_for_all_its_people() {
    let plan = an_office_plan_by(AllocationMethod::Simple, 2);
    let people: Vec<UnitToAssign> = (0..40)
        .map(|at| UnitToAssign { cluster: Some(format!("o{}", at % 4)), ..a_unit(&format!("u{at}"), &[]) })
        .collect();
    let rows = drawn(&plan, 4, &people);
    let names: Vec<&str> = rows.iter().map(|it| it.unit.as_str()).collect();
    assert_eq!(names, ["o0", "o1", "o2", "o3"]);
    assert_eq!(sizes(&rows, 2), [2, 2]);
    let refused = assign_all(&a_plan(), &Seed::of_number(1), &[], &people, now());
    assert_eq!(refused, Err(AllocationError::ClustersOfPeople));
    let mut stratified = an_office_plan_by(AllocationMethod::Stratified, 2);
    stratified.allocation.strata = vec!["size".to_owned()];
    let in_two =
        ["big", "small"].map(|size| UnitToAssign { cluster: Some("o".to_owned()), ..a_unit("u", &[size]) });
    let refused = assign_all(&stratified, &Seed::of_number(1), &[], &in_two, now());
    assert_eq!(refused, Err(AllocationError::TwoStrata { unit: "o".to_owned() }));
}

#[test]
fn an_empty_list_gives_nothing() {
    assert_eq!(drawn(&a_plan(), 1, &[]), []);
    assert_eq!(drawn(&an_office_plan_by(AllocationMethod::Stratified, 3), 1, &[]), []);
}

#[test]
fn a_wedge_begins_at_equal_distances_with_as_many_offices() {
    // 182 days are 26 weeks: with 4 steps, 5 stretches of 5 weeks, and one week more in the last.
    let plan = a_wedge_plan(4);
    let starts = wedge_schedule(&plan, &Seed::of_number(1), &units(10)).unwrap();
    let mut by_step: BTreeMap<u32, Vec<&WedgeStart>> = BTreeMap::new();
    for start in &starts {
        by_step.entry(start.step).or_default().push(start);
    }
    let counts: Vec<usize> = by_step.values().map(Vec::len).collect();
    assert_eq!((counts.len(), counts.iter().sum::<usize>()), (4, 10));
    assert!(counts.iter().all(|it| (2..=3).contains(it)), "{counts:?}");
    let days = [date(2027, 4, 5), date(2027, 5, 10), date(2027, 6, 14), date(2027, 7, 19)];
    for (step, starts) in &by_step {
        for start in starts {
            assert_eq!(start.first_treated, 5 * step);
            assert_eq!(start.starts_on, days[*step as usize - 1]);
        }
    }
    let orders: Vec<u64> = starts.iter().map(|it| it.order).collect();
    assert_eq!(orders, (0..10).collect::<Vec<_>>());
    let mut twice = units(10);
    twice.extend(units(3));
    assert_eq!(wedge_schedule(&plan, &Seed::of_number(1), &twice).unwrap(), starts);
}

#[test]
fn a_wedge_that_cannot_be_drawn_is_refused() {
    let seed = Seed::of_number(1);
    let few = wedge_schedule(&a_wedge_plan(4), &seed, &units(3));
    assert_eq!(few, Err(AllocationError::WedgeTooFew { units: 3, steps: 4 }));
    assert_eq!(wedge_schedule(&an_office_plan(), &seed, &units(9)), Err(AllocationError::NothingDrawn));
    assert_eq!(wedge_schedule(&a_wedge_plan(26), &seed, &units(40)), Err(AllocationError::Faulty));
    assert_eq!(wedge_schedule(&a_wedge_plan(2), &seed, &[a_unit("", &[])]), Err(AllocationError::NoName));
}
