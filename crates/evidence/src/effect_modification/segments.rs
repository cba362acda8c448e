//! The effect in each segment, from sums: rows are read once and not kept.

use std::collections::BTreeMap;

use nalgebra::DMatrix;

use crate::{
    Estimate, Fault, check, check_range,
    cluster::{ClusterFit, Products},
    distribution::{f_sf, t_two_sided},
    robust::{JointTest, real},
};

/// Most segments.
pub const SEGMENTS_MAX: usize = 200;

/// The effect in one segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SegmentEffect {
    /// Treated units.
    pub treated: u64,
    /// Others.
    pub control: u64,
    /// Treated mean less the others' mean.
    pub effect: Estimate,
    /// The p-value after Holm's correction over the segments.
    pub p_holm: f64,
}

/// All segments, and the test that they have the same effect.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentsReport {
    /// In the order of their numbers. None where an arm has fewer than two units: nothing can be said there.
    pub segments: Vec<Option<SegmentEffect>>,
    /// The interaction test over those that have an effect; none if fewer than two have one.
    pub interaction: Option<JointTest>,
}

/// Count, mean and squares around the mean.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Cell {
    count: u64,
    mean: f64,
    squares: f64,
}

impl Cell {
    fn add(&mut self, value: f64) {
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / crate::real(self.count);
        self.squares += before * (value - self.mean);
    }

    fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        let (own, added) = (crate::real(self.count), crate::real(other.count));
        let apart = other.mean - self.mean;
        self.squares += other.squares + apart * apart * own * added / (own + added);
        self.mean += apart * added / (own + added);
        self.count += other.count;
    }
}

/// Sums over units that are independent of each other, by segment and arm.
///
/// What least squares with a mean for each segment and arm gives has a closed form: the leverage of a unit is 1 over
/// the units of its cell.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentSums {
    cells: Vec<[Cell; 2]>,
}

impl SegmentSums {
    /// No unit yet, in segments 0 to `segments − 1`.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for none or more than [`SEGMENTS_MAX`].
    pub fn new(segments: usize) -> Result<Self, Fault> {
        if segments == 0 || segments > SEGMENTS_MAX {
            return Err(Fault::out_of_range("segments", real(segments), 1.0, real(SEGMENTS_MAX)));
        }
        Ok(Self { cells: vec![[Cell::default(); 2]; segments] })
    }

    /// Adds a unit.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for a segment that does not exist; [`Fault::NotFinite`].
    pub fn add(&mut self, segment: usize, treated: bool, y: f64) -> Result<(), Fault> {
        let most = real(self.cells.len() - 1);
        let cell = self
            .cells
            .get_mut(segment)
            .ok_or_else(|| Fault::out_of_range("segment", real(segment), 0.0, most))?;
        if !y.is_finite() {
            return Err(Fault::NotFinite { what: "y".into(), place: 0 });
        }
        cell[usize::from(treated)].add(y);
        Ok(())
    }

    /// Adds the units of `other`, none of which is among these.
    ///
    /// # Errors
    ///
    /// [`Fault::Length`] if it has other segments.
    pub fn merge(&mut self, other: &Self) -> Result<(), Fault> {
        crate::check_length("segments", other.cells.len(), self.cells.len())?;
        for (own, other) in self.cells.iter_mut().zip(&other.cells) {
            own[0].merge(&other[0]);
            own[1].merge(&other[1]);
        }
        Ok(())
    }

