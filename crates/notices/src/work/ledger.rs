//! The one writer of what leaves and what is said of it: those that wait share a transaction, and the price of the disk.
//!
//! In each transaction outcomes come before receipts, because a receipt may be quicker than the answer that it is of; claims come last, so that
//! a claimed notice is `sending` on disk before anybody hands it over.
//!
//! **Invariants:** what is told to whoever asked is on disk; an outcome that cannot be written now is written later, as long as the register
//! comes back; one that is wrong takes no other down.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::future::BoxFuture;
use gateways::carrier::{Ear, EarError, Heard, ReceiptState};
use jiff::Timestamp;
use kernel::Clock;
use register::{Db, StoreError, Tx};
use tokio::{
    sync::{Notify, mpsc, oneshot},
    time::sleep,
};

use super::lanes::Places;
use crate::{
    address::Medium,
    notice::Why,
    store::{
        receipts::{self, Effect, Told},
        received::{self, Answer, NewText},
        sending::{self, Parcel},
    },
    template::Lane,
};

/// Entries of one transaction at most.
const GROUP_MAX: usize = 1_000;
/// Entries that may wait; the next one waits to hand over its own.
const WAITING_MAX: usize = 8_192;
/// Between two tries while the register does not answer.
const PAUSE: Duration = Duration::from_secs(1);
/// Tries at an outcome that a register refuses which answers.
const TRIES: u32 = 3;

/// The way to the writer, which stops when the last one is dropped. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ledger {
    to_writer: mpsc::Sender<Entry>,
    counts: Arc<Counts>,
    arrivals: Arc<Notify>,
}

/// What was heard since the start, for the log and for tests.
#[derive(Debug, Default)]
pub struct Counts {
    /// Receipts that settled a part.
    pub settled: AtomicU64,
    /// Receipts of what was told before.
    pub repeated: AtomicU64,
    /// Receipts of messages that are not known, or not yet.
    pub strays: AtomicU64,
    /// Receipts that say nothing final.
    pub underway: AtomicU64,
    /// Texts that people sent.
    pub received: AtomicU64,
}

/// What was handed over.
#[derive(Debug, Clone)]
pub enum Item {
    /// A notice.
    Notice(Box<Parcel>),
    /// An answer to a text.
    Answer(Answer),
}

/// What became of it.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Of what.
    pub item: Item,
    /// Who said so.
    pub carrier: String,
    /// How the carrier calls its parts, or why it does not have it.
    pub result: Result<Vec<String>, Trouble>,
}

/// A carrier did not say that it has a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It never takes it.
    Refused {
        /// Why.
        why: Why,
        /// In its own words.
        detail: String,
    },
    /// It was surely not taken.
    Later {
        /// In its own words.
        detail: String,
        /// Before then another try makes no sense.
        after: Option<Duration>,
    },
    /// It may have been taken.
    Unknown {
        /// In its own words.
        detail: String,
    },
}

/// What was claimed.
#[derive(Debug, Default)]
pub struct Claimed {
    /// Text messages and e-mails.
    pub parcels: Vec<Parcel>,
    /// Answers to texts.
    pub answers: Vec<Answer>,
    /// Whether nothing more is due that there would be a place for.
    pub is_dry: bool,
}

/// Places for what may be claimed; `None`: nobody takes such messages now.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Text messages.
    pub sms: Option<Places>,
    /// E-mails.
    pub email: Option<Places>,
}

#[derive(Debug)]
enum Entry {
    Claim(Wanted, oneshot::Sender<Result<Claimed, StoreError>>),
    Outcome(Box<Outcome>, oneshot::Sender<()>),
    Heard(String, Heard, oneshot::Sender<Result<(), EarError>>),
}

impl Ledger {
    /// Starts the writer, on the present Tokio runtime.
    pub fn start(db: Db, clock: Arc<dyn Clock>) -> Self {
        let (to_writer, entries) = mpsc::channel(WAITING_MAX);
        let counts = Arc::new(Counts::default());
        let arrivals = Arc::new(Notify::new());
        let writer = Writer { db, clock, counts: Arc::clone(&counts), arrivals: Arc::clone(&arrivals) };
        tokio::spawn(writer.run(entries));
        Self { to_writer, counts, arrivals }
    }

