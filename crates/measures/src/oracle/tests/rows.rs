//! Measures 1, 7, 8, 9 and 10: contact by contact.

use kernel::{Channel, Direction, Euro, Outcome};
use serde_json::json;

use super::{ask, row, rows};
use crate::{
    Dimension, Measure, Question,
    testing::{TestLog, a_contact, instant},
};

#[test]
fn volume_counts_by_direction() {
    let log = TestLog::of([
        a_contact(),
        a_contact().going(Direction::Outbound),
        a_contact().going(Direction::Proactive),
        a_contact().from_nobody(),
    ]);
    let volume = row(&log, &Question::of(Measure::Volume));
    assert_eq!(volume, json!({ "contacts": 4, "inbound": 2, "outbound": 1, "proactive": 1 }));
}

#[test]
fn a_month_is_a_month_in_paris() {
    // Half past midnight on 1 April in Paris, where summer time began the day before.
    let log = TestLog::of([a_contact().at("2025-03-31T22:30:00Z"), a_contact().at("2025-03-31T21:30:00Z")]);
    let months = rows(&log, &Question::of(Measure::Volume).by(&[Dimension::Month, Dimension::Week]));
    let labels: Vec<_> = months.iter().map(|it| (it["month"].clone(), it["week"].clone())).collect();
    assert_eq!(labels, [(json!("2025-03"), json!("2025-W14")), (json!("2025-04"), json!("2025-W14"))]);
}

#[test]
fn a_missing_value_is_a_row_and_comes_first() {
    let log = TestLog::of([a_contact().in_site("Lyon"), a_contact(), a_contact().in_site("Brest")]);
    let sites = rows(&log, &Question::of(Measure::Volume).by(&[Dimension::Site]));
    assert_eq!(
        sites.iter().map(|it| it["site"].clone()).collect::<Vec<_>>(),
        [json!(null), json!("Brest"), json!("Lyon")]
    );
    let mut of_none = Question::of(Measure::Volume);
    of_none.selection.wanted.push((Dimension::Site, None));
    assert_eq!(row(&log, &of_none)["contacts"], 1);
}

#[test]
fn filters_on_one_dimension_are_alternatives_and_dimensions_add_up() {
    let log = TestLog::of([
        a_contact().by(Channel::Phone).about("APL"),
        a_contact().by(Channel::Email).about("APL"),
        a_contact().by(Channel::Email).about("RSA"),
        a_contact().by(Channel::Web).about("APL"),
    ]);
    let mut question = Question::of(Measure::Volume);
    for (dimension, value) in
        [(Dimension::Channel, "phone"), (Dimension::Reason, "APL"), (Dimension::Channel, "email")]
    {
        question.selection.wanted.push((dimension, Some(value.to_owned())));
    }
    assert_eq!(row(&log, &question)["contacts"], 2);
}

#[test]
fn from_is_included_and_to_is_not() {
    let log = TestLog::of([
        a_contact().at("2025-03-09T10:00:00Z"),
        a_contact().at("2025-03-09T11:00:00Z"),
        a_contact().at("2025-03-09T12:00:00Z"),
    ]);
    let mut question = Question::of(Measure::Volume);
    question.selection.from = Some(instant("2025-03-09T10:00:00Z"));
    question.selection.to = Some(instant("2025-03-09T12:00:00Z"));
    assert_eq!(row(&log, &question)["contacts"], 2);
}

#[test]
fn the_avoidable_share_is_of_qualified_contacts_and_the_estimate_of_all() {
    let apl = || a_contact().about("APL");
    let log = TestLog::of([
        // (APL, phone): 3 inbound, 2 qualified, 1 avoidable: 3 × 1/2.
        apl().because("A1"),
        apl().because("V1").from(2),
        apl().from(3),
        // (APL, e-mail): none qualified, so the share of APL, 1/2: 2 × 1/2.
        apl().by(Channel::Email),
        apl().by(Channel::Email),
        // (RSA, web): nothing of RSA is qualified, so the share of the partner, 1/2: 1 × 1/2.
        a_contact().about("RSA").by(Channel::Web),
        // Nothing of this partner is qualified.
        a_contact().to("msa"),
        // Not inbound: its cause does not count.
        apl().because("A1").going(Direction::Outbound),
    ]);
    let avoidable = row(&log, &Question::of(Measure::Avoidable));
    assert_eq!(avoidable["inbound"], 7);
    assert_eq!((&avoidable["qualified"], &avoidable["avoidable"]), (&json!(2), &json!(1)));
    assert_eq!((&avoidable["share"], &avoidable["coverage"]), (&json!(0.5), &json!(2.0 / 7.0)));
    assert_eq!((&avoidable["estimated"], &avoidable["not_estimated"]), (&json!(3.0), &json!(1)));
    // Two qualified contacts of two usagers are two independent trials.
    let expected = evidence::proportion::wilson(1, 2).unwrap();
    assert_eq!((&avoidable["low"], &avoidable["high"]), (&json!(expected.low), &json!(expected.high)));
}

