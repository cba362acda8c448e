//! Mail and text messages through real servers (`scripts/test-mail` and `scripts/test-sms` start them), and through peers that behave as no real server can be made to.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod clamd;
mod imap;
mod imap_peer;
mod look;
mod proxy;
mod servers;
mod sms_http;
mod sms_peer;
mod sms_smpp;
mod sms_smpp_heard;
mod sms_tls;
mod smtp;
mod smtp_fates;
