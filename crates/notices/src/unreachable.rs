//! People whom messages do not reach: they are called, or written to by letter, rather than forgotten.
//!
//! An address is *unreachable* once a carrier says that nobody has it, or after the third failure that spreads over three days. A message that
//! arrives, or a change of the address, ends it.

use std::time::Duration;

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use crate::{
    address::{Address, Medium},
    notice::{NoticeId, Why},
    store::{instant, preferences, word},
};

/// Failures after which an address counts as unreachable …
const FAILURES: i64 = 3;
/// … if the first was so long ago: a telephone that is off for an evening is none.
const SPREAD: Duration = Duration::from_hours(3 * 24);
/// Addresses of a list.
const LISTED_MAX: i64 = 500;

/// An address at which messages fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreachable {
    /// Where; `None` once it is forgotten.
    pub address: Option<Address>,
    /// What stands for the address.
    pub recipient_key: String,
    /// The last message that failed.
    pub notice: NoticeId,
    /// Whom it was for, in the words of the partner's systems.
    pub usager: Option<String>,
    /// About which request, in the words of the partner's systems.
    pub request: Option<String>,
    /// Why it failed.
    pub why: Why,
    /// How many failed.
    pub failures: i64,
    /// Since when the address counts as unreachable.
    pub since: Timestamp,
}

/// Whether a failure says something of the address: others are of the message, or of us.
const fn is_of_the_address(why: Why) -> bool {
    matches!(why, Why::Unknown | Why::BadAddress | Why::Away | Why::Other)
}

/// Counts a message that failed.
pub(crate) async fn failed(
    tx: &mut Tx,
    (partner, recipient_key, medium): (&PartnerCode, &str, Medium),
    (notice, why): (NoticeId, Why),
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_failure (partner, recipient_key, notice_id, failures, first_at_us, last_at_us)
        VALUES ($1, $2, $3, 1, $4, $4)
        ON CONFLICT (partner, recipient_key) DO UPDATE SET
            notice_id = excluded.notice_id, failures = notice_failure.failures + 1, last_at_us = excluded.last_at_us
        RETURNING failures, first_at_us";
    if !is_of_the_address(why) {
        return Ok(());
    }
    let (failures, first_at_us): (i64, i64) = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str())
        .bind(recipient_key)
        .bind(notice.uuid())
        .bind(now.as_microsecond())
        .fetch_one(conn).await)?;
    let is_for_good = matches!(why, Why::Unknown | Why::BadAddress);
    if is_for_good || (failures >= FAILURES && first_at_us <= (now - SPREAD).as_microsecond()) {
        preferences::mark_unreachable(tx, (recipient_key, medium), why, now).await?;
    }
    Ok(())
}

/// Whether messages do not reach an address.
pub async fn is(tx: &mut Tx, recipient_key: &str) -> Result<bool, StoreError> {
    Ok(preferences::unreachable(tx, recipient_key).await?.is_some())
}

/// Forgets that messages failed at an address: one arrived, or its person gave it anew.
pub async fn forget(tx: &mut Tx, recipient_key: &str) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM notice_failure WHERE recipient_key = $1";
    both!(tx, conn => sqlx::query(SQL).bind(recipient_key).execute(conn).await.map(drop))?;
    preferences::clear_unreachable(tx, recipient_key).await
}

#[derive(FromRow)]
struct Row {
    medium: String,
    recipient: Option<String>,
    recipient_key: String,
    notice_id: Uuid,
    usager: Option<String>,
    request: Option<String>,
    why: String,
    failures: i64,
    since_us: i64,
}

impl TryFrom<Row> for Unreachable {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let medium = word("notice_unreachable.medium", &row.medium, Medium::of)?;
        Ok(Self {
            address: row.recipient.map(|it| Address::kept(medium, &it)),
            recipient_key: row.recipient_key,
            notice: NoticeId::from_uuid(row.notice_id),
            usager: row.usager,
            request: row.request,
            why: word("notice_unreachable.why", &row.why, Why::of)?,
            failures: row.failures,
            since: instant("notice_unreachable.since_us", row.since_us)?,
        })
    }
}

/// The addresses of a partner's usagers that messages do not reach, the latest first.
pub async fn list(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Unreachable>, StoreError> {
    const SQL: &str = "
        SELECT u.medium, notice.recipient, f.recipient_key, f.notice_id, notice.usager, notice.request, u.why, f.failures, u.since_us
        FROM notice_failure AS f JOIN notice_unreachable AS u ON u.address_key = f.recipient_key
        LEFT JOIN notice ON notice.notice_id = f.notice_id
        WHERE f.partner = $1 ORDER BY u.since_us DESC, f.recipient_key LIMIT $2";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Unreachable::try_from).collect()
}
