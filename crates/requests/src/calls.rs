//! Telephone calls: what comes of the events that a telephone system tells.
//!
//! A call that somebody took is a contact about the one open request of the person; where there is none, or several, whoever took it is
//! asked (`desk`). A call that nobody took is a contact too, and a call to be made.
//!
//! **Invariants:** an event that says nothing new does nothing; whatever their order, a call ends as one contact at most, and as a call to be
//! made only if nobody took it.

use jiff::{SignedDuration, Timestamp};
use kernel::{Channel, Direction, Id, Outcome};
use register::{AccountId, StoreError, Tx};
use serde_json::json;

use crate::{
    assigning,
    contact::{Contact, ContactId},
    handling::{self, HandlingError, House, NewRequest, PRODUCT},
    request::{FollowUpCode, Request, RequestId, State},
    store::{
        callbacks::{self, CallOutcome, Callback},
        calls::{self, Call, Told},
        contacts, events, requests, usagers,
    },
    team::TeamId,
    usager::{Usager, UsagerId, Way},
    words::message,
    writing::lang_of,
};

/// Within what a missed call is to be returned, where no promise says otherwise.
const RETURNED_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// The number, as telephone systems write them: of France, or international with or without its `+`.
pub fn number(told: &str) -> Option<Way> {
    Way::phone(told).or_else(|| Way::phone(&format!("+{}", told.trim())))
}

/// Who has a number, if it leads to one person.
pub async fn caller(tx: &mut Tx, house: &House, phone: &str) -> Result<Option<UsagerId>, StoreError> {
    let Some(way) = number(phone) else { return Ok(None) };
    let known = usagers::by_way(tx, &house.partner, &way).await?;
    Ok(match &known[..] {
        [one] => Some(one.id),
        _ => None,
    })
}

/// It rings. Says whether that is new.
pub async fn ring(tx: &mut Tx, house: &House, told: &Told<'_>, now: Timestamp) -> Result<bool, StoreError> {
    calls::begin(tx, &house.partner, told, now).await
}

/// Somebody took it. Says whether that is new.
pub async fn answer(
    tx: &mut Tx,
    house: &House,
    told: &Told<'_>,
    agent: Option<AccountId>,
    now: Timestamp,
) -> Result<bool, HandlingError> {
    // An event that came first, or alone, says nothing of how long it rang.
    let is_first = calls::begin(tx, &house.partner, told, now).await?;
    let Some(mut call) = calls::answer(tx, &house.partner, (told.name, agent), now).await? else {
        return Ok(false);
    };
    let wait_s = if is_first { None } else { seconds(call.begun_at, now) };
    if let Some(contact) = call.contact {
        // It was taken for a missed one: events came in another order.
        contacts::took(tx, contact, (agent, wait_s, None)).await?;
        if let Some(callback) = call.callback.take() {
            let made = CallOutcome::Cancelled;
            if let Some(request) = callbacks::finish(tx, &house.partner, callback, made, now).await? {
                let detail = json!({ "outcome": made.code() });
                events::tell(tx, request, (PRODUCT, "called"), &detail, now).await?;
            }
        }
        calls::settle(tx, &call, now).await?;
        return Ok(true);
    }
    if let Some(mut request) = only_open(tx, call.usager).await? {
        let contact = spoken(&call, &request, (agent, wait_s), now);
        handling::receive(tx, house, &mut request, &contact).await?;
        (call.request, call.contact) = (Some(request.id), Some(contact.id));
        calls::settle(tx, &call, now).await?;
    }
    Ok(true)
}

/// It ended. Says whether that is new.
pub async fn hang_up(
    tx: &mut Tx,
    house: &House,
    told: &Told<'_>,
    team: Option<TeamId>,
    now: Timestamp,
) -> Result<bool, HandlingError> {
    calls::begin(tx, &house.partner, told, now).await?;
    let Some(call) = calls::hang_up(tx, &house.partner, told.name, now).await? else { return Ok(false) };
    match (call.answered_at, call.direction) {
        (Some(answered_at), _) => {
            if let Some(contact) = call.contact {
                contacts::took(tx, contact, (None, None, seconds(answered_at, now))).await?;
            }
        }
        (None, Direction::Inbound) => missed(tx, house, call, team, now).await?,
        // Nobody answered our own call: whoever made it knows.
        (None, Direction::Outbound | Direction::Proactive) => calls::settle(tx, &call, now).await?,
    }
    Ok(true)
}

