//! A partner's hours as sets over rows, and back.

use super::{
    Clash, Flow, HourPlan, PartnerProgramme,
    simplex::{Basis, Sets, Solved},
};

/// A partner's programme, and where the last hour ended.
pub(super) struct Block {
    sets: Sets,
    /// The demand of each set; demands without an offer have none.
    demand_of: Vec<usize>,
    /// The way of each variable, and its set.
    way_of: Vec<(usize, usize)>,
    /// What each row is divided by.
    scales: Vec<f64>,
    gain_scale: f64,
    members: Vec<Vec<usize>>,
    basis: Basis,
}

impl Block {
    pub(super) fn new(partner: &PartnerProgramme) -> Self {
        let ways = partner.capacities.len();
        let rows = ways + partner.groups.len();
        let members: Vec<Vec<usize>> = partner
            .groups
            .iter()
            .map(|group| {
                let mut demands = group.demands.clone();
                demands.sort_unstable();
                demands.dedup();
                demands
            })
            .collect();
        let mut groups_of = vec![Vec::new(); partner.demands.len()];
        for (group, demands) in members.iter().enumerate() {
            for it in demands {
                groups_of[*it].push(ways + group);
            }
        }
        let (mut gain, mut uses, mut first) = (Vec::new(), Vec::new(), vec![0]);
        let (mut demand_of, mut way_of) = (Vec::new(), Vec::new());
        for (place, demand) in partner.demands.iter().enumerate() {
            let before = gain.len();
            for (way, offer) in demand.offers.iter().enumerate() {
                let Some(offer) = offer else { continue };
                gain.push(partner.worth_of_settled * offer.settled - offer.cost);
                let mut of_rows = vec![0.0; rows];
                of_rows[way] = offer.staff_min;
                for row in &groups_of[place] {
                    of_rows[*row] = -offer.settled;
                }
                uses.extend(of_rows);
                way_of.push((way, demand_of.len()));
            }
            if gain.len() > before {
                demand_of.push(place);
                first.push(gain.len());
            }
        }
        let greatest = |it: f64| if it > 0.0 { it } else { 1.0 };
        let gain_scale = greatest(gain.iter().fold(0.0, |most: f64, it: &f64| most.max(it.abs())));
        for it in &mut gain {
            *it /= gain_scale;
        }
        let mut scales = vec![0.0_f64; rows];
        for used in uses.chunks_exact(rows.max(1)) {
            scales.iter_mut().zip(used).for_each(|(most, it)| *most = most.max(it.abs()));
        }
        for it in &mut scales {
            *it = greatest(*it);
        }
        for used in uses.chunks_exact_mut(rows.max(1)) {
            used.iter_mut().zip(&scales).for_each(|(it, scale)| *it /= scale);
        }
        let sets = Sets { rows, first, gain, uses };
        let basis = sets.start();
        Self { sets, demand_of, way_of, scales, gain_scale, members, basis }
    }

    /// The plan of an hour; none where the numbers are beyond what can be solved.
    pub(super) fn solve(
        &mut self,
        partner: &PartnerProgramme,
        hour: usize,
    ) -> Option<Result<HourPlan, Clash>> {
        let nobody = |it: &&super::Demand| it.offers.iter().all(Option::is_none) && it.people[hour] > 0.0;
        if let Some(demand) = partner.demands.iter().find(nobody) {
            let (one, other) = (format!("demand:{}", demand.name), format!("offers:{}", demand.name));
            return Some(Err(Clash { one, other }));
        }
        let sizes: Vec<f64> = self.demand_of.iter().map(|it| partner.demands[*it].people[hour]).collect();
        let most = self.most(partner, hour);
        let mut solved = self.sets.solve(&mut self.basis, &sizes, &most);
        if !matches!(solved, Solved::Best { .. }) {
            // From nothing, in case that the way from the hour before was the trouble.
            self.basis = self.sets.start();
            solved = self.sets.solve(&mut self.basis, &sizes, &most);
        }
        match solved {
            Solved::Best { values, prices } => Some(Ok(self.plan(partner, &sizes, &most, &values, &prices))),
            Solved::Infeasible { weights } => {
                self.basis = self.sets.start();
                Some(Err(self.clash(partner, &sizes, &weights)))
            }
            Solved::Failed => None,
        }
    }

