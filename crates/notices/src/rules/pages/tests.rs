//! The pages of rules and moments through their routes, on both databases, over a contact log that is known.

use std::sync::Arc;

use axum::{Router, http::StatusCode};
use jiff::{SignedDuration, Timestamp};
use kernel::{Channel, Direction, FixedClock, PartnerCode, Scope};
use measures::{
    AfterMeasurer, AfterQuestion, AfterTable, MeasureError, Oracle, UnitCosts,
    moments::{Moment, MomentMeasurer, MomentQuestion},
    testing::{ContactBuilder, TestLog, a_contact, an_event},
};
use register::{Db, Role, TokenScope, both, token};
use site::Site;
use testkit::{Browser, Seen, assert_well_made, on_both};

use super::{PATH, address};
use crate::{
    effects::{
        Verdict, published,
        reading::{ContactLog, Watch},
        store as found, work,
    },
    moments::pages as moments,
    pages::Pages,
    rules::{
        facts::{Fact, What},
        rule::{Delay, Goal, HOLDOUT, Halt, Means, Plan, Rule, RuleOrigin, RuleState, Rung, Trigger},
        store::{
            facts::{self, ForLog},
            rules::{self, NewRule},
        },
        testing::fact,
    },
    testing::{self, Scene, now},
};

/// Days after [`now`] at which everything is known.
const LATER_DAYS: i64 = 40;

/// A log in memory: names of usagers are numbers after `U-`.
struct Known(Oracle);

impl AfterMeasurer for Known {
    fn after(
        &self,
        partner: &PartnerCode,
        question: &AfterQuestion,
        costs: &UnitCosts,
    ) -> Result<AfterTable, MeasureError> {
        self.0.after(partner, question, costs)
    }
}

impl MomentMeasurer for Known {
    fn moments(&self, scope: &Scope, question: &MomentQuestion) -> Result<Vec<Moment>, MeasureError> {
        self.0.moments(scope, question)
    }
}

impl ContactLog for Known {
    fn mark(&self, _: &PartnerCode) -> Result<u64, MeasureError> {
        Ok(1)
    }

    fn usager(&self, _: &PartnerCode, name: &str) -> u64 {
        name.trim_start_matches("U-").parse().unwrap_or(0)
    }
}

struct World {
    db: Db,
    scene: Scene,
    watch: Watch,
    router: Router,
    sacha: Browser,
}

fn later() -> Timestamp {
    now() + SignedDuration::from_hours(24 * LATER_DAYS)
}

async fn world(db: &Db, log: TestLog) -> World {
    let scene = Scene::set(db).await;
    let watch = Watch::new(Arc::new(Known(log.oracle())));
    let pages = Pages::new(scene.door.clone(), testing::watch(&scene.door), Vec::new());
    let pages = super::routes(&watch, &pages).merge(crate::effects::api::routes());
    let builder = Site::builder(db.clone(), Arc::new(FixedClock(later()))).words(&crate::WORDS);
    let builder = builder.public_url("http://c.example".to_owned());
    let router = builder.build(pages).unwrap().0;
    let sacha = Browser::signed_in(router.clone(), db, "Sacha", Role::Manager, Some("CAF"), later()).await;
    World { db: db.clone(), scene, watch, router, sacha }
}

impl World {
    fn plan(&self) -> Plan {
        let rung = |means: Means, days: u16| Rung {
            means,
            after: Delay { days, ..Delay::default() },
            is_fallback: false,
        };
        let sms = Means::Message { medium: self.scene.sms.medium, template: self.scene.sms.id };
        Plan {
            trigger: Trigger::Silent { status: "complete".to_owned(), days: 12 },
            condition: crate::rules::rule::Condition::default(),
            ladder: vec![rung(sms, 0), rung(Means::Call { script: "Rassurer".to_owned() }, 3)],
            goal: Goal::Statuses { statuses: vec!["decided".to_owned()] },
            holdout: HOLDOUT,
            is_self_stopping: true,
            territory: calendar::Territory::default(),
        }
    }

