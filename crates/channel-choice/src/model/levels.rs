//! Partial pooling of the chance to settle a matter: effects of the channel, the reason, both together, the partner's channel and the matter,
//! each shrunk by the variance that its own level shows.
//!
//! Penalised quasi-likelihood with Gaussian effects, level by level (Breslow and Clayton 1993, JASA 88, 9–25); a level's variance by EM, with
//! a weak prior so that a level of few groups has one; the spread of cells around them, beyond chance, is that of a beta-binomial law.

use serde::{Deserialize, Serialize};

/// Effects of a row: of its channel, its reason, both together, its partner's channel, and its matter.
pub(super) const LEVELS: usize = 5;
pub(super) const CHANNEL: usize = 0;
pub(super) const REASON_CHANNEL: usize = 2;
pub(super) const PARTNER_CHANNEL: usize = 3;

/// What the levels' variances are taken for before data: a standard deviation of 0.5 in log-odds, worth two groups.
const VARIANCE_PRIOR: f64 = 0.25;
const VARIANCE_GROUPS: f64 = 2.0;
/// Of the channels' own chances around the defaults; not estimated.
pub(super) const CHANNEL_VARIANCE: f64 = 1.0;
/// Contacts that what is expected of a cell is worth, before data; a factor of e more or less is ordinary.
const STRENGTH_PRIOR: f64 = 40.0;
const SWEEPS_MAX: usize = 60;
const STEP_ENOUGH: f64 = 2e-4;

/// One cell: which group of each level it is in, and its contacts.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) groups: [u32; LEVELS],
    pub(super) contacts: f64,
    pub(super) settled: f64,
}

/// The groups of one level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Level {
    /// Effects in log-odds, by group.
    pub(super) effects: Vec<f64>,
    /// Their precisions.
    pub(super) precisions: Vec<f64>,
    /// Variance of the level's effects.
    pub(super) variance: f64,
}

/// What is expected of a cell before its own contacts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Expected {
    /// Chance, 0 to 1.
    pub(super) chance: f64,
    /// Contacts that it is worth.
    pub(super) strength: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Levels {
    pub(super) each: [Level; LEVELS],
    /// The default log-odds of each group of the first level.
    channels: Vec<f64>,
    /// Contacts that what the levels say of a cell is worth, were they known for sure.
    pub(super) strength: f64,
}

/// The least share, and the distance of the greatest one from all: nothing is impossible, nothing sure.
pub(super) const SHARE_LEAST: f64 = 1e-6;

pub(super) fn logit(share: f64) -> f64 {
    let share = share.clamp(SHARE_LEAST, 1.0 - SHARE_LEAST);
    (share / (1.0 - share)).ln()
}