    /// The effect in each segment and the test that all are the same, with HC3 standard errors and intervals at
    /// `1 − alpha`.
    ///
    /// The variance of an effect is the sum over arms of `Σ(y − mean)² ÷ (n − 1)²`; degrees of freedom are units less
    /// cells.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for `alpha`; [`Fault::TooFew`] if no segment has two units in each arm;
    /// [`Fault::NoVariance`] if a segment's units are all the same.
    ///
    /// # Source
    ///
    /// `MacKinnon` and White 1985; Holm 1979. Agrees with statsmodels 0.15 `OLS(y, segment:arm)` with `"HC3"`,
    /// `t_test` and `f_test` to 1e-10.
    pub fn report(&self, alpha: f64) -> Result<SegmentsReport, Fault> {
        check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
        let known: Vec<usize> =
            (0..self.cells.len()).filter(|it| self.cells[*it].iter().all(|cell| cell.count > 1)).collect();
        let units: u64 = known.iter().map(|it| self.cells[*it][0].count + self.cells[*it][1].count).sum();
        if known.is_empty() {
            return Err(Fault::too_few("segment", 0, 1));
        }
        let df = crate::real(units) - 2.0 * real(known.len());
        let part = |cell: &Cell| cell.squares / (crate::real(cell.count) - 1.0).powi(2);
        let mut effects = Vec::new();
        for place in &known {
            let [control, treated] = &self.cells[*place];
            let se = (part(control) + part(treated)).sqrt();
            let size = control.mean.abs().max(treated.mean.abs());
            if se <= 1e-15 * size {
                return Err(Fault::no_variance("y"));
            }
            let effect = Estimate::by_t(treated.mean - control.mean, se, df, alpha)?;
            effects.push((treated.count, control.count, effect));
        }
        Ok(gathered(self.cells.len(), &known, &effects, independent(&effects, df)))
    }
}

/// Wald's test that independent effects are the same: Cochran's Q divided by its degrees of freedom.
fn independent(effects: &[(u64, u64, Estimate)], df: f64) -> Option<JointTest> {
    if effects.len() < 2 {
        return None;
    }
    // The smallest variance is the unit, so that no weight overflows.
    let least = effects.iter().fold(f64::INFINITY, |least, it| least.min(it.2.se));
    let weight = |it: &Estimate| (least / it.se).powi(2);
    let total: f64 = effects.iter().map(|it| weight(&it.2)).sum();
    let mean = effects.iter().map(|it| weight(&it.2) * (it.2.value / least)).sum::<f64>() / total;
    let q: f64 = effects.iter().map(|it| weight(&it.2) * (it.2.value / least - mean).powi(2)).sum();
    let df_num = real(effects.len() - 1);
    let f = q / df_num;
    Some(JointTest { f, df_num, df_denom: df, p: f_sf(f, df_num, df) })
}

fn gathered(
    segments: usize,
    known: &[usize],
    effects: &[(u64, u64, Estimate)],
    interaction: Option<JointTest>,
) -> SegmentsReport {
    let corrected = holm(&effects.iter().map(|it| it.2.p).collect::<Vec<_>>());
    let mut all = vec![None; segments];
    for ((place, (treated, control, effect)), p_holm) in known.iter().zip(effects).zip(corrected) {
        all[*place] = Some(SegmentEffect { treated: *treated, control: *control, effect: *effect, p_holm });
    }
    SegmentsReport { segments: all, interaction }
}

/// P-values after Holm's correction, in the order in which they came: together they err once in `alpha`.
///
/// # Source
///
/// Holm 1979. Agrees with statsmodels 0.15 `multipletests(p, method="holm")` to 1e-15.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|left, right| p[*left].total_cmp(&p[*right]));
    let mut corrected = vec![0.0; p.len()];
    let mut most = 0.0_f64;
    for (rank, place) in order.iter().enumerate() {
        most = most.max(p[*place] * real(p.len() - rank)).min(1.0);
        corrected[*place] = most;
    }
    corrected
}

/// Sums over units in clusters (offices), by cluster, segment and arm.
#[derive(Debug, Clone)]
pub struct ClusteredSegmentSums {
    segments: usize,
    clusters: BTreeMap<usize, Vec<[Cell; 2]>>,
}

impl ClusteredSegmentSums {
    /// No unit yet.
    ///
    /// # Errors
    ///
    /// As [`SegmentSums::new`].
    pub fn new(segments: usize) -> Result<Self, Fault> {
        SegmentSums::new(segments)?;
        Ok(Self { segments, clusters: BTreeMap::new() })
    }

    /// Adds a unit of a cluster, which any number names.
    ///
    /// # Errors
    ///
    /// As [`SegmentSums::add`].
    pub fn add(&mut self, cluster: usize, segment: usize, treated: bool, y: f64) -> Result<(), Fault> {
        if segment >= self.segments {
            return Err(Fault::out_of_range("segment", real(segment), 0.0, real(self.segments - 1)));
        }
        check("y", &[y], 1)?;
        let cells = self.clusters.entry(cluster).or_insert_with(|| vec![[Cell::default(); 2]; self.segments]);
        cells[segment][usize::from(treated)].add(y);
        Ok(())
    }

