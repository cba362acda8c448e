//! The importers, as the browser's imports need them.

use std::path::Path;

use contact_log::{Keys, Log};
use exchange::import::{
    Column, DateFormat, From, ImportError, ImportPlan, Mapping, Preset, Progress, import, preview,
};
use jiff::{Timestamp, civil::Date};
use kernel::{Explain as _, PartnerCode};
use observatory::imports::{
    DateChoice, Gateway, GatewayError, Order, Outcome, Plan, Preview, PreviewColumn, PreviewReject,
};

use crate::words::message;

/// Rows that a preview shows.
const ROWS_SHOWN: usize = 8;

/// Reads files with `exchange` into the instance's log.
#[derive(Debug, Clone)]
pub(crate) struct Importers {
    pub(crate) log: Log,
    pub(crate) keys: Keys,
}

impl Gateway for Importers {
    fn preview(
        &self,
        file: &Path,
        name: &str,
        partner: &PartnerCode,
        plan: &Plan,
    ) -> Result<Preview, GatewayError> {
        let (preset, mapping) = reading(file, partner, plan)?;
        let seen =
            preview(file, preset, mapping.as_ref(), Some(partner), ROWS_SHOWN).map_err(|it| refused(&it))?;
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
                meaning: it.meaning.map_or_else(String::new, |it| it.name().to_owned()),
                samples: it.examples.clone(),
            })
            .collect();
        let given =
            |wanted: Column| columns.is_empty() || columns.iter().any(|it| it.meaning == wanted.name());
        let missing = [Column::StartedAt, Column::Channel, Column::Reason]
            .into_iter()
            .filter(|it| {
                !given(*it) && !seen.mapping.contacts.contains_key(it) && seen.mapping.events.is_empty()
            })
            .map(|it| it.name().to_owned())
            .collect();
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
            missing,
            tried: (seen.rows.len() + seen.rejects.len()) as u64,
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
        let (preset, mapping) = reading(order.file, order.partner, order.plan)?;
        let plan = ImportPlan {
            files: vec![order.file.to_owned()],
            names: vec![order.name.to_owned()],
            preset,
            mapping,
            partner: Some(order.partner.clone()),
            strict: false,
            rejects: Some(order.rejects.to_owned()),
            lang: order.lang,
            threads: None,
        };
        let watched = Watched { told: progress, stopped: std::sync::atomic::AtomicBool::new(false) };
        let report = import(&plan, &self.log, &self.keys, &watched).map_err(|error| match error {
            ImportError::Cancelled => GatewayError::Cancelled,
            error if !error.is_input() => {
                GatewayError::Failed { message: error.message(), source: Box::new(error) }
            }
            error => refused(&error),
        })?;
        Ok(Outcome {
            rows: report.rows,
            imported: report.imported,
            duplicates: report.duplicates,
            rejected: report.rejected,
            from_us: report.from.map(Timestamp::as_microsecond),
            to_us: report.to.map(Timestamp::as_microsecond),
            said: report.said.iter().map(|it| it.say(order.lang)).collect(),
        })
    }
}

/// The places of the columns that have a value in one of the rows; those that only the log needs are left out.
fn worth_showing(columns: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let has_value = |at: usize| rows.iter().any(|row| !row[at].is_empty());
    let is_for_people = |it: &str| !matches!(it, "line" | "ordinal" | "partner");
    (0..columns.len()).filter(|at| is_for_people(&columns[*at]) && has_value(*at)).collect()
}

/// What a person said, in the words of the importers.
fn reading(
    file: &Path,
    partner: &PartnerCode,
    plan: &Plan,
) -> Result<(Preset, Option<Mapping>), GatewayError> {
    let preset =
        plan.preset.as_deref().map(str::parse).transpose().map_err(|it| refused(&it))?.unwrap_or_default();
    if plan.columns.is_empty() && plan.dates.is_none() {
        return Ok((preset, None));
    }
    let guessed = preview(file, preset, None, Some(partner), 1).map_err(|it| refused(&it))?;
    let column = |meaning: &str| Column::ALL.iter().copied().find(|it| it.name() == meaning);
    let mut mapping = match guessed.preset {
        Preset::Csv => of_table(plan.columns.iter().filter_map(|(it, meaning)| Some((it, column(meaning)?)))),
        _ => guessed.mapping,
    };
    for seen in guessed.columns.iter().filter(|_| guessed.preset != Preset::Csv) {
        let Some(said) = plan.columns.get(&seen.title) else { continue };
        if seen.meaning != column(said) {
            mapping.correct(&seen.title, column(said));
        }
    }
    if let Some(dates) = plan.dates.as_deref().and_then(|it| it.parse::<DateFormat>().ok()) {
        mapping.read.dates = Some(dates);
    }
    Ok((preset, Some(mapping)))
}

/// The mapping of a table whose columns were all explained: it has contacts, or else request events.
fn of_table<'a>(said: impl Iterator<Item = (&'a String, Column)>) -> Mapping {
    let said: Vec<(Column, From)> = said.map(|(title, it)| (it, From::Title(title.clone()))).collect();
    let mut mapping = Mapping::default();
    let of_events = said.iter().any(|(column, _)| !column.of_contacts());
    let rows = if of_events { &mut mapping.events } else { &mut mapping.contacts };
    rows.extend(said);
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

fn refused(error: &ImportError) -> GatewayError {
    GatewayError::Refused(error.message())
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
