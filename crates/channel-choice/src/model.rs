//! What each way brings to a person with a matter, learned from what became of first contacts.
//!
//! Start with [`Model::fit`] and [`Model::estimate`]. `docs/channel-choice.md` says the same in words. The chance to settle a matter is pooled:
//! channel, reason, reason by channel, partner by channel and matter (`levels`), then the cell's own contacts by a beta law around it; what
//! it costs and takes is pooled by `means`; what a person told changes it by `situations`; `reliability` says whether the chances come true.
//!
//! **Invariants:** every figure is finite, a chance is strictly between 0 and 1 and inside its interval, whatever the log holds; a fitted model
//! needs nothing else to estimate, so that it can be kept; the same log gives the same model.

mod levels;
mod means;
mod prior;
mod reliability;
mod sites;
mod situations;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use evidence::distribution::{beta_quantile, beta_upper_quantile, normal_quantile};
use kernel::{Channel, Direction};
use measures::{UnitCosts, WayCell, Ways, ways::WEEK_HOURS};
use serde::{Deserialize, Serialize};

use self::{
    levels::{Expected, LEVELS, Levels, Row, SHARE_LEAST, chance, logit},
    means::{Means, Sums, real},
    sites::Sites,
    situations::{Answer, Change, Situations},
};
use crate::{Basis, Estimate, Situation};

pub use prior::{ChannelPrior, EffectPrior, FailurePrior, Prior, PriorError, Unusable};
pub use reliability::{Band, Reliability};
pub use situations::{Effect, Whose};

const CHANNELS: usize = Channel::ALL.len();
/// Partner, reason and channel by their places.
type CellKey = (u32, u32, u8);
/// Of the interval, on each side.
const TAIL: f64 = 0.05;
/// With so many contacts and failures, the beta law is close to a normal one of the log-odds.
const NORMAL_FROM: f64 = 25.0;
/// How many contacts of its own the wider mix of ways weighs in a mix.
const MIX_STRENGTH: f64 = 10.0;

/// What became of one advice that was followed.
#[derive(Debug, Clone, PartialEq)]
pub struct AdviceOutcome {
    /// The administration.
    pub partner: String,
    /// Motif.
    pub reason: String,
    /// Where, if it is known.
    pub site: Option<String>,
    /// What the person told.
    pub situation: Situation,
    /// The way that they took.
    pub channel: Channel,
    /// Whether it is the way that was advised to them.
    pub was_advised: bool,
    /// Whether the matter was settled.
    pub is_settled: bool,
}

/// One cell with contacts: partner, reason and channel by their places.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Cell {
    key: CellKey,
    contacts: u64,
    settled: u64,
    chance: f64,
    strength: f64,
    means: Means,
}

/// What was learned; it can be kept and read back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// In their order; so are the reasons, and the pairs and cells by their keys.
    partners: Vec<String>,
    reasons: Vec<String>,
    levels: Levels,
    /// Pairs of reason and channel that have contacts: their place is their group.
    reason_channels: Vec<(u32, u8)>,
    /// Pairs of partner and channel.
    partner_channels: Vec<(u32, u8)>,
    /// Pairs of partner and reason.
    matters: Vec<(u32, u32)>,
    cells: Vec<Cell>,
    sites: Sites,
    situations: Situations,
    /// Of all partners, by channel.
    channel_means: Vec<Means>,
    /// Of each pair of partner and channel.
    partner_means: Vec<Means>,
    priors: Vec<ChannelPrior>,
    /// Share of all first contacts by channel.
    mix: Vec<f64>,
    /// First contacts by partner, reason and site.
    people: Vec<(u32, u32, Option<u32>, u64)>,
    /// Of each partner, inbound contacts by hour of the week, the mean over the weeks that were seen.
    arrivals: Vec<Vec<f64>>,
}

