//! A program asks what people answered by text message.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use register::{StoreError, Tx, both};
use serde_json::{Value, json};
use sqlx::types::Uuid;

use super::{Api, failed::Failed, proof::Caller, wire};
use crate::{service::ServiceId, store::instant};

/// Texts of a page.
const PAGE: i64 = 250;

/// `GET /v2/received-text-messages`.
pub(super) async fn list(
    State(api): State<Api>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Failed> {
    let query = query.unwrap_or_default();
    let mut older_than = None;
    for (_, value) in form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "older_than") {
        older_than = Some(wire::read_id("older_than", &value)?);
    }
    let mut tx = api.door().db.read().await?;
    let texts = received(&mut tx, caller.service.id, older_than).await?;
    let address = format!("{}/v2/received-text-messages", api.door().site.as_deref().unwrap_or(""));
    let mut links = json!({ "current": address });
    if let Some(last) = texts.last() {
        links["next"] = json!(format!("{address}?older_than={}", last.0));
    }
    let told: Result<Vec<Value>, StoreError> = texts
        .iter()
        .map(|(id, sender, recipient, body, at_us)| {
            Ok(json!({
                "id": id.to_string(),
                "user_number": sender,
                "notify_number": recipient,
                "service_id": caller.service.id.uuid().to_string(),
                "content": body,
                "created_at": wire::instant(instant("notice_received.received_at_us", *at_us)?),
            }))
        })
        .collect();
    Ok(Json(json!({ "received_text_messages": told?, "links": links })))
}

type Received = (Uuid, String, String, String, i64);

/// The texts that people sent to a service, the latest first, a page; those before `older_than`.
async fn received(
    tx: &mut Tx,
    service: ServiceId,
    older_than: Option<Uuid>,
) -> Result<Vec<Received>, StoreError> {
    const FIRST: &str = "
        SELECT received_id, sender, recipient, body, received_at_us FROM notice_received WHERE service_id = $1
        ORDER BY received_at_us DESC, received_id DESC LIMIT $2";
    const NEXT: &str = "
        SELECT received_id, sender, recipient, body, received_at_us FROM notice_received
        WHERE service_id = $1 AND (received_at_us, received_id)
            < (SELECT last.received_at_us, last.received_id FROM notice_received last WHERE last.received_id = $3)
        ORDER BY received_at_us DESC, received_id DESC LIMIT $2";
    Ok(match older_than {
        None => {
            both!(tx, conn => sqlx::query_as(FIRST).bind(service.uuid()).bind(PAGE).fetch_all(conn).await)?
        }
        Some(id) => both!(tx, conn => sqlx::query_as(NEXT)
            .bind(service.uuid()).bind(PAGE).bind(id).fetch_all(conn).await)?,
    })
}

/// What a program is told of a text that came; `None`: it is gone.
pub(crate) async fn received_text(
    tx: &mut Tx,
    service: ServiceId,
    id: Uuid,
) -> Result<Option<Value>, StoreError> {
    const SQL: &str = "
        SELECT received_id, sender, recipient, body, received_at_us FROM notice_received
        WHERE received_id = $1 AND service_id = $2 AND sender <> ''";
    let row: Option<Received> =
        both!(tx, conn => sqlx::query_as(SQL).bind(id).bind(service.uuid()).fetch_optional(conn).await)?;
    row.map(|(id, sender, recipient, body, at_us)| {
        Ok(json!({
            "id": id.to_string(),
            "source_number": sender,
            "destination_number": recipient,
            "message": body,
            "date_received": wire::instant(instant("notice_received.received_at_us", at_us)?),
        }))
    })
    .transpose()
}
