//! The value of a rule of choice that was not followed: which channel policy would have done better, read from the log
//! of another.
//!
//! Start with [`evaluate`], then [`doubts`]: where it gives any, the values must not be shown. [`Tally`] does the same one decision after the
//! other, for logs of any length; [`evaluate_cells`] judges contacts whose probabilities
//! were not logged, by cells of contacts that are alike, and says where the log has no support.
//!
//! **Invariant:** the probability with which each action was chosen must have been logged at the time; a value is
//! never given where an action was taken that the log says could not be.

mod cells;
mod tally;

use crate::{Fault, check, check_length, check_range, distribution::t_quantile, real};

pub use cells::{CONTACTS_LEAST, Cell, CellValues, Gap, Taken, evaluate_cells};
pub use tally::{Decision, Tally};

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
    check_bounds(bounds)?;
    let rows = rows(log)?;
    let mean_weight = rows.iter().map(|it| it.weight).sum::<f64>() / real(rows.len() as u64);
    let value = |of: &dyn Fn(&Row) -> f64| mean(rows.iter().map(of), rows.len(), alpha);
    let part = |place: usize| value(&|it| rewards(it, bounds)[place]);
    let normalised = mean_weight > 0.0;
    let values = PolicyValues {
        ipw: part(IPW),
        ipw_clipped: part(CLIPPED),
        snips: normalised.then(|| value(&|it| it.weight * it.reward / mean_weight)),
        direct: part(BASE).value,
        doubly_robust: part(ROBUST),
        self_normalised: normalised.then(|| value(&|it| robust(it, it.weight / mean_weight))),
        switched: part(SWITCHED),
        shrunk: part(SHRUNK),
        sub_gaussian_ipw: part(SUB_GAUSSIAN_IPW),
        sub_gaussian: part(SUB_GAUSSIAN),
        diagnostics: diagnostics(&rows, mean_weight),
    };
    finite(&values)?;
    Ok(values)
}

/// Refuses values that left the range of numbers.
fn finite(values: &PolicyValues) -> Result<(), Fault> {
    let is_finite = |it: &PolicyValue| it.value.is_finite() && it.se.is_finite();
    let all = [
        &values.ipw,
        &values.ipw_clipped,
        &values.doubly_robust,
        &values.switched,
        &values.shrunk,
        &values.sub_gaussian_ipw,
        &values.sub_gaussian,
    ];
    if !all.into_iter().all(is_finite)
        || !values.snips.iter().chain(&values.self_normalised).all(is_finite)
        || !values.direct.is_finite()
    {
        return Err(Fault::Unreadable {
            what: "reward".into(),
            reason: "rewards or weights that leave the range of numbers".into(),
        });
    }
    Ok(())
}

/// Every reason not to show the values of [`evaluate`]; none if they may be shown.
pub fn doubts(log: &Log<'_>, diagnostics: &Diagnostics) -> Vec<Doubt> {
    let mut found = doubts_of_weights(diagnostics, log.reward.len() as u64);
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

fn doubts_of_weights(diagnostics: &Diagnostics, decisions: u64) -> Vec<Doubt> {
    let mut found = Vec::new();
    if diagnostics.effective < EFFECTIVE_LEAST {
        found.push(Doubt::FewEffective { effective: diagnostics.effective });
    }
    let most = real(decisions) * WEIGHT_SHARE_MAX;
    if diagnostics.weight_max > most {
        found.push(Doubt::HeavyDecision { weight: diagnostics.weight_max, most });
    }
    found
}

fn check_bounds(bounds: &Bounds) -> Result<(), Fault> {
    check_range("tau_clip_and_switch", bounds.clip, 0.0, f64::INFINITY)?;
    check_range("lambda_dros", bounds.shrinkage, 0.0, f64::INFINITY)?;
    check_range("lambda_sub_gaussian", bounds.sub_gaussian, 0.0, 1.0)
}

const IPW: usize = 0;
const CLIPPED: usize = 1;
const BASE: usize = 2;
const ROBUST: usize = 3;
const SWITCHED: usize = 4;
const SHRUNK: usize = 5;
const SUB_GAUSSIAN_IPW: usize = 6;
const SUB_GAUSSIAN: usize = 7;
const ESTIMATORS: usize = 8;

/// What one decision is worth by each estimator that needs no other decision.
fn rewards(row: &Row, bounds: &Bounds) -> [f64; ESTIMATORS] {
    let w = row.weight;
    let shrunk = match bounds.shrinkage {
        0.0 => 0.0,
        lambda if lambda.is_infinite() => w,
        // As w ÷ (w²/λ + 1), so that a large λ does not leave the range of numbers.
        lambda => w / (w * w / lambda + 1.0),
    };
    let lambda = bounds.sub_gaussian;
    let soft = if w > 0.0 { w / (1.0 - lambda + lambda * w) } else { 0.0 };
    let switched = if w <= bounds.clip { w } else { 0.0 };
    [
        w * row.reward,
        w.min(bounds.clip) * row.reward,
        row.base,
        robust(row, w),
        robust(row, switched),
        robust(row, shrunk),
        soft * row.reward,
        robust(row, soft),
    ]
}

fn robust(row: &Row, weight: f64) -> f64 {
    row.base + weight * (row.reward - row.predicted)
}

/// One decision as the estimators need it.
#[derive(Debug, Clone, Copy)]
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
        rows.push(row_of(
            row as u64,
            &Decision {
                reward: log.reward[row],
                action: log.action[row],
                behaviour: &log.behaviour[row],
                target: &log.target[row],
                predicted: &log.predicted[row],
            },
            actions,
        )?);
    }
    Ok(rows)
}

/// A decision as the estimators need it; `row` is its number, for messages.
fn row_of(row: u64, decision: &Decision<'_>, actions: usize) -> Result<Row, Fault> {
    let Decision { reward, action, behaviour, target, predicted } = *decision;
    probabilities("pi_b", row, behaviour, actions)?;
    let total = probabilities("pi_e", row, target, actions)?;
    if predicted.len() != actions || predicted.iter().any(|it| !it.is_finite()) {
        check_length(&format!("q_hat[{row}]"), predicted.len(), actions)?;
        check(&format!("q_hat[{row}]"), predicted, 1)?;
    }
    if action >= actions {
        let most = real(actions as u64) - 1.0;
        return Err(Fault::out_of_range(&format!("action[{row}]"), real(action as u64), 0.0, most));
    }
    if behaviour[action] <= 0.0 {
        let what = format!("pi_b[{row}]");
        return Err(Fault::out_of_range(&what, behaviour[action], f64::MIN_POSITIVE, 1.0));
    }
    Ok(Row {
        reward,
        weight: target[action] / behaviour[action],
        predicted: predicted[action],
        base: target.iter().zip(predicted).map(|(p, q)| p * q).sum::<f64>() / total,
    })
}

/// Refuses what is no law over `actions`; gives the sum.
fn probabilities(what: &str, row: u64, values: &[f64], actions: usize) -> Result<f64, Fault> {
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
    of_moments(value, squares, count, alpha)
}

/// The value with its interval, from the mean and the sum of squared deviations.
fn of_moments(value: f64, squares: f64, count: f64, alpha: f64) -> PolicyValue {
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
mod tests;
