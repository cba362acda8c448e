//! The places that the log knows, to be ticked instead of written into a file.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use kernel::{paris_date, paris_day_start};
use measures::{
    Measure, MeasureError, UnitCosts, UnitMetric, UnitQuestion,
    by_unit::{UnitKeys, UnitKind},
};
use site::{Failure, Sent, Shell};

use crate::{Experiment, Laboratory, store::AssignedUnit};

/// Weeks of the log in which places are looked for.
const WEEKS_LOOKED: i64 = 26;
/// Places that are proposed; more are better in a file.
pub(super) const PLACES_MAX: usize = 500;

/// A place that can be ticked.
pub(super) struct PlaceRow {
    pub(super) place: usize,
    pub(super) name: String,
    pub(super) contacts: String,
    pub(super) is_ticked: bool,
    pub(super) starts_on: String,
}

/// The places that the last months of the log name, with their contacts.
pub(super) async fn known_places(
    laboratory: &Laboratory,
    experiment: &Experiment,
    at: jiff::Timestamp,
) -> Result<Vec<(String, f64)>, Failure> {
    let read = async {
        let until = laboratory.observed_until(experiment.partner.clone()).await?;
        let until = until.unwrap_or_else(|| at.as_microsecond());
        let end = paris_date(until).tomorrow().ok().and_then(paris_day_start);
        let from = paris_date(until).checked_sub((7 * WEEKS_LOOKED).days()).ok();
        let (Some(from), Some(end)) = (from.and_then(paris_day_start), end) else { return Ok(None) };
        let question = UnitQuestion {
            unit: UnitKind::Site,
            metrics: vec![UnitMetric::of(Measure::Volume)],
            periods: vec![(from, end)],
            segments: Vec::new(),
            observed_until: None,
        };
        laboratory.by_unit(experiment.partner.clone(), question, UnitCosts::default()).await.map(Some)
    };
    let table = match read.await {
        Ok(table) => table,
        Err(error) => {
            let error: MeasureError = error;
            tracing::error!(%error, "the places of a partner could not be read");
            None
        }
    };
    let Some(table) = table else { return Ok(Vec::new()) };
    let UnitKeys::Texts(names) = table.keys else { return Ok(Vec::new()) };
    let contacts =
        table.sums.first().and_then(|it| it.first()).map(|it| it.numerators.clone()).unwrap_or_default();
    Ok(names.into_iter().zip(contacts).take(PLACES_MAX).collect())
}

/// The places with their contacts. Those that compare are ticked to begin with; who takes part in a draw, somebody decides.
pub(super) fn place_rows(
    shell: &Shell,
    offered: &[(String, f64)],
    draws: bool,
    begun: &[AssignedUnit],
    typed: Option<&Sent>,
) -> Vec<PlaceRow> {
    let row = |(place, (name, contacts)): (usize, &(String, f64))| {
        let kept = begun.iter().find(|it| it.unit == *name);
        let typed_day = typed.and_then(|it| it.typed(&format!("starts-{place}")));
        PlaceRow {
            place,
            name: name.clone(),
            contacts: shell.figures().number(*contacts, 0),
            is_ticked: typed.map_or(!draws && (begun.is_empty() || kept.is_some()), |it| {
                it.all("place").any(|it| it == name)
            }),
            starts_on: typed_day
                .map_or_else(|| kept.map(|it| it.stratum.clone()).unwrap_or_default(), str::to_owned),
        }
    };
    offered.iter().enumerate().map(row).collect()
}

/// How many began on each date; those that never do, last.
pub(super) fn dates(shell: &Shell, begun: &[AssignedUnit]) -> Vec<(String, String)> {
    let mut counts: BTreeMap<(bool, &str), u64> = BTreeMap::new();
    for unit in begun {
        *counts.entry((unit.stratum.is_empty(), unit.stratum.as_str())).or_default() += 1;
    }
    let figures = shell.figures();
    let day = |text: &str| {
        text.parse().map_or_else(|_| shell.t("enrol-never"), |day: jiff::civil::Date| figures.date(day))
    };
    counts.into_iter().map(|((_, text), count)| (day(text), figures.count(count))).collect()
}
