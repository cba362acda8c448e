//! What a better match of ways and matters would be worth: today's mix beside the advised one, who gains and who loses.
//!
//! Start with [`compare`] for what the model expects, [`on_log`] for what the log itself can tell, and [`on_advice`] for what those said who got
//! advice.
//!
//! **Invariants:** nothing is said of ways that nobody takes where the log is asked; who loses is always listed beside who gains.

mod on_advice;
mod on_log;

use std::collections::BTreeMap;

use kernel::Channel;
use serde::{Deserialize, Serialize};

use crate::{Estimate, Feature, Share};

pub use on_advice::{Answered, OnAdvice, on_advice};
pub use on_log::{LogCase, LogWay, Missing, OnLog, on_log};

/// The normal law's quantile of a 90 % interval.
const INTERVAL_Z: f64 = 1.644_853_626_951_472_7;

/// What a contact that does not settle the matter brings after it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// Contacts that follow.
    pub contacts: f64,
    /// What they cost the institution, in euros.
    pub cost: f64,
    /// What they take of the person's time, in minutes.
    pub effort_min: f64,
}

/// People with the same matter, site and situation.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The administration.
    pub partner: String,
    /// The matter.
    pub reason: String,
    /// Where, if it is known.
    pub site: Option<String>,
    /// What they tell of their situation.
    pub features: Vec<Feature>,
    /// How many, in the period that is asked about.
    pub people: f64,
    /// The ways that they take today.
    pub today: Vec<Share>,
    /// The ways that they would be advised.
    pub advised: Vec<Share>,
    /// What each way brings.
    pub estimates: Vec<Estimate>,
    /// What follows a failure.
    pub failure: Failure,
}

/// A figure with its 90 % interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The figure.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What advice changes for some people: advised less today.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// How many they are.
    pub people: f64,
    /// Share of matters settled at the first contact today.
    pub settled_today: f64,
    /// The same with advice.
    pub settled_advised: f64,
    /// The difference.
    pub settled: Figure,
    /// Contacts that need not follow.
    pub contacts_avoided: Figure,
    /// Euros that are spared.
    pub saved: Figure,
    /// Minutes of people's time that are spared.
    pub minutes_spared: Figure,
}

