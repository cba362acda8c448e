//! Turns, from their beginning to their end.

use jiff::civil::date;
use kernel::Lang;
use serde_json::json;
use testkit::on_both;

use super::*;
use crate::{
    address::Medium::{Email, Letter, Sms},
    rules::{
        dry,
        facts::PAYMENT,
        ready,
        rule::{Arm, Halt, RuleState, TurnEnd, TurnState},
        store::{calls, turns},
    },
};

async fn states(world: &World, rule: &Rule) -> Vec<TurnState> {
    let mut tx = world.scene.door.db.read().await.unwrap();
    let turns = turns::of_rule(&mut tx, rule, None).await.unwrap();
    turns.into_iter().map(|it| it.turn.state).collect()
}

fn of(medium: Medium, state: State, why: Option<Why>) -> (String, State, Option<Why>) {
    (medium.code().to_owned(), state, why)
}

on_both! {
    async fn turns_of_somebody_who_is_erased_end_and_name_nobody(db: Db) {
        let world = world(&db).await;
        let rule = world.rule(vec![world.rung(Sms, 0), world.rung(Email, 3)], 0.0).await;
        for (request, number) in [("D1", 1), ("D2", 2)] {
            world.meet(request, number);
            world.enter(request, now(), "pieces").await;
        }
        world.work(now()).await;
        let mut tx = db.write().await.unwrap();
        let period = (now(), days(1));
        assert_eq!(turns::entered(&mut tx, rule.id, period, None, 10).await.unwrap().len(), 2);
        facts::forget(&mut tx, &rule.partner, "U-D1").await.unwrap();
        assert_eq!(turns::erase(&mut tx, &rule.partner, &["U-D1".to_owned()], now()).await.unwrap(), 1);
        let left = turns::entered(&mut tx, rule.id, period, None, 10).await.unwrap();
        assert_eq!(left.iter().map(|it| it.usager.as_str()).collect::<Vec<_>>(), ["U-D2"]);
        let all = turns::of_rule(&mut tx, &rule, None).await.unwrap();
        let emptied = &all.iter().find(|it| it.turn.usager.is_empty()).unwrap().turn;
        assert_eq!((emptied.request.as_str(), &emptied.person), (emptied.id.to_string().as_str(), &None));
        assert_eq!(emptied.state, TurnState::Done(TurnEnd::Closed));
        tx.commit().await.unwrap();
        world.work(days(9)).await;
        assert_eq!(world.notices("D1").await, [of(Sms, State::Cancelled, Some(Why::Outdated))]);
    }

    async fn the_goal_cancels_what_waits_and_nothing_more_leaves(db: Db) {
        let world = world(&db).await;
        let rule = world.rule(vec![world.rung(Sms, 0), world.rung(Email, 3)], 0.0).await;
        world.meet("D1", 1);
        world.enter("D1", now(), "pieces").await;
        world.work(now()).await;
        assert_eq!(world.notices("D1").await, [of(Sms, State::Waiting, None)]);
        world.sign("D1", days(1), Sign::Document).await;
        world.work(days(1)).await;
        world.work(days(9)).await;
        assert_eq!(world.notices("D1").await, [of(Sms, State::Cancelled, Some(Why::Goal))]);
        assert_eq!(states(&world, &rule).await, [TurnState::Done(TurnEnd::Goal)]);
    }

    async fn a_person_is_told_once_for_one_occasion_however_often_it_is_looked_at(db: Db) {
        let world = world(&db).await;
        let rule = world.rule(vec![world.rung(Sms, 0)], 0.0).await;
        world.meet("D1", 1);
        world.enter("D1", now(), "pieces").await;
        // Told again by its source, looked at by two workers side by side, and after a crash that lost only the mark.
        world.enter("D1", now(), "pieces").await;
        let (one, two) = (world.worker(now()), world.worker(now()));
        let (first, second) = tokio::join!(one.round(), two.round());
        first.unwrap();
        second.unwrap();
        let mut tx = db.write().await.unwrap();
        facts::touch(&mut tx, &rule.partner, "D1", now()).await.unwrap();
        tx.commit().await.unwrap();
        world.work(now()).await;
        assert_eq!(world.notices("D1").await.len(), 1);
        assert_eq!(states(&world, &rule).await, [TurnState::Open]);
    }

    async fn a_failed_message_makes_the_next_rung_leave_at_once(db: Db) {
        let world = world(&db).await;
        world.rule(vec![world.rung(Sms, 0), world.rung(Email, 5), world.rung(Letter, 5)], 0.0).await;
        world.meet("D1", 1);
        world.enter("D1", now(), "pieces").await;
        world.work(now()).await;
        world.carrier_says("D1", State::Failed, days(1)).await;
        world.work(days(1)).await;
        assert_eq!(world.notices("D1").await, [of(Sms, State::Failed, None), of(Email, State::Waiting, None)]);
        world.work(days(5)).await;
        assert_eq!(world.notices("D1").await.len(), 2, "the letter waits for its own delay");
        world.work(days(6)).await;
        assert_eq!(world.notices("D1").await.len(), 3);
    }

    async fn a_person_who_is_kept_apart_has_a_turn_and_no_message(db: Db) {
        let world = world(&db).await;
        let rule = world.rule(vec![world.rung(Sms, 0)], 0.5).await;
        for number in 0..40 {
            let request = format!("D{number}");
            world.meet(&request, number + 1);
            world.enter(&request, now(), "pieces").await;
        }
        world.work(now()).await;
        let mut tx = db.read().await.unwrap();
        let span = (days(-1), days(1));
        let all = turns::entered(&mut tx, rule.id, span, None, 100).await.unwrap();
        drop(tx);
        assert_eq!(all.len(), 40);
        let held: Vec<_> = all.iter().filter(|it| it.arm == Some(Arm::Held)).collect();
        assert!((8..33).contains(&held.len()), "{}", held.len());
        for turn in &all {
            let count = world.notices(&turn.request).await.len();
            assert_eq!(count, usize::from(turn.arm == Some(Arm::Told)));
            assert_eq!(turn.entered_at, Some(now()));
            assert_eq!(turn.share, Some(0.5));
            assert_eq!(turn.template, Some((world.scene.sms.id, 1)));
            assert_eq!(turn.usager, format!("U-{}", turn.request));
        }
        let mut tx = db.read().await.unwrap();
        let counts = rules::counts(&mut tx, &rule).await.unwrap();
        let held = i64::try_from(held.len()).unwrap();
        assert!(counts.arms.contains(&(Arm::Held, held)) && counts.arms.contains(&(Arm::Told, 40 - held)));
        assert_eq!(counts.notices, [(State::Waiting, 40 - held)]);
    }

    async fn people_who_are_found_to_be_one_keep_the_arm_of_the_first(db: Db) {
        let world = world(&db).await;
        let rule = world.rule(vec![world.rung(Sms, 0)], 0.5).await;
        let keyring = &world.scene.door.keyring;
        let mut arms = Vec::new();
        for (number, at) in (0..12).zip(1..) {
            let mut tx = db.write().await.unwrap();
            let one = person(&number.to_string(), number);
            arms.push(crate::rules::store::arms::arm(&mut tx, keyring, rule.id, (&one, 0.5), days(at)).await.unwrap());
            tx.commit().await.unwrap();
        }
        let first = arms[0].0;
        let other = (0..12).zip(&arms).find(|(_, it)| it.0 != first).map(|it| it.0).unwrap();
        let merged = Person { merged: vec!["p-0".to_owned()], ..person(&other.to_string(), other) };
        let mut tx = db.write().await.unwrap();
        let arm = crate::rules::store::arms::arm(&mut tx, keyring, rule.id, (&merged, 0.9), days(20)).await.unwrap();
        assert_eq!(arm, (first, 5_000));
    }

    async fn a_paused_rule_waits_and_a_stopped_one_cancels(db: Db) {
        let world = world(&db).await;
        let rule = world.rule(vec![world.rung(Sms, 0), world.rung(Email, 2)], 0.0).await;
        world.meet("D1", 1);
        world.enter("D1", now(), "pieces").await;
        world.work(now()).await;
        world.carrier_says("D1", State::Delivered, now()).await;
        let mut tx = db.write().await.unwrap();
        assert!(rules::pause(&mut tx, &rule, days(1)).await.unwrap());
        assert!(!rules::pause(&mut tx, &rule, days(1)).await.unwrap());
        tx.commit().await.unwrap();
        world.work(days(3)).await;
        assert_eq!(world.notices("D1").await.len(), 1);
        let mut tx = db.write().await.unwrap();
        assert!(rules::start(&mut tx, &rule, days(4)).await.unwrap());
        tx.commit().await.unwrap();
        world.work(days(4)).await;
        assert_eq!(world.notices("D1").await.len(), 2);
        let mut tx = db.write().await.unwrap();
        assert!(rules::stop(&mut tx, &rule, Halt::Provokes, days(4)).await.unwrap());
        let stopped = rules::find(&mut tx, &rule.partner, rule.id).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(stopped.state, RuleState::Stopped(Halt::Provokes));
        let expected = [of(Sms, State::Delivered, None), of(Email, State::Cancelled, Some(Why::RuleStopped))];
        assert_eq!(world.notices("D1").await, expected);
        assert_eq!(states(&world, &rule).await, [TurnState::Done(TurnEnd::RuleStopped)]);
    }

    async fn a_call_that_reaches_nobody_is_followed_by_the_next_rung(db: Db) {
        let world = world(&db).await;
        let call = Rung {
            means: Means::Call { script: "Dire quel document manque.".to_owned() },
            after: Delay::default(),
            is_fallback: false,
        };
        let rule = world.rule(vec![call, world.rung(Letter, 5)], 0.0).await;
        for (request, number) in [("D1", 1), ("D2", 2)] {
            world.meet(request, number);
            world.enter(request, now(), "pieces").await;
        }
        world.work(now()).await;
        assert_eq!(world.desk.0.lock().unwrap().len(), 2);
        let mut tx = db.write().await.unwrap();
        let open = calls::open(&mut tx, &rule.partner).await.unwrap();
        let first = open.iter().find(|it| it.request == "D1").unwrap();
        assert_eq!(first.script, "Dire quel document manque.");
        assert!(calls::done(&mut tx, &rule.partner, first.id, false, days(1)).await.unwrap());
        assert!(!calls::done(&mut tx, &rule.partner, first.id, true, days(1)).await.unwrap());
        tx.commit().await.unwrap();
        world.work(days(1)).await;
        assert_eq!(world.notices("D1").await, [of(Letter, State::Waiting, None)]);
        // What was asked for came: nobody has to call the other one any more.
        world.sign("D2", days(1), Sign::Document).await;
        world.work(days(1)).await;
        assert_eq!(*world.desk.0.lock().unwrap(), ["callback of D1"]);
        let mut tx = db.read().await.unwrap();
        assert_eq!(calls::open(&mut tx, &rule.partner).await.unwrap(), []);
    }

    async fn a_turn_goes_on_with_the_version_that_it_began_with(db: Db) {
        let world = world(&db).await;
        let rule = world.rule(vec![world.rung(Sms, 0), world.rung(Email, 3)], 0.0).await;
        world.meet("D1", 1);
        world.meet("D2", 2);
        world.enter("D1", now(), "pieces").await;
        world.work(now()).await;
        let shorter = Plan { ladder: vec![world.rung(Letter, 0)], ..rule.plan.clone() };
        let mut tx = db.write().await.unwrap();
        let edited = rules::edit(&mut tx, &rule, ("Autre nom", &shorter), "acc", days(1)).await.unwrap().unwrap();
        assert_eq!((edited.version, edited.name.as_str()), (2, "Autre nom"));
        assert_eq!(rules::edit(&mut tx, &rule, ("Trop tard", &shorter), "acc", days(1)).await.unwrap(), None);
        let versions = rules::versions(&mut tx, &edited).await.unwrap();
        assert_eq!(versions.iter().map(|it| it.plan.ladder.len()).collect::<Vec<_>>(), [1, 2]);
        tx.commit().await.unwrap();
        world.enter("D2", days(1), "pieces").await;
        world.work(days(3)).await;
        assert_eq!(world.notices("D1").await.len(), 2, "by text message, then by e-mail");
        assert_eq!(world.notices("D2").await, [of(Letter, State::Waiting, None)]);
    }

    async fn what_is_planned_moves_with_its_date_and_begins_on_time(db: Db) {
        let world = world(&db).await;
        let before = Trigger::Before { date: PAYMENT.to_owned(), days: 2, hours: 0 };
        let rule = world.rule_of(plan(before, vec![world.rung(Sms, 0)], Goal::None)).await;
        world.meet("D1", 1);
        for day in [20, 25] {
            let on = date(2026, 3, day);
            let at = days(i64::from(day == 25));
            let mut fact = fact("D1", at, What::Date { kind: PAYMENT.to_owned(), on, at: None });
            fact.data.insert("dossier".to_owned(), json!("D1"));
            world.tell(&fact).await;
            world.work(at).await;
        }
        let mut tx = db.read().await.unwrap();
        let planned = turns::planned(&mut tx, &rule).await.unwrap();
        drop(tx);
        assert_eq!(planned, (1, Some("2026-03-23T08:00:00Z".parse().unwrap())));
        world.work("2026-03-23T07:59:59Z".parse().unwrap()).await;
        assert_eq!(world.notices("D1").await.len(), 0);
        world.work("2026-03-23T08:00:00Z".parse().unwrap()).await;
        assert_eq!(world.notices("D1").await.len(), 1);
    }

    async fn a_missing_value_is_a_rung_that_fails(db: Db) {
        let world = world(&db).await;
        let rule = world.rule(vec![world.rung(Sms, 0)], 0.0).await;
        world.meet("D1", 1);
        world.tell(&fact("D1", now(), What::Status("pieces".to_owned()))).await;
        world.work(now()).await;
        assert_eq!(world.notices("D1").await, []);
        let mut tx = db.read().await.unwrap();
        let turns = turns::of_rule(&mut tx, &rule, None).await.unwrap();
        assert_eq!(turns[0].turn.problem.as_deref(), Some("missing"));
        assert_eq!(turns[0].turn.state, TurnState::Done(TurnEnd::Exhausted));
    }

    async fn a_rule_that_starts_late_tells_of_nothing_old(db: Db) {
        let world = world(&db).await;
        world.meet("D1", 1);
        world.enter("D1", days(-1), "pieces").await;
        let rule = world.rule(vec![world.rung(Sms, 0)], 0.0).await;
        world.work(now()).await;
        assert_eq!(world.notices("D1").await, []);
        assert_eq!(states(&world, &rule).await, []);
    }

    async fn the_contact_log_gets_each_event_once(db: Db) {
        let world = world(&db).await;
        world.enter("D1", now(), "pieces").await;
        world.enter("D1", now(), "pieces").await;
        world.work(now()).await;
        world.work(now()).await;
        let taken = world.log.0.lock().unwrap();
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0]["status"], "pieces");
        assert_eq!(taken[0]["usager"], "U-D1");
        assert_eq!(taken[0]["occurred_at"], now().to_string());
    }

    async fn a_rule_whose_service_is_closed_stops(db: Db) {
        let world = world(&db).await;
        let rule = world.rule(vec![world.rung(Sms, 0)], 0.0).await;
        world.meet("D1", 1);
        let scope = kernel::Scope::Partner(rule.partner.clone());
        let mut tx = db.write().await.unwrap();
        crate::store::services::close(&mut tx, &scope, rule.service, now()).await.unwrap();
        tx.commit().await.unwrap();
        world.enter("D1", now(), "pieces").await;
        world.work(now()).await;
        let mut tx = db.read().await.unwrap();
        let found = rules::find(&mut tx, &rule.partner, rule.id).await.unwrap().unwrap();
        assert_eq!(found.state, RuleState::Stopped(Halt::ServiceClosed));
    }

    async fn what_happens_elsewhere_is_brought_once(db: Db) {
        let world = world(&db).await;
        let rule = world.rule(vec![world.rung(Sms, 0)], 0.0).await;
        world.meet("D1", 1);
        let mut told = fact("D1", now(), What::Status("pieces".to_owned()));
        told.data.insert("dossier".to_owned(), json!("D1"));
        told.source = "elsewhere".to_owned();
        let mut worker = world.worker(now());
        worker.happenings = vec![Arc::new(Elsewhere(vec![told]))];
        worker.round().await.unwrap();
        world.work_with(&worker).await;
        assert_eq!(world.notices("D1").await.len(), 1);
        assert_eq!(states(&world, &rule).await, [TurnState::Open]);
        assert_eq!(world.log.0.lock().unwrap().len(), 1, "the log has it once, too");
        let mut tx = db.read().await.unwrap();
        assert_eq!(facts::place(&mut tx, "elsewhere").await.unwrap(), "xx");
    }

    async fn a_promise_that_a_better_forecast_says_is_safe_is_told_of_only_when_it_no_longer_is(db: Db) {
        let world = world(&db).await;
        let trigger = Trigger::PromiseAtRisk { days_before: 5, risk_e4: 6_000 };
        world.rule_of(plan(trigger, vec![world.rung(Sms, 0)], Goal::None)).await;
        world.meet("D1", 1);
        let mut promise = fact("D1", now(), What::Promise(days(20)));
        promise.data.insert("dossier".to_owned(), json!("D1"));
        world.tell(&promise).await;
        let with = |at, missed| Worker { forecast: Sure::of(missed, None), ..world.worker(at) };
        for at in [0, 14, 15, 16, 17] {
            world.work_with(&with(days(at), 0.59)).await;
        }
        assert_eq!(world.notices("D1").await, []);
        world.work_with(&with(days(19), 0.6)).await;
        assert_eq!(world.notices("D1").await, [of(Sms, State::Waiting, None)]);
    }

    async fn whoever_is_warned_of_a_late_answer_is_told_a_new_date_which_holds_from_then_on(db: Db) {
        let world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let which = ("late-answer", Lang::Fr);
        let made = ready::install(&mut tx, &world.scene.service, which, "acc", now()).await.unwrap().unwrap();
        let everybody = Plan { holdout: 0.0, ..made.plan.clone() };
        let edited = rules::edit(&mut tx, &made, (&made.name, &everybody), "acc", now()).await.unwrap();
        let rule = edited.unwrap();
        assert!(rules::start(&mut tx, &rule, now()).await.unwrap());
        tx.commit().await.unwrap();
        for (request, number) in [("D1", 1), ("D2", 2)] {
            world.meet(request, number);
            world.tell(&fact(request, now(), What::Promise(days(20)))).await;
        }
        let known = Sure::of(0.9, Some(days(34)));
        let worker = Worker { forecast: Arc::clone(&known) as Arc<dyn Forecast>, ..world.worker(days(19)) };
        world.work_with(&worker).await;
        let bodies = world.bodies().await;
        assert!(bodies.iter().all(|it| it.contains("30/03/2026, retardée au 13/04/2026")), "{bodies:?}");
        assert_eq!(bodies.len(), 2);
        assert_eq!(*known.announced.lock().unwrap(), [(days(20), days(34)); 2]);
    }

    async fn a_date_that_is_no_later_than_the_promise_is_not_announced(db: Db) {
        let world = world(&db).await;
        let trigger = Trigger::PromiseAtRisk { days_before: 5, risk_e4: 100 };
        world.rule_of(plan(trigger, vec![world.rung(Sms, 0)], Goal::None)).await;
        world.meet("D1", 1);
        let mut promise = fact("D1", now(), What::Promise(days(20)));
        promise.data.insert("dossier".to_owned(), json!("D1"));
        world.tell(&promise).await;
        let known = Sure::of(0.2, Some(days(20)));
        let worker = Worker { forecast: Arc::clone(&known) as Arc<dyn Forecast>, ..world.worker(days(18)) };
        world.work_with(&worker).await;
        assert_eq!(world.notices("D1").await.len(), 1);
        assert!(known.announced.lock().unwrap().is_empty());
    }

    async fn what_is_known_of_a_person_is_forgotten_with_what_was_to_be_told(db: Db) {
        let world = world(&db).await;
        let rule = world.rule(vec![world.rung(Sms, 0), world.rung(Email, 3)], 0.0).await;
        world.meet("D1", 1);
        world.enter("D1", now(), "pieces").await;
        world.work(now()).await;
        let mut tx = db.write().await.unwrap();
        assert_eq!(facts::forget(&mut tx, &rule.partner, "U-D1").await.unwrap(), 1);
        tx.commit().await.unwrap();
        world.work(days(3)).await;
        assert_eq!(states(&world, &rule).await, [TurnState::Done(TurnEnd::Outdated)]);
        assert_eq!(world.notices("D1").await, [of(Sms, State::Cancelled, Some(Why::Outdated))]);
    }

    async fn a_dry_run_says_what_the_worker_did(db: Db) {
        let world = world(&db).await;
        let rule = world.rule(vec![world.rung(Sms, 0), world.rung(Email, 3)], 0.3).await;
        let requests: Vec<String> = (0..20).map(|it| format!("D{it}")).collect();
        for (number, request) in (1..).zip(&requests) {
            world.meet(request, number);
            world.enter(request, now(), "pieces").await;
        }
        world.work(now()).await;
        for request in requests.iter().step_by(2) {
            world.sign(request, days(1), Sign::Document).await;
        }
        for day in 1..12 {
            world.work(days(day)).await;
        }
        let mut tx = db.read().await.unwrap();
        let period = (now(), days(10));
        let loaded = dry::load(&mut tx, &world.scene.door, &rule, period, Some(5)).await.unwrap();
        let all = turns::entered(&mut tx, rule.id, (days(-1), days(10)), None, 100).await.unwrap();
        drop(tx);
        let (setting, subjects, left_out) = loaded.unwrap();
        let dry = dry::run(&setting, &subjects);
        assert_eq!((dry.requests, left_out, all.len()), (20, 0, 20));
        for turn in &all {
            let lines = dry.lines.iter().filter(|it| it.request == turn.request && it.outcome != dry::Outcome::Held);
            let foretold: Vec<&str> = lines.map(|it| it.means).collect();
            let notices = world.notices(&turn.request).await;
            let left: Vec<&str> = notices.iter().map(|it| it.0.as_str()).collect();
            assert_eq!(foretold, left, "{}", turn.request);
        }
        let held = all.iter().filter(|it| it.arm == Some(Arm::Held)).count() as u64;
        assert_eq!((dry.held, dry.told), (held, 20 - held));
    }

    async fn workers_side_by_side_tell_each_person_once(db: Db) {
        let world = world(&db).await;
        let rule = world.rule(vec![world.rung(Sms, 0), world.rung(Email, 3)], 0.2).await;
        let requests: Vec<String> = (0..60).map(|it| format!("D{it}")).collect();
        for (number, request) in (1..).zip(&requests) {
            world.meet(request, number);
            world.enter(request, now(), "pieces").await;
        }
        for at in [now(), days(3)] {
            let workers = [world.worker(at), world.worker(at), world.worker(at)];
            for _ in 0..20 {
                let [one, two, three] = &workers;
                // A worker that loses a race fails and comes again.
                let _ = tokio::join!(one.round(), two.round(), three.round());
            }
            world.work(at).await;
        }
        let mut tx = db.read().await.unwrap();
        let all = turns::entered(&mut tx, rule.id, (days(-1), days(9)), None, 100).await.unwrap();
        drop(tx);
        assert_eq!(all.len(), 60);
        for turn in all {
            let expected = if turn.arm == Some(Arm::Held) { 0 } else { 2 };
            assert_eq!(world.notices(&turn.request).await.len(), expected, "{}", turn.request);
        }
    }

    async fn what_fails_half_way_leaves_nothing_keeps_nobody_waiting_and_comes_again(db: Db) {
        let world = world(&db).await;
        let call = Rung {
            means: Means::Call { script: "Appeler".to_owned() },
            after: Delay::default(),
            is_fallback: false,
        };
        // The text message is made first, in the transaction that the call then spoils.
        let rule = world.rule(vec![world.rung(Sms, 0), call], 0.0).await;
        for (request, number) in [("D1", 1), ("D2", 2), ("D3", 3)] {
            world.meet(request, number);
            world.enter(request, now(), "pieces").await;
        }
        let broken = Worker { calls: Arc::new(Broken("D2")), ..world.worker(now()) };
        broken.round().await.unwrap();
        assert_eq!(world.notices("D1").await.len(), 1);
        assert_eq!(world.notices("D2").await, []);
        assert_eq!(world.notices("D3").await.len(), 1);
        assert_eq!(states(&world, &rule).await.len(), 2);
        world.work(now()).await;
        assert_eq!(world.notices("D2").await, [], "it is left alone for a while");
        world.work(now() + SignedDuration::from_mins(10)).await;
        assert_eq!(world.notices("D2").await.len(), 1);
    }
}
