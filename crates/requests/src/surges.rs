//! Whether more requests come for a reason than usual: counted by quarters of an hour, judged by [`rules::spike`].
//!
//! Start with [`look`], which the work beside the pages calls. Only the last day's requests are counted again each time (an index
//! alone is read), because reasons are corrected; what is older was counted once. The hour that is judged ends with the present quarter,
//! so that an alarm comes within minutes: while the quarter lasts it looks quieter than it is, never louder.
//!
//! **Invariant:** nothing but counts is kept, and looking twice changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use calendar::Territory;
use jiff::{SignedDuration, Timestamp};
use kernel::PartnerCode;
use register::{Db, StoreError, Tx};

use crate::{
    handling::House,
    rules::spike::{self, COUNT_MIN, Reading, Slot, Span},
    store::surges::{self as store, Counted, QUARTER_US, Surge},
};

/// How far back counts are kept: the weeks that are compared, and the present one.
const KEPT_US: i64 = KEPT_WEEKS * 7 * DAY_US;
const KEPT_WEEKS: i64 = 13;
const _: () = assert!(spike::WEEKS_MAX + 1 == 13, "the weeks that are compared, and the present one");
/// Reasons of requests are corrected within about a day.
const RECOUNTED_US: i64 = DAY_US + 4 * QUARTER_US;
const DAY_US: i64 = 24 * HOUR_US;
const HOUR_US: i64 = 4 * QUARTER_US;

/// Counts what came, and says for which reasons it is more than usual; gives how many these are.
pub async fn look(db: &Db, now: Timestamp) -> Result<usize, StoreError> {
    let end_us = (now.as_microsecond() / QUARTER_US + 1) * QUARTER_US;
    let mut tx = db.read().await?;
    let last = store::last_quarter(&mut tx).await?;
    let since_us = last.map_or(end_us - KEPT_US, |it| it.min(end_us - RECOUNTED_US)).max(end_us - KEPT_US);
    let changed = changed(&mut tx, since_us).await?;
    drop(tx);
    if !changed.is_empty() {
        let mut tx = db.write().await?;
        for it in &changed {
            store::count(&mut tx, it).await?;
        }
        store::forget(&mut tx, end_us - KEPT_US).await?;
        tx.commit().await?;
    }
    let mut tx = db.read().await?;
    let mut found = Vec::new();
    let mut houses: BTreeMap<String, House> = BTreeMap::new();
    for (partner, reason) in store::busy(&mut tx, end_us - DAY_US, i64::from(COUNT_MIN)).await? {
        let Ok(code) = partner.parse::<PartnerCode>() else { continue };
        if !houses.contains_key(&partner) {
            houses.insert(partner.clone(), House::read(&mut tx, &code).await?);
        }
        let house = &houses[&partner];
        let territory = house.territory_for(Some(&reason));
        let counts = store::of_reason(&mut tx, (&partner, &reason), end_us - KEPT_US).await?;
        if let Some(surge) = surge((code, reason), &counts, end_us, territory) {
            found.push(surge);
        }
    }
    let lasting = store::lasting(&mut tx).await?;
    drop(tx);
    let is_found =
        |it: &&Surge| found.iter().any(|new| (&new.partner, &new.reason) == (&it.partner, &it.reason));
    let over: Vec<&Surge> = lasting.iter().filter(|it| !is_found(it)).collect();
    let new: Vec<&Surge> = found.iter().filter(|it| !lasting.contains(it)).collect();
    if !over.is_empty() || !new.is_empty() {
        let mut tx = db.write().await?;
        for it in over {
            store::remove(&mut tx, (it.partner.as_str(), &it.reason)).await?;
        }
        for it in new {
            store::record(&mut tx, it).await?;
        }
        tx.commit().await?;
    }
    Ok(found.len())
}

/// The counts that differ from what was written down.
async fn changed(tx: &mut Tx, since_us: i64) -> Result<Vec<Counted>, StoreError> {
    let before: BTreeSet<Counted> = store::counted(tx, since_us).await?.into_iter().collect();
    let present: BTreeSet<Counted> = store::arrivals(tx, since_us).await?.into_iter().collect();
    let keys: BTreeSet<_> = present.iter().map(|it| (&it.0, &it.1, it.2)).collect();
    let gone = before.iter().filter(|it| !keys.contains(&(&it.0, &it.1, it.2)));
    let gone = gone.map(|(partner, reason, quarter, _)| (partner.clone(), reason.clone(), *quarter, 0));
    Ok(gone.chain(present.difference(&before).cloned()).collect())
}

/// What the last hour says, else the last day.
fn surge(
    (partner, reason): (PartnerCode, String),
    counts: &[(i64, i64)],
    end_us: i64,
    territory: Territory,
) -> Option<Surge> {
    let (first_us, _) = counts.first()?;
    [(HOUR_US, Span::Hour), (DAY_US, Span::Day)].into_iter().find_map(|(span_us, span)| {
        let slots = slots(counts, *first_us, (span_us, end_us))?;
        let Reading::Spike(spike) = spike::read(&slots, span, territory) else { return None };
        let run: Vec<usize> = (0..slots.len()).filter(|it| slots[*it].at >= spike.since).collect();
        // What is usual in each slot of the run, read as if it were the last.
        let expected: f64 = run
            .iter()
            .filter_map(|it| match spike::read(&slots[..=*it], span, territory) {
                Reading::Spike(it) => Some(it.expected),
                Reading::Usual(it) => Some(it.expected),
                Reading::Unknown => None,
            })
            .sum();
        Some(Surge {
            partner: partner.clone(),
            reason: reason.clone(),
            since: began(counts, spike.since),
            observed: run.iter().map(|it| u64::from(slots[*it].count)).sum(),
            expected: whole(expected),
        })
    })
}

/// The first quarter in which anything came.
fn began(counts: &[(i64, i64)], since: Timestamp) -> Timestamp {
    let first = counts.iter().find(|it| it.0 >= since.as_microsecond());
    first.and_then(|it| Timestamp::from_microsecond(it.0).ok()).unwrap_or(since)
}

/// Slots of one length that end with the present quarter; the first is whole.
fn slots(counts: &[(i64, i64)], first_us: i64, (span_us, end_us): (i64, i64)) -> Option<Vec<Slot>> {
    let number = usize::try_from((end_us - first_us) / span_us).ok()?;
    let start_us = end_us - span_us * i64::try_from(number).ok()?;
    let start = Timestamp::from_microsecond(start_us).ok()?;
    let mut slots: Vec<Slot> = (0..number)
        .scan(start, |at, _| {
            let slot = Slot { at: *at, count: 0 };
            *at += SignedDuration::from_micros(span_us);
            Some(slot)
        })
        .collect();
    for (quarter_us, count) in counts.iter().filter(|it| it.0 >= start_us && it.0 < end_us) {
        let place = usize::try_from((quarter_us - start_us) / span_us).ok()?;
        let slot = slots.get_mut(place)?;
        slot.count = slot.count.saturating_add(u32::try_from(*count).unwrap_or(u32::MAX));
    }
    Some(slots)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count, never negative")]
fn whole(expected: f64) -> u64 {
    expected.max(0.0).round() as u64
}
