//! What a contact costs where its row does not say: the partner's table, or our defaults.

use std::collections::BTreeMap;

use kernel::{Channel, Direction, Euro, PartnerCode};

/// Unit costs by partner and channel. What a partner has not set falls back on [`UnitCosts::default_for`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitCosts {
    own: BTreeMap<(PartnerCode, usize), Euro>,
}

impl UnitCosts {
    /// Sets the partner's own unit cost of a channel.
    pub fn set(&mut self, partner: PartnerCode, channel: Channel, cost: Euro) {
        self.own.insert((partner, channel.index()), cost);
    }

    /// The unit cost of one contact that carries no cost.
    pub fn of(&self, partner: &PartnerCode, channel: Channel, direction: Direction) -> Euro {
        let own = self.own.get(&(partner.clone(), channel.index())).copied();
        own.unwrap_or_else(|| Self::default_for(channel, direction))
    }

    /// The defaults, in euros of handling: an open cost model, to be replaced by the partner's own figures.
    ///
    /// No official French cost by channel is published. The orders of magnitude between channels follow the
    /// published British figures (Socitm 2011: counter 8.62, phone 2.83, web 0.15 pounds; Pricewaterhouse for London councils:
    /// post 12.10) and the yearly budget of the 3939 line (about 7.7 € a call); counter, phone, e-mail, letter, chat,
    /// call-back, text message and page are those of our cost model; the others are set to the nearest of them.
    pub const fn default_for(channel: Channel, direction: Direction) -> Euro {
        Euro(match (channel, direction) {
            (Channel::Phone, Direction::Outbound) | (Channel::Email, _) => 70_000,
            (Channel::Phone | Channel::Other, _) => 60_000,
            (Channel::Counter | Channel::Video, _) => 140_000,
            (Channel::Post, _) => 120_000,
            (Channel::Chat | Channel::Social, _) => 40_000,
            (Channel::Sms, _) => 600,
            (Channel::Web | Channel::App, _) => 1_500,
            (Channel::Visit, _) => 280_000,
        })
    }
}
