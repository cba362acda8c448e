//! Plans in which every office begins, one after the other: the mixed model's formula.

use std::collections::BTreeMap;

use evidence::{
    distribution::t_quantile,
    power::icc_anova,
    wedge::{
        power::{Assumptions, clusters_needed, plan, power},
        schedule::Layout,
    },
};
use experiments::plan::DAYS_MAX;
use measures::UnitTable;

use super::{Foresight, Means, Outlook, Point, Reckoned, pilot::Span, real, rounded_up};

/// Lengths that are tried to find one that is long enough.
const LENGTHS_MAX: u32 = 40;
/// Share of variance between offices above which the formula has nothing to divide by.
const ICC_MAX: f64 = 0.999;

/// What the offices did.
struct Pilot {
    offices: usize,
    figure: f64,
    icc: f64,
    sd: f64,
    is_partial: bool,
}

pub(super) fn outlook(span: &Span, table: &UnitTable) -> Foresight {
    if table.keys.is_empty() {
        return if table.without_unit > 0 { Foresight::NoUnit } else { Foresight::NoLog };
    }
    let Some(pilot) = pilot(span, table) else { return Foresight::NoFigure };
    let wished = span.wished();
    let lengths = lengths(span.plan.days, steps_days(span));
    let curve: Vec<Point> = lengths
        .iter()
        .map(|days| Point { days: *days, detectable: detectable(span, &pilot, *days) })
        .collect();
    let needed = || {
        let step = span.plan.days.div_ceil(7).max(1);
        let tried = (0..LENGTHS_MAX).map(|it| span.plan.days + it * step).take_while(|it| *it <= DAYS_MAX);
        let reached = |days: &u32| detectable(span, &pilot, *days).is_some_and(|it| it <= wished);
        lengths.iter().copied().chain(tried).find(reached)
    };
    let assumed = assumed(span, &pilot);
    let units = layout(span, span.plan.days)
        .and_then(|it| clusters_needed(span.plan.analysis.power, it, assumed).ok())
        .and_then(|it| u64::try_from(it).ok());
    let reckoned = Reckoned {
        detectable: curve.last().and_then(|it| it.detectable),
        reduction: 0.0,
        weeks_needed: needed().and_then(|it| rounded_up(f64::from(it) / 7.0)),
        units_needed: units,
        units_least: None,
        curve,
    };
    Foresight::Known(Outlook {
        from: span.plan.start,
        to: span.last_day(),
        is_partial: pilot.is_partial,
        units: u64::try_from(pilot.offices).unwrap_or(u64::MAX),
        units_per_week: 0.0,
        figure: pilot.figure,
        wished,
        means: Means::Reckoned(reckoned),
    })
}

/// Days that each stretch of the wedge takes at least.
fn steps_days(span: &Span) -> u32 {
    (span.plan.allocation.steps + 1) * span.plan.analysis.period_days
}

/// Lengths of the curve: from the shortest wedge to the plan's.
fn lengths(days: u32, least: u32) -> Vec<u32> {
    let points = (days / least.max(1)).clamp(1, 8);
    (1..=points).map(|it| days * it / points).collect()
}

/// Offices, the figure, and how much of the variance is between them, once what all have in common in a period is taken away.
fn pilot(span: &Span, table: &UnitTable) -> Option<Pilot> {
    let metric = table.sums.first()?;
    let is_mean = span.plan.metric.measure.is_mean();
    let (mut numerator, mut denominator) = (0.0, 0.0);
    let mut periods: BTreeMap<usize, Vec<(u64, f64)>> = BTreeMap::new();
    for (period, sums) in metric.iter().enumerate() {
        // A period of which the log has nothing is before its beginning.
        if sums.numerators.iter().chain(sums.denominators.iter().filter(|_| !is_mean)).all(|it| *it <= 0.0) {
            continue;
        }
        for office in 0..table.keys.len() {
            let per = if is_mean { 1.0 } else { sums.denominators[office] };
            numerator += sums.numerators[office];
            denominator += per;
            if per > 0.0 {
                let figure = sums.numerators[office] / per;
                periods.entry(period).or_default().push((office as u64, figure));
            }
        }
    }
    let figure = Some(numerator / denominator).filter(|it| it.is_finite() && *it != 0.0)?;
    let (mut offices, mut values) = (Vec::new(), Vec::new());
    for cells in periods.values() {
        let mean = cells.iter().map(|it| it.1).sum::<f64>() / real(cells.len());
        offices.extend(cells.iter().map(|it| it.0));
        values.extend(cells.iter().map(|it| it.1 - mean));
    }
    let found = icc_anova(&offices, &values, 0.05).ok()?;
    Some(Pilot {
        offices: usize::try_from(found.clusters).unwrap_or(usize::MAX),
        figure,
        icc: found.icc.clamp(0.0, ICC_MAX),
        sd: found.unit_variance.sqrt(),
        is_partial: periods.len() < metric.len(),
    })
}

/// The calendar of a wedge of so many days, as the schedule cuts it.
fn layout(span: &Span, days: u32) -> Option<Layout> {
    let steps = span.plan.allocation.steps as usize;
    let periods = (days / span.plan.analysis.period_days.max(1)) as usize;
    let stretch = periods / (steps + 1);
    let is_cut = steps > 0 && stretch > 0;
    is_cut.then(|| Layout {
        baseline_periods: stretch,
        steps,
        step_periods: stretch,
        final_periods: periods - stretch * steps,
        transition_periods: 0,
    })
}

fn assumed(span: &Span, pilot: &Pilot) -> Assumptions {
    Assumptions {
        // The analysis has one figure an office and a period.
        cell_size: 1.0,
        icc: pilot.icc,
        cluster_autocorrelation: 1.0,
        sd_total: pilot.sd,
        effect: span.wished() * pilot.figure.abs(),
        alpha: span.plan.analysis.alpha,
    }
}

/// The least effect as a share, by Student's law with what offices and periods leave.
fn detectable(span: &Span, pilot: &Pilot, days: u32) -> Option<f64> {
    let layout = layout(span, days)?;
    let periods = layout.periods().ok()?;
    let found = power(&plan(pilot.offices, layout).ok()?, assumed(span, pilot)).ok()?;
    let df = real((pilot.offices - 1) * (periods - 1)) - 1.0;
    if df < 1.0 {
        return None;
    }
    let rule = &span.plan.analysis;
    let least =
        (t_quantile(1.0 - rule.alpha / 2.0, df) + t_quantile(rule.power, df)) * found.se / pilot.figure.abs();
    least.is_finite().then_some(least)
}
