use jiff::civil::date;
use kernel::Lang;
use proptest::{collection::vec, prelude::*, sample::select};

use super::{
    Party::{Administration, OtherBody, Usager},
    *,
};
use crate::{
    Territory,
    opening::tests::{a_team, an_instant, at, office},
};

fn turns(of: &[(&str, Party)]) -> Turns {
    Turns::read(of.iter().map(|(text, party)| Turn { at: at(text), party: *party }).collect()).unwrap()
}

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

fn team() -> Opening {
    office(Territory::Mainland, "9-12, 14-17")
}

/// Asked for a document on Tuesday at 10:00, answers on Thursday at 15:00 (Paris, June).
fn a_request() -> Turns {
    turns(&[
        ("2026-06-15T08:00:00Z", Administration),
        ("2026-06-16T08:00:00Z", Usager),
        ("2026-06-18T13:00:00Z", Administration),
        ("2026-06-19T08:00:00Z", OtherBody),
    ])
}

#[test]
fn each_party_has_its_time() {
    let (it, until) = (a_request(), at("2026-06-19T09:00:00Z"));
    assert_eq!(it.time_of(Usager, until), hours(53));
    assert_eq!(it.time_of(Administration, until), hours(24 + 19));
    assert_eq!(it.open_time_of(Administration, until, &team()), hours(5 + 1 + 2 + 1));
    assert_eq!(it.open_time_of(OtherBody, until, &team()), hours(1));
    assert_eq!(it.current().party, OtherBody);
    assert_eq!(it.time_of(Administration, at("2026-06-01T00:00:00Z")), hours(0), "before it arrived");
}

#[test]
fn a_history_is_in_order() {
    assert_eq!(Turns::read(vec![]), Err(TurnsFault::Empty));
    let mut it = a_request();
    assert_eq!(it.pass(at("2026-06-19T07:59:59Z"), Usager), Err(TurnsFault::OutOfOrder(4)));
    it.pass(at("2026-06-19T08:00:00Z"), Usager).unwrap();
    assert_eq!(it.time_of(OtherBody, at("2026-06-20T00:00:00Z")), hours(0));
    assert_eq!(Turns::read(it.all().to_vec()), Ok(it.clone()));
    let mut wrong = it.all().to_vec();
    wrong.swap(0, 1);
    assert_eq!(Turns::read(wrong), Err(TurnsFault::OutOfOrder(1)));
}

#[test]
fn a_promise_in_open_time_stands_still_while_the_usager_is_asked() {
    let (it, team) = (a_request(), team());
    let standing = |text| it.standing(Target::OpenTime(hours(9)), &team, at(text));
    assert_eq!(
        standing("2026-06-15T09:00:00Z"),
        Standing::Running { due: at("2026-06-16T13:00:00Z"), left: Amount::OpenTime(hours(8)) }
    );
    assert_eq!(standing("2026-06-17T09:00:00Z"), Standing::Paused { left: Amount::OpenTime(hours(3)) });
    assert_eq!(
        standing("2026-06-18T13:00:00Z"),
        Standing::Running { due: at("2026-06-19T08:00:00Z"), left: Amount::OpenTime(hours(3)) }
    );
    assert_eq!(
        standing("2026-06-19T09:30:00Z"),
        Standing::Overdue {
            due: at("2026-06-19T08:00:00Z"),
            late: Amount::OpenTime(SignedDuration::from_mins(90))
        }
    );
}

#[test]
fn a_promise_in_working_days_moves_by_the_days_that_end_in_the_usagers_hands() {
    let (it, team) = (a_request(), team());
    let standing = |days, text| it.standing(Target::WorkingDays(days), &team, at(text));
    let end = |day| Territory::Mainland.end_of(date(2026, 6, day));
    let days = Amount::WorkingDays;
    assert_eq!(standing(3, "2026-06-15T09:00:00Z"), Standing::Running { due: end(18), left: days(3) });
    assert_eq!(standing(3, "2026-06-17T09:00:00Z"), Standing::Paused { left: days(3) });
    assert_eq!(standing(3, "2026-06-18T14:00:00Z"), Standing::Running { due: end(22), left: days(3) });
    assert_eq!(standing(3, "2026-06-22T21:00:00Z"), Standing::Running { due: end(22), left: days(1) });
    assert_eq!(standing(3, "2026-06-22T22:00:00Z"), Standing::Overdue { due: end(22), late: days(1) });
    assert_eq!(standing(3, "2026-06-25T08:00:00Z"), Standing::Overdue { due: end(22), late: days(3) });
    assert_eq!(standing(0, "2026-06-15T20:00:00Z"), Standing::Running { due: end(15), left: days(0) });
    assert_eq!(standing(0, "2026-06-16T07:00:00Z"), Standing::Overdue { due: end(15), late: days(1) });
}

#[test]
fn what_arrives_at_the_weekend_counts_from_monday() {
    let it = turns(&[("2026-06-13T10:00:00Z", Administration)]);
    let end = Territory::Mainland.end_of(date(2026, 6, 15));
    for text in ["2026-06-13T10:00:00Z", "2026-06-14T10:00:00Z", "2026-06-15T10:00:00Z"] {
        assert_eq!(
            it.standing(Target::WorkingDays(1), &team(), at(text)),
            Standing::Running { due: end, left: Amount::WorkingDays(1) },
            "{text}"
        );
    }
}

