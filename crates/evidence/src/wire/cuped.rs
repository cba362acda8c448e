//! Adjustment for what was known before: see [`crate::arms::compare_adjusted_means`].

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, numbers, ratio_delta::estimate, read};
use crate::{
    Fault,
    arms::{AdjustedMeanSums, Adjustment, compare_adjusted_means, pooled_slope, variance_reduction},
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
    post: Vec<Number>,
    pre: Vec<Number>,
}

impl Arm {
    fn sums(&self, name: &str) -> Result<AdjustedMeanSums, Fault> {
        let (post, pre) = (numbers(&self.post), numbers(&self.pre));
        check(&format!("{name}.post"), &post, 2)?;
        check(&format!("{name}.pre"), &pre, 2)?;
        check_length(&format!("{name}.pre"), pre.len(), post.len())?;
        let mut sums = AdjustedMeanSums::default();
        post.into_iter().zip(pre).for_each(|(post, pre)| sums.add([post, pre]));
        Ok(sums)
    }
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let Inputs { alpha, control, treatment } = read(inputs)?;
    let (control, treatment) = (control.sums("control")?, treatment.sums("treatment")?);
    let found = compare_adjusted_means(&control, &treatment, Adjustment::Pooled, alpha.0)?;
    let slope = pooled_slope(&control, &treatment);
    let within = compare_adjusted_means(&control, &treatment, Adjustment::WithinArm, alpha.0).ok();
    Ok(json!({
        "absolute": estimate(Some(&found.absolute)),
        "relative": estimate(found.relative.as_ref()),
        "theta": number(slope),
        "variance_reduction_control": number(variance_reduction(&control, slope).unwrap_or(f64::NAN)),
        "within_arm": {
            "absolute": estimate(within.as_ref().map(|it| &it.absolute)),
            "relative": estimate(within.as_ref().and_then(|it| it.relative.as_ref())),
        },
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("cuped");
    }
}
