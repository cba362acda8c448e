//! Logs full of edge cases, and questions about them, from a seed.

use std::collections::BTreeSet;

use kernel::{Cause, Channel, Direction, Euro, Outcome, Period, Window};

use super::{
    builders::{TestLog, instant, partner},
    chance::Chance,
};
use crate::{
    AfterQuestion, Contact, Dimension, Measure, Question, RequestEvent, StepKind, UnitCosts, UnitKind,
    UnitMetric, UnitQuestion, WayQuestion, after::Span,
};

const PARTNERS: [&str; 3] = ["caf", "CPAM", "caf-2"];
/// The same pseudonyms at every partner, the greatest among them.
const USAGERS: [u64; 4] = [1, 2, 7_000_000_000, u64::MAX];
const REQUESTS: [u64; 6] = [1, 2, 3, 4, 5, u64::MAX];
/// One looks like two steps of a variant, one is not ASCII.
const REASONS: [&str; 5] = ["APL", "RSA", "APL,RSA", "Décès", "a:b"];
const CHANNELS: [Channel; 4] = [Channel::Phone, Channel::Email, Channel::Counter, Channel::Web];
const LIFE_EVENTS: [&str; 2] = ["birth", "move"];
const CAUSES: [&str; 4] = ["A1", "B3-x", "V1", "V5"];
const SITES: [&str; 3] = ["Lyon", "Brest", "Évry"];
const STATUSES: [&str; 5] = ["opened", "missing_piece", "decided", "closed", "suspendu"];
/// Around both changes of hour, the turn of an ISO year, midnight in Paris in winter and in summer.
const ANCHORS: [&str; 6] = [
    "2025-03-30T00:59:59.999999Z",
    "2025-03-30T01:00:00Z",
    "2025-10-26T00:30:00Z",
    "2024-12-29T23:00:00Z",
    "2025-03-08T22:59:59.999999Z",
    "2025-07-08T22:00:00Z",
];
const WINDOWS: [Window; 4] = [Window::hours(24), Window::days(7), Window::days(14), Window::days(30)];

/// A log of `size` contacts and about half as many changes of status, at up to three partners.
///
/// Rows tie in time, hit the edges of all windows exactly, are shared between few usagers (or one, or none), requests
/// belong to several usagers, contacts have no request, changes belong to requests and usagers that no contact knows.
///
/// **Unique**, as in a contact log: a contact's (partner, id), a change's (partner, request, instant, ordinal, status).
pub fn random_log(seed: u64, size: usize) -> TestLog {
    let mut chance = Chance::of(seed);
    let partners = &PARTNERS[..=chance.below(PARTNERS.len())];
    let usagers = &USAGERS[..=chance.below(USAGERS.len())];
    let channels = &CHANNELS[..=chance.below(CHANNELS.len())];
    let reasons = &REASONS[..=chance.below(REASONS.len())];
    let with_nobody = chance.once_in(2);
    let mut instants = Vec::new();
    let mut log = TestLog::default();
    for place in 0..size {
        let started_at = random_instant(&mut chance, &instants);
        instants.push(started_at);
        log.contacts.push(Contact {
            // As bytes, `C` is before `c`, and `c10` before `c9`.
            contact_id: format!("{}{place}", if chance.once_in(2) { 'c' } else { 'C' }),
            partner: partner(chance.one_of(partners)),
            usager: if with_nobody && chance.once_in(4) { None } else { Some(chance.one_of(usagers)) },
            request: chance.maybe(&REQUESTS),
            started_at,
            channel: chance.one_of(channels),
            direction: if chance.once_in(4) { chance.one_of(Direction::ALL) } else { Direction::Inbound },
            reason: chance.one_of(reasons).to_owned(),
            life_event: chance.maybe(&LIFE_EVENTS).map(str::to_owned),
            cause: chance.maybe(&CAUSES).and_then(|it| it.parse::<Cause>().ok()),
            outcome: chance.maybe(Outcome::ALL),
            wait_s: chance.maybe(&[0, 19, 20, 21, 60, 61, 600, u32::MAX]),
            duration_s: chance.maybe(&[0, 1, 299, 86_400]),
            satisfaction: chance.maybe(&[1, 3, 4, 5]),
            cost: chance.maybe(&[Euro(0), Euro(1), Euro(-625), Euro(123_456)]),
            site: chance.maybe(&SITES).map(str::to_owned),
            agent: chance.maybe(&[1, 2]),
        });
    }
    let with_events = !chance.once_in(4);
    let mut changes = BTreeSet::new();
    for _ in 0..if with_events { size.div_ceil(2) } else { 0 } {
        let event = RequestEvent {
            partner: partner(chance.one_of(partners)),
            request: if chance.once_in(4) { 100 + chance.below(4) as u64 } else { chance.one_of(&REQUESTS) },
            usager: if chance.once_in(5) { 99 } else { chance.one_of(usagers) },
            life_event: chance.maybe(&LIFE_EVENTS).map(str::to_owned),
            occurred_at: random_instant(&mut chance, &instants),
            ordinal: chance.below(3) as u64,
            status: chance.one_of(&STATUSES).to_owned(),
            due_at: None,
        };
        let it = &event;
        if changes.insert((it.partner.clone(), it.request, it.occurred_at, it.ordinal, it.status.clone())) {
            instants.push(event.occurred_at);
            log.events.push(event);
        }
    }
    log
}

