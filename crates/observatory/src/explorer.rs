//! The explorer: any measure, by any dimensions, over any view, as a table, as CSV, as the document of the API.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use kernel::{Lang, Message, Scope};
use measures::{Answer, Dimension, FlatTable, Measure, Question, StepKind};
use serde_json::Value;
use site::{
    Failure, Markup, Shell,
    form::{Field, FieldKind},
};

use crate::{
    Observatory,
    ask::{Asked, EXPLORER, EXPLORER_CSV, EXPLORER_JSON, api_address},
    board::{Entry, Link, Look, Table, as_of, entry, entry_to, overview},
    costs, csv_text,
    desk::Answers,
    filters, number,
    pages::{csv_file, own_partner, tabs},
    style,
    view::{FILTERS, View, dimension_label, parse_query, value_label},
    words::{label, say, word},
};

/// Rows shown on the page; CSV and JSON have all.
const ROWS_MAX: usize = 500;

#[derive(Template)]
#[template(path = "explorer.html")]
struct ExplorerPage {
    lang: Lang,
    style: &'static str,
    tabs: Vec<(Link, bool)>,
    filters: Markup,
    problems: Vec<String>,
    as_of: String,
    hidden: Vec<(String, String)>,
    measure: Field,
    window: Field,
    step: Field,
    by: Vec<(&'static str, String, bool)>,
    table: Option<Table>,
    notes: Vec<String>,
    csv: String,
    json: String,
    api: String,
}

impl ExplorerPage {
    fn word(&self, key: &str) -> String {
        word(self.lang, key)
    }

