//! Webhooks: programs of a partner that are told what happens to its requests.
//!
//! Start with [`publish`], which [`store::events::tell`](crate::store::events::tell) and [`handling::receive`](crate::handling::receive)
//! call in the transaction of what they tell; [`work`] posts what waits; [`pages`] is where a manager says who is told what.
//!
//! **Invariants:** what is told is written with what it tells, and stays visible with its answer; only ids, codes and dates leave, never
//! what people wrote; each message is signed with a secret of its webhook, which is kept nowhere; a receiver may be told twice, and knows
//! it by the message's id.

pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;
pub mod work;

use jiff::Timestamp;
use kernel::{Cause, Id, Kind, Outcome, PartnerCode, Secret};
use register::{StoreError, Tx};
use ring::hmac;
use serde::Serialize;

use crate::{
    contact::Contact,
    mailroom::seal::hex,
    request::{Request, RequestId},
    store::requests,
};

/// See [`Webhook`].
pub type WebhookId = Id<Webhook>;
/// See [`store::Delivery`].
pub type DeliveryId = Id<store::Delivery>;

/// What stands before a secret, so that people and secret scanners recognise one.
const SECRET_PREFIX: &str = "whsec_";
/// Webhooks of one partner.
pub const WEBHOOKS_MAX: usize = 20;

/// What programs can be told, in the order of a request's life.
pub const EVENTS: [&str; 28] = [
    "request.opened",
    "request.assigned",
    "request.passed",
    "request.reason",
    "request.team",
    "request.snoozed",
    "request.closed",
    "request.reopened",
    "request.settled",
    "request.opinion",
    "request.not-delivered",
    "request.robot",
    "request.merged",
    "request.received",
    "request.parted",
    "request.callback",
    "request.called",
    "request.documents-asked",
    "request.documents-received",
    "request.document-withdrawn",
    "request.file-released",
    "request.incident-joined",
    "request.incident-left",
    "request.incident-answered",
    "contact.inbound",
    "contact.outbound",
    "contact.proactive",
    "test",
];

/// A program that is told what happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Whose.
    pub partner: PartnerCode,
    /// Where it listens.
    pub url: String,
    /// What it is told; empty: everything.
    pub events: Vec<String>,
    /// Whether it is told anything.
    pub is_on: bool,
    /// How often its secret was renewed.
    pub generation: i64,
    /// Tries in a row without an answer.
    pub failures: i64,
    /// Since when.
    pub created_at: Timestamp,
}

impl Kind for Webhook {
    const PREFIX: &'static str = "hook";
}

impl Webhook {
    /// Whether it is told of an event.
    pub fn wants(&self, event: &str) -> bool {
        self.events.is_empty() || self.events.iter().any(|it| it == event)
    }
}

/// Makes the secrets of webhooks. Cheap to clone; never shown.
#[derive(Debug, Clone)]
pub struct Signer(Secret<[u8; 32]>);

impl Signer {
    /// With a key made from the instance's secret.
    pub fn new(instance: &Secret<Vec<u8>>) -> Self {
        Self(Secret::new(blake3::derive_key("contacts-efficaces/webhooks/1", instance.reveal())))
    }

    /// The secret of a webhook, as its receiver keeps it.
    pub fn secret(&self, webhook: &Webhook) -> Secret<String> {
        let bound = format!("{} {}", webhook.id, webhook.generation);
        let made = blake3::keyed_hash(self.0.reveal(), bound.as_bytes());
        Secret::new(format!("{SECRET_PREFIX}{}", made.to_hex()))
    }

    /// The signature of a message: HMAC-SHA-256, in hexadecimal, of its instant in seconds, a full stop and its body. The key is the
    /// whole text of the secret.
    pub fn sign(&self, webhook: &Webhook, at_s: i64, body: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret(webhook).reveal().as_bytes());
        let tag = hmac::sign(&key, format!("{at_s}.{body}").as_bytes());
        hex(tag.as_ref())
    }
}

