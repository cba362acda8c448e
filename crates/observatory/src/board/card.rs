//! An indicator on a page: its number, what it means, how it moves, what makes it.

use jiff::civil::Date;
use kernel::{Lang, Period};
use measures::{Dimension, Question};
use site::{
    Markup,
    chart::{About, Bar, Bars, Point, Trend},
};

use super::{Link, Look};
use crate::{
    ask::{Asked, EXPLORER, csv_of},
    desk::Answers,
    metric::{Change, Metric, Reading},
    number,
    view::{View, dimension_label, value_label},
    words::{say, word},
};

/// Bars of a breakdown; the explorer shows all.
const BARS_MAX: usize = 12;

/// An indicator.
#[derive(Debug, Clone)]
pub struct Card {
    /// Its anchor.
    pub id: &'static str,
    /// Its name.
    pub title: String,
    /// Its number, or a dash.
    pub value: String,
    /// What the number says.
    pub meaning: String,
    /// Interval, change, and what must be known beside.
    pub notes: Vec<String>,
    /// Its trend, with its table.
    pub chart: Markup,
    /// What makes it.
    pub links: Vec<Link>,
}

/// What to ask for a card.
pub fn questions(look: &Look, metric: Metric) -> Vec<Question> {
    let mut questions = vec![total(look, Metric::Contacts), total(look, metric), trend(look, metric)];
    questions.extend(look.before().map(|it| it.ask(metric.question())));
    questions
}

/// The number over the whole view.
pub fn total(look: &Look, metric: Metric) -> Question {
    look.view.ask(metric.question())
}

/// The number by week or month.
fn trend(look: &Look, metric: Metric) -> Question {
    look.view.ask(metric.question().by(&[look.view.trend()]))
}

/// What to ask for a breakdown.
pub fn breakdown_question(look: &Look, metric: Metric, by: Dimension) -> Question {
    look.view.ask(metric.question().by(&[by]))
}

/// The number of one question, if it was answered.
pub fn reading(answers: &Answers, metric: Metric, question: &Question) -> Reading {
    answers.figures(question).map_or_else(Reading::default, |it| metric.read(it))
}

/// The card, with links to what makes the number.
pub fn card(look: &Look, answers: &Answers, metric: Metric, drill: &[Dimension]) -> Card {
    let lang = look.lang;
    let now = reading(answers, metric, &total(look, metric));
    let points = points(look, answers, metric);
    let mut notes: Vec<String> = metric.interval(lang, &now).into_iter().collect();
    notes.extend(change(look, answers, metric, &now, &points));
    let links = drill.iter().map(|dimension| Link {
        name: say(
            lang,
            "drill-by",
            &[("dimension", dimension_label(lang, *dimension).to_lowercase().into())],
        ),
        href: Asked { question: metric.question().by(&[*dimension]) }.at(EXPLORER, &look.view),
    });
    Card {
        id: metric.key(),
        title: metric.title(lang),
        value: number::or_none(lang, metric.unit(), now.value),
        meaning: if now.value.is_none() && is_empty(look, answers) {
            word(lang, "nothing-in-view")
        } else {
            metric.meaning(lang, &now)
        },
        notes,
        chart: draw_trend(look, metric, &points),
        links: links.collect(),
    }
}

/// Whether the view keeps no contact at all: then nothing is wrong with the columns of the source.
fn is_empty(look: &Look, answers: &Answers) -> bool {
    reading(answers, Metric::Contacts, &total(look, Metric::Contacts)).n == 0
}

fn points(look: &Look, answers: &Answers, metric: Metric) -> Vec<(String, Reading)> {
    let cells = answers.cells(&trend(look, metric)).iter();
    let point = |cell: &measures::Cell| Some((cell.values.first()?.clone()?, metric.read(&cell.figures)));
    cells.filter_map(point).collect()
}

fn draw_trend(look: &Look, metric: Metric, points: &[(String, Reading)]) -> Markup {
    let lang = look.lang;
    let by = look.view.trend();
    let title = say(lang, "trend-title", &[("metric", metric.title(lang).into())]);
    let key = if by == Dimension::Week { "trend-weekly" } else { "trend-monthly" };
    let mut note = word(lang, key);
    if metric == Metric::PerRequest {
        note = format!("{note} {}", word(lang, "trend-of-requests"));
    }
    let whole: Vec<&PeriodReading> =
        points.iter().filter(|(period, _)| is_whole(look, metric, period).unwrap_or(true)).collect();
    // A short view has no whole period: then its parts are better than nothing.
    let is_partial = whole.len() < 2;
    let shown: Vec<&PeriodReading> = if is_partial { points.iter().collect() } else { whole };
    if is_partial && !points.is_empty() {
        note = format!("{note} {}", word(lang, "trend-partial"));
    } else if shown.len() < points.len() {
        note = format!("{note} {}", word(lang, "trend-left-out"));
    }
    let about = About::new(title, note).csv(csv_of(&metric.question().by(&[by]), &look.view));
    let points = shown
        .into_iter()
        .map(|(period, it)| Point {
            label: number::short_period(lang, period),
            value: it.value,
            low: it.low,
            high: it.high,
        })
        .collect();
    Trend { about, unit: metric.unit(), points }.draw(lang)
}

