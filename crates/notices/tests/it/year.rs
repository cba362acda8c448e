//! Two years of a partner: what the first one's log shows is told in the second, and what that changed is measured.
//!
//! `NOTICES_YEARS=5` tries five pairs of years.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};
use kernel::Scope;
use measures::{Moment, MomentMeasurer as _, MomentQuestion};
use notices::{
    address::Medium,
    effects::{
        self, Effect, Verdict,
        reading::{ContactLog, Watch},
    },
    notice::State,
    rules::rule::{Condition, Delay, Goal, Halt, Means, Plan, Rule, RuleState, Rung, Trigger},
    store::notices::{Filter, listed},
    template::{Lane, Template, TemplateId, Text},
};

use crate::{
    office::Office,
    simulated::{self, SimulatedLog},
    town::{Planted, Put, Town},
};

/// Contacts of a year.
const CONTACTS: u64 = 45_000;
/// The share of people who are kept apart.
const HOLDOUT: f64 = 0.4;
/// How often one looks at effects.
const LOOKED_EVERY: SignedDuration = SignedDuration::from_hours(28 * 24);

fn years() -> u64 {
    std::env::var("NOTICES_YEARS").map_or(1, |it| it.parse().unwrap())
}

#[tokio::test]
async fn what_a_log_shows_is_told_avoids_contacts_as_measured_and_a_message_that_provokes_them_stops() {
    for seed in 1..=years() {
        let moments = moments_of_the_first_year(seed);
        let put = Put { seed, avoided: 0.6, provoked: 0.15 };
        let town = Town::new(simulated::year(CONTACTS, 2026, 1_000 + seed), put);
        let mut second = SecondYear::begin(seed, &moments, town).await;
        second.pass().await;
        second.what_was_proposed_avoids_what_was_planted().await;
        second.what_provokes_contacts_was_stopped().await;
    }
}

/// The three planted moments, which are found first.
fn moments_of_the_first_year(seed: u64) -> Vec<Moment> {
    let year = simulated::year(CONTACTS, 2025, seed);
    let log = SimulatedLog::new();
    log.add(&[year.contacts], &[year.events]);
    let mut found = log.moments(&Scope::Partner(year.partner), &MomentQuestion::default()).unwrap();
    found.truncate(3);
    let shown: BTreeSet<_> = found.iter().map(|it| (&it.reason, &it.status)).collect();
    let planted: BTreeSet<_> = year.truth.moments.iter().map(|it| (&it.reason, &it.status)).collect();
    assert_eq!(shown, planted, "seed {seed}");
    found
}

/// The second year, with what is told in it.
struct SecondYear {
    office: Office,
    town: Town,
    log: Arc<SimulatedLog>,
    watch: Watch,
    /// Made from what the first year's log shows.
    proposed: Vec<Rule>,
    /// Its text makes people call.
    alarming: Rule,
    /// The rules that stopped themselves, and when.
    stopped: Vec<(Rule, Timestamp)>,
}

fn day(date: &str) -> Timestamp {
    format!("{date}T00:00:00Z").parse().unwrap()
}

impl SecondYear {
    async fn begin(seed: u64, moments: &[Moment], mut town: Town) -> Self {
        let reasons: Vec<&str> = moments.iter().map(|it| it.reason.as_str()).collect();
        let office = Office::open(seed, &moments[0].partner, day("2025-12-31"), town.facts(&reasons)).await;
        let mut proposed = Vec::new();
        for moment in moments {
            let rule = office.accept(moment, HOLDOUT).await;
            town.expect(&rule, template_of(&rule), &moment.status, false);
            proposed.push(rule);
        }
        let template = alarming_template(&office);
        let alarming =
            office.start("Contrôle", &template, alarming_plan(&moments[0].reason, template.id), None).await;
        town.expect(&alarming, template.id, "opened", true);
        let log = Arc::new(SimulatedLog::new());
        let watch = Watch::new(Arc::<SimulatedLog>::clone(&log) as Arc<dyn ContactLog>);
        Self { office, town, log, watch, proposed, alarming, stopped: Vec::new() }
    }

