//! The form, step by step: what one wants to know, then, if no ready answer says it, how to be answered.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::Response,
};
use site::{ErrorSummary, Failure, Field, Machine, Sent, Shell, form::FieldKind};

use super::{
    Place, UsagersSide,
    answers::{best, seen},
    asked::{self, Asked},
    style,
};
use crate::{
    store::{
        banners::{self, Banner},
        ready_answers::{self, ReadyAnswer},
    },
    upload,
    usager::WayKind,
};

/// Letters of a message.
pub(super) const MESSAGE_MAX: usize = 10_000;
/// Letters of a line.
const LINE_MAX: usize = 200;
/// The choice of whoever finds none of the reasons.
const OTHER: &str = "autre";

/// What was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) reason: String,
    pub(super) message: String,
    pub(super) name: String,
    pub(super) by: Option<WayKind>,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) post: String,
    /// By the ids of the fields that the reason asks.
    pub(super) asked: Vec<(String, String)>,
}

impl Typed {
    pub(super) fn of(sent: &Sent, asked: &Asked) -> Self {
        let line = |name: &str| {
            let clean = sent.text(name).chars().map(|it| if it.is_control() { ' ' } else { it });
            clean.collect::<String>().trim().to_owned()
        };
        let lines = |name: &str| {
            sent.text(name).replace("\r\n", "\n").replace(|it: char| it.is_control() && it != '\n', " ")
        };
        Self {
            reason: line("reason"),
            message: lines("message"),
            name: line("name"),
            by: WayKind::of(&line("by")),
            email: line("email"),
            phone: line("phone"),
            post: lines("post"),
            asked: asked.fields.iter().map(|it| (it.id(), lines(&it.id()))).collect(),
        }
    }

    /// What is wrong with the question: fields, and keys of sentences.
    pub(super) fn question_problems(&self, place: &Place) -> Problems {
        let mut problems = Vec::new();
        let is_chosen = self.reason == OTHER || place.reason(&self.reason).is_some();
        if has_reasons(place) && !is_chosen {
            problems.push(("reason".to_owned(), "contact-choose"));
        }
        if self.message.trim().is_empty() {
            problems.push(("message".to_owned(), "contact-missing"));
        } else if self.message.chars().count() > MESSAGE_MAX {
            problems.push(("message".to_owned(), "contact-too-long"));
        }
        problems
    }

    fn answer_to(&self, id: &str) -> &str {
        self.asked.iter().find(|(it, _)| it == id).map_or("", |(_, value)| value)
    }

    /// What is wrong with the rest.
    pub(super) fn answer_problems(&self, asked: &Asked) -> Problems {
        let mut problems = Vec::new();
        if self.name.is_empty() {
            problems.push(("name".to_owned(), "contact-missing"));
        } else if self.name.chars().count() > LINE_MAX {
            problems.push(("name".to_owned(), "contact-too-long"));
        }
        match self.by {
            None => problems.push(("by".to_owned(), "contact-choose")),
            Some(WayKind::Email) if crate::usager::Way::email(&self.email).is_none() => {
                problems.push(("email".to_owned(), "contact-bad-email"));
            }
            Some(WayKind::Phone) if crate::usager::Way::phone(&self.phone).is_none() => {
                problems.push(("phone".to_owned(), "contact-bad-phone"));
            }
            Some(WayKind::Post) if self.post.trim().chars().count() < 10 => {
                problems.push(("post".to_owned(), "contact-bad-post"));
            }
            Some(WayKind::Post) if self.post.chars().count() > 500 => {
                problems.push(("post".to_owned(), "contact-too-long"));
            }
            Some(_) => {}
        }
        for field in &asked.fields {
            problems.extend(field.problem(self.answer_to(&field.id())).map(|it| (field.id(), it)));
        }
        problems
    }
}

/// Fields with the keys of what is wrong with them.
pub(super) type Problems = Vec<(String, &'static str)>;

fn has_reasons(place: &Place) -> bool {
    place.house.reasons.iter().any(|it| it.is_public)
}

#[derive(Template)]
#[template(path = "usager_write.html")]
struct WritePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    script: &'static str,
    path: String,
    banners: Vec<Banner>,
    problems: ErrorSummary,
    reasons: Option<Field>,
    message: Field,
}

#[derive(Template)]
#[template(path = "usager_send.html")]
struct SendPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    path: String,
    banners: Vec<Banner>,
    problems: ErrorSummary,
    typed: &'a Typed,
    reason: Option<&'a str>,
    answers: &'a [ReadyAnswer],
    seen: String,
    name: Field,
    by: Field,
    ways: Vec<(&'static str, Field)>,
    asked: Vec<Field>,
    files_problem: Option<String>,
    files_hint: String,
}

/// `GET /contact/{partner}`
pub async fn show(
    shell: Shell,
    Path(partner): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let place = Place::of(&mut tx, &partner).await?;
    let banners = banners::running(&mut tx, &place.partner.code, shell.now()).await?;
    drop(tx);
    let sent = Sent::of(&query.unwrap_or_default());
    let typed = Typed { reason: sent.text("motif").to_owned(), ..Typed::default() };
    Ok(question_page(&shell, &place, banners, (&typed, &[])))
}

