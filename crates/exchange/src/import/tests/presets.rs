//! Files as the systems of the presets write them, faults included.

use super::world::{Folder, Seen, plan, read_bytes, read_plan};
use crate::import::{ImportError, ImportPlan, Mapping, Preset, preset::SHIPPED, preview};

fn preset_of(bytes: &[u8]) -> Preset {
    let folder = Folder::new();
    preview(&folder.file("file", bytes), Preset::Auto, None, None, 10).unwrap().preset
}

#[test]
fn every_shipped_mapping_is_read() {
    assert!(SHIPPED.iter().all(|it| it.mapping.preset == Some(it.preset)));
}

const QUESTIONS: &str = "CustomerID;AgeCategory;Gender;Office_U;Office_W;ContactDate;ContactTimeStart;ContactTimeEnd;QuestionThemeID;QuestionSubthemeID;QuestionTopicID;QuestionTheme;QuestionSubtheme;QuestionTopic;QuestionTheme_EN;QuestionSubtheme_EN;QuestionTopic_EN\n";

#[test]
fn bpic16_questions_of_one_call_are_one_contact() {
    let text = format!(
        "{QUESTIONS}\
         1;30-39;M;243;2130;2015-10-20 00:00:00.000;09:58:01.0000000;10:04:31.0000000;1;1;1;Betaling;x;x;Payment;x;x\n\
         1;30-39;M;243;2130;2015-10-20 00:00:00.000;09:58:01.0000000;10:04:31.0000000;2;1;1;Formulier;x;x;Forms;x;x\n\
         2;40-49;V;NULL;2130;2015-10-26 00:00:00.000;23:59:50.0000000;00:00:20.0000000;2;1;1;Formulier\u{e9};x;x;NULL;x;x\n\
         3;40-49;V;300;2130;20155-10-26;10:00:00.0000000;10:01:00.0000000;2;1;1;F;x;x;Forms;x;x\n"
    );
    let latin: Vec<u8> = text.chars().map(|it| u8::try_from(u32::from(it)).unwrap()).collect();
    assert_eq!(preset_of(&latin), Preset::Bpic16);
    let seen = read_bytes(latin).unwrap();
    assert_eq!(seen.column("usager"), ["1", "2"]);
    // Local times of Amsterdam.
    assert_eq!(seen.column("started_at"), ["2015-10-20T07:58:01Z", "2015-10-26T22:59:50Z"]);
    assert_eq!(seen.column("duration_s"), ["390", "30"]);
    assert_eq!(seen.column("channel"), ["phone", "phone"]);
    assert_eq!(seen.column("reason"), ["Payment", "unspecified"]);
    assert_eq!(seen.column("site"), ["243", ""]);
    assert_eq!(seen.column("line"), ["2", "4"]);
    assert_eq!(seen.rejects(), [(5, "ContactDate", "year not between 1990 and 2100".to_owned())]);
}

