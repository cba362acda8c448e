//! Effects by cohort and period.

use super::{Base, Control, Options, Rows, SIZE_MAX, cell::Comparison, panel::Panel};
use crate::{Fault, check_range};

/// The effect on a cohort in a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// When the cohort adopted; in a placebo, when it is made to have adopted.
    pub group: f64,
    /// The period.
    pub time: f64,
    /// The period that it is compared with.
    pub base_time: f64,
    /// Effect on those treated; before adoption, what should be 0. `None` where it cannot be told.
    pub att: Option<f64>,
    /// Its standard error; `None` where nothing varies, as in the reference period.
    pub se: Option<f64>,
    /// Why there is no effect.
    pub refusal: Option<Fault>,
    pub(super) cohort: usize,
}

/// Effects of all cohorts in all periods, with the influence of each unit on each.
#[derive(Debug, Clone)]
pub struct GroupTime {
    /// A cell a cohort and period, in that order.
    pub cells: Vec<Cell>,
    /// Units that were used.
    pub units: usize,
    /// Units left out: already adopted in the first period, or not seen in all periods.
    pub units_left_out: usize,
    /// Clusters, where units come in some.
    pub clusters: Option<usize>,
    /// Influence of each unit, a row a cell that has an effect.
    pub(super) influence: Vec<Vec<f64>>,
    /// Row of `influence` of each cell.
    pub(super) row: Vec<Option<usize>>,
    /// Cohort of each unit; `None` for controls.
    pub(super) cohort_of: Vec<Option<usize>>,
    pub(super) cluster_of: Option<Vec<usize>>,
}

/// Effects by cohort and period, of something that units adopt at different dates.
///
/// - **Takes** rows of units over time, in any order. Units already adopted in the first period, and units not seen in
///   all periods, are left out. Where no unit never adopts, the last cohort serves as control up to its date.
/// - **Gives** ATT(g, t) for each cohort and period: the change since the reference period beyond that of controls,
///   with standard errors √(Σψ²) ÷ n, or of cluster sums of ψ.
/// - **Assumes** that without adoption the outcomes of adopters and controls (alike in covariates) would have moved in
///   parallel, that adoption is not undone, and no effect before `anticipation`.
///
/// # Errors
///
/// [`Fault`] of the column at fault: not finite, of another length, a unit with two rows for a period, a date that
/// changes within a unit; [`Fault::NoVariance`] of `first_treat` if none adopts; the reason of the first cell if no cell
/// has an effect; [`Fault::OutOfRange`] of `unit` beyond [`SIZE_MAX`].
///
/// # Source
///
/// Callaway and Sant'Anna 2021; Sant'Anna and Zhao 2020. Agrees with csdid 0.4.3 `ATTgt(…).fit(…)` to 1e-9.
pub fn estimate(rows: &Rows<'_>, options: &Options) -> Result<GroupTime, Fault> {
    let panel = Panel::new(rows, options.anticipation)?;
    let cohorts = panel.cohorts();
    let mut plan = Vec::new();
    for (cohort, first) in cohorts.iter().enumerate() {
        let Some(last_before) = panel.times.iter().rposition(|it| it + options.anticipation < *first) else {
            continue;
        };
        for (period, time) in panel.times.iter().enumerate() {
            let base = match options.base {
                Base::Universal => last_before,
                Base::Varying if *time >= first - options.anticipation => last_before,
                Base::Varying if period == 0 => continue,
                Base::Varying => period - 1,
            };
            plan.push(Planned { cohort, group: *first, period, base });
        }
    }
    run(&panel, &cohorts, options, &plan)
}

/// The effect that would have been found if each cohort had adopted `periods_back` periods earlier, using only periods
/// before it did. It should be 0.
///
/// # Errors
///
/// As [`estimate`]; [`Fault::TooFew`] of `time` if no cohort has that many periods and one before.
pub fn placebo(rows: &Rows<'_>, options: &Options, periods_back: usize) -> Result<GroupTime, Fault> {
    let panel = Panel::new(rows, options.anticipation)?;
    let cohorts = panel.cohorts();
    let mut plan = Vec::new();
    for (cohort, first) in cohorts.iter().enumerate() {
        let untouched = panel.times.iter().take_while(|it| **it + options.anticipation < *first).count();
        let Some(start) = untouched.checked_sub(periods_back.max(1)).filter(|it| *it > 0) else { continue };
        for period in start..untouched {
            plan.push(Planned { cohort, group: panel.times[start], period, base: start - 1 });
        }
    }
    if plan.is_empty() {
        return Err(Fault::too_few("time", panel.times.len(), periods_back.saturating_add(2)));
    }
    run(&panel, &cohorts, options, &plan)
}

struct Planned {
    cohort: usize,
    group: f64,
    period: usize,
    base: usize,
}

