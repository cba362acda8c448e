//! The one door: whatever asks for a notice asks here.
//!
//! **Invariants:** an order that is wrong leaves nothing behind ([`Refused`]); one that is right leaves a [`Notice`], on disk when the
//! transaction commits. What a person, the governor or an address that failed says against it is an outcome that everybody can see: the
//! notice is there, cancelled, and says why.

pub mod code;
pub mod group;
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
    notice::{Notice, NoticeId, Origin, Simulated, State, Why},
    people::{People, Person},
    service::{KeyKind, Service},
    store, targets,
    template::{Lane, Template},
};

pub use refused::Refused;
pub use text::{Filled, PARTS_MAX, filled, names, plain, price_of, whole};

/// Codes that are tried before the instance is said to be full of them: with eight signs it never is.
const CODES_TRIED: usize = 8;
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
    let simulated = check(order, now)?;
    // What a campaign or a rule asks for waits: it is held when it is due. Whoever asks for one message is told at once.
    if matches!(order.origin, Origin::Key(_) | Origin::Agent(_)) {
        let dead = targets::store::blocking(tx, (order.template.id, order.template.version)).await?;
        if !dead.is_empty() {
            return Err(Refused::DeadTarget { targets: dead });
        }
    }
    let person = person_of(tx, door, order).await?;
    let language = order.language.as_deref().or(person.as_ref().map(|it| it.language.as_str()));
    let (language, text) = order.template.text(language.unwrap_or("fr")).ok_or(Refused::NoText)?;
    let code = free_code(tx).await?;
    let filled =
        filled(order.to.medium(), (language, text), &order.personalisation, (door.site.as_deref(), &code))?;
    let cost = if simulated.is_some() { Euro(0) } else { price_of(door, order.to.medium(), filled.segments) };

    let recipient_key = order.to.key(&door.keyring);
    let mut keys = keys_of(door, person.as_ref(), &order.to);
    // Somebody whom only the partner knows is one person too, at whichever address.
    let names = order.usager.iter().chain(person.as_ref().and_then(|it| it.external_id.as_ref()));
    keys.extend(names.map(|it| door.keyring.person(&format!("{} {it}", order.service.partner))));
    let against = match simulated {
        Some(_) => None,
        None => against(tx, door, order, (person.as_ref(), &recipient_key)).await?,
    };
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
    store::notices::insert(tx, &notice, &keys).await?;
    // The governor is in the database: only what stands there now says whether it let the notice through.
    if against.is_none()
        && let Some((state, why)) = store::notices::standing(tx, notice.id).await?
        && state == State::Cancelled
    {
        (notice.state, notice.why, notice.cost, notice.done_at) = (state, why, Euro(0), Some(now));
    }
    Ok(notice)
}

/// Whether an order is right, before anything is asked of the register; gives how it ends if it is only simulated.
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

/// Who is told: by the partner's own name for them if the order has one, else by the address.
async fn person_of(tx: &mut Tx, door: &Door, order: &Order) -> Result<Option<Person>, StoreError> {
    let partner = &order.service.partner;
    if let Some(name) = &order.usager
        && let Some(person) = door.people.named(tx, partner, name).await?
    {
        return Ok(Some(person));
    }
    door.people.at(tx, partner, &order.to).await
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

/// What stands against a notice, but for the governor: that its person does not want it, or that its address failed for good.
async fn against(
    tx: &mut Tx,
    door: &Door,
    order: &Order,
    (person, recipient_key): (Option<&Person>, &String),
) -> Result<Option<Why>, StoreError> {
    let medium = order.to.medium();
    let mut keys = vec![recipient_key.clone()];
    // Who says STOP on one telephone means the other one too.
    let others = person
        .into_iter()
        .flat_map(|it| &it.addresses)
        .filter(|it| it.medium() == medium && **it != order.to);
    keys.extend(others.map(|it| it.key(&door.keyring)));
    let said = store::preferences::of_keys(tx, &order.service.partner, &keys).await?;
    if store::preferences::is_refused(&said, medium, &order.template.purpose) {
        return Ok(Some(Why::Refused));
    }
    let failed = store::preferences::unreachable(tx, recipient_key).await?;
    Ok(failed.map(|_| Why::Unreachable))
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

/// A code that no notice has.
async fn free_code(tx: &mut Tx) -> Result<String, StoreError> {
    for _ in 1..CODES_TRIED {
        let code = code::draw()?;
        if !store::notices::is_taken(tx, &code).await? {
            return Ok(code);
        }
    }
    // The table's own rule decides whether it is one too many.
    code::draw()
}

#[cfg(test)]
mod tests;
