//! The estimate and its weights.

use super::weights::{Problem, Stop};
use crate::{Fault, check, check_length, check_range};

/// Most outcomes: units × periods.
pub const SIZE_MAX: usize = 2_000_000;
/// Ridge of time weights, and of the unit weights of synthetic control, in standard deviations of the noise: only there
/// to choose among weights that fit equally well.
const SLIGHT: f64 = 1e-6;

/// Outcomes of units, a row each, over the same periods.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// Rows of units: first the controls, then those treated.
    pub outcomes: &'a [Vec<f64>],
    /// Number of controls.
    pub controls: usize,
    /// Number of periods before treatment.
    pub before: usize,
}

/// What is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// Unit and time weights, and a constant difference between units: the one to prefer.
    #[default]
    SyntheticDid,
    /// Unit weights alone, which must reproduce the level too.
    SyntheticControl,
    /// Equal weights.
    DifferenceInDifferences,
}

/// How weights are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Solver {
    /// The exact minimum.
    #[default]
    Exact,
    /// Frank and Wolfe's steps, stopped early as the R package `synthdid` does; its numbers, to be compared with it.
    FrankWolfe,
}

/// An estimate with its weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Synthetic {
    /// Effect on those treated, mean over them and over periods after.
    pub value: f64,
    /// Weight of each control.
    pub unit_weights: Vec<f64>,
    /// Weight of each period before; all 0 for synthetic control.
    pub time_weights: Vec<f64>,
    /// Standard deviation of the change from one period to the next among controls before.
    pub noise: f64,
    /// Ridge of the unit weights.
    pub zeta_units: f64,
    /// Ridge of the time weights.
    pub zeta_times: f64,
    /// Where Frank and Wolfe's steps stop: a smaller decrease of the root of the loss.
    pub least_decrease: f64,
    /// What was estimated.
    pub method: Method,
    /// How.
    pub solver: Solver,
}

/// What a chart shows, a value a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Paths {
    /// Mean of those treated.
    pub treated: Vec<f64>,
    /// Weighted mean of controls, moved by the constant difference.
    pub synthetic: Vec<f64>,
    /// The difference of the two.
    pub gap: Vec<f64>,
    /// Root of the mean squared gap over periods before.
    pub fit_before: f64,
}

/// Sizes, settings and starting weights of one estimation.
pub(super) struct Settings {
    pub(super) zeta_units: f64,
    pub(super) zeta_times: f64,
    pub(super) least_decrease: f64,
    pub(super) method: Method,
    pub(super) solver: Solver,
}

/// Effect of a treatment that a block of units received from one date on.
///
/// - **Takes** outcomes without gaps, controls first, at least 2 periods before and 1 after (1 and 1 for plain
///   difference in differences).
/// - **Gives** (mean treated after − time-weighted before) − the same of unit-weighted controls. Unit weights minimise
///   ‖pre-period of treated − ω₀ − ω'controls‖² + ζ²T₀‖ω‖² with ζ = (N₁T₁)^¼ × noise; time weights the mirror image
///   with ζ = 10⁻⁶ × noise; synthetic control has no ω₀, and ζ = 10⁻⁶ × noise.
/// - **Assumes** that, weighted so, controls show what would have happened; treatment not chosen by shocks of the moment.
///
/// # Errors
///
/// [`Fault::TooFew`] of `N0` or `T0`; [`Fault::Length`], [`Fault::NotFinite`], [`Fault::OutOfRange`] of `Y`;
/// [`Fault::NoVariance`] of `Y` if all controls change alike all the time before: no weights can be told from others.
///
/// # Source
///
/// Arkhangelsky, Athey, Hirshberg, Imbens and Wager 2021, algorithm 1. With [`Solver::FrankWolfe`] agrees with R
/// synthdid 0.0.9 `synthdid_estimate`, `sc_estimate`, `did_estimate` to 1e-9; with [`Solver::Exact`] with the same
/// programs solved by Clarabel 0.11.1, as closely as those are printed.
pub fn estimate(block: &Block<'_>, method: Method, solver: Solver) -> Result<Synthetic, Fault> {
    block.check(method)?;
    let noise = block.noise();
    if method != Method::DifferenceInDifferences {
        block.check_noise(noise)?;
    }
    #[expect(clippy::cast_precision_loss, reason = "a number of units and periods, bounded")]
    let treated_cells = ((block.outcomes.len() - block.controls) * (block.periods() - block.before)) as f64;
    let settings = Settings {
        zeta_units: noise
            * if method == Method::SyntheticControl { SLIGHT } else { treated_cells.powf(0.25) },
        zeta_times: noise * SLIGHT,
        least_decrease: noise * 1e-5,
        method,
        solver,
    };
    let (controls, treated): (Vec<usize>, Vec<usize>) =
        (0..block.outcomes.len()).partition(|it| *it < block.controls);
    let (unit_weights, time_weights) = block.weights(&controls, &treated, &settings, None)?;
    let value = block.effect(&controls, &treated, &unit_weights, &time_weights);
    Ok(Synthetic {
        value,
        unit_weights,
        time_weights,
        noise,
        zeta_units: settings.zeta_units,
        zeta_times: settings.zeta_times,
        least_decrease: settings.least_decrease,
        method,
        solver,
    })
}

