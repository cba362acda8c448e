//! Filing: a message that was read becomes a contact of a request, a proposal, or a fact about a message of ours.
//!
//! **Invariants:** what comes of an arrival is written in one transaction with the arrival itself, so that it is filed once; a stranger's
//! message never lands in somebody's request ([`mail::place`]); a robot is never answered.

use jiff::Timestamp;
use kernel::{Channel, Direction, PartnerCode};
use mail::{
    Attachment as Carried, Bounce, Bounds, Candidate, Candidates, Incoming, Keys, Kind, Known,
    Mailbox as Person, Placement, Purpose, bounce_words::Undelivered,
};
use register::{StoreError, Tx, both};
use serde_json::json;

use super::{
    Mailbox,
    arrivals::{self, Arrival},
    dispatches,
};
use crate::{
    contact::{Attachment, Contact, ContactId, FileVerdict, VirusCheck},
    elsewhere::Elsewhere,
    exchange::erasure,
    handling::{self, HandlingError, House, NewRequest, PRODUCT},
    request::{FollowUpCode, Request, RequestId, State, references_in},
    rules::file_check,
    store::{
        acknowledgements, contacts, events,
        proposals::{self, Pair},
        requests, usagers,
    },
    usager::{Usager, Way},
};

/// Headers of one message that are looked up.
const ANCESTORS_MAX: usize = 30;
/// Recipients of one message whose tokens are read.
const RECIPIENTS_MAX: usize = 50;
/// Requests that one was merged into, one after the other.
const MERGED_MAX: usize = 10;
/// People who wrote about one request.
const PARTIES_MAX: i64 = 100;
/// The kind of an arrival whose bytes were filed before.
pub const DUPLICATE: &str = "duplicate";
/// The kind of an arrival that a person took out of the robots' heap: it is filed as a person's message.
pub const RELEASED: &str = "released";
/// The kind of an arrival that is older than the erasure of whoever wrote it: nothing of it is kept.
pub const ERASED: &str = "erased";

/// What filing needs besides the message.
#[derive(Debug, Clone, Copy)]
pub struct Room<'a> {
    /// The partner's teams and reasons.
    pub house: &'a House,
    /// Where the message came.
    pub mailbox: &'a Mailbox,
    /// The instance's keys.
    pub keys: &'a Keys,
    /// What else in the product sends messages, of which some come back here.
    pub elsewhere: Option<&'a dyn Elsewhere>,
    /// Whether messages of long ago are filed (an import of history): those are not acknowledged, and open nothing.
    pub is_history: bool,
}

/// What came of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filed {
    /// It was filed before, under another number or by another server.
    Before,
    /// No contact: a robot's message, one of ours, a report. Its kind.
    Apart(&'static str),
    /// A contact of this request.
    Contact {
        /// The contact.
        contact: ContactId,
        /// The request.
        request: RequestId,
        /// Whether the request is new.
        is_new: bool,
        /// Whether the message may be acknowledged ([`mail::is_answerable`]).
        is_answerable: bool,
    },
}

/// The word by which the register keeps a kind.
pub const fn kind_code(kind: &Kind) -> &'static str {
    match kind {
        Kind::Own => "own",
        Kind::Loop(_) => "loop",
        Kind::Bounce(_) => "bounce",
        Kind::OutOfOffice => "out-of-office",
        Kind::Automatic(_) => "automatic",
        Kind::Spam => "spam",
        Kind::Ordinary => "ordinary",
    }
}

