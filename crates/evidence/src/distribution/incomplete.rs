//! The incomplete beta and gamma functions in logarithms, and their inverses.
//!
//! Start with [`ln_beta_lower`] and [`ln_gamma_upper`]. What multiplies the continued fractions is written with
//! Stirling's error and the deviance instead of with differences of ln Γ, which lose digits where arguments are large
//! (C. Loader, "Fast and accurate computation of binomial probabilities", 2000).
//!
//! **Invariant:** every loop has a bound; where arguments are too large for it, the tail is integrated instead.

#![expect(clippy::many_single_char_names, reason = "the letters of the formulas")]

use super::LN_ROOT_TWO_PI;

/// Above this size a continued fraction would need thousands of steps: the tail is integrated.
const LARGE: f64 = 1e6;

/// Steps of a continued fraction or a series. Those of arguments up to [`LARGE`] are over long before.
const STEPS_MAX: u32 = 100_000;

/// Steps of Newton's method. From anywhere it doubles its digits once it is near; all known arguments end within 60.
const NEWTON_MAX: u32 = 400;

/// What stands for 0 in a continued fraction.
const TINY: f64 = 1e-300;

/// A share x between 0 and 1 as ln(x ÷ (1 − x)), so that neither x nor 1 − x is rounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Logit(pub f64);

impl Logit {
    /// Of a share.
    pub fn of(share: f64) -> Self {
        Self(if share > 0.5 { -((1.0 - share) / share).ln() } else { share.ln() - (-share).ln_1p() })
    }

    /// The share.
    pub fn share(self) -> f64 {
        if self.0 < 0.0 {
            let odds = self.0.exp();
            odds / (1.0 + odds)
        } else {
            1.0 / (1.0 + (-self.0).exp())
        }
    }

    fn rest(self) -> Self {
        Self(-self.0)
    }
}

/// ln(1 + x) − x without loss near 0.
pub(super) fn ln_1p_minus(x: f64) -> f64 {
    if !(-0.5..=1.0).contains(&x) {
        return x.ln_1p() - x;
    }
    // With r = x/(2 + x), ln(1 + x) = 2·atanh(r) and 2r − x = −r·x.
    let r = x / (2.0 + x);
    let square = r * r;
    let (mut power, mut sum, mut odd) = (r * square, 0.0, 3.0);
    loop {
        let term = power / odd;
        sum += term;
        if term.abs() <= sum.abs() * 1e-17 {
            return 2.0 * sum - r * x;
        }
        power *= square;
        odd += 2.0;
    }
}

/// exp(x) − 1 − x without loss near 0.
pub(super) fn exp_m1_minus(x: f64) -> f64 {
    if x.abs() > 0.5 {
        return x.exp_m1() - x;
    }
    let (mut term, mut sum, mut k) = (x * x / 2.0, x * x / 2.0, 2.0);
    while term.abs() > sum.abs() * 1e-17 {
        k += 1.0;
        term *= x / k;
        sum += term;
    }
    sum
}

/// What Stirling's formula lacks: ln Γ(x + 1) − (x + ½)·ln x + x − ln √(2π).
pub(super) fn stirling_error(x: f64) -> f64 {
    let (mut at, mut sum) = (x, 0.0);
    while at < 16.0 {
        // From one argument to the next the error falls by (x + ½)·ln(1 + 1/x) − 1.
        sum += (at + 0.5) * (1.0 / at).ln_1p() - 1.0;
        at += 1.0;
    }
    let square = 1.0 / (at * at);
    let series = 1.0 / 1188.0 - square * (691.0 / 360_360.0 - square * (1.0 / 156.0));
    let series = 1.0 / 1260.0 - square * (1.0 / 1680.0 - square * series);
    sum + (1.0 / 12.0 - square * (1.0 / 360.0 - square * series)) / at
}

/// ln Γ(x) for positive x.
pub fn ln_gamma(x: f64) -> f64 {
    stirling_error(x) + (x - 0.5) * x.ln() - x + LN_ROOT_TWO_PI
}

