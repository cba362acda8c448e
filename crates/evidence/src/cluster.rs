//! Effects where whole offices were assigned: least squares with standard errors by cluster (CR0 to CR3), degrees of
//! freedom after Satterthwaite, joint tests.
//!
//! Start with [`offices::effect`] for a trial, or with [`ClusterFit::new`] for any regression, then
//! [`ClusterFit::effect`]. With few offices a usual standard error finds effects that are not there; CR2 with these
//! degrees of freedom holds its level from about 6 offices an arm.
//!
//! **Invariant:** a fit keeps p×p and p×1 objects for each cluster, never n×n: with `Q` an orthonormal basis of the
//! columns and `M = Q_g'Q_g`, the correction `(1 − H_gg)^(-1/2)` applied to `Q_g` is `Q_g·(1 − M)^(-1/2)`.

pub mod offices;
mod products;

use std::collections::HashMap;

use nalgebra::{DMatrix, DVector};

pub use products::Products;

use crate::{
    Estimate, Fault, check, check_length,
    distribution::f_sf,
    linear::{Orthogonal, orthogonal},
    robust::{JointTest, ROUNDING, checked_constraints, in_units, real, wald},
};

/// Most columns of a fit: the eigenvalues of a p×p matrix are taken once a cluster.
pub const COLUMNS_MAX: usize = 500;

/// Most numbers kept for all clusters together, p² each.
const KEPT_MAX: usize = 50_000_000;

/// Under this, `1 − λ` counts as zero: the cluster alone decides a coefficient, as its own dummy does.
const ALONE: f64 = 1e-12;

/// Which correction the residuals of a cluster get before they are squared. `H` is the part of the hat matrix that
/// belongs to the cluster, G the clusters, N the rows, p the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClusterRobust {
    /// None (Liang and Zeger 1986).
    Cr0,
    /// `G ÷ (G − 1)`.
    Cr1,
    /// `G(N − 1) ÷ ((G − 1)(N − p))`, the default of Stata.
    Cr1s,
    /// `(1 − H)^(-1/2)`: unbiased where rows are independent (Bell and `McCaffrey` 2002).
    Cr2,
    /// `(1 − H)⁻¹`: close to the jackknife.
    Cr3,
}

/// One cluster, in the orthonormal basis of the columns.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// `M = Q_g'Q_g`.
    pub(crate) gram: DMatrix<f64>,
    /// `Q_g'e_g`, in units of the outcome's scale.
    pub(crate) score: DVector<f64>,
    /// `(1 − M)^(-1/2)`, where `1 − M` is singular its pseudo-inverse root.
    adjustment: DMatrix<f64>,
    /// Whether `1 − M` is singular.
    alone: bool,
}

/// A least squares fit with rows in clusters.
#[derive(Debug, Clone)]
pub struct ClusterFit {
    coefficients: DVector<f64>,
    root: DMatrix<f64>,
    parts: Vec<Part>,
    rows: usize,
    unit: f64,
}

impl ClusterFit {
    /// Fits `y` by the columns of `x` (which hold the constant, if there shall be one); `cluster` says which rows belong
    /// together, by any number.
    ///
    /// - **Takes** n rows and p ≤ [`COLUMNS_MAX`] columns, any units; time O(n·p² + G·p³).
    /// - **Assumes** clusters independent of each other; within a cluster anything.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`] for fewer than two clusters or not more rows than columns; [`Fault::Length`];
    /// [`Fault::NotFinite`]; [`Fault::Collinear`]; [`Fault::NoVariance`] if the columns tell `y` exactly;
    /// [`Fault::OutOfRange`] for more columns, or columns times clusters, than can be kept.
    ///
    /// # Source
    ///
    /// Bell and `McCaffrey` 2002; Pustejovsky and Tipton 2018. Agrees with `clubSandwich` 0.5.8 `vcovCR`, `coef_test` and
    /// `Wald_test` to 1e-9.
    pub fn new(x: &DMatrix<f64>, y: &[f64], cluster: &[usize]) -> Result<Self, Fault> {
        Self::of_rows(x, y, cluster, 0)
    }

