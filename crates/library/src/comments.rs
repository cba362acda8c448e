//! What members say of a practice: a remark, or what happened when they tried it. Shown once the programme has read it.
//!
//! **Invariant:** it is shown as text, whatever was written.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use practices::collection;
use register::{StoreError, Tx, both};
use serde_json::json;
use site::{Failure, Going, Markup, Sent, Shell};
use sqlx::{FromRow, types::Uuid};

use crate::{Library, pages::sheet, reading, style};

/// Where one is sent.
pub const ROUTE: &str = "/pratiques/{id}/commentaires";
/// What the programme has to read.
pub const MODERATION: &str = "/programme/commentaires";
/// Longest text.
const LENGTH_MAX: usize = 4_000;
/// Comments of a page.
const LISTED_MAX: i64 = 200;

/// See [`Comment`].
pub type CommentId = Id<Comment>;

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// Of this practice.
    pub practice: String,
    /// Whether it tells of an experience.
    pub is_report: bool,
    /// The name of whoever said it, and their administration's.
    pub author: String,
    /// Their administration's name.
    pub partner: Option<String>,
    /// As it was written.
    pub body: String,
    /// When.
    pub created_at: Timestamp,
}

impl Kind for Comment {
    const PREFIX: &'static str = "cmt";
}

#[derive(FromRow)]
struct Row {
    comment_id: Uuid,
    practice: String,
    kind: String,
    author_name: String,
    partner_name: Option<String>,
    body: String,
    created_at_us: i64,
}

impl TryFrom<Row> for Comment {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: CommentId::from_uuid(row.comment_id),
            practice: row.practice,
            is_report: row.kind == "report",
            author: row.author_name,
            partner: row.partner_name,
            body: row.body,
            created_at: Timestamp::from_microsecond(row.created_at_us)
                .map_err(|_| StoreError::unreadable("practice_comment", &row.created_at_us))?,
        })
    }
}

/// The comments of a practice that are shown, the oldest first.
pub async fn shown(tx: &mut Tx, practice: &str) -> Result<Vec<Comment>, StoreError> {
    const SQL: &str = "
        SELECT c.comment_id, c.practice, c.kind, c.author_name, p.name AS partner_name, c.body, c.created_at_us
        FROM practice_comment c LEFT JOIN partner p ON p.code = c.partner
        WHERE c.practice = $1 AND c.state = 'shown' ORDER BY c.created_at_us, c.comment_id LIMIT $2";
    let rows: Vec<Row> =
        both!(tx, conn => sqlx::query_as(SQL).bind(practice).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Comment::try_from).collect()
}

/// Those that wait to be read, the oldest first.
pub async fn waiting(tx: &mut Tx) -> Result<Vec<Comment>, StoreError> {
    const SQL: &str = "
        SELECT c.comment_id, c.practice, c.kind, c.author_name, p.name AS partner_name, c.body, c.created_at_us
        FROM practice_comment c LEFT JOIN partner p ON p.code = c.partner
        WHERE c.state = 'waiting' ORDER BY c.created_at_us, c.comment_id LIMIT $1";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Comment::try_from).collect()
}

/// The comments of all practices that were shown last, the newest first.
pub async fn lately(tx: &mut Tx) -> Result<Vec<Comment>, StoreError> {
    const SQL: &str = "
        SELECT c.comment_id, c.practice, c.kind, c.author_name, p.name AS partner_name, c.body, c.created_at_us
        FROM practice_comment c LEFT JOIN partner p ON p.code = c.partner
        WHERE c.state = 'shown' ORDER BY c.created_at_us DESC, c.comment_id LIMIT $1";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Comment::try_from).collect()
}

