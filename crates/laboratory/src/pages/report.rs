//! The report of an experiment: the verdict first, then everything that explains it.
//!
//! A partner sees its own once it is concluded, everybody sees it once it is published. [`acts`] keeps what the partner says of it and
//! publishes; [`charts`] draws; [`files`] gives it as PDF, JSON and as the plan.
//!
//! **Invariant:** whoever is not of the partner reads what [`pooled::publishable`](crate::pooled::publishable) leaves.

pub mod acts;
pub mod charts;
pub mod files;

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use experiments::{Report, plan::Plan, registration::Amendment, report::Verdict};
use practices::collection;
use register::{Role, Tx, partner};
use site::{Access, ErrorSummary, Failure, Field, Markup, Routes, Shell, form::FieldKind};

use super::{address as follow_address, list, may_change, readable};
use crate::{
    EXPERIMENTERS, Experiment, ExperimentId, Laboratory, State, pooled,
    sentences::{self, effects, figures, paper, provenance, trust},
    store::{self, Lesson},
    style,
};

/// The report.
const PATH: &str = "/laboratoire/{id}/rapport";
/// Who makes it public.
const PUBLISHERS: &[Role] = &[Role::Manager];

pub(crate) fn routes(laboratory: Laboratory) -> Routes {
    Routes::new()
        .route(PATH, Access::Public, get(show))
        .route("/laboratoire/{id}/rapport.json", Access::Public, get(files::json))
        .route("/laboratoire/{id}/rapport.pdf", Access::Public, get(files::pdf))
        .route("/laboratoire/{id}/rapport/plan.toml", Access::Public, get(files::plan))
        .route("/laboratoire/{id}/rapport/enseignements", Access::Roles(EXPERIMENTERS), post(acts::learn))
        .route("/laboratoire/{id}/rapport/note", Access::Roles(EXPERIMENTERS), post(acts::note))
        .route("/laboratoire/{id}/publier", Access::Roles(PUBLISHERS), post(acts::publish))
        .with_state(laboratory)
}

/// The address of a report.
pub fn address(id: ExperimentId) -> String {
    format!("{}/rapport", follow_address(id))
}

/// A report as the reader may see it, and what goes with it.
pub(crate) struct Readable {
    pub(crate) experiment: Experiment,
    pub(crate) report: Report,
    pub(crate) lesson: Lesson,
    pub(crate) partner: String,
    pub(crate) is_own: bool,
}

impl Readable {
    /// What the document of the report needs beside it.
    pub(crate) fn about(&self, shell: &Shell) -> paper::About {
        let url = shell.site().public_url().map(|it| format!("{it}{}", address(self.experiment.id)));
        paper::About {
            partner: self.partner.clone(),
            lesson: self.lesson.clone(),
            url: url.unwrap_or_default(),
        }
    }
}

/// The report of an address; `None`: there is none yet, and the reader may follow the experiment.
pub(crate) async fn read(tx: &mut Tx, shell: &Shell, id: &str) -> Result<Option<Readable>, Failure> {
    let (experiment, is_own) = readable(tx, shell, id).await?;
    let is_there = matches!(experiment.state, State::Concluded | State::Published);
    let report = if is_there { store::last_report(tx, experiment.id).await? } else { None };
    let Some(report) = report else {
        return if is_own { Ok(None) } else { Err(Failure::not_found()) };
    };
    let lesson = store::lesson(tx, experiment.id).await?;
    let name = partner::find(tx, &experiment.partner).await?.map(|it| it.name);
    Ok(Some(Readable {
        partner: name.unwrap_or_else(|| experiment.partner.as_str().to_owned()),
        report: if is_own { report } else { pooled::publishable(report) },
        experiment,
        lesson,
        is_own,
    }))
}

/// `GET /laboratoire/{id}/rapport`
async fn show(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let Some(found) = read(&mut tx, &shell, &id).await? else {
        let (experiment, _) = readable(&mut tx, &shell, &id).await?;
        return Ok(Redirect::to(&follow_address(experiment.id)).into_response());
    };
    drop(tx);
    Ok(page(&shell, &found, &Typed::default()))
}

/// What somebody typed of the lessons, and what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct Typed {
    pub(crate) conditions: Option<String>,
    pub(crate) lessons: Option<String>,
    pub(crate) note: String,
    pub(crate) faults: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "experiment_report.html")]
