//! Effects for the rest of the product: the observatory, and the sheet of the practice about proactive messages.
//!
//! **Invariant:** beyond its partner an effect is shown only if each arm has [`measures::disclosure`]'s least number of persons, and without
//! the names that the partner gave its rule.

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{StoreError, Tx};

use super::{Effect, Interval, Verdict, store};
use crate::rules::rule::RuleId;

/// Fewest persons of each arm in what is shown beyond a partner.
pub const PERSONS_PUBLISHED: u64 = 11;

/// What the messages of one rule changed.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedEffect {
    /// Whose.
    pub partner: PartnerCode,
    /// The rule; `None` for readers of other partners.
    pub rule: Option<(RuleId, String)>,
    /// Its version.
    pub version: i64,
    /// What may be said.
    pub verdict: Verdict,
    /// Persons kept apart, and to be told.
    pub persons: (u64, u64),
    /// Messages that were handed over.
    pub messages: u64,
    /// Contacts avoided per 100 messages.
    pub avoided_per_100_messages: Option<Interval>,
    /// Contacts avoided in all.
    pub avoided: Option<Interval>,
    /// Euro saved, less what the messages cost.
    pub net: Option<Interval>,
    /// When it was found.
    pub found_at: Timestamp,
}

/// The newest effect of every rule: all those of one partner, or those of everybody that may be shown to everybody.
///
/// # Errors
///
/// [`StoreError`] if the register cannot be read.
pub async fn published(tx: &mut Tx, of: Option<&PartnerCode>) -> Result<Vec<PublishedEffect>, StoreError> {
    let all = store::all(tx, of).await?;
    let shown = |it: store::OfRule| {
        let (version, effect) = it.found.effects.newest()?;
        if of.is_none() && !may_leave(effect) {
            return None;
        }
        Some(PublishedEffect {
            partner: it.partner,
            rule: of.is_some().then(|| (it.found.rule, it.name.clone())),
            version: *version,
            verdict: effect.verdict,
            persons: (effect.held.persons, effect.told.persons),
            messages: effect.messages.sent,
            avoided_per_100_messages: effect.avoided_per_100_messages,
            avoided: effect.avoided,
            net: effect.net,
            found_at: it.found.found_at,
        })
    };
    Ok(all.into_iter().filter_map(shown).collect())
}

const fn may_leave(effect: &Effect) -> bool {
    effect.held.persons >= PERSONS_PUBLISHED && effect.told.persons >= PERSONS_PUBLISHED
}