    /// The same with a weight a row, for instance how many contacts an office's mean is made of.
    ///
    /// Rows are multiplied by the root of their weight. CR2 is then unbiased where the variance of a row is
    /// proportional to 1 ÷ weight.
    ///
    /// # Errors
    ///
    /// As [`Self::new`]; [`Fault::OutOfRange`] for a weight that is not positive.
    pub fn weighted(x: &DMatrix<f64>, y: &[f64], weights: &[f64], cluster: &[usize]) -> Result<Self, Fault> {
        check("weights", weights, 1)?;
        check_length("weights", weights.len(), x.nrows())?;
        check("y", y, 1)?;
        check_length("y", y.len(), x.nrows())?;
        if let Some(it) = weights.iter().find(|it| **it <= 0.0) {
            return Err(Fault::out_of_range("weights", *it, f64::MIN_POSITIVE, f64::MAX));
        }
        let roots: Vec<f64> = weights.iter().map(|it| it.sqrt()).collect();
        let x = DMatrix::from_fn(x.nrows(), x.ncols(), |i, j| x[(i, j)] * roots[i]);
        let y: Vec<f64> = y.iter().zip(&roots).map(|(it, root)| it * root).collect();
        Self::of_rows(&x, &y, cluster, 0)
    }

    /// The same with a level of its own for each cluster (fixed effects), without a column for each: `x` holds neither
    /// the constant nor anything that is constant within clusters.
    ///
    /// The variances of the coefficients of `x` are those with dummies for the clusters.
    ///
    /// # Errors
    ///
    /// As [`Self::new`]; [`Fault::Collinear`] if a column does not vary within clusters.
    ///
    /// # Source
    ///
    /// Pustejovsky and Tipton 2018, theorem 2.
    pub fn within(x: &DMatrix<f64>, y: &[f64], cluster: &[usize]) -> Result<Self, Fault> {
        check("y", y, 1)?;
        check_length("y", y.len(), x.nrows())?;
        check_length("cluster", cluster.len(), x.nrows())?;
        let (place, clusters) = places(cluster);
        let mut counts = vec![0.0; clusters];
        for it in &place {
            counts[*it] += 1.0;
        }
        let centre = |values: &mut [f64]| {
            let mut sums = vec![0.0; clusters];
            values.iter().zip(&place).for_each(|(value, it)| sums[*it] += value);
            values.iter_mut().zip(&place).for_each(|(value, it)| *value -= sums[*it] / counts[*it]);
        };
        let mut x = x.clone();
        for mut column in x.column_iter_mut() {
            let mut values: Vec<f64> = column.iter().copied().collect();
            let largest = column.amax();
            centre(&mut values);
            if values.iter().all(|it| it.abs() <= 1e-12 * largest) {
                return Err(Fault::collinear("columns"));
            }
            column.copy_from_slice(&values);
        }
        let mut y = y.to_vec();
        centre(&mut y);
        Self::of_rows(&x, &y, cluster, clusters)
    }

    /// `levels`: how many coefficients were taken out before.
    fn of_rows(x: &DMatrix<f64>, y: &[f64], cluster: &[usize], levels: usize) -> Result<Self, Fault> {
        let (rows, width) = x.shape();
        check("y", y, width + levels + 1)?;
        check_length("y", y.len(), rows)?;
        check_length("cluster", cluster.len(), rows)?;
        if width > COLUMNS_MAX {
            return Err(Fault::out_of_range("columns", real(width), 1.0, real(COLUMNS_MAX)));
        }
        let (place, clusters) = places(cluster);
        check_size(width, clusters)?;
        let Orthogonal { basis, root } = orthogonal(x)?;
        let (unit, outcome) = in_units(y);
        let first = basis.tr_mul(&outcome);
        let left = &outcome - &basis * &first;
        let more = basis.tr_mul(&left);
        let residuals = left - &basis * &more;
        if residuals.norm() <= ROUNDING * outcome.norm() {
            return Err(Fault::no_variance("y"));
        }
        let mut sums = vec![(DMatrix::zeros(width, width), DVector::zeros(width)); clusters];
        let mut row = vec![0.0; width];
        for (number, it) in place.iter().enumerate() {
            let (gram, score): &mut (DMatrix<f64>, DVector<f64>) = &mut sums[*it];
            for (column, value) in row.iter_mut().enumerate() {
                *value = basis[(number, column)];
            }
            for i in 0..width {
                score[i] += row[i] * residuals[number];
                for j in i..width {
                    gram[(j, i)] += row[i] * row[j];
                }
            }
        }
        let parts = sums.into_iter().map(|(gram, score)| Part::new(gram, score)).collect();
        Ok(Self { coefficients: &root * (first + more), root, parts, rows, unit })
    }

