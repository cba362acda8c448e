//! Which ways fit, and which of them is best.

use kernel::Channel;

use super::{Asked, Limits, SLOW, Share, State};
use crate::{Estimate, SetAside};

/// What counts as no lower chance.
pub(super) const TOLERANCE: f64 = 1e-12;

/// A way with all that the choice looks at.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(super) struct Candidate<'a> {
    pub(super) estimate: &'a Estimate,
    pub(super) is_usable: bool,
    pub(super) is_open: bool,
    /// Open, or soon enough for them.
    pub(super) is_there: bool,
    /// Its answer comes too late for them.
    pub(super) is_slow: bool,
    pub(super) opens_at: Option<i64>,
    pub(super) is_full: bool,
    pub(super) wait_min: Option<f64>,
    /// Own cost and shadow price, in euros.
    pub(super) cost: f64,
    /// Minutes with the wait of now.
    pub(super) effort_min: f64,
    /// Its chance, less the margin of caution that counts for groups: errors that all their matters share.
    pub(super) surely: f64,
    /// The cost, less what a settled matter is worth to their groups.
    pub(super) price: f64,
    pub(super) meets_floor: bool,
    pub(super) probability: f64,
}

/// The place of the best way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Picked {
    pub(super) place: usize,
    /// The limits that were left when it was found.
    pub(super) limits: Limits,
    /// Whether every limit holds for it.
    pub(super) has_fit: bool,
}

/// Every way once, and the chance that people like them have today.
pub(super) fn candidates<'a>(asked: &Asked<'a>, limits: &Limits) -> (Vec<Candidate<'a>>, f64) {
    let mut found: Vec<Candidate<'a>> = Vec::with_capacity(asked.estimates.len());
    for estimate in asked.estimates {
        let numbers = [
            estimate.settled,
            estimate.settled_by_choice,
            estimate.effort_min,
            estimate.cost,
            estimate.staff_min,
        ];
        let is_known = found.iter().any(|it| it.estimate.channel == estimate.channel);
        if is_known || !numbers.iter().all(|it| it.is_finite()) || !(0.0..=1.0).contains(&estimate.settled) {
            continue;
        }
        found.push(candidate(asked, estimate));
    }
    let shares = shares(&found, asked.today);
    let floor =
        found.iter().zip(&shares).map(|(it, share)| share * it.estimate.settled_by_choice).sum::<f64>();
    let lower_max = asked.lower_max(limits);
    for (it, share) in found.iter_mut().zip(&shares) {
        // What it shares with today's mix is the same on both sides of the difference.
        let shared_error = if it.estimate.shared_error.is_finite() { it.estimate.shared_error } else { 0.5 };
        it.surely = it.estimate.settled - limits.caution * (1.0 - share) * shared_error;
        it.meets_floor = it.estimate.settled - floor >= -lower_max - TOLERANCE;
        // Who cannot wait is spared time, not euros.
        it.price =
            if asked.situation.is_urgent { it.effort_min } else { it.cost - asked.worth() * it.surely };
    }
    (found, floor)
}

fn candidate<'a>(asked: &Asked<'a>, estimate: &'a Estimate) -> Candidate<'a> {
    let known = asked.states.iter().find(|it| it.channel == estimate.channel);
    let open = State::open(estimate.channel);
    let state = known.unwrap_or(&open);
    let wait_min = state.wait_min.filter(|it| it.is_finite() && *it >= 0.0);
    let price = if state.price_per_staff_min.is_finite() { state.price_per_staff_min.max(0.0) } else { 0.0 };
    Candidate {
        estimate,
        is_usable: !asked.unusable.contains(&estimate.channel),
        is_open: state.is_open,
        is_there: state.is_open || (state.is_soon && !asked.situation.is_urgent),
        is_slow: asked.situation.is_urgent && SLOW.contains(&estimate.channel),
        opens_at: state.opens_at,
        is_full: state.is_full,
        wait_min,
        cost: price.mul_add(estimate.staff_min.max(0.0), estimate.cost),
        effort_min: estimate.effort_with(wait_min),
        price: 0.0,
        surely: 0.0,
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
    } else if it.is_slow {
        Some(SetAside::TooSlow)
    } else if !it.is_there {
        Some(SetAside::Closed { until_at: it.opens_at })
    } else if it.is_full {
        Some(SetAside::Full)
    } else {
        None
    }
}

/// Why a way that fits is not the one that is advised.
pub(super) fn beside(it: &Candidate<'_>, advised: &Candidate<'_>) -> SetAside {
    if it.estimate.settled > advised.estimate.settled && it.cost > advised.cost {
        SetAside::LeftToOthers
    } else {
        SetAside::AnotherIsBetter
    }
}

/// The best way, with limits that give way one after the other.
pub(super) fn pick(found: &[Candidate<'_>], asked: &Asked<'_>, limits: &Limits) -> Option<Picked> {
    let rounds = limits.giving_way();
    let wanted = asked.preferred.and_then(|it| found.iter().position(|way| way.estimate.channel == it));
    if let Some(place) = wanted.filter(|it| found[*it].is_usable && found[*it].is_there) {
        return Some(Picked { place, limits: *limits, has_fit: verdict(&found[place], limits).is_none() });
    }
    for (round, limits) in rounds.into_iter().enumerate() {
        if let Some(place) = cheapest(found, |it| verdict(it, &limits).is_none()) {
            return Some(Picked { place, limits, has_fit: round == 0 });
        }
    }
    let left = |place| Picked { place, limits: rounds[2], has_fit: false };
    // What is closed or full is worth waiting for rather than a lower chance, unless the matter cannot wait.
    let later = |it: &Candidate<'_>| it.is_usable && it.meets_floor;
    if let Some(place) = cheapest(found, later).filter(|_| !asked.situation.is_urgent) {
        return Some(left(place));
    }
    let groups: [fn(&Candidate<'_>) -> bool; 5] = [
        |it| it.is_usable && it.is_open && !it.is_full && !it.is_slow,
        |it| it.is_usable && it.is_open && !it.is_slow,
        |it| it.is_usable && !it.is_slow,
        |it| it.is_usable && it.is_open,
        |it| it.is_usable,
    ];
    groups.iter().find_map(|group| surest(found, group)).map(left)
}

fn cheapest(found: &[Candidate<'_>], fits: impl Fn(&Candidate<'_>) -> bool) -> Option<usize> {
    (0..found.len()).filter(|it| fits(&found[*it])).min_by(|one, other| {
        let (a, b) = (&found[*one], &found[*other]);
        a.price.total_cmp(&b.price).then_with(|| a.effort_min.total_cmp(&b.effort_min))
    })
}

fn surest(found: &[Candidate<'_>], among: impl Fn(&Candidate<'_>) -> bool) -> Option<usize> {
    (0..found.len()).filter(|it| among(&found[*it])).max_by(|one, other| {
        let (a, b) = (&found[*one], &found[*other]);
        a.surely.total_cmp(&b.surely).then_with(|| b.cost.total_cmp(&a.cost))
    })
}
