//! What the buttons of the form do: reckon, keep, paste, fix, amend, remove.

use axum::{
    extract::{Path, State as Extract},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use experiments::{Plan, Seed};
use kernel::Explain as _;
use serde_json::json;
use site::{Failure, Going, Sent, Shell};

use super::{
    address,
    fields::Problems,
    form::{Filled, after_outcomes},
    own, seen, told,
};
use crate::{
    Experiment, Laboratory, State,
    pages::{list, may_change, units},
    store,
};

/// `POST /laboratoire/{id}/plan`
pub(super) async fn save(
    Extract(laboratory): Extract<Laboratory>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let experiment = own(&mut tx, &shell, &id).await?;
    if !may_change(&shell) {
        return Err(Failure::forbidden());
    }
    let form = Filled::of(&shell, &mut tx, &experiment).await?;
    // Nothing is held while the log is read.
    drop(tx);
    let conflict = || Failure::of_status(StatusCode::CONFLICT);
    match (sent.text("do"), experiment.state) {
        ("check", State::Draft | State::Registered) => form.sent(&sent).page(&laboratory, &shell).await,
        ("save", State::Draft) => keep(&laboratory, &shell, form.sent(&sent), &sent).await,
        ("import", State::Draft) => paste(&laboratory, &shell, form, &sent).await,
        ("register", State::Draft) => register(&laboratory, &shell, form.sent(&sent), &sent).await,
        ("remove", State::Draft) => remove(&shell, &experiment).await,
        ("amend", State::Registered) => amend(&laboratory, &shell, form.sent(&sent), &sent).await,
        ("save" | "import" | "register" | "remove" | "amend", _) => Err(conflict()),
        _ => Err(Failure::of_status(StatusCode::BAD_REQUEST)),
    }
}

/// The plan of the text that was pasted.
pub(super) fn pasted(shell: &Shell, sent: &Sent) -> Result<Plan, String> {
    Plan::read(sent.text("toml")).map_err(|it| shell.say(&it.message()))
}

/// The form again: what was typed stays.
async fn again(
    laboratory: &Laboratory,
    shell: &Shell,
    mut form: Filled,
    status: StatusCode,
    said: Problems,
) -> Result<Response, Failure> {
    form.status = status;
    form.told.extend(said);
    form.page(laboratory, shell).await
}

/// The form with the word that somebody was faster, over the plan as it is now.
async fn overtaken(laboratory: &Laboratory, shell: &Shell, mut form: Filled) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let fresh = own(&mut tx, shell, &form.experiment.id.to_string()).await?;
    drop(tx);
    if fresh.state != form.experiment.state {
        return Err(Failure::of_status(StatusCode::CONFLICT));
    }
    form.experiment = fresh;
    let said = vec![("title".to_owned(), shell.t("planning-overtaken"))];
    again(laboratory, shell, form, StatusCode::CONFLICT, said).await
}

/// Keeps a draft, whatever its faults; what is no value of its kind cannot be kept.
async fn keep(
    laboratory: &Laboratory,
    shell: &Shell,
    form: Filled,
    sent: &Sent,
) -> Result<Response, Failure> {
    if !form.wrong.is_empty() {
        return again(laboratory, shell, form, StatusCode::UNPROCESSABLE_ENTITY, Vec::new()).await;
    }
    if !write_draft(shell, &form.experiment, &form.plan, sent).await? {
        return overtaken(laboratory, shell, form).await;
    }
    Ok(Going::to(address(form.experiment.id)).done(shell.t("planning-kept")).into_response())
}

/// `false`: somebody changed it since.
async fn write_draft(
    shell: &Shell,
    experiment: &Experiment,
    plan: &Plan,
    sent: &Sent,
) -> Result<bool, Failure> {
    let Some(seen) = seen(sent) else { return Ok(false) };
    let mut tx = shell.site().db().write().await?;
    if !store::change_draft(&mut tx, experiment.id, plan, seen, shell.now()).await? {
        return Ok(false);
    }
    told(shell, &mut tx, "experiment.change", experiment, json!({ "plan": plan.hash() })).await?;
    tx.commit().await?;
    Ok(true)
}

/// Puts the plan of a file in the place of the draft.
async fn paste(
    laboratory: &Laboratory,
    shell: &Shell,
    mut form: Filled,
    sent: &Sent,
) -> Result<Response, Failure> {
    match pasted(shell, sent) {
        Ok(mut plan) => {
            plan.partner = Some(form.experiment.partner.as_str().to_owned());
            if write_draft(shell, &form.experiment, &plan, sent).await? {
                return Ok(Going::to(address(form.experiment.id))
                    .done(shell.t("planning-pasted"))
                    .into_response());
            }
            sent.text("toml").clone_into(&mut form.pasted);
            overtaken(laboratory, shell, form).await
        }
        Err(sentence) => {
            sent.text("toml").clone_into(&mut form.pasted);
            let said = vec![("toml".to_owned(), sentence)];
            again(laboratory, shell, form, StatusCode::UNPROCESSABLE_ENTITY, said).await
        }
    }
}

