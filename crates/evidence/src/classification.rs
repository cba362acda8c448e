//! How good a classifier is: right answers, ranking, and whether its probabilities can be believed.
//!
//! Start with [`assess`] for all figures at once; [`Isotonic`] brings probabilities to what happened, as before an
//! abstention rule is read from them.
//!
//! **Invariant:** of equal probabilities the first class is the answer; of equal scores none is ranked before the
//! other.

mod isotonic;
mod ranking;

pub use isotonic::Isotonic;
pub use ranking::{average_precision, roc_auc};

use crate::{Fault, check_length, check_range, real};

/// The most classes taken.
pub const CLASSES_MAX: usize = 2_000;

/// Bins of the calibration error.
const BINS: usize = 10;

/// How far probabilities may sum from 1.
const SUM_TOLERANCE: f64 = 1e-3;

/// The figures of a classifier. Shares are 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// Share of right answers.
    pub accuracy: f64,
    /// Mean over classes of F1, each class alike; classes that are neither true nor answered are left out.
    pub macro_f1: f64,
    /// Mean over classes of F1, each by how often it is true.
    pub weighted_f1: f64,
    /// Matthews' correlation of answers and truth, −1 to 1; 0 where all answers or all truths are the same.
    pub matthews: f64,
    /// Cohen's kappa: agreement beyond chance; none where both are one and the same class.
    pub kappa: Option<f64>,
    /// Mean of −ln of the probability of the true class.
    pub log_loss: f64,
    /// Rows are true classes, columns answers.
    pub confusion: Vec<Vec<u64>>,
    /// Mean of the squared distance between probabilities and truth, 0 to 2.
    pub brier: f64,
    /// Mean distance between how sure answers were and how often they were right, in ten bins of equal width.
    pub calibration_error: f64,
    /// F1, precision and recall of each class.
    pub classes: Vec<ClassFigures>,
}

/// The figures of one class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassFigures {
    /// Of the answers with this class, the share that was right; 0 without one.
    pub precision: f64,
    /// Of this class, the share that was found; 0 where there is none.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// How often it is true.
    pub support: u64,
}

/// All figures of a classifier, from the true classes and the probabilities that it gave.
///
/// - **Takes** the true class of each case (from 0), and for each case a probability for each class; they must sum to 1
///   within a thousandth, and are brought to 1. O(cases · classes + classes²).
///
/// # Source
///
/// Agrees with scikit-learn 1.9.1 `accuracy_score`, `f1_score`, `matthews_corrcoef`, `cohen_kappa_score`, `log_loss`
/// (its clipping of probabilities at 2.2e-16 included) to 1e-12. Calibration error: Guo et al. 2017, bins
/// [0, 0.1) … [0.9, 1].
///
/// # Errors
///
/// [`Fault::TooFew`], [`Fault::Length`], [`Fault::NotFinite`], [`Fault::OutOfRange`] (`y_true[i]`, `proba[i]`).
pub fn assess(truth: &[usize], probabilities: &[Vec<f64>]) -> Result<Assessment, Fault> {
    let classes = checked(truth, probabilities)?;
    let mut confusion = vec![vec![0_u64; classes]; classes];
    let (mut loss, mut brier) = (0.0, 0.0);
    let mut bins = [(0.0, 0.0); BINS];
    for (truth, row) in truth.iter().zip(probabilities) {
        let total: f64 = row.iter().sum();
        let answer = best(row);
        confusion[*truth][answer] += 1;
        loss -= (row[*truth] / total).clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln();
        for (class, it) in row.iter().enumerate() {
            let happened = f64::from(u8::from(class == *truth));
            brier += (it / total - happened).powi(2);
        }
        let sure = row[answer] / total;
        let bin = &mut bins[bin_of(sure)];
        bin.0 += f64::from(u8::from(answer == *truth));
        bin.1 += sure;
    }
    let n = real(truth.len() as u64);
    let figures = class_figures(&confusion);
    let answered = |class: usize| confusion.iter().map(|it| it[class]).sum::<u64>();
    let shown = (0..classes).filter(|it| figures[*it].support > 0 || answered(*it) > 0);
    let shown: Vec<usize> = shown.collect();
    Ok(Assessment {
        accuracy: real((0..classes).map(|it| confusion[it][it]).sum()) / n,
        macro_f1: shown.iter().map(|it| figures[*it].f1).sum::<f64>() / real(shown.len() as u64),
        weighted_f1: figures.iter().map(|it| it.f1 * real(it.support)).sum::<f64>() / n,
        matthews: matthews(&confusion),
        kappa: kappa(&confusion),
        log_loss: loss / n,
        brier: brier / n,
        calibration_error: bins.iter().map(|(right, sure)| (right - sure).abs()).sum::<f64>() / n,
        classes: figures,
        confusion,
    })
}