/// A question that has a meaning: any measure, up to three dimensions, filters, a period and an end of observation that
/// often fall exactly on rows of `log`.
pub fn random_question(seed: u64, log: &TestLog) -> Question {
    let mut chance = Chance::of(seed ^ 0x5EED);
    let contacts = log.contacts.iter().map(|it| it.started_at);
    let instants: Vec<i64> = contacts.chain(log.events.iter().map(|it| it.occurred_at)).collect();
    loop {
        let mut question = Question::of(chance.one_of(&Measure::ALL));
        for _ in 0..chance.below(4) {
            question.by.push(chance.one_of(&Dimension::ALL));
        }
        if chance.once_in(2) {
            for _ in 0..chance.below(4) {
                let dimension = chance.one_of(&Dimension::ALL);
                question.selection.wanted.push((dimension, random_value(&mut chance, dimension, &instants)));
            }
        }
        let mut sometimes = |times| chance.once_in(times).then(|| random_instant(&mut chance, &instants));
        question.selection.from = sometimes(3);
        question.selection.to = sometimes(3);
        question.observed_until = sometimes(3);
        if chance.once_in(2) {
            question.window = Some(chance.one_of(&WINDOWS));
        }
        question.step = chance.one_of(&[StepKind::Channel, StepKind::Reason, StepKind::ChannelReason]);
        question.top = chance.one_of(&[1, 3, Question::TOP_DEFAULT]);
        if question.check().is_ok() {
            return question;
        }
    }
}

/// A question about units that has a meaning: up to four metrics and four periods, which often touch, overlap or end on rows of
/// `log`.
pub fn random_unit_question(seed: u64, log: &TestLog) -> UnitQuestion {
    let mut chance = Chance::of(seed ^ 0x0417);
    let instants: Vec<i64> = log.contacts.iter().map(|it| it.started_at).collect();
    loop {
        let mut metrics = Vec::new();
        for _ in 0..chance.below(5) {
            let mut metric = UnitMetric::of(chance.one_of(&Measure::ALL));
            metric.window = chance.one_of(&WINDOWS);
            for _ in 0..if chance.once_in(3) { 1 + chance.below(2) } else { 0 } {
                let dimension = chance.one_of(&Dimension::ALL);
                metric.wanted.push((dimension, random_value(&mut chance, dimension, &instants)));
            }
            metrics.push(metric);
        }
        let mut periods: Vec<(i64, i64)> = Vec::new();
        for _ in 0..=chance.below(4) {
            let touching = periods.last().map(|it| it.1).filter(|_| chance.once_in(2));
            let from = touching.unwrap_or_else(|| random_instant(&mut chance, &instants));
            let whole = (instants.iter().copied().min(), instants.iter().copied().max());
            periods.push(match whole {
                (Some(first), Some(last)) if chance.once_in(3) => (first, last + 1),
                _ => (from, random_instant(&mut chance, &instants).max(from + 1)),
            });
        }
        let segments = (0..chance.below(4)).map(|_| chance.one_of(&Dimension::ALL)).collect();
        let until = chance.once_in(3).then(|| random_instant(&mut chance, &instants));
        let unit = chance.one_of(&UnitKind::ALL);
        let question = UnitQuestion { unit, metrics, periods, segments, observed_until: until };
        if question.check().is_ok() {
            return question;
        }
    }
}

