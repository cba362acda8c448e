//! Plans whose outcomes are counted period by period: stepped wedge, staggered adoption, synthetic control, one series.
//!
//! Only the first is drawn by chance. The others show what must show nothing (placebo) beside their effect, and never prove.

use std::collections::BTreeMap;

use evidence::{
    Estimate, Fault, did,
    interrupted::{self, Autocorrelation, Season},
    synthetic, wedge,
};

use super::{Found, effect_of_estimate, named};
use crate::{
    Dataset, MetricColumns, Plan,
    plan::{Design, Unit},
    report::{CoursePoint, Effect, Method, Placebo, Relative},
};

/// p-value of "nothing before" below which what must show nothing shows something.
const PLACEBO_MIN: f64 = 0.05;
/// Draws of placebo units, where there are too many to try all.
const REPLICATIONS: usize = 200;
/// Fake dates tried in a series.
const FAKE_DATES_MAX: usize = 20;
/// Share of fake dates that look as good as the true one, above which the true one shows nothing.
const FAKE_SHARE_MAX: f64 = 0.1;
/// Fake dates from which their spread says how far the errors of a series can be trusted.
const FAKE_DATES_MIN: usize = 5;
/// Days before the change from which a series has shown every season once.
const YEAR_DAYS: f64 = 364.0;
/// Points from which a series is long.
const LONG_MIN: usize = 50;

/// A unit in a period.
#[derive(Debug, Clone, Copy)]
struct Cell {
    unit: u32,
    period: u32,
    first_treated: u32,
    figure: f64,
}

impl Cell {
    const fn is_treated(&self) -> bool {
        self.period >= self.first_treated
    }
}

/// The effect of a plan with periods.
pub(super) fn effects(plan: &Plan, data: &Dataset, alpha: f64, seed: u64) -> Found {
    let Some(metric) = data.metrics.first() else { return Found::default() };
    let cells = cells(data, metric);
    let control = control_figure(data, metric);
    let told = match plan.design {
        Design::SteppedWedge => stepped_wedge(&cells, alpha),
        Design::Staggered => staggered(plan, &cells, alpha, seed),
        Design::Synthetic => synthetic(&cells, alpha, seed),
        Design::Interrupted | Design::Randomised => series(plan, &cells, alpha),
    };
    let method = match plan.design {
        Design::SteppedWedge => Method::SteppedWedge,
        Design::Staggered => Method::Staggered,
        Design::Synthetic => Method::Synthetic,
        Design::Interrupted | Design::Randomised => Method::Interrupted,
    };
    match told {
        Ok(told) => {
            let relative = control.map(|control| {
                let share = |it: f64| it / control;
                Relative {
                    value: share(told.effect.value),
                    low: share(told.effect.low),
                    high: share(told.effect.high),
                }
            });
            let effect = Effect { relative, ..effect_of_estimate(&told.effect, None) };
            Found {
                effects: named(plan, method, vec![Ok(effect)]),
                placebo: told.placebo,
                course: told.course,
                is_season_unknown: told.is_season_unknown,
                ..Found::default()
            }
        }
        Err(fault) => Found { effects: named(plan, method, vec![Err(fault)]), ..Found::default() },
    }
}

/// What a method says.
struct Told {
    effect: Estimate,
    placebo: Option<Placebo>,
    course: Vec<CoursePoint>,
    is_season_unknown: bool,
}

fn cells(data: &Dataset, metric: &MetricColumns) -> Vec<Cell> {
    let mut sums: BTreeMap<(u32, u32), (f64, f64, u32)> = BTreeMap::new();
    for row in 0..data.rows {
        let unit = data.unit.get(row).copied().unwrap_or(0);
        let Some(period) = data.period.get(row) else { continue };
        let cell = sums.entry((unit, *period)).or_insert((0.0, 0.0, u32::MAX));
        cell.0 += metric.numerator[row];
        cell.1 += metric.denominator.get(row).copied().unwrap_or(1.0);
        cell.2 = data.first_treated.get(row).copied().unwrap_or(u32::MAX);
    }
    sums.into_iter()
        .filter(|(_, it)| it.1 > 0.0)
        .map(|((unit, period), (numerator, denominator, first_treated))| Cell {
            unit,
            period,
            first_treated,
            figure: numerator / denominator,
        })
        .collect()
}

/// The figure where nobody had the practice.
fn control_figure(data: &Dataset, metric: &MetricColumns) -> Option<f64> {
    let (mut numerator, mut denominator) = (0.0, 0.0);
    for row in 0..data.rows {
        let first = data.first_treated.get(row).copied().unwrap_or(u32::MAX);
        if data.period.get(row).is_some_and(|it| *it < first) {
            numerator += metric.numerator[row];
            denominator += metric.denominator.get(row).copied().unwrap_or(1.0);
        }
    }
    let figure = numerator / denominator;
    (figure.is_finite() && figure != 0.0).then_some(figure)
}

