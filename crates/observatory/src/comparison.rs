//! The comparison between partners, for the programme: only figures that may leave their partner.
//!
//! **Invariant:** each month is a table of its own, of the figures of partners, protected by [`disclosure::Table`]; a figure over
//! several months is shown only if it is shown in every month in which the partner has such contacts. So all that is shown is made
//! of cells that may be shown each by itself: no subtraction of two partners or of two periods gives another one. Periods are whole
//! months of Paris, and nothing else is filtered.
//!
//! What is only known 30 days after a contact is compared over the months that have them: of the others, a few days would be judged.
//!
//! **Limit:** this holds of one state of the log. Whoever notes the figures before and after an import can subtract them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use jiff::civil::Date;
use kernel::{Lang, Period, Scope, paris_date};
use measures::{Dimension, MeasureError, Question, disclosure};
use register::{Partner, partner};
use site::{
    Failure, Markup, Shell,
    chart::{About, Bar, Bars},
    form::{Field, FieldKind},
};

use crate::{
    Observatory,
    board::{Table, as_of, entry},
    costs,
    desk::{Answers, LogState, blocking},
    metric::{Metric, Reading},
    number, style,
    view::{View, parse_query},
    words::{message, say, word},
};

/// The page.
pub const PATH: &str = "/observatoire/comparaison";

/// What partners are compared by.
const METRICS: [Metric; 7] = [
    Metric::PerRequest,
    Metric::Recontact30,
    Metric::Fcr,
    Metric::Avoidable,
    Metric::CostPerContact,
    Metric::AnswerRate,
    Metric::Satisfied,
];

/// Counts the usagers behind figures. The disclosure rule cannot be applied without it.
pub trait UsagerCounts: Send + Sync {
    /// For each question and each partner: how many distinct usagers there are among the contacts that the measure counts.
    ///
    /// # Errors
    ///
    /// [`MeasureError`] if the log cannot be read.
    fn usagers(&self, questions: &[Question]) -> Result<Vec<UsagersByPartner>, MeasureError>;
}

/// Usagers by the code of their partner.
pub type UsagersByPartner = BTreeMap<String, u64>;

/// For each metric: the months of each partner, by their first days, of which nothing may be shown.
pub(crate) type HiddenMonths = Vec<BTreeMap<String, BTreeSet<Date>>>;

/// What was found when the log had this mark.
#[derive(Debug, Default)]
pub(crate) struct KeptMonths(Option<(u64, Arc<HiddenMonths>)>);

#[derive(Template)]
#[template(path = "comparison.html")]
struct ComparisonPage {
    lang: Lang,
    style: &'static str,
    form: Markup,
    problems: Vec<String>,
    as_of: String,
    period: String,
    chart: Markup,
    table: Table,
    is_empty: bool,
}

impl ComparisonPage {
    fn word(&self, key: &str) -> String {
        word(self.lang, key)
    }

    fn scroll_label(&self, caption: &str) -> String {
        say(self.lang, "table-scroll", &[("caption", caption.into())])
    }
}

/// A figure of one partner, as far as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shown {
    Reading(Reading),
    Withheld,
}

