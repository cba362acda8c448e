//! `experiment analyse`: the report of an experiment, from a file or from the contact log.

use std::{collections::HashMap, fs, path::Path, thread::available_parallelism};

use engine::Engine;
use exchange::table::{self, Column, Kind, Wanted};
use experiments::{
    Columns, MetricColumns, NO_WORD, Plan, Report, UnitColumn, WordColumn,
    analysis::{Context, analyse, check},
    plan::{Design, Unit},
    source::{self, Enrolled, UnitKey},
};
use kernel::{Clock, Lang, PartnerCode, SystemClock};
use measures::{UnitCosts, by_unit::UnitMeasurer as _};

use super::{
    assign::read_rows,
    files::{Files, now, read_plan, write},
};
use crate::{
    args::ExperimentAnalyseArgs,
    commands::{log::existing, user::partner_code},
    failure::Failure,
    print,
    words::{message, say},
};

/// Of what an analysis draws by chance: the same for all, so that nobody chooses it.
const SEED: u64 = 20_261_128;

pub(super) fn run(args: &ExperimentAnalyseArgs, lang: Lang) -> Result<(), Failure> {
    let plan = read_plan(&args.plan)?;
    let files = Files::beside(&args.plan);
    let registration = files.registration()?;
    let at = now(SystemClock.now());
    let earlier = files.looks()?;
    let (columns, cost) = match (&args.data, &args.log) {
        (Some(data), None) => (of_file(args, data, &plan, &files, lang)?, None),
        (None, Some(log)) => of_log(args, log, &plan, &files, at.as_microsecond())?,
        _ => return Err(Failure::refused(message("analyse-one-source"))),
    };
    let data_hash = columns.hash();
    let checked = check(&plan, &columns).map_err(|it| {
        Failure::refused(message("analyse-columns").with("problem", it.to_string())).because(&it)
    })?;
    let context = Context {
        registration: registration.as_ref(),
        is_final: !args.interim,
        earlier: &earlier,
        cost_per_contact: cost,
        data_hash,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at,
        seed: SEED,
    };
    let report = analyse(&plan, checked, &context);
    if args.interim {
        files.add_look(earlier, &report)?;
    }
    if args.json {
        return print::json(&report);
    }
    let paper = laboratory::sentences::document(&report, &laboratory::sentences::About::default(), lang);
    print::lines(paper.lines().into_iter())
}

/// The columns that a file must have for a plan, and those that it may have.
fn wanted(plan: &Plan, found: &[String], has_assignments: bool) -> Vec<Wanted> {
    let is_there = |name: &str| found.iter().any(|it| it == name);
    let mut all = vec![Wanted::new("unit", Kind::Units)];
    if (!plan.design.has_periods() && !has_assignments) || is_there("arm") {
        all.push(Wanted::new("arm", Kind::Words));
    }
    if plan.design.has_periods() {
        all.push(Wanted::new("period", Kind::Numbers));
        all.push(Wanted::new("first_treated", Kind::Numbers));
    }
    for (place, name) in metric_names(plan).iter().enumerate() {
        all.push(Wanted::new(name, Kind::Numbers));
        for part in ["per", "before", "before_per"] {
            let name = format!("{name}_{part}");
            if is_there(&name) {
                all.push(Wanted::new(name, Kind::Numbers));
            }
        }
        let needs_denominator = plan.metrics().nth(place).is_some_and(|it| !it.measure.is_mean());
        if needs_denominator && !is_there(&format!("{name}_per")) {
            // A ratio without what it is divided by is another figure: the missing column is named.
            all.push(Wanted::new(format!("{name}_per"), Kind::Numbers));
        }
    }
    all.extend(plan.subgroups.iter().map(|it| Wanted::new(&it.by, Kind::Words)));
    let strata = plan.allocation.strata.iter().filter(|name| is_there(name));
    all.extend(strata.map(|it| Wanted::new(it, Kind::Words)));
    for name in ["assigned_at", "first_outcome_at"] {
        if is_there(name) {
            all.push(Wanted::new(name, Kind::Instants));
        }
    }
    let mut seen = Vec::new();
    all.retain(|it| {
        let is_new = !seen.contains(&it.name);
        seen.push(it.name.clone());
        is_new
    });
    all
}

/// What the metric is called in a file, then the guardrails.
fn metric_names(plan: &Plan) -> Vec<String> {
    let guardrails = plan.guardrails.iter().map(|it| it.metric.measure.code().to_owned());
    std::iter::once("outcome".to_owned()).chain(guardrails).collect()
}

