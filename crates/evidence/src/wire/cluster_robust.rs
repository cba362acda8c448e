//! Least squares of y on treatment and a covariate with offices as clusters.

use std::collections::HashMap;

use nalgebra::DMatrix;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, numbers, read};
use crate::{
    Fault, check, check_length,
    cluster::{ClusterFit, ClusterRobust},
    linear::columns,
    robust::JointTest,
};

#[derive(Deserialize)]
struct Inputs {
    cluster: Vec<Value>,
    y: Vec<Number>,
    treat: Vec<Number>,
    x: Vec<Number>,
}

/// Numbers for labels: the same for the same number or text.
pub(super) fn labels(what: &str, values: &[Value]) -> Result<Vec<usize>, Fault> {
    let mut known: HashMap<String, usize> = HashMap::new();
    values
        .iter()
        .enumerate()
        .map(|(place, it)| {
            let word = match it {
                Value::Number(it) => it.as_f64().map(|it| format!("{it}")),
                Value::String(it) => Some(format!("`{it}")),
                Value::Bool(it) => Some(format!("{}", u8::from(*it))),
                _ => None,
            };
            let word = word.ok_or_else(|| Fault::NotFinite { what: what.into(), place })?;
            let next = known.len();
            Ok(*known.entry(word).or_insert(next))
        })
        .collect()
}

/// Refuses columns that hold no finite number or are not as long as the first.
pub(super) fn checked(all: &[(&str, &[f64])], least: usize) -> Result<(), Fault> {
    let rows = all.first().map_or(0, |it| it.1.len());
    for (what, values) in all {
        check(what, values, least)?;
        check_length(what, values.len(), rows)?;
    }
    Ok(())
}

/// The fit by 1, treat and x.
pub(super) fn fit(
    cluster: &[Value],
    y: &[Number],
    treat: &[Number],
    x: &[Number],
) -> Result<ClusterFit, Fault> {
    let (y, treat, x) = (numbers(y), numbers(treat), numbers(x));
    checked(&[("y", &y), ("treat", &treat), ("x", &x)], 4)?;
    check_length("cluster", cluster.len(), y.len())?;
    let cluster = labels("cluster", cluster)?;
    let ones = vec![1.0; y.len()];
    ClusterFit::new(&columns(&[&ones, &treat, &x]), &y, &cluster).map_err(|fault| match fault {
        // Which of the columns says nothing of its own.
        Fault::Collinear { .. } => {
            let constant = |values: &[f64]| values.windows(2).all(|it| it[0].to_bits() == it[1].to_bits());
            Fault::collinear(if constant(&treat) { "treat" } else { "x" })
        }
        other => other,
    })
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let it: Inputs = read(inputs)?;
    let fit = fit(&it.cluster, &it.y, &it.treat, &it.x)?;
    let all = |values: &[f64]| values.iter().map(|it| number(*it)).collect::<Vec<_>>();
    let se = |kind| Ok::<_, Fault>(all(&fit.standard_errors(kind)?));
    let effects = (0..3).map(|it| fit.coefficient(it, 0.05)).collect::<Result<Vec<_>, _>>().map_err(
        |fault| match fault {
            Fault::NoVariance { what } if what == "outcome" => Fault::no_variance("y"),
            other => other,
        },
    )?;
    let of =
        |what: fn(&crate::Estimate) -> f64| effects.iter().map(|it| number(what(it))).collect::<Vec<_>>();
    // Two clusters show no variance of two effects together.
    let joint = fit.joint(&DMatrix::from_row_slice(2, 3, &[0.0, 1.0, 0.0, 0.0, 0.0, 1.0])).ok();
    let of_joint = |what: fn(&JointTest) -> f64| joint.as_ref().map_or(Value::Null, |it| number(what(it)));
    // Without the cluster that alone decides a coefficient there is no jackknife.
    let jackknife = se(ClusterRobust::Cr3).unwrap_or_else(|_| vec![Value::Null; 3]);
    Ok(json!({
        "coef": all(&fit.coefficients()),
        "CR0": {"se": se(ClusterRobust::Cr0)?},
        "CR1": {"se": se(ClusterRobust::Cr1)?},
        "CR1S": {"se": se(ClusterRobust::Cr1s)?},
        "CR2": {
            "se": of(|it| it.se),
            "df_satterthwaite": of(|it| it.df),
            "t": of(|it| it.value / it.se),
            "p": of(|it| it.p),
            "ci_lower": of(|it| it.low),
            "ci_upper": of(|it| it.high),
        },
        "CR3": {"se": jackknife},
        "HTZ_joint_treat_x": {
            "F": of_joint(|it| it.f),
            "df_num": of_joint(|it| it.df_num),
            "df_denom": of_joint(|it| it.df_denom),
            "p": of_joint(|it| it.p),
        },
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("cluster_robust");
    }
}