    /// Claims what is due, in lanes.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: nothing is claimed that one knows of; what was all the same becomes doubtful in time.
    pub async fn claim(&self, wanted: Wanted) -> Result<Claimed, StoreError> {
        let (reply, told) = oneshot::channel();
        self.to_writer.send(Entry::Claim(wanted, reply)).await.map_err(|_| StoreError::WriterStopped)?;
        told.await.map_err(|_| StoreError::WriterStopped)?
    }

    /// Writes what became of a message; when this ends it is on disk, or the register refused it.
    pub async fn tell(&self, outcome: Outcome) {
        let (reply, told) = oneshot::channel();
        if self.to_writer.send(Entry::Outcome(Box::new(outcome), reply)).await.is_ok() {
            // A writer that stops without an answer leaves the claim to run out.
            let _ = told.await;
        }
    }

    /// What was heard since the start.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Told whenever a text came.
    pub fn arrivals(&self) -> &Notify {
        &self.arrivals
    }
}

impl Ear for Ledger {
    fn heard<'a>(&'a self, carrier: &'a str, what: Heard) -> BoxFuture<'a, Result<(), EarError>> {
        Box::pin(async move {
            let stopped = |_| EarError("the writer has stopped".to_owned());
            let (reply, told) = oneshot::channel();
            let entry = Entry::Heard(carrier.to_owned(), what, reply);
            self.to_writer.send(entry).await.map_err(|_| EarError("the writer has stopped".to_owned()))?;
            told.await.map_err(stopped)?
        })
    }
}

struct Writer {
    db: Db,
    clock: Arc<dyn Clock>,
    counts: Arc<Counts>,
    arrivals: Arc<Notify>,
}

/// Whoever told something waits for this.
type Noted = oneshot::Sender<Result<(), EarError>>;

/// Entries of one transaction, by kind.
#[derive(Default)]
struct Group {
    outcomes: Vec<(Box<Outcome>, oneshot::Sender<()>)>,
    heard: Vec<(String, Heard, Noted)>,
    claims: Vec<(Wanted, oneshot::Sender<Result<Claimed, StoreError>>)>,
}

/// What a transaction did.
#[derive(Default)]
struct Done {
    effects: Vec<Option<Effect>>,
    received: u64,
    claimed: Vec<Claimed>,
}

impl Writer {
    async fn run(self, mut entries: mpsc::Receiver<Entry>) {
        let mut waiting = Vec::new();
        while entries.recv_many(&mut waiting, GROUP_MAX).await > 0 {
            let mut group = Group::default();
            for entry in waiting.drain(..) {
                match entry {
                    Entry::Claim(wanted, reply) => group.claims.push((wanted, reply)),
                    Entry::Outcome(outcome, reply) => group.outcomes.push((outcome, reply)),
                    Entry::Heard(carrier, what, reply) => group.heard.push((carrier, what, reply)),
                }
            }
            match self.write(&group).await {
                Ok(done) => self.answer(group, done),
                Err(error) => self.recover(group, &error).await,
            }
        }
    }

    /// Tells everybody that it is done.
    fn answer(&self, group: Group, done: Done) {
        for effect in done.effects {
            let count = match effect {
                Some(Effect::Settled) => &self.counts.settled,
                Some(Effect::Repeated) => &self.counts.repeated,
                Some(Effect::Stray) => &self.counts.strays,
                None => &self.counts.underway,
            };
            count.fetch_add(1, Ordering::Relaxed);
        }
        if done.received > 0 {
            self.counts.received.fetch_add(done.received, Ordering::Relaxed);
            self.arrivals.notify_one();
        }
        // Whoever does not listen any more needs no answer.
        for (_, reply) in group.outcomes {
            let _ = reply.send(());
        }
        group.heard.into_iter().for_each(|it| drop(it.2.send(Ok(()))));
        group.claims.into_iter().zip(done.claimed).for_each(|(it, claimed)| drop(it.1.send(Ok(claimed))));
    }

