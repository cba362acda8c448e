//! Group-sequential monitoring: looks at an experiment while it runs, without more false alarms than declared.
//!
//! Start with [`Design`] (looks, spending, bounds, power), then [`analyse`] (what the data say at a look).
//! Time is information, the inverse of the squared standard error, as a share of what is planned at the end; never the
//! calendar.
//!
//! **Invariant:** probabilities come from sums of positive terms and from tails, so that small ones keep their digits.

mod boundary;
mod monitoring;
mod recursion;
mod spending;

pub use boundary::{Bounds, Crossing, Design, LOOKS_MAX};
pub use monitoring::{Adjusted, Analysis, Look, LookResult, Plan, Stop, analyse, information_fractions};
pub use spending::{Side, Spending};

const INVERSE_ROOT_TAU: f64 = 0.398_942_280_401_432_7;

/// Density of the standard normal law.
pub(crate) fn bell(x: f64) -> f64 {
    INVERSE_ROOT_TAU * (-0.5 * x * x).exp()
}

/// P(Z > x), to 2e-14 of itself however far in the tail.
pub(crate) fn upper_tail(x: f64) -> f64 {
    if x < 0.0 {
        return 1.0 - upper_tail(-x);
    }
    if x > 39.0 {
        return 0.0;
    }
    if x < 2.5 {
        // Φ − ½ = φ(x)·(x + x³/3 + x⁵/(3·5) + …), whose terms are all positive.
        let (mut term, mut sum, mut odd) = (x, x, 3.0);
        while term > 1e-17 * sum {
            term *= x * x / odd;
            sum += term;
            odd += 2.0;
        }
        return 0.5 - bell(x) * sum;
    }
    // Mills' ratio as Laplace's continued fraction, from its end: 90 terms give 1e-16 at 2.5, fewer further out.
    let terms = if x < 5.0 { 90_u32 } else { 24 };
    let mut rest = x;
    for term in (1..=terms).rev() {
        rest = x + f64::from(term) / rest;
    }
    bell(x) / rest
}

/// P(|Z| > |x|), with all its digits.
pub(crate) fn two_sided_tail(x: f64) -> f64 {
    2.0 * upper_tail(x.abs())
}

/// Where a function that falls from positive to negative between `low` and `high` is zero, by halving, to the last digit.
pub(crate) fn falls_through_zero(mut low: f64, mut high: f64, function: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if function(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::{two_sided_tail, upper_tail};

    #[test]
    fn tails_agree_with_forty_digits() {
        // mpmath 1.3, 40 digits: erfc(x/√2)/2.
        for (x, tail) in [
            (-3.0, 0.998_650_101_968_369_9),
            (0.5, 0.308_537_538_725_986_9),
            (2.5, 0.006_209_665_325_776_135),
            (4.876_884_948_790_762, 5.388_712_629_058_759e-7),
            (8.0, 6.220_960_574_271_785e-16),
            (20.0, 2.753_624_118_606_233_7e-89),
            (37.0, 5.725_571_222_524_576e-300),
        ] {
            let ours = upper_tail(x);
            assert!((ours / tail - 1.0).abs() < 2e-13, "{x}: {ours:e} {tail:e}");
        }
        assert!((two_sided_tail(-20.0) / 5.507_248_237_212_467e-89 - 1.0).abs() < 1e-12);
    }
}
