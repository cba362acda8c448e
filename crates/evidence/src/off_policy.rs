//! The value of a rule of choice that was not followed: which channel policy would have done better, read from the log
//! of another.
//!
//! Start with [`evaluate`], then [`doubts`]: where it gives any, the values must not be shown.
//!
//! **Invariant:** the probability with which each action was chosen must have been logged at the time; a value is
//! never given where an action was taken that the log says could not be.

use crate::{Fault, check, check_length, check_range, distribution::t_quantile, real};

/// The fewest effective decisions that a value may rest on.
pub const EFFECTIVE_LEAST: f64 = 100.0;

/// The most that one decision may weigh, as a share of the number of decisions.
pub const WEIGHT_SHARE_MAX: f64 = 1.0 / 20.0;

/// How far probabilities of one decision may sum from 1.
const SUM_TOLERANCE: f64 = 1e-3;

/// Decisions as they were logged, and what another policy would have done at each.
#[derive(Debug, Clone, Copy)]
pub struct Log<'a> {
    /// What each decision brought, in any unit.
    pub reward: &'a [f64],
    /// The action taken, from 0.
    pub action: &'a [usize],
    /// For each decision, the probability of each action when it was taken.
    pub behaviour: &'a [Vec<f64>],
    /// For each decision, the probability of each action under the policy that is judged.
    pub target: &'a [Vec<f64>],
    /// For each decision, the reward that a model predicts for each action.
    pub predicted: &'a [Vec<f64>],
}

/// What bounds large weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Weights are cut at this (clipped), or not used above it (switch); infinite for never.
    pub clip: f64,
    /// λ of optimistic shrinkage: the weight is λw/(w² + λ); infinite for none.
    pub shrinkage: f64,
    /// λ of sub-Gaussian weights w/(1 − λ + λw), 0 to 1; 0 for none.
    pub sub_gaussian: f64,
}

/// The value of a policy: mean reward a decision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PolicyValue {
    /// The value.
    pub value: f64,
    /// Standard error of the mean of the rewards by decision.
    pub se: f64,
    /// Lower end of the interval, by Student's law.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The value by every estimator. Those that divide by the sum of weights are missing where no logged action could
/// have been chosen by the judged policy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PolicyValues {
    /// Inverse probability weighting: mean w·r. No bias, wide.
    pub ipw: PolicyValue,
    /// The same with weights cut.
    pub ipw_clipped: PolicyValue,
    /// Self-normalised: Σwr ÷ Σw.
    pub snips: Option<PolicyValue>,
    /// The model alone: no interval, as its own error is not in the data.
    pub direct: f64,
    /// Doubly robust, mean b + w(r − q): right if the weights or the model are. The one to show first.
    pub doubly_robust: PolicyValue,
    /// The same, self-normalised.
    pub self_normalised: Option<PolicyValue>,
    /// Doubly robust where w is at most the bound, the model elsewhere.
    pub switched: PolicyValue,
    /// Doubly robust with optimistic shrinkage.
    pub shrunk: PolicyValue,
    /// Weights that keep sub-Gaussian tails.
    pub sub_gaussian_ipw: PolicyValue,
    /// The same, doubly robust.
    pub sub_gaussian: PolicyValue,
    /// What the weights say of how far to trust all this.
    pub diagnostics: Diagnostics,
}

/// What the weights say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Diagnostics {
    /// Decisions that would tell as much if all weighed the same: (Σw)² ÷ Σw².
    pub effective: f64,
    /// The greatest weight.
    pub weight_max: f64,
    /// The mean weight: near 1 where the logged probabilities are right.
    pub weight_mean: f64,
}

/// Why a value must not be shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Doubt {
    /// Fewer effective decisions than [`EFFECTIVE_LEAST`].
    FewEffective {
        /// How many there are.
        effective: f64,
    },
    /// One decision weighs more than [`WEIGHT_SHARE_MAX`] of them all.
    HeavyDecision {
        /// Its weight.
        weight: f64,
        /// The most it may be.
        most: f64,
    },
    /// The judged policy would do what the logged one never did: nothing is known of it.
    Unsupported {
        /// The first such decision, from 0.
        decision: usize,
        /// The action.
        action: usize,
        /// How many decisions have one.
        decisions: usize,
    },
}

impl Doubt {
    /// The reason as a word.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FewEffective { .. } => "few-effective",
            Self::HeavyDecision { .. } => "heavy-decision",
            Self::Unsupported { .. } => "unsupported",
        }
    }
}

