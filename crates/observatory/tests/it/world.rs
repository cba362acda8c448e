//! A small world for tests and for looking at the pages: two partners, a year, every kind of figure.

use std::{collections::BTreeSet, sync::Arc};

use kernel::{Channel, Direction, Euro, Outcome, PartnerCode, Scope};
use measures::{Contact, Dimension, Measure, MeasureError, Oracle, Question, RequestEvent};
use observatory::{LogState, LogWatch, PartnerState, UsagerCounts, UsagersByPartner};

/// The partner that most tests look at.
pub(crate) const OURS: &str = "SOC-FAM";
/// Another one: nothing of it may ever be seen by the first.
pub(crate) const THEIRS: &str = "CANARI";
/// A reason that only the other partner has.
pub(crate) const CANARY: &str = "MOTIF-CANARI";

const REASONS: [&str; 6] = ["APL", "RSA", "Prime d’activité", "Changement d’adresse", "Carte", "=1+1"];
const CAUSES: [&str; 12] = ["A1", "A2", "A3", "B1", "B2", "C1", "D4", "E1", "V1", "V1", "V2", "V3"];
const CHANNELS: [Channel; 8] = [
    Channel::Phone,
    Channel::Phone,
    Channel::Phone,
    Channel::Email,
    Channel::Email,
    Channel::Counter,
    Channel::Web,
    Channel::Post,
];
const DAY_US: i64 = 86_400_000_000;

/// Numbers without chance: a linear congruence.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

/// The rows of a world.
#[derive(Clone, Default)]
pub(crate) struct World {
    pub(crate) contacts: Vec<Contact>,
    pub(crate) events: Vec<RequestEvent>,
}

pub(crate) fn instant(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().unwrap().as_microsecond()
}

impl World {
    /// Both partners over 2025.
    pub(crate) fn of_2025() -> Self {
        let mut world = Self::default();
        world.add_partner(OURS, 900, 1, &REASONS);
        world.add_partner(THEIRS, 60, 2, &[CANARY]);
        world
    }

    pub(crate) fn add_partner(&mut self, code: &str, needs: u64, seed: u64, reasons: &[&str]) {
        let mut draw = Draw(seed);
        let partner: PartnerCode = code.parse().unwrap();
        let start = instant("2025-01-01T07:00:00Z");
        let end = instant("2025-12-31T18:00:00Z");
        for need in 0..needs {
            let usager = draw.below(needs * 2 / 3 + 1);
            let request = (draw.below(5) > 0).then_some(need);
            let reason = draw.one(reasons);
            let life_event = draw.one(&[Some("EV01"), Some("EV02"), Some("EV03"), None]);
            let mut at = start
                + i64::try_from(need).unwrap() * 360 * DAY_US / i64::try_from(needs).unwrap()
                + i64::try_from(draw.below(36_000)).unwrap() * 1_000_000;
            let mut ordinal = 0;
            let mut event = |status: &str, occurred_at: i64, events: &mut Vec<RequestEvent>| {
                ordinal += 1;
                if let Some(request) = request {
                    events.push(RequestEvent {
                        partner: partner.clone(),
                        request,
                        usager,
                        life_event: life_event.map(str::to_owned),
                        occurred_at,
                        ordinal,
                        status: status.to_owned(),
                        due_at: None,
                    });
                }
            };
            event("opened", at, &mut self.events);
            let contacts = 1 + draw.below(4);
            for turn in 0..contacts {
                if at >= end {
                    break;
                }
                let channel = draw.one(&CHANNELS);
                let is_phone = channel == Channel::Phone;
                let is_qualified = draw.below(10) < 4;
                let cause = is_qualified.then(|| draw.one(&CAUSES).parse().unwrap());
                let abandoned = is_phone && draw.below(6) == 0;
                self.contacts.push(Contact {
                    contact_id: format!("{code}-{need}-{turn}"),
                    partner: partner.clone(),
                    usager: Some(usager),
                    request,
                    started_at: at,
                    channel,
                    direction: if draw.below(7) == 0 { Direction::Outbound } else { Direction::Inbound },
                    reason: reason.to_owned(),
                    life_event: life_event.map(str::to_owned),
                    cause,
                    outcome: if abandoned {
                        Some(Outcome::Abandoned)
                    } else {
                        draw.one(&[
                            Some(Outcome::Resolved),
                            Some(Outcome::Resolved),
                            Some(Outcome::Unresolved),
                            None,
                        ])
                    },
                    wait_s: is_phone.then(|| u32::try_from(draw.below(600)).unwrap()),
                    duration_s: Some(u32::try_from(60 + draw.below(900)).unwrap()),
                    satisfaction: (draw.below(5) == 0).then(|| u8::try_from(1 + draw.below(5)).unwrap()),
                    cost: (draw.below(20) == 0).then_some(Euro(93_000)),
                    site: Some(draw.one(&["Lille", "Lyon", "Marseille"]).to_owned()),
                    agent: None,
                });
                let hours = if draw.below(3) == 0 { 1 + draw.below(20) } else { 30 + draw.below(500) };
                if turn == 0 {
                    event("missing_piece", at + 6 * DAY_US / 2, &mut self.events);
                }
                at += i64::try_from(hours).unwrap() * 3_600_000_000;
            }
            event("decided", at + DAY_US, &mut self.events);
            event("closed", at + 2 * DAY_US, &mut self.events);
        }
    }

