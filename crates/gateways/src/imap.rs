//! A mailbox on an IMAP server. Start with [`Session::open`], then [`Session::uids_after`] or [`Session::all_uids`], [`Session::fetch`],
//! and [`Session::wait`] for more.
//!
//! **Invariants:** nothing in the mailbox is changed, not even a mark that a message was seen (it is opened with EXAMINE). A message is
//! reported as gone only when the server says so: a connection that ends is an error. Each answer has a time limit. After an error
//! that [`ImapError`] calls other than refused, or a call that was given up half-way, the session is over: open another.

mod connect;
mod error;
mod folder;
mod line;

use std::{fmt, panic::AssertUnwindSafe, time::Duration};

use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response, ResponseCode, Status};
use futures::FutureExt as _;
use jiff::Timestamp;
use kernel::Secret;
use tokio::{
    io::{AsyncWrite, AsyncWriteExt as _},
    time::{Instant, sleep, timeout},
};

use self::line::{Answer, Line};

pub(crate) use self::connect::config as client_config;
pub use self::error::{Doing, ImapError};

/// Connecting, TLS, logging in, opening the folder: several turns with a server that may be far and busy.
const OPEN_MAX: Duration = Duration::from_secs(30);
/// A command whose answer is short.
const COMMAND_MAX: Duration = Duration::from_secs(30);
/// A list of all messages: servers look through hundreds of thousands.
const LIST_MAX: Duration = Duration::from_mins(2);
/// A part of a message, on a line of 100 kbit/s.
const PART_MAX: Duration = Duration::from_mins(2);
/// One IDLE. Servers end it after 29 minutes (RFC 2177), and routers forget quiet connections long before.
const IDLE_MAX: Duration = Duration::from_mins(10);
/// How often a server without IDLE is asked.
const POLL: Duration = Duration::from_secs(20);
/// Bytes of a message that are asked for at once; what bounds the memory that a message takes on its way to a file.
const PART_BYTES: u32 = 1 << 20;

/// How long a server is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// For an open mailbox.
    pub open_max: Duration,
    /// For a short answer.
    pub command_max: Duration,
    /// For a list of all messages.
    pub list_max: Duration,
    /// For a part of a message.
    pub part_max: Duration,
    /// For one IDLE.
    pub idle_max: Duration,
    /// Between two questions to a server without IDLE.
    pub poll: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            open_max: OPEN_MAX,
            command_max: COMMAND_MAX,
            list_max: LIST_MAX,
            part_max: PART_MAX,
            idle_max: IDLE_MAX,
            poll: POLL,
        }
    }
}

/// Where a mailbox is.
#[derive(Debug, Clone)]
pub struct Account {
    /// The name or the address of the server.
    pub host: String,
    /// Its port: 993 with [`Security::Tls`], 143 else.
    pub port: u16,
    /// How the line is protected.
    pub security: Security,
    /// The name of the account, often an address.
    pub user: String,
    /// What proves that the account is ours.
    pub login: Login,
    /// The folder, as people call it: `INBOX`.
    pub folder: String,
    /// An authority that is trusted besides those of the system, as PEM.
    pub extra_root: Option<Vec<u8>>,
}

/// How a line is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS from the first command on; nothing is said without it.
    StartTls,
    /// None: refused unless the server is this machine.
    Plain,
}

/// What proves that an account is ours.
#[derive(Debug, Clone)]
pub enum Login {
    /// A password.
    Password(Secret<String>),
    /// An access token of OAuth 2 (OAUTHBEARER, else XOAUTH2).
    OAuth2(Secret<String>),
}

/// A message that was fetched.
#[derive(Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Its number in the mailbox, as long as [`Session::uid_validity`] stays.
    pub uid: u32,
    /// When the server received it; `None` if it does not say.
    pub received_at: Option<Timestamp>,
    /// Its bytes; for a message that is too long, what the server says.
    pub bytes: u64,
    /// The message; `None` if it has more bytes than were asked for, or went elsewhere ([`Session::fetch_into`]).
    pub raw: Option<Vec<u8>>,
}

impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetched").field("uid", &self.uid).field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// Why a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// Messages have come since they were last listed.
    ByMail,
    /// The time is over.
    ByTime,
}

