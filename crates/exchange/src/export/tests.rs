//! Exports of a small log, seen from outside.

mod world;

use std::fs;

use measures::{
    Figures, Measure, Measurer, Oracle, Question, Selection, UnitCosts,
    testing::{random_log, random_question},
};
use serde_json::Value;

use super::*;
pub(super) use world::Folder;
use world::World;

fn selection(wanted: &[&str]) -> Selection {
    let wanted = wanted.iter().map(|it| Selection::parse_wanted(it).unwrap()).collect();
    Selection { wanted, ..Selection::default() }
}

fn caf() -> Scope {
    Scope::Partner("CAF".parse().unwrap())
}

#[test]
fn csv_has_the_canonical_columns_and_no_formula() {
    let world = World::new();
    let (report, text) = world.export(&Scope::Everyone, &Selection::default(), ExportFormat::Csv, "all.csv");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "contact_id,partner,usager,request,started_at,channel,direction,reason,life_event,cause,outcome,wait_s,\
         duration_s,satisfaction,cost,site,agent"
    );
    assert_eq!((report.contacts, lines.len()), (8, 9));
    let first = format!(
        "c1,CAF,{},{},2025-03-01T10:00:00Z,phone,inbound,APL,birth,A1,unresolved,10,120,3,12.5,Lyon,{}",
        world.usager("CAF", "alice"),
        world.request("CAF", "D1"),
        world.agent("CAF", "smith"),
    );
    assert!(lines.contains(&first.as_str()), "{first}\n{text}");
    let hostile = format!(
        "'=c5,CAF,{},,2025-03-05T10:00:00.25Z,web,outbound,'@SUM(A1),,,,,,,,\"'-1\"\"\",",
        world.usager("CAF", "dan")
    );
    assert!(lines.contains(&hostile.as_str()), "{hostile}\n{text}");
}

#[test]
fn changes_of_status_go_to_a_second_file_in_their_order() {
    let world = World::new();
    let (report, _) = world.export(&caf(), &Selection::default(), ExportFormat::Csv, "all.csv.gz");
    assert_eq!(report.files, [world.place("all.csv.gz"), world.place("all.events.csv.gz")]);
    let text = world.text("all.events.csv.gz");
    assert_eq!((report.events, text.lines().count()), (5, 6));
    let place = |status: &str| text.lines().position(|it| it.ends_with(status)).unwrap();
    // Two changes at one instant: the source had `complete` first.
    assert!(place(",complete,") < place(",assigned,"), "{text}");
    assert!(text.contains(",opened,2025-04-01T00:00:00Z\n"), "the date promised:\n{text}");
}

#[test]
fn parquet_says_what_csv_says() {
    let world = World::new();
    let (csv, text) = world.export(&Scope::Everyone, &Selection::default(), ExportFormat::Csv, "all.csv");
    let (parquet, _) =
        world.export(&Scope::Everyone, &Selection::default(), ExportFormat::Parquet, "all.parquet");
    assert_eq!((csv.contacts, csv.events), (parquet.contacts, parquet.events));
    for (name, text) in [("all.parquet", text), ("all.events.parquet", world.text("all.events.csv"))] {
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let header: Vec<String> = rows.headers().unwrap().iter().map(ToOwned::to_owned).collect();
        let rows: Vec<Vec<String>> = rows
            .records()
            .map(|it| it.unwrap().iter().map(|it| kernel::formula::as_it_stood(it).to_owned()).collect())
            .collect();
        assert_eq!(world.parquet(name), (header, rows), "{name}");
    }
}

#[test]
fn a_shared_request_is_one_trace_in_the_order_of_a_journey() {
    let world = World::new();
    let (report, text) = world.export(&caf(), &Selection::default(), ExportFormat::Xes, "all.xes");
    assert_eq!((report.journeys, report.contacts, report.events, report.left_out), (3, 5, 5, 2));
    let trace = World::trace(&text, &format!("CAF:{}", world.request("CAF", "D1")));
    // Bob's e-mail and the decision are of one instant: contacts come first.
    assert_eq!(trace, ["status:opened", "phone", "email", "status:complete", "status:assigned", "counter"]);
    let nobody = World::trace(&text, &format!("CAF:{}", world.request("CAF", "D2")));
    assert_eq!(nobody, ["sms", "sms"]);
}

