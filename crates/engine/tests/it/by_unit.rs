//! Outcomes by unit over real logs on disk are what the definition says.

use contact_log::Limits;
use engine::Engine;
use kernel::PartnerCode;
use measures::{
    Dimension, Measure, UnitCosts, UnitKind, UnitMeasurer, UnitMetric, UnitQuestion,
    testing::{TestLog, random_costs, random_log, random_unit_question},
};

use crate::world::{KEYS, SMALL, World, world_of};

pub(crate) fn caf() -> PartnerCode {
    "caf".parse().unwrap()
}

/// The same rows as the contact log keeps them: with pseudonyms.
pub(crate) fn pseudonymous(log: &TestLog) -> TestLog {
    let mut log = log.clone();
    let keys = contact_log::Keys::from_bytes(KEYS);
    for contact in &mut log.contacts {
        let keys = keys.of(&contact.partner);
        contact.usager = contact.usager.map(|it| keys.usager(&format!("u{it}")));
        contact.request = contact.request.map(|it| keys.request(&format!("r{it}")));
        contact.agent = contact.agent.map(|it| keys.agent(&format!("a{it}")));
    }
    log
}

fn compare(log: &TestLog, questions: &[UnitQuestion], seed: u64) {
    let parts = 1 + usize::try_from(seed % 3).unwrap();
    let limits = if seed.is_multiple_of(2) { SMALL } else { Limits::default() };
    let World { log: on_disk, .. } = &world_of(&log.contacts, &log.events, parts, limits);
    let oracle = pseudonymous(log).oracle();
    let costs = random_costs(seed);
    let threads = [1, 2, 5][usize::try_from(seed % 3).unwrap()];
    let engine = Engine::new(on_disk.clone(), threads);
    for question in questions {
        let found = engine.by_unit(&caf(), question, &costs).unwrap();
        let defined = oracle.by_unit(&caf(), question, &costs).unwrap();
        assert_eq!(found, defined, "seed {seed}, {threads} threads, {parts} parts: {question:?}");
    }
}

/// `count` generated logs of `size` contacts, each asked `questions` generated questions; the seeds are from `first` on.
fn compare_random(first: u64, count: u64, size: usize, questions: u64) {
    let times: u64 = std::env::var("ENGINE_CASES").map_or(1, |it| it.parse().unwrap());
    for seed in first..first + count * times {
        let mut log = random_log(seed, size);
        log.events.clear();
        let asked: Vec<UnitQuestion> =
            (0..questions).map(|it| random_unit_question(seed * 1_000 + it, &log)).collect();
        compare(&log, &asked, seed);
    }
}

#[test]
fn tiny_logs_are_told_by_unit_as_defined() {
    compare_random(0, 60, 6, 12);
}

#[test]
fn small_logs_are_told_by_unit_as_defined() {
    compare_random(1_000_000, 60, 40, 16);
}

#[test]
fn larger_logs_are_told_by_unit_as_defined() {
    compare_random(2_000_000, 8, 300, 30);
}

#[test]
fn many_usagers_in_many_buckets_are_told_as_defined() {
    let mut log = random_log(7, 600);
    log.events.clear();
    for (place, contact) in log.contacts.iter_mut().enumerate() {
        contact.partner = caf();
        contact.usager = contact.usager.map(|_| place as u64 % 150);
        contact.request = contact.request.map(|_| place as u64 % 80);
    }
    let first = log.contacts.iter().map(|it| it.started_at).min().unwrap();
    let last = log.contacts.iter().map(|it| it.started_at).max().unwrap();
    let step = (last - first) / 5;
    let asked = UnitKind::ALL.map(|unit| UnitQuestion {
        unit,
        metrics: Measure::ALL
            .into_iter()
            .filter(|it| UnitMetric::is_known(*it))
            .map(UnitMetric::of)
            .collect(),
        periods: (0..5).map(|it| (first + it * step, first + (it + 1) * step)).collect(),
        segments: vec![Dimension::Reason, Dimension::Channel, Dimension::Site, Dimension::Outcome],
        observed_until: None,
    });
    for seed in [2, 4] {
        compare(&log, &asked, seed);
    }
}

#[test]
fn a_partner_without_log_has_no_unit() {
    let log = random_log(3, 20);
    let world = world_of(&log.contacts, &[], 1, Limits::default());
    let question = UnitQuestion {
        unit: UnitKind::Site,
        metrics: vec![UnitMetric::of(Measure::Cost)],
        periods: vec![(0, i64::MAX)],
        segments: vec![Dimension::Channel],
        observed_until: None,
    };
    let absent = "absent".parse().unwrap();
    let found = Engine::new(world.log.clone(), 2).by_unit(&absent, &question, &UnitCosts::default()).unwrap();
    let defined = TestLog::default().oracle().by_unit(&absent, &question, &UnitCosts::default()).unwrap();
    assert_eq!(found, defined);
}
