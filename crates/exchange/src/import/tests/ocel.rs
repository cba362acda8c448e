//! Object-centric logs in both forms, with their faults, and what comes back of our own exports.

use std::{collections::BTreeMap, fs, io::Write as _, path::Path};

use contact_log::{Keys, Log};
use flate2::{Compression, write::GzEncoder};
use kernel::{Explain, Lang, Scope};
use measures::Selection;

use super::world::{Folder, Row, Seen, plan, read_bytes, read_plan};
use crate::{
    export::{ExportFormat, export},
    import::{ImportError, ImportPlan, Mapping, OcelReading, Preset, Unwatched, import, preview},
};

/// Orders of two customers, as the standard's own example writes such things: events before objects, and links between objects.
const JSON: &str = r#"{"objectTypes":[{"name":"Order","attributes":[{"name":"price","type":"string"}]},{"name":"Item","attributes":[]},{"name":"Customer","attributes":[]}],
"eventTypes":[{"name":"Phone","attributes":[]},{"name":"Confirm","attributes":[]}],
"events":[
{"id":"e1","type":"Phone","time":"2025-03-01T10:00:00Z","attributes":[{"name":"reason","value":"delay"}],"relationships":[{"objectId":"I1","qualifier":"x"},{"objectId":"O1","qualifier":"x"},{"objectId":"C1","qualifier":"by"}]},
{"id":"e2","type":"Confirm","time":"2025-03-02T10:00:00.000Z","attributes":[{"name":"n","value":3}],"relationships":[{"objectId":"O1","qualifier":"x"},{"objectId":"O2","qualifier":"x"}]},
{"id":"e3","type":"Pack","time":"2025-03-03T10:00:00Z","relationships":[{"objectId":"I1","qualifier":"x"}]},
{"id":"e4","type":"Confirm","time":"20255-03-03T10:00:00Z","relationships":[{"objectId":"O2","qualifier":"x"}]},
{"id":"e5","type":"Close","time":"2025-03-04T10:00:00Z","relationships":[{"objectId":"O3","qualifier":"x"}]}],
"objects":[
{"id":"O1","type":"Order","attributes":[{"name":"price","time":"1970-01-01T00:00:00Z","value":"low"},{"name":"price","time":"2025-03-02T00:00:00Z","value":"high"}],"relationships":[{"objectId":"I1","qualifier":"has"},{"objectId":"C1","qualifier":"of"}]},
{"id":"O2","type":"Order","attributes":[]},
{"id":"O3","type":"Order","attributes":null,"relationships":null},
{"id":"I1","type":"Item"},
{"id":"C1","type":"Customer"},
{"id":"C2","type":"Customer","relationships":[{"objectId":"O2","qualifier":"placed"}]}]}"#;

/// The same in XML.
const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log>
<object-types><object-type name="Order"><attributes><attribute name="price" type="string"/></attributes></object-type>
<object-type name="Item"><attributes/></object-type><object-type name="Customer"/></object-types>
<event-types><event-type name="Phone"/></event-types>
<events>
<event id="e1" type="Phone" time="2025-03-01T10:00:00Z"><attributes><attribute name="reason">delay</attribute></attributes><objects><relationship object-id="I1" qualifier="x"/><relationship object-id="O1" qualifier="x"/><relationship object-id="C1" qualifier="by"/></objects></event>
<event id="e2" type="Confirm" time="2025-03-02T10:00:00.000Z"><objects><relationship object-id="O1" qualifier="x"/><relationship object-id="O2" qualifier="x"></relationship></objects></event>
<event id="e3" type="Pack" time="2025-03-03T10:00:00Z"><objects><relationship object-id="I1" qualifier="x"/></objects></event>
<event id="e4" type="Confirm" time="20255-03-03T10:00:00Z"><attributes/><objects><relationship object-id="O2" qualifier="x"/></objects></event>
<event id="e5" type="Close" time="2025-03-04T10:00:00Z"><objects><relationship object-id="O3" qualifier="x"/></objects></event>
</events>
<objects>
<object id="O1" type="Order"><attributes><attribute name="price" time="1970-01-01T00:00:00Z">low</attribute><attribute name="price" time="2025-03-02T00:00:00Z">high</attribute></attributes><objects><relationship object-id="I1" qualifier="has"/><relationship object-id="C1" qualifier="of"/></objects></object>
<object id="O2" type="Order"/><object id="O3" type="Order"/><object id="I1" type="Item"/><object id="C1" type="Customer"/>
<object id="C2" type="Customer"><objects><relationship object-id="O2" qualifier="placed"/></objects></object>
</objects>
</log>
"#;