/// An open mailbox.
pub struct Session {
    /// Taken while a command runs: what was given up half-way is not used again.
    line: Option<Line>,
    times: Times,
    can_idle: bool,
    uid_validity: u32,
    exists: u32,
    has_news: bool,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("uid_validity", &self.uid_validity).finish_non_exhaustive()
    }
}

impl Session {
    /// Connects, logs in and opens the folder.
    ///
    /// # Errors
    ///
    /// [`ImapError`]; see [`ImapError::needs_somebody`].
    pub async fn open(account: &Account) -> Result<Self, ImapError> {
        Self::open_in(account, Times::default()).await
    }

    /// The same, with other time limits.
    ///
    /// # Errors
    ///
    /// [`ImapError`], as [`Session::open`].
    pub async fn open_in(account: &Account, times: Times) -> Result<Self, ImapError> {
        let (line, can_idle) = within(times.open_max, Doing::Opening, connect::logged_in(account)).await?;
        let mut session =
            Self { line: Some(line), times, can_idle, uid_validity: 0, exists: 0, has_news: true };
        let command = format!("EXAMINE {}", line::quoted(&folder::encoded(&account.folder)));
        let mut uid_validity = None;
        let answer = session
            .run(&command, times.command_max, Doing::Opening, |response| {
                if let Response::Data { status: Status::Ok, outcome } = response
                    && let Some(ResponseCode::UidValidity(found)) = outcome.code
                {
                    uid_validity = Some(found);
                }
            })
            .await?;
        if let Answer::No(said) = answer {
            return Err(ImapError::FolderMissing { folder: account.folder.clone(), said });
        }
        session.uid_validity = uid_validity.ok_or(ImapError::Nonsense)?;
        Ok(session)
    }

    /// The age of the numbers of this mailbox, as it was when it was opened: under another one, all messages have other numbers.
    pub const fn uid_validity(&self) -> u32 {
        self.uid_validity
    }

    /// The numbers of the messages after this one, ascending.
    ///
    /// # Errors
    ///
    /// [`ImapError`].
    pub async fn uids_after(&mut self, uid: u32) -> Result<Vec<u32>, ImapError> {
        let Some(first) = uid.checked_add(1) else { return Ok(Vec::new()) };
        let mut uids = self.search(&format!("UID {first}:*")).await?;
        // `n:*` means the last message too, whatever its number.
        uids.retain(|it| *it > uid);
        Ok(uids)
    }

    /// The numbers of all messages, ascending.
    ///
    /// # Errors
    ///
    /// [`ImapError`].
    pub async fn all_uids(&mut self) -> Result<Vec<u32>, ImapError> {
        self.search("ALL").await
    }

    /// Fetches a message; `None` if it is no longer there. One with more bytes than `bytes_max` comes without them:
    /// [`Session::fetch_into`] fetches it into a file.
    ///
    /// # Errors
    ///
    /// [`ImapError`].
    pub async fn fetch(&mut self, uid: u32, bytes_max: usize) -> Result<Option<Fetched>, ImapError> {
        let bytes_max = u64::try_from(bytes_max).unwrap_or(u64::MAX);
        let mut raw = Vec::new();
        let Some(mut part) = self.part(uid, 0).await? else { return Ok(None) };
        let (received_at, announced) = (part.received_at, part.size);
        loop {
            let is_last = part.is_last(raw.len());
            raw.append(&mut part.data);
            let bytes = raw.len() as u64;
            if bytes > bytes_max || (!is_last && announced > bytes_max) {
                return Ok(Some(Fetched { uid, received_at, bytes: announced.max(bytes), raw: None }));
            }
            if is_last {
                return Ok(Some(Fetched { uid, received_at, bytes, raw: Some(raw) }));
            }
            let Some(next) = self.part(uid, raw.len()).await? else { return Ok(None) };
            part = Part { size: announced, ..next };
        }
    }