/// A question about what followed that has a meaning: up to nine spans of usagers, some of whom the log does not know, which often
/// overlap, begin or end on rows of `log`.
pub fn random_after_question(seed: u64, log: &TestLog) -> AfterQuestion {
    let mut chance = Chance::of(seed ^ 0xAF7E);
    let instants: Vec<i64> = log.contacts.iter().map(|it| it.started_at).collect();
    let mut question = AfterQuestion::default();
    for _ in 0..chance.below(10) {
        let usager = if chance.once_in(9) { 99 } else { chance.one_of(&USAGERS) };
        let ends = [(); 2].map(|()| random_instant(&mut chance, &instants));
        let (from, to) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        question.spans.push(Span { usager, from, to: to.max(from + 1) });
    }
    for _ in 0..chance.below(3) {
        question.reasons.push(chance.one_of(&REASONS).to_owned());
    }
    question
}

/// A question about first contacts that has a meaning: often everything, else a period and an end of observation that often fall exactly on
/// rows of `log`.
pub fn random_way_question(seed: u64, log: &TestLog) -> WayQuestion {
    let mut chance = Chance::of(seed ^ 0x3A75);
    let instants: Vec<i64> = log.contacts.iter().map(|it| it.started_at).collect();
    let mut sometimes = |times| chance.once_in(times).then(|| random_instant(&mut chance, &instants));
    let (from, to, observed_until) = (sometimes(3), sometimes(3), sometimes(3));
    WayQuestion {
        partner: chance.once_in(4).then(|| partner(chance.one_of(&PARTNERS))),
        from,
        to: to.filter(|to| from.is_none_or(|from| from < *to)),
        observed_until,
        window: chance.one_of(&WINDOWS),
        is_by_site: chance.once_in(2),
    }
}

/// Unit costs of which some are the partners' own.
pub fn random_costs(seed: u64) -> UnitCosts {
    let mut chance = Chance::of(seed ^ 0xC057);
    let mut costs = UnitCosts::default();
    for _ in 0..chance.below(6) {
        let cost = Euro(i64::from(chance.number(1_000_000)));
        costs.set(partner(chance.one_of(&PARTNERS)), chance.one_of(&CHANNELS), cost);
    }
    costs
}

fn random_value(chance: &mut Chance, dimension: Dimension, instants: &[i64]) -> Option<String> {
    let period =
        |chance: &mut Chance, of: fn(i64) -> Period| Some(of(random_instant(chance, instants)).to_string());
    let word = |it: Option<&str>| it.map(str::to_owned);
    match dimension {
        Dimension::Partner => word(Some(chance.one_of(&PARTNERS))),
        Dimension::Channel => Some(chance.one_of(&CHANNELS).to_string()),
        Dimension::Reason => word(Some(chance.one_of(&REASONS))),
        Dimension::LifeEvent => word(chance.maybe(&LIFE_EVENTS)),
        Dimension::Direction => Some(chance.one_of(Direction::ALL).to_string()),
        Dimension::Cause => word(chance.maybe(&CAUSES)),
        Dimension::Outcome => chance.maybe(Outcome::ALL).map(|it| it.to_string()),
        Dimension::Site => word(chance.maybe(&SITES)),
        Dimension::Day => period(chance, Period::day_of),
        Dimension::Week => period(chance, Period::week_of),
        Dimension::Month => period(chance, Period::month_of),
        Dimension::Recontacted => word(chance.maybe(&["yes", "no"])),
    }
}

/// A time between rows: none, exactly a window, a microsecond less or more, or anything up to 40 days.
fn gap_us(chance: &mut Chance) -> i64 {
    let window_us = chance.one_of(&WINDOWS).as_us();
    match chance.below(8) {
        0 => 0,
        1 => 1,
        2 => window_us - 1,
        3 => window_us,
        4 => window_us + 1,
        5 => i64::from(chance.number(3_600)) * 1_000_000,
        _ => i64::from(chance.number(40 * 86_400)) * 1_000_000 + i64::from(chance.number(1_000_000)),
    }
}

/// An instant near those of `rows`, or near an anchor.
fn random_instant(chance: &mut Chance, rows: &[i64]) -> i64 {
    if rows.is_empty() || chance.once_in(10) {
        return instant(chance.one_of(&ANCHORS));
    }
    chance.one_of(rows) + gap_us(chance)
}