/// What a receiver reads.
#[derive(Debug, Serialize)]
struct Body<'a> {
    /// Stays the same when it is sent again.
    id: String,
    event: &'a str,
    at: Timestamp,
    partner: &'a PartnerCode,
    request: RequestBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<ContactBody>,
}

/// A request, without a word of what people wrote.
#[derive(Debug, Serialize)]
struct RequestBody<'a> {
    id: RequestId,
    reference: &'a str,
    state: &'static str,
    party: &'static str,
    channel: &'static str,
    reason: Option<&'a str>,
    team: Option<String>,
    assignee: Option<String>,
    usager: String,
    cause: Option<&'a str>,
    outcome: Option<&'static str>,
    opened_at: Timestamp,
    due_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
    merged_into: Option<String>,
}

#[derive(Debug, Serialize)]
struct ContactBody {
    id: String,
    channel: &'static str,
    direction: &'static str,
    at: Timestamp,
}

/// Writes what the partner's programs are to be told of something that was done to a request.
pub async fn publish(tx: &mut Tx, id: RequestId, kind: &str, now: Timestamp) -> Result<(), StoreError> {
    let event = format!("request.{kind}");
    let hooks: Vec<Webhook> = listening(tx, id, &event).await?;
    if hooks.is_empty() {
        return Ok(());
    }
    let Some(request) = requests::find(tx, &hooks[0].partner, id).await? else { return Ok(()) };
    deliver(tx, &hooks, (&request, None), &event, now).await
}

/// The same, of a contact that came or went.
pub async fn publish_contact(tx: &mut Tx, request: &Request, contact: &Contact) -> Result<(), StoreError> {
    let event = format!("contact.{}", contact.direction);
    let hooks = listening(tx, request.id, &event).await?;
    deliver(tx, &hooks, (request, Some(contact)), &event, contact.at).await
}

async fn listening(tx: &mut Tx, request: RequestId, event: &str) -> Result<Vec<Webhook>, StoreError> {
    let all = store::of_request(tx, request).await?;
    Ok(all.into_iter().filter(|it| it.wants(event)).collect())
}

async fn deliver(
    tx: &mut Tx,
    hooks: &[Webhook],
    (request, contact): (&Request, Option<&Contact>),
    event: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    for hook in hooks {
        let id = DeliveryId::new(at);
        let body = Body {
            id: id.to_string(),
            event,
            at,
            partner: &request.partner,
            request: RequestBody::of(request),
            contact: contact.map(|it| ContactBody {
                id: it.id.to_string(),
                channel: it.channel.code(),
                direction: it.direction.code(),
                at: it.at,
            }),
        };
        let body = crate::store::written(&body);
        store::write(tx, hook.id, (id, event, request.id), &body, at).await?;
    }
    Ok(())
}

/// Has a webhook told of a request by way of trial; nothing else comes of it.
pub async fn try_out(
    tx: &mut Tx,
    hook: &Webhook,
    request: &Request,
    now: Timestamp,
) -> Result<(), StoreError> {
    deliver(tx, std::slice::from_ref(hook), (request, None), "test", now).await
}

impl<'a> RequestBody<'a> {
    fn of(request: &'a Request) -> Self {
        Self {
            id: request.id,
            reference: &request.reference,
            state: request.state.code(),
            party: request.party.code(),
            channel: request.channel.code(),
            reason: request.reason.as_deref(),
            team: request.team.map(|it| it.to_string()),
            assignee: request.assignee.map(|it| it.to_string()),
            usager: request.usager.to_string(),
            cause: request.cause.as_ref().map(Cause::code),
            outcome: request.outcome.map(Outcome::code),
            opened_at: request.opened_at,
            due_at: request.due_at,
            closed_at: request.closed_at,
            merged_into: request.merged_into.map(|it| it.to_string()),
        }
    }
}
