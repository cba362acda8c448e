//! The dashboards: from an address to a page. Each handler reads the view, asks the desk, and fills the board.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use kernel::{Lang, PartnerCode, Scope};
use measures::{Dimension, Question};
use register::Role;
use site::{Failure, Going, Markup, Shell, file};

use crate::{
    Observatory,
    board::{
        Link, Look, Section, as_of, causes, channels, journeys, ledger, overview, phone, satisfaction,
        statuses,
    },
    comparison, costs, csv_text,
    desk::{Answers, LogState, PartnerState},
    explorer, filters, messages, style,
    view::{FILTERS, View, parse_query},
    words::{say, word},
};

/// One of the dashboards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Board {
    /// The overview.
    Overview,
    /// The ledger of causes.
    Causes,
    /// The channels.
    Channels,
    /// The journeys.
    Journeys,
    /// The phone service.
    Phone,
    /// The satisfaction.
    Satisfaction,
    /// What changes of status provoke.
    Statuses,
}

impl Board {
    /// All, in the order of the tabs.
    pub const ALL: [Self; 7] = [
        Self::Overview,
        Self::Causes,
        Self::Channels,
        Self::Journeys,
        Self::Phone,
        Self::Satisfaction,
        Self::Statuses,
    ];

    /// Its address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Overview => overview::PATH,
            Self::Causes => causes::PATH,
            Self::Channels => channels::PATH,
            Self::Journeys => journeys::PATH,
            Self::Phone => phone::PATH,
            Self::Satisfaction => satisfaction::PATH,
            Self::Statuses => statuses::PATH,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Causes => "causes",
            Self::Channels => "channels",
            Self::Journeys => "journeys",
            Self::Phone => "phone",
            Self::Satisfaction => "satisfaction",
            Self::Statuses => "statuses",
        }
    }

    /// The parameters of its own.
    const fn own(self) -> &'static [&'static str] {
        match self {
            Self::Journeys => &["step", "keep"],
            _ => &[],
        }
    }

    /// The dimensions in its form.
    const fn choices(self) -> &'static [Dimension] {
        match self {
            Self::Statuses => &statuses::FILTERS,
            Self::Phone => &[Dimension::Reason, Dimension::LifeEvent, Dimension::Site],
            _ => &[Dimension::Channel, Dimension::Reason, Dimension::LifeEvent, Dimension::Cause],
        }
    }

    /// What to ask for a look, the lists of the form included.
    pub fn questions(self, look: &Look) -> Vec<Question> {
        let mut questions = match self {
            Self::Overview => overview::questions(look),
            Self::Causes => causes::questions(look),
            Self::Channels => channels::questions(look),
            Self::Journeys => journeys::questions(look),
            Self::Phone => phone::questions(look),
            Self::Satisfaction => satisfaction::questions(look),
            Self::Statuses => statuses::questions(look),
        };
        questions.extend(filters::questions(self.choices()));
        questions
    }

    /// What to show.
    pub fn sections(self, look: &Look, answers: &Answers) -> Vec<Section> {
        match self {
            Self::Overview => overview::sections(look, answers),
            Self::Causes => causes::sections(look, answers),
            Self::Channels => channels::sections(look, answers),
            Self::Journeys => journeys::sections(look, answers),
            Self::Phone => phone::sections(look, answers),
            Self::Satisfaction => satisfaction::sections(look, answers),
            Self::Statuses => statuses::sections(look, answers),
        }
    }
}

#[derive(Template)]
#[template(path = "board.html")]
struct BoardPage {
    lang: Lang,
    style: &'static str,
    tabs: Vec<(Link, bool)>,
    filters: Markup,
    problems: Vec<String>,
    as_of: String,
    period: String,
    /// What the filters make of the figures.
    notes: Vec<String>,
    sections: Vec<Section>,
}

impl BoardPage {
    fn word(&self, key: &str) -> String {
        word(self.lang, key)
    }

    fn scroll_label(&self, caption: &str) -> String {
        say(self.lang, "table-scroll", &[("caption", caption.into())])
    }
}

#[derive(Template)]
#[template(path = "empty.html")]
struct EmptyPage<'a> {
    shell: &'a Shell,
    may_import: bool,
}

/// The partner whose figures the reader may see whole.
///
/// # Errors
///
/// [`Failure::forbidden`] if they belong to none.
pub fn own_partner(shell: &Shell) -> Result<PartnerCode, Failure> {
    match shell.scope()? {
        Scope::Partner(partner) => Ok(partner),
        Scope::Everyone => Err(Failure::forbidden()),
    }
}

