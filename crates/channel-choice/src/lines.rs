//! What other hours, other teams or an offer to call back do to a way whose contacts wait in line: waits, who gives up, contacts, cost.
//!
//! Start with [`what_if`]. A [`Line`] is a way in an ordinary week, hour by hour; a [`Plan`] is what is changed; [`Habits`] is what is taken of
//! people. Each hour is taken for itself, as a queue of Erlang A in the long run: `tests` play the same queues contact by contact.
//!
//! **Invariants:** nothing is computed where hours, agents or handling times are not known, and the fault says which; no contact disappears: whoever
//! finds a way closed comes at another hour or by another way; today's week is what the log has.

use std::collections::BTreeMap;

use evidence::{
    Fault,
    erlang_a::{Performance, Queue, performance},
};
use kernel::{Channel, Explain, Message};
use measures::ways::WEEK_HOURS;
use serde::{Deserialize, Serialize};

use crate::{Share, WORDS};

/// Ways in which people wait for somebody to be free.
pub const IN_LINE: [Channel; 4] = [Channel::Phone, Channel::Counter, Channel::Video, Channel::Chat];
/// The most agents that are counted.
pub const AGENTS_MAX: u32 = 10_000;
/// Of the time in which agents are free, how much calls back may take.
const FREE_TIME_USED: f64 = 0.8;
/// New hours draw this share of a week's contacts at most.
const DRAWN_MAX: f64 = 0.5;
/// Rounds in which contacts that come again find their number; it changes by less than a thousandth then.
const ROUNDS: usize = 40;
const HOUR_S: f64 = 3_600.0;

/// A way in an ordinary week.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The way.
    pub channel: Channel,
    /// Contacts that come in each of the [`WEEK_HOURS`] hours of the week, on average.
    pub arrivals: Vec<f64>,
    /// Share of each of these hours in which it is open, 0 to 1; `None`: not known.
    pub open: Option<Vec<f64>>,
    /// Agents who serve while it is open; `None`: not known.
    pub agents: Option<u32>,
    /// Mean time that an agent needs for a contact, in seconds; `None`: not known.
    pub handling_s: Option<f64>,
    /// What a contact costs, in euros.
    pub contact_cost: f64,
}

/// What is changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Share of each hour of the week in which the way is open then.
    pub open: Vec<f64>,
    /// Agents who serve then.
    pub agents: u32,
    /// Share of those who would give up that take an offer to be called back; 0: nobody is offered it.
    pub called_back: f64,
}

/// What is taken of people, because no log tells it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Habits {
    /// Mean time after which somebody who waits gives up, in seconds.
    pub patience_s: f64,
    /// How busy new hours are, as a share of the mean of the hours that are open today; 0 to 1.
    pub new_hours: f64,
    /// Share of those who find it closed that come by the same way at another hour, the others by another way; 0 to 1.
    pub other_hour: f64,
    /// Share of those who give up that come again in the week; 0 to 1.
    pub again: f64,
}

impl Default for Habits {
    fn default() -> Self {
        Self { patience_s: 300.0, new_hours: 0.6, other_hour: 0.7, again: 0.6 }
    }
}

/// What a line cannot be computed for.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LineFault {
    /// Nobody said when it is open.
    #[error("the hours of {0} are not known")]
    HoursUnknown(Channel),
    /// Nobody said how many agents serve it.
    #[error("the agents of {0} are not known")]
    AgentsUnknown(Channel),
    /// No contact of the log tells how long it took.
    #[error("the handling time of {0} is not known")]
    HandlingUnknown(Channel),
    /// The log has no contact by it while it is open.
    #[error("no contact comes by {0} while it is open")]
    NoContacts(Channel),
    /// Closed all week.
    #[error("{0} would never be open")]
    NeverOpen(Channel),
    /// A number that cannot be.
    #[error("{what}: {value} is not between {low} and {high}")]
    OutOfRange {
        /// Which.
        what: &'static str,
        /// What it is.
        value: f64,
        /// The least it may be.
        low: f64,
        /// The most.
        high: f64,
    },
    /// The queue has no figures.
    #[error(transparent)]
    Queue(#[from] Fault),
}

