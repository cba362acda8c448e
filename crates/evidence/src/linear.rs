//! Small dense linear algebra on top of nalgebra: what the estimators share.

use nalgebra::{DMatrix, DVector};

use crate::Fault;

/// Relative size under which an eigenvalue counts as zero.
const SINGULAR: f64 = 1e-12;

/// From so many rows on cross-products are tried before reflections.
const QUICK_MIN: usize = 10_000;

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
    let Orthogonal { basis, root } = orthogonal(x)?;
    if y.len() != x.nrows() {
        return Err(Fault::Length { what: "rows".into(), found: y.len(), expected: x.nrows() });
    }
    // The second pass takes up what rounding left in the residuals, which matters where `y` is far from 0.
    let first = basis.tr_mul(y);
    let left = y - &basis * &first;
    let solved = first + basis.tr_mul(&left);
    Ok((&root * solved, &root * root.transpose()))
}

/// An orthonormal basis of the columns of a matrix, and the way back to them.
#[derive(Debug, Clone)]
pub struct Orthogonal {
    /// As many rows and columns as the matrix, with `basis' · basis = 1`.
    pub basis: DMatrix<f64>,
    /// Upper triangular, with `basis = matrix · root`: coefficients are `root · basis' · y`, and (X'X)⁻¹ is
    /// `root · root'`.
    pub root: DMatrix<f64>,
}

/// The orthonormal basis of the columns of `x`, by QR.
///
/// # Errors
///
/// [`Fault::Collinear`] if columns are sums of others; [`Fault::TooFew`] if there are fewer rows than columns;
/// [`Fault::NotFinite`] with the row where a value is no number.
pub fn orthogonal(x: &DMatrix<f64>) -> Result<Orthogonal, Fault> {
    let (rows, width) = x.shape();
    if rows < width || width == 0 {
        return Err(Fault::too_few("rows", rows, width.max(1)));
    }
    if let Some(place) = x.iter().position(|it| !it.is_finite()) {
        return Err(Fault::NotFinite { what: "columns".into(), place: place % rows });
    }
    // Columns are brought to one scale, so that the test of rank does not depend on units; first by their largest
    // value, so that no square overflows.
    let mut scaled = x.clone();
    let mut scale = Vec::with_capacity(width);
    for mut column in scaled.column_iter_mut() {
        let largest = column.amax();
        if largest == 0.0 {
            return Err(Fault::collinear("columns"));
        }
        column.unscale_mut(largest);
        let norm = column.norm();
        column.unscale_mut(norm);
        scale.push((largest, norm));
    }
    let Orthogonal { basis, mut root } = match quick(&scaled) {
        Some(found) => found,
        None => reflected(scaled)?,
    };
    for (mut row, (largest, norm)) in root.row_iter_mut().zip(&scale) {
        row.apply(|it| *it = *it / norm / largest);
    }
    if root.iter().any(|it| !it.is_finite()) {
        return Err(Fault::collinear("columns"));
    }
    Ok(Orthogonal { basis, root })
}

/// By Householder reflections.
fn reflected(scaled: DMatrix<f64>) -> Result<Orthogonal, Fault> {
    let width = scaled.ncols();
    let qr = scaled.qr();
    let r = qr.r();
    if (0..width).any(|it| r[(it, it)].abs() < SINGULAR) {
        return Err(Fault::collinear("columns"));
    }
    let root = r
        .solve_upper_triangular(&DMatrix::identity(width, width))
        .ok_or_else(|| Fault::collinear("columns"))?;
    Ok(Orthogonal { basis: qr.q(), root })
}

