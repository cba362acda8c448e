//! Two samples: see [`crate::two_sample`].

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, numbers, read};
use crate::two_sample::{mann_whitney, welch};

#[derive(Deserialize)]
struct Inputs {
    x1: Vec<Number>,
    x2: Vec<Number>,
    alpha: Number,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let Inputs { x1, x2, alpha } = read(inputs)?;
    let (x1, x2) = (numbers(&x1), numbers(&x2));
    let (found, ranks) = (welch(&x1, &x2, alpha.0)?, mann_whitney(&x1, &x2)?);
    Ok(json!({
        "diff": number(found.value),
        "se": number(found.se),
        "t": number(found.value / found.se),
        "df": number(found.df),
        "p_value": number(found.p),
        "ci": [number(found.low), number(found.high)],
        "mannwhitney_u": number(ranks.u),
        "mannwhitney_p": number(ranks.p),
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("welch");
    }
}
