//! One random intercept an office, by restricted maximum likelihood: the ratio of the variances is found first, all
//! else follows from it.

use nalgebra::{DMatrix, DVector, Matrix2};

use crate::{Fault, linear::symmetric_power};

use super::gram::{Gram, Inverted, invert};

/// Least part of a column that the others may leave.
const COLLINEAR: f64 = 1e-10;

/// The greatest ratio of variances (between ÷ within) that is looked at.
const RATIO_MAX: f64 = 1e10;

/// Places of the first look at the derivative, evenly apart in the logarithm of the ratio.
const PLACES: u32 = 46;

/// The model at one ratio of variances; variances in units of the residual one.
pub(super) struct Fit {
    /// Variance between offices ÷ variance within.
    pub(super) ratio: f64,
    pub(super) coefficients: DVector<f64>,
    /// (X' V⁻¹ X)⁻¹.
    pub(super) inverse: DMatrix<f64>,
    /// Residual variance.
    pub(super) variance: f64,
    /// −2 × restricted log-likelihood.
    pub(super) criterion: f64,
    /// Derivative of the criterion by the ratio.
    slope: f64,
    /// Σ of the residuals of each office ÷ (1 + size × ratio).
    sums: Vec<f64>,
}

/// What intervals are made of, in units of the residual variance.
pub(super) struct Inference {
    /// Covariance adjusted by Kenward and Roger.
    pub(super) adjusted: DMatrix<f64>,
    /// −Φ P Φ for the variance between and for the residual one.
    pub(super) slopes: [DMatrix<f64>; 2],
    /// Covariance of the two variances, by the expected information.
    pub(super) variances: Matrix2<f64>,
    /// Derivatives of the covariance by theta and, times the residual standard deviation, by it.
    pub(super) jacobian: [DMatrix<f64>; 2],
    /// Covariance of theta and of the residual standard deviation (÷ itself), by the observed information.
    pub(super) parameters: Matrix2<f64>,
}

/// The fit whose ratio is the best, and its inference. Columns from `effects` on are those of the treatment.
pub(super) fn solve(gram: &Gram, rows: f64, effects: usize) -> Result<(Fit, Inference), Fault> {
    let named = |place: usize| Fault::collinear(if place < effects { "period" } else { "treat" });
    invert(&gram.information(0.0), COLLINEAR).map_err(named)?;
    let at = |ratio| at(gram, rows, ratio);
    let none = at(0.0).ok_or_else(|| Fault::no_variance("y"))?;
    // Where offices' own means are sums of the columns, nothing is left to tell their variance from.
    let told = gram.clusters.iter().map(|it| it.size - it.sums.dot(&(&none.inverse * &it.sums))).sum::<f64>();
    if told <= COLLINEAR * rows {
        return Err(Fault::collinear("cluster"));
    }
    // Where columns explain all that there is within offices, the ratio grows without end.
    let explained = symmetric_power(&gram.within, -1.0) * &gram.within_outcome;
    if gram.residual(&explained) <= 1e-20 * gram.within_squares {
        return Err(Fault::no_variance("y"));
    }
    // Every place where the derivative turns from down to up is a minimum; the first may be at 0.
    let mut best: Option<Fit> = None;
    let mut keep = |it: Fit| {
        if best.as_ref().is_none_or(|best| it.criterion < best.criterion) {
            best = Some(it);
        }
    };
    let mut before = (0.0, none.slope);
    if none.slope >= 0.0 {
        keep(none);
    }
    let average = rows / super::count(gram.clusters.len());
    let (low, high) = ((1e-9 / average).ln(), RATIO_MAX.ln());
    for place in 0..=PLACES {
        let ratio = (low + (high - low) * f64::from(place) / f64::from(PLACES)).exp();
        let Some(here) = at(ratio) else { break };
        if before.1 < 0.0 && here.slope >= 0.0 {
            keep(root(&at, before, (ratio, here.slope)).ok_or_else(|| Fault::not_converged("theta"))?);
        }
        before = (ratio, here.slope);
    }
    // Without a turn the ratio grows without end: nothing is left within offices.
    let best = best.ok_or_else(|| Fault::no_variance("y"))?;
    let inference = infer(gram, rows, &best)?;
    Ok((best, inference))
}