impl Explain for LineFault {
    fn message(&self) -> Message {
        let of = |key, channel: &Channel| Message::new(&WORDS, key).with("channel", channel.code());
        match self {
            Self::HoursUnknown(it) => of("line-hours-unknown", it),
            Self::AgentsUnknown(it) => of("line-agents-unknown", it),
            Self::HandlingUnknown(it) => of("line-handling-unknown", it),
            Self::NoContacts(it) => of("line-no-contacts", it),
            Self::NeverOpen(it) => of("line-never-open", it),
            Self::OutOfRange { what, low, high, .. } => Message::new(&WORDS, "line-out-of-range")
                .with("what", *what)
                .with("low", low.to_string())
                .with("high", high.to_string()),
            Self::Queue(_) => Message::new(&WORDS, "line-no-figures"),
        }
    }
}

/// An hour of the week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Hour {
    /// Share of it in which the way is open.
    pub open: f64,
    /// Contacts that come.
    pub contacts: f64,
    /// Mean wait of whoever comes, in seconds.
    pub wait_s: f64,
    /// Share of them that gives up.
    pub given_up: f64,
    /// Share of their time that agents serve.
    pub occupancy: f64,
}

/// A week.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Week {
    /// Hour by hour from Monday at midnight, by the clock of Paris.
    pub hours: Vec<Hour>,
    /// Contacts that come while it is open, those who come again included.
    pub contacts: f64,
    /// Of which give up and are not called back.
    pub given_up: f64,
    /// Of which are called back.
    pub called_back: f64,
    /// Mean wait of whoever comes, in seconds.
    pub wait_s: f64,
    /// Hours of agents while it is open.
    pub agent_hours: f64,
    /// Share of them that agents serve, calls back included.
    pub occupancy: f64,
}

impl Week {
    /// Contacts that an agent answers.
    pub fn answered(&self) -> f64 {
        (self.contacts - self.given_up).max(0.0)
    }
}

/// A week as it is, and as it would be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// The way.
    pub channel: Channel,
    /// Today.
    pub before: Week,
    /// With the change.
    pub after: Week,
    /// Contacts of a week that go to other ways, by way.
    pub elsewhere: Vec<(Channel, f64)>,
    /// What answered contacts cost more in a week, by this way and by the others, in euros; negative: less.
    pub more_cost: f64,
    /// Contacts of a week that the log has while the way is closed by the hours that were told: they are in no line.
    pub outside: f64,
    /// Whether more people take the offer to be called back than agents have time for: the others are counted as giving up.
    pub is_back_full: bool,
}

/// What a change does to a line.
///
/// Contacts of hours that close move to the hours that are open, in proportion to those of today, or to other ways as `others` says. New hours
/// draw contacts from the other hours: nobody comes more often because a way opens longer. Whoever gives up comes again at a share; today's
/// contacts have those in them already.
///
/// - **Takes** `others`: by which other ways people come, with what a contact costs there in euros; shares need not sum to 1. Where it is empty, everybody
///   stays with the way.
/// - **Assumes** that contacts of an hour come at random, that agents are alike, that serving and patience follow exponential laws and that each hour
///   is long beside them.
///
/// # Errors
///
/// [`LineFault`], which says what is not known.
pub fn what_if(
    line: &Line,
    plan: &Plan,
    habits: &Habits,
    others: &[(Share, f64)],
) -> Result<Outcome, LineFault> {
    let channel = line.channel;
    check(habits, plan)?;
    let today = line.open.as_ref().ok_or(LineFault::HoursUnknown(channel))?;
    let agents = line.agents.filter(|it| *it > 0).ok_or(LineFault::AgentsUnknown(channel))?;
    let handling_s = line.handling_s.filter(|it| it.is_finite() && *it > 0.0);
    let handling_s = handling_s.ok_or(LineFault::HandlingUnknown(channel))?;
    let is_open = |open: &[f64]| open.iter().any(|it| *it > 0.0);
    if !is_open(today) || !is_open(&plan.open) {
        return Err(LineFault::NeverOpen(channel));
    }
    let come = |hour: usize| line.arrivals.get(hour).copied().filter(|it| it.is_finite()).unwrap_or(0.0);
    let share = |open: &[f64], hour: usize| open.get(hour).copied().unwrap_or(0.0).clamp(0.0, 1.0);
    let observed: Vec<f64> =
        (0..WEEK_HOURS).map(|it| if share(today, it) > 0.0 { come(it) } else { 0.0 }).collect();
    let outside = (0..WEEK_HOURS).map(come).sum::<f64>() - observed.iter().sum::<f64>();
    if observed.iter().sum::<f64>() <= 0.0 {
        return Err(LineFault::NoContacts(channel));
    }
    let before_line = Served { open: today, agents, handling_s, patience_s: habits.patience_s };
    let before = before_line.week(&observed, 0.0)?;
    // Of today's contacts some come again: without them, the contacts that would come if nobody gave up.
    let all = before.0.contacts;
    let first_share = (1.0 - habits.again * before.0.given_up / all).max(0.0);
    let first: Vec<f64> = observed.iter().map(|it| it * first_share).collect();
    let (moved, away) = moved(&first, today, &plan.open, habits, others);
    let after_line =
        Served { open: &plan.open, agents: plan.agents, handling_s, patience_s: habits.patience_s };
    let after = with_those_who_come_again(&after_line, &moved, habits, plan)?;
    let elsewhere = shared(away, others);
    let cost_elsewhere: f64 =
        elsewhere.iter().map(|(channel, contacts)| contacts * cost_of(others, *channel)).sum();
    let more_here = (after.0.answered() - before.0.answered()) * line.contact_cost;
    Ok(Outcome {
        channel,
        more_cost: more_here + cost_elsewhere,
        before: before.0,
        after: after.0,
        elsewhere,
        outside,
        is_back_full: after.1,
    })
}

