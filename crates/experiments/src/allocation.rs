//! Which arm each unit gets.
