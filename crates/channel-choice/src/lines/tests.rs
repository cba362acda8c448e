//! Changes of lines; and the queues that they rest on, played contact by contact.

use std::{cmp::Reverse, collections::BinaryHeap};

use proptest::prelude::*;

use super::*;
use crate::testing::Chance;

/// Monday to Friday, 9 h to 17 h.
fn office() -> Vec<f64> {
    (0..WEEK_HOURS).map(|it| f64::from(u8::from(it < 120 && (9..17).contains(&(it % 24))))).collect()
}

fn line() -> Line {
    let open = office();
    Line {
        channel: Channel::Phone,
        arrivals: open.iter().map(|it| it * 50.0).collect(),
        open: Some(open),
        agents: Some(5),
        handling_s: Some(360.0),
        contact_cost: 6.0,
    }
}

fn same() -> Plan {
    Plan { open: office(), agents: 5, called_back: 0.0 }
}

fn others() -> Vec<(Share, f64)> {
    vec![
        (Share { channel: Channel::Email, share: 0.3 }, 5.0),
        (Share { channel: Channel::Counter, share: 0.1 }, 14.0),
    ]
}

fn outcome(plan: &Plan) -> Outcome {
    what_if(&line(), plan, &Habits::default(), &others()).unwrap()
}

#[test]
fn nothing_changes_where_nothing_is_changed() {
    let it = outcome(&same());
    assert!((it.after.contacts - it.before.contacts).abs() < 1e-3 * it.before.contacts, "{it:?}");
    assert!((it.after.wait_s - it.before.wait_s).abs() < 0.1);
    assert!(it.more_cost.abs() < 1.0 && it.elsewhere.is_empty() && it.outside.abs() < 1e-9);
    assert!((it.before.contacts - 2_000.0).abs() < 1e-9 && (it.before.agent_hours - 200.0).abs() < 1e-9);
}

#[test]
fn one_more_agent_shortens_the_wait_and_brings_fewer_contacts_again() {
    let it = outcome(&Plan { agents: 6, ..same() });
    assert!(it.after.wait_s < 0.8 * it.before.wait_s, "{} {}", it.after.wait_s, it.before.wait_s);
    assert!(it.after.given_up < it.before.given_up && it.after.contacts < it.before.contacts);
    assert!((it.after.agent_hours - 240.0).abs() < 1e-9);
}

#[test]
fn a_saturday_draws_contacts_from_the_week_and_no_others() {
    let mut open = office();
    (9..12).for_each(|hour| open[120 + hour] = 1.0);
    let it = outcome(&Plan { open, ..same() });
    let saturday: f64 = it.after.hours[120..144].iter().map(|it| it.contacts).sum();
    assert!(saturday > 60.0 && saturday < 100.0, "{saturday}");
    assert!(it.after.contacts <= it.before.contacts + 1e-6, "nobody comes more often");
    assert!(it.after.hours[9].contacts < it.before.hours[9].contacts);
    assert!(it.after.wait_s < it.before.wait_s && it.elsewhere.is_empty());
}

#[test]
fn closed_afternoons_fill_the_other_hours_and_send_some_people_elsewhere() {
    let mut open = office();
    (13..17).for_each(|hour| (open[hour], open[24 + hour]) = (0.0, 0.0));
    let it = outcome(&Plan { open, ..same() });
    let elsewhere: f64 = it.elsewhere.iter().map(|it| it.1).sum();
    assert!(it.after.wait_s > it.before.wait_s && elsewhere > 0.0);
    assert_eq!(it.elsewhere.iter().map(|it| it.0).collect::<Vec<_>>(), [Channel::Email, Channel::Counter]);
    assert!((it.elsewhere[0].1 - 3.0 * it.elsewhere[1].1).abs() < 1e-6);
    assert!(it.after.hours[13].contacts.abs() < 1e-12);
}

