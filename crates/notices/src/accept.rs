//! The one door: whatever asks for a notice asks here.
//!
//! **Invariants:** an order that is wrong leaves nothing behind ([`Refused`]); one that is right leaves a [`Notice`], on disk when the
//! transaction commits. What a person, the governor or an address that failed says against it is an outcome that everybody can see: the
//! notice is there, cancelled, and says why.

pub mod code;
pub mod group;
mod known;
pub mod moment;
pub mod refused;
pub mod simulated;
mod text;

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use kernel::{Clock, Euro};
use register::{Db, StoreError, Tx};
use serde_json::{Map, Value};

use crate::{
    address::{Address, Keyring},
    notice::{Notice, NoticeId, Origin, Simulated, State},
    people::{People, Person},
    service::{KeyKind, Service},
    store,
    template::{Lane, Template},
};

use known::Known;
pub use refused::Refused;
pub use text::{Filled, PARTS_MAX, filled, names, plain, price_of, whole};

/// Signs of a reference, a request's name or a usager's.
const NAME_CHARS_MAX: usize = 1_000;

/// What accepting takes.
#[derive(Clone)]
pub struct Door {
    /// The register.
    pub db: Db,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The instance's keys.
    pub keyring: Keyring,
    /// Who is behind an address.
    pub people: Arc<dyn People>,
    /// The address that people type: `https://contacts.example.fr`.
    pub site: Option<String>,
    /// What a part of a text message costs.
    pub part_price: Euro,
    /// What a letter costs, paper and postage.
    pub letter_price: Euro,
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").field("site", &self.site).finish_non_exhaustive()
    }
}

/// What is asked for: one message to one person.
#[derive(Debug, Clone)]
pub struct Order {
    /// What sends it.
    pub service: Service,
    /// What it says: a version of one of the service's templates.
    pub template: Template,
    /// In which language; `None`: in the person's.
    pub language: Option<String>,
    /// Where it goes, by the template's medium.
    pub to: Address,
    /// What fills the template.
    pub personalisation: Map<String, Value>,
    /// How the caller names it.
    pub reference: Option<String>,
    /// What asks for it.
    pub origin: Origin,
    /// Whom it may go to; [`KeyKind::Live`] for all that is no program.
    pub key_kind: KeyKind,
    /// About which request, in the words of the partner's systems.
    pub request: Option<String>,
    /// About whom, in the words of the partner's systems.
    pub usager: Option<String>,
    /// Before then it does not leave.
    pub not_before: Option<Timestamp>,
    /// Where the caller's own system takes a refusal in one click.
    pub unsubscribe: Option<String>,
}

impl Order {
    /// One with nothing but what it cannot do without.
    pub fn new(service: Service, template: Template, to: Address, origin: Origin) -> Self {
        Self {
            service,
            template,
            language: None,
            to,
            personalisation: Map::new(),
            reference: None,
            origin,
            key_kind: KeyKind::Live,
            request: None,
            usager: None,
            not_before: None,
            unsubscribe: None,
        }
    }
}

/// Accepts an order: gives the notice as it stands in the register.
///
/// # Errors
///
/// [`Refused`] if the order itself is wrong: nothing is written. [`Refused::Store`] if the register fails; then the transaction is to
/// be given up.
pub async fn accept(tx: &mut Tx, door: &Door, order: &Order, now: Timestamp) -> Result<Notice, Refused> {
    accept_all(tx, door, &[order], now).await?.swap_remove(0)
}

/// Accepts several orders in one transaction, in their order, and tells of each what [`accept`] would.
///
/// # Errors
///
/// The register's: then the transaction is to be given up. None of the answers is [`Refused::Store`].
pub async fn accept_all(
    tx: &mut Tx,
    door: &Door,
    orders: &[&Order],
    now: Timestamp,
) -> Result<Vec<Result<Notice, Refused>>, StoreError> {
    let known = known::of(tx, door, orders).await?;
    let mut told = Vec::with_capacity(orders.len());
    for (order, known) in orders.iter().zip(known) {
        match take(tx, door, order, known, now).await {
            Err(Refused::Store(error)) => return Err(error),
            answer => told.push(answer),
        }
    }
    Ok(told)
}

