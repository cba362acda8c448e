//! What each unit did: columns as long as each other, one row a unit (and a period, where outcomes are counted by period).

/// The data of an experiment, checked: no value is missing or infinite, every arm and segment has a name.
///
/// Made from [`Columns`] by [`check`](crate::analysis::check), which sets aside the rows that cannot be used and says why.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dataset {
    /// Rows.
    pub rows: usize,
    /// The arm of each row, by its place in the plan.
    pub arm: Vec<u16>,
    /// The unit of each row, numbered from 0; needed where units are clusters or seen in several periods.
    pub unit: Vec<u32>,
    /// The names of the units, by number; may be empty where nothing is told by unit.
    pub unit_names: Vec<String>,
    /// The period of each row, from 0; empty where there are none.
    pub period: Vec<u32>,
    /// The first period in which the row's unit had the practice; `u32::MAX`: never. Empty where there are no periods.
    pub first_treated: Vec<u32>,
    /// The stratum of each row, numbered from 0; empty: one stratum.
    pub stratum: Vec<u32>,
    /// The metric, then each guardrail in the order of the plan.
    pub metrics: Vec<MetricColumns>,
    /// The declared subgroups, in the order of the plan.
    pub segments: Vec<SegmentColumn>,
}

/// A metric's sums by row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MetricColumns {
    /// Contacts, euro, marks …
    pub numerator: Vec<f64>,
    /// What they are divided by; empty: one each.
    pub denominator: Vec<f64>,
    /// The same before the start; empty: not known.
    pub numerator_before: Vec<f64>,
    /// See `denominator`.
    pub denominator_before: Vec<f64>,
}

/// A subgroup's value by row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SegmentColumn {
    /// By row, the place of its value among `names`.
    pub value: Vec<u16>,
    /// The values.
    pub names: Vec<String>,
}

/// Columns as a file or the log gives them, not yet checked: missing numbers are NaN, missing words are [`NO_WORD`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Columns {
    /// The unit.
    pub unit: UnitColumn,
    /// The name of its arm.
    pub arm: WordColumn,
    /// See [`Dataset::period`].
    pub period: Vec<u32>,
    /// See [`Dataset::first_treated`].
    pub first_treated: Vec<u32>,
    /// The name of its stratum; empty: one.
    pub stratum: WordColumn,
    /// See [`Dataset::metrics`].
    pub metrics: Vec<MetricColumns>,
    /// By subgroup of the plan, the value of each row.
    pub segments: Vec<WordColumn>,
    /// When the unit got its arm, in microseconds; empty: not known.
    pub assigned_at_us: Vec<i64>,
    /// When its first outcome came, in microseconds; empty: not known; `i64::MAX`: none.
    pub first_outcome_at_us: Vec<i64>,
}

/// No word in a row.
pub const NO_WORD: u32 = u32::MAX;

/// Words that repeat: by row, the place of its word among `names`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordColumn {
    /// By row; [`NO_WORD`]: none.
    pub codes: Vec<u32>,
    /// The words, each once.
    pub names: Vec<String>,
}

/// What units are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitColumn {
    /// Numbers, such as the log's pseudonyms.
    Numbers(Vec<u64>),
    /// Words.
    Words(WordColumn),
}

impl Default for UnitColumn {
    fn default() -> Self {
        Self::Words(WordColumn::default())
    }
}

impl Columns {
    /// BLAKE3 of the columns, 64 hexadecimal digits: the same data give the same, and no others do.
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut numbers = |name: &str, values: &[f64]| {
            hasher.update(name.as_bytes());
            hasher.update(&u64::try_from(values.len()).unwrap_or(u64::MAX).to_le_bytes());
            for values in values.chunks(1024) {
                let bytes: Vec<u8> = values.iter().flat_map(|it| it.to_le_bytes()).collect();
                hasher.update(&bytes);
            }
        };
        for metric in &self.metrics {
            numbers("numerator", &metric.numerator);
            numbers("denominator", &metric.denominator);
            numbers("numerator before", &metric.numerator_before);
            numbers("denominator before", &metric.denominator_before);
        }
        let mut places = |name: &str, values: &[u32]| {
            hasher.update(name.as_bytes());
            hasher.update(&u64::try_from(values.len()).unwrap_or(u64::MAX).to_le_bytes());
            for values in values.chunks(1024) {
                let bytes: Vec<u8> = values.iter().flat_map(|it| it.to_le_bytes()).collect();
                hasher.update(&bytes);
            }
        };
        places("period", &self.period);
        places("first treated", &self.first_treated);
        for (name, words) in [("arm", &self.arm), ("stratum", &self.stratum)]
            .into_iter()
            .chain(self.segments.iter().map(|it| ("segment", it)))
        {
            places(name, &words.codes);
        }
        for words in [&self.arm, &self.stratum].into_iter().chain(&self.segments) {
            hasher.update(words.names.join("\u{1f}").as_bytes());
        }
        match &self.unit {
            UnitColumn::Numbers(units) => {
                for units in units.chunks(1024) {
                    let bytes: Vec<u8> = units.iter().flat_map(|it| it.to_le_bytes()).collect();
                    hasher.update(&bytes);
                }
            }
            UnitColumn::Words(units) => {
                for unit in &units.names {
                    hasher.update(unit.as_bytes());
                    hasher.update(b"\x1f");
                }
                for codes in units.codes.chunks(1024) {
                    let bytes: Vec<u8> = codes.iter().flat_map(|it| it.to_le_bytes()).collect();
                    hasher.update(&bytes);
                }
            }
        }
        hasher.finalize().to_hex().to_string()
    }
}
