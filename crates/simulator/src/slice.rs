//! A slice from its counts to its columns.

use arrow::array::RecordBatch;
use contact_log::schema::{SOURCE_CONTACTS, SOURCE_EVENTS};

use crate::{
    Plan, SimulateError, Truth, columns, contacts, dirt, events, model::Model, needs, random::Rng, ways,
};

/// What a slice generates.
#[derive(Debug, Clone, PartialEq)]
pub struct SliceRows {
    /// Batches of [`SOURCE_CONTACTS`], by time.
    pub contacts: Vec<RecordBatch>,
    /// Batches of [`SOURCE_EVENTS`], by time; none unless [`Plan::events`].
    pub events: Vec<RecordBatch>,
    /// What was planted in these rows.
    pub truth: Truth,
}

pub(crate) fn generate(
    model: &Model,
    partner: usize,
    block: u32,
    plan: &Plan,
) -> Result<SliceRows, SimulateError> {
    let partner = &model.partners[partner];
    let path = |part: u64| Rng::of(&[plan.seed, partner.rank, u64::from(block), part]);
    let tokens = partner.tokens(block);
    let needs = needs::make(model, partner, &tokens, &mut path(0));
    let mut rows = contacts::place(model, partner, &needs, &tokens, &mut path(1));
    if plan.ways {
        ways::plant(partner, plan.seed, &needs, &mut rows, &mut path(5));
    }
    rows.sort_by_key(|it| it.at);
    let (contacts, mut truth) = columns::contacts(model, partner, block, plan, &needs, &rows, &mut path(2))?;
    debug_assert_eq!(contacts.schema(), *SOURCE_CONTACTS);
    let contacts = if plan.dirt { dirt::soil(&contacts, &mut path(3))? } else { contacts };
    let mut batches = Vec::new();
    if plan.events {
        let events = events::events(model, partner, block, &needs, &mut path(4))?;
        debug_assert_eq!(events.schema(), *SOURCE_EVENTS);
        truth.events = events.num_rows() as u64;
        batches.push(events);
    }
    Ok(SliceRows { contacts: vec![contacts], events: batches, truth })
}