impl Change {
    /// Whether they surely gain, surely lose (`Some`), or nobody can tell (`None`), by the share settled.
    pub fn gains(&self) -> Option<bool> {
        match (self.settled.low > 0.0, self.settled.high < 0.0) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

/// Today's mix and the advised one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Worth {
    /// Everybody.
    pub all: Change,
    /// By way: share today, share advised; in the order of [`Channel::ALL`], those that somebody takes.
    pub mix: Vec<(Channel, f64, f64)>,
    /// By partner and reason, those that lose most in success first.
    pub by_reason: Vec<((String, String), Change)>,
    /// By partner and site, the same; people whose site is not known are left out.
    pub by_site: Vec<((String, String), Change)>,
    /// By what people told, the same.
    pub by_feature: Vec<(Feature, Change)>,
}

/// Sums over cases.
#[derive(Debug, Clone, Default)]
struct Sums {
    people: f64,
    settled: [f64; 2],
    contacts: f64,
    cost: f64,
    effort_min: f64,
    /// What an error of a way's chance changes: of the settled, contacts, euros and minutes, by way.
    errors: BTreeMap<Channel, [f64; 4]>,
}

/// What advice changes, as the model expects it.
///
/// Cases whose shares are none or whose people are none are left out, as are ways without an estimate. The interval is that of
/// the chances to settle: their errors are taken as shared by all who change to or from a way, which is the widest that
/// they can be, and as independent between ways; costs and minutes of single contacts are taken as known.
pub fn compare(cases: &[Case]) -> Worth {
    let mut all = Sums::default();
    let mut mix: BTreeMap<Channel, [f64; 2]> = BTreeMap::new();
    let mut by_reason: BTreeMap<(String, String), Sums> = BTreeMap::new();
    let mut by_site: BTreeMap<(String, String), Sums> = BTreeMap::new();
    let mut by_feature: BTreeMap<Feature, Sums> = BTreeMap::new();
    for case in cases {
        let (Some(today), Some(advised)) = (law(case, &case.today), law(case, &case.advised)) else {
            continue;
        };
        if !(case.people.is_finite() && case.people > 0.0) {
            continue;
        }
        for ((estimate, today), advised) in case.estimates.iter().zip(&today).zip(&advised) {
            let of_way = mix.entry(estimate.channel).or_default();
            of_way[0] += case.people * today;
            of_way[1] += case.people * advised;
        }
        let add = |sums: &mut Sums| sums.add(case, &today, &advised);
        add(&mut all);
        add(by_reason.entry((case.partner.clone(), case.reason.clone())).or_default());
        if let Some(site) = &case.site {
            add(by_site.entry((case.partner.clone(), site.clone())).or_default());
        }
        for feature in &case.features {
            add(by_feature.entry(*feature).or_default());
        }
    }
    let people = all.people;
    Worth {
        all: all.change(),
        mix: mix
            .into_iter()
            .filter(|(_, of)| of[0] + of[1] > 0.0)
            .map(|(channel, of)| (channel, of[0] / people, of[1] / people))
            .collect(),
        by_reason: in_order(by_reason),
        by_site: in_order(by_site),
        by_feature: in_order(by_feature),
    }
}

/// Shares by estimate that sum to 1; none where there are none.
fn law(case: &Case, shares: &[Share]) -> Option<Vec<f64>> {
    let share = |channel| {
        let found = shares.iter().filter(|it| it.channel == channel).map(|it| it.share);
        found.filter(|it| it.is_finite()).sum::<f64>().max(0.0)
    };
    let weights: Vec<f64> = case.estimates.iter().map(|it| share(it.channel)).collect();
    let total: f64 = weights.iter().sum();
    (total > 0.0).then(|| weights.into_iter().map(|it| it / total).collect())
}

fn in_order<K: Ord>(of: BTreeMap<K, Sums>) -> Vec<(K, Change)> {
    let mut all: Vec<(K, Change)> = of.into_iter().map(|(key, sums)| (key, sums.change())).collect();
    all.sort_by(|one, other| one.1.settled.value.total_cmp(&other.1.settled.value));
    all
}

impl Sums {
    fn add(&mut self, case: &Case, today: &[f64], advised: &[f64]) {
        self.people += case.people;
        for ((it, today), advised) in case.estimates.iter().zip(today).zip(advised) {
            let (people, more) = (case.people, advised - today);
            self.settled[0] += people * today * it.settled;
            self.settled[1] += people * advised * it.settled;
            self.contacts += people * more * it.settled * case.failure.contacts;
            self.cost -= people * more * it.cost;
            self.effort_min -= people * more * it.effort_min;
            let error = (it.settled_high - it.settled_low).max(0.0) / (2.0 * INTERVAL_Z);
            let moved = people * more * error;
            let of_way = self.errors.entry(it.channel).or_default();
            let units = [1.0, case.failure.contacts, case.failure.cost, case.failure.effort_min];
            of_way.iter_mut().zip(units).for_each(|(sum, unit)| *sum += moved * unit);
        }
    }

    fn change(&self) -> Change {
        let figure = |value: f64, unit: usize, by: f64| {
            let half =
                INTERVAL_Z * self.errors.values().map(|it| it[unit] * it[unit]).sum::<f64>().sqrt() / by;
            Figure { value, low: value - half, high: value + half }
        };
        let people = if self.people > 0.0 { self.people } else { 1.0 };
        let [today, advised] = self.settled.map(|it| it / people);
        Change {
            people: self.people,
            settled_today: today,
            settled_advised: advised,
            settled: figure(advised - today, 0, people),
            contacts_avoided: figure(self.contacts, 1, 1.0),
            saved: figure(self.cost, 2, 1.0),
            minutes_spared: figure(self.effort_min, 3, 1.0),
        }
    }
}

#[cfg(test)]
mod tests;
