//! Arrivals: each message of a mailbox, from the instant at which its raw bytes are kept.

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use mail::Reason;
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::MailboxId;
use crate::{
    contact::ContactId,
    store::{count, instant, partner, word},
};

/// See [`Arrival`].
pub type ArrivalId = Id<Arrival>;

/// Where an arrival stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArrivalState {
    /// Its bytes are kept; nobody has read them.
    Kept,
    /// A contact came of it, or nothing had to: its kind says why.
    Filed,
    /// It cannot be read: a person sees it as it came.
    Quarantined,
}

impl ArrivalState {
    /// All.
    pub const ALL: [Self; 3] = [Self::Kept, Self::Filed, Self::Quarantined];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Filed => "filed",
            Self::Quarantined => "quarantined",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// A message of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Its id.
    pub id: ArrivalId,
    /// Whose.
    pub partner: PartnerCode,
    /// Where it came.
    pub mailbox: MailboxId,
    /// The series of the server's numbers; 0 for a file.
    pub uid_validity: u32,
    /// The server's number; `None`: it was imported from a file.
    pub uid: Option<u32>,
    /// The key of its raw bytes.
    pub content_key: String,
    /// Their length.
    pub bytes: u64,
    /// When the server received it.
    pub received_at: Timestamp,
    /// When it was kept.
    pub kept_at: Timestamp,
    /// Where it stands.
    pub state: ArrivalState,
    /// What it is: a code of [`filing::kind_code`](super::filing::kind_code).
    pub kind: Option<String>,
    /// What came of it.
    pub contact: Option<ContactId>,
    /// Why it cannot be read.
    pub problem: Option<Reason>,
}

impl Kind for Arrival {
    const PREFIX: &'static str = "arr";
}

const COLUMNS: &str = "
    arrival_id, partner, mailbox_id, uid_validity, uid, content_key, bytes, received_at_us, kept_at_us, state, kind, contact_id, problem";

#[derive(FromRow)]
struct Row {
    arrival_id: Uuid,
    partner: String,
    mailbox_id: Uuid,
    uid_validity: i64,
    uid: Option<i64>,
    content_key: String,
    bytes: i64,
    received_at_us: i64,
    kept_at_us: i64,
    state: String,
    kind: Option<String>,
    contact_id: Option<Uuid>,
    problem: Option<String>,
}

impl TryFrom<Row> for Arrival {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let number =
            |column, value: i64| u32::try_from(value).map_err(|_| StoreError::unreadable(column, &value));
        Ok(Self {
            id: ArrivalId::from_uuid(row.arrival_id),
            partner: partner(&row.partner)?,
            mailbox: MailboxId::from_uuid(row.mailbox_id),
            uid_validity: number("arrival.uid_validity", row.uid_validity)?,
            uid: row.uid.map(|it| number("arrival.uid", it)).transpose()?,
            content_key: row.content_key,
            bytes: count("arrival.bytes", row.bytes)?,
            received_at: instant("arrival.received_at_us", row.received_at_us)?,
            kept_at: instant("arrival.kept_at_us", row.kept_at_us)?,
            state: word("arrival.state", &row.state, ArrivalState::of)?,
            kind: row.kind,
            contact: row.contact_id.map(ContactId::from_uuid),
            problem: row.problem.map(|it| word("arrival.problem", &it, Reason::from_code)).transpose()?,
        })
    }
}

/// Writes that a message is kept. `false`: this number of this series was written before.
pub async fn keep(tx: &mut Tx, arrival: &Arrival) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO arrival (arrival_id, partner, mailbox_id, uid_validity, uid, content_key, bytes, received_at_us, kept_at_us, state)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'kept')
        ON CONFLICT (mailbox_id, uid_validity, uid) DO NOTHING";
    let written = both!(tx, conn => sqlx::query(SQL)
        .bind(arrival.id.uuid())
        .bind(arrival.partner.as_str())
        .bind(arrival.mailbox.uuid())
        .bind(i64::from(arrival.uid_validity))
        .bind(arrival.uid.map(i64::from))
        .bind(&arrival.content_key)
        .bind(arrival.bytes.cast_signed())
        .bind(arrival.received_at.as_microsecond())
        .bind(arrival.kept_at.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(written == 1)
}

/// The arrivals that nobody has read, the oldest first.
pub async fn unread(tx: &mut Tx, limit: i64) -> Result<Vec<Arrival>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM arrival WHERE state = 'kept' ORDER BY kept_at_us, arrival_id LIMIT $1"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(limit).fetch_all(conn).await)?;
    rows.into_iter().map(Arrival::try_from).collect()
}

/// Whether the same bytes were filed before in this mailbox: the same message under another number.
pub async fn is_known(tx: &mut Tx, arrival: &Arrival) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT CAST(COUNT(*) AS BIGINT) FROM arrival
        WHERE mailbox_id = $1 AND content_key = $2 AND arrival_id <> $3 AND state <> 'kept'";
    let found: i64 = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(arrival.mailbox.uuid()).bind(&arrival.content_key).bind(arrival.id.uuid())
        .fetch_one(conn).await)?;
    Ok(found > 0)
}

