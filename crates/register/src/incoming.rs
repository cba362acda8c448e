//! Contacts that arrive by the API, kept until the contact log has them.
//!
//! [`IncomingContacts`] is one task that writes for everybody: the batches that wait are put in one transaction, synced
//! to disk once, and only then acknowledged. So an answer is durable, and many clients share the price of the disk.
//!
//! A job then reads [`after`] the `logged` cursor, in order, appends to the contact log and calls [`advance`]. It may
//! append the same contact twice after a crash; the log removes doubles by (partner, contact id).
//!
//! **Invariants:** a payload holds pseudonyms only; numbers are given in the order of commits, on both databases,
//! because their counter is a row that a transaction keeps locked until it commits.

use std::{
    collections::{HashMap, HashSet},
    fmt::Write as _,
    sync::{Arc, LazyLock},
};

use kernel::{Clock, PartnerCode, Scope};
use sqlx::FromRow;
use tokio::sync::{mpsc, oneshot};

use crate::{Db, StoreError, Tx, both};

/// Rows written in one transaction at most: about 10 MB, a fraction of a second.
const GROUP_ROWS_MAX: usize = 10_000;
/// Batches that may wait; the next caller waits to hand over its own.
const WAITING_MAX: usize = 256;
/// Rows of one statement: few different texts, so that they stay prepared.
const CHUNKS: [usize; 3] = [100, 10, 1];

/// A contact to keep.
#[derive(Debug, Clone)]
pub struct NewContact {
    /// Whose.
    pub partner: PartnerCode,
    /// Its id at the partner.
    pub contact_id: String,
    /// What the job will append: pseudonyms only, always written in the same way for the same contact, because equal
    /// payloads are what makes two sendings the same.
    pub payload: String,
}

/// What became of one contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// It is on disk.
    Accepted,
    /// It was there already, with the same content.
    Duplicate,
    /// Another content is there under this id: refused.
    Conflict,
}

/// A contact that waits for the log.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Waiting {
    /// Its number.
    pub seq: i64,
    /// Whose.
    pub partner: String,
    /// Its id at the partner.
    pub contact_id: String,
    /// As it was given.
    pub payload: String,
    /// When it came (µs UTC).
    pub received_at_us: i64,
}

/// Why the log did not take an accepted contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Another contact came into the log under its id after it was accepted.
    Conflict,
    /// Its payload is damaged, or of a newer version.
    Unreadable,
}

impl Refusal {
    /// As it is stored and printed.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Unreadable => "unreadable",
        }
    }
}

/// A contact that was accepted and that the log did not take. Its payload is kept.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Refused {
    /// Its number.
    pub seq: i64,
    /// Whose.
    pub partner: String,
    /// Its id at the partner.
    pub contact_id: String,
    /// A [`Refusal`]'s code.
    pub refused: String,
    /// When it came (µs UTC).
    pub received_at_us: i64,
}

/// The way to the writer. Cheap to clone; the writer stops when the last one is dropped.
#[derive(Debug, Clone)]
pub struct IncomingContacts {
    to_writer: mpsc::Sender<Batch>,
}

#[derive(Debug)]
struct Batch {
    contacts: Vec<NewContact>,
    reply: oneshot::Sender<Result<Vec<Receipt>, StoreError>>,
}

impl IncomingContacts {
    /// Starts the writer, on the present Tokio runtime.
    pub fn start(db: Db, clock: Arc<dyn Clock>) -> Self {
        let (to_writer, batches) = mpsc::channel(WAITING_MAX);
        tokio::spawn(write_batches(db, clock, batches));
        Self { to_writer }
    }

    /// Keeps contacts: one receipt each, in order. When it answers, what is accepted is on disk.
    ///
    /// # Errors
    ///
    /// [`StoreError::BatchFailed`]: nothing of this batch was kept. [`StoreError::WriterStopped`] at the end.
    pub async fn append(&self, contacts: Vec<NewContact>) -> Result<Vec<Receipt>, StoreError> {
        if contacts.is_empty() {
            return Ok(Vec::new());
        }
        let (reply, answer) = oneshot::channel();
        self.to_writer.send(Batch { contacts, reply }).await.map_err(|_| StoreError::WriterStopped)?;
        answer.await.map_err(|_| StoreError::WriterStopped)?
    }
}

