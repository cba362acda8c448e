//! The moments of real logs on disk are what the definition says.

use std::{collections::BTreeSet, sync::Arc};

use contact_log::{ImportOptions, Keys, Limits};
use engine::Engine;
use kernel::Scope;
use measures::{
    Moment, MomentKind, MomentMeasurer, MomentQuestion,
    testing::{TestLog, random_episodes, random_log, random_moment_question},
};
use simulator::Plan;

use crate::world::{KEYS, SMALL, World, world_of};

/// Asks both; gives how many moments there are.
fn compare(log: &TestLog, questions: &[MomentQuestion], scope: &Scope, seed: u64) -> usize {
    let small = usize::try_from(seed % 3).unwrap();
    let limits = if seed.is_multiple_of(2) { SMALL } else { Limits::default() };
    let world = world_of(&log.contacts, &log.events, 1 + small, limits);
    let engine = Engine::new(world.log.clone(), [1, 2, 5][small]);
    let oracle = log.oracle();
    let mut count = 0;
    for question in questions {
        let found = engine.moments(scope, question).unwrap();
        let defined = oracle.moments(scope, question).unwrap();
        assert_eq!(found, defined, "seed {seed}: {question:?}");
        count += found.len();
    }
    count
}

fn times() -> u64 {
    std::env::var("ENGINE_CASES").map_or(1, |it| it.parse().unwrap())
}

#[test]
fn moments_are_found_as_defined() {
    let mut count = 0;
    for seed in 0..12 * times() {
        let log = random_episodes(seed, 150 + seed * 37 % 200);
        let mut questions: Vec<_> = (0..6).map(|it| random_moment_question(seed * 100 + it, &log)).collect();
        questions.push(MomentQuestion::default());
        let caf = Scope::Partner("caf".parse().unwrap());
        count += compare(&log, &questions, if seed % 5 == 0 { &caf } else { &Scope::Everyone }, seed);
    }
    assert!(count > 40, "{count} moments: the logs hold too few to compare");
}

#[test]
fn moments_of_logs_full_of_edge_cases_are_found_as_defined() {
    for seed in 0..30 * times() {
        let mut log = random_log(seed, 300);
        // What the contact log takes for one change.
        let mut met = BTreeSet::new();
        log.events.retain(|it| {
            met.insert((it.partner.clone(), it.usager, it.request, it.occurred_at, it.status.clone()))
        });
        let questions = [MomentQuestion::default(), random_moment_question(seed, &log)];
        compare(&log, &questions, &Scope::Everyone, seed);
    }
}

#[test]
fn the_rush_and_the_silence_are_told_apart() {
    let log = random_episodes(1, 800);
    let world = world_of(&log.contacts, &log.events, 2, Limits::default());
    let found =
        Engine::new(world.log.clone(), 2).moments(&Scope::Everyone, &MomentQuestion::default()).unwrap();
    let kinds = |status: &str| -> Vec<MomentKind> {
        found.iter().filter(|it| it.status == status).map(|it| it.kind).collect()
    };
    assert!(kinds("missing_piece").iter().all(|it| *it == MomentKind::Entering), "{found:?}");
    let silences = kinds("complete");
    let is_late = |it: &MomentKind| matches!(it, MomentKind::Silence { days: 13..=17 });
    assert!(silences.len() == 4 && silences.iter().all(is_late), "{silences:?}");
}

/// A year of one administration with its three planted moments, in a log.
fn simulated_year(seed: u64) -> (World, simulator::PartnerTruth) {
    let plan = Plan { partners: 1, events: true, moments: true, ..Plan::new(150_000, seed) };
    let world = world_of(&[], &[], 0, Limits::default());
    let import = world.log.begin_import(&Keys::from_bytes(KEYS), ImportOptions::default()).unwrap();
    let take = |_: &simulator::Slice, rows: simulator::SliceRows| {
        let file: Arc<str> = "simulated".into();
        for batch in rows.contacts {
            import.contacts(batch, &file).unwrap();
        }
        for batch in rows.events {
            import.events(batch, &file).unwrap();
        }
        Ok(())
    };
    let truth = simulator::simulate(&plan, 2, take, |_, ()| Ok(())).unwrap();
    import.commit().unwrap();
    (world, truth.partners.into_values().next().unwrap())
}

#[test]
fn in_simulated_years_the_three_planted_moments_come_first_and_their_excess_is_covered() {
    for seed in [1, 2, 3] {
        let (world, truth) = simulated_year(seed);
        let found =
            Engine::new(world.log.clone(), 2).moments(&Scope::Everyone, &MomentQuestion::default()).unwrap();
        let places: BTreeSet<_> = found.iter().take(3).map(|it| (&it.reason, &it.status)).collect();
        let planted: BTreeSet<_> = truth.moments.iter().map(|it| (&it.reason, &it.status)).collect();
        let told: Vec<_> = found.iter().take(8).map(in_short).collect();
        assert_eq!(places, planted, "seed {seed}: {told:#?} for {:#?}", truth.moments);
        for moment in &truth.moments {
            let mine = found.iter().find(|it| (&it.reason, &it.status) == (&moment.reason, &moment.status));
            let mine = mine.unwrap();
            let excess = mine.excess_per_year.times(mine.years);
            let brought = f64::from(u32::try_from(moment.shown).unwrap());
            assert!(
                (excess.low..=excess.high).contains(&brought),
                "seed {seed}: {told:#?} for {:#?}",
                truth.moments
            );
            match moment.silence_days {
                None => assert_eq!(mine.kind, MomentKind::Entering),
                Some(days) => assert!(mine.from_day.abs_diff(days) <= 2, "seed {seed}: {told:#?}"),
            }
        }
    }
}

fn in_short(it: &Moment) -> String {
    let excess = it.excess_per_year.times(it.years);
    format!(
        "{} {} {:?} to {} leave {}: {} episodes, {} contacts, base {:.4}, excess {:.0} ({:.0} to {:.0}), avoidable {:.0}",
        it.reason,
        it.status,
        it.kind,
        it.to_day,
        it.leave_after_days,
        it.episodes,
        it.contacts,
        it.base_per_day,
        excess.mid,
        excess.low,
        excess.high,
        it.avoidable_per_year.mid
    )
}

#[test]
fn an_empty_period_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let log = contact_log::Log::open(folder.path().join("absent").to_str().unwrap()).unwrap();
    let engine = Engine::new(log, 2);
    let empty = MomentQuestion { from: Some(2), to: Some(2), ..MomentQuestion::default() };
    assert!(engine.moments(&Scope::Everyone, &empty).is_err());
    assert_eq!(engine.moments(&Scope::Everyone, &MomentQuestion::default()).unwrap(), []);
}
