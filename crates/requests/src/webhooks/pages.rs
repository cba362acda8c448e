//! The pages on which a manager says which programs are told what, and sees what they were told.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use gateways::hook::{self, Reach};
use jiff::{Timestamp, ToSpan as _, civil};
use kernel::{Explain as _, PartnerCode};
use register::Role;
use serde_json::json;
use site::{Access, ErrorSummary, Failure, Field, Going, Routes, Sent, Shell, form::FieldKind};

use super::{
    DeliveryId, EVENTS, Signer, WEBHOOKS_MAX, Webhook, WebhookId,
    store::{self, Delivery, DeliveryState},
    try_out,
};
use crate::store::requests::{self, Wanted};

/// The list.
const PATH: &str = "/demandes/reglages/webhooks";
/// Who says which programs are told what.
const MANAGERS: &[Role] = &[Role::Manager];
/// Messages of one page.
const PAGE: i64 = 50;

/// What the pages need. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Hooks {
    signer: Signer,
    reach: Reach,
}

impl Hooks {
    /// `signer` makes secrets; `reach` says where programs may be.
    pub const fn new(signer: Signer, reach: Reach) -> Self {
        Self { signer, reach }
    }
}

/// The routes.
pub fn routes(hooks: Hooks) -> Routes {
    let managers = Access::Roles(MANAGERS);
    Routes::new()
        .route(PATH, managers, get(list).post(add))
        .route("/demandes/reglages/webhooks/{id}", managers, get(show).post(change))
        .route("/demandes/reglages/webhooks/{id}/rejouer", managers, post(replay))
        .with_state(hooks)
}

struct Line {
    href: String,
    url: String,
    about: String,
}

#[derive(Template)]
#[template(path = "webhooks.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    hooks: Vec<Line>,
    problems: ErrorSummary,
    url: Field,
    groups: Vec<Group>,
    is_full: bool,
}

/// Events that belong together.
struct Group {
    name: String,
    /// Code, words, whether it is chosen.
    events: Vec<(&'static str, String, bool)>,
}

struct Told {
    id: String,
    event: String,
    at: String,
    state: String,
    class: &'static str,
    about: String,
    body: String,
}

#[derive(Template)]
#[template(path = "webhook.html")]
struct OnePage<'a> {
    shell: &'a Shell,
    action: String,
    secret: Option<String>,
    problems: ErrorSummary,
    url: Field,
    groups: Vec<Group>,
    is_on: bool,
    is_paused: bool,
    counts: String,
    told: Vec<Told>,
    next: Option<String>,
    range: Vec<Field>,
}

fn partner(shell: &Shell) -> Result<PartnerCode, Failure> {
    shell.signed_in()?.partner.clone().ok_or_else(Failure::forbidden)
}

/// `GET /demandes/reglages/webhooks`
async fn list(shell: Shell) -> Result<Response, Failure> {
    list_page(&shell, &Sent::default(), None).await
}

async fn list_page(shell: &Shell, sent: &Sent, problem: Option<String>) -> Result<Response, Failure> {
    let partner = partner(shell)?;
    let mut tx = shell.site().db().read().await?;
    let all = store::listed(&mut tx, &partner).await?;
    drop(tx);
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let line = |it: &Webhook| Line {
        href: format!("{PATH}/{}", it.id),
        url: it.url.clone(),
        about: shell.t(state_key(it)),
    };
    let page = ListPage {
        is_full: all.len() >= WEBHOOKS_MAX,
        hooks: all.iter().map(line).collect(),
        problems: problems(shell, problem.as_ref()),
        url: url_field(shell, sent.text("adresse"), problem),
        groups: groups(shell, &chosen(sent)),
        shell,
    };
    let shown = shell.page(shell.t("webhooks-title")).lead(shell.t("webhooks-lead")).status(status);
    Ok(shown
        .crumb(shell.t("desk-title"), "/demandes")
        .crumb(shell.t("desk-settings"), "/demandes/reglages")
        .render(&page))
}

fn state_key(hook: &Webhook) -> &'static str {
    match (hook.is_on, hook.failures) {
        (false, _) => "webhook-off",
        (true, 0) => "webhook-on",
        (true, _) => "webhook-away",
    }
}

fn problems(shell: &Shell, problem: Option<&String>) -> ErrorSummary {
    let mut problems = ErrorSummary::new(shell);
    if let Some(problem) = problem {
        problems.add("adresse", problem.clone());
    }
    problems
}

fn url_field(shell: &Shell, url: &str, problem: Option<String>) -> Field {
    Field::new(FieldKind::Text, "adresse", shell.t("webhook-url"))
        .hint(shell.t("webhook-url-hint"))
        .value(url)
        .error(problem)
        .autocomplete("off")
        .required()
}

/// All events, requests and contacts apart.
fn groups(shell: &Shell, chosen: &[String]) -> Vec<Group> {
    let of = |prefix: &str, key: &str| Group {
        name: shell.t(key),
        events: EVENTS
            .iter()
            .filter(|it| it.starts_with(prefix))
            .map(|it| (*it, event_said(shell, it), chosen.iter().any(|chosen| chosen == it)))
            .collect(),
    };
    vec![of("request.", "webhook-events-requests"), of("contact.", "webhook-events-contacts")]
}

