//! Rows of units over time, made into a balanced panel.

use std::collections::BTreeMap;

use crate::{Fault, check, check_length, check_range};

/// Most influence values that are kept: cells × units.
pub const SIZE_MAX: usize = 30_000_000;

/// Rows of a panel, in any order: columns of equal length.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rows<'a> {
    /// Code of the unit.
    pub unit: &'a [u64],
    /// Period, such as 2024 or a month's number.
    pub time: &'a [f64],
    /// Period of adoption of the unit, the same in all its rows; 0 or infinite for units that never adopt.
    pub first_treated: &'a [f64],
    /// Outcome.
    pub outcome: &'a [f64],
    /// Covariates, a column each; their value in the earlier of two periods is used.
    pub covariates: &'a [&'a [f64]],
    /// Code of the cluster of the unit (office, area), the same in all its rows; without, units are independent.
    pub cluster: Option<&'a [u64]>,
}

/// Units that are seen in all periods.
#[derive(Debug, Clone)]
pub(super) struct Panel {
    pub(super) times: Vec<f64>,
    /// Period of adoption of each unit, infinite for controls.
    pub(super) first: Vec<f64>,
    /// Outcomes by period, then unit.
    pub(super) outcome: Vec<Vec<f64>>,
    /// Covariates by period, then covariate, then unit.
    pub(super) covariates: Vec<Vec<Vec<f64>>>,
    /// Cluster of each unit, numbered from 0, and how many there are.
    pub(super) clusters: Option<(Vec<usize>, usize)>,
    pub(super) units_left_out: usize,
}

struct Unit {
    first: f64,
    cluster: u64,
    /// Places of its rows.
    rows: Vec<usize>,
}

impl Panel {
    pub(super) fn new(rows: &Rows<'_>, anticipation: f64) -> Result<Self, Fault> {
        check_range("anticipation", anticipation, 0.0, 1e9)?;
        let mut units = units(rows)?;
        let all = units.len();
        let latest_time = rows.time.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for unit in &mut units {
            if unit.first == 0.0 || unit.first > latest_time + anticipation {
                unit.first = f64::INFINITY;
            }
        }
        let mut before = f64::INFINITY;
        last_cohort_serves(&mut units, anticipation, &mut before);
        let mut times = times_of(rows, &units, before);
        let first_time = times.first().copied().unwrap_or(f64::INFINITY);
        units.retain(|it| it.first > first_time + anticipation);
        times = times_of(rows, &units, before);
        units.retain(|unit| unit.rows.iter().filter(|it| rows.time[**it] < before).count() == times.len());
        // Leaving out units with gaps may have left out all controls.
        if last_cohort_serves(&mut units, anticipation, &mut before) {
            times = times_of(rows, &units, before);
            let first_time = times.first().copied().unwrap_or(f64::INFINITY);
            units.retain(|it| it.first > first_time + anticipation);
        }
        if units.iter().all(|it| it.first.is_infinite()) {
            return Err(Fault::no_variance("first_treat"));
        }
        if times.len() < 2 {
            return Err(Fault::too_few("time", times.len(), 2));
        }
        Ok(Self::filled(rows, &units, times, all))
    }

    fn filled(rows: &Rows<'_>, units: &[Unit], times: Vec<f64>, all: usize) -> Self {
        let mut outcome = vec![vec![0.0; units.len()]; times.len()];
        let mut covariates = vec![vec![vec![0.0; units.len()]; rows.covariates.len()]; times.len()];
        for (place, unit) in units.iter().enumerate() {
            for row in &unit.rows {
                let Ok(period) = times.binary_search_by(|it| it.total_cmp(&rows.time[*row])) else {
                    continue;
                };
                outcome[period][place] = rows.outcome[*row];
                for (column, values) in rows.covariates.iter().enumerate() {
                    covariates[period][column][place] = values[*row];
                }
            }
        }
        let clusters = rows.cluster.map(|_| {
            let mut numbers = BTreeMap::new();
            let codes = units
                .iter()
                .map(|unit| {
                    let next = numbers.len();
                    *numbers.entry(unit.cluster).or_insert(next)
                })
                .collect();
            (codes, numbers.len())
        });
        Self {
            times,
            first: units.iter().map(|it| it.first).collect(),
            outcome,
            covariates,
            clusters,
            units_left_out: all - units.len(),
        }
    }

