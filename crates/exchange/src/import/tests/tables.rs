//! Tables of text: the canonical form, and guesses.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use kernel::{Explain, Lang};
use proptest::prelude::*;

use super::world::{Folder, plan, read_bytes, read_plan};
use crate::import::{Column, ImportError, ImportPlan, Mapping, Preset, preview};

const HEADER: &str = "contact_id,partner,usager,request,started_at,channel,direction,reason,life_event,cause,outcome,wait_s,duration_s,satisfaction,cost,site,agent\n";

fn canonical(rows: &str) -> String {
    format!("{HEADER}{rows}")
}

#[test]
fn canonical_rows_are_read_as_they_are() {
    let seen = read_bytes(canonical(
        "c1,CAF,alice,D1,2025-03-01T10:00:00Z,phone,inbound,APL,birth,A1,unresolved,10,120,3,12.5,Lyon,smith\n\
         '=c2,CAF,,,2025-03-01T10:00:00.25Z,email,outbound,\"a \"\"b\"\", c\",,,,,,,,'-1,\n",
    ))
    .unwrap();
    assert_eq!(seen.rejects(), []);
    assert_eq!(seen.column("contact_id"), ["c1", "=c2"]);
    assert_eq!(seen.column("usager"), ["alice", ""]);
    assert_eq!(seen.column("started_at"), ["2025-03-01T10:00:00Z", "2025-03-01T10:00:00.25Z"]);
    assert_eq!(seen.column("reason"), ["APL", "a \"b\", c"]);
    assert_eq!(seen.column("site"), ["Lyon", "-1"]);
    assert_eq!(seen.column("cost"), ["12.5", ""]);
    assert_eq!(seen.column("line"), ["2", "3"]);
    assert_eq!(seen.report.rows, 2);
}

/// What is done to the cells of a good row.
type Change = &'static dyn Fn(&mut Vec<&str>);

#[test]
fn each_fault_has_its_reason_and_its_line() {
    let row = |id: &str, change: &dyn Fn(&mut Vec<&str>)| {
        let text = format!("{id},CAF,u,,2025-03-01T10:00:00Z,phone,inbound,APL,,A1,resolved,1,2,3,4,L,a");
        let text: &'static str = text.leak();
        let mut cells: Vec<&str> = text.split(',').collect();
        change(&mut cells);
        cells.join(",") + "\n"
    };
    let faults: [(&str, Change); 14] = [
        ("contact_id", &|it| it[0] = ""),
        ("partner", &|it| it[1] = "CPAM"),
        ("started_at", &|it| it[4] = "20205-01-01T00:00:00Z"),
        ("started_at", &|it| it[4] = "yesterday"),
        ("started_at", &|it| it[4] = ""),
        ("channel", &|it| it[5] = "phonne"),
        ("direction", &|it| it[6] = "sideways"),
        ("reason", &|it| it[7] = ""),
        ("cause", &|it| it[9] = "Z9"),
        ("outcome", &|it| it[10] = "won"),
        ("wait_s", &|it| it[11] = "-1"),
        ("satisfaction", &|it| it[13] = "6"),
        ("", &|it| it.truncate(5)),
        ("", &|it| it.push("x")),
    ];
    let mut text = canonical(&row("good", &|_| {}));
    for (_, change) in &faults {
        text += &row("bad", change);
    }
    let seen = read_bytes(text).unwrap();
    assert_eq!(seen.column("contact_id"), ["good"]);
    let found: Vec<(u64, &str)> = seen.rejects().iter().map(|it| (it.0, it.1)).collect();
    let expected: Vec<(u64, &str)> = (3..).zip(faults.iter().map(|it| it.0)).collect();
    assert_eq!(found, expected);
    let reasons: Vec<String> = seen.rejects().into_iter().map(|it| it.2).collect();
    assert_eq!(reasons[5], "unknown channel: perhaps “phone”?");
    assert_eq!(reasons[2], "year not between 1990 and 2100");
    assert_eq!(seen.report.rejects_by_reason["reject-empty"], 3);
}