/// The value of the judged policy, by every estimator.
///
/// With w = target ÷ behaviour of the action taken, q the model's prediction for it and b = Σ target·prediction ÷
/// Σ target over the actions of a decision. The standard error is that of the mean over decisions of each estimator's
/// reward by decision; for the self-normalised those are w·r ÷ mean(w) and b + w(r − q) ÷ mean(w), as if the mean weight
/// were known.
///
/// - **Takes** at least two decisions, in the same order everywhere; O(decisions · actions).
/// - **Assumes** independent decisions, logged probabilities that are right, nothing else that moved both action and
///   reward.
///
/// # Source
///
/// Dudík, Langford and Li 2011 (doubly robust); Swaminathan and Joachims 2015; Wang, Agarwal and Dudík 2017 (switch);
/// Su et al. 2020 (shrinkage); Metelli, Russo and Restelli 2021 (sub-Gaussian). Agrees with obp 0.5.7
/// `estimate_policy_value` to 1e-12.
///
/// # Errors
///
/// Arguments that are not finite or not as long as each other; [`Fault::OutOfRange`] for an action that is none
/// (`action`), for probabilities that are none or do not sum to 1 (`pi_b[i]`, `pi_e[i]`), for an action taken with
/// probability 0 (`pi_b[i]`), and for bounds.
pub fn evaluate(log: &Log<'_>, bounds: &Bounds, alpha: f64) -> Result<PolicyValues, Fault> {
    check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
    check_range("tau_clip_and_switch", bounds.clip, 0.0, f64::INFINITY)?;
    check_range("lambda_dros", bounds.shrinkage, 0.0, f64::INFINITY)?;
    check_range("lambda_sub_gaussian", bounds.sub_gaussian, 0.0, 1.0)?;
    let rows = rows(log)?;
    let mean_weight = rows.iter().map(|it| it.weight).sum::<f64>() / real(rows.len() as u64);
    let value = |of: &dyn Fn(&Row) -> f64| mean(rows.iter().map(of), rows.len(), alpha);
    let shrink = |w: f64| match bounds.shrinkage {
        0.0 => 0.0,
        lambda if lambda.is_infinite() => w,
        // As w ÷ (w²/λ + 1), so that a large λ does not leave the range of numbers.
        lambda => w / (w * w / lambda + 1.0),
    };
    let soft = |w: f64| {
        let lambda = bounds.sub_gaussian;
        if w > 0.0 { w / (1.0 - lambda + lambda * w) } else { 0.0 }
    };
    let robust = |row: &Row, weight: f64| row.base + weight * (row.reward - row.predicted);
    let normalised = mean_weight > 0.0;
    let values = PolicyValues {
        ipw: value(&|it| it.weight * it.reward),
        ipw_clipped: value(&|it| it.weight.min(bounds.clip) * it.reward),
        snips: normalised.then(|| value(&|it| it.weight * it.reward / mean_weight)),
        direct: value(&|it| it.base).value,
        doubly_robust: value(&|it| robust(it, it.weight)),
        self_normalised: normalised.then(|| value(&|it| robust(it, it.weight / mean_weight))),
        switched: value(&|it| robust(it, if it.weight <= bounds.clip { it.weight } else { 0.0 })),
        shrunk: value(&|it| robust(it, shrink(it.weight))),
        sub_gaussian_ipw: value(&|it| soft(it.weight) * it.reward),
        sub_gaussian: value(&|it| robust(it, soft(it.weight))),
        diagnostics: diagnostics(&rows, mean_weight),
    };
    let finite = |it: &PolicyValue| it.value.is_finite() && it.se.is_finite();
    let all = [
        &values.ipw,
        &values.ipw_clipped,
        &values.doubly_robust,
        &values.switched,
        &values.shrunk,
        &values.sub_gaussian_ipw,
        &values.sub_gaussian,
    ];
    if !all.into_iter().all(finite)
        || !values.snips.iter().chain(&values.self_normalised).all(finite)
        || !values.direct.is_finite()
    {
        return Err(Fault::Unreadable {
            what: "reward".into(),
            reason: "rewards or weights that leave the range of numbers".into(),
        });
    }
    Ok(values)
}

/// Every reason not to show the values of [`evaluate`]; none if they may be shown.
pub fn doubts(log: &Log<'_>, diagnostics: &Diagnostics) -> Vec<Doubt> {
    let mut found = Vec::new();
    if diagnostics.effective < EFFECTIVE_LEAST {
        found.push(Doubt::FewEffective { effective: diagnostics.effective });
    }
    let most = real(log.reward.len() as u64) * WEIGHT_SHARE_MAX;
    if diagnostics.weight_max > most {
        found.push(Doubt::HeavyDecision { weight: diagnostics.weight_max, most });
    }
    let mut unsupported =
        log.behaviour.iter().zip(log.target).enumerate().filter_map(|(decision, (b, e))| {
            let action = b.iter().zip(e).position(|(b, e)| *b <= 0.0 && *e > 0.0)?;
            Some((decision, action))
        });
    if let Some((decision, action)) = unsupported.next() {
        found.push(Doubt::Unsupported { decision, action, decisions: 1 + unsupported.count() });
    }
    found
}

