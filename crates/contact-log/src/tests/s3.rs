//! The log in an object store: a real S3-compatible server, which `scripts/test-s3` starts.

use std::thread;

use super::world::{Row, World, contact, contact_batch};
use crate::{ImportOptions, ImportReport, Keys, Log, LogError, unique::unique};

/// A fresh prefix of the server's bucket; `None`, said aloud, where no server was started.
fn address() -> Option<String> {
    let Ok(bucket) = std::env::var("TEST_S3") else {
        assert!(std::env::var("CI").is_err(), "CI must run this with scripts/test-s3");
        eprintln!("skipped: no TEST_S3; run it with scripts/test-s3");
        return None;
    };
    Some(format!("{bucket}/log-{:016x}", unique().expect("a number")))
}

fn add(log: &Log, rows: &[Row]) -> Result<ImportReport, LogError> {
    let import = log.begin_import(&Keys::from_bytes([7; 32]), ImportOptions::default())?;
    import.contacts(contact_batch(rows), &"a.csv".into())?;
    import.commit()
}

fn some(from: u64, to: u64) -> Vec<Row> {
    (from..to).map(|it| Row { line: it, ..contact(it, &format!("u{}", it % 17), it.cast_signed()) }).collect()
}

#[test]
fn an_object_store_holds_a_log_like_a_folder_does() {
    let Some(address) = address() else { return };
    let world = World::over(Log::open(&address).expect("opens"));
    assert_eq!(world.log.snapshot().expect("a snapshot").version, 0);
    for import in 0..12 {
        assert_eq!(add(&world.log, &some(import * 10, import * 10 + 10)).expect("imports").contacts, 10);
    }
    let again = add(&world.log, &some(0, 120)).expect("imports");
    assert_eq!((again.contacts, again.duplicates), (0, 120));
    assert_eq!(world.contacts().len(), 120);
    let files = world.log.snapshot().expect("a snapshot").files();
    assert!(files.len() <= 8, "compacted to {} files", files.len());
    assert!(files.iter().all(|it| it.location.starts_with("s3://")));
    assert_eq!(world.log.check().expect("readable").problems, Vec::<String>::new());
    world.log.compact().expect("compacts");
    assert_eq!(world.contacts().len(), 120);
}

#[test]
fn of_two_machines_that_commit_at_once_none_loses_a_row() {
    let Some(address) = address() else { return };
    thread::scope(|scope| {
        for machine in 0..3_u64 {
            let address = &address;
            scope.spawn(move || {
                let log = Log::open(address).expect("opens");
                for import in 0..4 {
                    // Half of the rows are everybody's.
                    let from = import * 10;
                    let mut rows = some(from, from + 5);
                    rows.extend(some(1_000 * (machine + 1) + from, 1_000 * (machine + 1) + from + 5));
                    while let Err(error) = add(&log, &rows) {
                        assert!(matches!(error, LogError::Busy(_)), "{error:?}");
                    }
                }
            });
        }
    });
    let world = World::over(Log::open(&address).expect("opens"));
    assert_eq!(world.contacts().len(), 4 * 5 + 3 * 4 * 5);
    assert_eq!(world.log.check().expect("readable").problems, Vec::<String>::new());
}
