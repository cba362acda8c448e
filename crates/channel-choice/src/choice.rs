//! Which way to advise to one person, now.
//!
//! Start with [`choose`]. What it takes is in [`Asked`] and [`Limits`]; chance is an argument.
//!
//! **Invariants:** no way (with [`Floor::Mean`]: no mean of ways) gets a probability unless it settles no less often than what people like
//! them have today, or no way does so; probabilities sum to 1; nothing is tried on somebody in a hurry, who cannot use it or who chose; every
//! way is shown, a human one is named wherever there is one.

mod fit;
mod limits;
mod reasons;

use kernel::Channel;
use serde::{Deserialize, Serialize};

use crate::{Advice, Estimate, Reason, Situation, Way};
use fit::{Candidate, candidates, pick, verdict};

pub use limits::{EXPLORATION_MAX, Floor, LimitFault, LimitName, Limits};

/// Ways by which a person speaks to a person.
pub const HUMAN: [Channel; 4] = [Channel::Phone, Channel::Counter, Channel::Video, Channel::Visit];

/// A way at this moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The way.
    pub channel: Channel,
    /// Whether it can be used at once.
    pub is_open: bool,
    /// When it opens again, µs UTC; `None` where it is open or nobody knows.
    pub opens_at: Option<i64>,
    /// Wait now, in minutes; `None` where nobody knows.
    pub wait_min: Option<f64>,
    /// Wait on an ordinary day, in minutes: what the estimate of effort has in it.
    pub usual_wait_min: Option<f64>,
    /// Whether as many come already as can be served at this hour.
    pub is_full: bool,
    /// What one minute of its staff is worth at this hour beyond its cost, in euros.
    pub price_per_staff_min: f64,
    /// When its wait and load were seen, µs UTC; `None` where they do not age (an answer by letter).
    pub seen_at: Option<i64>,
}

impl State {
    /// A way that is open, of which nothing else is known.
    pub const fn open(channel: Channel) -> Self {
        Self {
            channel,
            is_open: true,
            opens_at: None,
            wait_min: None,
            usual_wait_min: None,
            is_full: false,
            price_per_staff_min: 0.0,
            seen_at: None,
        }
    }

    /// The same without a wait and a load that were seen more than `keep_s` seconds before `now_at` (µs UTC): nothing is
    /// promised on what is stale.
    #[must_use]
    pub fn as_of(mut self, now_at: i64, keep_s: i64) -> Self {
        let is_stale =
            self.seen_at.is_some_and(|it| now_at.saturating_sub(it) > keep_s.saturating_mul(1_000_000));
        if is_stale {
            (self.wait_min, self.is_full) = (None, false);
        }
        self
    }
}

/// What share of people like them take a way today.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The way.
    pub channel: Channel,
    /// 0 to 1; shares of all ways need not sum to 1.
    pub share: f64,
}

/// What an advice is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What each way of the partner brings to this person for this matter.
    pub estimates: &'a [Estimate],
    /// What they told.
    pub situation: &'a Situation,
    /// Ways that they cannot use, from what they told.
    pub unusable: &'a [Channel],
    /// The ways that people with this matter take today here; empty where nothing is known.
    pub today: &'a [Share],
    /// The ways now; one that is missing counts as open.
    pub states: &'a [State],
    /// The way that they want.
    pub preferred: Option<Channel>,
}

