//! How what is personal or secret gets to the disk: readable by the instance's own user alone, whatever the umask.

use std::{
    fs::{DirBuilder, OpenOptions},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
};

/// Opens a file for writing; if that makes it, nobody else reads it. Say which: `create`, `create_new` …
#[must_use]
pub fn file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

/// Makes folders, with those above that are missing, that nobody else enters; a folder that is there is left as it is.
#[must_use]
pub fn folder() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder
}
