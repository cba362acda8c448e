//! Confidence sequence of a share, by the beta-binomial mixture.

use statrs::function::gamma::ln_gamma;

use super::check_alpha;
use crate::{Fault, check_range, sequential::falls_through_zero};

/// Interval for a share that may be read after each trial.
///
/// - **Takes** `successes` and `trials`, both since the start; `t_opt`, the number of trials at which the interval is
///   to be narrowest, for `alpha_opt`.
/// - **Gives** the shares p at which the evidence `p^−S (1−p)^−(n−S) B(kp+S, k(1−p)+n−S) ÷ B(kp, k(1−p))` is below
///   1/α, the prior weight being k = `t_opt` ÷ (2 ln(1/αₒ) + ln(1 + 2 ln(1/αₒ))) − 1, at least 0.001. The ends are exact to the
///   last digits.
/// - **Assumes** independent trials with one share.
///
/// # Errors
///
/// [`Fault::OutOfRange`], [`Fault::NotFinite`].
///
/// # Source
///
/// Howard et al. 2021 (sub-Bernoulli mixture). Agrees with confseq 0.0.11 `bernoulli_confidence_interval` to the width
/// of its bisection, 1e-12.
pub fn proportion(
    successes: f64,
    trials: f64,
    alpha: f64,
    t_opt: f64,
    alpha_opt: f64,
) -> Result<(f64, f64), Fault> {
    check_range("trials", trials, 1.0, 1e15)?;
    check_range("successes", successes, 0.0, trials)?;
    check_alpha("alpha", alpha)?;
    check_range("t_opt", t_opt, 1e-9, 1e15)?;
    check_alpha("alpha_opt", alpha_opt)?;
    let level = -2.0 * alpha_opt.ln();
    let weight = (t_opt / (level + level.ln_1p()) - 1.0).max(1e-3);
    let low = lower_end(successes, trials - successes, weight, -alpha.ln());
    let high = 1.0 - lower_end(trials - successes, successes, weight, -alpha.ln());
    Ok((low, high))
}

/// The share below `successes ÷ trials` at which the evidence is `log_level`, or 0 where it stays below it.
fn lower_end(successes: f64, failures: f64, weight: f64, log_level: f64) -> f64 {
    if successes <= 0.0 {
        return 0.0;
    }
    let share = successes / (successes + failures);
    // Searched on the logarithm, so that small ends have all their digits.
    let excess = |log_p: f64| log_evidence(log_p, successes, failures, weight) - log_level;
    let floor = -690.0;
    if excess(floor) <= 0.0 {
        return 0.0;
    }
    falls_through_zero(floor, share.ln(), excess).exp()
}

fn log_evidence(log_p: f64, successes: f64, failures: f64, weight: f64) -> f64 {
    let p = log_p.exp();
    let q = -log_p.exp_m1();
    // ln Γ(kp+S) − ln Γ(kp), and the same for failures and for all.
    let likelihood = successes * log_p + if failures > 0.0 { failures * (-p).ln_1p() } else { 0.0 };
    rise(weight * p, successes) + rise(weight * q, failures) - rise(weight, successes + failures) - likelihood
}

/// ln Γ(start + steps) − ln Γ(start).
fn rise(start: f64, steps: f64) -> f64 {
    if steps <= 0.0 {
        return 0.0;
    }
    // Γ(x) = Γ(1+x) ÷ x keeps the digits of small starts, and holds at 0 itself.
    if start < 0.5 {
        let start = start.max(1e-305);
        return ln_gamma(start + steps) - ln_gamma(1.0 + start) + start.ln();
    }
    ln_gamma(start + steps) - ln_gamma(start)
}

#[cfg(test)]
mod tests {
    use super::proportion;

    #[test]
    fn nothing_and_all_have_open_ends() {
        let (low, high) = proportion(0.0, 30.0, 0.05, 50.0, 0.05).unwrap();
        assert!(low == 0.0 && high > 0.1 && high < 0.3);
        let mirrored = proportion(30.0, 30.0, 0.05, 50.0, 0.05).unwrap();
        assert!(mirrored.1 >= 1.0 && (mirrored.0 - (1.0 - high)).abs() < 1e-12);
    }

    #[test]
    fn one_of_few_has_no_lower_end() {
        let (low, _) = proportion(1.0, 15.0, 0.05, 50.0, 0.05).unwrap();
        assert!(low == 0.0);
        assert!(proportion(1.0, 1e6, 0.05, 50.0, 0.05).unwrap().0 >= 0.0);
    }

    #[test]
    fn the_share_is_always_inside() {
        for trials in [1.0, 2.0, 7.0, 90.0, 1e5, 1e9] {
            for share in [0.0, 0.01, 0.3, 0.5, 0.99, 1.0] {
                for (alpha, t_opt) in [(0.05, 0.1), (0.9, 30.0), (1e-9, 1e6)] {
                    let successes = f64::floor(trials * share);
                    let (low, high) = proportion(successes, trials, alpha, t_opt, 0.05).unwrap();
                    let share = successes / trials;
                    assert!(
                        0.0 <= low && low <= share && share <= high && high <= 1.0,
                        "{trials} {share} {alpha}"
                    );
                }
            }
        }
    }

    #[test]
    fn bad_counts_are_refused() {
        assert!(proportion(3.0, 2.0, 0.05, 10.0, 0.05).is_err());
        assert!(proportion(-1.0, 2.0, 0.05, 10.0, 0.05).is_err());
        assert!(proportion(0.0, 0.0, 0.05, 10.0, 0.05).is_err());
        assert!(proportion(1.0, 2.0, f64::NAN, 10.0, 0.05).is_err());
        assert!(proportion(1.0, 2.0, 0.05, 0.0, 0.05).is_err());
    }
}
