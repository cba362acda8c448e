//! What is decided without a database: plain functions over what the register gives.
//!
//! | to know | start with |
//! | --- | --- |
//! | what a message asks | [`questions::asked`] |
//! | which cause a contact has | [`suggest::cause`], [`coding::by_rule`] |
//! | whether codes can be relied on | [`agreement::is_drawn`], [`agreement::by_code`] |
//! | when a request will be closed, and whether promises are kept | [`forecast::forecast`], [`forecast::promises`] |
//! | who should take it | [`assign::assign`] |
//! | whether something is happening | [`spike::read`] |
//! | why a person is back | [`radar::radar`] |
//! | what a text of agents may place | [`variable::Variable`] |
//!
//! **Invariants:** no I/O, no clock, no chance: instants, keys and past cases are arguments, so that any decision can be replayed
//! and explained; a rule proposes, a person decides; what is not known is `None` or a reason, never a guess.

pub mod agreement;
pub mod assign;
pub mod coding;
mod draw;
pub mod file_check;
pub mod forecast;
pub mod questions;
pub mod radar;
pub mod spike;
pub mod suggest;
mod text;
pub mod variable;
pub mod words;

pub use draw::DrawKey;
pub use text::Text;
