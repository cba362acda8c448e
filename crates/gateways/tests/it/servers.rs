//! The servers that `scripts/test-mail` starts. In CI a missing server fails a test: a silent skip proves nothing.

use std::{env, path::PathBuf};

fn given(name: &str) -> Option<String> {
    let Ok(value) = env::var(name) else {
        assert!(env::var_os("CI").is_none(), "CI must set {name}: run scripts/test-mail");
        eprintln!("skipped: no mail server ({name}); run inside scripts/test-mail");
        return None;
    };
    Some(value)
}

/// Postfix, and the mailbox of whoever has none of their own.
pub(crate) fn postfix() -> Option<(String, PathBuf)> {
    Some((given("TEST_SMTP")?, given("TEST_MAILBOX")?.into()))
}
