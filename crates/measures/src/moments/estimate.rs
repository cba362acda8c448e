//! From what was counted to a moment: the base rate, the stretch of days that stands out, the excess with its interval, and the day on
//! which a notice leaves.

use std::{collections::BTreeMap, ops::Range};

use evidence::recurrent::DailyEvents;
use kernel::PartnerCode;

use super::{Attribute, Bounds, DAYS, Moment, MomentDay, MomentKind, MomentPart, MomentTally, SOON_DAYS};

/// Level of the intervals: 95 %.
const ALPHA: f64 = 0.05;
/// A stretch that begins before this day is a rush on entering the status.
const ENTERING_BEFORE: usize = 3;
/// Share of the episode-days that must lie outside the stretch, for the base rate to be read on.
const REST_SHARE: f64 = 0.25;
/// A gain in log-likelihood that chance does not reach in one of the some four thousand stretches that are compared.
const GAIN_MIN: f64 = 10.0;
/// How many times the base rate the rate of the stretch is, at least.
const TIMES_MIN: f64 = 1.5;
/// Share of the excess that a notice must come before.
const BEFORE_SHARE: f64 = 0.9;
/// With fewer contacts in the stretch nothing is told.
const CONTACTS_MIN: u64 = 10;

impl MomentTally {
    /// What the counts say: `None` where no stretch of days stands out from the others by more than chance.
    ///
    /// - **Takes** whose counts they are, and the years that were observed (positive).
    ///
    /// # Source
    ///
    /// [`DailyEvents::standing_out`] for the stretch, [`DailyEvents::excess`] for the interval.
    pub fn moment(&self, partner: &PartnerCode, reason: &str, status: &str, years: f64) -> Option<Moment> {
        let daily = self.daily();
        let (at_risk, by_day) = (daily.at_risk(), daily.by_day());
        let (core, gain) = daily.standing_out(REST_SHARE)?;
        let stretch = grown(core, &at_risk, &by_day);
        let base = flattest(&stretch, &at_risk, &by_day)?;
        let sums = |range: &Range<usize>| {
            (by_day[range.clone()].iter().sum::<u64>(), at_risk[range.clone()].iter().sum::<f64>())
        };
        let ((inside, inside_risk), (outside, outside_risk)) = (sums(&stretch), sums(&base));
        let base_per_day = real(outside) / outside_risk;
        let is_clear = gain >= GAIN_MIN && real(inside) >= TIMES_MIN * base_per_day * inside_risk;
        if !is_clear || inside < CONTACTS_MIN || years <= 0.0 {
            return None;
        }
        let beyond: Vec<f64> = by_day
            .iter()
            .zip(&at_risk)
            .map(|(contacts, risk)| real(*contacts) - base_per_day * risk)
            .collect();
        let is_entering = stretch.start < ENTERING_BEFORE;
        let leave = if is_entering { 0 } else { leaving(&beyond, &stretch) };
        let mine = |range: Range<usize>| {
            let found = daily.excess(range, base.clone(), ALPHA).ok()?;
            Some(Bounds { low: found.low, mid: found.value, high: found.high })
        };
        let excess = mine(stretch.clone())?;
        let avoidable = mine(stretch.start.max(leave)..stretch.end)?;
        // A notice leaves in its stretch, or before it by no day: some of the stretch is always soon.
        let soon = mine(stretch.start.max(leave)..stretch.end.min(leave + SOON_DAYS))?;
        if excess.low <= 0.0 {
            return None;
        }
        let episodes = daily.clusters();
        let (channels, causes) = self.parts(&stretch);
        Some(Moment {
            partner: partner.clone(),
            reason: reason.to_owned(),
            status: status.to_owned(),
            kind: if is_entering {
                MomentKind::Entering
            } else {
                MomentKind::Silence { days: narrow(stretch.start) }
            },
            from_day: narrow(stretch.start),
            to_day: narrow(stretch.end),
            leave_after_days: narrow(leave),
            episodes,
            notices: self.lengths.iter().skip(leave).sum(),
            years,
            contacts: by_day.iter().sum(),
            base_per_day,
            excess_per_100: excess.times(100.0 / real(episodes)),
            excess_per_year: excess.times(1.0 / years),
            avoidable_per_year: avoidable.times(1.0 / years),
            avoidable_soon_per_year: soon.times(1.0 / years),
            by_day: days(&daily, &at_risk, &by_day),
            channels,
            causes,
        })
    }

    fn daily(&self) -> DailyEvents {
        let listed = |counts: &BTreeMap<(u8, u8), u64>| {
            counts.iter().map(|((day, other), sum)| (usize::from(*day), usize::from(*other), *sum)).collect()
        };
        DailyEvents {
            lengths: self.lengths.clone(),
            events: listed(&self.contacts),
            pairs: listed(&self.pairs),
        }
    }

