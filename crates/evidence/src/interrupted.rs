//! Interrupted time series: one series, one date at which something changed, and the question whether the series did.
//!
//! Start with [`analyse`]; [`placebo`] asks whether dates at which nothing happened look as good.
//!
//! Without a control the answer is "probable" at best: whatever else happened at that date is in the effect.
//!
//! **Invariant:** the fit is the same whatever the unit of the series; every interval says by which errors it was made.

mod series;

use nalgebra::{DMatrix, DVector};

use crate::{
    Estimate, Fault, check, check_range,
    distribution::chi_square_sf,
    glm::{Basis, Column},
};

use series::{columns, hac, prais_winsten};

/// Most points of a series.
pub const POINTS_MAX: usize = 100_000;

/// Most columns: trend, season, controls.
pub const COLUMNS_MAX: usize = 200;

/// Most dates of [`placebo`].
pub const PLACEBOS_MAX: usize = 1_000;

/// What comes again each year or week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Season<'a> {
    /// Nothing.
    None,
    /// `pairs` pairs of sine and cosine, the first of `period` points (52.18 weeks, 12 months, 7 days).
    Fourier {
        /// Points of a whole turn, more than 1; need not be whole.
        period: f64,
        /// How many pairs, fewer than half the period.
        pairs: usize,
    },
    /// One level for each name that a point has: its month, its weekday. The name that comes first is the level to which
    /// others are compared.
    Levels(&'a [u32]),
}

/// How errors that go together in time are dealt with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Autocorrelation {
    /// Least squares with the errors of Newey and West; `None` for a bandwidth of ⌊4 (n ÷ 100)^(2/9)⌋ points.
    NeweyWest {
        /// The last lag that counts.
        lags: Option<usize>,
    },
    /// Each error is a part of the one before, plus something new: generalised least squares with all points (Prais and
    /// Winsten), the part found by repetition.
    PraisWinsten,
}

/// A series and its date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Series<'a> {
    /// One value a point, points being evenly apart.
    pub values: &'a [f64],
    /// The first point after the change, from 0.
    pub change: usize,
    /// What comes again.
    pub season: Season<'a>,
    /// Series of the same points that the change cannot have touched; each is a column of the regression.
    pub controls: &'a [Column<'a>],
    /// Whether the slope may change too; without, only the level does.
    pub slope: bool,
}

/// What the change did.
#[derive(Debug, Clone, PartialEq)]
pub struct Interruption {
    /// Change of level at the first point after the change, against the line from before.
    pub level: Estimate,
    /// Change of slope, a point; `None` if it was not asked for.
    pub slope: Option<Estimate>,
    /// Average distance from the line from before, over all points after the change.
    pub average: Estimate,
    /// All coefficients: intercept, slope before, level, slope (if asked for), season, controls.
    pub coefficients: Vec<f64>,
    /// Their standard errors.
    pub se: Vec<f64>,
    /// The series as fitted, season and controls in it.
    pub fitted: Vec<f64>,
    /// The same as if nothing had changed.
    pub without_change: Vec<f64>,
    /// The part of an error that stays at the next point: as found by Prais and Winsten, else lag-1 of the residuals.
    pub rho: f64,
    /// The last lag that the errors of Newey and West count; 0 for Prais and Winsten.
    pub lags: usize,
    /// What is left to tell of autocorrelation (after transformation, for Prais and Winsten).
    pub diagnostics: Diagnostics,
}

/// Whether residuals still go together in time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Diagnostics {
    /// Durbin and Watson: 2 if errors are alone, towards 0 if each resembles the one before.
    pub durbin_watson: f64,
    /// Ljung and Box's statistic over `lags` lags.
    pub ljung_box: f64,
    /// Its p-value: small if errors go together.
    pub ljung_box_p: f64,
    /// How many lags: the least of 10 and a fifth of the points.
    pub lags: usize,
}

