//! The guide: what it is, the PDF of all or some practices, and the same in one file that reads without network.

use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use gateways::press::PressError;
use jiff::civil;
use kernel::Lang;
use practices::{Part, Practice, Section, collection};
use site::{Failure, Going, Markup, Sent, Shell};

use super::Card;
use crate::{
    press::{Order, print},
    reading, style,
    words::{label, word},
};

/// The page.
pub const PATH: &str = "/guide";
/// The files.
pub const FILE: &str = "/guide/{file}";
/// The name of the whole guide, without its ending.
const WHOLE: &str = "recueil";
/// The name of a selection, without its ending.
const SELECTION: &str = "selection";

#[derive(Template)]
#[template(path = "guide.html")]
struct GuidePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    groups: Vec<(String, Vec<Card>)>,
}

/// `GET /guide`
pub async fn show(shell: Shell) -> Result<Response, Failure> {
    let lang = shell.lang();
    let group = |part: &Part| {
        let cards = collection().practices.iter().filter(|it| it.part == *part).map(|it| Card::of(it, lang));
        (label(lang, &format!("part-{}", part.code())), cards.collect())
    };
    let content = GuidePage {
        shell: &shell,
        style: style::SHEET.address(),
        groups: Part::ALL.iter().map(group).collect(),
    };
    let page = shell.page(shell.t("guide-title")).crumb(shell.t("practices-title"), super::list::PATH);
    Ok(page.lead(shell.t("guide-lead")).render(&content).into_response())
}

/// `GET /guide/{file}`: `recueil.pdf`, `recueil.html`, `selection.pdf?id=P11&id=P12`, `P11.pdf`.
pub async fn file(
    shell: Shell,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let lang = shell.lang();
    let (name, kind) = file.rsplit_once('.').ok_or_else(Failure::not_found)?;
    if (name, kind) == (WHOLE, "html") {
        let html = offline(lang, shell.today(), &[]);
        return Ok(answer("text/html; charset=utf-8", &format!("{WHOLE}-{}.html", lang.tag()), html));
    }
    let practices: Vec<String> = match name {
        WHOLE => Vec::new(),
        SELECTION => {
            let ids = Sent::of(&query.unwrap_or_default());
            ids.all("id").filter(|it| collection().practice(it).is_some()).map(str::to_owned).collect()
        }
        id => vec![id.to_owned()],
    };
    if name == SELECTION && practices.is_empty() {
        return Ok(Going::to(PATH).problem(shell.t("guide-nothing")).into_response());
    }
    let is_known = practices.iter().all(|it| collection().practice(it).is_some());
    if kind != "pdf" || !is_known {
        return Err(Failure::not_found());
    }
    let url = shell.site().public_url().map(str::to_owned);
    let order = Order { lang, practices, date: shell.today(), url };
    let pdf = print(&order).await.map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "the guide was not printed");
        let status = match error {
            PressError::Missing | PressError::Busy | PressError::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            PressError::Failed(_) | PressError::Refused(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Failure::explained(status, &error)
    })?;
    Ok(answer("application/pdf", &format!("{name}-{}.pdf", lang.tag()), pdf.to_vec()))
}

fn answer(kind: &'static str, name: &str, body: impl IntoResponse) -> Response {
    // A page is to be kept; a PDF may be looked at.
    let place = if kind.starts_with("text") { "attachment" } else { "inline" };
    let disposition = HeaderValue::from_str(&format!("{place}; filename=\"{name}\""));
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(disposition) = disposition {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

#[derive(Template)]
#[template(path = "guide_offline.html")]
struct Offline {
    lang: Lang,
    title: String,
    lead: String,
    date: String,
    contents: String,
    groups: Vec<(String, Vec<Sheet>)>,
}

struct Sheet {
    id: String,
    title: &'static str,
    summary: &'static str,
    facts: String,
    sections: Vec<(&'static str, Markup)>,
}

/// The guide as one page that needs nothing else: the practices `wanted`, or all if none is named.
pub fn offline(lang: Lang, date: civil::Date, wanted: &[String]) -> String {
    let is_wanted = |it: &&Practice| wanted.is_empty() || wanted.contains(&it.id);
    let group = |part: &Part| {
        let sheets = collection().practices.iter().filter(is_wanted).filter(|it| it.part == *part);
        let sheets: Vec<Sheet> = sheets.map(|it| sheet(it, lang)).collect();
        (label(lang, &format!("part-{}", part.code())), sheets)
    };
    let page = Offline {
        lang,
        title: word(lang, "guide-title"),
        lead: word(lang, "guide-lead"),
        date: site::Figures::new(lang).date(date),
        contents: word(lang, "guide-contents"),
        groups: Part::ALL.iter().map(group).filter(|(_, sheets)| !sheets.is_empty()).collect(),
    };
    page.render().unwrap_or_else(|error| {
        tracing::error!(%error, "the guide did not render");
        String::new()
    })
}

fn sheet(practice: &'static Practice, lang: Lang) -> Sheet {
    let texts = practice.sheet(lang);
    let aims = practice.objectives.iter().map(|it| label(lang, &format!("objective-{}", it.code())));
    let evidence = label(lang, &format!("evidence-{}", practice.evidence.code()));
    let facts = aims
        .chain([label(lang, &format!("effort-{}", practice.effort.code()))])
        .chain([format!("{evidence} ({})", practice.evidence.code())]);
    let section = |it: &Section| {
        let html = reading::html_of(texts.section(*it), &practice.id).to_string();
        // Sheets are on the same page.
        // Tables are told apart by their sheet.
        let html = html.replace(
            "tabindex=\"0\" aria-label=\"",
            &format!("tabindex=\"0\" aria-label=\"{} · ", practice.id),
        );
        (it.heading(lang), Markup::of(html.replace("href=\"/pratiques/", "href=\"#")))
    };
    Sheet {
        id: practice.id.clone(),
        title: practice.title(lang),
        summary: &texts.summary,
        facts: facts.collect::<Vec<_>>().join(" · "),
        sections: Section::ALL.iter().map(section).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offline_guide_needs_nothing_else() {
        for lang in Lang::ALL {
            let html = offline(lang, civil::date(2026, 11, 24), &[]);
            assert_eq!(html.matches("<article id=\"P").count(), 36);
            let one = offline(lang, civil::date(2026, 11, 24), &["P12".to_owned()]);
            assert_eq!(one.matches("<article id=\"P").count(), 1);
            assert!(html.contains("href=\"#P12\"") && html.contains("id=\"P12\""));
            for outside in ["src=", "<script", "url(", "href=\"/"] {
                assert!(!html.contains(outside), "{outside}");
            }
        }
    }
}
