//! Plans small enough to be solved by hand, plans by chance against what must hold at any optimum, and wrong ones.

use proptest::prelude::*;

use super::*;

/// A plan of one segment and two channels: the phone succeeds more and is short of minutes.
fn small() -> Plan {
    let offer = |success, cost, minutes| Some(Offer { success, cost, minutes });
    let channel = |name: &str, capacity_minutes| Channel { name: name.into(), capacity_minutes };
    Plan {
        segments: vec![Segment {
            name: "all".into(),
            size: 100.0,
            offers: vec![offer(0.9, 5.0, 10.0), offer(0.5, 1.0, 0.0)],
        }],
        channels: vec![channel("phone", Some(255.0)), channel("portal", None)],
        budget: Some(1_000.0),
        value_of_success: 20.0,
        floors: Vec::new(),
    }
}

fn limit<'a>(it: &'a Assignment, name: &str) -> &'a Limit {
    it.limits.iter().find(|it| it.name == name).unwrap()
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} is not {expected}");
}

#[test]
fn the_phone_is_full_and_a_minute_is_worth_what_it_changes() {
    let it = assign(&small()).unwrap();
    // 25.5 people by phone gain 13 each, the others 9: a minute moves a tenth of a person from 9 to 13.
    near(it.people[0][0], 25.5);
    near(it.objective, 25.5 * 13.0 + 74.5 * 9.0);
    near(it.dual_objective, it.objective);
    near(limit(&it, "capacity:phone").price, 0.4);
    assert!(limit(&it, "capacity:phone").is_binding && !limit(&it, "budget").is_binding && it.is_unique);
    near(it.cost, 25.5 * 5.0 + 74.5);
    near(it.successes, 25.5 * 0.9 + 74.5 * 0.5);
    let whole = assign_whole(&small()).unwrap().unwrap();
    assert_eq!(whole.people, [[25.0, 75.0]]);
    near(whole.objective, 1_000.0);
}

#[test]
fn a_limit_that_just_suffices_is_worth_what_the_next_unit_brings() {
    let mut plan = small();
    // All by phone: no minute more would be of use, though one less would cost.
    plan.channels[0].capacity_minutes = Some(1_000.0);
    let it = assign(&plan).unwrap();
    near(limit(&it, "capacity:phone").price, 0.0);
    assert!(limit(&it, "capacity:phone").is_binding);
    plan.channels[0].capacity_minutes = Some(0.0);
    near(limit(&assign(&plan).unwrap(), "capacity:phone").price, 0.4);
}

#[test]
fn a_tie_is_no_unique_optimum() {
    let mut plan = small();
    plan.segments[0].offers[1] = Some(Offer { success: 0.7, cost: 1.0, minutes: 0.0 });
    let it = assign(&plan).unwrap();
    assert!(!it.is_unique);
    near(it.objective, 1_300.0);
    plan.value_of_success = 20.1;
    assert!(assign(&plan).unwrap().is_unique);
}

#[test]
fn what_cannot_hold_is_named() {
    let mut plan = small();
    plan.floors = vec![Floor { name: "rural".into(), segments: vec![0], share_min: 0.8 }];
    let culprit = assign(&plan).unwrap_err();
    assert_eq!((culprit.code(), culprit.what()), ("infeasible", "fairness:rural"));
    plan.floors.clear();
    plan.budget = Some(50.0);
    let named: Vec<_> = shortfalls(&plan).unwrap().into_iter().map(|it| it.name).collect();
    assert_eq!(named, ["budget"]);
    assert_eq!(assign(&plan), Err(Fault::Infeasible { what: "budget".into() }));
    assert_eq!(shortfalls(&small()), Ok(Vec::new()));
    plan.segments[0].offers = vec![None, None];
    assert_eq!(assign(&plan), Err(Fault::Infeasible { what: "segment:all".into() }));
}

#[test]
fn whole_numbers_need_not_exist() {
    let mut plan = small();
    plan.segments[0].size = 99.5;
    assert_eq!(assign_whole(&plan), Ok(None));
    // Exactly half of one person's minutes are there, and nothing else is possible.
    plan.segments[0].size = 1.0;
    plan.floors = vec![Floor { name: "all".into(), segments: vec![0], share_min: 0.7 }];
    plan.channels[0].capacity_minutes = Some(5.0);
    assert!(assign(&plan).is_ok());
    assert_eq!(assign_whole(&plan), Ok(None));
}

#[test]
fn amounts_of_nothing_are_nothing() {
    let mut plan = small();
    plan.segments[0].offers[1] = Some(Offer { success: 0.5, cost: 1e-300, minutes: 1e-300 });
    near(assign(&plan).unwrap().objective, 25.5 * 13.0 + 74.5 * 10.0);
}

