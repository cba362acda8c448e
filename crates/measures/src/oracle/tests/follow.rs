//! Measures 3 to 6: what came before and what comes after.

use evidence::proportion::wilson_effective;
use kernel::{Channel, Direction, Outcome, Window};
use serde_json::json;

use super::{row, rows};
use crate::{
    Dimension, Measure, Question,
    testing::{ContactBuilder, TestLog, a_contact, instant},
};

const MONTH_US: i64 = Window::days(30).as_us();

/// Three calls: the second exactly 30 days after the first, the third a microsecond more than 30 days after that.
fn at_the_edge() -> [ContactBuilder; 3] {
    let first = instant("2025-01-01T00:00:00Z");
    [first, first + MONTH_US, first + 2 * MONTH_US + 1].map(|at| a_contact().at_us(at))
}

#[test]
fn a_need_lasts_while_each_gap_is_at_most_the_window() {
    let [first, second, third] = at_the_edge();
    let log = TestLog::of([first, second.by(Channel::Email), third]);
    let needs = row(&log, &Question::of(Measure::Needs));
    assert_eq!(needs, json!({ "inbound": 3, "needs": 2, "contacts_per_need": 1.5, "window_days": 30.0 }));
    // The first need belongs to the phone, where it began, with its e-mail.
    let channels = rows(&log, &Question::of(Measure::Needs).by(&[Dimension::Channel]));
    assert_eq!((&channels[0]["channel"], &channels[0]["needs"]), (&json!("email"), &json!(0)));
    assert_eq!(channels[0]["contacts_per_need"], json!(null));
    assert_eq!((&channels[1]["needs"], &channels[1]["inbound"]), (&json!(2), &json!(3)));
}

#[test]
fn a_need_counts_if_its_first_contact_is_selected() {
    let log = TestLog::of(at_the_edge());
    let mut question = Question::of(Measure::Needs);
    // From the second contact on: its need began before, the third contact is a need of its own.
    question.selection.from = Some(instant("2025-01-31T00:00:00Z"));
    assert_eq!((&row(&log, &question)["needs"], &row(&log, &question)["inbound"]), (&json!(1), &json!(1)));
    // Only the first contact: its need is counted whole.
    question.selection.from = None;
    question.selection.to = Some(instant("2025-01-31T00:00:00Z"));
    assert_eq!((&row(&log, &question)["needs"], &row(&log, &question)["inbound"]), (&json!(1), &json!(2)));
}

#[test]
fn contacts_of_nobody_are_needs_of_their_own() {
    let log = TestLog::of([a_contact().from_nobody(), a_contact().from_nobody()]);
    assert_eq!(row(&log, &Question::of(Measure::Needs))["needs"], 2);
    let mut recontact = Question::of(Measure::Recontact);
    recontact.observed_until = Some(i64::MAX);
    assert_eq!(row(&log, &recontact)["recontacted"], 0);
}

#[test]
fn a_recontact_comes_within_the_window_and_the_window_was_observed() {
    let log = TestLog::of(at_the_edge());
    let recontact = row(&log, &Question::of(Measure::Recontact));
    // The first is followed at exactly 30 days; the second a microsecond too late; of the third nothing is known yet.
    assert_eq!((&recontact["eligible"], &recontact["recontacted"]), (&json!(2), &json!(1)));
    assert_eq!(recontact["rate"], json!(0.5));
    // One usager is worth one trial.
    let expected = wilson_effective(0.5, 1.0).unwrap();
    assert_eq!((&recontact["low"], &recontact["high"]), (&json!(expected.low), &json!(expected.high)));
}

#[test]
fn a_contact_is_eligible_if_its_window_ends_with_the_observation() {
    let log = TestLog::of(at_the_edge());
    let mut question = Question::of(Measure::Recontact);
    let second_window_ends = instant("2025-01-01T00:00:00Z") + 2 * MONTH_US;
    for (until, eligible) in [(second_window_ends, 2), (second_window_ends - 1, 1)] {
        question.observed_until = Some(until);
        assert_eq!(row(&log, &question)["eligible"], eligible);
    }
}

