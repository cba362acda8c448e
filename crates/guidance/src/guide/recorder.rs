//! One task that keeps advice as it is given, many in a transaction.
//!
//! **Invariant:** who gives an advice waits for a place in the line, not for the disk; what was handed over before [`Recorder::flush`] is on
//! disk, or was said to be lost, when it answers.

use register::{Db, StoreError};
use tokio::sync::{mpsc, oneshot};

use crate::{given::Given, store};

/// Advice of one transaction at most.
const GROUP_MAX: usize = 500;
/// Advice that may wait; who gives the next one waits.
const WAITING_MAX: usize = 4_096;

enum Order {
    Keep(Box<Given>),
    Flush(oneshot::Sender<()>),
}

/// The way to the task, which stops when the last one is dropped. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Recorder(mpsc::Sender<Order>);

impl Recorder {
    /// Starts the task, on the present Tokio runtime.
    pub fn start(db: Db) -> Self {
        let (to_task, asked) = mpsc::channel(WAITING_MAX);
        tokio::spawn(keep_in_groups(db, asked));
        Self(to_task)
    }

    /// Hands over an advice.
    ///
    /// # Errors
    ///
    /// [`StoreError::WriterStopped`] when the server stops.
    pub async fn keep(&self, given: Given) -> Result<(), StoreError> {
        self.0.send(Order::Keep(Box::new(given))).await.map_err(|_| StoreError::WriterStopped)
    }

    /// Waits until all that was handed over is kept.
    ///
    /// # Errors
    ///
    /// As [`Self::keep`].
    pub async fn flush(&self) -> Result<(), StoreError> {
        let (reply, done) = oneshot::channel();
        self.0.send(Order::Flush(reply)).await.map_err(|_| StoreError::WriterStopped)?;
        done.await.map_err(|_| StoreError::WriterStopped)
    }
}

async fn keep_in_groups(db: Db, mut asked: mpsc::Receiver<Order>) {
    let mut orders = Vec::with_capacity(GROUP_MAX);
    while asked.recv_many(&mut orders, GROUP_MAX).await > 0 {
        let (mut all, mut waiting) = (Vec::with_capacity(orders.len()), Vec::new());
        for order in orders.drain(..) {
            match order {
                Order::Keep(given) => all.push(*given),
                Order::Flush(reply) => waiting.push(reply),
            }
        }
        if keep(&db, &all).await.is_err() {
            // One that the register does not take keeps no other from it.
            for given in &all {
                if let Err(error) = keep(&db, std::slice::from_ref(given)).await {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, advice = %given.id, "an advice that was given is not kept");
                }
            }
        }
        for reply in waiting {
            // A caller that is gone needs no answer.
            let _ = reply.send(());
        }
    }
}

async fn keep(db: &Db, all: &[Given]) -> Result<(), StoreError> {
    if all.is_empty() {
        return Ok(());
    }
    let mut tx = db.write().await?;
    for given in all {
        store::given::keep(&mut tx, given).await?;
    }
    tx.commit().await
}