fn event_said(shell: &Shell, event: &str) -> String {
    if EVENTS.contains(&event) {
        shell.t(&format!("webhook-event-{}", event.replace('.', "-")))
    } else {
        event.to_owned()
    }
}

/// The events that a form names, in their order.
fn chosen(sent: &Sent) -> Vec<String> {
    let is_chosen = |event: &&&str| sent.all("evenement").any(|it| it == **event);
    EVENTS.iter().filter(is_chosen).map(|it| (*it).to_owned()).collect()
}

/// `POST /demandes/reglages/webhooks`: makes one, and shows its secret, once.
async fn add(State(hooks): State<Hooks>, shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let url = match hook::checked(sent.text("adresse"), hooks.reach) {
        Ok(url) => url,
        Err(error) => return list_page(&shell, &sent, Some(shell.say(&error.message()))).await,
    };
    let partner = partner(&shell)?;
    let now = shell.now();
    let hook = Webhook {
        id: WebhookId::new(now),
        partner: partner.clone(),
        url: url.to_string(),
        events: chosen(&sent),
        is_on: true,
        generation: 0,
        failures: 0,
        created_at: now,
    };
    let mut tx = shell.site().db().write().await?;
    if !store::record(&mut tx, &hook, &shell.signed_in()?.actor()).await? {
        let problem = shell.t1("webhook-too-many", "most", WEBHOOKS_MAX as u64);
        return Ok(Going::to(PATH).problem(problem).into_response());
    }
    let detail = json!({ "events": hook.events });
    shell.tell(&mut tx, "webhook.create", &hook.id.to_string(), Some(&partner), detail).await?;
    tx.commit().await?;
    one_page(&shell, &hook, (Some(&hooks.signer), None), None).await
}

async fn own(shell: &Shell, tx: &mut register::Tx, id: &str) -> Result<Webhook, Failure> {
    let id: WebhookId = id.parse().map_err(|_| Failure::not_found())?;
    store::find(tx, &partner(shell)?, id).await?.ok_or_else(Failure::not_found)
}

/// `GET /demandes/reglages/webhooks/{id}`; `avant` is where a page of what it was told begins.
async fn show(shell: Shell, Path(id): Path<String>, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let asked = Sent::of(query.as_deref().unwrap_or(""));
    let mut tx = shell.site().db().read().await?;
    let hook = own(&shell, &mut tx, &id).await?;
    drop(tx);
    one_page(&shell, &hook, (None, None), place(asked.text("avant"))).await
}

fn place(code: &str) -> Option<(Timestamp, DeliveryId)> {
    let (at_us, id) = code.split_once('.')?;
    Some((Timestamp::from_microsecond(at_us.parse().ok()?).ok()?, id.parse().ok()?))
}

async fn one_page(
    shell: &Shell,
    hook: &Webhook,
    (signer, problem): (Option<&Signer>, Option<String>),
    before: Option<(Timestamp, DeliveryId)>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let mut told = store::told(&mut tx, hook.id, before, PAGE + 1).await?;
    let counts = store::counts(&mut tx, hook.id).await?;
    drop(tx);
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_more = told.len() > shown;
    told.truncate(shown);
    let action = format!("{PATH}/{}", hook.id);
    let last = told.last().filter(|_| has_more);
    let next = last.map(|it| format!("{action}?avant={}.{}", it.created_at.as_microsecond(), it.id));
    let count = |state: DeliveryState| counts.iter().find(|it| it.0 == state).map_or(0, |it| it.1);
    let args = [
        ("sent", count(DeliveryState::Sent).into()),
        ("waiting", count(DeliveryState::Waiting).into()),
        ("refused", count(DeliveryState::Refused).into()),
    ];
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = OnePage {
        secret: signer.map(|it| it.secret(hook).reveal().clone()),
        problems: problems(shell, problem.as_ref()),
        url: url_field(shell, &hook.url, problem),
        groups: groups(shell, &hook.events),
        is_on: hook.is_on,
        is_paused: hook.failures > 0,
        counts: shell.t_with("webhook-counts", &args),
        told: told.iter().map(|it| told_one(shell, it)).collect(),
        next,
        range: vec![
            Field::new(FieldKind::Date, "du", shell.t("webhook-replay-from")).required(),
            Field::new(FieldKind::Date, "au", shell.t("webhook-replay-until")).required(),
            Field::new(FieldKind::Checkbox, "toutes", shell.t("webhook-replay-all")),
        ],
        action,
        shell,
    };
    let title = shell.t("webhook-title");
    let shown = shell.page(title).status(status).wide().crumb(shell.t("desk-title"), "/demandes");
    let shown = shown.crumb(shell.t("desk-settings"), "/demandes/reglages");
    Ok(shown.crumb(shell.t("webhooks-title"), PATH).render(&page))
}

