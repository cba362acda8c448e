//! The page that shows how a file would be read, and takes corrections.

use askama::Template;
use axum::{
    extract::{Path, RawForm, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use kernel::{Channel, Direction, Explain as _, Lang, Outcome as KnownOutcome};
use register::{NewJob, audit, job};
use serde_json::json;
use site::{Failure, Figures, Going, Shell};

use super::{
    GatewayError, JOB_KIND, Plan, Preview, PreviewColumn, Upload, UploadId,
    pages::{self, PATH},
    sql,
    worker::Payload,
};
use crate::{
    Observatory,
    board::{Entry, Table, entry},
    content,
    desk::blocking,
    number,
    pages::own_partner,
    style,
    view::parse_query,
    words::{label, say, word},
};

/// The canonical columns that a person can choose, in the order of the list.
const MEANINGS: [&str; 30] = [
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
    "wait_min",
    "wait_h",
    "wait_ms",
    "duration_s",
    "duration_min",
    "duration_h",
    "duration_ms",
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
    words: Vec<PlanWord>,
    missing: Vec<String>,
    doubled: Vec<String>,
    may_run: bool,
    problem: Option<String>,
    table: Option<Table>,
    rejects: Option<Table>,
    reject_sentence: String,
}

/// A word of the file, and the code that it means.
struct PlanWord {
    place: usize,
    list: String,
    column: String,
    word: String,
    options: Vec<(&'static str, String, bool)>,
}

struct PlanColumn {
    place: usize,
    name: String,
    samples: String,
    options: Vec<(&'static str, String, bool)>,
}

impl PlanPage<'_> {
    fn word(&self, key: &str) -> String {
        self.shell.t(key)
    }

    fn scroll_label(&self, caption: &str) -> String {
        say(self.shell.lang(), "table-scroll", &[("caption", caption.into())])
    }
}

/// The page, of a file that waits for its explanation.
pub(super) async fn show(
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
        ("rejects", number::counted(lang, preview.refused)),
        ("tried", number::counted(lang, preview.tried)),
    ];
    let page = PlanPage {
        shell,
        style: style::SHEET.address(),
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
        words: words(lang, &preview, &plan),
        missing: preview.missing.iter().map(|it| meaning(lang, it)).collect(),
        doubled: preview.doubled.iter().map(|it| meaning(lang, it)).collect(),
        may_run: problem.is_none() || !preview.columns.is_empty(),
        reject_sentence: match (preview.tried, preview.refused == 0) {
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
    let column = |(place, it): (usize, &PreviewColumn)| PlanColumn {
        place,
        name: it.name.clone(),
        samples: it.samples.join(" · "),
        options: options(&it.meaning),
    };
    preview.columns.iter().enumerate().map(column).collect()
}

/// The words that the closed lists do not know, and those that a person explained.
fn words(lang: Lang, preview: &Preview, plan: &Plan) -> Vec<PlanWord> {
    let told = plan.words.iter().flat_map(|(list, words)| {
        let column = preview.columns.iter().find(|it| it.meaning == *list);
        let column = column.map_or_else(String::new, |it| it.name.clone());
        words.iter().map(move |(word, code)| (list, column.clone(), word, Some(code)))
    });
    let unknown = preview.unknown.iter().map(|it| (&it.list, it.column.clone(), &it.word, None));
    let all = told.chain(unknown).enumerate();
    all.map(|(place, (list, column, word, code))| PlanWord {
        place,
        list: list.clone(),
        column,
        word: word.clone(),
        options: choices(lang, list, code.map_or("", String::as_str)),
    })
    .collect()
}

/// What a word of a closed list can mean.
fn choices(lang: Lang, list: &str, chosen: &str) -> Vec<(&'static str, String, bool)> {
    let none = ("", word(lang, "word-refused"), chosen.is_empty());
    let known = codes(list).into_iter().map(|code| {
        let name = match list {
            "cause" => content::cause_label(lang, code),
            _ => label(lang, list, code),
        };
        (code, name, code == chosen)
    });
    std::iter::once(none).chain(known).collect()
}

/// The codes of a closed list.
fn codes(list: &str) -> Vec<&'static str> {
    match list {
        "channel" => Channel::ALL.iter().map(|it| it.code()).collect(),
        "direction" => Direction::ALL.iter().map(|it| it.code()).collect(),
        "outcome" => KnownOutcome::ALL.iter().map(|it| it.code()).collect(),
        "cause" => practices::collection().causes.iter().map(|it| it.code.as_str()).collect(),
        _ => Vec::new(),
    }
}

fn rows_table(lang: Lang, preview: &Preview) -> Option<Table> {
    if preview.rows.is_empty() {
        return None;
    }
    Some(Table {
        caption: word(lang, "import-first-rows"),
        headings: preview.row_columns.iter().map(|it| (meaning(lang, it), false)).collect(),
        rows: preview.rows.iter().map(|row| shown(lang, &preview.row_columns, row)).collect(),
        csv: None,
    })
}

/// A row in the words of the pages: Paris time, names of channels.
fn shown(lang: Lang, columns: &[String], row: &[String]) -> Vec<Entry> {
    let cell = |(column, text): (&String, &String)| match column.as_str() {
        "started_at" | "occurred_at" | "due_at" => {
            text.parse::<Timestamp>().map_or_else(|_| text.clone(), |at| Figures::new(lang).instant(at))
        }
        "cause" if !text.is_empty() => content::cause_label(lang, text),
        list @ ("channel" | "direction" | "outcome") => label(lang, list, text),
        _ => text.clone(),
    };
    columns.iter().zip(row).map(cell).map(entry).collect()
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

/// `POST /imports/{id}/plan`: keeps the corrections; `action=run` then asks for the import.
pub async fn plan(
    State(observatory): State<Observatory>,
    shell: Shell,
    Path(id): Path<String>,
    RawForm(form): RawForm,
) -> Result<Response, Failure> {
    let partner = own_partner(&shell)?;
    let account = shell.signed_in()?;
    let mut upload = pages::find(&shell, &partner, &id).await?;
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
    let is_ready = preview.as_ref().is_ok_and(|it| {
        let is_told = it.missing.is_empty() && it.doubled.is_empty();
        is_told && (it.dates.is_empty() || looked_up(it, &upload.plan))
    });
    if !is_ready {
        return show(&observatory, &shell, upload, StatusCode::UNPROCESSABLE_ENTITY).await;
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

/// `name-0=Canal&column-0=channel&dates=…&word-list-0=channel&word-text-0=Guichet%209&word-code-0=counter`
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
    for (name, text) in pairs {
        let Some(place) = name.strip_prefix("word-text-") else { continue };
        let (Some(list), Some(code)) =
            (value(&format!("word-list-{place}")), value(&format!("word-code-{place}")))
        else {
            continue;
        };
        if codes(&list).contains(&code.as_str()) {
            plan.words.entry(list).or_default().insert(text.clone(), code);
        }
    }
    plan
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
        assert!(plan.words.is_empty());
        let pairs = parse_query(
            "word-list-0=channel&word-text-0=Pigeon&word-code-0=other&word-list-1=channel&word-text-1=X&word-code-1=\
             &word-list-2=usager&word-text-2=Y&word-code-2=phone",
        );
        let words = read_plan(&pairs).words;
        assert_eq!(words.len(), 1);
        assert_eq!(
            words["channel"].iter().collect::<Vec<_>>(),
            [(&"Pigeon".to_owned(), &"other".to_owned())]
        );
    }
}
