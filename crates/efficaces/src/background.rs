//! The work that goes on beside the pages: posted contacts move to the log, imports run, pages are computed ahead, what has
//! run out is swept.

use std::{future::Future, sync::Arc, time::Duration};

use gateways::Smtp;
use intake::Flow;
use jiff::tz::TimeZone;
use observatory::Observatory;
use register::{StoreError, account, outgoing, session};
use requests::{
    exchange::{
        erasure::{self, EraseError},
        retention::{self, Rules},
    },
    store::working,
};
use site::health::HealthCheck;
use tokio::{
    sync::watch,
    task::{AbortHandle, JoinHandle},
    time::{Instant, timeout},
};

use crate::{
    failure::Failure,
    guidance::Guidance,
    inbox::Inbox,
    instance::{Instance, random_letters},
    notices::Notices,
    words::message,
};

/// How often posted contacts move to the log when few wait, and the log is looked at.
const PAUSE: Duration = Duration::from_secs(5);
/// How often what has run out is removed.
const SWEEP_PAUSE: Duration = Duration::from_mins(10);

/// Hours (UTC) at which the database may be written anew: night in France.
const QUIET_HOURS: std::ops::Range<i8> = 1..4;

/// How long a visitor's self-diagnosis is kept after its last change, as its first page says.
const VISITOR_TEST_KEPT: Duration = Duration::from_hours(90 * 24);

/// How long an experiment's units, pseudonyms among them, are kept after its end, as the laboratory's page says.
const UNITS_KEPT: Duration = Duration::from_hours(365 * 24);

/// How long an import that must stop is waited for.
const STOP_WAIT: Duration = Duration::from_secs(30);

/// The running work.
#[derive(Debug)]
pub(crate) struct Background {
    tasks: Arc<[(&'static str, AbortHandle)]>,
    importing: JoinHandle<()>,
    sending: JoinHandle<()>,
    stop_sending: watch::Sender<bool>,
    observatory: Observatory,
}

impl Background {
    /// Begins all of it.
    pub(crate) fn start(
        instance: &Instance,
        observatory: &Observatory,
        inbox: &Inbox,
        notices: &Notices,
        guidance: &Guidance,
    ) -> Result<Self, Failure> {
        let Instance { db, log, keys, clock, .. } = instance.clone();
        let flow = Flow { db: db.clone(), log, keys };
        // Not the process's number: in containers every server has the same.
        let worker = random_letters()?;
        let importing = observatory::imports::worker::work(observatory.clone(), db, clock, worker);
        let importing = tokio::spawn(importing);
        let smtp = instance.settings.mail.as_ref().map(|(server, from)| Smtp::new(server.reveal(), from));
        let smtp =
            smtp.transpose().map_err(|it| Failure::refused(message("settings-bad-mail")).because(&it))?;
        let (stop_sending, stopped) = watch::channel(false);
        let sending = tokio::spawn(notices.clone().send(stopped));
        let tasks = Arc::new([
            begin("flow", flow.run(PAUSE)),
            ("imports", importing.abort_handle()),
            begin("pages", keep_warm(observatory.clone(), instance.clone())),
            begin("sweep", sweep(instance.clone())),
            begin("retention", empty_old_requests(inbox.clone(), instance.settings.kept())),
            begin(
                "messages-kept",
                ::notices::retention::run(
                    instance.db.clone(),
                    Arc::clone(&instance.clock),
                    instance.settings.notices_kept(),
                ),
            ),
            begin("content", keep_content(instance.clone())),
            begin("mail", send_mail(smtp, instance.clone())),
            begin("reminders", remind(instance.clone())),
            begin("mailboxes", inbox.clone().read_and_write()),
            begin("requests", inbox.clone().tell_log()),
            begin("incidents", inbox.clone().watch()),
            begin("causes", inbox.clone().learn()),
            begin("webhooks", inbox.clone().tell_programs()),
            ("messages", sending.abort_handle()),
            begin("rules", notices.clone().follow_rules()),
            begin("campaigns", notices.clone().hand_over()),
            begin("links", notices.clone().watch_targets()),
            begin("effects", notices.clone().watch_effects()),
            begin("callbacks", notices.clone().tell_programs()),
            begin("guidance", guidance.clone().renew()),
            begin("lessons", guidance.clone().learn()),
        ]);
        Ok(Self { tasks, importing, sending, stop_sending, observatory: observatory.clone() })
    }

    /// Whether all of it still runs.
    pub(crate) fn check(&self) -> HealthCheck {
        let tasks = Arc::clone(&self.tasks);
        HealthCheck::new("jobs", move || {
            let ended = tasks.iter().find(|(_, task)| task.is_finished()).map(|(name, _)| *name);
            async move { ended.map_or(Ok(()), |name| Err(format!("{name} ended"))) }
        })
    }

    /// Ends it. An import goes back to the queue; what else had begun is done again at the next start.
    pub(crate) async fn stop(self) {
        self.observatory.workplace().stop();
        if timeout(STOP_WAIT, self.importing).await.is_err() {
            tracing::warn!("the running import did not stop; it is done again once its lease ends");
        }
        // Messages that are being handed over are settled first; an error means that nobody sends any more.
        let _ = self.stop_sending.send(true);
        if timeout(STOP_WAIT, self.sending).await.is_err() {
            tracing::warn!(
                "carriers did not answer in time; what nobody knows of is settled at the next start"
            );
        }
        for (_, task) in self.tasks.iter() {
            task.abort();
        }
    }
}

fn begin(name: &'static str, work: impl Future<Output = ()> + Send + 'static) -> (&'static str, AbortHandle) {
    (name, tokio::spawn(work).abort_handle())
}

/// Computes what the standard pages ask whenever the log has a new version, so that nobody waits for them. However fast
/// contacts come in, it works at most a tenth of the time.
async fn keep_warm(observatory: Observatory, instance: Instance) {
    let mut warmed = None;
    loop {
        let begun = Instant::now();
        let log = instance.log.clone();
        let version = tokio::task::spawn_blocking(move || log.snapshot().map(|it| it.version)).await;
        let version = version.ok().and_then(Result::ok);
        if version.is_some() && version != warmed {
            match observatory.warm(&instance.db).await {
                Ok(()) => warmed = version,
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "pages were not computed ahead");
                }
            }
        }
        tokio::time::sleep(PAUSE.max(begun.elapsed() * 9)).await;
    }
}

