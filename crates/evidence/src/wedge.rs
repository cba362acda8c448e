//! Stepped wedges: every office changes practice, at a date drawn by lot; what did the change do?
//!
//! Start with [`cells`] (or [`Cell::from_sums`] where only sums are known), then [`analyse`]. Before a trial see
//! [`power`], and [`schedule`] for who starts when.
//!
//! The model is that of Hussey and Hughes: outcome = period + effect of the change + office (random) + rest (random),
//! fitted by restricted maximum likelihood, with the standard errors and the degrees of freedom of Kenward and Roger,
//! which keep their level with few offices.
//!
//! **Invariant:** all that is needed of the rows are the count, the mean and the squares of each cell (office × period
//! × treatment): millions of rows cost no more than their cells.

mod gram;
mod mixed;
pub mod power;
pub mod schedule;

use std::collections::{BTreeMap, BTreeSet};

use nalgebra::{DMatrix, DVector, Matrix2};

use crate::{Estimate, Fault, check_length, check_range, real};

use gram::{Gram, Line};

/// Most columns (periods and effects).
pub const COLUMNS_MAX: usize = 250;

/// Most offices × columns²: what one step of the search costs.
pub const WORK_MAX: usize = 50_000_000;

/// The rows of one office in one period and under one treatment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Which office.
    pub cluster: usize,
    /// Which period; periods are ordered by this number.
    pub period: i64,
    /// 0 before the change and 1 after; a share while it is under way.
    pub treatment: f64,
    /// How many rows.
    pub count: u64,
    /// Their mean.
    pub mean: f64,
    /// The sum of the squares of their distances from their mean.
    pub squares: f64,
}

impl Cell {
    /// A cell of which the sum and the sum of squares are known.
    ///
    /// Sums of squares lose digits where the mean is large beside the spread: 16 digits less twice those of their ratio.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`] without a row, [`Fault::NotFinite`], [`Fault::OutOfRange`] naming `sum_squares` if it is below
    /// what the sum tells it to be at least.
    pub fn from_sums(
        cluster: usize,
        period: i64,
        treatment: f64,
        count: u64,
        sum: f64,
        sum_squares: f64,
    ) -> Result<Self, Fault> {
        if count == 0 {
            return Err(Fault::too_few("count", 0, 1));
        }
        crate::check("sum", &[sum], 1)?;
        crate::check("sum_squares", &[sum_squares], 1)?;
        let mean = sum / real(count);
        let least = mean * sum;
        check_range("sum_squares", sum_squares, least * (1.0 - 1e-9), f64::MAX)?;
        let squares = if count == 1 { 0.0 } else { (sum_squares - least).max(0.0) };
        Ok(Self { cluster, period, treatment, count, mean, squares })
    }
}

/// The cells of rows: one value of each column a row.
///
/// # Errors
///
/// [`Fault::Length`], [`Fault::NotFinite`] naming `treat` or `y`.
pub fn cells(
    cluster: &[usize],
    period: &[i64],
    treatment: &[f64],
    outcome: &[f64],
) -> Result<Vec<Cell>, Fault> {
    crate::check("y", outcome, 1)?;
    check_length("cluster", cluster.len(), outcome.len())?;
    check_length("period", period.len(), outcome.len())?;
    check_length("treat", treatment.len(), outcome.len())?;
    crate::check("treat", treatment, 1)?;
    let mut places: BTreeMap<(usize, i64, u64), usize> = BTreeMap::new();
    let mut cells: Vec<Cell> = Vec::new();
    let mut of_row = Vec::with_capacity(outcome.len());
    for row in 0..outcome.len() {
        // Adding zero makes −0 and 0 the same treatment.
        let treatment = treatment[row] + 0.0;
        let place = *places.entry((cluster[row], period[row], treatment.to_bits())).or_insert_with(|| {
            let (cluster, period) = (cluster[row], period[row]);
            cells.push(Cell { cluster, period, treatment, count: 0, mean: 0.0, squares: 0.0 });
            cells.len() - 1
        });
        let cell = &mut cells[place];
        cell.count += 1;
        cell.mean += (outcome[row] - cell.mean) / real(cell.count);
        of_row.push(place);
    }
    for (place, y) in of_row.iter().zip(outcome) {
        let cell = &mut cells[*place];
        cell.squares += (y - cell.mean) * (y - cell.mean);
    }
    Ok(cells)
}

