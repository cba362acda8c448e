//! The crate's catalogue: plans, refusals, verdicts and everything a report says.

use std::sync::LazyLock;

use kernel::{Arg, Lang, Words};

use crate::report::Warning;

/// The words of experiments.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        include_str!("../../../content/locales/fr/experiments.ftl"),
        include_str!("../../../content/locales/en/experiments.ftl"),
    )
});

/// The names that arguments of warnings have; an argument of another name cannot stand in a sentence.
const ARGS: [&str; 10] = ["arm", "by", "days", "metric", "n", "share", "unit", "value", "what", "window"];

impl Warning {
    /// The sentence of the warning. Arguments that are whole numbers choose plurals.
    pub fn say(&self, lang: Lang) -> String {
        let given = self.args.iter().filter_map(|(name, value)| {
            let name = ARGS.into_iter().find(|it| it == name)?;
            let value = value.parse().map_or_else(|_| Arg::Text(value.clone()), Arg::Count);
            Some((name, value))
        });
        let given: Vec<(&'static str, Arg)> = given.collect();
        WORDS.say(lang, &format!("warning-{}", self.code), &given)
    }
}