fn at(gram: &Gram, rows: f64, ratio: f64) -> Option<Fit> {
    let information = gram.information(ratio);
    let Inverted { inverse, log_determinant } = invert(&information, 0.0).ok()?;
    let mut right = gram.within_outcome.clone();
    let mut squares = gram.within_squares;
    let mut log_variance = 0.0;
    for cluster in &gram.clusters {
        let weight = 1.0 / (cluster.size * (1.0 + cluster.size * ratio));
        right.axpy(weight * cluster.total, &cluster.sums, 1.0);
        squares += weight * cluster.total * cluster.total;
        log_variance += (cluster.size * ratio).ln_1p();
    }
    let mut coefficients = &inverse * &right;
    // One step of refinement: the search for the root needs all digits.
    let rest = &right - &information * &coefficients;
    coefficients += &inverse * rest;
    let mut residual = gram.residual(&coefficients);
    let mut slope = 0.0;
    let mut drift = 0.0;
    let mut sums = Vec::with_capacity(gram.clusters.len());
    for cluster in &gram.clusters {
        let shrink = 1.0 / (1.0 + cluster.size * ratio);
        let sum = cluster.total - cluster.sums.dot(&coefficients);
        residual += sum * sum * shrink / cluster.size;
        let left = sum * shrink;
        drift += left * left;
        let spread = cluster.sums.dot(&(&inverse * &cluster.sums)) * shrink * shrink;
        slope += cluster.size * shrink - spread;
        sums.push(left);
    }
    let freedom = rows - super::count(inverse.nrows());
    if residual.is_nan() || residual <= 1e-26 * squares {
        return None;
    }
    let variance = residual / freedom;
    let criterion =
        log_variance + log_determinant + freedom * (1.0 + (2.0 * std::f64::consts::PI * variance).ln());
    slope -= drift / variance;
    slope.is_finite().then_some(Fit { ratio, coefficients, inverse, variance, criterion, slope, sums })
}

/// Where the derivative is zero, by the secant with halved ends (Illinois) and halving where that is slow.
fn root(at: &impl Fn(f64) -> Option<Fit>, low: (f64, f64), high: (f64, f64)) -> Option<Fit> {
    let (mut low, mut high) = (low, high);
    let mut side = 0;
    for step in 0..200 {
        let width = high.0 - low.0;
        let secant = (low.0 * high.1 - high.0 * low.1) / (high.1 - low.1);
        let middle = if step % 4 == 3 || !(low.0..=high.0).contains(&secant) {
            f64::midpoint(low.0, high.0)
        } else {
            secant
        };
        let here = at(middle)?;
        if width <= 4.0 * f64::EPSILON * high.0 || middle <= low.0 || middle >= high.0 || here.slope == 0.0 {
            return Some(here);
        }
        if here.slope < 0.0 {
            low = (middle, here.slope);
            if side == -1 {
                high.1 *= 0.5;
            }
            side = -1;
        } else {
            high = (middle, here.slope);
            if side == 1 {
                low.1 *= 0.5;
            }
            side = 1;
        }
    }
    at(f64::midpoint(low.0, high.0))
}