fn of_file(
    args: &ExperimentAnalyseArgs,
    data: &Path,
    plan: &Plan,
    files: &Files,
    lang: Lang,
) -> Result<Columns, Failure> {
    let failure = |it: table::TableError| {
        if it.is_input() { Failure::refused_by(&it) } else { Failure::failed_by(&it) }
    };
    let assigned: HashMap<String, String> =
        read_rows(&files.assignments)?.into_iter().map(|it| (it.unit, it.arm)).collect();
    let titles = table::read(data, &[]).map_err(failure)?.columns_found;
    let read = table::read(data, &wanted(plan, &titles, !assigned.is_empty())).map_err(failure)?;
    if read.rejected_count > 0 {
        let place = args.rejects.clone().unwrap_or_else(|| args.plan.with_extension("analysis-rejects.csv"));
        table::write_rejected(&place, lang, &data.display().to_string(), &read.rejected).map_err(failure)?;
        let words = [("rows", read.rejected_count.into()), ("path", place.display().to_string().into())];
        print::to_person(&say(lang, "analyse-rejected", &words));
    }
    let mut by_name: HashMap<String, Column> = read.table.columns.into_iter().collect();
    let rows = usize::try_from(read.table.rows).unwrap_or(usize::MAX);
    let numbers = |name: &str| match by_name.get(name) {
        Some(Column::Numbers(values)) => values.clone(),
        _ => Vec::new(),
    };
    let metrics = metric_names(plan)
        .iter()
        .map(|name| MetricColumns {
            numerator: numbers(name),
            denominator: numbers(&format!("{name}_per")),
            numerator_before: numbers(&format!("{name}_before")),
            denominator_before: numbers(&format!("{name}_before_per")),
        })
        .collect();
    let period = places(&numbers("period"), NO_WORD);
    let first_treated = places(&numbers("first_treated"), NO_WORD);
    let words = |by_name: &HashMap<String, Column>, name: &str| match by_name.get(name) {
        Some(Column::Words { codes, names }) => WordColumn { codes: codes.clone(), names: names.clone() },
        _ => WordColumn::default(),
    };
    let segments = plan.subgroups.iter().map(|it| words(&by_name, &it.by)).collect();
    let strata: Vec<WordColumn> = plan
        .allocation
        .strata
        .iter()
        .map(|it| words(&by_name, it))
        .filter(|it| !it.codes.is_empty())
        .collect();
    let arm = words(&by_name, "arm");
    let instants = |by_name: &HashMap<String, Column>, name: &str| match by_name.get(name) {
        Some(Column::Instants(values)) => {
            values.iter().map(|it| if *it == Column::NO_INSTANT { i64::MAX } else { *it }).collect()
        }
        _ => Vec::new(),
    };
    let (assigned_at_us, first_outcome_at_us) =
        (instants(&by_name, "assigned_at"), instants(&by_name, "first_outcome_at"));
    let unit = match by_name.remove("unit") {
        Some(Column::Integers(units)) => UnitColumn::Numbers(units),
        Some(Column::Words { codes, names }) => UnitColumn::Words(WordColumn { codes, names }),
        _ => UnitColumn::default(),
    };
    let arm = if arm.codes.is_empty() && !plan.design.has_periods() {
        arms_of(&unit, &assigned, rows)
    } else {
        arm
    };
    // Without dates of assignment nothing can be early.
    let has_both = !assigned_at_us.is_empty() && !first_outcome_at_us.is_empty();
    Ok(Columns {
        unit,
        arm,
        period,
        first_treated,
        stratum: together(&strata, rows),
        metrics,
        segments,
        assigned_at_us: if has_both { assigned_at_us } else { Vec::new() },
        first_outcome_at_us: if has_both { first_outcome_at_us } else { Vec::new() },
    })
}

/// Whole numbers from 0; what is none is `otherwise`.
fn places(values: &[f64], otherwise: u32) -> Vec<u32> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
    let place = |it: &f64| {
        if it.fract() == 0.0 && (0.0..f64::from(u32::MAX)).contains(it) { *it as u32 } else { otherwise }
    };
    values.iter().map(place).collect()
}

