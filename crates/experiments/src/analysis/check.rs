//! From columns as they came to data that can be analysed: what cannot be used is set aside, counted and named.

use std::collections::{BTreeMap, HashMap, HashSet, hash_map::Entry};

use crate::{
    Columns, Dataset, MetricColumns, NO_WORD, Plan, SegmentColumn, UnitColumn, WordColumn, report::SetAside,
};

/// Names of a reason that are shown.
const EXAMPLES_MAX: usize = 5;
/// The segment of rows that have no value.
const NO_VALUE: &str = "–";
/// The reason of rows whose outcome is not known.
const NO_OUTCOME: &str = "missing";

/// Columns that do not fit the plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsError {
    /// A column is not as long as the units.
    #[error("column `{column}` has {found} rows, the units are {expected}")]
    Length {
        /// Which.
        column: String,
        /// Its rows.
        found: usize,
        /// The units' rows.
        expected: usize,
    },
    /// The plan counts by period, and there are no periods.
    #[error("the plan counts outcomes by period, and there is no period")]
    NoPeriod,
    /// No row.
    #[error("there is no row")]
    Empty,
}

/// Checked data, and what was set aside.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The data.
    pub data: Dataset,
    /// Rows that could not be used, by reason.
    pub set_aside: Vec<SetAside>,
    /// Units whose period before is not known; it counts as the mean of the others.
    pub before_unknown: u64,
    /// Rows without outcome, by arm in the order of the plan.
    pub missing: Vec<u64>,
}

/// Checks columns against the plan.
///
/// # Errors
///
/// [`ColumnsError`] if columns are missing or of different lengths.
pub fn check(plan: &Plan, columns: &Columns) -> Result<Checked, ColumnsError> {
    let rows = length(&columns.unit);
    lengths(plan, columns, rows)?;
    let mut aside = Aside::default();
    let arms = arms(plan, columns, rows);
    let units = Units::number(&columns.unit, rows);
    let mut kept = Vec::with_capacity(rows);
    let in_two_arms = if plan.design.has_periods() { HashSet::new() } else { units.in_two_arms(&arms) };
    let once = !plan.unit.is_cluster() && !plan.design.has_periods();
    let mut seen = vec![false; units.count];
    let mut missing = vec![0; plan.arms.len()];
    for (row, arm) in arms.iter().enumerate() {
        let unit = units.of_row[row];
        let reason = if unit == NO_WORD {
            Some("no-unit")
        } else if let Err(reason) = arm {
            Some(*reason)
        } else if in_two_arms.contains(&unit) {
            Some("two-arms")
        } else if is_early(columns, row) {
            Some("before-assignment")
        } else {
            primary_fault(columns, row)
        };
        let reason = reason.or_else(|| (once && seen[unit as usize]).then_some("twice"));
        if let Some(reason) = reason {
            if let (NO_OUTCOME, Ok(arm)) = (reason, arm) {
                missing[usize::from(*arm)] += 1;
            }
            aside.add(reason, || units.name(&columns.unit, row));
        } else {
            seen[unit as usize] = true;
            kept.push(row);
        }
    }
    let mut before_unknown = 0;
    let data = dataset(plan, columns, &units, &arms, &kept, &mut before_unknown);
    Ok(Checked { data, set_aside: aside.into_list(), before_unknown, missing })
}

fn length(unit: &UnitColumn) -> usize {
    match unit {
        UnitColumn::Numbers(numbers) => numbers.len(),
        UnitColumn::Words(words) => words.codes.len(),
    }
}

fn lengths(plan: &Plan, columns: &Columns, rows: usize) -> Result<(), ColumnsError> {
    if rows == 0 {
        return Err(ColumnsError::Empty);
    }
    let same = |column: &str, found: usize, may_be_empty: bool| {
        if found == rows || (may_be_empty && found == 0) {
            Ok(())
        } else {
            Err(ColumnsError::Length { column: column.to_owned(), found, expected: rows })
        }
    };
    same("arm", columns.arm.codes.len(), plan.design.has_periods())?;
    if plan.design.has_periods() && columns.period.is_empty() {
        return Err(ColumnsError::NoPeriod);
    }
    same("period", columns.period.len(), true)?;
    same("first_treated", columns.first_treated.len(), true)?;
    same("stratum", columns.stratum.codes.len(), true)?;
    for metric in &columns.metrics {
        same("outcome", metric.numerator.len(), false)?;
        same("outcome.per", metric.denominator.len(), true)?;
        same("outcome.before", metric.numerator_before.len(), true)?;
        same("outcome.before.per", metric.denominator_before.len(), true)?;
    }
    for segment in &columns.segments {
        same("subgroup", segment.codes.len(), true)?;
    }
    same("assigned_at", columns.assigned_at_us.len(), true)?;
    same("first_outcome_at", columns.first_outcome_at_us.len(), true)
}

