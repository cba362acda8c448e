//! Worlds with planted chances, for tests and proofs: what is estimated is compared with what is true.
//!
//! Everything follows from a seed: no chance, no clock.

use kernel::{Channel, Euro, PartnerCode};
use measures::{
    WayCell, Ways,
    ways::{Arrivals, Timed, WEEK_HOURS},
};

/// `SplitMix64`: small, and the same on every machine.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// From a seed.
    pub const fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// A number of 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 (included) to 1 (not).
    pub fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.bits() >> 32).unwrap_or(0)) / 4_294_967_296.0
    }

    /// A number of the standard normal law.
    pub fn normal(&mut self) -> f64 {
        let (radius, angle) = (1.0 - self.unit(), self.unit());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    }

    /// How many of `count` happen, each with this chance.
    pub fn times(&mut self, count: u64, chance: f64) -> u64 {
        (0..count).map(|_| u64::from(self.unit() < chance)).sum()
    }
}

/// How large a world is, and how much its chances differ: standard deviations in log-odds.
#[derive(Debug, Clone, Copy)]
pub struct WorldPlan {
    /// Administrations, all with the same reasons.
    pub partners: usize,
    /// Motifs.
    pub reasons: usize,
    /// Ways, the first ones of [`Channel::ALL`].
    pub channels: usize,
    /// First contacts in all, about: reasons differ as the inverse of their rank, channels too.
    pub contacts: u64,
    /// Of a reason, whatever the way.
    pub of_reason: f64,
    /// Of a reason by a channel.
    pub of_reason_channel: f64,
    /// Of a partner's channel.
    pub of_partner_channel: f64,
    /// Of a matter, whatever the way.
    pub of_matter: f64,
    /// Of a cell beside all that.
    pub of_cell: f64,
}

impl Default for WorldPlan {
    fn default() -> Self {
        Self {
            partners: 8,
            reasons: 40,
            channels: 6,
            contacts: 200_000,
            of_reason: 0.5,
            of_reason_channel: 0.5,
            of_partner_channel: 0.3,
            of_matter: 0.3,
            of_cell: 0.2,
        }
    }
}

/// One cell of a world.
#[derive(Debug, Clone, PartialEq)]
pub struct TrueCell {
    /// The administration.
    pub partner: String,
    /// Motif.
    pub reason: String,
    /// The way.
    pub channel: Channel,
    /// The planted chance that a first contact settles the matter.
    pub chance: f64,
    /// First contacts that are drawn, a mean.
    pub contacts: f64,
}

/// A world whose chances are known.
#[derive(Debug, Clone)]
pub struct World {
    /// By partner, reason and channel.
    pub cells: Vec<TrueCell>,
}

fn chance(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Rank as a weight.
fn share(rank: usize) -> f64 {
    1.0 / f64::from(u32::try_from(rank).unwrap_or(u32::MAX)).max(1.0)
}

impl World {
    /// Plants the chances of a world.
    pub fn of(plan: &WorldPlan, seed: u64) -> Self {
        let mut draw = Chance::of(seed);
        let mut effects =
            |count: usize, spread: f64| -> Vec<f64> { (0..count).map(|_| spread * draw.normal()).collect() };
        let channels: Vec<f64> = effects(plan.channels, 0.4).iter().map(|it| 0.7 + it).collect();
        let reasons = effects(plan.reasons, plan.of_reason);
        let reason_channels = effects(plan.reasons * plan.channels, plan.of_reason_channel);
        let partner_channels = effects(plan.partners * plan.channels, plan.of_partner_channel);
        let matters = effects(plan.partners * plan.reasons, plan.of_matter);
        let of_cell = effects(plan.partners * plan.reasons * plan.channels, plan.of_cell);
        let weight = |reason: usize, channel: usize| share(reason + 1) * share(channel + 1);
        let all: f64 =
            (0..plan.reasons).flat_map(|it| (0..plan.channels).map(move |channel| weight(it, channel))).sum();
        let mut cells = Vec::new();
        for partner in 0..plan.partners {
            for reason in 0..plan.reasons {
                for (place, channel) in Channel::ALL.iter().take(plan.channels).enumerate() {
                    let log_odds = channels[place]
                        + reasons[reason]
                        + reason_channels[reason * plan.channels + place]
                        + partner_channels[partner * plan.channels + place]
                        + matters[partner * plan.reasons + reason]
                        + of_cell[(partner * plan.reasons + reason) * plan.channels + place];
                    cells.push(TrueCell {
                        partner: format!("p{partner:03}"),
                        reason: format!("reason{reason:03}"),
                        channel: *channel,
                        chance: chance(log_odds),
                        contacts: real(plan.contacts) * weight(reason, place)
                            / all
                            / real(plan.partners as u64),
                    });
                }
            }
        }
        Self { cells }
    }

    /// Draws first contacts, with their costs and minutes.
    pub fn ways(&self, seed: u64) -> Ways {
        let mut draw = Chance::of(seed ^ 0xD4A3);
        let mut ways = Ways::default();
        for cell in &self.cells {
            let firsts = whole(cell.contacts + draw.unit());
            let Ok(partner) = cell.partner.parse::<PartnerCode>() else { continue };
            if firsts == 0 {
                continue;
            }
            let settled = draw.times(firsts, cell.chance);
            let followers = firsts - settled + draw.times(firsts - settled, 0.5);
            let cost = measures::UnitCosts::default_for(cell.channel, kernel::Direction::Inbound);
            let of = |contacts: u64, each: i64| {
                Euro(each.saturating_mul(i64::try_from(contacts).unwrap_or(i64::MAX)))
            };
            let timed = |contacts: u64, seconds: u64| Timed { contacts, seconds: contacts * seconds };
            ways.cells.push(WayCell {
                partner: partner.clone(),
                reason: cell.reason.clone(),
                channel: cell.channel,
                site: None,
                firsts,
                settled,
                cost: of(firsts, cost.0),
                followers,
                follow_cost: of(followers, 60_000),
                wait: timed(firsts, 120),
                duration: timed(firsts, 360),
                follow_wait: timed(followers, 180),
                follow_duration: timed(followers, 300),
            });
            let mut hours = vec![0; WEEK_HOURS];
            for _ in 0..firsts + followers {
                // Five days, from eight to six.
                let day = whole(draw.unit() * 5.0);
                let hour = day * 24 + 8 + whole(draw.unit() * 10.0);
                hours[usize::try_from(hour).unwrap_or(0)] += 1;
            }
            ways.arrivals.push(Arrivals {
                partner,
                reason: cell.reason.clone(),
                channel: cell.channel,
                hours,
            });
        }
        ways.sort();
        ways
    }
}

#[expect(clippy::cast_precision_loss, reason = "contacts of a test are below 2^53")]
fn real(count: u64) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "contacts of a test are few and not below zero"
)]
fn whole(count: f64) -> u64 {
    count as u64
}
