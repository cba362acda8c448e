//! The importers, as the browser's imports need them.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use contact_log::{ImportNumber, Keys, Log, NotAnImport};
use exchange::import::{
    Column, DateFormat, From, ImportError, ImportPlan, Mapping, Preset, Progress, RejectsForm, Unit, import,
    preview,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use kernel::{Clock, Explain as _, PartnerCode};
use observatory::imports::{
    DateChoice, Gateway, GatewayError, Order, Outcome, Plan, Preview, PreviewColumn, PreviewReject,
    PreviewWord, Removed,
};

use crate::words::message;

/// A clock may be ahead of ours; rows later than this are mistakes.
const AHEAD_MAX: SignedDuration = SignedDuration::from_hours(24);
/// Rows that a preview shows.
const ROWS_SHOWN: usize = 8;

/// Reads files with `exchange` into the instance's log.
#[derive(Clone)]
pub(crate) struct Importers {
    pub(crate) log: Log,
    pub(crate) keys: Keys,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Gateway for Importers {
    fn preview(
        &self,
        file: &Path,
        name: &str,
        partner: &PartnerCode,
        plan: &Plan,
    ) -> Result<Preview, GatewayError> {
        let refused = |it: ImportError| refused(&it, name);
        let said = Said::of(plan);
        let preset = preset(plan).map_err(refused)?;
        let seen = if said.is_contradictory() {
            // Nothing can be read so: the columns are shown for correction.
            let guessed = preview(file, preset, None, Some(partner), 0).map_err(refused)?;
            said.over(guessed)
        } else {
            let mapping = reading(file, partner, plan, &said).map_err(refused)?;
            preview(file, preset, mapping.as_ref(), Some(partner), ROWS_SHOWN).map_err(refused)?
        };
        let mut facts = Vec::new();
        if !seen.encoding.is_empty() {
            facts.push((message("fact-encoding"), seen.encoding.clone()));
        }
        if let Some(separator) = seen.separator {
            let shown = if separator == '\t' { "⇥".to_owned() } else { separator.to_string() };
            facts.push((message("fact-separator"), shown));
        }
        let columns: Vec<PreviewColumn> = seen
            .columns
            .iter()
            .map(|it| PreviewColumn {
                name: it.title.clone(),
                meaning: it.meaning.map_or_else(String::new, |meaning| {
                    let unit = seen.mapping.contacts.get(&meaning).and_then(From::unit).unwrap_or_default();
                    meaning_name(meaning, unit)
                }),
                samples: it.examples.clone(),
            })
            .collect();
        let unknown = seen.unknown.iter().map(|it| PreviewWord {
            list: it.column.name().to_owned(),
            column: it.title.clone(),
            word: it.word.clone(),
            nearest: it.nearest.map(str::to_owned),
        });
        let rejects = seen.rejects.iter().map(|it| PreviewReject {
            line: it.line,
            column: it.column.clone(),
            value: it.value.clone(),
            reason: it.reason.message(),
        });
        let shown = worth_showing(&seen.row_columns, &seen.rows);
        Ok(Preview {
            preset: seen.preset.name().to_owned(),
            facts,
            rejects: rejects.collect(),
            dates: seen.ambiguities.first().map(|it| choices(&it.example, &it.forms)).unwrap_or_default(),
            missing: seen.missing.iter().map(|it| it.name().to_owned()).collect(),
            doubled: said.doubled.iter().map(|it| it.name().to_owned()).collect(),
            unknown: unknown.collect(),
            tried: seen.tried.0,
            refused: seen.tried.1,
            row_columns: shown.iter().map(|at| seen.row_columns[*at].clone()).collect(),
            rows: seen.rows.iter().map(|row| shown.iter().map(|at| row[*at].clone()).collect()).collect(),
            said: seen.said.into_iter().map(|it| it.with("file", name)).collect(),
            columns,
        })
    }

    fn import(
        &self,
        order: &Order<'_>,
        progress: &(dyn Fn(u64, u64) -> bool + Sync),
    ) -> Result<Outcome, GatewayError> {
        let said = Said::of(order.plan);
        let read = preset(order.plan)
            .and_then(|preset| Ok((preset, reading(order.file, order.partner, order.plan, &said)?)));
        let (preset, mapping) = read.map_err(|it| refused(&it, order.name))?;
        let plan = ImportPlan {
            files: vec![order.file.to_owned()],
            names: vec![order.name.to_owned()],
            preset,
            mapping,
            partner: Some(order.partner.clone()),
            latest: self.clock.now().checked_add(AHEAD_MAX).ok(),
            strict: false,
            rejects: Some(order.rejects.to_owned()),
            rejects_form: RejectsForm::Rows,
            lang: order.lang,
            threads: None,
        };
        let watched = Watched { told: progress, stopped: std::sync::atomic::AtomicBool::new(false) };
        let report = import(&plan, &self.log, &self.keys, &watched).map_err(|error| match error {
            ImportError::Cancelled => GatewayError::Cancelled,
            error if !error.is_input() => {
                GatewayError::Failed { message: error.message(), source: Box::new(error) }
            }
            error => refused(&error, order.name),
        })?;
        Ok(Outcome {
            rows: report.rows,
            imported: report.imported,
            duplicates: report.duplicates,
            rejected: report.rejected,
            from_us: report.from.map(Timestamp::as_microsecond),
            to_us: report.to.map(Timestamp::as_microsecond),
            said: report.said.iter().map(|it| it.say(order.lang)).collect(),
            import: report.import.map(|it| it.to_string()),
        })
    }

    fn remove(&self, import: &str, partner: &PartnerCode) -> Result<Removed, GatewayError> {
        let failed = |message, source| GatewayError::Failed { message, source };
        let number: ImportNumber =
            import.parse().map_err(|it: NotAnImport| failed(message("import-unknown"), Box::new(it)))?;
        let removal = self.log.remove_import(number, Some(partner));
        let removal = removal.map_err(|it| failed(it.message(), Box::new(it)))?;
        Ok(Removed { contacts: removal.contacts, events: removal.events })
    }
}

/// The places of the columns that have a value in one of the rows; those that only the log needs are left out.
fn worth_showing(columns: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let has_value = |at: usize| rows.iter().any(|row| !row[at].is_empty());
    let is_for_people = |it: &str| !matches!(it, "line" | "ordinal" | "partner");
    (0..columns.len()).filter(|at| is_for_people(&columns[*at]) && has_value(*at)).collect()
}

fn preset(plan: &Plan) -> Result<Preset, ImportError> {
    Ok(plan.preset.as_deref().map(str::parse).transpose()?.unwrap_or_default())
}

/// The name by which a page calls a meaning: that of the column, or of the column in another unit (`duration_min`).
fn meaning_name(column: Column, unit: Unit) -> String {
    match column {
        Column::WaitS | Column::DurationS => {
            format!("{}_{}", column.name().trim_end_matches("_s"), unit.name())
        }
        _ => column.name().to_owned(),
    }
}

/// The meaning that a page calls by a name.
fn meaning(name: &str) -> Option<(Column, Unit)> {
    let units = |column: Column| Unit::ALL.map(|unit| (column, unit));
    let all = Column::ALL.iter().flat_map(|it| units(*it));
    all.into_iter().find(|(column, unit)| meaning_name(*column, *unit) == name)
}

/// What a person said of the columns.
struct Said {
    /// By title; `None`: not to be imported.
    columns: BTreeMap<String, Option<(Column, Unit)>>,
    /// Meanings that several columns were given.
    doubled: Vec<Column>,
}

impl Said {
    fn of(plan: &Plan) -> Self {
        let columns: BTreeMap<_, _> =
            plan.columns.iter().map(|(title, name)| (title.clone(), meaning(name))).collect();
        let mut doubled = Vec::new();
        let mut given = BTreeSet::new();
        for (column, _) in columns.values().flatten() {
            if !given.insert(*column) && !doubled.contains(column) {
                doubled.push(*column);
            }
        }
        Self { columns, doubled }
    }

    /// Whether no mapping can say it: one meaning twice, or none at all.
    fn is_contradictory(&self) -> bool {
        !self.doubled.is_empty() || (!self.columns.is_empty() && self.columns.values().all(Option::is_none))
    }

    /// The guess with these meanings in place of its own, without rows.
    fn over(&self, guessed: exchange::import::Preview) -> exchange::import::Preview {
        let mut mapping = Mapping::default();
        let mut columns = guessed.columns;
        for seen in &mut columns {
            let told = self.columns.get(&seen.title).copied().flatten();
            seen.meaning = told.map(|it| it.0);
            if let Some((column, unit)) = told {
                mapping.contacts.insert(column, From::counted(&seen.title, unit));
            }
        }
        let missing =
            if self.doubled.is_empty() { vec![Column::StartedAt, Column::Channel] } else { Vec::new() };
        exchange::import::Preview {
            preset: guessed.preset,
            encoding: guessed.encoding,
            separator: guessed.separator,
            header: guessed.header,
            columns,
            mapping,
            missing,
            ..exchange::import::Preview::default()
        }
    }
}

/// What a person said, in the words of the importers; `None`: nothing.
fn reading(
    file: &Path,
    partner: &PartnerCode,
    plan: &Plan,
    said: &Said,
) -> Result<Option<Mapping>, ImportError> {
    if plan.columns.is_empty() && plan.dates.is_none() && plan.words.is_empty() {
        return Ok(None);
    }
    let guessed = preview(file, preset(plan)?, None, Some(partner), 1)?;
    let mut mapping = match guessed.preset {
        Preset::Csv if !said.columns.is_empty() => of_table(&said.columns),
        _ => guessed.mapping,
    };
    for seen in guessed.columns.iter().filter(|_| guessed.preset != Preset::Csv) {
        let Some(told) = said.columns.get(&seen.title) else { continue };
        let told = told.map(|it| it.0);
        if seen.meaning != told {
            mapping.correct(&seen.title, told);
        }
    }
    for (list, words) in &plan.words {
        if let Ok(column) = list.parse() {
            mapping.translate(column, words);
        }
    }
    if let Some(dates) = plan.dates.as_deref().and_then(|it| it.parse::<DateFormat>().ok()) {
        mapping.read.dates = Some(dates);
    }
    Ok(Some(mapping))
}

/// The mapping of a table whose columns were all explained: it has contacts, or else request events.
fn of_table(said: &BTreeMap<String, Option<(Column, Unit)>>) -> Mapping {
    let from = |title: &String, column, unit| match column {
        Column::WaitS | Column::DurationS => From::counted(title, unit),
        _ => From::Title(title.clone()),
    };
    let told = said.iter().filter_map(|(title, told)| told.map(|(column, unit)| (title, column, unit)));
    let told: Vec<(Column, From)> =
        told.map(|(title, column, unit)| (column, from(title, column, unit))).collect();
    let mut mapping = Mapping::default();
    let of_events = told.iter().any(|(column, _)| !column.of_contacts());
    let rows = if of_events { &mut mapping.events } else { &mut mapping.contacts };
    rows.extend(told);
    mapping
}

/// The days that one date can be.
fn choices(example: &str, forms: &[DateFormat]) -> Vec<DateChoice> {
    let numbers: Vec<i16> =
        example.split(|it: char| !it.is_ascii_digit()).take(3).filter_map(|it| it.parse().ok()).collect();
    let [first, second, year] = numbers[..] else { return Vec::new() };
    let year = if year < 100 { year + 2000 } else { year };
    let day = |day: i16, month: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    forms
        .iter()
        .filter_map(|form| {
            let read_as = match form {
                DateFormat::DayFirst => day(first, second)?,
                DateFormat::MonthFirst => day(second, first)?,
                _ => return None,
            };
            Some(DateChoice { code: form.name().to_owned(), sample: example.to_owned(), read_as })
        })
        .collect()
}

/// What a person is told, with the name that the file has for them.
fn refused(error: &ImportError, name: &str) -> GatewayError {
    GatewayError::Refused(error.message().with("file", name))
}

struct Watched<'a> {
    told: &'a (dyn Fn(u64, u64) -> bool + Sync),
    stopped: std::sync::atomic::AtomicBool,
}

impl Progress for Watched<'_> {
    fn bytes(&self, done: u64, total: u64) {
        if !(self.told)(done, total) {
            self.stopped.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    }

    fn rows(&self, _rows: u64, _rejected: u64) {}

    fn cancelled(&self) -> bool {
        self.stopped.load(std::sync::atomic::Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ambiguous_date_can_be_two_days() {
        let both = choices("03/04/2025 10:00", &[DateFormat::DayFirst, DateFormat::MonthFirst]);
        let days: Vec<String> = both.iter().map(|it| it.read_as.to_string()).collect();
        assert_eq!(days, ["2025-04-03", "2025-03-04"]);
    }
}
