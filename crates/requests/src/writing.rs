//! What is written to a usager: by e-mail where they have an address and the partner a mailbox, else on their follow-up page.

use jiff::Timestamp;
use kernel::{Channel, Direction, Lang};
use mail::Keys;
use register::{AccountId, StoreError, Tx};

use crate::{
    contact::{Contact, Origin},
    handling::{self, HandlingError, House},
    mailroom::{Mailbox, mailbox, posting},
    request::Request,
    store::usagers,
    usager::{Usager, Way, WayKind},
};

/// Where a partner's answers about a request leave from: the team's mailbox, else the one of no team, else the first in use.
pub async fn mailbox_for(tx: &mut Tx, request: &Request) -> Result<Option<Mailbox>, StoreError> {
    let mut all = mailbox::listed(tx, Some(&request.partner)).await?;
    all.retain(|it| it.is_on);
    all.sort_by_key(|it| (it.team.is_none() || it.team != request.team, it.team.is_some()));
    Ok(all.into_iter().next())
}

/// The e-mail address of a person, if they have one by which messages arrive.
pub async fn address_of(tx: &mut Tx, request: &Request) -> Result<Option<Way>, StoreError> {
    let ways = usagers::ways(tx, request.usager).await?;
    Ok(ways.into_iter().find(|it| it.kind == WayKind::Email && !it.is_dead))
}

/// The language of a person, as far as the product speaks it.
pub fn lang_of(usager: Option<&Usager>) -> Lang {
    usager.and_then(|it| it.language.parse().ok()).unwrap_or_default()
}

/// Writes to the usager of a request; the contact is recorded and, where it can, leaves by e-mail.
pub async fn write(
    tx: &mut Tx,
    house: &House,
    keys: &Keys,
    request: &mut Request,
    (subject, text, agent): (&str, &str, Option<AccountId>),
    now: Timestamp,
) -> Result<Contact, HandlingError> {
    if let (Some(way), Some(mailbox)) = (address_of(tx, request).await?, mailbox_for(tx, request).await?) {
        let new =
            posting::NewMail { mailbox: &mailbox, recipient: &way.shown, subject, text, agent, files: &[] };
        return posting::post(tx, house, keys, request, new, now).await;
    }
    let parties = (request.id, request.usager);
    let mut contact = Contact::new(parties, house.partner.clone(), Channel::Web, Direction::Outbound, now);
    contact.agent = agent;
    contact.origin = if agent.is_some() { Origin::Person } else { Origin::Product };
    subject.clone_into(&mut contact.subject);
    text.clone_into(&mut contact.body);
    handling::receive(tx, house, request, &contact).await?;
    Ok(contact)
}
