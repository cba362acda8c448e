//! Short messages as numbers, and classifiers that learn from them: which desk a mail belongs to.
//!
//! Start with [`Vectorizer::fit`] on the messages, then [`LogisticModel::fit`] (the best of the three), or
//! [`NaiveBayes::multinomial`] and [`NaiveBayes::complement`]; each gives a probability for each class.
//!
//! **Invariant:** the same messages give the same model, in every run: terms are in alphabetical order, classes in that
//! of their names, nothing is drawn.

mod bayes;
mod logistic;
mod terms;
mod vectorizer;

pub use bayes::NaiveBayes;
pub use logistic::LogisticModel;
pub use terms::{Accents, Analyzer};
pub use vectorizer::{Frequency, Norm, Options, Vectorizer};

use crate::{Fault, check_length, real};

/// A message as numbers: (place of the term, weight), by rising place, without zeros.
pub type Row = Vec<(usize, f64)>;

/// The class of each message as a number, and the names of the classes in alphabetical order.
///
/// # Errors
///
/// [`Fault::TooFew`] (`labels`) with fewer than two classes: there is nothing to tell apart.
pub fn classes(labels: &[String]) -> Result<(Vec<String>, Vec<usize>), Fault> {
    let names: Vec<String> = {
        let mut names = labels.to_vec();
        names.sort();
        names.dedup();
        names
    };
    if names.len() < 2 {
        return Err(Fault::too_few("labels", names.len(), 2));
    }
    let places = labels.iter().map(|it| names.binary_search(it).unwrap_or_default()).collect();
    Ok((names, places))
}

/// The most that coefficients or counts may be (classes · terms).
pub const CELLS_MAX: usize = 50_000_000;

/// Refuses rows that are not as many as labels, labels out of bounds, terms out of bounds, and weights that are none.
fn checked(rows: &[Row], labels: &[usize], classes: usize, terms: usize) -> Result<(), Fault> {
    if rows.is_empty() {
        return Err(Fault::too_few("docs", 0, 1));
    }
    check_length("labels", labels.len(), rows.len())?;
    if classes < 2 {
        return Err(Fault::too_few("labels", classes, 2));
    }
    if classes.saturating_mul(terms.saturating_add(1)) > CELLS_MAX {
        return Err(Fault::out_of_range(
            "docs",
            real(terms as u64),
            1.0,
            real(CELLS_MAX as u64 / classes as u64),
        ));
    }
    let mut seen = vec![false; classes];
    for label in labels {
        let Some(seen) = seen.get_mut(*label) else {
            let most = real(classes as u64) - 1.0;
            return Err(Fault::out_of_range("labels", real(*label as u64), 0.0, most));
        };
        *seen = true;
    }
    if seen.contains(&false) {
        return Err(Fault::too_few("labels", seen.iter().filter(|it| **it).count(), classes));
    }
    for (place, row) in rows.iter().enumerate() {
        if row.iter().any(|it| it.0 >= terms || !it.1.is_finite()) {
            return Err(Fault::NotFinite { what: "docs".into(), place });
        }
    }
    Ok(())
}

/// Scores brought to logarithms of probabilities.
fn normalised(mut scores: Vec<f64>) -> Vec<f64> {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total = most + scores.iter().map(|it| (it - most).exp()).sum::<f64>().ln();
    for it in &mut scores {
        *it -= total;
    }
    scores
}

#[cfg(test)]
mod tests;