/// The way to advise, why, and all others.
///
/// Of the ways that they can use, that are open and not full, that settle no less often than what people like them have
/// today (by [`Limits::caution`] standard errors) and meet the partner's limits, the one that costs least: its own cost
/// and the shadow price of its staff's minutes. Where nothing fits, limits give way in this order: the ceiling on
/// effort, the least chance, hours and load; then the way whose chance is surest not to be below today's.
///
/// With [`Floor::Mean`] two ways may share those who are alike, one of them below the floor, so that their mean is at it.
///
/// With `draw` below the sum of the probabilities of the ways that are tried, one of those is advised.
///
/// - **Takes** `draw` from 0 to 1, uniform; estimates that are no numbers are left out, of two of a channel the first counts.
/// - **Gives** probabilities over `ways` that sum to 1 wherever there is a way.
///
/// # Errors
///
/// As [`Limits::check`].
pub fn choose(asked: &Asked<'_>, limits: &Limits, draw: f64) -> Result<Advice, LimitFault> {
    limits.check()?;
    let (mut found, floor) = candidates(asked, limits);
    let human = human(&found);
    let Some(picked) = pick(&found, asked, limits) else {
        let ways = Vec::new();
        return Ok(Advice { advised: None, reasons: Vec::new(), ways, human, floor, is_floor_met: false });
    };
    let tried = tried(&found, asked, limits, &picked);
    let tried_total = count(tried.len()) * limits.exploration;
    let (second, share) = picked.second.unwrap_or((picked.place, 0.0));
    let of_second = (1.0 - tried_total) * share;
    found[second].probability = of_second;
    found[picked.place].probability = 1.0 - tried_total - of_second;
    for it in &tried {
        found[*it].probability = limits.exploration;
    }
    // The draw falls in one of the first intervals, each as long as a tried way is likely, or beyond them all.
    let mut left = draw;
    let advised = tried.iter().copied().find(|_| {
        left -= limits.exploration;
        left < 0.0
    });
    let is_tried = advised.is_some();
    let advised = advised.unwrap_or(if left < of_second { second } else { picked.place });
    let mut reasons = reasons::of(&found, advised, asked);
    if asked.preferred == Some(found[advised].estimate.channel) {
        reasons.insert(0, Reason::Chosen);
    }
    if is_tried {
        reasons.insert(0, Reason::Tried);
    }
    Ok(Advice {
        advised: Some(found[advised].estimate.channel),
        reasons,
        is_floor_met: found[advised].meets_floor || picked.second.is_some(),
        ways: ways(&found, advised, limits),
        human,
        floor,
    })
}

/// The ways that are tried beside the one that was picked.
fn tried(found: &[Candidate<'_>], asked: &Asked<'_>, limits: &Limits, picked: &fit::Picked) -> Vec<usize> {
    if limits.exploration <= 0.0 || asked.situation.is_urgent || asked.preferred.is_some() || !picked.has_fit
    {
        return Vec::new();
    }
    let fits = |it: &usize| *it != picked.place && verdict(&found[*it], limits).is_none();
    (0..found.len()).filter(fits).collect()
}

/// The advised way first, then those that fit, by cost, then the others by their chance.
fn ways(found: &[Candidate<'_>], advised: usize, limits: &Limits) -> Vec<Way> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|one, other| {
        let key = |it: usize| (it != advised, verdict(&found[it], limits).is_some());
        let (a, b) = (&found[*one], &found[*other]);
        key(*one).cmp(&key(*other)).then_with(|| {
            if key(*one).1 {
                b.estimate.settled.total_cmp(&a.estimate.settled)
            } else {
                a.cost.total_cmp(&b.cost)
            }
        })
    });
    order
        .into_iter()
        .map(|place| {
            let it = &found[place];
            Way {
                estimate: it.estimate.clone(),
                probability: it.probability,
                is_open: it.is_open,
                wait_min: it.wait_min,
                set_aside: (place != advised)
                    .then(|| verdict(it, limits).unwrap_or(crate::SetAside::AnotherIsBetter)),
            }
        })
        .collect()
}

/// The human way to offer: one that they can use before others, open before closed, then the one that settles most.
fn human(found: &[Candidate<'_>]) -> Option<Channel> {
    found
        .iter()
        .filter(|it| HUMAN.contains(&it.estimate.channel))
        .max_by(|one, other| {
            let key = |it: &Candidate<'_>| (it.is_usable, it.is_open, !it.is_full);
            key(one).cmp(&key(other)).then_with(|| one.estimate.settled.total_cmp(&other.estimate.settled))
        })
        .map(|it| it.estimate.channel)
}

/// A small count as a number.
fn count(of: usize) -> f64 {
    u32::try_from(of).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests;
