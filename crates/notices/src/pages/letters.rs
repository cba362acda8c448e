//! Letters: those that are printed together, and that they were posted.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use gateways::press;
use kernel::Explain as _;
use register::Tx;
use serde_json::json;
use site::{Failure, Going, Markup, Sent, Shell, file};

use super::{
    common::{Reader, counted, page, standing_said, tabs},
    notices, style,
};
use crate::{
    letters::{self, Bundle, BundleId},
    notice::{Notice, NoticeId, State},
    store::{services, templates},
    template::TemplateId,
};

/// The list.
pub(super) const PATH: &str = "/messages/lettres";

struct Line {
    href: String,
    name: String,
    count: String,
    state: String,
    class: &'static str,
}

#[derive(askama::Template)]
#[template(path = "notice_letters.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    waiting: Option<String>,
    lines: Vec<Line>,
}

fn address(id: BundleId) -> String {
    format!("{PATH}/{id}")
}

fn standing(shell: &Shell, bundle: &Bundle) -> (String, &'static str) {
    match bundle.posted_at {
        Some(at) => (shell.t1("bundle-posted-at", "at", shell.figures().instant(at)), "good"),
        None => (shell.t("bundle-to-post"), "note"),
    }
}

/// `GET /messages/lettres`
pub(super) async fn list(shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let all = letters::ready(&mut tx, &reader.partner).await?;
    let mut lines = Vec::new();
    for it in &all {
        let service = services::find(&mut tx, &reader.scope(), it.service).await?;
        let (state, class) = standing(&shell, it);
        lines.push(Line {
            href: address(it.id),
            name: format!(
                "{} · {}",
                service.map(|it| it.name).unwrap_or_default(),
                shell.figures().instant(it.created_at)
            ),
            count: counted(&shell, "bundle-count", it.letters),
            state,
            class,
        });
    }
    let waiting = letters::waiting(&mut tx, &reader.partner).await?;
    drop(tx);
    let content = ListPage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        waiting: (waiting > 0).then(|| counted(&shell, "bundle-waiting", waiting)),
        lines,
        shell: &shell,
    };
    Ok(page(&shell, shell.t("bundle-title")).lead(shell.t("bundle-lead")).render(&content))
}

struct One {
    id: String,
    href: String,
    pdf: String,
    to: String,
    state: String,
    class: &'static str,
    can_return: bool,
}

#[derive(askama::Template)]
#[template(path = "notice_bundle.html")]
struct BundlePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    action: String,
    state: String,
    class: &'static str,
    is_posted: bool,
    has_press: bool,
    unprinted: Option<String>,
    letters: Vec<One>,
}

/// A bundle of the reader's partner with its letters. Others are not found, be they there or not.
async fn own(tx: &mut Tx, reader: &Reader, id: &str) -> Result<(Bundle, Vec<Notice>), Failure> {
    let id: BundleId = id.parse().map_err(|_| Failure::not_found())?;
    let all = letters::ready(tx, &reader.partner).await?;
    let bundle = all.into_iter().find(|it| it.id == id).ok_or_else(Failure::not_found)?;
    let inside = letters::letters(tx, &reader.partner, id).await?;
    Ok((bundle, inside))
}

/// `GET /messages/lettres/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let (bundle, inside) = own(&mut tx, &reader, &id).await?;
    let unprinted = letters::unprinted(&mut tx, &reader.partner, bundle.id).await?;
    reader.tell(&shell, &mut tx, "notice.letters.read", &id, json!({})).await?;
    tx.commit().await?;
    let (state, class) = standing(&shell, &bundle);
    let action = address(bundle.id);
    let letters = inside.iter().map(|it| {
        let (state, class) = standing_said(&shell, it);
        One {
            id: it.id.to_string(),
            href: notices::address(it.id),
            pdf: format!("{action}/{}", it.id),
            to: notices::recipient(&shell, it),
            state,
            class,
            can_return: matches!(it.state, State::Sent | State::Delivered),
        }
    });
    let content = BundlePage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        state,
        class,
        is_posted: bundle.posted_at.is_some(),
        has_press: press::is_there(),
        unprinted: (unprinted > 0).then(|| counted(&shell, "bundle-unprinted", unprinted)),
        letters: letters.collect(),
        action,
        shell: &shell,
    };
    let title = shell.t1("bundle-bundle", "at", shell.figures().instant(bundle.created_at));
    Ok(page(&shell, title).crumb(shell.t("bundle-title"), PATH).render(&content))
}

/// `GET /messages/lettres/{id}/adresses`: the sheet of addresses.
pub(super) async fn sheet(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let (bundle, inside) = own(&mut tx, &reader, &id).await?;
    reader.tell(&shell, &mut tx, "notice.letters.export", &id, json!({})).await?;
    tx.commit().await?;
    let bytes = letters::addresses(&inside, shell.lang()).map_err(|error| {
        tracing::error!(%error, "a sheet of addresses was not written");
        Failure::our_fault()
    })?;
    Ok(file::saved("text/csv; charset=utf-8", &format!("{}.csv", bundle.id), bytes))
}

