//! Learning which action to choose while choosing: the scores of linear bandits, and the floor under every choice.
//!
//! Start with [`LinearBandit`]: [`LinearBandit::fit`] on a log, [`LinearBandit::score`] for a new contact, then
//! [`with_floor`] for the probabilities with which to choose. [`upper_bounds`] is the same without a context.
//!
//! **Invariant:** nothing is drawn here: this gives scores and probabilities, and the caller draws with a recorded
//! seed, so that the probability of every choice can be logged for [`crate::off_policy`].

use nalgebra::{DMatrix, DVector};

use crate::{Fault, check, check_length, check_range, real};

/// The most numbers that all arms together may keep (arms · features²).
pub const CELLS_MAX: usize = 20_000_000;

/// A linear bandit with a ridge regression of its own for each action (disjoint `LinUCB`).
#[derive(Debug, Clone)]
pub struct LinearBandit {
    arms: Vec<Arm>,
    features: usize,
}

/// What is known of one action: R and Q'r of the QR decomposition of its contexts above √λI, so that A = R'R is never
/// formed. Squares of features would cost half of the digits.
#[derive(Debug, Clone)]
struct Arm {
    root: DMatrix<f64>,
    turned: DVector<f64>,
    coefficients: DVector<f64>,
    plays: u64,
}

/// What a bandit thinks of one action in one context.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArmScore {
    /// The reward expected.
    pub expected: f64,
    /// How little is known of it: √(x'A⁻¹x), to be multiplied by how much to explore.
    pub width: f64,
}

impl ArmScore {
    /// The optimistic score: expected + alpha · width.
    pub fn optimistic(&self, alpha: f64) -> f64 {
        self.expected + alpha * self.width
    }
}

impl LinearBandit {
    /// Learns from a log: for each action, A = λI + X'X and θ = A⁻¹X'r over the rows where it was taken.
    ///
    /// An action never taken keeps A = λI, so its width is √(x'x/λ): it is explored.
    ///
    /// - **Takes** the number of actions, contexts (a row of features a decision), the action of each (from 0), the
    ///   reward of each, and λ ≥ 0. O(decisions · features² + actions · features²).
    ///
    /// # Source
    ///
    /// Li, Chu, Langford and Schapire, "A contextual-bandit approach to personalized news article recommendation",
    /// WWW 2010, algorithm 1. Agrees with mabwiser 2.7.4 `LearningPolicy.LinUCB` to 1e-12, but for an action never
    /// taken with λ other than 1, where that package has √(λ·x'x).
    ///
    /// # Errors
    ///
    /// Arguments that are not finite or not as long as each other; [`Fault::OutOfRange`] (`action[i]`, `l2_lambda`,
    /// `arms`, `context`); [`Fault::Collinear`] (`context`) where λ is 0 and an action was not taken in enough
    /// different contexts.
    pub fn fit(
        arms: usize,
        context: &[Vec<f64>],
        action: &[usize],
        reward: &[f64],
        l2_lambda: f64,
    ) -> Result<Self, Fault> {
        check("reward", reward, 1)?;
        check_length("context", context.len(), reward.len())?;
        check_length("action", action.len(), reward.len())?;
        check_range("l2_lambda", l2_lambda, 0.0, 1e100)?;
        let features = context[0].len();
        if features == 0 {
            return Err(Fault::too_few("context[0]", 0, 1));
        }
        if arms == 0 {
            return Err(Fault::too_few("arms", 0, 1));
        }
        if arms.saturating_mul(features).saturating_mul(features) > CELLS_MAX {
            let most = real(CELLS_MAX as u64) / real(arms as u64);
            return Err(Fault::out_of_range("context", real(features as u64), 1.0, most.sqrt().floor()));
        }
        let mut known = vec![Arm::new(features, l2_lambda); arms];
        for (row, features_of) in context.iter().enumerate() {
            let name = || format!("context[{row}]");
            if features_of.len() != features {
                check_length(&name(), features_of.len(), features)?;
            }
            if features_of.iter().any(|it| !it.is_finite()) {
                check(&name(), features_of, 1)?;
            }
            if action[row] >= arms {
                let what = format!("action[{row}]");
                return Err(Fault::out_of_range(
                    &what,
                    real(action[row] as u64),
                    0.0,
                    real(arms as u64) - 1.0,
                ));
            }
            known[action[row]].add(features_of, reward[row]);
        }
        known.iter_mut().try_for_each(Arm::solve)?;
        Ok(Self { arms: known, features })
    }

