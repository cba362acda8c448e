//! A dry run: what a rule would have done on what really happened, before anybody is told anything.
//!
//! Start with [`load`], then [`run`], which is pure. The first rung of each ladder is taken to arrive; a message that lacks a value is not,
//! and its next rung stands in. The governor ([`crate::pressure`]) is asked about the messages of the dry run alone.

mod load;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use calendar::{Territory, is_working_day};
use jiff::Timestamp;
use kernel::Euro;

use super::{
    facts::Fact,
    places,
    play::{Part, Shot, play},
    rule::{Arm, Means, Plan},
};
use crate::{
    accept::{Refused, filled, moment},
    address::Medium,
    notice::Why,
    pressure::{self, Limits, Mark},
    service::Service,
    template::{Lane, Template, TemplateId},
};

pub use load::load;

/// Contacts that 100 messages provoke, where nobody has measured it. It has no source: it is our own assumption, a little high on purpose, as
/// a forecast of load should be. The rule's own effect takes its place as soon as there is one.
pub const CONTACTS_PER_100: f64 = 6.0;
/// How those who react are spread over the open hours after their message, and what is left over the two days after: most read a text
/// message within minutes, and who calls does so at once or in a break of the same day.
pub const REACTIONS: [f64; 8] = [0.20, 0.12, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02];
/// Open hours over which the rest of the reactions is spread evenly.
pub const REACTIONS_LATER_H: u32 = 16;
/// Working days until a letter is read: it is printed, posted and delivered.
pub const LETTER_DAYS: u16 = 3;
/// Hours at which people reach somebody: from this one …
pub const OPEN_FROM_H: i8 = 9;
/// … until this one, on working days in Paris.
pub const OPEN_UNTIL_H: i8 = 17;
/// Messages that are shown one by one.
pub const LINES_MAX: usize = 500;
/// Hours that are looked through for open ones: a month.
const HOURS_MAX: i64 = 24 * 31;

/// What a dry run takes, but for the requests.
#[derive(Debug, Clone)]
pub struct Setting {
    /// What the rule does.
    pub plan: Arc<Plan>,
    /// In whose name: its quiet hours and its messages an hour count.
    pub service: Service,
    /// The templates of the ladder, in their newest versions.
    pub templates: HashMap<TemplateId, Template>,
    /// From when until when.
    pub period: (Timestamp, Timestamp),
    /// The address in the last line of messages.
    pub site: Option<String>,
    /// What a part of a text message costs.
    pub part_price: Euro,
    /// What a letter costs.
    pub letter_price: Euro,
    /// What the governor allows.
    pub limits: Limits,
    /// Contacts that 100 messages provoke: [`CONTACTS_PER_100`], or what was measured.
    pub contacts_per_100: f64,
    /// Whether that was measured.
    pub is_measured: bool,
    /// Contacts that can be answered in an hour, if somebody said so.
    pub capacity_h: Option<u32>,
}

/// A request of the period.
#[derive(Debug, Clone)]
pub struct Subject {
    /// What happened, in its order; what was before the period is known at its start.
    pub facts: Vec<Fact>,
    /// By what its person is counted.
    pub keys: BTreeSet<String>,
    /// As they want to be called.
    pub name: String,
    /// Their language.
    pub language: String,
    /// By which media they can be reached.
    pub reachable: Vec<Medium>,
    /// Whether they would be kept apart.
    pub arm: Arm,
}

/// What would become of a rung.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It leaves.
    Leaves,
    /// The person is kept apart.
    Held,
    /// The governor stops it.
    Cancelled(Why),
    /// These values are missing.
    Missing(Vec<String>),
    /// It cannot be made: the template is gone, or the text too long.
    Unfillable,
}

/// One rung of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When it would leave.
    pub at: Timestamp,
    /// Which request.
    pub request: String,
    /// Whose, in the words of the partner's systems.
    pub usager: String,
    /// `sms`, `email`, `letter` or `call`.
    pub means: &'static str,
    /// Its place in the ladder.
    pub rung: usize,
    /// Parts of a text message, else 1.
    pub parts: i64,
    /// What it costs.
    pub cost: Euro,
    /// What it says; empty for a call.
    pub text: String,
    /// What would become of it.
    pub outcome: Outcome,
}

