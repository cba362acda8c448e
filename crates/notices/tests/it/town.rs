//! A town in which it is known what messages change: whoever is told what they were about to ask asks less, whoever is alarmed calls.
//!
//! What happens if nobody is told anything is a simulated year. A message changes it by chances that are put in; what it changed is counted
//! beside the year that would have been, not by comparing people.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use arrow::{
    array::{
        ArrayRef, BooleanArray, DictionaryArray, RecordBatch, StringArray, TimestampMicrosecondArray,
        UInt64Array, new_null_array,
    },
    compute::filter_record_batch,
    datatypes::Int32Type,
};
use calendar::Territory;
use contact_log::schema::SOURCE_CONTACTS;
use jiff::{SignedDuration, Timestamp};
use kernel::{Channel, Direction};
use notices::{
    rules::{
        facts::{Fact, FactId, What},
        rule::{Rule, RuleId},
    },
    template::TemplateId,
};
use serde_json::Map;

use crate::{
    office::Arrived,
    simulated::{Year, instant_us, text},
};

/// Working days in which what a message changes is counted, as the product counts.
const WORKING_DAYS: u16 = 10;
/// Whoever is alarmed calls within this.
const ALARMED: SignedDuration = SignedDuration::from_hours(72);
/// The status that ends a request.
const CLOSED: &str = "closed";

/// What is put in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Put {
    /// Every draw comes from it.
    pub(crate) seed: u64,
    /// The chance that somebody who was told does not ask what they were going to ask.
    pub(crate) avoided: f64,
    /// The chance that somebody who was alarmed calls.
    pub(crate) provoked: f64,
}

impl Put {
    /// A number from 0 to 1 that follows from the seed and a name.
    fn draw(self, what: &str, name: &str) -> f64 {
        let hash = blake3::hash(format!("{} {what} {name}", self.seed).as_bytes());
        let mut four = [0; 4];
        four.copy_from_slice(&hash.as_bytes()[..4]);
        f64::from(u32::from_le_bytes(four)) / 4_294_967_296.0
    }
}

/// What the messages of a rule are about.
#[derive(Debug, Clone)]
struct About {
    rule: RuleId,
    reason: String,
    status: String,
    is_alarming: bool,
}

/// What the messages of a rule changed in truth.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Planted {
    /// Messages whose working days are over.
    pub(crate) messages: u64,
    /// Contacts that their persons were going to make in those days, about what they were told.
    pub(crate) addressed: u64,
    /// Contacts that were not made.
    pub(crate) avoided: u64,
    /// Contacts that are not made later than that.
    pub(crate) avoided_later: u64,
    /// Contacts that would not have been made.
    pub(crate) provoked: u64,
    /// What was put in: the mean of contacts avoided less those provoked, per 100 messages.
    pub(crate) per_100: f64,
}

/// A contact by a person that the log knows.
struct Contact {
    place: usize,
    id: String,
    request: Option<String>,
    reason: String,
    at_us: i64,
}

/// Somebody who was alarmed.
struct Alarmed {
    usager: String,
    request: String,
    reason: String,
    at_us: i64,
}

/// The town.
pub(crate) struct Town {
    year: Year,
    put: Put,
    at_us: Vec<i64>,
    by_usager: HashMap<String, Vec<Contact>>,
    /// When a request leaves a status.
    left_us: HashMap<(String, String), i64>,
    reasons: HashMap<String, String>,
    about: HashMap<TemplateId, About>,
    silenced: BTreeSet<usize>,
    alarmed: Vec<Alarmed>,
    planted: HashMap<RuleId, Vec<(i64, Planted)>>,
}

impl Town {
    pub(crate) fn new(year: Year, put: Put) -> Self {
        let rows = &year.contacts;
        let at_us: Vec<i64> = (0..rows.num_rows()).map(|it| instant_us(rows, "started_at", it)).collect();
        let mut by_usager: HashMap<String, Vec<Contact>> = HashMap::new();
        for (place, &at_us) in at_us.iter().enumerate() {
            let is_inbound = text(rows, "direction", place).as_deref() == Some(Direction::Inbound.code());
            if let Some(usager) = text(rows, "usager", place).filter(|_| is_inbound) {
                by_usager.entry(usager).or_default().push(Contact {
                    place,
                    id: text(rows, "contact_id", place).unwrap(),
                    request: text(rows, "request", place),
                    reason: text(rows, "reason", place).unwrap(),
                    at_us,
                });
            }
        }
        let (left_us, reasons) = (left(&year), reasons(&year));
        let (about, silenced, alarmed) = (HashMap::new(), BTreeSet::new(), Vec::new());
        Self {
            year,
            put,
            at_us,
            by_usager,
            left_us,
            reasons,
            about,
            silenced,
            alarmed,
            planted: HashMap::new(),
        }
    }

