//! Many small imports: files stay few, buckets stay small, rows stay the same.

use std::time::Duration;

use super::world::{EventRow, Row, World, contact, event, rows};
use crate::{Limits, LogKind, LogOptions, manifest::Manifest};

fn grown(world: &World, imports: u64) -> (Vec<String>, Vec<String>) {
    for import in 0..imports {
        let rows: Vec<Row> = (0..12)
            .map(|it| {
                let id = import * 12 + it;
                let request = Some(format!("r{}", id % 40));
                Row {
                    request,
                    line: it,
                    ..contact(id, &format!("u{}", id % 31), (id * 7 % 50).cast_signed())
                }
            })
            .collect();
        let events: Vec<EventRow> = (0..4)
            .map(|it| event(&format!("r{it}"), &format!("u{it}"), import.cast_signed(), "opened"))
            .collect();
        world.add_all(&rows, &events).expect("imports");
    }
    (world.contacts(), world.events())
}

fn sorted(mut rows: Vec<String>) -> Vec<String> {
    rows.sort_unstable();
    rows
}

#[test]
fn a_log_of_many_imports_has_few_files_and_the_same_rows() {
    let (small, plain) = (World::small(), World::new());
    let (contacts, events) = grown(&small, 40);
    let (same_contacts, same_events) = grown(&plain, 5);
    assert_eq!((contacts.len(), events.len()), (480, 160));
    assert_eq!((same_contacts.len(), same_events.len()), (60, 20));
    let expected = World::new();
    let all = grown(&expected, 40);
    assert_eq!(sorted(contacts), sorted(all.0));
    assert_eq!(sorted(events), sorted(all.1));

    let snapshot = small.log.snapshot().expect("a snapshot");
    let partner = snapshot.partner("caf").expect("there");
    assert!(partner.buckets >= 8, "480 rows in {} buckets of at most 48", partner.buckets);
    let report = small.log.check().expect("readable");
    assert_eq!(report.problems, Vec::<String>::new());
    let before = rows(&snapshot, LogKind::Contacts);
    small.log.compact().expect("compacts");
    assert_eq!(before, small.contacts());
}

#[test]
fn fifty_imports_make_few_files_and_duplicates_are_still_found() {
    let world = World::new();
    let (contacts, events) = grown(&world, 50);
    assert_eq!((contacts.len(), events.len()), (600, 200));
    let files = world.log.snapshot().expect("a snapshot").files();
    let of = |kind| files.iter().filter(|it| it.kind == kind).count();
    let most = Limits::default().bucket_files_max;
    assert!(of(LogKind::Contacts) <= most, "{} files of contacts", of(LogKind::Contacts));
    assert!(of(LogKind::Events) <= most, "{} files of events", of(LogKind::Events));
    for folder in ["ids", "requests"] {
        // Of contacts and of events; those replaced wait for the readers of older snapshots.
        let manifest = Manifest::newest(world.log.store()).expect("readable").expect("there");
        let named = manifest.names().filter(|it| it.starts_with(folder)).count();
        assert!(named <= 2 * most, "{named} files of {folder}");
    }

    let version = world.log.snapshot().expect("a snapshot").version;
    let again = grown(&world, 50);
    assert_eq!(again, (contacts, events));
    assert_eq!(world.log.snapshot().expect("a snapshot").version, version, "nothing was added");
}

/// What an import costs does not grow with the log: a small one writes small files.
#[test]
fn a_small_import_into_a_large_log_writes_little() {
    let world = World::new();
    let many: Vec<Row> = (0..60_000)
        .map(|it| Row { line: it, ..contact(it, &format!("u{}", it % 9_001), it.cast_signed()) })
        .collect();
    world.add(&many).expect("imports");
    let sizes = |world: &World| -> u64 {
        let folders = world.log.data_folders().expect("readable");
        let files = folders.iter().flat_map(|it| std::fs::read_dir(world.path().join(it)).expect("a folder"));
        files.map(|it| it.expect("an entry").metadata().expect("there").len()).sum()
    };
    let before = sizes(&world);
    world.add(&[contact("new", "u1", 1)]).expect("imports");
    let added = sizes(&world) - before;
    assert!(added * 50 < before, "{added} bytes beside {before} for one contact");
}

#[test]
fn an_older_snapshot_is_readable_until_the_grace_is_over() {
    let world = World::small();
    grown(&world, 3);
    let old = world.log.snapshot().expect("a snapshot");
    let before = rows(&old, LogKind::Contacts);
    grown(&world, 20);
    assert_eq!(rows(&old, LogKind::Contacts), before);

    let count = |folder: &str| {
        let folder = world.path().join(folder).join("caf");
        std::fs::read_dir(folder).expect("a folder").count()
    };
    let named = |log: &crate::Log| log.snapshot().expect("a snapshot").files().len();
    assert!(count("contacts") + count("events") > named(&world.log), "replaced files wait");
    let path = world.path();
    let options = LogOptions { grace: Duration::ZERO, ..LogOptions::default() };
    let log = crate::Log::open_with(path.to_str().expect("a path"), options).expect("a log");
    log.compact().expect("compacts");
    assert_eq!(count("contacts") + count("events"), named(&log));
    assert_eq!(log.check().expect("readable").problems, Vec::<String>::new());
}

#[test]
fn a_large_import_into_a_small_partner_gives_it_more_buckets() {
    let world = World::small();
    world.add(&[contact(1, "bob", 1)]).expect("imports");
    let many: Vec<Row> = (0..400)
        .map(|it| Row { line: it, ..contact(it, &format!("u{}", it % 90), it.cast_signed()) })
        .collect();
    let report = world.add(&many).expect("imports");
    assert_eq!((report.contacts, report.conflict_count), (399, 1));
    let snapshot = world.log.snapshot().expect("a snapshot");
    assert!(snapshot.partner("caf").expect("there").buckets >= 8);
    assert_eq!(world.contacts().len(), 400);
    assert_eq!(world.log.check().expect("readable").problems, Vec::<String>::new());
}
