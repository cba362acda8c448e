//! A program asks what became of its notices.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Api, failed::Failed, proof::Caller, wire};
use crate::{
    address::Medium,
    notice::{Notice, NoticeId},
    store::{self, notices::Filter},
};

/// `GET /v2/notifications`.
pub(super) async fn list(
    State(api): State<Api>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Failed> {
    let Listing { mut filter, older_than, query } = Listing::read(&query.unwrap_or_default())?;
    filter.service = Some(caller.service.id);
    let mut tx = api.door().db.read().await?;
    if let Some(id) = older_than {
        let last = store::notices::find(&mut tx, caller.service.id, NoticeId::from_uuid(id)).await?;
        let last = last.ok_or_else(Failed::not_found)?;
        filter.older_than = Some((last.created_at, last.id));
    }
    let notices = store::notices::listed(&mut tx, &filter).await?;
    let site = api.door().site.as_deref().unwrap_or("");
    let joint = if query.is_empty() { "" } else { "?" };
    let mut links = json!({ "current": format!("{site}/v2/notifications{joint}{query}") });
    // The clients follow `next` until a page is empty.
    if let Some(last) = notices.last() {
        let next = kept_query(&query, last.id);
        links["next"] = json!(format!("{site}/v2/notifications?{next}"));
    }
    let notices: Vec<Value> = notices.iter().map(|it| wire::notice(site, it)).collect();
    Ok(Json(json!({ "notifications": notices, "links": links })))
}

/// What a list is asked for.
struct Listing {
    filter: Filter,
    older_than: Option<Uuid>,
    /// All but where the page begins.
    query: String,
}

impl Listing {
    fn read(query: &str) -> Result<Self, Failed> {
        const STATUSES: &str = "cancelled, created, sending, sent, delivered, pending, failed, technical-failure, \
            temporary-failure, permanent-failure, pending-virus-check, validation-failed, virus-scan-failed, accepted, received";
        let mut filter = Filter { is_by_programs: true, ..Filter::default() };
        let (mut older_than, mut faults) = (None, Vec::new());
        let mut kept = form_urlencoded::Serializer::new(String::new());
        // As soon as one status does not limit the reasons, all reasons are shown.
        let mut is_every_why = false;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "status" => match wire::states(&value) {
                    Some((states, whys)) => {
                        filter.states.extend(states);
                        filter.whys.extend(whys);
                        is_every_why |= whys.is_empty();
                    }
                    None => faults.push(format!("status {value} is not one of [{STATUSES}]")),
                },
                "template_type" => match Medium::of(&value) {
                    Some(medium) => filter.medium = Some(medium),
                    None => faults.push(format!("template_type {value} is not one of [sms, email, letter]")),
                },
                "reference" => filter.reference = Some(value.to_string()),
                "include_jobs" => filter.is_by_programs = !matches!(value.as_ref(), "true" | "True" | "1"),
                "older_than" => {
                    older_than = Some(wire::read_id("older_than", &value)?);
                    continue;
                }
                _ => faults.push(format!("Additional properties are not allowed ({name} was unexpected)")),
            }
            kept.append_pair(&name, &value);
        }
        if is_every_why {
            filter.whys.clear();
        }
        if faults.is_empty() {
            Ok(Self { filter, older_than, query: kept.finish() })
        } else {
            Err(Failed::invalid(faults))
        }
    }
}

/// What a query keeps for its next page.
fn kept_query(query: &str, last: NoticeId) -> String {
    let joint = if query.is_empty() { "" } else { "&" };
    format!("{query}{joint}older_than={}", last.uuid())
}

/// `GET /v2/notifications/{id}`.
pub(super) async fn one(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failed> {
    let notice = find(&api, &caller, &id).await?;
    Ok(Json(wire::notice(api.door().site.as_deref().unwrap_or(""), &notice)))
}

async fn find(api: &Api, caller: &Caller, id: &str) -> Result<Notice, Failed> {
    let id = NoticeId::from_uuid(wire::read_id("notification_id", id)?);
    let mut tx = api.door().db.read().await?;
    store::notices::find(&mut tx, caller.service.id, id).await?.ok_or_else(Failed::not_found)
}

/// `GET /v2/notifications/{id}/pdf`.
pub(super) async fn pdf(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Failed> {
    let notice = find(&api, &caller, &id).await?;
    if notice.medium != Medium::Letter {
        return Err(Failed::bad("Notification is not a letter"));
    }
    let Some(letters) = &api.0.letters else { return Err(Failed::not_ready()) };
    let pdf = letters.pdf(&caller.service, &notice).await?.ok_or_else(Failed::not_ready)?;
    Ok(([(header::CONTENT_TYPE, "application/pdf")], pdf).into_response())
}