/// `GET /observatoire/comparaison`
pub async fn show(
    State(observatory): State<Observatory>,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    if shell.scope()? != Scope::Everyone {
        return Err(Failure::forbidden());
    }
    let lang = shell.lang();
    let pairs = parse_query(&query.unwrap_or_default());
    let (view, mut problems) = View::read(&pairs);
    let view = whole_months(&view);
    let asked = pairs.iter().find(|(name, _)| name == "metric").map_or("", |(_, value)| value);
    let by = METRICS.into_iter().find(|it| it.key() == asked);
    if by.is_none() && !asked.is_empty() {
        problems.push(message("unknown-metric").with("value", asked));
    }
    let by = by.unwrap_or(Metric::Recontact30);
    let mut tx = shell.site().db().read().await?;
    let mut partners = partner::list(&mut tx, &Scope::Everyone).await?;
    drop(tx);
    let state = observatory.desk().state().await?;
    // An administration may have contacts before anybody gave it a name.
    let unnamed = state.partners.iter().filter(|it| partners.iter().all(|known| known.code != it.code));
    let unnamed = unnamed.map(|it| Partner { code: it.code.clone(), name: it.code.as_str().to_owned() });
    partners.extend(unnamed.collect::<Vec<_>>());
    let costs = costs::read(&shell, &Scope::Everyone).await?;
    let last_day = last_day(&state);
    let answers =
        observatory.desk().ask(&state, &Scope::Everyone, &costs, questions(&view, last_day)).await?;
    let hidden = observatory.hidden_months(&state, &answers).await?;
    let columns: Vec<BTreeMap<String, Shown>> = METRICS
        .iter()
        .zip(hidden.iter())
        .map(|(it, hidden)| {
            ripe(&view, *it, last_day).map_or_else(BTreeMap::new, |view| column(&answers, &view, *it, hidden))
        })
        .collect();
    let page = ComparisonPage {
        lang,
        style: style::SHEET.address(),
        form: form(lang, &view, by),
        problems: problems.iter().map(|it| it.say(lang)).collect(),
        as_of: as_of(lang, &answers),
        period: say(lang, "view-period", &[("period", view.period_in_words(lang).into())]),
        chart: chart(lang, &partners, by, &columns[METRICS.iter().position(|it| *it == by).unwrap_or(0)]),
        table: table(lang, &partners, &columns),
        is_empty: state.partners.is_empty(),
    };
    Ok(shell.page(shell.t("comparison-title")).lead(shell.t("comparison-lead")).wide().render(&page))
}

/// What the page asks at first sight.
pub(crate) fn standard_questions(state: &LogState) -> Vec<Question> {
    questions(&View::default(), last_day(state))
}

fn questions(view: &View, last_day: Option<Date>) -> Vec<Question> {
    let over_view = METRICS.into_iter().filter_map(|it| Some(question(&ripe(view, it, last_day)?, it)));
    over_view.chain(METRICS.map(by_month)).collect()
}

/// The day of the latest contact.
fn last_day(state: &LogState) -> Option<Date> {
    state.partners.iter().filter_map(|it| it.last_at).max().map(paris_date)
}

/// The part of the view in which the metric is known of whole months; `None` if there is no such month.
fn ripe(view: &View, metric: Metric, last_day: Option<Date>) -> Option<View> {
    let (Some(last_day), 1..) = (last_day, metric.ripens_days()) else { return Some(view.clone()) };
    let last = last_day.checked_sub(jiff::Span::new().days(metric.ripens_days())).ok()?;
    let last = if last == last.last_of_month() { last } else { last.first_of_month().yesterday().ok()? };
    let until = view.until.map_or(last, |it| it.min(last));
    view.from.is_none_or(|from| from <= until).then(|| view.between(view.from, Some(until)))
}

fn question(view: &View, metric: Metric) -> Question {
    view.ask(metric.question().by(&[Dimension::Partner]))
}

/// Which partner has contacts in which month.
fn by_month(metric: Metric) -> Question {
    metric.question().by(&[Dimension::Partner, Dimension::Month])
}

/// The view without filters, over whole months.
fn whole_months(view: &View) -> View {
    View {
        from: view.from.map(Date::first_of_month),
        until: view.until.map(Date::last_of_month),
        ..View::default()
    }
}

