//! Looks after one request: what its rules do next is decided and done, in one transaction.
//!
//! **Invariant:** a turn and what its rung makes are written together; each change says what it changes from, so that whoever looks after
//! the same request at the same time does nothing twice.

use std::{collections::HashMap, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use kernel::{PartnerCode, Scope};
use register::{StoreError, Tx};

use super::{
    decide::{RequestStory, Step, TurnSoFar, decide},
    facts::{Fact, What},
    places::{self, NEW_DATE},
    ports::{CallId, CallTask, CallTasks, Forecast},
    rule::{Halt, Means, Occasion, Plan, Rule, RuleId, RuleState, Rung, Trigger, TurnEnd},
    store::{
        arms, calls, facts, rules,
        turns::{self, At, Beginning, Taken, Turn},
    },
};
use crate::{
    accept::{Door, Order, Refused, accept, names},
    address::{Address, Medium},
    notice::{Notice, Origin, State, TurnId, Why},
    people::Person,
    service::Service,
    store::{services, templates},
    template::{Template, TemplateId},
};

/// Rounds of steps for one rule and one request: more than any ladder has.
const ROUNDS_MAX: usize = 32;
/// A promise that is said not to be at risk is asked about again after this.
const ASKED_AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// Looks after requests, with all that this takes; it remembers rules and services of one transaction.
pub(super) struct Attendant<'a> {
    pub(super) door: &'a Door,
    pub(super) calls: &'a dyn CallTasks,
    pub(super) forecast: &'a dyn Forecast,
    pub(super) now: Timestamp,
    rules: HashMap<PartnerCode, Vec<Rule>>,
    services: HashMap<RuleId, Option<Service>>,
    plans: HashMap<(RuleId, i64), Arc<Plan>>,
}

/// A request, and who it is about.
struct Subject<'a> {
    partner: &'a PartnerCode,
    request: &'a str,
    usager: &'a str,
    facts: &'a [Fact],
    person: &'a Person,
}

impl<'a> Attendant<'a> {
    pub(super) fn new(
        door: &'a Door,
        (calls, forecast): (&'a dyn CallTasks, &'a dyn Forecast),
        now: Timestamp,
    ) -> Self {
        let (rules, services, plans) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { door, calls, forecast, now, rules, services, plans }
    }

    /// Does what the rules of a partner have to do for one request now.
    pub(super) async fn attend(
        &mut self,
        tx: &mut Tx,
        partner: &PartnerCode,
        request: &str,
    ) -> Result<(), StoreError> {
        if !self.rules.contains_key(partner) {
            let in_force = rules::in_force(tx, partner).await?;
            self.rules.insert(partner.clone(), in_force);
        }
        let rules: Vec<Rule> = self.rules.get(partner).cloned().unwrap_or_default();
        let running: Vec<Rule> = rules.into_iter().filter(|it| it.state == RuleState::Running).collect();
        if running.is_empty() {
            return Ok(());
        }
        let facts = facts::of_request(tx, partner, request).await?;
        let Some(usager) = facts.last().map(|it| it.usager.clone()) else {
            return self.leave(tx, partner, request).await;
        };
        let known = self.door.people.named(tx, partner, &usager).await?;
        let person = known.unwrap_or_else(|| nobody(&usager));
        let subject = Subject { partner, request, usager: &usager, facts: &facts, person: &person };
        for rule in &running {
            if let Some(service) = self.service(tx, rule).await? {
                self.follow(tx, (rule, &service), &subject).await?;
            }
        }
        Ok(())
    }

    /// A request of which nothing is known any more: nobody is told of it.
    async fn leave(&self, tx: &mut Tx, partner: &PartnerCode, request: &str) -> Result<(), StoreError> {
        for turn in turns::of_request(tx, partner, request).await? {
            turns::forget(tx, turn.id).await?;
            if turns::end(tx, turn.id, TurnEnd::Outdated, self.now).await? {
                calls::cancel(tx, turn.id, self.now).await?;
            }
        }
        Ok(())
    }

