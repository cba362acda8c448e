//! Sample ratio mismatch: see [`crate::balance`].

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, numbers, read};
use crate::balance::sample_ratio;

#[derive(Deserialize)]
struct Inputs {
    users: Vec<Number>,
    weights: Vec<Number>,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let Inputs { users, weights } = read(inputs)?;
    let found = sample_ratio(&numbers(&users), &numbers(&weights))?;
    Ok(json!({
        "p_value": number(found.p),
        "chi_square": number(found.chi_square),
        "df": number(found.df),
        "alarm": found.is_alarm(),
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("srm");
    }
}
