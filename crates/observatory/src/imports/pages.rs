//! The pages of imports: send, explain, follow, read.

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, RawForm, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kernel::{Explain as _, Lang, PartnerCode, Scope};
use register::{Job, JobState, NewJob, audit, job};
use serde_json::json;
use site::{Failure, Going, Shell};
use tokio_util::io::ReaderStream;

use super::{
    GatewayError, JOB_KIND, Outcome, Plan, Preview, Upload, UploadId, UploadState, sql, worker::Payload,
};
use crate::{
    Observatory,
    board::{Entry, Table, entry, entry_to},
    desk::blocking,
    number,
    pages::own_partner,
    style,
    view::parse_query,
    words::{say, word},
};

/// The page.
pub const PATH: &str = "/imports";
/// Seconds between two looks at a running import.
const RELOAD_S: u32 = 2;

/// The canonical columns that a person can choose, in the order of the list.
pub const MEANINGS: [&str; 24] = [
    "contact_id",
    "started_at",
    "started_time",
    "ended_at",
    "ended_time",
    "channel",
    "direction",
    "reason",
    "usager",
    "request",
    "life_event",
    "cause",
    "outcome",
    "wait_s",
    "duration_s",
    "satisfaction",
    "cost",
    "site",
    "agent",
    "partner",
    "occurred_at",
    "status",
    "due_at",
    "ordinal",
];

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
#[template(path = "import_plan.html")]
struct PlanPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    id: UploadId,
    facts: Vec<(String, String)>,
    said: Vec<String>,
    preset: String,
    columns: Vec<PlanColumn>,
    dates: Vec<(String, String, bool)>,
    missing: Vec<String>,
    problem: Option<String>,
    table: Option<Table>,
    rejects: Option<Table>,
    reject_sentence: String,
}

struct PlanColumn {
    place: usize,
    name: String,
    samples: String,
    options: Vec<(&'static str, String, bool)>,
}

#[derive(Template)]
#[template(path = "import_job.html")]
#[expect(clippy::struct_excessive_bools, reason = "independent parts of a page, shown or not")]
struct JobPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    id: UploadId,
    is_over: bool,
    is_stopping: bool,
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
}

macro_rules! scrolls {
    ($($page:ident),+) => {$(
        impl $page<'_> {
            fn word(&self, key: &str) -> String {
                self.shell.t(key)
            }

            fn scroll_label(&self, caption: &str) -> String {
                say(self.shell.lang(), "table-scroll", &[("caption", caption.into())])
            }
        }
    )+};
}
scrolls!(ImportsPage, PlanPage);

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
        style: style::address(),
        script: style::script_address(),
        limit: number::bytes(shell.lang(), observatory.workplace().bytes_max),
        table: Some(table).filter(|it| !it.rows.is_empty()),
    };
    Ok(shell.page(shell.t("imports-title")).lead(shell.t("imports-lead")).wide().render(&page))
}

fn history_row(shell: &Shell, upload: &Upload, found: Option<&Job>) -> Vec<Entry> {
    let lang = shell.lang();
    let outcome = found.and_then(outcome);
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

fn outcome(job: &Job) -> Option<Outcome> {
    serde_json::from_value(job.result.clone()?).ok()
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
        _ => "import-state-queued",
    }
}

async fn find(shell: &Shell, partner: &PartnerCode, id: &str) -> Result<Upload, Failure> {
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
        return show_plan(&observatory, &shell, upload, StatusCode::OK).await;
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

async fn show_plan(
    observatory: &Observatory,
    shell: &Shell,
    upload: Upload,
    status: StatusCode,
) -> Result<Response, Failure> {
    let lang = shell.lang();
    let workplace = observatory.workplace();
    let (gateway, file) = (workplace.gateway.clone(), workplace.file(upload.id));
    let (id, title, plan) = (upload.id, upload.file_name.clone(), upload.plan.clone());
    let preview =
        blocking(move || gateway.preview(&file, &upload.file_name, &upload.partner, &upload.plan)).await?;
    let (preview, problem) = match preview {
        Ok(preview) => (preview, None),
        Err(error) => {
            if !matches!(error, GatewayError::Refused(_)) {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "upload {id} could not be looked at"
                );
            }
            (Preview::default(), Some(error.message().say(lang)))
        }
    };
    let rejects = reject_table(lang, &preview);
    let tried = [
        ("rejects", number::counted(lang, preview.rejects.len() as u64)),
        ("tried", number::counted(lang, preview.tried)),
    ];
    let page = PlanPage {
        shell,
        style: style::address(),
        id,
        facts: preview.facts.iter().map(|(name, value)| (name.say(lang), value.clone())).collect(),
        said: preview.said.iter().map(|it| it.say(lang)).collect(),
        preset: plan.preset.clone().unwrap_or_default(),
        columns: columns(lang, &preview),
        dates: preview
            .dates
            .iter()
            .map(|it| {
                let args =
                    [("sample", it.sample.clone().into()), ("day", shell.figures().date(it.read_as).into())];
                (
                    it.code.clone(),
                    say(lang, "import-date-choice", &args),
                    plan.dates.as_ref() == Some(&it.code),
                )
            })
            .collect(),
        missing: preview.missing.iter().map(|it| meaning(lang, it)).collect(),
        reject_sentence: match (preview.tried, preview.rejects.is_empty()) {
            (0, _) => String::new(),
            (_, true) => say(lang, "import-no-reject", &tried[1..]),
            (_, false) => say(lang, "import-some-rejects", &tried),
        },
        problem,
        table: rows_table(lang, &preview),
        rejects,
    };
    let shown =
        shell.page(title).crumb(shell.t("imports-title"), PATH).lead(shell.t("import-plan-lead")).wide();
    Ok(shown.status(status).render(&page))
}

