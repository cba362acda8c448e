//! Full-text search in the practices, in both languages at once: accents, plurals and a typo or two are forgiven.
//!
//! Words are folded (small letters, no accents), then reduced to their stem by Snowball's French and English stemmers. A word of the
//! query counts for each practice by where it stands (title, keywords, causes, summary, text) and by how rare it is; one that
//! no text has is taken for the nearest words that some text has, at a lower weight.

use std::collections::{BTreeMap, HashMap};

use kernel::Lang;
use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::{Collection, Practice, Section};

/// How much a word counts by where it stands.
const TITLE: f64 = 12.0;
const KEYWORDS: f64 = 10.0;
const SUMMARY: f64 = 5.0;
const CAUSES: f64 = 2.5;
const TEXT: f64 = 1.0;
/// How much a word that was only guessed counts, beside one that was written.
const GUESSED: f64 = 0.6;
/// How much the beginning of a longer word counts, beside the whole word.
const BEGUN: f64 = 0.7;

/// The search in a collection.
#[derive(Debug)]
pub struct Index {
    ids: Vec<String>,
    /// For each stem, the weight of each practice that has it.
    stems: BTreeMap<String, HashMap<usize, f64>>,
    /// For each folded word, its stems: guesses are made among words.
    words: BTreeMap<String, Vec<String>>,
}

impl Index {
    /// Reads all sheets once.
    pub fn of(collection: &Collection) -> Self {
        let mut index = Self { ids: Vec::new(), stems: BTreeMap::new(), words: BTreeMap::new() };
        let stemmers = Stemmers::new();
        for (place, practice) in collection.practices.iter().enumerate() {
            index.ids.push(practice.id.clone());
            index.add(place, &practice.id, TITLE, &stemmers);
            index.add(place, &practice.keywords.join(" "), KEYWORDS, &stemmers);
            for lang in Lang::ALL {
                let sheet = practice.sheet(lang);
                index.add(place, &sheet.title, TITLE, &stemmers);
                index.add(place, &sheet.summary, SUMMARY, &stemmers);
                for cause in practice.coverage.keys().filter_map(|it| collection.cause(it)) {
                    index.add(place, cause.label.in_lang(lang), CAUSES, &stemmers);
                }
                for section in Section::ALL {
                    index.add(place, sheet.section(section), TEXT, &stemmers);
                }
            }
        }
        index
    }

    fn add(&mut self, place: usize, text: &str, weight: f64, stemmers: &Stemmers) {
        for word in folded_words(text) {
            let stems = stemmers.of(&word);
            for stem in &stems {
                // A word said often in one place counts once there.
                let held = self.stems.entry(stem.clone()).or_default().entry(place).or_default();
                *held = held.max(weight);
            }
            self.words.entry(word).or_insert(stems);
        }
    }

