//! From the contact log to the data of an experiment: what is asked of the log, and how units and their outcomes come together.
//!
//! Start with [`question`], give it to a [`UnitMeasurer`](measures::by_unit::UnitMeasurer), then [`columns`].
//!
//! Outcomes are counted from the plan's first day on. A unit that got its arm later is counted from the first whole day after it, or
//! the first whole week where the experiment is long: what it did before says nothing of its arm.

use std::collections::{BTreeMap, HashMap};

use jiff::{ToSpan as _, civil::Date};
use kernel::{Window, paris_day_start};
use measures::{
    Dimension,
    by_unit::{Sums, UnitKeys, UnitKind, UnitMetric, UnitQuestion, UnitTable, WordsByUnit},
};

use crate::{
    Columns, MetricColumns, NO_WORD, Plan, UnitColumn, WordColumn,
    plan::{Design, Metric, Outcome, Unit},
};

/// Days of an experiment up to which units that come late are counted by days: a longer one would ask for too many figures a unit.
const DAILY_MAX: u32 = 14;
const WEEK_DAYS: u32 = 7;

/// A unit of the experiment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// The unit.
    pub key: UnitKey,
    /// Its arm, by its place in the plan.
    pub arm: usize,
    /// Its stratum; empty: none.
    pub stratum: String,
    /// When it got its arm, in microseconds.
    pub assigned_at_us: i64,
    /// The day from which it has the practice, where the design has periods; `None`: never.
    pub starts_on: Option<Date>,
}

/// What a unit is called in the log.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UnitKey {
    /// A pseudonym.
    Number(u64),
    /// An office, a day.
    Text(String),
}

impl UnitKey {
    /// The key that a text of the register means: pseudonyms are sixteen hexadecimal digits.
    pub fn read(unit: Unit, text: &str) -> Option<Self> {
        match unit {
            Unit::Usager | Unit::Request | Unit::Agent => {
                u64::from_str_radix(text, 16).ok().map(Self::Number)
            }
            Unit::Office | Unit::Day => Some(Self::Text(text.to_owned())),
        }
    }

    /// The text that stands in the register.
    pub fn write(&self) -> String {
        match self {
            Self::Number(number) => format!("{number:016x}"),
            Self::Text(text) => text.clone(),
        }
    }
}

/// What is asked of the log, and what its periods mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The question.
    pub question: UnitQuestion,
    /// Whether the first period is the one before the start.
    has_before: bool,
    /// Whether some units came after the start.
    came_late: bool,
    /// Where the first period begins, in microseconds.
    first_us: i64,
}

/// What a plan asks of the log, counting until `until_us` at most. `None`: not one whole period has passed.
///
/// `enrolled` tells whether some units came late: then outcomes are counted by days or weeks.
pub fn question(plan: &Plan, enrolled: &[Enrolled], until_us: i64) -> Option<Asked> {
    let start = day_us(plan.start, 0)?;
    let end = day_us(plan.start, i64::from(plan.days))?.min(until_us);
    if end <= start {
        return None;
    }
    let came_late = !plan.design.has_periods() && enrolled.iter().any(|it| it.assigned_at_us > start);
    let length = match plan.days.max(1) {
        _ if plan.design.has_periods() => plan.analysis.period_days.max(1),
        days if !came_late => days,
        ..=DAILY_MAX => 1,
        _ => WEEK_DAYS,
    };
    let before = day_us(plan.start, -i64::from(plan.days_before))?;
    let (has_before, periods) = match plan.design {
        Design::Randomised => {
            let mut periods = cut(plan.start, plan.days, length, end, true)?;
            let has_before = plan.days_before > 0;
            if has_before {
                periods.insert(0, (before, start));
            }
            (has_before, periods)
        }
        Design::Interrupted => (false, vec![(before, end)]),
        Design::SteppedWedge => (false, cut(plan.start, plan.days, length, end, false)?),
        Design::Staggered | Design::Synthetic => {
            // Whole periods on both sides of the start.
            let periods_before = plan.days_before / length;
            let first = plan.start.checked_sub(i64::from(periods_before * length).days()).ok()?;
            (false, cut(first, plan.days + periods_before * length, length, end, false)?)
        }
    };
    let first_us = periods.first()?.0;
    let metrics = plan.metrics().map(of_log).collect();
    let segments = plan.subgroups.iter().filter_map(|it| it.by.parse::<Dimension>().ok()).collect();
    let unit = if plan.design == Design::Interrupted { UnitKind::Day } else { kind(plan.unit) };
    let question = UnitQuestion { unit, metrics, periods, segments, observed_until: None };
    Some(Asked { question, has_before, came_late, first_us })
}

