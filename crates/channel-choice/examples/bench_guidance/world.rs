//! A world whose chances are known: administrations, reasons, sites, people in situations, and the ways that they take today.

use std::collections::BTreeMap;

use channel_choice::{AdviceOutcome, Feature, Prior, Situation, model::Unusable, testing::Chance};
use kernel::{Channel, Euro, PartnerCode};
use measures::{WayCell, Ways, ways::Timed};

use crate::number;

pub(crate) const WAYS: [Channel; 8] = [
    Channel::Phone,
    Channel::Email,
    Channel::Counter,
    Channel::Web,
    Channel::Chat,
    Channel::Post,
    Channel::App,
    Channel::Video,
];
/// Euros of one contact by each way.
const UNIT_COST: [f64; 8] = [8.0, 6.0, 15.0, 1.0, 5.0, 9.0, 1.0, 11.0];
/// Log-odds of each way.
const OF_WAY: [f64; 8] = [0.7, 0.4, 1.0, 0.6, 0.4, 0.4, 0.5, 0.8];
/// Today's mix, before partners and reasons change it.
const TODAY: [f64; 8] = [0.46, 0.16, 0.16, 0.10, 0.03, 0.06, 0.02, 0.01];
/// People by situation: most have nothing to tell.
const KINDS: [(Option<Feature>, f64); 5] = [
    (None, 0.72),
    (Some(Feature::NoInternet), 0.10),
    (Some(Feature::WritingIsHard), 0.08),
    (Some(Feature::TelephoneIsHard), 0.04),
    (Some(Feature::FrenchIsHard), 0.06),
];
pub(crate) const SITES: usize = 3;

/// How a world differs from the ordinary one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The telephone for most, reasons by the inverse of their rank.
    Ordinary,
    /// Thirty reasons, so that each has many contacts.
    Few,
    /// Nine in ten take the best way for them already.
    Optimal,
    /// All matters are as rare as each other.
    Rare,
    /// Nineteen in twenty telephone.
    Dominated,
    /// Who is in a difficult situation settles less by every way, and takes other ways than others.
    Confounded,
    /// What settles a matter at one partner says little of the same matter at another.
    Whimsical,
    /// One partner has all contacts.
    Alone,
}

impl Kind {
    pub(crate) const ALL: [Self; 8] = [
        Self::Ordinary,
        Self::Few,
        Self::Alone,
        Self::Optimal,
        Self::Rare,
        Self::Dominated,
        Self::Confounded,
        Self::Whimsical,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Few => "few reasons",
            Self::Optimal => "today’s ways are the best already",
            Self::Rare => "rare reasons only",
            Self::Dominated => "one way dominates",
            Self::Confounded => "situation moves way and outcome",
            Self::Whimsical => "each matter of each partner apart",
            Self::Alone => "one partner alone",
        }
    }
}

/// Somebody who has a matter: partner, reason, site and situation by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) partner: usize,
    pub(crate) reason: usize,
    pub(crate) site: usize,
    pub(crate) kind: usize,
}

pub(crate) struct World {
    kind: Kind,
    pub(crate) partners: Vec<PartnerCode>,
    pub(crate) reasons: Vec<String>,
    pub(crate) sites: Vec<String>,
    pub(crate) situations: Vec<Situation>,
    /// Log-odds by partner, reason and way.
    chances: Vec<[f64; 8]>,
    of_site: Vec<[f64; 8]>,
    of_kind: Vec<[f64; 8]>,
    is_usable: Vec<[bool; 8]>,
    costs: Vec<[f64; 8]>,
    follow_cost: Vec<f64>,
    shares: Vec<[f64; 8]>,
    volumes: Vec<f64>,
}

