//! The form, and the link that shows that the address is theirs.

use std::time::Duration;

use askama::Template;
use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use register::outgoing;
use site::{ErrorSummary, Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::{Request, RequestId, State, store};
use crate::{
    style,
    words::{message, say},
};

/// The page.
pub const PATH: &str = "/rejoindre";
/// The link of the first message.
pub const CONFIRM: &str = "/rejoindre/{secret}";
/// Requests of one address in a day.
const OWN_MAX: i64 = 3;
/// Requests of all in an hour: more is not administrations.
const ALL_MAX: i64 = 30;
/// Longest line, longest message.
const LINE_MAX: usize = 120;
const MESSAGE_MAX: usize = 2_000;

#[derive(Template)]
#[template(path = "join.html")]
struct JoinPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    problems: ErrorSummary,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "join_confirm.html")]
struct ConfirmPage<'a> {
    shell: &'a Shell,
    action: String,
    organisation: &'a str,
}

/// What was typed.
#[derive(Debug, Clone, Default)]
struct Typed {
    organisation: String,
    person: String,
    post: String,
    email: String,
    message: String,
    agrees: bool,
}

/// `GET /rejoindre`
pub async fn show(shell: Shell) -> Response {
    page(&shell, &Typed::default(), &[], StatusCode::OK)
}

