//! Conditions of use across places: does the effect change with what a place is like?

use super::{Interval, factor, heterogeneity, heterogeneity::Method, model::Model};
use crate::{
    Estimate, Fault, check_range,
    distribution::{chi_square_sf, f_sf},
    real,
};

/// One coefficient.
pub type Condition = Estimate;

/// How effects change with conditions.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditions {
    /// The constant first, then a coefficient for each moderator: the change of the effect for one unit of it.
    pub coefficients: Vec<Condition>,
    /// Variance of true effects that the moderators leave.
    pub tau2: f64,
    /// Test of all moderators together: F where the interval is by Hartung and Knapp, else chi-square.
    pub joint: f64,
    /// Its degrees of freedom: moderators.
    pub joint_df: f64,
    /// Its p-value.
    pub joint_p: f64,
    /// Scatter left around the fit, Σ r²/v at τ² = 0.
    pub residual_q: f64,
    /// Its p-value.
    pub residual_p: f64,
    /// Share of τ² that the moderators explain, 0 to 1; 0 where there was none to explain.
    pub explained: f64,
}

/// Meta-regression: the effect as a constant plus a coefficient for each moderator.
///
/// Weighted least squares with w = 1/(v + τ²), τ² by `method` on what the columns leave. Moderators must have been
/// declared before the results were seen; about ten studies a moderator are needed to trust one.
///
/// - **Takes** effects, variances, and moderators, each a value a study in the same order.
///
/// # Source
///
/// Knapp and Hartung, "Improved tests for a random effects meta-regression with a single covariate", Statistics in
/// Medicine 22 (2003). Agrees with metafor 3.8.1 `rma(yi, vi, mods = ~ moderator, test = "knha")` to 1e-8.
///
/// # Errors
///
/// As [`super::pool`]; [`Fault::Collinear`] where a moderator is constant or a sum of others; [`Fault::TooFew`] where
/// studies are no more than columns.
pub fn regress(
    effects: &[f64],
    variances: &[f64],
    moderators: &[&[f64]],
    method: Method,
    interval: Interval,
    alpha: f64,
) -> Result<Conditions, Fault> {
    check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
    let model = Model::explained(effects, variances, moderators)?;
    if moderators.is_empty() {
        return Err(Fault::too_few("moderator", 0, 1));
    }
    if model.studies() <= model.width() {
        return Err(Fault::too_few("yi", model.studies(), model.width() + 1));
    }
    let tau2 = heterogeneity::estimate(&model, method)?;
    let fit = model.fit(tau2)?;
    let (factor, df) = factor(&fit, model.df(), interval);
    if factor <= 1e-24 {
        return Err(Fault::no_variance("yi"));
    }
    let coefficients = fit
        .coefficients(&model)
        .into_iter()
        .map(|(value, se)| Estimate::by_t(value, factor.sqrt() * se, df, alpha))
        .collect::<Result<Vec<_>, _>>()?;
    let joint_df = real(moderators.len() as u64);
    let explained = fit.explained()? / factor;
    let (joint, joint_p) = if df.is_infinite() {
        (explained, chi_square_sf(explained, joint_df))
    } else {
        (explained / joint_df, f_sf(explained / joint_df, joint_df, df))
    };
    let residual_q = model.fit(0.0)?.q;
    let plain = Model::constant(effects, variances)?;
    let before = plain.outside(heterogeneity::estimate(&plain, method)?);
    let after = model.outside(tau2);
    Ok(Conditions {
        coefficients,
        tau2: after,
        joint,
        joint_df,
        joint_p,
        residual_q,
        residual_p: chi_square_sf(residual_q, model.df()),
        explained: if before > 0.0 { ((before - after) / before).max(0.0) } else { 0.0 },
    })
}