    async fn rule(&self) -> Rule {
        let new = NewRule {
            partner: self.scene.service.partner.clone(),
            service: self.scene.service.id,
            name: "Rassurer pendant l’étude".to_owned(),
            plan: self.plan(),
            origin: None,
            practice: None,
        };
        let mut tx = self.db.write().await.unwrap();
        let rule = rules::create(&mut tx, &new, "product", now()).await.unwrap();
        rules::start(&mut tx, &rule, now()).await.unwrap();
        tx.commit().await.unwrap();
        self.again(&rule).await
    }

    async fn again(&self, rule: &Rule) -> Rule {
        let mut tx = self.db.read().await.unwrap();
        rules::find(&mut tx, &rule.partner, rule.id).await.unwrap().unwrap()
    }

    /// Turns of as many persons, every fourth kept apart; they all begin now.
    async fn turns(&self, rule: &Rule, persons: u64) {
        const SQL: &str = "
            INSERT INTO notice_rule_turn (turn_id, rule_id, version, partner, request, usager, occasion, state, arm, share_e4, template_id,
                template_version, rung, is_failed, entered_at_us, created_at_us)
            VALUES ($1, $2, 1, 'CAF', $3, $4, $3, $5, $6, 2500, $7, 1, 0, 0, $8, $8)";
        let mut tx = self.db.write().await.unwrap();
        for person in 1..=persons {
            let is_held = person.is_multiple_of(4);
            let (state, arm) = if is_held { ("held", "held") } else { ("open", "told") };
            let id = crate::notice::TurnId::new(now());
            both!(&mut tx, conn => sqlx::query(SQL)
                .bind(id.uuid())
                .bind(rule.id.uuid())
                .bind(format!("D-{person}"))
                .bind(format!("U-{person}"))
                .bind(state)
                .bind(arm)
                .bind(self.scene.sms.id.uuid())
                .bind(now().as_microsecond())
                .execute(conn).await.map(drop))
            .unwrap();
        }
        tx.commit().await.unwrap();
    }
}

/// A call of each person that `calls` names, on the day after their turn; and one of nobody, later, so that all is observed.
fn log(persons: u64, calls: impl Fn(u64) -> bool) -> TestLog {
    let at = now().as_microsecond() + 86_400_000_000;
    let call = |usager: u64| a_contact().to("CAF").from(usager).at_us(at);
    let last = a_contact().to("CAF").from_nobody().at_us(later().as_microsecond() - 1);
    let of: Vec<ContactBuilder> = (1..=persons).filter(|it| calls(*it)).map(call).chain([last]).collect();
    TestLog::of(of)
}

async fn opened(browser: &mut Browser, path: &str) -> Seen {
    let seen = browser.get(path).await;
    assert_eq!(seen.status, StatusCode::OK, "{path}: {}", seen.body);
    assert_well_made(path, &seen.body);
    for prefix in ["rule-", "rules-", "effect-", "moment-", "why-", "notice-"] {
        let wrong = seen.body.split(['>', '<']).find(|it| it.trim().starts_with(prefix));
        assert_eq!(wrong, None, "{path}");
    }
    seen
}

