//! A question as parameters of an address: those of the explorer (the words of a [`View`]) and those of the API.

use kernel::{Explain as _, Message, Window, parse_instant};
use measures::{Dimension, Measure, Question, QuestionError, Selection};

use crate::{
    view::{View, address},
    words::message,
};

/// Where any question is shown as a table.
pub const EXPLORER: &str = "/observatoire/explorer";
/// The same as CSV.
pub const EXPLORER_CSV: &str = "/observatoire/explorer.csv";
/// The same as the document of the API.
pub const EXPLORER_JSON: &str = "/observatoire/explorer.json";
/// Variants that a page or a program may ask for.
const TOP_PAGE_MAX: usize = 10_000;

/// What the explorer shows: a question without its filters, which are in the view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which measure, by what; its selection is empty.
    pub question: Question,
}

impl Asked {
    /// Reads `measure`, `by` (repeated or with commas), `window`, `step` and `top`. What has no meaning is said.
    pub fn read(pairs: &[(String, String)]) -> (Self, Vec<Message>) {
        let mut problems = Vec::new();
        let values = |name: &'static str| {
            pairs.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.trim())
        };
        let first = |name: &'static str| values(name).find(|it| !it.is_empty());
        let mut kept = |result: Result<(), Message>| {
            if let Err(problem) = result {
                problems.push(problem);
            }
        };
        let measure = first("measure").map_or(Ok(Measure::Volume), str::parse);
        let mut question = Question::of(*measure.as_ref().unwrap_or(&Measure::Volume));
        kept(measure.map(drop).map_err(|it| it.message()));
        for name in values("by").flat_map(|it| it.split(',')).map(str::trim).filter(|it| !it.is_empty()) {
            match name.parse::<Dimension>() {
                Ok(dimension) if !question.by.contains(&dimension) => question.by.push(dimension),
                Ok(_) => {}
                Err(error) => kept(Err(error.message())),
            }
        }
        if let Some(text) = first("window") {
            kept(text.parse().map(|it| question.window = Some(it)).map_err(|_| bad_window(text)));
        }
        if let Some(text) = first("step") {
            kept(text.parse().map(|it| question.step = it).map_err(|it: QuestionError| it.message()));
        }
        if let Some(text) = first("top") {
            kept(top(text).map(|it| question.top = it));
        }
        if let Err(error) = question.check() {
            kept(Err(error.message()));
            question = Question::of(question.measure);
        }
        (Self { question }, problems)
    }

    /// The address of `path` that asks this of what `view` keeps.
    pub fn at(&self, path: &str, view: &View) -> String {
        let question = &self.question;
        let mut pairs = vec![("measure".to_owned(), question.measure.name().to_owned())];
        pairs.extend(question.by.iter().map(|it| ("by".to_owned(), it.name().to_owned())));
        if let Some(window) = question.window {
            pairs.push(("window".to_owned(), window.to_string()));
        }
        if question.step != measures::StepKind::default() {
            pairs.push(("step".to_owned(), question.step.name().to_owned()));
        }
        if question.top != Question::TOP_DEFAULT {
            pairs.push(("top".to_owned(), question.top.to_string()));
        }
        let mut view = view.clone();
        for (dimension, value) in &question.selection.wanted {
            view = view.with(*dimension, value.as_deref());
        }
        pairs.extend(view.pairs());
        address(path, &pairs)
    }
}

/// The address of a question's figures as CSV.
pub fn csv_of(question: &Question, view: &View) -> String {
    Asked { question: question.clone() }.at(EXPLORER_CSV, view)
}

/// Reads the API's parameters: `by`, `where=DIM=VALUE` (repeated), `from`, `to`, `window`, `step`, `top`,
/// `observed_until`. The first fault is told with the name of its parameter.
pub fn read_api(name: &str, pairs: &[(String, String)]) -> Result<Question, (&'static str, Message)> {
    let mut question = Question::of(name.parse().map_err(|it: QuestionError| ("name", it.message()))?);
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        match name.as_str() {
            "by" => {
                for part in value.split(',') {
                    question.by.push(part.trim().parse().map_err(|it: QuestionError| ("by", it.message()))?);
                }
            }
            "where" => {
                let wanted = Selection::parse_wanted(value).map_err(|it| ("where", it.message()))?;
                question.selection.wanted.push(wanted);
            }
            "from" => question.selection.from = Some(instant("from", value)?),
            "to" => question.selection.to = Some(instant("to", value)?),
            "observed_until" => question.observed_until = Some(instant("observed_until", value)?),
            "window" => {
                let window: Window = value.parse().map_err(|_| ("window", bad_window(value)))?;
                question.window = Some(window);
            }
            "step" => question.step = value.parse().map_err(|it: QuestionError| ("step", it.message()))?,
            "top" => question.top = top(value).map_err(|it| ("top", it))?,
            other => {
                return Err(("query", message("api-unknown-parameter").with("name", other)));
            }
        }
    }
    question.check().map_err(|it| (field_of(&it), it.message()))?;
    Ok(question)
}

