//! A program asks for many notices of one template at once, in the shape of GC Notify: the list is kept whole, answered with its id, and
//! leaves as a [campaign](crate::campaigns); what became of each row is read afterwards.

mod sheet;
mod told;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use jiff::Timestamp;
use kernel::Euro;
use serde_json::Value;
use uuid::Uuid;

use self::sheet::Sheet;
use super::{
    Api,
    failed::Failed,
    proof::Caller,
    send::{Reading, object, own_id, template},
};
use crate::{
    address::Medium,
    campaigns::{Campaign, CampaignState, posted},
    notice::CampaignId,
    service::KeyKind,
};

pub(super) use told::{file, one, rows};

/// The header by which a program names its call, so that it may send it again.
const NAMED_BY: &str = "idempotency-key";
/// Letters of that name, and of the name of a list.
const NAME_CHARS_MAX: usize = 255;

/// What a call asks for.
struct Asked {
    name: String,
    template: Uuid,
    replies: Option<Uuid>,
    reference: Option<String>,
    not_before: Option<Timestamp>,
    sheet: Sheet,
}

impl Asked {
    fn read(body: &[u8], now: Timestamp) -> Result<Self, Failed> {
        let body = object(body)?;
        let mut reading = Reading { body: &body, faults: Vec::new() };
        let name = reading.text("name", true);
        let template = reading.id("template_id", true);
        let replies = reading.id("reply_to_id", false);
        let reference = reading.text("reference", false);
        let not_before = reading.not_before(now);
        let long = |it: &Option<String>| it.as_ref().is_some_and(|it| it.chars().count() > NAME_CHARS_MAX);
        for (field, value) in [("name", &name), ("reference", &reference)] {
            if long(value) {
                reading.faults.push(format!("{field} is longer than {NAME_CHARS_MAX} characters"));
            }
        }
        let sheet = sheet::read(&mut reading);
        match (name, template, sheet) {
            (Some(name), Some(template), Some(sheet)) if reading.faults.is_empty() => {
                Ok(Self { name, template, replies, reference, not_before, sheet })
            }
            _ => Err(Failed::invalid(reading.faults)),
        }
    }
}

/// `POST /v2/notifications/bulk`.
pub(super) async fn post(
    State(api): State<Api>,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Failed> {
    let door = api.door();
    let now = door.clock.now();
    let named = named(&headers)?.map(|it| posted::id_of(caller.key.id, &it));
    let digest = named.map(|_| blake3::hash(&body).to_hex().to_string());
    let known = match named {
        Some(id) => known(&api, &caller, (id, digest.as_deref())).await?,
        None => None,
    };
    if let Some(whole) = known.as_ref().filter(|it| it.state != CampaignState::Loading) {
        return Ok((StatusCode::CREATED, Json(told::told(&api, &caller, whole).await?)));
    }
    // What goes on is read as when it began: its time may have come since.
    let asked_at = known.as_ref().map_or(now, |it| it.created_at);
    // A long list takes a while to read: others are answered meanwhile.
    let asked = tokio::task::spawn_blocking(move || Asked::read(&body, asked_at)).await;
    let asked = asked.map_err(|error| {
        tracing::error!(%error, "the reading of a list broke off");
        Failed::our_fault()
    })??;
    own_id(&caller, "reply_to_id", asked.replies)?;
    let mut tx = door.db.read().await?;
    let template = template(&mut tx, &caller, asked.template).await?;
    drop(tx);
    if template.medium == Medium::Letter && caller.key.kind == KeyKind::Team {
        return Err(Failed::bad("Cannot send letters with a team api key"));
    }
    let (titles, fills, rows) = asked.sheet.placed(&template)?;
    let mut campaign = known.unwrap_or_else(|| Campaign {
        id: named.unwrap_or_else(|| CampaignId::new(now)),
        partner: caller.service.partner.clone(),
        service: caller.service.id,
        template: (template.id, template.version),
        name: asked.name,
        titles,
        fills,
        state: CampaignState::Loading,
        created_by: caller.key.id.to_string(),
        key: Some(caller.key.id),
        key_kind: caller.key.kind,
        reference: asked.reference,
        good: 0,
        parts: 0,
        cost: Euro(0),
        begins_at: asked.not_before.unwrap_or(now),
        created_at: now,
        confirmed_at: Some(now),
        done_at: None,
    });
    posted::begin(&door.db, &campaign, digest.as_deref()).await?;
    posted::load(&door.db, &mut campaign, &rows, now).await?;
    Ok((StatusCode::CREATED, Json(told::told(&api, &caller, &campaign).await?)))
}

/// The list that the same call made before, if it did.
async fn known(
    api: &Api,
    caller: &Caller,
    (id, digest): (CampaignId, Option<&str>),
) -> Result<Option<Campaign>, Failed> {
    let mut tx = api.door().db.read().await?;
    let Some(found) = posted::find(&mut tx, &caller.service, id).await? else { return Ok(None) };
    if posted::digest(&mut tx, id).await?.as_deref() == digest {
        Ok(Some(found))
    } else {
        Err(Failed::bad("Idempotency-Key was sent before with another call"))
    }
}

/// How the program names its call, if it does.
fn named(headers: &HeaderMap) -> Result<Option<String>, Failed> {
    let Some(value) = headers.get(NAMED_BY) else { return Ok(None) };
    match value.to_str() {
        Ok(name) if !name.is_empty() && name.chars().count() <= NAME_CHARS_MAX => Ok(Some(name.to_owned())),
        _ => Err(Failed::bad(format!("Idempotency-Key has 1 to {NAME_CHARS_MAX} plain characters"))),
    }
}
