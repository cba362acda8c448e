//! What advice costs beside the best that there is and beside today, and whether anybody loses, in truth.
//!
//! Of 200,000 contacts the product sees, 150,000 come as people choose today; then it advises, three in five follow, three in ten of those say what became
//! of it. What its advice is worth after that is not sampled but summed over everybody who may come, with the true chances.

use std::{collections::BTreeMap, error::Error, time::Instant};

use channel_choice::{
    Advice, AdviceOutcome, Asked, Floor, Limits, Model, Prior, Reliability, Share, choose, testing::Chance,
};
use kernel::Channel;

use crate::{
    Asking,
    world::{Comers, Kind, Log, Person, SITES, WAYS, World, drawn},
};

pub(crate) const PARTNERS: usize = 40;
pub(crate) const REASONS: usize = 200;
const BEFORE: u64 = 150_000;
const ADVISED: u64 = 50_000;
/// What the floor is asked of, how cautious advice is, and how likely each way that fits is tried: as by default, without tries, then other degrees of caution.
const VARIANTS: [(Floor, f64, f64); 5] = [
    (Floor::Way, 0.0, 0.02),
    (Floor::Way, 0.0, 0.0),
    (Floor::Way, 0.5, 0.0),
    (Floor::Mean, 0.0, 0.0),
    (Floor::Mean, 0.5, 0.0),
];

/// The product in a world.
pub(crate) struct Product<'a> {
    pub(crate) world: &'a World,
    pub(crate) model: Model,
    /// Today's ways, as the log had them before anybody was advised.
    pub(crate) today: BTreeMap<(usize, usize), Vec<Share>>,
}

impl<'a> Product<'a> {
    pub(crate) fn new(world: &'a World, model: Model) -> Self {
        let mut today = BTreeMap::new();
        for (partner, code) in world.partners.iter().enumerate() {
            for (reason, name) in world.reasons.iter().enumerate() {
                let mix = model.mix(code.as_str(), name);
                let shares = mix.into_iter().map(|(channel, share)| Share { channel, share }).collect();
                today.insert((partner, reason), shares);
            }
        }
        Self { world, model, today }
    }

    pub(crate) fn advise(
        &self,
        person: Person,
        limits: &Limits,
        draw: f64,
    ) -> Result<Advice, Box<dyn Error>> {
        let world = self.world;
        let situation = &world.situations[person.kind];
        let estimates = self.model.estimates(
            world.partners[person.partner].as_str(),
            &world.reasons[person.reason],
            Some(&world.sites[person.site]),
            situation,
            &WAYS,
        );
        let none = Vec::new();
        let asked = Asked {
            estimates: &estimates,
            situation,
            unusable: &[],
            today: self.today.get(&(person.partner, person.reason)).unwrap_or(&none),
            states: &[],
            preferred: None,
        };
        Ok(choose(&asked, limits, draw)?)
    }
}

fn place(channel: Channel) -> usize {
    WAYS.iter().position(|it| *it == channel).unwrap_or(0)
}

/// The product after all contacts.
fn learned<'a>(
    world: &'a World,
    prior: &Prior,
    limits: &Limits,
    seed: u64,
) -> Result<Product<'a>, Box<dyn Error>> {
    let mut chance = Chance::of(seed ^ 0xC0FF_EE00);
    let comers = Comers::new(world.people());
    let mut log = Log::default();
    log.add_today(world, &comers, BEFORE, &mut chance);
    let mut product = Product::new(world, Model::fit(&log.ways(world), prior, &[]));
    for _ in 0..ADVISED {
        let person = comers.next(&mut chance);
        let advised = product.advise(person, limits, chance.unit())?.advised;
        let way = match advised {
            Some(advised) if chance.unit() < 0.6 => place(advised),
            _ => drawn(&world.today(person), chance.unit()),
        };
        let is_settled = chance.unit() < world.chance(person, way);
        log.add(person, way, is_settled);
        if chance.unit() < 0.3 {
            log.outcomes.push(AdviceOutcome {
                partner: world.partners[person.partner].as_str().to_owned(),
                reason: world.reasons[person.reason].clone(),
                site: Some(world.sites[person.site].clone()),
                situation: world.situations[person.kind].clone(),
                channel: WAYS[way],
                is_settled,
            });
        }
    }
    product.model = Model::fit(&log.ways(world), prior, &log.outcomes);
    Ok(product)
}

/// Sums over everybody.
#[derive(Default)]
struct Sums {
    weight: f64,
    today: f64,
    advised: f64,
    best: f64,
    best_mean: f64,
    unbound: f64,
    /// Weight, settled today, settled with advice, by group.
    groups: BTreeMap<String, [f64; 3]>,
    /// Weight of people whose own chance is lower by more than a point in a hundred.
    lowered: f64,
    reliability: Vec<(f64, u64, u64)>,
}

