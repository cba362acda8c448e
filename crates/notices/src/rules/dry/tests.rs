//! Dry runs against plain arithmetic.

use std::collections::BTreeSet;

use jiff::civil::date;

use super::*;
use crate::{
    rules::{
        facts::{PAYMENT, What},
        rule::{Condition, Delay, Goal, Rung, Trigger},
        testing::fact,
    },
    service::Quiet,
    testing::{service, template},
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn setting() -> Setting {
    let service = service(&"CAF".parse().unwrap(), "Aides au logement");
    let sms = template(&service, Medium::Sms);
    let rung = Rung {
        means: Means::Message { medium: Medium::Sms, template: sms.id },
        after: Delay::default(),
        is_fallback: false,
    };
    let plan = Plan {
        trigger: Trigger::Before { date: PAYMENT.to_owned(), days: 2, hours: 0 },
        condition: Condition::default(),
        ladder: vec![rung],
        goal: Goal::None,
        holdout: 0.1,
        is_self_stopping: true,
        territory: Territory::Mainland,
    };
    Setting {
        plan: Arc::new(plan),
        templates: HashMap::from([(sms.id, sms)]),
        service,
        period: (at("2026-03-01T00:00:00Z"), at("2026-03-31T00:00:00Z")),
        site: None,
        part_price: Euro(450),
        letter_price: Euro(9_000),
        limits: Limits::USUAL,
        contacts_per_100: CONTACTS_PER_100,
        is_measured: false,
        capacity_h: Some(1),
    }
}

/// Somebody with payments on these days of March, who has a file.
fn subject(name: &str, days: &[i8]) -> Subject {
    let payment = |day: &i8| {
        let on = date(2026, 3, *day);
        let told = at(&format!("2026-03-{day:02}T00:00:00Z")) - jiff::SignedDuration::from_hours(24 * 10);
        let mut fact = fact(name, told, What::Date { kind: PAYMENT.to_owned(), on, at: None });
        fact.data.insert("dossier".to_owned(), "AB12".into());
        fact
    };
    Subject {
        facts: days.iter().map(payment).collect(),
        keys: BTreeSet::from([name.to_owned()]),
        name: name.to_owned(),
        language: "fr".to_owned(),
        reachable: vec![Medium::Sms],
        arm: Arm::Told,
    }
}

#[test]
fn it_says_who_gets_what_when_and_for_how_much() {
    let held = Subject { arm: Arm::Held, ..subject("B", &[20]) };
    let deaf = Subject { reachable: Vec::new(), ..subject("C", &[20]) };
    let mut bare = subject("D", &[20]);
    bare.facts[0].data.clear();
    let dry = run(&setting(), &[subject("A", &[20]), held, deaf, bare]);
    assert_eq!((dry.requests, dry.told, dry.held, dry.unreachable), (4, 2, 1, 1));
    assert_eq!(dry.sums["sms"], Sum { messages: 1, parts: 1, cost: Euro(450) });
    assert_eq!(dry.missing, BTreeMap::from([("dossier".to_owned(), 1)]));
    let line = dry.lines.iter().find(|it| it.request == "A").unwrap();
    assert_eq!(line.at.to_string(), "2026-03-18T08:00:00Z");
    assert!(line.text.starts_with("Votre dossier AB12 avance."), "{}", line.text);
    let outcomes: Vec<&Outcome> = dry.lines.iter().map(|it| &it.outcome).collect();
    assert!(outcomes.contains(&&Outcome::Held) && outcomes.contains(&&Outcome::Leaves));
}

#[test]
fn only_requests_that_were_under_way_in_the_period_are_counted() {
    let status =
        |day: &str, status: &str| fact("X", at(&format!("{day}T10:00:00Z")), What::Status(status.to_owned()));
    let with = |facts: Vec<Fact>| Subject { facts, ..subject("X", &[]) };
    let all = [
        with(vec![status("2026-01-10", "opened"), status("2026-01-20", "closed")]),
        with(vec![status("2026-01-10", "opened"), status("2026-03-02", "closed")]),
        with(vec![status("2026-01-10", "opened")]),
        with(vec![status("2026-01-10", "closed"), status("2026-01-20", "reopened")]),
        with(vec![status("2026-03-10", "opened")]),
    ];
    assert_eq!(run(&setting(), &all).requests, 4);
    // A payment is told of although its request closed long before.
    let mut paid = subject("P", &[20]);
    paid.facts[0].at = at("2026-01-10T10:00:00Z");
    paid.facts.push(fact("P", at("2026-01-20T10:00:00Z"), What::Status("closed".to_owned())));
    let dry = run(&setting(), &[paid]);
    assert_eq!((dry.requests, dry.told), (1, 1));
}

#[test]
fn the_governor_stops_what_one_person_would_get_twice() {
    // Two requests of one person, with payments on the same day.
    let twin = Subject { keys: BTreeSet::from(["A".to_owned()]), ..subject("B", &[20]) };
    let dry = run(&setting(), &[subject("A", &[20]), twin]);
    assert_eq!(dry.sums["sms"].messages, 1);
    assert_eq!(dry.cancelled, BTreeMap::from([("same-meaning", 1)]));
}

#[test]
fn quiet_hours_and_the_messages_of_an_hour_are_kept() {
    let mut setting = setting();
    setting.service.quiet = Quiet::USUAL;
    setting.service.hourly_max = Some(2);
    let all: Vec<Subject> = (0..5).map(|it| subject(&it.to_string(), &[24])).collect();
    let dry = run(&setting, &all);
    let mut hours: Vec<(String, u64)> =
        dry.hours.iter().filter(|it| it.messages > 0).map(|it| (it.at.to_string(), it.messages)).collect();
    hours.sort();
    // Two days before Tuesday 24 is a Sunday: they leave on Monday from 8 h on.
    let expected = [("2026-03-23T07:00:00Z", 2), ("2026-03-23T08:00:00Z", 2), ("2026-03-23T09:00:00Z", 1)];
    assert_eq!(hours, expected.map(|(at, count)| (at.to_owned(), count)));
}

#[test]
fn contacts_are_expected_in_open_hours_and_all_of_them() {
    let all: Vec<Subject> = (0..100).map(|it| subject(&it.to_string(), &[20])).collect();
    let dry = run(&setting(), &all);
    assert!((dry.contacts() - CONTACTS_PER_100).abs() < 1e-9, "{}", dry.contacts());
    let first = dry.hours.iter().find(|it| it.contacts > 0.0).unwrap();
    assert_eq!(first.at.to_string(), "2026-03-18T08:00:00Z");
    assert!((first.contacts - 1.2).abs() < 1e-9);
    assert_eq!(dry.overloaded().count(), 1);
    for hour in dry.hours.iter().filter(|it| it.contacts > 0.0) {
        assert!(is_open(hour.at.as_second() / 3_600), "{}", hour.at);
    }
}
