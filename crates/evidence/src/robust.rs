//! Least squares whose standard errors hold where the spread differs from row to row (HC0 to HC3).
//!
//! Start with [`Fit::new`], then [`Fit::effect`]. Rows are independent of each other here; where they come in clusters
//! (offices, usagers who come back) see [`crate::cluster`].

use nalgebra::{DMatrix, DVector};

use crate::{
    Estimate, Fault, check,
    distribution::{f_sf, t_two_sided},
    linear::{Orthogonal, orthogonal},
};

/// Which correction the squared residuals get. `h` is the leverage of the row, between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Robust {
    /// None (White 1980): too small in small samples.
    Hc0,
    /// `n ÷ (n − p)` for all rows.
    Hc1,
    /// `1 ÷ (1 − h)`: exact where the spread is the same everywhere.
    Hc2,
    /// `1 ÷ (1 − h)²`: close to the jackknife, on the safe side.
    Hc3,
}

/// A joint test: several effects are all zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JointTest {
    /// Fisher's statistic.
    pub f: f64,
    /// Degrees of freedom above: how many effects are tested.
    pub df_num: f64,
    /// Degrees of freedom below.
    pub df_denom: f64,
    /// P-value; NaN where `df_denom` is not positive, so that no law exists to read it on.
    pub p: f64,
}

/// An effect read from a fit: its value and its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrast {
    /// Sum of the coefficients times the contrast.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// Degrees of freedom: rows less columns.
    pub df: f64,
    /// Two-sided p-value by Student's law.
    pub p: f64,
}

/// A least squares fit, with what its robust standard errors need.
#[derive(Debug, Clone)]
pub struct Fit {
    coefficients: DVector<f64>,
    basis: DMatrix<f64>,
    root: DMatrix<f64>,
    residuals: DVector<f64>,
    leverages: DVector<f64>,
    unit: f64,
}

/// Leverage this close to 1 means that the row alone decides a coefficient.
const ALONE: f64 = 1e-10;

/// Residuals this small beside the outcome are rounding only.
pub(crate) const ROUNDING: f64 = 1e-14;

impl Fit {
    /// Fits `y` by the columns of `x` (which hold the constant, if there shall be one).
    ///
    /// - **Takes** n rows and p < n columns, any units.
    /// - **Assumes** rows independent of each other; nothing on the spread of each.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`] unless n > p; [`Fault::Length`]; [`Fault::NotFinite`]; [`Fault::Collinear`];
    /// [`Fault::NoVariance`] if the columns tell `y` exactly.
    ///
    /// # Source
    ///
    /// White 1980; `MacKinnon` and White 1985 (HC1 to HC3). Agrees with statsmodels 0.15
    /// `OLS(y, x).fit().get_robustcov_results("HC3", use_t=True)` to 1e-10.
    pub fn new(x: &DMatrix<f64>, y: &[f64]) -> Result<Self, Fault> {
        check("y", y, x.ncols() + 1)?;
        crate::check_length("y", y.len(), x.nrows())?;
        let Orthogonal { basis, root } = orthogonal(x)?;
        let (unit, outcome) = in_units(y);
        let first = basis.tr_mul(&outcome);
        let left = &outcome - &basis * &first;
        let more = basis.tr_mul(&left);
        let residuals = left - &basis * &more;
        if residuals.norm() <= ROUNDING * outcome.norm() {
            return Err(Fault::no_variance("y"));
        }
        let mut leverages: DVector<f64> = DVector::zeros(basis.nrows());
        for column in basis.column_iter() {
            leverages.zip_apply(&column, |sum, it| *sum += it * it);
        }
        leverages.apply(|it: &mut f64| *it = it.min(1.0));
        Ok(Self { coefficients: &root * (first + more), basis, root, residuals, leverages, unit })
    }

    /// The coefficients, in the order of the columns.
    pub fn coefficients(&self) -> Vec<f64> {
        self.coefficients.iter().map(|it| it * self.unit).collect()
    }

    /// Rows less columns.
    pub fn df(&self) -> f64 {
        real(self.basis.nrows()) - real(self.basis.ncols())
    }

    /// The covariance of the coefficients, in units of the outcome's scale.
    fn covariance(&self, kind: Robust) -> Result<DMatrix<f64>, Fault> {
        if matches!(kind, Robust::Hc2 | Robust::Hc3) && self.leverages.iter().any(|it| 1.0 - it < ALONE) {
            return Err(Fault::no_variance("rows"));
        }
        let width = self.basis.ncols();
        let weights = self.residuals.zip_map(&self.leverages, |residual, leverage| match kind {
            Robust::Hc0 | Robust::Hc1 => residual * residual,
            Robust::Hc2 => residual * residual / (1.0 - leverage),
            Robust::Hc3 => (residual / (1.0 - leverage)).powi(2),
        });
        let mut middle = DMatrix::zeros(width, width);
        for i in 0..width {
            let weighted = self.basis.column(i).component_mul(&weights);
            for j in i..width {
                middle[(i, j)] = weighted.dot(&self.basis.column(j));
                middle[(j, i)] = middle[(i, j)];
            }
        }
        if kind == Robust::Hc1 {
            middle *= real(self.basis.nrows()) / self.df();
        }
        Ok(&self.root * middle * self.root.transpose())
    }

