//! The mailroom at work, beside the pages: mailboxes are read, arrivals filed, messages sent, server and register compared.
//!
//! Each step can be stopped anywhere and done again: bytes are kept before they are counted, an arrival is filed in the transaction of
//! what comes of it, a message is claimed before it is sent.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use gateways::{
    NoWorker, Reader,
    imap::{Account, Fetched, ImapError, Login, Security, Session},
    oauth2::OAuth2Error,
    retry,
};
use jiff::Timestamp;
use kernel::{Clock, Explain as _, Message, Secret};
use mail::{Incoming, Keys, Quarantined, Reason};
use register::{Db, StoreError, job::Said};
use tokio::{
    sync::Notify,
    task::AbortHandle,
    time::{sleep, timeout},
};

use super::{
    Mailbox, MailboxId,
    arrivals::{self, Arrival, ArrivalId, ArrivalState},
    dispatches,
    filing::{self, Filed, Room},
    mailbox::{self, ImapSettings},
    reconciliation::{self, Reconciliation},
    seal::{MailboxSecrets, Sealer},
};
use crate::{
    acknowledge, assigning,
    elsewhere::Elsewhere,
    exchange::erasure,
    files::{Files, FilesError},
    handling::{HandlingError, House},
    request::FollowUpCode,
    store::requests,
    words::message,
};

/// A message above this stays on the server, and is told of: nobody reads half a gigabyte of mail.
const RAW_MAX: usize = 512 << 20;
/// Arrivals that are read at once from the register.
const FILED_AT_ONCE: i64 = 100;
/// How often what waits is looked for when nobody said that something came.
pub(super) const PAUSE: Duration = Duration::from_secs(2);
/// How often settings of mailboxes are looked at, and stuck messages settled.
const SUPERVISED: Duration = Duration::from_secs(30);
/// How long one wait for new messages lasts: settings are looked at in between.
const WAIT: Duration = Duration::from_mins(5);
/// How often a mailbox is compared with its server.
const RECONCILED_EVERY: Duration = Duration::from_hours(24);
/// Tries at an arrival whose request somebody else is changing.
const STALE_TRIES: u32 = 5;

/// A step of the mailroom failed; what it was about is as before.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// The register failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bytes were not kept or not found.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The mail server failed.
    #[error(transparent)]
    Imap(#[from] ImapError),
    /// No process could be started to read messages.
    #[error(transparent)]
    Reader(#[from] NoWorker),
    /// A request was being changed by somebody else, again and again.
    #[error(transparent)]
    Handling(#[from] HandlingError),
    /// The access token of a mailbox was not renewed.
    #[error(transparent)]
    OAuth2(#[from] OAuth2Error),
    /// The secrets of a mailbox were sealed with another key.
    #[error("the secrets of mailbox {0} cannot be opened with this instance's key")]
    Sealed(MailboxId),
    /// The settings of a mailbox name no server.
    #[error("mailbox {0} has no server of incoming mail")]
    NoServer(MailboxId),
}

impl WorkError {
    /// What whoever runs the mailbox is told.
    pub fn message(&self) -> Message {
        match self {
            Self::Imap(error) => error.message(),
            Self::OAuth2(error) => error.message(),
            Self::Sealed(_) => message("mailbox-sealed"),
            Self::NoServer(_) => message("mailbox-no-server"),
            Self::Store(error) => error.message(),
            Self::Files(error) => error.message(),
            Self::Handling(error) => error.message(),
            Self::Reader(_) => message("mailbox-no-reader"),
        }
    }

    const fn needs_somebody(&self) -> bool {
        match self {
            Self::Imap(error) => error.needs_somebody(),
            Self::OAuth2(error) => error.needs_somebody(),
            Self::Sealed(_) | Self::NoServer(_) => true,
            _ => false,
        }
    }
}

/// What is done again and again.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// What was kept is filed.
    File,
    /// What is due is sent.
    Send,
    /// Files at which no antivirus has looked are looked at.
    Check,
}

/// Everything that the mailroom needs.
pub struct Mailroom {
    /// The register.
    pub db: Db,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where bytes are kept.
    pub files: Arc<dyn Files>,
    /// What reads messages, in processes of their own.
    pub reader: Reader,
    /// The keys of tokens.
    pub keys: Arc<Keys>,
    /// What opens the secrets of mailboxes.
    pub sealer: Sealer,
    /// The address of the product, `https://…`, for the links of messages.
    pub site: String,
    /// An authority that mail servers are trusted by besides the system's, as PEM.
    pub extra_root: Option<Vec<u8>>,
    /// What else in the product writes to people, and keeps something of them.
    pub elsewhere: Option<Arc<dyn Elsewhere>>,
    /// Something was kept, or written to be sent.
    pub news: Notify,
}

impl std::fmt::Debug for Mailroom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailroom").field("site", &self.site).finish_non_exhaustive()
    }
}

