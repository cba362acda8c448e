//! A program asks what it may send.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, RawQuery, State},
};
use serde_json::{Map, Value, json};

use super::{Api, failed::Failed, proof::Caller, send, wire};
use crate::{accept, address::Medium, store, template::TemplateId};

/// `GET /v2/templates`.
pub(super) async fn list(
    State(api): State<Api>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Failed> {
    let query = query.unwrap_or_default();
    let mut medium = None;
    for (_, value) in form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "type") {
        let fault = || Failed::invalid(vec![format!("type {value} is not one of [sms, email, letter]")]);
        medium = Some(Medium::of(&value).ok_or_else(fault)?);
    }
    let mut tx = api.door().db.read().await?;
    let templates = store::templates::listed(&mut tx, caller.service.id, medium).await?;
    let templates: Vec<Value> = templates.iter().map(wire::template).collect();
    Ok(Json(json!({ "templates": templates })))
}

/// `GET /v2/template/{id}`.
pub(super) async fn one(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failed> {
    let id = TemplateId::from_uuid(wire::read_id("id", &id)?);
    let mut tx = api.door().db.read().await?;
    let found = store::templates::find(&mut tx, caller.service.id, id).await?;
    Ok(Json(wire::template(&found.ok_or_else(Failed::not_found)?)))
}

/// `GET /v2/template/{id}/version/{version}`.
pub(super) async fn version(
    State(api): State<Api>,
    caller: Caller,
    Path((id, version)): Path<(String, String)>,
) -> Result<Json<Value>, Failed> {
    let id = TemplateId::from_uuid(wire::read_id("id", &id)?);
    let version = version
        .parse::<i64>()
        .map_err(|_| Failed::invalid(vec![format!("version {version} is not of type integer")]))?;
    let mut tx = api.door().db.read().await?;
    let found = store::templates::version(&mut tx, caller.service.id, (id, version)).await?;
    Ok(Json(wire::template(&found.ok_or_else(Failed::not_found)?)))
}

/// `POST /v2/template/{id}/preview`; the line with the code, which each message ends with, is not shown.
pub(super) async fn preview(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Failed> {
    let id = TemplateId::from_uuid(wire::read_id("id", &id)?);
    let body = if body.is_empty() { Map::new() } else { send::object(&body)? };
    let none = Map::new();
    let values = match body.get("personalisation") {
        None | Some(Value::Null) => &none,
        Some(Value::Object(values)) => values,
        Some(_) => return Err(Failed::invalid(vec!["personalisation is not of type object".to_owned()])),
    };
    let mut tx = api.door().db.read().await?;
    let found = store::templates::find(&mut tx, caller.service.id, id).await?;
    let template = found.ok_or_else(Failed::not_found)?;
    let language = body.get("language").and_then(Value::as_str).unwrap_or("fr");
    let (language, text) = template.text(language).ok_or_else(Failed::not_found)?;
    let filled = accept::plain(language, text, values).map_err(|it| Failed::refused(it, template.medium))?;
    Ok(Json(wire::preview(&template, &filled)))
}
