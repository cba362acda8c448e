//! What a rule does next for one request; pure.
//!
//! Start with [`decide`]: from what happened to a request and what the rule did so far, it says what is to be done now and when to look
//! again. Whoever carries the steps out asks again until none is left to do at once.
//!
//! **Invariants:** one occasion begins once; the rungs of a ladder come in their order, each once; after the goal nothing leaves; what is
//! late by more than [`LATE_MAX`] is not told at all; whoever is kept apart gets nothing.

use std::{sync::Arc, time::Duration};

use calendar::{Territory, add_working_days, is_working_day};
use jiff::{
    Timestamp, ToSpan as _, Zoned,
    civil::{Date, Time},
};
use kernel::PartnerCode;
use serde_json::{Map, Value};

use super::{
    facts::{APPOINTMENT, Fact, Sign, WaitsFor, What},
    rule::{Arm, Condition, Delay, Goal, Means, Occasion, Plan, Trigger, TurnEnd, TurnState},
};
use crate::{address::Medium, notice::TurnId};

/// After this nobody is told any more: a message that comes days after its moment confuses.
pub const LATE_MAX: Duration = Duration::from_hours(72);
/// After its last rung a turn stays open for so long: what still waits can be stopped by the goal, what fails is seen.
pub const LINGER: Duration = Duration::from_hours(7 * 24);
/// The hour of a date that has none: offices are open, and nobody sleeps.
pub const MORNING: Time = Time::constant(9, 0, 0, 0);

/// All that a rule knows of one request.
#[derive(Debug, Clone)]
pub struct RequestStory {
    /// Whose request.
    pub partner: PartnerCode,
    /// Which.
    pub request: String,
    /// What happened, in its order.
    pub facts: Vec<Fact>,
    /// What the rule did so far.
    pub turns: Vec<TurnSoFar>,
    /// By which media the person can be reached; a call needs a number that takes text messages, too.
    pub reachable: Vec<Medium>,
    /// The person's language.
    pub language: String,
    /// Since when the rule has run.
    pub since: Timestamp,
}

/// A turn as it stands.
#[derive(Debug, Clone)]
pub struct TurnSoFar {
    /// Its id.
    pub id: TurnId,
    /// [`Occasion::key`].
    pub occasion: String,
    /// How it stands.
    pub state: TurnState,
    /// What the person is; `None` while it is only planned.
    pub arm: Option<Arm>,
    /// The place of the next rung.
    pub rung: usize,
    /// When it began.
    pub entered_at: Option<Timestamp>,
    /// When the last rung was taken.
    pub taken_at: Option<Timestamp>,
    /// Whether that one is known to have failed.
    pub is_failed: bool,
    /// When it is looked at again.
    pub due_at: Option<Timestamp>,
    /// The plan of the version that it began with.
    pub plan: Arc<Plan>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing yet, but at this instant; what was planned of the same occasion moves.
    Plan(Occasion, Timestamp),
    /// The occasion is here: the turn begins, and its first rung follows.
    Begin(Occasion),
    /// What was planned is not to come any more.
    Forget(TurnId),
    /// Take the rung of this place now.
    Take(TurnId, usize),
    /// Look again at this instant.
    Wait(TurnId, Timestamp),
    /// The turn is over; what still waits of it is stopped.
    End(TurnId, TurnEnd),
}

/// The occasion of a request: what it is, since which fact (its place), when its first rung leaves.
struct Found {
    occasion: Occasion,
    since: usize,
    moment: Timestamp,
}

impl Found {
    /// After this it is too late to begin: a promise can be told of until its day.
    fn last(&self) -> Timestamp {
        let last = later(self.moment, LATE_MAX);
        if let Occasion::Promise(due) = self.occasion { last.max(due) } else { last }
    }
}

/// What the rule does next; see the module.
pub fn decide(plan: &Plan, story: &RequestStory, now: Timestamp) -> Vec<Step> {
    let found = occasion(plan, story);
    let wanted = found.as_ref().filter(|it| is_wanted(plan, story, it, now));
    let mut steps = Vec::new();
    for turn in &story.turns {
        match turn.state {
            TurnState::Planned if wanted.is_none_or(|it| it.occasion.key() != turn.occasion) => {
                steps.push(Step::Forget(turn.id));
            }
            TurnState::Open => steps.push(go_on(story, turn, now)),
            TurnState::Planned | TurnState::Done(_) => {}
        }
    }
    if let Some(found) = wanted {
        let key = found.occasion.key();
        let known = story.turns.iter().find(|it| it.occasion == key);
        match known {
            Some(turn) if turn.state != TurnState::Planned => {}
            _ if found.moment <= now => steps.push(Step::Begin(found.occasion.clone())),
            Some(turn) if turn.due_at == Some(found.moment) => {}
            _ => steps.push(Step::Plan(found.occasion.clone(), found.moment)),
        }
    }
    steps
}

