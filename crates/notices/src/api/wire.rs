//! What the API says of notices and templates.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::failed::Failed;
use crate::{
    address::{Address, Medium},
    notice::{Notice, Simulated, State, Why},
    service::Service,
    template::{Template, Text},
};

/// An instant as Notify writes it: `2026-03-10T10:00:00.000000Z`.
pub(crate) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

/// An instant as programs write it; without an offset it is UTC.
pub(super) fn read_instant(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok().or_else(|| {
        let local: DateTime = text.parse().ok()?;
        Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })
}

/// An id of a path or a body.
pub(super) fn read_id(field: &str, text: &str) -> Result<Uuid, Failed> {
    Uuid::try_parse(text).map_err(|_| Failed::invalid(vec![format!("{field} is not a valid UUID")]))
}

/// How Notify calls where a notice stands.
pub(super) fn status(notice: &Notice) -> &'static str {
    status_of(notice.medium, notice.state, notice.simulated, notice.why)
}

/// The same, of what is known of a notice.
pub(super) fn status_of(
    medium: Medium,
    state: State,
    simulated: Option<Simulated>,
    why: Option<Why>,
) -> &'static str {
    let is_letter = medium == Medium::Letter;
    match state {
        State::Waiting | State::Sending | State::Doubtful | State::Sent if is_letter => "accepted",
        State::Waiting => "created",
        State::Sending | State::Doubtful | State::Sent => "sending",
        State::Delivered if is_letter => "received",
        State::Delivered => "delivered",
        State::Cancelled => "cancelled",
        State::Failed => match (simulated, why) {
            (Some(Simulated::TemporaryFailure), _) => "temporary-failure",
            (Some(Simulated::PermanentFailure), _) => "permanent-failure",
            (_, why) => failure(why),
        },
    }
}

/// How Notify calls the way in which a notice failed.
fn failure(why: Option<Why>) -> &'static str {
    match why {
        Some(Why::Unknown | Why::BadAddress | Why::Unreachable | Why::Blocked) => "permanent-failure",
        Some(Why::Away | Why::NoReceipt) => "temporary-failure",
        _ => "technical-failure",
    }
}

/// The states that a status of Notify stands for, and the reasons where there are some; `None`: there is no such status.
pub(super) fn states(status: &str) -> Option<(&'static [State], &'static [Why])> {
    const OPEN: &[State] = &[State::Sending, State::Doubtful, State::Sent];
    const FAILED: &[State] = &[State::Failed];
    Some(match status {
        "created" | "pending-virus-check" => (&[State::Waiting], &[]),
        "sending" | "pending" | "sent" => (OPEN, &[]),
        "accepted" => (&[State::Waiting, State::Sending, State::Doubtful, State::Sent], &[]),
        "delivered" | "received" => (&[State::Delivered], &[]),
        "cancelled" => (&[State::Cancelled], &[]),
        "failed" => (FAILED, &[]),
        "permanent-failure" => (FAILED, &[Why::Unknown, Why::BadAddress, Why::Unreachable, Why::Blocked]),
        "temporary-failure" => (FAILED, &[Why::Away, Why::NoReceipt]),
        "technical-failure" | "virus-scan-failed" | "validation-failed" => {
            (FAILED, &[Why::NoCarrier, Why::Sender, Why::DeadLink, Why::Other])
        }
        _ => return None,
    })
}

/// What is answered to a notice that was accepted.
pub(super) fn accepted(site: &str, service: &Service, notice: &Notice) -> Value {
    let content = match notice.medium {
        Medium::Sms => json!({ "body": notice.body, "from_number": service.sms_sender }),
        Medium::Email => json!({
            "subject": notice.subject,
            "body": notice.body,
            "from_email": service.email_name,
            "one_click_unsubscribe_url": notice.unsubscribe,
        }),
        Medium::Letter => json!({ "subject": notice.subject, "body": notice.body }),
    };
    json!({
        "id": notice.id.uuid().to_string(),
        "reference": notice.reference,
        "content": content,
        "uri": format!("{site}/v2/notifications/{}", notice.id.uuid()),
        "template": template_link(site, notice),
        "scheduled_for": scheduled(notice),
        "status": status(notice),
        "status_reason": notice.why.map(Why::code),
        "verification_code": crate::accept::code::shown(&notice.code),
    })
}

fn template_link(site: &str, notice: &Notice) -> Value {
    let (id, version) = notice.template;
    json!({
        "id": id.uuid().to_string(),
        "version": version,
        "uri": format!("{site}/v2/template/{}/version/{version}", id.uuid()),
    })
}

