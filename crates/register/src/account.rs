//! Accounts: who signs in, with which role, for which partner.

use std::{fmt, str::FromStr, sync::LazyLock, time::Duration};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use jiff::Timestamp;
use kernel::{Explain, Id, Kind, Message, PartnerCode, Scope, Secret};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, types::Uuid};

use crate::{StoreError, Tx, WORDS, both};

/// See [`Account`].
pub type AccountId = Id<Account>;

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Follows their own requests.
    Usager,
    /// Answers usagers, at one partner.
    Agent,
    /// Runs user relations of one partner.
    Manager,
    /// Imports and questions the figures of one partner.
    Analyst,
    /// Animates the programme: all partners, through the disclosure rule.
    Programme,
    /// Runs the instance.
    Administrator,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Usager, Self::Agent, Self::Manager, Self::Analyst, Self::Programme, Self::Administrator];

    /// The word of the database, of the command line and of the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Usager => "usager",
            Self::Agent => "agent",
            Self::Manager => "manager",
            Self::Analyst => "analyst",
            Self::Programme => "programme",
            Self::Administrator => "administrator",
        }
    }

    /// Whether such a person belongs to a partner.
    pub const fn needs_partner(self) -> bool {
        matches!(self, Self::Agent | Self::Manager | Self::Analyst)
    }

    /// The word that a person reads.
    pub const fn label(self) -> Message {
        Message::new(
            &WORDS,
            match self {
                Self::Usager => "role-usager",
                Self::Agent => "role-agent",
                Self::Manager => "role-manager",
                Self::Analyst => "role-analyst",
                Self::Programme => "role-programme",
                Self::Administrator => "role-administrator",
            },
        )
    }
}

impl FromStr for Role {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Self, AccountError> {
        Self::ALL
            .into_iter()
            .find(|it| it.code() == text)
            .ok_or_else(|| AccountError::UnknownRole(text.to_owned()))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A person who can sign in.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Address, in lower case.
    pub email: String,
    /// Name on screen.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// For whom; `None` for those who belong to no partner.
    pub partner: Option<PartnerCode>,
    /// Sessions of another epoch are void.
    pub epoch: i64,
    /// Whether the account was closed: it cannot sign in.
    pub closed: bool,
}

impl Kind for Account {
    const PREFIX: &'static str = "acc";
}

impl Account {
    /// Whose rows this person may read: their partner's; everyone's for the programme and administrators (through the
    /// disclosure rule); nobody's otherwise.
    pub fn scope(&self) -> Option<Scope> {
        match (&self.partner, self.role) {
            (Some(partner), Role::Agent | Role::Manager | Role::Analyst) => {
                Some(Scope::Partner(partner.clone()))
            }
            (None, Role::Programme | Role::Administrator) => Some(Scope::Everyone),
            _ => None,
        }
    }

    /// How the audit trail names this person.
    pub fn actor(&self) -> String {
        self.id.to_string()
    }
}

/// An account to be.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Address; case does not matter.
    pub email: String,
    /// Name on screen.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// For whom: if, and only if, the role [needs a partner](Role::needs_partner).
    pub partner: Option<PartnerCode>,
}

/// How long a closed account is kept, for the audit trail's sake.
pub const CLOSED_KEPT: Duration = Duration::from_hours(3 * 365 * 24);
/// Shortest password.
pub const PASSWORD_MIN: usize = 12;
/// Longest password: hashing a novel would be a way to keep the server busy.
pub const PASSWORD_MAX: usize = 200;