impl World {
    pub(crate) fn new(kind: Kind, partners: usize, reasons: usize, seed: u64, prior: &Prior) -> Self {
        let mut chance = Chance::of(seed);
        let mut normal = |spread: f64| spread * chance.normal();
        let mut eight = |centre: [f64; 8], spread: f64| centre.map(|it| it + normal(spread));
        let of_reason_way: Vec<_> = (0..reasons).map(|_| eight([0.0; 8], 0.5)).collect();
        let of_reason: Vec<f64> = (0..reasons).map(|_| eight([0.0; 8], 0.5)[0]).collect();
        let of_partner_way: Vec<_> = (0..partners).map(|_| eight([0.0; 8], 0.3)).collect();
        let of_site: Vec<_> = (0..partners * SITES).map(|_| eight([0.0; 8], 0.1)).collect();
        let mut chances = Vec::new();
        for of_partner in &of_partner_way {
            for (of_way, of_reason) in of_reason_way.iter().zip(&of_reason) {
                let mut own = eight(OF_WAY, if kind == Kind::Whimsical { 0.4 } else { 0.1 });
                for place in 0..8 {
                    own[place] += of_partner[place] + of_way[place] + of_reason;
                }
                chances.push(own);
            }
        }
        let costs = (0..partners).map(|_| {
            let factors = eight([0.0; 8], 0.15);
            let mut costs = UNIT_COST;
            costs.iter_mut().zip(factors).for_each(|(cost, factor)| *cost *= factor.exp());
            costs
        });
        let costs: Vec<_> = costs.collect();
        let follow_cost = (0..reasons).map(|_| 12.0 * eight([0.0; 8], 0.3)[0].exp()).collect();
        let today = if kind == Kind::Dominated {
            [0.95, 0.01, 0.01, 0.01, 0.005, 0.005, 0.005, 0.005]
        } else {
            TODAY
        };
        let shares = (0..partners * reasons).map(|_| {
            let factors = eight([0.0; 8], 0.4);
            let mut shares = today;
            shares.iter_mut().zip(factors).for_each(|(share, factor)| *share *= factor.exp());
            shares
        });
        let shares = shares.collect();
        let of_kind = KINDS.iter().map(|(feature, _)| {
            // Our own orders of magnitude are what the product assumes; the world is not what we assume.
            let mut effects = [0.0; 8];
            for effect in prior.effect.iter().filter(|it| Some(it.feature) == *feature) {
                for place in (0..8).filter(|it| effect.channels.contains(&WAYS[*it])) {
                    effects[place] = effect.log_odds + eight([0.0; 8], 0.3)[0];
                }
            }
            if kind == Kind::Confounded && feature.is_some() {
                for it in &mut effects {
                    *it -= 0.8;
                }
            }
            effects
        });
        let of_kind = of_kind.collect();
        let is_usable = KINDS.iter().map(|(feature, _)| {
            WAYS.map(|way| {
                !prior.effect.iter().any(|it| {
                    let is_hindered = matches!(it.unusable, Some(Unusable::Always | Unusable::WithoutHelper));
                    Some(it.feature) == *feature && it.channels.contains(&way) && is_hindered
                })
            })
        });
        let volumes = (0..partners * reasons).map(|it| match kind {
            Kind::Rare => 1.0,
            _ => 1.0 / (2.0 + number(it % reasons)) / (1.0 + number(it / reasons)).sqrt(),
        });
        let situation = |feature: &Option<Feature>| Situation {
            features: feature.iter().copied().collect(),
            is_urgent: false,
        };
        Self {
            kind,
            is_usable: is_usable.collect(),
            volumes: volumes.collect(),
            partners: (0..partners).filter_map(|it| format!("p{it:02}").parse().ok()).collect(),
            reasons: (0..reasons).map(|it| format!("r{it:03}")).collect(),
            sites: (0..SITES).map(|it| format!("s{it}")).collect(),
            situations: KINDS.iter().map(|it| situation(&it.0)).collect(),
            chances,
            of_site,
            of_kind,
            costs,
            follow_cost,
            shares,
        }
    }

    fn matter(&self, person: Person) -> usize {
        person.partner * self.reasons.len() + person.reason
    }

    /// The chance of a way to settle somebody's matter.
    pub(crate) fn chance(&self, person: Person, way: usize) -> f64 {
        let site = self.of_site[person.partner * SITES + person.site][way];
        let log_odds = self.chances[self.matter(person)][way] + site + self.of_kind[person.kind][way];
        1.0 / (1.0 + (-log_odds).exp())
    }

    /// Euros that it costs, with what follows a failure.
    pub(crate) fn cost(&self, person: Person, way: usize) -> f64 {
        self.costs[person.partner][way] + (1.0 - self.chance(person, way)) * self.follow_cost[person.reason]
    }

    pub(crate) fn is_usable(&self, person: Person, way: usize) -> bool {
        self.is_usable[person.kind][way]
    }

    /// The ways that people like them take today.
    pub(crate) fn today(&self, person: Person) -> [f64; 8] {
        let mut shares = self.shares[self.matter(person)];
        if self.kind == Kind::Optimal {
            let cheapest = (0..8)
                .filter(|it| self.is_usable(person, *it))
                .min_by(|a, b| self.cost(person, *a).total_cmp(&self.cost(person, *b)));
            let total: f64 = shares.iter().sum();
            for it in &mut shares {
                *it *= 0.1 / total;
            }
            if let Some(it) = cheapest {
                shares[it] += 0.9;
            }
        }
        if self.kind == Kind::Confounded && person.kind > 0 {
            // They go to people: counter and telephone.
            for it in [0, 2] {
                shares[it] *= 3.0;
            }
        }
        for (place, share) in shares.iter_mut().enumerate() {
            *share *= f64::from(u8::from(self.is_usable(person, place)));
        }
        let total: f64 = shares.iter().sum();
        shares.map(|it| it / total)
    }

