//! What holds of every log and every question.

use std::slice;

use kernel::{Direction, Scope, Window};

use super::ask;
use crate::{
    Answer, Dimension, Figures, Measure, Measurer, Question,
    answer::{Fcr, Needs, Recontact},
    testing::{TestLog, random_costs, random_log, random_question},
};

const SEEDS: u64 = 400;
/// Later than any row, and a window after it can still be added.
const FAR: i64 = 1 << 60;

fn log_of(seed: u64) -> TestLog {
    random_log(seed, usize::try_from(seed % 40).unwrap())
}

fn figures(answer: &Answer) -> Vec<&Figures> {
    answer.cells.iter().map(|it| &it.figures).collect()
}

#[test]
fn a_row_is_what_the_same_question_answers_with_its_values_as_filters() {
    let mut compared = 0;
    for seed in 0..SEEDS {
        let log = log_of(seed);
        let question = random_question(seed, &log);
        let answer = ask(&log, &question);
        for same in answer.cells.chunk_by(|left, right| left.values == right.values) {
            let mut of_cell = Question { by: Vec::new(), ..question.clone() };
            for (dimension, value) in question.by.iter().zip(&same[0].values) {
                of_cell.selection.wanted.retain(|(it, _)| it != dimension);
                of_cell.selection.wanted.push((*dimension, value.clone()));
            }
            let expected: Vec<&Figures> = same.iter().map(|it| &it.figures).collect();
            assert_eq!(figures(&ask(&log, &of_cell)), expected, "seed {seed}: {of_cell:?}");
            compared += usize::from(!question.by.is_empty());
        }
    }
    assert!(compared > 500, "only {compared} rows were compared");
}

#[test]
fn rows_add_up_to_the_whole() {
    for seed in 0..SEEDS {
        let log = log_of(seed);
        let mut question = random_question(seed, &log);
        for measure in [Measure::Volume, Measure::Recontact, Measure::Fcr, Measure::Avoidable, Measure::Needs]
        {
            question.measure = measure;
            if question.check().is_err() {
                continue;
            }
            let counted = |question: &Question| -> [u64; 2] {
                let of = |it: &Figures| match it {
                    Figures::Volume(it) => [it.contacts, it.inbound],
                    Figures::Recontact(it) => [it.eligible, it.recontacted],
                    Figures::Fcr(it) => [it.eligible, it.resolved],
                    Figures::Avoidable(it) => [it.qualified, it.avoidable],
                    Figures::Needs(it) => [it.inbound, it.needs],
                    other => unreachable!("{other:?} was not asked"),
                };
                let answer = ask(&log, question);
                answer
                    .cells
                    .iter()
                    .map(|it| of(&it.figures))
                    .fold([0, 0], |sum, it| [sum[0] + it[0], sum[1] + it[1]])
            };
            let whole = Question { by: Vec::new(), ..question.clone() };
            assert_eq!(counted(&question), counted(&whole), "seed {seed}: {question:?}");
        }
    }
}

#[test]
fn the_order_of_rows_changes_nothing() {
    for seed in 0..SEEDS {
        let log = log_of(seed);
        let question = random_question(seed, &log);
        let mut other = log.clone();
        other.contacts.reverse();
        other.events.reverse();
        let third = other.contacts.len() / 3;
        other.contacts.rotate_left(third);
        let costs = random_costs(seed);
        let answer = |log: &TestLog| {
            log.oracle().answer(&Scope::Everyone, slice::from_ref(&question), &costs).unwrap()
        };
        assert_eq!(answer(&log), answer(&other), "seed {seed}: {question:?}");
    }
}

#[test]
fn a_log_moved_in_time_answers_the_same() {
    let by_calendar = |it: &Dimension| matches!(it, Dimension::Day | Dimension::Week | Dimension::Month);
    let by_us = 12_345_678_901_234;
    for seed in 0..SEEDS {
        let log = log_of(seed);
        let mut question = random_question(seed, &log);
        question.by.retain(|it| !by_calendar(it));
        question.selection.wanted.retain(|(it, _)| !by_calendar(it));
        let mut moved_log = log.clone();
        moved_log.contacts.iter_mut().for_each(|it| it.started_at += by_us);
        moved_log.events.iter_mut().for_each(|it| it.occurred_at += by_us);
        let mut moved = question.clone();
        moved.selection.from = moved.selection.from.map(|it| it + by_us);
        moved.selection.to = moved.selection.to.map(|it| it + by_us);
        moved.observed_until = moved.observed_until.map(|it| it + by_us);
        assert_eq!(ask(&log, &question).cells, ask(&moved_log, &moved).cells, "seed {seed}: {question:?}");
    }
}