    /// The channels and the causes of the contacts in a stretch.
    fn parts(&self, stretch: &Range<usize>) -> (Vec<MomentPart>, Vec<MomentPart>) {
        let (mut channels, mut causes): (BTreeMap<_, u64>, BTreeMap<_, u64>) = Default::default();
        for ((attribute, day), contacts) in &self.attributes {
            if stretch.contains(&usize::from(*day)) {
                match attribute {
                    Attribute::Channel(code) => *channels.entry(Some(code)).or_default() += contacts,
                    Attribute::Cause(code) => *causes.entry(code.as_ref()).or_default() += contacts,
                }
            }
        }
        let listed = |counts: BTreeMap<Option<&String>, u64>| {
            let all: u64 = counts.values().sum();
            let part = |(code, contacts): (Option<&String>, u64)| MomentPart {
                code: code.cloned(),
                contacts,
                share: real(contacts) / real(all.max(1)),
            };
            let mut parts: Vec<MomentPart> = counts.into_iter().map(part).collect();
            parts.sort_by_key(|it| std::cmp::Reverse(it.contacts));
            parts
        };
        (listed(channels), listed(causes))
    }
}

/// The days with the lowest rate among all runs of days before or after the stretch that hold at least half of the episode-days outside
/// it; the first of several.
fn flattest(stretch: &Range<usize>, at_risk: &[f64], by_day: &[u64]) -> Option<Range<usize>> {
    let sides = [0..stretch.start, stretch.end..at_risk.len()];
    let enough = sides.iter().cloned().flatten().map(|it| at_risk[it]).sum::<f64>() / 2.0;
    let mut lowest: Option<(f64, Range<usize>)> = None;
    for side in sides {
        for from in side.clone() {
            let (mut contacts, mut risk) = (0.0, 0.0);
            for day in from..side.end {
                contacts += real(by_day[day]);
                risk += at_risk[day];
                let is_lower = || lowest.as_ref().is_none_or(|it| contacts / risk < it.0);
                if risk > 0.0 && risk >= enough && is_lower() {
                    lowest = Some((contacts / risk, from..day + 1));
                }
            }
        }
    }
    lowest.map(|it| it.1)
}

/// A stretch with the days before and after it in which contacts still come clearly more often than on the days that remain: what
/// stands out most is the middle of a rush, not its end.
fn grown(core: Range<usize>, at_risk: &[f64], by_day: &[u64]) -> Range<usize> {
    let all = at_risk.iter().sum::<f64>();
    let mut stretch = core;
    loop {
        let rest = || (0..by_day.len()).filter(|it| !stretch.contains(it));
        let rest_risk: f64 = rest().map(|it| at_risk[it]).sum();
        let rest_rate = real(rest().map(|it| by_day[it]).sum()) / rest_risk;
        let is_high = |day: usize| {
            let still = rest_risk - at_risk[day];
            still > 0.0
                && still >= REST_SHARE * all
                && at_risk[day] > 0.0
                && real(by_day[day]) > TIMES_MIN * rest_rate * at_risk[day]
        };
        if stretch.end < by_day.len() && is_high(stretch.end) {
            stretch.end += 1;
        } else if stretch.start > 0 && is_high(stretch.start - 1) {
            stretch.start -= 1;
        } else {
            return stretch;
        }
    }
}

/// The last day such that enough of the excess of the stretch still comes on it or after it.
fn leaving(beyond: &[f64], stretch: &Range<usize>) -> usize {
    let enough = BEFORE_SHARE * beyond[stretch.clone()].iter().sum::<f64>();
    let mut after = 0.0;
    let late_enough = |day: &usize| {
        after += beyond[*day];
        after >= enough
    };
    stretch.clone().rev().find(late_enough).unwrap_or(stretch.start)
}

fn days(daily: &DailyEvents, at_risk: &[f64], by_day: &[u64]) -> Vec<MomentDay> {
    let smoothed = daily.smoothed();
    let seen = at_risk.iter().rposition(|it| *it > 0.0).map_or(0, |it| it + 1);
    let of_day = |day: usize| MomentDay {
        day: narrow(day),
        at_risk: at_risk[day],
        contacts: by_day[day],
        hazard: smoothed[day],
    };
    (0..seen).map(of_day).collect()
}

/// A day, at most [`DAYS`].
fn narrow(day: usize) -> u16 {
    u16::try_from(day.min(DAYS)).unwrap_or_default()
}

/// A count as a number to divide.
#[expect(clippy::cast_precision_loss, reason = "counts of contacts are far below 2^53")]
fn real(count: u64) -> f64 {
    count as f64
}