/// Fixes the plan.
async fn register(
    laboratory: &Laboratory,
    shell: &Shell,
    mut form: Filled,
    sent: &Sent,
) -> Result<Response, Failure> {
    let foresight = form.foresee(laboratory, shell).await;
    let is_hopeless = foresight.as_ref().is_some_and(crate::power::Foresight::is_hopeless);
    if is_hopeless && sent.text("know") != "on" {
        form.told.push(("know".to_owned(), shell.t("planning-know-missing")));
    }
    if !form.wrong.is_empty() || !form.told.is_empty() || !form.plan.check().is_empty() {
        form.status = StatusCode::UNPROCESSABLE_ENTITY;
        return form.page_with(shell, foresight.as_ref());
    }
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "the system gives no chance");
        Failure::our_fault()
    })?;
    let seed = Seed::new(bytes);
    let at = shell.now();
    let Some(since) = seen(sent) else { return overtaken(laboratory, shell, form).await };
    let mut tx = shell.site().db().write().await?;
    let is_kept = store::change_draft(&mut tx, form.experiment.id, &form.plan, since, at).await?;
    let kept = Experiment { plan: form.plan.clone(), changed_at: at, ..form.experiment.clone() };
    let hash = form.plan.hash();
    let actor = shell.signed_in()?.actor();
    if !is_kept || !store::register(&mut tx, &kept, &hash, seed.reveal().reveal(), &actor, at).await? {
        drop(tx);
        return overtaken(laboratory, shell, form).await;
    }
    let detail = json!({ "plan": hash, "seed-commitment": seed.commitment(), "hopeless": is_hopeless });
    told(shell, &mut tx, "experiment.register", &kept, detail).await?;
    tx.commit().await?;
    Ok(Going::to(units::address(kept.id)).done(shell.t("planning-registered")).into_response())
}

/// Removes a draft.
async fn remove(shell: &Shell, experiment: &Experiment) -> Result<Response, Failure> {
    let mut tx = shell.site().db().write().await?;
    if !store::remove_draft(&mut tx, experiment.id).await? {
        return Err(Failure::of_status(StatusCode::CONFLICT));
    }
    told(shell, &mut tx, "experiment.remove", experiment, json!({ "practice": experiment.plan.practice }))
        .await?;
    tx.commit().await?;
    Ok(Going::to(list::PATH).done(shell.t("planning-removed")).into_response())
}

/// Changes a plan that is fixed, and keeps why.
async fn amend(
    laboratory: &Laboratory,
    shell: &Shell,
    mut form: Filled,
    sent: &Sent,
) -> Result<Response, Failure> {
    let at = shell.now();
    let mut tx = shell.site().db().write().await?;
    let experiment = own(&mut tx, shell, &form.experiment.id.to_string()).await?;
    let after = after_outcomes(shell, &mut tx, &experiment).await?;
    let has_units = store::next_place(&mut tx, experiment.id).await? > 0;
    let registration = store::registration(&mut tx, &experiment).await?;
    if seen(sent) != Some(experiment.changed_at) || experiment.state != State::Registered {
        drop(tx);
        return overtaken(laboratory, shell, form).await;
    }
    if has_units {
        form.told.extend(bound(shell, &experiment.plan, &form.plan));
    }
    let mut registration = registration.ok_or_else(Failure::our_fault)?;
    let reason = sent.text("reason");
    let same = match registration.amend(form.plan.clone(), reason, at, after) {
        Ok(amended) => amended.is_none(),
        Err(experiments::registration::RegistrationError::Faulty(_)) => false,
        Err(refused) => {
            form.told.push(("reason".to_owned(), shell.say(&refused.message())));
            false
        }
    };
    if same {
        form.told.push(("reason".to_owned(), shell.t("planning-amend-same")));
    }
    if !form.wrong.is_empty() || !form.told.is_empty() || !form.plan.check().is_empty() {
        drop(tx);
        return again(laboratory, shell, form, StatusCode::UNPROCESSABLE_ENTITY, Vec::new()).await;
    }
    let actor = shell.signed_in()?.actor();
    if !store::amend(&mut tx, &experiment, &form.plan, (reason, after), &actor, at).await? {
        drop(tx);
        return overtaken(laboratory, shell, form).await;
    }
    let detail = json!({ "plan": form.plan.hash(), "after-outcomes": after });
    told(shell, &mut tx, "experiment.amend", &experiment, detail).await?;
    tx.commit().await?;
    // Its shares and strata may be others now.
    laboratory.forget_allocator(experiment.id);
    Ok(Going::to(address(experiment.id)).done(shell.t("planning-amended")).into_response())
}

/// What no amendment changes once units have their arms: they would no longer be what was drawn.
fn bound(shell: &Shell, before: &Plan, after: &Plan) -> Problems {
    let mut said = Problems::new();
    let mut when = |is_changed: bool, field: &str| {
        if is_changed {
            said.push((field.to_owned(), shell.t("planning-amend-bound")));
        }
    };
    let names = |plan: &Plan| -> Vec<String> { plan.arms.iter().map(|it| it.name.clone()).collect() };
    when(before.unit != after.unit, "unit");
    when(before.design != after.design, "design");
    when(names(before) != names(after), "arm-1-name");
    when(before.allocation.strata != after.allocation.strata, "strata");
    said
}
