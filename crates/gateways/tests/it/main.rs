//! Mail through real servers (`scripts/test-mail` starts them), and through peers that behave as no real server can be made to.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod clamd;
mod imap;
mod imap_peer;
mod proxy;
mod servers;
mod smtp;
mod smtp_fates;
