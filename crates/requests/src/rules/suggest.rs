//! Codes proposed for a contact, learned from the partner's own coding: a cause, or a reason, by its words and facts.
//!
//! Start with [`Model::learn`], one model for causes and one for reasons, then [`Model::suggest`]; [`cause`] falls back to the
//! coding rule ([`super::coding`]) while too little was coded. Each suggestion says which words and facts weighed most.
//!
//! What a probability is: that of naive Bayes among the codes that the model knows, as if words and facts came without regard to each
//! other. They do not, so a text of many words would seem surer than it is: words together weigh at most as [`WORDS_FULL`] words do.
//! It orders codes and tells a clear case from a doubtful one; it is no frequency of being right, which the blind second coding
//! measures ([`super::agreement`]).
//!
//! **Invariants:** a model is sums of whole numbers, so the order of learning does not matter and what is removed leaves no trace; it holds
//! no word, only numbers made from stems; probabilities of one suggestion sum to 1.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    coding::{Fact, Facts, Reason, Ruled, by_rule},
    text::Text,
};

/// So many coded contacts are needed before a model suggests: a month's coding of a small service.
pub const EXAMPLES_MIN: u32 = 60;

/// A code that was given less often is not suggested.
pub const CODE_EXAMPLES_MIN: u32 = 3;

/// Words of a text weigh fully up to this number; of a longer text each weighs less.
pub const WORDS_FULL: u32 = 12;

/// The most reasons that are given for a code.
pub const REASONS_MAX: usize = 4;

/// A reason that weighs less is not worth reading: its odds are less than a tenth above even.
const WEIGHT_MIN: f64 = 0.1;

/// A contact that a person coded.
#[derive(Debug, Clone)]
pub struct Example<'a> {
    /// Its words.
    pub text: &'a Text,
    /// What was known of it.
    pub facts: Facts,
    /// The code that it got.
    pub code: &'a str,
}

/// What was learned.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Model {
    codes: BTreeMap<String, Counts>,
    /// The counts of all codes together.
    all: Counts,
}

/// A model as it is kept.
#[derive(Serialize, Deserialize)]
struct Stored {
    codes: BTreeMap<String, Counts>,
}

/// How often a code was given, and with what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Counts {
    examples: u32,
    /// For each stem, in how many texts.
    terms: BTreeMap<u32, u32>,
    /// Their sum.
    terms_total: u64,
    /// For each kind of fact, how often each was.
    facts: [BTreeMap<u8, u32>; Fact::KINDS],
}

/// A code that may be right.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The code.
    pub code: String,
    /// How probable among the codes that the model knows, 0 to 1; see the module.
    pub probability: f64,
    /// What weighed most, heaviest first, at most [`REASONS_MAX`]; empty where nothing speaks for it but that it is frequent.
    pub because: Vec<Because>,
}

/// What speaks for a code, and how much.
#[derive(Debug, Clone, PartialEq)]
pub struct Because {
    /// A word or a fact.
    pub reason: Reason,
    /// The logarithm by which it multiplies the odds of this code against the others: 0.69 doubles them.
    pub weight: f64,
}

/// What is proposed as a cause.
#[derive(Debug, Clone, PartialEq)]
pub enum Suggested {
    /// By what was learned, the likeliest first.
    Learned(Vec<Suggestion>),
    /// By the coding rule: too little was coded.
    ByRule(Ruled),
    /// Neither knows.
    Nothing,
}

/// Proposes a cause: by the model, else by the coding rule.
pub fn cause(model: &Model, text: &Text, facts: Facts) -> Suggested {
    let learned = model.suggest(text, facts);
    if !learned.is_empty() {
        return Suggested::Learned(learned);
    }
    by_rule(text, facts).map_or(Suggested::Nothing, Suggested::ByRule)
}

/// An example was never learned, so it cannot be taken back; the model is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such example of code `{0}` was learned")]
pub struct NotLearned(pub String);

