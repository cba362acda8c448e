//! Files of each format with bytes changed, taken away and put in: an error or refused rows, never a panic. The same parsers are
//! fuzzed at length by the targets of `fuzz/`.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use proptest::{collection::vec, prelude::*, sample::Index};

use super::world::{Folder, Kept, plan, read_plan};
use crate::import::{ImportPlan, Mapping, Preset, read_text};

/// The beginning of a file of each text format.
const SEEDS: [(Preset, &str); 10] = [
    (
        Preset::Canonical,
        "contact_id,partner,usager,request,started_at,channel,direction,reason,wait_s,cost\n\
         c1,CAF,alice,D1,2025-03-01T10:00:00Z,phone,inbound,\"A \"\"P\"\", L\",12,3.5\n\
         c2,CAF,bob,,2025-10-26T00:10:00Z,email,outbound,APL,,\n",
    ),
    (
        Preset::Csv,
        "Allocataire;Date d'appel;Canal;Motif;Durée\n1;31/03/2025 14h05;Téléphone;Logement;02:05\n2;26/10/2025 02:30;Courriel;APL;1 min 15\n",
    ),
    (
        Preset::Bpic16,
        "CustomerID;Office_U;SessionID;IPID;TIMESTAMP;URL_FILE;PAGE_NAME\n7;243;55;1;2015-07-29 10:00:00.000;/a;home\n7;243;55;1;2015-07-29 10:03:20.000;/b;taken\n",
    ),
    (
        Preset::Cdr,
        "\"\",\"0612\",\"3900\",\"from-trunk\",\"A\",\"c\",\"d\",\"Queue\",\"x\",\"2025-03-03 10:00:00\",\"2025-03-03 10:00:12\",\"2025-03-03 10:02:12\",132,120,\"ANSWERED\",\"DOC\",\"17.1\",\"\"\n",
    ),
    (
        Preset::QueueLog,
        "1740992400|1.1|a|NONE|ENTERQUEUE||06|1\n1740992412|1.1|a|SIP/2|CONNECT|12|x|4\n1740992532|1.1|a|SIP/2|COMPLETECALLER|12|120|1\n1740992600|1.2|a|NONE|ENTERQUEUE||07|1\n1740992660|1.2|a|NONE|EXITWITHTIMEOUT|1|1|60\n",
    ),
    (
        Preset::Open311,
        "[{\"service_request_id\": 6, \"status\": \"closed\", \"service_name\": \"V\\u00e9lo\", \"requested_datetime\": \"2025-03-03T10:00:00+01:00\", \"updated_datetime\": \"2025-03-05T09:30:00Z\"}, {\"service_request_id\": \"7\", \"requested_datetime\": \"2025-03-03\"}]",
    ),
    (
        Preset::Open311,
        "<?xml version=\"1.0\"?><service_requests><request><service_request_id>6</service_request_id><status>closed</status><service_name>a &amp; b</service_name><requested_datetime>2025-03-03T10:00:00+01:00</requested_datetime></request></service_requests>",
    ),
    (
        Preset::Xes,
        "<?xml version=\"1.0\"?><log xes.version=\"1.0\"><trace><string key=\"concept:name\" value=\"D1\"/><string key=\"channel\" value=\"Desk\"/><event><string key=\"concept:name\" value=\"open\"/><date key=\"time:timestamp\" value=\"2025-03-01T10:00:00+01:00\"/></event></trace></log>",
    ),
    (
        Preset::Ocel2,
        "{\"objectTypes\":[{\"name\":\"request\",\"attributes\":[]}],\"eventTypes\":[{\"name\":\"contact\",\"attributes\":[]}],\"objects\":[{\"id\":\"D1\",\"type\":\"request\",\"attributes\":[],\"relationships\":[]}],\"events\":[{\"id\":\"e1\",\"type\":\"contact\",\"time\":\"2025-03-01T10:00:00Z\",\"attributes\":[{\"name\":\"channel\",\"value\":\"phone\"}],\"relationships\":[{\"objectId\":\"D1\",\"qualifier\":\"request\"}]}]}",
    ),
    (
        Preset::Ocel2,
        "<log><object-types><object-type name=\"request\"/></object-types><events><event id=\"e1\" type=\"phone\" time=\"2025-03-01T10:00:00Z\"><attributes><attribute name=\"reason\">a &amp; <![CDATA[b]]></attribute></attributes><objects><relationship object-id=\"D1\" qualifier=\"x\"/></objects></event></events><objects><object id=\"D1\" type=\"request\"><attributes><attribute name=\"a\" time=\"1970-01-01T00:00:00Z\">b</attribute></attributes></object></objects></log>",
    ),
];

