//! From the register to the contact log: in order, exactly once.
//!
//! The log is written first, the cursor after. A crash between the two appends the same rows again, and the log
//! removes doubles by (partner, contact id), so every contact is there once. What the log does not take stays in the
//! register, with the reason: nothing that was acknowledged is dropped.

use std::{sync::Arc, time::Duration};

use arrow::{
    array::{
        ArrayRef, Decimal64Array, StringArray, StringDictionaryBuilder, TimestampMicrosecondArray,
        UInt8Array, UInt32Array, UInt64Array,
    },
    datatypes::Int32Type,
    error::ArrowError,
    record_batch::RecordBatch,
};
use contact_log::{ImportOptions, Keys, Log, LogError, schema};
use register::{
    Db, StoreError,
    incoming::{self, Refusal},
};

use crate::row::Row;

/// Contacts moved in one commit of the log: no more than a report tells of one by one.
const MOVED_MAX: i64 = 100_000;
/// Payloads dropped from the register in one transaction.
const FORGOTTEN_MAX: i64 = 20_000;
/// What the log names as the file of these rows.
const SOURCE: &str = "api";

/// Moves accepted contacts into the log.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Where they wait.
    pub db: Db,
    /// Where they go.
    pub log: Log,
    /// The pseudonyms' key: the log asks for it, posted rows already are pseudonyms.
    pub keys: Arc<Keys>,
}

/// Contacts could not be moved; they stay in the register and are tried again.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// The register failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The rows do not make a batch.
    #[error("contacts of the register do not fit the log's columns")]
    Columns(#[from] ArrowError),
    /// The thread that writes the log stopped.
    #[error("the thread that writes the log stopped")]
    Stopped(#[from] tokio::task::JoinError),
}

/// What [`Flow::append_waiting`] did.
#[derive(Debug)]
pub struct Appended {
    /// Contacts read.
    pub count: u64,
    /// The number of the last.
    pub last: i64,
    /// The numbers of those that the log did not take.
    pub refused: Vec<(i64, Refusal)>,
}

impl Flow {
    /// Moves what waits, at most one commit's worth; gives how many contacts were read.
    pub async fn move_once(&self) -> Result<u64, FlowError> {
        let Some(Appended { count, last, refused }) = self.append_waiting().await? else { return Ok(0) };
        let mut tx = self.db.write().await?;
        for (seq, why) in refused {
            incoming::refuse(&mut tx, seq, why).await?;
        }
        incoming::advance(&mut tx, last).await?;
        tx.commit().await?;
        loop {
            let mut tx = self.db.write().await?;
            let forgotten = incoming::forget_logged(&mut tx, FORGOTTEN_MAX).await?;
            tx.commit().await?;
            if forgotten < FORGOTTEN_MAX.unsigned_abs() {
                return Ok(count);
            }
        }
    }

    /// The first half of [`move_once`](Self::move_once): the log has what waits, the cursor does not know it yet. `None`
    /// if nothing waits.
    pub async fn append_waiting(&self) -> Result<Option<Appended>, FlowError> {
        let mut tx = self.db.read().await?;
        let logged = incoming::logged(&mut tx).await?;
        let waiting = incoming::after(&mut tx, logged, MOVED_MAX).await?;
        drop(tx);
        let Some(last) = waiting.last().map(|it| it.seq) else { return Ok(None) };
        let count = waiting.len() as u64;
        let this = self.clone();
        let refused = tokio::task::spawn_blocking(move || this.append(waiting)).await??;
        Ok(Some(Appended { count, last, refused }))
    }

    /// Moves contacts for ever: at once while many wait, else every `pause`.
    pub async fn run(self, pause: Duration) {
        loop {
            match self.move_once().await {
                Ok(count) if count >= MOVED_MAX.unsigned_abs() => {}
                Ok(_) => tokio::time::sleep(pause).await,
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "posted contacts did not reach the log"
                    );
                    tokio::time::sleep(pause).await;
                }
            }
        }
    }

    /// Appends what can be read; gives what the log did not take.
    fn append(&self, waiting: Vec<incoming::Waiting>) -> Result<Vec<(i64, Refusal)>, FlowError> {
        let mut refused = Vec::new();
        let mut readable = Vec::with_capacity(waiting.len());
        for contact in waiting {
            match Row::read(&contact.payload) {
                Some(row) => readable.push((contact, row)),
                None => refused.push((contact.seq, Refusal::Unreadable)),
            }
        }
        let import = self.log.begin_import(&self.keys, ImportOptions::default())?;
        import.stored_contacts(batch(&readable)?, &SOURCE.into())?;
        let report = import.commit()?;
        refused.extend(report.conflicts.iter().map(|it| (it.line.cast_signed(), Refusal::Conflict)));
        if !refused.is_empty() {
            tracing::warn!(
                contacts = refused.len(),
                "the log did not take some posted contacts: they are kept aside"
            );
        }
        Ok(refused)
    }
}

/// The rows in the log's stored columns, with their number as line.
fn batch(contacts: &[(incoming::Waiting, Row)]) -> Result<RecordBatch, FlowError> {
    let rows = || contacts.iter().map(|it| &it.1);
    let waiting = || contacts.iter().map(|it| &it.0);
    let numbers =
        |value: fn(&Row) -> Option<u64>| -> ArrayRef { Arc::new(rows().map(value).collect::<UInt64Array>()) };
    let costs = rows().map(|it| it.cost_e4).collect::<Decimal64Array>();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(waiting().map(|it| Some(it.contact_id.as_str())).collect::<StringArray>()),
        words(waiting().map(|it| Some(it.partner.as_str()))),
        numbers(|it| Some(it.usager)),
        numbers(|it| it.request),
        Arc::new(
            rows()
                .map(|it| Some(it.started_at_us))
                .collect::<TimestampMicrosecondArray>()
                .with_timezone("UTC"),
        ),
        words(rows().map(|it| Some(it.channel.as_str()))),
        words(rows().map(|it| Some(it.direction.as_str()))),
        words(rows().map(|it| Some(it.reason.as_str()))),
        words(rows().map(|it| it.life_event.as_deref())),
        words(rows().map(|it| it.cause.as_deref())),
        words(rows().map(|it| it.outcome.as_deref())),
        Arc::new(rows().map(|it| it.wait_s).collect::<UInt32Array>()),
        Arc::new(rows().map(|it| it.duration_s).collect::<UInt32Array>()),
        Arc::new(rows().map(|it| it.satisfaction).collect::<UInt8Array>()),
        Arc::new(costs.with_precision_and_scale(schema::COST_PRECISION, schema::COST_SCALE)?),
        words(rows().map(|it| it.site.as_deref())),
        numbers(|it| it.agent),
        Arc::new(waiting().map(|it| Some(it.seq.unsigned_abs())).collect::<UInt64Array>()),
    ];
    Ok(RecordBatch::try_new(Arc::clone(&schema::PSEUDONYMOUS_CONTACTS), columns)?)
}

fn words<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<Int32Type>::new();
    values.for_each(|it| builder.append_option(it));
    Arc::new(builder.finish())
}
