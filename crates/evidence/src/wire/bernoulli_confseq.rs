//! Confidence sequence of a share.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, read};
use crate::confidence_sequence::proportion;

#[derive(Deserialize)]
struct Inputs {
    successes: Number,
    trials: Number,
    alpha: Number,
    t_opt: Number,
    alpha_opt: Number,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let it: Inputs = read(inputs)?;
    let (low, high) = proportion(it.successes.0, it.trials.0, it.alpha.0, it.t_opt.0, it.alpha_opt.0)?;
    Ok(json!({ "lower": number(low), "upper": number(high) }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("bernoulli_confseq");
    }
}
