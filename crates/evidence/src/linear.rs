//! Small dense linear algebra on top of nalgebra: what the estimators share.

use nalgebra::{DMatrix, DVector};

use crate::Fault;

/// Relative size under which an eigenvalue counts as zero.
const SINGULAR: f64 = 1e-12;

/// A matrix whose columns are given.
pub fn columns(columns: &[&[f64]]) -> DMatrix<f64> {
    let rows = columns.first().map_or(0, |it| it.len());
    DMatrix::from_fn(rows, columns.len(), |row, column| columns[column][row])
}

/// Least squares of `y` on the columns of `x`: the coefficients and (X'X)⁻¹, by QR.
///
/// # Errors
///
/// [`Fault::Collinear`] if columns are sums of others; [`Fault::TooFew`] if there are fewer rows than columns.
pub fn least_squares(x: &DMatrix<f64>, y: &DVector<f64>) -> Result<(DVector<f64>, DMatrix<f64>), Fault> {
    let (rows, width) = x.shape();
    if rows < width {
        return Err(Fault::too_few("rows", rows, width));
    }
    // Columns are brought to one scale, so that the test of rank does not depend on units.
    let scale = DVector::from_iterator(width, x.column_iter().map(|it| it.norm()));
    if scale.iter().any(|it| *it == 0.0) {
        return Err(Fault::collinear("columns"));
    }
    let scaled = DMatrix::from_fn(rows, width, |row, column| x[(row, column)] / scale[column]);
    let qr = scaled.qr();
    let r = qr.r();
    if (0..width).any(|it| r[(it, it)].abs() < SINGULAR) {
        return Err(Fault::collinear("columns"));
    }
    let solved =
        r.solve_upper_triangular(&(qr.q().transpose() * y)).ok_or_else(|| Fault::collinear("columns"))?;
    let inverse = r
        .solve_upper_triangular(&DMatrix::identity(width, width))
        .ok_or_else(|| Fault::collinear("columns"))?;
    let gram = &inverse * inverse.transpose();
    let coefficients = DVector::from_fn(width, |it, _| solved[it] / scale[it]);
    let gram = DMatrix::from_fn(width, width, |i, j| gram[(i, j)] / (scale[i] * scale[j]));
    Ok((coefficients, gram))
}

/// The inverse of a symmetric positive definite matrix.
///
/// # Errors
///
/// [`Fault::Collinear`] if it is singular.
pub fn inverse(matrix: &DMatrix<f64>) -> Result<DMatrix<f64>, Fault> {
    nalgebra::Cholesky::new(matrix.clone()).map(|it| it.inverse()).ok_or_else(|| Fault::collinear("matrix"))
}

/// A symmetric matrix raised to `power` through its eigenvalues; those that are zero stay zero (pseudo-inverse).
pub fn symmetric_power(matrix: &DMatrix<f64>, power: f64) -> DMatrix<f64> {
    let eigen = matrix.clone().symmetric_eigen();
    let largest = eigen.eigenvalues.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
    let values = eigen.eigenvalues.map(|it| if it > SINGULAR * largest { it.powf(power) } else { 0.0 });
    &eigen.eigenvectors * DMatrix::from_diagonal(&values) * eigen.eigenvectors.transpose()
}
