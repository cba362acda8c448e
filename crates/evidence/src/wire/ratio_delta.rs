//! Ratio metrics: see [`crate::arms::compare_ratios`].

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, numbers, read};
use crate::{
    Estimate, Fault,
    arms::{RatioSums, compare_ratios, relative_by_delta},
    check, check_length,
};

#[derive(Deserialize)]
struct Inputs {
    alpha: Number,
    control: Arm,
    treatment: Arm,
}

#[derive(Deserialize)]
struct Arm {
    num: Vec<Number>,
    den: Vec<Number>,
}

impl Arm {
    fn sums(&self, name: &str) -> Result<RatioSums, Fault> {
        let (num, den) = (numbers(&self.num), numbers(&self.den));
        check(&format!("{name}.num"), &num, 2)?;
        check(&format!("{name}.den"), &den, 2)?;
        check_length(&format!("{name}.den"), den.len(), num.len())?;
        let mut sums = RatioSums::default();
        num.into_iter().zip(den).for_each(|(num, den)| sums.add([num, den]));
        Ok(sums)
    }
}

/// An estimate as the methods of experiments print it; what does not exist is null.
pub(super) fn estimate(found: Option<&Estimate>) -> Value {
    let part = |it: fn(&Estimate) -> f64| found.map_or(Value::Null, |found| number(it(found)));
    json!({
        "estimate": part(|it| it.value),
        "se": part(|it| it.se),
        "dof": part(|it| it.df),
        "ci": [part(|it| it.low), part(|it| it.high)],
        "p_value": part(|it| it.p),
    })
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let Inputs { alpha, control, treatment } = read(inputs)?;
    let (control, treatment) = (control.sums("control")?, treatment.sums("treatment")?);
    let found = compare_ratios(&control, &treatment, alpha.0)?;
    let arm = |sums: &RatioSums| {
        json!({
            "ratio": number(sums.ratio().unwrap_or(f64::NAN)),
            "variance_unit": number(sums.unit_variance().unwrap_or(f64::NAN)),
            "covariance": number(sums.covariance(0, 1)),
        })
    };
    Ok(json!({
        "absolute": estimate(Some(&found.absolute)),
        "relative": estimate(relative_by_delta(&control, &treatment, alpha.0)?.as_ref()),
        "control": arm(&control),
        "treatment": arm(&treatment),
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("ratio_delta");
    }
}
