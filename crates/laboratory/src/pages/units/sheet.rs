//! What was given, as a table for spreadsheets: with the partner's own names right after the list came, with pseudonyms ever after.

use std::collections::HashMap;

use axum::{extract::Path, response::Response};
use experiments::Plan;
use kernel::{formula::harmless, spreadsheet};
use site::{Failure, Shell, file};

use super::list::List;
use crate::{
    Experiment, Laboratory,
    assign::kept_name,
    pages::own,
    store::{self, AssignedUnit},
};

/// `GET /laboratoire/{id}/unites/affectations.csv`: usagers, requests and agents stand as pseudonyms.
pub(super) async fn kept(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let experiment = own(&mut tx, &shell, &id).await?;
    let units = store::units(&mut tx, experiment.id).await?;
    drop(tx);
    let rows = units.iter().map(|it| row(&experiment.plan, &it.unit, it));
    answer(&shell, &experiment.plan, rows)
}

/// The list that was sent, with the arms of its units; rows that are no unit say so.
pub(super) fn named(
    laboratory: &Laboratory,
    shell: &Shell,
    experiment: &Experiment,
    list: &List,
    given: &[AssignedUnit],
) -> Result<Response, Failure> {
    let plan = &experiment.plan;
    let by_name: HashMap<&str, &AssignedUnit> = given.iter().map(|it| (it.unit.as_str(), it)).collect();
    let found = list.rows.iter().filter_map(|it| {
        let kept = kept_name(laboratory, &experiment.partner, plan.unit, &it.unit.name);
        by_name.get(kept.as_str()).map(|unit| row(plan, &it.unit.name, unit))
    });
    let refused = list.refused.iter().map(|it| {
        let why = format!("{} · {}", it.line, shell.say(&it.reason));
        [it.value.clone(), why, String::new(), String::new(), String::new()]
    });
    answer(shell, plan, found.chain(refused))
}

fn row(plan: &Plan, name: &str, unit: &AssignedUnit) -> [String; 5] {
    let arm = plan.arms.get(unit.arm).map_or_else(String::new, |it| it.name.clone());
    [name.to_owned(), arm, unit.stratum.clone(), unit.probability.to_string(), unit.assigned_at.to_string()]
}

fn answer(shell: &Shell, plan: &Plan, rows: impl Iterator<Item = [String; 5]>) -> Result<Response, Failure> {
    let failed = |error: csv::Error| {
        tracing::error!(%error, "a table of units could not be written");
        Failure::our_fault()
    };
    let mut table = csv::WriterBuilder::new()
        .delimiter(spreadsheet::separator(shell.lang()))
        .from_writer(spreadsheet::MARK.as_bytes().to_vec());
    let third = if plan.design.has_periods() { "start" } else { "stratum" };
    table.write_record(["unit", "arm", third, "probability", "assigned_at"]).map_err(failed)?;
    for row in rows {
        table.write_record(row.iter().map(|it| harmless(it).into_owned())).map_err(failed)?;
    }
    let bytes = table.into_inner().map_err(|it| failed(it.into_error().into()))?;
    Ok(file::saved("text/csv; charset=utf-8", "affectations.csv", bytes))
}