#[test]
fn an_offer_to_call_back_ends_giving_up_as_far_as_agents_have_time() {
    let it = outcome(&Plan { called_back: 0.8, ..same() });
    assert!(it.after.called_back > 0.0 && it.after.given_up < it.before.given_up && !it.is_back_full);
    assert!(it.after.occupancy > it.before.occupancy * 0.9);
    let crowded = Line { agents: Some(2), ..line() };
    let plan = Plan { agents: 2, called_back: 0.9, ..same() };
    let it = what_if(&crowded, &plan, &Habits::default(), &others()).unwrap();
    assert!(it.is_back_full && it.after.given_up > 0.0, "{:?}", it.after.called_back);
}

#[test]
fn what_is_not_known_is_named() {
    let refused = |line: &Line, plan: &Plan| what_if(line, plan, &Habits::default(), &[]).unwrap_err();
    let phone = Channel::Phone;
    assert_eq!(refused(&Line { open: None, ..line() }, &same()), LineFault::HoursUnknown(phone));
    assert_eq!(refused(&Line { agents: None, ..line() }, &same()), LineFault::AgentsUnknown(phone));
    assert_eq!(refused(&Line { agents: Some(0), ..line() }, &same()), LineFault::AgentsUnknown(phone));
    assert_eq!(refused(&Line { handling_s: None, ..line() }, &same()), LineFault::HandlingUnknown(phone));
    let silent = Line { arrivals: vec![0.0; WEEK_HOURS], ..line() };
    assert_eq!(refused(&silent, &same()), LineFault::NoContacts(phone));
    let closed = Plan { open: vec![0.0; WEEK_HOURS], ..same() };
    assert_eq!(refused(&line(), &closed), LineFault::NeverOpen(phone));
    let none = refused(&line(), &Plan { agents: 0, ..same() });
    assert!(matches!(none, LineFault::OutOfRange { what: "agents", .. }));
    for lang in kernel::Lang::ALL {
        for fault in
            [&none, &LineFault::HoursUnknown(phone), &LineFault::Queue(Fault::not_converged("queue"))]
        {
            assert!(fault.message().say(lang).len() > 20);
        }
    }
}

/// What happens next in a queue that is played; the earliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Comes,
    IsServed,
    GivesUp(u64),
}

/// A queue, contact by contact: means of wait and of giving up over contacts, after the first ones.
fn played(queue: &Queue, contacts: u64, seed: u64) -> (f64, f64) {
    const TICKS: f64 = 1e9;
    let mut chance = Chance::of(seed);
    let mut after = |rate: f64| whole(-(1.0 - chance.unit()).ln() / rate * TICKS);
    let warm = contacts / 10;
    let mut events = BinaryHeap::from([Reverse((0_u64, Event::Comes))]);
    let mut waiting: std::collections::VecDeque<(u64, u64)> = std::collections::VecDeque::new();
    let (mut come, mut busy, mut gone, mut waited, mut ended) = (0_u64, 0_u64, 0_u64, 0.0, 0_u64);
    while let Some(Reverse((now, event))) = events.pop() {
        match event {
            Event::Comes => {
                let id = come;
                come += 1;
                if come < contacts {
                    events.push(Reverse((now + after(queue.arrival_rate), Event::Comes)));
                }
                if busy < queue.agents {
                    busy += 1;
                    events.push(Reverse((now + after(queue.service_rate), Event::IsServed)));
                    ended += u64::from(id >= warm);
                } else {
                    waiting.push_back((id, now));
                    events.push(Reverse((now + after(queue.abandonment_rate), Event::GivesUp(id))));
                }
            }
            Event::IsServed => match waiting.pop_front() {
                Some((id, since)) => {
                    events.push(Reverse((now + after(queue.service_rate), Event::IsServed)));
                    if id >= warm {
                        (ended, waited) = (ended + 1, waited + ticks(now - since) / TICKS);
                    }
                }
                None => busy -= 1,
            },
            Event::GivesUp(id) => {
                // Whoever was served before is no longer in line.
                let Ok(place) = waiting.binary_search_by_key(&id, |it| it.0) else { continue };
                let Some((_, since)) = waiting.remove(place) else { continue };
                if id >= warm {
                    (ended, gone, waited) = (ended + 1, gone + 1, waited + ticks(now - since) / TICKS);
                }
            }
        }
    }
    (waited / ticks(ended), ticks(gone) / ticks(ended))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive times of a test")]
fn whole(value: f64) -> u64 {
    value as u64
}

#[expect(clippy::cast_precision_loss, reason = "below 2^53")]
fn ticks(value: u64) -> f64 {
    value as f64
}

/// Mean and standard error.
fn mean(of: &[f64]) -> (f64, f64) {
    let count = ticks(of.len() as u64);
    let mean = of.iter().sum::<f64>() / count;
    let spread = of.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, (spread / count).sqrt())
}

