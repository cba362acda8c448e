//! The value of a rule of channel choice that was not followed: coverage of the doubly robust interval with one nuisance wrong.
//!
//! 2,000 decisions among three channels; a reward that depends on a property of the usager and the channel; another rule judged. Either
//! the model of rewards is wrong (it ignores the property and is off by a constant) or the logged probabilities are (they are said
//! to be even, and were not). The truth is the mean reward of the judged rule over all usagers: an integral.

use evidence::off_policy::{Bounds, Log, evaluate};

use super::{Asking, chance::Chance, parallel::many, tally::Share};

const DECISIONS: usize = 2_000;

/// The chance that a contact by the channel settles the matter, for a usager with property `x`.
fn settled(x: f64, channel: usize) -> f64 {
    match channel {
        0 => 0.3 + 0.4 * x,
        1 => 0.7 - 0.3 * x,
        _ => 0.45,
    }
}

fn behaviour(x: f64) -> Vec<f64> {
    let first = 0.2 + 0.3 * x;
    vec![first, 0.6 - 0.3 * x, 0.2]
}

fn target(x: f64) -> Vec<f64> {
    if x > 0.5 { vec![0.8, 0.1, 0.1] } else { vec![0.1, 0.8, 0.1] }
}

/// What is wrong.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Wrong {
    Nothing,
    Rewards,
    Probabilities,
}

/// The mean reward of the judged rule: an integral over `x`, by the middle of 100,000 steps.
fn truth() -> f64 {
    const STEPS: u32 = 100_000;
    let at = |step: u32| {
        let x = (f64::from(step) + 0.5) / f64::from(STEPS);
        target(x).iter().enumerate().map(|(channel, share)| share * settled(x, channel)).sum::<f64>()
    };
    (0..STEPS).map(at).sum::<f64>() / f64::from(STEPS)
}

/// Whether the doubly robust interval, and that of inverse probabilities, hold the truth.
fn run(wrong: Wrong, truth: f64, chance: &mut Chance) -> Option<(bool, bool)> {
    let (mut reward, mut action) = (Vec::new(), Vec::new());
    let (mut logged, mut judged, mut predicted) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..DECISIONS {
        let x = chance.share();
        let shares = behaviour(x);
        let draw = chance.share();
        let channel = if draw < shares[0] { 0 } else { usize::from(draw >= shares[0] + shares[1]) + 1 };
        reward.push(f64::from(u8::from(chance.share() < settled(x, channel))));
        action.push(channel);
        logged.push(if wrong == Wrong::Probabilities { vec![1.0 / 3.0; 3] } else { shares });
        judged.push(target(x));
        predicted.push(match wrong {
            Wrong::Rewards => vec![0.35; 3],
            _ => (0..3).map(|it| settled(x, it)).collect(),
        });
    }
    let log =
        Log { reward: &reward, action: &action, behaviour: &logged, target: &judged, predicted: &predicted };
    let bounds = Bounds { clip: f64::INFINITY, shrinkage: f64::INFINITY, sub_gaussian: 0.0 };
    let found = evaluate(&log, &bounds, 0.05).ok()?;
    let holds = |it: evidence::off_policy::PolicyValue| it.low <= truth && truth <= it.high;
    Some((holds(found.doubly_robust), holds(found.ipw)))
}

/// What is wrong, the coverage of the doubly robust interval, and of inverse probabilities alone.
pub(crate) fn coverage(asking: &Asking) -> Vec<(&'static str, Share, Share)> {
    let truth = truth();
    [
        ("nothing", Wrong::Nothing),
        ("the model of rewards", Wrong::Rewards),
        ("the logged probabilities", Wrong::Probabilities),
    ]
    .into_iter()
    .map(|(name, wrong)| {
        let found = many(asking.experiments, |number| {
            run(wrong, truth, &mut Chance::of(asking.seed, &format!("policies {name}"), number))
        });
        let found: Vec<(bool, bool)> = found.into_iter().flatten().collect();
        (name, Share::of(found.iter().map(|it| it.0)), Share::of(found.iter().map(|it| it.1)))
    })
    .collect()
}