impl Model {
    /// Learns from what became of first contacts and of the advice that people followed.
    ///
    /// An empty log gives the defaults of `prior`, and of [`UnitCosts`].
    pub fn fit(ways: &Ways, prior: &Prior, outcomes: &[AdviceOutcome]) -> Self {
        let known: Vec<&WayCell> = ways.cells.iter().filter(|it| it.firsts > 0).collect();
        let partners = in_order(known.iter().map(|it| it.partner.as_str().to_owned()));
        let reasons = in_order(known.iter().map(|it| it.reason.clone()));
        let mut sums: BTreeMap<CellKey, (u64, u64, Sums)> = BTreeMap::new();
        for cell in &known {
            let (Some(partner), Some(reason)) =
                (find(&partners, cell.partner.as_str()), find(&reasons, &cell.reason))
            else {
                continue;
            };
            let sum = sums.entry((narrow(partner), narrow(reason), place_of(cell.channel))).or_default();
            sum.0 += cell.firsts;
            sum.1 += cell.settled.min(cell.firsts);
            sum.2.add(cell);
        }
        let reason_channels = in_order(sums.keys().map(|it| (it.1, it.2)));
        let partner_channels = in_order(sums.keys().map(|it| (it.0, it.2)));
        let matters = in_order(sums.keys().map(|it| (it.0, it.1)));
        let group = |place: Option<usize>| narrow(place.unwrap_or_default());
        let row =
            |((partner, reason, channel), (contacts, settled, _)): (&(u32, u32, u8), &(u64, u64, Sums))| {
                Row {
                    groups: [
                        u32::from(*channel),
                        *reason,
                        group(find(&reason_channels, &(*reason, *channel))),
                        group(find(&partner_channels, &(*partner, *channel))),
                        group(find(&matters, &(*partner, *reason))),
                    ],
                    contacts: real(*contacts),
                    settled: real(*settled),
                }
            };
        let rows: Vec<Row> = sums.iter().map(row).collect();
        let priors = channel_priors(prior);
        let defaults: Vec<f64> = priors.iter().map(|it| logit(it.settled)).collect();
        let sizes = [CHANNELS, reasons.len(), reason_channels.len(), partner_channels.len(), matters.len()];
        let levels = Levels::fit(&rows, &defaults, sizes);
        let (channel_means, partner_means) =
            wider_means(&known, &partners, &partner_channels, prior, &priors);
        let cell = |((key, (contacts, settled, sums)), row): ((&CellKey, &(u64, u64, Sums)), &Row)| {
            let expected = levels.expected_of(row);
            let wider = find(&partner_channels, &(key.0, key.2))
                .map_or(channel_means[usize::from(key.2)], |it| partner_means[it]);
            Cell {
                key: *key,
                contacts: *contacts,
                settled: *settled,
                chance: expected.chance,
                strength: expected.strength,
                means: sums.means(&wider),
            }
        };
        let cells = sums.iter().zip(&rows).map(cell).collect();
        let mut model = Self {
            levels,
            reason_channels,
            partner_channels,
            matters,
            cells,
            sites: Sites::default(),
            situations: Situations::new(prior),
            channel_means,
            partner_means,
            priors,
            mix: shares(&known),
            people: Vec::new(),
            arrivals: arrivals(ways, &partners),
            partners,
            reasons,
        };
        model.sites = Sites::fit(&model, &known);
        model.people = model.people_of(&known);
        model.learn(outcomes);
        model
    }

    /// What a way brings to somebody in this situation; `None`: they cannot use it.
    pub fn estimate(
        &self,
        partner: &str,
        reason: &str,
        site: Option<&str>,
        situation: &Situation,
        channel: Channel,
    ) -> Option<Estimate> {
        let change = self.situations.change(situation, channel)?;
        Some(self.estimate_of(&self.asked(partner, reason, site), change, channel))
    }

    /// The same for several ways, in the order given, less those that they cannot use.
    pub fn estimates(
        &self,
        partner: &str,
        reason: &str,
        site: Option<&str>,
        situation: &Situation,
        channels: &[Channel],
    ) -> Vec<Estimate> {
        let asked = self.asked(partner, reason, site);
        let estimate = |channel: &Channel| {
            let change = self.situations.change(situation, *channel)?;
            Some(self.estimate_of(&asked, change, *channel))
        };
        channels.iter().filter_map(estimate).collect()
    }