    /// Dates of adoption, growing.
    pub(super) fn cohorts(&self) -> Vec<f64> {
        let mut cohorts: Vec<f64> = self.first.iter().copied().filter(|it| it.is_finite()).collect();
        cohorts.sort_by(f64::total_cmp);
        cohorts.dedup();
        cohorts
    }
}

/// Units of the rows, whose columns are checked.
fn units(rows: &Rows<'_>) -> Result<Vec<Unit>, Fault> {
    let count = rows.unit.len();
    check("y", rows.outcome, 1)?;
    check_length("y", rows.outcome.len(), count)?;
    check_length("time", rows.time.len(), count)?;
    check("time", rows.time, 1)?;
    check_length("first_treat", rows.first_treated.len(), count)?;
    for (place, value) in rows.first_treated.iter().enumerate() {
        if value.is_nan() {
            return Err(Fault::NotFinite { what: "first_treat".into(), place });
        }
        check_range("first_treat", *value, 0.0, f64::INFINITY)?;
    }
    for values in rows.covariates {
        check_length("x", values.len(), count)?;
        check("x", values, 1)?;
    }
    if let Some(values) = rows.cluster {
        check_length("cluster", values.len(), count)?;
    }
    let mut units: BTreeMap<u64, Unit> = BTreeMap::new();
    for row in 0..count {
        let first = rows.first_treated[row];
        let cluster = rows.cluster.map_or(0, |it| it[row]);
        let unit = units.entry(rows.unit[row]).or_insert_with(|| Unit { first, cluster, rows: Vec::new() });
        if unit.first.total_cmp(&first).is_ne() {
            return Err(changes("first_treat"));
        }
        if unit.cluster != cluster {
            return Err(changes("cluster"));
        }
        unit.rows.push(row);
    }
    let mut units: Vec<Unit> = units.into_values().collect();
    for unit in &mut units {
        unit.rows.sort_by(|a, b| rows.time[*a].total_cmp(&rows.time[*b]));
        if unit.rows.windows(2).any(|pair| rows.time[pair[0]].total_cmp(&rows.time[pair[1]]).is_eq()) {
            return Err(Fault::Unreadable {
                what: "unit".into(),
                reason: "a unit has two rows for the same period".into(),
            });
        }
    }
    Ok(units)
}

fn changes(what: &str) -> Fault {
    Fault::Unreadable { what: what.into(), reason: "it changes over time within a unit".into() }
}

/// Where no unit never adopts, the last cohort becomes the control, up to the date at which it adopts.
fn last_cohort_serves(units: &mut [Unit], anticipation: f64, before: &mut f64) -> bool {
    if units.is_empty() || units.iter().any(|it| it.first.is_infinite()) {
        return false;
    }
    let latest = units.iter().map(|it| it.first).fold(f64::NEG_INFINITY, f64::max);
    *before = before.min(latest - anticipation);
    for unit in units {
        if unit.first.total_cmp(&latest).is_eq() {
            unit.first = f64::INFINITY;
        }
    }
    true
}

fn times_of(rows: &Rows<'_>, units: &[Unit], before: f64) -> Vec<f64> {
    let mut times: Vec<f64> = units
        .iter()
        .flat_map(|unit| unit.rows.iter().map(|it| rows.time[*it]))
        .filter(|it| *it < before)
        // Minus zero is zero, also where values are compared bit by bit.
        .map(|it| it + 0.0)
        .collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    times
}
