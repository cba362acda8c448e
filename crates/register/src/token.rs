//! API tokens: keys of machines, bound to a partner and to what they may do.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode, Scope, Secret};
use sqlx::{FromRow, types::Uuid};

use crate::{StoreError, Tx, both, secret_token};

/// What stands before a token, so that people and secret scanners recognise one.
pub const PREFIX: &str = "ce_";
/// How stale the note of the last use may be.
const USED_STEP_US: i64 = 60 * 1_000_000;

/// See [`ApiToken`].
pub type ApiTokenId = Id<ApiToken>;

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TokenScope {
    /// Send contacts.
    ContactsWrite,
    /// Ask for measures.
    MeasuresRead,
    /// Give units of experiments their arms.
    ExperimentsAssign,
    /// Read requests and their contacts.
    RequestsRead,
    /// Open, change and close requests.
    RequestsWrite,
    /// Tell of telephone calls.
    TelephonyWrite,
    /// Tell what happens to requests elsewhere.
    EventsWrite,
}

impl TokenScope {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::ContactsWrite,
        Self::MeasuresRead,
        Self::ExperimentsAssign,
        Self::RequestsRead,
        Self::RequestsWrite,
        Self::TelephonyWrite,
        Self::EventsWrite,
    ];

    /// The word of the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ContactsWrite => "contacts:write",
            Self::MeasuresRead => "measures:read",
            Self::ExperimentsAssign => "experiments:assign",
            Self::RequestsRead => "requests:read",
            Self::RequestsWrite => "requests:write",
            Self::TelephonyWrite => "telephony:write",
            Self::EventsWrite => "events:write",
        }
    }
}

impl fmt::Display for TokenScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for TokenScope {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let found = Self::ALL.into_iter().find(|it| it.code() == text);
        found.ok_or_else(|| StoreError::unreadable("api_token.scopes", text))
    }
}

/// A token, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// Whose data it opens.
    pub partner: PartnerCode,
    /// What it is for, in the words of who made it.
    pub label: String,
    /// What it may do.
    pub scopes: Vec<TokenScope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Option<Timestamp>,
    /// When it was revoked; `None` while it works.
    pub revoked_at: Option<Timestamp>,
}

impl Kind for ApiToken {
    const PREFIX: &'static str = "tok";
}

#[derive(FromRow)]
struct Row {
    token_id: Uuid,
    partner: String,
    label: String,
    scopes: String,
    created_at_us: i64,
    used_at_us: Option<i64>,
    revoked_at_us: Option<i64>,
}

impl TryFrom<Row> for ApiToken {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let instant = |column, us: i64| {
            Timestamp::from_microsecond(us).map_err(|_| StoreError::unreadable(column, &us))
        };
        Ok(Self {
            id: ApiTokenId::from_uuid(row.token_id),
            partner: row
                .partner
                .parse()
                .map_err(|_| StoreError::unreadable("api_token.partner", &row.partner))?,
            label: row.label,
            scopes: row.scopes.split_whitespace().map(str::parse).collect::<Result<_, _>>()?,
            created_at: instant("api_token.created_at_us", row.created_at_us)?,
            used_at: row.used_at_us.map(|it| instant("api_token.used_at_us", it)).transpose()?,
            revoked_at: row.revoked_at_us.map(|it| instant("api_token.revoked_at_us", it)).transpose()?,
        })
    }
}

/// Makes a token. Its text is given here and never again.
pub async fn create(
    tx: &mut Tx,
    partner: &PartnerCode,
    label: &str,
    scopes: &[TokenScope],
    created_by: &str,
    now: Timestamp,
) -> Result<(ApiToken, Secret<String>), StoreError> {
    const SQL: &str = "
        INSERT INTO api_token (token_id, key_hash, partner, label, scopes, created_by, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let id = ApiTokenId::new(now);
    let text = format!("{PREFIX}{}", secret_token::generate()?);
    let codes: Vec<&str> = scopes.iter().map(|it| it.code()).collect();
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(secret_token::hash(&text))
        .bind(partner.as_str())
        .bind(label)
        .bind(codes.join(" "))
        .bind(created_by)
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    let token = ApiToken {
        id,
        partner: partner.clone(),
        label: label.to_owned(),
        scopes: scopes.to_vec(),
        created_at: now,
        used_at: None,
        revoked_at: None,
    };
    Ok((token, Secret::new(text)))
}

/// The token of this text, if it works.
pub async fn find(tx: &mut Tx, text: &Secret<String>) -> Result<Option<ApiToken>, StoreError> {
    const SQL: &str = "
        SELECT token_id, partner, label, scopes, created_at_us, used_at_us, revoked_at_us FROM api_token
        WHERE key_hash = $1 AND revoked_at_us IS NULL";
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(secret_token::hash(text.reveal())).fetch_optional(conn).await)?;
    row.map(ApiToken::try_from).transpose()
}

/// Whether the last use should be noted again, see [`touch`].
pub fn is_stale(token: &ApiToken, now: Timestamp) -> bool {
    token.used_at.is_none_or(|it| it.as_microsecond() < now.as_microsecond() - USED_STEP_US)
}

/// Notes that the token was used.
pub async fn touch(tx: &mut Tx, id: ApiTokenId, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE api_token SET used_at_us = $2 WHERE token_id = $1";
    both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The tokens of a scope, revoked ones included, latest first: at most a thousand.
pub async fn list(tx: &mut Tx, scope: &Scope) -> Result<Vec<ApiToken>, StoreError> {
    const SQL: &str = "
        SELECT token_id, partner, label, scopes, created_at_us, used_at_us, revoked_at_us FROM api_token
        WHERE ($1 IS NULL OR partner = $1) ORDER BY created_at_us DESC, token_id LIMIT 1000";
    let rows: Vec<Row> =
        both!(tx, conn => sqlx::query_as(SQL).bind(crate::partner::bound(scope)).fetch_all(conn).await)?;
    rows.into_iter().map(ApiToken::try_from).collect()
}

/// Revokes a token of the scope and tells whose it was; `None` if there is none such that works.
pub async fn revoke(
    tx: &mut Tx,
    scope: &Scope,
    id: ApiTokenId,
    now: Timestamp,
) -> Result<Option<PartnerCode>, StoreError> {
    const SQL: &str = "
        UPDATE api_token SET revoked_at_us = $3
        WHERE token_id = $1 AND ($2 IS NULL OR partner = $2) AND revoked_at_us IS NULL
        RETURNING partner";
    let partner: Option<String> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(id.uuid()).bind(crate::partner::bound(scope)).bind(now.as_microsecond())
        .fetch_optional(conn).await)?;
    crate::partner::read_code("api_token.partner", partner)
}