/// Nobody took it: a contact that was given up, and a call to be made, unless one is already.
async fn missed(
    tx: &mut Tx,
    house: &House,
    mut call: Call,
    team: Option<TeamId>,
    now: Timestamp,
) -> Result<(), HandlingError> {
    let Some(way) = number(&call.phone) else {
        // A hidden number cannot be called.
        return Ok(calls::settle(tx, &call, now).await?);
    };
    let promised = callbacks::open(tx, &house.partner).await?;
    let promised = promised.into_iter().find(|it| number(&it.phone).is_some_and(|it| it.value == way.value));
    let known = match &promised {
        Some(promised) => requests::find(tx, &house.partner, promised.request).await?,
        None => only_open(tx, call.usager).await?,
    };
    let mut request = match known {
        Some(request) => request,
        None => opened(tx, house, (&mut call, &way), team, now).await?,
    };
    let parties = (request.id, request.usager);
    let mut contact = Contact::new(parties, house.partner.clone(), Channel::Phone, Direction::Inbound, now);
    contact.outcome = Some(Outcome::Abandoned);
    contact.subject.clone_from(&request.subject);
    contact.way.clone_from(&call.phone);
    contact.wait_s = seconds(call.begun_at, now);
    handling::receive(tx, house, &mut request, &contact).await?;
    if promised.is_none() {
        let callback = Callback {
            id: Id::new(now),
            request: request.id,
            phone: call.phone.clone(),
            from: now,
            until: request.due_at.filter(|it| *it > now).unwrap_or(now + RETURNED_WITHIN),
            done_at: None,
            outcome: None,
        };
        callbacks::promise(tx, &house.partner, &callback, now).await?;
        let detail = json!({ "callback": callback.id.to_string() });
        events::tell(tx, request.id, (PRODUCT, "callback"), &detail, now).await?;
        call.callback = Some(callback.id);
    }
    (call.request, call.contact) = (Some(request.id), Some(contact.id));
    Ok(calls::settle(tx, &call, now).await?)
}

/// A request of which one knows no more than that somebody called.
async fn opened(
    tx: &mut Tx,
    house: &House,
    (call, way): (&mut Call, &Way),
    team: Option<TeamId>,
    now: Timestamp,
) -> Result<Request, HandlingError> {
    let known = match call.usager {
        Some(id) => usagers::find(tx, &house.partner, id).await?,
        None => None,
    };
    let usager = if let Some(usager) = known {
        usager
    } else {
        let usager = Usager::new(house.partner.clone(), "", now);
        usagers::record(tx, &usager).await?;
        usagers::add_way(tx, &usager, way, now).await?;
        usager
    };
    call.usager = Some(usager.id);
    let subject = message("call-missed-subject").say(lang_of(Some(&usager)));
    let new = NewRequest {
        usager: &usager,
        subject: &subject,
        channel: Channel::Phone,
        reason: None,
        at: now,
        code: FollowUpCode::draw()?,
    };
    let mut request = handling::open(tx, house, new).await?;
    if let Some(team) = team.filter(|it| request.team != Some(*it)) {
        handling::give_to_team(tx, house, &mut request, (team, PRODUCT), now).await?;
    }
    assigning::give(tx, house, &mut request, now).await?;
    Ok(request)
}

/// The contact that a call is which somebody took.
fn spoken(
    call: &Call,
    request: &Request,
    (agent, wait_s): (Option<AccountId>, Option<u32>),
    now: Timestamp,
) -> Contact {
    let parties = (request.id, request.usager);
    let mut contact = Contact::new(parties, request.partner.clone(), Channel::Phone, call.direction, now);
    contact.agent = agent;
    contact.subject.clone_from(&request.subject);
    contact.way.clone_from(&call.phone);
    contact.wait_s = wait_s.filter(|_| call.direction == Direction::Inbound);
    contact
}

/// An agent says which request a call was about that somebody took. `None`: that was said already.
pub async fn attach(
    tx: &mut Tx,
    house: &House,
    mut call: Call,
    request: &mut Request,
    (agent, now): (AccountId, Timestamp),
) -> Result<Option<ContactId>, HandlingError> {
    let Some(answered_at) = call.answered_at.filter(|_| call.contact.is_none()) else { return Ok(None) };
    if !calls::see(tx, &house.partner, call.id, now).await? {
        return Ok(None);
    }
    let wait_s = seconds(call.begun_at, answered_at);
    let mut contact = spoken(&call, request, (call.agent.or(Some(agent)), wait_s), now);
    contact.duration_s = call.ended_at.and_then(|it| seconds(answered_at, it));
    handling::receive(tx, house, request, &contact).await?;
    (call.request, call.contact, call.usager) = (Some(request.id), Some(contact.id), Some(request.usager));
    calls::settle(tx, &call, now).await?;
    Ok(Some(contact.id))
}

/// The open requests of a person.
pub async fn open_requests(tx: &mut Tx, usager: UsagerId) -> Result<Vec<Request>, StoreError> {
    let all = requests::of_usager(tx, usager).await?;
    Ok(all.into_iter().filter(|it| it.state == State::Open && it.merged_into.is_none()).collect())
}

/// Their only open request, if there is just one.
pub(crate) async fn only_open(tx: &mut Tx, usager: Option<UsagerId>) -> Result<Option<Request>, StoreError> {
    let Some(usager) = usager else { return Ok(None) };
    let mut open = open_requests(tx, usager).await?;
    Ok(if open.len() == 1 { open.pop() } else { None })
}

/// Whole seconds from one instant to another.
fn seconds(from: Timestamp, until: Timestamp) -> Option<u32> {
    u32::try_from(until.duration_since(from).as_secs()).ok()
}

/// Which request of its person a call is said to be about.
pub fn among(open: &[Request], id: RequestId) -> Option<Request> {
    open.iter().find(|it| it.id == id).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_and_without_their_plus() {
        for told in ["+33144556677", "33144556677", "0144556677", "0033144556677", " 33144556677 "] {
            assert_eq!(number(told).map(|it| it.value).as_deref(), Some("+33144556677"), "{told}");
        }
        for told in ["", "anonymous", "unknown", "sip:alice@example.org"] {
            assert_eq!(number(told), None, "{told}");
        }
    }
}
