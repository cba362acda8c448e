//! Mailboxes: the addresses at which usagers write to a partner.

use std::fmt;

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use register::{StoreError, Tx, both};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, types::Uuid};

use crate::{
    store::{json, maybe_instant, partner, written},
    team::TeamId,
};

/// See [`Mailbox`].
pub type MailboxId = Id<Mailbox>;

/// Mailboxes of an instance.
const LISTED_MAX: i64 = 1_000;

/// A mailbox that is read and written.
#[derive(Clone, PartialEq)]
pub struct Mailbox {
    /// Its id.
    pub id: MailboxId,
    /// Whose.
    pub partner: PartnerCode,
    /// Its address, in lower case.
    pub address: String,
    /// The name that usagers read before the address.
    pub name: String,
    /// Who has its messages; `None`: the first team of the partner.
    pub team: Option<TeamId>,
    /// How its servers are reached.
    pub settings: MailboxSettings,
    /// Its secrets, sealed (`seal`).
    pub secret: Option<String>,
    /// Whether it is read and written.
    pub is_on: bool,
    /// The server's mark of the series to which its numbers belong.
    pub uid_validity: Option<u32>,
    /// All messages up to this number were taken.
    pub uid_last: u32,
    /// When it was last read to its end.
    pub read_at: Option<Timestamp>,
    /// Why it cannot be read, in both languages (JSON of `register::job::Said`).
    pub problem: Option<String>,
}

impl Kind for Mailbox {
    const PREFIX: &'static str = "mbx";
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailbox").field("id", &self.id).field("is_on", &self.is_on).finish_non_exhaustive()
    }
}

impl Mailbox {
    /// One that is on, has no server yet and was never read; it has no name.
    pub fn new(partner: PartnerCode, address: String, now: Timestamp) -> Self {
        Self {
            id: MailboxId::new(now),
            partner,
            address,
            name: String::new(),
            team: None,
            settings: MailboxSettings::default(),
            secret: None,
            is_on: true,
            uid_validity: None,
            uid_last: 0,
            read_at: None,
            problem: None,
        }
    }

    /// What stands after the `@`.
    pub fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |it| it.1)
    }

    /// What stands before it.
    pub fn local(&self) -> &str {
        self.address.rsplit_once('@').map_or(&*self.address, |it| it.0)
    }
}

/// How the servers of a mailbox are reached, without their secrets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailboxSettings {
    /// The server of incoming mail; `None`: the mailbox only writes.
    pub imap: Option<ImapSettings>,
    /// The server of outgoing mail, as `smtp://host:587?tls=required`; the user and the password stand apart.
    pub smtp: Option<String>,
    /// The user of the outgoing server, if it asks for one.
    pub smtp_user: Option<String>,
    /// The name by which a server of ours writes `Authentication-Results`.
    pub trusted_server: Option<String>,
    /// How many servers of ours a message goes through after that one.
    #[serde(default)]
    pub trusted_hops: usize,
    /// The selector of the key that signs (DKIM); the domain is that of the address.
    pub dkim_selector: Option<String>,
    /// `password` or `oauth2`; `None`: a password.
    #[serde(default)]
    pub smtp_login: Option<String>,
    /// Where access tokens are had anew; `None`: the one that was given lasts as long as it lasts.
    #[serde(default)]
    pub oauth: Option<OauthSettings>,
}

/// Who issues access tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OauthSettings {
    /// Its token endpoint.
    pub endpoint: String,
    /// Who we are to it.
    pub client_id: String,
    /// What is asked for, where it wants that said.
    pub scope: Option<String>,
}

/// The server of incoming mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImapSettings {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// `tls`, `start-tls`, or `plain` for a server of this machine.
    pub security: String,
    /// The user.
    pub user: String,
    /// `password` or `oauth2`.
    pub login: String,
    /// The folder.
    pub folder: String,
}

const COLUMNS: &str = "mailbox_id, partner, address, name, team_id, settings, secret, is_on, uid_validity, uid_last, read_at_us, problem";

#[derive(FromRow)]
struct Row {
    mailbox_id: Uuid,
    partner: String,
    address: String,
    name: String,
    team_id: Option<Uuid>,
    settings: String,
    secret: Option<String>,
    is_on: i64,
    uid_validity: Option<i64>,
    uid_last: i64,
    read_at_us: Option<i64>,
    problem: Option<String>,
}

