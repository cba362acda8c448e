//! Several tests at once: see [`crate::multiplicity`].

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Number, Outcome, number, numbers, read};
use crate::multiplicity::{Correction, adjust};

#[derive(Deserialize)]
struct Inputs {
    p: Vec<Number>,
    alpha: Number,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let Inputs { p, alpha } = read(inputs)?;
    let p = numbers(&p);
    let mut results = Map::new();
    for (name, correction) in [
        ("bonferroni", Correction::Bonferroni),
        ("holm", Correction::Holm),
        ("hommel", Correction::Hommel),
        ("fdr_bh", Correction::BenjaminiHochberg),
        ("fdr_by", Correction::BenjaminiYekutieli),
    ] {
        let found = adjust(&p, alpha.0, correction)?;
        let adjusted: Vec<Value> = found.p.into_iter().map(number).collect();
        results.insert(name.into(), json!({ "p_adjusted": adjusted, "reject": found.reject }));
    }
    Ok(Value::Object(results))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("multiple_testing");
    }
}
