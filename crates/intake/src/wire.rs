//! One posted contact: the canonical columns as JSON, read field by field, so that each fault has its name.

use contact_log::{CONTACT_ID_BYTES_MAX, Keys};
use jiff::Timestamp;
use kernel::{Cause, Channel, Direction, Euro, Message, Outcome, PartnerCode};
use serde_json::{Map, Value};

use crate::{row::Row, words::message};

/// Longest text of a field, in bytes: that of imported files.
const TEXT_BYTES_MAX: usize = CONTACT_ID_BYTES_MAX;
/// Letters of a name that no field has, as it is shown.
const SHOWN_MAX: usize = 200;

const FIELDS: [&str; 17] = [
    "contact_id",
    "partner",
    "usager",
    "request",
    "started_at",
    "channel",
    "direction",
    "reason",
    "life_event",
    "cause",
    "outcome",
    "wait_s",
    "duration_s",
    "satisfaction",
    "cost",
    "site",
    "agent",
];

/// What is wrong with a posted contact.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Which field; `None` = the whole.
    pub field: Option<String>,
    /// What, and what to do.
    pub message: Message,
}

/// Reads one contact of `partner` and replaces its identifiers by pseudonyms; gives its id and what the register keeps.
///
/// # Errors
///
/// The first [`Fault`], in the order of the canonical columns.
///
/// # Panics
///
/// Never: numbers and texts are always JSON.
pub fn read(value: &Value, partner: &PartnerCode, keys: &Keys) -> Result<(String, String), Fault> {
    let fields = value.as_object().ok_or_else(|| Fault { field: None, message: message("not-an-object") })?;
    if let Some(unknown) = fields.keys().find(|it| !FIELDS.contains(&it.as_str())) {
        return Err(fault(unknown, message("field-unknown").with("field", shortened(unknown))));
    }
    let contact_id = required(fields, "contact_id")?;
    if let Some(given) = text(fields, "partner")?
        && given != partner.as_str()
    {
        let refused = message("field-partner").with("own", partner.as_str()).with("value", given);
        return Err(fault("partner", refused));
    }
    let row = Row {
        usager: keys.usager(partner, required(fields, "usager")?),
        request: text(fields, "request")?.map(|it| keys.request(partner, it)),
        started_at_us: instant(fields)?,
        channel: word(fields, "channel", Channel::ALL, Channel::code)?.ok_or_else(|| missing("channel"))?,
        direction: word(fields, "direction", Direction::ALL, Direction::code)?
            .ok_or_else(|| missing("direction"))?,
        reason: required(fields, "reason")?.to_owned(),
        life_event: text(fields, "life_event")?.map(str::to_owned),
        cause: cause(fields)?,
        outcome: word(fields, "outcome", Outcome::ALL, Outcome::code)?,
        wait_s: seconds(fields, "wait_s")?,
        duration_s: seconds(fields, "duration_s")?,
        satisfaction: satisfaction(fields)?,
        cost_e4: cost(fields)?,
        site: text(fields, "site")?.map(str::to_owned),
        agent: text(fields, "agent")?.map(|it| keys.agent(partner, it)),
    };
    let payload = serde_json::to_string(&row).expect("numbers and texts are always JSON");
    Ok((contact_id.to_owned(), payload))
}

/// The text of a field, without the spaces around it; an empty one and `null` are absent.
fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Fault> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(given)) if given.trim().is_empty() => Ok(None),
        Some(Value::String(given)) if given.trim().len() > TEXT_BYTES_MAX => {
            Err(fault(name, message("field-too-long").with("field", name).with("max", TEXT_BYTES_MAX as u64)))
        }
        Some(Value::String(given)) => Ok(Some(given.trim())),
        Some(_) => Err(fault(name, message("field-not-text").with("field", name))),
    }
}

fn required<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<&'a str, Fault> {
    text(fields, name)?.ok_or_else(|| missing(name))
}

fn word<T: Copy>(
    fields: &Map<String, Value>,
    name: &str,
    all: &[T],
    code: fn(T) -> &'static str,
) -> Result<Option<String>, Fault> {
    let Some(given) = text(fields, name)? else { return Ok(None) };
    if all.iter().any(|it| code(*it) == given) {
        return Ok(Some(given.to_owned()));
    }
    let known: Vec<&str> = all.iter().map(|it| code(*it)).collect();
    let refused =
        message("field-not-a-word").with("field", name).with("value", given).with("known", known.join(", "));
    Err(fault(name, refused))
}

fn instant(fields: &Map<String, Value>) -> Result<i64, Fault> {
    const NAME: &str = "started_at";
    let given = required(fields, NAME)?;
    let at: Timestamp =
        given.parse().map_err(|_| fault(NAME, message("field-not-an-instant").with("value", given)))?;
    let year = at.to_zoned(jiff::tz::TimeZone::UTC).year();
    if !(1990..=2100).contains(&year) {
        return Err(fault(NAME, message("field-year").with("value", given)));
    }
    Ok(at.as_microsecond())
}

fn cause(fields: &Map<String, Value>) -> Result<Option<String>, Fault> {
    let Some(given) = text(fields, "cause")? else { return Ok(None) };
    let cause: Cause =
        given.parse().map_err(|_| fault("cause", message("field-cause").with("value", given)))?;
    Ok(Some(cause.code().to_owned()))
}

fn seconds(fields: &Map<String, Value>, name: &str) -> Result<Option<u32>, Fault> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(given) => given
            .as_u64()
            .and_then(|it| u32::try_from(it).ok())
            .map(Some)
            .ok_or_else(|| fault(name, message("field-not-seconds").with("field", name))),
    }
}

fn satisfaction(fields: &Map<String, Value>) -> Result<Option<u8>, Fault> {
    match fields.get("satisfaction") {
        None | Some(Value::Null) => Ok(None),
        Some(given) => match given.as_u64() {
            Some(mark @ 1..=5) => Ok(u8::try_from(mark).ok()),
            _ => Err(fault("satisfaction", message("field-satisfaction"))),
        },
    }
}

fn cost(fields: &Map<String, Value>) -> Result<Option<i64>, Fault> {
    let given = match fields.get("cost") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(text)) => text.clone(),
        Some(_) => String::new(),
    };
    let amount: Euro = given.parse().map_err(|_| fault("cost", message("field-cost")))?;
    Ok(Some(amount.0))
}

fn fault(field: &str, message: Message) -> Fault {
    Fault { field: Some(field.to_owned()), message }
}

fn missing(field: &str) -> Fault {
    fault(field, message("field-missing").with("field", field))
}

fn shortened(text: &str) -> String {
    text.chars().take(SHOWN_MAX).collect()
}
