//! What must stay true of the repository itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|it| panic!("{}: {it}", path.display()))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    paths
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    entries(folder)
        .into_iter()
        .flat_map(|it| if it.is_dir() { sources(&it) } else { vec![it] })
        .filter(|it| it.extension().is_some_and(|it| it == "rs"))
        .collect()
}

/// The last column of the crates' table in `ARCHITECTURE.md`.
fn allowed_arrows(crates: &BTreeSet<String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut allowed = BTreeMap::new();
    for line in read(&root().join("ARCHITECTURE.md")).lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, name, _, below, _] = cells.as_slice() else { continue };
        let name = name.trim_matches('`').to_owned();
        if !crates.contains(&name) {
            continue;
        }
        let below = match below.strip_prefix("all but ") {
            Some(except) => {
                let except: Vec<&str> = except.split(" and ").collect();
                crates.iter().filter(|it| !except.contains(&it.as_str())).cloned().collect()
            }
            None => below.split(", ").filter(|it| *it != "–").map(str::to_owned).collect(),
        };
        allowed.insert(name, below);
    }
    allowed
}

fn dependencies(folder: &Path) -> BTreeSet<String> {
    let manifest: toml::Table = read(&folder.join("Cargo.toml")).parse().unwrap();
    let table = manifest.get("dependencies").and_then(|it| it.as_table());
    table.into_iter().flat_map(toml::Table::keys).cloned().collect()
}

#[test]
fn arrows_between_crates_are_those_of_the_architecture() {
    let folders = entries(&root().join("crates"));
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    let crates: BTreeSet<String> = folders.iter().map(name).collect();
    let allowed = allowed_arrows(&crates);
    for folder in &folders {
        let name = name(folder);
        let listed = allowed.get(&name).unwrap_or_else(|| panic!("{name} is not in ARCHITECTURE.md"));
        let ours: BTreeSet<String> = dependencies(folder).intersection(&crates).cloned().collect();
        // The binary may name all but those.
        let is_listed = if name == "efficaces" { ours.is_subset(listed) } else { ours == *listed };
        assert!(is_listed, "{name} depends on {ours:?}, ARCHITECTURE.md says {listed:?}");
    }
}

#[test]
fn arrow_and_datafusion_stay_where_the_architecture_says() {
    let wanted = [
        ("arrow", vec!["contact-log", "efficaces", "engine", "exchange", "intake", "simulator"]),
        ("datafusion", vec!["query"]),
    ];
    for (dependency, crates) in wanted {
        let folders = entries(&root().join("crates"));
        let with = folders.iter().filter(|it| dependencies(it).contains(dependency));
        let names: Vec<_> = with.map(|it| it.file_name().unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(names, crates, "{dependency}");
    }
}

#[test]
fn both_languages_have_the_same_sentences() {
    let keys = |path: &Path| -> BTreeSet<String> {
        let text = read(path);
        let keys = text.lines().filter(|it| it.starts_with(|first: char| first.is_ascii_alphabetic()));
        keys.filter_map(|it| it.split_once(" =").map(|(key, _)| key.to_owned())).collect()
    };
    let french = entries(&root().join("content/locales/fr"));
    let english = entries(&root().join("content/locales/en"));
    assert_eq!(french.len(), english.len());
    for (fr, en) in french.iter().zip(&english) {
        assert_eq!(fr.file_name(), en.file_name());
        assert!(!keys(fr).is_empty(), "{} has no sentence", fr.display());
        assert_eq!(keys(fr), keys(en), "{} and {}", fr.display(), en.display());
    }
}

#[test]
fn a_file_is_one_idea() {
    for path in entries(&root().join("crates")).iter().flat_map(|it| sources(it)) {
        let lines = read(&path).lines().count();
        assert!(lines <= 650, "{} has {lines} lines: it is probably two ideas", path.display());
    }
}

#[test]
fn every_module_says_what_it_is() {
    for path in entries(&root().join("crates")).iter().flat_map(|it| sources(&it.join("src"))) {
        let text = read(&path);
        let is_test = path.ends_with("tests.rs") || path.components().any(|it| it.as_os_str() == "tests");
        assert!(is_test || text.starts_with("//!"), "{} does not open with `//!`", path.display());
    }
}

#[test]
fn french_signs_keep_to_their_words() {
    for path in entries(&root().join("content/locales/fr")) {
        let text = read(&path);
        for line in text.lines().filter(|it| !it.starts_with('#')) {
            let loose = [" ;", " ?", " !", " »", " %", "« "].into_iter().find(|it| line.contains(it));
            let colon = line.contains(" : ") || line.ends_with(" :");
            assert!(loose.is_none() && !colon, "{}: a space may break here: {line}", path.display());
            let mut signs = line.chars().zip(line.chars().skip(1)).zip(line.chars().skip(2));
            let typed = signs.any(|((a, sign), b)| a.is_alphabetic() && sign == '\'' && b.is_alphabetic());
            assert!(!typed, "{}: an apostrophe is ’: {line}", path.display());
        }
    }
}
