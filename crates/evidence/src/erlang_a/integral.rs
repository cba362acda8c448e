//! Integrals of exponentials of concave functions, and the two small functions that lose digits when written plainly.

/// Nodes of the rule on each piece.
const NODES: usize = 20;
/// Below the peak by this much, a density of logarithm 0 adds nothing: e^−75 is 3e-33.
const DEPTH: f64 = 75.0;
/// Pieces on each side of the peak, each twice as long as the one nearer to it.
const PIECES: i32 = 24;
/// How often a piece is halved at most: rounding alone must not keep it going.
const HALVINGS_MAX: u32 = 10;

/// A Gauss–Legendre rule on −1 to 1.
pub(super) struct Gauss {
    rule: [(f64, f64); NODES],
}

impl Gauss {
    /// The roots of the Legendre polynomial by Newton's method.
    pub(super) fn new() -> Self {
        let size = f64::from(u32::try_from(NODES).unwrap_or(u32::MAX));
        let mut rule = [(0.0, 0.0); NODES];
        let mut place = 0.75;
        for entry in &mut rule {
            let mut x = (std::f64::consts::PI * place / (size + 0.5)).cos();
            let mut slope = 1.0;
            for _ in 0..10 {
                let (mut before, mut value, mut degree) = (1.0, x, 1.0);
                while degree < size {
                    (before, value) =
                        (value, ((2.0 * degree + 1.0) * x * value - degree * before) / (degree + 1.0));
                    degree += 1.0;
                }
                slope = size * (x * value - before) / (x * x - 1.0);
                x -= value / slope;
            }
            *entry = (x, 2.0 / ((1.0 - x * x) * slope * slope));
            place += 1.0;
        }
        Self { rule }
    }

    fn piece(&self, low: f64, high: f64, of: &impl Fn(f64) -> f64) -> f64 {
        let (middle, half) = (f64::midpoint(low, high), (high - low) / 2.0);
        half * self.rule.iter().map(|(x, weight)| weight * of(middle + half * x)).sum::<f64>()
    }

    /// A piece, halved until its halves say the same.
    fn refined(
        &self,
        (low, high): (f64, f64),
        whole: f64,
        total: f64,
        left: u32,
        of: &impl Fn(f64) -> f64,
    ) -> f64 {
        let middle = f64::midpoint(low, high);
        let (first, second) = (self.piece(low, middle, of), self.piece(middle, high, of));
        let change = (first + second - whole).abs();
        if left == 0 || change <= 1e-15 * total || !change.is_finite() {
            return first + second;
        }
        self.refined((low, middle), first, total, left - 1, of)
            + self.refined((middle, high), second, total, left - 1, of)
    }

    /// ∫ exp(log(x))·weight(x) over `range`, whose ends may be infinite, for a concave `log` that is greatest at `peak`.
    ///
    /// `step` is a length in which `log` changes by no more than about 1.
    pub(super) fn of_concave(
        &self,
        range: (f64, f64),
        peak: f64,
        step: f64,
        log: impl Fn(f64) -> f64,
        weight: impl Fn(f64) -> f64,
    ) -> f64 {
        let of = |x: f64| log(x).exp() * weight(x);
        let floor = log(peak) - DEPTH;
        let mut pieces = Vec::new();
        for (side, end) in [(-1.0, peak - range.0), (1.0, range.1 - peak)] {
            if end <= 0.0 {
                continue;
            }
            let reach = reach(step, end, |it| log(peak + side * it) < floor);
            let mut near = 0.0;
            for piece in (0..PIECES).rev() {
                let far = reach * (-f64::from(piece)).exp2();
                let (low, high) = (peak + side * near, peak + side * far);
                pieces.push(if side > 0.0 { (low, high) } else { (high, low) });
                near = far;
            }
        }
        let rough: Vec<f64> = pieces.iter().map(|it| self.piece(it.0, it.1, &of)).collect();
        let total = rough.iter().sum();
        let refine =
            |(piece, whole): (&(f64, f64), &f64)| self.refined(*piece, *whole, total, HALVINGS_MAX, &of);
        pieces.iter().zip(&rough).map(refine).sum()
    }
}

/// The least distance, to one part in a hundred, at which `is_beyond` holds; at most `end`.
fn reach(step: f64, end: f64, is_beyond: impl Fn(f64) -> bool) -> f64 {
    let mut far = step;
    while far < end && !is_beyond(far) {
        far *= 2.0;
    }
    let (mut near, mut far) = (far / 2.0, far.min(end));
    while far > 1.01 * near && is_beyond(far) {
        let middle = f64::midpoint(near, far);
        if is_beyond(middle) { far = middle } else { near = middle }
    }
    far
}

/// (e^(−rate·x) − 1 + rate·x) ÷ rate, which is rate·x²/2 near 0.
pub(super) fn bend(x: f64, rate: f64) -> f64 {
    let z = rate * x;
    if z.abs() >= 0.5 {
        return ((-z).exp_m1() + z) / rate;
    }
    // x·(z/2! − z²/3! + z³/4! − …), from its end.
    let series = (2..=18).rev().fold(0.0, |rest, k| (1.0 - rest) * z / f64::from(k));
    x * series
}

/// x − ln(1 + x), which is x²/2 near 0.
pub(super) fn excess(x: f64) -> f64 {
    if x.abs() >= 0.1 {
        return x - x.ln_1p();
    }
    // x²/2 − x³/3 + x⁴/4 − …
    x * x * (2..=20).rev().fold(0.0, |rest, k| 1.0 / f64::from(k) - x * rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_differences_keep_their_digits() {
        for (found, expected) in [
            // mpmath at 50 digits.
            (bend(1.0, 0.25), 0.115_203_132_285_619_47),
            (bend(-3.0, 0.1), 0.498_588_075_760_031_06),
            (bend(2.0, 1.0), 1.135_335_283_236_612_7),
            (bend(1e3, 1e-9), 4.999_998_333_333_75e-4),
            (excess(0.05), 0.001_209_835_830_567_997),
            (excess(1e-6), 4.999_996_666_669_167e-13),
            (excess(3.0), 1.613_705_638_880_109_4),
        ] {
            assert!((found - expected).abs() <= 4e-15 * expected, "{found} is not {expected}");
        }
        assert!(bend(5.0, 0.0).abs() < f64::MIN_POSITIVE);
    }

    #[test]
    fn integrals_that_are_known() {
        let gauss = Gauss::new();
        let infinite = (f64::NEG_INFINITY, f64::INFINITY);
        let normal = gauss.of_concave(infinite, 3.0, 0.5, |x| -(x - 3.0) * (x - 3.0) / 2.0, |_| 1.0);
        assert!((normal - (2.0 * std::f64::consts::PI).sqrt()).abs() < 1e-14);
        let gamma = gauss.of_concave((0.0, f64::INFINITY), 0.0, 1e-3, |x| -x, |x| x * x * x);
        assert!((gamma - 6.0).abs() < 1e-13);
        let part = gauss.of_concave((2.0, 3.0), 2.0, 1.0, |x| -x, |_| 1.0);
        assert!((part - ((-2.0_f64).exp() - (-3.0_f64).exp())).abs() < 1e-16);
    }
}
