//! One posted event, read field by field, so that each fault has its name.

use std::time::Duration;

use calendar::Territory;
use jiff::{Timestamp, civil::Date};
use kernel::{Channel, Message};
use serde_json::{Map, Value};

use crate::{
    address::{Address, Medium},
    people::Who,
    rules::facts::{CLOSED, Sign, WaitsFor, What},
    words::message,
};

/// Longest text of a field, in bytes.
const TEXT_BYTES_MAX: usize = 1_000;
/// Values of `data`.
const DATA_MAX: usize = 100;
/// How far clocks of other systems may be ahead of ours.
const AHEAD: Duration = Duration::from_mins(10);
/// Letters of a name that is shown again.
const SHOWN_MAX: usize = 200;

const FIELDS: [&str; 13] = [
    "event_id",
    "request",
    "usager",
    "at",
    "status",
    "is_closing",
    "waits_for",
    "date",
    "due",
    "reason",
    "life_event",
    "channel",
    "data",
];
const USAGER: [&str; 6] = ["external_id", "name", "phone", "email", "post", "language"];

/// What is wrong with a posted event.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    /// Which field; `None`: the whole.
    pub(super) field: Option<String>,
    /// What, and what to do.
    pub(super) message: Message,
}

/// An event that was read.
#[derive(Debug, Clone)]
pub(super) struct Happened {
    pub(super) event_id: Option<String>,
    pub(super) request: String,
    pub(super) who: Who,
    pub(super) at: Timestamp,
    pub(super) status: Option<What>,
    pub(super) date: Option<What>,
    pub(super) due: Option<What>,
    pub(super) is_closing: bool,
    pub(super) waits_for: Option<WaitsFor>,
    pub(super) reason: Option<String>,
    pub(super) life_event: Option<String>,
    pub(super) channel: Option<Channel>,
    pub(super) data: Map<String, Value>,
}

impl Happened {
    /// What is the same whenever the same event is told again: its id, else a digest of what happened to which request when.
    pub(super) fn source_id(&self) -> String {
        if let Some(id) = &self.event_id {
            return id.clone();
        }
        let parts = format!("{} {} {:?} {:?} {:?}", self.request, self.at, self.status, self.date, self.due);
        format!("auto:{}", blake3::hash(parts.as_bytes()).to_hex())
    }
}

type Fields = Map<String, Value>;

/// Reads one event.
///
/// # Errors
///
/// The first [`Fault`].
pub(super) fn read(value: &Value, now: Timestamp) -> Result<Happened, Fault> {
    let fields = value
        .as_object()
        .ok_or_else(|| Fault { field: None, message: message("rule-event-not-an-object") })?;
    known(fields, &FIELDS, "")?;
    let request = required(fields, "request")?.to_owned();
    let who = who(fields)?;
    let given = required(fields, "at")?;
    let at = instant("at", given)?;
    if at > now + AHEAD {
        return Err(fault("at", message("rule-event-future").with("value", given)));
    }
    let status = text(fields, "status")?;
    let is_closing = flag(fields, "is_closing")?.unwrap_or(status == Some(CLOSED));
    let status = status.map(|it| Sign::of(it).map_or_else(|| What::Status(it.to_owned()), What::Sign));
    let event = Happened {
        event_id: text(fields, "event_id")?.map(str::to_owned),
        request,
        who,
        at,
        date: date(fields)?,
        due: due(fields)?,
        is_closing,
        waits_for: word(fields, "waits_for", &WaitsFor::ALL.map(WaitsFor::code), WaitsFor::of)?,
        reason: text(fields, "reason")?.map(str::to_owned),
        life_event: text(fields, "life_event")?.map(str::to_owned),
        channel: channel(fields)?,
        data: data(fields)?,
        status,
    };
    if event.status.is_none() && event.date.is_none() && event.due.is_none() {
        return Err(Fault { field: None, message: message("rule-event-nothing") });
    }
    Ok(event)
}

fn known(fields: &Fields, known: &[&str], before: &str) -> Result<(), Fault> {
    match fields.keys().find(|it| !known.contains(&it.as_str())) {
        Some(other) => {
            let shown: String = format!("{before}{other}").chars().take(SHOWN_MAX).collect();
            Err(fault(&shown, message("rule-event-unknown-field").with("field", shown.clone())))
        }
        None => Ok(()),
    }
}

/// The text of a field, without the blanks around it; an empty one and `null` are absent.
fn text<'a>(fields: &'a Fields, name: &str) -> Result<Option<&'a str>, Fault> {
    let refused = || {
        let message = message("rule-event-not-text").with("field", name).with("max", TEXT_BYTES_MAX as u64);
        Err(fault(name, message))
    };
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(given)) => match given.trim() {
            "" => Ok(None),
            given if given.len() > TEXT_BYTES_MAX => refused(),
            given => Ok(Some(given)),
        },
        Some(_) => refused(),
    }
}

fn required<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, Fault> {
    text(fields, name)?.ok_or_else(|| missing(name))
}

fn flag(fields: &Fields, name: &str) -> Result<Option<bool>, Fault> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(given)) => Ok(Some(*given)),
        Some(other) => Err(not_a_word(name, &other.to_string(), &["true", "false"])),
    }
}