async fn write_batches(db: Db, clock: Arc<dyn Clock>, mut batches: mpsc::Receiver<Batch>) {
    while let Some(first) = batches.recv().await {
        let mut rows = first.contacts.len();
        let mut group = vec![first];
        while rows < GROUP_ROWS_MAX
            && let Ok(next) = batches.try_recv()
        {
            rows += next.contacts.len();
            group.push(next);
        }
        let now_us = clock.now().as_microsecond();
        let all: Vec<&NewContact> = group.iter().flat_map(|it| &it.contacts).collect();
        match keep(&db, &all, now_us).await {
            Ok(receipts) => {
                let mut receipts = receipts.into_iter();
                for batch in group {
                    let own = receipts.by_ref().take(batch.contacts.len()).collect();
                    // A caller that is gone needs no answer.
                    let _ = batch.reply.send(Ok(own));
                }
            }
            // One batch must not take the others down with it: each is tried alone.
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, rows, "a group of contacts failed");
                for batch in group {
                    let alone: Vec<&NewContact> = batch.contacts.iter().collect();
                    let result = keep(&db, &alone, now_us).await.map_err(|error| {
                        tracing::error!(
                            error = &error as &dyn std::error::Error,
                            "a batch of contacts failed"
                        );
                        StoreError::BatchFailed
                    });
                    let _ = batch.reply.send(result);
                }
            }
        }
    }
}

/// Writes rows in one transaction and tells what became of each.
async fn keep(db: &Db, contacts: &[&NewContact], now_us: i64) -> Result<Vec<Receipt>, StoreError> {
    let digests: Vec<[u8; 32]> =
        contacts.iter().map(|it| *blake3::hash(it.payload.as_bytes()).as_bytes()).collect();
    let mut seen: HashSet<(&str, &str)> = HashSet::with_capacity(contacts.len());
    let unique: Vec<usize> = (0..contacts.len())
        .filter(|it| seen.insert((contacts[*it].partner.as_str(), &contacts[*it].contact_id)))
        .collect();

    let mut tx = db.write().await?;
    let first_seq = reserve(&mut tx, unique.len()).await?;
    let rows: Vec<KeptRow<'_>> = unique
        .iter()
        .zip(first_seq..)
        .map(|(place, seq)| KeptRow { seq, contact: contacts[*place], digest: &digests[*place] })
        .collect();
    let mut kept: HashSet<i64> = HashSet::with_capacity(rows.len());
    for chunk in chunks(&rows) {
        kept.extend(insert(&mut tx, chunk, now_us).await?);
    }
    let known: Vec<&NewContact> =
        rows.iter().filter(|it| !kept.contains(&it.seq)).map(|it| it.contact).collect();
    let mut known_digests: HashMap<(String, String), Vec<u8>> = HashMap::with_capacity(known.len());
    for chunk in known.chunks(CHUNKS[0]) {
        known_digests.extend(digests_of(&mut tx, chunk).await?);
    }
    tx.commit().await?;

    // What stands under each id now: the first row of this group if it was new, else what was there before.
    let mut standing: HashMap<(&str, &str), &[u8]> = known_digests
        .iter()
        .map(|((partner, id), digest)| ((partner.as_str(), id.as_str()), digest.as_slice()))
        .collect();
    let mut new_places = HashSet::with_capacity(kept.len());
    for (row, place) in rows.iter().zip(&unique).filter(|(row, _)| kept.contains(&row.seq)) {
        standing.insert((row.contact.partner.as_str(), &row.contact.contact_id), row.digest);
        new_places.insert(*place);
    }
    let receipt = |(place, contact): (usize, &&NewContact)| {
        let stands = standing.get(&(contact.partner.as_str(), contact.contact_id.as_str()));
        match stands {
            _ if new_places.contains(&place) => Receipt::Accepted,
            Some(digest) if *digest == digests[place] => Receipt::Duplicate,
            _ => Receipt::Conflict,
        }
    };
    Ok(contacts.iter().enumerate().map(receipt).collect())
}

struct KeptRow<'a> {
    seq: i64,
    contact: &'a NewContact,
    digest: &'a [u8; 32],
}

/// Numbers for `rows` rows; gives the first. Other writers wait here until this transaction ends.
async fn reserve(tx: &mut Tx, rows: usize) -> Result<i64, StoreError> {
    const SQL: &str = "UPDATE incoming_cursor SET seq = seq + $1 WHERE name = 'written' RETURNING seq";
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let last: i64 = both!(tx, conn => sqlx::query_scalar(SQL).bind(rows).fetch_one(conn).await)?;
    Ok(last - rows + 1)
}

fn chunks<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = CHUNKS.into_iter().find(|it| *it <= rows.len())?;
        let (chunk, rest) = rows.split_at(size);
        rows = rest;
        Some(chunk)
    })
}