    /// Requests go their way, people are told, some call; from time to time the product looks at what its messages change.
    async fn pass(&mut self) {
        let end = day("2027-01-01");
        while self.office.now() < end {
            let from = self.office.now();
            let to = (from + LOOKED_EVERY).min(end);
            for arrived in self.office.work_until(to).await {
                self.town.read(&arrived);
            }
            let made = self.town.contacts(from, to);
            if !made.is_empty() {
                self.log.add(&made, &[]);
            }
            let round = effects::work::round(&self.office.fresh.db, &self.watch, to).await.unwrap();
            for id in round.stopped {
                let all = self.proposed.iter().chain([&self.alarming]);
                let rule = all.into_iter().find(|it| it.id == id).unwrap().clone();
                self.stopped.push((rule, to));
            }
        }
    }

    async fn effect(&self, rule: &Rule) -> Effect {
        let found = self.watch.look(&self.office.fresh.db, rule, self.office.now()).await.unwrap();
        found.effects.version(1).unwrap().clone()
    }

    async fn what_was_proposed_avoids_what_was_planted(&self) {
        for rule in &self.proposed {
            let (effect, planted) = self.compared(rule).await;
            let per_100 = effect.avoided_per_100_messages.unwrap();
            assert!((per_100.low..=per_100.high).contains(&planted.per_100), "{effect:?}");
            assert_eq!(effect.verdict, Verdict::Avoids, "{effect:?}");
            assert_eq!(self.office.rule(rule).await.state, RuleState::Running);
        }
    }

    async fn what_provokes_contacts_was_stopped(&self) {
        let (effect, planted) = self.compared(&self.alarming).await;
        let per_100 = effect.avoided_per_100_messages.unwrap();
        assert!((per_100.low..=per_100.high).contains(&planted.per_100), "{effect:?}");
        assert_eq!(effect.verdict, Verdict::Provokes, "{effect:?}");
        assert_eq!(self.office.rule(&self.alarming).await.state, RuleState::Stopped(Halt::Provokes));
        let [(rule, at)] = &self.stopped[..] else { panic!("{:?}", self.stopped) };
        eprintln!("  stopped on {at}");
        assert_eq!(rule.id, self.alarming.id);
        assert!(*at < day("2026-12-01"), "stopped on {at} only");
        let filter = Filter { template: Some(template_of(rule)), ..Filter::default() };
        let mut tx = self.office.fresh.db.read().await.unwrap();
        let last = listed(&mut tx, &filter).await.unwrap();
        assert!(last[0].created_at <= *at && last.iter().all(|it| it.state != State::Waiting), "{last:?}");
    }

    /// What is measured beside what was planted.
    async fn compared(&self, rule: &Rule) -> (Effect, Planted) {
        let (effect, planted) = (self.effect(rule).await, self.town.planted(rule.id, self.office.now()));
        let measured = effect.avoided_per_100_messages;
        eprintln!("{}: planted {planted:?}", rule.name);
        eprintln!(
            "  measured {measured:?}: {:?}, held {:?}, told {:?}",
            effect.verdict, effect.held, effect.told
        );
        (effect, planted)
    }
}

fn template_of(rule: &Rule) -> TemplateId {
    let Means::Message { template, .. } = &rule.plan.ladder[0].means else { panic!("{:?}", rule.plan) };
    *template
}

/// Says less than it frightens.
fn alarming_template(office: &Office) -> Template {
    let text = Text {
        subject: String::new(),
        body: "Aides : votre dossier fait l’objet d’un contrôle. Appelez-nous.".to_owned(),
    };
    Template {
        id: TemplateId::new(office.now()),
        service: office.service.id,
        medium: Medium::Sms,
        version: 1,
        name: "Contrôle".to_owned(),
        purpose: "suivi".to_owned(),
        meaning: "controle".to_owned(),
        lane: Lane::Normal,
        texts: BTreeMap::from([("fr".to_owned(), text)]),
        created_by: "acc".to_owned(),
        created_at: office.now(),
        archived_at: None,
    }
}

fn alarming_plan(reason: &str, template: TemplateId) -> Plan {
    let means = Means::Message { medium: Medium::Sms, template };
    Plan {
        trigger: Trigger::Entered { status: "opened".to_owned() },
        condition: Condition { reasons: vec![reason.to_owned()], ..Condition::default() },
        ladder: vec![Rung { means, after: Delay::default(), is_fallback: false }],
        goal: Goal::None,
        holdout: HOLDOUT,
        is_self_stopping: true,
        territory: calendar::Territory::default(),
    }
}