#[test]
fn events_are_known_by_their_columns() {
    let seen = read_bytes(
        "partner,request,usager,life_event,occurred_at,status,due_at\n\
         CAF,D1,alice,birth,2025-02-28T10:00:00Z,opened,2025-04-01\n\
         CAF,D1,alice,,2025-03-02T09:00:00Z,,\n\
         CAF,D1,alice,,2025-03-02T09:00:00Z,closed,\n",
    )
    .unwrap();
    assert_eq!(seen.event_column("status"), ["opened", "closed"]);
    assert_eq!(seen.event_column("ordinal"), ["2", "4"]);
    assert_eq!(seen.event_column("due_at"), ["2025-03-31T22:00:00Z", ""]);
    assert_eq!(seen.rejects()[0].1, "status");
}

#[test]
fn a_french_export_is_guessed() {
    let text = "Export du 02/04/2025;;;;;;\n\
        N° allocataire;Date d'appel;Canal;Sens;Motif;Durée (mm:ss);Résultat;Coût\n\
        123;31/03/2025 14h05;Téléphone;Entrant;Logement;02:05;Résolu;6,50\n\
        124;01/04/2025 09h00;Courriel;Sortant;Logement;;Transféré;\n";
    let latin: Vec<u8> = text.chars().map(|it| u8::try_from(u32::from(it)).unwrap()).collect();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes().to_vec(), latin, utf16] {
        let seen = read_bytes(bytes).unwrap();
        assert_eq!(seen.rejects(), []);
        assert_eq!(seen.column("usager"), ["123", "124"]);
        assert_eq!(seen.column("started_at"), ["2025-03-31T12:05:00Z", "2025-04-01T07:00:00Z"]);
        assert_eq!(seen.column("channel"), ["phone", "email"]);
        assert_eq!(seen.column("direction"), ["inbound", "outbound"]);
        assert_eq!(seen.column("duration_s"), ["125", ""]);
        assert_eq!(seen.column("outcome"), ["resolved", "transferred"]);
        assert_eq!(seen.column("cost"), ["6.5", ""]);
        assert_eq!(seen.column("line"), ["3", "4"]);
        assert_eq!(seen.said(), ["made-ids"]);
    }
}

#[test]
fn an_ambiguous_date_is_asked_about() {
    let text = "usager,date,canal,motif\nu1,03/04/2025 10:00,phone,APL\nu2,05/06/2025 11:00,phone,APL\n";
    let error = read_bytes(text).unwrap_err();
    assert!(matches!(&error, ImportError::AmbiguousDates { column, .. } if column == "date"), "{error}");
    assert!(error.message().say(Lang::Fr).contains("03/04/2025"));

    let folder = Folder::new();
    let path = folder.file("a.csv", text);
    let mapping = Mapping::parse("[read]\ndates = \"month-first\"", "m").unwrap();
    let seen = read_plan(&ImportPlan { mapping: Some(mapping), ..plan(&path) }).unwrap();
    assert_eq!(seen.column("started_at"), ["2025-03-04T09:00:00Z", "2025-05-06T09:00:00Z"]);

    // Far behind the sample, one value settles it.
    let mut long = String::from("usager,date,canal,motif\n");
    for row in 0..60_000 {
        long.push_str(&["u", &row.to_string(), ",03/04/2025 10:00,phone,APL\n"].concat());
    }
    long += "u,25/04/2025 10:00,phone,APL\n";
    let seen = read_bytes(long).unwrap();
    assert_eq!(seen.contacts.len(), 60_001);
    assert_eq!(seen.column("started_at")[0], "2025-04-03T08:00:00Z");
}

