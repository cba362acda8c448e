//! Weights that are not negative, add to 1, and minimise ‖Aw − b‖² + ridge·‖w‖².

use nalgebra::{Cholesky, DMatrix, DVector};

use super::Solver;
use crate::Fault;

/// Steps of Frank and Wolfe before the weights are made sparse, and after.
const STEPS_FIRST: usize = 100;
const STEPS_MAX: usize = 10_000;

/// When Frank and Wolfe's steps end.
#[derive(Clone, Copy)]
pub(super) struct Stop {
    pub(super) least_decrease: f64,
}

/// One problem of weights: a column a candidate.
pub(super) struct Problem {
    columns: DMatrix<f64>,
    target: DVector<f64>,
    /// Square of zeta.
    penalty: f64,
    /// Square of zeta × number of rows.
    ridge: f64,
    has_constant: bool,
}

impl Problem {
    /// With a constant, columns and target are first centred.
    pub(super) fn new(columns: Vec<Vec<f64>>, target: Vec<f64>, zeta: f64, has_constant: bool) -> Self {
        let rows = target.len();
        let mut columns = DMatrix::from_vec(rows, columns.len(), columns.into_iter().flatten().collect());
        let mut target = DVector::from_vec(target);
        if has_constant {
            for mut column in columns.column_iter_mut() {
                let mean = column.mean();
                column.add_scalar_mut(-mean);
            }
            let mean = target.mean();
            target.add_scalar_mut(-mean);
        }
        #[expect(clippy::cast_precision_loss, reason = "a number of rows")]
        let ridge = zeta * zeta * rows as f64;
        Self { columns, target, penalty: zeta * zeta, ridge, has_constant }
    }

    pub(super) fn solve(&self, start: Vec<f64>, stop: Stop, solver: Solver) -> Result<Vec<f64>, Fault> {
        let start = DVector::from_vec(start);
        let first = self.steps(start, STEPS_FIRST, stop);
        let weights = match solver {
            Solver::FrankWolfe => self.steps(sparse(&first), STEPS_MAX, stop),
            Solver::Exact => self.exact(&first, stop)?,
        };
        if weights.iter().any(|it| !it.is_finite()) {
            return Err(Fault::not_converged("weights"));
        }
        Ok(weights.iter().copied().collect())
    }

    /// Frank and Wolfe's steps with exact line search, as long as the loss decreases by more than the least decrease,
    /// squared.
    fn steps(&self, mut weights: DVector<f64>, steps: usize, stop: Stop) -> DVector<f64> {
        const REFRESH: usize = 16;
        let least = stop.least_decrease * stop.least_decrease;
        #[expect(clippy::cast_precision_loss, reason = "a number of rows")]
        let rows = self.target.len() as f64;
        let mut error = &self.columns * &weights - &self.target;
        let mut before = f64::INFINITY;
        // Filled anew at each of up to ten thousand steps.
        let (mut slope, mut direction) = (DVector::zeros(weights.len()), DVector::zeros(weights.len()));
        let mut towards = DVector::zeros(self.target.len());
        for step in 0..steps {
            self.columns.tr_mul_to(&error, &mut slope);
            slope.axpy(self.ridge, &weights, 1.0);
            // The first of the smallest, as the reference takes it.
            let mut best = 0;
            for place in 1..slope.len() {
                if slope[place] < slope[best] {
                    best = place;
                }
            }
            direction.copy_from(&weights);
            direction.neg_mut();
            direction[best] += 1.0;
            towards.copy_from(&self.columns.column(best));
            towards -= &error;
            towards -= &self.target;
            let curvature = towards.norm_squared() + self.ridge * direction.norm_squared();
            let length = (-slope.dot(&direction) / curvature).clamp(0.0, 1.0);
            if length > 0.0 {
                weights.axpy(length, &direction, 1.0);
                if step % REFRESH == 0 {
                    error = &self.columns * &weights - &self.target;
                } else {
                    error.axpy(length, &towards, 1.0);
                }
            }
            let loss = self.penalty * weights.norm_squared() + error.norm_squared() / rows;
            if step > 0 && before - loss <= least {
                break;
            }
            before = loss;
        }
        weights
    }

