//! What a program is told of a list that it sent: where it stands, and what became of each row, as pages or as one file.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::header,
    response::{IntoResponse, Response},
};
use kernel::{Lang, formula::harmless};
use serde_json::{Map, Value, json};

use super::super::{Api, failed::Failed, proof::Caller, wire};
use crate::{
    address::Medium,
    campaigns::{Campaign, CampaignState, Outcome, posted, store},
    notice::{CampaignId, State as Standing, Why},
    store::templates,
};

/// Rows of a page, and of each reading of a file.
const PAGE: i64 = 1_000;
/// The columns of the file.
const TITLES: [&str; 11] = [
    "row",
    "reference",
    "recipient",
    "id",
    "status",
    "status_reason",
    "column",
    "error",
    "scheduled_for",
    "sent_at",
    "completed_at",
];

/// A list of the caller's service.
async fn own(api: &Api, caller: &Caller, id: &str) -> Result<Campaign, Failed> {
    let id = CampaignId::from_uuid(wire::read_id("id", id)?);
    let mut tx = api.door().db.read().await?;
    posted::find(&mut tx, &caller.service, id).await?.ok_or_else(Failed::not_found)
}

/// The medium of a list.
async fn medium(api: &Api, campaign: &Campaign) -> Result<Medium, Failed> {
    let mut tx = api.door().db.read().await?;
    let template = templates::version(&mut tx, campaign.service, campaign.template).await?;
    template.map(|it| it.medium).ok_or_else(Failed::not_found)
}

/// `GET /v2/notifications/bulk/{id}`.
pub(in crate::api) async fn one(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failed> {
    let campaign = own(&api, &caller, &id).await?;
    Ok(Json(told(&api, &caller, &campaign).await?))
}

/// A list as a program reads it.
pub(super) async fn told(api: &Api, caller: &Caller, campaign: &Campaign) -> Result<Value, Failed> {
    let medium = medium(api, campaign).await?;
    let mut tx = api.door().db.read().await?;
    let (all, refused, waiting) = store::counts(&mut tx, campaign.id).await?;
    let states = store::states(&mut tx, campaign.id).await?;
    let key = posted::key_of(&mut tx, campaign).await?;
    drop(tx);
    let mut statuses: Map<String, Value> = Map::new();
    for (state, count) in states {
        let name = match state {
            // As lists are asked for failures of all kinds.
            Standing::Failed => "failed",
            other => wire::status_of(medium, other, None, None),
        };
        let named = statuses.entry(name.to_owned()).or_insert(json!(0));
        *named = json!(named.as_i64().unwrap_or(0) + count);
    }
    let begins_later = campaign.begins_at > campaign.created_at;
    let id = campaign.id.uuid();
    let address = format!("{}/v2/notifications/bulk/{id}", api.door().site.as_deref().unwrap_or(""));
    Ok(json!({ "data": {
        "id": id.to_string(),
        "template": campaign.template.0.uuid().to_string(),
        "template_version": campaign.template.1,
        "template_type": medium.code(),
        "original_file_name": campaign.name,
        "notification_count": all,
        "job_status": job_status(campaign, begins_later && api.door().clock.now() < campaign.begins_at, waiting < all),
        "scheduled_for": begins_later.then(|| wire::instant(campaign.begins_at)),
        "created_at": wire::instant(campaign.created_at),
        "processing_finished": campaign.done_at.map(wire::instant),
        "service": caller.service.id.uuid().to_string(),
        "service_name": { "name": caller.service.name },
        "api_key": {
            "id": campaign.key.map(|it| it.uuid().to_string()),
            "name": key.map(|it| it.name),
            "key_type": campaign.key_kind.code(),
        },
        "rows": { "accepted": all - refused - waiting, "refused": refused, "waiting": waiting },
        "statuses": statuses,
        "links": { "self": address, "rows": format!("{address}/rows"), "csv": format!("{address}/rows.csv") },
    }}))
}

/// Where a list stands, in the words of GC Notify.
const fn job_status(campaign: &Campaign, is_early: bool, has_begun: bool) -> &'static str {
    match campaign.state {
        CampaignState::Ready if is_early => "scheduled",
        CampaignState::Ready if has_begun => "in progress",
        CampaignState::Loading | CampaignState::Draft | CampaignState::Ready => "pending",
        CampaignState::Stopped => "cancelled",
        CampaignState::Done => "finished",
    }
}