/// One decision as the estimators need it.
struct Row {
    reward: f64,
    weight: f64,
    predicted: f64,
    base: f64,
}

fn rows(log: &Log<'_>) -> Result<Vec<Row>, Fault> {
    let n = log.reward.len();
    check("reward", log.reward, 2)?;
    check_length("action", log.action.len(), n)?;
    check_length("pi_b", log.behaviour.len(), n)?;
    check_length("pi_e", log.target.len(), n)?;
    check_length("q_hat", log.predicted.len(), n)?;
    let actions = log.behaviour[0].len();
    let mut rows = Vec::with_capacity(n);
    for row in 0..n {
        let (behaviour, target, predicted) = (&log.behaviour[row], &log.target[row], &log.predicted[row]);
        probabilities("pi_b", row, behaviour, actions)?;
        let total = probabilities("pi_e", row, target, actions)?;
        check_length(&format!("q_hat[{row}]"), predicted.len(), actions)?;
        check(&format!("q_hat[{row}]"), predicted, 1)?;
        let action = log.action[row];
        if action >= actions {
            let most = real(actions as u64) - 1.0;
            return Err(Fault::out_of_range(&format!("action[{row}]"), real(action as u64), 0.0, most));
        }
        if behaviour[action] <= 0.0 {
            return Err(Fault::out_of_range(
                &format!("pi_b[{row}]"),
                behaviour[action],
                f64::MIN_POSITIVE,
                1.0,
            ));
        }
        rows.push(Row {
            reward: log.reward[row],
            weight: target[action] / behaviour[action],
            predicted: predicted[action],
            base: target.iter().zip(predicted).map(|(p, q)| p * q).sum::<f64>() / total,
        });
    }
    Ok(rows)
}

/// Refuses what is no law over `actions`; gives the sum.
fn probabilities(what: &str, row: usize, values: &[f64], actions: usize) -> Result<f64, Fault> {
    // The name is made only where there is something to refuse: logs have millions of decisions.
    let name = || format!("{what}[{row}]");
    let mut total = 0.0;
    for value in values {
        if !(0.0..=1.0).contains(value) {
            check_range(&name(), *value, 0.0, 1.0)?;
        }
        total += value;
    }
    if values.len() != actions || actions == 0 {
        check(&name(), values, 1)?;
        check_length(&name(), values.len(), actions)?;
    }
    if (total - 1.0).abs() > SUM_TOLERANCE {
        return Err(Fault::out_of_range(&name(), total, 1.0 - SUM_TOLERANCE, 1.0 + SUM_TOLERANCE));
    }
    Ok(total)
}

fn mean(rewards: impl Iterator<Item = f64>, n: usize, alpha: f64) -> PolicyValue {
    let rewards: Vec<f64> = rewards.collect();
    let count = real(n as u64);
    let value = rewards.iter().sum::<f64>() / count;
    let squares: f64 = rewards.iter().map(|it| (it - value).powi(2)).sum();
    let se = (squares / (count - 1.0) / count).sqrt();
    let half = t_quantile(1.0 - alpha / 2.0, count - 1.0) * se;
    PolicyValue { value, se, low: value - half, high: value + half }
}