    /// The exact minimum. From the support that Frank and Wolfe's steps leave, candidates whose weight would be negative
    /// are dropped and those that would help are taken in, all at once, as long as that lowers the loss; then one by one.
    fn exact(&self, start: &DVector<f64>, stop: Stop) -> Result<DVector<f64>, Fault> {
        const ROUNDS_MAX: usize = 200;
        const STEPS_BEFORE: usize = 1_000;
        let mut best = self.steps(sparse(start), STEPS_BEFORE, stop);
        let mut least = self.loss(&best);
        let limit = 1e-6 * best.max();
        let mut used: Vec<usize> = (0..best.len()).filter(|it| best[*it] > limit).collect();
        for _ in 0..ROUNDS_MAX {
            let weights = self.minimum_over(&used)?;
            if weights.iter().any(|it| *it < 0.0) {
                let kept = used.iter().zip(weights.iter()).filter(|it| *it.1 > 0.0);
                used = kept.map(|it| *it.0).collect();
                continue;
            }
            let mut all = DVector::zeros(best.len());
            for (place, weight) in used.iter().zip(weights.iter()) {
                all[*place] = *weight;
            }
            let loss = self.loss(&all);
            let helpful = self.helpful(&all, &used);
            if helpful.is_empty() {
                return Ok(all);
            }
            if loss >= least {
                break;
            }
            (best, least) = (all, loss);
            used.extend(helpful);
        }
        self.one_by_one(best)
    }

    fn loss(&self, weights: &DVector<f64>) -> f64 {
        (&self.columns * weights - &self.target).norm_squared() + self.ridge * weights.norm_squared()
    }

    /// Candidates not in use whose weight would lower the loss, the most helpful first.
    fn helpful(&self, weights: &DVector<f64>, used: &[usize]) -> Vec<usize> {
        let largest = self.columns.column_iter().map(|it| it.norm()).fold(0.0, f64::max);
        let rest = &self.target - &self.columns * weights;
        let mut slope = -self.columns.tr_mul(&rest);
        slope.axpy(self.ridge, weights, 1.0);
        // Less than this is rounding.
        let level = slope.dot(weights) - 1e-13 * (largest * rest.norm() + self.ridge);
        let mut is_used = vec![false; weights.len()];
        for it in used {
            is_used[*it] = true;
        }
        let mut helpful: Vec<usize> =
            (0..weights.len()).filter(|it| !is_used[*it] && slope[*it] < level).collect();
        helpful.sort_by(|a, b| slope[*a].total_cmp(&slope[*b]));
        helpful
    }

    /// The exact minimum by an active set: minimise over the candidates in use, drop the first whose weight becomes
    /// negative on the way, take in the one that helps most, until none does.
    fn one_by_one(&self, start: DVector<f64>) -> Result<DVector<f64>, Fault> {
        let count = start.len();
        let mut weights = start;
        let mut used: Vec<usize> = (0..count).filter(|it| weights[*it] > 0.0).collect();
        // A candidate that was taken in and dropped at once is only wanted by rounding.
        let mut refused = vec![false; count];
        let mut last_in = None;
        for _ in 0..20 * (count + self.target.len()) + 100 {
            let best = self.minimum_over(&used)?;
            if best.iter().all(|it| *it >= 0.0) {
                weights.fill(0.0);
                for (place, value) in used.iter().zip(best.iter()) {
                    weights[*place] = *value;
                }
                let next = self.helpful(&weights, &used).into_iter().find(|it| !refused[*it]);
                let Some(next) = next else { return Ok(weights) };
                used.push(next);
                last_in = Some(next);
                continue;
            }
            // Go towards the minimum until the first weight is 0.
            let mut share = 1.0_f64;
            let mut blocking = None;
            for (place, value) in used.iter().zip(best.iter()) {
                if *value < 0.0 {
                    let here = weights[*place] / (weights[*place] - value);
                    if blocking.is_none() || here < share {
                        share = here;
                        blocking = Some(*place);
                    }
                }
            }
            for (place, value) in used.iter().zip(best.iter()) {
                weights[*place] += share * (value - weights[*place]);
            }
            if let Some(place) = blocking {
                weights[place] = 0.0;
                if share <= 0.0 && last_in == Some(place) {
                    refused[place] = true;
                }
            }
            used.retain(|it| weights[*it] > 0.0 || (last_in == Some(*it) && blocking != Some(*it)));
        }
        Err(Fault::not_converged("weights"))
    }

    /// The minimum over some candidates, whose weights add to 1 and may be negative.
    fn minimum_over(&self, used: &[usize]) -> Result<DVector<f64>, Fault> {
        if used.len() == 1 {
            return Ok(DVector::from_element(1, 1.0));
        }
        let rows = self.target.len();
        let scale = used.iter().map(|it| self.columns.column(*it).norm_squared()).fold(0.0, f64::max);
        if used.len() > rows
            && self.ridge > 1e-9 * scale
            && let Some(weights) = self.by_rows(used, scale)
        {
            return Ok(weights);
        }
        self.by_columns(used)
    }

