//! Posting: what an agent or the product writes becomes a contact and a message, and the message is built the same at each try.

use jiff::Timestamp;
use kernel::{Channel, Direction, Lang};
use mail::{
    Keys, Mailbox as Named, Outgoing, Purpose,
    build::{File, Origin as Wrote},
};
use register::{AccountId, StoreError, Tx};

use super::{
    Mailbox,
    dispatches::{self, Dispatch, NewDispatch},
    mailbox,
};
use crate::{
    contact::{Attachment, Contact, Origin},
    handling::{self, HandlingError, House},
    request::Request,
    store::{contacts, requests, usagers},
    words::WORDS,
    writing,
};

/// Messages of a thread that are named: the first, and the last ones (`mail::build` has its own limit).
const REFERENCES_MAX: usize = 20;

/// What somebody writes to a usager.
#[derive(Debug)]
pub struct NewMail<'a> {
    /// From which mailbox.
    pub mailbox: &'a Mailbox,
    /// To which address.
    pub recipient: &'a str,
    /// One line, without the reference, which is added when the message is built.
    pub subject: &'a str,
    /// Plain text.
    pub text: &'a str,
    /// Who wrote it; `None`: the product.
    pub agent: Option<AccountId>,
    /// Files that go with it, already kept.
    pub files: &'a [Attachment],
}

/// Writes a message: the contact that it is, and the dispatch that sends it, in the caller's transaction.
pub async fn post(
    tx: &mut Tx,
    house: &House,
    keys: &Keys,
    request: &mut Request,
    new: NewMail<'_>,
    now: Timestamp,
) -> Result<Contact, HandlingError> {
    let mut contact = Contact::new(
        (request.id, request.usager),
        house.partner.clone(),
        Channel::Email,
        Direction::Outbound,
        now,
    );
    let message_id = keys.message_id(&contact.id.uuid().simple().to_string(), new.mailbox.domain());
    contact.agent = new.agent;
    contact.origin = if new.agent.is_some() { Origin::Person } else { Origin::Product };
    new.subject.clone_into(&mut contact.subject);
    new.text.clone_into(&mut contact.body);
    new.recipient.clone_into(&mut contact.way);
    contact.message_id = Some(message_id.clone());
    handling::receive(tx, house, request, &contact).await?;
    contacts::attach(tx, contact.id, new.files).await?;
    let dispatch = NewDispatch {
        mailbox: new.mailbox.id,
        contact: contact.id,
        request: request.id,
        recipient: new.recipient,
        message_id: &message_id,
    };
    dispatches::post(tx, &house.partner, dispatch, now).await?;
    Ok(contact)
}

/// What a message is built from.
#[derive(Debug)]
pub struct Material {
    /// From which mailbox.
    pub mailbox: Mailbox,
    /// About what.
    pub request: Request,
    /// What it says.
    pub contact: Contact,
    /// The files that go with it.
    pub files: Vec<Attachment>,
    /// The language of the person.
    pub lang: Lang,
    /// The message that it answers.
    pub in_reply_to: Option<String>,
    /// The messages of its thread, the oldest first.
    pub references: Vec<String>,
}

/// What the message of a dispatch is built from; `None`: its contact or its mailbox is gone.
pub async fn material(tx: &mut Tx, dispatch: &Dispatch) -> Result<Option<Material>, StoreError> {
    let Some(mailbox) = mailbox::find(tx, dispatch.mailbox).await? else { return Ok(None) };
    let Some(contact) = contacts::find(tx, &dispatch.partner, dispatch.contact).await? else {
        return Ok(None);
    };
    // A request that became part of another is answered under the other's reference.
    let Some(request) = requests::find(tx, &dispatch.partner, contact.request).await? else {
        return Ok(None);
    };
    let usager = usagers::find(tx, &dispatch.partner, contact.usager).await?;
    let before: Vec<Contact> = contacts::of_request(tx, request.id)
        .await?
        .into_iter()
        .filter(|it| it.id != contact.id && it.at <= contact.at && it.message_id.is_some())
        .collect();
    let last_inbound = before.iter().rev().find(|it| it.direction == Direction::Inbound);
    let in_reply_to = last_inbound.or(before.last()).and_then(|it| it.message_id.clone());
    let skipped = before.len().saturating_sub(REFERENCES_MAX);
    let references = before.into_iter().skip(skipped).filter_map(|it| it.message_id).collect();
    let files = contacts::files(tx, contact.id).await?;
    let lang = writing::lang_of(usager.as_ref());
    Ok(Some(Material { mailbox, request, contact, files, lang, in_reply_to, references }))
}

/// The message of a dispatch; `files` are the bytes of its attachments, `site` the address of the product (`https://…`).
pub fn outgoing(
    material: &Material,
    dispatch: &Dispatch,
    keys: &Keys,
    (site, files): (&str, Vec<File>),
) -> Outgoing {
    let Material { mailbox, request, contact, lang, .. } = material;
    let named = |address: String| Named { name: Some(mailbox.name.clone()), address };
    let tag = keys.subject_tag(&request.reference);
    let subject = match tag {
        Some(tag) if !contact.subject.contains(&tag) => format!("{} {tag}", contact.subject),
        _ => contact.subject.clone(),
    };
    let footer = WORDS.say(
        *lang,
        "mail-footer",
        &[("reference", request.reference.as_str().into()), ("address", request.code.address(site).into())],
    );
    let reply = keys.address(mailbox.local(), mailbox.domain(), request.id, Purpose::Reply);
    Outgoing {
        from: named(mailbox.address.clone()),
        to: vec![Named { name: None, address: dispatch.recipient.clone() }],
        reply_to: reply.map(named),
        return_path: None,
        subject: subject.trim().to_owned(),
        text: format!("{}\n\n-- \n{footer}\n", contact.body.trim_end()),
        message_id: dispatch.message_id.clone(),
        mark: Some(keys.mark(&dispatch.message_id)),
        in_reply_to: material.in_reply_to.clone(),
        references: material.references.clone(),
        at: contact.at,
        origin: match (contact.origin, &material.in_reply_to) {
            (Origin::Person, _) => Wrote::Person,
            (Origin::Product, Some(_)) => Wrote::Replied,
            (Origin::Product, None) => Wrote::Generated,
        },
        attachments: files,
        unsubscribe: None,
    }
}
