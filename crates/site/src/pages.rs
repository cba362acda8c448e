//! The site's own pages: signing in and out, one's account, and the pages that say what failed.

use askama::Template;
use axum::{
    Form,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jiff::Timestamp;
use kernel::{Explain, Secret};
use register::{Account, AccountError, Tx, account, audit, session};
use serde::Deserialize;
use serde_json::json;

use crate::{
    Access, ErrorSummary, Failure, Field, Going, Machine, Routes, Shell, form::FieldKind,
    tries::SIGN_IN_WAIT, visitor::CookieChange,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .route("/connexion", Access::Public, get(sign_in_page).post(sign_in))
        .route("/deconnexion", Access::SignedIn, post(sign_out))
        .route("/compte", Access::SignedIn, get(account_page))
        .route("/compte/mot-de-passe", Access::SignedIn, get(password_page).post(change_password))
        .route("/compte/sessions", Access::SignedIn, post(end_sessions))
}

/// `/` where no slice has a page for it: signing in, or the place where people land after it.
pub(crate) fn front() -> Routes {
    async fn go(shell: Shell) -> Going {
        Going::to(if shell.account().is_some() { shell.site().home() } else { "/connexion" })
    }
    Routes::new().route("/", Access::Public, get(go))
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    shell: &'a Shell,
    problems: ErrorSummary,
    next: &'a str,
    email: Field,
    password: Field,
    is_new: bool,
}

#[derive(Debug, Deserialize)]
struct Wanted {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct SignInForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: Secret<String>,
    #[serde(default)]
    next: String,
}

/// `GET /connexion`
async fn sign_in_page(shell: Shell, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    if shell.account().is_some() {
        return Ok(Going::to(local(&wanted.next, shell.site().home())).into_response());
    }
    show_sign_in(&shell, StatusCode::OK, "", &wanted.next, None).await
}

async fn show_sign_in(
    shell: &Shell,
    status: StatusCode,
    email: &str,
    next: &str,
    problem: Option<String>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let is_new = account::count(&mut tx).await? == 0;
    drop(tx);
    let mut problems = ErrorSummary::new(shell);
    if let Some(problem) = problem {
        problems.add("email", problem);
    }
    let page = SignInPage {
        shell,
        problems,
        next,
        email: Field::new(FieldKind::Email, "email", shell.t("field-email"))
            .value(email)
            .autocomplete("username")
            .required(),
        password: Field::new(FieldKind::Password, "password", shell.t("field-password"))
            .autocomplete("current-password")
            .required(),
        is_new,
    };
    Ok(shell.page(shell.t("sign-in-title")).status(status).render(&page))
}

/// `POST /connexion`
async fn sign_in(
    shell: Shell,
    Machine(machine): Machine,
    Form(form): Form<SignInForm>,
) -> Result<Response, Failure> {
    let site = shell.site();
    let now = site.clock().now();
    if !site.limits().take(&form.email, Some(machine), now) {
        tracing::warn!(%machine, "too many wrong tries at signing in");
        return Err(Failure::too_many(SIGN_IN_WAIT.as_secs()));
    }
    let mut tx = site.db().read().await?;
    let found = account::credentials(&mut tx, &form.email).await?;
    drop(tx);
    let known = found.as_ref().map(|(account, _)| account.clone());
    let account = match account::verify(found, &form.password).await {
        Ok(account) => account,
        Err(AccountError::Store(error)) => return Err(error.into()),
        Err(refused) => {
            // Told for an unknown address too, without it: the answer takes as long, and a password may stand there.
            let mut tx = site.db().write().await?;
            tell(&mut tx, known.as_ref(), "account.sign-in-refused", now).await?;
            tx.commit().await?;
            let problem = shell.say(&refused.message());
            return show_sign_in(
                &shell,
                StatusCode::UNPROCESSABLE_ENTITY,
                &form.email,
                &form.next,
                Some(problem),
            )
            .await;
        }
    };
    site.limits().give_back(&form.email, Some(machine));
    let mut tx = site.db().write().await?;
    let key = session::open(&mut tx, &account, now).await?;
    tell(&mut tx, Some(&account), "account.sign-in", now).await?;
    tx.commit().await?;
    Ok(Going::to(local(&form.next, site.home())).change(CookieChange::SignIn(key)).into_response())
}

/// `POST /deconnexion`
async fn sign_out(shell: Shell) -> Result<Going, Failure> {
    let site = shell.site();
    if let Some(key) = shell.visitor().session_key() {
        let mut tx = site.db().write().await?;
        session::end(&mut tx, key).await?;
        tell(&mut tx, Some(shell.signed_in()?), "account.sign-out", site.clock().now()).await?;
        tx.commit().await?;
    }
    Ok(Going::to("/connexion").change(CookieChange::SignOut).done(shell.t("signed-out")))
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    shell: &'a Shell,
    account: &'a Account,
    role: String,
    partner: Option<String>,
}

/// `GET /compte`
async fn account_page(shell: Shell) -> Result<Response, Failure> {
    let account = shell.signed_in()?;
    let mut tx = shell.site().db().read().await?;
    let partner = match &account.partner {
        Some(code) => register::partner::find(&mut tx, code).await?.map(|it| it.name),
        None => None,
    };
    drop(tx);
    let page = AccountPage { shell: &shell, account, role: shell.say(&account.role.label()), partner };
    Ok(shell.page(shell.t("account-title")).render(&page))
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage<'a> {
    shell: &'a Shell,
    problems: ErrorSummary,
    current: Field,
    new: Field,
    again: Field,
}

#[derive(Deserialize)]
struct PasswordForm {
    #[serde(default)]
    current: Secret<String>,
    #[serde(default)]
    new: Secret<String>,
    #[serde(default)]
    again: Secret<String>,
}

/// `GET /compte/mot-de-passe`
async fn password_page(shell: Shell) -> Response {
    show_password(&shell, StatusCode::OK, None)
}

fn show_password(shell: &Shell, status: StatusCode, problem: Option<&(&str, String)>) -> Response {
    let mut problems = ErrorSummary::new(shell);
    let field = |name: &str, key: &str, fills: &'static str| {
        let wrong = problem.filter(|(it, _)| *it == name).map(|(_, sentence)| sentence.clone());
        Field::new(FieldKind::Password, name, shell.t(key)).autocomplete(fills).required().error(wrong)
    };
    let page = PasswordPage {
        shell,
        current: field("current", "field-password-current", "current-password"),
        new: field("new", "field-password-new", "new-password").hint(shell.t("field-password-hint")),
        again: field("again", "field-password-again", "new-password"),
        problems: {
            if let Some((name, sentence)) = problem {
                problems.add(*name, sentence);
            }
            problems
        },
    };
    shell
        .page(shell.t("password-title"))
        .crumb(shell.t("account-title"), "/compte")
        .status(status)
        .render(&page)
}

