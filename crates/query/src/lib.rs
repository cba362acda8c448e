//! SQL over the contact log, by DataFusion: for analysts, beside the measures and never inside them.
//!
//! Start with [`open`], which registers `contacts` and `request_events` over one version of a log, then [`ask`]; [`print`]
//! writes what comes back. Only this crate names DataFusion, and only its binary `efficaces-sql` carries it.
//!
//! **Invariant:** a statement reads and never writes: what would change, create or copy anything is refused before it runs.

mod answer;
mod error;
mod functions;
mod intervals;
mod limits;
pub mod print;
mod tables;
mod value;

pub use answer::{Answer, ask, open};
pub use error::{Fault, Position, QueryError};
pub use limits::Limits;
pub use tables::TABLES;

/// The catalogue of this crate and of its binary.
pub fn words() -> &'static kernel::Words {
    &error::WORDS
}