    /// The effect in each segment with CR2 standard errors and Satterthwaite's degrees of freedom, and the HTZ test that
    /// all are the same.
    ///
    /// A segment has an effect if each of its arms has units in at least two clusters.
    ///
    /// # Errors
    ///
    /// As [`SegmentSums::report`], and those of [`ClusterFit`].
    ///
    /// # Source
    ///
    /// As [`ClusterFit`]. Agrees with `clubSandwich` 0.5.8 on `lm(y ~ 0 + segment:arm)` to 1e-9.
    pub fn report(&self, alpha: f64) -> Result<SegmentsReport, Fault> {
        check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
        let mut all = vec![[Cell::default(); 2]; self.segments];
        let mut seen = vec![[0_usize; 2]; self.segments];
        for cells in self.clusters.values() {
            for segment in 0..self.segments {
                for arm in 0..2 {
                    all[segment][arm].merge(&cells[segment][arm]);
                    seen[segment][arm] += usize::from(cells[segment][arm].count > 0);
                }
            }
        }
        let known: Vec<usize> =
            (0..self.segments).filter(|it| seen[*it].iter().all(|clusters| *clusters > 1)).collect();
        if known.is_empty() {
            return Err(Fault::too_few("segment", 0, 1));
        }
        let parts: Vec<Products> = self
            .clusters
            .values()
            .filter_map(|cells| {
                let mut rows = 0;
                let groups: Vec<(f64, f64, f64)> = known
                    .iter()
                    .flat_map(|it| [(0, *it), (1, *it)])
                    .map(|(arm, segment)| {
                        // Around the mean of the cell over all clusters: residuals and their squares are all that counts.
                        let (cell, mean) = (&cells[segment][arm], all[segment][arm].mean);
                        let (count, apart) = (crate::real(cell.count), cell.mean - mean);
                        rows += usize::try_from(cell.count).unwrap_or(usize::MAX);
                        (count, count * apart, cell.squares + count * apart * apart)
                    })
                    .collect();
                (rows > 0).then(|| Products::of_groups(&groups, rows))
            })
            .collect();
        let fit = ClusterFit::of_products(&parts)?;
        let width = 2 * known.len();
        let mut effects = Vec::new();
        let mut moved = Vec::new();
        for (at, segment) in known.iter().enumerate() {
            let mut contrast = vec![0.0; width];
            (contrast[2 * at], contrast[2 * at + 1]) = (-1.0, 1.0);
            let around = fit.effect(&contrast, alpha)?;
            let [control, treated] = &all[*segment];
            let shift = treated.mean - control.mean;
            let effect = Estimate {
                value: around.value + shift,
                low: around.low + shift,
                high: around.high + shift,
                p: t_two_sided((around.value + shift) / around.se, around.df),
                ..around
            };
            effects.push((treated.count, control.count, effect));
            moved.push(shift);
        }
        let interaction = if known.len() < 2 {
            None
        } else {
            // Each segment's effect less that of the first.
            let constraints = DMatrix::from_fn(known.len() - 1, width, |row, column| match column {
                0 => 1.0,
                1 => -1.0,
                it if it == 2 * row + 2 => -1.0,
                it if it == 2 * row + 3 => 1.0,
                _ => 0.0,
            });
            let shifts: Vec<f64> = moved[1..].iter().map(|it| it - moved[0]).collect();
            Some(fit.joint_shifted(&constraints, &shifts)?)
        };
        Ok(gathered(self.segments, &known, &effects, interaction))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cluster::tests::noise,
        linear::columns,
        robust::{Fit, Robust},
    };

    /// Units in three segments, both arms, twelve offices.
    fn units() -> Vec<(usize, usize, bool, f64)> {
        noise(240, 4)
            .into_iter()
            .enumerate()
            .map(|(it, e)| (it % 12, (it / 5) % 3, (it % 12) % 2 == 0, 50.0 + e + real(it % 12) / 10.0))
            .collect()
    }

