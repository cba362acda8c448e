//! How requests really run (measure 11).

use std::{cmp::Reverse, collections::BTreeMap};

use evidence::Quantiles;

use super::{
    asked::{Asked, Values},
    log::{PartnerLog, Row},
    real, share,
};
use crate::{
    Cell, Dimension, Figures, StepKind,
    answer::{Edge, Journeys, StepCount, Variant},
};

/// One step of a journey.
struct Step<'a> {
    at: i64,
    name: String,
    life_event: Option<&'a str>,
}

/// All steps of one request, in order.
struct Journey<'a> {
    partner: &'a str,
    first_contact: Option<Row<'a>>,
    steps: Vec<Step<'a>>,
}

/// The times between two steps.
#[derive(Default)]
struct Gaps {
    sum_us: i128,
    values_us: Quantiles,
}

pub(super) fn cells(asked: &Asked<'_>) -> Vec<Cell> {
    let mut journeys: BTreeMap<Values, Vec<Journey<'_>>> = BTreeMap::new();
    if asked.question.by.is_empty() {
        journeys.insert(Values::new(), Vec::new());
    }
    for log in &asked.logs {
        for journey in journeys_of(log, asked.question.step) {
            if !counts(asked, &journey) {
                continue;
            }
            if let Some(values) = asked.cell_of_request(journey.partner, journey.life_event()) {
                journeys.entry(values).or_default().push(journey);
            }
        }
    }
    let figures = |(values, journeys): (Values, Vec<Journey<'_>>)| Cell {
        values,
        figures: Figures::Journeys(figures(&journeys, asked.question.top)),
    };
    journeys.into_iter().map(figures).collect()
}

/// Every request of a partner, whichever row knows it.
fn journeys_of(log: &PartnerLog, kind: StepKind) -> Vec<Journey<'_>> {
    let mut journeys: BTreeMap<u64, Journey<'_>> = BTreeMap::new();
    for row in log.rows() {
        let contact = row.contact();
        let Some(request) = contact.request else { continue };
        let name = match kind {
            StepKind::Channel => contact.channel.code().to_owned(),
            StepKind::Reason => contact.reason.clone(),
            StepKind::ChannelReason => format!("{}:{}", contact.channel, contact.reason),
        };
        let journey = journeys.entry(request).or_insert_with(|| Journey::of(contact.partner.as_str()));
        journey.first_contact.get_or_insert(row);
        journey.steps.push(Step { at: contact.started_at, name, life_event: contact.life_event.as_deref() });
    }
    for event in &log.events {
        let name = format!("status:{}", event.status);
        let journey = journeys.entry(event.request).or_insert_with(|| Journey::of(event.partner.as_str()));
        journey.steps.push(Step { at: event.occurred_at, name, life_event: event.life_event.as_deref() });
    }
    for journey in journeys.values_mut() {
        // Contacts were put first, each kind in its order: a stable sort leaves what is simultaneous so.
        journey.steps.sort_by_key(|it| it.at);
    }
    journeys.into_values().collect()
}

impl<'a> Journey<'a> {
    const fn of(partner: &'a str) -> Self {
        Self { partner, first_contact: None, steps: Vec::new() }
    }

    fn life_event(&self) -> Option<&'a str> {
        self.steps.iter().find_map(|it| it.life_event)
    }
}

/// Whether the first contact is an index contact, but for partner and life event, which are the journey's own; a journey
/// without contact counts by its first step, where the question can be answered for it.
fn counts(asked: &Asked<'_>, journey: &Journey<'_>) -> bool {
    let own = |it: &Dimension| matches!(it, Dimension::Partner | Dimension::LifeEvent);
    if let Some(row) = journey.first_contact {
        let mut others = Dimension::ALL.iter().filter(|it| !own(it));
        asked.is_in_period(row.contact().started_at)
            && others.all(|it| asked.allows(*it, asked.value(row, *it).as_deref()))
    } else {
        let first = journey.steps.first();
        asked.knows_requests_without_contact() && first.is_some_and(|it| asked.is_in_period(it.at))
    }
}

fn figures(journeys: &[Journey<'_>], top: usize) -> Journeys {
    let requests = journeys.len() as u64;
    let mut edges: BTreeMap<(&str, &str), Gaps> = BTreeMap::new();
    let mut starts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut ends: BTreeMap<&str, u64> = BTreeMap::new();
    let mut variants: BTreeMap<Vec<&str>, u64> = BTreeMap::new();
    for journey in journeys {
        for pair in journey.steps.windows(2) {
            let gap_us = pair[1].at.abs_diff(pair[0].at);
            let gaps = edges.entry((&pair[0].name, &pair[1].name)).or_default();
            gaps.sum_us += i128::from(gap_us);
            gaps.values_us.add(gap_us);
        }
        if let (Some(first), Some(last)) = (journey.steps.first(), journey.steps.last()) {
            *starts.entry(&first.name).or_default() += 1;
            *ends.entry(&last.name).or_default() += 1;
        }
        *variants.entry(journey.steps.iter().map(|it| it.name.as_str()).collect()).or_default() += 1;
    }
    let mut variants: Vec<(Vec<&str>, u64)> = variants.into_iter().collect();
    variants.sort_by_key(|(steps, count)| (Reverse(*count), steps.join(","), steps.clone()));
    let variant = |(steps, count): (Vec<&str>, u64)| Variant {
        steps: steps.into_iter().map(str::to_owned).collect(),
        count,
        share: share(count, requests).unwrap_or_default(),
    };
    Journeys {
        requests,
        edges: edges.into_iter().map(|((from, to), gaps)| edge(from, to, gaps)).collect(),
        starts: counted(starts),
        ends: counted(ends),
        variants: variants.into_iter().take(top).map(variant).collect(),
    }
}

fn edge(from: &str, to: &str, mut gaps: Gaps) -> Edge {
    const SECOND_US: f64 = 1_000_000.0;
    let count = gaps.values_us.count();
    let [median_us, ninth_decile_us] = gaps.values_us.of([0.5, 0.9]).map(Option::unwrap_or_default);
    Edge {
        from: from.to_owned(),
        to: to.to_owned(),
        count,
        gap_mean_s: real(gaps.sum_us) / real(count.into()) / SECOND_US,
        gap_p50_s: median_us / SECOND_US,
        gap_p90_s: ninth_decile_us / SECOND_US,
    }
}

fn counted(steps: BTreeMap<&str, u64>) -> Vec<StepCount> {
    steps.into_iter().map(|(step, count)| StepCount { step: step.to_owned(), count }).collect()
}
