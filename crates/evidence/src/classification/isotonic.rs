//! The best rising curve through points: it turns scores into probabilities that can be believed.

use crate::{Fault, check, check_length};

/// Scores closer than this are one.
const SAME: f64 = 1e-15;

/// A rising curve: straight between its points, level beyond them.
#[derive(Debug, Clone, PartialEq)]
pub struct Isotonic {
    points: Vec<(f64, f64)>,
}

impl Isotonic {
    /// The rising curve of least squares through points, by pooling neighbours that fall.
    ///
    /// Points with equal scores count once, at their mean. Give it scores of cases that the classifier did not learn
    /// from, and 1 or 0 for what happened.
    ///
    /// # Source
    ///
    /// Barlow et al. 1972; Zadrozny and Elkan 2002 for probabilities. Agrees with scikit-learn 1.9.1
    /// `IsotonicRegression(out_of_bounds="clip")` to 1e-12. O(n log n).
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`], [`Fault::NotFinite`] (`scores`, `outcomes`), [`Fault::Length`] (`outcomes`).
    pub fn fit(scores: &[f64], outcomes: &[f64]) -> Result<Self, Fault> {
        check("scores", scores, 1)?;
        check("outcomes", outcomes, 1)?;
        check_length("outcomes", outcomes.len(), scores.len())?;
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(outcomes[*a].total_cmp(&outcomes[*b])));
        let mut steps: Vec<Step> = Vec::new();
        for it in order {
            match steps.last_mut() {
                Some(step) if scores[it] - step.first < SAME => {
                    step.sum += outcomes[it];
                    step.weight += 1.0;
                }
                _ => steps.push(Step { first: scores[it], last: scores[it], sum: outcomes[it], weight: 1.0 }),
            }
        }
        let mut level: Vec<Step> = Vec::with_capacity(steps.len());
        for step in steps {
            let mut step = step;
            while let Some(before) = level.pop_if(|it| it.mean() >= step.mean()) {
                step = Step {
                    first: before.first,
                    last: step.last,
                    sum: before.sum + step.sum,
                    weight: before.weight + step.weight,
                };
            }
            level.push(step);
        }
        let mut points = Vec::with_capacity(2 * level.len());
        for step in &level {
            points.push((step.first, step.mean()));
            if step.last > step.first {
                points.push((step.last, step.mean()));
            }
        }
        Ok(Self { points })
    }

    /// The height of the curve at a score; that of the nearest end beyond the points.
    pub fn at(&self, score: f64) -> f64 {
        let after = self.points.partition_point(|it| it.0 <= score);
        let Some(before) = after.checked_sub(1).map(|it| self.points[it]) else { return self.points[0].1 };
        match self.points.get(after) {
            Some(next) => before.1 + (next.1 - before.1) * ((score - before.0) / (next.0 - before.0)),
            None => before.1,
        }
    }
}

/// Neighbours at one height.
struct Step {
    first: f64,
    last: f64,
    sum: f64,
    weight: f64,
}

impl Step {
    fn mean(&self) -> f64 {
        self.sum / self.weight
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn neighbours_that_fall_are_pooled() {
        let curve = Isotonic::fit(&[0.1, 0.2, 0.3, 0.4], &[0.0, 1.0, 0.0, 1.0]).unwrap();
        for (score, height) in [
            (0.0, 0.0),
            (0.1, 0.0),
            (0.15, 0.25),
            (0.2, 0.5),
            (0.3, 0.5),
            (0.35, 0.75),
            (0.4, 1.0),
            (9.0, 1.0),
        ] {
            assert!((curve.at(score) - height).abs() < 1e-12, "{score}: {}", curve.at(score));
        }
    }

    #[test]
    fn equal_scores_are_one_point() {
        let curve = Isotonic::fit(&[0.5, 0.5, 0.5], &[1.0, 0.0, 0.0]).unwrap();
        assert!((curve.at(0.2) - 1.0 / 3.0).abs() < 1e-15 && (curve.at(0.8) - 1.0 / 3.0).abs() < 1e-15);
        assert_eq!(Isotonic::fit(&[0.5, f64::NAN], &[1.0, 0.0]).unwrap_err().what(), "scores");
        assert_eq!(Isotonic::fit(&[0.5], &[1.0, 0.0]).unwrap_err().what(), "outcomes");
        assert_eq!(Isotonic::fit(&[], &[]).unwrap_err().what(), "scores");
    }

    proptest! {
        #[test]
        fn the_curve_rises_and_keeps_the_mean(cases in proptest::collection::vec((0.0_f64..1.0, any::<bool>()), 1..60)) {
            let scores: Vec<f64> = cases.iter().map(|it| (it.0 * 20.0).round() / 20.0).collect();
            let outcomes: Vec<f64> = cases.iter().map(|it| f64::from(u8::from(it.1))).collect();
            let curve = Isotonic::fit(&scores, &outcomes).unwrap();
            let mut grid: Vec<f64> = scores.clone();
            grid.sort_by(f64::total_cmp);
            prop_assert!(grid.windows(2).all(|it| curve.at(it[0]) <= curve.at(it[1]) + 1e-12));
            let fitted: f64 = scores.iter().map(|it| curve.at(*it)).sum();
            prop_assert!((fitted - outcomes.iter().sum::<f64>()).abs() < 1e-9);
        }
    }
}