fn meaning(lang: Lang, column: &str) -> String {
    word(lang, &format!("meaning-{}", column.replace('_', "-")))
}

fn columns(lang: Lang, preview: &Preview) -> Vec<PlanColumn> {
    let options = |chosen: &str| {
        let none = ("", word(lang, "meaning-none"), chosen.is_empty());
        let known = MEANINGS.into_iter().map(|it| (it, meaning(lang, it), it == chosen));
        std::iter::once(none).chain(known).collect()
    };
    let column = |(place, it): (usize, &super::PreviewColumn)| PlanColumn {
        place,
        name: it.name.clone(),
        samples: it.samples.join(" · "),
        options: options(&it.meaning),
    };
    preview.columns.iter().enumerate().map(column).collect()
}

fn rows_table(lang: Lang, preview: &Preview) -> Option<Table> {
    if preview.rows.is_empty() {
        return None;
    }
    Some(Table {
        caption: word(lang, "import-first-rows"),
        headings: preview.row_columns.iter().map(|it| (meaning(lang, it), false)).collect(),
        rows: preview.rows.iter().map(|row| row.iter().cloned().map(entry).collect()).collect(),
        csv: None,
    })
}

fn reject_table(lang: Lang, preview: &Preview) -> Option<Table> {
    let headings =
        [("reject-line", true), ("reject-column", false), ("reject-value", false), ("reject-reason", false)];
    let rows = preview.rejects.iter().map(|it| {
        vec![
            entry(number::count(lang, it.line)),
            entry(it.column.clone()),
            entry(it.value.clone()),
            entry(it.reason.say(lang)),
        ]
    });
    let table = Table {
        caption: word(lang, "import-rejects"),
        headings: headings.map(|(key, is_number)| (word(lang, key), is_number)).into(),
        rows: rows.collect(),
        csv: None,
    };
    Some(table).filter(|it| !it.rows.is_empty())
}

