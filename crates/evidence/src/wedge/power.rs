//! What a stepped wedge could show, before it is run.
//!
//! Start with [`power`]; [`clusters_needed`] turns it round.

use crate::{
    Fault, check_range,
    distribution::{normal_cdf, normal_quantile},
};

use super::{
    COLUMNS_MAX, WORK_MAX, count,
    gram::{Gram, Line, invert},
    schedule::{Layout, Start, schedule, table},
};

/// Most offices that [`clusters_needed`] looks at.
pub const CLUSTERS_MAX: usize = 4_096;

/// What is assumed of offices and outcomes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assumptions {
    /// Rows of an office in a period.
    pub cell_size: f64,
    /// Share of the variance that is between offices, in one period.
    pub icc: f64,
    /// Correlation of an office's mean in one period with that in another, ÷ `icc` as it were: 1 in the model of Hussey
    /// and Hughes, less if offices drift (Hooper et al. 2016).
    pub cluster_autocorrelation: f64,
    /// Standard deviation of single outcomes, offices together.
    pub sd_total: f64,
    /// The effect to be found.
    pub effect: f64,
    /// Two-sided level.
    pub alpha: f64,
}

/// What a plan can show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Power {
    /// Variance of the estimated effect.
    pub variance: f64,
    /// Its root.
    pub se: f64,
    /// Chance that the two-sided test rejects, either way.
    pub power: f64,
    /// Chance that it rejects on the side of the effect: what most textbooks print.
    pub power_one_tail: f64,
    /// The effect that is found 4 times in 5.
    pub mde_80: f64,
}

/// Power of a stepped wedge by generalised least squares, complete or not.
///
/// - **Takes** a row for each office and a column for each period: 0, 1, a share while an office changes, `None` where
///   an office is not counted.
/// - **Assumes** known variances and the normal law: with fewer than some 12 offices the true power is lower.
///
/// # Errors
///
/// [`Fault::TooFew`], [`Fault::Length`], [`Fault::OutOfRange`], [`Fault::NotFinite`] naming `treatment_matrix` (with the
/// row at fault) or the assumption at fault; [`Fault::Collinear`] if the plan cannot tell the effect from periods;
/// [`Fault::NoVariance`] naming `icc` if offices alone make all the variance.
///
/// # Source
///
/// M. A. Hussey and J. P. Hughes, Contemporary Clinical Trials 28 (2007): agrees with their closed formula to 1e-11 on
/// complete plans. R. Hooper et al., Statistics in Medicine 35 (2016) for the autocorrelation.
pub fn power(treatment: &[Vec<Option<f64>>], assumed: Assumptions) -> Result<Power, Fault> {
    check_range("cell_size", assumed.cell_size, 1e-9, 1e15)?;
    check_range("icc", assumed.icc, 0.0, 1.0)?;
    check_range("cluster_autocorrelation", assumed.cluster_autocorrelation, 0.0, 1.0)?;
    check_range("sd_total", assumed.sd_total, f64::MIN_POSITIVE, f64::MAX)?;
    check_range("effect", assumed.effect, -f64::MAX, f64::MAX)?;
    check_range("alpha", assumed.alpha, 1e-12, 1.0 - 1e-12)?;
    let what = "treatment_matrix";
    let Some(first) = treatment.first() else { return Err(Fault::too_few(what, 0, 2)) };
    check_range(what, count(first.len()), 1.0, count(COLUMNS_MAX))?;
    for (place, row) in treatment.iter().enumerate() {
        let what = format!("{what}[{place}]");
        crate::check_length(&what, row.len(), first.len())?;
        for value in row.iter().flatten() {
            check_range(&what, *value, 0.0, 1.0)?;
        }
    }
    // Periods that nobody is counted in have no mean to estimate.
    let periods: Vec<usize> =
        (0..first.len()).filter(|period| treatment.iter().any(|row| row[*period].is_some())).collect();
    if periods.is_empty() {
        return Err(Fault::too_few(what, 0, 2));
    }
    let width = periods.len() + 1;
    check_range(what, count(treatment.len() * width * width), 1.0, count(WORK_MAX))?;
    // In units of the total variance.
    let shared = assumed.icc * assumed.cluster_autocorrelation;
    let cell =
        (1.0 - assumed.icc) / assumed.cell_size + assumed.icc * (1.0 - assumed.cluster_autocorrelation);
    if cell <= 0.0 {
        return Err(Fault::no_variance("icc"));
    }
    let lines = treatment.iter().enumerate().flat_map(|(cluster, row)| {
        periods.iter().enumerate().filter_map(move |(place, period)| {
            row[*period].map(|treatment| {
                let mut columns = vec![(0, 1.0), (width - 1, treatment)];
                if place > 0 {
                    columns.push((place, 1.0));
                }
                Line { cluster, columns, weight: 1.0, mean: 0.0, squares: 0.0 }
            })
        })
    });
    let gram = Gram::new(lines, width)?;
    let information = gram.information(shared / cell);
    let inverted = invert(&information, 1e-12).map_err(|_| Fault::collinear(what))?;
    let unit = inverted.inverse[(width - 1, width - 1)] * cell;
    let se = unit.sqrt() * assumed.sd_total;
    if !se.is_normal() || !(se * se).is_normal() {
        return Err(Fault::out_of_range("sd_total", assumed.sd_total, 1e-140, 1e140));
    }
    let critical = normal_quantile(1.0 - assumed.alpha / 2.0);
    let shift = assumed.effect.abs() / se;
    let one_tail = normal_cdf(shift - critical);
    Ok(Power {
        variance: se * se,
        se,
        power: (one_tail + normal_cdf(-shift - critical)).min(1.0),
        power_one_tail: one_tail,
        mde_80: (critical + normal_quantile(0.8)) * se,
    })
}

