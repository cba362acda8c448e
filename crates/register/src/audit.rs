//! The audit trail: who did or saw what. Each row carries the hash of the row before, so that [`verify`] finds a row that
//! was changed, removed or slipped in by mistake or in haste. It does not find what somebody does who may write to the
//! database and computes the chain anew: for that, keep the trail's last hash elsewhere from time to time.
//!
//! **Invariant:** an entry is written in the transaction of what it tells, last; no personal data in `detail`, ids only.

use jiff::Timestamp;
use kernel::{PartnerCode, Scope};
use sqlx::FromRow;

use crate::{StoreError, Tx, both};

/// Rows that are checked at a time.
const PAGE: i64 = 1_000;

/// Something that is told.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Who: an account's id, a token's id, or `command-line`.
    pub actor: &'a str,
    /// What: `account.sign-in`, `log.import` …
    pub action: &'a str,
    /// To what: an id.
    pub object: &'a str,
    /// Whose data.
    pub partner: Option<&'a PartnerCode>,
    /// More, as JSON.
    pub detail: serde_json::Value,
}

/// A row of the trail.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Told {
    /// Its number, from 1.
    pub seq: i64,
    /// When (µs UTC).
    pub at_us: i64,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub object: String,
    /// Whose data.
    pub partner: Option<String>,
    /// More, as JSON.
    pub detail: String,
    /// Hash of the row before; empty for the first.
    pub previous: Vec<u8>,
    /// Hash of this row.
    pub hash: Vec<u8>,
}

impl Told {
    fn compute_hash(&self) -> Vec<u8> {
        let mut hasher = blake3::Hasher::new();
        let mut feed = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        feed(&self.seq.to_le_bytes());
        feed(&self.at_us.to_le_bytes());
        for text in [&self.actor, &self.action, &self.object] {
            feed(text.as_bytes());
        }
        feed(self.partner.as_deref().unwrap_or("").as_bytes());
        feed(self.detail.as_bytes());
        feed(&self.previous);
        hasher.finalize().as_bytes().to_vec()
    }
}

/// What a check of the whole chain finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Every row is as it was written; so many rows.
    Whole(i64),
    /// The chain breaks at this row.
    BrokenAt(i64),
}

/// Adds an entry. Writers wait for each other here, so call it last.
pub async fn tell(tx: &mut Tx, entry: Entry<'_>, now: Timestamp) -> Result<(), StoreError> {
    const NEXT: &str = "UPDATE audit_head SET seq = seq + 1 WHERE one = 1 RETURNING seq, hash";
    const INSERT: &str = "
        INSERT INTO audit (seq, at_us, actor, action, object, partner, detail, previous, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    const HEAD: &str = "UPDATE audit_head SET hash = $1 WHERE one = 1";
    let (seq, previous): (i64, Vec<u8>) =
        both!(&mut *tx, conn => sqlx::query_as(NEXT).fetch_one(conn).await)?;
    let mut told = Told {
        seq,
        at_us: now.as_microsecond(),
        actor: entry.actor.to_owned(),
        action: entry.action.to_owned(),
        object: entry.object.to_owned(),
        partner: entry.partner.map(ToString::to_string),
        detail: entry.detail.to_string(),
        previous,
        hash: Vec::new(),
    };
    told.hash = told.compute_hash();
    both!(&mut *tx, conn => sqlx::query(INSERT)
        .bind(told.seq).bind(told.at_us).bind(&told.actor).bind(&told.action).bind(&told.object)
        .bind(&told.partner).bind(&told.detail).bind(&told.previous).bind(&told.hash)
        .execute(conn).await.map(drop))?;
    both!(tx, conn => sqlx::query(HEAD).bind(&told.hash).execute(conn).await.map(drop))?;
    Ok(())
}

/// The trail of a scope, latest first: at most `limit` rows before number `before`.
pub async fn list(tx: &mut Tx, scope: &Scope, before: i64, limit: i64) -> Result<Vec<Told>, StoreError> {
    const SQL: &str = "
        SELECT seq, at_us, actor, action, object, partner, detail, previous, hash FROM audit
        WHERE ($1 IS NULL OR partner = $1) AND seq < $2 ORDER BY seq DESC LIMIT $3";
    Ok(both!(tx, conn => sqlx::query_as(SQL)
        .bind(crate::partner::bound(scope)).bind(before).bind(limit).fetch_all(conn).await)?)
}

/// Checks the whole chain, its end included.
pub async fn verify(tx: &mut Tx) -> Result<Verdict, StoreError> {
    const SQL: &str = "
        SELECT seq, at_us, actor, action, object, partner, detail, previous, hash FROM audit
        WHERE seq > $1 ORDER BY seq LIMIT $2";
    const HEAD: &str = "SELECT seq, hash FROM audit_head WHERE one = 1";
    let (mut seq, mut hash) = (0_i64, Vec::new());
    loop {
        let rows: Vec<Told> =
            both!(&mut *tx, conn => sqlx::query_as(SQL).bind(seq).bind(PAGE).fetch_all(conn).await)?;
        let Some(last) = rows.last() else { break };
        let last_seq = last.seq;
        for row in rows {
            if row.seq != seq + 1 || row.previous != hash || row.hash != row.compute_hash() {
                return Ok(Verdict::BrokenAt(seq + 1));
            }
            (seq, hash) = (row.seq, row.hash);
        }
        debug_assert_eq!(seq, last_seq, "rows come in order");
    }
    let (head_seq, head_hash): (i64, Vec<u8>) =
        both!(tx, conn => sqlx::query_as(HEAD).fetch_one(conn).await)?;
    Ok(if (head_seq, &head_hash) == (seq, &hash) { Verdict::Whole(seq) } else { Verdict::BrokenAt(seq + 1) })
}
