//! Score tests of a difference and of a ratio of shares, and the intervals that they are inverted to.

use super::{Interval, Pair};
use crate::real;

/// Halvings of an interval until its ends are neighbours: 1,075 for a root at the smallest number there is.
const HALVINGS_MAX: u32 = 1_100;

/// The place in `low..high` where a falling function crosses 0; an end where it does not.
fn crossing(mut low: f64, mut high: f64, falls: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..HALVINGS_MAX {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if falls(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    low + (high - low) / 2.0
}

/// Counts as numbers: successes and failures of each arm.
struct Counts {
    successes1: f64,
    failures1: f64,
    successes2: f64,
    failures2: f64,
}

impl Counts {
    fn of(pair: Pair) -> Self {
        Self {
            successes1: real(pair.count1),
            failures1: real(pair.nobs1 - pair.count1),
            successes2: real(pair.count2),
            failures2: real(pair.nobs2 - pair.count2),
        }
    }

    fn sizes(&self) -> (f64, f64) {
        (self.successes1 + self.failures1, self.successes2 + self.failures2)
    }

    /// N/(N − 1), which makes the variance of a pooled share unbiased.
    fn correction(&self) -> f64 {
        let (n1, n2) = self.sizes();
        (n1 + n2) / (n1 + n2 - 1.0)
    }
}

/// A count over a share, where nothing over nothing is nothing.
fn over(count: f64, share: f64) -> f64 {
    if count > 0.0 { count / share } else { 0.0 }
}

/// Score statistic of "the difference is `value`": positive where the difference seen is greater.
pub(super) fn difference_z(pair: Pair, value: f64) -> f64 {
    let counts = Counts::of(pair);
    let (n1, n2) = counts.sizes();
    // The likeliest second share given the difference: the slope of the log-likelihood falls all the way.
    let (low, high) = (0.0_f64.max(-value), 1.0_f64.min(1.0 - value));
    let p2 = crossing(low, high, |p2| {
        let p1 = p2 + value;
        over(counts.successes1, p1) - over(counts.failures1, 1.0 - p1) + over(counts.successes2, p2)
            - over(counts.failures2, 1.0 - p2)
    });
    let p1 = (p2 + value).clamp(0.0, 1.0);
    let variance = (p1 * (1.0 - p1) / n1 + p2 * (1.0 - p2) / n2) * counts.correction();
    signed(pair.difference() - value, variance)
}

/// The same with the null shares of statsmodels; NaN where it has none.
fn difference_z_statsmodels(pair: Pair, value: f64) -> f64 {
    let counts = Counts::of(pair);
    let (n1, n2) = counts.sizes();
    let (all, successes) = (n1 + n2, counts.successes1 + counts.successes2);
    let square = ((n1 + 2.0 * n2) * value - all - successes) / (3.0 * all);
    let linear = ((counts.successes2 * value - all - 2.0 * counts.successes2) * value + successes) / all;
    let constant = counts.successes2 * value * (1.0 - value) / all;
    let q = square.powi(3) - linear * square / 2.0 + constant / 2.0;
    let p = q.signum() * (square * square - linear / 3.0).sqrt();
    let cosine = q / p.powi(3);
    // Beyond 1 by rounding only.
    let cosine = if cosine.abs() < 1.0 + 1e-9 { cosine.clamp(-1.0, 1.0) } else { f64::NAN };
    let share2 = 2.0 * p * ((std::f64::consts::PI + cosine.acos()) / 3.0).cos() - square;
    let share1 = share2 + value;
    let variance = (share1 * (1.0 - share1) / n1 + share2 * (1.0 - share2) / n2) * counts.correction();
    (pair.difference() - value) / variance.sqrt()
}

pub(super) fn difference_statsmodels(pair: Pair, wald: Interval, z: f64) -> Option<Interval> {
    let seen = pair.difference();
    // The bracket in which statsmodels searches.
    let lowest = wald.low - wald.low.abs() * 0.25;
    let highest = (wald.high + wald.high.abs() * 0.5).min(0.99999);
    let at_ends = (difference_z_statsmodels(pair, lowest), difference_z_statsmodels(pair, highest));
    (lowest < seen && seen < highest && at_ends.0 >= z && at_ends.1 <= -z).then(|| Interval {
        low: crossing(lowest, seen, |it| difference_z_statsmodels(pair, it) - z),
        high: crossing(seen, highest, |it| difference_z_statsmodels(pair, it) + z),
    })
}

/// Score statistic of "the ratio is `value`".
fn ratio_z(pair: Pair, value: f64) -> f64 {
    let counts = Counts::of(pair);
    let (n1, n2) = counts.sizes();
    let (share1, share2) = pair.shares();
    // The likeliest second share is the smaller root of n·r·p² − b·p + c, written without cancellation.
    let b = n1 * value + counts.successes1 + n2 + counts.successes2 * value;
    let (a, c) = ((n1 + n2) * value, counts.successes1 + counts.successes2);
    let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
    let p2 = (2.0 * c / (b + root)).clamp(0.0, 1.0);
    let p1 = (p2 * value).clamp(0.0, 1.0);
    let variance = (p1 * (1.0 - p1) / n1 + value * value * p2 * (1.0 - p2) / n2) * counts.correction();
    signed(share1 - value * share2, variance)
}

/// A deviation in standard errors; where there is no variance, 0 or infinite.
fn signed(deviation: f64, variance: f64) -> f64 {
    if variance > 0.0 {
        deviation / variance.sqrt()
    } else if deviation == 0.0 {
        0.0
    } else {
        deviation.signum() * f64::INFINITY
    }
}

pub(super) fn difference(pair: Pair, z: f64) -> Interval {
    let seen = pair.difference();
    Interval {
        low: crossing(-1.0, seen, |it| difference_z(pair, it) - z),
        high: crossing(seen, 1.0, |it| difference_z(pair, it) + z),
    }
}

pub(super) fn ratio(pair: Pair, z: f64) -> Interval {
    // On the scale t = r/(1 + r) both ends lie between 0 and 1.
    let odds = |t: f64| t / (1.0 - t);
    let (share1, share2) = pair.shares();
    if pair.count1 == 0 && pair.count2 == 0 {
        return Interval { low: 0.0, high: f64::INFINITY };
    }
    let seen = share1 / (share1 + share2);
    let low = if pair.count1 == 0 { 0.0 } else { odds(crossing(0.0, seen, |t| ratio_z(pair, odds(t)) - z)) };
    let high = if pair.count2 == 0 {
        f64::INFINITY
    } else {
        odds(crossing(seen, 1.0, |t| ratio_z(pair, odds(t)) + z))
    };
    Interval { low, high }
}
