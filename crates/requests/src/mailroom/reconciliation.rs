//! Reconciliation: the mail server and the register compared, message by message, each night and when somebody asks.
//!
//! What the server has and the register has not is taken again at once; what was filed and whose contact is gone is filed again from
//! its raw bytes. The result is shown to agents as it was found, before it was mended.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use register::{StoreError, Tx, both};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::{
    MailboxId,
    arrivals::{self, ArrivalState, Numbered},
    mailbox,
};
use crate::store::{count, instant, json, written};

/// Numbers of messages that a result names.
const NAMED_MAX: usize = 100;

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    /// When.
    pub at: Timestamp,
    /// Messages on the server.
    pub received: u64,
    /// Of these, filed.
    pub filed: u64,
    /// Of these, in quarantine.
    pub quarantined: u64,
    /// Of these, unknown to the register, or not filed yet.
    pub missing: u64,
    /// Of these, filed, and their contact is gone.
    pub lost: u64,
    /// Which.
    pub detail: Detail,
}

/// The server's numbers of what is missing or lost, the first hundred.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Of messages that the register does not know.
    pub missing: Vec<u32>,
    /// Of messages whose contact is gone.
    pub lost: Vec<u32>,
}

impl Reconciliation {
    /// Whether every message of the server is accounted for.
    pub const fn is_whole(&self) -> bool {
        self.missing == 0 && self.lost == 0
    }
}

/// Compares what the server has with what the register has; pure.
fn compared(on_server: &BTreeSet<u32>, known: &BTreeMap<u32, &Numbered>, now: Timestamp) -> Reconciliation {
    let mut found = Reconciliation {
        at: now,
        received: on_server.len() as u64,
        filed: 0,
        quarantined: 0,
        missing: 0,
        lost: 0,
        detail: Detail::default(),
    };
    for uid in on_server {
        match known.get(uid) {
            Some(it) if it.is_lost => {
                found.lost += 1;
                name(&mut found.detail.lost, *uid);
            }
            Some(it) if it.state == ArrivalState::Filed => found.filed += 1,
            Some(it) if it.state == ArrivalState::Quarantined => found.quarantined += 1,
            _ => {
                found.missing += 1;
                name(&mut found.detail.missing, *uid);
            }
        }
    }
    found
}

fn name(list: &mut Vec<u32>, uid: u32) {
    if list.len() < NAMED_MAX {
        list.push(uid);
    }
}

/// Compares, keeps the result, and has what is missing taken and what is lost filed again. The caller commits.
pub async fn reconcile(
    tx: &mut Tx,
    mailbox: MailboxId,
    (uid_validity, on_server): (u32, &BTreeSet<u32>),
    now: Timestamp,
) -> Result<Reconciliation, StoreError> {
    let known = arrivals::numbers(tx, mailbox, uid_validity).await?;
    let by_number: BTreeMap<u32, &Numbered> = known.iter().map(|it| (it.uid, it)).collect();
    let found = compared(on_server, &by_number, now);
    keep(tx, mailbox, &found).await?;
    let lost: Vec<_> = known.iter().filter(|it| it.is_lost).map(|it| it.id).collect();
    arrivals::read_again(tx, &lost).await?;
    let unknown = on_server.iter().find(|uid| !by_number.contains_key(uid));
    if let Some(first) = unknown {
        mailbox::taken(tx, mailbox, (uid_validity, first.saturating_sub(1))).await?;
    }
    Ok(found)
}

async fn keep(tx: &mut Tx, mailbox: MailboxId, found: &Reconciliation) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO reconciliation (mailbox_id, at_us, received, filed, quarantined, missing, lost, detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (mailbox_id, at_us) DO NOTHING";
    both!(tx, conn => sqlx::query(SQL)
        .bind(mailbox.uuid())
        .bind(found.at.as_microsecond())
        .bind(found.received.cast_signed())
        .bind(found.filed.cast_signed())
        .bind(found.quarantined.cast_signed())
        .bind(found.missing.cast_signed())
        .bind(found.lost.cast_signed())
        .bind(written(&found.detail))
        .execute(conn).await.map(drop))?;
    Ok(())
}

#[derive(FromRow)]
struct Row {
    at_us: i64,
    received: i64,
    filed: i64,
    quarantined: i64,
    missing: i64,
    lost: i64,
    detail: String,
}

/// The last results of a mailbox, the latest first.
pub async fn last(tx: &mut Tx, mailbox: MailboxId, limit: i64) -> Result<Vec<Reconciliation>, StoreError> {
    const SQL: &str = "
        SELECT at_us, received, filed, quarantined, missing, lost, detail FROM reconciliation
        WHERE mailbox_id = $1 ORDER BY at_us DESC LIMIT $2";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(mailbox.uuid()).bind(limit).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|row| {
            Ok(Reconciliation {
                at: instant("reconciliation.at_us", row.at_us)?,
                received: count("reconciliation.received", row.received)?,
                filed: count("reconciliation.filed", row.filed)?,
                quarantined: count("reconciliation.quarantined", row.quarantined)?,
                missing: count("reconciliation.missing", row.missing)?,
                lost: count("reconciliation.lost", row.lost)?,
                detail: json("reconciliation.detail", &row.detail)?,
            })
        })
        .collect()
}
