//! The log from outside: what goes in, what comes out.

mod catalogue;
mod world;

mod basics;
mod compaction;
mod crash;
mod duplicates;
mod full_disk;
mod keys;
mod lost_answer;
mod model;
mod removal;
#[cfg(feature = "s3")]
mod s3;