/// The bin of how sure an answer was: [0, 0.1) … [0.9, 1].
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 10")]
fn bin_of(sure: f64) -> usize {
    ((sure * 10.0) as usize).min(BINS - 1)
}

/// The class of greatest probability, the first of equals.
pub(crate) fn best(row: &[f64]) -> usize {
    (1..row.len()).fold(0, |best, it| if row[it] > row[best] { it } else { best })
}

fn checked(truth: &[usize], probabilities: &[Vec<f64>]) -> Result<usize, Fault> {
    if truth.is_empty() {
        return Err(Fault::too_few("y_true", 0, 1));
    }
    check_length("proba", probabilities.len(), truth.len())?;
    let classes = probabilities[0].len();
    if classes < 2 {
        return Err(Fault::too_few("proba[0]", classes, 2));
    }
    if classes > CLASSES_MAX {
        return Err(Fault::out_of_range("proba[0]", real(classes as u64), 2.0, real(CLASSES_MAX as u64)));
    }
    for (row, (truth, values)) in truth.iter().zip(probabilities).enumerate() {
        if *truth >= classes {
            let what = format!("y_true[{row}]");
            return Err(Fault::out_of_range(&what, real(*truth as u64), 0.0, real(classes as u64) - 1.0));
        }
        let name = || format!("proba[{row}]");
        if values.len() != classes {
            check_length(&name(), values.len(), classes)?;
        }
        for value in values {
            if !(0.0..=1.0).contains(value) {
                check_range(&name(), *value, 0.0, 1.0)?;
            }
        }
        let total: f64 = values.iter().sum();
        if (total - 1.0).abs() > SUM_TOLERANCE {
            return Err(Fault::out_of_range(&name(), total, 1.0 - SUM_TOLERANCE, 1.0 + SUM_TOLERANCE));
        }
    }
    Ok(classes)
}

fn class_figures(confusion: &[Vec<u64>]) -> Vec<ClassFigures> {
    let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { real(part) / real(whole) };
    (0..confusion.len())
        .map(|class| {
            let right = confusion[class][class];
            let support: u64 = confusion[class].iter().sum();
            let answered: u64 = confusion.iter().map(|it| it[class]).sum();
            ClassFigures {
                precision: share(right, answered),
                recall: share(right, support),
                f1: share(2 * right, support + answered),
                support,
            }
        })
        .collect()
}

/// Sums that the agreement of answers and truth is made of: cases, right ones, Σ row · column totals, Σ row totals²,
/// Σ column totals².
fn sums(confusion: &[Vec<u64>]) -> [f64; 5] {
    let rows: Vec<f64> = confusion.iter().map(|it| real(it.iter().sum())).collect();
    let columns: Vec<f64> =
        (0..confusion.len()).map(|class| real(confusion.iter().map(|it| it[class]).sum())).collect();
    [
        rows.iter().sum(),
        real((0..confusion.len()).map(|it| confusion[it][it]).sum()),
        rows.iter().zip(&columns).map(|(a, b)| a * b).sum(),
        rows.iter().map(|it| it * it).sum(),
        columns.iter().map(|it| it * it).sum(),
    ]
}