#[test]
fn bpic16_complaints_messages_and_visits_are_contacts() {
    let complaints = read_bytes(
        "CustomerID;AgeCategory;Gender;Office_U;Office_W;ComplaintDossierID;ComplaintID;ContactDate;ContactChannelID;ComplaintThemeID;ComplaintSubthemeID;ComplaintTopicID;ComplaintTheme;ComplaintSubtheme;ComplaintTopic;ComplaintTheme_EN;ComplaintSubtheme_EN;ComplaintTopic_EN\n\
         7;30-39;M;243;2130;880;991;2015-07-29;2;1;1;1;x;x;x;Treatment;x;x\n\
         7;30-39;M;243;2130;880;991;2015-07-29;2;1;2;1;x;x;x;Treatment;y;y\n",
    )
    .unwrap();
    assert_eq!(complaints.column("contact_id"), ["991"]);
    assert_eq!(complaints.column("request"), ["880"]);
    assert_eq!(complaints.column("cause"), ["V4"]);

    let messages = read_bytes(
        "CustomerID;AgeCategory;Gender;Office_U;Office_W;EventDateTime;EventType;HandlingChannelID\n\
         7;30-39;M;243;2130;2015-07-29 10:00:00.123;Werkmap message;1\n",
    )
    .unwrap();
    assert_eq!(messages.column("channel"), ["email"]);
    assert_eq!(messages.column("started_at"), ["2015-07-29T08:00:00.123Z"]);

    let clicks = "CustomerID;AgeCategory;Gender;Office_U;Office_W;SessionID;IPID;TIMESTAMP;VHOST;URL_FILE;PAGE_NAME;REF_URL_category;page_load_error;page_action_detail;tip;service_detail;xps_info;page_action_detail_EN;service_detail_EN;tip_EN\n\
         7;30-39;M;243;2130;55;1;2015-07-29 10:00:00.000;www;/a;home;NULL;0;NULL;NULL;NULL;NULL;NULL;NULL;NULL\n\
         8;30-39;M;243;2130;56;1;2015-07-29 10:00:30.000;www;/a;taken;NULL;0;NULL;NULL;NULL;NULL;NULL;NULL;NULL\n\
         7;30-39;M;243;2130;55;1;2015-07-29 10:03:20.000;www;/b;taken;NULL;0;NULL;NULL;NULL;NULL;NULL;NULL;NULL\n";
    let visits = read_bytes(clicks).unwrap();
    assert_eq!(visits.column("usager"), ["7", "8"]);
    assert_eq!(visits.column("duration_s"), ["200", "0"]);
    assert!(visits.said().contains(&"rows-joined"));
    assert_eq!(visits.column("reason"), ["home", "taken"]);
    let again = read_bytes(clicks).unwrap();
    assert_eq!(visits.column("contact_id"), again.column("contact_id"));

    let unknown = read_bytes(
        "SessionID;IPID;TIMESTAMP;VHOST;URL_FILE;PAGE_NAME\n55;1;2015-07-29 10:00:00.000;www;/a;home\n",
    )
    .unwrap();
    assert_eq!(unknown.column("usager"), [""]);
    assert!(unknown.said().contains(&"no-usager"));
}

/// Master.csv: accountcode, src, dst, dcontext, clid, channel, dstchannel, lastapp, lastdata, start, answer, end, duration,
/// billsec, disposition, amaflags, uniqueid, userfield.
const MASTER: &str = r#""","0612345678","3900","from-trunk","""Alice"" <0612345678>","PJSIP/trunk-01","PJSIP/201-02","Queue","accueil,t","2025-03-03 10:00:00","2025-03-03 10:00:12","2025-03-03 10:02:12",132,120,"ANSWERED","DOCUMENTATION","1740992400.1",""
"","0612345679","3900","from-trunk","0612345679","PJSIP/trunk-03","PJSIP/201-04","Queue","accueil,t","2025-03-03 10:01:00",,"2025-03-03 10:01:20",20,0,"NO ANSWER","DOCUMENTATION","1740992460.3",""
"","0612345679","3900","from-trunk","0612345679","PJSIP/trunk-03","PJSIP/202-05","Queue","accueil,t","2025-03-03 10:01:20","2025-03-03 10:01:40","2025-03-03 10:02:00",40,20,"ANSWERED","DOCUMENTATION","1740992460.3",""
"","201","0699999999","from-internal","201","PJSIP/201-06","PJSIP/trunk-07","Dial","PJSIP/trunk/0699999999","2025-03-03 11:00:00",,"2025-03-03 11:00:30",30,0,"BUSY","DOCUMENTATION","1740996000.6",""
"","anonymous","3900","from-trunk","","PJSIP/trunk-08","","Queue","accueil,t","2025-03-03 12:00:30","2025-03-03 12:00:31","2025-03-03 12:00:10",30,29,"ANSWERED","DOCUMENTATION","1740999630.8",""
"#;

fn is_the_master(seen: &Seen, line: u64) {
    assert_eq!(seen.column("contact_id"), ["1740992400.1", "1740992460.3", "1740996000.6"]);
    assert_eq!(seen.column("usager"), ["0612345678", "0612345679", "0699999999"]);
    assert_eq!(
        seen.column("started_at"),
        ["2025-03-03T09:00:00Z", "2025-03-03T09:01:00Z", "2025-03-03T10:00:00Z"]
    );
    assert_eq!(seen.column("direction"), ["inbound", "inbound", "outbound"]);
    assert_eq!(seen.column("outcome"), ["", "", "abandoned"]);
    assert_eq!(seen.column("wait_s"), ["12", "40", "30"]);
    assert_eq!(seen.column("duration_s"), ["120", "20", ""]);
    assert_eq!(seen.rejects()[0].0, line);
    assert_eq!(seen.rejects()[0].2, "negative duration");
}