    /// Standard errors of the coefficients.
    ///
    /// # Errors
    ///
    /// [`Fault::NoVariance`] for HC2 and HC3 if a row alone decides a coefficient (leverage 1), as the only treated unit
    /// of a segment does.
    pub fn standard_errors(&self, kind: Robust) -> Result<Vec<f64>, Fault> {
        let covariance = self.covariance(kind)?;
        Ok(covariance.diagonal().iter().map(|it| it.max(0.0).sqrt() * self.unit).collect())
    }

    /// The effect `Σ contrast · coefficients`, its standard error and its p-value with n − p degrees of freedom.
    ///
    /// # Errors
    ///
    /// [`Fault::Length`]; [`Fault::NoVariance`] as [`Self::standard_errors`], and if the standard error is 0.
    pub fn contrast(&self, contrast: &[f64], kind: Robust) -> Result<Contrast, Fault> {
        let contrast = self.checked(contrast)?;
        let covariance = self.covariance(kind)?;
        let variance = (contrast.transpose() * covariance * &contrast)[(0, 0)];
        let (value, se) =
            (contrast.dot(&self.coefficients) * self.unit, variance.max(0.0).sqrt() * self.unit);
        if se <= 0.0 {
            return Err(Fault::no_variance("y"));
        }
        Ok(Contrast { value, se, df: self.df(), p: t_two_sided(value / se, self.df()) })
    }

    /// The same with its interval at `1 − alpha`.
    ///
    /// # Errors
    ///
    /// As [`Self::contrast`], and [`Fault::OutOfRange`] for `alpha`.
    pub fn effect(&self, contrast: &[f64], kind: Robust, alpha: f64) -> Result<Estimate, Fault> {
        let it = self.contrast(contrast, kind)?;
        Estimate::by_t(it.value, it.se, it.df, alpha)
    }

    /// Wald's test, read on Fisher's law with (q, n − p) degrees of freedom, that `constraints · coefficients = 0`
    /// (q rows, one a constraint).
    ///
    /// # Errors
    ///
    /// [`Fault::Length`]; [`Fault::Collinear`] if constraints say the same; [`Fault::NoVariance`].
    pub fn joint(&self, constraints: &DMatrix<f64>, kind: Robust) -> Result<JointTest, Fault> {
        let constraints = checked_constraints(constraints, self.coefficients.len())?;
        let covariance = &constraints * self.covariance(kind)? * constraints.transpose();
        let f = wald(&(&constraints * &self.coefficients), &covariance)? / real(constraints.nrows());
        let (df_num, df_denom) = (real(constraints.nrows()), self.df());
        Ok(JointTest { f, df_num, df_denom, p: f_sf(f, df_num, df_denom) })
    }

    fn checked(&self, contrast: &[f64]) -> Result<DVector<f64>, Fault> {
        crate::check_length("contrast", contrast.len(), self.coefficients.len())?;
        check("contrast", contrast, 1)?;
        Ok(DVector::from_column_slice(contrast))
    }
}

/// `value' · covariance⁻¹ · value`, whatever the units of each value.
pub(crate) fn wald(value: &DVector<f64>, covariance: &DMatrix<f64>) -> Result<f64, Fault> {
    let scale: Vec<f64> = covariance.diagonal().iter().map(|it| it.max(0.0).sqrt()).collect();
    if scale.iter().any(|it| *it <= 0.0 || !it.is_finite()) {
        return Err(Fault::no_variance("y"));
    }
    let size = value.len();
    let correlation = DMatrix::from_fn(size, size, |i, j| covariance[(i, j)] / scale[i] / scale[j]);
    let standard = DVector::from_fn(size, |it, _| value[it] / scale[it]);
    let root = nalgebra::Cholesky::new(correlation)
        .filter(|it| it.l_dirty().diagonal().iter().all(|it| *it > 1e-7))
        .ok_or_else(|| Fault::collinear("constraints"))?;
    Ok(standard.dot(&root.solve(&standard)))
}