fn kind(unit: Unit) -> UnitKind {
    match unit {
        Unit::Usager => UnitKind::Usager,
        Unit::Request => UnitKind::Request,
        Unit::Office => UnitKind::Site,
        Unit::Day => UnitKind::Day,
        Unit::Agent => UnitKind::Agent,
    }
}

fn of_log(metric: &Metric) -> UnitMetric {
    let wanted = metric.wanted.iter();
    UnitMetric {
        measure: metric.measure.measure(),
        window: Window::days(u16::try_from(metric.window_days).unwrap_or(u16::MAX)),
        wanted: wanted.filter_map(|(by, value)| Some((by.parse().ok()?, Some(value.clone())))).collect(),
    }
}

fn day_us(day: Date, after: i64) -> Option<i64> {
    let day = day.checked_add(after.days()).ok()?;
    paris_day_start(day)
}

/// Periods of `length` days from `first` on, until `end`; the last may be shorter if `keep_rest`.
fn cut(first: Date, days: u32, length: u32, end: i64, keep_rest: bool) -> Option<Vec<(i64, i64)>> {
    let mut periods = Vec::new();
    let mut begun = 0;
    while begun < days {
        let ended = (begun + length).min(days);
        let from = day_us(first, i64::from(begun))?;
        let to = day_us(first, i64::from(ended))?;
        let is_whole = ended - begun == length && to <= end;
        if is_whole || (keep_rest && from < end) {
            periods.push((from, to.min(end)));
        }
        begun = ended;
    }
    Some(periods).filter(|it| !it.is_empty())
}

/// The columns of an experiment: each enrolled unit with what the log has of it. A unit that the log does not know did nothing.
pub fn columns(plan: &Plan, asked: &Asked, table: &UnitTable, enrolled: &[Enrolled]) -> Columns {
    match plan.design {
        Design::Randomised => by_unit(plan, asked, table, enrolled),
        Design::Interrupted => series(plan, asked, table),
        _ => by_period(plan, asked, table, enrolled),
    }
}

/// Where a unit stands in the table.
fn places(table: &UnitTable) -> HashMap<UnitKey, usize> {
    match &table.keys {
        UnitKeys::Numbers(keys) => {
            keys.iter().enumerate().map(|(place, it)| (UnitKey::Number(*it), place)).collect()
        }
        UnitKeys::Texts(keys) => {
            keys.iter().enumerate().map(|(place, it)| (UnitKey::Text(it.clone()), place)).collect()
        }
    }
}

fn by_unit(plan: &Plan, asked: &Asked, table: &UnitTable, enrolled: &[Enrolled]) -> Columns {
    let places = places(table);
    let first_of_after = usize::from(asked.has_before);
    let periods = &asked.question.periods;
    let rows: Vec<(Option<usize>, &Enrolled)> =
        enrolled.iter().map(|it| (places.get(&it.key).copied(), it)).collect();
    let metrics = plan
        .metrics()
        .zip(&table.sums)
        .map(|(metric, sums)| {
            let mut columns = MetricColumns::default();
            for (place, unit) in &rows {
                let counted = (first_of_after..periods.len())
                    .filter(|it| !asked.came_late || periods[*it].0 >= unit.assigned_at_us);
                let (numerator, denominator) = summed(metric, sums, *place, counted);
                columns.numerator.push(numerator);
                columns.denominator.push(denominator);
                if asked.has_before {
                    let (numerator, denominator) = summed(metric, sums, *place, 0..1);
                    columns.numerator_before.push(numerator);
                    columns.denominator_before.push(denominator);
                }
            }
            if metric.measure.is_mean() {
                columns.denominator.clear();
                columns.denominator_before.clear();
            }
            columns
        })
        .collect();
    let stratum = words(enrolled.iter().map(|it| it.stratum.as_str()));
    Columns {
        unit: unit_column(enrolled),
        arm: arm_column(plan, enrolled),
        stratum,
        metrics,
        segments: segments(plan, asked, table, &rows.iter().map(|it| it.0).collect::<Vec<_>>()),
        ..Columns::default()
    }
}