struct ReportPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    problems: ErrorSummary,
    address: String,
    report_address: String,
    tone: &'static str,
    verdict: String,
    headline: String,
    meaning: Vec<String>,
    tiles: Vec<Tile>,
    question: &'a str,
    setting: Vec<(String, String)>,
    practice_href: Option<String>,
    /// Absent where nothing may be told.
    told: Option<Told>,
    conditions: Vec<String>,
    lessons: Vec<String>,
    warnings: Vec<String>,
    integrity: Vec<String>,
    limits: Vec<String>,
    again: Vec<(String, String)>,
    changes: Vec<(provenance::Changed, Markup)>,
    how: String,
    may_write: bool,
    may_publish: bool,
    lacking: Option<String>,
    fields: Vec<Field>,
    note: Option<Field>,
}

struct Tile {
    name: String,
    figure: String,
    interval: String,
}

/// The figures of a report.
struct Told {
    savings: Vec<String>,
    chart: Markup,
    methods: Vec<String>,
    arms: Markup,
    effects: Markup,
    robustness: Option<(String, Markup)>,
    naive: Option<(String, Markup)>,
    subgroups: Vec<SubgroupSaid>,
    exploration: Option<(Vec<String>, Markup)>,
    guardrails: Vec<(&'static str, String, String)>,
    course: Option<Markup>,
    placebo: Option<String>,
    monitoring: Vec<Markup>,
}

struct SubgroupSaid {
    title: String,
    sentences: Vec<String>,
    table: Markup,
}

/// The page of a report.
pub(crate) fn page(shell: &Shell, found: &Readable, typed: &Typed) -> Response {
    let lang = shell.lang();
    let report = &found.report;
    let plan = &report.provenance.plan;
    let state = found.experiment.state;
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in &typed.faults {
        problems.add(*field, sentence.clone());
    }
    let is_published = state == State::Published;
    let may_write = found.is_own && may_change(shell);
    let publishes = shell.account().is_some_and(|it| PUBLISHERS.contains(&it.role));
    let lacking = acts::lacking(found).map(|key| shell.t(key));
    let content = ReportPage {
        style: style::SHEET.address(),
        problems,
        address: follow_address(found.experiment.id),
        report_address: address(found.experiment.id),
        tone: sentences::tone(report.verdict),
        verdict: sentences::verdict(report.verdict, lang),
        headline: sentences::headline(report, lang),
        meaning: sentences::meaning(report, lang),
        tiles: tiles(shell, report),
        question: &plan.question,
        setting: paper::setting(report, lang),
        practice_href: collection().practice(&plan.practice).map(|it| format!("/pratiques/{}", it.id)),
        told: (report.verdict != Verdict::Invalid && !sentences::is_too_early(report))
            .then(|| told(shell, report)),
        conditions: paragraphs(&found.lesson.conditions),
        lessons: paragraphs(&found.lesson.lessons),
        warnings: trust::warnings(report, lang),
        integrity: trust::integrity(report, lang),
        limits: trust::limits(report, lang),
        again: provenance::facts(report, lang),
        changes: changes(shell, &report.provenance.amendments),
        how: shell.t1("redo-how", "command", provenance::COMMAND),
        may_write: may_write && !is_published,
        may_publish: found.is_own && publishes && !is_published,
        lacking,
        fields: fields(shell, found, typed),
        note: (may_write && is_published).then(|| {
            let wrong = typed.faults.iter().find(|it| it.0 == "note").map(|it| it.1.clone());
            Field::new(FieldKind::LongText, "note", shell.t("report-note"))
                .hint(shell.t("report-note-hint"))
                .value(typed.note.clone())
                .error(wrong)
                .required()
        }),
        shell,
    };
    let status = if typed.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = shell.page(plan.title.clone()).crumb(shell.t("nav-laboratory"), list::PATH);
    page.lead(format!("{} · {}", found.partner, practice_name(plan, shell))).status(status).render(&content)
}

fn practice_name(plan: &Plan, shell: &Shell) -> String {
    collection()
        .practice(&plan.practice)
        .map_or_else(|| plan.practice.clone(), |it| format!("{} · {}", it.id, it.title(shell.lang())))
}

/// Texts of people, by paragraph.
fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

fn tiles(shell: &Shell, report: &Report) -> Vec<Tile> {
    let lang = shell.lang();
    let plan = &report.provenance.plan;
    let mut tiles = Vec::new();
    if report.verdict != Verdict::Invalid
        && let Some((arm, effect)) = sentences::judged(report)
    {
        let row = effects::row(plan, arm, lang);
        let has_share = effect.relative.is_some();
        let name = shell.t1("report-tile-effect", "arm", arm.arm.as_str());
        let (figure, interval) = if has_share { (&row[2], &row[3]) } else { (&row[4], &row[5]) };
        tiles.push(Tile { name, figure: figure.clone(), interval: interval.clone() });
    }
    for is_euro in [false, true] {
        if let Some((name, figure, interval)) = effects::saving_tile(report, is_euro, lang) {
            tiles.push(Tile { name, figure, interval });
        }
    }
    let units: u64 = report.arms.iter().map(|it| it.units).sum();
    tiles.push(Tile {
        name: shell.t(&format!("said-count-{}", plan.unit.code())),
        figure: shell.figures().count(units),
        interval: shell.t1("said-days", "days", i64::from(plan.days)),
    });
    tiles
}

fn told(shell: &Shell, report: &Report) -> Told {
    let lang = shell.lang();
    let plan = &report.provenance.plan;
    let rows = |all: &[experiments::report::ArmEffect]| -> Vec<Vec<String>> {
        all.iter().map(|it| effects::row(plan, it, lang)).collect()
    };
    let table =
        |caption: &str, rows: &[Vec<String>]| site::table(&shell.t(caption), &effects::titles(lang), rows);
    let mut methods: Vec<_> = report.effects.iter().map(|it| it.method).collect();
    methods.dedup();
    let subgroup = |it| {
        let said = effects::subgroup(report, it, lang);
        let titles = effects::subgroup_titles(&said.title, lang);
        SubgroupSaid {
            table: site::table(
                &shell.t1("report-whom-table", "by", said.title.as_str()),
                &titles,
                &said.rows,
            ),
            title: said.title,
            sentences: said.sentences,
        }
    };
    let guardrail = |it: &experiments::report::GuardrailResult| {
        let (state, sentence) = effects::guardrail(report, it, lang);
        (effects::guardrail_tone(it.state), state, sentence)
    };
    let arms: Vec<Vec<String>> = report.arms.iter().map(|it| effects::arm_row(plan, it, lang)).collect();
    Told {
        savings: effects::savings(report, lang),
        chart: charts::effects(shell, report),
        methods: methods.into_iter().map(|it| effects::method(it, lang)).collect(),
        arms: site::table(&shell.t("report-arms-table"), &effects::arm_titles(plan, lang), &arms),
        effects: table("report-effects-table", &rows(&report.effects)),
        robustness: effects::robustness(report, lang)
            .map(|it| (it, table("report-robustness-table", &rows(&report.robustness)))),
        naive: effects::naive(report, lang).map(|it| (it, table("report-naive-table", &rows(&report.naive)))),
        subgroups: report.subgroups.iter().map(subgroup).collect(),
        exploration: report.exploration.as_ref().map(|it| {
            let (sentences, rows) = effects::exploration(report, it, lang);
            let titles = effects::exploration_titles(lang);
            (sentences, site::table(&shell.t("report-exploration-table"), &titles, &rows))
        }),
        guardrails: report.guardrails.iter().map(guardrail).collect(),
        course: charts::course(shell, report),
        placebo: effects::placebo(report, lang),
        monitoring: super::follow::charts::of(shell, report, &[]),
    }
}

/// The changes of a plan, each with its table.
pub(crate) fn changes(shell: &Shell, amendments: &[Amendment]) -> Vec<(provenance::Changed, Markup)> {
    let titles = ["redo-path", "redo-before", "redo-after"].map(|it| shell.t(it));
    let with_table = |it: provenance::Changed| {
        let rows: Vec<Vec<String>> = it.rows.iter().map(|row| row.to_vec()).collect();
        let table = site::table(&it.title, &titles, &rows);
        (it, table)
    };
    provenance::amendments(amendments, shell.lang()).into_iter().map(with_table).collect()
}

fn fields(shell: &Shell, found: &Readable, typed: &Typed) -> Vec<Field> {
    let wrong = |field: &str| typed.faults.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let field = |name: &'static str, typed: Option<&String>, kept: &str| {
        Field::new(FieldKind::LongText, name, shell.t(&format!("report-{name}")))
            .hint(shell.t(&format!("report-{name}-hint")))
            .value(typed.map_or(kept, String::as_str))
            .error(wrong(name))
            .required()
    };
    vec![
        field("conditions", typed.conditions.as_ref(), &found.lesson.conditions),
        field("lessons", typed.lessons.as_ref(), &found.lesson.lessons),
    ]
}

/// The metric of a report in words, for charts.
pub(crate) fn metric(shell: &Shell, report: &Report) -> String {
    let plan = &report.provenance.plan;
    figures::metric(&plan.metric, plan.unit, shell.lang())
}
