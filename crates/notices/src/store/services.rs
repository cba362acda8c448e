//! Services, in the register.

use jiff::{Timestamp, civil::Time};
use kernel::Scope;
use register::{StoreError, Tx, both, partner::bound};
use sqlx::{FromRow, types::Uuid};

use super::{instant, json, maybe_instant, partner, written};
use crate::{
    service::{Quiet, Service, ServiceId},
    targets::store as targets,
};

/// Services of a list at most: there is no second page.
const LISTED_MAX: i64 = 1_000;

const COLUMNS: &str = "service_id, partner, name, is_live, sms_sender, email_name, email_replies, letter_sender, guests, quiet_from,
    quiet_to, is_working, hourly_max, created_at_us, closed_at_us";

#[derive(FromRow)]
struct Row {
    service_id: Uuid,
    partner: String,
    name: String,
    is_live: i64,
    sms_sender: String,
    email_name: String,
    email_replies: Option<String>,
    letter_sender: String,
    guests: String,
    quiet_from: i64,
    quiet_to: i64,
    is_working: i64,
    hourly_max: Option<i64>,
    created_at_us: i64,
    closed_at_us: Option<i64>,
}

impl TryFrom<Row> for Service {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ServiceId::from_uuid(row.service_id),
            partner: partner(&row.partner)?,
            name: row.name,
            is_live: row.is_live == 1,
            sms_sender: row.sms_sender,
            email_name: row.email_name,
            email_replies: row.email_replies,
            letter_sender: row.letter_sender,
            guests: json("notice_service.guests", &row.guests)?,
            quiet: Quiet {
                from: time("notice_service.quiet_from", row.quiet_from)?,
                to: time("notice_service.quiet_to", row.quiet_to)?,
                is_working_days: row.is_working == 1,
            },
            hourly_max: row
                .hourly_max
                .map(|it| {
                    u32::try_from(it).map_err(|_| StoreError::unreadable("notice_service.hourly_max", &it))
                })
                .transpose()?,
            created_at: instant("notice_service.created_at_us", row.created_at_us)?,
            closed_at: maybe_instant("notice_service.closed_at_us", row.closed_at_us)?,
        })
    }
}

/// A time of the day from its minutes.
fn time(column: &'static str, minutes: i64) -> Result<Time, StoreError> {
    let bad = || StoreError::unreadable(column, &minutes);
    let hour = i8::try_from(minutes / 60).map_err(|_| bad())?;
    let minute = i8::try_from(minutes % 60).map_err(|_| bad())?;
    Time::new(hour, minute, 0, 0).map_err(|_| bad())
}

fn minutes(time: Time) -> i64 {
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}

/// Records a new service.
pub async fn record(tx: &mut Tx, service: &Service, by: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_service (service_id, partner, name, is_live, sms_sender, email_name, email_replies, letter_sender, guests,
            quiet_from, quiet_to, is_working, hourly_max, created_by, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(service.id.uuid())
        .bind(service.partner.as_str())
        .bind(&service.name)
        .bind(i64::from(service.is_live))
        .bind(&service.sms_sender)
        .bind(&service.email_name)
        .bind(service.email_replies.as_deref())
        .bind(&service.letter_sender)
        .bind(written(&service.guests))
        .bind(minutes(service.quiet.from))
        .bind(minutes(service.quiet.to))
        .bind(i64::from(service.quiet.is_working_days))
        .bind(service.hourly_max.map(i64::from))
        .bind(by)
        .bind(service.created_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Writes a service anew: all but its id, its partner and its dates. `false`: there is no such one, or it is closed.
pub async fn change(tx: &mut Tx, service: &Service) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice_service SET name = $3, is_live = $4, sms_sender = $5, email_name = $6, email_replies = $7, letter_sender = $8,
            guests = $9, quiet_from = $10, quiet_to = $11, is_working = $12, hourly_max = $13
        WHERE service_id = $1 AND partner = $2 AND closed_at_us IS NULL";
    let changed = both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(service.id.uuid())
        .bind(service.partner.as_str())
        .bind(&service.name)
        .bind(i64::from(service.is_live))
        .bind(&service.sms_sender)
        .bind(&service.email_name)
        .bind(service.email_replies.as_deref())
        .bind(&service.letter_sender)
        .bind(written(&service.guests))
        .bind(minutes(service.quiet.from))
        .bind(minutes(service.quiet.to))
        .bind(i64::from(service.quiet.is_working_days))
        .bind(service.hourly_max.map(i64::from))
        .execute(conn).await.map(|it| it.rows_affected()))?;
    if changed == 1 {
        targets::read_letters_anew(tx, service.id).await?;
    }
    Ok(changed == 1)
}

/// One service of a scope, closed or not.
pub async fn find(tx: &mut Tx, scope: &Scope, id: ServiceId) -> Result<Option<Service>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice_service WHERE service_id = $1 AND ($2 IS NULL OR partner = $2)"
    );
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(bound(scope)).fetch_optional(conn).await)?;
    row.map(Service::try_from).transpose()
}

/// The services of a scope that are not closed, by name, 1,000 at most.
pub async fn listed(tx: &mut Tx, scope: &Scope) -> Result<Vec<Service>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice_service WHERE closed_at_us IS NULL AND ($1 IS NULL OR partner = $1)
         ORDER BY name, service_id LIMIT {LISTED_MAX}"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(bound(scope)).fetch_all(conn).await)?;
    rows.into_iter().map(Service::try_from).collect()
}

/// Closes a service and ends its keys: nothing is accepted from it any more. `false`: there is no such one, or it is closed.
pub async fn close(tx: &mut Tx, scope: &Scope, id: ServiceId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice_service SET closed_at_us = $3
        WHERE service_id = $1 AND ($2 IS NULL OR partner = $2) AND closed_at_us IS NULL";
    const KEYS: &str =
        "UPDATE notice_key SET revoked_at_us = $2 WHERE service_id = $1 AND revoked_at_us IS NULL";
    let closed = both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(bound(scope)).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    if closed == 0 {
        return Ok(false);
    }
    both!(tx, conn => sqlx::query(KEYS)
        .bind(id.uuid()).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(true)
}
