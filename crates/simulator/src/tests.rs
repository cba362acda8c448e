//! What the whole simulator promises.

use std::collections::{BTreeMap, HashMap, HashSet};

use arrow::{
    array::{Array, AsArray, RecordBatch},
    datatypes::{Int32Type, TimestampMicrosecondType, UInt64Type},
};
use kernel::{Cause, Channel, Direction, Explain, Lang, Outcome};

use crate::{Outputs, Plan, SimulateError, SliceRows, Truth, simulate, write};

fn plan(contacts: u64) -> Plan {
    Plan { events: true, ..Plan::new(contacts, 7) }
}

fn generate(plan: &Plan) -> (Vec<SliceRows>, Truth) {
    let mut all = Vec::new();
    let truth = simulate(
        plan,
        2,
        |_, rows| Ok(rows),
        |_, rows| {
            all.push(rows);
            Ok(())
        },
    );
    (all, truth.unwrap())
}

/// One contact, as texts; `None` where null.
struct Row {
    id: String,
    partner: String,
    usager: Option<String>,
    request: Option<String>,
    at_us: i64,
    channel: Channel,
    direction: Direction,
    reason: String,
    cause: Option<String>,
    outcome: Option<Outcome>,
}

fn text(batch: &RecordBatch, column: &str, row: usize) -> Option<String> {
    let array = batch.column_by_name(column).unwrap();
    if array.is_null(row) {
        return None;
    }
    if let Some(words) = array.as_dictionary_opt::<Int32Type>() {
        let key = words.keys().value(row) as usize;
        return Some(words.values().as_string::<i32>().value(key).to_owned());
    }
    Some(array.as_string::<i32>().value(row).to_owned())
}

