//! Arms of an experiment compared from sums: one pass over the units, in any order, in parts that are merged.
//!
//! Start with [`MeanSums`] (a value a unit, such as contacts per person) or [`RatioSums`] (contacts per request), then
//! [`compare_means`] or [`compare_ratios`]; shares go to [`compare_proportions`]. What was known before the experiment
//! narrows the interval: [`AdjustedMeanSums`], [`AdjustedRatioSums`]. Several arms: [`every_arm`]. "Not worse by more
//! than": [`non_inferiority`]. A unit is what was drawn by lot: a person, a request, or an office with its totals.
//!
//! **Invariant:** the effect is treatment minus control (or over it, minus 1, where it is relative); sums are centred,
//! so that large values of little spread lose nothing, and merging in another order changes rounding only.

mod adjusted;
mod compare;
mod decision;
mod sums;

pub use adjusted::{
    Adjustment, compare_adjusted_means, compare_adjusted_ratios, pooled_slope, variance_reduction,
};
pub use compare::{
    ArmComparison, Comparison, ShareArm, ShareMethod, compare_means, compare_proportions, compare_ratios,
    every_arm, relative_by_delta,
};
pub use decision::{NonInferiority, Verdict, Wanted, non_inferiority};
pub use sums::{AdjustedMeanSums, AdjustedRatioSums, MeanSums, Moments, RatioSums};

#[cfg(test)]
mod tests;
