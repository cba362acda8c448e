//! What advice that was given, with the probabilities that were written down, tells of the advice of today.

use evidence::{
    Fault,
    off_policy::{Bounds, Doubt, Log, PolicyValues, doubts, evaluate},
};
use kernel::Channel;

use crate::Share;

/// The weight above which the model speaks in place of a decision (SWITCH), and at which weights are cut.
const WEIGHT_BOUND: f64 = 10.0;

/// An advice that was given, and what its person said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// With which probability each way was advised.
    pub given: Vec<Share>,
    /// The way that was.
    pub advised: Channel,
    /// Whether the matter was settled, whichever way they took.
    pub is_settled: bool,
    /// With which probability each way would be advised to them today.
    pub today: Vec<Share>,
    /// The chance that each way settles their matter, as it is estimated today.
    pub chances: Vec<Share>,
}

/// What the answers say of the advice of today.
#[derive(Debug, Clone, PartialEq)]
pub struct OnAdvice {
    /// Pieces of advice with an answer.
    pub answered: usize,
    /// Of which every way that is advised today could have been advised then: the values rest on these.
    pub kept: usize,
    /// Of which the matter was settled.
    pub settled: usize,
    /// Share settled if those had been advised as today, by every estimator.
    pub values: PolicyValues,
    /// Why the values must not be shown; none if they may.
    pub doubts: Vec<Doubt>,
}

/// The share that would be settled by the advice of today, judged on answers to advice of which the probabilities were written down.
///
/// - **Assumes** that those who answered are as those who did not, and answers that are independent.
///
/// # Errors
///
/// As [`evaluate`]: [`Fault::TooFew`] where fewer than two can be kept.
pub fn on_advice(all: &[Answered], alpha: f64) -> Result<OnAdvice, Fault> {
    let by_channel = |shares: &[Share]| {
        let mut all = vec![0.0; Channel::ALL.len()];
        for it in shares {
            all[it.channel.index()] += it.share;
        }
        all
    };
    let (mut reward, mut action) = (Vec::new(), Vec::new());
    let (mut behaviour, mut target, mut predicted) = (Vec::new(), Vec::new(), Vec::new());
    for it in all {
        let (given, today) = (by_channel(&it.given), by_channel(&it.today));
        let is_law = |shares: &[f64]| (shares.iter().sum::<f64>() - 1.0).abs() < 1e-6;
        let is_known = given.iter().zip(&today).all(|(given, today)| *given > 0.0 || *today <= 0.0);
        if !is_known || !is_law(&given) || !is_law(&today) || given[it.advised.index()] <= 0.0 {
            continue;
        }
        reward.push(f64::from(u8::from(it.is_settled)));
        action.push(it.advised.index());
        behaviour.push(given);
        target.push(today);
        predicted.push(by_channel(&it.chances));
    }
    let log = Log {
        reward: &reward,
        action: &action,
        behaviour: &behaviour,
        target: &target,
        predicted: &predicted,
    };
    let bounds = Bounds { clip: WEIGHT_BOUND, shrinkage: f64::INFINITY, sub_gaussian: 0.0 };
    let values = evaluate(&log, &bounds, alpha)?;
    Ok(OnAdvice {
        answered: all.len(),
        kept: reward.len(),
        settled: reward.iter().filter(|it| **it > 0.0).count(),
        doubts: doubts(&log, &values.diagnostics),
        values,
    })
}
