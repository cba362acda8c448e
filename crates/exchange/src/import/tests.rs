//! Whole files into a sink, and into a log.

mod tables;
mod world;
