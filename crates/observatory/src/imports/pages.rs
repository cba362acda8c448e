//! The pages of imports: send, follow, read. [`explain`](super::explain) has the one between.

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use kernel::{PartnerCode, Scope};
use register::{Job, JobState, job};
use serde_json::json;
use site::{Failure, Going, Shell};
use tokio_util::io::ReaderStream;

use super::{Outcome, Upload, UploadId, UploadState, explain, removal, sql};
use crate::{
    Observatory,
    board::{Entry, Table, entry, entry_to},
    number,
    pages::own_partner,
    style,
    words::{say, word},
};

/// The page.
pub const PATH: &str = "/imports";
/// Seconds between two looks at a running import.
const RELOAD_S: u32 = 2;

#[derive(Template)]
#[template(path = "imports.html")]
struct ImportsPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    script: &'static str,
    limit: String,
    table: Option<Table>,
}

#[derive(Template)]
#[template(path = "import_job.html")]
#[expect(clippy::struct_excessive_bools, reason = "independent parts of a page, shown or not")]
struct JobPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    id: UploadId,
    is_over: bool,
    may_stop: bool,
    state: &'static str,
    state_name: String,
    progress: Option<i64>,
    progress_text: String,
    problem: Option<String>,
    may_retry: bool,
    facts: Vec<(String, String)>,
    sentences: Vec<String>,
    has_rejects: bool,
    is_done: bool,
    may_remove: bool,
}

impl ImportsPage<'_> {
    fn word(&self, key: &str) -> String {
        self.shell.t(key)
    }

    fn scroll_label(&self, caption: &str) -> String {
        say(self.shell.lang(), "table-scroll", &[("caption", caption.into())])
    }
}

/// `GET /imports`: send a file; the history.
pub async fn list(State(observatory): State<Observatory>, shell: Shell) -> Result<Response, Failure> {
    let partner = own_partner(&shell)?;
    let scope = Scope::Partner(partner);
    let mut tx = shell.site().db().read().await?;
    let uploads = sql::latest(&mut tx, &scope).await?;
    let mut rows = Vec::with_capacity(uploads.len());
    for upload in &uploads {
        let found = match upload.job {
            Some(id) => job::find(&mut tx, &scope, id).await?,
            None => None,
        };
        rows.push(history_row(&shell, upload, found.as_ref()));
    }
    drop(tx);
    let headings = [
        ("import-file", false),
        ("import-when", false),
        ("import-state", false),
        ("import-size", true),
        ("import-imported", true),
        ("import-rejected", true),
    ];
    let table = Table {
        caption: shell.t("imports-history"),
        headings: headings.map(|(key, is_number)| (shell.t(key), is_number)).into(),
        rows,
        csv: None,
    };
    let page = ImportsPage {
        shell: &shell,
        style: style::SHEET.address(),
        script: style::SCRIPT.address(),
        limit: number::bytes(shell.lang(), observatory.workplace().bytes_max),
        table: Some(table).filter(|it| !it.rows.is_empty()),
    };
    Ok(shell.page(shell.t("imports-title")).lead(shell.t("imports-lead")).wide().render(&page))
}

fn history_row(shell: &Shell, upload: &Upload, found: Option<&Job>) -> Vec<Entry> {
    let lang = shell.lang();
    let outcome = found.and_then(removal::outcome);
    let count = |pick: fn(&Outcome) -> u64| {
        outcome.as_ref().map_or_else(|| number::NONE.to_owned(), |it| number::count(lang, pick(it)))
    };
    vec![
        entry_to(upload.file_name.clone(), format!("{PATH}/{}", upload.id)),
        entry(shell.figures().instant(upload.created_at)),
        entry(word(lang, state_key(upload, found))),
        entry(number::bytes(lang, u64::try_from(upload.bytes).unwrap_or(0))),
        entry(count(|it| it.imported)),
        entry(count(|it| it.rejected)),
    ]
}

