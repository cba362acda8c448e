//! Campaigns and their lines, in the register.
//!
//! **Invariant:** a line has a notice, or a fault, or waits; it never gets a second notice.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use kernel::{Euro, Message, PartnerCode};
use register::{StoreError, Tx, both, job::Said};
use sqlx::{FromRow, types::Uuid};

use super::{Campaign, CampaignState, Outcome, REFERENCE, sheet::Row};
use crate::{
    notice::{CampaignId, NoticeId, Simulated, State, Why},
    service::{KeyId, KeyKind, ServiceId},
    store::text,
    template::TemplateId,
};

/// Lines of one statement.
const ROWS_TOGETHER: usize = 250;
/// Lines that one call of [`forget`] empties: others write between two.
pub(crate) const FORGOTTEN_MAX: i64 = 2_000;
/// For how long a list that was never read whole is kept.
const LOADING_KEPT: SignedDuration = SignedDuration::from_hours(24);
const COLUMNS: &str = "campaign_id, partner, service_id, template_id, version, name, titles, fills, state, created_by, key_id, key_kind, \
    reference, good, parts, cost, begins_at_us, created_at_us, confirmed_at_us, done_at_us";

#[derive(FromRow)]
struct CampaignRow {
    campaign_id: Uuid,
    partner: String,
    service_id: Uuid,
    template_id: Uuid,
    version: i64,
    name: String,
    titles: String,
    fills: String,
    state: String,
    created_by: String,
    key_id: Option<Uuid>,
    key_kind: String,
    reference: Option<String>,
    good: i64,
    parts: i64,
    cost: i64,
    begins_at_us: i64,
    created_at_us: i64,
    confirmed_at_us: Option<i64>,
    done_at_us: Option<i64>,
}

impl TryFrom<CampaignRow> for Campaign {
    type Error = StoreError;

    fn try_from(row: CampaignRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: CampaignId::from_uuid(row.campaign_id),
            partner: row.partner.parse().map_err(|_| StoreError::unreadable("partner", &row.partner))?,
            service: ServiceId::from_uuid(row.service_id),
            template: (TemplateId::from_uuid(row.template_id), row.version),
            name: row.name,
            titles: read("notice_campaign.titles", &row.titles)?,
            fills: read("notice_campaign.fills", &row.fills)?,
            state: CampaignState::of(&row.state)
                .ok_or_else(|| StoreError::unreadable("notice_campaign.state", &row.state))?,
            created_by: row.created_by,
            key: row.key_id.map(KeyId::from_uuid),
            key_kind: KeyKind::of(&row.key_kind)
                .ok_or_else(|| StoreError::unreadable("notice_campaign.key_kind", &row.key_kind))?,
            reference: row.reference,
            good: row.good,
            parts: row.parts,
            cost: Euro(row.cost),
            begins_at: instant("notice_campaign.begins_at_us", row.begins_at_us)?,
            created_at: instant("notice_campaign.created_at_us", row.created_at_us)?,
            confirmed_at: maybe("notice_campaign.confirmed_at_us", row.confirmed_at_us)?,
            done_at: maybe("notice_campaign.done_at_us", row.done_at_us)?,
        })
    }
}

fn read<T: serde::de::DeserializeOwned>(column: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::unreadable(column, text))
}

fn written(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain values are always JSON")
}

fn instant(column: &'static str, at_us: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(at_us).map_err(|_| StoreError::unreadable(column, &at_us))
}

fn maybe(column: &'static str, at_us: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
    at_us.map(|it| instant(column, it)).transpose()
}