/// What is done to a text.
#[derive(Debug, Clone)]
enum Change {
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize),
    Cut(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let sign = prop::sample::select(b"\"'<>[]{}&;,|:/\\\n\r\t \0\x80\xff09aZ-".to_vec());
    let piece = prop_oneof![
        vec(any::<u8>(), 1..8),
        Just(b"99999999999999999999".to_vec()),
        Just("é😀".as_bytes().to_vec()),
        Just(b"<!DOCTYPE a [<!ENTITY b \"bb\">]>".to_vec()),
        Just(b"\"\"".to_vec()),
    ];
    prop_oneof![
        (any::<Index>(), prop_oneof![sign, any::<u8>()]).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<Index>(), piece).prop_map(|(at, piece)| Change::Insert(at, piece)),
        (any::<Index>(), 1_usize..40).prop_map(|(at, length)| Change::Remove(at, length)),
        (any::<Index>(), 1_usize..200).prop_map(|(at, length)| Change::Repeat(at, length)),
        any::<Index>().prop_map(Change::Cut),
    ]
}

fn changed(text: &[u8], changes: Vec<Change>) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for change in changes {
        let place = |at: &Index| if bytes.is_empty() { 0 } else { at.index(bytes.len()) };
        match change {
            Change::Set(at, byte) => {
                let at = place(&at);
                if let Some(old) = bytes.get_mut(at) {
                    *old = byte;
                }
            }
            Change::Insert(at, piece) => {
                let at = place(&at);
                bytes.splice(at..at, piece);
            }
            Change::Remove(at, length) => {
                let at = place(&at);
                bytes.drain(at..(at + length).min(bytes.len()));
            }
            Change::Repeat(at, length) => {
                let at = place(&at);
                let piece = bytes[at..(at + length).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
            Change::Cut(at) => bytes.truncate(place(&at)),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn no_changed_file_panics(
        seed in 0..SEEDS.len(),
        changes in vec(change(), 0..6),
        asked in any::<bool>(),
    ) {
        let (preset, text) = SEEDS[seed];
        let preset = if asked { preset } else { Preset::Auto };
        let plan = ImportPlan { files: Vec::new(), preset, threads: Some(1), ..plan("text".as_ref()) };
        let kept = Kept::default();
        if let Ok(report) = read_text(changed(text.as_bytes(), changes), &plan, &kept) {
            let made = kept.contacts.lock().unwrap().len() + kept.events.lock().unwrap().len();
            prop_assert_eq!(made as u64 + report.rejected, report.rows);
        }
    }

    #[test]
    fn no_changed_parquet_panics(changes in vec(change(), 0..4)) {
        let folder = Folder::new();
        let path = folder.file("a.parquet", changed(&parquet(), changes));
        let _read = read_plan(&plan(&path));
    }

    #[test]
    fn no_changed_mapping_panics(changes in vec(change(), 0..6)) {
        let text = include_str!("../../../../../content/mappings/cdr-master.toml");
        if let Ok(text) = String::from_utf8(changed(text.as_bytes(), changes))
            && let Ok(mapping) = Mapping::parse(&text, "m")
        {
            prop_assert_eq!(Mapping::parse(&mapping.to_toml(), "m").unwrap(), mapping);
        }
    }
}

/// A few canonical rows in Parquet.
fn parquet() -> Vec<u8> {
    let columns = [
        ("contact_id", ["c1", "c2"]),
        ("partner", ["CAF", "CAF"]),
        ("usager", ["alice", "bob"]),
        ("started_at", ["2025-03-01T10:00:00Z", "2025-03-02T10:00:00Z"]),
        ("channel", ["phone", "email"]),
        ("direction", ["inbound", "inbound"]),
        ("reason", ["APL", "RSA"]),
    ];
    let columns =
        columns.map(|(name, values)| (name, Arc::new(StringArray::from(values.to_vec())) as ArrayRef));
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn the_texts_that_are_changed_are_read_when_they_are_not() {
    for (preset, text) in SEEDS {
        let kept = Kept::default();
        let plan = ImportPlan { preset, ..plan("text".as_ref()) };
        let report = read_text(text.as_bytes().to_vec(), &plan, &kept);
        assert!(report.is_ok_and(|it| it.rows > 0 && it.rejected <= 1), "{preset}");
    }
    let folder = Folder::new();
    let seen = read_plan(&plan(&folder.file("a.parquet", parquet()))).unwrap();
    assert_eq!(seen.column("contact_id"), ["c1", "c2"]);
}