    /// The score of an action in a context.
    ///
    /// # Errors
    ///
    /// [`Fault::Length`], [`Fault::NotFinite`] (`query`); [`Fault::OutOfRange`] (`action`).
    pub fn score(&self, action: usize, context: &[f64]) -> Result<ArmScore, Fault> {
        check_length("query", context.len(), self.features)?;
        check("query", context, 1)?;
        let arm = self.arms.get(action).ok_or_else(|| {
            Fault::out_of_range("action", real(action as u64), 0.0, real(self.arms.len() as u64) - 1.0)
        })?;
        let x = DVector::from_column_slice(context);
        // |R'⁻¹x|² is x'A⁻¹x, and cannot come out below 0.
        let half = arm.root.tr_solve_upper_triangular(&x).ok_or_else(|| Fault::collinear("context"))?;
        let score = ArmScore { expected: x.dot(&arm.coefficients), width: half.norm() };
        if score.expected.is_finite() && score.width.is_finite() {
            Ok(score)
        } else {
            Err(Fault::OutOfRange { what: "query".into(), value: x.amax(), low: 0.0, high: 1e150 })
        }
    }

    /// Adds one decision, in O(features²).
    ///
    /// # Errors
    ///
    /// As [`Self::fit`].
    pub fn learn(&mut self, action: usize, context: &[f64], reward: f64) -> Result<(), Fault> {
        self.score(action, context)?;
        check("reward", &[reward], 1)?;
        let mut arm = self.arms[action].clone();
        arm.add(context, reward);
        arm.solve()?;
        self.arms[action] = arm;
        Ok(())
    }

    /// How often an action was taken; 0 for one that is none.
    pub fn plays(&self, action: usize) -> u64 {
        self.arms.get(action).map_or(0, |it| it.plays)
    }
}

impl Arm {
    fn new(features: usize, l2_lambda: f64) -> Self {
        Self {
            root: DMatrix::from_diagonal_element(features, features, l2_lambda.sqrt()),
            turned: DVector::zeros(features),
            coefficients: DVector::zeros(features),
            plays: 0,
        }
    }

    /// Turns a row into the triangle, by one rotation a feature (Givens).
    fn add(&mut self, context: &[f64], reward: f64) {
        let mut row = context.to_vec();
        let mut reward = reward;
        for place in 0..row.len() {
            if row[place] == 0.0 {
                continue;
            }
            let length = self.root[(place, place)].hypot(row[place]);
            let (cos, sin) = (self.root[(place, place)] / length, row[place] / length);
            for (column, it) in row.iter_mut().enumerate().skip(place) {
                let (above, below) = (self.root[(place, column)], *it);
                self.root[(place, column)] = cos * above + sin * below;
                *it = cos * below - sin * above;
            }
            let above = self.turned[place];
            self.turned[place] = cos * above + sin * reward;
            reward = cos * reward - sin * above;
        }
        self.plays += 1;
    }

    fn solve(&mut self) -> Result<(), Fault> {
        if self.root.iter().chain(self.turned.iter()).any(|it| !it.is_finite()) {
            return Err(Fault::Unreadable {
                what: "context".into(),
                reason: "features or rewards that leave the range of numbers".into(),
            });
        }
        // What keeps none of a column is a sum of others that rounding hides.
        let lost = |it: usize| self.root[(it, it)].abs() <= 1e-14 * self.root.column(it).norm();
        if (0..self.root.ncols()).any(lost) {
            return Err(Fault::collinear("context"));
        }
        self.coefficients = self
            .root
            .solve_upper_triangular(&self.turned)
            .filter(|it| it.iter().all(|it| it.is_finite()))
            .ok_or_else(|| Fault::collinear("context"))?;
        Ok(())
    }
}