/// `GET /messages/lettres/{id}/impression`: all its letters in one file, behind a cover that counts them.
pub(super) async fn whole(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let (bundle, inside) = own(&mut tx, &reader, &id).await?;
    let service = services::find(&mut tx, &reader.scope(), bundle.service).await?;
    let service = service.ok_or_else(Failure::not_found)?;
    let mut names: Vec<(TemplateId, String)> = Vec::new();
    for letter in &inside {
        if names.iter().all(|it| it.0 != letter.template.0) {
            let template = templates::find(&mut tx, letter.service, letter.template.0).await?;
            names.extend(template.map(|it| (it.id, it.name)));
        }
    }
    reader.tell(&shell, &mut tx, "notice.letters.print", &id, json!({ "letters": inside.len() })).await?;
    tx.commit().await?;
    let bytes = letters::print_all((&bundle, &service), &inside, &names, shell.lang())
        .await
        .map_err(|error| Failure::new(StatusCode::SERVICE_UNAVAILABLE, error.message()))?;
    printed(&shell, &reader, (bundle.id, None)).await?;
    Ok(file::shown("application/pdf", &format!("{}.pdf", bundle.id), bytes))
}

/// Notes that letters were made ready to print, now that they were.
async fn printed(shell: &Shell, reader: &Reader, which: (BundleId, Option<NoticeId>)) -> Result<(), Failure> {
    let mut tx = shell.site().db().write().await?;
    letters::printed(&mut tx, &reader.partner, which, shell.now()).await?;
    Ok(tx.commit().await?)
}

/// `GET /messages/lettres/{id}/{letter}`: a letter as it is printed.
pub(super) async fn pdf(
    shell: Shell,
    Path((id, letter)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let (bundle, inside) = own(&mut tx, &reader, &id).await?;
    let letter: NoticeId = letter.parse().map_err(|_| Failure::not_found())?;
    let letter = inside.into_iter().find(|it| it.id == letter).ok_or_else(Failure::not_found)?;
    let service = services::find(&mut tx, &reader.scope(), letter.service).await?;
    let service = service.ok_or_else(Failure::not_found)?;
    reader.tell(&shell, &mut tx, "notice.read", &letter.id.to_string(), json!({ "print": id })).await?;
    tx.commit().await?;
    let bytes = letters::print(&service, &letter)
        .await
        .map_err(|error| Failure::new(StatusCode::SERVICE_UNAVAILABLE, error.message()))?;
    printed(&shell, &reader, (bundle.id, Some(letter.id))).await?;
    Ok(file::shown("application/pdf", &format!("{}.pdf", letter.id), bytes))
}

/// `POST /messages/lettres/{id}/depot`: the letters were posted. Those that were never printed here can only have been if somebody says so
/// (`autrement`).
pub(super) async fn posted(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let by = shell.signed_in()?.id;
    let mut tx = shell.site().db().write().await?;
    let (bundle, _) = own(&mut tx, &reader, &id).await?;
    let unprinted = letters::unprinted(&mut tx, &reader.partner, bundle.id).await?;
    if unprinted > 0 && sent.text("autrement") != "on" {
        let problem = counted(&shell, "bundle-unprinted-refused", unprinted);
        return Ok(Going::to(address(bundle.id)).problem(problem).into_response());
    }
    let count = letters::posted(&mut tx, &reader.partner, (bundle.id, by), shell.now()).await?;
    reader
        .tell(
            &shell,
            &mut tx,
            "notice.letters.post",
            &id,
            json!({ "letters": count, "unprinted": unprinted }),
        )
        .await?;
    tx.commit().await?;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    Ok(Going::to(address(bundle.id)).done(counted(&shell, "bundle-posted", count)).into_response())
}

/// `POST /messages/lettres/{id}/{letter}`: it came back.
pub(super) async fn returned(
    shell: Shell,
    Path((id, letter)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let (bundle, inside) = own(&mut tx, &reader, &id).await?;
    let letter: NoticeId = letter.parse().map_err(|_| Failure::not_found())?;
    if !inside.iter().any(|it| it.id == letter) {
        return Err(Failure::not_found());
    }
    let back = Going::to(address(bundle.id));
    if !letters::returned(&mut tx, &reader.partner, letter, shell.now()).await? {
        return Ok(back.problem(shell.t("bundle-not-returned")).into_response());
    }
    reader.tell(&shell, &mut tx, "notice.letters.return", &letter.to_string(), json!({})).await?;
    tx.commit().await?;
    Ok(back.done(shell.t("bundle-returned")).into_response())
}
