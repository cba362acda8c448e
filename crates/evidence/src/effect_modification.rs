//! Where an effect is larger, and for whom: conditions of use.
//!
//! Start with [`SegmentSums`] for segments that were declared before the trial (five at most): they get a test. What
//! is looked for afterwards is exploration: [`cross_fitted`] gives each unit a score, [`Scores`] and [`policy`] read it.
//!
//! **Invariant:** an effect by segment is never shown without the test that segments differ, nor several tests without
//! Holm's correction.

mod learner;
mod policy;
mod scores;
mod segments;

pub use learner::{CrossFitted, FOLDS_MAX, LearnerPlan, Outcomes, Propensity, cross_fitted};
pub use policy::{BINS, Leaf, Policy, Split, policy};
pub use scores::{GroupEffects, Projection, Ranking, Scores};
pub use segments::{ClusteredSegmentSums, SEGMENTS_MAX, SegmentEffect, SegmentSums, SegmentsReport, holm};