/// What became of a row in a word: that of its notice, `refused` if it has none and never will, `waiting` if it has none yet.
fn status(campaign: &Campaign, medium: Medium, it: &Outcome) -> &'static str {
    match (it.state, &it.fault) {
        (Some(state), _) => wire::status_of(medium, state, it.simulated, it.why),
        (None, Some(_)) => "refused",
        (None, None) if campaign.state == CampaignState::Stopped => "cancelled",
        (None, None) => "waiting",
    }
}

/// When a row leaves, if it still waits for its hour.
fn scheduled(campaign: &Campaign, it: &Outcome) -> Option<String> {
    let waits = it.state == Some(Standing::Waiting);
    it.due_at.filter(|at| waits && *at > campaign.begins_at).map(wire::instant)
}

/// `GET /v2/notifications/bulk/{id}/rows`: `after` is the row before the first one.
pub(in crate::api) async fn rows(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Failed> {
    let query = query.unwrap_or_default();
    let mut after = 0;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match (name.as_ref(), value.parse::<i64>()) {
            ("after", Ok(row)) => after = row,
            ("after", Err(_)) => return Err(Failed::invalid(vec!["after is not a number".to_owned()])),
            _ => {
                let fault = format!("Additional properties are not allowed ({name} was unexpected)");
                return Err(Failed::invalid(vec![fault]));
            }
        }
    }
    let campaign = own(&api, &caller, &id).await?;
    let medium = medium(&api, &campaign).await?;
    let mut tx = api.door().db.read().await?;
    let outcomes = store::outcomes(&mut tx, &campaign, after, PAGE).await?;
    drop(tx);
    let address = format!(
        "{}/v2/notifications/bulk/{}/rows",
        api.door().site.as_deref().unwrap_or(""),
        campaign.id.uuid()
    );
    let mut links = json!({ "current": format!("{address}?after={after}") });
    if let Some(last) = outcomes.last() {
        links["next"] = json!(format!("{address}?after={}", last.line));
    }
    let row = |it: &Outcome| {
        let errors =
            it.fault.iter().map(|(column, why)| json!({ "column": column, "message": why.say(Lang::En) }));
        json!({
            "row": it.line,
            "reference": it.reference,
            "recipient": it.recipient,
            "id": it.notice.map(|it| it.uuid().to_string()),
            "status": status(&campaign, medium, it),
            "status_reason": it.why.map(Why::code),
            "errors": errors.collect::<Vec<_>>(),
            "scheduled_for": scheduled(&campaign, it),
            "sent_at": it.sent_at.map(wire::instant),
            "completed_at": it.done_at.map(wire::instant),
        })
    };
    Ok(Json(json!({ "rows": outcomes.iter().map(row).collect::<Vec<_>>(), "links": links })))
}

/// `GET /v2/notifications/bulk/{id}/rows.csv`: what became of all rows.
pub(in crate::api) async fn file(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Failed> {
    let campaign = own(&api, &caller, &id).await?;
    let medium = medium(&api, &campaign).await?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(TITLES).map_err(|it| broken(&it))?;
    let mut after = 0;
    loop {
        // Each step in a transaction of its own: a long file holds nobody up.
        let mut tx = api.door().db.read().await?;
        let outcomes = store::outcomes(&mut tx, &campaign, after, PAGE).await?;
        drop(tx);
        let Some(last) = outcomes.last() else { break };
        after = last.line;
        for it in &outcomes {
            let (column, error) =
                it.fault.as_ref().map_or(("", ""), |(column, why)| (column.as_str(), why.say(Lang::En)));
            let reference = it.reference.as_deref().unwrap_or("");
            // What only the program typed might be a formula; an address that was read is none.
            let recipient = it.recipient.replace('\n', ", ");
            let recipient = if it.notice.is_some() { recipient } else { harmless(&recipient).into_owned() };
            let record = [
                it.line.to_string(),
                harmless(reference).into_owned(),
                recipient,
                it.notice.map(|it| it.uuid().to_string()).unwrap_or_default(),
                status(&campaign, medium, it).to_owned(),
                it.why.map(Why::code).unwrap_or_default().to_owned(),
                harmless(column).into_owned(),
                harmless(error).into_owned(),
                scheduled(&campaign, it).unwrap_or_default(),
                it.sent_at.map(wire::instant).unwrap_or_default(),
                it.done_at.map(wire::instant).unwrap_or_default(),
            ];
            writer.write_record(record).map_err(|it| broken(&it))?;
        }
    }
    let bytes = writer.into_inner().map_err(|it| broken(it.error()))?;
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], bytes).into_response())
}

fn broken(error: &dyn std::error::Error) -> Failed {
    tracing::error!(%error, "a table was not written");
    Failed::our_fault()
}