async fn take(
    tx: &mut Tx,
    door: &Door,
    order: &Order,
    known: Known,
    now: Timestamp,
) -> Result<Notice, Refused> {
    let simulated = check(order, now)?;
    let Known { dead, person, recipient_key, against, code } = known;
    if !dead.is_empty() {
        return Err(Refused::DeadTarget { targets: dead });
    }
    let language = order.language.as_deref().or(person.as_ref().map(|it| it.language.as_str()));
    let (language, text) = order.template.text(language.unwrap_or("fr")).ok_or(Refused::NoText)?;
    let filled =
        filled(order.to.medium(), (language, text), &order.personalisation, (door.site.as_deref(), &code))?;
    let cost = if simulated.is_some() { Euro(0) } else { price_of(door, order.to.medium(), filled.segments) };

    let mut keys = keys_of(door, person.as_ref(), &order.to);
    // Somebody whom only the partner knows is one person too, at whichever address.
    let names = order.usager.iter().chain(person.as_ref().and_then(|it| it.external_id.as_ref()));
    keys.extend(names.map(|it| door.keyring.person(&format!("{} {it}", order.service.partner))));
    let against = against.filter(|_| simulated.is_none());
    let due_at = if against.is_some() {
        now
    } else {
        let is_smoothed = matches!(order.origin, Origin::Campaign(_) | Origin::Bulk(..) | Origin::Turn(_));
        let wanted = order.not_before.map_or(now, |it| it.max(now));
        leaves_at(tx, &order.service, (order.template.lane, is_smoothed), wanted).await?
    };
    let mut notice = Notice {
        id: NoticeId::new(now),
        partner: order.service.partner.clone(),
        service: order.service.id,
        template: (order.template.id, order.template.version),
        medium: order.to.medium(),
        lane: order.template.lane,
        language: language.to_owned(),
        recipient: Some(order.to.clone()),
        recipient_key,
        meaning: order.template.meaning.clone(),
        subject: filled.subject,
        body: filled.body,
        personalisation: order.personalisation.clone(),
        reference: order.reference.clone(),
        origin: order.origin.clone(),
        simulated,
        request: order.request.clone(),
        usager: order.usager.clone().or_else(|| person.and_then(logged_as)),
        unsubscribe: order.unsubscribe.clone(),
        code,
        segments: filled.segments,
        cost: if against.is_some() { Euro(0) } else { cost },
        state: if against.is_some() { State::Cancelled } else { State::Waiting },
        why: against,
        detail: None,
        due_at,
        tries: 0,
        carrier: None,
        created_at: now,
        sent_at: None,
        done_at: against.map(|_| now),
    };
    // The governor is in the database: only what stands there now says whether it let the notice through.
    let (state, why) = store::notices::insert(tx, &notice, &keys).await?;
    if state != notice.state {
        (notice.state, notice.why, notice.cost, notice.done_at) = (state, why, Euro(0), Some(now));
    }
    Ok(notice)
}

/// Whether an order is right by itself; gives how it ends if it is only simulated.
fn check(order: &Order, now: Timestamp) -> Result<Option<Simulated>, Refused> {
    if order.service.closed_at.is_some() {
        return Err(Refused::ServiceClosed);
    }
    if order.template.archived_at.is_some() {
        return Err(Refused::TemplateArchived);
    }
    if order.template.service != order.service.id {
        return Err(Refused::TemplateOfAnother);
    }
    if order.template.medium != order.to.medium() {
        return Err(Refused::OtherMedium);
    }
    if order.to.text().trim().is_empty() {
        return Err(Refused::BadAddress);
    }
    let names = [&order.reference, &order.request, &order.usager, &order.unsubscribe];
    if names.into_iter().flatten().any(|it| it.chars().count() > NAME_CHARS_MAX) {
        return Err(Refused::NameTooLong { most: NAME_CHARS_MAX });
    }
    if order.not_before.is_some_and(|it| it > now + moment::AHEAD_MAX) {
        return Err(Refused::TooFarAhead);
    }
    let told = simulated::told(&order.to);
    let simulated = if order.key_kind == KeyKind::Test { told.or(Some(Simulated::Delivered)) } else { told };
    if simulated.is_some() {
        return Ok(simulated);
    }
    let is_guest = || order.service.guests.iter().any(|it| is_same(it, &order.to));
    if order.key_kind == KeyKind::Team && !is_guest() {
        return Err(Refused::NotGuest);
    }
    if !order.service.is_live && !is_guest() {
        return Err(Refused::NotLive);
    }
    Ok(None)
}

/// Whether an address as somebody typed it into a guest list is this one.
fn is_same(typed: &str, to: &Address) -> bool {
    Address::read(to.medium(), typed).is_some_and(|it| it.text().to_lowercase() == to.text().to_lowercase())
}

/// The name by which the contact log knows a person; `None`: it has none.
fn logged_as(person: Person) -> Option<String> {
    person.external_id.or(Some(person.id)).filter(|it| !it.is_empty())
}

/// All by which a person is counted: where they are written to, their other addresses, every id that was found to be theirs.
pub fn keys_of(door: &Door, person: Option<&Person>, to: &Address) -> Vec<String> {
    let mut keys = vec![to.key(&door.keyring)];
    if let Some(person) = person {
        keys.extend(person.addresses.iter().map(|it| it.key(&door.keyring)));
        let ids = std::iter::once(&person.id).chain(&person.merged);
        keys.extend(ids.filter(|it| !it.is_empty()).map(|it| door.keyring.person(it)));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// When a notice may leave that is to leave at `wanted` or after: in the hours of its service, and if it is smoothed no more in an hour than
/// the service wants.
pub(crate) async fn leaves_at(
    tx: &mut Tx,
    service: &Service,
    (lane, is_smoothed): (Lane, bool),
    wanted: Timestamp,
) -> Result<Timestamp, StoreError> {
    if lane == Lane::Urgent {
        return Ok(wanted);
    }
    let quiet = service.quiet;
    let mut at = moment::allowed(wanted, quiet);
    let Some(most) = service.hourly_max.filter(|_| is_smoothed).map(|it| i64::from(it.max(1))) else {
        return Ok(at);
    };
    for _ in 0..moment::HOURS_TRIED {
        let hour = moment::hour_of(at);
        let free = store::notices::free_hour(tx, service.id, (hour, most)).await?;
        if free == hour {
            let taken = store::notices::take_place(tx, service.id, hour).await?;
            return Ok(at.max(moment::place_in_hour(hour, (taken - 1, most))));
        }
        at = moment::allowed(moment::start_of(free), quiet);
    }
    Ok(at)
}

#[cfg(test)]
mod tests;