/// What the effect may depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// One effect, from the first day on and for ever.
    Constant,
    /// One effect for each number of periods since the office changed (1 is the period of the change): a practice is
    /// learnt, or wears off, and then the constant effect can even have the wrong sign (Kenny et al. 2022).
    ByExposure,
}

/// How degrees of freedom, and with them the standard error, are corrected for few offices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// Kenward and Roger (1997): prefer it.
    KenwardRoger,
    /// Satterthwaite: the model's own standard error.
    Satterthwaite,
}

/// A fitted stepped wedge.
#[derive(Debug, Clone, PartialEq)]
pub struct Wedge {
    /// The periods in their order; all but the first have a coefficient.
    pub periods: Vec<i64>,
    /// With [`Effect::ByExposure`] the periods since the change that have an effect; else empty.
    pub exposures: Vec<usize>,
    /// How many offices.
    pub clusters: usize,
    /// How many rows.
    pub rows: u64,
    /// The standard deviation between offices ÷ that within.
    pub theta: f64,
    /// −2 × the restricted log-likelihood at its greatest.
    pub reml_criterion: f64,
    /// Variance between offices.
    pub variance_cluster: f64,
    /// Variance within offices and periods.
    pub variance_residual: f64,
    /// The share of variance between offices.
    pub icc: f64,
    /// The mean of the first period, what each other period adds, then the effect or effects of the change.
    pub coefficients: Vec<f64>,
    /// Standard errors of the coefficients as the model has them, the variances being taken as known.
    pub se: Vec<f64>,
    covariance: DMatrix<f64>,
    adjusted: DMatrix<f64>,
    /// Derivatives of the covariance by the two variances, in units of the residual variance.
    slopes: [DMatrix<f64>; 2],
    variances: Matrix2<f64>,
    /// Derivatives of the covariance by theta and by the residual standard deviation.
    jacobian: [DMatrix<f64>; 2],
    parameters: Matrix2<f64>,
}