#[test]
fn a_journey_is_kept_by_its_first_contact() {
    let world = World::new();
    let (by_phone, text) =
        world.export(&caf(), &selection(&["channel=phone"]), ExportFormat::Xes, "phone.xes");
    assert_eq!(
        (by_phone.journeys, by_phone.contacts, by_phone.events),
        (1, 3, 3),
        "whole, changes included:\n{text}"
    );
    let (by_email, _) = world.export(&caf(), &selection(&["channel=email"]), ExportFormat::Xes, "email.xes");
    assert_eq!(by_email.journeys, 0, "the e-mail is not the first contact of its request");
    let (by_birth, _) =
        world.export(&caf(), &selection(&["life_event=birth"]), ExportFormat::Xes, "birth.xes");
    assert_eq!(by_birth.journeys, 3, "two by their first contact, one without contacts by its changes");
}

#[test]
fn filters_keep_rows() {
    let world = World::new();
    let count = |wanted: &[&str]| {
        let (report, _) = world.export(&caf(), &selection(wanted), ExportFormat::Csv, "some.csv");
        (report.contacts, report.events, report.files.len())
    };
    assert_eq!(count(&["channel=phone"]), (1, 0, 2), "an older file of changes does not stay");
    assert_eq!(count(&["channel=phone", "channel=email", "outcome="]), (1, 0, 2));
    assert_eq!(count(&["life_event=birth"]), (2, 3, 2));
    assert_eq!(count(&["month=2025-03"]), (5, 3, 2));
    assert_eq!(count(&["day=2025-03-02", "day=2025-03-05"]), (2, 2, 2));
    assert_eq!(count(&["partner=CPAM"]), (0, 0, 2), "outside of the scope");
    let period = Selection { from: kernel::parse_instant("2025-03-05"), ..Selection::default() };
    let (report, _) = world.export(&caf(), &period, ExportFormat::Csv, "some.csv");
    assert_eq!((report.contacts, report.events), (2, 1));
}

#[test]
fn ocel_has_each_object_once_and_no_row_left_out() {
    let world = World::new();
    let (report, text) =
        world.export(&Scope::Everyone, &Selection::default(), ExportFormat::Ocel2, "all.json");
    let document: Value = serde_json::from_str(&text).unwrap();
    let list = |name: &str| document[name].as_array().unwrap().clone();
    assert_eq!((report.contacts, report.events, report.left_out), (8, 5, 0));
    assert_eq!(list("events").len(), 13);
    assert_eq!(list("objects").len() as u64, report.objects);

    let mut ids: Vec<String> =
        list("objects").iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "an object is there once");
    let related = |it: &Value| -> Vec<String> {
        let ids = it["relationships"].as_array().unwrap().iter();
        ids.map(|it| it["objectId"].as_str().unwrap().to_owned()).collect()
    };
    for it in list("events").iter().chain(&list("objects")) {
        assert!(related(it).iter().all(|id| ids.binary_search(id).is_ok()), "{it}");
    }
    let shared = format!("request:CAF:{}", world.request("CAF", "D1"));
    let shared = list("objects").into_iter().find(|it| it["id"] == shared.as_str()).unwrap();
    assert_eq!(related(&shared).len(), 2, "alice and bob: {shared}");

    let kinds = |name: &str| -> Vec<String> {
        list(name).iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds("objectTypes"), ["usager", "request"]);
    assert_eq!(
        kinds("eventTypes"),
        [
            "counter",
            "email",
            "phone",
            "sms",
            "status:assigned",
            "status:closed",
            "status:complete",
            "status:opened",
            "web"
        ]
    );
    let first = list("events").into_iter().find(|it| it["id"] == "contact:CAF:c1").unwrap();
    let attribute = |name: &str| {
        first["attributes"].as_array().unwrap().iter().find(|it| it["name"] == name).unwrap()["value"].clone()
    };
    assert_eq!((attribute("wait_s"), attribute("cost")), (10.into(), 12.5.into()));
}

