//! The documents that scripts rely on: names and their order, and nothing made up where nothing is known.

use serde_json::Value;

use super::{ask, rows};
use crate::{
    Dimension, FlatTable, Measure, Question,
    testing::{TestLog, a_contact, an_event},
};

fn names(row: &Value) -> String {
    row.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_measure_prints_the_names_of_the_contract() {
    let log = TestLog::of([
        a_contact().on(1),
        a_contact().on(1).at("2025-03-09T11:00:00Z"),
        a_contact().from(2).at("2025-06-01T00:00:00Z"),
    ])
    .and([an_event()]);
    for (measure, expected) in [
        (Measure::Volume, "contacts inbound outbound proactive"),
        (
            Measure::Requests,
            "contacts requests contacts_per_request distribution closed contact_free contact_free_share",
        ),
        (Measure::Needs, "inbound needs contacts_per_need window_days"),
        (Measure::Recontact, "eligible recontacted rate low high window_days"),
        (Measure::Fcr, "eligible resolved rate low high declared_share window_days"),
        (Measure::Escape, "from to contacts eligible_from rate"),
        (Measure::Avoidable, "inbound qualified avoidable share low high coverage estimated not_estimated"),
        (Measure::Cost, "contacts cost cost_per_contact requests cost_per_request"),
        (
            Measure::Phone,
            "offered answered answer_rate wait_p50_s wait_p90_s within_20s within_60s handling_mean_s",
        ),
        (Measure::Satisfaction, "n mean share_4_5"),
        (Measure::Journeys, "requests edges starts ends variants"),
        (Measure::Provoked, "status changes contacts per_100 by_day base_per_day"),
    ] {
        let rows = rows(&log, &Question::of(measure));
        assert_eq!(names(&rows[0]), expected, "{measure}");
        match measure {
            Measure::Requests => assert_eq!(names(&rows[0]["distribution"]), "0 1 2 3 4 5 6 7 8 9 10+"),
            Measure::Journeys => {
                assert_eq!(names(&rows[0]["edges"][0]), "from to count gap_mean_s gap_p50_s gap_p90_s");
                assert_eq!(names(&rows[0]["starts"][0]), "step count");
                assert_eq!(names(&rows[0]["ends"][0]), "step count");
                assert_eq!(names(&rows[0]["variants"][0]), "steps count share");
            }
            Measure::Provoked => assert_eq!(rows[0]["by_day"].as_array().unwrap().len(), 15),
            _ => {}
        }
    }
}

#[test]
fn the_document_says_what_was_asked() {
    let mut question = Question::of(Measure::Recontact).by(&[Dimension::Channel]);
    question.selection.from = Some(0);
    question.selection.wanted.push((Dimension::Reason, Some("APL".to_owned())));
    question.observed_until = Some(1_000_000);
    let printed = serde_json::to_string(&ask(&TestLog::default(), &question)).unwrap();
    assert_eq!(
        printed,
        r#"{"measure":"recontact","observed_until":"1970-01-01T00:00:01Z","by":["channel"],"filters":{"from":"1970-01-01T00:00:00Z","reason":["APL"]},"window":"30d","rows":[]}"#
    );
}

#[test]
fn an_empty_log_has_counts_of_zero_and_no_rate() {
    for measure in Measure::ALL {
        let answer = ask(&TestLog::default(), &Question::of(measure));
        let printed = serde_json::to_value(&answer).unwrap();
        let rows = printed["rows"].as_array().unwrap();
        if matches!(measure, Measure::Escape | Measure::Provoked) {
            assert!(rows.is_empty(), "{measure}");
            continue;
        }
        for (name, value) in rows[0].as_object().unwrap() {
            let known = match value {
                Value::Number(number) => number.as_f64() == Some(0.0) || name == "window_days",
                Value::Object(classes) => classes.values().all(|it| it == 0),
                Value::Array(items) => items.is_empty(),
                other => other.is_null(),
            };
            assert!(known, "{measure}: {name} is {value}");
        }
        let is_rate = |name: &&str| name.contains("rate") || name.contains("share") || name.contains("per_");
        let table = FlatTable::of(&answer);
        for (name, value) in table.columns.iter().zip(table.rows.first().into_iter().flatten()) {
            assert!(!is_rate(&name.as_str()) || value.is_null(), "{measure}: {name} is {value}");
        }
    }
}
