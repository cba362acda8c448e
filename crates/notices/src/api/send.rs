//! A program asks for one notice.

use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    Api,
    failed::{Failed, bad_address},
    proof::Caller,
    wire,
};
use crate::{
    accept::{Order, moment},
    address::{Address, Medium},
    notice::Origin,
    service::KeyKind,
    store,
    template::{Template, TemplateId},
};

/// What every call may hold, besides where it goes.
const FIELDS: [&str; 7] =
    ["template_id", "personalisation", "reference", "scheduled_for", "language", "request", "usager"];
/// The lines of an address among the values of a letter.
const LINES: usize = 7;

type Sent = Result<(StatusCode, Json<Value>), Failed>;

/// `POST /v2/notifications/sms`.
pub(super) async fn sms(State(api): State<Api>, caller: Caller, body: Bytes) -> Sent {
    send(&api, caller, Medium::Sms, &body).await
}

/// `POST /v2/notifications/email`.
pub(super) async fn email(State(api): State<Api>, caller: Caller, body: Bytes) -> Sent {
    send(&api, caller, Medium::Email, &body).await
}

/// `POST /v2/notifications/letter`.
pub(super) async fn letter(State(api): State<Api>, caller: Caller, body: Bytes) -> Sent {
    send(&api, caller, Medium::Letter, &body).await
}

async fn send(api: &Api, caller: Caller, medium: Medium, body: &[u8]) -> Sent {
    let body = object(body)?;
    if medium == Medium::Letter && body.contains_key("content") {
        return Err(Failed::bad("Precompiled letters are not taken here: send a template and its values"));
    }
    let asked = Asked::read(medium, &body, api.door().clock.now())?;
    let mut tx = api.door().db.read().await?;
    let template = template(&mut tx, &caller, asked.template).await?;
    drop(tx);
    if template.medium != medium {
        let (is, wanted) = (template.medium.code(), medium.code());
        return Err(Failed::bad(format!("{is} template is not suitable for {wanted} notification")));
    }
    own_id(&caller, "sms_sender_id", asked.sender)?;
    own_id(&caller, "email_reply_to_id", asked.replies)?;
    if medium == Medium::Letter && caller.key.kind == KeyKind::Team {
        return Err(Failed::bad("Cannot send letters with a team api key"));
    }
    let service = caller.service.clone();
    let mut order = Order::new(caller.service, template, asked.to, Origin::Key(caller.key.id));
    order.language = asked.language;
    order.personalisation = asked.personalisation;
    order.reference = asked.reference;
    order.key_kind = caller.key.kind;
    order.request = asked.request;
    order.usager = asked.usager;
    order.not_before = asked.not_before;
    order.unsubscribe = asked.unsubscribe;
    let notice = api.0.acceptor.accept(order).await.map_err(|it| Failed::refused(it, medium))?;
    let site = api.door().site.as_deref().unwrap_or("");
    Ok((StatusCode::CREATED, Json(wire::accepted(site, &service, &notice))))
}

/// The template that a call names, in its last version.
pub(super) async fn template(tx: &mut register::Tx, caller: &Caller, id: Uuid) -> Result<Template, Failed> {
    let found = store::templates::find(tx, caller.service.id, TemplateId::from_uuid(id)).await?;
    let template = found.ok_or_else(|| Failed::bad("Template not found"))?;
    if template.archived_at.is_some() {
        return Err(Failed::bad("Template has been deleted"));
    }
    Ok(template)
}

/// A service has one sender and one address for answers: both are named by the service's own id.
pub(super) fn own_id(caller: &Caller, field: &str, id: Option<Uuid>) -> Result<(), Failed> {
    match id {
        Some(id) if id != caller.service.id.uuid() => Err(Failed::bad(format!(
            "{field} {id} does not exist in database for service id {}",
            caller.service.id.uuid()
        ))),
        _ => Ok(()),
    }
}

/// The object of a body.
pub(super) fn object(body: &[u8]) -> Result<Map<String, Value>, Failed> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(Failed::bad("Invalid JSON supplied in POST data")),
    }
}

/// What a call asks for.
struct Asked {
    template: Uuid,
    to: Address,
    personalisation: Map<String, Value>,
    reference: Option<String>,
    language: Option<String>,
    request: Option<String>,
    usager: Option<String>,
    not_before: Option<Timestamp>,
    sender: Option<Uuid>,
    replies: Option<Uuid>,
    unsubscribe: Option<String>,
}