/// Fits a stepped wedge (or any design of offices × periods, complete or not).
///
/// - **Takes** cells in any order; cells of the same office, period and treatment may come in parts.
/// - **Gives** the maximum of the restricted likelihood as the root of its derivative, not by a search of the top.
/// - **Assumes** an office's rows are alike correlated, whatever their period; effects that add to period effects.
/// - **Costs** O(cells + offices × columns²) a step, some sixty steps.
///
/// # Errors
///
/// [`Fault::TooFew`] naming `cluster` with one office only, `y` if every office has one row only or there are no more
/// rows than coefficients; [`Fault::Collinear`] naming `treat` or `period` if the effect cannot be told from periods;
/// [`Fault::NoVariance`] naming `y` if nothing varies within offices; [`Fault::OutOfRange`] above [`COLUMNS_MAX`]
/// and [`WORK_MAX`] and, with [`Effect::ByExposure`], for a treatment that is neither 0 nor 1 or that an office gives up.
///
/// # Source
///
/// M. A. Hussey and J. P. Hughes, Contemporary Clinical Trials 28 (2007); M. G. Kenward and J. H. Roger, Biometrics 53
/// (1997); A. Kenny et al., Statistics in Medicine 41 (2022). Agrees with a solution of 40 digits to 1e-9, and with R lme4
/// 1.1-31 `lmer(y ~ factor(period) + treat + (1 | cluster))`, lmerTest 3.1-3 and pbkrtest 0.5.2 to 1e-5 where lme4's
/// search reaches the top: coefficients near 0 can differ by 1e-6 of themselves, and a search that stops early by more.
pub fn analyse(cells: &[Cell], effect: Effect) -> Result<Wedge, Fault> {
    if cells.is_empty() {
        return Err(Fault::too_few("y", 0, 1));
    }
    for (place, cell) in cells.iter().enumerate() {
        let not_finite = |what: &str| Fault::NotFinite { what: what.into(), place };
        if cell.count == 0 {
            return Err(Fault::too_few("count", 0, 1));
        }
        if !cell.treatment.is_finite() {
            return Err(not_finite("treat"));
        }
        if !cell.mean.is_finite() || !cell.squares.is_finite() {
            return Err(not_finite("y"));
        }
        check_range("sum_squares", cell.squares, 0.0, f64::MAX)?;
    }
    let periods: Vec<i64> = cells.iter().map(|it| it.period).collect::<BTreeSet<_>>().into_iter().collect();
    check_range("period", count(periods.len()), 1.0, count(COLUMNS_MAX))?;
    let exposure = match effect {
        Effect::Constant => None,
        Effect::ByExposure => Some(exposures(cells, &periods)?),
    };
    let exposures: Vec<usize> = exposure
        .iter()
        .flatten()
        .copied()
        .filter(|it| *it > 0)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let effects = if effect == Effect::Constant { 1 } else { exposures.len() };
    let width = periods.len() + effects;
    if effects == 0 {
        return Err(Fault::collinear("treat"));
    }
    check_range("period", count(width), 1.0, count(COLUMNS_MAX))?;
    // Outcomes are brought to mean 0 and distances of 1, so that neither units nor a far mean cost digits.
    let rows: u64 = cells.iter().map(|it| it.count).sum();
    let centre = cells.iter().map(|it| it.mean * (real(it.count) / real(rows))).sum::<f64>();
    let spread = cells.iter().fold(0.0_f64, |most, it| {
        most.max((it.mean - centre).abs()).max((it.squares / real(it.count)).sqrt())
    });
    if !spread.is_normal() || spread <= centre.abs() * 1e-14 {
        return Err(Fault::no_variance("y"));
    }
    let lines = cells.iter().enumerate().map(|(place, cell)| {
        let mut columns = vec![(0, 1.0)];
        let period = periods.partition_point(|it| *it < cell.period);
        if period > 0 {
            columns.push((period, 1.0));
        }
        match &exposure {
            None => columns.push((periods.len(), cell.treatment)),
            Some(exposure) if exposure[place] > 0 => {
                columns.push((periods.len() + exposures.partition_point(|it| *it < exposure[place]), 1.0));
            }
            Some(_) => (),
        }
        Line {
            cluster: cell.cluster,
            columns,
            weight: real(cell.count),
            mean: (cell.mean - centre) / spread,
            squares: cell.squares / spread / spread,
        }
    });
    let gram = Gram::new(lines, width)?;
    let clusters = gram.clusters.len();
    if clusters < 2 {
        return Err(Fault::too_few("cluster", clusters, 2));
    }
    check_range("cluster", count(clusters * width * width), 1.0, count(WORK_MAX))?;
    let found = usize::try_from(rows).unwrap_or(usize::MAX);
    let least = width.max(clusters) + 1;
    if found < least {
        return Err(Fault::too_few("y", found, least));
    }
    let (fit, inference) = mixed::solve(&gram, real(rows), periods.len())?;
    let variance_residual = fit.variance * spread * spread;
    let covariance = &fit.inverse * variance_residual;
    let mut coefficients: Vec<f64> = fit.coefficients.iter().map(|it| it * spread).collect();
    coefficients[0] += centre;
    Ok(Wedge {
        exposures,
        clusters,
        rows,
        theta: fit.ratio.sqrt(),
        reml_criterion: fit.criterion + 2.0 * (real(rows) - count(width)) * spread.ln(),
        variance_cluster: fit.ratio * variance_residual,
        variance_residual,
        icc: fit.ratio / (1.0 + fit.ratio),
        se: covariance.diagonal().iter().map(|it| it.sqrt()).collect(),
        coefficients,
        periods,
        adjusted: inference.adjusted * variance_residual,
        slopes: inference.slopes,
        variances: inference.variances,
        jacobian: inference.jacobian.map(|it| it * variance_residual),
        parameters: inference.parameters,
        covariance,
    })
}

