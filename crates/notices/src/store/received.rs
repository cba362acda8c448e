//! Texts that people sent, each kept once, and what is answered to them by itself.

use std::time::Duration;

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{instant, partner, text, word};
use crate::service::ServiceId;

/// See [`Received`].
pub type ReceivedId = Id<Received>;
/// See [`Answer`].
pub type AnswerId = Id<Answer>;

/// Automatic answers to one number in a day at most: a machine may answer ours.
pub const ANSWERS_A_DAY: i64 = 3;
/// The same text without an id, from the same number to the same one, is the same message for so long: its carrier told it again.
const SAME_FOR: Duration = Duration::from_mins(10);
/// How long an answer may be tried: later it puzzles whoever gets it.
pub const ANSWER_LATE: Duration = Duration::from_hours(12);
/// Letters of a text that are kept; no telephone sends as many.
const BODY_MAX: usize = 10_000;
/// The longest delay before a text is handled again whose handling failed.
const DELAY_MAX: Duration = Duration::from_hours(1);

/// What a text was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReceivedKind {
    /// No more messages.
    Stop,
    /// Messages again.
    Resume,
    /// How a request stands.
    Follow,
    /// To be called back.
    CallBack,
    /// What one can answer.
    Help,
    /// Something for people to read.
    Text,
    /// Nobody knows whose it is.
    Unplaced,
}

impl ReceivedKind {
    /// All.
    pub const ALL: [Self; 7] =
        [Self::Stop, Self::Resume, Self::Follow, Self::CallBack, Self::Help, Self::Text, Self::Unplaced];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Resume => "resume",
            Self::Follow => "follow",
            Self::CallBack => "call-back",
            Self::Help => "help",
            Self::Text => "text",
            Self::Unplaced => "unplaced",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// A text that somebody sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Received {
    /// Its id.
    pub id: ReceivedId,
    /// Whose usager wrote; `None` while nobody knows.
    pub partner: Option<PartnerCode>,
    /// To which service.
    pub service: Option<ServiceId>,
    /// From which number, as the carrier wrote it.
    pub from: String,
    /// To which of our numbers.
    pub to: String,
    /// The text.
    pub text: String,
    /// What it was taken for; `None` until it is handled.
    pub kind: Option<ReceivedKind>,
    /// How often handling it failed.
    pub failures: i64,
    /// When it came.
    pub at: Timestamp,
}

impl Kind for Received {
    const PREFIX: &'static str = "ntx";
}

impl std::fmt::Debug for Received {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Received").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

const COLUMNS: &str =
    "received_id, partner, service_id, sender, recipient, body, kind, failures, received_at_us";

#[derive(FromRow)]
struct Row {
    received_id: Uuid,
    partner: Option<String>,
    service_id: Option<Uuid>,
    sender: String,
    recipient: String,
    body: String,
    kind: Option<String>,
    failures: i64,
    received_at_us: i64,
}

impl TryFrom<Row> for Received {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let kind = row.kind.map(|it| word("notice_received.kind", &it, ReceivedKind::of)).transpose()?;
        Ok(Self {
            id: ReceivedId::from_uuid(row.received_id),
            partner: row.partner.as_deref().map(partner).transpose()?,
            service: row.service_id.map(ServiceId::from_uuid),
            from: row.sender,
            to: row.recipient,
            text: row.body,
            kind,
            failures: row.failures,
            at: instant("notice_received.received_at_us", row.received_at_us)?,
        })
    }
}

/// A text as a carrier tells of it.
#[derive(Clone, Copy)]
pub struct NewText<'a> {
    /// Who tells.
    pub carrier: &'a str,
    /// How it calls the text, if it does.
    pub their_id: Option<&'a str>,
    /// From which number.
    pub from: &'a str,
    /// To which of ours.
    pub to: &'a str,
    /// What it says.
    pub text: &'a str,
    /// When it was heard.
    pub at: Timestamp,
}

