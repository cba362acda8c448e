use evidence::channels as reference;
use proptest::prelude::*;

use super::*;

const ALL_WAYS: [Channel; 5] =
    [Channel::Phone, Channel::Counter, Channel::Web, Channel::Email, Channel::Chat];

const fn offer(settled: f64, cost: f64, staff_min: f64) -> Offer {
    Offer { settled, cost, staff_min }
}

/// The telephone for €10, five minutes, the web for €1 without staff but settling less.
fn small(people: f64, phone_min: f64) -> PartnerProgramme {
    PartnerProgramme {
        name: "caf".into(),
        demands: vec![
            Demand {
                name: "address".into(),
                offers: vec![Some(offer(0.9, 10.0, 5.0)), Some(offer(0.8, 1.0, 0.0))],
                people: vec![people],
            },
            Demand {
                name: "housing".into(),
                offers: vec![Some(offer(0.9, 10.0, 10.0)), Some(offer(0.3, 1.0, 0.0))],
                people: vec![people],
            },
        ],
        capacities: vec![
            Capacity { channel: Channel::Phone, staff_min: vec![Some(phone_min)] },
            Capacity { channel: Channel::Web, staff_min: vec![None] },
        ],
        groups: Vec::new(),
        worth_of_settled: 100.0,
    }
}

fn only_hour(partner: &PartnerProgramme) -> Result<HourPlan, Clash> {
    plan(std::slice::from_ref(partner), 1).unwrap().remove(0).hours.remove(0)
}

#[test]
fn scarce_minutes_go_to_those_who_gain_most_by_minute() {
    // By telephone, housing gains 51 for ten minutes (5.1 a minute), address 1 for five (0.2).
    let found = only_hour(&small(10.0, 120.0)).unwrap();
    let people = |demand, way| {
        found.flows.iter().filter(|it| (it.demand, it.way) == (demand, way)).map(|it| it.people).sum::<f64>()
    };
    assert!((people(1, 0) - 10.0).abs() < 1e-9 && (people(0, 0) - 4.0).abs() < 1e-9);
    assert!((found.price_per_staff_min[0] - 0.2).abs() < 1e-9 && found.price_per_staff_min[1].abs() < 1e-9);
    let found = only_hour(&small(10.0, 60.0)).unwrap();
    assert!((found.price_per_staff_min[0] - 5.1).abs() < 1e-9);
}

#[test]
fn an_hour_without_people_or_with_a_closed_way_is_planned() {
    assert!(only_hour(&small(0.0, 0.0)).unwrap().flows.is_empty());
    let found = only_hour(&small(10.0, 0.0)).unwrap();
    assert!(found.flows.iter().all(|it| it.way == 1));
}

#[test]
fn two_limits_that_clash_are_named() {
    let mut partner = small(10.0, 30.0);
    partner.groups.push(Group { name: "rural".into(), demands: vec![1], settled_min: 0.8 });
    assert_eq!(only_hour(&partner), Err(Clash { one: "group:rural".into(), other: "capacity:phone".into() }));
    // Whoever can only telephone needs minutes.
    let mut partner = small(10.0, 30.0);
    partner.demands[0].offers[1] = None;
    assert_eq!(
        only_hour(&partner),
        Err(Clash { one: "capacity:phone".into(), other: "demand:address".into() })
    );
    partner.demands[0].offers[0] = None;
    assert_eq!(
        only_hour(&partner),
        Err(Clash { one: "demand:address".into(), other: "offers:address".into() })
    );
}

#[test]
fn an_hour_that_cannot_be_leaves_the_others_as_they_are() {
    let mut partner = small(10.0, 120.0);
    partner.demands.iter_mut().for_each(|it| it.people = vec![10.0, 1_000.0, 10.0]);
    partner.demands[0].offers[1] = None;
    partner.capacities[0].staff_min = vec![Some(120.0); 3];
    partner.capacities[1].staff_min = vec![None; 3];
    let hours = plan(&[partner], 2).unwrap().remove(0).hours;
    assert!(hours[0].is_ok() && hours[1].is_err());
    assert_eq!(hours[0], hours[2]);
}

