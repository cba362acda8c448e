//! The engine over real logs on disk prints what the definition prints.
//!
//! `ENGINE_CASES=20` tries twenty times as many generated logs.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod after;
mod by_unit;
mod moments;
mod ways;
mod world;

use std::collections::BTreeSet;

use engine::Engine;
use kernel::Scope;
use measures::{
    Answer, Dimension, Figures, Measure, Measurer, Oracle, Question, StepKind, UnitCosts,
    testing::{TestLog, a_contact, random_costs, random_log, random_question},
};
use serde_json::Value;

use world::world;

/// Whether two documents are equal, their floats to 12 digits.
fn alike(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) if left.is_f64() || right.is_f64() => {
            let (left, right) = (left.as_f64().unwrap(), right.as_f64().unwrap());
            (left - right).abs() <= 1e-12 * left.abs().max(right.abs())
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| alike(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|((left_name, left), (right_name, right))| {
                    left_name == right_name && alike(left, right)
                })
        }
        _ => left == right,
    }
}

fn assert_alike(found: &Answer, defined: &Answer, about: &str) {
    let documents = [found, defined].map(|it| serde_json::to_value(it).unwrap());
    let [found_json, defined_json] = &documents;
    assert!(
        alike(found_json, defined_json) && found.observed_until == defined.observed_until,
        "{about}: {:?}\nengine {}\noracle {}",
        found.question,
        serde_json::to_string(found_json).unwrap(),
        serde_json::to_string(defined_json).unwrap()
    );
}

/// A generated log without the changes of status that the contact log takes for one: same request, usager, instant
/// and status.
fn log_of(seed: u64, size: usize) -> TestLog {
    let mut log = random_log(seed, size);
    let mut met = BTreeSet::new();
    log.events.retain(|it| {
        met.insert((it.partner.clone(), it.usager, it.request, it.occurred_at, it.due_at, it.status.clone()))
    });
    log
}

fn compare(log: TestLog, asked: &[Question], scope: &Scope, seed: u64) {
    let small = usize::try_from(seed % 4).unwrap();
    let (parts, threads) = (1 + small, [1, 2, 5][usize::try_from(seed % 3).unwrap()]);
    let world = world(&log.contacts, &log.events, parts);
    let costs = random_costs(seed);
    let found = Engine::new(world.log.clone(), threads).answer(scope, asked, &costs).unwrap();
    let defined = Oracle::new(log.contacts, log.events).answer(scope, asked, &costs).unwrap();
    assert_eq!(found.len(), defined.len());
    for (found, defined) in found.iter().zip(&defined) {
        assert_alike(found, defined, &format!("seed {seed}, {threads} threads, {parts} parts"));
    }
}

/// `count` generated logs of `size` contacts, each asked `questions` generated questions and all measures; the seeds are
/// from `first` on.
fn compare_random(first: u64, count: u64, size: usize, questions: u64) {
    let times: u64 = std::env::var("ENGINE_CASES").map_or(1, |it| it.parse().unwrap());
    for seed in first..first + count * times {
        let log = log_of(seed, size);
        let mut asked: Vec<Question> =
            (0..questions).map(|it| random_question(seed * 1_000 + it, &log)).collect();
        asked.extend(engine::all_questions());
        let caf = Scope::Partner("caf".parse().unwrap());
        compare(log, &asked, if seed % 5 == 0 { &caf } else { &Scope::Everyone }, seed);
    }
}

#[test]
fn tiny_logs_are_measured_as_defined() {
    compare_random(0, 150, 6, 24);
}

#[test]
fn small_logs_are_measured_as_defined() {
    compare_random(1_000_000, 150, 30, 24);
}

#[test]
fn larger_logs_are_measured_as_defined() {
    compare_random(2_000_000, 40, 200, 40);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let log = log_of(77, 400);
    let world = world(&log.contacts, &log.events, 4);
    let mut asked: Vec<Question> = (0..60).map(|it| random_question(it, &log)).collect();
    asked.extend(engine::all_questions());
    let answers = |threads| {
        Engine::new(world.log.clone(), threads)
            .answer(&Scope::Everyone, &asked, &UnitCosts::default())
            .unwrap()
    };
    let alone = answers(1);
    assert_eq!(answers(2), alone);
    assert_eq!(answers(5), alone);
}

#[test]
fn a_usager_with_everything_is_measured_as_defined() {
    let mut log = log_of(5, 600);
    // More requests than a usager ever has, so that none of the short ways is taken.
    for (place, contact) in log.contacts.iter_mut().enumerate() {
        contact.usager = Some(1);
        contact.request = contact.request.map(|_| place as u64 % 150);
    }
    for (place, event) in log.events.iter_mut().enumerate() {
        event.usager = 1;
        event.request = place as u64 % 200;
    }
    let asked: Vec<Question> =
        (0..60).map(|it| random_question(it, &log)).chain(engine::all_questions()).collect();
    compare(log, &asked, &Scope::Everyone, 1);
}

#[test]
fn many_cells_are_measured_as_defined() {
    let log = log_of(6, 400);
    // Their combinations are too many for a table.
    let wide = [
        Dimension::Day,
        Dimension::Week,
        Dimension::Reason,
        Dimension::Channel,
        Dimension::Site,
        Dimension::Cause,
    ];
    let measured = [Measure::Volume, Measure::Recontact, Measure::Avoidable, Measure::Cost, Measure::Phone];
    let asked: Vec<Question> = measured.into_iter().map(|it| Question::of(it).by(&wide)).collect();
    compare(log, &asked, &Scope::Everyone, 3);
}

#[test]
fn variants_of_one_text_are_in_the_order_of_their_steps() {
    // Whichever is met first, so whichever has the smaller numbers.
    for (one, two) in [(1, 2), (2, 1)] {
        let log = TestLog::of([
            a_contact().from(one).on(one).about("APL,RSA"),
            a_contact().from(two).on(two).about("APL"),
            a_contact().from(two).on(two).about("RSA"),
        ]);
        let asked = Question { step: StepKind::Reason, ..Question::of(Measure::Journeys) };
        compare(log, &[Question { top: 1, ..asked.clone() }, asked], &Scope::Everyone, 0);
    }
}

#[test]
fn an_absent_log_has_empty_figures() {
    let folder = tempfile::tempdir().unwrap();
    let log = contact_log::Log::open(folder.path().join("absent").to_str().unwrap()).unwrap();
    let asked = engine::all_questions();
    let found = Engine::new(log, 2).answer(&Scope::Everyone, &asked, &UnitCosts::default()).unwrap();
    let defined = Oracle::default().answer(&Scope::Everyone, &asked, &UnitCosts::default()).unwrap();
    assert_eq!(found, defined);
}

#[test]
fn a_partner_sees_only_its_own_rows() {
    let log = log_of(9, 200);
    let world = world(&log.contacts, &log.events, 1);
    let engine = Engine::new(world.log.clone(), 2);
    let asked = [Question::of(Measure::Volume).by(&[Dimension::Partner])];
    let scope = Scope::Partner("caf".parse().unwrap());
    let found = engine.answer(&scope, &asked, &UnitCosts::default()).unwrap();
    let own = log.contacts.iter().filter(|it| it.partner.as_str() == "caf").count() as u64;
    assert_eq!(found[0].cells.len(), 1);
    assert!(matches!(found[0].cells[0].figures, Figures::Volume(it) if it.contacts == own));
}
