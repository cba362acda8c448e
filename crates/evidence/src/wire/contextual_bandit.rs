//! Scores of linear bandits after a batch.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Number, Outcome, Refusal, number, numbers, read};
use crate::{
    Fault,
    bandit::{ArmScore, LinearBandit, upper_bounds},
};

#[derive(Deserialize)]
struct Inputs {
    arms: Vec<Value>,
    context: Vec<Vec<Number>>,
    action: Vec<Value>,
    reward: Vec<Number>,
    query: Vec<Vec<Number>>,
    l2_lambda: Number,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    let name = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
    let arms: Vec<String> = inputs.arms.iter().map(name).collect();
    let places: std::collections::BTreeMap<&str, usize> =
        arms.iter().enumerate().map(|(place, it)| (it.as_str(), place)).collect();
    if places.len() < arms.len() {
        return Err(Fault::Unreadable { what: "arms".into(), reason: "the same name twice".into() }.into());
    }
    let action = inputs
        .action
        .iter()
        .enumerate()
        .map(|(row, it)| {
            let it = name(it);
            places.get(it.as_str()).copied().ok_or_else(|| Fault::UnknownWord {
                what: format!("action[{row}]"),
                value: it,
                known: arms.join(", "),
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let context: Vec<Vec<f64>> = inputs.context.iter().map(|it| numbers(it)).collect();
    let reward = numbers(&inputs.reward);
    let bandit = LinearBandit::fit(arms.len(), &context, &action, &reward, inputs.l2_lambda.0)?;
    let scores = inputs
        .query
        .iter()
        .map(|query| {
            let query = numbers(query);
            (0..arms.len()).map(|arm| bandit.score(arm, &query)).collect::<Result<Vec<_>, _>>()
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(Refusal::from)?;
    let table = |of: &dyn Fn(&ArmScore) -> f64| {
        let row = |row: &Vec<ArmScore>| {
            arms.iter().zip(row).map(|(arm, it)| (arm.clone(), number(of(it)))).collect::<Map<_, _>>()
        };
        scores.iter().map(|it| Value::Object(row(it))).collect::<Vec<_>>()
    };
    // The reference gives 0 to an arm that was never chosen.
    let bounds: Map<String, Value> = upper_bounds(arms.len(), &action, &reward, 1.0)?
        .into_iter()
        .zip(&arms)
        .map(|(it, arm)| (arm.clone(), number(it.unwrap_or(0.0))))
        .collect();
    let untried: Vec<&String> =
        arms.iter().enumerate().filter(|(place, _)| bandit.plays(*place) == 0).map(|it| it.1).collect();
    Ok(json!({
        "linucb_alpha_0.5": table(&|it| it.optimistic(0.5)),
        "linucb_alpha_1.25": table(&|it| it.optimistic(1.25)),
        "ridge_mean": table(&|it| it.expected),
        "ucb1_alpha1": bounds,
        "untried": untried,
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("contextual_bandit");
    }
}
