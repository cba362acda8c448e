//! Bounds that a sum of independent errors crosses with probability `alpha` at most, ever.

use super::check_alpha;
use crate::{Fault, check_range, sequential::upper_tail};

/// The normal mixture at one intrinsic time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NormalMixture {
    /// Variance of the mixture's scale: 1 ÷ τ² of the `mSPRT`.
    pub rho: f64,
    /// |S| stays below this, with probability 1 − alpha at all times.
    pub bound_two_sided: f64,
    /// S stays below this; `None` where `alpha_opt` is 0.5 or more, for which no tuning exists.
    pub bound_one_sided: Option<f64>,
    /// Logarithm of the two-sided evidence (e-value) of the sum that came.
    pub log_mixture_two_sided: f64,
}

/// Tuning for which the bound is narrowest at `v_opt`, at level `log_level` = ln(1/alpha).
fn best_rho(v_opt: f64, log_level: f64) -> f64 {
    v_opt / (2.0 * log_level + (2.0 * log_level).ln_1p())
}

/// Normal-mixture bounds of a sum `s` of variance `v` (intrinsic time), and its evidence.
///
/// - **Takes** `v`, the summed variance, and `v_opt`, where the bound is to be narrowest, for `alpha_opt`.
/// - **Gives** two-sided √((v+ρ)·ln((v+ρ) ÷ (ρα²))), ρ = `v_opt` ÷ (2 ln(1/αₒ) + ln(1 + 2 ln(1/αₒ))); one-sided the sum at
///   which √(4ρ/(v+ρ))·exp(s²/(2(v+ρ)))·Φ(s/√(v+ρ)) is 1/α, to the last digits. The `mSPRT` of Johari et al. with prior
///   N(0, τ²) and errors of variance 1 is ρ = 1/τ².
/// - **Assumes** sub-Gaussian errors.
///
/// # Errors
///
/// [`Fault::OutOfRange`], [`Fault::NotFinite`].
///
/// # Source
///
/// Howard, Ramdas, `McAuliffe` and Sekhon 2021; Johari et al. 2022. Agrees with confseq 0.0.11 `normal_mixture_bound` to
/// 1e-12, the width of its bisection, and `normal_log_mixture`.
pub fn normal_mixture(
    s: f64,
    v: f64,
    v_opt: f64,
    alpha: f64,
    alpha_opt: f64,
) -> Result<NormalMixture, Fault> {
    check_range("s", s, -1e100, 1e100)?;
    check_range("v", v, 0.0, 1e200)?;
    check_range("v_opt", v_opt, 1e-200, 1e200)?;
    check_alpha("alpha", alpha)?;
    check_alpha("alpha_opt", alpha_opt)?;
    let rho = best_rho(v_opt, -alpha_opt.ln());
    let spread = v + rho;
    let log_ratio = (v / rho).ln_1p();
    let bound_one_sided =
        (alpha_opt < 0.5).then(|| one_sided(v, best_rho(v_opt, -(2.0 * alpha_opt).ln()), alpha));
    Ok(NormalMixture {
        rho,
        bound_two_sided: (spread * (log_ratio - 2.0 * alpha.ln())).sqrt(),
        bound_one_sided,
        log_mixture_two_sided: s * s / spread / 2.0 - 0.5 * log_ratio,
    })
}

/// The sum at which the one-sided evidence is 1 ÷ alpha, by Newton's method: in units of √(v+ρ) its logarithm is convex
/// and grows.
fn one_sided(v: f64, rho: f64, alpha: f64) -> f64 {
    let log_ratio = (v / rho).ln_1p();
    let needed = 0.5 * log_ratio - alpha.ln() - std::f64::consts::LN_2;
    let excess = |z: f64| 0.5 * z * z + (-upper_tail(z)).ln_1p() - needed;
    // Φ ≥ ½ bounds the root from above, from where Newton's method on a convex function falls without overshooting.
    let mut z = (2.0 * (needed + std::f64::consts::LN_2)).max(0.0).sqrt();
    for _ in 0..100 {
        let slope = z + crate::sequential::bell(z) / (1.0 - upper_tail(z));
        let next = (z - excess(z) / slope).max(0.0);
        if (next - z).abs() <= 1e-16 * z {
            break;
        }
        z = next;
    }
    z * (v + rho).sqrt()
}

/// Riemann's ζ(s) for s above 1, by Euler and Maclaurin's summation.
fn zeta(s: f64) -> f64 {
    const TERMS: u32 = 12;
    // B₂ₖ ÷ (2k)!
    const BERNOULLI: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 720.0,
        1.0 / 30_240.0,
        -1.0 / 1_209_600.0,
        1.0 / 47_900_160.0,
        -691.0 / 1_307_674_368_000.0,
        1.0 / 74_724_249_600.0,
        -3_617.0 / 10_670_622_842_880_000.0,
    ];
    let n = f64::from(TERMS);
    let sum: f64 = (1..TERMS).rev().map(|it| f64::from(it).powf(-s)).sum();
    let mut rising = s;
    let mut power = n.powf(-s - 1.0);
    let mut tail = n.powf(1.0 - s) / (s - 1.0) + 0.5 * n.powf(-s);
    let mut order = 1.0;
    for coefficient in BERNOULLI {
        tail += coefficient * rising * power;
        rising *= (s + order) * (s + order + 1.0);
        power /= n * n;
        order += 2.0;
    }
    sum + tail
}

