//! The model beneath every pooled effect: each study's effect is its place's mean plus chance of known variance.
//!
//! **Invariant:** inside, effects are shifted and scaled so that the median variance is 1; what is read from outside is
//! scaled back, so that the unit of the outcome never decides whether a search ends.

use nalgebra::{DMatrix, DVector};

use crate::{Fault, check, check_length, linear, real};

/// The most studies taken.
pub const STUDIES_MAX: usize = 100_000;

/// The most columns of conditions taken, the constant among them.
pub const COLUMNS_MAX: usize = 50;

/// Effects, their variances and the columns that explain them; no column but the constant where `columns` is empty.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub(super) effects: Vec<f64>,
    pub(super) variances: Vec<f64>,
    columns: Vec<Vec<f64>>,
    /// For each moderator, its middle and half of its range: columns are brought to −1 … 1.
    ranges: Vec<(f64, f64)>,
    shift: f64,
    scale: f64,
}

/// The weighted fit at one between-study variance.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    pub(super) weights: Vec<f64>,
    pub(super) residuals: Vec<f64>,
    /// Coefficients on the inner scale.
    coefficients: Vec<f64>,
    /// (X'WX)⁻¹ on the inner scale.
    gram: DMatrix<f64>,
    /// Σ w r².
    pub(super) q: f64,
}

impl Model {
    /// Effects under a constant mean.
    pub(super) fn constant(effects: &[f64], variances: &[f64]) -> Result<Self, Fault> {
        check("yi", effects, 1)?;
        check("vi", variances, 1)?;
        check_length("vi", variances.len(), effects.len())?;
        if effects.len() > STUDIES_MAX {
            return Err(Fault::out_of_range("yi", real(effects.len() as u64), 1.0, real(STUDIES_MAX as u64)));
        }
        if let Some(value) = variances.iter().find(|it| **it <= 0.0) {
            return Err(Fault::out_of_range("vi", *value, f64::MIN_POSITIVE, f64::MAX));
        }
        let mut sorted = variances.to_vec();
        sorted.sort_by(f64::total_cmp);
        let scale = sorted[sorted.len() / 2].sqrt();
        let mut order = effects.to_vec();
        order.sort_by(f64::total_cmp);
        let shift = order[order.len() / 2];
        let model = Self {
            effects: effects.iter().map(|it| (it - shift) / scale).collect(),
            variances: variances.iter().map(|it| it / scale / scale).collect(),
            columns: Vec::new(),
            ranges: Vec::new(),
            shift,
            scale,
        };
        // Beyond this ratio, squares of weights leave the range of numbers.
        if model.variances.iter().any(|it| !(1e-60..=1e60).contains(it)) {
            return Err(Fault::Unreadable {
                what: "vi".into(),
                reason: "variances that differ by more than 60 powers of ten".into(),
            });
        }
        if model.effects.iter().any(|it| it.abs() > 1e60) {
            return Err(Fault::Unreadable {
                what: "yi".into(),
                reason: "effects beyond what their variances can be compared with".into(),
            });
        }
        Ok(model)
    }

    /// Effects explained by the constant and by `moderators`.
    pub(super) fn explained(
        effects: &[f64],
        variances: &[f64],
        moderators: &[&[f64]],
    ) -> Result<Self, Fault> {
        let mut model = Self::constant(effects, variances)?;
        if moderators.len() >= COLUMNS_MAX {
            return Err(Fault::out_of_range(
                "moderator",
                real(moderators.len() as u64),
                0.0,
                real(COLUMNS_MAX as u64) - 1.0,
            ));
        }
        model.columns.push(vec![1.0; effects.len()]);
        for moderator in moderators {
            check("moderator", moderator, 1)?;
            check_length("moderator", moderator.len(), effects.len())?;
            let least = moderator.iter().copied().fold(f64::INFINITY, f64::min);
            let most = moderator.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let (middle, half) = (f64::midpoint(least, most), most / 2.0 - least / 2.0);
            if half <= 0.0 {
                return Err(Fault::collinear("moderator"));
            }
            model.columns.push(moderator.iter().map(|it| (it - middle) / half).collect());
            model.ranges.push((middle, half));
        }
        Ok(model)
    }

