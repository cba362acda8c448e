//! The same row again, and another row under the same id.

use super::world::{EventRow, Row, World, contact, contact_batch, event, event_batch};

fn lines(mut rows: Vec<Row>) -> Vec<Row> {
    (1..).zip(&mut rows).for_each(|(line, it)| it.line = line);
    rows
}

#[test]
fn importing_a_file_twice_changes_nothing() {
    let world = World::small();
    let rows = lines((0..100).map(|it| contact(it, &format!("u{}", it % 30), it * 10)).collect());
    let events: Vec<EventRow> = (0..50).map(|it| event(&format!("r{it}"), "bob", it, "opened")).collect();
    world.add_all(&rows, &events).expect("imports");
    let before = (world.contacts(), world.events());
    let again = world.add_all(&rows, &events).expect("imports");
    assert_eq!((again.contacts, again.events, again.duplicates), (0, 0, 150));
    assert_eq!(again.conflict_count, 0);
    assert_eq!(again.version, 1, "nothing to commit");
    assert_eq!(before, (world.contacts(), world.events()));
}

#[test]
fn the_first_contact_with_an_id_stays_and_both_are_shown() {
    let world = World::new();
    let mut second = contact(1, "bob", 10);
    second.channel = "email";
    second.duration_s = Some(60);
    second.line = 2;
    let report = world.add(&[second.clone(), contact(1, "bob", 10)]).expect("imports");
    assert_eq!((report.contacts, report.duplicates, report.conflict_count), (1, 0, 1));
    let conflict = &report.conflicts[0];
    assert_eq!((conflict.line, conflict.contact_id.as_str(), &*conflict.file), (2, "1", "a.csv"));
    assert_eq!(conflict.kept, "channel=phone, duration_s=120");
    assert_eq!(conflict.refused, "channel=email, duration_s=60");

    let later = world.add(&[second]).expect("imports");
    assert_eq!((later.contacts, later.duplicates, later.conflict_count), (0, 0, 1));
    assert_eq!(later.conflicts[0].kept, "channel=phone, duration_s=120");
}

#[test]
fn an_id_used_for_another_usager_is_a_conflict_whatever_the_bucket() {
    let world = World::small();
    let rows = lines((0..200).map(|it| contact(it, &format!("u{it}"), it)).collect());
    world.add(&rows).expect("imports");
    let strangers: Vec<Row> = (0..200).map(|it| contact(it, &format!("v{it}"), it)).collect();
    let report = world.add(&strangers).expect("imports");
    assert_eq!((report.contacts, report.duplicates, report.conflict_count), (0, 0, 200));
    assert!(report.conflicts[0].kept.starts_with("usager=#"));

    let nobody: Vec<Row> = (0..200).map(|it| Row { usager: None, ..contact(it, "", it) }).collect();
    let report = world.add(&nobody).expect("imports");
    assert_eq!((report.contacts, report.conflict_count), (0, 200));
}

#[test]
fn ids_of_two_partners_do_not_meet() {
    let world = World::new();
    let other = Row { partner: "cpam", ..contact(1, "bob", 10) };
    let report = world.add(&[contact(1, "bob", 10), other]).expect("imports");
    assert_eq!((report.contacts, report.duplicates, report.conflict_count), (2, 0, 0));
    assert_eq!(report.partners.iter().map(kernel::PartnerCode::as_str).collect::<Vec<_>>(), ["caf", "cpam"]);
}

#[test]
fn equal_status_changes_of_a_file_are_as_many_as_the_file_has() {
    let world = World::new();
    let twice: Vec<EventRow> =
        (1..=2).map(|line| EventRow { line, ordinal: line, ..event("r", "bob", 5, "paid") }).collect();
    assert_eq!(world.add_all(&[], &twice).expect("imports").events, 2);
    let again = world.add_all(&[], &twice).expect("imports");
    assert_eq!((again.events, again.duplicates), (0, 2));
    let thrice: Vec<EventRow> =
        (1..=3).map(|line| EventRow { line, ..event("r", "bob", 5, "paid") }).collect();
    let richer = world.add_all(&[], &thrice).expect("imports");
    assert_eq!((richer.events, richer.duplicates), (1, 2));
}

#[test]
fn equal_status_changes_of_two_files_are_the_same() {
    let world = World::new();
    let import = world.begin();
    let one = [event("r", "bob", 5, "paid")];
    import.events(event_batch(&one), &"a".into()).expect("staged");
    import.events(event_batch(&one), &"b".into()).expect("staged");
    let report = import.commit().expect("imports");
    assert_eq!((report.events, report.duplicates), (1, 1));
}

#[test]
fn a_request_of_several_usagers_is_shared() {
    let world = World::new();
    let with = |id: u64, usager: &str, request: &str| Row {
        request: Some(request.to_owned()),
        ..contact(id, usager, 1)
    };
    let nobody = Row { usager: None, ..with(5, "", "r3") };
    world
        .add_all(&[with(1, "ann", "r1"), with(2, "bob", "r2"), with(3, "ann", "r3"), nobody], &[])
        .expect("imports");
    let shared = |request: &str| {
        let snapshot = world.log.snapshot().expect("a snapshot");
        let partner = snapshot.partner("caf").expect("there");
        partner.shared_requests.contains(&world.keys.request(&partner.code, request))
    };
    assert_eq!(["r1", "r2", "r3"].map(shared), [false, false, true]);
    world.add_all(&[with(6, "ann", "r2")], &[event("r1", "ann", 1, "opened")]).expect("imports");
    assert_eq!(["r1", "r2", "r3"].map(shared), [false, true, true]);
    world.add_all(&[], &[event("r1", "bob", 1, "paid")]).expect("imports");
    assert_eq!(["r1", "r2", "r3"].map(shared), [true, true, true]);
}

#[test]
fn an_import_that_is_dropped_or_failed_leaves_the_log_as_it_was() {
    let world = World::new();
    world.add(&[contact(1, "bob", 1)]).expect("imports");
    let import = world.begin();
    import.contacts(contact_batch(&[contact(2, "bob", 1)]), &"a".into()).expect("staged");
    drop(import);
    let import = world.begin();
    let wrong = contact_batch(&[Row { channel: "pigeon", ..contact(3, "bob", 1) }]);
    import.contacts(wrong, &"a".into()).expect_err("no such channel");
    import.commit().expect_err("failed before");
    assert_eq!(world.contacts().len(), 1);
}
