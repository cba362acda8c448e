//! The programme decides on requests to join; and sees the messages that are not sent.

use askama::Template;
use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use kernel::PartnerCode;
use register::{AccountError, NewAccount, Partner, Role, account, audit, outgoing, partner, secret_token};
use serde_json::json;
use site::{Failure, Going, Sent, Shell};
use unicode_normalization::UnicodeNormalization as _;

use super::{RequestId, State, store, welcome};
use crate::{
    style,
    words::{message, say},
};

/// The page.
pub const PATH: &str = "/programme/adhesions";
/// The messages that are not sent.
pub const MAIL: &str = "/programme/messages";
/// Messages shown.
const MAIL_MAX: i64 = 200;
/// Longest answer to somebody who is declined.
const ANSWER_MAX: usize = 2_000;

#[derive(Template)]
#[template(path = "join_review.html")]
struct ReviewPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    requests: Vec<Item>,
    outstanding: Option<String>,
}

struct Item {
    id: String,
    organisation: String,
    about: String,
    message: String,
    state: String,
    answer: Option<String>,
    is_open: bool,
    code: String,
}

/// `GET /programme/adhesions`
pub async fn list(shell: Shell) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let requests = store::list(&mut tx).await?;
    let partners = partner::list(&mut tx, &kernel::Scope::Everyone).await?;
    let outstanding = outgoing::outstanding(&mut tx, MAIL_MAX).await?.len();
    drop(tx);
    let item = |it: super::Request| Item {
        id: it.id.to_string(),
        about: format!(
            "{}, {} · {} · {}",
            it.person,
            it.post,
            it.email,
            shell.figures().instant(it.created_at)
        ),
        state: shell.t(&format!("join-state-{}", it.state.code())),
        is_open: it.state == State::Confirmed,
        code: free_code(&it.organisation, &partners),
        organisation: it.organisation,
        message: it.message,
        answer: it.answer.filter(|it| !it.is_empty()),
    };
    let content = ReviewPage {
        shell: &shell,
        style: style::SHEET.address(),
        requests: requests.into_iter().map(item).collect(),
        outstanding: (outstanding > 0).then(|| shell.t1("mail-outstanding", "n", outstanding as u64)),
    };
    Ok(shell.page(shell.t("join-review-title")).lead(shell.t("join-review-lead")).render(&content))
}

/// A code for an administration that no other has: its letters, then a number.
fn free_code(name: &str, partners: &[Partner]) -> String {
    let letters: String = name
        .nfd()
        .filter_map(|it| match it.to_ascii_uppercase() {
            it if it.is_ascii_alphanumeric() => Some(it),
            ' ' | '-' | '\'' | '’' => Some('-'),
            _ => None,
        })
        .collect();
    let words: Vec<&str> = letters.split('-').filter(|it| !it.is_empty()).collect();
    let code: String = words.join("-").chars().take(20).collect();
    let code = code.trim_end_matches('-').to_owned();
    let is_free = |code: &str| partners.iter().all(|it| it.code.as_str() != code);
    let numbered = (2..).map(|number| format!("{code}-{number}"));
    std::iter::once(code.clone()).chain(numbered).find(|it| is_free(it)).unwrap_or(code)
}

