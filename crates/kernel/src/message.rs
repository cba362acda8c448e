//! What a person reads: sentences from a catalogue, in both languages.
//!
//! Each crate that speaks to people owns two Fluent files, `content/locales/{fr,en}/<crate>.ftl`, and one
//! `static WORDS: LazyLock<Words>` made from them. A [`Message`] is a key of such a catalogue with its arguments.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use crate::Lang;

/// One crate's catalogue, in both languages.
pub struct Words {
    fr: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

impl Words {
    /// Reads both texts (Fluent syntax), as `include_str!` gives them.
    ///
    /// # Panics
    ///
    /// If a text is not valid Fluent or defines a key twice: a fault of the build, caught by each crate's test.
    pub fn new(fr: &str, en: &str) -> Self {
        Self { fr: bundle(Lang::Fr, fr), en: bundle(Lang::En, en) }
    }

    /// The sentence of `key` in `lang`.
    ///
    /// # Panics
    ///
    /// In debug builds, if the key is missing or an argument is; a release build shows the key.
    pub fn say(&self, lang: Lang, key: &str, args: &[(&'static str, Arg)]) -> String {
        let bundle = match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|it| it.value()) else {
            debug_assert!(false, "no words for `{key}` in {lang:?}");
            return key.to_owned();
        };
        let mut given = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            given.set(*name, value.to_fluent());
        }
        let mut errors = Vec::new();
        let said = bundle.format_pattern(pattern, Some(&given), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "`{key}`: {errors:?}");
        said
    }

    /// Whether both languages have this key.
    pub fn knows(&self, key: &str) -> bool {
        self.fr.has_message(key) && self.en.has_message(key)
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").finish_non_exhaustive()
    }
}

fn bundle(lang: Lang, text: &str) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = lang.tag().parse().expect("`fr` and `en` are language tags");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(text.to_owned())
        .unwrap_or_else(|(_, errors)| panic!("catalogue {lang:?}: {errors:?}"));
    bundle.add_resource(resource).unwrap_or_else(|errors| panic!("catalogue {lang:?}: {errors:?}"));
    bundle
}

/// A value placed in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// Shown as it is.
    Text(String),
    /// A whole number: chooses plurals; format it for people before, where it can pass 9 999.
    Count(i64),
}

impl Arg {
    fn to_fluent(&self) -> FluentValue<'_> {
        match self {
            Self::Text(text) => FluentValue::from(text.as_str()),
            Self::Count(count) => FluentValue::from(*count),
        }
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Arg {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

impl From<u64> for Arg {
    fn from(count: u64) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

/// A sentence for a person, not yet in a language: what happened, and what to do next.
#[derive(Debug, Clone)]
pub struct Message {
    words: &'static LazyLock<Words>,
    key: &'static str,
    args: Vec<(&'static str, Arg)>,
}

impl Message {
    /// The sentence `key` of a catalogue.
    pub const fn new(words: &'static LazyLock<Words>, key: &'static str) -> Self {
        Self { words, key, args: Vec::new() }
    }

    /// Places `value` where the sentence says `{ $name }`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// The key, for tests and machines.
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// The sentence.
    pub fn say(&self, lang: Lang) -> String {
        self.words.say(lang, self.key, &self.args)
    }
}

/// An error that knows what to tell a person. `Display` stays for the log, in English.
pub trait Explain: std::error::Error {
    /// What a person is shown: what happened, and what they can do.
    fn message(&self) -> Message;
}

#[cfg(test)]
mod tests {
    use super::*;

    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        Words::new(
            "rows = { $n ->\n    [one] { $n } ligne lue\n   *[other] { $n } lignes lues\n }\n",
            "rows = { $n ->\n    [one] { $n } row read\n   *[other] { $n } rows read\n }\n",
        )
    });

    #[test]
    fn french_zero_is_singular() {
        let rows = |n: u64| Message::new(&WORDS, "rows").with("n", n);
        assert_eq!(rows(0).say(Lang::Fr), "0 ligne lue");
        assert_eq!(rows(2).say(Lang::Fr), "2 lignes lues");
        assert_eq!(rows(0).say(Lang::En), "0 rows read");
    }
}