    fn scroll_label(&self, caption: &str) -> String {
        say(self.lang, "table-scroll", &[("caption", caption.into())])
    }
}

/// What the page asks at first sight.
pub fn first_question() -> Question {
    Question::of(Measure::Volume).by(&[Dimension::Channel])
}

struct Read {
    look: Look,
    asked: Asked,
    problems: Vec<Message>,
    answers: Answers,
}

/// Reads the address and asks.
async fn read(
    observatory: &Observatory,
    shell: &Shell,
    query: Option<String>,
) -> Result<Option<Read>, Failure> {
    let partner = own_partner(shell)?;
    let pairs = parse_query(&query.unwrap_or_default());
    let (view, mut problems) = View::read(&pairs);
    let (mut asked, more) = Asked::read(&pairs);
    problems.extend(more);
    if pairs.iter().all(|(name, _)| name != "measure") {
        asked.question = first_question();
    }
    let state = observatory.desk().state().await?;
    let Some(part) = state.partner(&partner).cloned() else { return Ok(None) };
    let look = Look { lang: shell.lang(), view, partner: part, own: Vec::new() };
    let scope = Scope::Partner(partner);
    let costs = costs::read(shell, &scope).await?;
    let mut questions = filters::questions(&FILTERS);
    questions.push(look.view.ask(asked.question.clone()));
    let answers = observatory.desk().ask(&state, &scope, &costs, questions).await?;
    Ok(Some(Read { look, asked, problems, answers }))
}

impl Read {
    fn answer(&self) -> Option<&Answer> {
        self.answers.of(&self.look.view.ask(self.asked.question.clone()))
    }
}

/// `GET /observatoire/explorer`
pub async fn show(
    State(observatory): State<Observatory>,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let lang = shell.lang();
    let title = shell
        .page(shell.t("title-explorer"))
        .crumb(shell.t("title-overview"), overview::PATH)
        .lead(shell.t("lead-explorer"))
        .wide();
    let Some(read) = read(&observatory, &shell, query).await? else {
        return Ok(site::Going::to(overview::PATH).into_response());
    };
    let Read { look, asked, problems, answers } = &read;
    let question = &asked.question;
    let mut notes = Vec::new();
    let table = read.answer().map(|it| table(look, asked, it, &mut notes));
    let own_pairs = |view: &View| -> Vec<(String, String)> {
        let address = asked.at("", view);
        parse_query(address.strip_prefix('?').unwrap_or(""))
    };
    let asked_pairs: Vec<(String, String)> = own_pairs(&View::default());
    let look_with_own = Look { own: asked_pairs, ..look.clone() };
    let page = ExplorerPage {
        lang,
        style: style::SHEET.address(),
        tabs: tabs(look, EXPLORER),
        filters: filters::draw(&look_with_own, answers, EXPLORER, &FILTERS),
        problems: problems.iter().map(|it| it.say(lang)).collect(),
        as_of: as_of(lang, answers),
        hidden: look.view.pairs(),
        measure: Field::new(FieldKind::Select(measures(lang)), "measure", word(lang, "explorer-measure"))
            .value(question.measure.name()),
        window: Field::new(FieldKind::Text, "window", word(lang, "explorer-window"))
            .hint(word(lang, "explorer-window-hint"))
            .value(question.window.map(|it| it.to_string()).unwrap_or_default()),
        step: Field::new(FieldKind::Select(steps(lang)), "step", word(lang, "step-label"))
            .value(question.step.name()),
        by: Dimension::ALL
            .into_iter()
            .filter(|it| *it != Dimension::Partner)
            .map(|it| (it.name(), dimension_label(lang, it), question.by.contains(&it)))
            .collect(),
        table,
        notes,
        csv: asked.at(EXPLORER_CSV, &look.view),
        json: asked.at(EXPLORER_JSON, &look.view),
        api: api_address(&look.view.ask(question.clone())),
    };
    Ok(title.render(&page))
}

/// `GET /observatoire/explorer.csv`
pub async fn csv(
    State(observatory): State<Observatory>,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let read = read(&observatory, &shell, query).await?.ok_or_else(Failure::not_found)?;
    refuse_problems(&read)?;
    let answer = read.answer().ok_or_else(Failure::not_found)?;
    let (columns, rows) = csv_rows(shell.lang(), answer);
    Ok(csv_file(answer.question.measure.name(), &csv_text::of(shell.lang(), &columns, &rows)))
}

/// `GET /observatoire/explorer.json`: the same document as the API and the command.
pub async fn json(
    State(observatory): State<Observatory>,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let read = read(&observatory, &shell, query).await?.ok_or_else(Failure::not_found)?;
    refuse_problems(&read)?;
    let answer = read.answer().ok_or_else(Failure::not_found)?;
    Ok(site::api::Json(answer).into_response())
}

/// The answer for a spreadsheet: the words of the page, the numbers with all their digits.
fn csv_rows(lang: Lang, answer: &Answer) -> (Vec<String>, Vec<Vec<String>>) {
    let flat = FlatTable::of(answer);
    let by = &answer.question.by;
    let heading = |(place, name): (usize, &String)| match by.get(place) {
        Some(dimension) => dimension_label(lang, *dimension),
        None => figure_label(lang, name),
    };
    let cell = |(place, value): (usize, &Value)| match (by.get(place), value) {
        (Some(dimension), _) => value_label(lang, *dimension, value.as_str()),
        (None, Value::Null) => String::new(),
        (None, Value::Number(number)) => number.to_string(),
        (None, _) => written(lang, &flat.columns[place], value),
    };
    let columns = flat.columns.iter().enumerate().map(heading).collect();
    let rows = flat.rows.iter().map(|row| row.iter().enumerate().map(cell).collect()).collect();
    (columns, rows)
}

/// A file must be what was asked: it has no place for a remark.
fn refuse_problems(read: &Read) -> Result<(), Failure> {
    match read.problems.first() {
        Some(problem) => Err(Failure::bad_request(problem.clone())),
        None => Ok(()),
    }
}

fn measures(lang: Lang) -> Vec<(String, String)> {
    Measure::ALL
        .iter()
        .map(|it| (it.name().to_owned(), word(lang, &format!("measure-{}", it.name()))))
        .collect()
}

fn steps(lang: Lang) -> Vec<(String, String)> {
    let kinds = [StepKind::Channel, StepKind::Reason, StepKind::ChannelReason];
    kinds
        .map(|it| (it.name().to_owned(), word(lang, &format!("step-{}", it.name().replace(':', "-")))))
        .into()
}

/// The answer as a table: dimensions in words, each leading to its own rows; figures written for people.
fn table(look: &Look, asked: &Asked, answer: &Answer, notes: &mut Vec<String>) -> Table {
    let lang = look.lang;
    let flat = FlatTable::of(answer);
    let by = &answer.question.by;
    let count = flat.rows.len();
    notes.push(say(lang, "explorer-rows", &[("n", u64::try_from(count).unwrap_or(u64::MAX).into())]));
    if count == 0 {
        notes.push(word(lang, "explorer-none"));
    }
    if count > ROWS_MAX {
        let args = [
            ("shown", number::count(lang, ROWS_MAX as u64).into()),
            ("n", number::count(lang, count as u64).into()),
        ];
        notes.push(say(lang, "explorer-cut", &args));
    }
    if flat.rows.iter().flatten().any(Value::is_null) {
        notes.push(word(lang, "explorer-dash"));
    }
    let heading = |(place, name): (usize, &String)| match by.get(place) {
        Some(dimension) => (dimension_label(lang, *dimension), false),
        None => (
            figure_label(lang, name),
            !flat.rows.iter().any(|row| row.get(place).is_some_and(Value::is_string)),
        ),
    };
    let cell = |(place, value): (usize, &Value)| -> Entry {
        let Some(dimension) = by.get(place) else { return entry(written(lang, &flat.columns[place], value)) };
        let text = value_label(lang, *dimension, value.as_str());
        match drill(look, *dimension, value.as_str()) {
            Some(view) => entry_to(text, asked.at(EXPLORER, &view)),
            None => entry(text),
        }
    };
    let mut headings: Vec<(String, bool)> = flat.columns.iter().enumerate().map(heading).collect();
    let mut rows: Vec<Vec<Entry>> =
        flat.rows.iter().take(ROWS_MAX).map(|row| row.iter().enumerate().map(cell).collect()).collect();
    if by.is_empty() {
        // A table whose first column names its rows.
        headings.insert(0, (word(lang, "view-all-name"), false));
        for row in &mut rows {
            row.insert(0, entry(word(lang, "view-all")));
        }
    }
    let args = [
        ("measure", word(lang, &format!("measure-{}", answer.question.measure.name())).into()),
        ("period", look.view.period_in_words(lang).into()),
    ];
    Table { caption: say(lang, "explorer-caption", &args), headings, rows, csv: None }
}

fn drill(look: &Look, dimension: Dimension, value: Option<&str>) -> Option<View> {
    match dimension {
        Dimension::Day | Dimension::Week | Dimension::Month => value.map(|it| look.view.during(it)),
        it if FILTERS.contains(&it) => Some(look.view.with(it, value)),
        _ => None,
    }
}

/// What a column of figures is called on screen.
fn figure_label(lang: Lang, column: &str) -> String {
    match column.split_once('.') {
        Some(("distribution", contacts)) => {
            say(lang, "figure-distribution", &[("contacts", contacts.into())])
        }
        Some(("by_day", day)) => say(lang, "figure-by-day", &[("day", day.into())]),
        _ => label(lang, "figure", column),
    }
}

/// A figure by the name of its column.
fn written(lang: Lang, column: &str, value: &Value) -> String {
    use site::Unit;
    let figures = site::Figures::new(lang);
    match value {
        Value::Null => number::NONE.to_owned(),
        Value::String(text) => match column {
            "from" | "to" => label(lang, "channel", text),
            "status" => label(lang, "status", text),
            "part" => label(lang, "part", text),
            _ => text.clone(),
        },
        Value::Number(number) => {
            let value = number.as_f64().unwrap_or(f64::NAN);
            let unit = match column {
                "rate" | "low" | "high" | "share" | "coverage" | "answer_rate" | "within_20s"
                | "within_60s" | "declared_share" | "share_4_5" | "contact_free_share" => Unit::Share,
                "cost" | "cost_per_contact" | "cost_per_request" => Unit::Euro,
                it if it.ends_with("_s") => Unit::Seconds,
                "estimated" => Unit::Count,
                _ if number.is_u64() => Unit::Count,
                _ => Unit::Ratio,
            };
            figures.of(unit, value)
        }
        other => other.to_string(),
    }
}
