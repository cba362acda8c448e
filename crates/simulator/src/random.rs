//! Chance: one small counter-based generator a slice, and laws drawn by looking a quantile up.
//!
//! **Invariant:** a generator's state depends on nothing but the numbers it was made from, so that a slice gives the
//! same rows alone, in any order and on any number of threads.

use std::sync::LazyLock;

/// The `splitmix64` generator: a counter, mixed.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Rng {
    /// The generator of `(seed, partner, block)`, or of any other path of numbers.
    pub(crate) fn of(path: &[u64]) -> Self {
        Self(path.iter().fold(0x0C0F_FEE5, |state, it| mix(state ^ mix(it.wrapping_add(STEP)))))
    }

    #[inline]
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// Uniform over `0.0..1.0`.
    #[inline]
    pub(crate) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 * (1.0 / 16_777_216.0)
    }

    /// Uniform over `0.0..1.0`, with 53 bits.
    #[inline]
    pub(crate) fn unit64(&mut self) -> f64 {
        (self.next() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Uniform over `0..n`; 0 if `n` is 0.
    #[inline]
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (((self.next() >> 32) * n as u64) >> 32) as usize
    }

    #[inline]
    pub(crate) fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// Exponential of this mean.
    #[inline]
    pub(crate) fn waiting(&mut self, mean: f32) -> f32 {
        self.table(&EXPONENTIAL) * mean
    }

    /// Gamma of mean 1 and shape 0.8: how much more some requests provoke than others.
    #[inline]
    pub(crate) fn frailty(&mut self) -> f32 {
        self.table(&GAMMA)
    }

    /// Standard normal.
    #[inline]
    pub(crate) fn normal(&mut self) -> f32 {
        self.table(&NORMAL)
    }

    /// Log-normal given by its median and the standard deviation of its logarithm.
    #[inline]
    pub(crate) fn log_normal(&mut self, median: f32, sigma: f32) -> f32 {
        median * (sigma * self.normal()).exp()
    }

    #[inline]
    fn table(&mut self, quantiles: &[f32]) -> f32 {
        quantiles[(self.next() >> (64 - TABLE_BITS)) as usize]
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

const TABLE_BITS: u32 = 12;

/// The quantiles of a law at the middles of 4 096 equal shares.
fn quantiles(mut quantile: impl FnMut(f64) -> f64) -> Vec<f32> {
    let n = 1_u32 << TABLE_BITS;
    (0..n).map(|i| quantile((f64::from(i) + 0.5) / f64::from(n)) as f32).collect()
}

/// The point below which an increasing `cdf` holds `share`, between 0 and `high`.
fn invert(cdf: impl Fn(f64) -> f64, share: f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..32 {
        let middle = f64::midpoint(low, high);
        if cdf(middle) < share { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

static EXPONENTIAL: LazyLock<Vec<f32>> = LazyLock::new(|| quantiles(|u| -(1.0 - u).ln()));

static NORMAL: LazyLock<Vec<f32>> = LazyLock::new(|| {
    // Integrates the density by Simpson's rule from the middle: more than enough for 4 096 quantiles.
    let above = |x: f64| {
        let steps = 32;
        let h = x / f64::from(steps);
        let density = |t: f64| (-t * t / 2.0).exp();
        let inner: f64 =
            (1..steps).map(|i| density(h * f64::from(i)) * if i % 2 == 1 { 4.0 } else { 2.0 }).sum();
        (density(0.0) + inner + density(x)) * h / 3.0 / std::f64::consts::TAU.sqrt()
    };
    quantiles(|u| {
        let x = invert(above, (u - 0.5).abs(), 0.0, 6.0);
        if u < 0.5 { -x } else { x }
    })
});

static GAMMA: LazyLock<Vec<f32>> = LazyLock::new(|| {
    const SHAPE: f64 = 0.8;
    let incomplete = |x: f64| {
        let mut term = 1.0 / SHAPE;
        let mut sum = term;
        let mut n = SHAPE;
        while term > sum * 1e-13 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        sum * x.powf(SHAPE) * (-x).exp()
    };
    let whole = incomplete(60.0);
    quantiles(|u| invert(|x| incomplete(x) / whole, u, 0.0, 20.0) / SHAPE)
});

/// Draws the index of a weight by its share of the sum.
#[derive(Debug, Clone)]
pub(crate) struct Weighted {
    sums: Vec<f64>,
}

impl Weighted {
    pub(crate) fn new(weights: impl IntoIterator<Item = f32>) -> Self {
        let mut total = 0.0_f64;
        let sums = weights.into_iter().map(|it| {
            total += f64::from(it);
            total
        });
        Self { sums: sums.collect() }
    }

    /// `None` where no weight is above 0.
    #[inline]
    pub(crate) fn draw(&self, rng: &mut Rng) -> Option<usize> {
        self.draw_in(rng, 0, self.sums.len())
    }

    /// The same among the weights from `first` to before `end`.
    #[inline]
    pub(crate) fn draw_in(&self, rng: &mut Rng, first: usize, end: usize) -> Option<usize> {
        let span = self.between(first, end);
        if span <= 0.0 {
            return None;
        }
        let point = self.sums[end - 1] - span * (1.0 - rng.unit64());
        let at = first + self.sums[first..end].partition_point(|it| *it <= point);
        Some(at.min(end - 1))
    }

    /// The sum of the weights from `first` to before `end`.
    pub(crate) fn between(&self, first: usize, end: usize) -> f64 {
        if first >= end {
            return 0.0;
        }
        let before = if first == 0 { 0.0 } else { self.sums[first - 1] };
        self.sums[end - 1] - before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laws_have_their_mean_and_spread() {
        let moments = |table: &[f32]| {
            let n = table.len() as f32;
            let mean = table.iter().sum::<f32>() / n;
            (mean, table.iter().map(|it| (it - mean).powi(2)).sum::<f32>() / n)
        };
        let near = |(mean, variance): (f32, f32), want: (f32, f32)| {
            assert!((mean - want.0).abs() < 0.01 && (variance - want.1).abs() < 0.03, "{mean} {variance}");
        };
        near(moments(&EXPONENTIAL), (1.0, 1.0));
        near(moments(&NORMAL), (0.0, 1.0));
        near(moments(&GAMMA), (1.0, 1.25));
    }

    #[test]
    fn weights_are_drawn_by_their_share() {
        let weighted = Weighted::new([1.0, 0.0, 3.0]);
        let mut rng = Rng::of(&[1]);
        let mut seen = [0_u32; 3];
        for _ in 0..40_000 {
            seen[weighted.draw(&mut rng).unwrap()] += 1;
        }
        assert!(seen[1] == 0 && (9_500..10_500).contains(&seen[0]), "{seen:?}");
        assert_eq!(weighted.draw_in(&mut rng, 1, 2), None);
        assert_eq!(Weighted::new([]).draw(&mut rng), None);
    }

    #[test]
    fn each_path_has_its_own_numbers() {
        assert_eq!(Rng::of(&[1, 2, 3]).next(), Rng::of(&[1, 2, 3]).next());
        assert_ne!(Rng::of(&[1, 2, 3]).next(), Rng::of(&[1, 3, 2]).next());
    }
}
