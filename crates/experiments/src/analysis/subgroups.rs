//! For whom: the effect in each segment that was declared beforehand, and whether it differs between them.
//!
//! Only the first treated arm is looked at. p-values of segments are adjusted within a subgroup, those of differences over the subgroups
//! (Holm); a segment with too few units has no effect, and says so.

use evidence::{
    Fault,
    cluster::ClusterFit,
    distribution::chi_square_sf,
    linear,
    multiplicity::{Correction, adjust},
};

use super::{clusters::ESTIMATED_MIN, effect_of, effect_of_estimate, individual};
use crate::{
    Dataset, MetricColumns, Plan, SegmentColumn,
    report::{Effect, SegmentEffect, SubgroupResult},
};

/// Units an arm from which an effect is told.
const UNITS_MIN: u64 = 30;
/// Values of a subgroup that are told; more is no subgroup.
const SEGMENTS_MAX: usize = 50;

/// The declared subgroups, in the order of the plan.
pub(super) fn subgroups(plan: &Plan, data: &Dataset) -> Vec<SubgroupResult> {
    let Some(metric) = data.metrics.first() else { return Vec::new() };
    if plan.design.has_periods() {
        return Vec::new();
    }
    // Made once: it sums whole columns.
    let rows = (!plan.unit.is_cluster()).then(|| individual::Rows::new(metric, plan.analysis.adjust));
    let one = |(place, segment): (usize, &SegmentColumn)| {
        let (segments, interaction_p) = match &rows {
            None => of_clusters(plan, data, metric, segment),
            Some(rows) => of_units(plan, data, rows, segment),
        };
        SubgroupResult { place, segments: adjusted(segments), interaction_p }
    };
    let told = data.segments.iter().enumerate().filter(|(_, it)| it.names.len() <= SEGMENTS_MAX);
    let mut all: Vec<SubgroupResult> = told.map(one).collect();
    let known: Vec<f64> = all.iter().filter_map(|it| it.interaction_p).collect();
    if let Ok(holm) = adjust(&known, 0.05, Correction::Holm) {
        for (result, p) in all.iter_mut().filter(|it| it.interaction_p.is_some()).zip(holm.p) {
            result.interaction_p = Some(p);
        }
    }
    all
}

fn adjusted(mut segments: Vec<SegmentEffect>) -> Vec<SegmentEffect> {
    let p: Vec<f64> = segments.iter().filter_map(|it| it.effect.as_ref().map(|it| it.p)).collect();
    if let Ok(holm) = adjust(&p, 0.05, Correction::Holm) {
        for (effect, p) in segments.iter_mut().filter_map(|it| it.effect.as_mut()).zip(holm.p) {
            effect.p = p;
        }
    }
    segments
}

fn of_units(
    plan: &Plan,
    data: &Dataset,
    rows: &individual::Rows<'_>,
    segment: &SegmentColumn,
) -> (Vec<SegmentEffect>, Option<f64>) {
    let mut sums = vec![[rows.none(); 2]; segment.names.len()];
    for (row, (arm, value)) in data.arm.iter().zip(&segment.value).enumerate() {
        if let (0 | 1, Some(of)) = (*arm, sums.get_mut(usize::from(*value))) {
            rows.add(row, &mut of[usize::from(*arm)]);
        }
    }
    let mut told = Vec::new();
    for (name, [control, treatment]) in segment.names.iter().zip(&sums) {
        let (a, b) = (control.units(), treatment.units());
        if a + b == 0 {
            continue;
        }
        let adjusted = individual::is_adjusted(&[*control, *treatment]);
        let found = (a.min(b) >= UNITS_MIN)
            .then(|| individual::compare(control, treatment, adjusted, plan.analysis.alpha).ok())
            .flatten();
        let effect = found.map(|it| effect_of(&it));
        told.push(SegmentEffect { name: name.clone(), units: a + b, effect });
    }
    let p = difference_p(told.iter().filter_map(|it| it.effect.as_ref()));
    (told, p)
}

/// Whether independent effects are the same: `Σ w(δ − δ̄)²` with `w = 1/se²` against chi-square (Cochran 1954).
fn difference_p<'a>(effects: impl Iterator<Item = &'a Effect>) -> Option<f64> {
    let known: Vec<(f64, f64)> = effects
        .filter_map(|it| Some((it.value, 1.0 / it.se?.powi(2))))
        .filter(|it| it.1.is_finite())
        .collect();
    if known.len() < 2 {
        return None;
    }
    let weight: f64 = known.iter().map(|it| it.1).sum();
    let mean = known.iter().map(|it| it.0 * it.1).sum::<f64>() / weight;
    let spread: f64 = known.iter().map(|it| it.1 * (it.0 - mean).powi(2)).sum();
    let p = chi_square_sf(spread, super::count(known.len() - 1));
    p.is_finite().then_some(p)
}

/// What each office did in each segment.
struct Cells {
    office: Vec<usize>,
    segment: Vec<usize>,
    treated: Vec<f64>,
    figure: Vec<f64>,
    weight: Vec<f64>,
}

