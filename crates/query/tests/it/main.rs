//! `efficaces-sql` from outside: a log on a disk, a statement, what is printed.

#![expect(clippy::unwrap_used, reason = "test code")]

mod oracle;
mod world;

use serde_json::{Value, json};
use world::World;

#[test]
fn both_tables_have_the_canonical_columns() {
    let world = World::new();
    let columns = |table: &str| -> Vec<String> {
        let described = world.json(&format!("DESCRIBE {table}"));
        let rows = described["rows"].as_array().unwrap().iter();
        rows.map(|it| {
            format!("{} {}", it["column_name"].as_str().unwrap(), it["data_type"].as_str().unwrap())
        })
        .collect()
    };
    assert_eq!(
        columns("contacts"),
        [
            "contact_id Utf8View",
            "partner Utf8View",
            "usager Utf8View",
            "request Utf8View",
            "started_at Timestamp(µs, \"UTC\")",
            "channel Utf8View",
            "direction Utf8View",
            "reason Utf8View",
            "life_event Utf8View",
            "cause Utf8View",
            "outcome Utf8View",
            "wait_s UInt32",
            "duration_s UInt32",
            "satisfaction UInt8",
            "cost Decimal128(18, 4)",
            "site Utf8View",
            "agent Utf8View",
        ]
    );
    assert_eq!(columns("request_events").len(), 8);
}

#[test]
fn an_empty_log_has_empty_tables_and_an_absent_one_is_refused() {
    let world = World::empty();
    let both = "SELECT (SELECT count(*) FROM contacts) AS c, (SELECT count(status) FROM request_events) AS e";
    let (code, said) = world.refused(both);
    assert_eq!((code, said.starts_with("There is no log in")), (Some(2), true), "{said}");
    std::fs::create_dir(&world.log).unwrap();
    let count = world.json(both);
    assert_eq!(count["rows"], json!([{"c": 0, "e": 0}]));
}

#[test]
fn a_log_in_an_object_store_is_read() {
    let Some(world) = World::remote() else { return };
    let said = world.json("SELECT count(*) AS c, (SELECT count(*) FROM request_events) AS e FROM contacts");
    assert_eq!(said["rows"], json!([{"c": 3, "e": 1}]));
}

#[test]
fn json_keeps_every_digit_and_says_null_for_what_is_not_a_number() {
    let world = World::new();
    let said = world.text(
        "--json",
        "SELECT usager, 9007199254740993 AS big, cost, started_at, wait_s, 1e0/0 AS i, cast('NaN' AS DOUBLE) AS n, avoidable(cause) AS a \
        FROM contacts WHERE contact_id = 'c1'",
    );
    let usager = world.usager("alice");
    assert_eq!(
        said,
        format!(
            "{{\"columns\":[\"usager\",\"big\",\"cost\",\"started_at\",\"wait_s\",\"i\",\"n\",\"a\"],\"rows\":[\n\
             {{\"usager\":\"{usager:016x}\",\"big\":9007199254740993,\"cost\":12.5000,\"started_at\":\"2025-03-01T10:00:00.000001Z\",\"wait_s\":10,\
             \"i\":null,\"n\":null,\"a\":true}}]}}\n"
        )
    );
    let found =
        world.json(&format!("SELECT contact_id FROM contacts WHERE usager = '{usager:016x}' ORDER BY 1"));
    assert_eq!(found["rows"], json!([{"contact_id": "c1"}, {"contact_id": "c2"}]));
}

#[test]
fn columns_of_one_name_are_told_apart() {
    let world = World::new();
    let said = world.json(
        "SELECT a.reason, b.reason FROM contacts a JOIN contacts b ON a.contact_id = b.contact_id LIMIT 1",
    );
    assert_eq!(said["columns"], json!(["reason", "reason_2"]));
}

#[test]
fn lists_and_structures_are_json() {
    let world = World::new();
    let said =
        world.json("SELECT array_agg(channel ORDER BY channel) AS l, date '2025-03-09' AS d FROM contacts");
    assert_eq!(said["rows"], json!([{"l": ["counter", "email", "phone"], "d": "2025-03-09"}]));
}

#[test]
fn the_paris_calendar_is_that_of_the_measures() {
    let world = World::new();
    let at = "timestamp '2025-03-30T22:30:00Z'";
    let said =
        world.json(&format!("SELECT paris_day({at}) AS d, paris_week({at}) AS w, paris_month({at}) AS m"));
    assert_eq!(said["rows"], json!([{"d": "2025-03-31", "w": "2025-W14", "m": "2025-03"}]));
    let months =
        world.json("SELECT paris_month(started_at) AS m, count(*) AS n FROM contacts GROUP BY m ORDER BY m");
    assert_eq!(months["rows"], json!([{"m": "2025-03", "n": 2}, {"m": "2025-04", "n": 1}]));
}

#[test]
fn distances_in_time_are_exact() {
    let world = World::new();
    let said = world.json(
        "SELECT microseconds_between(a.started_at, b.started_at) AS us, seconds_between(a.started_at, b.started_at) AS s
         FROM contacts a, contacts b WHERE a.contact_id = 'c1' AND b.contact_id = 'c2'",
    );
    assert_eq!(said["rows"], json!([{"us": 604_800_000_001_i64, "s": 604_800.000_001}]));
}

