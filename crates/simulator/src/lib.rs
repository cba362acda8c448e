//! Realistic contact logs with known truth.
//!
//! Start with [`Plan`]: `plan.slices()` divides it, [`Slice::generate`] makes the rows of one slice, [`simulate`] all of
//! them on several threads in the order of the plan, [`write()`] puts them in files. `docs/simulator.md` says what is
//! modelled.
//!
//! **Invariants:** the log has exactly [`Plan::contacts`] rows; a slice depends on the plan and on nothing else, so that
//! it can be made alone, in any order, on any number of threads; what [`Truth`] counts is what the rows say.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "draws are made in floating point and land in small integers whose bounds their construction gives"
)]

mod calendar;
mod columns;
mod contacts;
mod csv_text;
mod dirt;
mod error;
mod events;
mod model;
mod moments;
mod needs;
mod plan;
mod profile;
mod rake;
mod random;
mod run;
mod slice;
mod texts;
mod truth;
mod ways;
mod write;

pub use error::{SimulateError, WORDS};
pub use plan::{Plan, SLICE_CONTACTS, Slice};
pub use run::simulate;
pub use slice::SliceRows;
pub use truth::{
    CauseTruth, Incident, PartnerTruth, PlantedMoment, PlantedPractice, RecontactTruth, Truth, WaitingTruth,
    WayTruth,
};
pub use write::{Outputs, write};

#[cfg(test)]
mod tests;
