//! A rule played over what happened to one request, without a register: for dry runs, and for the proof of its properties.

use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    decide::{RequestStory, Step, TurnSoFar, decide},
    facts::Fact,
    rule::{Arm, Occasion, Plan, TurnEnd, TurnState},
};
use crate::{address::Medium, notice::TurnId};

/// Steps at one instant: more than any ladder has.
const STEPS_MAX: usize = 64;
/// Instants of one request that are played.
const INSTANTS_MAX: usize = 10_000;

/// One request to play over.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// What happened, in its order.
    pub facts: &'a [Fact],
    /// By which media the person can be reached.
    pub reachable: &'a [Medium],
    /// The person's language.
    pub language: &'a str,
    /// Whether they are kept apart.
    pub arm: Arm,
}

/// A rung that was taken, or would have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shot {
    /// When.
    pub at: Timestamp,
    /// Its place in the ladder; of a held person that of the first.
    pub rung: usize,
    /// For which occasion.
    pub occasion: Occasion,
    /// Whether the person is kept apart.
    pub arm: Arm,
    /// How many facts were known then.
    pub known: usize,
}

/// A turn that was played.
#[derive(Debug, Clone)]
pub struct Played {
    /// The turn as it ended.
    pub turn: TurnSoFar,
    /// Its occasion.
    pub occasion: Occasion,
    /// When it ended, if it did.
    pub ended_at: Option<Timestamp>,
}

/// What came of a play.
#[derive(Debug, Clone, Default)]
pub struct Play {
    /// Rungs, in their order.
    pub shots: Vec<Shot>,
    /// Turns that began.
    pub turns: Vec<Played>,
}

/// Plays a rule over a request from an instant on until another; `has_failed` says of each shot whether it did not arrive.
pub fn play(
    plan: &Arc<Plan>,
    part: Part<'_>,
    (from, until): (Timestamp, Timestamp),
    mut has_failed: impl FnMut(&Shot) -> bool,
) -> Play {
    let mut it = Player { plan, part, since: from, play: Play::default(), planned: None };
    let mut known = part.facts.iter().take_while(|it| it.at < from).count();
    let mut now = from;
    for _ in 0..INSTANTS_MAX {
        it.settle(known, now, &mut has_failed);
        let fact = part.facts.get(known).map(|it| it.at);
        let Some(next) = it.next_due(now).into_iter().chain(fact).min().filter(|it| *it <= until) else {
            break;
        };
        now = now.max(next);
        known += part.facts[known..].iter().take_while(|it| it.at <= now).count();
    }
    it.play
}

struct Player<'a> {
    plan: &'a Arc<Plan>,
    part: Part<'a>,
    since: Timestamp,
    play: Play,
    planned: Option<(Occasion, Timestamp)>,
}

impl Player<'_> {
    /// Carries steps out until none is left to do at once.
    fn settle(&mut self, known: usize, now: Timestamp, has_failed: &mut impl FnMut(&Shot) -> bool) {
        let Some(first) = self.part.facts.first() else { return };
        for _ in 0..STEPS_MAX {
            let story = RequestStory {
                partner: first.partner.clone(),
                request: first.request.clone(),
                facts: self.part.facts[..known].to_vec(),
                turns: self.turns(),
                reachable: self.part.reachable.to_vec(),
                language: self.part.language.to_owned(),
                since: self.since,
            };
            let mut is_settled = true;
            for step in decide(self.plan, &story, now) {
                is_settled &= !matches!(step, Step::Begin(_) | Step::Take(..));
                self.carry_out(step, (known, now), has_failed);
            }
            if is_settled {
                return;
            }
        }
    }

    fn turns(&self) -> Vec<TurnSoFar> {
        let planned = self.planned.iter().map(|(occasion, due)| TurnSoFar {
            id: TurnId::from_uuid(Uuid::max()),
            occasion: occasion.key(),
            state: TurnState::Planned,
            arm: None,
            rung: 0,
            entered_at: None,
            taken_at: None,
            is_failed: false,
            due_at: Some(*due),
            plan: Arc::clone(self.plan),
        });
        self.play.turns.iter().map(|it| it.turn.clone()).chain(planned).collect()
    }

    fn carry_out(
        &mut self,
        step: Step,
        (known, now): (usize, Timestamp),
        has_failed: &mut impl FnMut(&Shot) -> bool,
    ) {
        match step {
            Step::Plan(occasion, due) => self.planned = Some((occasion, due)),
            Step::Forget(_) => self.planned = None,
            Step::Begin(occasion) => {
                self.planned = None;
                let number = self.play.turns.len() as u128;
                if self.part.arm == Arm::Held {
                    let occasion = occasion.clone();
                    self.play.shots.push(Shot { at: now, rung: 0, occasion, arm: Arm::Held, known });
                }
                let turn = TurnSoFar {
                    id: TurnId::from_uuid(Uuid::from_u128(number)),
                    occasion: occasion.key(),
                    state: TurnState::Open,
                    arm: Some(self.part.arm),
                    rung: 0,
                    entered_at: Some(now),
                    taken_at: None,
                    is_failed: false,
                    due_at: None,
                    plan: Arc::clone(self.plan),
                };
                self.play.turns.push(Played { turn, occasion, ended_at: None });
            }
            Step::Take(id, rung) => {
                let Some(it) = self.play.turns.iter_mut().find(|it| it.turn.id == id) else { return };
                let shot = Shot { at: now, rung, occasion: it.occasion.clone(), arm: Arm::Told, known };
                it.turn.rung = rung + 1;
                it.turn.taken_at = Some(now);
                it.turn.is_failed = has_failed(&shot);
                self.play.shots.push(shot);
            }
            Step::Wait(id, until) => {
                if let Some(it) = self.play.turns.iter_mut().find(|it| it.turn.id == id) {
                    it.turn.due_at = Some(until);
                }
            }
            Step::End(id, end) => self.end(id, end, now),
        }
    }

    fn end(&mut self, id: TurnId, end: TurnEnd, now: Timestamp) {
        if let Some(it) = self.play.turns.iter_mut().find(|it| it.turn.id == id) {
            it.turn.state = TurnState::Done(end);
            it.turn.due_at = None;
            it.ended_at = Some(now);
        }
    }

    /// The next instant at which the rule looks by itself.
    fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        let open = self.play.turns.iter().filter(|it| it.turn.state == TurnState::Open);
        let due = open.filter_map(|it| it.turn.due_at);
        due.chain(self.planned.as_ref().map(|it| it.1)).filter(|it| *it > now).min()
    }
}

#[cfg(test)]
mod tests;
