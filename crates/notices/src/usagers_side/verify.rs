//! Is this message from us? Only one that left is: of one that waits, or never left, whoever asks learns as much as of a code that nobody drew.

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
    address::Medium,
    pages::{common::status, style},
    store::word,
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

/// What is answered: yes, the day, and what to beware of; or no.
struct Answer {
    code: String,
    yes: Option<(String, String)>,
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
        let left = left(&mut tx, &code).await?;
        drop(tx);
        if left.is_some() {
            limits.codes.give_back(&network);
        }
        let yes = left.map(|(day, medium)| {
            // A letter arrives days later, and only its paper is true.
            let (said, care) = match medium {
                Medium::Letter => ("verify-letter-day", "verify-letter-care"),
                Medium::Sms | Medium::Email => ("verify-yes-day", "verify-yes-care"),
            };
            (shell.t1(said, "day", shell.figures().date(day)), shell.t(care))
        });
        answer = Some(Answer { code: code::shown(&code), yes });
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

/// The day on which the message of a code left, and by which medium; `None`: none has it, or it has not left. What a carrier may have without
/// having said so has left: its person may hold it in their hand.
async fn left(tx: &mut Tx, code: &str) -> Result<Option<(Date, Medium)>, StoreError> {
    const SQL: &str = "
        SELECT COALESCE(sent_at_us, due_at_us), medium FROM notice
        WHERE code = $1 AND simulated IS NULL AND (
            sent_at_us IS NOT NULL OR doubts > 0 OR state IN ('doubtful', 'delivered') OR (state = 'sending' AND medium <> 'letter'))";
    let found: Option<(i64, String)> =
        both!(tx, conn => sqlx::query_as(SQL).bind(code).fetch_optional(conn).await)?;
    let Some((at_us, medium)) = found else { return Ok(None) };
    Ok(Some((kernel::paris_date(at_us), word("notice.medium", &medium, Medium::of)?)))
}
