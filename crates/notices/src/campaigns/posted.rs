//! Lists that programs send: they are there whole before the program is answered, and leave like any other campaign.
//!
//! **Invariant:** a call that its program names is one campaign, however often it is sent and wherever a process died in between.

use std::time::Instant;

use jiff::Timestamp;
use kernel::Euro;
use register::{Db, StoreError, Tx, both};
use tokio::time::sleep;

use super::{Campaign, CampaignState, sheet::Row, store, work::breath};
use crate::{
    notice::CampaignId,
    service::{Key, KeyId, Service},
    store::keys,
};

/// Rows of one call.
pub const ROWS_MAX: usize = 100_000;
/// Bytes of one call.
pub const BYTES_MAX: usize = 32 << 20;
/// Columns of one call.
pub const COLUMNS_MAX: usize = 100;
/// Letters of one cell.
pub const CELL_CHARS_MAX: usize = 2_000;
/// Rows of one transaction: a page that writes meanwhile waits for no longer than that takes.
const STEP: usize = 1_000;
/// Transactions after which others get their turn.
const STEPS_TOGETHER: usize = 5;

/// The id of a call that its program names: the same for the same name by the same key.
pub fn id_of(key: KeyId, name: &str) -> CampaignId {
    let hash = blake3::hash(format!("bulk {} {name}", key.uuid()).as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    CampaignId::from_uuid(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// A campaign of a service that one of its programs made.
///
/// # Errors
///
/// The register's.
pub async fn find(tx: &mut Tx, service: &Service, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
    let found = store::find(tx, &service.partner, id).await?;
    Ok(found.filter(|it| it.service == service.id && it.key.is_some()))
}

/// What the call that made a campaign held; `None`: the call had no name.
///
/// # Errors
///
/// The register's.
pub async fn digest(tx: &mut Tx, id: CampaignId) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT digest FROM notice_campaign WHERE campaign_id = $1";
    let kept: Option<Option<String>> =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    Ok(kept.flatten())
}

/// Begins a list, unless its call, which is named, began it before; `digest` says what the call holds.
///
/// # Errors
///
/// The register's.
pub async fn begin(db: &Db, campaign: &Campaign, digest: Option<&str>) -> Result<(), StoreError> {
    const SIGNED: &str = "UPDATE notice_campaign SET digest = $2 WHERE campaign_id = $1";
    let mut tx = db.write().await?;
    if digest.is_some() && store::find(&mut tx, &campaign.partner, campaign.id).await?.is_some() {
        return Ok(());
    }
    store::open(&mut tx, campaign).await?;
    both!(&mut tx, conn => sqlx::query(SIGNED)
        .bind(campaign.id.uuid()).bind(digest).execute(conn).await.map(drop))?;
    tx.commit().await
}

/// Writes the rows of a list that loads; then it leaves from its time on. Rows that are there already stay as they are.
///
/// # Errors
///
/// The register's: what was written stays, and the same call goes on from there.
pub async fn load(db: &Db, campaign: &mut Campaign, rows: &[Row], now: Timestamp) -> Result<(), StoreError> {
    if campaign.state != CampaignState::Loading {
        return Ok(());
    }
    let mut begun = Instant::now();
    for (place, some) in (1..).zip(rows.chunks(STEP)) {
        let mut tx = db.write().await?;
        store::add_rows(&mut tx, campaign.id, some).await?;
        tx.commit().await?;
        if place % STEPS_TOGETHER == 0 {
            sleep(breath(begun.elapsed())).await;
            begun = Instant::now();
        }
    }
    let good = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut tx = db.write().await?;
    store::checked(&mut tx, campaign.id, (good, 0, Euro(0))).await?;
    // Whoever sent the same call at the same time may have been faster.
    store::turn(&mut tx, campaign.id, (CampaignState::Loading, CampaignState::Ready), now).await?;
    tx.commit().await?;
    campaign.state = CampaignState::Ready;
    campaign.good = good;
    Ok(())
}

/// Counts what became of a list: how many notices it made, of how many parts, at what cost.
///
/// # Errors
///
/// The register's.
pub async fn totalled(tx: &mut Tx, id: CampaignId) -> Result<(), StoreError> {
    const SQL: &str = "
        SELECT COUNT(*), CAST(COALESCE(SUM(segments), 0) AS BIGINT), CAST(COALESCE(SUM(cost), 0) AS BIGINT)
        FROM notice WHERE job_id = $1";
    let (good, parts, cost): (i64, i64, i64) =
        both!(&mut *tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_one(conn).await)?;
    store::checked(tx, id, (good, parts, Euro(cost))).await
}

/// The key by which a campaign was made.
///
/// # Errors
///
/// The register's.
pub async fn key_of(tx: &mut Tx, campaign: &Campaign) -> Result<Option<Key>, StoreError> {
    let keys = keys::listed(tx, campaign.service).await?;
    Ok(keys.into_iter().find(|it| Some(it.id) == campaign.key))
}