/// Opens a campaign: its lines may be added. `fills` says which column (its place) fills what; `""` is the address.
pub async fn open(tx: &mut Tx, campaign: &Campaign) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_campaign (campaign_id, partner, service_id, template_id, version, name, titles, fills, state, created_by,
            key_id, key_kind, reference, begins_at_us, created_at_us, confirmed_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(campaign.id.uuid())
        .bind(campaign.partner.as_str())
        .bind(campaign.service.uuid())
        .bind(campaign.template.0.uuid())
        .bind(campaign.template.1)
        .bind(&campaign.name)
        .bind(written(&campaign.titles))
        .bind(written(&campaign.fills))
        .bind(campaign.state.code())
        .bind(&campaign.created_by)
        .bind(campaign.key.map(kernel::Id::uuid))
        .bind(campaign.key_kind.code())
        .bind(&campaign.reference)
        .bind(campaign.begins_at.as_microsecond())
        .bind(campaign.created_at.as_microsecond())
        .bind(campaign.confirmed_at.map(Timestamp::as_microsecond))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Adds lines; a line that is there already stays as it is.
pub async fn add_rows(tx: &mut Tx, id: CampaignId, rows: &[Row]) -> Result<(), StoreError> {
    for some in rows.chunks(ROWS_TOGETHER) {
        let values: Vec<String> =
            (0..some.len()).map(|it| format!("($1, ${}, ${})", 2 * it + 2, 2 * it + 3)).collect();
        let sql = format!(
            "INSERT INTO notice_campaign_line (campaign_id, line, cells) VALUES {}
             ON CONFLICT (campaign_id, line) DO NOTHING",
            values.join(", ")
        );
        both!(&mut *tx, conn => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.uuid());
            for row in some {
                query = query.bind(row.line).bind(text(&written(&row.cells)));
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// A campaign of a partner. Unknown and foreign ids answer alike.
pub async fn find(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: CampaignId,
) -> Result<Option<Campaign>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM notice_campaign WHERE campaign_id = $1 AND partner = $2");
    let row: Option<CampaignRow> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(partner.as_str()).fetch_optional(conn).await)?;
    row.map(Campaign::try_from).transpose()
}

/// The latest campaigns of a partner.
pub async fn listed(tx: &mut Tx, partner: &PartnerCode, most: i64) -> Result<Vec<Campaign>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice_campaign WHERE partner = $1 ORDER BY created_at_us DESC, campaign_id DESC LIMIT $2"
    );
    let rows: Vec<CampaignRow> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(Campaign::try_from).collect()
}

/// Which campaigns are handed over: those that have begun and of which nothing holds the template back.
const DUE: &str = "c.state = 'ready' AND c.begins_at_us <= $1 AND NOT EXISTS (
    SELECT 1 FROM notice_blocked b WHERE b.template_id = c.template_id AND b.version = c.version)";

/// Whether some campaign is to be handed over.
pub async fn is_due(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    let sql = format!("SELECT campaign_id FROM notice_campaign c WHERE {DUE} LIMIT 1");
    let due: Option<Uuid> = both!(tx, conn => sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .bind(now.as_microsecond()).fetch_optional(conn).await)?;
    Ok(due.is_some())
}

/// The campaign that is due of which the fewest slices were handed over, kept from other workers until the transaction ends, so that a long
/// list keeps no short one waiting; `None` if there is none.
pub async fn claim(tx: &mut Tx, now: Timestamp) -> Result<Option<Campaign>, StoreError> {
    let sql = format!(
        "UPDATE notice_campaign SET slices = slices + 1 WHERE state = 'ready' AND campaign_id = (
            SELECT campaign_id FROM notice_campaign c WHERE {DUE} ORDER BY slices, begins_at_us, campaign_id LIMIT 1)
         RETURNING {COLUMNS}"
    );
    let row: Option<CampaignRow> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(now.as_microsecond()).fetch_optional(conn).await)?;
    row.map(Campaign::try_from).transpose()
}