/// `POST /contact/{partner}`: the second step, or the first one again.
pub async fn go_on(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(partner): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    side.limits().ask(machine, shell.now())?;
    let mut tx = shell.site().db().read().await?;
    let place = Place::of(&mut tx, &partner).await?;
    let code = &place.partner.code;
    let chosen = place.reason(sent.text("reason")).map(|it| it.code.as_str());
    let asked = asked::of_reason(&mut tx, code, chosen).await?;
    let banners = banners::running(&mut tx, code, shell.now()).await?;
    let typed = Typed::of(&sent, &asked);
    let problems = typed.question_problems(&place);
    if sent.text("back") == "1" || !problems.is_empty() {
        let problems = if sent.text("back") == "1" { Vec::new() } else { problems };
        return Ok(question_page(&shell, &place, banners, (&typed, &problems)));
    }
    let all = ready_answers::of_partner(&mut tx, code).await?;
    drop(tx);
    let answers: Vec<ReadyAnswer> = best(&all, &typed.message, chosen).into_iter().cloned().collect();
    let shown = Shown { banners, answers: &answers, asked: &asked, files_problem: None };
    Ok(answer_page(&shell, &place, shown, (&typed, &[])))
}

fn summary(shell: &Shell, wrong: &[(String, &'static str)], label: impl Fn(&str) -> String) -> ErrorSummary {
    let mut problems = ErrorSummary::new(shell);
    for (name, key) in wrong {
        let (label, problem) = (label(name), shell.t(key));
        problems.add(
            name,
            if label.ends_with('?') {
                format!("{label} {problem}")
            } else {
                shell.t_with("field-problem", &[("field", label.into()), ("problem", problem.into())])
            },
        );
    }
    problems
}

fn question_page(
    shell: &Shell,
    place: &Place,
    banners: Vec<Banner>,
    (typed, wrong): (&Typed, &[(String, &'static str)]),
) -> Response {
    let label = |name: &str| shell.t(&format!("contact-{name}"));
    let error = |name: &str| wrong.iter().find(|(it, _)| it == name).map(|(_, key)| shell.t(key));
    let mut choices: Vec<(String, String)> = place
        .house
        .reasons
        .iter()
        .filter(|it| it.is_public)
        .map(|it| (it.code.clone(), it.name.clone()))
        .collect();
    choices.push((OTHER.to_owned(), shell.t("contact-other")));
    let reasons = has_reasons(place).then(|| {
        Field::new(FieldKind::Radios(choices), "reason", label("reason"))
            .value(&typed.reason)
            .error(error("reason"))
            .required()
    });
    let content = WritePage {
        shell,
        style: style::SHEET.address(),
        script: style::SCRIPT.address(),
        path: place.path(),
        banners,
        problems: summary(shell, wrong, label),
        reasons,
        message: Field::new(FieldKind::LongText, "message", label("message"))
            .value(&typed.message)
            .hint(shell.t("contact-message-hint"))
            .error(error("message"))
            .required(),
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = shell.t1("contact-title", "name", place.partner.name.as_str());
    shell.page(title).lead(shell.t("contact-lead")).status(status).render(&content)
}

/// What the second step shows besides its own fields.
pub(super) struct Shown<'a> {
    pub(super) banners: Vec<Banner>,
    pub(super) answers: &'a [ReadyAnswer],
    pub(super) asked: &'a Asked,
    pub(super) files_problem: Option<String>,
}

pub(super) fn answer_page(
    shell: &Shell,
    place: &Place,
    shown: Shown<'_>,
    (typed, wrong): (&Typed, &[(String, &'static str)]),
) -> Response {
    let Shown { banners, answers, asked, files_problem } = shown;
    let own = |name: &str| asked.fields.iter().find(|it| it.id() == name).map(|it| it.label().to_owned());
    let label = |name: &str| own(name).unwrap_or_else(|| shell.t(&format!("contact-{name}")));
    let error = |name: &str| wrong.iter().find(|(it, _)| it == name).map(|(_, key)| shell.t(key));
    let mut problems = summary(shell, wrong, label);
    if let Some(problem) = &files_problem {
        problems.add("files", problem);
    }
    let way = |kind, name: &str, value: &str, autocomplete| {
        Field::new(kind, name, label(name)).value(value).error(error(name)).autocomplete(autocomplete)
    };
    let choices =
        WayKind::ALL.map(|it| (it.code().to_owned(), shell.t(&format!("contact-by-{}", it.code()))));
    let is_wrong = !wrong.is_empty() || files_problem.is_some();
    let content = SendPage {
        shell,
        style: style::SHEET.address(),
        path: place.path(),
        banners,
        problems,
        reason: place.reason(&typed.reason).map(|it| it.name.as_str()),
        seen: seen(answers),
        answers,
        name: Field::new(FieldKind::Text, "name", label("name"))
            .value(&typed.name)
            .error(error("name"))
            .autocomplete("name")
            .required(),
        by: Field::new(FieldKind::Radios(choices.into()), "by", label("by"))
            .value(typed.by.map_or("", WayKind::code))
            .error(error("by"))
            .required(),
        ways: vec![
            ("way-email", way(FieldKind::Email, "email", &typed.email, "email")),
            ("way-phone", way(FieldKind::Text, "phone", &typed.phone, "tel")),
            ("way-post", way(FieldKind::LongText, "post", &typed.post, "street-address")),
        ],
        asked: asked.fields.iter().map(|it| it.field(typed.answer_to(&it.id()), error(&it.id()))).collect(),
        files_problem,
        files_hint: upload::hint(shell),
        typed,
    };
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = shell.t1("contact-title", "name", place.partner.name.as_str());
    shell.page(title).status(status).render(&content)
}
