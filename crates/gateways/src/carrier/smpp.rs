//! Text messages over SMPP 3.4, as a transceiver. Start with [`Smpp::start`].
//!
//! **Invariants:** a message waits for its answer within the window and the rate of the contract; only a message that was on the wire
//! when the line broke, or that got no answer, is unknown. The line is taken up again by itself, as long as the value lives.

mod ear;
mod line;
mod pace;
mod trouble;
mod wire;

use std::{sync::Arc, task::Poll, time::Duration};

use futures::future::BoxFuture;
use kernel::{Clock, Message};
use rusmppc::{Client, error::Error};
use tokio::{
    sync::{Mutex, Semaphore, watch},
    task::JoinHandle,
    time::Instant,
};

use self::pace::Pace;
use super::{Carrier, Ear, Line, NotTaken, Refusal, Taken, TextMessage, said, setting::SmppAddress};

/// How often the rest of a message whose beginning was taken is tried again while the centre is busy.
const REST_TRIES: u32 = 5;
/// How long a message waits for its turn before it is given back.
const TURN_MAX: Duration = Duration::from_secs(5);

/// How long a centre is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// Connecting, and being let in.
    pub open_max: Duration,
    /// An answer to a message.
    pub answer_max: Duration,
    /// Between two questions whether the line stands.
    pub enquire_every: Duration,
    /// For how long the acknowledgement of one part of a message waits for the others.
    pub hold_max: Duration,
    /// When the parts that came are told although others are missing.
    pub join_max: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            open_max: Duration::from_secs(20),
            answer_max: Duration::from_secs(30),
            enquire_every: Duration::from_secs(30),
            hold_max: Duration::from_secs(2),
            join_max: Duration::from_mins(10),
        }
    }
}

/// A centre.
pub struct Smpp {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

/// What sending and the line have in common.
struct Shared {
    name: String,
    address: SmppAddress,
    times: Times,
    window: Semaphore,
    pace: Pace,
    /// Held while something is given to the line: rusmppc 0.4 takes five things at once and is not woken for
    /// the sixth. For the same reason it is never asked `is_active`, which gives it one more.
    gate: Mutex<()>,
    state: watch::Sender<State>,
}

#[derive(Clone)]
enum State {
    Down { why: String, problem: Option<Message>, again_at: Instant },
    Up(Client),
}

impl Smpp {
    /// Connects, and stays connected until the value is dropped; what the centre tells goes to `ear`.
    ///
    /// # Panics
    ///
    /// Outside a runtime of tokio.
    pub fn start(
        name: String,
        address: SmppAddress,
        times: Times,
        ear: Arc<dyn Ear>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let begun =
            State::Down { why: "not connected yet".to_owned(), problem: None, again_at: Instant::now() };
        let shared = Arc::new(Shared {
            name,
            window: Semaphore::new(address.window),
            pace: Pace::new(address.rate_per_s),
            gate: Mutex::new(()),
            address,
            times,
            state: watch::Sender::new(begun),
        });
        let task = tokio::spawn(line::keep(Arc::clone(&shared), ear, clock));
        Self { shared, task }
    }

    /// Waits until the centre has let us in.
    pub async fn connected(&self) {
        // The sender lives as long as `self`.
        let _ = self.shared.state.subscribe().wait_for(|it| matches!(it, State::Up(_))).await;
    }

    async fn send_parts(&self, message: &TextMessage) -> Result<Taken, NotTaken> {
        // The same at each try: a phone puts the parts of two tries together.
        let [.., reference] = *message.id.as_bytes();
        let parts = sms::parts(&message.text, reference)
            .map_err(|it| NotTaken::Refused { why: Refusal::Content, detail: it.to_string() })?;
        if parts.is_empty() {
            return Err(NotTaken::Refused { why: Refusal::Content, detail: "an empty message".to_owned() });
        }
        let mut their_ids = Vec::new();
        for (place, part) in parts.iter().enumerate() {
            let pdu = wire::submit(message, part)?;
            let mut tries = if place == 0 { 1 } else { REST_TRIES };
            let answer = loop {
                tries -= 1;
                match self.submit(pdu.clone()).await {
                    Err(NotTaken::Later { after: Some(after), .. }) if tries > 0 && after <= TURN_MAX => {
                        tokio::time::sleep(after).await;
                    }
                    answer => break answer?,
                }
            };
            their_ids.extend(answer);
        }
        Ok(Taken { their_ids })
    }

    /// One part, in its turn.
    async fn submit(&self, pdu: rusmpp::pdus::SubmitSm) -> Result<Option<String>, NotTaken> {
        let shared = &self.shared;
        self.client()?;
        let turn = tokio::time::timeout(TURN_MAX, shared.window.acquire()).await;
        let Ok(Ok(_turn)) = turn else {
            return Err(later("the window is full", Some(TURN_MAX)));
        };
        match shared.pace.turn(Instant::now()) {
            Ok(at) => tokio::time::sleep_until(at).await,
            Err(after) => return Err(later("the centre asked to send less", Some(after))),
        }
        // The line may have broken meanwhile.
        let client = self.client()?;
        let begun = Instant::now();
        let answer = {
            let mut sending = Box::pin(client.submit_sm(pdu));
            let gate = shared.gate.lock().await;
            if let Poll::Ready(answer) = futures::poll!(&mut sending) {
                answer
            } else {
                // Once the line answers this, it has taken the message too.
                let _ = client.pending_responses().await;
                drop(gate);
                sending.await
            }
        };
        match answer {
            Ok(answer) => {
                shared.pace.taken(begun);
                let id = answer.message_id().as_str().trim().to_owned();
                Ok(if id.is_empty() { None } else { Some(id) })
            }
            Err(Error::UnexpectedResponse { response }) => {
                let refused = wire::refused(response.status());
                if wire::is_throttled(response.status()) {
                    let after = shared.pace.throttled(begun, Instant::now());
                    return Err(later("the centre asks to send less", Some(after)));
                }
                Err(refused)
            }
            // Nothing of it was written.
            Err(Error::Encode(error)) => {
                Err(NotTaken::Refused { why: Refusal::Content, detail: said(&error.to_string()) })
            }
            Err(error) => Err(NotTaken::Unknown { detail: said(&error.to_string()) }),
        }
    }

    fn client(&self) -> Result<Client, NotTaken> {
        match &*self.shared.state.borrow() {
            State::Up(client) if !client.is_closed() => Ok(client.clone()),
            State::Up(_) => Err(later("the line just broke", Some(crate::retry::delay(1)))),
            State::Down { why, again_at, .. } => {
                let after = again_at.saturating_duration_since(Instant::now());
                Err(later(why, Some(after.max(crate::retry::delay(1)))))
            }
        }
    }
}

impl Drop for Smpp {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Carrier for Smpp {
    fn name(&self) -> &str {
        &self.shared.name
    }

    fn send<'a>(&'a self, message: &'a TextMessage) -> BoxFuture<'a, Result<Taken, NotTaken>> {
        Box::pin(self.send_parts(message))
    }

    fn line(&self) -> Line {
        match &*self.shared.state.borrow() {
            State::Up(client) if !client.is_closed() => Line::Up,
            State::Up(_) => Line::Down { why: "the line just broke".to_owned() },
            State::Down { why, .. } => Line::Down { why: why.clone() },
        }
    }

    fn problem(&self) -> Option<Message> {
        match &*self.shared.state.borrow() {
            State::Down { problem, .. } => problem.clone(),
            State::Up(_) => None,
        }
    }
}

fn later(detail: &str, after: Option<Duration>) -> NotTaken {
    NotTaken::Later { detail: said(detail), after }
}