fn of_events<'a>(seen: &'a Seen, column: &str) -> Vec<&'a str> {
    seen.events.iter().map(|it| it.get(column).map_or("", String::as_str)).collect()
}

#[test]
fn events_are_contacts_or_changes_of_their_requests() {
    for (form, text, line) in [("json", JSON, 7), ("xml", XML, 10)] {
        let seen = read_bytes(text).unwrap();
        assert_eq!(seen.column("contact_id"), ["e1"], "{form}");
        assert_eq!((seen.column("channel"), seen.column("reason")), (vec!["phone"], vec!["delay"]), "{form}");
        assert_eq!((seen.column("usager"), seen.column("request")), (vec!["C1"], vec!["O1"]), "{form}");
        // An event about two orders changes both; the usager is that of each, told from either end; nobody, for the last.
        assert_eq!(of_events(&seen, "request"), ["O1", "O2", "O3"], "{form}");
        assert_eq!(of_events(&seen, "usager"), ["C1", "C2", "O3"], "{form}");
        assert_eq!(of_events(&seen, "status"), ["Confirm", "Confirm", "Close"], "{form}");
        // What happens to an item alone is not refused, but said.
        assert_eq!(seen.rejects(), [(line, "time", "year not between 1990 and 2100".to_owned())], "{form}");
        assert_eq!(seen.said()[0], "objects-read", "{form}");
        let counted = |key| seen.report.said.iter().filter(|it| it.key() == key).count();
        assert_eq!((counted("objects-anonymous"), counted("events-about-no-request")), (1, 1), "{form}");
    }
}

#[test]
fn a_mapping_says_which_events_are_contacts_and_what_their_objects_tell() {
    let mapping = Mapping::parse(
        "[ocel]\nwhen = { type = [\"Confirm\"] }\nby_objects = true\n\
         [contacts]\nrequest = \"object:Order\"\nusager = \"object:Customer\"\nchannel = { constant = \"email\" }\n\
         direction = { constant = \"outbound\" }\nreason = \"object:Order:price\"\n",
        "x",
    )
    .unwrap();
    assert_eq!(mapping.ocel.as_ref().map(|it| it.by_objects), Some(true));
    assert_ne!(mapping.ocel, Some(OcelReading::default()));
    let folder = Folder::new();
    for text in [JSON, XML] {
        let plan = ImportPlan { mapping: Some(mapping.clone()), ..plan(&folder.file("a", text)) };
        let seen = read_plan(&plan).unwrap();
        // The price as it was then.
        assert_eq!((seen.column("contact_id"), seen.column("reason")), (vec!["e2"], vec!["high"]));
        assert_eq!(of_events(&seen, "status"), ["Phone", "Close"]);
    }
}

#[test]
fn faulty_events_are_refused_with_their_line_and_the_rest_is_kept() {
    let long = "x".repeat(3 << 20);
    let broken = [
        ("{\"id\":\"e9\",\"type\":\"Confirm\"]}".to_owned(), "not well formed here"),
        ("{\"id\":\"e9\",\"type\":7}".to_owned(), "not well formed here"),
        (format!("{{\"id\":\"e9\",\"type\":\"{long}\"}}"), "line too long (above 1 MB)"),
        ("12".to_owned(), "line of another format"),
    ];
    for (event, reason) in broken {
        let text = JSON.replace("\"events\":[\n", &format!("\"events\":[\n{event},\n"));
        let seen = read_bytes(text).unwrap();
        let (line, _, said) = &seen.rejects()[0];
        assert_eq!((*line, said.as_str()), (4, reason));
        assert_eq!((seen.contacts.len(), seen.events.len()), (1, 3), "{reason}");
    }
    let broken = [
        ("<event id=\"e9\" type=\"a\"><attributes><attribute name=\"a\">&lol;</attribute></attributes></event>".to_owned(), "not well formed here"),
        ("<event id=\"e9\" type=\"a\"><attributes></event>".to_owned(), "not well formed here"),
        (format!("<event id=\"e9\" type=\"{long}\"/>"), "line too long (above 1 MB)"),
        (
            format!(
                "<event id=\"e9\">{}</event>",
                format!("<attributes><attribute name=\"a\">{}</attribute></attributes>", "x".repeat(500_000)).repeat(3)
            ),
            "line too long (above 1 MB)",
        ),
    ];
    for (event, reason) in broken {
        let seen = read_bytes(XML.replace("<events>\n", &format!("<events>\n{event}\n"))).unwrap();
        let (line, _, said) = &seen.rejects()[0];
        assert_eq!((*line, said.as_str()), (7, reason));
        assert_eq!((seen.contacts.len(), seen.events.len()), (1, 3), "{reason}");
    }
}

