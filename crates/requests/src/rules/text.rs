//! What a classifier and rules read of a text: its words, folded, and the stems that are counted.

use std::collections::BTreeMap;

use rust_stemmers::{Algorithm, Stemmer};
use wording::phrase::{Word, words};

/// The most of a text that is read to suggest a code, in bytes: what a contact is about stands in its first pages.
pub(super) const READ_BYTES_MAX: usize = 20_000;

/// The most different stems of one text that are counted.
pub(super) const TERMS_MAX: usize = 400;

/// A text prepared once, for rules and for models.
///
/// It holds the words of a person: like the text, it is neither logged nor kept.
#[derive(Clone)]
pub struct Text {
    pub(super) words: Vec<Word>,
    /// For each stem, as a number ([`term`]), the first word that has it.
    pub(super) terms: BTreeMap<u32, String>,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Text({} words)", self.words.len())
    }
}

impl Text {
    /// Reads the beginning of a text (20 kB); empty for a contact without words, as a call that begins.
    pub fn of(text: &str) -> Self {
        let stemmer = Stemmer::create(Algorithm::French);
        let words = words(&text[..text.floor_char_boundary(READ_BYTES_MAX)]);
        let mut terms = BTreeMap::new();
        for word in words.iter().filter(|it| counts(&it.folded)) {
            if terms.len() == TERMS_MAX {
                break;
            }
            let written = &text[word.at.clone()];
            terms.entry(term(&stemmer.stem(&word.folded))).or_insert_with(|| written.to_lowercase());
        }
        Self { words, terms }
    }
}

/// A stem as a number. Models keep numbers, so that a name in a message cannot be read from what was learned.
fn term(stem: &str) -> u32 {
    let hash = blake3::hash(stem.as_bytes());
    let [a, b, c, d, ..] = *hash.as_bytes();
    u32::from_le_bytes([a, b, c, d])
}

/// Numbers name one person's file, single letters and the commonest words say nothing.
fn counts(word: &str) -> bool {
    word.chars().nth(1).is_some() && !word.contains(|it: char| it.is_numeric()) && !STOP.contains(&word)
}

/// Words of every message, folded. "Pas", "toujours", "quand", "pourquoi" stay: causes are told by them.
const STOP: [&str; 91] = [
    "le",
    "la",
    "les",
    "un",
    "une",
    "des",
    "du",
    "de",
    "au",
    "aux",
    "et",
    "ou",
    "en",
    "dans",
    "par",
    "pour",
    "sur",
    "avec",
    "que",
    "qui",
    "ce",
    "cet",
    "cette",
    "ces",
    "est",
    "sont",
    "il",
    "elle",
    "on",
    "nous",
    "vous",
    "ils",
    "se",
    "sa",
    "son",
    "ses",
    "mon",
    "ma",
    "mes",
    "votre",
    "vos",
    "notre",
    "nos",
    "ne",
    "je",
    "tu",
    "me",
    "te",
    "si",
    "qu",
    "ai",
    "a",
    "as",
    "bonjour",
    "bonsoir",
    "merci",
    "madame",
    "monsieur",
    "mme",
    "cordialement",
    "bien",
    "the",
    "an",
    "of",
    "to",
    "and",
    "or",
    "in",
    "on",
    "for",
    "with",
    "is",
    "are",
    "it",
    "he",
    "she",
    "we",
    "you",
    "they",
    "my",
    "our",
    "your",
    "this",
    "that",
    "hello",
    "dear",
    "thank",
    "thanks",
    "regards",
    "best",
    "sincerely",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<String> {
        let mut found: Vec<String> = Text::of(text).terms.into_values().collect();
        found.sort();
        found
    }

    #[test]
    fn a_stem_counts_once_whatever_its_accents_and_endings() {
        assert_eq!(terms("Demandes, demandé, DEMANDER : dossier n° 4532"), ["demandes", "dossier"]);
        assert_eq!(terms("Bonjour Madame, merci"), Vec::<String>::new());
    }

    #[test]
    fn a_text_does_not_show_itself() {
        assert_eq!(format!("{:?}", Text::of("Paul Petit, 12 rue Haute")), "Text(5 words)");
    }
}