    /// By which ways first contacts about a matter come today, with their shares, which add up to 1: drawn towards those of the partner, and these
    /// towards those of everybody, so that a matter with one contact is not taken for one that all come for in that way.
    pub fn mix(&self, partner: &str, reason: &str) -> Vec<(Channel, f64)> {
        let place = find(&self.partners, partner).map(narrow);
        let reason = find(&self.reasons, reason).map(narrow);
        let between = |from: (u32, u32), upto: (u32, u32)| {
            let at = |key| self.cells.partition_point(|it| (it.key.0, it.key.1) < key);
            &self.cells[at(from)..at(upto)]
        };
        let of_partner = place.map_or(&[][..], |it| between((it, 0), (it + 1, 0)));
        let of_matter =
            place.zip(reason).map_or(&[][..], |(it, reason)| between((it, reason), (it, reason + 1)));
        let mut shares = self.mix.clone();
        for cells in [of_partner, of_matter] {
            let sum: f64 = shares.iter().sum();
            let by = if sum > 0.0 { MIX_STRENGTH / sum } else { 0.0 };
            for it in &mut shares {
                *it *= by;
            }
            for it in cells {
                shares[usize::from(it.key.2)] += real(it.contacts);
            }
        }
        let sum: f64 = shares.iter().sum();
        let of_channel = Channel::ALL.iter().zip(shares).filter(|it| it.1 > 0.0);
        of_channel.map(|(channel, share)| (*channel, share / sum)).collect()
    }

    /// Who comes to a partner: reason, site where it is known, and first contacts in the period that was learned from.
    pub fn people(&self, partner: &str) -> Vec<(&str, Option<&str>, f64)> {
        let Some(partner) = find(&self.partners, partner).map(narrow) else { return Vec::new() };
        let from = self.people.partition_point(|it| it.0 < partner);
        let of_partner = self.people[from..].iter().take_while(|it| it.0 == partner);
        let named = of_partner.filter_map(|(_, reason, site, firsts)| {
            let reason = self.reasons.get(*reason as usize)?;
            Some((reason.as_str(), site.and_then(|it| self.sites.name(it)), real(*firsts)))
        });
        named.collect()
    }

    /// Inbound contacts of a partner by hour of the week ([`measures::ways::week_hour`]), in an ordinary week; `None`: none were seen.
    pub fn arrivals(&self, partner: &str) -> Option<&[f64]> {
        let hours = self.arrivals.get(find(&self.partners, partner)?)?;
        (!hours.is_empty()).then_some(hours.as_slice())
    }

    /// What answers told beside the log, as far as it is known.
    pub fn effects(&self) -> &[Effect] {
        &self.situations.effects
    }

    /// The partners, reasons and channels that have first contacts, in their order.
    pub fn cells(&self) -> impl Iterator<Item = (&str, &str, Channel)> {
        self.cells.iter().filter_map(|it| {
            let (partner, reason, channel) = it.key;
            let partner = self.partners.get(partner as usize)?;
            let reason = self.reasons.get(reason as usize)?;
            Some((partner.as_str(), reason.as_str(), *Channel::ALL.get(usize::from(channel))?))
        })
    }

    fn people_of(&self, known: &[&WayCell]) -> Vec<(u32, u32, Option<u32>, u64)> {
        let mut people: BTreeMap<(u32, u32, Option<u32>), u64> = BTreeMap::new();
        for cell in known {
            let asked = self.asked(cell.partner.as_str(), &cell.reason, None);
            let Some((partner, reason)) = asked.partner.zip(asked.reason) else { continue };
            let site = cell.site.as_deref().and_then(|it| self.sites.place(it));
            *people.entry((partner, reason, site)).or_default() += cell.firsts;
        }
        people.into_iter().map(|((partner, reason, site), firsts)| (partner, reason, site, firsts)).collect()
    }

    fn learn(&mut self, outcomes: &[AdviceOutcome]) {
        let answer = |it: &AdviceOutcome| {
            let effects: Vec<usize> =
                self.situations.at_work(&it.situation, it.channel, it.was_advised).collect();
            let asked = self.asked(&it.partner, &it.reason, it.site.as_deref());
            let plain = self.estimate_of(&asked, Change::default(), it.channel);
            Answer { effects, log_odds: logit(plain.settled), is_settled: it.is_settled }
        };
        let answers: Vec<Answer> = outcomes.iter().map(answer).collect();
        self.situations.learn(&answers);
    }