/// Each chain of contacts has one first contact and one last, which nobody follows.
#[test]
fn needs_first_contacts_and_contacts_not_followed_are_as_many() {
    for seed in 0..SEEDS {
        let log = log_of(seed);
        let asked = |measure| {
            let mut question = random_question(seed, &log);
            question = Question {
                measure,
                window: question.window,
                observed_until: Some(FAR),
                ..Question::of(measure)
            };
            if question.window.is_none() {
                question.window = Some(Window::days(7));
            }
            ask(&log, &question).cells.remove(0).figures
        };
        let (Figures::Needs(needs), Figures::Recontact(recontact), Figures::Fcr(fcr)) =
            (asked(Measure::Needs), asked(Measure::Recontact), asked(Measure::Fcr))
        else {
            unreachable!("these three were asked")
        };
        let Needs { inbound, needs, .. } = needs;
        let Recontact { eligible, recontacted, .. } = recontact;
        let Fcr { eligible: firsts, resolved, .. } = fcr;
        assert_eq!((eligible, eligible - recontacted, firsts), (inbound, needs, needs), "seed {seed}");
        assert!(resolved <= needs && 2 * (needs - resolved) <= inbound - resolved, "seed {seed}");
    }
}

/// Against the definition read pair by pair: for each contact, is there any later one of its key within the window?
#[test]
fn recontact_is_what_its_definition_says_of_every_pair() {
    for seed in 0..SEEDS {
        let log = log_of(seed);
        let mut question = random_question(seed, &log);
        question.measure = Measure::Recontact;
        question.by.clear();
        question.selection.wanted.clear();
        let window_us = question.window().as_us();
        let Figures::Recontact(found) = ask(&log, &question).cells.remove(0).figures else {
            unreachable!("recontact was asked")
        };
        let (mut eligible, mut recontacted) = (0, 0);
        for first in log.contacts.iter().filter(|it| it.direction == Direction::Inbound) {
            let of_partner = log.contacts.iter().filter(|it| it.partner == first.partner);
            let last_at = of_partner.map(|it| it.started_at).max();
            let end = question.observed_until.or(last_at).unwrap();
            let is_index = question.selection.from.is_none_or(|from| first.started_at >= from)
                && question.selection.to.is_none_or(|to| first.started_at < to);
            if !is_index || first.started_at + window_us > end {
                continue;
            }
            eligible += 1;
            let follows = log.contacts.iter().any(|second| {
                let is_after = second.started_at > first.started_at
                    || second.started_at == first.started_at
                        && second.contact_id.as_bytes() > first.contact_id.as_bytes();
                let is_same_need = (&second.partner, second.usager, &second.reason)
                    == (&first.partner, first.usager, &first.reason);
                second.direction == Direction::Inbound
                    && is_after
                    && is_same_need
                    && second.usager.is_some()
                    && second.started_at - first.started_at <= window_us
            });
            recontacted += u64::from(follows);
        }
        assert_eq!((found.eligible, found.recontacted), (eligible, recontacted), "seed {seed}: {question:?}");
    }
}

#[test]
fn a_partner_sees_what_everyone_sees_of_it() {
    for seed in 0..SEEDS {
        let log = log_of(seed);
        let Some(partner) = log.contacts.first().map(|it| it.partner.clone()) else { continue };
        let question = random_question(seed, &log);
        let told_by_events = question.measure == Measure::Requests;
        if told_by_events && !log.events.iter().any(|it| it.partner == partner) {
            continue;
        }
        let mut of_partner = question.clone();
        of_partner.selection.wanted.retain(|(it, _)| *it != Dimension::Partner);
        let own = log.oracle().answer(
            &Scope::Partner(partner.clone()),
            slice::from_ref(&of_partner),
            &random_costs(0),
        );
        let own = own.unwrap().remove(0);
        of_partner.selection.wanted.push((Dimension::Partner, Some(partner.to_string())));
        let all = log.oracle().answer(&Scope::Everyone, slice::from_ref(&of_partner), &random_costs(0));
        let all = all.unwrap().remove(0);
        assert_eq!(
            (own.observed_until, own.cells),
            (all.observed_until, all.cells),
            "seed {seed}: {question:?}"
        );
    }
}

#[test]
fn a_longer_window_never_finds_fewer_recontacts() {
    for seed in 0..SEEDS {
        let log = log_of(seed);
        let mut before = 0;
        for window in [Window::hours(24), Window::days(7), Window::days(14), Window::days(30)] {
            let question = Question {
                window: Some(window),
                observed_until: Some(FAR),
                ..Question::of(Measure::Recontact)
            };
            let Figures::Recontact(found) = ask(&log, &question).cells.remove(0).figures else {
                unreachable!("recontact was asked")
            };
            assert!(found.recontacted >= before, "seed {seed}");
            before = found.recontacted;
        }
    }
}

#[test]
fn a_question_without_meaning_is_refused() {
    let question = Question::of(Measure::Provoked).by(&[Dimension::Channel]);
    assert!(TestLog::default().oracle().answer(&Scope::Everyone, &[question], &random_costs(0)).is_err());
}
