//! Which way to advise to one person, now.
//!
//! Start with [`choose`]. What it takes is in [`Asked`] and [`Limits`]; chance is an argument.
//!
//! **Invariants:** no way gets a probability whose chance is below what people like them have today by more than the partner allows (nothing,
//! for who cannot wait), unless there is none else or they chose it; that no group loses is planned beforehand ([`crate::Equity`]); probabilities
//! sum to 1; nothing is tried on somebody in a hurry, who cannot use it or who chose; every way is shown, a human one is named wherever
//! there is one.

mod fit;
mod limits;
mod reasons;

use kernel::Channel;
use serde::{Deserialize, Serialize};

use crate::{Advice, Alike, Estimate, Reason, SetAside, Situation, Way};
use fit::{Candidate, candidates, pick, verdict};

pub use limits::{EXPLORATION_MAX, LOWER_MAX, LimitFault, LimitName, Limits};
pub use reasons::SHORT_WAIT_MIN;

/// Ways by which a person speaks to a person.
pub const HUMAN: [Channel; 4] = [Channel::Phone, Channel::Counter, Channel::Video, Channel::Visit];
/// Ways by which the answer comes days later: not for what cannot wait.
pub const SLOW: [Channel; 3] = [Channel::Post, Channel::Email, Channel::Social];

/// A way at this moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The way.
    pub channel: Channel,
    /// Whether it can be used at once.
    pub is_open: bool,
    /// When it opens again, µs UTC; `None` where it is open or nobody knows.
    pub opens_at: Option<i64>,
    /// Whether it opens soon enough for somebody who can wait.
    pub is_soon: bool,
    /// Wait now, in minutes; `None` where nobody knows.
    pub wait_min: Option<f64>,
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
            is_soon: false,
            wait_min: None,
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
    /// What a settled matter is worth to the groups that they are of, in euros ([`crate::Equity::worth`]); `None` where nobody
    /// planned it: then no way is advised that settles less often than today's.
    pub settling_worth: Option<f64>,
}

impl Asked<'_> {
    /// What a settled matter is worth, in euros.
    fn worth(&self) -> f64 {
        self.settling_worth.filter(|it| it.is_finite()).unwrap_or(0.0).max(0.0)
    }

    /// By how much their chance may be below today's.
    fn lower_max(&self, limits: &Limits) -> f64 {
        let is_planned = self.settling_worth.is_some() && !self.situation.is_urgent;
        if is_planned { limits.lower_max } else { 0.0 }
    }
}

/// The way to advise, why, and all others.
///
/// Of the ways that they can use, that are open (or open soon) and not full, whose chance is not below what people like them have today by more
/// than [`Limits::lower_max`] and that meet the partner's limits, the one that costs least: its own cost and the shadow price of its staff's
/// minutes, less what it is worth to their groups that it settles; for who cannot wait, the quickest of those that are open and answer at once.
/// Where nothing fits, limits give way in this order: the ceiling on effort, the least chance, hours and load; then the way that settles most
/// surely. Where they can use no way, none is advised, and all are shown.
///
/// With `draw` below the sum of the probabilities of the ways that are tried, one of those is advised.
///
/// - **Takes** `draw` from 0 to 1, uniform; estimates that are no numbers are left out, of two of a channel the first counts.
/// - **Gives** probabilities over `ways` that sum to 1 wherever there is a way that they can use.
///
/// # Errors
///
/// As [`Limits::check`].
pub fn choose(asked: &Asked<'_>, limits: &Limits, draw: f64) -> Result<Advice, LimitFault> {
    limits.check()?;
    let (mut found, floor) = candidates(asked, limits);
    let human = human(&found);
    let Some(picked) = pick(&found, asked, limits) else {
        let ways = ways(&found, None, limits);
        return Ok(Advice { advised: None, reasons: Vec::new(), ways, human, floor, is_floor_met: false });
    };
    let tried = tried(&found, asked, limits, &picked);
    let each = limits.exploration / count(tried.len()).max(1.0);
    found[picked.place].probability = 1.0 - count(tried.len()) * each;
    for it in &tried {
        found[*it].probability = each;
    }
    // The draw falls in one of the first intervals, each as long as a tried way is likely, or beyond them all.
    let mut left = draw;
    let advised = tried.iter().copied().find(|_| {
        left -= each;
        left < 0.0
    });
    let is_tried = advised.is_some();
    let advised = advised.unwrap_or(picked.place);
    let mut reasons = reasons::of(&found, advised, asked, floor);
    if asked.preferred == Some(found[advised].estimate.channel) {
        reasons.insert(0, Reason::Chosen);
    }
    if is_tried {
        reasons.insert(0, Reason::Tried);
    }
    Ok(Advice {
        advised: Some(found[advised].estimate.channel),
        reasons,
        is_floor_met: found[advised].meets_floor,
        ways: ways(&found, Some(advised), &picked.limits),
        human,
        floor,
    })
}

/// People who are alike, for [`crate::Equity::plan`]: what may be advised to them within the limits at an ordinary hour.
///
/// Limits give way as in [`choose`]; where they cannot use any way, there is none.
pub fn alike(asked: &Asked<'_>, limits: &Limits, site: Option<&str>, people: f64) -> Alike {
    let asked = Asked { settling_worth: Some(0.0), ..*asked };
    let (found, settled_today) = candidates(&asked, limits);
    let of = |limits: &Limits| -> Vec<(f64, f64)> {
        let fits = found.iter().filter(|it| verdict(it, limits).is_none());
        fits.map(|it| (it.cost, it.surely)).collect()
    };
    let ways = limits.giving_way().iter().map(of).find(|it| !it.is_empty()).unwrap_or_default();
    Alike {
        site: site.map(str::to_owned),
        features: asked.situation.features.clone(),
        people,
        settled_today,
        ways,
    }
}

/// The ways that are tried beside the one that was picked.
fn tried(found: &[Candidate<'_>], asked: &Asked<'_>, limits: &Limits, picked: &fit::Picked) -> Vec<usize> {
    if limits.exploration <= 0.0 || asked.situation.is_urgent || asked.preferred.is_some() || !picked.has_fit
    {
        return Vec::new();
    }
    let least = found[picked.place].price;
    let fits = |it: &usize| {
        let way = &found[*it];
        // What could not be the best even at the upper end of what is known of it teaches nothing.
        let more = (way.estimate.settled_high - way.estimate.settled).max(0.0);
        let worth = way.estimate.failure_cost.max(0.0) + asked.worth();
        *it != picked.place && verdict(way, limits).is_none() && way.price - more * worth < least
    };
    (0..found.len()).filter(fits).collect()
}

/// The advised way first, then those that fit, by cost, then the others by their chance.
fn ways(found: &[Candidate<'_>], advised: Option<usize>, limits: &Limits) -> Vec<Way> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|one, other| {
        let key = |it: usize| (Some(it) != advised, verdict(&found[it], limits).is_some());
        let (a, b) = (&found[*one], &found[*other]);
        key(*one).cmp(&key(*other)).then_with(|| {
            if key(*one).1 {
                b.estimate.settled.total_cmp(&a.estimate.settled)
            } else {
                a.price.total_cmp(&b.price)
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
                set_aside: (Some(place) != advised).then(|| {
                    let beside = || advised.map(|advised| fit::beside(it, &found[advised]));
                    verdict(it, limits).or_else(beside).unwrap_or(SetAside::AnotherIsBetter)
                }),
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
