//! Taking an import back: its rows leave the log, by a job of its own.

use axum::extract::{Path, State};
use kernel::{Clock, Explain as _, Scope};
use register::{Db, Job, JobState, NewJob, audit, job};
use serde::{Deserialize, Serialize};
use serde_json::json;
use site::{Failure, Going, Shell};

use super::{
    GatewayError, Outcome, Removed, UploadId,
    pages::{self, PATH},
    sql,
    worker::{LEASE, TICK},
};
use crate::{Observatory, ObservatoryError, desk::blocking, pages::own_partner, words::message};

/// The kind of a removal's job.
pub const JOB_KIND: &str = "import.remove";

/// What a job of this kind knows.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    upload: UploadId,
    /// What the import came to.
    outcome: Outcome,
}

/// What the import of an upload came to, whether its rows were removed since or not.
pub(super) fn outcome(found: &Job) -> Option<Outcome> {
    if found.kind == JOB_KIND {
        return serde_json::from_value::<Payload>(found.payload.clone()).ok().map(|it| it.outcome);
    }
    serde_json::from_value(found.result.clone()?).ok()
}

/// What a removal took away, once it is done.
pub(super) fn removed(found: &Job) -> Option<Removed> {
    let result = found.result.clone().filter(|_| found.kind == JOB_KIND)?;
    serde_json::from_value(result).ok()
}

/// Whether the rows of an import are in the log and can be removed.
pub(super) fn is_possible(found: &Job) -> bool {
    let is_in = if found.kind == JOB_KIND { JobState::Failed } else { JobState::Done };
    found.state == is_in && outcome(found).is_some_and(|it| it.import.is_some())
}

/// `POST /imports/{id}/remove`: asks for the removal; its page then says what came of it.
pub async fn ask(
    State(observatory): State<Observatory>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Going, Failure> {
    let partner = own_partner(&shell)?;
    let account = shell.signed_in()?;
    let upload = pages::find(&shell, &partner, &id).await?;
    let there = format!("{PATH}/{}", upload.id);
    let site = shell.site();
    let now = site.clock().now();
    let mut tx = site.db().write().await?;
    let found = match upload.job {
        Some(job) => job::find(&mut tx, &Scope::Partner(partner.clone()), job).await?,
        None => None,
    };
    let Some(outcome) = found.as_ref().filter(|it| is_possible(it)).and_then(outcome) else {
        return Ok(Going::to(there));
    };
    let new = NewJob {
        kind: JOB_KIND,
        partner: Some(&partner),
        created_by: &account.actor(),
        payload: json!(Payload { upload: upload.id, outcome }),
        place: Some(&observatory.workplace().name),
    };
    let job = job::enqueue(&mut tx, new, now).await?;
    if !sql::remove(&mut tx, &partner, &upload, job).await? {
        // Asked twice: the first job stands, this one is rolled back.
        return Ok(Going::to(there));
    }
    let object = upload.id.to_string();
    let entry = audit::Entry {
        actor: &account.actor(),
        action: "import.remove",
        object: &object,
        partner: Some(&partner),
        detail: json!({}),
    };
    audit::tell(&mut tx, entry, now).await?;
    tx.commit().await?;
    observatory.workplace().asked.notify_one();
    Ok(Going::to(there))
}

/// Runs the oldest removal that waits; `false` if none does.
pub(super) async fn run_one(
    observatory: &Observatory,
    db: &Db,
    clock: &dyn Clock,
    name: &str,
) -> Result<bool, ObservatoryError> {
    let mut tx = db.write().await?;
    let place = &observatory.workplace().name;
    let found = job::claim(&mut tx, JOB_KIND, name, place, LEASE, clock.now()).await?;
    tx.commit().await?;
    let Some(found) = found else { return Ok(false) };
    let result = run(observatory, db, clock, name, &found).await?;
    let mut tx = db.write().await?;
    match &result {
        Ok((upload, removed)) => {
            if job::finish(&mut tx, found.id, name, &json!(removed), clock.now()).await? {
                let entry = audit::Entry {
                    actor: &found.created_by,
                    action: "log.remove",
                    object: &upload.to_string(),
                    partner: found.partner.as_ref(),
                    detail: json!(removed),
                };
                audit::tell(&mut tx, entry, clock.now()).await?;
            }
        }
        Err(error) => {
            tracing::warn!(error = error as &dyn std::error::Error, job.id = %found.id, "removal {} failed", found.id);
            job::fail(&mut tx, found.id, name, &error.message(), clock.now()).await?;
        }
    }
    tx.commit().await?;
    if result.is_ok()
        && let Err(error) = observatory.warm(db).await
    {
        tracing::warn!(error = &error as &dyn std::error::Error, "figures were not computed ahead");
    }
    Ok(true)
}

/// Removes, and renews the lease meanwhile. Run again after a server died, it finds fewer rows or none: that is said too.
async fn run(
    observatory: &Observatory,
    db: &Db,
    clock: &dyn Clock,
    name: &str,
    found: &Job,
) -> Result<Result<(UploadId, Removed), GatewayError>, ObservatoryError> {
    let lost = || GatewayError::Refused(message("import-lost"));
    let payload = serde_json::from_value::<Payload>(found.payload.clone()).ok();
    let (Some(payload), Some(partner)) = (payload, found.partner.clone()) else { return Ok(Err(lost())) };
    let Some(import) = payload.outcome.import else { return Ok(Err(lost())) };
    let gateway = observatory.workplace().gateway.clone();
    let work = blocking(move || gateway.remove(&import, &partner));
    tokio::pin!(work);
    let removed = loop {
        tokio::select! {
            removed = &mut work => break removed?,
            () = tokio::time::sleep(TICK) => {
                let mut tx = db.write().await?;
                job::progress(&mut tx, found.id, name, (0, None), LEASE, clock.now()).await?;
                tx.commit().await?;
            }
        }
    };
    Ok(removed.map(|it| (payload.upload, it)))
}
