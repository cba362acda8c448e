//! The plain way: import, read.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch, UInt64Array};
use kernel::PartnerCode;

use super::world::{World, contact, contact_batch, event};
use crate::{Keys, Log, LogError, schema::PSEUDONYMOUS_CONTACTS};

#[test]
fn an_absent_folder_is_an_empty_log() {
    let world = World::new();
    let snapshot = world.log.snapshot().expect("a snapshot");
    assert_eq!((snapshot.version, snapshot.partners().len()), (0, 0));
    assert!(!world.path().exists());
}

#[test]
fn what_is_imported_is_read_back_in_order() {
    let world = World::new();
    let rows = [contact(2, "bob", 20), contact(1, "bob", 10), contact(3, "ann", 5)];
    let report = world.add_all(&rows, &[event("R1", "bob", 7, "opened")]).expect("imports");
    assert_eq!((report.contacts, report.events, report.version), (3, 1, 1));
    assert_eq!((report.from_us, report.to_us), (Some(5), Some(20)));
    let contacts = world.contacts();
    assert_eq!(contacts.len(), 3);
    let of_bob = contacts.iter().position(|it| it.starts_with("1|")).expect("there");
    assert!(contacts[of_bob + 1].starts_with("2|"), "bob's contacts follow each other: {contacts:?}");
    assert_eq!(world.events().len(), 1);
}

#[test]
fn no_source_value_is_in_a_file() {
    let world = World::new();
    world.add(&[contact("C-1", "0612345678", 1)]).expect("imports");
    let mut folders = vec![world.path().to_owned()];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).expect("a file");
            seen += 1;
            assert!(!bytes.windows(10).any(|it| it == b"0612345678"), "{}", path.display());
        }
    }
    assert!(seen >= 2, "a manifest and a Parquet file");
}

#[test]
fn columns_come_in_the_order_asked_and_unknown_ones_are_refused() {
    let world = World::new();
    world.add(&[contact(1, "bob", 1)]).expect("imports");
    let snapshot = world.log.snapshot().expect("a snapshot");
    let partner = &snapshot.partners()[0];
    let mut batches = snapshot.read_contacts(partner, 0, &["reason", "usager", "channel"]).expect("readable");
    let batch = batches.next().expect("a batch").expect("readable");
    let names: Vec<&str> = batch.schema_ref().fields().iter().map(|it| it.name().as_str()).collect();
    assert_eq!(names, ["reason", "usager", "channel"]);
    let refused = snapshot.read_contacts(partner, 0, &["usager", "name"]);
    assert!(matches!(refused, Err(LogError::UnknownColumn(name)) if name == "name"));
    let none = snapshot.read_events(partner, 0, &["status"]).expect("readable").count();
    assert_eq!(none, 0);
}

#[test]
fn damage_is_reported() {
    let world = World::small();
    let rows: Vec<_> = (0..100).map(|it| contact(it, &format!("u{it}"), it)).collect();
    world.add(&rows).expect("imports");
    let files = world.log.snapshot().expect("a snapshot").files();
    std::fs::remove_file(&files[0].location).expect("removed");
    std::fs::write(&files[1].location, b"PAR1").expect("cut");
    let report = world.log.check().expect("the manifest is whole");
    assert!(report.problems.len() >= 2, "{:?}", report.problems);
    assert!(!report.is_sound());
}

#[test]
fn rows_that_are_pseudonymous_already_meet_those_of_a_file() {
    let world = World::new();
    world.add(&[contact(1, "bob", 1)]).expect("imports");
    let caf = "caf".parse().expect("a code");
    let plain = contact_batch(&[contact(1, "bob", 1), contact(2, "bob", 2)]);
    let columns = PSEUDONYMOUS_CONTACTS.fields().iter().map(|field| {
        let column = plain.column_by_name(field.name()).expect("a column");
        let pseudonym: fn(&Keys, &PartnerCode, &str) -> u64 = match field.name().as_str() {
            "usager" => Keys::usager,
            "request" => Keys::request,
            "agent" => Keys::agent,
            _ => return Arc::clone(column),
        };
        let names = column.as_string::<i32>().iter().map(|it| it.map(|it| pseudonym(&world.keys, &caf, it)));
        Arc::new(names.collect::<UInt64Array>()) as ArrayRef
    });
    let batch =
        RecordBatch::try_new(Arc::clone(&PSEUDONYMOUS_CONTACTS), columns.collect()).expect("the schema");
    let import = world.begin();
    import.stored_contacts(batch, &"register".into()).expect("staged");
    let report = import.commit().expect("imports");
    assert_eq!((report.contacts, report.duplicates, report.conflict_count), (1, 1, 0));
    assert_eq!(world.log.check().expect("readable").problems, Vec::<String>::new());
}

#[test]
fn a_mistyped_address_is_no_empty_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = |name: &str| Log::open_existing(folder.path().join(name).to_str().expect("text"));
    assert!(matches!(open("absent"), Err(LogError::NoLog(_))));
    std::fs::create_dir(folder.path().join("begun")).expect("made");
    std::fs::write(folder.path().join("begun/lock"), "").expect("written");
    assert!(open("begun").is_ok());
    std::fs::create_dir(folder.path().join("other")).expect("made");
    std::fs::write(folder.path().join("other/letter.txt"), "").expect("written");
    assert!(matches!(open("other"), Err(LogError::NoLog(_))));

    let world = World::small();
    world.add(&[contact("first", "bob", 1)]).expect("added");
    assert!(Log::open_existing(world.path().to_str().expect("text")).is_ok());
}