#[test]
fn those_who_come_again_after_an_hour_without_them_are_planned_as_if_they_had_come_all_along() {
    let demand = |name: &str, offers: [Option<Offer>; 3], people: [f64; 3]| Demand {
        name: name.to_owned(),
        offers: offers.to_vec(),
        people: people.to_vec(),
    };
    let partner = PartnerProgramme {
        name: "caf".into(),
        demands: vec![
            demand(
                "away at noon",
                [Some(offer(0.99, 0.0, 11.0)), Some(offer(0.0, 25.0, 0.0)), Some(offer(0.0, 0.0, 13.0))],
                [6.0, 0.0, 38.0],
            ),
            demand(
                "always",
                [Some(offer(0.67, 16.0, 1.5)), Some(offer(0.96, 28.0, 16.0)), Some(offer(0.04, 29.0, 18.0))],
                [42.0, 4.0, 42.0],
            ),
            demand(
                "not by telephone",
                [None, Some(offer(0.35, 2.0, 11.0)), Some(offer(0.09, 4.0, 5.0))],
                [1.0, 47.0, 0.0],
            ),
        ],
        capacities: vec![
            Capacity { channel: Channel::Phone, staff_min: vec![Some(0.0), Some(519.0), Some(1_103.0)] },
            Capacity { channel: Channel::Counter, staff_min: vec![None, None, Some(1_143.0)] },
            Capacity { channel: Channel::Web, staff_min: vec![Some(0.0), Some(0.0), None] },
        ],
        groups: Vec::new(),
        worth_of_settled: 20.0,
    };
    for (hour, found) in plan(std::slice::from_ref(&partner), 1).unwrap().remove(0).hours.iter().enumerate() {
        let mut alone = partner.clone();
        alone.demands.iter_mut().for_each(|it| it.people = vec![it.people[hour]]);
        alone.capacities.iter_mut().for_each(|it| it.staff_min = vec![it.staff_min[hour]]);
        let (found, alone) = (found.as_ref().unwrap(), only_hour(&alone).unwrap());
        assert!((found.objective - alone.objective).abs() < 1e-9, "{hour}: {found:?}");
        assert!((found.dual_objective - found.objective).abs() < 1e-9);
    }
}

#[test]
fn what_is_no_programme_is_refused_by_name() {
    let mut partner = small(10.0, 120.0);
    partner.demands[0].people = vec![f64::NAN];
    let fault = plan(&[partner], 1).unwrap_err();
    assert!(matches!(&fault, ProgrammeFault::Value { what, .. } if what == "demand:address"), "{fault}");
    let mut partner = small(10.0, 120.0);
    partner.capacities[0].staff_min.pop();
    let fault = plan(&[partner], 1).unwrap_err();
    assert!(matches!(&fault, ProgrammeFault::Length { what, .. } if what == "capacity:phone"), "{fault}");
    let mut partner = small(10.0, 120.0);
    partner.groups.push(Group { name: "far".into(), demands: vec![9], settled_min: 0.1 });
    assert!(matches!(plan(&[partner], 1), Err(ProgrammeFault::Length { .. })));
    assert_eq!(plan(&[], 4), Ok(Vec::new()));
}

prop_compose! {
    fn any_partner()(ways in 1_usize..=5, demands in 1_usize..9, hours in 1_usize..8, groups in 0_usize..3)(
        demands in prop::collection::vec((
            prop::collection::vec(prop::option::weighted(0.8, (0.0_f64..=1.0, 0.0_f64..30.0, 0.0_f64..20.0)), ways),
            prop::collection::vec(prop_oneof![Just(0.0), 0.0_f64..50.0], hours),
        ), demands),
        capacities in prop::collection::vec(
            prop::collection::vec(prop::option::weighted(0.7, prop_oneof![Just(0.0), 0.0_f64..1_500.0]), hours), ways),
        groups in prop::collection::vec((prop::collection::vec(0..demands, 1..4), 0.0_f64..0.7), groups),
        worth_of_settled in prop_oneof![Just(0.0), 0.0_f64..60.0],
    ) -> PartnerProgramme {
        let demands = demands.into_iter().enumerate().map(|(place, (offers, people))| Demand {
            name: format!("d{place}"),
            offers: offers.into_iter().map(|it| it.map(|(settled, cost, staff_min)| offer(settled, cost, staff_min))).collect(),
            people,
        });
        let capacities = capacities.into_iter().zip(ALL_WAYS);
        let groups = groups.into_iter().enumerate();
        PartnerProgramme {
            name: "p".into(),
            demands: demands.collect(),
            capacities: capacities.map(|(staff_min, channel)| Capacity { channel, staff_min }).collect(),
            groups: groups.map(|(place, (demands, settled_min))| Group { name: format!("g{place}"), demands, settled_min }).collect(),
            worth_of_settled,
        }
    }
}

