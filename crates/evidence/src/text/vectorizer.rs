//! Messages as weights of terms: TF-IDF.

use std::collections::{BTreeMap, HashMap};

use super::{
    Row,
    terms::{Accents, Analyzer, plain, terms},
};
use crate::{Fault, check_range, real};

/// How many messages a term must, or may, be in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Frequency {
    /// So many messages.
    Count(u64),
    /// This share of them, 0 to 1.
    Share(f64),
}

impl Frequency {
    fn of(self, messages: usize) -> f64 {
        match self {
            Self::Count(it) => real(it),
            Self::Share(it) => it * real(messages as u64),
        }
    }
}

/// What the weights of a message are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Norm {
    /// The root of the sum of squares.
    #[default]
    Euclid,
    /// The sum.
    Sum,
    /// Nothing.
    None,
}

/// How messages become weights. The default is that of scikit-learn's `TfidfVectorizer`.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own, with the name of the reference"
)]
pub struct Options {
    /// What a term is.
    pub analyzer: Analyzer,
    /// The shortest and the longest term, in words or letters.
    pub ngram_range: (usize, usize),
    /// Whether capitals count as small letters.
    pub lowercase: bool,
    /// What happens to accents.
    pub accents: Accents,
    /// Terms in fewer messages are left out.
    pub min_df: Frequency,
    /// Terms in more messages are left out.
    pub max_df: Frequency,
    /// Only so many of the most frequent terms; of equals, the first in the alphabet.
    pub max_features: Option<usize>,
    /// Words that are no terms; for [`Analyzer::Word`] only.
    pub stop_words: Vec<String>,
    /// Whether a term counts once a message.
    pub binary: bool,
    /// Whether a frequency f counts as 1 + ln f.
    pub sublinear_tf: bool,
    /// Whether rare terms weigh more.
    pub use_idf: bool,
    /// Whether every term counts as being in one message more.
    pub smooth_idf: bool,
    /// What weights are divided by.
    pub norm: Norm,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            analyzer: Analyzer::Word,
            ngram_range: (1, 1),
            lowercase: true,
            accents: Accents::Kept,
            min_df: Frequency::Count(1),
            max_df: Frequency::Share(1.0),
            max_features: None,
            stop_words: Vec::new(),
            binary: false,
            sublinear_tf: false,
            use_idf: true,
            smooth_idf: true,
            norm: Norm::Euclid,
        }
    }
}

impl Options {
    /// Letters of words, 2 to 5, without accents, 1 + ln f: what holds best on short French messages.
    pub fn for_messages() -> Self {
        Self {
            analyzer: Analyzer::LettersOfWords,
            ngram_range: (2, 5),
            accents: Accents::Removed,
            sublinear_tf: true,
            ..Self::default()
        }
    }
}

/// The longest term, in words or letters.
const LENGTH_MAX: usize = 100;

/// The most different terms.
const TERMS_MAX: usize = 20_000_000;

/// Terms and their weights, learnt from messages.
#[derive(Debug, Clone)]
pub struct Vectorizer {
    options: Options,
    vocabulary: Vec<String>,
    places: HashMap<String, usize>,
    idf: Vec<f64>,
}

