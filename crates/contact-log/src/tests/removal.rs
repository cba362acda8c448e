//! An import taken back: its rows go, all others stay, and the log is as sound as before.

use proptest::{collection::vec, prelude::*};

use super::{
    model::{event_row, row},
    world::{EventRow, Row, World, contact, contact_batch, event, event_batch},
};
use crate::{ImportNumber, ImportOptions, ImportReport};

fn add_numbered(world: &World, rows: &[Row], events: &[EventRow]) -> ImportReport {
    let options = ImportOptions { numbered: true, ..ImportOptions::default() };
    let import = world.log.begin_import(&world.keys, options).expect("begins");
    import.contacts(contact_batch(rows), &"a.csv".into()).expect("staged");
    import.events(event_batch(events), &"a.csv".into()).expect("staged");
    import.commit().expect("committed")
}

/// All rows, sorted.
fn all(world: &World) -> Vec<String> {
    let mut rows = world.contacts();
    rows.extend(world.events());
    rows.sort_unstable();
    rows
}

/// What is in `left` more often than in `right`.
fn less(left: &[String], right: &[String]) -> Vec<String> {
    let mut rest = left.to_vec();
    for row in right {
        if let Some(at) = rest.iter().position(|it| it == row) {
            rest.remove(at);
        }
    }
    rest
}

#[test]
fn a_removed_import_can_be_imported_again() {
    let world = World::small();
    let rows: Vec<Row> = (0..120).map(|it| contact(it, &format!("u{}", it % 30), it)).collect();
    let events: Vec<EventRow> = (0..60).map(|it| event(&format!("r{it}"), "bob", it, "opened")).collect();
    let first = add_numbered(&world, &rows[..70], &events[..40]).import.expect("a number");
    let before = all(&world);
    let report = add_numbered(&world, &rows, &events);
    let second = report.import.expect("a number");
    assert!(second > first);
    let both = all(&world);
    let noted: Vec<_> = world.log.imports().expect("readable");
    let counts: Vec<_> = noted.iter().map(|it| (it.import, it.contacts, it.events)).collect();
    assert_eq!(counts, [(Some(second), 50, 20), (Some(first), 70, 40)]);
    assert_eq!((noted[0].from.as_microsecond(), noted[0].to.as_microsecond()), (40, 119));

    let removal = world.log.remove_import(second, None).expect("removed");
    assert_eq!((removal.contacts, removal.events), (50, 20));
    assert_eq!(all(&world), before);
    assert_eq!(world.log.check().expect("readable").problems, Vec::<String>::new());
    let again = add_numbered(&world, &rows, &events);
    assert_eq!((again.contacts, again.events, again.duplicates), (50, 20, 110));
    assert_eq!(all(&world), both);

    for number in [first, again.import.expect("a number")] {
        world.log.remove_import(number, None).expect("removed");
    }
    assert!(world.log.snapshot().expect("a snapshot").partners().is_empty(), "nothing is left");
}

#[test]
fn only_the_partner_that_is_named_loses_rows() {
    let world = World::new();
    let other = Row { partner: "cpam", ..contact(1, "bob", 10) };
    let number = add_numbered(&world, &[contact(1, "bob", 10), other], &[]).import.expect("a number");
    let removal = world.log.remove_import(number, Some(&"caf".parse().expect("a code"))).expect("removed");
    assert_eq!(removal.contacts, 1);
    let left = world.log.imports().expect("readable");
    assert_eq!(left.iter().map(|it| it.partner.as_str()).collect::<Vec<_>>(), ["cpam"]);
    let version = removal.version;
    let unknown: ImportNumber = "00000000000000ff".parse().expect("a number");
    let removal = world.log.remove_import(unknown, None).expect("nothing to do");
    assert_eq!((removal.contacts, removal.version), (0, version));
}

#[test]
fn the_number_of_an_import_reads_back() {
    let number = ImportNumber::new(1_763_917_200_000_000, 0xABCD);
    assert_eq!(number.to_string().parse(), Ok(number));
    assert_eq!(number.begun_at().as_microsecond(), 1_763_917_200_000_000);
    for text in ["", "0", "0000000000000000", "xyz", "123"] {
        assert!(text.parse::<ImportNumber>().is_err(), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_others_brought_stays(
        imports in vec((vec(row(), 0..60), vec(event_row(), 0..25)), 1..5),
        removed in any::<prop::sample::Index>(),
    ) {
        let world = World::small();
        let mut states = vec![Vec::new()];
        let mut numbers = Vec::new();
        for (rows, events) in &imports {
            numbers.push(add_numbered(&world, rows, events).import.expect("a number"));
            states.push(all(&world));
        }
        let at = removed.index(imports.len());
        let brought = less(&states[at + 1], &states[at]);
        let removal = world.log.remove_import(numbers[at], None).expect("removed");
        prop_assert_eq!(removal.contacts + removal.events, brought.len() as u64);
        prop_assert_eq!(all(&world), less(&states[imports.len()], &brought));
        prop_assert_eq!(world.log.check().expect("readable").problems, Vec::<String>::new());
    }
}
