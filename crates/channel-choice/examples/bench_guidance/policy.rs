//! What advice costs beside the best that there is and beside today, and whether anybody loses, in truth.
//!
//! Of 200,000 contacts the product sees, 150,000 come as people choose today; then it advises, three in five follow, three in ten of those say what became
//! of it. What its advice is worth after that is not sampled but summed over everybody who may come, with the true chances.

use std::{collections::BTreeMap, error::Error, time::Instant};

use channel_choice::{
    Advice, AdviceOutcome, Alike, Asked, Equity, Limits, Model, Prior, Reliability, Share, alike, choose,
    testing::Chance,
};
use kernel::Channel;

use crate::{
    Asking,
    world::{Comers, Kind, Log, Person, SITES, WAYS, World, drawn},
};

pub(crate) const PARTNERS: usize = 40;
pub(crate) const REASONS: usize = 200;
/// As many as the list of causes that comes with the product.
const FEW: usize = 30;
const BEFORE: u64 = 150_000;
const ADVISED: u64 = 50_000;
/// By how much one person's chance may be below today's, how sure it must be that no group's is, and how likely tries are: as by default, then
/// without one of the three.
const VARIANTS: [(f64, f64, f64); 4] =
    [(0.1, 2.0, 0.02), (0.1, 2.0, 0.0), (0.1, 0.0, 0.02), (0.0, 2.0, 0.02)];

/// The product in a world.
pub(crate) struct Product<'a> {
    pub(crate) world: &'a World,
    pub(crate) model: Model,
    /// Today's ways, as the log had them before anybody was advised.
    pub(crate) today: BTreeMap<(usize, usize), Vec<Share>>,
    /// By partner.
    pub(crate) equity: Vec<Equity>,
    /// First contacts by partner, reason and site.
    people: BTreeMap<(usize, usize, usize), f64>,
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
        Self { world, model, today, equity: Vec::new(), people: BTreeMap::new() }
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
            settling_worth: self
                .equity
                .get(person.partner)
                .map(|it| it.worth(Some(&world.sites[person.site]), &situation.features)),
        };
        Ok(choose(&asked, limits, draw)?)
    }
}

impl Product<'_> {
    /// What a settled matter is worth to each group of each partner, by what is known now.
    fn plan(&mut self, limits: &Limits) {
        let world = self.world;
        let mut of_partner: Vec<Vec<Alike>> = vec![Vec::new(); world.partners.len()];
        let none = Vec::new();
        for ((partner, reason, site), people) in &self.people {
            for situation in &world.situations {
                // As the product plans: one in twenty each.
                let share = if situation.features.is_empty() { 0.65 } else { 0.05 };
                let estimates = self.model.estimates(
                    world.partners[*partner].as_str(),
                    &world.reasons[*reason],
                    Some(&world.sites[*site]),
                    situation,
                    &WAYS,
                );
                let asked = Asked {
                    estimates: &estimates,
                    situation,
                    unusable: &[],
                    today: self.today.get(&(*partner, *reason)).unwrap_or(&none),
                    states: &[],
                    preferred: None,
                    settling_worth: None,
                };
                of_partner[*partner].push(alike(&asked, limits, Some(&world.sites[*site]), people * share));
            }
        }
        self.equity = of_partner.iter().map(|it| Equity::plan(it)).collect();
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
    product.people = log.people();
    product.plan(limits);
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
                was_advised: Some(WAYS[way]) == advised,
                is_settled,
            });
        }
    }
    product.model = Model::fit(&log.ways(world), prior, &log.outcomes);
    product.people = log.people();
    Ok(product)
}

/// Sums over everybody.
#[derive(Default)]
struct Sums {
    weight: f64,
    today: f64,
    advised: f64,
    /// By partner: everybody, for what is best under the floors of groups.
    planned: BTreeMap<usize, Vec<Alike>>,
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
        let ways: Vec<(f64, f64)> = usable().map(|it| (world.cost(person, it), chance(it))).collect();
        let alike = Alike {
            site: Some(world.sites[person.site].clone()),
            features: world.situations[person.kind].features.clone(),
            people: weight,
            settled_today: floor,
            ways,
        };
        self.planned.entry(person.partner).or_default().push(alike);
        let least = usable().map(|it| world.cost(person, it)).fold(f64::INFINITY, f64::min);
        self.unbound += weight * least;
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

    /// The cost of the best advice under the floors of groups, where nobody's own chance is lower by more than so much.
    fn best(&self, lower_max: f64) -> f64 {
        let mut cost = 0.0;
        for people in self.planned.values() {
            let mut alike = people.clone();
            for it in &mut alike {
                it.ways.retain(|way| way.1 >= it.settled_today - lower_max);
            }
            let equity = Equity::plan(&alike);
            for it in &alike {
                let worth = equity.worth(it.site.as_deref(), &it.features);
                let way = it.ways.iter().min_by(|a, b| (a.0 - worth * a.1).total_cmp(&(b.0 - worth * b.1)));
                cost += it.people * way.map_or(0.0, |it| it.0);
            }
        }
        cost
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
        "{PARTNERS} partners (one where it is alone), {REASONS} reasons ({FEW} where there are few), {SITES} sites each, 8 ways, 5 situations. Euros a \
         contact, with what follows a failure. “Best” knows every chance and keeps the floor of each group: with the limit on each person's chance, and without; \
         “without floor” has none at all. Groups: how many settle less with advice than today, in truth (worst difference, points). Bars: above best at most 5 %; below \
         today at least 15 %; no group that loses.\n"
    );
    println!(
        "| world | seed | one person at most below | caution | tried | today | advice | best | best of groups | without floor | above best | above best of groups | \
         below today | situations that lose | sites | partner × situation | people 1 point lower | calibration error |"
    );
    println!(
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    );
    for kind in Kind::ALL {
        for seed in 1..=asking.seeds {
            let partners = if kind == Kind::Alone { 1 } else { PARTNERS };
            let reasons = if kind == Kind::Few { FEW } else { REASONS };
            let world = World::new(kind, partners, reasons, seed, &prior);
            let started = Instant::now();
            let mut product = learned(&world, &prior, &Limits::default(), seed)?;
            eprintln!("{} {seed}: learned in {:.1} s", kind.name(), started.elapsed().as_secs_f64());
            for (lower_max, caution, exploration) in VARIANTS {
                let limits = Limits { caution, exploration, lower_max, ..Limits::default() };
                product.plan(&limits);
                let mut sums = Sums::default();
                // One in four of those who may come, the others are like them.
                let apart = if partners == 1 { 1 } else { 4 };
                for (person, weight) in world.people().into_iter().step_by(apart) {
                    let advice = product.advise(person, &limits, 0.999_999)?;
                    sums.add(&product, person, weight, &advice);
                }
                let reliability = Reliability::of(sums.reliability.iter().copied());
                let (best, best_of_groups) = (sums.best(lower_max), sums.best(1.0));
                println!(
                    "| {} | {seed} | {lower_max} | {caution} | {exploration} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.1} % | {:.1} % | {:.1} % | {} | {} | {} | {:.1} % | {:.3} |",
                    kind.name(),
                    sums.today / sums.weight,
                    sums.advised / sums.weight,
                    best / sums.weight,
                    best_of_groups / sums.weight,
                    sums.unbound / sums.weight,
                    (sums.advised / best - 1.0) * 100.0,
                    (sums.advised / best_of_groups - 1.0) * 100.0,
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
