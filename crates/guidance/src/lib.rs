//! Guidance: which way is best for a matter and for the person who has it, now; why; and what the other ways are.
//!
//! A partner says which [`Way`](way::Way)s it has and what it asks of advice ([`Setting`](setting::Setting)). Whatever asks for an advice, be
//! it the public page, a program, another site or an agent in the inbox, goes through [`guide`], which keeps each one as a
//! [`Given`](given::Given) with its probabilities: what is learned, and what the advice is worth, rests on them. [`usagers_side`] are the pages
//! for usagers, [`api`] is for programs, [`telling`] the words of both. What it needs of the rest of the product is in [`ports`].
//!
//! **Invariants:** every way that a partner has is shown, a human one among them; nothing that is kept of an advice names a person; an
//! advice says what it rests on; a page needs no script.

pub mod api;
pub mod given;
pub mod guide;
pub mod inbox;
pub mod learning;
pub mod pages;
pub mod planned;
pub mod ports;
pub mod setting;
pub mod store;
pub mod telling;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod usagers_side;
pub mod way;
mod words;

use register::Twins;

pub use guide::Guide;
pub use usagers_side::furnish;
pub use words::WORDS;

/// The tables of this crate. Give them to [`register::Db::migrate`] after those of the register.
pub static MIGRATIONS: Twins =
    Twins { sqlite: sqlx::migrate!("migrations/sqlite"), postgres: sqlx::migrate!("migrations/postgres") };
