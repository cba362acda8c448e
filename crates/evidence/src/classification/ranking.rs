//! How well scores rank: those that are against those that are not.

use crate::{Fault, check, check_length, real};

/// A run of equal scores: the score's cases that are, and that are not.
fn runs(truth: &[bool], scores: &[f64]) -> Result<Vec<(u64, u64)>, Fault> {
    check("scores", scores, 1)?;
    check_length("y_true", truth.len(), scores.len())?;
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    let mut runs: Vec<(u64, u64)> = Vec::new();
    let mut last = f64::NAN;
    for it in order {
        // NaN, before the first, differs from every score; 0 and −0 are the same.
        #[expect(clippy::float_cmp, reason = "equal scores are one run")]
        if scores[it] != last {
            runs.push((0, 0));
            last = scores[it];
        }
        if let Some(run) = runs.last_mut() {
            if truth[it] {
                run.0 += 1;
            } else {
                run.1 += 1;
            }
        }
    }
    Ok(runs)
}

/// The probability that a case that is scores higher than one that is not, equal scores counting half: the area under
/// the ROC curve. None where one of the two is missing.
///
/// # Source
///
/// Agrees with scikit-learn 1.9.1 `roc_auc_score` to 1e-14. O(n log n).
///
/// # Errors
///
/// [`Fault::TooFew`], [`Fault::NotFinite`] (`scores`), [`Fault::Length`] (`y_true`).
pub fn roc_auc(truth: &[bool], scores: &[f64]) -> Result<Option<f64>, Fault> {
    let runs = runs(truth, scores)?;
    let (mut above, mut won) = (0, 0.0);
    for (positives, negatives) in &runs {
        won += real(*negatives) * (real(above) + real(*positives) / 2.0);
        above += positives;
    }
    let pairs = real(above) * real(truth.len() as u64 - above);
    Ok((pairs > 0.0).then(|| won / pairs))
}

/// Mean precision at each case that is, from the highest score down: the area under the precision-recall curve, by
/// steps. None where no case is.
///
/// # Source
///
/// Agrees with scikit-learn 1.9.1 `average_precision_score` to 1e-14. O(n log n).
///
/// # Errors
///
/// As [`roc_auc`].
pub fn average_precision(truth: &[bool], scores: &[f64]) -> Result<Option<f64>, Fault> {
    let (mut found, mut seen, mut sum) = (0, 0, 0.0);
    for (positives, negatives) in runs(truth, scores)? {
        found += positives;
        seen += positives + negatives;
        sum += real(positives) * real(found) / real(seen);
    }
    Ok((found > 0).then(|| sum / real(found)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_count_half() {
        let truth = [true, false, true, false];
        // Pairs: (0.9 over both), (0.5 = 0.5 half, 0.5 over 0.1).
        assert_eq!(roc_auc(&truth, &[0.9, 0.5, 0.5, 0.1]).unwrap(), Some(0.875));
        assert_eq!(roc_auc(&truth, &[0.2; 4]).unwrap(), Some(0.5));
        assert_eq!(average_precision(&truth, &[0.2; 4]).unwrap(), Some(0.5));
        let found = average_precision(&truth, &[0.9, 0.5, 0.5, 0.1]).unwrap().unwrap();
        assert!((found - 5.0 / 6.0).abs() < 1e-15);
    }

    #[test]
    fn with_one_kind_there_is_no_ranking() {
        assert_eq!(roc_auc(&[true, true], &[0.1, 0.2]).unwrap(), None);
        assert_eq!(average_precision(&[false, false], &[0.1, 0.2]).unwrap(), None);
        assert_eq!(roc_auc(&[true], &[f64::NAN]).unwrap_err().what(), "scores");
        assert_eq!(roc_auc(&[true], &[0.1, 0.2]).unwrap_err().what(), "y_true");
    }
}
