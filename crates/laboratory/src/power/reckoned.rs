//! Plans in which chance gives arms: by formula, from the variance between units.
//!
//! Offices, agents and days are units themselves: their totals are what varies, and Student's law has their number less two
//! degrees of freedom, so that no intra-cluster correlation has to be guessed.

use evidence::{
    arms::AdjustedRatioSums,
    confidence_sequence,
    distribution::normal_quantile,
    power::{self as formulas, Sides},
    sequential,
};
use experiments::{
    Plan,
    plan::{DAYS_MAX, Spending, Stopping, Unit},
};
use measures::{UnitTable, by_unit::Sums};

use super::{Foresight, Means, Outlook, Point, Reckoned, pilot::Span, real, rounded_up};

/// Units of an arm below which clusters are judged by the draws that might have been.
const DRAWN_BELOW: u64 = 6;
/// Units at which a sequence that is always valid is narrowest, as the analysis has it; the same for clusters.
const UNITS_TUNED: f64 = 5_000.0;
const CLUSTERS_TUNED: f64 = 40.0;
/// What is left of a variance at least: the period before never tells everything.
const LEFT_MIN: f64 = 0.01;

/// What the units did in the first days of the span.
#[derive(Debug, Clone, Copy)]
struct Pilot {
    days: u32,
    units: f64,
    figure: f64,
    /// Variance of one unit over the square of the figure, with and without the period before.
    relative_variance: f64,
    reduction: f64,
}

pub(super) fn outlook(span: &Span, table: &UnitTable) -> Foresight {
    if table.keys.is_empty() {
        return if table.without_unit > 0 { Foresight::NoUnit } else { Foresight::NoLog };
    }
    let pilots: Vec<Option<Pilot>> = (0..span.lengths.len()).map(|it| pilot(span, table, it)).collect();
    let Some(whole) = pilots.last().copied().flatten() else { return Foresight::NoFigure };
    let is_partial = presence(span, table, 0).is_none_or(|it| it.numerators.iter().all(|it| *it <= 0.0));
    let Some(test) = Test::of(span) else { return Foresight::NoFigure };
    let found: Vec<Pilot> = pilots.iter().copied().flatten().collect();
    let point = |(place, days): (usize, &u32)| Point {
        days: *days,
        detectable: pilots[place].and_then(|it| test.detectable(it.units, it.relative_variance)),
    };
    let curve: Vec<Point> = span.lengths.iter().enumerate().map(point).collect();
    let wished = span.wished();
    let units_needed = test.units(wished, whole);
    let days_needed = if is_list(&span.plan) {
        test.days_of_a_list(wished, &found)
    } else {
        days_of_comers(wished, &curve, &found, units_needed)
    };
    let reckoned = Reckoned {
        detectable: curve.last().and_then(|it| it.detectable),
        reduction: whole.reduction,
        weeks_needed: days_needed
            .filter(|it| *it <= f64::from(DAYS_MAX))
            .and_then(|it| rounded_up(it / 7.0))
            .map(|it| it.max(1)),
        units_needed: units_needed.and_then(rounded_up),
        units_least: test.units_least(whole.units),
        curve,
    };
    Foresight::Known(Outlook {
        from: span.plan.start,
        to: span.last_day(),
        is_partial,
        units: rounded_up(whole.units).unwrap_or(0),
        units_per_week: if is_list(&span.plan) { 0.0 } else { whole.units / (f64::from(whole.days) / 7.0) },
        figure: whole.figure,
        wished,
        means: Means::Reckoned(reckoned),
    })
}

/// How many contacts each unit made in the first days, whatever the plan counts.
fn presence<'a>(span: &Span, table: &'a UnitTable, length: usize) -> Option<&'a Sums> {
    table.sums.last()?.get(usize::from(span.plan.days_before > 0) + length)
}

/// Whether the units are a list that is known at the start, whatever each of them then does. Days only come one by one.
fn is_list(plan: &Plan) -> bool {
    plan.unit != Unit::Day && (plan.unit.is_cluster() || plan.metric.measure.is_mean())
}

