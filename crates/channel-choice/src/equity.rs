//! What a settled matter is worth to each group of people, in euros beyond what it costs, so that no group settles less often with advice than
//! today.
//!
//! Start with [`Equity::plan`]. The cheapest advice under the floors of all groups is that of a linear programme; its dual has one price a
//! group, and given the prices each person's way is chosen alone: the one with the least cost less price × chance. Prices are found group by
//! group (coordinate ascent): each the least with which the group keeps its floor, given the others.
//!
//! **Invariants:** prices are finite and not below zero; wherever some way of each person reaches what they have today, the floors hold for the
//! people planned for, by what is estimated of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Feature;

/// The most that a settled matter is worth to a group, in euros: beyond it the surest way is chosen whatever it costs.
const PRICE_MAX: f64 = 1e9;
/// How near the least price is found, as a share of it: fifty halvings.
const HALVINGS: u32 = 50;
/// How often all groups are looked at; few need more than five.
const SWEEPS: u32 = 20;

/// People with the same matter, place and situation.
#[derive(Debug, Clone, PartialEq)]
pub struct Alike {
    /// Where, if it is known.
    pub site: Option<String>,
    /// What they told.
    pub features: Vec<Feature>,
    /// How many they are.
    pub people: f64,
    /// The chance that their matter is settled by the ways that they take today.
    pub settled_today: f64,
    /// The ways that may be advised to them: cost in euros, and the chance to settle that counts for their groups.
    pub ways: Vec<(f64, f64)>,
}

/// A group whose floor is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Everyone,
    Site(String),
    Feature(Feature),
}

/// The price of a settled matter, by group; for one partner.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Equity {
    everyone: f64,
    by_site: BTreeMap<String, f64>,
    by_feature: BTreeMap<Feature, f64>,
}

impl Equity {
    /// The least prices with which everybody, each site and each feature settles as often as today.
    ///
    /// People who are none, or without a way, are left out. A group that cannot reach its floor by any price gets what its surest ways give.
    pub fn plan(people: &[Alike]) -> Self {
        let people: Vec<&Alike> = people
            .iter()
            .filter(|it| it.people > 0.0 && it.people.is_finite() && !it.ways.is_empty())
            .collect();
        let mut groups: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
        for (place, it) in people.iter().enumerate() {
            groups.entry(Group::Everyone).or_default().push(place);
            if let Some(site) = &it.site {
                groups.entry(Group::Site(site.clone())).or_default().push(place);
            }
            for feature in &it.features {
                groups.entry(Group::Feature(*feature)).or_default().push(place);
            }
        }
        let place = |group: &Group| groups.keys().position(|it| it == group);
        let everybody: Vec<Priced<'_>> = people
            .iter()
            .map(|it| Priced {
                alike: it,
                site: it.site.as_ref().and_then(|site| place(&Group::Site(site.clone()))),
                features: it.features.iter().filter_map(|it| place(&Group::Feature(*it))).collect(),
            })
            .collect();
        let mut prices = vec![0.0; groups.len()];
        let mut sweep = |may_fall: bool| {
            let mut has_moved = false;
            for (group, members) in groups.values().enumerate() {
                let before = prices[group];
                let least = least_price(&everybody, members, (&mut prices, group));
                prices[group] = if may_fall { least } else { least.max(before) };
                has_moved |= (prices[group] - before).abs() > 1e-6 * (1.0 + before);
            }
            has_moved
        };
        let _ = (0..SWEEPS).take_while(|_| sweep(true)).count();
        // A price that fell last, however little, may have undone the floor of a group before it; prices that only rise undo none.
        sweep(false);
        let mut found = Self::default();
        for (group, price) in groups.into_keys().zip(prices) {
            match group {
                Group::Everyone => found.everyone = price,
                Group::Site(site) => drop(found.by_site.insert(site, price)),
                Group::Feature(feature) => drop(found.by_feature.insert(feature, price)),
            }
        }
        found
    }

    /// What a settled matter is worth for somebody at a site who told these features, in euros.
    pub fn worth(&self, site: Option<&str>, features: &[Feature]) -> f64 {
        let of_site = site.and_then(|it| self.by_site.get(it)).copied().unwrap_or_default();
        let of_features: f64 = features.iter().filter_map(|it| self.by_feature.get(it)).sum();
        self.everyone + of_site + of_features
    }
}

/// People with the places of their groups; that of everybody is the first.
struct Priced<'a> {
    alike: &'a Alike,
    site: Option<usize>,
    features: Vec<usize>,
}

impl Priced<'_> {
    /// As [`Equity::worth`], summed in the same order, so that a price at which two ways are worth the same decides alike in both.
    fn worth(&self, prices: &[f64]) -> f64 {
        let of_features: f64 = self.features.iter().map(|it| prices[*it]).sum();
        prices[0] + self.site.map_or(0.0, |it| prices[it]) + of_features
    }
}

/// The least price of a group with which its members settle often enough, given the prices of the others.
fn least_price(people: &[Priced<'_>], members: &[usize], (prices, group): (&mut [f64], usize)) -> f64 {
    let mut gain = |price: f64| -> f64 {
        prices[group] = price;
        let of = |place: &usize| {
            let it = &people[*place];
            it.alike.people * (chosen(it.alike, it.worth(prices)) - it.alike.settled_today)
        };
        members.iter().map(of).sum()
    };
    if gain(0.0) >= 0.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, PRICE_MAX);
    if gain(high) < 0.0 {
        return high;
    }
    // From euros to cents, then on: prices are small beside the most.
    for _ in 0..HALVINGS {
        let middle = if low > 0.0 { f64::midpoint(low, high) } else { high / 8.0 };
        if gain(middle) >= 0.0 { high = middle } else { low = middle }
    }
    // A hair above, so that rounding decides no tie, however small this price is beside the others.
    high * (1.0 + 1e-9) + 1e-9
}