/// Where it stands: what the job came to, whatever was wished meanwhile.
const fn state_of(upload: &Upload, found: Option<&Job>) -> &'static str {
    match (upload.state, found) {
        (UploadState::GivenUp, Some(job)) => match job.state {
            JobState::Queued | JobState::Running => "stopping",
            JobState::Done => "done",
            JobState::Failed => "given-up",
        },
        (UploadState::GivenUp, None) => "given-up",
        (UploadState::Received, _) => "received",
        (UploadState::Removing, Some(job)) => match job.state {
            JobState::Queued | JobState::Running => "removing",
            JobState::Done => "removed",
            // Its rows are in the log still.
            JobState::Failed => "done",
        },
        (UploadState::Removing, None) => "removing",
        (UploadState::Asked, Some(job)) => job.state.code(),
        (UploadState::Asked, None) => "queued",
    }
}

fn state_key(upload: &Upload, found: Option<&Job>) -> &'static str {
    match state_of(upload, found) {
        "given-up" => "import-state-given-up",
        "stopping" => "import-state-stopping",
        "received" => "import-state-received",
        "running" => "import-state-running",
        "done" => "import-state-done",
        "failed" => "import-state-failed",
        "removing" => "import-state-removing",
        "removed" => "import-state-removed",
        _ => "import-state-queued",
    }
}

pub(super) async fn find(shell: &Shell, partner: &PartnerCode, id: &str) -> Result<Upload, Failure> {
    let id: UploadId = id.parse().map_err(|_| Failure::not_found())?;
    let mut tx = shell.site().db().read().await?;
    sql::find(&mut tx, partner, id).await?.ok_or_else(Failure::not_found)
}

/// `GET /imports/{id}`: explain the columns, or follow the import, or read what came of it.
pub async fn show(
    State(observatory): State<Observatory>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let partner = own_partner(&shell)?;
    let upload = find(&shell, &partner, &id).await?;
    if upload.state == UploadState::Received {
        return explain::show(&observatory, &shell, upload, StatusCode::OK).await;
    }
    let found = match upload.job {
        Some(job) => {
            let mut tx = shell.site().db().read().await?;
            job::find(&mut tx, &Scope::Partner(partner), job).await?
        }
        None => None,
    };
    Ok(show_job(&observatory, &shell, &upload, found.as_ref()).await)
}

async fn show_job(
    observatory: &Observatory,
    shell: &Shell,
    upload: &Upload,
    found: Option<&Job>,
) -> Response {
    let lang = shell.lang();
    let state = state_of(upload, found);
    let is_over = matches!(state, "given-up" | "done" | "failed" | "removed");
    let is_done = state == "done";
    let outcome = found.and_then(removal::outcome).filter(|_| is_done);
    let (progress, progress_text) = match found.map(|it| (it.done, it.total)) {
        _ if state == "stopping" => (None, word(lang, "import-stopping")),
        _ if state == "removing" => (None, word(lang, "import-removing")),
        Some((done, Some(total))) if total > 0 => {
            let part = (i128::from(done) * 100 / i128::from(total)).clamp(0, 100);
            let size = |it: i64| number::bytes(lang, u64::try_from(it).unwrap_or(0));
            let args = [("done", size(done).into()), ("total", size(total).into())];
            (i64::try_from(part).ok(), say(lang, "import-progress", &args))
        }
        _ => (None, word(lang, "import-progress-unknown")),
    };
    let mut facts = Vec::new();
    let mut sentences = Vec::new();
    if let Some(it) = &outcome {
        let count = |key: &str, value: u64| (word(lang, key), number::count(lang, value));
        facts = vec![
            count("import-rows", it.rows),
            count("import-imported", it.imported),
            count("import-duplicates", it.duplicates),
            count("import-rejected", it.rejected),
        ];
        if let (Some(from), Some(to)) = (it.from_us, it.to_us) {
            let args =
                [("from", number::date_of(lang, from).into()), ("to", number::date_of(lang, to).into())];
            sentences.push(say(lang, "import-period", &args));
        }
        if it.imported == 0 && it.duplicates > 0 {
            sentences.push(word(lang, "import-nothing-new"));
        }
        sentences.extend(it.said.iter().cloned());
    }
    if let Some(removed) = found.and_then(removal::removed) {
        let args = [
            ("contacts", number::counted(lang, removed.contacts)),
            ("events", number::counted(lang, removed.events)),
        ];
        sentences.push(say(lang, "import-removed", &args));
    }
    let has_rejects = is_done
        && outcome.as_ref().is_some_and(|it| it.rejected > 0)
        && tokio::fs::try_exists(observatory.workplace().rejects(upload.id)).await.unwrap_or(false);
    let page = JobPage {
        shell,
        style: style::SHEET.address(),
        id: upload.id,
        is_over,
        may_stop: matches!(state, "queued" | "running"),
        state,
        state_name: word(lang, state_key(upload, found)),
        progress,
        progress_text,
        problem: found.and_then(|it| it.problem.as_ref()).map(|it| it.say(lang).to_owned()),
        may_retry: state == "failed",
        facts,
        sentences,
        has_rejects,
        is_done,
        may_remove: found.is_some_and(removal::is_possible),
    };
    let mut shown = shell.page(upload.file_name.clone()).crumb(shell.t("imports-title"), PATH);
    if !is_over {
        shown = shown.reload_after(RELOAD_S);
    }
    shown.render(&page)
}

