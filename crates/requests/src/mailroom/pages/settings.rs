//! How a mailbox is reached: the form, checked by logging in before it is kept.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::{Explain as _, Secret};
use mail::Dkim;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::{PATH, list, partner};
use crate::{
    handling::House,
    mailroom::{
        Mailbox, MailboxId,
        access::{self, Access},
        mailbox::{self, ImapSettings, MailboxSettings, OauthSettings},
        seal::MailboxSecrets,
        work::{Mailroom, WorkError},
    },
    usager::Way,
};

/// Letters of a name.
const NAME_MAX: usize = 120;

#[derive(Template)]
#[template(path = "mailbox.html")]
struct SettingsPage<'a> {
    shell: &'a Shell,
    problems: ErrorSummary,
    action: String,
    about: Vec<Field>,
    incoming: Vec<Field>,
    outgoing: Vec<Field>,
    renewal: Vec<Field>,
    trust: Vec<Field>,
}

/// What was typed, and what is wrong with it.
struct Typed<'a> {
    sent: &'a Sent,
    faults: Vec<(&'static str, String)>,
}

impl Typed<'_> {
    fn fault(&mut self, field: &'static str, sentence: String) {
        self.faults.push((field, sentence));
    }

    fn given(&self, name: &str) -> Option<String> {
        Some(self.sent.text(name).to_owned()).filter(|it| !it.is_empty())
    }
}

/// `GET /demandes/boites/nouvelle`
pub(super) async fn blank(shell: Shell) -> Result<Response, Failure> {
    let sent = Sent::of("security=tls&port=993&folder=INBOX&login=password&is_on=on");
    page(&shell, None, &sent, &[]).await
}

/// `GET /demandes/boites/{id}`
pub(super) async fn edit(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let mailbox = list::own(&shell, &id).await?;
    let sent = as_sent(&mailbox);
    page(&shell, Some(&mailbox), &sent, &[]).await
}

/// The fields of a mailbox as a form sends them; secrets are never written back.
fn as_sent(mailbox: &Mailbox) -> Sent {
    let settings = &mailbox.settings;
    let imap = settings.imap.as_ref();
    let of = |value: Option<&String>| value.cloned().unwrap_or_default();
    let fields = [
        ("address", mailbox.address.clone()),
        ("name", mailbox.name.clone()),
        ("team", mailbox.team.map(|it| it.to_string()).unwrap_or_default()),
        ("host", imap.map(|it| it.host.clone()).unwrap_or_default()),
        ("port", imap.map(|it| it.port.to_string()).unwrap_or_default()),
        ("security", imap.map_or_else(|| "tls".to_owned(), |it| it.security.clone())),
        ("user", imap.map(|it| it.user.clone()).unwrap_or_default()),
        ("login", imap.map_or_else(|| "password".to_owned(), |it| it.login.clone())),
        ("folder", imap.map_or_else(|| "INBOX".to_owned(), |it| it.folder.clone())),
        ("smtp", of(settings.smtp.as_ref())),
        ("smtp-user", of(settings.smtp_user.as_ref())),
        ("smtp-login", settings.smtp_login.clone().unwrap_or_else(|| "password".to_owned())),
        ("oauth-endpoint", of(settings.oauth.as_ref().map(|it| &it.endpoint))),
        ("oauth-client", of(settings.oauth.as_ref().map(|it| &it.client_id))),
        ("oauth-scope", of(settings.oauth.as_ref().and_then(|it| it.scope.as_ref()))),
        ("trusted", of(settings.trusted_server.as_ref())),
        ("dkim-selector", of(settings.dkim_selector.as_ref())),
        ("is_on", if mailbox.is_on { "on".to_owned() } else { String::new() }),
    ];
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    Sent::of(&query)
}