    /// The practices that answer a query, the best first; all, in their order, for an empty one.
    pub fn find<'a>(&self, query: &str, collection: &'a Collection) -> Vec<&'a Practice> {
        let words = folded_words(query);
        if words.is_empty() {
            return collection.practices.iter().collect();
        }
        let stemmers = Stemmers::new();
        let mut scores = vec![0.0_f64; self.ids.len()];
        for word in &words {
            let mut best = vec![0.0_f64; self.ids.len()];
            for (stem, share) in self.meant(word, &stemmers) {
                let Some(held) = self.stems.get(&stem) else { continue };
                for (place, weight) in held {
                    best[*place] = best[*place].max(weight * share * self.rarity(held.len()));
                }
            }
            for (score, best) in scores.iter_mut().zip(best) {
                *score += best;
            }
        }
        let mut found: Vec<(f64, &Practice)> = scores
            .into_iter()
            .zip(&self.ids)
            .filter(|(score, _)| *score > 0.0)
            .filter_map(|(score, id)| Some((score, collection.practice(id)?)))
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
        found.into_iter().map(|(_, practice)| practice).collect()
    }

    /// The stems that a word may mean, each with how surely.
    fn meant(&self, word: &str, stemmers: &Stemmers) -> Vec<(String, f64)> {
        let mut meant: Vec<(String, f64)> = stemmers
            .of(word)
            .into_iter()
            .filter(|it| self.stems.contains_key(it))
            .map(|it| (it, 1.0))
            .collect();
        if word.chars().count() >= 3 {
            let longer = self.words.range(word.to_owned()..).take_while(|(it, _)| it.starts_with(word));
            meant.extend(longer.flat_map(|(_, stems)| stems.iter().map(|it| (it.clone(), BEGUN))));
        }
        if !meant.iter().any(|it| it.1 >= 1.0) {
            let allowed = match word.chars().count() {
                0..=3 => 0,
                4..=7 => 1,
                _ => 2,
            };
            for (known, stems) in &self.words {
                let apart = strsim::damerau_levenshtein(word, known);
                if apart > 0 && apart <= allowed {
                    let share = if apart == 1 { GUESSED } else { GUESSED / 2.0 };
                    meant.extend(stems.iter().map(|it| (it.clone(), share)));
                }
            }
        }
        meant
    }

    /// A word that few practices have says more than one that all have.
    fn rarity(&self, practices: usize) -> f64 {
        let count = |it: usize| f64::from(u32::try_from(it).unwrap_or(u32::MAX));
        (1.0 + count(self.ids.len()) / count(practices.max(1))).ln()
    }
}

/// Both languages' stemmers: a text's words are looked up by either stem.
struct Stemmers {
    french: Stemmer,
    english: Stemmer,
}

impl Stemmers {
    fn new() -> Self {
        Self { french: Stemmer::create(Algorithm::French), english: Stemmer::create(Algorithm::English) }
    }

    fn of(&self, word: &str) -> Vec<String> {
        let mut stems = vec![self.french.stem(word).into_owned(), self.english.stem(word).into_owned()];
        stems.dedup();
        stems
    }
}

/// Words of at least two letters, in small letters and without accents; those that every text has are left out.
fn folded_words(text: &str) -> Vec<String> {
    let folded: String =
        text.nfkd().filter(|it| !is_combining_mark(*it)).flat_map(char::to_lowercase).collect();
    folded
        .replace('œ', "oe")
        .split(|it: char| !it.is_alphanumeric())
        .filter(|it| it.chars().count() > 1 && !EVERYWHERE.contains(it))
        .map(str::to_owned)
        .collect()
}

