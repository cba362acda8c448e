//! What comes of texts.

use std::sync::Mutex;

use gateways::carrier::{Ear as _, Heard};
use testkit::{on_both, register};

use super::*;
use crate::{
    accept::{Order, accept},
    notice::{Notice, Origin, State, Why},
    store::notices,
    testing::{Scene, address, now},
    work::Ledger,
};

/// An inbox that remembers.
#[derive(Default)]
struct Noted(Mutex<Vec<String>>);

impl Inbox for Noted {
    fn receive<'a>(&'a self, _: &'a mut Tx, incoming: &'a IncomingText<'a>) -> Asked<'a, ()> {
        self.0.lock().unwrap().push(format!("{} {}", incoming.partner, incoming.text));
        Box::pin(async { Ok(()) })
    }

    fn call_back<'a>(&'a self, _: &'a mut Tx, incoming: &'a IncomingText<'a>) -> Asked<'a, bool> {
        self.0.lock().unwrap().push(format!("call {}", incoming.from.text()));
        Box::pin(async { Ok(true) })
    }
}

/// Knows one request.
struct One;

impl Follow for One {
    fn about<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a PartnerCode,
        code: &'a str,
        _: Lang,
    ) -> Asked<'a, Option<String>> {
        Box::pin(async move { Ok((code == "ABCD-2345").then(|| "Elle avance.".to_owned())) })
    }
}

struct Stage {
    scene: Scene,
    ledger: Ledger,
    inbox: Arc<Noted>,
    desk: Desk,
}

impl Stage {
    async fn set(db: &Db) -> Self {
        let scene = Scene::set(db).await;
        let ledger = Ledger::start(db.clone(), Arc::clone(&scene.door.clock));
        let inbox = Arc::new(Noted::default());
        let desk = Desk {
            inbox: Arc::<Noted>::clone(&inbox),
            follow: Arc::new(One),
            site: scene.door.site.clone(),
            ..Desk::alone(scene.door.keyring.clone())
        };
        Self { scene, ledger, inbox, desk }
    }

    async fn order(&self, to: u32) -> Notice {
        let mut order = Order::new(
            self.scene.service.clone(),
            self.scene.sms.clone(),
            address(Medium::Sms, to),
            Origin::Agent("a".to_owned()),
        );
        order.personalisation.insert("dossier".to_owned(), "12".into());
        let mut tx = self.scene.door.db.write().await.unwrap();
        let notice = accept(&mut tx, &self.scene.door, &order, now()).await.unwrap();
        tx.commit().await.unwrap();
        notice
    }

    /// Somebody writes; gives what is answered, all that was so far.
    async fn write(&self, from: &str, text: &str, their_id: Option<&str>) -> Vec<String> {
        let what = Heard::Incoming {
            from: from.to_owned(),
            to: "36111".to_owned(),
            text: text.to_owned(),
            at: now(),
            their_id: their_id.map(ToOwned::to_owned),
        };
        self.ledger.heard("a", what).await.unwrap();
        let db = &self.scene.door.db;
        while self.desk.handle_next(db, now()).await.unwrap() {}
        let mut tx = db.read().await.unwrap();
        register::both!(&mut tx, conn =>
            sqlx::query_scalar("SELECT body FROM notice_answer ORDER BY answer_id").fetch_all(conn).await)
        .unwrap()
    }

    async fn kinds(&self) -> Vec<String> {
        let mut tx = self.scene.door.db.read().await.unwrap();
        register::both!(&mut tx, conn =>
            sqlx::query_scalar("SELECT kind FROM notice_received ORDER BY received_id").fetch_all(conn).await)
        .unwrap()
    }
}

#[test]
fn numbers_are_read_as_carriers_write_them() {
    for text in ["+33612345678", "33612345678", "0612345678", "0033612345678"] {
        assert_eq!(number(text).map(|it| it.e164().to_owned()).as_deref(), Some("+33612345678"), "{text}");
    }
    assert!(number("36111").is_none());
    assert!(number("CAF").is_none());
}

#[test]
fn an_automatic_answer_costs_one_part() {
    for key in ["stop", "resume", "follow-how", "follow-unknown", "call-back", "no-call", "help"] {
        for lang in Lang::ALL {
            let says = sms::spare(&WORDS.say(lang, &format!("incoming-{key}"), &[]));
            assert_eq!(sms::count(&says).segments, 1, "{says}");
        }
    }
}