impl Model {
    /// Learns from examples, in any order.
    pub fn learn<'a>(examples: impl IntoIterator<Item = Example<'a>>) -> Self {
        let mut model = Self::default();
        for it in examples {
            model.add(&it);
        }
        model
    }

    /// Learns one more.
    pub fn add(&mut self, example: &Example<'_>) {
        self.codes.entry(example.code.to_owned()).or_default().add(example);
        self.all.add(example);
    }

    /// Takes an example back, as when a code is corrected: the model is then as if it had never been learned.
    pub fn remove(&mut self, example: &Example<'_>) -> Result<(), NotLearned> {
        let refused = || NotLearned(example.code.to_owned());
        let counts = self.codes.get_mut(example.code).ok_or_else(refused)?;
        if !counts.holds(example) {
            return Err(refused());
        }
        counts.remove(example);
        if counts.examples == 0 {
            self.codes.remove(example.code);
        }
        self.all.remove(example);
        Ok(())
    }

    /// How many examples were learned.
    pub const fn examples(&self) -> u32 {
        self.all.examples
    }

    /// The codes that may be given, the likeliest first and equals by name; their probabilities sum to 1.
    ///
    /// Empty below [`EXAMPLES_MIN`] examples, or with fewer than two codes of [`CODE_EXAMPLES_MIN`]: there is nothing to tell apart.
    ///
    /// Each code scores ln of its share of examples, and for each stem and fact ln of its share in the code, each counted once more
    /// than it came. A stem counts once in a text; one that was never learned says nothing.
    ///
    /// # Source
    ///
    /// Multinomial naive Bayes on the presence of words: Manning, Raghavan and Schütze, *Introduction to Information Retrieval*
    /// (2008), chapter 13; presence rather than number: Jurafsky and Martin, *Speech and Language Processing*, chapter on naive
    /// Bayes. On words alone it agrees with `evidence::text::NaiveBayes`.
    pub fn suggest(&self, text: &Text, facts: Facts) -> Vec<Suggestion> {
        let known: Vec<(&String, &Counts)> =
            self.codes.iter().filter(|(_, it)| it.examples >= CODE_EXAMPLES_MIN).collect();
        if self.all.examples < EXAMPLES_MIN || known.len() < 2 {
            return Vec::new();
        }
        let terms: Vec<(u32, &str)> = text
            .terms
            .iter()
            .filter(|(it, _)| self.all.terms.contains_key(it))
            .map(|(term, word)| (*term, word.as_str()))
            .collect();
        let count = u32::try_from(terms.len()).unwrap_or(u32::MAX);
        let share = if count > WORDS_FULL { f64::from(WORDS_FULL) / f64::from(count) } else { 1.0 };
        let case = Case { model: self, terms, facts: facts.all(), share };
        let scores: Vec<f64> = known.iter().map(|(_, it)| case.score(it)).collect();
        let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = scores.iter().map(|it| (it - most).exp()).sum();
        let mut found: Vec<Suggestion> = known
            .iter()
            .zip(&scores)
            .map(|((code, counts), score)| Suggestion {
                code: (*code).clone(),
                probability: (score - most).exp() / total,
                because: case.because(counts),
            })
            .collect();
        found.sort_by(|a, b| b.probability.total_cmp(&a.probability).then_with(|| a.code.cmp(&b.code)));
        found
    }
}

impl From<Stored> for Model {
    fn from(stored: Stored) -> Self {
        let mut all = Counts::default();
        for it in stored.codes.values() {
            all.merge(it);
        }
        Self { codes: stored.codes, all }
    }
}

impl From<Model> for Stored {
    fn from(model: Model) -> Self {
        Self { codes: model.codes }
    }
}

impl Counts {
    fn add(&mut self, example: &Example<'_>) {
        self.examples += 1;
        for term in example.text.terms.keys() {
            *self.terms.entry(*term).or_default() += 1;
            self.terms_total += 1;
        }
        for (counts, fact) in self.facts.iter_mut().zip(example.facts.all()) {
            *counts.entry(fact.number()).or_default() += 1;
        }
    }

