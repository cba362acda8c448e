//! The workbook, given and taken.

use axum::{
    extract::{Multipart, Path, multipart::MultipartError},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use kernel::Explain as _;
use practices::Answers;
use site::{Failure, Going, Shell};
use tokio::sync::Semaphore;

use super::{find, partner, start};
use crate::{
    diagnosis::workbook::{self, FilledIn},
    selftest::SelfTest,
    words::message,
};

/// The empty workbook; sending a filled one goes to the same address.
pub const EMPTY: &str = "/autodiagnostic/classeur.xlsx";
/// The largest workbook that is taken, in bytes; [`workbook::read`] has its own bounds on what it unfolds to.
pub const BYTES_MAX: usize = 10_000_000;
/// Workbooks that are read at once on each server: each may unfold into tens of megabytes.
static READERS: Semaphore = Semaphore::const_new(2);
/// Cells that are told one by one.
const TOLD_MAX: usize = 5;

/// `GET /autodiagnostic/classeur.xlsx`
pub async fn empty(shell: Shell) -> Result<Response, Failure> {
    answer(&shell, &Answers::default())
}

/// `GET /autodiagnostic/{id}/classeur.xlsx`: with the answers of a test.
pub async fn filled(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let test = find(&mut tx, &shell, &id).await?;
    drop(tx);
    answer(&shell, &test.answers)
}

fn answer(shell: &Shell, answers: &Answers) -> Result<Response, Failure> {
    let bytes = workbook::write(answers, shell.lang()).map_err(|error| {
        tracing::error!(%error, "the workbook could not be written");
        Failure::our_fault()
    })?;
    let name = HeaderValue::from_static("attachment; filename=\"autodiagnostic.xlsx\"");
    let kind = HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// `POST /autodiagnostic/classeur.xlsx`: a filled workbook becomes a test. Cells that are no answer are told.
pub async fn receive(shell: Shell, mut form: Multipart) -> Result<Response, Failure> {
    let mut received = None;
    while let Some(field) = form.next_field().await.map_err(|it| broken(&it))? {
        if field.file_name().is_some_and(|it| !it.is_empty()) {
            received = Some(field.bytes().await.map_err(|it| broken(&it))?);
            break;
        }
    }
    let bytes = received.ok_or_else(|| Failure::bad_request(message("workbook-no-file")))?;
    let reader = READERS.acquire().await;
    let read = tokio::task::spawn_blocking(move || workbook::read(&bytes)).await;
    drop(reader);
    let read = read.map_err(|error| {
        tracing::error!(%error, "reading a workbook ended badly");
        Failure::our_fault()
    })?;
    let FilledIn { answers, coded, refused } = match read {
        Ok(filled) => filled,
        Err(unreadable) => {
            return Ok(Going::to(super::PATH)
                .problem(unreadable.message().say(shell.lang()))
                .into_response());
        }
    };
    let mut test = SelfTest::begun(shell.now(), partner(&shell), None);
    (test.answers, test.coded) = (answers, coded);
    let mut tx = shell.site().db().write().await?;
    start::record(&mut tx, &shell, &test, "upload").await?;
    tx.commit().await?;
    let going = Going::to(super::address(test.id));
    if refused.is_empty() {
        return Ok(going.done(shell.t("workbook-taken")).into_response());
    }
    let mut told: Vec<String> =
        refused.iter().take(TOLD_MAX).map(|it| it.message().say(shell.lang())).collect();
    if refused.len() > TOLD_MAX {
        told.push(shell.t1("workbook-more-refused", "n", (refused.len() - TOLD_MAX) as u64));
    }
    Ok(going.problem(told.join(" ")).into_response())
}

/// The connection broke, the file is too large, or the form is not ours.
fn broken(error: &MultipartError) -> Failure {
    tracing::info!(%error, "a workbook stopped before its end");
    match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => Failure::new(
            error.status(),
            message("workbook-too-large").with("megabytes", (BYTES_MAX / 1_000_000) as u64),
        ),
        status => Failure::new(status, message("workbook-broken")),
    }
}