/// The same with the treatment made to start `periods_back` periods earlier, on periods before it alone. It should find
/// nothing.
///
/// # Errors
///
/// As [`estimate`].
pub fn placebo_in_time(
    block: &Block<'_>,
    method: Method,
    solver: Solver,
    periods_back: usize,
) -> Result<Synthetic, Fault> {
    block.check(method)?;
    let back = periods_back.max(1);
    if back >= block.before {
        return Err(Fault::too_few("T0", block.before, back.saturating_add(1)));
    }
    let earlier: Vec<Vec<f64>> = block.outcomes.iter().map(|it| it[..block.before].to_vec()).collect();
    estimate(
        &Block { outcomes: &earlier, controls: block.controls, before: block.before - back },
        method,
        solver,
    )
}

impl Synthetic {
    /// Mean of those treated and of the weighted controls in each period.
    ///
    /// # Errors
    ///
    /// [`Fault::Length`] if the estimate is of another block.
    pub fn paths(&self, block: &Block<'_>) -> Result<Paths, Fault> {
        self.check_block(block)?;
        let periods = block.periods();
        let (controls, treated) = block.outcomes.split_at(block.controls);
        let mut treated_path = vec![0.0; periods];
        let mut synthetic = vec![0.0; periods];
        #[expect(clippy::cast_precision_loss, reason = "a number of units")]
        let share = 1.0 / treated.len() as f64;
        for row in treated {
            treated_path.iter_mut().zip(row).for_each(|(it, y)| *it += share * y);
        }
        for (row, weight) in controls.iter().zip(&self.unit_weights) {
            synthetic.iter_mut().zip(row).for_each(|(it, y)| *it += weight * y);
        }
        // Synthetic control has no time weights, hence no constant to move by.
        let constant: f64 =
            self.time_weights.iter().enumerate().map(|(t, w)| w * (treated_path[t] - synthetic[t])).sum();
        for it in &mut synthetic {
            *it += constant;
        }
        let gap: Vec<f64> = treated_path.iter().zip(&synthetic).map(|(a, b)| a - b).collect();
        #[expect(clippy::cast_precision_loss, reason = "a number of periods")]
        let fit_before =
            (gap[..block.before].iter().map(|it| it * it).sum::<f64>() / block.before as f64).sqrt();
        Ok(Paths { treated: treated_path, synthetic, gap, fit_before })
    }

    pub(super) fn check_block(&self, block: &Block<'_>) -> Result<(), Fault> {
        block.check(self.method)?;
        check_length("N0", block.controls, self.unit_weights.len())?;
        check_length("T0", block.before, self.time_weights.len())
    }
}

