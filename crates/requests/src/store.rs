//! Requests, contacts, usagers and teams in the register, one file each.
//!
//! **Invariant:** every function takes the partner whose rows it reads or writes, or an id that was read with it.

pub mod acknowledgements;
pub mod banners;
pub mod callbacks;
pub mod calls;
pub mod checks;
pub mod codings;
pub mod contacts;
pub mod documents;
pub mod events;
pub mod incidents;
pub mod mergers;
pub mod notes;
pub mod once;
pub mod opinions;
pub mod proposals;
pub mod questions;
pub mod ready_answers;
pub mod requests;
mod search;
pub mod suggestions;
pub mod surges;
pub mod teams;
pub mod templates;
pub mod usagers;
pub mod working;
pub mod zammad;

pub(crate) use register::column::{
    count, instant, json, maybe_instant, maybe_word, one_line, partner, text, word, written,
};
