//! The columns of a segmented regression, and the two ways to fit it.

use std::collections::BTreeSet;

use nalgebra::{DMatrix, DVector};

use crate::{Fault, check, check_length, check_range, glm::Column};

use super::{COLUMNS_MAX, Season, Series, count, least_squares};

/// Most repetitions of Prais and Winsten.
const REPEATS_MAX: usize = 1_000;

/// A fitted regression.
pub(super) struct Fit {
    pub(super) coefficients: DVector<f64>,
    pub(super) covariance: DMatrix<f64>,
    /// Residuals; for Prais and Winsten those of the transformed points.
    pub(super) residuals: DVector<f64>,
    pub(super) rho: f64,
    pub(super) lags: usize,
}

/// Columns with the names of the arguments that they come from.
pub(super) fn columns(series: Series<'_>) -> Result<Vec<(&str, Vec<f64>)>, Fault> {
    let points = series.values.len();
    let since = |it: usize| if it >= series.change { count(it - series.change) } else { 0.0 };
    let of = |value: &dyn Fn(usize) -> f64| (0..points).map(value).collect::<Vec<f64>>();
    let mut columns = vec![
        ("values", vec![1.0; points]),
        // Time is counted from the change: trend and slope are then least alike.
        ("values", of(&|it| count(it) - count(series.change))),
        ("change", of(&|it| f64::from(u8::from(it >= series.change)))),
    ];
    if series.slope {
        columns.push(("slope", of(&since)));
    }
    match series.season {
        Season::None => (),
        Season::Fourier { period, pairs } => {
            check_range("season.period", period, 1.0 + 1e-9, 1e9)?;
            // At half the period the sine is zero at every point.
            if pairs == 0 || pairs > COLUMNS_MAX / 2 || 2.0 * count(pairs) >= period {
                let most = ((period / 2.0).ceil() - 1.0).clamp(0.0, count(COLUMNS_MAX / 2));
                return Err(Fault::out_of_range("season.pairs", count(pairs), 1.0, most));
            }
            for pair in 1..=pairs {
                let angle =
                    |it: usize| 2.0 * std::f64::consts::PI * (count(it) * count(pair) % period) / period;
                columns.push(("season", of(&|it| angle(it).sin())));
                columns.push(("season", of(&|it| angle(it).cos())));
            }
        }
        Season::Levels(levels) => {
            check_length("season", levels.len(), points)?;
            let first = levels[0];
            let others: BTreeSet<u32> = levels.iter().copied().filter(|it| *it != first).collect();
            if others.len() > COLUMNS_MAX {
                return Err(Fault::out_of_range("season", count(others.len()), 0.0, count(COLUMNS_MAX)));
            }
            for level in others {
                columns.push(("season", of(&|it| f64::from(u8::from(levels[it] == level)))));
            }
        }
    }
    for control in series.controls {
        check_length(control.name, control.values.len(), points)?;
        check(control.name, control.values, 1)?;
        columns.push((control.name, control.values.to_vec()));
        if columns.len() > COLUMNS_MAX {
            break;
        }
    }
    check_range("columns", count(columns.len()), 3.0, count(COLUMNS_MAX))?;
    Ok(columns)
}

/// Least squares with Bartlett weights 1 − lag ÷ (lags + 1), without small-sample correction.
pub(super) fn hac(columns: &[Column<'_>], y: &DVector<f64>, lags: Option<usize>) -> Result<Fit, Fault> {
    let points = y.len();
    let (coefficients, basis, residuals) = least_squares(columns, y)?;
    let lags = lags.unwrap_or_else(|| bandwidth(points));
    let mut scores = basis.columns.clone();
    for (row, residual) in residuals.iter().enumerate() {
        scores.row_mut(row).scale_mut(*residual);
    }
    let mut meat = scores.tr_mul(&scores);
    for lag in 1..=lags {
        let weight = 1.0 - count(lag) / (count(lags) + 1.0);
        let together = scores.rows(lag, points - lag).tr_mul(&scores.rows(0, points - lag));
        meat += (&together + together.transpose()) * weight;
    }
    let rho = first_lag(&residuals);
    Ok(Fit { coefficients, covariance: basis.covariance(&meat), residuals, rho, lags })
}

/// ⌊4 (n ÷ 100)^(2/9)⌋.
fn bandwidth(points: usize) -> usize {
    let most = 4.0 * (count(points) / 100.0).powf(2.0 / 9.0);
    (0..points).take_while(|it| count(*it) <= most).last().unwrap_or(0)
}

/// Regression of each residual on the one before.
fn first_lag(residuals: &DVector<f64>) -> f64 {
    let values = residuals.as_slice();
    let together: f64 = values.windows(2).map(|it| it[0] * it[1]).sum();
    let before: f64 = values[..values.len() - 1].iter().map(|it| it * it).sum();
    if before > 0.0 { together / before } else { 0.0 }
}

/// Repeats: residuals give rho, rho transforms the points, until rho stays.
pub(super) fn prais_winsten(columns: &[Column<'_>], y: &DVector<f64>) -> Result<Fit, Fault> {
    let unfinished = || Fault::not_converged("rho");
    let points = y.len();
    let x = DMatrix::from_fn(points, columns.len(), |row, column| columns[column].values[row]);
    let (mut coefficients, _, residuals) = least_squares(columns, y)?;
    if residuals.norm_squared() <= 1e-24 * y.norm_squared() {
        return Err(Fault::no_variance("values"));
    }
    let mut rho = first_lag(&residuals);
    for _ in 0..REPEATS_MAX {
        if rho.is_nan() || rho.abs() >= 1.0 - 1e-9 {
            return Err(unfinished());
        }
        // The first point keeps its weight, all others lose what the one before foretold.
        let turn = |values: &[f64]| -> Vec<f64> {
            let first = values[0] * (1.0 - rho * rho).sqrt();
            std::iter::once(first).chain(values.windows(2).map(|it| it[1] - rho * it[0])).collect()
        };
        let turned: Vec<Vec<f64>> = columns.iter().map(|it| turn(it.values)).collect();
        let named: Vec<Column<'_>> =
            columns.iter().zip(&turned).map(|(it, values)| Column::new(it.name, values)).collect();
        let (found, basis, left) = least_squares(&named, &DVector::from_vec(turn(y.as_slice())))?;
        coefficients.copy_from(&found);
        let next = first_lag(&(y - &x * &coefficients));
        if (next - rho).abs() <= 1e-12 {
            let variance = left.norm_squared() / count(points - columns.len());
            let width = columns.len();
            let covariance = basis.covariance(&(DMatrix::identity(width, width) * variance));
            return Ok(Fit { coefficients, covariance, residuals: left, rho, lags: 0 });
        }
        rho = next;
    }
    Err(unfinished())
}
