//! One axis a screen: six questions, kept when one goes on, or at once where there is the script.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::{Lang, paris_date};
use practices::{Answer, Axis, CONTACTS_MAX, Question, collection};
use site::{ErrorSummary, Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::{PATH, actor, find, from_log};
use crate::{
    Library,
    pages::sheet,
    selftest::{SelfTest, SelfTestId, answer_code, answer_of, proposals::FromLog, store},
    style,
    words::message,
};

/// The first screen: how many contacts there are.
pub const CONTACTS: &str = "contacts";
/// What the screen's script asks: keep, and say nothing.
const STAY: &str = "stay";

/// The address of a screen.
pub fn address(id: SelfTestId, step: &str) -> String {
    format!("{PATH}/{id}/{step}")
}

#[derive(Template)]
#[template(path = "selftest_axis.html")]
struct AxisPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    script: &'static str,
    steps: Vec<Screen>,
    questions: Vec<Asked<'a>>,
    contacts: Option<Field>,
    contacts_proposal: Option<String>,
    contacts_was: String,
    log_until: Option<String>,
    problems: ErrorSummary,
    action: String,
    back: Option<String>,
    is_last: bool,
}

/// A screen among the others.
struct Screen {
    href: String,
    short: String,
    name: String,
    is_current: bool,
    is_full: bool,
}

struct Asked<'a> {
    id: &'a str,
    text: &'a str,
    about: Vec<(String, String)>,
    proposal: Option<String>,
    conflict: Option<String>,
    seen: &'static str,
    options: Vec<Choice>,
}

struct Choice {
    value: &'static str,
    label: String,
    is_chosen: bool,
}

/// What a person chose while somebody else answered otherwise.
struct Conflict<'a> {
    question: &'a str,
    chosen: Answer,
}

/// `GET /autodiagnostic/{id}/{step}`
pub async fn show(
    State(library): State<Library>,
    shell: Shell,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let test = find(&mut tx, &shell, &id).await?;
    drop(tx);
    let step = Step::of(&step)?;
    let log = from_log(&library, &shell, &test).await;
    Ok(page(&shell, &test, step, &log, &Told::default()))
}

/// `POST /autodiagnostic/{id}/{step}`: keeps what was changed, and goes on.
pub async fn save(
    State(library): State<Library>,
    shell: Shell,
    Path((id, step)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let step = Step::of(&step)?;
    let at = shell.now();
    let mut tx = shell.site().db().write().await?;
    let test = find(&mut tx, &shell, &id).await?;
    let mut told = Told::default();
    match step {
        Step::Contacts => {
            let typed = sent.text(CONTACTS);
            match parse_contacts(typed, shell.lang()) {
                Ok(contacts) => {
                    if Some(typed) != sent.typed("was-contacts") {
                        store::keep_contacts(&mut tx, test.id, contacts, at).await?;
                    }
                }
                Err(()) => told.wrong_contacts = Some(typed.to_owned()),
            }
        }
        Step::Axis(axis) => {
            let mut changes = Vec::new();
            for question in &axis.questions {
                let Some(code) = Some(sent.text(&question.id)).filter(|it| !it.is_empty()) else { continue };
                let refused = || message("selftest-no-answer").with("question", question.id.as_str());
                let chosen = answer_of(code).ok_or_else(|| Failure::bad_request(refused()))?;
                let seen = answer_of(sent.text(&format!("was-{}", question.id)));
                changes.push(store::Change { question: &question.id, seen, chosen });
            }
            let conflicts = store::keep(&mut tx, &test, &changes, actor(&shell).as_deref(), at).await?;
            let chosen = |id: &str| changes.iter().find(|it| it.question == id).map(|it| it.chosen);
            told.conflicts = conflicts
                .into_iter()
                .filter_map(|(question, _)| Some(Conflict { question, chosen: chosen(question)? }))
                .collect();
        }
    }
    tx.commit().await?;
    let go = sent.text("go");
    if told.is_fine() {
        return Ok(match go {
            STAY => StatusCode::NO_CONTENT.into_response(),
            "leave" => Going::to(super::address(test.id)).into_response(),
            _ => Going::to(
                step.next().map_or_else(|| super::address(test.id), |next| address(test.id, next.code())),
            )
            .into_response(),
        });
    }
    // Read again: what was not in conflict is kept.
    let mut tx = shell.site().db().read().await?;
    let test = find(&mut tx, &shell, &id).await?;
    drop(tx);
    let log = from_log(&library, &shell, &test).await;
    Ok(page(&shell, &test, step, &log, &told))
}

/// A screen.
#[derive(Clone, Copy)]
enum Step {
    Contacts,
    Axis(&'static Axis),
}

impl Step {
    fn of(code: &str) -> Result<Self, Failure> {
        if code == CONTACTS {
            return Ok(Self::Contacts);
        }
        let axis = collection().axes.iter().find(|it| it.code == code);
        axis.map(Self::Axis).ok_or_else(Failure::not_found)
    }

    fn all() -> impl Iterator<Item = Self> {
        [Self::Contacts].into_iter().chain(collection().axes.iter().map(Self::Axis))
    }

    fn code(self) -> &'static str {
        match self {
            Self::Contacts => CONTACTS,
            Self::Axis(axis) => &axis.code,
        }
    }

    fn next(self) -> Option<Self> {
        Self::all().skip_while(|it| it.code() != self.code()).nth(1)
    }

    fn before(self) -> Option<Self> {
        Self::all().take_while(|it| it.code() != self.code()).last()
    }
}

/// What is said of what was sent.
#[derive(Default)]
struct Told<'a> {
    conflicts: Vec<Conflict<'a>>,
    wrong_contacts: Option<String>,
}