/// Polynomial stitched bound, which grows as slowly as a bound can: as the law of the iterated logarithm.
///
/// - **Takes** `v`, the summed variance (below `v_min` it counts as that), `c`, the scale of sub-gamma errors (0 for
///   sub-Gaussian), `s` above 1 and `eta` above 1, the shape (1.4 and 2 are usual).
/// - **Gives** √(k₁²vℓ + (k₂cℓ)²) + k₂cℓ with ℓ = s·ln ln(ηv÷vₘᵢₙ) + ln(ζ(s) ÷ (α lnˢη)), k₁ = (η^¼ + η^−¼)/√2,
///   k₂ = (√η + 1)/2.
///
/// # Errors
///
/// [`Fault::OutOfRange`], [`Fault::NotFinite`].
///
/// # Source
///
/// Howard et al. 2021, equation 10. Agrees with confseq 0.0.11 `poly_stitching_bound` to 1e-14.
pub fn stitching(v: f64, alpha: f64, v_min: f64, c: f64, s: f64, eta: f64) -> Result<f64, Fault> {
    check_range("v", v, 0.0, 1e200)?;
    check_alpha("alpha", alpha)?;
    check_range("v_min", v_min, 1e-200, 1e200)?;
    check_range("c", c, -1e100, 1e100)?;
    check_range("s", s, 1.0 + 1e-9, 1e3)?;
    check_range("eta", eta, 1.0 + 1e-9, 1e100)?;
    let used = v.max(v_min);
    let epochs = (used / v_min).ln() / eta.ln() + 1.0;
    let level = s * epochs.ln() + zeta(s).ln() - alpha.ln();
    let k1 = (eta.powf(0.25) + eta.powf(-0.25)) / std::f64::consts::SQRT_2;
    let second = f64::midpoint(eta.sqrt(), 1.0) * c * level;
    let root = (k1 * k1 * used * level + second * second).sqrt();
    // For a negative scale the sum cancels; the other form of the root does not.
    Ok(if second < 0.0 { k1 * k1 * used * level / (root - second) } else { root + second })
}

#[cfg(test)]
mod tests {
    use super::{normal_mixture, stitching, zeta};
    use crate::sequential::upper_tail;

    #[test]
    fn zeta_has_its_known_values() {
        let pi2 = std::f64::consts::PI.powi(2);
        for (s, value) in [
            (2.0, pi2 / 6.0),
            (4.0, pi2 * pi2 / 90.0),
            (1.4, 3.105_547_277_977_58),
            (1.001, 1_000.577_288_475_901_5),
            (60.0, 1.0),
        ] {
            assert!((zeta(s) / value - 1.0).abs() < 1e-12, "{s}: {}", zeta(s));
        }
    }

    #[test]
    fn the_one_sided_bound_is_where_the_evidence_is_one_over_alpha() {
        for (v, v_opt, alpha, alpha_opt) in
            [(10.0, 5.0, 0.05, 0.05), (0.0, 5.0, 0.3, 0.2), (1e6, 1.0, 1e-30, 0.4), (1.0, 1e9, 0.999, 0.01)]
        {
            let it = normal_mixture(0.0, v, v_opt, alpha, alpha_opt).unwrap();
            let bound = it.bound_one_sided.unwrap();
            let level = -(2.0 * alpha_opt).ln();
            let rho = v_opt / (2.0 * level + (1.0 + 2.0 * level).ln());
            let z = bound / (v + rho).sqrt();
            let log_evidence = 0.5 * (4.0 * rho / (v + rho)).ln() + z * z / 2.0 + (-upper_tail(z)).ln_1p();
            assert!((log_evidence + alpha.ln()).abs() < 1e-12, "{v} {log_evidence}");
        }
        assert_eq!(normal_mixture(0.0, 1.0, 1.0, 0.1, 0.5).unwrap().bound_one_sided, None);
    }

    #[test]
    fn a_sum_at_the_bound_has_the_evidence_of_alpha() {
        let bound = normal_mixture(0.0, 300.0, 100.0, 0.02, 0.05).unwrap().bound_two_sided;
        let it = normal_mixture(bound, 300.0, 100.0, 0.02, 0.05).unwrap();
        assert!((it.log_mixture_two_sided + 0.02_f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn bad_numbers_are_refused() {
        assert!(normal_mixture(0.0, -1.0, 1.0, 0.05, 0.05).is_err());
        assert!(normal_mixture(0.0, 1.0, 0.0, 0.05, 0.05).is_err());
        assert!(normal_mixture(f64::NAN, 1.0, 1.0, 0.05, 0.05).is_err());
        assert!(normal_mixture(0.0, 1.0, 1.0, 0.05, 1.0).is_err());
        assert!(stitching(1.0, 0.05, 1.0, 0.0, 1.0, 2.0).is_err());
        assert!(stitching(1.0, 0.05, 1.0, 0.0, 1.4, 1.0).is_err());
        assert!(stitching(1.0, 0.05, 0.0, 0.0, 1.4, 2.0).is_err());
        assert!(stitching(0.0, 0.05, 1.0, -3.0, 1.4, 2.0).unwrap() > 0.0);
    }
}