/// Puts in force what other servers publish.
async fn keep_content(instance: Instance) {
    loop {
        if let Err(error) = library::editing::load(&instance.db).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "published practices were not read");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Sends what waits, one message after the other. Without a server nothing is sent: the programme sees what waits.
async fn send_mail(smtp: Option<Smtp>, instance: Instance) {
    let Some(smtp) = smtp else { return std::future::pending().await };
    loop {
        match send_next(&smtp, &instance).await {
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(PAUSE).await,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "mail was not sent");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Reminds partners of their plans, where messages are sent: nobody else is to read them.
async fn remind(instance: Instance) {
    let (Some(_), Some(base)) = (&instance.settings.mail, &instance.settings.public_url) else {
        return std::future::pending().await;
    };
    loop {
        if let Err(error) = remind_once(&instance, base.trim_end_matches('/')).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "nobody was reminded of their plan");
        }
        tokio::time::sleep(SWEEP_PAUSE).await;
    }
}

async fn remind_once(instance: &Instance, base: &str) -> Result<(), StoreError> {
    let mut tx = instance.db.write().await?;
    let sent = library::selftest::reminders::remind(&mut tx, base, instance.clock.now()).await?;
    tx.commit().await?;
    if sent > 0 {
        tracing::info!(sent, "people were reminded of their plan");
    }
    Ok(())
}

/// Whether there was a message to send.
async fn send_next(smtp: &Smtp, instance: &Instance) -> Result<bool, StoreError> {
    let mut tx = instance.db.write().await?;
    let claimed = outgoing::claim(&mut tx, instance.clock.now()).await?;
    tx.commit().await?;
    let Some(mail) = claimed else { return Ok(false) };
    let outcome = smtp.send(&mail).await;
    let now = instance.clock.now();
    let mut tx = instance.db.write().await?;
    match outcome {
        Ok(_) => outgoing::sent(&mut tx, mail.id, now).await?,
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, mail = %mail.id, "a message was not taken");
            outgoing::failed(&mut tx, &mail, &error.to_string(), error.is_for_good(), now).await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// Removes sessions that have run out, visitors' self-diagnoses, old requests and messages, and accounts
/// that were closed long ago.
async fn sweep(instance: Instance) {
    loop {
        if let Err(error) = sweep_once(&instance).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "what has run out was not removed");
        }
        tokio::time::sleep(SWEEP_PAUSE).await;
    }
}

async fn sweep_once(instance: &Instance) -> Result<(), StoreError> {
    let now = instance.clock.now();
    let mut tx = instance.db.write().await?;
    let sessions = session::sweep(&mut tx, now).await?;
    let accounts = account::sweep(&mut tx, now).await?;
    let self_tests = library::selftest::store::sweep(&mut tx, now - VISITOR_TEST_KEPT).await?;
    let joins = network::join::store::sweep(&mut tx, now).await?;
    let mails = outgoing::sweep(&mut tx, now).await?;
    working::sweep(&mut tx, now).await?;
    let units = laboratory::store::forget_units(&mut tx, now - UNITS_KEPT).await?;
    tx.commit().await?;
    instance.db.tune().await?;
    if sessions + accounts + self_tests + joins + mails + units > 0 {
        tracing::info!(sessions, accounts, self_tests, joins, mails, units, "swept");
    }
    Ok(())
}

/// Empties requests that were closed long ago, and removes the bytes to which nothing leads any more; at night, writes the database
/// anew if somebody was erased.
async fn empty_old_requests(inbox: Inbox, kept: Rules) {
    loop {
        match empty_once(&inbox, kept).await {
            // There may be more.
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(SWEEP_PAUSE).await,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "old requests were not emptied");
                tokio::time::sleep(SWEEP_PAUSE).await;
            }
        }
    }
}

/// Whether something was emptied.
async fn empty_once(inbox: &Inbox, kept: Rules) -> Result<bool, EraseError> {
    let room = &inbox.mailroom;
    let now = room.clock.now();
    let mut tx = room.db.write().await?;
    let swept = retention::sweep(&mut tx, now, kept).await?;
    tx.commit().await?;
    let is_something = swept.is_something();
    if is_something {
        let (requests, messages, people) = (swept.requests, swept.messages, swept.people);
        tracing::info!(requests, messages, people, "what was kept for long enough was emptied");
        erasure::remove_unused(&room.db, &*room.files, swept.files).await?;
    }
    // Writers wait meanwhile: when few do.
    if QUIET_HOURS.contains(&now.to_zoned(TimeZone::UTC).hour()) && erasure::scrub(&room.db, now).await? {
        tracing::info!("the database was written anew after an erasure");
    }
    Ok(is_something)
}
