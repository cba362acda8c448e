//! The effect of a trial that assigned offices: on a mean, on a ratio (contacts per request), on the offices' means.

use std::collections::HashMap;

use nalgebra::DMatrix;

use super::{ClusterFit, places};
use crate::{Estimate, Fault, check, check_length, check_range, robust::real};

/// Who was treated, in which office, in which stratum of the draw.
#[derive(Debug, Clone, Copy)]
pub struct Design<'a> {
    /// For each unit whether it was treated.
    pub treated: &'a [bool],
    /// For each unit the office it belongs to, by any number.
    pub cluster: &'a [usize],
    /// For each unit the stratum or the pair within which offices were drawn, by any number; empty if there was none.
    pub strata: &'a [usize],
    /// Columns known before the draw, as long as the units; may be none.
    pub covariates: &'a [&'a [f64]],
}

impl Design<'_> {
    /// The constant, the treatment, a column for each stratum but the first, the covariates less their mean.
    fn matrix(&self) -> Result<DMatrix<f64>, Fault> {
        let rows = self.treated.len();
        check_length("cluster", self.cluster.len(), rows)?;
        let treated = self.treated.iter().filter(|it| **it).count();
        for (arm, found) in [("treated", treated), ("control", rows - treated)] {
            if found == 0 {
                return Err(Fault::too_few(arm, 0, 1));
            }
        }
        let (place, strata) = if self.strata.is_empty() { (Vec::new(), 1) } else { places(self.strata) };
        if !place.is_empty() {
            check_length("strata", place.len(), rows)?;
        }
        let mut means = Vec::with_capacity(self.covariates.len());
        for column in self.covariates {
            check_length("covariates", column.len(), rows)?;
            check("covariates", column, 1)?;
            means.push(column.iter().map(|it| it / real(rows)).sum::<f64>());
        }
        let width = 1 + strata + self.covariates.len();
        if width > super::COLUMNS_MAX {
            return Err(Fault::out_of_range("strata", real(strata), 1.0, real(super::COLUMNS_MAX - 2)));
        }
        Ok(DMatrix::from_fn(rows, width, |row, column| match column {
            0 => 1.0,
            1 => f64::from(u8::from(self.treated[row])),
            it if it <= strata => f64::from(u8::from(place[row] == it - 1)),
            it => self.covariates[it - 1 - strata][row] - means[it - 1 - strata],
        }))
    }
}

/// The effect on the mean of `y`, in its unit, with its CR2 standard error and Satterthwaite's degrees of freedom.
///
/// - **Takes** one value a unit (a request, a usager), units in offices.
/// - **Assumes** offices independent of each other; strata change the level, not the effect.
///
/// # Errors
///
/// As [`ClusterFit::new`] and [`ClusterFit::effect`]; [`Fault::TooFew`] for an empty arm.
///
/// # Source
///
/// As [`ClusterFit`]. Agrees with `clubSandwich` 0.5.8 `coef_test(lm(y ~ treated), "CR2")` to 1e-9.
pub fn effect(design: &Design<'_>, y: &[f64], alpha: f64) -> Result<Estimate, Fault> {
    check("y", y, 1)?;
    check_length("y", y.len(), design.treated.len())?;
    ClusterFit::new(&design.matrix()?, y, design.cluster)?.coefficient(1, alpha)
}

/// A ratio metric of two arms, unit by unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Linearised {
    /// For each unit a value whose mean over an arm is the arm's ratio, and whose spread is what the ratio varies by:
    /// `R + (num − R·den) ÷ mean den` of the arm.
    pub values: Vec<f64>,
    /// `Σ num ÷ Σ den` without treatment.
    pub control: f64,
    /// The same with it.
    pub treatment: f64,
}

