//! What is decided without a database: plain functions over what the register gives.

pub mod file_check;
pub mod words;
