//! Event logs: small ones with their faults, and the two public ones where they are at hand.

use std::{collections::BTreeMap, fmt::Write as _, io::Write as _, path::PathBuf};

use encoding_rs::WINDOWS_1252;
use flate2::{Compression, write::GzEncoder};
use kernel::{Explain, Lang};

use super::world::{Folder, Row, Seen, plan, read_bytes, read_plan};
use crate::import::{Column, ContactAt, ImportError, ImportPlan, Mapping, Preset, preview};

/// A trace of the kind of `receipt`.
fn trace(name: &str, channel: &str, events: &[(&str, &str)]) -> String {
    let mut text = format!(
        "<trace>\n<string key=\"concept:name\" value=\"{name}\"/>\n<string key=\"channel\" value=\"{channel}\"/>\n\
         <string key=\"department\" value=\"General\"/><string key=\"responsible\" value=\"R1\"/>\
         <date key=\"enddate_planned\" value=\"2011-12-05T01:06:40.010+01:00\"/>\
         <date key=\"deadline\" value=\"2011-12-05T01:06:40+01:00\"/>\n"
    );
    for (activity, at) in events {
        let _ = writeln!(
            text,
            "<event><string key=\"concept:name\" value=\"{activity}\"/><date key=\"time:timestamp\" value=\"{at}\"/>\
             <string key=\"concept:instance\" value=\"t\"/><string key=\"org:group\" value=\"G\"/>\
             <string key=\"org:resource\" value=\"R2\"/></event>"
        );
    }
    text + "</trace>\n"
}

fn log(traces: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<log xes.version=\"1.0\">\n{traces}</log>\n")
}

fn by_line(rows: &[Row], column: &str) -> Vec<String> {
    let mut rows: Vec<&Row> = rows.iter().collect();
    rows.sort_by_key(|it| it["line"].parse::<u64>().unwrap());
    rows.iter().map(|it| it.get(column).cloned().unwrap_or_default()).collect()
}

#[test]
fn a_trace_is_a_request_that_arrives_once_and_changes_at_each_event() {
    let text = log(&[
        trace(
            "D1",
            "Internet",
            &[("T02", "2011-10-11T13:45:40.276+02:00"), ("T01", "2011-10-11T13:00:00+02:00")],
        ),
        trace("D2", "Desk", &[("T01", "2011-10-30T09:00:00+01:00")]),
        trace("D3", "UNKNOWN", &[("T01", "2011-10-30T09:00:00+01:00")]),
        trace("D4", "pigeon", &[("T01", "2011-10-30T09:00:00+01:00"), ("T01", "20111-10-30T09:00:00+01:00")]),
    ]
    .concat());
    let seen = read_bytes(text).unwrap();
    assert_eq!(seen.column("request"), ["D1", "D2"]);
    assert_eq!(seen.column("usager"), ["D1", "D2"]);
    assert_eq!(seen.column("channel"), ["web", "counter"]);
    assert_eq!(seen.column("direction"), ["inbound", "inbound"]);
    assert_eq!(seen.column("reason"), ["environmental permit", "environmental permit"]);
    // At its earliest event, wherever that stands.
    assert_eq!(seen.column("started_at"), ["2011-10-11T11:00:00Z", "2011-10-30T08:00:00Z"]);
    assert_eq!(seen.column("line"), ["3", "10"]);
    assert!(seen.column("contact_id").iter().all(|it| it.starts_with('~') && it.ends_with("-1")));
    assert_eq!(by_line(&seen.events, "request"), ["D1", "D1", "D2", "D3", "D4"]);
    assert_eq!(by_line(&seen.events, "status"), ["T02", "T01", "T01", "T01", "T01"]);
    assert_eq!(by_line(&seen.events, "ordinal"), ["0", "1", "0", "0", "0"]);
    assert_eq!(by_line(&seen.events, "due_at")[0], "2011-12-05T00:06:40Z");
    let rejects = seen.rejects();
    assert_eq!((rejects[0].0, rejects[0].1), (22, "trace:channel"));
    assert_eq!(rejects[1], (27, "event:time:timestamp", "year not between 1990 and 2100".to_owned()));
    assert_eq!(rejects.len(), 2);
    assert_eq!(seen.said(), ["columns-unused", "traces-anonymous", "traces-without-channel"]);
}

