//! Plans without chance: their method tried on the past, in which nothing began.
//!
//! Of the offices of the log, some are said to have begun on days on which none did, the effect is put into what they did from then
//! on, and the analysis of the product is asked. Chance comes from the number of the try: the same log gives the same tries.

use experiments::{
    Columns, Plan,
    analysis::{Context, analyse, check},
    plan::Design,
    report::Verdict,
    source::{self, Asked, Enrolled, UnitKey},
};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use kernel::paris_day_start;
use measures::{UnitTable, by_unit::UnitKeys};

use super::{
    Foresight, Means, Outlook, Tried, TriedEffect,
    pilot::{SLACK_DAYS, Span},
    real,
};

/// Tries of each effect: three effects make some two hundred.
const RUNS_MAX: u32 = 66;
/// What is put in, in times of the effect hoped for.
const TIMES: [f64; 3] = [0.0, 1.0, 2.0];
/// Of so many offices one begins, where one or a few are compared with many.
const SYNTHETIC_ONE_IN: usize = 5;
/// Periods before the start without which nothing can be compared.
const BEFORE_MIN: usize = 2;

pub(super) fn outlook(span: &Span, table: &UnitTable, goes_on: &dyn Fn() -> bool) -> Foresight {
    if table.keys.is_empty() {
        return if table.without_unit > 0 { Foresight::NoUnit } else { Foresight::NoLog };
    }
    let Some(figure) = figure(span, table) else { return Foresight::NoFigure };
    let pasts = match span.plan.design {
        Design::Interrupted => series(span, table),
        _ => offices(span, table).map(|it| vec![it]),
    };
    let Some(pasts) = pasts else {
        return Foresight::ShortLog { days: span.plan.days + span.plan.days_before };
    };
    let mut points: Vec<TriedEffect> = TIMES
        .iter()
        .map(|times| TriedEffect { effect: (times * span.wished()).min(1.0), runs: 0, found: 0 })
        .collect();
    // One series has as many pasts as there are days on which it might have begun; offices are drawn anew.
    let is_one_series = span.plan.design == Design::Interrupted;
    let most =
        if is_one_series { u32::try_from(pasts.len()).unwrap_or(RUNS_MAX).min(RUNS_MAX) } else { RUNS_MAX };
    for run in 0..most {
        if run > 0 && !goes_on() {
            break;
        }
        let past = &pasts[if is_one_series { run as usize } else { 0 }];
        let enrolled = if is_one_series { Vec::new() } else { drawn(past, table, run) };
        let did = past.cut.as_ref().unwrap_or(table);
        let columns = source::columns(&past.plan, &past.asked, did, &enrolled);
        for point in &mut points {
            let effect = point.effect.copysign(span.plan.minimum_effect);
            if let Some(verdict) = judged(&past.plan, &columns, effect, u64::from(run)) {
                point.runs += 1;
                let is_found = match verdict {
                    Verdict::ProbableBenefit => true,
                    Verdict::ProbableHarm => point.effect == 0.0,
                    _ => false,
                };
                point.found += u32::from(is_found);
            }
        }
    }
    Foresight::Known(Outlook {
        from: pasts.last().map_or(span.plan.start, Past::first_day),
        to: span.last_day(),
        is_partial: false,
        units: if is_one_series { 1 } else { table.keys.len() as u64 },
        units_per_week: 0.0,
        figure,
        wished: span.wished(),
        means: Means::Tried(Tried { power: span.plan.analysis.power, points }),
    })
}

/// The figure over everything that was read.
fn figure(span: &Span, table: &UnitTable) -> Option<f64> {
    let metric = table.sums.first()?;
    let numerator: f64 = metric.iter().flat_map(|it| &it.numerators).sum();
    let denominator: f64 = if span.plan.metric.measure.is_mean() {
        real(table.keys.len() * metric.len())
    } else {
        metric.iter().flat_map(|it| &it.denominators).sum()
    };
    Some(numerator / denominator).filter(|it| it.is_finite() && *it != 0.0)
}

/// A past that the plan is tried on.
struct Past {
    plan: Plan,
    asked: Asked,
    /// What units did, where it is not what was read.
    cut: Option<UnitTable>,
}

impl Past {
    fn first_day(&self) -> Date {
        let before = i64::from(self.plan.days_before).days();
        self.plan.start.checked_sub(before).unwrap_or(self.plan.start)
    }
}

