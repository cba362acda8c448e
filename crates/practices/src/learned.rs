//! What experiments found beside what the sheets expect.

use std::collections::BTreeMap;

/// By practice id, what its published experiments say of its sheet.
pub type Learned = BTreeMap<String, Finding>;

/// How a practice's effect in experiments stands to the one that its sheet expects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finding {
    /// By what the expected effect is multiplied: 1 is as the sheet says, 0 is none, below it did harm.
    pub factor: f64,
    /// Low end of the range that holds the factor nine times in ten.
    pub low: f64,
    /// High end.
    pub high: f64,
    /// How many experiments it comes from.
    pub experiments: u32,
    /// The share of the sheet in it, between 0 and 1; the experiments have the rest.
    pub sheet_weight: f64,
}
