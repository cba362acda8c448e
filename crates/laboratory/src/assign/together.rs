//! One task that gives arms to all who ask for one unit: those that wait share a transaction, and the price of the disk.
//!
//! **Invariant:** an arm is told only when it is on disk; what goes wrong with one unit takes no other down.

use std::{
    collections::{HashMap, hash_map::Entry},
    slice,
};

use jiff::Timestamp;
use kernel::{PartnerCode, Scope};
use register::{Db, StoreError};
use tokio::sync::{mpsc, oneshot};

use super::{AssignError, assign};
use crate::{Experiment, ExperimentId, Laboratory, store, store::AssignedUnit};

/// Units of one transaction at most.
const GROUP_MAX: usize = 500;
/// Units that may wait; the next caller waits to hand over its own.
const WAITING_MAX: usize = 4_096;

/// A unit that asks for its arm.
#[derive(Debug)]
pub(crate) struct Ask {
    /// The experiment.
    pub(crate) experiment: ExperimentId,
    /// Whose it is.
    pub(crate) partner: PartnerCode,
    /// What the caller calls the unit.
    pub(crate) name: String,
    /// Its values of the plan's strata.
    pub(crate) covariates: Vec<String>,
    /// When it asks.
    pub(crate) at: Timestamp,
}

/// What is told: `None` where there is no such experiment.
type Told = Result<Option<AssignedUnit>, AssignError>;

type Waiting = (Ask, oneshot::Sender<Told>);

/// The way to the task, which stops when the last one is dropped. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Assigner(mpsc::Sender<Waiting>);

impl Assigner {
    /// Starts the task, on the present Tokio runtime.
    pub(crate) fn start(laboratory: Laboratory, db: Db) -> Self {
        let (to_task, asked) = mpsc::channel(WAITING_MAX);
        tokio::spawn(give_in_groups(laboratory, db, asked));
        Self(to_task)
    }

    /// The unit's arm, on disk.
    pub(crate) async fn assign(&self, ask: Ask) -> Told {
        let (reply, told) = oneshot::channel();
        self.0.send((ask, reply)).await.map_err(|_| StoreError::WriterStopped)?;
        told.await.map_err(|_| StoreError::WriterStopped)?
    }
}

async fn give_in_groups(laboratory: Laboratory, db: Db, mut asked: mpsc::Receiver<Waiting>) {
    while let Some(first) = asked.recv().await {
        let (mut asks, mut replies) = (vec![first.0], vec![first.1]);
        while asks.len() < GROUP_MAX
            && let Ok((ask, reply)) = asked.try_recv()
        {
            asks.push(ask);
            replies.push(reply);
        }
        let given = match give(&laboratory, &db, &asks).await {
            Ok(given) => given,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "a group of units got no arms");
                let mut given = Vec::with_capacity(asks.len());
                for ask in &asks {
                    let alone = give(&laboratory, &db, slice::from_ref(ask)).await;
                    given.extend(alone.unwrap_or_else(|error| vec![Err(error.into())]));
                }
                given
            }
        };
        for (reply, told) in replies.into_iter().zip(given) {
            // A caller that is gone needs no answer.
            let _ = reply.send(told);
        }
    }
}

/// Gives arms in one transaction, in order; the outer failure is that nothing of it was kept.
async fn give(laboratory: &Laboratory, db: &Db, asks: &[Ask]) -> Result<Vec<Told>, StoreError> {
    let mut tx = db.write().await?;
    let mut found: HashMap<ExperimentId, Option<Experiment>> = HashMap::new();
    let mut given = Vec::with_capacity(asks.len());
    for ask in asks {
        let experiment = match found.entry(ask.experiment) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let scope = Scope::Partner(ask.partner.clone());
                new.insert(store::find(&mut tx, &scope, ask.experiment).await?)
            }
        };
        let Some(experiment) = experiment else {
            given.push(Ok(None));
            continue;
        };
        let covariates = ask.covariates.clone();
        match assign(laboratory, &mut tx, experiment, &ask.name, covariates, ask.at).await {
            Err(AssignError::Store(error)) => return Err(error),
            told => given.push(told.map(Some)),
        }
    }
    tx.commit().await?;
    Ok(given)
}