/// From cross-products, twice, which is as exact as reflections where columns are far from collinear, and several times
/// faster for many rows. None where reflections are needed, or no slower.
fn quick(scaled: &DMatrix<f64>) -> Option<Orthogonal> {
    let (rows, width) = scaled.shape();
    if rows < QUICK_MIN {
        return None;
    }
    let mut basis = scaled.clone();
    let mut root = DMatrix::identity(width, width);
    for _ in 0..2 {
        let cross =
            DMatrix::from_fn(
                width,
                width,
                |i, j| {
                    if i < j { 0.0 } else { basis.column(i).dot(&basis.column(j)) }
                },
            );
        let lower = nalgebra::Cholesky::new(cross)?.unpack();
        if lower.diagonal().iter().any(|it| *it < 1e-3) {
            return None;
        }
        let inverse = lower.transpose().solve_upper_triangular(&DMatrix::identity(width, width))?;
        // The last column first: each is made of itself and of those before it.
        for last in (0..width).rev() {
            let (before, mut own) = basis.columns_range_pair_mut(..last, last..=last);
            own *= inverse[(last, last)];
            for place in 0..last {
                own.column_mut(0).axpy(inverse[(place, last)], &before.column(place), 1.0);
            }
        }
        root *= inverse;
    }
    Some(Orthogonal { basis, root })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coefficients_solve_the_normal_equations() {
        let x = columns(&[&[1.0; 5], &[1.0, 2.0, 3.0, 4.0, 6.0]]);
        let y = DVector::from_vec(vec![1.0, 3.0, 2.0, 5.0, 4.0]);
        let (coefficients, gram) = least_squares(&x, &y).unwrap();
        assert!((x.tr_mul(&(&y - &x * coefficients))).norm() < 1e-12);
        assert!((gram * x.tr_mul(&x) - DMatrix::identity(2, 2)).norm() < 1e-12);
    }

    #[test]
    fn rank_does_not_depend_on_units() {
        let y = DVector::from_vec(vec![1.0, 3.0, 2.0, 5.0]);
        for unit in [1e-200, 1e-9, 1.0, 1e9, 1e200] {
            let column: Vec<f64> = [1.0, 2.0, 4.0, 5.0].iter().map(|it| it * unit).collect();
            let (coefficients, _) = least_squares(&columns(&[&[1.0; 4], &column]), &y).unwrap();
            assert!((coefficients[1] * unit - 0.7).abs() < 1e-12, "{coefficients}");
            let doubled: Vec<f64> = column.iter().map(|it| 2.0 * it).collect();
            let refused = least_squares(&columns(&[&column, &doubled]), &y).unwrap_err();
            assert_eq!(refused, Fault::collinear("columns"));
        }
    }

    #[test]
    fn a_mean_far_from_zero_keeps_its_digits() {
        let y = DVector::from_fn(100, |it, _| 1e9 + f64::from(u8::try_from(it % 7).unwrap()));
        let ones = [1.0; 100];
        let half: Vec<f64> = (0..100).map(|it| f64::from(u8::from(it < 50))).collect();
        let (coefficients, _) = least_squares(&columns(&[&ones, &half]), &y).unwrap();
        let mean = |from: usize| y.iter().skip(from).take(50).map(|it| it - 1e9).sum::<f64>() / 50.0;
        assert!((coefficients[1] - (mean(0) - mean(50))).abs() < 1e-6, "{coefficients}");
    }

    #[test]
    fn many_rows_are_no_less_exact() {
        let rows = 2 * QUICK_MIN;
        let wave = |by: usize| {
            let value = |it: usize| f64::from(u32::try_from((it * by) % 1_009).unwrap()) / 1_009.0;
            (0..rows).map(value).collect::<Vec<_>>()
        };
        let x = columns(&[&vec![1.0; rows], &wave(17), &wave(29), &wave(101)]);
        let Orthogonal { basis, root } = orthogonal(&x).unwrap();
        assert!((basis.tr_mul(&basis) - DMatrix::identity(4, 4)).norm() < 1e-13);
        assert!((&x * &root - &basis).norm() < 1e-11);
        assert!(quick(&x).is_some());
        let near: Vec<f64> = wave(17).iter().zip(wave(29)).map(|(it, by)| it + 1e-6 * by).collect();
        let close = columns(&[&wave(17), &near]);
        assert!(quick(&close).is_none());
        let Orthogonal { basis, .. } = orthogonal(&close).unwrap();
        assert!((basis.tr_mul(&basis) - DMatrix::identity(2, 2)).norm() < 1e-13);
    }

    #[test]
    fn bad_designs_are_refused() {
        let y = DVector::from_vec(vec![1.0, 3.0]);
        let code = |x: &DMatrix<f64>| least_squares(x, &y).unwrap_err().code();
        assert_eq!(code(&columns(&[])), "too-few");
        assert_eq!(code(&columns(&[&[1.0, 2.0], &[0.0, 1.0], &[5.0, 2.0]])), "too-few");
        assert_eq!(code(&columns(&[&[1.0, f64::NAN]])), "not-finite");
        assert_eq!(code(&columns(&[&[0.0, 0.0]])), "collinear");
        assert_eq!(code(&columns(&[&[1.0, 2.0, 3.0]])), "length");
    }
}