/// The units of the first days; `None` if the metric has no figure there, or it does not vary.
///
/// Where each unit counts for one, those of the whole span and of the time before are a list of which some do nothing for a while:
/// to count only those who already came would leave out the zeros, and make short trials look precise. Where a figure is a
/// ratio, units come with what they are divided by.
fn pilot(span: &Span, table: &UnitTable, length: usize) -> Option<Pilot> {
    let plan = &span.plan;
    let has_before = plan.days_before > 0;
    let metric = table.sums.first()?;
    let during = metric.get(usize::from(has_before) + length)?;
    let is_list = is_list(plan);
    let is_mean = plan.metric.measure.is_mean();
    let per = |sums: &Sums, row: usize| if is_mean { 1.0 } else { sums.denominators[row] };
    let in_all = presence(span, table, span.lengths.len() - 1)?;
    let in_first = presence(span, table, length)?;
    let in_before = table.sums.last()?.first().filter(|_| has_before);
    let is_listed = |row: &usize| {
        let was = in_before.is_some_and(|it| it.numerators[*row] > 0.0);
        in_all.numerators[*row] > 0.0 || (was && !plan.unit.is_cluster())
    };
    let is_there = |row: &usize| if is_list { is_listed(row) } else { in_first.numerators[*row] > 0.0 };
    let rows: Vec<usize> = (0..table.keys.len())
        .filter(is_there)
        .filter(|row| !plan.unit.is_cluster() || per(during, *row) > 0.0)
        .collect();
    let before = metric.first().filter(|_| has_before && plan.analysis.adjust);
    let before = before.map_or_else(|| vec![0.0; rows.len()], |it| of_before(plan.unit, it, &rows, &per));
    let mut sums = AdjustedRatioSums::default();
    for (row, before) in rows.iter().zip(&before) {
        sums.add([during.numerators[*row], per(during, *row), *before]);
    }
    let figure = sums.ratio().filter(|it| it.is_finite() && *it != 0.0)?;
    let variance = sums.unit_variance().filter(|it| it.is_finite() && *it > 0.0)?;
    // What a unit adds to the ratio goes along with what it was before: that part of the variance is known beforehand.
    let together = (sums.covariance(0, 2) - figure * sums.covariance(1, 2)) / sums.mean(1);
    let taken = together * together / sums.covariance(2, 2) / variance;
    let reduction = if taken.is_finite() { taken.clamp(0.0, 1.0 - LEFT_MIN) } else { 0.0 };
    Some(Pilot {
        days: *span.lengths.get(length)?,
        units: real(rows.len()),
        figure,
        relative_variance: variance * (1.0 - reduction) / (figure * figure),
        reduction,
    })
}

/// What each unit was in the period before, as the analysis takes it.
fn of_before(unit: Unit, sums: &Sums, rows: &[usize], per: &dyn Fn(&Sums, usize) -> f64) -> Vec<f64> {
    let numerator: f64 = rows.iter().map(|it| sums.numerators[*it]).sum();
    let denominator: f64 = rows.iter().map(|it| per(sums, *it)).sum();
    let ratio = if denominator > 0.0 { numerator / denominator } else { 0.0 };
    if unit.is_cluster() {
        if rows.iter().any(|it| per(sums, *it) <= 0.0) {
            return vec![0.0; rows.len()];
        }
        return rows.iter().map(|it| sums.numerators[*it] / per(sums, *it)).collect();
    }
    rows.iter().map(|it| sums.numerators[*it] - ratio * per(sums, *it)).collect()
}

/// Days until enough units have come: from the curve, and beyond it at the pace of its second half.
fn days_of_comers(wished: f64, curve: &[Point], found: &[Pilot], needed: Option<f64>) -> Option<f64> {
    let reached = curve.iter().find(|it| it.detectable.is_some_and(|it| it <= wished));
    if let Some(point) = reached {
        return Some(f64::from(point.days));
    }
    let (last, middle) = (found.last()?, found.get(found.len() / 2)?);
    let pace = if last.days > middle.days {
        (last.units - middle.units) / f64::from(last.days - middle.days)
    } else {
        last.units / f64::from(last.days)
    };
    let missing = needed? - last.units;
    (pace > 0.0).then(|| f64::from(last.days) + missing.max(0.0) / pace)
}

/// The test that the plan ends with.
struct Test {
    formula: formulas::Plan,
    /// Shares of the units in the control and in the smallest other arm.
    control: f64,
    treated: f64,
    is_cluster: bool,
    stopping: Stopping,
}

impl Test {
    fn of(span: &Span) -> Option<Self> {
        let plan = &span.plan;
        let total: f64 = plan.arms.iter().map(|it| it.weight).sum();
        let control = plan.arms.first()?.weight / total;
        let treated = plan.arms.iter().skip(1).map(|it| it.weight / total).reduce(f64::min)?;
        // Several arms share the error between them.
        let alpha = plan.analysis.alpha / real(plan.arms.len().checked_sub(1)?.max(1));
        let ratio = treated / control;
        let formula = formulas::Plan { alpha, power: plan.analysis.power, ratio, sides: Sides::Two };
        let stopping = span.stopping.clone();
        Some(Self { formula, control, treated, is_cluster: plan.unit.is_cluster(), stopping })
    }