#[test]
fn comparing_intervals_is_refused_and_the_right_forms_answer() {
    let world = World::new();
    let pairs =
        "FROM contacts a JOIN contacts b ON a.usager = b.usager AND a.contact_id < b.contact_id WHERE";
    for wrong in [
        "b.started_at - a.started_at <= interval '7 day'",
        "interval '7 day' >= (b.started_at - a.started_at)",
        "b.started_at - a.started_at BETWEEN interval '0 day' AND interval '7 day'",
        "a.contact_id IN (SELECT contact_id FROM contacts WHERE started_at - a.started_at < interval '1 day')",
    ] {
        let (code, said) = world.refused(&format!("SELECT count(*) {pairs} {wrong}"));
        assert_eq!(code, Some(2), "{wrong}: {said}");
        assert!(said.contains("seconds_between"), "{wrong}: {said}");
    }
    for right in [
        "b.started_at <= a.started_at + interval '7 day'",
        "seconds_between(a.started_at, b.started_at) <= 7 * 86400",
    ] {
        assert_eq!(
            world.json(&format!("SELECT count(*) AS n {pairs} {right}"))["rows"],
            json!([{"n": 0}]),
            "{right}"
        );
    }
    let within_8_days =
        world.json(&format!("SELECT count(*) AS n {pairs} b.started_at <= a.started_at + interval '8 day'"));
    assert_eq!(within_8_days["rows"], json!([{"n": 1}]));
}

#[test]
fn nothing_but_a_question_is_answered() {
    let world = World::new();
    let before = world.files();
    for statement in [
        "CREATE TABLE t AS SELECT * FROM contacts",
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/hosts'",
        "CREATE VIEW v AS SELECT 1",
        "DROP TABLE contacts",
        "INSERT INTO contacts SELECT * FROM contacts",
        "DELETE FROM contacts",
        "UPDATE contacts SET reason = 'x'",
        "COPY contacts TO '/tmp/stolen.csv' STORED AS CSV",
        "EXPLAIN COPY contacts TO '/tmp/stolen.csv' STORED AS CSV",
        "SET datafusion.execution.batch_size = 1",
        "PREPARE p AS SELECT 1",
        "SELECT 1; SELECT 2",
        "SELECT * FROM '/etc/hosts'",
        ";",
        "",
    ] {
        let (code, said) = world.refused(statement);
        assert_eq!(code, Some(2), "{statement}: {said}");
    }
    assert_eq!(world.files(), before);
    assert!(!std::path::Path::new("/tmp/stolen.csv").exists());
}

#[test]
fn a_wrong_statement_is_explained_where_it_is_wrong() {
    let world = World::new();
    let said = |sql: &str| world.refused(sql).1;
    assert_eq!(
        said("SELECT chanel FROM contacts"),
        "There is no column “chanel”. Did you mean: channel?\n  SELECT chanel FROM contacts\n         ^\n"
    );
    assert_eq!(
        said("SELECT 1 FROM contact"),
        "There is no table “contact”. The tables are: contacts, request_events.\n  SELECT 1 FROM contact\n                ^\n"
    );
    assert!(
        said("SELECT counter(1)\nFROM contacts")
            .starts_with("There is no function “counter”. Did you mean: ")
    );
    let syntax = said("SELECT channel\nFROM contacts GROUP channel");
    assert!(syntax.starts_with("This is not right SQL (line:column 2:15): Expected: "), "{syntax}");
    assert!(syntax.ends_with("  FROM contacts GROUP channel\n                ^\n"), "{syntax}");
    assert!(said("SELECT 1/0 FROM contacts").starts_with("The question is refused: "));
    assert!(said("SELECT cast(reason AS INT) FROM contacts").starts_with("The question is refused: "));
}

#[test]
fn csv_and_tables_are_for_programs_and_for_the_eye() {
    let world = World::new();
    let sql = "SELECT channel, site, wait_s FROM contacts ORDER BY channel";
    assert_eq!(
        world.text("--csv", sql),
        "channel,site,wait_s\ncounter,,\nemail,\"a, \"\"b\"\"\u{1b}[2J\",\nphone,Lyon,10\n"
    );
    assert_eq!(
        world.text("--lang=en", sql),
        "channel  site        wait_s\n\
         counter  –                –\n\
         email    a, \"b\"\u{fffd}[2J       –\n\
         phone    Lyon            10\n"
    );
}

#[test]
fn a_statement_that_takes_too_long_is_stopped() {
    let world = World::new();
    let endless = "SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 100000000) b WHERE a.value + b.value < 0";
    let (code, said) = world.refused_with(&["--timeout", "1"], endless);
    assert_eq!((code, said.contains("1 s")), (Some(1), true), "{said}");
}

#[test]
fn what_does_not_fit_in_memory_spills_or_says_so() {
    let world = World::new();
    let sorted = "SELECT max(n) AS n FROM (SELECT row_number() OVER (ORDER BY value % 977) AS n FROM generate_series(1, 3000000))";
    let said = world.with(&["--json", "--memory", "24", "--threads", "1"], sorted);
    assert_eq!(serde_json::from_str::<Value>(&said).unwrap()["rows"], json!([{"n": 3_000_000}]));
}

#[test]
fn rows_beyond_the_limit_are_left_out_and_that_is_said() {
    let world = World::new();
    let run = |options: &[&str]| {
        let output = world.run(options, "SELECT value FROM generate_series(1, 20000) ORDER BY value");
        assert_eq!(output.status.code(), Some(0));
        let lines = String::from_utf8(output.stdout).unwrap().lines().count();
        (lines, String::from_utf8(output.stderr).unwrap())
    };
    let said = |rows: &str| {
        format!(
            "Only the first rows are shown: {rows}. Use --rows for more, or --csv or --json for all of them.\n"
        )
    };
    assert_eq!(run(&[]), (1_001, said("1000")));
    assert_eq!(run(&["--csv"]), (20_001, String::new()));
    assert_eq!(run(&["--csv", "--rows", "10000"]), (10_001, said("10000")));
    assert_eq!(run(&["--csv", "--rows", "0"]), (1, said("0")));
    assert_eq!(run(&["--csv", "--rows", "20000"]), (20_001, String::new()));
}