on_both! {
    async fn each_page_is_there_in_both_languages_for_whom_it_is_meant(db: Db) {
        let mut world = world(&db, log(10, |_| true)).await;
        let rule = world.rule().await;
        world.turns(&rule, 10).await;
        let of = |part: &str| format!("{}{part}", address(rule.id));
        let read = [PATH.to_owned(), moments::PATH.to_owned(), of(""), of("/tours"), of("/effet"), of("/essai")];
        let router = world.router.clone();
        let signed_in =
            async |name: &str, role: Role, code: &str| Browser::signed_in(router.clone(), &db, name, role, Some(code), later()).await;
        let mut english = signed_in("Ada", Role::Manager, "CAF").await.in_english();
        let mut agent = signed_in("Camille", Role::Agent, "CAF").await;
        let mut other = signed_in("Lou", Role::Manager, "CPAM").await;
        for path in &read {
            opened(&mut world.sacha, path).await;
            opened(&mut english, path).await;
            opened(&mut agent, path).await;
        }
        opened(&mut world.sacha, &of("/modifier")).await;
        opened(&mut english, &of("/modifier")).await;
        assert_eq!(agent.get(&of("/modifier")).await.status, StatusCode::FORBIDDEN);
        let mut analyst = signed_in("Ines", Role::Analyst, "CAF").await;
        assert_eq!(analyst.get(&of("/tours")).await.status, StatusCode::FORBIDDEN, "it names people");
        for path in read.iter().filter(|it| **it != of("/tours")) {
            let seen = opened(&mut analyst, path).await.body;
            let main = seen.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
            let links = main.split("href=\"").skip(1).map(|it| it.split('"').next().unwrap());
            for link in links.filter(|it| it.starts_with('/') && !it.contains(".css")) {
                assert_eq!(analyst.get(link).await.status, StatusCode::OK, "{path} leads to {link}");
            }
        }
        for path in &read[2..] {
            assert_eq!(other.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let list = opened(&mut world.sacha, PATH).await;
        assert!(list.body.contains("12 jours au statut «\u{a0}dossier complet\u{a0}» sans nouvelle"), "{}", list.body);
    }

    async fn messages_that_avoid_contacts_are_said_to_and_those_that_do_not_stop_themselves(db: Db) {
        // All who were told call, nobody of the others.
        let mut world = world(&db, log(1_200, |person| person % 4 != 0)).await;
        let rule = world.rule().await;
        world.turns(&rule, 1_200).await;
        let page = opened(&mut world.sacha, &format!("{}/effet", address(rule.id))).await;
        assert!(page.body.contains("Cette règle provoque des contacts"), "{}", page.body);
        assert_eq!(world.again(&rule).await.state, RuleState::Running, "looking stops nothing");
        let round = work::round(&db, &world.watch, later()).await.unwrap();
        assert_eq!(round.stopped, [rule.id]);
        assert_eq!(world.again(&rule).await.state, RuleState::Stopped(Halt::Provokes));
        let round = work::round(&db, &world.watch, later()).await.unwrap();
        assert_eq!((round.looked, round.stopped.len()), (0, 0));
    }

    async fn an_effect_without_an_interval_says_so_in_words_of_its_own(db: Db) {
        let mut seen = world(&db, log(10, |_| true)).await;
        let rule = seen.rule().await;
        seen.turns(&rule, 10).await;
        let at = format!("{}/effet", address(rule.id));
        let page = opened(&mut seen.sacha, &at).await.body;
        assert!(page.contains("Pas encore d’intervalle") && !page.contains("Élargissez"), "{page}");
    }

    async fn cases_that_began_long_ago_and_are_still_watched_say_why(db: Db) {
        // Contacts are known of the first day only.
        let day = a_contact().to("CAF").from_nobody().at_us(now().as_microsecond() + 86_400_000_000);
        let mut early = world(&db, TestLog::of([day])).await;
        let rule = early.rule().await;
        early.turns(&rule, 10).await;
        let at = format!("{}/effet", address(rule.id));
        let page = opened(&mut early.sacha, &at).await.body;
        assert!(page.contains("cas sont encore observés") && page.contains("Vos contacts sont connus jusqu’au"), "{page}");
    }

    async fn what_was_found_is_kept_exported_and_published_without_names(db: Db) {
        // Those kept apart call, hardly anybody of the others.
        let mut world = world(&db, log(1_200, |person| person.is_multiple_of(4) || person.is_multiple_of(50))).await;
        let rule = world.rule().await;
        world.turns(&rule, 1_200).await;
        let seen = world.watch.look(&db, &rule, later()).await.unwrap();
        assert_eq!(seen.effects.versions[0].1.verdict, Verdict::Avoids);
        let mut tx = db.read().await.unwrap();
        assert_eq!(found::found(&mut tx, rule.id).await.unwrap(), Some(seen.clone()));
        let own = published::published(&mut tx, Some(&rule.partner)).await.unwrap();
        let all = published::published(&mut tx, None).await.unwrap();
        drop(tx);
        assert_eq!(own[0].rule.as_ref().map(|it| it.0), Some(rule.id));
        assert_eq!((all.len(), all[0].rule.clone(), all[0].persons), (1, None, (300, 900)));
        let text = world.sacha.get(&format!("{}/effet.csv", address(rule.id))).await.body;
        let line = text.lines().nth(1).unwrap();
        assert!(line.contains(",avoids,300,300,300,100,") && line.contains(",900,900,"), "{text}");
        let mut tx = db.write().await.unwrap();
        let scopes = [TokenScope::MeasuresRead];
        let (_, secret) = token::create(&mut tx, &rule.partner, "essai", &scopes, "product", later()).await.unwrap();
        tx.commit().await.unwrap();
        let mut nobody = Browser::new(world.router.clone());
        assert_eq!(nobody.get(crate::effects::api::PATH).await.status, StatusCode::UNAUTHORIZED);
        let request = axum::http::Request::get(crate::effects::api::PATH)
            .header("authorization", format!("Bearer {}", secret.reveal()))
            .body(axum::body::Body::empty())
            .unwrap();
        let answer = nobody.send(request).await;
        let rows: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((rows[0]["verdict"].as_str(), rows.as_array().unwrap().len()), (Some("avoids"), 2));
    }

    async fn a_rung_is_added_by_a_button_and_what_is_wrong_is_said_beside_its_field(db: Db) {
        let mut world = world(&db, TestLog::default()).await;
        let rule = world.rule().await;
        let at = format!("{}/modifier", address(rule.id));
        let sms = world.scene.sms.id.to_string();
        let fields = [
            ("version", "1"), ("nom", "Rappel"), ("declencheur", "entered"), ("statut", ""), ("marches", "1"), ("voie-1", &sms),
            ("but", "none"), ("temoin", "10"), ("arret", "on"), ("territoire", "mainland"),
        ];
        let with = |more: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> {
            let kept = fields.iter().filter(|it| !more.iter().any(|more| more.0 == it.0)).copied();
            kept.chain(more.iter().copied()).collect()
        };
        let grown = world.sacha.submit(&at, &at, &with(&[("geste", "ajouter")])).await;
        assert!(grown.body.contains("name=\"voie-2\"") && grown.body.contains("name=\"marches\" value=\"2\""));
        assert_eq!(world.again(&rule).await.version, 1, "nothing is saved by it");
        let wrong = world.sacha.submit(&at, &at, &with(&[("geste", "garder")])).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("id=\"statut-error\""));
        let steps = [("geste", "garder"), ("statut", "paid"), ("marches", "2"), ("voie-2", ""), ("heures-2", "9999")];
        let wrong = world.sacha.submit(&at, &at, &with(&steps)).await;
        assert!(wrong.body.contains("<a href=\"#voie-2\">Étape 2\u{a0}: "), "{}", wrong.body);
        assert!(wrong.body.contains("<a href=\"#heures-2\">Étape 2\u{a0}: Écrivez un nombre entier, de 0 à 8\u{202f}784.</a>"), "{}", wrong.body);
        let long = "é".repeat(201);
        let wrong = world.sacha.submit(&at, &at, &[&with(&[("geste", "garder"), ("statut", "paid")])[..], &[("motifs", long.as_str())]].concat()).await;
        assert!(wrong.body.contains("id=\"motifs-error\""), "it is said where it is mended: {}", wrong.body);
        let right = world.sacha.submit(&at, &at, &with(&[("geste", "garder"), ("statut", "paid"), ("temoin", "12,5")])).await;
        assert_eq!(right.location(), address(rule.id), "{}", right.body);
        let next = world.again(&rule).await;
        assert_eq!((next.version, next.name.as_str(), next.plan.holdout), (2, "Rappel", 0.125));
        assert_eq!(next.plan.trigger, Trigger::Entered { status: "paid".to_owned() });
        let stale = world.sacha.submit(&at, &at, &with(&[("statut", "decided")])).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
    }

    async fn a_rule_that_tells_nobody_says_why_and_what_to_send(db: Db) {
        let mut world = world(&db, silence()).await;
        let service = world.scene.service.id.to_string();
        let code = opened(&mut world.sacha, moments::PATH).await.field("moment");
        let made = world.sacha.submit(moments::PATH, moments::PATH, &[("moment", &code), ("service", &service)]).await;
        let at = made.location().trim_end_matches("/modifier").to_owned();
        let pages = [at.clone(), format!("{at}/essai"), moments::PATH.to_owned()];
        let tell = async |request: &str, reason: Option<&str>| {
            let what = What::Status("complete".to_owned());
            let source_id = format!("{request} {reason:?}");
            let told = Fact { reason: reason.map(str::to_owned), source_id, ..fact(request, later(), what) };
            let mut tx = db.write().await.unwrap();
            facts::record(&mut tx, &told, ForLog::No, later()).await.unwrap();
            tx.commit().await.unwrap();
        };
        for path in &pages {
            let page = opened(&mut world.sacha, path).await.body;
            assert!(page.contains("aucune demande n’a connu") && page.contains("request-events"), "{path}: {page}");
        }
        tell("D1", None).await;
        for path in &pages {
            let page = opened(&mut world.sacha, path).await.body;
            assert!(page.contains("aucun motif n’est connu") && page.replace("&#34;", "'").contains("'reason': 'APL'"), "{path}: {page}");
        }
        tell("D2", Some("apl")).await;
        let page = opened(&mut world.sacha, &at).await.body;
        assert!(page.contains("Motifs reçus\u{a0}: apl."), "{page}");
        tell("D3", Some("APL")).await;
        let page = opened(&mut world.sacha, &at).await.body;
        assert!(page.contains("1 sur 3 demandes en 90 jours"), "{page}");
        tell("D1", Some("APL")).await;
        assert!(!opened(&mut world.sacha, &at).await.body.contains("en 90 jours"));
    }

    async fn the_practice_of_a_rule_is_chosen_without_a_new_version(db: Db) {
        let mut world = world(&db, TestLog::default()).await;
        let rule = world.rule().await;
        let at = format!("{}/modifier", address(rule.id));
        let mut form = world.sacha.get(&at).await;
        assert!(form.body.contains("<option value=\"P16\""), "{}", form.body);
        let sms = world.scene.sms.id.to_string();
        let fields = [
            ("version", "1"), ("nom", rule.name.as_str()), ("declencheur", "silent"), ("statut", "complete"), ("jours", "12"),
            ("marches", "2"), ("voie-1", &sms), ("voie-2", "appel"), ("script-2", "Rassurer"), ("jours-2", "3"), ("but", "statuses"),
            ("but-statuts", "decided"), ("temoin", "10"), ("arret", "on"), ("territoire", "mainland"), ("pratique", "P16"),
        ];
        form = world.sacha.submit(&at, &at, &fields).await;
        assert_eq!(form.location(), address(rule.id), "{}", form.body);
        let next = world.again(&rule).await;
        assert_eq!((next.version, next.practice.as_deref()), (1, Some("P16")));
        assert!(opened(&mut world.sacha, &address(rule.id)).await.body.contains("href=\"/pratiques/P16\""));
    }

    async fn a_rule_whose_messages_nobody_carries_says_so(db: Db) {
        let mut world = world(&db, TestLog::default()).await;
        let rule = world.rule().await;
        for path in [address(rule.id), format!("{}/modifier", address(rule.id))] {
            let seen = opened(&mut world.sacha, &path).await.body;
            assert!(seen.contains("Aucun SMS ne part d’ici") && !seen.contains("Aucun e-mail"), "{path}: {seen}");
        }
    }

    async fn a_rule_starts_once_somebody_is_sure_and_stops_at_once(db: Db) {
        let mut world = world(&db, TestLog::default()).await;
        let made = world.sacha.submit(PATH, "/messages/regles/nouvelle", &[("service", &world.scene.service.id.to_string()), ("nom", "Essai")]).await;
        let edit = made.location().to_owned();
        let at = edit.trim_end_matches("/modifier").to_owned();
        let id = at.rsplit('/').next().unwrap().parse().unwrap();
        let act = format!("{at}/etat");
        let state = async || {
            let mut tx = db.read().await.unwrap();
            rules::find(&mut tx, &world.scene.service.partner, id).await.unwrap().unwrap().state
        };
        world.sacha.submit(&at, &act, &[("geste", "demarrer")]).await;
        assert_eq!(state().await, RuleState::Draft, "nobody was sure");
        world.sacha.submit(&at, &act, &[("geste", "demarrer"), ("certain", "on")]).await;
        assert_eq!(state().await, RuleState::Running);
        world.sacha.submit(&at, &act, &[("geste", "suspendre")]).await;
        assert_eq!(state().await, RuleState::Paused);
        world.sacha.submit(&at, &act, &[("geste", "arreter")]).await;
        assert_eq!(state().await, RuleState::Stopped(Halt::ByHand));
    }

    async fn a_moment_becomes_a_draft_of_a_rule_and_of_its_message(db: Db) {
        let mut world = world(&db, silence()).await;
        let page = opened(&mut world.sacha, moments::PATH).await;
        assert!(page.body.contains("les usagers appellent"), "{}", page.body);
        let code = page.field("moment");
        let service = world.scene.service.id.to_string();
        let made = world.sacha.submit(moments::PATH, moments::PATH, &[("moment", &code), ("service", &service)]).await;
        assert!(made.location().ends_with("/modifier"), "{}", made.body);
        let mut tx = db.read().await.unwrap();
        let listed = rules::listed(&mut tx, &world.scene.service.partner).await.unwrap();
        drop(tx);
        let rule = &listed[0].rule;
        assert_eq!((rule.state, rule.practice.as_deref()), (RuleState::Draft, Some("P13")));
        let expected = rule.origin.as_ref().and_then(RuleOrigin::expected_per_100).unwrap();
        assert!(0.0 < expected.low && expected.low < expected.mid && expected.mid < expected.high, "{expected:?}");
        let (Trigger::Silent { status, .. } | Trigger::Entered { status }) = &rule.plan.trigger else {
            panic!("{:?}", rule.plan.trigger)
        };
        assert_eq!((status.as_str(), rule.plan.condition.reasons.as_slice()), ("complete", &["APL".to_owned()][..]));
        let form = opened(&mut world.sacha, made.location()).await;
        assert!(form.body.contains("complete"));
        let gone = world.sacha.submit(moments::PATH, moments::PATH, &[("moment", "x"), ("service", &service)]).await;
        assert_eq!(gone.location(), moments::PATH);
    }
}

/// Requests that are complete for forty days; from the thirteenth day on everybody calls, before one in thirty.
fn silence() -> TestLog {
    let day = 86_400_000_000_i64;
    let first = now().as_microsecond() - 300 * day;
    let (mut contacts, mut events) = (Vec::new(), Vec::new());
    for request in 1..=600_u64 {
        let at = first + i64::try_from(request % 200).unwrap() * day;
        let event = |status: &str, days: i64| {
            an_event().of("CAF").from(request).on(request).status(status).at_us(at + days * day)
        };
        events.extend([event("complete", 0), event("closed", 40)]);
        let call = |days: u64| {
            let place = i64::try_from(days).unwrap() * day + 3_600_000_000;
            a_contact().to("CAF").from(request).on(request).about("APL").by(Channel::Phone).at_us(at + place)
        };
        contacts.push(call(13 + request % 27));
        if request.is_multiple_of(30) {
            contacts.push(call(request % 12));
        }
    }
    let end = a_contact().to("CAF").from_nobody().going(Direction::Outbound).at_us(first + 299 * day);
    TestLog::of(contacts.into_iter().chain([end])).and(events)
}
