//! Multinomial logistic regression on weights of terms.

use super::{Row, checked, normalised};
use crate::{Fault, check_range, classification::best};

/// A logistic classifier: each class scores a sum of its weights of the terms.
#[derive(Debug, Clone)]
pub struct LogisticModel {
    shape: Shape,
    /// For each term and then for the constant, a weight for each score: one row of a message touches neighbours.
    weights: Vec<f64>,
}

/// Two classes have one score, whose sign decides; more have one each.
#[derive(Debug, Clone, Copy)]
struct Shape {
    classes: usize,
    terms: usize,
}

impl Shape {
    fn scores(self) -> usize {
        if self.classes == 2 { 1 } else { self.classes }
    }

    fn size(self) -> usize {
        self.scores() * (self.terms + 1)
    }
}

/// Newton's steps at most.
const STEPS_MAX: usize = 200;

/// Steps at most to solve for one of Newton's.
const INNER_MAX: usize = 5_000;

impl LogisticModel {
    /// The weights that minimise ½‖W‖² + C · Σ log-loss, constants free, by Newton's method with conjugate gradients:
    /// to the last digits, whatever the number of terms.
    ///
    /// With two classes there is one row of weights, for the second; with more, one a class.
    ///
    /// - **Takes** rows of [`super::Vectorizer`], the class of each (from 0), how many classes and terms there are, and
    ///   C > 0: the larger, the closer to the messages (2 holds well on short ones).
    ///
    /// # Source
    ///
    /// Agrees with the optimum of scikit-learn 1.9.1 `LogisticRegression(C)`, probabilities to 1e-9 (the package itself
    /// stops at about 1e-6).
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`], [`Fault::Length`], [`Fault::OutOfRange`] (`docs`, `labels`, `logreg_C`);
    /// [`Fault::NotConverged`] (`logreg_C`) where C is so large that no finite weights are best.
    pub fn fit(rows: &[Row], labels: &[usize], classes: usize, terms: usize, c: f64) -> Result<Self, Fault> {
        checked(rows, labels, classes, terms)?;
        check_range("logreg_C", c, 1e-10, 1e10)?;
        let problem = Problem { rows, labels, shape: Shape { classes, terms }, c };
        Ok(Self { shape: problem.shape, weights: problem.solve()? })
    }

    /// For each class, its probability.
    pub fn probabilities(&self, row: &Row) -> Vec<f64> {
        probabilities(self.shape, &self.weights, row).into_iter().map(f64::exp).collect()
    }

    /// The likeliest class, the first of equals.
    pub fn predict(&self, row: &Row) -> usize {
        best(&probabilities(self.shape, &self.weights, row))
    }

    /// The terms that speak most for a class, heaviest first, as (place, weight): why a message was put there.
    pub fn reasons(&self, class: usize, row: &Row, most: usize) -> Vec<(usize, f64)> {
        let scores = self.shape.scores();
        let (score, sign) = match self.shape.classes {
            2 => (0, if class == 1 { 1.0 } else { -1.0 }),
            _ => (class.min(self.shape.classes - 1), 1.0),
        };
        let mut found: Vec<(usize, f64)> = row
            .iter()
            .filter(|it| it.0 < self.shape.terms)
            .map(|(term, weight)| (*term, sign * self.weights[term * scores + score] * weight))
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(most);
        found
    }
}

/// For each score, the sum of a row's weights.
fn scored(shape: Shape, weights: &[f64], row: &Row) -> Vec<f64> {
    let scores = shape.scores();
    let block = |place: usize| &weights[place * scores..(place + 1) * scores];
    let mut sums = block(shape.terms).to_vec();
    for (term, weight) in row.iter().filter(|it| it.0 < shape.terms) {
        for (sum, it) in sums.iter_mut().zip(block(*term)) {
            *sum += it * weight;
        }
    }
    sums
}

/// For each class, ln of its probability.
fn probabilities(shape: Shape, weights: &[f64], row: &Row) -> Vec<f64> {
    let mut scores = scored(shape, weights, row);
    if shape.classes == 2 {
        scores.insert(0, 0.0);
    }
    normalised(scores)
}

struct Problem<'a> {
    rows: &'a [Row],
    labels: &'a [usize],
    shape: Shape,
    c: f64,
}

/// What one point of the search gives: the loss, its slopes, and the probabilities by row.
struct Point {
    loss: f64,
    slopes: Vec<f64>,
    likely: Vec<Vec<f64>>,
}

impl Problem<'_> {
    /// Whether a weight is a constant, which the penalty leaves free.
    fn is_constant(&self, place: usize) -> bool {
        place >= self.shape.terms * self.shape.scores()
    }

    /// Adds `factors` (one a score) times the row to `sums`, each weight of it after `of`.
    fn spread(&self, row: &Row, factors: &[f64], sums: &mut [f64], of: fn(f64) -> f64) {
        let scores = factors.len();
        for (term, weight) in row.iter().copied().chain([(self.shape.terms, 1.0)]) {
            let weight = of(weight);
            for (sum, factor) in sums[term * scores..(term + 1) * scores].iter_mut().zip(factors) {
                *sum += factor * weight;
            }
        }
    }

    /// The probabilities that go with the scores: of the second class only where there are two.
    fn shares(&self, all: &[f64]) -> Vec<f64> {
        let from = usize::from(self.shape.classes == 2);
        all[from..].iter().map(|it| it.exp()).collect()
    }

    fn point(&self, weights: &[f64]) -> Point {
        let mut loss = 0.0;
        let mut slopes = vec![0.0; self.shape.size()];
        let mut likely = Vec::with_capacity(self.rows.len());
        for (row, label) in self.rows.iter().zip(self.labels) {
            let sure = probabilities(self.shape, weights, row);
            loss -= sure[*label];
            let shares = self.shares(&sure);
            let mut factors = shares.clone();
            match (self.shape.classes, *label) {
                (2, 0) => {}
                (2, _) => factors[0] -= 1.0,
                (_, label) => factors[label] -= 1.0,
            }
            self.spread(row, &factors, &mut slopes, |it| it);
            likely.push(shares);
        }
        let mut penalty = 0.0;
        for (place, slope) in slopes.iter_mut().enumerate() {
            *slope *= self.c;
            if !self.is_constant(place) {
                *slope += weights[place];
                penalty += weights[place] * weights[place];
            }
        }
        Point { loss: self.c * loss + 0.5 * penalty, slopes, likely }
    }

    /// The matrix of second derivatives times `direction`.
    fn curvature(&self, likely: &[Vec<f64>], direction: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; direction.len()];
        for (row, shares) in self.rows.iter().zip(likely) {
            let moved = scored(self.shape, direction, row);
            let mean: f64 = moved.iter().zip(shares).map(|(a, b)| a * b).sum();
            let factors: Vec<f64> = moved.iter().zip(shares).map(|(it, share)| share * (it - mean)).collect();
            self.spread(row, &factors, &mut out, |it| it);
        }
        for (place, out) in out.iter_mut().enumerate() {
            *out *= self.c;
            if !self.is_constant(place) {
                *out += direction[place];
            }
        }
        out
    }

    /// The diagonal of the matrix of second derivatives: what directions are scaled by.
    fn diagonal(&self, likely: &[Vec<f64>]) -> Vec<f64> {
        let mut out = vec![0.0; self.shape.size()];
        for (row, shares) in self.rows.iter().zip(likely) {
            let factors: Vec<f64> = shares.iter().map(|it| it * (1.0 - it)).collect();
            self.spread(row, &factors, &mut out, |it| it * it);
        }
        for (place, out) in out.iter_mut().enumerate() {
            *out *= self.c;
            if !self.is_constant(place) {
                *out += 1.0;
            }
            // A constant whose probabilities are all 0 or 1 moves nothing.
            if *out <= 1e-300 {
                *out = 1.0;
            }
        }
        out
    }

    fn solve(&self) -> Result<Vec<f64>, Fault> {
        let mut weights = vec![0.0; self.shape.size()];
        let mut point = self.point(&weights);
        let first = norm(&point.slopes);
        for _ in 0..STEPS_MAX {
            let size = norm(&point.slopes);
            // Slopes relative to what they are sums of: nothing is left but rounding.
            if size <= 1e-12 * (1.0 + first) {
                return Ok(weights);
            }
            let direction = self.newton(&point, size, first);
            let falls: f64 = dot(&point.slopes, &direction);
            let mut length = 1.0;
            let mut moved = None;
            for _ in 0..60 {
                let to: Vec<f64> = weights.iter().zip(&direction).map(|(w, d)| w + length * d).collect();
                let next = self.point(&to);
                // Close to the end the loss no longer tells, but slopes do.
                let nearer = next.loss <= point.loss + 1e-4 * length * falls
                    || next.loss <= point.loss * (1.0 + 1e-13) && norm(&next.slopes) < size;
                if nearer && next.loss.is_finite() {
                    moved = Some((to, next));
                    break;
                }
                length /= 2.0;
            }
            match moved {
                Some((to, next)) => (weights, point) = (to, next),
                None if size <= 1e-8 * (1.0 + first) => return Ok(weights),
                None => break,
            }
        }
        if norm(&point.slopes) <= 1e-8 * (1.0 + first) {
            Ok(weights)
        } else {
            Err(Fault::not_converged("logreg_C"))
        }
    }

    /// Newton's step, by conjugate gradients scaled by the diagonal; the closer to the end, the more exactly.
    fn newton(&self, point: &Point, size: f64, first: f64) -> Vec<f64> {
        let diagonal = self.diagonal(&point.likely);
        let enough = size * (size / (1.0 + first)).sqrt().clamp(1e-6, 0.1);
        let mut direction = vec![0.0; point.slopes.len()];
        let mut left: Vec<f64> = point.slopes.iter().map(|it| -it).collect();
        let mut scaled: Vec<f64> = left.iter().zip(&diagonal).map(|(a, b)| a / b).collect();
        let mut along = scaled.clone();
        let mut energy = dot(&left, &scaled);
        for _ in 0..INNER_MAX {
            let bent = self.curvature(&point.likely, &along);
            let curve = dot(&along, &bent);
            if curve <= 0.0 || !curve.is_finite() {
                break;
            }
            let step = energy / curve;
            for place in 0..direction.len() {
                direction[place] += step * along[place];
                left[place] -= step * bent[place];
            }
            if norm(&left) <= enough {
                break;
            }
            for place in 0..left.len() {
                scaled[place] = left[place] / diagonal[place];
            }
            let next = dot(&left, &scaled);
            let keep = next / energy;
            energy = next;
            for (along, scaled) in along.iter_mut().zip(&scaled) {
                *along = scaled + keep * *along;
            }
        }
        direction
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(values: &[f64]) -> f64 {
    dot(values, values).sqrt()
}