/// Files a message that was read. The caller commits; after an error it rolls back, and the arrival is filed later.
pub async fn file(
    tx: &mut Tx,
    room: Room<'_>,
    arrival: &Arrival,
    incoming: &Incoming,
    (code, now): (FollowUpCode, Timestamp),
) -> Result<Filed, HandlingError> {
    if arrivals::is_known(tx, arrival).await? {
        arrivals::file(tx, arrival.id, (DUPLICATE, None), now).await?;
        return Ok(Filed::Before);
    }
    if is_erased(tx, room, incoming, arrival.received_at).await? {
        arrivals::file(tx, arrival.id, (ERASED, None), now).await?;
        return Ok(Filed::Apart(ERASED));
    }
    let candidates = candidates(tx, room, incoming).await?;
    let thread = candidates.by_token.first().or_else(|| candidates.by_headers.first()).map(|it| it.request);
    let answers_today = match thread {
        Some(request) => acknowledgements::about_request(tx, request, now).await?,
        None => 0,
    };
    let answers_today = u32::try_from(answers_today).unwrap_or(u32::MAX);
    let known = Known { keys: room.keys, domain: room.mailbox.domain(), answers_today };
    let is_released = arrival.kind.as_deref() == Some(RELEASED);
    let kind = if is_released { Kind::Ordinary } else { mail::kind(incoming, &known) };
    if kind != Kind::Ordinary {
        apart(tx, room, incoming, (&kind, thread), now).await?;
        let code = kind_code(&kind);
        return Ok(if arrivals::file(tx, arrival.id, (code, None), now).await? {
            Filed::Apart(code)
        } else {
            Filed::Before
        });
    }
    let at = arrival.received_at;
    let is_ours = is_ours(room, incoming);
    let placement = match thread {
        // What we wrote goes where it leads: no stranger writes in our name in our own history.
        Some(thread) if is_ours => Placement::Append(thread),
        _ => mail::place(incoming, &candidates, Bounds::default(), at),
    };
    let usager = correspondent(tx, room, incoming, at).await?;
    let (mut request, is_new) = match placement {
        Placement::Append(id) => match requests::find(tx, &room.house.partner, id).await? {
            Some(request) => (request, false),
            None => (open(tx, room, incoming, &usager, (code, at)).await?, true),
        },
        Placement::New => (open(tx, room, incoming, &usager, (code, at)).await?, true),
        Placement::Propose { request: target, why } => {
            let request = open(tx, room, incoming, &usager, (code, at)).await?;
            let pair = Pair::Requests(request.id, target);
            proposals::propose(tx, &request.partner, pair, why.code(), now).await?;
            (request, true)
        }
    };
    let mut contact = Contact::new(
        (request.id, if is_new { usager.id } else { request.usager }),
        room.house.partner.clone(),
        Channel::Email,
        if is_ours { Direction::Outbound } else { Direction::Inbound },
        at,
    );
    contact.subject.clone_from(&incoming.subject);
    contact.body.clone_from(&incoming.text);
    contact.quoted.clone_from(&incoming.quoted);
    contact.html = incoming.html.as_ref().and_then(|it| serde_json::to_string(it).ok());
    contact.way = other_address(room, incoming).map(|it| it.address).unwrap_or_default();
    contact.message_id = incoming.message_ids.first().cloned();
    contact.content_key = Some(incoming.key.as_str().to_owned());
    if room.is_history && request.closed_at.is_some_and(|it| at <= it) {
        handling::add_old(tx, &request, &contact).await?;
    } else {
        handling::receive(tx, room.house, &mut request, &contact).await?;
    }
    if room.is_history && (is_new || request.state == State::Closed) {
        requests::was_imported(tx, request.id, now).await?;
    }
    let files: Vec<Attachment> =
        incoming.attachments.iter().enumerate().map(|(place, carried)| attachment(place, carried)).collect();
    contacts::attach(tx, contact.id, &files).await?;
    let as_what = if is_released { RELEASED } else { kind_code(&kind) };
    if !arrivals::file(tx, arrival.id, (as_what, Some(contact.id)), now).await? {
        // Another server filed it between our look and our write: ours is undone by the caller's roll-back.
        return Err(HandlingError::Stale(request.id));
    }
    Ok(Filed::Contact {
        contact: contact.id,
        request: request.id,
        is_new,
        is_answerable: mail::is_answerable(incoming, &kind) && !room.is_history,
    })
}

pub(crate) fn attachment(place: usize, carried: &Carried) -> Attachment {
    let found = carried.found_type.as_deref();
    Attachment {
        place: i64::try_from(place).unwrap_or(i64::MAX),
        name: carried.name.clone(),
        declared_type: carried.declared_type.clone(),
        found_type: carried.found_type.clone(),
        bytes: carried.bytes as u64,
        content_key: carried.key.as_str().to_owned(),
        content_id: carried.content_id.clone(),
        is_inline: carried.is_inline,
        verdict: if file_check::is_dangerous(&carried.name, &carried.declared_type, found) {
            FileVerdict::Dangerous
        } else {
            FileVerdict::Sound
        },
        // The mailroom looks at it beside filing, so that mail does not wait for the antivirus.
        virus: VirusCheck::default(),
        released: None,
    }
}