/// Whether an occasion that was found is to be told: neither too old nor reached already, and its person concerned.
fn is_wanted(plan: &Plan, story: &RequestStory, found: &Found, now: Timestamp) -> bool {
    found.moment >= story.since
        && now <= found.last()
        && !is_reached(&plan.goal, story, found.since)
        && is_concerned(&plan.condition, story)
}

/// What comes next in a turn that has begun.
fn go_on(story: &RequestStory, turn: &TurnSoFar, now: Timestamp) -> Step {
    let plan = &*turn.plan;
    if turn.arm == Some(Arm::Held) {
        return Step::End(turn.id, TurnEnd::Held);
    }
    if let Some(end) = end(plan, story, turn, now) {
        return Step::End(turn.id, end);
    }
    // What a closed request was told is enough, unless it did not arrive.
    let is_enough =
        turn.taken_at.is_some() && !turn.is_failed && is_closed(story) && plan.trigger.ends_with_request();
    let has_arrived = turn.taken_at.is_some() && !turn.is_failed;
    let wanted = || {
        let rungs = plan.ladder.iter().enumerate().skip(turn.rung);
        rungs.filter(|(_, it)| !(is_enough || it.is_fallback && has_arrived))
    };
    let Some((place, _)) = wanted().find(|(_, it)| can_reach(&it.means, &story.reachable)) else {
        // Nothing is left: one only waits for what becomes of the last.
        let until = turn.taken_at.map(|it| later(it, LINGER));
        return match until {
            Some(until) if !turn.is_failed && until > now => Step::Wait(turn.id, until),
            _ => Step::End(turn.id, TurnEnd::Exhausted),
        };
    };
    // A rung that cannot reach the person leaves its place to the next one.
    let due = match (turn.taken_at, wanted().next()) {
        (Some(taken_at), Some((_, rung))) if has_arrived => after(plan.territory, taken_at, rung.after),
        _ => now,
    };
    if due <= now { Step::Take(turn.id, place) } else { Step::Wait(turn.id, due) }
}

/// Why a turn that has begun is over, if it is.
fn end(plan: &Plan, story: &RequestStory, turn: &TurnSoFar, now: Timestamp) -> Option<TurnEnd> {
    let Some(found) = occasion(plan, story) else {
        return Some(if is_closed(story) { TurnEnd::Closed } else { TurnEnd::Outdated });
    };
    if is_reached(&plan.goal, story, found.since) {
        return Some(TurnEnd::Goal);
    }
    if found.occasion.key() != turn.occasion {
        return Some(TurnEnd::Outdated);
    }
    // Whatever happened since makes a silence end later than when the turn began.
    let is_broken =
        matches!(plan.trigger, Trigger::Silent { .. }) && turn.entered_at.is_some_and(|it| it < found.moment);
    let is_past = matches!(plan.trigger, Trigger::Before { .. })
        && date_of(plan, story).is_some_and(|(_, it)| it.last <= now);
    (is_broken || is_past).then_some(TurnEnd::Outdated)
}