/// `GET /observatoire` and the other dashboards.
pub async fn show(
    board: Board,
    State(observatory): State<Observatory>,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    if board == Board::Overview && shell.scope()? == Scope::Everyone {
        return Ok(Going::to(comparison::PATH).into_response());
    }
    let partner = own_partner(&shell)?;
    let lang = shell.lang();
    let pairs = parse_query(&query.unwrap_or_default());
    let (view, problems) = View::read(&pairs);
    let state = observatory.desk().state().await?;
    let Some(part) = state.partner(&partner).filter(|it| it.contacts > 0 || it.events > 0) else {
        return Ok(empty(&shell, board));
    };
    let own =
        pairs.into_iter().filter(|(name, value)| board.own().contains(&name.as_str()) && !value.is_empty());
    let look = Look { lang, view, partner: part.clone(), own: own.collect() };
    let scope = Scope::Partner(partner);
    let costs = costs::read(&shell, &scope).await?;
    let answers = observatory.desk().ask(&state, &scope, &costs, board.questions(&look)).await?;
    let page = BoardPage {
        lang,
        style: style::SHEET.address(),
        tabs: tabs(&look, board.path()),
        filters: filters::draw(&look, &answers, board.path(), board.choices()),
        problems: problems.iter().map(|it| it.say(lang)).collect(),
        as_of: as_of(lang, &answers),
        period: say(lang, "view-period", &[("period", look.view.period_in_words(lang).into())]),
        notes: view_notes(&look),
        sections: board.sections(&look, &answers),
    };
    let mut title = shell.page(shell.t(&format!("title-{}", board.key())));
    if board != Board::Overview {
        title = title.crumb(shell.t("title-overview"), look.view.at(overview::PATH));
    }
    Ok(title.lead(shell.t(&format!("lead-{}", board.key()))).wide().render(&page))
}

/// What a reader must know of a view before its figures.
fn view_notes(look: &Look) -> Vec<String> {
    let keeps_a_cause = look.view.wanted.contains_key(&Dimension::Cause);
    keeps_a_cause.then(|| word(look.lang, "view-of-a-cause")).into_iter().collect()
}

/// The pages of the observatory, with the same view.
pub fn tabs(look: &Look, path: &str) -> Vec<(Link, bool)> {
    let lang = look.lang;
    let boards = Board::ALL.map(|it| (it.path(), it.key()));
    let tab = |(href, key): (&str, &str)| {
        (Link::new(lang, &format!("tab-{key}"), look.view.at(href)), href == path)
    };
    boards
        .into_iter()
        .chain([(messages::PATH, "messages"), (crate::ask::EXPLORER, "explorer")])
        .map(tab)
        .collect()
}

/// What a partner without contacts reads instead of figures.
fn empty(shell: &Shell, board: Board) -> Response {
    let may_import = shell.account().is_some_and(|it| matches!(it.role, Role::Manager | Role::Analyst));
    let title = shell.page(shell.t(&format!("title-{}", board.key())));
    title.lead(shell.t(&format!("lead-{}", board.key()))).render(&EmptyPage { shell, may_import })
}

/// `GET /observatoire/causes.csv`: the ledger of a view.
pub async fn causes_csv(
    State(observatory): State<Observatory>,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let partner = own_partner(&shell)?;
    let (view, _) = View::read(&parse_query(&query.unwrap_or_default()));
    let state = observatory.desk().state().await?;
    let part = state.partner(&partner).cloned().ok_or_else(Failure::not_found)?;
    let look = Look { lang: shell.lang(), view, partner: part, own: Vec::new() };
    let scope = Scope::Partner(partner);
    let costs = costs::read(&shell, &scope).await?;
    let questions = ledger::questions(&look).into();
    let answers = observatory.desk().ask(&state, &scope, &costs, questions).await?;
    let (columns, rows) = causes::csv_rows(look.lang, &ledger::ledger(&look, &answers));
    Ok(csv_file("causes", &csv_text::of(look.lang, &columns, &rows)))
}

/// A table that the browser saves as a file.
pub fn csv_file(name: &str, text: &str) -> Response {
    file::saved("text/csv; charset=utf-8", &format!("{name}.csv"), text.to_owned())
}

/// Everything that the pages ask at first sight of a partner: computed ahead when the log changes.
pub fn standard_questions(state: &LogState, partner: &PartnerState) -> Vec<Question> {
    let look = Look::default_of(state, partner);
    let mut questions: Vec<Question> = Vec::new();
    for question in Board::ALL.iter().flat_map(|it| it.questions(&look)).chain(filters::questions(&FILTERS)) {
        if !questions.contains(&question) {
            questions.push(question);
        }
    }
    questions.push(explorer::first_question());
    questions
}