/// The months that may not be shown, from answers by month: those kept since the log changed, else found in one pass.
pub(crate) async fn hidden_months(
    counts: Arc<dyn UsagerCounts>,
    kept: Arc<Mutex<KeptMonths>>,
    mark: u64,
    answers: &Answers,
) -> Result<Arc<HiddenMonths>, crate::ObservatoryError> {
    if let Some((_, known)) =
        kept.lock().unwrap_or_else(PoisonError::into_inner).0.as_ref().filter(|it| it.0 == mark)
    {
        return Ok(Arc::clone(known));
    }
    let months = METRICS.map(|it| cells_by_month(answers, it));
    let view = |month: Date| View { from: Some(month), until: Some(month), ..View::default() };
    let questions: Vec<Question> = METRICS
        .iter()
        .zip(&months)
        .flat_map(|(metric, months)| months.keys().map(|it| question(&whole_months(&view(*it)), *metric)))
        .collect();
    let mut usagers = blocking(move || counts.usagers(&questions)).await??.into_iter();
    let mut hidden = HiddenMonths::new();
    for months in months {
        let mut of_metric = BTreeMap::<String, BTreeSet<Date>>::new();
        for (month, cells) in months {
            let usagers = usagers.next().unwrap_or_default();
            // A figure stands on no more people than contacts.
            let count = |partner: &str, n: u64| usagers.get(partner).copied().unwrap_or(0).min(n);
            let withheld = withheld(&cells.iter().map(|it| (it.1, count(&it.0, it.1))).collect::<Vec<_>>());
            for ((partner, _), _) in cells.into_iter().zip(withheld).filter(|it| it.1) {
                of_metric.entry(partner).or_default().insert(month);
            }
        }
        hidden.push(of_metric);
    }
    let hidden = Arc::new(hidden);
    kept.lock().unwrap_or_else(PoisonError::into_inner).0 = Some((mark, Arc::clone(&hidden)));
    Ok(hidden)
}

/// By the first day of each month: the partners and what their figures are out of.
fn cells_by_month(answers: &Answers, metric: Metric) -> BTreeMap<Date, Vec<(String, u64)>> {
    let mut months = BTreeMap::<Date, Vec<(String, u64)>>::new();
    for cell in answers.cells(&by_month(metric)) {
        let [Some(partner), Some(month)] = cell.values.as_slice() else { continue };
        let Ok(month) = month.parse::<Period>() else { continue };
        months.entry(month.first_day()).or_default().push((partner.clone(), metric.read(&cell.figures).n));
    }
    months
}

fn column(
    answers: &Answers,
    view: &View,
    metric: Metric,
    hidden: &BTreeMap<String, BTreeSet<Date>>,
) -> BTreeMap<String, Shown> {
    let is_inside = |month: &Date| {
        view.from.is_none_or(|from| from <= *month) && view.until.is_none_or(|until| *month <= until)
    };
    let is_withheld = |partner: &str| hidden.get(partner).is_some_and(|it| it.iter().any(is_inside));
    let cells = answers.cells(&question(view, metric)).iter().filter_map(|it| {
        let partner = it.values.first()?.clone()?;
        let shown =
            if is_withheld(&partner) { Shown::Withheld } else { Shown::Reading(metric.read(&it.figures)) };
        Some((partner, shown))
    });
    cells.collect()
}

/// Which cells (n, usagers) of one month may not be shown. The total of all may be known from elsewhere: it counts as
/// published.
fn withheld(cells: &[(u64, u64)]) -> Vec<bool> {
    let parts: Vec<Option<u64>> = cells.iter().map(|(n, usagers)| (*n > 0).then_some(*usagers)).collect();
    let mut table = disclosure::Table::one_way(&parts, Some(parts.iter().flatten().sum()));
    table.protect();
    (0..cells.len()).map(|it| !table.is_shown(0, it)).collect()
}

fn form(lang: Lang, view: &View, by: Metric) -> Markup {
    let text = site::markup::text;
    let options = METRICS.map(|it| (it.key().to_owned(), it.title(lang))).into();
    let metric =
        Field::new(FieldKind::Select(options), "metric", word(lang, "comparison-metric")).value(by.key());
    let month = |it: Option<Date>| it.map(|it| it.to_string()).unwrap_or_default();
    let from = Field::new(FieldKind::Date, "from", word(lang, "filter-from")).value(month(view.from));
    let until = Field::new(FieldKind::Date, "until", word(lang, "filter-until")).value(month(view.until));
    Markup::of(format!(
        "<form class=\"filters\" method=\"get\" action=\"{PATH}\">{metric}{from}{until}\
         <p class=\"actions\"><button class=\"button\">{}</button></p><p class=\"hint\">{}</p></form>",
        text(&word(lang, "show")),
        text(&word(lang, "comparison-months"))
    ))
}

