//! A look, the conclusion, giving up.

use axum::{
    extract::{Path, State as Shared},
    response::{IntoResponse, Response},
};
use experiments::Report;
use jiff::Timestamp;
use kernel::Explain as _;
use register::Tx;
use serde_json::json;
use site::{Failure, Going, Sent, Shell};

use super::{
    REASON_MAX,
    allowed::{Allowed, Course, allowed},
    page,
};
use crate::{
    Experiment, Laboratory, State, outcomes,
    pages::{address, own, report, told},
    store::{self, Lesson, Look},
};

/// `POST /laboratoire/{id}/point`: looks, where the plan allows it today.
pub async fn look(
    Shared(laboratory): Shared<Laboratory>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let at = shell.now();
    let (tx, experiment, looks, today) = standing(&shell, &id, at).await?;
    let back = Going::to(address(experiment.id));
    let is_allowed = matches!(today, Allowed::Look { .. } | Allowed::AnyLook { .. });
    if experiment.state != State::Registered || !is_allowed {
        return Ok(back.problem(shell.t("follow-no-look")).into_response());
    }
    let made = match reported(&laboratory, tx, &experiment, false, at).await? {
        Ok(report) => report,
        Err(sentence) => return Ok(back.problem(shell.say(&sentence)).into_response()),
    };
    let mut tx = shell.site().db().write().await?;
    if !is_still_so(&mut tx, &shell, &id, looks.len()).await? {
        return Ok(back.problem(shell.t("follow-overtaken")).into_response());
    }
    store::add_look(&mut tx, experiment.id, &made, &shell.signed_in()?.actor(), at).await?;
    told(&shell, &mut tx, "experiment.look", &experiment, json!({ "look": looks.len() + 1 })).await?;
    tx.commit().await?;
    Ok(back.done(shell.t1("follow-looked", "n", looks.len() as u64 + 1)).into_response())
}

/// `POST /laboratoire/{id}/conclure`: the last analysis, or the look that crossed its limit.
pub async fn conclude(
    Shared(laboratory): Shared<Laboratory>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let at = shell.now();
    let (tx, experiment, looks, today) = standing(&shell, &id, at).await?;
    let back = Going::to(address(experiment.id));
    let last = match today {
        _ if experiment.state != State::Registered => None,
        Allowed::Conclude => match reported(&laboratory, tx, &experiment, true, at).await? {
            Ok(report) => Some(Some(report)),
            Err(sentence) => return Ok(back.problem(shell.say(&sentence)).into_response()),
        },
        // What was seen stands: looking once more would be a look that nobody planned.
        Allowed::ConcludeEarly | Allowed::AnyLook { may_conclude: true } => Some(None),
        _ => None,
    };
    let Some(last) = last else {
        return Ok(back.problem(shell.t("follow-no-conclusion")).into_response());
    };
    let mut tx = shell.site().db().write().await?;
    let is_so = is_still_so(&mut tx, &shell, &id, looks.len()).await?;
    if !is_so || !store::move_on(&mut tx, experiment.id, State::Registered, State::Concluded, at).await? {
        return Ok(back.problem(shell.t("follow-overtaken")).into_response());
    }
    let is_early = last.is_none();
    if let Some(report) = last {
        store::add_look(&mut tx, experiment.id, &report, &shell.signed_in()?.actor(), at).await?;
    }
    told(&shell, &mut tx, "experiment.conclude", &experiment, json!({ "early": is_early })).await?;
    tx.commit().await?;
    let going = Going::to(report::address(experiment.id));
    Ok(going.done(shell.t("follow-concluded")).into_response())
}

/// `POST /laboratoire/{id}/abandonner`: gives up, and says why.
pub async fn abandon(
    Shared(laboratory): Shared<Laboratory>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let at = shell.now();
    let mut tx = shell.site().db().write().await?;
    let experiment = own(&mut tx, &shell, &id).await?;
    let back = Going::to(address(experiment.id));
    let reason = sent.text("reason");
    let fault = if reason.is_empty() {
        Some(shell.t("follow-reason-missing"))
    } else if reason.chars().count() > REASON_MAX {
        Some(shell.t1("follow-reason-long", "most", REASON_MAX as u64))
    } else {
        None
    };
    if let Some(sentence) = fault {
        return page(&laboratory, &shell, tx, &experiment, Some((sentence, reason))).await;
    }
    if !store::move_on(&mut tx, experiment.id, State::Registered, State::Abandoned, at).await? {
        return Ok(back.problem(shell.t("follow-overtaken")).into_response());
    }
    let lesson = Lesson { conditions: String::new(), lessons: reason.to_owned() };
    store::keep_lesson(&mut tx, experiment.id, &lesson).await?;
    told(&shell, &mut tx, "experiment.abandon", &experiment, json!({})).await?;
    tx.commit().await?;
    laboratory.forget_allocator(experiment.id);
    Ok(back.done(shell.t("follow-given-up")).into_response())
}

/// The experiment, what was looked at so far, and what its plan allows now.
async fn standing(
    shell: &Shell,
    id: &str,
    at: Timestamp,
) -> Result<(Tx, Experiment, Vec<Look>, Allowed), Failure> {
    let mut tx = shell.site().db().read().await?;
    let experiment = own(&mut tx, shell, id).await?;
    let looks = store::looks(&mut tx, experiment.id).await?;
    let today = allowed(&experiment.plan, &looks, &Course::of(&experiment.plan, at));
    Ok((tx, experiment, looks, today))
}

/// The report as the log is now; or what to tell a person where there is none.
async fn reported(
    laboratory: &Laboratory,
    mut tx: Tx,
    experiment: &Experiment,
    is_final: bool,
    at: Timestamp,
) -> Result<Result<Report, kernel::Message>, Failure> {
    let material = outcomes::material(&mut tx, experiment).await;
    drop(tx);
    let made = match material {
        Ok(material) => outcomes::report(laboratory, material, is_final, at).await,
        Err(error) => Err(error),
    };
    Ok(made.map_err(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "no report was made");
        error.message()
    }))
}

/// Whether the experiment still runs and nobody looked meanwhile.
async fn is_still_so(tx: &mut Tx, shell: &Shell, id: &str, looks: usize) -> Result<bool, Failure> {
    let experiment = own(tx, shell, id).await?;
    Ok(experiment.state == State::Registered && store::look_count(tx, experiment.id).await? == looks)
}