    /// The most of each row, scaled.
    fn most(&self, partner: &PartnerProgramme, hour: usize) -> Vec<f64> {
        // What cannot bind even if everybody came.
        let free = 1.0 + partner.demands.iter().map(|it| it.people[hour]).sum::<f64>();
        let capacities = partner.capacities.iter().zip(&self.scales);
        let mut most: Vec<f64> =
            capacities.map(|(it, scale)| it.staff_min[hour].map_or(free, |it| it / scale)).collect();
        for ((group, members), scale) in
            partner.groups.iter().zip(&self.members).zip(&self.scales[partner.capacities.len()..])
        {
            let people: f64 = members.iter().map(|it| partner.demands[*it].people[hour]).sum();
            most.push(-group.settled_min * people / scale);
        }
        most
    }

    fn plan(
        &self,
        partner: &PartnerProgramme,
        sizes: &[f64],
        most: &[f64],
        values: &[(usize, f64)],
        prices: &[f64],
    ) -> HourPlan {
        let worth = |variable: usize| {
            let used = self.sets.uses[variable * self.sets.rows..].iter();
            self.sets.gain[variable] - used.zip(prices).map(|(used, price)| used * price).sum::<f64>()
        };
        let best = |set: usize| {
            (self.sets.first[set]..self.sets.first[set + 1]).map(worth).fold(f64::NEG_INFINITY, f64::max)
        };
        let of_people: f64 = sizes.iter().enumerate().map(|(set, size)| size * best(set)).sum();
        let of_limits: f64 = most.iter().zip(prices).map(|(most, price)| most * price).sum();
        let unit = |row: usize| (prices[row] * self.gain_scale / self.scales[row]).max(0.0);
        let ways = partner.capacities.len();
        HourPlan {
            flows: values
                .iter()
                .map(|(variable, people)| {
                    let (way, set) = self.way_of[*variable];
                    Flow { demand: self.demand_of[set], way, people: *people }
                })
                .collect(),
            price_per_staff_min: (0..ways).map(unit).collect(),
            price_per_settled: (ways..self.sets.rows).map(unit).collect(),
            objective: values.iter().map(|(it, people)| people * self.sets.gain[*it]).sum::<f64>()
                * self.gain_scale,
            dual_objective: (of_people + of_limits) * self.gain_scale,
        }
    }

    /// The two limits that weigh most in the proof that nothing fits.
    fn clash(&self, partner: &PartnerProgramme, sizes: &[f64], weights: &[f64]) -> Clash {
        let mut rows: Vec<usize> = (0..weights.len()).filter(|it| weights[*it] > 1e-9).collect();
        rows.sort_by(|one, other| weights[*other].total_cmp(&weights[*one]));
        let ways = partner.capacities.len();
        let name = |row: usize| match row.checked_sub(ways) {
            None => format!("capacity:{}", partner.capacities[row].channel.code()),
            Some(group) => format!("group:{}", partner.groups[group].name),
        };
        // What people need at least of the rows together, by set.
        let need = |set: usize| {
            let of = |variable: usize| {
                let used = self.sets.uses[variable * self.sets.rows..].iter();
                used.zip(weights).map(|(used, weight)| used * weight).sum::<f64>()
            };
            let least =
                (self.sets.first[set]..self.sets.first[set + 1]).map(of).fold(f64::INFINITY, f64::min);
            sizes[set] * least
        };
        let neediest = (0..sizes.len()).max_by(|one, other| need(*one).total_cmp(&need(*other)));
        let demand = neediest
            .map_or_else(String::new, |it| format!("demand:{}", partner.demands[self.demand_of[it]].name));
        match rows[..] {
            [] => Clash { one: demand.clone(), other: demand },
            [only] => Clash { one: name(only), other: demand },
            [one, other, ..] => Clash { one: name(one), other: name(other) },
        }
    }
}
