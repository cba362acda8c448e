//! The form above each dashboard: period, filters, and what is in force. It works without a script.

use std::collections::BTreeSet;

use askama::Template;
use kernel::Lang;
use measures::{Dimension, Question};
use site::Markup;

use crate::{
    board::{Link, Look},
    desk::Answers,
    metric::Metric,
    view::{FILTERS, View, dimension_label, value_label},
    words::{say, word},
};

/// Values in a list; rarer ones are reached by the explorer.
const OPTIONS_MAX: usize = 200;

#[derive(Template)]
#[template(path = "filters.html")]
struct Filters<'a> {
    lang: Lang,
    path: &'a str,
    hidden: Vec<(String, String)>,
    from: String,
    until: String,
    choices: Vec<Choice>,
    clear: String,
    quick: Vec<(Link, bool)>,
    active: Vec<Link>,
    note: Option<String>,
}

struct Choice {
    name: &'static str,
    label: String,
    options: Vec<(String, String, bool)>,
}

impl Filters<'_> {
    fn word(&self, key: &str) -> String {
        word(self.lang, key)
    }

    fn removal(&self, name: &str) -> String {
        say(self.lang, "filter-remove", &[("name", name.into())])
    }
}

/// What to ask for the lists of values: everything that the partner's log holds, whatever the view.
pub fn questions(dimensions: &[Dimension]) -> Vec<Question> {
    dimensions.iter().map(|it| values_of(*it)).collect()
}

fn values_of(dimension: Dimension) -> Question {
    Question::of(measures::Measure::Volume).by(&[dimension])
}

/// The form of a page. `own` goes along untouched.
pub fn draw(look: &Look, answers: &Answers, path: &str, dimensions: &[Dimension]) -> Markup {
    let lang = look.lang;
    let view = &look.view;
    let mut hidden: Vec<(String, String)> = look.own.clone();
    let mut choices = Vec::new();
    for dimension in FILTERS {
        let wanted = view.wanted.get(&dimension).cloned().unwrap_or_default();
        let is_plain = wanted.len() <= 1 && !wanted.contains(&None);
        if dimensions.contains(&dimension) && is_plain {
            choices.extend(choice(lang, answers, dimension, &wanted));
        } else {
            // Several values, or none: set by links, kept by the form, removed by their tags.
            let kept = View { wanted: [(dimension, wanted)].into(), ..View::default() };
            hidden.extend(kept.pairs());
        }
    }
    let day = |it: Option<jiff::civil::Date>| it.map(|it| it.to_string()).unwrap_or_default();
    let active = view.wanted.iter().flat_map(|(dimension, values)| {
        values.iter().map(|value| Link {
            name: format!(
                "{} : {}",
                dimension_label(lang, *dimension),
                value_label(lang, *dimension, value.as_deref())
            ),
            href: own_address(look, &view.less(*dimension, value.as_deref()), path),
        })
    });
    let active: Vec<Link> = active.collect();
    let ignored = view.wanted.keys().any(|it| !dimensions.contains(it)) && dimensions.len() < 3;
    let filters = Filters {
        lang,
        path,
        hidden,
        from: day(view.from),
        until: day(view.until),
        choices,
        clear: own_address(look, &View::default(), path),
        quick: look.quick_periods(path),
        active,
        note: ignored.then(|| word(lang, "filter-not-here")),
    };
    match filters.render() {
        Ok(html) => Markup::of(html),
        Err(error) => {
            tracing::error!(%error, "the filters did not render");
            Markup::default()
        }
    }
}

fn own_address(look: &Look, view: &View, path: &str) -> String {
    let mut pairs = view.pairs();
    pairs.extend(look.own.iter().cloned());
    crate::view::address(path, &pairs)
}

fn choice(
    lang: Lang,
    answers: &Answers,
    dimension: Dimension,
    wanted: &BTreeSet<Option<String>>,
) -> Option<Choice> {
    let chosen = wanted.first().and_then(Option::as_deref);
    let mut values: Vec<(&str, u64)> = answers
        .cells(&values_of(dimension))
        .iter()
        .filter_map(|it| Some((it.values.first()?.as_deref()?, Metric::Contacts.read(&it.figures).n)))
        .collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    values.truncate(OPTIONS_MAX);
    if let Some(chosen) = chosen
        && values.iter().all(|(it, _)| *it != chosen)
    {
        values.push((chosen, 0));
    }
    if values.is_empty() {
        return None;
    }
    let mut options: Vec<(String, String, bool)> = values
        .into_iter()
        .map(|(value, _)| {
            (value.to_owned(), value_label(lang, dimension, Some(value)), Some(value) == chosen)
        })
        .collect();
    options.sort_by(|a, b| a.1.cmp(&b.1));
    Some(Choice { name: dimension.name(), label: dimension_label(lang, dimension), options })
}
