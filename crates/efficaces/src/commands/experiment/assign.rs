//! `experiment assign`: the arms of a list of units, kept beside the plan.

use std::{
    collections::{HashMap, HashSet},
    fs,
    io::{self, ErrorKind, Write as _},
    path::Path,
};

use experiments::{
    Assigned, Plan, Seed,
    allocation::{AllocationError, WedgeStart, assign_all, wedge_schedule},
    plan::Design,
    registration::RegistrationError,
};
use jiff::{Timestamp, civil::Date};
use kernel::{
    Clock, Lang, SystemClock,
    formula::{as_it_stood, harmless},
    private,
    whole_file::WholeFile,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    files::{self, Files, read_plan},
    units::{self, List},
};
use crate::{
    args::ExperimentAssignArgs,
    failure::Failure,
    print,
    words::{message, say},
};

/// So many refused rows are shown one by one, as in an import.
const REFUSED_SHOWN: usize = 10;

/// A row of `PLAN.assignments.csv` and of what is printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) unit: String,
    pub(super) arm: String,
    pub(super) stratum: String,
    probability: f64,
    pub(super) assigned_at: Timestamp,
    /// In a stepped wedge: the first day with the practice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) starts_on: Option<Date>,
    /// In a stepped wedge: the first period with the practice, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_treated: Option<u32>,
}

pub(super) fn run(args: &ExperimentAssignArgs, lang: Lang) -> Result<(), Failure> {
    let plan = read_plan(&args.plan)?;
    let files = Files::beside(&args.plan);
    let registration =
        files.registration()?.ok_or_else(|| Failure::refused(message("experiment-unregistered")))?;
    if !registration.is_whole() {
        return Err(Failure::refused_by(&RegistrationError::Broken));
    }
    if !registration.is_true_to(&plan) {
        super::tell_changes(&registration.plan, &plan, lang);
        return Err(Failure::refused(message("experiment-changed")));
    }
    let seed = files.seed_of(&registration)?;
    let list = units::read(&args.units, &plan)?;
    // Held until the end: what another call adds meanwhile would be lost.
    let _lock = files.lock(false)?;
    let already = read_rows(&files.assignments)?;
    let now = files::now(SystemClock.now());
    let rows = match plan.design {
        Design::SteppedWedge => in_wedge(&plan, &seed, &already, &list, now)?,
        _ => by_chance(&plan, &seed, &already, &list, now)?,
    };
    let fresh: Vec<&Row> = {
        let known: HashSet<&str> = already.iter().map(|it| it.unit.as_str()).collect();
        rows.new.iter().filter(|it| !known.contains(it.unit.as_str())).collect()
    };
    if !fresh.is_empty() {
        let all = already.iter().chain(fresh.iter().copied());
        write_rows(&files.assignments, all)?;
    }
    if let Some(place) = &args.rejects {
        units::write_rejects(place, &args.units, &list.rejects, lang)?;
    }
    tell(args, &list, &rows.listed, fresh.len(), lang);
    if args.json {
        let arms: Vec<_> = plan
            .arms
            .iter()
            .map(|arm| {
                let units = rows.listed.iter().filter(|it| it.arm == arm.name).count();
                json!({ "name": arm.name, "units": units })
            })
            .collect();
        return print::json(&json!({
            "rows": list.rows, "units": rows.listed.len(), "assigned": fresh.len(),
            "already": rows.listed.len() - fresh.len(), "twice": list.twice, "rejected": list.rejects.len(),
            "arms": arms, "assignments": rows.listed,
        }));
    }
    match &args.out {
        Some(place) => write_rows(place, rows.listed.iter()),
        None => print::lines(as_csv(rows.listed.iter())?.lines().map(str::to_owned)),
    }
}

/// What was drawn.
struct Drawn {
    /// The rows of the list's units, in its order.
    listed: Vec<Row>,
    /// The same in the order in which they were drawn: some may have been there before.
    new: Vec<Row>,
}

fn by_chance(
    plan: &Plan,
    seed: &Seed,
    already: &[Row],
    list: &List,
    now: Timestamp,
) -> Result<Drawn, Failure> {
    let refused = |it: AllocationError| Failure::refused_by(&it);
    let earlier = already.iter().enumerate().map(|(order, row)| {
        let arm = plan.arms.iter().position(|it| it.name == row.arm);
        let arm = arm.ok_or_else(|| AllocationError::UnknownArm { unit: row.unit.clone() })?;
        Ok(Assigned {
            unit: row.unit.clone(),
            arm,
            stratum: row.stratum.clone(),
            probability: row.probability,
            order: order as u64,
            assigned_at: row.assigned_at,
        })
    });
    let earlier: Vec<Assigned> = earlier.collect::<Result<_, _>>().map_err(refused)?;
    let mut drawn = assign_all(plan, seed, &earlier, &list.units, now).map_err(refused)?;
    let row = |it: &Assigned| Row {
        unit: it.unit.clone(),
        arm: plan.arms[it.arm].name.clone(),
        stratum: it.stratum.clone(),
        probability: it.probability,
        assigned_at: it.assigned_at,
        starts_on: None,
        first_treated: None,
    };
    let listed = drawn.iter().map(row).collect();
    drawn.sort_by_key(|it| it.order);
    Ok(Drawn { listed, new: drawn.iter().map(row).collect() })
}

