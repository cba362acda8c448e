//! Asking for the link to one's preferences, by one's telephone or address of e-mail.

use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::State, response::Response};
use jiff::Timestamp;
use kernel::{Lang, Scope};
use register::{StoreError, Tx, both, outgoing};
use serde_json::{Map, Value};
use site::{ErrorSummary, Failure, Field, Machine, Sent, Shell, form::FieldKind};
use sqlx::types::Uuid;

use super::{Limits, UsagersSide};
use crate::{
    accept::{Door, Order, Refused, accept},
    address::{Address, Medium},
    links,
    notice::{NoticeId, Origin},
    pages::{common::status, style},
    reading,
    service::Service,
    store::{notices, services, templates},
    template::{Lane, Template as Model, TemplateId, Text},
    words::message,
};

/// Administrations of which one person gets a link at once.
const PARTNERS_MAX: i64 = 3;
/// Who writes the template of this message.
pub(crate) const PRODUCT: &str = "product";

#[derive(Template)]
#[template(path = "usager_ask.html")]
struct AskPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    problems: ErrorSummary,
    address: Field,
    is_sent: bool,
}

/// `GET /messages/preferences`
pub(super) async fn form(shell: Shell) -> Response {
    page(&shell, "", None, false)
}

fn page(shell: &Shell, typed: &str, problem: Option<String>, is_sent: bool) -> Response {
    let mut problems = ErrorSummary::new(shell);
    if let Some(problem) = &problem {
        problems.add("adresse", problem.clone());
    }
    let is_wrong = problem.is_some();
    let content = AskPage {
        style: style::SHEET.address(),
        problems,
        address: Field::new(FieldKind::Text, "adresse", shell.t("preference-ask-address"))
            .hint(shell.t("preference-ask-address-hint"))
            .value(typed)
            .error(problem)
            .required(),
        is_sent,
        shell,
    };
    let shown = shell.page(shell.t("preference-title")).lead(shell.t("preference-ask-lead"));
    shown.status(status(is_wrong)).render(&content)
}

/// `POST /messages/preferences`: the same is answered whoever is asked about, and as soon.
pub(super) async fn send(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    sent: Sent,
) -> Result<Response, Failure> {
    let typed = sent.text("adresse");
    let read = if typed.contains('@') { reading::email(typed) } else { reading::telephone(typed) };
    let Ok(address) = read else {
        return Ok(page(&shell, typed, Some(shell.t("address-either-wrong")), false));
    };
    let now = shell.now();
    let limits = side.limits();
    Limits::take(&limits.asked, &machine.network(), Limits::ASKED_WAIT, now)?;
    let key = address.key(&side.door().keyring);
    if limits.links.take(&key, now) {
        let (door, lang) = (side.door().clone(), shell.lang());
        tokio::spawn(async move {
            if let Err(error) = link(&door, &address, lang, now).await {
                tracing::error!(%error, "a link to preferences was not sent");
            }
        });
    }
    Ok(page(&shell, "", None, true))
}

/// Sends the link to whoever has been written to at an address; nothing to others. Gives how many links.
pub(super) async fn link(
    door: &Door,
    address: &Address,
    lang: Lang,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let Some(site) = &door.site else { return Ok(0) };
    let mut tx = door.db.write().await?;
    let mut sent = 0;
    for id in latest(&mut tx, &address.key(&door.keyring)).await? {
        let Some(notice) = notices::get(&mut tx, id).await? else { continue };
        let link = links::preferences(&door.keyring, site, id);
        if address.medium() == Medium::Email {
            let subject = message("preference-mail-subject").say(lang);
            let body = message("preference-mail-body").with("link", link).say(lang);
            outgoing::post(&mut tx, address.text(), &subject, &body, now).await?;
            sent += 1;
            continue;
        }
        let scope = Scope::Partner(notice.partner.clone());
        let Some(service) = services::find(&mut tx, &scope, notice.service).await? else { continue };
        let template = model(&mut tx, &service, now).await?;
        let order = Order {
            language: Some(lang.tag().to_owned()),
            personalisation: Map::from_iter([("lien".to_owned(), Value::String(link))]),
            ..Order::new(service, template, address.clone(), Origin::Agent(PRODUCT.to_owned()))
        };
        match accept(&mut tx, door, &order, now).await {
            Ok(_) => sent += 1,
            Err(Refused::Store(error)) => return Err(error),
            // A service that is not open to all writes to nobody else.
            Err(refused) => tracing::info!(%refused, "a link to preferences could not be sent"),
        }
    }
    tx.commit().await?;
    Ok(sent)
}

/// The latest message to an address, of each administration that wrote to it.
async fn latest(tx: &mut Tx, recipient_key: &str) -> Result<Vec<NoticeId>, StoreError> {
    const SQL: &str = "
        SELECT found.notice_id FROM (
            SELECT (SELECT n.notice_id FROM notice n WHERE n.partner = p.code AND n.recipient_key = $1
                    AND n.recipient IS NOT NULL AND n.simulated IS NULL
                    ORDER BY n.created_at_us DESC LIMIT 1) AS notice_id
            FROM partner p) found
        WHERE found.notice_id IS NOT NULL LIMIT $2";
    let ids: Vec<Uuid> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(recipient_key).bind(PARTNERS_MAX).fetch_all(conn).await)?;
    Ok(ids.into_iter().map(NoticeId::from_uuid).collect())
}

/// What links to preferences are for: who asks for one gets it, so that it is no kind of message to choose.
pub(crate) fn purpose() -> String {
    message("preference-model-purpose").say(Lang::Fr)
}

/// What a service says with a link, made when it is first needed.
async fn model(tx: &mut Tx, service: &Service, now: Timestamp) -> Result<Model, StoreError> {
    let purpose = purpose();
    let known = templates::listed(tx, service.id, Some(Medium::Sms)).await?;
    if let Some(found) = known.into_iter().find(|it| it.created_by == PRODUCT && it.purpose == purpose) {
        return Ok(found);
    }
    let text = |lang: Lang| {
        let body = message("preference-model-text").with("link", "{{lien}}").say(lang);
        (lang.tag().to_owned(), Text { subject: String::new(), body })
    };
    let template = Model {
        id: TemplateId::new(now),
        service: service.id,
        medium: Medium::Sms,
        version: 1,
        name: message("preference-model-name").say(Lang::Fr),
        meaning: purpose.clone(),
        purpose,
        lane: Lane::Urgent,
        texts: BTreeMap::from(Lang::ALL.map(text)),
        created_by: PRODUCT.to_owned(),
        created_at: now,
        archived_at: None,
    };
    templates::record(tx, &template).await?;
    Ok(template)
}