/// UCB1: the mean of each action plus `alpha` · √(2 ln N / n); none for an action never taken, which must be taken first.
///
/// # Source
///
/// Auer, Cesa-Bianchi and Fischer, "Finite-time analysis of the multiarmed bandit problem", Machine Learning 47 (2002).
/// Agrees with mabwiser 2.7.4 `LearningPolicy.UCB1` to 1e-12, which gives 0 to an action never taken.
///
/// # Errors
///
/// Arguments that are not finite or not as long as each other; [`Fault::OutOfRange`] (`action[i]`, `alpha`, `arms`).
pub fn upper_bounds(
    arms: usize,
    action: &[usize],
    reward: &[f64],
    alpha: f64,
) -> Result<Vec<Option<f64>>, Fault> {
    check("reward", reward, 1)?;
    check_length("action", action.len(), reward.len())?;
    check_range("alpha", alpha, 0.0, 1e100)?;
    check_range("arms", real(arms as u64), 1.0, real(CELLS_MAX as u64))?;
    let mut sums = vec![(0.0, 0_u64); arms];
    for (row, (action, reward)) in action.iter().zip(reward).enumerate() {
        let Some(sum) = sums.get_mut(*action) else {
            let what = format!("action[{row}]");
            return Err(Fault::out_of_range(&what, real(*action as u64), 0.0, real(arms as u64) - 1.0));
        };
        sum.0 += reward;
        sum.1 += 1;
    }
    let log = 2.0 * real(reward.len() as u64).ln();
    Ok(sums
        .into_iter()
        .map(|(sum, plays)| (plays > 0).then(|| sum / real(plays) + alpha * (log / real(plays)).sqrt()))
        .collect())
}