async fn show_job(
    observatory: &Observatory,
    shell: &Shell,
    upload: &Upload,
    found: Option<&Job>,
) -> Response {
    let lang = shell.lang();
    let state = state_of(upload, found);
    let is_over = matches!(state, "given-up" | "done" | "failed");
    let is_done = state == "done";
    let outcome = found.and_then(outcome).filter(|_| is_done);
    let is_stopping = state == "stopping";
    let (progress, progress_text) = match found.map(|it| (it.done, it.total)) {
        _ if is_stopping => (None, word(lang, "import-stopping")),
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
    let has_rejects = is_done
        && outcome.as_ref().is_some_and(|it| it.rejected > 0)
        && tokio::fs::try_exists(observatory.workplace().rejects(upload.id)).await.unwrap_or(false);
    let page = JobPage {
        shell,
        style: style::address(),
        id: upload.id,
        is_over,
        is_stopping,
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
    };
    let mut shown = shell.page(upload.file_name.clone()).crumb(shell.t("imports-title"), PATH);
    if !is_over {
        shown = shown.reload_after(RELOAD_S);
    }
    shown.render(&page)
}

/// `POST /imports/{id}/plan`: keeps the corrections; `action=run` then asks for the import.
pub async fn plan(
    State(observatory): State<Observatory>,
    shell: Shell,
    Path(id): Path<String>,
    RawForm(form): RawForm,
) -> Result<Response, Failure> {
    let partner = own_partner(&shell)?;
    let account = shell.signed_in()?;
    let mut upload = find(&shell, &partner, &id).await?;
    let pairs = parse_query(&String::from_utf8_lossy(&form));
    upload.plan = read_plan(&pairs);
    let site = shell.site();
    let now = site.clock().now();
    let mut tx = site.db().write().await?;
    let is_open = sql::keep_plan(&mut tx, &partner, upload.id, &upload.plan).await?;
    let wants_run = pairs.iter().any(|(name, value)| name == "action" && value == "run");
    if !is_open || !wants_run {
        tx.commit().await?;
        return Ok(Going::to(format!("{PATH}/{}", upload.id)).into_response());
    }
    tx.commit().await?;
    // Nothing is guessed silently: a doubt about dates or a missing column stops here.
    let workplace = observatory.workplace();
    let (gateway, file) = (workplace.gateway.clone(), workplace.file(upload.id));
    let looked = upload.clone();
    let preview =
        blocking(move || gateway.preview(&file, &looked.file_name, &looked.partner, &looked.plan)).await?;
    let is_ready = preview
        .as_ref()
        .is_ok_and(|it| it.missing.is_empty() && (it.dates.is_empty() || looked_up(it, &upload.plan)));
    if !is_ready {
        return show_plan(&observatory, &shell, upload, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let payload = Payload { upload: upload.id, lang: shell.lang() };
    let new = NewJob {
        kind: JOB_KIND,
        partner: Some(&partner),
        created_by: &account.actor(),
        payload: json!(payload),
        place: Some(&observatory.workplace().name),
    };
    let mut tx = site.db().write().await?;
    let job = job::enqueue(&mut tx, new, now).await?;
    if !sql::ask(&mut tx, &partner, upload.id, job).await? {
        // Asked twice: the first job stands, this one is rolled back.
        return Ok(Going::to(format!("{PATH}/{}", upload.id)).into_response());
    }
    let entry = audit::Entry {
        actor: &account.actor(),
        action: "import.ask",
        object: &upload.id.to_string(),
        partner: Some(&partner),
        detail: json!({}),
    };
    audit::tell(&mut tx, entry, now).await?;
    tx.commit().await?;
    workplace.asked.notify_one();
    Ok(Going::to(format!("{PATH}/{}", upload.id)).into_response())
}

fn looked_up(preview: &Preview, plan: &Plan) -> bool {
    preview.dates.iter().any(|it| plan.dates.as_ref() == Some(&it.code))
}

/// `name-0=Canal&column-0=channel&dates=…`
fn read_plan(pairs: &[(String, String)]) -> Plan {
    let value = |name: &str| pairs.iter().find(|(it, _)| it == name).map(|(_, value)| value.clone());
    let mut plan = Plan {
        preset: value("preset").filter(|it| !it.is_empty()),
        dates: value("dates").filter(|it| !it.is_empty()),
        ..Plan::default()
    };
    for (name, column) in pairs {
        let Some(meaning) = name.strip_prefix("name-").and_then(|place| value(&format!("column-{place}")))
        else {
            continue;
        };
        if meaning.is_empty() || MEANINGS.contains(&meaning.as_str()) {
            plan.columns.insert(column.clone(), meaning);
        }
    }
    plan
}

/// `POST /imports/{id}/cancel`: the file goes; an import that was asked for is to stop, and its page says whether it did: when
/// the wish comes too late, the rows are in the log.
pub async fn cancel(
    State(observatory): State<Observatory>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Going, Failure> {
    let partner = own_partner(&shell)?;
    let account = shell.signed_in()?;
    let upload = find(&shell, &partner, &id).await?;
    let site = shell.site();
    let mut tx = site.db().write().await?;
    let state = match upload.job {
        Some(job) => job::find(&mut tx, &Scope::Partner(partner.clone()), job).await?.map(|it| it.state),
        None => None,
    };
    if state == Some(JobState::Done) || !sql::give_up(&mut tx, &partner, upload.id).await? {
        return Ok(Going::to(format!("{PATH}/{}", upload.id)));
    }
    let entry = audit::Entry {
        actor: &account.actor(),
        action: "import.cancel",
        object: &upload.id.to_string(),
        partner: Some(&partner),
        detail: json!({}),
    };
    audit::tell(&mut tx, entry, site.clock().now()).await?;
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
    let entry = audit::Entry {
        actor: &shell.signed_in()?.actor(),
        action: "import.rejects",
        object: &upload.id.to_string(),
        partner: Some(&partner),
        detail: json!({}),
    };
    audit::tell(&mut tx, entry, site.clock().now()).await?;
    tx.commit().await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"rejets.csv\"")),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(file))).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::WORDS;

    #[test]
    fn every_meaning_has_its_words() {
        for column in MEANINGS {
            assert!(WORDS.knows(&format!("meaning-{}", column.replace('_', "-"))), "{column}");
        }
    }

    #[test]
    fn a_plan_is_read_from_its_form() {
        let pairs = parse_query(
            "name-0=Canal&column-0=channel&name-1=Rien&column-1=&name-2=X&column-2=nonsense&dates=dmy",
        );
        let plan = read_plan(&pairs);
        assert_eq!(plan.columns.len(), 2);
        assert_eq!(plan.columns["Canal"], "channel");
        assert_eq!(plan.columns["Rien"], "");
        assert_eq!(plan.dates.as_deref(), Some("dmy"));
    }
}
