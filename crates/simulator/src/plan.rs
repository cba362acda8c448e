//! What to simulate, and its division into slices that are reproducible alone.

use std::sync::Arc;

use crate::{SimulateError, SliceRows, model::Model, slice};

/// Rows of contacts that a slice aims at: one Parquet row group.
pub const SLICE_CONTACTS: u64 = 120_000;

/// What to simulate.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each part of a world is planted or not, whatever the others"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Rows of the contact log, exactly: inbound, outbound and proactive together.
    pub contacts: u64,
    /// Every draw comes from it.
    pub seed: u64,
    /// The largest administrations of `content/partners.csv`, 1 to 40; each keeps its share of the whole among them.
    pub partners: u16,
    /// The civil year (Paris) that all contacts fall in, 1980 to 2100.
    pub year: i16,
    /// Whether the events of requests are made too. Contacts are the same with and without.
    pub events: bool,
    /// Whether three moments that make people call are planted at each partner ([`crate::PlantedMoment`]). Totals, channels and causes are
    /// the same with and without.
    pub moments: bool,
    /// Whether channels settle matters more or less often, reason by reason, as planted ([`crate::WayTruth`]). Totals, channels and causes
    /// are the same with and without.
    pub ways: bool,
    /// Whether the faults of real exports are planted: exact duplicates, shifted clocks, absurd durations.
    pub dirt: bool,
}

impl Plan {
    /// A clean plan of all partners for 2025, without events and moments.
    pub const fn new(contacts: u64, seed: u64) -> Self {
        Self {
            contacts,
            seed,
            partners: 40,
            year: 2025,
            events: false,
            moments: false,
            ways: false,
            dirt: false,
        }
    }

    /// The slices, in the order of the files: partner by partner, largest first, block of usagers by block of usagers.
    ///
    /// # Errors
    /// [`SimulateError::OutOfRange`] if a number of the plan is; [`SimulateError::Content`] if the product's own tables
    /// do not read.
    pub fn slices(&self) -> Result<Vec<Slice>, SimulateError> {
        let range = |what, given: i64, low: i64, high: i64| {
            if (low..=high).contains(&given) {
                Ok(())
            } else {
                Err(SimulateError::OutOfRange { what, given, low, high })
            }
        };
        range("partners", i64::from(self.partners), 1, 40)?;
        range("year", i64::from(self.year), 1980, 2100)?;
        range("contacts", i64::try_from(self.contacts).unwrap_or(i64::MAX), 1, 100_000_000_000)?;
        let model = Arc::new(Model::new(self)?);
        let mut slices = Vec::new();
        for (partner, it) in model.partners.iter().enumerate() {
            for block in 0..it.blocks {
                slices.push(Slice { model: Arc::clone(&model), partner, block });
            }
        }
        Ok(slices)
    }
}

/// A block of one partner's usagers over the whole year.
#[derive(Debug, Clone)]
pub struct Slice {
    model: Arc<Model>,
    partner: usize,
    block: u32,
}

impl Slice {
    /// The partner's code.
    pub fn partner(&self) -> &str {
        &self.model.partners[self.partner].profile.code
    }

    /// Which block of the partner's usagers, from 0.
    pub const fn block(&self) -> u32 {
        self.block
    }

    /// How many contacts it has, duplicates planted by [`Plan::dirt`] not counted.
    pub fn contacts(&self) -> u64 {
        self.model.partners[self.partner].tokens(self.block).total()
    }

    /// Its rows: the same whatever was generated before, beside or after.
    ///
    /// # Errors
    /// [`SimulateError::Arrow`] if the columns do not fit the schema: a fault of this crate.
    pub fn generate(&self, plan: &Plan) -> Result<SliceRows, SimulateError> {
        slice::generate(&self.model, self.partner, self.block, plan)
    }
}
