//! Confidence sequences: intervals that may be read each day, for as long as one likes, and keep their level.
//!
//! Start with [`asymptotic`] for a difference of two arms, [`proportion`] for one arm. [`normal_mixture`] and
//! [`stitching`] are the bounds of a sum that other sequences are made of.
//!
//! **Invariant:** an interval of `1 − alpha` holds the truth at all times together, not at each time alone.

mod asymptotic;
mod mixture;
mod proportion;

pub use asymptotic::{
    CLUSTERS_LEAST, ConfidenceSequence, Moments, UNITS_LEAST, asymptotic, difference, relative_difference,
    running_intersection,
};
pub use mixture::{NormalMixture, normal_mixture, stitching};
pub use proportion::proportion;

use crate::{Fault, check_range};

fn check_alpha(what: &str, alpha: f64) -> Result<(), Fault> {
    check_range(what, alpha, 1e-300, 1.0 - 1e-12)
}
