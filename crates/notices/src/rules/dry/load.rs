//! Reads what a dry run takes.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use kernel::{PartnerCode, Scope};
use register::{StoreError, Tx};

use super::{CONTACTS_PER_100, Setting, Subject};
use crate::{
    accept::{Door, keys_of},
    address::Medium,
    effects,
    people::Person,
    rules::{
        facts::{Fact, FactId},
        rule::{Means, Rule},
        store::{arms, facts},
    },
    store::{pressure, services, templates},
};

/// Requests of a dry run: more would keep whoever asks waiting.
const REQUESTS_MAX: usize = 20_000;
/// Facts of a dry run.
const FACTS_MAX: usize = 200_000;
/// Facts that are read at once.
const PAGE: i64 = 5_000;
/// How far before the period one looks for what a request was then.
const BEFORE: Duration = Duration::from_hours(120 * 24);

/// Reads the requests of a period, at most 20,000, and what else a dry run of a rule takes; also says how many were left out. `None`: the
/// service of the rule is gone.
pub async fn load(
    tx: &mut Tx,
    door: &Door,
    rule: &Rule,
    period: (Timestamp, Timestamp),
    capacity_h: Option<u32>,
) -> Result<Option<(Setting, Vec<Subject>, usize)>, StoreError> {
    let scope = Scope::Partner(rule.partner.clone());
    let Some(service) = services::find(tx, &scope, rule.service).await? else { return Ok(None) };
    let mut of_ladder = HashMap::new();
    for rung in &rule.plan.ladder {
        if let Means::Message { template, .. } = rung.means
            && let Some(found) = templates::find(tx, service.id, template).await?
        {
            of_ladder.insert(template, found);
        }
    }
    let requests = requests(tx, &rule.partner, period).await?;
    let left_out = requests.len().saturating_sub(REQUESTS_MAX);
    let mut people: BTreeMap<String, Option<Person>> = BTreeMap::new();
    let mut subjects = Vec::with_capacity(requests.len().min(REQUESTS_MAX));
    for facts in requests.into_values().take(REQUESTS_MAX) {
        let Some(usager) = facts.last().map(|it| it.usager.clone()) else { continue };
        if !people.contains_key(&usager) {
            let found = door.people.named(tx, &rule.partner, &usager).await?;
            people.insert(usager.clone(), found);
        }
        let person = people.get(&usager).and_then(Option::as_ref);
        subjects.push(subject(door, rule, facts, (&usager, person)));
    }
    let measured = measured(tx, rule).await?;
    let setting = Setting {
        plan: Arc::new(rule.plan.clone()),
        service,
        templates: of_ladder,
        period,
        site: door.site.clone(),
        part_price: door.part_price,
        letter_price: door.letter_price,
        limits: pressure::limits(tx).await?,
        contacts_per_100: measured.unwrap_or(CONTACTS_PER_100),
        is_measured: measured.is_some(),
        capacity_h,
    };
    Ok(Some((setting, subjects, left_out)))
}

/// Contacts that 100 messages of a rule provoked, all in all; 0 if they avoided more than they provoked. `None`: it is not known yet.
async fn measured(tx: &mut Tx, rule: &Rule) -> Result<Option<f64>, StoreError> {
    let found = effects::store::found(tx, rule.id).await?;
    let effect = found.as_ref().and_then(|it| it.effects.newest()).map(|it| &it.1);
    Ok(effect.and_then(|it| it.avoided_per_100_messages).map(|it| (-it.mid).max(0.0)))
}

fn subject(door: &Door, rule: &Rule, facts: Vec<Fact>, (usager, person): (&str, Option<&Person>)) -> Subject {
    let id = person.map_or(usager, |it| it.id.as_str());
    let (arm, _) = arms::draw(&door.keyring, rule.id, id, rule.plan.holdout);
    let reachable: Vec<Medium> = Medium::ALL
        .into_iter()
        .filter(|it| person.is_some_and(|person| person.address(*it).is_some()))
        .collect();
    let keys: BTreeSet<String> = match person.and_then(|it| it.addresses.first()) {
        Some(to) => keys_of(door, person, to).into_iter().collect(),
        None => BTreeSet::from([door.keyring.person(id)]),
    };
    Subject {
        facts,
        keys,
        name: person.map(|it| it.name.clone()).unwrap_or_default(),
        language: person.map_or_else(|| "fr".to_owned(), |it| it.language.clone()),
        reachable,
        arm,
    }
}

/// The facts of each request to which something happened before the end of the period and not long before its beginning.
async fn requests(
    tx: &mut Tx,
    partner: &PartnerCode,
    (from, until): (Timestamp, Timestamp),
) -> Result<BTreeMap<String, Vec<Fact>>, StoreError> {
    let mut requests: BTreeMap<String, Vec<Fact>> = BTreeMap::new();
    let mut after: Option<(Timestamp, FactId)> = None;
    let mut count = 0;
    while count < FACTS_MAX {
        let page = facts::of_period(tx, partner, (from - BEFORE, until), after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.at, last.id));
        count += page.len();
        for fact in page {
            requests.entry(fact.request.clone()).or_default().push(fact);
        }
    }
    Ok(requests)
}