/// Turns a ratio metric (contacts per request: `num` contacts, `den` requests a unit) into one value a unit.
///
/// # Errors
///
/// [`Fault::Length`], [`Fault::NotFinite`]; [`Fault::TooFew`] for an empty arm; [`Fault::OutOfRange`] for a negative
/// `den`; [`Fault::NoVariance`] if the `den` of an arm are all 0.
///
/// # Source
///
/// Deng, Knoblich and Lu 2018 (delta method).
pub fn linearise(num: &[f64], den: &[f64], treated: &[bool]) -> Result<Linearised, Fault> {
    check("num", num, 1)?;
    check("den", den, 1)?;
    check_length("den", den.len(), num.len())?;
    check_length("treated", treated.len(), num.len())?;
    if let Some(it) = den.iter().find(|it| **it < 0.0) {
        return Err(Fault::out_of_range("den", *it, 0.0, f64::MAX));
    }
    let mut ratios = [(0.0, 0.0); 2];
    for (arm, name) in [(false, "control"), (true, "treated")] {
        let count = treated.iter().filter(|it| **it == arm).count();
        let mean = |values: &[f64]| {
            values.iter().zip(treated).filter(|it| *it.1 == arm).map(|it| it.0 / real(count)).sum::<f64>()
        };
        if count == 0 {
            return Err(Fault::too_few(name, 0, 1));
        }
        let (num, den) = (mean(num), mean(den));
        let ratio = num / den;
        if den <= 0.0 || !ratio.is_finite() {
            return Err(Fault::no_variance("den"));
        }
        ratios[usize::from(arm)] = (ratio, den);
    }
    let values = num
        .iter()
        .zip(den)
        .zip(treated)
        .map(|((num, den), arm)| {
            let (ratio, mean) = ratios[usize::from(*arm)];
            ratio + (num - ratio * den) / mean
        })
        .collect();
    Ok(Linearised { values, control: ratios[0].0, treatment: ratios[1].0 })
}

/// The effect on a ratio.
#[derive(Debug, Clone, PartialEq)]
pub struct RatioEffect {
    /// The ratio without treatment.
    pub control: f64,
    /// The ratio with it.
    pub treatment: f64,
    /// Their difference, or what the strata and the covariates leave of it.
    pub absolute: Estimate,
    /// Treatment ÷ control − 1 by the delta method; none where the control's ratio is 0 or within two standard errors
    /// of it, where a relative effect means nothing.
    pub relative: Option<Estimate>,
}

/// The effect on `Σ num ÷ Σ den`, with CR2 on the linearised values.
///
/// - **Takes** one numerator and one denominator a unit; the unit may be the office itself.
/// - **Assumes** offices independent of each other.
///
/// # Errors
///
/// As [`linearise`] and [`effect`].
pub fn ratio_effect(design: &Design<'_>, num: &[f64], den: &[f64], alpha: f64) -> Result<RatioEffect, Fault> {
    check_length("num", num.len(), design.treated.len())?;
    let it = linearise(num, den, design.treated)?;
    let matrix = design.matrix()?;
    let fit = ClusterFit::new(&matrix, &it.values, design.cluster)?;
    let absolute = fit.coefficient(1, alpha)?;
    let control_se = fit.standard_errors(super::ClusterRobust::Cr2)?[0];
    let relative = if it.control.abs() > 2.0 * control_se {
        let shrink = it.treatment / it.control;
        let values: Vec<f64> = it
            .values
            .iter()
            .zip(design.treated)
            .map(|(value, treated)| match treated {
                true => value / it.control,
                false => 1.0 + shrink * (value - it.control) / it.control,
            })
            .collect();
        Some(ClusterFit::new(&matrix, &values, design.cluster)?.coefficient(1, alpha)?)
    } else {
        None
    };
    Ok(RatioEffect { control: it.control, treatment: it.treatment, absolute, relative })
}

/// Welch's test on one value an office: the plainest analysis of a trial of offices, and an honest one.
///
/// Each office counts the same, whatever its size: the effect is that on the average office. For a ratio give `den`,
/// the office's value is then `Σ num ÷ Σ den`; an empty `den` is one for each unit (means).
///
/// # Errors
///
/// [`Fault::Length`], [`Fault::NotFinite`]; [`Fault::Unreadable`] if an office has units of both arms;
/// [`Fault::TooFew`] for fewer than two offices an arm; [`Fault::NoVariance`] if offices do not differ, or if an
/// office's `den` are all 0.
pub fn welch_of_offices(
    num: &[f64],
    den: &[f64],
    treated: &[bool],
    cluster: &[usize],
    alpha: f64,
) -> Result<Estimate, Fault> {
    let arms = office_values(num, den, treated, cluster)?;
    welch(&arms.treated, &arms.control, alpha)
}

