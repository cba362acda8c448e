//! From a partner's file to source batches: one module a format.