    /// Where candidates are many and the ridge is not slight: a system of as many equations as there are rows.
    ///
    /// With r the residual, `ridge·w = A'r − μ1` and `(ridge·I + AA')r = ridge·b + μA1`.
    fn by_rows(&self, used: &[usize], scale: f64) -> Option<DVector<f64>> {
        let rows = self.target.len();
        let columns = self.columns.select_columns(used);
        // Centred columns leave the direction of ones without weight; the residual has none there, so any may be added.
        let fill = if self.has_constant { scale } else { 0.0 };
        let mut gram = &columns * columns.transpose();
        for i in 0..rows {
            gram[(i, i)] += self.ridge;
            for j in 0..rows {
                gram[(i, j)] += fill;
            }
        }
        let factor = Cholesky::new(gram)?;
        let sum = columns.column_sum();
        let from_target = factor.solve(&(&self.target * self.ridge));
        let from_sum = factor.solve(&sum);
        #[expect(clippy::cast_precision_loss, reason = "a number of candidates")]
        let count = used.len() as f64;
        let multiplier = (self.ridge - sum.dot(&from_target)) / (sum.dot(&from_sum) - count);
        let rest = from_target + from_sum * multiplier;
        let weights = (columns.tr_mul(&rest).add_scalar(-multiplier)) / self.ridge;
        // What rounding left of the sum is shared out.
        let missing = (1.0 - weights.sum()) / count;
        let weights = weights.add_scalar(missing);
        (missing.abs() * count < 1e-9).then_some(weights)
    }

    /// Least squares on the candidates less the last, by QR of columns over a slight ridge: digits of small ridges stay.
    fn by_columns(&self, used: &[usize]) -> Result<DVector<f64>, Fault> {
        let rows = self.target.len();
        let count = used.len();
        let Some(last) = used.last() else { return Err(Fault::not_converged("weights")) };
        let root = self.ridge.sqrt();
        let mut design = DMatrix::zeros(rows + count, count - 1);
        let mut target = DVector::zeros(rows + count);
        let reference = self.columns.column(*last);
        for (place, candidate) in used[..count - 1].iter().enumerate() {
            for row in 0..rows {
                design[(row, place)] = self.columns[(row, *candidate)] - reference[row];
            }
            design[(rows + place, place)] = root;
            design[(rows + count - 1, place)] = -root;
        }
        for row in 0..rows {
            target[row] = self.target[row] - reference[row];
        }
        target[rows + count - 1] = -root;
        let qr = design.qr();
        qr.q_tr_mul(&mut target);
        let head = target.rows(0, count - 1).into_owned();
        let solved = qr.r().solve_upper_triangular(&head).ok_or_else(|| Fault::not_converged("weights"))?;
        let mut weights = DVector::zeros(count);
        weights.rows_mut(0, count - 1).copy_from(&solved);
        weights[count - 1] = 1.0 - solved.sum();
        Ok(weights)
    }
}

/// Weights of a quarter of the largest or less are dropped, the others brought to a sum of 1.
fn sparse(weights: &DVector<f64>) -> DVector<f64> {
    let limit = weights.max() / 4.0;
    let kept = weights.map(|it| if it <= limit { 0.0 } else { it });
    let sum = kept.sum();
    kept / sum
}

#[cfg(test)]
mod tests {
    use nalgebra::DVector;
    use proptest::prelude::*;

    use super::{Problem, Stop};
    use crate::synthetic::Solver;

    proptest! {
        /// No exchange of weight between two candidates lowers the loss: the conditions of a minimum hold.
        #[test]
        fn the_exact_minimum_is_one(
            values in proptest::collection::vec(-3.0_f64..3.0, 60..61), rows in 2_usize..9, slight in any::<bool>(),
        ) {
            let count = 50 / rows;
            let columns: Vec<Vec<f64>> = (0..count).map(|it| values[it * rows..(it + 1) * rows].to_vec()).collect();
            let target = values[60 - rows..].to_vec();
            let zeta = if slight { 1e-6 } else { 0.7 };
            let problem = Problem::new(columns, target, zeta, true);
            #[expect(clippy::cast_precision_loss, reason = "few")]
            let start = vec![1.0 / count as f64; count];
            let weights = problem.solve(start, Stop { least_decrease: 1e-5 }, Solver::Exact).unwrap();
            let weights = DVector::from_vec(weights);
            prop_assert!((weights.sum() - 1.0).abs() < 1e-10 && weights.min() >= 0.0);
            let slope = problem.columns.tr_mul(&(&problem.columns * &weights - &problem.target))
                + &weights * problem.ridge;
            let level = slope.dot(&weights);
            for place in 0..count {
                prop_assert!(slope[place] > level - 1e-9, "{place} {} {level}", slope[place]);
                prop_assert!(weights[place] <= 0.0 || (slope[place] - level).abs() < 1e-9);
            }
        }
    }
}
