//! The capacity programme of all partners for a week of opening hours.

use std::{error::Error, time::Instant};

use channel_choice::{
    capacity::{Capacity, Demand, Group, Offer, PartnerProgramme, plan},
    testing::Chance,
};

use crate::{Asking, world::WAYS};

const PARTNERS: usize = 40;
const REASONS: usize = 200;
const HOURS: usize = 60;
const THREADS: usize = 2;

fn partner(place: usize, chance: &mut Chance, groups: usize) -> PartnerProgramme {
    let demands: Vec<Demand> = (0..REASONS)
        .map(|reason| Demand {
            name: format!("r{reason}"),
            offers: WAYS
                .iter()
                .map(|_| {
                    let settled = 0.4 + 0.5 * chance.unit();
                    let is_offered = chance.unit() < 0.9;
                    let staff_min = 1.0 + 14.0 * chance.unit();
                    let cost = staff_min * 0.7 + (1.0 - settled) * 12.0;
                    is_offered.then_some(Offer { settled, cost, staff_min })
                })
                .collect(),
            people: (0..HOURS).map(|_| (3.0 * chance.unit()).floor() * (1.0 + 4.0 * chance.unit())).collect(),
        })
        .collect();
    let load = |hour: usize| demands.iter().map(|it| it.people[hour]).sum::<f64>();
    let capacities = WAYS
        .iter()
        .map(|way| Capacity {
            channel: *way,
            staff_min: (0..HOURS)
                .map(|hour| (chance.unit() < 0.9).then(|| load(hour) * (0.3 + 1.7 * chance.unit())))
                .collect(),
        })
        .collect();
    let members = |group: usize| (0..REASONS).filter(|it| it % groups == group).collect();
    let groups = (0..groups).map(|group| Group {
        name: format!("g{group}"),
        demands: members(group),
        settled_min: 0.60 + 0.08 * chance.unit(),
    });
    PartnerProgramme {
        name: format!("p{place}"),
        groups: groups.collect(),
        demands,
        capacities,
        worth_of_settled: 0.0,
    }
}

pub(crate) fn print(_: &Asking) -> Result<(), Box<dyn Error>> {
    println!(
        "## The capacity programme: {PARTNERS} partners × {REASONS} reasons × {} ways × {HOURS} hours\n",
        WAYS.len()
    );
    println!("Bar: under 5 s on two cores.\n");
    println!(
        "| groups with a floor | seconds, {THREADS} threads | seconds, 1 thread | hours planned | hours where two limits clash | greatest gap to the proof of optimality |"
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    for groups in [0, 4, 12] {
        let mut chance = Chance::of(11);
        let partners: Vec<_> = (0..PARTNERS).map(|it| partner(it, &mut chance, groups)).collect();
        let started = Instant::now();
        let plans = plan(&partners, THREADS)?;
        let seconds = started.elapsed().as_secs_f64();
        let started = Instant::now();
        plan(&partners, 1)?;
        let alone = started.elapsed().as_secs_f64();
        let hours: Vec<_> = plans.iter().flat_map(|it| &it.hours).collect();
        let planned = hours.iter().filter(|it| it.is_ok()).count();
        let gap = |it: &channel_choice::capacity::HourPlan| {
            (it.dual_objective - it.objective).abs() / it.objective.abs().max(1.0)
        };
        let gap = hours.iter().filter_map(|it| it.as_ref().ok()).map(gap).fold(0.0, f64::max);
        println!(
            "| {groups} | {seconds:.2} | {alone:.2} | {planned} | {} | {gap:.0e} |",
            hours.len() - planned
        );
    }
    println!();
    Ok(())
}
