//! What must be true of every rule, over random stories.

use std::collections::BTreeSet;

use calendar::Territory;
use jiff::civil::date;
use kernel::Channel;
use proptest::{collection::vec, prelude::*};
use serde_json::Map;

use super::*;
use crate::{
    rules::{
        decide::after,
        facts::{FactId, PAYMENT, Sign, WaitsFor, What},
        rule::{Condition, DataTest, Delay, Goal, Means, RISK_E4, Rung, Trigger},
    },
    template::TemplateId,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn fact(place: usize, when: Timestamp, what: What) -> Fact {
    let is_closing = matches!(&what, What::Status(it) if it == "closed");
    Fact {
        id: FactId::from_uuid(Uuid::from_u128(place as u128)),
        partner: "CAF".parse().unwrap(),
        request: "D1".to_owned(),
        usager: "U1".to_owned(),
        what,
        at: when,
        reason: Some("logement".to_owned()),
        life_event: None,
        channel: Some(Channel::Web),
        waits_for: None,
        is_closing,
        data: Map::new(),
        source: "api".to_owned(),
        source_id: place.to_string(),
    }
}

fn status(place: usize, when: &str, name: &str) -> Fact {
    fact(place, at(when), What::Status(name.to_owned()))
}

fn message(medium: Medium, days: u16) -> Rung {
    let template = TemplateId::from_uuid(Uuid::from_u128(medium as u128));
    Rung {
        means: Means::Message { medium, template },
        after: Delay { days, hours: 0, is_working_days: false },
        is_fallback: false,
    }
}

fn plan(trigger: Trigger, ladder: Vec<Rung>, goal: Goal) -> Arc<Plan> {
    Arc::new(Plan {
        trigger,
        condition: Condition::default(),
        ladder,
        goal,
        holdout: 0.1,
        is_self_stopping: true,
        territory: Territory::Mainland,
    })
}

fn entered(ladder: Vec<Rung>, goal: Goal) -> Arc<Plan> {
    plan(Trigger::Entered { status: "pieces".to_owned() }, ladder, goal)
}

const ALL: &[Medium] = &Medium::ALL;

fn part<'a>(facts: &'a [Fact], reachable: &'a [Medium]) -> Part<'a> {
    Part { facts, reachable, language: "fr", arm: Arm::Told }
}

fn span() -> (Timestamp, Timestamp) {
    (at("2026-01-01T00:00:00Z"), at("2026-12-31T00:00:00Z"))
}

/// When which rung left.
fn shots(play: &Play) -> Vec<(String, usize)> {
    play.shots.iter().map(|it| (it.at.to_string(), it.rung)).collect()
}

fn ends(play: &Play) -> Vec<TurnState> {
    play.turns.iter().map(|it| it.turn.state).collect()
}

#[test]
fn the_ladder_goes_on_after_its_delays_and_at_once_after_a_failure() {
    let facts = [status(1, "2026-03-10T10:00:00Z", "pieces")];
    let ladder = vec![message(Medium::Sms, 0), message(Medium::Email, 3), message(Medium::Letter, 5)];
    let plan = entered(ladder, Goal::DocumentReceived);
    let calm = play(&plan, part(&facts, ALL), span(), |_| false);
    let expected = [("2026-03-10T10:00:00Z", 0), ("2026-03-13T10:00:00Z", 1), ("2026-03-18T10:00:00Z", 2)];
    assert_eq!(shots(&calm), expected.map(|(at, rung)| (at.to_owned(), rung)));
    assert_eq!(ends(&calm), [TurnState::Done(TurnEnd::Exhausted)]);
    let failing = play(&plan, part(&facts, ALL), span(), |it| it.rung == 0);
    let expected = [("2026-03-10T10:00:00Z", 0), ("2026-03-10T10:00:00Z", 1), ("2026-03-15T10:00:00Z", 2)];
    assert_eq!(shots(&failing), expected.map(|(at, rung)| (at.to_owned(), rung)));
}

#[test]
fn a_rung_that_only_stands_in_is_left_out_unless_the_one_before_failed() {
    let facts = [status(1, "2026-03-10T10:00:00Z", "pieces")];
    let email = Rung { is_fallback: true, ..message(Medium::Email, 0) };
    let plan = entered(vec![message(Medium::Sms, 0), email, message(Medium::Letter, 5)], Goal::None);
    let rungs = |reachable: &[Medium], fails: bool| -> Vec<usize> {
        let played = play(&plan, part(&facts, reachable), span(), |it| fails && it.rung == 0);
        played.shots.iter().map(|it| it.rung).collect()
    };
    assert_eq!(rungs(ALL, false), [0, 2]);
    assert_eq!(rungs(ALL, true), [0, 1, 2]);
    assert_eq!(rungs(&[Medium::Email], false), [1]);
}

#[test]
fn a_person_without_a_telephone_gets_the_next_rung_in_its_place() {
    let facts = [status(1, "2026-03-10T10:00:00Z", "pieces")];
    let plan = entered(vec![message(Medium::Sms, 2), message(Medium::Email, 3)], Goal::None);
    let played = play(&plan, part(&facts, &[Medium::Email]), span(), |_| false);
    assert_eq!(shots(&played), [("2026-03-12T10:00:00Z".to_owned(), 1)]);
}

#[test]
fn nothing_leaves_after_the_goal() {
    let mut facts = vec![status(1, "2026-03-10T10:00:00Z", "pieces")];
    let ladder = vec![message(Medium::Sms, 0), message(Medium::Email, 3)];
    facts.push(fact(2, at("2026-03-11T08:00:00Z"), What::Sign(Sign::Document)));
    let goals = [
        (Goal::DocumentReceived, 1),
        (Goal::AppointmentTaken, 2),
        (Goal::AnyContact, 2),
        (Goal::Statuses { statuses: vec!["clos".to_owned()] }, 2),
    ];
    for (goal, count) in goals {
        let played = play(&entered(ladder.clone(), goal.clone()), part(&facts, ALL), span(), |_| false);
        assert_eq!(played.shots.len(), count, "{goal:?}");
    }
}

#[test]
fn a_silence_is_broken_by_whatever_happens_and_told_once_a_stay() {
    let silent = Trigger::Silent { status: "instruction".to_owned(), days: 10 };
    let plan = plan(silent, vec![message(Medium::Sms, 0), message(Medium::Email, 4)], Goal::None);
    let mut facts = vec![status(1, "2026-03-01T10:00:00Z", "instruction")];
    let told = play(&plan, part(&facts, ALL), span(), |_| false);
    let expected = [("2026-03-11T10:00:00Z", 0), ("2026-03-15T10:00:00Z", 1)];
    assert_eq!(shots(&told), expected.map(|(at, rung)| (at.to_owned(), rung)));

    facts.push(fact(2, at("2026-03-05T10:00:00Z"), What::Sign(Sign::Contact)));
    facts.push(fact(3, at("2026-03-16T10:00:00Z"), What::Sign(Sign::Contact)));
    let told = play(&plan, part(&facts, ALL), span(), |_| false);
    assert_eq!(shots(&told), [("2026-03-15T10:00:00Z".to_owned(), 0)]);
    assert_eq!(ends(&told), [TurnState::Done(TurnEnd::Outdated)]);
}

#[test]
fn a_date_that_moves_is_another_occasion_and_one_that_was_known_too_late_none() {
    let before = Trigger::Before { date: PAYMENT.to_owned(), days: 2, hours: 0 };
    let plan = plan(before, vec![message(Medium::Sms, 0), message(Medium::Email, 1)], Goal::None);
    let on = |place, when: &str, day: i8| {
        let on = date(2026, 3, day);
        fact(place, at(when), What::Date { kind: PAYMENT.to_owned(), on, at: None })
    };
    let facts = [on(1, "2026-03-01T10:00:00Z", 20), on(2, "2026-03-10T10:00:00Z", 25)];
    let told = play(&plan, part(&facts, ALL), span(), |_| false);
    let expected = [("2026-03-23T08:00:00Z", 0), ("2026-03-24T08:00:00Z", 1)];
    assert_eq!(shots(&told), expected.map(|(at, rung)| (at.to_owned(), rung)), "9 h in Paris");
    let again = [on(1, "2026-03-01T10:00:00Z", 20), on(2, "2026-03-19T08:00:00Z", 20)];
    assert_eq!(play(&plan, part(&again, ALL), span(), |_| false).shots.len(), 2, "told again, the same");
    let late = [on(1, "2026-03-19T10:00:00Z", 20)];
    assert_eq!(play(&plan, part(&late, ALL), span(), |_| false).shots, []);
}

#[test]
fn a_promise_is_told_of_while_it_is_ours_to_keep() {
    let risk = plan(
        Trigger::PromiseAtRisk { days_before: 3, risk_e4: RISK_E4 },
        vec![message(Medium::Sms, 0)],
        Goal::None,
    );
    let promise = fact(1, at("2026-03-01T10:00:00Z"), What::Promise(at("2026-03-20T16:00:00Z")));
    let told = |more: Vec<Fact>| {
        let facts: Vec<Fact> = std::iter::once(promise.clone()).chain(more).collect();
        shots(&play(&risk, part(&facts, ALL), span(), |_| false))
    };
    assert_eq!(told(vec![]), [("2026-03-17T16:00:00Z".to_owned(), 0)]);
    assert_eq!(told(vec![status(2, "2026-03-12T10:00:00Z", "closed")]), []);
    let theirs = Fact { waits_for: Some(WaitsFor::Usager), ..status(2, "2026-03-12T10:00:00Z", "pieces") };
    assert_eq!(told(vec![theirs]), []);
    let soon = [fact(1, at("2026-03-01T10:00:00Z"), What::Promise(at("2026-03-03T10:00:00Z")))];
    let soon = play(&risk, part(&soon, ALL), span(), |_| false);
    assert_eq!(shots(&soon), [("2026-03-02T10:00:00Z".to_owned(), 0)], "not as soon as it is given");
}

#[test]
fn whom_it_does_not_concern_is_not_told() {
    let facts = [Fact {
        data: Map::from_iter([("montant".to_owned(), 120.into())]),
        ..status(1, "2026-03-10T10:00:00Z", "pieces")
    }];
    let told = |condition: Condition| {
        let plan = entered(vec![message(Medium::Sms, 0)], Goal::None);
        let plan = Arc::new(Plan { condition, ..(*plan).clone() });
        !play(&plan, part(&facts, ALL), span(), |_| false).shots.is_empty()
    };
    let test = |field: &str, value: Option<&str>, is_there| Condition {
        data: vec![DataTest { field: field.to_owned(), value: value.map(str::to_owned), is_there }],
        ..Condition::default()
    };
    assert!(told(Condition { reasons: vec!["logement".into()], ..Condition::default() }));
    assert!(!told(Condition { reasons: vec!["retraite".into()], ..Condition::default() }));
    assert!(told(Condition { channels: vec![Channel::Web], ..Condition::default() }));
    assert!(!told(Condition { channels: vec![Channel::Phone], ..Condition::default() }));
    assert!(!told(Condition { languages: vec!["en".into()], ..Condition::default() }));
    assert!(told(test("montant", Some("120"), true)) && !told(test("montant", Some("121"), true)));
    assert!(told(test("autre", None, false)) && !told(test("montant", None, false)));
}

#[test]
fn working_days_pass_over_week_ends_and_holidays() {
    let days = |days, hours, is_working_days| {
        let delay = Delay { days, hours, is_working_days };
        after(Territory::Mainland, at("2026-04-30T10:00:00Z"), delay).to_string()
    };
    assert_eq!(days(1, 0, true), "2026-05-04T10:00:00Z", "1 May 2026 is a Friday");
    assert_eq!(days(0, 20, true), "2026-05-04T06:00:00Z", "the end is moved, too");
    assert_eq!(days(1, 0, false), "2026-05-01T10:00:00Z");
}

#[test]
fn a_day_by_the_clock_is_a_day_when_clocks_change() {
    let delay = Delay { days: 1, hours: 0, is_working_days: false };
    let next = |from: &str| after(Territory::Mainland, at(from), delay).to_string();
    assert_eq!(next("2026-03-28T09:00:00Z"), "2026-03-29T08:00:00Z");
    assert_eq!(next("2026-10-24T08:00:00Z"), "2026-10-25T09:00:00Z");
}

fn a_trigger() -> impl Strategy<Value = Trigger> {
    let name =
        prop_oneof![Just("pieces".to_owned()), Just("instruction".to_owned()), Just("closed".to_owned())];
    prop_oneof![
        name.clone().prop_map(|status| Trigger::Entered { status }),
        (name, 1_u16..8).prop_map(|(status, days)| Trigger::Silent { status, days }),
        (0_u16..5, 0_u16..30).prop_map(|(days, hours)| Trigger::Before { date: PAYMENT.into(), days, hours }),
        (0_u16..5, 0_u16..30).prop_map(|(days, hours)| Trigger::After { date: PAYMENT.into(), days, hours }),
        (0_u16..6).prop_map(|days_before| Trigger::PromiseAtRisk { days_before, risk_e4: RISK_E4 }),
    ]
}

fn a_goal() -> impl Strategy<Value = Goal> {
    prop_oneof![
        Just(Goal::None),
        Just(Goal::DocumentReceived),
        Just(Goal::AnyContact),
        Just(Goal::Statuses { statuses: vec!["closed".to_owned()] }),
    ]
}

fn a_ladder() -> impl Strategy<Value = Vec<Rung>> {
    let means = prop_oneof![
        (0_usize..3).prop_map(|it| message(Medium::ALL[it], 0).means),
        Just(Means::Call { script: "Appeler".to_owned() }),
    ];
    let rung = (means, 0_u16..4, 0_u16..30, any::<bool>(), any::<bool>());
    let rung = rung.prop_map(|(means, days, hours, is_working_days, is_fallback)| Rung {
        means,
        after: Delay { days, hours, is_working_days },
        is_fallback,
    });
    vec(rung, 1..5)
}

/// Facts around the night in which clocks go forward, and that in which they go back.
fn some_facts() -> impl Strategy<Value = Vec<Fact>> {
    let what = prop_oneof![
        Just(What::Status("pieces".to_owned())),
        Just(What::Status("instruction".to_owned())),
        Just(What::Status("closed".to_owned())),
        Just(What::Sign(Sign::Document)),
        Just(What::Sign(Sign::Contact)),
        (0_i8..28).prop_map(|day| What::Date { kind: PAYMENT.into(), on: date(2026, 3, 1 + day), at: None }),
        (0_i64..2_000_000).prop_map(|s| What::Promise(Timestamp::from_second(1_774_000_000 + s).unwrap())),
    ];
    (vec((0_i64..2_600_000, what), 1..12), any::<bool>()).prop_map(|(mut all, is_autumn)| {
        all.sort_by_key(|it| it.0);
        let start = if is_autumn { at("2026-10-10T00:00:00Z") } else { at("2026-03-14T00:00:00Z") };
        let when = |s| Timestamp::from_second(start.as_second() + s).unwrap();
        all.into_iter().enumerate().map(|(place, (s, what))| fact(place, when(s), what)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_happens_a_rule_keeps_its_word(
        (trigger, ladder, goal) in (a_trigger(), a_ladder(), a_goal()),
        facts in some_facts(),
        (fails, reach, is_held) in (vec(any::<bool>(), 8), vec(any::<bool>(), 3), any::<bool>()),
    ) {
        let plan = plan(trigger, ladder, goal);
        let reachable: Vec<Medium> = Medium::ALL.into_iter().zip(reach).filter(|it| it.1).map(|it| it.0).collect();
        let arm = if is_held { Arm::Held } else { Arm::Told };
        let part = Part { arm, ..part(&facts, &reachable) };
        let mut count = 0;
        let played = play(&plan, part, span(), |_| {
            count += 1;
            fails[count % fails.len()]
        });
        // One turn for one occasion.
        let occasions: BTreeSet<&Occasion> = played.turns.iter().map(|it| &it.occasion).collect();
        prop_assert_eq!(occasions.len(), played.turns.len());
        // Whoever is held gets nothing, and has their turn.
        if is_held {
            prop_assert!(played.shots.iter().all(|it| it.arm == Arm::Held));
            prop_assert!(played.turns.iter().all(|it| it.turn.taken_at.is_none()));
        }
        for turn in &played.turns {
            let own: Vec<&Shot> = played.shots.iter().filter(|it| it.occasion == turn.occasion).collect();
            // Rungs in their order, each once, and only by ways that reach.
            prop_assert!(own.windows(2).all(|it| it[0].rung < it[1].rung && it[0].at <= it[1].at));
            for shot in own.iter().filter(|it| it.arm == Arm::Told) {
                let medium = match &plan.ladder[shot.rung].means {
                    Means::Message { medium, .. } => *medium,
                    Means::Call { .. } => Medium::Sms,
                };
                prop_assert!(reachable.contains(&medium));
            }
            // Nothing after its end.
            if let Some(ended_at) = turn.ended_at {
                prop_assert!(own.iter().all(|it| it.at <= ended_at));
            }
        }
        // Nothing on or after a goal that is known.
        if let Goal::Statuses { statuses } = &plan.goal {
            for shot in &played.shots {
                let known = &facts[..shot.known];
                let last = known.iter().rev().find_map(|it| match &it.what {
                    What::Status(name) => Some(name),
                    _ => None,
                });
                let is_entry = matches!(&plan.trigger, Trigger::Entered { status } if statuses.contains(status));
                let since_promise = matches!(known.last().map(|it| &it.what), Some(What::Status(_)));
                prop_assert!(is_entry || !since_promise || last.is_none_or(|it| !statuses.contains(it)));
            }
        }
        // However it is asked, it settles: what is due is in the future or over.
        prop_assert!(played.turns.iter().all(|it| it.turn.state != TurnState::Planned));
    }
}
