//! Statistics: of figures, of experiments, of what several experiments say together, and of the queues and channels that are planned with.
//!
//! | to know | start with |
//! | --- | --- |
//! | a share, a delay | [`proportion`], [`Quantiles`] |
//! | whether two arms differ | [`arms`], [`two_proportions`], [`two_sample`]; [`balance`] for whether they could |
//! | the same where offices were drawn | [`cluster`], [`wild`], [`randomise`]; [`wedge`] where they begin one after the other |
//! | while it runs | [`sequential`], [`confidence_sequence`] |
//! | where nothing was drawn | [`did`], [`synthetic`], [`interrupted`], [`two_way`] |
//! | for whom | [`effect_modification`], [`multiplicity`] |
//! | how many, how long | [`power`], [`wedge`] |
//! | what several experiments say together | [`meta`] |
//! | whether coders agree | [`agreement`] |
//! | counts, yes and no, what comes again | [`glm`], [`cox`], [`recurrent`] |
//! | what another rule would have done | [`off_policy`], [`bandit`], [`channels`] |
//! | queues, texts, paths | [`erlang_a`], [`erlang_c`], [`text`], [`classification`], [`process`] |
//!
//! **Invariants:** numbers in, numbers out: no I/O, no clock, chance only from a seed that is an argument; a result is finite or it is a
//! [`Fault`]; every function names its source and is checked against values that another program printed ([`wire`]).

pub mod adjustment;
pub mod agreement;
pub mod arms;
pub mod assignment;
pub mod balance;
pub mod bandit;
pub mod channels;
pub mod classification;
pub mod cluster;
pub mod confidence_sequence;
pub mod cox;
pub mod did;
pub mod distribution;
pub mod effect_modification;
pub mod erlang_a;
pub mod erlang_c;
mod estimate;
mod fault;
pub mod glm;
pub mod interrupted;
pub mod linear;
pub mod meta;
pub mod multiplicity;
pub mod off_policy;
pub mod power;
pub mod process;
pub mod proportion;
pub mod quantile;
pub mod quantile_difference;
mod quantiles;
pub mod randomise;
pub mod recurrent;
pub mod robust;
pub mod sequential;
mod sketch;
pub mod synthetic;
pub mod text;
pub mod two_proportions;
pub mod two_sample;
pub mod two_way;
pub mod wedge;
pub mod wild;
pub mod wire;

pub use estimate::Estimate;
pub use fault::{Fault, check, check_length, check_range};
pub use proportion::{ClusterSums, ShareInterval};
pub use quantiles::{EXACT_MAX, Quantiles};
pub use sketch::QuantileSketch;

/// A count as a number to divide.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts are below 2^53; a sum of squares beyond it keeps 53 bits"
)]
pub(crate) fn real(count: u64) -> f64 {
    count as f64
}
