//! Two-way fixed effects with one date of adoption, and Welch's test on what changed in each office.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Number, Outcome,
    cluster_robust::{checked, labels},
    number, numbers, read,
};
use crate::{
    Estimate, Fault, check_length,
    two_way::{Panel, two_way},
};

#[derive(Deserialize)]
struct Inputs {
    office: Vec<Value>,
    period: Vec<Value>,
    treated: Vec<Number>,
    post: Vec<Number>,
    y: Vec<Number>,
}

/// 0 or 1.
pub(super) fn flags(what: &str, values: &[f64]) -> Result<Vec<bool>, Fault> {
    values
        .iter()
        .map(|it| match *it {
            0.0 => Ok(false),
            1.0 => Ok(true),
            other => Err(Fault::out_of_range(what, other, 0.0, 1.0)),
        })
        .collect()
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let it: Inputs = read(inputs)?;
    let (y, treated, post) = (numbers(&it.y), numbers(&it.treated), numbers(&it.post));
    checked(&[("y", &y), ("treated", &treated), ("post", &post)], 4)?;
    check_length("office", it.office.len(), y.len())?;
    check_length("period", it.period.len(), y.len())?;
    let (office, period) = (labels("office", &it.office)?, labels("period", &it.period)?);
    let (treated, post) = (flags("treated", &treated)?, flags("post", &post)?);
    let panel = Panel { office: &office, period: &period, treated: &treated, post: &post, y: &y };
    let found = two_way(&panel, 0.05)?;
    let print = |it: Option<Estimate>| {
        let of = |what: fn(&Estimate) -> f64| it.as_ref().map_or(Value::Null, |it| number(what(it)));
        json!({"estimate": of(|it| it.value), "se": of(|it| it.se), "p": of(|it| it.p)})
    };
    let welch =
        |what: fn(&Estimate) -> f64| found.offices.as_ref().map_or(Value::Null, |it| number(what(it)));
    Ok(json!({
        "iid": print(Some(found.iid)),
        "CRV1": print(Some(found.crv1)),
        "CRV3": print(found.crv3),
        "means_2x2": number(found.means),
        "office_difference_welch": {
            "t": welch(|it| it.value / it.se),
            "df": welch(|it| it.df),
            "p": welch(|it| it.p),
        },
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("did_two_way");
    }
}
