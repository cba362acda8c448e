//! Rules: the right person is told in time, as long as it helps.
//!
//! Start with [`rule::Rule`]. [`facts`] are what happens to requests, [`mod@decide`] says (pure) what a rule does next, [`work`] does it, [`dry`]
//! shows what it would have done, [`ready`] are rules to begin with, [`api`] is the door for other systems.
//!
//! **Invariants:** a person is told once for one occasion, whatever is killed when; whoever is kept apart stays so over all versions of
//! a rule; once the goal is reached, what waits is cancelled in the transaction that sees it.

pub mod api;
mod attend;
pub mod decide;
pub mod dry;
pub mod facts;
pub mod pages;
pub mod places;
pub mod play;
pub mod ports;
pub mod ready;
pub mod reasons;
pub mod rule;
pub mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod work;

#[cfg(test)]
mod tests;
