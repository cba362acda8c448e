//! Contacts, their files, and their way to the contact log.

use jiff::Timestamp;
use kernel::{Cause, Channel, Direction, Outcome, PartnerCode};
use register::{AccountId, StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{instant, maybe_instant, maybe_word, partner, text, word};
use crate::{
    contact::{Attachment, Contact, ContactId, FileVerdict, Origin, Release, VirusCheck},
    request::RequestId,
    usager::UsagerId,
};

/// Contacts of one request, or of one person, that are shown.
const SHOWN_MAX: i64 = 500;
/// Files of one contact.
const FILES_MAX: i64 = 1_000;

const COLUMNS: &str = "
    contact_id, partner, request_id, usager_id, channel, direction, at_us, agent, origin, subject, body, quoted, html, way, message_id,
    content_key, reason, cause, outcome, wait_s, duration_s, site, logged_at_us";

#[derive(FromRow)]
struct Row {
    contact_id: Uuid,
    partner: String,
    request_id: Uuid,
    usager_id: Uuid,
    channel: String,
    direction: String,
    at_us: i64,
    agent: Option<Uuid>,
    origin: String,
    subject: String,
    body: String,
    quoted: String,
    html: Option<String>,
    way: String,
    message_id: Option<String>,
    content_key: Option<String>,
    reason: Option<String>,
    cause: Option<String>,
    outcome: Option<String>,
    wait_s: Option<i64>,
    duration_s: Option<i64>,
    site: Option<String>,
    logged_at_us: Option<i64>,
}

impl TryFrom<Row> for Contact {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let seconds = |column, value: Option<i64>| {
            value.map(|it| u32::try_from(it).map_err(|_| StoreError::unreadable(column, &it))).transpose()
        };
        Ok(Self {
            id: ContactId::from_uuid(row.contact_id),
            partner: partner(&row.partner)?,
            request: RequestId::from_uuid(row.request_id),
            usager: UsagerId::from_uuid(row.usager_id),
            channel: word("contact.channel", &row.channel, |it| it.parse::<Channel>().ok())?,
            direction: word("contact.direction", &row.direction, |it| it.parse::<Direction>().ok())?,
            at: instant("contact.at_us", row.at_us)?,
            agent: row.agent.map(AccountId::from_uuid),
            origin: word("contact.origin", &row.origin, Origin::of)?,
            subject: row.subject,
            body: row.body,
            quoted: row.quoted,
            html: row.html,
            way: row.way,
            message_id: row.message_id,
            content_key: row.content_key,
            reason: row.reason,
            cause: maybe_word("contact.cause", row.cause, |it| it.parse::<Cause>().ok())?,
            outcome: maybe_word("contact.outcome", row.outcome, |it| it.parse::<Outcome>().ok())?,
            wait_s: seconds("contact.wait_s", row.wait_s)?,
            duration_s: seconds("contact.duration_s", row.duration_s)?,
            site: row.site,
            logged_at: maybe_instant("contact.logged_at_us", row.logged_at_us)?,
        })
    }
}

/// Records a contact.
pub async fn record(tx: &mut Tx, contact: &Contact) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO contact (contact_id, partner, request_id, usager_id, channel, direction, at_us, agent, origin, subject, body, quoted,
            html, way, message_id, content_key, reason, cause, outcome, wait_s, duration_s, site)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(contact.id.uuid())
        .bind(contact.partner.as_str())
        .bind(contact.request.uuid())
        .bind(contact.usager.uuid())
        .bind(contact.channel.code())
        .bind(contact.direction.code())
        .bind(contact.at.as_microsecond())
        .bind(contact.agent.map(AccountId::uuid))
        .bind(contact.origin.code())
        .bind(text(&contact.subject))
        .bind(text(&contact.body))
        .bind(text(&contact.quoted))
        .bind(&contact.html)
        .bind(text(&contact.way))
        .bind(contact.message_id.as_deref().map(text))
        .bind(&contact.content_key)
        .bind(&contact.reason)
        .bind(contact.cause.as_ref().map(Cause::code))
        .bind(contact.outcome.map(Outcome::code))
        .bind(contact.wait_s.map(i64::from))
        .bind(contact.duration_s.map(i64::from))
        .bind(&contact.site)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// One contact of a partner.
pub async fn find(tx: &mut Tx, partner: &PartnerCode, id: ContactId) -> Result<Option<Contact>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM contact WHERE contact_id = $1 AND partner = $2");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(partner.as_str()).fetch_optional(conn).await)?;
    row.map(Contact::try_from).transpose()
}