/// An account was refused.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Not an address.
    #[error("`{0}` is not an e-mail address")]
    BadEmail(String),
    /// An account has this address.
    #[error("an account has this e-mail address")]
    EmailTaken,
    /// Too short or too long.
    #[error("a password has {PASSWORD_MIN} to {PASSWORD_MAX} characters")]
    BadPassword,
    /// The name is empty or too long.
    #[error("a name has 1 to 120 characters")]
    BadName,
    /// Not a role.
    #[error("`{0}` is not a role")]
    UnknownRole(String),
    /// An agent, a manager or an analyst works for a partner.
    #[error("role {0} needs a partner")]
    PartnerMissing(Role),
    /// An usager, the programme or an administrator works for no partner.
    #[error("role {0} has no partner")]
    PartnerNotTheirs(Role),
    /// No such partner.
    #[error("no partner `{0}`")]
    UnknownPartner(PartnerCode),
    /// Unknown address, wrong password or closed account: which one is not said.
    #[error("wrong e-mail address or password")]
    WrongCredentials,
    /// Ours to repair.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for AccountError {
    fn message(&self) -> Message {
        let key = match self {
            Self::BadEmail(_) => "account-bad-email",
            Self::EmailTaken => "account-email-taken",
            Self::BadPassword => "account-bad-password",
            Self::BadName => "account-bad-name",
            Self::UnknownRole(role) => {
                return Message::new(&WORDS, "account-unknown-role").with("role", role.as_str());
            }
            Self::PartnerMissing(_) => "account-partner-missing",
            Self::PartnerNotTheirs(_) => "account-partner-not-theirs",
            Self::UnknownPartner(code) => {
                return Message::new(&WORDS, "account-unknown-partner").with("partner", code.as_str());
            }
            Self::WrongCredentials => "account-wrong-credentials",
            Self::Store(error) => return error.message(),
        };
        Message::new(&WORDS, key)
    }
}

#[derive(FromRow)]
pub(crate) struct Row {
    account_id: Uuid,
    email: String,
    name: String,
    role: String,
    partner: Option<String>,
    epoch: i64,
    closed: i64,
}

impl TryFrom<Row> for Account {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: AccountId::from_uuid(row.account_id),
            role: row.role.parse().map_err(|_| StoreError::unreadable("account.role", &row.role))?,
            partner: crate::partner::read_code("account.partner", row.partner)?,
            email: row.email,
            name: row.name,
            epoch: row.epoch,
            closed: row.closed != 0,
        })
    }
}

/// Opens an account. Hashing takes a tenth of a second: it happens before the transaction, see [`hash_password`].
pub async fn create(
    tx: &mut Tx,
    new: &NewAccount,
    password: PasswordDigest,
    now: Timestamp,
) -> Result<Account, AccountError> {
    const SQL: &str = "
        INSERT INTO account (account_id, email, name, password_hash, role, partner, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let email = normalised(&new.email)?;
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 120 {
        return Err(AccountError::BadName);
    }
    if new.role.needs_partner() && new.partner.is_none() {
        return Err(AccountError::PartnerMissing(new.role));
    }
    if !new.role.needs_partner() && new.partner.is_some() {
        return Err(AccountError::PartnerNotTheirs(new.role));
    }
    if let Some(code) = &new.partner
        && crate::partner::find(tx, code).await?.is_none()
    {
        return Err(AccountError::UnknownPartner(code.clone()));
    }
    let id = AccountId::new(now);
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(&email)
        .bind(name)
        .bind(&password.0)
        .bind(new.role.code())
        .bind(new.partner.as_ref().map(PartnerCode::as_str))
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))
    .map_err(StoreError::from)
    .map_err(|error| if error.is_duplicate() { AccountError::EmailTaken } else { error.into() })?;
    Ok(Account {
        id,
        email,
        name: name.to_owned(),
        role: new.role,
        partner: new.partner.clone(),
        epoch: 0,
        closed: false,
    })
}

/// One account.
pub async fn find(tx: &mut Tx, id: AccountId) -> Result<Option<Account>, StoreError> {
    const SQL: &str =
        "SELECT account_id, email, name, role, partner, epoch, closed FROM account WHERE account_id = $1";
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Account::try_from).transpose()
}

/// The account with this address, closed or not.
pub async fn with_email(tx: &mut Tx, email: &str) -> Result<Option<Account>, StoreError> {
    const SQL: &str =
        "SELECT account_id, email, name, role, partner, epoch, closed FROM account WHERE email = $1";
    let Ok(email) = normalised(email) else { return Ok(None) };
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(&email).fetch_optional(conn).await)?;
    row.map(Account::try_from).transpose()
}

/// The accounts of a scope, by address: at most `limit`, from the one after `after` on.
pub async fn list(tx: &mut Tx, scope: &Scope, after: &str, limit: i64) -> Result<Vec<Account>, StoreError> {
    const SQL: &str = "
        SELECT account_id, email, name, role, partner, epoch, closed FROM account
        WHERE ($1 IS NULL OR partner = $1) AND email > $2 ORDER BY email LIMIT $3";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(crate::partner::bound(scope)).bind(after).bind(limit).fetch_all(conn).await)?;
    rows.into_iter().map(Account::try_from).collect()
}