/// `POST /rejoindre`
pub async fn send(shell: Shell, headers: HeaderMap, sent: Sent) -> Result<Response, Failure> {
    let typed = Typed {
        organisation: sent.text("organisation").to_owned(),
        person: sent.text("person").to_owned(),
        post: sent.text("post").to_owned(),
        email: sent.text("email").to_lowercase(),
        message: sent.text("message").to_owned(),
        agrees: sent.text("agrees") == "on",
    };
    let problems = check(&typed);
    if !problems.is_empty() {
        return Ok(page(&shell, &typed, &problems, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let going = Going::to("/").done(shell.t1("join-sent", "email", typed.email.as_str()));
    // A field that no person sees: programs fill it. They are told what everybody is told.
    if !sent.text("website").is_empty() {
        return Ok(going.into_response());
    }
    let site = shell.site();
    let now = site.clock().now();
    let mut tx = site.db().write().await?;
    let day = Duration::from_hours(24);
    let (own, _) = store::since(&mut tx, &typed.email, now - day).await?;
    let (_, all) = store::since(&mut tx, &typed.email, now - Duration::from_hours(1)).await?;
    if own >= OWN_MAX || all >= ALL_MAX {
        return Err(Failure::too_many(if own >= OWN_MAX { day.as_secs() } else { 3_600 }));
    }
    let request = Request {
        id: RequestId::new(now),
        organisation: typed.organisation,
        person: typed.person,
        post: typed.post,
        email: typed.email,
        message: typed.message,
        lang: shell.lang(),
        state: State::Unconfirmed,
        created_at: now,
        answer: None,
    };
    let secret = store::record(&mut tx, &request).await?;
    let args = [
        ("person", request.person.as_str().into()),
        ("organisation", request.organisation.as_str().into()),
        ("link", site.address(&headers, &format!("{PATH}/{secret}")).into()),
    ];
    let subject = say(shell.lang(), "mail-confirm-subject", &[]);
    outgoing::post(&mut tx, &request.email, &subject, &say(shell.lang(), "mail-confirm", &args), now).await?;
    tx.commit().await?;
    Ok(going.into_response())
}

/// Fields with what is wrong with them, by the keys of their sentences.
fn check(typed: &Typed) -> Vec<(&'static str, &'static str)> {
    let mut problems = Vec::new();
    let lines = [("organisation", &typed.organisation), ("person", &typed.person), ("post", &typed.post)];
    for (name, value) in lines {
        if value.is_empty() {
            problems.push((name, "join-missing"));
        } else if value.chars().count() > LINE_MAX || value.chars().any(char::is_control) {
            problems.push((name, "join-too-long"));
        }
    }
    let parts = typed.email.split_once('@');
    let is_email = parts.is_some_and(|(name, domain)| {
        !name.is_empty() && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
    });
    if !is_email
        || typed.email.len() > 254
        || typed.email.chars().any(|it| it.is_whitespace() || it.is_control())
    {
        problems.push(("email", "join-bad-email"));
    }
    if typed.message.chars().count() > MESSAGE_MAX {
        problems.push(("message", "join-too-long"));
    }
    if !typed.agrees {
        problems.push(("agrees", "join-agree-missing"));
    }
    problems
}

fn page(shell: &Shell, typed: &Typed, wrong: &[(&str, &str)], status: StatusCode) -> Response {
    let mut problems = ErrorSummary::new(shell);
    for (name, key) in wrong {
        let args = [("field", shell.t(&format!("join-{name}")).into()), ("problem", shell.t(key).into())];
        problems.add(*name, shell.t_with("field-problem", &args));
    }
    let error = |name: &str| wrong.iter().find(|(it, _)| *it == name).map(|(_, key)| shell.t(key));
    let field = |kind, name: &str, value: &str| {
        Field::new(kind, name, shell.t(&format!("join-{name}"))).value(value).error(error(name))
    };
    let content = JoinPage {
        shell,
        style: style::SHEET.address(),
        fields: vec![
            field(FieldKind::Text, "organisation", &typed.organisation)
                .autocomplete("organization")
                .required(),
            field(FieldKind::Text, "person", &typed.person).autocomplete("name").required(),
            field(FieldKind::Text, "post", &typed.post).autocomplete("organization-title").required(),
            field(FieldKind::Email, "email", &typed.email)
                .hint(shell.t("join-email-hint"))
                .autocomplete("email")
                .required(),
            field(FieldKind::LongText, "message", &typed.message).hint(shell.t("join-message-hint")),
            field(FieldKind::Checkbox, "agrees", if typed.agrees { "on" } else { "" }).required(),
        ],
        problems,
    };
    shell.page(shell.t("join-title")).lead(shell.t("join-lead")).status(status).render(&content)
}

/// `GET /rejoindre/{secret}`: asks to confirm; a link that programs open beforehand confirms nothing.
pub async fn ask(shell: Shell, Path(secret): Path<String>) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let request = store::of_secret(&mut tx, &secret).await?.ok_or_else(lost)?;
    drop(tx);
    if request.state != State::Unconfirmed {
        return Ok(Going::to("/").done(shell.t("join-confirmed")).into_response());
    }
    let content = ConfirmPage {
        shell: &shell,
        action: format!("{PATH}/{secret}"),
        organisation: &request.organisation,
    };
    Ok(shell.page(shell.t("join-confirm-title")).render(&content))
}

/// `POST /rejoindre/{secret}`
pub async fn confirm(shell: Shell, Path(secret): Path<String>) -> Result<Response, Failure> {
    let mut tx = shell.site().db().write().await?;
    let request = store::of_secret(&mut tx, &secret).await?.ok_or_else(lost)?;
    store::confirm(&mut tx, request.id).await?;
    tx.commit().await?;
    Ok(Going::to("/").done(shell.t("join-confirmed")).into_response())
}

fn lost() -> Failure {
    Failure::new(StatusCode::NOT_FOUND, message("join-link-lost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let good = Typed {
            organisation: "Ville de Nantes".into(),
            person: "Camille Martin".into(),
            post: "Responsable".into(),
            email: "camille@nantes.example".into(),
            message: String::new(),
            agrees: true,
        };
        assert!(check(&good).is_empty());
        for email in ["", "camille", "camille@", "@x.fr", "a@b", "a b@c.fr", "a@c.fr\nBcc: x@y.fr"] {
            let wrong = Typed { email: email.into(), ..good.clone() };
            assert_eq!(check(&wrong), [("email", "join-bad-email")], "{email:?}");
        }
        let none = check(&Typed::default());
        assert_eq!(none.len(), 5);
        let long = Typed { message: "x".repeat(2_001), ..good };
        assert_eq!(check(&long), [("message", "join-too-long")]);
    }
}