/// `POST /demandes/boites/nouvelle`
pub(super) async fn save(
    shell: Shell,
    State(mailroom): State<Arc<Mailroom>>,
    sent: Sent,
) -> Result<Response, Failure> {
    keep(&shell, &mailroom, None, &sent).await
}

/// `POST /demandes/boites/{id}`
pub(super) async fn save_known(
    shell: Shell,
    State(mailroom): State<Arc<Mailroom>>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let mailbox = list::own(&shell, &id).await?;
    keep(&shell, &mailroom, Some(mailbox), &sent).await
}

async fn keep(
    shell: &Shell,
    mailroom: &Mailroom,
    known: Option<Mailbox>,
    sent: &Sent,
) -> Result<Response, Failure> {
    let mut typed = Typed { sent, faults: Vec::new() };
    let read = read(shell, mailroom, known.as_ref(), &mut typed).await?;
    let Some(mailbox) = read.filter(|_| typed.faults.is_empty()) else {
        return page(shell, known.as_ref(), sent, &typed.faults).await;
    };
    // Whoever mistypes a password or a token learns it now, not tomorrow.
    let mut access = None;
    if mailbox.is_on && mailbox.settings.oauth.is_some() {
        match first_access(shell, mailroom, known.as_ref(), (&mailbox, sent)).await {
            Ok(had) => access = had,
            Err(error) => typed.fault("oauth-refresh", shell.say(&error.message())),
        }
    }
    if typed.faults.is_empty() && mailbox.is_on && mailbox.settings.imap.is_some() {
        let token = access.as_ref().map(|it| Secret::new(it.token.clone()));
        match mailroom.session(&mailbox, token).await {
            Ok(session) => session.close().await,
            Err(error) => typed.fault("host", shell.say(&error.message())),
        }
    }
    if !typed.faults.is_empty() {
        return page(shell, known.as_ref(), sent, &typed.faults).await;
    }
    let mut tx = shell.site().db().write().await?;
    match mailbox::save(&mut tx, &mailbox, shell.now()).await {
        Err(error) if error.is_duplicate() => {
            drop(tx);
            typed.fault("address", shell.t("mailbox-taken"));
            return page(shell, known.as_ref(), sent, &typed.faults).await;
        }
        done => done?,
    }
    if let Some(access) = &access {
        let sealed = mailroom.sealer.seal(mailbox.id, access)?;
        mailbox::keep_access(&mut tx, mailbox.id, Some(&sealed)).await?;
    }
    let action = if known.is_some() { "mailbox.change" } else { "mailbox.create" };
    shell.tell(&mut tx, action, &mailbox.id.to_string(), Some(&mailbox.partner), json!({})).await?;
    tx.commit().await?;
    Ok(Going::to(PATH).done(shell.t("mailbox-saved")).into_response())
}

/// The first access token that a new refresh token gives; `None`: none was typed, and what is kept is renewed as ever.
async fn first_access(
    shell: &Shell,
    mailroom: &Mailroom,
    known: Option<&Mailbox>,
    (mailbox, sent): (&Mailbox, &Sent),
) -> Result<Option<Access>, WorkError> {
    let is_as_before = known.is_some_and(|it| it.settings.oauth == mailbox.settings.oauth);
    if is_as_before && sent.text("oauth-refresh").is_empty() && sent.text("oauth-client-secret").is_empty() {
        return Ok(None);
    }
    let is_new = known.is_none() || !sent.text("oauth-refresh").is_empty();
    let kept = if is_new { None } else { mailroom.kept_access(mailbox).await? };
    let renewal = mailroom.renewal(mailbox, kept.as_ref())?;
    Ok(Some(access::renewed(&renewal, shell.now()).await?))
}

