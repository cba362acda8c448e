//! Naive Bayes: how often terms come in each class, as if each came without regard to the others.

use super::{Row, checked, normalised};
use crate::{Fault, check_range, classification::best, real};

/// A naive Bayes classifier of weights of terms.
#[derive(Debug, Clone)]
pub struct NaiveBayes {
    /// For each class, the weight of each term.
    weights: Vec<Vec<f64>>,
    /// For each class, what it scores before any term.
    bases: Vec<f64>,
}

impl NaiveBayes {
    /// Multinomial: a class scores ln of its share, and for each term ln of the term's share in the class, every term
    /// counted `alpha` more often than it came.
    ///
    /// - **Takes** rows of [`super::Vectorizer`], the class of each (from 0), how many classes and terms there are, and
    ///   `alpha` > 0, as 0.5.
    ///
    /// # Source
    ///
    /// Manning, Raghavan and Schütze, *Introduction to Information Retrieval* (2008), chapter 13. Agrees with
    /// scikit-learn 1.9.1 `MultinomialNB` to 1e-13.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`], [`Fault::Length`], [`Fault::OutOfRange`] (`docs`, `labels`, `nb_alpha`).
    pub fn multinomial(
        rows: &[Row],
        labels: &[usize],
        classes: usize,
        terms: usize,
        alpha: f64,
    ) -> Result<Self, Fault> {
        let counts = counts(rows, labels, classes, terms, alpha)?;
        let mut cases = vec![0_u64; classes];
        for it in labels {
            cases[*it] += 1;
        }
        let n = real(labels.len() as u64);
        let weights = counts
            .iter()
            .map(|counts| {
                let total = counts.iter().map(|it| it + alpha).sum::<f64>().ln();
                counts.iter().map(|it| (it + alpha).ln() - total).collect()
            })
            .collect();
        Ok(Self { weights, bases: cases.iter().map(|it| (real(*it) / n).ln()).collect() })
    }

    /// Complement: a term speaks for a class as far as it is rare in all the others. Better where classes are uneven.
    ///
    /// # Source
    ///
    /// Rennie et al., "Tackling the poor assumptions of naive Bayes text classifiers", ICML 2003, without its last
    /// normalisation. Agrees with scikit-learn 1.9.1 `ComplementNB` to 1e-13.
    ///
    /// # Errors
    ///
    /// As [`Self::multinomial`].
    pub fn complement(
        rows: &[Row],
        labels: &[usize],
        classes: usize,
        terms: usize,
        alpha: f64,
    ) -> Result<Self, Fault> {
        let counts = counts(rows, labels, classes, terms, alpha)?;
        let all: Vec<f64> = (0..terms).map(|term| counts.iter().map(|it| it[term]).sum()).collect();
        let weights = counts
            .iter()
            .map(|counts| {
                let others: Vec<f64> =
                    all.iter().zip(counts).map(|(all, own)| (all - own).max(0.0) + alpha).collect();
                let total: f64 = others.iter().sum();
                others.iter().map(|it| -(it / total).ln()).collect()
            })
            .collect();
        Ok(Self { weights, bases: vec![0.0; classes] })
    }

    /// For each class, ln of its probability.
    pub fn log_probabilities(&self, row: &Row) -> Vec<f64> {
        normalised(
            self.weights
                .iter()
                .zip(&self.bases)
                .map(|(weights, base)| {
                    base + row
                        .iter()
                        .map(|(term, weight)| weights.get(*term).map_or(0.0, |it| it * weight))
                        .sum::<f64>()
                })
                .collect(),
        )
    }

    /// The likeliest class, the first of equals.
    pub fn predict(&self, row: &Row) -> usize {
        best(&self.log_probabilities(row))
    }
}

fn counts(
    rows: &[Row],
    labels: &[usize],
    classes: usize,
    terms: usize,
    alpha: f64,
) -> Result<Vec<Vec<f64>>, Fault> {
    checked(rows, labels, classes, terms)?;
    check_range("nb_alpha", alpha, 1e-10, 1e10)?;
    let mut counts = vec![vec![0.0; terms]; classes];
    for (place, (row, label)) in rows.iter().zip(labels).enumerate() {
        for (term, weight) in row {
            if *weight < 0.0 {
                return Err(Fault::out_of_range(&format!("docs[{place}]"), *weight, 0.0, f64::MAX));
            }
            counts[*label][*term] += weight;
        }
    }
    Ok(counts)
}