/// The same hour for the program that is checked against `HiGHS`.
fn reference_plan(partner: &PartnerProgramme, hour: usize) -> reference::Plan {
    let segment = |it: &Demand| reference::Segment {
        name: it.name.clone(),
        size: it.people[hour],
        offers: it
            .offers
            .iter()
            .map(|it| {
                it.map(|it| reference::Offer { success: it.settled, cost: it.cost, minutes: it.staff_min })
            })
            .collect(),
    };
    reference::Plan {
        segments: partner.demands.iter().map(segment).collect(),
        channels: partner
            .capacities
            .iter()
            .map(|it| reference::Channel {
                name: it.channel.code().into(),
                capacity_minutes: it.staff_min[hour],
            })
            .collect(),
        budget: None,
        value_of_success: partner.worth_of_settled,
        floors: partner
            .groups
            .iter()
            .map(|it| reference::Floor {
                name: it.name.clone(),
                segments: it.demands.clone(),
                share_min: it.settled_min,
            })
            .collect(),
    }
}

/// Whether the plan of an hour keeps every limit and serves everybody.
fn holds(partner: &PartnerProgramme, hour: usize, found: &HourPlan) -> Result<(), TestCaseError> {
    let offer = |it: &Flow| partner.demands[it.demand].offers[it.way].unwrap();
    for (place, demand) in partner.demands.iter().enumerate() {
        let served: f64 = found.flows.iter().filter(|it| it.demand == place).map(|it| it.people).sum();
        prop_assert!((served - demand.people[hour]).abs() < 1e-6, "{place}: {served}");
    }
    for (way, capacity) in partner.capacities.iter().enumerate() {
        let of_way = found.flows.iter().filter(|it| it.way == way);
        let minutes: f64 = of_way.map(|it| it.people * offer(it).staff_min).sum();
        prop_assert!(capacity.staff_min[hour].is_none_or(|it| minutes <= it + 1e-5), "{way}: {minutes}");
    }
    for group in &partner.groups {
        let of_group = || found.flows.iter().filter(|it| group.demands.contains(&it.demand));
        let settled: f64 = of_group().map(|it| it.people * offer(it).settled).sum();
        let people: f64 = of_group().map(|it| it.people).sum();
        prop_assert!(settled >= group.settled_min * people - 1e-6, "{settled} of {people}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn hours_are_what_the_general_program_finds(partner in any_partner()) {
        let hours = plan(std::slice::from_ref(&partner), 2).unwrap().remove(0).hours;
        for (hour, found) in hours.iter().enumerate() {
            // Demands that can go nowhere and have nobody are no matter here.
            let mut small = partner.clone();
            let keep: Vec<usize> = (0..small.demands.len())
                .filter(|it| small.demands[*it].people[hour] > 0.0 || small.demands[*it].offers.iter().any(Option::is_some))
                .collect();
            small.demands = keep.iter().map(|it| partner.demands[*it].clone()).collect();
            for group in &mut small.groups {
                group.demands = group.demands.iter().filter_map(|it| keep.iter().position(|kept| kept == it)).collect();
            }
            small.groups.retain(|it| !it.demands.is_empty());
            if small.demands.is_empty() {
                continue;
            }
            match (found, reference::assign(&reference_plan(&small, hour))) {
                (Ok(found), Ok(expected)) => {
                    // The other program leaves rows short by 1e-7 of their scale.
                    let scale = 100.0 + expected.objective.abs();
                    prop_assert!((found.objective - expected.objective).abs() < 1e-7 * scale, "{} {}", found.objective, expected.objective);
                    prop_assert!((found.dual_objective - found.objective).abs() < 1e-7 * scale);
                    prop_assert!(found.price_per_staff_min.iter().all(|it| *it >= 0.0 && it.is_finite()));
                    holds(&partner, hour, found)?;
                }
                (Err(_), Err(_)) => {}
                (Ok(found), Err(fault)) => {
                    // On the edge of what can be, the other program may refuse what holds.
                    holds(&partner, hour, found)?;
                    prop_assert!(matches!(fault, evidence::Fault::NotConverged { .. } | evidence::Fault::Infeasible { .. }), "{fault}");
                }
                (Err(clash), Ok(_)) => prop_assert!(false, "{clash:?}"),
            }
        }
    }

    #[test]
    fn threads_change_nothing(partners in prop::collection::vec(any_partner(), 1..5)) {
        prop_assert_eq!(plan(&partners, 1), plan(&partners, 3));
    }
}