fn chart(lang: Lang, partners: &[Partner], by: Metric, column: &BTreeMap<String, Shown>) -> Markup {
    let mut bars: Vec<Bar> = partners
        .iter()
        .filter_map(|partner| match column.get(partner.code.as_str())? {
            Shown::Reading(it) if it.value.is_some() => Some(Bar {
                label: partner.name.clone(),
                value: it.value,
                low: it.low,
                high: it.high,
                note: Some(say(lang, "out-of", &[("n", number::count(lang, it.n).into())])),
                href: None,
            }),
            _ => None,
        })
        .collect();
    bars.sort_by(|a, b| {
        b.value.unwrap_or(0.0).total_cmp(&a.value.unwrap_or(0.0)).then_with(|| a.label.cmp(&b.label))
    });
    let title = say(lang, "comparison-chart", &[("metric", by.title(lang).into())]);
    Bars { about: About::new(title, word(lang, "comparison-text")), unit: by.unit(), bars }.draw(lang)
}

fn table(lang: Lang, partners: &[Partner], columns: &[BTreeMap<String, Shown>]) -> Table {
    let mut headings = vec![(word(lang, "dimension-partner"), false)];
    headings.extend(METRICS.iter().map(|it| (it.title(lang), true)));
    let rows =
        partners.iter().filter(|it| columns.iter().any(|column| column.contains_key(it.code.as_str())));
    let line = |partner: &Partner| {
        let mut row = vec![entry(partner.name.clone())];
        row.extend(METRICS.iter().zip(columns).map(|(metric, column)| {
            entry(match column.get(partner.code.as_str()) {
                Some(Shown::Reading(it)) => number::or_none(lang, metric.unit(), it.value),
                Some(Shown::Withheld) => word(lang, "withheld"),
                None => number::NONE.to_owned(),
            })
        }));
        row
    };
    Table { caption: word(lang, "comparison-caption"), headings, rows: rows.map(line).collect(), csv: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_cell_takes_another_with_it() {
        assert_eq!(withheld(&[(100, 50), (100, 40), (9, 9)]), [false, true, true]);
        assert_eq!(withheld(&[(100, 50), (100, 40)]), [false, false]);
        assert_eq!(withheld(&[(5, 5), (4, 3), (100, 50), (90, 40)]), [true, true, false, true]);
        assert_eq!(withheld(&[(5, 5), (7, 7), (100, 50)]), [true, true, false]);
        assert_eq!(withheld(&[(3, 3)]), [true]);
        // A partner without such contacts has nothing to hide.
        assert_eq!(withheld(&[(0, 0), (100, 50)]), [false, false]);
        // Eleven calls from one person are one person.
        assert_eq!(withheld(&[(11, 1), (100, 50)]), [true, true]);
    }

    #[test]
    fn what_takes_30_days_is_compared_over_months_that_have_them() {
        let at = |query: &str, metric, last: &str| {
            let (view, _) = View::read(&parse_query(query));
            ripe(&view, metric, Some(last.parse().unwrap())).map(|it| it.at(""))
        };
        let until = |day: &str| Some(format!("?until={day}"));
        assert_eq!(at("", Metric::Recontact30, "2025-12-31"), until("2025-11-30"));
        assert_eq!(at("", Metric::Fcr, "2025-12-30"), until("2025-11-30"));
        assert_eq!(at("", Metric::Fcr, "2025-12-29"), until("2025-10-31"));
        assert_eq!(at("until=2025-05-31", Metric::Fcr, "2025-12-31"), until("2025-05-31"));
        assert_eq!(at("from=2025-12-01", Metric::Fcr, "2025-12-31"), None);
        assert_eq!(at("", Metric::Satisfied, "2025-12-31"), Some(String::new()));
    }

    #[test]
    fn only_whole_months_are_compared() {
        let (view, _) = View::read(&parse_query("from=2025-03-10&until=2025-04-02&channel=phone"));
        assert_eq!(whole_months(&view).at("/x"), "/x?from=2025-03-01&until=2025-04-30");
    }
}