/// How many accounts there are, closed ones included: none means that the instance is new.
pub async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(both!(tx, conn => sqlx::query_scalar("SELECT COUNT(*) FROM account").fetch_one(conn).await)?)
}

/// The open account with this address and the hash of its password, for [`verify`].
pub async fn credentials(tx: &mut Tx, email: &str) -> Result<Option<(Account, PasswordDigest)>, StoreError> {
    const HASH: &str = "SELECT password_hash FROM account WHERE account_id = $1";
    let Some(account) = with_email(tx, email).await?.filter(|it| !it.closed) else { return Ok(None) };
    let hash: String =
        both!(tx, conn => sqlx::query_scalar(HASH).bind(account.id.uuid()).fetch_one(conn).await)?;
    Ok(Some((account, PasswordDigest(hash))))
}

/// Replaces the password. All sessions of the account end: its epoch moves on.
pub async fn set_password(tx: &mut Tx, id: AccountId, password: PasswordDigest) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE account SET password_hash = $2, epoch = epoch + 1 WHERE account_id = $1";
    both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(&password.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Ends all sessions of the account.
pub async fn revoke_sessions(tx: &mut Tx, id: AccountId) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE account SET epoch = epoch + 1 WHERE account_id = $1";
    both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Closes the account: its sessions end, and nobody signs in with it. `false`: it was closed already.
pub async fn close(tx: &mut Tx, id: AccountId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE account SET closed = 1, closed_at_us = $2, epoch = epoch + 1 WHERE account_id = $1 AND closed = 0";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(now.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Removes the accounts that were closed [`CLOSED_KEPT`] ago; gives how many.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM account WHERE closed_at_us <= $1";
    let before = now.checked_sub(CLOSED_KEPT).unwrap_or(Timestamp::MIN);
    Ok(both!(tx, conn => sqlx::query(SQL)
        .bind(before.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?)
}

/// The hash of a password (argon2id, its own salt and parameters inside).
#[derive(Clone)]
pub struct PasswordDigest(String);

impl fmt::Debug for PasswordDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

/// Hashes a password on a thread of its own: it costs time and memory on purpose.
pub async fn hash_password(password: &Secret<String>) -> Result<PasswordDigest, AccountError> {
    let length = password.reveal().chars().count();
    if !(PASSWORD_MIN..=PASSWORD_MAX).contains(&length) {
        return Err(AccountError::BadPassword);
    }
    let password = password.clone();
    let hashed = tokio::task::spawn_blocking(move || hash_now(password.reveal())).await;
    Ok(PasswordDigest(hashed.map_err(|error| StoreError::Hashing(error.to_string()))??))
}

/// Whether a person who gives this password may sign in as `found` (from [`credentials`]). An unknown address costs the
/// same time as a wrong password, so that nobody learns which addresses have an account.
pub async fn verify(
    found: Option<(Account, PasswordDigest)>,
    password: &Secret<String>,
) -> Result<Account, AccountError> {
    static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_now("nobody has this password").ok());
    let password = password.clone();
    let (account, digest) = found.map_or((None, None), |(account, digest)| (Some(account), Some(digest.0)));
    let right = tokio::task::spawn_blocking(move || {
        if password.reveal().len() > PASSWORD_MAX * 4 {
            return false;
        }
        let digest = digest.or_else(|| NOBODY.clone()).unwrap_or_default();
        PasswordHash::new(&digest)
            .is_ok_and(|hash| Argon2::default().verify_password(password.reveal().as_bytes(), &hash).is_ok())
    })
    .await
    .map_err(|error| StoreError::Hashing(error.to_string()))?;
    account.filter(|_| right).ok_or(AccountError::WrongCredentials)
}

fn hash_now(password: &str) -> Result<String, StoreError> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|it| it.to_string())
        .map_err(|error| StoreError::Hashing(error.to_string()))
}

fn normalised(email: &str) -> Result<String, AccountError> {
    let email = email.trim().to_lowercase();
    let well_formed = email.len() <= 254
        && email.split_once('@').is_some_and(|(local, host)| {
            !local.is_empty() && !host.is_empty() && !host.contains('@') && !host.starts_with('.')
        })
        && !email.chars().any(|it| it.is_whitespace() || it.is_control());
    if well_formed { Ok(email) } else { Err(AccountError::BadEmail(email)) }
}