    /// Nothing of a group was written: carriers tell again what was heard, claims are made again; outcomes are known to nobody else.
    async fn recover(&self, group: Group, error: &StoreError) {
        tracing::error!(
            error = error as &dyn std::error::Error,
            "what became of notices was not written yet"
        );
        group.claims.into_iter().for_each(|it| drop(it.1.send(Err(StoreError::BatchFailed))));
        for entry in group.heard {
            let alone = Group { heard: vec![entry], ..Group::default() };
            match self.write(&alone).await {
                Ok(done) => self.answer(alone, done),
                Err(error) => {
                    let failed = || Err(EarError(error.to_string()));
                    alone.heard.into_iter().for_each(|it| drop(it.2.send(failed())));
                }
            }
        }
        for entry in group.outcomes {
            let alone = Group { outcomes: vec![entry], ..Group::default() };
            let mut tries = 0;
            while let Err(error) = self.write(&alone).await {
                if self.db.answers().await.is_ok() {
                    tries += 1;
                }
                if tries >= TRIES {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "what became of a notice cannot be written"
                    );
                    break;
                }
                sleep(PAUSE).await;
            }
            self.answer(alone, Done::default());
        }
    }

    async fn write(&self, group: &Group) -> Result<Done, StoreError> {
        let mut tx = self.db.write().await?;
        let now = self.clock.now();
        let mut done = Done::default();
        for (outcome, _) in &group.outcomes {
            write_outcome(&mut tx, outcome, now).await?;
        }
        for (carrier, what, _) in &group.heard {
            match what {
                Heard::Receipt { .. } => done.effects.push(write_receipt(&mut tx, carrier, what).await?),
                Heard::Incoming { from, to, text, at, their_id } => {
                    let new = NewText { carrier, their_id: their_id.as_deref(), from, to, text, at: *at };
                    done.received += u64::from(received::keep(&mut tx, &new).await?);
                }
            }
        }
        for (wanted, _) in &group.claims {
            done.claimed.push(claim(&mut tx, *wanted, now).await?);
        }
        tx.commit().await?;
        Ok(done)
    }
}

async fn write_outcome(tx: &mut Tx, outcome: &Outcome, now: Timestamp) -> Result<(), StoreError> {
    let carrier = outcome.carrier.as_str();
    match (&outcome.item, &outcome.result) {
        (Item::Notice(parcel), Ok(their_ids)) => {
            sending::taken(tx, parcel.id, (parcel.to.medium(), carrier), their_ids, now).await
        }
        (Item::Notice(parcel), Err(Trouble::Refused { why, detail })) => {
            sending::failed(tx, parcel.id, (*why, detail), now).await.map(drop)
        }
        (Item::Notice(parcel), Err(Trouble::Later { detail, after })) => {
            sending::put_off(tx, parcel, (carrier, detail), *after, now).await
        }
        (Item::Notice(parcel), Err(Trouble::Unknown { detail })) => {
            sending::doubt(tx, parcel.id, (carrier, detail), now).await
        }
        (Item::Answer(answer), result) => {
            let result = match result {
                Ok(_) => Ok(()),
                Err(Trouble::Later { .. }) if now < answer.created_at + received::ANSWER_LATE => {
                    Err(Some(now + sending::delay(answer.tries)))
                }
                Err(_) => Err(None),
            };
            received::answered(tx, answer.id, (carrier, result)).await
        }
    }
}

/// `None`: it says nothing final.
async fn write_receipt(tx: &mut Tx, carrier: &str, what: &Heard) -> Result<Option<Effect>, StoreError> {
    let Heard::Receipt { their_id, also, number, state, at, detail } = what else { return Ok(None) };
    let Some(outcome) = outcome_of(*state, detail) else { return Ok(None) };
    let told = Told { carrier, their_id, also, number: number.as_deref(), outcome, detail, at: *at };
    receipts::hear(tx, &told).await.map(Some)
}