/// The mailbox that was typed; faults go to the form.
async fn read(
    shell: &Shell,
    mailroom: &Mailroom,
    known: Option<&Mailbox>,
    typed: &mut Typed<'_>,
) -> Result<Option<Mailbox>, Failure> {
    let partner = partner(shell)?;
    let mut tx = shell.site().db().read().await?;
    let house = House::read(&mut tx, &partner).await?;
    drop(tx);
    let id = known.map_or_else(|| MailboxId::new(shell.now()), |it| it.id);
    let address = Way::email(typed.sent.text("address"));
    if address.is_none() {
        typed.fault("address", shell.t("mailbox-address-none"));
    }
    let name: String = typed.sent.text("name").chars().take(NAME_MAX).collect();
    if name.is_empty() || name.chars().any(char::is_control) {
        typed.fault("name", shell.t("mailbox-name-none"));
    }
    let team = typed.given("team").and_then(|it| it.parse().ok()).filter(|it| house.team(*it).is_some());
    let imap = imap(shell, typed);
    let smtp = typed.given("smtp");
    if smtp.as_ref().is_some_and(|it| gateways::Smtp::new(it, "a@b.example").is_err() || it.contains('@')) {
        typed.fault("smtp", shell.t("mailbox-smtp-none"));
    }
    if imap.is_none() && smtp.is_none() && typed.faults.is_empty() {
        typed.fault("host", shell.t("mailbox-nothing"));
    }
    let mut secrets = match known.and_then(|it| it.secret.as_deref()) {
        Some(sealed) => mailroom.sealer.open(id, sealed).unwrap_or_default(),
        None => MailboxSecrets::default(),
    };
    for (field, secret) in [
        ("password", &mut secrets.imap),
        ("smtp-password", &mut secrets.smtp),
        ("dkim-key", &mut secrets.dkim),
        ("oauth-client-secret", &mut secrets.oauth_client),
        ("oauth-refresh", &mut secrets.oauth_refresh),
    ] {
        // A field that stays empty leaves the secret as it is.
        if let Some(given) = typed.sent.typed(field).filter(|it| !it.is_empty()) {
            given.clone_into(secret);
        }
    }
    let oauth = oauth(shell, typed, &secrets);
    let dkim_selector = typed.given("dkim-selector");
    if let (Some(selector), Some(way)) = (&dkim_selector, &address) {
        let domain = way.value.rsplit_once('@').map_or("", |it| it.1);
        if let Err(error) = Dkim::new(domain, selector, Secret::new(secrets.dkim.clone())) {
            typed.fault("dkim-key", shell.say(&error.message()));
        }
    }
    let Some(address) = address.map(|it| it.value) else { return Ok(None) };
    let settings = MailboxSettings {
        imap,
        smtp,
        smtp_user: typed.given("smtp-user"),
        trusted_server: typed.given("trusted"),
        trusted_hops: 0,
        dkim_selector,
        smtp_login: typed.given("smtp-login").filter(|it| it == "oauth2"),
        oauth,
    };
    Ok(Some(Mailbox {
        id,
        name,
        team,
        settings,
        secret: Some(mailroom.sealer.seal(id, &secrets)?),
        is_on: typed.sent.text("is_on") == "on",
        ..Mailbox::new(partner, address, shell.now())
    }))
}

/// Who issues tokens, if one is named.
fn oauth(shell: &Shell, typed: &mut Typed<'_>, secrets: &MailboxSecrets) -> Option<OauthSettings> {
    let address = typed.given("oauth-endpoint")?;
    if let Err(error) = gateways::oauth2::endpoint(&address) {
        typed.fault("oauth-endpoint", shell.say(&error.message()));
    }
    let client_id = typed.given("oauth-client");
    if client_id.is_none() {
        typed.fault("oauth-client", shell.t("mailbox-oauth-no-client"));
    }
    if secrets.oauth_refresh.is_empty() {
        typed.fault("oauth-refresh", shell.t("mailbox-oauth-no-refresh"));
    }
    Some(OauthSettings { endpoint: address, client_id: client_id?, scope: typed.given("oauth-scope") })
}

