//! Clocks: working days and public holidays of every French territory, opening hours, whose turn it is, and the delays of the
//! law on requests; pure.
//!
//! Start with [`Territory`]. [`holidays`] and [`is_working_day`] tell days, [`Opening`] a team's hours, [`Turns`] how long each
//! party held a request and when an answer is due, [`legal`] when the law wants a receipt and what silence comes to mean.
//!
//! **Invariants:** no I/O, and the time is always an argument; local times are told by the clock of a territory; waiting for the
//! usager never brings a due date forward; every search ends, for a team that never opens too; an acknowledgement that lacks what
//! the law asks for cannot be built.

mod holidays;
pub mod legal;
pub mod opening;
mod territory;
pub mod turn;
mod words;
mod working;

pub use holidays::{Holiday, holiday_on, holidays};
pub use opening::{
    DayHours, EXCEPTIONS_MAX, ExceptionsFault, OnHolidays, Opening, OpeningFault, read_exceptions,
    written_exceptions,
};
pub use territory::Territory;
pub use turn::{Party, Standing, Target, Turn, Turns};
pub use words::WORDS;
pub use working::{add_working_days, is_working_day, working_days_between};
