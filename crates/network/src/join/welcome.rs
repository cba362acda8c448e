//! The first person of an administration chooses a password.

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::{Explain as _, Secret};
use register::{Account, AccountError, account, audit};
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::store;
use crate::words::message;

/// The route.
pub const ROUTE: &str = "/bienvenue/{secret}";

/// The address of an invitation.
pub fn address(secret: &str) -> String {
    format!("/bienvenue/{secret}")
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomePage<'a> {
    shell: &'a Shell,
    problems: ErrorSummary,
    fields: Vec<Field>,
    action: String,
}

/// `GET /bienvenue/{secret}`
pub async fn show(shell: Shell, Path(secret): Path<String>) -> Result<Response, Failure> {
    let account = invited(&shell, &secret).await?;
    Ok(page(&shell, &account, &secret, None))
}

/// `POST /bienvenue/{secret}`
pub async fn choose(shell: Shell, Path(secret): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let account = invited(&shell, &secret).await?;
    let given = |name: &str| sent.typed(name).unwrap_or("").to_owned();
    let (first, again) = (given("password"), given("again"));
    if first != again {
        return Ok(page(&shell, &account, &secret, Some(("again", &shell.t("welcome-not-same")))));
    }
    let digest = match account::hash_password(&Secret::new(first)).await {
        Ok(digest) => digest,
        Err(AccountError::Store(error)) => return Err(error.into()),
        Err(refused) => {
            return Ok(page(&shell, &account, &secret, Some(("password", &shell.say(&refused.message())))));
        }
    };
    let site = shell.site();
    let now = site.clock().now();
    let mut tx = site.db().write().await?;
    if !store::use_up(&mut tx, &secret).await? {
        return Err(gone());
    }
    account::set_password(&mut tx, account.id, digest).await?;
    let entry = audit::Entry {
        actor: &account.actor(),
        action: "account.first-password",
        object: &account.id.to_string(),
        partner: account.partner.as_ref(),
        detail: json!({}),
    };
    audit::tell(&mut tx, entry, now).await?;
    tx.commit().await?;
    Ok(Going::to("/connexion?next=/autodiagnostic").done(shell.t("welcome-done")).into_response())
}

async fn invited(shell: &Shell, secret: &str) -> Result<Account, Failure> {
    let mut tx = shell.site().db().read().await?;
    let id = store::invited(&mut tx, secret, shell.site().clock().now()).await?.ok_or_else(gone)?;
    account::find(&mut tx, id).await?.filter(|it| !it.closed).ok_or_else(gone)
}

fn gone() -> Failure {
    Failure::new(StatusCode::NOT_FOUND, message("welcome-gone"))
}

fn page(shell: &Shell, account: &Account, secret: &str, problem: Option<(&str, &str)>) -> Response {
    let mut problems = ErrorSummary::new(shell);
    if let Some((field, sentence)) = problem {
        problems.add(field, sentence);
    }
    let error = |name: &str| problem.filter(|(it, _)| *it == name).map(|(_, it)| it.to_owned());
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let field = |name: &str, key: &str| {
        Field::new(FieldKind::Password, name, shell.t(key))
            .autocomplete("new-password")
            .error(error(name))
            .required()
    };
    let content = WelcomePage {
        shell,
        problems,
        fields: vec![
            field("password", "field-password-new").hint(shell.t("field-password-hint")),
            field("again", "field-password-again"),
        ],
        action: address(secret),
    };
    let page = shell.page(shell.t1("welcome-title", "name", account.name.as_str()));
    page.lead(shell.t1("welcome-lead", "email", account.email.as_str())).status(status).render(&content)
}
