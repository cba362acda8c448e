//! Small worlds for tests: builders that name only what a test is about, and generated logs full of edge cases.
//!
//! Start with [`a_contact`], [`an_event`] and [`TestLog`]; [`random_log`], [`random_question`], [`random_unit_question`] and
//! [`random_way_question`] make what properties are checked on, [`random_episodes`] what moments are. Everything follows from a seed: no chance, no clock.

mod builders;
mod chance;
mod episodes;
mod random;

pub use builders::{ContactBuilder, EventBuilder, TestLog, a_contact, an_event, instant};
#[cfg(test)]
pub(crate) use chance::Chance;
pub use episodes::{random_episodes, random_moment_question};
pub use random::{
    random_after_question, random_costs, random_log, random_question, random_unit_question,
    random_way_question,
};
