//! Messages of files: each is kept, read and filed like one that a server gave, with the date of its own.
//!
//! **Invariants:** a message whose bytes the mailbox has is not filed again; nobody is answered; what comes of a message is written in
//! one transaction with its arrival, so that an import that was stopped is simply begun again.
//!
//! Requests of history are nobody's work: those whose last contact is older than [`CLOSED_AFTER`], and which have none but imported
//! contacts, are closed at that contact's instant, without cause and without outcome, because nobody knows them.

use jiff::{SignedDuration, Timestamp};
use mail::{Quarantined, Reason};
use register::{Tx, both};
use sqlx::types::Uuid;

use crate::{
    handling,
    mailroom::{
        Mailbox, arrivals,
        filing::Filed,
        work::{self, Mailroom, WorkError},
    },
    request::RequestId,
    store::requests,
};

/// A request whose last contact is older was over before the import.
pub const CLOSED_AFTER: SignedDuration = SignedDuration::from_hours(60 * 24);
/// Requests that are closed in one transaction.
const CLOSED_AT_ONCE: i64 = 200;
/// No message is older: e-mail began about then.
const EARLIEST: &str = "1985-01-01T00:00:00Z";
/// Clocks of senders go wrong by so much.
const AHEAD_MAX: SignedDuration = SignedDuration::from_hours(24);

/// What came of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// A contact of a request.
    Filed,
    /// The mailbox had it.
    Duplicate,
    /// No contact comes of it: a robot's, a report, somebody's who was erased.
    Apart,
    /// It cannot be read; its bytes are kept.
    Quarantined(Reason),
}

/// Takes one message of a file. `written_at`: the instant of the line that stands before it in the file.
pub async fn take(
    room: &Mailroom,
    mailbox: &Mailbox,
    raw: Vec<u8>,
    written_at: Option<Timestamp>,
) -> Result<Taken, WorkError> {
    let now = room.clock.now();
    let key = mail::ContentKey::of(&raw);
    let mut tx = room.db.read().await?;
    let is_there = arrivals::has_content(&mut tx, mailbox.id, key.as_str()).await?;
    drop(tx);
    if is_there {
        return Ok(Taken::Duplicate);
    }
    let content = (key.as_str().to_owned(), raw.len() as u64);
    let received_at = plausible(written_at, now).unwrap_or(now);
    // Without a number of a server: that is how one knows that it is history.
    let mut arrival = work::arrival(mailbox, (0, None), content, received_at, now);
    room.files.keep(raw.clone()).await?;
    let incoming = match room.reader.read(&raw).await? {
        Ok(incoming) => incoming,
        Err(Quarantined { reason }) => {
            let mut tx = room.db.write().await?;
            arrivals::keep(&mut tx, &arrival).await?;
            arrivals::quarantine(&mut tx, arrival.id, reason, now).await?;
            tx.commit().await?;
            return Ok(Taken::Quarantined(reason));
        }
    };
    room.keep_attachments(&raw, &incoming).await?;
    drop(raw);
    if let Some(at) = plausible(incoming.date.as_ref().and_then(|it| it.at), now) {
        arrival.received_at = at;
    }
    Ok(match room.file_incoming(&arrival, &incoming, true).await? {
        Filed::Contact { .. } => Taken::Filed,
        Filed::Before => Taken::Duplicate,
        Filed::Apart(_) => Taken::Apart,
    })
}

/// An instant at which a message can have been written.
fn plausible(at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    let earliest: Timestamp = EARLIEST.parse().expect("an instant");
    at.filter(|it| (earliest..=now + AHEAD_MAX).contains(it)).map(|it| it.min(now))
}

/// The instant of a line `From jeanne@mail.fr Mon Mar  2 10:00:00 2026`, which is in universal time by custom.
pub fn line_instant(line: &str) -> Option<Timestamp> {
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let place =
        words.iter().position(|it| it.matches(':').count() >= 1 && it.as_bytes()[0].is_ascii_digit())?;
    let (month, day) = (words.get(place.checked_sub(2)?)?, words.get(place - 1)?);
    let is_year = |it: &&&str| it.len() == 4 && it.bytes().all(|it| it.is_ascii_digit());
    let year = words.get(place + 1..)?.iter().find(is_year)?;
    let clock = words[place];
    let clock = if clock.matches(':').count() == 1 { format!("{clock}:00") } else { clock.to_owned() };
    let text = format!("{year} {month} {day} {clock}");
    let read = jiff::civil::DateTime::strptime("%Y %b %d %H:%M:%S", text).ok()?;
    read.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|it| it.timestamp())
}

/// Closes what was over before the import; gives how many requests.
pub async fn close_old(room: &Mailroom, mailbox: &Mailbox) -> Result<u64, WorkError> {
    let now = room.clock.now();
    let mut closed = 0;
    loop {
        let mut tx = room.db.write().await?;
        let over = over(&mut tx, mailbox, now).await?;
        for id in &over {
            if let Some(mut request) = requests::find(&mut tx, &mailbox.partner, *id).await? {
                handling::close_old(&mut tx, &mut request, now).await?;
            }
        }
        tx.commit().await?;
        closed += over.len() as u64;
        if over.is_empty() {
            return Ok(closed);
        }
    }
}

async fn over(tx: &mut Tx, mailbox: &Mailbox, now: Timestamp) -> Result<Vec<RequestId>, WorkError> {
    const SQL: &str = "
        SELECT r.request_id FROM request r
        WHERE r.partner = $1 AND r.state = 'open' AND r.merged_into IS NULL AND r.last_contact_at_us < $3
            AND EXISTS (SELECT 1 FROM contact c JOIN arrival a ON a.contact_id = c.contact_id
                WHERE c.request_id = r.request_id AND a.mailbox_id = $2 AND a.uid IS NULL)
            AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.request_id = r.request_id AND NOT EXISTS (
                SELECT 1 FROM arrival a WHERE a.contact_id = c.contact_id AND a.uid IS NULL))
        ORDER BY r.request_id LIMIT $4";
    let rows: Vec<Uuid> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(mailbox.partner.as_str())
        .bind(mailbox.id.uuid())
        .bind((now - CLOSED_AFTER).as_microsecond())
        .bind(CLOSED_AT_ONCE)
        .fetch_all(conn).await)
    .map_err(register::StoreError::from)?;
    Ok(rows.into_iter().map(RequestId::from_uuid).collect())
}
