//! What the columns of a table mean, by their titles and by their values: said, never hidden.

use serde::Serialize;

use super::{
    ImportError,
    column::Column,
    dates::{self, DateFormat},
    look::{Look, scan},
    mapping::{From, Mapping},
    numbers::{self, Unit},
    reject::Reason,
    source::Source,
    spec::RowKind,
    titles, words,
};

/// What a contact's reason is where the source has no column for it.
pub(super) const NO_REASON: &str = "unspecified";
/// Share of values that must be readable for a meaning to be kept.
const READABLE_PERCENT: usize = 80;

/// A guessed column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Guessed {
    /// Its title, or its number if there are no titles.
    pub title: String,
    /// What it seems to mean; `None`: it is not used.
    pub meaning: Option<Column>,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// Up to three of its values.
    pub examples: Vec<String>,
    /// The form of its instants.
    pub dates: Option<DateFormat>,
}

/// Dates whose order only a person can tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ambiguity {
    /// The column.
    pub title: String,
    /// One of its values.
    pub example: String,
    /// The forms that all of them can have; none: no known form.
    pub forms: Vec<DateFormat>,
}

/// What is guessed of a table.
#[derive(Debug, Clone)]
pub(super) struct Guess {
    pub(super) kind: RowKind,
    pub(super) columns: Vec<Guessed>,
    pub(super) ambiguities: Vec<Ambiguity>,
    pub(super) mapping: Mapping,
}

/// Guesses what `given` does not pin.
pub(super) fn guess(source: &Source, look: &Look, given: &Mapping) -> Result<Guess, ImportError> {
    let mut columns: Vec<Guessed> = (0..look.titles.len()).map(|place| column(look, place)).collect();
    by_values(look, &mut columns);
    keep_the_surest(&mut columns);

    let has = |column| columns.iter().any(|it| it.meaning == Some(column));
    let kind = match (given.contacts.is_empty(), given.events.is_empty()) {
        (false, _) => RowKind::Contacts,
        (true, false) => RowKind::Events,
        _ if has(Column::OccurredAt)
            && has(Column::Status)
            && has(Column::Request)
            && !has(Column::Channel) =>
        {
            RowKind::Events
        }
        _ => RowKind::Contacts,
    };
    let mut mapping = given.clone();
    if mapping.of(kind).is_empty() {
        let of_kind = |it: &Column| match kind {
            RowKind::Contacts => it.of_contacts(),
            RowKind::Events => it.of_events(),
        };
        for guessed in &mut columns {
            guessed.meaning = guessed.meaning.filter(of_kind);
        }
        let all = columns.iter().filter_map(|it| Some((it.meaning?, From::Title(it.title.clone()))));
        let all = all.collect();
        match kind {
            RowKind::Contacts => mapping.contacts = all,
            RowKind::Events => mapping.events = all,
        }
    } else {
        for guessed in &mut columns {
            let pinned = mapping.of(kind).iter().find(|it| it.1.title() == Some(guessed.title.as_str()));
            (guessed.meaning, guessed.confidence) = match pinned {
                Some((column, _)) => (Some(*column), 1.0),
                None => (None, 0.0),
            };
        }
    }
    let ambiguities = guess_dates(source, look, kind, &mut columns, &mut mapping)?;
    Ok(Guess { kind, columns, ambiguities, mapping })
}

fn column(look: &Look, place: usize) -> Guessed {
    let title = look.titles[place].clone();
    let told = if look.header { titles::meaning(&title) } else { None };
    let told = told.filter(|(column, sure)| *sure >= 1.0 || readable(*column, &values(look, place)));
    let mut examples: Vec<String> = Vec::new();
    for value in values(look, place) {
        if examples.len() == 3 {
            break;
        }
        if !examples.iter().any(|it| it == value) {
            examples.push(value.chars().take(100).collect());
        }
    }
    Guessed {
        title,
        meaning: told.map(|it| it.0),
        confidence: told.map_or(0.0, |it| it.1),
        examples,
        dates: None,
    }
}

fn values(look: &Look, place: usize) -> Vec<&str> {
    let values = look.rows.iter().filter_map(|(_, row)| row.get(place));
    values.map(|it| it.trim()).filter(|it| !it.is_empty()).collect()
}