/// Kenward and Roger's adjustment with both variances as parameters, whatever their estimates, and the observed
/// information of (theta, residual standard deviation).
fn infer(gram: &Gram, rows: f64, fit: &Fit) -> Result<Inference, Fault> {
    let shrink = |size: f64| 1.0 / (1.0 + size * fit.ratio);
    let inverse = &fit.inverse;
    // X' V⁻¹ D V⁻¹ X and its like: D is the derivative of V by a variance, all ones within an office (between) or I (within).
    let slope_between = gram.between(|size| shrink(size).powi(2));
    let slope_within = &gram.within + gram.between(|size| shrink(size).powi(2) / size);
    let second_between = gram.between(|size| size * shrink(size).powi(3));
    let second_mixed = gram.between(|size| shrink(size).powi(3));
    let second_within = &gram.within + gram.between(|size| shrink(size).powi(3) / size);
    let (mut trace_between, mut trace_mixed, mut trace_within) =
        (0.0, 0.0, rows - super::count(gram.clusters.len()));
    for cluster in &gram.clusters {
        let shrink = shrink(cluster.size);
        trace_between += (cluster.size * shrink).powi(2);
        trace_mixed += cluster.size * shrink * shrink;
        trace_within += shrink * shrink;
    }
    let turned_between = inverse * &slope_between;
    let turned_within = inverse * &slope_within;
    let expected = |trace: f64, second: &DMatrix<f64>, a: &DMatrix<f64>, b: &DMatrix<f64>| {
        trace - 2.0 * inverse.dot(second) + a.dot(&b.transpose())
    };
    let information = Matrix2::new(
        expected(trace_between, &second_between, &turned_between, &turned_between),
        expected(trace_mixed, &second_mixed, &turned_between, &turned_within),
        expected(trace_mixed, &second_mixed, &turned_between, &turned_within),
        expected(trace_within, &second_within, &turned_within, &turned_within),
    );
    let variances = 2.0 * invert_two(&information).ok_or_else(|| Fault::no_variance("y"))?;
    let lost = |second: &DMatrix<f64>, a: &DMatrix<f64>, b: &DMatrix<f64>| second - a * inverse * b;
    let cross = lost(&second_mixed, &slope_between, &slope_within);
    let adjustment = lost(&second_between, &slope_between, &slope_between) * variances[(0, 0)]
        + (&cross + cross.transpose()) * variances[(0, 1)]
        + lost(&second_within, &slope_within, &slope_within) * variances[(1, 1)];
    let adjusted = inverse + inverse * adjustment * inverse * 2.0;
    let change_between = inverse * &slope_between * inverse;
    let change_within = inverse * &slope_within * inverse;

    // Second derivatives of the criterion in (theta, residual standard deviation), the latter in units of itself.
    let freedom = rows - super::count(inverse.nrows());
    let theta = fit.ratio.sqrt();
    let mut curve = -turned_between.dot(&turned_between.transpose()) + 2.0 * inverse.dot(&second_between);
    let (mut first, mut second) = (0.0, 0.0);
    let mut pull = DVector::zeros(inverse.nrows());
    for (cluster, sum) in gram.clusters.iter().zip(&fit.sums) {
        let shrink = shrink(cluster.size);
        curve -= (cluster.size * shrink).powi(2);
        first -= sum * sum;
        second += 2.0 * sum * sum * cluster.size * shrink;
        pull.axpy(sum * shrink, &cluster.sums, 1.0);
    }
    second -= 2.0 * pull.dot(&(inverse * &pull));
    curve += second / fit.variance;
    let curvature = Matrix2::new(
        2.0 * fit.slope.max(0.0) + 4.0 * fit.ratio * curve,
        -4.0 * theta * first / fit.variance,
        -4.0 * theta * first / fit.variance,
        4.0 * freedom,
    );
    let parameters = 2.0 * invert_two(&curvature).ok_or_else(|| Fault::not_converged("theta"))?;
    Ok(Inference {
        adjusted,
        jacobian: [&change_between * (2.0 * theta), inverse * 2.0],
        slopes: [change_between, change_within],
        variances,
        parameters,
    })
}

/// The inverse of a positive 2 × 2 matrix, its pseudo-inverse where one direction is empty.
fn invert_two(matrix: &Matrix2<f64>) -> Option<Matrix2<f64>> {
    let scale = [matrix[(0, 0)].abs().sqrt(), matrix[(1, 1)].abs().sqrt()];
    if !scale[1].is_normal() {
        return None;
    }
    let scale = if scale[0].is_normal() { scale } else { [1.0, scale[1]] };
    let scaled = Matrix2::from_fn(|i, j| matrix[(i, j)] / scale[i] / scale[j]);
    let eigen = scaled.symmetric_eigen();
    let kept = eigen.eigenvalues.map(|it| if it > 1e-10 { 1.0 / it } else { 0.0 });
    let inverse = eigen.eigenvectors * Matrix2::from_diagonal(&kept) * eigen.eigenvectors.transpose();
    Some(Matrix2::from_fn(|i, j| inverse[(i, j)] / scale[i] / scale[j]))
}