/// Keeps a text; `false`: it is there already.
pub async fn keep(tx: &mut Tx, new: &NewText<'_>) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO notice_received (received_id, carrier, their_id, sender, recipient, body, next_try_at_us, received_at_us)
        SELECT $1, $2, $3, $4, $5, $6, $7, $7 WHERE $3 IS NOT NULL OR NOT EXISTS (
            SELECT 1 FROM notice_received
            WHERE sender = $4 AND received_at_us > $8 AND carrier = $2 AND recipient = $5 AND body = $6)
        ON CONFLICT (carrier, their_id) WHERE their_id IS NOT NULL DO NOTHING";
    let body: String = new.text.chars().take(BODY_MAX).collect();
    let kept = both!(tx, conn => sqlx::query(SQL)
        .bind(ReceivedId::new(new.at).uuid())
        .bind(new.carrier)
        .bind(new.their_id.map(text))
        .bind(text(new.from))
        .bind(text(new.to))
        .bind(text(&body))
        .bind(new.at.as_microsecond())
        .bind((new.at - SAME_FOR).as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(kept == 1)
}

/// The next text to handle; `None`: all are handled. Others who handle texts wait for this transaction.
pub async fn next(tx: &mut Tx, now: Timestamp) -> Result<Option<Received>, StoreError> {
    // What is claimed is nobody else's for a minute, also where two transactions may write at once.
    let sql = format!(
        "UPDATE notice_received SET next_try_at_us = $2
         WHERE kind IS NULL AND next_try_at_us <= $1 AND received_id = (
            SELECT received_id FROM notice_received WHERE kind IS NULL AND next_try_at_us <= $1 ORDER BY next_try_at_us LIMIT 1)
         RETURNING {COLUMNS}"
    );
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(now.as_microsecond())
        .bind((now + Duration::from_mins(1)).as_microsecond())
        .fetch_optional(conn).await)?;
    row.map(Received::try_from).transpose()
}

/// Writes what a text was taken for, in the transaction of what comes of it.
pub async fn handled(
    tx: &mut Tx,
    id: ReceivedId,
    kind: ReceivedKind,
    whose: Option<(&PartnerCode, Option<ServiceId>)>,
) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE notice_received SET kind = $2, partner = $3, service_id = $4 WHERE received_id = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(kind.code())
        .bind(whose.map(|it| it.0.as_str()))
        .bind(whose.and_then(|it| it.1).map(Id::uuid))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Handling a text failed: it is handled again later.
pub async fn put_off(tx: &mut Tx, received: &Received, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice_received SET failures = failures + 1, next_try_at_us = $2 WHERE received_id = $1 AND kind IS NULL";
    let wait = Duration::from_secs(1 << received.failures.clamp(0, 12)).min(DELAY_MAX);
    both!(tx, conn => sqlx::query(SQL)
        .bind(received.id.uuid()).bind((now + wait).as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The latest texts of a partner's usagers, the latest first, at most `most`.
pub async fn listed(tx: &mut Tx, partner: &PartnerCode, most: i64) -> Result<Vec<Received>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice_received WHERE partner = $1 ORDER BY received_at_us DESC, received_id LIMIT $2"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(Received::try_from).collect()
}

/// The service that writes under a number, and whose it is; `None`: none, or those of several partners.
pub async fn service_of(
    tx: &mut Tx,
    number: &str,
) -> Result<Option<(PartnerCode, Option<ServiceId>)>, StoreError> {
    const SQL: &str = "
        SELECT partner, service_id FROM notice_service
        WHERE closed_at_us IS NULL AND sms_sender IN ($1, $2, $3) ORDER BY created_at_us LIMIT 50";
    let bare = text(number);
    let digits = bare.trim_start_matches('+');
    let national = digits.strip_prefix("33").map_or_else(|| bare.clone(), |it| format!("0{it}"));
    let found: Vec<(String, Uuid)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(digits).bind(format!("+{digits}")).bind(national).fetch_all(conn).await)?;
    let Some((whose, service)) = found.first() else { return Ok(None) };
    if found.iter().any(|it| it.0 != *whose) {
        return Ok(None);
    }
    let only = if found.len() == 1 { Some(ServiceId::from_uuid(*service)) } else { None };
    Ok(Some((partner(whose)?, only)))
}

/// Who wrote last to an address, and in which language.
pub async fn last_to(
    tx: &mut Tx,
    recipient_key: &str,
) -> Result<Option<(PartnerCode, ServiceId, String)>, StoreError> {
    // Partners are few, and the index begins with them.
    const SQL: &str = "
        SELECT n.partner, n.service_id, n.language, n.created_at_us FROM notice AS n
        JOIN (SELECT DISTINCT partner FROM notice_service) AS p ON p.partner = n.partner
        WHERE n.recipient_key = $1 AND n.simulated IS NULL
        ORDER BY n.created_at_us DESC LIMIT 1";
    let found: Option<(String, Uuid, String, i64)> =
        both!(tx, conn => sqlx::query_as(SQL).bind(recipient_key).fetch_optional(conn).await)?;
    found
        .map(|(whose, service, language, _)| Ok((partner(&whose)?, ServiceId::from_uuid(service), language)))
        .transpose()
}

/// A text that answers by itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its id.
    pub id: AnswerId,
    /// From which of our numbers.
    pub from: String,
    /// To which number.
    pub to: String,
    /// What it says.
    pub text: String,
    /// How often it was tried, this time included.
    pub tries: i64,
    /// Since when it waits.
    pub created_at: Timestamp,
}

impl Kind for Answer {
    const PREFIX: &'static str = "nan";
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Answers a text, in the transaction that handles it, to the number `to`; `false`: this number had its answers of the day.
pub async fn answer(
    tx: &mut Tx,
    (received, to): (&Received, &str),
    partner: &PartnerCode,
    says: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const COUNT: &str = "SELECT COUNT(*) FROM notice_answer WHERE recipient = $1 AND created_at_us > $2";
    const SQL: &str = "
        INSERT INTO notice_answer (answer_id, received_id, partner, sender, recipient, body, state, next_try_at_us, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $7)";
    let today: i64 = both!(tx, conn => sqlx::query_scalar(COUNT)
        .bind(to)
        .bind((now - Duration::from_hours(24)).as_microsecond())
        .fetch_one(conn).await)?;
    if today >= ANSWERS_A_DAY {
        return Ok(false);
    }
    both!(tx, conn => sqlx::query(SQL)
        .bind(AnswerId::new(now).uuid())
        .bind(received.id.uuid())
        .bind(partner.as_str())
        .bind(&received.to)
        .bind(to)
        .bind(text(says))
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(true)
}

#[derive(FromRow)]
struct AnswerRow {
    answer_id: Uuid,
    sender: String,
    recipient: String,
    body: String,
    tries: i64,
    created_at_us: i64,
}

/// Claims answers that are due, at most `most`.
pub async fn claim(tx: &mut Tx, most: usize, now: Timestamp) -> Result<Vec<Answer>, StoreError> {
    const SQL: &str = "
        UPDATE notice_answer SET state = 'sending', tries = tries + 1, next_try_at_us = $2
        WHERE state = 'waiting' AND answer_id IN (
            SELECT answer_id FROM notice_answer WHERE state = 'waiting' AND next_try_at_us <= $1 ORDER BY next_try_at_us LIMIT $3)
        RETURNING answer_id, sender, recipient, body, tries, created_at_us";
    let rows: Vec<AnswerRow> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(now.as_microsecond())
        .bind((now + super::sending::CLAIM).as_microsecond())
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(conn).await)?;
    let read = |row: AnswerRow| {
        Ok(Answer {
            id: AnswerId::from_uuid(row.answer_id),
            from: row.sender,
            to: row.recipient,
            text: row.body,
            tries: row.tries,
            created_at: instant("notice_answer.created_at_us", row.created_at_us)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Writes what became of an answer: `Ok`: a carrier has it; `Err`: it is tried again then, or never.
pub async fn answered(
    tx: &mut Tx,
    id: AnswerId,
    (carrier, outcome): (&str, Result<(), Option<Timestamp>>),
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice_answer SET state = $2, carrier = $3, next_try_at_us = COALESCE($4, next_try_at_us)
        WHERE answer_id = $1 AND state = 'sending'";
    let (state, again) = match outcome {
        Ok(()) => ("sent", None),
        Err(Some(again)) => ("waiting", Some(again.as_microsecond())),
        Err(None) => ("failed", None),
    };
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(state).bind(carrier).bind(again)
        .execute(conn).await.map(drop))?;
    Ok(())
}
