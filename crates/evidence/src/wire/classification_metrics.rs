//! Figures of a classifier.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Number, Outcome, number, numbers, read};
use crate::{
    Fault,
    classification::{Isotonic, assess, average_precision, roc_auc},
};

#[derive(Deserialize)]
struct Inputs {
    y_true: Vec<Number>,
    proba: Vec<Vec<Number>>,
    #[serde(default)]
    isotonic_x: Option<Vec<Number>>,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    let truth = inputs
        .y_true
        .iter()
        .enumerate()
        .map(|(row, it)| class(row, it.0))
        .collect::<Result<Vec<_>, Fault>>()?;
    let rows: Vec<Vec<f64>> = inputs.proba.iter().map(|it| numbers(it)).collect();
    let it = assess(&truth, &rows)?;
    let classes: Vec<Value> = it
        .classes
        .iter()
        .map(|it| {
            json!({"precision": number(it.precision), "recall": number(it.recall), "f1": number(it.f1), "support": it.support})
        })
        .collect();
    let mut results = Map::new();
    for (key, value) in [
        ("accuracy", number(it.accuracy)),
        ("macro_f1", number(it.macro_f1)),
        ("weighted_f1", number(it.weighted_f1)),
        ("mcc", number(it.matthews)),
        ("kappa", it.kappa.map_or(Value::Null, number)),
        ("log_loss", number(it.log_loss)),
        ("confusion", json!(it.confusion)),
        ("brier_multiclass", number(it.brier)),
        ("ece_10_equal_width", number(it.calibration_error)),
        ("classes", json!(classes)),
    ] {
        results.insert(key.into(), value);
    }
    if it.confusion.len() == 2 {
        let truth: Vec<bool> = truth.iter().map(|it| *it == 1).collect();
        let scores: Vec<f64> = rows.iter().map(|it| it[1]).collect();
        let outcomes: Vec<f64> = truth.iter().map(|it| f64::from(u8::from(*it))).collect();
        let curve = Isotonic::fit(&scores, &outcomes)?;
        let x = inputs.isotonic_x.map_or_else(|| vec![0.1, 0.3, 0.5, 0.7, 0.9], |it| numbers(&it));
        let y: Vec<Value> = x.iter().map(|it| number(curve.at(*it))).collect();
        let x: Vec<Value> = x.iter().map(|it| number(*it)).collect();
        results.insert("roc_auc".into(), roc_auc(&truth, &scores)?.map_or(Value::Null, number));
        // Without a case the reference gives 0.
        let precision = average_precision(&truth, &scores)?.unwrap_or(0.0);
        results.insert("average_precision".into(), number(precision));
        results.insert("isotonic_at".into(), json!({"x": x, "y": y}));
    }
    Ok(Value::Object(results))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 0, checked")]
fn class(row: usize, value: f64) -> Result<usize, Fault> {
    let what = || format!("y_true[{row}]");
    if !value.is_finite() {
        return Err(Fault::NotFinite { what: what(), place: 0 });
    }
    if value < 0.0 || value.fract() != 0.0 || value > 1e9 {
        return Err(Fault::out_of_range(&what(), value, 0.0, 1e9));
    }
    Ok(value as usize)
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("classification_metrics");
    }
}
