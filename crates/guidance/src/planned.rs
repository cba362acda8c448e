//! What is planned for a partner as a whole, before anybody asks: what a settled matter is worth to each group of people, so that none loses by
//! advice, and what a minute of staff is worth at each hour of the week, so that advice keeps within what the teams can take; pure.
//!
//! Start with [`Planned::of`]. **Invariants:** it needs nothing but what was learned and what the partner set; where a capacity cannot be, the hour
//! is told as full and nothing else changes.

use channel_choice::{
    Alike, Asked, Equity, Feature, Limits, Model, Share, Situation, State, alike,
    capacity::{self, Capacity, Demand, Offer, PartnerProgramme},
};
use kernel::Channel;
use measures::ways::WEEK_HOURS;

use crate::{
    guide::House,
    way::{Way, open_shares},
};

/// Share of an agent's open time that people can have: beyond it waits grow without end.
const BUSY_MAX: f64 = 0.85;
/// Share of people whom each thing that one may tell is true of, in a plan. It is not counted: whoever asks often could move everybody's advice. A
/// group's own floor does not depend on it.
const TOLD: f64 = 0.05;
/// Counts of contacts below which an hour of the week is not planned.
const PEOPLE_MIN: f64 = 1e-6;

/// A way at an hour.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Load {
    price_per_staff_min: f64,
    is_full: bool,
}

/// What is planned for a partner.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Planned {
    /// What a settled matter is worth, by group.
    pub equity: Equity,
    /// By way of limited capacity and hour of the week.
    loads: Vec<(Channel, Vec<Load>)>,
}

impl Planned {
    /// The plan of a partner.
    pub fn of(model: &Model, house: &House) -> Self {
        let equity = Equity::plan(&people(model, house));
        let loads = loads(model, house, &equity);
        Self { equity, loads }
    }

    /// A way's state, with what is planned for an hour of the week.
    #[must_use]
    pub fn at(&self, mut state: State, hour: usize) -> State {
        let of_way = self.loads.iter().find(|it| it.0 == state.channel);
        let load = of_way.and_then(|it| it.1.get(hour)).copied().unwrap_or_default();
        state.price_per_staff_min = load.price_per_staff_min;
        state.is_full |= load.is_full;
        state
    }
}

/// What people like these have today, and what each way brings them.
pub(crate) struct Matter<'a> {
    pub(crate) reason: &'a str,
    pub(crate) site: Option<&'a str>,
    pub(crate) situation: &'a Situation,
}

impl Matter<'_> {
    /// Calls `then` with the question of somebody with this matter, in an ordinary hour.
    pub(crate) fn asked<T>(
        &self,
        model: &Model,
        house: &House,
        (states, preferred): (&[State], Option<Channel>),
        then: impl FnOnce(&Asked<'_>) -> T,
    ) -> T {
        let code = house.partner.code.as_str();
        let channels: Vec<Channel> = house.ways.iter().map(|it| it.channel).collect();
        let usable = model.estimates(code, self.reason, self.site, self.situation, &channels);
        let is_usable = |it: &Channel| usable.iter().any(|estimate| estimate.channel == *it);
        let unusable: Vec<Channel> = channels.iter().copied().filter(|it| !is_usable(it)).collect();
        // What they cannot use is shown all the same, with what it brings to those who can.
        let plain = Situation { features: Vec::new(), is_urgent: self.situation.is_urgent };
        let others = model.estimates(code, self.reason, self.site, &plain, &unusable);
        let estimates: Vec<_> = usable.into_iter().chain(others).collect();
        let mix = model.mix(code, self.reason);
        let today: Vec<Share> = mix.into_iter().map(|(channel, share)| Share { channel, share }).collect();
        then(&Asked {
            estimates: &estimates,
            situation: self.situation,
            unusable: &unusable,
            today: &today,
            states,
            preferred,
            settling_worth: Some(house.planned.equity.worth(self.site, &self.situation.features)),
        })
    }
}

/// The limits in force; those that cannot be are nobody's: the usual ones hold then.
pub(crate) fn limits(house: &House) -> Limits {
    match house.setting.limits.check() {
        Ok(()) => house.setting.limits,
        Err(error) => {
            let partner = house.partner.code.as_str();
            tracing::warn!(error = &error as &dyn std::error::Error, partner, "limits that cannot be");
            Limits::default()
        }
    }
}