/// What a receipt says of a part; `None`: nothing final.
pub(super) fn outcome_of(state: ReceiptState, detail: &str) -> Option<Result<(), Why>> {
    Some(match state {
        ReceiptState::Underway | ReceiptState::Unknown => return None,
        ReceiptState::Delivered => Ok(()),
        ReceiptState::Expired => Err(Why::Away),
        ReceiptState::Rejected => Err(Why::Blocked),
        ReceiptState::Undeliverable => Err(reason(detail)),
    })
}

/// Why a message was not delivered, by the code of the mobile network (3GPP TS 29.002) that most carriers put after `err:`, or by the words of
/// HTTP providers.
fn reason(detail: &str) -> Why {
    let lower = detail.to_ascii_lowercase();
    if lower.contains("permanent") {
        return Why::Unknown;
    }
    if lower.contains("temporary") {
        return Why::Away;
    }
    let code = lower
        .split("err:")
        .nth(1)
        .and_then(|it| it.split_whitespace().next())
        .and_then(|it| it.parse::<u32>().ok());
    match code {
        // Unknown, unidentified, illegal subscriber; no such service; illegal equipment.
        Some(1 | 5 | 9 | 11 | 12) => Why::Unknown,
        // Barred.
        Some(13) => Why::Blocked,
        // Absent, busy, memory full, out of reach.
        Some(6 | 27 | 28 | 29 | 31 | 32) => Why::Away,
        _ => Why::Other,
    }
}

async fn claim(tx: &mut Tx, wanted: Wanted, now: Timestamp) -> Result<Claimed, StoreError> {
    sending::end_simulated(tx, now).await?;
    let mut claimed = Claimed { is_dry: true, ..Claimed::default() };
    if let Some(mut places) = wanted.sms {
        claimed.answers = received::claim(tx, places.room(Lane::Urgent), now).await?;
        places.take(Lane::Urgent, claimed.answers.len());
        in_lanes(tx, (Medium::Sms, places), &mut claimed, now).await?;
    }
    if let Some(places) = wanted.email {
        in_lanes(tx, (Medium::Email, places), &mut claimed, now).await?;
    }
    Ok(claimed)
}

/// Claims each lane's share, then what others left.
async fn in_lanes(
    tx: &mut Tx,
    (medium, mut places): (Medium, Places),
    claimed: &mut Claimed,
    now: Timestamp,
) -> Result<(), StoreError> {
    let first = places.first();
    let mut is_full = [true; 3];
    for round in 0..2 {
        for (at, lane) in Lane::ALL.into_iter().enumerate() {
            let most = if round == 0 { first[at].min(places.room(lane)) } else { places.room(lane) };
            if !is_full[at] || most == 0 {
                continue;
            }
            let got = sending::claim(tx, (medium, lane), most, now).await?;
            is_full[at] = got.len() == most;
            places.take(lane, got.len());
            claimed.parcels.extend(got);
        }
    }
    claimed.is_dry &= !is_full.contains(&true);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_read_from_codes_and_words() {
        for (state, detail, expected) in [
            (ReceiptState::Delivered, "", Some(Ok(()))),
            (ReceiptState::Underway, "", None),
            (ReceiptState::Unknown, "", None),
            (ReceiptState::Expired, "err:001", Some(Err(Why::Away))),
            (ReceiptState::Rejected, "", Some(Err(Why::Blocked))),
            (ReceiptState::Undeliverable, "stat:UNDELIV err:001 done:2611291200", Some(Err(Why::Unknown))),
            (ReceiptState::Undeliverable, "err:027", Some(Err(Why::Away))),
            (ReceiptState::Undeliverable, "err:999", Some(Err(Why::Other))),
            (ReceiptState::Undeliverable, "", Some(Err(Why::Other))),
            (ReceiptState::Undeliverable, "permanent-failure", Some(Err(Why::Unknown))),
        ] {
            assert_eq!(outcome_of(state, detail), expected, "{state:?} {detail}");
        }
    }
}
