//! Rules in the register: [`rules`], [`facts`], [`turns`], [`calls`], and who is kept apart ([`arms`]).
//!
//! **Invariant:** every function takes a transaction, and the partner whose rows it reads or writes or an id that was read with it;
//! only the caller commits.

pub mod arms;
pub mod calls;
pub mod facts;
pub mod rules;
pub mod turns;
