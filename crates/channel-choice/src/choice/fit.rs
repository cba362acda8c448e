//! Which ways fit, and which of them is best.

use kernel::Channel;

use super::{Asked, Floor, Limits, Share, State};
use crate::{Estimate, SetAside};

/// The normal law's quantile of the ends of an estimate's interval (90 %).
const INTERVAL_Z: f64 = 1.644_853_626_951_472_7;
/// What counts as no lower chance.
const TOLERANCE: f64 = 1e-12;

/// A way with all that the choice looks at.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(super) struct Candidate<'a> {
    pub(super) estimate: &'a Estimate,
    pub(super) is_usable: bool,
    pub(super) is_open: bool,
    pub(super) opens_at: Option<i64>,
    pub(super) is_full: bool,
    pub(super) wait_min: Option<f64>,
    /// Own cost and shadow price, in euros.
    pub(super) cost: f64,
    /// Minutes with the wait of now.
    pub(super) effort_min: f64,
    /// By how much its chance exceeds what they have today, less the margin of caution.
    pub(super) advantage: f64,
    pub(super) meets_floor: bool,
    pub(super) probability: f64,
}

/// The place of the best way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Picked {
    pub(super) place: usize,
    /// Whether every limit holds for it.
    pub(super) has_fit: bool,
    /// Another way for some, and how likely it is: below the floor alone, not on the mean.
    pub(super) second: Option<(usize, f64)>,
}

impl Picked {
    const fn only(place: usize, has_fit: bool) -> Self {
        Self { place, has_fit, second: None }
    }
}

/// Every way once, and the chance that people like them have today.
pub(super) fn candidates<'a>(asked: &Asked<'a>, limits: &Limits) -> (Vec<Candidate<'a>>, f64) {
    let mut found: Vec<Candidate<'a>> = Vec::with_capacity(asked.estimates.len());
    for estimate in asked.estimates {
        let numbers = [estimate.settled, estimate.effort_min, estimate.cost, estimate.staff_min];
        let is_known = found.iter().any(|it| it.estimate.channel == estimate.channel);
        if is_known || !numbers.iter().all(|it| it.is_finite()) || !(0.0..=1.0).contains(&estimate.settled) {
            continue;
        }
        found.push(candidate(asked, estimate));
    }
    let shares = shares(&found, asked.today);
    let floor = found.iter().zip(&shares).map(|(it, share)| share * it.estimate.settled).sum::<f64>();
    let errors: Vec<f64> = found.iter().map(|it| standard_error(it.estimate)).collect();
    let spread: f64 = shares.iter().zip(&errors).map(|(share, error)| (share * error).powi(2)).sum();
    for ((it, share), error) in found.iter_mut().zip(&shares).zip(&errors) {
        // What it shares with today's mix is the same on both sides of the difference.
        let others = (spread - (share * error).powi(2)).max(0.0);
        let margin = limits.caution * ((1.0 - share).powi(2) * error * error + others).sqrt();
        it.advantage = it.estimate.settled - floor - margin;
        it.meets_floor = it.advantage >= -TOLERANCE;
    }
    (found, floor)
}

fn candidate<'a>(asked: &Asked<'a>, estimate: &'a Estimate) -> Candidate<'a> {
    let known = asked.states.iter().find(|it| it.channel == estimate.channel);
    let open = State::open(estimate.channel);
    let state = known.unwrap_or(&open);
    let minutes = |it: Option<f64>| it.filter(|it| it.is_finite() && *it >= 0.0);
    let wait_min = minutes(state.wait_min);
    let longer = match (wait_min, minutes(state.usual_wait_min)) {
        (Some(now), Some(usual)) => now - usual,
        _ => 0.0,
    };
    let price = if state.price_per_staff_min.is_finite() { state.price_per_staff_min.max(0.0) } else { 0.0 };
    Candidate {
        estimate,
        is_usable: !asked.unusable.contains(&estimate.channel),
        is_open: state.is_open,
        opens_at: state.opens_at,
        is_full: state.is_full,
        wait_min,
        cost: price.mul_add(estimate.staff_min.max(0.0), estimate.cost),
        effort_min: (estimate.effort_min + longer).max(0.0),
        advantage: 0.0,
        meets_floor: false,
        probability: 0.0,
    }
}

