//! Effects of something that a few units adopted together, against a weighted mix of units that did not.
//!
//! Start with [`estimate`] (synthetic difference in differences, synthetic control, or plain difference in differences),
//! then [`Synthetic::jackknife`] or [`Synthetic::placebo`] for its precision, [`Synthetic::paths`] for the chart, and
//! [`placebo_in_time`] to see whether it finds an effect where there was none.
//!
//! **Invariant:** unit weights are not negative and add to 1; so do time weights, but for synthetic control, which has
//! none.

mod block;
mod uncertainty;
mod weights;

pub use block::{Block, Method, Paths, SIZE_MAX, Solver, Synthetic, estimate, placebo_in_time};
pub use uncertainty::{Placebo, REPLICATIONS_MAX};