    pub(super) fn studies(&self) -> usize {
        self.effects.len()
    }

    /// Columns, the constant among them.
    pub(super) fn width(&self) -> usize {
        self.columns.len().max(1)
    }

    /// Studies less columns.
    pub(super) fn df(&self) -> f64 {
        real(self.studies().saturating_sub(self.width()) as u64)
    }

    /// A between-study variance of outside, inside.
    pub(super) fn inside(&self, tau2: f64) -> f64 {
        tau2 / self.scale / self.scale
    }

    /// A between-study variance of inside, outside.
    pub(super) fn outside(&self, tau2: f64) -> f64 {
        tau2 * self.scale * self.scale
    }

    /// A standard error of inside, outside.
    pub(super) fn spread(&self, se: f64) -> f64 {
        se * self.scale
    }

    /// An effect of inside, outside.
    pub(super) fn effect(&self, value: f64) -> f64 {
        value * self.scale + self.shift
    }

    /// The fit with weights 1/(v + `tau2`).
    pub(super) fn fit(&self, tau2: f64) -> Result<Fit, Fault> {
        self.weighted(self.variances.iter().map(|it| 1.0 / (it + tau2)).collect())
    }

    /// The fit with all weights 1.
    pub(super) fn unweighted(&self) -> Result<Fit, Fault> {
        self.weighted(vec![1.0; self.studies()])
    }

    fn weighted(&self, weights: Vec<f64>) -> Result<Fit, Fault> {
        let (coefficients, gram, residuals) = if self.columns.is_empty() {
            let total: f64 = weights.iter().sum();
            let mean = weights.iter().zip(&self.effects).map(|(w, y)| w * y).sum::<f64>() / total;
            let residuals = self.effects.iter().map(|y| y - mean).collect();
            (vec![mean], DMatrix::from_element(1, 1, 1.0 / total), residuals)
        } else {
            let x = DMatrix::from_fn(self.studies(), self.width(), |row, column| {
                weights[row].sqrt() * self.columns[column][row]
            });
            let y = DVector::from_fn(self.studies(), |row, _| weights[row].sqrt() * self.effects[row]);
            let (coefficients, gram) =
                linear::least_squares(&x, &y).map_err(|_| Fault::collinear("moderator"))?;
            let residuals = (0..self.studies())
                .map(|row| {
                    self.effects[row]
                        - self.columns.iter().zip(&coefficients).map(|(x, b)| x[row] * b).sum::<f64>()
                })
                .collect();
            (coefficients.iter().copied().collect(), gram, residuals)
        };
        let q = weights.iter().zip(&residuals).map(|(w, r): (&f64, &f64)| w * r * r).sum();
        Ok(Fit { weights, residuals, coefficients, gram, q })
    }

    /// The matrix M = X' diag(`values`) X.
    fn crossed(&self, values: &[f64]) -> DMatrix<f64> {
        DMatrix::from_fn(self.width(), self.width(), |a, b| {
            (0..self.studies()).map(|row| values[row] * self.columns[a][row] * self.columns[b][row]).sum()
        })
    }

    /// tr P and tr PP, with P = W − WX(X'WX)⁻¹X'W.
    pub(super) fn traces(&self, fit: &Fit) -> (f64, f64) {
        let w = &fit.weights;
        if self.columns.is_empty() {
            // Sums of the others, not differences: exact where one study weighs almost everything.
            let total: f64 = w.iter().sum();
            let (others, other_squares) = (others(w, |it| it), others(w, |it| it * it));
            let (mut one, mut two) = (0.0, 0.0);
            for (place, w) in w.iter().enumerate() {
                let diagonal = w * (others[place] / total);
                one += diagonal;
                two += diagonal * diagonal + (w / total).powi(2) * other_squares[place];
            }
            return (one, two);
        }
        let squares: Vec<f64> = w.iter().map(|it| it * it).collect();
        let cubes: Vec<f64> = w.iter().map(|it| it * it * it).collect();
        let second = &fit.gram * self.crossed(&squares);
        let third = &fit.gram * self.crossed(&cubes);
        (
            w.iter().sum::<f64>() - second.trace(),
            squares.iter().sum::<f64>() - 2.0 * third.trace() + (&second * &second).trace(),
        )
    }

