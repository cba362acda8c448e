//! Migrations that instances have applied: the database knows each by its checksum, and refuses to start if one was changed.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Each migration with its checksum, as `in_force.txt` keeps them: `crate/database/file checksum`, in order.
const LIST: &str = "tests/it/in_force.txt";

fn manifest() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).unwrap_or_else(|it| panic!("{}: {it}", folder.display()));
    found.map(|it| it.unwrap().path()).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// The migrations of all crates.
fn present() -> BTreeMap<String, String> {
    let mut present = BTreeMap::new();
    for folder in entries(&manifest().join("..")) {
        for database in ["sqlite", "postgres"] {
            let migrations = folder.join("migrations").join(database);
            if !migrations.is_dir() {
                continue;
            }
            for file in entries(&migrations) {
                let checksum = blake3::hash(&fs::read(&file).unwrap()).to_hex()[..16].to_owned();
                present.insert(format!("{}/{database}/{}", name(&folder), name(&file)), checksum);
            }
        }
    }
    present
}

#[test]
fn a_migration_in_force_stays_as_it_was() {
    let list = fs::read_to_string(manifest().join(LIST)).unwrap();
    let kept: BTreeMap<String, String> = list
        .lines()
        .map(|it| it.split_once(' ').unwrap_or_else(|| panic!("{LIST}: `{it}` has no checksum")))
        .map(|(file, checksum)| (file.to_owned(), checksum.to_owned()))
        .collect();
    let present = present();
    assert!(present.len() > 50, "the migrations were found");
    for (file, checksum) in &kept {
        let now = present.get(file).unwrap_or_else(|| panic!("{file} is in force, but it is gone"));
        assert_eq!(
            now, checksum,
            "{file} is in force and was changed: put it back, and write a new migration"
        );
    }
    let new: Vec<String> = present
        .iter()
        .filter(|(file, _)| !kept.contains_key(*file))
        .map(|(file, it)| format!("{file} {it}"))
        .collect();
    assert!(
        new.is_empty(),
        "these are new: add them to {LIST} (until they leave your branch, a line may change with its migration):\n{}",
        new.join("\n")
    );
}
