//! Up to four practices side by side.

use askama::Template;
use axum::{
    extract::RawQuery,
    response::{IntoResponse, Response},
};
use kernel::Lang;
use practices::{Practice, Section, collection};
use site::{Failure, Figures, Markup, Sent, Shell};

use super::{list, sheet};
use crate::{
    reading, style,
    words::{label, word},
};

/// The page.
pub const PATH: &str = "/pratiques/comparer";
/// How many stand side by side.
const PRACTICES_MAX: usize = 4;
/// What is compared of the texts.
const SECTIONS: [Section; 4] = [Section::Cost, Section::Measure, Section::Risks, Section::Evidence];

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    choices: Vec<(String, String, bool)>,
    columns: Vec<(String, String, String)>,
    rows: Vec<(String, Vec<Markup>)>,
    problem: Option<String>,
}

/// `GET /pratiques/comparer`
pub async fn show(shell: Shell, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let lang = shell.lang();
    let ids = Sent::of(&query.unwrap_or_default());
    let mut asked: Vec<&Practice> = Vec::new();
    for id in ids.all("id") {
        let practice = collection().practice(id).ok_or_else(Failure::not_found)?;
        if asked.iter().all(|it| it.id != practice.id) {
            asked.push(practice);
        }
    }
    let problem = match asked.len() {
        1 => Some(shell.t("compare-one-more")),
        many if many > PRACTICES_MAX => Some(shell.t1("compare-too-many", "max", PRACTICES_MAX as u64)),
        _ => None,
    };
    let chosen = |it: &Practice| asked.iter().any(|asked| asked.id == it.id);
    let choices = collection().practices.iter();
    let choices = choices.map(|it| (it.id.clone(), it.title(lang).to_owned(), chosen(it))).collect();
    asked.truncate(PRACTICES_MAX);
    let column = |it: &&Practice| (it.id.clone(), it.title(lang).to_owned(), sheet::address(&it.id));
    let content = ComparePage {
        shell: &shell,
        style: style::SHEET.address(),
        choices,
        columns: asked.iter().map(column).collect(),
        rows: if asked.is_empty() { Vec::new() } else { rows(lang, &asked) },
        problem,
    };
    let page = shell.page(shell.t("compare-title")).crumb(shell.t("practices-title"), list::PATH);
    Ok(page.lead(shell.t("compare-lead")).wide().render(&content).into_response())
}

fn rows(lang: Lang, practices: &[&Practice]) -> Vec<(String, Vec<Markup>)> {
    let figures = Figures::new(lang);
    let row = |name: String, cell: &dyn Fn(&Practice) -> Markup| {
        (name, practices.iter().map(|it| cell(it)).collect::<Vec<_>>())
    };
    let text = |it: String| reading::plain(&it);
    let mut rows = vec![
        row(word(lang, "compare-summary"), &|it| text(it.sheet(lang).summary.clone())),
        row(word(lang, "filter-objective"), &|it| {
            let aims: Vec<String> =
                it.objectives.iter().map(|aim| label(lang, &format!("objective-{}", aim.code()))).collect();
            text(aims.join("\n"))
        }),
        row(word(lang, "filter-effort"), &|it| text(label(lang, &format!("effort-{}", it.effort.code())))),
        row(word(lang, "filter-evidence"), &|it| {
            text(label(lang, &format!("evidence-{}", it.evidence.code())))
        }),
        row(word(lang, "compare-causes"), &|it| {
            let mut parts: Vec<(&str, f64)> =
                it.coverage.keys().filter_map(|code| Some((code.as_str(), it.avoids(code)?))).collect();
            parts.sort_by(|a, b| b.1.total_cmp(&a.1));
            let line = |(code, part): &(&str, f64)| {
                let name = collection().cause(code).map_or("", |it| it.label.in_lang(lang));
                format!("{code} {name} ({})", figures.share_with(*part, 0))
            };
            text(parts.iter().map(line).collect::<Vec<_>>().join("\n"))
        }),
        row(word(lang, "compare-before"), &|it| {
            let named = |id: &String| {
                collection().practice(id).map_or_else(String::new, |it| format!("{id} {}", it.title(lang)))
            };
            text(it.prerequisites.iter().map(named).collect::<Vec<_>>().join("\n"))
        }),
    ];
    for section in SECTIONS {
        rows.push(row(section.heading(lang).to_owned(), &|it| {
            reading::html_of(it.sheet(lang).section(section), &it.id)
        }));
    }
    rows
}
