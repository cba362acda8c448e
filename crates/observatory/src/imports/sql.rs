//! Uploads in the register.

use jiff::Timestamp;
use kernel::{PartnerCode, Scope};
use register::{JobId, StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{Plan, Upload, UploadId, UploadState};

/// Uploads of the history page.
const LISTED_MAX: i64 = 100;

#[derive(FromRow)]
struct Row {
    upload_id: Uuid,
    partner: String,
    created_by: String,
    file_name: String,
    bytes: i64,
    plan: String,
    state: String,
    job_id: Option<Uuid>,
    created_at_us: i64,
}

impl TryFrom<Row> for Upload {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let states = [UploadState::Received, UploadState::Asked, UploadState::Removing, UploadState::GivenUp];
        Ok(Self {
            id: UploadId::from_uuid(row.upload_id),
            partner: row
                .partner
                .parse()
                .map_err(|_| StoreError::unreadable("upload.partner", &row.partner))?,
            created_by: row.created_by,
            file_name: row.file_name,
            bytes: row.bytes,
            plan: serde_json::from_str(&row.plan)
                .map_err(|_| StoreError::unreadable("upload.plan", &row.plan))?,
            state: states
                .into_iter()
                .find(|it| it.code() == row.state)
                .ok_or_else(|| StoreError::unreadable("upload.state", &row.state))?,
            job: row.job_id.map(JobId::from_uuid),
            created_at: Timestamp::from_microsecond(row.created_at_us)
                .map_err(|_| StoreError::unreadable("upload.created_at_us", &row.created_at_us))?,
        })
    }
}

/// Records a file that is whole on the disk.
pub async fn record(tx: &mut Tx, upload: &Upload) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO upload (upload_id, partner, created_by, file_name, bytes, plan, state, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(upload.id.uuid())
        .bind(upload.partner.as_str())
        .bind(&upload.created_by)
        .bind(&upload.file_name)
        .bind(upload.bytes)
        .bind(written(&upload.plan))
        .bind(upload.state.code())
        .bind(upload.created_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// One upload of a partner.
pub async fn find(tx: &mut Tx, partner: &PartnerCode, id: UploadId) -> Result<Option<Upload>, StoreError> {
    const SQL: &str = "
        SELECT upload_id, partner, created_by, file_name, bytes, plan, state, job_id, created_at_us
        FROM upload WHERE upload_id = $1 AND partner = $2";
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).bind(partner.as_str()).fetch_optional(conn).await)?;
    row.map(Upload::try_from).transpose()
}

/// The latest uploads of a scope.
pub async fn latest(tx: &mut Tx, scope: &Scope) -> Result<Vec<Upload>, StoreError> {
    const SQL: &str = "
        SELECT upload_id, partner, created_by, file_name, bytes, plan, state, job_id, created_at_us
        FROM upload WHERE ($1 IS NULL OR partner = $1) ORDER BY created_at_us DESC, upload_id LIMIT $2";
    let partner = match scope {
        Scope::Partner(code) => Some(code.as_str()),
        Scope::Everyone => None,
    };
    let rows: Vec<Row> =
        both!(tx, conn => sqlx::query_as(SQL).bind(partner).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Upload::try_from).collect()
}

/// Keeps the corrections. `false`: the file is not there to be explained any more.
pub async fn keep_plan(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: UploadId,
    plan: &Plan,
) -> Result<bool, StoreError> {
    const SQL: &str =
        "UPDATE upload SET plan = $3 WHERE upload_id = $1 AND partner = $2 AND state = 'received'";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(partner.as_str()).bind(written(plan))
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Ties the file to the job that imports it. `false`: somebody was faster.
pub async fn ask(tx: &mut Tx, partner: &PartnerCode, id: UploadId, job: JobId) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE upload SET state = 'asked', job_id = $3
        WHERE upload_id = $1 AND partner = $2 AND state = 'received'";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(partner.as_str()).bind(job.uuid())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Ties the file to the job that removes its rows from the log. `false`: its state or its job is another by now.
pub async fn remove(
    tx: &mut Tx,
    partner: &PartnerCode,
    upload: &Upload,
    job: JobId,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE upload SET state = 'removing', job_id = $3
        WHERE upload_id = $1 AND partner = $2 AND state = $4 AND job_id = $5";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(upload.id.uuid()).bind(partner.as_str()).bind(job.uuid())
        .bind(upload.state.code()).bind(upload.job.map(JobId::uuid))
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Back to the explanation of columns, after a failed import. `false`: it had not been asked for.
pub async fn take_back(tx: &mut Tx, partner: &PartnerCode, id: UploadId) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE upload SET state = 'received', job_id = NULL
        WHERE upload_id = $1 AND partner = $2 AND state = 'asked'";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(partner.as_str()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Gives the file up. `false`: it was already.
pub async fn give_up(tx: &mut Tx, partner: &PartnerCode, id: UploadId) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE upload SET state = 'given_up'
        WHERE upload_id = $1 AND partner = $2 AND state IN ('received', 'asked')";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(partner.as_str()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Gives up the files that wait for an explanation, or whose import failed, since before an instant, and tells which.
pub async fn give_up_old(tx: &mut Tx, before: Timestamp) -> Result<Vec<UploadId>, StoreError> {
    const SQL: &str = "
        UPDATE upload SET state = 'given_up'
        WHERE created_at_us < $1 AND (state = 'received'
            OR (state = 'asked' AND job_id IN (SELECT job_id FROM job WHERE state = 'failed')))
        RETURNING upload_id";
    let ids: Vec<Uuid> =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(before.as_microsecond()).fetch_all(conn).await)?;
    Ok(ids.into_iter().map(UploadId::from_uuid).collect())
}

fn written(plan: &Plan) -> String {
    serde_json::to_string(plan).expect("a plan is texts only")
}
