//! The pages of experiments, in the order of their life: the list, the plan, the units, the following, the report.

pub mod follow;
pub mod list;
pub mod plan;
pub mod report;
pub mod units;

use kernel::{PartnerCode, Scope};
use register::Tx;
use serde_json::Value;
use site::{Failure, Shell};

use crate::{EXPERIMENTERS, Experiment, ExperimentId, store};

/// The address of an experiment.
pub fn address(id: ExperimentId) -> String {
    format!("{}/{id}", list::PATH)
}

/// Whose people the reader belongs to; `None`: a visitor, or somebody of no partner.
pub(crate) fn partner(shell: &Shell) -> Option<PartnerCode> {
    shell.account().filter(|it| it.role.needs_partner()).and_then(|it| it.partner.clone())
}

/// Whether the reader plans and concludes experiments of their partner.
pub(crate) fn may_change(shell: &Shell) -> bool {
    shell.account().is_some_and(|it| EXPERIMENTERS.contains(&it.role))
}

/// Writes into the audit trail what was done to an experiment.
pub(crate) async fn told(
    shell: &Shell,
    tx: &mut Tx,
    action: &str,
    experiment: &Experiment,
    detail: Value,
) -> Result<(), Failure> {
    shell.tell(tx, action, &experiment.id.to_string(), Some(&experiment.partner), detail).await
}

/// An experiment of the reader's partner. Those of others are not found, whatever their state.
pub(crate) async fn own(tx: &mut Tx, shell: &Shell, id: &str) -> Result<Experiment, Failure> {
    let id: ExperimentId = id.parse().map_err(|_| Failure::not_found())?;
    let partner = partner(shell).ok_or_else(Failure::not_found)?;
    store::find(tx, &Scope::Partner(partner), id).await?.ok_or_else(Failure::not_found)
}

/// An experiment that the reader may read: their partner's, or a published one.
pub(crate) async fn readable(tx: &mut Tx, shell: &Shell, id: &str) -> Result<(Experiment, bool), Failure> {
    let parsed: ExperimentId = id.parse().map_err(|_| Failure::not_found())?;
    if let Ok(own) = own(tx, shell, id).await {
        return Ok((own, true));
    }
    let published = store::find_published(tx, parsed).await?.ok_or_else(Failure::not_found)?;
    Ok((published, false))
}