/// Segmented regression of a series with one change.
///
/// The model is `y_t = a + b·t + level·[t ≥ c] + slope·(t − c)·[t ≥ c] + season + controls + error`. Intervals are by
/// Student's law with points − columns degrees of freedom.
///
/// - **Takes** at least 3 points on each side of the change, and more points than columns.
/// - **Assumes** that the line from before would have gone on. With under some 50 points the errors of Newey and West
///   are too small: look at both kinds of [`Autocorrelation`].
///
/// # Errors
///
/// [`Fault::TooFew`] naming `change` for too few points on a side, `values` for too few for the columns; [`Fault::Collinear`]
/// naming what cannot be told apart; [`Fault::NoVariance`] if the line fits exactly; [`Fault::OutOfRange`] for a season or a
/// bandwidth that cannot be; [`Fault::Length`], [`Fault::NotFinite`]; [`Fault::NotConverged`] naming `rho` if errors
/// are a random walk.
///
/// # Source
///
/// J. Lopez Bernal et al., International Journal of Epidemiology 46 (2017); W. K. Newey and K. D. West, Econometrica 55
/// (1987) and Review of Economic Studies 61 (1994) for the bandwidth; S. J. Prais and C. B. Winsten (1954). Agrees with
/// statsmodels 0.15 `OLS(y, X).fit(cov_type="HAC", cov_kwds={"maxlags": L}, use_t=True)`, `GLS(y, X, sigma=ρ^|i−j|)`,
/// `durbin_watson` and `acorr_ljungbox` to 1e-9.
pub fn analyse(series: Series<'_>, errors: Autocorrelation, alpha: f64) -> Result<Interruption, Fault> {
    check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
    let points = series.values.len();
    check("values", series.values, 6)?;
    check_range("values", count(points), 6.0, count(POINTS_MAX))?;
    let after = points.saturating_sub(series.change);
    if series.change.min(after) < 3 {
        return Err(Fault::too_few("change", series.change.min(after), 3));
    }
    let design = columns(series)?;
    let width = design.len();
    if points <= width {
        return Err(Fault::too_few("values", points, width + 1));
    }
    if let Autocorrelation::NeweyWest { lags: Some(lags) } = errors {
        check_range("lags", count(lags), 0.0, count(points - 1))?;
    }
    // In a unit of its own, so that squares neither vanish nor overflow.
    let centre = series.values.iter().map(|it| it / count(points)).sum::<f64>();
    let unit = series.values.iter().fold(0.0_f64, |most, it| most.max((it - centre).abs()));
    if !unit.is_normal() || unit <= centre.abs() * 1e-13 {
        return Err(Fault::no_variance("values"));
    }
    let y = DVector::from_iterator(points, series.values.iter().map(|it| (it - centre) / unit));
    let named: Vec<Column<'_>> = design.iter().map(|(name, values)| Column::new(name, values)).collect();
    let fit = match errors {
        Autocorrelation::NeweyWest { lags } => hac(&named, &y, lags)?,
        Autocorrelation::PraisWinsten => prais_winsten(&named, &y)?,
    };
    let squares = fit.residuals.norm_squared();
    if squares <= 1e-24 * y.norm_squared() {
        return Err(Fault::no_variance("values"));
    }
    let x = DMatrix::from_fn(points, width, |row, column| design[column].1[row]);
    let mut coefficients = fit.coefficients * unit;
    coefficients[0] += centre;
    let covariance = fit.covariance * unit * unit;
    let df = count(points - width);
    let contrast = |weights: &DVector<f64>| {
        let se = weights.dot(&(&covariance * weights)).sqrt();
        Estimate::by_t(weights.dot(&coefficients), se, df, alpha)
    };
    let one = |place: usize| DVector::from_fn(width, |it, _| f64::from(u8::from(it == place)));
    // The distance of the two lines at the middle of the time after the change.
    let mut average = one(2);
    if series.slope {
        average[3] = (count(after) - 1.0) / 2.0;
    }
    let mut unchanged = coefficients.clone();
    unchanged.rows_mut(2, 1 + usize::from(series.slope)).fill(0.0);
    Ok(Interruption {
        level: contrast(&one(2))?,
        slope: if series.slope { Some(contrast(&one(3))?) } else { None },
        average: contrast(&average)?,
        fitted: (&x * &coefficients).iter().copied().collect(),
        without_change: (&x * &unchanged).iter().copied().collect(),
        se: covariance.diagonal().iter().map(|it| it.max(0.0).sqrt()).collect(),
        coefficients: coefficients.iter().copied().collect(),
        rho: fit.rho,
        lags: fit.lags,
        diagnostics: diagnostics(fit.residuals.as_slice())?,
    })
}