    /// The coefficients, in the order of the columns.
    pub fn coefficients(&self) -> Vec<f64> {
        self.coefficients.iter().map(|it| it * self.unit).collect()
    }

    /// How many clusters there are.
    pub fn clusters(&self) -> usize {
        self.parts.len()
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Standard errors of the coefficients.
    ///
    /// # Errors
    ///
    /// [`Fault::NoEstimate`] for CR3 if a cluster alone decides a coefficient: without it there is none.
    pub fn standard_errors(&self, kind: ClusterRobust) -> Result<Vec<f64>, Fault> {
        let covariance = self.covariance(kind)?;
        Ok(covariance.diagonal().iter().map(|it| it.max(0.0).sqrt() * self.unit).collect())
    }

    /// `Σ contrast · coefficients` with its CR2 standard error, Satterthwaite's degrees of freedom
    /// `(tr P)² ÷ tr P²`, the interval at `1 − alpha` and the p-value.
    ///
    /// `P` is the matrix of the quadratic form that the variance is, under rows of equal variance.
    ///
    /// # Errors
    ///
    /// [`Fault::Length`], [`Fault::NotFinite`] for the contrast; [`Fault::OutOfRange`] for `alpha`;
    /// [`Fault::NoVariance`] if clusters leave no variance to be seen.
    pub fn effect(&self, contrast: &[f64], alpha: f64) -> Result<Estimate, Fault> {
        let direction = self.direction(contrast)?;
        let (forms, lengths) = self.forms(&direction);
        // Each entry of P is a product of two clusters'; the diagonal has one more part.
        let diagonal: Vec<f64> = forms
            .iter()
            .zip(&lengths)
            .map(|(form, length)| (length - form.norm_squared()).max(0.0))
            .collect();
        let trace: f64 = diagonal.iter().sum();
        let outer = forms.iter().fold(DMatrix::zeros(direction.len(), direction.len()), |mut sum, it| {
            sum.ger(1.0, it, it, 1.0);
            sum
        });
        let off = outer.norm_squared() - forms.iter().map(|it| it.norm_squared().powi(2)).sum::<f64>();
        let squares = diagonal.iter().map(|it| it * it).sum::<f64>() + off.max(0.0);
        if trace.is_nan() || trace <= ALONE * direction.norm_squared() {
            return Err(Fault::no_variance("cluster"));
        }
        let variance: f64 =
            self.parts.iter().map(|it| it.score.dot(&(&it.adjustment * &direction)).powi(2)).sum();
        let value = self.contrast_value(contrast);
        let se = variance.sqrt() * self.unit;
        Estimate::by_t(value, se, trace * trace / squares, alpha)
    }

    /// The same for one coefficient.
    ///
    /// # Errors
    ///
    /// As [`Self::effect`]; [`Fault::OutOfRange`] if there is no such column.
    pub fn coefficient(&self, column: usize, alpha: f64) -> Result<Estimate, Fault> {
        let width = self.coefficients.len();
        if column >= width {
            return Err(Fault::out_of_range("column", real(column), 0.0, real(width - 1)));
        }
        let mut contrast = vec![0.0; width];
        contrast[column] = 1.0;
        self.effect(&contrast, alpha)
    }

    /// The test that `constraints · coefficients = 0` (q rows, one a constraint): Hotelling's T² approximated as
    /// `(η − q + 1) ÷ (η·q)·Q ~ F(q, η − q + 1)`, with η from the variance of the CR2 matrix (HTZ).
    ///
    /// With too few clusters for q constraints, `df_denom` is not positive, `f` is 0 and `p` is NaN: nothing can be
    /// tested.
    ///
    /// # Errors
    ///
    /// [`Fault::Length`], [`Fault::NotFinite`], [`Fault::OutOfRange`], [`Fault::Collinear`] for the constraints;
    /// [`Fault::NoVariance`].
    ///
    /// # Source
    ///
    /// Pustejovsky and Tipton 2018, section 3.2. Agrees with `clubSandwich` 0.5.8 `Wald_test(test = "HTZ")` to 1e-9.
    pub fn joint(&self, constraints: &DMatrix<f64>) -> Result<JointTest, Fault> {
        self.joint_shifted(constraints, &vec![0.0; constraints.nrows()])
    }

    /// The test that `constraints · coefficients + shifts = 0`. Rows of constraints have 1 as their largest number.
    pub(crate) fn joint_shifted(
        &self,
        constraints: &DMatrix<f64>,
        shifts: &[f64],
    ) -> Result<JointTest, Fault> {
        let width = self.coefficients.len();
        let constraints = checked_constraints(constraints, width)?;
        let count = constraints.nrows();
        let covariance = &constraints * self.covariance(ClusterRobust::Cr2)? * constraints.transpose();
        let shifts = DVector::from_column_slice(shifts) / self.unit;
        let q = wald(&(&constraints * &self.coefficients + shifts), &covariance)?;
        // Directions are made so that the variance is expected to be the identity.
        let directions = self.root.transpose() * constraints.transpose();
        let (expected, _) = self.expected(&directions);
        let scale = DMatrix::from_diagonal(&expected.diagonal().map(|it| 1.0 / it.max(0.0).sqrt()));
        if scale.iter().any(|it| !it.is_finite()) {
            return Err(Fault::no_variance("cluster"));
        }
        let root = crate::linear::symmetric_power(&(&scale * &expected * &scale), -0.5);
        let (_, spread) = self.expected(&(directions * scale * root));
        let (count, eta) = (real(count), real(count * (count + 1)) / spread);
        let df_denom = eta - count + 1.0;
        if df_denom.is_nan() {
            return Err(Fault::no_variance("cluster"));
        }
        let f = (df_denom / eta).max(0.0) * q / count;
        let p = if df_denom > 0.0 { f_sf(f, count, df_denom) } else { f64::NAN };
        Ok(JointTest { f, df_num: count, df_denom, p })
    }

    /// The expected CR2 matrix of the directions where rows have variance 1, and the sum of the variances of its
    /// entries.
    fn expected(&self, directions: &DMatrix<f64>) -> (DMatrix<f64>, f64) {
        let (count, width) = (directions.ncols(), directions.nrows());
        let mut expected = DMatrix::zeros(count, count);
        // P_st(g,h) is δ_gh·length_st(g) − form_s(g)'·form_t(h).
        let (mut spread, mut forms) = (0.0, Vec::with_capacity(self.parts.len()));
        for part in &self.parts {
            let adjusted = &part.adjustment * directions;
            let form = &part.gram * &adjusted;
            let diagonal = adjusted.transpose() * &form - form.tr_mul(&form);
            let without = form.tr_mul(&form);
            for s in 0..count {
                for t in 0..count {
                    spread += diagonal[(s, t)] * diagonal[(t, s)] + diagonal[(s, s)] * diagonal[(t, t)];
                    // What the sum over all pairs below counts for g = h.
                    spread -= without[(s, t)] * without[(t, s)] + without[(s, s)] * without[(t, t)];
                }
            }
            expected += diagonal;
            forms.push(form);
        }
        // With C the sum over clusters of f_s(g)·f_t(g)', the sum over all pairs of P_st·P_ts is C·C' traced, that of
        // P_ss·P_tt is Σ C².
        for s in 0..count {
            for t in 0..count {
                let mut crossed = DMatrix::zeros(width, width);
                for form in &forms {
                    crossed.ger(1.0, &form.column(s), &form.column(t), 1.0);
                }
                spread += crossed.dot(&crossed.transpose()) + crossed.norm_squared();
            }
        }
        (expected, spread)
    }

    pub(crate) fn covariance(&self, kind: ClusterRobust) -> Result<DMatrix<f64>, Fault> {
        let width = self.coefficients.len();
        let mut middle = DMatrix::zeros(width, width);
        for part in &self.parts {
            let adjusted = match kind {
                ClusterRobust::Cr0 | ClusterRobust::Cr1 | ClusterRobust::Cr1s => part.score.clone(),
                ClusterRobust::Cr2 => &part.adjustment * &part.score,
                ClusterRobust::Cr3 if part.alone => {
                    return Err(Fault::NoEstimate { what: "cluster".into() });
                }
                // (1 − M)⁻¹ is the square of its root.
                ClusterRobust::Cr3 => &part.adjustment * (&part.adjustment * &part.score),
            };
            middle.ger(1.0, &adjusted, &adjusted, 1.0);
        }
        let (clusters, rows) = (real(self.parts.len()), real(self.rows));
        match kind {
            ClusterRobust::Cr1 => middle *= clusters / (clusters - 1.0),
            ClusterRobust::Cr1s => {
                middle *= clusters / (clusters - 1.0) * ((rows - 1.0) / (rows - real(width)));
            }
            _ => {}
        }
        Ok(&self.root * middle * self.root.transpose())
    }

    /// The contrast in the orthonormal basis.
    pub(crate) fn direction(&self, contrast: &[f64]) -> Result<DVector<f64>, Fault> {
        check_length("contrast", contrast.len(), self.coefficients.len())?;
        check("contrast", contrast, 1)?;
        let direction = self.root.tr_mul(&DVector::from_column_slice(contrast));
        if direction.amax() == 0.0 {
            return Err(Fault::no_variance("contrast"));
        }
        Ok(direction)
    }

    pub(crate) fn contrast_value(&self, contrast: &[f64]) -> f64 {
        self.coefficients.iter().zip(contrast).map(|(it, by)| it * by).sum::<f64>() * self.unit
    }

    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub(crate) fn unit(&self) -> f64 {
        self.unit
    }

    pub(crate) fn width(&self) -> usize {
        self.coefficients.len()
    }

    /// For each cluster `M·B·d` and `d'·B·M·B·d`, with B its correction and d the direction.
    fn forms(&self, direction: &DVector<f64>) -> (Vec<DVector<f64>>, Vec<f64>) {
        self.parts
            .iter()
            .map(|it| {
                let adjusted = &it.adjustment * direction;
                let form = &it.gram * &adjusted;
                let length = adjusted.dot(&form);
                (form, length)
            })
            .unzip()
    }
}

impl Part {
    /// `gram`: its lower half is enough.
    fn new(mut gram: DMatrix<f64>, score: DVector<f64>) -> Self {
        gram.fill_upper_triangle_with_lower_triangle();
        let eigen = gram.clone().symmetric_eigen();
        let spare = eigen.eigenvalues.map(|it| 1.0 - it);
        let alone = spare.iter().any(|it| *it <= ALONE);
        let powers = spare.map(|it| if it <= ALONE { 0.0 } else { 1.0 / it.sqrt() });
        let adjustment =
            &eigen.eigenvectors * DMatrix::from_diagonal(&powers) * eigen.eigenvectors.transpose();
        Self { gram, score, adjustment, alone }
    }
}

fn check_size(width: usize, clusters: usize) -> Result<(), Fault> {
    if clusters < 2 {
        return Err(Fault::too_few("cluster", clusters, 2));
    }
    if clusters.saturating_mul(width * width) > KEPT_MAX {
        let most = KEPT_MAX / (width * width);
        return Err(Fault::out_of_range("cluster", real(clusters), 2.0, real(most)));
    }
    Ok(())
}

/// For each row the place of its cluster in the order of appearance, and how many there are.
pub(crate) fn places(cluster: &[usize]) -> (Vec<usize>, usize) {
    let mut known: HashMap<usize, usize> = HashMap::new();
    let mut last = None;
    let place = cluster
        .iter()
        .map(|label| {
            // Rows often come cluster by cluster: no look-up for the same as before.
            if let Some((before, place)) = last
                && before == *label
            {
                return place;
            }
            let next = known.len();
            let place = *known.entry(*label).or_insert(next);
            last = Some((*label, place));
            place
        })
        .collect();
    (place, known.len())
}

#[cfg(test)]
pub(crate) mod tests;
