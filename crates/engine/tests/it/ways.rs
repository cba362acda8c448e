//! The ways of real logs on disk are what the definition says.

use contact_log::Limits;
use engine::Engine;
use kernel::Scope;
use measures::{
    UnitCosts, WayMeasurer, WayQuestion, Ways,
    testing::{random_costs, random_log, random_way_question},
};

use crate::world::{SMALL, world_of};

fn times() -> u64 {
    std::env::var("ENGINE_CASES").map_or(1, |it| it.parse().unwrap())
}

#[test]
fn ways_are_told_as_defined_whatever_the_number_of_threads() {
    let (mut firsts, mut followers) = (0, 0);
    for seed in 0..24 * times() {
        let log = random_log(seed, if seed % 3 == 0 { 30 } else { 300 });
        let small = usize::try_from(seed % 3).unwrap();
        let limits = if seed.is_multiple_of(2) { SMALL } else { Limits::default() };
        let world = world_of(&log.contacts, &log.events, 1 + small, limits);
        let (oracle, costs) = (log.oracle(), random_costs(seed));
        let caf = Scope::Partner("caf".parse().unwrap());
        let scope = if seed % 5 == 0 { &caf } else { &Scope::Everyone };
        let mut questions: Vec<_> = (0..6).map(|it| random_way_question(seed * 100 + it, &log)).collect();
        questions.push(WayQuestion::default());
        for question in &questions {
            let defined = oracle.ways(scope, question, &costs).unwrap();
            for threads in [1, 2, 5] {
                let found = Engine::new(world.log.clone(), threads).ways(scope, question, &costs).unwrap();
                assert_eq!(found, defined, "seed {seed}, {threads} threads: {question:?}");
            }
            firsts += defined.cells.iter().map(|it| it.firsts).sum::<u64>();
            followers += defined.cells.iter().map(|it| it.followers).sum::<u64>();
        }
    }
    assert!(firsts > 1_000 && followers > 1_000, "{firsts} and {followers}: too few to compare");
}

#[test]
fn an_absent_log_has_no_way_and_an_empty_period_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let log = contact_log::Log::open(folder.path().join("absent").to_str().unwrap()).unwrap();
    let engine = Engine::new(log, 2);
    let ask = |question: &WayQuestion| engine.ways(&Scope::Everyone, question, &UnitCosts::default());
    assert_eq!(ask(&WayQuestion::default()).unwrap(), Ways::default());
    assert!(ask(&WayQuestion { from: Some(2), to: Some(2), ..WayQuestion::default() }).is_err());
}
