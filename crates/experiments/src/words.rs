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
const ARGS: [&str; 12] =
    ["arm", "by", "days", "metric", "min", "n", "share", "unit", "value", "what", "why", "window"];

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{GuardrailState, Method, Verdict};

    /// The codes of `warn("…"` in the source of the analysis, so that a new one cannot be forgotten.
    fn codes() -> Vec<&'static str> {
        let source = include_str!("analysis.rs");
        source.split("warn(\"").skip(1).filter_map(|it| it.split('"').next()).collect()
    }

    #[test]
    fn every_warning_of_an_analysis_is_said_in_both_languages() {
        let codes = codes();
        assert!(codes.len() >= 14, "{codes:?}");
        for code in codes {
            assert!(WORDS.knows(&format!("warning-{code}")), "{code}");
            let args = [("n", "3"), ("min", "6"), ("arm", "message"), ("why", "too-few")];
            let args = args.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            let warning = Warning { code: code.to_owned(), args };
            for lang in Lang::ALL {
                let said = warning.say(lang);
                assert!(!said.is_empty() && !said.contains('{'), "{said}");
            }
        }
    }

    #[test]
    fn every_verdict_method_and_state_has_its_words() {
        let verdicts = Verdict::ALL.map(|it| format!("verdict-{}", it.code()));
        let methods = Method::ALL.map(|it| format!("method-{}", it.code()));
        let states = GuardrailState::ALL.map(|it| format!("guardrail-{}", it.code()));
        for key in verdicts.iter().chain(&methods).chain(&states) {
            assert!(WORDS.knows(key), "{key}");
        }
    }
}
