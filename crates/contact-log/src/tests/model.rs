//! Random imports give the log that the naive model gives.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, option, prelude::*, sample::select};

use super::world::{EventRow, Row, World, contact_batch, event_batch};

const PARTNERS: [&str; 2] = ["caf", "cpam"];

pub(super) fn row() -> impl Strategy<Value = Row> {
    let people = (option::weighted(0.9, 0..12_u32), option::weighted(0.6, 0..9_u32));
    let what = (select(&["phone", "email", "web"][..]), 0..3_u32, option::of(0..4_u32));
    (select(&PARTNERS[..]), 0..90_u32, people, 0..4_i64, what).prop_map(
        |(partner, id, (usager, request), started_us, (channel, reason, duration_s))| Row {
            partner,
            // Mostly the same usager for an id, so that duplicates are more than conflicts.
            usager: usager.map(|it| format!("u{}", if it < 8 { id % 8 } else { it })),
            id: format!("c{id}"),
            request: request.map(|it| format!("r{it}")),
            started_us: if started_us < 2 { i64::from(id) } else { started_us },
            channel: if reason > 0 { "phone" } else { channel },
            reason: "APL".to_owned(),
            duration_s: duration_s.filter(|it| *it == 0),
            line: 0,
        },
    )
}

pub(super) fn event_row() -> impl Strategy<Value = EventRow> {
    let what = (0..4_i64, select(&["opened", "paid"][..]), option::of(0..2_i64));
    (select(&PARTNERS[..]), 0..8_u32, 0..5_u32, what).prop_map(|(partner, request, usager, it)| EventRow {
        partner,
        request: format!("r{request}"),
        usager: format!("u{usager}"),
        occurred_us: it.0,
        ordinal: 0,
        status: it.1,
        due_us: it.2,
        line: 0,
    })
}

/// An import: for each file, batches of contacts and events.
type File = (Vec<Row>, Vec<EventRow>);

fn imports() -> impl Strategy<Value = Vec<Vec<File>>> {
    let file = (vec(row(), 0..60), vec(event_row(), 0..25)).prop_map(|(mut rows, mut events)| {
        (1..).zip(&mut rows).for_each(|(line, it)| it.line = line);
        (1..).zip(&mut events).for_each(|(line, it)| (it.line, it.ordinal) = (line, line));
        (rows, events)
    });
    vec(vec(file, 1..3), 1..6)
}