fn imap(shell: &Shell, typed: &mut Typed<'_>) -> Option<ImapSettings> {
    let host = typed.given("host")?;
    let port = typed.sent.text("port").parse().ok().filter(|it| *it > 0);
    if port.is_none() {
        typed.fault("port", shell.t("mailbox-port-none"));
    }
    let user = typed.given("user");
    if user.is_none() {
        typed.fault("user", shell.t("mailbox-user-none"));
    }
    Some(ImapSettings {
        host,
        port: port?,
        security: typed.given("security").unwrap_or_else(|| "tls".to_owned()),
        user: user?,
        login: typed.given("login").unwrap_or_else(|| "password".to_owned()),
        folder: typed.given("folder").unwrap_or_else(|| "INBOX".to_owned()),
    })
}

async fn page(
    shell: &Shell,
    known: Option<&Mailbox>,
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Result<Response, Failure> {
    let partner = partner(shell)?;
    let mut tx = shell.site().db().read().await?;
    let house = House::read(&mut tx, &partner).await?;
    drop(tx);
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(*field, sentence.clone());
    }
    let field = |kind: FieldKind, name: &'static str| {
        let error = faults.iter().find(|it| it.0 == name).map(|it| it.1.clone());
        Field::new(kind, name, shell.t(&format!("mailbox-field-{name}"))).value(sent.text(name)).error(error)
    };
    let hinted = |kind: FieldKind, name: &'static str| {
        field(kind, name).hint(shell.t(&format!("mailbox-hint-{name}")))
    };
    let choice = |names: &[&str], prefix: &str| {
        let one = |it: &&str| ((*it).to_owned(), shell.t(&format!("{prefix}-{it}")));
        FieldKind::Select(names.iter().map(one).collect())
    };
    let mut teams = vec![(String::new(), shell.t("mailbox-team-first"))];
    teams.extend(house.teams.iter().map(|it| (it.id.to_string(), it.name.clone())));
    let action = known.map_or_else(|| format!("{PATH}/nouvelle"), |it| format!("{PATH}/{}", it.id));
    let content = SettingsPage {
        problems,
        action,
        about: vec![
            field(FieldKind::Email, "address").required(),
            hinted(FieldKind::Text, "name").required(),
            field(FieldKind::Select(teams), "team"),
            field(FieldKind::Checkbox, "is_on"),
        ],
        incoming: vec![
            field(FieldKind::Text, "host"),
            field(FieldKind::Number, "port"),
            field(choice(&["tls", "start-tls", "plain"], "mailbox-security"), "security"),
            field(FieldKind::Text, "user"),
            field(choice(&["password", "oauth2"], "mailbox-login"), "login"),
            hinted(FieldKind::Password, "password"),
            field(FieldKind::Text, "folder"),
        ],
        outgoing: vec![
            hinted(FieldKind::Text, "smtp"),
            field(FieldKind::Text, "smtp-user"),
            field(choice(&["password", "oauth2"], "mailbox-login"), "smtp-login"),
            hinted(FieldKind::Password, "smtp-password"),
        ],
        renewal: vec![
            hinted(FieldKind::Text, "oauth-endpoint"),
            field(FieldKind::Text, "oauth-client"),
            hinted(FieldKind::Password, "oauth-client-secret"),
            hinted(FieldKind::Password, "oauth-refresh"),
            hinted(FieldKind::Text, "oauth-scope"),
        ],
        trust: vec![
            hinted(FieldKind::Text, "trusted"),
            hinted(FieldKind::Text, "dkim-selector"),
            hinted(FieldKind::LongText, "dkim-key").value(""),
        ],
        shell,
    };
    let title = shell.t(if known.is_some() { "mailbox-edit" } else { "mailbox-new" });
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(shell
        .page(title)
        .crumb(shell.t("nav-requests"), "/demandes")
        .crumb(shell.t("mailboxes-title"), PATH)
        .status(status)
        .render(&content))
}
