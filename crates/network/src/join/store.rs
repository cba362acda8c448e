//! Requests to join and invitations in the register.

use std::time::Duration;

use jiff::Timestamp;
use kernel::{Lang, PartnerCode};
use register::{AccountId, StoreError, Tx, both, secret_token};
use sqlx::{FromRow, types::Uuid};

use super::{Request, RequestId, State};

/// How long the link of a first message works.
pub const CONFIRM_WITHIN: Duration = Duration::from_hours(7 * 24);
/// How long an invitation works.
pub const INVITED_FOR: Duration = Duration::from_hours(14 * 24);
/// How long a decided request is kept.
const DECIDED_KEPT: Duration = Duration::from_hours(365 * 24);
/// Requests of the list.
const LISTED_MAX: i64 = 200;

const COLUMNS: &str =
    "join_id, organisation, person, post, email, message, lang, state, created_at_us, answer";

#[derive(FromRow)]
struct Row {
    join_id: Uuid,
    organisation: String,
    person: String,
    post: String,
    email: String,
    message: String,
    lang: String,
    state: String,
    created_at_us: i64,
    answer: Option<String>,
}

impl TryFrom<Row> for Request {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: RequestId::from_uuid(row.join_id),
            state: State::of(&row.state)
                .ok_or_else(|| StoreError::unreadable("join_request.state", &row.state))?,
            lang: row.lang.parse().unwrap_or(Lang::Fr),
            created_at: Timestamp::from_microsecond(row.created_at_us)
                .map_err(|_| StoreError::unreadable("join_request.created_at_us", &row.created_at_us))?,
            organisation: row.organisation,
            person: row.person,
            post: row.post,
            email: row.email,
            message: row.message,
            answer: row.answer,
        })
    }
}

/// Records a request, and gives the secret of the link that confirms it.
pub async fn record(tx: &mut Tx, request: &Request) -> Result<String, StoreError> {
    const SQL: &str = "
        INSERT INTO join_request
            (join_id, organisation, person, post, email, message, lang, state, token_hash, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'unconfirmed', $8, $9)";
    let secret = secret_token::generate()?;
    both!(tx, conn => sqlx::query(SQL)
        .bind(request.id.uuid())
        .bind(&request.organisation)
        .bind(&request.person)
        .bind(&request.post)
        .bind(&request.email)
        .bind(&request.message)
        .bind(request.lang.tag())
        .bind(secret_token::hash(&secret))
        .bind(request.created_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(secret)
}

/// Requests since an instant: of one address, and of all.
pub async fn since(tx: &mut Tx, email: &str, instant: Timestamp) -> Result<(i64, i64), StoreError> {
    const OWN: &str = "SELECT COUNT(*) FROM join_request WHERE email = $1 AND created_at_us >= $2";
    const ALL: &str = "SELECT COUNT(*) FROM join_request WHERE created_at_us >= $1";
    let at = instant.as_microsecond();
    let own = both!(tx, conn => sqlx::query_scalar(OWN).bind(email).bind(at).fetch_one(conn).await)?;
    let all = both!(tx, conn => sqlx::query_scalar(ALL).bind(at).fetch_one(conn).await)?;
    Ok((own, all))
}

/// The request of a link.
pub async fn of_secret(tx: &mut Tx, secret: &str) -> Result<Option<Request>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM join_request WHERE token_hash = $1");
    let hash = secret_token::hash(secret);
    let row: Option<Row> =
        both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(hash).fetch_optional(conn).await)?;
    row.map(Request::try_from).transpose()
}

/// One request.
pub async fn find(tx: &mut Tx, id: RequestId) -> Result<Option<Request>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM join_request WHERE join_id = $1");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Request::try_from).transpose()
}

/// The requests, those to decide first, then the newest.
pub async fn list(tx: &mut Tx) -> Result<Vec<Request>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM join_request WHERE state <> 'unconfirmed'
         ORDER BY CASE state WHEN 'confirmed' THEN 0 ELSE 1 END, created_at_us DESC LIMIT $1"
    );
    let rows: Vec<Row> =
        both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Request::try_from).collect()
}

/// The address is theirs. `false`: it was confirmed before.
pub async fn confirm(tx: &mut Tx, id: RequestId) -> Result<bool, StoreError> {
    const SQL: &str =
        "UPDATE join_request SET state = 'confirmed' WHERE join_id = $1 AND state = 'unconfirmed'";
    let changed =
        both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Decides on a confirmed request. `false`: somebody has decided already.
pub async fn decide(
    tx: &mut Tx,
    id: RequestId,
    state: State,
    partner: Option<&PartnerCode>,
    answer: &str,
    (by, at): (&str, Timestamp),
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE join_request SET state = $2, partner = $3, answer = $4, decided_by = $5, decided_at_us = $6
        WHERE join_id = $1 AND state = 'confirmed'";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(state.code())
        .bind(partner.map(PartnerCode::as_str))
        .bind(answer)
        .bind(by)
        .bind(at.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Invites a new account to choose its password, and gives the secret of the link.
pub async fn invite(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<String, StoreError> {
    const SQL: &str = "INSERT INTO invitation (token_hash, account_id, expires_at_us) VALUES ($1, $2, $3)";
    let secret = secret_token::generate()?;
    let expires = now + INVITED_FOR;
    both!(tx, conn => sqlx::query(SQL)
        .bind(secret_token::hash(&secret)).bind(account.uuid()).bind(expires.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(secret)
}

/// Whom a link invites, if it still works.
pub async fn invited(tx: &mut Tx, secret: &str, now: Timestamp) -> Result<Option<AccountId>, StoreError> {
    const SQL: &str = "SELECT account_id FROM invitation WHERE token_hash = $1 AND expires_at_us > $2";
    let id: Option<Uuid> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(secret_token::hash(secret)).bind(now.as_microsecond()).fetch_optional(conn).await)?;
    Ok(id.map(AccountId::from_uuid))
}

/// Uses an invitation up. `false`: somebody was faster.
pub async fn use_up(tx: &mut Tx, secret: &str) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM invitation WHERE token_hash = $1";
    let gone = both!(tx, conn => sqlx::query(SQL)
        .bind(secret_token::hash(secret)).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(gone == 1)
}

/// Removes what has run out, and says how much.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const REQUESTS: &str = "
        DELETE FROM join_request WHERE (state = 'unconfirmed' AND created_at_us < $1)
            OR (decided_at_us IS NOT NULL AND decided_at_us < $2)";
    const INVITATIONS: &str = "DELETE FROM invitation WHERE expires_at_us < $1";
    let (unconfirmed, decided) = (now - CONFIRM_WITHIN, now - DECIDED_KEPT);
    let requests = both!(tx, conn => sqlx::query(REQUESTS)
        .bind(unconfirmed.as_microsecond()).bind(decided.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    let invitations = both!(tx, conn => sqlx::query(INVITATIONS)
        .bind(now.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(requests + invitations)
}