/// `POST /imports/{id}/cancel`: the file goes; an import that was asked for is to stop, and its page says whether it did: when
/// the wish comes too late, the rows are in the log.
pub async fn cancel(
    State(observatory): State<Observatory>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Going, Failure> {
    let partner = own_partner(&shell)?;
    let upload = find(&shell, &partner, &id).await?;
    let mut tx = shell.site().db().write().await?;
    let state = match upload.job {
        Some(job) => job::find(&mut tx, &Scope::Partner(partner.clone()), job).await?.map(|it| it.state),
        None => None,
    };
    if state == Some(JobState::Done) || !sql::give_up(&mut tx, &partner, upload.id).await? {
        return Ok(Going::to(format!("{PATH}/{}", upload.id)));
    }
    shell.tell(&mut tx, "import.cancel", &upload.id.to_string(), Some(&partner), json!({})).await?;
    tx.commit().await?;
    if state.is_some_and(|it| !it.is_over()) {
        observatory.workplace().asked.notify_one();
        return Ok(Going::to(format!("{PATH}/{}", upload.id)));
    }
    // No worker comes back to it.
    observatory.workplace().forget(upload.id).await;
    Ok(Going::to(PATH).done(shell.t("import-given-up")))
}

/// `POST /imports/{id}/again`: after a failure, back to the columns.
pub async fn again(shell: Shell, Path(id): Path<String>) -> Result<Going, Failure> {
    let partner = own_partner(&shell)?;
    let upload = find(&shell, &partner, &id).await?;
    let mut tx = shell.site().db().write().await?;
    let has_failed = match upload.job {
        Some(job) => job::find(&mut tx, &Scope::Partner(partner.clone()), job)
            .await?
            .is_some_and(|it| it.state == JobState::Failed),
        None => false,
    };
    if has_failed {
        sql::take_back(&mut tx, &partner, upload.id).await?;
    }
    tx.commit().await?;
    Ok(Going::to(format!("{PATH}/{}", upload.id)))
}

/// `GET /imports/{id}/rejets.csv`: the refused rows, as they stood, with the reasons.
pub async fn rejects(
    State(observatory): State<Observatory>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let partner = own_partner(&shell)?;
    let upload = find(&shell, &partner, &id).await?;
    let path = observatory.workplace().rejects(upload.id);
    let file = tokio::fs::File::open(&path).await.map_err(|error| {
        if error.kind() != std::io::ErrorKind::NotFound {
            tracing::error!(%error, path = %path.display(), "refused rows could not be read");
        }
        Failure::not_found()
    })?;
    let site = shell.site();
    let mut tx = site.db().write().await?;
    shell.tell(&mut tx, "import.rejects", &upload.id.to_string(), Some(&partner), json!({})).await?;
    tx.commit().await?;
    let rows = Body::from_stream(ReaderStream::new(file));
    Ok(site::file::saved("text/csv; charset=utf-8", "rejets.csv", rows))
}
