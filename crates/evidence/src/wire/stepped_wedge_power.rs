//! Power of a stepped wedge; cells that are not observed are null.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::wedge::power::{Assumptions, power};

use super::{Number, Outcome, number, read};

#[derive(Deserialize)]
struct Inputs {
    treatment_matrix: Vec<Vec<Number>>,
    cell_size: Number,
    icc: Number,
    sd_total: Number,
    effect: Number,
    alpha: Number,
    cluster_autocorrelation: Option<Number>,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    let table: Vec<Vec<Option<f64>>> = inputs
        .treatment_matrix
        .iter()
        .map(|row| row.iter().map(|it| (!it.0.is_nan()).then_some(it.0)).collect())
        .collect();
    let it = power(
        &table,
        Assumptions {
            cell_size: inputs.cell_size.0,
            icc: inputs.icc.0,
            cluster_autocorrelation: inputs.cluster_autocorrelation.map_or(1.0, |it| it.0),
            sd_total: inputs.sd_total.0,
            effect: inputs.effect.0,
            alpha: inputs.alpha.0,
        },
    )?;
    Ok(json!({
        "variance": number(it.variance),
        "se": number(it.se),
        "power_normal": number(it.power),
        "power_one_tail_convention": number(it.power_one_tail),
        "mde_80": number(it.mde_80),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("stepped_wedge_power");
    }

    #[test]
    fn what_cannot_be_computed_is_refused_by_name() {
        let good = json!({
            "treatment_matrix": [[0, 1, 1], [0, 0, 1], [0, null, 1]],
            "cell_size": 20, "icc": 0.05, "sd_total": 1, "effect": 0.2, "alpha": 0.05,
        });
        assert!(run(&good).is_ok());
        for (key, value, what) in [
            ("treatment_matrix", json!([]), "treatment_matrix"),
            ("treatment_matrix", json!([[]]), "treatment_matrix"),
            ("treatment_matrix", json!([[null, null]]), "treatment_matrix"),
            ("treatment_matrix", json!([[0, 1], [0]]), "treatment_matrix[1]"),
            ("treatment_matrix", json!([[0, 1], [0, 2]]), "treatment_matrix[1]"),
            ("treatment_matrix", json!([[0, 1], [0, 1]]), "treatment_matrix"),
            ("cell_size", json!(0), "cell_size"),
            ("cell_size", json!("many"), "cell_size"),
            ("icc", json!(1), "icc"),
            ("icc", json!(-0.1), "icc"),
            ("icc", json!(null), "icc"),
            ("sd_total", json!(0), "sd_total"),
            ("effect", json!("inf"), "effect"),
            ("alpha", json!(1), "alpha"),
        ] {
            let mut inputs = good.clone();
            inputs[key] = value;
            assert_eq!(run(&inputs).unwrap_err().fault.what(), what);
        }
    }
}
