//! What a dashboard is made of: sections with indicators, charts and tables. Pure: from answers to words.
//!
//! Each page is a module with two functions: `questions` says what to ask for a [`Look`], `sections` tells the answers.

use jiff::civil::Date;
use kernel::{Lang, paris_date};
use site::Markup;

use crate::{
    desk::{Answers, LogState, PartnerState},
    view::View,
    words::{say, word},
};

pub mod card;
pub mod causes;
pub mod channels;
pub mod journeys;
pub mod ledger;
pub mod overview;
pub mod phone;
pub mod satisfaction;
pub mod statuses;

/// What a page looks at, and for whom.
#[derive(Debug, Clone)]
pub struct Look {
    /// The reader's language.
    pub lang: Lang,
    /// Period and filters.
    pub view: View,
    /// The partner's part of the log.
    pub partner: PartnerState,
    /// What pages of their own ask for: `step`, `keep` …
    pub own: Vec<(String, String)>,
}

/// A part of a page under a heading.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Its anchor.
    pub id: &'static str,
    /// Its heading.
    pub heading: String,
    /// Sentences before the figures.
    pub intro: Vec<String>,
    /// A form of its own, above the figures.
    pub form: Markup,
    /// Sentences in order of importance, each leading to what makes it.
    pub leads: Vec<Link>,
    /// Indicators.
    pub cards: Vec<card::Card>,
    /// Wide drawings with their tables.
    pub charts: Vec<Markup>,
    /// Narrow ones, side by side where there is room.
    pub small: Vec<Markup>,
    /// A table that is not behind a drawing.
    pub table: Option<Table>,
    /// Where to go on.
    pub links: Vec<Link>,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its words.
    pub name: String,
    /// Where it leads.
    pub href: String,
}

/// A table of written values; the first column names the row.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The columns: name, and whether they hold numbers.
    pub headings: Vec<(String, bool)>,
    /// The rows.
    pub rows: Vec<Vec<Entry>>,
    /// The address of the same as CSV.
    pub csv: Option<String>,
}

/// A cell: one or several lines.
pub type Entry = Vec<Line>;

/// A line of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its words.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
}

/// A cell of one line.
pub fn entry(text: impl Into<String>) -> Entry {
    vec![Line { text: text.into(), href: None }]
}

/// A cell that leads somewhere.
pub fn entry_to(text: impl Into<String>, href: impl Into<String>) -> Entry {
    vec![Line { text: text.into(), href: Some(href.into()) }]
}

impl Link {
    /// A link with the words of a key.
    pub fn new(lang: Lang, key: &str, href: impl Into<String>) -> Self {
        Self { name: word(lang, key), href: href.into() }
    }
}

impl Section {
    /// A section with the heading and the introduction of its key: `section-<id>` and `section-<id>-intro`.
    pub fn new(lang: Lang, id: &'static str) -> Self {
        let intro = vec![word(lang, &format!("section-{id}-intro"))];
        Self { id, heading: word(lang, &format!("section-{id}")), intro, ..Self::default() }
    }
}

impl Look {
    /// The default look of a partner: its whole log, in French.
    pub fn default_of(state: &LogState, partner: &PartnerState) -> Self {
        debug_assert!(state.partners.contains(partner), "the partner is of this state");
        Self { lang: Lang::Fr, view: View::default(), partner: partner.clone(), own: Vec::new() }
    }

    /// The value of a parameter of the page's own.
    pub fn own(&self, name: &str) -> Option<&str> {
        self.own.iter().find(|(it, _)| it == name).map(|(_, value)| value.trim()).filter(|it| !it.is_empty())
    }

    /// First and last day of the partner's log, in Paris.
    pub fn days(&self) -> Option<(Date, Date)> {
        Some((paris_date(self.partner.first_at?), paris_date(self.partner.last_at?)))
    }

    /// The equal period before, if the log covers it.
    pub fn before(&self) -> Option<View> {
        let before = self.view.before()?;
        let (first, _) = self.days()?;
        (before.from? >= first.saturating_sub(jiff::Span::new().days(1))).then_some(before)
    }

    /// Periods worth one click: the last whole month, quarter and year of the log, and everything.
    pub fn quick_periods(&self, path: &str) -> Vec<(Link, bool)> {
        let Some((_, last)) = self.days() else { return Vec::new() };
        let is_whole = last.last_of_month() == last;
        let end = if is_whole { last } else { last.first_of_month().yesterday().unwrap_or(last) };
        let back = |months: i32| end.first_of_month().saturating_sub(jiff::Span::new().months(months - 1));
        let periods = [
            ("quick-all", None, None),
            ("quick-year", Some(back(12)), Some(end)),
            ("quick-quarter", Some(back(3)), Some(end)),
            ("quick-month", Some(back(1)), Some(end)),
        ];
        let link = |(key, from, until)| {
            let view = self.view.between(from, until);
            (Link::new(self.lang, key, view.at(path)), view == self.view)
        };
        periods.into_iter().map(link).collect()
    }
}

/// When the figures end, in words.
pub fn as_of(lang: Lang, answers: &Answers) -> String {
    match answers.observed_until() {
        Some(at_us) => say(lang, "as-of", &[("date", crate::number::date_of(lang, at_us).into())]),
        None => word(lang, "as-of-nothing"),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A look at a partner whose log covers 2025.
    pub(crate) fn a_look() -> Look {
        let us = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_microsecond();
        let partner = PartnerState {
            code: "SOC-FAM".parse().unwrap(),
            contacts: 1_000,
            events: 0,
            first_at: Some(us("2025-01-01T08:00:00Z")),
            last_at: Some(us("2025-12-30T17:00:00Z")),
            mark: 0,
        };
        Look { lang: Lang::Fr, view: View::default(), partner, own: Vec::new() }
    }

    fn over(query: &str) -> Look {
        let (view, _) = View::read(&crate::view::parse_query(query));
        Look { view, ..a_look() }
    }

    #[test]
    fn the_period_before_counts_only_if_the_log_covers_it() {
        assert!(over("from=2025-02-01&until=2025-02-28").before().is_some());
        assert!(over("from=2025-01-01&until=2025-01-31").before().is_none());
        assert!(over("").before().is_none());
    }

    #[test]
    fn quick_periods_are_whole_months_of_the_log() {
        let quick = over("from=2025-11-01&until=2025-11-30&channel=phone").quick_periods("/x");
        let (last, is_current) = quick.last().unwrap();
        assert!(is_current, "{last:?}");
        assert_eq!(quick[1].0.href, "/x?from=2024-12-01&until=2025-11-30&channel=phone");
    }
}
