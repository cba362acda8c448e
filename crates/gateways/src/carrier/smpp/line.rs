//! The line to a centre: it is made, kept, listened to, and made again.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures::{StreamExt as _, stream::BoxStream};
use kernel::Clock;
use rusmpp::{
    Command, CommandId, CommandStatus, Pdu,
    pdus::{DeliverSm, DeliverSmResp},
};
use rusmppc::{Client, ConnectionBuilder, Event, error::Error};
use sms::{Incoming, Joined};
use tokio::{
    net::TcpStream,
    sync::Notify,
    task::JoinSet,
    time::{Instant, sleep, timeout, timeout_at},
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

use super::{
    super::{
        Ear, EarError, Heard,
        join::{Came, Key, Waiting},
        said,
    },
    Shared, State,
    ear::{Delivered, understood},
    trouble::Trouble,
    wire,
};
use crate::{imap::client_config, retry};

/// Deliveries that are worked on at once.
const AT_WORK_MAX: usize = 500;
/// Bytes of what a centre says at once.
const COMMAND_MAX: usize = 70_000;
/// An answer to the question whether the line stands.
const ENQUIRE_MAX: Duration = Duration::from_secs(15);

/// Keeps the line.
pub(super) async fn keep(shared: Arc<Shared>, ear: Arc<dyn Ear>, clock: Arc<dyn Clock>) {
    let room = Arc::new(Room {
        shared: Arc::clone(&shared),
        ear,
        clock,
        waiting: Mutex::default(),
        told: Notify::new(),
    });
    tokio::join!(connect(&shared, &room), tell_overdue(&room));
}

async fn connect(shared: &Shared, room: &Arc<Room>) {
    let mut failures = 0;
    loop {
        let opening = timeout(shared.times.open_max, open(shared)).await;
        let (why, problem) = match opening.unwrap_or(Err(Trouble::TooSlow)) {
            Ok((client, events)) => {
                failures = 0;
                tracing::info!(carrier = shared.name, "connected");
                shared.state.send_replace(State::Up(client.clone()));
                (listen(&client, events, room).await, None)
            }
            Err(trouble) => (trouble.to_string(), trouble.problem(&shared.address.host)),
        };
        failures += 1;
        let wait = retry::delay(failures);
        tracing::warn!(carrier = shared.name, why, wait_s = wait.as_secs(), "not connected");
        shared.state.send_replace(State::Down { why, problem, again_at: Instant::now() + wait });
        sleep(wait).await;
    }
}

/// A line on which the centre has let us in.
async fn open(shared: &Shared) -> Result<(Client, BoxStream<'static, Event>), Trouble> {
    let address = &shared.address;
    let tcp = TcpStream::connect((address.host.as_str(), address.port)).await.map_err(Trouble::NotReached)?;
    let _ = tcp.set_nodelay(true);
    let builder = ConnectionBuilder::new()
        .max_command_length(COMMAND_MAX)
        .enquire_link_interval(shared.times.enquire_every)
        .enquire_link_response_timeout(ENQUIRE_MAX)
        .response_timeout(shared.times.answer_max)
        // Ours is 3.4, which everybody speaks.
        .disable_interface_version_check();
    let (client, events) = if address.is_tls {
        let config = client_config(address.extra_root.clone()).await.map_err(|_| Trouble::BadRoot)?;
        let name = ServerName::try_from(address.host.clone()).map_err(|_| Trouble::OtherName)?;
        let agreeing = TlsConnector::from(Arc::new(config)).connect(name, tcp);
        // A centre that speaks no TLS waits for the rest of what it takes for a message.
        let agreed = timeout(shared.times.open_max / 2, agreeing).await;
        let tls = agreed.map_err(|_| Trouble::NoTls("no answer".to_owned()))?.map_err(Trouble::of_tls)?;
        let (client, events) = builder.connected(tls);
        (client, events.boxed())
    } else {
        let (client, events) = builder.connected(tcp);
        (client, events.boxed())
    };
    client
        .bind_transceiver(wire::bind(address).map_err(|it| Trouble::Cut(it.to_string()))?)
        .await
        .map_err(|it| of_bind(&it))?;
    Ok((client, events))
}

/// Listens until the line ends, and gives why it did.
async fn listen(client: &Client, mut events: BoxStream<'static, Event>, room: &Arc<Room>) -> String {
    let mut at_work = JoinSet::new();
    let why = loop {
        tokio::select! {
            event = events.next(), if at_work.len() < AT_WORK_MAX => match event {
                None => break "the line ended".to_owned(),
                Some(Event::Error(error)) => break shown(&error),
                Some(Event::Incoming(command)) => {
                    let sequence = command.sequence_number();
                    match command.pdu() {
                        Some(Pdu::DeliverSm(deliver)) => {
                            at_work.spawn(answer(client.clone(), sequence, deliver.clone(), Arc::clone(room)));
                        }
                        Some(Pdu::Unbind) => {
                            let _ = client.unbind_resp(sequence).await;
                            break "the centre took leave".to_owned();
                        }
                        _ => other(client, &command).await,
                    }
                }
            },
            Some(_) = at_work.join_next() => {}
        }
    };
    // What is being kept goes on being kept.
    at_work.detach_all();
    let _ = client.close().await;
    why
}

/// Answers what is no delivery.
async fn other(client: &Client, command: &Command) {
    match command.id() {
        // An answer that came too late, and news that nobody asked for.
        id if id.is_response() => {
            tracing::warn!(?id, status = ?command.status(), "an answer that nobody waits for");
        }
        CommandId::AlertNotification => {}
        _ => {
            let _ = client.generic_nack(command.sequence_number()).await;
        }
    }
}

async fn answer(client: Client, sequence: u32, deliver: DeliverSm, room: Arc<Room>) {
    let status = match room.keep(&deliver).await {
        Ok(()) => CommandStatus::EsmeRok,
        Err(error) => {
            tracing::warn!(carrier = room.shared.name, %error, "a delivery is left with the centre");
            CommandStatus::EsmeRxTAppn
        }
    };
    let _gate = room.shared.gate.lock().await;
    // If the line broke the centre delivers it again.
    let _ = client.status(status).deliver_sm_resp(sequence, DeliverSmResp::default()).await;
}

/// What is delivered by all lines, one after the other.
struct Room {
    shared: Arc<Shared>,
    ear: Arc<dyn Ear>,
    clock: Arc<dyn Clock>,
    waiting: Mutex<Waiting>,
    /// A message of several parts was told.
    told: Notify,
}

impl Room {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn heard(&self, what: Heard) -> Result<(), EarError> {
        self.ear.heard(&self.shared.name, what).await
    }

    /// Once this answers well, what was delivered is kept.
    async fn keep(&self, deliver: &DeliverSm) -> Result<(), EarError> {
        let at = self.clock.now();
        match understood(deliver) {
            Delivered::Receipt { their_id, also, number, state, detail } => {
                self.heard(Heard::Receipt { their_id, also, number, state, at, detail }).await
            }
            Delivered::Text { from, to, text, their_id } => {
                self.heard(Heard::Incoming { from, to, text, at, their_id }).await
            }
            Delivered::Part(key, part) => self.keep_part(key, part).await,
            Delivered::Nothing(why) => {
                tracing::warn!(carrier = self.shared.name, why, "nothing to tell");
                Ok(())
            }
        }
    }

    async fn keep_part(&self, key: Key, part: Incoming) -> Result<(), EarError> {
        let came = self.waiting().add(&key, part.clone(), Instant::now());
        match came {
            Came::Before => Ok(()),
            Came::Full => Err(EarError("too many parts of messages wait".to_owned())),
            Came::Whole(parts) => self.tell(key, parts).await,
            Came::Waits => {
                let end = Instant::now() + self.shared.times.hold_max;
                loop {
                    let mut told = std::pin::pin!(self.told.notified());
                    told.as_mut().enable();
                    if self.waiting().is_told(&key, &part) {
                        return Ok(());
                    }
                    if timeout_at(end, told).await.is_err() {
                        // It is not forgotten: the others find it, and when it comes again it is known.
                        return Err(EarError("a part waits for the others".to_owned()));
                    }
                }
            }
        }
    }

    /// Tells a message of several parts, whole or not.
    async fn tell(&self, key: Key, parts: Vec<Incoming>) -> Result<(), EarError> {
        match sms::join(&parts) {
            Ok(Joined::Whole(text) | Joined::Lacking { text, .. }) => {
                let (from, to) = (key.from.clone(), key.to.clone());
                self.heard(Heard::Incoming { from, to, text, at: self.clock.now(), their_id: None }).await?;
            }
            Err(error) => tracing::warn!(carrier = self.shared.name, %error, "nothing to tell"),
        }
        self.waiting().set_told(key, parts);
        self.told.notify_waiters();
        Ok(())
    }
}

/// Tells messages of which parts are missing for too long.
async fn tell_overdue(room: &Room) {
    let limit = room.shared.times.join_max;
    loop {
        sleep(limit / 4).await;
        let late = room.waiting().overdue(limit, Instant::now());
        for (key, parts) in late {
            if let Err(error) = room.tell(key, parts).await {
                tracing::warn!(carrier = room.shared.name, %error, "a message without all its parts is not kept yet");
            }
        }
    }
}

/// Why a centre does not let us in.
fn of_bind(error: &Error) -> Trouble {
    match error {
        Error::UnexpectedResponse { .. } => Trouble::NotLetIn(shown(error)),
        error => Trouble::Cut(shown(error)),
    }
}

/// An error of the line; what a centre answered is not shown whole.
fn shown(error: &Error) -> String {
    match error {
        Error::UnexpectedResponse { response } => {
            format!("the centre answers {}", wire::named(response.status()))
        }
        error => said(&error.to_string()),
    }
}