#[test]
fn only_the_same_usager_reason_and_partner_follow_and_only_inbound() {
    let later = || a_contact().at("2025-03-09T11:00:00Z");
    let end = || a_contact().from(9).at("2025-06-01T00:00:00Z");
    for (follower, recontacted) in [
        (later(), 1),
        (later().by(Channel::Web), 1),
        (later().from(2), 0),
        (later().about("RSA"), 0),
        (later().to("msa"), 0),
        (later().going(Direction::Outbound), 0),
        (later().from_nobody(), 0),
    ] {
        let log = TestLog::of([a_contact(), follower.clone(), end()]);
        assert_eq!(row(&log, &Question::of(Measure::Recontact))["recontacted"], recontacted, "{follower:?}");
    }
}

#[test]
fn simultaneous_contacts_are_ordered_by_the_bytes_of_their_ids() {
    // `Z` is before `a`, as a byte: the e-mail is followed by the call, not the other way round.
    let log = TestLog::of([a_contact().id("a"), a_contact().id("Z").by(Channel::Email)]);
    let mut question = Question::of(Measure::Recontact).by(&[Dimension::Channel]);
    question.observed_until = Some(i64::MAX);
    let channels = rows(&log, &question);
    assert_eq!((&channels[0]["channel"], &channels[0]["recontacted"]), (&json!("email"), &json!(1)));
    assert_eq!((&channels[1]["channel"], &channels[1]["recontacted"]), (&json!("phone"), &json!(0)));
}

#[test]
fn followers_are_looked_for_outside_the_selection() {
    let log = TestLog::of([a_contact(), a_contact().at("2025-03-10T10:00:00Z").by(Channel::Email)]);
    let mut question = Question::of(Measure::Recontact);
    question.observed_until = Some(i64::MAX);
    question.selection.wanted.push((Dimension::Channel, Some("phone".to_owned())));
    assert_eq!(
        (&row(&log, &question)["eligible"], &row(&log, &question)["recontacted"]),
        (&json!(1), &json!(1))
    );
}

#[test]
fn the_first_contact_resolves_if_nobody_comes_back() {
    let [first, second, third] = at_the_edge();
    let log = TestLog::of([
        // Followed: not resolved, whatever was declared.
        first.ending(Outcome::Resolved),
        // Not a first contact: the first was exactly 30 days before.
        second.ending(Outcome::Unresolved),
        // A first contact again, but the end of observation comes too early for it.
        third,
        a_contact().from(2).at("2025-01-05T00:00:00Z").ending(Outcome::Transferred),
        a_contact().from(3).at("2025-01-06T00:00:00Z"),
    ]);
    let fcr = row(&log, &Question::of(Measure::Fcr));
    assert_eq!((&fcr["eligible"], &fcr["resolved"], &fcr["rate"]), (&json!(3), &json!(2), &json!(2.0 / 3.0)));
    // Of three, one declared resolved, one declared otherwise, one nothing.
    assert_eq!(fcr["declared_share"], json!(0.5));
}

#[test]
fn who_does_not_get_through_tries_another_channel() {
    let log = TestLog::of([
        a_contact().at("2025-03-09T10:00:00Z"),
        // Exactly 24 h later, at the counter.
        a_contact().at("2025-03-10T10:00:00Z").by(Channel::Counter),
        // Calls again the same day: stays on the phone.
        a_contact().from(2).at("2025-03-09T10:00:00Z"),
        a_contact().from(2).at("2025-03-09T15:00:00Z"),
        // Nobody follows.
        a_contact().from(3).at("2025-03-09T10:00:00Z"),
        // The log ends 25 hours after the first: what began less than 24 hours before is not eligible.
        a_contact().from(4).at("2025-03-10T11:00:00Z").by(Channel::Web),
    ]);
    // Eligible calls: the first of usagers 1, 2 and 3; usager 2's second began 20 hours before the end.
    assert_eq!(
        rows(&log, &Question::of(Measure::Escape)),
        [
            json!({ "from": "phone", "to": "counter", "contacts": 1, "eligible_from": 3, "rate": 1.0 / 3.0 }),
            json!({ "from": "phone", "to": "phone", "contacts": 1, "eligible_from": 3, "rate": 1.0 / 3.0 }),
        ]
    );
}
