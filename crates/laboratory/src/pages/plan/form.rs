//! The pages with the form: a plan that is begun, a draft, an amendment.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use experiments::Plan;
use kernel::{Explain as _, Lang};
use measures::UnitCosts;
use register::Tx;
use site::{ErrorSummary, Failure, Field, Markup, Sent, Shell, form::FieldKind};

use super::{
    address, costs,
    fields::{Problems, Step, practices, steps},
    outlook,
    typed::{Typed, Wrong, field_of},
};
use crate::{
    Experiment, Laboratory, State,
    pages::list,
    power::{self, Foresight},
    store, style,
};

/// Seconds that trying a plan on the past may take.
const TRYING_S: i64 = 2;

#[derive(Template)]
#[template(path = "experiment_plan_new.html")]
struct BeginPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    problems: ErrorSummary,
    fields: Vec<Field>,
    pasted: Field,
    is_pasted: bool,
}

/// The page on which a plan is begun.
pub(super) fn begin(
    shell: &Shell,
    practice: &str,
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Response {
    let wrong = |field: &str| faults.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(*field, sentence.clone());
    }
    let content = BeginPage {
        style: style::SHEET.address(),
        problems,
        fields: vec![
            Field::new(FieldKind::Select(practices(shell)), "practice", shell.t("planning-practice"))
                .value(practice)
                .error(wrong("practice"))
                .required(),
            Field::new(FieldKind::Text, "title", shell.t("planning-title"))
                .hint(shell.t("planning-title-hint"))
                .value(sent.text("title"))
                .error(wrong("title"))
                .required(),
            Field::new(FieldKind::LongText, "question", shell.t("planning-question"))
                .hint(shell.t("planning-question-hint"))
                .value(sent.text("question"))
                .error(wrong("question"))
                .required(),
        ],
        pasted: paste_field(shell, sent.text("toml"), wrong("toml")),
        is_pasted: wrong("toml").is_some(),
        shell,
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = shell.page(shell.t("planning-new")).crumb(shell.t("lab-title"), list::PATH);
    page.lead(shell.t("planning-new-lead")).status(status).render(&content)
}

fn paste_field(shell: &Shell, text: &str, wrong: Option<String>) -> Field {
    Field::new(FieldKind::LongText, "toml", shell.t("planning-toml"))
        .hint(shell.t("planning-toml-hint"))
        .value(text)
        .error(wrong)
}

/// The form of an experiment, filled.
pub(super) struct Filled {
    pub(super) experiment: Experiment,
    pub(super) plan: Plan,
    pub(super) typed: Typed,
    /// Fields that are no value of their kind.
    pub(super) wrong: Vec<Wrong>,
    /// What is said besides, by field.
    pub(super) told: Problems,
    /// The file that was pasted.
    pub(super) pasted: String,
    /// Why the plan is amended.
    pub(super) reason: String,
    pub(super) costs: UnitCosts,
    pub(super) after_outcomes: bool,
    pub(super) status: StatusCode,
}

#[derive(Template)]
#[template(path = "experiment_plan.html")]
struct FormPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    script: &'static str,
    problems: ErrorSummary,
    action: String,
    export: String,
    seen: i64,
    steps: Vec<Step>,
    traps: Vec<String>,
    power: Markup,
    know: Option<Field>,
    pasted: Field,
    is_pasted: bool,
    amendment: Option<Field>,
    after_outcomes: bool,
    is_ready: bool,
}

impl Filled {
    /// The form of the plan as it is kept.
    pub(super) async fn of(shell: &Shell, tx: &mut Tx, experiment: &Experiment) -> Result<Self, Failure> {
        Ok(Self {
            plan: experiment.plan.clone(),
            typed: Typed::of_plan(&experiment.plan, shell.lang()),
            wrong: Vec::new(),
            told: Vec::new(),
            pasted: String::new(),
            reason: String::new(),
            costs: costs(tx, &experiment.partner).await?,
            after_outcomes: after_outcomes(shell, tx, experiment).await?,
            status: StatusCode::OK,
            experiment: experiment.clone(),
        })
    }

    /// The form as it was sent.
    pub(super) fn sent(mut self, sent: &Sent) -> Self {
        self.typed = Typed::of_sent(sent);
        (self.plan, self.wrong) = self.typed.read(&self.experiment.plan);
        self.plan.partner = Some(self.experiment.partner.as_str().to_owned());
        sent.text("reason").clone_into(&mut self.reason);
        self
    }