fn estimate_of(value: f64, se: f64, df: f64, alpha: f64) -> Result<Estimate, Fault> {
    Estimate::by_t(value, se, df, alpha)
}

fn point(period: i32, it: &Estimate) -> CoursePoint {
    CoursePoint { period, value: it.value, low: it.low, high: it.high }
}

fn stepped_wedge(cells: &[Cell], alpha: f64) -> Result<Told, Fault> {
    let rows: Vec<wedge::Cell> = cells
        .iter()
        .map(|it| wedge::Cell {
            cluster: it.unit as usize,
            period: i64::from(it.period),
            treatment: f64::from(u8::from(it.is_treated())),
            count: 1,
            mean: it.figure,
            squares: 0.0,
        })
        .collect();
    let effect = wedge::analyse(&rows, wedge::Effect::Constant)?.effect(alpha)?;
    // The effect by time since the change is told where there are offices enough to tell it.
    let course = wedge::analyse(&rows, wedge::Effect::ByExposure).and_then(|it| {
        let effects = it.effects(alpha)?;
        let exposures = it.exposures.iter().map(|it| i32::try_from(*it).unwrap_or(i32::MAX) - 1);
        Ok(exposures.zip(&effects).map(|(period, it)| point(period, it)).collect())
    });
    let course = course.unwrap_or_default();
    Ok(Told { effect, placebo: None, course, is_season_unknown: false })
}

fn staggered(plan: &Plan, cells: &[Cell], alpha: f64, seed: u64) -> Result<Told, Fault> {
    let unit: Vec<u64> = cells.iter().map(|it| u64::from(it.unit)).collect();
    let time: Vec<f64> = cells.iter().map(|it| f64::from(it.period) + 1.0).collect();
    let first: Vec<f64> = cells
        .iter()
        .map(|it| if it.first_treated == u32::MAX { 0.0 } else { f64::from(it.first_treated) + 1.0 })
        .collect();
    let outcome: Vec<f64> = cells.iter().map(|it| it.figure).collect();
    // Offices are few, and each is its own cluster: Student's law with their number.
    let is_few = plan.unit != Unit::Usager && plan.unit != Unit::Request;
    let rows = did::Rows {
        unit: &unit,
        time: &time,
        first_treated: &first,
        outcome: &outcome,
        covariates: &[],
        cluster: is_few.then_some(&unit[..]),
    };
    let options = did::Options { control: did::Control::NotYetTreated, ..did::Options::default() };
    let found = did::estimate(&rows, &options)?;
    let effect = found.simple()?.overall.interval(alpha)?;
    let study = found.by_exposure()?;
    let band = did::uniform_band(&found, &study, alpha, 999, seed).ok();
    let mut course = Vec::new();
    for (place, (key, part)) in study.keys.iter().zip(&study.effects).enumerate() {
        let ends = band.as_ref().and_then(|it| it.intervals[place]);
        if let Some((low, high)) = ends {
            #[expect(clippy::cast_possible_truncation, reason = "periods are small whole numbers")]
            let period = *key as i32;
            course.push(CoursePoint { period, value: part.value, low, high });
        }
    }
    let (before, course): (Vec<_>, Vec<_>) = course.into_iter().partition(|it| it.period < 0);
    // With fewer units than periods before there is no joint test: each period's own band then has to hold nothing.
    let p = found.pre_trend(0.0).ok().flatten().map(|it| it.p);
    let passed =
        p.map_or_else(|| before.iter().all(|it| it.low <= 0.0 && it.high >= 0.0), |it| it >= PLACEBO_MIN);
    let is_tested = p.is_some() || !before.is_empty();
    let placebo = Placebo { p, passed: passed && is_tested, points: before };
    Ok(Told { effect, placebo: Some(placebo), course, is_season_unknown: false })
}

