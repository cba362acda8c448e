//! Ways that settle matters more or less often: which channel a matter's first contact comes by is drawn after it is known whether anybody
//! came back about it.
//!
//! Within a block, the first contacts of one reason, cause and kind of hours exchange their channels: one of a matter that nobody came back
//! about with one of another, always if that makes the planted odds likelier, else as often as they say (Metropolis). So a reason's channels
//! differ in odds as planted (Fisher's noncentral law), and no total, channel, cause or hour changes.

use std::collections::BTreeMap;

use kernel::Channel;

use crate::{
    calendar::{DAY_S, Hours, Year},
    contacts::{Contact, Fate, INBOUND},
    model::{CHANNELS, PartnerModel},
    needs::Needs,
    random::Rng,
    truth::WayTruth,
};

/// How long after a first contact another one still follows it.
const WINDOW_S: i32 = 14 * DAY_S;
/// Standard deviation of what is planted, in log-odds.
const SPREAD: f32 = 1.0;
/// Tries to exchange, for each contact: enough that where it began is forgotten.
const EXCHANGES: usize = 10;
/// Draws of what is planted, which belong to no block.
const PLANTED: u64 = u64::MAX - 1;

/// What is planted for a reason and a channel of a partner, in log-odds.
pub(crate) fn log_odds(partner: &PartnerModel, seed: u64, reason: u8, channel: u8) -> f32 {
    let path = [seed, partner.rank, PLANTED, u64::from(reason), u64::from(channel)];
    (SPREAD * Rng::of(&path).normal()).clamp(-2.0, 2.0)
}

/// The first contact of each matter, and whether the matter was settled by it.
fn firsts(needs: &Needs, rows: &[Contact]) -> Vec<Option<(usize, bool)>> {
    let mut order: Vec<usize> = (0..rows.len()).filter(|it| rows[*it].direction == INBOUND).collect();
    order.sort_by_key(|it| (rows[*it].at, *it));
    let mut found: Vec<Option<(usize, bool)>> = vec![None; needs.all.len()];
    for row in order {
        match &mut found[rows[row].need as usize] {
            empty @ None => *empty = Some((row, true)),
            Some((first, is_settled)) => *is_settled &= rows[row].at - rows[*first].at > WINDOW_S,
        }
    }
    found
}

/// Exchanges the channels of first contacts, so that they settle as planted.
pub(crate) fn plant(partner: &PartnerModel, seed: u64, needs: &Needs, rows: &mut [Contact], rng: &mut Rng) {
    let mut groups: BTreeMap<(u8, u8, u8), Vec<(usize, bool)>> = BTreeMap::new();
    for (first, is_settled) in firsts(needs, rows).into_iter().flatten() {
        let row = rows[first];
        // A call that nobody took stays a call.
        if row.fate != Fate::Abandoned {
            let hours = Hours::of(Channel::ALL[usize::from(row.channel)]) as u8;
            let reason = needs.all[row.need as usize].reason;
            groups.entry((reason, row.cause, hours)).or_default().push((first, is_settled));
        }
    }
    for ((reason, ..), members) in groups {
        let odds: [f32; CHANNELS] =
            std::array::from_fn(|channel| log_odds(partner, seed, reason, channel as u8).exp());
        let (settled, others): (Vec<_>, Vec<_>) = members.into_iter().partition(|it| it.1);
        if settled.is_empty() || others.is_empty() {
            continue;
        }
        for _ in 0..(settled.len() + others.len()) * EXCHANGES {
            let (here, there) = (settled[rng.below(settled.len())].0, others[rng.below(others.len())].0);
            let (ours, theirs) = (rows[here].channel, rows[there].channel);
            if rng.unit() * odds[usize::from(ours)] < odds[usize::from(theirs)] {
                rows[here].channel = theirs;
                rows[there].channel = ours;
            }
        }
    }
}

/// What was planted, and what the matters' first contacts came to: those that are followed for the whole window.
pub(crate) fn truth(
    partner: &PartnerModel,
    year: &Year,
    seed: u64,
    needs: &Needs,
    rows: &[Contact],
) -> BTreeMap<String, BTreeMap<String, WayTruth>> {
    let mut truth: BTreeMap<String, BTreeMap<String, WayTruth>> = BTreeMap::new();
    for (first, is_settled) in firsts(needs, rows).into_iter().flatten() {
        let row = rows[first];
        if row.at >= year.days * DAY_S - WINDOW_S {
            continue;
        }
        let reason = needs.all[row.need as usize].reason;
        let channel = Channel::ALL[usize::from(row.channel)].code().to_owned();
        let of_reason = truth.entry(partner.profile.reasons[usize::from(reason)].code.clone()).or_default();
        let way = of_reason.entry(channel).or_insert_with(|| WayTruth {
            log_odds: f64::from(log_odds(partner, seed, reason, row.channel)),
            ..WayTruth::default()
        });
        way.firsts += 1;
        way.settled += u64::from(is_settled);
    }
    truth
}