/// Everybody who comes, by reason, site and what they tell; where nobody came yet, each reason alike.
fn people(model: &Model, house: &House) -> Vec<Alike> {
    let known = model.people(house.partner.code.as_str());
    let come: Vec<(&str, Option<&str>, f64)> = if known.is_empty() {
        house.reasons.iter().map(|it| (it.code.as_str(), None, 1.0)).collect()
    } else {
        known
    };
    let limits = limits(house);
    let mut all = Vec::new();
    for (situation, share) in situations() {
        for (reason, site, firsts) in &come {
            let matter = Matter { reason, site: *site, situation: &situation };
            all.push(matter.asked(model, house, (&[], None), |it| alike(it, &limits, *site, firsts * share)));
        }
    }
    all
}

/// What people tell, with the share of those of whom it is true: nothing, or one thing; who tells several counts for each.
fn situations() -> Vec<(Situation, f64)> {
    let of = |features: Vec<Feature>| Situation { features, is_urgent: false };
    let nothing = 1.0 - TOLD * real(Feature::ALL.len() as u64);
    let mut all = vec![(of(Vec::new()), nothing)];
    all.extend(Feature::ALL.map(|it| (of(vec![it]), TOLD)));
    all
}

/// What each way with a known number of agents can take, and what a minute of them is worth, by hour of the week.
fn loads(model: &Model, house: &House, equity: &Equity) -> Vec<(Channel, Vec<Load>)> {
    let code = house.partner.code.as_str();
    let limited: Vec<&Way> = house.ways.iter().filter(|it| it.agents.is_some()).collect();
    let Some(arrivals) = model.arrivals(code).filter(|_| !limited.is_empty()) else { return Vec::new() };
    let hours: Vec<usize> =
        (0..WEEK_HOURS.min(arrivals.len())).filter(|it| arrivals[*it] > PEOPLE_MIN).collect();
    let programme = PartnerProgramme {
        name: code.to_owned(),
        demands: demands(model, house, arrivals, &hours),
        capacities: house.ways.iter().map(|it| minutes(it, &hours)).collect(),
        groups: Vec::new(),
        worth_of_settled: equity.worth(None, &[]),
    };
    let plan = match capacity::plan(&[programme], 1) {
        Ok(mut plans) => plans.pop(),
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the hours of a partner are not planned"
            );
            None
        }
    };
    let Some(plan) = plan else { return Vec::new() };
    let of = |(place, way): (usize, &Way)| {
        way.agents?;
        let mut loads = vec![Load::default(); WEEK_HOURS];
        for (hour, planned) in hours.iter().zip(&plan.hours) {
            loads[*hour] = match planned {
                Ok(it) => Load {
                    price_per_staff_min: it.price_per_staff_min.get(place).copied().unwrap_or_default(),
                    is_full: false,
                },
                // Not even everybody's best plan serves all: what is open without limit comes first.
                Err(_) => Load { is_full: true, ..Load::default() },
            };
        }
        Some((way.channel, loads))
    };
    house.ways.iter().enumerate().filter_map(of).collect()
}

/// People by reason in each hour, and what each way brings them.
fn demands(model: &Model, house: &House, arrivals: &[f64], hours: &[usize]) -> Vec<Demand> {
    let code = house.partner.code.as_str();
    let mut by_reason: Vec<(&str, f64)> = Vec::new();
    for (reason, _, firsts) in model.people(code) {
        match by_reason.iter_mut().find(|it| it.0 == reason) {
            Some(it) => it.1 += firsts,
            None => by_reason.push((reason, firsts)),
        }
    }
    let all: f64 = by_reason.iter().map(|it| it.1).sum();
    let situation = Situation::default();
    let demand = |(reason, firsts): (&str, f64)| {
        let offers = house.ways.iter().map(|it| {
            let estimate = model.estimate(code, reason, None, &situation, it.channel)?;
            Some(Offer {
                settled: estimate.settled,
                cost: estimate.cost,
                staff_min: estimate.staff_min.max(0.0),
            })
        });
        Demand {
            name: reason.to_owned(),
            offers: offers.collect(),
            people: hours.iter().map(|it| arrivals[*it] * firsts / all.max(1.0)).collect(),
        }
    };
    by_reason.into_iter().map(demand).collect()
}

