//! A trial's effect, made more precise by what was known before: regression adjustment.
//!
//! Start with [`adjusted`] where rows are at hand, with [`AdjustmentSums`] where they are streamed. Units are independent
//! of each other here; for offices give covariates to [`crate::cluster::offices`].
//!
//! **Invariant:** each arm has slopes of its own, so that adjustment never makes a large trial less precise.

use nalgebra::{Cholesky, DMatrix, DVector};

use crate::{
    Estimate, Fault, check, check_length, check_range,
    robust::{Fit, ROUNDING, Robust, real},
};

/// Most covariates.
pub const COVARIATES_MAX: usize = 200;

/// The effect by least squares of `y` on treatment, covariates less their mean, and their products with treatment.
///
/// - **Takes** one value a unit, and columns known before the draw; time O(n·p²).
/// - **Assumes** that units were drawn independently of each other; the regression need not be right.
/// - `robust`: [`Robust::Hc2`] or [`Robust::Hc3`]; the latter for few units.
///
/// # Errors
///
/// As [`Fit::new`] and [`Fit::effect`]; [`Fault::TooFew`] for an arm with no more units than covariates;
/// [`Fault::OutOfRange`] for more than [`COVARIATES_MAX`] of them.
///
/// # Source
///
/// Lin 2013. Agrees with estimatr 1.0 `lm_lin(y ~ treated, ~ x, se_type = "HC3")` to 1e-9.
pub fn adjusted(
    y: &[f64],
    treated: &[bool],
    covariates: &[&[f64]],
    robust: Robust,
    alpha: f64,
) -> Result<Estimate, Fault> {
    check("y", y, 2)?;
    let units = y.len();
    check_length("treated", treated.len(), units)?;
    if covariates.len() > COVARIATES_MAX {
        let found = real(covariates.len());
        return Err(Fault::out_of_range("covariates", found, 0.0, real(COVARIATES_MAX)));
    }
    let count = treated.iter().filter(|it| **it).count();
    for (what, found) in [("treated", count), ("control", units - count)] {
        if found <= covariates.len() {
            return Err(Fault::too_few(what, found, covariates.len() + 1));
        }
    }
    let mut x = DMatrix::from_element(units, 2 + 2 * covariates.len(), 1.0);
    for (row, it) in treated.iter().enumerate() {
        x[(row, 1)] = f64::from(u8::from(*it));
    }
    for (place, column) in covariates.iter().enumerate() {
        check("covariates", column, 1)?;
        check_length("covariates", column.len(), units)?;
        let mean = column.iter().map(|it| it / real(units)).sum::<f64>();
        for (row, value) in column.iter().enumerate() {
            x[(row, 2 + place)] = value - mean;
            x[(row, 2 + covariates.len() + place)] = (value - mean) * x[(row, 1)];
        }
    }
    let mut contrast = vec![0.0; x.ncols()];
    contrast[1] = 1.0;
    Fit::new(&x, y)
        .map_err(|fault| match fault {
            Fault::Collinear { .. } => Fault::collinear("covariates"),
            other => other,
        })?
        .effect(&contrast, robust, alpha)
}

/// Means and products of one arm, the outcome last.
#[derive(Debug, Clone, PartialEq)]
struct Arm {
    count: f64,
    mean: DVector<f64>,
    products: DMatrix<f64>,
}

/// Sums over units, from which the adjusted effect is computed without keeping them.
#[derive(Debug, Clone, PartialEq)]
pub struct AdjustmentSums {
    arms: [Arm; 2],
}

impl AdjustmentSums {
    /// No unit yet.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for more than [`COVARIATES_MAX`].
    pub fn new(covariates: usize) -> Result<Self, Fault> {
        if covariates > COVARIATES_MAX {
            return Err(Fault::out_of_range("covariates", real(covariates), 0.0, real(COVARIATES_MAX)));
        }
        let width = covariates + 1;
        let arm = Arm { count: 0.0, mean: DVector::zeros(width), products: DMatrix::zeros(width, width) };
        Ok(Self { arms: [arm.clone(), arm] })
    }