on_both! {
    async fn stop_stops_what_waits_and_what_comes_until_it_is_wanted_again(db: Db) {
        let stage = Stage::set(&db).await;
        let waiting = stage.order(1).await;
        let answers = stage.write("33600000001", "Stop svp", None).await;
        assert_eq!(answers.len(), 1);
        assert!(answers[0].contains("REPRISE"));
        let mut tx = db.read().await.unwrap();
        let stopped = notices::get(&mut tx, waiting.id).await.unwrap().unwrap();
        drop(tx);
        assert_eq!((stopped.state, stopped.why), (State::Cancelled, Some(Why::Refused)));
        let next = stage.order(1).await;
        assert_eq!((next.state, next.why), (State::Cancelled, Some(Why::Refused)));
        assert_eq!(stage.order(2).await.state, State::Waiting);
        stage.write("+33600000001", "REPRISE", None).await;
        assert_eq!(stage.order(1).await.state, State::Waiting);
    }

    async fn one_follows_a_request_by_its_code(db: Db) {
        let stage = Stage::set(&db).await;
        stage.order(1).await;
        let answers = stage.write("33600000001", "suivi abcd-2345", None).await;
        assert_eq!(answers, ["Elle avance."]);
        let answers = stage.write("33600000001", "SUIVI ZZZZ-2222", None).await;
        assert!(answers.iter().any(|it| it.contains("https://contacts.example.fr/suivi")), "{answers:?}");
    }

    async fn what_is_no_word_is_for_people_and_is_not_answered(db: Db) {
        let stage = Stage::set(&db).await;
        stage.order(1).await;
        let answers = stage.write("33600000001", "Bonjour, où en est mon dossier", None).await;
        assert_eq!(answers, Vec::<String>::new());
        stage.write("33600000001", "RAPPEL", None).await;
        let noted = stage.inbox.0.lock().unwrap().clone();
        assert_eq!(noted, ["CAF Bonjour, où en est mon dossier", "call +33600000001"]);
    }

    async fn a_text_that_is_told_twice_is_kept_once(db: Db) {
        let stage = Stage::set(&db).await;
        stage.order(1).await;
        for their_id in [Some("7"), Some("7"), Some("8"), None, None] {
            stage.write("33600000001", "Bonjour à tous", their_id).await;
        }
        assert_eq!(stage.kinds().await, ["text", "text"]);
    }

    async fn a_number_gets_three_answers_a_day(db: Db) {
        let stage = Stage::set(&db).await;
        stage.order(1).await;
        for at in 0..5 {
            stage.write("33600000001", "AIDE", Some(&at.to_string())).await;
        }
        assert_eq!(stage.write("33600000001", "AIDE", Some("last")).await.len(), 3);
    }

    async fn a_program_that_wants_to_know_is_told_of_each_text_once(db: Db) {
        const DUE: &str = "
            SELECT r.body FROM notice_callback_delivery d JOIN notice_received r ON r.received_id = d.subject_id
            WHERE d.kind = 'received' AND d.service_id = $1 AND d.state = 'waiting'";
        let stage = Stage::set(&db).await;
        stage.order(1).await;
        stage.write("33600000001", "Avant", Some("1")).await;
        let mut tx = db.write().await.unwrap();
        let place = (stage.scene.service.id, callbacks::Kind::Received);
        callbacks::set(&mut tx, place, "https://a.example.fr", ("anne", now())).await.unwrap();
        tx.commit().await.unwrap();
        for their_id in ["2", "2"] {
            stage.write("33600000001", "Bonjour", Some(their_id)).await;
        }
        stage.write("33600000009", "De personne", Some("3")).await;
        let mut tx = db.read().await.unwrap();
        let due: Vec<String> = register::both!(&mut tx, conn =>
            sqlx::query_scalar(DUE).bind(stage.scene.service.id.uuid()).fetch_all(conn).await).unwrap();
        assert_eq!(due, ["Bonjour"]);
    }

    async fn a_text_from_nobody_is_kept_and_nothing_more(db: Db) {
        let stage = Stage::set(&db).await;
        assert_eq!(stage.write("33600000009", "STOP", None).await, Vec::<String>::new());
        assert_eq!(stage.write("Opérateur", "STOP", None).await, Vec::<String>::new());
        assert_eq!(stage.kinds().await, ["unplaced", "unplaced"]);
    }
}