impl Sums {
    fn add(&mut self, product: &Product<'_>, person: Person, weight: f64, advice: &Advice) {
        let world = product.world;
        let (today, chance) = (world.today(person), |way| world.chance(person, way));
        let floor: f64 = (0..8).map(|way| today[way] * chance(way)).sum();
        self.weight += weight;
        self.today += weight * (0..8).map(|way| today[way] * world.cost(person, way)).sum::<f64>();
        let usable = || (0..8).filter(|it| world.is_usable(person, *it));
        let least = |among: &dyn Fn(usize) -> bool| {
            usable().filter(|it| among(*it)).map(|it| world.cost(person, it)).fold(f64::INFINITY, f64::min)
        };
        self.best += weight * least(&|it| chance(it) >= floor);
        let mut of_two = least(&|it| chance(it) >= floor);
        for above in usable().filter(|it| chance(*it) >= floor) {
            for below in usable().filter(|it| chance(*it) < floor) {
                let share = (chance(above) - floor) / (chance(above) - chance(below));
                of_two =
                    of_two.min(share * world.cost(person, below) + (1.0 - share) * world.cost(person, above));
            }
        }
        self.best_mean += weight * of_two;
        self.unbound += weight * least(&|_| true);
        let mut settled = 0.0;
        for way in &advice.ways {
            let way_place = place(way.estimate.channel);
            settled += way.probability * chance(way_place);
            self.advised += weight * way.probability * world.cost(person, way_place);
            if way.probability > 0.5 {
                // As many as a reliability band needs to be exact: the truth is known.
                let of = |share: f64| format!("{:.0}", share * 1e9).parse().unwrap_or(0);
                let firsts: u64 = of(weight);
                let in_truth = of(weight * chance(way_place)).min(firsts);
                self.reliability.push((way.estimate.settled, firsts, in_truth));
            }
        }
        if settled < floor - 0.01 {
            self.lowered += weight;
        }
        let mut groups =
            vec![format!("site {}/{}", person.partner, person.site), format!("partner {}", person.partner)];
        for feature in &world.situations[person.kind].features {
            groups.push(format!("feature {}", feature.code()));
            groups.push(format!("partner {} feature {}", person.partner, feature.code()));
        }
        for group in groups {
            let sums = self.groups.entry(group).or_default();
            sums.iter_mut().zip([weight, weight * floor, weight * settled]).for_each(|(sum, it)| *sum += it);
        }
    }

    /// How many groups of a sort there are, how many lose, and the worst difference in points.
    fn groups(&self, sort: &str) -> String {
        let differences: Vec<f64> = self
            .groups
            .iter()
            .filter(|it| it.0.starts_with(sort) && it.0.contains(" feature ") == sort.ends_with(' '))
            .map(|it| (it.1[2] - it.1[1]) / it.1[0] * 100.0)
            .collect();
        let broken = differences.iter().filter(|it| **it < 0.0).count();
        let worst = differences.iter().copied().fold(f64::INFINITY, f64::min);
        format!("{broken} of {} ({worst:+.1})", differences.len())
    }
}

pub(crate) fn print(asking: &Asking) -> Result<(), Box<dyn Error>> {
    let prior = Prior::ours()?;
    println!("## Advice after 200,000 contacts\n");
    println!(
        "{PARTNERS} partners (one where it is alone), {REASONS} reasons, {SITES} sites each, 8 ways, 5 situations. Euros a contact, with what follows a failure. “Best” knows every \
         chance and has the same floor for each person (“Way”: each way that is advised, “Mean”: the mean of those for people who are alike); “without floor” has none. Groups: how many settle less with advice than today, in truth \
         (worst difference, points). “Tried”: how likely each way that fits is tried. Bars: above best at most 5 %; below today at least 15 %; no group that loses.\n"
    );
    println!(
        "| world | seed | floor of | caution | tried |  today | advice | best | without floor | above best | below today | situations that lose | sites | partner × situation | people 1 point lower | calibration error |"
    );
    println!(
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    );
    for kind in Kind::ALL {
        for seed in 1..=asking.seeds {
            let partners = if kind == Kind::Alone { 1 } else { PARTNERS };
            let world = World::new(kind, partners, REASONS, seed, &prior);
            let started = Instant::now();
            let product = learned(&world, &prior, &Limits::default(), seed)?;
            eprintln!("{} {seed}: learned in {:.1} s", kind.name(), started.elapsed().as_secs_f64());
            for (floor, caution, exploration) in VARIANTS {
                let limits = Limits { caution, exploration, floor, ..Limits::default() };
                let mut sums = Sums::default();
                // One in four of those who may come, the others are like them.
                let apart = if partners == 1 { 1 } else { 4 };
                for (person, weight) in world.people().into_iter().step_by(apart) {
                    let advice = product.advise(person, &limits, 0.999_999)?;
                    sums.add(&product, person, weight, &advice);
                }
                let reliability = Reliability::of(sums.reliability.iter().copied());
                let best = if floor == Floor::Way { sums.best } else { sums.best_mean };
                println!(
                    "| {} | {seed} | {floor:?} | {caution} | {exploration} | {:.2} | {:.2} | {:.2} | {:.2} | {:.1} % | {:.1} % | {} | {} | {} | {:.1} % | {:.3} |",
                    kind.name(),
                    sums.today / sums.weight,
                    sums.advised / sums.weight,
                    best / sums.weight,
                    sums.unbound / sums.weight,
                    (sums.advised / best - 1.0) * 100.0,
                    (1.0 - sums.advised / sums.today) * 100.0,
                    sums.groups("feature"),
                    sums.groups("site"),
                    sums.groups("partner "),
                    sums.lowered / sums.weight * 100.0,
                    reliability.calibration_error,
                );
            }
        }
    }
    println!();
    Ok(())
}
