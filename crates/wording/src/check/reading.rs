//! How easily a text reads.

use kernel::{Lang, Message};

use super::{as_read, links::link_places};
use crate::{phrase, sentence::sentences, words::message};

/// A word of more letters is long.
const SHORT_LETTERS_MAX: usize = 6;

/// How easily a text reads, by the bounds of Björnsson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Below 30: books for children.
    VeryEasy,
    /// 30 to 40: stories. What a notice should be.
    Easy,
    /// 40 to 50: newspapers.
    Medium,
    /// 50 to 60: official texts.
    Hard,
    /// 60 and above: laws, science.
    VeryHard,
}

impl Level {
    /// From the easiest on.
    pub const ALL: [Self; 5] = [Self::VeryEasy, Self::Easy, Self::Medium, Self::Hard, Self::VeryHard];

    /// The level of a LIX.
    pub fn of(lix: f64) -> Self {
        match lix {
            it if it < 30.0 => Self::VeryEasy,
            it if it < 40.0 => Self::Easy,
            it if it < 50.0 => Self::Medium,
            it if it < 60.0 => Self::Hard,
            _ => Self::VeryHard,
        }
    }

    /// In a word or two.
    pub const fn label(self) -> Message {
        message(match self {
            Self::VeryEasy => "level-very-easy",
            Self::Easy => "level-easy",
            Self::Medium => "level-medium",
            Self::Hard => "level-hard",
            Self::VeryHard => "level-very-hard",
        })
    }

    /// In a sentence, with what would help.
    pub const fn advice(self) -> Message {
        message(match self {
            Self::VeryEasy => "level-very-easy-advice",
            Self::Easy => "level-easy-advice",
            Self::Medium => "level-medium-advice",
            Self::Hard => "level-hard-advice",
            Self::VeryHard => "level-very-hard-advice",
        })
    }
}

/// What was measured of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Words a sentence, plus 100 times the share of long words.
    pub lix: f64,
    /// What that means.
    pub level: Level,
    /// How many words.
    pub words: usize,
    /// How many sentences.
    pub sentences: usize,
    /// The share of words of more than six letters, between 0 and 1.
    pub long_words_share: f64,
    /// The most words of a sentence.
    pub longest_sentence_words: usize,
}

/// How easily a text reads, by the index LIX; `None`: it has no word.
///
/// LIX is the mean number of words of a sentence plus the percentage of words of more than six letters (C. H. Björnsson, *Läsbarhet*,
/// Stockholm, Liber, 1968); its author compared newspapers in eleven languages with it, French and English among them ("Readability of
/// newspapers in 11 languages", *Reading Research Quarterly* 18(4), 1983, pages 480 to 497). The same bounds serve both languages here:
/// they rank texts of one language, they do not compare languages.
///
/// Words are cut at apostrophes and hyphens in both languages: "l’état-civil" is three, none of them long. The end of a line ends a
/// sentence. Addresses of pages are left out, figures are short words. Below a hundred words the index is rough: a single long word
/// moves it.
pub fn reading(text: &str) -> Option<Reading> {
    let mut text = as_read(text, Lang::Fr);
    for at in link_places(&text).into_iter().rev() {
        text.replace_range(at, "");
    }
    let (mut words, mut long, mut count, mut longest) = (0, 0, 0, 0);
    for at in sentences(&text) {
        let of_sentence = phrase::words(&text[at.clone()]);
        if of_sentence.is_empty() {
            continue;
        }
        count += 1;
        words += of_sentence.len();
        longest = longest.max(of_sentence.len());
        long += of_sentence.iter().filter(|it| is_long(&it.folded)).count();
    }
    if words == 0 {
        return None;
    }
    let long_words_share = ratio(long, words);
    let lix = ratio(words, count) + 100.0 * long_words_share;
    Some(Reading {
        lix,
        level: Level::of(lix),
        words,
        sentences: count,
        long_words_share,
        longest_sentence_words: longest,
    })
}

fn is_long(word: &str) -> bool {
    word.chars().count() > SHORT_LETTERS_MAX && word.contains(char::is_alphabetic)
}

#[expect(clippy::cast_precision_loss, reason = "words of a text: exact")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_index_is_words_a_sentence_plus_the_percentage_of_long_words() {
        let it = reading("Votre dossier est complet. Vous recevrez une réponse.").unwrap();
        assert_eq!((it.words, it.sentences, it.longest_sentence_words), (8, 2, 4));
        // dossier, complet, recevrez, réponse
        assert!((it.long_words_share - 0.5).abs() < 1e-12);
        assert!((it.lix - 54.0).abs() < 1e-12);
        assert_eq!(it.level, Level::Hard);
    }

    #[test]
    fn elisions_and_hyphens_cut_words_and_addresses_are_left_out() {
        let it = reading("L’état-civil d’aujourd’hui https://www.exemple.fr/etat-civil-complet").unwrap();
        assert_eq!((it.words, it.sentences), (6, 1));
        assert!((it.long_words_share - 1.0 / 6.0).abs() < 1e-12, "only aujourd’hui’s beginning is long");
    }

    #[test]
    fn places_count_as_usual_values() {
        let it = reading("{{#if date_rdv}}Venez le {{date_rdv}}.{{/if}}").unwrap();
        assert_eq!((it.words, it.sentences), (4, 1));
    }

    #[test]
    fn plain_words_are_easier_than_those_of_offices() {
        let plain =
            reading("Il manque un papier. Envoyez-le avant lundi. Vous avez un doute ? Appelez-nous.")
                .unwrap();
        let office = reading(
            "Conformément aux dispositions réglementaires susvisées, l’administration sollicite la transmission \
             complémentaire des pièces justificatives indispensables à l’instruction de votre dossier.",
        )
        .unwrap();
        assert!(plain.level <= Level::Easy, "{plain:?}");
        assert_eq!(office.level, Level::VeryHard);
    }

    #[test]
    fn a_text_without_words_has_no_level() {
        assert_eq!(reading(""), None);
        assert_eq!(reading("… ! —"), None);
    }

    #[test]
    fn levels_have_their_bounds_and_words() {
        let at = [29.9, 30.0, 40.0, 50.0, 60.0].map(Level::of);
        assert_eq!(at, Level::ALL);
        let said: BTreeSet<String> = Level::ALL
            .iter()
            .flat_map(|it| Lang::ALL.map(|lang| it.label().say(lang) + &it.advice().say(lang)))
            .collect();
        assert_eq!(said.len(), 10);
    }

    proptest! {
        #[test]
        fn any_text_is_measured(text in "(\\PC|\\{\\{|\\}\\}|\n|\\. ){0,80}") {
            if let Some(it) = reading(&text) {
                prop_assert!(it.lix.is_finite() && (0.0..=1.0).contains(&it.long_words_share));
                prop_assert!(it.sentences >= 1 && it.longest_sentence_words <= it.words);
            }
        }
    }
}