/// x·ln(x/mean) + mean − x: half the deviance of a Poisson count.
fn deviance(x: f64, mean: f64) -> f64 {
    let d = (mean - x) / x;
    if d.abs() < 0.5 { -x * ln_1p_minus(d) } else { x * (x / mean).ln() + mean - x }
}

/// ln of x^a·(1 − x)^b ÷ B(a, b).
fn ln_beta_front(a: f64, b: f64, at: Logit) -> f64 {
    let (x, y, n) = (at.share(), at.rest().share(), a + b);
    // Without the logit, a share of 1e-320 would be rounded; the deviance takes the logarithm from it.
    let ln_x = if at.0 < 0.0 { at.0 - at.0.exp().ln_1p() } else { -(-at.0).exp().ln_1p() };
    let ln_y = if at.0 < 0.0 { -at.0.exp().ln_1p() } else { -at.0 - (-at.0).exp().ln_1p() };
    // Both deviances: far from the mean the parts a − nx and b − ny cancel and are left out.
    let near = |count: f64, share: f64| ((n * share - count) / count).abs() < 0.5;
    let deviances = if near(a, x) && near(b, y) {
        deviance(a, n * x) + deviance(b, n * y)
    } else {
        let part = |count: f64, share: f64, ln_share: f64| {
            if near(count, share) {
                deviance(count, n * share)
            } else {
                count * ((count / n).ln() - ln_share) + n * share - count
            }
        };
        part(a, x, ln_x) + part(b, y, ln_y)
    };
    stirling_error(n) - stirling_error(a) - stirling_error(b) - deviances + 0.5 * (a.ln() + b.ln() - n.ln())
        - LN_ROOT_TWO_PI
}

/// The continued fraction of the incomplete beta function by Lentz's method; x is below the mean and y = 1 − x.
///
/// The even part of the usual one (A. R. `DiDonato` and A. H. Morris, ACM TOMS 18 (1992), 360–373), in which 1 − x stands
/// for itself: x may be as near to 1 as it likes.
fn beta_fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let keep = |it: f64| if it.abs() < TINY { TINY } else { it };
    let away = a * y - b * x;
    let denominator = |m: f64| {
        m + m * (b - m) * x / (a + 2.0 * m - 1.0)
            + (a + m) / (a + 2.0 * m + 1.0) * (away + 1.0 + m * (1.0 + y))
    };
    let mut fraction = keep(a / (a + 1.0) * (away + 1.0));
    let mut c = fraction;
    let mut d = 0.0;
    for step in 1..STEPS_MAX {
        let m = f64::from(step);
        let odd = a + 2.0 * m - 1.0;
        let numerator = ((a + m - 1.0) / odd * x) * ((a + b + m - 1.0) / odd * x) * m * (b - m);
        let beside = denominator(m);
        d = 1.0 / keep(beside + numerator * d);
        c = keep(beside + numerator / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 2e-16 {
            break;
        }
    }
    1.0 / fraction
}

/// ∫ exp(log(w)) dw from 0 to ∞, for a logarithm that starts at 0 and falls, by half at about `scale`.
fn tail_integral(scale: f64, log: impl Fn(f64) -> f64) -> f64 {
    // Trapezoids in v with w = scale·exp(v − exp(−v)) (H. Takahasi and M. Mori, 1974): they double their digits.
    const STEP: f64 = 1.0 / 32.0;
    let mut sum = 0.0;
    for place in -144_i32..192 {
        let v = f64::from(place) * STEP;
        let fall = (-v).exp();
        let w = (v - fall).exp();
        sum += w * (1.0 + fall) * log(scale * w).exp();
    }
    sum * STEP * scale
}

/// ln of the regularised incomplete beta function where x is below the mean.
fn ln_beta_below(a: f64, b: f64, at: Logit) -> f64 {
    let front = ln_beta_front(a, b, at);
    let (x, y) = (at.share(), at.rest().share());
    if front == f64::NEG_INFINITY {
        return front;
    }
    if a.min(b) < LARGE {
        return front + beta_fraction(a, b, x, y).ln();
    }
    let n = a + b;
    let slope = (a * y - b * x).max(0.0);
    front
        + tail_integral(1.0 / slope.max((n * x * y).sqrt()), |w| -a * w - n * (x * (-w).exp_m1()).ln_1p())
            .ln()
}