/// Whether nearly all values can be what a title says.
fn readable(column: Column, values: &[&str]) -> bool {
    let good = |value: &&&str| match column {
        Column::Direction => words::direction(value).is_some(),
        Column::Outcome => words::outcome(value).is_some(),
        // What is refused for being below zero is a duration all the same.
        Column::WaitS | Column::DurationS => {
            !matches!(numbers::seconds(value, Unit::S), Err(Reason::BadDuration))
        }
        Column::Satisfaction => numbers::satisfaction(value).is_ok(),
        Column::Cost => !matches!(numbers::cost(value, None), Err(Reason::BadCost)),
        Column::Cause => value.parse::<kernel::Cause>().is_ok(),
        Column::StartedTime | Column::EndedTime => dates::time_of_day(value).is_some(),
        Column::StartedAt | Column::EndedAt | Column::AnsweredAt | Column::OccurredAt | Column::DueAt => {
            DateFormat::ALL.into_iter().any(|it| dates::parse(value, it).is_ok())
        }
        _ => true,
    };
    values.iter().filter(good).count() * 100 >= values.len() * READABLE_PERCENT
}

/// Gives a meaning to columns whose title has none.
fn by_values(look: &Look, columns: &mut [Guessed]) {
    for wanted in [Column::Channel, Column::Direction, Column::Outcome, Column::StartedAt] {
        if columns.iter().any(|it| it.meaning == Some(wanted)) {
            continue;
        }
        let fits = |place: usize| {
            let values = values(look, place);
            let good = |it: &&str| match wanted {
                Column::Channel => words::channel(it).is_some(),
                Column::Direction => words::direction(it).is_some(),
                Column::Outcome => words::outcome(it).is_some(),
                // A bare number is rather a count than an instant.
                _ => it.len() >= 8 && it.contains(['/', '-', 'T']) && readable(Column::StartedAt, &[it]),
            };
            !values.is_empty() && values.iter().all(good)
        };
        let found = (0..columns.len()).find(|place| columns[*place].meaning.is_none() && fits(*place));
        if let Some(place) = found {
            columns[place].meaning = Some(wanted);
            columns[place].confidence = 0.5;
        }
    }
}

/// Two columns cannot mean the same: the surest stays, the first of equals.
fn keep_the_surest(columns: &mut [Guessed]) {
    for place in 0..columns.len() {
        let Some(meaning) = columns[place].meaning else { continue };
        let better = columns.iter().enumerate().any(|(other, it)| {
            it.meaning == Some(meaning)
                && (it.confidence > columns[place].confidence
                    || (other < place && it.confidence >= columns[place].confidence))
        });
        if better {
            columns[place].meaning = None;
            columns[place].confidence = 0.0;
        }
    }
}

/// Finds the form of each instant, and those that have two.
fn guess_dates(
    source: &Source,
    look: &Look,
    kind: RowKind,
    columns: &mut [Guessed],
    mapping: &mut Mapping,
) -> Result<Vec<Ambiguity>, ImportError> {
    let mut ambiguities = Vec::new();
    let mut found: Vec<(Column, DateFormat)> = Vec::new();
    for (place, guessed) in columns.iter_mut().enumerate() {
        let Some(meaning) = guessed.meaning.filter(|it| it.is_instant()) else { continue };
        let pinned = mapping.of(kind).get(&meaning).and_then(From::dates).or(mapping.read.dates);
        if let Some(format) = pinned {
            guessed.dates = Some(format);
            continue;
        }
        let form = form(source, look, place)?;
        match form.settled() {
            Ok(format) => {
                guessed.dates = Some(format);
                found.push((meaning, format));
            }
            Err(_) if form.seen == 0 => {}
            Err(forms) => {
                let example = form.example.unwrap_or_default();
                ambiguities.push(Ambiguity { title: guessed.title.clone(), example, forms });
            }
        }
    }
    // A column that leaves both orders open follows one of the same file that does not.
    let order =
        found.iter().map(|it| it.1).find(|it| matches!(it, DateFormat::DayFirst | DateFormat::MonthFirst));
    if let Some(order) = order {
        ambiguities.retain(|it| {
            let settled = it.forms.contains(&order);
            if settled && let Some(guessed) = columns.iter_mut().find(|column| column.title == it.title) {
                guessed.dates = Some(order);
                found.extend(guessed.meaning.map(|meaning| (meaning, order)));
            }
            !settled
        });
    }
    let one = found.first().map(|it| it.1).filter(|first| found.iter().all(|it| it.1 == *first));
    if mapping.read.dates.is_none() && one.is_some() {
        mapping.read.dates = one;
    } else {
        let all = match kind {
            RowKind::Contacts => &mut mapping.contacts,
            RowKind::Events => &mut mapping.events,
        };
        for (column, format) in found {
            if let Some(from) = all.get_mut(&column) {
                from.set_dates(format);
            }
        }
    }
    Ok(ambiguities)
}

/// The form of the dates of one column, its values looked at until they settle it; `None` if it has none. Otherwise one of the values.
pub(super) fn date_format(
    source: &Source,
    look: &Look,
    place: usize,
) -> Result<Result<Option<DateFormat>, String>, ImportError> {
    let form = form(source, look, place)?;
    if form.seen == 0 {
        return Ok(Ok(None));
    }
    Ok(form.settled().map(Some).map_err(|_| form.example.unwrap_or_default()))
}