/// The chance of the way that is chosen at a worth.
fn chosen(of: &Alike, worth: f64) -> f64 {
    let score = |(cost, settled): &(f64, f64)| cost - worth * settled;
    let best = of.ways.iter().min_by(|one, other| {
        // Of two that are worth the same, the surer: so the floor holds at the price itself.
        score(one).total_cmp(&score(other)).then_with(|| other.1.total_cmp(&one.1))
    });
    best.map_or(of.settled_today, |it| it.1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn alike(
        site: &str,
        features: &[Feature],
        people: f64,
        settled_today: f64,
        ways: &[(f64, f64)],
    ) -> Alike {
        Alike {
            site: Some(site.to_owned()),
            features: features.to_vec(),
            people,
            settled_today,
            ways: ways.to_vec(),
        }
    }

    /// How much more of a group's matters are settled than today, in all.
    fn gain(people: &[Alike], equity: &Equity, is_in: impl Fn(&Alike) -> bool) -> f64 {
        let of = |it: &Alike| {
            let worth = equity.worth(it.site.as_deref(), &it.features);
            it.people * (chosen(it, worth) - it.settled_today)
        };
        people.iter().filter(|it| is_in(it)).map(of).sum()
    }

    #[test]
    fn where_the_cheapest_settles_as_often_nothing_is_worth_more() {
        let people = [alike("a", &[], 10.0, 0.7, &[(1.0, 0.8), (9.0, 0.9)])];
        assert!(Equity::plan(&people).worth(Some("a"), &[]).abs() < 1e-12);
    }

    #[test]
    fn a_group_that_would_lose_gets_a_price_of_its_own() {
        // At a, the cheap way settles less than today; at b it settles more, and may stay.
        let ways = [(1.0, 0.6), (9.0, 0.8)];
        let people = [alike("a", &[], 10.0, 0.7, &ways), alike("b", &[], 100.0, 0.5, &ways)];
        let equity = Equity::plan(&people);
        // Eight euros for a fifth more.
        assert!((equity.worth(Some("a"), &[]) - 40.0).abs() < 1e-3, "{equity:?}");
        assert!(equity.worth(Some("b"), &[]).abs() < 1e-12);
        assert!(gain(&people, &equity, |it| it.site.as_deref() == Some("a")) >= 0.0);
    }

    #[test]
    fn people_without_a_way_and_no_people_ask_for_nothing() {
        let people = [
            alike("a", &[], 10.0, 0.7, &[]),
            alike("a", &[], 0.0, 0.9, &[(1.0, 0.1)]),
            alike("a", &[], f64::NAN, 0.9, &[(1.0, 0.1)]),
        ];
        assert_eq!(Equity::plan(&people), Equity::default());
    }

    #[test]
    fn a_floor_that_nothing_reaches_gets_the_surest_way() {
        let people = [alike("a", &[], 10.0, 0.9, &[(1.0, 0.5), (50.0, 0.6)])];
        let worth = Equity::plan(&people).worth(Some("a"), &[]);
        assert!(worth.is_finite() && (chosen(&people[0], worth) - 0.6).abs() < 1e-12);
    }

    prop_compose! {
        fn any_alike()(
            site in 0..3_u8, told in prop::sample::subsequence(Feature::ALL.to_vec(), 0..3), people in 0.1_f64..50.0,
            ways in prop::collection::vec((0.5_f64..20.0, 0.05_f64..0.95), 2..6), mix in prop::collection::vec(0.01_f64..1.0, 6),
        ) -> Alike {
            let weights: f64 = mix.iter().take(ways.len()).sum();
            // Today's mix of the same ways, so that the floor can be reached.
            let settled_today = ways.iter().zip(&mix).map(|(way, share)| way.1 * share / weights).sum();
            Alike { site: Some(format!("s{site}")), features: told, people, settled_today, ways }
        }
    }

    proptest! {
        #[test]
        fn no_group_settles_less_than_today(people in prop::collection::vec(any_alike(), 1..40)) {
            let equity = Equity::plan(&people);
            prop_assert!(gain(&people, &equity, |_| true) >= -1e-9);
            for site in ["s0", "s1", "s2"] {
                prop_assert!(gain(&people, &equity, |it| it.site.as_deref() == Some(site)) >= -1e-9, "{site}");
            }
            for feature in Feature::ALL {
                prop_assert!(gain(&people, &equity, |it| it.features.contains(&feature)) >= -1e-9, "{feature:?}");
            }
        }

        #[test]
        fn it_costs_no_more_than_the_surest_of_everything(people in prop::collection::vec(any_alike(), 1..40)) {
            let equity = Equity::plan(&people);
            let cost = |worth: f64, it: &Alike| {
                let score = |way: &&(f64, f64)| way.0 - worth * way.1;
                it.ways.iter().min_by(|a, b| score(a).total_cmp(&score(b))).map_or(0.0, |way| it.people * way.0)
            };
            let planned: f64 = people.iter().map(|it| cost(equity.worth(it.site.as_deref(), &it.features), it)).sum();
            let surest: f64 = people.iter().map(|it| cost(PRICE_MAX * 100.0, it)).sum();
            prop_assert!(planned <= surest + 1e-9);
        }
    }
}