    /// Everybody who may come, with how often they do; the sum is 1.
    pub(crate) fn people(&self) -> Vec<(Person, f64)> {
        let total: f64 = self.volumes.iter().sum();
        let mut people = Vec::new();
        for partner in 0..self.partners.len() {
            for reason in 0..self.reasons.len() {
                for site in 0..SITES {
                    for (kind, (_, share)) in KINDS.iter().enumerate() {
                        let person = Person { partner, reason, site, kind };
                        let weight = self.volumes[self.matter(person)] / total * share / number(SITES);
                        people.push((person, weight));
                    }
                }
            }
        }
        people
    }
}

/// Which one a number from 0 to 1 falls on.
pub(crate) fn drawn(weights: &[f64], at: f64) -> usize {
    let mut left = at * weights.iter().sum::<f64>();
    weights
        .iter()
        .position(|it| {
            left -= it;
            left < 0.0
        })
        .unwrap_or(weights.len() - 1)
}

/// People as they come, one after the other.
pub(crate) struct Comers {
    people: Vec<(Person, f64)>,
    upto: Vec<f64>,
}

impl Comers {
    pub(crate) fn new(people: Vec<(Person, f64)>) -> Self {
        let mut sum = 0.0;
        let upto = people
            .iter()
            .map(|it| {
                sum += it.1;
                sum
            })
            .collect();
        Self { people, upto }
    }

    pub(crate) fn next(&self, chance: &mut Chance) -> Person {
        let at = chance.unit() * self.upto.last().copied().unwrap_or(0.0);
        let place = self.upto.partition_point(|it| *it <= at).min(self.people.len() - 1);
        self.people[place].0
    }
}

/// What the product sees.
#[derive(Default)]
pub(crate) struct Log {
    cells: BTreeMap<(usize, usize, usize, usize), (u64, u64)>,
    pub(crate) outcomes: Vec<AdviceOutcome>,
}

impl Log {
    pub(crate) fn add(&mut self, person: Person, way: usize, is_settled: bool) {
        let cell = self.cells.entry((person.partner, person.reason, way, person.site)).or_default();
        cell.0 += 1;
        cell.1 += u64::from(is_settled);
    }

    /// So many contacts as people choose today.
    pub(crate) fn add_today(&mut self, world: &World, comers: &Comers, contacts: u64, chance: &mut Chance) {
        for _ in 0..contacts {
            let person = comers.next(chance);
            let way = drawn(&world.today(person), chance.unit());
            let is_settled = chance.unit() < world.chance(person, way);
            self.add(person, way, is_settled);
        }
    }

    /// First contacts by partner, reason and site.
    pub(crate) fn people(&self) -> BTreeMap<(usize, usize, usize), f64> {
        let mut people = BTreeMap::new();
        for ((partner, reason, _, site), (firsts, _)) in &self.cells {
            *people.entry((*partner, *reason, *site)).or_insert(0.0) +=
                f64::from(u32::try_from(*firsts).unwrap_or(u32::MAX));
        }
        people
    }

    pub(crate) fn ways(&self, world: &World) -> Ways {
        let euros = |amount: f64| Euro(format!("{:.0}", amount * 10_000.0).parse().unwrap_or(0));
        let cell = |(key, (firsts, settled)): (&(usize, usize, usize, usize), &(u64, u64))| {
            let (partner, reason, way, site) = *key;
            let failures = firsts - settled;
            let all = |count: u64, of: f64| of * f64::from(u32::try_from(count).unwrap_or(u32::MAX));
            let none = Timed::default();
            WayCell {
                partner: world.partners[partner].clone(),
                reason: world.reasons[reason].clone(),
                channel: WAYS[way],
                site: Some(world.sites[site].clone()),
                firsts: *firsts,
                settled: *settled,
                cost: euros(all(*firsts, world.costs[partner][way])),
                followers: failures + failures / 2,
                follow_cost: euros(all(failures, world.follow_cost[reason])),
                wait: none,
                duration: none,
                follow_wait: none,
                follow_duration: none,
            }
        };
        let mut ways = Ways { cells: self.cells.iter().map(cell).collect(), ..Ways::default() };
        ways.sort();
        ways
    }
}
