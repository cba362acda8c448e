//! The key file, and what is made with it.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::{Keys, LogError};

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
