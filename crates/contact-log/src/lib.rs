//! The contact log: what happened, pseudonymous, columnar, never rewritten row by row.
//!
//! Start with [`schema`].

pub mod schema;
