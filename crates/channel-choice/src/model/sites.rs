//! What a site changes in a partner's way, around what is known of the matter: one effect a partner, channel and site, shrunk by the variance
//! that all of them show.

use std::collections::BTreeMap;

use measures::WayCell;
use serde::{Deserialize, Serialize};

use super::{
    Model, find, in_order,
    levels::{chance, logit},
    means::real,
    narrow, place_of,
};

const SWEEPS: usize = 30;
/// Before data: a standard deviation of 0.2 in log-odds, worth two sites.
const VARIANCE_PRIOR: f64 = 0.04;
const VARIANCE_SITES: f64 = 2.0;

/// The effects of sites that have first contacts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Sites {
    /// In their order.
    names: Vec<String>,
    /// Partner, channel and site, in their order.
    keys: Vec<(u32, u8, u32)>,
    /// Effect in log-odds, and its variance.
    effects: Vec<(f64, f64)>,
    /// Of a site that is not known.
    variance: f64,
}

/// The log-odds that are expected without the site, contacts, and how many were settled.
type Seen = (f64, f64, f64);

impl Sites {
    /// Fits the effects around what `model` knows without sites.
    pub(super) fn fit(model: &Model, known: &[&WayCell]) -> Self {
        let placed = || {
            known.iter().filter_map(|it| {
                Some((*it, it.site.as_deref()?, find(&model.partners, it.partner.as_str())?))
            })
        };
        let names = in_order(placed().map(|it| it.1.to_owned()));
        let mut rows: BTreeMap<(u32, u8, u32), Vec<Seen>> = BTreeMap::new();
        for (cell, site, partner) in placed() {
            let Some(site) = find(&names, site) else { continue };
            let asked = model.asked(cell.partner.as_str(), &cell.reason, None);
            let [mean, ..] = model.found(&asked, cell.channel).shares();
            let settled = real(cell.settled.min(cell.firsts));
            let row = (logit(mean), real(cell.firsts), settled);
            rows.entry((narrow(partner), place_of(cell.channel), narrow(site))).or_default().push(row);
        }
        let mut effects = vec![(0.0, VARIANCE_PRIOR); rows.len()];
        let mut variance = VARIANCE_PRIOR;
        for _ in 0..SWEEPS {
            for (rows, effect) in rows.values().zip(&mut effects) {
                *effect = improved(rows, *effect, variance);
            }
            let squares: f64 = effects.iter().map(|(it, spread)| it * it + spread).sum();
            let sum = squares + VARIANCE_SITES * VARIANCE_PRIOR;
            variance = (sum / (real(effects.len() as u64) + VARIANCE_SITES)).clamp(1e-4, 4.0);
        }
        Self { names, keys: rows.into_keys().collect(), effects, variance }
    }

    /// The place of a site's name.
    pub(super) fn place(&self, name: &str) -> Option<u32> {
        find(&self.names, name).map(narrow)
    }

    /// The name at a place.
    pub(super) fn name(&self, place: u32) -> Option<&str> {
        self.names.get(place as usize).map(String::as_str)
    }

    /// The effect of a site on a partner's way and its variance; of one that is not known, none, as uncertain as sites differ.
    pub(super) fn effect(&self, partner: u32, channel: u8, site: &str) -> Option<(f64, f64)> {
        if self.keys.is_empty() {
            return None;
        }
        let place = self.place(site).and_then(|it| find(&self.keys, &(partner, channel, it)));
        Some(place.map_or((0.0, self.variance), |it| self.effects[it]))
    }
}

/// One step of Newton; with the variance of what is found.
fn improved(rows: &[(f64, f64, f64)], (effect, _): (f64, f64), variance: f64) -> (f64, f64) {
    let (mut slope, mut curve) = (-effect / variance, 1.0 / variance);
    for (log_odds, contacts, settled) in rows {
        let chance = chance(log_odds + effect);
        slope += settled - contacts * chance;
        curve += contacts * chance * (1.0 - chance);
    }
    (effect + (slope / curve).clamp(-1.0, 1.0), 1.0 / curve)
}