#[test]
fn an_estimate_looks_at_its_own_cell_only() {
    let log = TestLog::of([
        a_contact().because("A1").in_site("Lyon"),
        a_contact().in_site("Lyon"),
        a_contact().in_site("Brest"),
    ]);
    let sites = rows(&log, &Question::of(Measure::Avoidable).by(&[Dimension::Site]));
    assert_eq!(
        (&sites[0]["site"], &sites[0]["estimated"], &sites[0]["not_estimated"]),
        (&json!("Brest"), &json!(0.0), &json!(1))
    );
    assert_eq!(
        (&sites[1]["site"], &sites[1]["estimated"], &sites[1]["not_estimated"]),
        (&json!("Lyon"), &json!(2.0), &json!(0))
    );
}

#[test]
fn a_contact_without_cost_takes_the_unit_cost_of_its_channel() {
    let log = TestLog::of([
        a_contact().costing(Euro(25_000)).on(1),
        // A call: 6 € by default; a call back: 7 €.
        a_contact().on(1),
        a_contact().going(Direction::Outbound),
        // Not counted at all.
        a_contact().going(Direction::Proactive).costing(Euro(1_000_000)).on(2),
    ]);
    let cost = row(&log, &Question::of(Measure::Cost));
    assert_eq!(
        cost,
        json!({ "contacts": 3, "cost": 15.5, "cost_per_contact": 15.5 / 3.0, "requests": 1, "cost_per_request": 8.5 })
    );
}

#[test]
fn a_call_is_answered_unless_abandoned() {
    let log = TestLog::of([
        a_contact().waiting_s(20).lasting_s(100).ending(Outcome::Resolved),
        a_contact().waiting_s(60).lasting_s(201),
        a_contact().waiting_s(21).ending(Outcome::Unresolved),
        // Waits, but is not served: neither within 20 s nor handled.
        a_contact().waiting_s(4).lasting_s(4).ending(Outcome::Abandoned),
        a_contact(),
        // No inbound calls.
        a_contact().by(Channel::Email).waiting_s(1),
        a_contact().going(Direction::Outbound).waiting_s(1),
    ]);
    assert_eq!(
        row(&log, &Question::of(Measure::Phone)),
        json!({
            "offered": 5, "answered": 4, "answer_rate": 0.8,
            // Of 4, 20, 21, 60: half-way between 20 and 21; 0.7 of the way from 21 to 60.
            "wait_p50_s": 20.5, "wait_p90_s": 21.0 + 39.0 * (0.9 * 3.0 - 2.0),
            "within_20s": 0.2, "within_60s": 0.6, "handling_mean_s": 150.5,
        })
    );
}

#[test]
fn satisfaction_goes_down_when_people_have_to_come_back() {
    let log = TestLog::of([
        a_contact().at("2025-01-01T00:00:00Z").rated(2),
        // Seven days later, so the first was recontacted and this one was not.
        a_contact().at("2025-01-08T00:00:00Z").rated(5),
        // An answer to the usager is nobody's recontact.
        a_contact().at("2025-01-09T00:00:00Z").going(Direction::Outbound).rated(4),
        // The end of observation: not eligible.
        a_contact().at("2025-03-01T00:00:00Z").from(2).rated(3),
        a_contact().at("2025-01-09T00:00:00Z").from(3),
    ]);
    let question = Question::of(Measure::Satisfaction).by(&[Dimension::Recontacted]);
    assert_eq!(
        rows(&log, &question),
        [
            json!({ "recontacted": null, "n": 2, "mean": 3.5, "share_4_5": 0.5 }),
            json!({ "recontacted": "no", "n": 1, "mean": 5.0, "share_4_5": 1.0 }),
            json!({ "recontacted": "yes", "n": 1, "mean": 2.0, "share_4_5": 0.0 }),
        ]
    );
}

#[test]
fn an_answer_says_until_when_was_observed() {
    let log = TestLog::of([
        a_contact().at("2025-03-09T10:00:00Z"),
        a_contact().to("msa").at("2025-04-09T10:00:00Z"),
    ]);
    let mut question = Question::of(Measure::Volume);
    assert_eq!(ask(&log, &question).observed_until, Some(instant("2025-04-09T10:00:00Z")));
    question.selection.wanted.push((Dimension::Partner, Some("caf".to_owned())));
    assert_eq!(ask(&log, &question).observed_until, Some(instant("2025-03-09T10:00:00Z")));
    question.observed_until = Some(7);
    assert_eq!(ask(&log, &question).observed_until, Some(7));
    assert_eq!(ask(&TestLog::default(), &Question::of(Measure::Volume)).observed_until, None);
}