/// Refuses constraints that do not fit; brings each row to length 1, which changes no test.
pub(crate) fn checked_constraints(constraints: &DMatrix<f64>, width: usize) -> Result<DMatrix<f64>, Fault> {
    crate::check_length("constraints", constraints.ncols(), width)?;
    if constraints.nrows() == 0 || constraints.nrows() > width {
        return Err(Fault::out_of_range("constraints", real(constraints.nrows()), 1.0, real(width)));
    }
    check("constraints", constraints.as_slice(), 1)?;
    if constraints.row_iter().any(|it| it.amax() == 0.0) {
        return Err(Fault::collinear("constraints"));
    }
    let mut scaled = constraints.clone();
    for mut row in scaled.row_iter_mut() {
        let largest = row.amax();
        row.unscale_mut(largest);
    }
    Ok(scaled)
}

/// The outcome divided by the power of two that brings its largest value near 1: squares neither overflow nor vanish,
/// and no digit is lost.
pub(crate) fn in_units(y: &[f64]) -> (f64, DVector<f64>) {
    let largest = y.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
    let unit = if largest > 0.0 { largest.log2().floor().clamp(-1000.0, 1000.0).exp2() } else { 1.0 };
    (unit, DVector::from_iterator(y.len(), y.iter().map(|it| it / unit)))
}

/// A count to divide.
#[expect(clippy::cast_precision_loss, reason = "no table has 2^53 rows")]
pub(crate) fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::columns;

    const Y: [f64; 7] = [1.0, 2.5, 2.0, 4.5, 3.0, 7.0, 4.0];
    const X: [f64; 7] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 9.0];

    fn fit(unit: f64) -> Fit {
        let y: Vec<f64> = Y.iter().map(|it| it * unit).collect();
        Fit::new(&columns(&[&[1.0; 7], &X]), &y).unwrap()
    }

    #[test]
    fn agrees_with_the_definition_of_each_correction() {
        let x = columns(&[&[1.0; 7], &X]);
        let inverse = x.tr_mul(&x).try_inverse().unwrap();
        let coefficients = &inverse * x.tr_mul(&DVector::from_column_slice(&Y));
        let residuals = DVector::from_column_slice(&Y) - &x * coefficients;
        for (kind, factor) in [
            (Robust::Hc0, (|_| 1.0) as fn(f64) -> f64),
            (Robust::Hc1, |_| 7.0 / 5.0),
            (Robust::Hc2, |h| 1.0 / (1.0 - h)),
            (Robust::Hc3, |h| (1.0 - h).powi(-2)),
        ] {
            let weights = DMatrix::from_diagonal(&DVector::from_fn(7, |it, _| {
                let h = (x.row(it) * &inverse * x.row(it).transpose())[(0, 0)];
                residuals[it].powi(2) * factor(h)
            }));
            let naive = &inverse * x.transpose() * weights * &x * &inverse;
            for (found, wanted) in fit(1.0).standard_errors(kind).unwrap().iter().zip(naive.diagonal().iter())
            {
                assert!((found - wanted.sqrt()).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_unit_of_the_outcome_does_not_matter() {
        let plain = fit(1.0).contrast(&[0.0, 1.0], Robust::Hc3).unwrap();
        for unit in [1e-250, 1e-6, 1e6, 1e250] {
            let scaled = fit(unit).contrast(&[0.0, 1.0], Robust::Hc3).unwrap();
            assert!((scaled.p / plain.p - 1.0).abs() < 1e-9);
            assert!((scaled.se / unit / plain.se - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn one_constraint_is_the_square_of_its_t() {
        let t = fit(1.0).contrast(&[0.0, 1.0], Robust::Hc3).unwrap();
        let joint = fit(1.0).joint(&DMatrix::from_row_slice(1, 2, &[0.0, 3.0]), Robust::Hc3).unwrap();
        assert!((joint.f - (t.value / t.se).powi(2)).abs() < 1e-10 && (joint.p - t.p).abs() < 1e-10);
    }

    #[test]
    fn a_row_that_decides_alone_is_refused() {
        let alone = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
        let it = Fit::new(&columns(&[&[1.0; 7], &alone]), &Y).unwrap();
        assert_eq!(it.standard_errors(Robust::Hc3).unwrap_err().code(), "no-variance");
        assert!(it.standard_errors(Robust::Hc1).is_ok());
    }

    #[test]
    fn bad_input_is_refused() {
        let x = columns(&[&[1.0; 7], &X]);
        let code = |y: &[f64]| Fit::new(&x, y).unwrap_err().code();
        assert_eq!(code(&[]), "too-few");
        assert_eq!(code(&[1.0; 6]), "length");
        assert_eq!(code(&[f64::INFINITY; 7]), "not-finite");
        assert_eq!(code(&[2.0; 7]), "no-variance");
        assert_eq!(fit(1.0).contrast(&[1.0], Robust::Hc0).unwrap_err().code(), "length");
        let twice = DMatrix::from_row_slice(2, 2, &[0.0, 1.0, 0.0, 2.0]);
        assert_eq!(fit(1.0).joint(&twice, Robust::Hc0).unwrap_err().code(), "collinear");
    }
}