impl Mailroom {
    /// Works for ever.
    pub async fn run(self: Arc<Self>) {
        tokio::join!(
            Arc::clone(&self).supervise(),
            self.for_ever(Step::File),
            self.for_ever(Step::Send),
            self.for_ever(Step::Check),
        );
    }

    /// Does a step whenever there is news, and from time to time.
    async fn for_ever(self: &Arc<Self>, step: Step) {
        loop {
            let done = match step {
                Step::File => self.file_all().await,
                Step::Send => self.send_all().await,
                Step::Check => self.check_files().await,
            };
            match done {
                Ok(0) => drop(timeout(PAUSE, self.news.notified()).await),
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, ?step, "the mailroom stumbled");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Keeps one reader for each mailbox that is on; settles stuck messages.
    async fn supervise(self: Arc<Self>) {
        let mut readers: HashMap<MailboxId, (Mailbox, AbortHandle)> = HashMap::new();
        loop {
            if let Err(error) = self.supervise_once(&mut readers).await {
                tracing::error!(error = &error as &dyn std::error::Error, "mailboxes were not looked at");
            }
            sleep(SUPERVISED).await;
        }
    }

    async fn supervise_once(
        self: &Arc<Self>,
        readers: &mut HashMap<MailboxId, (Mailbox, AbortHandle)>,
    ) -> Result<(), WorkError> {
        let mut tx = self.db.write().await?;
        let moved = dispatches::sweep(&mut tx, self.clock.now()).await?;
        let mailboxes = mailbox::listed(&mut tx, None).await?;
        tx.commit().await?;
        if moved > 0 {
            tracing::warn!(moved, "messages were stuck on their way out");
        }
        let wanted: HashMap<MailboxId, Mailbox> = mailboxes
            .into_iter()
            .filter(|it| it.is_on && it.settings.imap.is_some())
            .map(|it| (it.id, it))
            .collect();
        readers.retain(|id, (known, task)| {
            let is_same = wanted.get(id).is_some_and(|it| {
                (&it.settings, &it.secret, &it.address) == (&known.settings, &known.secret, &known.address)
            });
            if !is_same || task.is_finished() {
                task.abort();
            }
            is_same && !task.is_finished()
        });
        for (id, mailbox) in wanted {
            readers.entry(id).or_insert_with(|| {
                let (this, own) = (Arc::clone(self), mailbox.clone());
                (mailbox, tokio::spawn(async move { this.watch(own.id).await }).abort_handle())
            });
        }
        Ok(())
    }

    /// Reads a mailbox for ever, as it fills.
    async fn watch(&self, id: MailboxId) {
        let mut failures = 0;
        loop {
            let error = match self.follow(id, &mut failures).await {
                Ok(()) => return,
                Err(error) => error,
            };
            failures += 1;
            tracing::warn!(error = &error as &dyn std::error::Error, mailbox = %id, failures, "a mailbox was not read");
            if let Err(error) = self.tell_problem(id, &error).await {
                tracing::error!(error = &error as &dyn std::error::Error, "a problem was not written down");
            }
            // Repeated wrong logins lock accounts.
            let tried = if error.needs_somebody() { u32::MAX } else { failures };
            sleep(retry::delay(tried)).await;
        }
    }

    pub(super) async fn tell_problem(&self, id: MailboxId, error: &WorkError) -> Result<(), StoreError> {
        let said = Said::kept(&error.message());
        let mut tx = self.db.write().await?;
        mailbox::was_not_read(&mut tx, id, &said, self.clock.now()).await?;
        tx.commit().await
    }

    /// Takes what is there and what comes; ends when the mailbox is no longer on.
    async fn follow(&self, id: MailboxId, failures: &mut u32) -> Result<(), WorkError> {
        let Some(mailbox) = self.mailbox(id).await? else { return Ok(()) };
        let mut before = mailbox.uid_last;
        let mut session = self.session(&mailbox, None).await?;
        loop {
            let taken = self.take(&mut session, id).await;
            let place = self.mailbox(id).await?.map(|it| it.uid_last);
            // A line that breaks after a message or two still brings the mailbox: only what brings nothing is left alone for longer.
            if taken.is_ok() || place != Some(before) {
                *failures = 0;
            }
            taken?;
            before = place.unwrap_or(before);
            self.reconcile_if_due(&mut session, id).await?;
            session.wait(WAIT).await?;
            if self.mailbox(id).await?.is_none() {
                return Ok(());
            }
        }
    }

    /// A mailbox that is on.
    async fn mailbox(&self, id: MailboxId) -> Result<Option<Mailbox>, StoreError> {
        let mut tx = self.db.read().await?;
        Ok(mailbox::find(&mut tx, id).await?.filter(|it| it.is_on))
    }

    /// How the server of a mailbox is reached.
    pub fn account(&self, mailbox: &Mailbox) -> Result<Account, WorkError> {
        let settings = mailbox.settings.imap.as_ref().ok_or(WorkError::NoServer(mailbox.id))?;
        let ImapSettings { host, port, security, user, login, folder } = settings.clone();
        let secret = Secret::new(self.secrets(mailbox)?.imap);
        Ok(Account {
            host,
            port,
            security: match security.as_str() {
                "plain" => Security::Plain,
                "start-tls" => Security::StartTls,
                _ => Security::Tls,
            },
            user,
            login: if login == "oauth2" { Login::OAuth2(secret) } else { Login::Password(secret) },
            folder,
            extra_root: self.extra_root.clone(),
        })
    }

    pub(super) fn secrets(&self, mailbox: &Mailbox) -> Result<MailboxSecrets, WorkError> {
        let Some(sealed) = &mailbox.secret else { return Ok(MailboxSecrets::default()) };
        self.sealer.open(mailbox.id, sealed).ok_or(WorkError::Sealed(mailbox.id))
    }

    /// Takes all messages of a mailbox that were not taken yet: bytes first, then the arrival, then the number. Gives how many.
    pub async fn take(&self, session: &mut Session, id: MailboxId) -> Result<u64, WorkError> {
        let mut tx = self.db.read().await?;
        let Some(mailbox) = mailbox::find(&mut tx, id).await? else { return Ok(0) };
        drop(tx);
        let series = session.uid_validity();
        // Under another series all numbers are new; messages that are known by their bytes are filed once all the same.
        let last = if mailbox.uid_validity == Some(series) { mailbox.uid_last } else { 0 };
        let uids = session.uids_after(last).await?;
        let mut taken = 0;
        for uid in uids {
            let fetched = self.fetch(session, uid).await?;
            let now = self.clock.now();
            let kept = match fetched {
                Some((fetched, raw)) => {
                    let bytes = raw.len() as u64;
                    let content_key = self.files.keep(raw).await?;
                    let received_at = fetched.received_at.unwrap_or(now);
                    Some(arrival(&mailbox, (series, Some(uid)), (content_key, bytes), received_at, now))
                }
                // It vanished between the list and the fetch.
                None => None,
            };
            let mut tx = self.db.write().await?;
            if let Some(kept) = kept {
                arrivals::keep(&mut tx, &kept).await?;
                taken += 1;
            }
            mailbox::taken(&mut tx, id, (series, uid)).await?;
            tx.commit().await?;
            self.news.notify_waiters();
        }
        let mut tx = self.db.write().await?;
        mailbox::was_read(&mut tx, id, self.clock.now()).await?;
        tx.commit().await?;
        Ok(taken)
    }

    /// A message and its bytes; of one that is far too long, a note that says so, which ends in quarantine.
    async fn fetch(&self, session: &mut Session, uid: u32) -> Result<Option<(Fetched, Vec<u8>)>, ImapError> {
        let Some(mut fetched) = session.fetch(uid, RAW_MAX).await? else { return Ok(None) };
        let raw = fetched.raw.take().unwrap_or_else(|| {
            format!("The message number {uid} has {} bytes and was left on the mail server.\n", fetched.bytes)
                .into_bytes()
        });
        Ok(Some((fetched, raw)))
    }

    /// Files what was kept and not yet filed; gives how many.
    pub async fn file_all(&self) -> Result<u64, WorkError> {
        let mut tx = self.db.read().await?;
        let waiting = arrivals::unread(&mut tx, FILED_AT_ONCE).await?;
        drop(tx);
        for arrival in &waiting {
            self.file(arrival).await?;
        }
        Ok(waiting.len() as u64)
    }

    async fn file(&self, arrival: &Arrival) -> Result<(), WorkError> {
        let Some(raw) = self.files.bytes(&arrival.content_key).await? else {
            return self.quarantine(arrival, Reason::Empty).await;
        };
        let incoming = match self.reader.read(&raw).await? {
            Ok(incoming) => incoming,
            Err(Quarantined { reason }) => return self.quarantine(arrival, reason).await,
        };
        self.keep_attachments(&raw, &incoming).await?;
        self.file_incoming(arrival, &incoming, false).await.map(drop)
    }

    /// Files a message that was read; `is_new`: its arrival is written with it.
    pub(crate) async fn file_incoming(
        &self,
        arrival: &Arrival,
        incoming: &Incoming,
        is_new: bool,
    ) -> Result<Filed, WorkError> {
        let mut tries = 0;
        let filed = loop {
            match self.file_read(arrival, incoming, is_new).await {
                Err(WorkError::Handling(HandlingError::Stale(_))) if tries < STALE_TRIES => tries += 1,
                done => break done?,
            }
        };
        if filed == Filed::Apart(filing::ERASED) {
            self.forget(incoming).await?;
        }
        Ok(filed)
    }

    async fn file_read(
        &self,
        arrival: &Arrival,
        incoming: &Incoming,
        is_new: bool,
    ) -> Result<Filed, WorkError> {
        let now = self.clock.now();
        let code = FollowUpCode::draw()?;
        let mut tx = self.db.write().await?;
        let house = House::read(&mut tx, &arrival.partner).await?;
        let Some(mailbox) = mailbox::find(&mut tx, arrival.mailbox).await? else {
            return Err(WorkError::NoServer(arrival.mailbox));
        };
        let room = Room {
            house: &house,
            mailbox: &mailbox,
            keys: &self.keys,
            elsewhere: self.elsewhere.as_deref(),
            is_history: arrival.uid.is_none(),
        };
        if is_new {
            arrivals::keep(&mut tx, arrival).await?;
        }
        let filed = filing::file(&mut tx, room, arrival, incoming, (code, now)).await?;
        if let Filed::Contact { request, is_new: true, is_answerable, .. } = filed
            && !room.is_history
            && let Some(mut request) = requests::find(&mut tx, &arrival.partner, request).await?
        {
            if is_answerable {
                acknowledge::acknowledge(&mut tx, &house, &self.keys, &mut request, now).await?;
            }
            assigning::give(&mut tx, &house, &mut request, now).await?;
        }
        tx.commit().await?;
        Ok(filed)
    }

    /// Removes the bytes of a message of somebody who was erased.
    pub(crate) async fn forget(&self, incoming: &Incoming) -> Result<(), WorkError> {
        let attached = incoming.attachments.iter().map(|it| &it.key);
        let keys = std::iter::once(&incoming.key).chain(attached).map(|it| it.as_str().to_owned());
        Ok(erasure::remove_unused(&self.db, &*self.files, keys.collect()).await?)
    }

    async fn quarantine(&self, arrival: &Arrival, why: Reason) -> Result<(), WorkError> {
        let mut tx = self.db.write().await?;
        arrivals::quarantine(&mut tx, arrival.id, why, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    /// Keeps the files of a message under their own keys, so that a page gives them without reading the message again.
    pub(crate) async fn keep_attachments(&self, raw: &[u8], incoming: &Incoming) -> Result<(), WorkError> {
        for place in 0..incoming.attachments.len() {
            if let Ok(Some(bytes)) = self.reader.attachment(raw, place).await? {
                self.files.keep(bytes).await?;
            }
        }
        Ok(())
    }

    /// Compares a mailbox's server with the register, and mends what lacks.
    pub async fn reconcile(&self, id: MailboxId) -> Result<Reconciliation, WorkError> {
        let Some(mailbox) = self.mailbox(id).await? else { return Err(WorkError::NoServer(id)) };
        let mut session = self.session(&mailbox, None).await?;
        self.reconcile_in(&mut session, id).await
    }

    /// The same once a day, at a moment when nothing waits to be filed.
    async fn reconcile_if_due(&self, session: &mut Session, id: MailboxId) -> Result<(), WorkError> {
        let mut tx = self.db.read().await?;
        let last = reconciliation::last(&mut tx, id, 1).await?.into_iter().next();
        let is_due = last.is_none_or(|it| self.clock.now() > it.at + RECONCILED_EVERY);
        let is_quiet = arrivals::unread(&mut tx, 1).await?.is_empty();
        drop(tx);
        if is_due && is_quiet {
            let found = self.reconcile_in(session, id).await?;
            if !found.is_whole() {
                tracing::warn!(mailbox = %id, ?found, "messages were missing and are taken again");
            }
        }
        Ok(())
    }

    async fn reconcile_in(&self, session: &mut Session, id: MailboxId) -> Result<Reconciliation, WorkError> {
        let on_server: BTreeSet<u32> = session.all_uids().await?.into_iter().collect();
        let series = session.uid_validity();
        let mut tx = self.db.write().await?;
        let found = reconciliation::reconcile(&mut tx, id, (series, &on_server), self.clock.now()).await?;
        tx.commit().await?;
        self.take(session, id).await?;
        Ok(found)
    }
}

/// A message that was kept.
pub(crate) fn arrival(
    mailbox: &Mailbox,
    (uid_validity, uid): (u32, Option<u32>),
    (content_key, bytes): (String, u64),
    received_at: Timestamp,
    now: Timestamp,
) -> Arrival {
    Arrival {
        id: ArrivalId::new(now),
        partner: mailbox.partner.clone(),
        mailbox: mailbox.id,
        uid_validity,
        uid,
        content_key,
        bytes,
        received_at,
        kept_at: now,
        state: ArrivalState::Kept,
        kind: None,
        contact: None,
        problem: None,
    }
}
