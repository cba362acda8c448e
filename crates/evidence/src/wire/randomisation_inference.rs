//! Exact randomisation inference on offices' values, and on differences within pairs.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, numbers, read};
use crate::{
    Fault, check,
    randomise::{ASSIGNMENTS_MAX, Mechanism, Plan, randomise},
};

#[derive(Deserialize)]
struct Inputs {
    office_values_arm1: Vec<Number>,
    office_values_arm2: Vec<Number>,
    pair_differences: Vec<Number>,
}

/// Names the argument as the caller knows it.
fn named(what: &'static str) -> impl Fn(Fault) -> Fault {
    move |fault| match fault {
        Fault::NoVariance { .. } => Fault::no_variance(what),
        other => other,
    }
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let it: Inputs = read(inputs)?;
    let (arm1, arm2) = (numbers(&it.office_values_arm1), numbers(&it.office_values_arm2));
    let pairs = numbers(&it.pair_differences);
    check("office_values_arm1", &arm1, 1)?;
    check("office_values_arm2", &arm2, 1)?;
    check("pair_differences", &pairs, 1)?;
    let plan = Plan { exact_max: ASSIGNMENTS_MAX, draws: 1, seed: 0 };
    let exact = |what: &'static str, values: &[f64], treated: &[bool], mechanism| {
        let found = randomise(values, treated, mechanism, plan, 0.05).map_err(named(what))?;
        // Beyond what can be enumerated the plan's one draw would be no answer.
        if found.exact {
            Ok(found)
        } else {
            let most = f64::from(u32::try_from(ASSIGNMENTS_MAX).unwrap_or(u32::MAX));
            Err(Fault::out_of_range(what, f64::INFINITY, 1.0, most))
        }
    };
    let values: Vec<f64> = arm1.iter().chain(&arm2).copied().collect();
    let treated: Vec<bool> = (0..values.len()).map(|it| it < arm1.len()).collect();
    let offices = exact("office_values_arm1", &values, &treated, Mechanism::Complete)?;
    // A pair is its difference beside 0.
    let sides: Vec<f64> = pairs.iter().flat_map(|it| [*it, 0.0]).collect();
    let coin: Vec<bool> = (0..sides.len()).map(|it| it % 2 == 0).collect();
    let labels: Vec<usize> = (0..sides.len()).map(|it| it / 2).collect();
    let paired = exact("pair_differences", &sides, &coin, Mechanism::Pairs(&labels))?;
    Ok(json!({
        "n_assignments": offices.assignments,
        "p_scipy_two_sided": number(offices.difference.p_doubled),
        "p_abs_difference": number(offices.difference.p),
        "p_scipy_studentised_two_sided": offices.studentised.map_or(Value::Null, |it| number(it.p_doubled)),
        "p_scipy_less": number(offices.difference.p_less),
        "p_abs_studentised": offices.studentised.map_or(Value::Null, |it| number(it.p)),
        "interval": [number(offices.difference.low), number(offices.difference.high)],
        "paired_p_scipy_two_sided": number(paired.difference.p_doubled),
        "paired_p_abs": number(paired.difference.p),
        "paired_interval": [number(paired.difference.low), number(paired.difference.high)],
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("randomisation_inference");
    }
}
