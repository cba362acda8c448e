use proptest::prelude::*;

use super::*;

fn near(found: f64, expected: f64, tolerance: f64) {
    let apart = (found - expected).abs() / expected.abs();
    assert!(
        apart <= tolerance || found.to_bits() == expected.to_bits(),
        "{found} {expected}: {apart:.1e} apart"
    );
}

// Expected values below: mpmath 1.3 at 40 digits or more.

#[test]
fn tails_keep_their_digits() {
    near(normal_sf(30.0), 4.906_713_927_148_187e-198, 1e-13);
    near(normal_sf(2.0), 0.022_750_131_948_179_21, 1e-14);
    near(normal_log_sf(1e4), -50_000_010.129_278_92, 1e-15);
    near(t_sf(30.0, 1e6), 6.010_047_116_831_719e-198, 1e-12);
    near(t_sf(10.0, 1e5), 7.816_507_650_103_639e-24, 1e-13);
    near(t_sf(3.0, 1e6), 0.001_349_931_270_710_898_5, 1e-13);
    near(chi_square_sf(1_042_426.406_871_192_9, 1e6), 1.117_669_888_132_672_4e-192, 1e-12);
    near(chi_square_cdf(500.0, 1_000.0), 4.067_165_681_999_001e-44, 1e-13);
    near(binomial_sf(999, 1_000, 1e-3), 0.0, 0.0);
    near(binomial_sf(0, 1_000, 1e-3), 1.0 - 0.999_f64.powi(1_000), 1e-12);
    near(poisson_cdf(2, 1.5), (-1.5_f64).exp() * (1.0 + 1.5 + 1.125), 1e-14);
    near(poisson_sf(2, 1.5), 1.0 - poisson_cdf(2, 1.5), 1e-14);
}

#[test]
fn quantiles_keep_their_digits() {
    near(t_quantile(1e-250, 2.0), -7.071_067_811_865_475e124, 1e-12);
    near(t_quantile(0.025, 99_999.5), -1.959_987_707_653_226_6, 1e-14);
    near(normal_quantile(0.01), -2.326_347_874_040_841, 1e-15);
    near(chi_square_quantile(0.95, 0.1), 0.531_864_604_851_682, 1e-13);
    near(beta_upper_quantile(1e-30, 2.0, 1.0), 1.0, 1e-15);
}

#[test]
fn power_near_one_is_one() {
    near(noncentral_t_sf(1.960_3, 7_998.0, 80.0), 1.0, 0.0);
    near(noncentral_t_sf(0.0, 5.0, -20.0), normal_sf(20.0), 1e-12);
    near(noncentral_t_sf(2.0, 7.5, 0.0), t_sf(2.0, 7.5), 1e-13);
    near(noncentral_t_cdf(2.0, 1e30, 1.0), normal_cdf(1.0), 1e-14);
}

#[test]
fn ends_and_nonsense() {
    assert_eq!((t_quantile(0.0, 3.0), t_quantile(1.0, 3.0)), (f64::NEG_INFINITY, f64::INFINITY));
    assert_eq!((normal_quantile(0.0), normal_quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
    assert_eq!((beta_quantile(0.0, 2.0, 3.0), beta_quantile(1.0, 2.0, 3.0)), (0.0, 1.0));
    assert_eq!((t_sf(f64::INFINITY, 3.0), t_sf(f64::NEG_INFINITY, 3.0)), (0.0, 1.0));
    assert_eq!((f_sf(0.0, 2.0, 3.0), f_sf(f64::INFINITY, 2.0, 3.0)), (1.0, 0.0));
    assert_eq!((chi_square_sf(0.0, 2.0), chi_square_sf(f64::INFINITY, 2.0)), (1.0, 0.0));
    assert_eq!((beta_inc(2.0, 3.0, 0.0), beta_inc(2.0, 3.0, 1.0)), (0.0, 1.0));
    for nothing in [
        t_sf(1.0, 0.0),
        t_sf(f64::NAN, 3.0),
        t_quantile(1.5, 3.0),
        f_sf(1.0, -1.0, 2.0),
        f_quantile(0.5, 0.0, 2.0),
        chi_square_sf(1.0, -1.0),
        chi_square_quantile(f64::NAN, 2.0),
        beta_inc(1.0, 1.0, 1.5),
        normal_sf(f64::NAN),
        noncentral_t_sf(1.0, -2.0, 0.0),
    ] {
        assert!(nothing.is_nan(), "{nothing}");
    }
}

proptest! {
    /// A quantile is where the tail is what was asked for, whatever the law.
    #[test]
    fn quantiles_invert_tails(ln_p in -200.0_f64..-0.7, ln_a in -1.5_f64..15.0, ln_b in -1.5_f64..15.0) {
        let (p, a, b) = (ln_p.exp(), ln_a.exp(), ln_b.exp());
        let close = |found: f64| (found / p - 1.0).abs() < 1e-7;
        prop_assume!(t_quantile(p, a).is_finite());
        prop_assert!(close(t_sf(-t_quantile(p, a), a)));
        prop_assert!(close(normal_cdf(normal_quantile(p))));
        let x = f_quantile(p, a, b);
        prop_assume!(x > 1e-300 && chi_square_quantile(p, a) > 1e-300);
        prop_assert!(close(f_sf(1.0 / x, b, a)), "{} {}", f_sf(1.0 / x, b, a), p);
        prop_assert!(close(chi_square_cdf(chi_square_quantile(p, a), a)));
    }

    /// Arguments above and below the size where the method changes agree.
    #[test]
    fn large_arguments_agree_with_small_ones(z in -8.0_f64..8.0, ln_a in 13.0_f64..20.0) {
        // The normal law with its first correction: of order 1/√a.
        let a = ln_a.exp();
        let found = chi_square_sf(2.0 * (a + z * a.sqrt()), 2.0 * a);
        let first = normal_sf(z) + normal_pdf(z) * (z * z - 1.0) / (3.0 * a.sqrt());
        prop_assert!((found - first).abs() < 20.0 / a, "{found} {first}");
        let found = beta_inc(a, a, 0.5 + z / (8.0 * a).sqrt());
        prop_assert!((found - normal_cdf(z)).abs() < 1.0 / a, "{found}");
    }

    #[test]
    fn noncentral_tails_sum_to_one(x in -60.0_f64..60.0, ln_df in -1.0_f64..18.0, nc in -50.0_f64..50.0) {
        let df = ln_df.exp();
        let sum = noncentral_t_cdf(x, df, nc) + noncentral_t_sf(x, df, nc);
        prop_assert!((sum - 1.0).abs() < 1e-11, "{sum}");
    }
}