    /// Adds a unit.
    ///
    /// # Errors
    ///
    /// [`Fault::Length`], [`Fault::NotFinite`].
    pub fn add(&mut self, treated: bool, covariates: &[f64], y: f64) -> Result<(), Fault> {
        let arm = &mut self.arms[usize::from(treated)];
        let width = arm.mean.len();
        check_length("covariates", covariates.len(), width - 1)?;
        check("covariates", covariates, 0)?;
        check("y", &[y], 1)?;
        let row = DVector::from_iterator(width, covariates.iter().copied().chain([y]));
        arm.count += 1.0;
        let before = &row - &arm.mean;
        arm.mean.axpy(1.0 / arm.count, &before, 1.0);
        let after = row - &arm.mean;
        arm.products.ger(1.0, &before, &after, 1.0);
        Ok(())
    }

    /// Adds the units of `other`, none of which is among these.
    ///
    /// # Errors
    ///
    /// [`Fault::Length`] if it has other covariates.
    pub fn merge(&mut self, other: &Self) -> Result<(), Fault> {
        check_length("covariates", other.arms[0].mean.len(), self.arms[0].mean.len())?;
        for (own, other) in self.arms.iter_mut().zip(&other.arms) {
            let total = own.count + other.count;
            if other.count > 0.0 {
                let apart = &other.mean - &own.mean;
                own.products += &other.products;
                own.products.ger(own.count * other.count / total, &apart, &apart, 1.0);
                own.mean.axpy(other.count / total, &apart, 1.0);
                own.count = total;
            }
        }
        Ok(())
    }

    /// The effect of [`adjusted`], with the usual standard error of a regression in each arm and Welch's degrees of
    /// freedom; without covariates it is Welch's test.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`] unless each arm has two units more than covariates; [`Fault::Collinear`]; [`Fault::NoVariance`];
    /// [`Fault::OutOfRange`] for `alpha`.
    ///
    /// # Source
    ///
    /// Lin 2013.
    pub fn effect(&self, alpha: f64) -> Result<Estimate, Fault> {
        check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
        let [control, treated] = &self.arms;
        let covariates = control.mean.len() - 1;
        for (what, arm) in [("treated", treated), ("control", control)] {
            if arm.count < real(covariates + 2) {
                let found = self.arms[usize::from(what == "treated")].count;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a count below the number of covariates"
                )]
                return Err(Fault::too_few(what, found as usize, covariates + 2));
            }
        }
        let share = treated.count / (treated.count + control.count);
        let centre = &control.mean + (&treated.mean - &control.mean) * share;
        let (value1, variance1, df1) = treated.at(&centre)?;
        let (value0, variance0, df0) = control.at(&centre)?;
        let largest = variance1.max(variance0);
        if largest <= 0.0 {
            return Err(Fault::no_variance("y"));
        }
        let (part1, part0) = (variance1 / largest, variance0 / largest);
        let df = (part1 + part0).powi(2) / (part1 * part1 / df1 + part0 * part0 / df0);
        Estimate::by_t(value1 - value0, (variance1 + variance0).sqrt(), df, alpha)
    }
}