#[test]
fn wrong_input_is_named() {
    let wrong = |change: &dyn Fn(&mut Plan)| {
        let mut plan = small();
        change(&mut plan);
        assign(&plan).unwrap_err().what().to_owned()
    };
    let first = |it: &mut Plan, offer: Offer| it.segments[0].offers[0] = Some(offer);
    let offer = Offer { success: 0.9, cost: 5.0, minutes: 10.0 };
    assert_eq!(wrong(&|it| it.segments.clear()), "segments");
    assert_eq!(wrong(&|it| it.channels.clear()), "channels");
    assert_eq!(wrong(&|it| it.segments[0].size = f64::NAN), "size[0]");
    assert_eq!(wrong(&|it| it.segments[0].size = -1.0), "size[0]");
    assert_eq!(wrong(&|it| it.budget = Some(f64::NEG_INFINITY)), "budget");
    assert_eq!(wrong(&|it| it.value_of_success = f64::INFINITY), "value_of_success");
    assert_eq!(wrong(&|it| it.channels[0].capacity_minutes = Some(-1.0)), "capacity_minutes[0]");
    assert_eq!(wrong(&|it| first(it, Offer { success: 1.1, ..offer })), "success[0][0]");
    assert_eq!(wrong(&|it| first(it, Offer { cost: f64::NAN, ..offer })), "cost[0][0]");
    assert_eq!(wrong(&|it| first(it, Offer { minutes: -1.0, ..offer })), "handling_minutes[0][0]");
    assert_eq!(wrong(&|it| it.segments[0].offers.truncate(1)), "success[0]");
    assert_eq!(wrong(&|it| it.channels[1].name = "phone".into()), "channels");
    let floor = |segments: Vec<usize>, share_min| Floor { name: "f".into(), segments, share_min };
    assert_eq!(wrong(&|it| it.floors.push(floor(vec![1], 0.5))), "fairness[0].segments");
    assert_eq!(wrong(&|it| it.floors.push(floor(vec![], 0.5))), "fairness[0].segments");
    assert_eq!(wrong(&|it| it.floors.push(floor(vec![0], 2.0))), "fairness[0].min_success_rate");
    assert_eq!(wrong(&|it| it.segments = vec![it.segments[0].clone(); PAIRS_MAX]), "segments");
}

fn plans() -> impl Strategy<Value = Plan> {
    let offer = (0_u32..=100, 0_u32..=1_500, 0_u32..=250).prop_map(|(success, cost, minutes)| Offer {
        success: f64::from(success) / 100.0,
        cost: f64::from(cost) / 100.0,
        minutes: f64::from(minutes) / 10.0,
    });
    let offers = proptest::collection::vec(proptest::option::weighted(0.8, offer), 3);
    let segment = (0_u32..500, offers).prop_map(|(size, mut offers)| {
        offers.push(Some(Offer { success: 0.4, cost: 0.5, minutes: 0.0 }));
        Segment { name: "s".into(), size: f64::from(size), offers }
    });
    (
        proptest::collection::vec(segment, 1..6),
        proptest::collection::vec(proptest::option::of(0_u32..3_000), 3),
        0_u32..5_000,
    )
        .prop_map(|(segments, capacities, budget)| Plan {
            floors: vec![Floor { name: "first".into(), segments: vec![0], share_min: 0.45 }],
            segments,
            channels: capacities
                .into_iter()
                .chain([None])
                .enumerate()
                .map(|(place, most)| Channel {
                    name: place.to_string(),
                    capacity_minutes: most.map(f64::from),
                })
                .collect(),
            budget: Some(f64::from(budget)),
            value_of_success: 20.0,
        })
}

proptest! {
    #[test]
    fn prices_prove_the_optimum(plan in plans()) {
        match assign(&plan) {
            Ok(it) => {
                let scale = it.objective.abs().max(1.0);
                prop_assert!((it.objective - it.dual_objective).abs() <= 1e-9 * scale, "{it:?}");
                for (segment, people) in plan.segments.iter().zip(&it.people) {
                    prop_assert!((people.iter().sum::<f64>() - segment.size).abs() < 1e-6);
                }
                prop_assert!(it.limits.iter().all(|it| it.price >= 0.0 && (it.is_binding || it.price < 1e-9)));
                if let Some(whole) = assign_whole(&plan).unwrap() {
                    prop_assert!(whole.objective <= it.objective + 1e-9 * scale);
                }
                prop_assert_eq!(shortfalls(&plan), Ok(Vec::new()));
            }
            Err(fault) => {
                prop_assert_eq!(fault.code(), "infeasible");
                prop_assert!(!shortfalls(&plan).unwrap().is_empty());
            }
        }
    }
}
