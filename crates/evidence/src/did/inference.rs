//! How far to believe an event study: joint test of the periods before, bands over all periods at once, and how wrong
//! parallel trends may be before the effect is gone.

use nalgebra::{DMatrix, DVector};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

use super::{Aggregate, Effect, GroupTime};
use crate::{
    Fault, check_range,
    distribution::{chi_square_sf, f_sf, t_quantile},
};

/// Most draws of the bootstrap.
pub const DRAWS_MAX: usize = 100_000;

/// A test that several effects are 0 together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JointTest {
    /// Wald's statistic.
    pub statistic: f64,
    /// How many effects are tested.
    pub df: f64,
    /// P-value; by the chi-square law, or with clusters by Hotelling's (F with `df` and clusters − `df`).
    pub p: f64,
}

/// An interval a period such that all hold together.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// How many standard errors on each side; at least that of a single interval.
    pub critical: f64,
    /// Ends of each interval, in the order of the aggregate; `None` where there is no standard error.
    pub intervals: Vec<Option<(f64, f64)>>,
}

/// What is left of the overall effect if trends were not parallel.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// Largest departure from parallel trends from one period to the next before adoption.
    pub largest_before: f64,
    /// How many times that departure, each period after adoption, at which the interval first includes 0: 0 if it
    /// already does, infinite if nothing departed before.
    pub breakdown: f64,
    /// The interval for the multiples that were asked for.
    pub rows: Vec<SensitivityRow>,
}

/// One row of a sensitivity analysis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SensitivityRow {
    /// Multiple of the largest departure before adoption.
    pub multiple: f64,
    /// Lower end of the interval of the overall effect.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl GroupTime {
    /// Whether all effects before adoption are 0: Wald's test on the cells before adoption.
    ///
    /// Not to reject is no proof of parallel trends, least of all with few units. `Ok(None)` where no period before
    /// adoption has a standard error.
    ///
    /// Agrees with csdid 0.4.3 `MP["W"]` to 1e-9.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`] with no more units or clusters than cells; [`Fault::Collinear`] if cells say the same thing.
    pub fn pre_trend(&self, anticipation: f64) -> Result<Option<JointTest>, Fault> {
        let mut effects = Vec::new();
        let mut influence = Vec::new();
        for (cell, row) in self.cells.iter().zip(&self.row) {
            if let (true, Some(att), Some(_), Some(row)) =
                (cell.time < cell.group - anticipation, cell.att, cell.se, *row)
            {
                effects.push(att);
                influence.push(self.by_cluster(&self.influence[row]).into_owned());
            }
        }
        if effects.is_empty() {
            return Ok(None);
        }
        let tests = effects.len();
        let independent = influence[0].len();
        if independent <= tests {
            return Err(Fault::too_few(
                if self.clusters.is_some() { "cluster" } else { "unit" },
                independent,
                tests + 1,
            ));
        }
        #[expect(clippy::cast_precision_loss, reason = "numbers of units, clusters and cells")]
        let (n, groups, df) = (self.units as f64, independent as f64, tests as f64);
        // Effects are divided by their standard errors, so that units of the outcome do not matter to the rank.
        let scale: Vec<f64> =
            influence.iter().map(|it| it.iter().map(|it| it * it).sum::<f64>().sqrt() / n).collect();
        let correlation = DMatrix::from_fn(tests, tests, |i, j| {
            influence[i].iter().zip(&influence[j]).map(|(a, b)| a * b).sum::<f64>()
                / n
                / n
                / scale[i]
                / scale[j]
        });
        let z = DVector::from_fn(tests, |it, _| effects[it] / scale[it]);
        let factor = nalgebra::Cholesky::new(correlation).ok_or_else(|| Fault::collinear("time"))?;
        if (0..tests).any(|it| factor.l_dirty()[(it, it)].powi(2) < 1e-12) {
            return Err(Fault::collinear("time"));
        }
        let statistic = z.dot(&factor.solve(&z));
        let p = if self.clusters.is_some() {
            // The variance is divided by the number of clusters, not one less, as Hotelling's T² would have it.
            f_sf(statistic * (groups - df) / (df * groups), df, groups - df)
        } else {
            chi_square_sf(statistic, df)
        };
        Ok(Some(JointTest { statistic, df, p }))
    }
}

