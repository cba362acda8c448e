//! The sheet of a practice.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use practices::{Practice, Section, collection};
use serde_json::json;
use site::{
    Failure, Markup, Shell, Unit,
    chart::{About, Bar, Bars},
};

use super::{Card, compare, list};
use crate::{
    EDITORS, Library, MessageResults, Trials,
    comments::{self, Said, Unsent},
    reading,
    selftest::plan,
    style,
    words::label,
};

/// The route.
pub const ROUTE: &str = "/pratiques/{id}";

/// The address of a practice: it stays.
pub fn address(id: &str) -> String {
    format!("{}/{id}", list::PATH)
}

#[derive(Template)]
#[template(path = "practice.html")]
struct SheetPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    practice: &'a Practice,
    facts: Vec<Fact>,
    sections: Vec<Part>,
    causes: Markup,
    before: Vec<Card>,
    after: Vec<Card>,
    linked_data: Markup,
    compare: String,
    questions: Vec<&'a str>,
    updated: String,
    comments: Vec<Said>,
    unsent: Option<&'a Unsent>,
    is_report: bool,
    adopters: String,
    share: Option<String>,
    may_edit: bool,
    trials: Trials,
    messages: MessageResults,
}

/// Administrations below which nobody is told how many use a practice: one of them would be recognised.
const ADOPTERS_MIN: u64 = 5;

/// A fact's name, and its values with the practices that share each.
type Fact = (String, Vec<(String, Option<String>)>);

struct Part {
    anchor: &'static str,
    heading: &'static str,
    text: Markup,
}

/// `GET /pratiques/{id}`
pub async fn show(
    State(library): State<Library>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let practice = collection().practice(&id).ok_or_else(Failure::not_found)?;
    page(&library, &shell, practice, None).await
}

/// The page of a practice, with a comment that was not taken.
pub(crate) async fn page(
    library: &Library,
    shell: &Shell,
    practice: &Practice,
    unsent: Option<&Unsent>,
) -> Result<Response, Failure> {
    let lang = shell.lang();
    let sheet = practice.sheet(lang);
    let part = |it: &Section| Part {
        anchor: it.anchor(),
        heading: it.heading(lang),
        text: reading::html_of(sheet.section(*it), &practice.id),
    };
    let card = |id: &String| collection().practice(id).map(|it| Card::of(it, lang));
    let after = collection().practices.iter().filter(|it| it.prerequisites.contains(&practice.id));
    let questions = collection().questions().filter(|it| it.practices.contains(&practice.id));
    let mut tx = shell.site().db().read().await?;
    let comments = comments::shown(&mut tx, &practice.id).await?;
    let adopters = plan::adopters(&mut tx, &practice.id).await?;
    let trials = library.experiments().of_practice(&mut tx, &practice.id, lang).await?;
    let messages = library.messages().of_practice(&mut tx, &practice.id, lang).await?;
    drop(tx);
    let content = SheetPage {
        trials,
        messages,
        unsent,
        is_report: unsent.is_some_and(|it| it.is_report),
        comments: comments.iter().map(|it| Said::of(shell, it)).collect(),
        adopters: if adopters < ADOPTERS_MIN {
            shell.t1("sheet-few-adopters", "n", ADOPTERS_MIN)
        } else {
            shell.t1("sheet-adopters", "n", adopters)
        },
        share: shell
            .site()
            .public_url()
            .map(|base| mail_to(practice.title(lang), &format!("{base}{}", address(&practice.id)))),
        may_edit: shell.account().is_some_and(|it| EDITORS.contains(&it.role)),
        shell,
        style: style::SHEET.address(),
        practice,
        facts: facts(shell, practice),
        sections: Section::ALL.iter().map(part).collect(),
        causes: causes(shell, practice),
        before: practice.prerequisites.iter().filter_map(card).collect(),
        after: after.map(|it| Card::of(it, lang)).collect(),
        updated: practice
            .updated
            .parse()
            .map_or_else(|_| practice.updated.clone(), |it| shell.figures().date(it)),
        linked_data: linked_data(shell, practice),
        compare: format!("{}?id={}", compare::PATH, practice.id),
        questions: questions.map(|it| it.text.in_lang(lang)).collect(),
    };
    let page = shell.page(sheet.title.clone()).crumb(shell.t("practices-title"), list::PATH);
    let status = if unsent.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(page.lead(sheet.summary.clone()).wide().status(status).render(&content).into_response())
}

/// A link that opens a message with the sheet's address.
fn mail_to(title: &str, address: &str) -> String {
    let encoded =
        |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    format!("mailto:?subject={}&body={}", encoded(title), encoded(address))
}

/// What does not depend on the text: aims, channels, effort, evidence, each leading to the practices that share it.
fn facts(shell: &Shell, practice: &Practice) -> Vec<Fact> {
    let lang = shell.lang();
    let to = |name: &str, code: &str| Some(format!("{}?{name}={code}", list::PATH));
    let aims = practice
        .objectives
        .iter()
        .map(|it| (label(lang, &format!("objective-{}", it.code())), to("objective", it.code())));
    let channels: Vec<(String, Option<String>)> = if practice.channels.is_empty() {
        vec![(shell.t("channel-all"), None)]
    } else {
        practice.channels.iter().map(|it| (shell.t(&format!("channel-{it}")), to("channel", it))).collect()
    };
    let one =
        |key: &str, name: &str, code: &str| vec![(label(lang, &format!("{key}-{code}")), to(name, code))];
    vec![
        (shell.t("filter-objective"), aims.collect()),
        (shell.t("filter-channel"), channels),
        (shell.t("filter-effort"), one("effort", "effort", practice.effort.code())),
        (shell.t("filter-evidence"), one("evidence", "evidence", practice.evidence.code())),
    ]
}

/// The part of each cause's contacts that the practice would avoid.
fn causes(shell: &Shell, practice: &Practice) -> Markup {
    let lang = shell.lang();
    let mut bars: Vec<Bar> = practice
        .coverage
        .keys()
        .filter_map(|code| {
            let cause = collection().cause(code)?;
            Some(Bar {
                label: format!("{code} · {}", cause.label.in_lang(lang)),
                value: practice.avoids(code),
                href: Some(format!("{}?cause={code}", list::PATH)),
                ..Bar::default()
            })
        })
        .collect();
    if bars.is_empty() {
        return Markup::default();
    }
    bars.sort_by(|a, b| b.value.unwrap_or(0.0).total_cmp(&a.value.unwrap_or(0.0)));
    let about = About::new(shell.t("sheet-causes"), shell.t("sheet-causes-text"));
    Bars { about, unit: Unit::Share, bars }.draw(lang)
}

/// What search engines read: schema.org's `Article`.
fn linked_data(shell: &Shell, practice: &Practice) -> Markup {
    let lang = shell.lang();
    let base = shell.site().public_url().unwrap_or("");
    let document = json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": format!("{base}{}", address(&practice.id)),
        "identifier": practice.id,
        "headline": practice.title(lang),
        "abstract": practice.sheet(lang).summary,
        "inLanguage": lang.tag(),
        "isAccessibleForFree": true,
        "isPartOf": { "@type": "Collection", "name": "Contacts efficaces", "url": format!("{base}{}", list::PATH) },
        "keywords": practice.keywords.join(", "),
    });
    // `<` never stands in the block as it is: nothing can close it.
    let text = document.to_string().replace('<', "\\u003c");
    Markup::of(format!("<script type=\"application/ld+json\">{text}</script>"))
}