/// Minutes of staff of a way in each of these hours.
fn minutes(way: &Way, hours: &[usize]) -> Capacity {
    let open = way.opening.as_ref().map(|it| open_shares(it.territory(), it.week()));
    let share = |hour: &usize| open.as_ref().map_or(1.0, |it| it.get(*hour).copied().unwrap_or_default());
    let of = |hour: &usize| match way.agents {
        Some(agents) => Some(f64::from(agents) * 60.0 * BUSY_MAX * share(hour)),
        None if share(hour) > 0.0 => None,
        None => Some(0.0),
    };
    Capacity { channel: way.channel, staff_min: hours.iter().map(of).collect() }
}

#[expect(clippy::cast_precision_loss, reason = "counts of people are below 2^53")]
fn real(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use testkit::on_both;

    use super::*;
    use crate::testing::{KNOWN, NEW, Scene};

    /// A Tuesday, 11 h: the week begins on Monday at midnight.
    const TUESDAY_11: usize = 24 + 11;
    const TUESDAY_3: usize = 24 + 3;

    fn state(planned: &Planned, channel: Channel, hour: usize) -> State {
        planned.at(State::open(channel), hour)
    }

    on_both! {
        async fn a_busy_team_makes_its_minutes_dear_and_others_free(db: Db) {
            let scene = Scene::set(&db).await;
            let mut house = scene.house(KNOWN).await;
            let (_, model) = scene.guide.learned();
            // A settled matter is worth 40 euros to everybody.
            let lose = Alike { site: None, features: vec![], people: 1.0, settled_today: 0.7, ways: vec![(1.0, 0.6), (9.0, 0.8)] };
            let equity = Equity::plan(&[lose]);
            let of = |house: &House| Planned { loads: loads(&model, house, &equity), equity: equity.clone() };
            let free = state(&of(&house), Channel::Phone, TUESDAY_11);
            assert!(free.price_per_staff_min.abs() < 1e-12, "nothing is known of its agents");
            let with = |house: &mut House, agents| {
                house.ways.iter_mut().find(|it| it.channel == Channel::Phone).unwrap().agents = Some(agents);
                of(house)
            };
            // Everybody who comes at that hour, and who would call if they could.
            let many = with(&mut house, 1_000);
            assert!(state(&many, Channel::Phone, TUESDAY_11).price_per_staff_min.abs() < 1e-12);
            let few = with(&mut house, 1);
            let busy = state(&few, Channel::Phone, TUESDAY_11);
            assert!(busy.price_per_staff_min > 0.1 && !busy.is_full, "{busy:?}");
            assert!(state(&few, Channel::Web, TUESDAY_11).price_per_staff_min.abs() < 1e-12);
            assert!(state(&few, Channel::Phone, TUESDAY_3).price_per_staff_min.abs() < 1e-12, "nobody comes at night");
            // With one way only, not even the best plan serves all.
            house.ways.retain(|it| it.channel == Channel::Phone);
            assert!(state(&of(&house), Channel::Phone, TUESDAY_11).is_full);
        }
    }

    on_both! {
        async fn no_group_of_people_settles_less_by_the_plan(db: Db) {
            let scene = Scene::set(&db).await;
            let mut house = scene.house(KNOWN).await;
            house.setting.limits.caution = 0.0;
            let (_, model) = scene.guide.learned();
            let people = people(&model, &house);
            let equity = Equity::plan(&people);
            for feature in [None, Some(Feature::NoInternet), Some(Feature::TelephoneIsHard)] {
                let gain: f64 = people
                    .iter()
                    .filter(|it| feature.is_none_or(|feature| it.features.contains(&feature)))
                    .map(|it| {
                        let worth = equity.worth(it.site.as_deref(), &it.features);
                        let score = |way: &&(f64, f64)| way.0 - worth * way.1;
                        let best = it.ways.iter().min_by(|a, b| score(a).total_cmp(&score(b))).unwrap();
                        it.people * (best.1 - it.settled_today)
                    })
                    .sum();
                assert!(gain >= -1e-6, "{feature:?}: {gain}");
            }
        }
    }

    on_both! {
        async fn who_has_no_history_is_planned_by_what_all_partners_know(db: Db) {
            let scene = Scene::set(&db).await;
            let house = scene.house(NEW).await;
            let (_, model) = scene.guide.learned();
            let people = people(&model, &house);
            assert_eq!(people.len(), 2 * 8, "two reasons, by what one may tell");
            assert!(people.iter().all(|it| it.settled_today > 0.0));
            assert!(loads(&model, &house, &Equity::default()).is_empty());
        }
    }
}