/// What would leave by one way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum {
    /// Messages, or calls.
    pub messages: u64,
    /// Parts.
    pub parts: i64,
    /// What they cost.
    pub cost: Euro,
}

/// One hour of the period and the days after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hour {
    /// When it begins.
    pub at: Timestamp,
    /// Messages that leave in it.
    pub messages: u64,
    /// Contacts that are expected in it.
    pub contacts: f64,
}

/// What a rule would have done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DryRun {
    /// Requests that were under way in the period: something happened to them, or they were open.
    pub requests: usize,
    /// Requests that were left out, because there are too many.
    pub left_out: usize,
    /// Turns of people who would have been told.
    pub told: u64,
    /// Turns of people who would have been kept apart.
    pub held: u64,
    /// Turns of people whom no rung reaches.
    pub unreachable: u64,
    /// By way (`sms`, `email`, `letter`, `call`), what leaves.
    pub sums: BTreeMap<&'static str, Sum>,
    /// What the governor stops, by reason ([`Why::code`]).
    pub cancelled: BTreeMap<&'static str, u64>,
    /// Values that are missing, and how often.
    pub missing: BTreeMap<String, u64>,
    /// Messages that cannot be made at all.
    pub unfillable: u64,
    /// The first [`LINES_MAX`] rungs, in their order.
    pub lines: Vec<Line>,
    /// Hours in which a message leaves or a contact is expected.
    pub hours: Vec<Hour>,
    /// Contacts that 100 messages are taken to provoke.
    pub contacts_per_100: f64,
    /// Whether that was measured.
    pub is_measured: bool,
    /// Contacts that can be answered in an hour.
    pub capacity_h: Option<u32>,
}

impl DryRun {
    /// What all costs.
    pub fn cost(&self) -> Euro {
        self.sums.values().map(|it| it.cost).sum()
    }

    /// Contacts that are expected in all.
    pub fn contacts(&self) -> f64 {
        self.hours.iter().map(|it| it.contacts).sum()
    }

    /// The hours in which more contacts are expected than can be answered.
    pub fn overloaded(&self) -> impl Iterator<Item = &Hour> {
        let most = self.capacity_h.map_or(f64::INFINITY, f64::from);
        self.hours.iter().filter(move |it| it.contacts > most)
    }
}

/// One rung before the hours and the governor are asked.
struct Draft {
    at: Timestamp,
    subject: usize,
    rung: usize,
    parts: i64,
    cost: Euro,
    text: String,
    outcome: Outcome,
}

/// What the rule would have done for these requests.
pub fn run(setting: &Setting, subjects: &[Subject]) -> DryRun {
    let mut dry = DryRun {
        contacts_per_100: setting.contacts_per_100,
        is_measured: setting.is_measured,
        capacity_h: setting.capacity_h,
        ..DryRun::default()
    };
    let mut drafts: Vec<Draft> = Vec::new();
    for (place, subject) in subjects.iter().enumerate() {
        let reachable = &subject.reachable;
        let part = Part { facts: &subject.facts, reachable, language: &subject.language, arm: subject.arm };
        let played = play(&setting.plan, part, setting.period, |shot| {
            let draft = draft(setting, (place, subject), shot);
            let has_failed = draft.outcome != Outcome::Leaves;
            drafts.push(draft);
            has_failed
        });
        if !played.turns.is_empty() || is_under_way(&subject.facts, setting.period) {
            dry.requests += 1;
        }
        if subject.arm == Arm::Held {
            dry.held += played.turns.len() as u64;
            let held = played
                .shots
                .iter()
                .map(|it| Draft { outcome: Outcome::Held, ..draft(setting, (place, subject), it) });
            drafts.extend(held.collect::<Vec<_>>());
        } else {
            let reached = played.turns.iter().filter(|it| it.turn.taken_at.is_some()).count();
            dry.told += reached as u64;
            dry.unreachable += (played.turns.len() - reached) as u64;
        }
    }
    drafts.sort_by_key(|it| (it.at, it.subject, it.rung));
    let mut hours = Hours { most: setting.service.hourly_max.map(u64::from), taken: HashMap::new() };
    let mut governor = Governor { limits: setting.limits, marks: Vec::new(), by_key: HashMap::new() };
    let mut left: BTreeMap<i64, u64> = BTreeMap::new();
    let mut read: BTreeMap<i64, u64> = BTreeMap::new();
    for mut draft in drafts {
        let Some(rung) = setting.plan.ladder.get(draft.rung) else { continue };
        let template = match &rung.means {
            Means::Message { template, .. } => setting.templates.get(template),
            Means::Call { .. } => None,
        };
        if let (Some(template), Outcome::Leaves | Outcome::Held) = (template, &draft.outcome)
            && template.lane != Lane::Urgent
        {
            draft.at = hours.leave(draft.at, setting, draft.outcome == Outcome::Leaves);
        }
        if let (Some(template), Outcome::Leaves) = (template, &draft.outcome)
            && let Some(why) = governor.ask(&subjects[draft.subject].keys, template, draft.at)
        {
            (draft.outcome, draft.cost) = (Outcome::Cancelled(why), Euro(0));
        }
        count(&mut dry, setting, &draft, subjects);
        if draft.outcome == Outcome::Leaves && template.is_some() {
            *left.entry(draft.at.as_second().div_euclid(3_600)).or_default() += 1;
            *read.entry(read_at(&rung.means, draft.at)).or_default() += 1;
        }
    }
    dry.hours = load_by_hour(&left, &read, setting.contacts_per_100);
    dry
}