fn rows(slices: &[SliceRows]) -> Vec<Row> {
    let mut rows = Vec::new();
    for batch in slices.iter().flat_map(|it| &it.contacts) {
        let times = batch.column_by_name("started_at").unwrap().as_primitive::<TimestampMicrosecondType>();
        for row in 0..batch.num_rows() {
            let get = |column| text(batch, column, row);
            rows.push(Row {
                id: get("contact_id").unwrap(),
                partner: get("partner").unwrap(),
                usager: get("usager"),
                request: get("request"),
                at_us: times.value(row),
                channel: get("channel").unwrap().parse().unwrap(),
                direction: get("direction").unwrap().parse().unwrap(),
                reason: get("reason").unwrap(),
                cause: get("cause"),
                outcome: get("outcome").map(|it| it.parse().unwrap()),
            });
        }
    }
    rows
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[test]
fn any_number_of_threads_gives_the_same_rows_and_so_does_a_slice_alone() {
    let plan = Plan { partners: 2, dirt: true, ..plan(260_000) };
    let run = |threads| {
        let mut all = Vec::new();
        let truth = simulate(
            &plan,
            threads,
            |_, rows| Ok(rows),
            |slice, rows| {
                all.push((slice.partner().to_owned(), slice.block(), rows));
                Ok(())
            },
        );
        (all, truth.unwrap())
    };
    let (one, truth) = run(1);
    let (eight, truth_of_eight) = run(8);
    assert_eq!(truth, truth_of_eight);
    assert!(one == eight, "the same slices in the same order");
    assert!(one.len() > 2, "a large partner has several blocks");
    for at in [one.len() - 1, 1] {
        let alone = plan.slices().unwrap()[at].generate(&plan).unwrap();
        assert!(alone.contacts == one[at].2.contacts && alone.events == one[at].2.events);
    }
    let other = Plan { seed: 8, ..plan.clone() }.slices().unwrap()[0].generate(&plan).unwrap();
    assert!(other.contacts != one[0].2.contacts);
}

#[test]
fn contacts_are_the_same_with_and_without_events() {
    let with = Plan { partners: 1, ..plan(5_000) };
    let without = Plan { events: false, ..with.clone() };
    assert!(generate(&with).0[0].contacts == generate(&without).0[0].contacts);
}

#[test]
fn moments_change_no_total_channel_or_cause() {
    let without = Plan { partners: 6, ..plan(120_000) };
    let (slices, truth) = generate(&Plan { moments: true, ..without.clone() });
    let (_, before) = generate(&without);
    for (code, partner) in &truth.partners {
        let before = &before.partners[code];
        let planted =
            |it: &crate::PartnerTruth| -> Vec<u64> { it.causes.values().map(|it| it.planted).collect() };
        assert_eq!((planted(partner), &partner.channels), (planted(before), &before.channels), "{code}");
        assert_eq!(partner.contacts, before.contacts);
        let statuses: Vec<&str> = partner.moments.iter().map(|it| it.status.as_str()).collect();
        assert_eq!(statuses, ["missing_piece", "decided", "complete"], "{code}");
        let reasons: HashSet<&str> = partner.moments.iter().map(|it| it.reason.as_str()).collect();
        assert_eq!(reasons.len(), 3, "{code}");
        assert!(before.moments.is_empty());
    }
    let largest = &truth.partners["SOC-FAM"];
    assert!(
        largest.moments.iter().all(|it| it.shown > 100 && it.shown <= it.contacts),
        "{:?}",
        largest.moments
    );
    assert_eq!(rows(&slices).len(), 120_000);
}

#[test]
fn planted_ways_settle_as_planted_and_change_no_total_channel_or_cause() {
    let without = Plan { partners: 2, events: false, ..plan(240_000) };
    let (slices, truth) = generate(&Plan { ways: true, ..without.clone() });
    let (_, before) = generate(&without);
    let odds =
        |it: crate::WayTruth| ((it.settled as f64 + 0.5) / ((it.firsts - it.settled) as f64 + 0.5)).ln();
    let (mut reasons, mut product, mut square) = (0, 0.0, 0.0);
    for (code, partner) in &truth.partners {
        let before = &before.partners[code];
        let planted =
            |it: &crate::PartnerTruth| -> Vec<u64> { it.causes.values().map(|it| it.planted).collect() };
        assert_eq!((planted(partner), &partner.channels), (planted(before), &before.channels), "{code}");
        assert!(before.ways.is_empty());
        for channels in partner.ways.values() {
            // They have the same hours, and no call is lost there.
            let (email, web) = (channels["email"], channels["web"]);
            if email.firsts < 60 || web.firsts < 60 {
                continue;
            }
            let wanted = email.log_odds - web.log_odds;
            reasons += 1;
            product += (odds(email) - odds(web)) * wanted;
            square += wanted * wanted;
        }
    }
    let slope = product / square;
    assert!(reasons >= 6 && (0.75..1.25).contains(&slope), "{slope} over {reasons} reasons");
    assert_eq!(rows(&slices).len(), 240_000);
}

#[test]
fn the_total_is_exact() {
    for contacts in [1, 2, 39, 41, 999, 250_001] {
        for partners in [1, 7, 40] {
            let plan = Plan { partners, events: false, ..plan(contacts) };
            let (slices, truth) = generate(&plan);
            let rows: usize = slices.iter().flat_map(|it| &it.contacts).map(RecordBatch::num_rows).sum();
            assert_eq!(rows as u64, contacts, "{partners} partners");
            assert_eq!(truth.contacts, contacts);
        }
    }
}

#[test]
fn a_million_contacts_keep_every_margin() {
    let (slices, truth) = generate(&Plan { events: false, ..plan(1_000_000) });
    let rows = rows(&slices);
    let content = crate::profile::read().unwrap();
    let inbound: Vec<&Row> = rows.iter().filter(|it| it.direction == Direction::Inbound).collect();

    // Channels, by partner, as content/partners.csv has them.
    for profile in &content.partners {
        let mine: Vec<_> = inbound.iter().filter(|it| it.partner == profile.code).collect();
        for (channel, wanted) in [(Channel::Phone, 0), (Channel::Counter, 1), (Channel::Post, 3)] {
            let got = share(mine.iter().filter(|it| it.channel == channel).count(), mine.len());
            let wanted = profile.channels[wanted] / profile.total as f64;
            assert!((got - wanted).abs() < 0.01, "{} {channel}: {got} for {wanted}", profile.code);
        }
    }
    // Causes: each at each partner, and together the shares of content/causes.csv.
    let mut shares: BTreeMap<&str, u64> = BTreeMap::new();
    for (code, partner) in &truth.partners {
        for cause in &content.causes {
            let n = partner.causes[&cause.code].planted;
            assert!(n > 0, "{code} {}", cause.code);
            *shares.entry(&cause.code).or_default() += n;
        }
    }
    for cause in &content.causes {
        let got = shares[cause.code.as_str()] as f64 / truth.inbound as f64;
        assert!((got - cause.share).abs() < 0.002, "{}: {got} for {}", cause.code, cause.share);
    }
    let avoidable: f64 = content.causes.iter().filter(|it| it.avoidable).map(|it| it.share).sum();
    assert!((truth.avoidable_share - avoidable).abs() < 0.002, "{}", truth.avoidable_share);
    // What the log shows agrees, although a part is not coded.
    let coded: Vec<&str> = inbound.iter().filter_map(|it| it.cause.as_deref()).collect();
    let shown = share(coded.iter().filter(|it| Cause::is_avoidable(it)).count(), coded.len());
    assert!((shown - avoidable).abs() < 0.003, "{shown}");
    assert!((0.6..0.9).contains(&share(coded.len(), inbound.len())));
    // Family A: 15 to 19 % of all, 20 to 27 % of calls.
    let waiting = |rows: &[&&Row]| {
        let coded: Vec<&str> = rows.iter().filter_map(|it| it.cause.as_deref()).collect();
        share(coded.iter().filter(|it| it.starts_with('A')).count(), coded.len())
    };
    let all = waiting(&inbound.iter().collect::<Vec<_>>());
    let calls = waiting(&inbound.iter().filter(|it| it.channel == Channel::Phone).collect::<Vec<_>>());
    assert!((0.15..=0.19).contains(&all) && (0.20..=0.27).contains(&calls), "{all} {calls}");
    assert!(inbound.iter().all(
        |it| it.cause.as_deref() != Some("D4") || matches!(it.channel, Channel::Phone | Channel::Counter)
    ));
}

#[test]
fn every_row_is_valid_and_the_truth_is_what_the_rows_say() {
    let plan = Plan { partners: 12, ..plan(300_000) };
    let (slices, truth) = generate(&plan);
    let rows = rows(&slices);
    let (from, to) = (
        kernel::paris_day_start("2025-01-01".parse().unwrap()).unwrap(),
        kernel::paris_day_start("2026-01-01".parse().unwrap()).unwrap(),
    );
    let mut ids = HashSet::new();
    let mut counted: HashMap<&str, (u64, u64, u64, u64)> = HashMap::new();
    let mut causes: HashMap<(&str, &str), u64> = HashMap::new();
    for row in &rows {
        assert!(ids.insert((&row.partner, &row.id)), "{} {} twice", row.partner, row.id);
        assert!((from..to).contains(&row.at_us), "{} is not of the year", row.at_us);
        assert!(!row.reason.is_empty());
        let partner = counted.entry(&row.partner).or_default();
        if row.direction == Direction::Inbound {
            partner.0 += 1;
            partner.1 += u64::from(row.usager.is_none());
            partner.2 += u64::from(row.request.is_some());
            partner.3 += u64::from(row.channel == Channel::Phone && row.outcome == Some(Outcome::Abandoned));
        } else {
            assert!(row.cause.is_none() && row.usager.is_some());
        }
        assert!(row.outcome != Some(Outcome::Abandoned) || row.cause.is_none(), "nobody heard the cause");
        assert!(row.usager.is_some() || row.request.is_none());
        if let Some(cause) = &row.cause {
            *causes.entry((&row.partner, cause)).or_default() += 1;
        }
    }
    assert_eq!(truth.partners.len(), 12);
    for (code, partner) in &truth.partners {
        assert_eq!(
            counted[code.as_str()],
            (partner.inbound, partner.anonymous, partner.numbered, partner.abandoned_calls),
            "{code}"
        );
        assert_eq!(partner.contacts, partner.inbound + partner.outbound + partner.proactive);
        for (cause, n) in &partner.causes {
            let shown = causes.get(&(code.as_str(), cause.as_str())).copied().unwrap_or(0);
            assert_eq!(shown, n.qualified, "{code} {cause}");
            assert!(n.planted >= n.qualified);
        }
        let planted: u64 = partner.causes.values().map(|it| it.planted).sum();
        assert_eq!(planted, partner.inbound);
    }
    for batch in slices.iter().flat_map(|it| &it.contacts) {
        let times = batch.column_by_name("started_at").unwrap().as_primitive::<TimestampMicrosecondType>();
        assert!(times.values().windows(2).all(|it| it[0] <= it[1]), "a slice comes by time");
    }
}

/// Ordinal, time, status.
type Life = Vec<(u64, i64, String)>;

#[test]
fn events_tell_the_life_of_each_request_in_order() {
    let plan = Plan { partners: 3, ..plan(60_000) };
    let (slices, truth) = generate(&plan);
    let mut lives: HashMap<(String, String), Life> = HashMap::new();
    for batch in slices.iter().flat_map(|it| &it.events) {
        let times = batch.column_by_name("occurred_at").unwrap().as_primitive::<TimestampMicrosecondType>();
        let ordinals = batch.column_by_name("ordinal").unwrap().as_primitive::<UInt64Type>();
        for row in 0..batch.num_rows() {
            let get = |column| text(batch, column, row).unwrap();
            let life = lives.entry((get("partner"), get("request"))).or_default();
            life.push((ordinals.value(row), times.value(row), get("status")));
        }
    }
    assert_eq!(truth.events as usize, lives.values().map(Vec::len).sum::<usize>());
    for life in lives.values_mut() {
        life.sort();
        assert!(life.windows(2).all(|it| it[0].1 <= it[1].1), "{life:?}");
        assert!(life.iter().skip(1).all(|it| it.2 != "opened"), "{life:?}");
    }
    // Every numbered contact is about a request that has a life; many requests never caused a contact.
    let contacted: HashSet<(String, String)> =
        rows(&slices).into_iter().filter_map(|it| Some((it.partner, it.request?))).collect();
    let unknown = contacted.iter().filter(|it| !lives.contains_key(*it)).count();
    assert!(
        unknown * 30 < contacted.len(),
        "{unknown} of {} requests ended before the year or begin after it",
        contacted.len()
    );
    assert!(lives.len() > contacted.len() * 5 / 4);
}

#[test]
fn practices_lower_what_they_cover_as_much_as_the_truth_says() {
    // Chases and questions before and after the day, against those causes that no practice touches.
    let mut judged = 0;
    for seed in 0..12 {
        let plan = Plan { partners: 1, ..Plan::new(240_000, seed) };
        let (slices, truth) = generate(&plan);
        let partner = truth.partners.values().next().unwrap();
        let touched: HashSet<&str> =
            partner.practices.iter().flat_map(|it| it.covers.keys().map(String::as_str)).collect();
        let rows = rows(&slices);
        for (cause, day, kept) in alone(&partner.practices) {
            let day = kernel::paris_day_start(day).unwrap();
            let after = |wanted: &dyn Fn(&str) -> bool| {
                let (mut before, mut after) = (0.0, 0.0);
                for row in rows.iter().filter(|it| it.cause.as_deref().is_some_and(wanted)) {
                    *if row.at_us < day { &mut before } else { &mut after } += 1.0;
                }
                after / before
            };
            let ratio = after(&|it| it == cause) / after(&|it| it.starts_with('V') && !touched.contains(it));
            if ["B3", "B4", "F2", "F3", "D1", "D3"].contains(&cause) {
                assert!((ratio / kept - 1.0).abs() < 0.15, "seed {seed}, {cause}: {ratio} for {kept}");
                judged += 1;
            }
        }
    }
    assert!(judged > 5, "{judged}");
}

/// Causes that one practice alone touches: the cause, its first day, what is kept of the hazard.
fn alone(practices: &[crate::PlantedPractice]) -> Vec<(&str, jiff::civil::Date, f64)> {
    let mut found = Vec::new();
    for practice in practices {
        for (cause, covered) in &practice.covers {
            if practices.iter().filter(|it| it.covers.contains_key(cause)).count() == 1 {
                found.push((cause.as_str(), practice.started_on, 1.0 - practice.effect * covered));
            }
        }
    }
    found
}

#[test]
fn dirt_doubles_some_rows_exactly() {
    let clean = Plan { partners: 1, events: false, ..plan(60_000) };
    let (slices, truth) = generate(&Plan { dirt: true, ..clean });
    let rows = rows(&slices);
    assert_eq!(truth.contacts, 60_000);
    let extra = share(rows.len() - 60_000, 60_000);
    assert!((0.003..0.007).contains(&extra), "{extra}");
    let doubled = rows.windows(2).filter(|it| it[0].id == it[1].id && it[0].at_us == it[1].at_us).count();
    assert_eq!(doubled, rows.len() - 60_000);
}

#[test]
fn files_say_what_the_slices_say() {
    let folder = tempfile::tempdir().unwrap();
    let plan = Plan { partners: 3, ..plan(20_000) };
    let (slices, _) = generate(&plan);
    let outputs = |ending: &str| Outputs {
        contacts: folder.path().join(format!("log.{ending}")),
        events: Some(folder.path().join(format!("events.{ending}"))),
        truth: Some(folder.path().join("truth.json")),
    };
    let mut seen = 0;
    let truth = write(&plan, 2, &outputs("parquet"), |it| seen = it).unwrap();
    assert_eq!(seen, 20_000);
    let read: Truth =
        serde_json::from_slice(&std::fs::read(folder.path().join("truth.json")).unwrap()).unwrap();
    assert_eq!((read.contacts, read.partners.len()), (20_000, 3));
    assert_eq!(read.partners["SOC-FAM"].causes, truth.partners["SOC-FAM"].causes);

    for (name, wanted) in [
        ("log.parquet", slices.iter().flat_map(|it| &it.contacts).collect::<Vec<_>>()),
        ("events.parquet", slices.iter().flat_map(|it| &it.events).collect()),
    ] {
        let file = std::fs::File::open(folder.path().join(name)).unwrap();
        let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file)
            .unwrap()
            .with_batch_size(1 << 20)
            .build()
            .unwrap();
        let mut lines = Vec::new();
        for batch in reader {
            let batch = batch.unwrap();
            assert!(batch.column_by_name("line").is_none());
            crate::csv_text::write(&batch, &mut lines).unwrap();
        }
        let mut expected = Vec::new();
        for batch in wanted {
            let columns: Vec<usize> = (0..batch.num_columns() - 1).collect();
            crate::csv_text::write(&batch.project(&columns).unwrap(), &mut expected).unwrap();
        }
        assert!(lines == expected, "{name}");
    }

    write(&plan, 2, &outputs("csv"), |_| {}).unwrap();
    let mut reader = csv::Reader::from_path(folder.path().join("log.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    assert_eq!(&header[0], "contact_id");
    assert_eq!(&header[header.len() - 1], "agent");
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(records.len(), 20_000);
    let first = &rows(&slices)[0];
    assert_eq!(&records[0][0], first.id);
    assert_eq!(records[0][4].parse::<jiff::Timestamp>().unwrap().as_microsecond(), first.at_us);
    assert!(!folder.path().join("log.csv.part").exists());
}

#[test]
fn wrong_plans_are_explained_in_both_languages() {
    let errors = [
        Plan { partners: 0, ..plan(1) }.slices().unwrap_err(),
        Plan { year: 1492, ..plan(1) }.slices().unwrap_err(),
        plan(0).slices().unwrap_err(),
        write(&plan(1), 1, &Outputs { contacts: "log.xlsx".into(), events: None, truth: None }, |_| {})
            .unwrap_err(),
        write(
            &plan(1),
            1,
            &Outputs { contacts: "/nowhere/at/all.csv".into(), events: None, truth: None },
            |_| {},
        )
        .unwrap_err(),
        SimulateError::Content { file: "x.csv", line: 3, why: String::new() },
        SimulateError::Arrow(arrow::error::ArrowError::DivideByZero),
        SimulateError::Parquet(parquet::errors::ParquetError::EOF("x".into())),
    ];
    let keys: HashSet<&str> = errors.iter().map(|it| it.message().key()).collect();
    assert_eq!(keys.len(), 6);
    for error in &errors {
        assert!(crate::WORDS.knows(error.message().key()));
        assert_ne!(error.message().say(Lang::Fr), error.message().say(Lang::En));
    }
    let keys = |text: &str| -> Vec<String> {
        text.lines().filter_map(|it| Some(it.split_once(" = ")?.0.to_owned())).collect()
    };
    assert_eq!(
        keys(include_str!("../../../content/locales/fr/simulator.ftl")),
        keys(include_str!("../../../content/locales/en/simulator.ftl"))
    );
}

#[test]
fn each_output_has_a_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("log.csv");
    std::fs::write(&place, "before").unwrap();
    let outputs = Outputs { contacts: place.clone(), events: Some(place.clone()), truth: None };
    let refused = write(&Plan::new(100, 1), 1, &outputs, |_| ());
    assert!(matches!(refused, Err(SimulateError::SameFile(path)) if path == place));
    assert_eq!(std::fs::read_to_string(&place).unwrap(), "before");
}
