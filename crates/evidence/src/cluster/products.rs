//! Cross-products of the rows of one cluster: what a fit needs of them when the rows themselves are not kept.

use nalgebra::{DMatrix, DVector};

use super::{COLUMNS_MAX, ClusterFit, Part, check_size};
use crate::{
    Fault, check,
    robust::{ROUNDING, real},
};

/// Sums over the rows of one cluster, gathered in one pass and in any order.
///
/// Sums of squares keep half the digits of what they are made of: centre covariates (by any number near their mean)
/// before adding them. Columns that say in which group a row is (0 or 1) are exact.
#[derive(Debug, Clone, PartialEq)]
pub struct Products {
    rows: usize,
    cross: DMatrix<f64>,
    with_outcome: DVector<f64>,
    squared_outcome: f64,
}

impl Products {
    /// No row yet, of `width` columns.
    pub fn new(width: usize) -> Self {
        let width = width.min(COLUMNS_MAX + 1);
        Self {
            rows: 0,
            cross: DMatrix::zeros(width, width),
            with_outcome: DVector::zeros(width),
            squared_outcome: 0.0,
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    ///
    /// [`Fault::Length`], [`Fault::NotFinite`].
    pub fn add(&mut self, row: &[f64], outcome: f64) -> Result<(), Fault> {
        crate::check_length("row", row.len(), self.with_outcome.len())?;
        check("row", row, 1)?;
        check("y", &[outcome], 1)?;
        for (i, left) in row.iter().enumerate() {
            self.with_outcome[i] += left * outcome;
            for (j, right) in row.iter().enumerate().skip(i) {
                self.cross[(j, i)] += left * right;
            }
        }
        self.rows += 1;
        self.squared_outcome += outcome * outcome;
        Ok(())
    }

    /// Adds `rows` rows that belong to one group each: for each group its count, its sum and its sum of squares.
    pub(crate) fn of_groups(groups: &[(f64, f64, f64)], rows: usize) -> Self {
        let mut products = Self::new(groups.len());
        products.rows = rows;
        for (place, (count, sum, squares)) in groups.iter().enumerate() {
            products.cross[(place, place)] = *count;
            products.with_outcome[place] = *sum;
            products.squared_outcome += squares;
        }
        products
    }
}

impl ClusterFit {
    /// The fit of clusters whose cross-products are known.
    ///
    /// The same as [`ClusterFit::new`] on all rows, but for rounding: see [`Products`].
    ///
    /// # Errors
    ///
    /// As [`ClusterFit::new`].
    pub fn of_products(clusters: &[Products]) -> Result<Self, Fault> {
        let width = clusters.first().map_or(0, |it| it.with_outcome.len());
        if width == 0 || width > COLUMNS_MAX {
            return Err(Fault::out_of_range("columns", real(width), 1.0, real(COLUMNS_MAX)));
        }
        check_size(width, clusters.len())?;
        let (mut cross, mut with_outcome) = (DMatrix::zeros(width, width), DVector::zeros(width));
        let (mut rows, mut squared) = (0_usize, 0.0);
        for it in clusters {
            crate::check_length("columns", it.with_outcome.len(), width)?;
            cross += &it.cross;
            with_outcome += &it.with_outcome;
            rows += it.rows;
            squared += it.squared_outcome;
        }
        if rows <= width {
            return Err(Fault::too_few("y", rows, width + 1));
        }
        let scale: Vec<f64> = cross.diagonal().iter().map(|it| it.sqrt()).collect();
        if scale.iter().any(|it| *it <= 0.0 || !it.is_finite()) {
            return Err(Fault::collinear("columns"));
        }
        let unit = (squared / real(rows)).sqrt();
        if unit <= 0.0 || !unit.is_finite() {
            return Err(Fault::no_variance("y"));
        }
        // Only the lower half is summed, and only it is read.
        let scaled =
            DMatrix::from_fn(width, width, |i, j| cross[(i.max(j), i.min(j))] / (scale[i] * scale[j]));
        let lower = nalgebra::Cholesky::new(scaled)
            .map(|it| it.l())
            .filter(|it| it.diagonal().iter().all(|it| *it > 1e-7))
            .ok_or_else(|| Fault::collinear("columns"))?;
        let inverse = lower
            .solve_lower_triangular(&DMatrix::identity(width, width))
            .ok_or_else(|| Fault::collinear("columns"))?;
        // Columns times `root` are orthonormal.
        let root = DMatrix::from_fn(width, width, |i, j| inverse[(j, i)] / scale[i]);
        let coefficients = &root * root.tr_mul(&(with_outcome / unit));
        let mut explained = 0.0;
        let parts: Vec<Part> = clusters
            .iter()
            .map(|it| {
                let mut cross = it.cross.clone();
                cross.fill_upper_triangle_with_lower_triangle();
                explained += it.with_outcome.dot(&coefficients) / unit;
                let score = &it.with_outcome / unit - &cross * &coefficients;
                Part::new(root.tr_mul(&(cross * &root)), root.tr_mul(&score))
            })
            .collect();
        // Sums of squares lose half the digits: what is left must be more than their rounding.
        if real(rows) - explained <= ROUNDING * real(rows) {
            return Err(Fault::no_variance("y"));
        }
        Ok(Self { coefficients, root, parts, rows, unit })
    }
}