    /// tr PV where the fit has weights 1: Σ v (1 − leverage).
    pub(super) fn unweighted_trace(&self, fit: &Fit) -> f64 {
        if self.columns.is_empty() {
            let k = real(self.studies() as u64);
            return self.variances.iter().sum::<f64>() * (1.0 - 1.0 / k);
        }
        self.variances.iter().sum::<f64>() - (&fit.gram * self.crossed(&self.variances)).trace()
    }

    /// The likelihood of `tau2`, without its constants; restricted (what the mean costs counted) if `restricted`.
    pub(super) fn log_likelihood(&self, tau2: f64, restricted: bool) -> Result<f64, Fault> {
        let fit = self.fit(tau2)?;
        let spread: f64 = self.variances.iter().map(|it| (it + tau2).ln()).sum();
        let cost = if restricted { -log_determinant(&fit.gram) } else { 0.0 };
        Ok(-0.5 * (spread + cost + fit.q))
    }
}

/// For each value, the sum of `of` over all the others.
fn others(values: &[f64], of: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut found = vec![0.0; values.len()];
    let mut sum = 0.0;
    for (place, value) in values.iter().enumerate() {
        found[place] = sum;
        sum += of(*value);
    }
    sum = 0.0;
    for (place, value) in values.iter().enumerate().rev() {
        found[place] += sum;
        sum += of(*value);
    }
    found
}

fn log_determinant(matrix: &DMatrix<f64>) -> f64 {
    if matrix.nrows() == 1 { matrix[(0, 0)].ln() } else { matrix.determinant().ln() }
}

impl Fit {
    /// The coefficients with their standard errors, outside.
    pub(super) fn coefficients(&self, model: &Model) -> Vec<(f64, f64)> {
        // The constant is the effect where every moderator is 0, not where it is in its middle.
        let mut constant = vec![1.0];
        constant.extend(model.ranges.iter().map(|(middle, half)| -middle / half));
        let combined = |factors: &[f64]| {
            let value: f64 = factors.iter().zip(&self.coefficients).map(|(a, b)| a * b).sum();
            let factors = DVector::from_column_slice(factors);
            (value, model.spread((&self.gram * &factors).dot(&factors).sqrt()))
        };
        let (first, se) = combined(&constant);
        let mut found = vec![(model.effect(first), se)];
        found.extend(model.ranges.iter().enumerate().map(|(place, (_, half))| {
            let se = self.gram[(place + 1, place + 1)].sqrt();
            (model.spread(self.coefficients[place + 1]) / half, model.spread(se) / half)
        }));
        found
    }

    /// The mean on the inner scale.
    pub(super) fn mean(&self) -> f64 {
        self.coefficients[0]
    }

    /// Its variance on the inner scale.
    pub(super) fn mean_variance(&self) -> f64 {
        self.gram[(0, 0)]
    }

    /// What a joint test of the coefficients after the constant is made of: b' (their block of (X'WX)⁻¹)⁻¹ b.
    pub(super) fn explained(&self) -> Result<f64, Fault> {
        let width = self.coefficients.len();
        let block = self.gram.view((1, 1), (width - 1, width - 1)).into_owned();
        let slopes = DVector::from_column_slice(&self.coefficients[1..]);
        // Brought to one scale, so that units of the moderators do not make it singular.
        let scale: Vec<f64> = (0..width - 1).map(|it| block[(it, it)].sqrt()).collect();
        let correlation =
            DMatrix::from_fn(width - 1, width - 1, |a, b| block[(a, b)] / (scale[a] * scale[b]));
        let slopes = DVector::from_fn(width - 1, |it, _| slopes[it] / scale[it]);
        let solved =
            nalgebra::Cholesky::new(correlation).ok_or_else(|| Fault::collinear("moderator"))?.solve(&slopes);
        Ok(slopes.dot(&solved))
    }
}
