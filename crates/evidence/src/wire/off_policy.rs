//! The value of a policy from the log of another.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, numbers, read};
use crate::{
    Fault,
    off_policy::{Bounds, Doubt, Log, PolicyValue, PolicyValues, doubts, evaluate},
};

#[derive(Deserialize)]
struct Inputs {
    reward: Vec<Number>,
    action: Vec<usize>,
    pi_b: Vec<Vec<Number>>,
    pi_e: Vec<Vec<Number>>,
    q_hat: Vec<Vec<Number>>,
    tau_clip_and_switch: Number,
    lambda_dros: Number,
    lambda_sub_gaussian: Number,
    #[serde(default)]
    alpha: Option<Number>,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    judged(inputs, |log, bounds, alpha| {
        let values = evaluate(log, bounds, alpha)?;
        Ok((values, doubts(log, &values.diagnostics)))
    })
}

/// The inputs, judged by `by`.
fn judged(
    inputs: &Value,
    by: impl Fn(&Log<'_>, &Bounds, f64) -> Result<(PolicyValues, Vec<Doubt>), Fault>,
) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    let rows = |values: &[Vec<Number>]| values.iter().map(|it| numbers(it)).collect::<Vec<_>>();
    let (reward, behaviour, target, predicted) =
        (numbers(&inputs.reward), rows(&inputs.pi_b), rows(&inputs.pi_e), rows(&inputs.q_hat));
    let log = Log {
        reward: &reward,
        action: &inputs.action,
        behaviour: &behaviour,
        target: &target,
        predicted: &predicted,
    };
    let bounds = Bounds {
        clip: inputs.tau_clip_and_switch.0,
        shrinkage: inputs.lambda_dros.0,
        sub_gaussian: inputs.lambda_sub_gaussian.0,
    };
    let (values, doubts) = by(&log, &bounds, inputs.alpha.map_or(0.05, |it| it.0))?;
    let doubts: Vec<_> = doubts.iter().map(|it| json!(it.code())).collect();
    Ok(json!({
        "ipw": value(Some(values.ipw)),
        "ipw_clipped": value(Some(values.ipw_clipped)),
        "snips": value(values.snips),
        "dm": {"value": number(values.direct)},
        "dr": value(Some(values.doubly_robust)),
        "sndr": value(values.self_normalised),
        "switch_dr": value(Some(values.switched)),
        "dros": value(Some(values.shrunk)),
        "sg_ipw": value(Some(values.sub_gaussian_ipw)),
        "sg_dr": value(Some(values.sub_gaussian)),
        "diagnostics": {
            "ess": number(values.diagnostics.effective),
            "max_weight": number(values.diagnostics.weight_max),
            "mean_weight": number(values.diagnostics.weight_mean),
        },
        "doubts": doubts,
    }))
}

fn value(it: Option<PolicyValue>) -> Value {
    it.map_or(Value::Null, |it| {
        json!({
            "value": number(it.value),
            "se_of_round_rewards": number(it.se),
            "ci95_t": [number(it.low), number(it.high)],
        })
    })
}

#[cfg(test)]
mod tests {
    use super::judged;
    use crate::off_policy::{Decision, Tally};

    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("off_policy");
    }

    #[test]
    fn a_stream_in_two_parts_agrees_with_the_reference_as_well() {
        crate::wire::tests::agrees_by("off_policy", |inputs| {
            judged(inputs, |log, bounds, alpha| {
                let mut parts = [Tally::new(bounds)?, Tally::new(bounds)?];
                for row in 0..log.reward.len() {
                    parts[usize::from(row > log.reward.len() / 3)].add(&Decision {
                        reward: log.reward[row],
                        action: log.action[row],
                        behaviour: &log.behaviour[row],
                        target: &log.target[row],
                        predicted: &log.predicted[row],
                    })?;
                }
                let [mut tally, second] = parts;
                tally.merge(second)?;
                Ok((tally.values(alpha)?, tally.doubts()))
            })
        });
    }
}