    fn asked<'a>(&self, partner: &str, reason: &str, site: Option<&'a str>) -> Asked<'a> {
        let partner = find(&self.partners, partner).map(narrow);
        let reason = find(&self.reasons, reason).map(narrow);
        Asked { partner, reason, site }
    }

    fn estimate_of(&self, asked: &Asked<'_>, change: Change, channel: Channel) -> Estimate {
        let found = self.found(asked, channel);
        let site = asked.site.and_then(|site| self.sites.effect(asked.partner?, place_of(channel), site));
        let (site_effect, site_variance) = site.unwrap_or_default();
        let [settled, low, high] =
            moved(found.shares(), change.log_odds + site_effect, change.variance + site_variance);
        let shared = found.shared_variance + change.apart_variance + site_variance;
        let (prior, means) = (&self.priors[channel.index()], found.means);
        let handling = if prior.is_live { means.staff_min } else { 0.0 };
        let errand = (prior.errand_min + change.minutes).max(0.0);
        let once = errand + means.wait_min + handling;
        let failure = 1.0 - settled;
        Estimate {
            channel,
            settled,
            settled_low: low,
            settled_high: high,
            settled_by_choice: chance(logit(settled) - change.of_following),
            shared_error: settled * (1.0 - settled) * shared.sqrt(),
            usual_wait_min: means.wait_min,
            effort_min: once + failure * means.followers * (self.follower_errand_min() + means.follower_min),
            cost: means.cost + failure * means.follow_cost,
            failure_cost: means.follow_cost,
            staff_min: means.staff_min,
            contacts: found.contacts,
            basis: found.basis,
        }
    }

    /// Minutes of the errand of a contact that follows: the mean over the ways by which people come today.
    fn follower_errand_min(&self) -> f64 {
        self.mix.iter().zip(&self.priors).map(|(share, prior)| share * prior.errand_min).sum()
    }

    /// What is known of a way before situation and site.
    fn found(&self, asked: &Asked<'_>, channel: Channel) -> Found {
        let place = place_of(channel);
        let cell = asked.partner.zip(asked.reason).and_then(|(partner, reason)| {
            let key = (partner, reason, place);
            self.cells.binary_search_by_key(&key, |it| it.key).ok()
        });
        if let Some(cell) = cell.map(|it| &self.cells[it]) {
            let is_own = real(cell.contacts) >= cell.strength;
            let pair = asked.partner.and_then(|it| find(&self.partner_channels, &(it, place)));
            return Found {
                shared_variance: self.levels.shared_variance(usize::from(place), pair),
                expected: Expected { chance: cell.chance, strength: cell.strength },
                contacts: cell.contacts,
                settled: cell.settled,
                means: cell.means,
                basis: if is_own { Basis::Own } else { Basis::Near },
            };
        }
        let groups: [Option<usize>; LEVELS] = [
            Some(usize::from(place)),
            asked.reason.map(|it| it as usize),
            asked.reason.and_then(|it| find(&self.reason_channels, &(it, place))),
            asked.partner.and_then(|it| find(&self.partner_channels, &(it, place))),
            asked.partner.zip(asked.reason).and_then(|it| find(&self.matters, &it)),
        ];
        let is_near = asked.partner.is_some() && groups[levels::REASON_CHANNEL..].iter().any(Option::is_some);
        Found {
            shared_variance: self.levels.shared_variance(usize::from(place), groups[levels::PARTNER_CHANNEL]),
            expected: self.levels.expected_at(groups, logit(self.priors[channel.index()].settled)),
            contacts: 0,
            settled: 0,
            means: groups[levels::PARTNER_CHANNEL]
                .map_or(self.channel_means[usize::from(place)], |it| self.partner_means[it]),
            basis: if is_near { Basis::Near } else { Basis::Everywhere },
        }
    }
}

/// A matter by its places.
struct Asked<'a> {
    partner: Option<u32>,
    reason: Option<u32>,
    site: Option<&'a str>,
}

/// What is known of a way for a matter.
struct Found {
    expected: Expected,
    /// Of the log-odds, as far as all matters of the partner share it.
    shared_variance: f64,
    contacts: u64,
    settled: u64,
    means: Means,
    basis: Basis,
}

impl Found {
    /// Mean, lower and upper end of the beta law that what is expected and the cell's own contacts make.
    fn shares(&self) -> [f64; 3] {
        let Expected { chance: expected, strength } = self.expected;
        let yes = strength * expected + real(self.settled);
        let no = strength * (1.0 - expected) + real(self.contacts - self.settled);
        let mean = yes / (yes + no);
        if yes.min(no) < NORMAL_FROM {
            return [
                mean,
                beta_quantile(TAIL, yes, no).min(mean),
                beta_upper_quantile(TAIL, yes, no).max(mean),
            ];
        }
        let centre = ((yes - 0.5) / (no - 0.5)).ln();
        let half = normal_quantile(1.0 - TAIL) * (1.0 / yes + 1.0 / no).sqrt();
        [mean, chance(centre - half).min(mean), chance(centre + half).max(mean)]
    }
}

