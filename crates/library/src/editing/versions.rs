//! The versions of a practice, and what changed from one to the next, in words.

use std::fmt::Write as _;

use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    response::{IntoResponse, Response},
};
use practices::collection;
use similar::{ChangeTag, TextDiff};
use site::{Failure, Markup, Sent, Shell, shell::escaped};

use super::{Files, store, store::BUILT_IN};
use crate::{
    pages::{list, sheet},
    style,
};

/// The route.
pub const ROUTE: &str = "/pratiques/{id}/versions";
/// Lines shown around a change.
const AROUND: usize = 1;

#[derive(Template)]
#[template(path = "versions.html")]
struct VersionsPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    action: String,
    versions: Vec<Listed>,
    compared: Option<(String, Vec<(&'static str, Markup)>)>,
}

struct Listed {
    number: i64,
    day: String,
    what: String,
    href: Option<String>,
}

/// `GET /pratiques/{id}/versions?version=3`: what version 3 changed.
pub async fn show(
    shell: Shell,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let practice = collection().practice(&id).ok_or_else(Failure::not_found)?;
    let mut tx = shell.site().db().read().await?;
    let published = store::versions(&mut tx, &id).await?;
    drop(tx);
    let action = format!("{}/versions", sheet::address(&id));
    let asked = Sent::of(&query.unwrap_or_default()).text("version").parse::<i64>().ok();
    let compared = published.iter().find(|it| Some(it.version) == asked).map(|after| {
        let before = published.iter().find(|it| it.version == after.version - 1);
        let before = before.map_or_else(|| Files::first(&id), |it| it.files.clone());
        (shell.t1("versions-compared", "n", after.version.to_string()), difference(&before, &after.files))
    });
    let mut versions: Vec<Listed> = published
        .iter()
        .map(|it| Listed {
            number: it.version,
            day: shell.figures().instant(it.published_at),
            what: it.what.clone(),
            href: Some(format!("{action}?version={}", it.version)),
        })
        .collect();
    versions.push(Listed {
        number: BUILT_IN,
        day: String::new(),
        what: shell.t("versions-first"),
        href: None,
    });
    let content = VersionsPage { shell: &shell, style: style::SHEET.address(), action, versions, compared };
    let title = shell.t1("versions-title", "id", practice.id.as_str());
    let page = shell.page(title).crumb(shell.t("practices-title"), list::PATH);
    let page = page.crumb(practice.title(shell.lang()), sheet::address(&id));
    Ok(page.render(&content).into_response())
}

/// What changed in each file that changed.
pub(super) fn difference(before: &Files, after: &Files) -> Vec<(&'static str, Markup)> {
    [
        ("fr.md", &before.fr, &after.fr),
        ("en.md", &before.en, &after.en),
        ("practice.toml", &before.facts, &after.facts),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    .map(|(name, before, after)| (name, changed(before, after)))
    .collect()
}

/// The lines that changed, the words that changed marked, with a line around.
fn changed(before: &str, after: &str) -> Markup {
    let diff = TextDiff::from_lines(before, after);
    let mut html = String::new();
    for group in diff.grouped_ops(AROUND) {
        html.push_str("<div class=\"change\">");
        for change in group.iter().flat_map(|it| diff.iter_inline_changes(it)) {
            let (element, class) = match change.tag() {
                ChangeTag::Delete => ("del", "gone"),
                ChangeTag::Insert => ("ins", "new"),
                ChangeTag::Equal => ("span", "same"),
            };
            write!(html, "<p class=\"{class}\"><{element}>").expect("a String takes all");
            for (is_emphasised, words) in change.iter_strings_lossy() {
                let words = escaped(words.trim_end_matches('\n'));
                if is_emphasised {
                    write!(html, "<strong>{words}</strong>").expect("a String takes all");
                } else {
                    html.push_str(words.as_str());
                }
            }
            write!(html, "</{element}></p>").expect("a String takes all");
        }
        html.push_str("</div>");
    }
    Markup::of(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_changed_are_marked_and_nothing_executes() {
        let html =
            changed("a\nUn délai de dix jours <b>\nz\n", "a\nUn délai de cinq jours <b>\nz\n").to_string();
        assert!(html.contains("<strong>dix</strong>") && html.contains("<strong>cinq</strong>"), "{html}");
        assert!(html.contains("&#60;b&#62;") && !html.contains("<b>"), "{html}");
        assert!(changed("a\n", "a\n").is_empty());
    }
}
