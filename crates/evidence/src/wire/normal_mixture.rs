//! Normal-mixture bounds and their evidence.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, read};
use crate::confidence_sequence::normal_mixture;

#[derive(Deserialize)]
struct Inputs {
    v: Number,
    v_opt: Number,
    alpha: Number,
    alpha_opt: Number,
    s: Number,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let it: Inputs = read(inputs)?;
    let it = normal_mixture(it.s.0, it.v.0, it.v_opt.0, it.alpha.0, it.alpha_opt.0)?;
    Ok(json!({
        "rho": number(it.rho),
        "bound_two_sided": number(it.bound_two_sided),
        "bound_one_sided": it.bound_one_sided.map(number),
        "log_mixture_two_sided": number(it.log_mixture_two_sided),
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("normal_mixture");
    }
}