/// `POST /compte/mot-de-passe`: every session ends, and a new one begins here.
async fn change_password(shell: Shell, Form(form): Form<PasswordForm>) -> Result<Response, Failure> {
    let refused = |name: &str, sentence: String| {
        show_password(&shell, StatusCode::UNPROCESSABLE_ENTITY, Some(&(name, sentence)))
    };
    let site = shell.site();
    let account = shell.signed_in()?;
    // Guessing the present password from an open session is slowed down like signing in.
    let now = site.clock().now();
    if !site.limits().take(&account.email, None, now) {
        return Err(Failure::too_many(SIGN_IN_WAIT.as_secs()));
    }
    let mut tx = site.db().read().await?;
    let found = account::credentials(&mut tx, &account.email).await?;
    drop(tx);
    match account::verify(found, &form.current).await {
        Ok(_) => site.limits().give_back(&account.email, None),
        Err(AccountError::Store(error)) => return Err(error.into()),
        Err(_) => return Ok(refused("current", shell.t("password-current-wrong"))),
    }
    if form.new != form.again {
        return Ok(refused("again", shell.t("password-differs")));
    }
    let digest = match account::hash_password(&form.new).await {
        Ok(digest) => digest,
        Err(AccountError::Store(error)) => return Err(error.into()),
        Err(error) => return Ok(refused("new", shell.say(&error.message()))),
    };
    let mut tx = site.db().write().await?;
    account::set_password(&mut tx, account.id, digest).await?;
    let going = renew(&mut tx, account, "account.password", now).await?;
    tx.commit().await?;
    Ok(going.done(shell.t("password-changed")).into_response())
}

/// `POST /compte/sessions`: signs out everywhere but here.
async fn end_sessions(shell: Shell) -> Result<Going, Failure> {
    let site = shell.site();
    let account = shell.signed_in()?;
    let now = site.clock().now();
    let mut tx = site.db().write().await?;
    account::revoke_sessions(&mut tx, account.id).await?;
    let going = renew(&mut tx, account, "account.end-sessions", now).await?;
    tx.commit().await?;
    Ok(going.done(shell.t("sessions-ended")))
}

/// Opens a session of the account's new epoch and tells the audit trail.
async fn renew(tx: &mut Tx, account: &Account, action: &str, now: Timestamp) -> Result<Going, Failure> {
    let account = account::find(tx, account.id).await?.ok_or_else(Failure::unauthorized)?;
    let key = session::open(tx, &account, now).await?;
    tell(tx, Some(&account), action, now).await?;
    Ok(Going::to("/compte").change(CookieChange::SignIn(key)))
}

/// Tells the audit trail what happened to an account, last in its transaction.
async fn tell(tx: &mut Tx, account: Option<&Account>, action: &str, now: Timestamp) -> Result<(), Failure> {
    let actor = account.map_or_else(|| "nobody".to_owned(), Account::actor);
    let partner = account.and_then(|it| it.partner.as_ref());
    let entry = audit::Entry { actor: &actor, action, object: &actor, partner, detail: json!({}) };
    Ok(audit::tell(tx, entry, now).await?)
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage<'a> {
    shell: &'a Shell,
    detail: Option<String>,
    fields: Vec<String>,
    home: &'static str,
}

/// A failure as a page: what happened, what to do, where to go.
pub(crate) fn failure_page(shell: &Shell, failure: &Failure) -> Response {
    let home = if shell.account().is_some() { shell.site().home() } else { "/connexion" };
    let page = FailurePage {
        shell,
        detail: failure.detail().map(|it| shell.say(it)),
        fields: failure.fields().iter().map(|(_, message)| shell.say(message)).collect(),
        home,
    };
    shell.page(shell.say(failure.title())).status(failure.status()).render(&page)
}

/// The path to go to after signing in: only one of this site.
fn local<'a>(next: &'a str, home: &'a str) -> &'a str {
    let is_local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.bytes().any(|it| it.is_ascii_control());
    if is_local && next != "/" { next } else { home }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_never_leads_to_another_site() {
        for outside in
            ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "", "/a\r\nb"]
        {
            assert_eq!(local(outside, "/home"), "/home", "{outside:?}");
        }
        assert_eq!(local("/canaux?by=month", "/home"), "/canaux?by=month");
    }
}