fn cells(data: &Dataset, metric: &MetricColumns, segment: &SegmentColumn) -> Cells {
    let offices = data.unit.iter().max().map_or(0, |it| *it as usize + 1);
    let width = segment.names.len();
    let mut sums = vec![(0.0, 0.0, u16::MAX); offices * width];
    for (row, (unit, value)) in data.unit.iter().zip(&segment.value).enumerate() {
        let Some(cell) = sums.get_mut(*unit as usize * width + usize::from(*value)) else { continue };
        cell.0 += metric.numerator[row];
        cell.1 += metric.denominator.get(row).copied().unwrap_or(1.0);
        cell.2 = data.arm[row];
    }
    let mut all = Cells { office: vec![], segment: vec![], treated: vec![], figure: vec![], weight: vec![] };
    for (place, (numerator, denominator, arm)) in sums.into_iter().enumerate() {
        if denominator > 0.0 && arm <= 1 {
            all.office.push(place / width);
            all.segment.push(place % width);
            all.treated.push(f64::from(arm));
            all.figure.push(numerator / denominator);
            all.weight.push(denominator);
        }
    }
    all
}

impl Cells {
    /// Offices of the smaller arm in a segment.
    fn smaller_arm(&self, segment: usize) -> usize {
        let count = |arm: f64| {
            let rows = self.segment.iter().zip(&self.treated);
            rows.filter(|it| *it.0 == segment && (*it.1 - arm).abs() < 0.5).count()
        };
        count(0.0).min(count(1.0))
    }

    fn of(&self, segment: usize) -> Self {
        let keep: Vec<usize> = (0..self.office.len()).filter(|it| self.segment[*it] == segment).collect();
        let pick = |values: &[f64]| keep.iter().map(|it| values[*it]).collect();
        Self {
            office: keep.iter().map(|it| self.office[*it]).collect(),
            segment: vec![segment; keep.len()],
            treated: pick(&self.treated),
            figure: pick(&self.figure),
            weight: pick(&self.weight),
        }
    }

    fn fit(&self, columns: &[Vec<f64>]) -> Result<ClusterFit, Fault> {
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        ClusterFit::weighted(&linear::columns(&columns), &self.figure, &self.weight, &self.office)
    }
}

fn of_clusters(
    plan: &Plan,
    data: &Dataset,
    metric: &MetricColumns,
    segment: &SegmentColumn,
) -> (Vec<SegmentEffect>, Option<f64>) {
    let cells = cells(data, metric, segment);
    let mut told = Vec::new();
    let mut known = Vec::new();
    for (place, name) in segment.names.iter().enumerate() {
        let own = cells.of(place);
        if own.office.is_empty() {
            continue;
        }
        let effect = (cells.smaller_arm(place) >= ESTIMATED_MIN)
            .then(|| {
                let fit = own.fit(&[vec![1.0; own.office.len()], own.treated.clone()]).ok()?;
                fit.coefficient(1, plan.analysis.alpha).ok()
            })
            .flatten()
            .map(|it| effect_of_estimate(&it, None));
        if effect.is_some() {
            known.push(place);
        }
        let units = u64::try_from(own.office.len()).unwrap_or(u64::MAX);
        told.push(SegmentEffect { name: name.clone(), units, effect });
    }
    let p = joint_p(&cells, &known);
    (told, p)
}

/// Whether the effect differs between the segments, which the same offices share (HTZ test of the interactions).
fn joint_p(cells: &Cells, known: &[usize]) -> Option<f64> {
    if known.len() < 2 {
        return None;
    }
    let keep: Vec<usize> = (0..cells.office.len()).filter(|it| known.contains(&cells.segment[*it])).collect();
    let pick = |values: &[f64]| -> Vec<f64> { keep.iter().map(|it| values[*it]).collect() };
    let kept = Cells {
        office: keep.iter().map(|it| cells.office[*it]).collect(),
        segment: keep.iter().map(|it| cells.segment[*it]).collect(),
        treated: pick(&cells.treated),
        figure: pick(&cells.figure),
        weight: pick(&cells.weight),
    };
    let is_in = |place: usize| -> Vec<f64> {
        kept.segment.iter().map(|it| f64::from(u8::from(*it == place))).collect()
    };
    let mut columns = vec![vec![1.0; kept.office.len()], kept.treated.clone()];
    columns.extend(known[1..].iter().map(|it| is_in(*it)));
    columns.extend(
        known[1..].iter().map(|it| is_in(*it).iter().zip(&kept.treated).map(|(a, b)| a * b).collect()),
    );
    let others = known.len() - 1;
    let width = columns.len();
    // One row a constraint, as columns of what `linear` makes, turned.
    let mut rows = vec![vec![0.0; others]; width];
    for place in 0..others {
        rows[2 + others + place][place] = 1.0;
    }
    let rows: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
    let test = kept.fit(&columns).ok()?.joint(&linear::columns(&rows)).ok()?;
    test.p.is_finite().then_some(test.p)
}