#[test]
fn cdr_is_known_with_and_without_titles() {
    assert_eq!(preset_of(MASTER.as_bytes()), Preset::Cdr);
    is_the_master(&read_bytes(MASTER).unwrap(), 5);
    let titled = format!(
        "accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,disposition,amaflags,uniqueid,userfield\n{MASTER}"
    );
    assert_eq!(preset_of(titled.as_bytes()), Preset::Cdr);
    is_the_master(&read_bytes(titled).unwrap(), 6);
}

#[test]
fn cdr_has_other_forms() {
    // Without the unique id.
    let short: Vec<&str> =
        MASTER.lines().flat_map(|it| [it.split(",\"17409").next().unwrap(), "\n"]).collect();
    let seen = read_bytes(short.concat()).unwrap();
    assert_eq!(seen.contacts.len(), 4);
    assert!(seen.said().contains(&"made-ids"));
    // The caller first.
    let custom = r#""""Alice"" <0612345678>","0612345678","3900","from-trunk","PJSIP/trunk-01","PJSIP/201-02","Queue","accueil,t","2025-03-03 10:00:00","2025-03-03 10:00:12","2025-03-03 10:02:12","132","120","ANSWERED","3","","1740992400.1",""
"#;
    let seen = read_bytes(custom).unwrap();
    assert_eq!((seen.column("usager"), seen.column("wait_s")), (vec!["0612345678"], vec!["12"]));
    // A database.
    let database = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,accountcode,uniqueid,userfield\n\
        2025-03-03 10:00:00,x,0612345678,3900,ext-queues,a,b,Queue,x,20,0,NO ANSWER,3,,9.1,\n\
        2025-03-03 10:00:00,x,0612345678,3900,ext-queues,a,c,Queue,x,60,40,ANSWERED,3,,9.1,\n";
    let seen = read_bytes(database).unwrap();
    assert_eq!((seen.column("duration_s"), seen.column("outcome")), (vec!["40"], vec![""]));
    assert!(matches!(
        read_plan(&ImportPlan { preset: Preset::Cdr, ..plan(&Folder::new().file("x.csv", "a,b\n1,2\n")) })
            .unwrap_err(),
        ImportError::Open { .. } | ImportError::NotThisFormat { .. }
    ));
}

const QUEUES: &str = "\
1740992400|NONE|NONE|NONE|QUEUESTART|
1740992401|1740990000.0|accueil|SIP/201|COMPLETECALLER|3|60|1
1740992400|1740992400.1|accueil|NONE|ENTERQUEUE||0612345678|1
1740992405|1740992400.1|accueil|SIP/203|RINGNOANSWER|5000
1740992410|1740992410.2|accueil|NONE|ENTERQUEUE||anonymous|2
1740992412|1740992400.1|accueil|SIP/201|CONNECT|12|1740992407.9|4
1740992440|1740992410.2|accueil|NONE|ABANDON|1|2|30
1740992532|1740992400.1|accueil|SIP/201|COMPLETECALLER|12|120|1
1740992600|1740992600.3|accueil|NONE|ENTERQUEUE||0612345679|1
1740992660|1740992600.3|accueil|NONE|EXITWITHTIMEOUT|1|1|60
1740992661|1740992600.3|debord|NONE|ENTERQUEUE||0612345679|1
1740992690|1740992600.3|debord|SIP/300|CONNECT|29|x|4
1740992700|1740992600.3|debord|SIP/300|BLINDTRANSFER|400|from-internal|29|10|1
1740992705|1740992600.3|expert|NONE|ENTERQUEUE||0612345679|1
1740992710|1740992600.3|expert|SIP/400|CONNECT|5|x|4
1740992770|1740992600.3|expert|SIP/400|COMPLETEAGENT|5|60|1
1740992800|1740992800.4|accueil|NONE|ENTERQUEUE||0612345680|1
1740992830|1740992800.4|accueil|NONE|EXITWITHKEY|1|1|1|30
1740992900|1740992900.5|accueil|NONE|ENTERQUEUE||0612345681|1
bad line
yesterday|1740992900.6|accueil|NONE|ENTERQUEUE||0612345681|1
1740993000|1740993000.7|accueil|NONE|ENTERQUEUE||0612345682|1
1740992990|1740993000.7|accueil|NONE|ABANDON|1|1|10
";

