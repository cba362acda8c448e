//! `sql` hands everything over to its companion: here a script that tells what it was given.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use tempfile::TempDir;

/// A folder that has nothing but the binary.
fn folder() -> TempDir {
    let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    fs::hard_link(env!("CARGO_BIN_EXE_efficaces"), folder.path().join("efficaces")).unwrap();
    folder
}

/// The binary of `folder`, with nothing on its path.
fn alone(folder: &Path) -> Command {
    let mut command = Command::new(folder.join("efficaces"));
    command.env("PATH", "").env("LC_ALL", "en_GB.UTF-8");
    command
}

#[test]
fn the_companion_gets_every_option_and_its_exit_code_counts() {
    let folder = folder();
    let companion = folder.path().join("efficaces-sql");
    fs::write(&companion, "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 3\n").unwrap();
    fs::set_permissions(&companion, fs::Permissions::from_mode(0o755)).unwrap();

    let given = ["SELECT 'a b'", "--log", "log", "--rows", "7", "--csv"];
    let output = alone(folder.path()).arg("sql").args(given).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let handed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        handed.lines().collect::<Vec<_>>(),
        ["--lang", "en", "SELECT 'a b'", "--log", "log", "--rows", "7", "--csv"]
    );

    let help = alone(folder.path()).args(["sql", "--help"]).output().unwrap();
    assert_eq!(help.stdout, b"--lang\nen\n--help\n");
}

#[test]
fn without_its_companion_it_says_how_to_get_it() {
    let folder = folder();
    let output = alone(folder.path()).args(["sql", "SELECT 1", "--log", "log"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("make sql"));
}