/// The present occasion of a request, whatever the time.
fn occasion(plan: &Plan, story: &RequestStory) -> Option<Found> {
    let territory = plan.territory;
    let first = plan.ladder.first()?.after;
    match &plan.trigger {
        Trigger::Entered { status } => {
            let (place, fact) =
                entries(story).filter(|(_, name, _)| name == status).last().map(|it| (it.0, it.2))?;
            let moment = after(territory, fact.at, first);
            // A status that the request left before its first rung was due is none to tell of.
            let left = story.facts[place + 1..].iter().find(|it| is_other_status(it, status));
            let is_left = left.is_some_and(|it| first != Delay::default() && it.at <= moment);
            (!is_left).then(|| Found { occasion: Occasion::Entry(name_of(fact)), since: place, moment })
        }
        Trigger::Silent { status, days } => {
            let (place, _, fact) = entries(story).last().filter(|(_, name, _)| name == status)?;
            let last = story.facts.last()?;
            if last.is_closing || is_closed(story) {
                return None;
            }
            let silence = Delay { days: *days, ..Delay::default() };
            let moment = after(territory, after(territory, last.at, silence), first);
            Some(Found { occasion: Occasion::Silence(name_of(fact)), since: place, moment })
        }
        Trigger::Before { days, hours, .. } => {
            let (place, date) = date_of(plan, story)?;
            let moment = after(territory, shifted(territory, date.first, (-1, *days, *hours)), first);
            // Whoever takes an appointment for tomorrow knows of it.
            let is_known_in_time = story.facts[place].at <= moment;
            is_known_in_time.then_some(Found { occasion: Occasion::Date(date.name), since: place, moment })
        }
        Trigger::After { days, hours, .. } => {
            let (place, date) = date_of(plan, story)?;
            let moment = after(territory, shifted(territory, date.first, (1, *days, *hours)), first);
            Some(Found { occasion: Occasion::Date(date.name), since: place, moment })
        }
        Trigger::PromiseAtRisk { days_before, .. } => {
            let promises = story.facts.iter().enumerate().filter_map(|(place, it)| match it.what {
                What::Promise(due) => Some((place, due)),
                _ => None,
            });
            let (place, due) = since_when(promises)?;
            if is_closed(story) || waits_for(story) == Some(WaitsFor::Usager) {
                return None;
            }
            // A promise for soon is not at risk as soon as it is given.
            let given = story.facts[place].at;
            let half = given.as_microsecond().midpoint(due.as_microsecond());
            let half = Timestamp::from_microsecond(half).unwrap_or(due);
            let moment = after(territory, shifted(territory, due, (-1, *days_before, 0)).max(half), first);
            Some(Found { occasion: Occasion::Promise(due), since: place, moment })
        }
    }
}

/// Entries into a status: the places of the facts by which the status became another one.
fn entries(story: &RequestStory) -> impl Iterator<Item = (usize, &str, &Fact)> {
    let mut before: Option<&str> = None;
    story.facts.iter().enumerate().filter_map(move |(place, it)| match &it.what {
        What::Status(name) if before != Some(name) => {
            before = Some(name);
            Some((place, name.as_str(), it))
        }
        _ => None,
    })
}

fn is_other_status(fact: &Fact, status: &str) -> bool {
    matches!(&fact.what, What::Status(name) if name != status)
}

/// A date of a request: its name, the instant that one counts from, the one after which it is past.
struct Dated {
    name: String,
    first: Timestamp,
    last: Timestamp,
}

/// The date that the plan is about, as it was last told.
fn date_of(plan: &Plan, story: &RequestStory) -> Option<(usize, Dated)> {
    let (Trigger::Before { date, .. } | Trigger::After { date, .. }) = &plan.trigger else { return None };
    let told = story.facts.iter().enumerate().filter_map(|(place, it)| match &it.what {
        What::Date { kind, on, at } if kind == date => Some((place, (*on, *at))),
        _ => None,
    });
    let (place, (on, at)) = since_when(told)?;
    let dated = match at {
        Some(at) => Dated { name: at.to_string(), first: at, last: at },
        None => Dated {
            name: on.to_string(),
            first: local(plan.territory, on, MORNING),
            last: plan.territory.end_of(on),
        },
    };
    Some((place, dated))
}

/// The value that was told last, and the place since which it is told without another in between.
fn since_when<T: PartialEq>(told: impl Iterator<Item = (usize, T)>) -> Option<(usize, T)> {
    told.fold(None, |before: Option<(usize, T)>, (place, value)| match before {
        Some(same) if same.1 == value => Some(same),
        _ => Some((place, value)),
    })
}

/// Whether the goal was reached after the fact of a place.
fn is_reached(goal: &Goal, story: &RequestStory, since: usize) -> bool {
    let after = &story.facts[(since + 1).min(story.facts.len())..];
    match goal {
        Goal::Statuses { statuses } => {
            after.iter().any(|it| matches!(&it.what, What::Status(name) if statuses.contains(name)))
        }
        Goal::DocumentReceived => after.iter().any(|it| it.what == What::Sign(Sign::Document)),
        Goal::AppointmentTaken => after.iter().any(|it| match &it.what {
            What::Sign(Sign::Appointment) => true,
            What::Date { kind, .. } => kind == APPOINTMENT,
            _ => false,
        }),
        Goal::AnyContact => after.iter().any(|it| it.what == What::Sign(Sign::Contact)),
        Goal::None => false,
    }
}

