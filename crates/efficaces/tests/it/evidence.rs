//! Statistics from the command line: JSON in, JSON out, and one line of JSON where the input is wrong.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
    thread,
};

use serde_json::{Value, json};
use tempfile::TempDir;

fn folder() -> TempDir {
    TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn efficaces(folder: &Path, words: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_efficaces"));
    command.current_dir(folder).arg("evidence").args(words).env("LC_ALL", "en_GB.UTF-8");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_owned());
    // A command that refuses its words does not read.
    let writing = thread::spawn(move || stdin.write_all(input.as_bytes()).ok());
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    output
}

fn found(folder: &Path, method: &str, inputs: &Value) -> Value {
    let output = efficaces(folder, &[method], &inputs.to_string());
    assert!(output.status.success(), "{method}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{method}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What a program is told of wrong input.
fn told(folder: &Path, words: &[&str], input: &str) -> Value {
    let output = efficaces(folder, words, input);
    assert_eq!(output.status.code(), Some(2), "{words:?}");
    assert!(output.stdout.is_empty(), "{words:?}");
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text.matches('\n').count(), 1, "{text}");
    let line: Value = serde_json::from_str(&text).unwrap();
    let error = line["error"].as_object().unwrap();
    assert_eq!(error.keys().collect::<Vec<_>>(), ["code", "message", "field"]);
    line["error"].clone()
}

fn refused(folder: &Path, words: &[&str], input: &str) -> [String; 3] {
    let error = told(folder, words, input);
    ["code", "field", "message"].map(|it| error[it].as_str().unwrap().to_owned())
}

#[test]
fn a_result_is_one_document() {
    let folder = folder();
    let staffing = found(
        folder.path(),
        "erlang_c",
        &json!({
            "transactions": 189.0, "interval_minutes": 30, "aht_minutes": 6.96, "asa_target_minutes": 0.5,
            "shrinkage": 0.0, "service_level_target": 0.8, "max_occupancy": 0.9,
        }),
    );
    assert_eq!((staffing["raw_positions"].as_u64(), staffing["positions"].as_u64()), (Some(50), Some(50)));
}

#[test]
fn wrong_input_is_told_to_programs_in_the_language_asked_for() {
    let folder = folder();
    let queue = |agents: Value| {
        json!({ "arrival_rate": 48, "service_rate": 1, "agents": agents, "abandonment_rate": 0.5, "T": 0.25 })
            .to_string()
    };
    let [code, field, message] = refused(folder.path(), &["erlang_a"], &queue(json!(0)));
    assert_eq!((code.as_str(), field.as_str()), ("out-of-range", "agents"));
    assert_eq!(message, "“agents”: 0 is not between 1 and 1e7.");
    let [.., message] = refused(folder.path(), &["erlang_a", "--lang", "fr"], &queue(json!(0)));
    assert_eq!(message, "«\u{a0}agents\u{a0}»\u{a0}: 0 n’est pas entre 1 et 1e7.");

    let [code, field, _] = refused(folder.path(), &["erlang_a"], &queue(json!("many")));
    assert_eq!((code.as_str(), field.as_str()), ("unreadable", "agents"));
    for text in ["", "{", "NaN", "\u{0}"] {
        let [code, field, message] = refused(folder.path(), &["erlang_a"], text);
        assert_eq!((code.as_str(), field.as_str()), ("not-json", ""));
        assert!(message.contains("line 1"), "{message}");
    }
    let [code, field, message] = refused(folder.path(), &["phrenology"], "{}");
    assert_eq!((code.as_str(), field.as_str()), ("unknown-word", "method"));
    assert!(message.contains("phrenology") && message.contains("erlang_a, erlang_c"), "{message}");
}

#[test]
fn a_method_must_be_named() {
    let output = efficaces(folder().path(), &[], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("METHOD"));
}

const TABLE: &str = "\
,case:channel,case:concept:name,concept:name,org:group,time:timestamp
0,desk,1,ask,A,2011-10-11 13:00:00+02:00
1,desk,1,answer,B,2011-10-11 13:00:10.500000+02:00
2,post,2,answer,B,2011-10-12 09:00:01
3,post,2,ask,A,2011-10-12 09:00:00
4,post,,ask,A,2011-10-12 09:00:00
";

#[test]
fn an_event_log_is_read_from_its_file() {
    let folder = folder();
    fs::write(folder.path().join("log.csv"), TABLE).unwrap();
    let all = found(folder.path(), "process_log", &json!({ "file": "log.csv", "filter": null }));
    assert_eq!((all["cases"].as_u64(), all["events"].as_u64()), (Some(2), Some(4)));
    assert_eq!(all["top_variants"], json!([{ "trace": ["ask", "answer"], "n": 2 }]));
    assert_eq!(all["channel"], json!({ "desk": 1, "post": 1 }));
    assert_eq!(all["case_duration_seconds"]["mean"], 5.75);
    assert_eq!(all["events_left_out"], 1);
    let some = |filter: &str| {
        let found = found(folder.path(), "process_log", &json!({ "file": "log.csv", "filter": filter }));
        (found["cases"].as_u64().unwrap(), found["events"].as_u64().unwrap())
    };
    assert_eq!(some("case:channel == 'desk'"), (1, 2));
    assert_eq!(some("`org:group` != \"A\""), (2, 2));
    assert_eq!(some("case:concept:name != '1'"), (1, 2));
}

#[test]
fn an_event_log_in_xes_says_the_same_as_its_table() {
    let folder = folder();
    let event = |name: &str, at: &str| {
        format!(
            "<event><string key='concept:name' value='{name}'/><date key='time:timestamp' value='{at}'/></event>"
        )
    };
    let trace = |case: &str, channel: &str, events: &[String]| {
        format!(
            "<trace><string key='concept:name' value='{case}'/><string key='channel' value='{channel}'/>{}</trace>",
            events.concat()
        )
    };
    let one = [event("ask", "2011-10-11T13:00:00+02:00"), event("answer", "2011-10-11T13:00:10.5+02:00")];
    let two = [event("answer", "2011-10-12T09:00:01Z"), event("ask", "2011-10-12T09:00:00Z")];
    let log = format!("<log>{}{}</log>", trace("1", "desk", &one), trace("2", "post", &two));
    fs::write(folder.path().join("log.xes"), log).unwrap();
    fs::write(folder.path().join("log.csv"), TABLE).unwrap();
    for filter in [Value::Null, json!("case:channel == 'post'"), json!("concept:name != 'ask'")] {
        let read = |file: &str| {
            let mut found = found(folder.path(), "process_log", &json!({ "file": file, "filter": filter }));
            found.as_object_mut().unwrap().remove("events_left_out");
            found
        };
        assert_eq!(read("log.xes"), read("log.csv"), "{filter}");
    }
}

#[test]
fn a_wrong_event_log_is_told() {
    let folder = folder();
    fs::write(folder.path().join("log.csv"), TABLE).unwrap();
    fs::write(folder.path().join("other.csv"), "a,b\n1,2\n").unwrap();
    fs::write(folder.path().join("dates.csv"), TABLE.replace("2011-10-12 09:00:01", "yesterday")).unwrap();
    fs::write(folder.path().join("cut.xes"), "<log><trace>").unwrap();
    for (file, filter, code, field) in [
        ("absent.csv", Value::Null, "no-file", "file"),
        ("other.csv", Value::Null, "unreadable", "file"),
        ("dates.csv", Value::Null, "unreadable", "file"),
        ("cut.xes", Value::Null, "unreadable", "file"),
        (".", Value::Null, "unreadable", "file"),
        ("log.csv", json!("desk"), "unreadable", "filter"),
        ("log.csv", json!("colour == 'red'"), "unknown-word", "filter"),
        ("log.csv", json!("case:channel == 'phone'"), "too-few", "events"),
    ] {
        let inputs = json!({ "file": file, "filter": filter }).to_string();
        let [found, at, message] = refused(folder.path(), &["process_log"], &inputs);
        assert_eq!((found.as_str(), at.as_str()), (code, field), "{inputs}: {message}");
    }
}

#[test]
fn the_log_of_a_municipality_agrees_with_pm4py() {
    let Some(data) = std::env::var_os("CE_REAL_DATA") else {
        eprintln!("skipped: CE_REAL_DATA does not say where receipt.xes.gz is");
        return;
    };
    let file = Path::new(&data).join("receipt.xes.gz");
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("../evidence/reference/process_log.json");
    let reference: Value = serde_json::from_slice(&fs::read(reference).unwrap()).unwrap();
    for case in reference["cases"].as_array().unwrap() {
        let inputs = json!({ "file": file, "filter": case["inputs"]["filter"] });
        let found = found(folder().path(), "process_log", &inputs);
        for (key, expected) in case["expected"].as_object().unwrap() {
            // Durations are compared digit by digit where they are computed.
            if key != "case_duration_seconds" {
                assert_eq!(found[key], *expected, "{} {key}", case["id"]);
            }
        }
        assert_eq!(found["events_left_out"], 0);
    }
}