/// A unit's numerator and denominator over some periods.
fn summed(
    metric: &Metric,
    sums: &[Sums],
    place: Option<usize>,
    periods: impl Iterator<Item = usize>,
) -> (f64, f64) {
    let mut found = (0.0, 0.0);
    if let Some(place) = place {
        for sums in periods.filter_map(|it| sums.get(it)) {
            found.0 += sums.numerators.get(place).copied().unwrap_or(0.0);
            found.1 += sums.denominators.get(place).copied().unwrap_or(0.0);
        }
    }
    if metric.measure.is_mean() {
        found.1 = 1.0;
    }
    found
}

fn unit_column(enrolled: &[Enrolled]) -> UnitColumn {
    let numbers: Option<Vec<u64>> = enrolled
        .iter()
        .map(|it| match it.key {
            UnitKey::Number(number) => Some(number),
            UnitKey::Text(_) => None,
        })
        .collect();
    numbers.map_or_else(
        || {
            let names: Vec<String> = enrolled.iter().map(|it| it.key.write()).collect();
            UnitColumn::Words(words(names.iter().map(String::as_str)))
        },
        UnitColumn::Numbers,
    )
}

fn arm_column(plan: &Plan, enrolled: &[Enrolled]) -> WordColumn {
    let code = |it: &Enrolled| {
        if it.arm < plan.arms.len() { u32::try_from(it.arm).unwrap_or(NO_WORD) } else { NO_WORD }
    };
    WordColumn {
        codes: enrolled.iter().map(code).collect(),
        names: plan.arms.iter().map(|it| it.name.clone()).collect(),
    }
}

/// Words by row, each kept once; an empty one is none.
pub(crate) fn words<'a>(all: impl Iterator<Item = &'a str>) -> WordColumn {
    let mut places: HashMap<&str, u32> = HashMap::new();
    let mut column = WordColumn::default();
    for word in all {
        if word.is_empty() {
            column.codes.push(NO_WORD);
            continue;
        }
        let next = u32::try_from(column.names.len()).unwrap_or(NO_WORD);
        column.codes.push(*places.entry(word).or_insert_with(|| {
            column.names.push(word.to_owned());
            next
        }));
    }
    column
}

/// The declared subgroups of the plan, by row; one that is no dimension of the log has no value.
fn segments(plan: &Plan, asked: &Asked, table: &UnitTable, rows: &[Option<usize>]) -> Vec<WordColumn> {
    let of = |by: &str| -> WordColumn {
        let dimension = by.parse::<Dimension>().ok();
        let place = asked.question.segments.iter().position(|it| Some(*it) == dimension);
        let Some(found) = place.and_then(|it| table.segments.get(it)) else {
            return WordColumn { codes: vec![NO_WORD; rows.len()], names: Vec::new() };
        };
        let code = |row: &Option<usize>| {
            let code = row.and_then(|it| found.codes.get(it)).copied();
            code.filter(|it| *it != WordsByUnit::NONE).unwrap_or(NO_WORD)
        };
        WordColumn { codes: rows.iter().map(code).collect(), names: found.names.clone() }
    };
    plan.subgroups.iter().map(|it| of(&it.by)).collect()
}

