//! The log from outside: what goes in, what comes out.

mod catalogue;
mod world;

mod basics;
mod duplicates;
mod model;