/// The table of a wedge of `clusters` offices with the calendar `layout`: offices are dealt to the steps in turn.
///
/// # Errors
///
/// As [`schedule`] and [`table`].
pub fn plan(clusters: usize, layout: Layout) -> Result<Vec<Vec<Option<f64>>>, Fault> {
    let order: Vec<usize> = (0..clusters.min(super::schedule::SCHEDULE_MAX + 1)).collect();
    let starts: Vec<Start> = schedule(&order, layout).map_err(|it| match it {
        Fault::TooFew { found, least, .. } => Fault::too_few("clusters", found, least),
        it => it,
    })?;
    table(&starts, layout)
}

/// The fewest offices with which a wedge of this calendar has at least the power `target`.
///
/// # Errors
///
/// As [`power`]; [`Fault::OutOfRange`] naming `power` for a target outside 0 to 1; [`Fault::Infeasible`] naming
/// `effect` if [`CLUSTERS_MAX`] offices would not do (or as many as [`WORK_MAX`] allows).
pub fn clusters_needed(target: f64, layout: Layout, assumed: Assumptions) -> Result<usize, Fault> {
    check_range("power", target, 1e-6, 1.0 - 1e-6)?;
    let width = layout.periods()? + 1;
    check_range("steps", count(width), 2.0, count(COLUMNS_MAX))?;
    let most = CLUSTERS_MAX.min(WORK_MAX / (width * width));
    let enough = |clusters: usize| Ok(power(&plan(clusters, layout)?, assumed)?.power >= target);
    // One office more never takes information away, and plans are nested, so that halving finds the fewest.
    let (mut low, mut high) = (layout.steps.max(2), layout.steps.max(2));
    if high > most {
        return Err(Fault::out_of_range("steps", count(layout.steps), 1.0, count(most)));
    }
    // One step only cannot be told from periods, whatever the number of offices: `power` says so.
    while !enough(high)? {
        if high == most {
            return Err(Fault::Infeasible { what: "effect".into() });
        }
        low = high + 1;
        high = (high * 2).min(most);
    }
    while low < high {
        let middle = usize::midpoint(low, high);
        if enough(middle)? { high = middle } else { low = middle + 1 }
    }
    Ok(high)
}
