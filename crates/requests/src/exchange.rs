//! What goes in and out as a whole: mail of years before, a partner's whole inbox, all that is known of one person, and its removal.
//!
//! [`history`] files messages of files, [`conversations`] what other products export; [`tables`] lists every table and column, which drives [`archive`] both ways and its dictionary;
//! [`person`] and [`erasure`] answer people who ask for their data or for its removal; [`retention`] removes what has been kept for long
//! enough.
//!
//! **Invariants:** nothing of a file is lost silently: it is filed, known already, set apart, or listed with its place; an archive that
//! is imported gives the same archive; an erased person does not come back by an import, and figures stay as they were.

pub mod archive;
pub mod conversations;
pub mod erasure;
pub mod history;
pub mod person;
pub mod retention;
pub mod tables;
#[cfg(test)]
mod tests;
mod values;
