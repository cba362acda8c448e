//! Rows, a few words each.

use kernel::{Cause, Channel, Direction, Euro, Outcome, PartnerCode};

use crate::{Contact, Oracle, RequestEvent};

/// An instant (µs UTC) from its RFC 3339 text.
///
/// # Panics
///
/// If the text is not an instant.
pub fn instant(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().expect("a test names a valid instant").as_microsecond()
}

pub(super) fn partner(code: &str) -> PartnerCode {
    code.parse().expect("a test names a valid partner")
}

/// An inbound phone call of usager 1 to partner `caf` about `APL`, on 9 March 2025 at 10:00 UTC; nothing else is known.
pub fn a_contact() -> ContactBuilder {
    ContactBuilder(Contact {
        contact_id: String::new(),
        partner: partner("caf"),
        usager: Some(1),
        request: None,
        started_at: instant("2025-03-09T10:00:00Z"),
        channel: Channel::Phone,
        direction: Direction::Inbound,
        reason: "APL".to_owned(),
        life_event: None,
        cause: None,
        outcome: None,
        wait_s: None,
        duration_s: None,
        satisfaction: None,
        cost: None,
        site: None,
        agent: None,
    })
}

/// A contact in the making.
#[derive(Debug, Clone)]
pub struct ContactBuilder(Contact);

/// The opening of request 1 of usager 1 at partner `caf`, on 9 March 2025 at 10:00 UTC.
pub fn an_event() -> EventBuilder {
    EventBuilder(RequestEvent {
        partner: partner("caf"),
        request: 1,
        usager: 1,
        life_event: None,
        occurred_at: instant("2025-03-09T10:00:00Z"),
        ordinal: 0,
        status: "opened".to_owned(),
        due_at: None,
    })
}

/// A change of status in the making.
#[derive(Debug, Clone)]
pub struct EventBuilder(RequestEvent);

/// The rows of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TestLog {
    /// In any order.
    pub contacts: Vec<Contact>,
    /// In any order.
    pub events: Vec<RequestEvent>,
}

impl TestLog {
    /// A log of these contacts; those that have no id get `c01`, `c02`, … in the order given.
    pub fn of(contacts: impl IntoIterator<Item = ContactBuilder>) -> Self {
        let numbered = |(place, ContactBuilder(mut contact)): (usize, ContactBuilder)| {
            if contact.contact_id.is_empty() {
                contact.contact_id = format!("c{:02}", place + 1);
            }
            contact
        };
        Self { contacts: contacts.into_iter().enumerate().map(numbered).collect(), events: Vec::new() }
    }

    /// The same log with these changes of status.
    #[must_use]
    pub fn and(mut self, events: impl IntoIterator<Item = EventBuilder>) -> Self {
        self.events.extend(events.into_iter().map(|EventBuilder(event)| event));
        self
    }

    /// What the definitions say of it.
    pub fn oracle(&self) -> Oracle {
        Oracle::new(self.contacts.clone(), self.events.clone())
    }
}

impl ContactBuilder {
    fn with(mut self, set: impl FnOnce(&mut Contact)) -> Self {
        set(&mut self.0);
        self
    }

    /// Its id.
    #[must_use]
    pub fn id(self, id: &str) -> Self {
        self.with(|it| id.clone_into(&mut it.contact_id))
    }

    /// To which partner.
    ///
    /// # Panics
    ///
    /// If the code is not one.
    #[must_use]
    pub fn to(self, code: &str) -> Self {
        self.with(|it| it.partner = partner(code))
    }

    /// From which usager.
    #[must_use]
    pub fn from(self, usager: u64) -> Self {
        self.with(|it| it.usager = Some(usager))
    }

    /// The source does not say from whom.
    #[must_use]
    pub fn from_nobody(self) -> Self {
        self.with(|it| it.usager = None)
    }

    /// For which reason.
    #[must_use]
    pub fn about(self, reason: &str) -> Self {
        self.with(|it| reason.clone_into(&mut it.reason))
    }

