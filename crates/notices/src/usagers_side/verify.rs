//! Is this message from us?

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use jiff::civil::Date;
use register::{StoreError, Tx, both};
use site::{ErrorSummary, Failure, Field, Machine, Sent, Shell, form::FieldKind};

use super::{Limits, UsagersSide};
use crate::{
    accept::code,
    pages::{common::status, style},
};

pub(super) const PATH: &str = "/verifier";

#[derive(Template)]
#[template(path = "usager_verify.html")]
struct VerifyPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    problems: ErrorSummary,
    code: Field,
    answer: Option<Answer>,
}

/// What is answered: yes and the day, or no.
struct Answer {
    code: String,
    day: Option<String>,
}

/// `GET /verifier`; `code` is asked about.
pub(super) async fn show(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let asked = Sent::of(query.as_deref().unwrap_or(""));
    let typed = asked.text("code");
    let (mut answer, mut problem) = (None, None);
    if let Some(code) = code::typed(typed) {
        let (limits, network, now) = (side.limits(), machine.network(), shell.now());
        Limits::take(&limits.codes, &network, Limits::CODES_WAIT, now)?;
        let mut tx = shell.site().db().read().await?;
        let day = day_of(&mut tx, &code).await?;
        drop(tx);
        if day.is_some() {
            limits.codes.give_back(&network);
        }
        answer = Some(Answer { code: code::shown(&code), day: day.map(|it| shell.figures().date(it)) });
    } else if !typed.is_empty() {
        problem = Some(shell.t("verify-no-code"));
    }
    let mut problems = ErrorSummary::new(&shell);
    if let Some(problem) = &problem {
        problems.add("code", problem.clone());
    }
    let is_wrong = problem.is_some();
    let content = VerifyPage {
        style: style::SHEET.address(),
        problems,
        code: Field::new(FieldKind::Text, "code", shell.t("verify-code"))
            .hint(shell.t("verify-code-hint"))
            .value(typed)
            .error(problem)
            .autocomplete("off")
            .required(),
        answer,
        shell: &shell,
    };
    Ok(shell
        .page(shell.t("verify-title"))
        .lead(shell.t("verify-lead"))
        .status(status(is_wrong))
        .render(&content))
}

/// The day on which the message of a code left; `None`: no message has it. Takes as long for either.
async fn day_of(tx: &mut Tx, code: &str) -> Result<Option<Date>, StoreError> {
    const SQL: &str =
        "SELECT MAX(COALESCE(sent_at_us, created_at_us)) FROM notice WHERE code = $1 AND simulated IS NULL";
    let at_us: Option<i64> = both!(tx, conn => sqlx::query_scalar(SQL).bind(code).fetch_one(conn).await)?;
    Ok(at_us.map(kernel::paris_date))
}
