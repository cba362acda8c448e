//! `efficaces import`, killed: the log is as it was or has it all, and the same command again finishes the job.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

use super::{content, efficaces, kills_wanted, printed, some_time, sound};

/// With their status changes about 220 000 rows.
const CONTACTS: usize = 60_000;
/// Those that the log has before, so that duplicates are looked for.
const EARLIER: usize = 6_000;

struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap() };
        let mut simulate = efficaces();
        simulate.args(["simulate", "--seed", "5", "--partners", "3", "--contacts", &CONTACTS.to_string()]);
        printed(
            simulate.arg("--out").arg(world.at("contacts.csv")).arg("--events").arg(world.at("events.csv")),
        );
        let text = fs::read_to_string(world.at("contacts.csv")).unwrap();
        let earlier: Vec<&str> = text.lines().take(EARLIER + 1).collect();
        fs::write(world.at("earlier.csv"), earlier.join("\n")).unwrap();
        printed(world.import(&world.at("earlier")).arg(world.at("earlier.csv")));
        world
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn import(&self, log: &Path) -> Command {
        let mut command = efficaces();
        command.args(["import", "--json", "--log"]).arg(log).arg("--key").arg(self.at("key"));
        command
    }

    /// The command that is killed.
    fn import_all(&self, log: &Path) -> Command {
        let mut command = self.import(log);
        command.arg(self.at("contacts.csv")).arg(self.at("events.csv"));
        command
    }

    /// A log as it was before.
    fn fresh_log(&self, name: &str) -> PathBuf {
        let log = self.at(name);
        copy(&self.at("earlier"), &log);
        log
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
}

/// Nothing of a dead import is left: no folder of its own, no file that the log does not name.
fn assert_tidy(log: &Path) {
    let left: Vec<String> = names(log).into_iter().filter(|it| it.starts_with("tmp-")).collect();
    assert_eq!(left, Vec::<String>::new());
    let files: Value =
        serde_json::from_str(&printed(efficaces().args(["log", "files", "--json", "--log"]).arg(log)))
            .unwrap();
    let named: BTreeSet<PathBuf> =
        files.as_array().unwrap().iter().map(|it| it["location"].as_str().unwrap().into()).collect();
    let mut found = BTreeSet::new();
    for kind in ["contacts", "events"] {
        for partner in fs::read_dir(log.join(kind)).unwrap() {
            found.extend(fs::read_dir(partner.unwrap().path()).unwrap().map(|it| it.unwrap().path()));
        }
    }
    assert_eq!(found, named);
}

#[test]
fn an_import_killed_at_any_moment_is_whole_or_not_there() {
    let world = World::new();
    let begun = Instant::now();
    let whole_log = world.fresh_log("whole");
    let report: Value = serde_json::from_str(&printed(&mut world.import_all(&whole_log))).unwrap();
    let lasts = begun.elapsed();
    assert_eq!(report["duplicates"].as_u64().unwrap(), EARLIER as u64);
    let whole = sound(&whole_log);
    assert_eq!(whole.0, CONTACTS as u64);
    let expected = content(&whole_log, world.folder.path());

    let wanted = kills_wanted();
    let (mut kills, mut complete, mut tries) = (0, 0, 0);
    let mut log = world.fresh_log("log-0");
    while kills < wanted {
        tries += 1;
        assert!(tries <= 10 * wanted, "only {kills} of {tries} imports could be killed");
        let killed = killed(&log, &mut world.import_all(&log), tries % 2 == 0, lasts);
        kills += u32::from(killed);
        let found = sound(&log);
        let is_complete = found == whole;
        assert!(is_complete || found == (EARLIER as u64, 0), "{found:?} after a kill");
        assert!(is_complete || killed, "an acknowledged import is there");
        if is_complete {
            complete += 1;
            finish(&world, &log, &expected);
            fs::remove_dir_all(&log).unwrap();
            log = world.fresh_log(&format!("log-{tries}"));
        }
    }
    finish(&world, &log, &expected);
    eprintln!("{kills} kills in {tries} imports, {complete} complete all the same");
}

/// Kills an import at any time, or some time after it began to write what it commits. Whether it was still running.
fn killed(log: &Path, command: &mut Command, while_it_commits: bool, lasts: Duration) -> bool {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    if while_it_commits {
        let before = names(log);
        while names(log).is_subset(&before) && child.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(some_time(lasts / 2));
    } else {
        thread::sleep(some_time(lasts));
    }
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert!(status.success() || status.code().is_none(), "{status}");
    !status.success()
}

/// The same import once more: it changes nothing that is there, adds what is not, and tidies up.
fn finish(world: &World, log: &Path, expected: &[String]) {
    let before = sound(log);
    let report: Value = serde_json::from_str(&printed(&mut world.import_all(log))).unwrap();
    let imported = report["imported"].as_u64().unwrap();
    let after = sound(log);
    assert_eq!(after.0 + after.1 - before.0 - before.1, imported);
    assert!(
        content(log, world.folder.path()) == expected,
        "the log has other rows than that of an undisturbed import"
    );
    assert_tidy(log);
}