/// Whether the request is closed: its last status closed it.
fn is_closed(story: &RequestStory) -> bool {
    has_closed(&story.facts)
}

/// Whether the last status among facts closed their request.
pub(super) fn has_closed(facts: &[Fact]) -> bool {
    let last = facts.iter().rev().find(|it| matches!(it.what, What::Status(_)) || it.is_closing);
    last.is_some_and(|it| it.is_closing)
}

/// Whose turn it is, as the facts last said.
fn waits_for(story: &RequestStory) -> Option<WaitsFor> {
    story.facts.iter().rev().find_map(|it| it.waits_for)
}

/// Whether the person and the request are among those that a rule concerns.
pub(super) fn is_concerned(condition: &Condition, story: &RequestStory) -> bool {
    let of = |list: &[String], value: Option<&str>| {
        list.is_empty() || value.is_some_and(|value| list.iter().any(|it| it == value))
    };
    let reason = story.facts.iter().rev().find_map(|it| it.reason.as_deref());
    let channel = story.facts.iter().find_map(|it| it.channel);
    let data = data_of(&story.facts);
    of(&condition.reasons, reason)
        && of(&condition.languages, Some(&story.language))
        && (condition.channels.is_empty() || channel.is_some_and(|it| condition.channels.contains(&it)))
        && condition.data.iter().all(|test| {
            let is_there = match (data.get(&test.field), &test.value) {
                (None | Some(Value::Null), _) => false,
                (Some(_), None) => true,
                (Some(Value::String(given)), Some(wanted)) => given == wanted,
                (Some(given), Some(wanted)) => {
                    serde_json::from_str::<Value>(wanted).is_ok_and(|it| it == *given)
                }
            };
            is_there == test.is_there
        })
}

/// All that programs told of a request; what they told last stands.
pub(super) fn data_of(facts: &[Fact]) -> Map<String, Value> {
    let mut data = Map::new();
    for fact in facts {
        data.extend(fact.data.clone());
    }
    data
}

/// Whether a way reaches a person: a call needs a telephone number.
pub(super) fn can_reach(means: &Means, reachable: &[Medium]) -> bool {
    match means {
        Means::Message { medium, .. } => reachable.contains(medium),
        Means::Call { .. } => reachable.contains(&Medium::Sms),
    }
}

/// The name of a fact that stays the same however often it is told.
fn name_of(fact: &Fact) -> String {
    format!("{}/{}", fact.source, fact.source_id)
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// A time of a day on the territory's clock; one that is skipped when clocks go forward is the same distance after.
fn local(territory: Territory, day: Date, time: Time) -> Timestamp {
    let zoned = day.to_datetime(time).to_zoned(territory.time_zone().clone());
    zoned.map_or_else(|_| territory.end_of(day), |it| it.timestamp())
}

/// So many days by the clock, then hours, before (−1) or after (1).
fn shifted(territory: Territory, at: Timestamp, (sign, days, hours): (i64, u16, u16)) -> Timestamp {
    let zoned = at.to_zoned(territory.time_zone().clone());
    let days = (sign * i64::from(days)).days();
    let hours = (sign * i64::from(hours)).hours();
    let moved = zoned.checked_add(days).and_then(|it: Zoned| it.checked_add(hours));
    moved.map_or(at, |it| it.timestamp())
}

/// The end of a delay.
pub fn after(territory: Territory, from: Timestamp, delay: Delay) -> Timestamp {
    if !delay.is_working_days {
        return shifted(territory, from, (1, delay.days, delay.hours));
    }
    let at = from.to_zoned(territory.time_zone().clone());
    let day = add_working_days(at.date(), delay.days, territory);
    let at = shifted(territory, local(territory, day, at.time()), (1, 0, delay.hours));
    let (mut day, time) = {
        let zoned = at.to_zoned(territory.time_zone().clone());
        (zoned.date(), zoned.time())
    };
    if is_working_day(day, territory) {
        return at;
    }
    day = add_working_days(day, 1, territory);
    local(territory, day, time)
}