    /// What the partner's systems tell of the requests of some reasons, in its order.
    pub(crate) fn facts(&self, of: &[&str]) -> Vec<Fact> {
        let rows = &self.year.events;
        let mut facts = Vec::new();
        for row in 0..rows.num_rows() {
            let request = text(rows, "request", row).unwrap();
            let Some(reason) = self.reasons.get(&request).filter(|it| of.contains(&it.as_str())) else {
                continue;
            };
            let at = Timestamp::from_microsecond(instant_us(rows, "occurred_at", row)).unwrap();
            let status = text(rows, "status", row).unwrap();
            facts.push(Fact {
                id: FactId::new(at),
                partner: self.year.partner.clone(),
                usager: text(rows, "usager", row).unwrap(),
                at,
                reason: Some(reason.clone()),
                life_event: text(rows, "life_event", row),
                channel: None,
                waits_for: None,
                is_closing: status == CLOSED,
                data: Map::new(),
                source: "api".to_owned(),
                source_id: format!("{request} {status}"),
                request,
                what: What::Status(status),
            });
        }
        facts.sort_by_key(|it| it.at);
        facts
    }

    /// The messages of a rule are about this.
    pub(crate) fn expect(&mut self, rule: &Rule, template: TemplateId, status: &str, is_alarming: bool) {
        let reason = rule.plan.condition.reasons[0].clone();
        let about = About { rule: rule.id, reason, status: status.to_owned(), is_alarming };
        self.about.insert(template, about);
    }

    /// A message arrived: what it changes is settled.
    pub(crate) fn read(&mut self, arrived: &Arrived) {
        let about = self.about[&arrived.notice.template.0].clone();
        let (usager, request) =
            (arrived.notice.usager.clone().unwrap(), arrived.notice.request.clone().unwrap());
        let territory = Territory::default();
        let last = calendar::add_working_days(territory.date_of(arrived.at), WORKING_DAYS, territory);
        let (at_us, end_us) = (arrived.at.as_microsecond(), territory.end_of(last).as_microsecond());
        let mut planted = Planted { messages: 1, ..Planted::default() };
        if about.is_alarming {
            planted.per_100 = -100.0 * self.put.provoked;
            if self.put.draw("alarmed", &request) < self.put.provoked {
                let share = self.put.draw("when", &request);
                let at_us = (arrived.at + ALARMED.mul_f64(share)).as_microsecond();
                planted.provoked = 1;
                let reason = about.reason.clone();
                self.alarmed.push(Alarmed { usager, request, reason, at_us });
            }
        } else {
            let left_us =
                self.left_us.get(&(request.clone(), about.status.clone())).copied().unwrap_or(i64::MAX);
            for contact in self.by_usager.get(&usager).into_iter().flatten() {
                let is_about_it = contact.reason == about.reason
                    && contact.request.as_ref().is_none_or(|it| *it == request)
                    && (at_us..=left_us).contains(&contact.at_us);
                if !is_about_it || self.silenced.contains(&contact.place) {
                    continue;
                }
                let is_avoided = self.put.draw("told", &contact.id) < self.put.avoided;
                if contact.at_us < end_us {
                    planted.addressed += 1;
                    planted.avoided += u64::from(is_avoided);
                    planted.per_100 += 100.0 * self.put.avoided;
                } else {
                    planted.avoided_later += u64::from(is_avoided);
                }
                if is_avoided {
                    self.silenced.insert(contact.place);
                }
            }
        }
        self.planted.entry(about.rule).or_default().push((end_us, planted));
    }

    /// The contacts of a time, as they were made.
    pub(crate) fn contacts(&mut self, from: Timestamp, to: Timestamp) -> Vec<RecordBatch> {
        let span = from.as_microsecond()..to.as_microsecond();
        let is_made = |it: usize| span.contains(&self.at_us[it]) && !self.silenced.contains(&it);
        let made: BooleanArray = (0..self.at_us.len()).map(|it| Some(is_made(it))).collect();
        let mut batches = vec![filter_record_batch(&self.year.contacts, &made).unwrap()];
        let (now, later): (Vec<Alarmed>, _) =
            std::mem::take(&mut self.alarmed).into_iter().partition(|it| it.at_us < span.end);
        self.alarmed = later;
        if !now.is_empty() {
            batches.push(calls(self.year.partner.as_str(), &now));
        }
        batches.retain(|it| it.num_rows() > 0);
        batches
    }

