//! Distribution functions: tails and quantiles of the laws that tests are read on.
//!
//! Tails come from the survival function, never from `1 − cdf`, which loses small p-values.

use statrs::distribution::{ChiSquared, Continuous, ContinuousCDF, FisherSnedecor, Normal, StudentsT};

fn standard() -> Normal {
    Normal::standard()
}

/// P(Z ≤ x) of the standard normal law.
pub fn normal_cdf(x: f64) -> f64 {
    standard().cdf(x)
}

/// P(Z > x) of the standard normal law.
pub fn normal_sf(x: f64) -> f64 {
    standard().sf(x)
}

/// Density of the standard normal law.
pub fn normal_pdf(x: f64) -> f64 {
    standard().pdf(x)
}

/// The x with P(Z ≤ x) = p, for p between 0 and 1.
pub fn normal_quantile(p: f64) -> f64 {
    standard().inverse_cdf(p)
}

/// P(|Z| > |x|).
pub fn normal_two_sided(x: f64) -> f64 {
    2.0 * normal_sf(x.abs())
}

/// P(T > x) of Student's law with `df` degrees of freedom, which need not be whole; infinite `df` is the normal law.
pub fn t_sf(x: f64, df: f64) -> f64 {
    if df.is_infinite() {
        return normal_sf(x);
    }
    StudentsT::new(0.0, 1.0, df).map_or(f64::NAN, |it| it.sf(x))
}

/// P(|T| > |x|).
pub fn t_two_sided(x: f64, df: f64) -> f64 {
    2.0 * t_sf(x.abs(), df)
}

/// The x with P(T ≤ x) = p.
pub fn t_quantile(p: f64, df: f64) -> f64 {
    if df.is_infinite() {
        return normal_quantile(p);
    }
    StudentsT::new(0.0, 1.0, df).map_or(f64::NAN, |it| it.inverse_cdf(p))
}

/// P(X > x) of the chi-square law.
pub fn chi_square_sf(x: f64, df: f64) -> f64 {
    ChiSquared::new(df).map_or(f64::NAN, |it| it.sf(x))
}

/// The x with P(X ≤ x) = p of the chi-square law.
pub fn chi_square_quantile(p: f64, df: f64) -> f64 {
    ChiSquared::new(df).map_or(f64::NAN, |it| it.inverse_cdf(p))
}

/// P(X > x) of Fisher's law with `df1` and `df2` degrees of freedom.
pub fn f_sf(x: f64, df1: f64, df2: f64) -> f64 {
    FisherSnedecor::new(df1, df2).map_or(f64::NAN, |it| it.sf(x))
}

/// Regularised incomplete beta function I_x(a, b).
pub fn beta_inc(a: f64, b: f64, x: f64) -> f64 {
    statrs::function::beta::checked_beta_reg(a, b, x).unwrap_or(f64::NAN)
}