/// Moves a campaign from one state to another; `false`: it was in another one.
pub async fn turn(
    tx: &mut Tx,
    id: CampaignId,
    (from, to): (CampaignState, CampaignState),
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice_campaign SET state = $3, done_at_us = CASE WHEN $3 IN ('done', 'stopped') THEN $4 ELSE done_at_us END
        WHERE campaign_id = $1 AND state = $2";
    let rows = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(from.code()).bind(to.code()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(rows == 1)
}

/// Says yes to a draft: it leaves from then on. `false`: it is no draft any more.
pub async fn confirm(
    tx: &mut Tx,
    id: CampaignId,
    begins_at: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice_campaign SET state = 'ready', begins_at_us = $2, confirmed_at_us = $3 WHERE campaign_id = $1 AND state = 'draft'";
    let rows = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(begins_at.as_microsecond()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(rows == 1)
}

/// Removes a campaign that nobody has said yes to, with its lines; `false`: it is no draft any more.
pub async fn remove(tx: &mut Tx, id: CampaignId) -> Result<bool, StoreError> {
    const LINES: &str = "
        DELETE FROM notice_campaign_line WHERE campaign_id = (
            SELECT campaign_id FROM notice_campaign WHERE campaign_id = $1 AND state IN ('loading', 'draft'))";
    const CAMPAIGN: &str =
        "DELETE FROM notice_campaign WHERE campaign_id = $1 AND state IN ('loading', 'draft')";
    both!(&mut *tx, conn => sqlx::query(LINES).bind(id.uuid()).execute(conn).await.map(drop))?;
    let rows = both!(tx, conn => sqlx::query(CAMPAIGN).bind(id.uuid())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(rows == 1)
}

/// What fills what, changed in a draft: all lines have to be checked again.
pub async fn refill(
    tx: &mut Tx,
    id: CampaignId,
    name: &str,
    fills: &BTreeMap<String, usize>,
) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE notice_campaign SET name = $2, fills = $3 WHERE campaign_id = $1 AND state = 'draft'";
    const LINES: &str = "
        UPDATE notice_campaign_line SET fault = NULL, fault_at = NULL
        WHERE fault IS NOT NULL AND campaign_id = (SELECT campaign_id FROM notice_campaign WHERE campaign_id = $1 AND state = 'draft')";
    both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(name).bind(written(fills)).execute(conn).await.map(drop))?;
    both!(tx, conn => sqlx::query(LINES).bind(id.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}

/// What the check of all lines found.
pub async fn checked(
    tx: &mut Tx,
    id: CampaignId,
    (good, parts, cost): (i64, i64, Euro),
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE notice_campaign SET good = $2, parts = $3, cost = $4 WHERE campaign_id = $1";
    both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(good).bind(parts).bind(cost.0)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// That a line never leaves, and why: the title of the column and a sentence.
pub async fn fault(
    tx: &mut Tx,
    id: CampaignId,
    line: i64,
    (column, why): (&str, &Message),
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice_campaign_line SET fault_at = $3, fault = $4 WHERE campaign_id = $1 AND line = $2 AND notice_id IS NULL";
    both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(line).bind(column).bind(Said::kept(why))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// That a line has its notice.
pub async fn taken(tx: &mut Tx, id: CampaignId, line: i64, notice: NoticeId) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice_campaign_line SET notice_id = $3 WHERE campaign_id = $1 AND line = $2 AND notice_id IS NULL";
    both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(line).bind(notice.uuid())
        .execute(conn).await.map(drop))?;
    Ok(())
}

#[derive(FromRow)]
struct LineRow {
    line: i64,
    cells: String,
}

impl TryFrom<LineRow> for Row {
    type Error = StoreError;

    fn try_from(row: LineRow) -> Result<Self, StoreError> {
        Ok(Self { line: row.line, cells: read("notice_campaign_line.cells", &row.cells)? })
    }
}

/// The next lines that wait, after a line.
pub async fn waiting(tx: &mut Tx, id: CampaignId, after: i64, most: i64) -> Result<Vec<Row>, StoreError> {
    const SQL: &str = "
        SELECT line, cells FROM notice_campaign_line
        WHERE campaign_id = $1 AND line > $2 AND notice_id IS NULL AND fault IS NULL ORDER BY line LIMIT $3";
    let rows: Vec<LineRow> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid()).bind(after).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(Row::try_from).collect()
}

/// A line that cannot leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its line in the file.
    pub line: i64,
    /// The title of the column.
    pub column: String,
    /// Why, in both languages.
    pub why: Said,
    /// The row as it came.
    pub cells: Vec<String>,
}

#[derive(FromRow)]
struct FaultRow {
    line: i64,
    cells: String,
    fault_at: Option<String>,
    fault: String,
}

/// The next lines that cannot leave, after a line.
pub async fn faults(tx: &mut Tx, id: CampaignId, after: i64, most: i64) -> Result<Vec<Fault>, StoreError> {
    const SQL: &str = "
        SELECT line, cells, fault_at, fault FROM notice_campaign_line
        WHERE campaign_id = $1 AND line > $2 AND fault IS NOT NULL ORDER BY line LIMIT $3";
    let rows: Vec<FaultRow> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid()).bind(after).bind(most).fetch_all(conn).await)?;
    let fault = |row: FaultRow| {
        Ok(Fault {
            line: row.line,
            column: row.fault_at.unwrap_or_default(),
            why: read("notice_campaign_line.fault", &row.fault)?,
            cells: read("notice_campaign_line.cells", &row.cells)?,
        })
    };
    rows.into_iter().map(fault).collect()
}

/// How many lines a campaign has: all, with a fault, waiting.
pub async fn counts(tx: &mut Tx, id: CampaignId) -> Result<(i64, i64, i64), StoreError> {
    const SQL: &str = "
        SELECT (SELECT COUNT(*) FROM notice_campaign_line WHERE campaign_id = $1),
            (SELECT COUNT(*) FROM notice_campaign_line WHERE campaign_id = $1 AND fault IS NOT NULL),
            (SELECT COUNT(*) FROM notice_campaign_line WHERE campaign_id = $1 AND notice_id IS NULL AND fault IS NULL)";
    Ok(both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_one(conn).await)?)
}

