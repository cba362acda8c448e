//! Whole files into a sink, and into a log.

mod faults;
mod mutations;
mod ocel;
mod presets;
mod tables;
mod world;
mod xes;
