//! Polynomial stitched bound.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, read};
use crate::confidence_sequence::stitching;

#[derive(Deserialize)]
struct Inputs {
    v: Number,
    alpha: Number,
    v_min: Number,
    c: Number,
    s: Number,
    eta: Number,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let it: Inputs = read(inputs)?;
    let bound = stitching(it.v.0, it.alpha.0, it.v_min.0, it.c.0, it.s.0, it.eta.0)?;
    Ok(json!({ "bound": number(bound) }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("poly_stitching");
    }
}
