//! The wild cluster bootstrap: what a test statistic does when each cluster's residuals change sign by chance.
//!
//! Start with [`wild`]. It is the second opinion on an effect that [`crate::cluster`] found with few clusters.
//!
//! **Invariant:** once a [`ClusterFit`] is made, a draw costs O(G·p) whatever the number of rows, and the same seed
//! gives the same draws.

use nalgebra::DVector;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

use crate::{Fault, check_range, cluster::ClusterFit, robust::real};

/// Up to so many clusters, all 2^G sign vectors are taken unless a plan says otherwise.
pub const EXHAUSTIVE_MAX: usize = 14;

/// Most clusters for which a plan may ask for all sign vectors: half a million after symmetry.
pub const CLUSTERS_MAX: usize = 20;

/// Most draws.
pub const DRAWS_MAX: usize = 2_000_000;

/// Two statistics closer than this, relatively, are the same: the draw that changes nothing must tie with the sample.
const TIE: f64 = 1e-10;

/// What the residuals of a cluster are multiplied with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// −1 or 1.
    Rademacher,
    /// One of ±√½, ±1, ±√1.5: for fewer than 10 clusters, where signs alone give few different draws.
    Webb,
}

/// How the draws are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draws {
    /// All 2^G sign vectors.
    Exhaustive,
    /// So many by chance.
    Seeded {
        /// How many.
        count: usize,
        /// Where chance starts.
        seed: u64,
        /// From which weights.
        weights: Weights,
    },
}

impl Draws {
    /// All sign vectors up to [`EXHAUSTIVE_MAX`] clusters, else 9,999 Rademacher draws.
    pub const fn usual(clusters: usize, seed: u64) -> Self {
        if clusters <= EXHAUSTIVE_MAX {
            Self::Exhaustive
        } else {
            Self::Seeded { count: 9_999, seed, weights: Weights::Rademacher }
        }
    }
}

/// Whose residuals are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Null {
    /// Those of the fit in which the effect is what is tested (WCR11): the one to decide by.
    Imposed,
    /// Those of the free fit (WCU11): finds too much with few clusters; to be shown beside it only.
    NotImposed,
}

/// What the bootstrap says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WildTest {
    /// The effect.
    pub value: f64,
    /// Effect less the tested value, divided by its CR1S standard error.
    pub t: f64,
    /// How many draws there were.
    pub draws: usize,
    /// Share of draws with |t*| > |t|.
    pub p_strict: f64,
    /// The same with ties counted; for seeded draws the sample itself counts as one more draw. The one to decide by:
    /// it is never 0.
    pub p_weak: f64,
    /// Lower end of the effects that are not rejected at `alpha` by `p_weak`; infinite if none is.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The statistic of one draw as a function of δ, the effect less the tested value: `(n0 + n1·δ)² ÷ (d0 + d1·δ + d2·δ²)`.
#[derive(Debug, Clone, Copy)]
struct Draw {
    n0: f64,
    n1: f64,
    d0: f64,
    d1: f64,
    d2: f64,
}

/// How a draw compares with the sample.
#[derive(PartialEq)]
enum Side {
    Beyond,
    Tie,
    Within,
}

/// Tests that `Σ contrast · coefficients` is `tested`, and inverts the test for an interval at `1 − alpha`.
///
/// With `s_g` the scores of a cluster, `v` the draw and `t² = (Σ v_g·c's_g)² ÷ (ssc·Σ(v_g·c's_g − c'(X'X)⁻¹X_g'X_g Σ v·s)²)`,
/// `ssc = (N − 1)G ÷ ((N − p)(G − 1))`.
///
/// - **Assumes** clusters independent of each other, and not all treated ones (or all others) alone: with one treated
///   cluster no bootstrap helps.
///
/// # Errors
///
/// [`Fault::OutOfRange`] for `alpha`, for more than [`CLUSTERS_MAX`] clusters with [`Draws::Exhaustive`], for no draw or
/// more than [`DRAWS_MAX`]; [`Fault::NotFinite`] for `tested`; [`Fault::NoVariance`]; those of the contrast.
///
/// # Source
///
/// Cameron, Gelbach and Miller 2008; Roodman, `MacKinnon`, Nielsen and Webb 2019; Webb 2014. Agrees with wildboottest
/// 0.3.2 (`"11"`, all sign vectors), where that does not decide ties by rounding, exactly.
pub fn wild(
    fit: &ClusterFit,
    contrast: &[f64],
    tested: f64,
    null: Null,
    draws: Draws,
    alpha: f64,
) -> Result<WildTest, Fault> {
    check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
    crate::check("tested", &[tested], 1)?;
    let sample = Sample::new(fit, contrast)?;
    let all = sample.draws(null, draws)?;
    let value = fit.contrast_value(contrast);
    let (delta, halved) = ((value - tested) / fit.unit(), matches!(draws, Draws::Exhaustive));
    let (strict, weak) = sample.count(&all, delta);
    let total = real(all.len());
    let share = |count: usize| if halved { real(count) / total } else { (real(count) + 1.0) / (total + 1.0) };
    let rejected = |delta: f64| share(sample.count(&all, delta).1) <= alpha;
    Ok(WildTest {
        value,
        t: delta / sample.se,
        draws: if halved { 2 * all.len() } else { all.len() },
        p_strict: real(strict) / total,
        p_weak: share(weak),
        low: value - fit.unit() * sample.end(1.0, &rejected),
        high: value + fit.unit() * sample.end(-1.0, &rejected),
    })
}