#[test]
fn rows_without_an_id_keep_the_one_they_get() {
    let text =
        "date,canal,usager\n2025-03-01 10:00,phone,u\n2025-03-01 10:00,phone,u\n2025-03-01 10:00,phone,v\n";
    let (once, again) = (read_bytes(text).unwrap(), read_bytes(text).unwrap());
    let ids = once.column("contact_id");
    assert_eq!(ids, again.column("contact_id"));
    assert!(ids[0].ends_with("-1") && ids[1].ends_with("-2") && ids[2].ends_with("-1"));
    assert_eq!(ids[0].split_once('-').unwrap().0, ids[1].split_once('-').unwrap().0);
    assert_ne!(ids[0], ids[2]);
}

#[test]
fn the_two_nights_when_clocks_are_turned_are_settled_and_said() {
    let rows = |times: &[&str]| {
        let rows: Vec<_> = times.iter().enumerate().map(|(at, it)| format!("c{at},{it},phone,u\n")).collect();
        read_bytes(["id contact,date,canal,usager\n", &rows.concat()].concat()).unwrap()
    };
    let in_order = rows(&[
        "2025-10-26 01:30",
        "2025-10-26 02:10",
        "2025-10-26 02:50",
        "2025-10-26 02:05",
        "2025-10-26 03:00",
    ]);
    assert_eq!(
        in_order.column("started_at"),
        [
            "2025-10-25T23:30:00Z",
            "2025-10-26T00:10:00Z",
            "2025-10-26T00:50:00Z",
            "2025-10-26T01:05:00Z",
            "2025-10-26T02:00:00Z"
        ]
    );
    assert!(
        in_order
            .report
            .said
            .iter()
            .any(|it| it.say(Lang::En).contains("2 local times were taken as the first and 1 as the second"))
    );
    // A file that is in no order tells nothing.
    let mixed = rows(&["2025-11-01 01:30", "2025-10-01 10:00", "2025-10-26 02:50", "2025-10-26 02:05"]);
    assert_eq!(mixed.column("started_at")[3], "2025-10-26T00:05:00Z");
    let march = rows(&["2025-03-30 02:30"]);
    assert_eq!(march.column("started_at"), ["2025-03-30T01:30:00Z"]);
    assert!(march.said().contains(&"missing-hour"));
}

#[test]
fn a_truncated_gzip_keeps_what_stands_before_the_cut() {
    let rows: Vec<String> = (0..20_000)
        .map(|it| {
            format!("c{it},CAF,u{},,2025-03-01T10:00:00Z,phone,inbound,APL,,,,,,,,,\n", it * 7_919 % 10_007)
        })
        .collect();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(canonical(&rows.concat()).as_bytes()).unwrap();
    let bytes = gzip.finish().unwrap();
    let seen = read_bytes(&bytes[..bytes.len() / 2]).unwrap();
    assert!(seen.contacts.len() > 1_000 && seen.contacts.len() < 19_000);
    let rejects = seen.rejects();
    let (line, _, reason) = rejects.last().unwrap();
    assert_eq!(reason, "the file is cut here: the rest is missing");
    assert!(*line >= seen.contacts.len() as u64);
}

#[test]
fn bytes_that_are_no_text_are_refused_row_by_row() {
    let mut bytes =
        canonical("c1,CAF,u,,2025-03-01T10:00:00Z,phone,inbound,\u{e9}t\u{e9},,,,,,,,,\n").into_bytes();
    bytes.extend_from_slice(b"c2,CAF,u,,2025-03-01T10:00:00Z,phone,inbound,\xe9t\xe9,,,,,,,,,\n");
    bytes.extend_from_slice(b"c3,CAF,u,,2025-03-01T10:00:00Z,phone,inbound,APL,,,,,,,,,\n");
    let seen = read_bytes(bytes).unwrap();
    assert_eq!(seen.column("contact_id"), ["c1", "c3"]);
    assert_eq!(seen.rejects(), [(3, "reason", "characters that the file’s encoding cannot read".to_owned())]);
}

