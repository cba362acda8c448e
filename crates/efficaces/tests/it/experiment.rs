//! A plan is made, registered and drawn, from the command line.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

fn folder() -> TempDir {
    TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn efficaces(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_efficaces"));
    command.current_dir(folder).arg("experiment").args(words).env("LC_ALL", "en_GB.UTF-8");
    command.output().unwrap()
}

fn done(folder: &Path, words: &[&str]) -> String {
    let output = efficaces(folder, words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn document(folder: &Path, words: &[&str]) -> Value {
    serde_json::from_str(&done(folder, words)).unwrap()
}

/// What a wrong use is told; its exit code is 2.
fn refused(folder: &Path, words: &[&str]) -> String {
    let output = efficaces(folder, words);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{words:?}: {told}");
    told
}

/// A folder with the example of a unit as `trial.toml`, changed.
fn a_plan(unit: &str, changes: &[(&str, &str)]) -> TempDir {
    let folder = folder();
    let mut text = done(folder.path(), &["new", "--unit", unit]);
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    fs::write(folder.path().join("trial.toml"), text).unwrap();
    folder
}

fn registered(unit: &str, changes: &[(&str, &str)]) -> TempDir {
    let folder = a_plan(unit, changes);
    done(folder.path(), &["plan", "trial.toml"]);
    folder
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// A list of usagers `u0`, `u1` …
fn usagers(count: usize) -> String {
    (0..count).fold("unit\n".to_owned(), |mut list, at| {
        writeln!(list, "u{at}").unwrap();
        list
    })
}

fn mode(folder: &Path, name: &str) -> u32 {
    fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_plan_is_registered_once_and_its_seed_is_for_nobody_else() {
    let folder = a_plan("usager", &[]);
    let folder = folder.path();
    let first = done(folder, &["plan", "trial.toml"]);
    assert!(first.starts_with("Plan registered at 20") && first.contains("trial.seed"), "{first}");
    assert!(first.contains("To watch out for:") && first.contains("Contamination"), "{first}");
    assert_eq!((mode(folder, "trial.seed"), read(folder, "trial.seed").trim().len()), (0o600, 64));
    let kept = read(folder, "trial.registered.json");
    let registration: Value = serde_json::from_str(&kept).unwrap();
    assert!(first.contains(registration["hash"].as_str().unwrap()), "{first}");
    assert!(!kept.contains(read(folder, "trial.seed").trim()), "the seed is told nowhere");
    let again = done(folder, &["plan", "trial.toml"]);
    assert!(again.starts_with("Plan already registered"), "{again}");
    // A comment is no change.
    fs::write(folder.join("trial.toml"), format!("# note\n{}", read(folder, "trial.toml"))).unwrap();
    let again = document(folder, &["plan", "trial.toml", "--json"]);
    assert_eq!(
        (again["state"].as_str(), again["hash"].as_str()),
        (Some("unchanged"), registration["hash"].as_str())
    );
    assert_eq!(again["warnings"][0]["code"], "contamination");
    assert_eq!(read(folder, "trial.registered.json"), kept);
}

#[test]
fn all_faults_are_told_and_nothing_is_registered() {
    let folder = a_plan("usager", &[("days = 90", "days = 0"), ("alpha = 0.05", "alpha = 5")]);
    let folder = folder.path();
    let told = refused(folder, &["plan", "trial.toml"]);
    assert!(told.contains("days: ") && told.contains("analysis.alpha: "), "{told}");
    let output = efficaces(folder, &["plan", "trial.toml", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let paths: Vec<&str> =
        document["faults"].as_array().unwrap().iter().map(|it| it["path"].as_str().unwrap()).collect();
    assert!(paths.contains(&"days") && paths.contains(&"analysis.alpha"), "{paths:?}");
    let names: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(names, ["trial.toml"]);
    fs::write(folder.join("trial.toml"), "title = 'T'\nunite = 'usager'\n").unwrap();
    let told = refused(folder, &["plan", "trial.toml", "--lang", "fr"]);
    assert!(told.contains("Ligne\u{a0}2") || told.contains("Ligne 2"), "{told}");
    assert!(told.contains("«\u{a0}unite\u{a0}»"), "{told}");
    fs::write(folder.join("trial.toml"), b"title = '\xe9'\n").unwrap();
    assert!(refused(folder, &["plan", "trial.toml"]).contains("UTF-8"));
    assert_eq!(efficaces(folder, &["plan", "nowhere.toml"]).status.code(), Some(1));
}

#[test]
fn a_registered_plan_changes_only_with_a_reason_that_is_kept() {
    let folder = a_plan("usager", &[]);
    let folder = folder.path();
    assert!(refused(folder, &["plan", "trial.toml", "--amend", "why"]).contains("nothing to amend"));
    done(folder, &["plan", "trial.toml"]);
    let changed = read(folder, "trial.toml").replace("days = 90", "days = 120");
    fs::write(folder.join("trial.toml"), changed).unwrap();
    fs::write(folder.join("list.csv"), usagers(3)).unwrap();
    for words in [&["plan", "trial.toml"][..], &["assign", "trial.toml", "list.csv"]] {
        let told = refused(folder, words);
        assert!(told.contains("days: 90 → 120") && told.contains("--amend"), "{told}");
    }
    assert!(refused(folder, &["plan", "trial.toml", "--amend", " "]).contains("reason"));
    let amended = document(
        folder,
        &["plan", "trial.toml", "--amend", "fewer usagers than expected", "--after-outcomes", "--json"],
    );
    let amendment = &amended["amendments"][0];
    assert_eq!(amended["state"], "amended");
    assert_eq!(amendment["reason"], "fewer usagers than expected");
    assert_eq!(amendment["after_outcomes"], true);
    assert_eq!(amendment["changes"][0]["path"], "days");
    assert_ne!(amended["hash"], amended["registered_hash"]);
    assert!(done(folder, &["plan", "trial.toml"]).contains("unchanged since its last amendment"));
    // Changed by hand, the registration is not believed.
    let forged = read(folder, "trial.registered.json").replace("\"days\": 120", "\"days\": 121");
    fs::write(folder.join("trial.registered.json"), forged).unwrap();
    assert!(refused(folder, &["plan", "trial.toml"]).contains("by hand"));
    assert!(refused(folder, &["assign", "trial.toml", "list.csv"]).contains("by hand"));
}

#[test]
fn units_keep_their_arm_and_new_ones_are_added() {
    let folder = registered("usager", &[]);
    let folder = folder.path();
    fs::write(folder.join("list.csv"), usagers(40)).unwrap();
    let first = done(folder, &["assign", "trial.toml", "list.csv"]);
    assert_eq!(first.lines().next(), Some("unit,arm,stratum,probability,assigned_at"));
    assert_eq!(first.lines().count(), 41);
    assert_eq!(first, read(folder, "trial.assignments.csv"));
    assert_eq!(mode(folder, "trial.assignments.csv"), 0o600);
    let arms: Vec<&str> = first.lines().skip(1).map(|it| it.split(',').nth(1).unwrap()).collect();
    assert!(arms.contains(&"control") && arms.contains(&"sms"), "{arms:?}");
    assert_eq!(done(folder, &["assign", "trial.toml", "list.csv"]), first, "nothing changes");
    fs::write(folder.join("more.csv"), format!("{}u3\nu7\n", usagers(60))).unwrap();
    let more = document(folder, &["assign", "trial.toml", "more.csv", "--json"]);
    let counts =
        ["rows", "units", "assigned", "already", "twice", "rejected"].map(|it| more[it].as_u64().unwrap());
    assert_eq!(counts, [62, 60, 20, 40, 2, 0]);
    assert!(read(folder, "trial.assignments.csv").starts_with(&first), "rows are added at the end");
    let by_arm: u64 = more["arms"].as_array().unwrap().iter().map(|it| it["units"].as_u64().unwrap()).sum();
    assert_eq!(by_arm, 60);
    assert!(done(folder, &["assign", "trial.toml", "list.csv", "--out", "out.csv"]).is_empty());
    assert_eq!(read(folder, "out.csv"), first);
}

#[test]
fn rows_that_are_no_units_are_told_and_written_out() {
    let folder = registered("office", &[]);
    let folder = folder.path();
    let list = b"area;unit;size\nnorth;A;big\nnorth;;big\nsouth;B\nsouth;C;small;x\nnorth;\xff;big\nsouth;A;big\n=1+1;D;\nnorth;E;big\n";
    fs::write(folder.join("list.csv"), list).unwrap();
    let output =
        efficaces(folder, &["assign", "trial.toml", "list.csv", "--rejects", "rejects.csv", "--json"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    assert!(told.contains("8 rows read: 2 units drawn") && told.contains("6 refused"), "{told}");
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((document["units"].as_u64(), document["rejected"].as_u64()), (Some(2), Some(6)));
    let pair: Vec<&str> =
        document["assignments"].as_array().unwrap().iter().map(|it| it["arm"].as_str().unwrap()).collect();
    assert_ne!(pair[0], pair[1], "two offices of one stratum make a pair");
    assert_eq!(document["assignments"][0]["stratum"], "big|north");
    let rejects = read(folder, "rejects.csv");
    let starts: Vec<String> =
        rejects.lines().map(|it| it.split(',').take(3).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(
        starts,
        [
            "file,line,column",
            "list.csv,3,unit",
            "list.csv,4,",
            "list.csv,5,",
            "list.csv,6,unit",
            "list.csv,7,size | area",
            "list.csv,8,size",
        ]
    );
    assert_eq!(mode(folder, "rejects.csv"), 0o600);
    fs::write(folder.join("list.csv"), "unit,size\nA,big\n").unwrap();
    assert!(refused(folder, &["assign", "trial.toml", "list.csv"]).contains("“area”"));
    fs::write(folder.join("list.csv"), "unit,size,area,size\nA,big,north,big\n").unwrap();
    assert!(refused(folder, &["assign", "trial.toml", "list.csv"]).contains("more than once"));
}

#[test]
fn offices_of_each_stratum_are_split_evenly() {
    let folder = registered("office", &[]);
    let folder = folder.path();
    let list = (0..12).fold("unit,size,area\n".to_owned(), |mut list, at| {
        writeln!(list, "o{at},{},{}", ["big", "small"][at % 2], ["north", "south"][at / 2 % 2]).unwrap();
        list
    });
    fs::write(folder.join("list.csv"), list).unwrap();
    let drawn = document(folder, &["assign", "trial.toml", "list.csv", "--json"]);
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in drawn["assignments"].as_array().unwrap() {
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        *counts.entry((text("stratum"), text("arm"))).or_default() += 1;
    }
    assert_eq!(drawn["arms"][0]["units"], 6);
    assert_eq!(counts.len(), 8);
    assert!(counts.values().all(|it| (1..=2).contains(it)), "{counts:?}");
}

#[test]
fn a_wedge_draws_its_order_once() {
    let old = "method = \"stratified\"\nstrata = [\"size\", \"area\"]";
    let design = ("design = \"randomised\"", "design = \"stepped-wedge\"");
    let folder = registered("office", &[design, (old, "steps = 3")]);
    let folder = folder.path();
    fs::write(folder.join("list.csv"), usagers(6)).unwrap();
    let first = done(folder, &["assign", "trial.toml", "list.csv"]);
    let header = "unit,arm,stratum,probability,assigned_at,starts_on,first_treated";
    assert_eq!(first.lines().next(), Some(header));
    let mut starts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in first.lines().skip(1) {
        *starts.entry(row.split(',').nth(5).unwrap()).or_default() += 1;
    }
    assert_eq!(
        starts.into_iter().collect::<Vec<_>>(),
        [("2027-04-12", 2), ("2027-05-24", 2), ("2027-07-05", 2)]
    );
    assert_eq!(done(folder, &["assign", "trial.toml", "list.csv"]), first);
    fs::write(folder.join("more.csv"), usagers(7)).unwrap();
    assert!(refused(folder, &["assign", "trial.toml", "more.csv"]).contains("“u6”"));
}

#[test]
fn nothing_is_drawn_without_registration_or_with_another_seed() {
    let folder = a_plan("usager", &[]);
    let folder = folder.path();
    fs::write(folder.join("list.csv"), usagers(3)).unwrap();
    assert!(refused(folder, &["assign", "trial.toml", "list.csv"]).contains("not registered"));
    done(folder, &["plan", "trial.toml"]);
    let seed = read(folder, "trial.seed");
    fs::write(folder.join("trial.seed"), "0".repeat(64)).unwrap();
    assert!(refused(folder, &["assign", "trial.toml", "list.csv"]).contains("not the one"));
    fs::remove_file(folder.join("trial.seed")).unwrap();
    assert!(refused(folder, &["assign", "trial.toml", "list.csv"]).contains("missing"));
    assert!(done(folder, &["plan", "trial.toml"]).starts_with("Plan already registered"));
    assert!(!folder.join("trial.seed").exists(), "no other seed is made");
    fs::write(folder.join("trial.seed"), seed).unwrap();
    done(folder, &["assign", "trial.toml", "list.csv"]);
    fs::write(folder.join("trial.assignments.csv"), "unit,arm\nu0,sms\n").unwrap();
    assert!(refused(folder, &["assign", "trial.toml", "list.csv"]).contains("not readable"));
    fs::write(folder.join("list.csv"), "unit,cluster\nu0,o1\n").unwrap();
    fs::remove_file(folder.join("trial.assignments.csv")).unwrap();
    assert!(refused(folder, &["assign", "trial.toml", "list.csv"]).contains("cluster"));
}