/// Words that say nothing about a text, folded.
const EVERYWHERE: [&str; 78] = [
    "le", "la", "les", "un", "une", "des", "du", "de", "au", "aux", "et", "ou", "en", "dans", "par", "pour",
    "sur", "avec", "sans", "que", "qui", "quoi", "ce", "cette", "ces", "est", "sont", "il", "elle", "on",
    "nous", "vous", "ils", "se", "sa", "son", "ses", "mon", "ma", "mes", "ne", "pas", "plus", "comment",
    "quand", "je", "tu", "me", "mais", "the", "an", "of", "to", "and", "or", "in", "on", "for", "with", "is",
    "are", "it", "he", "she", "we", "you", "they", "my", "our", "your", "not", "how", "when", "do", "does",
    "what", "which", "this",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{collection, index};

    #[test]
    fn words_are_folded() {
        assert_eq!(folded_words("L’ŒUVRE des Reçus, à l’École"), ["oeuvre", "recus", "ecole"]);
    }

    /// Queries of people who look for something, and the practice expected among the first three.
    const QUERIES: &[(&str, &str)] = &[
        ("accusé de réception", "P11"),
        ("accuse de reception", "P11"),
        ("accusés réception", "P11"),
        ("acusé de recepton", "P11"),
        ("acknowledgement", "P11"),
        ("acknowlegement of receipt", "P11"),
        ("AR électronique", "P11"),
        ("avez-vous bien reçu mon dossier", "P11"),
        ("délai annoncé", "P12"),
        ("delais annonces", "P12"),
        ("announced delay", "P12"),
        ("promesse tenue", "P12"),
        ("notification", "P13"),
        ("notifications etapes", "P13"),
        ("où en est mon dossier", "P13"),
        ("key steps messages", "P13"),
        ("suivi sans compte", "P14"),
        ("tracking", "P14"),
        ("QR code", "P14"),
        ("mot de passe perdu", "P14"),
        ("prévenir du retard", "P15"),
        ("retards", "P15"),
        ("pièce manquante relance", "P16"),
        ("reminder missing document", "P16"),
        ("rappel de rendez-vous", "P17"),
        ("SMS rappel echeance", "P17"),
        ("aller vers", "P18"),
        ("non-recours droits", "P18"),
        ("dites-le-nous une fois", "P19"),
        ("once only", "P19"),
        ("envois de masse", "P20"),
        ("mass mailing", "P20"),
        ("panne", "P21"),
        ("incident", "P21"),
        ("arnaque", "P22"),
        ("phishing", "P22"),
        ("décision défavorable", "P23"),
        ("aiguiller motif", "P24"),
        ("serveur vocal", "P25"),
        ("voice menu", "P25"),
        ("rappel téléphonique", "P26"),
        ("callback", "P26"),
        ("convocation", "P27"),
        ("accueil physique", "P28"),
        ("file d'attente guichet", "P28"),
        ("reception area", "P28"),
        ("France services", "P29"),
        ("aidants numériques", "P29"),
        ("accessibilité", "P30"),
        ("RGAA", "P30"),
        ("sourds", "P30"),
        ("mauvaise administration transmettre", "P31"),
        ("boite mail partagee", "P32"),
        ("shared inbox", "P32"),
        ("courriels sans réponse", "P32"),
        ("réponse complète", "P33"),
        ("premier niveau", "P34"),
        ("once and done", "P33"),
        ("erreur", "P35"),
        ("formation des agents", "P36"),
        ("training", "P36"),
        ("courriers incompréhensibles", "P06"),
        ("plain language letters", "P06"),
        ("pourquoi ce montant", "P07"),
        ("base de connaissances", "P08"),
        ("FAQ", "P08"),
        ("liste de pieces", "P09"),
        ("recherches sans résultat", "P10"),
        ("qualification des contacts", "P01"),
        ("coder les motifs", "P01"),
        ("dossier unique", "P02"),
        ("répéter son histoire", "P02"),
        ("événement de vie", "P03"),
        ("user journey", "P03"),
        ("réunion mensuelle", "P04"),
        ("satisfaction", "P05"),
        ("P26", "P26"),
        ("suivre mon dossier", "P14"),
        ("data sharing between administrations", "P19"),
        ("no-show", "P27"),
        ("waiting room", "P28"),
        ("empowered agents", "P34"),
        ("bugs récurrents", "P35"),
        ("enquête de satisfaction", "P05"),
        ("rapel de rendez vous", "P17"),
        ("maison france service", "P29"),
        ("traning agents", "P36"),
    ];

    #[test]
    fn what_people_look_for_is_among_the_first_three() {
        assert!(QUERIES.len() >= 60);
        let missed: Vec<String> = QUERIES
            .iter()
            .filter_map(|(query, wanted)| {
                let found: Vec<&str> =
                    index().find(query, collection()).iter().take(3).map(|it| it.id.as_str()).collect();
                (!found.contains(wanted)).then(|| format!("{query}: {wanted} is not in {found:?}"))
            })
            .collect();
        assert!(missed.is_empty(), "{}", missed.join("\n"));
    }

    #[test]
    fn nothing_asked_gives_all_and_nonsense_gives_none() {
        assert_eq!(index().find("  ", collection()).len(), 36);
        assert!(index().find("xyzzyqwfp", collection()).is_empty());
    }
}
