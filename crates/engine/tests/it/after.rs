//! What followed over real logs on disk is what the definition says.

use contact_log::Limits;
use engine::Engine;
use measures::{
    AfterMeasurer, AfterQuestion,
    after::Span,
    testing::{TestLog, random_after_question, random_costs, random_log},
};

use crate::{
    by_unit::{caf, pseudonymous},
    world::{KEYS, SMALL, World, world_of},
};

fn compare(log: &TestLog, questions: &[AfterQuestion], seed: u64) {
    let parts = 1 + usize::try_from(seed % 3).unwrap();
    let limits = if seed.is_multiple_of(2) { SMALL } else { Limits::default() };
    let World { log: on_disk, .. } = &world_of(&log.contacts, &log.events, parts, limits);
    let oracle = pseudonymous(log).oracle();
    let costs = random_costs(seed);
    let threads = [1, 2, 5][usize::try_from(seed % 3).unwrap()];
    let engine = Engine::new(on_disk.clone(), threads);
    let keys = contact_log::Keys::from_bytes(KEYS).of(&caf());
    for question in questions {
        let mut question = question.clone();
        for span in &mut question.spans {
            span.usager = keys.usager(&format!("u{}", span.usager));
        }
        let found = engine.after(&caf(), &question, &costs).unwrap();
        let defined = oracle.after(&caf(), &question, &costs).unwrap();
        assert_eq!(found, defined, "seed {seed}, {threads} threads, {parts} parts: {question:?}");
    }
}

#[test]
fn what_followed_is_told_as_defined() {
    for (first, count, size) in [(0, 40, 6), (1_000_000, 40, 40), (2_000_000, 8, 300)] {
        for seed in first..first + count {
            let mut log = random_log(seed, size);
            log.events.clear();
            let asked: Vec<AfterQuestion> =
                (0..10).map(|it| random_after_question(seed * 1_000 + it, &log)).collect();
            compare(&log, &asked, seed);
        }
    }
}

#[test]
fn many_usagers_in_many_buckets_are_followed_as_defined() {
    let mut log = random_log(7, 600);
    log.events.clear();
    for (place, contact) in log.contacts.iter_mut().enumerate() {
        contact.partner = caf();
        contact.usager = contact.usager.map(|_| place as u64 % 150);
    }
    let first = log.contacts.iter().map(|it| it.started_at).min().unwrap();
    let last = log.contacts.iter().map(|it| it.started_at).max().unwrap();
    let spans = (0..200).map(|it| Span { usager: it, from: first, to: last });
    for seed in [2, 4] {
        let all = AfterQuestion { spans: spans.clone().collect(), reasons: Vec::new() };
        let few = AfterQuestion { spans: spans.clone().skip(3).step_by(70).collect(), ..all.clone() };
        compare(&log, &[all, few], seed);
    }
}
