//! Runs imports: one at a time on each server, with progress, cancellable; a server that dies leaves its job to another.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use kernel::{Clock, Explain as _, Lang};
use register::{Db, Job, StoreError, audit, job};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::watch;

use super::{
    GatewayError, JOB_KIND, Order, Outcome, Upload, UploadId, UploadState, removal, remove_untouched, sql,
};
use crate::{Observatory, ObservatoryError, desk::blocking, words::message};

/// How long a silent worker keeps its job.
pub(super) const LEASE: Duration = Duration::from_mins(1);
/// How often progress is told, and the wish to stop is read.
pub(super) const TICK: Duration = Duration::from_millis(500);
/// How long the worker sleeps when nobody wakes it: another server may have left a job.
const SLEEP: Duration = Duration::from_secs(5);
/// How long anything that was uploaded stays on the disk.
const WAIT_MAX: Duration = Duration::from_hours(7 * 24);

/// What a job of this kind knows.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Payload {
    pub(super) upload: UploadId,
    pub(super) lang: Lang,
}

/// Runs imports until the workplace is stopped, and sweeps old uploads, at once and whenever nothing is to do. `name` tells this worker from those of other servers, and of other times.
pub async fn work(observatory: Observatory, db: Db, clock: Arc<dyn Clock>, name: String) {
    let mut stopping = observatory.workplace().stopping.subscribe();
    sweep(&observatory, &db, clock.now()).await;
    while !*stopping.borrow() {
        match run_one(&observatory, &db, clock.as_ref(), &name).await {
            Ok(true) => {}
            Ok(false) => {
                tokio::select! {
                    () = observatory.workplace().asked.notified() => {}
                    () = stopped(&mut stopping) => {}
                    () = tokio::time::sleep(SLEEP) => sweep(&observatory, &db, clock.now()).await,
                }
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the worker of imports stumbled");
                tokio::time::sleep(SLEEP).await;
            }
        }
    }
}

/// Waits until the workplace is stopped.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that the workplace is gone: nobody asks any more.
    let _ = stopping.wait_for(|it| *it).await;
}

/// Runs the oldest import that waits, else the oldest removal; `false` if nothing waits.
///
/// # Errors
///
/// [`ObservatoryError`] if the register fails; the job is then given back when its lease ends.
pub async fn run_one(
    observatory: &Observatory,
    db: &Db,
    clock: &dyn Clock,
    name: &str,
) -> Result<bool, ObservatoryError> {
    let mut tx = db.write().await?;
    let found =
        job::claim(&mut tx, JOB_KIND, name, &observatory.workplace().name, LEASE, clock.now()).await?;
    tx.commit().await?;
    let Some(found) = found else { return removal::run_one(observatory, db, clock, name).await };
    let result = run(observatory, db, clock, name, &found).await?;
    let mut tx = db.write().await?;
    match &result {
        Ok((upload, outcome)) => {
            let result = serde_json::to_value(outcome).unwrap_or_default();
            if job::finish(&mut tx, found.id, name, &result, clock.now()).await? {
                let entry = audit::Entry {
                    actor: &found.created_by,
                    action: "log.import",
                    object: &upload.id.to_string(),
                    partner: Some(&upload.partner),
                    detail: json!({ "imported": outcome.imported, "rejected": outcome.rejected }),
                };
                audit::tell(&mut tx, entry, clock.now()).await?;
            }
        }
        Err(GatewayError::Cancelled) if *observatory.workplace().stopping.borrow() => {
            job::give_back(&mut tx, found.id, name).await?;
            tx.commit().await?;
            return Ok(true);
        }
        Err(error) => {
            tracing::warn!(error = error as &dyn std::error::Error, job.id = %found.id, "import {} failed", found.id);
            job::fail(&mut tx, found.id, name, &error.message(), clock.now()).await?;
        }
    }
    tx.commit().await?;
    match result {
        Ok((upload, _)) => {
            observatory.workplace().forget_file(upload.id).await;
            if let Err(error) = observatory.warm(db).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "figures were not computed ahead");
            }
        }
        Err(error) => forget_given_up(observatory, db, &found, &error).await?,
    }
    Ok(true)
}

/// Removes the file of an import that failed, if somebody gave it up: nobody comes back to it.
async fn forget_given_up(
    observatory: &Observatory,
    db: &Db,
    found: &Job,
    error: &GatewayError,
) -> Result<(), ObservatoryError> {
    let Ok(payload) = serde_json::from_value::<Payload>(found.payload.clone()) else { return Ok(()) };
    let mut is_given_up = matches!(error, GatewayError::Cancelled);
    if let Some(partner) = found.partner.as_ref().filter(|_| !is_given_up) {
        let mut tx = db.read().await?;
        let upload = sql::find(&mut tx, partner, payload.upload).await?;
        is_given_up = upload.is_some_and(|it| it.state == UploadState::GivenUp);
    }
    if is_given_up {
        observatory.workplace().forget(payload.upload).await;
    }
    Ok(())
}

