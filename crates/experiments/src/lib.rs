//! Experiments: the plan, who gets what, the analysis, the verdict; pure.
//!
//! Start with [`Plan`]: what is asked and decided before anything is seen. [`allocation`] gives each unit its arm,
//! [`Dataset`] holds what each unit then did, [`analysis`] makes a [`Report`] of it. The statistics are in `evidence`; here is
//! which of them is right for which plan, and what may be said.
//!
//! **Invariants:** no I/O, no clock, no chance in passing; the same plan, allocation and data give the same report; without
//! randomisation the report never says "proved"; a report has no figure that is not a number.

pub mod allocation;
pub mod analysis;
mod dataset;
pub mod plan;
pub mod registration;
pub mod report;
pub mod source;
pub mod testing;
mod words;

pub use allocation::{Allocator, Assigned, UnitToAssign};
pub use dataset::{Columns, Dataset, MetricColumns, NO_WORD, SegmentColumn, UnitColumn, WordColumn};
pub use plan::Plan;
pub use registration::{Registration, Seed};
pub use report::Report;
pub use words::WORDS;