/// Whether a mailbox has these bytes, whatever became of them.
pub async fn has_content(tx: &mut Tx, mailbox: MailboxId, key: &str) -> Result<bool, StoreError> {
    const SQL: &str =
        "SELECT CAST(COUNT(*) AS BIGINT) FROM arrival WHERE mailbox_id = $1 AND content_key = $2";
    let found: i64 = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(mailbox.uuid()).bind(key).fetch_one(conn).await)?;
    Ok(found > 0)
}

/// It is filed: as what, and what came of it. `false`: somebody else filed it meanwhile, and nothing may be written.
pub async fn file(
    tx: &mut Tx,
    id: ArrivalId,
    (kind, contact): (&str, Option<ContactId>),
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE arrival SET state = 'filed', kind = $2, contact_id = $3, problem = NULL, filed_at_us = $4
        WHERE arrival_id = $1 AND contact_id IS NULL AND state <> 'filed'";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(kind).bind(contact.map(ContactId::uuid)).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// It cannot be read.
pub async fn quarantine(tx: &mut Tx, id: ArrivalId, why: Reason, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE arrival SET state = 'quarantined', problem = $2, filed_at_us = $3 WHERE arrival_id = $1 AND state = 'kept'";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(why.code()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Makes a request of what was filed without one (a robot's message, spam): it is read again as a person's.
pub async fn release(tx: &mut Tx, partner: &PartnerCode, id: ArrivalId) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE arrival SET state = 'kept', kind = 'released'
        WHERE arrival_id = $1 AND partner = $2 AND contact_id IS NULL AND state <> 'kept'";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(partner.as_str()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// One arrival of a partner.
pub async fn find(tx: &mut Tx, partner: &PartnerCode, id: ArrivalId) -> Result<Option<Arrival>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM arrival WHERE arrival_id = $1 AND partner = $2");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(partner.as_str()).fetch_optional(conn).await)?;
    row.map(Arrival::try_from).transpose()
}

/// The arrivals of a partner that became no contact, the latest first: a person may look at each.
pub async fn set_apart(tx: &mut Tx, partner: &PartnerCode, limit: i64) -> Result<Vec<Arrival>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM arrival
         WHERE partner = $1 AND contact_id IS NULL AND state <> 'kept' AND (kind IS NULL OR kind NOT IN ('own', 'erased'))
         ORDER BY kept_at_us DESC, arrival_id DESC LIMIT $2"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(limit).fetch_all(conn).await)?;
    rows.into_iter().map(Arrival::try_from).collect()
}

/// The numbers of a series that the register has, and of those which became nothing that can be found any more: filed as a person's
/// message, and their contact is gone.
pub async fn numbers(
    tx: &mut Tx,
    mailbox: MailboxId,
    uid_validity: u32,
) -> Result<Vec<Numbered>, StoreError> {
    const SQL: &str = "
        SELECT a.uid, a.state, a.content_key, a.arrival_id, c.contact_id IS NULL AND a.kind IN ('ordinary', 'released') AS is_lost
        FROM arrival a LEFT JOIN contact c ON c.contact_id = a.contact_id
        WHERE a.mailbox_id = $1 AND a.uid_validity = $2 AND a.uid IS NOT NULL ORDER BY a.uid";
    let rows: Vec<(i64, String, String, Uuid, bool)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(mailbox.uuid()).bind(i64::from(uid_validity)).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(uid, state, content_key, id, is_lost)| {
            Ok(Numbered {
                uid: u32::try_from(uid).map_err(|_| StoreError::unreadable("arrival.uid", &uid))?,
                state: word("arrival.state", &state, ArrivalState::of)?,
                content_key,
                id: ArrivalId::from_uuid(id),
                is_lost,
            })
        })
        .collect()
}

/// What the register has of one number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// The server's number.
    pub uid: u32,
    /// Where it stands.
    pub state: ArrivalState,
    /// The key of its bytes.
    pub content_key: String,
    /// The arrival.
    pub id: ArrivalId,
    /// Whether the contact that it became is no longer there.
    pub is_lost: bool,
}

/// Reads an arrival again whose contact is gone, or of which nobody knows what became.
pub async fn read_again(tx: &mut Tx, ids: &[ArrivalId]) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE arrival SET state = 'kept', kind = NULL, contact_id = NULL WHERE arrival_id = $1";
    for id in ids {
        both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// How many arrivals of a partner stand where.
pub async fn counts(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<(ArrivalState, u64)>, StoreError> {
    const SQL: &str = "
        SELECT state, CAST(COUNT(*) AS BIGINT) FROM arrival WHERE partner = $1 GROUP BY state ORDER BY state";
    let rows: Vec<(String, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(state, n)| Ok((word("arrival.state", &state, ArrivalState::of)?, count("arrival", n)?)))
        .collect()
}
