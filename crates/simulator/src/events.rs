//! The events of requests: what the back office did, and when, whether somebody made contact or not.

use std::sync::{Arc, LazyLock};

use arrow::{
    array::{ArrayRef, RecordBatch, TimestampMicrosecondArray, UInt64Array},
    buffer::ScalarBuffer,
};
use contact_log::schema::SOURCE_EVENTS;

use crate::{
    SimulateError,
    columns::{event_key, request_number, usager_number},
    model::{Model, PartnerModel},
    needs::{self, NONE, Need, Needs},
    random::Rng,
    texts::{Texts, nulls, words},
};

/// The statuses of a request, in the order of its life.
const STATUSES: [&str; 6] = ["opened", "missing_piece", "complete", "decided", "paid", "closed"];

struct Event {
    at: i32,
    request: u32,
    usager: u32,
    reason: u8,
    ordinal: u8,
    status: u8,
    due: i32,
}

/// Makes the events of a block that fall in the year, by time. Requests that no contact is about are there too.
pub(crate) fn events(
    model: &Model,
    partner: &PartnerModel,
    block: u32,
    needs: &Needs,
    rng: &mut Rng,
) -> Result<RecordBatch, SimulateError> {
    let mut events = Vec::with_capacity(needs.all.len() * 5);
    for (at, need) in needs.all.iter().enumerate().filter(|(_, it)| it.is_request) {
        tell(model, need, at as u32, &mut events);
    }
    let requests = needs.all.iter().filter(|it| it.is_request).count();
    let silent = (requests as f32 * partner.profile.manners.contact_free) as usize;
    for extra in 0..silent {
        let (request, usager) = ((needs.all.len() + extra) as u32, 900_000 + (extra % 100_000) as u32);
        let need = needs::silent(model, partner, usager, rng);
        tell(model, &need, request, &mut events);
    }
    events.sort_by_key(|it| (it.at, it.request, it.ordinal));

    let reasons = &partner.profile.reasons;
    let mut lives: Vec<&str> = reasons.iter().filter_map(|it| it.life_event.as_deref()).collect();
    lives.sort_unstable();
    lives.dedup();
    let rows = events.len();
    let mut names = Texts::with_capacity(rows, 11);
    let mut usagers = Texts::with_capacity(rows, 11);
    for event in &events {
        names.push(&[(b"R", request_number(block, event.request), 10)]);
        usagers.push(&[(b"U", usager_number(block, event.usager), 10)]);
    }
    let instants: Vec<i64> = events.iter().map(|it| model.year.utc_us(it.at)).collect();
    let due: Vec<i64> = events.iter().map(|it| model.year.utc_us(it.due.max(0))).collect();
    let has_due: Vec<bool> = events.iter().map(|it| it.due != NONE).collect();
    let life = |it: &Event| event_key(&lives, reasons[usize::from(it.reason)].life_event.as_deref());
    let arrays: Vec<ArrayRef> = vec![
        words(vec![0; rows], [&partner.profile.code])?,
        names.finish()?,
        usagers.finish()?,
        words(events.iter().map(life).collect(), &lives)?,
        Arc::new(TimestampMicrosecondArray::from(instants).with_timezone("UTC")),
        Arc::new(UInt64Array::from_iter_values(events.iter().map(|it| u64::from(it.ordinal)))),
        words(events.iter().map(|it| i32::from(it.status)).collect(), STATUSES)?,
        Arc::new(
            TimestampMicrosecondArray::try_new(ScalarBuffer::from(due), nulls(has_due))?.with_timezone("UTC"),
        ),
        Arc::new(UInt64Array::from_iter_values(1..=rows as u64)),
    ];
    Ok(RecordBatch::try_new(Arc::clone(LazyLock::force(&SOURCE_EVENTS)), arrays)?)
}

fn tell(model: &Model, need: &Need, request: u32, events: &mut Vec<Event>) {
    let moments = [
        (need.opened, need.due),
        (need.piece, NONE),
        (need.complete, need.due),
        (need.decided, NONE),
        (need.paid, NONE),
        (need.closed, NONE),
    ];
    let mut ordinal = 0;
    for (status, (at, due)) in moments.into_iter().enumerate() {
        if at == NONE {
            continue;
        }
        ordinal += 1;
        if model.year.holds(at) {
            let (usager, reason, status) = (need.usager, need.reason, status as u8);
            events.push(Event { at, request, usager, reason, ordinal, status, due });
        }
    }
}