    /// How many times larger an effect must be because one looks before the end.
    fn widening(&self, units: f64) -> Option<f64> {
        let z = -normal_quantile(self.formula.alpha / 2.0) + normal_quantile(self.formula.power);
        match self.stopping {
            Stopping::Fixed => Some(1.0),
            Stopping::GroupSequential { looks, spending } => {
                let fractions: Vec<f64> = (1..=looks).map(|it| f64::from(it) / f64::from(looks)).collect();
                let spending = match spending {
                    Spending::ObrienFleming => sequential::Spending::ObrienFleming,
                    Spending::Pocock => sequential::Spending::Pocock,
                };
                let design = sequential::Design::symmetric(&fractions, self.formula.alpha, spending);
                Some(design.bounds().ok()?.inflation(self.formula.power).ok()?.sqrt())
            }
            Stopping::AlwaysValid => {
                let tuning = if self.is_cluster { CLUSTERS_TUNED } else { UNITS_TUNED };
                let units = units.max(1.0);
                let sequence =
                    confidence_sequence::asymptotic(0.0, 1.0, units, None, self.formula.alpha, tuning);
                Some((sequence.ok()?.high + normal_quantile(self.formula.power)) / z)
            }
        }
    }

    /// The least effect as a share, with so many units in all arms.
    fn detectable(&self, units: f64, relative_variance: f64) -> Option<f64> {
        let standardised = self.formula.detectable(units * self.control).ok()?;
        let least =
            standardised * relative_variance.sqrt() * self.widening(units * (self.control + self.treated))?;
        least.is_finite().then_some(least)
    }

    /// Units of all arms with which an effect is seen.
    fn units(&self, wished: f64, pilot: Pilot) -> Option<f64> {
        let widening = self.widening(pilot.units * (self.control + self.treated))?;
        let control = self.formula.units_for(wished / widening, pilot.relative_variance).ok()?;
        Some(control / self.control)
    }

    /// Days after which units whose number stays show an effect: what varies between them for ever stays too, the rest shrinks with the
    /// length.
    fn days_of_a_list(&self, wished: f64, found: &[Pilot]) -> Option<f64> {
        let last = found.last()?;
        let unit = self.detectable(last.units, 1.0)?;
        let wanted = (wished / unit).powi(2);
        let reached = found.iter().find(|it| it.relative_variance <= wanted);
        if let Some(pilot) = reached {
            return Some(f64::from(pilot.days));
        }
        let (lasting, shrinking) = lasting_and_shrinking(found)?;
        // The line may lie below the last point: it is not enough all the same.
        (wanted > lasting).then(|| (shrinking / (wanted - lasting)).max(f64::from(last.days) + 1.0))
    }

    /// Clusters that it takes for the draw itself to prove something, where there are fewer: of all draws that might have been, only
    /// the two most extreme are as rare as that.
    fn units_least(&self, units: f64) -> Option<u64> {
        if !self.is_cluster {
            return None;
        }
        let sizes =
            |units: f64| [self.control, self.treated].map(|it| rounded_up((units * it).floor()).unwrap_or(0));
        let proves = |[control, treated]: [u64; 2]| {
            let is_estimated = control.min(treated) >= DRAWN_BELOW;
            is_estimated || (control.min(treated) > 0 && 2.0 / draws(control, treated) <= self.formula.alpha)
        };
        if proves(sizes(units)) {
            return None;
        }
        (2..=1_000_u32).find(|it| proves(sizes(f64::from(*it)))).map(u64::from)
    }
}

/// In how many ways so many clusters can be drawn among all.
fn draws(control: u64, treated: u64) -> f64 {
    let mut ways = 1.0;
    for place in 1..=control.min(treated).min(DRAWN_BELOW) {
        let of = |it: u64| real(usize::try_from(it).unwrap_or(usize::MAX));
        ways *= of(control + treated + 1 - place) / of(place);
    }
    ways
}

/// Variance that lasts, and variance times days, by least squares over the lengths; neither below 0.
fn lasting_and_shrinking(found: &[Pilot]) -> Option<(f64, f64)> {
    let points: Vec<(f64, f64)> =
        found.iter().map(|it| (1.0 / f64::from(it.days), it.relative_variance)).collect();
    let last = *points.last()?;
    if points.len() < 3 {
        return None;
    }
    let count = real(points.len());
    let mean = |pick: fn(&(f64, f64)) -> f64| points.iter().map(pick).sum::<f64>() / count;
    let (x, y) = (mean(|it| it.0), mean(|it| it.1));
    let across: f64 = points.iter().map(|it| (it.0 - x) * (it.1 - y)).sum();
    let along: f64 = points.iter().map(|it| (it.0 - x).powi(2)).sum();
    let slope = across / along;
    if !slope.is_finite() || slope <= 0.0 {
        return None;
    }
    let lasting = y - slope * x;
    // Nothing that lasts: all shrinks, from what there is at the end.
    Some(if lasting < 0.0 { (0.0, last.1 / last.0) } else { (lasting, slope) })
}
