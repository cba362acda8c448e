//! Designs without chance: the partner tells which unit began when.

use jiff::civil::Date;
use serde_json::json;
use site::{Failure, Sent, Shell};

use super::{list::day, told};
use crate::{
    Experiment, Laboratory, State,
    assign::{AssignError, kept_name},
    store::{self, AssignedUnit},
};

/// The days that stand beside the places that are ticked, or what is wrong with one.
pub(super) fn dates(
    shell: &Shell,
    sent: &Sent,
    ticked: &[String],
) -> Result<Vec<(String, Option<Date>)>, String> {
    let all: Vec<&str> = sent.all("known").collect();
    let starts = ticked.iter().map(|name| {
        let place = all.iter().position(|it| it == name);
        let text = place.map_or("", |it| sent.text(&format!("starts-{it}")));
        if text.is_empty() {
            return Ok((name.clone(), None));
        }
        let starts_on = day(text).ok_or_else(|| shell.t1("enrol-place-no-day", "place", name.as_str()))?;
        Ok((name.clone(), Some(starts_on)))
    });
    starts.collect()
}

/// Keeps who began when, in the place of what was told before. The first arm has not begun, the second has.
pub(super) async fn keep(
    laboratory: &Laboratory,
    shell: &Shell,
    experiment: &Experiment,
    starts: Vec<(String, Option<Date>)>,
) -> Result<Result<Vec<AssignedUnit>, String>, Failure> {
    let begun = starts.iter().filter(|it| it.1.is_some()).count();
    if begun == 0 || begun == starts.len() {
        // With nobody begun there is nothing to judge; with all begun, nothing to compare with unless they did at different times.
        let days: std::collections::BTreeSet<Option<Date>> = starts.iter().map(|it| it.1).collect();
        if days.len() < 2 {
            return Ok(Err(shell.t(if begun == 0 { "enrol-nobody-begun" } else { "enrol-all-begun" })));
        }
    }
    let at = shell.now();
    let unit = |(place, (name, starts_on)): (usize, (String, Option<Date>))| AssignedUnit {
        unit: kept_name(laboratory, &experiment.partner, experiment.plan.unit, &name),
        place: i64::try_from(place).unwrap_or(i64::MAX),
        arm: usize::from(starts_on.is_some()),
        stratum: starts_on.map(|it| it.to_string()).unwrap_or_default(),
        probability: 1.0,
        assigned_at: at,
    };
    let units: Vec<AssignedUnit> = starts.into_iter().enumerate().map(unit).collect();
    let mut tx = shell.site().db().write().await?;
    if !store::replace_units(&mut tx, experiment.id, &units).await? {
        return if experiment.state == State::Registered {
            Ok(Err(shell.t("enrol-seen")))
        } else {
            Err(crate::api::failure(&AssignError::NotRunning(experiment.state)))
        };
    }
    let detail = json!({ "units": units.len(), "begun": begun });
    told(shell, &mut tx, "experiment.starts", experiment, detail).await?;
    tx.commit().await?;
    Ok(Ok(units))
}
