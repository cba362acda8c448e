//! Assignment by hash: see [`crate::assignment`].

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, numbers, read};
use crate::assignment::{Allocation, bucket, bucket_v1};

#[derive(Deserialize)]
struct Inputs {
    seed: String,
    coverage: Number,
    weights: Vec<Number>,
    units: Vec<String>,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let Inputs { seed, coverage, weights, units } = read(inputs)?;
    let allocation = Allocation::lenient(coverage.0, &numbers(&weights))?;
    let ranges: Vec<Value> =
        allocation.ranges().iter().map(|it| json!([number(it.0), number(it.1)])).collect();
    let hashes = |hash: fn(&str, &str) -> f64| -> Vec<Value> {
        units.iter().map(|unit| number(hash(&seed, unit))).collect()
    };
    let arms: Vec<Value> =
        units.iter().map(|unit| allocation.arm(&seed, unit).map_or(json!(-1), |it| json!(it))).collect();
    Ok(json!({
        "ranges": ranges,
        "hash_v1": hashes(bucket_v1),
        "hash_v2": hashes(bucket),
        "variation_v2": arms,
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("assignment_hash");
    }
}
