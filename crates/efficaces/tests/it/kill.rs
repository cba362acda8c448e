//! Killed at any moment, the product keeps what it acknowledged, once, and takes up where it was cut off.
//!
//! Each test kills real processes of the binary 20 times, or as often as `CE_KILLS` says.

mod http;
mod import;
mod post;

use std::{
    env,
    hash::{BuildHasher as _, RandomState},
    path::Path,
    process::Command,
    time::Duration,
};

use serde_json::Value;

const KILLS: u32 = 20;

fn kills_wanted() -> u32 {
    env::var("CE_KILLS").map_or(KILLS, |it| it.parse().unwrap())
}

/// Anything up to `longest`.
fn some_time(longest: Duration) -> Duration {
    let microseconds = u64::try_from(longest.as_micros()).unwrap();
    Duration::from_micros(RandomState::new().hash_one(()) % microseconds.max(1))
}

fn efficaces() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_efficaces"));
    command.args(["--lang", "en"]);
    command
}

/// What the command prints; it must succeed.
fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Checks the whole log, row by row; how many contacts and events it has. A log that was never begun has none.
fn sound(log: &Path) -> (u64, u64) {
    if !log.exists() {
        return (0, 0);
    }
    let mut command = efficaces();
    let printed = printed(command.args(["log", "check", "--json", "--log"]).arg(log));
    let report: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(report["problems"], Value::Array(Vec::new()));
    (report["contacts"].as_u64().unwrap(), report["events"].as_u64().unwrap())
}

/// The rows of the log as text, in an order of their own: contacts, then events.
fn content(log: &Path, aside: &Path) -> Vec<String> {
    let out = aside.join("exported.csv");
    printed(efficaces().args(["export", "--format", "csv", "--log"]).arg(log).arg("--out").arg(&out));
    let mut rows = Vec::new();
    for file in [out.clone(), out.with_extension("events.csv")] {
        // A log without events has no file of them.
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        rows.extend(text.lines().skip(1).map(str::to_owned));
        std::fs::remove_file(&file).unwrap();
    }
    rows.sort_unstable();
    rows
}
