//! Requests that several usagers share: their rows lie in several runs, or buckets, so they are set aside and
//! grouped at the end.
//!
//! The rows of one partner's shared requests make a bucket of their own, through which the kernels of requests go
//! once more. Contacts of nobody are set aside too, as their places do not depend on their request.

use hashbrown::{HashMap, HashSet};

use crate::{bucket::INBOUND, groups::LeftOut, lens::Cells, names::narrow, view::Bucket};

#[derive(Debug, Clone)]
struct Contact {
    partner: u32,
    request: u64,
    usager: u64,
    /// Its usager is unknown, and `usager` without meaning.
    of_nobody: bool,
    started_at: i64,
    /// Where it stands in the log: decides nothing, finds its id.
    bucket: u32,
    row: u32,
    channel: u8,
    direction: u8,
    reason: u32,
    life_event: u32,
    cause: u32,
    /// Where its cells begin among `Aside::cells`.
    cells: usize,
}

#[derive(Debug, Clone)]
#[expect(clippy::struct_field_names, reason = "a life event is a word of its own")]
struct Event {
    partner: u32,
    request: u64,
    usager: u64,
    occurred_at: i64,
    ordinal: u64,
    status: u32,
    life_event: u32,
}

/// An inbound contact without request, of a usager who has events of a shared request.
#[derive(Debug, Clone)]
struct Loose {
    partner: u32,
    usager: u64,
    started_at: i64,
    channel: u8,
    reason: u32,
    cause: u32,
}

/// Rows set aside.
#[derive(Debug, Default)]
pub(crate) struct Aside {
    contacts: Vec<Contact>,
    /// Of each contact, by lens.
    cells: Vec<u32>,
    events: Vec<Event>,
    loose: Vec<Loose>,
}

/// A contact's place in the log: bucket and row.
pub(crate) type Place = (u32, u32);

