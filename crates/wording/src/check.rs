//! Whether a text is plain, whether it says what a notice must say, and where it sends people.
//!
//! Start with [`reading`], [`elements`], [`links`], [`phones`], [`wrong_phones`] and [`misplaced`]. All take a template as well as a filled text: a place counts as a value of
//! its kind, a condition as if it held.
//!
//! **Invariant:** these are helps for whoever writes, by figures and lists of cues; what they do not find may still be there.

mod brackets;
mod elements;
mod links;
mod reading;
mod wrong_phones;

pub use brackets::{Misplaced, misplaced};
pub use elements::{Element, Elements, elements};
pub use links::{Dial, Link, Phone, links, phones};
pub use reading::{Level, Reading, reading};
pub use wrong_phones::wrong_phones;

use kernel::Lang;

use crate::extremes::Kind;

/// A text with a usual value in each place, in its language; what is no mark stays.
fn as_read(text: &str, lang: Lang) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((mark, next)) = after.split_once("}}") else { break };
        read.push_str(before);
        let mark = mark.trim();
        if !mark.starts_with(['#', '/']) {
            read.push_str(Kind::of(mark).usual(lang));
        }
        rest = next;
    }
    read.push_str(rest);
    read
}