#[test]
fn a_later_copy_of_a_file_brings_the_same_contact() {
    let first = read_bytes(log(&trace("D1", "Desk", &[("T01", "2011-10-11T13:00:00+02:00")]))).unwrap();
    let events = [("T01", "2011-10-11T13:00:00+02:00"), ("T02", "2011-10-12T13:00:00+02:00")];
    let more = trace("D0", "Desk", &events) + &trace("D1", "Desk", &events);
    let later = read_bytes(log(&more)).unwrap();
    assert_eq!(first.column("contact_id")[0], later.column("contact_id")[1]);
    assert_ne!(later.column("contact_id")[0], later.column("contact_id")[1]);
}

#[test]
fn what_is_not_well_formed_is_refused_with_its_line_and_the_rest_is_kept() {
    let good = trace("D9", "Post", &[("T01", "2011-10-30T09:00:00+01:00")]);
    let event = |inner: &str| {
        let head = trace("D1", "Desk", &[("T00", "2011-10-30T08:00:00+01:00")]);
        let (head, _) = head.rsplit_once("</trace>").unwrap();
        log(&format!("{head}{inner}</trace>\n{good}"))
    };
    let at = "<date key=\"time:timestamp\" value=\"2011-10-30T09:00:00+01:00\"/>";
    for (inner, line, reason) in [
        // An attribute that is not closed; an event that is not closed; an entity that nobody declared.
        (format!("<event>{at}\n<string key=\"a\" value=\"x\n</event>\n"), 9, "not well formed here"),
        (format!("<event>{at}\n"), 9, "not well formed here"),
        (format!("<event>{at}\n<string key=\"a\" value=\"&lol;\"/>\n</event>\n"), 9, "not well formed here"),
        (format!("<event>{at}\n</trance>\n</event>\n"), 9, "not well formed here"),
        (
            format!("<event>{at}<string key=\"a\" value=\"{}\"/>\n</event>\n", "x".repeat(3 << 20)),
            8,
            "line too long (above 1 MB)",
        ),
        (format!("<event>{at}</event>\n"), 8, "required value is missing"),
        (
            "<event><string key=\"concept:name\" value=\"x\"/></event>\n".to_owned(),
            8,
            "required value is missing",
        ),
    ] {
        let seen = read_bytes(event(&inner)).unwrap();
        let rejects: Vec<(u64, String)> = seen.rejects().into_iter().map(|it| (it.0, it.2)).collect();
        assert_eq!(rejects, [(line, reason.to_owned())], "{}", &inner[..inner.len().min(200)]);
        assert_eq!(by_line(&seen.events, "request"), ["D1", "D9"], "{}", &inner[..inner.len().min(200)]);
        assert_eq!(seen.column("request"), ["D1", "D9"]);
    }
}