/// A message that no contact comes of: what it says about one of ours.
async fn apart(
    tx: &mut Tx,
    room: Room<'_>,
    incoming: &Incoming,
    (kind, thread): (&Kind, Option<RequestId>),
    now: Timestamp,
) -> Result<(), HandlingError> {
    if let Kind::Bounce(bounce) = kind
        && bounce.is_for_good
        && came_back(tx, room, incoming, bounce, now).await?
    {
        return Ok(());
    }
    let partner = &room.house.partner;
    match kind {
        Kind::Own => {
            // A copy of what we sent proves that it left.
            for id in &incoming.message_ids {
                dispatches::copied(tx, id, now).await?;
            }
        }
        Kind::OutOfOffice | Kind::Automatic(_) | Kind::Loop(_) | Kind::Spam | Kind::Bounce(_) => {
            let Some(thread) = thread else { return Ok(()) };
            if let Some(request) = requests::find(tx, partner, thread).await? {
                let detail = json!({ "kind": kind_code(kind) });
                events::tell(tx, request.id, (PRODUCT, "robot"), &detail, now).await?;
            }
        }
        Kind::Ordinary => {}
    }
    Ok(())
}

/// A message came back: whoever else sent it is told, or the dispatch says why, the request is the administration's again, the address is
/// marked. `false`: nothing proves that it was one of ours.
async fn came_back(
    tx: &mut Tx,
    room: Room<'_>,
    incoming: &Incoming,
    bounce: &Bounce,
    now: Timestamp,
) -> Result<bool, HandlingError> {
    if let Some(elsewhere) = room.elsewhere {
        let sent_to: Vec<String> = incoming.recipients().take(RECIPIENTS_MAX).collect();
        if elsewhere.came_back(tx, (bounce, &sent_to), now).await? {
            return Ok(true);
        }
    }
    if !bounce.is_of_ours {
        return Ok(false);
    }
    let (Some(message_id), Some(first)) = (&bounce.original_message_id, bounce.recipients.first()) else {
        return Ok(true);
    };
    let why = Undelivered::of(first);
    let partner = &room.house.partner;
    let Some(dispatch) = dispatches::bounced(tx, partner, message_id, why.code()).await? else {
        return Ok(true);
    };
    let Some(mut request) = requests::find(tx, partner, dispatch.request).await? else { return Ok(true) };
    if why.is_of_address()
        && let Some(way) = Way::email(&dispatch.recipient)
    {
        usagers::mark_way(tx, request.usager, &way, true).await?;
    }
    handling::not_delivered(tx, room.house, &mut request, why.code(), now).await?;
    Ok(true)
}

/// Whether a message of history is one of ours: it comes from the mailbox's own address.
fn is_ours(room: Room<'_>, incoming: &Incoming) -> bool {
    room.is_history && incoming.sender().as_deref() == Some(room.mailbox.address.as_str())
}

/// The name and the address of the person with whom one wrote: of the sender, or of the first recipient of what we sent.
fn other_address(room: Room<'_>, incoming: &Incoming) -> Option<Person> {
    if is_ours(room, incoming) {
        let is_other = |it: &&Person| mail::address_key(&it.address) != room.mailbox.address;
        let other = incoming.to.iter().chain(&incoming.cc).find(is_other)?;
        return Some(Person { address: mail::address_key(&other.address), ..other.clone() });
    }
    let name = incoming.from.first().and_then(|it| it.name.clone());
    incoming.sender().map(|address| Person { name, address })
}

/// Whether whoever wrote, or was written to, was erased after that instant.
async fn is_erased(
    tx: &mut Tx,
    room: Room<'_>,
    incoming: &Incoming,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let Some(way) = other_address(room, incoming).and_then(|it| Way::email(&it.address)) else {
        return Ok(false);
    };
    erasure::covers(tx, room.keys, &room.house.partner, &way, at).await
}

/// With whom one wrote: the person whom the address leads to, else somebody new.
async fn correspondent(
    tx: &mut Tx,
    room: Room<'_>,
    incoming: &Incoming,
    at: Timestamp,
) -> Result<Usager, StoreError> {
    let other = other_address(room, incoming);
    let way = other.as_ref().and_then(|it| Way::email(&it.address));
    if let Some(way) = &way
        && let Some(known) = usagers::by_way(tx, &room.house.partner, way).await?.into_iter().next()
    {
        return Ok(known);
    }
    let first = incoming.from.first().and_then(|it| it.name.as_deref());
    let name =
        other.as_ref().and_then(|it| it.name.as_deref()).or(first.filter(|_| !is_ours(room, incoming)));
    let name = name.unwrap_or_default().replace(|it: char| it.is_control(), " ");
    let usager = Usager::new(room.house.partner.clone(), &name, at);
    usagers::record(tx, &usager).await?;
    if let Some(way) = &way {
        usagers::add_way(tx, &usager, way, at).await?;
    }
    Ok(usager)
}

