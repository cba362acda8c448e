//! Text messages that people send, and calls that somebody else asks agents to make.
//!
//! **Invariant:** a text joins the one open request of the person whose number it comes from; where there are none or several, it
//! opens a request of its own, and agents say what it belongs to.

use std::time::Duration;

use jiff::Timestamp;
use kernel::{Channel, Direction, Id, PartnerCode};
use register::{StoreError, Tx};
use serde_json::json;

use crate::{
    assigning,
    calls::only_open,
    contact::Contact,
    handling::{self, HandlingError, House, NewRequest, PRODUCT},
    meeting::{self, Told},
    request::{FollowUpCode, Request},
    store::{
        callbacks::{self, Callback, CallbackId},
        events, usagers,
    },
    usager::{Usager, Way},
    words::message,
    writing::lang_of,
};

/// A call is made within this time where the request has no promise of its own.
const CALLED_WITHIN: Duration = Duration::from_hours(48);

/// Somebody sent a text: it is a contact of their request.
///
/// # Errors
///
/// [`HandlingError`]; nothing of it is then to be committed.
pub async fn receive(
    tx: &mut Tx,
    partner: &PartnerCode,
    (from, text): (&Way, &str),
    at: Timestamp,
) -> Result<Request, HandlingError> {
    let house = House::read(tx, partner).await?;
    let usager = writer(tx, partner, from, at).await?;
    let mut request = request_of(tx, &house, &usager, "text-subject", Channel::Sms, at).await?;
    let parties = (request.id, usager.id);
    let mut contact = Contact::new(parties, partner.clone(), Channel::Sms, Direction::Inbound, at);
    contact.subject.clone_from(&request.subject);
    text.clone_into(&mut contact.body);
    contact.way.clone_from(&from.shown);
    handling::receive(tx, &house, &mut request, &contact).await?;
    assigning::give(tx, &house, &mut request, at).await?;
    Ok(request)
}

/// Whose telephone it is. If several people have it, nobody knows which of them writes: they are somebody of whom nothing but the number is
/// known, each time the same.
///
/// # Errors
///
/// [`StoreError`] if the register fails.
pub async fn writer(
    tx: &mut Tx,
    partner: &PartnerCode,
    from: &Way,
    at: Timestamp,
) -> Result<Usager, StoreError> {
    let known = usagers::by_way(tx, partner, from).await?;
    let is_only_a_number = |it: &&Usager| it.name.is_empty() && it.external_id.is_none();
    if known.len() > 1
        && let Some(nobody_known) = known.iter().find(is_only_a_number)
    {
        return Ok(nobody_known.clone());
    }
    meeting::meet(tx, partner, &Told { ways: vec![from.clone()], ..Told::default() }, at).await
}

/// Somebody is to be called: agents find it among the calls that were promised. One that is promised already stays the only one.
///
/// # Errors
///
/// As [`receive`].
pub async fn call(
    tx: &mut Tx,
    partner: &PartnerCode,
    (usager, phone): (&Usager, &Way),
    now: Timestamp,
) -> Result<CallbackId, HandlingError> {
    let house = House::read(tx, partner).await?;
    let open = callbacks::open(tx, partner).await?;
    if let Some(known) =
        open.iter().find(|it| Way::phone(&it.phone).is_some_and(|it| it.value == phone.value))
    {
        return Ok(known.id);
    }
    let request = request_of(tx, &house, usager, "text-call-subject", Channel::Phone, now).await?;
    let callback = Callback {
        id: Id::new(now),
        request: request.id,
        phone: phone.shown.clone(),
        from: now,
        until: request.due_at.filter(|it| *it > now).unwrap_or(now + CALLED_WITHIN),
        done_at: None,
        outcome: None,
    };
    callbacks::promise(tx, partner, &callback, now).await?;
    let detail = json!({ "callback": callback.id.to_string() });
    events::tell(tx, request.id, (PRODUCT, "callback"), &detail, now).await?;
    Ok(callback.id)
}

/// The one open request of a person, else a new one.
async fn request_of(
    tx: &mut Tx,
    house: &House,
    usager: &Usager,
    subject: &'static str,
    channel: Channel,
    at: Timestamp,
) -> Result<Request, HandlingError> {
    if let Some(request) = only_open(tx, Some(usager.id)).await? {
        return Ok(request);
    }
    let subject = message(subject).say(lang_of(Some(usager)));
    let code = FollowUpCode::draw()?;
    let new = NewRequest { usager, subject: &subject, channel, reason: None, at, code };
    handling::open(tx, house, new).await
}