/// The contacts of a request, the oldest first.
pub async fn of_request(tx: &mut Tx, request: RequestId) -> Result<Vec<Contact>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM contact WHERE request_id = $1 ORDER BY at_us, contact_id LIMIT $2");
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(request.uuid()).bind(SHOWN_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Contact::try_from).collect()
}

/// The contacts of a person on every channel and about every request, the latest first.
pub async fn of_usager(tx: &mut Tx, usager: UsagerId) -> Result<Vec<Contact>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM contact WHERE usager_id = $1 ORDER BY at_us DESC, contact_id DESC LIMIT $2"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(usager.uuid()).bind(SHOWN_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Contact::try_from).collect()
}

/// The contact that a Message-ID names, in a partner's mail.
pub async fn by_message_id(
    tx: &mut Tx,
    partner: &PartnerCode,
    message_id: &str,
) -> Result<Option<Contact>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM contact WHERE partner = $1 AND message_id = $2 ORDER BY at_us, contact_id LIMIT 1"
    );
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(text(message_id)).fetch_optional(conn).await)?;
    row.map(Contact::try_from).transpose()
}

/// Says why one contact happened, apart from its request.
pub async fn qualify(
    tx: &mut Tx,
    contact: ContactId,
    cause: Option<&Cause>,
    outcome: Option<Outcome>,
) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE contact SET cause = $2, outcome = $3 WHERE contact_id = $1 AND logged_at_us IS NULL";
    both!(tx, conn => sqlx::query(SQL)
        .bind(contact.uuid())
        .bind(cause.map(Cause::code))
        .bind(outcome.map(Outcome::code))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Says who took a call, after how long, and how long it lasted; a call that was missed so far is no longer. Not once the log has it.
pub async fn took(
    tx: &mut Tx,
    contact: ContactId,
    (agent, wait_s, duration_s): (Option<AccountId>, Option<u32>, Option<u32>),
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE contact SET agent = COALESCE($2, agent), wait_s = COALESCE($3, wait_s), duration_s = COALESCE($4, duration_s),
            outcome = CASE WHEN outcome = 'abandoned' THEN NULL ELSE outcome END
        WHERE contact_id = $1 AND logged_at_us IS NULL";
    both!(tx, conn => sqlx::query(SQL)
        .bind(contact.uuid())
        .bind(agent.map(AccountId::uuid))
        .bind(wait_s.map(i64::from))
        .bind(duration_s.map(i64::from))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Records the files of a contact.
pub async fn attach(tx: &mut Tx, contact: ContactId, files: &[Attachment]) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO attachment (contact_id, place, name, declared_type, found_type, bytes, content_key, content_id, is_inline, verdict,
            virus, virus_detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    for file in files {
        both!(tx, conn => sqlx::query(SQL)
            .bind(contact.uuid())
            .bind(file.place)
            .bind(text(&file.name))
            .bind(text(&file.declared_type))
            .bind(&file.found_type)
            .bind(file.bytes.cast_signed())
            .bind(&file.content_key)
            .bind(file.content_id.as_deref().map(text))
            .bind(i64::from(file.is_inline))
            .bind(file.verdict.code())
        .bind(file.virus.code())
        .bind(file.virus.detail().map(text))
            .execute(conn).await.map(drop))?;
    }
    Ok(())
}

#[derive(FromRow)]
struct FileRow {
    place: i64,
    name: String,
    declared_type: String,
    found_type: Option<String>,
    bytes: i64,
    content_key: String,
    content_id: Option<String>,
    is_inline: i64,
    verdict: String,
    virus: String,
    virus_detail: Option<String>,
    released_at_us: Option<i64>,
    released_by: Option<String>,
    released_why: Option<String>,
}

impl TryFrom<FileRow> for Attachment {
    type Error = StoreError;

    fn try_from(row: FileRow) -> Result<Self, StoreError> {
        let virus = |it: &str| VirusCheck::of(it, row.virus_detail.as_deref());
        let released_at = maybe_instant("attachment.released_at_us", row.released_at_us)?;
        Ok(Self {
            virus: word("attachment.virus", &row.virus, virus)?,
            place: row.place,
            name: row.name,
            declared_type: row.declared_type,
            found_type: row.found_type,
            bytes: super::count("attachment.bytes", row.bytes)?,
            content_key: row.content_key,
            content_id: row.content_id,
            is_inline: row.is_inline == 1,
            verdict: word("attachment.verdict", &row.verdict, FileVerdict::of)?,
            released: released_at.map(|at| Release {
                at,
                by: row.released_by.unwrap_or_default(),
                why: row.released_why.unwrap_or_default(),
            }),
        })
    }
}

/// The files of a contact, in their order.
pub async fn files(tx: &mut Tx, contact: ContactId) -> Result<Vec<Attachment>, StoreError> {
    const SQL: &str = "
        SELECT place, name, declared_type, found_type, bytes, content_key, content_id, is_inline, verdict, virus, virus_detail,
            released_at_us, released_by, released_why
        FROM attachment WHERE contact_id = $1 ORDER BY place LIMIT $2";
    let rows: Vec<FileRow> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(contact.uuid()).bind(FILES_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// A contact on its way to the contact log, with what its request says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Loggable {
    /// The contact; its reason, cause and outcome are its own, or those of its request.
    pub contact: Contact,
    /// The reference of its request.
    pub reference: String,
    /// The life event of its request.
    pub life_event: Option<String>,
    /// How the log knows the person.
    pub usager_key: String,
    /// The mark that the usager gave after the closing, of the last answer ([`await_mark`]).
    pub satisfaction: Option<i64>,
}

/// Which contact of a request the usager's mark is about: the last answer of a person. It is the one that waits for the mark; a request
/// without any has its contacts in the log at once, and its mark in the register alone.
pub async fn await_mark(tx: &mut Tx, request: RequestId) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE contact SET awaits_mark = CASE WHEN contact_id = (
            SELECT x.contact_id FROM contact x WHERE x.request_id = $1 AND x.direction <> 'inbound' AND x.origin = 'person'
            ORDER BY x.at_us DESC, x.contact_id DESC LIMIT 1) THEN 1 ELSE 0 END
        WHERE request_id = $1 AND logged_at_us IS NULL";
    both!(tx, conn => sqlx::query(SQL).bind(request.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}

#[derive(FromRow)]
struct LoggableRow {
    #[sqlx(flatten)]
    contact: Row,
    reference: String,
    of_request: Option<String>,
    request_cause: Option<String>,
    request_outcome: Option<String>,
    request_life_event: Option<String>,
    external_id: Option<String>,
    mark: Option<i64>,
}

/// Contacts that the log does not have and that are ready for it, the oldest first: those of closed requests, and those that wait
/// since before `at_last` whatever their request. The last answer waits for the mark, unless its request was closed at
/// `closed_before` or earlier.
pub async fn loggable(
    tx: &mut Tx,
    (at_last, closed_before): (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<Loggable>, StoreError> {
    let columns = COLUMNS.split(',').map(|it| format!("c.{}", it.trim())).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT {columns}, r.reference, r.reason AS of_request, r.cause AS request_cause, r.outcome AS request_outcome,
            r.life_event AS request_life_event, u.external_id,
            CASE WHEN c.awaits_mark = 1 THEN o.mark END AS mark
         FROM contact c JOIN request r ON r.request_id = c.request_id JOIN usager u ON u.usager_id = c.usager_id
            LEFT JOIN opinion o ON o.request_id = c.request_id
         WHERE c.logged_at_us IS NULL AND (c.at_us < $1 OR (r.state = 'closed'
            AND (c.awaits_mark = 0 OR r.closed_at_us <= $2 OR o.mark IS NOT NULL)))
         ORDER BY c.at_us, c.contact_id LIMIT $3"
    );
    let rows: Vec<LoggableRow> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(at_last.as_microsecond()).bind(closed_before.as_microsecond()).bind(limit)
        .fetch_all(conn).await)?;
    rows.into_iter()
        .map(|row| {
            let mut contact = Contact::try_from(row.contact)?;
            contact.reason = contact.reason.or(row.of_request);
            // Only what the usager began has a cause.
            if contact.direction == Direction::Inbound && contact.cause.is_none() {
                contact.cause = maybe_word("request.cause", row.request_cause, |it| it.parse().ok())?;
            }
            if contact.outcome.is_none() {
                contact.outcome = maybe_word("request.outcome", row.request_outcome, |it| it.parse().ok())?;
            }
            let usager_key = row.external_id.unwrap_or_else(|| contact.usager.to_string());
            Ok(Loggable {
                contact,
                reference: row.reference,
                life_event: row.request_life_event,
                usager_key,
                satisfaction: row.mark,
            })
        })
        .collect()
}

/// The log has it.
pub async fn logged(tx: &mut Tx, contact: ContactId, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE contact SET logged_at_us = $2 WHERE contact_id = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(contact.uuid()).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}