/// What the draws are made from, all of it by cluster.
struct Sample {
    /// `c's_g` of the free fit.
    score: Vec<f64>,
    /// `s_g` of the free fit.
    scores: Vec<DVector<f64>>,
    /// `M_g·d`, how a change of coefficients changes `c's_g`.
    forms: Vec<DVector<f64>>,
    /// How `c's_g` and `s_g` change with δ where the null is imposed.
    slope: Vec<f64>,
    length: f64,
    ssc: f64,
    se: f64,
}

impl Sample {
    fn new(fit: &ClusterFit, contrast: &[f64]) -> Result<Self, Fault> {
        let direction = fit.direction(contrast)?;
        let length = direction.norm_squared();
        let (clusters, rows, width) = (real(fit.clusters()), real(fit.rows()), real(fit.width()));
        let ssc = (rows - 1.0) / (rows - width) * clusters / (clusters - 1.0);
        let score: Vec<f64> = fit.parts().iter().map(|it| it.score.dot(&direction)).collect();
        let forms: Vec<DVector<f64>> = fit.parts().iter().map(|it| &it.gram * &direction).collect();
        let slope = forms.iter().map(|it| it.dot(&direction) / length).collect();
        let se = (ssc * score.iter().map(|it| it * it).sum::<f64>()).sqrt();
        let size: f64 = fit.parts().iter().map(|it| it.score.norm_squared()).sum::<f64>() * length;
        if se.is_nan() || se <= 1e-13 * size.sqrt() || se <= 0.0 {
            return Err(Fault::no_variance("y"));
        }
        let scores = fit.parts().iter().map(|it| it.score.clone()).collect();
        Ok(Self { score, scores, forms, slope, length, ssc, se })
    }

    fn draws(&self, null: Null, draws: Draws) -> Result<Vec<Draw>, Fault> {
        let clusters = self.score.len();
        match draws {
            Draws::Exhaustive if clusters > CLUSTERS_MAX => {
                Err(Fault::out_of_range("cluster", real(clusters), 2.0, real(CLUSTERS_MAX)))
            }
            // A draw and its opposite give the same t²: the first sign stays.
            Draws::Exhaustive => Ok((0..1_u32 << (clusters - 1))
                .map(|signs| {
                    let weights: Vec<f64> = (0..clusters)
                        .map(|it| if (signs << 1) >> it & 1 == 1 { -1.0 } else { 1.0 })
                        .collect();
                    self.draw(null, &weights)
                })
                .collect()),
            Draws::Seeded { count, .. } if count == 0 || count > DRAWS_MAX => {
                Err(Fault::out_of_range("draws", real(count), 1.0, real(DRAWS_MAX)))
            }
            Draws::Seeded { count, seed, weights } => {
                let mut chance = ChaCha8Rng::seed_from_u64(seed);
                let mut signs = vec![0.0; clusters];
                Ok((0..count)
                    .map(|_| {
                        for it in &mut signs {
                            *it = weights.next(&mut chance);
                        }
                        self.draw(null, &signs)
                    })
                    .collect())
            }
        }
    }

    fn draw(&self, null: Null, weights: &[f64]) -> Draw {
        let mut it = Draw { n0: 0.0, n1: 0.0, d0: 0.0, d1: 0.0, d2: 0.0 };
        let width = self.scores[0].len();
        let (mut fixed, mut moved) = (DVector::zeros(width), DVector::zeros(width));
        let imposed = if null == Null::Imposed { 1.0 } else { 0.0 };
        for (g, weight) in weights.iter().enumerate() {
            it.n0 += weight * self.score[g];
            it.n1 += imposed * weight * self.slope[g];
            fixed.axpy(*weight, &self.scores[g], 1.0);
            moved.axpy(imposed * weight / self.length, &self.forms[g], 1.0);
        }
        for (g, weight) in weights.iter().enumerate() {
            let constant = weight * self.score[g] - self.forms[g].dot(&fixed);
            let (own, shared) = (imposed * weight * self.slope[g], self.forms[g].dot(&moved));
            // Exactly zero for the draw that changes nothing, which must tie however far the tested value is.
            let linear = if (own - shared).abs() <= 1e-13 * own.abs() { 0.0 } else { own - shared };
            it.d0 += self.ssc * constant * constant;
            it.d1 += 2.0 * self.ssc * constant * linear;
            it.d2 += self.ssc * linear * linear;
        }
        it
    }