#[test]
fn strict_and_missing_columns_stop_the_import() {
    let folder = Folder::new();
    let bad = folder.file("bad.csv", canonical("c1,CAF,u,,x,phone,inbound,APL,,,,,,,,,\n"));
    let strict = ImportPlan { strict: true, rejects: Some(folder.path("rejects.csv")), ..plan(&bad) };
    let error = read_plan(&strict).unwrap_err();
    assert!(matches!(error, ImportError::Strict { count: 1, line: 2, .. }) && error.is_input());
    assert!(folder.path("rejects.csv").exists());

    let missing = read_bytes("contact_id,started_at,channel\nc,2025-03-01,phone\n").unwrap_err();
    assert!(missing.to_string().ends_with("usager, direction, reason"), "{missing}");
    assert!(matches!(read_bytes("").unwrap_err(), ImportError::Empty(_)));
    assert!(matches!(read_bytes("PK\u{3}\u{4}xx").unwrap_err(), ImportError::OtherKind { .. }));
    let no_partner =
        ImportPlan { partner: None, ..plan(&folder.file("x.csv", "date,canal\n2025-03-01,phone\n")) };
    assert!(matches!(read_plan(&no_partner).unwrap_err(), ImportError::NoPartner(_)));
}

#[test]
fn a_title_says_the_unit_of_durations_unless_the_mapping_does() {
    let text = "date,canal,Durée (min),Attente\n2025-03-01 10:00,phone,3,90\n";
    let seen = read_bytes(text).unwrap();
    assert_eq!((seen.column("duration_s"), seen.column("wait_s")), (vec!["180"], vec!["90"]));
    assert!(seen.said().contains(&"unit-read"));
    let mapping = "[contacts]\nstarted_at = \"date\"\nchannel = \"canal\"\n\
                   duration_s = { column = \"Durée (min)\", unit = \"s\" }\n";
    let folder = Folder::new();
    let plan = ImportPlan {
        mapping: Some(Mapping::parse(mapping, "x").unwrap()),
        ..plan(&folder.file("a.csv", text))
    };
    assert_eq!(read_plan(&plan).unwrap().column("duration_s"), ["3"]);
}

#[test]
fn what_is_still_to_come_is_refused() {
    let folder = Folder::new();
    let rows = canonical(
        "a,CAF,u,,2025-03-01T10:00:00Z,phone,inbound,APL,,,,,,,,,\nb,CAF,u,,2052-03-01T10:00:00Z,phone,inbound,APL,,,,,,,,,\n",
    );
    let latest = Some("2025-06-01T00:00:00Z".parse().unwrap());
    let seen = read_plan(&ImportPlan { latest, ..plan(&folder.file("a.csv", &rows)) }).unwrap();
    assert_eq!(seen.column("contact_id"), ["a"]);
    let told = (3, "started_at", "a date to come: this contact has not taken place yet".to_owned());
    assert_eq!(seen.rejects(), [told]);
}

#[test]
fn what_is_no_table_is_told_for_what_it_is() {
    for (text, what) in [
        ("{\"contact_id\": \"a\"}\n{\"contact_id\": \"b\"}\n", "json"),
        ("[ {\"contact_id\": \"a\"} ]", "json"),
        ("%PDF-1.7 x", "pdf"),
    ] {
        assert!(
            matches!(read_bytes(text), Err(ImportError::OtherKind { what: it, .. }) if it == what),
            "{text}"
        );
    }
    let doubled = "contact_id,usager,started_at,channel,channel,direction,reason,partner\n";
    assert!(matches!(read_bytes(doubled), Err(ImportError::DoubledColumns { .. })));
}