    fn design(segments: usize) -> (DMatrix<f64>, Vec<f64>) {
        let units = units();
        let all: Vec<Vec<f64>> = (0..2 * segments)
            .map(|cell| {
                units
                    .iter()
                    .map(|it| f64::from(u8::from(it.1 == cell / 2 && usize::from(it.2) == cell % 2)))
                    .collect()
            })
            .collect();
        let all: Vec<&[f64]> = all.iter().map(Vec::as_slice).collect();
        (columns(&all), units.iter().map(|it| it.3).collect())
    }

    fn differences() -> DMatrix<f64> {
        DMatrix::from_row_slice(2, 6, &[1., -1., -1., 1., 0., 0., 1., -1., 0., 0., -1., 1.])
    }

    #[test]
    fn sums_give_what_the_regression_gives() {
        let mut sums = SegmentSums::new(3).unwrap();
        let mut other = sums.clone();
        for (place, (_, segment, treated, y)) in units().into_iter().enumerate() {
            if place % 3 == 0 { &mut sums } else { &mut other }.add(segment, treated, y).unwrap();
        }
        sums.merge(&other).unwrap();
        let report = sums.report(0.05).unwrap();
        let (x, y) = design(3);
        let fit = Fit::new(&x, &y).unwrap();
        for (segment, found) in report.segments.iter().enumerate() {
            let mut contrast = [0.0; 6];
            (contrast[2 * segment], contrast[2 * segment + 1]) = (-1.0, 1.0);
            let it = fit.contrast(&contrast, Robust::Hc3).unwrap();
            let found = found.unwrap();
            assert!((found.effect.value - it.value).abs() < 1e-12);
            assert!((found.effect.se - it.se).abs() < 1e-12 && (found.effect.p - it.p).abs() < 1e-10);
            assert!(found.p_holm >= found.effect.p);
        }
        let joint = fit.joint(&differences(), Robust::Hc3).unwrap();
        let found = report.interaction.unwrap();
        assert!((found.f - joint.f).abs() < 1e-10 * joint.f && (found.p - joint.p).abs() < 1e-10);
    }

    #[test]
    fn sums_by_cluster_give_what_the_regression_gives() {
        let mut sums = ClusteredSegmentSums::new(4).unwrap();
        for (cluster, segment, treated, y) in units() {
            sums.add(cluster, segment, treated, y).unwrap();
        }
        let report = sums.report(0.05).unwrap();
        let (x, y) = design(3);
        let cluster: Vec<usize> = units().iter().map(|it| it.0).collect();
        let fit = ClusterFit::new(&x, &y, &cluster).unwrap();
        for segment in 0..3 {
            let mut contrast = [0.0; 6];
            (contrast[2 * segment], contrast[2 * segment + 1]) = (-1.0, 1.0);
            let it = fit.effect(&contrast, 0.05).unwrap();
            let found = report.segments[segment].unwrap().effect;
            assert!((found.value - it.value).abs() < 1e-11 && (found.se - it.se).abs() < 1e-11);
            assert!((found.df - it.df).abs() < 1e-8 && (found.p - it.p).abs() < 1e-9);
        }
        assert!(report.segments[3].is_none());
        let (found, joint) = (report.interaction.unwrap(), fit.joint(&differences()).unwrap());
        assert!((found.f - joint.f).abs() < 1e-9 && (found.df_denom - joint.df_denom).abs() < 1e-8);
    }

    #[test]
    fn holm_multiplies_the_smallest_most() {
        assert_eq!(holm(&[0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
    }

    #[test]
    fn bad_input_is_refused() {
        assert_eq!(SegmentSums::new(0).unwrap_err().code(), "out-of-range");
        let mut sums = SegmentSums::new(2).unwrap();
        assert_eq!(sums.add(2, true, 1.0).unwrap_err().code(), "out-of-range");
        assert_eq!(sums.add(1, true, f64::NAN).unwrap_err().code(), "not-finite");
        assert_eq!(sums.report(0.05).unwrap_err().code(), "too-few");
        (0..3).for_each(|_| {
            sums.add(0, true, 1.0).unwrap();
            sums.add(0, false, 1.0).unwrap();
        });
        assert_eq!(sums.report(0.05).unwrap_err().code(), "no-variance");
        assert_eq!(sums.report(2.0).unwrap_err().code(), "out-of-range");
        assert_eq!(sums.merge(&SegmentSums::new(3).unwrap()).unwrap_err().code(), "length");
    }
}