/// The forms that the values of a column have; those beyond the first rows are looked at if nothing is settled by these.
fn form(source: &Source, look: &Look, place: usize) -> Result<Form, ImportError> {
    let mut form = Form::default();
    for value in values(look, place) {
        form.see(value);
    }
    if form.is_open() && !source.whole {
        scan(source, look, place, |value| {
            form.see(value);
            !form.is_open()
        })?;
    }
    Ok(form)
}

/// Which forms the values of a column can have.
#[derive(Debug, Default)]
struct Form {
    seen: usize,
    read: [usize; DateFormat::ALL.len()],
    ordered: usize,
    day_only: usize,
    month_only: usize,
    example: Option<String>,
}

impl Form {
    fn see(&mut self, value: &str) {
        if value.is_empty() {
            return;
        }
        self.seen += 1;
        let reads = DateFormat::ALL.map(|it| plausible(value, it));
        for (count, reads) in self.read.iter_mut().zip(reads) {
            *count += usize::from(reads);
        }
        let [_, day, month, ..] = reads;
        self.ordered += usize::from(day || month);
        self.day_only += usize::from(day && !month);
        self.month_only += usize::from(month && !day);
        if self.example.is_none() && (day || month || self.seen == 1) {
            self.example = Some(value.chars().take(100).collect());
        }
    }

    fn count(&self, format: DateFormat) -> usize {
        DateFormat::ALL.iter().position(|it| *it == format).map_or(0, |at| self.read[at])
    }

    /// Whether nothing says yet if the day or the month comes first.
    fn is_open(&self) -> bool {
        self.is_ordered() && self.day_only == self.month_only
    }

    fn is_ordered(&self) -> bool {
        self.ordered > 0 && self.ordered * 100 >= self.seen * READABLE_PERCENT
    }

    fn settled(&self) -> Result<DateFormat, Vec<DateFormat>> {
        let enough = |it: &DateFormat| {
            let count = self.count(*it);
            count > 0 && count * 100 >= self.seen * READABLE_PERCENT
        };
        let ordered = |it: &DateFormat| matches!(it, DateFormat::DayFirst | DateFormat::MonthFirst);
        if let Some(other) = DateFormat::ALL.into_iter().find(|it| !ordered(it) && enough(it)) {
            return Ok(other);
        }
        if !self.is_ordered() {
            return Err(Vec::new());
        }
        match (self.day_only, self.month_only) {
            (1.., 0) => Ok(DateFormat::DayFirst),
            (0, 1..) => Ok(DateFormat::MonthFirst),
            (day, month) if day > 20 * month => Ok(DateFormat::DayFirst),
            (day, month) if month > 20 * day => Ok(DateFormat::MonthFirst),
            _ => Err(vec![DateFormat::DayFirst, DateFormat::MonthFirst]),
        }
    }
}

/// Whether a value is an instant of this form, and a number not by chance.
fn plausible(value: &str, format: DateFormat) -> bool {
    let digits = value.split(['.', ',']).next().map_or(0, str::len);
    let length = match format {
        DateFormat::EpochS => digits == 9 || digits == 10,
        DateFormat::EpochMs => digits == 12 || digits == 13,
        DateFormat::Excel => digits == 5,
        _ => true,
    };
    length && dates::parse(value, format).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(values: &[&str]) -> Result<DateFormat, Vec<DateFormat>> {
        let mut form = Form::default();
        for value in values {
            form.see(value);
        }
        form.settled()
    }

    #[test]
    fn the_form_of_dates_is_told_by_their_values() {
        for (values, expected) in [
            (&["2025-12-31T14:05:00Z", "2025-01-02"][..], DateFormat::Iso),
            (&["20251231"], DateFormat::Iso),
            (&["03/04/2025", "31/12/2025 14h05"], DateFormat::DayFirst),
            (&["03/04/2025", "12/31/2025"], DateFormat::MonthFirst),
            (&["1767189900", "1767189901"], DateFormat::EpochS),
            (&["1767189900123"], DateFormat::EpochMs),
            (&["46022.5868", "46023"], DateFormat::Excel),
        ] {
            assert_eq!(form(values), Ok(expected), "{values:?}");
        }
    }

    #[test]
    fn an_order_that_no_value_settles_is_not_guessed() {
        let both = vec![DateFormat::DayFirst, DateFormat::MonthFirst];
        assert_eq!(form(&["03/04/2025", "12/11/2025"]), Err(both.clone()));
        assert_eq!(form(&["13/01/2025", "01/13/2025"]), Err(both));
        assert_eq!(form(&["hier", "demain"]), Err(Vec::new()));
    }
}