/// ln of the regularised incomplete beta function `I_x(a, b)`, with x given by its logit; `a` and `b` are positive.
///
/// Its complement `1 − I_x(a, b)` is `I_{1−x}(b, a)`: call it so, and it is as exact.
pub fn ln_beta_lower(a: f64, b: f64, at: Logit) -> f64 {
    if at.0 == f64::INFINITY {
        return 0.0;
    }
    if at.0 == f64::NEG_INFINITY {
        return at.0;
    }
    // (a + 1) ÷ (a + b + 2) is a little inside the mean, where the fraction converges from either side.
    if at.0 < ((a + 1.0) / (b + 1.0)).ln() {
        ln_beta_below(a, b, at).min(0.0)
    } else {
        (-ln_beta_below(b, a, at.rest()).exp()).ln_1p()
    }
}

/// The logit of the x with `I_x(a, b)` = p, where `q` is 1 − p: the smaller of the two is solved for.
pub fn beta_quantile_logit(a: f64, b: f64, p: f64, q: f64) -> Logit {
    if !(a > 0.0 && b > 0.0 && (0.0..=1.0).contains(&p) && (0.0..=1.0).contains(&q)) {
        return Logit(f64::NAN);
    }
    if p > q {
        return beta_quantile_logit(b, a, q, p).rest();
    }
    if p <= 0.0 {
        return Logit(f64::NEG_INFINITY);
    }
    let target = p.ln();
    // I_x ≤ x^a/(a·B): this start is never above the root, and Newton's method on a concave function climbs to it.
    let ln_b = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let least = (target + a.ln() + ln_b) / a;
    let spread = (1.0 / a + 1.0 / b).sqrt();
    let guess = (a / b).ln() - spread * (-2.0 * target).sqrt();
    let start = if a.min(b) > 2.0 { guess.max(least) } else { least };
    Logit(newton(start, |at| {
        let value = ln_beta_lower(a, b, Logit(at));
        (value - target, (ln_beta_front(a, b, Logit(at)) - value).exp())
    }))
}

/// The root of a concave function given with its slope.
fn newton(start: f64, function: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut at = start;
    let mut before = f64::INFINITY;
    for _ in 0..NEWTON_MAX {
        let (value, slope) = function(at);
        // Far on the flat side a step could leave the numbers that exist.
        let step = (-value / slope).clamp(-1e4, 1e4);
        if step.is_nan() {
            break;
        }
        at += step;
        // Once steps are down to rounding they stop shrinking.
        if step.abs() <= 1e-16 * at.abs() || (step.abs() < 1e-9 && step.abs() >= before.abs()) {
            break;
        }
        before = step;
    }
    at
}

/// ln of x^a·exp(−x) ÷ Γ(a).
fn ln_gamma_front(a: f64, x: f64) -> f64 {
    0.5 * a.ln() - LN_ROOT_TWO_PI - stirling_error(a) - deviance(a, x)
}

/// ln of the regularised lower incomplete gamma function by its series, for x below about a.
fn ln_gamma_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut k) = (1.0 / a, 1.0 / a, a);
    for _ in 0..STEPS_MAX {
        k += 1.0;
        term *= x / k;
        sum += term;
        if term <= sum * 1e-17 {
            break;
        }
    }
    ln_gamma_front(a, x) + f64::ln(sum)
}