fn word<T>(
    fields: &Fields,
    name: &str,
    all: &[&str],
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Fault> {
    let Some(given) = text(fields, name)? else { return Ok(None) };
    read(given).map(Some).ok_or_else(|| not_a_word(name, given, all))
}

fn channel(fields: &Fields) -> Result<Option<Channel>, Fault> {
    let all: Vec<&str> = Channel::ALL.iter().map(|it| it.code()).collect();
    word(fields, "channel", &all, |it| it.parse().ok())
}

fn instant(name: &str, given: &str) -> Result<Timestamp, Fault> {
    let at: Option<Timestamp> = given.parse().ok();
    at.filter(is_of_our_time).ok_or_else(|| fault(name, message("rule-event-instant").with("value", given)))
}

fn is_of_our_time(at: &Timestamp) -> bool {
    (1990..=2100).contains(&Territory::Mainland.date_of(*at).year())
}

/// A day, or an instant with its day in Paris.
fn day(name: &str, given: &str) -> Result<(Date, Option<Timestamp>), Fault> {
    let refused = || fault(name, message("rule-event-day").with("value", given));
    if given.len() == 10 {
        let on: Date = given.parse().map_err(|_| refused())?;
        return if (1990..=2100).contains(&on.year()) { Ok((on, None)) } else { Err(refused()) };
    }
    let at: Timestamp = given.parse().map_err(|_| refused())?;
    if is_of_our_time(&at) { Ok((Territory::Mainland.date_of(at), Some(at))) } else { Err(refused()) }
}

fn date(fields: &Fields) -> Result<Option<What>, Fault> {
    let inner = match fields.get("date") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(inner)) => inner,
        Some(_) => return Err(fault("date", message("rule-event-not-an-object"))),
    };
    known(inner, &["kind", "on"], "date.")?;
    let kind = text(inner, "kind")?.ok_or_else(|| missing("date.kind"))?.to_owned();
    let (on, at) = day("date.on", text(inner, "on")?.ok_or_else(|| missing("date.on"))?)?;
    Ok(Some(What::Date { kind, on, at }))
}

fn due(fields: &Fields) -> Result<Option<What>, Fault> {
    let Some(given) = text(fields, "due")? else { return Ok(None) };
    let (on, at) = day("due", given)?;
    Ok(Some(What::Promise(at.unwrap_or_else(|| Territory::Mainland.end_of(on)))))
}

fn who(fields: &Fields) -> Result<Who, Fault> {
    let inner = match fields.get("usager") {
        None | Some(Value::Null) => return Err(missing("usager")),
        Some(Value::Object(inner)) => inner,
        Some(_) => return Err(fault("usager", message("rule-event-not-an-object"))),
    };
    known(inner, &USAGER, "usager.")?;
    let of =
        |name: &str| text(inner, name).map_err(|it| Fault { field: Some(format!("usager.{name}")), ..it });
    let mut addresses = Vec::new();
    if let Some(given) = of("phone")? {
        let refused = |_| fault("usager.phone", message("rule-event-phone").with("field", given));
        let number = sms::Number::read(given).map_err(refused)?;
        addresses.push(Address::kept(Medium::Sms, number.e164()));
    }
    if let Some(given) = of("email")? {
        let refused = || fault("usager.email", message("rule-event-email").with("field", given));
        addresses.push(Address::kept(Medium::Email, &email(given).ok_or_else(refused)?));
    }
    if let Some(given) = of("post")? {
        addresses.push(Address::kept(Medium::Letter, given));
    }
    let external_id = of("external_id")?.map(str::to_owned);
    if external_id.is_none() && addresses.is_empty() {
        return Err(fault("usager", message("rule-event-nobody")));
    }
    let (name, language) = (of("name")?.map(str::to_owned), of("language")?.map(str::to_owned));
    Ok(Who { external_id, name, addresses, language })
}

/// An e-mail address in its one form, if it is one.
fn email(given: &str) -> Option<String> {
    let (local, domain) = given.rsplit_once('@')?;
    let is_plain =
        !given.chars().any(|it| it.is_whitespace() || it.is_control() || "<>()[],;:\"".contains(it));
    let is_domain = domain.contains('.') && domain.split('.').all(|it| !it.is_empty());
    (is_plain && is_domain && !local.is_empty() && !local.contains('@'))
        .then(|| format!("{local}@{}", domain.to_lowercase()))
}

fn data(fields: &Fields) -> Result<Map<String, Value>, Fault> {
    let refused = || fault("data", message("rule-event-data").with("max", DATA_MAX as u64));
    let data = match fields.get("data") {
        None | Some(Value::Null) => return Ok(Map::new()),
        Some(Value::Object(data)) => data,
        Some(_) => return Err(refused()),
    };
    let is_name = |it: &str| {
        (1..=40).contains(&it.len()) && it.bytes().all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'_'))
    };
    let is_value = |it: &Value| match it {
        Value::String(it) => it.len() <= TEXT_BYTES_MAX,
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::Array(_) | Value::Object(_) => false,
    };
    if data.len() > DATA_MAX || data.iter().any(|(name, value)| !is_name(name) || !is_value(value)) {
        return Err(refused());
    }
    Ok(data.clone())
}

fn not_a_word(name: &str, given: &str, all: &[&str]) -> Fault {
    let shown: String = given.chars().take(SHOWN_MAX).collect();
    fault(name, message("rule-event-word").with("value", shown).with("known", all.join(", ")))
}

fn fault(field: &str, message: Message) -> Fault {
    Fault { field: Some(field.to_owned()), message }
}

fn missing(field: &str) -> Fault {
    fault(field, message("rule-event-missing").with("field", field))
}
