//! What was decided, and every change since.

use kernel::{Explain as _, Lang};

use super::*;
use crate::plan::{
    Outcome,
    tests::{a_plan, a_plan_with},
};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn a_registration() -> Registration {
    Registration::new(a_plan(), &Seed::of_number(1), at(0)).unwrap()
}

#[test]
fn a_registered_plan_is_known_again_whatever_its_comments() {
    let registration = a_registration();
    let text = format!("# a comment\n{}", a_plan().write());
    assert!(registration.is_true_to(&Plan::read(&text).unwrap()));
    assert!(!registration.is_true_to(&a_plan_with(|it| it.days = 91)));
    assert_eq!(registration.hash, a_plan().hash());
    assert!(registration.is_drawn_from(&Seed::of_number(1)));
    assert!(!registration.is_drawn_from(&Seed::of_number(2)));
}

#[test]
fn a_faulty_plan_is_not_registered() {
    let error = Registration::new(a_plan_with(|it| it.days = 0), &Seed::of_number(1), at(0)).unwrap_err();
    let RegistrationError::Faulty(faults) = &error else { panic!("{error:?}") };
    assert!(faults.iter().any(|it| it.path == "days"));
    assert!(error.message().say(Lang::En).contains("fault"));
}

#[test]
fn a_change_is_kept_path_by_path_with_its_reason() {
    let mut registration = a_registration();
    let later = a_plan_with(|it| {
        it.days = 120;
        it.margin = Some(0.05);
        it.subgroups.pop();
        it.arms[1].name = "texto".to_owned();
        it.metric.measure = Outcome::Volume;
    });
    let amendment = registration.amend(later.clone(), " plus long ", at(9), true).unwrap().unwrap().clone();
    let change = |path: &str, before: &str, after: &str| Change {
        path: path.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    let mut wanted = vec![
        change("arms[1].name", "\"sms\"", "\"texto\""),
        change("days", "90", "120"),
        change("margin", "", "0.05"),
        change("metric.measure", "\"recontact\"", "\"volume\""),
        change("subgroups[1].by", "\"life_event\"", ""),
    ];
    let reason = amendment.changes.last().unwrap().clone();
    assert_eq!((reason.path.as_str(), reason.after.as_str()), ("subgroups[1].reason", ""));
    wanted.push(reason);
    assert_eq!(amendment.changes, wanted);
    assert_eq!(
        (amendment.reason.as_str(), amendment.at, amendment.after_outcomes),
        ("plus long", at(9), true)
    );
    assert_eq!(amendment.hash, later.hash());
    assert_eq!(registration.hash, a_plan().hash(), "the first hash stays");
    assert_eq!(registration.registered_at, at(0));
    assert!(registration.is_true_to(&later) && !registration.is_true_to(&a_plan()));
    assert!(registration.is_whole());
}

#[test]
fn the_same_plan_is_no_change() {
    let mut registration = a_registration();
    assert_eq!(registration.amend(a_plan(), "", at(1), false), Ok(None));
    assert_eq!(registration, a_registration());
}

#[test]
fn a_change_without_reason_or_to_a_faulty_plan_changes_nothing() {
    let mut registration = a_registration();
    let later = a_plan_with(|it| it.days = 120);
    assert_eq!(registration.amend(later.clone(), " \n", at(1), false), Err(RegistrationError::NoReason));
    let long = "a".repeat(CHARS_MAX + 1);
    assert_eq!(registration.amend(later, &long, at(1), false), Err(RegistrationError::LongReason));
    let faulty = registration.amend(a_plan_with(|it| it.arms.clear()), "why", at(1), false);
    assert!(matches!(faulty, Err(RegistrationError::Faulty(_))));
    assert_eq!(registration, a_registration());
}

#[test]
fn a_registration_changed_by_hand_is_noticed() {
    let mut registration = a_registration();
    registration.plan.minimum_effect = -0.01;
    assert!(!registration.is_whole());
    let refused = registration.amend(a_plan_with(|it| it.days = 99), "why", at(1), false);
    assert_eq!(refused, Err(RegistrationError::Broken));
}

#[test]
fn a_registration_comes_back_from_its_file() {
    let mut registration = a_registration();
    registration.amend(a_plan_with(|it| it.days = 120), "longer", at(1), false).unwrap();
    let text = serde_json::to_string(&registration).unwrap();
    let back: Registration = serde_json::from_str(&text).unwrap();
    assert_eq!(back, registration);
    assert!(back.is_whole());
}

#[test]
fn a_seed_comes_back_from_its_digits_and_is_shown_nowhere() {
    let seed = Seed::new([0xab; 32]);
    let digits = seed.reveal();
    assert_eq!(digits.reveal(), &"ab".repeat(32));
    let back: Seed = format!("{}\n", digits.reveal()).parse().unwrap();
    assert_eq!(back.commitment(), seed.commitment());
    assert_eq!(format!("{seed:?}"), "Seed([hidden])");
    assert_eq!(seed.commitment(), blake3::hash(&[0xab; 32]).to_hex().to_string());
    let registered = serde_json::to_string(&Registration::new(a_plan(), &seed, at(0)).unwrap()).unwrap();
    assert!(!registered.contains(digits.reveal().as_str()) && registered.contains(&seed.commitment()));
    for wrong in ["", "ab", &"xy".repeat(32), &"ab".repeat(33)] {
        assert_eq!(wrong.parse::<Seed>().unwrap_err(), SeedError);
    }
}
