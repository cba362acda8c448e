//! From the register to the contact log: in order, exactly once.
//!
//! The log is written first, the cursor after. A crash between the two appends the same rows again, and the log
//! removes doubles by (partner, contact id), so every contact is there once.

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
use register::{Db, StoreError, incoming};

use crate::row::Row;

/// Contacts moved in one commit of the log.
const MOVED_MAX: i64 = 200_000;
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
    /// A row of the register is not what this version writes.
    #[error("contact number {seq} of the register cannot be read")]
    Row {
        /// Its number.
        seq: i64,
        /// Why.
        source: serde_json::Error,
    },
    /// The rows do not make a batch.
    #[error("contacts of the register do not fit the log's columns")]
    Columns(#[from] ArrowError),
    /// The thread that writes the log stopped.
    #[error("the thread that writes the log stopped")]
    Stopped(#[from] tokio::task::JoinError),
}

impl Flow {
    /// Moves what waits, at most one commit's worth; gives how many contacts were read.
    pub async fn move_once(&self) -> Result<u64, FlowError> {
        let Some((count, last)) = self.append_waiting().await? else { return Ok(0) };
        let mut tx = self.db.write().await?;
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

    /// The first half of [`move_once`](Self::move_once): the log has what waits, the cursor does not know it yet. Gives how
    /// many contacts and the number of the last.
    pub async fn append_waiting(&self) -> Result<Option<(u64, i64)>, FlowError> {
        let mut tx = self.db.read().await?;
        let logged = incoming::logged(&mut tx).await?;
        let waiting = incoming::after(&mut tx, logged, MOVED_MAX).await?;
        drop(tx);
        let Some(last) = waiting.last().map(|it| it.seq) else { return Ok(None) };
        let count = waiting.len() as u64;
        let this = self.clone();
        tokio::task::spawn_blocking(move || this.append(&waiting)).await??;
        Ok(Some((count, last)))
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

    fn append(&self, waiting: &[incoming::Waiting]) -> Result<(), FlowError> {
        let import = self.log.begin_import(&self.keys, ImportOptions::default())?;
        import.stored_contacts(batch(waiting)?, &SOURCE.into())?;
        let report = import.commit()?;
        for conflict in &report.conflicts {
            tracing::warn!(partner = %conflict.partner, contact_id = %conflict.contact_id, seq = conflict.line, "a posted contact has the id of another one in the log");
        }
        Ok(())
    }
}

/// The rows in the log's stored columns, with their number as line.
fn batch(waiting: &[incoming::Waiting]) -> Result<RecordBatch, FlowError> {
    let rows = waiting
        .iter()
        .map(|it| serde_json::from_str(&it.payload).map_err(|source| FlowError::Row { seq: it.seq, source }))
        .collect::<Result<Vec<Row>, _>>()?;
    let numbers = |value: fn(&Row) -> Option<u64>| -> ArrayRef {
        Arc::new(rows.iter().map(value).collect::<UInt64Array>())
    };
    let costs = rows.iter().map(|it| it.cost_e4).collect::<Decimal64Array>();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(waiting.iter().map(|it| Some(it.contact_id.as_str())).collect::<StringArray>()),
        words(waiting.iter().map(|it| Some(it.partner.as_str()))),
        numbers(|it| Some(it.usager)),
        numbers(|it| it.request),
        Arc::new(
            rows.iter()
                .map(|it| Some(it.started_at_us))
                .collect::<TimestampMicrosecondArray>()
                .with_timezone("UTC"),
        ),
        words(rows.iter().map(|it| Some(it.channel.as_str()))),
        words(rows.iter().map(|it| Some(it.direction.as_str()))),
        words(rows.iter().map(|it| Some(it.reason.as_str()))),
        words(rows.iter().map(|it| it.life_event.as_deref())),
        words(rows.iter().map(|it| it.cause.as_deref())),
        words(rows.iter().map(|it| it.outcome.as_deref())),
        Arc::new(rows.iter().map(|it| it.wait_s).collect::<UInt32Array>()),
        Arc::new(rows.iter().map(|it| it.duration_s).collect::<UInt32Array>()),
        Arc::new(rows.iter().map(|it| it.satisfaction).collect::<UInt8Array>()),
        Arc::new(costs.with_precision_and_scale(schema::COST_PRECISION, schema::COST_SCALE)?),
        words(rows.iter().map(|it| it.site.as_deref())),
        numbers(|it| it.agent),
        Arc::new(waiting.iter().map(|it| Some(it.seq.unsigned_abs())).collect::<UInt64Array>()),
    ];
    Ok(RecordBatch::try_new(Arc::clone(&schema::PSEUDONYMOUS_CONTACTS), columns)?)
}

fn words<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<Int32Type>::new();
    values.for_each(|it| builder.append_option(it));
    Arc::new(builder.finish())
}