#[test]
fn queues_that_are_played_wait_and_give_up_as_erlang_a_says() {
    // Quiet, busy, overloaded, one agent, patient, hurried: contacts an hour, handling and patience in seconds.
    for (place, (contacts, handling_s, agents, patience_s)) in [
        (20.0, 360.0, 4, 300.0),
        (48.0, 360.0, 5, 300.0),
        (120.0, 240.0, 6, 180.0),
        (5.0, 600.0, 1, 900.0),
        (90.0, 300.0, 8, 1_800.0),
        (60.0, 420.0, 7, 60.0),
    ]
    .into_iter()
    .enumerate()
    {
        let queue = Queue {
            arrival_rate: contacts,
            service_rate: HOUR_S / handling_s,
            agents,
            abandonment_rate: HOUR_S / patience_s,
        };
        let runs: Vec<(f64, f64)> =
            (0..40).map(|run| played(&queue, 10_000, 1_000 * place as u64 + run)).collect();
        let expected = performance(&queue, 0.0).unwrap();
        for (name, of, expected) in [
            ("wait", runs.iter().map(|it| it.0).collect::<Vec<_>>(), expected.mean_wait),
            ("given up", runs.iter().map(|it| it.1).collect(), expected.abandon),
        ] {
            let (mean, error) = mean(&of);
            assert!(
                (mean - expected).abs() <= 3.0 * error,
                "{place} {name}: {mean} ± {error}, not {expected}"
            );
            assert!(error < 0.03 * expected, "{place} {name}: {error} is too wide to tell");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn more_agents_never_make_people_wait_longer(
        contacts in 1.0_f64..200.0, handling_s in 60.0_f64..900.0, agents in 1_u32..20, patience_s in 30.0_f64..1_800.0,
    ) {
        let line = Line { arrivals: office().iter().map(|it| it * contacts).collect(), agents: Some(agents), handling_s: Some(handling_s), ..line() };
        let habits = Habits { patience_s, ..Habits::default() };
        let it = what_if(&line, &Plan { agents: agents + 1, ..same() }, &habits, &others()).unwrap();
        prop_assert!(it.after.wait_s <= it.before.wait_s * (1.0 + 1e-6) + 1e-6, "{} {}", it.after.wait_s, it.before.wait_s);
        prop_assert!(it.after.given_up <= it.before.given_up * (1.0 + 1e-6) + 1e-6);
    }

    #[test]
    fn no_contact_disappears_when_hours_change(
        days in prop::collection::vec((0_usize..24, 0_usize..24), 7), other_hour in 0.0_f64..1.0,
    ) {
        let mut open = vec![0.0; WEEK_HOURS];
        for (day, (from, to)) in days.iter().enumerate() {
            (*from..*to).for_each(|hour| open[day * 24 + hour] = 1.0);
        }
        prop_assume!(open.iter().any(|it| *it > 0.0));
        let habits = Habits { other_hour, again: 0.0, ..Habits::default() };
        let it = what_if(&line(), &Plan { open, ..same() }, &habits, &others()).unwrap();
        let elsewhere: f64 = it.elsewhere.iter().map(|it| it.1).sum();
        prop_assert!((it.after.contacts + elsewhere - it.before.contacts).abs() < 1e-6 * it.before.contacts);
        prop_assert!(it.after.hours.iter().all(|it| it.wait_s >= 0.0 && (0.0..=1.0).contains(&it.given_up)));
    }
}