/// ln of the regularised upper incomplete gamma function by its continued fraction, for x above about a.
fn ln_gamma_fraction(a: f64, x: f64) -> f64 {
    let keep = |it: f64| if it.abs() < TINY { TINY } else { it };
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / keep(b);
    let mut fraction = d;
    for step in 1..STEPS_MAX {
        let m = f64::from(step);
        let term = -m * (m - a);
        b += 2.0;
        d = 1.0 / keep(term * d + b);
        c = keep(b + term / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    ln_gamma_front(a, x) + fraction.ln()
}

/// ln P(a, x) where x is below the middle, or ln Q(a, x) where it is above, for arguments of any size.
fn ln_gamma_direct(a: f64, x: f64, lower: bool) -> f64 {
    if a < LARGE {
        return if lower { ln_gamma_series(a, x) } else { ln_gamma_fraction(a, x) };
    }
    let scale = 1.0 / (x - a).abs().max(x.sqrt());
    let sign = if lower { -1.0 } else { 1.0 };
    ln_gamma_front(a, x) + tail_integral(scale, |w| sign * (a - x) * w - x * exp_m1_minus(sign * w)).ln()
}

fn is_lower(a: f64, x: f64) -> bool {
    if a < LARGE { x < a + 1.0 } else { x < a }
}

/// ln P(a, x), the regularised lower incomplete gamma function; NaN where `a` is not positive or `x` is negative.
pub fn ln_gamma_lower(a: f64, x: f64) -> f64 {
    if !(a > 0.0 && x >= 0.0) || a.is_infinite() {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if x.is_infinite() {
        return 0.0;
    }
    if is_lower(a, x) {
        ln_gamma_direct(a, x, true).min(0.0)
    } else {
        (-ln_gamma_direct(a, x, false).exp()).ln_1p()
    }
}

/// ln Q(a, x) = ln(1 − P(a, x)), the regularised upper incomplete gamma function.
pub fn ln_gamma_upper(a: f64, x: f64) -> f64 {
    if !(a > 0.0 && x >= 0.0) || a.is_infinite() {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    if x.is_infinite() {
        return f64::NEG_INFINITY;
    }
    if is_lower(a, x) {
        (-ln_gamma_direct(a, x, true).exp()).ln_1p()
    } else {
        ln_gamma_direct(a, x, false).min(0.0)
    }
}

/// P(a, x), the regularised lower incomplete gamma function.
pub fn gamma_lower(a: f64, x: f64) -> f64 {
    ln_gamma_lower(a, x).exp()
}

/// Q(a, x) = 1 − P(a, x), the regularised upper incomplete gamma function.
pub fn gamma_upper(a: f64, x: f64) -> f64 {
    ln_gamma_upper(a, x).exp()
}

/// The x with P(a, x) = p.
pub fn gamma_quantile(a: f64, p: f64) -> f64 {
    if !(a > 0.0 && (0.0..=1.0).contains(&p)) || a.is_infinite() {
        return f64::NAN;
    }
    let q = 1.0 - p;
    if p <= 0.0 {
        return 0.0;
    }
    if q <= 0.0 {
        return f64::INFINITY;
    }
    let (lower, target) = if p <= q { (true, p.ln()) } else { (false, q.ln()) };
    // P ≤ x^a/Γ(a + 1): never above the root of a lower tail.
    let least = (target + ln_gamma(a + 1.0)) / a;
    let reach = (-2.0 * target).sqrt() / a.sqrt();
    let start = if lower {
        if a > 2.0 { (a.ln() - reach).max(least) } else { least }
    } else {
        // Above the mean by the normal law or the exponential law, whichever is farther.
        a.ln().max((a + (2.0 * a * -target).sqrt() - target).ln())
    };
    newton(start, |at| {
        let x = at.exp();
        let value = if lower { ln_gamma_lower(a, x) } else { ln_gamma_upper(a, x) };
        let slope = (ln_gamma_front(a, x) - value).exp();
        (value - target, if lower { slope } else { -slope })
    })
    .exp()
}

/// ln of the probability of `count` successes among `trials`, each with probability `share`, which is neither 0 nor 1.
pub fn ln_binomial(count: u64, trials: u64, share: f64) -> f64 {
    let (k, failures, n) = (crate::real(count), crate::real(trials - count), crate::real(trials));
    if count == 0 {
        return n * (-share).ln_1p();
    }
    if count == trials {
        return n * share.ln();
    }
    // x^a·y^b/B(a, b) is that probability times a·b/n.
    ln_beta_front(k, failures, Logit::of(share)) - (k / n).ln() - failures.ln()
}
