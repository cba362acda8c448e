//! Which way is best for a matter and for the person who has it, now, and what a better match of channels would be worth; pure.
//!
//! | to know | start with |
//! | --- | --- |
//! | what a person may tell of their situation | [`Situation`] |
//! | what each way brings, from what happened | [`Estimate`] |
//! | how that is learned | [`Model`] |
//! | which way to advise, and why | [`choose`], [`Advice`] |
//! | what it takes that no group loses | [`Equity`] |
//! | how many people each way can take, and what one more minute is worth | [`capacity`] |
//! | what a better match would be worth, and to whom | [`worth`] |
//! | what other hours or one more agent do to a line | [`lines`] |
//!
//! **Invariants:** no I/O, no clock, chance is an argument; nothing is known of a person but what they said for this matter; every way that
//! exists stays open to everybody, a human one among them; no group's chance to have its matters settled is lower with advice than today.

mod advice;
pub mod capacity;
mod choice;
mod equity;
mod estimate;
pub mod lines;
pub mod model;
mod situation;
#[doc(hidden)]
pub mod testing;
mod words;
pub mod worth;

pub use advice::{Advice, Reason, SetAside, Way};
pub use choice::{
    Asked, EXPLORATION_MAX, HUMAN, LOWER_MAX, LimitFault, LimitName, Limits, SHORT_WAIT_MIN, SLOW, Share,
    State, alike, choose,
};
pub use equity::{Alike, Equity};
pub use estimate::{Basis, Estimate};
pub use model::{AdviceOutcome, Model, Prior, PriorError, Reliability};
pub use situation::{Feature, Situation};
pub use words::WORDS;