/// Whether something happened to a request in a period, or it was open when the period began.
fn is_under_way(facts: &[Fact], (from, until): (Timestamp, Timestamp)) -> bool {
    let before = &facts[..facts.partition_point(|it| it.at < from)];
    let is_open = !before.is_empty() && !super::decide::has_closed(before);
    is_open || facts[before.len()..].iter().any(|it| it.at <= until)
}

/// Fills what a rung says.
fn draft(setting: &Setting, (place, subject): (usize, &Subject), shot: &Shot) -> Draft {
    let draft = Draft {
        at: shot.at,
        subject: place,
        rung: shot.rung,
        parts: 1,
        cost: Euro(0),
        text: String::new(),
        outcome: Outcome::Leaves,
    };
    let Some(Means::Message { medium, template }) = setting.plan.ladder.get(shot.rung).map(|it| &it.means)
    else {
        return draft;
    };
    let found = setting.templates.get(template).and_then(|it| it.text(&subject.language));
    let Some((language, text)) = found else { return Draft { outcome: Outcome::Unfillable, ..draft } };
    let to = places::For {
        trigger: &setting.plan.trigger,
        territory: setting.plan.territory,
        name: &subject.name,
        service: &setting.service.name,
        contact: setting.service.email_replies.as_deref(),
        language,
        medium: *medium,
        new_date: None,
    };
    let values = places::values(&subject.facts[..shot.known], to);
    match filled(*medium, (language, text), &values, (setting.site.as_deref(), "K7QF2MXP")) {
        Ok(filled) => Draft {
            parts: filled.segments,
            cost: match medium {
                Medium::Sms => Euro(setting.part_price.0.saturating_mul(filled.segments)),
                Medium::Letter => setting.letter_price,
                Medium::Email => Euro(0),
            },
            text: filled.body,
            ..draft
        },
        Err(Refused::Missing { names }) => Draft { outcome: Outcome::Missing(names), ..draft },
        Err(_) => Draft { outcome: Outcome::Unfillable, ..draft },
    }
}

fn count(dry: &mut DryRun, setting: &Setting, draft: &Draft, subjects: &[Subject]) {
    let means = setting.plan.ladder.get(draft.rung).map_or("call", |it| it.means.code());
    match &draft.outcome {
        Outcome::Leaves => {
            let sum = dry.sums.entry(means).or_default();
            sum.messages += 1;
            sum.parts += draft.parts;
            sum.cost = sum.cost + draft.cost;
        }
        Outcome::Held => {}
        Outcome::Cancelled(why) => *dry.cancelled.entry(why.code()).or_default() += 1,
        Outcome::Missing(names) => {
            for name in names {
                *dry.missing.entry(name.clone()).or_default() += 1;
            }
        }
        Outcome::Unfillable => dry.unfillable += 1,
    }
    if dry.lines.len() < LINES_MAX
        && let Some(fact) = subjects[draft.subject].facts.first()
    {
        dry.lines.push(Line {
            at: draft.at,
            request: fact.request.clone(),
            usager: fact.usager.clone(),
            means,
            rung: draft.rung,
            parts: draft.parts,
            cost: draft.cost,
            text: draft.text.clone(),
            outcome: draft.outcome.clone(),
        });
    }
}