/// `POST /programme/adhesions/{id}`: accepts (partner, first account, welcome message) or declines (a message with the reason).
pub async fn decide(
    shell: Shell,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let by = shell.signed_in()?.actor();
    let id: RequestId = id.parse().map_err(|_| Failure::not_found())?;
    let site = shell.site();
    let now = site.clock().now();
    let back = Going::to(PATH);
    // Nobody knows this password: the person chooses one by the link of the welcome message.
    let unknown = kernel::Secret::new(secret_token::generate()?);
    let digest = account::hash_password(&unknown).await.map_err(|_| Failure::our_fault())?;
    let mut tx = site.db().write().await?;
    let request = store::find(&mut tx, id).await?.ok_or_else(Failure::not_found)?;
    let lang = request.lang;
    let (state, code, answer, action) = match sent.text("do") {
        "accept" => {
            let Ok(code) = sent.text("code").parse::<PartnerCode>() else {
                return Ok(back
                    .problem(shell.t1("join-bad-code", "code", sent.text("code")))
                    .into_response());
            };
            (State::Accepted, Some(code), String::new(), "join.accept")
        }
        "decline" => {
            let answer: String = sent.text("answer").chars().take(ANSWER_MAX).collect();
            if answer.is_empty() {
                return Ok(back.problem(shell.t("join-answer-missing")).into_response());
            }
            (State::Declined, None, answer, "join.decline")
        }
        _ => return Err(Failure::of_status(StatusCode::BAD_REQUEST)),
    };
    if let Some(code) = &code
        && partner::find(&mut tx, code).await?.is_none()
    {
        let new = Partner { code: code.clone(), name: request.organisation.clone() };
        partner::save(&mut tx, &new, now).await?;
    }
    if !store::decide(&mut tx, id, state, code.as_ref(), &answer, (&by, now)).await? {
        return Ok(back.problem(shell.t("join-decided-before")).into_response());
    }
    let (subject, body) = if let Some(code) = &code {
        let new = NewAccount {
            email: request.email.clone(),
            name: request.person.clone(),
            role: Role::Manager,
            partner: Some(code.clone()),
        };
        let account = match account::create(&mut tx, &new, digest, now).await {
            Ok(account) => account,
            Err(AccountError::Store(error)) => return Err(error.into()),
            // The transaction rolls back: the request stays open.
            Err(refused) => {
                return Ok(back.problem(shell.say(&kernel::Explain::message(&refused))).into_response());
            }
        };
        let secret = store::invite(&mut tx, account.id, now).await?;
        let args = [
            ("person", request.person.as_str().into()),
            ("organisation", request.organisation.as_str().into()),
            ("link", site.address(&headers, &welcome::address(&secret)).into()),
        ];
        (say(lang, "mail-welcome-subject", &[]), say(lang, "mail-welcome", &args))
    } else {
        let args = [("person", request.person.as_str().into()), ("answer", answer.as_str().into())];
        (say(lang, "mail-declined-subject", &[]), say(lang, "mail-declined", &args))
    };
    outgoing::post(&mut tx, &request.email, &subject, &body, now).await?;
    let entry = audit::Entry {
        actor: &by,
        action,
        object: &id.to_string(),
        partner: code.as_ref(),
        detail: json!({}),
    };
    audit::tell(&mut tx, entry, now).await?;
    tx.commit().await?;
    let key = if code.is_some() { "join-was-accepted" } else { "join-was-declined" };
    Ok(back.done(shell.t1(key, "organisation", request.organisation)).into_response())
}

#[derive(Template)]
#[template(path = "mail.html")]
struct MailPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    mails: Vec<(String, outgoing::Mail, String)>,
}

/// `GET /programme/messages`: what waits to be sent, and why.
pub async fn mail(shell: Shell) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let mails = outgoing::outstanding(&mut tx, MAIL_MAX).await?;
    drop(tx);
    let mails =
        mails.into_iter().map(|it| (it.id.to_string(), it.clone(), shell.figures().instant(it.created_at)));
    let content = MailPage { shell: &shell, style: style::SHEET.address(), mails: mails.collect() };
    let page = shell.page(shell.t("mail-title")).crumb(shell.t("join-review-title"), PATH);
    Ok(page.lead(shell.t("mail-lead")).render(&content))
}

/// `POST /programme/messages`: somebody has handed the message over by other means.
pub async fn handed_over(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let id = sent.text("mail").parse().map_err(|_| Failure::not_found())?;
    let site = shell.site();
    let now = site.clock().now();
    let mut tx = site.db().write().await?;
    if !outgoing::handed_over(&mut tx, id, now).await? {
        return Err(Failure::new(StatusCode::NOT_FOUND, message("mail-gone")));
    }
    shell.tell(&mut tx, "mail.handed-over", &id.to_string(), None, json!({})).await?;
    tx.commit().await?;
    Ok(Going::to(MAIL).done(shell.t("mail-handed-over")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_made_of_the_name_and_is_free() {
        let taken =
            ["VILLE-DE-NANTES", "CAF"].map(|it| Partner { code: it.parse().unwrap(), name: it.into() });
        assert_eq!(free_code("Préfecture de l’Hérault", &taken), "PREFECTURE-DE-L-HERA");
        assert_eq!(free_code("Ville de Nantes", &taken), "VILLE-DE-NANTES-2");
        assert_eq!(free_code("CAF", &taken), "CAF-2");
    }
}