/// How the number moved: beside the equal period before, or the last whole month beside the month before it.
fn change(
    look: &Look,
    answers: &Answers,
    metric: Metric,
    now: &Reading,
    points: &[(String, Reading)],
) -> Option<String> {
    let lang = look.lang;
    if let Some(before) = look.before() {
        let then = reading(answers, metric, &before.ask(metric.question()));
        let words = |it: &View| it.period_in_words(lang);
        return said(lang, metric, (now, &words(&look.view)), (&then, &words(&before)));
    }
    if look.view.from.is_some() && look.view.until.is_some() {
        return now.value.map(|_| word(lang, "change-not-covered"));
    }
    let (last, previous) = last_whole_months(look, metric, points)?;
    let words = |period: &str| {
        say(lang, "in-month", &[("month", value_label(lang, Dimension::Month, Some(period)).into())])
    };
    said(lang, metric, (&last.1, &words(&last.0)), (&previous.1, &words(&previous.0)))
}

/// A period and what the measure was in it.
type PeriodReading = (String, Reading);

/// The last two months of a trend that the log covers whole, and whose contacts are old enough to be judged.
fn last_whole_months<'a>(
    look: &Look,
    metric: Metric,
    points: &'a [PeriodReading],
) -> Option<(&'a PeriodReading, &'a PeriodReading)> {
    let is_month = |period: &str| matches!(period.parse(), Ok(Period::Month(_)));
    let mut whole = points
        .iter()
        .rev()
        .filter(|(period, _)| is_month(period) && is_whole(look, metric, period) == Some(true));
    Some((whole.next()?, whole.next()?))
}

/// Whether the log and the view cover a week or a month whole, and its contacts are old enough to be judged; `None` if it is neither.
fn is_whole(look: &Look, metric: Metric, period: &str) -> Option<bool> {
    let (first, last) = look.days()?;
    let (start, end) = match period.parse().ok()? {
        Period::Month(month) => (month, month.last_of_month()),
        Period::Week(monday) => (monday, monday.saturating_add(jiff::Span::new().days(6))),
        Period::Day(_) => return None,
    };
    // A log may begin after the holidays of a first day.
    let covered_from =
        first.saturating_sub(jiff::Span::new().days(1)).max(look.view.from.unwrap_or(Date::MIN));
    let ripe = last.saturating_sub(jiff::Span::new().days(metric.ripens_days()));
    Some(start >= covered_from && end <= ripe.min(look.view.until.unwrap_or(Date::MAX)))
}

fn said(
    lang: Lang,
    metric: Metric,
    (now, now_when): (&Reading, &str),
    (then, then_when): (&Reading, &str),
) -> Option<String> {
    let key = match now.against(then) {
        Change::Higher => "change-higher",
        Change::Lower => "change-lower",
        Change::Unsure => "change-unsure",
        Change::Plain => "change-plain",
        Change::Unknown => return None,
    };
    let args = [
        ("now", metric.write(lang, now.value?).into()),
        ("nowwhen", now_when.into()),
        ("before", metric.write(lang, then.value?).into()),
        ("beforewhen", then_when.into()),
    ];
    Some(say(lang, key, &args))
}

/// The number by the values of a dimension, the most frequent first; each label leads to its own view of `path`.
pub fn breakdown(look: &Look, answers: &Answers, metric: Metric, by: Dimension, path: &str) -> Markup {
    let lang = look.lang;
    let question = breakdown_question(look, metric, by);
    let mut rows: Vec<(Option<&str>, Reading)> = answers
        .cells(&question)
        .iter()
        .map(|cell| (cell.values.first().and_then(Option::as_deref), metric.read(&cell.figures)))
        .filter(|(_, it)| it.n > 0)
        .collect();
    rows.sort_by(|a, b| b.1.n.cmp(&a.1.n).then_with(|| a.0.cmp(&b.0)));
    let hidden = rows.len().saturating_sub(BARS_MAX);
    let dimension = dimension_label(lang, by).to_lowercase();
    let title = say(
        lang,
        "breakdown-title",
        &[("metric", metric.title(lang).into()), ("dimension", dimension.clone().into())],
    );
    let description = if hidden == 0 {
        word(lang, "breakdown-all")
    } else {
        say(
            lang,
            "breakdown-first",
            &[("shown", BARS_MAX.to_string().into()), ("hidden", (hidden as u64).into())],
        )
    };
    let bars = rows
        .into_iter()
        .take(BARS_MAX)
        .map(|(value, it)| Bar {
            label: value_label(lang, by, value),
            value: it.value,
            low: it.low,
            high: it.high,
            note: Some(say(lang, "out-of", &[("n", number::count(lang, it.n).into())])),
            href: crate::view::FILTERS.contains(&by).then(|| look.view.with(by, value).at(path)),
        })
        .collect();
    let about = About::new(title, description).csv(csv_of(&metric.question().by(&[by]), &look.view));
    Bars { about, unit: metric.unit(), bars }.draw(lang)
}