/// The parameters of the API that ask `question`, for the explorer's link.
pub fn api_address(question: &Question) -> String {
    let mut pairs = Vec::new();
    let mut push = |name: &str, value: String| pairs.push((name.to_owned(), value));
    if !question.by.is_empty() {
        push("by", question.by.iter().map(|it| it.name()).collect::<Vec<_>>().join(","));
    }
    for (dimension, value) in &question.selection.wanted {
        push("where", format!("{}={}", dimension.name(), value.as_deref().unwrap_or("")));
    }
    let bounds = [("from", question.selection.from), ("to", question.selection.to)];
    for (name, at_us) in bounds {
        if let Some(at) = at_us.and_then(|it| jiff::Timestamp::from_microsecond(it).ok()) {
            push(name, at.to_string());
        }
    }
    if let Some(window) = question.window {
        push("window", window.to_string());
    }
    if question.step != measures::StepKind::default() {
        push("step", question.step.name().to_owned());
    }
    if question.top != Question::TOP_DEFAULT {
        push("top", question.top.to_string());
    }
    address(&format!("/api/v1/measures/{}", question.measure), &pairs)
}

fn instant(name: &'static str, text: &str) -> Result<i64, (&'static str, Message)> {
    parse_instant(text).ok_or_else(|| (name, message("bad-instant").with("value", text)))
}

fn top(text: &str) -> Result<usize, Message> {
    let wanted = text.parse().ok().filter(|it| (1..=TOP_PAGE_MAX).contains(it));
    let refused = || message("bad-top").with("value", text).with("max", TOP_PAGE_MAX.to_string());
    wanted.ok_or_else(refused)
}

fn bad_window(text: &str) -> Message {
    message("bad-window").with("value", text)
}

const fn field_of(error: &QuestionError) -> &'static str {
    match error {
        QuestionError::UnknownMeasure(_) | QuestionError::ByUnit(_) => "name",
        QuestionError::EmptyPeriod => "to",
        QuestionError::FixedWindow(_) => "window",
        QuestionError::TopOutOfRange(_) => "top",
        QuestionError::UnknownStep(_) => "step",
        QuestionError::NotAFilter(_)
        | QuestionError::UnknownValue { .. }
        | QuestionError::NotFilteredByThis { .. } => "where",
        QuestionError::UnknownDimension(_)
        | QuestionError::TwiceTheSame(_)
        | QuestionError::NotByThis { .. } => "by",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::parse_query;

    #[test]
    fn a_question_comes_back_from_its_address() {
        let query = "measure=recontact&by=channel&by=month&window=7d&from=2025-01-01&channel=phone";
        let (asked, problems) = Asked::read(&parse_query(query));
        let (view, _) = View::read(&parse_query(query));
        assert!(problems.is_empty());
        assert_eq!(asked.at("/x", &view), format!("/x?{query}"));
        let (again, _) = Asked::read(&parse_query("measure=recontact&by=channel,month&window=7d"));
        assert_eq!(again, asked);
    }

    #[test]
    fn what_has_no_meaning_is_said_and_the_rest_is_asked() {
        let (asked, problems) = Asked::read(&parse_query("measure=escape&by=channel&window=2x&top=0"));
        assert_eq!(problems.len(), 3);
        assert_eq!(asked.question, Question::of(Measure::Escape));
    }

    #[test]
    fn the_api_s_link_asks_the_same() {
        let pairs = parse_query("by=reason&where=channel%3Dphone&where=cause%3D&from=2025-01-01&window=7d");
        let question = read_api("recontact", &pairs).unwrap();
        assert_eq!(question.selection.wanted.len(), 2);
        let link = api_address(&question);
        let (path, query) = link.split_once('?').unwrap();
        assert_eq!(path, "/api/v1/measures/recontact");
        assert_eq!(read_api("recontact", &parse_query(query)).unwrap(), question);
    }

    #[test]
    fn a_fault_names_its_parameter() {
        for (name, query, field) in [
            ("volumes", "", "name"),
            ("volume", "by=colour", "by"),
            ("volume", "where=channel", "where"),
            ("volume", "from=yesterday", "from"),
            ("volume", "from=2025-02-01&to=2025-01-01", "to"),
            ("recontact", "window=x", "window"),
            ("provoked", "window=7d", "window"),
            ("journeys", "step=colour", "step"),
            ("journeys", "top=0", "top"),
            ("volume", "filter=x", "query"),
        ] {
            assert_eq!(read_api(name, &parse_query(query)).unwrap_err().0, field, "{query}");
        }
    }
}
