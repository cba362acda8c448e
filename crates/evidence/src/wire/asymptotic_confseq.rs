//! Asymptotic confidence sequence of a difference of two means.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, read};
use crate::confidence_sequence::{ConfidenceSequence, Moments, difference, relative_difference};

#[derive(Deserialize)]
struct Inputs {
    alpha: Number,
    tuning_n: Number,
    control: Arm,
    treatment: Arm,
}

#[derive(Deserialize)]
struct Arm {
    n: Number,
    sum: Number,
    sum_squares: Number,
}

impl Arm {
    fn moments(&self) -> Moments {
        Moments { units: self.n.0, sum: self.sum.0, sum_squares: self.sum_squares.0 }
    }
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    let (control, treatment) = (inputs.control.moments(), inputs.treatment.moments());
    let absolute = difference(&control, &treatment, inputs.alpha.0, inputs.tuning_n.0)?;
    // Of a control whose mean is 0 there is no relative difference, and the absolute one stands.
    let relative = if control.sum == 0.0 {
        None
    } else {
        Some(relative_difference(&control, &treatment, inputs.alpha.0, inputs.tuning_n.0)?)
    };
    Ok(json!({ "absolute": printed(&absolute), "relative": relative.as_ref().map(printed) }))
}

fn printed(it: &ConfidenceSequence) -> Value {
    json!({
        "estimate": number(it.estimate),
        "se": number(it.se),
        "rho": number(it.rho),
        "ci": [number(it.low), number(it.high)],
        "p_value": number(it.p),
        "is_trustworthy": it.is_trustworthy,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("asymptotic_confseq");
    }
}
