//! What a design of offices needs of its rows: cross-products within offices, and the sums of each office.

use std::collections::BTreeMap;

use nalgebra::{Cholesky, DMatrix, DVector};

use crate::Fault;

/// Rows that are alike in all columns: `weight` of them, with the mean and the squares of their outcomes.
pub(super) struct Line {
    pub(super) cluster: usize,
    /// Columns that are not zero.
    pub(super) columns: Vec<(usize, f64)>,
    pub(super) weight: f64,
    pub(super) mean: f64,
    pub(super) squares: f64,
}

/// Sums of an office.
pub(super) struct Cluster {
    /// Weight of its rows.
    pub(super) size: f64,
    /// Of each column.
    pub(super) sums: DVector<f64>,
    /// Of outcomes.
    pub(super) total: f64,
}

/// Cross-products within offices (means of offices taken out), and the offices.
pub(super) struct Gram {
    pub(super) within: DMatrix<f64>,
    pub(super) within_outcome: DVector<f64>,
    pub(super) within_squares: f64,
    pub(super) clusters: Vec<Cluster>,
    /// The lines, each with the place of its office and the distance of its mean from the office's.
    lines: Vec<(usize, f64, Line)>,
    /// Squares within lines.
    squares: f64,
}

/// A symmetric matrix inverted, and the logarithm of its determinant.
pub(super) struct Inverted {
    pub(super) inverse: DMatrix<f64>,
    pub(super) log_determinant: f64,
}

impl Gram {
    pub(super) fn new(lines: impl Iterator<Item = Line>, width: usize) -> Result<Self, Fault> {
        let mut places = BTreeMap::new();
        let mut clusters: Vec<Cluster> = Vec::new();
        let mut kept = Vec::new();
        let mut within = DMatrix::<f64>::zeros(width, width);
        let mut squares = 0.0;
        for line in lines {
            let place = *places.entry(line.cluster).or_insert_with(|| {
                clusters.push(Cluster { size: 0.0, sums: DVector::zeros(width), total: 0.0 });
                clusters.len() - 1
            });
            if clusters.len() * width > super::WORK_MAX {
                return Err(Fault::out_of_range(
                    "cluster",
                    super::count(clusters.len()),
                    2.0,
                    super::count(super::WORK_MAX / width),
                ));
            }
            let cluster = &mut clusters[place];
            cluster.size += line.weight;
            cluster.total += line.weight * line.mean;
            for (column, value) in &line.columns {
                cluster.sums[*column] += line.weight * value;
                for (other, second) in &line.columns {
                    within[(*column, *other)] += line.weight * value * second;
                }
            }
            squares += line.squares;
            kept.push((place, 0.0, line));
        }
        for cluster in &clusters {
            within.ger(-1.0 / cluster.size, &cluster.sums, &cluster.sums, 1.0);
        }
        // The first column is the intercept: it does not vary within an office, not even by a rounding.
        within.row_mut(0).fill(0.0);
        within.column_mut(0).fill(0.0);
        let mut within_outcome = DVector::zeros(width);
        let mut within_squares = squares;
        for (place, distance, line) in &mut kept {
            *distance = line.mean - clusters[*place].total / clusters[*place].size;
            within_squares += line.weight * *distance * *distance;
            for (column, value) in line.columns.iter().filter(|it| it.0 > 0) {
                within_outcome[*column] += line.weight * value * *distance;
            }
        }
        Ok(Self { within, within_outcome, within_squares, clusters, lines: kept, squares })
    }

    /// Squares within offices of what `coefficients` leave: line by line, since a difference of sums would lose digits.
    pub(super) fn residual(&self, coefficients: &DVector<f64>) -> f64 {
        let means: Vec<f64> = self.clusters.iter().map(|it| it.sums.dot(coefficients) / it.size).collect();
        let mut squares = self.squares;
        for (place, distance, line) in &self.lines {
            let fitted: f64 = line.columns.iter().map(|(column, value)| value * coefficients[*column]).sum();
            let rest = distance - (fitted - means[*place]);
            squares += line.weight * rest * rest;
        }
        squares
    }

    /// X' V⁻¹ X for V = I + ratio × (1 within an office): within offices, plus what is between them, shrunk.
    pub(super) fn information(&self, ratio: f64) -> DMatrix<f64> {
        let mut matrix = self.within.clone();
        for cluster in &self.clusters {
            let weight = 1.0 / (cluster.size * (1.0 + cluster.size * ratio));
            matrix.syger(weight, &cluster.sums, &cluster.sums, 1.0);
        }
        matrix.fill_upper_triangle_with_lower_triangle();
        matrix
    }

    /// Σ weight(size) · s s' over offices, s being their sums of columns.
    pub(super) fn between(&self, weight: impl Fn(f64) -> f64) -> DMatrix<f64> {
        let width = self.within.nrows();
        let mut matrix = DMatrix::zeros(width, width);
        for cluster in &self.clusters {
            matrix.syger(weight(cluster.size), &cluster.sums, &cluster.sums, 1.0);
        }
        matrix.fill_upper_triangle_with_lower_triangle();
        matrix
    }
}

/// The inverse of a positive definite matrix whose columns may be of very different sizes; or the column that is a sum
/// of those before it: of which less than `least` is left without them.
pub(super) fn invert(matrix: &DMatrix<f64>, least: f64) -> Result<Inverted, usize> {
    let width = matrix.nrows();
    let scale: Vec<f64> = (0..width).map(|it| matrix[(it, it)].sqrt()).collect();
    if let Some(place) = (0..width).find(|it| !scale[*it].is_normal()) {
        return Err(place);
    }
    let scaled = DMatrix::from_fn(width, width, |i, j| matrix[(i, j)] / scale[i] / scale[j]);
    // By hand, since which column fails is what the fault must tell.
    let mut factor = scaled.clone();
    for j in 0..width {
        let left: f64 = (0..j).map(|it| factor[(j, it)] * factor[(j, it)]).sum();
        let pivot = scaled[(j, j)] - left;
        if pivot.is_nan() || pivot <= least {
            return Err(j);
        }
        let pivot = pivot.sqrt();
        factor[(j, j)] = pivot;
        for i in j + 1..width {
            let known: f64 = (0..j).map(|it| factor[(i, it)] * factor[(j, it)]).sum();
            factor[(i, j)] = (scaled[(i, j)] - known) / pivot;
        }
    }
    let log_determinant = (0..width).map(|it| 2.0 * (factor[(it, it)].ln() + scale[it].ln())).sum();
    let inverse = Cholesky::pack_dirty(factor).inverse();
    let inverse = DMatrix::from_fn(width, width, |i, j| inverse[(i, j)] / scale[i] / scale[j]);
    Ok(Inverted { inverse, log_determinant })
}
