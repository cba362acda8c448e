//! What the register says that bears on orders, asked once for all of those that are accepted together: a database takes about as long for
//! a question of one order as for one of a hundred.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use register::{StoreError, Tx};

use super::{Door, Order, code};
use crate::{
    address::Address,
    notice::{Origin, Why},
    people::Person,
    store::{notices, preferences},
    targets::{self, Target},
};

/// Rounds in which codes are drawn before the instance is said to be full of them: with eight signs it never is.
const ROUNDS_MAX: usize = 8;

/// What bears on one order.
pub(super) struct Known {
    /// What its text names that holds it.
    pub(super) dead: Vec<Target>,
    /// Who is told.
    pub(super) person: Option<Person>,
    /// The key of where it goes.
    pub(super) recipient_key: String,
    /// What stands against it, but for the governor: that its person does not want it, or that its address failed for good.
    pub(super) against: Option<Why>,
    /// A code that no notice has.
    pub(super) code: String,
}

/// What bears on each order, in their order.
pub(super) async fn of(tx: &mut Tx, door: &Door, orders: &[&Order]) -> Result<Vec<Known>, StoreError> {
    let dead = dead(tx, orders).await?;
    let people = people(tx, door, orders).await?;
    let whose: Vec<Vec<String>> =
        orders.iter().zip(&people).map(|(order, person)| keys(door, order, person.as_ref())).collect();
    let against = against(tx, orders, &whose).await?;
    let codes = codes(tx, orders.len()).await?;
    let known = dead.into_iter().zip(people).zip(whose).zip(against).zip(codes);
    Ok(known
        .map(|((((dead, person), keys), against), code)| Known {
            dead,
            person,
            recipient_key: keys.into_iter().next().unwrap_or_default(),
            against,
            code,
        })
        .collect())
}

/// What a campaign or a rule asks for waits: it is held when it is due. Whoever asks for one message is told at once.
async fn dead(tx: &mut Tx, orders: &[&Order]) -> Result<Vec<Vec<Target>>, StoreError> {
    let mut of_version = HashMap::new();
    let mut dead = Vec::with_capacity(orders.len());
    for order in orders {
        let version = (order.template.id, order.template.version);
        if !matches!(order.origin, Origin::Key(_) | Origin::Agent(_)) {
            dead.push(Vec::new());
            continue;
        }
        let targets = match of_version.entry(version) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(targets::store::blocking(tx, version).await?),
        };
        dead.push(targets.clone());
    }
    Ok(dead)
}

/// Who is told: by the partner's own name for them if the order has one, else by the address.
async fn people(tx: &mut Tx, door: &Door, orders: &[&Order]) -> Result<Vec<Option<Person>>, StoreError> {
    let mut people = vec![None; orders.len()];
    for (order, person) in orders.iter().zip(&mut people) {
        if let Some(name) = &order.usager {
            *person = door.people.named(tx, &order.service.partner, name).await?;
        }
    }
    let unnamed: Vec<usize> = (0..orders.len()).filter(|it| people[*it].is_none()).collect();
    let partners: HashSet<_> = unnamed.iter().map(|it| &orders[*it].service.partner).collect();
    for partner in partners {
        let theirs: Vec<usize> =
            unnamed.iter().copied().filter(|it| orders[*it].service.partner == *partner).collect();
        let addresses: Vec<&Address> = theirs.iter().map(|it| &orders[*it].to).collect();
        let found = door.people.at_each(tx, partner, &addresses).await?;
        for (place, person) in theirs.into_iter().zip(found) {
            people[place] = person;
        }
    }
    Ok(people)
}

/// The keys of where an order goes, that one first, and of the other addresses of its medium: who says STOP on one telephone means the other
/// one too.
fn keys(door: &Door, order: &Order, person: Option<&Person>) -> Vec<String> {
    let medium = order.to.medium();
    let others = person.into_iter().flat_map(|it| &it.addresses);
    let others = others.filter(|it| it.medium() == medium && **it != order.to);
    [&order.to].into_iter().chain(others).map(|it| it.key(&door.keyring)).collect()
}

async fn against(
    tx: &mut Tx,
    orders: &[&Order],
    whose: &[Vec<String>],
) -> Result<Vec<Option<Why>>, StoreError> {
    let all: Vec<String> = whose.iter().flatten().cloned().collect();
    let said = preferences::of_keys(tx, &all).await?;
    let written_to: Vec<String> = whose.iter().filter_map(|it| it.first()).cloned().collect();
    let failed = preferences::unreachable_of(tx, &written_to).await?;
    let against = orders.iter().zip(whose).map(|(order, keys)| {
        let theirs = keys.iter().filter_map(|it| said.get(it)).flatten();
        let theirs: Vec<_> = theirs.filter(|it| it.concerns(&order.service.partner)).cloned().collect();
        if preferences::is_refused(&theirs, order.to.medium(), &order.template.purpose) {
            return Some(Why::Refused);
        }
        keys.first().filter(|it| failed.contains(*it)).map(|_| Why::Unreachable)
    });
    Ok(against.collect())
}

/// Codes that no notice has.
async fn codes(tx: &mut Tx, count: usize) -> Result<Vec<String>, StoreError> {
    let mut free: Vec<String> = Vec::with_capacity(count);
    for _ in 0..ROUNDS_MAX {
        let mut drawn = HashSet::new();
        while free.len() + drawn.len() < count {
            drawn.insert(code::draw()?);
        }
        let drawn: Vec<String> = drawn.into_iter().filter(|it| !free.contains(it)).collect();
        let taken = notices::taken_codes(tx, &drawn).await?;
        free.extend(drawn.into_iter().filter(|it| !taken.contains(it)));
        if free.len() == count {
            return Ok(free);
        }
    }
    // The table's own rule decides whether these are too many.
    while free.len() < count {
        free.push(code::draw()?);
    }
    Ok(free)
}