#[test]
fn a_team_that_never_opens_promises_nothing() {
    let it = turns(&[("2026-06-15T08:00:00Z", Administration)]);
    let closed = office(Territory::Mainland, "");
    let standing = it.standing(Target::OpenTime(hours(1)), &closed, at("2026-06-15T09:00:00Z"));
    assert_eq!(standing, Standing::NeverOpen);
}

#[test]
fn parties_have_words_and_codes() {
    for it in Party::ALL {
        assert_eq!(serde_json::to_string(&it).unwrap(), format!("\"{it}\""));
        for lang in Lang::ALL {
            assert!(!it.label().say(lang).is_empty());
        }
    }
    let target = Target::OpenTime(hours(16));
    let json = serde_json::to_string(&target).unwrap();
    assert_eq!(json, r#"{"open-time":"PT16H"}"#);
    assert_eq!(serde_json::from_str::<Target>(&json).unwrap(), target);
}

fn some_turns() -> impl Strategy<Value = Turns> {
    let party = select(Party::ALL.to_vec());
    let later = vec((0_i64..400_000, party.clone()), 0..7);
    (an_instant(), party, later).prop_map(|(start, first, later)| {
        let mut it = Turns::starting(start, first);
        for (seconds, party) in later {
            it.pass(it.current().at + SignedDuration::from_secs(seconds), party).unwrap();
        }
        it
    })
}

fn a_target() -> impl Strategy<Value = Target> {
    prop_oneof![
        (0_i64..4_000).prop_map(|minutes| Target::OpenTime(SignedDuration::from_mins(minutes))),
        (0_u16..30).prop_map(Target::WorkingDays),
    ]
}

/// The due date that is known at an instant; while paused or for a closed team there is none.
fn due(it: &Turns, target: Target, team: &Opening, now: Timestamp) -> Option<Timestamp> {
    match it.standing(target, team, now) {
        Standing::Running { due, .. } | Standing::Overdue { due, .. } => Some(due),
        Standing::Paused { .. } | Standing::NeverOpen => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn the_parties_share_the_whole_time(it in some_turns(), team in a_team(), seconds in -9_000_i64..3_000_000) {
        let until = it.start() + SignedDuration::from_secs(seconds);
        let sum = |times: [SignedDuration; 3]| times[0] + times[1] + times[2];
        let whole = it.start().duration_until(until).max(SignedDuration::ZERO);
        prop_assert_eq!(sum(Party::ALL.map(|party| it.time_of(party, until))), whole);
        let open = team.open_time_between(it.start(), until);
        prop_assert_eq!(sum(Party::ALL.map(|party| it.open_time_of(party, until, &team))), open);
    }

    #[test]
    fn running_means_before_the_due_date_and_overdue_after(
        it in some_turns(), team in a_team(), target in a_target(), seconds in 0_i64..3_000_000,
    ) {
        let now = it.start() + SignedDuration::from_secs(seconds);
        match it.standing(target, &team, now) {
            Standing::Running { due, .. } => prop_assert!(now <= due),
            Standing::Overdue { due, .. } => prop_assert!(due <= now),
            Standing::Paused { .. } | Standing::NeverOpen => {}
        }
    }

    #[test]
    fn a_due_date_does_not_depend_on_when_one_asks_while_nothing_happens(
        it in some_turns(), team in a_team(), target in a_target(), first in 0_i64..900_000, more in 0_i64..3_000_000,
    ) {
        let now = it.current().at + SignedDuration::from_secs(first);
        let later = now + SignedDuration::from_secs(more);
        if let (Some(then), Some(after)) = (due(&it, target, &team, now), due(&it, target, &team, later)) {
            prop_assert_eq!(then, after);
        }
    }

    #[test]
    fn a_pause_never_brings_the_due_date_forward(
        team in a_team(), target in a_target(), start in an_instant(),
        before in 0_i64..900_000, pause in 0_i64..900_000, after in 0_i64..900_000,
    ) {
        let without = Turns::starting(start, Administration);
        let mut with = without.clone();
        let asked = start + SignedDuration::from_secs(before);
        let answered = asked + SignedDuration::from_secs(pause);
        with.pass(asked, Usager).unwrap();
        with.pass(answered, Administration).unwrap();
        let now = answered + SignedDuration::from_secs(after);
        if let (Some(sooner), Some(later)) = (due(&without, target, &team, now), due(&with, target, &team, now)) {
            prop_assert!(sooner <= later, "{} {}", sooner, later);
        }
    }

    #[test]
    fn a_larger_promise_is_not_due_sooner(
        it in some_turns(), team in a_team(), days in 0_u16..20, more in 0_u16..5, seconds in 0_i64..3_000_000,
    ) {
        let now = it.start() + SignedDuration::from_secs(seconds);
        let due = |days| due(&it, Target::WorkingDays(days), &team, now);
        if let (Some(small), Some(large)) = (due(days), due(days + more)) {
            prop_assert!(small <= large);
        }
    }
}
