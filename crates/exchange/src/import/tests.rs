//! Whole files into a sink, and into a log.

mod presets;
mod tables;
mod world;
