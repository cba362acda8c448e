//! Measures 2, 11 and 12: whole requests.

use kernel::{Channel, Direction};
use serde_json::{Value, json};

use super::{row, rows};
use crate::{
    Dimension, Measure, Question, StepKind,
    testing::{TestLog, a_contact, an_event, instant},
};

#[test]
fn a_request_is_counted_once_whoever_makes_contact() {
    let log = TestLog::of([
        a_contact().on(1),
        a_contact().on(1).from(2).by(Channel::Email),
        // The same number at another partner is another request.
        a_contact().on(1).to("msa"),
        // Not inbound, or about no request.
        a_contact().on(1).going(Direction::Outbound),
        a_contact(),
    ]);
    let requests = row(&log, &Question::of(Measure::Requests));
    assert_eq!((&requests["contacts"], &requests["requests"]), (&json!(3), &json!(2)));
    assert_eq!(requests["contacts_per_request"], json!(1.5));
    assert_eq!((&requests["distribution"]["1"], &requests["distribution"]["2"]), (&json!(1), &json!(1)));
    assert_eq!(requests.get("closed"), None);
    // By channel, a request counts with the contacts that it has there.
    let channels = rows(&log, &Question::of(Measure::Requests).by(&[Dimension::Channel]));
    assert_eq!((&channels[0]["contacts"], &channels[0]["requests"]), (&json!(1), &json!(1)));
    assert_eq!((&channels[1]["contacts"], &channels[1]["requests"]), (&json!(2), &json!(2)));
}

#[test]
fn ten_contacts_and_more_are_one_class() {
    let log = TestLog::of((0..19).map(|it| a_contact().on(1 + u64::from(it >= 10))));
    let distribution = &row(&log, &Question::of(Measure::Requests))["distribution"];
    assert_eq!((&distribution["9"], &distribution["10+"]), (&json!(1), &json!(1)));
}

/// Request 1 provoked a call; request 2 was opened and closed without any; request 3 is closed twice, and only written to.
fn closed_requests() -> TestLog {
    TestLog::of([
        a_contact().on(1).during("birth").at("2025-03-10T10:00:00Z"),
        a_contact().on(3).going(Direction::Proactive).at("2025-03-10T10:00:00Z"),
    ])
    .and([
        an_event().on(1).at("2025-03-09T10:00:00Z").during("move"),
        an_event().on(1).at("2025-03-11T10:00:00Z").status("closed"),
        an_event().on(2).at("2025-03-09T10:00:00Z"),
        an_event().on(2).at("2025-03-12T10:00:00Z").status("closed").during("birth"),
        an_event().on(3).at("2025-03-12T10:00:00Z").status("closed"),
        an_event().on(3).at("2025-05-12T10:00:00Z").status("closed"),
    ])
}

#[test]
fn events_tell_of_requests_that_needed_no_contact() {
    let requests = row(&closed_requests(), &Question::of(Measure::Requests));
    assert_eq!(requests["distribution"]["0"], 2);
    assert_eq!((&requests["closed"], &requests["contact_free"]), (&json!(3), &json!(2)));
    assert_eq!(requests["contact_free_share"], json!(2.0 / 3.0));
    // Request 3 is closed for good in May only; requests 2 and 3 are known from March on.
    let mut march = Question::of(Measure::Requests);
    march.selection.to = Some(instant("2025-04-01T00:00:00Z"));
    let requests = row(&closed_requests(), &march);
    assert_eq!((&requests["closed"], &requests["contact_free"]), (&json!(2), &json!(1)));
    assert_eq!(requests["distribution"]["0"], 2);
}

