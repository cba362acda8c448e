//! Texts with places to fill, for answers and for notices: read, filled, checked, previewed; pure.
//!
//! | to know | start with |
//! | --- | --- |
//! | whether a text can be read, and what it places | [`Template::parse`], [`Template::names`] |
//! | what a person will read | [`Template::fill`] |
//! | whether it is plain | [`check::reading`] |
//! | whether it says what a notice must | [`check::elements`] |
//! | which pages and numbers it sends people to | [`check::links`], [`check::phones`] |
//! | how it looks at its worst | [`extremes()`] |
//!
//! **Invariants:** no I/O, no clock, no chance; a filled text never contains `{{`; what fills a place is not read again; a value that is
//! missing is a fault, never a hole in a letter.

pub mod check;
pub mod extremes;
mod name;
pub mod phrase;
pub mod sentence;
pub mod template;
mod words;

pub use extremes::{Kind, Sample, extremes};
pub use name::{Name, Place};
pub use template::{Fault, Template, Used, Values, Wrong};
pub use words::WORDS;
