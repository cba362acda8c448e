//! Documents that are asked of a usager: asked for, received, or found not to be needed.
//!
//! **Invariants:** whoever is asked knows why and by when; it is the usager's turn while a document without which nothing can be decided
//! is awaited, and the administration's once it came (L114-5, L114-5-1).

use calendar::Party;
use jiff::Timestamp;
use mail::Keys;
use register::{AccountId, Tx};
use serde_json::json;
use site::Figures;

use crate::{
    contact::Contact,
    handling::{self, HandlingError, House, USAGER, day_of},
    request::Request,
    store::{
        documents::{self, DocumentRequest, DocumentRequestId},
        events, usagers,
    },
    words::WORDS,
    writing,
};

/// Letters of a label and of a reason why.
const LABEL_MAX: usize = 200;
/// Letters of why it is needed.
const WHY_MAX: usize = 500;
/// Documents that are asked for at once.
const ASKED_MAX: usize = 20;

/// A document to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// What, in plain words.
    pub label: String,
    /// Why.
    pub why: String,
    /// Whether nothing can be decided without it.
    pub is_indispensable: bool,
    /// By when.
    pub due_at: Option<Timestamp>,
}

/// Asks the usager for documents, with words of the agent before the list if there are any: a contact leaves, and it becomes the usager's
/// turn. `None`: there was nothing to ask for.
pub async fn ask(
    tx: &mut Tx,
    (house, keys): (&House, &Keys),
    request: &mut Request,
    (asked, words): (&[NewDocument], &str),
    agent: AccountId,
    now: Timestamp,
) -> Result<Option<Contact>, HandlingError> {
    let cut = |text: &str, most: usize| text.trim().chars().take(most).collect::<String>();
    let asked: Vec<DocumentRequest> = asked
        .iter()
        .filter(|it| !it.label.trim().is_empty())
        .take(ASKED_MAX)
        .map(|it| DocumentRequest {
            id: DocumentRequestId::new(now),
            request: request.id,
            label: cut(&it.label, LABEL_MAX),
            why: cut(&it.why, WHY_MAX),
            is_indispensable: it.is_indispensable,
            asked_at: now,
            due_at: it.due_at,
            received_at: None,
            contact: None,
            withdrawn_at: None,
        })
        .collect();
    if asked.is_empty() {
        return Ok(None);
    }
    for document in &asked {
        documents::record(tx, document).await?;
    }
    let usager = usagers::find(tx, &request.partner, request.usager).await?;
    let (subject, text) = written(house, request, &asked, (words, writing::lang_of(usager.as_ref())));
    let contact = writing::write(tx, house, keys, request, (&subject, &text, Some(agent)), now).await?;
    let actor = agent.to_string();
    let labels: Vec<String> = asked.iter().map(|it| it.id.to_string()).collect();
    events::tell(tx, request.id, (&actor, "documents-asked"), &json!({ "documents": labels }), now).await?;
    handling::pass(tx, house, request, (Party::Usager, &actor), now).await?;
    Ok(Some(contact))
}

/// The message that asks for documents.
fn written(
    house: &House,
    request: &Request,
    asked: &[DocumentRequest],
    (words, lang): (&str, kernel::Lang),
) -> (String, String) {
    let say = |key: &str| WORDS.say(lang, key, &[]);
    let mut lines = vec![say("ack-hello"), String::new()];
    if !words.trim().is_empty() {
        lines.extend([words.trim().to_owned(), String::new()]);
    }
    lines.push(say("documents-mail-intro"));
    for document in asked {
        lines.push(format!("– {}", document.label));
        if !document.why.is_empty() {
            lines.push(WORDS.say(lang, "documents-mail-why", &[("why", document.why.as_str().into())]));
        }
        if let Some(due_at) = document.due_at {
            let day = Figures::new(lang).date(day_of(house, request, due_at));
            lines.push(WORDS.say(lang, "documents-mail-due", &[("day", day.into())]));
        }
        if !document.is_indispensable {
            lines.push(say("documents-mail-useful"));
        }
    }
    lines.extend([String::new(), say("documents-mail-how")]);
    let subject =
        WORDS.say(lang, "documents-mail-subject", &[("reference", request.reference.as_str().into())]);
    (subject, lines.join("\n"))
}

/// Documents came with a contact that is already recorded; the turn goes back to the usager while one that is indispensable is
/// awaited. Gives how many of them were awaited.
pub async fn received(
    tx: &mut Tx,
    house: &House,
    request: &mut Request,
    (contact, came): (&Contact, &[DocumentRequestId]),
    now: Timestamp,
) -> Result<usize, HandlingError> {
    let mut taken = 0;
    for id in came {
        taken += usize::from(documents::receive(tx, (request.id, *id), contact.id, now).await?);
    }
    if taken > 0 {
        let ids: Vec<String> = came.iter().map(ToString::to_string).collect();
        events::tell(tx, request.id, (USAGER, "documents-received"), &json!({ "documents": ids }), now)
            .await?;
        let awaited = documents::of_request(tx, request.id).await?;
        if awaited.iter().any(|it| it.is_awaited() && it.is_indispensable) {
            handling::pass(tx, house, request, (Party::Usager, USAGER), now).await?;
        }
    }
    Ok(taken)
}

/// A document is not needed after all; with the last awaited one, it is the administration's turn again.
pub async fn withdraw(
    tx: &mut Tx,
    house: &House,
    request: &mut Request,
    (id, actor): (DocumentRequestId, &str),
    now: Timestamp,
) -> Result<bool, HandlingError> {
    if !documents::withdraw(tx, (request.id, id), now).await? {
        return Ok(false);
    }
    events::tell(tx, request.id, (actor, "document-withdrawn"), &json!({ "document": id.to_string() }), now)
        .await?;
    let awaited = documents::of_request(tx, request.id).await?;
    if request.party == Party::Usager && !awaited.iter().any(DocumentRequest::is_awaited) {
        handling::pass(tx, house, request, (Party::Administration, actor), now).await?;
    }
    Ok(true)
}
