//! One click, and messages of a kind stop (RFC 8058).

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use site::{Failure, Machine, Sent, Shell};

use super::{Linked, UsagersSide, gone};
use crate::{
    pages::style,
    store::preferences::{self, SaidBy},
};

#[derive(Template)]
#[template(path = "usager_stop.html")]
struct StopPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    action: String,
    about: String,
    is_done: bool,
    preferences: String,
}

/// `GET /messages/stop/{token}`: a page with one button. Nothing happens: programs follow links.
pub(super) async fn show(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let linked = Linked::of(&side, &mut tx, (machine, shell.now()), &token).await?;
    drop(tx);
    let Some(linked) = linked else { return Ok(gone(&shell)) };
    Ok(page(&shell, &linked, &token, false))
}

fn page(shell: &Shell, linked: &Linked, token: &str, is_done: bool) -> Response {
    let args = [
        ("purpose", linked.template.purpose.clone().into()),
        ("partner", linked.partner.clone().into()),
        ("address", super::preferences::hidden(&linked.reach.address).into()),
    ];
    let content = StopPage {
        style: style::SHEET.address(),
        action: format!("/messages/stop/{token}"),
        about: shell.t_with(if is_done { "stop-done-about" } else { "stop-about" }, &args),
        is_done,
        preferences: format!("/messages/preferences/{token}"),
        shell,
    };
    shell.page(shell.t(if is_done { "stop-done" } else { "stop-title" })).render(&content)
}

/// `POST /messages/stop/{token}`: stops messages of this kind to this address, those that wait among them.
pub(super) async fn act(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(token): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let Some(linked) = Linked::of(&side, &mut tx, (machine, now), &token).await? else {
        return Ok(gone(&shell));
    };
    let is_one_click = sent.text("List-Unsubscribe") == "One-Click";
    let by = if is_one_click { SaidBy::OneClick } else { SaidBy::Page };
    let purpose = (linked.template.purpose.as_str(), false);
    preferences::say(&mut tx, &side.door().keyring, (&linked.reach, false), purpose, (by, now)).await?;
    tx.commit().await?;
    if is_one_click {
        // A mail program reads no page.
        return Ok(StatusCode::OK.into_response());
    }
    Ok(page(&shell, &linked, &token, true))
}