#[test]
fn a_cut_file_keeps_the_events_before_the_cut() {
    let bytes = |text: &str| {
        let mut to = GzEncoder::new(Vec::new(), Compression::none());
        to.write_all(text.as_bytes()).unwrap();
        to.finish().unwrap()
    };
    // Objects first, or nobody would know what the events are about.
    let (head, tail) = JSON.split_once("\"events\":[").unwrap();
    let (events, objects) = tail.split_once("],\n\"objects\":[").unwrap();
    let text = format!("{head}\"objects\":[{}],\n\"events\":[{events}", objects.strip_suffix("]}").unwrap());
    let cut = &text[..text.find("{\"id\":\"e3\"").unwrap() + 10];
    let line = cut.lines().count() as u64;
    for bytes in [cut.as_bytes().to_vec(), bytes(&text)[..cut.len() + 20].to_vec()] {
        let seen = read_bytes(bytes).unwrap();
        assert_eq!((seen.column("contact_id"), seen.events.len()), (vec!["e1"], 2));
        assert_eq!(seen.rejects(), [(line, "", "the file is cut here: the rest is missing".to_owned())]);
    }
}

#[test]
fn other_forms_are_refused_with_what_to_do() {
    let folder = Folder::new();
    let database =
        [b"SQLite format 3\0".as_slice(), b"CREATE TABLE event_map_type (ocel_type TEXT)"].concat();
    let first = "{\"ocel:global-log\": {\"ocel:version\": \"1.0\"}, \"ocel:events\": {}}";
    for (bytes, expected) in [(database, "in a database"), (first.as_bytes().to_vec(), "OCEL 1.0")] {
        let error = read_plan(&plan(&folder.file("a", bytes))).unwrap_err();
        let said = error.message().say(Lang::En);
        assert!(error.is_input() && said.contains(expected), "{said}");
        assert_ne!(said, error.message().say(Lang::Fr));
    }
    for text in ["{}", "{\"objectTypes\": []}", "hello", "<log><events></events></log>", "[1]"] {
        let plan = ImportPlan { preset: Preset::Ocel2, ..plan(&folder.file("b", text)) };
        assert!(matches!(read_plan(&plan), Err(ImportError::NotThisFormat { .. })), "{text}");
    }
}

#[test]
fn a_preview_shows_kinds_rows_and_a_mapping_to_correct() {
    let folder = Folder::new();
    for text in [JSON, XML] {
        let path = folder.file("a", text);
        let seen = preview(&path, Preset::Auto, None, None, 10).unwrap();
        assert_eq!((seen.preset, seen.rows.len(), seen.rejects.len()), (Preset::Ocel2, 1, 1));
        let titles: Vec<&str> = seen.columns.iter().map(|it| it.title.as_str()).collect();
        assert!(
            ["type", "event:reason", "object:Order", "object:Item"].iter().all(|it| titles.contains(it)),
            "{titles:?}"
        );
        let corrected = seen.mapping.to_toml().replace("object:Order", "object:Item");
        let plan = ImportPlan { mapping: Some(Mapping::parse(&corrected, "x").unwrap()), ..plan(&path) };
        let seen = read_plan(&plan).unwrap();
        assert_eq!((seen.column("request"), of_events(&seen, "status")), (vec!["I1"], vec!["Pack"]));
    }
}