/// The order of a whole list is drawn once: later calls only show it.
fn in_wedge(
    plan: &Plan,
    seed: &Seed,
    already: &[Row],
    list: &List,
    now: Timestamp,
) -> Result<Drawn, Failure> {
    let drawn: Vec<Row> = if already.is_empty() {
        let starts = wedge_schedule(plan, seed, &list.units).map_err(|it| Failure::refused_by(&it))?;
        let row = |it: WedgeStart| Row {
            unit: it.unit,
            arm: plan.arms.last().map(|it| it.name.clone()).unwrap_or_default(),
            stratum: String::new(),
            probability: 1.0 / f64::from(plan.allocation.steps),
            assigned_at: now,
            starts_on: Some(it.starts_on),
            first_treated: Some(it.first_treated),
        };
        starts.into_iter().map(row).collect()
    } else {
        already.to_vec()
    };
    let by_unit: HashMap<&str, &Row> = drawn.iter().map(|it| (it.unit.as_str(), it)).collect();
    let listed = list.units.iter().map(|it| {
        let name = it.cluster.as_ref().unwrap_or(&it.name);
        let late = || Failure::refused(message("experiment-wedge-drawn").with("unit", name.as_str()));
        by_unit.get(name.as_str()).map(|it| (*it).clone()).ok_or_else(late)
    });
    let listed = listed.collect::<Result<_, _>>()?;
    Ok(Drawn { listed, new: drawn })
}

/// The rows that were kept; none if nothing was assigned yet.
pub(super) fn read_rows(place: &Path) -> Result<Vec<Row>, Failure> {
    let bytes = match fs::read(place) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::file(place, &error)),
    };
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let rows = reader.deserialize().map(|row| {
        row.map(|row: Row| Row {
            unit: as_it_stood(&row.unit).to_owned(),
            arm: as_it_stood(&row.arm).to_owned(),
            stratum: as_it_stood(&row.stratum).to_owned(),
            ..row
        })
    });
    rows.collect::<Result<_, _>>().map_err(|it: csv::Error| {
        Failure::refused(
            message("experiment-assignments-unreadable").with("path", place.display().to_string()),
        )
        .because(&it)
    })
}

/// Writes all rows anew and puts them in place at once: a cut leaves what was there.
fn write_rows<'row>(place: &Path, rows: impl Iterator<Item = &'row Row>) -> Result<(), Failure> {
    let text = as_csv(rows)?;
    let failed = |it: io::Error| Failure::file(place, &it);
    let (whole, mut file) = WholeFile::begin(place, &private::file()).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    whole.keep(&file).map_err(failed)
}

fn as_csv<'row>(rows: impl Iterator<Item = &'row Row>) -> Result<String, Failure> {
    const TITLES: [&str; 7] =
        ["unit", "arm", "stratum", "probability", "assigned_at", "starts_on", "first_treated"];
    let failed = |it: &dyn std::error::Error| Failure::failed(message("cannot-print")).because(it);
    let mut rows = rows.peekable();
    let columns = if rows.peek().is_some_and(|it| it.starts_on.is_some()) { 7 } else { 5 };
    let mut to = csv::Writer::from_writer(Vec::new());
    to.write_record(&TITLES[..columns]).map_err(|it| failed(&it))?;
    for row in rows {
        let cells = [
            harmless(&row.unit).into_owned(),
            harmless(&row.arm).into_owned(),
            harmless(&row.stratum).into_owned(),
            row.probability.to_string(),
            row.assigned_at.to_string(),
            row.starts_on.map(|it| it.to_string()).unwrap_or_default(),
            row.first_treated.map(|it| it.to_string()).unwrap_or_default(),
        ];
        to.write_record(&cells[..columns]).map_err(|it| failed(&it))?;
    }
    let bytes = to.into_inner().map_err(|it| failed(it.error()))?;
    String::from_utf8(bytes).map_err(|it| failed(&it))
}

/// The refused rows and what was done, on standard error.
fn tell(args: &ExperimentAssignArgs, list: &List, listed: &[Row], fresh: usize, lang: Lang) {
    let count = |it: usize| u64::try_from(it).unwrap_or(u64::MAX);
    for it in list.rejects.iter().take(REFUSED_SHOWN) {
        let file = args.units.display().to_string();
        let words = [("file", file.into()), ("line", it.line.into()), ("reason", it.reason.say(lang).into())];
        print::to_person(&say(lang, "imported-refused", &words));
    }
    let rejected = count(list.rejects.len());
    if rejected > 0 && args.rejects.is_none() {
        print::to_person(&say(lang, "experiment-see-rejects", &[("rejected", rejected.into())]));
    }
    let words = [
        ("rows", list.rows.into()),
        ("assigned", count(fresh).into()),
        ("already", count(listed.len() - fresh).into()),
        ("twice", list.twice.into()),
        ("rejected", rejected.into()),
    ];
    print::to_person(&say(lang, "experiment-assigned", &words));
}