/// How many notices of a campaign stand where.
pub async fn states(tx: &mut Tx, id: CampaignId) -> Result<Vec<(State, i64)>, StoreError> {
    const SQL: &str = "SELECT state, COUNT(*) FROM notice WHERE job_id = $1 GROUP BY state";
    let rows: Vec<(String, i64)> =
        both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_all(conn).await)?;
    let state = |(state, count): (String, i64)| {
        Ok((State::of(&state).ok_or_else(|| StoreError::unreadable("notice.state", &state))?, count))
    };
    rows.into_iter().map(state).collect()
}

/// Stops the notices of a campaign that have not left; gives how many.
pub async fn cancel(tx: &mut Tx, id: CampaignId, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE notice SET state = 'cancelled', why = $2, done_at_us = $3 WHERE job_id = $1 AND state = 'waiting'";
    Ok(both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(Why::Stopped.code()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?)
}

#[derive(FromRow)]
struct OutcomeRow {
    line: i64,
    cells: String,
    fault_at: Option<String>,
    fault: Option<String>,
    notice_id: Option<Uuid>,
    reference: Option<String>,
    simulated: Option<String>,
    recipient: Option<String>,
    state: Option<String>,
    why: Option<String>,
    due_at_us: Option<i64>,
    sent_at_us: Option<i64>,
    done_at_us: Option<i64>,
}

/// What became of the next lines, after a line.
pub async fn outcomes(
    tx: &mut Tx,
    campaign: &Campaign,
    after: i64,
    most: i64,
) -> Result<Vec<Outcome>, StoreError> {
    const SQL: &str = "
        SELECT l.line, l.cells, l.fault_at, l.fault, l.notice_id, n.reference, n.simulated, n.recipient, n.state, n.why, n.due_at_us, n.sent_at_us, n.done_at_us
        FROM notice_campaign_line l LEFT JOIN notice n ON n.notice_id = l.notice_id
        WHERE l.campaign_id = $1 AND l.line > $2 ORDER BY l.line LIMIT $3";
    let rows: Vec<OutcomeRow> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(campaign.id.uuid()).bind(after).bind(most).fetch_all(conn).await)?;
    let outcome = |row: OutcomeRow| {
        let cells: Vec<String> = read("notice_campaign_line.cells", &row.cells)?;
        let typed = |name: &str| campaign.fills.get(name).and_then(|it| cells.get(*it)).cloned();
        Ok(Outcome {
            line: row.line,
            notice: row.notice_id.map(NoticeId::from_uuid),
            reference: row.reference.or_else(|| typed(REFERENCE)).filter(|it| !it.is_empty()),
            simulated: row.simulated.as_deref().and_then(Simulated::of),
            recipient: row.recipient.or_else(|| typed("")).unwrap_or_default(),
            state: row.state.as_deref().and_then(State::of),
            why: row.why.as_deref().and_then(Why::of),
            fault: match row.fault {
                Some(it) => {
                    Some((row.fault_at.unwrap_or_default(), read("notice_campaign_line.fault", &it)?))
                }
                None => None,
            },
            due_at: maybe("notice.due_at_us", row.due_at_us)?,
            sent_at: maybe("notice.sent_at_us", row.sent_at_us)?,
            done_at: maybe("notice.done_at_us", row.done_at_us)?,
        })
    };
    rows.into_iter().map(outcome).collect()
}

/// Forgets what stood in the lines of campaigns that ended before then, some of it, and removes what nobody ever said yes to, and what
/// was never read whole; gives how many rows: fewer than [`FORGOTTEN_MAX`] if that was all.
pub async fn forget(tx: &mut Tx, before: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
    const LINES: &str = "
        UPDATE notice_campaign_line SET cells = '[]' WHERE cells <> '[]' AND (campaign_id, line) IN (
            SELECT l.campaign_id, l.line FROM notice_campaign_line l JOIN notice_campaign c ON c.campaign_id = l.campaign_id
            WHERE c.state IN ('done', 'stopped') AND c.done_at_us < $1 AND l.cells <> '[]' LIMIT $2)";
    const OLD: &str = "
        SELECT campaign_id FROM notice_campaign
        WHERE state IN ('loading', 'draft') AND created_at_us < CASE state WHEN 'loading' THEN $2 ELSE $1 END LIMIT $3";
    let mut count = both!(&mut *tx, conn => sqlx::query(LINES)
        .bind(before.as_microsecond()).bind(FORGOTTEN_MAX).execute(conn).await.map(|it| it.rows_affected()))?;
    let loading = before.max(now - LOADING_KEPT);
    let old: Vec<Uuid> = both!(&mut *tx, conn => sqlx::query_scalar(OLD)
        .bind(before.as_microsecond()).bind(loading.as_microsecond()).bind(FORGOTTEN_MAX)
        .fetch_all(conn).await)?;
    for id in old {
        count += u64::from(remove(tx, CampaignId::from_uuid(id)).await?);
    }
    Ok(count)
}
