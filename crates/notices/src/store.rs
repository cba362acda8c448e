//! What notices keep in the register. Every function takes a transaction; who calls commits.

pub mod carriers;
pub mod keys;
pub mod notices;
pub mod preferences;
pub mod pressure;
pub mod receipts;
pub mod received;
pub mod sending;
pub mod services;
pub mod sweeping;
pub mod templates;

pub(crate) use register::column::{instant, json, maybe_instant, maybe_word, partner, text, word, written};
