//! People whom messages do not reach, and what to do: they are called or written to, rather than forgotten.

use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use site::{Failure, Going, Markup, Sent, Shell};

use super::{
    common::{Reader, medium_said, page, tabs, why_said},
    notices, style,
};
use crate::{
    address::{Address, Medium},
    unreachable::{self, Unreachable},
};

/// The list.
pub(super) const PATH: &str = "/messages/injoignables";

struct Line {
    who: String,
    address: String,
    medium: String,
    since: String,
    why: String,
    next: String,
    href: String,
    key: String,
}

#[derive(askama::Template)]
#[template(path = "notice_unreachable.html")]
struct UnreachablePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    lines: Vec<Line>,
}

/// `GET /messages/injoignables`
pub(super) async fn list(shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let all = unreachable::list(&mut tx, &reader.partner).await?;
    if !all.is_empty() {
        let detail = json!({ "people": all.len() });
        reader.tell(&shell, &mut tx, "notice.unreachable.list", reader.partner.as_str(), detail).await?;
    }
    tx.commit().await?;
    let content = UnreachablePage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        lines: all.iter().map(|it| line(&shell, it)).collect(),
        shell: &shell,
    };
    let shown = page(&shell, shell.t("unreachable-title")).lead(shell.t("unreachable-lead")).wide();
    Ok(shown.render(&content))
}

fn line(shell: &Shell, it: &Unreachable) -> Line {
    let medium = it.address.as_ref().map(Address::medium);
    let next = match medium {
        Some(Medium::Sms) => "unreachable-next-sms",
        Some(Medium::Email) => "unreachable-next-email",
        Some(Medium::Letter) | None => "unreachable-next-letter",
    };
    Line {
        who: it
            .usager
            .clone()
            .or_else(|| it.request.clone())
            .unwrap_or_else(|| shell.t("unreachable-nobody")),
        address: it
            .address
            .as_ref()
            .map_or_else(|| shell.t("notice-recipient-forgotten"), |it| it.text().replace('\n', ", ")),
        medium: medium.map(|it| medium_said(shell, it)).unwrap_or_default(),
        since: shell.figures().instant(it.since),
        why: why_said(shell, medium, it.why).0,
        next: shell.t(next),
        href: notices::address(it.notice),
        key: it.recipient_key.clone(),
    }
}

/// `POST /messages/injoignables`: an address is right again, as its person says.
pub(super) async fn clear(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let known = unreachable::list(&mut tx, &reader.partner).await?;
    let found =
        known.iter().find(|it| it.recipient_key == sent.text("cle")).ok_or_else(Failure::not_found)?;
    unreachable::forget(&mut tx, &found.recipient_key).await?;
    reader.tell(&shell, &mut tx, "notice.unreachable.clear", &found.notice.to_string(), json!({})).await?;
    tx.commit().await?;
    Ok(Going::to(PATH).done(shell.t("unreachable-cleared")).into_response())
}
