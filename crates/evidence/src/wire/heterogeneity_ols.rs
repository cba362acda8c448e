//! Least squares with an effect for each segment, and the test that all segments have the same.

use nalgebra::DMatrix;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Number, Outcome,
    cluster_robust::{checked, labels},
    number, numbers, read,
};
use crate::{
    Fault, check_length,
    linear::columns,
    robust::{Fit, Robust, real},
};

#[derive(Deserialize)]
struct Inputs {
    y: Vec<Number>,
    treat: Vec<Number>,
    segment: Vec<Value>,
    age: Vec<Number>,
}

/// Most segments.
const SEGMENTS_MAX: usize = 200;

/// The names of the segments in order (numbers by size, then words), and for each row its place among them.
fn segments(values: &[Value]) -> Result<(Vec<Value>, Vec<usize>), Fault> {
    let found = labels("segment", values)?;
    let mut names: Vec<(usize, &Value)> = Vec::new();
    for (label, value) in found.iter().zip(values) {
        if *label == names.len() {
            names.push((*label, value));
        }
    }
    if names.len() < 2 || names.len() > SEGMENTS_MAX {
        return Err(Fault::out_of_range("segment", real(names.len()), 2.0, real(SEGMENTS_MAX)));
    }
    names.sort_by(|left, right| match (left.1.as_f64(), right.1.as_f64()) {
        (Some(left), Some(right)) => left.total_cmp(&right),
        (None, None) => left.1.as_str().cmp(&right.1.as_str()),
        (left, right) => right.is_some().cmp(&left.is_some()),
    });
    let mut place = vec![0; names.len()];
    names.iter().enumerate().for_each(|(at, (label, _))| place[*label] = at);
    Ok((names.iter().map(|it| it.1.clone()).collect(), found.iter().map(|it| place[*it]).collect()))
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let it: Inputs = read(inputs)?;
    let (y, treat, age) = (numbers(&it.y), numbers(&it.treat), numbers(&it.age));
    checked(&[("y", &y), ("treat", &treat), ("age", &age)], 4)?;
    check_length("segment", it.segment.len(), y.len())?;
    let (names, place) = segments(&it.segment)?;
    let others = names.len() - 1;
    let within =
        |segment: usize| place.iter().map(|it| f64::from(u8::from(*it == segment))).collect::<Vec<_>>();
    let mut all = vec![vec![1.0; y.len()], treat.clone()];
    all.extend((1..=others).map(within));
    let products = |column: &Vec<f64>| column.iter().zip(&treat).map(|(it, by)| it * by).collect();
    let crossed: Vec<Vec<f64>> = all[2..].iter().map(products).collect();
    all.extend(crossed);
    all.push(age.iter().map(|it| (it - 45.0) / 15.0).collect());
    let design: Vec<&[f64]> = all.iter().map(Vec::as_slice).collect();
    // The fit speaks of rows and columns; here both come from the segments.
    let in_words = |fault: Fault| match fault {
        Fault::Collinear { .. } => Fault::collinear("segment"),
        Fault::NoVariance { what } if what == "rows" => Fault::no_variance("segment"),
        other => other,
    };
    let fit = Fit::new(&columns(&design), &y).map_err(in_words)?;
    let se = |kind| {
        let found = fit.standard_errors(kind).map_err(in_words)?;
        Ok::<_, Fault>(found.into_iter().map(number).collect::<Vec<_>>())
    };
    let width = design.len();
    let interactions =
        DMatrix::from_fn(others, width, |row, column| f64::from(u8::from(column == 2 + others + row)));
    let joint = fit.joint(&interactions, Robust::Hc3).map_err(in_words)?;
    let mut by_segment = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let mut contrast = vec![0.0; width];
        contrast[1] = 1.0;
        if place > 0 {
            contrast[1 + others + place] = 1.0;
        }
        let it = fit.contrast(&contrast, Robust::Hc3).map_err(in_words)?;
        by_segment.push(json!({
            "segment": name,
            "estimate": number(it.value),
            "se": number(it.se),
            "p": number(it.p),
        }));
    }
    Ok(json!({
        "coef": fit.coefficients().into_iter().map(number).collect::<Vec<_>>(),
        "se_HC0": se(Robust::Hc0)?,
        "se_HC1": se(Robust::Hc1)?,
        "se_HC2": se(Robust::Hc2)?,
        "se_HC3": se(Robust::Hc3)?,
        "interaction_F_HC3": number(joint.f),
        "interaction_p_HC3": number(joint.p),
        "effect_by_segment_HC3": by_segment,
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("heterogeneity_ols");
    }
}