/// Intervals of all parts of an aggregate that hold together with probability `1 − alpha`.
///
/// - **Takes** the effects and the aggregate made from them; `draws` of the multiplier bootstrap (999 is usual), `seed`.
/// - **Gives** the `1 − alpha` quantile of the largest |t| among parts, under random signs of units (or of clusters), never
///   below the value of a single interval. The same seed gives the same band.
/// - **Assumes** enough independent units: with fewer than about 10 clusters the signs take few values.
///
/// # Errors
///
/// [`Fault::OutOfRange`] of `alpha` or `draws`; [`Fault::NoVariance`] if no part has a standard error.
///
/// # Source
///
/// Callaway and Sant'Anna 2021, algorithm 1.
pub fn uniform_band(
    effects: &GroupTime,
    aggregate: &Aggregate,
    alpha: f64,
    draws: usize,
    seed: u64,
) -> Result<Band, Fault> {
    check_range("alpha", alpha, 1e-6, 1.0 - 1e-6)?;
    #[expect(clippy::cast_precision_loss, reason = "at most 100,000")]
    check_range("draws", draws.min(DRAWS_MAX + 1) as f64, 99.0, DRAWS_MAX as f64)?;
    #[expect(clippy::cast_precision_loss, reason = "a number of units")]
    let n = effects.units as f64;
    let mut scaled: Vec<Vec<f64>> = Vec::new();
    for (effect, influence) in aggregate.effects.iter().zip(&aggregate.influence) {
        if let Some(se) = effect.se {
            scaled.push(effects.by_cluster(influence).iter().map(|it| it / (n * se)).collect());
        }
    }
    let Some(independent) = scaled.first().map(Vec::len) else { return Err(Fault::no_variance("y")) };
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut signs = vec![1.0; independent];
    let mut largest: Vec<f64> = Vec::with_capacity(draws);
    for _ in 0..draws {
        for chunk in signs.chunks_mut(64) {
            let mut bits = random.next_u64();
            for sign in chunk {
                *sign = if bits & 1 == 1 { 1.0 } else { -1.0 };
                bits >>= 1;
            }
        }
        let most = scaled
            .iter()
            .map(|row| row.iter().zip(&signs).map(|(value, sign)| value * sign).sum::<f64>().abs())
            .fold(0.0, f64::max);
        largest.push(most);
    }
    largest.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place among the draws"
    )]
    let place = (((draws + 1) as f64 * (1.0 - alpha)).ceil() as usize).clamp(1, draws) - 1;
    let df = effects.degrees_of_freedom();
    if df < 1.0 {
        return Err(Fault::too_few("cluster", 1, 2));
    }
    let critical = largest[place].max(t_quantile(1.0 - alpha / 2.0, df));
    let interval = |it: &Effect| it.se.map(|se| (it.value - critical * se, it.value + critical * se));
    Ok(Band { critical, intervals: aggregate.effects.iter().map(interval).collect() })
}

/// How far from parallel trends may be before the overall effect of an event study is gone.
///
/// - **Takes** an event study ([`GroupTime::by_exposure`]), whether its reference period is universal, the multiples M
///   to print, and `alpha`.
/// - **Gives** for each M the interval of the overall effect, widened by the largest bias that there is if trends depart
///   in each period after adoption by at most M times the largest departure between two neighbouring periods before,
///   and the M at which it first includes 0. A departure accumulates: the e-th period after adoption may be off by
///   (e + 1)·M·largest.
/// - **Assumes**: a simplification of Rambachan and Roth's relative magnitudes. The largest departure is taken as it was
///   estimated, which makes it too large on average where trends are parallel, and its own error is not added; their
///   conditional test, a linear program, is sharper and is not done here.
///
/// # Errors
///
/// [`Fault::TooFew`] without a period before adoption (two with a universal reference); [`Fault::NoVariance`];
/// [`Fault::OutOfRange`] of `alpha` or a multiple.
///
/// # Source
///
/// After Rambachan and Roth 2023, section 2.4.1.
pub fn sensitivity(
    study: &Aggregate,
    is_universal: bool,
    multiples: &[f64],
    alpha: f64,
) -> Result<Sensitivity, Fault> {
    for multiple in multiples {
        check_range("multiples", *multiple, 0.0, 1e6)?;
    }
    let before: Vec<f64> =
        study.keys.iter().zip(&study.effects).filter(|it| *it.0 < 0.0).map(|it| it.1.value).collect();
    // With a varying reference each effect before is already a difference between neighbours.
    let departures: Vec<f64> =
        if is_universal { before.windows(2).map(|pair| pair[1] - pair[0]).collect() } else { before };
    if departures.is_empty() {
        return Err(Fault::too_few("time", 0, 1));
    }
    let largest_before = departures.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
    let interval = study.overall.interval(alpha)?;
    // Mean over periods after adoption of how many departures have accumulated.
    let after = study.keys.iter().filter(|it| **it >= 0.0).count();
    #[expect(clippy::cast_precision_loss, reason = "a number of periods")]
    let accumulated = f64::midpoint(after as f64, 1.0);
    let bias = |multiple: f64| multiple * largest_before * accumulated;
    let distance = if interval.low > 0.0 {
        interval.low
    } else if interval.high < 0.0 {
        -interval.high
    } else {
        0.0
    };
    let breakdown = if distance <= 0.0 {
        0.0
    } else if largest_before > 0.0 {
        distance / (largest_before * accumulated)
    } else {
        f64::INFINITY
    };
    let rows = multiples
        .iter()
        .map(|multiple| SensitivityRow {
            multiple: *multiple,
            low: interval.low - bias(*multiple),
            high: interval.high + bias(*multiple),
        })
        .collect();
    Ok(Sensitivity { largest_before, breakdown, rows })
}