async fn open(
    tx: &mut Tx,
    room: Room<'_>,
    incoming: &Incoming,
    usager: &Usager,
    (code, at): (FollowUpCode, Timestamp),
) -> Result<Request, HandlingError> {
    let new =
        NewRequest { usager, subject: &incoming.subject, channel: Channel::Email, reason: None, at, code };
    let mut request = handling::open(tx, room.house, new).await?;
    if let Some(team) = room.mailbox.team.filter(|it| Some(*it) != request.team) {
        handling::give_to_team(tx, room.house, &mut request, (team, PRODUCT), at).await?;
    }
    Ok(request)
}

/// The requests that a message leads to.
async fn candidates(
    tx: &mut Tx,
    room: Room<'_>,
    incoming: &Incoming,
) -> Result<Candidates<RequestId>, StoreError> {
    let partner = &room.house.partner;
    let mut found = Candidates::default();
    let of_address = |address: String| room.keys.of_address::<Request>(&address, Purpose::Reply);
    let led_to: Vec<RequestId> = incoming.recipients().take(RECIPIENTS_MAX).filter_map(of_address).collect();
    for id in led_to {
        if let Some(request) = requests::find(tx, partner, id).await? {
            add(tx, &mut found.by_token, partner, request).await?;
        }
    }
    for quoted in room.keys.of_subject(&incoming.subject) {
        let Some(request) = requests::by_reference(tx, partner, &quoted.reference).await? else { continue };
        let list = if quoted.is_signed { &mut found.by_token } else { &mut found.by_reference };
        add(tx, list, partner, request).await?;
    }
    // Anybody may type a reference, or copy one: it leads to a question, never onto the request.
    for text in [&incoming.subject, &incoming.text, &incoming.quoted] {
        for reference in references_in(text) {
            let Some(request) = requests::by_reference(tx, partner, &reference).await? else { continue };
            add(tx, &mut found.by_reference, partner, request).await?;
        }
    }
    for id in incoming.ancestors().into_iter().take(ANCESTORS_MAX) {
        let Some(contact) = contacts::by_message_id(tx, partner, id).await? else { continue };
        if let Some(request) = requests::find(tx, partner, contact.request).await? {
            add(tx, &mut found.by_headers, partner, request).await?;
        }
    }
    Ok(found)
}

/// Adds the request to which another one leads, through the requests that it became part of.
async fn add(
    tx: &mut Tx,
    list: &mut Vec<Candidate<RequestId>>,
    partner: &PartnerCode,
    request: Request,
) -> Result<(), StoreError> {
    let mut request = request;
    for _ in 0..MERGED_MAX {
        let Some(into) = request.merged_into else { break };
        let Some(next) = requests::find(tx, partner, into).await? else { break };
        request = next;
    }
    if list.iter().any(|it| it.request == request.id) {
        return Ok(());
    }
    list.push(Candidate {
        request: request.id,
        last_message_at: request.last_contact_at,
        messages: messages(tx, request.id).await?,
        parties: parties(tx, &request).await?,
    });
    Ok(())
}

async fn messages(tx: &mut Tx, request: RequestId) -> Result<u32, StoreError> {
    const SQL: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM contact WHERE request_id = $1";
    let found: i64 = both!(tx, conn => sqlx::query_scalar(SQL).bind(request.uuid()).fetch_one(conn).await)?;
    Ok(u32::try_from(found).unwrap_or(u32::MAX))
}

/// The addresses of the people of a request: of its usager, and of those whom an agent let write about it.
async fn parties(tx: &mut Tx, request: &Request) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "
        SELECT DISTINCT value FROM usager_way
        WHERE kind = 'email' AND (usager_id = $2 OR usager_id IN (SELECT usager_id FROM contact WHERE request_id = $1))
        ORDER BY value LIMIT $3";
    let found: Vec<String> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(request.id.uuid()).bind(request.usager.uuid()).bind(PARTIES_MAX)
        .fetch_all(conn).await)?;
    Ok(found)
}