impl Told<'_> {
    const fn is_fine(&self) -> bool {
        self.conflicts.is_empty() && self.wrong_contacts.is_none()
    }
}

fn page(shell: &Shell, test: &SelfTest, step: Step, log: &FromLog, told: &Told<'_>) -> Response {
    let lang = shell.lang();
    let mut problems = ErrorSummary::new(shell);
    let mut content = AxisPage {
        shell,
        style: style::SHEET.address(),
        script: style::SELF_TEST.address(),
        steps: Step::all().map(|it| screen(shell, test, it, step)).collect(),
        questions: Vec::new(),
        contacts: None,
        contacts_proposal: None,
        contacts_was: String::new(),
        log_until: log
            .own
            .until
            .filter(|_| has_figures(step, log))
            .map(|it| shell.t1("proposal-until", "day", shell.figures().date(paris_date(it)))),
        problems: ErrorSummary::new(shell),
        action: address(test.id, step.code()),
        back: step.before().map(|it| address(test.id, it.code())),
        is_last: step.next().is_none(),
    };
    match step {
        Step::Contacts => {
            let kept = test.answers.contacts_per_year.map_or_else(String::new, |it| format!("{it:.0}"));
            let error = told
                .wrong_contacts
                .as_ref()
                .map(|it| shell.t1("selftest-contacts-wrong", "value", it.as_str()));
            if let Some(error) = &error {
                problems.add(CONTACTS, error.clone());
            }
            let shown = told.wrong_contacts.clone().unwrap_or_else(|| kept.clone());
            content.contacts = Some(
                Field::new(FieldKind::Number, CONTACTS, shell.t("diagnosis-contacts"))
                    .hint(shell.t("selftest-contacts-hint"))
                    .value(shown)
                    .error(error),
            );
            content.contacts_was = kept;
            content.contacts_proposal = (log.own.contacts > 0)
                .then(|| shell.t1("proposal-contacts", "contacts", shell.figures().count(log.own.contacts)));
        }
        Step::Axis(axis) => {
            content.questions = axis
                .questions
                .iter()
                .map(|it| {
                    let conflict = told.conflicts.iter().find(|conflict| conflict.question == it.id);
                    let asked = asked(shell, test, it, log, conflict);
                    if let Some(sentence) = &asked.conflict {
                        let args = [("field", it.id.as_str().into()), ("problem", sentence.as_str().into())];
                        problems.add(format!("{}-first", it.id), shell.t_with("field-problem", &args));
                    }
                    asked
                })
                .collect();
        }
    }
    let status = if told.wrong_contacts.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else if told.is_fine() {
        StatusCode::OK
    } else {
        StatusCode::CONFLICT
    };
    content.problems = problems;
    let name = match step {
        Step::Contacts => shell.t("selftest-contacts"),
        Step::Axis(axis) => axis.label.in_lang(lang).to_owned(),
    };
    shell.page(name).crumb(shell.t("diagnosis-title"), PATH).status(status).render(&content)
}

/// Whether the log says something to a screen.
fn has_figures(step: Step, log: &FromLog) -> bool {
    match step {
        Step::Contacts => log.own.contacts > 0,
        Step::Axis(axis) => axis.questions.iter().any(|it| log.proposals.contains_key(&it.id)),
    }
}