#[test]
fn a_request_has_the_first_life_event_that_its_events_carry() {
    let told = rows(&closed_requests(), &Question::of(Measure::Requests).by(&[Dimension::LifeEvent]));
    let figures = |it: &Value| {
        json!([it["life_event"], it["requests"], it["distribution"]["0"], it["closed"], it["contact_free"]])
    };
    assert_eq!(
        told.iter().map(figures).collect::<Vec<_>>(),
        [
            // Request 3, whose only contact is not inbound.
            json!([null, 0, 1, 1, 1]),
            // The call about request 1 says birth; so do the events of request 2.
            json!(["birth", 1, 1, 1, 1]),
            // The events of request 1 say move.
            json!(["move", 0, 0, 1, 0]),
        ]
    );
}

#[test]
fn what_only_contacts_have_cannot_be_told_by_events() {
    let mut question = Question::of(Measure::Requests);
    question.selection.wanted.push((Dimension::Channel, Some("phone".to_owned())));
    let requests = row(&closed_requests(), &question);
    assert_eq!((requests.get("closed"), requests["distribution"].get("0")), (None, None));
}

#[test]
fn a_journey_is_every_step_of_a_request_in_order() {
    let log = TestLog::of([
        a_contact().on(1).at("2025-03-09T10:00:00Z").by(Channel::Web),
        // At the same instant as two changes: contacts first, then changes by their ordinal.
        a_contact().on(1).from(2).at("2025-03-10T10:00:00Z"),
        a_contact().on(2).at("2025-03-09T10:00:00Z").by(Channel::Web),
        a_contact().on(2).at("2025-03-09T10:00:30Z").going(Direction::Outbound),
    ])
    .and([
        an_event().on(1).at("2025-03-10T10:00:00Z").status("closed").ordinal(2),
        an_event().on(1).at("2025-03-10T10:00:00Z").status("decided").ordinal(1),
    ]);
    let journeys = row(&log, &Question::of(Measure::Journeys));
    assert_eq!(journeys["requests"], 2);
    assert_eq!(
        journeys["edges"],
        json!([
            { "from": "phone", "to": "status:decided", "count": 1, "gap_mean_s": 0.0, "gap_p50_s": 0.0, "gap_p90_s": 0.0 },
            { "from": "status:decided", "to": "status:closed", "count": 1, "gap_mean_s": 0.0, "gap_p50_s": 0.0, "gap_p90_s": 0.0 },
            // A day and 30 seconds: the median is half-way, the ninth decile 0.9 of the way.
            { "from": "web", "to": "phone", "count": 2, "gap_mean_s": 43_215.0, "gap_p50_s": 43_215.0, "gap_p90_s": 77_763.0 },
        ])
    );
    assert_eq!(journeys["starts"], json!([{ "step": "web", "count": 2 }]));
    assert_eq!(
        journeys["ends"],
        json!([{ "step": "phone", "count": 1 }, { "step": "status:closed", "count": 1 }])
    );
    assert_eq!(
        journeys["variants"],
        json!([
            { "steps": ["web", "phone"], "count": 1, "share": 0.5 },
            { "steps": ["web", "phone", "status:decided", "status:closed"], "count": 1, "share": 0.5 },
        ])
    );
}

#[test]
fn steps_are_named_after_what_is_asked_and_the_top_variants_are_listed() {
    let log = TestLog::of([
        a_contact().on(1),
        a_contact().on(2),
        a_contact().on(3).about("AAH").by(Channel::Email),
    ]);
    let mut question = Question::of(Measure::Journeys);
    question.top = 1;
    for (step, name) in
        [(StepKind::Channel, "phone"), (StepKind::Reason, "APL"), (StepKind::ChannelReason, "phone:APL")]
    {
        question.step = step;
        let expected = json!([{ "steps": [name], "count": 2, "share": 2.0 / 3.0 }]);
        assert_eq!(row(&log, &question)["variants"], expected);
    }
}