/// The log as the definition has it.
#[derive(Default)]
struct Model {
    contacts: BTreeMap<(&'static str, String), Row>,
    events: BTreeMap<EventRow, usize>,
    pairs: BTreeMap<(&'static str, String), BTreeSet<Option<String>>>,
    duplicates: u64,
    conflicts: u64,
}

impl Model {
    fn add(&mut self, import: &[File]) {
        let mut richest: BTreeMap<EventRow, usize> = BTreeMap::new();
        let mut given = 0;
        for (rows, events) in import {
            for row in rows {
                let same = Row { line: 0, ..row.clone() };
                match self.contacts.get(&(row.partner, row.id.clone())) {
                    Some(kept) if *kept == same => self.duplicates += 1,
                    Some(_) => self.conflicts += 1,
                    None => {
                        self.contacts.insert((row.partner, row.id.clone()), same);
                        if let Some(request) = &row.request {
                            let usagers = self.pairs.entry((row.partner, request.clone())).or_default();
                            usagers.insert(row.usager.clone());
                        }
                    }
                }
            }
            let mut here: BTreeMap<EventRow, usize> = BTreeMap::new();
            for event in events {
                *here.entry(EventRow { line: 0, ordinal: 0, ..event.clone() }).or_default() += 1;
                let usagers = self.pairs.entry((event.partner, event.request.clone())).or_default();
                usagers.insert(Some(event.usager.clone()));
            }
            given += events.len();
            for (event, count) in here {
                let most = richest.entry(event).or_default();
                *most = count.max(*most);
            }
        }
        let mut added = 0;
        for (event, count) in richest {
            let had = self.events.entry(event).or_default();
            added += count.saturating_sub(*had);
            *had = count.max(*had);
        }
        self.duplicates += (given - added) as u64;
    }
}

fn expected_contact(world: &World, row: &Row) -> String {
    let partner = row.partner.parse().expect("a code");
    let text = |it: Option<u64>| it.map_or("-".to_owned(), |it| it.to_string());
    let cost = row.started_us % 7;
    [
        row.id.clone(),
        row.partner.to_owned(),
        text(row.usager.as_deref().map(|it| world.keys.usager(&partner, it))),
        text(row.request.as_deref().map(|it| world.keys.request(&partner, it))),
        row.started_us.to_string(),
        row.channel.to_owned(),
        "inbound".to_owned(),
        row.reason.clone(),
        "-".to_owned(),
        if row.started_us % 2 == 0 { "A1" } else { "-" }.to_owned(),
        "-|-".to_owned(),
        text(row.duration_s.map(u64::from)),
        "4".to_owned(),
        format!("0.000{cost}"),
        "-".to_owned(),
        world.keys.agent(&partner, "agent 7").to_string(),
    ]
    .join("|")
}

fn expected_event(world: &World, event: &EventRow) -> String {
    let partner = event.partner.parse().expect("a code");
    format!(
        "{}|{}|{}|-|{}|{}|{}",
        event.partner,
        world.keys.request(&partner, &event.request),
        world.keys.usager(&partner, &event.usager),
        event.occurred_us,
        event.status,
        event.due_us.map_or("-".to_owned(), |it| it.to_string())
    )
}

/// Without the ordinal, which of several equal events stays is not defined.
fn without_ordinal(event: &str) -> String {
    let parts: Vec<&str> = event.split('|').collect();
    [&parts[..5], &parts[6..]].concat().join("|")
}

fn check(world: &World, model: &Model) {
    assert_eq!(world.log.check().expect("readable").problems, Vec::<String>::new());
    let mut contacts = world.contacts();
    contacts.sort_unstable();
    let mut expected: Vec<String> = model.contacts.values().map(|it| expected_contact(world, it)).collect();
    expected.sort_unstable();
    assert_eq!(contacts, expected);

    let mut events: Vec<String> = world.events().iter().map(|it| without_ordinal(it)).collect();
    events.sort_unstable();
    let repeated = model.events.iter().flat_map(|(it, count)| vec![expected_event(world, it); *count]);
    let mut expected: Vec<String> = repeated.collect();
    expected.sort_unstable();
    assert_eq!(events, expected);

    let snapshot = world.log.snapshot().expect("a snapshot");
    for partner in snapshot.partners() {
        let shared =
            model.pairs.iter().filter(|(key, usagers)| key.0 == partner.code.as_str() && usagers.len() > 1);
        let mut shared: Vec<u64> = shared.map(|(key, _)| world.keys.request(&partner.code, &key.1)).collect();
        shared.sort_unstable();
        assert_eq!(*partner.shared_requests, *shared);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_imports_give_the_log_of_the_model(imports in imports(), batch in 1..40_usize) {
        let world = World::small();
        let mut model = Model::default();
        let (mut duplicates, mut conflicts) = (0, 0);
        for files in &imports {
            model.add(files);
            let import = world.begin();
            for (number, (rows, events)) in files.iter().enumerate() {
                let name = format!("file {number}").into();
                for part in rows.chunks(batch) {
                    import.contacts(contact_batch(part), &name).expect("staged");
                }
                for part in events.chunks(batch) {
                    import.events(event_batch(part), &name).expect("staged");
                }
            }
            let report = import.commit().expect("committed");
            duplicates += report.duplicates;
            conflicts += report.conflict_count;
            check(&world, &model);
        }
        prop_assert_eq!((duplicates, conflicts), (model.duplicates, model.conflicts));
    }
}