#[test]
fn nothing_that_a_file_declares_is_expanded() {
    let mut bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [\n<!ENTITY l0 \"lol\">\n".to_owned();
    for it in 1..20 {
        let _ = writeln!(bomb, "<!ENTITY l{it} \"{}\">", format!("&l{};", it - 1).repeat(10));
    }
    bomb += "]>\n<log><trace><string key=\"concept:name\" value=\"&l19;\"/></trace></log>";
    for preset in [Preset::Auto, Preset::Xes, Preset::Receipt, Preset::Ocel2] {
        let folder = Folder::new();
        let plan = ImportPlan { preset, ..plan(&folder.file("bomb.xes", &bomb)) };
        let error = read_plan(&plan).unwrap_err();
        assert!(matches!(&error, ImportError::Declared { line: 2, .. }), "{preset}: {error:?}");
        assert!(error.is_input() && error.message().say(Lang::En).contains("line 2"));
    }
    // Below the part that is looked at first.
    let late = log(
        &(trace("D1", "Desk", &[("T01", "2011-10-30T09:00:00+01:00")]).repeat(4_000) + "<!ENTITY a 'b'>")
    );
    assert!(late.len() > 1 << 20);
    assert!(matches!(read_bytes(late), Err(ImportError::Declared { line: 24_003, .. })));
}

#[test]
fn depth_is_no_matter() {
    let nested = "<string key=\"a\" value=\"b\">".repeat(50_000) + &"</string>".repeat(50_000);
    let text = trace("D1", "Desk", &[("T01", "2011-10-30T09:00:00+01:00")])
        .replace("</event>", &(nested + "</event>"));
    let seen = read_bytes(log(&text)).unwrap();
    assert_eq!((seen.contacts.len(), seen.events.len(), seen.report.rejected), (1, 1, 0));
}

#[test]
fn a_trace_too_long_to_be_held_is_read_event_by_event() {
    let event = format!(
        "<event><string key=\"concept:name\" value=\"{}\"/><date key=\"time:timestamp\" value=\"2011-10-30T09:00:00Z\"/></event>\n",
        "T".repeat(900)
    );
    let head = "<trace><string key=\"concept:name\" value=\"D1\"/><string key=\"channel\" value=\"Desk\"/>";
    let seen = read_bytes(log(&[head, &event.repeat(20_000), "</trace>"].concat())).unwrap();
    assert_eq!((seen.contacts.len(), seen.events.len(), seen.report.rejected), (1, 20_000, 0));
    assert_eq!(seen.events.last().unwrap()["ordinal"], "19999");
}

#[test]
fn a_cut_file_keeps_what_stands_before_the_cut() {
    let text = log(&(0..3_000)
        .map(|it| trace(&format!("D{it}"), "Desk", &[("T01", "2011-10-30T09:00:00+01:00")]))
        .collect::<String>());
    let mut to = GzEncoder::new(Vec::new(), Compression::default());
    to.write_all(text.as_bytes()).unwrap();
    let gzip = to.finish().unwrap();
    for bytes in [gzip[..gzip.len() / 2].to_vec(), text.as_bytes()[..text.len() / 2].to_vec()] {
        let seen = read_bytes(bytes).unwrap();
        assert!((1_000..2_000).contains(&seen.events.len()), "{}", seen.events.len());
        assert_eq!(seen.contacts.len(), seen.events.len());
        let rejects = seen.rejects();
        assert_eq!(rejects.len(), 1);
        assert_eq!(rejects[0].2, "the file is cut here: the rest is missing");
        // Each trace has six lines, the first on line 3.
        let line = 2 + 6 * seen.events.len() as u64;
        assert!((line..line + 8).contains(&rejects[0].0), "{rejects:?}");
    }
}

#[test]
fn the_first_line_says_the_encoding() {
    let text = log(&trace("Été", "Desk", &[("Reçu", "2011-10-30T09:00:00+01:00")]));
    let latin = WINDOWS_1252.encode(&text.replace("UTF-8", "ISO-8859-1")).0.into_owned();
    let utf16: Vec<u8> = format!("\u{feff}{}", text.replace("UTF-8", "UTF-16"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [latin, utf16, format!("\u{feff}{text}").into_bytes()] {
        let seen = read_bytes(bytes).unwrap();
        assert_eq!(
            (seen.column("request"), by_line(&seen.events, "status")),
            (vec!["Été"], vec!["Reçu".to_owned()])
        );
    }
    // What the first line says, and is not: refused where it stands.
    let wrong = WINDOWS_1252.encode(&text).0.into_owned();
    let seen = read_bytes(wrong).unwrap();
    assert!(seen.rejects().iter().any(|it| it.2.starts_with("characters")), "{:?}", seen.rejects());
}

/// A log of a kind that no preset knows.
fn foreign(of_trace: &str, of_event: &str) -> String {
    let event = |name: &str, at: &str, more: &str| {
        format!(
            "<event><string key=\"concept:name\" value=\"{name}\"/><date key=\"time:timestamp\" value=\"{at}\"/>{more}</event>\n"
        )
    };
    log(&format!(
        "<trace><string key=\"concept:name\" value=\"D1\"/>{of_trace}\n{}{}</trace>",
        event("Call", "2025-03-01T10:00:00Z", of_event),
        event("Paid", "2025-03-02T10:00:00Z", ""),
    ))
}

#[test]
fn a_log_of_no_preset_is_read_by_its_keys_and_said_so() {
    let person = "<string key=\"customer\" value=\"alice\"/>";
    let seen =
        read_bytes(foreign(&format!("{person}<string key=\"Canal\" value=\"Guichet\"/>"), "")).unwrap();
    assert_eq!(seen.said(), ["traces-arrive", "no-reason"]);
    assert_eq!((seen.column("channel"), seen.column("usager")), (vec!["counter"], vec!["alice"]));
    assert_eq!(by_line(&seen.events, "status"), ["Call", "Paid"]);

    let seen = read_bytes(foreign(person, "<string key=\"channel\" value=\"phone\"/>")).unwrap();
    assert_eq!(seen.said(), ["events-are-contacts", "no-reason", "made-ids"]);
    assert_eq!((seen.column("channel"), seen.column("request")), (vec!["phone"], vec!["D1"]));
    assert_eq!(by_line(&seen.events, "status"), ["Paid"]);

    let seen = read_bytes(foreign("", "")).unwrap();
    assert_eq!(seen.said(), ["traces-without-contact", "traces-anonymous"]);
    assert_eq!(
        (seen.contacts.len(), by_line(&seen.events, "usager")),
        (0, vec!["D1".to_owned(), "D1".to_owned()])
    );
}

#[test]
fn a_mapping_says_which_events_are_contacts() {
    let mapping = Mapping::parse(
        "[xes]\ncontact = \"each-event\"\nwhen = { \"event:concept:name\" = [\"Call\"] }\n\
         [contacts]\nusager = \"who\"\nchannel = { constant = \"phone\" }\nreason = \"event:concept:name\"\n\
         [events]\nstatus = { column = \"event:concept:name\", values = { Paid = \"closed\" } }\n",
        "x",
    )
    .unwrap();
    let folder = Folder::new();
    let path = folder.file("a.xes", foreign("<string key=\"who\" value=\"bob\"/>", ""));
    let seen = read_plan(&ImportPlan { mapping: Some(mapping), ..plan(&path) }).unwrap();
    assert_eq!((seen.column("reason"), seen.column("usager")), (vec!["Call"], vec!["bob"]));
    assert_eq!(by_line(&seen.events, "status"), ["closed"]);
    assert_eq!(by_line(&seen.events, "usager"), ["bob"]);
    assert_eq!(seen.said(), ["made-ids"]);
}

#[test]
fn a_preview_shows_attributes_rows_and_a_mapping_to_correct() {
    let folder = Folder::new();
    let events = [("T01", "2011-10-11T13:00:00+02:00"), ("T02", "2011-10-12T13:00:00+02:00")];
    let path = folder.file("a.xes", log(&(trace("D1", "Desk", &events) + &trace("D2", "pigeon", &events))));
    let seen = preview(&path, Preset::Auto, None, None, 10).unwrap();
    assert_eq!(
        (seen.preset, seen.encoding.as_str(), seen.rows.len(), seen.rejects.len()),
        (Preset::Receipt, "utf-8", 1, 1)
    );
    let meaning =
        |title: &str| seen.columns.iter().find(|it| it.title == title).unwrap().meaning.map(Column::name);
    assert_eq!(meaning("trace:channel"), Some("channel"));
    assert_eq!(meaning("event:concept:name"), Some("status"));
    assert_eq!(meaning("trace:responsible"), None);
    let channel = seen.row_columns.iter().position(|it| it == "channel").unwrap();
    assert_eq!(seen.rows[0][channel], "counter");

    let corrected = seen.mapping.to_toml().replace("Post = \"post\"", "pigeon = \"other\"");
    let plan = ImportPlan { mapping: Some(Mapping::parse(&corrected, "x").unwrap()), ..plan(&path) };
    let seen = read_plan(&plan).unwrap();
    assert_eq!((seen.column("channel"), seen.report.rejected), (vec!["counter", "other"], 0));
}

#[test]
fn what_is_no_event_log_is_refused() {
    let folder = Folder::new();
    let receipt = folder.file("a.xes", log(&trace("D1", "Desk", &[("T01", "2011-10-11T13:00:00+02:00")])));
    let cases = [
        (Preset::Helpdesk, receipt),
        (Preset::Xes, folder.file("b", "<html><body/></html>")),
        (Preset::Xes, folder.file("c", "a,b\n1,2\n")),
    ];
    for (preset, path) in cases {
        let error = read_plan(&ImportPlan { preset, ..plan(&path) }).unwrap_err();
        assert!(matches!(error, ImportError::NotThisFormat { .. }), "{preset}: {error:?}");
    }
    let nobody = ImportPlan { partner: None, ..plan(&folder.file("d", foreign("", ""))) };
    assert!(matches!(read_plan(&nobody), Err(ImportError::NoPartner(_))));
}

/// A public log, if it is at hand: see `CONTRIBUTING.md`.
fn real(name: &str) -> Option<Seen> {
    let Some(folder) = std::env::var_os("CE_REAL_DATA") else {
        eprintln!("skipped: CE_REAL_DATA does not say where {name} is");
        return None;
    };
    Some(read_plan(&plan(&PathBuf::from(folder).join(name))).unwrap())
}

fn count<'a>(values: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

#[test]
fn receipt_gives_its_requests_by_the_channel_of_their_arrival() {
    let Some(seen) = real("receipt.xes.gz") else { return };
    assert_eq!((seen.contacts.len(), seen.events.len(), seen.report.rejected), (1_434, 8_577, 0));
    let channels = [("counter", 109), ("email", 21), ("other", 1), ("post", 53), ("web", 1_250)];
    assert_eq!(count(seen.column("channel")), channels.into());
    assert_eq!(count(seen.column("usager")).len(), 1_434);
    let statuses = count(seen.events.iter().map(|it| it["status"].as_str()));
    assert_eq!((statuses.len(), statuses["Confirmation of receipt"]), (27, 1_434));
    assert!(seen.events.iter().all(|it| it.contains_key("due_at")));
    assert_eq!(seen.said(), ["columns-unused", "traces-anonymous"]);
}

#[test]
fn helpdesk_gives_its_tickets_by_customer_and_product() {
    let Some(seen) = real("helpdesk.xes.gz") else { return };
    assert_eq!((seen.contacts.len(), seen.events.len(), seen.report.rejected), (4_580, 21_348, 0));
    assert_eq!(count(seen.column("request")).len(), 4_580);
    assert_eq!(count(seen.events.iter().map(|it| it["usager"].as_str())).len(), 397);
    assert_eq!(count(seen.events.iter().map(|it| it["life_event"].as_str())).len(), 4);
    assert!(seen.column("reason").iter().all(|it| it.starts_with("product ")));
    assert_eq!(count(seen.events.iter().map(|it| it["status"].as_str()))["closed"], 4_574);
    assert_eq!(seen.said(), ["columns-unused"]);
}

#[test]
fn shipped_mappings_say_where_contacts_are() {
    for (preset, at) in [(Preset::Receipt, ContactAt::TraceStart), (Preset::Xes, ContactAt::EachEvent)] {
        let found = crate::import::preset::SHIPPED.iter().find(|it| it.preset == preset).unwrap();
        assert_eq!(found.mapping.xes.as_ref().unwrap().contact, at);
    }
}