/// Matthews' correlation of many classes (Gorodkin 2004).
fn matthews(confusion: &[Vec<u64>]) -> f64 {
    let [n, right, both, rows, columns] = sums(confusion);
    let (truth, answers) = (n * n - rows, n * n - columns);
    if truth <= 0.0 || answers <= 0.0 { 0.0 } else { (right * n - both) / (truth.sqrt() * answers.sqrt()) }
}

fn kappa(confusion: &[Vec<u64>]) -> Option<f64> {
    let [n, right, both, ..] = sums(confusion);
    let apart = n * n - both;
    (apart > 0.0).then(|| 1.0 - (n - right) * n / apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sure(answers: &[usize], classes: usize) -> Vec<Vec<f64>> {
        answers
            .iter()
            .map(|it| (0..classes).map(|class| f64::from(u8::from(class == *it))).collect())
            .collect()
    }

    #[test]
    fn a_perfect_classifier() {
        let it = assess(&[0, 1, 2, 2], &sure(&[0, 1, 2, 2], 3)).unwrap();
        for figure in [it.accuracy, it.macro_f1, it.weighted_f1, it.matthews, it.kappa.unwrap()] {
            assert!((figure - 1.0).abs() < 1e-15, "{it:?}");
        }
        assert!(it.log_loss.abs() < 1e-15 && it.brier.abs() < 1e-15 && it.calibration_error.abs() < 1e-15);
    }

    #[test]
    fn one_class_everywhere_has_no_kappa() {
        let it = assess(&[1, 1], &sure(&[1, 1], 3)).unwrap();
        assert_eq!(it.kappa, None);
        assert!(it.matthews.abs() < 1e-15 && (it.macro_f1 - 1.0).abs() < 1e-15, "{it:?}");
    }

    #[test]
    fn sure_and_wrong_is_bounded() {
        let it = assess(&[0, 0], &sure(&[1, 1], 2)).unwrap();
        assert!((it.log_loss + f64::EPSILON.ln()).abs() < 1e-12);
        assert!((it.brier - 2.0).abs() < 1e-15 && (it.calibration_error - 1.0).abs() < 1e-15);
    }

    #[test]
    fn of_equal_probabilities_the_first_is_the_answer() {
        let it = assess(&[1, 0], &[vec![0.5, 0.5], vec![0.5, 0.5]]).unwrap();
        assert_eq!(it.confusion, [[1, 0], [1, 0]]);
    }

    #[test]
    fn bins_are_closed_below() {
        for (sure, bin) in [(0.3, 3), (0.6, 6), (0.7, 7), (0.999, 9), (1.0, 9), (0.299_999, 2)] {
            assert_eq!(bin_of(sure), bin, "{sure}");
        }
    }

    #[test]
    fn bad_input_is_named() {
        let what = |truth: &[usize], rows: &[Vec<f64>]| assess(truth, rows).unwrap_err().what().to_owned();
        assert_eq!(what(&[], &[]), "y_true");
        assert_eq!(what(&[2], &[vec![0.5, 0.5]]), "y_true[0]");
        assert_eq!(what(&[0, 1], &[vec![0.5, 0.5]]), "proba");
        assert_eq!(what(&[0], &[vec![1.0]]), "proba[0]");
        assert_eq!(what(&[0, 0], &[vec![0.5, 0.5], vec![0.5]]), "proba[1]");
        assert_eq!(what(&[0], &[vec![0.5, f64::NAN]]), "proba[0]");
        assert_eq!(what(&[0], &[vec![1.5, -0.5]]), "proba[0]");
        assert_eq!(what(&[0], &[vec![0.5, 0.2]]), "proba[0]");
    }
}