#[test]
fn an_empty_log_gives_empty_files() {
    let folder = Folder::new();
    let snapshot =
        contact_log::Log::open(&folder.path("log").display().to_string()).unwrap().snapshot().unwrap();
    for format in ExportFormat::ALL {
        let out = folder.path(format.name());
        let report = export(&snapshot, &Scope::Everyone, &Selection::default(), format, &out).unwrap();
        assert_eq!((report.contacts, report.files), (0, vec![out.clone()]));
        assert!(out.is_file());
    }
}

#[test]
fn a_failed_export_leaves_what_was_there_and_says_why() {
    let world = World::new();
    let failed = |selection: &Selection, out: &Path| {
        export(&world.snapshot(), &caf(), selection, ExportFormat::Xes, out).unwrap_err()
    };
    let all = Selection::default();
    assert_eq!(failed(&all, &world.place("absent/all.xes")).message().key(), "no-folder");
    assert_eq!(failed(&all, &world.place("")).message().key(), "is-a-folder");
    let empty = Selection { from: Some(1), to: Some(1), ..Selection::default() };
    assert_eq!(failed(&empty, &world.place("all.xes")).message().key(), "empty-period");
    let refused = failed(&selection(&["recontacted=yes"]), &world.place("all.xes"));
    assert_eq!(refused.message().key(), "not-a-filter-here");
    assert_eq!("ods".parse::<ExportFormat>().unwrap_err().message().key(), "unknown-format");
    assert_eq!(fs::read_dir(world.place("")).unwrap().count(), 1, "only the log is there");
}

/// On logs full of ties, shared requests and rows of nobody, with the filters that questions have.
#[test]
fn traces_are_the_journeys_and_rows_the_volume_of_the_measures() {
    let (mut filtered, mut spread) = (0, false);
    for seed in 0..20 {
        let log = random_log(seed, 80);
        let world = World::generated(&log);
        spread |= world.snapshot().partners().iter().any(|it| it.buckets > 2);
        let oracle = Oracle::new(log.contacts.clone(), log.events.clone());
        let asked = (0..4).map(|it| random_question(seed * 100 + it, &log).selection);
        for selection in asked.chain([Selection::default()]) {
            let ask = |measure| {
                let question = Question {
                    selection: selection.clone(),
                    top: Question::TOP_MAX,
                    ..Question::of(measure)
                };
                let answers = oracle.answer(&Scope::Everyone, &[question], &UnitCosts::default());
                answers.ok().and_then(|it| it.into_iter().next()).and_then(|it| it.cells.into_iter().next())
            };
            // Filters on whether a contact was followed belong to one measure and to no export.
            let (Some(journeys), Some(volume)) = (ask(Measure::Journeys), ask(Measure::Volume)) else {
                continue;
            };
            let (Figures::Journeys(journeys), Figures::Volume(volume)) = (journeys.figures, volume.figures)
            else {
                panic!("other figures than those asked");
            };
            filtered += u32::from(selection != Selection::default() && journeys.requests > 0);
            let (report, text) = world.export(&Scope::Everyone, &selection, ExportFormat::Xes, "all.xes");
            let expected = journeys.variants.into_iter().map(|it| (it.steps, it.count)).collect();
            assert_eq!(World::variants(&text), expected, "seed {seed}, {selection:?}");
            assert_eq!(report.journeys, journeys.requests);
            let (report, _) = world.export(&Scope::Everyone, &selection, ExportFormat::Csv, "all.csv");
            assert_eq!(report.contacts, volume.contacts, "seed {seed}, {selection:?}");
        }
    }
    assert!(filtered > 10, "{filtered} filters kept something");
    assert!(spread, "rows are in several buckets");
}

#[test]
fn both_languages_have_the_same_sentences() {
    let keys = |text: &str| -> Vec<String> {
        let is_key = |it: &&str| it.starts_with(|letter: char| letter.is_ascii_lowercase());
        text.lines().filter(is_key).map(|it| it.split(" = ").next().unwrap_or_default().to_owned()).collect()
    };
    let fr = keys(include_str!("../../../../content/locales/fr/export.ftl"));
    assert_eq!(fr, keys(include_str!("../../../../content/locales/en/export.ftl")));
    assert!(fr.iter().all(|it| WORDS.knows(it)));
}