    /// How many draws are beyond the sample's |t|, without and with ties.
    fn count(&self, draws: &[Draw], delta: f64) -> (usize, usize) {
        let square = (delta / self.se).powi(2);
        let (mut strict, mut weak) = (0, 0);
        for it in draws {
            match it.side(delta, square, self.se) {
                Side::Beyond => {
                    strict += 1;
                    weak += 1;
                }
                Side::Tie => weak += 1,
                Side::Within => {}
            }
        }
        (strict, weak)
    }

    /// How far δ goes in one direction until the test rejects; infinite if it never does.
    fn end(&self, sign: f64, rejected: &impl Fn(f64) -> bool) -> f64 {
        let (mut within, mut beyond) = (0.0, self.se);
        while !rejected(sign * beyond) {
            within = beyond;
            beyond *= 2.0;
            if beyond > 1e9 * self.se {
                return f64::INFINITY;
            }
        }
        for _ in 0..100 {
            let middle = f64::midpoint(within, beyond);
            if middle <= within || middle >= beyond {
                break;
            }
            if rejected(sign * middle) { beyond = middle } else { within = middle }
        }
        within
    }
}

impl Draw {
    /// `square`: the sample's t².
    fn side(&self, delta: f64, square: f64, se: f64) -> Side {
        let above = self.n0 + self.n1 * delta;
        let below = self.d0 + delta * (self.d1 + delta * self.d2);
        let size = self.d0 + delta * delta * self.d2 + se * se * 1e-6;
        // Where nothing is left below, t* is infinite, or cannot be told where nothing is left above either.
        if below <= 1e-22 * size {
            return if above * above > 1e-20 * size { Side::Beyond } else { Side::Within };
        }
        let drawn = above * above / below;
        // t² has twice the relative difference of t.
        if drawn > square * (1.0 + 2.0 * TIE) {
            Side::Beyond
        } else if drawn >= square * (1.0 - 2.0 * TIE) {
            Side::Tie
        } else {
            Side::Within
        }
    }
}

