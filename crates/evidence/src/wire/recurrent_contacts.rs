//! Contacts that come again: the Cox model of Andersen and Gill, with both treatments of ties.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    Fault, check,
    cox::{History, Ties, fit},
    glm::Column,
};

use super::{Number, Outcome, Refusal, numbers, poisson_glm::list, read};

#[derive(Deserialize)]
struct Inputs {
    id_req: Vec<Value>,
    start: Vec<Number>,
    stop: Vec<Number>,
    event: Vec<Number>,
    #[serde(flatten)]
    columns: Map<String, Value>,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    let (start, stop, event) = (numbers(&inputs.start), numbers(&inputs.stop), numbers(&inputs.event));
    check("event", &event, 1)?;
    #[expect(clippy::float_cmp, reason = "codes")]
    if let Some(other) = event.iter().find(|it| **it != 0.0 && **it != 1.0) {
        return Err(Fault::out_of_range("event", *other, 0.0, 1.0).into());
    }
    let event: Vec<bool> = event.iter().map(|it| *it > 0.5).collect();
    let subject = places("id_req", &inputs.id_req)?;
    crate::check_length("id_req", subject.len(), start.len())?;
    let mut columns = Vec::new();
    for (name, values) in &inputs.columns {
        let values: Vec<Number> = read(values).map_err(|it| Refusal::from(renamed(name, &it.fault)))?;
        columns.push((name, numbers(&values)));
    }
    let columns: Vec<Column<'_>> = columns.iter().map(|(name, values)| Column::new(name, values)).collect();
    let history = History { start: &start, stop: &stop, event: &event, subject: &subject };
    let with = |ties| -> Outcome {
        let it = fit(history, &columns, ties)?;
        Ok(json!({
            "coef": list(&it.coefficients),
            "se_model": list(&it.se_model()),
            "se_robust": list(&it.se_robust()),
            "loglik": list(&[it.loglik_null, it.loglik]),
        }))
    };
    Ok(json!({
        "efron": with(Ties::Efron)?,
        "breslow": with(Ties::Breslow)?,
        "n_events": event.iter().filter(|it| **it).count(),
    }))
}

/// Names (numbers or texts) as places in the order in which they first came.
pub(super) fn places(what: &str, names: &[Value]) -> Result<Vec<usize>, Fault> {
    let mut known: HashMap<String, usize> = HashMap::new();
    names
        .iter()
        .enumerate()
        .map(|(place, name)| {
            let name = match name {
                Value::String(it) => it.clone(),
                // 1 and 1.0 are the same name.
                Value::Number(it) => it.as_f64().map_or_else(|| it.to_string(), |it| (it + 0.0).to_string()),
                _ => return Err(Fault::NotFinite { what: what.into(), place }),
            };
            let next = known.len();
            Ok(*known.entry(name).or_insert(next))
        })
        .collect()
}

fn renamed(name: &str, fault: &Fault) -> Fault {
    Fault::Unreadable { what: name.into(), reason: fault.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("recurrent_contacts");
    }

    #[test]
    fn what_cannot_be_fitted_is_refused_by_name() {
        let good = json!({
            "id_req": ["a", "a", 3, 4, 5], "start": [0, 2, 0, 0, 0], "stop": [2, 5, 4, 3, 6],
            "event": [1, 0, 1, 1, 0], "ack": [0, 0, 1, 0, 1],
        });
        assert_eq!(run(&good).unwrap()["n_events"], 3);
        for (key, value) in [
            ("id_req", json!([1, 2])),
            ("id_req", json!([1, null, 2, 3, 4])),
            ("event", json!([2, 1, 0, 0, 0])),
            ("event", json!([0, 0, 0, 0, 0])),
            ("event", json!([])),
            ("stop", json!([2, 2, 4, 3, 6])),
            ("stop", json!([2, "inf", 4, 3, 6])),
            ("start", json!([null, 2, 0, 0, 0])),
            ("ack", json!([1, 1, 1, 1, 1])),
            ("ack", json!([1, 1, 1])),
            ("ack", json!("all")),
            ("ack", json!([1, 0, null, 1, 1])),
        ] {
            let mut inputs = good.clone();
            inputs[key] = value;
            assert_eq!(run(&inputs).unwrap_err().fault.what(), key);
        }
    }
}