/// The arm of each row by its place in the plan, or why it has none.
fn arms(plan: &Plan, columns: &Columns, rows: usize) -> Vec<Result<u16, &'static str>> {
    if columns.arm.codes.is_empty() {
        // Where outcomes are counted by period, who ever had the practice is the treated arm.
        let treated =
            |row: usize| u16::from(columns.first_treated.get(row).is_some_and(|it| *it != u32::MAX));
        return (0..rows).map(|row| Ok(treated(row))).collect();
    }
    let places: Vec<Option<u16>> = columns
        .arm
        .names
        .iter()
        .map(|name| {
            let place = plan.arms.iter().position(|arm| arm.name.trim() == name.trim())?;
            u16::try_from(place).ok()
        })
        .collect();
    let of = |code: &u32| match places.get(*code as usize) {
        None => Err("no-arm"),
        Some(None) => Err("unknown-arm"),
        Some(Some(place)) => Ok(*place),
    };
    columns.arm.codes.iter().map(of).collect()
}

fn is_early(columns: &Columns, row: usize) -> bool {
    match (columns.assigned_at_us.get(row), columns.first_outcome_at_us.get(row)) {
        (Some(assigned), Some(outcome)) => outcome < assigned,
        _ => false,
    }
}

/// What is wrong with the metric of a row.
fn primary_fault(columns: &Columns, row: usize) -> Option<&'static str> {
    let metric = columns.metrics.first()?;
    let fault = |values: &[f64]| match values.get(row) {
        Some(it) if it.is_nan() => Some(NO_OUTCOME),
        Some(it) if it.is_infinite() => Some("not-finite"),
        _ => None,
    };
    let negative = metric.denominator.get(row).is_some_and(|it| *it < 0.0).then_some("negative");
    fault(&metric.numerator).or_else(|| fault(&metric.denominator)).or(negative)
}

/// The units, numbered from 0 in the order in which they first come.
struct Units {
    of_row: Vec<u32>,
    count: usize,
}

impl Units {
    fn number(column: &UnitColumn, rows: usize) -> Self {
        match column {
            UnitColumn::Words(words) => {
                let of_row = words.codes.clone();
                Self { of_row, count: words.names.len() }
            }
            UnitColumn::Numbers(numbers) => {
                let mut places = HashMap::with_capacity(rows);
                let mut of_row = Vec::with_capacity(rows);
                for number in numbers {
                    let next = u32::try_from(places.len()).unwrap_or(NO_WORD);
                    of_row.push(match places.entry(*number) {
                        Entry::Occupied(entry) => *entry.get(),
                        Entry::Vacant(entry) => *entry.insert(next),
                    });
                }
                Self { of_row, count: places.len() }
            }
        }
    }