/// One value an office, by arm.
#[derive(Debug, Clone, PartialEq)]
pub struct OfficeValues {
    /// Of the treated offices, in the order in which they appear.
    pub treated: Vec<f64>,
    /// Of the others.
    pub control: Vec<f64>,
}

/// One value an office: the mean of `num`, or `Σ num ÷ Σ den` where `den` is not empty.
///
/// # Errors
///
/// As [`welch_of_offices`], but for [`Fault::TooFew`].
pub fn office_values(
    num: &[f64],
    den: &[f64],
    treated: &[bool],
    cluster: &[usize],
) -> Result<OfficeValues, Fault> {
    check("num", num, 1)?;
    check_length("treated", treated.len(), num.len())?;
    check_length("cluster", cluster.len(), num.len())?;
    if !den.is_empty() {
        check("den", den, 1)?;
        check_length("den", den.len(), num.len())?;
    }
    let (place, offices) = places(cluster);
    let mut sums: Vec<Option<(f64, f64, bool)>> = vec![None; offices];
    for (row, it) in place.iter().enumerate() {
        let (above, below, arm) = sums[*it].get_or_insert((0.0, 0.0, treated[row]));
        if *arm != treated[row] {
            return Err(Fault::Unreadable {
                what: "treated".into(),
                reason: format!("cluster {} has units of both arms", cluster[row]),
            });
        }
        *above += num[row];
        *below += den.get(row).copied().unwrap_or(1.0);
    }
    let mut values = OfficeValues { treated: Vec::new(), control: Vec::new() };
    for (above, below, arm) in sums.into_iter().flatten() {
        let value = above / below;
        if !value.is_finite() {
            return Err(Fault::no_variance("den"));
        }
        if arm { values.treated.push(value) } else { values.control.push(value) }
    }
    Ok(values)
}

/// The difference of two means, treatment less control, by Welch's test.
pub(crate) fn welch(treated: &[f64], control: &[f64], alpha: f64) -> Result<Estimate, Fault> {
    check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
    check("treated", treated, 2)?;
    check("control", control, 2)?;
    let (mean1, part1) = mean_and_variance(treated);
    let (mean0, part0) = mean_and_variance(control);
    // The larger is taken out so that squares of small variances do not vanish.
    let largest = part1.max(part0);
    let size = treated.iter().chain(control).fold(0.0_f64, |most, it| most.max(it.abs()));
    if largest.sqrt() <= 1e-15 * size {
        return Err(Fault::no_variance("outcome"));
    }
    let (share1, share0) = (part1 / largest, part0 / largest);
    let df = (share1 + share0).powi(2)
        / (share1 * share1 / (real(treated.len()) - 1.0) + share0 * share0 / (real(control.len()) - 1.0));
    Estimate::by_t(mean1 - mean0, (part1 + part0).sqrt(), df, alpha)
}

/// The mean, and the variance of the mean.
fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let count = real(values.len());
    let rough = values.iter().map(|it| it / count).sum::<f64>();
    let left = values.iter().map(|it| (it - rough) / count).sum::<f64>();
    let mean = rough + left;
    let squares: f64 = values.iter().map(|it| (it - mean) * (it - mean)).sum();
    (mean, squares / (count - 1.0) / count)
}

/// How many offices each arm has: below 6 only randomisation inference is to be trusted.
///
/// # Errors
///
/// As [`office_values`].
pub fn offices_by_arm(treated: &[bool], cluster: &[usize]) -> Result<(usize, usize), Fault> {
    check_length("cluster", cluster.len(), treated.len())?;
    let mut arms: HashMap<usize, bool> = HashMap::new();
    for (office, arm) in cluster.iter().zip(treated) {
        if *arms.entry(*office).or_insert(*arm) != *arm {
            return Err(Fault::Unreadable {
                what: "treated".into(),
                reason: format!("cluster {office} has units of both arms"),
            });
        }
    }
    let treated = arms.values().filter(|it| **it).count();
    Ok((treated, arms.len() - treated))
}