impl Block<'_> {
    fn periods(&self) -> usize {
        self.outcomes.first().map_or(0, Vec::len)
    }

    fn check(&self, method: Method) -> Result<(), Fault> {
        let (units, periods) = (self.outcomes.len(), self.periods());
        if self.controls == 0 || units <= self.controls {
            return Err(Fault::too_few("N0", self.controls.min(units), 1));
        }
        let least = if method == Method::DifferenceInDifferences { 1 } else { 2 };
        if self.before < least || periods <= self.before {
            return Err(Fault::too_few("T0", self.before.min(periods), least));
        }
        if units.saturating_mul(periods) > SIZE_MAX {
            #[expect(clippy::cast_precision_loss, reason = "a size, to be shown")]
            return Err(Fault::out_of_range("Y", (units * periods) as f64, 1.0, SIZE_MAX as f64));
        }
        for row in self.outcomes {
            check_length("Y", row.len(), periods)?;
            check("Y", row, 1)?;
            for value in row {
                check_range("Y", *value, -1e100, 1e100)?;
            }
        }
        Ok(())
    }

    /// Standard deviation of the changes among controls before treatment.
    fn noise(&self) -> f64 {
        let changes: Vec<f64> = self.outcomes[..self.controls]
            .iter()
            .flat_map(|row| row[..self.before].windows(2).map(|pair| pair[1] - pair[0]))
            .collect();
        if changes.len() < 2 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a number of outcomes, bounded")]
        let n = changes.len() as f64;
        let mean = changes.iter().sum::<f64>() / n;
        (changes.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>() / (n - 1.0)).sqrt()
    }

    fn check_noise(&self, noise: f64) -> Result<(), Fault> {
        let largest = self.outcomes.iter().flatten().fold(0.0_f64, |most, it| most.max(it.abs()));
        // Below this, changes differ by rounding alone.
        if noise.is_nan() || noise <= 1e-13 * largest { Err(Fault::no_variance("Y")) } else { Ok(()) }
    }

    /// Weights of `controls` and of periods before, for the mean of `treated`; both by row numbers.
    pub(super) fn weights(
        &self,
        controls: &[usize],
        treated: &[usize],
        settings: &Settings,
        start: Option<(&[f64], &[f64])>,
    ) -> Result<(Vec<f64>, Vec<f64>), Fault> {
        let before = self.before;
        #[expect(clippy::cast_precision_loss, reason = "numbers of units and periods")]
        let (even_units, even_times) = (1.0 / controls.len() as f64, 1.0 / before as f64);
        let (units_start, times_start) = match start {
            Some((units, times)) => (units.to_vec(), times.to_vec()),
            None => (vec![even_units; controls.len()], vec![even_times; before]),
        };
        if settings.method == Method::DifferenceInDifferences {
            return Ok((units_start, times_start));
        }
        let stop = Stop { least_decrease: settings.least_decrease };
        let mean_after = |row: usize| mean(&self.outcomes[row][before..]);
        let times = if settings.method == Method::SyntheticControl {
            vec![0.0; before]
        } else {
            let columns =
                (0..before).map(|t| controls.iter().map(|it| self.outcomes[*it][t]).collect()).collect();
            let target = controls.iter().map(|it| mean_after(*it)).collect();
            Problem::new(columns, target, settings.zeta_times, true).solve(
                times_start,
                stop,
                settings.solver,
            )?
        };
        let columns = controls.iter().map(|it| self.outcomes[*it][..before].to_vec()).collect();
        let target = (0..before)
            .map(|t| mean(&treated.iter().map(|it| self.outcomes[*it][t]).collect::<Vec<_>>()))
            .collect();
        let has_constant = settings.method == Method::SyntheticDid;
        let units = Problem::new(columns, target, settings.zeta_units, has_constant).solve(
            units_start,
            stop,
            settings.solver,
        )?;
        Ok((units, times))
    }

    /// What a unit adds: its mean after, less its time-weighted mean before.
    pub(super) fn change(&self, row: usize, time_weights: &[f64]) -> f64 {
        let row = &self.outcomes[row];
        mean(&row[self.before..]) - time_weights.iter().zip(row).map(|(weight, y)| weight * y).sum::<f64>()
    }

    pub(super) fn effect(
        &self,
        controls: &[usize],
        treated: &[usize],
        unit_weights: &[f64],
        time_weights: &[f64],
    ) -> f64 {
        let changes: Vec<f64> = treated.iter().map(|it| self.change(*it, time_weights)).collect();
        let expected: f64 = controls
            .iter()
            .zip(unit_weights)
            .map(|(row, weight)| weight * self.change(*row, time_weights))
            .sum();
        mean(&changes) - expected
    }
}

#[expect(clippy::cast_precision_loss, reason = "a number of outcomes, bounded")]
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests;