impl TryFrom<Row> for Mailbox {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let number =
            |column, value: i64| u32::try_from(value).map_err(|_| StoreError::unreadable(column, &value));
        Ok(Self {
            id: MailboxId::from_uuid(row.mailbox_id),
            partner: partner(&row.partner)?,
            address: row.address,
            name: row.name,
            team: row.team_id.map(TeamId::from_uuid),
            settings: json("mailbox.settings", &row.settings)?,
            secret: row.secret,
            is_on: row.is_on == 1,
            uid_validity: row.uid_validity.map(|it| number("mailbox.uid_validity", it)).transpose()?,
            uid_last: number("mailbox.uid_last", row.uid_last)?,
            read_at: maybe_instant("mailbox.read_at_us", row.read_at_us)?,
            problem: row.problem,
        })
    }
}

/// Records a mailbox, or writes its settings anew; where its messages were taken up to stays.
pub async fn save(tx: &mut Tx, mailbox: &Mailbox, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO mailbox (mailbox_id, partner, address, name, team_id, settings, secret, is_on, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (mailbox_id) DO UPDATE SET address = excluded.address, name = excluded.name, team_id = excluded.team_id,
            settings = excluded.settings, secret = excluded.secret, is_on = excluded.is_on";
    both!(tx, conn => sqlx::query(SQL)
        .bind(mailbox.id.uuid())
        .bind(mailbox.partner.as_str())
        .bind(&mailbox.address)
        .bind(&mailbox.name)
        .bind(mailbox.team.map(TeamId::uuid))
        .bind(written(&mailbox.settings))
        .bind(&mailbox.secret)
        .bind(i64::from(mailbox.is_on))
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The mailboxes of a partner; `None`: of all, for the work beside the pages.
pub async fn listed(tx: &mut Tx, partner: Option<&PartnerCode>) -> Result<Vec<Mailbox>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM mailbox WHERE ($1 IS NULL OR partner = $1) ORDER BY created_at_us, mailbox_id LIMIT $2"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.map(PartnerCode::as_str)).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Mailbox::try_from).collect()
}

/// The mailboxes that are read, of a partner or at this very address, the oldest first.
///
/// # Errors
///
/// [`StoreError`] if the register fails.
pub async fn read_at(tx: &mut Tx, partner: &PartnerCode, address: &str) -> Result<Vec<Mailbox>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM mailbox WHERE is_on = 1 AND (partner = $1 OR address = $2) ORDER BY created_at_us, mailbox_id"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(address).fetch_all(conn).await)?;
    let all: Vec<Mailbox> = rows.into_iter().map(Mailbox::try_from).collect::<Result<_, _>>()?;
    Ok(all.into_iter().filter(|it| it.settings.imap.is_some()).collect())
}

/// One mailbox.
pub async fn find(tx: &mut Tx, id: MailboxId) -> Result<Option<Mailbox>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM mailbox WHERE mailbox_id = $1");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Mailbox::try_from).transpose()
}

/// Remembers up to which message of a series all were taken. A new series begins at its beginning.
pub async fn taken(
    tx: &mut Tx,
    id: MailboxId,
    (uid_validity, uid_last): (u32, u32),
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE mailbox SET uid_validity = $2, uid_last = $3 WHERE mailbox_id = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(i64::from(uid_validity)).bind(i64::from(uid_last))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The access token of a mailbox, sealed.
pub async fn access(tx: &mut Tx, id: MailboxId) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT access FROM mailbox WHERE mailbox_id = $1";
    let found: Option<Option<String>> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(id.uuid()).fetch_optional(conn).await)?;
    Ok(found.flatten())
}

/// Keeps the access token of a mailbox, sealed; `None`: it has none.
pub async fn keep_access(tx: &mut Tx, id: MailboxId, sealed: Option<&str>) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE mailbox SET access = $2 WHERE mailbox_id = $1";
    both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(sealed).execute(conn).await.map(drop))?;
    Ok(())
}

/// It was read to its end.
pub async fn was_read(tx: &mut Tx, id: MailboxId, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE mailbox SET read_at_us = $2, problem = NULL, problem_at_us = NULL WHERE mailbox_id = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// It cannot be read: what a person is told, in both languages.
pub async fn was_not_read(
    tx: &mut Tx,
    id: MailboxId,
    problem: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE mailbox SET problem = $2, problem_at_us = COALESCE(problem_at_us, $3) WHERE mailbox_id = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(problem).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}