/// When a notice leaves, if it is not at once.
fn scheduled(notice: &Notice) -> Option<String> {
    let is_later = notice.due_at > notice.created_at && notice.state == State::Waiting;
    is_later.then(|| instant(notice.due_at))
}

/// A notice, whole.
pub(super) fn notice(site: &str, notice: &Notice) -> Value {
    let to = notice.recipient.as_ref().map(Address::text);
    let of = |medium: Medium| to.filter(|_| notice.medium == medium);
    let mut lines =
        of(Medium::Letter).map(|it| it.lines().collect::<Vec<_>>()).unwrap_or_default().into_iter();
    let mut told = json!({
        "id": notice.id.uuid().to_string(),
        "reference": notice.reference,
        "email_address": of(Medium::Email),
        "phone_number": of(Medium::Sms),
        "postcode": Value::Null,
        "type": notice.medium.code(),
        "status": status(notice),
        "status_reason": notice.why.map(Why::code),
        "template": template_link(site, notice),
        "body": notice.body,
        "subject": (notice.medium != Medium::Sms).then_some(&notice.subject),
        "created_at": instant(notice.created_at),
        "created_by_name": Value::Null,
        "sent_at": notice.sent_at.map(instant),
        "completed_at": notice.done_at.map(instant),
        "scheduled_for": scheduled(notice),
        "postage": (notice.medium == Medium::Letter).then_some("second"),
        "one_click_unsubscribe": notice.unsubscribe,
        "one_click_unsubscribe_url": notice.unsubscribe,
        "is_cost_data_ready": notice.state.is_final(),
        "cost_in_pounds": Value::Null,
        "cost_in_euros": notice.cost.as_f64(),
        "cost_details": cost_details(notice),
        "language": notice.language,
        "request": notice.request,
        "usager": notice.usager,
        "verification_code": crate::accept::code::shown(&notice.code),
    });
    if let Value::Object(fields) = &mut told {
        for place in 1..=6 {
            fields.insert(format!("line_{place}"), json!(lines.next()));
        }
        fields.insert("line_7".to_owned(), json!(lines.next()));
    }
    told
}

/// What a program is told of a notice that ended.
pub(crate) fn receipt(notice: &Notice) -> Value {
    json!({
        "id": notice.id.uuid().to_string(),
        "reference": notice.reference,
        "to": notice.recipient.as_ref().map(Address::text),
        "status": status(notice),
        "status_reason": notice.why.map(Why::code),
        "created_at": instant(notice.created_at),
        "completed_at": notice.done_at.map(instant),
        "sent_at": notice.sent_at.map(instant),
        "notification_type": notice.medium.code(),
        "template_id": notice.template.0.uuid().to_string(),
        "template_version": notice.template.1,
    })
}

fn cost_details(notice: &Notice) -> Value {
    match notice.medium {
        Medium::Sms => json!({ "billable_sms_fragments": notice.segments }),
        Medium::Letter => json!({ "billable_sheets_of_paper": notice.segments }),
        Medium::Email => json!({}),
    }
}

/// A template at one of its versions.
pub(super) fn template(template: &Template) -> Value {
    let text = template.text("fr").map(|(_, text)| text.clone()).unwrap_or_default();
    let names: Map<String, Value> = crate::accept::names(&text)
        .into_iter()
        .map(|(name, is_required)| (name, json!({ "required": is_required })))
        .collect();
    json!({
        "id": template.id.uuid().to_string(),
        "name": template.name,
        "type": template.medium.code(),
        "version": template.version,
        "created_at": instant(template.created_at),
        "updated_at": (template.version > 1).then(|| instant(template.created_at)),
        "created_by": template.created_by,
        "body": text.body,
        "subject": (template.medium != Medium::Sms).then_some(text.subject),
        "letter_contact_block": Value::Null,
        "personalisation": names,
        "languages": template.texts.keys().collect::<Vec<_>>(),
    })
}

/// A template, filled.
pub(super) fn preview(template: &Template, filled: &Text) -> Value {
    json!({
        "id": template.id.uuid().to_string(),
        "type": template.medium.code(),
        "version": template.version,
        "body": filled.body,
        "subject": (template.medium != Medium::Sms).then_some(&filled.subject),
        "html": Value::Null,
        "postage": (template.medium == Medium::Letter).then_some("second"),
    })
}
