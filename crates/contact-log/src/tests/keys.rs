//! The key file, and what is made with it.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use super::world::{World, contact};
use crate::{ImportOptions, Keys, Log, LogError};

#[test]
fn the_key_is_made_once_and_only_its_owner_reads_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("secrets/pseudonyms.key");
    let caf = "caf".parse().expect("a code");
    let first = Keys::open(&path).expect("made").usager(&caf, "bob");
    assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(&path).expect("there").len(), 32);
    assert_eq!(Keys::open(&path).expect("read").usager(&caf, "bob"), first);
    assert_eq!(
        fs::read_dir(folder.path().join("secrets")).expect("a folder").count(),
        1,
        "nothing beside it"
    );
}

#[test]
fn a_key_that_others_can_read_or_that_is_cut_off_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key");
    Keys::open(&path).expect("made");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("changed");
    assert!(matches!(Keys::open(&path), Err(LogError::KeyFile { .. })));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("changed");
    fs::write(&path, [1; 31]).expect("cut");
    assert!(matches!(Keys::open(&path), Err(LogError::KeyFile { .. })));
}

#[test]
fn equal_values_of_two_partners_or_two_kinds_do_not_meet() {
    let keys = Keys::from_bytes([1; 32]);
    let (caf, cpam) = ("caf".parse().expect("a code"), "cpam".parse().expect("a code"));
    let all = [
        keys.usager(&caf, "1"),
        keys.request(&caf, "1"),
        keys.agent(&caf, "1"),
        keys.usager(&cpam, "1"),
        Keys::from_bytes([2; 32]).usager(&caf, "1"),
    ];
    for (at, one) in all.iter().enumerate() {
        assert!(!all[at + 1..].contains(one));
    }
    assert!(!format!("{keys:?}").contains('1'));
}

#[test]
fn a_log_takes_no_other_key_than_its_own() {
    let world = World::small();
    world.add(&[contact("first", "bob", 1)]).expect("added");
    let other = Keys::from_bytes([9; 32]);
    let begun = world.log.begin_import(&other, ImportOptions::default());
    assert!(matches!(begun, Err(LogError::OtherKey)));
}

#[test]
fn the_key_of_a_log_is_beside_it_however_the_log_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let open = |path: &Path| Log::open(path.to_str().expect("text")).expect("opens");
    let caf = "caf".parse().expect("a code");
    let bob = |path: &Path| open(path).keys(None).map(|it| it.usager(&caf, "bob"));

    let first = bob(&path).expect("made");
    assert!(folder.path().join("log.key").is_file());
    let world = World::at(path.clone());
    let keys = open(&path).keys(None).expect("read");
    world.log.begin_import(&keys, ImportOptions::default()).expect("its own key");

    fs::create_dir_all(&path).expect("a folder");
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&path, &link).expect("a link");
    for spelled in [path.join(""), path.join("."), link] {
        assert_eq!(bob(&spelled).expect("found"), first, "{}", spelled.display());
    }
    assert_eq!(fs::read_dir(&path).expect("a folder").count(), 0, "no key is in the log");
}

#[test]
fn a_log_with_rows_is_not_given_a_new_key() {
    let world = World::small();
    world.add(&[contact("first", "bob", 1)]).expect("added");
    assert!(matches!(world.log.keys(None), Err(LogError::KeyMissing(_))));
    let named = world.path().with_extension("elsewhere");
    assert!(matches!(world.log.keys(Some(&named)), Err(LogError::KeyMissing(_))));
    assert!(!named.exists());
    let remote = Log::open("s3://bucket/log").expect("an address");
    assert!(matches!(remote.keys(None), Err(LogError::KeyUnnamed)));
}