    fn holds(&self, example: &Example<'_>) -> bool {
        let mut facts = self.facts.iter().zip(example.facts.all());
        example.text.terms.keys().all(|it| self.terms.contains_key(it))
            && facts.all(|(counts, fact)| counts.contains_key(&fact.number()))
    }

    /// Takes away what [`Self::add`] added; entries that come to nothing go.
    fn remove(&mut self, example: &Example<'_>) {
        self.examples = self.examples.saturating_sub(1);
        for term in example.text.terms.keys() {
            take_one(&mut self.terms, term);
            self.terms_total = self.terms_total.saturating_sub(1);
        }
        for (counts, fact) in self.facts.iter_mut().zip(example.facts.all()) {
            take_one(counts, &fact.number());
        }
    }

    fn merge(&mut self, other: &Self) {
        self.examples = self.examples.saturating_add(other.examples);
        self.terms_total = self.terms_total.saturating_add(other.terms_total);
        for (term, count) in &other.terms {
            let own = self.terms.entry(*term).or_default();
            *own = own.saturating_add(*count);
        }
        for (own, others) in self.facts.iter_mut().zip(&other.facts) {
            for (fact, count) in others {
                let own = own.entry(*fact).or_default();
                *own = own.saturating_add(*count);
            }
        }
    }

    fn of_term(&self, term: u32) -> u32 {
        self.terms.get(&term).copied().unwrap_or_default()
    }

    fn of_fact(&self, kind: usize, fact: Fact) -> u32 {
        self.facts[kind].get(&fact.number()).copied().unwrap_or_default()
    }
}

fn take_one<K: Ord>(counts: &mut BTreeMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

/// A contact beside a model.
struct Case<'a> {
    model: &'a Model,
    /// Stems that the model knows, with the word of the text.
    terms: Vec<(u32, &'a str)>,
    facts: [Fact; Fact::KINDS],
    /// How much each word weighs, 0 to 1.
    share: f64,
}

impl Case<'_> {
    fn score(&self, counts: &Counts) -> f64 {
        let words: f64 =
            self.terms.iter().map(|it| self.of_term(counts.of_term(it.0), counts.terms_total)).sum();
        let facts = self.facts.iter().enumerate();
        let facts: f64 =
            facts.map(|(kind, it)| of_fact(counts.of_fact(kind, *it), counts.examples, kind)).sum();
        (f64::from(counts.examples) / f64::from(self.model.all.examples)).ln() + self.share * words + facts
    }

    /// What sets a code apart from all others together.
    fn because(&self, counts: &Counts) -> Vec<Because> {
        let all = &self.model.all;
        let others = all.examples - counts.examples;
        let words = self.terms.iter().map(|(term, word)| {
            let own = self.of_term(counts.of_term(*term), counts.terms_total);
            let apart = all.of_term(*term) - counts.of_term(*term);
            let weight = self.share * (own - self.of_term(apart, all.terms_total - counts.terms_total));
            Because { reason: Reason::Words((*word).to_owned()), weight }
        });
        let facts = self.facts.iter().enumerate().map(|(kind, fact)| {
            let own = of_fact(counts.of_fact(kind, *fact), counts.examples, kind);
            let apart = all.of_fact(kind, *fact) - counts.of_fact(kind, *fact);
            Because { reason: Reason::Fact(*fact), weight: own - of_fact(apart, others, kind) }
        });
        let mut found: Vec<Because> = words.chain(facts).filter(|it| it.weight >= WEIGHT_MIN).collect();
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        found.truncate(REASONS_MAX);
        found
    }

    /// ln of a stem's share of all stems, counted once more than it came.
    #[expect(clippy::cast_precision_loss, reason = "stems of texts are fewer than 2^53")]
    fn of_term(&self, count: u32, total: u64) -> f64 {
        ((f64::from(count) + 1.0) / (total as f64 + self.model.all.terms.len() as f64)).ln()
    }
}

/// ln of a fact's share of its kind, counted once more than it came.
fn of_fact(count: u32, examples: u32, kind: usize) -> f64 {
    ((f64::from(count) + 1.0) / (f64::from(examples) + f64::from(Fact::VALUES[kind]))).ln()
}