/// Today's shares over the ways that they can use; equal where nothing is known of today.
fn shares(found: &[Candidate<'_>], today: &[Share]) -> Vec<f64> {
    let of = |channel: Channel| {
        let share = today.iter().find(|it| it.channel == channel).map_or(0.0, |it| it.share);
        if share.is_finite() { share.max(0.0) } else { 0.0 }
    };
    let usable = |it: &Candidate<'_>| f64::from(u8::from(it.is_usable));
    let mut weights: Vec<f64> = found.iter().map(|it| usable(it) * of(it.estimate.channel)).collect();
    for stand_in in [usable, |_: &Candidate<'_>| 1.0] {
        if weights.iter().sum::<f64>() > 0.0 {
            break;
        }
        weights = found.iter().map(stand_in).collect();
    }
    let total = weights.iter().sum::<f64>();
    weights.into_iter().map(|it| it / total).collect()
}

/// The standard error that an interval stands for; that of no knowledge where it has no ends.
fn standard_error(estimate: &Estimate) -> f64 {
    let width = estimate.settled_high - estimate.settled_low;
    if width.is_finite() { width.max(0.0) / (2.0 * INTERVAL_Z) } else { 0.5 }
}

/// Why a way does not fit; `None` where it does.
pub(super) fn verdict(it: &Candidate<'_>, limits: &Limits) -> Option<SetAside> {
    if !it.is_usable {
        Some(SetAside::CannotUse)
    } else if !it.meets_floor {
        Some(SetAside::SettlesLess)
    } else if limits.settled_min.is_some_and(|least| it.estimate.settled < least) {
        Some(SetAside::BelowLeast)
    } else if limits.effort_max_min.is_some_and(|most| it.effort_min > most) {
        Some(SetAside::TooMuchEffort)
    } else if !it.is_open {
        Some(SetAside::Closed { until_at: it.opens_at })
    } else if it.is_full {
        Some(SetAside::Full)
    } else {
        None
    }
}

/// The best way, with limits that give way one after the other.
pub(super) fn pick(found: &[Candidate<'_>], asked: &Asked<'_>, limits: &Limits) -> Option<Picked> {
    let no_effort = Limits { effort_max_min: None, ..*limits };
    let neither = Limits { settled_min: None, ..no_effort };
    let wanted = asked.preferred.and_then(|it| found.iter().position(|way| way.estimate.channel == it));
    if let Some(place) = wanted.filter(|it| found[*it].is_usable && found[*it].is_open) {
        return Some(Picked::only(place, verdict(&found[place], limits).is_none()));
    }
    for (round, limits) in [*limits, no_effort, neither].iter().enumerate() {
        if let Some(place) = cheapest(found, |it| verdict(it, limits).is_none()) {
            let may_mix = limits.floor == Floor::Mean && !asked.situation.is_urgent;
            let (place, second) = if may_mix { mixed(found, place, limits) } else { (place, None) };
            return Some(Picked { place, has_fit: round == 0, second });
        }
    }
    // What is closed or full is worth waiting for rather than a lower chance, unless the matter cannot wait.
    let later = |it: &Candidate<'_>| it.is_usable && it.meets_floor;
    if let Some(place) = cheapest(found, later).filter(|_| !asked.situation.is_urgent) {
        return Some(Picked::only(place, false));
    }
    let groups: [fn(&Candidate<'_>) -> bool; 4] = [
        |it| it.is_usable && it.is_open && !it.is_full,
        |it| it.is_usable && it.is_open,
        |it| it.is_usable,
        |_| true,
    ];
    groups.iter().find_map(|group| surest(found, group)).map(|place| Picked::only(place, false))
}

/// The cheapest of the one way and of all pairs of a way above the floor and one below it whose mean is at the floor.
fn mixed(found: &[Candidate<'_>], cheapest: usize, limits: &Limits) -> (usize, Option<(usize, f64)>) {
    let mut best = (found[cheapest].cost, cheapest, None);
    let is_below = |it: &Candidate<'_>| {
        let as_if = Candidate { meets_floor: true, ..it.clone() };
        !it.meets_floor && verdict(&as_if, limits).is_none()
    };
    for (below, other) in found.iter().enumerate().filter(|it| is_below(it.1)) {
        for (place, it) in found.iter().enumerate().filter(|it| verdict(it.1, limits).is_none()) {
            let share = it.advantage.max(0.0) / (it.advantage.max(0.0) - other.advantage);
            let cost = share * other.cost + (1.0 - share) * it.cost;
            if share > 0.0 && cost < best.0 {
                best = (cost, place, Some((below, share)));
            }
        }
    }
    (best.1, best.2)
}

fn cheapest(found: &[Candidate<'_>], fits: impl Fn(&Candidate<'_>) -> bool) -> Option<usize> {
    (0..found.len()).filter(|it| fits(&found[*it])).min_by(|one, other| {
        let (a, b) = (&found[*one], &found[*other]);
        a.cost.total_cmp(&b.cost).then_with(|| a.effort_min.total_cmp(&b.effort_min))
    })
}

fn surest(found: &[Candidate<'_>], among: impl Fn(&Candidate<'_>) -> bool) -> Option<usize> {
    (0..found.len()).filter(|it| among(&found[*it])).max_by(|one, other| {
        let (a, b) = (&found[*one], &found[*other]);
        a.advantage.total_cmp(&b.advantage).then_with(|| b.cost.total_cmp(&a.cost))
    })
}