fn check(habits: &Habits, plan: &Plan) -> Result<(), LineFault> {
    let inside = |what, value: f64, low: f64, high: f64| {
        if (low..=high).contains(&value) {
            Ok(())
        } else {
            Err(LineFault::OutOfRange { what, value, low, high })
        }
    };
    inside("agents", f64::from(plan.agents), 1.0, f64::from(AGENTS_MAX))?;
    inside("called-back", plan.called_back, 0.0, 1.0)?;
    inside("patience", habits.patience_s, 1.0, 24.0 * HOUR_S)?;
    inside("new-hours", habits.new_hours, 0.0, 1.0)?;
    inside("other-hour", habits.other_hour, 0.0, 1.0)?;
    inside("again", habits.again, 0.0, 1.0)
}

/// First contacts by hour of the changed week, and those that go to other ways.
fn moved(
    first: &[f64],
    today: &[f64],
    open: &[f64],
    habits: &Habits,
    others: &[(Share, f64)],
) -> (Vec<f64>, f64) {
    let at = |of: &[f64], hour: usize| of.get(hour).copied().unwrap_or(0.0).clamp(0.0, 1.0);
    let week: f64 = first.iter().sum();
    let mean = week / (0..WEEK_HOURS).map(|it| at(today, it)).sum::<f64>();
    // What stays in each hour, and what finds it closed.
    let kept: Vec<f64> = (0..WEEK_HOURS)
        .map(|it| if at(today, it) > 0.0 { first[it] * (at(open, it) / at(today, it)).min(1.0) } else { 0.0 })
        .collect();
    let closed = week - kept.iter().sum::<f64>();
    let stays = if others.iter().any(|it| it.0.share > 0.0) { habits.other_hour } else { 1.0 };
    let new: Vec<f64> =
        (0..WEEK_HOURS).map(|it| (at(open, it) - at(today, it)).max(0.0) * mean * habits.new_hours).collect();
    let wanted: f64 = new.iter().sum();
    let staying = week - closed * (1.0 - stays);
    let drawn = wanted.min(staying * DRAWN_MAX);
    let in_kept: f64 = kept.iter().sum();
    // Where nothing of today's hours is left, all come in the new ones.
    let (to_kept, to_new) = if in_kept > 0.0 { (staying - drawn, drawn) } else { (0.0, staying) };
    let part = |share: f64, sum: f64| if sum > 0.0 { share / sum } else { 0.0 };
    let all = kept
        .iter()
        .zip(&new)
        .map(|(kept, new)| to_kept * part(*kept, in_kept) + to_new * part(*new, wanted))
        .collect::<Vec<f64>>();
    if in_kept <= 0.0 && wanted <= 0.0 {
        // New hours that draw nobody, and no others: those who stay come in them all the same, evenly.
        let hours: f64 = (0..WEEK_HOURS).map(|it| at(open, it)).sum();
        let even = (0..WEEK_HOURS).map(|it| staying * part(at(open, it), hours)).collect();
        return (even, week - staying);
    }
    (all, week - staying)
}