/// The probabilities with which to choose: `floor` for every eligible action, all that is left for the best of them.
///
/// The floor is what makes a log usable: with it, every policy over the eligible actions can be judged later. Actions
/// that a person cannot use, or after a preference was expressed, are not eligible and get 0.
///
/// - **Takes** a score for each action, whether each is eligible, and the floor, 0.02 to 0.05 as a rule.
/// - **Gives** probabilities that sum to 1; of equal scores the first is the best.
///
/// # Errors
///
/// [`Fault::TooFew`] (`eligible`) where none is; [`Fault::OutOfRange`] (`floor`) where floors exceed 1 together;
/// [`Fault::NotFinite`], [`Fault::Length`].
pub fn with_floor(scores: &[f64], eligible: &[bool], floor: f64) -> Result<Vec<f64>, Fault> {
    check("scores", scores, 1)?;
    check_length("eligible", eligible.len(), scores.len())?;
    let count = eligible.iter().filter(|it| **it).count();
    if count == 0 {
        return Err(Fault::too_few("eligible", 0, 1));
    }
    check_range("floor", floor, 0.0, 1.0 / real(count as u64))?;
    let best =
        (0..scores.len()).filter(|it| eligible[*it]).fold(None, |best: Option<usize>, it| match best {
            Some(best) if scores[best] >= scores[it] => Some(best),
            _ => Some(it),
        });
    let rest = 1.0 - floor * real(count as u64 - 1);
    Ok((0..scores.len())
        .map(|it| match (eligible[it], best == Some(it)) {
            (false, _) => 0.0,
            (true, true) => rest,
            (true, false) => floor,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> (Vec<Vec<f64>>, Vec<usize>, Vec<f64>) {
        (vec![vec![1.0, 0.0], vec![1.0, 2.0], vec![0.5, -1.0]], vec![0, 0, 1], vec![1.0, 3.0, 0.0])
    }

    #[test]
    fn a_score_is_the_ridge_mean_and_its_width() {
        let (context, action, reward) = small();
        let bandit = LinearBandit::fit(3, &context, &action, &reward, 1.0).unwrap();
        // A = [[3, 2], [2, 5]], X'r = (4, 6): θ = (8/11, 10/11), x'A⁻¹x = 5/11 for x = (1, 0).
        let score = bandit.score(0, &[1.0, 0.0]).unwrap();
        assert!((score.expected - 8.0 / 11.0).abs() < 1e-14, "{score:?}");
        assert!((score.width - (5.0_f64 / 11.0).sqrt()).abs() < 1e-14, "{score:?}");
        // Never taken: nothing expected, as wide as the context is long.
        let score = bandit.score(2, &[3.0, 4.0]).unwrap();
        assert!(score.expected.abs() < 1e-15 && (score.optimistic(0.5) - 2.5).abs() < 1e-14, "{score:?}");
        assert_eq!([0, 1, 2, 3].map(|it| bandit.plays(it)), [2, 1, 0, 0]);
    }

    #[test]
    fn learning_one_by_one_is_learning_at_once() {
        let (context, action, reward) = small();
        let mut bandit = LinearBandit::fit(2, &context[..1], &action[..1], &reward[..1], 0.7).unwrap();
        for row in 1..3 {
            bandit.learn(action[row], &context[row], reward[row]).unwrap();
        }
        let whole = LinearBandit::fit(2, &context, &action, &reward, 0.7).unwrap();
        for arm in 0..2 {
            let (one, all) =
                (bandit.score(arm, &[0.3, 0.9]).unwrap(), whole.score(arm, &[0.3, 0.9]).unwrap());
            assert!((one.expected - all.expected).abs() < 1e-14 && (one.width - all.width).abs() < 1e-14);
        }
    }

    #[test]
    fn bad_input_is_named() {
        let (context, action, reward) = small();
        let what = |arms, context: &[Vec<f64>], action: &[usize], reward: &[f64], lambda| {
            LinearBandit::fit(arms, context, action, reward, lambda).unwrap_err().what().to_owned()
        };
        assert_eq!(what(3, &context, &action, &[1.0, f64::NAN, 0.0], 1.0), "reward");
        assert_eq!(what(1, &context, &action, &reward, 1.0), "action[2]");
        assert_eq!(what(3, &context[..2], &action, &reward, 1.0), "context");
        assert_eq!(what(3, &context, &action, &reward, -1.0), "l2_lambda");
        assert_eq!(what(3, &context, &action, &reward, 0.0), "context");
        assert_eq!(what(0, &context, &action, &reward, 1.0), "arms");
        assert_eq!(what(usize::MAX, &context, &action, &reward, 1.0), "context");
        let ragged = [vec![1.0, 0.0], vec![1.0], vec![0.0, 0.0]];
        assert_eq!(what(3, &ragged, &action, &reward, 1.0), "context[1]");
        let bandit = LinearBandit::fit(3, &context, &action, &reward, 1.0).unwrap();
        assert_eq!(bandit.score(0, &[1.0]).unwrap_err().what(), "query");
        assert_eq!(bandit.score(0, &[1e308, 1e308]).unwrap_err().what(), "query");
        assert_eq!(bandit.score(5, &[1.0, 1.0]).unwrap_err().what(), "action");
    }

    #[test]
    fn an_action_never_taken_has_no_upper_bound() {
        let bounds = upper_bounds(3, &[0, 0, 1, 0], &[1.0, 0.0, 1.0, 0.5], 1.0).unwrap();
        let log = 2.0 * 4.0_f64.ln();
        assert!((bounds[0].unwrap() - (0.5 + (log / 3.0).sqrt())).abs() < 1e-15);
        assert!((bounds[1].unwrap() - (1.0 + log.sqrt())).abs() < 1e-15);
        assert_eq!(bounds[2], None);
        assert_eq!(upper_bounds(2, &[2], &[1.0], 1.0).unwrap_err().what(), "action[0]");
    }

    #[test]
    fn every_eligible_action_keeps_its_floor() {
        let found = with_floor(&[0.1, 0.9, 2.0, 0.9], &[true, true, false, true], 0.05).unwrap();
        for (found, expected) in found.iter().zip([0.05, 0.9, 0.0, 0.05]) {
            assert!((found - expected).abs() < 1e-15, "{found}");
        }
        assert_eq!(with_floor(&[1.0], &[false], 0.05).unwrap_err().what(), "eligible");
        assert_eq!(with_floor(&[1.0, 2.0], &[true, true], 0.6).unwrap_err().what(), "floor");
    }
}