    /// Units that have rows of several arms.
    fn in_two_arms(&self, arms: &[Result<u16, &'static str>]) -> HashSet<u32> {
        let mut first: Vec<Option<u16>> = vec![None; self.count];
        let mut found = HashSet::new();
        for (unit, arm) in self.of_row.iter().zip(arms) {
            let (Ok(arm), Some(first)) = (arm, first.get_mut(*unit as usize)) else { continue };
            if *first.get_or_insert(*arm) != *arm {
                found.insert(*unit);
            }
        }
        found
    }

    fn name(&self, column: &UnitColumn, row: usize) -> String {
        match column {
            UnitColumn::Numbers(numbers) => numbers[row].to_string(),
            UnitColumn::Words(words) => {
                words.names.get(self.of_row[row] as usize).cloned().unwrap_or_default()
            }
        }
    }
}

fn dataset(
    plan: &Plan,
    columns: &Columns,
    units: &Units,
    arms: &[Result<u16, &'static str>],
    kept: &[usize],
    before_unknown: &mut u64,
) -> Dataset {
    let pick = |values: &[u32]| -> Vec<u32> {
        if values.is_empty() { Vec::new() } else { kept.iter().map(|row| values[*row]).collect() }
    };
    let needs_units = plan.unit.is_cluster() || plan.design.has_periods();
    let (unit, unit_names) = if needs_units { renumbered(columns, units, kept) } else { Default::default() };
    let stratum = pick(&columns.stratum.codes);
    Dataset {
        rows: kept.len(),
        arm: kept.iter().map(|row| arms[*row].unwrap_or(0)).collect(),
        unit,
        unit_names,
        period: pick(&columns.period),
        first_treated: pick(&columns.first_treated),
        stratum,
        metrics: columns
            .metrics
            .iter()
            .enumerate()
            .map(|(place, it)| metric(it, kept, place == 0, before_unknown))
            .collect(),
        segments: columns.segments.iter().map(|it| segment(it, kept)).collect(),
    }
}

/// The units of the kept rows, numbered without gaps, and their names.
fn renumbered(columns: &Columns, units: &Units, kept: &[usize]) -> (Vec<u32>, Vec<String>) {
    let mut numbers: HashMap<u32, u32> = HashMap::new();
    let mut names = Vec::new();
    let mut of_row = Vec::with_capacity(kept.len());
    for row in kept {
        let next = u32::try_from(names.len()).unwrap_or(NO_WORD);
        of_row.push(*numbers.entry(units.of_row[*row]).or_insert_with(|| {
            names.push(units.name(&columns.unit, *row));
            next
        }));
    }
    (of_row, names)
}

/// A metric of the kept rows. What is not known of a guardrail counts nothing; what is not known of the period before counts
/// as the mean of what is known, which chance makes the same for all arms.
fn metric(
    columns: &MetricColumns,
    kept: &[usize],
    is_primary: bool,
    before_unknown: &mut u64,
) -> MetricColumns {
    let pick = |values: &[f64]| -> Vec<f64> {
        if values.is_empty() { Vec::new() } else { kept.iter().map(|row| values[*row]).collect() }
    };
    let mut numerator = pick(&columns.numerator);
    let mut denominator = pick(&columns.denominator);
    if !is_primary && numerator.iter().chain(&denominator).any(|it| !it.is_finite()) {
        denominator.resize(kept.len(), 1.0);
        for (numerator, denominator) in numerator.iter_mut().zip(&mut denominator) {
            if !numerator.is_finite() || !denominator.is_finite() {
                (*numerator, *denominator) = (0.0, 0.0);
            }
        }
    }
    let mut numerator_before = pick(&columns.numerator_before);
    let mut denominator_before = pick(&columns.denominator_before);
    for (place, values) in [&mut numerator_before, &mut denominator_before].into_iter().enumerate() {
        let known = || values.iter().filter(|it| it.is_finite());
        let unknown = values.len() - known().count();
        if unknown == 0 {
            continue;
        }
        if unknown == values.len() {
            values.clear();
            continue;
        }
        if is_primary && place == 0 {
            *before_unknown += u64::try_from(unknown).unwrap_or(u64::MAX);
        }
        #[expect(clippy::cast_precision_loss, reason = "rows are far below 2^53")]
        let mean = known().sum::<f64>() / (values.len() - unknown) as f64;
        values.iter_mut().filter(|it| !it.is_finite()).for_each(|it| *it = mean);
    }
    MetricColumns { numerator, denominator, numerator_before, denominator_before }
}

fn segment(column: &WordColumn, kept: &[usize]) -> SegmentColumn {
    let mut names = column.names.clone();
    let places = names.len();
    let mut value = Vec::with_capacity(kept.len());
    for row in kept {
        let code = column.codes.get(*row).copied().unwrap_or(NO_WORD) as usize;
        if code >= places && names.len() == places {
            names.push(NO_VALUE.to_owned());
        }
        value.push(u16::try_from(code.min(places)).unwrap_or(u16::MAX));
    }
    SegmentColumn { value, names }
}

/// Reasons, and a few names for each.
#[derive(Default)]
struct Aside(BTreeMap<&'static str, (u64, Vec<String>)>);

impl Aside {
    fn add(&mut self, reason: &'static str, name: impl FnOnce() -> String) {
        let (rows, examples) = self.0.entry(reason).or_default();
        *rows += 1;
        if examples.len() < EXAMPLES_MAX {
            let name = name();
            if !examples.contains(&name) {
                examples.push(name);
            }
        }
    }

    fn into_list(self) -> Vec<SetAside> {
        let list = self.0.into_iter();
        list.map(|(reason, (rows, examples))| SetAside { reason: reason.to_owned(), rows, examples })
            .collect()
    }
}

#[cfg(test)]
mod tests;