/// The messages that each hour has.
struct Hours {
    most: Option<u64>,
    taken: HashMap<i64, u64>,
}

impl Hours {
    /// When a message leaves: outside of quiet hours, in an hour that has room.
    fn leave(&mut self, at: Timestamp, setting: &Setting, takes_room: bool) -> Timestamp {
        let mut at = moment::allowed(at, setting.service.quiet);
        let Some(most) = self.most.filter(|_| takes_room) else { return at };
        for _ in 0..HOURS_MAX {
            let hour = at.as_second().div_euclid(3_600);
            let taken = self.taken.entry(hour).or_default();
            if *taken < most.max(1) {
                *taken += 1;
                return at;
            }
            let next = Timestamp::from_second((hour + 1) * 3_600).unwrap_or(Timestamp::MAX);
            at = moment::allowed(next, setting.service.quiet);
        }
        at
    }
}

/// The governor's rule over the messages of the dry run.
struct Governor {
    limits: Limits,
    marks: Vec<Mark>,
    by_key: HashMap<String, Vec<usize>>,
}

impl Governor {
    fn ask(&mut self, keys: &BTreeSet<String>, template: &Template, at: Timestamp) -> Option<Why> {
        let is_urgent = template.lane == Lane::Urgent;
        let new = Mark { keys: keys.clone(), is_urgent, meaning: template.meaning.clone(), at };
        let theirs: BTreeSet<usize> =
            keys.iter().filter_map(|it| self.by_key.get(it)).flatten().copied().collect();
        let counted = theirs.iter().filter_map(|it| self.marks.get(*it));
        if let Some(why) = pressure::against(counted, &new, self.limits) {
            return Some(why);
        }
        for key in keys {
            self.by_key.entry(key.clone()).or_default().push(self.marks.len());
        }
        self.marks.push(new);
        None
    }
}

/// The hour (since 1970) in which a message is read.
fn read_at(means: &Means, at: Timestamp) -> i64 {
    let at = match means {
        Means::Message { medium: Medium::Letter, .. } => {
            let delay = super::rule::Delay { days: LETTER_DAYS, hours: 0, is_working_days: true };
            super::decide::after(Territory::Mainland, at, delay)
        }
        _ => at,
    };
    at.as_second().div_euclid(3_600)
}

/// Whether somebody answers in an hour (since 1970).
fn is_open(hour: i64) -> bool {
    let Ok(at) = Timestamp::from_second(hour * 3_600) else { return false };
    let local = at.to_zoned(Territory::Mainland.time_zone().clone());
    (OPEN_FROM_H..OPEN_UNTIL_H).contains(&local.hour()) && is_working_day(local.date(), Territory::Mainland)
}

/// Messages and the contacts that they are expected to provoke, by hour.
fn load_by_hour(left: &BTreeMap<i64, u64>, read: &BTreeMap<i64, u64>, per_100: f64) -> Vec<Hour> {
    let later = (1.0 - REACTIONS.iter().sum::<f64>()) / f64::from(REACTIONS_LATER_H);
    let profile = REACTIONS.into_iter().chain(std::iter::repeat_n(later, REACTIONS_LATER_H as usize));
    let profile: Vec<f64> = profile.collect();
    let mut contacts: BTreeMap<i64, f64> = BTreeMap::new();
    for (hour, messages) in read {
        #[expect(clippy::cast_precision_loss, reason = "far fewer messages than 2^52")]
        let expected = *messages as f64 * per_100 / 100.0;
        let open = (*hour..hour + HOURS_MAX).filter(|it| is_open(*it));
        for (hour, share) in open.zip(&profile) {
            *contacts.entry(hour).or_default() += expected * share;
        }
    }
    let all: BTreeSet<i64> = left.keys().chain(contacts.keys()).copied().collect();
    let hour = |hour: i64| {
        let at = Timestamp::from_second(hour * 3_600).ok()?;
        let messages = left.get(&hour).copied().unwrap_or(0);
        Some(Hour { at, messages, contacts: contacts.get(&hour).copied().unwrap_or(0.0) })
    };
    all.into_iter().filter_map(hour).collect()
}

#[cfg(test)]
mod tests;
