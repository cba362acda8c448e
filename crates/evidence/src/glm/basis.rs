//! Columns made orthonormal, in which a Newton step knows neither units nor correlation.

use nalgebra::{Cholesky, DMatrix, DVector};

use crate::{Fault, check, check_length, check_range};

use super::{COLUMNS_MAX, Column, count};

/// Part of a column (of length 1) that must be left when the columns before it are taken out.
const COLLINEAR: f64 = 1e-11;

/// Orthonormal columns that span the same as those given, and the way back.
///
/// In these coordinates neither the units of the columns nor their correlation spoil a Newton step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Basis {
    pub(crate) columns: DMatrix<f64>,
    /// From coordinates to coefficients.
    back: DMatrix<f64>,
}

impl Basis {
    /// By QR.
    pub(crate) fn new(columns: &[Column<'_>]) -> Result<Self, Fault> {
        if columns.is_empty() {
            return Err(Fault::too_few("columns", 0, 1));
        }
        check_range("columns", count(columns.len()), 1.0, count(COLUMNS_MAX))?;
        let rows = columns[0].values.len();
        for column in columns {
            check_length(column.name, column.values.len(), rows)?;
            check(column.name, column.values, columns.len())?;
        }
        // Where there is an intercept, means are taken out first: QR alone would lose the digits that they fill.
        #[expect(clippy::float_cmp, reason = "the same number")]
        let constant = |it: &Column<'_>| it.values[0] != 0.0 && it.values.iter().all(|v| *v == it.values[0]);
        let intercept = columns.iter().position(constant);
        let mean = |place: usize| match intercept {
            Some(intercept) if intercept != place => {
                columns[place].values.iter().map(|it| it / count(rows)).sum::<f64>()
            }
            _ => 0.0,
        };
        let means: Vec<f64> = (0..columns.len()).map(mean).collect();
        let mut scale = Vec::with_capacity(columns.len());
        for (column, mean) in columns.iter().zip(&means) {
            let most = column.values.iter().fold(0.0_f64, |most, it| most.max((it - mean).abs()));
            let squares = column.values.iter().map(|it| ((it - mean) / most).powi(2)).sum::<f64>();
            let norm = most * squares.sqrt();
            if most <= mean.abs() * 1e-13 || !norm.is_normal() {
                return Err(Fault::collinear(column.name));
            }
            scale.push(norm);
        }
        let scaled = DMatrix::from_fn(rows, columns.len(), |row, it| {
            (columns[it].values[row] - means[it]) / scale[it]
        });
        let qr = scaled.qr();
        let (orthonormal, r) = (qr.q(), qr.r());
        for (place, column) in columns.iter().enumerate() {
            if r[(place, place)].abs() < COLLINEAR {
                return Err(Fault::collinear(column.name));
            }
        }
        let width = columns.len();
        let mut back = r
            .solve_upper_triangular(&DMatrix::identity(width, width))
            .ok_or_else(|| Fault::collinear("columns"))?;
        for (place, scale) in scale.iter().enumerate() {
            back.row_mut(place).scale_mut(1.0 / scale);
        }
        if let Some(intercept) = intercept {
            // What the means stood for goes back to the intercept.
            let taken = DVector::from_vec(means).transpose() * &back / columns[intercept].values[0];
            let mut row = back.row_mut(intercept);
            row -= taken;
        }
        Ok(Self { columns: orthonormal, back })
    }

    /// As [`Self::new`], with the mean taken from each column; brought to a mean square of 1.
    pub(crate) fn new_centred(columns: &[Column<'_>]) -> Result<Self, Fault> {
        let mut centred = Vec::with_capacity(columns.len());
        for column in columns {
            let rows = count(column.values.len());
            let mean = column.values.iter().map(|it| it / rows).sum::<f64>();
            let most = column.values.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
            let values: Vec<f64> = column.values.iter().map(|it| it - mean).collect();
            if values.iter().all(|it| it.abs() <= 1e-12 * most) {
                return Err(Fault::collinear(column.name));
            }
            centred.push(values);
        }
        let centred: Vec<_> =
            columns.iter().zip(&centred).map(|(it, values)| Column::new(it.name, values)).collect();
        let mut basis = Self::new(&centred)?;
        let scale = count(basis.columns.nrows()).sqrt();
        basis.columns *= scale;
        basis.back *= scale;
        Ok(basis)
    }

    pub(crate) fn coefficients(&self, coordinates: &DVector<f64>) -> DVector<f64> {
        &self.back * coordinates
    }

    pub(crate) fn covariance(&self, inner: &DMatrix<f64>) -> DMatrix<f64> {
        &self.back * inner * self.back.transpose()
    }
}

/// The inverse of an information matrix in orthonormal coordinates, or the direction about which nothing is known:
/// no more than `least`.
pub(crate) fn invert(information: &DMatrix<f64>, least: f64) -> Result<Cholesky<f64, nalgebra::Dyn>, usize> {
    let width = information.nrows();
    let weakest = || {
        let diagonal = information.diagonal();
        (0..width).min_by(|a, b| diagonal[*a].total_cmp(&diagonal[*b])).unwrap_or(0)
    };
    let factor = Cholesky::new(information.clone()).ok_or_else(weakest)?;
    let pivots = factor.l_dirty().diagonal();
    match (0..width).find(|it| {
        let pivot = pivots[*it] * pivots[*it];
        pivot.is_nan() || pivot <= least
    }) {
        Some(place) => Err(place),
        None => Ok(factor),
    }
}

/// The column whose part of the linear predictor varies most: the one to name when coefficients grow without end.
pub(crate) fn runaway(basis: &Basis, columns: &[Column<'_>], coordinates: &DVector<f64>) -> Fault {
    let coefficients = basis.coefficients(coordinates);
    let part = |place: usize| {
        let values = columns[place].values;
        let mean = values.iter().sum::<f64>() / count(values.len());
        let spread = values.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>();
        coefficients[place].abs() * spread.sqrt()
    };
    let place = (0..columns.len()).max_by(|a, b| part(*a).total_cmp(&part(*b))).unwrap_or(0);
    Fault::NoEstimate { what: columns[place].name.into() }
}