    /// The oracle over these rows, and what is known without reading them.
    pub(crate) fn oracle(&self) -> (Arc<Oracle>, Arc<Watch>) {
        (Arc::new(Oracle::new(self.contacts.clone(), self.events.clone())), Arc::new(Watch(self.clone())))
    }
}

/// Tells the state of a world, and counts its usagers.
pub(crate) struct Watch(World);

impl LogWatch for Watch {
    fn state(&self) -> Result<LogState, MeasureError> {
        let mut state = LogState { version: 1, partners: Vec::new() };
        for contact in &self.0.contacts {
            let at = contact.started_at;
            match state.partners.iter_mut().find(|it| it.code == contact.partner) {
                Some(part) => {
                    part.contacts += 1;
                    part.first_at = part.first_at.min(Some(at));
                    part.last_at = part.last_at.max(Some(at));
                }
                None => state.partners.push(PartnerState {
                    code: contact.partner.clone(),
                    contacts: 1,
                    events: 0,
                    first_at: Some(at),
                    last_at: Some(at),
                    mark: 0,
                }),
            }
        }
        for event in &self.0.events {
            if let Some(part) = state.partners.iter_mut().find(|it| it.code == event.partner) {
                part.events += 1;
            }
        }
        Ok(state)
    }
}

impl UsagerCounts for Watch {
    fn usagers(&self, questions: &[Question]) -> Result<Vec<UsagersByPartner>, MeasureError> {
        Ok(questions.iter().map(|it| self.usagers_of(it)).collect())
    }
}

impl Watch {
    fn usagers_of(&self, question: &Question) -> UsagersByPartner {
        assert_eq!(question.by, [Dimension::Partner]);
        let counted = |it: &&Contact| match question.measure {
            Measure::Phone => it.channel == Channel::Phone && it.direction == Direction::Inbound,
            Measure::Satisfaction => it.satisfaction.is_some(),
            Measure::Avoidable => it.cause.is_some() && it.direction == Direction::Inbound,
            _ => it.direction == Direction::Inbound,
        };
        let mut seen: BTreeSet<(String, u64)> = BTreeSet::new();
        let selection = &question.selection;
        let is_inside = |it: &&Contact| {
            selection.from.is_none_or(|from| from <= it.started_at)
                && selection.to.is_none_or(|to| it.started_at < to)
        };
        for contact in self.0.contacts.iter().filter(is_inside).filter(counted) {
            seen.extend(contact.usager.map(|it| (contact.partner.as_str().to_owned(), it)));
        }
        let mut usagers = UsagersByPartner::new();
        for (partner, _) in seen {
            *usagers.entry(partner).or_default() += 1;
        }
        usagers
    }
}

/// Whose rows a test asks for.
pub(crate) fn ours() -> Scope {
    Scope::Partner(OURS.parse().unwrap())
}
