//! How often intervals hold the truth.

use std::error::Error;

use channel_choice::{Model, Prior, testing::Chance};
use evidence::off_policy::{Bounds, Cell, Decision, Taken, Tally, evaluate_cells};

use crate::{
    Asking, number,
    world::{Comers, Kind, Log, Person, World, drawn},
};

const ACTIONS: usize = 4;
const DECISIONS: usize = 2_000;

/// A count of intervals, and of those that hold the truth.
#[derive(Default)]
struct Held {
    all: usize,
    held: usize,
}

impl Held {
    fn add(&mut self, low: f64, truth: f64, high: f64) {
        self.all += 1;
        self.held += usize::from(low <= truth && truth <= high);
    }

    fn line(&self, what: &str, nominal: f64) {
        let share = number(self.held) / number(self.all.max(1));
        let error = (nominal * (1.0 - nominal) / number(self.all.max(1))).sqrt() * 100.0;
        println!(
            "| {what} | {} | {:.0} % | {:.1} % (± {:.1}) |",
            self.all,
            nominal * 100.0,
            share * 100.0,
            2.0 * error
        );
    }
}

pub(crate) fn print(asking: &Asking) -> Result<(), Box<dyn Error>> {
    println!("## Whether intervals hold the truth, over {} replications\n", asking.replications);
    println!("| interval | intervals | promised | held (± two standard errors if all were independent) |");
    println!("| --- | --- | --- | --- |");
    estimates(asking)?;
    logged(asking)?;
    by_cell(asking)?;
    println!();
    Ok(())
}

/// The chance of each way of a matter, in a new world each time, people without anything to tell.
fn estimates(asking: &Asking) -> Result<(), Box<dyn Error>> {
    let prior = Prior::ours()?;
    let (mut all, mut rich, mut poor, mut none) =
        (Held::default(), Held::default(), Held::default(), Held::default());
    for seed in 0..asking.replications {
        let world = World::new(Kind::Ordinary, 6, 25, 1_000 + seed, &prior);
        let plain: Vec<(Person, f64)> = world.people().into_iter().filter(|it| it.0.kind == 0).collect();
        let comers = Comers::new(plain.clone());
        let mut log = Log::default();
        log.add_today(&world, &comers, 5_000, &mut Chance::of(seed));
        let model = Model::fit(&log.ways(&world), &prior, &[]);
        for (person, _) in plain {
            let (partner, reason) = (world.partners[person.partner].as_str(), &world.reasons[person.reason]);
            let site = Some(world.sites[person.site].as_str());
            let estimates = model.estimates(partner, reason, site, &world.situations[0], &crate::world::WAYS);
            for (way, it) in estimates.iter().enumerate() {
                let truth = world.chance(person, way);
                all.add(it.settled_low, truth, it.settled_high);
                let sort = match it.contacts {
                    0 => &mut none,
                    1..20 => &mut poor,
                    _ => &mut rich,
                };
                sort.add(it.settled_low, truth, it.settled_high);
            }
        }
    }
    all.line("chance of a way for a matter at a site", 0.9);
    rich.line("of those with 20 contacts or more", 0.9);
    poor.line("of those with 1 to 19 contacts", 0.9);
    none.line("of those without a contact", 0.9);
    Ok(())
}

/// The chances of four actions in a context, and how likely each is.
fn context(chance: &mut Chance) -> ([f64; ACTIONS], [f64; ACTIONS]) {
    let level = chance.normal();
    let settled = [0.4, 0.0, -0.4, 0.8].map(|it: f64| 1.0 / (1.0 + (-(it + 0.8 * level)).exp()));
    let weights = [0.0, 1.0, -0.5, 0.3].map(|it: f64| (it * level).exp() + 0.2);
    let total: f64 = weights.iter().sum();
    (settled, weights.map(|it| it / total))
}

/// The value of another policy, from decisions whose probabilities were logged.
fn logged(asking: &Asking) -> Result<(), Box<dyn Error>> {
    let target = [0.1, 0.1, 0.1, 0.7];
    let bounds = Bounds { clip: 50.0, shrinkage: 1e6, sub_gaussian: 0.0 };
    // What is true over all contexts there are.
    let mut chance = Chance::of(7);
    let draws = 400_000;
    let mut truth = 0.0;
    for _ in 0..draws {
        truth += context(&mut chance).0.iter().zip(target).map(|(it, share)| it * share).sum::<f64>()
            / f64::from(draws);
    }
    let mut held: [Held; 4] = Default::default();
    for seed in 0..asking.replications {
        let mut chance = Chance::of(90_000 + seed);
        let mut tally = Tally::new(&bounds)?;
        for _ in 0..DECISIONS {
            let (settled, behaviour) = context(&mut chance);
            let action = drawn(&behaviour, chance.unit());
            let reward = f64::from(u8::from(chance.unit() < settled[action]));
            // A model that is wrong: half way to the mean.
            let predicted = settled.map(|it| 0.5 * it + 0.3);
            tally.add(&Decision {
                reward,
                action,
                behaviour: &behaviour,
                target: &target,
                predicted: &predicted,
            })?;
        }
        let values = tally.values(0.05)?;
        let snips = values.snips.unwrap_or(values.ipw);
        for (held, it) in held.iter_mut().zip([values.ipw, snips, values.doubly_robust, values.switched]) {
            held.add(it.low, truth, it.high);
        }
    }
    for (held, name) in held.iter().zip(["inverse propensity", "self-normalised", "doubly robust", "SWITCH"])
    {
        held.line(&format!("value of another policy, {name}, {DECISIONS} decisions"), 0.95);
    }
    Ok(())
}

/// The same by cells, where probabilities were not logged.
fn by_cell(asking: &Asking) -> Result<(), Box<dyn Error>> {
    let (mut value, mut difference) = (Held::default(), Held::default());
    for seed in 0..asking.replications {
        let mut chance = Chance::of(50_000 + seed);
        let (mut cells, mut truths) = (Vec::new(), Vec::new());
        for _ in 0..40 {
            let (settled, behaviour) = context(&mut chance);
            let mut taken = vec![Taken::default(); ACTIONS];
            for _ in 0..100 {
                let it = drawn(&behaviour, chance.unit());
                let reward = f64::from(u8::from(chance.unit() < settled[it]));
                taken[it].contacts += 1;
                taken[it].total += reward;
                taken[it].squares += reward;
            }
            let best = (0..ACTIONS).max_by_key(|it| taken[*it].contacts).unwrap_or(0);
            let mut target = vec![0.0; ACTIONS];
            target[best] += 0.5;
            target[3] += 0.5;
            truths.push(settled);
            cells.push(Cell { taken, target });
        }
        let found = evaluate_cells(&cells, 0.05)?;
        let gaps: Vec<usize> = found.gaps.iter().map(|it| it.cell).collect();
        let (mut of_target, mut of_present, mut count) = (0.0, 0.0, 0.0);
        for (_, (cell, settled)) in cells.iter().zip(&truths).enumerate().filter(|it| !gaps.contains(&it.0)) {
            count += 1.0;
            of_target += cell.target.iter().zip(settled).map(|(share, it)| share * it).sum::<f64>();
            of_present += cell.propensities().iter().zip(settled).map(|(share, it)| share * it).sum::<f64>();
        }
        if let (Some(it), Some(more)) = (found.value, found.difference) {
            value.add(it.low, of_target / count, it.high);
            difference.add(more.low, (of_target - of_present) / count, more.high);
        }
    }
    value.line("value of another policy by cells of 100 contacts, probabilities not logged", 0.95);
    difference.line("its difference to today", 0.95);
    Ok(())
}
