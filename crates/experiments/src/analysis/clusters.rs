//! Units that hold many usagers: offices, agents, days. A few of them decide, so they are what is counted.
//!
//! Below six units an arm only the draw itself is trusted; from six on CR2 with Satterthwaite's degrees of freedom, the wild bootstrap
//! beside it. The method that counts usagers is shown where it can be, so that nobody takes it for the answer.

use evidence::{
    Estimate, Fault,
    cluster::{ClusterFit, offices::welch_of_offices},
    linear,
    randomise::{self, Mechanism, randomise},
    wild::{Draws, Null, wild},
};

use super::{effect_of_estimate, named};
use crate::{
    Dataset, MetricColumns, Plan,
    plan::AllocationMethod,
    report::{ArmEffect, Effect, Method, Relative},
};

/// Units of the smaller arm from which a variance can be estimated.
pub(super) const ESTIMATED_MIN: usize = 6;
/// Units of the smaller arm from which the period before may take a degree of freedom.
const ADJUSTED_MIN: usize = 6;

/// What each cluster did.
#[derive(Debug, Clone, Default)]
pub(super) struct Clusters {
    pub(super) arm: Vec<u16>,
    stratum: Vec<u32>,
    pub(super) numerator: Vec<f64>,
    pub(super) denominator: Vec<f64>,
    before: Vec<f64>,
}

impl Clusters {
    /// The clusters of a metric; those without denominator have no figure and are left out.
    pub(super) fn new(plan: &Plan, data: &Dataset, metric: &MetricColumns) -> Self {
        let count = data.unit.iter().max().map_or(0, |it| *it as usize + 1);
        let mut all = Self {
            arm: vec![u16::MAX; count],
            stratum: vec![0; count],
            numerator: vec![0.0; count],
            denominator: vec![0.0; count],
            before: vec![0.0; count],
        };
        let mut before_denominator = vec![0.0; count];
        for (row, unit) in data.unit.iter().enumerate() {
            let unit = *unit as usize;
            all.arm[unit] = data.arm[row];
            all.stratum[unit] = data.stratum.get(row).copied().unwrap_or(0);
            all.numerator[unit] += metric.numerator[row];
            all.denominator[unit] += metric.denominator.get(row).copied().unwrap_or(1.0);
            if let Some(before) = metric.numerator_before.get(row) {
                all.before[unit] += before;
                before_denominator[unit] += metric.denominator_before.get(row).copied().unwrap_or(1.0);
            }
        }
        let has_before = plan.analysis.adjust
            && !metric.numerator_before.is_empty()
            && before_denominator.iter().zip(&all.arm).all(|(it, arm)| *arm == u16::MAX || *it > 0.0);
        if has_before {
            all.before.iter_mut().zip(&before_denominator).for_each(|(it, per)| *it /= per);
        } else {
            all.before.clear();
        }
        all.without_empty()
    }

    fn without_empty(mut self) -> Self {
        let keep: Vec<bool> =
            self.arm.iter().zip(&self.denominator).map(|(arm, per)| *arm != u16::MAX && *per > 0.0).collect();
        let mut of = keep.iter();
        self.arm.retain(|_| *of.next().unwrap_or(&false));
        let mut of = keep.iter();
        self.stratum.retain(|_| *of.next().unwrap_or(&false));
        for column in [&mut self.numerator, &mut self.denominator, &mut self.before] {
            let mut of = keep.iter();
            column.retain(|_| *of.next().unwrap_or(&false));
        }
        self
    }

    fn figures(&self) -> Vec<f64> {
        self.numerator.iter().zip(&self.denominator).map(|(it, per)| it / per).collect()
    }

    /// The clusters of the control and of one arm.
    fn pair(&self, arm: u16) -> Self {
        let keep = |row: &usize| self.arm[*row] == 0 || self.arm[*row] == arm;
        let rows: Vec<usize> = (0..self.arm.len()).filter(keep).collect();
        let pick = |values: &[f64]| -> Vec<f64> {
            if values.is_empty() { Vec::new() } else { rows.iter().map(|it| values[*it]).collect() }
        };
        Self {
            arm: rows.iter().map(|it| self.arm[*it]).collect(),
            stratum: rows.iter().map(|it| self.stratum[*it]).collect(),
            numerator: pick(&self.numerator),
            denominator: pick(&self.denominator),
            before: pick(&self.before),
        }
    }

