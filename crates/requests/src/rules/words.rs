//! The words by which a text is found: in lower case, without accents, cut to their French stems.

use std::collections::BTreeSet;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization as _;

/// Letters of a word; longer ones are no words.
const WORD_MAX: usize = 40;

/// The stems of the words of a text, each once; words of one or two letters are left out.
pub fn stems(text: &str) -> BTreeSet<String> {
    let stemmer = Stemmer::create(Algorithm::French);
    let lower = text.to_lowercase();
    lower
        .split(|it: char| !it.is_alphanumeric())
        .filter(|it| (3..=WORD_MAX).contains(&it.chars().count()))
        .map(|it| without_accents(&stemmer.stem(it)))
        .collect()
}

/// The words of a name, in their order: in lower case and without accents.
pub fn name_words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let words = lower.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    words.map(|it| without_accents(it).chars().take(WORD_MAX).collect()).collect()
}

fn without_accents(word: &str) -> String {
    let is_mark = |it: &char| ('\u{300}'..='\u{36f}').contains(it);
    word.nfd().filter(|it| !is_mark(it)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_in_its_other_forms() {
        assert_eq!(stems("Demandes"), stems("demande"));
        assert_eq!(stems("Éléphant"), stems("elephants"));
        assert_eq!(stems("à la Mairie, l’état-civil").len(), 3);
        assert!(stems("a b de").is_empty());
    }

    #[test]
    fn a_name_is_its_words() {
        assert_eq!(name_words("Élise  DUPONT-d’Arc"), ["elise", "dupont", "d", "arc"]);
    }
}