fn told_one(shell: &Shell, it: &Delivery) -> Told {
    let (state, class) = match it.state {
        DeliveryState::Sent => ("webhook-sent", "good"),
        DeliveryState::Waiting => ("webhook-waiting", "note"),
        DeliveryState::Refused => ("webhook-refused", "bad"),
    };
    let mut about = Vec::new();
    if let Some(status) = it.status {
        about.push(shell.t_with(
            "webhook-answered",
            &[
                ("status", status.to_string().into()),
                ("answer", it.answer.clone().unwrap_or_default().into()),
            ],
        ));
    }
    if let Some(problem) = &it.problem {
        about.push(shell.t(&format!("webhook-problem-{problem}")));
    }
    if it.state == DeliveryState::Waiting && it.tries > 0 {
        about.push(shell.t1("webhook-next-try", "at", shell.figures().instant(it.next_try_at)));
    }
    Told {
        id: it.id.to_string(),
        event: event_said(shell, &it.event),
        at: shell.figures().instant(it.created_at),
        state: shell.t(state),
        class,
        about: about.join(" "),
        body: it.body.clone(),
    }
}

/// `POST /demandes/reglages/webhooks/{id}`: `geste` says what: saved, another secret, a trial, gone.
async fn change(
    State(hooks): State<Hooks>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().write().await?;
    let mut hook = own(&shell, &mut tx, &id).await?;
    let (object, back) = (hook.id.to_string(), format!("{PATH}/{}", hook.id));
    match sent.text("geste") {
        "retirer" => {
            store::remove(&mut tx, &hook.partner, hook.id).await?;
            shell.tell(&mut tx, "webhook.remove", &object, Some(&hook.partner), json!({})).await?;
            tx.commit().await?;
            Ok(Going::to(PATH).done(shell.t("webhook-removed")).into_response())
        }
        "secret" => {
            hook.generation += 1;
            store::change(&mut tx, &hook).await?;
            shell.tell(&mut tx, "webhook.secret", &object, Some(&hook.partner), json!({})).await?;
            tx.commit().await?;
            one_page(&shell, &hook, (Some(&hooks.signer), None), None).await
        }
        "essayer" => {
            let wanted = Wanted { with_snoozed: true, ..Wanted::default() };
            let found = requests::listed(&mut tx, &hook.partner, &wanted, None, (1, shell.now())).await?;
            let Some(request) = found.first() else {
                return Ok(Going::to(back).problem(shell.t("webhook-no-request")).into_response());
            };
            try_out(&mut tx, &hook, request, shell.now()).await?;
            shell.tell(&mut tx, "webhook.test", &object, Some(&hook.partner), json!({})).await?;
            tx.commit().await?;
            Ok(Going::to(back).done(shell.t("webhook-tried")).into_response())
        }
        _ => {
            match hook::checked(sent.text("adresse"), hooks.reach) {
                Ok(url) => hook.url = url.to_string(),
                Err(error) => {
                    drop(tx);
                    sent.text("adresse").clone_into(&mut hook.url);
                    hook.events = chosen(&sent);
                    return one_page(&shell, &hook, (None, Some(shell.say(&error.message()))), None).await;
                }
            }
            hook.events = chosen(&sent);
            hook.is_on = sent.text("actif") == "on";
            store::change(&mut tx, &hook).await?;
            let detail = json!({ "events": hook.events, "is_on": hook.is_on });
            shell.tell(&mut tx, "webhook.change", &object, Some(&hook.partner), detail).await?;
            tx.commit().await?;
            Ok(Going::to(back).done(shell.t("desk-settings-saved")).into_response())
        }
    }
}

/// `POST /demandes/reglages/webhooks/{id}/rejouer`: one message (`message`), or those of the days from `du` to `au`.
async fn replay(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let hook = own(&shell, &mut tx, &id).await?;
    let back = format!("{PATH}/{}", hook.id);
    let replayed = if sent.text("message").is_empty() {
        let (Some(from), Some(until)) = (day(sent.text("du"), 0), day(sent.text("au"), 1)) else {
            return Ok(Going::to(back).problem(shell.t("webhook-no-days")).into_response());
        };
        store::replay_range(&mut tx, hook.id, (from, until), sent.text("toutes") == "on", now).await?
    } else {
        let delivery: DeliveryId = sent.text("message").parse().map_err(|_| Failure::not_found())?;
        u64::from(store::replay(&mut tx, hook.id, delivery, now).await?)
    };
    let detail = json!({ "replayed": replayed });
    shell.tell(&mut tx, "webhook.replay", &hook.id.to_string(), Some(&hook.partner), detail).await?;
    tx.commit().await?;
    Ok(Going::to(back).done(shell.t1("webhook-replayed", "count", replayed)).into_response())
}

/// Midnight in Paris at the beginning of a day, or so many days later.
fn day(text: &str, later: i64) -> Option<Timestamp> {
    let day: civil::Date = text.parse().ok()?;
    let start_us = kernel::paris_day_start(day.checked_add(later.days()).ok()?)?;
    Timestamp::from_microsecond(start_us).ok()
}