impl Arm {
    /// The outcome expected where covariates are those of `centre`, its variance and degrees of freedom.
    fn at(&self, centre: &DVector<f64>) -> Result<(f64, f64, f64), Fault> {
        let covariates = self.mean.len() - 1;
        let df = self.count - real(covariates) - 1.0;
        let scale: Vec<f64> = (0..=covariates).map(|it| self.products[(it, it)].max(0.0).sqrt()).collect();
        // One column at a time on its own scale: units do not matter.
        let standard =
            DMatrix::from_fn(covariates, covariates, |i, j| self.products[(i, j)] / scale[i] / scale[j]);
        if scale[..covariates].iter().any(|it| *it <= 0.0 || !it.is_finite()) {
            return Err(Fault::collinear("covariates"));
        }
        let total = scale[covariates];
        if total <= ROUNDING * self.mean[covariates].abs() {
            return Ok((self.mean[covariates], 0.0, df));
        }
        let with = DVector::from_fn(covariates, |it, _| self.products[(it, covariates)] / scale[it] / total);
        let away = DVector::from_fn(covariates, |it, _| (centre[it] - self.mean[it]) / scale[it]);
        let root = Cholesky::new(standard)
            .filter(|it| it.l_dirty().diagonal().iter().all(|it| *it > 1e-7))
            .ok_or_else(|| Fault::collinear("covariates"))?;
        let slopes = root.solve(&with);
        let unexplained = (1.0 - slopes.dot(&with)).max(0.0);
        if unexplained <= ROUNDING {
            return Err(Fault::no_variance("y"));
        }
        let value = self.mean[covariates] + total * slopes.dot(&away);
        let spread = 1.0 / self.count + away.dot(&root.solve(&away));
        Ok((value, total * total * unexplained / df * spread, df))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{offices::welch, tests::noise};

    fn sample() -> (Vec<f64>, Vec<bool>, Vec<Vec<f64>>) {
        let covariates = vec![noise(80, 1), noise(80, 2)];
        let treated: Vec<bool> = (0..80).map(|it| it % 3 == 0).collect();
        let y = noise(80, 3)
            .iter()
            .enumerate()
            .map(|(it, e)| 4.0 + 2.0 * covariates[0][it] + e + f64::from(u8::from(treated[it])))
            .collect();
        (y, treated, covariates)
    }

    fn sums(y: &[f64], treated: &[bool], covariates: &[&[f64]]) -> AdjustmentSums {
        let mut halves = [(); 2].map(|()| AdjustmentSums::new(covariates.len()).unwrap());
        for (it, value) in y.iter().enumerate() {
            let row: Vec<f64> = covariates.iter().map(|column| column[it]).collect();
            halves[usize::from(it > 30)].add(treated[it], &row, *value).unwrap();
        }
        let [mut all, other] = halves;
        all.merge(&other).unwrap();
        all
    }

    #[test]
    fn rows_and_sums_give_the_same_effect() {
        let (y, treated, covariates) = sample();
        let columns: Vec<&[f64]> = covariates.iter().map(Vec::as_slice).collect();
        let rows = adjusted(&y, &treated, &columns, Robust::Hc2, 0.05).unwrap();
        let sums = sums(&y, &treated, &columns).effect(0.05).unwrap();
        assert!((rows.value - sums.value).abs() < 1e-12);
        assert!((rows.se / sums.se - 1.0).abs() < 0.2);
        let plain = adjusted(&y, &treated, &[], Robust::Hc2, 0.05).unwrap();
        assert!(rows.se < 0.6 * plain.se);
    }

    #[test]
    fn without_covariates_it_is_welch() {
        let (y, treated, _) = sample();
        let arm = |which: bool| -> Vec<f64> {
            y.iter().zip(&treated).filter(|it| *it.1 == which).map(|it| *it.0).collect()
        };
        let (left, right) =
            (sums(&y, &treated, &[]).effect(0.05).unwrap(), welch(&arm(true), &arm(false), 0.05).unwrap());
        assert!((left.value - right.value).abs() < 1e-13 && (left.se - right.se).abs() < 1e-13);
        assert!((left.df - right.df).abs() < 1e-9);
    }

    #[test]
    fn bad_input_is_refused() {
        let (y, treated, covariates) = sample();
        let code = |y: &[f64], treated: &[bool], covariates: &[&[f64]]| {
            adjusted(y, treated, covariates, Robust::Hc3, 0.05).unwrap_err().code()
        };
        assert_eq!(code(&[], &[], &[]), "too-few");
        assert_eq!(code(&y, &[true; 80], &[]), "too-few");
        assert_eq!(code(&y, &treated, &[&[1.0; 80]]), "collinear");
        assert_eq!(code(&y, &treated, &[&covariates[0], &covariates[0]]), "collinear");
        assert_eq!(code(&y, &treated, &[&covariates[0][1..]]), "length");
        assert_eq!(code(&[1.0; 80], &treated, &[]), "no-variance");
        assert_eq!(sums(&y, &treated, &[&[1.0; 80]]).effect(0.05).unwrap_err().code(), "collinear");
        assert_eq!(AdjustmentSums::new(1).unwrap().effect(0.05).unwrap_err().code(), "too-few");
        assert_eq!(AdjustmentSums::new(999).unwrap_err().code(), "out-of-range");
    }
}