    /// Fetches a message of any length, a part at a time; `None` if it is no longer there: what was written then is to be thrown away.
    ///
    /// # Errors
    ///
    /// [`ImapError`]; what was written then is to be thrown away.
    pub async fn fetch_into(
        &mut self,
        uid: u32,
        out: &mut (impl AsyncWrite + Unpin),
    ) -> Result<Option<Fetched>, ImapError> {
        let mut written = 0;
        let (mut received_at, mut size) = (None, 0);
        loop {
            let Some(part) = self.part(uid, written).await? else { return Ok(None) };
            if written == 0 {
                (received_at, size) = (part.received_at, part.size);
            }
            let part = Part { size, ..part };
            let is_last = part.is_last(written);
            out.write_all(&part.data).await.map_err(ImapError::Kept)?;
            written += part.data.len();
            if is_last {
                out.flush().await.map_err(ImapError::Kept)?;
                return Ok(Some(Fetched { uid, received_at, bytes: written as u64, raw: None }));
            }
        }
    }

    /// Waits for messages that have not been listed yet.
    ///
    /// # Errors
    ///
    /// [`ImapError`].
    pub async fn wait(&mut self, up_to: Duration) -> Result<Woken, ImapError> {
        let until = Instant::now() + up_to;
        loop {
            if self.has_news {
                return Ok(Woken::ByMail);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Woken::ByTime);
            }
            if self.can_idle {
                self.idle(left.min(self.times.idle_max)).await?;
            } else {
                sleep(left.min(self.times.poll)).await;
                let answer = self.run("NOOP", self.times.command_max, Doing::Waiting, |_| {}).await?;
                answer.ok()?;
            }
        }
    }

    /// Says goodbye; a session may as well be dropped.
    pub async fn close(mut self) {
        let _ = self.run("LOGOUT", Duration::from_secs(2), Doing::Waiting, |_| {}).await;
    }

    async fn search(&mut self, what: &str) -> Result<Vec<u32>, ImapError> {
        self.has_news = false;
        let mut uids = Vec::new();
        let command = format!("UID SEARCH {what}");
        let answer = self
            .run(&command, self.times.list_max, Doing::Listing, |response| {
                if let Response::MailboxData(MailboxDatum::Search(found)) = response {
                    uids.extend_from_slice(found);
                }
            })
            .await?;
        answer.ok()?;
        uids.sort_unstable();
        uids.dedup();
        Ok(uids)
    }

    /// A part of a message; `None` if the message is no longer there.
    async fn part(&mut self, uid: u32, from: usize) -> Result<Option<Part>, ImapError> {
        let about = if from == 0 { "UID INTERNALDATE RFC822.SIZE" } else { "UID" };
        let command = format!("UID FETCH {uid} ({about} BODY.PEEK[]<{from}.{PART_BYTES}>)");
        let mut found = None;
        let answer = self
            .run(&command, self.times.part_max, Doing::Fetching, |response| {
                if let Response::Fetch(_, attributes) = response {
                    found = found.take().or_else(|| Part::of(attributes, uid));
                }
            })
            .await?;
        let found = found.filter(|_| matches!(answer, Answer::Ok));
        if let Some(part) = &found
            && !part.data.is_empty()
        {
            return Ok(found);
        }
        // Servers answer in several ways for a message that was taken away: with a refusal, with nothing, with an empty part, which would
        // look like the end. It is gone if it is not in the list any more.
        let news = self.has_news;
        let is_there = self.search(&format!("UID {uid}")).await?.contains(&uid);
        self.has_news |= news;
        if !is_there {
            return Ok(None);
        }
        answer.ok()?;
        let nothing = || ImapError::Refused(format!("the message {uid} is listed but not given"));
        found.map(Some).ok_or_else(nothing)
    }

    async fn idle(&mut self, up_to: Duration) -> Result<(), ImapError> {
        let mut line = self.line.take().ok_or_else(over)?;
        let (tag, refused) = within(self.times.command_max, Doing::Waiting, async {
            let tag = line.command("IDLE").await?;
            let refused = line.question(&tag, |response| self.note(response)).await?;
            Ok((tag, refused))
        })
        .await?;
        if refused.is_some() {
            // It says that it can, and does not: it is asked now and then.
            self.can_idle = false;
            self.line = Some(line);
            return Ok(());
        }
        let until = Instant::now() + up_to;
        while !self.has_news {
            let left = until.saturating_duration_since(Instant::now());
            let next = AssertUnwindSafe(line.next(|response| self.note(response))).catch_unwind();
            let Ok(seen) = timeout(left, next).await else { break };
            seen.map_err(|_| ImapError::Nonsense)??;
        }
        within(self.times.command_max, Doing::Waiting, async {
            line.send("DONE").await?;
            line.end_of(&tag, |response| self.note(response)).await
        })
        .await?;
        self.line = Some(line);
        Ok(())
    }

    /// Runs a command, and shows each answer that comes before its end.
    async fn run(
        &mut self,
        command: &str,
        time: Duration,
        doing: Doing,
        mut see: impl FnMut(&Response<'_>) + Send,
    ) -> Result<Answer, ImapError> {
        let mut line = self.line.take().ok_or_else(over)?;
        let answer = within(time, doing, async {
            line.run(command, |response| {
                self.note(response);
                see(response);
            })
            .await
        })
        .await?;
        self.line = Some(line);
        Ok(answer)
    }

    fn note(&mut self, response: &Response<'_>) {
        match response {
            Response::MailboxData(MailboxDatum::Exists(count)) => {
                // Some servers repeat it at each turn.
                self.has_news |= *count > self.exists;
                self.exists = *count;
            }
            Response::Expunge(_) => self.exists = self.exists.saturating_sub(1),
            _ => {}
        }
    }
}

