//! Whole journeys through the product, and the rules of the house that no other crate can see.

mod tidy;
