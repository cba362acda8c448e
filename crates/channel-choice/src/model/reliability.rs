//! Whether chances come true: what was estimated beside what happened later.

use measures::{WayCell, Ways};
use serde::{Deserialize, Serialize};

use super::{Model, means::real};
use crate::Situation;

/// Bands of a reliability table.
const BANDS: usize = 10;

/// First contacts whose estimated chances are near each other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// First contacts.
    pub contacts: u64,
    /// Mean of their estimated chances.
    pub estimated: f64,
    /// Share that was settled.
    pub observed: f64,
}

/// How chances that were estimated compare with what happened.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reliability {
    /// First contacts that were compared.
    pub contacts: u64,
    /// In bands of about as many contacts each, the lowest chances first.
    pub bands: Vec<Band>,
    /// Mean distance between estimated and observed over the bands, each as heavy as its contacts.
    pub calibration_error: f64,
    /// Mean of −ln(chance given to what happened).
    pub log_loss: f64,
    /// Mean square of (chance − what happened).
    pub brier: f64,
}

impl Reliability {
    /// Compares chances with outcomes: each with how many contacts it was estimated for and how many of them were settled. Chances outside
    /// 0 to 1 and pairs without contacts are left out.
    pub fn of(pairs: impl Iterator<Item = (f64, u64, u64)>) -> Self {
        let is_usable = |it: &(f64, u64, u64)| (0.0..=1.0).contains(&it.0) && it.1 > 0 && it.2 <= it.1;
        let mut pairs: Vec<(f64, u64, u64)> = pairs.filter(is_usable).collect();
        pairs.sort_by(|left, right| {
            left.0.total_cmp(&right.0).then((left.1, left.2).cmp(&(right.1, right.2)))
        });
        let contacts: u64 = pairs.iter().map(|it| it.1).sum();
        if contacts == 0 {
            return Self::default();
        }
        let all = real(contacts);
        let (mut log_loss, mut brier) = (0.0, 0.0);
        for (chance, contacts, settled) in &pairs {
            let (yes, no) = (real(*settled), real(contacts - settled));
            let inside = chance.clamp(1e-9, 1.0 - 1e-9);
            log_loss -= yes * inside.ln() + no * (1.0 - inside).ln();
            brier += yes * (1.0 - chance).powi(2) + no * chance * chance;
        }
        let bands = bands(&pairs, contacts);
        let error: f64 = bands.iter().map(|it| real(it.contacts) * (it.estimated - it.observed).abs()).sum();
        Self { contacts, bands, calibration_error: error / all, log_loss: log_loss / all, brier: brier / all }
    }
}

/// Pairs in their order, cut so that each band has about a tenth of the contacts.
fn bands(pairs: &[(f64, u64, u64)], contacts: u64) -> Vec<Band> {
    let mut bands = Vec::new();
    let (mut seen, mut here, mut settled, mut sum) = (0, 0, 0, 0.0);
    let wanted = contacts.div_ceil(BANDS as u64);
    for (place, (chance, count, yes)) in pairs.iter().enumerate() {
        seen += count;
        here += count;
        settled += yes;
        sum += chance * real(*count);
        if seen >= wanted * (bands.len() as u64 + 1) || place + 1 == pairs.len() {
            let (estimated, observed) = (sum / real(here), real(settled) / real(here));
            bands.push(Band { contacts: here, estimated, observed });
            (here, settled, sum) = (0, 0, 0.0);
        }
    }
    bands
}

impl Model {
    /// Compares the model with what became of later first contacts.
    pub fn reliability(&self, later: &Ways) -> Reliability {
        Reliability::of(self.pairs(&later.cells))
    }

    /// The chance of each cell, with its contacts and how many were settled.
    fn pairs<'a>(&'a self, cells: &'a [WayCell]) -> impl Iterator<Item = (f64, u64, u64)> + 'a {
        let plain = Situation::default();
        cells.iter().filter_map(move |it| {
            let estimate =
                self.estimate(it.partner.as_str(), &it.reason, it.site.as_deref(), &plain, it.channel)?;
            Some((estimate.settled, it.firsts, it.settled.min(it.firsts)))
        })
    }
}
