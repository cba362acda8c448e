//! Doubly robust scores with given nuisances, and what is read from them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, cluster_robust::checked, did_two_way::flags, number, numbers, read};
use crate::{
    Estimate, Fault,
    effect_modification::{Projection, Scores},
};

#[derive(Deserialize)]
struct Inputs {
    y: Vec<Number>,
    treat: Vec<Number>,
    e: Vec<Number>,
    mu0: Vec<Number>,
    mu1: Vec<Number>,
    x1: Vec<Number>,
    x2: Vec<Number>,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let it: Inputs = read(inputs)?;
    let (y, treat, e) = (numbers(&it.y), numbers(&it.treat), numbers(&it.e));
    let (mu0, mu1, x1, x2) = (numbers(&it.mu0), numbers(&it.mu1), numbers(&it.x1), numbers(&it.x2));
    checked(
        &[("y", &y), ("treat", &treat), ("e", &e), ("mu0", &mu0), ("mu1", &mu1), ("x1", &x1), ("x2", &x2)],
        8,
    )?;
    let scores = Scores::new(&y, &flags("treat", &treat)?, &e, &mu0, &mu1)?;
    // The scores are made of the outcomes.
    let in_words = |fault: Fault| match fault {
        Fault::NoVariance { what } if what == "rows" => Fault::no_variance("x1"),
        Fault::NoVariance { .. } => Fault::no_variance("y"),
        other => other,
    };
    let average = scores.average(0.05).map_err(in_words)?;
    let constant = |values: &[f64]| values.windows(2).all(|it| it[0].to_bits() == it[1].to_bits());
    let projection = scores.projection(&[&x1, &x2], 0.05).map_err(|fault| match fault {
        Fault::Collinear { .. } => Fault::collinear(if constant(&x1) { "x1" } else { "x2" }),
        other => in_words(other),
    })?;
    let groups = scores.groups(4, 0.05).map_err(in_words)?;
    // Where all predictions are the same there is nothing to calibrate.
    let calibration = scores.calibration(0.05).ok();
    let ranking = scores.ranking();
    let all = |effects: &[Estimate], what: fn(&Estimate) -> f64| {
        effects.iter().map(|it| number(what(it))).collect::<Vec<_>>()
    };
    let calibrated = |what: fn(&Estimate) -> f64| {
        calibration.as_ref().map_or(vec![Value::Null; 2], |it: &Projection| all(&it.effects, what))
    };
    Ok(json!({
        "ate": number(average.value),
        "ate_se": number(average.se),
        "blp_coef": all(&projection.effects, |it| it.value),
        "blp_se_HC3": all(&projection.effects, |it| it.se),
        "gates": all(&groups.groups, |it| it.value),
        "gates_se_HC1": all(&groups.groups, |it| it.se),
        "gates_top_minus_bottom": number(groups.top_minus_bottom.value),
        "gates_top_minus_bottom_se": number(groups.top_minus_bottom.se),
        "calibration_coef": calibrated(|it| it.value),
        "calibration_se_HC3": calibrated(|it| it.se),
        "autoc": number(ranking.autoc),
        "qini": number(ranking.qini),
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("dr_heterogeneity");
    }
}