fn synthetic(cells: &[Cell], alpha: f64, seed: u64) -> Result<Told, Fault> {
    let periods = cells.iter().map(|it| it.period).max().map_or(0, |it| it as usize + 1);
    let mut units: BTreeMap<u32, (u32, Vec<Option<f64>>)> = BTreeMap::new();
    for cell in cells {
        let (_, figures) =
            units.entry(cell.unit).or_insert_with(|| (cell.first_treated, vec![None; periods]));
        figures[cell.period as usize] = Some(cell.figure);
    }
    // Units that are not there in every period cannot be compared.
    let whole = units.into_values().filter_map(|(first, figures)| {
        let figures: Option<Vec<f64>> = figures.into_iter().collect();
        figures.map(|it| (first, it))
    });
    let (mut controls, mut treated, mut start) = (Vec::new(), Vec::new(), u32::MAX);
    for (first, figures) in whole {
        if first == u32::MAX {
            controls.push(figures);
        } else {
            start = start.min(first);
            treated.push(figures);
        }
    }
    let count = controls.len();
    if count < 2 {
        return Err(Fault::too_few("controls", count, 2));
    }
    if treated.is_empty() {
        return Err(Fault::too_few("treated", 0, 1));
    }
    let treated_count = treated.len();
    controls.extend(treated);
    let block = synthetic::Block { outcomes: &controls, controls: count, before: start as usize };
    let solver = synthetic::Solver::Exact;
    let method = synthetic::Method::SyntheticDid;
    let found = synthetic::estimate(&block, method, solver)?;
    let among_controls = found.placebo(&block, REPLICATIONS, seed)?;
    // What the method finds among the controls is its error; that of a few treated units is mostly too small, and of one there is none.
    let jackknife = if treated_count > 1 { found.jackknife(&block)? } else { None };
    let se = jackknife.map_or(among_controls.se, |it| it.max(among_controls.se));
    let effect = estimate_of(found.value, se, super::count(count - 1), alpha)?;
    let paths = found.paths(&block)?;
    let before = start as usize;
    let half = (effect.high - effect.low) / 2.0;
    let points: Vec<CoursePoint> = paths
        .gap
        .iter()
        .enumerate()
        .map(|(place, gap)| {
            let period = i32::try_from(place).unwrap_or(i32::MAX) - i32::try_from(before).unwrap_or(0);
            CoursePoint { period, value: *gap, low: gap - half, high: gap + half }
        })
        .collect();
    let (points, course): (Vec<_>, Vec<_>) = points.into_iter().partition(|it| it.period < 0);
    let back = (before / 3).max(1);
    let in_time = synthetic::placebo_in_time(&block, method, solver, back).ok();
    let passed = in_time.is_none_or(|it| (it.value / effect.se).abs() < 2.0);
    let placebo = Placebo { p: Some(among_controls.p), passed, points };
    Ok(Told { effect, placebo: Some(placebo), course, is_season_unknown: false })
}

/// One series, before and after. Errors resemble their neighbours: in a short series that is estimated (Prais and Winsten), in a long
/// one it is allowed for (Newey and West). Both are widened by what they miss at fake dates.
fn series(plan: &Plan, cells: &[Cell], alpha: f64) -> Result<Told, Fault> {
    let mut cells = cells.to_vec();
    cells.sort_by_key(|it| it.period);
    let change = cells.iter().position(Cell::is_treated).unwrap_or(cells.len());
    let figures: Vec<f64> = cells.iter().map(|it| it.figure).collect();
    let asked = interrupted::Series {
        values: &figures,
        change,
        season: season(plan, figures.len()),
        controls: &[],
        slope: false,
    };
    let errors = if figures.len() < LONG_MIN {
        Autocorrelation::PraisWinsten
    } else {
        Autocorrelation::NeweyWest { lags: None }
    };
    let found = interrupted::analyse(asked, errors, alpha)?;
    // Each fake date has three points on either side.
    let fakes = FAKE_DATES_MAX.min(change.saturating_sub(6)).max(1);
    let tried = interrupted::placebo(asked, errors, alpha, fakes).ok();
    let points = tried.iter().flat_map(|it| &it.dates).map(|(date, it)| {
        let period = i32::try_from(*date).unwrap_or(i32::MAX) - i32::try_from(change).unwrap_or(0);
        point(period, it)
    });
    let placebo = Placebo {
        p: tried.as_ref().map(|it| it.share_larger),
        passed: tried.as_ref().is_some_and(|it| it.share_larger <= FAKE_SHARE_MAX),
        points: points.collect(),
    };
    let fakes: Vec<f64> = tried.iter().flat_map(|it| &it.dates).map(|(_, it)| it.value / it.se).collect();
    let widened = found.average.se * widening(&fakes);
    let effect = estimate_of(found.average.value, widened, found.average.df, alpha)?;
    let half = (effect.high - effect.low) / 2.0;
    let course =
        figures.iter().zip(&found.without_change).enumerate().skip(change).map(|(place, (now, line))| {
            let period = i32::try_from(place - change).unwrap_or(i32::MAX);
            CoursePoint { period, value: now - line, low: now - line - half, high: now - line + half }
        });
    let days_before = super::count(change) * f64::from(plan.analysis.period_days.max(1));
    let is_season_unknown = days_before < YEAR_DAYS;
    Ok(Told { effect, placebo: Some(placebo), course: course.collect(), is_season_unknown })
}

/// How many times too small the errors of a series are, by what they make of dates at which nothing began: seasons and bends that the line
/// does not follow are in both. Errors that look too large are left alone.
fn widening(fakes: &[f64]) -> f64 {
    if fakes.len() < FAKE_DATES_MIN {
        return 1.0;
    }
    let squares = fakes.iter().map(|it| it * it).sum::<f64>() / super::count(fakes.len());
    squares.sqrt().max(1.0)
}

/// The season that a series is long enough to show.
fn season(plan: &Plan, periods: usize) -> Season<'static> {
    let per_year = 365.25 / f64::from(plan.analysis.period_days.max(1));
    if super::count(periods) >= 1.5 * per_year && per_year >= 5.0 {
        Season::Fourier { period: per_year, pairs: 2 }
    } else {
        Season::None
    }
}