/// Contacts that go elsewhere, by way.
fn shared(away: f64, others: &[(Share, f64)]) -> Vec<(Channel, f64)> {
    let sum: f64 = others.iter().map(|it| it.0.share.max(0.0)).sum();
    if away <= 0.0 || sum <= 0.0 {
        return Vec::new();
    }
    let of = |it: &(Share, f64)| (it.0.channel, away * it.0.share.max(0.0) / sum);
    others.iter().map(of).filter(|it| it.1 > 0.0).collect()
}

fn cost_of(others: &[(Share, f64)], channel: Channel) -> f64 {
    others.iter().find(|it| it.0.channel == channel).map_or(0.0, |it| it.1)
}

/// A week in which whoever gives up comes again at a share, spread as the others; and whether calls back are too many.
fn with_those_who_come_again(
    line: &Served<'_>,
    first: &[f64],
    habits: &Habits,
    plan: &Plan,
) -> Result<(Week, bool), LineFault> {
    let mut factor = 1.0;
    let mut found = line.week(first, plan.called_back)?;
    for _ in 0..ROUNDS {
        let week = &found.0;
        let next = 1.0 + habits.again * week.given_up / (week.contacts / factor).max(f64::MIN_POSITIVE);
        if (next - factor).abs() < 1e-5 {
            break;
        }
        factor = next;
        let all: Vec<f64> = first.iter().map(|it| it * factor).collect();
        found = line.week(&all, plan.called_back)?;
    }
    Ok(found)
}

/// A team and its hours.
struct Served<'a> {
    open: &'a [f64],
    agents: u32,
    handling_s: f64,
    patience_s: f64,
}

impl Served<'_> {
    /// The week of these contacts; and whether more want to be called back than there is time for.
    fn week(&self, contacts: &[f64], called_back: f64) -> Result<(Week, bool), LineFault> {
        let mut hours = Vec::with_capacity(WEEK_HOURS);
        // Hours that are alike are one queue.
        let mut known: BTreeMap<u64, Performance> = BTreeMap::new();
        let (mut come, mut gone, mut waited_s, mut busy_h, mut open_h) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for hour in 0..WEEK_HOURS {
            let open = self.open.get(hour).copied().unwrap_or(0.0).clamp(0.0, 1.0);
            let contacts = if open > 0.0 { contacts.get(hour).copied().unwrap_or(0.0) } else { 0.0 };
            open_h += open;
            if contacts <= 0.0 {
                hours.push(Hour { open, ..Hour::default() });
                continue;
            }
            let per_hour = contacts / open;
            let it = match known.get(&per_hour.to_bits()) {
                Some(it) => *it,
                None => self.hour(per_hour)?,
            };
            known.insert(per_hour.to_bits(), it);
            come += contacts;
            gone += contacts * it.abandon;
            waited_s += contacts * it.mean_wait * HOUR_S;
            busy_h += open * f64::from(self.agents) * it.occupancy;
            hours.push(Hour {
                open,
                contacts,
                wait_s: it.mean_wait * HOUR_S,
                given_up: it.abandon,
                occupancy: it.occupancy,
            });
        }
        let agent_hours = open_h * f64::from(self.agents);
        let wanted = gone * called_back;
        let most = (agent_hours - busy_h).max(0.0) * FREE_TIME_USED * HOUR_S / self.handling_s;
        let back = wanted.min(most);
        let week = Week {
            hours,
            contacts: come,
            given_up: gone - back,
            called_back: back,
            wait_s: if come > 0.0 { waited_s / come } else { 0.0 },
            agent_hours,
            occupancy: if agent_hours > 0.0 {
                ((busy_h + back * self.handling_s / HOUR_S) / agent_hours).min(1.0)
            } else {
                0.0
            },
        };
        Ok((week, wanted > most))
    }

    /// The long run at so many contacts an hour.
    fn hour(&self, contacts_per_hour: f64) -> Result<Performance, LineFault> {
        let queue = Queue {
            arrival_rate: contacts_per_hour,
            service_rate: HOUR_S / self.handling_s,
            agents: u64::from(self.agents),
            abandonment_rate: HOUR_S / self.patience_s,
        };
        Ok(performance(&queue, 0.0)?)
    }
}

#[cfg(test)]
mod tests;
