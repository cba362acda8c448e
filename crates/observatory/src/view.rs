//! What a page looks at: a period and filters. It lives in the address, so that a view can be shared.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Lang, Message, Period, paris_day_start};
use measures::{Dimension, Question, QuestionError, Selection};

use kernel::Explain as _;

use crate::{content, number, words};

/// The dimensions that pages filter on, in the order of the form.
pub const FILTERS: [Dimension; 7] = [
    Dimension::Channel,
    Dimension::Reason,
    Dimension::LifeEvent,
    Dimension::Cause,
    Dimension::Direction,
    Dimension::Outcome,
    Dimension::Site,
];

/// A view asks for at most this many values: longer addresses are not shared by people.
const VALUES_MAX: usize = 100;

/// A period and filters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// First day, included.
    pub from: Option<Date>,
    /// Last day, included.
    pub until: Option<Date>,
    /// Values of one dimension are alternatives; `None` = without a value.
    pub wanted: BTreeMap<Dimension, BTreeSet<Option<String>>>,
}

impl View {
    /// Reads an address. What has no meaning is left out and said.
    ///
    /// `from` and `until` are days, both included; each dimension is a parameter by its name, repeated for
    /// alternatives; `without=life_event` keeps the contacts that have none. Empty values (a form's untouched
    /// field) and other parameters are not looked at.
    pub fn read(pairs: &[(String, String)]) -> (Self, Vec<Message>) {
        let mut view = Self::default();
        let mut problems = Vec::new();
        for (name, value) in pairs.iter().filter(|(_, value)| !value.trim().is_empty()) {
            let value = value.trim();
            match name.as_str() {
                "from" | "until" => match value.parse::<Date>() {
                    Ok(day) if name == "from" => view.from = Some(day),
                    Ok(day) => view.until = Some(day),
                    Err(_) => problems.push(words::message("bad-day").with("value", value)),
                },
                "without" => match value.parse() {
                    Ok(dimension) if FILTERS.contains(&dimension) => view.want(dimension, None),
                    Ok(_) => {}
                    Err(error) => problems.push(error.message()),
                },
                name => {
                    let Ok(dimension) = name.parse::<Dimension>() else { continue };
                    if !FILTERS.contains(&dimension) {
                        continue;
                    }
                    match Selection::parse_wanted(&format!("{name}={value}")) {
                        Ok((dimension, value)) => view.want(dimension, value),
                        Err(error) => problems.push(error.message()),
                    }
                }
            }
        }
        if let (Some(from), Some(until)) = (view.from, view.until)
            && until < from
        {
            problems.push(QuestionError::EmptyPeriod.message());
            view.until = None;
        }
        (view, problems)
    }

    fn want(&mut self, dimension: Dimension, value: Option<String>) {
        if self.wanted.values().map(BTreeSet::len).sum::<usize>() < VALUES_MAX {
            self.wanted.entry(dimension).or_default().insert(value);
        }
    }

    /// The parameters, in a fixed order: the same view has one address.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let days = [("from", self.from), ("until", self.until)];
        pairs.extend(days.iter().filter_map(|(name, day)| Some(((*name).to_owned(), (*day)?.to_string()))));
        for (dimension, values) in &self.wanted {
            for value in values {
                pairs.push(match value {
                    Some(value) => (dimension.name().to_owned(), value.clone()),
                    None => ("without".to_owned(), dimension.name().to_owned()),
                });
            }
        }
        pairs
    }

    /// The address of `path` with this view.
    pub fn at(&self, path: &str) -> String {
        address(path, &self.pairs())
    }

    /// The same and this filter alone on its dimension.
    #[must_use]
    pub fn with(&self, dimension: Dimension, value: Option<&str>) -> Self {
        let mut view = self.clone();
        view.wanted.insert(dimension, BTreeSet::from([value.map(str::to_owned)]));
        view
    }

    /// The same less this value.
    #[must_use]
    pub fn less(&self, dimension: Dimension, value: Option<&str>) -> Self {
        let mut view = self.clone();
        if let Some(values) = view.wanted.get_mut(&dimension) {
            values.remove(&value.map(str::to_owned));
            if values.is_empty() {
                view.wanted.remove(&dimension);
            }
        }
        view
    }

    /// The same over another period.
    #[must_use]
    pub fn between(&self, from: Option<Date>, until: Option<Date>) -> Self {
        Self { from, until, wanted: self.wanted.clone() }
    }

    /// The same over one day, week or month, as written in a cell.
    #[must_use]
    pub fn during(&self, period: &str) -> Self {
        let Ok(period) = period.parse::<Period>() else { return self.clone() };
        let first = period.first_day();
        let last = match period {
            Period::Day(day) => day,
            Period::Week(monday) => later(monday, 6),
            Period::Month(first) => first.last_of_month(),
        };
        self.between(Some(first), Some(last))
    }

    /// The same with filters on these dimensions only.
    #[must_use]
    pub fn only(&self, dimensions: &[Dimension]) -> Self {
        let mut view = self.clone();
        view.wanted.retain(|it, _| dimensions.contains(it));
        view
    }

    /// The contacts that it keeps.
    pub fn selection(&self) -> Selection {
        let wanted = self
            .wanted
            .iter()
            .flat_map(|(dimension, values)| values.iter().map(|it| (*dimension, it.clone())));
        Selection {
            from: self.from.and_then(paris_day_start),
            to: self.until.and_then(|it| paris_day_start(later(it, 1))),
            wanted: wanted.collect(),
        }
    }

    /// `question` over the contacts that this view keeps, added to its own filters.
    pub fn ask(&self, mut question: Question) -> Question {
        let own = std::mem::take(&mut question.selection.wanted);
        question.selection = self.selection();
        for (dimension, value) in own {
            question.selection.wanted.retain(|(it, _)| *it != dimension);
            question.selection.wanted.push((dimension, value));
        }
        question
    }

    /// The equal period just before: `None` without a first and a last day.
    pub fn before(&self) -> Option<Self> {
        let (from, until) = (self.from?, self.until?);
        if from.first_of_month() == from && until.last_of_month() == until {
            let months =
                i32::from(until.year() - from.year()) * 12 + i32::from(until.month() - from.month()) + 1;
            let start = from.checked_sub(jiff::Span::new().months(months)).ok()?;
            return Some(self.between(Some(start), from.yesterday().ok()));
        }
        let days = (until - from).get_days() + 1;
        let start = from.checked_sub(jiff::Span::new().days(days)).ok()?;
        Some(self.between(Some(start), from.yesterday().ok()))
    }

    /// The dimension of a trend: weeks up to four months, months above.
    pub fn trend(&self) -> Dimension {
        match (self.from, self.until) {
            (Some(from), Some(until)) if (until - from).get_days() <= 123 => Dimension::Week,
            _ => Dimension::Month,
        }
    }

    /// The period in words.
    pub fn period_in_words(&self, lang: Lang) -> String {
        let day = |it: Date| site::Figures::new(lang).date(it);
        match (self.from, self.until) {
            (Some(from), Some(until)) if from == until => {
                words::say(lang, "period-day", &[("day", day(from).into())])
            }
            (Some(from), Some(until)) => {
                words::say(lang, "period-both", &[("from", day(from).into()), ("until", day(until).into())])
            }
            (Some(from), None) => words::say(lang, "period-from", &[("from", day(from).into())]),
            (None, Some(until)) => words::say(lang, "period-until", &[("until", day(until).into())]),
            (None, None) => words::word(lang, "period-all"),
        }
    }
}