#[test]
fn a_journey_counts_by_its_first_contact_or_by_its_first_step() {
    let log = TestLog::of([a_contact().on(1).at("2025-03-10T10:00:00Z").during("move")]).and([
        // Request 1 was opened before; request 2 never provoked a contact.
        an_event().on(1).at("2025-03-01T10:00:00Z").during("birth"),
        an_event().on(2).at("2025-03-01T10:00:00Z"),
    ]);
    let requests = |question: &Question| row(&log, question)["requests"].clone();
    let mut question = Question::of(Measure::Journeys);
    assert_eq!(requests(&question), 2);
    question.selection.from = Some(instant("2025-03-05T00:00:00Z"));
    assert_eq!(requests(&question), 1);
    question.selection.from = None;
    question.selection.wanted = vec![(Dimension::Channel, Some("phone".to_owned()))];
    assert_eq!(requests(&question), 1);
    // The life event is that of the journey's first step that carries one, not that of the contact.
    for (life_event, count) in [(Some("birth"), 1), (Some("move"), 0), (None, 1)] {
        question.selection.wanted = vec![(Dimension::LifeEvent, life_event.map(str::to_owned))];
        assert_eq!(requests(&question), count, "{life_event:?}");
    }
}

#[test]
fn a_change_of_status_provokes_the_contacts_of_the_14_days_after_it() {
    let log = TestLog::of([
        // Not after the change, then on day 0, on day 1 at its very beginning, at the very end of the 14 days, too late.
        a_contact().on(1).at("2025-03-01T00:00:00Z"),
        a_contact().on(1).at("2025-03-01T00:00:00.000001Z"),
        a_contact().on(1).at("2025-03-02T00:00:00Z"),
        a_contact().on(1).at("2025-03-15T00:00:00Z"),
        a_contact().on(1).at("2025-03-15T00:00:00.000001Z"),
        // No request, the same usager, a reason of the request's contacts: counts. Another reason, or a request: does not.
        a_contact().at("2025-03-03T12:00:00Z"),
        a_contact().at("2025-03-03T12:00:00Z").about("RSA"),
        a_contact().at("2025-03-03T12:00:00Z").on(2),
        a_contact().on(1).at("2025-03-03T12:00:00Z").going(Direction::Outbound),
        // The end of observation: 30 days after the first step.
        a_contact().from(9).at("2025-03-31T00:00:00Z"),
    ])
    .and([
        an_event().at("2025-03-01T00:00:00Z").status("decided"),
        // Its 14 days were not observed whole.
        an_event().at("2025-03-17T00:00:00.000001Z").status("closed"),
        // Observed to the microsecond; the usager's request is not known by any contact, so no reason is.
        an_event().on(7).at("2025-03-17T00:00:00Z").status("opened"),
    ]);
    let statuses = rows(&log, &Question::of(Measure::Provoked));
    assert_eq!(statuses.len(), 2);
    let decided = &statuses[0];
    assert_eq!((&decided["status"], &decided["changes"]), (&json!("decided"), &json!(1)));
    assert_eq!((&decided["contacts"], &decided["per_100"]), (&json!(4), &json!(400.0)));
    let by_day = [1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
    assert_eq!(decided["by_day"], json!(by_day));
    // Five inbound contacts that carry the request, in 30 days.
    assert_eq!(decided["base_per_day"], json!(5.0 / 30.0));
    assert_eq!((&statuses[1]["status"], &statuses[1]["contacts"]), (&json!("opened"), &json!(0)));
    assert_eq!(statuses[1]["base_per_day"], json!(0.0));
}

#[test]
fn a_request_counts_once_in_the_base_of_a_status() {
    let log = TestLog::of([
        a_contact().on(1).at("2025-01-01T00:00:00Z"),
        a_contact().from(2).at("2025-01-21T00:00:00Z"),
    ])
    .and([an_event().at("2025-01-02T00:00:00Z"), an_event().at("2025-01-03T00:00:00Z")]);
    let opened = row(&log, &Question::of(Measure::Provoked));
    assert_eq!((&opened["changes"], &opened["base_per_day"]), (&json!(2), &json!(1.0 / 20.0)));
}