/// Durbin and Watson's statistic, and Ljung and Box's test over the least of 10 lags and a fifth of the points.
///
/// # Errors
///
/// [`Fault::TooFew`] naming `residuals` below 5, [`Fault::NotFinite`], [`Fault::NoVariance`] if all are zero.
///
/// # Source
///
/// J. Durbin and G. S. Watson, Biometrika 37 (1950); G. M. Ljung and G. E. P. Box, Biometrika 65 (1978).
pub fn diagnostics(residuals: &[f64]) -> Result<Diagnostics, Fault> {
    check("residuals", residuals, 5)?;
    let points = residuals.len();
    let most = residuals.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
    if !most.is_normal() {
        return Err(Fault::no_variance("residuals"));
    }
    let scaled: Vec<f64> = residuals.iter().map(|it| it / most).collect();
    let squares: f64 = scaled.iter().map(|it| it * it).sum();
    let steps: f64 = scaled.windows(2).map(|it| (it[1] - it[0]) * (it[1] - it[0])).sum();
    // The autocorrelations of Ljung and Box are about the mean.
    let mean = scaled.iter().sum::<f64>() / count(points);
    let centred: Vec<f64> = scaled.iter().map(|it| it - mean).collect();
    let spread: f64 = centred.iter().map(|it| it * it).sum();
    if spread <= squares * 1e-24 {
        return Err(Fault::no_variance("residuals"));
    }
    let lags = (points / 5).min(10);
    let mut sum = 0.0;
    for lag in 1..=lags {
        let together: f64 = centred[lag..].iter().zip(&centred).map(|(a, b)| a * b).sum();
        sum += (together / spread).powi(2) / count(points - lag);
    }
    let ljung_box = count(points) * (count(points) + 2.0) * sum;
    Ok(Diagnostics {
        durbin_watson: steps / squares,
        ljung_box,
        ljung_box_p: chi_square_sf(ljung_box, count(lags)),
        lags,
    })
}

/// The effects that are found at dates at which nothing happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Placebo {
    /// The dates (first points after), and the average effect found at each.
    pub dates: Vec<(usize, Estimate)>,
    /// The share of them whose |t| is at least that of the true date; the least it could be is 0, and it says nothing
    /// under some 20 dates.
    pub share_larger: f64,
}

/// Repeats the analysis at `many` dates before the true one, evenly apart, on the points before the true one alone.
///
/// What is compared is the |t| of the average effect. Each false date keeps a quarter of the points before on each side
/// (and 3 at least), so that the dates nearest to the ends, where lines are ill known, are not counted as evidence.
///
/// # Errors
///
/// As [`analyse`]; [`Fault::TooFew`] naming `change` if no false date has room; [`Fault::OutOfRange`] naming `many`.
pub fn placebo(
    series: Series<'_>,
    errors: Autocorrelation,
    alpha: f64,
    many: usize,
) -> Result<Placebo, Fault> {
    check_range("many", count(many), 1.0, count(PLACEBOS_MAX))?;
    let truth = analyse(series, errors, alpha)?;
    let before = series.change;
    let margin = (before / 4).max(3);
    if before < 2 * margin {
        return Err(Fault::too_few("change", before, 2 * margin));
    }
    let room = before - 2 * margin;
    let mut places: Vec<usize> =
        (0..many).map(|it| if many == 1 { before / 2 } else { margin + it * room / (many - 1) }).collect();
    places.dedup();
    let controls: Vec<Column<'_>> =
        series.controls.iter().map(|it| Column::new(it.name, &it.values[..before])).collect();
    let mut dates = Vec::with_capacity(places.len());
    for change in places {
        let part = Series {
            values: &series.values[..before],
            change,
            season: match series.season {
                Season::Levels(levels) => Season::Levels(&levels[..before]),
                season => season,
            },
            controls: &controls,
            slope: series.slope,
        };
        dates.push((change, analyse(part, errors, alpha)?.average));
    }
    let t = |it: &Estimate| (it.value / it.se).abs();
    let larger = dates.iter().filter(|it| t(&it.1) >= t(&truth.average)).count();
    Ok(Placebo { share_larger: count(larger) / count(dates.len()), dates })
}

/// Least squares of `y` on the columns: coefficients, orthonormal basis, residuals.
fn least_squares(
    columns: &[Column<'_>],
    y: &DVector<f64>,
) -> Result<(DVector<f64>, Basis, DVector<f64>), Fault> {
    let basis = Basis::new(columns)?;
    let coordinates = basis.columns.tr_mul(y);
    let residuals = y - &basis.columns * &coordinates;
    Ok((basis.coefficients(&coordinates), basis, residuals))
}

#[expect(clippy::cast_precision_loss, reason = "numbers of points are below 2^53")]
fn count(many: usize) -> f64 {
    many as f64
}

#[cfg(test)]
mod tests;