/// Inserts a chunk; gives the numbers of the rows that were new.
async fn insert(tx: &mut Tx, chunk: &[KeptRow<'_>], now_us: i64) -> Result<Vec<i64>, StoreError> {
    static TEXTS: LazyLock<[String; 3]> = LazyLock::new(|| {
        CHUNKS.map(|rows| {
            let mut sql = String::from(
                "INSERT INTO incoming_contact (seq, partner, contact_id, digest, payload, received_at_us) VALUES ",
            );
            for row in 0..rows {
                let comma = if row == 0 { "" } else { ", " };
                let at = row * 5 + 2;
                write!(sql, "{comma}(${at}, ${}, ${}, ${}, ${}, $1)", at + 1, at + 2, at + 3, at + 4)
                    .expect("a String takes any text");
            }
            sql.push_str(" ON CONFLICT (partner, contact_id) DO NOTHING RETURNING seq");
            sql
        })
    });
    let place = CHUNKS.iter().position(|it| *it == chunk.len()).expect("chunks have these lengths");
    let sql: &'static str = &TEXTS[place];
    Ok(both!(tx, conn => {
        let mut query = sqlx::query_scalar(sql).bind(now_us);
        for row in chunk {
            query = query
                .bind(row.seq)
                .bind(row.contact.partner.as_str())
                .bind(row.contact.contact_id.as_str())
                .bind(row.digest.as_slice())
                .bind(row.contact.payload.as_str());
        }
        query.fetch_all(conn).await
    })?)
}

/// The digests of contacts that are there, by partner and id. A short chunk repeats its last row: one text for all.
async fn digests_of(
    tx: &mut Tx,
    chunk: &[&NewContact],
) -> Result<impl Iterator<Item = ((String, String), Vec<u8>)> + use<>, StoreError> {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let mut sql = String::from(
            "SELECT partner, contact_id, digest FROM incoming_contact WHERE (partner, contact_id) IN (VALUES ",
        );
        for row in 0..CHUNKS[0] {
            let comma = if row == 0 { "" } else { ", " };
            write!(sql, "{comma}(${}, ${})", row * 2 + 1, row * 2 + 2).expect("a String takes any text");
        }
        sql.push(')');
        sql
    });
    let sql: &'static str = &TEXT;
    let last = chunk.last().expect("chunks are not empty");
    let rows: Vec<(String, String, Vec<u8>)> = both!(tx, conn => {
        let mut query = sqlx::query_as(sql);
        for contact in chunk.iter().chain(std::iter::repeat(last)).take(CHUNKS[0]) {
            query = query.bind(contact.partner.as_str()).bind(contact.contact_id.as_str());
        }
        query.fetch_all(conn).await
    })?;
    Ok(rows.into_iter().map(|(partner, id, digest)| ((partner, id), digest)))
}

/// The number up to which the contact log holds everything.
pub async fn logged(tx: &mut Tx) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT seq FROM incoming_cursor WHERE name = 'logged'";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL).fetch_one(conn).await)?)
}

/// Contacts after number `seq`, in order, at most `limit`.
pub async fn after(tx: &mut Tx, seq: i64, limit: i64) -> Result<Vec<Waiting>, StoreError> {
    const SQL: &str = "
        SELECT seq, partner, contact_id, payload, received_at_us FROM incoming_contact
        WHERE seq > $1 AND payload IS NOT NULL ORDER BY seq LIMIT $2";
    Ok(both!(tx, conn => sqlx::query_as(SQL).bind(seq).bind(limit).fetch_all(conn).await)?)
}

/// Says that the contact log holds everything up to number `seq`; never goes back.
pub async fn advance(tx: &mut Tx, seq: i64) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE incoming_cursor SET seq = $1 WHERE name = 'logged' AND seq < $1";
    both!(tx, conn => sqlx::query(SQL).bind(seq).execute(conn).await.map(drop))?;
    Ok(())
}

/// Notes that the log did not take contact number `seq`, so that its payload is kept.
pub async fn refuse(tx: &mut Tx, seq: i64, why: Refusal) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE incoming_contact SET refused = $2 WHERE seq = $1";
    both!(tx, conn => sqlx::query(SQL).bind(seq).bind(why.code()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The contacts of the scope that the log did not take, the newest first, 1,000 at most.
pub async fn refused(tx: &mut Tx, scope: &Scope) -> Result<Vec<Refused>, StoreError> {
    const SQL: &str = "
        SELECT seq, partner, contact_id, refused, received_at_us FROM incoming_contact
        WHERE refused IS NOT NULL AND ($1 IS NULL OR partner = $1) ORDER BY seq DESC LIMIT 1000";
    Ok(both!(tx, conn => sqlx::query_as(SQL).bind(crate::partner::bound(scope)).fetch_all(conn).await)?)
}

/// Drops the payloads of up to `limit` contacts that the log holds; gives how many. Their ids and digests stay, so that
/// a contact sent again is still recognised.
pub async fn forget_logged(tx: &mut Tx, limit: i64) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE incoming_contact SET payload = NULL WHERE seq IN (
            SELECT seq FROM incoming_contact
            WHERE payload IS NOT NULL AND refused IS NULL AND seq <= (SELECT seq FROM incoming_cursor WHERE name = 'logged')
            ORDER BY seq LIMIT $1)";
    Ok(both!(tx, conn => sqlx::query(SQL).bind(limit).execute(conn).await.map(|it| it.rows_affected()))?)
}
