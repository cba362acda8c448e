//! Files in and out: what partners give becomes source batches of the contact log, and the log becomes files again; [`table`] reads the
//! data of an experiment.

pub mod export;
pub mod import;

pub use import::frame as table;