impl Aside {
    /// Takes the rows that were left out of a bucket's groups.
    pub(crate) fn take(
        &mut self,
        bucket: &Bucket,
        number: u32,
        left_out: &LeftOut,
        cells: &[Cells],
        provoked: bool,
    ) {
        let (contacts, events) = (&bucket.contacts, &bucket.events);
        let partner = bucket.partner;
        for place in &left_out.contacts {
            let row = *place as usize;
            self.contacts.push(Contact {
                partner,
                request: contacts.request[row],
                usager: contacts.usager[row],
                of_nobody: row >= contacts.known,
                started_at: contacts.started_at.get(row).copied().unwrap_or(0),
                bucket: number,
                row: *place,
                channel: contacts.channel.get(row).copied().unwrap_or(0),
                direction: contacts.direction.get(row).copied().unwrap_or(0),
                reason: shared_at(&contacts.reason, row),
                life_event: shared_at(&contacts.life_event, row),
                cause: shared_at(&contacts.cause, row),
                cells: self.cells.len(),
            });
            self.cells.extend(cells.iter().map(|it| it.of.get(row).copied().unwrap_or(0)));
        }
        let mut runs = HashSet::new();
        for row in &left_out.events {
            let row = *row as usize;
            self.events.push(Event {
                partner,
                request: events.request[row],
                usager: events.usager[row],
                occurred_at: events.occurred_at[row],
                ordinal: events.ordinal.get(row).copied().unwrap_or(0),
                status: shared_at(&events.status, row),
                life_event: shared_at(&events.life_event, row),
            });
            let run = bucket.groups.run_of_event[row];
            if provoked && run != crate::bucket::NONE && runs.insert(run) {
                let rows = contacts.runs[run as usize] as usize..contacts.runs[run as usize + 1] as usize;
                for row in rows.filter(|it| contacts.direction[*it] == INBOUND && !contacts.carries[*it]) {
                    self.loose.push(Loose {
                        partner,
                        usager: contacts.usager[row],
                        started_at: contacts.started_at[row],
                        channel: contacts.channel.get(row).copied().unwrap_or(0),
                        reason: contacts.reason.shared_at(row),
                        cause: shared_at(&contacts.cause, row),
                    });
                }
            }
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        let before = self.cells.len();
        let moved = |it: Contact| Contact { cells: it.cells + before, ..it };
        self.contacts.extend(other.contacts.into_iter().map(moved));
        self.cells.extend(other.cells);
        self.events.extend(other.events);
        self.loose.extend(other.loose);
    }

    /// The partners that have rows here.
    pub(crate) fn partners(&self) -> Vec<u32> {
        let contacts = self.contacts.iter().map(|it| it.partner);
        let mut partners: Vec<u32> = contacts.chain(self.events.iter().map(|it| it.partner)).collect();
        partners.sort_unstable();
        partners.dedup();
        partners
    }

    /// Contacts of one request at one instant whose order only their ids tell. Those of one usager are in order already, and so are those of
    /// nobody in one bucket.
    pub(crate) fn ties(&self, partner: u32) -> Vec<Place> {
        let mut contacts: Vec<&Contact> = self.contacts.iter().filter(|it| it.partner == partner).collect();
        contacts.sort_unstable_by_key(|it| (it.request, it.started_at));
        let moments = contacts
            .chunk_by(|left, right| (left.request, left.started_at) == (right.request, right.started_at));
        let who = |it: &Contact| (it.bucket, (!it.of_nobody).then_some(it.usager));
        let of_one = |it: &[&Contact]| it.iter().all(|other| who(other) == who(it[0]));
        moments.filter(|it| !of_one(it)).flatten().map(|it| (it.bucket, it.row)).collect()
    }

    /// Makes a bucket of a partner's rows, grouped by request. `ids` has the contact ids of the ties; events of one
    /// instant and ordinal are in the order of `status_text`.
    pub(crate) fn fill(
        &self,
        bucket: &mut Bucket,
        lenses: &mut [Cells],
        ids: &HashMap<Place, String>,
        status_text: impl Fn(u32) -> Option<std::sync::Arc<str>>,
    ) {
        let partner = bucket.partner;
        let mut contacts: Vec<&Contact> = self.contacts.iter().filter(|it| it.partner == partner).collect();
        let id = |it: &Contact| ids.get(&(it.bucket, it.row)).map(String::as_bytes);
        contacts.sort_by(|left, right| {
            (left.request, left.started_at, id(left)).cmp(&(right.request, right.started_at, id(right)))
        });
        let mut events: Vec<(&Event, _)> = self
            .events
            .iter()
            .filter(|it| it.partner == partner)
            .map(|it| (it, status_text(it.status)))
            .collect();
        events.sort_by(|(left, left_text), (right, right_text)| {
            (left.request, left.occurred_at, left.ordinal, left_text, left.usager).cmp(&(
                right.request,
                right.occurred_at,
                right.ordinal,
                right_text,
                right.usager,
            ))
        });
        let mut loose: Vec<&Loose> = self.loose.iter().filter(|it| it.partner == partner).collect();
        loose.sort_by_key(|it| (it.usager, it.started_at));

        bucket.contacts.clear();
        bucket.events.clear();
        for cells in lenses.iter_mut() {
            cells.of.clear();
        }
        let filled = &mut bucket.contacts;
        for contact in &contacts {
            filled.usager.push(contact.usager);
            filled.request.push(contact.request);
            filled.carries.push(true);
            filled.started_at.push(contact.started_at);
            filled.channel.push(contact.channel);
            filled.direction.push(contact.direction);
            let (reason, life_event) =
                (filled.reason.own(contact.reason), filled.life_event.own(contact.life_event));
            filled.reason.codes.push(reason);
            filled.life_event.codes.push(life_event);
            let cause = filled.cause.own(contact.cause);
            filled.cause.codes.push(cause);
            lenses.iter_mut().zip(&self.cells[contact.cells..]).for_each(|(cells, it)| cells.of.push(*it));
        }
        let mut run_of_usager = HashMap::new();
        for it in &loose {
            if let hashbrown::hash_map::Entry::Vacant(entry) = run_of_usager.entry(it.usager) {
                entry.insert(narrow(filled.runs.len()));
                filled.runs.push(narrow(filled.started_at.len()));
            }
            filled.usager.push(it.usager);
            filled.request.push(0);
            filled.carries.push(false);
            filled.started_at.push(it.started_at);
            filled.channel.push(it.channel);
            filled.direction.push(INBOUND);
            let (reason, cause) = (filled.reason.own(it.reason), filled.cause.own(it.cause));
            filled.reason.codes.push(reason);
            filled.life_event.codes.push(0);
            filled.cause.codes.push(cause);
        }
        filled.rows = filled.started_at.len();
        filled.known = filled.rows;
        filled.runs.push(narrow(filled.rows));
        let filled = &mut bucket.events;
        for (event, _) in &events {
            filled.usager.push(event.usager);
            filled.request.push(event.request);
            filled.occurred_at.push(event.occurred_at);
            filled.ordinal.push(event.ordinal);
            let (status, life_event) =
                (filled.status.own(event.status), filled.life_event.own(event.life_event));
            filled.status.codes.push(status);
            filled.life_event.codes.push(life_event);
        }
        filled.rows = events.len();

        let mut requests: Vec<u64> = contacts.iter().map(|it| it.request).collect();
        requests.extend(events.iter().map(|(it, _)| it.request));
        requests.sort_unstable();
        requests.dedup();
        let of_contact: Vec<u64> = contacts.iter().map(|it| it.request).collect();
        bucket.groups.of_sorted(&requests, &of_contact, bucket.contacts.rows, &bucket.events);
        for (run, (event, _)) in bucket.groups.run_of_event.iter_mut().zip(&events) {
            if let Some(known) = run_of_usager.get(&event.usager) {
                *run = *known;
            }
        }
    }
}

/// The shared number of a text; 0 if the column was not read.
fn shared_at(texts: &crate::bucket::Texts, row: usize) -> u32 {
    if texts.codes.is_empty() { 0 } else { texts.shared_at(row) }
}
