//! Power and sample size: see [`crate::power`].

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, read};
use crate::{
    Fault,
    power::{Plan, Sides, cohen_h, design_effect},
};

#[derive(Deserialize)]
struct Inputs {
    alpha: Number,
    power: Number,
    ratio_n2_n1: Number,
    d: Number,
    p1: Number,
    p2: Number,
    n1_fixed: Number,
    cluster_size_mean: Number,
    cluster_size_cv: Number,
    icc: Number,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let it: Inputs = read(inputs)?;
    let plan = Plan { alpha: it.alpha.0, power: it.power.0, ratio: it.ratio_n2_n1.0, sides: Sides::Two };
    let units = plan.units(it.d.0)?;
    let h = cohen_h(it.p1.0, it.p2.0)?;
    let of_shares = if h == 0.0 { f64::INFINITY } else { plan.units_for_shares(it.p1.0, it.p2.0)? };
    let detectable = plan.detectable(it.n1_fixed.0).map_err(|fault| match fault {
        Fault::OutOfRange { what, value, low, high } if what == "n1" => {
            Fault::out_of_range("n1_fixed", value, low, high)
        }
        other => other,
    })?;
    Ok(json!({
        "t_n1": number(units),
        "t_power_at_ceil": number(plan.power_at(it.d.0, units.ceil())?),
        "cohen_h": number(h),
        "prop_n1_arcsine": number(of_shares),
        "mde_d_at_n1_fixed": number(detectable),
        "design_effect_equal": number(design_effect(it.cluster_size_mean.0, 0.0, it.icc.0)?),
        "design_effect_cv": number(design_effect(it.cluster_size_mean.0, it.cluster_size_cv.0, it.icc.0)?),
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("power");
    }
}
