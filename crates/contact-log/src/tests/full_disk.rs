//! A disk that fills up: a clear error, the log as before, and the import succeeds once there is room.

use std::{path::Path, process::Command};

use super::world::{Row, World, contact, contact_batch};
use crate::{LogError, manifest::Manifest};

/// A small disk in memory, unmounted at the end.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    /// `None`, said aloud, where mounting is not allowed.
    fn mount(folder: &'a Path) -> Option<Self> {
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(folder).output();
        if mount.is_ok_and(|it| it.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("skipped: this user may not mount a disk");
        None
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _unmounted = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_is_said_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(disk) = Disk::mount(folder.path()) else { return };
    let world = World::at(disk.0.join("log"));
    world.add(&[contact("first", "bob", 1)]).expect("fits");
    let mut rows = Vec::new();
    let error = loop {
        let from = rows.len() as u64;
        rows.extend(
            (from..from + 2_000)
                .map(|it| Row { line: it, ..contact(it, &format!("u{it}"), it.cast_signed()) }),
        );
        match world.add(&rows) {
            Ok(_) => assert!(rows.len() < 200_000, "2 MB cannot hold so many"),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, LogError::DiskFull(_)), "{error:?}");
    let report = world.log.check().expect("readable");
    assert_eq!(report.problems, Vec::<String>::new());
    assert!(report.contacts >= 1);
    let left = std::fs::read_dir(world.path()).expect("a folder");
    let left =
        left.filter(|it| it.as_ref().expect("an entry").file_name().to_string_lossy().starts_with("tmp-"));
    assert_eq!(left.count(), 0, "staged rows are removed");
    let manifest = Manifest::newest(world.log.store()).expect("readable").expect("there");
    // Replaced files wait for the readers of older snapshots.
    let known = manifest.names().chain(manifest.retired.iter().map(|it| it.name.as_str()));
    let known = known.filter(|it| it.starts_with("contacts/")).count();
    let files = std::fs::read_dir(world.path().join("contacts/caf")).expect("a folder").count();
    assert_eq!(files, known, "nothing of the failed import is left");
    let import = world.begin();
    import.contacts(contact_batch(&[contact("last", "bob", 2)]), &"b".into()).expect("staged");
    let grown = Command::new("mount").args(["-o", "remount,size=64m"]).arg(disk.0).status();
    assert!(grown.is_ok_and(|it| it.success()));
    import.commit().expect("there is room");
    world.add(&rows).expect("there is room");
    assert_eq!(world.log.check().expect("readable").contacts, rows.len() as u64 + 2);
}