impl Asked {
    fn read(medium: Medium, body: &Map<String, Value>, now: Timestamp) -> Result<Self, Failed> {
        let mut reading = Reading { body, faults: Vec::new() };
        let own: &[&str] = match medium {
            Medium::Sms => &["phone_number", "sms_sender_id"],
            Medium::Email => {
                &["email_address", "email_reply_to_id", "one_click_unsubscribe_url", "sanitise_content_for"]
            }
            Medium::Letter => &[],
        };
        reading.refuse_others(own);
        let template = reading.id("template_id", true);
        let personalisation = reading.values();
        let to = match medium {
            Medium::Sms => reading.text("phone_number", true),
            Medium::Email => reading.text("email_address", true),
            Medium::Letter => Some(address_lines(&personalisation)),
        };
        let sender = reading.id("sms_sender_id", false);
        let replies = reading.id("email_reply_to_id", false);
        let reference = reading.text("reference", false);
        let language = reading.text("language", false);
        let (request, usager) = (reading.text("request", false), reading.text("usager", false));
        let unsubscribe = reading.text("one_click_unsubscribe_url", false);
        if unsubscribe.as_ref().is_some_and(|it| !it.starts_with("https://")) {
            reading.faults.push("one_click_unsubscribe_url is not a valid https url".to_owned());
        }
        let not_before = reading.not_before(now);
        let address = to.as_ref().and_then(|it| Address::read(medium, it));
        if to.is_some() && address.is_none() {
            reading.faults.push(bad_address(medium));
        }
        match (template, address) {
            (Some(template), Some(to)) if reading.faults.is_empty() => Ok(Self {
                template,
                to,
                personalisation,
                reference,
                language,
                request,
                usager,
                not_before,
                sender,
                replies,
                unsubscribe,
            }),
            _ => Err(Failed::invalid(reading.faults)),
        }
    }
}

/// The lines of a letter's address, from what fills it.
fn address_lines(values: &Map<String, Value>) -> String {
    let mut lines: Vec<&str> =
        (1..=LINES).filter_map(|it| values.get(&format!("address_line_{it}"))?.as_str()).collect();
    lines.extend(values.get("postcode").and_then(Value::as_str));
    lines.join("\n")
}

/// Reads a body, and keeps what is wrong with it.
pub(super) struct Reading<'a> {
    pub(super) body: &'a Map<String, Value>,
    pub(super) faults: Vec<String>,
}

impl Reading<'_> {
    fn refuse_others(&mut self, own: &[&str]) {
        for name in
            self.body.keys().filter(|it| !FIELDS.contains(&it.as_str()) && !own.contains(&it.as_str()))
        {
            let name: String = name.chars().take(100).collect();
            self.faults.push(format!("Additional properties are not allowed ({name} was unexpected)"));
        }
    }

    /// A text; `None`: there is none, or it is none.
    pub(super) fn text(&mut self, name: &str, is_required: bool) -> Option<String> {
        match self.body.get(name) {
            None | Some(Value::Null) if is_required => {
                self.faults.push(format!("{name} is a required property"));
                None
            }
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(_) => {
                self.faults.push(format!("{name} is not of type string"));
                None
            }
        }
    }

    pub(super) fn id(&mut self, name: &str, is_required: bool) -> Option<Uuid> {
        let text = self.text(name, is_required)?;
        let id = Uuid::try_parse(&text).ok();
        if id.is_none() {
            self.faults.push(format!("{name} is not a valid UUID"));
        }
        id
    }

    fn values(&mut self) -> Map<String, Value> {
        match self.body.get("personalisation") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(values)) => {
                for (name, _) in values.iter().filter(|(_, value)| value.get("file").is_some()) {
                    self.faults.push(format!("personalisation {name}: files are not sent by link"));
                }
                values.clone()
            }
            Some(_) => {
                self.faults.push("personalisation is not of type object".to_owned());
                Map::new()
            }
        }
    }

    /// When it is to leave; not in the past, and not too far ahead.
    pub(super) fn not_before(&mut self, now: Timestamp) -> Option<Timestamp> {
        let text = self.text("scheduled_for", false)?;
        let fault = match wire::read_instant(&text) {
            None => {
                "scheduled_for datetime format is invalid. It must be a valid ISO8601 date time format, \
                https://en.wikipedia.org/wiki/ISO_8601"
            }
            Some(at) if at < now => "scheduled_for datetime can not be in the past",
            Some(at) if at > now + moment::AHEAD_MAX => {
                "scheduled_for datetime can only be up to 396 days in the future"
            }
            Some(at) => return Some(at),
        };
        self.faults.push(fault.to_owned());
        None
    }
}
