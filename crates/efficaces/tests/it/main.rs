//! Whole journeys through the product, and the rules of the house that no other crate can see.

#![expect(clippy::unwrap_used, reason = "test code")]

mod evidence;
mod experiment;
mod in_force;
mod inbox;
mod kill;
mod library;
mod mailroom;
mod notices;
mod register;
mod sql;
mod tidy;
mod worker;
