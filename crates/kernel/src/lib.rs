//! The vocabulary that every part of the product shares: ids, the clock, a contact's words, money, the Paris
//! calendar, and what a person is told when something fails.
//!
//! **Invariant:** no I/O, no SQL, no HTTP, no Arrow here. A change to this crate rebuilds the whole workspace, so
//! it holds only what at least three crates use.

mod clock;
pub mod code;
pub mod document;
pub mod formula;
mod id;
mod lang;
mod message;
mod money;
mod paris;
mod partner;
pub mod private;
mod secret;
pub mod spreadsheet;
pub mod whole_file;
mod window;

pub use clock::{Clock, FixedClock, ShiftedClock, SystemClock};
pub use code::{Cause, Channel, Direction, Outcome};
pub use id::{Id, IdError, Kind};
pub use lang::Lang;
pub use message::{Arg, Explain, Message, Words};
pub use money::{Euro, EuroError};
pub use paris::{Period, PeriodError, paris_date, paris_day_start, paris_offset_s, parse_instant};
pub use partner::{PartnerCode, PartnerCodeError, Scope};
pub use secret::Secret;
pub use window::{Window, WindowError};
