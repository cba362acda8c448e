//! Files in and out: what partners give becomes source batches of the contact log, and the log becomes files again.

pub mod export;
pub mod import;