    /// The service of a rule; a rule whose service is closed stops.
    async fn service(&mut self, tx: &mut Tx, rule: &Rule) -> Result<Option<Service>, StoreError> {
        if let Some(known) = self.services.get(&rule.id) {
            return Ok(known.clone());
        }
        let scope = Scope::Partner(rule.partner.clone());
        let found = services::find(tx, &scope, rule.service).await?.filter(|it| it.closed_at.is_none());
        if found.is_none() {
            rules::stop(tx, rule, Halt::ServiceClosed, self.now).await?;
        }
        self.services.insert(rule.id, found.clone());
        Ok(found)
    }

    async fn follow(
        &mut self,
        tx: &mut Tx,
        (rule, service): (&Rule, &Service),
        subject: &Subject<'_>,
    ) -> Result<(), StoreError> {
        for _ in 0..ROUNDS_MAX {
            let turns: Vec<Turn> = turns::of_request(tx, subject.partner, subject.request).await?;
            let turns: Vec<Turn> = turns.into_iter().filter(|it| it.rule == rule.id).collect();
            let story = self.story(tx, rule, subject, &turns).await?;
            let mut is_settled = true;
            for step in decide(&rule.plan, &story, self.now) {
                is_settled &= !self.carry_out(tx, (rule, service, subject, &turns), step).await?;
            }
            if is_settled {
                return Ok(());
            }
        }
        tracing::warn!(rule = %rule.id, "a rule did not settle for a request");
        Ok(())
    }

    async fn story(
        &mut self,
        tx: &mut Tx,
        rule: &Rule,
        subject: &Subject<'_>,
        turns: &[Turn],
    ) -> Result<RequestStory, StoreError> {
        let mut so_far = Vec::with_capacity(turns.len());
        for turn in turns {
            so_far.push(TurnSoFar {
                id: turn.id,
                occasion: turn.occasion.clone(),
                state: turn.state,
                arm: turn.arm,
                rung: turn.rung,
                entered_at: turn.entered_at,
                taken_at: turn.taken_at,
                is_failed: turn.is_failed,
                due_at: turn.due_at,
                plan: self.plan(tx, rule, turn.version).await?,
            });
        }
        Ok(RequestStory {
            partner: subject.partner.clone(),
            request: subject.request.to_owned(),
            facts: subject.facts.to_vec(),
            turns: so_far,
            reachable: Medium::ALL.into_iter().filter(|it| subject.person.address(*it).is_some()).collect(),
            language: subject.person.language.clone(),
            since: rule.started_at.unwrap_or(rule.created_at),
        })
    }

    /// The plan of a version: turns go on with the one that they began with.
    async fn plan(&mut self, tx: &mut Tx, rule: &Rule, version: i64) -> Result<Arc<Plan>, StoreError> {
        if let Some(known) = self.plans.get(&(rule.id, version)) {
            return Ok(Arc::clone(known));
        }
        let found = if version == rule.version {
            Some(rule.plan.clone())
        } else {
            rules::plan(tx, rule.id, version).await?
        };
        let plan = Arc::new(found.unwrap_or_else(|| rule.plan.clone()));
        self.plans.insert((rule.id, version), Arc::clone(&plan));
        Ok(plan)
    }