    /// What the plan could show; `None` if the log cannot be read, or what is typed is no plan.
    pub(super) async fn foresee(&self, laboratory: &Laboratory, shell: &Shell) -> Option<Foresight> {
        if !self.wrong.is_empty() {
            return Some(Foresight::Faulty);
        }
        let site = shell.site().clone();
        let until = shell.now().checked_add(jiff::Span::new().seconds(TRYING_S)).ok();
        let goes_on = move || until.is_none_or(|it| site.clock().now() < it);
        let partner = &self.experiment.partner;
        match power::foresee(laboratory, partner, &self.plan, self.costs.clone(), goes_on).await {
            Ok(foresight) => Some(foresight),
            Err(error) => {
                tracing::error!(%error, "the log could not be read for a plan");
                None
            }
        }
    }

    /// All that is wrong, by field.
    fn problems(&self, shell: &Shell) -> Problems {
        let mut problems = self.told.clone();
        problems.extend(self.wrong.iter().map(|it| (it.field.clone(), shell.t(it.key))));
        for fault in self.plan.check() {
            let field = field_of(&fault.path, &self.typed);
            // What is no value of its kind is said first, and is enough.
            if !self.wrong.iter().any(|it| it.field == field) {
                problems.push((field, fault_said(shell, &fault)));
            }
        }
        problems
    }

    /// The page, with what the plan could show.
    pub(super) async fn page(self, laboratory: &Laboratory, shell: &Shell) -> Result<Response, Failure> {
        let foresight = self.foresee(laboratory, shell).await;
        self.page_with(shell, foresight.as_ref())
    }

    /// The page, where that is known already.
    pub(super) fn page_with(self, shell: &Shell, foresight: Option<&Foresight>) -> Result<Response, Failure> {
        let problems = self.problems(shell);
        let mut summary = ErrorSummary::new(shell);
        for (field, sentence) in &problems {
            summary.add(field.clone(), sentence.clone());
        }
        let said = |field: &str| self.told.iter().find(|it| it.0 == field).map(|it| it.1.clone());
        let is_draft = self.experiment.state == State::Draft;
        let is_hopeless = foresight.is_some_and(Foresight::is_hopeless);
        let content = FormPage {
            style: style::SHEET.address(),
            script: style::PLAN.address(),
            action: address(self.experiment.id),
            export: format!("{}.toml", address(self.experiment.id)),
            seen: self.experiment.changed_at.as_microsecond(),
            steps: steps(shell, &self.typed, &problems),
            traps: traps(shell, &self.plan),
            power: outlook::part(shell, &self.plan, foresight)?,
            know: (is_draft && is_hopeless).then(|| {
                Field::new(FieldKind::Checkbox, "know", shell.t("planning-know")).error(said("know"))
            }),
            pasted: paste_field(shell, &self.pasted, said("toml")),
            is_pasted: said("toml").is_some(),
            amendment: (!is_draft).then(|| {
                Field::new(FieldKind::LongText, "reason", shell.t("planning-reason"))
                    .hint(shell.t("planning-reason-hint"))
                    .value(self.reason.clone())
                    .error(said("reason"))
                    .required()
            }),
            after_outcomes: self.after_outcomes,
            is_ready: problems.is_empty(),
            problems: summary,
            shell,
        };
        let title = if is_draft { "planning-draft" } else { "planning-amend" };
        let mut page = shell.page(shell.t(title)).crumb(shell.t("lab-title"), list::PATH);
        if !is_draft {
            let name = self.experiment.plan.title.clone();
            page = page.crumb(name, crate::pages::address(self.experiment.id));
        }
        Ok(page.lead(shell.t("planning-lead")).wide().status(self.status).render(&content))
    }
}

/// Whether results may be known by now: somebody looked, or the start is past.
pub(super) async fn after_outcomes(
    shell: &Shell,
    tx: &mut Tx,
    experiment: &Experiment,
) -> Result<bool, Failure> {
    let is_begun = experiment.plan.start <= shell.today();
    Ok(is_begun || store::look_count(tx, experiment.id).await? > 0)
}

/// A fault in the words of the page, where it has its own; else in those of the file.
fn fault_said(shell: &Shell, fault: &experiments::plan::PlanFault) -> String {
    let message = fault.message();
    match page_key(message.key()) {
        Some(key) => shell.t(&key),
        None => shell.say(&message),
    }
}

/// The key of the page's own sentence for what files are told, if it has one. They have no arguments.
fn page_key(key: &str) -> Option<String> {
    let own = format!("page-{key}");
    crate::words::WORDS.knows(&own).then_some(own)
}

/// The usual traps that the plan goes near.
pub(super) fn traps(shell: &Shell, plan: &Plan) -> Vec<String> {
    let lang: Lang = shell.lang();
    let said = |it: &experiments::report::Warning| {
        page_key(&format!("warning-{}", it.code)).map_or_else(|| it.say(lang), |key| shell.t(&key))
    };
    plan.warnings().iter().map(said).collect()
}
