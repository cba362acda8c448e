//! The rows of one partner, in their order, and who follows whom.

use std::collections::BTreeMap;

use kernel::Direction;

use crate::{Contact, RequestEvent};

/// The whole log of one partner.
#[derive(Debug, Clone, Default)]
pub(super) struct PartnerLog {
    /// By `started_at`, then by the bytes of `contact_id`.
    pub(super) contacts: Vec<Contact>,
    /// By `occurred_at`, then `ordinal`, then `status`.
    pub(super) events: Vec<RequestEvent>,
    /// For each contact, the inbound contact of its key that comes just before it, and the one just after.
    neighbours: Vec<(Option<usize>, Option<usize>)>,
}

/// One contact in its log.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) log: &'a PartnerLog,
    pub(super) at: usize,
}

impl PartnerLog {
    pub(super) fn new(mut contacts: Vec<Contact>, mut events: Vec<RequestEvent>) -> Self {
        contacts.sort_by(|left, right| {
            (left.started_at, left.contact_id.as_bytes())
                .cmp(&(right.started_at, right.contact_id.as_bytes()))
        });
        events.sort_by(|left, right| {
            (left.occurred_at, left.ordinal, &left.status).cmp(&(
                right.occurred_at,
                right.ordinal,
                &right.status,
            ))
        });
        let mut inbound_of_key: BTreeMap<(u64, &str), Vec<usize>> = BTreeMap::new();
        for (at, contact) in contacts.iter().enumerate() {
            if let (Direction::Inbound, Some(usager)) = (contact.direction, contact.usager) {
                inbound_of_key.entry((usager, &contact.reason)).or_default().push(at);
            }
        }
        let mut neighbours = vec![(None, None); contacts.len()];
        for of_key in inbound_of_key.values() {
            for pair in of_key.windows(2) {
                neighbours[pair[0]].1 = Some(pair[1]);
                neighbours[pair[1]].0 = Some(pair[0]);
            }
        }
        Self { contacts, events, neighbours }
    }

    /// The latest `started_at`.
    pub(super) fn last_at(&self) -> Option<i64> {
        self.contacts.last().map(|it| it.started_at)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.contacts.len()).map(|at| Row { log: self, at })
    }
}

impl<'a> Row<'a> {
    pub(super) fn contact(self) -> &'a Contact {
        &self.log.contacts[self.at]
    }

    pub(super) fn is_inbound(self) -> bool {
        self.contact().direction == Direction::Inbound
    }

    /// The next inbound contact of the same key, if it comes within `window_us`. Asked of inbound contacts.
    pub(super) fn follower(self, window_us: i64) -> Option<Self> {
        let next = Self { at: self.log.neighbours[self.at].1?, ..self };
        next.is_within(window_us, self).then_some(next)
    }

    /// The inbound contact of the same key just before, if it was within `window_us`. Asked of inbound contacts.
    pub(super) fn predecessor(self, window_us: i64) -> Option<Self> {
        let previous = Self { at: self.log.neighbours[self.at].0?, ..self };
        self.is_within(window_us, previous).then_some(previous)
    }

    /// Whether this contact comes at a distance of at most `window_us` after `earlier`.
    fn is_within(self, window_us: i64, earlier: Self) -> bool {
        self.contact().started_at.saturating_sub(earlier.contact().started_at) <= window_us
    }
}