/// The offices' past, without the periods before the log begins; `None` if too little is left before the start.
fn offices(span: &Span, table: &UnitTable) -> Option<Past> {
    let metric = table.sums.first()?;
    let length = span.plan.analysis.period_days.max(1);
    let is_there = |period: usize| metric[period].numerators.iter().any(|it| *it > 0.0);
    let first = (0..metric.len()).find(|it| is_there(*it))?;
    let start_us = paris_day_start(span.plan.start)?;
    let before = span.asked.question.periods.iter().filter(|it| it.0 < start_us).count();
    if before.checked_sub(first)? < BEFORE_MIN {
        return None;
    }
    let (mut plan, mut asked) = (span.plan.clone(), span.asked.clone());
    if first == 0 {
        return Some(Past { plan, asked, cut: None });
    }
    plan.days_before = u32::try_from(before - first).ok()? * length;
    asked.question.periods.drain(..first);
    let mut cut = table.clone();
    for metric in &mut cut.sums {
        metric.drain(..first);
    }
    Some(Past { plan, asked, cut: Some(cut) })
}

/// The series as if it had changed earlier and earlier, a week at a time; `None` if the log does not reach back far enough.
fn series(span: &Span, table: &UnitTable) -> Option<Vec<Past>> {
    let UnitKeys::Texts(days) = &table.keys else { return None };
    let first: Date = days.iter().filter_map(|it| it.parse().ok()).min()?;
    let mut pasts = Vec::new();
    for back in (0..=SLACK_DAYS).step_by(7) {
        let start = span.plan.start.checked_sub(i64::from(back).days()).ok()?;
        let end = span.end.checked_sub(i64::from(back).days()).ok()?;
        let plan = Plan { start, ..span.plan.clone() };
        let asked = source::question(&plan, &[], paris_day_start(end)?)?;
        let past = Past { plan, asked, cut: None };
        if past.first_day() < first {
            break;
        }
        pasts.push(past);
    }
    Some(pasts).filter(|it| !it.is_empty())
}

/// Offices that are said to have begun, and when.
fn drawn(past: &Past, table: &UnitTable, run: u32) -> Vec<Enrolled> {
    let mut chance = Chance(u64::from(run).wrapping_add(1));
    let mut places: Vec<usize> = (0..table.keys.len()).collect();
    for last in (1..places.len()).rev() {
        places.swap(last, chance.below(last + 1));
    }
    let length = past.plan.analysis.period_days.max(1);
    let (begin, dates) = match past.plan.design {
        Design::Synthetic => ((places.len() / SYNTHETIC_ONE_IN).max(1), 1),
        // Half of the offices, on days of the first half.
        _ => ((places.len() / 2).max(1), (past.plan.days / length / 2).max(1)),
    };
    let starts: Vec<Option<Date>> = (0..places.len())
        .map(|rank| {
            let after = u32::try_from(chance.below(dates as usize)).unwrap_or(0) * length;
            let day = past.plan.start.checked_add(i64::from(after).days()).ok();
            day.filter(|_| rank < begin)
        })
        .collect();
    let key = |place: usize| match &table.keys {
        UnitKeys::Numbers(keys) => UnitKey::Number(keys[place]),
        UnitKeys::Texts(keys) => UnitKey::Text(keys[place].clone()),
    };
    places
        .into_iter()
        .zip(starts)
        .map(|(place, starts_on)| Enrolled {
            key: key(place),
            arm: usize::from(starts_on.is_some()),
            stratum: String::new(),
            assigned_at_us: 0,
            starts_on,
        })
        .collect()
}

/// What the analysis says once the effect is put in; `None` if there is nothing to analyse.
fn judged(plan: &Plan, columns: &Columns, effect: f64, seed: u64) -> Option<Verdict> {
    let mut columns = columns.clone();
    for metric in &mut columns.metrics {
        let rows = columns.period.iter().zip(&columns.first_treated);
        for (numerator, (period, first)) in metric.numerator.iter_mut().zip(rows) {
            if period >= first {
                *numerator *= 1.0 + effect;
            }
        }
    }
    let context = Context {
        registration: None,
        is_final: true,
        earlier: &[],
        cost_per_contact: None,
        data_hash: String::new(),
        version: String::new(),
        at: Timestamp::UNIX_EPOCH,
        seed,
    };
    Some(analyse(plan, check(plan, &columns).ok()?, &context).verdict)
}

/// Numbers that look like chance, the same for the same start (`SplitMix64`).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let bound = bound.max(1) as u64;
        usize::try_from((mixed ^ (mixed >> 31)) % bound).unwrap_or(0)
    }
}
