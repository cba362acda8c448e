//! The comparison between partners, for the programme: only figures that may leave their partner.
//!
//! **Invariant:** a cell is shown only if it stands on at least [`disclosure::USAGERS_MIN`] usagers, and no cell that is withheld
//! can be found by subtracting the others from the whole. Periods are whole months, and nothing else is filtered.
//!
//! **Limit:** each view is protected by itself. Two periods that differ by one month can be subtracted from each other, which gives
//! that month however few its usagers.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use kernel::{Lang, Scope};
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
    desk::{Answers, blocking},
    metric::{Metric, Reading},
    number, style,
    view::{View, parse_query},
    words::{say, word},
};

/// The page.
pub const PATH: &str = "/observatoire/comparaison";

/// Counts kept at a time: a page asks for one.
const COUNTS_MAX: usize = 100;

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

/// The counts that were made since the log changed.
#[derive(Debug, Default)]
pub(crate) struct KeptCounts {
    mark: u64,
    by_questions: HashMap<String, Arc<Vec<UsagersByPartner>>>,
}

#[derive(Template)]
#[template(path = "comparison.html")]
struct ComparisonPage {
    lang: Lang,
    style: &'static str,
    form: Markup,
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
    let view = whole_months(&View::read(&pairs).0);
    let by = pairs.iter().find(|(name, _)| name == "metric").map_or("", |(_, value)| value);
    let by = METRICS.into_iter().find(|it| it.key() == by).unwrap_or(Metric::Recontact30);
    let mut tx = shell.site().db().read().await?;
    let mut partners = partner::list(&mut tx, &Scope::Everyone).await?;
    drop(tx);
    let state = observatory.desk().state().await?;
    // An administration may have contacts before anybody gave it a name.
    let unnamed = state.partners.iter().filter(|it| partners.iter().all(|known| known.code != it.code));
    let unnamed = unnamed.map(|it| Partner { code: it.code.clone(), name: it.code.as_str().to_owned() });
    partners.extend(unnamed.collect::<Vec<_>>());
    let costs = costs::read(&shell, &Scope::Everyone).await?;
    let questions: Vec<Question> = METRICS.iter().map(|it| question(&view, *it)).collect();
    let answers = observatory.desk().ask(&state, &Scope::Everyone, &costs, questions.clone()).await?;
    let usagers = observatory.usagers(&state, questions).await?;
    let columns: Vec<BTreeMap<String, Shown>> = METRICS
        .iter()
        .zip(usagers.iter())
        .map(|(it, usagers)| column(&answers, &question(&view, *it), *it, usagers))
        .collect();
    let page = ComparisonPage {
        lang,
        style: style::address(),
        form: form(lang, &view, by),
        as_of: as_of(lang, &answers),
        period: say(lang, "view-period", &[("period", view.period_in_words(lang).into())]),
        chart: chart(lang, &partners, by, &columns[METRICS.iter().position(|it| *it == by).unwrap_or(0)]),
        table: table(lang, &partners, &columns),
        is_empty: state.partners.is_empty(),
    };
    Ok(shell.page(shell.t("comparison-title")).lead(shell.t("comparison-lead")).wide().render(&page))
}

/// What the page asks at first sight.
pub(crate) fn standard_questions() -> Vec<Question> {
    METRICS.iter().map(|it| question(&View::default(), *it)).collect()
}

fn question(view: &View, metric: Metric) -> Question {
    view.ask(metric.question().by(&[Dimension::Partner]))
}

/// The view without filters, over whole months.
fn whole_months(view: &View) -> View {
    View {
        from: view.from.map(jiff::civil::Date::first_of_month),
        until: view.until.map(jiff::civil::Date::last_of_month),
        ..View::default()
    }
}

/// Usagers by partner, for each question: those kept since the log changed, else counted in one pass.
pub(crate) async fn count(
    counts: Arc<dyn UsagerCounts>,
    kept: Arc<Mutex<KeptCounts>>,
    mark: u64,
    questions: Vec<Question>,
) -> Result<Arc<Vec<UsagersByPartner>>, crate::ObservatoryError> {
    let key = format!("{questions:?}");
    {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.mark != mark || kept.by_questions.len() >= COUNTS_MAX {
            *kept = KeptCounts { mark, ..KeptCounts::default() };
        }
        if let Some(known) = kept.by_questions.get(&key) {
            return Ok(Arc::clone(known));
        }
    }
    let counted = Arc::new(blocking(move || counts.usagers(&questions)).await??);
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.mark == mark {
        kept.by_questions.insert(key, Arc::clone(&counted));
    }
    Ok(counted)
}

fn column(
    answers: &Answers,
    question: &Question,
    metric: Metric,
    usagers: &BTreeMap<String, u64>,
) -> BTreeMap<String, Shown> {
    let cells: Vec<(String, Reading, u64)> = answers
        .cells(question)
        .iter()
        .filter_map(|it| {
            let partner = it.values.first()?.clone()?;
            let count = usagers.get(&partner).copied().unwrap_or(0);
            Some((partner, metric.read(&it.figures), count))
        })
        .collect();
    let withheld = withheld(&cells.iter().map(|it| (it.1.n, it.2)).collect::<Vec<_>>());
    cells
        .into_iter()
        .zip(withheld)
        .map(|((partner, reading, _), is_withheld)| {
            (partner, if is_withheld { Shown::Withheld } else { Shown::Reading(reading) })
        })
        .collect()
}

/// Which cells (n, usagers) may not be shown. The total of all may be known from elsewhere: it counts as published.
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
    let month = |it: Option<jiff::civil::Date>| it.map(|it| it.to_string()).unwrap_or_default();
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
    fn only_whole_months_are_compared() {
        let (view, _) = View::read(&parse_query("from=2025-03-10&until=2025-04-02&channel=phone"));
        assert_eq!(whole_months(&view).at("/x"), "/x?from=2025-03-01&until=2025-04-30");
    }
}