/// The arms that `assign` gave, by unit.
fn arms_of(unit: &UnitColumn, assigned: &HashMap<String, String>, rows: usize) -> WordColumn {
    let mut names: Vec<String> = assigned.values().cloned().collect();
    names.sort();
    names.dedup();
    let code = |name: &str| {
        let arm = assigned.get(name).and_then(|arm| names.binary_search(arm).ok());
        arm.and_then(|it| u32::try_from(it).ok()).unwrap_or(NO_WORD)
    };
    let codes = match unit {
        UnitColumn::Numbers(units) => units.iter().map(|it| code(&it.to_string())).collect(),
        UnitColumn::Words(units) => {
            let of_name: Vec<u32> = units.names.iter().map(|it| code(it)).collect();
            units.codes.iter().map(|it| of_name.get(*it as usize).copied().unwrap_or(NO_WORD)).collect()
        }
    };
    let column = WordColumn { codes, names };
    if column.codes.is_empty() { WordColumn { codes: vec![NO_WORD; rows], ..column } } else { column }
}

/// Several columns of strata as one.
fn together(strata: &[WordColumn], rows: usize) -> WordColumn {
    let [first, others @ ..] = strata else { return WordColumn::default() };
    if others.is_empty() {
        return first.clone();
    }
    let mut places: HashMap<Vec<u32>, u32> = HashMap::new();
    let mut column = WordColumn::default();
    for row in 0..rows {
        let key: Vec<u32> = strata.iter().map(|it| it.codes.get(row).copied().unwrap_or(NO_WORD)).collect();
        let next = u32::try_from(places.len()).unwrap_or(NO_WORD);
        let code = *places.entry(key).or_insert_with_key(|key| {
            let name =
                |(it, code): (&WordColumn, &u32)| it.names.get(*code as usize).cloned().unwrap_or_default();
            column.names.push(strata.iter().zip(key).map(name).collect::<Vec<_>>().join(" / "));
            next
        });
        column.codes.push(code);
    }
    column
}

fn of_log(
    args: &ExperimentAnalyseArgs,
    log: &str,
    plan: &Plan,
    files: &Files,
    until_us: i64,
) -> Result<(Columns, Option<f64>), Failure> {
    let partner = args.partner.as_ref().or(plan.partner.as_ref());
    let partner = partner.ok_or_else(|| Failure::refused(message("analyse-no-partner")))?;
    let partner: PartnerCode = partner_code(partner)?;
    let log = existing(log)?;
    let keys = log.keys(args.key.as_deref()).map_err(|it| Failure::refused_by(&it))?;
    let name = |unit: &str| match plan.unit {
        Unit::Usager => UnitKey::Number(keys.usager(&partner, unit)),
        Unit::Request => UnitKey::Number(keys.request(&partner, unit)),
        Unit::Agent => UnitKey::Number(keys.agent(&partner, unit)),
        Unit::Office | Unit::Day => UnitKey::Text(unit.to_owned()),
    };
    let enrolled: Vec<Enrolled> = read_rows(&files.assignments)?
        .into_iter()
        .map(|it| Enrolled {
            key: name(&it.unit),
            arm: plan.arms.iter().position(|arm| arm.name == it.arm).unwrap_or(usize::MAX),
            stratum: it.stratum,
            assigned_at_us: it.assigned_at.as_microsecond(),
            starts_on: it.starts_on,
        })
        .collect();
    if enrolled.is_empty() && plan.design != Design::Interrupted {
        return Err(Failure::refused(message("analyse-no-assignments")));
    }
    let asked = source::question(plan, &enrolled, until_us)
        .ok_or_else(|| Failure::refused(message("analyse-too-early")))?;
    let engine = Engine::new(log, available_parallelism().map_or(1, usize::from));
    let table = engine
        .by_unit(&partner, &asked.question, &UnitCosts::default())
        .map_err(|it| Failure::failed_by(&it))?;
    Ok((source::columns(plan, &asked, &table, &enrolled), None))
}

impl Files {
    /// The reports of the looks before this one.
    fn looks(&self) -> Result<Vec<Report>, Failure> {
        match fs::read(&self.looks) {
            Ok(text) => serde_json::from_slice(&text).map_err(|it| {
                let path = self.looks.display().to_string();
                Failure::refused(message("analyse-bad-looks").with("path", path)).because(&it)
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(Failure::file(&self.looks, &error)),
        }
    }

    /// Keeps a look, for the next one to allow for it.
    fn add_look(&self, mut looks: Vec<Report>, report: &Report) -> Result<(), Failure> {
        looks.push(report.clone());
        write(&self.looks, &looks)
    }
}
