//! What it takes to do it again: the plan and its changes, the data, the program.

use experiments::{Report, registration::Amendment};
use kernel::Lang;
use site::Figures;

use super::{say, word};

/// Digits of a hash that people compare.
const HASH_DIGITS: usize = 16;

/// Names and values, in the order of the work.
pub fn facts(report: &Report, lang: Lang) -> Vec<(String, String)> {
    let written = Figures::new(lang);
    let it = &report.provenance;
    let none = || word(lang, "redo-never");
    let name = |key: &str| word(lang, key);
    vec![
        (name("redo-registered"), it.registered_at.map_or_else(none, |at| written.instant(at))),
        (name("redo-plan-hash"), it.plan_hash.clone().unwrap_or_else(none)),
        (name("redo-analysed"), written.instant(it.analysed_at)),
        (name("redo-rows"), written.count(it.rows)),
        (name("redo-data-hash"), it.data_hash.clone()),
        (name("redo-version"), it.version.clone()),
        (name("redo-seed"), it.seed.to_string()),
    ]
}

/// A change of the plan in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// When, and whether results were known.
    pub title: String,
    /// Why.
    pub reason: String,
    /// Path, before, after.
    pub rows: Vec<[String; 3]>,
}

/// The changes since the registration, in their order.
pub fn amendments(amendments: &[Amendment], lang: Lang) -> Vec<Changed> {
    let one = |it: &Amendment| {
        let at = Figures::new(lang).instant(it.at);
        let key = if it.after_outcomes { "redo-changed-late" } else { "redo-changed" };
        let shown = |text: &str| if text.is_empty() { "—".to_owned() } else { text.to_owned() };
        Changed {
            title: say(lang, key, &[("at", at.into())]),
            reason: it.reason.clone(),
            rows: it
                .changes
                .iter()
                .map(|it| [it.path.clone(), shown(&it.before), shown(&it.after)])
                .collect(),
        }
    };
    amendments.iter().map(one).collect()
}

/// The command that analyses the same data again.
pub const COMMAND: &str = "efficaces experiment analyse plan.toml DATA.parquet";

/// The first digits of a hash, for a line.
pub fn short(hash: &str) -> &str {
    hash.get(..HASH_DIGITS).unwrap_or(hash)
}