async fn record(
    tx: &mut Tx,
    comment: &Comment,
    author: &str,
    partner: Option<&PartnerCode>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO practice_comment
            (comment_id, practice, kind, author, author_name, partner, body, state, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(comment.id.uuid())
        .bind(&comment.practice)
        .bind(if comment.is_report { "report" } else { "comment" })
        .bind(author)
        .bind(&comment.author)
        .bind(partner.map(PartnerCode::as_str))
        .bind(&comment.body)
        .bind(comment.created_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Shows or hides a comment. `false`: there is none.
async fn moderate(tx: &mut Tx, id: CommentId, is_shown: bool) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE practice_comment SET state = $2 WHERE comment_id = $1";
    let state = if is_shown { "shown" } else { "hidden" };
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(state).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// A comment that was not taken: what was written stays in the form.
pub(crate) struct Unsent {
    pub(crate) body: String,
    pub(crate) is_report: bool,
    pub(crate) problem: String,
}

/// A comment as a page shows it.
pub(crate) struct Said {
    pub(crate) id: String,
    pub(crate) practice: String,
    pub(crate) href: String,
    pub(crate) about: String,
    pub(crate) text: Markup,
}

impl Said {
    pub(crate) fn of(shell: &Shell, comment: &Comment) -> Self {
        let kind = shell.t(if comment.is_report { "comment-report" } else { "comment-remark" });
        let who = comment
            .partner
            .as_ref()
            .map_or_else(|| comment.author.clone(), |partner| format!("{}, {partner}", comment.author));
        Self {
            id: comment.id.to_string(),
            practice: comment.practice.clone(),
            href: sheet::address(&comment.practice),
            about: format!("{kind} · {who} · {}", shell.figures().instant(comment.created_at)),
            text: reading::plain(&comment.body),
        }
    }
}

/// `POST /pratiques/{id}/commentaires`
pub async fn send(
    State(library): State<Library>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let practice = collection().practice(&id).ok_or_else(Failure::not_found)?;
    let account = shell.signed_in()?;
    let body = sent.text("body").replace("\r\n", "\n").trim().to_owned();
    let problem = if body.is_empty() {
        Some(shell.t("comment-empty"))
    } else {
        let is_long = body.chars().count() > LENGTH_MAX;
        is_long.then(|| shell.t1("comment-too-long", "n", LENGTH_MAX as u64))
    };
    if let Some(problem) = problem {
        let is_report = sent.text("kind") == "report";
        return sheet::page(&library, &shell, practice, Some(&Unsent { body, is_report, problem })).await;
    }
    let at = shell.now();
    let comment = Comment {
        id: CommentId::new(at),
        practice: practice.id.clone(),
        is_report: sent.text("kind") == "report",
        author: account.name.clone(),
        partner: None,
        body,
        created_at: at,
    };
    let mut tx = shell.site().db().write().await?;
    record(&mut tx, &comment, &account.actor(), account.partner.as_ref()).await?;
    tx.commit().await?;
    Ok(Going::to(sheet::address(&practice.id)).done(shell.t("comment-sent")).into_response())
}

#[derive(Template)]
#[template(path = "moderation.html")]
struct ModerationPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    comments: Vec<Said>,
    shown: Vec<Said>,
}

/// `GET /programme/commentaires`
pub async fn moderation(shell: Shell) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let (waiting, shown) = (waiting(&mut tx).await?, lately(&mut tx).await?);
    drop(tx);
    let said = |all: &[Comment]| all.iter().map(|it| Said::of(&shell, it)).collect();
    let (comments, shown) = (said(&waiting), said(&shown));
    let content = ModerationPage { shell: &shell, style: style::SHEET.address(), comments, shown };
    Ok(shell.page(shell.t("moderation-title")).lead(shell.t("moderation-lead")).render(&content))
}

/// `POST /programme/commentaires`
pub async fn decide(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let id: CommentId = sent.text("comment").parse().map_err(|_| Failure::not_found())?;
    let is_shown = match sent.text("do") {
        "show" => true,
        "hide" => false,
        _ => return Err(Failure::of_status(StatusCode::BAD_REQUEST)),
    };
    let mut tx = shell.site().db().write().await?;
    if !moderate(&mut tx, id, is_shown).await? {
        return Err(Failure::not_found());
    }
    let action = if is_shown { "comment.show" } else { "comment.hide" };
    shell.tell(&mut tx, action, &id.to_string(), None, json!({})).await?;
    tx.commit().await?;
    let key = if is_shown { "comment-shown" } else { "comment-hidden" };
    Ok(Going::to(MODERATION).done(shell.t(key)).into_response())
}