impl Vectorizer {
    /// Learns terms and how rare they are; gives the messages as weights, too.
    ///
    /// A term that is in d of n messages weighs ln((1+n)/(1+d)) + 1 times its frequency f in the message (or 1 + ln f);
    /// the weights of a message are then divided by their norm.
    ///
    /// - **Takes** messages in any language, at least one with a term.
    ///
    /// # Source
    ///
    /// Salton and Buckley 1988. Agrees with scikit-learn 1.9.1 `TfidfVectorizer.fit_transform` to 1e-14, for words,
    /// letters (`char`) and letters of words (`char_wb`), with its default pattern of a word.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`] (`docs`) where no term is left; [`Fault::OutOfRange`] (`ngram_range`, `min_df`, `max_df`,
    /// `max_features`).
    pub fn fit(options: Options, messages: &[impl AsRef<str>]) -> Result<(Self, Vec<Row>), Fault> {
        let mut options = options;
        options.stop_words.sort();
        check_options(&options)?;
        if messages.is_empty() {
            return Err(Fault::too_few("docs", 0, 1));
        }
        // Terms by the order in which they come, then by the alphabet.
        let mut first: HashMap<String, usize> = HashMap::new();
        let mut counted: Vec<Vec<(usize, u64)>> = Vec::with_capacity(messages.len());
        for message in messages {
            let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
            each(&options, message.as_ref(), &mut |term| {
                let place = match first.get(term) {
                    Some(it) => *it,
                    None if first.len() >= TERMS_MAX => return,
                    None => {
                        let place = first.len();
                        first.insert(term.to_owned(), place);
                        place
                    }
                };
                *counts.entry(place).or_default() += 1;
            });
            counted.push(counts.into_iter().collect());
        }
        if first.len() >= TERMS_MAX {
            return Err(Fault::out_of_range("docs", real(first.len() as u64), 1.0, real(TERMS_MAX as u64)));
        }
        let mut within = vec![0_u64; first.len()];
        let mut totals = vec![0_u64; first.len()];
        for (place, count) in counted.iter().flatten() {
            within[*place] += 1;
            totals[*place] += if options.binary { 1 } else { *count };
        }
        let (least, most) = (options.min_df.of(messages.len()), options.max_df.of(messages.len()));
        if most < least {
            return Err(Fault::out_of_range("max_df", most, least, real(messages.len() as u64)));
        }
        let mut kept: Vec<(String, usize)> =
            first.into_iter().filter(|(_, place)| (least..=most).contains(&real(within[*place]))).collect();
        kept.sort();
        if let Some(limit) = options.max_features {
            kept.sort_by_key(|it| std::cmp::Reverse(totals[it.1]));
            kept.truncate(limit);
            kept.sort();
        }
        if kept.is_empty() {
            return Err(Fault::too_few("docs", 0, 1));
        }
        let n = real(messages.len() as u64);
        let idf = kept
            .iter()
            .map(|(_, place)| {
                let within = real(within[*place]);
                let more = if options.smooth_idf { 1.0 } else { 0.0 };
                if options.use_idf { ((n + more) / (within + more)).ln() + 1.0 } else { 1.0 }
            })
            .collect();
        let mut places_of = vec![None; within.len()];
        let (mut vocabulary, mut places) =
            (Vec::with_capacity(kept.len()), HashMap::with_capacity(kept.len()));
        for (place, (term, old)) in kept.into_iter().enumerate() {
            places_of[old] = Some(place);
            places.insert(term.clone(), place);
            vocabulary.push(term);
        }
        let it = Self { options, vocabulary, places, idf };
        let rows = counted
            .into_iter()
            .map(|counts| {
                let mut row: Vec<(usize, u64)> = counts
                    .into_iter()
                    .filter_map(|(old, count)| places_of[old].map(|place| (place, count)))
                    .collect();
                row.sort_unstable();
                it.weighted(row)
            })
            .collect();
        Ok((it, rows))
    }

    /// A message as weights of the terms learnt; terms that are new do not count.
    pub fn transform(&self, message: &str) -> Row {
        let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
        each(&self.options, message, &mut |term| {
            if let Some(place) = self.places.get(term) {
                *counts.entry(*place).or_default() += 1;
            }
        });
        self.weighted(counts)
    }

    fn weighted(&self, counts: impl IntoIterator<Item = (usize, u64)>) -> Row {
        let mut row: Row = counts
            .into_iter()
            .map(|(place, count)| {
                let count = if self.options.binary { 1.0 } else { real(count) };
                let count = if self.options.sublinear_tf { count.ln() + 1.0 } else { count };
                (place, count * self.idf[place])
            })
            .collect();
        let norm = match self.options.norm {
            Norm::Euclid => row.iter().map(|it| it.1 * it.1).sum::<f64>().sqrt(),
            Norm::Sum => row.iter().map(|it| it.1.abs()).sum(),
            Norm::None => 1.0,
        };
        if norm > 0.0 {
            for it in &mut row {
                it.1 /= norm;
            }
        }
        row
    }

    /// The terms, in alphabetical order (of code points).
    pub fn vocabulary(&self) -> &[String] {
        &self.vocabulary
    }

    /// How much each term weighs for its rarity.
    pub fn idf(&self) -> &[f64] {
        &self.idf
    }
}

fn each(options: &Options, message: &str, each: &mut dyn FnMut(&str)) {
    let (least, most) = options.ngram_range;
    terms(
        &plain(message, options.lowercase, options.accents),
        options.analyzer,
        least,
        most,
        &options.stop_words,
        each,
    );
}

fn check_options(options: &Options) -> Result<(), Fault> {
    let (least, most) = options.ngram_range;
    check_range("ngram_range", real(least as u64), 1.0, real(LENGTH_MAX as u64))?;
    check_range("ngram_range", real(most as u64), real(least as u64), real(LENGTH_MAX as u64))?;
    for (what, it) in [("min_df", options.min_df), ("max_df", options.max_df)] {
        match it {
            Frequency::Share(it) => check_range(what, it, 0.0, 1.0)?,
            Frequency::Count(it) => check_range(what, real(it), 1.0, f64::MAX)?,
        }
    }
    match options.max_features {
        Some(0) => Err(Fault::out_of_range("max_features", 0.0, 1.0, f64::MAX)),
        _ => Ok(()),
    }
}
