//! The versions of a practice, and what changed from one to the next, in words.

use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    response::{IntoResponse, Response},
};
use practices::collection;
use site::{Failure, Markup, Sent, Shell, difference};

use super::{Files, store, store::BUILT_IN};
use crate::{
    pages::{list, sheet},
    style,
};

/// The route.
pub const ROUTE: &str = "/pratiques/{id}/versions";

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
    .map(|(name, before, after)| (name, difference::lines(before, after)))
    .collect()
}