/// The address of `path` with these parameters.
pub fn address(path: &str, pairs: &[(String, String)]) -> String {
    if pairs.is_empty() {
        return path.to_owned();
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    format!("{path}?{}", query.finish())
}

/// The parameters of an address.
pub fn parse_query(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// What a value of a dimension is called.
pub fn value_label(lang: Lang, dimension: Dimension, value: Option<&str>) -> String {
    let Some(value) = value else { return words::word(lang, "no-value") };
    match dimension {
        Dimension::Channel => words::label(lang, "channel", value),
        Dimension::Direction => words::label(lang, "direction", value),
        Dimension::Outcome => words::label(lang, "outcome", value),
        Dimension::LifeEvent => words::label(lang, "life-event", value),
        Dimension::Recontacted => words::label(lang, "recontacted", value),
        Dimension::Cause => format!("{value} · {}", content::cause_label(lang, value)),
        Dimension::Day | Dimension::Week | Dimension::Month => number::short_period(lang, value),
        Dimension::Partner | Dimension::Reason | Dimension::Site => value.to_owned(),
    }
}

/// What a dimension is called.
pub fn dimension_label(lang: Lang, dimension: Dimension) -> String {
    words::label(lang, "dimension", dimension.name())
}

fn later(day: Date, days: i32) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> View {
        let (view, problems) = View::read(&parse_query(query));
        assert!(problems.is_empty(), "{problems:?}");
        view
    }

    #[test]
    fn a_view_comes_back_from_its_address() {
        for query in [
            "",
            "from=2025-01-01&until=2025-03-31",
            "until=2025-03-31&channel=email&channel=phone&reason=A%26B+%C3%A9%3D&without=cause",
            "without=life_event&cause=A1&direction=inbound&outcome=resolved&site=Lyon+3e",
        ] {
            let view = read(query);
            let again = view.at("/x");
            assert_eq!(read(again.split_once('?').map_or("", |it| it.1)), view, "{query}");
        }
    }

    #[test]
    fn what_has_no_meaning_is_said_and_left_out() {
        let (view, problems) =
            View::read(&parse_query("channel=fax&from=yesterday&reason=&page=2&channel=phone"));
        assert_eq!(problems.len(), 2);
        assert_eq!(view.at("/x"), "/x?channel=phone");
        let (view, problems) = View::read(&parse_query("from=2025-03-01&until=2025-01-01"));
        assert_eq!((problems.len(), view.until), (1, None));
    }

    #[test]
    fn the_last_day_is_inside() {
        let selection = read("from=2025-03-30&until=2025-03-30").selection();
        // The day on which summer time begins has 23 hours.
        assert_eq!(selection.to.unwrap() - selection.from.unwrap(), 23 * 3_600_000_000);
    }

    #[test]
    fn the_period_before_is_equal() {
        let before = |query: &str| read(query).before().map(|it| it.at(""));
        assert_eq!(before("from=2025-03-01&until=2025-03-31").unwrap(), "?from=2025-02-01&until=2025-02-28");
        assert_eq!(before("from=2025-01-01&until=2025-12-31").unwrap(), "?from=2024-01-01&until=2024-12-31");
        assert_eq!(before("from=2025-03-10&until=2025-03-16").unwrap(), "?from=2025-03-03&until=2025-03-09");
        assert_eq!(before("from=2025-03-10"), None);
    }

    #[test]
    fn a_question_s_own_filter_wins() {
        let view = read("direction=outbound&channel=phone");
        let mut question = Question::of(measures::Measure::Volume);
        question.selection.wanted.push((Dimension::Direction, Some("inbound".to_owned())));
        let asked = view.ask(question).selection.wanted;
        assert_eq!(asked.len(), 2);
        assert!(asked.contains(&(Dimension::Direction, Some("inbound".to_owned()))));
    }
}