#[test]
fn the_lines_of_a_queued_call_make_one_contact() {
    assert_eq!(preset_of(QUEUES.as_bytes()), Preset::QueueLog);
    let folder = Folder::new();
    let shown = preview(&folder.file("queue_log", QUEUES), Preset::Auto, None, None, 2).unwrap();
    assert_eq!(shown.rows.len(), 2);
    assert_eq!(Mapping::parse(&shown.mapping.to_toml(), "m").unwrap(), shown.mapping);
    assert!(shown.columns.iter().any(|it| it.title == "callid"));
    let seen = read_bytes(QUEUES).unwrap();
    assert_eq!(
        seen.column("contact_id"),
        ["1740992400.1", "1740992410.2", "1740992600.3", "1740992600.3-2", "1740992800.4"]
    );
    assert_eq!(seen.column("usager"), ["0612345678", "", "0612345679", "0612345679", "0612345680"]);
    assert_eq!(seen.column("outcome"), ["", "abandoned", "transferred", "", "abandoned"]);
    assert_eq!(seen.column("wait_s"), ["12", "30", "90", "5", "30"]);
    assert_eq!(seen.column("duration_s"), ["120", "", "10", "60", ""]);
    assert_eq!(seen.column("site"), ["accueil", "accueil", "debord", "expert", "accueil"]);
    assert_eq!(seen.column("agent"), ["SIP/201", "", "SIP/300", "SIP/400", ""]);
    assert_eq!(seen.column("line"), ["3", "5", "9", "14", "17"]);
    assert_eq!(seen.column("started_at")[0], "2025-03-03T09:00:00Z");
    let rejects = seen.rejects();
    let found: Vec<_> = rejects.iter().map(|it| (it.0, it.1)).collect();
    assert_eq!(found, [(20, ""), (21, "time"), (22, "wait")]);
    assert_eq!(rejects[2].2, "negative duration");
    for said in ["calls-headless", "calls-going-on", "no-reason"] {
        assert!(seen.said().contains(&said), "{said}");
    }
    // Two days later the first of two calls has still no end: it is missing.
    let late = "1740992400|1.1|a|NONE|ENTERQUEUE||06|1\n1741165200|2.1|a|NONE|ENTERQUEUE||07|1\n";
    let seen = read_bytes(late).unwrap();
    assert_eq!(seen.rejects(), [(1, "callid", "the end of this call is not in the file".to_owned())]);
    assert_eq!(seen.report.rows, 1);
}

#[test]
fn a_mapping_says_more_of_queues() {
    let folder = Folder::new();
    let path = folder.file("queue_log", QUEUES);
    let shipped = include_str!("../../../../../content/mappings/queue_log.toml");
    let text = shipped.replace(
        "site = \"queue\"",
        "reason = { column = \"queue\", values = { accueil = \"renseignement\" }, otherwise = \"autre\" }",
    );
    let mapping = Mapping::parse(&text, "m").unwrap();
    let seen = read_plan(&ImportPlan { mapping: Some(mapping), ..plan(&path) }).unwrap();
    assert_eq!(seen.column("reason")[..3], ["renseignement", "renseignement", "autre"]);
    let mapping = Mapping::parse(&text.replace("\"caller\"", "\"colour\""), "m").unwrap();
    let error = read_plan(&ImportPlan { mapping: Some(mapping), ..plan(&path) }).unwrap_err();
    assert!(matches!(error, ImportError::MissingColumns { .. }));
}