#[test]
fn a_preview_says_what_is_missing_and_which_words_are_unknown() {
    let folder = Folder::new();
    let file = folder
        .file("a.csv", "quand,moyen,motif\n2025-03-01 10:00,Pigeon voyageur,x\n2025-03-01 10:00,tel,x\n");
    let partner = "CAF".parse().unwrap();
    let mapping = |text: &str| Mapping::parse(text, "x").unwrap();
    let without_date = mapping("[contacts]\nchannel = \"moyen\"\n");
    let seen = preview(&file, Preset::Csv, Some(&without_date), Some(&partner), 5).unwrap();
    assert_eq!(seen.missing, [Column::StartedAt]);
    assert_eq!(seen.columns.len(), 3);
    let told = mapping("[contacts]\nstarted_at = \"quand\"\nchannel = \"moyen\"\n");
    let seen = preview(&file, Preset::Csv, Some(&told), Some(&partner), 5).unwrap();
    let words: Vec<_> =
        seen.unknown.iter().map(|it| (it.column, it.title.as_str(), it.word.as_str())).collect();
    assert_eq!(words, [(Column::Channel, "moyen", "Pigeon voyageur")]);
    assert_eq!((seen.tried, seen.rows.len()), ((2, 1), 1));
}

#[test]
fn a_preview_shows_the_guess_and_the_first_rows() {
    let folder = Folder::new();
    let path = folder.file(
        "appels.csv",
        "Allocataire;Date;Canal;Motif;Couleur\nu1;03/04/2025 10:00;guichet;APL;bleu\nu2;05/06/2025 10:00;pigeon;APL;rouge\n",
    );
    let seen = preview(&path, Preset::Auto, None, None, 10).unwrap();
    assert_eq!((seen.preset, seen.separator, seen.header), (Preset::Csv, Some(';'), true));
    let meanings: Vec<_> = seen.columns.iter().map(|it| it.meaning).collect();
    assert_eq!(
        meanings,
        [Some(Column::Usager), Some(Column::StartedAt), Some(Column::Channel), Some(Column::Reason), None]
    );
    assert_eq!(seen.ambiguities[0].forms.len(), 2);
    assert_eq!(seen.rows.len(), 1);
    assert_eq!(seen.rejects[0].line, 3);
    let started = seen.row_columns.iter().position(|it| it == "started_at").unwrap();
    assert_eq!(seen.rows[0][started], "2025-04-03T08:00:00Z");
    // The guess, corrected, is a mapping that settles the question.
    let mut mapping = seen.mapping;
    mapping.read.dates = Some(crate::import::DateFormat::MonthFirst);
    let mapping = Mapping::parse(&mapping.to_toml(), "m").unwrap();
    let read = read_plan(&ImportPlan { mapping: Some(mapping), ..plan(&path) }).unwrap();
    assert_eq!(read.column("started_at"), ["2025-03-04T09:00:00Z"]);
}

proptest! {
    #[test]
    fn canonical_texts_read_back_whatever_they_hold(
        rows in proptest::collection::vec(("[a-z\"',;=@é\n\r -]{1,8}", "[^\u{0}]{0,6}"), 1..12)
    ) {
        let mut to = csv::Writer::from_writer(HEADER.as_bytes().to_vec());
        for (at, (site, usager)) in rows.iter().enumerate() {
            let (id, site, usager) = (format!("c{at}"), kernel::formula::harmless(site), kernel::formula::harmless(usager));
            to.write_record([&id, "CAF", &*usager, "", "2025-03-01T10:00:00Z", "phone", "inbound", "APL", "", "", "", "", "", "", "", &*site, ""]).unwrap();
        }
        let seen = read_bytes(to.into_inner().unwrap()).unwrap();
        prop_assert_eq!(seen.rejects(), []);
        prop_assert_eq!(seen.column("site"), rows.iter().map(|it| it.0.as_str()).collect::<Vec<_>>());
        prop_assert_eq!(seen.column("usager"), rows.iter().map(|it| it.1.as_str()).collect::<Vec<_>>());
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _read = read_bytes(bytes);
    }

    #[test]
    fn no_table_panics(text in "[a-z;,\"\n 0-9:/-]{0,200}") {
        let _read = read_bytes(format!("date;canal;usager\n{text}"));
        let _read = read_bytes(canonical(&text));
    }
}