const CONTACTS: &str = "contact_id,partner,usager,request,started_at,channel,direction,reason,life_event,cause,outcome,wait_s,duration_s,satisfaction,cost,site,agent
c1,CAF,alice,D1,2025-03-01T10:00:00Z,phone,inbound,APL,birth,A1,unresolved,10,120,3,12.5,Lyon,smith
c2,CAF,bob,D1,2025-03-02T09:00:00.25Z,email,inbound,\"A <&> \"\"P\"\"\",,,,,,,,,
c3,CAF,alice,D1,2025-03-09T09:00:00Z,counter,outbound,APL,,V1,resolved,,,,,,
c4,CAF,,D2,2025-02-20T09:00:00Z,sms,proactive,RSA,birth,,,,,,,,
c5,CAF,dan,,2025-03-05T10:00:00Z,web,inbound,RSA,,,,,,,,,
c6,CAF,,,2025-03-05T10:00:00Z,web,inbound,RSA,,,,,,,,,
c1,CPAM,alice,D1,2025-03-01T10:00:00Z,phone,inbound,CARD,,,,,,,,,
";
const EVENTS: &str = "partner,request,usager,life_event,occurred_at,ordinal,status,due_at
CAF,D1,alice,birth,2025-02-28T10:00:00Z,1,opened,2025-04-01T00:00:00Z
CAF,D1,bob,,2025-03-02T09:00:00.25Z,2,complete,
CAF,D1,alice,,2025-03-02T09:00:00.25Z,3,assigned,
CAF,D3,carol,birth,2025-02-01T10:00:00Z,1,opened,
CPAM,D1,alice,,2025-03-31T10:00:00Z,2,closed,
";

/// The rows of a kind, without what only their file has, and without the words that OCEL puts before a pseudonym.
fn told(rows: &[Row], requests_only: bool) -> Vec<BTreeMap<String, String>> {
    let clean = |row: &Row| -> BTreeMap<String, String> {
        let cells = row.iter().filter(|it| !matches!(it.0.as_str(), "line" | "ordinal"));
        let bare = |value: &String| value.rsplit(':').next().unwrap_or_default().to_owned();
        cells
            .map(|(name, value)| {
                let value =
                    if matches!(name.as_str(), "usager" | "request") { bare(value) } else { value.clone() };
                (name.clone(), value)
            })
            .collect()
    };
    let mut rows: Vec<_> =
        rows.iter().map(clean).filter(|it| !requests_only || it.contains_key("request")).collect();
    rows.sort();
    rows
}

fn read_any(path: &Path) -> Seen {
    read_plan(&ImportPlan { partner: None, ..plan(path) }).unwrap()
}

#[test]
fn what_we_export_comes_back_as_it_was() {
    let folder = Folder::new();
    let log = Log::open(&folder.path("log").display().to_string()).unwrap();
    let keys = Keys::open(folder.path("keys")).unwrap();
    let files = vec![folder.file("c.csv", CONTACTS), folder.file("e.csv", EVENTS)];
    import(&ImportPlan { files, ..ImportPlan::default() }, &log, &keys, &Unwatched).unwrap();
    let exported = |format, name: &str| {
        let path = folder.path(name);
        export(&log.snapshot().unwrap(), &Scope::Everyone, &Selection::default(), format, &path).unwrap();
        path
    };
    let csv = exported(ExportFormat::Csv, "all.csv");
    let (contacts, events) = (read_any(&csv), read_any(&folder.path("all.events.csv")));
    assert_eq!((contacts.contacts.len(), events.events.len()), (7, 5));

    for name in ["all.ocel2", "all.ocel2.gz"] {
        let seen = read_any(&exported(ExportFormat::Ocel2, name));
        assert_eq!(told(&seen.contacts, false), told(&contacts.contacts, false));
        assert_eq!(told(&seen.events, false), told(&events.events, false));
        assert_eq!((seen.report.rejected, seen.said()), (0, Vec::new()));
    }
    // XES holds what belongs to a request.
    let seen = read_any(&exported(ExportFormat::Xes, "all.xes"));
    assert_eq!(told(&seen.contacts, false), told(&contacts.contacts, true));
    assert_eq!(told(&seen.events, false), told(&events.events, false));
    assert_eq!((seen.report.rejected, seen.said()), (0, Vec::new()));
    // The order of two changes at one instant.
    let order: Vec<&str> =
        of_events(&seen, "status").into_iter().filter(|it| matches!(*it, "complete" | "assigned")).collect();
    assert_eq!(order, ["complete", "assigned"]);
    // Rows of another partner are refused.
    let seen = read_plan(&plan(&folder.path("all.xes"))).unwrap();
    assert_eq!(seen.report.rejects_by_reason, [("reject-other-partner", 2)].into());
    let shown = preview(&folder.path("all.ocel2"), Preset::Auto, None, None, 20).unwrap();
    assert_eq!((shown.rows.len(), shown.rejects.len()), (7, 0));
    fs::remove_file(csv).unwrap();
}
