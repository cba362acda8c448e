//! The statistics that figures are printed with: intervals of shares, quantiles.
//!
//! Start with [`proportion`] for shares and [`Quantiles`] for delays.
//!
//! **Invariant:** numbers in, numbers out. No I/O, no clock, no chance, no word of the domain; every result is the same
//! whatever the order in which the values came; every function names its source and is checked against values that
//! another program printed.

pub mod adjustment;
pub mod cluster;
pub mod cox;
pub mod agreement;
pub mod bandit;
pub mod classification;
pub mod arms;
pub mod assignment;
pub mod balance;
pub mod distribution;
pub mod effect_modification;
pub mod erlang_a;
pub mod erlang_c;
mod estimate;
mod fault;
pub mod glm;
pub mod interrupted;
pub mod linear;
pub mod meta;
pub mod off_policy;
pub mod multiplicity;
pub mod power;
pub mod proportion;
pub mod quantile;
pub mod quantile_difference;
mod quantiles;
pub mod randomise;
pub mod robust;
mod sketch;
pub mod two_way;
pub mod wild;
pub mod wedge;
pub mod text;
pub mod two_proportions;
pub mod two_sample;
pub mod wire;

pub use estimate::Estimate;
pub use fault::{Fault, check, check_length, check_range};
pub use proportion::{ClusterSums, ShareInterval};
pub use quantiles::{EXACT_MAX, Quantiles};
pub use sketch::QuantileSketch;

/// A count as a number to divide.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts are below 2^53; a sum of squares beyond it keeps 53 bits"
)]
pub(crate) fn real(count: u64) -> f64 {
    count as f64
}
