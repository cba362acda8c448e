//! Synthetic difference in differences on a block of units and periods.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Number, Outcome, number, numbers, read};
use crate::{
    Fault,
    synthetic::{Block, Method, Solver, estimate},
};

#[derive(Deserialize)]
struct Inputs {
    #[serde(rename = "Y")]
    outcomes: Vec<Vec<Number>>,
    #[serde(rename = "N0")]
    controls: Number,
    #[serde(rename = "T0")]
    before: Number,
    #[serde(default)]
    placebo_replications: Option<usize>,
    #[serde(default)]
    seed: u64,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    let outcomes: Vec<Vec<f64>> = inputs.outcomes.iter().map(|it| numbers(it)).collect();
    let periods = outcomes.first().map_or(0, Vec::len);
    let block = Block {
        outcomes: &outcomes,
        controls: count("N0", inputs.controls.0, outcomes.len())?,
        before: count("T0", inputs.before.0, periods)?,
    };
    let row = |values: &[f64]| values.iter().copied().map(number).collect::<Vec<_>>();
    let compatible = estimate(&block, Method::SyntheticDid, Solver::FrankWolfe)?;
    let exact = estimate(&block, Method::SyntheticDid, Solver::Exact)?;
    let control = estimate(&block, Method::SyntheticControl, Solver::FrankWolfe)?;
    let plain = estimate(&block, Method::DifferenceInDifferences, Solver::FrankWolfe)?;
    let mut result = Map::new();
    let mut print = |key: &str, value: Value| drop(result.insert(key.to_owned(), value));
    print("sdid", number(compatible.value));
    print("omega", row(&compatible.unit_weights).into());
    print("lambda", row(&compatible.time_weights).into());
    print("zeta_omega", number(compatible.zeta_units));
    print("zeta_lambda", number(compatible.zeta_times));
    print("min_decrease", number(compatible.least_decrease));
    print("sc", number(control.value));
    print("did", number(plain.value));
    print("jackknife_se", compatible.jackknife(&block)?.map_or(Value::Null, number));
    print(
        "exact_qp",
        json!({
            "sdid": number(exact.value),
            "omega": row(&exact.unit_weights),
            "lambda_": row(&exact.time_weights),
        }),
    );
    if let Some(replications) = inputs.placebo_replications {
        let placebo = exact.placebo(&block, replications, inputs.seed)?;
        print("placebo", json!({ "se": number(placebo.se), "p": number(placebo.p) }));
    }
    Ok(result.into())
}

/// A whole number between 0 and `most`.
fn count(what: &str, value: f64, most: usize) -> Result<usize, Fault> {
    #[expect(clippy::cast_precision_loss, reason = "a number of units or periods")]
    crate::check_range(what, value, 0.0, most as f64)?;
    if value.fract() != 0.0 {
        return Err(Fault::Unreadable { what: what.into(), reason: "a whole number was expected".into() });
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, and in range")]
    Ok(value as usize)
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("synthetic_did");
    }
}
