//! One task that accepts for all who ask for one notice: those that wait share a transaction, and the price of the disk.
//!
//! **Invariant:** what is told is on disk; an order that goes wrong takes no other down.

use std::slice;

use register::StoreError;
use tokio::sync::{mpsc, oneshot};

use super::{Door, Order, Refused, accept_all};
use crate::notice::Notice;

/// Orders of one transaction at most.
const GROUP_MAX: usize = 500;
/// Orders that may wait; the next caller waits to hand over its own.
const WAITING_MAX: usize = 4_096;

type Told = Result<Notice, Refused>;
type Waiting = (Order, oneshot::Sender<Told>);

/// The way to the task, which stops when the last one is dropped. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Acceptor(mpsc::Sender<Waiting>);

impl Acceptor {
    /// Starts the task, on the present Tokio runtime.
    pub fn start(door: Door) -> Self {
        let (to_task, asked) = mpsc::channel(WAITING_MAX);
        tokio::spawn(accept_in_groups(door, asked));
        Self(to_task)
    }

    /// Accepts an order; when it answers, the notice is on disk.
    ///
    /// # Errors
    ///
    /// [`Refused`]: nothing of it was kept.
    pub async fn accept(&self, order: Order) -> Told {
        let (reply, told) = oneshot::channel();
        self.0.send((order, reply)).await.map_err(|_| StoreError::WriterStopped)?;
        told.await.map_err(|_| StoreError::WriterStopped)?
    }
}

async fn accept_in_groups(door: Door, mut asked: mpsc::Receiver<Waiting>) {
    while let Some(first) = asked.recv().await {
        let (mut orders, mut replies) = (vec![first.0], vec![first.1]);
        while orders.len() < GROUP_MAX
            && let Ok((order, reply)) = asked.try_recv()
        {
            orders.push(order);
            replies.push(reply);
        }
        let told = match together(&door, &orders).await {
            Ok(told) => told,
            // One order must not take the others down with it: each is tried alone.
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "a group of notices was not accepted"
                );
                let mut told = Vec::with_capacity(orders.len());
                for order in &orders {
                    let alone = together(&door, slice::from_ref(order)).await;
                    told.extend(alone.unwrap_or_else(|error| vec![Err(error.into())]));
                }
                told
            }
        };
        for (reply, told) in replies.into_iter().zip(told) {
            // A caller that is gone needs no answer.
            let _ = reply.send(told);
        }
    }
}

/// Accepts orders in one transaction, in order; the outer failure is that nothing of it was kept.
async fn together(door: &Door, orders: &[Order]) -> Result<Vec<Told>, StoreError> {
    let mut tx = door.db.write().await?;
    let now = door.clock.now();
    let orders: Vec<&Order> = orders.iter().collect();
    let told = accept_all(&mut tx, door, &orders, now).await?;
    tx.commit().await?;
    Ok(told)
}
