//! The centre that `scripts/test-sms` starts, and an ear that writes down what it hears. In CI a missing centre fails a test.

use std::{
    env,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::future::BoxFuture;
use gateways::carrier::{
    Ear, EarError, Heard, Smpp, TextMessage,
    setting::{self, SmppAddress, Way},
    smpp::Times,
};
use jiff::Timestamp;
use kernel::{FixedClock, Id, Kind};
use serde_json::Value;
use sms::{Number, Sender};
use tokio::{sync::Notify, time::timeout};

/// What is never reached where all is well.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) fn given(name: &str) -> Option<String> {
    let Ok(value) = env::var(name) else {
        assert!(env::var_os("CI").is_none(), "CI must set {name}: run scripts/test-sms");
        eprintln!("skipped: no centre for text messages ({name}); run inside scripts/test-sms");
        return None;
    };
    Some(value)
}

/// The centre, as one of its users.
pub(crate) struct Centre {
    control: String,
    smpp: String,
    user: &'static str,
}

/// What the centre says happened.
#[derive(serde::Deserialize)]
pub(crate) struct Happened {
    pub(crate) received: Vec<Value>,
    pub(crate) answers: Vec<Value>,
    pub(crate) binds: usize,
}

impl Centre {
    pub(crate) fn of(user: &'static str) -> Option<Self> {
        Some(Self { control: given("TEST_SMS_CENTRE")?, smpp: given("TEST_SMPP")?, user })
    }

    /// Tells it something.
    pub(crate) async fn tell(&self, action: &str, what: Value) {
        let url = format!("{}/{}/{action}", self.control, self.user);
        let told = reqwest::Client::new().post(url).body(what.to_string()).send().await.unwrap();
        assert!(told.status().is_success());
    }

    /// Asks it what happened, as soon as that much did: `received=3&answers=2`.
    pub(crate) async fn happened(&self, wanted: &str) -> Happened {
        let url = format!("{}/{}?{wanted}", self.control, self.user);
        serde_json::from_str(&reqwest::get(url).await.unwrap().text().await.unwrap()).unwrap()
    }

    /// Where it is, with options.
    pub(crate) fn address(&self, options: &str) -> SmppAddress {
        let place = self.smpp.trim_start_matches("smpp://");
        address(&format!("smpp://{}:secret@{place}{options}#centre", self.user))
    }

    /// A line to it.
    pub(crate) async fn line(&self, options: &str, times: Times) -> (Smpp, Arc<Notebook>) {
        let (smpp, notebook) = start(self.address(options), times);
        timeout(PATIENCE, smpp.connected()).await.unwrap();
        (smpp, notebook)
    }
}

pub(crate) fn address(text: &str) -> SmppAddress {
    match setting::read(text).unwrap().remove(0).way {
        Way::Smpp(address) => address,
        Way::Http(_) => panic!("not SMPP: {text}"),
    }
}

pub(crate) fn start(address: SmppAddress, times: Times) -> (Smpp, Arc<Notebook>) {
    let notebook = Arc::new(Notebook::default());
    let clock = Arc::new(FixedClock(Timestamp::UNIX_EPOCH));
    let ear = Arc::clone(&notebook);
    (Smpp::start("centre".to_owned(), address, times, ear, clock), notebook)
}

/// What is told, which has an id of its own.
#[derive(Debug)]
enum Told {}
impl Kind for Told {
    const PREFIX: &'static str = "told";
}

/// A message from the town hall.
pub(crate) fn message(to: &str, text: &str) -> TextMessage {
    TextMessage {
        id: Id::<Told>::new(Timestamp::UNIX_EPOCH).uuid(),
        to: Number::for_texts(to).unwrap(),
        from: Sender::read("Ville Lyon").unwrap(),
        text: text.to_owned(),
        valid_for: Duration::from_hours(24),
    }
}

/// Writes down what it hears.
#[derive(Default)]
pub(crate) struct Notebook {
    heard: Mutex<Vec<Heard>>,
    /// So many times it fails.
    pub(crate) failures: AtomicUsize,
    changed: Notify,
}

impl Notebook {
    /// What was heard, as soon as there is so much of it.
    pub(crate) async fn heard(&self, count: usize) -> Vec<Heard> {
        let waiting = async {
            loop {
                let changed = self.changed.notified();
                let heard = self.heard.lock().unwrap().clone();
                if heard.len() >= count {
                    return heard;
                }
                changed.await;
            }
        };
        timeout(PATIENCE, waiting).await.unwrap()
    }
}

impl Ear for Notebook {
    fn heard<'a>(&'a self, carrier: &'a str, what: Heard) -> BoxFuture<'a, Result<(), EarError>> {
        Box::pin(async move {
            assert_eq!(carrier, "centre");
            let fails =
                self.failures.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |it| it.checked_sub(1));
            if fails.is_ok() {
                return Err(EarError("the disk is full".to_owned()));
            }
            self.heard.lock().unwrap().push(what);
            self.changed.notify_waiters();
            Ok(())
        })
    }
}