fn diagnostics(rows: &[Row], weight_mean: f64) -> Diagnostics {
    let weight_max = rows.iter().fold(0.0_f64, |most, it| most.max(it.weight));
    if weight_max <= 0.0 {
        return Diagnostics { effective: 0.0, weight_max: 0.0, weight_mean: 0.0 };
    }
    // Relative to the greatest, so that squares stay within the range of numbers.
    let sum: f64 = rows.iter().map(|it| it.weight / weight_max).sum();
    let squares: f64 = rows.iter().map(|it| (it.weight / weight_max).powi(2)).sum();
    Diagnostics { effective: sum * sum / squares, weight_max, weight_mean }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: Bounds = Bounds { clip: f64::INFINITY, shrinkage: f64::INFINITY, sub_gaussian: 0.0 };

    struct Owned {
        reward: Vec<f64>,
        action: Vec<usize>,
        behaviour: Vec<Vec<f64>>,
        target: Vec<Vec<f64>>,
        predicted: Vec<Vec<f64>>,
    }

    impl Owned {
        /// `n` decisions between two actions, as `behaviour` chose them in turn.
        fn new(n: usize, behaviour: f64, target: f64) -> Self {
            Self {
                reward: (0..n).map(|it| f64::from(u8::from(it % 3 == 0))).collect(),
                action: (0..n).map(|it| it % 2).collect(),
                behaviour: vec![vec![behaviour, 1.0 - behaviour]; n],
                target: vec![vec![target, 1.0 - target]; n],
                predicted: vec![vec![0.25, 0.5]; n],
            }
        }

        fn log(&self) -> Log<'_> {
            Log {
                reward: &self.reward,
                action: &self.action,
                behaviour: &self.behaviour,
                target: &self.target,
                predicted: &self.predicted,
            }
        }
    }

    #[test]
    fn the_logged_policy_itself_is_worth_what_it_brought() {
        let it = Owned::new(300, 0.5, 0.5);
        let values = evaluate(&it.log(), &WIDE, 0.05).unwrap();
        for value in [values.ipw, values.snips.unwrap(), values.shrunk, values.doubly_robust] {
            assert!((value.value - 1.0 / 3.0).abs() < 1e-12, "{value:?}");
        }
        assert!((values.diagnostics.effective - 300.0).abs() < 1e-9);
        assert!(doubts(&it.log(), &values.diagnostics).is_empty());
    }

    #[test]
    fn without_bounds_all_doubly_robust_estimators_agree() {
        let it = Owned::new(200, 0.4, 0.7);
        let values = evaluate(&it.log(), &WIDE, 0.05).unwrap();
        for other in [values.switched, values.shrunk, values.sub_gaussian] {
            assert!((other.value - values.doubly_robust.value).abs() < 1e-12);
        }
        let closed =
            evaluate(&it.log(), &Bounds { clip: 0.0, shrinkage: 0.0, sub_gaussian: 1.0 }, 0.05).unwrap();
        assert!((closed.switched.value - closed.direct).abs() < 1e-12);
        assert!((closed.shrunk.value - closed.direct).abs() < 1e-12);
    }

    #[test]
    fn what_must_not_be_shown_is_said() {
        let few = Owned::new(60, 0.5, 0.5);
        let found = evaluate(&few.log(), &WIDE, 0.05).unwrap().diagnostics;
        assert_eq!(doubts(&few.log(), &found).iter().map(Doubt::code).collect::<Vec<_>>(), ["few-effective"]);
        let mut heavy = Owned::new(400, 0.5, 0.5);
        heavy.behaviour[0] = vec![0.01, 0.99];
        heavy.target[0] = vec![1.0, 0.0];
        heavy.behaviour[1] = vec![0.0, 1.0];
        let found = evaluate(&heavy.log(), &WIDE, 0.05).unwrap().diagnostics;
        let codes: Vec<_> = doubts(&heavy.log(), &found).iter().map(Doubt::code).collect();
        assert_eq!(codes, ["few-effective", "heavy-decision", "unsupported"]);
    }

    #[test]
    fn a_policy_that_shares_no_action_has_no_normalised_value() {
        let mut it = Owned::new(10, 0.5, 0.0);
        it.action = vec![0; 10];
        let values = evaluate(&it.log(), &WIDE, 0.05).unwrap();
        assert_eq!(values.snips, None);
        assert_eq!(values.self_normalised, None);
        assert_eq!(values.diagnostics.effective.to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn bad_input_is_named() {
        let what = |change: &dyn Fn(&mut Owned)| {
            let mut it = Owned::new(10, 0.5, 0.5);
            change(&mut it);
            evaluate(&it.log(), &WIDE, 0.05).unwrap_err().what().to_owned()
        };
        assert_eq!(what(&|it| it.reward[3] = f64::NAN), "reward");
        assert_eq!(what(&|it| it.reward.clear()), "reward");
        assert_eq!(what(&|it| it.action[2] = 2), "action[2]");
        assert_eq!(what(&|it| it.behaviour[4] = vec![1.0, 0.0, 0.0]), "pi_b[4]");
        assert_eq!(what(&|it| it.behaviour[0] = vec![0.0, 1.0]), "pi_b[0]");
        assert_eq!(what(&|it| it.target[1] = vec![0.5, 0.7]), "pi_e[1]");
        assert_eq!(what(&|it| it.target[1] = vec![-0.1, 1.1]), "pi_e[1]");
        assert_eq!(what(&|it| it.predicted[9] = vec![0.5]), "q_hat[9]");
        let it = Owned::new(10, 0.5, 0.5);
        let bounds = Bounds { sub_gaussian: 1.5, ..WIDE };
        assert_eq!(evaluate(&it.log(), &bounds, 0.05).unwrap_err().what(), "lambda_sub_gaussian");
        assert_eq!(evaluate(&it.log(), &WIDE, 1.0).unwrap_err().what(), "alpha");
    }
}