    /// What the messages of a rule changed whose working days were over at an instant.
    pub(crate) fn planted(&self, rule: RuleId, until: Timestamp) -> Planted {
        let mut sum = Planted::default();
        for (_, it) in self.planted[&rule].iter().filter(|it| it.0 <= until.as_microsecond()) {
            sum.messages += it.messages;
            sum.addressed += it.addressed;
            sum.avoided += it.avoided;
            sum.avoided_later += it.avoided_later;
            sum.provoked += it.provoked;
            sum.per_100 += it.per_100;
        }
        sum.per_100 /= f64::from(u32::try_from(sum.messages).unwrap().max(1));
        sum
    }
}

/// When each request leaves each of its statuses.
fn left(year: &Year) -> HashMap<(String, String), i64> {
    let rows = &year.events;
    let mut stories: HashMap<String, Vec<(i64, String)>> = HashMap::new();
    for row in 0..rows.num_rows() {
        let at = (instant_us(rows, "occurred_at", row), text(rows, "status", row).unwrap());
        stories.entry(text(rows, "request", row).unwrap()).or_default().push(at);
    }
    let mut left = HashMap::new();
    for (request, story) in stories {
        for pair in story.windows(2) {
            left.insert((request.clone(), pair[0].1.clone()), pair[1].0);
        }
    }
    left
}

/// What each request is about: what contacts about it are about; where none shows its number, what most requests of its life event are
/// about.
fn reasons(year: &Year) -> HashMap<String, String> {
    let mut reasons = HashMap::new();
    for row in 0..year.contacts.num_rows() {
        if let Some(request) = text(&year.contacts, "request", row) {
            reasons.insert(request, text(&year.contacts, "reason", row).unwrap());
        }
    }
    let mut counts: BTreeMap<Option<String>, BTreeMap<String, u64>> = BTreeMap::new();
    let requests: BTreeMap<String, Option<String>> = (0..year.events.num_rows())
        .map(|it| (text(&year.events, "request", it).unwrap(), text(&year.events, "life_event", it)))
        .collect();
    for (request, life_event) in &requests {
        if let Some(reason) = reasons.get(request) {
            *counts.entry(life_event.clone()).or_default().entry(reason.clone()).or_default() += 1;
        }
    }
    for (request, life_event) in requests {
        let usual = counts.get(&life_event).and_then(|it| it.iter().max_by_key(|it| it.1));
        if let Some((reason, _)) = usual {
            reasons.entry(request).or_insert_with(|| reason.clone());
        }
    }
    reasons
}

/// Calls of people who were alarmed.
fn calls(partner: &str, alarmed: &[Alarmed]) -> RecordBatch {
    let words = |value: &dyn Fn(&Alarmed) -> String| -> ArrayRef {
        let values: Vec<String> = alarmed.iter().map(value).collect();
        Arc::new(values.iter().map(|it| Some(it.as_str())).collect::<DictionaryArray<Int32Type>>())
    };
    let texts = |value: &dyn Fn(&Alarmed) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(alarmed.iter().map(value)))
    };
    let columns = SOURCE_CONTACTS.fields().iter().map(|field| match field.name().as_str() {
        "contact_id" => texts(&|it| format!("alarmed-{}", it.request)),
        "partner" => words(&|_| partner.to_owned()),
        "usager" => texts(&|it| it.usager.clone()),
        "request" => texts(&|it| it.request.clone()),
        "started_at" => {
            let instants = alarmed.iter().map(|it| Some(it.at_us)).collect::<TimestampMicrosecondArray>();
            Arc::new(instants.with_timezone("UTC"))
        }
        "channel" => words(&|_| Channel::Phone.code().to_owned()),
        "direction" => words(&|_| Direction::Inbound.code().to_owned()),
        "reason" => words(&|it| it.reason.clone()),
        "line" => Arc::new(UInt64Array::from_iter_values(1..=alarmed.len() as u64)),
        _ => new_null_array(field.data_type(), alarmed.len()),
    });
    RecordBatch::try_new(Arc::clone(&SOURCE_CONTACTS), columns.collect()).unwrap()
}