/// A share and its interval, moved in log-odds by something uncertain; never sure.
fn moved([mean, low, high]: [f64; 3], by: f64, variance: f64) -> [f64; 3] {
    let more = normal_quantile(1.0 - TAIL).powi(2) * variance;
    let (centre, below, above) = (logit(mean), logit(low), logit(high));
    let half = |distance: f64| (distance * distance + more).sqrt();
    let centre_moved = centre + by;
    [centre_moved, centre_moved - half(centre - below), centre_moved + half(above - centre)]
        .map(|it| chance(it).clamp(SHARE_LEAST, 1.0 - SHARE_LEAST))
}

/// The defaults by the places of channels.
fn channel_priors(prior: &Prior) -> Vec<ChannelPrior> {
    // A prior that was checked has all of them.
    let fallback =
        ChannelPrior { settled: 0.5, errand_min: 0.0, wait_min: 0.0, staff_min: 0.0, is_live: false };
    Channel::ALL.iter().map(|it| prior.channel.get(it).copied().unwrap_or(fallback)).collect()
}

/// The means of each channel over all partners, and of each partner's channel.
fn wider_means(
    known: &[&WayCell],
    partners: &[String],
    partner_channels: &[(u32, u8)],
    prior: &Prior,
    priors: &[ChannelPrior],
) -> (Vec<Means>, Vec<Means>) {
    let mut of_channel = vec![Sums::default(); CHANNELS];
    let mut of_pair = vec![Sums::default(); partner_channels.len()];
    for cell in known {
        of_channel[cell.channel.index()].add(cell);
        let partner = find(partners, cell.partner.as_str()).map(narrow);
        if let Some(pair) = partner.and_then(|it| find(partner_channels, &(it, place_of(cell.channel)))) {
            of_pair[pair].add(cell);
        }
    }
    let means = |((sums, channel), prior_of): ((&Sums, &Channel), &ChannelPrior)| {
        let cost = UnitCosts::default_for(*channel, Direction::Inbound);
        let defaults = Means::of_default(cost, prior_of.wait_min, prior_of.staff_min, &prior.failure);
        sums.means_of_all(&defaults)
    };
    let channels: Vec<Means> = of_channel.iter().zip(Channel::ALL).zip(priors).map(means).collect();
    let pairs =
        of_pair.iter().zip(partner_channels).map(|(sums, pair)| sums.means(&channels[usize::from(pair.1)]));
    let pairs = pairs.collect();
    (channels, pairs)
}

/// By partner, inbound contacts by hour of the week in an ordinary week; none where none were seen.
fn arrivals(ways: &Ways, partners: &[String]) -> Vec<Vec<f64>> {
    let of = |partner: &String| -> Vec<f64> {
        let Some(weeks) = ways.weeks(partner).filter(|it| *it > 0.0) else { return Vec::new() };
        let mut hours = vec![0.0; WEEK_HOURS];
        for arrivals in ways.arrivals.iter().filter(|it| it.partner.as_str() == partner) {
            for (sum, count) in hours.iter_mut().zip(&arrivals.hours) {
                *sum += real(*count) / weeks;
            }
        }
        hours.iter().map(|it| levels::tidy(*it)).collect()
    };
    partners.iter().map(of).collect()
}

/// The share of first contacts by channel; equal ones without any.
fn shares(known: &[&WayCell]) -> Vec<f64> {
    let mut counts = vec![0.0; CHANNELS];
    for cell in known {
        counts[cell.channel.index()] += real(cell.firsts);
    }
    let sum: f64 = counts.iter().sum();
    let share = |it: f64| if sum > 0.0 { it / sum } else { 1.0 / f64::from(place_of(Channel::Other) + 1) };
    counts.into_iter().map(share).collect()
}

fn in_order<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut list: Vec<T> = values.collect();
    list.sort_unstable();
    list.dedup();
    list
}

/// The place in a list that is in order.
fn find<Q: Ord + ?Sized, T: std::borrow::Borrow<Q>>(list: &[T], wanted: &Q) -> Option<usize> {
    list.binary_search_by(|it| it.borrow().cmp(wanted)).ok()
}

fn place_of(channel: Channel) -> u8 {
    u8::try_from(channel.index()).unwrap_or(0)
}

fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
