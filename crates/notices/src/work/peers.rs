//! Sending to real servers: the SMPP centre of `scripts/test-sms`, the Postfix of `scripts/test-mail`.

use std::{env, sync::Arc, time::Duration};

use gateways::{
    Smtp,
    carrier::{
        Smpp,
        setting::{self, Way},
        smpp::Times,
    },
};
use kernel::SystemClock;
use testkit::on_both;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{
    tests::{Moved, clock_of},
    *,
};
use crate::{
    accept::{Order, accept},
    address::Address,
    notice::{NoticeId, Origin, State},
    store::{notices, sending},
    testing::Scene,
};

fn given(name: &str) -> Option<String> {
    let Ok(value) = env::var(name) else {
        assert!(env::var_os("CI").is_none(), "CI must set {name}: run scripts/test-sms scripts/test-mail");
        eprintln!("skipped: no server ({name}); run inside scripts/test-sms scripts/test-mail");
        return None;
    };
    Some(value)
}

async fn order(scene: &Scene, medium: Medium, to: &str, clock: &dyn Clock) -> NoticeId {
    let template = if medium == Medium::Sms { &scene.sms } else { &scene.email };
    let by = Origin::Agent("a".to_owned());
    let mut order = Order::new(scene.service.clone(), template.clone(), Address::kept(medium, to), by);
    order.personalisation.insert("dossier".to_owned(), "œuvre ê 12".into());
    let mut tx = scene.door.db.write().await.unwrap();
    let notice = accept(&mut tx, &scene.door, &order, clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    notice.id
}

async fn state(scene: &Scene, id: NoticeId) -> State {
    let mut tx = scene.door.db.read().await.unwrap();
    sending::state(&mut tx, id).await.unwrap().unwrap()
}

/// Waits until a notice has a state.
async fn until(scene: &Scene, id: NoticeId, wanted: State) {
    let reached = async {
        while state(scene, id).await != wanted {
            tokio::task::yield_now().await;
        }
    };
    if timeout(Duration::from_secs(40), reached).await.is_err() {
        let mut tx = scene.door.db.read().await.unwrap();
        let notice = notices::get(&mut tx, id).await.unwrap().unwrap();
        panic!("{:?} {:?} {:?}, not {wanted:?}", notice.state, notice.why, notice.detail);
    }
}

/// Tells the centre how to behave towards a user.
async fn behave(user: &str, body: &str) {
    let control = given("TEST_SMS_CENTRE").unwrap();
    let mut line = TcpStream::connect(control.trim_start_matches("http://")).await.unwrap();
    let request = format!(
        "POST /{user}/behave HTTP/1.1\r\nHost: centre\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    line.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
}

async fn connected(user: &str, ledger: &Ledger, clock: &Arc<dyn Clock>) -> Option<Arc<dyn Carrier>> {
    let centre = given("TEST_SMPP")?.replace("smpp://", &format!("smpp://{user}:secret@"));
    let given = setting::read(&format!("{centre}#{user}")).unwrap().remove(0);
    let Way::Smpp(way) = given.way else { panic!("not SMPP") };
    let ear: Arc<dyn gateways::carrier::Ear> = Arc::new(ledger.clone());
    let carrier = Smpp::start(given.name, way, Times::default(), ear, Arc::clone(clock));
    carrier.connected().await;
    Some(Arc::new(carrier))
}

on_both! {
    async fn texts_go_through_a_centre_and_end_as_its_receipts_say(db: Db) {
        let scene = Scene::set(&db).await;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let ledger = Ledger::start(db.clone(), Arc::clone(&clock));
        let user = if matches!(db, Db::Sqlite(_)) { "nte-a" } else { "nte-b" };
        let Some(carrier) = connected(user, &ledger, &clock).await else { return };
        let desk = Desk::alone(scene.door.keyring.clone());
        let postmaster =
            Arc::new(Postmaster::new((db.clone(), Arc::clone(&clock)), ledger, vec![(carrier, 1)], None, desk));
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(Arc::clone(&postmaster).run(stopped));
        let behaviours = [
            r#"{"receipts": "once"}"#,
            r#"{"receipts": "twice"}"#,
            r#"{"receipts": "before"}"#,
            r#"{"receipts": "once", "style": "decimal"}"#,
        ];
        for (place, behaviour) in behaviours.into_iter().enumerate() {
            behave(user, behaviour).await;
            let [good, refused, lost] = [11, 99, 98].map(|end| format!("+33612340{place}{end}"));
            let good = order(&scene, Medium::Sms, &good, &*clock).await;
            let refused = order(&scene, Medium::Sms, &refused, &*clock).await;
            let lost = order(&scene, Medium::Sms, &lost, &*clock).await;
            until(&scene, good, State::Delivered).await;
            until(&scene, refused, State::Failed).await;
            until(&scene, lost, State::Failed).await;
        }
        stop.send(true).unwrap();
        running.await.unwrap();
    }

    async fn e_mails_go_through_postfix(db: Db) {
        let Some(server) = given("TEST_SMTP") else { return };
        let scene = Scene::set(&db).await;
        let clock = Moved::new();
        let ledger = Ledger::start(db.clone(), clock_of(&clock));
        let post = Post {
            smtp: Smtp::new(&server, "avis@mail.example").unwrap(),
            address: "avis@mail.example".to_owned(),
            keys: None,
            keyring: scene.door.keyring.clone(),
            site: scene.door.site.clone(),
            returns: Arc::new(NoReturns),
        };
        let desk = Desk::alone(scene.door.keyring.clone());
        let postmaster =
            Arc::new(Postmaster::new((db.clone(), clock_of(&clock)), ledger, Vec::new(), Some(post), desk));
        let good = order(&scene, Medium::Email, "anybody@mail.example", &*clock).await;
        let refused = order(&scene, Medium::Email, "refused@mail.example", &*clock).await;
        let busy = order(&scene, Medium::Email, "busy@mail.example", &*clock).await;
        assert_eq!(postmaster.round().await.unwrap(), 3);
        assert_eq!(state(&scene, good).await, State::Sent);
        assert_eq!(state(&scene, refused).await, State::Failed);
        assert_eq!(state(&scene, busy).await, State::Waiting);
    }
}