    /// Units of the smallest arm.
    pub(super) fn smallest_arm(&self, arms: usize) -> usize {
        let count = |arm: usize| self.arm.iter().filter(|it| usize::from(**it) == arm).count();
        (0..arms).map(count).min().unwrap_or(0)
    }

    /// Ratio of sums of an arm.
    fn ratio(&self, is_treated: bool) -> f64 {
        let of = |values: &[f64]| -> f64 {
            values.iter().zip(&self.arm).filter(|it| (*it.1 != 0) == is_treated).map(|it| it.0).sum()
        };
        of(&self.numerator) / of(&self.denominator)
    }
}

/// What the methods say of every arm: the one that decides, the check beside it.
pub(super) struct Found {
    pub(super) effects: Vec<ArmEffect>,
    pub(super) robustness: Vec<ArmEffect>,
}

/// Every arm against the control.
pub(super) fn effects(plan: &Plan, clusters: &Clusters, alpha: f64, seed: u64) -> Found {
    let against: Vec<Clusters> =
        (1..plan.arms.len()).map(|arm| clusters.pair(u16::try_from(arm).unwrap_or(u16::MAX))).collect();
    let all = |method: Method, one: &dyn Fn(&Clusters) -> Result<Effect, Fault>| {
        named(plan, method, against.iter().map(one).collect())
    };
    if clusters.smallest_arm(plan.arms.len()) < ESTIMATED_MIN {
        return Found {
            effects: all(Method::Randomisation, &|it| by_draw(plan, it, alpha, seed)),
            robustness: Vec::new(),
        };
    }
    let mut robustness = all(Method::WildBootstrap, &|it| by_wild(plan, it, alpha, seed));
    robustness.extend(all(Method::OfficeWelch, &|it| by_welch(it, alpha)));
    Found { effects: all(Method::ClusterCr2, &|it| by_cr2(plan, it, alpha)), robustness }
}

/// The constant, the arm, the strata of the draw, the period before.
fn columns(plan: &Plan, clusters: &Clusters) -> Vec<Vec<f64>> {
    let rows = clusters.arm.len();
    let mut columns: Vec<Vec<f64>> =
        vec![vec![1.0; rows], clusters.arm.iter().map(|it| f64::from(u8::from(*it != 0))).collect()];
    if uses_strata(plan) {
        let strata = distinct(&clusters.stratum);
        for stratum in strata.iter().skip(1) {
            columns.push(clusters.stratum.iter().map(|it| f64::from(u8::from(it == stratum))).collect());
        }
    }
    if !clusters.before.is_empty() && clusters.smallest_arm(1).min(treated(clusters)) >= ADJUSTED_MIN {
        #[expect(clippy::cast_precision_loss, reason = "clusters are few")]
        let mean = clusters.before.iter().sum::<f64>() / rows as f64;
        columns.push(clusters.before.iter().map(|it| it - mean).collect());
    }
    columns
}

fn treated(clusters: &Clusters) -> usize {
    clusters.arm.iter().filter(|it| **it != 0).count()
}

fn uses_strata(plan: &Plan) -> bool {
    plan.allocation.method == AllocationMethod::Stratified
}

fn distinct(values: &[u32]) -> Vec<u32> {
    let mut all = values.to_vec();
    all.sort_unstable();
    all.dedup();
    all
}

fn fit(plan: &Plan, clusters: &Clusters, figures: &[f64]) -> Result<ClusterFit, Fault> {
    let names: Vec<usize> = (0..clusters.arm.len()).collect();
    let arms = [clusters.arm.len() - treated(clusters), treated(clusters)];
    if let Some(few) = arms.iter().find(|it| **it < 2) {
        return Err(Fault::too_few("arm", *few, 2));
    }
    let all = columns(plan, clusters);
    let all: Vec<&[f64]> = all.iter().map(Vec::as_slice).collect();
    ClusterFit::weighted(&linear::columns(&all), figures, &clusters.denominator, &names)
}

fn by_cr2(plan: &Plan, clusters: &Clusters, alpha: f64) -> Result<Effect, Fault> {
    let absolute = fit(plan, clusters, &clusters.figures())?.coefficient(1, alpha)?;
    let mut effect = effect_of_estimate(&absolute, None);
    effect.relative = relative(plan, clusters, alpha);
    Ok(effect)
}

