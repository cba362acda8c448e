//! Whole files into a sink, and into a log.

mod faults;
mod presets;
mod tables;
mod world;