fn screen(shell: &Shell, test: &SelfTest, step: Step, current: Step) -> Screen {
    let (short, name, is_full) = match step {
        Step::Contacts => (
            shell.t("selftest-contacts"),
            shell.t("selftest-contacts"),
            test.answers.contacts_per_year.is_some(),
        ),
        Step::Axis(axis) => (
            axis.code.trim_start_matches("AX").to_owned(),
            axis.label.in_lang(shell.lang()).to_owned(),
            axis.questions.iter().all(|it| test.answers.has(&it.id)),
        ),
    };
    Screen {
        href: address(test.id, step.code()),
        short,
        name,
        is_current: step.code() == current.code(),
        is_full,
    }
}

fn asked<'a>(
    shell: &Shell,
    test: &SelfTest,
    question: &'a Question,
    log: &FromLog,
    conflict: Option<&Conflict<'_>>,
) -> Asked<'a> {
    let lang = shell.lang();
    let kept = test.answers.has(&question.id).then(|| test.answers.to(&question.id));
    let chosen = conflict.map(|it| it.chosen).or(kept);
    let about = question.practices.iter().filter_map(|id| {
        let practice = collection().practice(id)?;
        Some((sheet::address(id), format!("{id} · {}", practice.title(lang))))
    });
    let proposal = log.proposals.get(&question.id).map(|it| {
        let figure = it.figure.say(lang);
        let Some(answer) = it.answer else { return shell.t1("proposal-figure", "figure", figure) };
        let args = [("answer", label(shell, question, answer).into()), ("figure", figure.into())];
        shell.t_with("proposal", &args)
    });
    let levels = (0..4).map(Answer::Level).chain([Answer::Unknown, Answer::NotApplicable]);
    Asked {
        id: &question.id,
        text: question.text.in_lang(lang),
        about: about.collect(),
        proposal,
        conflict: conflict
            .and(kept)
            .map(|it| shell.t1("selftest-conflict", "answer", label(shell, question, it))),
        seen: kept.map_or("", answer_code),
        options: levels
            .map(|it| Choice {
                value: answer_code(it),
                label: label(shell, question, it),
                is_chosen: Some(it) == chosen,
            })
            .collect(),
    }
}

/// What an answer is called.
fn label(shell: &Shell, question: &Question, answer: Answer) -> String {
    match answer {
        Answer::Level(level) => question.levels[usize::from(level.min(3))].in_lang(shell.lang()).to_owned(),
        Answer::Unknown => shell.t("answer-unknown"),
        Answer::NotApplicable => shell.t("answer-not-applicable"),
    }
}

/// A number of contacts as typed; nothing: not known.
fn parse_contacts(text: &str, lang: Lang) -> Result<Option<i64>, ()> {
    let is_space = |it: char| it.is_whitespace() || (lang == Lang::En && it == ',');
    let plain: String = text.chars().filter(|it| !is_space(*it)).collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let is_number = plain.chars().all(|it| it.is_ascii_digit());
    let number = plain.parse().ok().filter(|it| is_number && is_volume(*it));
    number.map(Some).ok_or(())
}

#[expect(clippy::cast_precision_loss, reason = "what is that large is refused")]
fn is_volume(number: i64) -> bool {
    (1.0..=CONTACTS_MAX).contains(&(number as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(parse_contacts("1 200 000", Lang::Fr), Ok(Some(1_200_000)));
        assert_eq!(parse_contacts("1,200", Lang::En), Ok(Some(1_200)));
        assert_eq!(parse_contacts("  ", Lang::Fr), Ok(None));
        for bad in ["0", "-5", "1,2", "beaucoup", "1e9", "999999999999999999999"] {
            assert_eq!(parse_contacts(bad, Lang::Fr), Err(()), "{bad}");
        }
    }

    #[test]
    fn screens_follow_each_other() {
        let codes: Vec<_> = Step::all().map(Step::code).collect();
        assert_eq!((codes.len(), codes[0], codes[8]), (9, "contacts", "AX8"));
        assert_eq!(Step::of("AX3").ok().and_then(Step::next).map(Step::code), Some("AX4"));
        assert_eq!(Step::of("AX1").ok().and_then(Step::before).map(Step::code), Some(CONTACTS));
        assert!(Step::of("AX8").ok().and_then(Step::next).is_none() && Step::of("AX9").is_err());
    }
}