impl Weights {
    fn next(self, chance: &mut ChaCha8Rng) -> f64 {
        match self {
            Self::Rademacher => {
                if chance.next_u32() & 1 == 1 {
                    1.0
                } else {
                    -1.0
                }
            }
            Self::Webb => loop {
                // Three bits are 0 to 7; 6 and 7 are drawn again.
                let drawn = chance.next_u32() & 7;
                if drawn < 6 {
                    let size = (f64::from(drawn % 3 + 1) / 2.0).sqrt();
                    break if drawn < 3 { size } else { -size };
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::{cluster::ClusterRobust, linear::columns};

    fn sample() -> (DMatrix<f64>, Vec<f64>, Vec<usize>) {
        let cluster: Vec<usize> = (0..42).map(|it| it / 6 + it % 2 * (it / 20)).collect();
        let treat: Vec<f64> = cluster.iter().map(|it| f64::from(u8::from(it % 2 == 0))).collect();
        let x: Vec<f64> = (0..42).map(|it| f64::from(it * 13 % 17)).collect();
        let y =
            (0..42).map(|it| f64::from(it * 29 % 23) / 7.0 + 0.1 * x[usize::try_from(it).unwrap()]).collect();
        (columns(&[&[1.0; 42], &treat, &x]), y, cluster)
    }

    /// The definition: outcomes are made anew and fitted anew.
    fn naive(null: Null, tested: f64) -> (f64, f64, f64) {
        let (x, y, cluster) = sample();
        let t = |y: &[f64], tested: f64| {
            let fit = ClusterFit::new(&x, y, &cluster).unwrap();
            (fit.coefficients()[1] - tested) / fit.standard_errors(ClusterRobust::Cr1s).unwrap()[1]
        };
        let free = ClusterFit::new(&x, &y, &cluster).unwrap().coefficients();
        let coefficients = match null {
            Null::NotImposed => free.clone(),
            Null::Imposed => {
                let short = x.clone().remove_column(1);
                let moved: Vec<f64> = y.iter().enumerate().map(|(i, y)| y - tested * x[(i, 1)]).collect();
                let it = ClusterFit::new(&short, &moved, &cluster).unwrap().coefficients();
                vec![it[0], tested, it[1]]
            }
        };
        let fitted = &x * DVector::from_vec(coefficients.clone());
        let (sample, mut labels) = (t(&y, tested), cluster.clone());
        labels.sort_unstable();
        labels.dedup();
        let (mut strict, mut weak) = (0, 0);
        for signs in 0..1_u32 << labels.len() {
            let drawn: Vec<f64> = (0..y.len())
                .map(|i| {
                    let g = labels.binary_search(&cluster[i]).unwrap();
                    fitted[i] + (y[i] - fitted[i]) * if signs >> g & 1 == 1 { -1.0 } else { 1.0 }
                })
                .collect();
            let drawn = t(&drawn, coefficients[1]).abs();
            strict += usize::from(drawn > sample.abs() * (1.0 + TIE));
            weak += usize::from(drawn >= sample.abs() * (1.0 - TIE));
        }
        let total = real(1 << labels.len());
        (sample, real(strict) / total, real(weak) / total)
    }

    #[test]
    fn agrees_with_fitting_every_draw() {
        let (x, y, cluster) = sample();
        let fit = ClusterFit::new(&x, &y, &cluster).unwrap();
        for null in [Null::Imposed, Null::NotImposed] {
            for tested in [0.0, 0.7] {
                let it = wild(&fit, &[0.0, 1.0, 0.0], tested, null, Draws::Exhaustive, 0.1).unwrap();
                let (t, strict, weak) = naive(null, tested);
                assert!((it.t - t).abs() < 1e-10);
                assert!((it.p_strict - strict).abs() < 1e-15 && (it.p_weak - weak).abs() < 1e-15, "{it:?}");
            }
        }
    }

    #[test]
    fn the_ends_of_the_interval_are_where_the_test_turns() {
        let (x, y, cluster) = sample();
        let fit = ClusterFit::new(&x, &y, &cluster).unwrap();
        let test =
            |tested| wild(&fit, &[0.0, 1.0, 0.0], tested, Null::Imposed, Draws::Exhaustive, 0.1).unwrap();
        let it = test(0.0);
        assert!(it.low < it.value && it.value < it.high);
        let step = 1e-6 * (it.high - it.low);
        for (end, outwards) in [(it.low, -step), (it.high, step)] {
            assert!(test(end - outwards).p_weak > 0.1 && test(end + outwards).p_weak <= 0.1);
        }
        let none = wild(&fit, &[0.0, 1.0, 0.0], 0.0, Null::Imposed, Draws::Exhaustive, 0.001).unwrap();
        assert!(none.low.is_infinite() && none.high.is_infinite());
    }

    #[test]
    fn seeded_draws_come_near_all_of_them_and_can_be_repeated() {
        let (x, y, cluster) = sample();
        let fit = ClusterFit::new(&x, &y, &cluster).unwrap();
        let all = wild(&fit, &[0.0, 1.0, 0.0], 0.0, Null::Imposed, Draws::Exhaustive, 0.05).unwrap();
        for weights in [Weights::Rademacher, Weights::Webb] {
            let draws = Draws::Seeded { count: 9_999, seed: 7, weights };
            let some = || wild(&fit, &[0.0, 1.0, 0.0], 0.0, Null::Imposed, draws, 0.05).unwrap();
            assert!((some().p_weak - all.p_weak).abs() < 0.06, "{} {}", some().p_weak, all.p_weak);
            assert_eq!(some(), some());
        }
    }

    #[test]
    fn bad_input_is_refused() {
        let (x, y, cluster) = sample();
        let fit = ClusterFit::new(&x, &y, &cluster).unwrap();
        let code = |contrast: &[f64], tested: f64, draws: Draws, alpha: f64| {
            wild(&fit, contrast, tested, Null::Imposed, draws, alpha).unwrap_err().code()
        };
        let none = Draws::Seeded { count: 0, seed: 1, weights: Weights::Webb };
        assert_eq!(code(&[0.0, 1.0, 0.0], 0.0, none, 0.05), "out-of-range");
        assert_eq!(code(&[0.0, 1.0, 0.0], f64::NAN, Draws::Exhaustive, 0.05), "not-finite");
        assert_eq!(code(&[0.0, 1.0, 0.0], 0.0, Draws::Exhaustive, 0.0), "out-of-range");
        assert_eq!(code(&[1.0], 0.0, Draws::Exhaustive, 0.05), "length");
    }
}