fn run(panel: &Panel, cohorts: &[f64], options: &Options, plan: &[Planned]) -> Result<GroupTime, Fault> {
    let units = panel.first.len();
    if plan.len().saturating_mul(units) > SIZE_MAX {
        #[expect(clippy::cast_precision_loss, reason = "a size, to be shown")]
        return Err(Fault::out_of_range("unit", (plan.len() * units) as f64, 1.0, SIZE_MAX as f64));
    }
    let cohort_of: Vec<Option<usize>> =
        panel.first.iter().map(|first| cohorts.iter().position(|it| it.total_cmp(first).is_eq())).collect();
    let mut result = GroupTime {
        cells: Vec::new(),
        units,
        units_left_out: panel.units_left_out,
        clusters: panel.clusters.as_ref().map(|it| it.1),
        influence: Vec::new(),
        row: Vec::new(),
        cohort_of,
        cluster_of: panel.clusters.as_ref().map(|it| it.0.clone()),
    };
    for planned in plan {
        let found = if planned.period == planned.base {
            Ok((0.0, vec![0.0; units]))
        } else {
            compare(panel, &result.cohort_of, options, planned)
        };
        let (att, se, refusal) = match found {
            Ok((att, influence)) => {
                let se = result.standard_error(&influence);
                result.row.push(Some(result.influence.len()));
                result.influence.push(influence);
                (Some(att), se, None)
            }
            Err(fault) => {
                result.row.push(None);
                (None, None, Some(fault))
            }
        };
        result.cells.push(Cell {
            group: planned.group,
            time: panel.times[planned.period],
            base_time: panel.times[planned.base],
            att,
            se,
            refusal,
            cohort: planned.cohort,
        });
    }
    if result.influence.is_empty() {
        let first = result.cells.iter().find_map(|it| it.refusal.clone());
        return Err(first.unwrap_or_else(|| Fault::too_few("time", panel.times.len(), 2)));
    }
    Ok(result)
}

/// The effect of one cell and the influence of all units of the panel on it.
fn compare(
    panel: &Panel,
    cohort_of: &[Option<usize>],
    options: &Options,
    planned: &Planned,
) -> Result<(f64, Vec<f64>), Fault> {
    let units = panel.first.len();
    // A unit that adopts by the later of the two periods is no control of either.
    let threshold = panel.times[planned.period.max(planned.base)] + options.anticipation;
    let used: Vec<usize> = (0..units)
        .filter(|it| match options.control {
            _ if cohort_of[*it] == Some(planned.cohort) => true,
            Control::NeverTreated => panel.first[*it].is_infinite(),
            Control::NotYetTreated => panel.first[*it] > threshold,
        })
        .collect();
    let earlier = planned.period.min(planned.base);
    let (after, before) = (&panel.outcome[planned.period], &panel.outcome[planned.base]);
    let comparison = Comparison {
        change: used.iter().map(|it| after[*it] - before[*it]).collect(),
        treated: used.iter().map(|it| cohort_of[*it] == Some(planned.cohort)).collect(),
        covariates: panel.covariates[earlier]
            .iter()
            .map(|column| used.iter().map(|it| column[*it]).collect())
            .collect(),
    };
    for value in &comparison.change {
        check_range("y", *value, -1e150, 1e150)?;
    }
    let (att, some) = comparison.estimate(options.method)?;
    if !att.is_finite() || some.iter().any(|it| !it.is_finite()) {
        return Err(Fault::NoEstimate { what: "y".into() });
    }
    #[expect(clippy::cast_precision_loss, reason = "a number of units")]
    let scale = units as f64 / used.len() as f64;
    let mut influence = vec![0.0; units];
    for (unit, value) in used.iter().zip(some) {
        influence[*unit] = scale * value;
    }
    Ok((att, influence))
}

impl GroupTime {
    /// √(Σψ²) ÷ n, with sums by cluster where there are clusters; `None` where nothing varies.
    pub(super) fn standard_error(&self, influence: &[f64]) -> Option<f64> {
        let sums = self.by_cluster(influence);
        #[expect(clippy::cast_precision_loss, reason = "a number of units")]
        let se = sums.iter().map(|it| it * it).sum::<f64>().sqrt() / influence.len() as f64;
        (se > 0.0 && se.is_finite()).then_some(se)
    }

    /// Influences added by cluster, or as they are.
    pub(super) fn by_cluster<'a>(&self, influence: &'a [f64]) -> std::borrow::Cow<'a, [f64]> {
        match (&self.cluster_of, self.clusters) {
            (Some(cluster_of), Some(count)) => {
                let mut sums = vec![0.0; count];
                for (value, cluster) in influence.iter().zip(cluster_of) {
                    sums[*cluster] += value;
                }
                sums.into()
            }
            _ => influence.into(),
        }
    }

    /// Degrees of freedom of a standard error: clusters less one, or none to speak of.
    #[expect(clippy::cast_precision_loss, reason = "a number of clusters")]
    pub(super) fn degrees_of_freedom(&self) -> f64 {
        self.clusters.map_or(f64::INFINITY, |it| it as f64 - 1.0)
    }
}

#[cfg(test)]
mod tests;
