//! Realistic contact logs with known truth.