impl Wedge {
    /// The effect of the change with its interval; with [`Effect::ByExposure`], the plain average of the effects of all
    /// exposures. By Kenward and Roger.
    ///
    /// # Errors
    ///
    /// As [`Self::contrast`].
    pub fn effect(&self, alpha: f64) -> Result<Estimate, Fault> {
        let effects = self.coefficients.len() - self.periods.len();
        let mut weights = vec![0.0; self.coefficients.len()];
        weights[self.periods.len()..].fill(1.0 / count(effects));
        self.contrast(&weights, Correction::KenwardRoger, alpha)
    }

    /// The effects one by one: one for [`Effect::Constant`], else one for each of `exposures`. By Kenward and Roger.
    ///
    /// # Errors
    ///
    /// As [`Self::contrast`].
    pub fn effects(&self, alpha: f64) -> Result<Vec<Estimate>, Fault> {
        (self.periods.len()..self.coefficients.len())
            .map(|place| {
                let mut weights = vec![0.0; self.coefficients.len()];
                weights[place] = 1.0;
                self.contrast(&weights, Correction::KenwardRoger, alpha)
            })
            .collect()
    }

    /// A weighted sum of the coefficients with its interval.
    ///
    /// # Errors
    ///
    /// [`Fault::Length`] unless there is a weight for each coefficient; [`Fault::NotFinite`]; as [`Estimate::by_t`].
    pub fn contrast(&self, weights: &[f64], correction: Correction, alpha: f64) -> Result<Estimate, Fault> {
        check_length("weights", weights.len(), self.coefficients.len())?;
        crate::check("weights", weights, 1)?;
        let value = weights.iter().zip(&self.coefficients).map(|(a, b)| a * b).sum();
        let (se, df) = self.precision(weights, correction);
        Estimate::by_t(value, se, df, alpha)
    }

    /// Standard error and degrees of freedom of a weighted sum.
    pub(crate) fn precision(&self, weights: &[f64], correction: Correction) -> (f64, f64) {
        let weights = DVector::from_column_slice(weights);
        let form = |matrix: &DMatrix<f64>| weights.dot(&(matrix * &weights));
        let variance = form(&self.covariance);
        match correction {
            Correction::KenwardRoger => {
                // For one contrast the moments of Kenward and Roger meet in F with 2 ÷ A degrees of freedom, and
                // no scaling.
                let scale = self.variance_residual / variance;
                let slope = [form(&self.slopes[0]) * scale, form(&self.slopes[1]) * scale];
                let spread = quadratic(&self.variances, slope);
                (form(&self.adjusted).sqrt(), 2.0 / spread)
            }
            Correction::Satterthwaite => {
                let slope = [form(&self.jacobian[0]), form(&self.jacobian[1])];
                (variance.sqrt(), 2.0 * variance * variance / quadratic(&self.parameters, slope))
            }
        }
    }
}

fn quadratic(matrix: &Matrix2<f64>, it: [f64; 2]) -> f64 {
    matrix[(0, 0)] * it[0] * it[0] + 2.0 * matrix[(0, 1)] * it[0] * it[1] + matrix[(1, 1)] * it[1] * it[1]
}

/// For each cell the periods since its office changed, 0 before.
fn exposures(cells: &[Cell], periods: &[i64]) -> Result<Vec<usize>, Fault> {
    let mut first: BTreeMap<usize, i64> = BTreeMap::new();
    for cell in cells {
        #[expect(clippy::float_cmp, reason = "codes")]
        if cell.treatment != 0.0 && cell.treatment != 1.0 {
            return Err(Fault::out_of_range("treat", cell.treatment, 0.0, 1.0));
        }
        if cell.treatment > 0.5 {
            let first = first.entry(cell.cluster).or_insert(cell.period);
            *first = cell.period.min(*first);
        }
    }
    let place = |period: i64| periods.partition_point(|it| *it < period);
    cells
        .iter()
        .map(|cell| match first.get(&cell.cluster) {
            Some(first) if cell.period >= *first => {
                if cell.treatment < 0.5 {
                    return Err(Fault::out_of_range("treat", cell.treatment, 1.0, 1.0));
                }
                Ok(place(cell.period) - place(*first) + 1)
            }
            _ => Ok(0),
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
fn count(many: usize) -> f64 {
    many as f64
}

#[cfg(test)]
mod tests;