/// One row a unit and a period.
fn by_period(plan: &Plan, asked: &Asked, table: &UnitTable, enrolled: &[Enrolled]) -> Columns {
    let places = places(table);
    let periods = &asked.question.periods;
    let mut columns =
        Columns { metrics: plan.metrics().map(|_| MetricColumns::default()).collect(), ..Columns::default() };
    let mut names = Vec::new();
    for unit in enrolled {
        let place = places.get(&unit.key).copied();
        let starts_us = unit.starts_on.and_then(|it| day_us(it, 0));
        // The first period that lies wholly under the practice.
        let first_treated = starts_us
            .and_then(|starts| periods.iter().position(|it| it.0 >= starts))
            .and_then(|it| u32::try_from(it).ok())
            .unwrap_or(u32::MAX);
        for period in 0..periods.len() {
            names.push(unit.key.write());
            columns.period.push(u32::try_from(period).unwrap_or(u32::MAX));
            columns.first_treated.push(first_treated);
            for ((metric, sums), column) in plan.metrics().zip(&table.sums).zip(&mut columns.metrics) {
                let (numerator, denominator) = summed(metric, sums, place, period..=period);
                column.numerator.push(numerator);
                column.denominator.push(denominator);
            }
        }
    }
    columns.unit = UnitColumn::Words(words(names.iter().map(String::as_str)));
    columns.segments = plan
        .subgroups
        .iter()
        .map(|_| WordColumn { codes: vec![NO_WORD; names.len()], names: Vec::new() })
        .collect();
    columns
}

/// One row a period, of everybody together: days of the log, put together into periods.
fn series(plan: &Plan, asked: &Asked, table: &UnitTable) -> Columns {
    let length = i64::from(plan.analysis.period_days.max(1));
    let first = plan.start.checked_sub(i64::from(plan.days_before).days()).unwrap_or(plan.start);
    let start_us = day_us(plan.start, 0).unwrap_or(asked.first_us);
    let UnitKeys::Texts(days) = &table.keys else { return Columns::default() };
    // Periods count from the start of the practice, so that none lies on both sides.
    let number = |day: Date| -> i64 { i64::from((day - plan.start).get_days()).div_euclid(length) };
    let lowest = number(first) + i64::from(i64::from(plan.days_before) % length != 0);
    let end_us = asked.question.periods.first().map_or(start_us, |it| it.1);
    let mut sums: BTreeMap<i64, Vec<(f64, f64)>> = BTreeMap::new();
    for (place, day) in days.iter().enumerate() {
        let Ok(day) = day.parse::<Date>() else { continue };
        let period = number(day);
        let ends = plan.start.checked_add(((period + 1) * length).days()).ok().and_then(|it| day_us(it, 0));
        if period < lowest || ends.is_none_or(|it| it > end_us) {
            continue;
        }
        let cells = sums.entry(period).or_insert_with(|| vec![(0.0, 0.0); table.sums.len()]);
        for (cell, sums) in cells.iter_mut().zip(&table.sums) {
            if let Some(sums) = sums.first() {
                cell.0 += sums.numerators.get(place).copied().unwrap_or(0.0);
                cell.1 += sums.denominators.get(place).copied().unwrap_or(0.0);
            }
        }
    }
    let mut columns =
        Columns { metrics: plan.metrics().map(|_| MetricColumns::default()).collect(), ..Columns::default() };
    let first_treated = u32::try_from(-lowest).unwrap_or(0);
    for (period, cells) in &sums {
        columns.period.push(u32::try_from(period - lowest).unwrap_or(u32::MAX));
        columns.first_treated.push(first_treated);
        for ((metric, cell), column) in plan.metrics().zip(cells).zip(&mut columns.metrics) {
            column.numerator.push(cell.0);
            column.denominator.push(if metric.measure.is_mean() { 1.0 } else { cell.1 });
        }
    }
    let rows = columns.period.len();
    columns.unit = UnitColumn::Words(WordColumn { codes: vec![0; rows], names: vec!["series".to_owned()] });
    columns.segments =
        plan.subgroups.iter().map(|_| WordColumn { codes: vec![NO_WORD; rows], names: Vec::new() }).collect();
    columns
}

impl Plan {
    /// The metric, then those of the guardrails: the order of [`Dataset::metrics`](crate::Dataset::metrics).
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        std::iter::once(&self.metric).chain(self.guardrails.iter().map(|it| &it.metric))
    }
}

impl Outcome {
    /// What a denominator counts, as the end of its key in the catalogue: `per-usager`, `per-request` …
    pub const fn per(self, unit: Unit) -> &'static str {
        match self {
            Self::Volume | Self::Cost => unit.code(),
            Self::Requests => "request",
            Self::Needs => "need",
            Self::Recontact | Self::Fcr | Self::Avoidable => "contact",
            Self::Phone => "call",
            Self::Satisfaction => "mark",
        }
    }
}

#[cfg(test)]
mod tests;