const JSON: &str = r#"[
  {"service_request_id": 638344, "status": "closed", "status_notes": "Done {twice]",
   "service_name": "Sidewalk and Curb Issues", "service_code": "006", "agency_responsible": "Ville de Lyon",
   "requested_datetime": "2025-03-03T10:00:00+01:00", "updated_datetime": "2025-03-05T09:30:00Z",
   "expected_datetime": "2025-03-10T00:00:00+01:00", "lat": 45.7, "extended_attributes": {"a": [1, {"b": "}"}]}},
  {"service_request_id": "638349", "status": "open", "service_name": null, "requested_datetime": "2025-04-01T09:00:00Z",
   "account_id": "u7"},
  {"service_request_id": "638350", "status": "open", "requested_datetime": "20205-04-01T09:00:00Z"},
  {"service_request_id": "", "token": "12345"},
  {"service_request_id": "x", "status": oops},
  {"service_request_id": "638351", "status": "open", "requested_datetime": "2025-04"#;

#[test]
fn open311_requests_are_contacts_and_changes_of_status() {
    assert_eq!(preset_of(JSON.as_bytes()), Preset::Open311);
    let seen = read_bytes(JSON).unwrap();
    assert_eq!(seen.column("contact_id"), ["638344", "638349"]);
    assert_eq!(seen.column("usager"), ["638344", "u7"]);
    assert_eq!(seen.column("started_at"), ["2025-03-03T09:00:00Z", "2025-04-01T09:00:00Z"]);
    assert_eq!(seen.column("reason"), ["Sidewalk and Curb Issues", "unspecified"]);
    assert_eq!(seen.column("site"), ["Ville de Lyon", ""]);
    assert_eq!(seen.column("line"), ["2", "6"]);
    let mut events: Vec<_> = seen
        .events
        .iter()
        .map(|it| (it["request"].as_str(), it["status"].as_str(), it["occurred_at"].as_str()))
        .collect();
    events.sort_unstable();
    assert_eq!(
        events,
        [
            ("638344", "closed", "2025-03-05T09:30:00Z"),
            ("638344", "open", "2025-03-03T09:00:00Z"),
            ("638349", "open", "2025-04-01T09:00:00Z")
        ]
    );
    let rejects = seen.rejects();
    let lines: Vec<_> = rejects.iter().map(|it| (it.0, it.1)).collect();
    assert_eq!(lines, [(8, "requested_datetime"), (9, "requested_datetime"), (10, ""), (11, "")]);
    assert_eq!(rejects[3].2, "the file is cut here: the rest is missing");
    // In a named list.
    let wrapped = format!(
        "{{\"requests\": {}]}}",
        JSON.split(",\n  {\"service_request_id\": \"638350\"").next().unwrap()
    );
    assert_eq!(read_bytes(wrapped).unwrap().column("contact_id"), ["638344", "638349"]);
    // What is no request is refused, not passed over; what follows the list in its wrapper is no request.
    let one =
        r#"{"service_request_id": "7", "status": "open", "requested_datetime": "2025-04-01T09:00:00Z"}"#;
    let strays = format!("{{\"requests\": [null,\n \"a, b\", {one}, 12], \"total\": 4}}\n");
    let seen = read_bytes(strays).unwrap();
    assert_eq!(seen.column("contact_id"), ["7"]);
    let refused: Vec<_> = seen.rejects().iter().map(|it| it.0).collect();
    assert_eq!(refused, [1, 2, 2]);
}

#[test]
fn open311_in_xml_and_in_a_table_says_the_same() {
    let xml = r#"<?xml version="1.0" encoding="utf-8"?>
<service_requests>
  <request>
    <service_request_id>638344</service_request_id>
    <status>closed</status>
    <service_name>Trottoirs &amp; bordures &#233;</service_name>
    <description><![CDATA[5 < 6]]></description>
    <requested_datetime>2025-03-03T10:00:00+01:00</requested_datetime>
    <updated_datetime>2025-03-05T09:30:00Z</updated_datetime>
  </request>
  <request><service_request_id>1</service_request_id><service_name>&lol;</service_name></request>
  <request/>
  <request><service_request_id>2</service_request_id>
"#;
    let seen = read_bytes(xml).unwrap();
    assert_eq!(seen.column("contact_id"), ["638344"]);
    assert_eq!(seen.column("reason"), ["Trottoirs & bordures é"]);
    assert_eq!(seen.column("line"), ["3"]);
    assert_eq!(seen.events.len(), 2);
    let lines: Vec<_> = seen.rejects().iter().map(|it| it.0).collect();
    assert_eq!(lines, [11, 13]);

    let table = "service_request_id,status,service_name,requested_datetime,updated_datetime\n\
        638344,closed,Voirie,2025-03-03T10:00:00+01:00,2025-03-05T09:30:00Z\n\
        638345,closed\n\
        638346,open,\"Voirie\nurbaine\",2025-03-04T10:00:00+01:00,\n";
    assert_eq!(preset_of(table.as_bytes()), Preset::Open311);
    let seen = read_bytes(table).unwrap();
    assert_eq!(seen.column("contact_id"), ["638344", "638346"]);
    assert_eq!(seen.events.len(), 3);
    assert_eq!(seen.rejects()[0].0, 3);
    assert!(seen.said().contains(&"requests-anonymous"));
    assert!(matches!(read_bytes("<service_requests/>").unwrap_err(), ImportError::NotThisFormat { .. }));
}