type Ran = Result<(Upload, Outcome), GatewayError>;

async fn run(
    observatory: &Observatory,
    db: &Db,
    clock: &dyn Clock,
    name: &str,
    found: &Job,
) -> Result<Ran, ObservatoryError> {
    let lost = || GatewayError::Refused(message("import-lost"));
    let Ok(payload) = serde_json::from_value::<Payload>(found.payload.clone()) else {
        return Ok(Err(lost()));
    };
    let Some(partner) = found.partner.clone() else { return Ok(Err(lost())) };
    let mut tx = db.read().await?;
    let upload = sql::find(&mut tx, &partner, payload.upload).await?;
    drop(tx);
    let Some(upload) = upload else { return Ok(Err(lost())) };
    if upload.state != UploadState::Asked {
        return Ok(Err(GatewayError::Cancelled));
    }
    let workplace = observatory.workplace();
    let (file, rejects) = (workplace.file(upload.id), workplace.rejects(upload.id));
    if !tokio::fs::try_exists(&file).await.unwrap_or(false) {
        return Ok(Err(lost()));
    }
    let shared = Arc::new(Shared::default());
    let _stops = StopOnDrop(Arc::clone(&shared));
    let mut stopping = workplace.stopping.subscribe();
    let work = {
        let (gateway, upload, shared) = (Arc::clone(&workplace.gateway), upload.clone(), Arc::clone(&shared));
        blocking(move || {
            let order = Order {
                file: &file,
                name: &upload.file_name,
                partner: &upload.partner,
                plan: &upload.plan,
                rejects: &rejects,
                lang: payload.lang,
            };
            gateway.import(&order, &|done, total| shared.told(done, total))
        })
    };
    tokio::pin!(work);
    let imported = loop {
        tokio::select! {
            imported = &mut work => break imported?,
            () = stopped(&mut stopping), if !shared.stop.load(Ordering::Relaxed) => {
                shared.stop.store(true, Ordering::Relaxed);
            }
            () = tokio::time::sleep(TICK) => {
                let goes_on = tick(db, clock, name, found, &upload, &shared).await;
                if !goes_on.unwrap_or(true) {
                    shared.stop.store(true, Ordering::Relaxed);
                }
            }
        }
    };
    Ok(imported.map(|outcome| (upload, outcome)))
}

/// What the importing thread and its watcher share.
#[derive(Default)]
struct Shared {
    done: AtomicU64,
    total: AtomicU64,
    stop: AtomicBool,
}

/// When nobody watches any more, the importing thread ends too.
struct StopOnDrop(Arc<Shared>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop.store(true, Ordering::Relaxed);
    }
}

impl Shared {
    fn told(&self, done: u64, total: u64) -> bool {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        !self.stop.load(Ordering::Relaxed)
    }
}

/// Tells the progress, renews the lease, and finds out whether to go on.
async fn tick(
    db: &Db,
    clock: &dyn Clock,
    name: &str,
    found: &Job,
    upload: &Upload,
    shared: &Shared,
) -> Result<bool, StoreError> {
    let count = |it: &AtomicU64| i64::try_from(it.load(Ordering::Relaxed)).unwrap_or(i64::MAX);
    let total = Some(count(&shared.total)).filter(|it| *it > 0);
    let mut tx = db.write().await?;
    let is_ours =
        job::progress(&mut tx, found.id, name, (count(&shared.done), total), LEASE, clock.now()).await?;
    let now = sql::find(&mut tx, &upload.partner, upload.id).await?;
    tx.commit().await?;
    Ok(is_ours && now.is_some_and(|it| it.state == UploadState::Asked))
}

/// Removes files that nobody explained in time, and whatever else was left for that long.
async fn sweep(observatory: &Observatory, db: &Db, now: Timestamp) {
    let before = now.checked_sub(WAIT_MAX).unwrap_or(Timestamp::MIN);
    let swept = async {
        let mut tx = db.write().await?;
        job::sweep(&mut tx, now).await?;
        let old = sql::give_up_old(&mut tx, before).await?;
        tx.commit().await?;
        Ok::<_, StoreError>(old)
    };
    match swept.await {
        Ok(old) => {
            for id in old {
                observatory.workplace().forget(id).await;
            }
        }
        Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "old uploads were not swept"),
    }
    if let Err(error) = remove_untouched(&observatory.workplace().folder, before).await {
        tracing::warn!(%error, "old folders of uploads were not swept");
    }
}
