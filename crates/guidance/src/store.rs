//! What guidance keeps in the register. Every function takes a transaction; who calls commits.

pub mod counts;
pub mod given;
pub mod models;
pub mod settings;
pub mod ways;

pub(crate) use register::column::{count, instant, json, maybe_instant, maybe_word, partner, word, written};

#[cfg(test)]
mod tests;