/// The change as a share of the control's figure, whose own error counts too (delta method).
fn relative(plan: &Plan, clusters: &Clusters, alpha: f64) -> Option<Relative> {
    let (control, treatment) = (clusters.ratio(false), clusters.ratio(true));
    if control == 0.0 || !control.is_finite() {
        return None;
    }
    let figures: Vec<f64> = clusters
        .figures()
        .iter()
        .zip(&clusters.arm)
        .map(|(figure, arm)| {
            if *arm == 0 {
                1.0 + treatment / control * (figure - control) / control
            } else {
                figure / control
            }
        })
        .collect();
    let found = fit(plan, clusters, &figures).ok()?.coefficient(1, alpha).ok()?;
    Some(Relative { value: found.value, low: found.low, high: found.high })
}

fn by_wild(plan: &Plan, clusters: &Clusters, alpha: f64, seed: u64) -> Result<Effect, Fault> {
    let fit = fit(plan, clusters, &clusters.figures())?;
    let mut contrast = vec![0.0; fit.coefficients().len()];
    contrast[1] = 1.0;
    let draws = Draws::usual(fit.clusters(), seed);
    let found = wild(&fit, &contrast, 0.0, Null::Imposed, draws, alpha)?;
    Ok(without_error(clusters, (found.value, found.low, found.high), found.p_weak))
}

fn by_welch(clusters: &Clusters, alpha: f64) -> Result<Effect, Fault> {
    let treated: Vec<bool> = clusters.arm.iter().map(|it| *it != 0).collect();
    let names: Vec<usize> = (0..treated.len()).collect();
    let found = welch_of_offices(&clusters.numerator, &clusters.denominator, &treated, &names, alpha)?;
    Ok(scaled(clusters, &found))
}

/// All the ways in which the units could have been drawn.
fn by_draw(plan: &Plan, clusters: &Clusters, alpha: f64, seed: u64) -> Result<Effect, Fault> {
    let treated: Vec<bool> = clusters.arm.iter().map(|it| *it != 0).collect();
    let strata: Vec<usize> = clusters.stratum.iter().map(|it| *it as usize).collect();
    let mechanism = if uses_strata(plan) { Mechanism::Strata(&strata) } else { Mechanism::Complete };
    let values = less_before(clusters);
    let draws = randomise::Plan { seed, ..randomise::Plan::default() };
    let found = randomise(&values, &treated, mechanism, draws, alpha)?;
    let value = found.difference.statistic;
    // The studentised statistic holds where the arms spread differently; a pair has none.
    let read = found.studentised.unwrap_or(found.difference);
    Ok(without_error(clusters, (value, read.low, read.high), read.p))
}

/// Figures less what the period before tells of them. The slope is that of all units together, whatever their arm, so that the draw
/// stays the only chance.
fn less_before(clusters: &Clusters) -> Vec<f64> {
    let figures = clusters.figures();
    if clusters.before.is_empty() {
        return figures;
    }
    #[expect(clippy::cast_precision_loss, reason = "clusters are few")]
    let count = figures.len() as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / count;
    let (mean_now, mean_before) = (mean(&figures), mean(&clusters.before));
    let (mut products, mut squares) = (0.0, 0.0);
    for (now, before) in figures.iter().zip(&clusters.before) {
        products += (now - mean_now) * (before - mean_before);
        squares += (before - mean_before) * (before - mean_before);
    }
    let slope = if squares > 0.0 { products / squares } else { 0.0 };
    figures.iter().zip(&clusters.before).map(|(now, before)| now - slope * (before - mean_before)).collect()
}

/// An effect whose method gives an interval and no standard error.
fn without_error(clusters: &Clusters, (value, low, high): (f64, f64, f64), p: f64) -> Effect {
    // An interval without end is told by its p-value alone: the widest that can be written stands for it.
    let (low, high) = (low.max(-f64::MAX), high.min(f64::MAX));
    let control = clusters.ratio(false);
    let share = |it: f64| (it / control).clamp(-f64::MAX, f64::MAX);
    let relative = (control != 0.0 && control.is_finite()).then(|| {
        let (a, b) = (share(low), share(high));
        Relative { value: share(value), low: a.min(b), high: a.max(b) }
    });
    Effect { value, low, high, p, se: None, df: None, relative }
}

fn scaled(clusters: &Clusters, found: &Estimate) -> Effect {
    let relative = without_error(clusters, (found.value, found.low, found.high), found.p).relative;
    effect_of_estimate(found, relative)
}