fn over() -> ImapError {
    ImapError::Cut("this session is over".to_owned())
}

/// Does it in time. A parser that panics on what a server says is an answer that is no IMAP.
async fn within<T>(
    time: Duration,
    doing: Doing,
    work: impl Future<Output = Result<T, ImapError>>,
) -> Result<T, ImapError> {
    match timeout(time, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Err(ImapError::Nonsense),
        Err(_) => Err(ImapError::TimedOut { doing, within: time }),
    }
}

/// A part of a message, with what is known of the whole.
struct Part {
    data: Vec<u8>,
    is_whole: bool,
    size: u64,
    received_at: Option<Timestamp>,
}

impl Part {
    fn of(attributes: &[AttributeValue<'_>], wanted: u32) -> Option<Self> {
        let (mut is_wanted, mut body, mut size, mut received_at) = (false, None, 0, None);
        for attribute in attributes {
            match attribute {
                AttributeValue::Uid(uid) => is_wanted = *uid == wanted,
                AttributeValue::Rfc822Size(bytes) => size = u64::from(*bytes),
                AttributeValue::InternalDate(date) => received_at = instant(date),
                AttributeValue::BodySection { section: None, index, data } => {
                    body = Some((index.is_none(), data.as_deref().unwrap_or_default().to_vec()));
                }
                _ => {}
            }
        }
        let (is_whole, data) = body.filter(|_| is_wanted)?;
        Some(Self { data, is_whole, size, received_at })
    }

    /// Whether nothing comes after it. The announced size is wrong on some servers, so that both signs are asked for.
    fn is_last(&self, before: usize) -> bool {
        let length = self.data.len();
        let is_short = length < PART_BYTES as usize;
        self.is_whole || length == 0 || (is_short && (before + length) as u64 >= self.size)
    }
}

/// An instant as servers write it: ` 2-Mar-2026 10:00:00 +0100`.
fn instant(date: &str) -> Option<Timestamp> {
    let read = jiff::fmt::strtime::parse("%d-%b-%Y %H:%M:%S %z", date.trim()).ok()?;
    read.to_timestamp().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_servers_are_read() {
        for (date, wanted) in [
            ("17-Jul-1996 02:44:25 -0700", Some("1996-07-17T09:44:25Z")),
            (" 2-Mar-2026 10:00:00 +0100", Some("2026-03-02T09:00:00Z")),
            ("yesterday", None),
        ] {
            assert_eq!(instant(date).map(|it| it.to_string()).as_deref(), wanted, "{date}");
        }
    }

    #[test]
    fn a_part_is_the_last_one_only_if_nothing_can_come() {
        let part = |length: usize, size: u64| Part {
            data: vec![b'a'; length],
            is_whole: false,
            size,
            received_at: None,
        };
        let full = PART_BYTES as usize;
        assert!(part(10, 10).is_last(0));
        assert!(part(10, 8).is_last(0), "the server counted line ends otherwise");
        assert!(!part(10, 12).is_last(0), "there may be more");
        assert!(part(0, 12).is_last(10), "there is not");
        assert!(!part(full, full as u64).is_last(0), "the size may be wrong");
        assert!(part(3, full as u64 + 3).is_last(full));
    }
}