    /// For which request.
    #[must_use]
    pub fn on(self, request: u64) -> Self {
        self.with(|it| it.request = Some(request))
    }

    /// When, as RFC 3339.
    ///
    /// # Panics
    ///
    /// If the text is not an instant.
    #[must_use]
    pub fn at(self, text: &str) -> Self {
        self.with(|it| it.started_at = instant(text))
    }

    /// When, as µs UTC.
    #[must_use]
    pub fn at_us(self, at_us: i64) -> Self {
        self.with(|it| it.started_at = at_us)
    }

    /// By which channel.
    #[must_use]
    pub fn by(self, channel: Channel) -> Self {
        self.with(|it| it.channel = channel)
    }

    /// Who began it.
    #[must_use]
    pub fn going(self, direction: Direction) -> Self {
        self.with(|it| it.direction = direction)
    }

    /// In which life event.
    #[must_use]
    pub fn during(self, life_event: &str) -> Self {
        self.with(|it| it.life_event = Some(life_event.to_owned()))
    }

    /// Why it happened.
    ///
    /// # Panics
    ///
    /// If the code is not one of a cause.
    #[must_use]
    pub fn because(self, code: &str) -> Self {
        let cause: Cause = code.parse().expect("a test names a valid cause");
        self.with(|it| it.cause = Some(cause))
    }

    /// How it ended.
    #[must_use]
    pub fn ending(self, outcome: Outcome) -> Self {
        self.with(|it| it.outcome = Some(outcome))
    }

    /// After how much waiting.
    #[must_use]
    pub fn waiting_s(self, wait_s: u32) -> Self {
        self.with(|it| it.wait_s = Some(wait_s))
    }

    /// How long it was handled.
    #[must_use]
    pub fn lasting_s(self, duration_s: u32) -> Self {
        self.with(|it| it.duration_s = Some(duration_s))
    }

    /// How the usager rated it, 1 to 5.
    #[must_use]
    pub fn rated(self, satisfaction: u8) -> Self {
        self.with(|it| it.satisfaction = Some(satisfaction))
    }

    /// What it cost.
    #[must_use]
    pub fn costing(self, cost: Euro) -> Self {
        self.with(|it| it.cost = Some(cost))
    }

    /// Where.
    #[must_use]
    pub fn in_site(self, site: &str) -> Self {
        self.with(|it| it.site = Some(site.to_owned()))
    }
}

impl EventBuilder {
    fn with(mut self, set: impl FnOnce(&mut RequestEvent)) -> Self {
        set(&mut self.0);
        self
    }

    /// Of which partner.
    ///
    /// # Panics
    ///
    /// If the code is not one.
    #[must_use]
    pub fn of(self, code: &str) -> Self {
        self.with(|it| it.partner = partner(code))
    }

    /// Of which usager.
    #[must_use]
    pub fn from(self, usager: u64) -> Self {
        self.with(|it| it.usager = usager)
    }

    /// Of which request.
    #[must_use]
    pub fn on(self, request: u64) -> Self {
        self.with(|it| it.request = request)
    }

    /// To which status.
    #[must_use]
    pub fn status(self, status: &str) -> Self {
        self.with(|it| status.clone_into(&mut it.status))
    }

    /// When, as RFC 3339.
    ///
    /// # Panics
    ///
    /// If the text is not an instant.
    #[must_use]
    pub fn at(self, text: &str) -> Self {
        self.with(|it| it.occurred_at = instant(text))
    }

    /// When, as µs UTC.
    #[must_use]
    pub fn at_us(self, at_us: i64) -> Self {
        self.with(|it| it.occurred_at = at_us)
    }

    /// At which place of its source.
    #[must_use]
    pub fn ordinal(self, ordinal: u64) -> Self {
        self.with(|it| it.ordinal = ordinal)
    }

    /// In which life event.
    #[must_use]
    pub fn during(self, life_event: &str) -> Self {
        self.with(|it| it.life_event = Some(life_event.to_owned()))
    }
}