pub(super) fn chance(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

impl Levels {
    /// Fits the effects. `channels`: the default log-odds of each group of the first level; `sizes`: groups of each level.
    pub(super) fn fit(rows: &[Row], channels: &[f64], sizes: [usize; LEVELS]) -> Self {
        let level = |it: usize| {
            let variance = if it == CHANNEL { CHANNEL_VARIANCE } else { VARIANCE_PRIOR };
            Level {
                effects: if it == CHANNEL { channels.to_vec() } else { vec![0.0; sizes[it]] },
                precisions: vec![1.0 / variance; sizes[it]],
                variance,
            }
        };
        let mut fitted =
            Self { each: std::array::from_fn(level), channels: channels.to_vec(), strength: STRENGTH_PRIOR };
        let mut log_odds: Vec<f64> = rows.iter().map(|it| fitted.log_odds(it)).collect();
        for sweep in 0..SWEEPS_MAX {
            let step = (0..LEVELS).map(|it| fitted.improve(it, rows, &mut log_odds)).fold(0.0, f64::max);
            if sweep % 6 == 5 {
                fitted.strength = fitted.best_strength(rows, &log_odds);
            }
            if step < STEP_ENOUGH && sweep >= 12 {
                break;
            }
        }
        fitted
    }

    fn log_odds(&self, row: &Row) -> f64 {
        (0..LEVELS).map(|it| self.each[it].effects[row.groups[it] as usize]).sum()
    }

    /// How much a row's contacts weigh: many contacts of one cell tell little more of its groups than a few.
    fn weight(&self, row: &Row) -> f64 {
        row.contacts * (self.strength + 1.0) / (self.strength + row.contacts)
    }

    /// One step of Newton for all groups of a level, then its variance; gives the longest step.
    fn improve(&mut self, place: usize, rows: &[Row], log_odds: &mut [f64]) -> f64 {
        let count = self.each[place].effects.len();
        let (mut slopes, mut curves) = (vec![0.0; count], vec![0.0; count]);
        for (row, log_odds) in rows.iter().zip(log_odds.iter()) {
            let (group, weight) = (row.groups[place] as usize, self.weight(row));
            let chance = chance(*log_odds);
            slopes[group] += weight * (row.settled / row.contacts - chance);
            curves[group] += weight * chance * (1.0 - chance);
        }
        let level = &mut self.each[place];
        let mut longest = 0.0_f64;
        let mut steps = vec![0.0; count];
        for group in 0..count {
            let centre = if place == CHANNEL { self.channels[group] } else { 0.0 };
            let precision = curves[group] + 1.0 / level.variance;
            let slope = slopes[group] - (level.effects[group] - centre) / level.variance;
            steps[group] = (slope / precision).clamp(-1.0, 1.0);
            level.effects[group] += steps[group];
            level.precisions[group] = precision;
            longest = longest.max(steps[group].abs());
        }
        for (row, log_odds) in rows.iter().zip(log_odds.iter_mut()) {
            *log_odds += steps[row.groups[place] as usize];
        }
        if place != CHANNEL {
            let squares =
                level.effects.iter().zip(&level.precisions).map(|(it, precision)| it * it + 1.0 / precision);
            let sum = squares.sum::<f64>() + VARIANCE_GROUPS * VARIANCE_PRIOR;
            level.variance = (sum / (real(count) + VARIANCE_GROUPS)).clamp(1e-4, 9.0);
        }
        longest
    }

    /// The strength under which the cells' distances from what is expected of them are most likely, by a normal quasi-likelihood.
    fn best_strength(&self, rows: &[Row], log_odds: &[f64]) -> f64 {
        const TRIES: u32 = 24;
        let cells: Vec<(f64, f64, f64, f64)> = rows
            .iter()
            .zip(log_odds)
            .map(|(row, log_odds)| {
                let (expected, variance) = self.without(row, *log_odds);
                let chance = chance(expected);
                let spread = chance * (1.0 - chance);
                (
                    row.contacts,
                    (row.settled / row.contacts - chance).powi(2),
                    spread,
                    spread * spread * variance,
                )
            })
            .collect();
        let badness = |strength: f64| -> f64 {
            let within = 1.0 / (strength + 1.0);
            let of_cells: f64 = cells
                .iter()
                .map(|(contacts, square, spread, beyond)| {
                    let variance = spread * (1.0 / contacts + within * (1.0 - 1.0 / contacts)) + beyond;
                    variance.ln() + square / variance
                })
                .sum();
            of_cells + (strength / STRENGTH_PRIOR).ln().powi(2)
        };
        // From 2 to 20 000 contacts, in equal steps of the logarithm.
        let tried = (0..=TRIES).map(|it| 2.0 * (f64::from(it) / f64::from(TRIES) * 10_000_f64.ln()).exp());
        let best = tried.map(|it| (badness(it), it)).min_by(|left, right| left.0.total_cmp(&right.0));
        best.map_or(STRENGTH_PRIOR, |it| it.1)
    }

    /// The log-odds of a row and their variance, as all the other rows tell them.
    fn without(&self, row: &Row, log_odds: f64) -> (f64, f64) {
        let now = chance(log_odds);
        let weight = self.weight(row) * now * (1.0 - now);
        let apart =
            if weight > 0.0 { self.weight(row) * (row.settled / row.contacts - now) / weight } else { 0.0 };
        let (mut sum, mut variance) = (0.0, 0.0);
        for (place, (level, group)) in self.each.iter().zip(row.groups).enumerate() {
            let group = group as usize;
            let (effect, precision) = (level.effects[group], level.precisions[group]);
            let rest = precision - weight;
            // Of a group whose only row this is, nothing but the level is left.
            let is_alone = rest <= (1.0 + 1e-6) / level.variance;
            sum += if !is_alone {
                ((precision * effect - weight * (apart + effect)) / rest).clamp(-6.0, 6.0)
            } else if place == CHANNEL {
                self.channels[group]
            } else {
                0.0
            };
            variance += if is_alone { level.variance } else { 1.0 / rest };
        }
        (sum, variance)
    }

    /// What is expected of a row before its own contacts.
    pub(super) fn expected_of(&self, row: &Row) -> Expected {
        let (log_odds, variance) = self.without(row, self.log_odds(row));
        self.expected(log_odds, variance)
    }

    /// What is expected of a cell without contacts; a level that does not know its group adds its variance. `channel`: the default log-odds.
    pub(super) fn expected_at(&self, groups: [Option<usize>; LEVELS], channel: f64) -> Expected {
        let (mut sum, mut variance) = (0.0, 0.0);
        for (place, (level, group)) in self.each.iter().zip(groups).enumerate() {
            let known = group.and_then(|it| Some((level.effects.get(it)?, level.precisions.get(it)?)));
            if let Some((effect, precision)) = known {
                sum += effect;
                variance += 1.0 / precision;
            } else {
                sum += if place == CHANNEL { channel } else { 0.0 };
                variance += level.variance;
            }
        }
        self.expected(sum, variance)
    }

    /// The variance of the log-odds that all matters of a partner share by a way: of the channel's effect and of the partner's channel.
    pub(super) fn shared_variance(&self, channel: usize, partner_channel: Option<usize>) -> f64 {
        let of = |level: &Level, group: Option<usize>| {
            let precision = group.and_then(|it| level.precisions.get(it));
            precision.map_or(level.variance, |it| 1.0 / it)
        };
        of(&self.each[CHANNEL], Some(channel)) + of(&self.each[PARTNER_CHANNEL], partner_channel)
    }

    fn expected(&self, log_odds: f64, variance: f64) -> Expected {
        // The mean of the logistic of a normal law (MacKay 1992).
        let mean =
            chance(log_odds / (1.0 + std::f64::consts::PI * variance / 8.0).sqrt()).clamp(0.001, 0.999);
        let share = 1.0 / (self.strength + 1.0) + mean * (1.0 - mean) * variance;
        Expected { chance: tidy(mean), strength: tidy((1.0 / share - 1.0).max(0.5)) }
    }
}

/// To six decimals: a model is kept as text.
pub(super) fn tidy(figure: f64) -> f64 {
    const PARTS: f64 = 1e6;
    (figure * PARTS).round() / PARTS
}

#[expect(clippy::cast_precision_loss, reason = "groups are far fewer than 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}