    /// Does a step; says whether others may follow at once.
    async fn carry_out(
        &mut self,
        tx: &mut Tx,
        (rule, service, subject, turns): (&Rule, &Service, &Subject<'_>, &[Turn]),
        step: Step,
    ) -> Result<bool, StoreError> {
        match step {
            Step::Plan(occasion, due) => {
                turns::plan(tx, place(rule, subject, &occasion.key()), due, self.now).await?;
                Ok(false)
            }
            Step::Forget(id) => {
                turns::forget(tx, id).await?;
                Ok(false)
            }
            Step::Wait(id, until) => {
                let is_known = turns.iter().any(|it| it.id == id && it.due_at == Some(until));
                if !is_known {
                    turns::wait(tx, id, until).await?;
                }
                Ok(false)
            }
            Step::End(id, end) => {
                if turns::end(tx, id, end, self.now).await? {
                    calls::cancel(tx, id, self.now).await?;
                }
                Ok(false)
            }
            Step::Begin(occasion) => {
                let person = subject.person;
                if let Occasion::Promise(due) = &occasion
                    && self.is_safe(tx, &rule.plan.trigger, subject, *due).await?
                {
                    turns::plan(tx, place(rule, subject, &occasion.key()), self.now + ASKED_AGAIN, self.now)
                        .await?;
                    return Ok(false);
                }
                let arm =
                    arms::arm(tx, &self.door.keyring, rule.id, (person, rule.plan.holdout), self.now).await?;
                let template = self.first_template(tx, (rule, service), person).await?;
                let with = Beginning { person: &person.id, arm, template };
                turns::begin(tx, place(rule, subject, &occasion.key()), with, self.now).await?;
                Ok(true)
            }
            Step::Take(id, rung_place) => {
                let Some(turn) = turns.iter().find(|it| it.id == id) else { return Ok(false) };
                let plan = self.plan(tx, rule, turn.version).await?;
                let Some(rung) = plan.ladder.get(rung_place) else { return Ok(false) };
                if !turns::claim(tx, id, (turn.rung, rung_place), self.now).await? {
                    return Ok(true);
                }
                let taken = self.take(tx, (service, subject, &plan), (id, rung_place, rung)).await?;
                turns::taken(tx, id, &taken).await?;
                Ok(true)
            }
        }
    }

    /// Whether a promise is known to be less at risk than what the rule warns of.
    async fn is_safe(
        &self,
        tx: &mut Tx,
        trigger: &Trigger,
        subject: &Subject<'_>,
        due: Timestamp,
    ) -> Result<bool, StoreError> {
        let Trigger::PromiseAtRisk { risk_e4, .. } = trigger else { return Ok(false) };
        let found = self.forecast.outlook(tx, subject.partner, subject.request, due, self.now).await?;
        Ok(found.is_some_and(|it| it.missed * 10_000.0 < f64::from(*risk_e4)))
    }

    /// The promise that a message warns of, and the date that it gives in its place; `None`: it warns of none, or nobody can give a date.
    async fn new_date(
        &self,
        tx: &mut Tx,
        trigger: &Trigger,
        subject: &Subject<'_>,
    ) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
        if !matches!(trigger, Trigger::PromiseAtRisk { .. }) {
            return Ok(None);
        }
        let promised = subject.facts.iter().rev().find_map(|it| match it.what {
            What::Promise(due) => Some(due),
            _ => None,
        });
        let Some(due) = promised else { return Ok(None) };
        let found = self.forecast.outlook(tx, subject.partner, subject.request, due, self.now).await?;
        Ok(found.and_then(|it| it.new_date).filter(|it| *it > due).map(|it| (due, it)))
    }

    /// The template that the first message of a person has, held or not.
    async fn first_template(
        &self,
        tx: &mut Tx,
        (rule, service): (&Rule, &Service),
        person: &Person,
    ) -> Result<Option<(TemplateId, i64)>, StoreError> {
        let mut messages = rule.plan.ladder.iter().filter_map(|it| match &it.means {
            Means::Message { medium, template } => Some((*medium, *template)),
            Means::Call { .. } => None,
        });
        let Some((_, id)) = messages.find(|(medium, _)| person.address(*medium).is_some()) else {
            return Ok(None);
        };
        let found = templates::find(tx, service.id, id).await?;
        Ok(found.map(|it| (it.id, it.version)))
    }

    /// Takes a rung: makes its message or its call.
    async fn take(
        &self,
        tx: &mut Tx,
        (service, subject, plan): (&Service, &Subject<'_>, &Plan),
        (turn, place, rung): (TurnId, usize, &Rung),
    ) -> Result<Taken, StoreError> {
        match &rung.means {
            Means::Call { script } => {
                let task = CallTask {
                    id: CallId::new(self.now),
                    partner: subject.partner.clone(),
                    turn,
                    request: subject.request.to_owned(),
                    person: subject.person.clone(),
                    script: script.clone(),
                };
                let callback = self.calls.put(tx, &task, self.now).await?;
                calls::record(tx, &task, (subject.usager, place, callback.as_deref()), self.now).await?;
                Ok(Taken { call: Some(task.id), ..Taken::default() })
            }
            Means::Message { medium, template } => {
                let Some(to) = subject.person.address(*medium) else { return Ok(failed("no-address")) };
                let found = templates::find(tx, service.id, *template).await?;
                let Some(template) = found.filter(|it| it.archived_at.is_none()) else {
                    return Ok(failed("no-template"));
                };
                let dates = self.new_date(tx, &plan.trigger, subject).await?;
                let new_date = dates.map(|it| it.1);
                let text = template.text(&subject.person.language);
                let says_it = text.is_some_and(|it| names(it.1).iter().any(|it| it.0 == NEW_DATE));
                let order = order((service, template, to.clone()), subject, (plan, new_date), turn);
                match accept(tx, self.door, &order, self.now).await {
                    Ok(notice) => {
                        let taken = of_notice(&notice);
                        if let (Some(dates), true, None) = (dates, says_it, taken.problem) {
                            let (partner, request) = (subject.partner, subject.request);
                            self.forecast.announced(tx, partner, request, dates, self.now).await?;
                        }
                        Ok(taken)
                    }
                    Err(Refused::Store(error)) => Err(error),
                    Err(Refused::Missing { .. }) => Ok(failed("missing")),
                    Err(_) => Ok(failed("refused")),
                }
            }
        }
    }
}

/// Where a turn stands.
fn place<'b>(rule: &'b Rule, subject: &'b Subject<'_>, occasion: &'b str) -> At<'b> {
    At { rule, request: subject.request, usager: subject.usager, occasion }
}

/// Somebody of whom nothing but a name is known: they cannot be reached.
fn nobody(name: &str) -> Person {
    Person {
        id: name.to_owned(),
        merged: Vec::new(),
        external_id: Some(name.to_owned()),
        name: String::new(),
        language: "fr".to_owned(),
        preferred: None,
        addresses: Vec::new(),
    }
}

fn failed(problem: &'static str) -> Taken {
    Taken { is_failed: true, problem: Some(problem), ..Taken::default() }
}

/// What is asked of the one door.
fn order(
    (service, template, to): (&Service, Template, Address),
    subject: &Subject<'_>,
    (plan, new_date): (&Plan, Option<Timestamp>),
    turn: TurnId,
) -> Order {
    let language = template.text(&subject.person.language).map_or("fr", |it| it.0);
    let filled = places::For {
        trigger: &plan.trigger,
        territory: plan.territory,
        name: &subject.person.name,
        service: &service.name,
        contact: service.email_replies.as_deref(),
        language,
        medium: template.medium,
        new_date,
    };
    let personalisation = places::values(subject.facts, filled);
    let language = Some(language.to_owned());
    Order {
        language,
        personalisation,
        request: Some(subject.request.to_owned()),
        usager: Some(subject.usager.to_owned()),
        ..Order::new(service.clone(), template, to, Origin::Turn(turn))
    }
}

/// What a notice that was accepted means for its turn: one that the governor stopped is no failure of its way.
fn of_notice(notice: &Notice) -> Taken {
    let taken = Taken { notice: Some(notice.id), ..Taken::default() };
    match (notice.state, notice.why) {
        (State::Cancelled, Some(Why::Pressure | Why::SameMeaning)) => {
            Taken { problem: Some("pressure"), ..taken }
        }
        (State::Cancelled | State::Failed, _) => {
            Taken { is_failed: true, problem: Some("unreachable"), ..taken }
        }
        _ => taken,
    }
}
